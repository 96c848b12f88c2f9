"""A census of a workbook's cells, taken from its own XML and not from the reader of values.

The reader (calamine) returns error values as blanks, knows no number formats, and may give a sheet back
empty without a word. The census says what is there: how many cells hold something, which hold errors, which
formulas have no stored value, which numbers are shown as percentages, how far the cells reach.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar
from xml.parsers import expat

from toolkit.cellformats import is_percent, is_plain
from toolkit.census_cells import (
    Area,
    Sheet,
    are_filled,
    column_of,
    count_any,
    count_cells,
    empty_strings,
    is_any_long,
    pieces_of,
)
from toolkit.census_struck import find_struck

_Number = TypeVar("_Number")

#: A merged area.
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"')
#: The attribute `hidden`, as much of it as Python looks for in its quickest way, and how it goes on where it is true.
_HIDES, _IS_HIDDEN = b"hidde", re.compile(rb"""hidden=["'][1t]""")
_HIDDEN = re.compile(
    rb"""<(?:\w+:)?(?:row\b[^>]*?\sr=["'](\d+)|col\b(?=[^>]*?\smin=["'](\d+))[^>]*?\smax=["'](\d+))"""
)


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
    left_out: frozenset[str] = frozenset()
    """The parts of sheets that nobody reads."""


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
    strings = pieces_of(shared, b"<si")
    filled = all(map(are_filled, strings))
    empty = frozenset({""}) if filled else empty_strings(shared)
    sheets: dict[str, Sheet] = {}
    looked: dict[str, tuple[bytes, Sheet]] = {}
    read, left_out = set[str](), set[str]()
    for name, attributes, _ in elements(book):
        title = attributes.get("name", "")
        target = targets.get(attributes.get("id", ""), "")
        machinery = title in MACHINERY and attributes.get("state") in ("hidden", "veryHidden")
        if name != "sheet":
            continue
        if machinery or (wanted is not None and title not in wanted):
            left_out.add(target)
            continue
        read.add(target)
        xml = parts.get(target)
        if xml is not None and b"<chartsheet" not in xml[:1024]:
            sheets[title] = count_any(xml, odd, empty) if slowly else count_cells(xml, odd, empty)
            sheets[title].merged = _merged(xml)
            _find_hidden(xml, sheets[title])
            looked[title] = xml, sheets[title]
    find_struck(looked, parts.get("xl/styles.xml", b""), shared)
    # Strings elsewhere than usual would not be seen here; then no sheet is spared a closer look.
    usual = bool(shared) or not any("sharedstrings" in name.lower() for name in parts)
    long = (
        not usual
        or (not filled and b"<!" in shared)
        or is_any_long(strings)
        or any(s.long for s in sheets.values())
    )
    strict = b"purl.oclc.org/ooxml" in book[:2048]
    return Census(sheets, *about(parts), strict, long, frozenset(left_out - read))


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
    return [(int(m[2]) - 1, column_of(m[1]), int(m[4]) - 1, column_of(m[3])) for m in found]


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


#: Formats that every workbook has, and which show a percentage, or a date without its day.
BUILT_IN = {"9": "0%", "10": "0.00%", "17": "mmm-yy"}
_BUILT_IN = tuple(f'numFmtId="{number}"'.encode() for number in BUILT_IN)
#: Without any of these, no format shows anything but its number: `%`, texts, another quote than usual, commas that divide,
#: signs of money, and a year without a day.
_ODD_FORMAT = re.compile(
    rb"""%|&quot;|&#|\\|[$\x80-\xff]|='|[0#?],+(?![0#?,])|formatCode="[^"dD]*[yY][^"dD]*\""""
)


def _odd_styles(xml: bytes) -> Mapping[str, str]:
    """The cell styles, by their numbers, whose format does not show the number as it is: its code."""
    own = xml[xml.find(b"numFmts") : xml.rfind(b"numFmts")]
    if not _may_be_odd(own) and not any(number in xml for number in _BUILT_IN):
        return {}
    return _odd_styles_kept(xml) if len(xml) <= _STYLES else _odd_styles_of(xml)


@lru_cache(maxsize=_KEPT)
def _may_be_odd(formats: bytes) -> bool:
    return _ODD_FORMAT.search(formats) is not None


def _odd_styles_of(xml: bytes) -> Mapping[str, str]:
    codes = dict(BUILT_IN)
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
