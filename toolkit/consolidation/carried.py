"""Figures and rows of the previous campaign that are filled in in the next forms and must be confirmed there: stocks
and other figures that seldom change, and the rows of cumulative tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from toolkit.consolidation.tables.compared import TableTrend, is_closed
from toolkit.consolidation.tables.rows import ReportedRow
from toolkit.consolidation.trend import Trend
from toolkit.language.text import listed
from toolkit.messages.findings.making import finding
from toolkit.model import Figure, Finding, FormTable, Indicator, Value, includes
from toolkit.model.periods import months_of

#: The type of an indicator's values, by kind; kinds that are not listed are numeric.
_TYPES: dict[str, type] = {"yesno": bool, "date": date, "choice": str, "text": str}


class CarriedValues:
    """The previous campaign's values of the indicators and tables that are filled in again."""

    def __init__(self, trend: Trend) -> None:
        self._trend = trend
        self._tables = TableTrend(trend, ())
        self._carried = {i.code for i in trend.campaign.indicators if i.carry and not i.formula}
        figures = (f for f in trend.previous.figures if f.indicator in self._carried)
        self._figures: dict[tuple[str, str, str], Figure] = {f[:3]: f for f in figures}
        latest = sorted(trend.previous.periods, key=lambda p: max(months_of(p)), reverse=True)
        self._periods = [p.key for p in latest]

    def values_of(self, agency: str) -> dict[tuple[str, str], Value]:
        """An agency's carried values, by (indicator, this campaign's period).

        A value is that of the same period where there is one, else the latest known one. An agency that succeeds
        several agencies gets the sum of their values if the indicator can be added up, else none.
        """
        campaign = self._trend.campaign
        values: dict[tuple[str, str], Value] = {}
        for indicator in campaign.indicators_of(campaign.agency_by_code[agency]) if self._carried else ():
            if indicator.code not in self._carried:
                continue
            known = {key: v for key in self._periods if (v := self._previous_value(indicator, key, agency)) is not None}
            for period in campaign.periods if known else ():
                values[indicator.code, period.key] = known.get(period.key, next(iter(known.values())))
        return values

    def rows_of(self, agency: str) -> dict[str, tuple[Mapping[str, Value], ...]]:
        """The rows of cumulative tables in an agency's next form, by the table's code; each row is keyed by column.

        All previous rows that were not closed are included, confirmed or not. An agency that succeeds several agencies
        gets the rows of all of them. Where several agencies succeed one agency, its rows are in none of their forms,
        since it is not known which row belongs to which. A column whose unit changed is left blank.
        """
        campaign = self._trend.campaign
        tables = campaign.tables_of(campaign.agency_by_code[agency])
        carried = [t for t in tables if t.cumulative and self._tables.is_comparable(t)]
        agencies = self._tables.predecessors(agency) if carried else ()
        by_table = {table.code: tuple(self._carried_rows(table, agencies)) for table in carried}
        return {code: rows for code, rows in by_table.items() if rows}

    def unplaced_row_findings(self) -> Iterator[Finding]:
        """One finding for each table with rows that are in no form, since their agency has no successor or several."""
        campaign = self._trend.campaign
        for table in campaign.tables:
            if not table.cumulative or not self._tables.is_comparable(table):
                continue
            owing = [a.code for a in campaign.agencies if campaign.in_force(a) and includes(table.asked_of, a)]
            matched = {code for agency in owing for code in self._tables.predecessors(agency)}
            columns = [c.code for c in table.columns if self._tables.has_same_unit(table, c)]
            rows = [
                row
                for agency in self._tables.agencies
                if agency not in matched
                for row in self._tables.previous_rows(table.code, (agency,))
                if not is_closed(row) and _cells(row, columns)
            ]
            if rows:
                names = [
                    a.short_name if (a := campaign.agency_by_code.get(c)) else c
                    for c in dict.fromkeys(r.agency for r in rows)
                ]
                yield finding(
                    "previous-rows-of-nobody",
                    indicator=table.code,
                    value=listed(names, separator=", "),
                    arguments={"table": table.code, "heading": table.heading, "count": len(rows)},
                )

    def _carried_rows(self, table: FormTable, agencies: Sequence[str]) -> Iterator[Mapping[str, Value]]:
        columns = [c.code for c in table.columns if self._tables.has_same_unit(table, c)]
        for row in self._tables.previous_rows(table.code, agencies):
            if not is_closed(row) and (cells := _cells(row, columns)):
                yield cells

    def _previous_value(self, indicator: Indicator, period: str, agency: str) -> Value | None:
        agencies = self._trend.predecessors(agency, indicator, period)
        if not agencies:
            return None
        if indicator.numeric:
            trend = self._trend
            return trend.previous_value(indicator, period, agencies) if trend.is_comparable(indicator) else None
        figure = self._figures.get((agencies[0], indicator.code, period)) if len(agencies) == 1 else None
        value = figure.value if figure is not None else None
        fits = isinstance(value, _TYPES[indicator.kind])
        return value if fits and (indicator.kind != "choice" or value in indicator.choices) else None


def _cells(row: ReportedRow, columns: Iterable[str]) -> dict[str, Value]:
    """The values in these columns; what could not be read is kept as typed."""
    cells = [row.cells[code] for code in columns if code in row.cells]
    return {cell.column: value for cell in cells if (value := cell.typed if cell.value is None else cell.value) != ""}
