"""Expressions of the live checks: each is printed for Excel and evaluated for what is filled in.

The value of a cell's expression is its number, or None for a cell without a usable number. Every function here makes
both the formula and the result, so that a check cannot differ between the form and Python.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import NamedTuple

from toolkit.values.totals import TOLERANCE

_COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}

#: Numbers are unequal if they differ by more than this, absolutely or relative to the larger.
_NEAR = 1e-9


class Expression(NamedTuple):
    """An Excel expression and its result. A condition without a formula is never true."""

    formula: str
    value: float | None


NEVER = Expression("", False)


def count(cells: Sequence[Expression]) -> Expression:
    """The number of cells with a number."""
    return Expression(f"COUNT({_list(cells)})", sum(cell.value is not None for cell in cells))


def total(cells: Sequence[Expression]) -> Expression:
    return Expression(f"SUM({_list(cells)})", fsum(cell.value for cell in cells if cell.value is not None))


def number(cell: Expression) -> Expression:
    """The cell's number; 0 for a cell without a number."""
    return Expression(f"N({cell.formula})", cell.value or 0.0)


def true_count(tests: Sequence[Expression]) -> Expression:
    """The number of conditions that are true."""
    counted = "+".join(f"IF({test.formula},1,0)" for test in tests)
    return Expression(f"({counted})", sum(bool(test.value) for test in tests))


def compare(one: Expression, sign: str, other: Expression | int) -> Expression:
    """The comparison of two numbers; if a number may be missing, it must be in `both_numbers`."""
    other = Expression(str(other), other) if isinstance(other, int) else other
    return Expression(f"{one.formula}{sign}{other.formula}", _COMPARED[sign](one.value or 0, other.value or 0))


def differ(one: Expression, other: Expression) -> Expression:
    """Whether two sums differ by more than the rounding of additions; a missing number counts as 0."""
    values = one.value or 0.0, other.value or 0.0
    size = f"MAX(ABS({one.formula}),ABS({other.formula}))"
    is_so = abs(values[0] - values[1]) > max(map(abs, values)) * TOLERANCE
    return Expression(f"ABS({one.formula}-{other.formula})>{size}*{TOLERANCE:.0E}", is_so)


def unequal(one: Expression, other: Expression) -> Expression:
    """Whether two numbers differ by more than the rounding of their last digits."""
    values = one.value or 0.0, other.value or 0.0
    size = f"MAX(1,ABS({one.formula}),ABS({other.formula}))"
    is_so = abs(values[0] - values[1]) > _NEAR * max(1.0, *map(abs, values))
    return Expression(f"ABS({one.formula}-{other.formula})>{_NEAR:.15G}*{size}", is_so)


def less(one: Expression, other: Expression) -> Expression:
    return compare(one, "<", other)


def both_numbers(
    one: Expression, other: Expression, test: Callable[[Expression, Expression], Expression]
) -> Expression:
    """Whether both expressions are numbers, and meet the test."""
    tested, are_numbers = test(one, other), one.value is not None and other.value is not None
    formula = f"IF(ISNUMBER({one.formula})*ISNUMBER({other.formula}),{tested.formula},FALSE)"
    return Expression(formula, are_numbers and tested.value)


def only_some(number: Expression, among: int) -> Expression:
    """Whether a count is neither 0 nor `among`. (Exactly then |2·count − among| is below `among`.)"""
    return Expression(f"ABS(2*{number.formula}-{among})<{among}", 0 < (number.value or 0) < among)


def all_of(*tests: Expression) -> Expression:
    return Expression(f"AND({','.join(test.formula for test in tests)})", all(test.value for test in tests))


def _list(cells: Sequence[Expression]) -> str:
    return ",".join(cell.formula for cell in cells)
