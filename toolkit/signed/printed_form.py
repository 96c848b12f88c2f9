"""Recognises figures and rows of lists in a PDF.

Codes are not printed: rows are recognised by their labels, columns by their headings. On a page that continues a table
without headings the headings of the page before apply.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from toolkit.form.tables import heading_of, unit_under
from toolkit.messages import forms
from toolkit.model import (
    CARRIED_COLUMN,
    Agency,
    Campaign,
    FormTable,
    Indicator,
    Language,
    PrintedCell,
    PrintedFile,
    PrintedRow,
    grouped,
)
from toolkit.model.periods import period_label
from toolkit.signed.shown import label_key, number, plain

#: Used instead of a period's key for the total over the periods.
WHOLE = "total"
#: Rows whose heights differ by at most 2 points are at one height; left edges are compared in steps of 6 points.
_LEVEL, _ALIGNED = 2, 6
_ALIKE = 0.8  # a page continues another page's rows to the right if this share of its rows is at the same heights
_BESIDE = 2_000  # the distance by which the cells of such a page are moved to the right
_LANGUAGES: tuple[Language, ...] = ("vi", "en")

_Columns = Mapping[str, tuple[int, int]]


class Printed(NamedTuple):
    """A printed text and its page."""

    text: str
    page: int


class Line(NamedTuple):
    """One printed row of a list, its cells keyed by the columns' codes."""

    page: int
    cells: Mapping[str, str]


def labels_of(indicators: Iterable[Indicator]) -> dict[str, list[str]]:
    """The codes of the indicators with the same label, keyed by `label_key` of the label."""
    by_label: dict[str, list[str]] = {}
    for indicator in indicators:
        for label in dict.fromkeys((indicator.label, indicator.short_label)):
            by_label.setdefault(label_key(label), []).append(indicator.code)
    return by_label


def periods_of(campaign: Campaign) -> dict[str, str]:
    """The keys of the columns of figures, keyed by `label_key` of their printed headings."""
    headings = {label_key(heading): WHOLE for heading in forms.COLUMNS["total"]}
    for period in campaign.periods:
        labels = (period.key, *(period_label(period, language) for language in _LANGUAGES))
        headings |= dict.fromkeys(map(label_key, labels), period.key)
    return headings


@dataclass
class PrintedForm:
    """The figures and rows of lists of an agency's form that one PDF prints."""

    campaign: Campaign
    agency: Agency
    file: PrintedFile
    figures: dict[tuple[str, str], list[Printed]] = field(default_factory=dict)
    """The printed figures by indicator and period, in the order of pages; "" for a blank cell."""
    lists: dict[str, list[Line]] = field(default_factory=dict)
    """The rows of each table whose rows the agency adds, by its code."""

    def __post_init__(self) -> None:
        self._indicators = self.campaign.indicators_of(self.agency)
        self._labels = labels_of(self._indicators)
        self._order = {indicator.code: n for n, indicator in enumerate(self._indicators)}
        self._periods = periods_of(self.campaign)
        self._tables = {t.code: _headings(t) for t in self.campaign.tables_of(self.agency)}
        parts = [list(rows) for rows in grouped((r.table, r) for r in self.file.rows if r.table > 0).values()]
        self._join_across(parts)
        self._join_broken_rows(parts)
        self._take_figures(parts)
        self._take_lists(parts)

    @cached_property
    def text(self) -> PrintedText:
        """Everything printed, for searching sentences in it."""
        return PrintedText(self.file.rows)

    def _codes_in(self, row: PrintedRow) -> list[str]:
        """The indicators whose label is in a cell of the row."""
        return next((codes for cell in row.cells if (codes := self._labels.get(label_key(cell.text)))), [])

    # -- tables and rows divided by pages --

    def _join_across(self, parts: list[list[PrintedRow]]) -> None:
        """Join tables that continue to the right on further pages: their rows are at the same heights, in different
        columns, and without labels of indicators."""
        sets: list[set[int]] = []
        joined: set[tuple[int, int]] = set()
        for part in [part for part in parts if not any(map(self._codes_in, part))]:
            edges = _left_edges(part)
            number = next((n for n, known in enumerate(sets) if edges <= known or known <= edges), len(sets))
            for before in parts[: parts.index(part)]:
                level = {row.top: _row_at(row.top, before) for row in part}
                together = sum(at is not None for at in level.values()) >= _ALIKE * len(part)
                differs = edges != _left_edges(before) and (id(before), number) not in joined
                if before[0].page < part[0].page and differs and together:
                    for row in part:
                        if (at := level[row.top]) is not None:
                            by = _BESIDE * (number + 1)
                            moved = (PrintedCell(c.left + by, c.right + by, c.text, row.page) for c in row.cells)
                            before[at] = before[at]._replace(cells=(*before[at].cells, *moved))
                    sets[number:] = sets[number:] or [edges]
                    joined.add((id(before), number))
                    parts.remove(part)
                    break

    def _join_broken_rows(self, parts: Sequence[list[PrintedRow]]) -> None:
        """Join rows that are broken at the end of a page: the label continues at the top of the next page."""
        for before, part in zip(parts, parts[1:], strict=False):
            if part[0].page == before[-1].page + 1 and not self._codes_in(before[-1]):
                for n, row in enumerate(part[:3]):
                    joined = _joined(before[-1], row)
                    if self._codes_in(row) or self._codes_in(joined):
                        if not self._codes_in(row):
                            before[-1] = joined
                            del part[n]
                        break

    # -- figures --

    def _take_figures(self, parts: Sequence[Sequence[PrintedRow]]) -> None:
        columns: _Columns = {}
        last = -1
        for part in parts:
            columns = self._columns(part) or columns
            for n, code in self._indicators_of_rows(part, last).items():
                last = self._order[code]
                cells = {period: c for c in part[n].cells if (period := _column_at(c, columns)) is not None}
                for period in columns:
                    cell = cells.get(period, PrintedCell(0, 0, ""))
                    self.figures.setdefault((code, period), []).append(Printed(cell.text, cell.page or part[n].page))

    def _columns(self, part: Sequence[PrintedRow]) -> _Columns:
        """The columns of periods, by the first row that names periods; none without such a row."""
        for row in part:
            if heads_periods(row, self._periods):
                keys = ((label_key(cell.text), cell) for cell in row.cells)
                return {self._periods[key]: (cell.left, cell.right) for key, cell in keys if key in self._periods}
        return {}

    def _indicators_of_rows(self, part: Sequence[PrintedRow], last: int) -> dict[int, str]:
        """The indicator of each row with a known label. Where several indicators have the same label, it is the next
        one between the indicators of the rows around. `last`: the position of the last indicator on the pages before.
        """
        rows = ((n, row) for n, row in enumerate(part) if not heads_periods(row, self._periods))
        choices = {n: [self._order[code] for code in codes] for n, row in rows if (codes := self._codes_in(row))}
        sure = {n: positions[0] for n, positions in choices.items() if len(positions) == 1}
        labelled: dict[int, str] = {}
        before = last if min(sure.values(), default=last + 1) > last else -1
        for n, positions in choices.items():
            after = min((position for m, position in sure.items() if m > n), default=len(self._order))
            between = [p for p in positions if before < p < after]
            before = (between or [p for p in reversed(positions) if p < after] or positions)[0]
            labelled[n] = self._indicators[before].code
        return labelled

    # -- lists --

    def _take_lists(self, parts: Sequence[Sequence[PrintedRow]]) -> None:
        table, columns = "", dict[str, tuple[int, int]]()
        for part in parts:
            if any(map(self._codes_in, part)):
                table = ""
                continue
            for row in part:
                if headed := self._table_headed_by(row, table):
                    table, columns = headed
                elif table and not all(c.text.startswith("(") and c.text.endswith(")") for c in row.cells):
                    cells = {code: c.text for c in row.cells if (code := _column_at(c, columns)) is not None}
                    self.lists.setdefault(table, []).extend([Line(row.page, cells)] if cells else [])

    def _table_headed_by(self, row: PrintedRow, now: str) -> tuple[str, dict[str, tuple[int, int]]] | None:
        """The table whose headings a row contains, and its columns. Where several tables have these headings, the
        present table or a table that has not occurred yet is preferred."""
        candidates = []
        for code, headings in self._tables.items():
            keys = ((headings.get(label_key(cell.text)), cell) for cell in row.cells)
            columns = {column: (cell.left, cell.right) for column, cell in keys if column is not None}
            if len(columns) >= min(2, len(set(headings.values()))) and all(
                number(c.text, ",") is None for c in row.cells
            ):
                candidates.append((len(columns), code == now or code not in self.lists, code, columns))
        return max(candidates, key=lambda one: one[:2])[2:] if candidates else None


class PrintedText:
    """Everything printed, as one text without blanks: first the text outside tables, then each column of tables over
    all pages, since a text continues there."""

    def __init__(self, rows: Sequence[PrintedRow]) -> None:
        columns: dict[int, list[Printed]] = {}
        heads = _repeated_headings(rows)
        for n, row in enumerate(rows):
            if row.table == 0:
                columns.setdefault(-1, []).append(Printed(" ".join(c.text for c in row.cells), row.page))
            elif row.table > 0 and n not in heads:
                for cell in row.cells:
                    columns.setdefault(cell.left // _ALIGNED, []).append(Printed(cell.text, row.page))
        cells = (cell for column in columns.values() for cell in (*column, Printed("", 0)))
        texts = [Printed(plain(cell.text) or "\0", cell.page) for cell in cells]
        self.whole = "".join(p.text for p in texts)
        self._pages, self._starts, at = [p.page for p in texts], list[int](), 0
        for text, _ in texts:
            self._starts.append(at)
            at += len(text)

    def page(self, at: int) -> int:
        """The page of the text at position `at`."""
        return self._pages[bisect_right(self._starts, at) - 1]


def _repeated_headings(rows: Sequence[PrintedRow]) -> set[int]:
    """The positions of rows at the top of a table that were at the top of an earlier table: repeated headings."""
    first: set[tuple[str, ...]] = set()
    again: set[int] = set()
    table, at_top = 0, False
    for n, row in enumerate(rows):
        at_top |= row.table != table
        table = row.table
        if row.table > 0 and at_top:
            texts = tuple(cell.text for cell in row.cells)
            at_top = texts in first
            again |= {n} if at_top else set()
            first.add(texts)
    return again


# --- Rows and columns ----------------------------------------------------------------------------------


def heads_periods(row: PrintedRow, periods: Mapping[str, str]) -> bool:
    """Whether a row has the headings of periods: each once, and no other numbers."""
    keys = [label_key(cell.text) for cell in row.cells]
    named = [periods[key] for key in keys if key in periods]
    other_texts = (cell.text for cell, key in zip(row.cells, keys, strict=True) if key not in periods)
    once = len({*named}) == len(named) and bool({*named} - {WHOLE})
    return once and all(number(text, ",") is None for text in other_texts)


def _column_at(cell: PrintedCell, columns: _Columns) -> str | None:
    """The key of the column that contains the middle of a cell; None where no column does."""
    middle = (cell.left + cell.right) / 2
    return next((key for key, (left, right) in columns.items() if left <= middle <= right), None)


def _row_at(top: int, rows: Sequence[PrintedRow]) -> int | None:
    """The position of the row at this height; None where there is none."""
    return next((n for n, row in enumerate(rows) if abs(row.top - top) <= _LEVEL), None)


def _left_edges(rows: Iterable[PrintedRow]) -> set[int]:
    """The left edges of the cells of a table, in steps of `_ALIGNED`."""
    return {cell.left // _ALIGNED for row in rows for cell in row.cells if cell.left < _BESIDE}


def _joined(above: PrintedRow, row: PrintedRow) -> PrintedRow:
    """Two rows as one: the second continues the cells of the first."""
    cells = {cell.left // _ALIGNED: cell for cell in above.cells}
    for cell in row.cells:
        before = cells.get(cell.left // _ALIGNED)
        cells[cell.left // _ALIGNED] = before._replace(text=f"{before.text} {cell.text}") if before else cell
    return above._replace(cells=tuple(sorted(cells.values())))


def _headings(table: FormTable) -> dict[str, str]:
    """The codes of a table's columns, keyed by their possible headings."""
    by_heading: dict[str, str] = {}
    for column in table.columns:
        if column.code != CARRIED_COLUMN:
            for text in (column.label, f"{column.label} {column.unit}", f"{heading_of(column)} {unit_under(column)}"):
                by_heading.setdefault(label_key(text), column.code)
    return by_heading
