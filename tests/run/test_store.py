"""The store: a file is read once; results are the same with the store, without it, and after damage."""

import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import toolkit
from tests.building import DAY, definition, filled
from toolkit.cli.main import run
from toolkit.run import store
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files, merge_files

TABLES: dict[str, Any] = {
    "agencies": "| code | name |\n|---|---|\n" + "\n".join(f"| S{n} | Sở thứ {n} |" for n in range(1, 7)),
    "indicators": (
        "| code | topic | label | unit | kind | across_agencies |\n|---|---|---|---|---|---|\n"
        "| A1 | Một | Số buổi | buổi | count | sum |"
    ),
    "sections": "| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |",
}


@dataclass
class Watch:
    """What a run reads again, and its messages."""

    read: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def means(self, folder: Folder, *, store: bool = True) -> Means:
        return Means(
            workers=1,
            store=folder.store if store else None,
            progress=lambda _done, _total, what: self.read.append(what),
            notice=lambda code, _: self.notices.append(code),
        )


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Six agencies, five of which have reported; one file is not read completely, one is no workbook."""
    folder = definition(tmp_path, **TABLES)
    for number in range(1, 6):
        reported = f"| section | text |\n|---|---|\n| dat | Ý {number} |"
        filled(folder, f"S{number}", f"| code | 2019 |\n|---|---|\n| A1 | {number} |", reported)
    (folder.inbox / "x.xlsx").write_bytes(b"no workbook")
    return folder


def merge(folder: Folder, watch: Watch, *, store: bool = True) -> bytes:
    means = watch.means(folder, store=store)
    return merge_files(folder, output=folder.root / "m.xlsx", as_of=DAY, means=means)[1].read_bytes()


def read_by(folder: Folder, *, store: bool = True) -> tuple[list[str], bytes, list[str]]:
    """The files that a merge reads again, the master, and the messages."""
    watch = Watch()
    master = merge(folder, watch, store=store)
    return sorted({w for w in watch.read if w != "m.xlsx"}), master, watch.notices


ALL = [f"inbox/{name}.xlsx" for name in ("S1", "S2", "S3", "S4", "S5", "x")]


@pytest.mark.slow
def test_an_empty_and_a_filled_store_give_the_same_bytes(folder: Folder) -> None:
    """The first merge reads all files, the second none; the master is the same as without a store."""
    without = read_by(folder, store=False)
    assert not folder.store.exists()
    cold, warm = read_by(folder), read_by(folder)
    assert (without[0], cold[0], warm[0]) == (ALL, ALL, [])
    assert without[1] == cold[1] == warm[1]
    # Naming the campaign's folder as input does not read the store.
    copy = Path(shutil.copytree(folder.root, folder.root.parent / "copy"))
    result = check_files(open_folder(copy), [copy / "inbox", copy], as_of=DAY, means=Means(workers=1))
    assert not any("store" in s.source.file for s in result.submissions)
    # After adding, changing and renaming one file each, only the first two are read.
    filled(folder, "S6", "| code | 2019 |\n|---|---|\n| A1 | 6 |")
    filled(folder, "S2", "| code | 2019 |\n|---|---|\n| A1 | 22 |")
    (folder.inbox / "S1.xlsx").rename(folder.inbox / "Sở một.xlsx")
    read, master, _ = read_by(folder)
    assert read == ["inbox/S2.xlsx", "inbox/S6.xlsx"]
    assert master == read_by(folder, store=False)[1]
    result = check_files(folder, as_of=DAY, means=Watch().means(folder))
    assert result.used["S1"].source.file == "inbox/Sở một.xlsx"
    assert {"inbox/Sở một.xlsx"} == {f.file for f in result.figures if f.agency == "S1"}


@pytest.mark.slow
def test_a_changed_definition_reads_all_again(folder: Folder) -> None:
    """What was read with an older definition is not used, and removed. Its words decide which statements are the same,
    so the next merge uses them."""
    read_by(folder)
    later = definition(folder.root, **{**TABLES, "indicators": TABLES["indicators"].replace("Số buổi", "Số lượt")})
    assert [read_by(one)[0] for one in (later, later, folder)] == [ALL, [], ALL]
    with sqlite3.connect(folder.store) as connection:
        assert connection.execute("SELECT COUNT(DISTINCT maker) FROM readings").fetchall() == [(1,)]
    words = "| kind | text | means |\n|---|---|---|\n| synonym | Ý 1 | Ý 2 |"
    assert len(check_files(folder, as_of=DAY, means=Watch().means(folder)).groups) == 5
    later, watch = definition(folder.root, words=words, **TABLES), Watch()
    assert len(check_files(later, as_of=DAY, means=watch.means(later)).groups) == 4
    assert sorted(watch.read) == ALL


def _scribble(store: Path) -> None:
    data = bytearray(store.read_bytes())
    for place in range(5000, len(data), 7):
        data[place] ^= 0x5A
    store.write_bytes(data)


def _no_database(store: Path) -> None:
    store.write_bytes(b"not a database at all, just words" * 100)


def _execute(*statements: str) -> Callable[[Path], None]:
    def do(store: Path) -> None:
        with closing(sqlite3.connect(store)) as connection, connection:
            for statement in statements:
                connection.execute(statement)

    return do


DAMAGE: tuple[Callable[[Path], None], ...] = (
    _scribble,
    _no_database,
    _execute("DROP TABLE readings", "CREATE TABLE readings (maker, other)"),
    _execute(f"UPDATE readings SET pack = 'w[1,2,3,4]', checksum = {zlib.crc32(b'w[1,2,3,4]')}"),
    _execute("UPDATE readings SET checksum = checksum + 1"),
)


@pytest.mark.slow
def test_a_damaged_store_is_begun_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the damage, the master is the same, a message says so, and the next merge reads nothing."""
    expected = read_by(folder)[1]
    for damage in DAMAGE:
        damage(folder.store)
        assert read_by(folder) == (ALL, expected, ["store-rebuilt"]), damage
        assert read_by(folder) == ([], expected, []), damage
    # Windows removes no open file: the store is emptied, and the next run does not report the damage again.
    _no_database(folder.store)
    if sys.platform != "win32":
        monkeypatch.setattr(Path, "unlink", _refused)
    with folder.store.open("rb"):
        assert read_by(folder) == (ALL, expected, ["store-rebuilt"])
        assert read_by(folder) == ([], expected, [])


def _refused(path: Path, missing_ok: bool = False) -> None:
    if path.name == store.FILE_NAME:
        raise PermissionError(13, "Permission denied", str(path))
    if path.exists() or not missing_ok:
        os.unlink(path)


@pytest.mark.slow
def test_a_store_that_another_run_uses_is_left_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """This run reads all files itself, without a message. So does one in a folder that cannot be written to, which has
    no store; and a result that may differ next time, of a file that took too long, is not kept."""
    tight = Watch().means(folder)
    tight = replace(tight, limits=replace(tight.limits, timeout=0.0))
    result = check_files(folder, as_of=DAY, means=tight)
    late = [s.source.file for s in result.submissions if any(f.code == "took-too-long" for f in s.findings)]
    assert late
    read, expected, _ = read_by(folder)
    assert read == sorted(late)
    monkeypatch.setattr("toolkit.run.store._PATIENCE", 0.05)
    with sqlite3.connect(folder.store, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert read_by(folder) == (ALL, expected, [])
        other.execute("ROLLBACK")
    assert read_by(folder) == ([], expected, [])
    folder.store.unlink()
    folder.store.mkdir()
    assert read_by(folder) == (ALL, expected, [])
    assert folder.store.is_dir()


@pytest.mark.slow
def test_masters_are_kept_too(folder: Folder) -> None:
    """A master that is an input is opened once."""
    paths = [folder.inbox / "S1.xlsx", folder.inbox / "S2.xlsx"]
    part = merge_files(folder, paths, output=folder.root / "part.xlsx", as_of=DAY, means=Means(workers=1))[1]
    for files in ({"part.xlsx"}, set[str]()):
        watch = Watch()
        result = check_files(folder, [part], as_of=DAY, means=watch.means(folder))
        assert set(result.used) == {"S1", "S2"}
        assert set(watch.read) == files


@pytest.mark.slow
def test_concurrent_runs_do_not_damage_the_store(folder: Folder) -> None:
    """Three merges at once over one store all give the same bytes, and so does the next one."""
    expected = merge(folder, Watch(), store=False)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    at = ["--campaign", str(folder.root), "--as-of", DAY.isoformat(), "--workers", "1"]
    merges = [[sys.executable, "-m", "toolkit", "merge", *at, "-o", str(folder.root / f"{n}.xlsx")] for n in range(3)]
    runs = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for command in merges]
    assert [run.wait(60) for run in runs] == [1] * 3
    assert {expected} == {(folder.root / f"{number}.xlsx").read_bytes() for number in range(3)}
    assert ([], expected, []) == read_by(folder)


@pytest.mark.slow
def test_an_interrupted_merge_goes_on(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files read before the interruption are not read again."""
    monkeypatch.setattr("toolkit.run.gathering._STORED_AT_ONCE", 2)
    watch = Watch()
    means = watch.means(folder)

    def stop(done: int, _total: int, what: str) -> None:
        watch.read.append(what)
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge_files(folder, as_of=DAY, means=replace(means, progress=stop))
    assert not folder.master.exists()
    read, _, _ = read_by(folder)
    assert len(read) == 2
    assert set(read) | set(watch.read) == set(ALL)


def test_changed_modules_read_all_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Store and remote workers are compared by the content of all modules: neither file times, which a bundle may set,
    nor line endings matter."""
    assert Path(toolkit.__file__).parent == store.PACKAGE
    monkeypatch.setattr(store, "PACKAGE", tmp_path)

    def of(**modules: bytes) -> str:
        for name, content in modules.items():
            (tmp_path / f"{name}.py").write_bytes(content)
            os.utime(tmp_path / f"{name}.py", (0, 0))
        return store.modules.__wrapped__()

    one = of(a=b"x = 1\n", b=b"")
    assert of() == one == of(a=b"x = 1\r\n")
    others = [of(a=b"x = 2\n"), of(a=b"x = 1\n", c=b"")]
    (tmp_path / "rooms").mkdir()
    (tmp_path / "c.py").rename(tmp_path / "rooms" / "c.py")
    assert len({one, *others, of()}) == 4


@pytest.mark.slow
def test_similar_names_are_reported_once_for_a_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Again if a name of the roster changes, and each time if nothing can be kept; other warnings each time."""
    names = "| code | name |\n|---|---|\n| A | UBND xã Tân Hòa |\n| B | UBND xã Tân Hóa |\n| C | {} |\n"

    def reported(third: str) -> list[str]:
        other = definition(tmp_path / "x", **{**TABLES, "agencies": names.format(third)})
        assert run(["check", "--campaign", str(other.root), "--as-of", DAY.isoformat()]) in (0, 1)
        return [line for line in capsys.readouterr().err.splitlines() if "Tân Hóa" in line or "giống tên" in line]

    ((first,), second, changed, again) = (
        reported(third) for third in ("UBND xã C", "UBND xã C", "UBND xã D", "UBND xã D")
    )
    assert "chỉ khác “UBND xã Tân Hòa”" in first
    assert (second, len(changed), again) == ([], 1, [])
    assert [len(reported("UBND xã Tân Hòa")) for _ in range(2)] == [2, 1]
    monkeypatch.setattr("toolkit.run.store.sqlite3.connect", _no_room)
    assert [len(reported("UBND xã E")) for _ in range(2)] == [1, 1]


def _no_room(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("no room")
