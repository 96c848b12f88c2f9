"""Why totals changed: each total that changed, and the part of the difference that each change made.

The changes (`differences`) are applied one after the other. The part of a change is the amount by which the total moves
when it is applied, so the parts add up to the difference without a remainder. The totals of all intermediate states are
computed as every total is, by `totals.Province`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from toolkit.consolidation.bridges.decimals import NO_AMOUNT, bridge_of
from toolkit.consolidation.bridges.differences import Difference, TotalsBasis, apply_changes, differences
from toolkit.consolidation.bridges.table_totals import names_of_totals, table_bridges, totals_of_tables
from toolkit.consolidation.totals import WHOLE, Province, base_indicators, figure_map
from toolkit.formula.expressions import Absent, evaluate, parse
from toolkit.model import Bridge, Campaign, Figure, Indicator, Part, Tabulation
from toolkit.values.totals import lookup

TotalKey: TypeAlias = tuple[str, str, str]
"""(indicator, period or `total`, the answer that is counted); the answer is "" except for a choice."""
Totals: TypeAlias = dict[TotalKey, float | None]


def bridge(
    old: TotalsBasis, new: TotalsBasis, before: Totals | None = None, after: Totals | None = None
) -> tuple[Bridge, ...]:
    """The bridge of every total that changed, in the definition's order; its parts are in the order of the changes.

    `before` and `after` are the totals of the two bases (`computed_totals`), where they are already known.
    """
    before, after = before or computed_totals(old), after or computed_totals(new)
    moved = [key for key in dict.fromkeys((*after, *before)) if before.get(key) != after.get(key)]
    of_tables = {name for s in (old, new) for name in names_of_totals(s.campaign)}
    figures = [key for key in moved if key[0] not in of_tables]
    bridge_of_total: list[Bridge] = []
    if figures:
        walk = _FigureSteps(old, new, {key: [before.get(key)] for key in figures})
        for difference in differences(old, new):
            walk.apply(difference)
        bridge_of_total += map(walk.bridge_of_total, figures)
    if len(figures) < len(moved):
        bridge_of_total += table_bridges(old, new, [key[0] for key in moved if key[0] in of_tables])
    # A difference in digits that are not shown is rounding.
    return tuple(_with_resend_reasons(b, new.reasons) for b in bridge_of_total if b.old != b.new)


def _with_resend_reasons(moved: Bridge, reasons: Mapping[str, str]) -> Bridge:
    resent = (p._replace(reason=reasons.get(p.agency, "")) if p.cause == "resent" else p for p in moved.parts)
    return replace(moved, parts=tuple(resent)) if reasons else moved


def computed_totals(basis: TotalsBasis) -> Totals:
    """All totals of a basis, computed from its figures."""
    state = _State(basis, basis)
    campaign, province = basis.campaign, state.province()
    periods = [*(p.key for p in campaign.periods), WHOLE]
    cells = ((i, key) for i in campaign.indicators for key in periods)
    figures = {key: _total_value(province, key) for i, period in cells for key in _total_keys(i, period)}
    return figures | {(name, WHOLE, ""): value for name, value in totals_of_tables(basis).items()}


def stated_totals(result: Tabulation) -> Totals:
    """All totals of a result, as it states them."""
    known, values = result.campaign.indicator_by_code, dict[TotalKey, float | None]()
    for (code, period), total in result.totals.items():
        counts = dict(total.distribution)
        for key in _total_keys(known[code], period):
            values[key] = float(counts[key[2]]) if key[2] else total.value
    tables = result.campaign.table_by_code
    for (table, column, agency), of_table in result.table_totals.items():
        if not agency:
            values[tables[table].name(column), WHOLE, ""] = of_table.value
    return values


def _total_keys(indicator: Indicator, period: str) -> Iterator[TotalKey]:
    if indicator.kind == "choice" and period != WHOLE:
        yield from ((indicator.code, period, choice) for choice in indicator.choices)
    else:
        yield indicator.code, period, ""


def _total_value(province: Province, key: TotalKey) -> float | None:
    code, period, choice = key
    indicator = province.campaign.indicator_by_code[code]
    if choice:
        return float(dict(province.counts_of(indicator, period))[choice])
    return province.value(indicator, period)


# --- States in between -----------------------------------------------------------------------------


class _State:
    """The figures and definition while changes are applied one by one, with the indicators of both bases."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.campaign = old.campaign
        self.indicators = {**new.campaign.indicator_by_code, **old.campaign.indicator_by_code}
        self.defined = set(old.campaign.indicator_by_code)
        self.periods = old.campaign.periods
        self.roster, self.past, self.used = {a.code: a for a in old.roster}, old.past, set(old.files)
        self.sent, self.counted = dict(old.sent), dict(old.counted)
        self.figures = figure_map({**self.sent, **self.counted}.values())
        self.circular = False
        self._province: Province | None = None
        self._compute_weights(self.roster)

    def apply(self, change: Difference) -> None:
        for code, indicator in change.indicators.items():
            self.indicators[code] = indicator or self.indicators[code]
            (self.defined.discard if indicator is None else self.defined.add)(code)
        for code, agency in change.agencies.items():
            if agency is None:
                self.roster.pop(code, None)
            else:
                self.roster[code] = agency
        self.past = self.past if change.past is None else change.past
        if change.in_by_file is not None:
            (self.used.add if change.in_by_file else self.used.discard)(change.agency)
        self.periods = self.periods if change.periods is None else change.periods
        apply_changes(self.sent, change.sent)
        apply_changes(self.counted, change.counted)
        changed = dict.fromkeys((*change.sent, *change.counted))
        for cell in changed:
            figure = self.counted.get(cell) or self.sent.get(cell)
            row = self.figures.setdefault(cell[1:], {})
            if figure is None:
                row.pop(cell[0], None)
            else:
                row[cell[0]] = figure
        if change.indicators:
            self.circular = self._is_circular()
        weighed = [] if self.circular else self._compute_weights(self.roster if change.affects_all else [change.agency])
        if change.affects_all:
            self._province = None
        elif self._province is not None:
            self._province.update(change.agency, [*(cell[1:] for cell in changed), *weighed])

    def _compute_weights(self, agencies: Iterable[str]) -> list[tuple[str, str]]:
        """Compute the weights that have a formula, for these agencies; returns (indicator, period) of each."""
        weights = [self.indicators[i.weight] for i in self.indicators.values() if i.weight in self.indicators]
        computed = [w for w in dict.fromkeys(weights) if w.formula]
        if not computed:
            return []
        campaign = self.as_campaign()
        for code in agencies:
            for period in self.periods:
                rows = ((i, row) for (i, key), row in self.figures.items() if key == period.key and code in row)
                agency_figures = {indicator: row[code] for indicator, row in rows}
                for weight in computed:
                    value = evaluate(parse(weight.formula), lookup(campaign, agency_figures))
                    number = None if isinstance(value, Absent) else value
                    row = self.figures.setdefault((weight.code, period.key), {})
                    row[code] = Figure(code, weight.code, period.key, number, "missing" if number is None else "given")
        return [(weight.code, period.key) for weight in computed for period in self.periods]

    def _is_circular(self) -> bool:
        """Whether formulas refer to each other in a circle, as old and new formulas together may."""
        formulas = {code: parse(i.formula).names for code, i in self.indicators.items() if i.formula}
        try:
            TopologicalSorter(formulas).prepare()
        except CycleError:
            return True
        return False

    def as_campaign(self) -> Campaign:
        return replace(self.campaign, indicators=tuple(self.indicators.values()), periods=self.periods)

    def province(self) -> Province:
        """All totals of this state; kept for the next state where only one agency's figures change."""
        if self._province is None:
            roster = (a for code, a in self.roster.items() if code not in self.past or code in self.used)
            self._province = Province(self.as_campaign(), tuple(roster), self.figures)
        return self._province

    def defines(self, key: TotalKey) -> bool:
        """Whether this total exists in the definition of this state."""
        code, period, choice = key
        if code not in self.defined or not (period == WHOLE or any(p.key == period for p in self.periods)):
            return False
        indicator = self.indicators[code]
        counts = indicator.kind == "choice" and period != WHOLE
        return choice in indicator.choices if counts else not choice


class _FigureSteps:
    """The changes from the old basis to the new one; after each of them the affected totals are computed again."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis, values: dict[TotalKey, list[float | None]]) -> None:
        self.state, self.values = _State(old, new), values
        self.old_indicators, self.new_indicators = old.campaign.indicator_by_code, new.campaign.indicator_by_code
        self.changes_of: dict[TotalKey, list[Difference]] = {key: [] for key in values}
        self.rows_of_figures: dict[int, dict[tuple[str, str], list[int]]] = {}
        """By the id of a change (kept alive in `changes_of`), then (indicator, period): positions in `figures`."""
        every = dict.fromkeys(p.key for s in (old, new) for p in s.campaign.periods)
        self.based_on = {
            key: [(c, p) for c in _base_codes(new.campaign, key[0]) for p in (every if key[1] == WHOLE else key[1:2])]
            for key in values
        }

    def apply(self, change: Difference) -> None:
        self.state.apply(change)
        touched = {key[1:] for key in (*change.sent, *change.counted)}
        affected = [key for key in self.values if change.affects_all or not touched.isdisjoint(self.based_on[key])]
        if not affected or (change.indicators and self.state.circular):
            return  # the later change that ends the circle has the effect of this one too
        province = self.state.province()
        for key in affected:
            value = _total_value(province, key) if self.state.defines(key) else None
            if self.values[key][-1] != value:
                self.values[key].append(value)
                self.changes_of[key].append(change)

    def bridge_of_total(self, key: TotalKey) -> Bridge:
        before, now = self.old_indicators.get(key[0]), self.new_indicators.get(key[0])
        units = before.unit if before else "", now.unit if now else ""
        return bridge_of(key, self.values[key], [self._part(key, change) for change in self.changes_of[key]], units)

    def _part(self, key: TotalKey, change: Difference) -> Part:
        """The part of a change in a total; its amount is filled in later."""
        positions = self.rows_of_figures.get(id(change))
        if positions is None:
            positions = self.rows_of_figures[id(change)] = {}
            for number, figures in enumerate(change.figures):
                for cell in {f[1:3] for f in figures if f is not None}:
                    positions.setdefault(cell, []).append(number)
        numbers = sorted(n for cell in self.based_on[key] for n in positions.get(cell, ()))
        moved = tuple(change.figures[n] for n in numbers)
        agencies = {f.agency for figures in moved for f in figures if f is not None}
        agency = change.agency or (agencies.pop() if len(agencies) == 1 else "")
        return Part(change.cause, agency, change.indicator, NO_AMOUNT, moved)


def _base_codes(campaign: Campaign, code: str) -> frozenset[str]:
    """The codes of the indicators whose figures are in a total or are its weights."""
    indicator = campaign.indicator_by_code.get(code)
    if indicator is None:
        return frozenset((code,))
    bases = base_indicators(campaign, indicator)
    weights = [campaign.indicator_by_code[b.weight] for b in bases if b.weight in campaign.indicator_by_code]
    return frozenset(b.code for i in (*bases, *weights) for b in base_indicators(campaign, i))
