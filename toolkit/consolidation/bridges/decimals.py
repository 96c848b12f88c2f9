"""Totals as decimals whose differences are exact."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from toolkit.language.text import fold
from toolkit.model import Bridge, Part

#: The number of digits of a total: spreadsheets keep one more, so that differences of such numbers are exact there.
_DIGITS = 14
NO_AMOUNT = Decimal(0)


def bridge_of(
    total: tuple[str, str, str], values: Sequence[float | None], parts: Sequence[Part], units: tuple[str, str]
) -> Bridge:
    """The bridge of a total (indicator, period, choice) with `values` before the first change and after each change.
    `parts`: the changes, whose amounts are filled in. `units`: the old and the new one, "" where there is none."""
    decimals = same_decimals(values)
    moves = [(part, before, after) for part, (before, after) in zip(parts, pairwise(decimals), strict=True)]
    before, now = units
    return Bridge(
        indicator=total[0],
        period=total[1],
        choice=total[2],
        old=decimals[0],
        new=decimals[-1],
        parts=tuple(p._replace(amount=(b or NO_AMOUNT) - (a or NO_AMOUNT)) for p, a, b in moves if a != b),
        unit_before=before if before and now and fold(before) != fold(now) else "",
    )


def same_decimals(values: Sequence[float | None]) -> list[Decimal | None]:
    """Numbers rounded to the 14th digit of the largest, so that their differences are exact."""
    exact = [None if v is None else Decimal(repr(v)) for v in values]
    largest = max((d.adjusted() for d in exact if d), default=0)
    last = Decimal(1).scaleb(largest - _DIGITS + 1)
    return [d if d is None else _rounded(d, last) for d in exact]


def _rounded(number: Decimal, last: Decimal) -> Decimal:
    _, _, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    return number if exponent >= last.adjusted() else number.quantize(last)
