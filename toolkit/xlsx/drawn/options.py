"""The options of a definition in words: in its cells, and on the sheet that explains the options."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.definition.sheets import MEANINGS, SHEETS, SheetSpec
from toolkit.messages import definition_sheets as wording
from toolkit.messages import option_words
from toolkit.messages.option_words import Option
from toolkit.model import Language
from toolkit.spreadsheet.keyed import FOR_PEOPLE
from toolkit.xlsx.excel import Sheet
from toolkit.xlsx.look import MUTED, Look, set_up_page, write_keys
from toolkit.xlsx.measure import row_height

_WIDTHS = (16.0, 34.0, 18.0, 16.0, 78.0)


class OptionLine(NamedTuple):
    """One option: its sheet and column, its word in each language, and its effect."""

    sheet: str
    column: str
    word: str
    other: str
    what: str


def in_words_of(language: Language, spec: SheetSpec, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows of a sheet, with their options in `language`; other contents stay unchanged."""
    choosing = [c.key for c in spec.columns if c.choices]
    translated = []
    for row in rows:
        shown = {key: option_words.shown(f"{spec.key}.{key}", row[key], language) for key in choosing if key in row}
        meaning = option_words.MEANINGS.get(row.get("kind", ""), {}).get(row.get("means", ""))
        if spec.key == "words" and meaning:
            shown["means"] = meaning.say(row["means"], language)
        translated.append({**row, **shown})
    return translated


def option_lines(language: Language) -> Iterator[OptionLine]:
    """Yields all options, in the order of sheets and columns."""
    for spec in SHEETS:
        sheet = wording.SHEETS[spec.key].say(language)
        for column in (c for c in spec.columns if c.choices):
            heading = wording.COLUMNS[spec.key, column.key].say(language)
            known = option_words.OPTIONS[spec.key, column.key]
            yield from (_line(sheet, heading, name, known[name], language) for name in column.choices)
    sheet, means = wording.SHEETS["words"].say(language), wording.COLUMNS["words", "means"].say(language)
    for kind, names in MEANINGS.items():
        heading = wording.MEANS_OF.say(language, column=means, kind=option_words.shown("words.kind", kind, language))
        known = option_words.MEANINGS[kind]
        yield from (_line(sheet, heading, name, known[name], language) for name in names)


def _line(sheet: str, heading: str, name: str, option: Option, language: Language) -> OptionLine:
    other: Language = "en" if language == "vi" else "vi"
    return OptionLine(sheet, heading, option.say(name, language), option.say(name, other), option.what.say(language))


def draw_options(sheet: Sheet, look: Look, language: Language) -> None:
    """Draw the sheet of all options, which is for people only."""
    write_keys(sheet, "lists", [FOR_PEOPLE] * len(_WIDTHS), _WIDTHS, lines=True)
    heads = (
        (wording.SHEETS["lists"].say(language).upper(), look.title, 26),
        (wording.HINTS["lists"].say(language), look(italic=True, font_color=MUTED), 20),
    )
    for row, (text, style, height) in enumerate(heads, start=1):
        sheet.write_text(row, 0, FOR_PEOPLE)
        sheet.write_text(row, 1, text, style)
        sheet.set_row(row, height)
    heading = len(heads) + 1
    for column, title in enumerate(wording.LISTS, start=1):
        sheet.write_text(heading, column, title.say(language), look.heading)
    sheet.set_row(heading, 24)
    last = heading
    for last, line in enumerate(option_lines(language), start=heading + 1):
        sheet.write_text(last, 0, FOR_PEOPLE)
        for column, text in enumerate(line, start=1):
            sheet.write_text(last, column, text, look.boxed(bold=column == 3, valign="top", text_wrap=True))
        sheet.set_row(last, max(18, row_height(list(zip(line, _WIDTHS, strict=True)), size=11) + 3))
    sheet.freeze_panes(heading + 1, 0)
    sheet.autofilter(heading, 1, last, len(_WIDTHS))
    footer = wording.SHEETS["lists"].say(language)
    set_up_page(
        sheet, orientation="landscape", width=sum(_WIDTHS), footer=footer, page_word="", repeat=(heading, heading)
    )
