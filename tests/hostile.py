"""Hostile and odd files, each made from a good filled form by one fault, with the finding expected.

`python -m tests.hostile FOLDER` writes a campaign folder with all of them in its inbox, to look at.
"""

from __future__ import annotations

import base64
import os
import re
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

#: A cell of the form's figures and a line of its narrative, by their keys.
FIGURE, DAY = ("A1", "2019"), ("A7", "2019")

#: Texts that a spreadsheet, a mail reader or a terminal might take for more than text.
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
    "=WEBSERVICE(\"http://example.com/\"&A1)",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "'=1+1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Odd:
    """One file: its name in the inbox, its bytes, and the code expected; "" where it is to be accepted."""

    name: str
    data: bytes
    code: str = ""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where a good form's cells stand: sheet part and address of a figure, a date, three lines and the guide."""

    figures: str
    figure: str
    following: str
    day: str
    statements: str
    lines: tuple[str, ...]
    guide: str


#: A good filled form of one agency.
Make = Callable[[str], bytes]


def rejected(make: Make, spots: Spots) -> Iterator[Odd]:
    """Files that are no workbook, or none that may or can be read. None of them counts for an agency."""
    good = make("")
    yield from _not_workbooks()
    yield from _old_files()
    yield from _zips(good)
    yield from _parts(good, spots)
    yield from _cells_refused(good, spots)


# --- No workbook at all --------------------------------------------------------------------------


def _not_workbooks() -> Iterator[Odd]:
    yield Odd("rong.xlsx", b"", "empty-file")
    yield Odd("toan-so-0.xlsx", b"\0" * 5000, "empty-file")
    yield Odd("chi-xuong-dong.xlsx", b"\r\n\r\n  ", "empty-file")
    yield Odd("pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "is-pdf")
    yield Odd("anh.xlsx", _PNG, "is-picture")
    yield Odd("anh-chup.xls", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "is-picture")
    yield Odd("trang-web.xls", b"<html><body><table><tr><td>A1</td><td>5</td></tr></table></body></html>", "is-web-page")
    yield Odd("trang-web-bom.xls", b'\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html lang="vi"></html>', "is-web-page")
    yield Odd("bang-2003.xml", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "is-xml-spreadsheet")
    yield Odd("csv.xlsx", "mã;2019;2020\nA1;5;7\n".encode(), "is-text")
    yield Odd("van-ban-utf16.xls", "mã\t2019\t2020\r\nA1\t5\t7\r\n".encode("utf-16"), "is-text")
    yield Odd("rtf.xls", b"{\\rtf1\\ansi\\deff0 Bao cao}", "is-rtf")
    yield Odd("thu.eml", b"From: so@example.com\r\nTo: x@example.com\r\nSubject: bao cao\r\nMIME-Version: 1.0\r\n\r\nKinh gui\r\n", "is-mail")
    yield Odd("nen.rar", b"Rar!\x1a\x07\x01\0" + bytes(range(64)), "is-archive")
    yield Odd("nen.7z", b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(range(64)), "is-archive")
    yield Odd("nen.zip", zipped({"bao cao/SA.xlsx": b"PK", "ghi chu.txt": b"x"}), "is-archive")
    yield Odd("word.xlsx", zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}), "word-document")
    yield Odd("trinh-chieu.xlsx", zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}), "not-a-workbook")
    yield Odd("byte-la.xlsx", bytes((i * 37 + i // 7) % 256 for i in range(6000)), "not-a-workbook")
    yield Odd("60-mb.xlsx", b"PK\x03\x04" + bytes(60 * 2**20), "too-large")


_PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


# --- Old Office files ----------------------------------------------------------------------------


def _old_files() -> Iterator[Odd]:
    yield Odd("mat-khau.xlsx", compound({"EncryptionInfo": b"\x04\0\x04\0\x40\0\0\0<encryption/>", "EncryptedPackage": bytes(range(256)) * 20}), "encrypted")
    yield Odd("mat-khau.xls", compound({"Workbook": _biff(b"\x2f\0\x06\0\0\0" + bytes(4))}), "encrypted")
    yield Odd("mat-khau-rc4.xls", compound({"Workbook": _biff(b"\x2f\0\x36\0\x01\0\x01\0\x01\0" + bytes(48))}), "encrypted")
    yield Odd("word-cu.xls", compound({"WordDocument": b"\xec\xa5\xc1\0" + "xem Workbook va Book".encode("utf-16-le")}), "is-old-word")
    yield Odd("thu-outlook.msg", compound({"__substg1.0_0037001F": "báo cáo".encode("utf-16-le")}), "is-mail")
    yield Odd("ole-la.xls", compound({"PowerPoint Document": bytes(100)}), "not-a-workbook")
    yield Odd("xls-cut.xls", compound({"Workbook": _biff(b"")})[:700], "damaged")
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

    # Streams under 4,096 bytes would stand in the small ones' own sectors: these are padded instead.
    placed = [(name, chain(content.ljust(4096, b"\0")), max(len(content), 4096)) for name, content in streams.items()]
    entries = [_entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)]
    for number, (name, start, size) in enumerate(placed, start=1):
        right = number + 1 if number < len(placed) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=start, size=size))
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = chain(b"".join(entries))
    table = b"".join(struct.pack("<I", n) for n in fat).ljust(512, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    )  # fmt: skip
    header += struct.pack("<I", 0) + b"\xff" * (512 - len(header) - 4)
    return header + table + b"".join(body)


def _entry(name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<IQ", start, size)
    )  # fmt: skip


def _looping(data: bytes) -> bytes:
    """The stream's chain of sectors leads back to its own start."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, 512 + 4 * 8, 1)
    return bytes(changed)


# --- Zips ----------------------------------------------------------------------------------------


def _zips(good: bytes) -> Iterator[Odd]:
    yield Odd("zip-cut.xlsx", good[: len(good) * 2 // 3], "damaged")
    yield Odd("zip-head-only.xlsx", good[:200], "damaged")
    flipped = bytearray(good)
    flipped[len(good) // 3] ^= 0xFF
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
    """The workbook with parts replaced or added; None takes one away."""
    content = {**parts_of(data), **parts}
    return zipped({name: text for name, text in content.items() if text is not None})


def added(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The same zip with entries behind its own, whatever their names."""
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
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
    """The directory says that the last entry is ten bytes long."""
    changed = bytearray(data)
    place = _directory(data)[-1]
    struct.pack_into("<I", changed, place + 24, 10)
    struct.pack_into("<I", changed, struct.unpack_from("<I", data, place + 42)[0] + 22, 10)
    return bytes(changed)


def _overlapping(data: bytes) -> bytes:
    """Two entries of the directory that stand for the same bytes."""
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
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": noise, "META-INF/manifest.xml": manifest})  # fmt: skip


# --- Parts of the workbook -----------------------------------------------------------------------

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def changed(data: bytes, name: str, do: Callable[[str], str]) -> bytes:
    """The workbook with one part's text changed. Raises ValueError where nothing changes."""
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
    laughs = "".join(f'<!ENTITY a{n} "{"&a%d;" % (n - 1) * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'
    yield Odd("xml-bomb.xlsx", changed(good, sheet, lambda t: _declared(t, bomb, "&a9;")), "suspicious-file")
    square = f'<!DOCTYPE x [<!ENTITY a "{"a" * 60000}">]>'
    yield Odd("xml-bomb-square.xlsx", changed(good, sheet, lambda t: _declared(t, square, "&a;" * 3000)), "suspicious-file")
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    yield Odd("xml-outside.xlsx", changed(good, sheet, lambda t: _declared(t, outside, "&a;")), "suspicious-file")
    far = f"<!--{'x' * 9000}-->{bomb}"
    yield Odd("xml-bomb-far-down.xlsx", changed(good, sheet, lambda t: _declared(t, far, "&a9;")), "suspicious-file")
    utf16 = changed(good, sheet, lambda t: _declared(t, bomb, "&a9;"))
    yield Odd("xml-bomb-utf16.xlsx", with_parts(utf16, {sheet: _as_utf16(part(utf16, sheet))}), "suspicious-file")
    yield Odd("xml-bomb-strings.xlsx", changed(good, "xl/sharedStrings.xml", lambda t: _declared(t, bomb)), "suspicious-file")
    yield Odd("sheet-html.xlsx", with_parts(good, {sheet: b"<html><body><p>404 Not Found</p></body></html>"}), "damaged|not-read-whole")
    yield Odd("sheet-utf16.xlsx", with_parts(good, {sheet: _as_utf16(part(good, sheet))}), "not-read-whole")
    yield Odd("sheet-case.xlsx", changed(good, sheet, lambda t: t.replace("sheetData", "sheetdata")), "not-read-whole")
    yield Odd("sheet-cut.xlsx", with_parts(good, {sheet: part(good, sheet)[:2500]}), "damaged")
    yield Odd("sheet-cut-at-row.xlsx", with_parts(good, {sheet: part(good, sheet).split(b'<row r="10"')[0]}), "damaged")
    yield Odd("sheet-gone.xlsx", with_parts(good, {sheet: None}), "damaged")
    yield Odd("sheet-no-xml.xlsx", with_parts(good, {sheet: b"\x89PNG\r\n"}), "damaged|not-read-whole")
    yield Odd("book-gone.xlsx", with_parts(good, {"xl/workbook.xml": None}), "damaged")
    yield Odd("book-cut.xlsx", with_parts(good, {"xl/workbook.xml": part(good, "xl/workbook.xml")[:700]}), "damaged")
    yield Odd("relations-gone.xlsx", with_parts(good, {"xl/_rels/workbook.xml.rels": None}), "damaged")
    yield Odd("strings-gone.xlsx", with_parts(good, {"xl/sharedStrings.xml": None}), "damaged|not-read-whole")
    yield Odd("strings-cut.xlsx", with_parts(good, {"xl/sharedStrings.xml": part(good, "xl/sharedStrings.xml")[:900]}), "damaged|not-read-whole|reader-died")


def _as_utf16(xml: bytes) -> bytes:
    return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


# --- Cells ---------------------------------------------------------------------------------------


def put(data: bytes, sheet: str, address: str, cell: str) -> bytes:
    """The workbook with `cell` (XML; `{style}` stands for its own style) in place of the one at `address`."""
    def do(text: str) -> str:
        own = re.search(rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', text)
        if own is None:
            raise ValueError(f"no cell {address}")
        return text.replace(own[0], cell.replace("{style}", own[1] or ""), 1)

    return changed(data, sheet, do)


def with_rows(data: bytes, sheet: str, rows: str) -> bytes:
    """The sheet with rows (XML) after its own."""
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
    for name, count, code in (("amplified-1m.xlsx", 1_000_000, "reader-died"), ("amplified-6k.xlsx", 6_000, "too-large")):
        shared = changed(good, "xl/sharedStrings.xml", lambda t: t.replace("</sst>", f"<si><t>{'x' * 32767}</t></si></sst>"))
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{index}</v></c></row>' for n in range(200, 200 + count))
        yield Odd(name, with_rows(shared, spots.guide, rows.replace('r="A', 'r="C')), code)
    rows = "".join(f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "CDEF") + "</row>" for n in range(200, 200_200))
    yield Odd("many-cells.xlsx", with_rows(good, spots.guide, rows), "too-large")
    for name, xml in (
        ("boolean-2", f'<c r="{cell}"{{style}} t="b"><v>2</v></c>'),
        ("unknown-type", f'<c r="{cell}"{{style}} t="zz"><v>2</v></c>'),
        ("dollar-address", f'<c r="$E$9"{{style}}><v>2</v></c>'),
        ("no-address-value", f'<c r="9E"{{style}}><v>2</v></c>'),
    ):
        yield Odd(f"cell-{name}.xlsx", put(good, sheet, cell, xml), "damaged")


def _prefixed(data: bytes, sheet: str) -> bytes:
    """The sheet's elements with a prefix, as some programs write them."""
    def do(text: str) -> str:
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
        return text.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=")

    return changed(data, sheet, do)
