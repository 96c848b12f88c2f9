"""Counts the cells in the XML of one sheet: filled cells, errors, the extent.

Usual XML is recognised by the shapes of its cells (`shapes`) and by one regular expression;
other XML is first rewritten by an XML parser.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from math import isfinite
from typing import NamedTuple
from xml.parsers import expat

from toolkit.spreadsheet.addresses import Area, Position, Span, column_number
from toolkit.spreadsheet.audit.number_formats import FIRST_NO_DAY, shows_percent
from toolkit.spreadsheet.audit.shapes import examine

#: A cell with content as the usual programs write it: the address is first, and names have no prefix.
#: Groups: column, row, attributes, formula, value, the rest.
_CELL = re.compile(
    rb'<c r="([A-Z]+)([1-9]\d*)"([^>/]*)>\s*(<f\b[^>]*(?:(?<=/)>|(?<!/)>.*?</f>))?\s*'
    rb"(?:<v(?:\s[^>]*)?>([^<]*)</v>)?(.*?)</c>",
    re.DOTALL,
)
#: The length of pieces in which Python finds a few letters fastest, in bytes; a cell's longest text is longer.
_PIECE = 29_000
_STYLE = re.compile(rb'\bs="(\d+)"')
#: A style whose index has a leading zero, which the usual programs do not write.
_LEADING_ZERO = re.compile(rb' s="0\d')
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]+)</t>")
_EXPONENT = frozenset((b"e", b"E", b"+"))
#: Characters that count as blank, here and where the reader's cells are counted.
BLANKS = " \t\r\n"
_ESCAPED_BLANK = re.compile("_x00(?:09|0[aA]|0[dD]|20)_")
_NO_DAYS: Mapping[str, str] = {}
_Start = Callable[[str, dict[str, str]], None]
_MAYBE_EMPTY = re.compile(rb"<si\b[^>]*>(?!\s*<[tr]\b)|<t(?:\s[^>]*)?(?:/>|>(?:\s|&#|_x00)*</t>)|&#|_x00|<!|:si\b")
#: Signs of blank texts: if the XML has none of the second of each pair, no text is blank. The first is a character of
#: the second, and is searched for beforehand, since this is much faster where the character is rare.
_MAYBE_BLANK = (
    (b"\n", b"\n</t>"),
    (b"\r", b"\r</t>"),
    (b"\t", b"\t</t>"),
    (b"#", b"&#"),
    (b"_", b"_x00"),
    (b"!", b"<!"),
    (b":", b":si"),
    (b">", b"></t>"),
    (b" ", b" </t>"),
)


class CellNote(NamedTuple):
    """A note or object on a cell, and its author ("" where unknown)."""

    at: Position
    author: str
    text: str
    kind: str = "note"
    """`note`, `box` for a text box or another shape with a text, `picture`."""


@dataclass(slots=True)
class SheetCensus:
    """The census of one sheet's XML. Positions count from 0."""

    filled: int = 0
    """The number of cells with a value, text or error; formulas with an empty text as result are not counted."""
    errors: dict[Position, str] = field(default_factory=dict)
    unsaved: set[Position] = field(default_factory=set)
    percent: set[Position] = field(default_factory=set)
    shown: dict[Position, str] = field(default_factory=dict)
    """For each cell whose format shows a different number, or words, the code of the format."""
    no_days: dict[Position, str] = field(default_factory=dict)
    """For each cell with a date format whose number is no date, the code of the format."""
    days: dict[Position, str] = field(default_factory=dict)
    """For each cell of an .ods whose format shows its number as a date, the code of the format."""
    last_row: int = 0
    last_column: int = 0
    """The last row and column with a filled cell; 0 in a sheet counted by its shapes, none of which is far from A1."""
    merged: list[Area] = field(default_factory=list)
    torn: dict[Position, str | timedelta] = field(default_factory=dict)
    """For each cell of which the reader returns less than the file holds, its whole content."""
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    long: bool = field(default=True, compare=False)
    """Whether an inline text may be longer than a cell holds."""
    inline_texts: bool = field(default=True, compare=False)
    """Whether there may be inline texts, which are not among the shared texts."""

    struck: frozenset[Position] = frozenset()
    """The filled cells of which a part, or the whole, is struck through."""
    notes: list[CellNote] = field(default_factory=list)
    """Notes, text boxes and pictures, for file formats that store them with the cells."""

    def record_format(self, at: Position, code: str) -> None:
        """Record that a cell's format alters the number shown."""
        if shows_percent(code):
            self.percent.add(at)
        else:
            self.shown[at] = code


def count_cells(
    xml: bytes, odd: Mapping[str, str], empty: frozenset[str], days: Mapping[str, str] = _NO_DAYS
) -> SheetCensus | None:
    """The census of a sheet, by the fastest safe method; None where the sheet must first be rewritten.

    `odd`: the cell formats that alter the numbers shown; `days`: the cell formats that show a date or a time; both with
    their codes. `empty`: the numbers of shared texts that are blank.
    """
    shape = examine(xml)
    if shape is None:
        return None
    data = xml[shape.start : shape.end]
    used = {style: code for style, code in odd.items() if f' s="{style}"'.encode() in data}
    if odd and b' s="0' in data and _LEADING_ZERO.search(data):
        return None
    if not used and not shape.closer and len(empty) == 1:
        sheet: SheetCensus | None = SheetCensus(filled=shape.filled, long=shape.long, inline_texts=False)
    else:
        sheet = _count_by_pattern(data, used, empty, long=shape.long)
    if sheet is not None and shape.no_days:
        _record_invalid_dates(data, days, sheet)
    return sheet


def count_rewritten(
    xml: bytes, odd: Mapping[str, str], empty: frozenset[str], days: Mapping[str, str] = _NO_DAYS
) -> SheetCensus:
    """The census of a sheet rewritten by `plain_xml`; the arguments are those of `count_cells`.

    Raises ValueError for a number too large.
    """
    sheet = _count_by_pattern(xml, odd, empty, long=True)
    if sheet is None:
        raise ValueError("cells")
    _record_invalid_dates(xml, days, sheet)
    return sheet


def _record_invalid_dates(xml: bytes, days: Mapping[str, str], sheet: SheetCensus) -> None:
    dated = {style: code for style, code in days.items() if f' s="{style}"'.encode() in xml}
    if dated:
        sheet.no_days.update((at, code) for at, code, _ in _invalid_date_cells(xml, dated))
        sheet.shown.update(sheet.no_days)


_WITH_NUMBER = (
    rb'<c r="(?P<column>[A-Z]+)(?P<row>[0-9]+)"(?P<style> s="(?P<number>%b)")(?: '
    rb't="n")?>(?:<f[^>]*/>|<f[^<]*</f>)?<v>(?P<value>[^<]{7,}|-[^<]*|[^<]*[eE][^<]*)</v>'
)


def _invalid_date_cells(data: bytes, days: Mapping[str, str]) -> Iterator[tuple[Position, str, re.Match[bytes]]]:
    """Yields (position, code of the format, match) of each cell with a date format whose number is no date."""
    pattern = _WITH_NUMBER % "|".join(days).encode()
    for cell in re.finditer(pattern, data):
        if not 0 <= float(cell["value"]) < FIRST_NO_DAY:
            yield (int(cell["row"]) - 1, column_of(cell["column"])), days[cell["number"].decode()], cell


def without_invalid_dates(xml: bytes, days: Mapping[str, str]) -> bytes:
    """The sheet's XML without date formats on numbers that are no dates, since these may crash the reader."""
    for _, _, cell in reversed([*_invalid_date_cells(xml, days)]):
        start, end = cell.span("style")
        xml = xml[:start] + xml[end:]
    return xml


def pieces_of(xml: bytes, mark: bytes) -> list[bytes]:
    """The XML, cut before some occurrences of `mark` into pieces, which are short where `mark` is frequent."""
    pieces, start = [], 0
    while len(xml) - start > _PIECE:
        end = xml.rfind(mark, start + 1, start + _PIECE)
        if end < 0:
            end = xml.find(mark, start + 1)
        if end < 0:
            break
        pieces.append(xml[start:end])
        start = end
    return [*pieces, xml[start:]]


def is_any_long(pieces: Sequence[bytes]) -> bool:
    """Whether one of these pieces of the shared strings may contain a text that is longer than a cell holds."""
    return any(len(piece) > _PIECE for piece in pieces)


def _count_by_pattern(xml: bytes, odd: Mapping[str, str], empty: frozenset[str], *, long: bool) -> SheetCensus | None:
    """The census by a regular expression for each cell; None where a boolean is invalid, or a number too large."""
    sheet = SheetCensus(long=long)
    styled = {style.encode(): code for style, code in odd.items()}
    none = {number.encode() for number in empty}
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    filled = 0
    for column, row, attributes, formula, value, rest in _CELL.findall(xml):
        if b't="s"' in attributes:
            holds = (value.lstrip(b"0") or value[:1]) not in none
        elif b't="inlineStr"' in attributes or (not value and b"<is" in rest):
            value = b"".join(_TEXT.findall(rest))
            holds = not _is_blank(value)
        else:
            holds = not _is_blank(value)
        if holds or (value and b't="s"' in attributes):
            columns.add(column)
            rows.add(row)
        if holds:
            filled += 1
            if b't="e"' in attributes:
                sheet.errors[int(row) - 1, column_of(column)] = unescape(value.strip().decode("utf-8", "replace"))
            elif styled and (b"t=" not in attributes or b't="n"' in attributes):
                style = _STYLE.search(attributes)
                if style and style[1] in styled:
                    sheet.record_format((int(row) - 1, column_of(column)), styled[style[1]])
            elif b't="b"' in attributes and value not in (b"0", b"1"):
                return None
            if value[-4:-3] in _EXPONENT and _is_too_large(attributes, value):
                return None
        elif formula and b't="str"' not in attributes:
            sheet.unsaved.add((int(row) - 1, column_of(column)))
    sheet.filled = filled
    sheet.last_row = max(map(int, rows), default=1) - 1
    sheet.last_column = max(map(column_of, columns), default=0)
    return sheet


def _is_too_large(attributes: bytes, value: bytes) -> bool:
    """Whether a cell has a number that no program can store: `1E999`."""
    return (b"t=" not in attributes or b't="n"' in attributes) and not isfinite(float(value))


def _is_blank(content: bytes) -> bool:
    content = content.strip()
    return not content or (
        (b"&#" in content or b"_x00" in content) and reads_as_blank(unescape(content.decode("utf-8", "replace")))
    )


_COLUMNS: dict[bytes, int] = {}


def column_of(name: bytes) -> int:
    """The number of a column from its letters as bytes: 0 for `A`. Remembered, since there are few columns."""
    if name not in _COLUMNS:
        _COLUMNS[name] = column_number(name.decode())
    return _COLUMNS[name]


def empty_strings(xml: bytes) -> frozenset[str]:
    """The numbers of the blank shared texts, as texts; and "", the number in a cell that refers to no shared text."""
    numbers = {""}
    if not _MAYBE_EMPTY.search(xml):
        return frozenset(numbers)
    pieces: list[str] = []
    number = -1
    reading = phonetic = False

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal number, reading, phonetic
        match name.rpartition(":")[2]:
            case "si":
                number += 1
                pieces.clear()
            case "rPh":
                phonetic = True
            case "t":
                reading = not phonetic

    def text(content: str) -> None:
        if reading:
            pieces.append(content)

    def end(name: str) -> None:
        nonlocal reading, phonetic
        match name.rpartition(":")[2]:
            case "t":
                reading = False
            case "rPh":
                phonetic = False
            case "si":
                if reads_as_blank("".join(pieces)):
                    numbers.add(str(number))

    parse_xml(xml, start, text, end)
    return frozenset(numbers)


def has_no_blank(xml: bytes) -> bool:
    """Whether a quick search shows that no shared text is blank; if False, each text must be examined."""
    strings = xml.count(b"<si")
    if strings != xml.count(b"<si><t>") and (b"<t/" in xml or strings != xml.count(b"<si><t") + xml.count(b"<si><r>")):
        return False
    return not any(byte in xml and sign in xml for byte, sign in _MAYBE_BLANK)


def reads_as_blank(text: str) -> bool:
    """Whether a text is blank for the reader, which takes an escape such as `_x000D_` for one character."""
    return not _ESCAPED_BLANK.sub("", text).strip(BLANKS) if "_x00" in text else not text.strip(BLANKS)


def parse_xml(xml: bytes, start: _Start, text: Callable[[str], None], end: Callable[[str], None]) -> None:
    """Parse XML with these functions, called for starts of elements, texts and ends; names have their prefixes."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
