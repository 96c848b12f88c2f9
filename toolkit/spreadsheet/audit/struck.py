"""Cells in which something is struck through, as corrections in a mark-up copy are: told from a workbook's XML.

Most workbooks have none; only one that has is gone through a parser.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.spreadsheet.addresses import Place, place_of
from toolkit.spreadsheet.audit.book import is_on
from toolkit.spreadsheet.audit.cells import SheetCensus, parse_xml

_SIGN = b"strike"


def find_struck(sheets: Mapping[str, tuple[bytes, SheetCensus]], own: frozenset[str], shared: bytes) -> None:
    """Note in each sheet the filled cells of which a part, or the whole, is struck through.

    `own`: the numbers of the cell formats whose font is.
    """
    texts = _struck_in(shared, "si") if _SIGN in shared else frozenset()
    for xml, sheet in sheets.values():
        if own or texts or (sheet.own_texts and _SIGN in xml):
            sheet.struck = _struck_cells(xml, own, texts)


def _is_struck(name: str, attributes: Mapping[str, str]) -> bool:
    return name.rpartition(":")[2] == _SIGN.decode() and is_on(attributes)


def _struck_in(xml: bytes, element: str) -> frozenset[str]:
    """The numbers, as texts, of those of these elements in which something is struck through."""
    number, found = -1, set[str]()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number
        number += name.rpartition(":")[2] == element
        if _is_struck(name, attributes):
            found.add(str(number))

    parse_xml(xml, start, lambda _: None, lambda _: None)
    return frozenset(found)


def _struck_cells(xml: bytes, styles: frozenset[str], texts: frozenset[str]) -> frozenset[Place]:
    place: Place | None = None
    struck = shared = reading = False
    value = ""
    found: set[Place] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal place, struck, shared, value, reading
        kind = name.rpartition(":")[2]
        if kind == "c":
            place, value = place_of(attributes.get("r", "")), ""
            struck, shared = attributes.get("s", "") in styles, attributes.get("t") == "s"
        struck = struck or _is_struck(name, attributes)
        reading = kind in ("v", "t")

    def text(content: str) -> None:
        nonlocal value
        value += content if reading else ""

    def end(name: str) -> None:
        nonlocal place, reading
        reading = False
        if name.rpartition(":")[2] == "c" and place is not None:
            if value.strip() and (struck or (shared and value.strip() in texts)):
                found.add(place)
            place = None

    parse_xml(xml, start, text, end)
    return frozenset(found)
