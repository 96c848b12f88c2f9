"""Proofs about rules without any figures: that they can never hold, never fail, or never hold together.

A condition is split into cases, in each of which certain linear inequalities hold and certain answers were chosen;
if no case is possible, the condition never holds. An expression that is not linear (a product of two figures, ROUND,
ISBLANK) is an unknown number or logical value, the same one wherever the same text occurs. So there may be too many
cases, never too few: what is proved is true; what is not proved may be true too. Proofs take numbers as exact, although
rules treat two numbers that differ by 1e-9 as equal (`program`).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from toolkit.formula.inequalities import Inequality, Linear, Relation, have_no_solution
from toolkit.formula.program import NO_WORDS, YES_WORDS
from toolkit.formula.syntax import (
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Minus,
    Name,
    Node,
    NumberLiteral,
    Percent,
    TextLiteral,
    TruthLiteral,
)

#: The most cases of one condition that are examined; with more, nothing is known about the condition.
_MOST = 64
#: The two answers to a question of yes or no.
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Domain:
    """The domain of a figure: a number from `least` to `most` (None: no bound), or one of some answers."""

    least: float | None = None
    most: float | None = None
    answers: tuple[str, ...] | None = None
    """None for a number, (YES, NO) for yes or no, () for any words."""

    @property
    def numeric(self) -> bool:
        return self.answers is None

    @property
    def yes_or_no(self) -> bool:
        return self.answers == (YES, NO)


Domains: TypeAlias = Callable[[str], Domain]


class _Answer(NamedTuple):
    """The fact that a figure is, or is not, a certain answer."""

    name: str
    answer: str
    holds: bool


_Fact: TypeAlias = Inequality | _Answer
#: A case: facts that hold at the same time.
_Case: TypeAlias = tuple[_Fact, ...]
_Cases: TypeAlias = tuple[_Case, ...]
#: Conditions that may be anything; that never hold.
_ANYTHING: _Cases = ((),)
_NEVER: _Cases = ()
_ZERO = Linear()


def is_ruled_out(conditions: Sequence[tuple[Node, bool]], domains: Domains) -> bool:
    """Whether it is proved that no figures give each condition its stated result.

    `domains` has the domain of each name. Figures are assumed to be present: nothing is proved about rules that are
    not checkable.
    """
    reader = _Reader(domains)
    cases = _ANYTHING
    for condition, truth in conditions:
        cases = _both(cases, reader.cases_when(condition, truth))
    return all(reader.is_impossible(case) for case in cases)


def _both(some: _Cases, more: _Cases) -> _Cases:
    """The cases in which two conditions hold; if there are too many, the cases of one condition, which are weaker."""
    if len(some) * len(more) > _MOST:
        return min(some, more, key=len)
    return tuple((*one, *other) for one in some for other in more)


def _either(cases: Iterable[_Cases]) -> _Cases:
    joined = tuple(case for several in cases for case in several)
    return joined if len(joined) <= _MOST else _ANYTHING


@dataclass(slots=True)
class _Reader:
    """Splits conditions into cases, and numbers the unknowns in order of occurrence."""

    domains: Domains
    unknowns: dict[Node, int] = field(default_factory=dict)

    # -- conditions --

    def cases_when(self, node: Node, truth: bool) -> _Cases:
        """The cases in which a condition has this result."""
        match node:
            case TruthLiteral(value):
                return _ANYTHING if value == truth else _NEVER
            case Call("NOT", (inner,)):
                return self.cases_when(inner, not truth)
            case Call("AND" | "OR" as function, arguments):
                parts = [self.cases_when(a, truth) for a in arguments]
                return self._all_hold(parts) if truth == (function == "AND") else _either(parts)
            case Call("IF", (condition, yes, no)):
                return _either(
                    _both(self.cases_when(condition, chosen), self.cases_when(way, truth))
                    for chosen, way in ((True, yes), (False, no))
                )
            case Comparison(comparator, left, right):
                return self._cases_of_comparison(comparator, left, right, truth)
            case Name(name) if not self.domains(name).numeric:
                return ((_Answer(name, YES, truth),),) if self.domains(name).yes_or_no else _ANYTHING
            case Call("ISBLANK") | TextLiteral():
                return _ANYTHING
        return self._cases_of_numbers("<>", node, NumberLiteral(0.0), truth)

    def _all_hold(self, parts: Iterable[_Cases]) -> _Cases:
        cases = _ANYTHING
        for part in parts:
            cases = _both(cases, part)
        return cases

    def _cases_of_comparison(self, comparator: Comparator, left: Node, right: Node, truth: bool) -> _Cases:
        if self._is_number(left) and self._is_number(right):
            return self._cases_of_numbers(comparator, left, right, truth)
        if comparator not in ("=", "<>"):
            return _ANYTHING
        same = truth == (comparator == "=")
        for name, text in ((left, right), (right, left)):
            if isinstance(name, Name) and isinstance(text, TextLiteral):
                return self._cases_of_answer(name.name, text.value, same)
        if self._is_condition(left) and self._is_condition(right):
            return _either(
                _both(self.cases_when(left, one), self.cases_when(right, one if same else not one))
                for one in (True, False)
            )
        return _ANYTHING

    def _cases_of_answer(self, name: str, text: str, is_equal: bool) -> _Cases:
        domain, word = self.domains(name), text.casefold()
        if domain.numeric:
            return _ANYTHING
        if domain.yes_or_no:
            answer = YES if word in YES_WORDS else NO if word in NO_WORDS else None
            if answer is None:
                return _NEVER if is_equal else _ANYTHING
            return ((_Answer(name, answer, is_equal),),)
        return ((_Answer(name, word, is_equal),),)

    def _cases_of_numbers(self, comparator: Comparator, left: Node, right: Node, truth: bool) -> _Cases:
        cases: list[_Case] = []
        for facts, one in self.values(left):
            for more, other in self.values(right):
                rows = _rows(one.plus(other, Fraction(-1)), comparator, truth)
                cases += [(*facts, *more, row) for row in rows]
        return tuple(cases) if len(cases) <= _MOST else _ANYTHING

    def _is_condition(self, node: Node) -> bool:
        match node:
            case Comparison() | TruthLiteral() | Call("AND" | "OR" | "NOT" | "ISBLANK"):
                return True
            case Call("IF", (_, yes, no)):
                return self._is_condition(yes) and self._is_condition(no)
            case Name(name):
                return self.domains(name).yes_or_no
        return False

    def _is_number(self, node: Node) -> bool:
        match node:
            case NumberLiteral() | Arithmetic() | Minus() | Percent():
                return True
            case Call("IF", (_, yes, no)):
                return self._is_number(yes) and self._is_number(no)
            case Call(function):
                return function in ("SUM", "MIN", "MAX", "ABS", "ROUND")
            case Name(name):
                return self.domains(name).numeric
        return False

    # -- numbers --

    def values(self, node: Node) -> tuple[tuple[_Case, Linear], ...]:
        """The values of an expression, each with the case in which it has the value."""
        by_case = tuple(self._values(node))
        return by_case if 0 < len(by_case) <= _MOST else (((), self._unknown(node)),)

    def _values(self, node: Node) -> Iterator[tuple[_Case, Linear]]:
        match node:
            case NumberLiteral(value) if math.isfinite(value):
                yield (), Linear(constant=_exact(value))
            case Minus(inner):
                yield from ((facts, inside.times(Fraction(-1))) for facts, inside in self.values(inner))
            case Percent(inner):
                yield from ((facts, inside.times(Fraction(1, 100))) for facts, inside in self.values(inner))
            case Arithmetic(sign, left, right):
                for facts, one in self.values(left):
                    for more, other in self.values(right):
                        result = _linear_result(sign, one, other)
                        yield (*facts, *more), self._unknown(node) if result is None else result
            case Call("SUM", arguments):
                yield from self._sum(arguments)
            case Call("ABS", (inner,)):
                for facts, inside in self.values(inner):
                    yield (*facts, *_rows(inside, ">=", True)), inside
                    yield (*facts, *_rows(inside, "<", True)), inside.times(Fraction(-1))
            case Call("MIN" | "MAX" as function, arguments) if len(arguments) <= _MOST:
                yield from self._extremes(arguments, "<=" if function == "MIN" else ">=")
            case Call("IF", (condition, yes, no)) if self._is_number(node):
                for chosen, way in ((True, yes), (False, no)):
                    for case in self.cases_when(condition, chosen):
                        yield from (((*case, *facts), inside) for facts, inside in self.values(way))
            case _:
                yield (), self._unknown(node)

    def _sum(self, arguments: Sequence[Node]) -> Iterator[tuple[_Case, Linear]]:
        sums: tuple[tuple[_Case, Linear], ...] = (((), _ZERO),)
        for argument in arguments:
            values = self.values(argument)
            if len(sums) * len(values) > _MOST:
                return
            sums = tuple(((*facts, *more), one.plus(other)) for facts, one in sums for more, other in values)
        yield from sums

    def _extremes(self, arguments: Sequence[Node], comparator: Comparator) -> Iterator[tuple[_Case, Linear]]:
        """Yields each argument of MIN (or MAX) with the case in which it is the least (or the greatest) of them."""
        single = [self.values(argument) for argument in arguments]
        if any(len(values) > 1 for values in single):
            return
        candidates = [values[0] for values in single]
        every = tuple(fact for facts, _ in candidates for fact in facts)
        for _, value in candidates:
            rows = (row for _, other in candidates for row in _rows(value.plus(other, Fraction(-1)), comparator, True))
            yield (*every, *rows), value

    def _unknown(self, node: Node) -> Linear:
        return Linear(((self.unknowns.setdefault(node, len(self.unknowns)), Fraction(1)),))

    # -- whether a case is possible --

    def is_impossible(self, case: _Case) -> bool:
        """Whether the facts contradict each other or the domains."""
        if self._contradict([fact for fact in case if isinstance(fact, _Answer)]):
            return True
        rows = [fact for fact in case if isinstance(fact, Inequality)]
        used = {unknown for row in rows for unknown, _ in row.sum.terms}
        return have_no_solution([*rows, *self._bounds(used)])

    def _bounds(self, used: set[int]) -> Iterator[Inequality]:
        for node, unknown in self.unknowns.items():
            if unknown in used and isinstance(node, Name) and self.domains(node.name).numeric:
                domain, itself = self.domains(node.name), Linear(((unknown, Fraction(1)),))
                if domain.least is not None:
                    yield from _rows(itself.plus(Linear(constant=-_exact(domain.least))), ">=", True)
                if domain.most is not None:
                    yield from _rows(itself.plus(Linear(constant=-_exact(domain.most))), "<=", True)

    def _contradict(self, answers: Iterable[_Answer]) -> bool:
        stated: dict[str, set[str]] = {}
        excluded: dict[str, set[str]] = {}
        for fact in answers:
            (stated if fact.holds else excluded).setdefault(fact.name, set()).add(fact.answer)
        twice = any(len(of_one) > 1 for of_one in stated.values())
        denied = any(of_one & excluded.get(name, set()) for name, of_one in stated.items())
        return twice or denied or any(map(self._has_no_answer_left, excluded, excluded.values()))

    def _has_no_answer_left(self, name: str, excluded: set[str]) -> bool:
        known = self.domains(name).answers
        return bool(known) and {answer.casefold() for answer in known or ()} <= excluded


def _exact(number: float) -> Fraction:
    """The exact value of the number's shortest decimal form."""
    return Fraction(repr(number))


def _linear_result(sign: str, one: Linear, other: Linear) -> Linear | None:
    """The result of an operation, if it is linear in the unknowns."""
    if sign in "+-":
        return one.plus(other, Fraction(1 if sign == "+" else -1))
    if sign == "*" and not (one.terms and other.terms):
        return one.times(other.constant) if not other.terms else other.times(one.constant)
    if sign == "/" and not other.terms and other.constant:
        return one.times(1 / other.constant)
    return None


#: The negation of each comparison.
_OPPOSITE: Mapping[Comparator, Comparator] = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", "<=": ">", ">": "<="}
#: Each comparison of a sum with 0 as alternative inequalities: the kind of each, and the sign of the sum in it.
_AS_ROWS: Mapping[Comparator, tuple[tuple[Relation, int], ...]] = {
    "=": (("=", 1),),
    "<>": (("<", 1), ("<", -1)),
    "<": (("<", 1),),
    "<=": (("<=", 1),),
    ">": (("<", -1),),
    ">=": (("<=", -1),),
}


def _rows(sum_: Linear, comparator: Comparator, truth: bool) -> tuple[Inequality, ...]:
    """The alternative inequalities if a comparison of a sum with 0 has the result `truth`."""
    effective = comparator if truth else _OPPOSITE[comparator]
    return tuple(Inequality(sum_.times(Fraction(sign)), relation) for relation, sign in _AS_ROWS[effective])
