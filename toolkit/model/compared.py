"""Figures, totals and rows of tables compared with the previous campaign."""

from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousTotal:
    """A total in the previous campaign's master; `reporting` is its coverage as shown there (`23/27`)."""

    value: float | None
    reporting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure compared with the previous campaign: of the province, or of `agencies` (several where the roster was
    reorganised) with `previous_agencies`.

    `change` is value minus previous; `percent` in per cent of it, None as in a `HeadlineComparison`.
    """

    indicator: str
    period: str
    previous_period: str
    """The previous campaign's period with which it is compared: the same one, if that campaign reported it."""
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
    """For the province: agencies in the previous total only, and `only_now` in the present one only. If there are any,
    `previous`, `value` and everything computed from them are of the agencies in both totals."""
    only_now: tuple[str, ...] = ()
    among: int | None = None
    """The number of compared agencies; None: all agencies of the total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """A row of a table compared with the previous campaign's row with the same key.

    `cells`: (column, before, now) as texts, of the cells that differ; of a new or removed row, all cells.
    """

    table: str
    agency: str
    """The agency that has the row now; for a row that is gone, the only successor of the agency that had it, or ""."""
    row: str
    """The row's present identifier; for a row that is gone, its previous identifier."""
    key: str
    """The text of its key column."""
    change: Literal["new", "gone", "changed"]
    cells: tuple[tuple[str, str, str], ...] = ()
    previous_agency: str = ""
    """The agency that reported it in the previous campaign; "" for a new row."""


class ComparedTotal(NamedTuple):
    """The total of a table's column (`column` "": the number of rows) compared with the previous campaign.

    It is the province's total (over the compared agencies), or that of `agencies` (several where the roster was
    reorganised) with `previous_agencies`. Both totals are computed by the column's present rule, without unconfirmed
    rows of the previous campaign; a total is None where no row has a value.
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
    """For the number of rows in a table with a key column: the new rows, and those that are `gone` or `changed`."""
    gone: int = 0
    changed: int = 0
    only_before: tuple[str, ...] = ()
    """For the province: agencies that reported in the previous campaign only, and `only_now` in this one only; they are
    left out."""
    only_now: tuple[str, ...] = ()
    waiting: int = 0
    """The number of the previous campaign's rows that are not confirmed: no present total includes them."""
    waiting_sum: float | None = None
    """The sum of the unconfirmed rows, in a column whose numbers are added; None where none of them has a number."""
