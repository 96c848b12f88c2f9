"""Proofs about the definition's rules without figures: rules that contradict each other, never hold or never fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, islice

from toolkit.consolidation.between_agencies import is_between
from toolkit.formula import expressions
from toolkit.formula.expressions import Formula, FormulaError, Operand, Verdict, judge, split_name
from toolkit.formula.reasoning import NO, YES, Domain, Domains, is_ruled_out
from toolkit.formula.syntax import Node, name_uses
from toolkit.model import Campaign, Rule
from toolkit.values.numbers import limits

#: The figures on which rules are tried first, each from its name's position by (times, modulo), as in `_figure`: rules
#: that hold for the same figures do not contradict each other and need no proof.
_TRIES = ((0, 1), (1, 1_000), (-1, 1_000), (7, 10), (3, 10), (9, 100), (31, 100), (77, 100), (5, 3), (2, 5))
#: The most pairs of rules that are examined; nothing is proved about further pairs.
_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """Rules by their codes, in the definition's order. The lists need not be complete."""

    together: tuple[tuple[str, str], ...] = ()
    """Pairs that no figures satisfy together."""
    never_hold: tuple[str, ...] = ()
    """Rules that no allowed figures satisfy."""
    never_fail: tuple[str, ...] = ()
    """Rules that all allowed figures satisfy."""
    never_checked: tuple[str, ...] = ()
    """Rules that are never checked: no agency has to report all their figures, and their totals are no sums."""


@dataclass(frozen=True, slots=True)
class _ProofRule:
    """A rule as used for proofs; `between`: agencies, where names without an agency are the province's figures."""

    code: str
    condition: Node
    names: frozenset[str]
    between: bool
    domains: Domains
    fulfilled: frozenset[int]
    """The positions in `_TRIES` of the figures for which the rule holds."""

    def is_ruled_out(self, truth: bool) -> bool:
        """Whether the rule never has this result."""
        return is_ruled_out([(self.condition, truth)], self.domains)


def proofs(campaign: Campaign) -> Proofs:
    """The proofs about a campaign's rules.

    Figures are assumed within the limits of their indicators, since only such are counted. Computed indicators are
    replaced by their formulas.
    """
    computed = {i.code: expressions.parse(i.formula) for i in campaign.indicators if i.formula}
    rules = [_proof_rule(campaign, rule, computed) for rule in campaign.all_rules]
    required = list(dict.fromkeys(frozenset(i.code for i in campaign.indicators_of(a)) for a in campaign.agencies))
    never_hold = [s.code for s in rules if s.is_ruled_out(True)]
    never_fail = [s.code for s in rules if s.is_ruled_out(False)]
    plain = [s for s in rules if s.code not in {*never_hold, *never_fail}]
    pairs = islice(((a, b) for a, b in combinations(plain, 2) if _may_contradict(a, b, required)), _MOST)
    return Proofs(
        together=tuple(
            (a.code, b.code) for a, b in pairs if is_ruled_out([(a.condition, True), (b.condition, True)], a.domains)
        ),
        never_hold=tuple(never_hold),
        never_fail=tuple(never_fail),
        never_checked=tuple(s.code for s in rules if not _has_figures(campaign, s, required)),
    )


def _may_contradict(one: _ProofRule, other: _ProofRule, required: Sequence[frozenset[str]]) -> bool:
    """Whether two rules share figures and none of `_TRIES` satisfies both. `required`: each agency's indicators."""
    if one.between != other.between or one.names.isdisjoint(other.names) or one.fulfilled & other.fulfilled:
        return False
    names = one.names | other.names
    return one.between or any(names <= of_one for of_one in required)


def _has_figures(campaign: Campaign, rule: _ProofRule, required: Sequence[frozenset[str]]) -> bool:
    """Whether some agency has to report all figures of a rule, or all totals of its figures are sums."""
    if rule.between or any(rule.names <= of_one for of_one in required):
        return True
    bases = {use.name for use, _ in name_uses(rule.condition)}
    return all(campaign.indicator_by_code[base].across_agencies == "sum" for base in bases)


def _proof_rule(campaign: Campaign, rule: Rule, computed: Mapping[str, Formula]) -> _ProofRule:
    formula, between = expressions.parse(rule.formula), is_between(rule)
    condition = formula.expression if between else _without_computed(formula, computed).expression
    domains = partial(_domain_of_several if between else _domain_of_one, campaign)
    tried = replace(formula, expression=condition)
    positions = {code: n for n, code in enumerate(campaign.indicator_by_code)}

    def holds_of(number: int) -> bool:
        def look_up(name: str) -> Operand:
            return _figure(domains(name), positions[split_name(name)[0]], number)

        return judge(tried, look_up).verdict is Verdict.PASSED

    fulfilled = frozenset(filter(holds_of, range(len(_TRIES))))
    return _ProofRule(rule.code, condition, frozenset(formula.names), between, domains, fulfilled)


def _figure(domain: Domain, position: int, number: int) -> float | bool | str:
    """A figure that the definition allows, for the name at this position; every rule gets the same figure for it."""
    times, modulo = _TRIES[number]
    value = float((position + 1) * times % modulo)
    if domain.answers is not None:
        chosen = domain.answers[int(value) % len(domain.answers)] if domain.answers else ""
        return chosen == YES if domain.yes_or_no else chosen
    least, most = domain.least, domain.most
    value = value if least is None else max(value, least)
    return value if most is None else min(value, most)


def _without_computed(formula: Formula, computed: Mapping[str, Formula]) -> Formula:
    """The formula, with computed indicators replaced by their formulas unless it would become too long."""
    try:
        return expressions.substitute(formula, computed)
    except FormulaError:
        return formula


def _domain_of_several(campaign: Campaign, name: str) -> Domain:
    """The domain of a total: not below 0 where no agency's figure is."""
    indicator = campaign.indicator_by_code[split_name(name)[0]]
    least, _ = limits(indicator) if indicator.numeric and not indicator.formula else (None, None)
    return Domain(0.0 if least is not None and least >= 0 else None)


def _domain_of_one(campaign: Campaign, code: str) -> Domain:
    indicator = campaign.indicator_by_code[code]
    match indicator.kind:
        case "yesno":
            return Domain(answers=(YES, NO))
        case "choice":
            return Domain(answers=indicator.choices)
        case "text":
            return Domain(answers=())
    return Domain() if indicator.formula or not indicator.numeric else Domain(*limits(indicator))
