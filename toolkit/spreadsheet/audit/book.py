"""Reads the small parts of an .xlsx: its list of sheets, their parts, and its number formats.

These parts are always read by an XML parser, and passed to the reader of values in one plain form, under the names
that this reader expects.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from urllib.parse import unquote
from xml.parsers import expat

from toolkit.spreadsheet.audit.cells import parse_xml
from toolkit.spreadsheet.audit.number_formats import shows_as_stored, shows_percent
from toolkit.spreadsheet.audit.plain_xml import local, whole_number, xml_escaped

_Number = TypeVar("_Number")

#: The results of parsing parts up to this size are cached, since many workbooks have equal parts.
_SMALL = 8_192
_CACHED = 32  # the most parts whose results are cached
#: The size up to which results of parsing styles are cached: the results are smaller than the parts.
_STYLES = 65_536
#: Built-in formats that show a percentage, or a date without its day.
BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy"}
#: Built-in formats that show a date or a time, with simplified codes.
_BUILT_IN_DAYS = {**dict.fromkeys((*range(14, 23), 45, 47), "d/m/yyyy"), 46: "[h]:mm:ss"}
_MAY_BE_DAY = re.compile(r"(?i:[dmyhs])")  # every format of dates or times has one of these letters
#: Built-in formats that show a plain number.
_USUAL = frozenset({0, 1, 2, 3, 4, 49})
_USUAL_CODE = re.compile(r"(?i:general)|[#0?,.;() @-]*")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#: The package's relations, as passed to the reader.
ROOT = (
    f'{_HEAD}<Relationships><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
).encode()
#: The part that names the workbook's own part; and the usual name of the workbook's own part.
_ROOT_RELATIONS, _USUAL_BOOK = "_rels/.rels", "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet as the workbook's own part lists it. `state`: `visible`, `hidden`, `veryHidden`; `part`: a name."""

    name: str
    state: str
    part: str
    kind: str
    """The last word of the relation's type: `worksheet`, `chartsheet` …"""


@dataclass(frozen=True, slots=True)
class Styles:
    """A workbook's cell formats, each identified by its index as a text."""

    odd: Mapping[str, str]
    """For each format that alters the numbers shown, its code."""
    days: Mapping[str, str]
    """For each format that may show a number as a date or a time, its code."""
    struck: frozenset[str]
    """The formats whose font is struck through."""
    default: bool
    """Whether the first format, which cells without a format have, may alter the numbers shown."""
    plain: bytes
    """The part with the styles, as passed to the reader."""
    usual: bool
    """Whether the part writes indexes of formats as the usual programs do."""


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """The workbook's own part, which lists the sheets, with its relations."""

    sheets: tuple[BookSheet, ...]
    strings: str
    """The name of the part with the shared texts; "" where the workbook has no such part."""
    styles: str
    plain: bytes
    relations: bytes
    """`plain` and `relations` are written for the reader, with `xl/worksheets/sheet1.xml` for the first sheet."""
    strict: bool


def open_book(parts: Mapping[str, bytes]) -> WorkbookPart | None:
    """The workbook part of an .xlsx; None for other kinds of workbook. Raises `expat.ExpatError`, ValueError."""
    name = _book_part_name(parts)
    book = find_part(parts, name)
    if book is None or not name.endswith(".xml"):
        return None
    folder, file_name = posixpath.split(name)
    relations = find_part(parts, f"{folder}/_rels/{file_name}.rels".lstrip("/")) or b""
    return (_cached_book if len(book) + len(relations) <= 2 * _SMALL else _read_book)(book, relations, folder)


def _book_part_name(parts: Mapping[str, bytes]) -> str:
    """The name of the workbook's own part."""
    for name, attributes, _ in elements(parts.get(_ROOT_RELATIONS, b"")):
        if name == "Relationship" and attributes.get("Type", "").rpartition("/")[2] == "officeDocument":
            return part_name("", attributes.get("Target", ""))
    return _USUAL_BOOK


def find_part(parts: Mapping[str, bytes], name: str) -> bytes | None:
    """A part by its name: case does not count, and characters may be written as `%20` ([ECMA-376] part 2, 6.2)."""
    if name in parts or not name:
        return parts.get(name)
    folded = unquote(name).lower()
    return next((part for other, part in parts.items() if unquote(other).lower() == folded), None)


def named_part(parts: Mapping[str, bytes], name: str) -> bytes | None:
    """A part that the workbook refers to; None for a blank name. Raises KeyError where the part is missing."""
    part = find_part(parts, name)
    if name and part is None:
        raise KeyError(name)
    return part


def part_name(folder: str, target: str) -> str:
    """The name of the part to which a relation's `target` leads, from a part in this folder."""
    target = target.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") if target else ""


def targets_of(relations: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """For each relation's id, the last word of its type, and the name of the part to which it leads."""
    return {
        attributes.get("Id", ""): (
            attributes.get("Type", "").rpartition("/")[2],
            part_name(folder, attributes.get("Target", "")),
        )
        for name, attributes, _ in elements(relations)
        if name == "Relationship" and attributes.get("TargetMode", "") != "External"
    }


def _read_book(xml: bytes, relations: bytes, folder: str) -> WorkbookPart:
    targets = targets_of(relations, folder)
    by_kind = dict(reversed(targets.values()))
    sheets: list[BookSheet] = []
    since_1904 = False
    for name, attributes, _ in elements(xml):
        if name == "sheet":
            kind, part = targets.get(attributes.get("id", ""), ("", ""))
            sheets.append(BookSheet(attributes.get("name", ""), attributes.get("state", "visible"), part, kind))
        elif name == "workbookPr":
            # Newer programs also write an element of this name in an extension.
            since_1904 |= attributes.get("date1904", "").strip() in ("1", "true")
    strict = b"purl.oclc.org/ooxml" in xml[:2048]
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    return WorkbookPart(tuple(sheets), strings, styles, *_plain_book(sheets, since_1904), strict)


_cached_book = lru_cache(maxsize=_CACHED)(_read_book)


def _plain_book(sheets: Sequence[BookSheet], since_1904: bool) -> tuple[bytes, bytes]:
    listed, related = [], []
    for number, sheet in enumerate(sheets, start=1):
        state = sheet.state if sheet.state in ("hidden", "veryHidden") else "visible"
        listed.append(f'<sheet name="{xml_escaped(sheet.name)}" state="{state}" id="r{number}"/>')
        kind = f"{_OFFICE}/{xml_escaped(sheet.kind)}"
        target = f'Target="worksheets/sheet{number}.xml"' if sheet.part else ""
        related.append(f'<Relationship Id="r{number}" Type="{kind}" {target}/>')
    days = '<workbookPr date1904="1"/>' if since_1904 else ""
    book = f"{_HEAD}<workbook>{days}<sheets>{''.join(listed)}</sheets></workbook>"
    return book.encode(), f"{_HEAD}<Relationships>{''.join(related)}</Relationships>".encode()


# --- Elements of small parts -------------------------------------------------------------------------


def elements(xml: bytes) -> Sequence[tuple[str, Mapping[str, str], str]]:
    """(local name, attributes, text) of each element of a small part, in the order in which the elements end."""
    return _cached_elements(xml) if len(xml) <= _SMALL else _read_elements(xml)


def _read_elements(xml: bytes) -> list[tuple[str, dict[str, str], str]]:
    ended: list[tuple[str, dict[str, str], str]] = []
    stack: list[tuple[str, dict[str, str], list[str]]] = []
    if not xml:
        return ended

    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append((name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()}, []))

    def text(content: str) -> None:
        if stack:
            stack[-1][2].append(content)

    def end(_name: str) -> None:
        name, attributes, pieces = stack.pop()
        ended.append((name, attributes, "".join(pieces)))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return ended


_cached_elements = lru_cache(maxsize=_CACHED)(_read_elements)


# --- Styles ------------------------------------------------------------------------------------------


def styles_of(xml: bytes) -> Styles:
    """The cell formats in the part of styles. Raises `expat.ExpatError` where it is not well-formed."""
    return (_cached_styles if len(xml) <= _STYLES else _read_styles)(xml)


class _StylePart:
    """Collects what the XML parser reads in the part of styles."""

    def __init__(self) -> None:
        self.within: list[str] = []
        self.codes: dict[int, str] = {}
        self.usual = True
        self.fonts: list[bool] = []
        self.formats: list[tuple[int, int | None]] = []
        """For each cell format, the number of its number format, and that of its font."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        above = self.within[-1] if self.within else ""
        self.within.append(name)
        match above, name:
            case "numFmts", "numFmt":
                self.codes[self._number(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
            case "cellXfs", "xf":
                number = self._number(attributes.get("numFmtId", "0"))
                self.formats.append((number, whole_number(attributes.get("fontId", "0"))))
            case "fonts", "font":
                self.fonts.append(False)
            case "font", "strike" if self.fonts and self.within[-3:-2] == ["fonts"]:
                self.fonts[-1] = is_switched_on(attributes)

    def _number(self, text: str) -> int:
        number = whole_number(text)
        if number is None:
            raise ValueError(text)
        self.usual = self.usual and text == str(number)
        return number

    def end(self, _name: str) -> None:
        self.within.pop()


def is_switched_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as `<strike/>` is switched on; an element without a value is."""
    return attributes.get("val", "1").strip() not in ("0", "false", "off")


def _read_styles(xml: bytes) -> Styles:
    part = _StylePart()
    if xml:
        parse_xml(xml, part.start, lambda _: None, part.end)
    odd = odd_formats({**BUILT_IN, **part.codes})
    days = {number: code for number, code in {**_BUILT_IN_DAYS, **part.codes}.items() if _MAY_BE_DAY.search(code)}
    struck = {n for n, is_struck in enumerate(part.fonts) if is_struck}
    first = part.formats[0][0] if part.formats else 0
    return Styles(
        odd={str(n): odd[number] for n, (number, _) in enumerate(part.formats) if number in odd},
        days={str(n): days[number] for n, (number, _) in enumerate(part.formats) if number in days},
        struck=frozenset(str(n) for n, (_, font) in enumerate(part.formats) if font in struck),
        default=not (_USUAL_CODE.fullmatch(part.codes[first]) if first in part.codes else first in _USUAL),
        plain=_plain_styles(part),
        usual=part.usual,
    )


def _plain_styles(part: _StylePart) -> bytes:
    codes = "".join(f'<numFmt numFmtId="{n}" formatCode="{xml_escaped(code)}"/>' for n, code in part.codes.items())
    formats = "".join(f'<xf numFmtId="{number}"/>' for number, _ in part.formats)
    return f"{_HEAD}<styleSheet><numFmts>{codes}</numFmts><cellXfs>{formats}</cellXfs></styleSheet>".encode()


_cached_styles = lru_cache(maxsize=_CACHED)(_read_styles)


def odd_formats(codes: Mapping[_Number, str]) -> dict[_Number, str]:
    """The formats that alter the numbers shown (as a percentage, divided, without the day), with their codes."""
    return {number: code for number, code in codes.items() if shows_percent(code) or not shows_as_stored(code)}
