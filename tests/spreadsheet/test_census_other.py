"""The census of .ods and .xls: it counts the cells, and notices values that the reader does not return."""

import struct
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tests.hostile import ods_cell, ods_row, old_book, old_number, old_record, open_document
from tests.office import Target, convert, needs_libreoffice
from tests.spreadsheet.test_census import parsed, refusal
from toolkit.files import gate
from toolkit.model import CellValue, ErrorValue
from toolkit.spreadsheet.audit import ods as census_ods
from toolkit.spreadsheet.audit import xls as census_xls
from toolkit.spreadsheet.audit.cells import SheetCensus
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook, read_workbook

_TEXT = 'office:value-type="string"'
_END = ods_cell("<text:p>END</text:p>", _TEXT)


def counted(data: bytes) -> SheetCensus:
    """The census of the only sheet."""
    parts = gate.examine(data).parts
    counts = census_xls.census_of_xls if gate.BOOK in parts else census_ods.census_of_ods
    (sheet,) = counts(parts).sheets.values()
    return sheet


def first_cell(data: bytes) -> CellValue | str:
    """The value read of the first cell, or the code of the finding with which the file is refused."""
    raw = parse_workbook(data, "x")
    return raw.sheets[0].rows[0][0] if isinstance(raw, RawWorkbook) else f"refused: {raw[1].code}"


def test_a_folder_and_a_file_that_cannot_be_read_are_distinguished(tmp_path: Path) -> None:
    """A folder may have the name of a workbook; a file may have been deleted meanwhile."""
    (tmp_path / "x.xlsx").mkdir()
    refused = [read_workbook(tmp_path / name, name) for name in ("x.xlsx", "y.xlsx")]
    assert [r[1].code for r in refused if isinstance(r, tuple)] == ["unreadable-folder", "unreadable-file"]


def test_a_text_that_no_cell_can_hold_is_reported_at_its_cell() -> None:
    """With the sheet, the cell and the number of characters."""
    long = ods_row(ods_cell(), ods_cell(f"<text:p>{'y' * 40_000}</text:p>", _TEXT))
    found = refusal(open_document(ods_row(ods_cell()) + long))
    assert (found.code, found.sheet, found.cell, found.value) == ("text-too-long", "S", "B2", "40000")


# --- OpenDocument ----------------------------------------------------------------------------------


_NOTE = "<office:annotation><text:p>ghi chú</text:p></office:annotation>"
_LINK = '<text:p>xem <text:a xmlns:xlink="x" xlink:href="http://x">x.vn</text:a></text:p>'
_ERROR = f'{_TEXT} office:string-value="" calcext:value-type="error"'


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (ods_cell(), 5.0),
        (ods_cell("<text:p>1,5</text:p>", 'office:value-type="currency" office:value="1.5"'), 1.5),
        (ods_cell("", 'office:value-type="date" office:date-value="2020-12-31"'), date(2020, 12, 31)),
        (ods_cell("", 'office:value-type="boolean" office:boolean-value="true"'), True),
        (ods_cell("<text:p>a</text:p><text:p>b</text:p>", _TEXT), "a\nb"),
        (ods_cell("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", _TEXT), "a\tb\nc"),
        (ods_cell('<text:p>a<text:s text:c="3"/>b</text:p>', _TEXT), "a   b"),
        *((ods_cell(_LINK, _TEXT), "xem x.vn"), (ods_cell('<text:p><text:s text:c="2"/></text:p>', _TEXT), "  ")),
        *((ods_cell(_NOTE, ""), None), (ods_cell(f"{_NOTE}<text:p>a</text:p>", _TEXT), "a")),
        (ods_cell("<draw:frame><text:p>chữ trong hình</text:p></draw:frame>", ""), None),
        (ods_cell("<text:p>#DIV/0!</text:p>", _ERROR), ErrorValue("#DIV/0!")),
        (ods_cell("<text:p>#REF!</text:p>"), ErrorValue("#REF!")),
        (ods_cell("<text:p>Err:502</text:p>"), ErrorValue("Err:502")),
        (ods_cell("<text:p>chữ</text:p>", ""), "refused: not-read-whole"),
        (ods_cell("<text:p>5</text:p>", 'office:value-type="float"'), "refused: not-read-whole"),
        (ods_cell("<text:p><![CDATA[a]]></text:p>", _TEXT), "a"),
        (ods_cell(f'<table:table table:name="T">{ods_row(_END)}</table:table>', ""), "refused: not-read-whole"),
    ],
)
def test_each_way_of_writing_a_cell_of_an_ods_is_counted(cell: str, value: CellValue) -> None:
    """Its value is read, an error as an error; a value that the reader does not return refuses the file."""
    found = first_cell(open_document(ods_row(cell, _END)))
    assert (value, type(value)) == (found, type(found))


def test_repeated_cells_are_counted_each() -> None:
    """A cell repeated over rows and columns is that many; formatted blanks to the sheet's end are none."""
    shown = 'table:number-columns-repeated="3" office:value-type="percentage" office:value="0.5"'
    blanks = ods_cell("", 'table:number-columns-repeated="16384"')
    data = open_document(ods_row(ods_cell(attributes=shown), repeated=4) + ods_row(blanks, repeated=1048572))
    sheet = counted(data)
    assert (sheet.filled, sheet.last_row, sheet.last_column) == (12, 3, 2)
    assert sheet.percent == {(row, column) for row in range(4) for column in range(3)}
    raw = parsed(data)
    assert raw.sheets[0].filled == 12


# --- Excel 97–2003 -----------------------------------------------------------------------------------


def short_text(text: str, *, wide: bool = False) -> bytes:
    return struct.pack("<HB", len(text), wide) + text.encode("utf-16-le" if wide else "latin1")


def shared(row: int, number: int) -> bytes:
    return old_record(0xFD, struct.pack("<HHHI", row, 0, 0, number))


def test_shared_texts_continue_in_the_next_record() -> None:
    """It may have another encoding; blank texts are no content."""
    long = "ư" * 10 + "a" * 20
    first = struct.pack("<II", 9, 9) + short_text("Sở A", wide=True) + short_text(" ") + short_text("")
    split = struct.pack("<HB", len(long), 1) + long[:10].encode("utf-16-le")
    rich = struct.pack("<HBHI", 2, 0x0C, 1, 3) + b"ok" + b"\0\0\0\0" + b"ext"
    texts = old_record(0xFC, first + split) + old_record(0x3C, b"\0" + long[10:].encode("latin1") + rich)
    data = old_book(b"".join(shared(n, n) for n in range(5)), texts)
    assert counted(data).filled == 3
    assert [row[0] for row in parsed(data).sheets[0].rows] == ["Sở A", " ", None, long, "ok"]


def _halves(text: str, at: int) -> bytes:
    """A shared text whose first record ends after this number of UTF-16 units."""
    units = text.encode("utf-16-le")
    head = struct.pack("<II", 1, 1) + struct.pack("<HB", len(units) // 2, 1)
    return old_record(0xFC, head + units[: 2 * at]) + old_record(0x3C, b"\1" + units[2 * at :])


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
def test_a_character_split_between_two_records_is_read_whole(at: int) -> None:
    """An emoji, wherever the record ends."""
    text = "a😀b𝔘c"
    raw = parsed(old_book(shared(0, 0), _halves(text, at)))
    assert [list(row) for row in raw.sheets[0].rows] == [[text]]


def test_cells_of_a_chart_are_not_those_of_its_sheet() -> None:
    """A chart's copies of its figures are not counted; merged areas after it are read."""
    chart = old_record(0x809, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 6)) + old_record(0x0A, b"")
    merged = old_record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 2, 3))
    sheet = counted(old_book(old_number(0, 0) + chart + merged))
    assert (sheet.filled, sheet.merged) == (1, [(0, 2, 1, 3)])


def test_a_lost_result_is_searched_only_where_calc_saved() -> None:
    """Calc saves 0 for a formula with a text; a zero of another program is a zero."""
    formula = old_record(0x06, struct.pack("<HHHdHIH", 0, 0, 0, 0.0, 0, 0, 4) + b"\x17\x01\x00a")
    assert counted(old_book(formula)).unsaved == set()
    assert counted(old_book(formula, old_record(0x5C, b"\x04\0\0Calc" + b" " * 105))).unsaved == {(0, 0)}


def test_results_of_formulas_are_counted() -> None:
    """A formula's text is in the record after it; a blank one is no content, an error is one."""

    def formula(row: int, result: bytes) -> bytes:
        return old_record(0x06, struct.pack("<HHH", row, 0, 0) + result + bytes(8))

    cells = (
        formula(0, struct.pack("<d", 2.5))
        + formula(1, b"\0\0\0\0\0\0\xff\xff")
        + old_record(0x207, short_text("chữ", wide=True))
        + formula(2, b"\x03\0\0\0\0\0\xff\xff")
        + formula(3, b"\x02\0\x07\0\0\0\xff\xff")
        + formula(4, b"\x01\0\x01\0\0\0\xff\xff")
    )
    sheet = counted(old_book(cells))
    assert (sheet.filled, sheet.errors) == (4, {(3, 0): "#DIV/0!"})


@pytest.mark.parametrize("to", ["xls", "ods"])
@needs_libreoffice
@pytest.mark.slow
def test_long_texts_in_files_of_libreoffice_are_read(tmp_path: Path, to: Target) -> None:
    """Of all lengths and characters, with tabs and line breaks, longer than a record of .xls; all are counted, too."""
    texts = [letter * size for letter in ("a", "ư", "a\tb\nc ") for size in (1, 2, 400, 4000, 5000)]
    texts += ["x" * n + "😀𝔘" * 3000 for n in range(3)]
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("S")
        for row, text in enumerate(texts):
            sheet.write_string(row, row % 3, text)
    data = convert(tmp_path / "x.xlsx", to, tmp_path / "out").read_bytes()
    assert counted(data).filled == len(texts)
    assert texts == [row[n % 3] for n, row in enumerate(parsed(data).sheets[0].rows)]


# --- Damaged .xls ------------------------------------------------------------------------------------


def _with_lengths_changed(book: bytes, by: int) -> Iterator[bytes]:
    """The workbook once for each of its records, with that record's length increased by this."""
    stream = gate.examine(book).parts[gate.BOOK]
    place, start = 0, book.find(stream[:512])
    assert book[start : start + len(stream)] == stream
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind and length + by >= 0:
            at = start + place + 2
            yield book[:at] + struct.pack("<H", length + by) + book[at + 2 :]
        place += 4 + length


@pytest.mark.parametrize("by", [-2, -1, 1, 2, 3])
def test_a_record_of_another_length_loses_no_cell(by: int) -> None:
    """Where a record's length is wrong, the cells after it may not be found: the file is refused."""
    formula = old_record(0x06, struct.pack("<HHHdHIH", 9, 2, 0, 2.5, 0, 0, 3) + b"\x1e\x05\x00")
    many = old_record(0xBD, struct.pack("<HHHIHIH", 10, 0, 0, 12, 0, 16, 1))
    rows = b"".join(old_record(0x208, struct.pack("<HHHHHHI", n, 0, 3, 255, 0, 0, 0x100)) for n in range(12))
    cells = b"".join(old_number(n, c, n + c) + (shared(n, 0) if c == 1 else b"") for n in range(9) for c in (0, 2))
    merged = old_record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 2, 3))
    texts = old_record(0xFC, struct.pack("<II", 1, 1) + short_text("chữ", wide=True)) + old_record(0xE0, bytes(20))
    book = old_book(rows + cells + formula + many + merged, texts)
    raw = parsed(book)
    for changed in _with_lengths_changed(book, by):
        found = parse_workbook(changed, "x.xls")
        assert not isinstance(found, RawWorkbook) or found.sheets == raw.sheets
