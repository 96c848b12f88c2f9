"""Proofs that no numbers satisfy all of some linear inequalities.

One unknown after the other is eliminated (Fourier and Motzkin), in exact fractions. If no real numbers satisfy the
inequalities, no whole numbers do either, so a proof holds for counts too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

#: How a sum compares with 0.
Relation = Literal["<", "<=", "="]
#: The most inequalities at a time; with more nothing is proved.
_MOST = 400


_NOTHING = Fraction(0)


class Linear(NamedTuple):
    """A sum of unknowns times factors, and a constant. `terms`: (unknown, factor), unknowns ascending, no factor 0."""

    terms: tuple[tuple[int, Fraction], ...] = ()
    constant: Fraction = _NOTHING

    def plus(self, other: Linear, times: Fraction = Fraction(1)) -> Linear:
        """This sum plus `times` the other."""
        terms = dict(self.terms)
        for unknown, factor in other.terms:
            terms[unknown] = terms.get(unknown, _NOTHING) + factor * times
        return _linear(terms, self.constant + other.constant * times)

    def times(self, factor: Fraction) -> Linear:
        return _linear({u: f * factor for u, f in self.terms}, self.constant * factor)

    def factor(self, unknown: int) -> Fraction:
        """The factor of the unknown; 0 if the unknown is not in the sum."""
        return next((factor for other, factor in self.terms if other == unknown), _NOTHING)


def _linear(terms: Mapping[int, Fraction], constant: Fraction) -> Linear:
    return Linear(tuple(sorted((u, f) for u, f in terms.items() if f)), constant)


class Inequality(NamedTuple):
    """The sum, compared with 0."""

    sum: Linear
    relation: Relation

    @property
    def is_false(self) -> bool:
        """Whether the inequality has no unknowns and does not hold."""
        value = self.sum.constant
        holds = {"<": value < 0, "<=": value <= 0, "=": value == 0}
        return not self.sum.terms and not holds[self.relation]


def have_no_solution(inequalities: Iterable[Inequality]) -> bool:
    """Whether it is proved that no numbers satisfy all inequalities. False also if a proof would take too long."""
    rows = tuple(dict.fromkeys(inequalities))
    while True:
        if any(row.is_false for row in rows):
            return True
        rows = _strictest(row for row in rows if row.sum.terms)
        if not rows or len(rows) > _MOST:
            return False
        rows = _without(_unknown_to_eliminate(rows), rows)


def _strictest(rows: Iterable[Inequality]) -> tuple[Inequality, ...]:
    """The rows; of several rows that compare the same sum with constants, only the strictest."""
    strictest: dict[object, Inequality] = {}
    for row in rows:
        scaled = Inequality(row.sum.times(1 / abs(row.sum.terms[0][1])), row.relation)
        key: object = scaled if row.relation == "=" else scaled.sum.terms
        other = strictest.get(key)
        if other is None or _strictness(scaled) > _strictness(other):
            strictest[key] = scaled
    return tuple(strictest.values())


def _strictness(row: Inequality) -> tuple[Fraction, bool]:
    return row.sum.constant, row.relation == "<"


def _unknown_to_eliminate(rows: Sequence[Inequality]) -> int:
    """The unknown whose elimination leaves the fewest rows; an unknown of an equation if there is an equation."""
    equation = next((row for row in rows if row.relation == "="), None)
    if equation is not None:
        return equation.sum.terms[0][0]
    counts: dict[int, list[int]] = {}
    for row in rows:
        for unknown, factor in row.sum.terms:
            counts.setdefault(unknown, [0, 0])[factor > 0] += 1
    return min(counts, key=lambda u: (counts[u][0] * counts[u][1], u))


def _without(unknown: int, rows: Sequence[Inequality]) -> tuple[Inequality, ...]:
    """Eliminates the unknown. The result can be satisfied if and only if the rows can."""
    equation = next((row for row in rows if row.relation == "=" and row.sum.factor(unknown)), None)
    if equation is not None:
        # The unknown's value by an equation, minus the unknown: adding a multiple of it eliminates the unknown.
        put = equation.sum.times(-1 / equation.sum.factor(unknown))
        return tuple(Inequality(r.sum.plus(put, r.sum.factor(unknown)), r.relation) for r in rows if r is not equation)
    below = [row for row in rows if row.sum.factor(unknown) > 0]
    above = [row for row in rows if row.sum.factor(unknown) < 0]
    rest = [row for row in rows if not row.sum.factor(unknown)]
    return (*rest, *(_implied(unknown, one, other) for one in below for other in above))


def _implied(unknown: int, below: Inequality, above: Inequality) -> Inequality:
    """The inequality that an upper and a lower bound imply."""
    total = below.sum.times(1 / below.sum.factor(unknown)).plus(above.sum.times(-1 / above.sum.factor(unknown)))
    return Inequality(total, "<" if "<" in (below.relation, above.relation) else "<=")
