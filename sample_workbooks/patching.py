"""Changes to finished workbooks: what agencies and their programs do to a form after it was sent.

A workbook is a zip of XML parts. Each change here is made in those parts, so that the rest of the file
stays as it was and the result is the same at each run.
"""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

Parts = dict[str, bytes]
Change = Callable[[Parts], None]

_STAMP = (1980, 1, 31, 0, 0, 0)
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SHEET_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def patch(path: Path, *changes: Change) -> None:
    """Apply the changes to the file at `path`; the parts' order and dates do not depend on the day."""
    parts = read_parts(path.read_bytes())
    for change in changes:
        change(parts)
    path.write_bytes(zipped(parts))


def read_parts(data: bytes) -> Parts:
    """The zip's parts by name, in its order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip with fixed dates."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            part = zipfile.ZipInfo(name, _STAMP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            archive.writestr(part, data)
    return out.getvalue()


def saved(when: datetime, by: str = "") -> Change:
    """Saved for the last time at `when`, by the person named."""

    def change(parts: Parts) -> None:
        name = "docProps/core.xml"
        text = parts[name].decode()
        text = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{when.isoformat()}Z", text)
        if by:
            text = re.sub(r"(<cp:lastModifiedBy>)[^<]*", rf"\g<1>{escape(by)}", text)
        parts[name] = text.encode()

    return change


def sheet_renamed(old: str, new: str) -> Change:
    """A sheet renamed; formulas and names follow, as they do in Excel."""

    def change(parts: Parts) -> None:
        for name in [n for n in parts if n.endswith(".xml")]:
            text = parts[name].decode()
            text = text.replace(f"'{old}'!", f"'{new}'!").replace(f'<sheet name="{old}"', f'<sheet name="{new}"')
            parts[name] = text.replace(f"<vt:lpstr>{old}</vt:lpstr>", f"<vt:lpstr>{new}</vt:lpstr>").encode()

    return change


def cell_typed(sheet: str, row: int, column: str, text: str) -> Change:
    """Text typed at the end of a row of `sheet` (by its name), or below the last row."""

    def change(parts: Parts) -> None:
        part = _sheet_part(parts, sheet)
        xml = parts[part].decode()
        cell = _cell(f"{column}{row}", text)
        match = re.search(rf'<row r="{row}"[^>]*>.*?(?=</row>)', xml, re.DOTALL)
        if match:
            xml = xml[: match.end()] + cell + xml[match.end() :]
        else:
            xml = xml.replace("</sheetData>", f'<row r="{row}">{cell}</row></sheetData>')
        parts[part] = re.sub(r'<dimension ref="[^"]*"/>', "", xml).encode()

    return change


def sheet_added(name: str, rows: Sequence[Sequence[str]]) -> Change:
    """A separate sheet that the agency added at the end."""

    def change(parts: Parts) -> None:
        part = "worksheets/sheet99.xml"
        body = "".join(
            f'<row r="{r}">{"".join(_cell(f"{chr(65 + c)}{r}", t) for c, t in enumerate(row) if t)}</row>'
            for r, row in enumerate(rows, start=1)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        parts[f"xl/{part}"] = f"{head}<worksheet {space}><sheetData>{body}</sheetData></worksheet>".encode()
        _insert(
            parts, "[Content_Types].xml", "</Types>", f'<Override PartName="/xl/{part}" ContentType="{_SHEET_TYPE}"/>'
        )
        _insert(
            parts,
            "xl/_rels/workbook.xml.rels",
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{_SHEET_RELATION}" Target="{part}"/>',
        )
        _insert(parts, "xl/workbook.xml", "</sheets>", f'<sheet name="{escape(name)}" sheetId="99" r:id="rId99"/>')

    return change


def _insert(parts: Parts, name: str, before: str, text: str) -> None:
    parts[name] = parts[name].decode().replace(before, text + before).encode()


def _cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _sheet_part(parts: Parts, name: str) -> str:
    book = parts["xl/workbook.xml"].decode()
    sheet = re.search(rf'<sheet name="{re.escape(name)}"[^>]*r:id="(\w+)"', book)
    assert sheet is not None, name
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    target = re.search(rf'Id="{sheet[1]}"[^>]*Target="([^"]+)"', relations)
    assert target is not None, name
    return f"xl/{target[1]}"
