"""The folder of exported tables: replaced whole or not at all, keeping other files in it; and its command."""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import copied, definition, filled
from tests.cli.test_cli import Captured, error, shows
from tests.effort import THOROUGH
from tests.export.reading import csv_tables, package
from tests.links import linked
from tests.run.test_killed import ends_at
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


AT = ("--as-of", "2021-01-15", "--workers", "1")


def toolkit(folder: Folder, command: str, *arguments: str | Path) -> int:
    return run([command, *map(str, (*arguments, "--campaign", folder.root, *AT))])


def export(folder: Folder, *arguments: str | Path) -> int:
    return toolkit(folder, "export", *arguments)


def one_more(folder: Folder) -> None:
    filled(folder, "SB", "| code | 2019 | 2020 |\n|---|---|---|\n| A | 5 | 6 |\n")


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def left_over(folder: Folder) -> list[str]:
    return [p.name for p in folder.root.iterdir() if p.name.startswith((".~", ".export"))]


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
    assert left_over(folder) == []
    # The tables belong to the round, and are not among the files to read if the whole folder is named.
    assert {"export", "export-chia-se"} <= set(names_of_round(folder.root))
    assert not [name for _, name in find_files(folder, [folder.root]) if name.startswith("export")]


@pytest.mark.slow
def test_after_a_merge_no_file_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The merge's result is used; if files are read again the tables are the same."""
    assert toolkit(folder, "merge") == 1
    assert export(folder, "--no-store", "-o", folder.root / "anew") == 1
    monkeypatch.setattr("toolkit.run.operations.gather", None)
    assert export(folder) == 1
    assert bytes_in(folder.root / "export") == bytes_in(folder.root / "anew")


# --- Other files in the folder -----------------------------------------------------------------------


@pytest.mark.slow
def test_other_files_in_the_folder_stay(folder: Folder, capsys: Captured) -> None:
    """Files and folders that no export wrote are kept, one with the name of a new table under another name; a file of
    an earlier export only is removed. Later reports are in the next export, which keeps no earlier table."""
    export(folder)
    target = folder.root / "export"
    (target / "truy-van.sql").write_text("SELECT 1", encoding="utf-8")
    (target / "ghi-chu").mkdir()
    (target / "ghi-chu" / "a.txt").write_text("a", encoding="utf-8")
    listed = package(target)
    listed["resources"] = [r for r in listed["resources"] if r["name"] != "themes"]
    listed["resources"].append({"path": "table_cu.csv", "hash": "sha256:x"})
    (target / "datapackage.json").write_text(json.dumps(listed), encoding="utf-8")
    (target / "table_cu.csv").write_bytes(b"")
    (target / "themes.csv").write_text("của tôi", encoding="utf-8")
    one_more(folder)
    for _ in range(2):
        assert export(folder) == 0
        assert (target / "truy-van.sql").read_text(encoding="utf-8") == "SELECT 1"
        assert (target / "ghi-chu" / "a.txt").read_text(encoding="utf-8") == "a"
        assert not (target / "table_cu.csv").exists()
        assert csv_tables(target)["themes"] == []
        assert (target / "themes.csv~").read_text(encoding="utf-8") == "của tôi"
        assert [row["value"] for row in csv_tables(target)["figures"]] == [17, 4, 5, 6]
    # A CSV file saved in a spreadsheet program, or a database with a view, goes to `backups/`, and is reported.
    (target / "figures.csv").write_text("của tôi", encoding="utf-8")
    with sqlite3.connect(target / "data.sqlite") as database:
        database.execute("CREATE VIEW mine AS SELECT 1")
    database.close()
    changed = (target / "data.sqlite").read_bytes()
    capsys.readouterr()
    assert export(folder) == 0
    assert shows(capsys.readouterr().out, commands.EXPORT_KEPT)
    kept = [path.read_bytes() for path in (folder.root / BACKUPS).iterdir()]
    assert "của tôi".encode() in kept
    assert changed in kept
    assert len(csv_tables(target)["figures"]) == 4


def test_a_folder_that_is_no_export_is_not_touched(folder: Folder, capsys: Captured) -> None:
    """A folder with other files, a file, the campaign folder itself and the inbox are not changed."""
    (folder.root / "khac").mkdir()
    (folder.root / "khac" / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    (folder.root / "tep").write_text("x", encoding="utf-8")
    before = sorted(path.name for path in folder.root.rglob("*"))
    for name in ("khac", "tep", "", "inbox"):
        assert export(folder, "-o", folder.root / name) == (2 if name == "inbox" else 3)
        code = "output-in-inbox" if name == "inbox" else "not-an-export"
        assert shows(capsys.readouterr().err, error(code))
    assert sorted(path.name for path in folder.root.rglob("*")) in (before, sorted([*before, ".toolkit-store"]))
    # A new folder may be made beforehand; a link to one stays a link.
    (folder.root / "that").mkdir()
    linked(folder.root / "lien-ket", folder.root / "that")
    assert export(folder, "-o", folder.root / "lien-ket") == 1
    assert os.path.realpath(folder.root / "lien-ket") == os.path.realpath(folder.root / "that")
    assert csv_tables(folder.root / "that")


# --- Whole or not at all -----------------------------------------------------------------------------


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


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Full(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_FULL


def database_full(*_: object) -> None:
    raise Full("database or disk is full")


@pytest.mark.slow
def test_a_folder_that_cannot_be_replaced_stays_whole(folder: Folder, capsys: Captured) -> None:
    """If the old one cannot be moved away, the new one not be moved in, or the disk is full, for the database or the
    files, it is reported, the old one is unchanged and nothing of the new one is left."""
    export(folder)
    target = folder.root / "export"
    before = bytes_in(target)
    one_more(folder)
    for step in (lambda source, _: source == target, lambda source, _: source.name.startswith(".~")):
        for number, code in ((errno.EACCES, "folder-open-elsewhere"), (errno.EIO, "cannot-write")):
            with refused(number, step):
                assert export(folder) == 3
            assert shows(capsys.readouterr().err, error(code))
            assert bytes_in(target) == before
            assert left_over(folder) == []
    if os.name == "posix":  # on Windows LibreOffice holds the file itself: that is reported before work begins
        (target / ".~lock.figures.csv#").write_text("Lan", encoding="utf-8")
        assert export(folder) == 3
        assert shows(capsys.readouterr().err, error("locked"))
        (target / ".~lock.figures.csv#").unlink()
        assert bytes_in(target) == before
    for failing in (full, database_full):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("toolkit.export.writing._write", failing)
            assert export(folder) == 3
        assert shows(capsys.readouterr().err, error("disk-full"))
        assert bytes_in(target) == before
        assert left_over(folder) == []


#: Every change of files and folders is tried in long runs, what moves the folder and files of the old one in the gate.
_CHANGES = "os.rename os.remove os.mkdir os.rmdir shutil.rmtree"
_OF_FOLDER = "" if THOROUGH else "export~|/export'"


@pytest.mark.slow
def test_an_export_is_whole_whenever_it_is_killed(folder: Folder, tmp_path: Path) -> None:
    """Killed before each change in turn, the old or the new tables are whole, and the next run leaves the new ones,
    other files of the folder, and nothing else."""
    export(folder)
    (folder.root / "export" / "cua-toi.sql").write_text("SELECT 1", encoding="utf-8")
    (folder.root / "export" / "so.txt").write_text("1", encoding="utf-8")
    old = bytes_in(folder.root / "export")
    one_more(folder)
    toolkit(folder, "merge")
    new: dict[str, bytes] = {}
    seen, point, done = set[tuple[str, int]](), 1, False
    while not done:
        other = tmp_path / "killed" / str(point)
        shutil.copytree(folder.root, other, ignore=shutil.ignore_patterns("killed"))
        done = ends_at(point, "export", "--campaign", other, *AT, changes=_CHANGES, of=_OF_FOLDER)
        there = next(other / name for name in ("export", ".export~") if (other / name).is_dir())
        seen.add((there.name, len(csv_tables(there)["figures"])))
        assert export(replace(folder, root=other, definition=other / "campaign.xlsx")) == 0
        new = new or bytes_in(other / "export")
        assert bytes_in(other / "export") == new, point
        assert {p.name for p in other.iterdir()} == {p.name for p in folder.root.iterdir() if p.name != "killed"}
        point += 1
    assert old.keys() == new.keys()
    assert point > 3
    assert seen == {("export", 2), (".export~", 2), ("export", 4)}
