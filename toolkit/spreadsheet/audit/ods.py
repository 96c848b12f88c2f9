"""Makes the census of an OpenDocument spreadsheet (.ods) from its XML, with the same counts as of an .xlsx."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from toolkit.spreadsheet.addresses import Position
from toolkit.spreadsheet.audit.book import elements, odd_formats
from toolkit.spreadsheet.audit.cells import BLANKS, SheetCensus, parse_xml
from toolkit.spreadsheet.audit.census import Census, duplicate
from toolkit.spreadsheet.audit.number_formats import shows_day

#: The most positions that are recorded for a repeated cell: blank cells are repeated up to the sheet's end.
_MOST = 1_000_000
#: For each type of value, the attribute with the value; a text is in the element itself or in `office:string-value`.
_VALUES = {
    "float": "office:value",
    "percentage": "office:value",
    "currency": "office:value",
    "date": "office:date-value",
    "time": "office:time-value",
    "boolean": "office:boolean-value",
}
_ALL_VALUES, _KINDS = tuple(dict.fromkeys(_VALUES.values())), frozenset({*_VALUES, "string"})
_CELLS = ("table:table-cell", "table:covered-table-cell")
_HIDDEN = ("collapse", "filter")
#: What is shown for an error: some programs store an error as the number 0, without any other sign.
_SHOWN_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|(?:Err|Lỗi|Error):\d{3}")


def census_of_ods(parts: Mapping[str, bytes]) -> Census:
    """The census of an .ods from its parts; without sheets where the file is no .ods.

    Raises `expat.ExpatError` or ValueError for a part that makes no sense.
    """
    if "content.xml" not in parts:
        return Census({}, *_properties(parts))
    document = _OdsCounter(_format_codes(parts), _struck_styles(parts["content.xml"]))
    parse_xml(parts["content.xml"], document.start, document.text, document.end)
    return Census(document.sheets, *_properties(parts), twice=duplicate(document.names))


def _properties(parts: Mapping[str, bytes]) -> tuple[dict[str, str], datetime | None, bool]:
    """The custom properties of an .ods, when it was saved, and whether it has macros."""
    properties: dict[str, str] = {}
    saved: datetime | None = None
    for name, attributes, text in elements(parts.get("meta.xml", b"")):
        if "name" in attributes:  # a custom property
            properties[attributes["name"]] = text
        elif name == "date":
            with suppress(ValueError):
                saved = datetime.fromisoformat(text.strip()[:19])
    return properties, saved, any(n.startswith("Basic/") for n in parts)


class _OdsCounter:
    """Receives the content of an .ods from an XML parser, and counts the cells."""

    def __init__(self, codes: Mapping[str, str], struck: frozenset[str]) -> None:
        self.sheets: dict[str, SheetCensus] = {}
        self.names: list[str] = []
        self.sheet = SheetCensus()
        self.row = self.column = self.described = self.tables = self.apart = self.drawn = 0
        self.rows = self.columns = 1
        self.cell: Mapping[str, str] | None = None
        self.pieces: list[str] = []
        self.codes, self.struck = codes, struck
        self.odd = odd_formats(codes)
        self.is_struck = False
        self.of_columns: list[tuple[int, str]] = []
        """For each run of columns, the index after its last column, and the format of its cells."""
        self.of_row = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table:table":
            self.tables += 1
            if self.tables == 1:
                self.names.append(attributes.get("table:name", ""))
                self.sheet = self.sheets.setdefault(self.names[-1], SheetCensus())
                self.row = self.described = 0
                self.of_columns = []
        elif name == "office:annotation":
            self.apart += 1
        elif name.startswith("draw:"):
            self.drawn += 1
        elif self.tables > 1:
            return  # a table within a cell is part of the cell's text
        elif name == "table:table-row":
            self.rows, self.column = _repeat_count(attributes, "rows"), 0
            self.of_row = attributes.get("table:default-cell-style-name", "")
            if attributes.get("table:visibility") in _HIDDEN:
                self.sheet.hidden_rows.append((self.row, self.row + self.rows - 1))
        elif name == "table:table-column":
            last = self.described + _repeat_count(attributes, "columns")
            if attributes.get("table:visibility") in _HIDDEN:
                self.sheet.hidden_columns.append((self.described, last - 1))
            self.described = last
            if self.codes:
                self.of_columns.append((last, attributes.get("table:default-cell-style-name", "")))
        elif name in _CELLS:
            self.cell, self.columns = attributes, _repeat_count(attributes, "columns")
            self.pieces.clear()
            self.is_struck = attributes.get("table:style-name", "") in self.struck
        elif name == "text:span" and not self.apart:
            self.is_struck |= attributes.get("text:style-name", "") in self.struck

    def text(self, content: str) -> None:
        if self.cell is not None and not self.apart and not (self.drawn and "office:value-type" not in self.cell):
            self.pieces.append(content)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.tables -= 1
        elif name == "office:annotation":
            self.apart -= 1
        elif name.startswith("draw:"):
            self.drawn -= 1
        elif self.tables > 1:
            return
        elif name == "table:table-row":
            self.row += self.rows
        elif name in _CELLS and self.cell is not None:
            self._count_cell(self.cell, "".join(self.pieces).strip(BLANKS))
            self.cell = None
            self.column += self.columns

    def _count_cell(self, cell: Mapping[str, str], shown: str) -> None:
        sheet, kind = self.sheet, cell.get("office:value-type", "")
        wide, high = (int(cell.get(f"table:number-{n}-spanned", 1)) for n in ("columns", "rows"))
        if wide > 1 or high > 1:
            sheet.merged.append((self.row, self.column, self.row + high - 1, self.column + wide - 1))
        if "table:formula" in cell and not kind:
            sheet.unsaved.update(self._positions())
        wrong = cell.get("calcext:value-type") == "error" or (kind in _VALUES and _SHOWN_ERROR.fullmatch(shown))
        value = next((cell[name] for name in _ALL_VALUES if name in cell), "")
        span = _time_span(cell.get("office:time-value", "")) if kind == "time" else None
        seen = shown or (value or cell.get("office:string-value", "")).strip(BLANKS)
        if kind == "time" and span is None and seen:
            wrong, shown = True, seen
        elif value and (kind not in _KINDS or not _reads_the_same(kind, value)):
            wrong, shown = True, value.strip(BLANKS)
        holds = cell.get(_VALUES[kind], "") or shown if kind in _VALUES else cell.get("office:string-value", shown)
        if not wrong and not holds.strip(BLANKS):
            return
        sheet.filled += self.rows * self.columns
        sheet.last_row = max(sheet.last_row, self.row + self.rows - 1)
        sheet.last_column = max(sheet.last_column, self.column + self.columns - 1)
        if self.is_struck:
            sheet.struck |= frozenset(self._positions())
        if span is not None:
            sheet.torn.update(dict.fromkeys(self._positions(), span))
        if wrong:
            sheet.errors.update(dict.fromkeys(self._positions(), shown))
        elif kind == "percentage" or (self.codes and kind in ("float", "currency", "date")):
            self._record_formats(cell.get("table:style-name") or self.of_row, kind)

    def _record_formats(self, style: str, kind: str) -> None:
        """Record the number format of the current cells: that of their style, else that of their kind of number."""
        for at in self._positions():
            style_here = style or next((name for last, name in self.of_columns if at[1] < last), "")
            if kind != "date" and shows_day(self.codes.get(style_here, "")):
                self.sheet.days[at] = self.codes[style_here]
            elif style_here in self.odd:
                self.sheet.record_format(at, self.odd[style_here])
            elif kind == "percentage" and style_here not in self.codes:
                self.sheet.percent.add(at)

    def _positions(self) -> Iterator[Position]:
        """Yields the positions of the cells that the current element represents."""
        columns = min(self.columns, _MOST)
        for row in range(self.row, self.row + min(self.rows, _MOST // max(columns, 1))):
            for column in range(self.column, self.column + columns):
                yield row, column


def _reads_the_same(kind: str, value: str) -> bool:
    """Whether all readers read this value in the same way. Numbers are not checked: readers refuse invalid ones."""
    if kind not in ("boolean", "date"):
        return True
    if kind == "boolean":
        return value in ("true", "false")
    with suppress(ValueError):
        return _DAY.fullmatch(value) is not None and datetime.fromisoformat(value[:19]).year > 0
    return False


def _time_span(value: str) -> timedelta | None:
    """A stored time of day or span of time; None for other contents, which readers take for a text."""
    match = _SPAN.fullmatch(value)
    if match is None:
        return None
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.group(2, 3, 4, 5))
    with suppress(OverflowError):
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return -span if match[1] else span
    return None


def _repeat_count(attributes: Mapping[str, str], what: str) -> int:
    """The number of rows or columns that an element represents."""
    number = int(attributes.get(f"table:number-{what}-repeated", 1))
    if number < 0:
        raise ValueError(what)
    return number


#: In a number's format, a text with a letter or a digit, or a number that is divided.
_ODD_STYLE = re.compile(
    rb"<number:text>[^<]*[0-9A-Za-z%\x80-\xff]|number:display-factor=|<number:currency-symbol|<number:(?:year|day|"
    rb"month|percentage)"
)
_SPAN = re.compile(r"(-?)P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.,][0-9]*)?)S)?)?")
#: A day, perhaps with a time.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?")


def _format_codes(parts: Mapping[str, bytes]) -> dict[str, str]:
    """For each style of cells, Excel's code of its number format; empty where no format alters the numbers shown."""
    content, common = parts["content.xml"], parts.get("styles.xml", b"")
    head = content[: content.find(b"<office:body")]
    percentages = b'value-type="percentage"' in content
    if not percentages and not _ODD_STYLE.search(head) and not _ODD_STYLE.search(common):
        return {}
    formats = _Formats()
    for xml in (common, head + b"</office:document-content>"):
        for name, attributes, text in elements(xml):
            formats.read_element(name, attributes, text)
    return {style: formats.codes[n] for style in formats.cells if (n := formats.format_name(style)) in formats.codes}


_LINE = rb'text-line-through-(?:style|type)="(?!none)'
#: A style, defined in the file, that strikes text through.
_STRUCK = re.compile(rb'<style:style\b[^>]*\bstyle:name="([^"]+)"(?:(?!</style:style>).)*?' + _LINE, re.DOTALL)


def _struck_styles(content: bytes) -> frozenset[str]:
    """The styles, of cells and of words in cells, that strike text through."""
    head = content[: content.find(b"<office:body")]
    if not re.search(_LINE, head):
        return frozenset()
    return frozenset(match[1].decode() for match in _STRUCK.finditer(head))


#: For the elements that are parts of a date, Excel's codes, as far as is needed to see whether it has a day.
_OF_A_DATE = {"year": "yyyy", "month": "mm", "day": "dd", "hours": "hh"}
#: The most styles that are based on each other in a chain.
_DEEPEST = 20


class _Formats:
    """The number formats of an .ods, collected from its elements in the order in which these end."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        """For each format's name, its code."""
        self.cells: dict[str, tuple[str, str]] = {}
        """For each style of cells, the name of its format, and the style on which it is based."""
        self._parts: dict[str, str] = {}
        self._code = self._maps = ""

    def read_element(self, name: str, attributes: Mapping[str, str], text: str) -> None:
        if name == "text" and attributes.keys() <= {"blank-width-char"}:
            self._code += f'"{text}"' if text else ""
        elif name in ("number", "scientific-number", "fraction"):
            self._code += "0" + "," * _thousand_divisions(attributes.get("display-factor", "1"))
        elif name in _OF_A_DATE:
            self._code += _OF_A_DATE[name]
        elif name == "currency-symbol":
            self._code += f"[${text or '¤'}]"
        elif name == "map" and "condition" in attributes:
            test = attributes["condition"].replace("value()", "").replace("!=", "<>")
            self._maps += f"[{test}]{self._parts.get(attributes.get('apply-style-name', ''), '0')};"
        elif name == "style" or name.endswith("-style"):
            style = attributes.get("name", "")
            if name == "percentage-style":
                self._parts[style] = self.codes[style] = "0%"
            elif name in ("number-style", "currency-style", "date-style", "text-style"):
                self._parts[style] = self._code
                self.codes[style] = self._maps + self._code
            elif attributes.get("family") == "table-cell":
                self.cells[style] = (attributes.get("data-style-name", ""), attributes.get("parent-style-name", ""))
            self._code = self._maps = ""

    def format_name(self, style: str) -> str:
        """The name of a cell style's number format: its own, or the format of a style on which it is based."""
        for _ in range(_DEEPEST):
            format_name, style = self.cells.get(style, ("", ""))
            if format_name:
                return format_name
        return ""


def _thousand_divisions(factor: str) -> int:
    """The number of times that a format divides by a thousand."""
    with suppress(ValueError, OverflowError):
        return min(max(len(f"{float(factor):.0f}") - 1, 0) // 3, 4)
    return 0
