"""The parser of the rule language: text → tokens → a tree of frozen records. Other packages use `expressions`.

Grammar and precedence are Excel's, loosest first; all left-associative, so `2^3^2` is 64:

    comparison  = <> < <= > >=   (not chained: `1<A<5` is an error, since Excel's reading of it is misleading)
    sum         + -
    product     * /
    power       ^
    percent     %                (after its operand)
    sign        - +              (before its operand; tighter than ^, so `-2^2` is 4)

Decimal signs and separators, since `,` is both in Vietnam. A point is always a decimal sign. A comma
between two digits is a decimal sign where it cannot be a separator:

* if a `;` occurs anywhere in the formula, `;` separates arguments and every such comma is decimal:
  `ROUND(A*1,5;1)`;
* if there is none, a comma is decimal outside argument lists (`ABS(A-B)<=0,1`), and directly inside
  a pair of plain brackets; in an argument list it separates: `MAX(A,1,5)` has three arguments. Where both
  make sense, it is a finding for the definition's author (`doubtful_comma`).

A name is an indicator's code. In a rule between agencies it may be followed by an `@` and the figure's agency or group,
in single quotes (as Excel quotes sheets) if that is more than one word.

Numbers are never grouped; `1.500` and `1,500`, which can be read as 1.5 or 1500, are refused.

Why not `openpyxl.formula.Tokenizer`: importing it imports all of openpyxl (250 ms; by itself it would
be 2 ms), its tokens and its errors have no positions, and it splits `0,1` in two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple, TypeAlias

from toolkit.language.text import nearest

Comparator = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "^"]
Function = Literal["IF", "AND", "OR", "NOT", "SUM", "MIN", "MAX", "ABS", "ROUND", "ISBLANK"]

#: The fewest and the most arguments of each function (255 is Excel's limit).
FUNCTIONS: dict[str, tuple[int, int]] = {
    "IF": (2, 3),
    "AND": (1, 255),
    "OR": (1, 255),
    "NOT": (1, 1),
    "SUM": (1, 255),
    "MIN": (1, 255),
    "MAX": (1, 255),
    "ABS": (1, 1),
    "ROUND": (2, 2),
    "ISBLANK": (1, 1),
}
#: The functions' Vietnamese names, folded.
_IN_VIETNAMESE = {
    **{"neu": "IF", "va": "AND", "hoac": "OR", "khong": "NOT", "khong phai": "NOT"},
    **dict.fromkeys(("tong", "tong cong", "cong"), "SUM"),
    **{"nho nhat": "MIN", "lon nhat": "MAX", "lam tron": "ROUND"},
    **dict.fromkeys(("tri tuyet doi", "gia tri tuyet doi"), "ABS"),
    **dict.fromkeys(("trong", "de trong", "o trong"), "ISBLANK"),
}
_TRUTHS = {"true": True, "false": False, "đúng": True, "sai": False}
_COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
_STRENGTH = {**dict.fromkeys(_COMPARATORS, 1), "+": 2, "-": 2, "*": 3, "/": 3, "^": 4}
#: Functions that usually have several arguments.
_OF_SEVERAL = ("SUM", "MIN", "MAX")
_LOGICAL = ("IF", "AND", "OR", "NOT")

# Excel's limits: the characters in a formula, and the levels of brackets (64, less what printing adds).
LONGEST = 8192
DEEPEST = 40
#: The most levels of the tree; a longer chain of operators (`A+B+C+…`) should be a SUM.
TALLEST = 200


class FormulaError(ValueError):
    """A formula that cannot be used.

    `code` is one of `formula-syntax`, `formula-ambiguous-number`, `formula-unknown-name`, `formula-unknown-function`,
    `formula-arguments`, `formula-cycle`, `formula-too-long`, `formula-not-a-rule`, `formula-number-is-code`,
    `formula-no-indicator`, `formula-ambiguous-comma`, `formula-unknown-choice`, `formula-compared-with-blank`.
    `position` is the 0-based index in the text (in characters, composed: NFC). `arguments` fill the placeholders of the
    finding's sentence: always `name` (the text at this index, the name, the function, or the cycle `A → B → A`) and
    `nearest` (a known name or "").
    """

    def __init__(self, code: str, position: int, arguments: dict[str, str] | None = None) -> None:
        self.code = code
        self.position = position
        self.arguments = {"name": "", "nearest": "", **(arguments or {})}
        super().__init__(code, position, self.arguments)

    def __str__(self) -> str:
        return f"{self.code} at {self.position}: {self.arguments['name']}"


# --- The tree ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """A number as typed, a decimal comma read as a point."""

    value: float


@dataclass(frozen=True, slots=True)
class TextLiteral:
    """Words between quotes, with single blanks."""

    value: str


@dataclass(frozen=True, slots=True)
class TruthLiteral:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator's code; in rules between agencies it may be followed by `@` and an agency or group. `position`: the
    index in the text."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Minus:
    """The operand with its sign changed."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Percent:
    """The operand divided by 100."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """One of `+ - * / ^`, between two nodes."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """One of `= <> < <= > >=`, between two nodes."""

    comparator: Comparator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments. IF always has three: a third that was left out is FALSE, as in Excel."""

    function: Function
    arguments: tuple[Node, ...]


Node: TypeAlias = NumberLiteral | TextLiteral | TruthLiteral | Name | Minus | Percent | Arithmetic | Comparison | Call


def children(node: Node) -> tuple[Node, ...]:
    """The operands or arguments of a node, left to right; () for a literal or a name."""
    match node:
        case Minus(operand) | Percent(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def name_uses(node: Node, needed: bool = True) -> Iterator[tuple[Name, bool]]:
    """Yields every name in order of appearance, and whether its figure is needed (the name is outside ISBLANK)."""
    if isinstance(node, Name):
        yield node, needed
    inside = needed and not (isinstance(node, Call) and node.function == "ISBLANK")
    for child in children(node):
        yield from name_uses(child, inside)


def formula_as_text(node: Node, show: Callable[[str], str]) -> str:
    """The node as a formula for people; `show` returns the text for a name."""
    match node:
        case NumberLiteral(value):
            return f"{value:g}"
        case TextLiteral(value):
            return f'"{value}"'
        case TruthLiteral(value):
            return "TRUE" if value else "FALSE"
        case Name(name):
            return show(name)
        case Minus(operand):
            return f"-{_enclosed(operand, 3, show)}"
        case Percent(operand):
            return f"{_enclosed(operand, 4, show)}%"
        case Arithmetic(operator, left, right):
            strength = _STRENGTH[operator]
            return f"{_enclosed(left, strength, show)} {operator} {_enclosed(right, strength + 1, show)}"
        case Comparison(comparator, left, right):
            return f"{_enclosed(left, 2, show)} {comparator} {_enclosed(right, 2, show)}"
        case Call(function, arguments):
            return f"{function}({'; '.join(formula_as_text(a, show) for a in arguments)})"


def _enclosed(node: Node, strength: int, show: Callable[[str], str]) -> str:
    """The node as text, in brackets if its operator binds less than `strength`."""
    binding = {Comparison: 1, Minus: 3}.get(type(node), 9)
    if isinstance(node, Arithmetic):
        binding = _STRENGTH[node.operator]
    text = formula_as_text(node, show)
    return text if binding >= strength else f"({text})"


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """The form in which names are compared: in composed characters (NFC), ignoring case."""
    return unicodedata.normalize("NFC", name).casefold()


def split_name(name: str) -> tuple[str, str]:
    """(code, agency or group) of a name: `DT01@'UBND cấp huyện'` → DT01 and the group; without `@` the second is ""."""
    code, _, owner = name.partition("@")
    return code, owner.strip("'")


def join_name(code: str, owner: str) -> str:
    """The name of an agency's or group's figure; an owner of several words is quoted."""
    return f"{code}@{owner}" if _BARE_BODY.fullmatch(owner) else f"{code}@'{owner}'"


def word_at(text: str, position: int) -> str:
    """The name that begins at `position`, as written; "" if no token begins there."""
    match = _TOKEN.match(text, position)
    return match[0] if match else ""


# --- Tokens ------------------------------------------------------------------------------------


class _Token(NamedTuple):
    kind: str  # number text name operator open call close separator end
    text: str
    position: int


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![\w.]))?)
    |(?P<name>[^\W\d][\w.]*(?:@(?:'[^'@\n]+'|[\w.]+))?)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<operator><>|<=|>=|[=<>+\-*/^%])
    |(?P<open>\()|(?P<close>\))|(?P<separator>[;,])""",
    re.VERBOSE,
)
_BARE_BODY = re.compile(r"[\w.]+")
_WITH_COMMA = re.compile(r"[0-9]+,[0-9]+(?:[eE][+-]?[0-9]+(?![\w.]))?")
_STRING = re.compile(r'"(?:[^"]|"")*"')
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def _tokens(text: str, position: int) -> Iterator[_Token]:
    semicolons = ";" in _STRING.sub("", text)
    brackets: list[str] = []
    before = ""
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _syntax_error(text[position], position)
        kind = match.lastgroup
        if kind == "number" and (semicolons or not brackets or brackets[-1] == "open"):
            match = _WITH_COMMA.match(text, position) or match
        text_of_token = match[0]
        if kind == "number" and _TWO_READINGS.fullmatch(text_of_token):
            raise FormulaError("formula-ambiguous-number", position, {"name": text_of_token})
        if kind == "separator" and semicolons and text_of_token == ",":
            raise _syntax_error(text_of_token, position)
        if kind == "open":
            kind = "call" if before == "name" else "open"
            brackets.append(kind)
        elif kind == "close" and brackets:
            brackets.pop()
        if kind != "space":
            yield _Token(kind, text_of_token, position)
            before = kind
        position = match.end()
    yield _Token("end", "", len(text))


def numbers_in(text: str) -> Iterator[tuple[str, int]]:
    """Yields (number as written, 0-based position) for each number in a formula.

    Positions are in the composed text (NFC). Raises FormulaError `formula-syntax` or `formula-ambiguous-number` for
    text that is no token.
    """
    text = unicodedata.normalize("NFC", text)
    return ((t.text, t.position) for t in _tokens(text, _formula_start(text)) if t.kind == "number")


def doubtful_comma(text: str) -> FormulaError | None:
    """Reports `formula-ambiguous-comma` if a comma in an argument list may also be a decimal sign: `SUM(A,1,5)`.

    Not if only one reading makes sense: with a decimal sign, `ROUND(A*1,5)` and `MAX(A*1,5)` would have one argument.
    """
    text = unicodedata.normalize("NFC", text)
    tokens = list(_tokens(text, _formula_start(text)))
    for before, comma, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        with_comma = before.text + comma.text + after.text
        together = text[before.position :].startswith(with_comma)
        if (before.kind, comma.text, after.kind) != ("number", ",", "number") or not together:
            continue
        if not (before.text + after.text).isdigit() or not after.text.strip("0"):
            continue
        try:
            node = parse_expression(f"{text[: comma.position]}.{text[comma.position + 1 :]}")
        except FormulaError:
            continue
        if not any(isinstance(n, Call) and n.function in _OF_SEVERAL and len(n.arguments) == 1 for n in _nodes(node)):
            return FormulaError("formula-ambiguous-comma", before.position, {"name": with_comma})
    return None


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _nodes(child)


def _formula_start(text: str) -> int:
    """The beginning of a formula, after its `=`."""
    return len(text) - len(text.lstrip().removeprefix("="))


def _syntax_error(sign: str, position: int) -> FormulaError:
    return FormulaError("formula-syntax", position, {"name": sign})


# --- Parser ------------------------------------------------------------------------------------


class _Parser:
    """Parses the tokens in one pass, by precedence climbing; `depth` is the number of open brackets and signs."""

    def __init__(self, text: str, start: int) -> None:
        self.tokens = list(_tokens(text, start))
        self.at = 0
        self.depth = 0
        self.spelling: dict[str, str] = {}

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def advance(self, *kinds: str) -> _Token:
        token = self.token
        if kinds and token.kind not in kinds:
            raise _syntax_error(token.text, token.position)
        self.at += 1
        return token

    def expression(self, weakest: int = 1) -> Node:
        left = self.operand()
        compared = False
        while self.token.kind == "operator":
            sign = self.token.text
            strength = _STRENGTH.get(sign, 0)
            if strength < weakest:
                break
            if compared and strength == 1:
                raise _syntax_error(sign, self.token.position)
            operator = self.advance()
            first_of_right = self.token
            right = self.expression(strength + 1)
            compared = strength == 1
            left = _binary_node(operator, left, right, first_of_right.position)
        return left

    def operand(self) -> Node:
        token = self.token
        if token.kind == "operator" and token.text in "+-":
            self.advance()
            self.go_deeper(token)
            inner = self.operand()
            self.depth -= 1
            _refuse_text(inner, token.text, token.position)
            return Minus(inner) if token.text == "-" else inner
        node = self.primary()
        while self.token.kind == "operator" and self.token.text == "%":
            _refuse_text(node, "%", self.advance().position)
            node = Percent(node)
        return node

    def primary(self) -> Node:
        token = self.advance("number", "text", "name", "open")
        if token.kind == "number":
            return NumberLiteral(float(token.text.replace(",", ".")))
        if token.kind == "text":
            return TextLiteral(" ".join(token.text[1:-1].replace('""', '"').split()))
        if token.kind == "name":
            # Several words before a bracket are a function's name in another language.
            words = [token, *takewhile(lambda t: t.kind == "name", self.tokens[self.at :])]
            if len(words) > 1 and self.tokens[self.at + len(words) - 1].kind == "call":
                raise _unknown_function(" ".join(t.text for t in words), token.position)
            if self.token.kind == "call":
                return self.call(token)
            if (truth := _TRUTHS.get(token.text.casefold())) is not None:
                return TruthLiteral(truth)
            return Name(self.spelling.setdefault(name_key(token.text), token.text), token.position)
        self.go_deeper(token)
        inner = self.expression()
        self.advance("close")
        self.depth -= 1
        return inner

    def call(self, name: _Token) -> Node:
        self.go_deeper(self.advance("call"))
        arguments: list[Node] = []
        if self.token.kind != "close":
            arguments.append(self.expression())
            while self.token.kind == "separator":
                self.advance()
                arguments.append(self.expression())
        self.advance("close")
        self.depth -= 1
        if not arguments and (truth := _TRUTHS.get(name.text.casefold())) is not None:
            return TruthLiteral(truth)
        return _call_node(name, arguments)

    def go_deeper(self, token: _Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError("formula-too-long", token.position, {"name": token.text})


def _binary_node(operator: _Token, left: Node, right: Node, right_position: int) -> Node:
    sign = operator.text
    if sign in ("=", "<>"):
        return Comparison(sign, left, right)  # type: ignore[arg-type]
    _refuse_text(left, sign, operator.position)
    _refuse_text(right, sign, right_position)
    if sign in _COMPARATORS:
        return Comparison(sign, left, right)  # type: ignore[arg-type]
    return Arithmetic(sign, left, right)  # type: ignore[arg-type]


def _unknown_function(name: str, position: int) -> FormulaError:
    called = nearest(name.replace("_", " ").replace(".", " "), [*_IN_VIETNAMESE, *FUNCTIONS]) or ""
    arguments = {"name": name, "nearest": _IN_VIETNAMESE.get(called, called)}
    return FormulaError("formula-unknown-function", position, arguments)


def _call_node(name: _Token, arguments: list[Node]) -> Call:
    function = name.text.upper()
    if function not in FUNCTIONS:
        raise _unknown_function(name.text, name.position)
    fewest, most = FUNCTIONS[function]
    wrong = not fewest <= len(arguments) <= most
    if function == "ISBLANK":
        wrong = wrong or not isinstance(arguments[0], Name)
    elif function in _LOGICAL:
        # A number in place of a condition is nearly always half of a decimal: AND(A>=0,5,B<=1).
        conditions = arguments[:1] if function == "IF" else arguments
        wrong = wrong or any(isinstance(a, NumberLiteral | TextLiteral) for a in conditions)
    else:
        wrong = wrong or any(isinstance(a, TextLiteral) for a in arguments)
    if wrong:
        raise FormulaError("formula-arguments", name.position, {"name": function})
    if function == "IF" and len(arguments) == 2:
        arguments = [*arguments, TruthLiteral(False)]
    return Call(function, tuple(arguments))  # type: ignore[arg-type]


def _refuse_text(node: Node, sign: str, position: int) -> None:
    """Refuses words in arithmetic, and in comparisons of order, in which Excel and this program would differ."""
    if isinstance(node, TextLiteral):
        raise FormulaError("formula-arguments", position, {"name": sign})


def parse_expression(text: str) -> Node:
    """The tree of a formula; the leading `=` may be left out.

    Raises FormulaError: `formula-syntax`, `formula-ambiguous-number`, `formula-unknown-function`,
    `formula-arguments`, `formula-too-long`.
    """
    text = unicodedata.normalize("NFC", text)
    if len(text) > LONGEST:
        raise FormulaError("formula-too-long", LONGEST)
    parser = _Parser(text, start=_formula_start(text))
    node = parser.expression()
    parser.advance("end")
    if is_taller_than(node, TALLEST):
        raise FormulaError("formula-too-long", 0)
    return node


def is_taller_than(node: Node, limit: int) -> bool:
    """Whether the tree has more levels than `limit`."""
    level = [node]
    for _ in range(limit):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return False
    return True
