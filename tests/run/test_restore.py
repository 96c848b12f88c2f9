"""An earlier master is restored from `backups/`, and the one that it replaces is kept there."""

import os
import shutil
from pathlib import Path

import pytest

from tests.building import definition
from tests.cli.test_cli import Captured, shows
from toolkit.cli import main as cli
from toolkit.messages import commands
from toolkit.run.folder import Folder
from toolkit.run.masters.backups import backups_of

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |"
INDICATORS = "| code | label | kind |\n|---|---|---|\n| A1 | Số buổi | count |"
OLD, NEW = "master 2021-01-15 16h30m05.xlsx", "master 2021-01-16 09h00m00.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A campaign with a master, and two in `backups/`."""
    folder = definition(tmp_path / "đợt", agencies=AGENCIES, indicators=INDICATORS)
    (folder.root / "backups").mkdir()
    for name in (OLD, NEW):
        (folder.root / "backups" / name).write_bytes(f"bytes of {name}".encode())
    folder.master.write_bytes(b"the one that is there")
    return folder


def restore(folder: Folder, *typed: str) -> int:
    return cli.run(["restore", *typed, "--campaign", str(folder.root)])


@pytest.mark.slow
def test_kept_masters_are_listed_newest_first(folder: Folder, capsys: Captured) -> None:
    """Without a name nothing is restored: each kept master has a line, and a message says what to type, or that
    there is none. An unknown name is refused."""
    for typed in ([], ["--list"]):
        assert restore(folder, *typed) == 0
        printed = capsys.readouterr().out
        assert [line.split("    ")[0] for line in printed.splitlines()[:2]] == [NEW, OLD]
        assert f'toolkit restore "{NEW}"' in printed
    assert restore(folder, "master 1999.xlsx") == 2
    err = capsys.readouterr().err
    assert (OLD in err, NEW in err) == (True, True)
    shutil.rmtree(folder.root / "backups")
    assert restore(folder) == 0
    assert shows(capsys.readouterr().out, commands.RESTORE_NONE)
    assert folder.master.read_bytes() == b"the one that is there"


@pytest.mark.parametrize("typed", [OLD, OLD.removesuffix(".xlsx"), f"backups/{OLD}"])
def test_a_master_is_restored_by_its_name(folder: Folder, capsys: Captured, typed: str) -> None:
    """The name may have folder and suffix or not; the replaced master is kept, and restoring it undoes the first."""
    assert restore(folder, typed) == 0
    assert folder.master.read_bytes() == f"bytes of {OLD}".encode()
    (kept,) = set(backups_of(folder.root, folder.master)) - {folder.root / "backups" / n for n in (OLD, NEW)}
    assert kept.read_bytes() == b"the one that is there"
    assert f"backups/{kept.name}" in capsys.readouterr().out
    assert restore(folder, kept.name) == 0
    assert folder.master.read_bytes() == b"the one that is there"
    assert (folder.root / "backups" / OLD).read_bytes() == f"bytes of {OLD}".encode()


def test_a_master_that_is_open_is_not_replaced(folder: Folder) -> None:
    """The program would write its old copy over it."""
    (folder.root / ".~lock.master.xlsx#").touch()
    assert restore(folder, OLD) == (0 if os.name == "nt" else 3)
    assert (folder.master.read_bytes() == b"the one that is there") is (os.name != "nt")


def test_neither_the_restored_master_nor_the_replaced_one_is_removed(folder: Folder) -> None:
    """More than ten are kept for once, so that neither is lost."""
    for hour in range(10, 19):
        (folder.root / "backups" / f"master 2021-01-16 {hour}h00m00.xlsx").write_bytes(str(hour).encode())
    assert restore(folder, OLD) == 0
    kept = {path.read_bytes() for path in backups_of(folder.root, folder.master)}
    assert {f"bytes of {OLD}".encode(), b"the one that is there"} <= kept
