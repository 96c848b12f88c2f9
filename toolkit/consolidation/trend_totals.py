"""The province's totals beside those of the campaign before, over the agencies that are in both.

A total of other agencies is another figure: one that has not reported yet would look like a decline. Where the two
totals are not of the same agencies, they are made anew of those that are in both, and the others are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.consolidation.totals import WHOLE, Province, base_indicators
from toolkit.consolidation.trend import Pair, Trend, compared, pairs
from toolkit.model import Compared, Figure, Indicator, Period, Total, grouped
from toolkit.model.periods import year_before

Place = tuple[str, str]


def of_last_year(
    trend: Trend, province: Province, totals: Mapping[Place, Total], codes: Collection[str]
) -> list[Compared]:
    """The province's last period beside the same one of the year before, of these indicators.

    It differs from the comparison above where the campaign before has the very same period too. Nothing where it has
    not that of the year before.
    """
    periods = trend.campaign.periods
    asked = [i for i in trend.campaign.indicators if i.code in codes and trend.comparable(i)]
    key = year_before(periods[-1]) if periods else ""
    earlier = next((p for p in trend.previous.periods if p.key == key), None)
    if earlier is None or not asked:
        return []
    sides = _Sides.made(trend, province, {periods[-1].key: earlier})
    lines = (_line(sides, i, periods[-1].key, key, [periods[-1].key], totals) for i in asked)
    return [line for own in lines for _, line in own]


def compare_totals(trend: Trend, province: Province, totals: Mapping[Place, Total]) -> Iterator[tuple[Place, Compared]]:
    """By (indicator, period of this campaign, or the whole of it), the province's line of the comparison."""
    asked = [i for i in province.campaign.indicators if trend.comparable(i)]
    single = _Sides.made(trend, province, trend.periods)
    for indicator in asked:
        for key, earlier in trend.periods_of(indicator).items():
            yield from _line(single, indicator, key, earlier.key, [key], totals)
    over = [i for i in asked if trend.as_a_whole(i)]
    if over:
        keys = [p.key for p in trend.campaign.periods]
        whole = _Sides.made(trend, province, dict(zip(keys, trend.previous.periods, strict=True)))
        for indicator in over:
            yield from _line(whole, indicator, WHOLE, WHOLE, keys[-1:] if indicator.takes_last else keys, totals)


def _line(
    sides: _Sides, indicator: Indicator, key: str, earlier: str, periods: Sequence[str], totals: Mapping[Place, Total]
) -> Iterator[tuple[Place, Compared]]:
    before, now = sides.trend.previous.totals.get((indicator.code, earlier)), totals[indicator.code, key]
    if before is None or (before.value is None and now.value is None):
        return
    apart = sides.apart(indicator, periods)
    line = compared(indicator, key, earlier, before.value, now.value, None)
    if apart.only_before or apart.only_now:
        both = sides.totals(indicator, key, apart)
        line = compared(indicator, key, earlier, *both, None, apart.only_before, apart.only_now, len(apart.current))
    yield (indicator.code, key), line


@dataclass(frozen=True, slots=True)
class _Apart:
    """Who is in one of two totals only, and who is in both: `before` and `current` took each other's place."""

    only_before: tuple[str, ...]
    only_now: tuple[str, ...]
    before: frozenset[str]
    current: frozenset[str]


@dataclass(slots=True)
class _Sides:
    """The figures of both campaigns, those of the one before under the periods that they are compared with."""

    trend: Trend
    current: Province
    before: Province
    unknown: Mapping[Place, Mapping[str, Figure]]
    """What those gave then who are not in this campaign's roster."""
    pairs: tuple[Pair, ...]
    _made: dict[tuple[bool, frozenset[str]], Province] = field(default_factory=dict)

    @classmethod
    def made(cls, trend: Trend, province: Province, periods: Mapping[str, Period]) -> _Sides:
        """`periods`: by period of this campaign, the one of the campaign before."""
        campaign = trend.campaign
        then = grouped((period.key, key) for key, period in periods.items())
        laid: dict[Place, dict[str, Figure]] = {}
        unknown: dict[Place, dict[str, Figure]] = {}
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

    def apart(self, indicator: Indicator, periods: Sequence[str]) -> _Apart:
        """Who is in the indicator's total of these periods in one campaign only.

        Bodies that were merged or split are so too, unless it adds up: a mean of two is no mean of one.
        """
        both_before: set[str] = set()
        both_now: set[str] = set()
        only: tuple[dict[str, None], dict[str, None]] = {}, {}
        inside = [
            # Of a computed one of members' totals, who is in each of these.
            [frozenset.intersection(*side.within(indicator, p)) for p in periods]
            for side in (self.before, self.current)
        ]
        asked = [{a.code for a in side.counted(indicator)} for side in (self.before, self.current)]
        adds = all(i.across_agencies == "sum" for i in base_indicators(self.current.campaign, indicator))
        for pair in self.pairs:
            sides = (pair.before, pair.after)
            there = [
                [a for a in own if any(a in total for total in totals)]
                for own, totals in zip(sides, inside, strict=True)
            ]
            wanted = [[a for a in own if a in counted] for own, counted in zip(sides, asked, strict=True)]
            if not self.trend.campaign.former_by_code.keys().isdisjoint(pair.before):
                wanted[0] = [a for a in wanted[0] if self._asked_then(indicator, periods, a)]
            complete = [
                own and all(a in total or _does_not_apply(side, indicator, periods, a) for a in own for total in totals)
                for own, totals, side in zip(wanted, inside, (self.before, self.current), strict=True)
            ]
            whole = all(complete) and self.trend.partly.isdisjoint(pair.before)
            if whole and all(there) and (adds or all(len(own) == 1 for own in wanted)):
                both_before.update(there[0])
                both_now.update(there[1])
            else:
                for names, own in zip(only, there, strict=True):
                    names.update(dict.fromkeys(own))
        for period in periods:
            gone = self.unknown.get((indicator.code, period), {})
            only[0].update(dict.fromkeys(a for a, f in gone.items() if f.value is not None))
        return _Apart(tuple(only[0]), tuple(only[1]), frozenset(both_before), frozenset(both_now))

    def _asked_then(self, indicator: Indicator, periods: Sequence[str], agency: str) -> bool:
        """Whether the indicator was asked of it then: who reported has a figure of what was asked, if a missing one.

        Where bodies were merged or split, the figure of one may have become another's.
        """
        if agency not in self.trend.reported:
            return True
        parts = base_indicators(self.current.campaign, indicator)
        return any(agency in self.before.figures.get((part.code, key), {}) for part in parts for key in periods)

    def totals(self, indicator: Indicator, key: str, apart: _Apart) -> tuple[float | None, float | None]:
        """The totals of both campaigns over those who are in both; None where nobody is."""
        sides = ((self.before, apart.before), (self.current, apart.current))
        before, now = (self._of(side, who).total(indicator, key).value if who else None for side, who in sides)
        return before, now

    def _of(self, side: Province, agencies: frozenset[str]) -> Province:
        key = side is self.current, agencies
        if key not in self._made:
            roster = tuple(a for a in side.roster if a.code in agencies)
            self._made[key] = Province(side.campaign, roster, side.figures)
        return self._made[key]


def _does_not_apply(side: Province, indicator: Indicator, periods: Iterable[str], agency: str) -> bool:
    """Whether the agency says that the indicator does not apply to it, in each of the periods."""
    figures = (side.figures.get((indicator.code, period), {}).get(agency) for period in periods)
    return all(f is not None and f.state == "not_applicable" for f in figures)
