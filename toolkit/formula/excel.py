"""Prints formulas of the rule language as Excel formulas, which judge the cells of a form while it is filled in.

Works in Excel 2010 and later and in LibreOffice, which differ where a formula is ambiguous: the value of TRUE=1, 0^0,
the last digits of numbers that should be equal. So the type of every part (number, logical value, words) is determined
here from the cells' kinds, and comparisons are printed with the tolerance of `program`. Cells hold what people type:

* a numeric cell counts as filled if it holds a number, or one of the words that mean 0;
* a date cell if it holds a date; a yes/no cell if it holds one of the words for yes or no;
* any other cell if it is not blank and holds none of the words that give no answer.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from toolkit.formula.program import NO_WORDS, SCALE, TOLERANCE, YES_WORDS, ZERO_LIMIT
from toolkit.formula.syntax import (
    LONGEST,
    Arithmetic,
    Call,
    Comparator,
    Comparison,
    FormulaError,
    Minus,
    Name,
    Node,
    NumberLiteral,
    Percent,
    TextLiteral,
    TruthLiteral,
    name_uses,
)
from toolkit.model import NUMERIC_KINDS, Kind

ResultType = Literal["number", "truth", "words", "mixed"]

#: The most levels of nesting in Excel.
_LEVELS = 64
#: The most arguments of a function, and the most characters between two quotes, in Excel.
_MOST = 255
_STRENGTH = {"+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
_STRING = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class ExcelCell:
    """The cell of a figure (`E13`, `$E$13`, `'Số liệu'!E13`) and the kind of its indicator."""

    reference: str
    kind: Kind
    adds_up: bool = True
    """Whether words for nothing in the cell count as 0."""


CellOf = Callable[[str], ExcelCell]


def print_value(node: Node, cell: CellOf, zero_words: str, gap_words: str) -> str:
    """See `expressions.to_excel`. Raises FormulaError `formula-too-long`."""
    printer = _Printer(cell, zero_words, gap_words)
    return printer.whole_formula(node, printer.as_value(node))


def print_verdict(node: Node, cell: CellOf, zero_words: str, gap_words: str) -> str:
    """See `expressions.verdict_to_excel`. Raises FormulaError `formula-too-long`."""
    printer = _Printer(cell, zero_words, gap_words)
    return printer.whole_formula(node, f"IF({printer.as_truth(node)},1,0)")


class _Printer:
    def __init__(self, cell: CellOf, zero_words: str, gap_words: str) -> None:
        self.cell = cell
        self.zero_words, self.gap_words = zero_words, gap_words

    # The whole formula

    def whole_formula(self, node: Node, inner: str) -> str:
        """A formula that gives `inner` if all the needed figures are present and `inner` is no error, else ""."""
        present = self.presence_condition(node)
        if present:
            inner = f'IF({present},{inner},"")'
        formula = f'=IFERROR({inner},"")'
        if len(formula) > LONGEST or _levels(formula) > _LEVELS:
            raise FormulaError("formula-too-long", 0)
        return formula

    def presence_condition(self, node: Node) -> str:
        """The condition that every needed figure of `node` is present; "" if it needs none."""
        needed = dict.fromkeys(use.name for use, needed in name_uses(node) if needed)
        conditions = [self.filled_condition(self.cell(name)) for name in needed]
        while len(conditions) > 1:
            conditions = [
                f"AND({','.join(conditions[start : start + _MOST])})" for start in range(0, len(conditions), _MOST)
            ]
        return "".join(conditions)

    def filled_condition(self, cell: ExcelCell) -> str:
        here = cell.reference
        if cell.kind in NUMERIC_KINDS and self.zero_words and cell.adds_up:
            # MATCH would take a typed "?" or "*" for a wildcard, and find a word.
            return f"OR(ISNUMBER({here}),SUMPRODUCT(--({self.zero_words}=TRIM({here})))>0)"
        if cell.kind in NUMERIC_KINDS or cell.kind == "date":
            return f"ISNUMBER({here})"
        if cell.kind == "yesno":
            return f"OR({_equalities(here, YES_WORDS + NO_WORDS)})"
        if self.gap_words:
            return f"AND(LEN(TRIM({here}))>0,SUMPRODUCT(--({self.gap_words}=TRIM({here})))=0)"
        return f"LEN(TRIM({here}))>0"

    # A part of the formula, printed as the required type

    def type_of(self, node: Node) -> ResultType:
        match node:
            case TruthLiteral() | Comparison() | Call("AND" | "OR" | "NOT" | "ISBLANK"):
                return "truth"
            case TextLiteral():
                return "words"
            case Name(name):
                kind = self.cell(name).kind
                if kind in NUMERIC_KINDS or kind == "date":
                    return "number"
                return "truth" if kind == "yesno" else "words"
            case Call("IF", (_, yes, no)):
                first, second = self.type_of(yes), self.type_of(no)
                return first if first == second else "mixed"
            case _:
                return "number"

    def as_value(self, node: Node) -> str:
        result = self.type_of(node)
        if result == "number":
            return self.as_number(node)
        if result == "truth":
            return self.as_truth(node)
        if result == "words":
            return self.as_words(node)
        return self.conditional(node, self.as_value)

    def conditional(self, node: Node, show: Callable[[Node], str]) -> str:
        """Prints an IF, with each branch printed by `show`."""
        condition, yes, no = node.arguments  # type: ignore[union-attr]
        return f"IF({self.as_truth(condition)},{show(yes)},{show(no)})"

    def as_words(self, node: Node) -> str:
        match node:
            case TextLiteral(value):
                return _string_literal(value)
            case Name(name):
                return f"TRIM({self.cell(name).reference})"
            case _:
                return self.conditional(node, self.as_words)

    def as_truth(self, node: Node) -> str:
        match node:
            case TruthLiteral(value):
                return str(value).upper()
            case Name(name) if self.cell(name).kind == "yesno":
                return f"OR({_equalities(self.cell(name).reference, YES_WORDS)})"
            case Comparison(comparator, left, right):
                return self.comparison(comparator, left, right)
            case Call("ISBLANK", (operand,)):
                return self.blank_test(operand)
            case Call("IF"):
                return self.conditional(node, self.as_truth)
            case Call("AND" | "OR" | "NOT" as function, arguments):
                return _call_text(function, map(self.as_truth, arguments))
            case _:
                if self.type_of(node) == "words":
                    return "NA()"
                return self.comparison("<>", node, NumberLiteral(0.0))

    def as_number(self, node: Node) -> str:
        match node:
            case NumberLiteral(value):
                return _number_literal(value)
            case Name(name) if self.type_of(node) == "number":
                cell = self.cell(name)
                words = self.zero_words and cell.kind in NUMERIC_KINDS
                return f"N({cell.reference})" if words else cell.reference
            case Minus(operand):
                return f"-{self.bracketed(operand, 5)}"
            case Percent(operand):
                return f"{self.bracketed(operand, 3)}/100"
            case Arithmetic():
                return self.arithmetic(node)
            case Call("IF"):
                return self.conditional(node, self.as_number)
            case Call("SUM" | "MIN" | "MAX" | "ABS" | "ROUND" as function, arguments):
                return _call_text(function, map(self.as_number, arguments))
            case _:
                return f"N({self.as_truth(node)})" if self.type_of(node) == "truth" else "NA()"

    # The parts with special rules

    def bracketed(self, node: Node, strength: int) -> str:
        """Prints the operand as a number, in brackets if its operator binds less than `strength`."""
        text = self.as_number(node)
        match node:
            case Arithmetic(operator):
                binding = _STRENGTH[operator]
            case Percent():
                binding = 3
            case Minus():
                binding = 0
            case _:
                binding = 9
        return text if binding >= strength else f"({text})"

    def arithmetic(self, node: Arithmetic) -> str:
        strength = _STRENGTH[node.operator]
        left = self.bracketed(node.left, strength)
        right = self.bracketed(node.right, strength + 1)
        if node.operator == "/" and not self.is_exact(node.right):
            divisor = self.as_number(node.right)
            return f"{left}/IF(ABS({divisor})<={_number_literal(ZERO_LIMIT)},0,{divisor})"
        if node.operator == "^":
            return self.power(node, f"{left}^{right}")
        return f"{left}{node.operator}{right}"

    def power(self, node: Arithmetic, plain: str) -> str:
        """Prints a power that is an error where Excel and LibreOffice disagree: 0^0, and roots of negative numbers."""
        base, exponent = self.as_number(node.left), self.as_number(node.right)
        if isinstance(node.right, NumberLiteral):
            if node.right.value <= 0:
                return (
                    f"IF(({base})=0,NA(),{plain})"
                    if node.right.value.is_integer()
                    else (f"IF(({base})<=0,NA(),{plain})")
                )
            return plain if node.right.value.is_integer() else f"IF(({base})<0,NA(),{plain})"
        root = f"AND(({base})<0,({exponent})<>INT({exponent}))"
        return f"IF(OR({root},AND(({base})=0,({exponent})<=0)),NA(),{plain})"

    def blank_test(self, operand: Node) -> str:
        present = self.presence_condition(operand)
        if isinstance(operand, Name):
            return f"NOT(IFERROR({present},FALSE))"
        inner = self.as_value(operand)
        return f"ISERROR(IF({present},{inner},NA()))" if present else f"ISERROR({inner})"

    def is_exact(self, node: Node) -> bool:
        """Whether the node's number has no rounding errors: a figure, a literal, or computed from whole numbers."""
        return isinstance(node, Name | NumberLiteral) or self.is_whole(node)

    def is_whole(self, node: Node) -> bool:
        match node:
            case NumberLiteral(value):
                return value.is_integer()
            case Name(name):
                return self.cell(name).kind in ("count", "date")
            case Minus(operand) | Call("ABS", (operand,)):
                return self.is_whole(operand)
            case Arithmetic("+" | "-" | "*", left, right):
                return self.is_whole(left) and self.is_whole(right)
            case Call("SUM" | "MIN" | "MAX", arguments):
                return all(map(self.is_whole, arguments))
            case _:
                return False

    def comparison(self, comparator: Comparator, left: Node, right: Node) -> str:
        types = (self.type_of(left), self.type_of(right))
        if types[0] == "mixed":
            return self.conditional(left, lambda branch: self.comparison(comparator, branch, right))
        if types[1] == "mixed":
            return self.conditional(right, lambda branch: self.comparison(comparator, left, branch))
        if types == ("number", "number"):
            return self.number_comparison(comparator, left, right)
        if comparator not in ("=", "<>"):
            return "NA()"
        if types == ("words", "words"):
            same = f"{self.as_words(left)}={self.as_words(right)}"
        elif types == ("truth", "truth"):
            same = f"({self.as_truth(left)})=({self.as_truth(right)})"
        elif types == ("truth", "words"):
            same = self.truth_equals_words(left, right)
        elif types == ("words", "truth"):
            same = self.truth_equals_words(right, left)
        else:
            # Values of different types are never equal, but an error in one of them stays an error.
            same = f"IF(ISERROR(({self.as_value(left)})&({self.as_value(right)})),NA(),FALSE)"
        return same if comparator == "=" else f"NOT({same})"

    def truth_equals_words(self, left: Node, right: Node) -> str:
        truth = self.as_truth(left)
        if isinstance(right, TextLiteral):
            word = right.value.casefold()
            if word in YES_WORDS:
                return truth
            return f"NOT({truth})" if word in NO_WORDS else f"AND({truth},FALSE)"
        words = self.as_words(right)
        yes, no = (f"OR({','.join(f'{words}={_string_literal(w)}' for w in ws)})" for ws in (YES_WORDS, NO_WORDS))
        return f"IF({truth},{yes},{no})"

    def number_comparison(self, comparator: Comparator, left: Node, right: Node) -> str:
        a, b = self.as_number(left), self.as_number(right)
        if (isinstance(left, Name | NumberLiteral) and isinstance(right, Name | NumberLiteral)) or (
            self.is_whole(left) and self.is_whole(right)
        ):
            return f"{a}{comparator}{b}"
        sides = [(a, left), (b, right)]
        large = [f"ABS({s})" for s, n in sides if not isinstance(n, NumberLiteral) or abs(n.value) > SCALE]
        near = f"{_number_literal(TOLERANCE)}*MAX({','.join([_number_literal(SCALE), *large])})"
        difference = f"{a}-({b})"
        if comparator in ("=", "<>"):
            return f"ABS({difference}){'<=' if comparator == '=' else '>'}{near}"
        sign = "" if comparator in ("<=", ">") else "-"
        return f"{difference}{comparator}{sign}{near}"


def _equalities(reference: str, words: Iterable[str]) -> str:
    return ",".join(f"TRIM({reference})={_string_literal(word)}" for word in words)


def _call_text(function: str, arguments: Iterable[str]) -> str:
    return f"{function}({','.join(arguments)})"


def _number_literal(value: float) -> str:
    return str(int(value)) if value.is_integer() and value < 1e15 else repr(value).upper()


def _string_literal(text: str) -> str:
    pieces = [text[start : start + _MOST] for start in range(0, len(text), _MOST)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _levels(formula: str) -> int:
    level = deepest = 0
    for sign in _STRING.sub("", formula):
        if sign in "()":
            level += 1 if sign == "(" else -1
            deepest = max(deepest, level)
    return deepest
