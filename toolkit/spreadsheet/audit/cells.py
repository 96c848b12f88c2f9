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
#: The number of bytes in which Python searches fastest for a few letters; less than the longest text of a cell.
_PIECE = 29_000
_STYLE = re.compile(rb'\bs="(\d+)"')
#: The index of a style that begins with 0, which the usual programs do not write.
_LED_BY_ZERO = re.compile(rb' s="0\d')
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]+)</t>")
_EXPONENT = frozenset((b"e", b"E", b"+"))
#: Characters that count as blank, here and where the reader's cells are counted.
BLANKS = " \t\r\n"
_ESCAPED_BLANK = re.compile("_x00(?:09|0[aA]|0[dD]|20)_")
_NO_DAYS: Mapping[str, str] = {}
_Start = Callable[[str, dict[str, str]], None]
_MAYBE_EMPTY = re.compile(rb"<si\b[^>]*>(?!\s*<[tr]\b)|<t(?:\s[^>]*)?(?:/>|>(?:\s|&#|_x00)*</t>)|&#|_x00|<!|:si\b")
#: If none of these second texts is in the XML, no text is blank. The first is a part of the second that is searched
#: much faster where it is rare.
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
    """For each cell that shows its number as a different number, or with words, the code of its format."""
    no_days: dict[Position, str] = field(default_factory=dict)
    """For each cell with a format of dates whose number is no date, the code of its format."""
    days: dict[Position, str] = field(default_factory=dict)
    """For each cell of an .ods that shows a number as a date, the code of its format."""
    last_row: int = 0
    last_column: int = 0
    """`last_row` and `last_column` are those of filled cells; they may stay 0 where they are small."""
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
        """Record the format of a cell that does not show its number unchanged."""
        if shows_percent(code):
            self.percent.add(at)
        else:
            self.shown[at] = code


def count_cells(
    xml: bytes, odd: Mapping[str, str], empty: frozenset[str], days: Mapping[str, str] = _NO_DAYS
) -> SheetCensus | None:
    """The census of a sheet, by the fastest safe method; None where no method is safe, so that it must be rewritten.

    `odd`: the cell formats that do not show numbers unchanged; `days`: the cell formats that show a date or a time;
    both have the formats' codes. `empty`: the numbers of shared texts that are blank.
    """
    shape = examine(xml)
    if shape is None:
        return None
    data = xml[shape.start : shape.end]
    used = {style: code for style, code in odd.items() if f' s="{style}"'.encode() in data}
    if odd and b' s="0' in data and _LED_BY_ZERO.search(data):
        return None
    if not used and not shape.closer and len(empty) == 1:
        sheet: SheetCensus | None = SheetCensus(filled=shape.filled, long=shape.long, inline_texts=False)
    else:
        sheet = _count_each(data, used, empty, long=shape.long)
    if sheet is not None and shape.no_days:
        _record_no_days(data, days, sheet)
    return sheet


def count_rewritten(
    xml: bytes, odd: Mapping[str, str], empty: frozenset[str], days: Mapping[str, str] = _NO_DAYS
) -> SheetCensus:
    """The census of a sheet rewritten by `plain_xml`; the arguments are those of `count_cells`.

    Raises ValueError for a number too large.
    """
    sheet = _count_each(xml, odd, empty, long=True)
    if sheet is None:
        raise ValueError("cells")
    _record_no_days(xml, days, sheet)
    return sheet


def _record_no_days(xml: bytes, days: Mapping[str, str], sheet: SheetCensus) -> None:
    dated = {style: code for style, code in days.items() if f' s="{style}"'.encode() in xml}
    if dated:
        sheet.no_days.update((at, code) for at, code, _ in _cells_without_day(xml, dated))
        sheet.shown.update(sheet.no_days)


_WITH_NUMBER = (
    rb'<c r="(?P<column>[A-Z]+)(?P<row>[0-9]+)"(?P<style> s="(?P<number>%b)")(?: '
    rb't="n")?>(?:<f[^>]*/>|<f[^<]*</f>)?<v>(?P<value>[^<]{7,}|-[^<]*|[^<]*[eE][^<]*)</v>'
)


def _cells_without_day(data: bytes, days: Mapping[str, str]) -> Iterator[tuple[Position, str, re.Match[bytes]]]:
    """Yields the cells with a format of dates or times whose number is no date: position, code of the format, match."""
    pattern = _WITH_NUMBER % "|".join(days).encode()
    for cell in re.finditer(pattern, data):
        if not 0 <= float(cell["value"]) < FIRST_NO_DAY:
            yield (int(cell["row"]) - 1, column_of(cell["column"])), days[cell["number"].decode()], cell


def without_days(xml: bytes, days: Mapping[str, str]) -> bytes:
    """The sheet without date formats on numbers that are no dates, which may crash the reader."""
    for _, _, cell in reversed([*_cells_without_day(xml, days)]):
        start, end = cell.span("style")
        xml = xml[:start] + xml[end:]
    return xml


def pieces_of(xml: bytes, sign: bytes) -> list[bytes]:
    """The text, cut before some occurrences of `sign`: into short pieces if `sign` is frequent enough."""
    pieces, start = [], 0
    while len(xml) - start > _PIECE:
        end = xml.rfind(sign, start + 1, start + _PIECE)
        if end < 0:
            end = xml.find(sign, start + 1)
        if end < 0:
            break
        pieces.append(xml[start:end])
        start = end
    return [*pieces, xml[start:]]


def is_any_long(pieces: Sequence[bytes]) -> bool:
    """Whether one of these pieces of the shared strings may contain a text that is longer than a cell holds."""
    return any(len(piece) > _PIECE for piece in pieces)


def _count_each(xml: bytes, odd: Mapping[str, str], empty: frozenset[str], *, long: bool) -> SheetCensus | None:
    """The census by one pass with a regular expression over cells in known shapes; None where a yes or no is neither,
    or a number is too large."""
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
    """The numbers, as texts, of the blank shared texts; and "", for a cell that names no shared text."""
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


def none_is_blank(xml: bytes) -> bool:
    """Whether a quick count shows that no shared text is blank; False where each must be examined."""
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
