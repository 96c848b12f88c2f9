"""Figures of the previous campaign in a form, to be confirmed: state `carried`, in no total until then.

The note at the end of such a row begins with a sign. While it does, a cell of the row that still holds the carried
figure is not a report of the agency; a different number typed over it is. The agency confirms by choosing the answer
offered in the note's cell, or by deleting the sign. The sign moves with its row in sorting, is printed, and is still
there in a form that was copied without its hidden sheets: then no cell of the row counts as confirmed.

Rows of tables have a separate column, where the agency chooses whether they continue or ended. While the sign is there,
a row with exactly the carried contents is not a report of the agency; one with any change is. The carried contents are
recognised by marks in column A, which need not stay beside their rows. Rows read from the agency's own report have the
same sign without such marks: each waits for an answer.
"""

from __future__ import annotations

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

#: Prefix of an indicator's code in `toolkit:meta`: the marks of what was put into its cells.
CARRIED_PREFIX = "carried:"


def is_carried(note: str) -> bool:
    """Whether a row's note still marks its figures as unconfirmed ones of the previous campaign."""
    start = note.lstrip()[:1] == "["
    return start and any(fold(note).startswith(fold(text)) for text in forms.CARRIED)


def mark(value: CellValue | Value) -> str:
    """A mark by which a carried figure is recognised, whatever kind of cell holds it: 12 hexadecimal digits."""
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
    """The marks, by period, from `marks_as_text`."""
    pairs = (pair.rpartition("=") for pair in text.split(";"))
    return {period: marks for period, _, marks in pairs if period}


def with_carried(form: Form, values: Mapping[tuple[str, str], Value]) -> Form:
    """The form with the previous campaign's figures in the cells of carried indicators, by (indicator, period)."""
    codes = {i.code for i in form.indicators if i.carry and not i.formula}
    return replace(form, carried={key: value for key, value in values.items() if key[0] in codes})


def carried_again(form: Form, submission: Submission, filling: Filling) -> Form:
    """The form returned to an agency that has not confirmed these figures; `filling` is its contents."""
    keys = [(f.indicator, f.period) for f in submission.figures if f.state == "carried"]
    cells = {key: filling.figures.get(key) for key in keys}
    return replace(form, carried={p: _as_value(v) for p, v in cells.items() if v is not None})


def _as_value(cell: CellValue) -> Value:
    if isinstance(cell, bool | int | float):
        return float(cell)
    return cell if isinstance(cell, date | str) else typed_text(cell)


def cell_of(form: Form, value: Value) -> CellValue:
    """The content of the form's cell for a value."""
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
    """The figures that are unchanged since the form was sent out, in rows that still have their sign."""
    return frozenset(_unconfirmed(form, filling))


def _unconfirmed(form: Form, filling: Filling) -> Iterator[tuple[str, str]]:
    for key, value in form.carried.items():
        content = filling.figures.get(key)
        signed = is_carried(typed_text(filling.notes.get(key[0])))
        if signed and content is not None and mark(content) == mark(cell_of(form, value)):
            yield key


# --- Rows of tables --------------------------------------------------------------------------------

#: What the answer cell of a row states: nothing (""), no answer yet (`carried`), or an answer; None: anything else.
RowAnswer: TypeAlias = Literal["", "carried", "confirmed", "closed"] | None
_ROW_KEY = re.compile(r"[^=;]+=[0-9a-f]{12}(?:;[^=;]+=[0-9a-f]{12})*")
#: Prefix of a table's code in `toolkit:meta`: the number of rows put into it.
CARRIED_ROWS_PREFIX = "carried_rows:"


def with_carried_rows(form: Form, rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> Form:
    """The form with the previous campaign's rows in its cumulative tables, by table code."""
    carried = {t.code: tuple(rows[t.code]) for t in form.tables if t.cumulative and rows.get(t.code)}
    return _with_answers(form, carried)


def _with_answers(form: Form, rows: Mapping[str, tuple[Mapping[str, Value], ...]]) -> Form:
    """The form with these rows, and a column for answers in their tables."""
    tables = tuple(with_answer_column(t, form.language) if t.code in rows else t for t in form.tables)
    return replace(form, tables=tables, carried_rows=rows)


def rows_carried_again(form: Form, submission: Submission) -> Form:
    """The form returned to an agency, with the rows that are not confirmed and a column for answers about them.

    A table that had this column has it again.
    """
    by_table: dict[str, list[Mapping[str, Value]]] = {}
    for (table, _), cells in _rows(submission.rows).items():
        if any(cell.column == CARRIED_COLUMN or cell.state == "carried" for cell in cells):
            by_table.setdefault(table, [])
        if any(cell.state == "carried" for cell in cells):
            contents = (cell for cell in cells if cell.column != CARRIED_COLUMN)
            by_table[table].append({cell.column: cell.typed if cell.value is None else cell.value for cell in contents})
    return _with_answers(form, {table: tuple(rows) for table, rows in by_table.items()})


def with_row_keys(form: Form, filling: Filling) -> Filling:
    """The filling with the keys of carried rows, in order: beside the rows with their sign, then beside others, so
    that none is lost."""
    rows = dict(filling.rows)
    for table in form.tables:
        keys = [marks_as_text(row) for row in form.carried_rows.get(table.code, ())]
        if keys:
            signed, keyed = unconfirmed_rows(form, table, filling), rows.get(table.code, ())
            free = [n for n in range(len(keyed)) if n not in signed]
            indexes = [*sorted(signed), *(n for n in free if keyed[n]), *(n for n in free if not keyed[n])]
            key_at = dict(zip(indexes, keys, strict=False))
            rows[table.code] = tuple({**row, ROW_KEY: key_at[n]} if n in key_at else row for n, row in enumerate(keyed))
    return replace(filling, rows=rows)


def _rows(cells: Iterable[Figure]) -> dict[tuple[str, str], list[Figure]]:
    return grouped(((cell.table, cell.row), cell) for cell in cells)


def is_row_key(text: str) -> bool:
    """Whether the text is the key of a carried row."""
    return _ROW_KEY.fullmatch(text) is not None


def row_answer(cell: CellValue) -> RowAnswer:
    """What a cell of the column of answers states."""
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
    """The rows of the previous campaign with which a table was sent out, according to the keys in its sheet."""

    def __init__(self, keys: Iterable[str], columns: Collection[str]) -> None:
        """`columns`: the columns of the table that are read."""
        self._by_cell: dict[tuple[str, str], list[dict[str, str]]] = {}
        for key in dict.fromkeys(keys):
            marks = {column: text for column, text in marks_from_text(key).items() if column in columns}
            for pair in marks.items():
                self._by_cell.setdefault(pair, []).append(marks)

    def include(self, row: Mapping[str, Collection[str]]) -> bool:
        """Whether one of them equals this row: all filled cells have its marks."""
        for column, marks in row.items():
            rows = [carried for text in marks for carried in self._by_cell.get((column, text), ())]
            return any(carried.keys() == row.keys() and all(carried[c] in row[c] for c in carried) for carried in rows)
        return False
