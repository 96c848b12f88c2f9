"""A master that is open in a program: reported before anything is read, and no finished run is lost for it."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY, cell_of, filled, keyed, records, type_into
from tests.cases import cases
from tests.cli.test_cli import Captured, error, shows
from tests.master.test_handwork import folder as folder  # noqa: PLC0414 -- the fixture
from toolkit.cli import main as cli
from toolkit.files import saving
from toolkit.master.read import read_master
from toolkit.messages import commands
from toolkit.model import Language
from toolkit.run import gathering
from toolkit.run.folder import Folder, waiting_path
from toolkit.run.masters.backups import backups_of
from toolkit.run.workers import Pool

NOTICES = commands.NOTICES
LOCKS = ["~$master.xlsx", ".~lock.master.xlsx#"]
OTHERS = pytest.mark.skipif(sys.platform == "win32", reason="there the system itself knows what is open")


def toolkit(folder: Folder, *arguments: str | Path) -> int:
    day = ("--as-of", DAY.isoformat()) if arguments else ()
    return cli.run([*map(str, arguments), "--campaign", str(folder.root), *day])


@contextmanager
def held_open(path: Path, *, from_begin: bool = False) -> Iterator[None]:
    """The system lets nobody replace this file, as Windows while Excel has it open; `from_begin`: before work begins
    too."""
    replaced = os.replace

    def refuse(source: Any, target: Any) -> None:
        if Path(target) == path and (from_begin or Path(source) != path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replaced(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        yield


def one_more(folder: Folder, number: int = 7) -> None:
    """One more report of SB, so that a merge gives a different master."""
    statements = f"| section | text |\n|---|---|\n| dat | Lần {number} |"
    filled(folder, "SB", f"| code | 2019 |\n|---|---|\n| A1 | {number} |", statements)


def made(folder: Folder) -> bytes:
    """The master that a merge of the folder gives."""
    other = folder.root.parent / "khác" / "kết quả.xlsx"
    toolkit(folder, "merge", "-o", other)
    return other.read_bytes()


# --- Before work begins ------------------------------------------------------------------------------


@pytest.fixture
def unread(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, reading a workbook of the campaign fails."""

    def read(*_: Any, **__: Any) -> Any:
        raise AssertionError("a workbook was read")

    monkeypatch.setattr(Pool, "read", read)
    monkeypatch.setattr(gathering, "Store", read)


@pytest.mark.slow
@OTHERS
@pytest.mark.usefixtures("unread")
def test_an_open_master_is_reported_before_anything_is_read(folder: Folder, capsys: Captured) -> None:
    """The message names the lock file, and says what to do if a crash left it."""
    before = folder.master.read_bytes()
    one_more(folder)
    languages: tuple[Language, ...] = ("vi", "en")
    for lock, language in zip(LOCKS, languages, strict=True):
        (folder.root / lock).write_bytes(b"\x02An")
        assert toolkit(folder, "merge", "--lang", language) == 3
        err = capsys.readouterr().err
        assert shows(err, error("locked"), language)
        assert lock in err
        assert len(err.strip().splitlines()) == 1
        assert toolkit(folder, "merge", "--format", "json") == 3
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "locked"
        (folder.root / lock).unlink()
    # Windows refuses to replace an open file.
    with held_open(folder.master, from_begin=True):
        assert toolkit(folder, "merge") == 3
    assert shows(capsys.readouterr().err, error("file-open-elsewhere"))
    assert not waiting_path(folder.master).exists()
    assert folder.master.read_bytes() == before


@OTHERS
def test_a_lock_file_that_was_removed_blocks_nothing(folder: Folder) -> None:
    """After following the message the merge runs; lock files of other workbooks do not matter."""
    (folder.root / LOCKS[0]).write_bytes(b"\x02An")
    (folder.root / "~$campaign.xlsx").write_bytes(b"\x02An")
    assert toolkit(folder, "merge") == 3
    (folder.root / LOCKS[0]).unlink()
    assert toolkit(folder, "merge") == 0
    (folder.root / LOCKS[0]).write_bytes(b"\x02An")
    assert toolkit(folder, "merge", "-o", folder.root / "m.xlsx") == 0


def test_on_windows_a_lock_file_of_a_replaceable_master_is_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that can be replaced is not open there, whatever is beside it."""
    (tmp_path / "master.xlsx").write_bytes(b"x")
    (tmp_path / "~$master.xlsx").write_bytes(b"x")
    monkeypatch.setattr(sys, "platform", "win32")
    saving.ensure_replaceable(tmp_path / "master.xlsx")


@OTHERS
@cases("""
| command        | file                | lock                          |
|----------------|---------------------|-------------------------------|
| report --anew  | bao-cao.docx        | ~$o-cao.docx                  |
| report --share | bao-cao-chia-se.docx | .~lock.bao-cao-chia-se.docx# |
| merge --share  | master-chia-se.xlsx | ~$master-chia-se.xlsx         |
| collect        | register.xlsx       | ~$register.xlsx               |
| collect        | register.xlsx       | .~lock.register.xlsx#         |
""")
def test_other_results_that_are_open_are_reported(
    folder: Folder, capsys: Captured, command: str, file: str, lock: str
) -> None:
    """Report, copy and register: a message before any work, and nothing is written."""
    assert toolkit(folder, *command.split()) in (0, 1)
    there = folder.root / file
    before, master = there.read_bytes(), folder.master.read_bytes()
    one_more(folder)
    (folder.root / lock).write_bytes(b"\x02An")
    capsys.readouterr()
    assert toolkit(folder, *command.split()) == 3
    assert shows(capsys.readouterr().err, error("locked"))
    assert (there.read_bytes(), folder.master.read_bytes()) == (before, master)


# --- Opened while a run is at work -------------------------------------------------------------------


@pytest.fixture
def waiting(folder: Folder, capsys: Captured) -> Path:
    """A result that waits because the master was opened meanwhile."""
    one_more(folder)
    with held_open(folder.master):
        assert toolkit(folder, "merge") == 3
    return waiting_path(folder.master)


@pytest.mark.slow
def test_the_result_waits_beside_the_open_master(folder: Folder, capsys: Captured) -> None:
    """Both files are whole, and the message names them."""
    before = folder.master.read_bytes()
    one_more(folder)
    expected = made(folder)
    capsys.readouterr()
    with held_open(folder.master):
        assert toolkit(folder, "merge") == 3
    err = capsys.readouterr().err
    assert shows(err, error("kept-aside"))
    there = waiting_path(folder.master)
    assert str(there) in err
    assert (folder.master.read_bytes(), there.read_bytes()) == (before, expected)
    assert [p.name for p in folder.root.glob(".~*")] == []
    # It is no input of a merge of its folder, or of one above.
    other = folder.root.parent.parent / "m.xlsx"
    toolkit(folder, "merge", folder.root.parent, "-o", other)
    sources = records(keyed(other)["sources"])
    assert not [r for r in sources if there.name in str(r["file"]) + str(r["through"])]
    # If the master is still open during the next merge, the newest result waits.
    one_more(folder, 8)
    expected = made(folder)
    with held_open(folder.master):
        assert toolkit(folder, "merge") == 3
        assert there.read_bytes() == expected
    # `toolkit` alone replaces the closed master by the waiting result; the old one is kept.
    capsys.readouterr()
    with held_open(folder.master, from_begin=True):
        toolkit(folder)
        assert shows(capsys.readouterr().out, NOTICES["waiting"])
        assert there.exists()
    toolkit(folder)
    assert shows(capsys.readouterr().out, NOTICES["waiting-placed"])
    assert (folder.master.read_bytes(), there.exists()) == (expected, False)
    assert [p.read_bytes() for p in backups_of(folder.root, folder.master)] == [before]
    type_into(folder.master, [(("Tóm tắt", "B60"), "gõ tay")])
    toolkit(folder, "merge")
    assert "Tóm tắt: B60" in capsys.readouterr().err


def reword(master: Path, words: str) -> None:
    """Give the first group another text."""
    group = read_master(master).groups[0].id
    type_into(master, [(cell_of(master, "groups", group, "edited_text"), words)])


@pytest.mark.slow
def test_edits_saved_in_the_open_master_are_not_lost(folder: Folder, capsys: Captured, waiting: Path) -> None:
    """The waiting result does not have them: the master stays, and the next merge has both."""
    reword(folder.master, "Lời khác")
    typed = folder.master.read_bytes()
    toolkit(folder)
    assert shows(capsys.readouterr().out, NOTICES["waiting-older"])
    assert folder.master.read_bytes() == typed
    assert toolkit(folder, "merge") == 0
    content = read_master(folder.master)
    assert "Lời khác" in {g.shown_text for g in content.groups}
    assert "Lần 7" in {s.text for s in content.statements}
    assert not waiting.exists()
    assert typed in [p.read_bytes() for p in backups_of(folder.root, folder.master)]


@pytest.mark.slow
def test_edits_in_both_files_are_kept(folder: Folder, capsys: Captured, waiting: Path) -> None:
    """The master's edits hold; the waiting result is kept with its edits, and a message says so. Without edits in the
    master those in the waiting result are carried over."""
    reword(waiting, "Lời ở tệp chờ")
    copy = Path(shutil.copytree(folder.root, folder.root.parent / "chỉ tệp chờ"))
    assert toolkit(replace(folder, root=copy), "merge") == 0
    assert "Lời ở tệp chờ" in {g.shown_text for g in read_master(copy / "master.xlsx").groups}
    reword(folder.master, "Lời ở bảng")
    edited = waiting.read_bytes()
    capsys.readouterr()
    assert toolkit(folder, "merge") == 0
    err = capsys.readouterr().err
    assert shows(err, NOTICES["waiting-kept"])
    shown = {g.shown_text for g in read_master(folder.master).groups}
    assert ("Lời ở bảng" in shown, "Lời ở tệp chờ" in shown) == (True, False)
    (kept,) = backups_of(folder.root, waiting)
    assert f"backups/{kept.name}" in err
    assert kept.read_bytes() == edited


@pytest.mark.slow
def test_a_restored_master_is_not_replaced_by_the_waiting_result(
    folder: Folder, capsys: Captured, waiting: Path
) -> None:
    """The waiting result was not made from the restored master."""
    toolkit(folder, "merge")
    first = backups_of(folder.root, folder.master)[0]
    one_more(folder, 8)
    with held_open(folder.master):
        toolkit(folder, "merge")
    shutil.copy(first, folder.master)
    capsys.readouterr()
    toolkit(folder)
    assert shows(capsys.readouterr().out, NOTICES["waiting-older"])
    assert folder.master.read_bytes() == first.read_bytes()


@pytest.mark.slow
@OTHERS
@pytest.mark.parametrize("lock", LOCKS)
def test_a_master_opened_meanwhile_is_not_replaced_if_the_system_allows_it(
    folder: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch, lock: str
) -> None:
    """The program would write its old copy over the new master: the result waits then too."""
    before = folder.master.read_bytes()
    one_more(folder)
    draw = saving._draw

    def opened(*arguments: Any) -> None:
        draw(*arguments)
        (folder.root / lock).write_bytes(b"\x02An")

    monkeypatch.setattr(saving, "_draw", opened)
    assert toolkit(folder, "merge") == 3
    assert shows(capsys.readouterr().err, error("kept-aside"))
    assert folder.master.read_bytes() == before
    assert waiting_path(folder.master).is_file()


def test_a_merge_that_changes_nothing_succeeds(folder: Folder, capsys: Captured) -> None:
    """If the open master equals the result, nothing needs to be replaced."""
    before = folder.master.read_bytes()
    with held_open(folder.master):
        assert toolkit(folder, "merge") == 0
    assert folder.master.read_bytes() == before
    assert not waiting_path(folder.master).exists()


@pytest.mark.slow
def test_a_result_that_cannot_wait(folder: Folder, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder at its path: the error is that of an open master, and no file is left."""
    waiting_path(folder.master).mkdir()
    before = folder.master.read_bytes()
    one_more(folder)
    with held_open(folder.master):
        assert toolkit(folder, "merge") == 3
    assert shows(capsys.readouterr().err, error("file-open-elsewhere"))
    assert folder.master.read_bytes() == before
    assert [p.name for p in folder.root.glob(".~*")] == []
