"""Tables whose rows agencies add, on the leaders' page and sheet: both say the same, and it fits a telephone."""

import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook

from tests.browser import PHONE, needs_browser, opened
from tests.building import keyed
from tests.page.test_page import Page, page_of
from tests.tables import MODELS, PROJECTS, campaign_of, cell, drawn, result_of
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.consolidation.tables.in_short import LARGEST, tables_in_short
from toolkit.disclosure.sharing import share
from toolkit.language.numbers import format_number
from toolkit.master.sheets.master import write_master
from toolkit.messages import leaders_tables
from toolkit.model import FormTable, Language
from toolkit.page.document import leaders_page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_and_sheet_show_the_record(tmp_path: Path, language: Language) -> None:
    """A table's totals, agencies without a row, the largest rows; on the page also each agency's line."""
    result = drawn(1)
    page, tables = page_of(result, language), make_leaders_page(result, language).tables
    write_master(tmp_path / "m.xlsx", result, language)
    lines = [row.cells for row in keyed(tmp_path / "m.xlsx")["summary"].rows]
    cells = {str(c).replace("\n", " ") for line in lines for c in line if c is not None}
    texts = {text for t in tables for text in (t.text, t.table.heading, t.ranked, *(row.text for row in t.largest))}
    assert len(texts) == 3 * (3 + LARGEST)
    assert texts <= cells
    assert texts <= {text.rstrip(":") for path in (".//p", ".//h3", ".//li") for text in page.all(path)}
    assert page.all(".//section/details//tbody/tr")[: len(tables[0].by_agency) + 1] == [
        f"{tables[0].scope}{''.join(tables[0].whole)}",
        *(f"{line.agency}{''.join(line.texts)}" for line in tables[0].by_agency),
    ]


def test_the_totals_are_those_of_the_result() -> None:
    result = drawn(1)
    (first, *_) = tables_in_short(result, "vi")
    total = result.table_totals["DA", "VON", ""]
    assert total.value is not None
    assert f"Vốn bố trí (tổng): {format_number(total.value, 'vi', 1)} triệu đồng" in first.parts
    assert first.parts[0] == f"{total.rows} dòng, 11/12 đơn vị đã kê khai"
    assert first.missing == "Chưa kê khai dòng nào: Xã 11"
    numbers = sorted((c.value for c in result.rows if c.indicator == "DA.VON"), key=lambda v: -cast("float", v))
    largest = [f"{format_number(cast('float', v), 'vi', 1)} triệu đồng" for v in numbers[:LARGEST]]
    assert [r.text.rpartition(" – ")[2] for r in first.largest] == largest


def test_equal_rows_are_in_the_rosters_order() -> None:
    """A held cell, or a row carried from the previous round, is not among them; both are reported."""
    rows = {
        agency: [
            cell(agency, "DA", n, code, value) for n, v in values for code, value in (("TEN", f"Cầu {n}"), ("VON", v))
        ]
        for agency, values in (("H02", [("1", 5.0), ("2", 7.0)]), ("S00", [("1", 7.0), ("2", 1.0)]))
    }
    rows["H02"].append(cell("H02", "DA", "3", "VON", None, "held", "chín tỷ"))
    rows["H02"].append(cell("H02", "DA", "4", "VON", 99.0, "carried"))
    (table,) = tables_in_short(result_of(campaign_of([PROJECTS], 3), rows), "vi")
    assert [(r.agency, r.row) for r in table.largest] == [("S00", "1"), ("H02", "2"), ("H02", "1"), ("S00", "2")]
    assert table.largest[0].text == "Sở 0: Cầu 1 – 7 triệu đồng"
    assert table.parts[-2:] == ("1 ô còn lỗi, chưa tính vào tổng", "1 dòng điền sẵn chưa được xác nhận, chưa tính")


def test_an_empty_table_and_no_table() -> None:
    """The first is called blank; without tables they are not mentioned, nor is there a style for them."""
    result = result_of(campaign_of([MODELS], 3), {"H01": []})
    (table,) = tables_in_short(result, "vi")
    assert table.parts[:2] == ("0 dòng, 0/2 đơn vị đã kê khai", "Số hộ tham gia (tổng): chưa có")
    assert (table.largest, table.by_agency, table.ranked) == ((), (), "")
    assert page_of(result).all(".//h3")
    bare = result_of(campaign_of([], 3), {"H01": []})
    text = leaders_page(bare)
    assert "bang" not in text
    assert ".wide" not in text


def test_the_copy_masks_rows_too() -> None:
    """Its page says that columns are masked, and shows the sign for a number."""
    result = drawn(2)
    page = page_of(result, share=True)
    assert leaders_tables.SHARED_NOTE.vi in page.words
    assert not re.search(r"Họ và tên H\d\d", page.words)
    (before,) = (t for t in tables_in_short(result, "vi") if t.table is MODELS)
    (after,) = (t for t in tables_in_short(share(result).result, "vi") if t.table is MODELS)
    assert {line.texts[1] for line in after.by_agency} == {"*"}
    assert [line.texts[0] for line in after.by_agency] == [line.texts[0] for line in before.by_agency]


def test_hostile_words_stay_text() -> None:
    """The text of a row, of a heading and of an agency's list is never markup."""
    table = replace(PROJECTS, heading='<b>"Danh mục" & </table>')
    rows = {"H01": [cell("H01", "DA", "1", "TEN", "<script>alert(1)</script>"), cell("H01", "DA", "1", "VON", 3.0)]}
    page = page_of(result_of(campaign_of([table], 3), rows))
    assert table.heading in page.all(".//h3")
    assert "Xã 1: <script>alert(1)</script> – 3 triệu đồng" in page.all(".//li")
    assert not page.all(".//script")


@pytest.mark.slow
@needs_browser
def test_it_fits_a_telephone_and_has_no_barriers(tmp_path: Path) -> None:
    """With everything opened; a table of many columns is scrolled within itself. Checked without the page's policy,
    under which no script may run."""
    more = (replace(PROJECTS.columns[2], code=f"V{n}") for n in range(8))
    wide = replace(PROJECTS, columns=(*PROJECTS.columns, *more))
    text = leaders_page(drawn(3, tables=(wide, MODELS))).replace("<details ", '<details open="" ')
    assert Page(text).all(".//details")
    (tmp_path / "page.html").write_text(re.sub(r"<meta http-equiv[^>]*>", "", text), encoding="utf-8")
    with opened(tmp_path / "browser") as window:
        window.go((tmp_path / "page.html").as_uri())
        window.look("tables", (PHONE, (1440, 900)))
        assert window.faults == []
        assert window.run("const w = document.querySelector('.wide'); return w.scrollWidth > w.clientWidth") is False
        window.size(*PHONE)
        assert window.run("const w = document.querySelector('.wide'); return w.scrollWidth > w.clientWidth") is True


@pytest.mark.slow
def test_many_tables_begin_a_page_of_the_sheet(tmp_path: Path) -> None:
    """A table that does not fit the first printed page is not cut in two: it begins the second."""
    tables: list[FormTable] = [replace(PROJECTS, code=f"T{n}", heading=f"Danh mục số {n}") for n in range(10)]
    for count, breaks in ((3, 0), (10, 1)):
        write_master(tmp_path / "m.xlsx", drawn(1, rows=3, tables=tables[:count]))
        sheet = load_workbook(tmp_path / "m.xlsx").worksheets[0]
        assert len(sheet.row_breaks.brk) == breaks


@pytest.mark.slow
@pytest.mark.parametrize("shared", [False, True])
def test_each_of_the_largest_rows_links_to_its_row(tmp_path: Path, shared: bool) -> None:
    """The heading links to the table's sheet; both work in the copy, where rows have different names."""
    result = drawn(5, agencies=6, rows=30)
    result = share(result).result if shared else result
    write_master(tmp_path / "m.xlsx", result, shared=shared, records=40)
    book = load_workbook(tmp_path / "m.xlsx")
    links: dict[str, tuple[str, str]] = {}
    for line in book.worksheets[0].iter_rows():
        for one in line:
            if match := re.fullmatch(r'=HYPERLINK\("#\'(.+)\'!(\w+)","(.+)"\)', str(one.value)):
                links[match[3]] = match[1], match[2]
    tables = make_leaders_page(result, "vi", shared=shared).tables
    assert set(links) >= {t.table.heading for t in tables} | {row.text for t in tables for row in t.largest}
    for table in tables:
        sheet, place = links[table.table.heading]
        assert book[sheet][place].value == table.table.heading
        for row in table.largest:
            sheet, place = links[row.text]
            texts = [str(one.value) for one in book[sheet][re.sub("[A-Z]", "", place)]]
            agency, name, _ = re.split(": | – ", row.text)
            assert {agency, name} <= set(texts)
    assert len({sheet for sheet, _ in links.values()}) > 3 - shared
