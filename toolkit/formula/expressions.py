"""The rule language: formulas as in Excel, with indicator codes for names.

A formula is parsed once, then evaluated in Python or printed for Excel:

    rule = parse("=DT02=DT03+DT04+DT05")
    check_names(rule, codes)                 # unknown names, each with the nearest known one
    rule = respelt(rule, codes)              # names as the definition spells them
    judge(rule, figures.__getitem__)         # passed, failed, or not checkable
    verdict_to_excel(rule, cell_of)          # the same judgement, live in the form

`syntax` has the grammar and the rule for decimal commas, `program` the meaning of equality, `excel` the printing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from typing import TypeAlias
from unicodedata import normalize

from toolkit.formula import excel as formula_excel
from toolkit.formula.excel import ExcelCell
from toolkit.formula.program import (
    LARGE,
    Absent,
    Columns,
    Explain,
    Invalid,
    Program,
    Result,
    as_truth,
    compile_columns,
    compile_node,
    compile_sides,
)
from toolkit.formula.syntax import (
    TALLEST,
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
    children,
    doubtful_comma,
    formula_as_text,
    is_taller_than,
    join_name,
    name_key,
    name_uses,
    numbers_in,
    parse_expression,
    split_name,
    word_at,
)
from toolkit.language.text import near_names, nearest
from toolkit.model.caching import cached

__all__ = [
    "LARGE",
    "Absent",
    "ExcelCell",
    "Formula",
    "FormulaError",
    "Judgement",
    "Lookup",
    "Operand",
    "Verdict",
    "check_indicators",
    "check_names",
    "check_rule",
    "evaluate",
    "holds_in_all_rows",
    "in_words",
    "join_name",
    "judge",
    "parse",
    "respelt",
    "sides",
    "split_name",
    "substitute",
    "surely_hold",
    "to_excel",
    "verdict_to_excel",
]

#: A figure in formulas: a number, yes/no, words or a date; or why there is no figure.
Operand: TypeAlias = float | bool | str | date | Absent
Lookup: TypeAlias = Callable[[str], Operand]

#: The day that is 0 in Excel's numbering of days (correct from 1900-03-01 on).
_DAY_ZERO = date(1899, 12, 30).toordinal()
#: The most operators, operands and calls in a formula whose names are replaced.
_LARGEST = 2000
_NUMBER = re.compile(r"[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True)
class Formula:
    """A formula as typed, and its tree. It can be pickled, and is compiled when it is first used."""

    text: str
    expression: Node

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in the formula, each once, in order of appearance and in the first spelling."""
        return tuple(dict.fromkeys(use.name for use, _ in name_uses(self.expression)))

    @property
    def is_equation(self) -> bool:
        """Whether the formula is an equation."""
        return isinstance(self.expression, Comparison) and self.expression.comparator == "="

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The names outside ISBLANK: without their figures there is no result."""
        return tuple(dict.fromkeys(use.name for use, needed in name_uses(self.expression) if needed))

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.names)}

    @cached_property
    def _program(self) -> Program:
        return compile_node(self.expression, self._positions)

    @cached_property
    def _holds_in_rows(self) -> Callable[[Columns], bool] | None:
        return compile_columns(self.expression)

    @cached_property
    def _sides(self) -> Explain:
        return compile_sides(self.expression, self._positions)

    @cached_property
    def _may_be_absent(self) -> frozenset[str]:
        return frozenset(self.names) - frozenset(self.needed)

    def __reduce__(self) -> tuple[type[Formula], tuple[str, Node]]:
        return Formula, (self.text, self.expression)


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """The formula of a definition; the leading `=` may be left out.

    Raises FormulaError: `formula-syntax`, `formula-ambiguous-number`, `formula-unknown-function`,
    `formula-arguments`, `formula-too-long`.
    """
    return Formula(text, parse_expression(text))


# --- Names -------------------------------------------------------------------------------------


@cached
def _spelling(known: Collection[str]) -> Mapping[str, str]:
    """The known names, keyed by the form in which names are compared."""
    return {name_key(name): name for name in known}


@cached
def _spelling_of_agencies(agencies: Collection[str]) -> Mapping[str, str]:
    return {name_key(name): name for name in agencies}


@cached
def _numbers_among(known: Collection[str]) -> Mapping[float, str]:
    """The codes that are numbers, keyed by their value."""
    return {float(code.replace(",", ".")): code for code in known if _NUMBER.fullmatch(code)}


@cached
def _words_by_key(words: Mapping[str, Collection[str]]) -> Mapping[str, list[str]]:
    return {name_key(code): [*known] for code, known in words.items()}


def check_names(
    formula: Formula, known: Collection[str], agencies: Collection[str] = (), *, hints: bool = True
) -> tuple[FormulaError, ...]:
    """Reports each unknown name as `formula-unknown-name`, at its first position; upper and lower case are the same.

    `agencies`: the agencies and groups that may follow an `@`; an unknown one is reported as `formula-unknown-body`.
    `hints`: whether the nearest known name is reported too, for which all known names are searched.
    """
    keys = _spelling(known)
    near: Callable[[str, Collection[str]], str] = near_names if hints else lambda _name, _known: ""
    first = {use.name: use.position for use, _ in reversed(list(name_uses(formula.expression)))}
    wrong = []
    for name in formula.names:
        code, owner = split_name(name)
        if name_key(code) not in keys or (owner and not agencies):
            arguments = {"name": code if agencies else name, "nearest": near(code, known)}
            wrong.append(FormulaError("formula-unknown-name", first[name], arguments))
        elif owner and name_key(owner) not in _spelling_of_agencies(agencies):
            at = first[name] + len(code) + 1
            wrong.append(FormulaError("formula-unknown-body", at, {"name": owner, "nearest": near(owner, agencies)}))
    return tuple(wrong)


def check_indicators(formula: Formula, known: Collection[str]) -> FormulaError | None:
    """Reports `formula-number-is-code` for a number that may be meant as a code, `formula-no-indicator` for a formula
    that names no indicator, else `formula-ambiguous-comma` (`doubtful_comma`).

    A code that is a number cannot be named in a formula, where it is always the number.
    """
    by_value = _numbers_among(known)
    for typed, position in numbers_in(formula.text) if by_value else ():
        if (code := by_value.get(float(typed.replace(",", ".")))) is not None:
            return FormulaError("formula-number-is-code", position, {"name": typed, "nearest": code})
    return doubtful_comma(formula.text) if formula.names else FormulaError("formula-no-indicator", 0)


def is_constant(code: str) -> bool:
    """Whether a formula would take the code for TRUE or FALSE, so that it can name no indicator."""
    return isinstance(parse_expression(code), TruthLiteral) if code.isalpha() else False


def check_words(formula: Formula, words: Mapping[str, Collection[str]]) -> FormulaError | None:
    """Reports `formula-unknown-choice` if an indicator is compared with a word that is none of its answers.

    `words`: the choices of the indicators that have any, keyed by code. Yes, no and a blank are always known.
    """
    by_key = _words_by_key(words)
    for name, text, _ in _compared_with_words(formula):
        known = by_key.get(name_key(split_name(name.name)[0])) if text else None
        if known and text.casefold() not in {" ".join(w.split()).casefold() for w in known}:
            arguments = {"name": text, "nearest": nearest(text, known) or ""}
            return FormulaError("formula-unknown-choice", name.position, arguments)
    return None


def check_blanks(formula: Formula) -> FormulaError | None:
    """Reports `formula-compared-with-blank` if an indicator is compared with `""`: without a figure a rule is not
    checkable, so this never finds a blank. `nearest` in the report is the function that does."""
    for name, text, comparator in _compared_with_words(formula):
        if not text.strip():
            suggested = f"ISBLANK({name.name})" if comparator == "=" else f"NOT(ISBLANK({name.name}))"
            return FormulaError("formula-compared-with-blank", name.position, {"name": name.name, "nearest": suggested})
    return None


def _compared_with_words(formula: Formula) -> Iterator[tuple[Name, str, Comparator]]:
    """Yields the comparisons of a name with words: the name, the words, and the operator."""
    pending: list[Node] = [formula.expression]
    while pending:
        node = pending.pop()
        pending.extend(children(node))
        if isinstance(node, Comparison):
            for name, text in ((node.left, node.right), (node.right, node.left)):
                if isinstance(name, Name) and isinstance(text, TextLiteral):
                    yield name, text.value, node.comparator


def respelt(formula: Formula, known: Collection[str], agencies: Collection[str] = ()) -> Formula:
    """The formula, text and tree, with its names in the spelling of the known codes and agencies; unknown names stay.

    The result is made from the formula's text, so call this before `substitute`.
    """
    spelling = _spelling(known)
    text = normalize("NFC", formula.text)
    for position in reversed([use.position for use, _ in name_uses(parse_expression(text))]):
        typed = word_at(text, position)  # in the tree a name has its first spelling everywhere
        code, owner = split_name(typed)
        code = spelling.get(name_key(code), code)
        owner = _spelling_of_agencies(agencies).get(name_key(owner), owner) if owner else ""
        name = join_name(code, owner) if owner else code
        text = text[:position] + name + text[position + len(typed) :]
    return formula if text == formula.text else parse(text)


def substitute(formula: Formula, formulas: Mapping[str, Formula]) -> Formula:
    """The formula with derived names replaced by their own expressions, down to names that are not derived.

    `formulas`: the derived indicators' formulas, keyed by code. Raises FormulaError: `formula-cycle` if a derived
    indicator leads back to itself (`name` is the cycle: `A → B → A`), `formula-too-long`.
    """
    inlined = _inlined(formulas)
    position = {name_key(use.name): use.position for use, _ in reversed(list(name_uses(formula.expression)))}
    added = 0
    for use, _ in name_uses(formula.expression):
        added += inlined.expand(use.name, position[name_key(use.name)])
        if added > _LARGEST:
            raise FormulaError("formula-too-long", use.position, {"name": use.name})
    expression = _replaced(formula.expression, inlined.expression_of)
    if is_taller_than(expression, TALLEST):
        raise FormulaError("formula-too-long", 0)
    return replace(formula, expression=expression)


class _Inlined:
    """Derived indicators' expressions with their names replaced; each expression is computed once."""

    def __init__(self, formulas: Mapping[str, Formula]) -> None:
        self._by_key = {name_key(code): (code, derived) for code, derived in formulas.items()}
        self._done: dict[str, tuple[Node, int]] = {}
        self._too_long: set[str] = set()

    def expression_of(self, use: Name) -> Node:
        """The expression for a name that `expand` has processed; the name itself if it is not derived."""
        return self._done[name_key(use.name)][0] if name_key(use.name) in self._by_key else use

    def expand(self, code: str, position: int) -> int:
        """Computes the expressions of a name and of all names that it is derived from; returns the expression's size
        less that of the name.

        Works without recursion, since a chain may have thousands of links. Raises the errors of `substitute`.
        """
        start = name_key(code)
        way = {start: self._names_in(start)} if self._is_open(start) else {}
        while way:
            at = next(reversed(way))
            link = next((to for to in way[at] if self._is_open(to)), None)
            if link is None:
                del way[at]
                self._expand_one(at)
            elif link in way:
                circle = [*way][[*way].index(link) :]
                names = " → ".join(self._by_key[member][0] for member in (*circle, link))
                raise FormulaError("formula-cycle", position, {"name": names})
            else:
                way[link] = self._names_in(link)
        if start in self._too_long:
            raise FormulaError("formula-too-long", position, {"name": self._by_key[start][0]})
        return self._done[start][1] if start in self._done else 0

    def _is_open(self, name: str) -> bool:
        return name in self._by_key and name not in self._done and name not in self._too_long

    def _names_in(self, name: str) -> Iterator[str]:
        return iter([name_key(used) for used in self._by_key[name][1].names])

    def _expand_one(self, name: str) -> None:
        """Computes the expression of a name; those of all names in its formula are computed already."""
        expression = self._by_key[name][1].expression
        used = [name_key(use.name) for use, _ in name_uses(expression)]
        size = _node_count(expression) + sum(self._done[n][1] for n in used if n in self._done)
        if size <= _LARGEST and self._too_long.isdisjoint(used):
            whole = _replaced(expression, self.expression_of)
            if not is_taller_than(whole, TALLEST):
                self._done[name] = whole, size
                return
        self._too_long.add(name)


@cached
def _inlined(formulas: Mapping[str, Formula]) -> _Inlined:
    return _Inlined(formulas)


def _replaced(node: Node, put: Callable[[Name], Node]) -> Node:
    match node:
        case Name():
            return put(node)
        case Minus(operand) | Percent(operand):
            return replace(node, operand=_replaced(operand, put))
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return replace(node, left=_replaced(left, put), right=_replaced(right, put))
        case Call(_, arguments):
            return replace(node, arguments=tuple(_replaced(a, put) for a in arguments))
        case _:
            return node


def _node_count(node: Node) -> int:
    return 1 + sum(_node_count(child) for child in children(node))


def check_rule(formula: Formula) -> FormulaError | None:
    """Reports `formula-not-a-rule` if a rule's formula gives a number or words, which cannot fail."""
    pending = [formula.expression]
    while pending:
        node = pending.pop()
        if isinstance(node, Call) and node.function == "IF":
            pending.extend(node.arguments[1:])
        elif isinstance(node, NumberLiteral | TextLiteral | Arithmetic | Minus | Percent) or (
            isinstance(node, Call) and node.function in ("SUM", "MIN", "MAX", "ABS", "ROUND")
        ):
            return FormulaError("formula-not-a-rule", 0)
    return None


# --- Evaluating --------------------------------------------------------------------------------


class Verdict(Enum):
    """The result of judging a rule."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict of a rule on one agency's figures in one period.

    `left` and `right`, of a failed rule: the two numbers whose comparison failed, in the formula itself or inside NOT,
    IF or AND. `absent`, of a rule that is not checkable: the names without a figure; empty if an operation was the
    reason (a division by zero).
    """

    verdict: Verdict
    left: float | None = None
    right: float | None = None
    absent: tuple[str, ...] = ()


_NUMBERS = frozenset({float})
_PASSED = Judgement(Verdict.PASSED)
_NOT_CHECKABLE = Judgement(Verdict.NOT_CHECKABLE)


def evaluate(formula: Formula, lookup: Lookup) -> Operand:
    """The value of the formula: a float, a bool or a str; a date becomes Excel's serial number.

    `lookup` returns each name's figure, in the indicator's unit. If a needed figure is absent, in any branch, so is the
    result: NOT_APPLICABLE if one of the absent figures is, else MISSING. If Excel would show an error (division by
    zero, words in arithmetic), the result is MISSING.
    """
    values = _operands(formula, lookup)
    if absent := _absent_names(formula, values):
        return Absent.NOT_APPLICABLE if Absent.NOT_APPLICABLE in absent.values() else Absent.MISSING
    try:
        return formula._program(values)
    except Invalid:
        return Absent.MISSING


def surely_hold(formula: Formula, columns: Columns) -> list[bool]:
    """For each row of figures, whether the rule certainly holds; if not, it may hold nevertheless.

    Most rules hold, which this confirms quickly; `judge` examines the others. `columns` has the figures keyed by name:
    numbers below `LARGE`, and yes or no; NaN for a missing figure. Raises KeyError if a name has no column.
    """
    program, sure = formula._program, []
    for row in zip(*[columns[name] for name in formula.names], strict=True):
        total = sum(row)
        try:
            sure.append(total == total and ((result := program(row)) is True or as_truth(result)))
        except Invalid:
            sure.append(False)
    return sure


def holds_in_all_rows(formula: Formula, columns: Columns) -> bool:
    """Whether a rule holds for all rows of numbers, computed at once; False also if the formula is not simple enough.

    `columns` are as for `surely_hold`; False if a name has no column.
    """
    holds = formula._holds_in_rows
    try:
        return holds is not None and holds(columns)
    except KeyError:
        return False


def judge(formula: Formula, lookup: Lookup) -> Judgement:
    """Whether a rule holds; a needed figure that is absent makes it not checkable. See `evaluate`.

    So does an error in Excel: a division by zero, words where a number or a condition is needed.
    Numbers are compared as in `program.equal_numbers`.
    """
    values = _operands(formula, lookup)
    if absent := _absent_names(formula, values):
        return Judgement(Verdict.NOT_CHECKABLE, absent=tuple(absent))
    try:
        passed = as_truth(formula._program(values))
        if passed:
            return _PASSED
        sides = formula._sides(values)
    except Invalid:
        return _NOT_CHECKABLE
    left, right = sides or (None, None)
    return Judgement(Verdict.FAILED, left, right)


def _operands(formula: Formula, lookup: Lookup) -> Sequence[Result | Absent]:
    """The values of the formula's names, in the order of the names."""
    operands = [*map(lookup, formula.names)]
    if _NUMBERS.issuperset(map(type, operands)) and math.isfinite(sum(operands)):  # type: ignore[arg-type]
        return operands  # type: ignore[return-value] # most of the time all are numbers
    return [_as_operand(value) for value in operands]


def _as_operand(value: Operand) -> Result | Absent:
    if type(value) is float:
        return value if math.isfinite(value) else Absent.MISSING
    if isinstance(value, bool | Absent):
        return value
    if isinstance(value, str):
        return " ".join(normalize("NFC", value).split()) or Absent.MISSING
    if isinstance(value, date):
        return float(value.toordinal() - _DAY_ZERO)
    return _as_operand(float(value))


def _absent_names(formula: Formula, values: Sequence[Result | Absent]) -> dict[str, Absent] | None:
    if Absent not in map(type, values):
        return None
    return {
        name: value
        for name, value in zip(formula.names, values, strict=True)
        if isinstance(value, Absent) and name not in formula._may_be_absent
    }


def sides(formula: Formula) -> tuple[Formula, Formula] | None:
    """The two sides of a formula that is a comparison, each a formula; None for any other."""
    node = formula.expression
    if not isinstance(node, Comparison):
        return None
    return replace(formula, expression=node.left), replace(formula, expression=node.right)


# --- Printing ----------------------------------------------------------------------------------


def in_words(formula: Formula, show: Callable[[str], str] = str) -> str:
    """The formula as people read it, without its `=`; `show` returns the text for a name."""
    return formula_as_text(formula.expression, show)


def to_excel(formula: Formula, cell: Callable[[str], ExcelCell], *, zero_words: str = "", gap_words: str = "") -> str:
    """The Excel formula of a derived value, with its `=`; its result is "" if that of `evaluate` is Absent.

    `cell` returns the cell of each name's figure. `zero_words`: the workbook's defined name for the words that mean 0
    in a numeric cell (a range without blank cells); `gap_words`: the defined name for the words that give no answer in
    a cell of words. The formula has commas as separators and decimal points, as in the file format, whatever Excel's
    language. Raises FormulaError `formula-too-long` beyond Excel's limits (8192 characters, 64 levels).
    """
    return formula_excel.print_value(formula.expression, cell, zero_words, gap_words)


def verdict_to_excel(
    formula: Formula, cell: Callable[[str], ExcelCell], *, zero_words: str = "", gap_words: str = ""
) -> str:
    """The Excel formula of a rule; its result is 1 for passed, 0 for failed, "" for not checkable.

    The arguments are those of `to_excel`. Raises FormulaError `formula-too-long`.
    """
    return formula_excel.print_verdict(formula.expression, cell, zero_words, gap_words)
