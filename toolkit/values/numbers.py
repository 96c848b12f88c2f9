"""Cells that hold numbers, and amounts that were typed as text → a number within the indicator's limits, or a question.

Amounts are exact decimals until the end. `number_texts` recognises amounts in texts.
"""

import math
from decimal import Decimal

from toolkit.language.numbers import format_number
from toolkit.model import NUMERIC_KINDS, Indicator
from toolkit.values.amounts import Amount
from toolkit.values.readings import Reading, accepted_reading, question
from toolkit.values.units import Unit, unit_of

#: Spreadsheets keep 15 digits; a longer number (an identity or an account) has lost digits.
_MOST = Decimal(10) ** 15
#: A bare amount of this size or more, in a column of millions or more, was probably typed in đồng.
_SUSPECT_AMOUNT, _SUSPECT_DONG = Decimal(100_000), Decimal(10) ** 11
#: Reports have no smaller amounts of đồng: `500 đồng` in a column of money has lost its magnitude.
_LEAST_DONG = Decimal(1000)


# --- Numbers for people ---------------------------------------------------------------------------

#: The most decimals shown for figures that lie close together.
_MOST_DECIMALS = 6


def decimals_to_differ(value: float, base: float, least: int = 1) -> int:
    """The number of decimals with which a figure looks different from the figure it is compared with, and their
    difference does not look like 0.

    From `least` (or the number of decimals of `base`) up to 6, which may still be too few.
    """
    decimals = max(least, len(format_number(base, "vi").partition(",")[2]))
    while decimals < _MOST_DECIMALS and value != base:
        apart = (format_number(x, "vi", decimals) for x in (value, base))
        if len(set(apart)) == 2 and round(value - base, decimals):
            break
        decimals += 1
    return decimals


def joined_readings(numbers: tuple[Decimal, ...]) -> str:
    """The readings, each as a person would write it: `1,234 | 1.234`, `20.000 | 20,000`."""
    least = min(numbers)
    by_thousand = least * 1000 == max(numbers) and least < 1000
    return " | ".join(
        format_number(float(number), "vi", 3 if by_thousand and number == least else None) for number in numbers
    )


# --- Number cells ---------------------------------------------------------------------------------


def number_in_cell(value: float, indicator: Indicator, percent_format: bool = False) -> Reading:
    """Reads a cell that holds a number, for a numeric indicator; the value is in the indicator's unit.

    `percent_format`: the cell shows its number as a percentage, so it holds 0.125 for 12.5 %. Ambiguous numbers are
    held: a percentage that may be a fraction of 1, a count with decimals, an amount that may be in đồng.
    """
    if value != value or abs(value) >= _MOST:
        return question("number-too-large" if value == value and abs(value) != math.inf else "not-a-number")
    if indicator.kind == "percent":
        return _percent_cell(float(value), indicator, percent_format)
    if percent_format:
        return question("unit-mismatch", unit=indicator.unit)
    if indicator.kind == "count":
        return _count_cell(float(value), indicator)
    unit = unit_of(indicator.unit, indicator.kind)
    if unit.money and _may_be_dong(Decimal(repr(float(value))), unit, indicator):
        return _suspect_amount(Decimal(repr(float(value))), unit, indicator)
    return within_limits(float(value), indicator)


def accepted_range(indicator: Indicator) -> tuple[float, float]:
    """The range in which `number_in_cell` accepts a number as it is (a count only if it is whole).

    Most cells of a form hold such a number, and need no further reading.
    """
    least, most = limits(indicator)
    low = 1.0 - float(_MOST) if least is None else least
    high = float(_MOST) - 1.0 if most is None else min(most, float(_MOST) - 1.0)
    if indicator.kind == "percent":
        low = max(low, fraction_limit(indicator) + 1.0)  # 0.5 and 1 may be meant as fractions of 1
    elif (suspect := least_suspect(indicator)) is not None:
        low, high = max(low, 1.0 - suspect), min(high, suspect - 1.0)
    return low, high


def _percent_cell(value: float, indicator: Indicator, percent_format: bool) -> Reading:
    if percent_format:
        if unit_of(indicator.unit, indicator.kind).mille:
            return question("unit-mismatch", unit=indicator.unit)
        return within_limits(float(Decimal(f"{value:.15g}") * 100), indicator)
    if is_part_of_one(value, indicator) and not unit_of(indicator.unit, indicator.kind).mille:
        return _two_percentages(Decimal(f"{value:.15g}"))
    return within_limits(value, indicator)


def fraction_limit(indicator: Indicator) -> float:
    """The number up to which a percentage may be meant as a fraction of 1: 0.98 for 98 %; if more than 100 % is
    allowed, also 1.05 for 105 %."""
    minimum, maximum = limits(indicator)
    more = maximum is not None and maximum > 100 and (minimum is None or minimum >= 0)
    return maximum / 100 if more and maximum is not None else 1.0


def is_part_of_one(value: float, indicator: Indicator) -> bool:
    """Whether a bare percentage may be meant as a fraction of 1; above 1 only if it has decimals, since people do not
    type 3 for 300 %."""
    return 0 < value <= 1 or (value > 1 and not value.is_integer() and value <= fraction_limit(indicator))


def _two_percentages(value: Decimal) -> Reading:
    return question("ambiguous-percent", readings=joined_readings((value, value * 100)))


def _count_cell(value: float, indicator: Indicator) -> Reading:
    nearest = round(value)
    if abs(value - nearest) <= 1e-9 * max(1.0, abs(value)):
        return within_limits(float(nearest), indicator)
    thousands = Decimal(f"{value:.15g}") * 1000
    if 0 < value < 1000 and thousands == thousands.to_integral_value():
        both = f"{format_number(value, 'vi')} | {format_number(float(thousands), 'vi')}"
        return question("ambiguous-number", readings=both)
    return question("not-whole")


def within_limits(value: float, indicator: Indicator, code: str = "", **arguments: str) -> Reading:
    """The reading of a value: accepted, or held if it is outside the indicator's limits, or 1e15 and more.

    `code` and `arguments` are as in `accepted_reading`.
    """
    if abs(value) >= _MOST:
        return question("number-too-large")
    minimum, maximum = limits(indicator)
    if value < 0 and minimum is not None and minimum >= 0 and indicator.kind in ("count", "money"):
        return question("negative-number")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        return question("out-of-range", limits=_limits_text(minimum, maximum))
    return accepted_reading(value + 0.0, code, **arguments)


def may_be_negative(indicator: Indicator) -> bool:
    """Whether the indicator's least value is below 0, or there is no least value."""
    minimum, _ = limits(indicator)
    return minimum is None or minimum < 0


def limits(indicator: Indicator) -> tuple[float | None, float | None]:
    """(least, greatest) value in the indicator's unit, as the definition says, else for its kind; None for no limit."""
    least, most = NUMERIC_KINDS.get(indicator.kind, (None, None))
    low, high = indicator.minimum, indicator.maximum
    return least if low is None else low, most if high is None else high


def _limits_text(minimum: float | None, maximum: float | None) -> str:
    low = "" if minimum is None else format_number(minimum, "vi")
    high = "" if maximum is None else format_number(maximum, "vi")
    if low and high:
        return f"{low} – {high}"
    return f"≥ {low}" if low else f"≤ {high}"


def _may_be_dong(value: Decimal, unit: Unit, indicator: Indicator) -> bool:
    """Whether a bare amount is too large for the column's unit, so that it was probably typed in đồng.

    False up to the maximum in the definition, which expects such amounts.
    """
    most = indicator.maximum
    return unit.scale > 1 and abs(value) >= _least_suspect(unit) and (most is None or abs(value) > Decimal(str(most)))


def _least_suspect(unit: Unit) -> Decimal:
    return max(_SUSPECT_AMOUNT, _SUSPECT_DONG / unit.scale)


def least_suspect(indicator: Indicator) -> float | None:
    """The amount from which a bare number is questioned, since it may be in đồng; None if no number is.

    In the indicator's unit: 100,000, or 1e11 đồng if that is more. Only for money in a unit above đồng, and unless the
    definition's maximum is as large: then only numbers above the maximum are questioned.
    """
    if indicator.kind not in ("decimal", "money"):
        return None
    unit = unit_of(indicator.unit, indicator.kind)
    if not unit.money or unit.scale <= 1:
        return None
    suspect = float(_least_suspect(unit))
    return suspect if indicator.maximum is None or indicator.maximum < suspect else None


def _suspect_amount(value: Decimal, unit: Unit, indicator: Indicator) -> Reading:
    both = joined_readings((value, value / unit.scale))
    return question("check-unit", readings=both, unit=indicator.unit)


def possible_readings(numbers: tuple[Decimal, ...], indicator: Indicator) -> tuple[Decimal, ...]:
    """The readings without those above the indicator's maximum (`12,345` is not 12345 %).

    In the same order; the first reading if none is left.
    """
    _, maximum = limits(indicator)
    within = tuple(n for n in numbers if maximum is None or n <= Decimal(str(maximum)))
    return within or numbers[:1]


def figure_of_amount(
    number: Decimal, amount: Amount, unit: Unit, indicator: Indicator, note: str, percent_sign: bool
) -> Reading:
    """The reading of an amount that was typed as text.

    `number`: the chosen reading, in the indicator's unit; `amount`: what was typed, with the words around the digits;
    `note`: the code of a finding that lists an accepted value; `percent_sign`: whether a `%` was typed.
    """
    bare = not (amount.magnitude or amount.currency or amount.remainder)
    if abs(number) >= _MOST:
        return question("number-too-large")
    if unit.money and bare and _may_be_dong(number, unit, indicator):
        return _suspect_amount(number, unit, indicator)
    if unit.scale > 1 and amount.currency and not amount.magnitude and 0 < abs(amount.numbers[0]) < _LEAST_DONG:
        return question("check-unit", readings=joined_readings((number, amount.numbers[0])), unit=indicator.unit)
    if indicator.kind == "percent" and not percent_sign and not unit.mille and is_part_of_one(float(number), indicator):
        return _two_percentages(number)
    if indicator.kind == "count" and number != number.to_integral_value():
        return question("not-whole")
    if note == "unit-differs":
        return within_limits(float(number), indicator, note, unit=indicator.unit)
    return within_limits(float(number), indicator, note)
