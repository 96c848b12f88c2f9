"""Figures of last time that stand in a form, to be confirmed: state `carried`, in no total until then.

The note at the end of such a row begins with a sign. As long as it does, a cell of the row that still holds what was
put there is not the agency's word; another number typed over it is. The agency confirms by choosing the answer that the
note's cell offers, or by deleting the sign. The sign moves with its row when that is sorted, stands on paper, and is
there in a form that was copied without its hidden sheets: then the whole row is taken as not confirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from toolkit.form.contents import BLANK, Filling, Form
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import CellValue, Submission, Value
from toolkit.values.cell import typed_text

#: In `toolkit:meta`, before an indicator's code: marks of what was put into its cells.
CARRIED_PREFIX = "carried:"


def is_carried(note: str) -> bool:
    """Whether a row's note still says that its figures are those of last time and not confirmed."""
    start = note.lstrip()[:1] == "["
    return start and any(fold(note).startswith(fold(text)) for text in forms.CARRIED)


def mark(value: CellValue | Value) -> str:
    """A mark by which a carried figure is known again, whatever kind of cell holds it: 12 hexadecimal digits."""
    if isinstance(value, bool):
        said = "yes" if value else "no"
    elif isinstance(value, int | float):
        said = repr(float(value))
    else:
        said = value.isoformat()[:10] if isinstance(value, date) else fold(typed_text(value))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def marks_as_text(values: Mapping[str, Value]) -> str:
    """The marks of an indicator's carried figures, by period, in one text: `2021=9f86d081884c;2022=…`."""
    return ";".join(f"{period}={mark(value)}" for period, value in values.items())


def marks_from_text(said: str) -> dict[str, str]:
    """The marks of such a text again, by period."""
    pairs = (pair.rpartition("=") for pair in said.split(";"))
    return {period: found for period, _, found in pairs if period}


def with_carried(form: Form, values: Mapping[tuple[str, str], Value]) -> Form:
    """The form with figures of last time in the cells of indicators that are carried, by (indicator, period)."""
    own = {i.code for i in form.indicators if i.carry and not i.formula}
    return replace(form, carried={place: value for place, value in values.items() if place[0] in own})


def carried_again(form: Form, submission: Submission, filling: Filling) -> Form:
    """The form as it goes back to an agency that has not confirmed these figures; `filling`: what it goes back with."""
    places = [(f.indicator, f.period) for f in submission.figures if f.state == "carried"]
    cells = {place: filling.figures.get(place) for place in places}
    return replace(form, carried={p: _as_value(v) for p, v in cells.items() if v is not None})


def _as_value(cell: CellValue) -> Value:
    if isinstance(cell, bool | int | float):
        return float(cell)
    return cell if isinstance(cell, date | str) else typed_text(cell)


def cell_of(form: Form, value: Value) -> CellValue:
    """What the form's cell holds for a value."""
    if isinstance(value, bool):
        return form.say(forms.YES if value else forms.NO)
    return value


def filled_in(form: Form) -> Filling:
    """What stands in a form that is sent out: the carried figures, each row with its sign."""
    if not form.carried:
        return BLANK
    sign = form.say(forms.CARRIED)
    return Filling(
        figures={place: cell_of(form, value) for place, value in form.carried.items()},
        notes={code: sign for code, _ in form.carried},
    )


def unconfirmed(form: Form, filling: Filling) -> frozenset[tuple[str, str]]:
    """The figures that stand in the form as they were put there, in rows that still have their sign."""
    return frozenset(_unconfirmed(form, filling))


def _unconfirmed(form: Form, filling: Filling) -> Iterator[tuple[str, str]]:
    for place, value in form.carried.items():
        given = filling.figures.get(place)
        signed = is_carried(typed_text(filling.notes.get(place[0])))
        if signed and given is not None and mark(given) == mark(cell_of(form, value)):
            yield place
