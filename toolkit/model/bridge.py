"""Why totals changed: what each change made of a difference."""

from __future__ import annotations

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
"""Why a figure, or what is asked, is another one: `definition` how a total is made, `rule` by which limits and words
cells are read; `arrived` and `gone` are an agency's first file and its last, `resent` another file in its place,
`held`, `released` and `reread` the same file read otherwise for another reason."""
CAUSES: tuple[Cause, ...] = get_args(Cause)
MovedFigure: TypeAlias = tuple[Figure | None, Figure | None]
"""A figure before and after a change."""
_NOTHING = Decimal(0)


class Part(NamedTuple):
    """What one change moved a total. `indicator`: of what was asked otherwise. `figures`: those that made it move."""

    cause: Cause
    agency: str
    indicator: str
    amount: Decimal
    figures: tuple[MovedFigure, ...]
    reason: str = ""
    """Why the agency sent another file, as it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """One total that moved; where there was or is none, that is None, and counts as nothing in the difference.

    `period` is a period's key or `total`; `choice` which answer is counted, "" for all but choices. All numbers are in
    the indicator's unit (`old` in that of then), with at most 14 digits.
    """

    indicator: str
    period: str
    choice: str
    old: Decimal | None
    new: Decimal | None
    parts: tuple[Part, ...]
    unit_before: str = ""
    """The unit of `old`, where it is another than that of `new`."""

    @property
    def difference(self) -> Decimal:
        """New minus old: what the parts add up to."""
        return (self.new or _NOTHING) - (self.old or _NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridges:
    """All totals that moved since another master, and of which day that is.

    Its file's name tells the clock, and is not here: the same inputs give the same master.
    """

    moved: tuple[Bridge, ...]
    since: date | None
