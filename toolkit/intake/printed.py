"""Remembers rows of sheets that are as the form prints them, so that each is examined only once."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import itemgetter

from toolkit.model import CellValue
from toolkit.spreadsheet.keyed import KeyedSheet, cell_text

#: The most rows that are remembered for each shape of sheet: more than a campaign's forms have.
MOST_ROWS = 2_000
_LONGEST = 2_000  # the most characters of a text in a remembered row
_NUMBERS = frozenset((float, type(None)))
#: The form's line numbers are below this: no section has as many lines.
_MOST_LINES = 400
_LINE_NUMBERS = frozenset((None, *map(float, range(1, _MOST_LINES))))


class Printed:
    """The rows of a sheet, without typed cells, that were recognised as the form prints them.

    Most rows of a sheet are as printed, and equal in most workbooks: each is examined once. A row that names the
    agency, or in which something is reported, is not remembered.
    """

    def __init__(self, width: int, typed: Sequence[int], margins: Sequence[int]) -> None:
        locked = [column for column in range(width) if column not in typed]
        # `itemgetter` returns a tuple for several columns only: so one column is passed twice.
        self._whole = itemgetter(*locked, locked[0])
        self._inner = itemgetter(*(column for column in locked if column not in margins), locked[0])
        self._typed = itemgetter(*typed, typed[0])
        self._blank = (None,) * (len(typed) + 1)
        self._margins = [itemgetter(column) for column in margins]
        self._known: dict[tuple[CellValue, ...], str] = {}

    def recall(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[tuple[str | None, bool]]:
        """For each row, what is remembered (None: the row must be examined), and whether nothing is typed in it."""
        known = [*map(self._known.get, map(self._inner, rows))]
        numbered = [*self._are_numbered(rows)]
        if not all(numbered):
            for index, row in enumerate(rows):
                if not numbered[index]:
                    known[index] = self._known.get(self._whole(row))
        return zip(known, map(self._blank.__eq__, map(self._typed, rows)), strict=True)

    def _are_numbered(self, rows: Sequence[Sequence[CellValue]]) -> Iterable[bool]:
        """For each row, whether its margins hold line numbers only, which are then not compared."""
        kinds: list[Iterable[bool]] = []
        for margin in self._margins:
            values = [*map(margin, rows)]
            # The type is compared too, since 1 and TRUE are equal.
            kinds += [map(_NUMBERS.__contains__, map(type, values)), map(_LINE_NUMBERS.__contains__, values)]
        return map(all, zip(*kinds, strict=True)) if kinds else repeat(False, len(rows))

    def remember(self, cells: Sequence[CellValue], what: str) -> None:
        """Remember that this row is as printed; `recall` then returns `what` for equal rows."""
        numbered = next(iter(self._are_numbered([cells])))
        locked: tuple[CellValue, ...] = self._inner(cells) if numbered else self._whole(cells)
        if len(self._known) >= MOST_ROWS or not cell_text(locked[0]):
            return  # without a key, a number in the margin is part of what identifies the row
        # Only rows of texts, since 1 and TRUE are equal, but different contents.
        if all(v is None or (isinstance(v, str) and len(v) <= _LONGEST) for v in locked):
            self._known[locked] = what


def recalled_rows(printed: Printed | None, sheet: KeyedSheet) -> Iterable[tuple[str | None, bool]]:
    """The result of `Printed.recall` for the rows under the column keys; without `printed`, no row is recalled."""
    return repeat((None, False)) if printed is None else printed.recall(sheet.raw.rows[1:])


def is_numbering(value: CellValue, most: int = _MOST_LINES - 1) -> bool:
    """Whether a line of the form may have this number, at most `most`, as a number or as text."""
    if isinstance(value, str):
        value = value.lstrip("⚠ ").replace(".", "").strip()  # the sign is a returned form's mark of a row
        return value.isascii() and value.isdigit() and 0 < int(value) <= most
    return isinstance(value, int | float) and not isinstance(value, bool) and value in _LINE_NUMBERS and value <= most


class LineNumbers:
    """The line numbers that a form prints in a column: a number out of their order was typed."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}

    def continues(self, row: int, column: int, value: CellValue) -> bool:
        """Whether a cell's number is the first line number of its column, or continues the line numbers above it."""
        if not is_numbering(value):
            return False
        number = int(value.lstrip("⚠ ").replace(".", "") if isinstance(value, str) else cell_text(value))
        above, last = self._last.get(column, (row - 1, 0))
        if number != 1 and number - last not in (1, row - above):
            return False
        self._last[column] = row, number
        return True
