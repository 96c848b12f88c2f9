"""Tables in short, for leaders: the number of rows, totals, agencies without rows, the largest rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import groupby
from typing import NamedTuple

from toolkit.consolidation.tables.rows import ReportedRow, rows_in
from toolkit.language.numbers import format_number
from toolkit.language.text import listed
from toolkit.messages import Text, leaders_tables, masters
from toolkit.messages.forms import NO, YES
from toolkit.model import Consolidation, Figure, FormColumn, FormTable, Language, TableTotal, includes
from toolkit.values.decimals import column_decimals, shown_number

#: The number of largest rows shown; the number of characters for the names of agencies without rows.
LARGEST, _NAMED = 4, 160


class LargeRow(NamedTuple):
    """One of the largest rows; `row` is its id in its agency's table."""

    agency: str
    row: str
    text: str


class AgencyLine(NamedTuple):
    """The totals of one agency's rows as texts; the number of rows comes first."""

    agency: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableInShort:
    """One table. `parts`: the parts of its sentence, the number of rows first. `missing`: the agencies without rows, ""
    where there are none.

    `ranked`: the heading of `largest`, with the column by which rows are ranked; "" where no rows are shown.
    `by_agency`: the agencies with rows, in the roster's order, under `headings`; `whole` is the line of all.
    """

    table: FormTable
    parts: tuple[str, ...]
    missing: str
    ranked: str
    largest: tuple[LargeRow, ...]
    headings: tuple[str, ...]
    by_agency: tuple[AgencyLine, ...]
    scope: str
    whole: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences about the table, without the largest rows."""
        text = "; ".join(self.parts)
        return f"{text}. {self.missing}." if self.missing else f"{text}."


def tables_in_short(result: Consolidation, language: Language) -> tuple[TableInShort, ...]:
    """The tables in the definition's order."""
    if not result.campaign.tables:
        return ()
    rows = {code: list(group) for code, group in groupby(rows_in(result.rows), key=lambda row: row.table)}
    short_name = _TableSummaries(result, language)
    return tuple(short_name.summary(table, rows.get(table.code, [])) for table in result.campaign.tables)


def cell_text(cell: Figure | None, column: FormColumn, decimals: int, language: Language) -> str:
    """A cell of a table for people: its value with the column's decimals (none for counts), else the typed text."""
    if cell is None:
        return ""
    value = cell.value
    if isinstance(value, bool):
        return (YES if value else NO).say(language)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return format_number(value, language, None if column.kind == "count" else decimals)
    return value if isinstance(value, str) else cell.typed


def total_text(table: FormTable, column: FormColumn, total: TableTotal, decimals: int, language: Language) -> str:
    """A column's total for people, without its unit; "" where there is none."""
    if total.masked:
        return masters.SIGNS["masked"].say(language)
    return "" if total.value is None else shown_number(table.as_indicator(column), total.value, decimals, language)


@dataclass(slots=True)
class _TableSummaries:
    result: Consolidation
    language: Language

    def say(self, text: Text, /, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def short_name(self, agency: str) -> str:
        return self.result.campaign.agency_by_code[agency].short_name

    def total(self, table: FormTable, column: str, agency: str = "") -> TableTotal:
        return self.result.table_totals[table.code, column, agency]

    def summary(self, table: FormTable, rows: list[ReportedRow]) -> TableInShort:
        ranked = next((c for c in table.totalled if any(row.number(c.code) is not None for row in rows)), None)
        if ranked and any(c.state == "masked" for row in rows for c in row.cells.values() if c.column == ranked.code):
            ranked = None  # the largest row may be masked
        with_rows = [s.agency for s in self.result.statuses if (table.code, "", s.agency) in self.result.table_totals]
        count = self.total(table, "")
        scope = leaders_tables.PARTLY if count.reporting < count.asked else leaders_tables.WHOLE
        return TableInShort(
            table=table,
            parts=tuple(self._parts(table, rows)),
            missing=self._missing_text(table, with_rows),
            ranked=self.say(leaders_tables.LARGEST, label=ranked.label) if ranked else "",
            largest=tuple(self._largest(table, ranked, rows)) if ranked else (),
            headings=(self.say(leaders_tables.COUNT), *map(self._heading, table.totalled)),
            by_agency=tuple(AgencyLine(self.short_name(a), self._total_texts(table, a)) for a in with_rows),
            scope=self.say(scope, reporting=count.reporting, asked=count.asked),
            whole=self._total_texts(table, ""),
        )

    def _parts(self, table: FormTable, rows: list[ReportedRow]) -> Iterator[str]:
        """The number of rows, the totals, and what is in no total."""
        count = self.total(table, "")
        shape = leaders_tables.ROWS_MASKED if count.masked else leaders_tables.ROWS
        number = format_number(count.value or 0.0, self.language)
        yield self.say(shape, rows=number, reporting=count.reporting, asked=count.asked)
        for column in table.totalled:
            total = self.total(table, column.code)
            shown = total_text(table, column, total, self._decimals(table, column), self.language)
            unit = f" {column.unit}" if shown and column.unit and not total.masked else ""
            yield self.say(
                leaders_tables.TOTAL,
                label=column.label,
                across=self.say(masters.ACROSS_ROWS[column.across_rows]),
                value=f"{shown}{unit}" or self.say(leaders_tables.NO_VALUE),
            )
        if held := sum(cell.state == "held" for row in rows if not row.is_carried for cell in row.cells.values()):
            yield self.say(leaders_tables.HELD, count=held)
        if count.carried:
            yield self.say(leaders_tables.CARRIED, count=count.carried)
        if count.left_out:
            yield self.say(leaders_tables.LEFT_OUT, count=count.left_out)
        if not rows and count.masked:
            yield self.say(leaders_tables.PEOPLE)

    def _missing_text(self, table: FormTable, with_rows: list[str]) -> str:
        agencies = self.result.campaign.agency_by_code
        owing = [s.agency for s in self.result.statuses if includes(table.asked_of, agencies[s.agency])]
        names = [self.short_name(a) for a in owing if a not in with_rows]
        return self.say(leaders_tables.NOT_GIVEN, names=listed(names, _NAMED)) if names else ""

    def _largest(self, table: FormTable, ranked: FormColumn, rows: list[ReportedRow]) -> Iterator[LargeRow]:
        """The largest rows; equal rows are in the roster's and the form's order."""
        numbers = [(-number, n) for n, row in enumerate(rows) if (number := row.number(ranked.code)) is not None]
        for _, n in nsmallest(LARGEST, numbers):
            row = rows[n]
            name = table.name_column
            text = self.say(
                leaders_tables.ROW,
                agency=self.short_name(row.agency),
                name=self._cell(table, name, row.cells.get(name.code)) or leaders_tables.NO_NAME.say(self.language),
                value=f"{self._cell(table, ranked, row.cells[ranked.code])} {ranked.unit}".rstrip(),
            )
            yield LargeRow(row.agency, row.id, text)

    def _cell(self, table: FormTable, column: FormColumn, cell: Figure | None) -> str:
        return " ".join(cell_text(cell, column, self._decimals(table, column), self.language).split())

    def _decimals(self, table: FormTable, column: FormColumn) -> int:
        return column_decimals(self.result).get((table.code, column.code), 0)

    def _heading(self, column: FormColumn) -> str:
        label = column.label
        if column.across_rows != "sum":
            label = f"{label}, {self.say(masters.ACROSS_ROWS[column.across_rows])}"
        return self.say(leaders_tables.WITH_UNIT, label=label, unit=column.unit) if column.unit else label

    def _total_texts(self, table: FormTable, agency: str) -> tuple[str, ...]:
        count = self.total(table, "", agency)
        masked = masters.SIGNS["masked"].say(self.language)
        return (
            masked if count.masked else format_number(count.value or 0.0, self.language),
            *(
                total_text(table, c, self.total(table, c.code, agency), self._decimals(table, c), self.language)
                for c in table.totalled
            ),
        )
