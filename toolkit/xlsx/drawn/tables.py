"""Draws the form's sheets of tables, to which the agency adds rows.

Counts and totals are above the rows, and include all cells from the line of column numbers to far below the closing
line: rows may be inserted, sorted, deleted and pasted in between, and what is typed below the closing line counts too.
No formula is beside the rows, since it would have to be inserted with each row. Column A has `#` in the form's rows and
nothing in the agency's rows, so that formulas can distinguish them.
"""

from collections.abc import Mapping, Sequence

from toolkit.form.contents import ROW_KEY, ROWS, SPARE_ROWS
from toolkit.form.tables import (
    TABLE_PREFIX,
    answer_hint,
    column_number,
    equal_indicator,
    equality,
    guidance_line,
    has_answer_column,
    heading_of,
    table_hint,
    unconfirmed,
    unit_under,
)
from toolkit.language.numbers import format_number
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, CellValue, FormColumn, FormTable, Indicator
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.cell import typed_text
from toolkit.values.units import unit_of
from toolkit.xlsx.drawn import returned
from toolkit.xlsx.drawn.canvas import Canvas
from toolkit.xlsx.drawn.cell_tests import LONGEST_PROMPT, restrict
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET, TableArea
from toolkit.xlsx.drawn.live_checks import COUNTED, COUNTS, Live, sentence
from toolkit.xlsx.drawn.live_expressions import Expression, unequal
from toolkit.xlsx.drawn.paper import Paper
from toolkit.xlsx.drawn.table_checks import (
    answer_cells_of,
    figure_number,
    marked_cell_count,
    number_of,
    rows_of,
    span_of,
    uncounted_rows,
    values_of,
)
from toolkit.xlsx.drawn.table_tests import accepted_cell, doubtful_cell, is_filled, wrong_cell
from toolkit.xlsx.drawn.table_totals import total, total_formula
from toolkit.xlsx.excel import Format, Sheet, fits, fits_validation, quoted, size_of
from toolkit.xlsx.look import (
    A3_LANDSCAPE,
    A4_LANDSCAPE,
    A4_LANDSCAPE_WIDEST,
    GREEN,
    GREY,
    MARK_FILL,
    MUTED,
    RED,
    RED_FILL,
    number_format,
    page_room,
    print_scale,
    write_keys,
)
from toolkit.xlsx.measure import characters

#: The number of rows below the drawn rows that formulas include, for what is typed or inserted there.
_ROOM = 1_000
_NUMBER_WIDTH = 6.0  # the width of row numbers in characters
_LINE, _SMALLEST = 21.0, 75  # the least height of a row, and the smallest legible scale in per cent
#: By kind of column (`name`: the first column of texts), the preferred and the smallest width.
_WIDTHS = {
    "name": (34.0, 20.0),
    "text": (24.0, 13.0),
    "choice": (16.0, 11.0),
    "yesno": (12.0, 9.5),
    "date": (13.0, 11.0),
    "percent": (11.0, 8.5),
    "count": (12.0, 9.0),
    "money": (15.0, 12.0),
}
_USUAL_WIDTHS = (13.0, 10.0)
_DONG_WIDTH, _WIDEST_TEXT, _WIDEST_CHOICE, _WIDEST_WORD = 17.0, 64.0, 28.0, 20.0
_LEAST_COLUMNS = 3  # the least number of columns that the lines above a table cover
_SPARE_WIDTH = 24.0  # the width of columns that are added to reach this number
_LAST_COLUMN = 16_383
#: The last row of the sheet of checks that formulas include: the sheet has fewer rows.
_CHECKS = 9_999


def draw(canvas: Canvas, sheet: Sheet, table: FormTable) -> None:
    """Draw the sheet of one table."""
    _Drawing(canvas, sheet, table).draw()


class _Drawing:
    """One table while it is drawn. The sheet's columns are: keys (0), row numbers (1), then the table's columns."""

    def __init__(self, canvas: Canvas, sheet: Sheet, table: FormTable) -> None:
        self.canvas, self.sheet, self.table = canvas, sheet, table
        self.form, self.look = canvas.form, canvas.look
        self.rows = canvas.filling.rows.get(table.code, ())
        self.columns = {column.code: at for at, column in enumerate(table.columns, start=2)}
        spare = [_SPARE_WIDTH] * max(0, _LEAST_COLUMNS - len(table.columns))
        self.widths = [_NUMBER_WIDTH, *_column_widths(table, self.rows, sum(spare)), *spare]
        self.last_column = len(self.widths)

    def draw(self) -> None:
        sheet, count = self.sheet, self.last_column
        spare = count - 1 - len(self.columns)
        keys = [FOR_PEOPLE, *self.columns, *[FOR_PEOPLE] * spare]
        write_keys(sheet, TABLE_PREFIX + self.table.code, keys, self.widths)
        # Cells that are not written stay unlocked: rows with a locked cell could be neither sorted nor deleted.
        unlocked = self.look(locked=False)
        sheet.set_column(0, 0, None, unlocked, {"hidden": True})
        for at, width in enumerate(self.widths, start=1):
            sheet.set_column(at, at, width, unlocked)
        sheet.set_column(count + 1, _LAST_COLUMN, None, unlocked)
        top = self._draw_above()
        area = self._draw_headings(top)
        for number in range(1, area.rows + 1):
            self._draw_row(area, number)
        self._draw_closing(area.first + area.rows)
        self._set_up_pages(area)
        for column in self.table.columns:
            self._highlight_cells(area, column)
            at = self.columns[column.code]
            cells, indicator = (area.above, at, area.last, at), self.table.as_indicator(column)
            restrict(self.sheet, self.form, indicator, cells, column.label)
        self._format_numbers(area)
        sheet.freeze_panes(area.first, 3)
        sheet.autofilter(area.above, 1, area.above + area.rows, 1 + len(self.columns))
        key, width, repeat = TABLE_PREFIX + self.table.code, sum(self.widths), (self.heading, area.above)
        self.canvas.finish(
            sheet, key, "landscape", width, repeat=repeat, insert_rows=True, delete_rows=True, scale=self.scale
        )

    # -- above the rows --

    def _draw_above(self) -> int:
        """Draw title, hints, and the line for the number of rows; return the next free row."""
        canvas, sheet, columns, width = self.canvas, self.sheet, self.last_column, sum(self.widths)
        row = Paper(canvas, sheet, self.widths).draw_head(self.table.heading)
        fates = [answer_hint(self.form, self.table)] if has_answer_column(self.table) else []
        for text in (table_hint(self.form, self.table), *fates, self.form.say(forms.MARKS_HINT)):
            row = canvas.put_merged(sheet, row, columns, text, self.look.hint, width)
        for column in self.table.columns:
            if size_of(column.guidance) > LONGEST_PROMPT:
                row = canvas.put_merged(sheet, row, columns, guidance_line(column), self.look.hint, width)
        self.count_row = row
        return row + 1

    def _draw_headings(self, row: int) -> TableArea:
        """Draw the totals, the headings and the line of column numbers; return the table's area."""
        sheet, table = self.sheet, self.table
        totalled = bool(table.totalled)
        compared = any(equal_indicator(self.form, column) for column in table.totalled)
        totals = row + 1 if totalled else None
        self.heading = row + (2 + compared if totalled else 0)
        with_units = any(column.unit for column in table.columns)
        above = self.heading + 1 + with_units
        drawn = max(ROWS, len(self.rows) + SPARE_ROWS if len(self.rows) > ROWS - SPARE_ROWS else 0)
        name = self.canvas.names[TABLE_PREFIX + table.code]
        area = TableArea(name, above, above + drawn + 1 + _ROOM, drawn, self.columns, totals)
        self.canvas.layout.tables[table.code] = area
        for line in range(self.count_row, above + 1):
            sheet.write_text(line, 0, FOR_PEOPLE)
        self._draw_count(area)
        if totalled:
            self._draw_totals(area)
        texts = [self.form.say(forms.COLUMNS["number"]), *map(heading_of, table.columns)]
        for at, text in enumerate(texts, start=1):
            sheet.write_text(self.heading, at, text, self.look.heading)
        shown = list(zip(texts, self.widths, strict=False))
        sheet.set_row(self.heading, max(24.0, self.canvas.row_height(shown, size=11, bold=True) + 4))
        if with_units:
            self._draw_units(self.heading + 1)
        sheet.write_text(above, 1, "", self._style(None, align="center", font_size=9, font_color=MUTED))
        for number, column in enumerate(table.columns):
            # Rows inserted below this line take its format; a conditional format makes this line look different.
            sheet.write_text(above, self.columns[column.code], column_number(number), self._style(column))
        sheet.set_row(above, 18)
        return area

    def _set_up_pages(self, area: TableArea) -> None:
        """Choose the print scale: a table that is blank or has few rows fits one page. No page has blank rows only: the
        last filled row moves to that page too."""
        sizes, widths = self.sheet.row_sizes, self.widths
        height = {row: 0.75 * sizes[row][0] for row in range(1, area.first + area.rows + 1) if row in sizes}
        top = sum(height.get(row, _LINE) for row in range(1, area.first))
        large = sum(widths) > A4_LANDSCAPE_WIDEST
        across = print_scale("landscape", sum(widths), len(widths), a3=large)
        few = sum(height.get(row, _LINE) for row in range(area.first, area.first + area.rows + 1))
        below = few if area.rows <= ROWS + SPARE_ROWS else _LINE * (ROWS + 1)
        down = int(100 * page_room("landscape", 100, a3=large) / (top + below))
        self.scale = min(across, max(_SMALLEST, down))
        room = page_room("landscape", self.scale, a3=large)
        repeated = sum(height.get(row, _LINE) for row in range(self.heading, area.first))
        last, used, page = area.first + len(self.rows) - 1, top, 1
        pages = {}
        for row in range(area.first, area.first + area.rows + 1):
            if used + height.get(row, _LINE) > room:
                used, page = repeated, page + 1
            used += height.get(row, _LINE)
            pages[row] = page
        if self.rows and pages[last] < page and len(self.rows) > 1:
            self.sheet.set_h_pagebreaks([last])

    def _draw_units(self, row: int) -> None:
        style = self.look.boxed(
            align="center", valign="vcenter", italic=True, font_size=10, font_color=MUTED, bg_color=GREY
        )
        self.sheet.write_blank(row, 1, None, style)
        shown = [("", _NUMBER_WIDTH)]
        for column, width in zip(self.table.columns, self.widths[1:], strict=False):
            self.sheet.write_text(row, self.columns[column.code], unit_under(column), style)
            shown.append((unit_under(column), width))
        self.sheet.set_row(row, self.canvas.row_height(shown, size=10) + 4)

    def _draw_count(self, area: TableArea) -> None:
        """Draw the number of filled rows, and the number of cells that are still wrong."""
        form, sheet, row = self.form, self.sheet, self.count_row
        style = self.look(bold=True, font_color=RED, valign="vcenter")
        sheet.merge_range(row, 1, row, self.last_column, "", style)
        none = form.say(forms.TABLE_NONE_WRONG)
        out = unconfirmed(form, self.table, self.canvas.filling)
        counted = [row for n, row in enumerate(self.rows) if n not in out]
        filled = Live(
            sum(any(is_filled(row.get(code)) for code in self.columns) for row in counted),
            f"SUMPRODUCT({rows_of(form, self.table, area, self.canvas.filling, elsewhere=False).filled})",
        )
        key = quoted(TABLE_PREFIX + self.table.code)
        cells = [f"{CHECKS_SHEET}!${column_name(c)}$2:${column_name(c)}${_CHECKS}" for c in (COUNTED, COUNTS)]
        wrong = Live(marked_cell_count(form, self.table, self.canvas.filling), f"SUMIF({cells[0]},{key},{cells[1]})")
        rows, faults = sentence(form, forms.TABLE_ROWS, count=filled), sentence(form, forms.TABLE_WRONG, count=wrong)
        formula = f"={rows.formula}&IF({wrong.formula}=0,{quoted(none)},{faults.formula})"
        shown = f"{rows.value}{faults.value if wrong.value else none}"
        if fits(formula):
            sheet.write_formula_value(row, 1, formula, shown, style)
        else:
            sheet.write_text(row, 1, shown, style)
        sheet.set_row(row, 20)
        at = f"${column_name(1)}${row + 1}"
        criteria = f"=RIGHT({at},{size_of(none)})={quoted(none)}"
        if fits_validation(criteria):
            good = self.look(font_color=GREEN, bold=True)
            sheet.conditional_format(row, 1, row, 1, {"type": "formula", "criteria": criteria, "format": good})

    def _draw_totals(self, area: TableArea) -> None:
        """Draw above each column with a total the kind of total, its value, and whether it equals its indicator."""
        sheet, form, totals = self.sheet, self.form, area.totals
        assert totals is not None
        rows = rows_of(form, self.table, area, self.canvas.filling, elsewhere=False)
        small = self.look(font_size=9, font_color=MUTED, align="center", valign="bottom", text_wrap=True)
        remark = self.look(font_size=9, font_color=GREEN, bold=True, align="center", valign="top", text_wrap=True)
        remarks: list[tuple[str, float]] = []
        labels: list[tuple[str, float]] = []
        for column in self.table.totalled:
            at, width = self.columns[column.code], self.widths[self.columns[column.code] - 1]
            label = form.say(forms.TABLE_ACROSS[column.across_rows])
            labels.append((label, width))
            sheet.write_text(totals - 1, at, label, small)
            span = span_of(form, self.table, column, area, self.canvas.filling, elsewhere=False)
            values = values_of(self.canvas.filling, self.table, column)
            value = total(form, column, span, values, uncounted_rows(form, self.table, self.canvas.filling))
            formula = total_formula(form, column, span, rows, answer_cells_of(self.table, area, elsewhere=False))
            whole = column.kind == "count" and column.across_rows != "mean"
            style = self.look.boxed(
                bold=True, bg_color=GREY, align="right", valign="vcenter", num_format="#,##0" if whole else "#,##0.##"
            )
            if fits(formula):
                sheet.write_formula_value(totals, at, formula, "" if value is None else value, style)
            else:
                sheet.write_value(totals, at, "" if value is None else value, style)
            if indicator := equal_indicator(form, column):
                remarks.append((self._draw_check(column, indicator, totals + 1, value, remark), width))
        sheet.set_row(totals - 1, self.canvas.row_height(labels, size=9) + 2)
        sheet.set_row(totals, 20)
        if remarks:
            longest = [(text + " " * 16, width) for text, width in remarks]
            sheet.set_row(totals + 1, self.canvas.row_height(longest, size=9, bold=True) + 4)

    def _draw_check(
        self, column: FormColumn, indicator: Indicator, row: int, value: float | None, style: Format
    ) -> str:
        """Draw whether a column's total equals its indicator's last figure; return the sentence."""
        form, at = self.form, self.columns[column.code]
        words = equality(form, column)
        same = form.say(forms.TABLE_EQUAL, **words)
        none = form.say(forms.TABLE_NOT_COMPARED, **words)
        other = form.say(forms.TABLE_UNEQUAL, **words, value="")
        mine = cell_name(row - 1, at)
        figure = figure_number(form, self.canvas.names, self.canvas.layout, indicator)
        reported = number_of(self.canvas.formulas.operand(indicator.code, form.campaign.periods[-1].key))
        differs = unequal(Expression(mine, value), Expression(figure, reported))
        shown = none
        if value is not None and reported is not None:
            number = f"{reported:.15g}".replace(".", "," if form.language == "vi" else ".")
            shown = other + number if differs.value else same
        test = f"IF({differs.formula},{quoted(other)}&{figure},{quoted(same)})"
        formula = f"=IF(ISNUMBER({mine})*ISNUMBER({figure})=0,{quoted(none)},{test})"
        if fits(formula):
            self.sheet.write_formula_value(row, at, formula, shown, style)
        else:
            self.sheet.write_text(row, at, none, style)
        cell = cell_name(row, at)
        for text, colour in ((other, RED), (none, MUTED)):
            criteria = f"=LEFT({cell},{size_of(text)})={quoted(text)}"
            if fits_validation(criteria):
                highlight = self.look(font_color=colour, bold=True)
                self.sheet.conditional_format(
                    row, at, row, at, {"type": "formula", "criteria": criteria, "format": highlight}
                )
        return shown

    # -- the rows --

    def _style(self, column: FormColumn | None, **properties: object) -> Format:
        return self.canvas.input_format(**{**_format_properties(column), **properties})

    def _draw_row(self, area: TableArea, number: int) -> None:
        canvas, sheet, row = self.canvas, self.sheet, area.above + number
        contents: Mapping[str, CellValue] = self.rows[number - 1] if number <= len(self.rows) else {}
        if key := typed_text(contents.get(ROW_KEY)):
            sheet.write_text(row, 0, key, self.look(locked=False))
        marked = False
        shown: list[tuple[str, float]] = []
        for column in self.table.columns:
            at, value = self.columns[column.code], contents.get(column.code)
            mark = canvas.marks.cell(self.table.code, number - 1, column.code) if contents else None
            marked = marked or mark is not None
            canvas.put(sheet, row, at, value, self._style(column), mark, _format_properties(column))
            shown.append((typed_text(value), self.widths[at - 1]))
        style = self.look.boxed(
            align="center", valign="vcenter", font_color=MUTED, text_wrap=False, locked=False, bold=marked
        )
        line = f"ROW()-ROW($B${area.above + 1})"
        if marked:
            sheet.write_formula_value(
                row, 1, f"={quoted(f'{returned.SIGN} ')}&{line}", f"{returned.SIGN} {number}", style
            )
        else:
            sheet.write_formula_value(row, 1, f"={line}", number, style)
        sheet.set_growing_row(row, max(_LINE, canvas.row_height(shown, size=11) + 5))

    def _draw_closing(self, row: int) -> None:
        """Draw the line below the rows. Cells below this line may be filled too, and are read."""
        sheet = self.sheet
        sheet.write_text(row, 0, FOR_PEOPLE)
        style = self.look(italic=True, font_color=MUTED, bg_color=GREY, valign="vcenter")
        sheet.write_text(row, 1, self.form.say(forms.TABLE_CLOSING), style)
        for column in range(2, self.last_column + 1):
            sheet.write_blank(row, column, None, style)
        sheet.set_row(row, 20)

    # -- conditional formats and validations --

    def _add_rule(self, area: TableArea, first: int, last: int, criteria: str, **look: object) -> None:
        """Add a conditional format for all rows. Without a format, it stops later ones where it is true."""
        if not fits_validation(f"={criteria}"):
            return
        options: dict[str, object] = {"type": "formula", "criteria": f"={criteria}", "stop_if_true": True}
        if look:
            options["format"] = self.look(**look)
        self.sheet.conditional_format(area.above, first, area.last, last, options)

    def _highlight_cells(self, area: TableArea, column: FormColumn) -> None:
        """Highlight the column's cells: red if they cannot be used, orange if blank or to be checked."""
        at = self.columns[column.code]
        top = area.above + 1
        cell, in_rows = f"{column_name(at)}{top}", f'$A{top}<>"#"'
        span = span_of(self.form, self.table, column, area, self.canvas.filling, elsewhere=False)
        if accepted := accepted_cell(span, cell):
            self._add_rule(area, at, at, f"AND({in_rows},{accepted})")
        for criteria in wrong_cell(span, cell):
            self._add_rule(area, at, at, f"IF({in_rows},{criteria},FALSE)", bg_color=RED_FILL)
        if column.key:
            earlier = f"MATCH({cell},{span.cells},0)<ROW()-ROW(${span.letters}${top})+1"
            criteria = f"IF({in_rows},IF(ISBLANK({cell}),FALSE,IFERROR({earlier},FALSE)),FALSE)"
            self._add_rule(area, at, at, criteria, bg_color=MARK_FILL)
        for criteria in doubtful_cell(span, cell):
            self._add_rule(area, at, at, f"IF({in_rows},{criteria},FALSE)", bg_color=MARK_FILL)
        if column.code == CARRIED_COLUMN:
            waits = f"{cell}={quoted(self.form.say(forms.ROW_CARRIED))}"
            self._add_rule(area, at, at, f"AND({in_rows},{waits})", bg_color=MARK_FILL)
        if column.required:
            row_cells = f"${column_name(2)}{top}:${column_name(1 + len(self.columns))}{top}"
            self._add_rule(area, at, at, f"AND({in_rows},ISBLANK({cell}),COUNTA({row_cells})>0)", bg_color=MARK_FILL)

    def _format_numbers(self, area: TableArea) -> None:
        """Format the line of column numbers as headings, and whole numbers without a decimal sign."""
        top, last = area.above + 1, 1 + len(self.columns)
        self._add_rule(area, 1, last, f'$A{top}="#"', bg_color=GREY, font_color=MUTED, italic=True)
        for column in self.table.columns:
            if column.kind in ("money", "decimal"):
                at = self.columns[column.code]
                cell = f"{column_name(at)}{top}"
                criteria = f"=IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)"
                options = {"type": "formula", "criteria": criteria, "format": self.look(num_format="#,##0")}
                self.sheet.conditional_format(area.above, at, area.last, at, options)


def _format_properties(column: FormColumn | None) -> dict[str, object]:
    """The format of the column's cells, in addition to that of all cells for filling in."""
    if column is None:
        return {"valign": "vcenter"}
    # Texts are kept as typed (001, 1/2); cells for percentages have no number format, so that a typed % stays visible.
    formats = {"text": "@", "percent": "General"}
    return {
        "valign": "vcenter",
        "num_format": formats.get(column.kind) or number_format(column.kind),
        "align": "right" if column.numeric else "left" if column.kind == "text" else "center",
    }


def _column_widths(table: FormTable, rows: Sequence[Mapping[str, CellValue]], used: float) -> list[float]:
    """The widths of the table's columns: words of headings fit, and columns of texts share the rest of the page (A3 if
    A4 is too narrow). The first of these, which names the row, gets most."""
    widths, least = [], []
    texts = [number for number, column in enumerate(table.columns) if column.kind == "text"]
    for number, column in enumerate(table.columns):
        wide, narrow = _WIDTHS.get("name" if number in texts[:1] else column.kind, _USUAL_WIDTHS)
        if column.kind == "money":
            unit = unit_of(column.unit, column.kind)
            wide = _DONG_WIDTH if unit.money and unit.scale == 1 else wide
        if column.kind == "choice":
            wide = max(wide, min(_WIDEST_CHOICE, max(map(characters, column.choices), default=0.0) + 3))
        words = f"{heading_of(column)} {unit_under(column)}".split()
        word = min(_WIDEST_WORD, max((characters(word, bold=True) for word in words), default=0.0) + 1.5)
        room = max((_number_room(row.get(column.code)) for row in rows), default=0.0) if column.numeric else 0.0
        widths.append(max(wide, word, room))
        least.append(max(narrow, word, room))
    fixed = _NUMBER_WIDTH + used
    page = A4_LANDSCAPE if sum(widths) + fixed <= A4_LANDSCAPE_WIDEST else A4_LANDSCAPE_WIDEST
    if sum(least) + fixed > A4_LANDSCAPE_WIDEST:
        page = A3_LANDSCAPE
    left = page - fixed - sum(widths)
    for number in texts if left > 0 else ():
        share = (2 if number == texts[0] else 1) / (1 + len(texts))
        widths[number] = max(widths[number], min(_WIDEST_TEXT, widths[number] + left * share))
    spare = sum(widths) - sum(least)
    if left < 0 < spare:
        share = min(1.0, -left / spare)
        widths = [wide - (wide - narrow) * share for wide, narrow in zip(widths, least, strict=True)]
    return [round(width, 2) for width in widths]


def _number_room(value: CellValue) -> float:
    """The width that a column needs to show this number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 1e15:
        return 0.0
    return characters(format_number(round(value, 6), "vi")) * 1.05 + 0.7
