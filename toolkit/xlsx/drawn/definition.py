"""Draws a definition workbook, ready to be edited by hand, from plain tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from toolkit.definition.sheets import CAMPAIGN_ROWS, SHEETS, SPECS, Column, SheetSpec
from toolkit.messages import definition_sheets as wording
from toolkit.messages import option_words
from toolkit.model import Language
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.drawn.options import draw_options, in_words_of
from toolkit.xlsx.excel import Book, Sheet, clipped
from toolkit.xlsx.look import AMBER_FILL, GREY, INPUT, MUTED, Look, set_up_page, write_keys
from toolkit.xlsx.measure import row_height

#: The rows of one sheet; a row has its texts by column key. `campaign` has a row with its items, and optionally a row
#: with their sources.
Table = Sequence[Mapping[str, str]]

#: The number of empty rows, ready to be filled, under each table.
SPARE = 15
_WIDTHS: dict[str, float] = {
    "code": 13,
    "name": 40,
    "short_name": 22,
    "aliases": 34,
    "group": 30,
    "symbol": 14,
    "header_lines": 26,
    "email": 28,
    "officer": 22,
    "officer_phone": 18,
    "parent": 12,
    "topic": 20,
    "label": 48,
    "unit": 13,
    "kind": 11,
    "asked_of": 30,
    "owner": 15,
    "choices": 22,
    "cumulative": 14,
    "across_agencies": 13,
    "across_periods": 13,
    "formula": 34,
    "guidance": 50,
    "heading": 46,
    "role": 14,
    "keywords": 80,
    "message": 56,
    "fix": 46,
    "text": 40,
    "means": 30,
    "note": 40,
    "where": 36,
    "what": 90,
    "done": 14,
    "source": 46,
}
#: Widths of columns whose keys have different widths on other sheets.
_SPECIAL_WIDTHS = {
    ("rows", "label"): 34.0,
    ("splits", "label"): 24.0,
    ("splits", "parts"): 64.0,
    ("splits", "of"): 16.0,
    ("splits", "whole"): 16.0,
    ("sentences", "text"): 100.0,
    ("sentences", "section"): 16.0,
    ("successors", "replaced_by"): 24.0,
}
_NARROW = 11.0


def write_definition(path: Path, tables: Mapping[str, Table], language: Language = "vi") -> None:
    """Write the workbook to `path`. `tables`: by sheet key; sheets without a table are left out.

    In a column of numbers or dates, a text that reads as such is written as a number or date.
    """
    about = dict(tables["campaign"][0]) if tables.get("campaign") else {}
    created = _day(about.get("issued", "")) or date(2000, 1, 1)
    book = Book(path, created=datetime(created.year, created.month, created.day), title=about.get("title", ""))
    with book:
        look = Look(book)
        _draw_guide(book.sheet(wording.SHEETS["guide"].say(language)), look, language, tables)
        for spec in SHEETS:
            if spec.key in tables:
                sheet = book.sheet(wording.SHEETS[spec.key].say(language))
                if spec.key == "campaign":
                    _draw_campaign(sheet, look, about, language, dict(*tables["campaign"][1:2]))
                else:
                    _draw_table(sheet, look, spec, in_words_of(language, spec, tables[spec.key]), language)
        draw_options(book.sheet(wording.SHEETS["lists"].say(language)), look, language)


def _draw_guide(sheet: Sheet, look: Look, language: Language, sheets: Collection[str]) -> None:
    write_keys(sheet, "guide", widths=[95], lines=True)
    sheet.write_text(1, 1, wording.SHEETS["guide"].say(language).upper(), look.title)
    sheet.set_row(1, 28)
    for row, (style, shown) in enumerate(wording.guide(language, sheets), start=2):
        heading = style == "heading"
        sheet.write_text(row, 1, shown, look(font_size=12, text_wrap=True, valign="top", bold=heading))
        sheet.set_row(row, row_height([(shown, 95)], size=12, bold=heading) + 6)
    set_up_page(sheet, orientation="portrait", width=95, footer="", page_word="")


def _draw_campaign(
    sheet: Sheet, look: Look, about: Mapping[str, str], language: Language, sources: Mapping[str, str]
) -> None:
    source = [c for c in SPECS["campaign"].columns if c.rare and sources]
    widths = (30.0, 78.0, 46.0, *(_WIDTHS[c.key] for c in source))
    write_keys(sheet, "campaign", [FOR_PEOPLE, "value", FOR_PEOPLE, *(c.key for c in source)], widths, lines=True)
    heading = _draw_title(sheet, look, "campaign", language)
    titles = (wording.ROW, wording.VALUE, wording.HELP, *(wording.COLUMNS["campaign", c.key] for c in source))
    _draw_headings(sheet, look, heading, [t.say(language) for t in titles])
    for row, item in enumerate(CAMPAIGN_ROWS, start=heading + 1):
        label, helps = (t.say(language) for t in wording.CAMPAIGN[item.key])
        sheet.write_text(row, 0, item.key)
        sheet.write_text(row, 1, label, look.boxed(bold=True, valign="vcenter"))
        value = about.get(item.key, "")
        _put_cell(sheet, look, row, 2, item, value)
        sheet.write_text(row, 3, helps, look.boxed(italic=True, font_color=MUTED, valign="vcenter"))
        texts = [value, helps]
        for column_index, column in enumerate(source, start=4):
            texts.append(sources.get(item.key, ""))
            _put_cell(sheet, look, row, column_index, column, texts[-1])
        sheet.set_row(row, max(21, row_height([*zip(texts, widths[1:], strict=True)], size=11) + 4))
    for column_index, column in enumerate(source, start=4):
        _mark_to_confirm(sheet, look, column, heading + 1, heading + len(CAMPAIGN_ROWS), column_index)
    set_up_page(sheet, orientation="landscape", width=sum(widths), footer="", page_word="")


def _draw_table(sheet: Sheet, look: Look, spec: SheetSpec, rows: Table, language: Language) -> None:
    columns = [c for c in spec.columns if not c.rare or any(row.get(c.key) for row in rows)]
    widths = [_SPECIAL_WIDTHS.get((spec.key, c.key), _WIDTHS.get(c.key, _NARROW)) for c in columns]
    write_keys(sheet, spec.key, [c.key for c in columns], widths, lines=True)
    heading = _draw_title(sheet, look, spec.key, language)
    if not rows:
        heading = _draw_example(sheet, look, spec, columns, widths, heading, language)
    _draw_headings(sheet, look, heading, [wording.COLUMNS[spec.key, c.key].say(language) for c in columns])
    first = heading + 1
    spare = 0 if any(c.preset for c in columns) else SPARE
    for row, values in enumerate([*rows, *[{}] * spare], start=first):
        for column_index, column in enumerate(columns, start=1):
            _put_cell(sheet, look, row, column_index, column, values.get(column.key, ""))
        cells = [(values.get(c.key, ""), w) for c, w in zip(columns, widths, strict=True) if c.preset != "hidden"]
        sheet.set_row(row, max(18, row_height(cells, size=11) + 3))
    last = first + len(rows) + SPARE + 500
    for column_index, column in enumerate(columns, start=1):
        _validate(sheet, spec, column, first, last, column_index, language)
        _mark_to_confirm(sheet, look, column, first, last, column_index)
        if column.preset == "hidden":
            sheet.set_column(column_index, column_index, None, None, {"hidden": True})
    sheet.freeze_panes(first, 2)
    sheet.autofilter(heading, 1, first + len(rows) - 1, len(columns))
    footer, repeat = wording.SHEETS[spec.key].say(language), (heading, heading)
    width = sum(w for c, w in zip(columns, widths, strict=True) if c.preset != "hidden")
    set_up_page(sheet, orientation="landscape", width=width, footer=footer, page_word="", repeat=repeat)


def _draw_example(
    sheet: Sheet,
    look: Look,
    spec: SheetSpec,
    columns: Sequence[Column],
    widths: Sequence[float],
    row: int,
    language: Language,
) -> int:
    """Draw an invented example above the headings of an empty sheet, where nothing is read; return the row below it."""
    lines = in_words_of(language, spec, wording.examples(spec.key, language))
    if lines:
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.write_text(row, 1, wording.EXAMPLE.say(language), look(bold=True, font_color=MUTED))
    style = look.boxed(italic=True, font_color=MUTED, bg_color=GREY)
    for below, values in enumerate(lines, start=row + 1):
        sheet.write_text(below, 0, FOR_PEOPLE)
        texts = [values.get(c.key, "") for c in columns]
        for column_index, text in enumerate(texts, start=1):
            sheet.write_text(below, column_index, text, style)
        sheet.set_row(below, max(18, row_height([*zip(texts, widths, strict=True)], size=11) + 3))
    return row + len(lines) + bool(lines)


def _validate(
    sheet: Sheet, spec: SheetSpec, column: Column, first: int, last: int, column_index: int, language: Language
) -> None:
    helps = wording.HELPS.get((spec.key, column.key))
    options: dict[str, object] = {}
    if column.choices:
        full_name = f"{spec.key}.{column.key}"
        options = {
            "validate": "list",
            "source": [option_words.shown(full_name, name, language) for name in column.choices],
            "error_type": "warning",
            "error_title": wording.NOT_LISTED.say(language),
            "error_message": wording.NOT_LISTED_SAYS.say(language),
        }
    elif helps:
        options = {"validate": "any"}
    if options:
        if helps:
            options |= {
                "input_title": clipped(wording.COLUMNS[spec.key, column.key].say(language), 32),
                "input_message": wording.shown(helps, language),
            }
        sheet.data_validation(first, column_index, last, column_index, options)


def _mark_to_confirm(sheet: Sheet, look: Look, column: Column, first: int, last: int, column_index: int) -> None:
    """Highlight a missing source until the words that mark it as missing are removed."""
    for mark in wording.TO_CONFIRM if column.key == "source" else ():
        options = {"type": "text", "criteria": "containing", "value": mark, "format": look(bg_color=AMBER_FILL)}
        sheet.conditional_format(first, column_index, last, column_index, options)


def _draw_title(sheet: Sheet, look: Look, key: str, language: Language) -> int:
    for row, (text, style) in enumerate(
        (
            (wording.SHEETS[key].say(language).upper(), look.title),
            (wording.shown(wording.HINTS[key], language), look(italic=True, font_color=MUTED)),
        ),
        start=1,
    ):
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, 26 if row == 1 else 20)
    return 3


def _draw_headings(sheet: Sheet, look: Look, row: int, texts: Sequence[str]) -> None:
    sheet.write_text(row, 0, FOR_PEOPLE)
    for column, text in enumerate(texts, start=1):
        sheet.write_text(row, column, text, look.heading)
    sheet.set_row(row, 34)


def _put_cell(sheet: Sheet, look: Look, row: int, column_index: int, column: Column, value: str) -> None:
    style: dict[str, object] = {} if column.preset else {"bg_color": INPUT}
    if column.reads == "number" and value:
        try:
            sheet.write_number(row, column_index, float(value), look.boxed(**style))
            return
        except ValueError:
            pass
    if column.reads == "date":
        day = _day(value)
        if day:
            sheet.write_value(row, column_index, day, look.boxed(num_format="dd/mm/yyyy", align="left", **style))
            return
    # Formulas and periods stay text, although Excel might convert them.
    if column.reads in ("formula", "periods", "code"):
        style["num_format"] = "@"
    if column.key == "code":
        style["bold"] = True
    sheet.write_text(row, column_index, value, look.boxed(**style))


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
