"""The census of workbooks that are no .xlsx: what the reader of values cannot tell of .ods and .xls.

Which numbers are shown as percentages, which cells hold errors (the reader gives these back blank), and which
formulas have no result that can be relied on.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from toolkit.census import Sheet, elements, parse
from toolkit.gate import BOOK, SUMMARY

#: The most cells that a repeated one is taken for: formatted blanks are repeated to the sheet's end.
_MOST = 20_000


def take(parts: Mapping[str, bytes]) -> dict[str, Sheet]:
    """Errors and percentages by sheet name; nothing where the workbook is of a kind not known here.

    Raises `expat.ExpatError` or ValueError for a part that makes no sense.
    """
    if BOOK in parts:
        try:
            return _Old(parts[BOOK]).sheets()
        except (struct.error, IndexError, KeyError) as error:
            raise ValueError("records") from error
    return _open_document(parts["content.xml"]) if "content.xml" in parts else {}


def about(parts: Mapping[str, bytes]) -> tuple[dict[str, str], datetime | None, bool]:
    """What such a workbook says of itself: its custom properties, when it was saved, whether it has macros.

    Raises `expat.ExpatError` for a part that is not well-formed. The custom properties of .xls are not read: the
    form's identity stands in one of its sheets too.
    """
    if BOOK in parts:
        return {}, _saved(parts.get(SUMMARY, b"")), "vbaProject.bin" in parts
    properties: dict[str, str] = {}
    saved: datetime | None = None
    for name, attributes, text in elements(parts.get("meta.xml", b"")):
        if "name" in attributes:  # a property of the user's own
            properties[attributes["name"]] = text
        elif name == "date":
            with suppress(ValueError):
                saved = datetime.fromisoformat(text.strip()[:19])
    return properties, saved, any(n.startswith("Basic/") for n in parts)


def _saved(stream: bytes) -> datetime | None:
    """When an .xls says that it was last saved ([MS-OLEPS]): the property 13, in tenths of a microsecond since 1601."""
    with suppress(struct.error, OverflowError):
        start = struct.unpack_from("<I", stream, 44)[0]
        for number in range(min(struct.unpack_from("<I", stream, start + 4)[0], 100)):
            kind, place = struct.unpack_from("<II", stream, start + 8 + 8 * number)
            if kind == 13:
                ticks = struct.unpack_from("<Q", stream, start + place + 4)[0]
                return datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10) if ticks else None
    return None


# --- OpenDocument ----------------------------------------------------------------------------------

_FORMULA_CELL = re.compile(rb"<table:table-cell [^>]*table:formula=[^>]*>")


def _open_document(xml: bytes) -> dict[str, Sheet]:
    uncomputed = b"table:formula=" in xml and any(
        b"office:value-type=" not in m[0] for m in _FORMULA_CELL.finditer(xml)
    )
    if b'"percentage"' not in xml and b'"error"' not in xml and not uncomputed and b"-spanned=" not in xml:
        return {}
    sheets: dict[str, Sheet] = {}
    sheet = Sheet()
    row = column = 0
    rows = columns = 1
    depth = 0
    is_error = False
    shown: list[str] = []
    marked: list[int] = []
    errors: dict[int, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal sheet, row, column, rows, columns, depth, is_error
        match name:
            case "table:table":
                depth += 1
                if depth == 1:
                    sheet = sheets.setdefault(attributes.get("table:name", ""), Sheet())
                    row = 0
            case "table:table-row":
                rows, column = int(attributes.get("table:number-rows-repeated", 1)), 0
                marked.clear()
                errors.clear()
            case "table:table-cell" | "table:covered-table-cell":
                columns = int(attributes.get("table:number-columns-repeated", 1))
                is_error = attributes.get("calcext:value-type") == "error"
                wide = int(attributes.get("table:number-columns-spanned", 1))
                high = int(attributes.get("table:number-rows-spanned", 1))
                if wide > 1 or high > 1:
                    sheet.merged.append((row, column, row + high - 1, column + wide - 1))
                shown.clear()
                if "table:formula" in attributes and "office:value-type" not in attributes:
                    sheet.unsaved.update((n, c) for n in range(row, row + min(rows, _MOST)) for c in range(column, column + min(columns, _MOST)))  # fmt: skip
                if attributes.get("office:value-type") == "percentage":
                    marked.extend(range(column, column + min(columns, _MOST)))

    def text(content: str) -> None:
        if is_error:
            shown.append(content)

    def end(name: str) -> None:
        nonlocal row, column, depth, is_error
        match name:
            case "table:table":
                depth -= 1
            case "table:table-row":
                for n in range(row, row + min(rows, _MOST)) if errors else ():
                    sheet.errors.update({(n, c): error for c, error in errors.items()})
                if marked:
                    sheet.percent.update((n, c) for n in range(row, row + min(rows, _MOST)) for c in marked)
                row += rows
            case "table:table-cell" | "table:covered-table-cell":
                if is_error:
                    errors.update(
                        dict.fromkeys(range(column, column + min(columns, _MOST)), "".join(shown).strip())
                    )
                    is_error = False
                column += columns

    parse(xml, start, text, end)
    return sheets


# --- Excel 97–2003 ([MS-XLS]) and 95 ---------------------------------------------------------------

_BOF, _SHEET, _FORMAT, _STYLE, _WRITER = 0x809, 0x85, 0x41E, 0xE0, 0x5C
#: Who saved the file, where that was LibreOffice: it stores 0 for every formula that gives a text.
_CALC = b"Calc"
_NUMBER, _RK, _MANY_RK, _ERROR, _FORMULA = 0x203, 0x27E, 0xBD, 0x205, 0x06
_END, _MERGED = 0x0A, 0xE5
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class _Old:
    """The records of an old workbook's stream."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.formats = {9, 10}
        self.styles: list[int] = []
        self.places: list[tuple[int, str]] = []
        self.by_calc = False
        self.new = struct.unpack_from("<H", stream, 4)[0] >= 0x600

    def sheets(self) -> dict[str, Sheet]:
        place = 0
        while place + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, place)
            place += 4
            if kind == _END:
                break
            self._global(kind, place, length)
            place += length
        percent = {n for n, number in enumerate(self.styles) if number in self.formats}
        return {name: self._sheet(start, percent) for start, name in self.places}

    def _global(self, kind: int, place: int, length: int) -> None:
        if kind == _SHEET:
            start, _, sort = struct.unpack_from("<IBB", self.stream, place)
            if sort == 0:
                self.places.append((start, self._text(place + 6, 1)))
        elif kind == _WRITER:
            self.by_calc = _CALC in self.stream[place : place + 16]
        elif kind == _STYLE and length >= 4:
            self.styles.append(struct.unpack_from("<H", self.stream, place + 2)[0])
        elif kind == _FORMAT:
            text = self._text(place + 2, 2 if self.new else 1)
            if "%" in text:
                self.formats.add(struct.unpack_from("<H", self.stream, place)[0])

    def _text(self, place: int, size: int) -> str:
        count = int.from_bytes(self.stream[place : place + size], "little")
        place += size
        if not self.new:
            return self.stream[place : place + count].decode("cp1252", "replace")
        wide = self.stream[place] & 1
        data = self.stream[place + 1 : place + 1 + count * (2 if wide else 1)]
        return data.decode("utf-16-le" if wide else "latin1", "replace")

    def _sheet(self, place: int, percent: set[int]) -> Sheet:
        sheet = Sheet()
        while place + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, place)
            place += 4
            if kind == _END:
                break
            if kind in (_NUMBER, _RK, _ERROR, _FORMULA) and length >= 8:
                row, column, style = struct.unpack_from("<HHH", self.stream, place)
                error = self._error(kind, place)
                if error is not None:
                    sheet.errors[row, column] = _ERRORS.get(error, "#ERROR!")
                elif kind == _FORMULA and self.by_calc and not any(self.stream[place + 6 : place + 14]):
                    sheet.unsaved.add((row, column))  # a zero, or a text that is lost
                elif style in percent and kind != _ERROR:
                    sheet.percent.add((row, column))
            elif kind == _MERGED:
                for number in range(min(struct.unpack_from("<H", self.stream, place)[0], (length - 2) // 8)):
                    top, bottom, left, right = struct.unpack_from(
                        "<HHHH", self.stream, place + 2 + 8 * number
                    )
                    sheet.merged.append((top, left, bottom, right))
            elif kind == _MANY_RK and length >= 6:
                row, first = struct.unpack_from("<HH", self.stream, place)
                for number in range((length - 6) // 6):
                    if struct.unpack_from("<H", self.stream, place + 4 + 6 * number)[0] in percent:
                        sheet.percent.add((row, first + number))
            place += length
        return sheet

    def _error(self, kind: int, place: int) -> int | None:
        """The error's number where the cell holds one."""
        if kind == _ERROR and self.stream[place + 7]:
            return self.stream[place + 6]
        if (
            kind == _FORMULA
            and self.stream[place + 12 : place + 14] == b"\xff\xff"
            and self.stream[place + 6] == 2
        ):
            return self.stream[place + 8]
        return None
