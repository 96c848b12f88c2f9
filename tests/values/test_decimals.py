"""One format of an indicator's numbers: on the leaders' sheet, in the totals and the matrix, and in the report."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.building import definition, filled, keyed, merge, records
from toolkit.language.numbers import format_number
from toolkit.model import Indicator
from toolkit.report.assembly import make_report
from toolkit.run.folder import Folder
from toolkit.values.decimals import decimals_in, decimals_of
from toolkit.xlsx.measure import text_width

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n"
INDICATORS = """
| code | topic | label | unit    | kind    | across_agencies | across_periods | headline | target | formula    |
|------|-------|-------|---------|---------|-----------------|----------------|----------|--------|------------|
| A1   | Một   | Đạt   | hồ sơ   | count   | sum             | sum            |          |        |            |
| A2   | Một   | Nhận  | hồ sơ   | count   | sum             | sum            |          |        |            |
| A3   | Một   | Tỷ lệ | %       | percent | none            | last           | 1        |        | =A1/A2*100 |
| A4   | Một   | Nồng độ | mg/l  | decimal | mean            | last           | 2        |        |            |
| A5   | Một   | Chi   | tỷ đồng | money   | sum             | last           | 3        | 100    |            |
| A6   | Một   | Thu   | tỷ đồng | money   | sum             | last           | 4        |        |            |
| A7   | Một   | Điểm  | điểm    | decimal | mean            | last           | 5        |        |            |
"""
FIGURES = """
| code | 2020     |
|------|----------|
| A1   | 14994    |
| A2   | 15000    |
| A4   | 0.000412 |
| A5   | 0.0035   |
| A6   | 350      |
| A7   | 8.75     |
"""


@pytest.fixture
def made(tmp_path: Path) -> Folder:
    folder = definition(tmp_path, about={"periods": "2020"}, agencies=AGENCIES, indicators=INDICATORS)
    for agency in ("SA", "SB"):
        filled(folder, agency, FIGURES)
    merge(folder)
    return folder


def shown(folder: Folder, sheet: str, rows: dict[str, int] | None = None) -> dict[str, str]:
    """Each number on a sheet as its format prints it, by indicator (`rows`: by row)."""
    keys = keyed(folder.master)
    book = load_workbook(folder.master, data_only=True)
    page = book[keys[sheet].name]
    found = {}
    for record in records(keys[sheet]):
        cell = page[record.cells["2020"] if sheet == "totals" else record.cells["SA"]]
        if isinstance(cell.value, int | float):
            assert set(cell.number_format) <= set("#,0.")
            found[record.key] = format_number(cell.value, "vi", len(cell.number_format.partition(".")[2]))
    return found


@pytest.mark.slow
def test_a_number_is_shown_equally_everywhere(made: Folder) -> None:
    """As reported: a small number is not 0, 99,96 % is not 100 %, and whole ones have no decimals."""
    totals = {"A1": "29.988", "A2": "30.000", "A3": "99,96", "A4": "0,000412", "A5": "0,0070", "A6": "700"}
    totals["A7"] = "8,75"
    assert shown(made, "totals") == totals
    assert shown(made, "matrix") == totals | {"A1": "14.994", "A2": "15.000", "A5": "0,0035", "A6": "350"}
    annex = make_report(merge(made)).annexes[0]
    printed = {row.cells[1]: row.cells for row in annex.rows if not row.group}
    assert [cells[3] for cells in printed.values()] == list(totals.values())
    assert printed["Chi"][annex.columns.index("Mục tiêu")] == "100", "the target is printed as it was typed"
    sheet = load_workbook(made.master, data_only=True).worksheets[0]
    tiles = [str(cell.value) for row in sheet for cell in row if cell.font.size > 11 and cell.font.b]
    assert [text for text in tiles if text[0].isdigit()] == ["99,96 %", "0,000412", "0,0070", "700", "8,75"]


@pytest.mark.parametrize(
    ("kind", "target", "figures", "totals", "decimals"),
    [
        *(("money", None, [350.0, 1451.0], [1801.0], 0), ("decimal", None, [8.75, 9.1], [8.925], 2)),
        *(("count", None, [1.0, 2.0, 2.0], [5 / 3], 2), ("decimal", None, [0.30000000000000004, 2.0], [], 1)),
        *(("decimal", None, [97.3236009732360, 2.0], [], 2), ("percent", None, [], [99.9996], 4)),
        *(("percent", None, [], [99.99999999999999], 0), ("percent", None, [100.0], [0.0004], 4)),
        *(("percent", 95.0, [], [94.9996], 4), ("decimal", 12.35, [12.4], [12.4], 1)),
        ("decimal", None, [5e-17, 2.0], [], 2),
    ],
)
def test_decimals_are_those_of_the_reported_numbers(
    kind: str, target: float | None, figures: list[float], totals: list[float], decimals: int
) -> None:
    """Two for computed numbers, more where a number would look like another."""
    indicator = Indicator(code="A", topic="", label="A", unit="u", kind=kind, target=target)  # type: ignore[arg-type]
    assert decimals_of(indicator, figures, totals) == decimals


def test_a_single_number_keeps_its_decimals() -> None:
    """Or has as many as show that it is not 0."""
    assert [decimals_in(v) for v in (350.0, 0.5, 12.35, 200 / 3, 0.00001234567)] == [0, 1, 2, 2, 5]


@pytest.mark.slow
def test_large_numbers_have_room(tmp_path: Path) -> None:
    """Amounts in đồng are readable on every sheet: columns are wider, and a key figure's type is smaller."""
    indicators = """
        | code | topic | label | unit | kind  | across_agencies | across_periods | headline | target          |
        | A1   | Một   | Chi   | đồng | money | sum             | sum            | 1        |                 |
        | A2   | Một   | Thu   | đồng | money | sum             | sum            |          | 200000000000000 |"""
    figures = "| code | 2019 | 2020 |\n| A1 | 43407407340738 | 98765432109876.5 |\n| A2 | 1 | 2 |"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators, about={"periods": "2019|2020"})
    for agency in ("SA", "SB"):
        filled(folder, agency, figures)
    merge(folder)
    book = load_workbook(folder.master, data_only=True)
    widest: list[float] = []
    for key in ("summary", "totals", "matrix"):
        page = book[keyed(folder.master)[key].name]
        columns = {n: d.width for d in [*page.column_dimensions.values()] for n in range(d.min or 0, (d.max or 0) + 1)}
        for cell in (cell for row in page for cell in row):
            if isinstance(cell.value, int | float):
                text = format_number(cell.value, "vi", len(cell.number_format.partition(".")[2]))
                widest.append(text_width(text, cell.font.size, bool(cell.font.bold)) / 7)
                assert widest[-1] < columns[cell.column], f"{key} {cell.coordinate} {text}"
    assert max(widest) > 15


def test_a_form_shows_whole_amounts_without_a_decimal_sign(tmp_path: Path) -> None:
    """A condition removes the sign where there are no decimals, in typed cells and sums."""
    indicators = (
        "| code | topic | label | unit | kind | across_agencies | across_periods |\n|--|--|--|--|--|--|--|\n"
        "| A1 | Một | Chi | tỷ đồng | money | sum | sum |\n| A2 | Một | Cả | người | count | sum | sum |\n"
        "| A3 | Một | Điểm | điểm | decimal | mean | last |"
    )
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    path = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 350 | 1.5 |")
    sheet = keyed(path)["figures"]
    page = load_workbook(path)[sheet.name]
    whole = [r for r in page.conditional_formatting if any(rule.dxf and rule.dxf.numFmt for rule in r.rules)]
    assert len(whole) == 1
    (rule,) = whole[0].rules
    assert rule.dxf.numFmt.formatCode == "#,##0"
    for row in (r for r in sheet.rows if not r.for_people):
        loose = "#" in page[sheet.address(row, "2019")].number_format.rpartition(".")[2]
        for column in ("2019", "2020", "total"):
            assert (sheet.address(row, column) in whole[0].cells) == (loose and row.key != "A2"), row.key


@pytest.mark.slow
def test_a_result_that_cannot_be_computed_is_not_missing(tmp_path: Path) -> None:
    """With a divisor of 0 the matrix has a dash; for an agency without the figures it has dots."""
    indicators = (
        "| code | topic | label | unit | kind | across_agencies | across_periods | formula |\n"
        "|--|--|--|--|--|--|--|--|\n| A1 | Một | Đạt | ca | count | sum | last | |\n"
        "| A2 | Một | Cả | ca | count | sum | last | |\n"
        "| A3 | Một | Tỷ lệ | % | percent | | last | =A1/A2*100 |"
    )
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 0 | 5 |\n| A2 | 0 | 10 |")
    filled(folder, "SB", "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 4 | |\n| A2 | 5 | 10 |")
    merge(folder)
    rows = [r for r in records(keyed(folder.master)["matrix"]) if r.key == "A3"]
    assert [(r["SA"], r["SB"]) for r in rows] == [("–", 80), (50, "…")]
