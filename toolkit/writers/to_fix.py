"""The live sheet of what is still wrong: it fills and empties itself by formulas while the agency types.

A very hidden sheet holds one line a check, with a formula that says whether it fails and a running count;
the visible sheet picks the failing ones in order. Only functions that Excel 2010 and LibreOffice have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit import formulas
from toolkit.form import Filling, Form, is_unconfirmed
from toolkit.formulas import Absent, ExcelCell, Operand, Verdict
from toolkit.keyed import FOR_PEOPLE, PREFIX, cell_name, column_name
from toolkit.messages import forms
from toolkit.model import CellValue, Indicator, Severity
from toolkit.periods import period_label
from toolkit.values import typed_text
from toolkit.writers.excel import Format, Sheet
from toolkit.writers.look import AMBER, GREEN, RED, Look, set_up_page
from toolkit.writers.measure import row_height

if TYPE_CHECKING:
    from toolkit.writers.intake import Layout

#: Lines shown at most; the count at the top is of all.
SHOWN = 40
CHECKS_SHEET = "_checks"
_WIDTHS = (6.0, 11.0, 30.0, 46.0, 34.0, 7.0)


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """One thing that may be wrong: `test` is an Excel expression, `fails` its result for what is filled in."""

    severity: Severity
    where: str
    problem: str
    fix: str
    sheet: str
    cell: str
    test: str
    fails: bool


def draw(sheet: Sheet, look: Look, form: Form, filling: Filling, layout: Layout, names: Mapping[str, str], cells: Mapping[tuple[str, str], Operand]) -> None:  # fmt: skip
    """Draw the visible sheet and the hidden one behind it."""
    checks = sorted(_checks(form, filling, layout, names, cells), key=lambda c: c.severity != "error")
    _draw_checks(look, form, checks)
    _draw_list(sheet, look, form, checks)


# --- The checks ----------------------------------------------------------------------------------


def _checks(form: Form, filling: Filling, layout: Layout, names: Mapping[str, str], cells: Mapping[tuple[str, str], Operand]) -> Iterator[LiveCheck]:  # fmt: skip
    asked = [i for i in form.indicators if i.code in layout.figure_rows]
    for indicator in asked:
        if not indicator.formula:
            yield from _value_checks(form, filling, layout, names["figures"], indicator)
    for section in form.sections:
        if section.required and section.code in layout.section_rows:
            first, last = layout.section_rows[section.code]
            written = any(x.section == section.code and _trimmed(x.text) for x in filling.lines)
            yield LiveCheck(
                "error", section.heading, form.say(forms.TO_FIX_SECTION), form.say(forms.TO_FIX_SECTION_FIX),
                names["statements"], cell_name(first, 3),
                f"SUMPRODUCT(--(LEN(TRIM('{names['statements']}'!$D${first + 1}:$D${last + 1}))>0))=0", not written,
            )  # fmt: skip
    yield from _rule_checks(form, layout, names["figures"], cells)


def _value_checks(form: Form, filling: Filling, layout: Layout, sheet: str, indicator: Indicator) -> Iterator[LiveCheck]:  # fmt: skip
    row = layout.figure_rows[indicator.code]
    column = layout.first_period
    first, last = cell_name(row, column), cell_name(row, column + len(form.campaign.periods) - 1)
    span = f"'{sheet}'!{first}:{last}"
    values = [filling.figures.get((indicator.code, p.key)) for p in form.campaign.periods]
    where = f"{indicator.code} – {indicator.label}"
    if indicator.required:
        yield LiveCheck(
            "error", where, form.say(forms.TO_FIX_REQUIRED), form.say(forms.TO_FIX_REQUIRED_FIX), sheet, first,
            f"SUMPRODUCT(--(LEN(TRIM({span}))=0))>0", any(not _trimmed(v) for v in values),
        )  # fmt: skip
    if is_unconfirmed(typed_text(filling.notes.get(indicator.code))):
        note = cell_name(row, 5 + len(form.campaign.periods))
        sign = form.say(forms.UNCONFIRMED)
        yield LiveCheck(
            "error", where, form.say(forms.TO_FIX_UNCONFIRMED), form.say(forms.PROPOSED_FIX), sheet, note,
            f"LEFT(TRIM('{sheet}'!{note}),{len(sign)})=\"{sign}\"", True,
        )  # fmt: skip
    if indicator.numeric:
        words = {"", *(_trimmed(w) for w in form.number_words)}
        bad = any(not _is_number(v) and _trimmed(v) not in words for v in values)
        yield LiveCheck(
            "error", where, form.say(forms.TO_FIX_BAD_VALUE), form.say(forms.BAD_NUMBER, range="", words="; ".join(form.number_words)), sheet, first,
            f"SUMPRODUCT(--(LEN(TRIM({span}))>0),1-ISNUMBER({span}))>SUMPRODUCT(--(TRIM({span})=NumberWords))", bad,
        )  # fmt: skip


def _rule_checks(form: Form, layout: Layout, sheet: str, cells: Mapping[tuple[str, str], Operand]) -> Iterator[LiveCheck]:  # fmt: skip
    for rule in form.campaign.rules:
        formula = formulas.parse(rule.formula)
        if not set(formula.names) <= set(layout.figure_rows):
            continue
        for place, period in enumerate(form.campaign.periods):

            def cell(code: str, column: int = layout.first_period + place) -> ExcelCell:
                address = cell_name(layout.figure_rows[code], column)
                return ExcelCell(f"'{sheet}'!{address}", form.campaign.indicator_by_code[code].kind)

            def look_up(code: str, key: str = period.key) -> Operand:
                return cells.get((code, key), Absent.MISSING)

            test = formulas.verdict_to_excel(formula, cell, zero_words="ZeroWords")[1:]
            fails = formulas.judge(formula, look_up).verdict is Verdict.FAILED
            where = f"{', '.join(formula.names)} – {period_label(period, form.language)}"
            first = cell_name(layout.figure_rows[formula.names[0]], layout.first_period + place)
            yield LiveCheck(
                rule.severity, where, rule.message, rule.fix, sheet, first, f'({test})&""="0"', fails
            )


def _trimmed(value: CellValue) -> str:
    """The cell's text as Excel's TRIM and `=` see it: only spaces go, case does not count."""
    return " ".join(part for part in typed_text(value).split(" ") if part).casefold()


def _is_number(value: CellValue) -> bool:
    """Whether Excel holds it as a number; days are."""
    return isinstance(value, int | float | date) and not isinstance(value, bool)


# --- Drawing -------------------------------------------------------------------------------------


def _draw_checks(look: Look, form: Form, checks: list[LiveCheck]) -> None:
    sheet = look.book.sheet(CHECKS_SHEET)
    sheet.write_text(0, 0, f"{PREFIX}checks")
    for column, key in enumerate(("fails", "number", "severity", "where", "problem", "fix", "link", "error"), start=1):  # fmt: skip
        sheet.write_text(0, column, key)
    count = 0
    for row, check in enumerate(checks, start=1):
        count += check.fails
        sheet.write_formula_value(row, 1, f"=IF({check.test},1,0)", int(check.fails))
        above = f"C{row}" if row > 1 else "0"
        sheet.write_formula_value(row, 2, f"={above}+B{row + 1}", count)
        sheet.write_text(row, 3, form.say(forms.SEVERITY[check.severity]))
        sheet.write_text(row, 4, check.where)
        sheet.write_text(row, 5, check.problem)
        sheet.write_text(row, 6, check.fix)
        sheet.write_text(row, 7, f"#'{check.sheet}'!{check.cell}")
        sheet.write_number(row, 8, int(check.severity == "error"))
    sheet.very_hidden()
    sheet.protect()


def _draw_list(sheet: Sheet, look: Look, form: Form, checks: list[LiveCheck]) -> None:
    sheet.write_text(0, 0, f"{PREFIX}to_fix")
    # Where in the list of checks a line's check stands: hidden, so that it is looked up once a line.
    sheet.write_text(0, 7, "position")
    sheet.set_column(7, 7, None, None, {"hidden": True})
    keys = ("number", "severity", "where", "problem", "fix", "open")
    for column, key in enumerate(keys, start=1):
        sheet.write_text(0, column, key)
        sheet.set_column(column, column, _WIDTHS[column - 1])
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.hide_gridlines(2)
    width = sum(_WIDTHS)
    failing = [c for c in checks if c.fails]
    rows = min(len(checks), SHOWN)
    lines: list[tuple[str, Format]] = [
        (form.say(forms.TITLES["to_fix"]), look.title),
        (form.agency.name, look.subtitle),
    ]
    for row, (text, style) in enumerate(lines, start=1):
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.merge_range(row, 1, row, 6, "", style)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, 24)
    _count(sheet, look, form, checks, failing)
    sheet.write_text(4, 0, FOR_PEOPLE)
    sheet.merge_range(4, 1, 4, 6, "", look.hint)
    sheet.write_text(4, 1, form.say(forms.TO_FIX_HINT), look.hint)
    sheet.write_text(5, 0, FOR_PEOPLE)
    for column, key in enumerate(("number", "detail", "where", "problem", "fix", "open"), start=1):
        sheet.write_text(5, column, form.say(forms.COLUMNS[key]), look.heading)
    sheet.set_row(5, 24)
    last = len(checks) + 1
    opened = form.say(forms.COLUMNS["open"])
    for number in range(1, rows + 1):
        row = 5 + number
        check = failing[number - 1] if number <= len(failing) else None
        shown = (form.say(forms.SEVERITY[check.severity]), check.where, check.problem, check.fix) if check else ("",) * 4  # fmt: skip
        found = f"$H{row + 1}"
        place = checks.index(check) + 1 if check else ""
        sheet.write_formula_value(
            row, 7, f'=IFERROR(MATCH({number},{CHECKS_SHEET}!$C$2:$C${last},0),"")', place
        )
        cells: list[tuple[str, str | int, Format]] = [(str(number), number if check else "", look.centred)]
        for column, value in enumerate(shown, start=3):
            letter = column_name(column)
            cells.append((f"INDEX({CHECKS_SHEET}!${letter}$2:${letter}${last},{found})", value, look.text))
        link = f'HYPERLINK(INDEX({CHECKS_SHEET}!$H$2:$H${last},{found}),"{opened}")'
        cells.append((link, opened if check else "", look.link))
        for column, (formula, result, style) in enumerate(cells, start=1):
            sheet.write_formula_value(row, column, f'=IF({found}="","",{formula})', result, style)
        sheet.set_row(
            row, max(33, row_height(zip(shown, _WIDTHS[1:5], strict=True), size=11) + 3) if check else 33
        )
    if rows:
        error = form.say(forms.SEVERITY["error"])
        area = (6, 2, 5 + rows, 2)
        sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{error}"', "format": look(font_color=RED, bold=True)})  # fmt: skip
        sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{form.say(forms.SEVERITY["warning"])}"', "format": look(font_color=AMBER, bold=True)})  # fmt: skip
    sheet.freeze_panes(6, 0)
    set_up_page(
        sheet, orientation="landscape", width=width, repeat=(5, 5), page_word=form.say(forms.PAGE),
        footer=form.say(forms.FOOTER, agency=form.agency.short_name, sheet=form.say(forms.SHEETS["to_fix"])),
    )  # fmt: skip
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _count(sheet: Sheet, look: Look, form: Form, checks: list[LiveCheck], failing: list[LiveCheck]) -> None:
    """The sentence at the top: how many there are, of each weight."""
    errors = sum(c.severity == "error" for c in failing)
    last = len(checks) + 1
    before, between, after = (form.say(t) for t in forms.TO_FIX_COUNT_PARTS)
    none = form.say(forms.TO_FIX_NONE)
    style = look(bold=True, font_size=12, font_color=RED)
    sheet.write_text(3, 0, FOR_PEOPLE)
    sheet.merge_range(3, 1, 3, 6, "", style)
    sheet.set_row(3, 22)
    if not checks:
        sheet.write_text(3, 1, none, look(bold=True, font_size=12, font_color=GREEN))
        return
    must = f"SUMPRODUCT({CHECKS_SHEET}!$B$2:$B${last},{CHECKS_SHEET}!$I$2:$I${last})"
    all_of = f"SUM({CHECKS_SHEET}!$B$2:$B${last})"
    text = f'=IF({all_of}=0,"{none}","{before}"&{must}&"{between}"&({all_of}-{must})&"{after}")'
    value = none if not failing else f"{before}{errors}{between}{len(failing) - errors}{after}"
    sheet.write_formula_value(3, 1, text, value, style)
    sheet.conditional_format(3, 1, 3, 1, {"type": "formula", "criteria": f"={all_of}=0", "format": look(font_color=GREEN, bold=True)})  # fmt: skip
