"""Excel's formulas as trees: enough to find what is compared with what, how deep, and with how many arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Kind = Literal["text", "number", "logical", "error", "reference", "name", "call", "operator", "blank"]
#: What a formula may give: T a truth value, N a number, W a text, C what cells hold, which is not known.
Sorts = frozenset[str]

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<reference>(?:(?:'(?:[^']|'')*'|[\w.\[\]]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w.(])
        |(?:(?:'(?:[^']|'')*'|[\w.\[\]]+)!)?\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w.(])
        |(?:(?:'(?:[^']|'')*'|[\w.\[\]]+)!)?\$?\d+:\$?\d+(?![\w.]))
    |(?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A))
    |(?P<number>\d+(?:\.\d*)?(?:E[+-]?\d+)?|\.\d+(?:E[+-]?\d+)?)
    |(?P<call>[A-Za-z_][\w.]*\()
    |(?P<name>[^\W\d][\w.\\]*)
    |(?P<sign><=|>=|<>|[-+*/^&=<>%(),])
    |(?P<space>\s+)""",
    re.VERBOSE,
)
_STRENGTH = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_BY_CODE = {'"': "CHAR(34)", "\\": "CHAR(92)"}
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
_FUNCTIONS = {
    "T": "AND OR NOT TRUE FALSE EXACT ISNUMBER ISTEXT ISNONTEXT ISBLANK ISERROR ISERR ISNA ISLOGICAL",
    "W": "TRIM LEFT RIGHT MID SUBSTITUTE REPLACE UPPER LOWER PROPER TEXT REPT CHAR CONCATENATE CLEAN T "
    "ADDRESS CELL HYPERLINK",
    "N": "SUM SUMPRODUCT SUMIF SUMIFS COUNT COUNTA COUNTIF COUNTIFS COUNTBLANK AVERAGE MAX MIN ROUND ROUNDDOWN ROUNDUP "
    "INT ABS MOD LEN FIND SEARCH MATCH ROW ROWS COLUMN COLUMNS N VALUE CODE DATE YEAR MONTH DAY SIGN SQRT TRUNC",
    "": "NA",
}
_GIVES = {function: sort for sort, functions in _FUNCTIONS.items() for function in functions.split()}
_OF_KIND = {"number": "N", "text": "W", "logical": "T", "error": "", "blank": ""}


class NoFormula(ValueError):
    """A formula that this parser cannot read, and Excel hardly can."""


@dataclass(frozen=True, slots=True)
class Node:
    """`text`: the function's name, the operator or the operand as written; `span`: its position. `depth`: the number of
    nested calls."""

    kind: Kind
    text: str
    parts: tuple[Node, ...]
    span: tuple[int, int]
    depth: int

    def walk(self) -> Iterator[Node]:
        left = [self]
        while left:
            node = left.pop()
            yield node
            left += node.parts


def _node(kind: Kind, text: str, parts: tuple[Node, ...], span: tuple[int, int]) -> Node:
    return Node(kind, text, parts, span, (kind == "call") + max((p.depth for p in parts), default=0))


@lru_cache(maxsize=2_000)
def parse(formula: str) -> Node:
    """The tree of a formula without its leading `=`; areas side by side are one. Raises `NoFormula`."""
    reader = _Reader(formula)
    node = reader.expression(0)
    while reader.text == "," and reader.kind == "sign":
        reader.next()
        other = reader.expression(0)
        node = _node("operator", ",", (node, other), (node.span[0], other.span[1]))
    if reader.kind:
        raise NoFormula(f"{formula[reader.start :]:.60} is left over")
    return node


def sorts(node: Node) -> Sorts:
    """Every type that its result may have."""
    if node.kind == "operator":
        if node.text == "+" and len(node.parts) == 1:  # leaves what follows unchanged
            return sorts(node.parts[0])
        return frozenset("T" if node.text in COMPARISONS else "W" if node.text == "&" else "N")
    if node.kind != "call":
        return frozenset(_OF_KIND.get(node.kind, "C"))
    if node.text == "IF":
        return frozenset("T" if len(node.parts) == 2 else "").union(*map(sorts, node.parts[1:]))
    if node.text == "IFERROR":
        return frozenset().union(*map(sorts, node.parts))
    return frozenset(_GIVES.get(node.text, "C"))


def rewritten(formula: str, change: Callable[[str, str], str]) -> str:
    """The formula with each token as `change(kind, text)` gives it."""
    return "".join(change(str(m.lastgroup), m[0]) for m in _tokens(formula))


def for_hyperformula(formula: str) -> str:
    """The formula as HyperFormula reads it: no exponents, truth values as calls, no quote or backslash in a text."""

    def change(kind: str, text: str) -> str:
        if kind == "number" and "E" in text:
            return format(Decimal(text), "f")
        if kind == "text" and ('"' in text[1:-1] or "\\" in text):
            inner = text[1:-1].replace('""', '"')
            return "(" + "&".join(_BY_CODE.get(piece, f'"{piece}"') for piece in re.split(r'(["\\])', inner)) + ")"
        return f"{text}()" if kind == "name" and text in ("TRUE", "FALSE") else text

    return rewritten(formula, change)


def sheet_of(reference: str) -> str:
    """The sheet that a reference names; "" for the formula's sheet."""
    sheet = reference.rpartition("!")[0]
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _tokens(formula: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise NoFormula(f"{formula[at:]:.60} is no formula")
        yield match
        at = match.end()


class _Reader:
    def __init__(self, formula: str) -> None:
        self._left = (m for m in _tokens(formula) if m.lastgroup != "space")
        self.end = self.start = 0
        self.kind = self.text = ""
        self.next()

    def next(self) -> str:
        """Moves to the next token; returns the text of the one before."""
        text, self.end = self.text, self.start + len(self.text)
        match = next(self._left, None)
        self.kind, self.text, self.start = (
            (str(match.lastgroup), match[0], match.start()) if match else ("", "", self.end)
        )
        return text

    def expression(self, strength: int) -> Node:
        left = self.signed()
        while (own := _STRENGTH.get(self.text, 0) if self.kind == "sign" else 0) > strength:
            operator = self.next()
            right = self.expression(own)
            left = _node("operator", operator, (left, right), (left.span[0], right.span[1]))
        return left

    def signed(self) -> Node:
        if self.text in ("-", "+") and self.kind == "sign":
            start, sign = self.start, self.next()
            part = self.signed()
            return _node("operator", sign, (part,), (start, part.span[1]))
        node = self.operand()
        while self.text == "%" and self.kind == "sign":
            self.next()
            node = _node("operator", "%", (node,), (node.span[0], self.end))
        return node

    def operand(self) -> Node:
        start, kind = self.start, self.kind
        if kind == "call":
            name = self.next()[:-1].upper()
            parts = self.arguments()
            return _node("call", name, parts, (start, self.end))
        if self.text == "(":
            self.next()
            inner = self.expression(0)
            self.expect(")")
            return _node(inner.kind, inner.text, inner.parts, (start, self.end))
        if kind not in ("text", "number", "error", "reference", "name"):
            raise NoFormula(f"{self.text!r} where an operand should be")
        text = self.next()
        if kind == "text":
            text = text[1:-1].replace('""', '"')
        if kind == "name" and text in ("TRUE", "FALSE"):
            kind = "logical"
        return _node(kind, text, (), (start, self.end))  # type: ignore[arg-type]

    def arguments(self) -> tuple[Node, ...]:
        parts: list[Node] = []
        if self.text == ")" and self.kind == "sign":
            self.next()
            return ()
        while True:
            empty = self.kind == "sign" and self.text in (",", ")")
            parts.append(_node("blank", "", (), (self.start, self.start)) if empty else self.expression(0))
            if self.text == ")" and self.kind == "sign":
                self.next()
                return tuple(parts)
            self.expect(",")

    def expect(self, sign: str) -> None:
        if self.text != sign or self.kind != "sign":
            raise NoFormula(f"{sign} is missing before {self.text!r}")
        self.next()
