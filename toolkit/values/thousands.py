"""Numbers that may mean thousands: `3.945` typed for 3945, where the computer took the point for a decimal sign.

The form searches for such numbers while it is filled in, and the check of the returned file does too.
"""

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

#: Numbers below 1000 have no thousands.
THOUSAND = 1000.0
#: Two numbers below a thousand are equal up to this rounding error of floats.
TINY = 1e-9
#: From this unit on, in đồng, three decimals are millions of đồng, which is the usual way to write them.
_LARGE_UNIT = 10**9
#: The least number of figures with three decimals that make numbers suspicious; measures often have three decimals.
_LEAST = {"money": 2, "decimal": 3}
#: The greatest factor between a number and exactly 1000 times that of another year.
NEAR = 8.0


def may_read_as_thousands(indicator: Indicator) -> bool:
    """Whether numbers of money or decimals may be thousands that lost their separator: if the limit allows them."""
    if indicator.formula or not indicator.odd_figures or indicator.kind not in _LEAST:
        return False
    most, unit = limits(indicator)[1], unit_of(indicator.unit, indicator.kind)
    return (most is None or most > THOUSAND) and not (unit.money and unit.scale >= _LARGE_UNIT)


def by_unit(indicators: Iterable[Indicator]) -> list[list[Indicator]]:
    """Groups indicators by unit. Numbers of one unit are examined together: people type decimals in all or none."""
    units = grouped(((indicator.kind, indicator.unit), indicator) for indicator in indicators)
    return list(units.values())


def least_count(together: Sequence[Indicator]) -> int:
    """The least number of figures with three decimals from which the figures are taken for thousands."""
    return _LEAST[together[0].kind]


def thousands_reading(value: float | None, most: float | None) -> Reads:
    """Whether a number may be meant as thousands; `most`: the greatest number that may be meant."""
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
    """Whether numbers of one unit are taken for thousands: all of them may be thousands, most have three decimals."""
    listed = list(readings)
    three = listed.count(THREE)
    return DIFFERENT not in listed and least <= three and 2 * (len(listed) - listed.count(NONE)) <= 3 * three


def may_be_thousandfold(indicator: Indicator) -> bool:
    """Whether an indicator's numbers are compared with 1000 times the previous ones."""
    return indicator.numeric and indicator.kind != "percent" and not indicator.formula and indicator.odd_figures


def times_too_large(value: float, before: float, indicator: Indicator) -> float | None:
    """The approximate factor between a number and the previous one, if it is 1000 or 1/1000; None for any other."""
    least = least_to_compare(indicator)
    for large, small, times in ((value, before, THOUSAND), (before, value, 1 / THOUSAND)):
        if small > 0 and large >= least and THOUSAND / NEAR * small <= large <= THOUSAND * NEAR * small:
            return times
    return None


def least_to_compare(indicator: Indicator) -> float:
    """The least value of the larger of two numbers that are compared: small counts of people or cases vary freely."""
    return THOUSAND if indicator.kind == "count" else 0.0


def thousandth(value: float, indicator: Indicator) -> float:
    """The probable value of a number that is a thousand times too large; a whole number for people and cases."""
    return float(math.floor(value / THOUSAND + 0.5)) if indicator.kind == "count" else rounded(value / THOUSAND)


def rounded(value: float) -> float:
    """The number with at most six decimals, rounded as in a spreadsheet."""
    return float(Decimal(repr(value)).quantize(Decimal("0.000001"), ROUND_HALF_UP)) if abs(value) < 1e15 else value
