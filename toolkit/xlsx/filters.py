"""Filters that people set on a table, and the rows that these filters show. The file must contain both, since Excel
hides no rows when it opens a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import translate
from typing import Any

from toolkit.xlsx.bulk import BulkSheet, FormulaCell, Reference, Styled

#: For each operator of the file format ([ECMA-376] 18.18.31), the operator in XlsxWriter's criteria.
_OPERATORS: Mapping[str, str] = {
    "equal": "==",
    "notEqual": "!=",
    "lessThan": "<",
    "lessThanOrEqual": "<=",
    "greaterThan": ">",
    "greaterThanOrEqual": ">=",
}
_SHOWING = (FormulaCell, Reference, Styled)


@dataclass(frozen=True, slots=True)
class Filter:
    """The condition of a column: a cell must be one of `values` (or blank, if `blank`), or meet `tests`.

    A test is an operator of the file format and a value. `both`: a cell must meet both tests, not only one.
    """

    values: tuple[str, ...] = ()
    blank: bool = False
    tests: tuple[tuple[str, str], ...] = ()
    both: bool = False

    def shows(self, cell: Any) -> bool:
        """Whether a cell of bulk rows meets the condition."""
        while isinstance(cell, _SHOWING):
            cell = cell.value
        if not self.tests:
            return self.blank if cell in (None, "") else any(_equal(cell, value) for value in self.values)
        passed = [_meets(cell, operator, value) for operator, value in self.tests]
        return all(passed) if self.both else any(passed)

    def apply_to(self, sheet: BulkSheet, column: int) -> None:
        """Set this filter for a column of a sheet that has an autofilter."""
        if not self.tests:
            sheet.filter_column_list(column, [*self.values, *(["Blanks"] if self.blank else [])])
            return
        join = " and " if self.both else " or "
        tests = [(_OPERATORS[operator], value.replace('"', '""')) for operator, value in self.tests]
        sheet.filter_column(column, join.join(f'x {sign} "{value}"' for sign, value in tests))


def is_operator(name: str) -> bool:
    """Whether this operator is supported."""
    return name in _OPERATORS


def _number(value: Any) -> float | None:
    if isinstance(value, bool | date):
        return None
    try:
        return float(value.replace(",", "") if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return None


def _equal(cell: Any, value: str) -> bool:
    """Whether a cell equals a listed value, ignoring case; numbers are listed as shown."""
    number = _number(cell) if not isinstance(cell, str) else None
    if number is not None:
        return number == _number(value)
    shown = cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)
    return shown.strip().casefold() == value.strip().casefold()


def _meets(cell: Any, operator: str, value: str) -> bool:
    number, other = _number(cell) if not isinstance(cell, str) else None, _number(value)
    if operator in ("equal", "notEqual"):
        text = "" if cell is None else str(cell)
        matches = number == other if number is not None and other is not None else _matches(text, value)
        return matches == (operator == "equal")
    if number is None or other is None:
        return False
    match operator:
        case "lessThan":
            return number < other
        case "lessThanOrEqual":
            return number <= other
        case "greaterThan":
            return number > other
        case _:
            return number >= other


def _matches(text: str, pattern: str) -> bool:
    """Whether a text matches a pattern in Excel: `*` and `?` match any characters, and case is ignored."""
    return re.match(translate(pattern.strip().casefold().replace("[", "[[]")), text.strip().casefold()) is not None
