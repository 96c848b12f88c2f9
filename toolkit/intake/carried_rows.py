"""The previous campaign's rows in a returned table: confirmed, closed or changed by the agency, or still unanswered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.form.carried import CarriedRows, RowAnswer, mark, row_answer
from toolkit.form.table_rows import FilledRow
from toolkit.model import CARRIED_COLUMN, CLOSED, CONFIRMED
from toolkit.values.cell import typed_text


@dataclass(frozen=True, slots=True)
class Answers:
    """The agency's answers about the rows of a table; a row is identified by its position on the sheet."""

    answers: Mapping[int, RowAnswer]
    """For each row, the answer in the confirmation column."""
    waiting: frozenset[int]
    """The rows that do not count, since their answer is missing or unclear."""

    @property
    def rows_with_sign(self) -> frozenset[int]:
        """The rows that still have the sign of carried rows: the form leaves them out of its totals."""
        return frozenset(row for row, answer in self.answers.items() if answer == "carried")

    @property
    def unclear_rows(self) -> frozenset[int]:
        """The rows whose answer is none of those that the form offers."""
        return frozenset(row for row, answer in self.answers.items() if answer is None)

    def outcome(self, row: int) -> str | None:
        """`confirmed` (also by a change) or `closed`; None for a waiting row, or one not of the previous campaign."""
        if row in self.waiting or not self.answers.get(row):
            return None
        return CLOSED if self.answers[row] == CLOSED else CONFIRMED


NO_ANSWERS = Answers({}, frozenset())


def answers_in(rows: Sequence[FilledRow], keys: Iterable[str], columns: Collection[str], *, reported: bool) -> Answers:
    """The answers about these rows. `keys`: the row keys in column A; `columns`: the table's columns that are read.

    A row that still has its sign but equals none of the carried rows was changed, and counts. An unchanged row is
    waiting even without its sign. `reported`: whether the form records which rows were carried into it; where it does
    not, every row with the sign is waiting.
    """
    carried = CarriedRows(keys, columns)
    answers = {row.index: row_answer(row.cells.get(CARRIED_COLUMN)) for row in rows}

    def is_waiting(row: FilledRow) -> bool:
        answer = answers[row.index]
        if answer is None or (answer == "carried" and not reported):
            return True
        return answer in ("", "carried") and carried.includes(_marks(row))

    return Answers(answers, frozenset(row.index for row in rows if is_waiting(row)))


def _marks(row: FilledRow) -> dict[str, set[str]]:
    """For each filled cell of a row, the marks that its value may have: as stored, as a text, and as read."""
    marks = {}
    for code, value in row.cells.items():
        if code != CARRIED_COLUMN:
            reading = row.readings.get(code)
            values = [value, typed_text(value), *([reading.value] if reading and reading.value is not None else [])]
            marks[code] = {mark(v) for v in values}
    return marks
