"""The wording of the definition workbook's sheets: titles, headings, and what each column is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.messages import Text
from toolkit.messages.texts import texts
from toolkit.model import Language

_TEXTS = texts(__file__)
SOME_CODE = _TEXTS["SOME_CODE"]
NO_SENTENCES = _TEXTS["NO_SENTENCES"]
__getattr__ = _TEXTS.named


SHEETS = _TEXTS.group("SHEETS")

HINTS = _TEXTS.group("HINTS")

#: The headings of the sheet of options, each beside what stands under it.
LISTS = tuple(_TEXTS.group("LISTS").values())


#: The rows of the campaign sheet: (label, help).
CAMPAIGN = {key: (text, _TEXTS.group("CAMPAIGN_HELP")[key]) for key, text in _TEXTS.group("CAMPAIGN").items()}


#: Headings of the columns, by (sheet, column).
COLUMNS = _TEXTS.pairs("COLUMNS")

#: What a column may hold, shown when a cell of it is chosen; up to 255 characters.
HELPS = _TEXTS.pairs("HELPS")

#: What a field of a sentence tells, by its name in English; the code alone is `value`.
FIELDS = _TEXTS.group("FIELDS")

#: The guide's lines, each with its style; `sentences`: what is said of the sheet of sentences.
GUIDE = tuple((style, text) for (_, style), text in _TEXTS.pairs("GUIDE").items())


def guide(language: Language, sheets: Collection[str]) -> Iterator[tuple[str, str]]:
    """The guide's lines, each with its style, of a definition that has these sheets (their keys)."""
    names = ", ".join(text.say(language) for key, text in SHEETS.items() if key in sheets)
    for style, text in GUIDE:
        said = NO_SENTENCES if style == "sentences" and "sentences" not in sheets else text
        yield style, said.say(language, code=SOME_CODE.say(language), sheets=names)


def shown(text: Text, language: Language) -> str:
    """A text of the sheets as people see it, the fields of sentences that it shows in their braces."""
    return text.say(language, code=SOME_CODE.say(language))


def heading(place: str, language: Language) -> str:
    """How people see a column or a row: `agencies.name` is “Tên đầy đủ (name)”."""
    sheet, _, key = place.partition(".")
    text = CAMPAIGN[key][0] if sheet == "campaign" and key in CAMPAIGN else COLUMNS.get((sheet, key))
    return f"{text.say(language)} ({key})" if text else key
