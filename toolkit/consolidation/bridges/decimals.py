"""Totals as decimals whose differences are exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

#: Of so many digits is a total said: spreadsheets keep one more, so that differences of such numbers are exact there.
_DIGITS = 14


def same_decimals(values: Sequence[float | None]) -> list[Decimal | None]:
    """Numbers with all their digits, those beyond the 14th of the largest rounded off: their differences are exact."""
    exact = [None if v is None else Decimal(repr(v)) for v in values]
    largest = max((d.adjusted() for d in exact if d), default=0)
    last = Decimal(1).scaleb(largest - _DIGITS + 1)
    return [d if d is None else _rounded(d, last) for d in exact]


def _rounded(number: Decimal, last: Decimal) -> Decimal:
    _, _, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    return number if exponent >= last.adjusted() else number.quantize(last)
