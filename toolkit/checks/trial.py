"""The definition's rules tried on the previous campaign's figures, with the agencies that would have failed.

Figures of indicators with the same code and unit are used. The agencies are those of the previous campaign; an agency
that is on the roster is checked only by the rules whose figures it has to report now.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.consolidation.between_agencies import NamedFigures, is_between
from toolkit.consolidation.totals import figure_map
from toolkit.consolidation.trend import is_known_in_same_unit
from toolkit.formula import expressions
from toolkit.formula.expressions import Formula, Judgement, Lookup, Verdict
from toolkit.model import Campaign, Figure, Member, Previous, Rule, Violation
from toolkit.values.totals import lookup


class Failure(NamedTuple):
    """An agency that would have failed a rule ("" for a rule between agencies), and how, for each period."""

    agency: str
    broken: tuple[Violation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """One rule tried on the previous campaign's figures."""

    rule: Rule
    failures: tuple[Failure, ...] = ()
    passed: int = 0
    """The number of agencies that passed it in some period and failed it in none."""
    unknown: tuple[str, ...] = ()
    """Codes in the rule without figures of the same meaning in the previous campaign."""

    @property
    def has_results(self) -> bool:
        return bool(self.failures or self.passed)


class _Column(NamedTuple):
    """The figures of one agency in one period; or (`agency` "") of several agencies, for rules between agencies."""

    agency: str
    period: str
    look_up: Lookup
    figures: Mapping[str, Figure]


def try_rules(campaign: Campaign, previous: Previous) -> tuple[RuleTrial, ...]:
    """Try each rule on the previous campaign's figures, in the definition's order."""
    known = {i.code for i in campaign.indicators if not i.formula and is_known_in_same_unit(previous, i)}
    figures = [f for f in previous.figures if f.indicator in known]
    reported_codes = {f.indicator for f in figures if f.value is not None}
    between = _figures_between_agencies(campaign, figures)
    places = {a.code: n for n, a in enumerate(campaign.agencies)}
    figures.sort(key=lambda f: places.get(f.agency, len(places)))
    of_agencies, of_several = _columns(campaign, figures), list(_columns_of_several(between, figures))
    return tuple(
        _trial_of(campaign, rule, of_several if is_between(rule) else of_agencies, between, reported_codes)
        for rule in campaign.rules
    )


def _figures_between_agencies(campaign: Campaign, figures: list[Figure]) -> NamedFigures:
    """The previous figures for rules between agencies: of the roster's agencies that reported them."""
    reported = {f.agency for f in figures}
    return NamedFigures(campaign, tuple(a for a in campaign.agencies if a.code in reported), figure_map(figures))


def _columns(campaign: Campaign, figures: list[Figure]) -> list[_Column]:
    laid: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in figures:
        laid.setdefault((figure.agency, figure.period), {})[figure.indicator] = figure
    return [_Column(agency, period, lookup(campaign, same), same) for (agency, period), same in laid.items()]


def _columns_of_several(between: NamedFigures, figures: list[Figure]) -> Iterator[_Column]:
    def lookup_in(period: str) -> Lookup:
        return lambda name: between.operand(name, period)

    for period in dict.fromkeys(f.period for f in figures):
        yield _Column("", period, lookup_in(period), {})


def _trial_of(
    campaign: Campaign, rule: Rule, columns: list[_Column], between: NamedFigures, reported_codes: set[str]
) -> RuleTrial:
    formula = expressions.parse(rule.formula)
    bases = (expressions.split_name(base)[0] for name in formula.names for base in between.bases(name))
    agencies = {c.agency for c in columns if _has_all(campaign, c.agency, formula)}
    judged = [(c, expressions.judge(formula, c.look_up)) for c in columns if c.agency in agencies]
    broken: dict[str, list[Violation]] = {}
    for column, judgement in judged:
        if judgement.verdict is Verdict.FAILED:
            broken.setdefault(column.agency, []).append(_broken_rule(formula, column, judgement))
    passed = {c.agency for c, judgement in judged if judgement.verdict is Verdict.PASSED}
    return RuleTrial(
        rule=rule,
        failures=tuple(Failure(agency, tuple(breaks)) for agency, breaks in broken.items()),
        passed=len(passed - broken.keys()),
        unknown=tuple(dict.fromkeys(base for base in bases if base not in reported_codes)),
    )


def _has_all(campaign: Campaign, code: str, formula: Formula) -> bool:
    """Whether the agency has to report all figures of the rule; assumed of one that is not on the roster."""
    agency = campaign.agency_by_code.get(code)
    return agency is None or {i.code for i in campaign.indicators_of(agency)}.issuperset(formula.names)


def _broken_rule(formula: Formula, column: _Column, judgement: Judgement) -> Violation:
    sides = None if judgement.left is None or judgement.right is None else (judgement.left, judgement.right)
    members = tuple(_member(name, column) for name in formula.names)
    return Violation(column.period, members, sides, equation=formula.is_equation)


def _member(name: str, column: _Column) -> Member:
    value = column.look_up(name)
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    typed = column.figures[name].typed if name in column.figures else ""
    return Member(*expressions.split_name(name), typed=typed, value=number)
