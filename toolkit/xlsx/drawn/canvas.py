"""What the sheets of a form have in common: headings, cells to fill in, page and lock."""

from dataclasses import replace
from datetime import date
from typing import Literal

from toolkit.form.contents import Filling, Form, Mark, Marks
from toolkit.form.tables import TABLE_PREFIX, sheet_names
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn import returned
from toolkit.xlsx.drawn.formulas import FormFormulas, Layout
from toolkit.xlsx.excel import Book, Format, Sheet
from toolkit.xlsx.look import INPUT, MUTED, Look, set_up_page
from toolkit.xlsx.measure import RowHeight

#: The font size in the hidden column of keys: it decides the least height of a row that is fitted to its text.
STRUT = 16
#: The hidden sheet of a returned form with the points to correct in the form that was sent.
RETURNED_SHEET = "_returned"


class Canvas:
    """A form while it is drawn: the workbook, its contents, and the rows and columns used so far."""

    def __init__(self, book: Book, form: Form, filling: Filling, marks: Marks, row_height: RowHeight) -> None:
        if form.known:
            filling = replace(filling, figures={**filling.figures, **form.known})
        self.book, self.form, self.filling, self.marks = book, form, filling, marks
        self.row_height = row_height
        self.look = Look(book)
        self.layout = Layout(len(form.campaign.periods))
        self.formulas = FormFormulas(form, filling, self.layout)
        self.names = {key: form.say(name) for key, name in forms.SHEETS.items()}
        self.names |= {TABLE_PREFIX + code: name for code, name in sheet_names(form).items()}
        if marks.lines and marks.confirm:
            self.names["returned"] = form.say(forms.CONFIRM_SHEET)
        elif marks.lines:
            self.names["returned"] = RETURNED_SHEET
        self.periods = form.campaign.periods

    def draw_title(self, sheet: Sheet, key: str, columns: int, width: float, title: str = "") -> int:
        """Write title, campaign and agency at the top; return the next free row. `title`: replaces the
        sheet's usual title."""
        campaign, form = self.form.campaign, self.form
        lines = (
            (title or form.say(forms.TITLES[key]), self.look.title, 15, True),
            (campaign.title, self.look(font_size=12, text_wrap=True, valign="top", bold=True), 12, True),
            (form.agency.name, self.look(font_size=12, text_wrap=True, valign="top", font_color=MUTED), 12, False),
        )
        row = 1
        for text, style, size, bold in lines:
            self._write_line(sheet, row, columns, text, style, width, size, bold)
            row += 1
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.set_row(row, 6)
        return row + 1

    def _write_line(
        self,
        sheet: Sheet,
        row: int,
        columns: int,
        text: str,
        style: Format,
        width: float,
        size: float,
        bold: bool = False,
    ) -> None:
        sheet.write_text(row, 0, FOR_PEOPLE)
        if columns > 1:
            sheet.merge_range(row, 1, row, columns, "", style)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, self.row_height([(text, width)], size=size, bold=bold) + 5)

    def put_merged(self, sheet: Sheet, row: int, columns: int, text: str, style: Format, width: float) -> int:
        """Write one text across all columns; return the next free row."""
        self._write_line(sheet, row, columns, text, style, width, 11)
        return row + 1

    def input_format(self, **properties: object) -> Format:
        """The format of a cell that the agency fills in."""
        return self.look.boxed(**{"bg_color": INPUT, "locked": False, **properties})

    def put(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        value: CellValue,
        style: Format,
        mark: Mark | None = None,
        properties: dict[str, object] | None = None,
    ) -> None:
        """Write a value as it was typed: a number as a number, other values as text."""
        if mark is not None:
            style = self.input_format(**{**(properties or {}), **returned.mark_colours(mark)})
            returned.write_note(sheet, row, column, mark)
        if isinstance(value, bool) or value is None or isinstance(value, str | int | float):
            sheet.write_value(row, column, str(value) if isinstance(value, ErrorValue) else value, style)
        elif isinstance(value, date):
            # A date is shown as a date, whatever the cell is for.
            sheet.write_value(
                row, column, value, self.input_format(**{**(properties or {}), "num_format": "dd/mm/yyyy"})
            )
        else:
            sheet.write_text(row, column, typed_text(value), style)

    def lock(self, sheet: Sheet, *, insert_rows: bool = False, delete_rows: bool = False) -> None:
        sheet.protect(
            "",
            {
                # Even in a locked sheet, Excel gives a cell a date format when a date is typed: people must be able to
                # undo it.
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
                "insert_rows": insert_rows,
                "delete_rows": delete_rows,
                "sort": True,
                "autofilter": True,
                "select_locked_cells": True,
                "select_unlocked_cells": True,
            },
        )

    def finish(
        self,
        sheet: Sheet,
        key: str,
        orientation: Literal["portrait", "landscape"],
        width: float,
        *,
        repeat: tuple[int, int] | None = None,
        insert_rows: bool = False,
        delete_rows: bool = False,
        scale_for: int = 0,
        scale: int = 0,
    ) -> None:
        """Set up page and protection of a sheet after everything is drawn."""
        set_up_page(
            sheet,
            orientation=orientation,
            width=width,
            repeat=repeat,
            scale_for=scale_for,
            scale=scale,
            footer=self.form.say(forms.FOOTER, agency=self.form.agency.short_name, sheet=self.names[key]),
            page_word=self.form.say(forms.PAGE),
        )
        self.lock(sheet, insert_rows=insert_rows, delete_rows=delete_rows)
