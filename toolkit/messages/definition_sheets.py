"""The wording of the definition workbook's sheets: titles, headings, and the purpose of each column."""

from collections.abc import Collection, Iterator

from toolkit.messages import Text
from toolkit.messages.texts import texts
from toolkit.model import Language

_TEXTS = texts(__file__)
SOME_CODE = _TEXTS["SOME_CODE"]
__getattr__ = _TEXTS.sentence


SHEETS = _TEXTS.group("SHEETS")

HINTS = _TEXTS.group("HINTS")

#: The headings of the sheet of options.
LISTS = tuple(_TEXTS.group("LISTS").values())


#: The rows of the campaign sheet: (label, help).
CAMPAIGN = {key: (text, _TEXTS.group("CAMPAIGN_HELP")[key]) for key, text in _TEXTS.group("CAMPAIGN").items()}


#: The headings of the columns, keyed by (sheet, column).
COLUMNS = _TEXTS.pairs("COLUMNS")

#: The allowed contents of a column, shown when one of its cells is selected; up to 255 characters.
HELPS = _TEXTS.pairs("HELPS")

#: The meaning of each field of sentences, keyed by the field's English name; a code alone means `value`.
FIELDS = _TEXTS.group("FIELDS")

#: Invented rows that explain a sheet, keyed by (sheet, row number, column); options have their names in the code.
_EXAMPLES = _TEXTS.pairs("EXAMPLES")

#: The lines of the guide, each with its style.
GUIDE = tuple((style, text) for (_, style), text in _TEXTS.pairs("GUIDE").items())


def guide(language: Language, sheets: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yields the guide's lines, each with its style, for a definition that has the sheets with these keys."""
    names = ", ".join(text.say(language) for key, text in SHEETS.items() if key in sheets)
    for style, text in GUIDE:
        yield style, text.say(language, code=SOME_CODE.say(language), sheets=names)


def examples(sheet: str, language: Language) -> list[dict[str, str]]:
    """The invented rows for an empty sheet, keyed by column; most sheets have none."""
    lines: dict[str, dict[str, str]] = {}
    for (of, line, column), text in _EXAMPLES.items():
        if of == sheet:
            lines.setdefault(line, {})[column] = shown(text, language)
    return list(lines.values())


def shown(text: Text, language: Language) -> str:
    """A text of the sheets for people, with the fields of sentences in braces."""
    return text.say(language, code=SOME_CODE.say(language))


def heading(name: str, language: Language) -> str:
    """The name of a column or a row for people: `agencies.name` is “Tên đầy đủ (name)”."""
    sheet, _, key = name.partition(".")
    text = CAMPAIGN[key][0] if sheet == "campaign" and key in CAMPAIGN else COLUMNS.get((sheet, key))
    return f"{text.say(language)} ({key})" if text else key
