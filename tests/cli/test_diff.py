"""`toolkit diff`, and what `toolkit merge` reports about changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import DAY, filled
from tests.master.test_corrections import FIGURES, correct, made, merged
from toolkit.cli.main import run
from toolkit.run.masters.backups import issued_copies
from toolkit.run.reporting import write_page


@pytest.mark.slow
def test_two_masters_say_why_their_totals_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a total, with its parts by cause and agency; in the reverse order with the opposite sign."""
    folder = made(tmp_path)
    merged(folder)
    old = folder.master.rename(tmp_path / "old.xlsx")
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    correct(folder.master, "SB A1 2019", "12")
    merged(folder)
    assert run(["diff", str(old), str(folder.master), "--lang", "en"]) == 0
    printed = capsys.readouterr().out.splitlines()
    line = next(x for x in printed if x.startswith("A1. ") and "2019" in x)
    assert "20 → 32 (+12)" in line
    assert "(Sở C) +10" in line
    assert "(Sở B) +2" in line
    assert line.index("Sở C") < line.index("Sở B")
    assert run(["diff", str(folder.master), str(old), "--lang", "en"]) == 0
    assert "32 → 20 (-12)" in capsys.readouterr().out.replace("−", "-")
    assert run(["diff", str(old), str(old)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.slow
def test_a_merge_names_the_three_totals_that_changed_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Since a page was made it has three lines, one for each indicator."""
    folder = made(tmp_path)
    merged(folder)
    write_page(folder, as_of=DAY)
    filled(folder, "SC", FIGURES.format(7))
    run(["merge", "--campaign", str(tmp_path), "--as-of", DAY.isoformat()])
    printed = [x for x in capsys.readouterr().out.splitlines() if " → " in x]
    assert [x.split(".")[0].strip() for x in printed] == sorted({x.split(".")[0].strip() for x in printed})
    assert 2 <= len(printed) <= 3


@pytest.mark.slow
def test_the_coordinator_marks_a_master_as_issued(tmp_path: Path) -> None:
    """By an option of merge: otherwise a page, report or copy marks it."""
    folder = made(tmp_path)
    merge = ["merge", "--campaign", str(tmp_path), "--as-of", DAY.isoformat()]
    run(merge)
    assert issued_copies(folder.root, folder.master) == []
    run([*merge, "--issued"])
    assert len(issued_copies(folder.root, folder.master)) == 1


def test_a_file_that_is_no_master_is_reported(tmp_path: Path) -> None:
    """A missing file, and one of a different kind."""
    assert run(["diff", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")]) == 2
    (tmp_path / "a.xlsx").write_text("no workbook")
    assert run(["diff", str(tmp_path / "a.xlsx"), str(tmp_path / "a.xlsx")]) == 3
