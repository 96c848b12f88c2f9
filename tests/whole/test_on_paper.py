"""The workbooks on paper: whatever the definition, nothing is cut, covered or left out, and no page is nearly empty."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import get_column_letter

from tests.building import DAY, cell_of, definition, filled, merge
from tests.effort import THOROUGH, some
from tests.hostile import inline, part, put
from tests.master.test_corrections import merged
from tests.office import convert, needs_libreoffice
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.reporting import write_page
from toolkit.xlsx.look import page_breaks, page_room, print_scale
from toolkit.xlsx.measure import line_count, line_height, text_width

HEADINGS = (
    *(("achievement", "Mặt đạt được"), ("limitation", "Tồn tại, hạn chế và nguyên nhân")),
    *(("lesson", "Bài học kinh nghiệm"), ("direction", "Phương hướng, nhiệm vụ")),
    ("proposal", "Kiến nghị, đề xuất"),
)
ONE_AGENCY = "| code | name |\n| SA | Sở A |"


def campaign(folder: Path, sections: int, themes: int = 1, agencies: int = 1, key_figures: int = 1) -> Folder:
    """A campaign of these numbers; every agency has figures and statements on themes in every section."""
    numbers, named = range(1, key_figures + 1), [*enumerate((*HEADINGS, *HEADINGS)[:sections])]
    statements = [f"| s{s} | Nêu việc {t} về chủ-đề-{t} |" for s in range(sections) for t in range(themes)]
    head = "| code | label | unit | kind | across_agencies | across_periods | headline |"
    made = definition(
        folder,
        agencies=lines("| code | name |", [f"| A{n} | Sở thứ {n} |" for n in range(agencies)]),
        indicators=lines(head, [f"| K{n} | Chỉ tiêu {n} | hồ sơ | count | sum | sum | {n} |" for n in numbers]),
        sections=lines("| code | role | heading |", [f"| s{n} | {role} | {heading} |" for n, (role, heading) in named]),
        themes=lines(
            "| code | label | keywords |", [f"| t{n} | Chủ đề số {n} có tên dài | chủ-đề-{n} |" for n in range(themes)]
        ),
    )
    figures = lines("| code | 2019 | 2020 |", [f"| K{n} | 4 | 5 |" for n in numbers])
    for n in range(agencies):
        filled(made, f"A{n}", figures, lines("| section | text |", statements))
    merge(made)
    return made


def lines(head: str, rows: Sequence[str]) -> str:
    return "\n".join([head, *rows])


def summary(folder: Folder) -> Any:
    return openpyxl.load_workbook(folder.master).worksheets[0]


def pages(sheet: Any) -> list[range]:
    """The rows of each printed page, counted from 1."""
    starts = [2, *sorted(b.id + 1 for b in sheet.row_breaks.brk), sheet.max_row + 1]
    return [range(a, b) for a, b in zip(starts, starts[1:], strict=False)]


def _is_hidden(sheet: Any, column: int) -> bool:
    return bool(sheet.column_dimensions[get_column_letter(column)].hidden)


def _width(sheet: Any, column: int) -> float:
    for dimension in sheet.column_dimensions.values():
        if dimension.min <= column <= dimension.max:
            return float(dimension.width) - 5 / 7
    return 8.0


def height(sheet: Any, row: int) -> float:
    return float(sheet.row_dimensions[row].height or 15.0)


SHAPES = [(sections, themes, agencies, 5) for sections in (2, 3, 4, 5) for themes in (1, 3, 12) for agencies in (1, 4)]
FEW = [(5, 12, 1, 5), (2, 1, 1, 5), (5, 3, 48, 5), (3, 12, 4, 5), (4, 40, 2, 4), (4, 3, 2, 5)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sections", "themes", "agencies", "key_figures"), [*some(FEW, 3), *(SHAPES if THOROUGH else ())]
)
def test_the_leaders_sheet_has_room_for_all(
    tmp_path: Path, sections: int, themes: int, agencies: int, key_figures: int
) -> None:
    """The chart is on one page, beside nothing but its table; key figures have separate columns within the page, and
    the headings of the counts are not cut."""
    sheet = summary(campaign(tmp_path, sections, themes, agencies, key_figures))
    _has_its_own_room(sheet)
    labels = [cell for row in sheet.iter_rows() for cell in row if re.match(r"Chỉ tiêu \d \(", str(cell.value))]
    assert [str(cell.value).split(" (")[0] for cell in labels] == [f"Chỉ tiêu {n}" for n in range(1, key_figures + 1)]
    assert len({cell.row for cell in labels}) == 1
    assert max(cell.column for cell in labels) <= max(r.max_col for r in sheet.merged_cells.ranges)
    (row,) = (c.row for (c,) in sheet.iter_rows(min_col=2, max_col=2) if str(c.value).startswith("Số đơn vị nêu"))
    spans: dict[str, Any] = {r.coord.split(":")[0]: r for r in sheet.merged_cells.ranges}
    for cell in sheet[row]:
        if isinstance(cell.value, str) and not _is_hidden(sheet, cell.column):
            last = spans[cell.coordinate].max_col if cell.coordinate in spans else cell.column
            width = sum(_width(sheet, c) for c in range(cell.column, last + 1))
            assert line_count(cell.value, width, size=9, bold=True) * line_height(9) <= height(sheet, row)


def _has_its_own_room(sheet: Any) -> None:
    (chart,) = sheet._charts
    start, end = chart.anchor._from, chart.anchor.to
    rows = range(start.row + 1, end.row + 2)
    (page,) = (p for p in pages(sheet) if start.row + 1 in p)
    below = sum(height(sheet, row) for row in range(start.row + 1, end.row + 1)) + end.rowOff / 12700
    assert below <= sum(height(sheet, row) for row in range(start.row + 1, page.stop))
    right = [r for r in sheet.merged_cells.ranges if r.max_col > start.col]
    assert not [r for r in right if {*rows} & {*range(r.min_row, r.max_row + 1)}]
    shown = [column for column in range(start.col + 1, 20) if not _is_hidden(sheet, column)]
    assert all(sheet.cell(row, column).value is None for row in rows for column in shown)
    room = page_room("landscape", int(sheet.page_setup.scale))
    above = sum(height(sheet, row) for row in range(page.start, start.row + 1))
    assert above + below <= room
    (heading,) = (row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value == "Chủ đề")
    assert start.row + 1 < heading, "what stands below is printed under the headings of the table of ideas"


@pytest.mark.slow
@pytest.mark.parametrize("words", some([100, 10, 95, 105], 2))
def test_what_to_ask_is_whole_on_one_page_when_totals_changed(tmp_path: Path, words: int) -> None:
    """Changes since the issued master are above it; what the first page cannot hold goes to the next."""
    folder = campaign(tmp_path, 4, themes=12, agencies=5, key_figures=5)
    write_page(folder, as_of=DAY, means=Means(workers=1))
    book = openpyxl.load_workbook(folder.master)
    (row,) = (r for r in range(2, 30) if str(book.worksheets[0].cell(r, 2).value).startswith("Độ tin cậy"))
    book.worksheets[0].cell(row, 2).value = "Nói dài hơn. " * words
    book.save(folder.master)
    filled(folder, "A0", "| code | 2019 | 2020 |\n| K1 | 9 | 5 |\n| K2 | 9 | 5 |\n| K3 | 9 | 5 |")
    merged(folder)
    sheet = summary(folder)
    texts = {row: str(sheet.cell(row, 2).value or "") for row in range(2, sheet.max_row + 1)}
    (reported,) = (row for row, text in texts.items() if "tổng thay đổi so với bản phát hành ngày" in text)
    assert [texts[reported + n].startswith("• K") for n in range(1, 4)] == [True] * 3
    (top,) = (row for row, text in texts.items() if text == "NỘI DUNG CẦN LÀM RÕ")
    (page,) = (p for p in pages(sheet) if top in p)
    lines_of = [row for row in range(top, sheet.max_row + 1) if texts[row].startswith(("•", '=HYPERLINK("#', "NỘI"))]
    whole = [row for row in lines_of if row < min(r for r, t in texts.items() if r > top and not t)]
    assert whole[-1] in page
    room = page_room("landscape", int(sheet.page_setup.scale))
    (table,) = (row for row, text in texts.items() if text == "Chủ đề")
    for page in (p for p in pages(sheet) if p.start < table):
        assert sum(height(sheet, row) for row in page) <= room


@pytest.mark.slow
def test_a_single_section_gives_the_chart_no_title(tmp_path: Path) -> None:
    """A chart of one series would use its name as a title."""
    folder = campaign(tmp_path, 1)
    with zipfile.ZipFile(folder.master) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert "<c:title>" not in chart
    assert '<c:autoTitleDeleted val="1"/>' in chart


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sections", "paper", "across"), some([(7, 8, [7]), (9, 8, [5, 4]), (6, 9, [6]), (5, 9, [5]), (2, 9, [2])], 3)
)
def test_sections_share_pages_evenly(tmp_path: Path, sections: int, paper: int, across: list[int]) -> None:
    """Every section has a column on the leaders' sheet, which is A3 if A4 is too narrow for them. By agency five fit a
    page of A4 at a readable size, eight one of A3; further ones are not left alone on a page."""
    folder = campaign(tmp_path, sections)
    sheet = summary(folder)
    assert [c.value for c in sheet[1] if c.value not in ("#", None)][2:] == [f"s{n}" for n in range(sections)]
    assert int(sheet.page_setup.paperSize) == paper
    width, scale = _width(sheet, 2) + sections * _width(sheet, 3), int(sheet.page_setup.scale)
    assert 75 <= scale <= print_scale("landscape", width, sections + 1, a3=paper == 8)

    (sheet,) = (s for s in openpyxl.load_workbook(folder.master).worksheets if s["A1"].value == "toolkit:by_agency")
    starts = [3, *sorted(b.id + 1 for b in sheet.col_breaks.brk), 3 + sections]
    assert [b - a for a, b in zip(starts, starts[1:], strict=False)] == across
    width = _width(sheet, 2) + across[0] * _width(sheet, 3)
    scale = int(sheet.page_setup.scale or 100)
    a3 = int(sheet.page_setup.paperSize or 0) == 8
    assert a3 is (sections > 5)
    assert (85 if a3 else 88) <= scale <= print_scale("landscape", width, 1 + across[0], a3=a3)
    # The title is over the first column, as everywhere, unless that is printed again on pages to the right.
    assert sheet["B2" if len(across) == 1 else "C2"].value
    (merged,) = sheet.merged_cells.ranges
    room = sum(_width(sheet, c) for c in range(merged.min_col, merged.max_col + 1))
    assert line_count(str(sheet.cell(3, merged.min_col).value), room) * line_height(11) <= height(sheet, 3)


SAID = "Đã vận động nhân dân hiến đất, góp ngày công mở rộng đường liên ấp, xây cầu và nạo vét kênh. " * 4


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A blank form."""
    indicators, sections = "| code | label | unit | kind |\n| K1 | Số cây | cây | count |", "| code | role | heading |"
    sections += "\n| dat | achievement | Mặt đạt được |"
    return filled(definition(tmp_path, agencies=ONE_AGENCY, indicators=indicators, sections=sections), "SA")


def places(form: Path) -> dict[str, tuple[str, str, str]]:
    """Cells for longer texts, by the sheet's key: the sheet's name, the part of the file, the cell."""
    names = openpyxl.load_workbook(form).sheetnames
    cells = (("info", "prepared_by", "value"), ("figures", "K1", "note"), ("statements", "dat", "text"))
    found = {key: cell_of(form, key, row, column) for key, row, column in cells}
    return {k: (name, f"xl/worksheets/sheet{names.index(name) + 1}.xml", cell) for k, (name, cell) in found.items()}


def test_rows_for_typing_have_no_fixed_height(form: Path) -> None:
    """Excel and LibreOffice fit a row to its text only if its height is not fixed."""
    for _, name, cell in places(form).values():
        xml = part(form.read_bytes(), name).decode("utf-8")
        (row,) = re.findall(rf'<row r="{cell[1:]}"[^>]*>', xml)
        assert "customHeight" not in row + re.findall("<sheetFormatPr[^>]*>", xml)[0]


@pytest.mark.slow
@needs_libreoffice
def test_rows_grow_with_what_is_typed(form: Path, tmp_path: Path) -> None:
    """A typed text of several lines is shown whole; a row of one line stays as high as it was drawn."""
    data, typed = form.read_bytes(), tmp_path / "typed.xlsx"
    for _, name, cell in places(form).values():  # by hand: nothing else is changed, heights included
        data = put(data, name, cell, inline(cell, SAID))
    typed.write_bytes(data)
    grown = openpyxl.load_workbook(convert(typed, "xlsx", tmp_path / "out"))
    for key, (sheet, _, cell) in places(form).items():
        column = grown[sheet][cell].column
        size = 10 if key == "figures" else 11
        needed = line_count(SAID, _width(grown[sheet], column), size=size) * size
        assert height(grown[sheet], int(cell[1:])) >= needed > 40
    sheet, _, cell = places(form)["statements"]
    assert 18 <= height(grown[sheet], int(cell[1:]) + 1) <= 24


@pytest.mark.parametrize("periods", [5, 9])
def test_amounts_in_dong_are_not_cut(tmp_path: Path, periods: int) -> None:
    """A column holds hundreds of thousands of millions in plain đồng; labels leave room, and A4 stays A4 for five."""
    indicators = "| code | label | unit | kind | across_periods |\n| M | Chi ngân sách | đồng | money | sum |"
    about = {"periods": "|".join(str(2015 + n) for n in range(periods))}
    folder = definition(tmp_path, about=about, agencies=ONE_AGENCY, indicators=indicators)
    sheet = openpyxl.load_workbook(filled(folder, "SA"))["Số liệu"]
    for column in range(5, 6 + periods):  # the periods, and their total
        assert 7 * _width(sheet, column) >= text_width("123.456.789.012")
    assert _width(sheet, 3) > 31.9
    assert (sheet.page_setup.paperSize == 9) is (periods <= 5)


def test_no_last_row_is_alone_on_a_page() -> None:
    """If only a block's last row would go to the next page, the one before it goes too."""
    room = page_room("landscape", 100)
    rows = int(room // 20)

    def breaks(count: int) -> list[int]:
        return page_breaks([(10, [20.0] * count)], above=0, heading=20, scale=100, orientation="landscape")

    assert [breaks(rows), breaks(rows + 1), breaks(rows + 2)] == [[], [10 + rows - 1], []]
