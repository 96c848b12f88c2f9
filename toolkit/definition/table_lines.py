"""Reads the lines of a definition's tables: which lines are data, and the values of their cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import get_args

from toolkit.definition.merged import MergedCells
from toolkit.definition.options import option_of
from toolkit.definition.sheets import SPECS, Column
from toolkit.messages import definition_sheets, option_words
from toolkit.model import CellValue, ErrorValue, Kind, Language
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, cell_text

_KINDS = get_args(Kind)


@dataclass(slots=True)
class TableLines:
    """The lines of one table, for reading a definition and for drawing a new one from it."""

    sheet: KeyedSheet
    merged: MergedCells = field(init=False)
    keyed: bool = field(init=False)
    """Whether the rows' codes are in column A."""

    def __post_init__(self) -> None:
        self.merged = MergedCells(self.sheet)
        self.keyed = any(row.key and not row.for_people for row in self.sheet.rows)

    def rows(self) -> Iterator[KeyedRow]:
        """Yields the filled lines, except headings that were pasted with rows of another workbook."""
        for row in self.sheet.rows:
            if not row.for_people and self._has_content(row) and not self._repeats_headings(row):
                yield row

    def skipped_rows(self) -> Iterator[tuple[KeyedRow, bool]]:
        """Yields each row that is complete but marked as no data, and whether it is above the headings, beside the
        example."""
        key, below = self.sheet.key, None
        required = [c.key for c in SPECS[key].columns if c.required and c.key in self.sheet.columns]
        ours = _example_texts(key)
        for row in (row for row in self.sheet.rows if row.for_people):
            texts = {text for c in self.sheet.columns if (text := self.sheet.text(row, c))}
            if self._repeats_headings(row):
                below = True
            elif not texts.isdisjoint(definition_sheets.EXAMPLE):
                below = False
            elif below is not None and not texts <= ours and all(self.sheet.text(row, c) for c in required):
                yield row, not below

    def value(self, row: KeyedRow, column: Column) -> CellValue:
        """The value of a cell, or of the merged area around it; for a blank code the row's key, for a percentage the
        number shown, for a formula without a result an error."""
        sheet, raw = self.sheet, self.sheet.value(row, column.key)
        if column.key in sheet.columns and raw is None and sheet.raw.merged:
            raw = self.merged.value(row, column.key)
        if column.key == "code" and raw is None and row.key:
            raw = row.key
        if sheet.raw.unsaved and is_unsaved(sheet, row, column.key):
            raw = ErrorValue("=")
        return self._as_shown(row, column, raw) if sheet.raw.percent else raw

    def _has_content(self, row: KeyedRow) -> bool:
        columns = SPECS[self.sheet.key].columns
        return any(cell_text(self.sheet.value(row, c.key)) for c in columns if c.key in self.sheet.columns)

    def _repeats_headings(self, row: KeyedRow) -> bool:
        """Whether the row has the table's headings again, as when a whole table is pasted."""
        shown = 0
        for column in self.sheet.columns:
            if text := self.sheet.text(row, column):
                if text not in definition_sheets.COLUMNS.get((self.sheet.key, column), ()):
                    return False
                shown += 1
        return shown > 1

    def _as_shown(self, row: KeyedRow, column: Column, raw: CellValue) -> CellValue:
        """The value; for a percentage in a cell with a percentage format, the number shown: 95 for 0.95."""
        position = (row.index, self.sheet.columns.get(column.key, -1))
        kind = self.sheet.text(row, "kind")
        measured = column.key == "max_change" or option_of(kind, "indicators.kind", _KINDS) == "percent"
        if column.reads != "number" or not isinstance(raw, float) or position not in self.sheet.raw.percent:
            return raw
        return round(raw * 100, 10) if measured else raw


def _example_texts(key: str) -> frozenset[str]:
    """The texts of a sheet's example, in both languages."""
    cells = [
        (f"{key}.{column}", text, language)
        for language in get_args(Language)
        for row in definition_sheets.examples(key, language)
        for column, text in row.items()
    ]
    shown = (option_words.shown(place, text, lang) for place, text, lang in cells if option_words.options_of(place))
    return frozenset((*(text for _, text, _ in cells), *shown))


def is_unsaved(sheet: KeyedSheet, row: KeyedRow, column: str) -> bool:
    """Whether the cell has a formula without a stored result."""
    return column in sheet.columns and (row.index, sheet.columns[column]) in sheet.raw.unsaved
