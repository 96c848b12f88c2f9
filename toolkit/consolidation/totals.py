"""The province's totals: every indicator by the right rule for its kind, with the agencies in it.

An indicator with an owner counts the owner's figures only. A computed indicator is computed from the sums of its
members (typed indicators), over the agencies with every member: a percentage is never averaged.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand
from toolkit.model import Agency, Campaign, Figure, Indicator, Total, includes
from toolkit.model.caching import cached
from toolkit.model.periods import exists_in
from toolkit.values.totals import mean, number, over_periods

FigureMap = Mapping[tuple[str, str], Mapping[str, Figure]]
"""Figures by (indicator code, period key), then agency code."""
#: The key of the total of all periods together.
WHOLE = "total"
_ANSWERED = ("given", "zero_by_words")
_NOBODY: frozenset[str] = frozenset()


def figure_map(figures: Iterable[Figure]) -> dict[tuple[str, str], dict[str, Figure]]:
    """Figures by (indicator code, period key), then agency code."""
    laid: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in figures:
        laid.setdefault(figure[1:3], {})[figure.agency] = figure
    return laid


def counted_agencies(indicator: Indicator, agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The agencies whose figures count in the total: the owners if it has any, else all agencies asked for it."""
    return tuple(a for a in agencies if counts_in(indicator, a))


def counts_in(indicator: Indicator, agency: Agency) -> bool:
    """Whether the agency's figures count in the indicator's total."""
    return includes(indicator.asked_of, agency) and includes(indicator.owner, agency)


def members(campaign: Campaign, indicator: Indicator) -> tuple[Indicator, ...]:
    """The typed indicators that a computed one is computed from, directly or through others; each once."""
    bases: dict[str, Indicator] = {}
    for name in expressions.parse(indicator.formula).names:
        member = campaign.indicator_by_code[name]
        for base in base_indicators(campaign, member):
            bases.setdefault(base.code, base)
    return tuple(bases.values())


def base_indicators(campaign: Campaign, indicator: Indicator) -> tuple[Indicator, ...]:
    """The typed indicators of an indicator's total: itself, or its `members`."""
    return members(campaign, indicator) if indicator.formula else (indicator,)


@cached
def counted_from_january(campaign: Campaign) -> frozenset[str]:
    """The codes of the indicators that are counted from the start of each year, or computed from such an indicator.

    They rise from period to period, so they are compared with the same period of the previous year.
    """
    if not any(i.across_periods == "cumulative" for i in campaign.indicators):
        return frozenset()
    return frozenset(
        i.code
        for i in campaign.indicators
        if any(b.across_periods == "cumulative" for b in base_indicators(campaign, i))
    )


Counted = Callable[[Indicator], Sequence[Agency]]
"""`counted_agencies` for one roster."""
FigureSet = tuple[tuple[Indicator, str], ...]
"""(member, period): the figures that an agency must all have reported to be in a computed total."""


def common_agencies(campaign: Campaign, indicator: Indicator, period: str, counted: Counted) -> tuple[Agency, ...]:
    """The agencies over which a computed indicator is computed; those that reported every member are in the total.

    They are the agencies asked for it whose figures count in each member's total. Empty where members are not sums, or
    count figures of different agencies: the indicator is then computed from the members' totals.
    """
    parts = members(campaign, indicator)
    if not parts or any(p.across_agencies != "sum" for p in parts):
        return ()
    if period == WHOLE and any(not (p.last_period_counts or p.across_periods == "sum") for p in parts):
        return ()
    counting = {a.code for a in counted(indicator)}
    by_part = [tuple(a for a in counted(p) if a.code in counting) for p in parts]
    return by_part[0] if all(f == by_part[0] for f in by_part) else ()


def figure_sets(parts: Sequence[Indicator], periods: Sequence[str]) -> list[FigureSet]:
    """The sets of figures of a computed total: an agency that reported all figures of a set is in the total with them.

    There is one set for each period, since flows are added up. With a stock, of which only the last period counts,
    there is one set for all periods: the stocks of the last period, and the flows of every period.
    """
    if len(periods) > 1 and any(p.last_period_counts for p in parts):
        return [tuple((p, key) for p in parts for key in (periods[-1:] if p.last_period_counts else periods))]
    return [tuple((p, key) for p in parts) for key in periods]


def uses_answers(campaign: Campaign, indicator: Indicator) -> bool:
    """Whether a computed indicator uses answers in words, which have no total of the province."""
    return any(not p.numeric for p in members(campaign, indicator))


@dataclass(frozen=True, slots=True)
class _Row:
    """One indicator's figures of one period, for the agencies that count."""

    answered: frozenset[str]
    absent: frozenset[str]
    """The agencies that did not exist in the period and reported nothing for it."""
    held: frozenset[str]
    numbers: list[float | None]
    """The agencies' numbers, in their order."""


@dataclass(slots=True)
class Province:
    """The figures of all agencies that count, laid out by indicator and period."""

    campaign: Campaign
    roster: tuple[Agency, ...]
    figures: FigureMap
    _totals: dict[tuple[str, str], Total] = field(default_factory=dict)
    _values: dict[tuple[str, str], float | None] = field(default_factory=dict)
    _counted: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    _positions: dict[str, dict[str, int]] = field(default_factory=dict)
    """By indicator, the position of each agency among those that count."""
    _answered: dict[str, frozenset[str]] = field(default_factory=dict)
    """The agencies that answered an indicator: mostly the same in every period, so that one set is shared."""
    _rows: dict[tuple[str, str], _Row] = field(default_factory=dict)
    _common: dict[tuple[str, bool], tuple[Agency, ...]] = field(default_factory=dict)
    _absent: dict[str, frozenset[str]] = field(default_factory=dict)
    """By period, the agencies that did not exist then."""

    def __post_init__(self) -> None:
        for period in self.campaign.periods:
            gone = frozenset(a.code for a in self.roster if not exists_in(a, period))
            self._absent[period.key] = gone or _NOBODY

    def totals(self) -> dict[tuple[str, str], Total]:
        """Every indicator's total for every period and for all periods together, in the definition's order."""
        keys = [*(p.key for p in self.campaign.periods), WHOLE]
        return {(i.code, key): self.total(i, key) for i in self.campaign.indicators for key in keys}

    def counted(self, indicator: Indicator) -> tuple[Agency, ...]:
        """`counted_agencies` for this roster, kept for the next call."""
        agencies = self._counted.get(indicator.code)
        if agencies is None:
            agencies = self._counted[indicator.code] = counted_agencies(indicator, self.roster)
        return agencies

    def total(self, indicator: Indicator, period: str) -> Total:
        """The total of an indicator for a period (`WHOLE`: for all periods together)."""
        key = (indicator.code, period)
        if key not in self._totals:
            self._totals[key] = self._total(indicator, period)
        return self._totals[key]

    def value(self, indicator: Indicator, period: str) -> float | None:
        """The value of a total, without the other fields of `Total`."""
        key = (indicator.code, period)
        if key not in self._values:
            self._values[key] = self._value(indicator, period)
        return self._values[key]

    def _value(self, indicator: Indicator, period: str) -> float | None:
        if indicator.formula:
            return self.total(indicator, period).value
        agencies = self.counted(indicator)
        return (
            self._whole_value(indicator, agencies)
            if period == WHOLE
            else self._period_value(indicator, period, agencies)
        )

    def counts_of(self, indicator: Indicator, period: str) -> tuple[tuple[str, int], ...]:
        """For a choice, the number of agencies with each answer in one period."""
        figures = self.figures.get((indicator.code, period), {})
        reported = [figures[a.code] for a in self.counted(indicator) if a.code in figures]
        answers = [f.value for f in reported if f.state == "given"]
        return tuple((choice, answers.count(choice)) for choice in indicator.choices)

    def update(self, agency: str, changed: Iterable[tuple[str, str]]) -> None:
        """Take over changed `figures`: only this agency's, of these (indicator, period), may have changed."""
        self._totals.clear()
        self._values.clear()
        for key in changed:
            row = self._rows.get(key)
            at = self._position_of(self.campaign.indicator_by_code[key[0]], agency) if row else None
            if row is None or at is None:
                continue
            figure = self.figures.get(key, {}).get(agency)
            this, state = frozenset((agency,)), figure.state if figure else "missing"
            row.numbers[at] = number(figure)
            answered = row.answered | this if state in _ANSWERED else row.answered - this
            held = row.held | this if state == "held" else row.held - this
            gone = this & self._absent[key[1]] - answered - held
            self._rows[key] = _Row(answered, (row.absent - this) | gone, held, row.numbers)

    def _position_of(self, indicator: Indicator, agency: str) -> int | None:
        places = self._positions.get(indicator.code)
        if places is None:
            places = self._positions[indicator.code] = {a.code: n for n, a in enumerate(self.counted(indicator))}
        return places.get(agency)

    def _row(self, indicator: Indicator, period: str) -> _Row:
        """The row of one total, in one pass over its figures, since fetching them takes most of the time."""
        key = (indicator.code, period)
        if key not in self._rows:
            agencies = self.counted(indicator)
            figures = self.figures.get(key, {})
            answered: list[str] = []
            numbers: list[float | None] = []
            held: list[str] = []
            for agency in agencies:
                figure = figures.get(agency.code)
                value = None
                if figure is not None:
                    if figure.state in _ANSWERED:
                        answered.append(agency.code)
                        value = number(figure)
                    elif figure.state == "held":
                        held.append(agency.code)
                numbers.append(value)
            answering = frozenset(answered)
            usual = self._answered.setdefault(indicator.code, answering)
            absent = self._absent[period]
            if absent:
                absent = absent.intersection(a.code for a in agencies) - answering - set(held)
            shared = usual if usual == answering else answering
            self._rows[key] = _Row(shared, absent or _NOBODY, frozenset(held), numbers)
        return self._rows[key]

    def _total(self, indicator: Indicator, period: str) -> Total:
        agencies = self.counted(indicator)
        periods = self._period_keys(period)
        rows = [self._row(indicator, p) for p in periods]
        held = sum(len(row.held) for row in rows)
        if indicator.formula:
            return replace(self._computed(indicator, period), held=held)
        answered = list({id(row.answered): row.answered for row in rows}.values())  # without repeated sets
        if indicator.weight and indicator.across_agencies == "mean":
            weighed = [self._weighed(indicator, p) for p in periods]
            unweighed = len(frozenset().union(*(row.answered for row in rows)).difference(*weighed))
            answered = list(dict.fromkeys(weighed))
        else:
            weighed, unweighed = [row.answered for row in rows], 0
        whole = list(zip(rows, weighed, strict=True))
        complete = whole[-1:] if indicator.last_period_counts else whole
        absent = _in_all(row.absent for row in rows)
        counts = indicator.kind == "choice" and period != WHOLE
        return Total(
            indicator=indicator.code,
            period=period,
            value=self.value(indicator, period),
            reporting=len(frozenset().union(*answered)),
            asked=len(agencies) - len(absent),
            held=held,
            unweighed=unweighed,
            distribution=self.counts_of(indicator, period) if counts else (),
            complete=len(_in_all(codes | row.absent if row.absent else codes for row, codes in complete) - absent),
        )

    def _period_keys(self, period: str) -> list[str]:
        return [p.key for p in self.campaign.periods] if period == WHOLE else [period]

    def _weighed(self, indicator: Indicator, period: str) -> frozenset[str]:
        """The agencies that are in a weighted mean: they have a figure, and a weight other than zero."""
        agencies = self.counted(indicator)
        both = zip(
            agencies,
            self.numbers(indicator, period, agencies),
            self._weights(indicator, period, agencies) or (),
            strict=True,
        )
        return frozenset(a.code for a, value, weight in both if value is not None and weight)

    def agencies_in(self, indicator: Indicator, period: str) -> tuple[frozenset[str], ...]:
        """The agencies in an indicator's total of one period; one set for each member where it is computed from the
        members' totals."""
        if indicator.formula:
            agencies = self._common_agencies(indicator, period)
            if agencies:
                return (self._member_sums(members(self.campaign, indicator), agencies, [period])[1],)
            return tuple(self.agencies_in(p, period)[0] for p in members(self.campaign, indicator))
        if indicator.weight and indicator.across_agencies == "mean":
            return (self._weighed(indicator, period),)
        return (self._row(indicator, period).answered,)

    def numbers(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> list[float | None]:
        """The agencies' numbers for one indicator and period; None where there is none."""
        if agencies == self.counted(indicator):  # mostly the same object, for which comparing is fast
            return self._row(indicator, period).numbers
        row = self.figures.get((indicator.code, period), {})
        return [number(row.get(a.code)) for a in agencies]

    def _period_value(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> float | None:
        if indicator.across_agencies == "count_yes":
            row = self.figures.get((indicator.code, period), {})
            answers = [row[a.code].value for a in agencies if a.code in row]
            yes_or_no = [v for v in answers if isinstance(v, bool)]
            return float(sum(yes_or_no)) if yes_or_no else None
        values = self.numbers(indicator, period, agencies)
        reported = [v for v in values if v is not None]
        match indicator.across_agencies:
            case "sum":
                return math.fsum(reported) if reported else None
            case "max":
                return max(reported, default=None)
            case "min":
                return min(reported, default=None)
            case "mean":
                return mean(values, self._weights(indicator, period, agencies))
            case _:
                return None

    def _weights(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> list[float | None] | None:
        weight = self.campaign.indicator_by_code.get(indicator.weight)
        return self.numbers(weight, period, agencies) if weight else None

    def _whole_value(self, indicator: Indicator, agencies: Sequence[Agency]) -> float | None:
        periods = [p.key for p in self.campaign.periods]
        if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
            values: list[float | None] = []
            weights: list[float | None] = []
            for period in periods:
                values += self.numbers(indicator, period, agencies)
                weights += self._weights(indicator, period, agencies) or []
            return mean(values, weights if indicator.weight else None)
        if indicator.across_agencies in ("none", "count_yes") and not indicator.last_period_counts:
            return None
        by_period = [self.value(indicator, p) for p in periods]
        weight = self.campaign.indicator_by_code.get(indicator.weight)
        weights_by_period = [self.value(weight, p) for p in periods] if weight else []
        return over_periods(indicator, by_period, weights_by_period)

    # -- computed indicators --

    def _common_agencies(self, indicator: Indicator, period: str) -> tuple[Agency, ...]:
        """`common_agencies` for this roster, kept for the next call."""
        key = (indicator.code, period == WHOLE)
        if key not in self._common:
            self._common[key] = common_agencies(self.campaign, indicator, period, self.counted)
        return self._common[key]

    def _computed(self, indicator: Indicator, period: str) -> Total:
        nothing = Total(
            indicator=indicator.code, period=period, value=None, reporting=0, asked=len(self.counted(indicator))
        )
        periods = self._period_keys(period)
        if uses_answers(self.campaign, indicator):
            return nothing
        if period == WHOLE:
            if indicator.across_periods == "none" or not periods:
                return nothing
            if indicator.last_period_counts:
                return replace(self.total(indicator, periods[-1]), period=WHOLE)
        parts = members(self.campaign, indicator)
        agencies = self._common_agencies(indicator, period)
        if agencies:
            sums, reporting, complete = self._member_sums(parts, agencies, periods)
            absent = _in_all(self._row(p, key).absent for p in parts for key in periods) - reporting
            total = replace(
                nothing,
                reporting=len(reporting),
                complete=len(complete),
                asked=sum(a.code not in absent for a in agencies),
            )
        else:
            totals = {p.code: self.total(p, period) for p in parts}
            sums = {code: total.value for code, total in totals.items()}
            reported, owing = min(((t.reporting, t.asked) for t in totals.values()), default=(0, 0))
            reporting_sets = {_union(self._row(p, key).answered for key in periods) for p in parts}
            total = replace(
                nothing,
                reporting=reported,
                complete=min((t.complete for t in totals.values()), default=0),
                asked=owing,
                apart=len(reporting_sets) > 1,
            )

        def look_up(code: str) -> Operand:
            member = self.campaign.indicator_by_code[code]
            if member.formula:
                return expressions.evaluate(expressions.parse(member.formula), look_up)
            value = sums.get(code)
            return Absent.MISSING if value is None else value

        result = expressions.evaluate(expressions.parse(indicator.formula), look_up)
        if isinstance(result, float | int) and not isinstance(result, bool):
            return replace(total, value=float(result))
        return replace(total, apart=False)

    def _member_sums(
        self, parts: Sequence[Indicator], agencies: Sequence[Agency], periods: Sequence[str]
    ) -> tuple[dict[str, float | None], frozenset[str], frozenset[str]]:
        """(sum of each member, agencies with at least one complete set, agencies with every set complete).

        A set has the figures that an agency must all have reported (`figure_sets`); only complete sets are added.
        """
        terms: dict[str, list[float]] = {p.code: [] for p in parts}
        complete_by_set: list[frozenset[str]] = []
        wanted = {a.code for a in agencies}
        positions = {p.code: [n for n, a in enumerate(self.counted(p)) if a.code in wanted] for p in parts}
        for figure_set in figure_sets(parts, periods):
            rows = []
            for part, period in figure_set:
                numbers, at = self._row(part, period).numbers, positions[part.code]
                rows.append(numbers if len(at) == len(numbers) else [numbers[n] for n in at])
            complete = set()
            for agency, values in zip(agencies, zip(*rows, strict=True), strict=True):
                if None not in values:
                    complete.add(agency.code)
                    for (part, _), value in zip(figure_set, values, strict=True):
                        terms[part.code].append(value or 0.0)
            complete_by_set.append(frozenset(complete))
        sums = {code: math.fsum(t) if t else None for code, t in terms.items()}
        return sums, _union(complete_by_set), _in_all(complete_by_set)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return _NOBODY.union(*{id(s): s for s in sets}.values())


def _in_all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """The intersection; empty where there are no sets."""
    all_of = list({id(s): s for s in sets}.values())
    return frozenset.intersection(*all_of) if all_of else _NOBODY
