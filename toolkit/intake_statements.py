"""The sheet of the narrative: each line a statement under its section."""

from __future__ import annotations

from toolkit.form import UNPLACED
from toolkit.intake_cells import Cells, is_blank, is_numbering
from toolkit.keyed import KeyedRow, KeyedSheet, cell_text
from toolkit.messages import forms
from toolkit.model import (
    CellValue,
    ErrorValue,
    Statement,
)
from toolkit.text import clean, fold, has_invisible, split_points
from toolkit.values import typed_text


class StatementsReading(Cells):
    """Reads the sheet of the narrative."""

    # -- narrative --

    def _read_statements(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        sections = {s.code: s for s in self.campaign.sections_of(self.agency)}
        headings = {fold(f"{n} {s.heading}{mark}"): s.code for n, s in enumerate(sections.values(), 1) for mark in ("", forms.REQUIRED_MARK)}  # fmt: skip
        current = ""
        numbers: dict[str, int] = {}
        printed = 1 + len(sheet.people_columns)
        unplaced = {fold(text) for text in forms.UNPLACED}
        self.report_merged(sheet, ("theme", "text", "evidence"))
        for row in sheet.rows:
            filled = len(row.cells) - row.cells.count(None)
            if filled <= printed and row.key in sections and self._is_bare(sheet, row, filled):
                current = row.key
                continue
            if row.for_people:
                said = [fold(cell_text(v)) for v in row.cells[1:] if v is not None]
                current = next((headings[text] for text in said if text in headings), current)
                if not unplaced.isdisjoint(said):
                    current = UNPLACED
                self.left_in_row(sheet, row, ())
                continue
            key = row.key or current
            if row.key:
                current = row.key
            if key not in sections:
                reason = UNPLACED if key == UNPLACED else "unknown-section" if key else "unkeyed-content"
                self.left_in_row(sheet, row, (), reason)
                continue
            self.left_in_row(sheet, row, ("theme", "text", "evidence"))
            self._read_statement(sheet, row, key, numbers)

    def _is_bare(self, sheet: KeyedSheet, row: KeyedRow, filled: int) -> bool:
        """Whether a line, with so many filled cells, holds its key and number only: most lines of a form do."""
        cells = row.cells
        own = int(sheet.key_column >= 0 and cells[sheet.key_column] is not None)
        for place in sheet.people_columns:
            value = cells[place] if place < len(cells) else None
            if value is not None:
                if value.__class__ is not float and not is_numbering(value):
                    return False
                own += 1
        return filled == own

    def _unless_error(self, sheet: KeyedSheet, row: KeyedRow, column: str) -> CellValue:
        """What stands there; an error, which Excel makes of a line that begins with a dash, is reported."""
        value = sheet.value(row, column)
        if not isinstance(value, ErrorValue):
            return value
        self.leave(sheet.name, sheet.address(row, column), value, "error-in-text")
        return None

    def _read_statement(self, sheet: KeyedSheet, row: KeyedRow, section: str, numbers: dict[str, int]) -> None:  # fmt: skip
        assert self.agency is not None
        theme, text, evidence = (self._unless_error(sheet, row, c) for c in ("theme", "text", "evidence"))
        if is_blank(text):
            for column, value in (("theme", theme), ("evidence", evidence)):
                if not is_blank(value):
                    self.leave(sheet.name, sheet.address(row, column), value, "statement-without-text")
            return
        cell = sheet.address(row, "text")
        code = ""
        if not is_blank(theme):
            code = self.reader.themes.get(fold(cell_text(theme)), "")
            if code:
                self.count("statements")
            else:
                self.count("reported")
                self.add("unknown-theme", sheet.name, sheet.address(row, "theme"), value=typed_text(theme), section=section)  # fmt: skip
        self.count("statements", 1 if is_blank(evidence) else 2)
        numbers[section] = numbers.get(section, 0) + 1
        own = f"{self.agency.code}.{section}.{numbers[section]}"
        typed = typed_text(text)
        said = clean(typed) if has_invisible(typed) else typed
        points = split_points(said) if "\n" in said else ()
        converted = self.converted.get(sheet.name)
        original = converted.originals.get(cell, "") if converted else ""
        if not original and (said != typed or len(points) > 1):
            original = typed
        for number, point in enumerate(points if len(points) > 1 else (said,), start=1):
            self.statements.append(
                Statement(
                    id=own if len(points) < 2 else f"{own}.{number}",
                    agency=self.agency.code,
                    section=section,
                    theme=code,
                    text=point,
                    evidence="" if is_blank(evidence) or number > 1 else typed_text(evidence),
                    file=self.file,
                    sheet=sheet.name,
                    cell=cell,
                    typed="" if number > 1 else original,
                )
            )
