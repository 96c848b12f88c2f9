"""This campaign compared with the previous one: each agency's earlier figure, through mergers and splits.

Only comparable figures are compared: of comparable periods, in the same unit, and for agencies that were merged or
split the sums of all on either side, where both are complete.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.consolidation.formers import former_findings, gone_in_part, owing_formers, with_formers, without_successors
from toolkit.consolidation.totals import WHOLE, FigureMap, base_indicators, counted_from_january, figure_map
from toolkit.form.contents import Form, PreviousFigures
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand
from toolkit.language.numbers import format_number
from toolkit.language.text import fold, normalise
from toolkit.messages.findings.catalogue import first_names
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Compared, Figure, Finding, Indicator, Period, Previous, Statement, includes
from toolkit.model.periods import compared_periods, cumulative_runs, is_same_part_of_year, months_of, spans_match
from toolkit.values.totals import TOLERANCE, number, operand

#: The least number of words of a statement whose repetition word for word is reported.
_FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Agencies of the previous campaign and their successors in this one; most often the same single agency."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def _successors(campaign: Campaign, code: str, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """The agencies in force that succeed an agency, directly or through others (itself if it is in force); empty if it
    has no successor or is unknown. `known`: the results of earlier calls, to which this call adds."""
    way = {code: iter(_direct_successors(campaign, code))} if code not in known else {}
    while way:
        at = next(reversed(way))
        to = next((code for code in way[at] if code not in known and code not in way), None)
        if to is not None:
            way[to] = iter(_direct_successors(campaign, to))
            continue
        del way[at]
        agency = campaign.agency_by_code.get(at)
        here = {at} if agency is not None and campaign.in_force(agency) else set()
        known[at] = frozenset(here.union(*(known.get(code, ()) for code in _direct_successors(campaign, at))))
    return known[code]


def _direct_successors(campaign: Campaign, code: str) -> tuple[str, ...]:
    """The direct successors of an agency that is not in force."""
    agency = campaign.agency_by_code.get(code)
    return () if agency is None or campaign.in_force(agency) else agency.replaced_by


def pairs(campaign: Campaign, before: Iterable[str], now: Iterable[str]) -> tuple[Pair, ...]:
    """The pairs of agencies to be compared, in this roster's order; agencies without a successor come last."""
    old = list(dict.fromkeys(before))
    known: dict[str, frozenset[str]] = {}
    by_successor: dict[str, tuple[set[str], set[str]]] = {}
    alone: list[tuple[set[str], set[str]]] = []
    for code in old:
        mine, theirs = {code}, {*_successors(campaign, code, known)}
        for other in [*{id(by_successor[a]): by_successor[a] for a in theirs if a in by_successor}.values()]:
            larger, smaller = (other[0], mine) if len(other[0]) > len(mine) else (mine, other[0])
            larger |= smaller
            mine = larger
            theirs |= other[1]
        by_successor |= dict.fromkeys(theirs, (mine, theirs))
        alone += [] if theirs else [(mine, theirs)]
    groups = [*{id(group): group for group in by_successor.values()}.values(), *alone]
    succeeding = {a for _, theirs in groups for a in theirs}
    groups += [(set(), {code}) for code in dict.fromkeys(now) if code not in succeeding]
    order = {a.code: n for n, a in enumerate(campaign.agencies)}
    old_order = {code: n for n, code in enumerate(old)}

    def group_order(group: tuple[set[str], set[str]]) -> tuple[int, int]:
        return min((order[a] for a in group[1]), default=len(order)), min((old_order[a] for a in group[0]), default=0)

    return tuple(
        Pair(tuple(sorted(mine, key=old_order.__getitem__)), tuple(sorted(theirs, key=order.__getitem__)))
        for mine, theirs in sorted(groups, key=group_order)
    )


@dataclass(slots=True)
class Trend:
    """The previous campaign's figures, and this campaign with the former agencies in its roster."""

    campaign: Campaign
    previous: Previous
    _before: dict[tuple[str, str], dict[str, Figure]] = field(default_factory=dict)
    _reported: dict[str, None] = field(default_factory=dict)
    _periods: dict[str, Period] = field(default_factory=dict)
    _pair_by_agency: dict[str, Pair] | None = None
    gone: frozenset[str] = frozenset()
    """Former agencies without a successor: not compared."""
    gone_in_part: frozenset[str] = frozenset()
    """Former agencies of which a part went to a successor outside this round: not compared."""

    def __post_init__(self) -> None:
        self.gone, self.gone_in_part = without_successors(self.campaign), gone_in_part(self.campaign)
        self.campaign = with_formers(self.campaign)
        self._before = figure_map(self.previous.figures)
        self._reported = dict.fromkeys(figure.agency for figure in self.previous.figures)
        self._periods = compared_periods(self.campaign.periods, self.previous.periods)

    @property
    def periods(self) -> Mapping[str, Period]:
        """By the key of a period, the period of the previous campaign with which it is compared."""
        return self._periods

    def periods_of(self, indicator: Indicator) -> Mapping[str, Period]:
        """`periods` for one indicator: an indicator counted from January is compared with the same months only."""
        if indicator.code not in counted_from_january(self.campaign):
            return self._periods
        present = {p.key: p for p in self.campaign.periods}
        return {key: p for key, p in self._periods.items() if is_same_part_of_year(present[key], p)}

    def is_comparable_as_whole(self, indicator: Indicator) -> bool:
        """Whether an indicator's totals over the periods of both campaigns can be compared."""
        now, before = self.campaign.periods, self.previous.periods
        if not now or not spans_match(now, before):
            return False
        return indicator.code not in counted_from_january(self.campaign) or is_same_part_of_year(now[-1], before[-1])

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies of the previous campaign: those that reported, and others known to have existed at that time."""
        starts = [min(months_of(p)) for p in self.previous.periods]
        silent = (
            a.code
            for a in self.campaign.agencies
            if a.replaced_by
            and a.code not in self.campaign.former_by_code
            and not self.campaign.in_force(a)
            and (a.until is None or not starts or 12 * a.until.year + a.until.month > max(starts))
        )
        return tuple(dict.fromkeys((*self._reported, *silent, *owing_formers(self.campaign, self.previous.periods))))

    @property
    def reported(self) -> Collection[str]:
        """The agencies with figures in the previous campaign."""
        return self._reported.keys()

    def is_comparable(self, indicator: Indicator) -> bool:
        """Whether the previous campaign had the same indicator: a number in the same unit under the same code."""
        return indicator.numeric and is_known_in_same_unit(self.previous, indicator)

    def previous_value(self, indicator: Indicator, period: str, agencies: Sequence[str]) -> float | None:
        """The previous figure of these agencies together; None where the figure of one of them is missing."""
        if not self.gone_in_part.isdisjoint(agencies):
            return None
        return _combined_figure(
            self.campaign, indicator, lambda code: self._before.get((code, period), {}), agencies, self._reported
        )

    def concerned_pair(self, pair: Pair, indicator: Indicator, period: str) -> Pair:
        """The pair; if former agencies are in it, with only the agencies that the indicator concerns.

        These are the present agencies asked for it, and the earlier agencies that had a figure of it, or that were
        asked for it and reported nothing.
        """
        if self.campaign.former_by_code.keys().isdisjoint(pair.before):
            return pair
        known = self.campaign.agency_by_code
        after = tuple(a for a in pair.after if includes(indicator.asked_of, known[a]))
        codes = [i.code for i in base_indicators(self.campaign, indicator)]
        had = {agency for code in codes for agency in self._before.get((code, period), ())}
        before = tuple(
            a for a in pair.before if a in had or (a not in self._reported and includes(indicator.asked_of, known[a]))
        )
        return Pair(before, after or pair.after)

    def figures_of(self, agency: str) -> dict[tuple[str, str], float]:
        """The previous figures of one agency, or of its predecessors, by (indicator, this campaign's period)."""
        figures: dict[tuple[str, str], float] = {}
        for indicator in self.campaign.indicators_of(self.campaign.agency_by_code[agency]):
            for key, earlier in self._periods.items() if self.is_comparable(indicator) else ():
                before = self.predecessors(agency, indicator, earlier.key)
                value = self.previous_value(indicator, earlier.key, before) if before else None
                if value is not None:
                    figures[indicator.code, key] = value
        return figures

    def predecessors(self, agency: str, indicator: Indicator, period: str) -> Sequence[str]:
        """The earlier agencies whose figures are this agency's; none where it is new, or another agency shares them."""
        if self._pair_by_agency is None:
            self._pair_by_agency = {a: pair for pair in pairs(self.campaign, self.agencies, ()) for a in pair.after}
        pair = self._pair_by_agency.get(agency)
        if pair is None:
            return ()
        pair = self.concerned_pair(pair, indicator, period) if indicator.numeric else pair
        return pair.before if pair.after == (agency,) else ()


def with_previous(form: Form, trend: Trend) -> Form:
    """The form with the previous figures of its agency."""
    figures = trend.figures_of(form.agency.code)
    values = {(code, trend.periods[key].key): value for (code, key), value in figures.items()}
    shown = {key for _, key in values}
    periods = tuple(dict.fromkeys(p for p in trend.periods.values() if p.key in shown))
    in_order = tuple(sorted(periods, key=lambda p: min(months_of(p))))
    counterparts = {key: period.key for key, period in trend.periods.items()}
    return replace(form, previous=PreviousFigures(periods=in_order, values=values, counterparts=counterparts))


def is_known_in_same_unit(previous: Previous, indicator: Indicator) -> bool:
    """Whether the previous definition had an indicator with this code, in the same unit."""
    known = previous.labels.get(indicator.code)
    return known is not None and _unit_to_compare(known[1]) == _unit_to_compare(indicator.unit)


def _unit_to_compare(unit: str) -> str:
    return fold(unit) or unit


def _combined_figure(
    campaign: Campaign,
    indicator: Indicator,
    rows: Callable[[str], Mapping[str, Figure]],
    agencies: Sequence[str],
    reported: Collection[str],
) -> float | None:
    """The figure of one agency, or the sum of several where it can be added up; agencies not asked for it are ignored.

    None where one of the agencies has not reported its figure, or has not reported at all.
    """

    def operand_of(code: str, agency: str) -> Operand | None:
        row = rows(code)
        if agency in row:
            return operand(row[agency])
        owes = (
            includes(campaign.indicator_by_code[code].asked_of, campaign.agency_by_code[agency])
            if agency in campaign.agency_by_code
            else False
        )
        return Absent.MISSING if agency not in reported and owes else None

    def look_up(code: str) -> Operand:
        member = campaign.indicator_by_code[code]
        if member.formula:
            return expressions.evaluate(expressions.parse(member.formula), look_up)
        values = [v for a in agencies if (v := operand_of(code, a)) is not None]
        applying = [v for v in values if v is not Absent.NOT_APPLICABLE]
        if not applying or any(isinstance(v, Absent) for v in applying):
            return Absent.MISSING
        if len(applying) == 1 and len(values) == 1:
            return applying[0]
        if member.across_agencies != "sum":
            return Absent.MISSING
        return math.fsum(float(v) for v in applying if isinstance(v, int | float))

    if len(agencies) == 1 and agencies[0] in rows(indicator.code):
        value: Operand = operand(rows(indicator.code)[agencies[0]])
    else:
        value = look_up(indicator.code)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


# --- Comparing -----------------------------------------------------------------------------------


def compare(trend: Trend, figures: FigureMap, province: Mapping[tuple[str, str], Compared]) -> tuple[Compared, ...]:
    """Every figure that can be compared with a previous one: the province's first, then those of agencies.

    `province`: the comparisons of the province's totals, by (indicator, period).
    """
    campaign = trend.campaign
    reported = dict.fromkeys(a for row in figures.values() for a in row)
    both = pairs(campaign, trend.agencies, reported)

    def rows_of_period(key: str) -> Callable[[str], Mapping[str, Figure]]:
        return lambda code: figures.get((code, key), {})

    lines: list[Compared | None] = []
    for indicator in campaign.indicators:
        if not trend.is_comparable(indicator):
            continue
        for key, earlier in trend.periods_of(indicator).items():
            lines.append(province.get((indicator.code, key)))
            for whole in both:
                pair = trend.concerned_pair(whole, indicator, earlier.key)
                if trend.gone.issuperset(pair.before):  # a finding reports it
                    continue
                before = trend.previous_value(indicator, earlier.key, pair.before)
                now = _combined_figure(campaign, indicator, rows_of_period(key), pair.after, reported)
                if before is not None or now is not None:
                    lines.append(comparison(indicator, key, earlier.key, before, now, pair))
        if trend.is_comparable_as_whole(indicator):
            lines.append(province.get((indicator.code, WHOLE)))
    return tuple(line for line in lines if line is not None)


def comparison(
    indicator: Indicator,
    key: str,
    earlier: str,
    before: float | None,
    now: float | None,
    pair: Pair | None,
    only_before: tuple[str, ...] = (),
    only_now: tuple[str, ...] = (),
    among: int | None = None,
) -> Compared:
    """The comparison of two figures, of `pair` or (None) the province. For the last parameters see `Compared`."""
    change = None if before is None or now is None else now - before
    percent = relative = None
    if before is not None and now is not None and indicator.kind != "percent":
        percent, relative = percent_of(before, now), _relative(before, now)
    outlier = relative is not None and indicator.max_change is not None and abs(relative) > indicator.max_change
    return Compared(
        indicator=indicator.code,
        period=key,
        previous_period=earlier,
        agencies=pair.after if pair else (),
        previous_agencies=pair.before if pair else (),
        province=pair is None,
        previous=before,
        value=now,
        change=change,
        percent=percent,
        outlier=outlier,
        only_before=only_before,
        only_now=only_now,
        among=among,
    )


def percent_of(base: float, value: float) -> float | None:
    """The change in per cent; None where the base is 0 or either value is negative, since it would be meaningless."""
    return (value - base) / base * 100 if base > 0 and value >= 0 else None


def _relative(before: float, now: float) -> float | None:
    """The change in per cent of the absolute value before; None where that is 0."""
    return (now - before) / abs(before) * 100 if before else None


# --- Findings ------------------------------------------------------------------------------------


def trend_findings(
    trend: Trend, lines: Iterable[Compared], figures: FigureMap, statements: Iterable[Statement]
) -> Iterator[Finding]:
    """Findings from the comparison with the previous campaign."""
    if trend.campaign.periods and trend.previous.periods and not trend.periods:
        keys = ", ".join(p.key for p in trend.previous.periods)
        yield finding("previous-periods-differ", value=keys)
    if large := trend.previous.too_large:
        yield finding("previous-value-impossible", value=first_names(large), arguments={"count": len(large)})
    yield from former_agency_findings(trend)
    yield from _changed_indicators(trend)
    yield from _jumps(trend.campaign, lines, figures)
    yield from _falls(trend, figures)
    yield from _repetitions(trend, statements)


def former_agency_findings(trend: Trend) -> Iterator[Finding]:
    """Findings about what cannot be compared because of former agencies."""
    both = ((pair.before, pair.after) for pair in pairs(trend.campaign, trend.agencies, ()))
    yield from former_findings(trend.campaign, trend.reported, both)


def _changed_indicators(trend: Trend) -> Iterator[Finding]:
    for indicator in trend.campaign.indicators:
        known = trend.previous.labels.get(indicator.code)
        if known is None or not indicator.numeric:
            continue
        if _unit_to_compare(known[1]) != _unit_to_compare(indicator.unit):
            yield finding(
                "previous-unit-differs", indicator=indicator.code, value=known[1], arguments={"unit": indicator.unit}
            )
        elif fold(known[0]) not in {fold(indicator.label), fold(indicator.short_label)}:
            yield finding("previous-label-differs", indicator=indicator.code, value=known[0])


def _jumps(campaign: Campaign, lines: Iterable[Compared], figures: FigureMap) -> Iterator[Finding]:
    """Yields changes beyond `max_change`, and figures that differ from those reported before for the same period."""
    restated: dict[str, list[tuple[Compared, Figure]]] = {}
    for line in lines:
        if line.province or line.change is None or campaign.indicator_by_code[line.indicator].formula:
            continue
        same = line.period == line.previous_period
        at = figures.get((line.indicator, line.period), {}).get(line.agencies[0]) if line.agencies else None
        if at is None:
            continue
        if line.outlier:
            yield finding(
                "restated-much" if same else "large-change-since-previous",
                at=at,
                value=at.typed,
                arguments={
                    "earlier": line.previous_period,
                    "before": line.previous or 0.0,
                    "after": line.value or 0.0,
                    "change": round(_relative(line.previous or 0.0, line.value or 0.0) or 0.0, 1),
                    "limit": campaign.indicator_by_code[line.indicator].max_change or 0.0,
                    "agencies": line.agencies,
                },
            )
        elif same and abs(line.change) > TOLERANCE * max(1.0, abs(line.previous or 0.0)):
            restated.setdefault(at.agency, []).append((line, at))
    for changed in restated.values():
        texts = [f"{c.indicator} {c.period}: {_number_text(c.previous)} → {_number_text(c.value)}" for c, _ in changed]
        yield finding(
            "figures-restated",
            at=changed[0][1],
            value="; ".join(texts),
            cells=tuple(f.cell for _, f in changed),
            arguments={"count": len(changed)},
        )


def _falls(trend: Trend, figures: FigureMap) -> Iterator[Finding]:
    """Yields figures counted from the start of the year that are lower than previous ones of fewer months."""
    typed = [i for i in trend.campaign.indicators if i.across_periods == "cumulative" and not i.formula]
    for indicator in filter(trend.is_comparable, typed):
        for first, *_ in cumulative_runs(trend.campaign.periods, indicator.across_periods):
            earlier = _last_period_before(first, trend.previous.periods)
            row = figures.get((indicator.code, first.key), {})
            for pair in pairs(trend.campaign, trend.agencies, ()) if earlier is not None else ():
                at = row.get(pair.after[0]) if len(pair.after) == 1 else None
                yield from _fall(trend, indicator, earlier, pair, at) if at is not None and earlier is not None else ()


def _fall(trend: Trend, indicator: Indicator, earlier: Period, pair: Pair, at: Figure) -> Iterator[Finding]:
    before, now = trend.previous_value(indicator, earlier.key, pair.before), number(at)
    if before is not None and now is not None and before - now > TOLERANCE * max(abs(before), abs(now)):
        yield finding(
            "cumulative-falls-since-previous",
            at=at,
            value=at.typed,
            arguments={"earlier": earlier.key, "before": before, "after": now},
        )


def _last_period_before(period: Period, earlier: Iterable[Period]) -> Period | None:
    """The last of the earlier periods in the same year that ends before this one."""
    before = [p for p in earlier if p.year == period.year and max(months_of(p)) < max(months_of(period))]
    return max(before, key=lambda p: max(months_of(p)), default=None)


def previous_statements(trend: Trend) -> dict[str, dict[str, Statement]]:
    """The previous statements of each agency of this campaign, or of its predecessors, by their normalised text.

    Short texts are left out, since set phrases are often repeated.
    """
    by_agency: dict[str, dict[str, Statement]] = {}
    known: dict[str, frozenset[str]] = {}
    for statement in trend.previous.statements:
        if len(statement.text.split()) >= _FEWEST_WORDS:
            for agency in _successors(trend.campaign, statement.agency, known):
                by_agency.setdefault(agency, {}).setdefault(normalise(statement.text), statement)
    return by_agency


def _repetitions(trend: Trend, statements: Iterable[Statement]) -> Iterator[Finding]:
    """Statements that repeat the previous report word for word: one finding for each agency and sheet."""
    previous = previous_statements(trend)
    repeats: dict[tuple[str, str], list[tuple[Statement, Statement]]] = {}
    for statement in statements:
        earlier = previous.get(statement.agency, {}).get(normalise(statement.text))
        if earlier is not None:
            repeats.setdefault((statement.agency, statement.sheet), []).append((statement, earlier))
    for both in repeats.values():
        now, earlier = both[0]
        yield finding(
            "repeated-from-previous",
            at=now,
            cells=tuple(s.cell for s, _ in both),
            arguments={
                "count": len(both),
                "campaign": trend.previous.campaign,
                "earlier": f"{earlier.file} {earlier.sheet}!{earlier.cell}",
            },
        )


def _number_text(value: float | None) -> str:
    return "…" if value is None else format_number(value, "vi")
