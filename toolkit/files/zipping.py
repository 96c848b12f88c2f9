"""A zip file from parts that are at hand: deflated already, or to be kept as they are.

The standard library's would deflate one part after the other, and takes several times as long for parts that
are only to be put together.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import BinaryIO, TypeAlias

from isal import isal_zlib

#: 31 January 1980, the first month that a zip can say, as zip files count days.
_DATE = (0 << 9) | (1 << 5) | 31
#: The same as a zip's reader says it: other programs give other dates.
WRITTEN = (1980, 1, 31, 0, 0, 0)
#: How a part is kept, and what says that its name is UTF-8.
_AS_IT_IS, _DEFLATED, _UTF_8 = 0, 8, 0x800
#: A part's checksum, size, and bytes as they are kept, in pieces.
Packed: TypeAlias = tuple[int, int, Sequence[bytes]]


def write_zip(parts: Iterable[tuple[str, Packed]], target: BinaryIO, method: int = _DEFLATED) -> None:
    """Write parts, deflated unless `method` says otherwise, as a zip file: each by name, with checksum,
    size and bytes."""
    directory: list[bytes] = []
    position = 0
    for name, (checksum, size, packed) in parts:
        label, flags = name.encode("utf-8"), 0 if name.isascii() else _UTF_8
        length = sum(map(len, packed))
        common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, _DATE, checksum, length, size, len(label), 0)
        target.write(b"PK\x03\x04" + common + label)
        target.writelines(packed)
        place = struct.pack("<HHHII", 0, 0, 0, 0, position)
        directory.append(b"PK\x01\x02" + struct.pack("<H", 20) + common + place + label)
        position += 30 + len(label) + length
    central = b"".join(directory)
    target.write(central)
    count = len(directory)
    target.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(central), position, 0))


def as_they_are(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of these parts, which are not deflated."""
    made = BytesIO()
    write_zip(((n, (isal_zlib.crc32(p), len(p), (p,))) for n, p in parts.items()), made, _AS_IT_IS)
    return made.getvalue()


# --- Checksums -------------------------------------------------------------------------------------

#: The polynomial of CRC-32, and the powers 0 and 1 of x, lowest power first.
_POLYNOMIAL, _ONE, _X = 0xEDB88320, 1 << 31, 1 << 30


def joined_checksum(first: int, second: int, size: int) -> int:
    """The CRC-32 of two stretches of bytes in a row, from that of each; `size`: how many bytes the second has.

    A checksum is the bytes as a polynomial, modulo the CRC's: more bytes after them multiply it by a power of x.
    """
    power, number = _ONE, 3  # a byte has 2 ** 3 bits
    while size:
        if size & 1:
            power = _product(_squared(number), power)
        size, number = size >> 1, number + 1
    return _product(power, first) ^ second


@cache
def _squared(times: int) -> int:
    """x, squared so many times."""
    before = _squared(times - 1) if times else 0
    return _product(before, before) if times else _X


def _product(a: int, b: int) -> int:
    """The product of two polynomials, modulo that of the CRC."""
    product = 0
    while a:
        if a & _ONE:
            product ^= b
        a = a << 1 & 0xFFFFFFFF
        b = b >> 1 ^ _POLYNOMIAL if b & 1 else b >> 1
    return product
