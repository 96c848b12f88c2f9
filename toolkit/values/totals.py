"""The arithmetic of totals: over periods for one agency, over agencies for the province.

Flows are added up over the years, stocks take the last period, percentages are computed from the indicators in their
formula. Only reported figures count; missing figures are left out, never taken for zero.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from toolkit.formula import expressions
from toolkit.formula.expressions import Absent, Operand
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Campaign, CellValue, Figure, FormColumn, Indicator, State, Value

#: Two numbers that a spreadsheet shows as equal differ by less than this, absolutely or in proportion.
TOLERANCE = 1e-9
#: Day 0 of the serial numbers of days in spreadsheets, for all days since March 1900.
_DAY_0 = datetime(1899, 12, 30)


class _Operands:
    """The function that `lookup` returns. A nested function that calls itself would be a reference cycle, which keeps a
    file's data until the garbage collector runs."""

    __slots__ = ("_campaign", "_figures", "_known")

    def __init__(self, campaign: Campaign, figures: Mapping[str, Figure]) -> None:
        self._campaign, self._figures = campaign, figures
        self._known: dict[str, Operand] = {}

    def __call__(self, code: str) -> Operand:
        if code in self._known:
            return self._known[code]
        indicator = self._campaign.indicator_by_code.get(code)
        if indicator is not None and indicator.formula:
            value = expressions.evaluate(expressions.parse(indicator.formula), self)
        else:
            value = operand(self._figures.get(code))
        self._known[code] = value
        return value


def lookup(campaign: Campaign, figures: Mapping[str, Figure]) -> Callable[[str], Operand]:
    """A function that returns an indicator's operand in formulas for its code, from an agency's figures of one period.

    An indicator with a formula is computed from the indicators in it.
    """
    return _Operands(campaign, figures)


def computed(indicator: Indicator, look_up: Callable[[str], Operand]) -> tuple[Value | None, State]:
    """The value of an indicator's formula, and its state."""
    value = expressions.evaluate(expressions.parse(indicator.formula), look_up)
    if isinstance(value, Absent):
        return None, "not_applicable" if value is Absent.NOT_APPLICABLE else "missing"
    return value, "given"


def operand(figure: Figure | None) -> Operand:
    """A figure as an operand of formulas: its value in the indicator's unit, or why there is no value.

    `Absent.NOT_APPLICABLE` for a figure that is not applicable, `Absent.MISSING` for one that is missing, held back or
    without a value.
    """
    if figure is None or figure.state in ("missing", "held"):
        return Absent.MISSING
    if figure.state == "not_applicable":
        return Absent.NOT_APPLICABLE
    return Absent.MISSING if figure.value is None else figure.value


def number(figure: Figure | None) -> float | None:
    """The figure's number in the indicator's unit; 0.0 for a zero in words.

    None if there is no figure, for missing, held, masked or not applicable figures, and for yes/no, dates and words.
    """
    if figure is None or figure.state not in ("given", "zero_by_words"):
        return None
    value = figure.value
    if value.__class__ is float:
        return value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def number_in_formulas(value: CellValue) -> float | None:
    """The number that spreadsheet formulas have for a cell: a day counts as its serial number.

    None for blanks, texts, TRUE and FALSE.
    """
    if isinstance(value, date):
        since = (value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)) - _DAY_0
        return since / timedelta(days=1)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def over_periods(
    indicator: Indicator, values: Sequence[float | None], weights: Sequence[float | None] = ()
) -> float | None:
    """One value from the values of the periods, in the periods' order, as the indicator's `across_periods` says.

    A mean is weighted if the indicator names a weight: periods without value or weight are left out.
    """
    reported = [v for v in values if v is not None]
    match indicator.across_periods:
        case "sum":
            return math.fsum(reported) if reported else None
        case "last" | "cumulative" | "cumulative_all":
            return values[-1] if values else None
        case "max":
            return max(reported, default=None)
        case "mean":
            return mean(values, weights if indicator.weight else None)
        case _:
            return None


def over_rows(column: FormColumn, numbers: Sequence[float]) -> float | None:
    """The total of a column's numbers over rows, in the column's unit; None if there are no numbers, or the column has
    no total."""
    if not numbers:
        return None
    match column.across_rows:
        case "sum":
            return math.fsum(numbers)
        case "mean":
            return mean(numbers)
        case "max":
            return max(numbers)
        case "min":
            return min(numbers)
        case _:
            return None


def mean(values: Iterable[float | None], weights: Iterable[float | None] | None = None) -> float | None:
    """The mean of the values, weighted by `weights` unless that is None; None if nothing counts.

    Values and weights are paired in order. A pair that lacks one of the two is left out; weights that add up to 0 give
    None. Raises ValueError if there are more values than weights, or fewer.
    """
    if weights is None:
        reported = [v for v in values if v is not None]
        return math.fsum(reported) / len(reported) if reported else None
    pairs = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None and w is not None]
    total = math.fsum(w for _, w in pairs)
    return math.fsum(v * w for v, w in pairs) / total if total else None


def period_total(indicator: Indicator, figures: Iterable[Figure], weights: Mapping[str, Figure]) -> float | None:
    """One agency's total over the periods, in the indicator's unit; None as for `over_periods`.

    `figures`: the indicator's figures, in the periods' order; `weights`: the figures of the indicator that is its
    weight, keyed by period.
    """
    of_periods = list(figures)
    weighed = [number(weights.get(f.period)) for f in of_periods] if indicator.weight else ()
    return over_periods(indicator, [number(f) for f in of_periods], weighed)


def derived_total(campaign: Campaign, indicator: Indicator, figures: Iterable[Figure]) -> float | None:
    """One agency's total of a computed indicator.

    For `last` and cumulative indicators the last period's value; for `none` nothing; else the formula is applied to the
    totals of the indicators in it, if each of these has a figure for every period.
    """
    if indicator.across_periods == "none" or not campaign.periods:
        return None
    by_code: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        by_code.setdefault(figure.indicator, {})[figure.period] = figure
    if indicator.last_period_counts:
        return number(by_code.get(indicator.code, {}).get(campaign.periods[-1].key))

    def look_up(code: str) -> Operand:
        member = campaign.indicator_by_code[code]
        of_periods = [by_code.get(code, {}).get(p.key) for p in campaign.periods]
        if any(number(f) is None for f in of_periods):
            return Absent.MISSING
        if member.formula:
            total = derived_total(campaign, member, [f for fs in by_code.values() for f in fs.values()])
        else:
            weights = [number(by_code.get(member.weight, {}).get(p.key)) for p in campaign.periods]
            total = over_periods(member, [number(f) for f in of_periods], weights)
        return Absent.MISSING if total is None else total

    result = expressions.evaluate(expressions.parse(indicator.formula), look_up)
    return float(result) if isinstance(result, float | int) and not isinstance(result, bool) else None


def same_number(shown: CellValue, value: Value | None) -> bool:
    """Whether a computed cell has the value computed here.

    Numbers may differ by 1e-9, absolutely or relatively; yes and no may be in either language; texts are compared
    folded. False if there is no value.
    """
    if value is None:
        return False
    if isinstance(value, bool):
        word = forms.YES if value else forms.NO
        return shown is value or fold(str(shown)) in {fold(word.vi), fold(word.en)}
    if isinstance(value, int | float):
        return (
            isinstance(shown, int | float)
            and not isinstance(shown, bool)
            and math.isclose(shown, value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        )
    return isinstance(shown, str) and fold(shown) == fold(str(value))


def is_rounding(shown: CellValue, value: Value | None) -> bool:
    """Whether a shown number with decimals is the computed value rounded to these decimals: 47.3 is 47.347, not 47.36.

    People write rates this way. A whole number is not accepted: it may be a different count.
    """
    if not isinstance(shown, float) or isinstance(value, bool) or not isinstance(value, int | float):
        return False
    exact = Decimal(repr(shown))
    decimals = -int(exact.as_tuple().exponent) if not shown.is_integer() else 0
    return decimals > 0 and abs(exact - Decimal(repr(float(value)))) <= Decimal(5).scaleb(-decimals - 1)
