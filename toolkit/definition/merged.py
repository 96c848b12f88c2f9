"""Reads merged cells of a definition sheet: within one column, each row has their value; across columns, they are
ambiguous."""

from dataclasses import dataclass, field
from functools import cached_property

from toolkit.definition.cells import DefinitionReading
from toolkit.model import CellValue
from toolkit.spreadsheet.addresses import Area, Position, cell_name
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet


@dataclass
class MergedCells:
    """The merged areas of a sheet."""

    sheet: KeyedSheet
    reported: set[Area] = field(default_factory=set)

    @cached_property
    def _areas(self) -> dict[Position, Area]:
        """For each merged cell in the filled part of the sheet, its area."""
        columns = range(max(self.sheet.columns.values(), default=-1) + 1)
        last = len(self.sheet.raw.rows)
        return {
            (row, column): area
            for area in self.sheet.raw.merged
            for row in range(area[0], min(area[2] + 1, last))
            for column in range(area[1], area[3] + 1)
            if column in columns
        }

    def _area(self, row: KeyedRow, column: str) -> Area | None:
        index = self.sheet.columns.get(column)
        return None if index is None or not self.sheet.raw.merged else self._areas.get((row.index, index))

    def value(self, row: KeyedRow, column: str) -> CellValue:
        """For an empty cell that is merged with cells of its column, the value of the first of these; else None."""
        area = self._area(row, column)
        if area is None or area[1] != area[3] or column == "code" or self.sheet.raw.rows[area[0]] is row.cells:
            return None
        first = self.sheet.raw.rows[area[0]]
        return first[area[1]] if area[1] < len(first) else None

    def report(self, reading: DefinitionReading, row: KeyedRow) -> None:
        """Report, once each, merged areas that cover several columns or codes."""
        for column in self.sheet.columns if self.sheet.raw.merged else ():
            area = self._area(row, column)
            if area is None or area in self.reported or (area[1] == area[3] and column != "code"):
                continue
            self.reported.add(area)
            first, last = cell_name(area[0], area[1]), cell_name(area[2], area[3])
            reading.add("definition-merged-cells", sheet=self.sheet.name, cell=first, value=f"{first}:{last}")
