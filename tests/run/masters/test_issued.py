"""Masters that were issued, and what later masters say about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.building import DAY, filled, keyed, records
from tests.master.test_corrections import FIGURES, correct, made, merged
from toolkit.run.folder import PAGE, Folder
from toolkit.run.gathering import Means
from toolkit.run.masters.backups import issued_copies
from toolkit.run.reporting import write_page


def issue_master(folder: Folder, reported: list[str] | None = None) -> None:
    means = Means(workers=1, notice=lambda code, _: None if reported is None else reported.append(code))
    write_page(folder, as_of=DAY, means=means)


def changes(folder: Folder) -> list[tuple[object, ...]]:
    sheet = keyed(folder.master).get("bridge")
    rows = records(sheet) if sheet else []
    return [tuple(row[c] for c in ("indicator", "period", "old", "new", "agency", "part")) for row in rows]


@pytest.mark.slow
def test_a_merge_says_what_changed_since_the_master_was_issued(tmp_path: Path) -> None:
    """It compares with the master a page was made from, not the one it replaces; made twice the bytes are the same."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    drawn = folder.master.read_bytes()
    merged(folder)
    assert folder.master.read_bytes() == drawn
    assert changes(folder) == []
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    first = folder.master.read_bytes()
    assert ("A1", "2019", 20, 30, "SC", 10) in changes(folder)
    (remembered,) = (folder.root / "backups").glob("*.json.gz")
    for change in (lambda: None, lambda: remembered.write_text("damaged"), remembered.unlink):
        change()
        merged(folder)
        assert folder.master.read_bytes() == first
    correct(folder.master, "SB A1 2019", "12")
    merged(folder)
    assert [row for row in changes(folder) if row[:2] == ("A1", "2019")] == [
        ("A1", "2019", 20, 32, "SC", 10),
        ("A1", "2019", 20, 32, "SB", 2),
    ]


@pytest.mark.slow
def test_the_time_of_issuing_is_not_in_the_next_master(tmp_path: Path) -> None:
    """The same inputs give the same bytes on two machines too."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    first = folder.master.read_bytes()
    for kept in (folder.root / "backups").glob("* phat-hanh.*"):
        kept.rename(kept.with_name(kept.name.replace(kept.name.split()[2], "00h00m01")))
    merged(folder)
    assert changes(folder)
    assert folder.master.read_bytes() == first


@pytest.mark.slow
def test_issuing_a_master_changes_nothing_in_it(tmp_path: Path) -> None:
    """The next merge of the same inputs is the same, and still says why totals changed before it was issued."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    drawn = folder.master.read_bytes()
    for _ in range(2):
        issue_master(folder)
        assert len(issued_copies(folder.root, folder.master)) == 2
        merged(folder)
        assert folder.master.read_bytes() == drawn
    filled(folder, "SA", FIGURES.format(9))
    merged(folder)
    assert {row[4] for row in changes(folder)} == {"SA"}
    issue_master(folder)
    assert len(issued_copies(folder.root, folder.master)) == 2


def test_a_master_that_differs_from_what_was_issued_is_not_compared_with(tmp_path: Path) -> None:
    """A page is made from files that no merge has seen: the next merge says that changes since cannot be stated."""
    folder = made(tmp_path)
    merged(folder)
    filled(folder, "SC", FIGURES.format(7))
    reported: list[str] = []
    issue_master(folder, reported)
    assert "not-issued" in reported
    assert issued_copies(folder.root, folder.master) == []


@pytest.mark.slow
def test_the_leaders_page_states_the_largest_changes_and_the_copy_for_circulation_none(tmp_path: Path) -> None:
    """A page written twice is the same, though the first time issued the master."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    assert "→" not in page_of(folder)
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    issue_master(folder)
    first = page_of(folder)
    assert "A1. Số buổi" in first
    assert "20 → 30 (+10). Đơn vị mới nộp (Sở C) +10" in first
    issue_master(folder)
    assert page_of(folder) == first
    assert any("20 → 30 (+10)" in text for text in summary_of(folder.master))
    write_page(folder, share=True, as_of=DAY, means=Means(workers=1))
    assert "→" not in page_of(folder)


def summary_of(master: Path) -> list[str]:
    return [str(value) for row in load_workbook(master).worksheets[0].values for value in row if value is not None]


def page_of(folder: Folder) -> str:
    return (folder.root / PAGE).read_text(encoding="utf-8")
