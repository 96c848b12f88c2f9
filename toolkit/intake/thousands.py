"""Reports numbers that may be thousands without their separator; the form asks about them while it is filled in.

Each row has one finding. When all reports are known, `editing` keeps it as a question to the agency, or drops it
because other reports show that the figures are right.
"""

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
    by_unit,
    least_count,
    may_read_as_thousands,
    thousands_reading,
)

CODE = "reads-as-thousands"


def question_thousands(form: Received, account: Account) -> None:
    """Report the rows with the same unit that read as thousands, unless any of these rows has a note, or figures of the
    previous campaign to compare with."""
    for together in _groups_in_one_unit(form.campaign):
        rows = {i.code: account.figures[i.code] for i in together if i.code in account.figures}
        if not any(_has_fraction(f) for row in rows.values() for f in row):
            continue
        if any(_has_note(row) or any(form.previous_figures.get(code, {}).values()) for code, row in rows.items()):
            continue
        readings = {i.code: _readings_as_typed(rows[i.code], limits(i)[1]) for i in together if i.code in rows}
        if all_read_as_thousands((t for row in readings.values() for t in row), least_count(together)):
            for code, row_readings in readings.items():
                figures = [f for f, t in zip(rows[code], row_readings, strict=True) if t in (THREE, FEWER)]
                if figures:
                    _report_question(account, figures)


@cached
def _groups_in_one_unit(campaign: Campaign) -> Sequence[Sequence[Indicator]]:
    return by_unit(i for i in campaign.indicators if may_read_as_thousands(i))


def _has_fraction(figure: Figure) -> bool:
    return figure.value.__class__ is float and not float(figure.value).is_integer()


def _readings_as_typed(figures: Iterable[Figure], most: float | None) -> list[Reads]:
    """For each figure, whether it reads as thousands (`Reads`); `NONE` if it was converted from another unit."""
    return [
        thousands_reading(f.value, most) if isinstance(f.value, float) and f.typed == typed_text(f.value) else NONE
        for f in figures
    ]


def _has_note(figures: Iterable[Figure]) -> bool:
    note = "".join(f.note for f in figures).strip()
    return bool(note) and not note.startswith("[")


def _report_question(account: Account, figures: Sequence[Figure]) -> None:
    account.add_finding(
        CODE,
        figures[0].sheet,
        figures[0].cell,
        value="; ".join(f.typed for f in figures),
        indicator=figures[0].indicator,
        cells=tuple(f.cell for f in figures) if len(figures) > 1 else (),
        periods=tuple(f.period for f in figures),
    )
