"""Tables compared with those of the previous campaign: rows are matched by their key, and totals compared.

As with figures, agencies that were merged or split are compared with their successors. Rows are reported as new or gone
only where both campaigns have the agencies' reports.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log10
from typing import TypeAlias

from toolkit.consolidation.tables.rows import ReportedRow, rows_in
from toolkit.consolidation.trend import Pair, Trend, pairs
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.messages.findings.making import finding
from toolkit.model import (
    CARRIED_COLUMN,
    CLOSED,
    ComparedRow,
    ComparedTotal,
    Figure,
    Finding,
    FormColumn,
    FormTable,
    Value,
    grouped,
    includes,
)
from toolkit.values.totals import TOLERANCE, number, over_rows

#: A wrong unit multiplies a number by a thousand, ten to this power; the value itself may change by this factor.
_POWER, _CHANGE = 3, 2.0

_Both: TypeAlias = tuple[ReportedRow | None, ReportedRow | None]


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of one table by some agencies in one campaign. `full`: whether all of them reported."""

    rows: tuple[ReportedRow, ...]
    full: bool


@dataclass(slots=True)
class TableTrend:
    """The rows of the previous campaign, and the agencies to compare."""

    trend: Trend
    used: Iterable[str]
    """The agencies whose files count now."""
    _previous_rows: dict[tuple[str, str], list[ReportedRow]] = field(default_factory=dict)
    _pairs: tuple[Pair, ...] = ()
    _reported: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        previous = self.trend.previous
        for row in rows_in(previous.rows):
            self._previous_rows.setdefault((row.table, row.agency), []).append(row)
        self._reported = frozenset((*previous.reported, *self.trend.reported))
        known = dict.fromkeys((*self.trend.agencies, *previous.reported))
        self._pairs = pairs(self.trend.campaign, known, self.used)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies with rows in the previous campaign."""
        return tuple(dict.fromkeys(agency for _, agency in self._previous_rows))

    def is_comparable(self, table: FormTable) -> bool:
        """Whether the previous campaign had this table."""
        return any(table.name(c.code) in self.trend.previous.labels for c in table.columns)

    def has_same_unit(self, table: FormTable, column: FormColumn) -> bool:
        """Whether the previous campaign had this column, in the same unit."""
        known = self.trend.previous.labels.get(table.name(column.code))
        return known is not None and (not column.numeric or fold(known[1]) == fold(column.unit))

    def previous_rows(self, table: str, agencies: Sequence[str]) -> Iterator[ReportedRow]:
        """The rows of these agencies in the previous campaign."""
        for agency in agencies:
            yield from self._previous_rows.get((table, agency), ())

    def predecessors(self, agency: str) -> tuple[str, ...]:
        """The earlier agencies whose rows are this agency's; none where it is new, or another may have some rows."""
        pair = next((pair for pair in self._pairs if agency in pair.after), None)
        if pair is None or pair.after != (agency,) or not self.trend.gone_in_part.isdisjoint(pair.before):
            return ()
        return pair.before

    def sides(self, table: FormTable, now: Mapping[str, Sequence[ReportedRow]]) -> Iterator[tuple[Pair, _Side, _Side]]:
        """The pairs of agencies of which the table is asked, with their previous and present rows."""
        campaign, used = self.trend.campaign, set(self.used)

        def asked_or_unknown(codes: tuple[str, ...]) -> tuple[str, ...]:
            known = campaign.agency_by_code
            return tuple(c for c in codes if c not in known or includes(table.asked_of, known[c]))

        for pair in self._pairs:
            pair = Pair(asked_or_unknown(pair.before), asked_or_unknown(pair.after))
            if self.trend.gone.issuperset(pair.before) and not pair.after:
                continue
            earlier = tuple(self.previous_rows(table.code, pair.before))
            rows = tuple(row for code in pair.after for row in now.get(code, ()))
            known = bool(pair.before) and self.trend.gone_in_part.isdisjoint(pair.before)
            yield (
                pair,
                _Side(earlier, known and self._reported.issuperset(pair.before)),
                _Side(rows, bool(pair.after) and used.issuperset(pair.after)),
            )


def compare_tables(
    trend: TableTrend, cells: Iterable[Figure]
) -> tuple[tuple[ComparedRow, ...], tuple[ComparedTotal, ...]]:
    """Rows that are new, gone or changed, of tables with a key column; and the totals of all tables, compared.

    `cells`: the cells of tables that count now, in their order.
    """
    by_table = _by_table(cells)
    lines: list[ComparedRow] = []
    totals: list[ComparedTotal] = []
    for table in filter(trend.is_comparable, trend.trend.campaign.tables):
        sides = list(trend.sides(table, by_table.get(table.code, {})))
        changes_of = [list(_lines(trend, table, *body)) for body in sides]
        lines += [line for changes in changes_of for line in changes]
        totals += _totals(trend, table, sides, changes_of)
    return tuple(lines), tuple(totals)


def _by_table(cells: Iterable[Figure]) -> dict[str, dict[str, list[ReportedRow]]]:
    """The rows by table, then agency."""
    by_table: dict[str, dict[str, list[ReportedRow]]] = {}
    for row in rows_in(cells):
        by_table.setdefault(row.table, {}).setdefault(row.agency, []).append(row)
    return by_table


# --- Rows ------------------------------------------------------------------------------------------


def _lines(trend: TableTrend, table: FormTable, pair: Pair, then: _Side, now: _Side) -> Iterator[ComparedRow]:
    """The differences in the rows of a pair of agencies: in the order of the present rows, then of the removed rows."""
    if table.key_column is None:
        return
    columns = [c for c in table.columns if trend.has_same_unit(table, c)]
    successor = pair.after[0] if len(pair.after) == 1 else ""
    for before, here in _matched_rows(table, then.rows, now.rows):
        line: ComparedRow | None = None
        if before is not None and here is not None:
            cells = tuple(_changes(columns, before, here))
            line = _line(table, here, "changed", cells) if cells else None
        elif here is not None and then.full and not here.is_carried:
            line = _line(table, here, "new", tuple((c.code, "", text) for c, text in _filled_cells(columns, here)))
        elif before is not None and now.full and not is_closed(before):
            line = _line(table, before, "gone", tuple((c.code, text, "") for c, text in _filled_cells(columns, before)))
            line = replace(line, agency=successor)
        if line is not None:
            yield replace(line, previous_agency=before.agency if before is not None else "")


def _matched_rows(table: FormTable, before: Iterable[ReportedRow], now: Iterable[ReportedRow]) -> Iterator[_Both]:
    """Each present row with the previous row of the same key, then the previous rows without a match. Several rows with
    the same key are matched in order, rows that count first."""
    earlier = grouped((_matching_key(table, row), row) for row in before)
    here = list(now)
    known: dict[int, ReportedRow] = {}
    for n in sorted(range(len(here)), key=lambda n: here[n].is_carried):
        if same := earlier.get(_matching_key(table, here[n])):
            known[n] = same.pop(0)
    for n, row in enumerate(here):
        yield known.get(n), row
    for rows in earlier.values():
        yield from ((row, None) for row in rows)


def _matching_key(table: FormTable, row: ReportedRow) -> str:
    """The key by which a row is matched: the text of its key column, or, where that is blank, the hash of the row."""
    return fold(key_of(table, row)) or f"\0{row.id}"


def key_of(table: FormTable, row: ReportedRow) -> str:
    """The text of a row's key column; "" where it is blank, or the table has no key column."""
    column = table.key_column
    return (_cell_words(row.cells.get(column.code)) or "") if column else ""


def is_closed(row: ReportedRow) -> bool:
    """Whether the agency marked the row as closed, so that it is not carried further."""
    cell = row.cells.get(CARRIED_COLUMN)
    return cell is not None and cell.value == CLOSED


def _line(table: FormTable, row: ReportedRow, change: str, cells: tuple[tuple[str, str, str], ...]) -> ComparedRow:
    return ComparedRow(
        table=table.code,
        agency=row.agency,
        row=row.id,
        key=key_of(table, row),
        change=change,  # type: ignore[arg-type]
        cells=cells,
    )


def _changes(columns: Iterable[FormColumn], before: ReportedRow, now: ReportedRow) -> Iterator[tuple[str, str, str]]:
    for column in columns:
        then, here = before.cells.get(column.code), now.cells.get(column.code)
        texts = _cell_words(then), _cell_words(here)
        if None in texts or _equal_numbers(then, here):
            continue
        if fold(texts[0] or "") != fold(texts[1] or ""):
            yield column.code, texts[0] or "", texts[1] or ""


def _equal_numbers(before: Figure | None, now: Figure | None) -> bool:
    values = [cell.value if cell is not None else None for cell in (before, now)]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == 2:
        return abs(numbers[0] - numbers[1]) <= TOLERANCE * max(1.0, *map(abs, numbers))
    return False


def _filled_cells(columns: Iterable[FormColumn], row: ReportedRow) -> Iterator[tuple[FormColumn, str]]:
    for column in columns:
        cell = row.cells.get(column.code)
        text = cell.typed if cell is not None and cell.state == "held" else _cell_words(cell)
        if text:
            yield column, text


def _cell_words(cell: Figure | None) -> str | None:
    """A cell's contents as a text; "" for a blank cell, None for a held one."""
    if cell is None or cell.state == "missing":
        return ""
    if cell.state == "held":
        return None
    return as_text(cell.value) if cell.value is not None else cell.typed


def as_text(value: Value) -> str:
    """A value as people write it, in Vietnamese."""
    if isinstance(value, bool):
        return (forms.YES if value else forms.NO).vi
    if isinstance(value, int | float):
        return format_number(value, "vi")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value


# --- Totals ----------------------------------------------------------------------------------------


def _totals(
    trend: TableTrend,
    table: FormTable,
    sides: Sequence[tuple[Pair, _Side, _Side]],
    changes_of: Sequence[Sequence[ComparedRow]],
) -> Iterator[ComparedTotal]:
    """The number of rows and each column's total: of the province, then of each pair of agencies with rows."""
    columns = [None, *(c for c in table.totalled if trend.has_same_unit(table, c))]
    both = [(pair, then, now, changes) for (pair, then, now), changes in zip(sides, changes_of, strict=True)]
    comparable = [body for body in both if body[1].full and body[2].full]
    whole = Pair(
        tuple(code for pair, *_ in comparable for code in pair.before),
        tuple(code for pair, *_ in comparable for code in pair.after),
    )
    earlier = tuple(row for _, then, _, _ in comparable for row in then.rows)
    rows = tuple(row for _, _, now, _ in comparable for row in now.rows)
    changes_of_whole = [line for *_, changes in comparable for line in changes]
    only_before = tuple(c for p, then, now, _ in both if then.rows and not now.full for c in p.before)
    only_now = tuple(c for p, then, now, _ in both if now.rows and not then.full for c in p.after)
    for column in columns:
        province = _compared_total(table, column, whole, (earlier, rows), changes_of_whole)
        yield province._replace(province=True, only_before=only_before, only_now=only_now)
        for pair, then, now, changes in both:
            if then.rows or now.rows:
                total = _compared_total(table, column, pair, (then.rows, now.rows), changes)
                if not (then.full and now.full):  # only the total of the full side, without a change
                    earlier_only, now_only = (total.previous if then.full else None, total.value if now.full else None)
                    total = total._replace(previous=earlier_only, value=now_only, change=None)
                yield total


def _compared_total(
    table: FormTable,
    column: FormColumn | None,
    pair: Pair,
    sides: tuple[Sequence[ReportedRow], Sequence[ReportedRow]],
    lines: Iterable[ComparedRow],
) -> ComparedTotal:
    before, now = (_column_total(column, rows) for rows in sides)
    change = now - before if before is not None and now is not None else None
    waiting = [row for row in sides[1] if row.is_carried]
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


def _column_total(column: FormColumn | None, rows: Sequence[ReportedRow]) -> float | None:
    counted = [row for row in rows if not row.is_carried]
    if column is None:
        return float(len(counted))
    return over_rows(column, [n for row in counted if (n := row.number(column.code)) is not None])


def _waiting_sum(column: FormColumn | None, waiting: Sequence[ReportedRow]) -> float | None:
    """The sum that unconfirmed rows would add to a column."""
    if column is None or column.across_rows != "sum":
        return None
    values = [cell.value for row in waiting if (cell := row.cells.get(column.code)) is not None]
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return over_rows(column, numbers) if numbers else None


# --- Findings --------------------------------------------------------------------------------------


def table_findings(trend: TableTrend, cells: Iterable[Figure]) -> Iterator[Finding]:
    """Yields one finding for each agency and column with numbers about a thousand times, or a thousandth of, the
    previous ones in the same row: their unit may be wrong."""
    by_table = _by_table(cells)
    for table in filter(trend.is_comparable, trend.trend.campaign.tables):
        if table.key_column is None:
            continue
        numeric = [c for c in table.columns if c.numeric and c.kind != "percent" and trend.has_same_unit(table, c)]
        jumps: dict[tuple[str, str], list[tuple[Figure, Figure]]] = {}
        for _, then, now in trend.sides(table, by_table.get(table.code, {})):
            for before, here in _matched_rows(table, then.rows, now.rows):
                if before is None or here is None:
                    continue
                for column in numeric:
                    pair = _off_by_thousands(column, before, here)
                    if pair is not None:
                        jumps.setdefault((here.agency, column.code), []).append(pair)
        yield from (_unit_finding(table, table.column_by_code[code], of) for (_, code), of in jumps.items())


def _off_by_thousands(column: FormColumn, before: ReportedRow, now: ReportedRow) -> tuple[Figure, Figure] | None:
    then, here = before.number(column.code), now.number(column.code)
    if not then or not here or (then < 0) != (here < 0):
        return None
    times = round(log10(here / then) / _POWER)
    if times == 0 or abs(log10(here / then) - _POWER * times) > log10(_CHANGE):
        return None
    return before.cells[column.code], now.cells[column.code]


def _unit_finding(table: FormTable, column: FormColumn, cell_pairs: Sequence[tuple[Figure, Figure]]) -> Finding:
    before, now = cell_pairs[0]
    return finding(
        "table-unit-since-previous",
        at=now,
        value=now.typed,
        cells=tuple(cell.cell for _, cell in cell_pairs),
        values=tuple(cell.typed for _, cell in cell_pairs),
        arguments={
            "table": table.code,
            "heading": table.heading,
            "column": column.label,
            "unit": column.unit,
            "row": now.row,
            "count": len(cell_pairs),
            "before": number(before) or 0.0,
            "after": number(now) or 0.0,
        },
    )
