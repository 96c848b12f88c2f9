"""Any spreadsheet file → raw cells with their addresses.

Values come from calamine, after a gate on the bytes (`gate`). What it cannot see, and whether it saw
everything, is taken from the file's own XML (`census`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from toolkit import census, census_binary, census_ods, census_xls, gate
from toolkit.cellformats import shown, shown_date
from toolkit.cellnotes import cell_notes, open_notes
from toolkit.census_cells import MAX_TEXT, Area, CellNote, Sheet, Span
from toolkit.model import CellValue, ErrorValue, Finding, Source
from toolkit.zipping import as_they_are

#: The most cells between A1 and a sheet's last filled cell: the reader sets aside memory for all of them.
MAX_CELLS = 5_000_000
#: Bytes up to which the reader is given the parts that the gate inflated, beyond which the file itself.
_SMALL = 2 * 1024 * 1024
#: Bytes in which the cells of a sheet begin, where nothing unusual stands before them.
_HEAD = 16 * 1024
# Where twice as much was taken once and given back, the C library (glibc) keeps what one workbook leaves free for the
# next, and does not hand it back to the system each time, which would cost more than inflating does.
bytes(2 * _SMALL)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: `rows[0][0]` is A1; a blank cell is None; error values are `ErrorValue`."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    hidden: bool = False
    percent: frozenset[tuple[int, int]] = frozenset()
    """Cells whose number is shown as a percentage."""
    unsaved: frozenset[tuple[int, int]] = frozenset()
    """Formula cells in which the file stores no value."""
    merged: tuple[Area, ...] = ()
    """Merged areas: first row and column, last row and column."""
    hidden_rows: tuple[Span, ...] = ()
    hidden_columns: tuple[Span, ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    """Cells of which a part, or the whole, is struck through."""
    filled: int = 0
    """How many cells hold something, error values apart; a text of blanks counts."""
    notes: tuple[CellNote, ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    source: Source
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str]
    """Custom document properties: one of the places where an intake workbook's identity is stamped."""
    macros: bool = False


def read_workbook(
    path: Path, file: str, sheets: Collection[str] | None = None
) -> RawWorkbook | tuple[Source, Finding]:
    """Read one file. `file` is the name it goes by in findings and in the master.

    `sheets`: names of the only sheets to read. A file that cannot be read gives its source and the
    finding that says why.
    """
    try:
        if path.stat().st_size > gate.MAX_BYTES:
            size = f"{path.stat().st_size / 2**20:.0f} MB"
            return Source(file=file), Finding(code="too-large", severity="error", file=file, value=size)
        data = path.read_bytes()
    except OSError as error:
        code = "unreadable-folder" if os.path.isdir(path) else "unreadable-file"
        reason = folder_reason(path) or error.strerror or type(error).__name__
        return Source(file=file), Finding(code=code, severity="error", file=file, value=reason)
    return parse_workbook(data, file, sheets)


def folder_reason(path: Path) -> str:
    """Why the system does not let a folder be looked into; "" where it does, or there is no folder."""
    try:
        if os.path.isdir(path):
            os.scandir(path).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def read_own(path: Path, sheets: Collection[str] | None) -> tuple[RawSheet, ...] | None:
    """Sheets of a workbook that we wrote ourselves, without the gate and the census; None if it cannot be read."""
    try:
        return tuple(_values(path.read_bytes(), sheets))
    except (CalamineError, OSError, ValueError, KeyError, OverflowError):
        return None


def parse_workbook(
    data: bytes, file: str, wanted: Collection[str] | None = None
) -> RawWorkbook | tuple[Source, Finding]:
    """The same from the file's bytes."""
    source = Source(file=file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def refused(code: str, value: str = "", sheet: str = "", cell: str = "") -> tuple[Source, Finding]:
        finding = Finding(code=code, severity="error", file=file, value=value, sheet=sheet, cell=cell)
        return source, finding

    verdict = gate.examine(data)
    if verdict.code:
        return refused(verdict.code, verdict.value)
    try:
        taken = (
            census.take(verdict.parts, wanted)
            or census_binary.take(verdict.parts, wanted)
            or census_xls.take(verdict.parts)
            or census_ods.take(verdict.parts)
        )
    except (expat.ExpatError, ValueError, KeyError) as error:
        return refused("damaged", type(error).__name__)
    for name, seen in taken.sheets.items():
        if (seen.last_row + 1) * (seen.last_column + 1) > MAX_CELLS:
            return refused("stray-cell", sheet=name, cell=_cell_name(seen.last_row, seen.last_column))
    usual = "xl/workbook.xml" in verdict.parts
    try:
        try:
            sheets = _values(_for_reader(data, verdict, taken), wanted)
        except (CalamineError, OverflowError):
            if not usual:
                raise
            # One cell that the reader does not know (`#SPILL!`, `$A$1`) must not cost the workbook.
            sheets = _values(_without_odd_cells(verdict.parts), wanted)
    except PasswordError:
        return refused("encrypted")
    except (CalamineError, OSError, ValueError, KeyError, OverflowError) as error:
        return refused("damaged", type(error).__name__)
    if not sheets:
        return refused("damaged")
    long = _too_long(sheets) if taken.long else None
    if long:
        return refused("text-too-long", long[2], sheet=long[0], cell=long[1])
    lost = _not_read(sheets, taken)
    if lost:
        # The quick census knows the usual ways of writing a sheet; what it doubts is counted with care.
        try:
            taken = census.take(verdict.parts, wanted, slowly=True) or taken
        except (expat.ExpatError, ValueError) as error:
            return refused("damaged", type(error).__name__)
        lost = _not_read(sheets, taken)
    if lost:
        return refused("not-read-whole", lost[1], sheet=lost[0])
    sheets = [_complete(sheet, taken.sheets.get(sheet.name)) for sheet in sheets]
    try:
        notes = cell_notes(verdict.parts) if usual else _other_notes(verdict.parts, taken)
    except (expat.ExpatError, ValueError) as error:
        return refused("damaged", type(error).__name__)
    if notes:
        sheets = [replace(sheet, notes=notes.get(sheet.name, ())) for sheet in sheets]
    source = replace(source, saved=taken.saved)
    return RawWorkbook(source, tuple(sheets), taken.properties, macros=taken.macros)


def _other_notes(parts: Mapping[str, bytes], taken: census.Census) -> dict[str, tuple[CellNote, ...]]:
    """What lies on the cells of an .ods or .xls, by sheet."""
    found = (
        open_notes(parts["content.xml"])
        if "content.xml" in parts
        else {name: s.notes for name, s in taken.sheets.items()}
    )
    return {name: tuple(sorted(notes)) for name, notes in found.items() if notes}


def _not_read(sheets: Sequence[RawSheet], taken: census.Census) -> tuple[str, str] | None:
    """The first sheet of which not all that the census counts was read, with both numbers."""
    for sheet in sheets:
        seen = taken.sheets.get(sheet.name, Sheet())
        there = seen.filled - len(seen.errors)
        read = sheet.filled
        if read != there:
            read = sum(_filled(row) for row in sheet.rows) - sum(_stands(sheet, *at) for at in seen.errors)
        if read != there:
            return sheet.name, f"{read} / {there}"
    return None


def _stands(sheet: RawSheet, row: int, column: int) -> bool:
    """Whether the reader gives a value for this cell: some programs store a number beside an error."""
    return row < len(sheet.rows) and column < len(sheet.rows[row]) and sheet.rows[row][column] is not None


def _values(data: bytes, wanted: Collection[str] | None) -> list[RawSheet]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [
        _sheet(
            meta.name,
            book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False),
            meta.visible != SheetVisibleEnum.Visible,
        )
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
        and (meta.name in wanted if wanted is not None else not _is_machinery(meta.name, meta.visible))
    ]


def _sheet(name: str, rows: list[list[Any]], hidden: bool) -> RawSheet:
    """The reader's cells, which give a blank as an empty text."""
    filled = 0
    for row in rows:
        blank = row.count("")
        filled += len(row) - blank
        if blank:
            for column, value in enumerate(row):
                if value == "":
                    row[column] = None
    return RawSheet(name, rows, hidden, filled=filled)


def _for_reader(data: bytes, verdict: gate.Verdict, taken: census.Census) -> bytes:
    """What the reader gets: the file, or the same parts, which it then need not inflate once more."""
    parts = verdict.parts
    changed = _with_blanks(data, parts)
    plain = changed is data and verdict.whole and "xl/workbook.xml" in parts
    if not plain or sum(map(len, parts.values())) > _SMALL:
        return changed
    return as_they_are({n: _without_merged(part) for n, part in parts.items() if n not in taken.left_out})


#: Where the cells of a sheet begin, and what in front of it says that there are no merged areas.
_CELLS, _NO_MERGED = b"<sheetData>", b"<mergeCells></mergeCells>"


def _without_merged(part: bytes) -> bytes:
    """A sheet in which the reader finds at once that nothing is merged: else it goes through all cells a second time.

    What is merged is known from the census.
    """
    place = part.find(_CELLS, 0, _HEAD)
    return part if place < 0 else part[:place] + _NO_MERGED + part[place:]


#: A tab and a new line within a paragraph of an .ods, which the reader leaves out, and what it reads in their place.
_BLANKS_IN_TEXT = (
    (re.compile(rb"<text:tab\b[^>]*/>"), b"&#9;"),
    (re.compile(rb"<text:line-break\b[^>]*/>"), b"&#10;"),
)


def _with_blanks(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The file, where it is an .ods with tabs in its texts, as one in which the reader sees them."""
    content = changed = parts.get("content.xml", b"")
    for element, written in _BLANKS_IN_TEXT:
        changed = element.sub(written, changed)
    if changed == content:
        return data
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return as_they_are({"mimetype": kind, **parts, "content.xml": changed})


def _without_odd_cells(parts: Mapping[str, bytes]) -> bytes:
    """The workbook with what the reader refuses written as it reads it; the census has seen what was there."""
    return as_they_are(
        {n: _CELL.sub(_as_readable, part) if b"<sheetData" in part else part for n, part in parts.items()}
    )


_CELL = re.compile(rb"<c (?P<attributes>[^>]*?)(?:/>|>(?P<inside>.*?)</c>)", re.DOTALL)
_TYPE = re.compile(rb'\bt="(\w*)"')
_TYPES = (b"n", b"s", b"str", b"inlineStr", b"d")
_NUMBER = re.compile(rb"<v>(\d{7,}(?:\.\d*)?|[\d.]+[eE]\+?\d+)</v>")


def _as_readable(cell: re.Match[bytes]) -> bytes:
    attributes, inside = cell["attributes"].replace(b"$", b""), cell["inside"]
    if inside is None:
        return cell[0].replace(b"$", b"")
    found = _TYPE.search(attributes)
    kind = found[1] if found else b"n"
    if kind == b"e":
        inside = re.sub(rb"<v>[^<]*</v>", b"<v>#VALUE!</v>", inside)
    elif kind not in _TYPES and not (kind == b"b" and re.search(rb"<v>[01]</v>", inside)):
        attributes = _TYPE.sub(b't="str"', attributes)
    elif kind == b"n":
        inside = re.sub(rb"<v>\s*</v>", b"", inside)
        attributes = _TYPE.sub(b"", attributes)  # with a type it must be a number, without one it need not
        if _NUMBER.search(inside):
            attributes = re.sub(rb'\bs="\d+"', b"", attributes)  # too large for a date or a time
    return b"<c " + attributes + b">" + inside + b"</c>"


def _too_long(sheets: Sequence[RawSheet]) -> tuple[str, str, str] | None:
    """The first text that no cell of Excel can hold: its sheet, cell and length."""
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if value.__class__ is str and len(value) > MAX_TEXT // 2:
                    length = len(value.encode("utf-16-le")) // 2
                    if length > MAX_TEXT:
                        return sheet.name, _cell_name(row, column), str(length)
    return None


def _is_machinery(name: str, visible: SheetVisibleEnum) -> bool:
    """A hidden sheet of ours that serves the form's formulas and holds nothing to read."""
    return name in census.MACHINERY and visible != SheetVisibleEnum.Visible


def _filled(row: Sequence[CellValue]) -> int:
    """How many cells of the row hold something, counted as the census counts."""
    blank = row.count(None)
    blank += sum(1 for value in row if value.__class__ is str and not value.strip(" \t\r\n"))
    return len(row) - blank


def _cell_name(row: int, column: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return f"{name}{row + 1}"


def _complete(sheet: RawSheet, seen: Sheet | None) -> RawSheet:
    """The sheet with the error values put back and the marks added."""
    if seen is None:
        return sheet
    if seen.merged or seen.hidden_rows or seen.hidden_columns:
        sheet = replace(sheet, merged=tuple(seen.merged), hidden_rows=tuple(seen.hidden_rows), hidden_columns=tuple(seen.hidden_columns))  # fmt: skip
    if seen.struck:
        sheet = replace(sheet, struck=seen.struck)
    if not (seen.errors or seen.percent or seen.unsaved or seen.torn or seen.shown):
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
            number = shown(code, float(value))
            rows[row][column] = value if number is None else number
        elif isinstance(value, date):
            rows[row][column] = shown_date(code, value) or value
    for row, column in seen.unsaved:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = None  # old workbooks store 0 where there is no result
    return replace(
        sheet,
        rows=rows,
        percent=frozenset(seen.percent),
        unsaved=frozenset(seen.unsaved),
    )
