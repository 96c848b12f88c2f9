"""The inputs of the last merge into the campaign's master are its inputs again, with a notice, until others are
named."""

import json
import shutil
from pathlib import Path

import pytest

from tests.building import DAY, copied, definition, filled, keyed, records
from tests.cli.test_cli import Captured, error, shows
from tests.master.test_composition import INDICATORS, ONE, SECTIONS
from toolkit.cli import main as cli
from toolkit.master.merge_inputs import MergeInputs, read_merge_inputs
from toolkit.messages import commands
from toolkit.run.folder import Folder, open_folder
from toolkit.run.operations import merge_files

CODES = [f"S{n}" for n in range(1, 7)]
AGENCIES = "| code | name |\n|---|---|\n" + "\n".join(f"| {c} | Sở {c} |" for c in CODES)
AGAIN, LEFT = commands.NOTICES["inputs-as-last-time"], commands.NOTICES["inbox-not-read"]
PREVIOUS = commands.NOTICES["previous-as-last-time"]


def toolkit(folder: Folder, *arguments: str | Path) -> int:
    return cli.run([*map(str, arguments), "--campaign", str(folder.root), "--as-of", DAY.isoformat()])


def campaign(root: Path, *codes: str, id: str = "THU-2021") -> Folder:
    folder = definition(root, about={"id": id}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    for n, code in enumerate(codes, start=1):
        lines = f"| section | text |\n|--|--|\n| dat | Ý của {code} |"
        filled(folder, code, f"| code | 2019 |\n|--|--|\n| A1 | {n} |", lines)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A province to which some agencies report directly, and others to two districts that sent their masters."""
    return copied(tmp_path / "nơi", _districts)


def _districts(there: Path) -> Folder:
    for name, codes in (("huyện 1", CODES[2:4]), ("huyện 2", CODES[4:])):
        merge_files(campaign(there / name, *codes), as_of=DAY, means=ONE)
    return campaign(there / "tỉnh", *CODES[:2])


def parts(folder: Folder) -> list[Path]:
    return [folder.root.parent / name / "master.xlsx" for name in ("huyện 1", "huyện 2")]


def in_it(master: Path) -> list[str]:
    """The agencies that have reported, by the master."""
    return sorted({str(r["agency"]) for r in records(keyed(master)["figures"])})


def printed_by(capsys: Captured, folder: Folder, *arguments: str | Path, code: int | None = None) -> tuple[str, str]:
    """What a command prints, as a result and as notices."""
    capsys.readouterr()
    assert toolkit(folder, *arguments) in ((0, 1) if code is None else (code,))
    return capsys.readouterr()


@pytest.mark.slow
def test_a_merge_of_parts_is_repeated(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """After `merge A B inbox`, a merge without paths gives the same bytes, until other inputs are named."""
    printed, err = printed_by(capsys, folder, "merge", *parts(folder)[::-1], folder.inbox)
    assert not shows(err, AGAIN)
    whole = folder.master.read_bytes()
    assert in_it(folder.master) == CODES
    for command in ("merge", "merge", "status", "report"):
        printed, err = printed_by(capsys, folder, command, code=0)
        assert shows(err, AGAIN)
        assert "../huyện 1/master.xlsx; ../huyện 2/master.xlsx; inbox" in err
        assert "6/6" in printed
        assert folder.master.read_bytes() == whole
    assert json.loads(printed_by(capsys, folder, "status", "--format", "json")[0])["missing"] == []
    assert cli.run(["--campaign", str(folder.root)]) == 0
    printed = capsys.readouterr().out
    assert shows(printed, AGAIN)
    assert "6/6" in printed

    # Neither the order of paths nor a repeated one makes a difference.
    toolkit(folder, "merge", folder.inbox, *parts(folder), parts(folder)[0])
    assert folder.master.read_bytes() == whole

    # Paths are kept relative to the campaign folder: moved together, nothing changes.
    shutil.move(folder.root.parent, tmp_path / "chỗ khác" / "sâu hơn")
    folder = open_folder(tmp_path / "chỗ khác" / "sâu hơn" / "tỉnh")
    assert toolkit(folder, "merge") == 0
    assert folder.master.read_bytes() == whole

    # `merge inbox` reads only the inbox, and so do later commands without paths.
    for paths in ((folder.inbox,), ()):
        assert not shows(printed_by(capsys, folder, "merge", *paths)[1], AGAIN)
        assert in_it(folder.master) == CODES[:2]
    alone = folder.master.read_bytes()
    folder.master.unlink()
    toolkit(folder, "merge")
    assert folder.master.read_bytes() == alone


def test_all_files_of_the_inbox_are_the_inbox(folder: Folder) -> None:
    """`merge inbox/*`, expanded by the shell: files that come later are read too. Some of them are a choice."""
    toolkit(folder, "merge", *folder.inbox.iterdir())
    assert read_merge_inputs(folder.master) == MergeInputs()
    toolkit(folder, "merge", folder.inbox / "S1.xlsx")
    assert read_merge_inputs(folder.master) == MergeInputs(("inbox/S1.xlsx",))


@pytest.mark.slow
def test_files_in_the_inbox_that_were_not_named_are_reported(folder: Folder, capsys: Captured) -> None:
    """Files of the inbox outside last time's inputs are named; those that came in by a part are not."""
    toolkit(folder, "merge", *parts(folder))
    shutil.copy(parts(folder)[0].parent / "inbox" / "S3.xlsx", folder.inbox)
    for command in ("merge", "status", "report"):
        _, err = printed_by(capsys, folder, command)
        assert shows(err, LEFT)
        assert "inbox/S1.xlsx; inbox/S2.xlsx" in err
        assert "inbox/S3.xlsx" not in err


@pytest.mark.slow
def test_a_master_in_another_file_remembers_nothing(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """`-o` elsewhere does not change the remembered inputs; without paths it reads them. The copy for circulation has
    no paths; `merge master.xlsx` reads what is in the master, and remembers what that was made from."""
    toolkit(folder, "merge", *parts(folder), "--share")
    given, other = MergeInputs(("../huyện 1/master.xlsx", "../huyện 2/master.xlsx")), tmp_path / "m.xlsx"
    assert read_merge_inputs(folder.root / "master-chia-se.xlsx") == MergeInputs()
    toolkit(folder, "merge", folder.inbox, "-o", other)
    assert (read_merge_inputs(other), read_merge_inputs(folder.master)) == (MergeInputs(), given)
    assert shows(printed_by(capsys, folder, "merge", "-o", other)[1], AGAIN)
    assert in_it(other) == CODES[2:]
    assert "_given" not in [sheet.name for sheet in keyed(other).values()]
    toolkit(folder, "merge", folder.master)
    assert (read_merge_inputs(folder.master), in_it(folder.master)) == (given, CODES[2:])


@pytest.mark.slow
def test_a_missing_input_is_an_error(folder: Folder, capsys: Captured) -> None:
    """The message names it and says what to do; nothing is made without it."""
    toolkit(folder, "merge", *parts(folder))
    whole = folder.master.read_bytes()
    parts(folder)[1].unlink()
    for command, language in (("merge", "vi"), ("status", "en"), ("report", "vi")):
        _, err = printed_by(capsys, folder, command, "--lang", language, code=2)
        assert shows(err, error("input-gone"), "vi" if language == "vi" else "en")
        assert "../huyện 2/master.xlsx" in err
    assert folder.master.read_bytes() == whole
    assert not (folder.root / "bao-cao.docx").exists()
    assert toolkit(folder, "merge", folder.inbox) == 1


@pytest.mark.slow
def test_check_reads_the_inbox_or_if_it_is_empty_the_last_inputs(folder: Folder, capsys: Captured) -> None:
    """`check` is for what came in; if nothing is there it checks what the master is made of."""
    toolkit(folder, "merge", *parts(folder))
    assert not shows(printed_by(capsys, folder, "check", "--format", "json")[1], AGAIN)
    shutil.rmtree(folder.inbox)
    folder.inbox.mkdir()
    printed, err = printed_by(capsys, folder, "check", "--format", "json")
    assert shows(err, AGAIN)
    assert sorted(f["agency"] for f in json.loads(printed)["files"]) == CODES[2:]


@pytest.mark.slow
def test_the_previous_master_is_remembered_too(folder: Folder, tmp_path: Path, capsys: Captured) -> None:
    """`--previous` is used until changed, whatever the inputs are; a missing one is reported."""
    last = campaign(tmp_path / "nơi" / "đợt trước", "S1", id="TRUOC")
    merge_files(last, as_of=DAY, means=ONE)
    toolkit(folder, "merge", "--previous", last.master)
    compared = folder.master.read_bytes()
    assert shows(printed_by(capsys, folder, "merge", code=1)[1], PREVIOUS)
    assert folder.master.read_bytes() == compared
    toolkit(folder, "merge", *parts(folder))
    assert read_merge_inputs(folder.master).previous == "../đợt trước/master.xlsx"
    last.master.unlink()
    assert shows(printed_by(capsys, folder, "merge", code=2)[1], error("previous-gone"))
    assert toolkit(folder, "merge", "--previous", "-") == 1
    assert read_merge_inputs(folder.master).previous == ""


@pytest.mark.slow
def test_distant_inputs_are_remembered_by_absolute_paths(folder: Folder, tmp_path: Path) -> None:
    """A path far above the campaign folder does not move with it."""
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    shutil.move(folder.root, deep / "tỉnh")
    folder = open_folder(deep / "tỉnh")
    far = tmp_path / "nơi" / "huyện 1" / "master.xlsx"
    toolkit(folder, "merge", far)
    assert read_merge_inputs(folder.master).inputs == (far.as_posix(),)
