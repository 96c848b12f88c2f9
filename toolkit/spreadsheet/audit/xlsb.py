"""Makes the census of a binary workbook (.xlsb) from its records ([MS-XLSB]): the same counts as of an .xlsx."""

import struct
from collections.abc import Collection, Iterator, Mapping

from toolkit.spreadsheet.audit.book import BUILT_IN, find_part, odd_formats, targets_of
from toolkit.spreadsheet.audit.cells import BLANKS, SheetCensus
from toolkit.spreadsheet.audit.census import Census, duplicate, properties_of

BOOK = "xl/workbook.bin"
_RELATIONS = "xl/_rels/workbook.bin.rels"
_FIXED = {"styles": "xl/styles.bin", "sharedStrings": "xl/sharedStrings.bin"}

_ROW, _SHEET, _FORMAT, _STYLE, _STRING = 0, 156, 44, 47, 19
_STYLES_BEGIN, _STYLES_END, _DATA_BEGIN, _DATA_END = 617, 618, 145, 146
#: Kinds of cells: blank, with an error, with an inline text, with a shared text.
_BLANK, _ERRORS, _TEXTS, _SHARED = 1, (3, 11), (6, 8), 7
#: Kinds of cells with fixed sizes.
_SIZES = {1: 8, 2: 12, 3: 9, 4: 9, 5: 16, 7: 12}
_CELLS = range(1, 12)
_RICH, _MERGED, _COLUMNS = 62, 176, 60
_NUMBERS = (2, 5, 9)
_ERROR_NAMES = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
    43: "#GETTING_DATA",
}


def census_of_xlsb(parts: Mapping[str, bytes], wanted: Collection[str] | None = None) -> Census | None:
    """The census of an .xlsb from its parts; None for other kinds of workbook.

    Raises ValueError for a part that makes no sense, `expat.ExpatError` for a part that is not well-formed.
    """
    book = parts.get(BOOK)
    if book is None:
        return None
    targets = targets_of(find_part(parts, _RELATIONS) or b"", "xl")
    if any(_FIXED.get(kind, name).lower() != name.lower() for kind, name in targets.values()):
        raise ValueError("parts under other names")  # the reader of values does not find such parts
    try:
        odd = _odd_styles(parts.get("xl/styles.bin", b""))
        blank = _blank_strings(parts.get("xl/sharedStrings.bin", b""))
        sheets: dict[str, SheetCensus] = {}
        names: list[str] = []
        for kind, record in _records(book):
            if kind != _SHEET:
                continue
            target, offset = _text(record, 8)
            title = _text(record, offset)[0]
            names.append(title)
            part = find_part(parts, targets.get(target, ("", ""))[1])
            if part is not None and (wanted is None or title in wanted):
                sheets[title] = _sheet_census(part, odd, blank)
    except (struct.error, IndexError) as error:
        raise ValueError("records") from error
    return Census(sheets, *properties_of(parts), twice=duplicate(names))


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields (kind, content) of each record. Kind and length are stored with seven bits in each byte."""
    offset, end = 0, len(part)
    while offset < end:
        kind = part[offset]
        offset += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[offset] & 0x7F) << 7
            offset += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = part[offset]
            offset += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if offset + length > end:
            raise ValueError("a record without end")
        yield kind, part[offset : offset + length]
        offset += length


def _text(record: bytes, offset: int) -> tuple[str, int]:
    """The text that begins at this offset, and the offset of its end."""
    length = struct.unpack_from("<I", record, offset)[0]
    if length == 0xFFFFFFFF:
        return "", offset + 4
    end = offset + 4 + 2 * length
    if end > len(record):
        raise ValueError("a text without end")
    return record[offset + 4 : end].decode("utf-16-le", "replace"), end


def _odd_styles(part: bytes) -> dict[int, str]:
    """For each cell style whose format alters the numbers shown, the format's code."""
    formats = dict(BUILT_IN)
    styles: list[int] = []
    inside = False
    for kind, record in _records(part):
        if kind == _FORMAT:
            formats.setdefault(struct.unpack_from("<H", record)[0], _text(record, 2)[0])
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            styles.append(struct.unpack_from("<H", record, 2)[0])
    odd = odd_formats(formats)
    return {n: odd[number] for n, number in enumerate(styles) if number in odd}


def _blank_strings(part: bytes) -> frozenset[int]:
    """The numbers of the shared texts that are blank."""
    texts = (_text(record, 1)[0] for kind, record in _records(part) if kind == _STRING)
    return frozenset(n for n, text in enumerate(texts) if not text.strip(BLANKS))


def _sheet_census(part: bytes, odd: Mapping[int, str], blank: frozenset[int]) -> SheetCensus:
    sheet = SheetCensus()
    row = 0
    inside = ended = False
    for kind, record in _records(part):
        if kind in (_DATA_BEGIN, _DATA_END):
            inside, ended = kind == _DATA_BEGIN, kind == _DATA_END
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", record)
            sheet.merged.append((top, left, bottom, right))
        elif kind == _COLUMNS:
            first, last = struct.unpack_from("<II", record)
            if len(record) > 16 and record[16] & 1:
                sheet.hidden_columns.append((first, last))
        elif not inside:
            continue
        elif kind == _ROW:
            row = struct.unpack_from("<I", record)[0]
            if len(record) > 11 and record[11] & 0x10:
                sheet.hidden_rows.append((row, row))
        elif kind in _CELLS or kind == _RICH:
            column, style = struct.unpack_from("<II", record)
            if len(record) != _SIZES.get(kind, len(record)):
                raise ValueError("a record of another size")
            if _is_filled(kind, record, blank):
                sheet.filled += 1
                sheet.last_row, sheet.last_column = max(sheet.last_row, row), max(sheet.last_column, column)
                if kind in _ERRORS:
                    sheet.errors[row, column] = _ERROR_NAMES.get(record[8], "#ERROR!")
                elif kind in _NUMBERS and style & 0xFFFFFF in odd:
                    sheet.record_format((row, column), odd[style & 0xFFFFFF])
    if sheet.filled and not ended:
        raise ValueError("cells without end")
    return sheet


def _is_filled(kind: int, record: bytes, blank: frozenset[int]) -> bool:
    if kind == _BLANK:
        return False
    if kind == _SHARED:
        return struct.unpack_from("<I", record, 8)[0] not in blank
    if kind in _TEXTS or kind == _RICH:
        return bool(_text(record, 9 if kind == _RICH else 8)[0].strip(BLANKS))
    return True
