"""Numbers that may be thousands without their separator: the form's question while it was filled in.

One finding per row. When all reports are known, the agency is asked, or the question is dropped since other reports
show that the figures are right (`editing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.intake.account import Account
from toolkit.intake.received import Received
from toolkit.model import Campaign, Figure, Indicator
from toolkit.model.caching import cached
from toolkit.values.cell import typed_text
from toolkit.values.numbers import limits
from toolkit.values.thousands import (
    FEWER,
    NONE,
    THREE,
    Reads,
    all_read_as_thousands,
    in_one_unit,
    least_of,
    may_read_as_thousands,
    reads,
)

CODE = "reads-as-thousands"


def question_thousands(form: Received, account: Account) -> None:
    """Report the rows of a unit that read as thousands, unless one of them has a note,
    or figures of last time to compare with."""
    for together in _typed_together(form.campaign):
        rows = {i.code: account.figures[i.code] for i in together if i.code in account.figures}
        if not any(_is_broken(f) for row in rows.values() for f in row):
            continue
        if any(_is_answered(row) or any(form.previous.get(code, {}).values()) for code, row in rows.items()):
            continue
        readings = {i.code: _reported(rows[i.code], limits(i)[1]) for i in together if i.code in rows}
        if all_read_as_thousands((t for row in readings.values() for t in row), least_of(together)):
            for code, row_readings in readings.items():
                figures = [f for f, t in zip(rows[code], row_readings, strict=True) if t in (THREE, FEWER)]
                if figures:
                    _question(account, figures)


@cached
def _typed_together(campaign: Campaign) -> Sequence[Sequence[Indicator]]:
    return in_one_unit(i for i in campaign.indicators if may_read_as_thousands(i))


def _is_broken(figure: Figure) -> bool:
    return figure.value.__class__ is float and not float(figure.value).is_integer()


def _reported(figures: Iterable[Figure], most: float | None) -> list[Reads]:
    """How each figure reads: as typed, not as converted by a unit."""
    return [
        reads(f.value, most) if isinstance(f.value, float) and f.typed == typed_text(f.value) else NONE for f in figures
    ]


def _is_answered(figures: Iterable[Figure]) -> bool:
    note = "".join(f.note for f in figures).strip()
    return bool(note) and not note.startswith("[")


def _question(account: Account, figures: Sequence[Figure]) -> None:
    account.add(
        CODE,
        figures[0].sheet,
        figures[0].cell,
        value="; ".join(f.typed for f in figures),
        indicator=figures[0].indicator,
        cells=tuple(f.cell for f in figures) if len(figures) > 1 else (),
        periods=tuple(f.period for f in figures),
    )
