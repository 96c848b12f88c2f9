"""The kind of a received file, and the contents of an archive: names in old code pages, limited sizes.

An archive is opened only in memory and within a budget that all archives of one mail share; a small file that
would inflate to a large one becomes a remark, never a full disk.
"""

import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from toolkit.files.gate import DAMAGED_OR_WITHOUT, DAMAGED_ZIP, GRACE, MAX_ENTRIES, MAX_RATIO, MAX_TOTAL, examine
from toolkit.mail.headers import decode_bytes
from toolkit.mail.message import Remark, is_probably_mail
from toolkit.mail.rar import MAGIC, rar_files
from toolkit.mail.signed import is_sealed, is_signed
from toolkit.model.grouping import grouped

#: `workbook`: worth reading. `document`, `picture`: a report that is no workbook. `packed`: cannot be opened.
#: `signed`: a mail or file inside its signature. `sealed`: a mail or file that only the recipient's key opens.
FileKind = Literal[
    "workbook", "mail", "msg", "mbox", "archive", "signed", "sealed", "document", "picture", "packed", "tnef", "other"
]

_TNEF = b"\x78\x9f\x3e\x22"
#: The most names of faulty files in an archive that are listed.
_LISTED = 5
_OF_CODE: dict[str, FileKind] = {
    "": "workbook",
    "encrypted": "workbook",
    "too-large": "other",
    "suspicious-file": "workbook",
    "damaged": "workbook",
    "is-pdf": "document",
    "is-rtf": "document",
    "is-old-word": "document",
    "word-document": "document",
    "is-picture": "picture",
    "is-archive": "packed",
    "is-mail": "msg",
    "is-xml-spreadsheet": "workbook",
}
#: Names of files that systems and programs leave behind: macOS's files, locks of open workbooks, folder lists.
_LITTER = re.compile(
    r"(?:.*[\\/])?(?:__MACOSX[\\/].*|\._.*|~\$.*|\.~.*|\.DS_Store|thumbs\.db|desktop\.ini)", re.I | re.S
)
#: Endings of workbooks' names, which decide if the bytes do not show the kind.
WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".xltx", ".csv")


@dataclass(slots=True)
class Budget:
    """The bytes and files that may still be taken out of the archives of one mail or file."""

    size: int = MAX_TOTAL
    files: int = MAX_ENTRIES


def kind_of(data: bytes, name: str = "") -> FileKind:
    """The kind of a file by its bytes; the name decides only if the bytes do not show the kind."""
    if data.startswith(_TNEF) or name.lower() == "winmail.dat":
        return "tnef"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_kind(data, name)
    if data.startswith(MAGIC):
        return "archive"
    if is_signed(data):
        return "signed"
    if is_sealed(data):
        return "sealed"
    if name.lower().endswith(".p7m") and data[:13].lower() == b"content-type:":
        return "mail"  # Outlook stores a mail with a detached signature like this
    if data.startswith(b"From ") and is_probably_mail(data[:4096]):
        return "mbox"
    if is_probably_mail(data[:4096]):
        return "mail"
    code = examine(data).code if data.startswith(b"\xd0\xcf\x11\xe0") else examine(data[: 1 << 16]).code
    if code in _OF_CODE:
        return _OF_CODE[code]
    return "workbook" if name.lower().endswith(WORKBOOK_NAMES) else "other"


def is_litter(data: bytes, name: str) -> bool:
    """Whether a file's name shows that a program left it behind, unless its bytes are those of a document."""
    return bool(_LITTER.fullmatch(name)) and not data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def _zip_kind(data: bytes, name: str) -> FileKind:
    """The kind of a zip by its list of files: a workbook, a document or an archive."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {n.replace("\\", "/") for n in archive.namelist()}
            office = archive.read("mimetype")[:100] if "mimetype" in names and "content.xml" in names else b""
    except DAMAGED_OR_WITHOUT:
        return "workbook" if name.lower().endswith(WORKBOOK_NAMES) else "archive"
    if "word/document.xml" in names or b"opendocument.text" in office:
        return "document"
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return "workbook"
    return "other" if any(n.startswith("ppt/") for n in names) else "archive"


def archived_files(data: bytes, budget: Budget) -> Iterator[tuple[str, bytes] | Remark]:
    """The files in a `.zip` or `.rar`, each (name, contents), in the archive's order; one that cannot be taken out is a
    remark with its name. `budget` is reduced; no files follow once it is used up.
    """
    if data.startswith(MAGIC):
        for member in rar_files(data, budget.size, budget.files):
            budget.files -= 1
            budget.size -= 0 if isinstance(member, Remark) else len(member[1])
            yield member
        return
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGED_ZIP:
        yield Remark("archive-damaged")
        return
    with archive:
        for entry in archive.infolist():
            if entry.is_dir():
                continue
            name = entry_name(entry)
            if budget.files <= 0:
                yield Remark("archive-too-large", name)
                return
            budget.files -= 1
            if entry.flag_bits & 1:
                yield Remark("archive-locked", name)
                continue
            content = _inflate(archive, entry, budget)
            if isinstance(content, Remark):
                yield Remark(content.code, name)
                if content.code == "archive-too-large":
                    return
            else:
                yield name, content


def one_per_code(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """One remark per code, with the names of all files: an archive with many faulty files is one thing to check."""
    about = grouped((remark.code, remark.value) for remark in remarks)
    return tuple(Remark(code, _names_text(values)) for code, values in about.items())


def _names_text(values: Sequence[str]) -> str:
    several = list(dict.fromkeys(filter(None, values)))
    return ", ".join(several[:_LISTED]) + (f" … (+{len(several) - _LISTED})" if len(several) > _LISTED else "")


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes | Remark:
    """The entry's bytes, counted while they are inflated: its header is not trusted."""
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(1 << 18):
                size += len(piece)
                budget.size -= len(piece)
                if budget.size < 0 or (size > GRACE and size > MAX_RATIO * max(entry.compress_size, 1)):
                    return Remark("archive-too-large")
                pieces.append(piece)
    except DAMAGED_ZIP:
        return Remark("archive-damaged")
    return b"".join(pieces)


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its sender saw it: in UTF-8 if the zip says so or the bytes are valid UTF-8, else in
    Windows-1258."""
    if entry.flag_bits & 0x800:
        return entry.orig_filename
    better = _unicode_path(entry.extra)
    if better:
        return better
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    return decode_bytes(raw)


def _unicode_path(extra: bytes) -> str:
    """The name in UTF-8 that Info-ZIP adds to a name in an old code page (extra field 0x7075)."""
    position = 0
    while position + 4 <= len(extra):
        field, length = struct.unpack_from("<HH", extra, position)
        if field == 0x7075 and length > 5:
            return extra[position + 9 : position + 4 + length].decode("utf-8", "replace")
        position += 4 + length
    return ""
