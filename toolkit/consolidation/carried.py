"""What of last time stands in the next forms, to be confirmed: stocks, and what else seldom changes; and the rows of
cumulative tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from toolkit.consolidation.tables.compared import TableTrend, is_closed
from toolkit.consolidation.tables.rows import GivenRow
from toolkit.consolidation.trend import Trend
from toolkit.language.text import listed
from toolkit.messages.findings.making import finding
from toolkit.model import AskedTable, Figure, Finding, Indicator, Value, is_asked
from toolkit.model.periods import months_of

#: Of what type the values of a kind are that is no number.
_TYPES: dict[str, type] = {"yesno": bool, "date": date, "choice": str, "text": str}


class LastTime:
    """What stood last time of the indicators that are carried."""

    def __init__(self, trend: Trend) -> None:
        self._trend = trend
        self._tables = TableTrend(trend, ())
        self._carried = {i.code for i in trend.campaign.indicators if i.carry and not i.formula}
        kept = (f for f in trend.previous.figures if f.indicator in self._carried)
        self._figures: dict[tuple[str, str, str], Figure] = {f[:3]: f for f in kept}
        latest = sorted(trend.previous.periods, key=lambda p: max(months_of(p)), reverse=True)
        self._periods = [p.key for p in latest]

    def of(self, agency: str) -> dict[tuple[str, str], Value]:
        """For one agency, by (indicator, this campaign's period).

        The figure of the same period where there is one, else the last that is known. Where the agency took the place
        of several, theirs together if numbers can be added up, else none.
        """
        campaign = self._trend.campaign
        found: dict[tuple[str, str], Value] = {}
        for indicator in campaign.indicators_of(campaign.agency_by_code[agency]) if self._carried else ():
            if indicator.code not in self._carried:
                continue
            known = {key: v for key in self._periods if (v := self._stood(indicator, key, agency)) is not None}
            for period in campaign.periods if known else ():
                found[indicator.code, period.key] = known.get(period.key, next(iter(known.values())))
        return found

    def rows_of(self, agency: str) -> dict[str, tuple[Mapping[str, Value], ...]]:
        """The rows of cumulative tables that stand in an agency's next form, by a table's code, each by column.

        All of last time but those that were closed, be they confirmed or not; where the agency took the place of
        several, theirs one after the other; where several took that place, none, since whose a row is nobody knows. A
        column in another unit than then is left blank.
        """
        campaign = self._trend.campaign
        asked = campaign.tables_of(campaign.agency_by_code[agency])
        own = [t for t in asked if t.cumulative and self._tables.comparable(t)]
        agencies = self._tables.agencies_before(agency) if own else ()
        found = {table.code: tuple(self._rows(table, agencies)) for table in own}
        return {code: rows for code, rows in found.items() if rows}

    def rows_without_heir(self) -> Iterator[Finding]:
        """The rows that stand in no form, since nobody, or several, took the place of who gave them: one finding a
        table."""
        campaign = self._trend.campaign
        for table in campaign.tables:
            if not table.cumulative or not self._tables.comparable(table):
                continue
            asked = [a.code for a in campaign.agencies if campaign.in_force(a) and is_asked(table.asked_of, a)]
            taken = {code for agency in asked for code in self._tables.agencies_before(agency)}
            columns = [c.code for c in table.columns if self._tables.same_unit(table, c)]
            rows = [
                row
                for agency in self._tables.agencies
                if agency not in taken
                for row in self._tables.before(table.code, (agency,))
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

    def _rows(self, table: AskedTable, agencies: Sequence[str]) -> Iterator[Mapping[str, Value]]:
        columns = [c.code for c in table.columns if self._tables.same_unit(table, c)]
        for row in self._tables.before(table.code, agencies):
            if not is_closed(row) and (cells := _cells(row, columns)):
                yield cells

    def _stood(self, indicator: Indicator, period: str, agency: str) -> Value | None:
        agencies = self._trend.agencies_before(agency, indicator, period)
        if not agencies:
            return None
        if indicator.numeric:
            return self._trend.before(indicator, period, agencies) if self._trend.comparable(indicator) else None
        figure = self._figures.get((agencies[0], indicator.code, period)) if len(agencies) == 1 else None
        value = figure.value if figure is not None else None
        fits = isinstance(value, _TYPES[indicator.kind])
        return value if fits and (indicator.kind != "choice" or value in indicator.choices) else None


def _cells(row: GivenRow, columns: Iterable[str]) -> dict[str, Value]:
    """What stood in these columns; what could not be read as it was typed."""
    cells = [row.cells[code] for code in columns if code in row.cells]
    return {cell.column: said for cell in cells if (said := cell.typed if cell.value is None else cell.value) != ""}
