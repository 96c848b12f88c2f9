"""A census of a workbook's cells, taken from its own XML and not from the reader of values.

The reader (calamine) returns error values as blanks, knows no number formats, and may give a sheet back
empty without a word. The census says what is there: how many cells hold something, which hold errors, which
formulas have no stored value, which numbers are shown as percentages, how far the cells reach.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import unescape
from typing import NamedTuple, TypeVar
from xml.parsers import expat

from toolkit.cellformats import is_percent, is_plain

Place = tuple[int, int]
_Number = TypeVar("_Number")

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


#: A merged area: its first row and column, its last row and column, counted from 0.
Area = tuple[int, int, int, int]
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')


#: Rows or columns one after the other: the first and the last, counted from 0.
Span = tuple[int, int]
#: The attribute `hidden`, as much of it as Python looks for in its quickest way, and how it goes on where it is true.
_HIDES, _IS_HIDDEN = b"hidde", re.compile(rb"""hidden=["'][1t]""")
_HIDDEN = re.compile(
    rb"""<(?:\w+:)?(?:row\b[^>]*?\sr=["'](\d+)|col\b(?=[^>]*?\smin=["'](\d+))[^>]*?\smax=["'](\d+))"""
)


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

    notes: list[CellNote] = field(default_factory=list)
    """Notes, text boxes and pictures, where they are found with the cells."""

    def note_format(self, at: Place, code: str) -> None:
        """The number of this cell is not shown as it is."""
        if is_percent(code):
            self.percent.add(at)
        else:
            self.shown[at] = code


@dataclass(slots=True)
class Census:
    """The census of one workbook, by sheet name, with what its properties say."""

    sheets: dict[str, Sheet]
    properties: dict[str, str]
    saved: datetime | None
    macros: bool
    strict: bool = False
    """Strict Open XML, which some readers give back empty."""
    long: bool = True
    """Whether some text may be longer than a cell holds: told without reading the cells."""


#: Names of the hidden sheets that a form's own formulas use and nobody types into.
MACHINERY = frozenset({"_checks", "_lists"})


def take(
    parts: Mapping[str, bytes], wanted: Collection[str] | None = None, *, slowly: bool = False
) -> Census | None:
    """The census of an .xlsx or .xlsm from its parts; None for other kinds of workbook.

    `wanted` names the only sheets to look into; the form's own machinery is left out. `slowly`: every sheet
    through a parser of XML, whatever it looks like. Raises `expat.ExpatError` for a part that is not
    well-formed, ValueError for one that makes no sense.
    """
    book = parts.get("xl/workbook.xml")
    if book is None:
        return None
    targets = targets_of(parts, "xl/_rels/workbook.xml.rels")
    odd = _odd_styles(parts.get("xl/styles.xml", b""))
    shared = parts.get("xl/sharedStrings.xml", b"")
    strings = _pieces(shared, b"<si")
    filled = all(map(_are_filled, strings))
    empty = frozenset({""}) if filled else _empty_strings(shared)
    sheets: dict[str, Sheet] = {}
    for name, attributes, _ in elements(book):
        title = attributes.get("name", "")
        machinery = title in MACHINERY and attributes.get("state") in ("hidden", "veryHidden")
        if name != "sheet" or machinery or (wanted is not None and title not in wanted):
            continue
        xml = parts.get(targets.get(attributes.get("id", ""), ""))
        if xml is not None and b"<chartsheet" not in xml[:1024]:
            sheets[title] = _count_any(xml, odd, empty) if slowly else _count(xml, odd, empty)
            sheets[title].merged = _merged(xml)
            _find_hidden(xml, sheets[title])
    # Strings elsewhere than usual would not be seen here; then no sheet is spared a closer look.
    usual = bool(shared) or not any("sharedstrings" in name.lower() for name in parts)
    long = (
        not usual
        or (not filled and b"<!" in shared)
        or _is_any_long(strings)
        or any(s.long for s in sheets.values())
    )
    return Census(sheets, *about(parts), b"purl.oclc.org/ooxml" in book[:2048], long)


def about(parts: Mapping[str, bytes]) -> tuple[dict[str, str], datetime | None, bool]:
    """What an Office package says of itself: its custom properties, when it was saved, whether it has macros."""
    return (
        _custom_properties(parts.get("docProps/custom.xml", b"")),
        _saved(parts.get("docProps/core.xml", b"")),
        any(n.endswith("vbaProject.bin") for n in parts),
    )


def targets_of(parts: Mapping[str, bytes], relations: str) -> dict[str, str]:
    """The parts that a package's workbook refers to, by the names it has for them."""
    found = {}
    for name, attributes, _ in elements(parts.get(relations, b"")):
        target = attributes.get("Target", "")
        if name == "Relationship":
            found[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _merged(xml: bytes) -> list[Area]:
    """The merged areas, which stand after the cells."""
    start = max(xml.rfind(b"sheetData>"), 0)
    first, last = xml.find(b"mergeCell", start), xml.rfind(b"mergeCell", start)
    if first < 0:
        return []
    found = _MERGED.finditer(
        xml, max(xml.rfind(b"<", start, first), start), xml.find(b">", last) + 1 or len(xml)
    )
    return [(int(m[2]) - 1, _column(m[1]), int(m[4]) - 1, _column(m[3])) for m in found]


def _find_hidden(xml: bytes, sheet: Sheet) -> None:
    """The rows and columns that are hidden: by hand or by a filter."""
    if _HIDES not in xml:
        return
    for match in _IS_HIDDEN.finditer(xml):  # LibreOffice says of every row that it is not
        found = _HIDDEN.match(xml, xml.rfind(b"<", 0, match.start()))
        if found and found[1]:
            sheet.hidden_rows.append((int(found[1]) - 1, int(found[1]) - 1))
        elif found:
            sheet.hidden_columns.append((int(found[2]) - 1, int(found[3]) - 1))


def _places(xml: bytes, sign: bytes) -> Iterator[int]:
    place = xml.find(sign)
    while place >= 0:
        yield place
        place = xml.find(sign, place + 1)


# --- Cells ---------------------------------------------------------------------------------------


def _count(xml: bytes, odd: Mapping[str, str], empty: frozenset[str]) -> Sheet:
    plain = xml.startswith((b"<?xml", b"<worksheet")) and xml[-100:].rstrip().endswith(b"</worksheet>")
    head = xml[:200].lower()
    if plain and b"utf-16" not in head and (b"encoding" not in head or b"utf-8" in head):
        # Between these, no other elements' names begin with a c or a v.
        start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
        data = xml[start:end] if 0 <= start < end else b""
        around = xml[:start] + xml[end:]
        if data and b"<!" not in around and around.count(_MAIN) == 1:
            used = {style: code for style, code in odd.items() if f' s="{style}"'.encode() in data}
            usual = _count_usual(_pieces(data, b"<c ")) if not used and len(empty) == 1 else None
            if usual is not None:
                return usual
            whole = all(data.count(begun) == data.count(all_of_it) for begun, all_of_it in _WHOLE)
            if whole and b"<!" not in data and _MAIN not in data:
                return _count_plain(data, used, empty)
    return _count_any(xml, odd, empty)


def _pieces(xml: bytes, sign: bytes) -> list[bytes]:
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


def _is_any_long(pieces: Sequence[bytes]) -> bool:
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
    return Sheet(filled=filled, long=_is_any_long(pieces))


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
                sheet.errors[int(row) - 1, _column(column)] = value.strip().decode("utf-8", "replace")
            elif styled and (b"t=" not in attributes or b't="n"' in attributes):
                style = _STYLE.search(attributes)
                if style and style[1] in styled:
                    sheet.note_format((int(row) - 1, _column(column)), styled[style[1]])
        elif formula and b't="str"' not in attributes:
            sheet.unsaved.add((int(row) - 1, _column(column)))
    sheet.filled = filled
    sheet.last_row = max(map(int, rows), default=1) - 1
    sheet.last_column = max(map(_column, columns), default=0)
    return sheet


def _is_blank(content: bytes) -> bool:
    content = content.strip()
    return not content or ((b"&#" in content or b"_x00" in content) and is_blank(unescape(content.decode("utf-8", "replace"))))  # fmt: skip


_COLUMNS: dict[bytes, int] = {}


def _column(name: bytes) -> int:
    if name not in _COLUMNS:
        _COLUMNS[name] = column_number(name.decode())
    return _COLUMNS[name]


def column_number(name: str) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _count_any(xml: bytes, odd: Mapping[str, str], empty: frozenset[str]) -> Sheet:
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
            match = _ADDRESS.fullmatch(attributes.get("r", "").replace("$", ""))
            if match:
                row, column = int(match[2]) - 1, column_number(match[1])
            else:
                column += 1
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


def _empty_strings(xml: bytes) -> frozenset[str]:
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


def _are_filled(xml: bytes) -> bool:
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


# --- The small parts -----------------------------------------------------------------------------


#: Parts that are no larger are kept taken apart: many workbooks have the same. So many of them.
_SMALL, _KEPT = 8_192, 32
#: The same of a part of styles, of which little is kept.
_STYLES = 65_536


def elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str], str]]:
    """(local name, attributes, text) of each element of a small part, in the order they end."""
    return _elements_kept(xml) if len(xml) <= _SMALL else _elements(xml)


def _elements(xml: bytes) -> list[tuple[str, dict[str, str], str]]:
    found: list[tuple[str, dict[str, str], str]] = []
    stack: list[tuple[str, dict[str, str], list[str]]] = []
    if not xml:
        return found
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append((name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}, []))

    def text(content: str) -> None:
        if stack:
            stack[-1][2].append(content)

    def end(_name: str) -> None:
        name, attributes, pieces = stack.pop()
        found.append((name, attributes, "".join(pieces)))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return found


_elements_kept = lru_cache(maxsize=_KEPT)(_elements)


def _custom_properties(xml: bytes) -> dict[str, str]:
    properties: dict[str, str] = {}
    value = ""
    for name, attributes, text in elements(xml):
        if name == "property":
            properties[attributes.get("name", "")] = value
        elif name != "Properties":
            value = text
    return properties


def _saved(xml: bytes) -> datetime | None:
    for name, _, text in elements(xml):
        if name == "modified":
            try:
                return datetime.fromisoformat(text.strip().replace("Z", "+00:00")).replace(tzinfo=None)
            except ValueError:
                return None
    return None


#: Formats that every workbook has, and which show a percentage.
PERCENTAGES = {"9": "0%", "10": "0.00%"}
#: Without any of these, no format shows more than its number: `%`, texts, another quote than usual, commas that divide.
_ODD_FORMAT = re.compile(rb"""%|&quot;|&#|\\|\[\$|='|[0#?],+(?![0#?,])""")


def _odd_styles(xml: bytes) -> Mapping[str, str]:
    """The cell styles, by their numbers, whose format does not show the number as it is: its code."""
    own = xml[xml.find(b"numFmts") : xml.rfind(b"numFmts")]
    if not _may_be_odd(own) and b'numFmtId="9"' not in xml and b'numFmtId="10"' not in xml:
        return {}
    return _odd_styles_kept(xml) if len(xml) <= _STYLES else _odd_styles_of(xml)


@lru_cache(maxsize=_KEPT)
def _may_be_odd(formats: bytes) -> bool:
    return _ODD_FORMAT.search(formats) is not None


def _odd_styles_of(xml: bytes) -> Mapping[str, str]:
    codes = dict(PERCENTAGES)
    for name, attributes, _ in elements(xml):
        if name == "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
    odd = odd_formats(codes)
    start = xml.find(b"cellXfs")
    block = xml[start : xml.find(b"cellXfs>", start + 1)]
    styles = re.finditer(rb'<(?:\w+:)?xf\b[^>]*?numFmtId="(\d+)"', block)
    return {str(n): odd[number] for n, match in enumerate(styles) if (number := match[1].decode()) in odd}


def odd_formats(codes: Mapping[_Number, str]) -> dict[_Number, str]:
    """Those formats that do not show the number as it is."""
    return {number: code for number, code in codes.items() if is_percent(code) or not is_plain(code)}


_odd_styles_kept = lru_cache(maxsize=_KEPT)(_odd_styles_of)
