"""The coordinator's corrections of rows of tables in the master: followed, marked, kept, asked about."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.building import change, keyed, type_into_row
from tests.master.test_composition import sheets
from tests.office import needs_libreoffice
from tests.tables import DAY, WITHOUT_KEY, WORKS, campaign, cells, submission
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.composition import Part, join, part_from_master
from toolkit.master.read import read_master
from toolkit.master.read_kept import read_kept
from toolkit.master.sheets.master import write_master
from toolkit.model import Consolidation, Figure, Kept, Submission

SIGNED = {"corrected_by": "Lan", "reason": "điện thoại"}


def reports(seed: int = 14) -> list[Submission]:
    dice = random.Random(seed)
    return [submission(a, [*cells(a, dice, 5), *cells(a, dice, 3, WITHOUT_KEY)]) for a in ("S0", "S1")]


def merged(path: Path, sent: Sequence[Submission], kept: Kept | None = None) -> Consolidation:
    """A merge over the existing master."""
    result = consolidate(campaign(), sent, as_of=DAY, kept=read_kept(path) if kept is None else kept)
    write_master(path, result)
    return result


def type_into(path: Path, table: str, agency: str, row: str, typed: Mapping[str, Any]) -> None:
    """Type into the cells of an agency's row, by the keys of their columns."""
    type_into_row(path, f"table:{table}", {"agency": agency, "row": row}, typed)


def line(path: Path, agency: str, row: str, table: str = "DA") -> dict[str, Any]:
    sheet = keyed(path)[f"table:{table}"]
    found = [r for r in sheet.rows if (sheet.text(r, "agency"), sheet.text(r, "row")) == (agency, row)]
    assert len(found) == 1
    return {key: sheet.value(found[0], key) for key in sheet.columns}


def reported(result: Consolidation) -> list[str]:
    return sorted(f.code for f in result.findings if f.code.startswith("table-"))


@pytest.mark.slow
def test_a_correction_counts_is_marked_and_is_kept(tmp_path: Path) -> None:
    """It is in the cell and in the totals, the value sent stays beside it, and merges change nothing more."""
    path, all_sent = tmp_path / "m.xlsx", reports()
    before = merged(path, all_sent).table_totals["DA", "VON", ""].value or 0
    sent = next(c for c in all_sent[1].rows if (c.row, c.column) == ("dự án 2", "VON"))
    type_into(path, "DA", "S1", "dự án 2", {"corrected:VON": "1.234,5", **SIGNED})
    result = merged(path, all_sent)
    total = result.table_totals["DA", "VON", ""]
    assert total.value == pytest.approx(before - (sent.value or 0) + 1234.5)  # type: ignore[operator]
    assert (total.corrected, result.table_totals["DA", "VON", "S0"].corrected) == (1, 0)
    shown = line(path, "S1", "dự án 2")
    assert (shown["VON"], shown["corrected:VON"], shown["corrected_by"]) == (1234.5, "1.234,5", "Lan")
    assert f"Vốn: {sent.typed}" in shown["typed"]
    assert reported(result) == []
    once = path.read_bytes()
    merged(path, all_sent)
    assert path.read_bytes() == once
    change(path, lambda book: None)  # saved by another program
    merged(path, all_sent)
    assert path.read_bytes() == once


@pytest.mark.slow
def test_a_row_may_be_left_out(tmp_path: Path) -> None:
    """It stays in its position, counted in nothing, until the cell is cleared."""
    path, sent = tmp_path / "m.xlsx", reports()
    whole = merged(path, sent)
    type_into(path, "DA", "S0", "dự án 4", {"left_out": "x", **SIGNED})
    result = merged(path, sent)
    rows = result.table_totals["DA", "", ""]
    assert (rows.value, rows.left_out, rows.reporting) == (9, 1, 2)
    assert line(path, "S0", "dự án 4")["no"] == "bỏ"
    assert not [c for c in result.rows if (c.agency, c.row, c.table) == ("S0", "dự án 4", "DA")]
    type_into(path, "DA", "S0", "dự án 4", {"left_out": None})
    assert reported(merged(path, sent)) == ["table-correction-without-value"]
    type_into(path, "DA", "S0", "dự án 4", dict.fromkeys(SIGNED))
    assert merged(path, sent).table_totals == whole.table_totals
    type_into(path, "DA", "S0", "dự án 4", {"left_out": "có lẽ"})
    assert reported(merged(path, sent)) == ["table-left-out-not-clear"]


def test_a_blank_cell_of_a_row_may_be_filled(tmp_path: Path) -> None:
    """It counts though nobody sent it; what cannot be read as a value of its column is asked about, and does not."""
    path = tmp_path / "m.xlsx"
    sent = [submission("S0", [c for c in cells("S0", random.Random(1), 2) if c.column == "TEN"])]
    merged(path, sent)
    type_into(path, "DA", "S0", "dự án 1", {"corrected:XA": 7, "corrected:NGAY": "5/3/2025", "corrected:XONG": "có"})
    result = merged(path, sent)
    assert result.table_totals["DA", "XA", ""].value == 7
    assert [c.column for c in result.rows] == ["TEN", "TEN", "XA", "NGAY", "XONG"]
    assert reported(result) == ["table-correction-unsigned"] * 3
    type_into(path, "DA", "S0", "dự án 1", {"corrected:VON": "khoảng 5", "corrected:LOAI": "nhóm Z", **SIGNED})
    again = merged(path, sent)
    assert reported(again) == ["table-correction-not-clear"] * 2
    assert again.table_totals == result.table_totals
    assert line(path, "S0", "dự án 1")["corrected:VON"] == "khoảng 5"


@pytest.mark.slow
def test_a_correction_of_a_row_that_is_gone_is_reported_and_not_lost(tmp_path: Path) -> None:
    """It is at the end of the sheet while the row is gone, and counts again when it is back."""
    path, sent = tmp_path / "m.xlsx", reports()
    merged(path, sent)
    type_into(path, "DA", "S1", "dự án 2", {"corrected:VON": 5, "corrected:XA": "7", **SIGNED})
    merged(path, sent)
    without = [sent[0], submission("S1", [c for c in sent[1].rows if c.row != "dự án 2"], file="inbox/mới.xlsx")]
    for _ in range(2):
        result = merged(path, without)
        assert reported(result) == ["table-correction-not-placed"] * 2
        shown = line(path, "S1", "dự án 2")
        assert (shown["no"], shown["corrected:VON"], shown["corrected:XA"]) == ("không còn", 5, "7")
        assert shown["VON"] is None
    assert merged(path, sent).table_totals["DA", "VON", "S1"].corrected == 1
    assert line(path, "S1", "dự án 2")["VON"] == 5


def _with(sent: Sequence[Submission], column: str, value: float) -> list[Submission]:
    def other(cell: Figure) -> Figure:
        if (cell.agency, cell.row, cell.column) != ("S1", "dự án 2", column):
            return cell
        return cell._replace(value=value, state="given", typed=f"{value:g}")

    return [sent[0], submission("S1", [other(c) for c in sent[1].rows], file="inbox/mới.xlsx")]


@pytest.mark.slow
def test_a_changed_value_of_a_corrected_cell_is_asked_about(tmp_path: Path) -> None:
    """It may come before the correction was merged; a value equal to the correction is a note."""
    path, sent = tmp_path / "m.xlsx", _with(reports(), "VON", 11)
    merged(path, sent)
    type_into(path, "DA", "S1", "dự án 2", {"corrected:VON": 5, **SIGNED})
    assert reported(merged(path, _with(sent, "VON", 12))) == ["table-correction-outdated"]
    assert reported(merged(path, sent)) == []
    result = merged(path, _with(sent, "VON", 5))
    assert reported(result) == ["table-correction-agreed"]


def corrected(path: Path) -> None:
    """A master with corrected cells, a row left out, and a correction of a row that is gone."""
    sent = reports()
    merged(path, sent)
    type_into(path, "DA", "S1", "dự án 2", {"corrected:VON": "1.234,5", "corrected:TYLE": "7,5", **SIGNED})
    type_into(path, "DA", "S0", "dự án 1", {"left_out": "x", **SIGNED})
    type_into(path, "DA", "S0", "dự án 3", {"corrected:VON": 9, **SIGNED})
    type_into(path, "1", "S0", sent[0].rows[-1].row, {"corrected:agency": -4, **SIGNED})
    merged(path, sent)
    merged(path, [submission("S0", [c for c in sent[0].rows if c.row != "dự án 3"], file="inbox/mới.xlsx"), sent[1]])


@pytest.mark.slow
@needs_libreoffice
def test_formulas_hold_with_corrections_and_rows_left_out(tmp_path: Path) -> None:
    corrected(tmp_path / "m.xlsx")
    assert differing(tmp_path / "m.xlsx") == []


# --- Masters of parts ------------------------------------------------------------------------------


def _opened(path: Path) -> Part:
    return part_from_master(campaign(), read_master(path), path.name, str)


def _whole(path: Path, parts: Sequence[Part]) -> Consolidation:
    part = join(parts, kept=read_kept(path))
    result = consolidate(campaign(), part.submissions, as_of=DAY, findings=part.findings, kept=part.kept)
    write_master(path, result)
    return result


@pytest.mark.slow
def test_corrections_of_parts_count_in_the_whole(tmp_path: Path) -> None:
    """Those of each part, after the coordinator's; a part's that was cleared stays cleared."""
    all_sent = reports()
    for n, one in enumerate(all_sent):
        merged(tmp_path / f"{n}.xlsx", [one])
        type_into(tmp_path / f"{n}.xlsx", "DA", f"S{n}", "dự án 2", {"corrected:VON": 100 + n, **SIGNED})
        merged(tmp_path / f"{n}.xlsx", [one])
    type_into(tmp_path / "0.xlsx", "DA", "S0", "dự án 3", {"left_out": "x", **SIGNED})  # not merged yet
    parts = [_opened(tmp_path / f"{n}.xlsx") for n in range(2)]
    path = tmp_path / "whole.xlsx"
    result = _whole(path, parts)
    assert [line(path, f"S{n}", "dự án 2")["VON"] for n in range(2)] == [100, 101]
    assert result.table_totals["DA", "", ""].left_out == 1
    assert reported(result) == []
    once = path.read_bytes()
    _whole(path, parts[::-1])
    assert path.read_bytes() == once
    type_into(path, "DA", "S0", "dự án 2", {"corrected:VON": 7})
    type_into(path, "DA", "S1", "dự án 2", {"corrected:VON": None, "corrected_by": None, "reason": None})
    for _ in range(2):
        result = _whole(path, parts)
        sent = next(c for c in all_sent[1].rows if (c.row, c.column) == ("dự án 2", "VON"))
        shown = [line(path, f"S{n}", "dự án 2")["VON"] for n in range(2)]
        assert shown == [7, sent.typed if sent.value is None else sent.value]
    assert sorted(read_master(path).rows, key=repr) == sorted(result.rows, key=repr)


@pytest.mark.slow
def test_rows_overwritten_in_a_part_count_as_overwritten(tmp_path: Path) -> None:
    """They are reported; sorting, filtering and saving change nothing."""
    path, sent = tmp_path / "m.xlsx", reports()
    merged(path, sent)

    def sort(book: Workbook) -> None:
        sheet: Any = next(s for s in book if s["A1"].value == "toolkit:table:DA")
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=7)]
        for at, values in enumerate(sorted(rows, key=lambda row: str(row[6])), start=7):
            for column, value in enumerate(values, start=1):
                sheet.cell(at, column).value = value

    change(path, sort)
    content = read_master(path)
    assert content.changed_table_rows == ()
    assert [s.rows for s in content.submissions] == [s.rows for s in sent]
    type_into(path, "DA", "S1", "dự án 2", {"TEN": "tên khác"})
    part = _opened(path)
    assert [s.rows for s in part.submissions] == [s.rows for s in sent]
    findings = [f for s in part.submissions for f in s.findings if f.code == "master-table-rewritten"]
    assert [(f.agency, f.value) for f in findings] == [("S1", "DA dự án 2")]
    assert dict(findings[0].arguments)["count"] == 1


@pytest.mark.slow
def test_columns_not_defined_here_are_left_over(tmp_path: Path) -> None:
    """A part's columns beyond this definition are listed, not lost; units are converted."""
    path, sent = tmp_path / "m.xlsx", reports()
    merged(path, sent)
    keys = {c.code: c for c in WORKS.columns}
    columns = (replace(keys["VON"], unit="tỷ đồng"), keys["TEN"])
    changed = replace(campaign(tables=(replace(WORKS, asked_of=(), columns=columns),)), fingerprint="x")
    part = part_from_master(changed, read_master(path), "m.xlsx", str)
    result = consolidate(changed, part.submissions, as_of=DAY, findings=part.findings)
    before = sum(c.value for s in sent for c in s.rows if c.column == "VON" and c.value is not None)  # type: ignore[misc]
    assert result.table_totals["DA", "VON", ""].value == pytest.approx(before / 1000)
    lost = [c for s in sent for c in s.rows if c.table != "DA" or c.column not in ("VON", "TEN")]
    assert len(result.leftovers) == len(lost)
    assert result.balance.even
    assert {"unit-converted", "master-not-asked", "master-older-definition"} <= {f.code for f in result.findings}


@pytest.mark.slow
def test_corrections_of_parts_that_disagree_are_asked_about(tmp_path: Path) -> None:
    """Neither counts, both stay, and the coordinator's decides."""
    sent = reports()
    for n in range(2):
        merged(tmp_path / f"{n}.xlsx", sent)
        type_into(tmp_path / f"{n}.xlsx", "DA", "S1", "dự án 2", {"corrected:VON": 100 + n, **SIGNED})
    parts, path = [_opened(tmp_path / f"{n}.xlsx") for n in range(2)], tmp_path / "whole.xlsx"
    for _ in range(2):
        result = _whole(path, parts)
        assert reported(result) == ["table-correction-twice"]
        assert result.table_totals["DA", "VON", "S1"].corrected == 0
    once = sheets(path)
    _whole(path, parts[::-1])
    assert sheets(path) == once
    sheet = keyed(path)["table:DA"]
    typed = [sheet.value(r, "corrected:VON") for r in sheet.rows if sheet.text(r, "row") == "dự án 2"]
    assert sorted(v for v in typed if v is not None) == [100, 101]

    def decide(book: Workbook) -> None:
        target: Any = next(s for s in book if s["A1"].value == "toolkit:table:DA")
        for row in target.iter_rows(min_row=7):
            for cell in row:
                if cell.value in (100, 101) and target.cell(1, cell.column).value == "corrected:VON":
                    cell.value = 102

    change(path, decide)
    result = _whole(path, parts)
    assert reported(result) == []
    assert line(path, "S1", "dự án 2")["VON"] == 102
