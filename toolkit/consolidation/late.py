"""Key figures as they would be if the agencies that have not reported repeated their figures of the previous campaign.

These figures are in no total. They are computed for sums only, if the previous campaign has this indicator and unit.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.consolidation.totals import WHOLE, counted_agencies
from toolkit.consolidation.trend import Trend, pairs
from toolkit.model import Headline, Indicator, Tabulation
from toolkit.model.periods import are_comparable, spans_match

#: The named agencies together make up this share of the missing amount.
_SHARE_NAMED = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedFigure:
    """A key figure as it is, and as it would be if the missing agencies repeated their previous figures."""

    indicator: str
    period: str
    without: float
    """The total of the agencies that have reported."""
    repeated: float
    """The total with the previous figures of the missing agencies added."""
    known: int
    """The number of missing agencies whose previous figure is known."""
    missing: int
    calls: tuple[str, ...]
    """The fewest agencies whose previous figures were 95 % of the missing amount, the largest first."""
    previous_parts: tuple[tuple[str, float], ...]
    """(agency, previous figure) of each missing agency whose previous figure is known."""


def repeated_figures(result: Tabulation) -> tuple[RepeatedFigure, ...]:
    """A record for each key figure that is a sum; none without a previous campaign, or if all reports are in."""
    if result.previous is None or not result.previous.figures or not result.missing:
        return ()
    trend = Trend(result.campaign, result.previous)
    return tuple(_repeated_figures(result, trend))


def _repeated_figures(result: Tabulation, trend: Trend) -> Iterator[RepeatedFigure]:
    missing = set(result.missing)
    for headline in result.headlines:
        indicator = result.campaign.indicator_by_code[headline.indicator]
        if indicator.across_agencies != "sum" or indicator.formula or not trend.is_comparable(indicator):
            continue
        late = [a.code for a in counted_agencies(indicator, result.campaign.agencies) if a.code in missing]
        previous_parts = {a: v for a in late if (v := _previous_part(trend, indicator, headline, a)) is not None}
        if any(previous_parts.values()):
            without = result.totals[indicator.code, headline.period].value or 0.0
            yield RepeatedFigure(
                indicator=indicator.code,
                period=headline.period,
                without=without,
                repeated=math.fsum((without, *previous_parts.values())),
                known=len(previous_parts),
                missing=len(late),
                calls=_largest_contributors([(abs(v), a) for a, v in previous_parts.items()]),
                previous_parts=tuple(previous_parts.items()),
            )


def _previous_part(trend: Trend, indicator: Indicator, headline: Headline, agency: str) -> float | None:
    """The previous figure of an agency (or its predecessors) that corresponds to the agency's part of a total."""
    campaign, earlier = trend.campaign, trend.previous.periods
    predecessors = next((p.before for p in pairs(campaign, trend.agencies, ()) if p.after == (agency,)), ())
    if not predecessors:
        return None
    if headline.period == WHOLE and indicator.across_periods == "sum":
        periods = earlier if spans_match(campaign.periods, earlier) else ()
    else:
        period = next((p for p in campaign.periods if p.key == headline.period), campaign.periods[-1])
        like = trend.periods.get(period.key) or next((p for p in reversed(earlier) if are_comparable(p, period)), None)
        periods = (like,) if like is not None else ()
    values = [v for p in periods if (v := trend.previous_value(indicator, p.key, predecessors)) is not None]
    return math.fsum(values) if values else None


def _largest_contributors(amounts: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    """The agencies with the largest amounts, which make up `_SHARE_NAMED` of all; equal ones in the roster's order."""
    whole, so_far, agencies = sum(amount for amount, _ in amounts), 0.0, list[str]()
    for amount, agency in sorted(amounts, key=lambda x: -x[0]):
        if so_far >= _SHARE_NAMED * whole:
            break
        agencies.append(agency)
        so_far += amount
    return tuple(agencies)
