"""Last time's rows in a returned table: which the agency confirmed, closed or changed, and which still wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.form.carried import CarriedRows, Fate, fate_of, mark
from toolkit.form.table_rows import FilledRow
from toolkit.model import CARRIED_COLUMN, CLOSED, CONFIRMED
from toolkit.values.cell import typed_text


@dataclass(frozen=True, slots=True)
class Fates:
    """The fate of a table's rows, by their position on the sheet."""

    answers: Mapping[int, Fate]
    """The answer in the confirmation column of each row."""
    waiting: frozenset[int]
    """The rows that do not count: without an answer, or with an unclear one."""

    @property
    def signed(self) -> frozenset[int]:
        """The rows that the form leaves out of its totals."""
        return frozenset(row for row, fate in self.answers.items() if fate == "carried")

    @property
    def unclear(self) -> frozenset[int]:
        """The rows with an answer that the form does not offer."""
        return frozenset(row for row, fate in self.answers.items() if fate is None)

    def outcome(self, row: int) -> str | None:
        """The state of a row of last time: `confirmed` (also by a change) or `closed`; None for different rows."""
        if row in self.waiting or not self.answers.get(row):
            return None
        return CLOSED if self.answers[row] == CLOSED else CONFIRMED


NO_FATES = Fates({}, frozenset())


def fates_in(rows: Sequence[FilledRow], keys: Iterable[str], columns: Collection[str], *, reported: bool) -> Fates:
    """The fate of these rows. `keys`: those in column A; `columns`: the table's columns that are read.

    A row that still has its mark but equals none of those that were put there was changed, and counts. An unchanged row
    waits even without its mark. `reported`: whether the form records what was put there; where it does not, every row
    with the mark waits.
    """
    carried = CarriedRows(keys, columns)
    answers = {row.index: fate_of(row.cells.get(CARRIED_COLUMN)) for row in rows}

    def waits(row: FilledRow) -> bool:
        fate = answers[row.index]
        if fate is None or (fate == "carried" and not reported):
            return True
        return fate in ("", "carried") and carried.include(_marks(row))

    return Fates(answers, frozenset(row.index for row in rows if waits(row)))


def _marks(row: FilledRow) -> dict[str, set[str]]:
    """The values by which each filled cell of a row may be recognised: unchanged, as a text, and as read."""
    marks = {}
    for code, value in row.cells.items():
        if code != CARRIED_COLUMN:
            reading = row.readings.get(code)
            values = [value, typed_text(value), *([reading.value] if reading and reading.value is not None else [])]
            marks[code] = {mark(v) for v in values}
    return marks
