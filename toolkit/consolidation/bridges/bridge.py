"""Why totals changed: each total that moved, and what of the difference each change made.

A part is what the total moves when its change alone is added to those above it (`differences` has their order), so the
parts add up to the difference, and there is no remainder. Totals of all states in between are made by what makes
every total: `totals.Province`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from toolkit.consolidation.bridges.decimals import NO_AMOUNT, bridge_of
from toolkit.consolidation.bridges.differences import Difference, TotalsBasis, differences, put
from toolkit.consolidation.bridges.table_totals import names_of_totals, table_bridges, totals_of_tables
from toolkit.consolidation.totals import WHOLE, Province, base_indicators, laid_out
from toolkit.formula.expressions import Absent, evaluate, parse
from toolkit.model import Bridge, Campaign, Figure, Indicator, Part, Tabulation
from toolkit.values.totals import lookup

TotalKey: TypeAlias = tuple[str, str, str]
"""Indicator, period or `total`, and for a choice which one is counted, else ""."""
Totals: TypeAlias = dict[TotalKey, float | None]


def bridge(
    old: TotalsBasis, new: TotalsBasis, before: Totals | None = None, after: Totals | None = None
) -> tuple[Bridge, ...]:
    """Every total that is another one than it was, in the definition's order; its parts in the order of changes.

    `before` and `after` are `totals_of` both, where they are known.
    """
    before, after = before or totals_of(old), after or totals_of(new)
    moved = [key for key in dict.fromkeys((*after, *before)) if before.get(key) != after.get(key)]
    of_tables = {name for s in (old, new) for name in names_of_totals(s.campaign)}
    figures = [key for key in moved if key[0] not in of_tables]
    told: list[Bridge] = []
    if figures:
        walk = _FigureSteps(old, new, {key: [before.get(key)] for key in figures})
        for difference in differences(old, new):
            walk.add(difference)
        told += map(walk.told, figures)
    if len(figures) < len(moved):
        told += table_bridges(old, new, [key[0] for key in moved if key[0] in of_tables])
    # The digits beyond those that are said are an accident of dividing.
    return tuple(_with_reasons(b, new.reasons) for b in told if b.old != b.new)


def _with_reasons(moved: Bridge, reasons: Mapping[str, str]) -> Bridge:
    resent = (p._replace(reason=reasons.get(p.agency, "")) if p.cause == "resent" else p for p in moved.parts)
    return replace(moved, parts=tuple(resent)) if reasons else moved


def totals_of(basis: TotalsBasis) -> Totals:
    """All totals of a basis."""
    state = _State(basis, basis)
    campaign, province = basis.campaign, state.province()
    periods = [*(p.key for p in campaign.periods), WHOLE]
    places = ((i, key) for i in campaign.indicators for key in periods)
    figures = {key: _value(province, key) for i, period in places for key in _keys(i, period)}
    return figures | {(name, WHOLE, ""): value for name, value in totals_of_tables(basis).items()}


def totals_in(result: Tabulation) -> Totals:
    """The same from a result, in which they are made already."""
    known, found = result.campaign.indicator_by_code, dict[TotalKey, float | None]()
    for (code, period), total in result.totals.items():
        counts = dict(total.distribution)
        for key in _keys(known[code], period):
            found[key] = float(counts[key[2]]) if key[2] else total.value
    tables = result.campaign.table_by_code
    for (table, column, agency), of_table in result.table_totals.items():
        if not agency:
            found[tables[table].name(column), WHOLE, ""] = of_table.value
    return found


def _keys(indicator: Indicator, period: str) -> Iterator[TotalKey]:
    if indicator.kind == "choice" and period != WHOLE:
        yield from ((indicator.code, period, choice) for choice in indicator.choices)
    else:
        yield indicator.code, period, ""


def _value(province: Province, key: TotalKey) -> float | None:
    code, period, choice = key
    indicator = province.campaign.indicator_by_code[code]
    if choice:
        return float(dict(province.counts_of(indicator, period))[choice])
    return province.value(indicator, period)


# --- States in between -----------------------------------------------------------------------------


class _State:
    """What totals rest on while changes are made one by one: of what either basis asks, all is known."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.campaign = old.campaign
        self.indicators = {**new.campaign.indicator_by_code, **old.campaign.indicator_by_code}
        self.asked = set(old.campaign.indicator_by_code)
        self.periods = old.campaign.periods
        self.roster, self.past, self.used = {a.code: a for a in old.roster}, old.past, set(old.files)
        self.sent, self.counted = dict(old.sent), dict(old.counted)
        self.figures = laid_out({**self.sent, **self.counted}.values())
        self.circular = False
        self._made: Province | None = None
        self._weigh(self.roster)

    def add(self, change: Difference) -> None:
        for code, indicator in change.indicators.items():
            self.indicators[code] = indicator or self.indicators[code]
            (self.asked.discard if indicator is None else self.asked.add)(code)
        for code, agency in change.agencies.items():
            if agency is None:
                self.roster.pop(code, None)
            else:
                self.roster[code] = agency
        self.past = self.past if change.past is None else change.past
        if change.in_by_file is not None:
            (self.used.add if change.in_by_file else self.used.discard)(change.agency)
        self.periods = self.periods if change.periods is None else change.periods
        put(self.sent, change.sent)
        put(self.counted, change.counted)
        places = dict.fromkeys((*change.sent, *change.counted))
        for place in places:
            figure = self.counted.get(place) or self.sent.get(place)
            row = self.figures.setdefault(place[1:], {})
            if figure is None:
                row.pop(place[0], None)
            else:
                row[place[0]] = figure
        if change.indicators:
            self.circular = self._goes_round()
        weighed = [] if self.circular else self._weigh(self.roster if change.whole else [change.agency])
        if change.whole:
            self._made = None
        elif self._made is not None:
            self._made.update(change.agency, [*(place[1:] for place in places), *weighed])

    def _weigh(self, agencies: Iterable[str]) -> list[tuple[str, str]]:
        """Figures that are computed for an agency are in no total, but weights may be such. Returns which and when."""
        weights = [self.indicators[i.weight] for i in self.indicators.values() if i.weight in self.indicators]
        computed = [w for w in dict.fromkeys(weights) if w.formula]
        if not computed:
            return []
        campaign = self.as_campaign()
        for code in agencies:
            for period in self.periods:
                own = {key[0]: row[code] for key, row in self.figures.items() if key[1] == period.key and code in row}
                for weight in computed:
                    value = evaluate(parse(weight.formula), lookup(campaign, own))
                    given = None if isinstance(value, Absent) else value
                    row = self.figures.setdefault((weight.code, period.key), {})
                    row[code] = Figure(code, weight.code, period.key, given, "missing" if given is None else "given")
        return [(weight.code, period.key) for weight in computed for period in self.periods]

    def _goes_round(self) -> bool:
        """Whether formulas, of which some are of now and some of before, name each other in a circle."""
        formulas = {code: parse(i.formula).names for code, i in self.indicators.items() if i.formula}
        try:
            TopologicalSorter(formulas).prepare()
        except CycleError:
            return True
        return False

    def as_campaign(self) -> Campaign:
        return replace(self.campaign, indicators=tuple(self.indicators.values()), periods=self.periods)

    def province(self) -> Province:
        """All totals of this state. It is the next one's too where only one agency's figures are others there."""
        if self._made is None:
            roster = (a for code, a in self.roster.items() if code not in self.past or code in self.used)
            self._made = Province(self.as_campaign(), tuple(roster), self.figures)
        return self._made

    def has(self, key: TotalKey) -> bool:
        """Whether a total is one that is asked for at all."""
        code, period, choice = key
        if code not in self.asked or not (period == WHOLE or any(p.key == period for p in self.periods)):
            return False
        indicator = self.indicators[code]
        counts = indicator.kind == "choice" and period != WHOLE
        return choice in indicator.choices if counts else not choice


class _FigureSteps:
    """From the old basis to the new one, with the totals that moved worked out after each change."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis, values: dict[TotalKey, list[float | None]]) -> None:
        self.state, self.values = _State(old, new), values
        self.were, self.are = old.campaign.indicator_by_code, new.campaign.indicator_by_code
        self.made: dict[TotalKey, list[Difference]] = {key: [] for key in values}
        self.places: dict[int, dict[tuple[str, str], list[int]]] = {}
        """Of each change (which `made` keeps), where its figures of an indicator and period stand."""
        every = dict.fromkeys(p.key for s in (old, new) for p in s.campaign.periods)
        self.rests = {
            key: [(c, p) for c in _rests_on(new.campaign, key[0]) for p in (every if key[1] == WHOLE else key[1:2])]
            for key in values
        }

    def add(self, change: Difference) -> None:
        self.state.add(change)
        touched = {place[1:] for place in (*change.sent, *change.counted)}
        affected = [key for key in self.values if change.whole or not touched.isdisjoint(self.rests[key])]
        if not affected or (change.indicators and self.state.circular):
            return  # what the one moves shows with the next, which ends the circle
        province = self.state.province()
        for key in affected:
            value = _value(province, key) if self.state.has(key) else None
            if self.values[key][-1] != value:
                self.values[key].append(value)
                self.made[key].append(change)

    def told(self, key: TotalKey) -> Bridge:
        before, now = self.were.get(key[0]), self.are.get(key[0])
        units = before.unit if before else "", now.unit if now else ""
        return bridge_of(key, self.values[key], [self._part(key, change) for change in self.made[key]], units)

    def _part(self, key: TotalKey, change: Difference) -> Part:
        """The part of a change, without its amount."""
        own = self.places.get(id(change))
        if own is None:
            own = self.places[id(change)] = {}
            for number, figures in enumerate(change.figures):
                for place in {f[1:3] for f in figures if f is not None}:
                    own.setdefault(place, []).append(number)
        numbers = sorted(n for place in self.rests[key] for n in own.get(place, ()))
        moved = tuple(change.figures[n] for n in numbers)
        agencies = {f.agency for figures in moved for f in figures if f is not None}
        agency = change.agency or (agencies.pop() if len(agencies) == 1 else "")
        return Part(change.cause, agency, change.indicator, NO_AMOUNT, moved)


def _rests_on(campaign: Campaign, code: str) -> frozenset[str]:
    """The indicators whose figures are in a total, or weigh what is."""
    indicator = campaign.indicator_by_code.get(code)
    if indicator is None:
        return frozenset((code,))
    bases = base_indicators(campaign, indicator)
    weights = [campaign.indicator_by_code[b.weight] for b in bases if b.weight in campaign.indicator_by_code]
    return frozenset(b.code for i in (*bases, *weights) for b in base_indicators(campaign, i))
