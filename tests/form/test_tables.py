"""The form's sheets of tables: written, checked while they are filled in, and returned."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import DAY, Here, codes, definition, keyed, read, type_into, write
from tests.editing_in_office import delete_rows, edited, insert_rows, sort_range, type_cell
from tests.effort import effort, some
from tests.office import needs_libreoffice, read_values, recalculate
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import ROW_KEY, ROWS, SPARE_ROWS, Filling, Mark, Marks, ReturnLine, make_form
from toolkit.form.tables import column_named, sheet_names
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder
from toolkit.run.returns import write_returns
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.returned import SIGN
from toolkit.xlsx.drawn.table_tests import is_wrong
from toolkit.xlsx.look import A3_LANDSCAPE
from toolkit.xlsx.measure import characters, number_width

AGENCIES = "| code | name | group |\n|--|--|--|\n| SA | Sở A | sở |\n| XB | Xã B | xã |\n"
INDICATORS = """
| code | label | unit       | kind  | across_periods |
|------|-------|------------|-------|----------------|
| N1   | Vốn   | triệu đồng | money | sum            |
"""
TABLES = r"""
| table | heading      | asked_of | code | label     | unit       | kind    | required | choices       | across_rows | equals | key |
|-------|--------------|----------|------|-----------|------------|---------|----------|---------------|-------------|--------|-----|
| DA    | Dự án        | sở       | TEN  | Tên dự án |            | text    | yes      |               |             |        | yes |
|       |              |          | LOAI | Loại      |            | choice  | yes      | Mới \| Cũ     |             |        |     |
|       |              |          | VON  | Vốn       | triệu đồng | money   | yes      |               | sum         | N1     |     |
|       |              |          | HO   | Số hộ     | hộ         | count   |          |               | max         |        |     |
|       |              |          | TL   | Giải ngân | %          | percent |          |               | mean        |        |     |
|       |              |          | DIEM | Điểm      | điểm       | decimal |          |               | min         |        |     |
|       |              |          | NGAY | Khởi công |            | date    |          |               |             |        |     |
|       |              |          | XONG | Đã xong   |            | yesno   |          |               |             |        |     |
| VV    | Vụ/việc      |          | ND   | Nội dung  |            | text    |          |               |             |        |     |
"""  # noqa: E501
Row = Mapping[str, CellValue]
#: The first rows, of which the third and the fifth are wrong in several ways.
ROWS_TYPED: Sequence[Row] = (
    {"TEN": "Đường A", "LOAI": "Mới", "VON": 1500, "HO": 20, "TL": 85, "DIEM": 1.5, "XONG": "Có"},
    {"TEN": "Cầu B", "LOAI": "cũ ", "VON": "150000 triệu đồng", "HO": "Không có", "NGAY": date(2020, 5, 3)},
    {"TEN": "đường a", "LOAI": "Khác", "VON": "1.234", "HO": 2.5, "TL": "105%", "DIEM": -2, "NGAY": "mai"},
    {},
    {"VON": 250_000, "HO": -1, "TL": "x%", "NGAY": "mốt", "XONG": "x"},
)
#: Their faults, by column: the number of cells, and the first.
WRONG = {
    "TEN": [("còn trống", 1, 5), ("Trùng", 1, 3)],
    "LOAI": [("Không dùng được", 1, 3), ("còn trống", 1, 5)],
    "VON": [("Không dùng được", 2, 3)],
    "HO": [("Không dùng được", 2, 3)],
    "TL": [("Không dùng được", 2, 3)],
    "NGAY": [("Không dùng được", 2, 3)],
    "XONG": [("Không dùng được", 1, 5)],
}


#: Values for any cell, whatever its kind.
ANYTHING: Sequence[CellValue] = (
    *(0, 1, -1, 2.5, 0.2, 7, 85, 100, 101, 1234.5, 99_999, 100_000, 250_000.25, 1e15, 43_000),
    *("Không có", "không có ", "Chưa thống kê", "Không thuộc chức năng", "Mới", " cũ", "Có", "Không", "x", "1.234"),
    *("0,5%", "85 %", "105%", "%", "80-90%", "150000 triệu đồng", "5 Triệu đồng", "1,5 tỷ", "7 hộ", " ", "  ", "(1)"),
    *(date(2020, 5, 3), date(1901, 1, 1), "mai", "05/07/2020", "Đường A", "đường a", "=1+1", "dài " * 60),
)


def random_rows(folder: Folder, seed: int, count: int) -> list[Row]:
    """Rows with anything that may be typed in their cells; in the key's, texts: a 0 is a blank to HyperFormula."""
    draw = random.Random(seed)
    columns = folder.campaign.table_by_code["DA"].columns
    of_keys = [value for value in ANYTHING if isinstance(value, str)]
    drawn = {c.code: of_keys if c.key else ANYTHING for c in columns}
    return [{code: draw.choice(may_be) for code, may_be in drawn.items() if draw.random() < 0.7} for _ in range(count)]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root = tmp_path_factory.mktemp("tables")
    return Here(definition(root, agencies=AGENCIES, indicators=INDICATORS, rows=TABLES))


def fill(here: Here, rows: Sequence[Row], figure: CellValue = None, *, name: str = "SA") -> Path:
    """The form with these rows of projects, and the last figure that their sum must equal."""
    figures = {("N1", "2020"): figure} if figure is not None else {}
    return write(here.folder, "SA", Filling(rows={"DA": tuple(rows)}, figures=figures), name=name)


def first_row(path: Path) -> int:
    """The number of the first row of projects."""
    sheet = keyed(path)["table:DA"]
    return next(r.index for r in sheet.rows if r.for_people and "(1)" in r.cells) + 2


def address(path: Path, column: str, number: int) -> str:
    """The cell of a row counted from 1."""
    place = list(keyed(path)["table:DA"].columns).index(column)
    return f"{'CDEFGHIJ'[place]}{first_row(path) + number - 1}"


def lines(values: Mapping[str, Sequence[Sequence[object]]]) -> list[tuple[str, str]]:
    """(where, what is wrong) of each line of the live list about the projects."""
    listed = [(str(row[3]), str(row[4])) for row in values["Cần sửa"][6:] if row[1] not in ("", "#")]
    return [line for line in listed if line[0].startswith("Dự án – ")]


def above(values: Mapping[str, Sequence[Sequence[object]]]) -> tuple[str, dict[str, object]]:
    """The cells above the projects: the sentence of counts, and the totals by column."""
    rows = values["Dự án"]
    counts = next(str(row[1]) for row in rows if str(row[1]).startswith("Số dòng đã ghi"))
    at = next(n for n, row in enumerate(rows) if "Tổng cộng" in row)
    keys = [str(key) for key in rows[0]]
    return counts, {key: value for key, value in zip(keys, rows[at + 1], strict=False) if value not in ("", "#")}


# --- The sheet -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_table_that_is_asked_has_a_sheet(here: Here) -> None:
    """With its keys in row 1 and none beside its rows; the form of an agency that is not asked has none. A printed row
    has its key in column A, which is hidden."""
    sheets = keyed(write(here.folder, "SA", Filling()))
    assert (sheets["table:DA"].name, sheets["table:VV"].name) == ("Dự án", "Vụ việc")
    assert [*sheets["table:DA"].columns] == [*here.folder.campaign.table_by_code["DA"].column_by_code]
    blank = [row for row in sheets["table:DA"].rows if not row.for_people]
    assert [row.cells[1] for row in blank[:ROWS]] == [float(n) for n in range(1, ROWS + 1)]
    assert {row.key for row in blank} == {""}
    assert "table:DA" not in keyed(write(here.folder, "XB", Filling()))

    rows = keyed(fill(here, [{ROW_KEY: "k1", "TEN": "Đường A"}, {"TEN": "Cầu B"}]))["table:DA"].rows
    assert [row.key for row in rows if not row.for_people][:2] == ["k1", ""]

    # Ten rows are ready, and a few more than are filled.
    for count, drawn in ((0, 10), (7, 10), (8, 11), (60, 63)):
        named = [f"Dự án {n}" for n in range(count)]
        sheet = keyed(fill(here, [{"TEN": name} for name in named]))["table:DA"]
        numbered = [row for row in sheet.rows if not row.for_people and len(row.cells) > 1 and row.cells[1]]
        assert len(numbered) == drawn
        assert [row.cells[2] for row in numbered[:count]] == named


@pytest.mark.slow
def test_cells_of_tables_accept_the_kind_of_their_column(here: Here) -> None:
    """A locked cell in a row would keep it from being sorted or deleted; everything above is locked. Lists, numbers and
    dates, and colours of wrong cells, from the row above the first to far below the last."""
    path = fill(here, ROWS_TYPED)
    sheet: Any = openpyxl.load_workbook(path)["Dự án"]
    top = first_row(path)
    assert sheet.protection.sheet
    allowed = ("insertRows", "deleteRows", "sort", "autoFilter", "formatCells", "formatColumns", "formatRows")
    assert not any(getattr(sheet.protection, name) for name in allowed)
    for row in (top - 1, top, top + 3, top + ROWS - 1):
        assert not any(cell.protection.locked for cell in sheet[row][1:10]), row
    for row in (*range(2, top - 1), top + ROWS):
        assert sheet.cell(row, 2).protection.locked, row
    columns = sheet.column_dimensions
    assert not any(columns[letter].protection.locked for letter in "ABCK" if letter in columns)
    assert sheet.auto_filter.ref == f"B{top - 1}:J{top + ROWS - 1}"
    assert sheet.print_title_rows == f"${top - 3}:${top - 1}"
    assert sheet.freeze_panes == f"D{top}"

    rules = {str(v.sqref).split(":")[0].rstrip("0123456789"): v for v in sheet.data_validations.dataValidation}
    kinds = dict.fromkeys("EFGHI", "custom") | dict.fromkeys("DJ", "list")
    assert {letter: rule.type for letter, rule in rules.items()} == kinds
    below = {letter: f"{letter}{top - 1}:{letter}{top + ROWS + 1000}" for letter in "CDEFGHIJ"}
    assert {str(rule.sqref) for rule in rules.values()} == {below[letter] for letter in rules}
    assert "NumberWords" in rules["F"].formula1
    formats = {letter: sheet[f"{letter}{top}"].number_format for letter in "CEFGI"}
    assert formats == {"C": "@", "E": "#,##0.######", "F": "#,##0", "G": "General", "I": "dd/mm/yyyy"}

    coloured = {str(area.sqref): area.rules for area in sheet.conditional_formatting}
    for area in below.values():
        marked = [r for r in coloured[area] if r.dxf and r.dxf.fill and f"$A{top - 1}" in r.formula[0]]
        assert marked, area
        assert all(len(rule.formula[0]) <= 255 for rule in marked)


@pytest.mark.slow
def test_many_columns_fit_a_page(tmp_path: Path) -> None:
    """Words of headings are not broken, the first text has the most room, and long guidance is printed whole."""
    guidance = "Ghi như trong quyết định phê duyệt. " * 9
    asked = [("Tên công trình", "text", guidance), *((f"Địa điểm {n}", "text", "") for n in range(3))]
    asked += [(f"Chương trình mục tiêu quốc gia số {n}", "money", "") for n in range(9)]
    lines_of = "".join(
        f"| DA | Dự án | C{n} | {text} | đồng | {kind} | {g} |\n" for n, (text, kind, g) in enumerate(asked)
    )
    rows = f"| table | heading | code | label | unit | kind | guidance |\n|--|--|--|--|--|--|--|\n{lines_of}"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=rows)
    path = write(folder, "SA", Filling(rows={"DA": ({"C4": 123_456_789_012.0},)}))
    sheet: Any = openpyxl.load_workbook(path)["Dự án"]
    widths = [sheet.column_dimensions[letter].width for letter in "CDEFGHIJKLMNO"]
    assert widths[0] == max(widths)
    assert min(widths) > characters("Chương", bold=True)
    assert widths[4] > number_width("123.456.789.012")
    assert sum(widths) < A3_LANDSCAPE
    texts = [str(cell.value) for row in sheet.iter_rows(max_row=12) for cell in row if cell.value]
    assert f"Tên công trình: {guidance.strip()}" in texts
    assert read(folder, path).leftovers == ()


@pytest.mark.slow
def test_names_of_table_sheets_are_valid_and_different(tmp_path: Path) -> None:
    """For headings that are equal, too long, or name a sheet of the form; forbidden characters are left out."""
    long = "Danh sách các dự án đầu tư công trung hạn"
    headings = {"A": long, "B": long, "C": "Số liệu", "D": "[?]", "E": "'Vụ: việc'"}
    table = "".join(f"| {code} | {heading} | X | Tên | text |\n" for code, heading in headings.items())
    rows = f"| table | heading | code | label | kind |\n|--|--|--|--|--|\n{table}"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, rows=rows)
    names = sheet_names(make_form(folder.campaign, folder.campaign.agencies[0], version="0"))
    first, second = "Danh sách các dự án đầu tư côn…", "Danh sách các dự án đầu tư… (2)"
    assert names == {"A": first, "B": second, "C": "Số liệu (2)", "D": "D", "E": "Vụ việc"}
    path = write(folder, "SA", Filling())
    assert [sheet.name for key, sheet in keyed(path).items() if key.startswith("table:")] == list(names.values())


@pytest.mark.slow
def test_a_form_may_ask_for_tables_alone(tmp_path: Path) -> None:
    """Where figures are asked of others; the guide explains tables and how numbers are typed. Forms without tables do
    not mention them."""
    indicators = "| code | label | unit | kind | asked_of |\n|--|--|--|--|--|\n| N1 | Vốn | triệu đồng | money | xã |\n"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators, rows=TABLES)
    path = write(folder, "SA", Filling(rows={"DA": tuple(ROWS_TYPED)}))
    assert "Số liệu" not in openpyxl.load_workbook(path).sheetnames
    guide = guide_of(folder)
    assert [text for text in ("thu thập danh sách", "Bảng danh sách", "Cách ghi số liệu") if text not in guide] == []
    assert [text for text in ("Trang “Số liệu”", "Trang “Nội dung”") if text in guide] == []
    assert len(lines(read_values(path))) == sum(map(len, WRONG.values()))
    without = guide_of(definition(tmp_path / "without", agencies=AGENCIES, indicators=INDICATORS))
    assert "anh sách" not in without.replace("trong danh sách", "")


def guide_of(folder: Folder) -> str:
    return "\n".join(text for _, text in make_form(folder.campaign, folder.campaign.agencies[0], version="0").guide)


# --- The live list -----------------------------------------------------------------------------------


def test_the_live_list_has_one_line_for_each_faulty_column(here: Here) -> None:
    """With the number of cells and the first of them; a total is compared with its indicator once both are filled."""
    path = fill(here, ROWS_TYPED)
    labels = {c.code: c.label for c in here.folder.campaign.table_by_code["DA"].columns}
    listed = lines(read_values(path))
    for code, wrong in WRONG.items():
        own = [what for where, what in listed if where == f"Dự án – {labels[code]}"]
        for words, count, number in wrong:
            (line,) = (what for what in own if words in what)
            assert f": {count} ô, ô đầu tiên là {address(path, code, number)}." in line
    assert len(listed) == sum(map(len, WRONG.values()))
    counted, totals = above(read_values(path))
    assert counted == "Số dòng đã ghi: 4. Số ô phải sửa hoặc còn thiếu: 12."
    # An unknown text in a column that is added up: no total.
    assert totals == {"HO": 20.0, "DIEM": -2.0}


@pytest.mark.slow
def test_totals_are_above_the_rows_and_compared_with_their_indicator(here: Here) -> None:
    rows: list[Row] = [{"TEN": str(n), "LOAI": "Mới", "VON": n, "HO": n, "TL": 10 + n, "DIEM": n} for n in range(1, 5)]
    differs = "Tổng cộng của cột là 10, khác số ở chỉ tiêu số 1 (2020): 12,5."
    for figure, remark, listed in (
        (10.0, "Bằng chỉ tiêu số 1 (2020)", []),
        (12.5, "Khác chỉ tiêu số 1 (2020): 12,5", [differs]),
        (None, "Phải bằng chỉ tiêu số 1 (2020)", []),
    ):
        values = read_values(fill(here, rows, figure))
        assert above(values)[1] == {"VON": 10.0, "HO": 4.0, "TL": 12.5, "DIEM": 1.0}
        assert remark in [str(v) for row in values["Dự án"] for v in row]
        assert [what for _, what in lines(values)] == listed


@pytest.mark.parametrize(
    ("column", "fine", "wrong"),
    [
        ("VON", (0, 99_999.5, "Không có", "250000 triệu đồng", " "), (-1, 100_000, "1.234", "12 đồng", "nhiều")),
        ("HO", (0, 7, "Chưa thống kê"), (-1, 2.5, "7 hộ", 1e15)),
        ("TL", (0, 12.5, 0.5, "0,5%", "85 %"), (-1, 101, "105%", "80-90%", "%")),
        ("NGAY", (date(2020, 5, 3), "Chưa thống kê"), (5, "mai", "Không có", 99_999)),
        ("LOAI", ("Mới", " mới", "Chưa thống kê"), ("Khác", 5)),
        ("XONG", ("Có", "không"), ("x", 1)),
        ("TEN", ("bất kỳ", 5, "#REF!"), ()),
    ],
)
def test_a_column_accepts_values_of_its_kind(
    here: Here, column: str, fine: Sequence[CellValue], wrong: Sequence[CellValue]
) -> None:
    """As a figure of that kind does; but a percentage up to 1 % is accepted, since its format is not known."""
    campaign = here.folder.campaign
    form = make_form(campaign, campaign.agency_by_code["SA"], version="0")
    table = campaign.table_by_code["DA"]
    indicator = table.as_indicator(table.column_by_code[column])
    assert [value for value in fine if is_wrong(form, indicator, value)] == []
    assert [value for value in wrong if not is_wrong(form, indicator, value)] == []


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("seed", range(effort(1, 4)))
def test_libreoffice_computes_the_same_findings_as_the_check(here: Here, seed: int) -> None:
    """For numbers, words, amounts with a unit, dates and anything else in cells of every kind."""
    rows = random_rows(here.folder, seed, (60, 12, 3, 400)[seed])
    assert differing(fill(here, rows, 5.0, name=f"drawn{seed}")) == []


@pytest.mark.slow
@needs_libreoffice
def test_the_live_list_changes_with_the_cells(here: Here) -> None:
    """Corrected cells leave the list; an error value pasted into one column leaves the lines of the others."""
    path = fill(here, ROWS_TYPED, 151_510.0)
    right: dict[int, Row] = {
        3: {"TEN": "Cầu C", "LOAI": "Mới", "VON": 7, "HO": 3, "TL": 50, "NGAY": date(2020, 1, 1)},
        5: {"TEN": "Cầu D", "LOAI": "Cũ", "VON": 3, "HO": 1, "TL": "Chưa thống kê", "NGAY": date(2020, 1, 2)},
    }
    right[5] = {**right[5], "XONG": "Không"}
    cells = [(("Dự án", address(path, code, n)), value) for n, row in right.items() for code, value in row.items()]
    corrected = type_into(path, cells, path.parent / "corrected.xlsx")
    values = recalculate(corrected)
    assert lines(values) == []
    totals = {"VON": 151_510.0, "HO": 20.0, "DIEM": -2.0, "TL": 67.5}
    assert above(values) == ("Số dòng đã ghi: 4. Không có ô nào phải sửa.", totals)
    broken = type_into(path, [(("Dự án", address(path, "VON", 2)), "=1/0")], path.parent / "broken.xlsx")
    values = recalculate(broken)
    assert len(lines(values)) == sum(map(len, WRONG.values()))
    assert ("Dự án – Vốn", f"Không dùng được: 1 ô, ô đầu tiên là {address(path, 'VON', 2)}.") in lines(values)


def typed_in(row: int, **cells: str | float) -> list[str]:
    """The edits that fill in a row, by the letters of its columns."""
    return [type_cell(f"{letter}{row}", value) for letter, value in cells.items()]


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("suffix", some([".xlsx", ".xls", ".ods"], 2))
def test_the_live_list_follows_inserted_sorted_and_deleted_rows(here: Here, tmp_path: Path, suffix: str) -> None:
    """At the top, between, above the closing line and below it; in each format that LibreOffice saves."""
    rows: list[Row] = [{"TEN": f"Dự án {n}", "LOAI": "Mới", "VON": n, "HO": n} for n in range(1, 11)]
    path = fill(here, rows, 55.0)
    top = first_row(path)
    drawn = len(rows) + SPARE_ROWS
    closing = top + drawn
    steps = [
        insert_rows(closing),
        *typed_in(closing, C="cuối", D="Mới", E=100.0),
        *typed_in(closing + 2, C="dưới", D="Cũ", E=1000.0),
        insert_rows(top + 5, 2),
        *typed_in(top + 5, C="giữa", D="Mới", E=10_000.0),
        insert_rows(top),
        *typed_in(top, C="đầu", E=20_000.0),
        delete_rows(top + 1),
        sort_range(f"C{top}:J{top + 12}", 2),
    ]
    done = edited(path, "Dự án", steps, tmp_path / f"edited{suffix}")
    values = recalculate(done)
    assert above(values) == ("Số dòng đã ghi: 13. Số ô phải sửa hoặc còn thiếu: 1.", {"VON": 31_154.0, "HO": 10.0})
    assert lines(values) == [
        ("Dự án – Loại", f"Bắt buộc ở mỗi dòng đã ghi, còn trống: 1 ô, ô đầu tiên là D{top}."),
        ("Dự án – Vốn", "Tổng cộng của cột là 31154, khác số ở chỉ tiêu số 1 (2020): 55."),
    ]
    book: Any = openpyxl.load_workbook(done) if suffix == ".xlsx" else None
    if book:
        rules = {str(v.sqref) for v in book["Dự án"].data_validations.dataValidation}
        assert f"E{top - 1}:E{top + drawn + 1003}" in rules


# --- The returned form ---------------------------------------------------------------------------------


def returned(here: Here, filling: Filling, to: Path, *marked: ReturnLine) -> Path:
    campaign = here.folder.campaign
    form = make_form(campaign, campaign.agency_by_code["SA"], version="0")
    write_intake(to, form, filling, Marks(lines=marked))
    return to


@pytest.mark.slow
def test_marked_cells_of_a_return_have_notes(here: Here, tmp_path: Path) -> None:
    """The line links to the first; a row with one has a mark for people who do not see the colours."""
    mark = Mark(severity="error", text="Không phải số.")
    cells = ((2, "VON"), (4, "VON"))
    line = ReturnLine(mark=mark, what="Không phải số.", fix="", table="DA", table_column="VON", table_cells=cells)
    filling = Filling(rows={"DA": tuple(ROWS_TYPED)})
    path = returned(here, filling, tmp_path / "back.xlsx", line)
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Dự án"]
    for number in (3, 5):
        assert "Không phải số." in sheet[address(path, "VON", number)].comment.text
    assert sheet[address(path, "VON", 1)].comment is None
    numbers = [row.cells[1] for row in keyed(path)["table:DA"].rows if not row.for_people][:5]
    assert numbers == [1.0, 2.0, f"{SIGN} 3", 4.0, f"{SIGN} 5"]
    first: Any = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    texts = [str(cell.value) for row in first.iter_rows() for cell in row if cell.value]
    assert f"Vốn – Dự án {address(path, 'VON', 3)}" in texts
    link = f"#'Dự án'!{address(path, 'VON', 3)}"
    assert any(link == value for row in book["_checks"].iter_rows(values_only=True) for value in row)


@pytest.mark.slow
@needs_libreoffice
def test_a_value_accepted_by_the_check_is_not_listed_again(here: Here, tmp_path: Path) -> None:
    """Until something else is typed there."""
    rows: tuple[Row, ...] = ({"TEN": "A", "LOAI": "Mới", "VON": "1,5 tỷ"}, {"TEN": "B", "LOAI": "Mới", "VON": 250_000})
    filling = Filling(rows={"DA": rows}, accepted_rows=frozenset({("DA", 0, "VON"), ("DA", 1, "VON")}))
    path = returned(here, filling, tmp_path / "back.xlsx")
    assert differing(path) == []
    assert lines(read_values(path)) == []
    typed = type_into(path, [(("Dự án", address(path, "VON", 1)), "1,6 tỷ")], tmp_path / "typed.xlsx")
    wrong = f"Không dùng được: 1 ô, ô đầu tiên là {address(path, 'VON', 1)}."
    assert [what for _, what in lines(recalculate(typed))] == [wrong]


def test_a_column_is_found_by_its_name_among_indicators(here: Here) -> None:
    campaign = here.folder.campaign
    found = column_named(campaign, "DA.VON")
    assert found is not None
    assert (found[0].code, found[1].code) == ("DA", "VON")
    assert [column_named(campaign, name) for name in ("N1", "DA", "DA.X", "XX.VON", "", None)] == [None] * 6


def rows_of(submission: Submission) -> list[tuple[object, ...]]:
    """What was read of the tables, without positions."""
    return [(c.table, c.row, c.column, c.value, c.state, c.typed) for c in submission.rows]


def sent_back(folder: Folder, path: Path) -> Path:
    result = consolidate(folder.campaign, [read(folder, path)], as_of=DAY)
    (workbook,) = (made for made in write_returns(folder, result) if made.suffix == ".xlsx")
    return workbook


@pytest.mark.slow
def test_a_returned_table_reads_as_the_table_that_was_sent(here: Here) -> None:
    """Sent back as it is, with the same findings and the same rows in place. Each line of the returned form names the
    column and links to the cell, which has a note; blank cells too."""
    sent = fill(here, ROWS_TYPED, 5.0)
    before, path = read(here.folder, sent), sent_back(here.folder, sent)
    after = read(here.folder, path)
    assert rows_of(before)
    assert rows_of(before) == rows_of(after)
    assert codes(before) == codes(after)
    assert [cell.cell for cell in before.rows] == [cell.cell for cell in after.rows]
    assert after.leftovers == ()
    assert after.balance.is_even
    sheet: Any = openpyxl.load_workbook(path)["Dự án"]
    noted = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    wrong = {"VON": 3, "HO": 3, "TL": 3, "NGAY": 3, "LOAI": 3, "XONG": 5, "TEN": 5}
    assert {address(path, column, number) for column, number in wrong.items()} <= noted
    first = keyed(path)["returned"]
    where = {first.text(row, "where") for row in first.rows}
    for label, column, number in (("Vốn", "VON", 3), ("Tên dự án", "TEN", 5)):
        assert f"{label} – Dự án {address(path, column, number)}" in where


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(1, 12)))
def test_a_returned_table_keeps_any_rows(here: Here, seed: int) -> None:
    """Whatever was typed in the cells, the returned form has it, with the same findings."""
    sent = fill(here, random_rows(here.folder, seed, 40), 5.0, name=f"any{seed}")
    before, path = read(here.folder, sent), sent_back(here.folder, sent)
    after = read(here.folder, path)
    assert rows_of(before) == rows_of(after)
    assert Counter(codes(before)) == Counter(codes(after))
    assert sorted(x.value for x in before.leftovers) == sorted(x.value for x in after.leftovers)
