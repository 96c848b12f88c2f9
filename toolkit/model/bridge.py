"""Why totals changed: what each cause adds to a difference."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias, get_args

from toolkit.model.submission import Figure

Cause: TypeAlias = Literal[
    "unit",
    "roster",
    "definition",
    "rule",
    "arrived",
    "gone",
    "decided",
    "resent",
    "held",
    "released",
    "reread",
    "corrected",
]
"""Why a figure or a total differs. `definition`: the total is computed differently. `rule`: cells are read by different
limits or words. `arrived`, `gone`: an agency's first file came, or its last one is missing. `resent`: another version.
`held`, `released`, `reread`: the same file is read differently."""
CAUSES: tuple[Cause, ...] = get_args(Cause)
MovedFigure: TypeAlias = tuple[Figure | None, Figure | None]
"""A figure before and after a change."""
_NOTHING = Decimal(0)


class Part(NamedTuple):
    """What one cause adds to the difference of a total. `indicator`: the indicator that is defined differently.
    `figures`: the figures that changed."""

    cause: Cause
    agency: str
    indicator: str
    amount: Decimal
    figures: tuple[MovedFigure, ...]
    reason: str = ""
    """Why the agency sent another file, in its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """One total that changed. `old` or `new` is None where there was or is no such total, and counts as 0 then.

    `period` is a period's key or `total`; `choice` the answer that is counted, "" except for choices. Numbers are in
    the indicator's unit (`old` in its earlier unit), with at most 14 digits.
    """

    indicator: str
    period: str
    choice: str
    old: Decimal | None
    new: Decimal | None
    parts: tuple[Part, ...]
    unit_before: str = ""
    """The unit of `old`, where it differs from that of `new`."""

    @property
    def difference(self) -> Decimal:
        """New minus old: the sum of the parts."""
        return (self.new or _NOTHING) - (self.old or _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridges:
    """All totals that changed since another master, and the day of that master.

    That master is not named, since its file name contains a time: the same inputs give the same master.
    """

    moved: tuple[Bridge, ...]
    since: date | None
