"""Makes a census of a workbook's cells from the workbook's XML, independently of the reader of values.

The reader (calamine) returns error values as blanks, knows no number formats, and may return a sheet as empty. The
census records what the file has: the number of filled cells, errors, formulas without a stored value, numbers shown as
percentages, the extent. Ambiguous XML is rewritten first (`plain_xml`), for the census and for the
reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.spreadsheet.addresses import Area
from toolkit.spreadsheet.audit.book import (
    BookSheet,
    Styles,
    WorkbookPart,
    elements,
    find_part,
    named_part,
    open_book,
    styles_of,
)
from toolkit.spreadsheet.audit.cells import (
    SheetCensus,
    column_of,
    count_cells,
    count_rewritten,
    empty_strings,
    has_no_blank,
    is_any_long,
    pieces_of,
    without_invalid_dates,
)
from toolkit.spreadsheet.audit.plain_xml import plain_sheet, plain_strings
from toolkit.spreadsheet.audit.struck import add_struck
from toolkit.spreadsheet.escapes import unescaped

#: The element for a merged area.
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
_HIDES = b"hidde"  # a part of `hidden`, of the length for which Python searches fastest
#: The attribute `hidden` with a true value.
_IS_HIDDEN = re.compile(rb"""hidden=["'][1t]""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row\b[^>]*?\sr=["'](\d+)|col\b(?=[^>]*?\smin=["'](\d+))[^>]*?\smax=["'](\d+))""")


@dataclass(slots=True)
class Census:
    """The census of one workbook: that of each sheet, by name, and the workbook's properties."""

    sheets: dict[str, SheetCensus]
    properties: dict[str, str]
    saved: datetime | None
    macros: bool
    long: bool = field(default=True, compare=False)
    """Whether some text may be longer than a cell can hold."""
    left_out: frozenset[str] = frozenset()
    """The names of the sheets that are not read."""
    twice: str = ""
    """A name that two sheets have, so that their data would be confused; "" where there is none."""
    reading: ReaderParts | None = field(default=None, compare=False)
    """The parts of an .xlsx for the reader of values."""


@dataclass(frozen=True, slots=True)
class ReaderParts:
    """The parts of an .xlsx in the form that the reader of values reads reliably."""

    book: WorkbookPart
    styles: Styles
    strings: bytes | None
    sheets: Mapping[str, bytes] = field(repr=False)
    """The XML of each sheet, by the name of the sheet's part."""

    def is_usual(self, parts: Mapping[str, bytes]) -> bool:
        """Whether the reader would read the same from the original parts."""
        named = (self.book.strings, self.book.styles) == ("xl/sharedStrings.xml", "xl/styles.xml")
        strings = parts.get(self.book.strings) is self.strings
        unchanged = all(parts.get(name) is xml for name, xml in self.sheets.items())
        return named and strings and unchanged and self.styles.usual and not self.styles.default


#: For each hidden sheet that only a form's formulas use, by name, the content of its first cell.
HELPER_SHEETS = {"_checks": "toolkit:checks", "_lists": "toolkit:lists"}


def census_of_xlsx(
    parts: Mapping[str, bytes], wanted: Collection[str] | None = None, *, slowly: bool = False
) -> Census | None:
    """The census of an .xlsx or .xlsm from its parts; None for other kinds of workbook.

    `wanted`: the names of the only sheets to count; hidden sheets for the form's formulas are left out. `slowly`: every
    sheet is rewritten, whatever its shape. Raises `expat.ExpatError` for a part that is not well-formed, ValueError for
    a part that makes no sense, KeyError for a missing part.
    """
    book = open_book(parts)
    if book is None:
        return None
    styles = styles_of(named_part(parts, book.styles) or b"")
    shared = _shared_texts(named_part(parts, book.strings))
    strings = pieces_of(shared or b"", b"<si")
    filled = all(map(has_no_blank, strings))
    empty = frozenset({""}) if filled else empty_strings(shared or b"")
    counted = _SheetCounter(styles, shared or b"", empty, slowly)
    left_out = set[str]()
    for sheet in book.sheets:
        if (wanted is not None and sheet.name not in wanted) or _is_helper_sheet(sheet, parts, shared or b""):
            left_out.add(sheet.name)
            continue
        xml = find_part(parts, sheet.part)
        if xml is not None and b"<chartsheet" not in xml[:1024]:
            counted.add(sheet, xml)
    add_struck(counted.examined, styles.struck, shared or b"")
    long = not filled and b"<!" in (shared or b"")
    long = long or is_any_long(strings) or any(s.long for s in counted.sheets.values())
    reading = ReaderParts(book, styles, shared, counted.parts)
    twice = duplicate([s.name for s in book.sheets])
    return Census(counted.sheets, *properties_of(parts), long, frozenset(left_out), twice, reading)


class _SheetCounter:
    """The sheets of an .xlsx while they are counted."""

    def __init__(self, styles: Styles, shared: bytes, empty: frozenset[str], slowly: bool) -> None:
        self.styles, self.shared, self.empty, self.slowly = styles, shared, empty, slowly
        self.sheets: dict[str, SheetCensus] = {}
        self.examined: dict[str, tuple[bytes, SheetCensus]] = {}
        self.parts: dict[str, bytes] = {}

    def add(self, sheet: BookSheet, xml: bytes) -> None:
        odd, days = self.styles.odd, self.styles.days
        counted = None if self.styles.default or self.slowly else count_cells(xml, odd, self.empty, days)
        if counted is None:
            xml = plain_sheet(xml, self.shared.count(b"<si"), self.styles.default)
            counted = count_rewritten(xml, odd, self.empty, days)
        counted.merged = _merged_areas(xml)
        _record_hidden(xml, counted)
        self.sheets[sheet.name] = counted
        self.examined[sheet.name] = xml, counted
        self.parts[sheet.part] = without_invalid_dates(xml, days) if counted.no_days else xml


#: The escape of a character above 255, which the reader does not know: `_x1EA5_`.
_WRITTEN_OUT = re.compile(rb"_x(?!00)[0-9A-Fa-f]{4}_")


def _shared_texts(xml: bytes | None) -> bytes | None:
    """The part with the shared texts; rewritten unless it is as the usual programs write it."""
    if xml is None:
        return None
    head = xml[:200].lower()
    plain = xml.startswith((b"<?xml", b"<sst")) and (b"encoding" not in head or b"utf-8" in head)
    split = b"<!" in xml or xml.find(b"<?", 1) >= 0 or b":si" in xml
    if plain and b"utf-16" not in head and not split and not _WRITTEN_OUT.search(xml):
        return xml
    return plain_strings(xml)


def duplicate(names: Sequence[str]) -> str:
    """The first name that occurs a second time; "" where all names differ."""
    return next((name for n, name in enumerate(names) if name in names[:n]), "")


#: A first cell whose content is a shared text.
_FIRST_CELL = re.compile(rb'<c r="A1"(?: s="\d+")? t="s"><v>(\d+)</v>')


def _is_helper_sheet(sheet: BookSheet, parts: Mapping[str, bytes], shared: bytes) -> bool:
    """Whether a sheet's name, state and key are those of a hidden sheet for the form's formulas."""
    if sheet.name not in HELPER_SHEETS or sheet.state not in ("hidden", "veryHidden"):
        return False
    xml = find_part(parts, sheet.part) or b""
    if not xml.rstrip().endswith(b"</worksheet>"):
        return False  # a truncated sheet: what is left of it is examined
    first = _FIRST_CELL.search(xml, 0, xml.find(b"</row>") + 1)
    position = shared.find(f">{HELPER_SHEETS[sheet.name]}</t>".encode())
    return first is not None and position >= 0 and shared.count(b"<si", 0, position) - 1 == int(first[1])


def properties_of(parts: Mapping[str, bytes]) -> tuple[dict[str, str], datetime | None, bool]:
    """The custom properties of an Office package, when it was saved, and whether it has macros."""
    properties: dict[str, str] = {}
    value = ""
    for name, attributes, text in elements(parts.get("docProps/custom.xml", b"")):
        if name == "property":
            properties[attributes.get("name", "")] = value
        elif name != "Properties":
            value = unescaped(text)
    return properties, _saved_at(parts.get("docProps/core.xml", b"")), any(n.endswith("vbaProject.bin") for n in parts)


def _merged_areas(xml: bytes) -> list[Area]:
    """The merged areas, which a sheet's XML lists after the cells."""
    start = max(xml.rfind(b"sheetData>"), 0)
    first, last = xml.find(b"mergeCell", start), xml.rfind(b"mergeCell", start)
    if first < 0:
        return []
    matches = _MERGED.finditer(xml, max(xml.rfind(b"<", start, first), start), xml.find(b">", last) + 1 or len(xml))
    return [(int(m[2]) - 1, column_of(m[1]), int(m[4]) - 1, column_of(m[3])) for m in matches]


def _record_hidden(xml: bytes, sheet: SheetCensus) -> None:
    """Add to the census the rows and columns that are hidden, by hand or by a filter."""
    if _HIDES not in xml:
        return
    for match in _IS_HIDDEN.finditer(xml):  # LibreOffice writes the attribute on every row
        element = _HIDDEN.match(xml, xml.rfind(b"<", 0, match.start()))
        if element and element[1]:
            sheet.hidden_rows.append((int(element[1]) - 1, int(element[1]) - 1))
        elif element:
            sheet.hidden_columns.append((int(element[2]) - 1, int(element[3]) - 1))


def _saved_at(xml: bytes) -> datetime | None:
    for name, _, text in elements(xml):
        if name == "modified":
            try:
                return datetime.fromisoformat(text.strip().replace("Z", "+00:00")).replace(tzinfo=None)
            except ValueError:
                return None
    return None
