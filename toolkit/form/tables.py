"""The tables of a form, to which the agency adds rows: the names of their sheets, and their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.form.contents import Filling, Form
from toolkit.language.text import clean
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, Campaign, FormColumn, FormTable, Indicator, Language
from toolkit.model.periods import period_label
from toolkit.values.cell import typed_text

#: Prefix of a table's code in the key of its sheet.
TABLE_PREFIX = "table:"
#: The answers about rows that are filled in beforehand: those of the previous campaign, and those read from a report.
_FATES = {"sign": forms.ROW_CARRIED, "confirmed": forms.ROW_CONFIRMED, "closed": forms.ROW_CLOSED}
_ANSWERS = {"sign": forms.ROW_CARRIED, "right": forms.ROW_RIGHT}
#: The longest name of a sheet, and the characters that it may not have.
_LONGEST_NAME, _NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\']+")


def column_named(campaign: Campaign, name: str | None) -> tuple[FormTable, FormColumn] | None:
    """The table and column with this name among indicator codes (`DA.VON`); None for any other name."""
    if name and name not in campaign.indicator_by_code:
        for table in campaign.tables:
            code = name.removeprefix(f"{table.code}.")
            if code != name and code in table.column_by_code:
                return table, table.column_by_code[code]
    return None


def sheet_names(form: Form) -> dict[str, str]:
    """The name of each table's sheet, by its code: the heading, shortened and made unique."""
    fixed = (*forms.SHEETS.values(), forms.CONFIRM_SHEET, forms.LIVE_SHEET)
    used = {name.casefold() for text in fixed for name in text} | {"_checks", "history"}
    names: dict[str, str] = {}
    for table in form.tables:
        whole = " ".join(_NOT_IN_NAMES.sub(" ", clean(table.heading)).split()) or table.code
        name, number = _clipped(whole, ""), 1
        while name.casefold() in used:
            number += 1
            name = _clipped(whole, f" ({number})")
        used.add(name.casefold())
        names[table.code] = name
    return names


def _clipped(name: str, ending: str) -> str:
    room = _LONGEST_NAME - len(ending)
    if len(name.encode("utf-16-le")) // 2 > room:
        name = name.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
    return name + ending


def with_answer_column(table: FormTable, language: Language) -> FormTable:
    """The table with the column for answers about rows that are filled in beforehand: what became of those of the
    previous campaign, or, where none are carried, whether those read from the agency's report are right."""
    if table.cumulative:
        heading, prompt, options = forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_PROMPT, _FATES
    else:
        heading, prompt, options = forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_PROMPT, _ANSWERS
    answers = tuple(text.say(language) for text in options.values())
    guidance = prompt.say(language, **dict(zip(options, answers, strict=True)))
    column = FormColumn(
        code=CARRIED_COLUMN, label=heading.say(language), kind="choice", choices=answers, guidance=guidance
    )
    return replace(table, columns=(*table.columns, column))


def has_answer_column(table: FormTable) -> bool:
    """Whether the form asks in the table what became of the previous campaign's rows."""
    return CARRIED_COLUMN in table.column_by_code


def answer_hint(form: Form, table: FormTable) -> str:
    """The hint above a table with rows that are filled in beforehand."""
    heading, hint, options = (
        (forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_HINT, _FATES)
        if table.cumulative
        else (forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_HINT, _ANSWERS)
    )
    return form.say(hint, column=form.say(heading), **{key: form.say(text) for key, text in options.items()})


def with_proposed_rows(form: Form, filling: Filling) -> Form:
    """The form that asks, in tables with proposed rows, whether they are right."""
    tables = tuple(with_answer_column(t, form.language) if filling.rows.get(t.code) else t for t in form.tables)
    return replace(form, tables=tables)


def unconfirmed(form: Form, table: FormTable, filling: Filling) -> frozenset[int]:
    """The indexes of the previous campaign's rows that still have their sign: the form does not count them."""
    if not has_answer_column(table):
        return frozenset()
    sign, rows = form.say(forms.ROW_CARRIED).casefold(), filling.rows.get(table.code, ())
    return frozenset(n for n, row in enumerate(rows) if typed_text(row.get(CARRIED_COLUMN)).casefold() == sign)


def hints(form: Form, table: FormTable) -> str:
    """The hint above a table."""
    sentences = [form.say(forms.TABLE_HINT)]
    if any(column.numeric for column in table.columns):
        sentences.append(form.say(forms.TABLE_WORDS_HINT, words="; ".join(form.number_words)))
    if any(column.required for column in table.columns):
        sentences.append(form.say(forms.TABLE_REQUIRED_HINT))
    return " ".join(sentences)


def heading_of(column: FormColumn) -> str:
    """The heading of a column."""
    return column.label + (forms.REQUIRED_MARK if column.required else "")


def unit_under(column: FormColumn) -> str:
    """The unit below a column's heading; "" for none."""
    return f"({column.unit})" if column.unit else ""


def numbering(index: int) -> str:
    """The number below the headings for the column with this index."""
    return f"({index + 1})"


def equal_to(form: Form, column: FormColumn) -> Indicator | None:
    """The indicator in this form whose last figure the column's total must equal."""
    if not column.equals or not form.campaign.periods or not column.totalled:
        return None
    return next((i for i in form.indicators if i.code == column.equals), None)


def equality(form: Form, column: FormColumn, name: str = "") -> dict[str, str]:
    """The words of sentences on this equality: the indicator, called `name` if set, and the period."""
    periods = form.campaign.periods
    return {
        "indicator": name or form.named(column.equals),
        "period": period_label(periods[-1], form.language) if periods else "",
    }


def texts(form: Form) -> Iterator[str]:
    """The texts of the sheets of tables, without sentences that contain numbers."""
    for table in form.tables:
        yield from (table.heading, table.code, hints(form, table))
        for index, column in enumerate(table.columns):
            yield from (heading_of(column), column.label, column.unit, unit_under(column), column.guidance)
            yield from (guidance_line(column), numbering(index), f"{column.label} {column.unit}")
            if column.equals:
                yield form.say(forms.TABLE_EQUAL, **equality(form, column))
                yield form.say(forms.TABLE_NOT_COMPARED, **equality(form, column))
        heading = forms.ROW_CARRIED_COLUMN if table.cumulative else forms.ROW_PROPOSED_COLUMN
        yield from (answer_hint(form, table), form.say(heading), numbering(len(table.columns)))
    if form.tables:
        yield from (form.say(text) for text in (*forms.TABLE_ACROSS.values(), forms.TABLE_CLOSING))


def guidance_line(column: FormColumn) -> str:
    """The column's guidance as printed above the table, where it is too long for a prompt."""
    return f"{column.label}: {column.guidance}" if column.guidance else ""
