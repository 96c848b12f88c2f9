"""Draws the form's sheet of figures: a row for each indicator, a column for each period."""

from collections.abc import Iterable, Sequence
from typing import Literal

from toolkit.form.contents import ordinal, previous_heading
from toolkit.formula.expressions import Absent, Operand
from toolkit.language.numbers import format_number
from toolkit.messages import forms
from toolkit.model import CellValue, Indicator
from toolkit.spreadsheet.addresses import cell_name, column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.cell import typed_text
from toolkit.values.units import unit_of
from toolkit.xlsx.drawn import checks_sheet, returned
from toolkit.xlsx.drawn.canvas import STRUT, Canvas
from toolkit.xlsx.drawn.cell_tests import LONGEST_PROMPT, restrict
from toolkit.xlsx.drawn.formulas import FIRST_PERIOD, reads_percentages
from toolkit.xlsx.drawn.paper import Paper
from toolkit.xlsx.excel import Format, Sheet, clipped, fits, size_of
from toolkit.xlsx.look import (
    A4_LANDSCAPE_WIDEST,
    A4_PORTRAIT_WIDEST,
    GREY,
    MARK_FILL,
    MUTED,
    NAVY,
    RED_FILL,
    STEEL,
    number_format,
    page_breaks,
    print_scale,
    write_keys,
)
from toolkit.xlsx.measure import text_width

_DONG_WIDTH = 16.5  # the width of a column for thousands of billions of đồng
_DONG_WIDTH_OF_MANY = 14.5  # the same for hundreds of billions, in forms with many periods
_LEAST_LABEL = 32.0  # the least width of labels, which are narrowed beside such columns
_NUMBER, _WIDEST_LABEL = 7.0, 58.0  # the width of ordinal numbers, and the greatest width of labels on a portrait page
#: The most periods on a portrait page.
_UPRIGHT = 2
_INDENTS = (1, 2)  # the indents of a split's heading and of its parts
_INDENT = 1.5  # the characters that one indent takes


def draw(canvas: Canvas, sheet: Sheet) -> None:
    """Draw the sheet of figures."""
    form, count = canvas.form, len(canvas.periods)
    before = form.previous.periods
    canvas.layout.first_period = FIRST_PERIOD + len(before)
    _assign_rows(canvas, 0)
    widths, upright = _widths(canvas, count)
    paper = Paper(canvas, sheet, widths)
    total, note = canvas.layout.first_period + count, canvas.layout.first_period + count + 1
    keys = [FOR_PEOPLE, "label", "unit", *[FOR_PEOPLE] * len(before), *(p.key for p in canvas.periods), "total", "note"]
    write_keys(sheet, "figures", keys, widths)
    if count == 1:
        # With one period, its figure is also the total.
        sheet.set_column(total, total, None, None, {"hidden": True})
    row = paper.draw_head(form.say(forms.TITLES["figures"]))
    row = canvas.put_merged(sheet, row, len(keys), form.figures_intro, canvas.look.hint, sum(widths))
    row = canvas.put_merged(sheet, row, len(keys), form.say(forms.MARKS_HINT), canvas.look.hint, sum(widths))
    if before:
        row = canvas.put_merged(sheet, row, len(keys), form.say(forms.PREVIOUS_HINT), canvas.look.hint, sum(widths))
    if form.carried:
        hint = form.say(forms.CARRIED_HINT, sign=form.say(forms.CARRIED), confirmed=form.say(forms.CARRIED_CONFIRMED))
        row = canvas.put_merged(sheet, row, len(keys), hint, canvas.look.hint, sum(widths))
    sheet.write_text(row, 0, FOR_PEOPLE)
    columns = [form.say(forms.COLUMNS[key]) for key in ("number", "label", "unit")]
    columns += [previous_heading(p, form.language) for p in before]
    columns += [*form.period_labels, *(form.say(forms.COLUMNS[key]) for key in ("total", "note"))]
    for column, text in enumerate(columns, start=1):
        sheet.write_text(row, column, text, canvas.look.heading)
    shown = [(text, width) for text, width in zip(columns, widths, strict=True) if width]
    heading = max(33.0, canvas.row_height(shown, size=11, bold=True) + 3)
    sheet.set_row(row, heading)
    first = row = row + 1
    _assign_rows(canvas, first)
    blocks: list[tuple[int, list[float]]] = []
    numbered = len(form.topics) > 1
    for index, topic in enumerate(form.topics):
        title = f"{ordinal(index)}. {topic.title}" if numbered else topic.title
        blocks.append((row, [_draw_topic_row(canvas, sheet, row, title, note, widths)]))
        row += 1
        for indicator in topic.indicators:
            if above := form.heading_above(indicator):
                blocks.append((row, [_draw_split_row(canvas, sheet, row, above, note, widths)]))
                row += 1
            blocks[-1][1].append(_draw_figure_row(canvas, sheet, row, indicator, total, note, widths))
            row += 1
            if _is_long(indicator.guidance):
                style = canvas.look.boxed(italic=True, font_color=MUTED)
                row = canvas.put_merged(sheet, row, note, indicator.guidance, style, sum(widths))
                blocks[-1][1][-1] += canvas.row_height([(indicator.guidance, sum(widths))], size=11) + 5
    _highlight_marked(canvas, sheet, first, row - 1)
    _format_whole_numbers(canvas, sheet, total)
    sheet.ignore_errors({"number_stored_as_text": f"B{first + 1}:B{row}"})
    foot = row
    row = paper.draw_foot(row)
    blocks.append((foot, [sheet.row_sizes[n][0] for n in range(foot, row)]))
    sheet.freeze_panes(first, 3)
    orientation: Literal["portrait", "landscape"] = "portrait" if upright else "landscape"
    fits = upright or sum(widths) <= A4_LANDSCAPE_WIDEST
    if fits:
        scale = print_scale(orientation, sum(widths), len(widths))
        above = sum(sheet.row_sizes[n][0] for n in range(1, first - 1) if n in sheet.row_sizes) + heading
        breaks = page_breaks(blocks, above=above, heading=heading, scale=scale, orientation=orientation, whole=foot)
        sheet.set_h_pagebreaks(breaks)
    width, columns_on_page = sum(widths), len(widths) if fits else 0
    canvas.finish(sheet, "figures", orientation, width, repeat=(first - 1, first - 1), scale_for=columns_on_page)


def _assign_rows(canvas: Canvas, row: int) -> None:
    """Assign a row to each indicator, for formulas that refer to the row. `row`: the row of the first topic."""
    for topic in canvas.form.topics:
        row += 1
        for indicator in topic.indicators:
            row += bool(canvas.form.heading_above(indicator))
            canvas.layout.check_rows.setdefault(indicator.code, 1 + len(canvas.layout.check_rows))
            canvas.layout.figure_rows[indicator.code] = row
            row += 2 if _is_long(indicator.guidance) else 1


def _draw_topic_row(canvas: Canvas, sheet: Sheet, row: int, title: str, note: int, widths: Sequence[float]) -> float:
    """Draw the heading of a topic, which extends over the blank cells to its right; return the row's height."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_text(row, 1, "", canvas.look.group)
    on_one_line = text_width(title, bold=True) < sum(widths[1:-1]) * 7
    style = canvas.look.boxed(bold=True, font_color=NAVY, bg_color=STEEL, valign="vcenter", text_wrap=not on_one_line)
    sheet.write_text(row, 2, title, style)
    for column in range(3, note + 1):
        sheet.write_blank(row, column, None, canvas.look.group)
    height = 20.0 if on_one_line else canvas.row_height([(title, widths[1])], size=11, bold=True) + 5
    sheet.set_row(row, height)
    return height


def _draw_split_row(canvas: Canvas, sheet: Sheet, row: int, heading: str, note: int, widths: Sequence[float]) -> float:
    """Draw the heading of a split's parts; return the row's height."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    blank = canvas.look.boxed(valign="vcenter")
    sheet.write_blank(row, 1, None, blank)
    sheet.write_text(row, 2, heading, canvas.look.boxed(valign="vcenter", italic=True, indent=_INDENTS[0]))
    for column in range(3, note + 1):
        sheet.write_blank(row, column, None, blank)
    height = max(18.0, canvas.row_height([(heading, widths[1] - _INDENT * _INDENTS[0])], size=11) + 3)
    sheet.set_row(row, height)
    return height


def _widths(canvas: Canvas, count: int) -> tuple[list[float], bool]:
    """The columns' widths, and whether they fit a portrait page. Labels are narrowed for amounts in đồng, and for
    long numbers that are filled in."""
    form = canvas.form
    before = len(form.previous.periods)
    wide = count + before > 6
    label, period = (34.0, 9.5) if wide else (44.0, 11.0)
    earlier, total = 10.5, 12.0
    if any(_is_in_dong(i) for i in form.indicators):
        earlier = period = _DONG_WIDTH if count + before <= 3 else _DONG_WIDTH_OF_MANY
        total = period + 1
    earlier = max(earlier, _room_for(form.previous.values.values()))
    period = max(period, _room_for(canvas.filling.figures.values()))
    totals = (canvas.formulas.total(i, canvas.layout.figure_rows[i.code])[1] for i in form.indicators)
    total = max(total, _room_for(totals)) if count > 1 else 0.0
    remaining = [11.0, *[earlier] * before, *[period] * count, total, 22.0 if wide else 26.0]
    without_label = _NUMBER + sum(remaining)
    if count <= _UPRIGHT and without_label + _LEAST_LABEL <= A4_PORTRAIT_WIDEST:
        return [_NUMBER, min(_WIDEST_LABEL, A4_PORTRAIT_WIDEST - without_label), *remaining], True
    over = without_label + label - A4_LANDSCAPE_WIDEST
    return [_NUMBER, max(min(label, _LEAST_LABEL), label - max(over, 0.0)), *remaining], False


def _number(canvas: Canvas, indicator: Indicator) -> str:
    """The row's ordinal number, with a sign if any figure of the row is to be checked."""
    marked = not indicator.formula and any(canvas.marks.figure(indicator.code, p.key) for p in canvas.periods)
    number = canvas.form.numbers[indicator.code]
    return f"{returned.SIGN} {number}" if marked else number


def _room_for(values: Iterable[CellValue]) -> float:
    """The width that a column needs to show these numbers."""
    shown = (format_number(round(v, 6), "vi") for v in values if isinstance(v, int | float) and abs(v) < 1e15)
    return max((text_width(text, bold=True) * 1.05 / 7 + 0.7 for text in shown), default=0.0)


def _is_in_dong(indicator: Indicator) -> bool:
    unit = unit_of(indicator.unit, indicator.kind)
    return indicator.numeric and unit.money and unit.scale == 1


def _highlight_marked(canvas: Canvas, sheet: Sheet, first: int, last: int) -> None:
    """Make the table highlight the cells that the live list names, whose marks are looked up by their keys."""
    if not canvas.layout.figure_rows:
        return
    left, right = canvas.layout.first_period, canvas.layout.first_period + len(canvas.periods) - 1
    mark = (
        f"INDEX({checks_sheet.MARKS},MATCH($A{first + 1},{checks_sheet.MARK_CODES},0),MATCH({column_name(left)}$1,"
        f"{checks_sheet.MARK_PERIODS},0))"
    )
    for level, fill in ((2, RED_FILL), (1, MARK_FILL)):
        options = {"type": "formula", "criteria": f"={mark}={level}", "format": canvas.look(bg_color=fill)}
        sheet.conditional_format(first, left, last, right, options)


def _format_whole_numbers(canvas: Canvas, sheet: Sheet, total: int) -> None:
    """Show whole numbers without decimals in cells with optional decimals: Excel would show a bare decimal sign."""
    left, rows = FIRST_PERIOD, canvas.layout.figure_rows
    loose = sorted(rows[i.code] for i in canvas.form.indicators if i.kind in ("money", "decimal"))
    if not loose:
        return
    runs = [[loose[0], loose[0]]]
    for row in loose[1:]:
        if row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    first = cell_name(runs[0][0], left)
    cells = " ".join(f"{cell_name(start, left)}:{cell_name(end, total)}" for start, end in runs)
    sheet.conditional_format(
        runs[0][0],
        left,
        runs[0][1],
        total,
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({first}),{first}=INT({first}))",
            "format": canvas.look(num_format="#,##0"),
            "multi_range": cells,
        },
    )


def _draw_figure_row(
    canvas: Canvas, sheet: Sheet, row: int, indicator: Indicator, total: int, note: int, widths: Sequence[float]
) -> float:
    """Draw one indicator's row; return its height."""
    form, computed = canvas.form, bool(indicator.formula)
    known = indicator.known_of(form.agency) is not None
    label = form.label(indicator)
    sheet.write_text(row, 0, indicator.code, canvas.look(font_size=STRUT))
    indent = _INDENTS[1] if indicator.part_of else 0
    look: dict[str, object] = {"bg_color": GREY} if computed else {"indent": indent} if indent else {}
    plain = canvas.look.boxed(valign="vcenter", **look)
    number = _number(canvas, indicator)
    marked = number != form.numbers[indicator.code]
    sheet.write_text(row, 1, number, canvas.look.boxed(valign="vcenter", align="center", bold=marked))
    sheet.write_text(row, 2, label, plain)
    sheet.write_text(row, 3, indicator.unit, canvas.look.boxed(valign="vcenter", align="center"))
    number_style: dict[str, object] = {
        "num_format": number_format(indicator.kind),
        "align": "right" if indicator.numeric else "center",
        "valign": "vcenter",
    }
    grey = canvas.look.boxed(bg_color=GREY, **number_style)
    if reads_percentages(indicator):
        # In a cell with the General format a typed % stays visible.
        number_style["num_format"] = "General"
    for column, period in enumerate(form.previous.periods, start=FIRST_PERIOD):
        style = canvas.look.boxed(**{**number_style, "font_color": MUTED, "bg_color": GREY, "italic": True})
        sheet.write_value(row, column, form.previous.values.get((indicator.code, period.key)), style)
    for column, period in enumerate(canvas.periods, start=canvas.layout.first_period):
        if computed:
            formula = canvas.formulas.computed_formula(indicator, period.key)
            _write_result(sheet, row, column, formula, canvas.formulas.operand(indicator.code, period.key), grey)
        else:
            mark = canvas.marks.figure(indicator.code, period.key)
            if known:
                sheet.write_value(row, column, form.known[indicator.code, period.key], grey)
                continue
            content = canvas.filling.figures.get((indicator.code, period.key))
            canvas.put(sheet, row, column, content, canvas.input_format(**number_style), mark, number_style)
    formula, value = canvas.formulas.total(indicator, row)
    if formula:
        _write_result(sheet, row, total, formula, Absent.MISSING if value is None else value, grey)
    else:
        sheet.write_blank(row, total, None, grey)
    note_value = canvas.filling.notes.get(indicator.code)
    canvas.put(sheet, row, note, note_value, canvas.input_format(valign="vcenter", font_size=10))
    if indicator.code in form.carried_codes:
        _offer_confirmation(canvas, sheet, row, note)
    typed = [typed_text(canvas.filling.figures.get((indicator.code, p.key))) for p in canvas.periods]
    choices = indicator.choices if indicator.kind == "choice" else ()
    cells = [
        *((choice, widths[-3]) for choice in choices),
        (label, widths[1] - _INDENT * indent),
        (indicator.unit, widths[2]),
        (typed_text(note_value), widths[-1] * 1.05),
        *((t, widths[-3]) for t in typed),
    ]
    height = max(18.0, canvas.row_height(cells, size=11) + 3)
    sheet.set_growing_row(row, height)
    if not computed and not known:
        first = canvas.layout.first_period
        area = (row, first, row, first + len(canvas.periods) - 1)
        restrict(sheet, canvas.form, indicator, area, indicator.code)
    return height


def _offer_confirmation(canvas: Canvas, sheet: Sheet, row: int, note: int) -> None:
    """Offer in the note's cell the confirmation of carried figures; other notes are accepted too."""
    form = canvas.form
    confirmed = form.say(forms.CARRIED_CONFIRMED)
    prompt = form.say(forms.CARRIED_PROMPT, confirmed=confirmed)
    options = {"validate": "list", "source": [confirmed], "show_error": False, "ignore_blank": True}
    options |= {"input_title": form.say(forms.CARRIED_PROMPT_TITLE), "input_message": clipped(prompt, LONGEST_PROMPT)}
    sheet.data_validation(row, note, row, note, options)


def _write_result(sheet: Sheet, row: int, column: int, formula: str, value: Operand, style: Format) -> None:
    shown = "" if isinstance(value, Absent) else value
    if fits(formula):
        sheet.write_formula_value(row, column, formula, shown, style)
    else:
        sheet.write_value(row, column, shown, style)


def _is_long(guidance: str) -> bool:
    """Whether the guidance is too long for a prompt: then it is printed below the indicator's row."""
    return size_of(guidance) > LONGEST_PROMPT
