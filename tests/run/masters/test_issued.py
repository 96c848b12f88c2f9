"""Masters that were given out, and what later ones say of them."""

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


def issue_master(folder: Folder, said: list[str] | None = None) -> None:
    means = Means(workers=1, notice=lambda code, _: None if said is None else said.append(code))
    write_page(folder, as_of=DAY, means=means)


def told(folder: Folder) -> list[tuple[object, ...]]:
    sheet = keyed(folder.master).get("bridge")
    rows = records(sheet) if sheet else []
    return [tuple(row[c] for c in ("indicator", "period", "old", "new", "agency", "part")) for row in rows]


@pytest.mark.slow
def test_a_merge_says_what_changed_since_the_master_was_given_out(tmp_path: Path) -> None:
    """Not against the master that it replaces, but against the one that a page was made of; twice the same bytes."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    drawn = folder.master.read_bytes()
    merged(folder)
    assert folder.master.read_bytes() == drawn
    assert told(folder) == []
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    first = folder.master.read_bytes()
    assert ("A1", "2019", 20, 30, "SC", 10) in told(folder)
    (remembered,) = (folder.root / "backups").glob("*.json.gz")
    for change in (lambda: None, lambda: remembered.write_text("damaged"), remembered.unlink):
        change()
        merged(folder)
        assert folder.master.read_bytes() == first
    correct(folder.master, "SB A1 2019", "12")
    merged(folder)
    assert [row for row in told(folder) if row[:2] == ("A1", "2019")] == [
        ("A1", "2019", 20, 32, "SC", 10),
        ("A1", "2019", 20, 32, "SB", 2),
    ]


@pytest.mark.slow
def test_the_moment_in_which_a_master_was_given_out_is_not_in_the_next(tmp_path: Path) -> None:
    """The same inputs give the same bytes, on two machines too."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    first = folder.master.read_bytes()
    for kept in (folder.root / "backups").glob("* phat-hanh.*"):
        kept.rename(kept.with_name(kept.name.replace(kept.name.split()[2], "00h00m01")))
    merged(folder)
    assert told(folder)
    assert folder.master.read_bytes() == first


@pytest.mark.slow
def test_what_was_given_out_goes_on_saying_why_it_was_another_one(tmp_path: Path) -> None:
    """Giving a master out changes nothing in it: the next merge of the same is the same."""
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
    assert {row[4] for row in told(folder)} == {"SA"}
    issue_master(folder)
    assert len(issued_copies(folder.root, folder.master)) == 2


def test_a_master_that_is_not_what_was_given_out_is_not_taken_for_it(tmp_path: Path) -> None:
    """A page of files that no merge has seen yet: it is said that changes cannot be told against it."""
    folder = made(tmp_path)
    merged(folder)
    filled(folder, "SC", FIGURES.format(7))
    said: list[str] = []
    issue_master(folder, said)
    assert "not-issued" in said
    assert issued_copies(folder.root, folder.master) == []


@pytest.mark.slow
def test_the_leaders_page_tells_the_largest_changes_and_the_copy_for_circulation_does_not(tmp_path: Path) -> None:
    """Written twice it is the same, though the first time gave the master out."""
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
