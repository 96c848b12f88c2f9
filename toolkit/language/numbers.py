"""Numbers as people read them, with Vietnamese or English separators."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

from toolkit.model import Language

#: Numbers of this size or more have more digits than a float keeps for certain (15).
_MOST = Decimal(10) ** 15
_COUNTED = frozenset(("count", "money", "yesno"))
_BELOW_TEN = frozenset("123456789")
_ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL"}
_ROMAN |= {10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}


def plain_number(value: float) -> str:
    """The number with 15 significant digits, without exponent: `1234.5`, `5`, `0.3`.

    The decimal sign is a point; thousands are not separated, and a zero has no minus; `nan` and `inf` as in Python.
    """
    if isinstance(value, int):
        return str(value) if abs(value) < _MOST else _digits(value)
    if not math.isfinite(value):
        return str(value)
    value = value or 0.0  # no minus before a zero
    return str(int(value)) if value.is_integer() and abs(value) < _MOST else _digits(value)


def _digits(value: float) -> str:
    try:
        digits = f"{value:.15g}"
        return _shortest(Decimal(digits)) if "e" in digits else digits
    except OverflowError:
        return _shortest(Decimal(value))


def _shortest(number: Decimal) -> str:
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def in_prose(number: str, language: Language, kind: str = "") -> str:
    """A number in running text, without the zeros at its end that tables show: `100`, not `100,00`.

    `kind`: the indicator's kind; in Vietnamese, counts below ten get a zero in front (`05 xã`), as is the custom.
    """
    mark = "," if language == "vi" else "."
    short = number.rstrip("0").rstrip(mark) if mark in number else number
    return f"0{short}" if language == "vi" and kind in _COUNTED and short in _BELOW_TEN else short


def format_number(value: float, language: Language, decimals: int | None = None) -> str:
    """The number for people: `1.234,5` (vi), `1,234.5` (en).

    `decimals`: the number of decimals, halves rounded away from zero; None for all decimals of the number.
    """
    digits = plain_number(value)
    if digits[-1:].isalpha():
        return digits
    if decimals is not None:
        with localcontext() as context:
            context.prec = len(digits) + abs(decimals) + 10
            digits = f"{Decimal(digits).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    sign = "-" if digits.startswith("-") and digits.strip("-0.") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    groups = f"{int(whole):,}" if len(whole) < 4000 else whole
    if language == "vi":
        groups = groups.replace(",", ".")
    point = "," if language == "vi" else "."
    return sign + groups + (point + fraction if fraction else "")


def rounded(value: float, decimals: int) -> float:
    """The number rounded, halves away from zero as people and Excel do: 81.25 → 81.3, -62.5 → -63."""
    digits = plain_number(value)
    if digits[-1:].isalpha():
        return value
    with localcontext() as context:
        context.prec = len(digits) + abs(decimals) + 10
        return float(Decimal(digits).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) + 0.0


def in_short(value: float, decimals: int = 2) -> str:
    """The number for people in Vietnam, with at most `decimals` decimals; between -1 and 1 three digits are kept."""
    if value and abs(value) < 1:
        decimals = max(decimals, 2 - math.floor(math.log10(abs(value))))
    return format_number(rounded(value, decimals), "vi")


def roman(number: int) -> str:
    """A number from 1 on in roman numerals."""
    signs = ""
    for value, sign in _ROMAN.items():
        count, number = divmod(number, value)
        signs += sign * count
    return signs
