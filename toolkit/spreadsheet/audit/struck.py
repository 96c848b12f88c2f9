"""Finds cells with struck-through text, as in a mark-up copy, in a workbook's XML.

The XML is parsed only if a workbook has such text, which most have not.
"""

from collections.abc import Mapping

from toolkit.spreadsheet.addresses import Position, position_of
from toolkit.spreadsheet.audit.book import is_switched_on
from toolkit.spreadsheet.audit.cells import SheetCensus, parse_xml

_SIGN = b"strike"


def add_struck(sheets: Mapping[str, tuple[bytes, SheetCensus]], struck_formats: frozenset[str], shared: bytes) -> None:
    """Record in each sheet's census the filled cells of which a part, or the whole, is struck through.

    `struck_formats`: the numbers of the cell formats with a struck-through font.
    """
    texts = _struck_in(shared, "si") if _SIGN in shared else frozenset()
    for xml, sheet in sheets.values():
        if struck_formats or texts or (sheet.inline_texts and _SIGN in xml):
            sheet.struck = _struck_cells(xml, struck_formats, texts)


def _is_struck(name: str, attributes: Mapping[str, str]) -> bool:
    return name.rpartition(":")[2] == _SIGN.decode() and is_switched_on(attributes)


def _struck_in(xml: bytes, element: str) -> frozenset[str]:
    """The indexes, as texts, of the elements with struck-through text."""
    number, struck = -1, set[str]()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number
        number += name.rpartition(":")[2] == element
        if _is_struck(name, attributes):
            struck.add(str(number))

    parse_xml(xml, start, lambda _: None, lambda _: None)
    return frozenset(struck)


def _struck_cells(xml: bytes, styles: frozenset[str], texts: frozenset[str]) -> frozenset[Position]:
    at: Position | None = None
    struck = shared = reading = False
    value = ""
    struck_cells: set[Position] = set()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, struck, shared, value, reading
        kind = name.rpartition(":")[2]
        if kind == "c":
            at, value = position_of(attributes.get("r", "")), ""
            struck, shared = attributes.get("s", "") in styles, attributes.get("t") == "s"
        struck = struck or _is_struck(name, attributes)
        reading = kind in ("v", "t")

    def text(content: str) -> None:
        nonlocal value
        value += content if reading else ""

    def end(name: str) -> None:
        nonlocal at, reading
        reading = False
        if name.rpartition(":")[2] == "c" and at is not None:
            if value.strip() and (struck or (shared and value.strip() in texts)):
                struck_cells.add(at)
            at = None

    parse_xml(xml, start, text, end)
    return frozenset(struck_cells)
