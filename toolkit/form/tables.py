"""The tables of a form, whose rows the agency adds: what their sheets are called, and what is printed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.form.contents import Filling, Form
from toolkit.language.text import clean
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, AskedColumn, AskedTable, Campaign, Indicator, Language
from toolkit.model.periods import period_label
from toolkit.values.cell import typed_text

#: Before a table's code: the key of its sheet.
TABLE_PREFIX = "table:"
#: What is answered about rows that are filled in beforehand: about those of last time, and those read in a report.
_FATES = {"sign": forms.ROW_CARRIED, "confirmed": forms.ROW_CONFIRMED, "closed": forms.ROW_CLOSED}
_ANSWERS = {"sign": forms.ROW_CARRIED, "right": forms.ROW_RIGHT}
#: Letters of a sheet's name, and signs that none has.
_LONGEST_NAME, _NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\']+")


def column_named(campaign: Campaign, name: str | None) -> tuple[AskedTable, AskedColumn] | None:
    """The table and its column that go by this name among the codes of indicators (`DA.VON`); None where none does."""
    if name and name not in campaign.indicator_by_code:
        for table in campaign.tables:
            code = name.removeprefix(f"{table.code}.")
            if code != name and code in table.column_by_code:
                return table, table.column_by_code[code]
    return None


def sheet_names(form: Form) -> dict[str, str]:
    """The name of each table's sheet, by its code: the heading as far as a name takes it, another one for each."""
    own = (*forms.SHEETS.values(), forms.CONFIRM_SHEET, forms.LIVE_SHEET)
    taken = {name.casefold() for text in own for name in text} | {"_checks", "history"}
    names: dict[str, str] = {}
    for table in form.tables:
        whole = " ".join(_NOT_IN_NAMES.sub(" ", clean(table.heading)).split()) or table.code
        name, number = _clipped(whole, ""), 1
        while name.casefold() in taken:
            number += 1
            name = _clipped(whole, f" ({number})")
        taken.add(name.casefold())
        names[table.code] = name
    return names


def _clipped(name: str, ending: str) -> str:
    room = _LONGEST_NAME - len(ending)
    if len(name.encode("utf-16-le")) // 2 > room:
        name = name.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
    return name + ending


def with_fate(table: AskedTable, language: Language) -> AskedTable:
    """The table with the column in which forms ask about rows that are filled in beforehand: what became of those of
    last time, and, where none are carried, whether those read in the agency's own report are right."""
    if table.cumulative:
        heading, prompt, own = forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_PROMPT, _FATES
    else:
        heading, prompt, own = forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_PROMPT, _ANSWERS
    answers = tuple(text.say(language) for text in own.values())
    guidance = prompt.say(language, **dict(zip(own, answers, strict=True)))
    asked = AskedColumn(
        code=CARRIED_COLUMN, label=heading.say(language), kind="choice", choices=answers, guidance=guidance
    )
    return replace(table, columns=(*table.columns, asked))


def asks_fate(table: AskedTable) -> bool:
    """Whether the form asks in the table what became of the rows of last time."""
    return CARRIED_COLUMN in table.column_by_code


def fate_hint(form: Form, table: AskedTable) -> str:
    """What stands above a table with rows that are filled in beforehand for those who fill it in."""
    heading, hint, own = (
        (forms.ROW_CARRIED_COLUMN, forms.ROW_CARRIED_HINT, _FATES)
        if table.cumulative
        else (forms.ROW_PROPOSED_COLUMN, forms.ROW_PROPOSED_HINT, _ANSWERS)
    )
    return form.say(hint, column=form.say(heading), **{key: form.say(text) for key, text in own.items()})


def with_proposed_rows(form: Form, filling: Filling) -> Form:
    """The form that asks, in the tables of which rows are proposed, whether they are right."""
    tables = tuple(with_fate(t, form.language) if filling.rows.get(t.code) else t for t in form.tables)
    return replace(form, tables=tables)


def unconfirmed(form: Form, table: AskedTable, filling: Filling) -> frozenset[int]:
    """The places of the rows that have the sign of last time's: they count for nothing in the form."""
    if not asks_fate(table):
        return frozenset()
    sign, rows = form.say(forms.ROW_CARRIED).casefold(), filling.rows.get(table.code, ())
    return frozenset(n for n, row in enumerate(rows) if typed_text(row.get(CARRIED_COLUMN)).casefold() == sign)


def hints(form: Form, table: AskedTable) -> str:
    """What stands above a table for those who fill it in."""
    sentences = [form.say(forms.TABLE_HINT)]
    if any(column.numeric for column in table.columns):
        sentences.append(form.say(forms.TABLE_WORDS_HINT, words="; ".join(form.number_words)))
    if any(column.required for column in table.columns):
        sentences.append(form.say(forms.TABLE_REQUIRED_HINT))
    return " ".join(sentences)


def heading_of(column: AskedColumn) -> str:
    """What stands over a column."""
    return column.label + (forms.REQUIRED_MARK if column.required else "")


def unit_under(column: AskedColumn) -> str:
    """The unit as it stands under a column's heading; "" where it has none."""
    return f"({column.unit})" if column.unit else ""


def numbering(index: int) -> str:
    """What stands under the headings over the column at this place, counted from 0."""
    return f"({index + 1})"


def equal_to(form: Form, column: AskedColumn) -> Indicator | None:
    """The indicator, of those asked in this form, whose last figure what is taken of the column must equal."""
    if not column.equals or not form.campaign.periods or not column.totalled:
        return None
    return next((i for i in form.indicators if i.code == column.equals), None)


def equality(form: Form, column: AskedColumn, name: str = "") -> dict[str, str]:
    """What the sentences on that say: the indicator, by the `name` if it has another, and the period, for people."""
    periods = form.campaign.periods
    return {
        "indicator": name or form.named(column.equals),
        "period": period_label(periods[-1], form.language) if periods else "",
    }


def texts(form: Form) -> Iterator[str]:
    """Every text that the sheets of tables print, but for sentences with numbers."""
    for table in form.tables:
        yield from (table.heading, table.code, hints(form, table))
        for place, column in enumerate(table.columns):
            yield from (heading_of(column), column.label, column.unit, unit_under(column), column.guidance)
            yield from (guidance_line(column), numbering(place), f"{column.label} {column.unit}")
            if column.equals:
                yield form.say(forms.TABLE_EQUAL, **equality(form, column))
                yield form.say(forms.TABLE_NOT_COMPARED, **equality(form, column))
        heading = forms.ROW_CARRIED_COLUMN if table.cumulative else forms.ROW_PROPOSED_COLUMN
        yield from (fate_hint(form, table), form.say(heading), numbering(len(table.columns)))
    if form.tables:
        yield from (form.say(text) for text in (*forms.TABLE_ACROSS.values(), forms.TABLE_CLOSING))


def guidance_line(column: AskedColumn) -> str:
    """The guidance of a column as it is printed above the table, where a prompt does not hold it."""
    return f"{column.label}: {column.guidance}" if column.guidance else ""
