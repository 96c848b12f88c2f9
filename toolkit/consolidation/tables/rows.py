"""Tables of the province: the rows that count, and the totals of their columns."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from toolkit.consolidation.corrections import FigureKey
from toolkit.model import (
    ROWS_AS_SENT,
    Agency,
    Campaign,
    Corrected,
    Figure,
    FormColumn,
    FormTable,
    Submission,
    TableTotal,
    includes,
)
from toolkit.values.totals import number, over_rows

_ROW = itemgetter(*map(Figure._fields.index, ("agency", "table", "period")))


class ReportedRow(NamedTuple):
    """One row of an agency's table; `cells` has its filled cells by column, in the definition's order."""

    agency: str
    table: str
    id: str
    cells: Mapping[str, Figure]

    @property
    def is_carried(self) -> bool:
        """Whether it is an unconfirmed row of the previous round, which is in no total."""
        return any(cell.state == "carried" for cell in self.cells.values())

    @property
    def location(self) -> tuple[str, str, str]:
        """(file, sheet, cell) of its first filled cell."""
        first = next(iter(self.cells.values()))
        return first.file, first.sheet, first.cell

    def number(self, column: str) -> float | None:
        """The number that counts for a column, in the column's unit; None where the cell has none."""
        return number(self.cells.get(column))


def rows_in(cells: Iterable[Figure]) -> Iterator[ReportedRow]:
    """The rows to which these cells belong; the cells of one row must follow each other."""
    for (agency, table, row), group in groupby(cells, key=_ROW):
        start = len(table) + 1  # where the column's code begins in its name
        yield ReportedRow(agency, table, row, {cell[1][start:]: cell for cell in group})


def rows_that_count(
    cells: Iterable[Figure], corrected: Iterable[Figure], left_out: Collection[tuple[str, str, str]]
) -> Iterator[ReportedRow]:
    """The rows of these cells that are not left out, with corrected cells."""
    instead: dict[tuple[str, str, str], dict[str, Figure]] = {}
    for cell in corrected:
        instead.setdefault((cell.agency, cell.table, cell.row), {})[cell.column] = cell
    for row in rows_in(cells):
        if row[:3] not in left_out:
            yield row._replace(cells={**row.cells, **instead[row[:3]]}) if row[:3] in instead else row


def cells_that_count(campaign: Campaign, used: Mapping[str, Submission]) -> tuple[Figure, ...]:
    """The cells of tables of the submissions that count (`used`, by agency code in the roster's order), in the order of
    tables in the definition, then of agencies, then of the form."""
    if not campaign.tables:
        return ()
    order = {table.code: n for n, table in enumerate(campaign.tables)}
    cells = [cell for submission in used.values() for cell in submission.rows if cell.table in order]
    return tuple(sorted(cells, key=lambda cell: order[cell.table]))  # stable: agencies stay in order


def agencies_without_rows(used: Mapping[str, Submission]) -> frozenset[tuple[str, str]]:
    """(table, agency) where the agency stated that it has nothing to list. That is an answer, too."""
    return frozenset(
        (answer.text("table"), agency)
        for agency, submission in used.items()
        for answer in submission.findings
        if answer.code == "table-said-none"
    )


def table_totals(
    campaign: Campaign,
    owing: Sequence[Agency],
    cells: Iterable[Figure],
    corrected: Corrected = ROWS_AS_SENT,
    empty: Collection[tuple[str, str]] = (),
) -> dict[tuple[str, str, str], TableTotal]:
    """The number of rows and the totals of each table: of each agency with rows or with the statement that it has none
    (`empty`: from `agencies_without_rows`), and of the province (agency "").

    They are keyed by (table, column or "" for the number of rows, agency). `cells`: the cells that count. `owing`:
    the agencies of the roster that owe a report.
    """
    by_table: dict[str, list[ReportedRow]] = {table.code: [] for table in campaign.tables}
    for row in rows_in(cells):
        by_table[row.table].append(row)
    left_out = Counter((table, agency) for agency, table, _ in corrected.left_out)
    applied = corrected.sent.keys()
    totals: dict[tuple[str, str, str], TableTotal] = {}
    for table in campaign.tables:
        rows = by_table[table.code]
        by_agency = {agency: list(group) for agency, group in groupby(rows, key=attrgetter("agency"))}
        reporting = [
            a for a in campaign.agency_by_code if a in by_agency or left_out[table.code, a] or (table.code, a) in empty
        ]
        agency_count = sum(includes(table.asked_of, agency) for agency in owing)
        for agency in (*reporting, ""):
            of = by_agency.get(agency, []) if agency else rows
            out = left_out[table.code, agency] if agency else sum(left_out[table.code, a] for a in reporting)
            for column in (None, *table.totalled):
                total = _table_total(table, column, agency, of, applied)._replace(left_out=out)
                if not agency:
                    total = total._replace(reporting=len(reporting), asked=agency_count)
                totals[table.code, total.column, agency] = total
    return totals


def _table_total(
    table: FormTable, column: FormColumn | None, agency: str, rows: Sequence[ReportedRow], applied: Set[FigureKey]
) -> TableTotal:
    counted = [row for row in rows if not row.is_carried]
    carried = len(rows) - len(counted)
    if column is None:
        return TableTotal(table.code, "", agency, float(len(counted)), len(counted), carried=carried)
    code, name = column.code, table.name(column.code)
    numbers = [number for row in counted if (number := row.number(code)) is not None]
    return TableTotal(
        table.code,
        code,
        agency,
        over_rows(column, numbers),
        len(numbers),
        held=sum(code in row.cells and row.cells[code].state == "held" for row in counted),
        carried=carried,
        corrected=sum((row.agency, name, row.id) in applied for row in counted) if applied else 0,
    )
