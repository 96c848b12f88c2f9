"""The census of an old workbook (.xls, Excel 97–2003 [MS-XLS] and 95): the same counts as of an .xlsx,
from its records."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from toolkit.files.gate import BOOK, SUMMARY
from toolkit.spreadsheet.addresses import Place
from toolkit.spreadsheet.audit.book import BUILT_IN, odd_formats
from toolkit.spreadsheet.audit.cells import BLANKS, CellNote, SheetCensus
from toolkit.spreadsheet.audit.census import Census, repeated
from toolkit.spreadsheet.audit.xls_records import make_sure

_BOF, _SHEET, _FORMAT, _STYLE, _WRITER = 0x809, 0x85, 0x41E, 0xE0, 0x5C
_STRINGS, _CONTINUED, _CODE_PAGE = 0xFC, 0x3C, 0x42
#: Who saved the file, where that was LibreOffice: it stores 0 for every formula that gives a text.
_CALC = b"Calc"
_NUMBER, _RK, _MANY_RK, _ERROR, _FORMULA = 0x203, 0x27E, 0xBD, 0x205, 0x06
#: Texts: one of the shared ones, ones of the cell's own, and a formula's, which follows it.
_SHARED, _TEXT, _RICH, _RESULT = 0xFD, 0x204, 0xD6, 0x207
_END, _MERGED, _ROW, _COLUMNS = 0x0A, 0xE5, 0x208, 0x7D
#: A note on a cell; an object, with its text; what is drawn.
_NOTE, _OBJECT, _OBJECT_TEXT, _DRAWING = 0x1C, 0x5D, 0x1B6, 0xEC
#: Kinds of objects: a note, a chart, a picture.
_OF_NOTE, _OF_CHART, _OF_PICTURE = 0x19, 5, 8
#: How an object says at which cell it begins ([MS-ODRAW], OfficeArtClientAnchorSheet).
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def census_of_xls(parts: Mapping[str, bytes]) -> Census | None:
    """The census of an .xls from its parts; None for other kinds of workbook.

    Its custom properties are not read: the form's identity stands in one of its sheets too. Raises ValueError for
    a part that makes no sense.
    """
    if BOOK not in parts:
        return None
    try:
        old = _Old(parts[BOOK])
        sheets = old.sheets()
        make_sure(old.stream, [0, *old.starts], len(old.styles))
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError("records") from error
    names = [name for _, name in old.places]
    return Census(sheets, {}, _saved(parts.get(SUMMARY, b"")), "vbaProject.bin" in parts, twice=repeated(names))


def _saved(stream: bytes) -> datetime | None:
    """When an .xls says that it was last saved ([MS-OLEPS]): the property 13, in tenths of a microsecond since 1601."""
    with suppress(struct.error, OverflowError):
        start = struct.unpack_from("<I", stream, 44)[0]
        for number in range(min(struct.unpack_from("<I", stream, start + 4)[0], 100)):
            kind, place = struct.unpack_from("<II", stream, start + 8 + 8 * number)
            if kind == 13:
                ticks = struct.unpack_from("<Q", stream, start + place + 4)[0]
                return datetime(1601, 1, 1) + timedelta(microseconds=ticks // 10) if ticks else None
    return None


class _Old:
    """The records of an old workbook's stream."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.formats = dict(BUILT_IN)
        self.styles: list[int] = []
        self.places: list[tuple[int, str]] = []
        self.starts: list[int] = []
        """Where the records of sheets of all kinds begin."""
        self.by_calc = False
        self.new = struct.unpack_from("<H", stream, 4)[0] >= 0x600
        self.encoding = "cp1252"
        self.blank: frozenset[int] = frozenset()
        """The shared texts in which nothing stands."""
        self.torn: dict[int, str] = {}
        """The shared texts with a letter that begins in one record and ends in the next: a reader loses it."""

    def sheets(self) -> dict[str, SheetCensus]:
        for kind, place, length in self._records(0):
            if kind == _END:
                break
            self._global(kind, place, length)
        odd = odd_formats(self.formats)
        styles = {n: odd[number] for n, number in enumerate(self.styles) if number in odd}
        return {name: self._sheet(start, styles) for start, name in self.places}

    def _records(self, offset: int) -> Iterator[tuple[int, int, int]]:
        """(kind, place, length) of each record from there on."""
        while offset + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, offset)
            yield kind, offset + 4, length
            offset += 4 + length

    def _global(self, kind: int, offset: int, length: int) -> None:
        if kind == _SHEET:
            start, _, sort = struct.unpack_from("<IBB", self.stream, offset)
            self.starts.append(start)
            if sort == 0:
                self.places.append((start, self._text(offset + 6, 1)))
        elif kind == _WRITER:
            self.by_calc = _CALC in self.stream[offset : offset + 16]
        elif kind == _STYLE and length >= 4:
            self.styles.append(struct.unpack_from("<H", self.stream, offset + 2)[0])
        elif kind == _FORMAT:
            number = struct.unpack_from("<H", self.stream, offset)[0]
            self.formats.setdefault(number, self._text(offset + 2, 2 if self.new else 1))
        elif kind == _CODE_PAGE:
            name = f"cp{struct.unpack_from('<H', self.stream, offset)[0]}"
            with suppress(LookupError):
                self.encoding = codecs.lookup(name).name
        elif kind == _STRINGS:
            blank = []
            for number, (text, torn) in enumerate(self._shared(offset)):
                if not text.strip(BLANKS):
                    blank.append(number)
                if torn:
                    self.torn[number] = text
            self.blank = frozenset(blank)

    def _text(self, offset: int, size: int) -> str:
        count = int.from_bytes(self.stream[offset : offset + size], "little")
        offset += size
        if not self.new:
            return self.stream[offset : offset + count].decode(self.encoding, "replace")
        wide = self.stream[offset] & 1
        data = self.stream[offset + 1 : offset + 1 + count * (2 if wide else 1)]
        return data.decode("utf-16-le" if wide else "latin1", "replace")

    def _shared(self, offset: int) -> Iterator[tuple[str, bool]]:
        """The shared texts, each with whether a record ends within a letter of it.

        They run over from record to record, and each piece says how it is written.
        """
        pieces = [b""]
        for kind, start, length in self._records(offset - 4):
            if kind != _CONTINUED and len(pieces) > 1:
                break
            pieces.append(self.stream[start : start + length])
        data = _Pieces(pieces[1:])
        data.read(8)  # how many there are, which is not always true
        with suppress(IndexError):
            while True:
                letters, flags = struct.unpack("<HB", data.read(3))
                runs = struct.unpack("<H", data.read(2))[0] if flags & 8 else 0
                more = struct.unpack("<I", data.read(4))[0] if flags & 4 else 0
                pieces = data.letters(letters, wide=bool(flags & 1))
                text = b"".join(pieces).decode("utf-16-le", "replace")
                yield text, text != "".join(piece.decode("utf-16-le", "replace") for piece in pieces)
                data.read(4 * runs + more)

    def _sheet(self, start: int, odd: Mapping[int, str]) -> SheetCensus:
        sheet = SheetCensus()
        drawn = _Drawn(self)
        depth = 0  # charts have records of their own among the sheet's
        for kind, offset, length in self._records(start):
            depth += (kind == _BOF) - (kind == _END)
            if not depth:
                break
            if depth == 1 and kind in (_NUMBER, _RK, _ERROR, _FORMULA, _SHARED, _TEXT, _RICH) and length >= 8:
                row, column, style = struct.unpack_from("<HHH", self.stream, offset)
                self._cell(sheet, kind, offset, length, (row, column), odd.get(style, ""))
            elif kind == _ROW and length >= 14:
                row = struct.unpack_from("<H", self.stream, offset)[0]
                if self.stream[offset + 12] & 0x20:
                    sheet.hidden_rows.append((row, row))
            elif kind == _COLUMNS and length >= 10:
                first, last = struct.unpack_from("<HH", self.stream, offset)
                if self.stream[offset + 8] & 1:
                    sheet.hidden_columns.append((first, last))
            elif kind == _MERGED:
                for number in range(min(struct.unpack_from("<H", self.stream, offset)[0], (length - 2) // 8)):
                    top, bottom, left, right = struct.unpack_from("<HHHH", self.stream, offset + 2 + 8 * number)
                    sheet.merged.append((top, left, bottom, right))
            elif kind in (_NOTE, _OBJECT, _OBJECT_TEXT, _DRAWING):
                drawn.note(kind, offset, length, depth)
            elif depth == 1 and kind == _MANY_RK and length >= 6:
                row, first = struct.unpack_from("<HH", self.stream, offset)
                for number in range((length - 6) // 6):
                    _fill(sheet, (row, first + number))
                    style = struct.unpack_from("<H", self.stream, offset + 4 + 6 * number)[0]
                    if style in odd:
                        sheet.note_format((row, first + number), odd[style])
        sheet.notes = drawn.cell_notes()
        return sheet

    def _cell(self, sheet: SheetCensus, kind: int, offset: int, length: int, at: Place, code: str) -> None:
        error = self._error(kind, offset)
        if error is None and not self._holds(kind, offset, length):
            return
        _fill(sheet, at)
        if self.torn and kind == _SHARED:
            torn = self.torn.get(struct.unpack_from("<I", self.stream, offset + 6)[0])
            if torn is not None:
                sheet.torn[at] = torn
        if error is not None:
            sheet.errors[at] = _ERRORS.get(error, "#ERROR!")
        elif kind == _FORMULA and self.by_calc and not any(self.stream[offset + 6 : offset + 14]):
            if not _gives_number(self.stream, offset + 20):
                sheet.unsaved.add(at)  # a zero, or a text that is lost
        elif code and kind in (_NUMBER, _RK, _FORMULA):
            sheet.note_format(at, code)

    def _holds(self, kind: int, offset: int, length: int) -> bool:
        """Whether a cell without error holds more than blanks."""
        if kind == _SHARED:
            return struct.unpack_from("<I", self.stream, offset + 6)[0] not in self.blank
        if kind in (_TEXT, _RICH):
            return bool(self._text(offset + 6, 2).strip(BLANKS))
        if (
            kind != _FORMULA
            or self.stream[offset + 12 : offset + 14] != b"\xff\xff"
            or self.stream[offset + 6] in (1, 2)
        ):
            return True
        if self.stream[offset + 6] == 3:
            return False
        following = self._records(offset + length)
        for next_kind, start, _ in following:
            if next_kind == _RESULT:
                return bool(self._text(start, 2).strip(BLANKS))
            if next_kind in (_FORMULA, _END, _NUMBER, _SHARED):
                break
        return False

    def _error(self, kind: int, offset: int) -> int | None:
        """The error's number where the cell holds one."""
        if kind == _ERROR and self.stream[offset + 7]:
            return self.stream[offset + 6]
        if kind == _FORMULA and self.stream[offset + 12 : offset + 14] == b"\xff\xff" and self.stream[offset + 6] == 2:
            return self.stream[offset + 8]
        return None


#: Parts of a formula ([MS-XLS] 2.5.198) with the length of what follows each: operators, numbers, cells and areas,
#: brackets and blanks, functions with as many arguments as they have (among `_NUMERIC` they give numbers).
_OPERATORS = {*range(0x03, 0x08), 0x12, 0x13, 0x14}
_FOLLOWING = dict.fromkeys(_OPERATORS, 0) | {0x15: 0, 0x19: 3, 0x1E: 2, 0x1F: 8, 0x21: 2, 0x22: 3, 0x24: 4, 0x25: 8}
#: COUNT, SUM, AVERAGE, MIN, MAX; ABS, INT, ROUND.
_NUMERIC = {0, 4, 5, 6, 7, 24, 25, 27}


def _gives_number(stream: bytes, offset: int) -> bool:
    """Whether the formula whose length stands here counts with numbers alone: its result is never a text."""
    formula = stream[offset + 2 : offset + 2 + int.from_bytes(stream[offset : offset + 2], "little")]
    at, reckons = 0, False
    while at < len(formula):
        part = formula[at] if formula[at] < 0x20 else formula[at] & 0x1F | 0x20
        if part not in _FOLLOWING:
            return False
        follows = formula[at + 1 : at + 1 + _FOLLOWING[part]]
        if len(follows) < _FOLLOWING[part]:
            return False
        if part in (0x21, 0x22) and int.from_bytes(follows[-2:], "little") not in _NUMERIC:
            return False
        if part == 0x19 and not follows[0] & 0x50:  # neither a sum nor blanks
            return False
        reckons = reckons if part == 0x15 or (part == 0x19 and follows[0] & 0x40) else part not in (0x24, 0x25)
        at += 1 + len(follows)
    return reckons


class _Drawn:
    """What lies on a sheet's cells, from the records that tell of it."""

    def __init__(self, book: _Old) -> None:
        self.book = book
        self.at: Place = (0, 0)
        self.number = 0
        self.texts: dict[int, str] = {}
        self.kinds: dict[int, tuple[int, Place]] = {}
        """Of each object its kind, and where it is."""
        self.notes: list[tuple[Place, int, str]] = []

    def note(self, kind: int, offset: int, length: int, depth: int) -> None:
        stream = self.book.stream
        if kind == _DRAWING:
            start = stream.find(_ANCHOR, offset, offset + length)
            if start >= 0 and start + 14 <= offset + length:
                column, _, row = struct.unpack_from("<HHH", stream, start + 8)
                self.at = (row, column)
        elif kind == _OBJECT and length >= 8 and depth == 1:
            sort, self.number = struct.unpack_from("<HH", stream, offset + 4)
            self.kinds[self.number] = (sort, self.at)
        elif kind == _OBJECT_TEXT and length >= 12 and depth == 1:
            self.texts[self.number] = self._text(offset, length, struct.unpack_from("<H", stream, offset + 10)[0])
        elif kind == _NOTE and length >= 8:
            row, column, _, number = struct.unpack_from("<HHHH", stream, offset)
            author = self.book._text(offset + 8, 2) if length >= 11 else ""
            self.notes.append(((row, column), number, author))

    def _text(self, offset: int, length: int, letters: int) -> str:
        """The text that follows its record, in pieces that each say how they are written."""
        said = ""
        for kind, start, size in self.book._records(offset + length):
            if kind != _CONTINUED or letters <= 0 or not size:
                break
            wide = self.book.stream[start] & 1
            data = self.book.stream[start + 1 : start + min(size, 1 + letters * (2 if wide else 1))]
            letters -= len(data) // 2 if wide else len(data)
            said += data.decode("utf-16-le" if wide else "latin1", "replace")
        return said.strip()

    def cell_notes(self) -> list[CellNote]:
        notes = [CellNote(at, author, self.texts[n]) for at, n, author in self.notes if self.texts.get(n)]
        for number, (sort, at) in self.kinds.items():
            if sort in (_OF_CHART, _OF_PICTURE):
                notes.append(CellNote(at, "", "", "picture"))
            elif sort != _OF_NOTE and self.texts.get(number):
                notes.append(CellNote(at, "", self.texts[number], "box"))
        return notes


def _fill(sheet: SheetCensus, at: Place) -> None:
    sheet.filled += 1
    sheet.last_row, sheet.last_column = max(sheet.last_row, at[0]), max(sheet.last_column, at[1])


class _Pieces:
    """Bytes that run over from one record to the next."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces[::-1]
        self.offset = 0

    def read(self, size: int) -> bytes:
        """So many bytes. Raises IndexError where there are no more."""
        found = b""
        while len(found) < size:
            found += self._some(size - len(found))
        return found

    def letters(self, count: int, *, wide: bool) -> list[bytes]:
        """So many UTF-16 units, record by record; where they go on in another one,
        it begins with how they are written."""
        pieces = []
        while count > 0:
            if self.offset >= len(self.pieces[-1]):
                self.pieces.pop()
                wide, self.offset = bool(self.pieces[-1][0] & 1), 1
            data = self._some(count * (2 if wide else 1))
            count -= len(data) // 2 if wide else len(data)
            pieces.append(data if wide else data.decode("latin1").encode("utf-16-le"))
        return pieces

    def _some(self, most: int) -> bytes:
        while self.offset >= len(self.pieces[-1]):
            self.pieces.pop()
            self.offset = 0
        found = self.pieces[-1][self.offset : self.offset + most]
        self.offset += len(found)
        return found
