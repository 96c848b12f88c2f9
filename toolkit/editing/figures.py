"""The figures as they are looked at: a body's numbers of an indicator as a row, beside what stood there last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.editing.usual import Row
from toolkit.model import Campaign, Indicator, Value

#: A spreadsheet keeps 15 digits: what is larger is no figure that anybody can compare.
_MOST = 1e15

Rows = Mapping[str, Row]
"""By body."""


@dataclass(frozen=True, slots=True)
class Given:
    """All figures of a campaign.

    A row has the numbers of this campaign's periods; then, where there is a campaign before, what stood in the place of
    each last time.
    """

    campaign: Campaign
    indicators: tuple[Indicator, ...]
    """Those that are looked at: numbers that are typed, and not left out by the definition."""
    rows: Mapping[str, Rows]
    """By indicator."""
    answers: Mapping[str, Mapping[str, Sequence[Value | None]]]
    """All that rules may look at and is no row: yes and no, words, days; by indicator, then body, of each period."""
    months: tuple[int, ...]
    """Of each column, how many it covers."""
    columns: int
    """How many of them are this campaign's periods."""
    broken: Mapping[tuple[str, int], tuple[str, ...]]
    """The rules that are broken, by body and period."""
    restated: tuple[bool, ...]
    """Of each period, whether it was reported last time too: then the same figures are right."""
    negative: Sequence[tuple[str, int, str]] = ()
    """Numbers below zero: body, period, indicator."""
    thousands: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    """The columns that read as thousands which lost their sign, by body and indicator."""

    @property
    def has_before(self) -> bool:
        """Whether anything is known of a campaign before."""
        return len(self.months) > self.columns

    @property
    def order(self) -> tuple[str, ...]:
        """The rows of the form that are typed, in their order."""
        return tuple(i.code for i in self.campaign.indicators if not i.formula)


def looked_at(campaign: Campaign) -> tuple[Indicator, ...]:
    """The indicators whose figures are looked at."""
    return tuple(i for i in campaign.indicators if i.numeric and not i.formula and i.odd_figures)


def given(
    campaign: Campaign,
    figures: Mapping[str, Mapping[str, Sequence[Value | None]]],
    before: Mapping[str, Mapping[str, Sequence[float | None]]],
    broken: Mapping[tuple[str, int], tuple[str, ...]],
    restated: Sequence[bool] = (),
    thousands: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
) -> Given:
    """`figures`: by indicator, then body, a value of each period; `before` the same of what stood last time."""
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
