"""The figures for editing: an agency's numbers of an indicator as a row, with last time's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.editing.usual import Row
from toolkit.model import Campaign, Indicator, Value

#: A spreadsheet keeps 15 digits: larger numbers cannot be compared.
_MOST = 1e15

Rows = Mapping[str, Row]
"""By body."""


@dataclass(frozen=True, slots=True)
class Given:
    """All figures of a campaign.

    A row has the numbers of this campaign's periods; then, where there is a previous campaign, last time's
    value for each.
    """

    campaign: Campaign
    indicators: tuple[Indicator, ...]
    """The indicators examined: typed numbers that the definition does not exclude."""
    rows: Mapping[str, Rows]
    """By indicator."""
    answers: Mapping[str, Mapping[str, Sequence[Value | None]]]
    """Everything else that rules may use: yes and no, words, dates; by indicator, then agency, of each period."""
    months: tuple[int, ...]
    """For each column, the number of months it covers."""
    columns: int
    """The number of columns that are this campaign's periods."""
    broken: Mapping[tuple[str, int], tuple[str, ...]]
    """The broken rules, by agency and period."""
    restated: tuple[bool, ...]
    """For each period, whether it was reported last time too: then equal figures are correct."""
    negative: Sequence[tuple[str, int, str]] = ()
    """Numbers below zero: agency, period, indicator."""
    thousands: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    """The columns that read as thousands without their separator, by agency and indicator."""

    @property
    def has_before(self) -> bool:
        """Whether a previous campaign is known."""
        return len(self.months) > self.columns

    @property
    def order(self) -> tuple[str, ...]:
        """The typed rows of the form, in their order."""
        return tuple(i.code for i in self.campaign.indicators if not i.formula)


def looked_at(campaign: Campaign) -> tuple[Indicator, ...]:
    """The indicators whose figures are examined."""
    return tuple(i for i in campaign.indicators if i.numeric and not i.formula and i.odd_figures)


def given(
    campaign: Campaign,
    figures: Mapping[str, Mapping[str, Sequence[Value | None]]],
    before: Mapping[str, Mapping[str, Sequence[float | None]]],
    broken: Mapping[tuple[str, int], tuple[str, ...]],
    restated: Sequence[bool] = (),
    thousands: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
) -> Given:
    """`figures`: by indicator, then agency, a value of each period; `before` the same for last time."""
    indicators = looked_at(campaign)
    codes = {i.code for i in indicators}
    count = len(campaign.periods)
    nothing = (None,) * count if before else ()
    rows: dict[str, dict[str, Row]] = {}
    negative: list[tuple[str, int, str]] = []
    for code in codes:
        last_time = before.get(code, {})
        own: dict[str, Row] = {}
        for agency, values in figures.get(code, {}).items():
            row = [v if v.__class__ is float and -_MOST < v < _MOST else None for v in values]
            then = [v if v is not None and -_MOST < v < _MOST else None for v in last_time.get(agency, nothing)]
            own[agency] = (*row, *then)
        rows[code] = own
    for indicator in indicators:
        for agency, numbers in rows[indicator.code].items():
            negative += [(agency, n, indicator.code) for n, v in enumerate(numbers[:count]) if v is not None and v < 0]
    months = tuple(p.months for p in campaign.periods)
    return Given(
        campaign=campaign,
        indicators=indicators,
        rows=rows,
        answers={code: own for code, own in figures.items() if code not in codes},
        months=months * 2 if before else months,
        columns=count,
        broken=broken,
        restated=tuple(restated) or (False,) * count,
        negative=negative,
        thousands=thousands or {},
    )


def beside(codes: Iterable[str], code: str) -> tuple[str, ...]:
    """The rows next to one in the form."""
    listed = list(codes)
    place = listed.index(code)
    return tuple(listed[n] for n in (place - 1, place + 1) if 0 <= n < len(listed))
