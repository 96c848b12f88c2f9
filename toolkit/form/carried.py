"""Figures of the previous campaign in a form (state `carried`): in no total until the agency confirms them.

The note at the end of such a row begins with a sign. While the sign is there, a cell of the row that still holds the
carried figure is not reported by the agency; a different number is. The agency confirms by choosing the answer that
is offered in the note's cell, or by deleting the sign. The sign moves with its row in sorting, is printed, and is still
there in a form that was copied without its hidden sheets: then no cell of the row counts as confirmed.

Tables have a separate column, where the agency chooses whether a row continues or has ended. While the sign is there, a
row with exactly the carried contents is not reported by the agency; a changed row is. The carried contents are
recognised by marks in column A, which need not stay beside their rows. Rows read from the agency's report have the same
sign, but no marks: each waits for an answer.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from toolkit.form.contents import BLANK, ROW_KEY, Filling, Form
from toolkit.form.tables import unconfirmed as unconfirmed_rows
from toolkit.form.tables import with_answer_column
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import CARRIED_COLUMN, CLOSED, CONFIRMED, CellValue, Figure, Submission, Value, grouped
from toolkit.values.cell import typed_text

#: Prefix of an indicator's code in `toolkit:meta`, for the marks of the figures carried into its cells.
CARRIED_PREFIX = "carried:"


def is_carried(note: str) -> bool:
    """Whether a row's note still has the sign of unconfirmed figures of the previous campaign."""
    start = note.lstrip()[:1] == "["
    return start and any(fold(note).startswith(fold(text)) for text in forms.CARRIED)


def mark(value: CellValue | Value) -> str:
    """The mark by which a carried value is recognised in any kind of cell: 12 hexadecimal digits."""
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, int | float):
        text = repr(float(value))
    else:
        text = value.isoformat()[:10] if isinstance(value, date) else fold(typed_text(value))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def marks_as_text(values: Mapping[str, Value]) -> str:
    """The marks of an indicator's carried figures, by period, as text: `2021=9f86d081884c;2022=…`."""
    return ";".join(f"{period}={mark(value)}" for period, value in values.items())


def marks_from_text(text: str) -> dict[str, str]:
    """The marks in a text from `marks_as_text`, by period."""
    pairs = (pair.rpartition("=") for pair in text.split(";"))
    return {period: marks for period, _, marks in pairs if period}


def with_carried(form: Form, values: Mapping[tuple[str, str], Value]) -> Form:
    """The form with the previous campaign's figures in the cells of carried indicators, by (indicator, period)."""
    codes = {i.code for i in form.indicators if i.carry and not i.formula}
    return replace(form, carried={key: value for key, value in values.items() if key[0] in codes})


def with_carried_again(form: Form, submission: Submission, filling: Filling) -> Form:
    """The form returned to an agency, which carries the unconfirmed figures again. `filling`: its contents."""
    keys = [(f.indicator, f.period) for f in submission.figures if f.state == "carried"]
    cells = {key: filling.figures.get(key) for key in keys}
    return replace(form, carried={p: _as_value(v) for p, v in cells.items() if v is not None})


def _as_value(cell: CellValue) -> Value:
    if isinstance(cell, bool | int | float):
        return float(cell)
    return cell if isinstance(cell, date | str) else typed_text(cell)


def cell_of(form: Form, value: Value) -> CellValue:
    """The content of the cell in the form that holds this value."""
    if isinstance(value, bool):
        return form.say(forms.YES if value else forms.NO)
    return value


def filled_in(form: Form) -> Filling:
    """The contents of a form that is sent out: the carried figures and rows, each with its sign."""
    if not form.carried and not form.carried_rows:
        return BLANK
    sign, row_sign = form.say(forms.CARRIED), form.say(forms.ROW_CARRIED)
    return Filling(
        figures={key: cell_of(form, value) for key, value in form.carried.items()},
        notes={code: sign for code, _ in form.carried},
        rows={
            table: tuple(
                {column: cell_of(form, value) for column, value in row.items()}
                | {CARRIED_COLUMN: row_sign, ROW_KEY: marks_as_text(row)}
                for row in rows
            )
            for table, rows in form.carried_rows.items()
        },
    )


def unconfirmed(form: Form, filling: Filling) -> frozenset[tuple[str, str]]:
    """The carried figures, as (indicator, period), that are unchanged and in rows that still have the sign."""
    return frozenset(_unconfirmed(form, filling))


def _unconfirmed(form: Form, filling: Filling) -> Iterator[tuple[str, str]]:
    for key, value in form.carried.items():
        content = filling.figures.get(key)
        has_sign = is_carried(typed_text(filling.notes.get(key[0])))
        if has_sign and content is not None and mark(content) == mark(cell_of(form, value)):
            yield key


# --- Rows of tables --------------------------------------------------------------------------------

#: The answer about a row: a blank cell (""), the sign (`carried`), or an answer; None for other contents.
RowAnswer: TypeAlias = Literal["", "carried", "confirmed", "closed"] | None
_ROW_KEY = re.compile(r"[^=;]+=[0-9a-f]{12}(?:;[^=;]+=[0-9a-f]{12})*")
#: Prefix of a table's code in `toolkit:meta`, for the number of rows carried into the table.
CARRIED_ROWS_PREFIX = "carried_rows:"


def with_carried_rows(form: Form, rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> Form:
    """The form with the previous campaign's rows in its cumulative tables. `rows`: by table code."""
    carried = {t.code: tuple(rows[t.code]) for t in form.tables if t.cumulative and rows.get(t.code)}
    return _with_answers(form, carried)


def _with_answers(form: Form, rows: Mapping[str, tuple[Mapping[str, Value], ...]]) -> Form:
    """The form with these carried rows, and with a column for answers in the rows' tables."""
    tables = tuple(with_answer_column(t, form.language) if t.code in rows else t for t in form.tables)
    return replace(form, tables=tables, carried_rows=rows)


def with_rows_carried_again(form: Form, submission: Submission) -> Form:
    """The form returned to an agency, which carries the unconfirmed rows again, with a column for answers.

    A table that had this column keeps it.
    """
    by_table: dict[str, list[Mapping[str, Value]]] = {}
    for (table, _), cells in _cells_by_row(submission.rows).items():
        if any(cell.column == CARRIED_COLUMN or cell.state == "carried" for cell in cells):
            by_table.setdefault(table, [])
        if any(cell.state == "carried" for cell in cells):
            contents = (cell for cell in cells if cell.column != CARRIED_COLUMN)
            by_table[table].append({cell.column: cell.typed if cell.value is None else cell.value for cell in contents})
    return _with_answers(form, {table: tuple(rows) for table, rows in by_table.items()})


def with_row_keys(form: Form, filling: Filling) -> Filling:
    """The filling with the keys of the carried rows beside its rows: first beside rows with the sign, then beside other
    rows, so that no key is lost."""
    rows = dict(filling.rows)
    for table in form.tables:
        keys = [marks_as_text(row) for row in form.carried_rows.get(table.code, ())]
        if keys:
            has_sign, keyed = unconfirmed_rows(form, table, filling), rows.get(table.code, ())
            free = [n for n in range(len(keyed)) if n not in has_sign]
            indexes = [*sorted(has_sign), *(n for n in free if keyed[n]), *(n for n in free if not keyed[n])]
            key_at = dict(zip(indexes, keys, strict=False))
            rows[table.code] = tuple({**row, ROW_KEY: key_at[n]} if n in key_at else row for n, row in enumerate(keyed))
    return replace(filling, rows=rows)


def _cells_by_row(cells: Iterable[Figure]) -> dict[tuple[str, str], list[Figure]]:
    return grouped(((cell.table, cell.row), cell) for cell in cells)


def is_row_key(text: str) -> bool:
    """Whether the text is the key of a carried row."""
    return _ROW_KEY.fullmatch(text) is not None


def row_answer(cell: CellValue) -> RowAnswer:
    """The answer in a cell of the column of answers."""
    typed = fold(typed_text(cell))
    if not typed:
        return ""
    answers: tuple[tuple[RowAnswer, Text], ...] = (
        ("carried", forms.ROW_CARRIED),
        (CONFIRMED, forms.ROW_CONFIRMED),
        (CONFIRMED, forms.ROW_RIGHT),
        (CLOSED, forms.ROW_CLOSED),
    )
    return next((answer for answer, text in answers if typed in map(fold, text)), None)


class CarriedRows:
    """The carried rows with which a table was sent out, as far as the row keys in its sheet show."""

    def __init__(self, keys: Iterable[str], columns: Collection[str]) -> None:
        """`columns`: the columns of the table that are read."""
        self._by_cell: dict[tuple[str, str], list[dict[str, str]]] = {}
        for key in dict.fromkeys(keys):
            marks = {column: text for column, text in marks_from_text(key).items() if column in columns}
            for pair in marks.items():
                self._by_cell.setdefault(pair, []).append(marks)

    def includes(self, row: Mapping[str, Collection[str]]) -> bool:
        """Whether a carried row equals this row. `row`: for each filled cell, its possible marks."""
        for column, marks in row.items():
            rows = [carried for text in marks for carried in self._by_cell.get((column, text), ())]
            return any(carried.keys() == row.keys() and all(carried[c] in row[c] for c in carried) for carried in rows)
        return False
