"""Why totals of tables changed: the number of rows, and the totals of columns.

As with figures, a part is the amount by which the total moves when one change is applied after those before it: first
the definition, then each agency's file, then the coordinator's corrections. So the parts add up to the difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, TypeAlias

from toolkit.consolidation.bridges.decimals import NO_AMOUNT, bridge_of
from toolkit.consolidation.bridges.differences import TotalsBasis, cause_of_file
from toolkit.consolidation.tables.rows import ReportedRow, rows_that_count
from toolkit.consolidation.totals import WHOLE
from toolkit.language.text import fold
from toolkit.model import CAUSES, Bridge, Campaign, Cause, Figure, FormColumn, FormTable, Indicator, MovedFigure, Part
from toolkit.values.units import factor_from

#: The rows of each table, by the table's code.
_Rows: TypeAlias = Mapping[str, Sequence[ReportedRow]]


def names_of_totals(campaign: Campaign) -> tuple[str, ...]:
    """The names of the totals of tables (`FormTable.name`): each table's number of rows, then its columns."""
    return tuple(t.name(code) for t in campaign.tables for code in ("", *(c.code for c in t.totalled)))


def totals_as_indicators(campaign: Campaign, rows: str) -> dict[str, Indicator]:
    """The totals of tables as indicators with label and unit, by name. `rows`: the word for rows, which is the unit of
    the number of rows."""
    indicators = {}
    for table in campaign.tables:
        counted = Indicator(code=table.name(""), topic=table.heading, label=table.heading, unit=rows, kind="count")
        indicators[counted.code] = counted
        for column in table.totalled:
            indicator = table.as_indicator(column)
            indicators[indicator.code] = replace(indicator, label=f"{table.heading}: {column.label}")
    return indicators


def totals_of_tables(basis: TotalsBasis) -> dict[str, float | None]:
    """All totals of a basis's tables, by name."""
    if not basis.campaign.tables:
        return {}
    figure_map = {agency: _rows_by_table(basis, agency, basis) for agency in basis.rows}
    return {
        name: _RunningTotal.of(rule, {agency: rule.contribution(rows) for agency, rows in figure_map.items()}).value
        for name, rule in _total_rules(basis.campaign).items()
    }


def table_bridges(old: TotalsBasis, new: TotalsBasis, moved: Sequence[str]) -> Iterator[Bridge]:
    """The bridges of the totals of tables that changed (`moved`)."""
    walk = _TableSteps(old, new)
    for name in moved:
        yield walk.bridge(name)


# --- One total ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _TotalRule:
    """How one total is computed: from a column's numbers multiplied by `times`; without a column, by counting rows."""

    table: FormTable
    column: FormColumn | None
    times: Decimal = Decimal(1)

    @property
    def name(self) -> str:
        return self.table.name(self.column.code if self.column else "")

    def number(self, row: ReportedRow) -> float | None:
        """The number that a row contributes; None where it contributes none."""
        if row.is_carried:
            return None
        if self.column is None:
            return 1.0
        number = row.number(self.column.code)
        return number if number is None or self.times == 1 else float(Decimal(repr(number)) * self.times)

    def contribution(self, rows: _Rows) -> _Contribution:
        numbers = [n for row in rows.get(self.table.code, ()) if (n := self.number(row)) is not None]
        if not numbers:
            return _NO_ROWS
        return _Contribution(len(numbers), sum(map(Fraction, numbers), Fraction(0)), max(numbers), min(numbers))


class _Contribution(NamedTuple):
    """What an agency's rows contribute to a total, whether that is a sum, a mean, a maximum or a minimum."""

    rows: int
    sum: Fraction
    largest: float
    smallest: float


_NO_ROWS = _Contribution(0, Fraction(0), 0.0, 0.0)


class _RunningTotal:
    """A total that is updated as the contributions of agencies are replaced one by one."""

    def __init__(self, rule: _TotalRule) -> None:
        self.rule = rule
        self._of: dict[str, _Contribution] = {}
        self._rows, self._sum = 0, Fraction(0)

    @classmethod
    def of(cls, rule: _TotalRule, contribution: Mapping[str, _Contribution]) -> _RunningTotal:
        total = cls(rule)
        for agency, one in contribution.items():
            total.exchange(agency, one)
        return total

    def exchange(self, agency: str, contribution: _Contribution) -> None:
        before = self._of.get(agency, _NO_ROWS)
        self._rows += contribution.rows - before.rows
        self._sum += contribution.sum - before.sum
        self._of[agency] = contribution

    @property
    def value(self) -> float | None:
        """The same as `values.totals.over_rows`: sums are exact until they are rounded."""
        column = self.rule.column
        if column is None:
            return float(self._rows)
        if not self._rows:
            return None
        match column.across_rows:
            case "sum":
                return float(self._sum)
            case "mean":
                return float(self._sum) / self._rows
            case "max":
                return max(t.largest for t in self._of.values() if t.rows)
            case "min":
                return min(t.smallest for t in self._of.values() if t.rows)
            case _:
                return None


def _total_rules(campaign: Campaign) -> dict[str, _TotalRule]:
    every = (_TotalRule(table, column) for table in campaign.tables for column in (None, *table.totalled))
    return {rule.name: rule for rule in every}


# --- States in between -------------------------------------------------------------------------------


def _rows_by_table(basis: TotalsBasis, agency: str, corrected: TotalsBasis) -> dict[str, list[ReportedRow]]:
    """The rows of an agency in one basis, by table, with the coordinator's corrections of the basis `corrected`."""
    by_table: dict[str, list[ReportedRow]] = {}
    for row in rows_that_count(basis.rows.get(agency, ()), corrected.rows_put.values(), corrected.rows_left_out):
        by_table.setdefault(row.table, []).append(row)
    return by_table


class _Step(NamedTuple):
    """One agency's rows before and after one change."""

    cause: Cause
    agency: str
    before: _Rows
    rows: _Rows


class _TableSteps:
    """The changes from the old basis to the new one; they are computed once for all totals."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.old, self.new = old, new
        self.before, self.after = _total_rules(old.campaign), _total_rules(new.campaign)
        agencies = dict.fromkeys(a.code for a in (*new.roster, *old.roster))
        self.agencies = [code for code in agencies if code in old.rows or code in new.rows]

    @cached_property
    def old_rows(self) -> dict[str, dict[str, list[ReportedRow]]]:
        return {agency: _rows_by_table(self.old, agency, self.old) for agency in self.agencies}

    @cached_property
    def new_rows(self) -> dict[str, dict[str, list[ReportedRow]]]:
        return {agency: _rows_by_table(self.new, agency, self.new) for agency in self.agencies}

    @cached_property
    def steps(self) -> list[_Step]:
        """The changes of files and corrections, in order."""
        files, corrections = [], []
        for agency in self.agencies:
            then, now = self.old_rows[agency], self.new_rows[agency]
            between = _rows_by_table(self.new, agency, self.old)
            if self.old.rows.get(agency) != self.new.rows.get(agency):
                files.append(_Step(self._cause_of_file(agency), agency, then, between))
            if between != now:
                corrections.append(_Step("corrected", agency, between, now))
        files.sort(key=lambda step: CAUSES.index(step.cause))  # sorting is stable: agencies stay in the roster's order
        return [*files, *corrections]

    def _cause_of_file(self, agency: str) -> Cause:
        rosters = [{a.code for a in s.roster} for s in (self.old, self.new)]
        if (agency in rosters[0]) != (agency in rosters[1]):
            return "roster"
        return cause_of_file(self.old, self.new, agency) or "reread"

    def bridge(self, name: str) -> Bridge:
        then, now = self.before.get(name), self.after.get(name)
        values: list[float | None] = []
        parts: list[Part] = []

        def append(value: float | None, cause: Cause, agency: str = "", figures: tuple[MovedFigure, ...] = ()) -> None:
            if value != values[-1]:
                values.append(value)
                parts.append(Part(cause, agency, "" if agency else name, NO_AMOUNT, figures))

        values.append(self._total(then).value if then is not None else None)
        if now is None:
            append(None, "definition")
        else:
            rule = now
            if then is not None and (changed := _in_new_unit(then, now)) is not None:
                append(self._total(changed).value, "unit")
                rule = replace(now, times=changed.times)
            total = self._total(rule)
            append(total.value, "definition")
            for step in self.steps:
                total.exchange(step.agency, now.contribution(step.rows))
                append(total.value, step.cause, step.agency, tuple(_moved_cells(now, step)))
            for agency in self.agencies if rule.times != 1 else ():  # rows that did not change are in the old unit
                total.exchange(agency, now.contribution(self.new_rows[agency]))
                append(total.value, "reread", agency)
        return bridge_of((name, WHOLE, ""), values, parts, _units(then, now))

    def _total(self, rule: _TotalRule) -> _RunningTotal:
        """The total of the old rows by this rule."""
        return _RunningTotal.of(rule, {agency: rule.contribution(rows) for agency, rows in self.old_rows.items()})


def _units(old: _TotalRule | None, new: _TotalRule | None) -> tuple[str, str]:
    before, now = (rule.column.unit if rule and rule.column else "" for rule in (old, new))
    return before, now


def _in_new_unit(old: _TotalRule, new: _TotalRule) -> _TotalRule | None:
    """The old rule with numbers in the new unit; None where it is the same, or no conversion is known."""
    before, now = _units(old, new)
    if old.column is None or new.column is None or not (before and now) or fold(before) == fold(now):
        return None
    factor = factor_from(old.column.unit, old.column.kind, new.table.as_indicator(new.column))
    return None if factor is None or factor == 1 else replace(old, times=Decimal(factor))


def _moved_cells(rule: _TotalRule, step: _Step) -> Iterator[MovedFigure]:
    """(before, after) of the cells that changed in one step: in the order of the new rows, then of the removed rows."""
    code = rule.table.code
    before, now = ({row.id: row for row in rows.get(code, ())} for rows in (step.before, step.rows))
    for row_id in dict.fromkeys((*now, *before)):
        pair = before.get(row_id), now.get(row_id)
        numbers = [rule.number(row) if row is not None else None for row in pair]
        if numbers[0] != numbers[1]:
            yield tuple(_figure(rule, row) if row is not None else None for row in pair)  # type: ignore[misc]


def _figure(rule: _TotalRule, row: ReportedRow) -> Figure | None:
    """The row's cell in the column of the total; for the number of rows, the cell that identifies the row."""
    column = rule.column or rule.table.key_column
    cell = row.cells.get(column.code) if column else None
    if cell is None and rule.column is None:
        cell = next(iter(row.cells.values()))
    return cell and cell._replace(indicator=rule.name)
