"""If the late stay late: what key figures would be if the agencies that have not reported repeated last campaign's.

It stands apart from every total. Of sums only, and only where the campaign before asked the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.consolidation.totals import WHOLE, counted_agencies
from toolkit.consolidation.trend import Trend, pairs
from toolkit.model import Headline, Indicator, Tabulation
from toolkit.model.periods import comparable, like_spans

#: Whose figures settle so much of what is wanting are named.
_SETTLED = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class IfLate:
    """A key figure as it is, and as it would be if those that are missing repeated last campaign's figures."""

    indicator: str
    period: str
    without: float
    """The total of those that have reported."""
    repeated: float
    """The same with what the others reported last time."""
    known: int
    """Of how many of the missing ones last time's figure is known."""
    missing: int
    calls: tuple[str, ...]
    """The fewest agencies whose figures were 95 % of what is wanting, the largest first."""
    last_time: tuple[tuple[str, float], ...]
    """Of each of the missing ones of which it is known, what it reported last time."""


def if_the_late_stay_late(result: Tabulation) -> tuple[IfLate, ...]:
    """Of each key figure that is a sum; nothing without a campaign before, or where nobody is missing."""
    if result.previous is None or not result.previous.figures or not result.missing:
        return ()
    trend = Trend(result.campaign, result.previous)
    return tuple(_of_headlines(result, trend))


def _of_headlines(result: Tabulation, trend: Trend) -> Iterator[IfLate]:
    missing = set(result.missing)
    for headline in result.headlines:
        indicator = result.campaign.indicator_by_code[headline.indicator]
        if indicator.across_agencies != "sum" or indicator.formula or not trend.comparable(indicator):
            continue
        late = [a.code for a in counted_agencies(indicator, result.campaign.agencies) if a.code in missing]
        last_time = {a: v for a in late if (v := _last_time(trend, indicator, headline, a)) is not None}
        if any(last_time.values()):
            without = result.totals[indicator.code, headline.period].value or 0.0
            yield IfLate(
                indicator=indicator.code,
                period=headline.period,
                without=without,
                repeated=math.fsum((without, *last_time.values())),
                known=len(last_time),
                missing=len(late),
                calls=_fewest([(abs(v), a) for a, v in last_time.items()]),
                last_time=tuple(last_time.items()),
            )


def _last_time(trend: Trend, indicator: Indicator, headline: Headline, agency: str) -> float | None:
    """What stood last time in the place of an agency's part of a total."""
    campaign, earlier = trend.campaign, trend.previous.periods
    own = next((p.before for p in pairs(campaign, trend.agencies, ()) if p.after == (agency,)), ())
    if not own:
        return None
    if headline.period == WHOLE and indicator.across_periods == "sum":
        periods = earlier if like_spans(campaign.periods, earlier) else ()
    else:
        period = next((p for p in campaign.periods if p.key == headline.period), campaign.periods[-1])
        like = trend.periods.get(period.key) or next((p for p in reversed(earlier) if comparable(p, period)), None)
        periods = (like,) if like is not None else ()
    values = [v for p in periods if (v := trend.before(indicator, p.key, own)) is not None]
    return math.fsum(values) if values else None


def _fewest(amounts: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    """The largest, until they are so much of all; of like ones those first whose place in the roster is."""
    whole, so_far, found = sum(amount for amount, _ in amounts), 0.0, list[str]()
    for amount, agency in sorted(amounts, key=lambda x: -x[0]):
        if so_far >= _SETTLED * whole:
            break
        found.append(agency)
        so_far += amount
    return tuple(found)
