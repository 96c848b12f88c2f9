"""Named typing slips: the values that may have been meant by a number, and the slip between two numbers.

A slip is the smallest single change: one factor of the unit, one decimal sign, one digit, one minus sign, one adjacent
cell.
"""

import math
from collections.abc import Iterator
from typing import Literal, NamedTuple

from toolkit.language.numbers import plain_number
from toolkit.model import Indicator

#: `thousandfold`: the thousands separator taken for a decimal sign, or a wrong unit; `decimal`: the decimal sign left
#: out or misplaced; `swapped`: two adjacent digits; `digit`: one left out or typed twice; `period` and `neighbour`:
#: the value of the adjacent period or row; `sign`: the minus sign; `total`: the whole for a part; `cumulative`: the sum
#: since the first period; `percentage`: a share of the whole, in per cent, for the number.
Slip = Literal[
    "thousandfold", "decimal", "swapped", "digit", "period", "neighbour", "sign", "total", "cumulative", "percentage"
]
#: Two numbers that should be equal: equal but for rounding errors of floats.
_SAME = 1e-7
#: Smaller numbers have no digits that a person would type.
_LEAST = 1e-9
#: Possible factors of the unit: thousands, and of money also millions (đồng for triệu đồng).
_THOUSAND, _MILLION = 1e3, 1e6


class PossibleValue(NamedTuple):
    """A possible intended value, and the slip that turned this value into the typed one."""

    slip: Slip
    value: float


def same(one: float, other: float) -> bool:
    """Whether two numbers are equal but for rounding errors of floats."""
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-9)


def possible_values(typed: float, indicator: Indicator) -> Iterator[PossibleValue]:
    """The possible intended values of a number, by the slips recognised from its digits, without an omitted digit."""
    if typed < 0:
        yield PossibleValue("sign", -typed)
        return
    if typed < _LEAST:
        return
    whole = indicator.kind == "count"
    if indicator.kind != "percent":
        factors = (_THOUSAND, _MILLION) if indicator.kind == "money" else (_THOUSAND,)
        for factor in factors:
            yield PossibleValue("thousandfold", _rounded(typed * factor))
            if not whole or (typed / factor).is_integer():
                yield PossibleValue("thousandfold", _rounded(typed / factor))
    text = plain_number(typed)
    if "e" in text:
        return
    if not whole and "." not in text:
        for places in range(1, min(4, len(text))):
            yield PossibleValue("decimal", _rounded(typed / 10**places))
    for n in range(len(text) - 1):
        first, second = text[n], text[n + 1]
        if first.isdigit() and second.isdigit():
            if first != second:
                yield PossibleValue("swapped", float(text[:n] + second + first + text[n + 2 :]))
            elif n == 0 or text[n - 1] != first:
                yield PossibleValue("digit", float(text[:n] + text[n + 1 :]))


def slip_between(typed: float, meant: float, indicator: Indicator) -> Slip | None:
    """The slip by which a number may have been typed for `meant`, by the digits of both; None where there is none."""
    for may_be in possible_values(typed, indicator):
        if same(may_be.value, meant):
            return may_be.slip
    return "digit" if typed > 0 and omits_a_digit(plain_number(typed), plain_number(_rounded(meant))) else None


def omits_a_digit(typed: str, meant: str) -> bool:
    """Whether a number is another one with one digit left out: `394`, `345` for `3945`."""
    if len(meant) != len(typed) + 1:
        return False
    return any(meant[n].isdigit() and meant[:n] + meant[n + 1 :] == typed for n in range(len(meant)))


def _rounded(value: float) -> float:
    """The value without the rounding errors of division."""
    return float(f"{value:.12g}")
