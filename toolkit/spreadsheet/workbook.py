"""Reads any spreadsheet file into raw cells with their addresses.

After the bytes are examined (`gate`), calamine reads the values. What calamine does not read, and whether it read
all cells, is taken from the file's XML (`audit.census`).
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from toolkit.files import gate
from toolkit.files.holding import read_whole
from toolkit.files.zipping import stored_zip
from toolkit.messages.findings.making import finding
from toolkit.messages.refusals import system_reason
from toolkit.model import CellValue, ErrorValue, Finding, Source
from toolkit.spreadsheet.addresses import Area, Span, cell_name
from toolkit.spreadsheet.audit import book as census_book
from toolkit.spreadsheet.audit import census
from toolkit.spreadsheet.audit import ods as census_ods
from toolkit.spreadsheet.audit import xlsb as census_binary
from toolkit.spreadsheet.audit.cells import CellNote, SheetCensus
from toolkit.spreadsheet.audit.notes import cell_notes, ods_notes
from toolkit.spreadsheet.audit.number_formats import shown_as_day, shown_date, shown_number, shown_percentage
from toolkit.spreadsheet.audit.plain_xml import plain_document
from toolkit.spreadsheet.audit.shapes import MAX_TEXT

#: The most cells between A1 and a sheet's last filled cell: the reader allocates memory for all of these.
MAX_CELLS = 5_000_000
#: Up to this number of bytes, the reader gets the parts that the gate inflated; a larger file is passed to it whole.
_SMALL = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: `rows[0][0]` is A1; a blank cell is None; error values are `ErrorValue`."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    hidden: bool = False
    percent: frozenset[tuple[int, int]] = frozenset()
    """The cells whose number is shown as a percentage."""
    unsaved: frozenset[tuple[int, int]] = frozenset()
    """The cells with a formula without a stored result."""
    merged: tuple[Area, ...] = ()
    """The merged areas."""
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    """The cells of which a part, or the whole, is struck through."""
    filled: int = 0
    """The number of filled cells without those of errors; a cell with only blanks is counted."""
    notes: tuple[CellNote, ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """A spreadsheet file as read: sheets with raw cells, before anything in them is interpreted."""

    source: Source
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str]
    """The custom document properties; those of a form have its stamps."""
    macros: bool = False


def read_workbook(path: Path, file: str, sheets: Collection[str] | None = None) -> RawWorkbook | tuple[Source, Finding]:
    """Read one file. `file` is its name in findings and in the master; `sheets`: the names of the only sheets to read.

    For a file that cannot be read, returns its source, and the finding with the reason.
    """
    try:
        if path.stat().st_size > gate.MAX_BYTES:
            size = f"{path.stat().st_size / 2**20:.0f} MB"
            return Source(file=file), finding("too-large", file=file, value=size)
        data = read_whole(path)
    except OSError as error:
        code = "unreadable-folder" if os.path.isdir(path) else "unreadable-file"
        reason = why_unreadable(path) or system_reason(error)
        return Source(file=file), finding(code, file=file, value=reason)
    return parse_workbook(data, file, sheets)


def why_unreadable(path: Path) -> str:
    """The reason why the system does not let a folder be read; "" for a readable or missing folder."""
    try:
        if os.path.isdir(path):
            os.scandir(path).close()
    except OSError as error:
        return system_reason(error)
    return ""


def read_trusted(path: Path, sheets: Collection[str] | None) -> tuple[RawSheet, ...] | None:
    """The sheets of a workbook that the toolkit wrote, read without gate and census; None if it cannot be read.

    `sheets`: the names of the only sheets to read, None for all. Hidden sheets for a form's formulas are left out.
    """
    try:
        return tuple(s for s in _read_values(read_whole(path), sheets) if not _is_helper_sheet(s))
    except (CalamineError, OSError, ValueError, KeyError, OverflowError):
        return None


#: A function that reads sheets as `read_trusted` does.
TrustedReader = Callable[[Path, Collection[str] | None], tuple[RawSheet, ...] | None]


def shared_reader(names: Collection[str]) -> TrustedReader:
    """A function like `read_trusted` that reads the sheets with these `names` once, for several callers."""
    together = cache(lambda path: read_trusted(path, names))

    def read(path: Path, sheets: Collection[str] | None) -> tuple[RawSheet, ...] | None:
        all_sheets = read_trusted(path, None) if sheets is None else together(path)
        return all_sheets and tuple(s for s in all_sheets if sheets is None or s.name in sheets)

    return read


def parse_workbook(
    data: bytes, file: str, wanted: Collection[str] | None = None
) -> RawWorkbook | tuple[Source, Finding]:
    """Read a file from its bytes, as `read_workbook` does."""
    source = Source(file=file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def refusal(code: str, value: str = "", sheet: str = "", cell: str = "") -> tuple[Source, Finding]:
        return source, finding(code, file=file, value=value, sheet=sheet, cell=cell)

    verdict = gate.examine(data)
    if verdict.code:
        return refusal(verdict.code, verdict.value)
    try:
        parts = _plain_documents(verdict.parts)
        counted = (
            census.census_of_xlsx(parts, wanted)
            or census_binary.census_of_xlsb(parts, wanted)
            or (_census_of_xls if gate.BOOK in parts else census_ods.census_of_ods)(parts)
        )
    except (expat.ExpatError, ValueError, KeyError) as error:
        return refusal("damaged", type(error).__name__)
    if counted.twice:
        return refusal("sheet-name-twice", sheet=counted.twice)
    for name, seen in counted.sheets.items():
        if (seen.last_row + 1) * (seen.last_column + 1) > MAX_CELLS:
            return refusal("stray-cell", sheet=name, cell=cell_name(seen.last_row, seen.last_column))
    try:
        try:
            sheets = _read_values(_reader_bytes(data, verdict.parts, parts, counted), wanted, counted.left_out)
        except (CalamineError, OverflowError):
            if counted.reading is None:
                raise
            # The reader refuses a workbook with an unknown error (`#SPILL!`): without such cells, it is read after all.
            sheets = _read_values(_without_odd_cells(counted.reading), wanted, counted.left_out)
    except PasswordError:
        return refusal("encrypted")
    except (CalamineError, OSError, ValueError, KeyError, OverflowError) as error:
        return refusal("damaged", type(error).__name__)
    if not sheets:
        return refusal("damaged")
    long = _first_too_long(sheets) if counted.long else None
    if long:
        return refusal("text-too-long", long[2], sheet=long[0], cell=long[1])
    lost = _incompletely_read(sheets, counted, wanted)
    if lost:
        # If the reader differs from the quick census, which knows only usual XML, the slow census decides.
        try:
            counted = census.census_of_xlsx(parts, wanted, slowly=True) or counted
        except (expat.ExpatError, ValueError) as error:
            return refusal("damaged", type(error).__name__)
        lost = _incompletely_read(sheets, counted, wanted)
    if lost:
        return refusal("not-read-whole", lost[1], sheet=lost[0])
    sheets = [_completed_sheet(s, counted.sheets.get(s.name)) for s in sheets if not _is_helper_sheet(s)]
    try:
        notes = cell_notes(parts, counted.reading.book) if counted.reading else _notes_of_other_formats(parts, counted)
    except (expat.ExpatError, ValueError) as error:
        return refusal("damaged", type(error).__name__)
    if notes:
        sheets = [replace(sheet, notes=notes.get(sheet.name, ())) for sheet in sheets]
    source = replace(source, saved=counted.saved)
    return RawWorkbook(source, tuple(sheets), counted.properties, macros=counted.macros)


def _census_of_xls(parts: Mapping[str, bytes]) -> census.Census:
    from toolkit.spreadsheet.audit.xls import census_of_xls  # the library for .xls is loaded only if needed

    return census_of_xls(parts)


def _notes_of_other_formats(parts: Mapping[str, bytes], counted: census.Census) -> dict[str, tuple[CellNote, ...]]:
    """The notes, text boxes and pictures of an .ods or .xls, by sheet."""
    content = parts.get("content.xml")
    by_sheet = {n: s.notes for n, s in counted.sheets.items()} if content is None else ods_notes(content)
    return {name: tuple(sorted(notes)) for name, notes in by_sheet.items() if notes}


def _incompletely_read(
    sheets: Sequence[RawSheet], counted: census.Census, wanted: Collection[str] | None
) -> tuple[str, str] | None:
    """The first sheet of which the reader and the census have different numbers of cells; and both numbers."""
    read_at_all = {sheet.name for sheet in sheets}
    for name, seen in counted.sheets.items():
        if seen.filled and name not in read_at_all and (wanted is None or name in wanted):
            return name, f"0 / {seen.filled}"
    for sheet in sheets:
        seen = counted.sheets.get(sheet.name, SheetCensus())
        expected = seen.filled - len(seen.errors)
        read = sheet.filled
        if seen.errors or read != expected:  # a value read beside an error may hide a lost cell
            read = sum(_filled_count(row) for row in sheet.rows) - sum(_is_present(sheet, *at) for at in seen.errors)
        if read != expected:
            return sheet.name, f"{read} / {expected}"
    return None


def _is_present(sheet: RawSheet, row: int, column: int) -> bool:
    """Whether the reader returned a value for this cell, as some programs store a number beside an error."""
    return row < len(sheet.rows) and column < len(sheet.rows[row]) and sheet.rows[row][column] is not None


def _read_values(data: bytes, wanted: Collection[str] | None, left_out: Collection[str] = ()) -> list[RawSheet]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [
        _raw_sheet(
            meta.name,
            book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
            meta.visible != SheetVisibleEnum.Visible,
        )
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.name not in left_out and (wanted is None or meta.name in wanted)
    ]


def _raw_sheet(name: str, rows: list[list[Any]], hidden: bool) -> RawSheet:
    """A sheet with the cells that the reader returned, in which blank cells are empty texts."""
    filled = 0
    for row in rows:
        blank = row.count("")
        filled += len(row) - blank
        if blank:
            for column, value in enumerate(row):
                if value == "":
                    row[column] = None
    return RawSheet(name, rows, hidden, filled=filled)


def _plain_documents(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a file; parts of an .ods are rewritten unless they are in the usual form."""
    if "content.xml" not in parts:
        return parts
    return parts | {n: plain_document(parts[n]) for n in ("content.xml", "styles.xml") if n in parts}


def _reader_bytes(data: bytes, provided: Mapping[str, bytes], parts: Mapping[str, bytes], seen: census.Census) -> bytes:
    """The bytes for the reader: the parts that it needs, so that they are not inflated again, or the whole file.

    `provided`: the parts of the file; `parts`: these parts, rewritten.
    """
    reading = seen.reading
    if reading is None:
        return _with_white_space(data, provided, parts)
    large = sum(map(len, reading.sheets.values())) > _SMALL
    return data if large and reading.is_usual(parts) else stored_zip(_parts_for_reader(reading))


def _parts_for_reader(reading: census.ReaderParts) -> dict[str, bytes]:
    """The parts of an .xlsx under the names by which the reader looks for them."""
    book = reading.book
    parts = {
        "_rels/.rels": census_book.ROOT,
        "xl/workbook.xml": book.plain,
        "xl/_rels/workbook.xml.rels": book.relations,
        "xl/styles.xml": reading.styles.plain,
    }
    if reading.strings is not None:
        parts["xl/sharedStrings.xml"] = reading.strings
    for number, sheet in enumerate(book.sheets, start=1):
        if sheet.part in reading.sheets:
            parts[f"xl/worksheets/sheet{number}.xml"] = _only_rows(reading.sheets[sheet.part])
    return parts


#: Where the rows of a sheet begin and end; and what the reader gets before and after the rows.
_ROWS, _ROWS_END = b"<sheetData>", b"</sheetData>"
_BEFORE, _AFTER = b"<worksheet><mergeCells></mergeCells>", b"</worksheet>"


def _only_rows(part: bytes) -> bytes:
    """The sheet's XML without merged areas: with them, the reader would read all cells twice."""
    start, end = part.find(_ROWS), part.rfind(_ROWS_END)
    return _BEFORE + part[start:end] + _ROWS_END + _AFTER if 0 <= start < end else part


#: The elements for a tab and a line break in an .ods, which the reader leaves out, with their replacements.
_BLANKS_IN_TEXT = ((re.compile(rb"<text:tab\b[^>]*/>"), b"&#9;"), (re.compile(rb"<text:line-break\b[^>]*/>"), b"&#10;"))


def _with_white_space(data: bytes, provided: Mapping[str, bytes], parts: Mapping[str, bytes]) -> bytes:
    """The file's bytes; an .ods with tabs or line breaks in its texts is rewritten so that the reader returns them."""
    changed = parts.get("content.xml", b"")
    for element, written in _BLANKS_IN_TEXT:
        changed = element.sub(written, changed)
    if changed == provided.get("content.xml", b""):
        return data
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return stored_zip({"mimetype": kind, **parts, "content.xml": changed})


def _without_odd_cells(reading: census.ReaderParts) -> bytes:
    """The workbook's bytes, with the cells rewritten that the reader refuses; the census has their contents."""
    parts = _parts_for_reader(reading)
    return stored_zip({n: _CELL.sub(_readable_cell, p) if _ROWS in p else p for n, p in parts.items()})


_CELL = re.compile(rb"<c (?P<attributes>[^>]*?)(?:/>|>(?P<inside>.*?)</c>)", re.DOTALL)
_TYPE = re.compile(rb'\bt="(\w*)"')
_TYPES = (b"n", b"s", b"str", b"inlineStr", b"d")
_NUMBER = re.compile(rb"<v>-?(\d{7,}(?:\.\d*)?|[\d.]+[eE]\+?\d+)</v>")


def _readable_cell(cell: re.Match[bytes]) -> bytes:
    attributes, inside = cell["attributes"].replace(b"$", b""), cell["inside"]
    if inside is None:
        return cell[0].replace(b"$", b"")
    match = _TYPE.search(attributes)
    kind = match[1] if match else b"n"
    if kind == b"e":
        inside = re.sub(rb"<v>[^<]*</v>", b"<v>#VALUE!</v>", inside)
    elif kind not in _TYPES and not (kind == b"b" and re.search(rb"<v>[01]</v>", inside)):
        attributes = _TYPE.sub(b't="str"', attributes)
    elif kind == b"n":
        inside = re.sub(rb"<v>\s*</v>", b"", inside)
        attributes = _TYPE.sub(b"", attributes)  # with this type, the content would have to be a number
        if _NUMBER.search(inside):
            attributes = re.sub(rb'\bs="\d+"', b"", attributes)  # too large for a date or a time
    return b"<c " + attributes + b">" + inside + b"</c>"


def _first_too_long(sheets: Sequence[RawSheet]) -> tuple[str, str, str] | None:
    """(sheet, cell, length) of the first text that is too long for a cell of Excel; None where no text is."""
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if value.__class__ is str and len(value) > MAX_TEXT // 2:
                    length = len(value.encode("utf-16-le")) // 2
                    if length > MAX_TEXT:
                        return sheet.name, cell_name(row, column), str(length)
    return None


def _is_helper_sheet(sheet: RawSheet) -> bool:
    """Whether a sheet is a hidden sheet for the form's formulas, which has nothing to read."""
    if not sheet.hidden or sheet.name not in census.HELPER_SHEETS:
        return False
    return bool(sheet.rows and sheet.rows[0]) and sheet.rows[0][0] == census.HELPER_SHEETS[sheet.name]


def _filled_count(row: Sequence[CellValue]) -> int:
    """The number of filled cells in a row, counted as in the census."""
    blank = row.count(None)
    blank += sum(1 for value in row if value.__class__ is str and not value.strip(" \t\r\n"))
    return len(row) - blank


def _completed_sheet(sheet: RawSheet, seen: SheetCensus | None) -> RawSheet:
    """The sheet, completed from the census: error values, numbers as shown, percentages, merged and hidden cells."""
    if seen is None:
        return sheet
    if seen.merged or seen.hidden_rows or seen.hidden_columns:
        by_row, by_column = tuple(seen.hidden_rows), tuple(seen.hidden_columns)
        sheet = replace(sheet, merged=tuple(seen.merged), hidden_rows=by_row, hidden_columns=by_column)
    if seen.struck:
        sheet = replace(sheet, struck=seen.struck)
    if not (seen.errors or seen.percent or seen.unsaved or seen.torn or seen.shown or seen.days):
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, column), error in seen.errors.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = ErrorValue(error or "#ERROR!")
    for (row, column), text in seen.torn.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    for (row, column), code in seen.shown.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = shown_number(code, float(value))
            rows[row][column] = value if number is None else number
        elif isinstance(value, date):
            rows[row][column] = shown_date(code, value) or value
    for row, column in seen.percent:
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row][column] = shown_percentage(value)
    for (row, column), code in seen.days.items():
        value = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row][column] = shown_as_day(code, float(value))
    for row, column in seen.unsaved:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = None  # old workbooks store 0 for a missing result
    return replace(sheet, rows=rows, percent=frozenset(seen.percent), unsaved=frozenset(seen.unsaved))
