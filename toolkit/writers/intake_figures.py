"""Draws the form's sheet of figures: a row for each indicator, a column for each period."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.form import Form, previous_heading, wanted
from toolkit.formulas import Absent, Operand
from toolkit.keyed import FOR_PEOPLE, cell_name, column_name
from toolkit.messages import forms
from toolkit.model import Indicator
from toolkit.units import unit_of
from toolkit.values import typed_text
from toolkit.writers import returned, to_fix
from toolkit.writers.celltests import YES_NO, choices_name, usable
from toolkit.writers.excel import Format, Sheet
from toolkit.writers.intake_canvas import STRUT, Canvas
from toolkit.writers.intake_formulas import FIRST_PERIOD, says_percentage
from toolkit.writers.look import (
    A4_LANDSCAPE_WIDEST,
    GREY,
    MARK_FILL,
    MUTED,
    RED_FILL,
    number_format,
    page_breaks,
    print_scale,
    write_keys,
)
from toolkit.writers.measure import row_height

#: Room for hundreds of thousands of millions of đồng; and the least for labels that make room for amounts.
_DONG_WIDTH, _LEAST_LABEL = 14.5, 32.0


def draw(canvas: Canvas, sheet: Sheet) -> None:
    form, count = canvas.form, len(canvas.periods)
    before = form.previous.periods
    canvas.layout.first_period = FIRST_PERIOD + len(before)
    widths = _widths(form, count)
    total, note = canvas.layout.first_period + count, canvas.layout.first_period + count + 1
    keys = [FOR_PEOPLE, "label", "unit", *[FOR_PEOPLE] * len(before), *(p.key for p in canvas.periods), "total", "note"]  # fmt: skip
    write_keys(sheet, "figures", keys, widths)
    row = canvas.title(sheet, "figures", len(keys), sum(widths))
    row = canvas.merged(sheet, row, len(keys), form.figures_intro, canvas.look.hint, sum(widths))
    row = canvas.merged(sheet, row, len(keys), form.say(forms.MARKS_HINT), canvas.look.hint, sum(widths))
    if before:
        row = canvas.merged(sheet, row, len(keys), form.say(forms.PREVIOUS_HINT), canvas.look.hint, sum(widths))  # fmt: skip
    sheet.write_text(row, 0, FOR_PEOPLE)
    columns = [form.say(forms.COLUMNS[key]) for key in ("code", "label", "unit")]
    columns += [previous_heading(p, form.language) for p in before]
    columns += [*form.period_labels, *(form.say(forms.COLUMNS[key]) for key in ("total", "note"))]
    for column, text in enumerate(columns, start=1):
        sheet.write_text(row, column, text, canvas.look.heading)
    sheet.set_row(row, 33)
    first = row + 1
    at = first
    for topic in form.topics:
        at += 1
        for indicator in topic.indicators:
            canvas.layout.figure_rows[indicator.code] = at
            canvas.layout.check_rows[indicator.code] = 1 + len(canvas.layout.check_rows)
            at += 1
    row = first
    blocks: list[tuple[int, list[float]]] = []
    for topic in form.topics:
        blocks.append((row, [20.0]))
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.write_text(row, 1, "", canvas.look.group)
        sheet.write_text(row, 2, topic.title, canvas.look.group)
        for column in range(3, note + 1):
            sheet.write_blank(row, column, None, canvas.look.group)
        sheet.set_row(row, 20)
        row += 1
        for indicator in topic.indicators:
            blocks[-1][1].append(_figure_row(canvas, sheet, row, indicator, total, note, widths))
            row += 1
    _marks(canvas, sheet, first, row - 1)
    sheet.freeze_panes(first, 3)
    fits = sum(widths) <= A4_LANDSCAPE_WIDEST
    if fits:
        scale = print_scale("landscape", sum(widths), len(widths))
        sheet.set_h_pagebreaks(
            page_breaks(blocks, above=150.0, heading=33.0, scale=scale, orientation="landscape")
        )
    canvas.finish(sheet, "figures", "landscape", sum(widths), repeat=(first - 1, first - 1), scale_for=len(widths) if fits else 0)  # fmt: skip


def _widths(form: Form, count: int) -> list[float]:
    """The columns' widths: amounts in plain đồng have more digits, and the labels make room for them."""
    before = len(form.previous.periods)
    wide = count + before > 6
    label, period = (34.0, 9.5) if wide else (44.0, 11.0)
    earlier, total = 10.5, 12.0
    if any(_in_dong(i) for i in form.indicators):
        earlier = period = _DONG_WIDTH
        total = _DONG_WIDTH + 1
    others = [11.0, *[earlier] * before, *[period] * count, total, 22.0 if wide else 26.0]
    over = 7.0 + label + sum(others) - A4_LANDSCAPE_WIDEST
    return [7.0, max(min(label, _LEAST_LABEL), label - max(over, 0.0)), *others]


def _in_dong(indicator: Indicator) -> bool:
    unit = unit_of(indicator.unit, indicator.kind)
    return indicator.numeric and unit.money and unit.scale == 1


def _marks(canvas: Canvas, sheet: Sheet, first: int, last: int) -> None:
    """The table marks its own cells as long as they are in the list of what to fix: found by their keys."""
    if not canvas.layout.figure_rows:
        return
    left, right = canvas.layout.first_period, canvas.layout.first_period + len(canvas.periods) - 1
    mark = f"INDEX({to_fix.MARKS},MATCH($A{first + 1},{to_fix.MARK_CODES},0),MATCH({column_name(left)}$1,{to_fix.MARK_PERIODS},0))"  # fmt: skip
    for level, fill in ((2, RED_FILL), (1, MARK_FILL)):
        sheet.conditional_format(
            first, left, last, right, {"type": "formula", "criteria": f"={mark}={level}", "format": canvas.look(bg_color=fill)}
        )  # fmt: skip


def _figure_row(canvas: Canvas, sheet: Sheet, row: int, indicator: Indicator, total: int, note: int, widths: Sequence[float]) -> float:  # fmt: skip
    """Draw one indicator's row; returns its height."""
    form, computed = canvas.form, bool(indicator.formula)
    label = form.label(indicator)
    sheet.write_text(row, 0, indicator.code, canvas.look(font_size=STRUT))
    plain = (
        canvas.look.boxed(valign="vcenter", bg_color=GREY)
        if computed
        else canvas.look.boxed(valign="vcenter")
    )
    sheet.write_text(row, 1, indicator.code, canvas.look.boxed(valign="vcenter", align="center", font_color=MUTED, font_size=9, text_wrap=False, shrink=True))  # fmt: skip
    sheet.write_text(row, 2, label, plain)
    sheet.write_text(row, 3, indicator.unit, canvas.look.boxed(valign="vcenter", align="center"))
    marked = False
    number_style: dict[str, object] = {"num_format": number_format(indicator.kind), "align": "right" if indicator.numeric else "center", "valign": "vcenter"}  # fmt: skip
    grey = canvas.look.boxed(bg_color=GREY, **number_style)
    if says_percentage(indicator):
        # In a cell without a format of its own, what is typed with a % stays to be seen as such.
        number_style["num_format"] = "General"
    for column, period in enumerate(form.previous.periods, start=FIRST_PERIOD):
        style = canvas.look.boxed(**{**number_style, "font_color": MUTED, "bg_color": GREY, "italic": True})
        sheet.write_value(row, column, form.previous.values.get((indicator.code, period.key)), style)
    for column, period in enumerate(canvas.periods, start=canvas.layout.first_period):
        if computed:
            _result(sheet, row, column, canvas.formulas.derived(indicator, period.key), canvas.formulas.operand(indicator.code, period.key), grey)  # fmt: skip
        else:
            mark = canvas.marks.figure(indicator.code, period.key)
            marked = marked or mark is not None
            given = canvas.filling.figures.get((indicator.code, period.key))
            canvas.put(sheet, row, column, given, canvas.input(**number_style), mark, number_style)
    if marked:
        style = canvas.look.boxed(valign="vcenter", align="center", font_size=9, bold=True, text_wrap=False, shrink=True)  # fmt: skip
        sheet.write_text(row, 1, f"{returned.SIGN} {indicator.code}", style)
    formula, value = canvas.formulas.total(indicator, row)
    if formula:
        _result(sheet, row, total, formula, Absent.MISSING if value is None else value, grey)
    else:
        sheet.write_blank(row, total, None, grey)
    note_value = canvas.filling.notes.get(indicator.code)
    canvas.put(sheet, row, note, note_value, canvas.input(valign="vcenter", font_size=10))
    typed = [typed_text(canvas.filling.figures.get((indicator.code, p.key))) for p in canvas.periods]
    choices = indicator.choices if indicator.kind == "choice" else ()
    cells = [*((choice, widths[-3]) for choice in choices), (label, widths[1]), (indicator.unit, widths[2]), (typed_text(note_value), widths[-1] * 1.05), *((t, widths[-3]) for t in typed)]  # fmt: skip
    height = max(21, row_height(cells, size=11) + 5)
    sheet.set_growing_row(row, height)
    if not computed:
        _validate(canvas, sheet, row, indicator)
    return height


def _validate(canvas: Canvas, sheet: Sheet, row: int, indicator: Indicator) -> None:
    form = canvas.form
    first, last = canvas.layout.first_period, canvas.layout.first_period + len(canvas.periods) - 1
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


def _result(sheet: Sheet, row: int, column: int, formula: str, value: Operand, style: Format) -> None:
    shown = "" if isinstance(value, Absent) else value
    sheet.write_formula_value(row, column, formula, shown, style)


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
