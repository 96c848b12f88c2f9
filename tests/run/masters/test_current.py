"""A master counts as current only if drawing it again would give the same bytes and the same messages."""

import json
import os
import pickle
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.building import DAY, cell_of, change, copied, definition, filled, type_into
from tests.effort import effort
from tests.master.test_corrections import FIGURES, INDICATORS, RULES, correct
from toolkit.archive.data_code import inputs_list
from toolkit.cli.main import run
from toolkit.model import DeskEdit
from toolkit.run.deciding import record_decisions
from toolkit.run.folder import Folder, FolderPaths, open_folder
from toolkit.run.masters import current
from toolkit.run.operations import merge_files
from toolkit.run.rounds.next import begin_next
from toolkit.run.store import keep_packs, stored_pack

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |"
SECTIONS = "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |"
LINES = "| section | text |\n|---|---|\n| dat | Đã mở {} lớp tập huấn cho cán bộ xã. |\n| dat | Ban hành kế hoạch. |"


def make(top: Path) -> Folder:
    """A campaign with its previous one, merged; a master was issued, and the result has changed since."""
    tables = {"agencies": AGENCIES, "indicators": INDICATORS, "rules": RULES, "sections": SECTIONS}
    before = definition(top / "before", about={"id": "TRUOC", "periods": "2017 | 2018"}, **tables)
    filled(before, "SA", FIGURES.replace("2019", "2017").replace("2020", "2018").format(3))
    assert printed("merge", before.root)[0] == 1
    folder = definition(top / "đợt", about={"previous": "../before/master.xlsx"}, **tables)
    filled(folder, "SA", FIGURES.format(8), LINES.format(12))
    printed("merge", folder.root)
    printed("page", folder.root)
    filled(folder, "SB", FIGURES.format(29), LINES.format(7))
    printed("merge", folder.root)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path / "one", make)


def printed(command: str, root: Path, *arguments: str) -> tuple[int, str, str]:
    """The exit code and what is printed on both streams, with the campaign's path replaced."""
    out, err = StringIO(), StringIO()
    day = () if "--as-of" in arguments else ("--as-of", DAY.isoformat())
    with redirect_stdout(out), redirect_stderr(err):
        code = run([command, "--campaign", str(root), *day, *(str(root / a) if a == "inbox" else a for a in arguments)])
    words, aside = (text.getvalue().replace(str(root), "ROOT") for text in (out, err))
    return code, words, aside


def counts(root: Path) -> bool:
    """Whether a merge with the options of the last one would take the master for current."""
    paths = FolderPaths(root, root / "campaign.xlsx")
    asked = json.loads(stored_pack(paths.store, "made") or b'{"asked": []}')["asked"]
    return current.current_master(paths, asked, DAY, None, False) is not None


def merged_as_current(folder: Folder, *arguments: str) -> bool:
    """Whether a merge leaves the master as it is."""
    return bool(json.loads(printed("merge", folder.root, "--format", "json", *arguments)[1])["current"])


def is_current(root: Path, *arguments: str) -> bool:
    """Whether a merge that takes the master for current if it can does so. Drawing it must give the same bytes and
    messages, and so must a report and a page made from what was read again."""
    other = root.parent / "other"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(root, other)
    found = False
    for form in ("json", "text"):
        here = printed("merge", root, "--format", form, *arguments)
        there = printed("merge", other, "--format", form, *arguments, "--redraw")
        found = found or '"current": true' in here[1]
        assert (here[0], here[1].replace('"current": true', '"current": false'), here[2]) == there
        assert contents(root) == contents(other)
    (other / ".toolkit-store").unlink(missing_ok=True)
    language = [a for a in arguments if a in ("--lang", "en", "vi")]
    for command in ("report", "page"):
        assert printed(command, root, *language) == printed(command, other, *language, "--no-store")
        assert contents(root) == contents(other)
    return found


def contents(root: Path) -> list[tuple[str, bytes]]:
    """All files of a campaign; copies in `backups/` are named by when they were saved."""
    files = (p for p in root.rglob("*") if p.is_file() and p.name != ".toolkit-store")
    return sorted((re.sub(r"(?<=\d)_\d\d|\d", "", p.relative_to(root).as_posix()), p.read_bytes()) for p in files)


@pytest.mark.slow
def test_a_merge_without_changes_draws_nothing(folder: Folder) -> None:
    """Messages and exit code are the same, and the file is not touched; `--redraw` draws in any case."""
    before = os.stat(folder.master)
    drawn = printed("merge", folder.root, "--redraw")
    assert os.stat(folder.master).st_ino != before.st_ino
    there = os.stat(folder.master)
    assert [printed("merge", folder.root) for _ in range(2)] == [drawn, drawn]
    code, out, _ = printed("merge", folder.root, "--format", "json")
    assert (code, json.loads(out)["current"]) == (drawn[0], True)
    assert printed("merge", folder.root, "--format", "json")[1] == out
    code, drawn_out, _ = printed("merge", folder.root, "--format", "json", "--redraw")
    assert drawn_out.replace('"current": false', '"current": true') == out != drawn_out
    assert there.st_mtime_ns < os.stat(folder.master).st_mtime_ns


# --- What changes -----------------------------------------------------------------------------------


def _typed(path: Path, sheet: str, row: str, column: str, value: Any) -> None:
    path.stat()  # raises OSError where the file has gone
    type_into(path, [(cell_of(path, sheet, row, column), value)])


def _decided(root: Path) -> None:
    signed: dict[str, Any] = {"corrected_by": "Lan", "reason": "điện thoại"}
    edit = DeskEdit(agency="SA", indicator="A1", period="2019", corrected_value="11", **signed)
    record_decisions(open_folder(root), [edit], as_of=DAY)


def _add_sheet(book: Workbook) -> None:
    book.create_sheet("Ghi chú")["B2"] = "của tôi"


def _issued(root: Path) -> Path:
    return next((root / "backups").glob("* phat-hanh.xlsx"))


def _bytes(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda root: (root / name).write_bytes(data)


#: Changes, and whether the master still counts as current after each.
CHANGES: dict[str, tuple[Callable[[Path], object], bool]] = {
    "nothing": (lambda root: None, True),
    "a figure sent anew": (lambda root: filled(open_folder(root), "SB", FIGURES.format(28)), False),
    "a new file": (lambda root: filled(open_folder(root), "SC", FIGURES.format(2), LINES.format(5)), False),
    "a copy of a file": (lambda root: shutil.copy(root / "inbox/SA.xlsx", root / "inbox/SA (2).xlsx"), False),
    "a file renamed": (lambda root: (root / "inbox/SA.xlsx").rename(root / "inbox/So A.xlsx"), False),
    "a file gone": (lambda root: (root / "inbox/SB.xlsx").unlink(), False),
    "a file's date": (lambda root: os.utime(root / "inbox/SA.xlsx", (1, 1)), True),
    "a file that is none of ours": (_bytes("inbox/ảnh.png", b"\x89PNG"), False),
    "a file that is left out": (_bytes("inbox/~$SA.xlsx", b"lock"), True),
    "the definition": (lambda root: _typed(root / "campaign.xlsx", "campaign", "title", "value", "Khác"), False),
    "the definition's date": (lambda root: os.utime(root / "campaign.xlsx"), False),
    "the round before": (lambda root: _typed(root.parent / "before/master.xlsx", "totals", "A1", "2017", 7), False),
    "the round before gone": (lambda root: (root.parent / "before/master.xlsx").unlink(), False),
    "a cell of the master": (lambda root: correct(root / "master.xlsx", "SA A1 2019", "12"), False),
    "a sheet in the master": (lambda root: change(root / "master.xlsx", _add_sheet), False),
    "the master saved": (lambda root: change(root / "master.xlsx", lambda book: None), False),
    "the master's date": (lambda root: os.utime(root / "master.xlsx", (2e9, 2e9)), True),
    "the master gone": (lambda root: (root / "master.xlsx").unlink(), False),
    "the kept drawing gone": (lambda root: (root / "backups/.master-drawn").unlink(), False),
    "a decision at the desk": (_decided, False),
    "the register gone": (lambda root: (root / "register.xlsx").unlink(), False),
    "a result that waits": (lambda root: shutil.copy(root / "master.xlsx", root / "master-cho-thay.xlsx"), False),
    "given out": (lambda root: printed("page", root), True),
    "a master given out before, gone": (lambda root: _issued(root).unlink(), False),
    "another given out after it": (
        lambda root: shutil.copy(root / "master.xlsx", str(_issued(root)).replace(" 20", " 30", 1)),
        True,
    ),
    "what is remembered of it": (lambda root: next((root / "backups").glob("*.json.gz")).unlink(), False),
    "the store gone": (lambda root: (root / ".toolkit-store").unlink(), False),
    "the store damaged": (_bytes(".toolkit-store", b"no database" * 99), False),
    "an answer drafted": (lambda root: printed("status", root, "--remind"), True),
}


@pytest.mark.slow
def test_a_change_is_drawn(folder: Folder, tmp_path: Path) -> None:
    """After a change of its inputs, of itself or of what is kept about it a master does not count as current. After
    other changes, all of them made in one folder, it does, and has the bytes and messages of a drawn one."""
    assert counts(folder.root)
    for what, (do, still) in sorted(CHANGES.items(), key=lambda change: change[1][1]):
        root = folder.root if still else shutil.copytree(tmp_path / "one", tmp_path / what) / "đợt"
        do(root)
        assert counts(root) is still, what
    assert is_current(folder.root)
    CHANGES["a figure sent anew"][0](folder.root)
    assert [merged_as_current(folder), merged_as_current(folder)] == [False, True]


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.parametrize("what", CHANGES)
def test_a_merge_after_each_change_gives_what_drawing_gives(folder: Folder, what: str) -> None:
    """The same after each change alone, by whole merges, reports and pages."""
    do, still = CHANGES[what]
    do(folder.root)
    assert is_current(folder.root) is still


@pytest.mark.slow
def test_another_day_language_or_option_is_drawn(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it must be drawn once or twice, the master is current from then on."""
    monkeypatch.chdir(folder.root)
    for words in ["--as-of 2021-01-16", "--lang en", "--previous -", "--issued", "--share", "inbox", "inbox --issued"]:
        arguments = words.split()
        assert not merged_as_current(folder, *arguments), words
        assert merged_as_current(folder, *arguments) or merged_as_current(folder, *arguments), words
        if words == "--lang en":
            assert is_current(folder.root, *arguments)
        if words == "--share":
            change(folder.root / "master-chia-se.xlsx", lambda book: None)
            assert not merged_as_current(folder, *arguments)


@pytest.mark.slow
def test_different_root_certificates_are_drawn(folder: Folder, tmp_path: Path) -> None:
    """Certificates in the folder, and those named instead of them, are compared by their content; they are among the
    master's inputs by name. A new round gets a copy; in the same folder they stay."""
    pytest.importorskip("pyhanko", reason="toolkit[signed] is not installed")
    from tests.signing import holder, root

    (folder.root / "trust.pem").write_bytes(root().pem)
    assert [merged_as_current(folder), merged_as_current(folder)] == [False, True]
    other = folder.root.parent / "gốc.pem"
    for data in (root().pem, holder("Khác").pem):
        other.write_bytes(data)
        named = ("--trust", str(other))
        assert [merged_as_current(folder, *named), merged_as_current(folder, *named)] == [False, True]
    assert not merged_as_current(folder)
    for path, name, data in ((None, "trust.pem", root().pem), (other, "../gốc.pem", holder("Khác").pem)):
        result, _ = merge_files(open_folder(folder.root, path), as_of=DAY)
        lines = (line.split("  ")[1] for line in inputs_list(result).splitlines())
        assert [line for line in lines if line.endswith("pem")] == [name]
        assert result.campaign.trust == data
    begin_next(folder.root, tmp_path / "sau")
    assert (tmp_path / "sau" / "trust.pem").read_bytes() == root().pem
    started = begin_next(folder.root)
    assert (folder.root / "trust.pem").read_bytes() == root().pem
    assert started.left == ()


@pytest.mark.slow
def test_a_different_toolkit_draws_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed modules, or another version of a library, may draw something different."""
    assert counts(folder.root)
    monkeypatch.setattr(current, "modules", lambda: "others")
    assert not counts(folder.root)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(1, 40)))
def test_any_sequence_of_changes_is_drawn(folder: Folder, seed: int) -> None:
    """Whatever the order of changes, merge, report and page from the store equal those made without it."""
    chance = random.Random(seed)
    for what in chance.choices([*CHANGES], k=effort(2, 5)):
        try:
            CHANGES[what][0](folder.root)
        except (OSError, StopIteration, ValueError, KeyError):
            continue  # what was to be changed has gone
        for _ in range(chance.choice((1, 1, 2))):
            is_current(folder.root, *chance.choice(((), (), ("--lang", "en"), ("--issued",))))


# --- What is kept -----------------------------------------------------------------------------------


class _Planted:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("planted",)


@pytest.mark.slow
def test_code_planted_in_the_store_is_not_run(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store with foreign pickles is treated as empty, and the result is made again."""
    monkeypatch.chdir(folder.root)
    before = {name for name, _ in contents(folder.root)}
    for planted in (b"", b'{"asked": 1}', zlib.compress(pickle.dumps(_Planted()))):
        keep_packs(folder.store, {"made": planted})
        assert not merged_as_current(folder)
        there = os.stat(folder.master).st_ino
        with closing(sqlite3.connect(folder.store)) as connection:
            (result,) = connection.execute("SELECT name FROM last ORDER BY length(pack) DESC LIMIT 1").fetchone()
        keep_packs(folder.store, {result: planted})
        assert printed("page", folder.root)[0] == 1
        assert printed("merge", folder.root)[0] == 1
        assert os.stat(folder.master).st_ino != there
        assert {name for name, _ in contents(folder.root)} == before
    # A store that cannot be written to keeps nothing: the merge runs as without a store.
    folder.store.unlink()
    folder.store.mkdir()
    assert [merged_as_current(folder), merged_as_current(folder)] == [False, False]


def test_damaged_packs_of_the_store_are_not_used(folder: Folder) -> None:
    """A pack whose bytes are not what was written is treated as missing."""
    with closing(sqlite3.connect(folder.store)) as connection, connection:
        connection.execute("UPDATE last SET pack = ? WHERE name = 'made'", (b"{}",))
    assert stored_pack(folder.store, "made") == b""
    assert stored_pack(folder.root, "made") == stored_pack(folder.root / "none", "made") == b""


@pytest.mark.slow
def test_two_merges_at_once_leave_the_master_of_one(folder: Folder) -> None:
    """Two merges in two languages: whichever ended last, the next merge says and draws what it would alone."""
    filled(folder, "SC", FIGURES.format(2), LINES.format(5))
    program = [sys.executable, "-m", "toolkit", "merge", "--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    both = [subprocess.Popen([*program, "--lang", language], stdout=subprocess.DEVNULL) for language in ("vi", "en")]
    assert {process.wait() for process in both} <= {0, 1, 3}  # 3: the other one ended first
    merged_as_current(folder)
    assert is_current(folder.root)
