"""The master's sheets of tables whose rows agencies add: every row, live totals, and the coordinator's corrections of
rows, which are followed, marked, kept and asked about."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import toolkit
from tests.building import change, keyed, type_into_row
from tests.master.test_composition import sheets
from tests.office import needs_libreoffice
from tests.tables import DAY, WITHOUT_KEY, WORKS, campaign, cells, submission
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.tables.rows import rows_in
from toolkit.master.composition import Part, join, part_from_master
from toolkit.master.read import read_master
from toolkit.master.read_kept import read_kept
from toolkit.master.sheets.context import balance_text
from toolkit.master.sheets.master import write_master
from toolkit.master.sheets.tables import sheet_names
from toolkit.master.table_keys import column_key
from toolkit.model import Consolidation, Figure, FormTable, Kept, Submission
from toolkit.values.cell import typed_text
from toolkit.xlsx.measure import characters


def made(rows: int = 9, seed: int = 1) -> Consolidation:
    chance = random.Random(seed)
    about = campaign()
    sent = [
        submission(f"S{n}", [*cells(f"S{n}", chance, rows), *cells(f"S{n}", chance, 3, WITHOUT_KEY)]) for n in range(3)
    ]
    sent.append(submission("XD", cells("XD", chance, 4, WITHOUT_KEY)))
    return consolidate(about, sent, as_of=DAY)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "m.xlsx"
    write_master(path, made())
    return path


def test_every_row_is_listed_with_its_cell(master: Path) -> None:
    """A line has the agency, the values, their cell, and the words if a value is shown differently."""
    result, sheets = made(), keyed(master)
    for table in (WORKS, WITHOUT_KEY):
        sheet = sheets[f"table:{table.code}"]
        lines = [row for row in sheet.rows if not row.for_people]
        rows = [row for row in rows_in(result.rows) if row.table == table.code]
        assert [sheet.text(line, "agency") for line in lines] == [row.agency for row in rows]
        for line, row in zip(lines, rows, strict=True):
            where = tuple(sheet.text(line, name) for name in ("file", "sheet", "cell", "row"))
            assert where == (*row.location, row.id)
            for column in table.columns:
                shown = sheet.value(line, column_key(column.code))
                _assert_shown(row.cells.get(column.code), shown, sheet.text(line, "typed"))


def _assert_shown(cell: Figure | None, shown: Any, typed: str) -> None:
    if cell is None:
        assert shown is None
    elif isinstance(cell.value, bool):
        assert shown == ("Có" if cell.value else "Không")
    elif isinstance(cell.value, float):
        assert shown == cell.value
        assert cell.typed == typed_text(cell.value) or cell.typed in typed
    elif cell.value is None:
        assert shown == cell.typed
    else:
        assert typed_text(shown) == typed_text(cell.value)


def test_totals_are_live(master: Path) -> None:
    """The province's are above the rows, an agency's on a separate sheet, both as formulas with their stored values.
    The balance includes the cells of tables, in its sentence and in each file's line."""
    result, sheets = made(), keyed(master)
    sheet: Any = next(s for s in openpyxl.load_workbook(master) if s["A1"].value == "toolkit:table:DA")
    above = [cell.value for cell in sheet[5]]
    assert above[1].startswith("=COUNT(")
    assert [above[n][:5] for n in (6, 7, 8)] == ["=SUM(", "=AVER", "=MAX("]
    by_agency, sources = sheets["table:DA:by_agency"], sheets["sources"]
    line = by_agency.by_key()["S1"]
    assert by_agency.value(line, "rows") == 9
    assert by_agency.value(line, "VON") == pytest.approx(result.table_totals["DA", "VON", "S1"].value)
    assert by_agency.text(by_agency.by_key()["S3"], "rows") == "chưa nộp"
    count = len(result.rows)
    assert f" + {count} ô của bảng" in balance_text(result, "vi")
    assert sum(sources.value(r, "rows") for r in sources.rows if not r.for_people) == count  # type: ignore[misc]
    without = consolidate(campaign(tables=()), [submission("S0", [])], as_of=DAY)
    assert "bảng" not in balance_text(without, "vi")


@needs_libreoffice
def test_formulas_give_what_is_stored(master: Path, tmp_path: Path) -> None:
    """The rows may go on in further sheets."""
    write_master(tmp_path / "several.xlsx", made(), records=7)
    assert differing(master, tmp_path / "several.xlsx") == []


def test_names_of_sheets_are_the_headings_and_all_different() -> None:
    headings = ["Dự án", "dự án", "Dự án 2", "Số liệu gốc", "A" * 60, "A" * 59, "'x':[/]\\?*", "Dự án"]
    tables = [FormTable(code=f"T{n}", heading=h, columns=WITHOUT_KEY.columns) for n, h in enumerate(headings)]
    names = list(sheet_names(campaign(tables=tables), "vi").values())
    assert len({name.casefold() for name in names}) == 2 * len(headings)
    assert max(map(len, names)) <= 27
    assert names[0] == "Dự án"
    assert "Số liệu gốc" not in names


def test_the_same_rows_give_the_same_bytes(master: Path, tmp_path: Path) -> None:
    """The reports are merged in different orders."""
    result = made()
    write_master(tmp_path / "b.xlsx", consolidate(result.campaign, result.submissions[::-1], as_of=DAY))
    assert master.read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.slow
def test_frames_and_files_have_the_rows() -> None:
    """One frame for each table, with numbers as numbers and nothing for cells that do not count."""
    result = made()
    frames = toolkit.frames(result)
    frame = frames["table:DA"]
    assert len(frame) == result.table_totals["DA", "", ""].value
    assert frame["VON"].sum() == pytest.approx(result.table_totals["DA", "VON", ""].value)
    assert list(frames["table:1"].columns) == ["agency", "row", "column:file", "column:agency", "file", "sheet", "cell"]
    assert set(frames["table_totals"]["table"]) == {"DA", "1"}


def test_neighbouring_cells_do_not_cut_a_text(tmp_path: Path) -> None:
    """The column of sheet names is wide enough, and on the leaders' sheet no line of a name reaches the next cell."""
    result = made()
    long = "Danh mục dự án đầu tư công (DA)"
    write_master(tmp_path / "m.xlsx", replace(result, rows=tuple(c._replace(sheet=long) for c in result.rows)))
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    sheet = next(s for s in book if s["A1"].value == f"toolkit:table:{WORKS.code}")
    column = next(c.column_letter for c in sheet[1] if c.value == "sheet")
    assert sheet.column_dimensions[column].width >= characters(long)
    summary = next(s for s in book if s["A1"].value == "toolkit:summary")
    reported = [c.value for c in summary["B"] if str(c.value).startswith("Lớn nhất")]
    room = summary.column_dimensions["B"].width - 1.2
    assert reported
    assert all(characters(line, 9) <= room for text in reported for line in str(text).split("\n"))


# --- Corrections ---------------------------------------------------------------------------------


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


@pytest.mark.slow
def test_a_blank_cell_of_a_row_may_be_filled(tmp_path: Path) -> None:
    """It counts though nobody sent it; what cannot be read as a value of its column is asked about, and does not."""
    path = tmp_path / "m.xlsx"
    sent = [submission("S0", [c for c in cells("S0", random.Random(1), 2) if c.column in ("TEN", "VON")])]
    merged(path, sent)
    type_into(path, "DA", "S0", "dự án 1", {"corrected:XA": 7, "corrected:NGAY": "5/3/2025", "corrected:XONG": "có"})
    result = merged(path, sent)
    assert result.table_totals["DA", "XA", ""].value == 7
    assert [c.column for c in result.rows] == [*(c.column for c in sent[0].rows), "XA", "NGAY", "XONG"]
    assert result.table_totals["DA", "VON", ""].value
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
    assert result.balance.is_even
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
