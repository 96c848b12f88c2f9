"""Why totals of tables changed: the number of rows, and what is taken of columns over rows.

As with figures, a part is what the total moves when one change alone is added to those before it: first how it is
taken, then what each agency's file says otherwise, then what the coordinator corrected. So they add up.
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
from toolkit.consolidation.tables.rows import GivenRow, rows_that_count
from toolkit.consolidation.totals import WHOLE
from toolkit.language.text import fold
from toolkit.model import CAUSES, AskedColumn, AskedTable, Bridge, Campaign, Cause, Figure, Indicator, MovedFigure, Part
from toolkit.values.units import factor_from

#: By table, its rows.
_Rows: TypeAlias = Mapping[str, Sequence[GivenRow]]


def names_of_totals(campaign: Campaign) -> tuple[str, ...]:
    """What the totals of tables go by (`AskedTable.name`): of each table its number of rows, then its columns."""
    return tuple(t.name(code) for t in campaign.tables for code in ("", *(c.code for c in t.totalled)))


def as_indicators(campaign: Campaign, rows: str) -> dict[str, Indicator]:
    """The totals of tables as what they are told of, by what they go by. `rows`: the word for rows, which is the unit
    of their number."""
    found = {}
    for table in campaign.tables:
        counted = Indicator(code=table.name(""), topic=table.heading, label=table.heading, unit=rows, kind="count")
        found[counted.code] = counted
        for column in table.totalled:
            own = table.as_indicator(column)
            found[own.code] = replace(own, label=f"{table.heading}: {column.label}")
    return found


def totals_of_tables(basis: TotalsBasis) -> dict[str, float | None]:
    """All totals of a basis's tables, by what they go by."""
    if not basis.campaign.tables:
        return {}
    laid_out = {agency: _laid_out(basis, agency, basis) for agency in basis.rows}
    return {
        name: _Total.of(asked, {agency: asked.taken(rows) for agency, rows in laid_out.items()}).value
        for name, asked in _asked(basis.campaign).items()
    }


def table_bridges(old: TotalsBasis, new: TotalsBasis, moved: Sequence[str]) -> Iterator[Bridge]:
    """These totals, which moved, with what each change made of the difference."""
    walk = _TableSteps(old, new)
    for name in moved:
        yield walk.told(name)


# --- What is taken -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """One total: of a table's column, or (None) of its rows. `times`: by what its numbers are multiplied first."""

    table: AskedTable
    column: AskedColumn | None
    times: Decimal = Decimal(1)

    @property
    def name(self) -> str:
        return self.table.name(self.column.code if self.column else "")

    def number(self, row: GivenRow) -> float | None:
        """What a row counts for."""
        if row.carried:
            return None
        if self.column is None:
            return 1.0
        number = row.number(self.column.code)
        return number if number is None or self.times == 1 else float(Decimal(repr(number)) * self.times)

    def taken(self, rows: _Rows) -> _Taken:
        numbers = [n for row in rows.get(self.table.code, ()) if (n := self.number(row)) is not None]
        if not numbers:
            return _NO_ROWS
        return _Taken(len(numbers), sum(map(Fraction, numbers), Fraction(0)), max(numbers), min(numbers))


class _Taken(NamedTuple):
    """What an agency's rows give to a total, of whatever kind that is."""

    rows: int
    sum: Fraction
    largest: float
    smallest: float


_NO_ROWS = _Taken(0, Fraction(0), 0.0, 0.0)


class _Total:
    """A total while one agency after the other is put in it anew."""

    def __init__(self, asked: _Asked) -> None:
        self.asked = asked
        self._of: dict[str, _Taken] = {}
        self._rows, self._sum = 0, Fraction(0)

    @classmethod
    def of(cls, asked: _Asked, taken: Mapping[str, _Taken]) -> _Total:
        total = cls(asked)
        for agency, own in taken.items():
            total.put(agency, own)
        return total

    def put(self, agency: str, taken: _Taken) -> None:
        before = self._of.get(agency, _NO_ROWS)
        self._rows += taken.rows - before.rows
        self._sum += taken.sum - before.sum
        self._of[agency] = taken

    @property
    def value(self) -> float | None:
        """As `tables.over_rows` has it: sums are exact before they are rounded."""
        column = self.asked.column
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


def _asked(campaign: Campaign) -> dict[str, _Asked]:
    every = (_Asked(table, column) for table in campaign.tables for column in (None, *table.totalled))
    return {asked.name: asked for asked in every}


# --- States in between -------------------------------------------------------------------------------


def _laid_out(of: TotalsBasis, agency: str, decided: TotalsBasis) -> dict[str, list[GivenRow]]:
    """The rows of one basis's file of an agency, with what the coordinator `decided` in another; by table."""
    found: dict[str, list[GivenRow]] = {}
    for row in rows_that_count(of.rows.get(agency, ()), decided.rows_put.values(), decided.rows_left_out):
        found.setdefault(row.table, []).append(row)
    return found


class _Step(NamedTuple):
    """What one agency's rows are after one more change."""

    cause: Cause
    agency: str
    before: _Rows
    rows: _Rows


class _TableSteps:
    """From the old basis to the new one; what changed is worked out once for all totals."""

    def __init__(self, old: TotalsBasis, new: TotalsBasis) -> None:
        self.old, self.new = old, new
        self.before, self.after = _asked(old.campaign), _asked(new.campaign)
        agencies = dict.fromkeys(a.code for a in (*new.roster, *old.roster))
        self.agencies = [code for code in agencies if code in old.rows or code in new.rows]

    @cached_property
    def first(self) -> dict[str, dict[str, list[GivenRow]]]:
        return {agency: _laid_out(self.old, agency, self.old) for agency in self.agencies}

    @cached_property
    def last(self) -> dict[str, dict[str, list[GivenRow]]]:
        return {agency: _laid_out(self.new, agency, self.new) for agency in self.agencies}

    @cached_property
    def steps(self) -> list[_Step]:
        """The changes after that of how totals are taken."""
        files, corrections = [], []
        for agency in self.agencies:
            then, now = self.first[agency], self.last[agency]
            between = _laid_out(self.new, agency, self.old)
            if self.old.rows.get(agency) != self.new.rows.get(agency):
                files.append(_Step(self._cause(agency), agency, then, between))
            if between != now:
                corrections.append(_Step("corrected", agency, between, now))
        files.sort(key=lambda step: CAUSES.index(step.cause))  # which keeps the roster's order
        return [*files, *corrections]

    def _cause(self, agency: str) -> Cause:
        rosters = [{a.code for a in s.roster} for s in (self.old, self.new)]
        if (agency in rosters[0]) != (agency in rosters[1]):
            return "roster"
        return cause_of_file(self.old, self.new, agency) or "reread"

    def told(self, name: str) -> Bridge:
        then, now = self.before.get(name), self.after.get(name)
        values: list[float | None] = []
        parts: list[Part] = []

        def move(value: float | None, cause: Cause, agency: str = "", figures: tuple[MovedFigure, ...] = ()) -> None:
            if value != values[-1]:
                values.append(value)
                parts.append(Part(cause, agency, "" if agency else name, NO_AMOUNT, figures))

        values.append(self._total(then).value if then is not None else None)
        if now is None:
            move(None, "definition")
        else:
            asked = now
            if then is not None and (changed := _unit_of_now(then, now)) is not None:
                move(self._total(changed).value, "unit")
                asked = replace(now, times=changed.times)
            total = self._total(asked)
            move(total.value, "definition")
            for step in self.steps:
                total.put(step.agency, now.taken(step.rows))
                move(total.value, step.cause, step.agency, tuple(_moved(now, step)))
            for agency in self.agencies if asked.times != 1 else ():  # what stands as it was is in no other unit
                total.put(agency, now.taken(self.last[agency]))
                move(total.value, "reread", agency)
        return bridge_of((name, WHOLE, ""), values, parts, _units(then, now))

    def _total(self, asked: _Asked) -> _Total:
        """A total of the rows of before."""
        return _Total.of(asked, {agency: asked.taken(rows) for agency, rows in self.first.items()})


def _units(then: _Asked | None, now: _Asked | None) -> tuple[str, str]:
    before, here = (asked.column.unit if asked and asked.column else "" for asked in (then, now))
    return before, here


def _unit_of_now(then: _Asked, now: _Asked) -> _Asked | None:
    """What was taken, of numbers in the unit of now; None where it is the same, or not known how they are converted."""
    before, here = _units(then, now)
    if then.column is None or now.column is None or not (before and here) or fold(before) == fold(here):
        return None
    factor = factor_from(then.column.unit, then.column.kind, now.table.as_indicator(now.column))
    return None if factor is None or factor == 1 else replace(then, times=Decimal(factor))


def _moved(asked: _Asked, step: _Step) -> Iterator[MovedFigure]:
    """The cells that make one step: each before and after, in the order of the rows of now, then of those gone."""
    code = asked.table.code
    before, now = ({row.id: row for row in rows.get(code, ())} for rows in (step.before, step.rows))
    for row_id in dict.fromkeys((*now, *before)):
        pair = before.get(row_id), now.get(row_id)
        numbers = [asked.number(row) if row is not None else None for row in pair]
        if numbers[0] != numbers[1]:
            yield tuple(_figure(asked, row) if row is not None else None for row in pair)  # type: ignore[misc]


def _figure(asked: _Asked, row: GivenRow) -> Figure | None:
    """A cell of a row as a figure: of the total's column, or, of the number of rows, what the row is known by."""
    column = asked.column or asked.table.key_column
    cell = row.cells.get(column.code) if column else None
    if cell is None and asked.column is None:
        cell = next(iter(row.cells.values()))
    return cell and cell._replace(indicator=asked.name)
