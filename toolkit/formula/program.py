"""Evaluation of the rule language: a tree is compiled once to nested functions over a list of values.

A value is a float, a bool (a condition, or a yes/no figure) or a str. What is an error in Excel (`#DIV/0!`,
`#VALUE!`, `#NUM!`) raises `Invalid`. IF evaluates only the branch it takes; AND and OR evaluate all their arguments, as
in Excel.

Two numbers are equal if they differ by no more than 1e-9, or 1e-14 of the larger one: wide enough for rounding errors
of binary floating point (0.1+0.2=0.3; ABS(50.1-50)<=0.1), and whole numbers are distinguished up to 1e14. `<` and `<=`
use the same test, and dividing by a number that equals 0 by this test is an error. `excel` prints the same test, so
that the form and the check never disagree.
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from itertools import repeat
from typing import TypeAlias

from toolkit.formula.syntax import (
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    Minus,
    Name,
    Node,
    NumberLiteral,
    Operator,
    Percent,
    TextLiteral,
    TruthLiteral,
    name_uses,
)

#: Equal numbers differ by at most TOLERANCE × max(SCALE, |a|, |b|).
TOLERANCE = 1e-14
SCALE = 1e5
#: All figures are below this number.
LARGE = 1e15
#: Numbers up to this size equal 0.
ZERO_LIMIT = 1e-9

# The words that equal a yes/no figure, in lower case.
YES_WORDS = ("có", "yes")
NO_WORDS = ("không", "no")


class Absent(Enum):
    """Why there is no value: it was not reported or cannot be computed, or it was not required."""

    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class Invalid(ArithmeticError):
    """Excel would show an error here."""


Result: TypeAlias = float | bool | str
Values: TypeAlias = Sequence[Result | Absent]
Program: TypeAlias = Callable[[Values], Result]
Columns: TypeAlias = Mapping[str, Sequence[float]]
Sides: TypeAlias = tuple[float, float]
Explain: TypeAlias = Callable[[Values], Sides | None]


def equal_numbers(a: float, b: float) -> bool:
    """Whether two numbers are equal but for rounding errors of binary floating point.

    They may differ by 1e-9, or by 1e-14 of the larger one.
    """
    return abs(a - b) <= TOLERANCE * max(SCALE, abs(a), abs(b))


def as_number(value: Result | Absent) -> float:
    """The value as a number; a condition counts 1 or 0, as in Excel. Raises Invalid for words."""
    if type(value) is float:
        return value
    if isinstance(value, bool):
        return float(value)
    raise Invalid


def as_truth(value: Result | Absent) -> bool:
    """The value as a condition; a number is true unless it equals 0 (within 1e-9). Raises Invalid for words."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return abs(value) > ZERO_LIMIT
    raise Invalid


def compare_values(comparator: Comparator, a: Result, b: Result) -> bool:
    """Compares as Excel does: upper and lower case are the same, and values of different types are not equal.

    A yes/no figure equals the words of `YES_WORDS` or `NO_WORDS`. Only numbers have an order; other
    order comparisons raise Invalid.
    """
    if type(a) is float and type(b) is float:
        if equal_numbers(a, b):
            return comparator in ("=", "<=", ">=")
        return comparator == "<>" or comparator.startswith("<" if a < b else ">")
    if comparator not in ("=", "<>"):
        raise Invalid
    return _are_same(a, b) == (comparator == "=")


def _are_same(a: Result, b: Result) -> bool:
    if isinstance(a, bool):
        if isinstance(b, str):
            return b.casefold() in (YES_WORDS if a else NO_WORDS)
        return isinstance(b, bool) and a == b
    if isinstance(b, bool):
        return _are_same(b, a)
    return isinstance(a, str) and isinstance(b, str) and a.casefold() == b.casefold()


def round_half_away(value: float, digits: float) -> float:
    """ROUND as in Excel: halves away from zero, on the 15 digits that Excel shows."""
    places = int(digits)
    if abs(value) >= 1e15 and places >= 0:
        return value
    if abs(places) > 300:
        return value if places > 0 else 0.0
    power = 10.0 ** abs(places)
    scaled = abs(value) * power if places >= 0 else abs(value) / power
    if scaled >= 1e15:
        return value
    whole = math.floor(float(f"{scaled:.15g}") + 0.5)
    return math.copysign(whole / power if places >= 0 else whole * power, value)


# --- Compiling ---------------------------------------------------------------------------------


def compile_node(node: Node, index: dict[str, int]) -> Program:
    """The function that evaluates `node`; `index` is the position of each name's value."""
    match node:
        case NumberLiteral(value) | TextLiteral(value) | TruthLiteral(value):
            return lambda values: value
        case Name(name):
            return operator.itemgetter(index[name])
        case Minus(operand):
            inner = compile_node(operand, index)
            return lambda values: -as_number(inner(values))
        case Percent(operand):
            inner = compile_node(operand, index)
            return lambda values: as_number(inner(values)) / 100
        case Arithmetic(sign, left, right):
            return _compile_arithmetic(sign, compile_node(left, index), compile_node(right, index))
        case Comparison(comparator, left, right):
            first, second = compile_node(left, index), compile_node(right, index)
            return _compile_comparison(comparator, first, second)
        case Call("ISBLANK", (operand,)):
            return _compile_blank(operand, index)
        case Call(function, arguments):
            return _FUNCTIONS[function](tuple(compile_node(a, index) for a in arguments))


def _compile_comparison(comparator: Comparator, first: Program, second: Program) -> Program:
    """The function that compares the results of two, as `compare_values`, faster for two numbers (the usual case)."""
    if_same = comparator in ("=", "<=", ">=")
    if_less, if_more = comparator.startswith("<"), comparator in ("<>", ">", ">=")

    def run(values: Values) -> bool:
        a, b = first(values), second(values)
        if a.__class__ is float and b.__class__ is float:
            if a == b or (if_same and (if_less if a < b else if_more)):
                return if_same
            if equal_numbers(a, b):
                return if_same
            return if_less if a < b else if_more
        return compare_values(comparator, a, b)

    return run


def _compile_arithmetic(sign: Operator, left: Program, right: Program) -> Program:
    operation = _OPERATIONS[sign]

    def run(values: Values) -> float:
        a, b = left(values), right(values)
        if type(a) is not float:
            a = as_number(a)
        if type(b) is not float:
            b = as_number(b)
        result = operation(a, b)
        if result - result != 0:  # infinite
            raise Invalid
        return result

    return run


def _divide(a: float, b: float) -> float:
    if abs(b) <= ZERO_LIMIT:
        raise Invalid
    return a / b


def _power(a: float, b: float) -> float:
    if (a == 0 and b <= 0) or (a < 0 and b != math.floor(b)):
        raise Invalid
    try:
        return math.pow(a, b)
    except (OverflowError, ValueError):
        raise Invalid from None


_OPERATIONS: dict[Operator, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "^": _power,
}


def _compile_if(arguments: tuple[Program, ...]) -> Program:
    condition, yes, no = arguments
    return lambda values: yes(values) if as_truth(condition(values)) else no(values)


def _compile_round(arguments: tuple[Program, ...]) -> Program:
    value, digits = arguments
    return lambda values: round_half_away(as_number(value(values)), as_number(digits(values)))


def _compile_with_numbers(function: Callable[[list[float]], float]) -> Callable[[tuple[Program, ...]], Program]:
    return lambda arguments: lambda values: function([as_number(a(values)) for a in arguments])


def _compile_with_truths(function: Callable[[list[bool]], bool]) -> Callable[[tuple[Program, ...]], Program]:
    return lambda arguments: lambda values: function([as_truth(a(values)) for a in arguments])


def _sum(numbers: list[float]) -> float:
    total = sum(numbers, 0.0)
    if total - total != 0:
        raise Invalid
    return total


_FUNCTIONS: dict[str, Callable[[tuple[Program, ...]], Program]] = {
    "IF": _compile_if,
    "ROUND": _compile_round,
    "AND": _compile_with_truths(all),
    "OR": _compile_with_truths(any),
    "NOT": _compile_with_truths(lambda truths: not truths[0]),
    "SUM": _compile_with_numbers(_sum),
    "MIN": _compile_with_numbers(min),
    "MAX": _compile_with_numbers(max),
    "ABS": _compile_with_numbers(lambda numbers: abs(numbers[0])),
}


def _compile_blank(operand: Node, index: dict[str, int]) -> Program:
    """The function for ISBLANK: whether a figure is absent, or whether an expression cannot be computed."""
    needed = [index[use.name] for use, needed in name_uses(operand) if needed]
    inner = compile_node(operand, index)

    def run(values: Values) -> bool:
        if any(isinstance(values[position], Absent) for position in needed):
            return True
        try:
            inner(values)
        except Invalid:
            return True
        return False

    return run


# --- Many figures at once ----------------------------------------------------------------------


def compile_columns(node: Node) -> Callable[[Columns], bool] | None:
    """The function that returns whether a comparison certainly holds in every row of numbers; None if there is no fast
    function.

    The numbers are below `LARGE`, so that no result is infinite; NaN is a missing number, for which nothing holds.
    Numbers that differ by rounding errors alone may count as different.
    """
    if not isinstance(node, Comparison) or node.comparator not in _PLAINLY:
        return None
    left, right = _compile_column(node.left), _compile_column(node.right)
    if left is None or right is None or not any(True for _ in name_uses(node)):
        return None
    holds = _PLAINLY[node.comparator]
    return lambda columns: all(map(holds, left(columns), right(columns)))


def _compile_column(node: Node) -> Callable[[Columns], Iterable[float]] | None:
    match node:
        case Name(name):
            return operator.itemgetter(name)
        case NumberLiteral(value) if abs(value) < LARGE:
            return lambda columns: repeat(value)
        case Arithmetic("+" | "-" as sign, left, right) | Arithmetic(
            "*" as sign, (Name() as left), (NumberLiteral() as right)
        ):
            first, second, operation = _compile_column(left), _compile_column(right), _OPERATIONS[sign]
            if first is not None and second is not None:
                return lambda columns: map(operation, first(columns), second(columns))
    return None


_PLAINLY: dict[str, Callable[[float, float], bool]] = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}


# --- Why a rule fails --------------------------------------------------------------------------


def compile_sides(node: Node, index: dict[str, int]) -> Explain:
    """The function that finds the two numbers whose comparison decided `node`, or None.

    The function searches inside NOT, in the branch that an IF takes, and in the first argument that makes an AND false.
    """
    match node:
        case Comparison(_, left, right):
            return _both_numbers(compile_node(left, index), compile_node(right, index))
        case Call("NOT", (operand,)):
            return compile_sides(operand, index)
        case Call("IF", (condition, yes, no)):
            holds, first, second = compile_node(condition, index), compile_sides(yes, index), compile_sides(no, index)
            return lambda values: first(values) if as_truth(holds(values)) else second(values)
        case Call("AND", arguments):
            return _first_false(tuple((compile_node(a, index), compile_sides(a, index)) for a in arguments))
        case _:
            return lambda values: None


def _both_numbers(left: Program, right: Program) -> Explain:
    def run(values: Values) -> Sides | None:
        a, b = left(values), right(values)
        return (a, b) if type(a) is float and type(b) is float else None

    return run


def _first_false(arguments: tuple[tuple[Program, Explain], ...]) -> Explain:
    def run(values: Values) -> Sides | None:
        return next((sides(values) for program, sides in arguments if not as_truth(program(values))), None)

    return run
