"""Checks whether the records of an old workbook (.xls) follow each other as they were written.

Only the length that a record states shows where the next record begins: after a wrong length, records are misread
until by chance they fit again, and the cells among them are silently lost.
"""

import re
import struct
from collections.abc import Iterator, Sequence

_BOF, _END, _SHEET, _FORMAT = 0x809, 0x0A, 0x85, 0xE0
_FORMULA, _MANY_RK, _MANY_BLANK = 0x06, 0xBD, 0xBE
#: The sizes of records of fixed size: numbers, numbers of shared texts, booleans and errors, blanks, rows.
_SIZES = {0x203: (14,), 0x27E: (10,), 0xFD: (10,), 0x205: (8, 9), 0x201: (6,), 0x208: (16,)}
#: This number of consecutive records is no coincidence.
_ENOUGH = 4
#: Records that may be between cells: the text result of a formula, formulas of several cells, rows, continuations.
_BETWEEN = frozenset({0x207, 0x4BC, 0x221, 0x208, 0xD7, 0x3C})
#: Records that may be between those of sheets and cell formats: fonts, formats, styles, sheets, texts.
_OF_BOOK = frozenset(
    {0x31, 0x41E, _FORMAT, 0x87D, 0x293, 0x892, _SHEET, 0x8C, 0xFC, 0xFF, 0x3C, 0x160, 0x1AE, 0x17, 0x18}
)
#: Records of cells, whose contents begin with the row.
_CELLS = frozenset({0x203, 0x27E, 0xFD, 0x205, 0x201, _FORMULA, _MANY_RK, _MANY_BLANK, 0x204, 0xD6})
#: The beginnings of records of cells, sheets and cell formats.
_CELL_BEGINS = re.compile(rb"[\x03\x05]\x02[\x08\x0e]\x00|\x7e\x02\x0a\x00|\xfd\x00\x0a\x00|[\x06\xbd]\x00|\x04\x02")
_BOOK_BEGINS = re.compile(rb"\x85\x00.\x00|\xe0\x00[\x10\x14]\x00", re.DOTALL)


def check_records(stream: bytes, starts: Sequence[int], formats: int) -> None:
    """Raises ValueError where a record is lost.

    `starts`: the offsets at which the records of the workbook, and of each sheet, begin; `formats`: the number of cell
    formats. Each of these sequences must be complete, records of cells must have the length of their kind, and at no
    other offset may further records seem to begin.
    """
    offsets = sorted(set(starts))
    for start, following in zip(offsets, [*offsets[1:], len(stream)], strict=True):
        begun = _rows_by_offset(stream, start, following)
        begins = _CELL_BEGINS if start else _BOOK_BEGINS
        for match in begins.finditer(stream, start, following):
            at = match.start()
            kinds = _CELLS | _BETWEEN if start else _OF_BOOK
            if (
                at not in begun
                and _leads_to_record(stream, at, begun, kinds)
                and _is_valid(stream, at, begun, formats, start)
            ):
                raise ValueError("a record within another")


def _rows_by_offset(stream: bytes, start: int, end: int) -> dict[int, int]:
    """By the offset of each record, its row if it is the record of a cell, else -1."""
    begun: dict[int, int] = {}
    depth = 0
    for offset, kind, length in _records(stream, start):
        if offset >= end:
            break
        if not _has_right_size(stream, offset, kind, length):
            raise ValueError("a record of another size")
        begun[offset] = struct.unpack_from("<H", stream, offset + 4)[0] if kind in _CELLS and depth == 1 else -1
        depth += (kind == _BOF) - (kind == _END)
        if not depth:
            return begun
    raise ValueError("records without end")


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, int, int]]:
    """Yields (offset, kind, length) of each record from this offset on."""
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, length
        offset += 4 + length


def _has_right_size(stream: bytes, offset: int, kind: int, length: int) -> bool:
    """Whether a record has the length that its kind and contents require; True where this is not known."""
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


def _leads_to_record(stream: bytes, at: int, begun: dict[int, int], kinds: frozenset[int]) -> bool:
    """Whether records of these kinds follow each other from this offset up to a known record."""
    for number, (offset, kind, length) in enumerate(_records(stream, at)):
        if offset in begun or number == _ENOUGH or (number and (kind, length) == (_END, 0)):
            return True
        if kind not in kinds or not length or not _has_right_size(stream, offset, kind, length):
            return False
        if kind == _FORMULA and struct.unpack_from("<H", stream, offset + 24)[0] != length - 22:
            return False
    return False


def _is_valid(stream: bytes, at: int, begun: dict[int, int], formats: int, start: int) -> bool:
    """Whether a record at this offset is plausible: a cell with an existing format, in the order of rows."""
    kind, _, row, column, style = struct.unpack_from("<HHHHH", stream, at)
    if not start:
        named = struct.unpack_from("<I", stream, at + 4)[0]
        return bool(kind == _FORMAT) or stream[named : named + 2] == b"\x09\x08"
    before = next((begun[offset] for offset in range(at, start, -1) if begun.get(offset, -1) >= 0), 0)
    after = next((begun[offset] for offset in range(at, len(stream)) if begun.get(offset, -1) >= 0), 0xFFFF)
    return bool(before <= row <= after and column < 256 and (kind == _MANY_RK or style < max(formats, 1)))
