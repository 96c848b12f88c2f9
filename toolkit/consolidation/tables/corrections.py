"""What the coordinator typed for rows of tables in the master: cells in other words, and rows that are left out.

As with figures (`consolidation.corrections`) the submissions stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from string import ascii_uppercase

from toolkit.consolidation.corrections import Corrections, is_of_row
from toolkit.consolidation.tables.rows import GivenRow, cells_that_count, rows_in
from toolkit.language.text import fold, says_no, says_yes
from toolkit.messages.findings.making import finding
from toolkit.messages.forms import NO, YES
from toolkit.model import (
    CARRIED_COLUMN,
    Argument,
    AskedColumn,
    AskedTable,
    Campaign,
    CellValue,
    Corrected,
    Correction,
    Figure,
    Finding,
    Submission,
)
from toolkit.values.cell import typed_text

#: What is said of a row in place of what is said of a figure.
_OF_ROWS = {
    "correction-not-placed": "table-correction-not-placed",
    "correction-twice": "table-correction-twice",
    "correction-not-clear": "table-correction-not-clear",
    "correction-without-value": "table-correction-without-value",
    "correction-unsigned": "table-correction-unsigned",
    "correction-agreed": "table-correction-agreed",
    "correction-outdated": "table-correction-outdated",
}
#: The same where a row is to be left out.
_OF_LEFT_OUT = _OF_ROWS | {
    "correction-not-placed": "table-left-out-not-placed",
    "correction-twice": "table-left-out-twice",
    "correction-not-clear": "table-left-out-not-clear",
}
#: Findings about rows that were given twice, each with all rows of all groups.
_TWICE = frozenset({"table-row-twice", "table-key-twice"})


def cell_sent(cell: Figure | None) -> str:
    """What an agency sent for a cell, for comparing: "" where the row leaves it blank."""
    if cell is None:
        return ""
    return cell_said(cell.typed if cell.value is None else cell.value)


def cell_said(value: CellValue) -> str:
    """The same from what the master shows in the cell, in either language."""
    if isinstance(value, bool) or value in YES or value in NO:
        return str(value is True or value in YES)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | int):
        return f"{value:.12g}"  # the digits that every program keeps
    return " ".join(typed_text(value).split())


def correct_rows(campaign: Campaign, used: Mapping[str, Submission], corrections: Iterable[Correction]) -> Corrected:
    """The rows of the submissions that count (`used`, by agency code in the roster's order), with the corrections that
    can be followed."""
    cells = cells_that_count(campaign, used)
    given = [c for c in corrections if (c.typed or c.by or c.reason) and is_of_row(campaign, c)]
    return _OfRows(campaign, cells).done(given) if given else Corrected(figures=cells)


class _OfRows(Corrections):
    """Those of cells of tables, and that rows are left out."""

    def __init__(self, campaign: Campaign, cells: Iterable[Figure]) -> None:
        super().__init__(campaign)
        self.rows = {row[:3]: row for row in rows_in(cells)}
        self.columns = {
            table.name(column.code): (table, column) for table in campaign.tables for column in table.columns
        }
        self.tables = {table.name(""): table for table in campaign.tables}
        self.left_out: set[tuple[str, str, str]] = set()
        self.changed: dict[tuple[str, str, str], dict[str, Figure]] = {}

    def take(self, correction: Correction) -> Correction | None:
        if self._row(correction) is None:
            self.report("correction-not-placed", correction)
            return None
        return correction

    def done(self, given: Iterable[Correction]) -> Corrected:
        kept = self.settle(given)
        return Corrected(
            figures=tuple(cell for row in self.rows.values() for cell in self._cells(row)),
            sent=self.sent,
            corrections=kept,
            unplaced=tuple(self.unplaced),
            left_out=frozenset(self.left_out),
            findings=tuple(self.findings),
        )

    def _table(self, correction: Correction) -> tuple[AskedTable, AskedColumn | None]:
        name = correction.indicator
        return (self.tables[name], None) if name in self.tables else self.columns[name]

    def _row(self, correction: Correction) -> GivenRow | None:
        return self.rows.get((correction.agency, self._table(correction)[0].code, correction.period))

    def follow(self, correction: Correction) -> Correction:
        (table, column), row = self._table(correction), self._row(correction)
        if column is not None and row is not None:
            before, first = row.cells.get(column.code), next(iter(row.cells.values()))
            known, cell = self.put(correction, table.as_indicator(column), before, first)
            if cell is not None:
                self.changed.setdefault(row[:3], {})[column.code] = cell
            return known
        if says_yes(correction.typed):
            self.left_out.add((correction.agency, table.code, correction.period))
            if not (correction.by and correction.reason):
                self.report("correction-unsigned", correction)
        elif not says_no(correction.typed):
            self.report("correction-not-clear", correction)
        return correction

    def _cells(self, row: GivenRow) -> Sequence[Figure]:
        if row[:3] in self.left_out:
            return ()
        if row[:3] not in self.changed:
            return tuple(row.cells.values())
        own = {**row.cells, **self.changed[row[:3]]}
        table = self.campaign.table_by_code[row.table]
        return [own[column.code] for column in table.columns if column.code in own]

    def sent_text(self, figure: Figure | None) -> str:
        return cell_sent(figure)

    def report(self, code: str, correction: Correction, **arguments: Argument) -> None:
        (table, column), row = self._table(correction), self._row(correction)
        said: dict[str, Argument] = {
            "table": table.code,
            "heading": table.heading,
            "column": column.label if column else "",
            "row": row_name(table, row) if row else correction.period,
        }
        self.findings.append(
            finding(
                (_OF_ROWS if column else _OF_LEFT_OUT)[code],
                agency=correction.agency if correction.agency in self.campaign.agency_by_code else None,
                indicator=correction.indicator if column else None,
                value=correction.typed,
                arguments=said | arguments,
            )
        )


def with_rows_left_out(submission: Submission, corrected: Corrected) -> Submission:
    """The submission with its findings in rows that are left out saying so; those about other rows too do not. Of rows
    that were given twice, those are still asked about that count more than once."""
    places, held = set[tuple[str, str]](), dict[tuple[str, str], str]()
    for row in rows_in(submission.rows):
        sheet, line = row.place[1], _line(row.place[2])
        held[sheet, line] = "\0".join(
            f"{c.column}\1{c.typed}" for c in row.cells.values() if c.column != CARRIED_COLUMN
        )
        if row[:3] in corrected.left_out:
            places.add((sheet, line))
    findings = list[Finding]()
    for one in submission.findings:
        if one.code in _TWICE and places:
            findings += _still_twice(one, places, held)
            continue
        cells = one.cells or ((one.cell,) if one.cell else ())
        if cells and one.text("table") and all((one.sheet, _line(cell)) in places for cell in cells):
            one = replace(one, severity="note", arguments=(*one.arguments, ("left_out", "yes")))
        findings.append(one)
    return replace(submission, findings=tuple(findings))


def _still_twice(
    finding: Finding, left_out: Set[tuple[str, str]], held: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """The finding with those rows alone that count beside another of the same key, or with the same in all cells; none
    where each of its groups has come down to one row. `held`: what each row holds, by sheet and line."""
    groups: dict[str, list[tuple[str, str]]] = {}
    by_key = finding.code == "table-key-twice"
    for cell, value in zip(finding.cells, finding.values or finding.cells, strict=True):
        if (place := (finding.sheet, _line(cell))) not in left_out:
            groups.setdefault(fold(value) if by_key else held.get(place, cell), []).append((cell, value))
    alike = [
        g for g in groups.values() if len({held.get((finding.sheet, _line(c)), c) for c, _ in g} if by_key else g) > 1
    ]
    told = [own for group in alike for own in group]
    if len(told) == len(finding.cells):
        yield finding
    elif told:
        cells, values = zip(*told, strict=True)
        arguments = {**dict(finding.arguments), "count": len(told) - len(alike)}
        yield replace(
            finding,
            cell=cells[0],
            cells=cells,
            value=values[0] if finding.values else "",
            values=values if finding.values else (),
            arguments=tuple(arguments.items()),
        )


def _line(cell: str) -> str:
    """The number of a cell's row: `15` of `D15`."""
    return cell.lstrip(ascii_uppercase)


def row_name(table: AskedTable, row: GivenRow) -> str:
    """What a row is called where it is spoken of: what stands in its key column, else in the first of its cells."""
    key = table.key_column
    first = row.cells.get(key.code) if key else None
    return (first or next(iter(row.cells.values()))).typed
