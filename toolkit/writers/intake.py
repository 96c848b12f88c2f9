"""Draws one agency's intake workbook: blank, drafted, or filled again with what it sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from toolkit import formulas
from toolkit.form import (
    BESIDE,
    BLANK,
    INFO_KEYS,
    LINES,
    NO_MARKS,
    OUTSIDE,
    PROPERTY_PREFIX,
    UNPLACED,
    Filling,
    Form,
    Line,
    Mark,
    Marks,
    ReturnLine,
    beside_said,
    previous_heading,
    wanted,
)
from toolkit.formulas import Absent, ExcelCell, Operand
from toolkit.keyed import FOR_PEOPLE, PREFIX, cell_name, column_name
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Indicator
from toolkit.totals import as_counted, mean, over_periods
from toolkit.values import typed_text
from toolkit.writers import returned, to_fix
from toolkit.writers.celltests import (
    GAP_WORDS,
    NUMBER_WORDS,
    YES_NO,
    ZERO_WORDS,
    answers,
    choices_name,
    trimmed,
    usable,
)
from toolkit.writers.excel import Book, Format, Sheet
from toolkit.writers.look import (
    A4_LANDSCAPE_WIDEST,
    GREY,
    INPUT,
    MARK_FILL,
    MUTED,
    RED_FILL,
    Look,
    number_format,
    page_breaks,
    print_scale,
    set_up_page,
)
from toolkit.writers.measure import row_height

#: Defined names that the form's formulas and validations use.
THEMES = "Themes"
#: The first column of periods in the figures sheet, counted from 0.
FIRST_PERIOD = 4
#: The size of letters in the hidden column of keys: a row that is fitted to its text becomes no lower than for these.
STRUT = 16


def write_intake(
    path: Path | BinaryIO, form: Form, filling: Filling = BLANK, marks: Marks = NO_MARKS
) -> None:
    """Write the workbook to `path`. Its formulas carry their results; the same form gives the same bytes.

    `marks` make it a return: a first sheet lists them and the cells they are about stand out.
    """
    properties = {PROPERTY_PREFIX + key: value for key, value in form.meta.items()}
    created = form.campaign.issued or date(2000, 1, 1)
    book = Book(
        path,
        created=datetime(created.year, created.month, created.day),
        title=form.campaign.title,
        author=_lead(form),
        properties=properties,
        lock_structure=True,
    )
    with book:
        _Intake(book, form, filling, marks).draw()


def _lead(form: Form) -> str:
    lead = form.campaign.agency_by_code.get(form.campaign.lead_agency)
    return lead.name if lead else form.campaign.lead_agency


@dataclass(slots=True)
class Layout:
    """Where things stand in the form once drawn: for the formulas that look at them."""

    figure_rows: dict[str, int] = field(default_factory=dict)
    section_rows: dict[str | None, tuple[int, int]] = field(default_factory=dict)
    """First and last line of each section, counted from 0."""
    line_rows: dict[int, int] = field(default_factory=dict)
    """Row of each of the filling's lines."""
    info_rows: dict[str | None, int] = field(default_factory=dict)
    first_period: int = FIRST_PERIOD
    """The column of the first period, counted from 0: after those of the last campaign, if there are any."""


class _Intake:
    def __init__(self, book: Book, form: Form, filling: Filling, marks: Marks) -> None:
        self.book, self.form, self.filling, self.marks = book, form, filling, marks
        self.look = Look(book)
        self.layout = Layout()
        self.names = {key: form.say(name) for key, name in forms.SHEETS.items()}
        if marks.lines and marks.confirm:
            self.names["returned"] = form.say(forms.CONFIRM_SHEET)
        elif marks.lines:
            self.names |= {"returned": self.names["to_fix"], "to_fix": form.say(forms.LIVE_SHEET)}
        self.periods = form.campaign.periods

    def draw(self) -> None:
        has_figures = bool(self.form.topics) and bool(self.periods)
        has_statements = bool(self.form.sections) or any(x.section == UNPLACED for x in self.filling.lines)
        first = [self.book.sheet(self.names["returned"])] if self.marks.lines else []
        sheets = {"guide": self.book.sheet(self.names["guide"]), "info": self.book.sheet(self.names["info"])}
        if has_figures:
            sheets["figures"] = self.book.sheet(self.names["figures"])
        if has_statements:
            sheets["statements"] = self.book.sheet(self.names["statements"])
        sheets["to_fix"] = self.book.sheet(self.names["to_fix"])
        if self.filling.outside:
            returned.draw_outside(
                self.book.sheet(self.names[OUTSIDE]), self.look, self.form, self.filling.outside
            )
        self._lists()
        self._guide(sheets["guide"])
        self._info(sheets["info"])
        if has_figures:
            self._figures(sheets["figures"])
        if has_statements:
            self._statements(sheets["statements"])
        to_fix.draw(
            sheets["to_fix"], self.look, self.form, self.filling, self.layout, self.names, self.cells()
        )
        self._meta()
        for sheet in first:
            lines = tuple((x, self._target(x)) for x in self.marks.lines)
            returned.draw(sheet, self.look, self.form, lines, confirm=self.marks.confirm)
        (first or [sheets["guide"]])[0].activate()

    def _target(self, line: ReturnLine) -> str:
        """The cell that a finding links to, as formulas name it; "" where it is about no cell."""
        periods = [p.key for p in self.periods]
        if line.figures and line.figures[0][0] in self.layout.figure_rows:
            code, period = line.figures[0]
            return f"'{self.names['figures']}'!{cell_name(self.layout.figure_rows[code], self.layout.first_period + periods.index(period))}"  # fmt: skip
        if line.line is not None and line.line in self.layout.line_rows:
            return f"'{self.names['statements']}'!{cell_name(self.layout.line_rows[line.line], 3)}"
        if line.section in self.layout.section_rows:
            return f"'{self.names['statements']}'!{cell_name(self.layout.section_rows[line.section][0], 3)}"
        if line.outside:
            places = [(x.reason, x.sheet) for x in self.filling.outside]
            if line.outside in places:
                first = returned.OUTSIDE_FIRST + places.index(line.outside)
                return f"'{self.names[OUTSIDE]}'!{cell_name(first, 3)}"
        if line.info in self.layout.info_rows:
            return f"'{self.names['info']}'!{cell_name(self.layout.info_rows[line.info], 2)}"
        return ""

    def cells(self) -> dict[tuple[str, str], Operand]:
        """What each figure cell counts as in the form's own formulas, computed cells included."""
        return {
            (i.code, p.key): self._operand(i.code, p.key) for i in self.form.indicators for p in self.periods
        }

    # -- sheets without data --

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(self.names["lists"])
        sheet.write_text(0, 0, f"{PREFIX}lists")
        columns: dict[str, Sequence[str]] = {
            NUMBER_WORDS: self.form.number_words,
            ZERO_WORDS: self.form.number_words[:1],
            GAP_WORDS: self.form.gap_words,
            THEMES: [t.label for t in self.form.campaign.themes],
            YES_NO: [self.form.say(forms.YES), self.form.say(forms.NO), *self.form.gap_words],
        }
        for indicator in self.form.indicators:
            if indicator.kind == "choice":
                columns[choices_name(indicator)] = answers(self.form, indicator)
        for column, (name, values) in enumerate(columns.items(), start=1):
            sheet.write_text(0, column, name)
            for row, value in enumerate(values, start=1):
                sheet.write_text(row, column, value)
            if values:
                letter = column_name(column)
                self.book.define_name(
                    name, f"='{self.names['lists']}'!${letter}$2:${letter}${len(values) + 1}"
                )
        sheet.very_hidden()
        self._lock(sheet)

    def _meta(self) -> None:
        sheet = self.book.add_worksheet(self.names["meta"])
        sheet.write_text(0, 0, f"{PREFIX}meta")
        sheet.write_text(0, 1, "value")
        beside = {f"{BESIDE}{i.code}": beside_said(self.form.previous, i.code) for i in self.form.indicators}
        rows = [*self.form.meta.items(), *((key, said) for key, said in beside.items() if said)]
        for row, (key, value) in enumerate(rows, start=1):
            sheet.write_text(row, 0, key)
            sheet.write_text(row, 1, value)
        sheet.very_hidden()
        self._lock(sheet)

    def _guide(self, sheet: Sheet) -> None:
        width = 92.0
        self._keys(sheet, "guide", [])
        sheet.set_column(1, 1, width)
        row = self._title(sheet, "guide", 1, width)
        styles = {
            "lead": self.look(text_wrap=True, valign="top", font_size=12),
            "heading": self.look(bold=True, font_size=12, valign="bottom", bottom=1, bottom_color=MUTED),
            "item": self.look(text_wrap=True, valign="top", font_size=12, indent=1),
        }
        for style, text in self.form.guide:
            sheet.write_text(row, 0, FOR_PEOPLE)
            shown = f"•  {text}" if style == "item" else text
            sheet.write_text(row, 1, shown, styles[style])
            height = row_height([(shown, width - 1)], size=12) + 5
            sheet.set_row(row, 28 if style == "heading" else height)
            row += 1
        self._finish(sheet, "guide", "portrait", width)

    def _info(self, sheet: Sheet) -> None:
        widths = (30.0, 40.0, 34.0)
        self._keys(sheet, "info", ["label", "value", FOR_PEOPLE])
        for column, width in enumerate(widths, start=1):
            sheet.set_column(column, column, width)
        row = self._title(sheet, "info", 3, sum(widths))
        for key in INFO_KEYS:
            label, hint = self.form.say(forms.INFO[key]), self.form.say(forms.INFO_HINTS[key])
            value: CellValue = self.form.agency.name if key == "agency" else self.filling.info.get(key)
            sheet.write_text(row, 0, key, self.look(font_size=STRUT))
            mark = self.marks.detail(key)
            shown = f"{returned.SIGN} {label}" if mark else label
            sheet.write_text(row, 1, shown, self.look.boxed(bold=True, valign="vcenter"))
            style = self.look.boxed(valign="vcenter", bold=True) if key == "agency" else self._input(valign="vcenter", num_format="@" if key in ("report_number", "phone") else "dd/mm/yyyy" if key == "report_date" else "General")  # fmt: skip
            self.layout.info_rows[key] = row
            self._put(sheet, row, 2, value, style, mark)
            sheet.write_text(row, 3, hint, self.look.boxed(italic=True, font_color=MUTED, valign="vcenter"))
            sheet.set_growing_row(row, max(24, row_height([(label, widths[0]), (typed_text(value), widths[1]), (hint, widths[2])], size=11) + 6))  # fmt: skip
            row += 1
        self._finish(sheet, "info", "portrait", sum(widths))

    # -- figures --

    def _figures(self, sheet: Sheet) -> None:
        form, count = self.form, len(self.periods)
        before = form.previous.periods
        self.layout.first_period = FIRST_PERIOD + len(before)
        wide = count + len(before) > 6
        widths = [7.0, 34.0 if wide else 44.0, 11.0, *[10.5] * len(before), *[9.5 if wide else 11.0] * count, 12.0, 22.0 if wide else 26.0]  # fmt: skip
        total, note = self.layout.first_period + count, self.layout.first_period + count + 1
        keys = [FOR_PEOPLE, "label", "unit", *[FOR_PEOPLE] * len(before), *(p.key for p in self.periods), "total", "note"]  # fmt: skip
        self._keys(sheet, "figures", keys)
        for column, width in enumerate(widths, start=1):
            sheet.set_column(column, column, width)
        row = self._title(sheet, "figures", len(keys), sum(widths))
        row = self._merged(sheet, row, len(keys), form.figures_intro, self.look.hint, sum(widths))
        row = self._merged(sheet, row, len(keys), form.say(forms.MARKS_HINT), self.look.hint, sum(widths))
        if before:
            row = self._merged(sheet, row, len(keys), form.say(forms.PREVIOUS_HINT), self.look.hint, sum(widths))  # fmt: skip
        sheet.write_text(row, 0, FOR_PEOPLE)
        columns = [form.say(forms.COLUMNS[key]) for key in ("code", "label", "unit")]
        columns += [previous_heading(p, form.language) for p in before]
        columns += [*form.period_labels, *(form.say(forms.COLUMNS[key]) for key in ("total", "note"))]
        for column, text in enumerate(columns, start=1):
            sheet.write_text(row, column, text, self.look.heading)
        sheet.set_row(row, 33)
        first = row + 1
        at = first
        for topic in form.topics:
            at += 1
            for indicator in topic.indicators:
                self.layout.figure_rows[indicator.code] = at
                at += 1
        row = first
        blocks: list[tuple[int, list[float]]] = []
        for topic in form.topics:
            blocks.append((row, [20.0]))
            sheet.write_text(row, 0, FOR_PEOPLE)
            sheet.write_text(row, 1, "", self.look.group)
            sheet.write_text(row, 2, topic.title, self.look.group)
            for column in range(3, note + 1):
                sheet.write_blank(row, column, None, self.look.group)
            sheet.set_row(row, 20)
            row += 1
            for indicator in topic.indicators:
                blocks[-1][1].append(self._figure_row(sheet, row, indicator, total, note, widths))
                row += 1
        self._marks(sheet, first, row - 1)
        sheet.freeze_panes(first, 3)
        fits = sum(widths) <= A4_LANDSCAPE_WIDEST
        if fits:
            scale = print_scale("landscape", sum(widths), len(widths))
            sheet.set_h_pagebreaks(
                page_breaks(blocks, above=150.0, heading=33.0, scale=scale, orientation="landscape")
            )
        self._finish(sheet, "figures", "landscape", sum(widths), repeat=(first - 1, first - 1), scale_for=len(widths) if fits else 0)  # fmt: skip

    def _marks(self, sheet: Sheet, first: int, last: int) -> None:
        """The table marks its own cells as long as they are in the list of what to fix: found by their keys."""
        if not self.layout.figure_rows:
            return
        left, right = self.layout.first_period, self.layout.first_period + len(self.periods) - 1
        mark = f"INDEX({to_fix.MARKS},MATCH($A{first + 1},{to_fix.MARK_CODES},0),MATCH({column_name(left)}$1,{to_fix.MARK_PERIODS},0))"  # fmt: skip
        for level, fill in ((2, RED_FILL), (1, MARK_FILL)):
            sheet.conditional_format(
                first, left, last, right, {"type": "formula", "criteria": f"={mark}={level}", "format": self.look(bg_color=fill)}
            )  # fmt: skip

    def _figure_row(self, sheet: Sheet, row: int, indicator: Indicator, total: int, note: int, widths: Sequence[float]) -> float:  # fmt: skip
        """Draw one indicator's row; returns its height."""
        form, computed = self.form, bool(indicator.formula)
        label = form.label(indicator)
        sheet.write_text(row, 0, indicator.code, self.look(font_size=STRUT))
        plain = (
            self.look.boxed(valign="vcenter", bg_color=GREY)
            if computed
            else self.look.boxed(valign="vcenter")
        )
        sheet.write_text(row, 1, indicator.code, self.look.boxed(valign="vcenter", align="center", font_color=MUTED, font_size=9, text_wrap=False, shrink=True))  # fmt: skip
        sheet.write_text(row, 2, label, plain)
        sheet.write_text(row, 3, indicator.unit, self.look.boxed(valign="vcenter", align="center"))
        marked = False
        number_style: dict[str, object] = {"num_format": number_format(indicator.kind), "align": "right" if indicator.numeric else "center", "valign": "vcenter"}  # fmt: skip
        grey = self.look.boxed(bg_color=GREY, **number_style)
        for column, period in enumerate(form.previous.periods, start=FIRST_PERIOD):
            style = self.look.boxed(**{**number_style, "font_color": MUTED, "bg_color": GREY, "italic": True})
            sheet.write_value(row, column, form.previous.values.get((indicator.code, period.key)), style)
        for column, period in enumerate(self.periods, start=self.layout.first_period):
            if computed:
                self._result(sheet, row, column, self._derived_formula(indicator, period.key), self._operand(indicator.code, period.key), grey)  # fmt: skip
            else:
                mark = self.marks.figure(indicator.code, period.key)
                marked = marked or mark is not None
                given = self.filling.figures.get((indicator.code, period.key))
                self._put(sheet, row, column, given, self._input(**number_style), mark, number_style)
        if marked:
            style = self.look.boxed(valign="vcenter", align="center", font_size=9, bold=True, text_wrap=False, shrink=True)  # fmt: skip
            sheet.write_text(row, 1, f"{returned.SIGN} {indicator.code}", style)
        formula, value = self._total(indicator, row)
        if formula:
            self._result(sheet, row, total, formula, Absent.MISSING if value is None else value, grey)
        else:
            sheet.write_blank(row, total, None, grey)
        note_value = self.filling.notes.get(indicator.code)
        self._put(sheet, row, note, note_value, self._input(valign="vcenter", font_size=10))
        typed = [typed_text(self.filling.figures.get((indicator.code, p.key))) for p in self.periods]
        cells = [(label, widths[1]), (indicator.unit, widths[2]), (typed_text(note_value), widths[-1] * 1.05), *((t, widths[-3]) for t in typed)]  # fmt: skip
        height = max(21, row_height(cells, size=11) + 5)
        sheet.set_growing_row(row, height)
        if not computed:
            self._validate(sheet, row, indicator)
        return height

    def _validate(self, sheet: Sheet, row: int, indicator: Indicator) -> None:
        form = self.form
        first, last = self.layout.first_period, self.layout.first_period + len(self.periods) - 1
        options: dict[str, object] = {"error_title": form.say(forms.BAD_TITLE), "ignore_blank": True}
        if indicator.guidance:
            options |= {"input_title": indicator.code[:32], "input_message": _clip(indicator.guidance, 255)}
        test = usable(indicator, cell_name(row, first), strictly=False)
        if indicator.kind in ("yesno", "choice"):
            name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
            options |= {"validate": "list", "source": f"={name}"}
        elif test:
            options |= {"validate": "custom", "value": f"={test}"}
        elif indicator.guidance:
            options |= {"validate": "any"}
        else:
            return
        if test:
            options["error_message"] = _clip(wanted(form, indicator), 255)
        sheet.data_validation(row, first, row, last, options)

    # -- what the form's formulas give --

    def _operand(self, code: str, period: str) -> Operand:
        indicator = self.form.campaign.indicator_by_code[code]
        if indicator.formula:
            return formulas.evaluate(
                formulas.parse(indicator.formula), lambda name: self._operand(name, period)
            )
        value = self.filling.figures.get((code, period))
        if isinstance(value, ErrorValue) or value is None:
            return Absent.MISSING
        if indicator.numeric:
            counted = as_counted(value)
            if counted is not None:
                return counted
            zero = isinstance(value, str) and trimmed(value) == trimmed(self.form.number_words[0])
            return 0.0 if zero else Absent.MISSING
        if indicator.kind == "yesno" and isinstance(value, str):
            answers = {
                trimmed(t): answer for text, answer in ((forms.YES, True), (forms.NO, False)) for t in text
            }
            return answers.get(trimmed(value), Absent.MISSING)
        if isinstance(value, datetime | date):
            return value.date() if isinstance(value, datetime) else value
        if not isinstance(value, str | float | int) or not str(value).strip():
            return Absent.MISSING
        gap = isinstance(value, str) and trimmed(value) in map(trimmed, self.form.gap_words)
        return Absent.MISSING if gap else value

    def _numbers(self, code: str) -> list[float | None]:
        values = [self._operand(code, p.key) for p in self.periods]
        return [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else None for v in values]

    def _derived_formula(self, indicator: Indicator, period: str) -> str:
        column = self.layout.first_period + [p.key for p in self.periods].index(period)
        return formulas.to_excel(formulas.parse(indicator.formula), lambda name: self._cell(name, column), zero_words=ZERO_WORDS, gap_words=GAP_WORDS)  # fmt: skip

    def _cell(self, code: str, column: int) -> ExcelCell:
        return ExcelCell(cell_name(self.layout.figure_rows[code], column), self.form.campaign.indicator_by_code[code].kind)  # fmt: skip

    def _span(self, code: str) -> str:
        row, last = self.layout.figure_rows[code], self.layout.first_period + len(self.periods) - 1
        return f"{cell_name(row, self.layout.first_period)}:{cell_name(row, last)}"

    def _total(self, indicator: Indicator, row: int) -> tuple[str, float | None]:
        """The formula of the total over the periods and its result; no formula where there is no total."""
        if indicator.formula:
            return self._derived_total(indicator)
        if not indicator.numeric or indicator.across_periods == "none":
            return "", None
        span = self._span(indicator.code)
        last = cell_name(row, self.layout.first_period + len(self.periods) - 1)
        values = self._numbers(indicator.code)
        zeros = f"SUMPRODUCT(--(TRIM({span})={ZERO_WORDS}))"
        count = f"COUNT({span})+{zeros}"
        match indicator.across_periods:
            case "last":
                formula = f'=IF(ISNUMBER({last}),{last},IF(TRIM({last})={ZERO_WORDS},0,""))'
            case "max":
                formula = f'=IF({count}=0,"",IF({zeros}>0,MAX({span},0),MAX({span})))'
            case "mean" if indicator.weight in self.layout.figure_rows:
                weights = self._span(indicator.weight)
                both = f"{_filled(span)}*{_filled(weights)}"
                formula = f'=IF(SUMPRODUCT({both},{weights})=0,"",SUMPRODUCT({span},{weights})/SUMPRODUCT({both},{weights}))'  # fmt: skip
                return formula, mean(values, self._numbers(indicator.weight))
            case "mean":
                return f'=IF({count}=0,"",SUM({span})/({count}))', mean(values)
            case _:
                formula = f'=IF({count}=0,"",SUM({span}))'
        return formula, over_periods(indicator, values)

    def _derived_total(self, indicator: Indicator) -> tuple[str, float | None]:
        if indicator.across_periods == "none":
            return "", None
        values = self._numbers(indicator.code)
        if indicator.across_periods == "last":
            last = cell_name(
                self.layout.figure_rows[indicator.code], self.layout.first_period + len(self.periods) - 1
            )
            return f'=IF(ISNUMBER({last}),{last},"")', values[-1]
        formula = formulas.parse(indicator.formula)
        column = self.layout.first_period + len(self.periods)
        whole = all(None not in self._numbers(name) for name in formula.names)
        tests = ",".join(f"SUMPRODUCT({_filled(self._span(n))})={len(self.periods)}" for n in formula.names)
        text = formulas.to_excel(
            formula, lambda name: self._cell(name, column), zero_words=ZERO_WORDS, gap_words=GAP_WORDS
        )
        result: Operand = Absent.MISSING
        if whole:
            result = formulas.evaluate(formula, self._whole)
        number = float(result) if isinstance(result, int | float) and not isinstance(result, bool) else None
        return f'=IF(AND({tests}),{text[1:]},"")', number

    def _whole(self, code: str) -> Operand:
        indicator = self.form.campaign.indicator_by_code[code]
        value = self._total(indicator, self.layout.figure_rows[code])[1]
        return Absent.MISSING if value is None else value

    def _result(
        self, sheet: Sheet, row: int, column: int, formula: str, value: Operand, style: Format
    ) -> None:
        shown = "" if isinstance(value, Absent) else value
        sheet.write_formula_value(row, column, formula, shown, style)

    # -- narrative --

    def _statements(self, sheet: Sheet) -> None:
        form = self.form
        widths = (5.0, 20.0, 60.0, 18.0)
        self._keys(sheet, "statements", [FOR_PEOPLE, "theme", "text", "evidence"])
        for column, width in enumerate(widths, start=1):
            sheet.set_column(column, column, width)
        row = self._title(sheet, "statements", 4, sum(widths))
        row = self._merged(sheet, row, 4, form.statements_intro, self.look.hint, sum(widths))
        sheet.write_text(row, 0, FOR_PEOPLE)
        for column, key in enumerate(("number", "theme", "text", "evidence"), start=1):
            sheet.write_text(row, column, form.say(forms.COLUMNS[key]), self.look.heading)
        sheet.set_row(row, 36)
        heading = row
        row += 1
        breaks: list[int] = []
        for number, section in enumerate(form.sections, start=1):
            if number > 1:
                breaks.append(row)
            row = self._section(
                sheet, row, form.heading(number, section), section.guidance, section.code, widths
            )
        if any(x.section == UNPLACED for x in self.filling.lines):
            breaks.append(row)
            row = self._section(sheet, row, form.say(forms.UNPLACED), form.say(forms.UNPLACED_HINT), UNPLACED, widths)  # fmt: skip
        sheet.set_h_pagebreaks(breaks)
        sheet.freeze_panes(heading + 1, 0)
        self._finish(
            sheet,
            "statements",
            "portrait",
            sum(widths),
            repeat=(heading, heading),
            insert_rows=True,
            scale_for=4,
        )

    def _section(self, sheet: Sheet, row: int, heading: str, guidance: str, code: str, widths: Sequence[float]) -> int:  # fmt: skip
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.merge_range(row, 1, row, 4, "", self.look.group)
        sheet.write_text(row, 1, heading, self.look.group)
        sheet.set_row(row, max(22, row_height([(heading, sum(widths))], size=11, bold=True) + 6))
        row += 1
        if guidance:
            row = self._merged(
                sheet, row, 4, guidance, self.look.boxed(italic=True, font_color=MUTED), sum(widths)
            )
        numbers = [n for n, x in enumerate(self.filling.lines) if x.section == code]
        lines = [self.filling.lines[n] for n in numbers]
        spare = 0 if code == UNPLACED else LINES
        first = row
        for number in range(1, len(lines) + spare + 1):
            line = lines[number - 1] if number <= len(lines) else Line(section=code)
            sheet.write_text(row, 0, code, self.look(font_size=STRUT))
            sheet.write_number(row, 1, number, self.look.boxed(align="center", font_color=MUTED))
            self._put(sheet, row, 2, line.theme, self._input())
            mark = self.marks.statement(numbers[number - 1]) if number <= len(lines) else None
            if number <= len(lines):
                self.layout.line_rows[numbers[number - 1]] = row
            if mark:
                sheet.write_text(
                    row, 1, f"{returned.SIGN} {number}", self.look.boxed(align="center", bold=True)
                )
            self._put(sheet, row, 3, line.text, self._input(), mark)
            self._put(sheet, row, 4, line.evidence, self._input(font_size=10))
            cells = [(typed_text(v), w) for v, w in zip((line.theme, line.text, line.evidence), widths[1:], strict=True)]  # fmt: skip
            sheet.set_growing_row(row, max(21, row_height(cells, size=11) + 3))
            row += 1
        self.layout.section_rows[code] = (first, row - 1)
        if self.form.campaign.themes and code != UNPLACED:
            sheet.data_validation(first, 2, row - 1, 2, {"validate": "list", "source": f"={THEMES}", "error_title": self.form.say(forms.BAD_TITLE), "error_message": self.form.say(forms.BAD_CHOICE)})  # fmt: skip
        return row

    # -- common --

    def _keys(self, sheet: Sheet, key: str, columns: Sequence[str]) -> None:
        sheet.write_text(0, 0, PREFIX + key)
        for column, name in enumerate(columns, start=1):
            sheet.write_text(0, column, name)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.hide_gridlines(2)

    def _title(self, sheet: Sheet, key: str, columns: int, width: float) -> int:
        """Title, campaign and agency at the top; returns the next free row."""
        campaign, form = self.form.campaign, self.form
        lines = (
            (form.say(forms.TITLES[key]), self.look.title, 15, True),
            (campaign.title, self.look(font_size=12, text_wrap=True, valign="top", bold=True), 12, True),
            (
                form.agency.name,
                self.look(font_size=12, text_wrap=True, valign="top", font_color=MUTED),
                12,
                False,
            ),
        )
        row = 1
        for text, style, size, bold in lines:
            self._line(sheet, row, columns, text, style, width, size, bold)
            row += 1
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.set_row(row, 6)
        return row + 1

    def _line(self, sheet: Sheet, row: int, columns: int, text: str, style: Format, width: float, size: float, bold: bool = False) -> None:  # fmt: skip
        sheet.write_text(row, 0, FOR_PEOPLE)
        if columns > 1:
            sheet.merge_range(row, 1, row, columns, "", style)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, row_height([(text, width)], size=size, bold=bold) + 5)

    def _merged(self, sheet: Sheet, row: int, columns: int, text: str, style: Format, width: float) -> int:
        self._line(sheet, row, columns, text, style, width, 11)
        return row + 1

    def _input(self, **properties: object) -> Format:
        return self.look.boxed(**{"bg_color": INPUT, "locked": False, **properties})

    def _put(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        value: CellValue,
        style: Format,
        mark: Mark | None = None,
        properties: dict[str, object] | None = None,
    ) -> None:
        """A value as it was typed: a number stays one, everything else is text."""
        if mark is not None:
            style = self._input(**{**(properties or {}), **returned.fill_of(mark)})
            returned.note(sheet, row, column, mark)
        if isinstance(value, bool) or value is None or isinstance(value, str | int | float):
            sheet.write_value(row, column, str(value) if isinstance(value, ErrorValue) else value, style)
        elif isinstance(value, date):
            # Whatever the cell was made for, a day is shown as one.
            sheet.write_value(
                row, column, value, self._input(**{**(properties or {}), "num_format": "dd/mm/yyyy"})
            )
        else:
            sheet.write_text(row, column, typed_text(value), style)

    def _lock(self, sheet: Sheet, *, insert_rows: bool = False) -> None:
        sheet.protect(
            "",
            {
                "format_columns": True, "format_rows": True, "insert_rows": insert_rows, "sort": True,
                "autofilter": True, "select_locked_cells": True, "select_unlocked_cells": True,
            },
        )  # fmt: skip

    def _finish(self, sheet: Sheet, key: str, orientation: str, width: float, *, repeat: tuple[int, int] | None = None, insert_rows: bool = False, scale_for: int = 0) -> None:  # fmt: skip
        set_up_page(
            sheet, orientation=orientation, width=width, repeat=repeat, scale_for=scale_for,  # type: ignore[arg-type]
            footer=self.form.say(forms.FOOTER, agency=self.form.agency.short_name, sheet=self.names[key]),
            page_word=self.form.say(forms.PAGE),
        )  # fmt: skip
        self._lock(sheet, insert_rows=insert_rows)


def _filled(span: str) -> str:
    """An array: 1 where a cell of `span` holds a number or a word for zero."""
    return f"(ISNUMBER({span})+(TRIM({span})={ZERO_WORDS}))"


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
