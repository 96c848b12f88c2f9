"""Makes the census of an old workbook (.xls, Excel 97–2003 [MS-XLS] and 95) with xlrd, independently of the reader of
values: the same counts as of an .xlsx."""

import re
import struct
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import xlrd
from xlrd import biffh, book, formula, sheet

from toolkit.files.gate import BOOK, SUMMARY
from toolkit.spreadsheet.addresses import Position
from toolkit.spreadsheet.audit.book import BUILT_IN, odd_formats
from toolkit.spreadsheet.audit.cells import BLANKS, CellNote, SheetCensus
from toolkit.spreadsheet.audit.census import Census, duplicate
from toolkit.spreadsheet.audit.xls_records import check_records

_BEGIN = b"\x09\x08"  # how the records of a workbook begin
_EXCEL_95 = 50  # the library's number for the format of Excel 95
#: The records that are read: of the workbook, of a sheet and its cells, of formulas, of objects on cells.
_OF_BOOK = {biffh.XL_CODEPAGE, biffh.XL_WRITEACCESS, biffh.XL_BOUNDSHEET, biffh.XL_SST, biffh.XL_FORMAT}
_OF_SHEET = {biffh.XL_BOF, biffh.XL_EOF, biffh.XL_CONTINUE, biffh.XL_ROW, biffh.XL_COLINFO, biffh.XL_MERGEDCELLS}
_VALUES = {biffh.XL_NUMBER, biffh.XL_RK, biffh.XL_MULRK, biffh.XL_BOOLERR}
_TEXTS = {biffh.XL_LABELSST, biffh.XL_LABEL, biffh.XL_RSTRING}
_FORMULAS = {biffh.XL_FORMULA, biffh.XL_STRING, biffh.XL_SHRFMLA, biffh.XL_ARRAY, biffh.XL_TABLEOP}
_ON_CELLS = {biffh.XL_NOTE, biffh.XL_OBJ, biffh.XL_TXO, biffh.XL_MSO_DRAWING}
_NEEDED = _OF_BOOK | _OF_SHEET | _VALUES | _TEXTS | _FORMULAS | _ON_CELLS
#: How LibreOffice names itself as the program that saved the file: it stores 0 as the result of formulas with texts.
_CALC = b"Calc"
#: Kinds of objects: a note, a chart, a picture.
_OF_NOTE, _OF_CHART, _OF_PICTURE = 0x19, 5, 8
#: The anchor cell of an object ([MS-ODRAW], OfficeArtClientAnchorSheet).
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
#: A formula that only uses numbers, and is more than a cell reference.
_NUMERIC = re.compile(
    r"(?![(]*[$]?[A-Z]+[$]?[0-9]+(?::[$]?[A-Z]+[$]?[0-9]+)?[)]*$)"
    r"(?:(?:COUNT|SUM|AVERAGE|MIN|MAX|ABS|INT|ROUND)[(]|[$]?[A-Z]{1,2}[$]?[0-9]+|[-+*/^%(),:.0-9\s])+"
)
#: Exceptions of the library for invalid records.
_GARBAGE = (xlrd.XLRDError, formula.FormulaError, struct.error, LookupError, AssertionError, TypeError, NameError)


def census_of_xls(parts: Mapping[str, bytes]) -> Census:
    """The census of an .xls from its parts.

    Custom properties are not read, since the form's stamps are also on a sheet. Raises ValueError for a part that makes
    no sense.
    """
    old = _XlsBook()
    try:
        old.count(parts[BOOK])
        check_records(parts[BOOK], [0, *old.starts], len(old.styles))
    except _GARBAGE as error:
        raise ValueError("records") from error
    sheets = {counted.name: counted.finish() for counted in old.sheets()}
    names = old.sheet_names()
    return Census(sheets, {}, _saved_at(parts.get(SUMMARY, b"")), "vbaProject.bin" in parts, twice=duplicate(names))


def _saved_at(stream: bytes) -> datetime | None:
    """When an .xls was last saved: the property 13 of [MS-OLEPS], in tenths of a microsecond since 1601."""
    with suppress(struct.error, OverflowError):
        start = struct.unpack_from("<I", stream, 44)[0]
        for number in range(min(struct.unpack_from("<I", stream, start + 4)[0], 100)):
            kind, offset = struct.unpack_from("<II", stream, start + 8 + 8 * number)
            if kind == 13:
                ticks = struct.unpack_from("<Q", stream, start + offset + 4)[0]
                return datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10) if ticks else None
    return None


def _decoded(data: bytes, encoding: str) -> str:
    """The text of these bytes, which may end between the two halves of a character."""
    return data.decode(encoding, "surrogatepass" if encoding.startswith("utf_16") else "replace")


book.unicode = biffh.unicode = _decoded


class _XlsBook(book.Book):  # type: ignore[misc]
    """An old workbook, of which only the records for the census are read, since other records may be invalid."""

    def count(self, stream: bytes) -> None:
        """Count the cells of all sheets."""
        if not stream.startswith(_BEGIN):
            raise ValueError("records")
        self.styles: list[int] = []
        """For each cell format, the number of its number format."""
        self.starts: list[int] = []
        """The offsets at which the records of sheets, of any kind, begin."""
        self.torn: set[str] = set()
        """The shared texts with a character that is divided between two records, and that the reader loses."""
        self.by_calc = False
        self.formula = b""
        """The formula in the last record; empty for a record without a formula."""
        self.biff2_8_load(file_contents=stream, logfile=StringIO(), formatting_info=True, ragged_rows=True)
        self.biff_version = self.getbof(biffh.XL_WORKBOOK_GLOBALS)
        if self.biff_version < _EXCEL_95:
            raise ValueError("records")
        self.parse_globals()
        codes = odd_formats(BUILT_IN | {f.format_key: f.format_str for f in self.format_list})
        self.odd = {n: codes[number] for n, number in enumerate(self.styles) if number in codes}
        self.get_sheets()
        self.nsheets = len(self._sheet_list)

    def get_record_parts(self) -> tuple[int, int, bytes]:
        while (record := super().get_record_parts())[0] not in _NEEDED:
            if record[0] == biffh.XL_XF:
                self.styles.append(struct.unpack_from("<H", record[2], 2)[0])
        kind, length, data = record
        self.formula = data[22 : 22 + int.from_bytes(data[20:22], "little")] if kind == biffh.XL_FORMULA else b""
        return kind, length, data

    def handle_boundsheet(self, data: bytes) -> None:
        self.starts.append(struct.unpack_from("<I", data)[0])
        super().handle_boundsheet(data)

    def handle_writeaccess(self, data: bytes) -> None:
        self.by_calc = _CALC in data[:16]

    def handle_sst(self, data: bytes) -> None:
        pieces = [data]
        while (piece := self.get_record_parts_conditional(biffh.XL_CONTINUE))[0] is not None:
            pieces.append(piece[2])
        count = min(struct.unpack_from("<I", data, 4)[0], sum(map(len, pieces)) // 3)
        pieces[-1] += bytes(3 * count)  # the file may have fewer texts than it states
        for text in book.unpack_SST_table(pieces, count)[0]:
            self._sharedstrings.append(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
            if self._sharedstrings[-1] != text:
                self.torn.add(self._sharedstrings[-1])

    def formula_is_numeric(self) -> bool:
        """Whether the last formula only uses numbers, so that its result is never a text."""
        with suppress(*_GARBAGE):
            text = formula.decompile_formula(self, self.formula, len(self.formula), formula.FMLA_TYPE_CELL, 0, 0)
            return bool(_NUMERIC.fullmatch(text))
        return False

    def get_sheet(self, number: int) -> None:
        self._position = self._sh_abs_posn[number]
        self.getbof(biffh.XL_WORKSHEET)
        self._sheet_list.append(_XlsSheet(self, self._position, self.sheet_names()[number], number))
        self._sheet_list[number].read(self)


class _XlsSheet(sheet.Sheet):  # type: ignore[misc]
    """A sheet whose cells are counted, but not kept."""

    def __init__(self, *of_book: Any) -> None:
        super().__init__(*of_book)
        self.census = SheetCensus()
        self.at: Position = (0, 0)
        self.object = 0
        self.kinds: dict[int, tuple[int, Position]] = {}
        """For each object's number, its kind and its cell."""
        self.texts: dict[int, str] = {}
        self.notes: list[tuple[Position, int, str]] = []

    def put_cell_ragged(self, row: int, column: int, kind: int | None, value: Any, style: int) -> None:
        census, at = self.census, (row, column)
        if kind == xlrd.XL_CELL_EMPTY or (kind == xlrd.XL_CELL_TEXT and not value.strip(BLANKS)):
            return
        census.filled += 1
        census.last_row, census.last_column = max(census.last_row, row), max(census.last_column, column)
        if kind == xlrd.XL_CELL_ERROR:
            census.errors[at] = xlrd.error_text_from_code.get(value, "#ERROR!")
        elif kind == xlrd.XL_CELL_TEXT and value in self.book.torn:
            census.torn[at] = value
        elif kind is None and not value and self.book.by_calc and self.book.formula:
            if not self.book.formula_is_numeric():
                census.unsaved.add(at)  # the result is stored as 0: a zero, or a text that the file does not contain
        elif kind is None and style in self.book.odd:
            census.record_format(at, self.book.odd[style])

    def handle_note(self, data: bytes, _texts: object) -> None:
        row, column, _, number = struct.unpack_from("<HHHH", data)
        author = biffh.unpack_unicode(data, 8) if len(data) > 10 else ""
        self.notes.append(((row, column), number, author))

    def handle_msodrawingetc(self, _kind: int, _length: int, data: bytes) -> None:
        start = data.find(_ANCHOR)
        if 0 <= start <= len(data) - 14:
            column, _, row = struct.unpack_from("<HHH", data, start + 8)
            self.at = (row, column)

    def handle_obj(self, data: bytes) -> None:
        kind, self.object = struct.unpack_from("<HH", data, 4)
        self.kinds[self.object] = (kind, self.at)

    def handle_txo(self, data: bytes) -> None:
        content = super().handle_txo(data)
        self.texts[self.object] = content.text.strip() if content else ""

    def finish(self) -> SheetCensus:
        """The census of the sheet; called after the sheet is read."""
        census = self.census
        census.hidden_rows = [(row, row) for row, info in self.rowinfo_map.items() if info.hidden]
        census.hidden_columns = [(column, column) for column, info in self.colinfo_map.items() if info.hidden]
        census.merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in self.merged_cells]
        texts = self.texts
        census.notes = [CellNote(at, author, texts[n]) for at, n, author in self.notes if texts.get(n)]
        for number, (kind, at) in self.kinds.items():
            if kind in (_OF_CHART, _OF_PICTURE):
                census.notes.append(CellNote(at, "", "", "picture"))
            elif kind != _OF_NOTE and texts.get(number):
                census.notes.append(CellNote(at, "", texts[number], "box"))
        return census
