"""Masters that were issued, what later masters say about them, and what `toolkit diff` says about any two."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.building import DAY, filled, keyed, records
from tests.master.test_corrections import FIGURES, correct, made, merged
from toolkit.cli.main import run
from toolkit.run.folder import PAGE, Folder
from toolkit.run.gathering import Means
from toolkit.run.masters.backups import issued_copies
from toolkit.run.reporting import write_page


def issue_master(folder: Folder, reported: list[str] | None = None, *, share: bool = False) -> str:
    """The page that is made from the master."""
    means = Means(workers=1, notice=lambda code, _: None if reported is None else reported.append(code))
    write_page(folder, share=share, as_of=DAY, means=means)
    return (folder.root / PAGE).read_text(encoding="utf-8")


def drawn(folder: Folder) -> bytes:
    merged(folder)
    return folder.master.read_bytes()


def changes(folder: Folder) -> list[tuple[object, ...]]:
    sheet = keyed(folder.master).get("bridge")
    rows = records(sheet) if sheet else []
    return [tuple(row[c] for c in ("indicator", "period", "old", "new", "agency", "part")) for row in rows]


@pytest.mark.slow
def test_a_merge_says_what_changed_since_the_master_was_issued(tmp_path: Path) -> None:
    """It compares with the master a page was made from, not the one it replaces; made twice the bytes are the same."""
    folder = made(tmp_path)
    issued = drawn(folder)
    assert "→" not in issue_master(folder)
    assert drawn(folder) == issued
    assert changes(folder) == []
    filled(folder, "SC", FIGURES.format(7))
    first = drawn(folder)
    assert ("A1", "2019", 20, 30, "SC", 10) in changes(folder)
    # The time of issuing is not in the master, nor does it need what is remembered about the issued one.
    for kept in (folder.root / "backups").glob("* phat-hanh.*"):
        kept.rename(kept.with_name(kept.name.replace(kept.name.split()[2], "00h00m01")))
    (remembered,) = (folder.root / "backups").glob("*.json.gz")
    for change in (lambda: None, lambda: remembered.write_text("damaged"), remembered.unlink):
        change()
        assert drawn(folder) == first
    # Issuing a master changes nothing in it: it still says why totals changed before.
    page = issue_master(folder)
    for _ in range(2):
        assert len(issued_copies(folder.root, folder.master)) == 2
        assert drawn(folder) == first
        assert issue_master(folder) == page
    # The leaders' page and the summary state the largest changes, the copy for circulation none.
    assert "A1. Số buổi" in page
    assert "20 → 30 (+10). Đơn vị mới nộp (Sở C) +10" in page
    summary = [str(value) for row in load_workbook(folder.master).worksheets[0].values for value in row if value]
    assert any("20 → 30 (+10)" in text for text in summary)
    assert "→" not in issue_master(folder, share=True)


@pytest.mark.slow
def test_the_next_master_compares_with_the_last_issued_one(tmp_path: Path) -> None:
    """With all causes of a change since; issuing it removes the master that was issued before the last one."""
    folder = made(tmp_path)
    merged(folder)
    issue_master(folder)
    filled(folder, "SC", FIGURES.format(7))
    merged(folder)
    correct(folder.master, "SB A1 2019", "12")
    merged(folder)
    parts = [row[2:] for row in changes(folder) if row[:2] == ("A1", "2019")]
    assert parts == [(20, 32, "SC", 10), (20, 32, "SB", 2)]
    issue_master(folder)
    filled(folder, "SA", FIGURES.format(9))
    merged(folder)
    assert {row[4] for row in changes(folder)} == {"SA"}
    issue_master(folder)
    assert len(issued_copies(folder.root, folder.master)) == 2


@pytest.mark.slow
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
def test_two_masters_say_why_their_totals_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a total, with its parts by cause and agency; in the reverse order with the opposite sign."""
    folder = made(tmp_path)
    merge = ["merge", "--campaign", str(tmp_path), "--as-of", DAY.isoformat()]
    run(merge)
    assert issued_copies(folder.root, folder.master) == []
    run([*merge, "--issued"])  # otherwise a page, report or copy marks it
    assert len(issued_copies(folder.root, folder.master)) == 1
    old = tmp_path / "old.xlsx"
    old.write_bytes(folder.master.read_bytes())
    filled(folder, "SC", FIGURES.format(7))
    # A merge names the three totals that changed most since, one for each indicator.
    capsys.readouterr()
    run(merge)
    indicators = [x.split(".")[0].strip() for x in capsys.readouterr().out.splitlines() if " → " in x]
    assert indicators == sorted(set(indicators))
    assert 2 <= len(indicators) <= 3
    correct(folder.master, "SB A1 2019", "12")
    merged(folder)
    assert run(["diff", str(old), str(folder.master), "--lang", "en"]) == 0
    printed = capsys.readouterr().out.splitlines()
    line = next(x for x in printed if x.startswith("A1. ") and "2019" in x)
    assert "20 → 32 (+12)" in line
    assert -1 < line.index("(Sở C) +10") < line.index("(Sở B) +2")
    assert run(["diff", str(folder.master), str(old), "--lang", "en"]) == 0
    assert "32 → 20 (-12)" in capsys.readouterr().out.replace("−", "-")
    assert run(["diff", str(old), str(old)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_file_that_is_no_master_is_reported(tmp_path: Path) -> None:
    """A missing file, and one of a different kind."""
    assert run(["diff", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")]) == 2
    (tmp_path / "a.xlsx").write_text("no workbook")
    assert run(["diff", str(tmp_path / "a.xlsx"), str(tmp_path / "a.xlsx")]) == 3
