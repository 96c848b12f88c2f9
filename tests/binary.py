"""A workbook saved as .xlsb, record by record ([MS-XLSB]): no program at hand writes that format."""

import struct
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

_ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
#: The cell styles: plain, a percentage, a day.
_FORMATS = (0, 10, 14)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_binary(path: Path) -> bytes:
    """The workbook's values (stored results of formulas too), percentages and days, names of sheets and properties."""
    book = openpyxl.load_workbook(path, data_only=True)
    parts: dict[str, bytes | str] = {"[Content_Types].xml": _TYPES}
    links, sheets = [], b""
    texts: dict[str, int] = {}
    for number, sheet in enumerate(book.worksheets, start=1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _sheet(sheet, texts)
        links.append(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        )
        state = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.sheet_state]
        sheets += _record(156, struct.pack("<II", state, number) + _text(f"rId{number}") + _text(sheet.title))
    links.append(f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.bin"/>')
    links.append(f'<Relationship Id="rIdT" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.bin"/>')
    strings = b"".join(_record(19, b"\0" + _text(text)) for text in texts)
    styles = b"".join(_record(47, struct.pack("<HH", 0, number) + b"\0" * 12) for number in _FORMATS)
    parts |= {
        "xl/workbook.bin": _record(131) + _record(143) + sheets + _record(144) + _record(132),
        "xl/styles.bin": _record(278) + _record(617, struct.pack("<I", 3)) + styles + _record(618) + _record(279),
        "xl/sharedStrings.bin": _record(159, struct.pack("<II", len(texts), len(texts))) + strings + _record(160),
        "xl/_rels/workbook.bin.rels": _RELATIONS.format("".join(links)),
        "_rels/.rels": _RELATIONS.format(
            f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/>'
        ),
    }
    with zipfile.ZipFile(path) as old:
        parts |= {n: old.read(n) for n in ("docProps/custom.xml", "docProps/core.xml") if n in old.namelist()}
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _sheet(sheet: Worksheet, texts: dict[str, int]) -> bytes:
    """The part of a sheet; its texts are added to the shared ones, each with its index."""
    rows = columns = b""
    for name, settings in sheet.column_dimensions.items():
        number = column_index_from_string(name) - 1
        columns += _record(60, struct.pack("<IIIIH", number, number, 2000, 0, int(settings.hidden)))
    for row in sheet.iter_rows():
        number = row[0].row or 1
        hidden = 0x1000 if sheet.row_dimensions[number].hidden else 0
        rows += _record(0, struct.pack("<IIHHB", number - 1, 0, 300, hidden, 0) + struct.pack("<I", 0))
        for column, cell in enumerate(row):
            rows += _cell(column, cell.value, "%" in str(cell.number_format), cell.data_type == "e", texts)
    box = struct.pack("<IIII", 0, sheet.max_row - 1, 0, sheet.max_column - 1)
    return (
        _record(129)
        + _record(148, box)
        + _record(390)
        + columns
        + _record(391)
        + _record(145)
        + rows
        + _record(146)
        + _record(130)
    )


def _cell(column: int, value: object, percent: bool, error: bool, texts: dict[str, int]) -> bytes:
    style = 1 if percent else 2 if isinstance(value, date) else 0
    head = struct.pack("<II", column, style)
    if value is None:
        return _record(1, head)
    if error:
        return _record(3, head + bytes([_ERRORS[str(value)]]))
    if isinstance(value, bool):
        return _record(4, head + bytes([value]))
    if isinstance(value, datetime | date):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    if isinstance(value, int | float):
        return _record(5, head + struct.pack("<d", value))
    return _record(7, head + struct.pack("<I", texts.setdefault(str(value), len(texts))))


def _text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _record(kind: int, content: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(content)
    while True:
        left, byte = left >> 7, left & 0x7F
        length += bytes([byte | (0x80 if left else 0)])
        if not left:
            return number + length + content
