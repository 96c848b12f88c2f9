"""What the XML of one sheet says of its cells: how many hold something, which hold errors, how far they reach.

The usual ways of writing a sheet are told by counting and by one regular expression; whatever else there is goes
through a parser of XML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple
from xml.parsers import expat

from toolkit.cellformats import is_percent

Place = tuple[int, int]
#: A merged area: its first row and column, its last row and column, counted from 0.
Area = tuple[int, int, int, int]
#: Rows or columns one after the other: the first and the last, counted from 0.
Span = tuple[int, int]

#: A cell with content, as Excel, LibreOffice, WPS, Google and openpyxl write it: address first, no prefix.
#: Groups: column, row, attributes, formula, value, whatever else.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"([^>/]*)>\s*(<f\b[^>]*(?:(?<=/)>|(?<!/)>.*?</f>))?\s*'
    rb"(?:<v(?:\s[^>]*)?>([^<]*)</v>)?(.*?)</c>",
    re.DOTALL,
)
#: All letters of addresses are made alike, all digits, and some signs that are looked for.
_ALIKE = bytes.maketrans(b"BCDEFGHIJKLMNOPQRSTUVWXYZ123456789ef!", b"A" * 25 + b"0" * 9 + b"iii")
#: Then these are cells beyond row 9,999 or column ZZ; this, perhaps an error (`t="e"`) or a text in its cell (`t="i…`);
#: and this, a formula (`<f`), a text in its cell (`<is>`), a comment or a section (`<!`).
_FAR = (b'<c r="AAA', b"A00000")
_ERROR_OR_INLINE, _FORMULA_OR_ODD = b't="i', b"<i"
#: The longest text that a cell of Excel holds, in UTF-16 units, of which each takes a byte or more in a file. Some
#: other programs write longer ones.
MAX_TEXT = 32_767
#: Bytes in which Python looks for a few letters in its quickest way; less than the longest text has.
_PIECE = 29_000
#: The namespace of a sheet's elements: a second declaration may give cells a prefix.
_MAIN = b"spreadsheetml/2006/main"
#: How what a cell is made of begins, and how it does where a regular expression can tell it.
_WHOLE = ((b"<c", b'<c r="'), (b"</c", b"</c>"), (b"</v", b"</v>"))
_BLANK_RESULT, _TEXT_RESULT, _NO_FORMULA = b"</f><v></v>", b' t="str"><f', b' t="str"><-'
_STYLE = re.compile(rb'\bs="(\d+)"')
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]+)</t>")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
#: What counts as blank here and where the reader's cells are counted.
BLANKS = " \t\r\n"
_ESCAPED_BLANK = re.compile("_x00(?:09|0[aA]|0[dD]|20)_")
_SHEET_ROOTS = frozenset({"worksheet", "dialogsheet", "macrosheet"})
_Start = Callable[[str, dict[str, str]], None]
_MAYBE_EMPTY = re.compile(
    rb"<si\b[^>]*>(?!\s*<[tr]\b)|<t(?:\s[^>]*)?(?:/>|>(?:\s|&#|_x00)*</t>)|&#|_x00|<!|:si\b"
)
#: Without any of these, no text that begins after `<t>` is blank. Before each: a byte that is found much sooner where
#: it is seldom there.
_MAYBE_BLANK = (
    (b"\n", b"\n</t>"), (b"\r", b"\r</t>"), (b"\t", b"\t</t>"), (b"#", b"&#"), (b"_", b"_x00"), (b"!", b"<!"),
    (b":", b":si"), (b">", b"></t>"), (b" ", b" </t>"),
)  # fmt: skip


class CellNote(NamedTuple):
    """What lies on a cell, and who wrote it ("" where that is not told)."""

    place: Place
    author: str
    text: str
    kind: str = "note"
    """`note`, `box` for a text box or another shape with a text, `picture`."""


@dataclass(slots=True)
class Sheet:
    """What one sheet's XML says. Places count from 0."""

    filled: int = 0
    """Cells that hold a value, text or error; formulas whose stored result is an empty text are not."""
    errors: dict[Place, str] = field(default_factory=dict)
    unsaved: set[Place] = field(default_factory=set)
    percent: set[Place] = field(default_factory=set)
    shown: dict[Place, str] = field(default_factory=dict)
    """Numbers whose format shows another one, or words with it: the format."""
    last_row: int = 0
    last_column: int = 0
    """The corner of the box of filled cells; where that is near, it may be left at 0."""
    merged: list[Area] = field(default_factory=list)
    torn: dict[Place, str] = field(default_factory=dict)
    """Texts of which the reader gives less than the file holds: what stands there."""
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    long: bool = True
    """Whether a text that stands in the sheet itself may be longer than a cell holds."""
    own_texts: bool = True
    """Whether texts may stand in the sheet itself, not among the shared strings."""

    struck: frozenset[Place] = frozenset()
    """Filled cells of which a part, or the whole, is struck through."""
    notes: list[CellNote] = field(default_factory=list)
    """Notes, text boxes and pictures, where they are found with the cells."""

    def note_format(self, at: Place, code: str) -> None:
        """The number of this cell is not shown as it is."""
        if is_percent(code):
            self.percent.add(at)
        else:
            self.shown[at] = code


def count_cells(xml: bytes, odd: Mapping[str, str], empty: frozenset[str]) -> Sheet:
    """The cells of a sheet, in the quickest way that is sure for it.

    `odd`: the cell styles whose format does not show the number as it is; `empty`: the shared strings that are blank.
    """
    plain = xml.startswith((b"<?xml", b"<worksheet")) and xml[-100:].rstrip().endswith(b"</worksheet>")
    head = xml[:200].lower()
    if plain and b"utf-16" not in head and (b"encoding" not in head or b"utf-8" in head):
        # Between these, no other elements' names begin with a c or a v.
        start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
        data = xml[start:end] if 0 <= start < end else b""
        around = xml[:start] + xml[end:]
        if data and b"<!" not in around and around.count(_MAIN) == 1:
            used = {style: code for style, code in odd.items() if f' s="{style}"'.encode() in data}
            usual = _count_usual(pieces_of(data, b"<c ")) if not used and len(empty) == 1 else None
            if usual is not None:
                return usual
            whole = all(data.count(begun) == data.count(all_of_it) for begun, all_of_it in _WHOLE)
            if whole and b"<!" not in data and _MAIN not in data:
                return _count_plain(data, used, empty)
    return count_any(xml, odd, empty)


def pieces_of(xml: bytes, sign: bytes) -> list[bytes]:
    """The text in pieces, all but the first of which begin with the sign: short ones, where it stands often enough."""
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
    """Whether so much stands between two of the signs that it may be a text longer than a cell holds."""
    return any(len(piece) > _PIECE for piece in pieces)


def _count_usual(pieces: Sequence[bytes]) -> Sheet | None:
    """A sheet in which nothing is out of the ordinary, told by counting; None where a closer look is needed."""
    filled = 0
    for piece in pieces:
        alike = piece.translate(_ALIKE)
        values = alike.count(b"</v>")
        if values != alike.count(b"<v") or alike.count(b"<c") != alike.count(b'<c r="'):
            return None
        if _ERROR_OR_INLINE in alike and (b't="e"' in piece or b't="i' in piece):
            return None
        formulas = alike.count(_FORMULA_OR_ODD)
        if formulas and (formulas != piece.count(b"<f") or _has_odd_formulas(piece, formulas)):
            return None
        if _MAIN in piece:
            return None
        if any(far in alike for far in _FAR):
            return None  # the box of filled cells is wanted; these may be blank ones
        filled += values - alike.count(b"></v>")
    return Sheet(filled=filled, long=is_any_long(pieces), own_texts=False)


def _has_odd_formulas(xml: bytes, formulas: int) -> bool:
    """Whether one of so many formulas has no stored value right after it, or a blank one that is not marked as text."""
    if formulas != xml.count(b"<f>") and formulas != xml.count(b"<f>") + xml.count(b"<f "):
        return True
    if formulas != xml.count(b"</f><v>") + xml.count(b"/><v>"):
        return True
    texts = xml.count(_TEXT_RESULT)
    blanks = xml.count(_BLANK_RESULT) if formulas != texts else 0
    if blanks <= formulas - texts or len(xml) > _PIECE:
        places: Iterable[int] = _places(xml, _BLANK_RESULT) if blanks else ()
    else:  # most blanks are texts: the other formulas are fewer
        xml = xml.replace(_TEXT_RESULT, _NO_FORMULA)
        places = (xml.find(b"</f>", place) for place in _places(xml, b"<f"))
    return any(xml.startswith(_BLANK_RESULT, place) and not _is_text(xml, place) for place in places)


def _places(xml: bytes, sign: bytes) -> Iterator[int]:
    place = xml.find(sign)
    while place >= 0:
        yield place
        place = xml.find(sign, place + 1)


def _is_text(xml: bytes, place: int) -> bool:
    """Whether the cell whose formula ends here is marked as one with a text for a result."""
    if xml.endswith(_TEXT_RESULT, 0, xml.rfind(b"<f", 0, place) + 2):
        return True
    cell = xml[xml.rfind(b"<c ", 0, place) : place]
    return b't="str"' in cell[: cell.find(b">")]


def _count_plain(xml: bytes, odd: Mapping[str, str], empty: frozenset[str]) -> Sheet:
    """The usual case: one pass with a regular expression over UTF-8 without comments or sections."""
    sheet = Sheet()
    styled = {style.encode(): code for style, code in odd.items()}
    none = {number.encode() for number in empty}
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    filled = 0
    for column, row, attributes, formula, value, rest in _CELL.findall(xml):
        if b't="s"' in attributes:
            holds = value.strip() not in none
        elif b't="inlineStr"' in attributes or (not value and b"<is" in rest):
            value = b"".join(_TEXT.findall(rest))
            holds = not _is_blank(value)
        else:
            holds = not _is_blank(value)
        if value or holds:
            columns.add(column)
            rows.add(row)
        if holds:
            filled += 1
            if b't="e"' in attributes:
                sheet.errors[int(row) - 1, column_of(column)] = value.strip().decode("utf-8", "replace")
            elif styled and (b"t=" not in attributes or b't="n"' in attributes):
                style = _STYLE.search(attributes)
                if style and style[1] in styled:
                    sheet.note_format((int(row) - 1, column_of(column)), styled[style[1]])
        elif formula and b't="str"' not in attributes:
            sheet.unsaved.add((int(row) - 1, column_of(column)))
    sheet.filled = filled
    sheet.last_row = max(map(int, rows), default=1) - 1
    sheet.last_column = max(map(column_of, columns), default=0)
    return sheet


def _is_blank(content: bytes) -> bool:
    content = content.strip()
    return not content or ((b"&#" in content or b"_x00" in content) and is_blank(unescape(content.decode("utf-8", "replace"))))  # fmt: skip


_COLUMNS: dict[bytes, int] = {}


def column_of(name: bytes) -> int:
    if name not in _COLUMNS:
        _COLUMNS[name] = column_number(name.decode())
    return _COLUMNS[name]


def column_number(name: str) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_of(address: str) -> Place | None:
    """`$E$7` → (6, 4); None where it is no address."""
    match = _ADDRESS.fullmatch(address.replace("$", ""))
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def count_any(xml: bytes, odd: Mapping[str, str], empty: frozenset[str]) -> Sheet:
    """Any well-formed XML: prefixes, comments, other encodings, cells without addresses."""
    sheet = Sheet()
    place: Place | None = None
    kind, style = "n", ""
    formula = reading = phonetic = False
    row = column = -1
    pieces: list[str] = []
    root = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal place, kind, style, formula, row, column, reading, phonetic, root
        name = name.rpartition(":")[2]
        root = root or name
        if name == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else row + 1
            column = -1
        elif name == "c":
            named = place_of(attributes.get("r", ""))
            row, column = named or (row, column + 1)
            place, kind, style = (row, column), attributes.get("t", "n"), attributes.get("s", "")
            formula = reading = phonetic = False
            pieces.clear()
        elif name == "f":
            formula = True
        elif name == "rPh":
            phonetic = True
        elif name in ("v", "t"):
            reading = not phonetic and not (name == "v" and kind == "inlineStr")

    def text(content: str) -> None:
        if reading:
            pieces.append(content)

    def end(name: str) -> None:
        nonlocal place, reading, phonetic
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            reading = False
        elif name == "rPh":
            phonetic = False
        elif name == "c" and place is not None:
            value = "".join(pieces)
            holds = value.strip() not in empty if kind == "s" else not is_blank(value)
            if value:
                sheet.last_row, sheet.last_column = (
                    max(sheet.last_row, place[0]),
                    max(sheet.last_column, place[1]),
                )
            if holds and kind == "e":
                sheet.errors[place] = value.strip()
            elif holds and kind == "n" and style in odd:
                sheet.note_format(place, odd[style])
            elif formula and not holds and kind != "str":
                sheet.unsaved.add(place)
            sheet.filled += holds
            place = None

    parse(xml, start, text, end)
    if root not in _SHEET_ROOTS:
        raise ValueError(root)
    return sheet


def empty_strings(xml: bytes) -> frozenset[str]:
    """The numbers of the shared strings that are empty or blank, and "" for a cell that names none."""
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
                if is_blank("".join(pieces)):
                    numbers.add(str(number))

    parse(xml, start, text, end)
    return frozenset(numbers)


def are_filled(xml: bytes) -> bool:
    """Whether all these shared strings hold text, told by counting; False where a closer look is needed."""
    strings = xml.count(b"<si")
    if strings != xml.count(b"<si><t>") and (
        b"<t/" in xml or strings != xml.count(b"<si><t") + xml.count(b"<si><r>")
    ):
        return False
    return not any(byte in xml and sign in xml for byte, sign in _MAYBE_BLANK)


def is_blank(text: str) -> bool:
    """Whether the reader's text for this would be blank; `_x000D_` and the like stand for a character."""
    return not _ESCAPED_BLANK.sub("", text).strip(BLANKS) if "_x00" in text else not text.strip(BLANKS)


def parse(xml: bytes, start: _Start, text: Callable[[str], None], end: Callable[[str], None]) -> None:
    """Call back for each element's start and end and for text, prefixes left as they are."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
