"""Writes zip files from parts that are already deflated, or are to be stored.

The standard library would deflate one part after the other, and takes several times as long for parts that are only
joined.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeVar
from zipfile import ZipFile

from zlib_ng import zlib_ng

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.files.holding import open_to_read

T = TypeVar("T")

#: 31 January 1980 as zip files store days: they store no earlier month.
_DATE = (0 << 9) | (1 << 5) | 31
#: The same day as readers of zips return it; other programs set different dates.
WRITTEN = (1980, 1, 31, 0, 0, 0)
_AS_IT_IS, _DEFLATED = 0, 8  # methods of compression
_UTF_8 = 0x800  # the flag for a name in UTF-8
#: A part: its checksum, its size, and its stored bytes in pieces.
Packed: TypeAlias = tuple[int, int, Sequence[bytes]]


def write_zip(parts: Iterable[tuple[str, Packed]], target: BinaryIO, method: int = _DEFLATED) -> None:
    """Write parts (each with its name, checksum, size and bytes) as a zip file, deflated or as `method` states."""
    directory: list[bytes] = []
    position = 0
    for name, (checksum, size, packed) in parts:
        label, flags = name.encode("utf-8"), 0 if name.isascii() else _UTF_8
        length = sum(map(len, packed))
        common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, _DATE, checksum, length, size, len(label), 0)
        target.write(b"PK\x03\x04" + common + label)
        target.writelines(packed)
        header = struct.pack("<HHHII", 0, 0, 0, 0, position)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + header + label)
        position += 30 + len(label) + length
    central = b"".join(directory)
    target.write(central)
    count = len(directory)
    target.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), position, 0))


def stored_zip(parts: Mapping[str, bytes]) -> bytes:
    """A zip file with these parts stored, not deflated."""
    buffer = BytesIO()
    write_zip(((n, (zlib_ng.crc32(p), len(p), (p,))) for n, p in parts.items()), buffer, _AS_IT_IS)
    return buffer.getvalue()


def in_zip(path: Path, look: Callable[[ZipFile], T], default: T) -> T:
    """The result of `look` for a zip file; `default` for a file that is no zip, is damaged or lacks a part."""
    try:
        with open_to_read(path) as file, ZipFile(file) as archive:
            return look(archive)
    except DAMAGED_OR_WITHOUT:
        return default


def is_as_written(archive: ZipFile) -> bool:
    """Whether a zip file is unchanged since the toolkit wrote it: other programs set different dates on its parts."""
    return all(part.date_time == WRITTEN for part in archive.infolist())
