"""Draws the live list of what is still wrong, a sheet whose formulas update it while the agency types.

The list shows the failing checks, in order, from a hidden sheet (`checks_sheet`).
"""

from collections.abc import Iterator, Sequence

from toolkit.messages import forms
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.drawn import checks_sheet
from toolkit.xlsx.drawn.canvas import Canvas
from toolkit.xlsx.drawn.figure_checks import figure_checks, followup_checks, growth_checks, rule_checks, section_checks
from toolkit.xlsx.drawn.formulas import CHECKS_SHEET
from toolkit.xlsx.drawn.live_checks import OWED, WEIGHTS, Cells, Live, LiveCheck, cells_of, sentence
from toolkit.xlsx.drawn.odd_numbers import OddNumbers, odd_numbers, question_checks
from toolkit.xlsx.drawn.paper import exclude_from_print
from toolkit.xlsx.drawn.returned import returned_intro, set_up_list
from toolkit.xlsx.drawn.sent_points import with_points
from toolkit.xlsx.drawn.split_checks import split_checks
from toolkit.xlsx.drawn.table_checks import table_checks
from toolkit.xlsx.excel import Format, Sheet
from toolkit.xlsx.look import AMBER, BLUE, GREEN, LINE, RED, write_keys

#: The most lines that are shown; the number at the top counts all failing checks.
SHOWN = 40
#: The defined name of the number of failing checks.
FAILING = "FailingChecks"
_KEYS = ("number", "severity", "where", "problem", "fix", "open")
_WIDTHS = (6.0, 11.0, 30.0, 46.0, 34.0, 7.0)
#: The first and the last visible column, counted from 0; then the hidden column with the row of each line's check.
_FIRST, _LAST, _POSITION = 1, 6, 7
#: The row of the headings, counted from 0; the lines follow.
_HEADINGS = 5
#: The heights of the rows above the lines, except the hint, whose height depends on its text.
_ABOVE = (24.0, 24.0, 22.0, 24.0)
#: A number greater than the length of the sentence at the top.
_LONGEST = 200
#: The least height of a line.
_ROW = 33.0


def draw(canvas: Canvas, sheet: Sheet) -> None:
    """Draw the visible sheet and the hidden sheet of checks."""
    cells = cells_of(canvas.form, canvas.filling, canvas.layout, canvas.names, canvas.formulas.cells())
    odd = odd_numbers(cells)
    every = list(_checks(cells, odd))
    if canvas.marks.lines and not canvas.marks.confirm:
        every = with_points(canvas, cells, every)
    checks = sorted(every, key=lambda check: check.severity not in OWED)
    checks_sheet.draw(canvas.look, cells, odd, checks)
    _List(canvas, sheet, checks).draw()


def _checks(cells: Cells, odd: OddNumbers) -> Iterator[LiveCheck]:
    yield from figure_checks(cells)
    yield from section_checks(cells)
    yield from followup_checks(cells)
    yield from rule_checks(cells)
    yield from split_checks(cells)
    yield from growth_checks(cells)
    yield from question_checks(odd)
    yield from table_checks(cells)


class _List:
    """The visible sheet."""

    def __init__(self, canvas: Canvas, sheet: Sheet, checks: Sequence[LiveCheck]) -> None:
        self.canvas, self.sheet, self.form, self.look, self.checks = canvas, sheet, canvas.form, canvas.look, checks
        self.failing = [check for check in checks if check.fails]
        self.rows = min(len(checks), SHOWN)
        self.last = len(checks) + 1
        """The number, in formulas, of the last row of the sheet of checks."""

    def draw(self) -> None:
        sheet = self.sheet
        self._draw_above()
        self._draw_lines()
        if len(self.checks) > SHOWN:
            self._draw_not_shown(_HEADINGS + 1 + self.rows)
        if self.rows:
            self._add_formats()
        sheet.freeze_panes(_HEADINGS + 1, 0)
        exclude_from_print(sheet, _POSITION + 1)
        self._draw_count()
        set_up_list(sheet, self.form, forms.SHEETS["to_fix"], sum(_WIDTHS), _HEADINGS)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _draw_for_people(self, row: int, style: Format) -> None:
        """Draw a row that is one merged cell for people."""
        self.sheet.write_text(row, 0, FOR_PEOPLE)
        self.sheet.merge_range(row, _FIRST, row, _LAST, "", style)

    def _draw_above(self) -> None:
        """Draw everything above the lines except the count."""
        sheet, form, look = self.sheet, self.form, self.look
        write_keys(sheet, "to_fix")
        # In a hidden column, so that each line looks up its check only once.
        sheet.write_text(0, _POSITION, "position")
        sheet.set_column(_POSITION, _POSITION, None, None, {"hidden": True})
        for column, (key, width) in enumerate(zip(_KEYS, _WIDTHS, strict=True), start=_FIRST):
            sheet.write_text(0, column, key)
            sheet.set_column(column, column, width)
        title, agency, _, headings = _ABOVE
        lines = ((form.say(forms.TITLES["to_fix"]), look.title), (form.agency.name, look.subtitle))
        for row, ((text, style), height) in enumerate(zip(lines, (title, agency), strict=True), start=1):
            self._draw_for_people(row, style)
            sheet.write_text(row, _FIRST, text, style)
            sheet.set_row(row, height)
        self._draw_for_people(_HEADINGS - 1, look.hint)
        hint = form.say(forms.TO_FIX_HINT)
        if self.canvas.marks.lines and not self.canvas.marks.confirm:
            hint = returned_intro(form, self.canvas.marks)
        sheet.write_text(_HEADINGS - 1, _FIRST, hint, look.hint)
        sheet.set_row(_HEADINGS - 1, self.canvas.row_height([(hint, sum(_WIDTHS))]) + 2)
        sheet.write_text(_HEADINGS, 0, FOR_PEOPLE)
        for column, key in enumerate(_KEYS, start=_FIRST):
            sheet.write_text(_HEADINGS, column, form.say(forms.COLUMNS[key]), look.heading)
        sheet.set_row(_HEADINGS, headings)

    def _draw_lines(self) -> None:
        """Draw the lines; the first lines show the checks that fail now."""
        # Only lines with contents get borders, so that blank lines print nothing.
        plain = {"text_wrap": True, "valign": "top"}
        text, centred = self.look(**plain), self.look(**plain, align="center")
        link = self.look(**plain, font_color=BLUE, underline=1)
        styles = (centred, *(text,) * 4, link)
        for number in range(1, self.rows + 1):
            check = self.failing[number - 1] if number <= len(self.failing) else None
            row, position = _HEADINGS + number, self.checks.index(check) + 1 if check else ""
            look_up = f'=IFERROR(MATCH({number},{CHECKS_SHEET}!$C$2:$C${self.last},0),"")'
            self.sheet.write_formula_value(row, _POSITION, look_up, position)
            here = f"${column_name(_POSITION)}{row + 1}"
            line = self._line_contents(number, check, here)
            for column, (live, style) in enumerate(zip(line, styles, strict=True), start=_FIRST):
                formula = f'=IF({here}="","",{live.formula})'
                self.sheet.write_formula_value(row, column, formula, live.value, style)
            shown = [(str(live.value), width) for live, width in zip(line[1:5], _WIDTHS[1:5], strict=True)]
            self.sheet.set_row(row, max(_ROW, self.canvas.row_height(shown, size=11) + 3) if check else _ROW)

    def _line_contents(self, number: int, check: LiveCheck | None, here: str) -> list[Live]:
        """The contents of a line that shows a check. `here`: the cell with the position of this check."""
        form, texts = self.form, ("",) * 4
        if check:
            texts = (form.say(forms.SEVERITY[check.severity]), check.where, check.problem_shown(), str(check.fix.value))
        line = [Live(number if check else "", str(number))]
        # A rule may have no advice: a reference to a blank cell would be shown as 0.
        for letter, text, blank in zip("DEFG", texts, ("", "", "", '&""'), strict=True):
            line.append(Live(text, f"INDEX({CHECKS_SHEET}!${letter}$2:${letter}${self.last},{here}){blank}"))
        opened = form.say(forms.COLUMNS["open"])
        link = f'HYPERLINK(INDEX({CHECKS_SHEET}!$H$2:$H${self.last},{here}),"{opened}")'
        return [*line, Live(opened if check else "", link)]

    def _add_formats(self) -> None:
        """Add conditional formats for the lines that show something."""
        sheet, look, first, last = self.sheet, self.look, _HEADINGS + 1, _HEADINGS + self.rows
        bordered = look(border=1, border_color=LINE)
        shows = {"type": "formula", "criteria": f'=$H{first + 1}<>""', "format": bordered}
        sheet.conditional_format(first, _FIRST, last, _LAST, shows)
        for severity, colour in (("error", RED), ("blank", AMBER), ("warning", AMBER)):
            value, style = self.form.say(forms.SEVERITY[severity]), look(font_color=colour, bold=True)
            rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": style}
            sheet.conditional_format(first, _FIRST + 1, last, _FIRST + 1, rule)

    def _draw_not_shown(self, row: int) -> None:
        """Draw the sentence below the list with the number of lines not shown."""
        total, more = f"SUM({CHECKS_SHEET}!$B$2:$B${self.last})", len(self.failing) - SHOWN
        self._draw_for_people(row, self.look.hint)
        text = sentence(self.form, forms.TO_FIX_MORE, count=Live(more, f"({total}-{SHOWN})"))
        formula = f'=IF({total}>{SHOWN},{text.formula},"")'
        self.sheet.write_formula_value(row, _FIRST, formula, text.value if more > 0 else "", self.look.hint)

    def _draw_count(self) -> None:
        """Draw the sentence at the top with the number of checks of each severity."""
        sheet, form, look, row = self.sheet, self.form, self.look, 3
        none = form.say(forms.TO_FIX_NONE)
        style = look(bold=True, font_size=12, font_color=RED)
        self._draw_for_people(row, style)
        sheet.set_row(row, _ABOVE[2])
        if not self.checks:
            sheet.write_text(row, _FIRST, none, look(bold=True, font_size=12, font_color=GREEN))
            return
        every = f"SUM({CHECKS_SHEET}!$B$2:$B${self.last})"
        formulas, shown = [], []
        for weight in ("blank", "error", "warning"):
            number = (
                f"SUMIF({CHECKS_SHEET}!$I$2:$I${self.last},{WEIGHTS.index(weight)},{CHECKS_SHEET}!$B$2:$B${self.last})"
            )
            before, after = f", {form.say(forms.TO_FIX_LEFT[weight])}".split("{count}")
            formulas.append(f'IF({number}=0,"","{before}"&{number}&"{after}")')
            if count := sum(check.severity == weight for check in self.failing):
                shown.append(f"{before}{count}{after}")
        begins, failing = form.say(forms.TO_FIX_LEFT["begins"]), len(self.failing)
        formula = f'=IF({every}=0,"{none}","{begins}"&MID({"&".join(formulas)},2,{_LONGEST})&".")'
        text = f"{begins}{''.join(shown)[1:]}."
        sheet.write_formula_value(row, _FIRST, formula, text if failing else none, style)
        # This is a defined name, since conditional formats may not refer to another sheet.
        look.book.define_name(FAILING, f"={CHECKS_SHEET}!$C${self.last}")
        wrong = form.say(forms.TO_FIX_LEFT["error"]).split("{count}")[1]
        nothing_wrong = f'=ISERROR(FIND("{wrong}",$B${row + 1}))'
        for criteria, colour in ((f"={FAILING}=0", GREEN), (nothing_wrong, AMBER)):
            style = look(font_color=colour, bold=True)
            rule = {"type": "formula", "criteria": criteria, "format": style, "stop_if_true": True}
            sheet.conditional_format(row, _FIRST, row, _FIRST, rule)
