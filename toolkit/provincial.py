"""The province's totals: every indicator by the right rule for its kind, with who is in it.

An indicator with an owner counts the owner's figures only. A computed indicator is computed anew from
its members' sums, over the agencies that gave every member: a percentage is never averaged.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit import formulas
from toolkit.formulas import Absent, Operand
from toolkit.model import Agency, Campaign, Figure, Indicator, Total, is_asked
from toolkit.totals import mean, number, over_periods

#: The key of the column that totals over the periods.
WHOLE = "total"
_ANSWERED = ("given", "zero_by_words")


def counted_agencies(indicator: Indicator, agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The agencies whose figures make the total: the owners where there are any, else all asked."""
    asked = [a for a in agencies if is_asked(indicator.asked_of, a)]
    if not indicator.owner:
        return tuple(asked)
    return tuple(a for a in asked if is_asked(indicator.owner, a))


def members(campaign: Campaign, indicator: Indicator) -> tuple[Indicator, ...]:
    """The indicators that a computed one rests on, down to those that are asked; each once."""
    found: dict[str, Indicator] = {}
    for name in formulas.parse(indicator.formula).names:
        member = campaign.indicator_by_code[name]
        for base in members(campaign, member) if member.formula else (member,):
            found.setdefault(base.code, base)
    return tuple(found.values())


def sums_of_same_agencies(campaign: Campaign, indicator: Indicator, period: str) -> bool:
    """Whether a computed indicator can be taken over the agencies that gave every member.

    True where all its members are sums over the same agencies, and over the periods too where the total is
    of them all (a stock is never added up); otherwise the members' totals are used as they are.
    """
    parts = members(campaign, indicator)
    return bool(parts) and all(
        p.across_agencies == "sum"
        and (period != WHOLE or p.across_periods == "sum")
        and not p.owner
        and p.asked_of == parts[0].asked_of
        for p in parts
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """What is in one indicator's figures of one period, of the agencies that count."""

    answered: frozenset[str]
    held: int
    numbers: list[float | None]
    """In the order of the agencies."""


@dataclass(slots=True)
class Province:
    """The figures of all agencies that count, laid out by indicator and period."""

    campaign: Campaign
    roster: tuple[Agency, ...]
    figures: Mapping[tuple[str, str], Mapping[str, Figure]]
    """By (indicator code, period key), then agency code."""
    _totals: dict[tuple[str, str], Total] = field(default_factory=dict)
    _counted: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    _answered: dict[str, frozenset[str]] = field(default_factory=dict)
    """Who answered an indicator: mostly it is the same agencies in every period, and one set serves."""
    _rows: dict[tuple[str, str], _Row] = field(default_factory=dict)

    def totals(self) -> dict[tuple[str, str], Total]:
        """Every indicator's total for every period and over them, in the definition's order."""
        keys = [*(p.key for p in self.campaign.periods), WHOLE]
        return {(i.code, key): self.total(i, key) for i in self.campaign.indicators for key in keys}

    def counted(self, indicator: Indicator) -> tuple[Agency, ...]:
        """`counted_agencies` of the roster."""
        found = self._counted.get(indicator.code)
        if found is None:
            found = self._counted[indicator.code] = counted_agencies(indicator, self.roster)
        return found

    def total(self, indicator: Indicator, period: str) -> Total:
        """One provincial figure."""
        key = (indicator.code, period)
        if key not in self._totals:
            self._totals[key] = self._total(indicator, period)
        return self._totals[key]

    def _row(self, indicator: Indicator, period: str) -> _Row:
        """Each figure is looked at once: there are many, and most of the time goes into fetching them."""
        key = (indicator.code, period)
        if key not in self._rows:
            agencies = self.counted(indicator)
            figures = self.figures.get(key, {})
            answered: list[str] = []
            numbers: list[float | None] = []
            held = 0
            for agency in agencies:
                figure = figures.get(agency.code)
                value = None
                if figure is not None:
                    if figure.state in _ANSWERED:
                        answered.append(agency.code)
                        value = number(figure)
                    elif figure.state == "held":
                        held += 1
                numbers.append(value)
            own = frozenset(answered)
            usual = self._answered.setdefault(indicator.code, own)
            self._rows[key] = _Row(usual if usual == own else own, held, numbers)
        return self._rows[key]

    def _total(self, indicator: Indicator, period: str) -> Total:
        agencies = self.counted(indicator)
        periods = [p.key for p in self.campaign.periods] if period == WHOLE else [period]
        rows = [self._row(indicator, p) for p in periods]
        answered = _distinct(rows)
        complete = _distinct(rows[-1:] if indicator.across_periods == "last" else rows)
        held = sum(row.held for row in rows)
        asked = len(agencies)
        if indicator.formula:
            value, reporting, asked = self._computed(indicator, period)
        elif period == WHOLE:
            value, reporting = self._whole(indicator, agencies), len(frozenset().union(*answered))
        else:
            value, reporting = self._single(indicator, period, agencies), len(answered[0])
        distribution: tuple[tuple[str, int], ...] = ()
        if indicator.kind == "choice" and period != WHOLE:
            figures = self.figures.get((indicator.code, period), {})
            found = [figures[a.code] for a in agencies if a.code in figures]
            given = [f.value for f in found if f.state == "given"]
            distribution = tuple((choice, given.count(choice)) for choice in indicator.choices)
        return Total(
            indicator=indicator.code, period=period, value=value, reporting=reporting,
            asked=asked, held=held, complete=len(frozenset.intersection(*complete)) if complete else 0, distribution=distribution,
        )  # fmt: skip

    def numbers(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> list[float | None]:
        """The agencies' numbers for one indicator and period; None where none is given."""
        if agencies is self.counted(indicator):
            return self._row(indicator, period).numbers
        row = self.figures.get((indicator.code, period), {})
        return [number(row.get(a.code)) for a in agencies]

    def _single(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> float | None:
        if indicator.across_agencies == "count_yes":
            row = self.figures.get((indicator.code, period), {})
            answers = [row[a.code].value for a in agencies if a.code in row]
            given = [v for v in answers if isinstance(v, bool)]
            return float(sum(given)) if given else None
        values = self.numbers(indicator, period, agencies)
        given_numbers = [v for v in values if v is not None]
        match indicator.across_agencies:
            case "sum":
                return math.fsum(given_numbers) if given_numbers else None
            case "max":
                return max(given_numbers, default=None)
            case "min":
                return min(given_numbers, default=None)
            case "mean":
                return mean(values, self._weights(indicator, period, agencies))
            case _:
                return None

    def _weights(self, indicator: Indicator, period: str, agencies: Sequence[Agency]) -> list[float | None] | None:  # fmt: skip
        weight = self.campaign.indicator_by_code.get(indicator.weight)
        return self.numbers(weight, period, agencies) if weight else None

    def _whole(self, indicator: Indicator, agencies: Sequence[Agency]) -> float | None:
        periods = [p.key for p in self.campaign.periods]
        if indicator.across_periods == "mean" and indicator.across_agencies == "mean":
            values: list[float | None] = []
            weights: list[float | None] = []
            for period in periods:
                values += self.numbers(indicator, period, agencies)
                weights += self._weights(indicator, period, agencies) or []
            return mean(values, weights if indicator.weight else None)
        if indicator.across_agencies in ("none", "count_yes") and indicator.across_periods != "last":
            return None
        by_period = [self.total(indicator, p).value for p in periods]
        weight = self.campaign.indicator_by_code.get(indicator.weight)
        weights_by_period = [self.total(weight, p).value for p in periods] if weight else []
        return over_periods(indicator, by_period, weights_by_period)

    # -- computed indicators --

    def _computed(self, indicator: Indicator, period: str) -> tuple[float | None, int, int]:
        """(value, agencies in it, agencies asked for its members)."""
        periods = [p.key for p in self.campaign.periods]
        if period == WHOLE:
            if indicator.across_periods == "none" or not periods:
                return None, 0, len(self.counted(indicator))
            if indicator.across_periods == "last":
                last = self.total(indicator, periods[-1])
                return last.value, last.reporting, last.asked
        else:
            periods = [period]
        parts = members(self.campaign, indicator)
        if sums_of_same_agencies(self.campaign, indicator, period):
            sums, reporting = self._matched_sums(parts, periods)
            asked = len(self.counted(parts[0]))
        else:
            totals = {p.code: self.total(p, period) for p in parts}
            sums = {code: total.value for code, total in totals.items()}
            reporting, asked = min(((t.reporting, t.asked) for t in totals.values()), default=(0, 0))

        def look_up(code: str) -> Operand:
            member = self.campaign.indicator_by_code[code]
            if member.formula:
                return formulas.evaluate(formulas.parse(member.formula), look_up)
            value = sums.get(code)
            return Absent.MISSING if value is None else value

        result = formulas.evaluate(formulas.parse(indicator.formula), look_up)
        is_number = isinstance(result, float | int) and not isinstance(result, bool)
        return (float(result) if is_number else None), reporting, asked  # type: ignore[arg-type]

    def _matched_sums(self, parts: Sequence[Indicator], periods: Sequence[str]) -> tuple[dict[str, float | None], int]:  # fmt: skip
        """Each member summed over the agencies and periods for which every member is given."""
        agencies = self.counted(parts[0])
        terms: dict[str, list[float]] = {p.code: [] for p in parts}
        reporting: set[str] = set()
        for period in periods:
            rows = [self.numbers(p, period, agencies) for p in parts]
            for agency, values in zip(agencies, zip(*rows, strict=True), strict=True):
                if all(v is not None for v in values):
                    reporting.add(agency.code)
                    for part, value in zip(parts, values, strict=True):
                        terms[part.code].append(value or 0.0)
        return {code: math.fsum(t) if t else None for code, t in terms.items()}, len(reporting)


def _distinct(rows: Sequence[_Row]) -> list[frozenset[str]]:
    """Who answered in the rows, each set once."""
    return list({id(row.answered): row.answered for row in rows}.values())
