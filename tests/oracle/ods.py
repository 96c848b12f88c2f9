"""A plain reader of .ods workbooks, after OpenDocument 1.3: slow and independent, as the reader of .xlsx."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from tests.oracle.elements import Element, parse
from tests.oracle.formats import COMPARED, dated, letters_of, shown
from tests.oracle.seen import Book, Place, Seen, Sheet, Unreadable

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_SPACE}{n}:1.0" for n in ("office", "table", "text", "style"))
_NUMBER = f"{_SPACE}datastyle:1.0"
_EXTENDED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_BLANKS = re.compile(r"[ \t\r\n]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
#: More filled cells than any form has.
_MOST = 20_000


def read(data: bytes) -> Book:
    """What is seen in an .ods workbook. Raises `Unreadable`."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise Unreadable(str(error)) from error
    if "content.xml" not in parts:
        raise Unreadable("no content")
    content = parse(parts["content.xml"])
    styles = _Styles([content, *([parse(parts["styles.xml"])] if "styles.xml" in parts else [])])
    sheets = [
        _Table(table, styles).sheet()
        for body in content.of(_OFFICE, "body")
        for book in body.of(_OFFICE, "spreadsheet")
        for table in book.of(_TABLE, "table")
    ]
    if not sheets:
        raise Unreadable("no sheet")
    return Book(tuple(sheets))


# --- Styles ---------------------------------------------------------------------------------------


class _Styles:
    """The format of each cell style."""

    def __init__(self, roots: list[Element]) -> None:
        self.cells: dict[str, Element] = {}
        self.formats: dict[str, Element] = {}
        for root in roots:
            for group in root.of(_OFFICE, "automatic-styles", "styles"):
                for style in group.children:
                    if isinstance(style, Element):
                        self._know(style)

    def _know(self, style: Element) -> None:
        name = style.attributes.get(f"{_STYLE} name", "")
        if style.space == _NUMBER:
            self.formats.setdefault(name, style)
        elif style.name == "style" and style.attributes.get(f"{_STYLE} family") == "table-cell":
            self.cells.setdefault(name, style)

    def code(self, name: str, number: float) -> str:
        """The format for a number in a cell of this style, as Excel writes it; "" where there is none."""
        for _ in range(10):
            style = self.cells.get(name)
            if style is None:
                return ""
            found = self.formats.get(style.attributes.get(f"{_STYLE} data-style-name", ""))
            if found is not None:
                return self._written(self._mapped(found, number))
            name = style.attributes.get(f"{_STYLE} parent-style-name", "")
        return ""

    def _mapped(self, style: Element, number: float) -> Element:
        """The format that another refers to for such a number."""
        for element in style.of(_STYLE, "map"):
            condition = element.attributes.get(f"{_STYLE} condition", "").replace(" ", "")
            match = re.fullmatch(r"value\(\)(<=|>=|!=|<|>|=)(.+)", condition)
            other = self.formats.get(element.attributes.get(f"{_STYLE} apply-style-name", ""))
            if match and other is not None and COMPARED[match[1]](number, float(match[2])):
                return other
        return style

    def _written(self, style: Element) -> str:
        pieces = []
        for element in style.children:
            if not isinstance(element, Element) or element.space != _NUMBER:
                continue
            match element.name:
                case "number" | "scientific-number" | "fraction":
                    factor = element.attributes.get(f"{_NUMBER} display-factor", "1")
                    pieces.append("0" + "," * ((len(str(int(float(factor)))) - 1) // 3))
                case "text" if style.name == "percentage-style":
                    pieces += ["%" if sign == "%" else f"\\{sign}" for sign in element.text]
                case "text" | "currency-symbol":
                    pieces += [f"\\{sign}" for sign in element.text]
                case "text-content":
                    pieces.append("@")
                case "day" | "month" | "year" | "hours" | "minutes" | "seconds":
                    pieces.append(element.name[0])
                case "boolean":
                    pieces.append("General")
        return "".join(pieces)


# --- One sheet ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Table:
    table: Element
    styles: _Styles

    def sheet(self) -> Sheet:
        cells: dict[Place, Seen] = {}
        formulas: set[Place] = set()
        columns = list(_columns(self.table))
        row = 0
        for line in _rows(self.table):
            times = _times(line, "rows")
            column = 0
            for cell in line.of(_TABLE, "table-cell", "covered-table-cell"):
                wide = _times(cell, "columns")
                of_row = line.attributes.get(f"{_TABLE} default-cell-style-name") or _of_column(columns, column)
                seen = self._seen(cell, cell.attributes.get(f"{_TABLE} style-name") or of_row)
                if times * wide > _MOST and seen is not None:
                    raise Unreadable("more cells than a sheet has room for")
                if seen is not None or f"{_TABLE} formula" in cell.attributes:
                    places = [(row + r + 1, column + c + 1) for r in range(times) for c in range(wide)]
                    cells |= dict.fromkeys(places, seen) if seen is not None else {}
                    formulas.update(places if f"{_TABLE} formula" in cell.attributes else ())
                column += wide
            row += times
        return Sheet(self.table.attributes.get(f"{_TABLE} name", ""), cells, (), frozenset(formulas))

    def _seen(self, cell: Element, style: str) -> Seen | None:
        attributes = cell.attributes
        kind = attributes.get(f"{_OFFICE} value-type", "")
        text = "\n".join(_paragraph(p) for p in cell.of(_TEXT, "p", "h"))
        if attributes.get(f"{_EXTENDED} value-type") == "error":
            return Seen("error", (text or "#",))
        if kind in ("float", "percentage", "currency"):
            return self._number(kind, attributes.get(f"{_OFFICE} value", ""), style, text)
        if kind == "date":
            return self._day(attributes.get(f"{_OFFICE} date-value", ""), style, text)
        if kind == "time":
            return Seen("date", ("",), why="a time")
        if kind == "boolean":
            value = attributes.get(f"{_OFFICE} boolean-value", "").strip().upper()
            return Seen("yesno" if value in ("TRUE", "FALSE") else "doubtful", (value,))
        whole = attributes.get(f"{_OFFICE} string-value", text) if kind == "string" else text
        texts = tuple(dict.fromkeys((whole, whole.strip(), text, text.strip())))
        if not whole.strip():
            return None
        return Seen("text" if kind in ("string", "") else "doubtful", texts, why="" if kind else "of no type")

    def _number(self, kind: str, raw: str, style: str, text: str) -> Seen:
        if not _DECIMAL.fullmatch(raw.strip()) or float(raw) in (float("inf"), float("-inf")):
            return Seen("doubtful", (raw, text), why="no number")
        number = float(raw) + 0.0
        code = self.styles.code(style, number)
        if kind == "percentage" and not code:
            code = "0%"
        if kind == "percentage" and "%" not in code:
            percent = shown("0%", number)
            return replace(percent, kind="unsure", texts=(*percent.texts, raw), why="a percentage by its kind only")
        return shown(code or "General", number)

    def _day(self, raw: str, style: str, text: str) -> Seen:
        try:
            moment = datetime.fromisoformat(raw.strip().removesuffix("Z"))
        except ValueError:
            return Seen("text", (raw, text), why="where a day should be")
        letters = letters_of(self.styles.code(style, 0.0))
        return dated(letters if set(letters) & set("yd") else "dmy", moment)


def _rows(table: Element) -> Iterator[Element]:
    for child in table.of(_TABLE, "table-row", "table-rows", "table-header-rows", "table-row-group"):
        if child.name == "table-row":
            yield child
        else:
            yield from _rows(child)


def _columns(table: Element) -> Iterator[tuple[int, str]]:
    """The default style of each column."""
    for child in table.of(_TABLE, "table-column", "table-columns", "table-header-columns", "table-column-group"):
        if child.name == "table-column":
            yield _times(child, "columns"), child.attributes.get(f"{_TABLE} default-cell-style-name", "")
        else:
            yield from _columns(child)


def _of_column(columns: list[tuple[int, str]], column: int) -> str:
    for times, style in columns:
        if column < times:
            return style
        column -= times
    return ""


def _times(element: Element, what: str) -> int:
    raw = element.attributes.get(f"{_TABLE} number-{what}-repeated", "1").strip()
    if not re.fullmatch(r"[+-]?[0-9]+", raw):
        raise Unreadable(f"repeated {raw} times")
    return max(1, int(raw))


def _paragraph(p: Element) -> str:
    """The text of a paragraph; blanks are one, and none stand at its ends, but for those that are elements."""
    said_so = "".join(_pieces(p))
    return _BLANKS.sub(" ", said_so).strip(" ").translate(_STAND_FOR)


#: The placeholder of blanks that are elements while other blanks are joined.
_STAND_FOR: Mapping[int, str] = {0xE000: " ", 0xE001: "\t", 0xE002: "\n"}


def _pieces(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.space == _TEXT and child.name == "s":
            yield "\ue000" * int(child.attributes.get(f"{_TEXT} c", "1"))
        elif child.space == _TEXT and child.name in ("tab", "line-break"):
            yield "\ue001" if child.name == "tab" else "\ue002"
        elif child.space == _TEXT and child.name not in ("note", "ruby-text"):
            yield from _pieces(child)
