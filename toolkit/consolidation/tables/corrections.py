"""What the coordinator typed for rows of tables in the master: cells in other words, and rows that are left out.

As with figures (`consolidation.corrections`) the submissions stay as they were sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from string import ascii_uppercase

from toolkit.consolidation.corrections import Place, is_of_row, read_correction, value_words_of
from toolkit.consolidation.tables.rows import GivenRow, cells_that_count, rows_in
from toolkit.language.text import fold, says_no, says_yes
from toolkit.messages.findings.making import finding
from toolkit.messages.forms import NO, YES
from toolkit.model import (
    CARRIED_COLUMN,
    ROWS_AS_SENT,
    Argument,
    AskedColumn,
    AskedTable,
    Campaign,
    CellValue,
    CorrectedRows,
    Correction,
    Figure,
    Finding,
    Submission,
)
from toolkit.values.cell import typed_text

#: Findings about rows that were given twice, each with all rows of all groups.
_TWICE = frozenset({"table-row-twice", "table-key-twice"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsThatCount:
    """The cells that count (`Tabulation.rows`), what was decided about them, and what is to be asked of that."""

    cells: tuple[Figure, ...]
    corrected: CorrectedRows = ROWS_AS_SENT
    findings: tuple[Finding, ...] = ()


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


def correct_rows(
    campaign: Campaign, used: Mapping[str, Submission], corrections: Iterable[Correction]
) -> RowsThatCount:
    """The rows of the submissions that count (`used`, by agency code in the roster's order), with the corrections that
    can be followed."""
    cells = cells_that_count(campaign, used)
    given = [c for c in corrections if (c.typed or c.by or c.reason) and is_of_row(campaign, c)]
    if not given:
        return RowsThatCount(cells=cells)
    work = _Work(campaign, cells)
    for correction in sorted(given, key=lambda c: (c.place, c.typed, c.by, c.reason)):
        work.take(correction)
    return work.done()


class _Work:
    """The corrections of one merge, under way."""

    def __init__(self, campaign: Campaign, cells: Iterable[Figure]) -> None:
        self.campaign = campaign
        self.words = value_words_of(campaign.words)
        self.rows = {row[:3]: row for row in rows_in(cells)}
        self.columns = {
            table.name(column.code): (table, column) for table in campaign.tables for column in table.columns
        }
        self.tables = {table.name(""): table for table in campaign.tables}
        self.placed: dict[Place, list[Correction]] = {}
        self.unplaced: list[Correction] = []
        self.left_out: set[tuple[str, str, str]] = set()
        self.changed: dict[tuple[str, str, str], dict[str, Figure]] = {}
        self.findings: list[Finding] = []

    def take(self, correction: Correction) -> None:
        """Find the row that a correction is of."""
        if self._row(correction) is None:
            self.unplaced.append(correction)
            gone = "table-left-out-not-placed" if correction.indicator in self.tables else "table-correction-not-placed"
            self._tell(gone, correction)
            return
        same = self.placed.setdefault(correction.place, [])
        if not any((c.typed, c.number) == (correction.typed, correction.number) for c in same):
            same.append(correction)

    def done(self) -> RowsThatCount:
        sent: dict[Place, Figure | None] = {}
        kept: dict[Place, Correction] = {}
        for place, same in self.placed.items():
            typed = [c for c in same if c.typed]
            kept[place] = (typed or same)[0]
            if len(typed) > 1:
                twice = "table-left-out-twice" if place[1] in self.tables else "table-correction-twice"
                self._tell(twice, typed[0], readings=" | ".join(c.typed for c in typed))
                self.unplaced += typed[1:]
            elif not typed:
                self._tell("table-correction-without-value", same[0])
            elif place[1] in self.tables:
                self._leave_out(typed[0])
            else:
                row = self.rows[place[0], self.columns[place[1]][0].code, place[2]]
                kept[place] = self._follow(typed[0], row, sent)
        return RowsThatCount(
            cells=tuple(cell for place, row in self.rows.items() for cell in self._cells(place, row)),
            corrected=CorrectedRows(
                sent=sent, corrections=kept, unplaced=tuple(self.unplaced), left_out=frozenset(self.left_out)
            ),
            findings=tuple(self.findings),
        )

    def _table(self, correction: Correction) -> tuple[AskedTable, AskedColumn | None]:
        name = correction.indicator
        return (self.tables[name], None) if name in self.tables else self.columns[name]

    def _row(self, correction: Correction) -> GivenRow | None:
        return self.rows.get((correction.agency, self._table(correction)[0].code, correction.period))

    def _leave_out(self, correction: Correction) -> None:
        table, _ = self._table(correction)
        if says_yes(correction.typed):
            self.left_out.add((correction.agency, table.code, correction.period))
            if not (correction.by and correction.reason):
                self._tell("table-correction-unsigned", correction)
        elif not says_no(correction.typed):
            self._tell("table-left-out-not-clear", correction)

    def _follow(self, correction: Correction, row: GivenRow, sent: dict[Place, Figure | None]) -> Correction:
        """Put a correction in its cell's place; returns it with what was sent when it was made."""
        table, column = self.columns[correction.indicator]
        before = row.cells.get(column.code)
        now = cell_sent(before)
        known = correction if correction.sent is not None else replace(correction, sent=now)
        known = known if known.unit else replace(known, unit=column.unit)
        reading = read_correction(known, table.as_indicator(column), self.words)
        if reading.state == "held":
            self._tell("table-correction-not-clear", known, readings=dict(reading.arguments).get("readings", "?"))
            return known
        typed = correction.typed if correction.number is None else typed_text(correction.number)
        blank = Figure(*correction.place, None, "missing", "", "", *row.place[:2], table=table.code)
        cell = (before or blank)._replace(value=reading.value, state=reading.state, typed=typed)
        self.changed.setdefault(row[:3], {})[column.code] = cell
        sent[correction.place] = before
        if not (correction.by and correction.reason):
            self._tell("table-correction-unsigned", known)
        if now != known.sent:
            agreed = before is not None and (before.state, before.value) == (reading.state, reading.value)
            code = "table-correction-agreed" if agreed else "table-correction-outdated"
            now, signed = before.typed if before else "–", f"{known.by}: {known.reason}".strip(": ") or "–"
            self._tell(code, known, now=now, was=known.sent or "–", signed=signed)
            at = before or next(iter(row.cells.values()))
            if not agreed:  # its agency is asked, too, in its row
                self.findings[-1] = replace(self.findings[-1], file=at.file, sheet=at.sheet, cell=at.cell)
        return known

    def _cells(self, place: tuple[str, str, str], row: GivenRow) -> Sequence[Figure]:
        if place in self.left_out:
            return ()
        if place not in self.changed:
            return tuple(row.cells.values())
        own = {**row.cells, **self.changed[place]}
        table = self.campaign.table_by_code[row.table]
        return [own[column.code] for column in table.columns if column.code in own]

    def _tell(self, code: str, correction: Correction, **arguments: Argument) -> None:
        (table, column), row = self._table(correction), self._row(correction)
        said: dict[str, Argument] = {
            "table": table.code,
            "heading": table.heading,
            "column": column.label if column else "",
            "row": row_name(table, row) if row else correction.period,
        }
        self.findings.append(
            finding(
                code,
                agency=correction.agency if correction.agency in self.campaign.agency_by_code else None,
                indicator=correction.indicator if column else None,
                value=correction.typed,
                arguments=said | arguments,
            )
        )


def told_left_out(submission: Submission, corrected: CorrectedRows) -> Submission:
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
