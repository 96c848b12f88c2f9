"""Draws one agency's intake workbook: blank, drafted, or returned with what the agency sent."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from toolkit.form.carried import CARRIED_PREFIX, CARRIED_ROWS_PREFIX, marks_as_text
from toolkit.form.contents import (
    BLANK,
    DECIMAL_SIGN,
    INFO_KEYS,
    NO_MARKS,
    OUTSIDE,
    PREVIOUS_PREFIX,
    PROPERTY_PREFIX,
    UNPLACED,
    Filling,
    Form,
    Marks,
    previous_as_text,
    with_decimal_sign,
)
from toolkit.form.followup import FOLLOWUP, FOLLOWUP_PREFIX, row_key
from toolkit.form.tables import TABLE_PREFIX
from toolkit.messages import forms
from toolkit.model import RESEND_REASON, CellValue, Value
from toolkit.spreadsheet.addresses import column_name
from toolkit.spreadsheet.keyed import FOR_PEOPLE, PREFIX
from toolkit.values.cell import typed_text
from toolkit.xlsx.drawn import figures as intake_figures
from toolkit.xlsx.drawn import returned, to_fix
from toolkit.xlsx.drawn import statements as intake_statements
from toolkit.xlsx.drawn import tables as intake_tables
from toolkit.xlsx.drawn.canvas import STRUT, Canvas
from toolkit.xlsx.drawn.cell_tests import (
    DECIMAL_SIGN_FORMULA,
    GAP_WORDS,
    NUMBER_WORDS,
    YES_NO,
    ZERO_WORDS,
    answers,
    choices_name,
    trimmed,
)
from toolkit.xlsx.drawn.paper import ISSUED_AT, exclude_from_print
from toolkit.xlsx.drawn.sent_points import target_of
from toolkit.xlsx.drawn.table_checks import accepted_name, accepted_values
from toolkit.xlsx.excel import Book, Format, Sheet, quoted
from toolkit.xlsx.look import MUTED, write_keys
from toolkit.xlsx.measure import RowHeight, row_height

#: The defined name of the list of reasons for sending a form again.
_REASONS = "Resend_reasons"


def write_intake(
    path: Path | BinaryIO,
    form: Form,
    filling: Filling = BLANK,
    marks: Marks = NO_MARKS,
    *,
    row_height: RowHeight = row_height,
) -> None:
    """Write the workbook to `path`. Formulas are stored with their results; the same form gives the same bytes.

    With `marks`, it is a returned form: a first sheet lists the marks, and their cells are highlighted.
    """
    properties = {PROPERTY_PREFIX + key: value for key, value in form.meta.items()}
    created = form.campaign.issued or date(2000, 1, 1)
    book = Book(
        path,
        created=datetime(created.year, created.month, created.day),
        title=form.campaign.title,
        author=_lead_agency_name(form),
        properties=properties,
        lock_structure=True,
    )
    with book:
        _draw(Canvas(book, form, filling, marks, row_height))


def _lead_agency_name(form: Form) -> str:
    lead = form.campaign.agency_by_code.get(form.campaign.lead_agency)
    return lead.name if lead else form.campaign.lead_agency


def _draw(canvas: Canvas) -> None:
    has_figures = bool(canvas.form.topics) and bool(canvas.periods)
    has_statements = bool(canvas.form.sections) or any(x.section == UNPLACED for x in canvas.filling.lines)
    # A returned form begins with the live list, including points that only reading the file reports; a drafted form
    # begins with its proposals.
    points = bool(canvas.marks.lines) and not canvas.marks.confirm
    proposed = [canvas.book.sheet(canvas.names["returned"])] if canvas.marks.confirm and canvas.marks.lines else []
    first = [canvas.book.sheet(canvas.names["to_fix"])] if points else proposed
    sheets = {"guide": canvas.book.sheet(canvas.names["guide"]), "info": canvas.book.sheet(canvas.names["info"])}
    if has_figures:
        sheets["figures"] = canvas.book.sheet(canvas.names["figures"])
    for table in canvas.form.tables:
        sheets[TABLE_PREFIX + table.code] = canvas.book.sheet(canvas.names[TABLE_PREFIX + table.code])
    if has_statements:
        sheets["statements"] = canvas.book.sheet(canvas.names["statements"])
    if canvas.form.followup:
        sheets[FOLLOWUP] = canvas.book.sheet(canvas.names[FOLLOWUP])
    sheets["to_fix"] = first[0] if points else canvas.book.sheet(canvas.names["to_fix"])
    if canvas.filling.outside:
        returned.draw_outside(
            canvas.book.sheet(canvas.names[OUTSIDE]), canvas.look, canvas.form, canvas.filling.outside
        )
    _draw_lists(canvas)
    _draw_guide(canvas, sheets["guide"])
    _draw_info(canvas, sheets["info"])
    if has_figures:
        intake_figures.draw(canvas, sheets["figures"])
    for table in canvas.form.tables:
        intake_tables.draw(canvas, sheets[TABLE_PREFIX + table.code], table)
    if has_statements:
        intake_statements.draw(canvas, sheets["statements"])
    if canvas.form.followup:
        intake_statements.draw_followup(canvas, sheets[FOLLOWUP])
    to_fix.draw(canvas, sheets["to_fix"])
    _draw_meta(canvas)
    if canvas.marks.lines:
        # In a returned form, this hidden sheet serves to recognise the form's notes and list when it comes in again.
        sheet = canvas.book.sheet(canvas.names["returned"]) if points else proposed[0]
        lines = tuple((x, target_of(canvas, x)) for x in canvas.marks.lines)
        returned.draw(sheet, canvas.look, canvas.form, lines, canvas.marks)
        if points:
            sheet.very_hidden()
    (first or [sheets["guide"]])[0].activate()


def _draw_lists(canvas: Canvas) -> None:
    sheet = canvas.book.add_worksheet(canvas.names["lists"])
    sheet.write_text(0, 0, f"{PREFIX}lists")
    columns: dict[str, Sequence[CellValue]] = {
        NUMBER_WORDS: canvas.form.number_words,
        ZERO_WORDS: canvas.form.number_words[:1],
        GAP_WORDS: canvas.form.gap_words,
        intake_statements.THEMES: [t.label for t in canvas.form.campaign.themes],
        ISSUED_AT: [canvas.form.issued_at],
        YES_NO: [canvas.form.say(forms.YES), canvas.form.say(forms.NO), *canvas.form.gap_words],
    }
    if reasons := returned.reasons_of(canvas.form, canvas.marks):
        columns[_REASONS] = reasons
    for indicator in canvas.form.indicators:
        if indicator.kind == "choice":
            columns[choices_name(indicator)] = answers(canvas.form, indicator)
    for table in canvas.form.tables:
        for table_column in table.columns:
            indicator = table.as_indicator(table_column)
            if table_column.kind == "choice":
                columns[choices_name(indicator)] = answers(canvas.form, indicator)
            if accepted := accepted_values(canvas.form, table, table_column, canvas.filling):
                columns[accepted_name(indicator)] = [trimmed(v) if isinstance(v, str) else v for v in accepted]
    for column, (name, values) in enumerate(columns.items(), start=1):
        sheet.write_text(0, column, name)
        for row, value in enumerate(values, start=1):
            sheet.write_value(row, column, value if isinstance(value, str | int | float | date) else typed_text(value))
        if values:
            letter = column_name(column)
            canvas.book.define_name(name, f"='{canvas.names['lists']}'!${letter}$2:${letter}${len(values) + 1}")
    sheet.very_hidden()
    canvas.lock(sheet)


def _draw_meta(canvas: Canvas) -> None:
    sheet = canvas.book.add_worksheet(canvas.names["meta"])
    sheet.write_text(0, 0, f"{PREFIX}meta")
    sheet.write_text(0, 1, "value")
    extra = {
        f"{PREVIOUS_PREFIX}{i.code}": previous_as_text(canvas.form.previous, i.code) for i in canvas.form.indicators
    }
    carried: dict[str, dict[str, Value]] = {}
    for (code, period), value in canvas.form.carried.items():
        carried.setdefault(f"{CARRIED_PREFIX}{code}", {})[period] = value
    extra |= {key: marks_as_text(figures) for key, figures in carried.items()}
    extra |= {f"{CARRIED_ROWS_PREFIX}{code}": str(len(rows)) for code, rows in canvas.form.carried_rows.items()}
    extra |= {FOLLOWUP_PREFIX + row_key(x.section, x.text): x.text for x in canvas.form.followup}
    rows = [*canvas.form.meta.items(), *((key, text) for key, text in extra.items() if text)]
    for row, (key, value) in enumerate(rows, start=1):
        sheet.write_text(row, 0, key)
        sheet.write_text(row, 1, value)
    sheet.very_hidden()
    canvas.lock(sheet)


def _draw_guide(canvas: Canvas, sheet: Sheet) -> None:
    width = 92.0
    write_keys(sheet, "guide", widths=[width])
    row = canvas.draw_title(sheet, "guide", 1, width)
    styles = {
        "lead": canvas.look(text_wrap=True, valign="top", font_size=12),
        "heading": canvas.look(bold=True, font_size=12, valign="bottom", bottom=1, bottom_color=MUTED),
        "item": canvas.look(text_wrap=True, valign="top", font_size=12, indent=1),
    }
    for style, text in canvas.form.guide:
        sheet.write_text(row, 0, FOR_PEOPLE)
        shown = f"•  {text}" if style == "item" else text
        _write_live(canvas, sheet, row, shown, styles[style])
        shown = with_decimal_sign(shown, canvas.form.language)
        height = canvas.row_height([(shown, width - 1)], size=12) + 5
        sheet.set_row(row, 28 if style == "heading" else height)
        row += 1
    exclude_from_print(sheet, 2)
    canvas.finish(sheet, "guide", "portrait", width)


def _write_live(canvas: Canvas, sheet: Sheet, row: int, text: str, style: Format) -> None:
    """Write a text of the guide; a text with a decimal sign becomes a formula that shows the reader's sign."""
    shown = with_decimal_sign(text, canvas.form.language)
    if DECIMAL_SIGN in text:
        formula = f"&{DECIMAL_SIGN_FORMULA}&".join(map(quoted, text.split(DECIMAL_SIGN)))
        sheet.write_formula_value(row, 1, f"={formula}", shown, style)
    else:
        sheet.write_text(row, 1, shown, style)


def _draw_info(canvas: Canvas, sheet: Sheet) -> None:
    widths = (24.0, 40.0, 42.0)
    write_keys(sheet, "info", ["label", "value", FOR_PEOPLE], widths)
    row = canvas.draw_title(sheet, "info", 3, sum(widths))
    reasons = returned.reasons_of(canvas.form, canvas.marks)
    for key in INFO_KEYS if reasons else [key for key in INFO_KEYS if key != RESEND_REASON]:
        label = canvas.form.say(forms.INFO[key])
        variant = f"{key}_committee" if canvas.form.committee else key
        hint = canvas.form.say(forms.INFO_HINTS[variant if variant in forms.INFO_HINTS else key])
        value: CellValue = canvas.form.agency.name if key == "agency" else canvas.filling.info.get(key)
        if key == RESEND_REASON:  # the earlier version had the reason
            value = None
            sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": f"={_REASONS}", "show_error": False})
        sheet.write_text(row, 0, key, canvas.look(font_size=STRUT))
        mark = canvas.marks.detail(key)
        shown = f"{returned.SIGN} {label}" if mark else label
        sheet.write_text(row, 1, shown, canvas.look.boxed(bold=True, valign="vcenter"))
        style = (
            canvas.look.boxed(valign="vcenter", bold=True)
            if key == "agency"
            else canvas.input_format(
                valign="vcenter",
                num_format="@"
                if key in ("report_number", "phone")
                else "dd/mm/yyyy"
                if key == "report_date"
                else "General",
            )
        )
        canvas.layout.info_rows[key] = row
        canvas.put(sheet, row, 2, value, style, mark)
        sheet.write_text(row, 3, hint, canvas.look.boxed(italic=True, font_color=MUTED, valign="vcenter"))
        texts = zip((label, typed_text(value), hint), widths, strict=True)
        sheet.set_growing_row(row, max(24, canvas.row_height([*texts], size=11) + 6))
        row += 1
    exclude_from_print(sheet, 4)
    canvas.finish(sheet, "info", "portrait", sum(widths))
