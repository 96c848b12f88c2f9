"""The province's totals compared with those of the previous campaign, over the agencies that are in both campaigns.

Otherwise a missing report would look like a decline. Where the two totals are not of the same agencies, both are
computed again over the agencies in both of them, and the other agencies are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, Province, base_indicators
from toolkit.consolidation.trend import Pair, Trend, comparison, pairs
from toolkit.model import Compared, Figure, Indicator, Period, Total, grouped
from toolkit.model.periods import year_before

TotalKey = tuple[str, str]


def compare_with_last_year(
    trend: Trend, province: Province, totals: Mapping[TotalKey, Total], codes: Collection[str]
) -> list[Compared]:
    """The province's last period compared with the same period of the previous year, for these indicators.

    It differs from `compare_totals` where the previous campaign also has the last period itself. Empty where the
    previous campaign does not have the same period of the previous year.
    """
    periods = trend.campaign.periods
    indicators = [i for i in trend.campaign.indicators if i.code in codes and trend.is_comparable(i)]
    key = year_before(periods[-1]) if periods else ""
    earlier = next((p for p in trend.previous.periods if p.key == key), None)
    if earlier is None or not indicators:
        return []
    sides = _BothCampaigns.of(trend, province, {periods[-1].key: earlier})
    lines = (_total_line(sides, i, periods[-1].key, key, [periods[-1].key], totals) for i in indicators)
    return [line for one in lines for _, line in one]


def compare_totals(
    trend: Trend, province: Province, totals: Mapping[TotalKey, Total]
) -> Iterator[tuple[TotalKey, Compared]]:
    """The province's lines of the comparison, by (indicator, period of this campaign or `total`)."""
    indicators = [i for i in province.campaign.indicators if trend.is_comparable(i)]
    single = _BothCampaigns.of(trend, province, trend.periods)
    for indicator in indicators:
        for key, earlier in trend.periods_of(indicator).items():
            yield from _total_line(single, indicator, key, earlier.key, [key], totals)
    over = [i for i in indicators if trend.is_comparable_as_whole(i)]
    if over:
        keys = [p.key for p in trend.campaign.periods]
        whole = _BothCampaigns.of(trend, province, dict(zip(keys, trend.previous.periods, strict=True)))
        for indicator in over:
            yield from _total_line(
                whole, indicator, WHOLE, WHOLE, keys[-1:] if indicator.last_period_counts else keys, totals
            )


def _total_line(
    sides: _BothCampaigns,
    indicator: Indicator,
    key: str,
    earlier: str,
    periods: Sequence[str],
    totals: Mapping[TotalKey, Total],
) -> Iterator[tuple[TotalKey, Compared]]:
    before, now = sides.trend.previous.totals.get((indicator.code, earlier)), totals[indicator.code, key]
    if before is None or (before.value is None and now.value is None):
        return
    apart = sides.agencies_apart(indicator, periods)
    line = comparison(indicator, key, earlier, before.value, now.value, None)
    if apart.only_before or apart.only_now:
        both = sides.totals(indicator, key, apart)
        line = comparison(indicator, key, earlier, *both, None, apart.only_before, apart.only_now, len(apart.current))
    yield (indicator.code, key), line


@dataclass(frozen=True, slots=True)
class _AgenciesApart:
    """The agencies in only one of two totals; `before`: those in both, `current`: the agencies that succeed them."""

    only_before: tuple[str, ...]
    only_now: tuple[str, ...]
    before: frozenset[str]
    current: frozenset[str]


@dataclass(slots=True)
class _BothCampaigns:
    """The figures of both campaigns; each previous figure is keyed by the present period that is compared with it."""

    trend: Trend
    current: Province
    before: Province
    unknown: Mapping[TotalKey, Mapping[str, Figure]]
    """The previous figures of agencies that are not in this campaign's roster."""
    pairs: tuple[Pair, ...]
    _provinces: dict[tuple[bool, frozenset[str]], Province] = field(default_factory=dict)

    @classmethod
    def of(cls, trend: Trend, province: Province, periods: Mapping[str, Period]) -> _BothCampaigns:
        """`periods`: by period of this campaign, the period of the previous campaign with which it is compared."""
        campaign = trend.campaign
        then = grouped((period.key, key) for key, period in periods.items())
        laid: dict[TotalKey, dict[str, Figure]] = {}
        unknown: dict[TotalKey, dict[str, Figure]] = {}
        for figure in trend.previous.figures:
            known_here = figure.agency in campaign.agency_by_code and figure.agency not in trend.gone
            side = laid if known_here else unknown
            for key in then.get(figure.period, ()):
                side.setdefault((figure.indicator, key), {})[figure.agency] = figure
        known = [campaign.agency_by_code[c] for c in trend.agencies if c in campaign.agency_by_code]
        now = [a.code for a in province.roster]
        return cls(
            trend, province, Province(campaign, tuple(known), laid), unknown, pairs(campaign, trend.agencies, now)
        )

    def agencies_apart(self, indicator: Indicator, periods: Sequence[str]) -> _AgenciesApart:
        """The agencies that are in the indicator's total of these periods in only one of the campaigns.

        Agencies that were merged or split are compared only where the indicator is added up: the mean of two agencies
        cannot be compared with the figure of one.
        """
        both_before: set[str] = set()
        both_now: set[str] = set()
        only: tuple[dict[str, None], dict[str, None]] = {}, {}
        inside = [
            # Where an indicator is computed from its members' totals: the agencies in all of these totals.
            [frozenset.intersection(*side.agencies_in(indicator, p)) for p in periods]
            for side in (self.before, self.current)
        ]
        counting = [{a.code for a in side.counted(indicator)} for side in (self.before, self.current)]
        adds = all(i.across_agencies == "sum" for i in base_indicators(self.current.campaign, indicator))
        for pair in self.pairs:
            sides = (pair.before, pair.after)
            there = [
                [a for a in codes if any(a in total for total in totals)]
                for codes, totals in zip(sides, inside, strict=True)
            ]
            wanted = [[a for a in codes if a in counted] for codes, counted in zip(sides, counting, strict=True)]
            if not self.trend.campaign.former_by_code.keys().isdisjoint(pair.before):
                wanted[0] = [a for a in wanted[0] if self._was_asked_before(indicator, periods, a)]
            complete = [
                codes
                and all(a in total or _does_not_apply(side, indicator, periods, a) for a in codes for total in totals)
                for codes, totals, side in zip(wanted, inside, (self.before, self.current), strict=True)
            ]
            whole = all(complete) and self.trend.gone_in_part.isdisjoint(pair.before)
            if whole and all(there) and (adds or all(len(codes) == 1 for codes in wanted)):
                both_before.update(there[0])
                both_now.update(there[1])
            else:
                for names, codes in zip(only, there, strict=True):
                    names.update(dict.fromkeys(codes))
        for period in periods:
            gone = self.unknown.get((indicator.code, period), {})
            only[0].update(dict.fromkeys(a for a, f in gone.items() if f.value is not None))
        return _AgenciesApart(tuple(only[0]), tuple(only[1]), frozenset(both_before), frozenset(both_now))

    def _was_asked_before(self, indicator: Indicator, periods: Sequence[str], agency: str) -> bool:
        """Whether the indicator was asked of an agency in the previous campaign. (After a reorganisation another agency
        may report it.) An agency that reported has a figure for each indicator asked of it, even if it is missing."""
        if agency not in self.trend.reported:
            return True
        parts = base_indicators(self.current.campaign, indicator)
        return any(agency in self.before.figures.get((part.code, key), {}) for part in parts for key in periods)

    def totals(self, indicator: Indicator, key: str, apart: _AgenciesApart) -> tuple[float | None, float | None]:
        """The totals of both campaigns over the agencies in both; None where no agency is in both."""
        sides = ((self.before, apart.before), (self.current, apart.current))
        before, now = (self._restrict(side, who).total(indicator, key).value if who else None for side, who in sides)
        return before, now

    def _restrict(self, side: Province, agencies: frozenset[str]) -> Province:
        key = side is self.current, agencies
        if key not in self._provinces:
            roster = tuple(a for a in side.roster if a.code in agencies)
            self._provinces[key] = Province(side.campaign, roster, side.figures)
        return self._provinces[key]


def _does_not_apply(side: Province, indicator: Indicator, periods: Iterable[str], agency: str) -> bool:
    """Whether the agency reported that the indicator does not apply to it, in each of the periods."""
    figures = (side.figures.get((indicator.code, period), {}).get(agency) for period in periods)
    return all(f is not None and f.state == "not_applicable" for f in figures)
