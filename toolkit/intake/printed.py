"""Rows of a sheet that are known to be as the form prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter

from toolkit.model import CellValue
from toolkit.spreadsheet.keyed import KeyedSheet, cell_text

#: So many rows of each shape of sheet are remembered, and none with longer texts: more than a campaign's forms have.
MOST_ROWS = 2_000
_LONGEST = 2_000
_NUMBERS = frozenset((float, type(None)))
#: What the form numbers its lines with: no section has so many. Whatever else stands there, somebody typed.
_MOST_LINES = 1_000
_LINE_NUMBERS = frozenset((None, *map(float, range(1, _MOST_LINES))))


class Printed:
    """The rows of a sheet, without what is typed in them, that were found to be as the form prints them.

    Most rows are, and they say the same in workbook after workbook: each is looked at closely once. A row
    that names the agency, or holds anything that has to be spoken of, is never among them.
    """

    def __init__(self, width: int, typed: Sequence[int], margins: Sequence[int]) -> None:
        locked = [place for place in range(width) if place not in typed]
        # Of several places `itemgetter` makes a tuple, of one it does not: so one is there twice.
        self._whole = itemgetter(*locked, locked[0])
        self._inner = itemgetter(*(place for place in locked if place not in margins), locked[0])
        self._typed = itemgetter(*typed, typed[0])
        self._blank = (None,) * (len(typed) + 1)
        self._margins = [itemgetter(place) for place in margins]
        self._known: dict[tuple[CellValue, ...], str] = {}

    def look(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[tuple[str | None, bool]]:
        """Of each row what is remembered (None where it is to be looked at), and whether nothing is typed in it."""
        known = [*map(self._known.get, map(self._inner, rows))]
        numbered = [*self._numbered(rows)]
        if not all(numbered):
            for place, row in enumerate(rows):
                if not numbered[place]:
                    known[place] = self._known.get(self._whole(row))
        return zip(known, map(self._blank.__eq__, map(self._typed, rows)), strict=True)

    def _numbered(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[bool]:
        """Of each row whether its margins hold the number of a line or nothing: which one does not matter then."""
        kinds: list[Iterable[bool]] = []
        for margin in self._margins:
            values = [*map(margin, rows)]
            # The type too: 1 and TRUE are equal here.
            kinds += [map(_NUMBERS.__contains__, map(type, values)), map(_LINE_NUMBERS.__contains__, values)]
        return map(all, zip(*kinds, strict=True)) if kinds else repeat(False, len(rows))

    def remember(self, cells: Sequence[CellValue], what: str) -> None:
        """This row, one of those looked at, holds nothing of its own; `what` is what `look` is to say of it."""
        numbered = next(iter(self._numbered([cells])))
        locked: tuple[CellValue, ...] = self._inner(cells) if numbered else self._whole(cells)
        if len(self._known) >= MOST_ROWS or not cell_text(locked[0]):
            return  # without a key, numbers in the margins do matter
        # Texts only: 1 and TRUE are equal here, and do not say the same.
        if all(v is None or (isinstance(v, str) and len(v) <= _LONGEST) for v in locked):
            self._known[locked] = what


def looks(printed: Printed | None, sheet: KeyedSheet) -> Iterable[tuple[str | None, bool]]:
    """`Printed.look` at the rows under the column keys, as far as it can be told."""
    return repeat((None, False)) if printed is None else printed.look(sheet.raw.rows[1:])


def is_numbering(value: CellValue) -> bool:
    """Whether a line of the form may have this number, as a number or as text."""
    if isinstance(value, str):
        value = value.lstrip("⚠ ").replace(".", "").strip()  # a returned form marks its rows so
        return value.isascii() and value.isdigit() and 0 < int(value) < _MOST_LINES
    return isinstance(value, int | float) and not isinstance(value, bool) and value in _LINE_NUMBERS


class LineNumbers:
    """The numbers of lines that a form prints, one under the other: another number among them somebody typed."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}

    def go_on(self, row: int, column: int, value: CellValue) -> bool:
        """Whether a cell begins such numbers, or goes on with those above it, in whichever row they stand now."""
        if not is_numbering(value):
            return False
        number = int(value.lstrip("⚠ ").replace(".", "") if isinstance(value, str) else cell_text(value))
        above, last = self._last.get(column, (row - 1, 0))
        if number != 1 and number - last not in (1, row - above):
            return False
        self._last[column] = row, number
        return True
