"""How an amount is written: digits, the signs between them, magnitudes, đồng. Exact decimals throughout.

In Vietnam `.` separates thousands and `,` is the decimal sign; computers set to English do it the other
way round. All readings are kept; `numbers` chooses one of them or asks.
"""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from toolkit.model import Indicator
from toolkit.values.units import CURRENCY, MAGNITUDE, MAGNITUDES, unit_of

#: A number with its separators, on text without marks (blanks and apostrophes may separate thousands).
NUMBER = r"\d+(?:[.,' ]\d+)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its magnitudes: `167 tỷ 438 triệu đồng` is 167438000000, a currency, without a remainder."""

    numbers: tuple[Decimal, ...]
    magnitude: bool = False
    currency: bool = False
    remainder: str = ""
    code: str = ""
    guess: bool = False
    """Whether the amount is as in speech (`1 tỷ 2`), which is not usual in writing."""
    spoken: Decimal | None = None
    """The magnitude before which a number's separator is unambiguous: `24,023 tỷ`, `12.500 nghìn`."""


# --- One number's signs ---------------------------------------------------------------------------

_GROUPED_BY_BLANKS = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?:([.,])\d+)?")


def number_readings(digits: str, whole: bool) -> tuple[tuple[Decimal, ...], str]:
    """What the digits may mean, the usual reading first, and the code of a note; no readings if they are no number.

    `whole`: only whole numbers make sense, so a single point separates thousands (`1.234`).
    """
    if digits.isdigit():
        return (Decimal(digits),), ""
    if " " in digits or "'" in digits:
        match = _GROUPED_BY_BLANKS.fullmatch(digits)
        if match is None:
            return (), ""
        joined = digits.replace(" ", "").replace("'", "").replace(",", ".")
        return (Decimal(joined),), "foreign-separators" if match[1] == "." else ""
    if "." in digits and "," in digits:
        # The last sign is the decimal sign: `1.234,5`, `1,234.5`.
        decimal = max(".,", key=digits.rindex)
        head, _, fraction = digits.rpartition(decimal)
        thousands = "," if decimal == "." else "."
        if decimal in head or not _is_in_threes(head, thousands):
            return (), ""
        number = Decimal(f"{head.replace(thousands, '')}.{fraction}")
        return (number,), "foreign-separators" if decimal == "." else ""
    sign = "," if "," in digits else "."
    if digits.count(sign) > 1:
        if not _is_in_threes(digits, sign):
            return (), ""
        return (Decimal(digits.replace(sign, "")),), "foreign-separators" if sign == "," else ""
    return _readings_by_one_sign(digits, sign, whole)


def _readings_by_one_sign(digits: str, sign: str, whole: bool) -> tuple[tuple[Decimal, ...], str]:
    head, _, tail = digits.partition(sign)
    decimal = Decimal(f"{head}.{tail}")
    if len(tail) != 3 or len(head) > 3 or int(head) == 0:
        return (decimal,), "foreign-separators" if sign == "." else ""
    if head.startswith("0"):
        return (), ""
    thousands = Decimal(head + tail)
    if sign == ".":
        return ((thousands,), "point-as-thousands") if whole else ((thousands, decimal), "foreign-separators")
    return (decimal, thousands), ""


def _is_in_threes(digits: str, sign: str) -> bool:
    first, *groups = digits.split(sign)
    return 1 <= len(first) <= 3 and bool(groups) and all(len(group) == 3 for group in groups)


# --- Amounts ---------------------------------------------------------------------------------------

_ONE_AMOUNT = re.compile(rf"({NUMBER})\s*({MAGNITUDE}(?:\s+{MAGNITUDE})*)(?=\.?\s?d\b|\.?\s?dong|[^a-z]|$)\.?")
_HALF = re.compile(r"\s*ruoi\b")
_TRAILING_DIGITS = re.compile(r"\d{1,3}(?=\s*(?:dong|d\b|$))")
_START = re.compile(r"(?P<currency>vnd|dong)?\s*(?P<sign>-)?\s*(?=\d)")
_DIGITS = re.compile(NUMBER)
_PHONE = re.compile(r"0\d{8,}")


def read_amount(plain: str, indicator: Indicator) -> Amount | None:
    """The amount that the text starts with; None if it does not start with a number."""
    match = _START.match(plain)
    if match is None:
        return None
    factor = Decimal(-1 if match["sign"] else 1)
    currency_first = bool(match["currency"])
    if not _ONE_AMOUNT.match(plain, match.end()):
        return _bare_amount(plain, match.end(), factor, currency_first, indicator)
    amount = _with_magnitudes(plain[match.end() :])
    numbers = tuple(factor * number for number in amount.numbers)
    return replace(amount, numbers=numbers, currency=amount.currency or currency_first)


def _with_magnitudes(plain: str) -> Amount:
    """The amount of one number with its magnitude, or of several in falling order: `1 tỷ 200 triệu 500 nghìn`."""
    numbers: tuple[Decimal, ...] = (Decimal(0),)
    code, last, whole = "", Decimal(10) ** 18, plain
    while part := _ONE_AMOUNT.match(plain):
        scale = Decimal(math.prod(MAGNITUDES[word] for word in part[2].split()))
        if scale >= last:
            break
        added, note = number_readings(part[1], whole=False)
        if any(numbers):
            if len(numbers) > 1 and code == "foreign-separators":
                numbers, code = numbers[:1], "point-as-thousands"  # a whole number, since smaller magnitudes follow
            if len(numbers) > 1 or numbers[0] % last or len(added) != 1 or added[0] * scale >= last:
                return Amount(numbers=(), magnitude=True)
        numbers = tuple(numbers[0] + number * scale for number in added)
        code, last, plain = code or note, scale, plain[part.end() :].lstrip()
        if not added:
            return Amount(numbers=(), magnitude=True)
    # Before a word of magnitude the sign in the first number may be unambiguous. Whoever writes `tỷ` has the decimal
    # comma and separates thousands by points: `24,023 tỷ`, `12.500 nghìn`. Nobody ends decimals in a zero before it, so
    # `24,020 tỷ` is ambiguous, and so is `12.345 nghìn`, which may have decimals.
    match = _DIGITS.match(whole)
    spoken = last if len(numbers) > 1 and match and ("," in match[0]) != match[0].endswith("0") else None
    half = _HALF.match(plain)
    if half:
        numbers, code = tuple(number + last / 2 for number in numbers), "half-in-words"
        plain = plain[half.end() :]
    trailing = _TRAILING_DIGITS.match(plain)
    if trailing and not half and len(numbers) == 1:
        numbers = (numbers[0] + Decimal(trailing[0]).scaleb(-len(trailing[0])) * last,)
        plain = plain[trailing.end() :]
    currency, remainder = _split_currency(plain)
    guess = bool(trailing) and not half
    return Amount(
        numbers=numbers,
        magnitude=True,
        currency=currency,
        remainder=remainder,
        code=code,
        guess=guess,
        spoken=None if half or trailing else spoken,
    )


def _bare_amount(plain: str, start: int, factor: Decimal, currency_first: bool, indicator: Indicator) -> Amount | None:
    """The amount of a number without magnitude, which is whole for counts of people and for đồng."""
    match = _DIGITS.match(plain, start)
    if match is None:
        return None
    currency, remainder = _split_currency(plain[match.end() :])
    currency = currency or currency_first
    unit = unit_of(indicator.unit, indicator.kind)
    whole = indicator.kind == "count" or (unit.money and (currency or unit.scale == 1))
    parts, code = number_readings(match[0], whole)
    if currency and len(parts) > 1:
        parts, code = (max(parts),), "foreign-separators"  # there are no parts of a đồng
    if _PHONE.fullmatch(match[0]):
        parts = ()
    return Amount(numbers=tuple(factor * number for number in parts), currency=currency, remainder=remainder, code=code)


def _split_currency(remainder: str) -> tuple[bool, str]:
    match = CURRENCY.match(remainder)
    return (True, remainder[match.end() :].strip()) if match else (False, remainder.strip())
