"""The strict XlsxWriter: nothing is dropped silently, text stays text, bulk rows equal plain ones."""

import errno
import io
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter.exceptions import FileCreateError

from tests.hostile import parts_of
from tests.office import needs_libreoffice, recalculate
from toolkit.messages.errors import NotDoneError
from toolkit.model import ErrorValue
from toolkit.xlsx import package
from toolkit.xlsx.bulk import Value
from toolkit.xlsx.excel import (
    Book,
    Cell,
    FormulaCell,
    Reference,
    Sheet,
    Styled,
    WriteError,
    number_text,
    save_in_one_step,
)
from toolkit.xlsx.look import set_up_page
from toolkit.xlsx.package import PartWriter, Stretch, new_threads

CREATED = datetime(2020, 11, 24, 8, 30)

HOSTILE = (
    *("=1+1", '=HYPERLINK("http://example.com","x")', "+84 277 3851 431", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0"),
    *("{=A1}", "http://example.com/a", "internal:Sheet1!A1", "mailto:a@example.com", "<r><t>bold</t></r>", "<r>&</r>"),
    *("</t></si></sst>", "a & b < c > d \"e\" 'f'", "_x000D_ _x0041_", "001234567890123456", "1e5", "TRUE", "#N/A"),
    *("  spaces  ", "two\nlines", "tab\there", "'quoted", "Đồng Tháp – tỷ lệ ≥ 50 %", "😀 𝔘", "x" * 32_767),
)


def sheet_and_style() -> tuple[Sheet, Any]:
    book = Book(io.BytesIO(), created=CREATED, title="T")
    return book.sheet("S"), book.style()


def draw(write: Callable[[Book, Sheet], object]) -> bytes:
    """A workbook of one sheet, as bytes."""
    target = io.BytesIO()
    with Book(target, created=CREATED, title="T") as book:
        write(book, book.sheet("S"))
    return target.getvalue()


def both_ways(write: Callable[[Book, Sheet, bool], object]) -> tuple[bytes, bytes]:
    """The workbook with rows written in bulk, and written plainly."""
    return draw(lambda book, sheet: write(book, sheet, False)), draw(lambda book, sheet: write(book, sheet, True))


def part(workbook: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(workbook)).read(name).decode("utf-8")


def by_openpyxl(workbook: bytes, *, formulas: bool = False) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook), data_only=not formulas).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def by_calamine(workbook: bytes) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0)
    return sheet.to_python(skip_empty_area=False)


# --- Cells -------------------------------------------------------------------------------------


def test_text_from_agencies_stays_text_word_for_word() -> None:
    """Formulas, links, numbers, markup and escapes are read back as the typed text."""

    def write(book: Book, sheet: Sheet) -> None:
        for row, text in enumerate(HOSTILE):
            sheet.write_text(row, 0, text, book.style())
            sheet.write_value(row, 1, text)
            sheet.write(row, 2, text)
        sheet.write_columns(len(HOSTILE), [HOSTILE] * 3, [book.style()] * 3)

    workbook = draw(write)
    expected = [[text] * 3 for text in HOSTILE] * 2
    assert by_openpyxl(workbook) == expected
    assert by_calamine(workbook) == expected
    xml = part(workbook)
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert set(re.findall(r' t="(\w+)"', xml)) == {"s"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a\x0bb\x00c\x1f", "a\x0bb\x00c\x1f"),
        ("\ud83d alone \udc00", "\ufffd alone \ufffd"),
        ("end\uffff\ufffe", "end\ufffd\ufffd"),
        ("a\r\nb\rc\n", "a\r\nb\rc\n"),
        ("_x0007_ \x07", "_x0007_ \x07"),
        ("_x005F_", "_x005F_"),  # openpyxl removes it from any text
        ("tab\t, nbsp\xa0, c1\x85, bom\ufeff", "tab\t, nbsp\xa0, c1\x85, bom\ufeff"),
    ],
)
def test_characters_that_xml_forbids_are_kept(typed: str, written: str) -> None:
    """Control characters and escapes are written as Excel writes them; invalid characters become U+FFFD."""
    assert by_calamine(draw(lambda _, sheet: sheet.write_text(0, 0, typed))) == [[written]]


@pytest.mark.slow
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=40))
def test_any_text_gives_a_workbook_that_reads_back(text: str) -> None:
    """With any characters, the workbook is readable and contains the text."""

    def write(book: Book, sheet: Sheet) -> None:
        sheet.write_text(0, 0, text)
        sheet.write_columns(1, [[text]], [book.style()])

    workbook = draw(write)
    whole = re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    assert by_calamine(workbook) == [[whole], [whole]]
    assert len(by_openpyxl(workbook)) == 2


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384])
def test_text_over_the_limit_of_a_cell_is_an_error(text: str) -> None:
    """Longer text, counted as Excel counts, is refused and not cut."""
    sheet, style = sheet_and_style()
    for attempt in (
        lambda: sheet.write_text(0, 0, text),
        lambda: sheet.write_string(0, 0, text),
        lambda: sheet.write_columns(0, [[text]], [style]),
        lambda: sheet.write_url(0, 0, "internal:S!A1", None, text),
    ):
        with pytest.raises(WriteError):
            attempt()


def test_values_keep_their_type() -> None:
    """Numbers, yes/no, dates and blanks; an error value of a cell becomes its text."""
    days = (date(2020, 6, 30), datetime(2020, 6, 30, 12))
    values: list[Value] = [None, "", 7, 7.0, 0.1, True, False, *days, ErrorValue("#REF!")]

    def write(book: Book, sheet: Sheet) -> None:
        day = book.style(num_format="dd/mm/yyyy")
        for col, value in enumerate(values):
            sheet.write_value(0, col, value, day if isinstance(value, date) else book.style())

    read = by_openpyxl(draw(write))[0]
    assert read == [None, None, 7, 7, 0.1, True, False, datetime(2020, 6, 30), datetime(2020, 6, 30, 12), "#REF!"]
    assert [type(value) for value in read[2:6]] == [int, int, float, bool]


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**400, date(1899, 12, 30), datetime(2020, 1, 1, tzinfo=UTC), object(), b"x"]
)
def test_invalid_values_are_errors(value: Any) -> None:
    """NaN, infinities, dates before 1900 or with a time zone and other objects are refused."""
    sheet, style = sheet_and_style()
    for attempt in (
        lambda: sheet.write_value(0, 0, value),
        lambda: sheet.write_columns(0, [[value]], [style]),
        lambda: sheet.write_formula_value(0, 0, "=A2", value),
        lambda: sheet.write_columns(0, [[FormulaCell("=A2", value)]], [style]),
    ):
        with pytest.raises(WriteError):
            attempt()


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20))
def test_numbers_are_written_to_the_last_bit(number: float) -> None:
    """The shortest text of a number is read back as the same double, by either way of writing."""
    assert float(number_text(number)) == float(number)
    assert not number_text(number).endswith(".0")

    def write(book: Book, sheet: Sheet) -> None:
        sheet.write_value(0, 0, number)
        sheet.write_columns(1, [[number]], [book.style()])

    first, second = re.findall(r"<v>(.*?)</v>", part(draw(write)))
    assert first == second == number_text(number)


def test_a_formula_is_stored_with_its_result() -> None:
    """Number, text, blank text, yes/no and error results have their type."""
    results: list[Value] = [6, 2.5, "văn bản & <x>", "", True, "#DIV/0!", date(2020, 6, 30)]

    def write(book: Book, sheet: Sheet) -> None:
        for row, result in enumerate(results):
            sheet.write_formula_value(row, 0, '=IF(A1<>"&",B1,2)', result, book.style())
        sheet.write_columns(10, [[FormulaCell('=IF(A1<>"&",B1,2)', r) for r in results]], [book.style()])

    workbook = draw(write)
    read = [row[0] for row in by_openpyxl(workbook)]
    assert read[:7] == read[10:] == [6, 2.5, "văn bản & <x>", None, True, "#DIV/0!", 44012]
    assert {row[0] for row in by_openpyxl(workbook, formulas=True)} == {None, '=IF(A1<>"&",B1,2)'}
    types = re.findall(r'<c r="A\d+" s="\d+"(?: t="(\w+)")?><f>', part(workbook))
    assert types == ["", "", "str", "str", "b", "e", ""] * 2


@pytest.mark.parametrize("formula", ["A1+1", "=", "", "{=A1}", "={1,2}", "=UNIQUE(A1:A9)", "=XLOOKUP(1,A:A,B:B)"])
def test_only_ordinary_formulas_are_accepted(formula: str) -> None:
    """Array formulas, and texts without an equals sign at the beginning, are errors."""
    sheet, style = sheet_and_style()
    for attempt in (
        lambda: sheet.write_formula_value(0, 0, formula, 1),
        lambda: sheet.write_columns(0, [[FormulaCell(formula, 1)]], [style]),
        lambda: sheet.write_columns(0, [[1]], [style], formulas={0: formula}),
    ):
        with pytest.raises(WriteError):
            attempt()


# --- Strictness --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attempt",
    [
        lambda sheet, book: sheet.write_string(1_048_576, 0, "x"),
        lambda sheet, book: sheet.write_value(0, 16_384, 1),
        lambda sheet, book: sheet.write_value(-1, 0, 1),
        lambda sheet, book: sheet.write_number(0, 0, float("nan")),
        lambda sheet, book: sheet.link(0, 0, "http://example.com/" + "x" * 3000),
        lambda sheet, book: sheet.write_url(0, 0, "http://example.com/" + "x" * 3000),
        lambda sheet, book: sheet.set_row(0, 410),
        lambda sheet, book: sheet.set_row(2_000_000, 15),
        lambda sheet, book: sheet.merge_range(0, 0, 0, 0, "x"),
        lambda sheet, book: sheet.merge_range(0, 0, 1, 1, "x" * 40_000),
        lambda sheet, book: (sheet.merge_range(0, 0, 1, 1, "x"), sheet.merge_range(1, 1, 2, 2, "y")),
        lambda sheet, book: sheet.data_validation(0, 0, 9, 0, {"validate": "list", "source": ["x" * 300]}),
        lambda sheet, book: sheet.data_validation(0, 0, 9, 0, {"validate": "any", "input_title": "x" * 33}),
        lambda sheet, book: sheet.data_validation(0, 0, 9, 0, {"validate": "any", "input_message": "x" * 256}),
        lambda sheet, book: sheet.conditional_format(0, 0, 9, 0, {"type": "no such type"}),
        lambda sheet, book: sheet.add_table(0, 0, 3, 1, {"columns": [{"header": "a"}, {"header": "A"}]}),
        lambda sheet, book: sheet.set_footer("x" * 256),
        lambda sheet, book: sheet.set_zoom(5),
        lambda sheet, book: sheet.protect("", {"no such option": True}),
        lambda sheet, book: sheet.write_comment(0, 0, "x" * 40_000),
        lambda sheet, book: book.sheet("Sở Giáo dục và Đào tạo tỉnh Đồng Tháp"),
        lambda sheet, book: (book.sheet("a"), book.sheet("A")),
        lambda sheet, book: book.style(no_such_property=1),
        lambda sheet, book: book.style(rotation=400),
        lambda sheet, book: book.set_custom_property("name", "x" * 256),
        lambda sheet, book: book.define_name("A1", "=S!$A$1"),
        lambda sheet, book: book.add_chart({"type": "no such type"}),
        lambda sheet, book: book.add_chart({"type": "column"}).add_series({}),
        lambda sheet, book: sheet.write_rows(0, [["a", "b"]], [book.style()]),
        lambda sheet, book: sheet.write_rows(0, [sheet.references("A!", ["B1"], [1.0], book.style())], [book.style()]),
        lambda sheet, book: sheet.write_rows(0, [[]], [book.style()]),
        lambda sheet, book: sheet.write_rows(1_048_575, [["a"], ["b"]], [book.style()]),
        lambda sheet, book: sheet.write_columns(1_048_575, [["a", "b"]], [book.style()]),
        lambda sheet, book: [sheet.write_columns(0, [["a"]], [book.style()], first_col=n) for n in (0, 1)],
    ],
)
def test_what_xlsxwriter_would_drop_is_an_error(attempt: Callable[[Any, Any], object]) -> None:
    """Error codes, warnings and exceptions of XlsxWriter, about cells, rows, names, styles, properties and charts."""
    book = Book(io.BytesIO(), created=CREATED, title="T")
    with pytest.raises(WriteError):
        attempt(book.sheet("S"), book)


def test_texts_outside_cells_are_cleaned_too() -> None:
    """Notes, headings of tables, titles and properties never make a damaged file."""

    def write(book: Book, sheet: Sheet) -> None:
        sheet.write_comment(0, 0, "note\x0b\ud800", {"author": "a\x01"})
        sheet.add_table(1, 0, 3, 0, {"columns": [{"header": "h\x0c"}]})
        sheet.data_validation(9, 0, 9, 0, {"validate": "list", "source": ["a\x03", "b"]})
        sheet.set_header("&Lhead\x04")
        book.set_custom_property("source\x05", "x\x06", "text")

    target = io.BytesIO()
    with Book(target, created=CREATED, title="title\x07", author="\x08", properties={"p": "\x0e"}) as book:
        write(book, book.sheet("S"))
    workbook = openpyxl.load_workbook(target)
    assert workbook.worksheets[0]["A1"].comment.text == "note\ufffd\ufffd"
    assert workbook.worksheets[0]["A2"].value == "h\ufffd"
    assert workbook.properties.title == "title\ufffd"


def test_nothing_is_written_where_drawing_fails(tmp_path: Path) -> None:
    """A `with` block that fails leaves no file."""
    path = tmp_path / "a.xlsx"
    with pytest.raises(WriteError), Book(path, created=CREATED, title="T") as book:
        book.sheet("S").write_value(0, 0, float("nan"))
    assert list(tmp_path.iterdir()) == []


# --- Workbooks ---------------------------------------------------------------------------------


def test_a_workbook_has_its_properties(tmp_path: Path) -> None:
    """Title, author, date, custom properties, font and structure lock are where Excel looks for them."""
    path = tmp_path / "a.xlsx"
    properties = {"toolkit-campaign": "chương-trình", "toolkit-agency": "SKHCN"}
    with Book(path, created=CREATED, title="Tiêu đề", author="Sở", properties=properties, lock_structure=True) as book:
        book.sheet("S").write_text(0, 0, "x", book.style(bold=True))
    workbook = openpyxl.load_workbook(path)
    assert (workbook.properties.title, workbook.properties.creator) == ("Tiêu đề", "Sở")
    assert workbook.properties.created == workbook.properties.modified == CREATED
    custom = workbook.custom_doc_props.props  # type: ignore[attr-defined]
    assert {item.name: item.value for item in custom} == properties
    assert workbook.security.lockStructure
    cell = workbook.worksheets[0]["A1"]
    assert (cell.font.name, cell.font.size, cell.font.bold) == ("Times New Roman", 11, True)
    styles = part(path.read_bytes(), "xl/styles.xml")
    assert "Calibri" not in styles
    assert "<scheme" not in styles


def test_a_style_is_made_once() -> None:
    """The same properties, in any order, give the same format; other properties another one."""
    book = Book(io.BytesIO(), created=CREATED, title="T")
    assert book.style(bold=True, size=11) is book.style(size=11, bold=True)
    assert book.style(bold=True) is not book.style(italic=True)


@pytest.mark.parametrize("plain", [False, True])
def test_the_order_of_creating_styles_does_not_matter(plain: bool) -> None:
    """Styles are numbered where they are used, in the order of the cells; unused ones are not in the file."""

    def write(book: Book, sheet: Sheet, asked_first: Sequence[dict[str, object]]) -> None:
        for properties in asked_first:
            book.style(**properties)
        styles = [book.style(bold=True), book.style(num_format="0.0")]
        sheet.write_columns(0, [["a", "b"], [1, 2]], styles, plain=plain)
        sheet.write_text(9, 0, "c", book.style(italic=True))

    used: list[dict[str, object]] = [{"bold": True}, {"italic": True}, {"num_format": "0.0"}]
    orders: tuple[list[dict[str, object]], ...] = ([], used, used[::-1], [*used, {"font_color": "#123456"}])
    first, *others = (draw(lambda b, s, o=order: write(b, s, o)) for order in orders)  # type: ignore[misc]
    assert others == [first] * 3
    assert "123456" not in part(first, "xl/styles.xml")


def _sample(path: str) -> None:
    with Book(Path(path), created=CREATED, title="T", properties={"a": "1"}) as book:
        sheet = book.sheet("S")
        styles = [book.style(bold=True), book.style(num_format="0.0")]
        sheet.write_rows(0, [[f"t{n % 7}", n / 3] for n in range(100)], styles)
        sheet.write_comment(0, 0, "note")
        sheet.link(3, 0, "internal:S!A1")
        sheet.conditional_format(0, 1, 99, 1, {"type": "cell", "criteria": ">", "value": 9, "format": styles[0]})


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    """The file depends on neither the hash seed, the time zone, the clock nor the umask."""
    _sample(str(tmp_path / "0.xlsx"))
    code = "import os, sys; os.umask(int(sys.argv[2])); from tests.xlsx.test_excel import _sample; _sample(sys.argv[1])"
    for name, seed, zone, umask in (("1.xlsx", "1", "Asia/Ho_Chi_Minh", "0"), ("2.xlsx", "2", "UTC", "63")):
        command, env = [sys.executable, "-c", code, str(tmp_path / name), umask], {"PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2], env={**os.environ, **env})
    first, second, third = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert first == second == third


# --- Bulk rows ---------------------------------------------------------------------------------

ROWS: list[list[Cell]] = [
    ["SKHCN", 7, 0.1, None, True, date(2020, 6, 30), FormulaCell("=B2*2", 14)],
    ["=1+1 & <r>", -3.0, 1 / 3, "", False, datetime(2020, 1, 1, 6), FormulaCell('=A3&""', "=1+1 & <r>")],
    ["<r>x</r>", 10**15, 1e-300, "SKHCN", True, "không rõ", FormulaCell("=1/0", "#DIV/0!")],
    ["SKHCN", 2**60, -0.0, None, 5, None, FormulaCell('=IF(A1="","",1)', "")],
    ["dòng\nhai", 1e22, 5e-324, ErrorValue("#REF!"), 0, date(1900, 2, 28), FormulaCell("=A1=A1", True)],
]


def _around(book: Book, sheet: Sheet, rows: Sequence[Sequence[Cell]], *, plain: bool = False) -> None:
    """Bulk rows among everything else that XlsxWriter writes on a sheet."""
    text, number, day = book.style(text_wrap=True), book.style(num_format="0.0"), book.style(num_format=14)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 9, 14, number)
    sheet.add_table(0, 0, len(rows), 6, {"name": "t", "columns": [{"header": f"cột {n}"} for n in range(7)]})
    sheet.write_text(len(rows) + 20, 3, "plain below", text)
    styles = [text, number, number, text, text, day, number]
    marked = [*rows[:-1], [Styled(rows[-1][0], book.style(bold=True)), *rows[-1][1:]]]  # type: ignore[arg-type]
    sheet.conditional_format(1, 1, 5, 1, {"type": "data_bar", "data_bar_2010": True})
    sheet.set_heights({n + 1: 15 + 3 * n for n in range(len(rows))})
    sheet.set_row(2, 33, text, {"hidden": True, "level": 1})
    end = sheet.write_columns(1, list(zip(*marked, strict=True)), styles, plain=plain)
    assert end == len(rows) + 1
    sheet.write_text(end, 8, "below the rows", text)
    sheet.link(1, 0, "external:inbox/Sở.xlsx#'Số liệu'!E7")
    sheet.link(2, 1, "internal:S!A1")
    sheet.write_comment(2, 0, "note")
    sheet.data_validation(1, 4, 5, 4, {"validate": "list", "source": ["a", "b"]})
    sheet.print_area(0, 0, 5, 6)
    first = len(rows) + 9
    second: list[list[Cell]] = [
        [text, n / 7, FormulaCell(f'=IF(D{row + 1}<1,"",D{row + 1})', n / 7)]
        for row, (n, text) in enumerate(enumerate(("một", "hai", "SKHCN")), first)
    ]
    sheet.write_columns(first, list(zip(*second, strict=True)), [text, number, number], first_col=2, plain=plain)


@pytest.mark.parametrize(
    "name", ["Sở.xlsx", "a b.xlsx", "a%20b.xlsx", "50% #2 [cuối].xlsx", '{x}^`<y>".xlsx', "a#b%23.xlsx"]
)
def test_a_link_to_a_file_leads_to_it_whatever_its_name(name: str) -> None:
    """The address has no character that Excel decodes or cuts at; decoded once, it is the name again."""
    workbook = draw(lambda _, sheet: sheet.link_file(0, 0, f"inbox/{name}"))
    relations = ElementTree.fromstring(part(workbook, "xl/worksheets/_rels/sheet1.xml.rels"))
    (target,) = [relation.get("Target", "") for relation in relations]
    assert not re.search(r"[#\[\] ]|%(?![0-9a-fA-F]{2})", target)
    assert unquote(target) == f"inbox\\{name}"


def test_bulk_rows_and_plain_rows_give_the_same_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of the workbook is equal, by either way of writing the rows; without the private names of XlsxWriter
    that bulk rows need, the workbook is the same."""
    bulk, plain = both_ways(lambda book, sheet, way: _around(book, sheet, ROWS, plain=way))
    names = zipfile.ZipFile(io.BytesIO(plain)).namelist()
    assert {name: part(bulk, name) for name in names} == {name: part(plain, name) for name in names}
    assert by_openpyxl(bulk) == by_openpyxl(plain)
    assert by_openpyxl(bulk)[1] == ["SKHCN", 7, 0.1, None, True, datetime(2020, 6, 30), 14, None, None]
    assert by_calamine(bulk) == by_calamine(plain)
    assert by_openpyxl(bulk, formulas=True)[15][4] == '=IF(D16<1,"",D16)'
    monkeypatch.setattr("toolkit.xlsx.bulk.BULK", False)
    changed = draw(lambda book, sheet: _around(book, sheet, ROWS))
    assert (by_openpyxl(changed), by_calamine(changed)) == (by_openpyxl(bulk), by_calamine(bulk))


def test_the_formula_of_a_column_has_the_number_of_each_row() -> None:
    """Rows whose cell is blank have none."""

    def write(book: Book, sheet: Sheet, plain: bool) -> None:
        columns: list[list[Cell]] = [[1, 3, 5, 7], [2, None, "6", Styled(8, book.style(bold=True))]]
        sheet.write_columns(2, columns, [book.style()] * 2, formulas={1: '=IF($A{row}<1,"&",A{row}+1)'}, plain=plain)

    bulk, plain = both_ways(write)
    texts = [row[1] for row in by_openpyxl(bulk, formulas=True)[2:]]
    assert texts == [f'=IF($A{n}<1,"&",A{n}+1)' if n != 4 else None for n in (3, 4, 5, 6)]
    assert by_openpyxl(bulk, formulas=True) == by_openpyxl(plain, formulas=True)
    assert by_openpyxl(bulk) == by_openpyxl(plain)
    assert by_calamine(bulk) == by_calamine(plain)


TYPED = (st.none(), st.text(max_size=5), st.sampled_from(HOSTILE[:-1]), st.booleans())
NUMBERS = (st.integers(-(10**17), 10**17), st.floats(allow_nan=False, allow_infinity=False))
CELLS = st.one_of(*TYPED, *NUMBERS, st.dates(date(1900, 1, 1)), st.datetimes(datetime(1900, 1, 1)))
ANY = CELLS | st.builds(FormulaCell, st.just("=A1&A2"), CELLS.filter(lambda cell: cell is not None))


@pytest.mark.slow
@given(st.lists(st.lists(ANY, min_size=2, max_size=2), max_size=5))
def test_any_rows_are_the_same_in_bulk_and_plain(rows: list[list[Cell]]) -> None:
    """With any cells, rows that are deflated at once and rows written cell by cell give the same XML."""

    def write(book: Book, sheet: Sheet, plain: bool) -> None:
        sheet.write_text(0, 0, "above")
        sheet.set_row(2, 30)
        columns = list(zip(*rows, strict=True))
        end = sheet.write_columns(2, columns, [book.style(), book.style(bold=True)], first_col=1, plain=plain)
        sheet.write_columns(end + 1, columns, [book.style()] * 2, plain=plain)
        sheet.write_text(end + 9, 0, "below")

    bulk, plain = both_ways(write)
    assert parts_of(bulk) == parts_of(plain)


@given(st.lists(st.tuples(st.binary(), st.binary(), st.integers(0, 70_000)), max_size=3))
def test_written_and_inserted_data_make_one_part(pieces: list[tuple[bytes, bytes, int]]) -> None:
    """It is one deflated stream, with the checksum and size of the whole."""
    with new_threads() as threads:
        part = PartWriter("part.xml", threads)
        for written, inserted, zeros in pieces:
            part.write(written)
            stretch = Stretch(threads)
            stretch.add(inserted + bytes(zeros))
            part.insert(stretch)
        checksum, size, packed = part.packed()
    whole = b"".join(written + inserted + bytes(zeros) for written, inserted, zeros in pieces)
    assert (zlib.decompress(b"".join(packed), -15), size, checksum) == (whole, len(whole), zlib.crc32(whole))


def test_writing_waits_for_deflation(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a large sheet is never in memory uncompressed."""
    waiting, most = 0, 0

    def slowly(self: Stretch, data: bytes, flush: int, before: object) -> None:
        nonlocal waiting
        sleep(0.002)
        deflate(self, data, flush, before)  # type: ignore[arg-type]
        waiting -= 1

    deflate = Stretch._deflate
    monkeypatch.setattr(Stretch, "_deflate", slowly)
    with new_threads() as threads:
        stretch = Stretch(threads)
        for _ in range(20):
            waiting += 1
            most = max(most, waiting)
            stretch.add(bytes(package._PIECE))
        assert stretch.packed(last=True)[1] == 20 * package._PIECE
    assert most <= package._UNDER_WAY + 2


@pytest.mark.parametrize(
    "attempt",
    [
        lambda sheet: sheet.set_row(1, 30),
        lambda sheet: sheet.write_columns(1, [["b"]], [None], first_col=4),
        lambda sheet: sheet.write_text(1, 5, "b"),
    ],
)
def test_a_complete_row_cannot_be_changed(attempt: Callable[[Any], object]) -> None:
    """Writing beside a row that was declared complete, or setting its height, is an error."""

    def write(book: Book, sheet: Sheet) -> None:
        sheet.write_columns(1, [["a"]], [book.style()])
        attempt(sheet)

    with pytest.raises(WriteError, match="2"):
        draw(write)


def test_references_made_in_bulk_equal_single_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside cells of other kinds, in either way of writing rows."""
    values = [1.0, 2.5, 1e300, -0.1, 1.0]
    addresses = [f"E{n}" for n in range(5, 10)]

    def write(book: Book, sheet: Sheet, *, at_once: bool) -> None:
        style, other = book.style(num_format="0.0"), book.style(bold=True)
        one_by_one = [Styled(Reference("'A&B'!", a, v), style) for a, v in zip(addresses, values, strict=True)]
        cells = sheet.references("'A&B'!", addresses, values, style) if at_once else one_by_one
        rows = [[*cells, "chữ", None], ["đầu", *cells, 5], [*cells, Styled("x", other), "đầu"]]
        sheet.write_columns(0, list(zip(*rows, strict=True)), [other] * 7)

    one_by_one = draw(lambda b, s: write(b, s, at_once=False))
    at_once = draw(lambda b, s: write(b, s, at_once=True))
    assert at_once == one_by_one
    monkeypatch.setattr("toolkit.xlsx.bulk.BULK", False)
    assert by_openpyxl(draw(lambda b, s: write(b, s, at_once=True))) == by_openpyxl(at_once)


@needs_libreoffice
def test_libreoffice_computes_the_stored_results(tmp_path: Path) -> None:
    """Of formulas in bulk rows."""
    path = tmp_path / "a.xlsx"
    rows: list[list[Cell]] = [[f"t{n}", n / 4, n / 4 * 2 + n] for n in range(30)]
    with Book(path, created=CREATED, title="T") as book:
        sheet = book.sheet("S")
        sheet.set_heights(dict.fromkeys(range(1, 31), 20))
        sheet.write_columns(
            1, list(zip(*rows, strict=True)), [book.style()] * 3, formulas={2: "=B{row}*2+ROW(B{row})-2"}
        )
        sheet.autofilter(0, 0, 30, 2)
    assert recalculate(path)["S"] == by_calamine(path.read_bytes())


# --- Saving ------------------------------------------------------------------------------------


def _write(text: str, error: BaseException | None = None) -> Callable[[Path], None]:
    def draw_it(path: Path) -> None:
        path.write_text(text, encoding="utf-8")
        if error:
            raise error

    return draw_it


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that is to be replaced."""
    path = tmp_path / "kết quả.xlsx"
    save_in_one_step(path, _write("old"))
    return path


def test_a_file_is_replaced_in_one_step(old: Path) -> None:
    """The old file is complete while the new one is written, and no other file is left in the folder."""

    def draw_it(drawn: Path) -> None:
        assert (drawn.parent, drawn.name[:2], drawn.suffix) == (old.parent, ".~", ".xlsx")
        assert old.read_text(encoding="utf-8") == "old"
        drawn.write_text("new", encoding="utf-8")

    save_in_one_step(old, draw_it)
    assert old.read_text(encoding="utf-8") == "new"
    assert list(old.parent.iterdir()) == [old]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere files have no such rights")
def test_a_replaced_file_keeps_its_permissions_and_links(old: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A private file stays private; through a link its target is replaced."""
    link = tmp_path_factory.mktemp("links") / "a.xlsx"
    old.chmod(0o600)
    link.symlink_to(old)
    save_in_one_step(link, _write("new"))
    assert link.is_symlink()
    assert old.read_text(encoding="utf-8") == "new"
    assert old.stat().st_mode & 0o777 == 0o600
    assert [*link.parent.iterdir(), *old.parent.iterdir()] == [link, old]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EIO, "Input/output error"), "cannot-write"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot-write"),
        (FileCreateError(OSError(errno.ENOSPC, "No space left on device")), "disk-full"),
        (FileCreateError("odd"), "cannot-write"),
        (WriteError("ours"), ""),
        (KeyboardInterrupt(), ""),
    ],
)
def test_a_file_that_cannot_be_written_leaves_the_old_one(old: Path, error: BaseException, code: str) -> None:
    """A full disk or another fault of the system is a NotDoneError; a mistake of the program, or Ctrl-C, is no fault of
    the disk."""
    with pytest.raises(NotDoneError if code else type(error)) as caught:
        save_in_one_step(old, _write("half", error))
    if isinstance(caught.value, NotDoneError):
        assert (code, str(old)) == (caught.value.code, caught.value.arguments["file"])
    assert old.read_text(encoding="utf-8") == "old"
    assert list(old.parent.iterdir()) == [old]


def test_a_file_open_elsewhere_is_reported_as_such(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that Excel has open; no other system shows that."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(NotDoneError) as caught:
        save_in_one_step(old, _write("new"))
    assert caught.value.code == "file-open-elsewhere"
    assert old.read_text(encoding="utf-8") == "old"
    assert list(old.parent.iterdir()) == [old]


def test_a_target_that_is_or_needs_a_folder_cannot_be_written(tmp_path: Path) -> None:
    """A target that is a folder, or whose folder does not exist."""
    (tmp_path / "folder.xlsx").mkdir()
    for path in (tmp_path / "folder.xlsx", tmp_path / "nowhere" / "a.xlsx"):
        with pytest.raises(NotDoneError) as caught:
            save_in_one_step(path, _write("new"))
        assert caught.value.code == "cannot-write"
        assert caught.value.arguments["reason"]
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.xlsx"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_reported_as_such() -> None:
    """The system's error comes out of `close`, whatever XlsxWriter raises."""
    book = Book(Path("/dev/full"), created=CREATED, title="T")
    book.sheet("S").write_text(0, 0, "x" * 9000)
    with pytest.raises(OSError, match="No space") as caught:
        book.close()
    assert caught.value.errno == errno.ENOSPC


def test_a_footer_may_begin_with_a_date(tmp_path: Path) -> None:
    """Its digits after the font's size belong to the text, not to the size."""
    path = tmp_path / "f.xlsx"
    with Book(path, created=CREATED, title="") as book:
        set_up_page(book.sheet("A"), orientation="landscape", width=100, footer="31/07/2020 – A & B", page_word="Trang")
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r"&amp;\d+ 31/07/2020 – A &amp;&amp; B", sheet)
