"""Rows of last time in a table that came back: which the agency confirmed, closed or changed, and which still wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.form.carried import Fate, RowsPut, fate_of, mark
from toolkit.form.table_rows import FilledRow
from toolkit.model import CARRIED_COLUMN, CLOSED, CONFIRMED
from toolkit.values.cell import typed_text


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the rows of a table, by where they stand on the sheet."""

    said: Mapping[int, Fate]
    """What its own column says of each row."""
    waiting: frozenset[int]
    """The rows that count for nothing: their agency has said nothing of them, or nothing that can be understood."""

    @property
    def signed(self) -> frozenset[int]:
        """The rows that the form itself leaves out of its totals."""
        return frozenset(row for row, fate in self.said.items() if fate == "carried")

    @property
    def unclear(self) -> frozenset[int]:
        """The rows of which something else is said than the form asks."""
        return frozenset(row for row, fate in self.said.items() if fate is None)

    def outcome(self, row: int) -> str | None:
        """What is known of a row of last time: `confirmed` (be it by a change) or `closed`; None of others."""
        if row in self.waiting or not self.said.get(row):
            return None
        return CLOSED if self.said[row] == CLOSED else CONFIRMED


NO_FATES = Fates({}, frozenset())


def fates_in(rows: Sequence[FilledRow], keys: Iterable[str], columns: Collection[str], *, told: bool) -> Fates:
    """What became of these rows. `keys`: those that stand in column A; `columns`: those of the table that are read.

    A row that has its sign still and is none of those that were put there was changed: it is the agency's word. Without
    its sign, one that is as it was put there says nothing. `told`: whether the form says what was put there; where it
    does not, every row with the sign waits.
    """
    put = RowsPut(keys, columns)
    said = {row.index: fate_of(row.cells.get(CARRIED_COLUMN)) for row in rows}

    def waits(row: FilledRow) -> bool:
        fate = said[row.index]
        if fate is None or (fate == "carried" and not told):
            return True
        return fate in ("", "carried") and put.have(_marks(row))

    return Fates(said, frozenset(row.index for row in rows if waits(row)))


def _marks(row: FilledRow) -> dict[str, set[str]]:
    """What each filled cell of a row may be known by: as it stands, as a text, and as it is read."""
    found = {}
    for code, value in row.cells.items():
        if code != CARRIED_COLUMN:
            reading = row.readings.get(code)
            values = [value, typed_text(value), *([reading.value] if reading and reading.value is not None else [])]
            found[code] = {mark(v) for v in values}
    return found
