"""The coordinator's corrections of rows of tables: cells with another value, and rows that are left out.

As with figures (`consolidation.corrections`) the submissions stay as they were sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from string import ascii_uppercase

from toolkit.consolidation.corrections import Corrections, is_about_row
from toolkit.consolidation.tables.rows import ReportedRow, cells_that_count, rows_in
from toolkit.language.text import fold, means_no, means_yes
from toolkit.messages.findings.making import finding
from toolkit.messages.forms import NO, YES
from toolkit.model import (
    CARRIED_COLUMN,
    Argument,
    Campaign,
    CellValue,
    Corrected,
    Correction,
    Figure,
    Finding,
    FormColumn,
    FormTable,
    Submission,
)
from toolkit.values.cell import typed_text

#: The codes of findings about cells of tables, keyed by the codes of the same findings about figures.
_OF_ROWS = {
    "correction-not-placed": "table-correction-not-placed",
    "correction-twice": "table-correction-twice",
    "correction-not-clear": "table-correction-not-clear",
    "correction-without-value": "table-correction-without-value",
    "correction-unsigned": "table-correction-unsigned",
    "correction-agreed": "table-correction-agreed",
    "correction-outdated": "table-correction-outdated",
}
#: The codes of findings about rows to be left out, keyed likewise.
_OF_LEFT_OUT = _OF_ROWS | {
    "correction-not-placed": "table-left-out-not-placed",
    "correction-twice": "table-left-out-twice",
    "correction-not-clear": "table-left-out-not-clear",
}
#: Findings about rows that were reported twice; one finding has all groups of equal rows.
_TWICE = frozenset({"table-row-twice", "table-key-twice"})


def cell_as_sent(cell: Figure | None) -> str:
    """The text of what an agency sent for a cell, for comparing; "" where the row leaves it blank."""
    if cell is None:
        return ""
    return comparable_text(cell.typed if cell.value is None else cell.value)


def comparable_text(value: CellValue) -> str:
    """The text of a cell's value for comparing; it is the same in both languages."""
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
    can be applied."""
    cells = cells_that_count(campaign, used)
    typed = [c for c in corrections if (c.typed or c.by or c.reason) and is_about_row(campaign, c)]
    return _RowCorrections(campaign, cells).apply_all(typed) if typed else Corrected(figures=cells)


class _RowCorrections(Corrections):
    """The corrections of cells of tables, and the rows left out, while they are applied."""

    def __init__(self, campaign: Campaign, cells: Iterable[Figure]) -> None:
        super().__init__(campaign)
        self.rows = {row[:3]: row for row in rows_in(cells)}
        self.columns = {
            table.name(column.code): (table, column) for table in campaign.tables for column in table.columns
        }
        self.tables = {table.name(""): table for table in campaign.tables}
        self.left_out: set[tuple[str, str, str]] = set()
        self.changed: dict[tuple[str, str, str], dict[str, Figure]] = {}

    def resolve(self, correction: Correction) -> Correction | None:
        if self._row_of(correction) is None:
            self.report("correction-not-placed", correction)
            return None
        return correction

    def apply_all(self, corrections: Iterable[Correction]) -> Corrected:
        chosen = self.settle(corrections)
        return Corrected(
            figures=tuple(cell for row in self.rows.values() for cell in self._cells_of(row)),
            sent=self.sent,
            corrections=chosen,
            unplaced=tuple(self.unplaced),
            left_out=frozenset(self.left_out),
            findings=tuple(self.findings),
        )

    def _table_of(self, correction: Correction) -> tuple[FormTable, FormColumn | None]:
        name = correction.indicator
        return (self.tables[name], None) if name in self.tables else self.columns[name]

    def _row_of(self, correction: Correction) -> ReportedRow | None:
        return self.rows.get((correction.agency, self._table_of(correction)[0].code, correction.period))

    def apply(self, correction: Correction) -> Correction:
        (table, column), row = self._table_of(correction), self._row_of(correction)
        if column is not None and row is not None:
            before, first = row.cells.get(column.code), next(iter(row.cells.values()))
            known, cell = self.apply_value(correction, table.as_indicator(column), before, first)
            if cell is not None:
                self.changed.setdefault(row[:3], {})[column.code] = cell
            return known
        if means_yes(correction.typed):
            self.left_out.add((correction.agency, table.code, correction.period))
            if not (correction.by and correction.reason):
                self.report("correction-unsigned", correction)
        elif not means_no(correction.typed):
            self.report("correction-not-clear", correction)
        return correction

    def _cells_of(self, row: ReportedRow) -> Sequence[Figure]:
        if row[:3] in self.left_out:
            return ()
        if row[:3] not in self.changed:
            return tuple(row.cells.values())
        cells = {**row.cells, **self.changed[row[:3]]}
        return [cells[c.code] for c in self.campaign.table_by_code[row.table].columns if c.code in cells]

    def sent_text(self, figure: Figure | None) -> str:
        return cell_as_sent(figure)

    def report(self, code: str, correction: Correction, **arguments: Argument) -> None:
        (table, column), row = self._table_of(correction), self._row_of(correction)
        about: dict[str, Argument] = {
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
                arguments=about | arguments,
            )
        )


def with_rows_left_out(submission: Submission, corrected: Corrected) -> Submission:
    """The submission, in which findings about left-out rows are notes, unless they are about other rows too. A finding
    about rows reported twice keeps only the rows that count and are still reported twice."""
    left_out, held = set[tuple[str, str]](), dict[tuple[str, str], str]()
    for row in rows_in(submission.rows):
        sheet, line = row.location[1], _row_no(row.location[2])
        held[sheet, line] = "\0".join(
            f"{c.column}\1{c.typed}" for c in row.cells.values() if c.column != CARRIED_COLUMN
        )
        if row[:3] in corrected.left_out:
            left_out.add((sheet, line))
    findings = list[Finding]()
    for one in submission.findings:
        if one.code in _TWICE and left_out:
            findings += _still_twice(one, left_out, held)
            continue
        cells = one.cells or ((one.cell,) if one.cell else ())
        if cells and one.text("table") and all((one.sheet, _row_no(cell)) in left_out for cell in cells):
            one = replace(one, severity="note", arguments=(*one.arguments, ("left_out", "yes")))
        findings.append(one)
    return replace(submission, findings=tuple(findings))


def _still_twice(
    finding: Finding, left_out: Set[tuple[str, str]], held: Mapping[tuple[str, str], str]
) -> Iterator[Finding]:
    """Yields the finding with only the rows that still equal another row that counts, in key or in all cells; yields
    nothing where there are none. `held`: the contents of each row, by sheet and line."""
    groups: dict[str, list[tuple[str, str]]] = {}
    by_key = finding.code == "table-key-twice"
    for cell, value in zip(finding.cells, finding.values or finding.cells, strict=True):
        if (row_key := (finding.sheet, _row_no(cell))) not in left_out:
            groups.setdefault(fold(value) if by_key else held.get(row_key, cell), []).append((cell, value))
    equal = [
        g for g in groups.values() if len({held.get((finding.sheet, _row_no(c)), c) for c, _ in g} if by_key else g) > 1
    ]
    still = [cell for group in equal for cell in group]
    if len(still) == len(finding.cells):
        yield finding
    elif still:
        cells, values = zip(*still, strict=True)
        arguments = {**dict(finding.arguments), "count": len(still) - len(equal)}
        yield replace(
            finding,
            cell=cells[0],
            cells=cells,
            value=values[0] if finding.values else "",
            values=values if finding.values else (),
            arguments=tuple(arguments.items()),
        )


def _row_no(cell: str) -> str:
    """The number of a cell's row: `15` of `D15`."""
    return cell.lstrip(ascii_uppercase)


def row_name(table: FormTable, row: ReportedRow) -> str:
    """The name of a row in sentences: the text of its key column, else of its first cell."""
    key = table.key_column
    first = row.cells.get(key.code) if key else None
    return (first or next(iter(row.cells.values()))).typed
