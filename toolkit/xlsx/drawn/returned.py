"""Draws the first sheet of a returned form: each line states what is wrong, where, and what to do, with a link."""

from toolkit.form.contents import NOTED_BY, OUTSIDE, Form, Mark, Marks, ReturnLine, print_marks
from toolkit.messages import Text, forms
from toolkit.messages.masters import REASONS
from toolkit.model import RESEND_REASON, SEVERITIES, Leftover
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Sheet
from toolkit.xlsx.look import AMBER, AMBER_FILL, INPUT, MUTED, RED, RED_FILL, Look, set_up_page, write_keys
from toolkit.xlsx.measure import row_height

#: The sign beside a highlighted row, for people who print in black and white or cannot see colours.
SIGN = "⚠"
_WIDTHS = (5.0, 11.0, 34.0, 26.0, 46.0, 36.0, 7.0)
_COLUMNS = ("number", "severity", "where", "typed", "problem", "fix", "open")
#: The hidden column after these columns, with the marks of what each row prints.
_MARKS = len(_COLUMNS) + 1


def mark_colours(mark: Mark) -> dict[str, object]:
    """The colours of a marked cell."""
    red = mark.severity == "error"
    return {"bg_color": RED_FILL if red else AMBER_FILL, "font_color": RED if red else AMBER, "bold": True}


def write_note(sheet: Sheet, row: int, column: int, mark: Mark) -> None:
    """Write the note on a highlighted cell, large enough for its text."""
    text = mark.text if len(mark.text) <= 1500 else mark.text[:1499] + "…"
    height = 20 + row_height([(text, 44)], size=10) * 96 / 72
    sheet.write_comment(
        row,
        column,
        text,
        {
            "x_scale": 1,
            "width": 330,
            "height": height,
            "author": NOTED_BY,
            "font_name": "Times New Roman",
            "font_size": 10,
        },
    )


def draw(sheet: Sheet, look: Look, form: Form, lines: tuple[tuple[ReturnLine, str], ...], marks: Marks) -> None:
    """Draw the sheet. `lines`: each with the cell to which it links (`'Số liệu'!E7`), or ""."""
    confirm = marks.confirm
    lines = tuple(sorted(lines, key=lambda pair: SEVERITIES.index(pair[0].mark.severity)))
    write_keys(sheet, "returned", [*_COLUMNS, "printed"], _WIDTHS)
    sheet.set_column(_MARKS, _MARKS, None, None, {"hidden": True})
    heads = (
        (form.say(forms.CONFIRM_TITLE if confirm else forms.TITLES["to_fix"]), look.title, 15),
        (form.agency.name, look(font_size=12, font_color=MUTED), 12),
        (_intro(form, lines, marks), look(text_wrap=True, valign="top"), 11),
    )
    for row, (text, style, size) in enumerate(heads, start=1):
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.merge_range(row, 1, row, 7, "", style)
        sheet.write_text(row, 1, text, style)
        sheet.write_text(row, _MARKS, print_marks(text))
        sheet.set_row(row, row_height([(text, sum(_WIDTHS))], size=size) + 6)
    sheet.write_text(4, 0, FOR_PEOPLE)
    headings = [form.say(forms.COLUMNS[key]) for key in _COLUMNS]
    for column, text in enumerate(headings, start=1):
        sheet.write_text(4, column, text, look.heading)
    sheet.write_text(4, _MARKS, print_marks(*headings))
    sheet.set_row(4, 24)
    for row, (line, target) in enumerate(lines, start=5):
        _draw_line(sheet, look, form, row, line, target)
    sheet.freeze_panes(5, 0)
    set_up_list(sheet, form, forms.CONFIRM_SHEET if confirm else forms.SHEETS["to_fix"], sum(_WIDTHS), 4)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})


def set_up_list(sheet: Sheet, form: Form, name: Text, width: float, headings: int) -> None:
    """Set up a list's page: landscape, with the headings repeated on each page."""
    footer = form.say(forms.FOOTER, agency=form.agency.short_name, sheet=form.say(name))
    repeat = (headings, headings)
    page_word = form.say(forms.PAGE)
    set_up_page(sheet, orientation="landscape", width=width, repeat=repeat, page_word=page_word, footer=footer)


def _draw_line(sheet: Sheet, look: Look, form: Form, row: int, line: ReturnLine, target: str) -> None:
    red = line.mark.severity == "error"
    where = where_of(form, line, target)
    severity = form.say(forms.SEVERITY[line.mark.severity])
    typed = typed_text_shown(line)
    texts = (severity, where, typed, line.what, line.fix)
    sheet.write_text(row, 0, FOR_PEOPLE)
    sheet.write_number(row, 1, row - 4, look.centred)
    sheet.write_text(row, 2, severity, look.boxed(bold=True, font_color=RED if red else AMBER))
    for column, text in enumerate(texts[1:], start=3):
        sheet.write_text(row, column, text, look.text)
    opened = form.say(forms.COLUMNS["open"]) if target else ""
    sheet.write_text(row, _MARKS, print_marks(row - 4, *texts, opened))
    if target:
        sheet.write_formula_value(row, 7, f'=HYPERLINK("#{target}","{opened}")', opened, look.link)
    else:
        sheet.write_blank(row, 7, None, look.text)
    sheet.set_row(row, row_height(list(zip(texts, _WIDTHS[1:6], strict=True)), size=11) + 4)


def returned_intro(form: Form, marks: Marks) -> str:
    """The sentence above the list of a returned form."""
    deadline = form.campaign.deadline
    due = forms.RETURNED_OVERDUE if marks.overdue else forms.RETURNED_DUE
    reason = ""
    if reasons_of(form, marks):
        label, sheet = form.say(forms.INFO[RESEND_REASON]), form.say(forms.SHEETS["info"])
        reason = form.say(forms.RETURNED_REASON, label=label, sheet=sheet)
    due_words = form.say(due, deadline=deadline.strftime("%d/%m/%Y")) if deadline else ""
    return form.say(forms.RETURNED_INTRO, due=due_words, reason=reason)


def reasons_of(form: Form, marks: Marks) -> list[str]:
    """The reasons that a returned form offers for sending it again; [] for other forms."""
    goes_back = bool(marks.lines) and not marks.confirm
    return [w.text for w in form.campaign.words if w.kind == RESEND_REASON] if goes_back else []


def typed_text_shown(line: ReturnLine) -> str:
    """What was typed, as a list shows it: in full if no other cell shows it."""
    typed = line.typed if line.quoted else " ".join(line.typed.split())
    return typed if len(typed) <= 200 or line.quoted else typed[:199] + "…"


def _intro(form: Form, lines: tuple[tuple[ReturnLine, str], ...], marks: Marks) -> str:
    if marks.confirm:
        count = sum(len(line.figures) for line, _ in lines)
        rows = sum(len(line.table_cells) for line, _ in lines)
        parted = sum(line.line is not None for line, _ in lines)
        figures = form.say(forms.CONFIRM_INTRO, count=count, note=form.say(forms.UNCONFIRMED)) if count else ""
        listed = form.say(forms.CONFIRM_ROWS, count=rows, sign=form.say(forms.ROW_CARRIED)) if rows else ""
        return " ".join(filter(None, [figures, listed, form.say(forms.CONFIRM_PARTED, count=parted) if parted else ""]))
    return returned_intro(form, marks)


# --- What was filled in outside the form ---------------------------------------------------------

_OUTSIDE_WIDTHS = (18.0, 9.0, 70.0, 30.0)
#: On the sheet of cells outside the form, the row of the first cell listed, counted from 0.
OUTSIDE_FIRST = 4
_OUTSIDE_COLUMNS = ("sheet", "cell", "value", "reason")


def draw_outside(sheet: Sheet, look: Look, form: Form, outside: tuple[Leftover, ...]) -> None:
    """Draw every cell that was filled outside the form, in full; a row's key is the reason why the cell is not read."""
    width = sum(_OUTSIDE_WIDTHS)
    write_keys(sheet, OUTSIDE, widths=_OUTSIDE_WIDTHS)
    for column, key in enumerate(_OUTSIDE_COLUMNS, start=1):
        sheet.write_text(0, column, key)
        sheet.write_text(3, column, form.say(forms.COLUMNS[f"outside_{key}"]), look.heading)
    heads = ((form.say(forms.TITLES[OUTSIDE]), look.title, 15), (form.say(forms.OUTSIDE_INTRO), look.hint, 11))
    for row, (text, style, size) in enumerate(heads, start=1):
        sheet.merge_range(row, 1, row, len(_OUTSIDE_WIDTHS), "", style)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, row_height([(text, width)], size=size) + 6)
    for row in range(1, 4):
        sheet.write_text(row, 0, FOR_PEOPLE)
    typed = look.boxed(bg_color=INPUT, locked=False)
    for row, left in enumerate(outside, start=OUTSIDE_FIRST):
        reason = form.say(REASONS[left.reason])
        sheet.write_text(row, 0, left.reason)
        sheet_of, _, cell = left.origin.rpartition("!")
        origin = sheet_of or left.sheet
        sheet.write_text(row, 1, origin, look.text)
        sheet.write_text(row, 2, cell or left.cell, look.text)
        sheet.write_text(row, 3, left.value, typed)
        sheet.write_text(row, 4, reason, look.text)
        sheet.set_row(row, row_height([(origin, 18.0), (left.value, 70.0), (reason, 30.0)], size=11) + 4)
    sheet.freeze_panes(4, 0)
    set_up_list(sheet, form, forms.SHEETS[OUTSIDE], width, 3)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})


def where_of(form: Form, line: ReturnLine, target: str) -> str:
    """A finding's position in words: the name of the indicator or section, and the cell."""
    campaign = form.campaign
    parts = []
    section = campaign.section_by_code.get(line.section or "")
    if line.line is not None and section:
        parts.append(section.heading)
    elif line.figures:
        indicator = campaign.indicator_by_code[line.figures[0][0]]
        parts.append(form.number_and_label(indicator))
        labels = dict(zip((p.key for p in campaign.periods), form.period_labels, strict=True))
        parts.append(", ".join(dict.fromkeys(labels.get(period, period) for _, period in line.figures)))
    elif line.table:
        table = campaign.table_by_code[line.table]
        if not target:  # a target would include the sheet's name
            parts.append(table.heading)
        if line.table_column:
            parts.append(table.column_by_code[line.table_column].label)
    elif section:
        parts.append(section.heading)
    elif line.info:
        parts.append(form.say(forms.INFO[line.info]))
    return " – ".join([*parts, target.replace("'", "").replace("!", " ")] if target else parts)
