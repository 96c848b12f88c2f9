"""The folder of exported tables: replaced whole or not at all, keeping other files in it; and its command."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.building import copied, definition, filled
from tests.cli.test_cli import Captured, error, shows
from tests.export.reading import csv_tables, package
from toolkit.cli.main import run
from toolkit.messages import commands
from toolkit.run.folder import BACKUPS, Folder, find_files
from toolkit.run.rounds.keeping import names_of_round


def _campaign(root: Path) -> Folder:
    folder = definition(
        root,
        agencies="| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n",
        indicators="| code | label | kind | across_agencies |\n|---|---|---|---|\n| A | Cây | count | sum |",
        sections="| code | role | heading |\n|---|---|---|\n| dat | achievement | Mặt đạt được |\n",
    )
    filled(folder, "SA", "| code | 2019 | 2020 |\n|---|---|---|\n| A | 17 | 4 |\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return copied(tmp_path, _campaign)


def export(folder: Folder, *arguments: str | Path) -> int:
    options = ("--campaign", folder.root, "--as-of", "2021-01-15", "--workers", "1")
    return run(["export", *map(str, (*arguments, *options))])


def one_more(folder: Folder) -> None:
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A | 5 | 6 |\n")


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


# --- The command -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_writes_the_folder(folder: Folder, capsys: Captured) -> None:
    """Into `export/`, for circulation into `export-chia-se/`, or a named folder; twice the same bytes; it states the
    number of reports."""
    assert export(folder) == 1  # one agency is missing
    assert shows(capsys.readouterr().out, commands.EXPORT_DONE)
    target = folder.root / "export"
    assert [row["value"] for row in csv_tables(target)["figures"]] == [17, 4]
    assert package(target)["sources"][0]["agency"] == "SA"
    assert export(folder, "-o", folder.root / "khac" / "bang") == 1
    assert bytes_in(folder.root / "khac" / "bang") == bytes_in(target)
    capsys.readouterr()
    assert export(folder, "--share", "--lang", "en") == 1
    assert shows(capsys.readouterr().out, commands.EXPORT_SHARED, "en")
    assert package(folder.root / "export-chia-se")["circulation"]
    assert "findings" not in csv_tables(folder.root / "export-chia-se")
    assert sorted(p.name for p in folder.root.iterdir() if p.name.startswith((".~", ".export"))) == []


@pytest.mark.slow
def test_after_a_merge_no_file_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merge's result is used; if files are read again the tables are the same."""
    assert run(["merge", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"]) == 1
    assert export(folder, "--no-store", "-o", folder.root / "anew") == 1
    monkeypatch.setattr("toolkit.run.operations.gather", None)
    assert export(folder) == 1
    assert bytes_in(folder.root / "export") == bytes_in(folder.root / "anew")


@pytest.mark.slow
def test_later_reports_are_in_the_next_export(folder: Folder) -> None:
    """The folder is replaced, and keeps no earlier table."""
    assert export(folder) == 1
    one_more(folder)
    assert export(folder) == 0
    assert [row["value"] for row in csv_tables(folder.root / "export")["figures"]] == [17, 4, 5, 6]


def test_the_next_round_moves_this_rounds_exports(folder: Folder) -> None:
    """They belong to the round."""
    export(folder)
    export(folder, "--share")
    assert {"export", "export-chia-se"} <= set(names_of_round(folder.root))


def test_exported_tables_are_no_input(folder: Folder) -> None:
    """If the whole campaign folder is named, the tables are not among the files to read."""
    export(folder)
    assert not [name for _, name in find_files(folder, [folder.root]) if name.startswith("export")]


# --- Other files in the folder -----------------------------------------------------------------------


@pytest.mark.slow
def test_other_files_in_the_folder_stay(folder: Folder) -> None:
    """Files and folders that no export wrote are kept; a file of an earlier export only is removed."""
    export(folder)
    target = folder.root / "export"
    (target / "truy-van.sql").write_text("SELECT 1", encoding="utf-8")
    (target / "ghi-chu").mkdir()
    (target / "ghi-chu" / "a.txt").write_text("a", encoding="utf-8")
    listed = package(target)
    listed["resources"].append({"path": "table_cu.csv", "hash": "sha256:x"})
    (target / "datapackage.json").write_text(json.dumps(listed), encoding="utf-8")
    (target / "table_cu.csv").write_bytes(b"")
    one_more(folder)
    assert export(folder) == 0
    assert (target / "truy-van.sql").read_text(encoding="utf-8") == "SELECT 1"
    assert (target / "ghi-chu" / "a.txt").read_text(encoding="utf-8") == "a"
    assert not (target / "table_cu.csv").exists()
    assert len(csv_tables(target)["figures"]) == 4


@pytest.mark.slow
def test_a_file_that_somebody_changed_is_kept(folder: Folder, capsys: Captured) -> None:
    """A CSV file saved in a spreadsheet program, or a database with a view, goes to `backups/`, and is reported."""
    export(folder)
    target = folder.root / "export"
    (target / "figures.csv").write_text("của tôi", encoding="utf-8")
    with sqlite3.connect(target / "data.sqlite") as database:
        database.execute("CREATE VIEW mine AS SELECT 1")
    database.close()
    changed = (target / "data.sqlite").read_bytes()
    capsys.readouterr()
    assert export(folder) == 1
    assert shows(capsys.readouterr().out, commands.EXPORT_KEPT)
    kept = {path.suffix: path.read_bytes() for path in (folder.root / BACKUPS).iterdir()}
    assert kept[".csv"].decode() == "của tôi"
    assert kept[".sqlite"] == changed
    assert len(csv_tables(target)["figures"]) == 2


@pytest.mark.parametrize("what", ["full", "file", "definition", "inbox"])
def test_a_folder_that_is_no_export_is_not_touched(folder: Folder, what: str, capsys: Captured) -> None:
    """A folder with other files, a file, the campaign folder itself and the inbox are not changed."""
    other = {"full": folder.root / "khac", "file": folder.root / "tep", "definition": folder.root}.get(
        what, folder.inbox
    )
    if what == "full":
        other.mkdir()
        (other / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    elif what == "file":
        other.write_text("x", encoding="utf-8")
    before = sorted(path.name for path in folder.root.rglob("*"))
    assert export(folder, "-o", other) == (2 if what == "inbox" else 3)
    code = "output-in-inbox" if what == "inbox" else "not-an-export"
    assert shows(capsys.readouterr().err, error(code))
    assert sorted(path.name for path in folder.root.rglob("*")) == before


@pytest.mark.skipif(os.name != "posix", reason="links may not be made everywhere")
def test_an_empty_folder_is_used(folder: Folder) -> None:
    """A new folder may be made beforehand; a link to one stays a link."""
    real = folder.root / "that"
    real.mkdir()
    (folder.root / "lien-ket").symlink_to(real)
    assert export(folder, "-o", folder.root / "lien-ket") == 1
    assert (folder.root / "lien-ket").is_symlink()
    assert csv_tables(real)


@pytest.mark.slow
def test_a_foreign_file_with_the_name_of_a_table_is_kept(folder: Folder) -> None:
    """A file whose name a new table has is kept under another name."""
    export(folder)
    target = folder.root / "export"
    listed = package(target)
    listed["resources"] = [r for r in listed["resources"] if r["name"] != "themes"]
    (target / "datapackage.json").write_text(json.dumps(listed), encoding="utf-8")
    (target / "themes.csv").write_text("của tôi", encoding="utf-8")
    for _ in range(2):
        assert export(folder) == 1
    assert csv_tables(target)["themes"] == []
    assert (target / "themes.csv~").read_text(encoding="utf-8") == "của tôi"


# --- Whole or not at all -----------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="on Windows LibreOffice holds the file itself")
def test_an_open_table_is_reported_before_work_begins(folder: Folder, capsys: Captured) -> None:
    """LibreOffice's lock beside a CSV file, and on Windows that of Excel: nothing is read or written."""
    export(folder)
    target = folder.root / "export"
    (target / ".~lock.figures.csv#").write_text("Lan", encoding="utf-8")
    before = bytes_in(target)
    one_more(folder)
    assert export(folder) == 3
    assert shows(capsys.readouterr().err, error("locked"))
    assert bytes_in(target) == before


@contextmanager
def refused(code: int, when: Callable[[Path, Path], bool]) -> Iterator[None]:
    """The system refuses to rename the folder that `when` names."""
    rename = os.rename

    def refuse(source: Any, target: Any, **more: Any) -> None:
        if when(Path(source), Path(target)):
            raise OSError(code, os.strerror(code), str(source))
        rename(source, target, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        yield


@pytest.mark.slow
@pytest.mark.parametrize("step", ["old", "new"])
@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO])
def test_a_folder_that_cannot_be_replaced_stays_whole(folder: Folder, step: str, code: int, capsys: Captured) -> None:
    """If the old one cannot be moved away, or the new one not be moved in, the old one is unchanged."""
    export(folder)
    target = folder.root / "export"
    before = bytes_in(target)
    one_more(folder)
    with refused(code, lambda source, _: source == target if step == "old" else source.name.startswith(".~")):
        assert export(folder) == 3
    name = "folder-open-elsewhere" if code == errno.EACCES else "cannot-write"
    assert shows(capsys.readouterr().err, error(name))
    assert bytes_in(target) == before
    assert [p.name for p in folder.root.iterdir() if p.name.startswith((".~", ".export"))] == []


@pytest.mark.slow
def test_a_full_disk_leaves_the_old_folder(folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    """It is reported, and nothing of the new one is left; for the database as for the files."""
    export(folder)
    before = bytes_in(folder.root / "export")
    one_more(folder)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    class Full(sqlite3.OperationalError):
        sqlite_errorcode = sqlite3.SQLITE_FULL

    def database_full(*_: object) -> None:
        raise Full("database or disk is full")

    for failing in (full, database_full):
        monkeypatch.setattr("toolkit.export.writing._write", failing)
        assert export(folder) == 3
        assert shows(capsys.readouterr().err, error("disk-full"))
        assert bytes_in(folder.root / "export") == before
    assert [p.name for p in folder.root.iterdir() if p.name.startswith(".~")] == []


#: Runs the command and kills itself before the change of folders with this number.
_RUN = """
import os, signal, sys
left = int(sys.argv[1])
def point(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(point)
from toolkit.cli.main import run
run(["export", "--campaign", sys.argv[2], "--as-of", "2021-01-15", "--workers", "1"])
print("done")
"""


@pytest.mark.slow
def test_an_export_is_whole_whenever_it_is_killed(folder: Folder, tmp_path: Path) -> None:
    """Killed before each change in turn, the old or the new tables are whole, and the next run leaves the new ones,
    other files of the folder, and nothing else."""
    export(folder)
    (folder.root / "export" / "cua-toi.sql").write_text("SELECT 1", encoding="utf-8")
    (folder.root / "export" / "so.txt").write_text("1", encoding="utf-8")
    old = bytes_in(folder.root / "export")
    one_more(folder)
    run(["merge", "--campaign", str(folder.root), "--as-of", "2021-01-15", "--workers", "1"])
    new: dict[str, bytes] = {}
    seen, point, done = set[tuple[str, int]](), 1, False
    while not done:
        other = tmp_path / "killed" / str(point)
        shutil.copytree(folder.root, other, ignore=shutil.ignore_patterns("killed"))
        ended = subprocess.run(
            [sys.executable, "-c", _RUN, str(point), str(other)], capture_output=True, encoding="utf-8", check=False
        )
        done = "done" in ended.stdout
        assert done or ended.returncode == -9, ended.stderr
        there = next(other / name for name in ("export", ".export~") if (other / name).is_dir())
        seen.add((there.name, len(csv_tables(there)["figures"])))
        moved = Folder(other, other / "campaign.xlsx", folder.campaign, ())
        assert export(moved) == 0
        new = new or bytes_in(other / "export")
        assert bytes_in(other / "export") == new, point
        assert {p.name for p in other.iterdir()} == {p.name for p in folder.root.iterdir() if p.name != "killed"}
        point += 1
    assert old.keys() == new.keys()
    assert point > 10
    assert seen == {("export", 2), (".export~", 2), ("export", 4)}
