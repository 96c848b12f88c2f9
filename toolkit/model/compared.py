"""Figures, totals and rows of tables beside those of the round before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousTotal:
    """A total as last campaign's master has it; `reporting` as shown there (`23/27`)."""

    value: float | None
    reporting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure beside the one of the campaign before: of the province, or of `agencies` (several where the roster
    was reorganised) against `previous_agencies`. `change` is value minus previous; `percent` in per cent of it,
    None as in a `HeadlineComparison`.
    """

    indicator: str
    period: str
    previous_period: str
    """The same period where it is one that was reported before."""
    province: bool
    agencies: tuple[str, ...]
    previous_agencies: tuple[str, ...]
    previous: float | None
    value: float | None
    change: float | None
    percent: float | None
    outlier: bool = False
    """Whether it changed by more than the definition's `max_change`."""
    only_before: tuple[str, ...] = ()
    """Of the province: who is in the total of the campaign before only, and `only_now` who is in this one's only.
    Where there are such, `previous`, `value` and what follows from them are of the others."""
    only_now: tuple[str, ...] = ()
    among: int | None = None
    """How many agencies of this campaign are compared, where not all that are in its total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """A row of a table beside the one of the round before with the same key: `cells` are (column, before, now) of those
    that differ, as texts; of a new row, or one that is gone, all that it has."""

    table: str
    agency: str
    """Whose it is now; of a row that is gone, who took the place of who gave it, "" where that is not one agency."""
    row: str
    """What it is known by now; of a row that is gone, what it was known by."""
    key: str
    """What its key column says."""
    change: Literal["new", "gone", "changed"]
    cells: tuple[tuple[str, str, str], ...] = ()
    previous_agency: str = ""
    """Who gave it in the round before; "" of a new row."""


class ComparedTotal(NamedTuple):
    """What is taken of a table's column over rows (`column` ""): or how many rows there are; beside the round before.

    Of the province, or of `agencies` (several where the roster was reorganised) against `previous_agencies`; of the
    province those are all who are compared. By the column's rule of now, over rows that count: none of the round before
    that is not confirmed. None where no row gives one.
    """

    table: str
    column: str
    province: bool
    agencies: tuple[str, ...]
    previous_agencies: tuple[str, ...]
    previous: float | None
    value: float | None
    change: float | None
    new: int = 0
    """Of the number of rows, where the table has a key column: how many are new, and how many are `gone` or
    `changed`."""
    gone: int = 0
    changed: int = 0
    only_before: tuple[str, ...] = ()
    """Of the province: who reported in the round before only, and `only_now` in this one only: they are left out."""
    only_now: tuple[str, ...] = ()
    waiting: int = 0
    """How many rows of the round before stand there now and are not confirmed: they are in no total of now."""
    waiting_sum: float | None = None
    """What those come to, in a column whose numbers are added; None where none of them has a number."""
