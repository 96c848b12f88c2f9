"""The master's tables: their headings are shown whole on screen and paper, and empty ones say so. Beyond Excel's limits
they go on in further sheets, and are one table for formulas, links and readers."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries

from tests.building import (
    DAY,
    cell_of,
    define,
    definition,
    every_way,
    filled,
    keyed,
    merge,
    random_filling,
    read,
    records,
    type_into,
    write,
)
from tests.office import needs_libreoffice
from tests.whole.test_recalculated import differing
from toolkit.consolidation.consolidate import consolidate
from toolkit.master.edits import read_edits
from toolkit.master.read import read_master
from toolkit.master.sheets.figure_rows import FigureRows
from toolkit.master.sheets.master import write_master
from toolkit.messages import masters
from toolkit.model import Consolidation, Figure, Language
from toolkit.report.assembly import make_report
from toolkit.run.folder import Folder
from toolkit.xlsx.look import print_scale
from toolkit.xlsx.measure import characters, line_count, line_height
from toolkit.xlsx.tables import FIRST_ROW

LONG = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông, nông nghiệp khu vực số {n}"
INDICATORS = """
| code | topic | label          | unit           | kind  | across_agencies | across_periods |
|------|-------|----------------|----------------|-------|-----------------|----------------|
| A1   | Thu   | Số thu         | triệu đồng     | money | sum             | sum            |
| B1   | Chi: các khoản chi thường xuyên, chi đầu tư và chi khác của ngân sách | Số chi | đồng | money | sum | sum |
| A2   | Thu   | Thu bình quân  | đồng/người/năm | decimal | mean            | last           |
"""
SECTIONS = "| code | role | heading |\n|--|--|--|\n| dat | achievement | Mặt đạt được |\n| han | limitation | Hạn chế |"


def campaign(tmp_path: Path, *, agencies: int = 3, periods: str = "2019 | 2020", language: Language = "vi") -> Folder:
    roster = "| code | name |\n|--|--|\n" + "\n".join(f"| A{n} | {LONG.format(n=n)} |" for n in range(agencies))
    tables = {"agencies": roster, "indicators": INDICATORS, "sections": SECTIONS}
    folder = definition(tmp_path, about={"periods": periods}, **tables)
    first = periods.split(" | ", maxsplit=1)[0]
    for n in range(agencies):
        figures = f"| code | {first} |\n|--|--|\n| A1 | {n + 1} |\n| B1 | 2 |\n| A2 | 3 |"
        filled(folder, f"A{n}", figures, "| section | text |\n|--|--|\n| dat | Mở được 12 lớp |")
    merge(folder, language=language)
    return folder


def sheets(folder: Folder, *, data_only: bool = False) -> dict[str, Any]:
    book = openpyxl.load_workbook(folder.master, data_only=data_only)
    return {str(s["A1"].value).removeprefix("toolkit:"): s for s in book.worksheets if s.sheet_state == "visible"}


def tables(folder: Folder) -> dict[str, Any]:
    """The sheets that are one table each."""
    return {k: s for k, s in sheets(folder).items() if k not in ("summary", "by_agency", "status")}


def width(sheet: Any, column: int) -> float:
    """0 for a hidden column."""
    for dimension in sheet.column_dimensions.values():
        if dimension.min <= column <= dimension.max:
            return 0.0 if dimension.hidden else float(dimension.width) - 5 / 7
    return 8.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("agencies", "language", "pages", "more"), [(1, "vi", 1, ""), (3, "vi", 1, ""), (40, "en", 4, ", … (+33)")]
)
def test_tables_are_shown_whole_on_screen_and_paper(
    tmp_path: Path, agencies: int, language: Language, pages: int, more: str
) -> None:
    """An explanation longer than a screen or page goes on in further lines; rows of headings are as high as needed, and
    no word of theirs is split. If no row can be high enough for the names of all agencies of an idea, the number of the
    others is stated. A table without rows says so in words that are no record."""
    folder = campaign(tmp_path, agencies=agencies, language=language)
    for key, sheet in tables(folder).items():
        cell = sheet["B3"]
        columns = next((range(r.min_col, r.max_col + 1) for r in sheet.merged_cells.ranges if "B3" in r), range(2, 3))
        room = sum(width(sheet, c) for c in columns)
        assert room <= 132, key
        assert cell.alignment.wrap_text, key
        assert line_count(str(cell.value), room) * line_height(11) <= sheet.row_dimensions[3].height, key
        for cell in sheet[4][1:]:
            room, size = width(sheet, cell.column), cell.font.size
            if room and cell.value:
                needed = line_count(cell.value, room, size=size, bold=True) * line_height(size)
                assert needed <= sheet.row_dimensions[4].height, (key, cell.value)
                assert max(characters(word, size, bold=True) for word in cell.value.split()) <= room, (key, cell.value)
    found, rows = sheets(folder), keyed(folder.master)
    _shares_pages_evenly(found["matrix"], agencies, pages)
    (group,) = records(rows["groups"])
    shown = agencies - (33 if more else 0)
    assert group["agencies"] == ", ".join(LONG.format(n=n) for n in range(shown)) + more
    (column,) = (c.column for c in found["groups"][1] if c.value == "agencies")
    needed = line_count(str(group["agencies"]), width(found["groups"], column)) * line_height(11)
    assert needed <= found["groups"].row_dimensions[5].height
    for key in ("leftovers", "changes"):
        assert (found[key]["B5"].value, records(rows[key])) == (masters.NONE.say(language), [])
    # The labels of the drop-down, far to the right, are not printed: they made the print a third as large.
    _, _, last, end = range_boundaries(str(found["groups"].print_area).split("!")[1].replace("$", ""))
    assert found["groups"].cell(1, last).value == "hide"
    assert end == 4 + len(records(rows["groups"]))
    wide = sum(width(found["groups"], c) for c in range(2, (last or 0) + 1))
    assert print_scale("landscape", wide, last or 0, a3=True) >= 70
    for key in ("totals", "matrix"):  # `đồng/người/năm` is too wide where programs split it
        (column,) = (c.column for c in found[key][1] if c.value == "unit")
        assert width(found[key], column) >= characters("đồng/người/năm")


def _shares_pages_evenly(sheet: Any, agencies: int, pages: int) -> None:
    """Agencies that do not fit one page share further ones evenly; the row headings are on each."""
    starts = [5, *sorted(b.id + 1 for b in sheet.col_breaks.brk), 5 + agencies]
    assert len(starts) - 1 == pages
    shares = [b - a for a, b in zip(starts, starts[1:], strict=False)]
    assert max(shares) - min(shares) < pages
    if pages > 1:
        assert sheet.print_title_cols == "$B:$D"
        wide = sum(width(sheet, c) for c in range(2, 5 + shares[0]))
        assert 70 <= int(sheet.page_setup.scale) <= print_scale("landscape", wide, 3 + shares[0], a3=True)


@pytest.mark.slow
def test_indicators_of_a_topic_stand_together(tmp_path: Path) -> None:
    """In the order of the form, each topic headed once, its heading in one line over the whole row."""
    folder = definition(tmp_path, agencies="| code | name |\n|--|--|\n| SA | Sở A |", indicators=INDICATORS)
    filled(folder, "SA", "| code | 2019 |\n|--|--|\n| A1 | 1 |\n| B1 | 2 |\n| A2 | 3 |")
    (annex,) = make_report(merge(folder)).annexes
    assert [row.cells[:2] if not row.group else row.cells for row in annex.rows] == [
        ("Thu",),
        ("1", "Số thu"),
        ("2", "Thu bình quân"),
        ("Chi: các khoản chi thường xuyên, chi đầu tư và chi khác của ngân sách",),
        ("3", "Số chi"),
    ]
    sheet = sheets(folder)["totals"]
    assert [sheet.cell(row, 1).value for row in range(5, 10)] == ["#", "A1", "A2", "#", "B1"]
    assert not sheet["B8"].alignment.wrap_text
    assert all(sheet.cell(8, column).value is None for column in range(3, 10))


@pytest.mark.slow
def test_a_single_period_is_not_shown_twice(tmp_path: Path) -> None:
    """The columns of all periods together are there for programs, and hidden."""
    for n, (periods, hidden) in enumerate((("2019", True), ("2019 | 2020", False))):
        folder = campaign(tmp_path / str(n), periods=periods)
        sheet = sheets(folder)["totals"]
        places = [c.column for c in sheet[1] if c.value in ("total", "reporting", "complete")]
        assert [width(sheet, c) == 0.0 for c in places] == [hidden] * 3
        assert {r.key: r["total"] for r in records(keyed(folder.master)["totals"])}["A1"] == 6.0


@pytest.mark.slow
def test_long_texts_are_shown_within_their_column(tmp_path: Path) -> None:
    """In the sheets of figures, statements and questions: from the beginning, line by line, in rows as high as needed,
    for the texts that formulas show, too."""
    agencies = "| code | name |\n|--|--|\n| SA | Sở A |\n| SB | Sở B |"
    text = "| code | label | unit | kind |\n|--|--|--|--|\n| A1 | Đầu mối | chữ | text |"
    folder = definition(tmp_path, agencies=agencies, sections=SECTIONS, indicators=text)
    name = "Lê Văn Tám, Phó Trưởng phòng Nội vụ kiêm Trưởng ban Chỉ đạo"
    line = "- Mở lớp\n- Cấp phát tài liệu tuyên truyền cho hộ dân ở xã\n- Ký cam kết"
    long = (
        "Việc sơ kết, đánh giá từng năm ở cơ quan chưa được tổ chức riêng mà lồng ghép với những nội dung khác, nên "
        "khó thấy kết quả, chưa rút được kinh nghiệm cho năm sau"
    )
    lines = f"| section | text |\n|--|--|\n| dat | ? |\n| han | {long} |"
    path = filled(folder, "SA", f"| code | 2019 |\n|--|--|\n| A1 | {name} |", lines)
    filled(folder, "SB", lines=lines.replace("?", "Việc khác"))
    type_into(path, [(cell_of(path, "statements", "dat", "text"), line)])
    merge(folder)
    found = sheets(folder, data_only=True)
    texts = (("figures", "value", name), ("figures", "typed", name), ("statements", "typed", line))
    for key, column, shown in (*texts, ("questions", "text", long)):
        sheet = found[key]
        (index,) = (c.column for c in sheet[1] if c.value == column)
        cells = [c for (c,) in sheet.iter_rows(min_row=5, min_col=index, max_col=index) if c.value]
        cell = next(c for c in cells if str(c.value).startswith(shown[:20]))
        assert cell.value == shown or key == "questions"
        assert cell.alignment.wrap_text
        assert cell.alignment.horizontal in (None, "general")
        assert (
            line_count(str(cell.value), width(sheet, index)) * line_height(11) <= sheet.row_dimensions[cell.row].height
        )


# --- Past Excel's limits -------------------------------------------------------------------------


AGENCIES = "| code | name |\n|--|--|\n| SA | Sở A |"
TEXTS = (
    *("Xây cầu qua sông", "Trồng rừng phòng hộ", "Mở lớp xóa mù chữ", "Khám bệnh cho người già"),
    *("Sửa đường liên xã", "Cấp nước sạch", "Dạy nghề may", "Thả cá giống", "Lập tổ tự quản", "Phát tờ rơi"),
    *("Tặng sách", "Thu gom rác"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Five agencies with 132 figures each, some texts, and leftovers."""
    folder = define(tmp_path_factory.mktemp("campaign"), every_way())
    for number, code in enumerate(("SA", "SB", "HC", "HD", "HE")):
        write(folder, code, random_filling(folder, code, number, blanks=0.2, words=0.3, odd=True))
    return folder


@pytest.fixture(scope="module")
def result(folder: Folder) -> Consolidation:
    submissions = [read(folder, path) for path in sorted(folder.inbox.glob("*.xlsx"))]
    return consolidate(folder.campaign, submissions, as_of=DAY)


@pytest.fixture(scope="module")
def whole(result: Consolidation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unchanged master."""
    path = tmp_path_factory.mktemp("whole") / "whole.xlsx"
    write_master(path, result)
    return path


@pytest.fixture(scope="module")
def parts(result: Consolidation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master as if a sheet held three agencies and few rows."""
    path = tmp_path_factory.mktemp("parts") / "m.xlsx"
    write_master(path, result, records=37, across=2)
    return path


def rows_of(path: Path, key: str) -> list[list[Any]]:
    """The records of a table from all its sheets, unchanged."""
    sheets = keyed(path)
    found = [k for k in sheets if k.partition(":")[0] == key]
    return [list(row.cells) for k in found for row in sheets[k].rows if not row.for_people]


@pytest.mark.slow
def test_tables_go_on_in_further_sheets(result: Consolidation, whole: Path, parts: Path) -> None:
    """No sheet has more records than it may, keys and names are numbered, and together they are the whole table."""
    sheets = keyed(parts)
    numbered = [k for k in sheets if k.startswith("figures")]
    assert ["figures", *(f"figures:{n}" for n in range(2, len(numbered) + 1))] == numbered
    assert -(-len(result.figures) // 37) == len(numbered)
    assert sheets["figures:2"].name == "Số liệu gốc 2"
    assert {"matrix", "matrix:2", "matrix:3", "findings:2"} <= sheets.keys()
    for key in ("figures", "statements", "findings", "leftovers", "groups"):
        texts = [[str(v) for v in row] for row in rows_of(whole, key)]
        assert texts == [[str(v) for v in row] for row in rows_of(parts, key)], key
        assert all(sum(not r.for_people for r in sheets[k].rows) <= 37 for k in sheets if k.partition(":")[0] == key)


@pytest.mark.slow
def test_totals_and_the_leaders_sheet_are_the_same(whole: Path, parts: Path) -> None:
    """Totals, coverage and the leaders' sheet do not depend on the number of sheets."""
    for key in ("summary", "by_agency", "totals", "status", "info"):
        assert rows_of(whole, key) == rows_of(parts, key), key


@needs_libreoffice
def test_formulas_over_several_sheets(parts: Path) -> None:
    """Recalculated by LibreOffice, every formula over the further sheets gives its stored value."""
    assert differing(parts) == []


@pytest.mark.slow
def test_a_master_of_several_sheets_is_read_back(whole: Path, parts: Path) -> None:
    """What is read from a master does not depend on the number of sheets of its tables."""
    one, several = read_master(whole), read_master(parts)
    assert several.changed_files == ()
    assert one.submissions == several.submissions
    assert one.groups == several.groups


@pytest.mark.slow
def test_edits_on_a_further_sheet(tmp_path: Path) -> None:
    """An edit of a group on a further sheet is carried like any other."""
    path = tmp_path / "m.xlsx"
    folder = definition(tmp_path, agencies=AGENCIES, sections=SECTIONS)
    form = filled(folder, "SA", "", "| section | text |\n|--|--|\n" + "".join(f"| dat | {text} |\n" for text in TEXTS))
    write_master(path, consolidate(folder.campaign, [read(folder, form)], as_of=DAY), records=1)
    sheets = keyed(path)
    last = max((k for k in sheets if k.startswith("groups")), key=len)
    assert last == "groups:10"
    group = next(r.key for r in sheets[last].rows if not r.for_people)
    type_into(path, [(cell_of(path, last, group, "edited_text"), "Lời khác")])
    assert [(group, "Lời khác")] == [(e.group, e.edited_text) for e in read_edits(path)]


def test_every_figure_has_the_right_row() -> None:
    """Agencies may have different indicators, or one the same figure twice: then the last counts."""
    codes = {"SA": ("A1", "A2"), "SB": ("A1", "A2"), "HC": ("A1", "B1"), "HD": ("B1",)}
    figures = [Figure(a, i, p, 1.0, "given") for a, its in codes.items() for i in its for p in ("2019", "2020")]
    twice = (*figures, figures[-2]._replace(value=7.0))
    rows = FigureRows(twice)
    last = {(f.indicator, f.period, f.agency): n for n, f in enumerate(twice, start=FIRST_ROW)}
    assert len(last) == len(twice) - 1
    for (indicator, period, agency), row in last.items():
        assert rows.row(indicator, period, agency) == row
        assert rows.figure_at(row) == twice[row - FIRST_ROW]
    assert rows.rows("A1", "2019", ("?", "SA")) == [0, FIRST_ROW]
    assert rows.figure_at(0) is None
