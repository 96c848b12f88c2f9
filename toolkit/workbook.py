"""Any spreadsheet file → raw cells with their addresses.

Values come from calamine. It returns error values (`#REF!`) as blanks and knows no number formats, so
what it cannot see is taken from the file's own XML: which cells hold errors, which formulas have no
stored value, which numbers are shown as percentages.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from toolkit.model import CellValue, ErrorValue, Finding, Source

#: Files larger than this are refused unread.
MAX_BYTES = 50 * 1024 * 1024
#: A sheet whose last used row lies beyond this is refused: no form of ours comes near it.
MAX_ROWS = 200_000

#: Names of the hidden sheets that a form's own formulas use; LibreOffice keeps them hidden.
_MACHINERY = frozenset({"_checks", "_lists"})

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LAST_ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
_NO_STORED_VALUE = re.compile(rb"(?:</f>|<f\b[^>]*/>)\s*</c>")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: `rows[0][0]` is A1; a blank cell is None; error values are `ErrorValue`."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    hidden: bool = False
    percent: frozenset[tuple[int, int]] = frozenset()
    """Cells whose number is shown as a percentage."""
    unsaved: frozenset[tuple[int, int]] = frozenset()
    """Formula cells in which the file stores no value."""


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    source: Source
    sheets: tuple[RawSheet, ...]
    properties: Mapping[str, str]
    """Custom document properties: one of the places where an intake workbook's identity is stamped."""
    macros: bool = False


def read_workbook(
    path: Path, file: str, sheets: Collection[str] | None = None
) -> RawWorkbook | tuple[Source, Finding]:
    """Read one file. `file` is the name it goes by in findings and in the master.

    `sheets`: names of the only sheets to read. A file that cannot be read gives its source and the
    finding that says why.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        return Source(file=file), Finding(
            code="unreadable-file", severity="error", file=file, value=error.strerror or ""
        )
    return parse_workbook(data, file, sheets)


def parse_workbook(
    data: bytes, file: str, wanted: Collection[str] | None = None
) -> RawWorkbook | tuple[Source, Finding]:
    """The same from the file's bytes."""
    source = Source(file=file, sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def refused(code: str, value: str = "") -> tuple[Source, Finding]:
        return source, Finding(code=code, severity="error", file=file, value=value)

    if len(data) > MAX_BYTES:
        return refused("too-large", f"{len(data) / 2**20:.0f} MB")
    wrong = wrong_kind(data)
    if wrong:
        return refused(wrong)
    parts: _Parts | None = None
    try:
        if data.startswith(_ZIP):
            parts = _read_parts(data, wanted)
            if parts.last_row > MAX_ROWS:
                return refused("too-large", f"{parts.last_row} hàng/rows")
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [
            RawSheet(
                name=meta.name,
                rows=[
                    [None if value == "" else value for value in row]
                    for row in book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                ],
                hidden=meta.visible != SheetVisibleEnum.Visible,
            )
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and (meta.name in wanted if wanted is not None else not _is_machinery(meta.name, meta.visible))
        ]
    except PasswordError:
        return refused("encrypted")
    except (
        CalamineError,
        zipfile.BadZipFile,
        OSError,
        ValueError,
        KeyError,
        OverflowError,
        expat.ExpatError,
    ) as error:
        return refused("damaged", type(error).__name__)
    if not sheets:
        return refused("damaged")
    if parts is None:
        return RawWorkbook(source, tuple(sheets), {})
    sheets = [_complete(sheet, parts.seen.get(sheet.name)) for sheet in sheets]
    return RawWorkbook(
        replace(source, saved=parts.saved), tuple(sheets), parts.properties, macros=parts.macros
    )


def _is_machinery(name: str, visible: SheetVisibleEnum) -> bool:
    """A hidden sheet of ours that serves the form's formulas and holds nothing to read."""
    return name in _MACHINERY and visible != SheetVisibleEnum.Visible


def wrong_kind(data: bytes) -> str:
    """The finding's code where the bytes are plainly no spreadsheet we read, else ""."""
    if not data.strip(b"\0 \r\n\t"):
        return "empty-file"
    if data.startswith(_OLE):
        return "encrypted" if _ENCRYPTED in data else ""
    if not data.startswith(_ZIP):
        return "not-a-workbook"
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "damaged"
    if "word/document.xml" in names:
        return "word-document"
    spreadsheet = any(n.startswith("xl/") for n in names) or "content.xml" in names
    return "" if spreadsheet else "not-a-workbook"


# --- What calamine cannot see --------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What one sheet's XML says beyond the values."""

    errors: dict[tuple[int, int], str]
    unsaved: set[tuple[int, int]]
    percent: set[tuple[int, int]]


@dataclass(slots=True)
class _Parts:
    seen: dict[str, _Seen]
    properties: dict[str, str]
    saved: datetime | None
    macros: bool
    last_row: int


def _read_parts(data: bytes, wanted: Collection[str] | None) -> _Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return _Parts({}, {}, None, False, 0)

        def part(name: str) -> bytes:
            return archive.read(name) if name in names else b""

        targets = _relations(part("xl/_rels/workbook.xml.rels"))
        percent_styles = _percent_styles(part("xl/styles.xml"))
        seen: dict[str, _Seen] = {}
        last_row = 0
        for name, relation in _sheet_parts(part("xl/workbook.xml")):
            if wanted is not None and name not in wanted:
                continue
            target = targets.get(relation, "")
            xml = part(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
            end = xml.rfind(b"<row ")
            match = _LAST_ROW.match(xml, end) if end >= 0 else None
            last_row = max(last_row, int(match[1]) if match else 0)
            if percent_styles or b't="e"' in xml or _NO_STORED_VALUE.search(xml):
                seen[name] = _scan(xml, percent_styles)
        return _Parts(
            seen,
            _custom_properties(part("docProps/custom.xml")),
            _saved(part("docProps/core.xml")),
            any(n.endswith("vbaProject.bin") for n in names),
            last_row,
        )


def _elements(xml: bytes) -> list[tuple[str, dict[str, str], str]]:
    """(local name, attributes, text) of each element of a small part, in the order they end."""
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


def _sheet_parts(xml: bytes) -> list[tuple[str, str]]:
    return [(a.get("name", ""), a.get("id", "")) for n, a, _ in _elements(xml) if n == "sheet"]


def _relations(xml: bytes) -> dict[str, str]:
    return {a.get("Id", ""): a.get("Target", "") for n, a, _ in _elements(xml) if n == "Relationship"}


def _custom_properties(xml: bytes) -> dict[str, str]:
    properties: dict[str, str] = {}
    value = ""
    for name, attributes, text in _elements(xml):
        if name == "property":
            properties[attributes.get("name", "")] = value
        elif name not in ("Properties",):
            value = text
    return properties


def _saved(xml: bytes) -> datetime | None:
    for name, _, text in _elements(xml):
        if name == "modified":
            try:
                return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
            except ValueError:
                return None
    return None


def _percent_styles(xml: bytes) -> frozenset[str]:
    """The cell style numbers whose number format shows a percentage."""
    if b"%" not in xml and b'numFmtId="9"' not in xml and b'numFmtId="10"' not in xml:
        return frozenset()
    formats = {"9", "10"}
    styles: list[str] = []
    position = xml.find(b"<cellXfs")
    for name, attributes, _ in _elements(xml):
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            formats.add(attributes.get("numFmtId", ""))
    block = xml[position : xml.find(b"</cellXfs>")]
    for index, match in enumerate(re.finditer(rb"<(?:\w+:)?xf\b[^>]*?numFmtId=\"(\d+)\"", block)):
        if match[1].decode() in formats:
            styles.append(str(index))
    return frozenset(styles)


def _scan(xml: bytes, percent_styles: frozenset[str]) -> _Seen:
    """Walk a sheet's cells for what calamine leaves out."""
    seen = _Seen({}, set(), set())
    place: tuple[int, int] | None = None
    is_error = is_text = formula = has_value = False
    pieces: list[str] = []
    row = column = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal place, is_error, is_text, formula, has_value, row, column
        name = name.rpartition(":")[2]
        if name == "row":
            row = int(attributes["r"]) - 1 if "r" in attributes else row + 1
            column = -1
        elif name == "c":
            match = _CELL.fullmatch(attributes.get("r", ""))
            column = column_number(match[1]) if match else column + 1
            place = (row, column)
            is_error = attributes.get("t") == "e"
            is_text = attributes.get("t") == "str"
            formula = has_value = False
            pieces.clear()
            if attributes.get("s") in percent_styles and attributes.get("t", "n") == "n":
                seen.percent.add(place)
        elif name == "f":
            formula = True

    def text(content: str) -> None:
        pieces.append(content)

    def end(name: str) -> None:
        nonlocal place, has_value
        name = name.rpartition(":")[2]
        if name == "f":
            pieces.clear()
        elif name in ("v", "is"):
            has_value = is_text or bool("".join(pieces).strip())
        elif name == "c" and place is not None:
            if is_error:
                seen.errors[place] = "".join(pieces).strip() or "#ERROR!"
            elif formula and not has_value:
                seen.unsaved.add(place)
            place = None

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return seen


def column_number(name: str) -> int:
    """`A` → 0, `AA` → 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _complete(sheet: RawSheet, seen: _Seen | None) -> RawSheet:
    """The sheet with the error values put back and the marks added."""
    if seen is None:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for (row, column), error in seen.errors.items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = ErrorValue(error)
    return replace(sheet, rows=rows, percent=frozenset(seen.percent), unsaved=frozenset(seen.unsaved))
