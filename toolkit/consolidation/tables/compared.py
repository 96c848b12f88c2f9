"""Tables beside those of the campaign before: rows known again by their key, and the totals of both.

As with figures, bodies that were merged or split are held against those in their place, and what is new or gone is told
of those alone who reported both times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log10
from typing import TypeAlias

from toolkit.consolidation.tables.rows import GivenRow, rows_in
from toolkit.consolidation.trend import Pair, Trend, pairs
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.messages.findings.making import finding
from toolkit.model import (
    CARRIED_COLUMN,
    CLOSED,
    AskedColumn,
    AskedTable,
    ComparedRow,
    ComparedTotal,
    Figure,
    Finding,
    Value,
    grouped,
    is_asked,
)
from toolkit.values.totals import TOLERANCE, number, over_rows

#: Whoever types thousands for units is off by a thousand times, or that twice; the thing itself may have changed by
#: up to this much besides.
_TIMES, _BESIDES = 3, 2.0

_Both: TypeAlias = tuple[GivenRow | None, GivenRow | None]


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of one table that some bodies gave in one campaign. `whole`: whether all of them reported."""

    rows: tuple[GivenRow, ...]
    whole: bool


@dataclass(slots=True)
class TableTrend:
    """The rows of the last campaign beside those of this one."""

    trend: Trend
    used: Iterable[str]
    """The agencies whose files count now."""
    _before: dict[tuple[str, str], list[GivenRow]] = field(default_factory=dict)
    _bodies: tuple[Pair, ...] = ()
    _reported: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        previous = self.trend.previous
        for row in rows_in(previous.rows):
            self._before.setdefault((row.table, row.agency), []).append(row)
        self._reported = frozenset((*previous.reported, *self.trend.reported))
        known = dict.fromkeys((*self.trend.agencies, *previous.reported))
        self._bodies = pairs(self.trend.campaign, known, self.used)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Those of the last campaign with rows."""
        return tuple(dict.fromkeys(agency for _, agency in self._before))

    def comparable(self, table: AskedTable) -> bool:
        """Whether the last campaign asked for this table."""
        return any(table.name(c.code) in self.trend.previous.labels for c in table.columns)

    def same_unit(self, table: AskedTable, column: AskedColumn) -> bool:
        """Whether the last campaign asked for this column, in the same unit."""
        known = self.trend.previous.labels.get(table.name(column.code))
        return known is not None and (not column.numeric or fold(known[1]) == fold(column.unit))

    def before(self, table: str, agencies: Sequence[str]) -> Iterator[GivenRow]:
        """The rows that these gave in the last campaign."""
        for agency in agencies:
            yield from self._before.get((table, agency), ())

    def agencies_before(self, agency: str) -> tuple[str, ...]:
        """Those of the last campaign whose rows are this agency's; none where it is new, or they may be another's."""
        pair = next((pair for pair in self._bodies if agency in pair.after), None)
        if pair is None or pair.after != (agency,) or not self.trend.partly.isdisjoint(pair.before):
            return ()
        return pair.before

    def bodies(self, table: AskedTable, now: Mapping[str, Sequence[GivenRow]]) -> Iterator[tuple[Pair, _Side, _Side]]:
        """Who is compared with whom, of those whom the table is asked of, each with its rows."""
        campaign, used = self.trend.campaign, set(self.used)

        def asked(codes: tuple[str, ...]) -> tuple[str, ...]:
            known = campaign.agency_by_code
            return tuple(c for c in codes if c not in known or is_asked(table.asked_of, known[c]))

        for pair in self._bodies:
            pair = Pair(asked(pair.before), asked(pair.after))
            if self.trend.gone.issuperset(pair.before) and not pair.after:
                continue
            earlier = tuple(self.before(table.code, pair.before))
            rows = tuple(row for code in pair.after for row in now.get(code, ()))
            known = bool(pair.before) and self.trend.partly.isdisjoint(pair.before)
            yield (
                pair,
                _Side(earlier, known and self._reported.issuperset(pair.before)),
                _Side(rows, bool(pair.after) and used.issuperset(pair.after)),
            )


def compare_tables(
    trend: TableTrend, cells: Iterable[Figure]
) -> tuple[tuple[ComparedRow, ...], tuple[ComparedTotal, ...]]:
    """Rows that are new, gone or changed, of tables with a key column; and the totals of all tables beside each other.

    `cells`: those of tables that count now, in their order.
    """
    by_table = _by_table(cells)
    lines: list[ComparedRow] = []
    totals: list[ComparedTotal] = []
    for table in filter(trend.comparable, trend.trend.campaign.tables):
        bodies = list(trend.bodies(table, by_table.get(table.code, {})))
        told = [list(_lines(trend, table, *body)) for body in bodies]
        lines += [line for own in told for line in own]
        totals += _totals(trend, table, bodies, told)
    return tuple(lines), tuple(totals)


def _by_table(cells: Iterable[Figure]) -> dict[str, dict[str, list[GivenRow]]]:
    """The rows by table, then agency."""
    found: dict[str, dict[str, list[GivenRow]]] = {}
    for row in rows_in(cells):
        found.setdefault(row.table, {}).setdefault(row.agency, []).append(row)
    return found


# --- Rows ------------------------------------------------------------------------------------------


def _lines(trend: TableTrend, table: AskedTable, pair: Pair, then: _Side, now: _Side) -> Iterator[ComparedRow]:
    """What differs in the rows of some bodies: in the order of the rows of now, then of those that are gone."""
    if table.key_column is None:
        return
    columns = [c for c in table.columns if trend.same_unit(table, c)]
    heir = pair.after[0] if len(pair.after) == 1 else ""
    for before, here in _known_again(table, then.rows, now.rows):
        line: ComparedRow | None = None
        if before is not None and here is not None:
            cells = tuple(_changed(columns, before, here))
            line = _line(table, here, "changed", cells) if cells else None
        elif here is not None and then.whole and not here.carried:
            line = _line(table, here, "new", tuple((c.code, "", said) for c, said in _all_of(columns, here)))
        elif before is not None and now.whole and not is_closed(before):
            line = _line(table, before, "gone", tuple((c.code, said, "") for c, said in _all_of(columns, before)))
            line = replace(line, agency=heir)
        if line is not None:
            yield replace(line, previous_agency=before.agency if before is not None else "")


def _known_again(table: AskedTable, before: Iterable[GivenRow], now: Iterable[GivenRow]) -> Iterator[_Both]:
    """Each row of now with the one of before that has its key, in turn where several have it, first those that count;
    then those left over."""
    earlier = grouped((_key(table, row), row) for row in before)
    here = list(now)
    known: dict[int, GivenRow] = {}
    for place in sorted(range(len(here)), key=lambda place: here[place].carried):
        if same := earlier.get(_key(table, here[place])):
            known[place] = same.pop(0)
    for place, row in enumerate(here):
        yield known.get(place), row
    for rows in earlier.values():
        yield from ((row, None) for row in rows)


def _key(table: AskedTable, row: GivenRow) -> str:
    """What a row is known again by: what its key column says; where that is blank, all that it holds."""
    return fold(key_of(table, row)) or f"\0{row.id}"


def key_of(table: AskedTable, row: GivenRow) -> str:
    """What a row's key column says, as a text; "" where it is blank, or there is none."""
    column = table.key_column
    return (_said(row.cells.get(column.code)) or "") if column else ""


def is_closed(row: GivenRow) -> bool:
    """Whether its agency said that it was at its end: it is not to be looked for again."""
    cell = row.cells.get(CARRIED_COLUMN)
    return cell is not None and cell.value == CLOSED


def _line(table: AskedTable, row: GivenRow, change: str, cells: tuple[tuple[str, str, str], ...]) -> ComparedRow:
    return ComparedRow(
        table=table.code,
        agency=row.agency,
        row=row.id,
        key=key_of(table, row),
        change=change,  # type: ignore[arg-type]
        cells=cells,
    )


def _changed(columns: Iterable[AskedColumn], before: GivenRow, now: GivenRow) -> Iterator[tuple[str, str, str]]:
    for column in columns:
        then, here = before.cells.get(column.code), now.cells.get(column.code)
        texts = _said(then), _said(here)
        if None in texts or _same(then, here):
            continue
        if fold(texts[0] or "") != fold(texts[1] or ""):
            yield column.code, texts[0] or "", texts[1] or ""


def _same(before: Figure | None, now: Figure | None) -> bool:
    values = [cell.value if cell is not None else None for cell in (before, now)]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == 2:
        return abs(numbers[0] - numbers[1]) <= TOLERANCE * max(1.0, *map(abs, numbers))
    return False


def _all_of(columns: Iterable[AskedColumn], row: GivenRow) -> Iterator[tuple[AskedColumn, str]]:
    for column in columns:
        cell = row.cells.get(column.code)
        said = cell.typed if cell is not None and cell.state == "held" else _said(cell)
        if said:
            yield column, said


def _said(cell: Figure | None) -> str | None:
    """What a cell says, as a text; "" where it says nothing, None where that is not settled."""
    if cell is None or cell.state == "missing":
        return ""
    if cell.state == "held":
        return None
    return as_text(cell.value) if cell.value is not None else cell.typed


def as_text(value: Value) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return (forms.YES if value else forms.NO).vi
    if isinstance(value, int | float):
        return format_number(value, "vi")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value


# --- Totals ----------------------------------------------------------------------------------------


def _totals(
    trend: TableTrend,
    table: AskedTable,
    bodies: Sequence[tuple[Pair, _Side, _Side]],
    told: Sequence[Sequence[ComparedRow]],
) -> Iterator[ComparedTotal]:
    """The number of rows and each column's total: of the province, then of each body that gave rows then or now."""
    columns = [None, *(c for c in table.totalled if trend.same_unit(table, c))]
    both = [(pair, then, now, own) for (pair, then, now), own in zip(bodies, told, strict=True)]
    held_against = [body for body in both if body[1].whole and body[2].whole]
    whole = Pair(
        tuple(code for pair, *_ in held_against for code in pair.before),
        tuple(code for pair, *_ in held_against for code in pair.after),
    )
    earlier = tuple(row for _, then, _, _ in held_against for row in then.rows)
    rows = tuple(row for _, _, now, _ in held_against for row in now.rows)
    changes = [line for *_, own in held_against for line in own]
    only_before = tuple(c for p, then, now, _ in both if then.rows and not now.whole for c in p.before)
    only_now = tuple(c for p, then, now, _ in both if now.rows and not then.whole for c in p.after)
    for column in columns:
        province = _total(table, column, whole, (earlier, rows), changes)
        yield province._replace(province=True, only_before=only_before, only_now=only_now)
        for pair, then, now, own in both:
            if then.rows or now.rows:
                total = _total(table, column, pair, (then.rows, now.rows), own)
                if not (then.whole and now.whole):  # what there is, and no change
                    earlier_only, now_only = total.previous if then.whole else None, total.value if now.whole else None
                    total = total._replace(previous=earlier_only, value=now_only, change=None)
                yield total


def _total(
    table: AskedTable,
    column: AskedColumn | None,
    pair: Pair,
    sides: tuple[Sequence[GivenRow], Sequence[GivenRow]],
    lines: Iterable[ComparedRow],
) -> ComparedTotal:
    before, now = (_taken(column, rows) for rows in sides)
    change = now - before if before is not None and now is not None else None
    waiting = [row for row in sides[1] if row.carried]
    total = ComparedTotal(
        table.code,
        column.code if column else "",
        False,
        pair.after,
        pair.before,
        before,
        now,
        change,
        waiting=len(waiting),
        waiting_sum=_waiting_sum(column, waiting),
    )
    if column is not None:
        return total
    kinds = [line.change for line in lines]
    return total._replace(new=kinds.count("new"), gone=kinds.count("gone"), changed=kinds.count("changed"))


def _taken(column: AskedColumn | None, rows: Sequence[GivenRow]) -> float | None:
    counted = [row for row in rows if not row.carried]
    if column is None:
        return float(len(counted))
    return over_rows(column, [n for row in counted if (n := row.number(column.code)) is not None])


def _waiting_sum(column: AskedColumn | None, waiting: Sequence[GivenRow]) -> float | None:
    """What rows that are not confirmed would add to a column."""
    if column is None or column.across_rows != "sum":
        return None
    values = [cell.value for row in waiting if (cell := row.cells.get(column.code)) is not None]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return over_rows(column, numbers) if numbers else None


# --- Findings --------------------------------------------------------------------------------------


def table_findings(trend: TableTrend, cells: Iterable[Figure]) -> Iterator[Finding]:
    """Numbers that are a thousand times what the same row had last time, or a thousandth: their unit may be another.

    One finding an agency and column.
    """
    by_table = _by_table(cells)
    for table in filter(trend.comparable, trend.trend.campaign.tables):
        if table.key_column is None:
            continue
        numeric = [c for c in table.columns if c.numeric and c.kind != "percent" and trend.same_unit(table, c)]
        found: dict[tuple[str, str], list[tuple[Figure, Figure]]] = {}
        for _, then, now in trend.bodies(table, by_table.get(table.code, {})):
            for before, here in _known_again(table, then.rows, now.rows):
                if before is None or here is None:
                    continue
                for column in numeric:
                    pair = _off_by_thousands(column, before, here)
                    if pair is not None:
                        found.setdefault((here.agency, column.code), []).append(pair)
        yield from (_unit_finding(table, table.column_by_code[code], own) for (_, code), own in found.items())


def _off_by_thousands(column: AskedColumn, before: GivenRow, now: GivenRow) -> tuple[Figure, Figure] | None:
    then, here = before.number(column.code), now.number(column.code)
    if not then or not here or (then < 0) != (here < 0):
        return None
    times = round(log10(here / then) / _TIMES)
    if times == 0 or abs(log10(here / then) - _TIMES * times) > log10(_BESIDES):
        return None
    return before.cells[column.code], now.cells[column.code]


def _unit_finding(table: AskedTable, column: AskedColumn, pairs_: Sequence[tuple[Figure, Figure]]) -> Finding:
    before, now = pairs_[0]
    return finding(
        "table-unit-since-previous",
        at=now,
        value=now.typed,
        cells=tuple(cell.cell for _, cell in pairs_),
        values=tuple(cell.typed for _, cell in pairs_),
        arguments={
            "table": table.code,
            "heading": table.heading,
            "column": column.label,
            "unit": column.unit,
            "row": now.row,
            "count": len(pairs_),
            "before": number(before) or 0.0,
            "after": number(now) or 0.0,
        },
    )
