"""Draws the form's sheets of texts: lines for each section, and the previous report's texts with cells for answers."""

from collections.abc import Sequence

from toolkit.form.contents import LINES, SPARE_LINES, UNPLACED, NarrativeLine
from toolkit.form.followup import FOLLOWUP, TYPED, row_key, texts, words_of
from toolkit.messages import forms
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn import returned
from toolkit.xlsx.drawn.canvas import STRUT, Canvas
from toolkit.xlsx.drawn.paper import Paper
from toolkit.xlsx.excel import Sheet
from toolkit.xlsx.look import MUTED, write_keys

#: The defined name of the list of themes.
THEMES = "Themes"


def draw(canvas: Canvas, sheet: Sheet) -> None:
    """Draw the sheet of the narrative."""
    form = canvas.form
    themed = bool(form.campaign.themes) or any(line.theme for line in canvas.filling.lines)
    # Without themes, the column of themes is hidden, and the text has its width.
    widths = (5.0, 20.0, 60.0, 18.0) if themed else (5.0, 0.0, 80.0, 18.0)
    write_keys(sheet, "statements", [FOR_PEOPLE, "theme", "text", "evidence"], widths)
    if not themed:
        sheet.set_column(2, 2, None, None, {"hidden": True})
    paper = Paper(canvas, sheet, widths)
    row = paper.draw_head(form.say(forms.TITLES["statements"]))
    row = canvas.put_merged(sheet, row, 4, form.statements_intro, canvas.look.hint, sum(widths))
    sheet.write_text(row, 0, FOR_PEOPLE)
    for column, key in enumerate(("number", "theme", "text", "evidence"), start=1):
        sheet.write_text(row, column, form.say(forms.COLUMNS[key]), canvas.look.heading)
    sheet.set_row(row, 36)
    heading = row
    row += 1
    for number, section in enumerate(form.sections, start=1):
        row = _draw_lines(canvas, sheet, row, form.heading(number, section), section.guidance, section.code, widths)
    if any(x.section == UNPLACED for x in canvas.filling.lines):
        row = _draw_lines(canvas, sheet, row, form.say(forms.UNPLACED), form.say(forms.UNPLACED_HINT), UNPLACED, widths)
    if not form.topics or not canvas.periods:
        paper.draw_foot(row)
    sheet.freeze_panes(heading + 1, 0)
    canvas.finish(sheet, "statements", "portrait", sum(widths), repeat=(heading, heading), insert_rows=True)


def _draw_lines(
    canvas: Canvas, sheet: Sheet, row: int, heading: str, guidance: str, code: str, widths: Sequence[float]
) -> int:
    """Draw one section's heading and lines; return the next free row."""
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.merge_range(row, 1, row, 4, "", canvas.look.group)
    sheet.write_text(row, 1, heading, canvas.look.group)
    sheet.set_row(row, max(22, canvas.row_height([(heading, sum(widths))], size=11, bold=True) + 6))
    row += 1
    if guidance:
        row = canvas.put_merged(sheet, row, 4, guidance, canvas.look.boxed(italic=True, font_color=MUTED), sum(widths))
    numbers = [n for n, x in enumerate(canvas.filling.lines) if x.section == code]
    lines = [canvas.filling.lines[n] for n in numbers]
    first, drawn = row, len(lines) if code == UNPLACED else max(LINES, len(lines) + SPARE_LINES)
    for number in range(1, drawn + 1):
        line = lines[number - 1] if number <= len(lines) else NarrativeLine(section=code)
        sheet.write_text(row, 0, code, canvas.look(font_size=STRUT))
        sheet.write_number(row, 1, number, canvas.look.boxed(align="center", font_color=MUTED))
        canvas.put(sheet, row, 2, line.theme, canvas.input_format())
        mark = canvas.marks.statement(numbers[number - 1]) if number <= len(lines) else None
        if number <= len(lines):
            canvas.layout.line_rows[numbers[number - 1]] = row
        if mark:
            sheet.write_text(row, 1, f"{returned.SIGN} {number}", canvas.look.boxed(align="center", bold=True))
        canvas.put(sheet, row, 3, line.text, canvas.input_format(), mark)
        canvas.put(sheet, row, 4, line.evidence, canvas.input_format(font_size=10))
        cells = [
            (typed_text(v), w) for v, w in zip((line.theme, line.text, line.evidence), widths[1:], strict=True) if w
        ]
        sheet.set_growing_row(row, max(18.0, canvas.row_height(cells, size=11) + 3))
        row += 1
    canvas.layout.section_rows[code] = (first, row - 1)
    if canvas.form.campaign.themes and code != UNPLACED:
        sheet.data_validation(
            first,
            2,
            row - 1,
            2,
            {
                "validate": "list",
                "source": f"={THEMES}",
                "error_title": canvas.form.say(forms.BAD_TITLE),
                "error_message": canvas.form.say(forms.BAD_CHOICE),
            },
        )
    return row


def draw_followup(canvas: Canvas, sheet: Sheet) -> None:
    """Draw the texts of the previous report, which are locked, with cells for the answers beside them."""
    form, look, widths = canvas.form, canvas.look, (5.0, 18.0, 42.0, 13.0, 25.0)
    write_keys(sheet, FOLLOWUP, [FOR_PEOPLE, "section", "text", *TYPED], widths)
    row = Paper(canvas, sheet, widths).draw_head(form.say(forms.TITLES[FOLLOWUP]))
    hint, *headings = texts(form)
    heading = canvas.put_merged(sheet, row, len(widths), hint, look.hint, sum(widths))
    for column, text in enumerate((FOR_PEOPLE, *headings)):
        sheet.write_text(heading, column, text, look.heading if column else None)
    sheet.set_row(heading, 36)
    known = {section.code: section.heading for section in form.campaign.sections}
    for number, earlier in enumerate(form.followup, start=1):
        row, key = heading + number, row_key(earlier.section, earlier.text)
        cells = (known.get(earlier.section, earlier.section), earlier.text, *canvas.filling.answers.get(key, ("", "")))
        sheet.write_text(row, 0, key, look(font_size=STRUT))
        sheet.write_number(row, 1, number, look.boxed(align="center", font_color=MUTED))
        for column, text in enumerate(cells, start=2):
            canvas.put(sheet, row, column, text or None, look.boxed() if column < 4 else canvas.input_format())
        shown = zip(cells, widths[1:], strict=True)
        sheet.set_growing_row(row, max(30.0, canvas.row_height(shown, size=11) + 3))
        canvas.layout.followup_rows[key] = row
    answers = {"validate": "list", "source": words_of(form.language)}
    refusal = {"error_title": form.say(forms.BAD_TITLE), "error_message": form.say(forms.BAD_CHOICE)}
    sheet.data_validation(heading + 1, 4, heading + len(form.followup), 4, answers | refusal)
    sheet.freeze_panes(heading + 1, 0)
    canvas.finish(sheet, FOLLOWUP, "portrait", sum(widths), repeat=(heading, heading))
