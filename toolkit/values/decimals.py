"""The number of decimals with which figures are shown: for an indicator the same on every sheet and in the report.

Reported figures are shown with the decimals they were reported with, computed figures with at most two. More are shown
only if a figure would otherwise look like 0, like 100 %, or like its target.
"""

from collections.abc import Iterable

from toolkit.language.numbers import format_number, plain_number, rounded
from toolkit.model import Campaign, Figure, Indicator, Language, TableTotal, Tabulation, grouped
from toolkit.model.caching import cached
from toolkit.values.numbers import decimals_to_differ

_TYPED = 6  # the most decimals that people type; a number with more was computed
_COMPUTED = 2  # the decimals with which a computed number is shown
_FAINTEST = 9  # a difference from 0 that needs more decimals is a rounding error
_NEAREST = 6  # a difference from 100 or a target that needs more decimals is a rounding error


@cached
def shown_decimals(result: Tabulation) -> dict[str, int]:
    """The number of decimals with which each indicator's figures and totals are shown, keyed by indicator code."""
    figures: dict[str, set[float]] = {}
    for figure in result.figures:
        value = figure.value
        if value.__class__ is float and value % 1:
            figures.setdefault(figure.indicator, set()).add(value)
    totals = grouped((total.indicator, total.value) for total in result.totals.values() if total.value is not None)
    return {i.code: decimals_of(i, figures.get(i.code, ()), totals.get(i.code, ())) for i in result.campaign.indicators}


@cached
def column_decimals(result: Tabulation) -> dict[tuple[str, str], int]:
    """The number of decimals with which each column of a table and its totals are shown, keyed by (table, column)."""
    return decimals_of_columns(result.campaign, result.rows, result.table_totals.values())


def decimals_of_columns(
    campaign: Campaign, rows: Iterable[Figure], totals: Iterable[TableTotal]
) -> dict[tuple[str, str], int]:
    """The number of decimals of each column of the tables, for these cells and totals, keyed by (table, column)."""
    cell_values: dict[tuple[str, str], set[float]] = {}
    for cell in rows:
        if isinstance(cell.value, float):
            cell_values.setdefault((cell.table, cell.column), set()).add(cell.value)
    total_values = grouped(((total.table, total.column), total.value) for total in totals if total.value is not None)
    return {
        key: decimals_of(table.as_indicator(column), cell_values.get(key, ()), total_values.get(key, ()))
        for table in campaign.tables
        for column in table.columns
        if column.numeric and (key := (table.code, column.code))
    }


def decimals_of(indicator: Indicator, figures: Iterable[float], totals: Iterable[float] = ()) -> int:
    """The number of decimals with which these figures of one indicator and their totals, all in its unit, are shown.

    The decimals that the figures have, up to 6; or 2 for a computed indicator, and for numbers with more than 6. More
    are shown if a number would otherwise look like 0 (up to 9), or like 100 % or the target (up to 6).
    """
    broken, parts = {v for v in figures if v % 1}, {v for v in totals if v % 1}
    needed = _most_decimals(broken, _COMPUTED if indicator.formula else _TYPED)
    decimals = max(needed, min(_most_decimals(parts, _TYPED), max(_COMPUTED, needed)))
    decimals = max(decimals, _decimals_to_show(map(abs, broken | parts), _FAINTEST))
    if indicator.kind == "percent":
        decimals = max(decimals, _decimals_to_show((abs(v - 100) for v in broken | parts), _NEAREST))
    if indicator.target is not None:
        target = indicator.target
        decimals = max(decimals, _decimals_to_show((abs(v - target) for v in parts), _NEAREST))
    return decimals


def decimals_in(value: float) -> int:
    """The number of decimals with which a single number is shown: as in `decimals_of`, without totals or target."""
    return max(_most_decimals({value}, _TYPED), _decimals_to_show([abs(value)], _FAINTEST)) if value % 1 else 0


def shown_number(indicator: Indicator, value: float, decimals: int, language: Language) -> str:
    """An indicator's figure or total as printed; a total of yes/no answers is a count, with no fixed decimals."""
    return format_number(value, language, None if indicator.kind == "yesno" else decimals)


def shown_change(change: float, decimals: int, language: Language) -> str:
    """A change without its sign, with more decimals if it would otherwise look like 0."""
    return format_number(rounded(abs(change), decimals_to_differ(change, 0.0, decimals)), language)


def shown_gap(difference: float, target: float, decimals: int, language: Language) -> str:
    """The difference between a total and its target, without sign, with as many decimals as the longer of the two."""
    return format_number(rounded(abs(difference), max(decimals, decimals_in(target))), language)


def _most_decimals(values: set[float], most: int) -> int:
    """The number of decimals of the longest of these numbers."""
    needed = 0
    for decimals in range(1, most + 1):
        rest = {v for v in values if round(v, decimals) != v}
        if len(rest) < len(values):
            needed = decimals
        values = rest
    # Numbers that differ from their rounded form have all digits of a computed number, perhaps only in the last digits.
    digits = (len(plain_number(v).partition(".")[2]) for v in values)
    return max([needed, *(n if n <= most else _COMPUTED for n in digits)])


def _decimals_to_show(gaps: Iterable[float], most: int) -> int:
    """The decimals needed to show the smallest gap as more than 0; gaps that need more than `most` do not count."""
    least = min((g for g in gaps if round(g, most)), default=1.0)
    return next(n for n in range(most + 1) if round(least, n))
