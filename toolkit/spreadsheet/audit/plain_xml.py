"""Rewrites parts of a workbook with an XML parser into a form that all readers read in the same way.

XML with comments, sections, character references, prefixes, or unusual quotes or encodings becomes what the usual
programs write. An invalid cell content becomes an error value that shows this content.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite

from toolkit.spreadsheet.addresses import cell_name, column_number
from toolkit.spreadsheet.audit.cells import parse_xml

Attributes = Mapping[str, str]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETS = frozenset({"worksheet", "dialogsheet", "macrosheet"})
#: Whole numbers, and all numbers, in XML ([XML Schema] 3.3.13, 3.2.5), without blanks around them.
_WHOLE = re.compile(r"\+?([0-9]+)|-0+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
#: Whitespace of XML.
_BLANKS = " \t\r\n"
_YES, _NO = ("1", "true"), ("0", "false")
_KINDS = ("n", "s", "b", "e", "str", "inlineStr", "d")
#: An escape of Excel for a character that is not allowed in XML, or for an underscore that would begin an escape.
_WRITTEN_OUT = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Characters that are written as references in XML.
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def xml_escaped(text: str) -> str:
    """The text escaped for XML, also for use in an attribute."""
    return text.translate(_ESCAPES)


def _without_escapes(text: str, *, all_of_them: bool = False) -> str:
    """A text with Excel's escapes (`_x1EA5_`) replaced.

    Escapes below 256 are left for the reader, which replaces none in results of formulas: `all_of_them` is for these.
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        stays = number < 256 and not all_of_them
        return match[0] if stays or (number < 32 and number not in (9, 10, 13)) or number > 0xFFFD else chr(number)

    try:
        return _WRITTEN_OUT.sub(character, text).encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text  # a part of a character


def local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]


def whole_number(text: str) -> int | None:
    """A whole number from 0 up, in any form that XML allows (`+9`, `-0`, ` 09 `); None for other texts."""
    match = _WHOLE.fullmatch(text.strip(_BLANKS))
    return int(match[1] or 0) if match else None


def _number(text: str) -> str | None:
    """A number as the usual programs write it; None for a text that is no finite number."""
    text = text.strip(_BLANKS)
    if not _NUMBER.fullmatch(text) or not isfinite(float(text)):
        return None
    return repr(float(text)) if "." in text or "e" in text.lower() or len(text) > 15 else str(int(text))


def _start_tag(name: str, attributes: Attributes, end: str = "") -> str:
    listed = "".join([f' {key}="{xml_escaped(value)}"' for key, value in attributes.items()])
    return f"<{name}{listed}{end}>"


# --- Shared strings ----------------------------------------------------------------------------------


def plain_strings(xml: bytes) -> bytes:
    """The shared texts of a workbook, rewritten. Raises `expat.ExpatError` where they are not well-formed."""
    pieces: list[str] = [_HEAD]
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        remaining = {k: v for k, v in attributes.items() if not k.startswith("xmlns")}
        pieces.append(_start_tag(local(name), remaining if depth else {"xmlns": _SPACE}))
        depth += 1

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        pieces.append(f"</{local(name)}>")

    parse_xml(xml, start, lambda text: pieces.append(xml_escaped(_without_escapes(text))), end)
    return "".join(pieces).encode()


# --- Sheets ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    row: int
    column: int
    kind: str
    style: str
    formula: bool = False
    values: list[str] = field(default_factory=list)
    texts: int = 0
    """The number of inline texts in the cell."""
    inline: list[str] = field(default_factory=list)
    """The pieces of an inline text, rewritten."""
    plain: list[str] = field(default_factory=list)
    """The pieces of the cell's text, without fonts."""
    odd: bool = False
    """Whether the cell has invalid content."""


def plain_sheet(xml: bytes, strings: int, default: bool = False) -> bytes:
    """A sheet rewritten with only its rows, hidden columns and merged areas.

    `strings`: the number of shared texts; `default`: whether cells without a style get the first style. Raises
    `expat.ExpatError` for a part that is not well-formed, ValueError for a part that is no sheet.
    """
    sheet = _Sheet(strings, default)
    parse_xml(xml, sheet.start, sheet.text, sheet.end)
    return sheet.to_xml()


class _Sheet:
    """Receives a sheet from an XML parser, and writes it again."""

    def __init__(self, strings: int, default: bool) -> None:
        self.strings, self.default = strings, default
        self.root, self.has_rows = "", False
        self.rows: list[str] = []
        self.columns: list[str] = []
        self.merged: list[str] = []
        self.row, self.column = 0, 0
        self.within: list[str] = []
        self.cell: _Cell | None = None

    def to_xml(self) -> bytes:
        if self.root not in _SHEETS or (self.root == "worksheet" and not self.has_rows):
            raise ValueError(self.root)
        columns = f"<cols>{''.join(self.columns)}</cols>" if self.columns else ""
        merged = f"<mergeCells>{''.join(self.merged)}</mergeCells>" if self.merged else ""
        rows = "".join(self.rows)
        return f'{_HEAD}<worksheet xmlns="{_SPACE}">{columns}<sheetData>{rows}</sheetData>{merged}</worksheet>'.encode()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        self.root = self.root or name
        self.within.append(name)
        if self.cell is not None:
            self._start_within_cell(self.cell, name, attributes)
        elif name == "sheetData":
            self.has_rows = True
        elif name == "row" and self.within[-2] == "sheetData":
            number = attributes.get("r", "").strip(_BLANKS) or str(self.row + 1)
            self.row, self.column = whole_number(number) or 0, 0
            if not self.row:
                raise ValueError(number)
            hidden = {"hidden": "1"} if attributes.get("hidden", "").strip(_BLANKS) in _YES else {}
            self.rows.append(_start_tag("row", {"r": str(self.row), **hidden}))
        elif name == "c":
            if self.within[-3:-1] != ["sheetData", "row"]:
                raise ValueError(self.within[-2])
            self._start_cell(attributes)
        elif name == "col" and attributes.get("hidden", "").strip(_BLANKS) in _YES:
            ends = {key: str(whole_number(attributes.get(key, "")) or 1) for key in ("min", "max")}
            self.columns.append(_start_tag("col", {**ends, "hidden": "1"}, "/"))
        elif name == "mergeCell":
            ends_of = [_ADDRESS.fullmatch(end.strip(_BLANKS)) for end in attributes.get("ref", "").split(":")]
            if len(ends_of) == 2:
                ref = ":".join(f"{m[1].upper()}{m[2]}" for m in ends_of if m)
                self.merged.append(_start_tag("mergeCell", {"ref": ref}, "/"))

    def _start_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r", "").strip(_BLANKS)
        match = _ADDRESS.fullmatch(address)
        if match is None and address:
            raise ValueError(address)
        column = column_number(match[1].upper()) if match else self.column
        row = int(match[2]) if match else max(self.row, 1)
        self.row, self.column = row, column + 1
        self.cell = _Cell(row, column, attributes.get("t", "n"), attributes.get("s", ""))

    def _start_within_cell(self, cell: _Cell, name: str, attributes: dict[str, str]) -> None:
        if name == "c" or (name in ("v", "f", "is") and self.within[-2] != "c"):
            cell.odd = True
        cell.texts += name == "is"
        if name == "v":
            cell.values.append("")
        elif name == "f":
            cell.formula = True
        elif "v" in self.within[:-1]:
            cell.odd = True
        elif "is" in self.within and "rPh" not in self.within:
            remaining = {k: v for k, v in attributes.items() if not k.startswith("xmlns")}
            cell.inline.append(_start_tag(name, remaining if name != "is" else {}))

    def text(self, content: str) -> None:
        cell = self.cell
        if cell is None:
            return
        if "v" in self.within:
            cell.values[-1] += content
        elif self.within[-1] == "t" and "rPh" not in self.within:
            cell.inline.append(xml_escaped(_without_escapes(content)))
            cell.plain.append(content)
        elif content.strip(_BLANKS) and "f" not in self.within and "rPh" not in self.within:
            cell.plain.append(content)
            cell.odd = True

    def end(self, name: str) -> None:
        name = local(name)
        cell = self.cell
        if cell is not None and "is" in self.within and "rPh" not in self.within:
            cell.inline.append(f"</{name}>")
        self.within.pop()
        if name == "row" and cell is None and self.within[-1] == "sheetData":
            self.rows.append("</row>")
        elif name == "c" and cell is not None and "c" not in self.within:
            self.rows.append(self._cell_xml(cell))
            self.cell = None

    def _cell_xml(self, cell: _Cell) -> str:
        kind, content = self._kind_and_content(cell)
        style = whole_number(cell.style)
        if style is None and cell.style.strip(_BLANKS) and kind == "n" and content:
            kind, content = _error(cell.values[0])
        attributes = {"r": cell_name(cell.row - 1, cell.column)}
        if style is not None or self.default:
            attributes["s"] = str(style or 0)
        if kind != "n":
            attributes["t"] = kind
        formula = "<f></f>" if cell.formula and kind not in ("s", "inlineStr") else ""
        return f"{_start_tag('c', attributes)}{formula}{content}</c>"

    def _kind_and_content(self, cell: _Cell) -> tuple[str, str]:
        """The cell's kind, and its value as it is to be written."""
        value = cell.values[0] if cell.values else ""
        inline = "".join(cell.plain)
        both = value.strip(_BLANKS) and inline.strip(_BLANKS) and cell.kind != "inlineStr"
        if len(cell.values) > 1 or cell.texts > 1 or both or cell.odd or cell.kind not in _KINDS:
            return _error(" ".join(filter(None, [*cell.values, inline])))
        if inline.strip(_BLANKS) or (inline and cell.kind == "inlineStr"):
            return "inlineStr", "".join(cell.inline)
        match cell.kind:
            case "s":
                return self._shared_text(value)
            case "b":
                return _boolean(value)
            case "n":
                if number := _number(value):
                    return "n", f"<v>{number}</v>"
                return _value_of_kind("str", value) if value.strip(_BLANKS) else ("n", "")
            case "e":
                return _error(value)
            case "d":
                return _value_of_kind("d", value.strip(_BLANKS)) if value.strip(_BLANKS) else ("n", "")
        return _value_of_kind("str", _without_escapes(value, all_of_them=True))

    def _shared_text(self, value: str) -> tuple[str, str]:
        number = whole_number(value)
        if number is not None and number < self.strings:
            return "s", f"<v>{number}</v>"
        return _error(value) if value.strip(_BLANKS) else ("n", "")


def _value_of_kind(kind: str, value: str) -> tuple[str, str]:
    return kind, f"<v>{xml_escaped(value)}</v>"


def _boolean(value: str) -> tuple[str, str]:
    """The kind and value of a cell with yes or no; other contents become an error."""
    value = value.strip(_BLANKS)
    if value in _YES or value in _NO:
        return "b", f"<v>{int(value in _YES)}</v>"
    return _error(value)


def _error(value: str) -> tuple[str, str]:
    """The kind and value of a cell without a readable value: its error, or the invalid content as an error."""
    value = value.strip(_BLANKS)
    return ("e", f"<v>{xml_escaped(value)}</v>") if value else ("n", "")


# --- OpenDocument ------------------------------------------------------------------------------------

_CELLS_OF_ODS = ("table:table-cell", "table:covered-table-cell")
_PARAGRAPHS = ("text:p", "text:h")
_EXTENTS = ("-repeated", "-spanned")
_BLANKS_OF_ODS = ("text:s", "text:tab", "text:line-break")
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
#: The prefixes that programs use for the namespaces of an .ods.
_PREFIXES = {
    f"{_OPEN}office:1.0": "office",
    f"{_OPEN}table:1.0": "table",
    f"{_OPEN}text:1.0": "text",
    f"{_OPEN}style:1.0": "style",
    f"{_OPEN}datastyle:1.0": "number",
    f"{_OPEN}drawing:1.0": "draw",
    f"{_OPEN}meta:1.0": "meta",
    f"{_OPEN}xsl-fo-compatible:1.0": "fo",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_NAMESPACE = re.compile(rb'xmlns(?::([\w-]+))?="(urn:oasis:[^"]*|urn:org:[^"]*|http://purl.org/dc/[^"]*)"')
#: A start tag with an attribute in single quotes, or with a character reference.
_ODD_TAG = re.compile(rb"<[^<>]*(?:=\s*'|&#)")
_TABLE = re.compile(rb"<table:table(?=[\s>/])[^>]*>")
#: A number of cells that is not written as the usual programs write it.
_ODD_REPEAT = re.compile(rb'-(?:repeated|spanned)="(?![1-9][0-9]*")')
_ODD_BLANKS = re.compile(rb"<text:(?:[^<>]*[^/<>])?>[^<]*[\t\r\n]|  |>[\t\r\n ][^<]*</text:p>")
_RUN = re.compile(r"[ \t\r\n]+")
_NAMED = re.compile(rb'\stable:name="[^"\s][^"]*"')


_ODD_SIGNS = (_ODD_TAG, _ODD_REPEAT, _ODD_BLANKS)


def plain_document(xml: bytes) -> bytes:
    """A part of an .ods, rewritten unless it is as the usual programs write it.

    A sheet without a name gets one, as in LibreOffice. Raises `expat.ExpatError` where the part is not well-formed.
    """
    if xml.startswith((b"<?xml", b"<office:")) and b"utf-16" not in xml[:100].lower():
        odd = b"<!" in xml or xml.find(b"<?", 1) >= 0 or any(sign.search(xml) for sign in _ODD_SIGNS)
        named = all(
            prefix.decode() == _PREFIXES.get(uri.decode(), prefix.decode()) for prefix, uri in _NAMESPACE.findall(xml)
        )
        if not odd and named and all(map(_NAMED.search, _TABLE.findall(xml))):
            return xml
    document = _Document()
    parse_xml(xml, document.start, document.text, document.end)
    return "".join(document.pieces).encode()


def _extent(text: str) -> str:
    """The number of cells that an element states, at least 1. Raises ValueError where the number is invalid."""
    number = whole_number(text)
    if number is None:
        raise ValueError(text)
    return str(max(number, 1))


class _Document:
    """Receives a part of an .ods from an XML parser, and writes it again."""

    def __init__(self) -> None:
        self.pieces: list[str] = [_HEAD]
        self.prefixes: dict[str, str] = {}
        self.tables = self.sheets = self.paragraphs = self.cells = 0
        self.blank = True
        """Whether the paragraph, as far as it is read, is empty or ends with a blank."""
        self.last = 0
        """The index of the paragraph's last text; 0 if an element follows this text."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for key, uri in attributes.items():
            if key.partition(":")[0] == "xmlns":
                self.prefixes[key.partition(":")[2]] = _PREFIXES.get(uri, key.partition(":")[2])
        name = self._usual_name(name)
        plain_attributes = {
            self._usual_name(k) if ":" in k else k: v for k, v in attributes.items() if not k.startswith("xmlns")
        }
        if name == "table:table":
            self.tables += 1
            self.sheets += self.tables == 1
            if not plain_attributes.get("table:name", "").strip(_BLANKS):
                plain_attributes["table:name"] = f"Sheet{self.sheets}"
        elif name in _CELLS_OF_ODS:
            self.cells += 1
        elif name in _PARAGRAPHS:
            self.paragraphs, self.blank, self.last = self.paragraphs + 1, True, 0
        elif name in _BLANKS_OF_ODS:
            self.blank, self.last = False, 0
        plain_attributes |= {
            k: _extent(v) for k, v in plain_attributes.items() if k.endswith(("-repeated", "-spanned"))
        }
        spaces = {f"xmlns:{prefix}": uri for uri, prefix in _PREFIXES.items()} if len(self.pieces) == 1 else {}
        foreign = {f"xmlns:{p}": p for p in self.prefixes.values() if p not in _PREFIXES.values() and p}
        self.pieces.append(_start_tag(name, {**plain_attributes, **spaces, **(foreign if spaces else {})}))

    def _usual_name(self, name: str) -> str:
        prefix, _, local_name = name.rpartition(":")
        prefix = self.prefixes.get(prefix, prefix)
        return f"{prefix}:{local_name}" if prefix else local_name

    def text(self, content: str) -> None:
        """Add a text: whitespace becomes one blank in a paragraph, is dropped at its beginning and between cells."""
        if self.paragraphs:
            content = _RUN.sub(" ", content)
            content = content[1:] if self.blank and content[:1] == " " else content
            self.blank = content[-1:] == " " if content else self.blank
            self.last = len(self.pieces) if content else self.last
        elif self.cells and not content.strip(_BLANKS):
            return
        self.pieces.append(xml_escaped(content))

    def end(self, name: str) -> None:
        name = self._usual_name(name)
        self.tables -= name == "table:table"
        self.cells -= name in _CELLS_OF_ODS
        if name in _PARAGRAPHS:
            self.paragraphs -= 1
        if name in _BLANKS_OF_ODS:
            self.pieces[-1] = f"{self.pieces[-1][:-1]}/>"
        else:
            self.pieces.append(f"</{name}>")
