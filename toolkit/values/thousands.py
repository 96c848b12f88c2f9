"""Numbers that read as thousands: `3.945` typed for 3945, where the computer took the point for a decimal sign.

The form searches for them while it is filled in, and the check of the returned file does too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from toolkit.model import Indicator, grouped
from toolkit.values.numbers import limits
from toolkit.values.units import unit_of

Reads = Literal[0, 1, 2, 3, 4]
"""Whether a number may be meant as thousands. 0: it is missing or 0; 1: yes, with three decimals; 2: yes, with fewer,
since a spreadsheet drops zeros at the end; 3: it is a whole number below 1000; 4: no."""
NONE: Reads = 0
THREE: Reads = 1
FEWER: Reads = 2
WHOLE: Reads = 3
DIFFERENT: Reads = 4

#: Numbers below the first have no thousands, and from the second on they need more than one separator.
THOUSAND = 1000.0
#: Two numbers below a thousand are equal up to this rounding error of floats.
TINY = 1e-9
#: In this unit three decimals are millions of đồng, which is the usual way to write them.
_LARGE_UNIT = 10**9
#: The least number of figures with three decimals, by the indicator's kind: measures other than money often have them.
_LEAST = {"money": 2, "decimal": 3}
#: The factor by which a number may differ from exactly a thousand times another: years differ.
NEAR = 8.0


def may_read_as_thousands(indicator: Indicator) -> bool:
    """Whether its numbers may be thousands that lost their sign: money or decimals, as far as its limit allows."""
    if indicator.formula or not indicator.odd_figures or indicator.kind not in _LEAST:
        return False
    most, unit = limits(indicator)[1], unit_of(indicator.unit, indicator.kind)
    return (most is None or most > THOUSAND) and not (unit.money and unit.scale >= _LARGE_UNIT)


def in_one_unit(indicators: Iterable[Indicator]) -> list[list[Indicator]]:
    """The indicators by unit. Their numbers are examined together: decimals are typed for all amounts of a unit."""
    units = grouped(((indicator.kind, indicator.unit), indicator) for indicator in indicators)
    return list(units.values())


def least_of(together: Sequence[Indicator]) -> int:
    """The least number of figures with three decimals at which they are taken for thousands."""
    return _LEAST[together[0].kind]


def reads(value: float | None, most: float | None) -> Reads:
    """Whether a number may be meant as thousands; `most`: the largest that may be meant."""
    if not value:
        return NONE
    if not 1 <= value < THOUSAND or (most is not None and value * THOUSAND > most):
        return DIFFERENT
    if abs(value - round(value, 3)) >= TINY:
        return DIFFERENT
    if abs(value - round(value, 2)) > TINY:
        return THREE
    return WHOLE if value == math.floor(value) else FEWER


def all_read_as_thousands(readings: Iterable[Reads], least: int) -> bool:
    """Whether numbers that were typed together read as thousands: all of them may, most have three decimals."""
    listed = list(readings)
    three = listed.count(THREE)
    return DIFFERENT not in listed and least <= three and 2 * (len(listed) - listed.count(NONE)) <= 3 * three


def may_be_thousandfold(indicator: Indicator) -> bool:
    """Whether an indicator's numbers are searched for ones that are 1000 times the previous ones."""
    return indicator.numeric and indicator.kind != "percent" and not indicator.formula and indicator.odd_figures


def times_too_large(value: float, before: float, indicator: Indicator) -> float | None:
    """The factor between a number and last time's: 1000, 1/1000, or None where it is about the same."""
    least = least_to_compare(indicator)
    for large, small, times in ((value, before, THOUSAND), (before, value, 1 / THOUSAND)):
        if small > 0 and large >= least and THOUSAND / NEAR * small <= large <= THOUSAND * NEAR * small:
            return times
    return None


def least_to_compare(indicator: Indicator) -> float:
    """The least size of the larger of two numbers: small counts of people or cases vary freely."""
    return THOUSAND if indicator.kind == "count" else 0.0


def thousandth(value: float, indicator: Indicator) -> float:
    """What may have been meant by a number that is a thousand times too large: people and cases are whole."""
    return float(math.floor(value / THOUSAND + 0.5)) if indicator.kind == "count" else rounded(value / THOUSAND)


def rounded(value: float) -> float:
    """Six decimals at most, as a spreadsheet rounds."""
    return float(Decimal(repr(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)) if abs(value) < 1e15 else value
