"""Checks between submissions: rules over figures of several agencies, and official figures compared with other figures.

A rule is between agencies where a name in it has an agency or a group (`DT01@CAT`, `DT01@'UBND cấp huyện'`); a name
without an agency is then the province's total. A rule over figures of one form is also checked on the province's totals
if all its figures can be added up: only there are figures of different owners compared.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from toolkit.consolidation.totals import FigureMap, counted_agencies
from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Formula, Judgement, Operand
from toolkit.messages.findings.making import finding
from toolkit.model import (
    Agency,
    Argument,
    Campaign,
    CrossCheck,
    Figure,
    Finding,
    Indicator,
    Member,
    ReconciledFigure,
    Rule,
    Submission,
    Violation,
    grouped,
    includes,
)
from toolkit.values.totals import mean, number, operand


@dataclass(slots=True)
class NamedFigures:
    """The figures of all agencies, as the names in a rule refer to them (`DT01@CAT`)."""

    campaign: Campaign
    roster: tuple[Agency, ...]
    figures: FigureMap
    _agencies: dict[str, tuple[Agency, ...]] = field(default_factory=dict)
    _by_group_name: dict[str, tuple[Agency, ...]] = field(default_factory=dict)

    def agencies(self, name: str) -> tuple[Agency, ...]:
        """The agencies whose figures make up the value of a name."""
        if name not in self._agencies:
            code, body = expressions.split_name(name)
            indicator = self.campaign.indicator_by_code[code]
            agencies = counted_agencies(indicator, self.roster)
            if body:
                of_group = self._by_group_name.setdefault(body, tuple(a for a in self.roster if includes((body,), a)))
                agencies = tuple(a for a in of_group if includes(indicator.asked_of, a))
            self._agencies[name] = agencies
        return self._agencies[name]

    def bases(self, name: str) -> Iterator[str]:
        """The names from which a computed indicator is computed, for the same agency or group; else the name itself."""
        code, body = expressions.split_name(name)
        indicator = self.campaign.indicator_by_code[code]
        if not indicator.formula:
            yield name
            return
        for member in expressions.parse(indicator.formula).names:
            yield from self.bases(expressions.join_name(member, body) if body else member)

    def operand(self, name: str, period: str) -> Operand:
        """The value of a name; MISSING where any of its agencies has not reported its figure.

        Agencies for which the indicator does not apply are left out.
        """
        code, body = expressions.split_name(name)
        indicator = self.campaign.indicator_by_code[code]
        if indicator.formula:
            return expressions.evaluate(
                expressions.parse(indicator.formula),
                lambda member: self.operand(expressions.join_name(member, body) if body else member, period),
            )
        row = self.figures.get((code, period), {})
        agencies = self.agencies(name)
        if body and len(agencies) == 1 and agencies[0].code == body:
            return operand(row.get(body))
        operands = {a.code: operand(row.get(a.code)) for a in agencies}
        if not operands or Absent.MISSING in operands.values():
            return Absent.MISSING
        applying = {code: v for code, v in operands.items() if v is not Absent.NOT_APPLICABLE}
        if not applying:
            return Absent.NOT_APPLICABLE
        return self._combined_value(indicator, period, applying)

    def _combined_value(self, indicator: Indicator, period: str, operands: Mapping[str, Operand]) -> Operand:
        if indicator.across_agencies == "count_yes":
            return float(sum(v is True for v in operands.values()))
        values = [float(v) for v in operands.values() if isinstance(v, int | float) and not isinstance(v, bool)]
        if not values:
            return Absent.MISSING
        match indicator.across_agencies:
            case "sum":
                return math.fsum(values)
            case "max":
                return max(values)
            case "min":
                return min(values)
            case "mean":
                row = self.figures.get((indicator.weight, period), {})
                weights = [number(row.get(code)) for code in operands] if indicator.weight else None
                if weights is not None and None in weights:
                    return Absent.MISSING
                together = mean(values, weights)
                return Absent.MISSING if together is None else together
            case _:
                return Absent.MISSING

    def agencies_missing(self, names: Iterable[str], period: str) -> tuple[str, ...]:
        """The agencies whose missing figures leave these names without a value, in the roster's order."""
        short = {
            a.code
            for name in names
            for base in self.bases(name)
            for a in self.agencies(base)
            if operand(self.figures.get((expressions.split_name(base)[0], period), {}).get(a.code)) is Absent.MISSING
        }
        return tuple(a.code for a in self.roster if a.code in short)


# --- Rules ---------------------------------------------------------------------------------------


def is_between(rule: Rule) -> bool:
    """Whether the rule compares figures of different agencies."""
    return any("@" in name for name in expressions.parse(rule.formula).names)


def cross_checks(campaign: Campaign, named: NamedFigures, submissions: Sequence[Submission]) -> tuple[CrossCheck, ...]:
    """A check of each rule between agencies for each period; of other rules, where the province's totals break them."""
    # Where an agency's figures break a rule, a finding about the totals would only repeat it.
    broken = {(f.rule, b.period) for s in submissions for f in s.findings for b in f.broken}
    checks: list[CrossCheck] = []
    for rule in campaign.rules:
        formula = expressions.parse(rule.formula)
        crossing = is_between(rule)
        if not crossing and not _totals_may_break(campaign, named, formula):
            continue
        for period in campaign.periods:
            if not crossing and (rule.code, period.key) in broken:
                continue
            check = _cross_check(named, rule, formula, period.key)
            if crossing or check.verdict == "failed":
                checks.append(check)
    return tuple(checks)


def _totals_may_break(campaign: Campaign, named: NamedFigures, formula: Formula) -> bool:
    """Whether the province's totals can break a rule that no agency breaks.

    They can if all names are sums of different agencies: of the same agencies, sums obey a rule that each agency obeys.
    """
    bases = [b for name in formula.names for b in named.bases(name)]
    if any(campaign.indicator_by_code[b].across_agencies != "sum" for b in bases):
        return False
    return len({named.agencies(b) for b in bases}) > 1


def _cross_check(named: NamedFigures, rule: Rule, formula: Formula, period: str) -> CrossCheck:
    values = {name: named.operand(name, period) for name in formula.names}
    judgement: Judgement = expressions.judge(formula, values.__getitem__)
    return CrossCheck(
        rule=rule.code,
        period=period,
        verdict=judgement.verdict.value,
        values=tuple((n, float(v) if isinstance(v, int | float) else None) for n, v in values.items()),
        left=judgement.left,
        right=judgement.right,
        absent=named.agencies_missing(judgement.absent, period),
    )


def cross_findings(campaign: Campaign, named: NamedFigures, checks: Iterable[CrossCheck]) -> Iterator[Finding]:
    """A finding for each rule that is broken, and for each that could not be checked."""
    rules = {r.code: r for r in campaign.rules}
    by_rule = grouped(((check.rule, check.verdict), check) for check in checks)
    for (code, verdict), group in by_rule.items():
        rule = rules[code]
        formula = expressions.parse(rule.formula)
        if verdict == "failed":
            yield _rule_finding(
                "cross-rule-failed" if is_between(rule) else "province-rule-failed",
                rule,
                group,
                broken=tuple(_broken_period(c, formula) for c in group),
                message=rule.message,
                fix=rule.fix,
            )
        elif verdict == "not_checkable" and any(c.absent for c in group):
            short = [a for a in named.roster if any(a.code in c.absent for c in group)]
            yield _rule_finding("cross-rule-not-checkable", rule, group, agencies=_agency_names(short))
        elif verdict == "not_checkable":  # all figures are reported, but a divisor is 0
            yield _rule_finding("rule-without-result", rule, group, all=tuple(map(display_name, formula.names)))


def _rule_finding(
    code: str, rule: Rule, checks: Sequence[CrossCheck], broken: tuple[Violation, ...] = (), **arguments: Argument
) -> Finding:
    periods = tuple(c.period for c in checks)
    return finding(
        code,
        severity=rule.severity if broken else None,
        period=periods[0] if len(periods) == 1 else "",
        periods=periods,
        rule=rule.code,
        broken=broken,
        value="" if broken else rule.formula,
        arguments=arguments,
    )


def _broken_period(check: CrossCheck, formula: Formula) -> Violation:
    """The broken rule in one period: its figures, the values of both sides, and their difference."""
    members = tuple(
        Member(*expressions.split_name(name), typed="…" if value is None else "", value=value)
        for name, value in check.values
    )
    broken = Violation(check.period, members, equation=formula.is_equation)
    if check.left is None or check.right is None:
        return broken
    return broken._replace(sides=(check.left, check.right), gap=check.left - check.right)


def display_name(name: str) -> str:
    """A rule's name as people read it: `DT01 (CAT)`."""
    code, body = expressions.split_name(name)
    return f"{code} ({body})" if body else code


def _agency_names(agencies: Sequence[Agency], limit: int = 6) -> str:
    names = "; ".join(a.short_name for a in agencies[:limit])
    return f"{names}; … (+{len(agencies) - limit})" if len(agencies) > limit else names or "–"


# --- Official figures ----------------------------------------------------------------------------


def reconcile(campaign: Campaign, roster: Sequence[Agency], figures: FigureMap) -> tuple[ReconciledFigure, ...]:
    """For each indicator with an owner, the owner's figures compared with those of all other agencies asked for it.

    A sum is compared with the sum of the other agencies, with the sum of each of their groups (if there are several),
    and with each agency. Only periods for which another agency has reported a figure are compared.
    """
    lines: list[ReconciledFigure] = []
    for indicator in campaign.indicators:
        if not indicator.owner or not indicator.numeric or indicator.formula:
            continue
        owners = counted_agencies(indicator, roster)
        rest = [a for a in roster if includes(indicator.asked_of, a) and a not in owners]
        for period in campaign.periods if rest and owners else ():
            row = figures.get((indicator.code, period.key), {})
            if any(number(row.get(a.code)) is not None for a in rest):
                lines += _period_lines(indicator, period.key, row, owners, rest)
    return tuple(lines)


def _period_lines(
    indicator: Indicator, period: str, row: Mapping[str, Figure], owners: Sequence[Agency], rest: Sequence[Agency]
) -> Iterator[ReconciledFigure]:
    official = _sum_of(row, owners) if indicator.across_agencies == "sum" or len(owners) == 1 else None

    groups = grouped((group_of(agency), agency) for agency in rest)

    def line(of: Literal["all", "group", "agency"], name: str, agencies: Sequence[Agency]) -> ReconciledFigure:
        value = _sum_of(row, agencies)
        # An agency that shares its group with others reports only a part: its line has a share, but no difference.
        part = of == "agency" and indicator.across_agencies == "sum" and len(groups[group_of(agencies[0])]) > 1
        return ReconciledFigure(
            indicator=indicator.code,
            period=period,
            of=of,
            name=name,
            agencies=tuple(a.code for a in agencies),
            official=official,
            value=value,
            reporting=sum(number(row.get(a.code)) is not None for a in agencies),
            difference=None if value is None or official is None or part else value - official,
            percent=value / official * 100 if value is not None and official else None,
        )

    if indicator.across_agencies == "sum" and len(rest) > 1:
        yield line("all", "", [agency for group in groups.values() for agency in group])
        if len(groups) > 1:
            for name, group in groups.items():
                yield line("group", name, group)
    for agency in (agency for group in groups.values() for agency in group):
        if number(row.get(agency.code)) is not None:
            yield line("agency", agency.code, [agency])


def group_of(agency: Agency) -> str:
    """The agency's first group, by which tables are ordered."""
    return agency.groups[0] if agency.groups else ""


def _sum_of(row: Mapping[str, Figure], agencies: Iterable[Agency]) -> float | None:
    numbers = [v for a in agencies if (v := number(row.get(a.code))) is not None]
    return math.fsum(numbers) if numbers else None
