"""The tables of a form, to which the agency adds rows: the names of their sheets, and their texts."""

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
#: The answers about carried rows.
_CARRIED_ANSWERS = {"sign": forms.ROW_CARRIED, "confirmed": forms.ROW_CONFIRMED, "closed": forms.ROW_CLOSED}
#: The answers about rows that were read from a report.
_PROPOSED_ANSWERS = {"sign": forms.ROW_CARRIED, "right": forms.ROW_RIGHT}
_LONGEST_NAME = 31  # the most characters of a sheet's name
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']+")


def column_named(campaign: Campaign, name: str | None) -> tuple[FormTable, FormColumn] | None:
    """The table and the column with a name such as `DA.VON`, which is used like an indicator's code; else None."""
    if name and name not in campaign.indicator_by_code:
        for table in campaign.tables:
            code = name.removeprefix(f"{table.code}.")
            if code != name and code in table.column_by_code:
                return table, table.column_by_code[code]
    return None


def sheet_names(form: Form) -> dict[str, str]:
    """For each table's code, the name of its sheet: the heading, shortened and made unique."""
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
    """The table with a column for answers about rows that are already filled in: in a cumulative table, what became of
    the previous campaign's rows; else whether the rows read from the agency's report are right."""
    if table.cumulative:
        heading, prompt, options = forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_PROMPT, _CARRIED_ANSWERS
    else:
        heading, prompt, options = forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_PROMPT, _PROPOSED_ANSWERS
    answers = tuple(text.say(language) for text in options.values())
    guidance = prompt.say(language, **dict(zip(options, answers, strict=True)))
    column = FormColumn(
        code=CARRIED_COLUMN, label=heading.say(language), kind="choice", choices=answers, guidance=guidance
    )
    return replace(table, columns=(*table.columns, column))


def has_answer_column(table: FormTable) -> bool:
    """Whether the table has a column for answers about rows that are already filled in."""
    return CARRIED_COLUMN in table.column_by_code


def answer_hint(form: Form, table: FormTable) -> str:
    """The hint above a table with rows that are already filled in."""
    heading, hint, options = (
        (forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_HINT, _CARRIED_ANSWERS)
        if table.cumulative
        else (forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_HINT, _PROPOSED_ANSWERS)
    )
    return form.say(hint, column=form.say(heading), **{key: form.say(text) for key, text in options.items()})


def with_proposed_rows(form: Form, filling: Filling) -> Form:
    """The form with a column for answers in each table with proposed rows, which asks whether these are right."""
    tables = tuple(with_answer_column(t, form.language) if filling.rows.get(t.code) else t for t in form.tables)
    return replace(form, tables=tables)


def unconfirmed(form: Form, table: FormTable, filling: Filling) -> frozenset[int]:
    """The indexes of the rows that still have the sign of carried or proposed rows: the form does not count them."""
    if not has_answer_column(table):
        return frozenset()
    sign, rows = form.say(forms.ROW_CARRIED).casefold(), filling.rows.get(table.code, ())
    return frozenset(n for n, row in enumerate(rows) if typed_text(row.get(CARRIED_COLUMN)).casefold() == sign)


def table_hint(form: Form, table: FormTable) -> str:
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
    """The unit printed below a column's heading; "" for a column without a unit."""
    return f"({column.unit})" if column.unit else ""


def column_number(index: int) -> str:
    """The number printed below the heading of the column with this index."""
    return f"({index + 1})"


def equal_indicator(form: Form, column: FormColumn) -> Indicator | None:
    """The indicator in this form whose last figure the column's total must equal; None where there is none."""
    if not column.equals or not form.campaign.periods or not column.totalled:
        return None
    return next((i for i in form.indicators if i.code == column.equals), None)


def equality(form: Form, column: FormColumn, name: str = "") -> dict[str, str]:
    """The arguments of sentences about this equality: the indicator (called `name`, if set) and the period."""
    periods = form.campaign.periods
    return {
        "indicator": name or form.row_name(column.equals),
        "period": period_label(periods[-1], form.language) if periods else "",
    }


def texts(form: Form) -> Iterator[str]:
    """Yields the texts on the sheets of tables, except sentences with numbers."""
    for table in form.tables:
        yield from (table.heading, table.code, table_hint(form, table))
        for index, column in enumerate(table.columns):
            yield from (heading_of(column), column.label, column.unit, unit_under(column), column.guidance)
            yield from (guidance_line(column), column_number(index), f"{column.label} {column.unit}")
            if column.equals:
                yield form.say(forms.TABLE_EQUAL, **equality(form, column))
                yield form.say(forms.TABLE_NOT_COMPARED, **equality(form, column))
        heading = forms.ROW_CARRIED_COLUMN if table.cumulative else forms.ROW_PROPOSED_COLUMN
        yield from (answer_hint(form, table), form.say(heading), column_number(len(table.columns)))
    if form.tables:
        yield from (form.say(text) for text in (*forms.TABLE_ACROSS.values(), forms.TABLE_CLOSING))


def guidance_line(column: FormColumn) -> str:
    """The column's guidance as printed above the table, which is done if it is too long for a prompt."""
    return f"{column.label}: {column.guidance}" if column.guidance else ""
