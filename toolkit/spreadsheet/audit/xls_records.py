"""Whether the records of an old workbook (.xls) follow one another as they were written.

Each record states its length, and nothing else says where the next one begins: where one is a byte
too long, those after it are misread until by chance they fit again; the cells among them are lost silently.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence

_BOF, _END, _SHEET, _FORMAT = 0x809, 0x0A, 0x85, 0xE0
_FORMULA, _MANY_RK, _MANY_BLANK = 0x06, 0xBD, 0xBE
#: The sizes of records that always have the same: numbers, numbers of shared texts, yes or no and errors, blanks, rows.
_SIZES = {0x203: (14,), 0x27E: (10,), 0xFD: (10,), 0x205: (8, 9), 0x201: (6,), 0x208: (16,)}
#: This number of consecutive records is no accident.
_ENOUGH = 4
#: Records between cells: the text result of a formula, formulas of several cells, rows, and continuations.
_BETWEEN = frozenset({0x207, 0x4BC, 0x221, 0x208, 0xD7, 0x3C})
#: A workbook's records around those of sheets and cell formats: fonts, formats, styles, sheets, texts.
_OF_BOOK = frozenset(
    {0x31, 0x41E, _FORMAT, 0x87D, 0x293, 0x892, _SHEET, 0x8C, 0xFC, 0xFF, 0x3C, 0x160, 0x1AE, 0x17, 0x18}
)
#: Records of cells begin with their row.
_CELLS = frozenset({0x203, 0x27E, 0xFD, 0x205, 0x201, _FORMULA, _MANY_RK, _MANY_BLANK, 0x204, 0xD6})
#: The beginnings of records of cells, sheets and cell formats.
_CELL_BEGINS = re.compile(rb"[\x03\x05]\x02[\x08\x0e]\x00|\x7e\x02\x0a\x00|\xfd\x00\x0a\x00|[\x06\xbd]\x00|\x04\x02")
_BOOK_BEGINS = re.compile(rb"\x85\x00.\x00|\xe0\x00[\x10\x14]\x00", re.DOTALL)


def check_records(stream: bytes, starts: Sequence[int], formats: int) -> None:
    """Raise ValueError where a record is lost.

    `starts`: where the records of the workbook, and of each of its sheets, begin; `formats`: the number of cell
    formats. Each stretch of records must be complete, those of cells have the length of their kind, and no other
    position may look like the beginning of records.
    """
    offsets = sorted(set(starts))
    for start, following in zip(offsets, [*offsets[1:], len(stream)], strict=True):
        begun = _begun(stream, start, following)
        begins = _CELL_BEGINS if start else _BOOK_BEGINS
        for match in begins.finditer(stream, start, following):
            at = match.start()
            kinds = _CELLS | _BETWEEN if start else _OF_BOOK
            if at not in begun and _continues(stream, at, begun, kinds) and _is_one(stream, at, begun, formats, start):
                raise ValueError("a record within another")


def _begun(stream: bytes, start: int, end: int) -> dict[int, int]:
    """The position of each record, with the row of those that are cells and -1 for others."""
    begun: dict[int, int] = {}
    depth = 0
    for offset, kind, length in _records(stream, start):
        if offset >= end:
            break
        if not _has_its_size(stream, offset, kind, length):
            raise ValueError("a record of another size")
        begun[offset] = struct.unpack_from("<H", stream, offset + 4)[0] if kind in _CELLS and depth == 1 else -1
        depth += (kind == _BOF) - (kind == _END)
        if not depth:
            return begun
    raise ValueError("records without end")


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """(offset, kind, length) of each record from this offset on."""
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, length
        offset += 4 + length


def _has_its_size(stream: bytes, offset: int, kind: int, length: int) -> bool:
    """Whether a record has the length of its contents; True for kinds where that is not known."""
    if offset + 4 + length > len(stream):
        return False
    if kind in _SIZES:
        return length in _SIZES[kind]
    if kind == _FORMULA:
        return length >= 22 and struct.unpack_from("<H", stream, offset + 24)[0] <= length - 22
    if kind in (_MANY_RK, _MANY_BLANK):
        size = 6 if kind == _MANY_RK else 2
        if length < 6 + size:
            return False
        first, last = (int.from_bytes(stream[offset + at : offset + at + 2], "little") for at in (6, 2 + length))
        return length == 6 + size * (last - first + 1)
    return True


def _continues(stream: bytes, at: int, begun: dict[int, int], kinds: frozenset[int]) -> bool:
    """Whether records of these kinds follow from this offset up to a known one."""
    for number, (offset, kind, length) in enumerate(_records(stream, at)):
        if offset in begun or number == _ENOUGH or (number and (kind, length) == (_END, 0)):
            return True
        if kind not in kinds or not length or not _has_its_size(stream, offset, kind, length):
            return False
        if kind == _FORMULA and struct.unpack_from("<H", stream, offset + 24)[0] != length - 22:
            return False
    return False


def _is_one(stream: bytes, at: int, begun: dict[int, int], formats: int, start: int) -> bool:
    """Whether the record at this offset is possible: a cell in an existing format, between the rows of others."""
    kind, _, row, column, style = struct.unpack_from("<HHHHH", stream, at)
    if not start:
        named = struct.unpack_from("<I", stream, at + 4)[0]
        return bool(kind == _FORMAT) or stream[named : named + 2] == b"\x09\x08"
    before = next((begun[offset] for offset in range(at, start, -1) if begun.get(offset, -1) >= 0), 0)
    after = next((begun[offset] for offset in range(at, len(stream)) if begun.get(offset, -1) >= 0), 0xFFFF)
    return bool(before <= row <= after and column < 256 and (kind == _MANY_RK or style < max(formats, 1)))
