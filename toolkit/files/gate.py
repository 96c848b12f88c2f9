"""Determines from a file's bytes its kind, and whether it is safe to pass to a reader.

Names and endings are not trusted. A refusal is the code of a finding, whose sentence says what the file is and what to
do. Limits prevent a small file from becoming large in memory.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import cast

from zlib_ng import zlib_ng

from toolkit.files.compound import OLE, root_streams

#: Files larger than this are refused unread.
MAX_BYTES = 50 * 1024 * 1024
#: The limits of a zip: entries, bytes of a part, bytes of all parts, and the ratio of a part's inflated size to its
#: size in the zip (usual forms stay under 20; Apache POI's limit is 100).
MAX_ENTRIES = 2_000
MAX_PART = 256 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
MAX_RATIO = 200
GRACE = 100 * 1024
#: Only this number of bytes is searched for declarations, which are before the first element; readers refuse them too.
_PROLOG = 64 * 1024

#: The names of parts under which the streams of an old workbook are passed on.
BOOK, SUMMARY = "Workbook", "SummaryInformation"
#: The lower-case names of the streams of a compound file with an old workbook, and with its properties.
_BOOKS, _SUMMARY = ("workbook", "book"), "\x05summaryinformation"
_DIRECTORY_END = b"PK\x05\x06"  # how the end of a zip without a comment begins
_USUAL_FLAGS = 0x80E  # a part's usual flags: compression level, size after the data, name in UTF-8
_ZIP = b"PK\x03\x04"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "is-pdf"),
    (b"\x89PNG", "is-picture"),
    (b"\xff\xd8\xff", "is-picture"),
    (b"GIF8", "is-picture"),
    (b"II*\0", "is-picture"),
    (b"MM\0*", "is-picture"),
    (b"Rar!", "is-archive"),
    (b"7z\xbc\xaf\x27\x1c", "is-archive"),
    (b"\x1f\x8b", "is-archive"),
    (b"{\\rtf", "is-rtf"),
)
#: Records of an old workbook: one begins encryption, and one only comes after it.
_FILE_PASS, _BOUND_SHEET = 0x2F, 0x85
#: Declarations of a document type or an entity, in any of the encodings XML may have.
_DECLARATIONS = tuple(t.encode(e) for t in ("<!DOCTYPE", "<!ENTITY") for e in ("utf-8", "utf-16-le", "utf-16-be"))
_PLAIN_TEXT = re.compile(rb"[\x09\x0a\x0d\x20-\x7e\x80-\xff]*")


#: Exceptions while reading a damaged zip, or one with an unknown compression.
DAMAGED_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    cast(type[Exception], zlib_ng.error),
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    IndexError,
)

#: Exceptions while reading a part of a damaged zip that may also be missing.
DAMAGED_OR_WITHOUT: tuple[type[Exception], ...] = (*DAMAGED_ZIP, KeyError)


@dataclass(frozen=True, slots=True)
class Examination:
    """`code`: the finding's, "" where the file may be read; `value`: for its sentence; `parts`: the parts of a zip."""

    code: str = ""
    value: str = ""
    parts: dict[str, bytes] = field(default_factory=dict)
    whole: bool = False
    """Whether the zip is as office programs write zips, and has only these parts, in this order."""


def examine(data: bytes) -> Examination:
    """Examine the bytes of a file. A workbook in a zip is inflated within the limits, and its parts are returned.

    For bytes that may not be read, the code of a finding is returned.
    """
    if len(data) > MAX_BYTES:
        return Examination("too-large", f"{len(data) / 2**20:.0f} MB")
    if not data.strip(b"\0 \r\n\t"):
        return Examination("empty-file")
    if data.startswith(OLE):
        return _examine_ole(data)
    for magic, code in _MAGIC:
        if data.startswith(magic):
            return Examination(code)
    if data.startswith(_ZIP):
        return _examine_zip(data)
    return Examination(_examine_text(data))


def _examine_ole(data: bytes) -> Examination:
    """The result for an old Office file, whose kind is known from the names of the streams under its root."""
    try:
        streams = root_streams(data, (*_BOOKS, _SUMMARY))
    except ValueError:
        return Examination("damaged")
    if "encryptedpackage" in streams:
        return Examination("encrypted")
    for name in _BOOKS:
        if name in streams:
            if _has_password(streams[name]):
                return Examination("encrypted")
            parts = {BOOK: streams[name], SUMMARY: streams.get(_SUMMARY, b"")}
            return Examination(parts={**parts, **({"vbaProject.bin": b""} if "_vba_project_cur" in streams else {})})
    if "worddocument" in streams:
        return Examination("is-old-word")
    return Examination("is-mail" if any(n.startswith("__substg1.0") for n in streams) else "not-a-workbook")


def _has_password(stream: bytes) -> bool:
    """Whether an old workbook's first records say that the rest is encrypted."""
    offset = 0
    while offset + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, offset)
        if record in (_FILE_PASS, _BOUND_SHEET):
            return bool(record == _FILE_PASS)
        offset += 4 + length
    return False


def _examine_text(data: bytes) -> str:
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head")) or b"<html" in start[:1024]:
        return "is-web-page"
    if b"schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        return "is-xml-spreadsheet"
    if start.startswith((b"received:", b"return-path:", b"from:", b"mime-version:", b"x-", b"subject:")):
        return "is-mail"
    if _PLAIN_TEXT.fullmatch(data[:4096].replace(b"\0", b"")):
        return "is-text"
    return "not-a-workbook"


# --- Zip files -----------------------------------------------------------------------------------


def _examine_zip(data: bytes) -> Examination:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            for entry in entries:
                entry.filename = entry.filename.replace("\\", "/")
            names = [e.filename for e in entries]
            code = _kind_of_zip(set(names))
            if code:
                return Examination(code)
            if not all(names):
                return Examination("damaged")  # as in older Pythons, which read the last character of each name
            if len(entries) > MAX_ENTRIES:
                return Examination("suspicious-file", f"zip: {len(entries)} > {MAX_ENTRIES}")
            folded = [n.casefold() for n in names]
            if len(set(folded)) != len(folded):
                twice = next(n for n in names if folded.count(n.casefold()) > 1)
                return Examination("suspicious-file", f"{twice} ×2")
            if any(e.flag_bits & 1 for e in entries):
                return Examination("encrypted")
            return _inflate(data, archive, entries)
    except DAMAGED_ZIP:
        return Examination("damaged")


def _kind_of_zip(names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word-document"
    if any(n.startswith("ppt/") for n in names):
        return "not-a-workbook"
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return ""
    return "is-archive"


def _inflate(data: bytes, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Examination:
    """The result with all parts that are XML. Bytes are counted during inflation: headers are not trusted."""
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir() or not entry.filename.endswith((".xml", ".rels", ".bin")):
            continue
        most = min(MAX_PART, MAX_TOTAL - total, max(GRACE, MAX_RATIO * max(entry.compress_size, 1)))
        content = _content(data, archive, entry, most)
        if len(content) > most:
            return Examination("suspicious-file", f"{entry.filename}: {len(content) // 2**20} MB")
        total += len(content)
        if not entry.filename.endswith(".bin") and _declares_types(content[:_PROLOG]):
            return Examination("suspicious-file", f"{entry.filename}: DOCTYPE")
        parts[entry.filename] = content
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        return Examination("encrypted")
    whole = len(parts) == len(entries) and _is_plain_zip(data, entries)
    return Examination(parts=parts, whole=whole)


def _is_plain_zip(data: bytes, entries: list[zipfile.ZipInfo]) -> bool:
    """Whether a zip begins with a part, ends with its directory, and has only deflated parts with plain names."""
    return (
        entries[0].header_offset == 0
        and data.startswith(_DIRECTORY_END, -22)
        and all(
            e.compress_type == zipfile.ZIP_DEFLATED
            and not e.flag_bits & ~_USUAL_FLAGS
            and e.filename == e.orig_filename
            for e in entries
        )
    )


def _content(data: bytes, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """A part, inflated up to one byte more than `most`. Raises what `zipfile` raises for a damaged part."""
    start = entry.header_offset
    if entry.compress_type != zipfile.ZIP_DEFLATED or data[start : start + 4] != _ZIP:
        with archive.open(entry) as stream:
            return stream.read(most + 1)
    name, extra = struct.unpack_from("<HH", data, start + 26)
    start += 30
    label = entry.orig_filename
    if data[start : start + name] != label.encode("utf-8" if entry.flag_bits & 0x800 or label.isascii() else "cp437"):
        raise zipfile.BadZipFile(entry.filename)
    start += name + extra
    inflater = zlib_ng.decompressobj(-15)
    content = inflater.decompress(memoryview(data)[start : start + entry.compress_size], most + 1)
    if len(content) <= most and (not inflater.eof or zlib_ng.crc32(content) != entry.CRC):
        raise zipfile.BadZipFile(entry.filename)
    return content


def _declares_types(start: bytes) -> bool:
    """Whether a part declares document types or entities, in any of the encodings that readers take."""
    wide = b"\0" in start[:8] or start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return (wide or (b"!" in start and b"<!" in start)) and any(d in start for d in _DECLARATIONS)
