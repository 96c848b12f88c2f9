"""The annexes of the Word report for tables with the agencies' rows: totals, then all rows by agency."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.consolidation.tables.in_short import cell_text, total_text
from toolkit.consolidation.tables.rows import ReportedRow, rows_in, table_totals
from toolkit.language.numbers import format_number, roman
from toolkit.language.text import listed
from toolkit.messages import masters, reports
from toolkit.messages.reports import Words
from toolkit.model import Agency, Campaign, Consolidation, FormColumn, FormTable, Submission, TableTotal, includes
from toolkit.report.parts import Annex, TableRow
from toolkit.values.decimals import column_decimals, decimals_of_columns

#: Of more rows than this an annex has only the agencies' totals: nobody reads two hundred pages of rows.
MOST_ROWS = 5_000
#: Tables with more columns than this are landscape.
_UPRIGHT = 5
_KINDS = {"text": "words", "choice": "short", "yesno": "short", "date": "short"}


def table_annexes(result: Consolidation, attached: str, words: Words) -> tuple[Annex, ...]:
    """One annex for each table with any rows, in the definition's order."""
    campaign = result.campaign
    if not campaign.tables:
        return ()
    drawing = _Annexes(campaign, result.table_totals, column_decimals(result), attached, words)
    rows = {code: list(of_table) for code, of_table in groupby(rows_in(result.rows), key=lambda row: row.table)}
    agencies = [campaign.agency_by_code[s.agency] for s in result.statuses]
    return tuple(drawing.annex(table, rows[table.code], agencies) for table in campaign.tables if table.code in rows)


def agency_table_annexes(
    campaign: Campaign, agency: Agency, submission: Submission, attached: str, words: Words
) -> tuple[Annex, ...]:
    """One annex for each table in which the agency has rows."""
    codes = {table.code for table in campaign.tables}
    cells = [cell for cell in submission.rows if cell.table in codes]
    totals = table_totals(campaign, [agency], cells)
    decimals = decimals_of_columns(campaign, cells, totals.values())
    drawing = _Annexes(campaign, totals, decimals, attached, words, of_agency=True)
    rows = {code: list(of_table) for code, of_table in groupby(rows_in(cells), key=lambda row: row.table)}
    return tuple(drawing.annex(table, rows[table.code], [agency]) for table in campaign.tables if table.code in rows)


@dataclass(frozen=True, slots=True)
class _Annexes:
    campaign: Campaign
    totals: Mapping[tuple[str, str, str], TableTotal]
    decimals: Mapping[tuple[str, str], int]
    attached: str
    words: Words
    of_agency: bool = False
    """Whether they belong to one agency's report, which has no lines for agencies."""

    def annex(self, table: FormTable, rows: Sequence[ReportedRow], agencies: Sequence[Agency]) -> Annex:
        """The annex of a table. `rows` are in their order, by agency in the roster's order."""
        columns = (table.name_column, *(c for c in table.columns if c is not table.name_column))
        counted = [row for row in rows if not row.is_carried]
        kinds = [_KINDS.get(column.kind, "figure") for column in columns[1:]]
        printed = tuple(self._rows(table, columns, counted))
        return Annex(
            label=self.words.ANNEX,
            attached=self.attached,
            title=table.heading.upper(),
            caption=self.words.TABLE_CAPTION,
            columns=(self.words.COLUMNS["number"], *(_heading(column, self.words) for column in columns)),
            kinds=("number", "name", *kinds),
            rows=printed,
            legend=_legend(table, printed, self.words),
            notes=tuple(self._notes(table, counted, agencies)),
            landscape=len(columns) > _UPRIGHT or len(kinds) - kinds.count("figure") > 1,
            lead=2,
            listing=True,
        )

    def _rows(self, table: FormTable, columns: Sequence[FormColumn], rows: Sequence[ReportedRow]) -> Iterator[TableRow]:
        """The province's line, then each agency's line with its rows below; for one agency the total and the rows."""
        count = self.totals[table.code, "", ""]
        whole = self.words.TABLE_WHOLE
        if count.reporting < count.asked:
            whole = self.words.TABLE_PARTLY.format(reporting=count.reporting, asked=count.asked)
        yield self._sums(table, columns, "", "", self.words.TABLE_TOTAL if self.of_agency else whole)
        for number, (agency, agency_rows) in enumerate(groupby(rows, key=lambda row: row.agency), start=1):
            if not self.of_agency:
                name = self.campaign.agency_by_code[agency].name
                yield self._sums(table, columns, agency, roman(number), name)
            if len(rows) <= MOST_ROWS:
                for position, row in enumerate(agency_rows, start=1):
                    yield self._row(table, columns, str(position), row)

    def _sums(self, table: FormTable, columns: Sequence[FormColumn], agency: str, number: str, name: str) -> TableRow:
        count = self.totals[table.code, "", agency]
        label = self.words.TABLE_ROWS.format(name=name, count=format_number(count.value or 0.0, self.words.language))
        texts = (self._total(table, column, agency) if column.totalled else "" for column in columns[1:])
        return TableRow(cells=(number, label, *texts), strong=True, key=agency or "all")

    def _total(self, table: FormTable, column: FormColumn, agency: str) -> str:
        total = self.totals[table.code, column.code, agency]
        return (
            total_text(table, column, total, self.decimals[table.code, column.code], self.words.language)
            or reports.MISSING
        )

    def _row(self, table: FormTable, columns: Sequence[FormColumn], number: str, row: ReportedRow) -> TableRow:
        cells = [row.cells.get(column.code) for column in columns]
        texts = (
            cell_text(cell, c, self.decimals.get((table.code, c.code), 0), self.words.language)
            for cell, c in zip(cells, columns, strict=True)
        )
        held = (n for n, cell in enumerate(cells, start=1) if cell is not None and cell.state == "held")
        return TableRow(
            cells=(number, *(" ".join(text.split()) for text in texts)),
            marks=dict.fromkeys(held, self.words.TABLE_HELD_MARK),
            key=f"{row.agency}/{cell_text(cells[0], columns[0], 0, self.words.language)}",
        )

    def _notes(self, table: FormTable, rows: Sequence[ReportedRow], agencies: Sequence[Agency]) -> Iterator[str]:
        if len(rows) > MOST_ROWS:
            yield self.words.TABLE_NOT_PRINTED.format(
                count=format_number(len(rows), self.words.language), heading=table.heading
            )
        if held := sum(cell.state == "held" for row in rows for cell in row.cells.values()):
            note = self.words.TABLE_HELD if len(rows) > MOST_ROWS else self.words.TABLE_HELD_MARKED
            yield note.format(count=held)
        if carried := self.totals[table.code, "", ""].carried:
            yield self.words.TABLE_CARRIED.format(count=carried)
        if left_out := self.totals[table.code, "", ""].left_out:
            yield self.words.TABLE_LEFT_OUT.format(count=left_out)
        if corrected := sum(self.totals[table.code, column.code, ""].corrected for column in table.totalled):
            yield self.words.TABLE_CORRECTED.format(count=corrected)
        reporting = {row.agency for row in rows}
        none = [a.short_name for a in agencies if includes(table.asked_of, a) and a.code not in reporting]
        if none and not self.of_agency:
            yield self.words.TABLE_NOT_GIVEN.format(names=listed(none))


def _heading(column: FormColumn, words: Words) -> str:
    return words.TABLE_COLUMN.format(label=column.label, unit=column.unit) if column.unit else column.label


def _legend(table: FormTable, rows: Sequence[TableRow], words: Words) -> str:
    """The meaning of the bold lines in each column, and of the word for no value, if it occurs."""
    if not table.totalled:
        return ""
    meanings = (
        words.TABLE_TAKEN.format(label=column.label, across=masters.ACROSS_ROWS[column.across_rows].say(words.language))
        for column in table.totalled
    )
    without = words.TABLE_WITHOUT if any(reports.MISSING in row.cells for row in rows if row.strong) else ""
    return words.TABLE_LEGEND.format(taken="; ".join(meanings), without=without)
