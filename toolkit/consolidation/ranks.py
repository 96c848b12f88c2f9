"""Which agencies have the highest and the lowest figure of an indicator, where figures can be compared."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.consolidation.totals import WHOLE, base_indicators, counted_agencies
from toolkit.model import Agency, Figure, Indicator, Tabulation
from toolkit.values.totals import TOLERANCE, derived_total, number, period_total

#: The least number of agencies for a highest and a lowest.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Rank:
    """The highest and the lowest figure, each with its agencies (codes, in the roster's order)."""

    highest: tuple[float, tuple[str, ...]]
    lowest: tuple[float, tuple[str, ...]]


def rank(result: Tabulation, indicator: Indicator, period: str) -> Rank | None:
    """The highest and the lowest figure of the agencies that reported every figure of the total.

    Agencies whose figure has an open error are not ranked. None where fewer than three agencies can be compared or all
    figures are equal, where a figure is masked, and where the indicator, or one from which it is computed, is
    sensitive.
    """
    campaign = result.campaign
    parts = base_indicators(campaign, indicator)
    weights = [campaign.indicator_by_code[p.weight] for p in (indicator, *parts) if p.weight]
    if not indicator.numeric or any(p.sensitive for p in (indicator, *parts, *weights)):
        return None
    roster = [campaign.agency_by_code[s.agency] for s in result.statuses]
    counted = {a.code: a for a in counted_agencies(indicator, roster)}
    keys = [p.key for p in campaign.periods] if period == WHOLE else [period]
    figures = _figures(result, {p.code for p in (indicator, *parts, *weights)}, counted)
    needed = {p.code for p in (indicator, *parts)}
    if any(f.state == "masked" for row in figures.values() for f in row if f.indicator in needed and f.period in keys):
        return None
    doubted = doubted_agencies(result, indicator, period)
    values = {
        a: v
        for a, row in figures.items()
        if a not in doubted and (v := _value(result, indicator, period, row)) is not None
    }
    return _highest_and_lowest(values)


def doubted_agencies(result: Tabulation, indicator: Indicator, period: str) -> tuple[str, ...]:
    """The agencies of a total with an open error in one of its figures, in the roster's order."""
    if not result.doubts:
        return ()
    campaign = result.campaign
    keys = [p.key for p in campaign.periods] if period == WHOLE else [period]
    codes = {indicator.code, *(part.code for part in base_indicators(campaign, indicator))}
    doubted = {agency for code in codes for key in keys for agency in result.doubts.get((code, key), ())}
    roster = (campaign.agency_by_code[s.agency] for s in result.statuses if s.agency in doubted)
    return tuple(a.code for a in counted_agencies(indicator, roster))


def _highest_and_lowest(values: Mapping[str, float]) -> Rank | None:
    if len(values) < _FEWEST:
        return None
    most, least = max(values.values()), min(values.values())
    if _equal(most, least):
        return None
    highest, lowest = ([a for a, v in values.items() if _equal(v, end)] for end in (most, least))
    return Rank((most, tuple(highest)), (least, tuple(lowest)))


def _equal(one: float, other: float) -> bool:
    """Whether two figures are equal apart from rounding, as 0,1 + 0,2 and 0,3."""
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _figures(result: Tabulation, codes: set[str], counted: Mapping[str, Agency]) -> dict[str, list[Figure]]:
    """The figures of these indicators by agency, in the roster's and the periods' order."""
    order = {p.key: n for n, p in enumerate(result.campaign.periods)}
    by_agency: dict[str, list[Figure]] = {code: [] for code in counted}
    for figure in result.figures:
        if figure.indicator in codes and figure.agency in by_agency:
            by_agency[figure.agency].append(figure)
    return {a: sorted(row, key=lambda f: order.get(f.period, len(order))) for a, row in by_agency.items()}


def _value(result: Tabulation, indicator: Indicator, period: str, reported: Sequence[Figure]) -> float | None:
    """One agency's figure; over all periods only where the agency reported every period."""
    figures = [f for f in reported if f.indicator == indicator.code]
    if period != WHOLE:
        return next((number(f) for f in figures if f.period == period), None)
    if indicator.formula:
        return derived_total(result.campaign, indicator, reported)
    periods = {f.period for f in figures if number(f) is not None}
    if any(p.key not in periods for p in result.campaign.periods):
        return None
    return period_total(indicator, figures, {f.period: f for f in reported if f.indicator == indicator.weight})
