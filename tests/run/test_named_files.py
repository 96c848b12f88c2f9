"""`check FILE` reports about the named files only, whatever was decided about others."""

import json
from pathlib import Path

import pytest

from tests.building import DAY, copied, filled
from tests.master.test_acceptances import take
from tests.master.test_corrections import FIGURES, ONE, correct, made, merged
from toolkit.cli import main as cli
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files


@pytest.fixture
def decided(tmp_path: Path) -> Folder:
    """A figure of SB is corrected, and a broken rule is accepted; SC sends nothing."""
    return copied(tmp_path, _decided)


def _decided(root: Path) -> Folder:
    folder = made(root)
    filled(folder, "SB", FIGURES.format(30))
    merged(folder)
    correct(folder.master, "SB A1 2019", 100)
    take(folder.master, "rule-failed")
    return folder


def test_findings_are_about_the_named_files(decided: Folder) -> None:
    """Corrections and acceptances for other files are not reported as unused."""
    named = check_files(decided, [decided.inbox / "SA.xlsx"], as_of=DAY, means=ONE)
    assert {f.file for f in named.findings} <= {"inbox/SA.xlsx"}
    whole = check_files(decided, [decided.inbox], as_of=DAY, means=ONE)
    assert sorted(f.code for f in whole.findings) == sorted(f.code for f in check_files(decided, as_of=DAY).findings)


@pytest.mark.slow
def test_a_fault_of_the_named_file_is_reported(decided: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """No agency is called missing: on the screen no other one is named; JSON still lists agencies without a report. The
    file may be in another folder, or be named by its folder."""
    where = ["--campaign", str(decided.root), "--as-of", DAY.isoformat()]
    cli.run(["check", str(decided.inbox / "SA.xlsx"), *where])
    printed = capsys.readouterr().out
    assert "Sở B" not in printed
    assert "Sở C" not in printed
    cli.run(["check", *where])
    assert "Sở C" in capsys.readouterr().out
    cli.run(["check", str(decided.inbox / "SA.xlsx"), *where, "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert (document["missing"], document["findings"]) == (["SB", "SC"], [])

    bad = filled(decided, "SC", FIGURES.format("nhiều"))
    elsewhere = decided.root / "khac"
    elsewhere.mkdir()
    bad = bad.rename(elsewhere / "SC.xlsx")
    for path in (bad, elsewhere):
        findings = check_files(decided, [path], as_of=DAY, means=ONE).findings
        assert ("not-a-number", "khac/SC.xlsx") in {(f.code, f.file) for f in findings}
        assert {f.file for f in findings} == {"khac/SC.xlsx"}
