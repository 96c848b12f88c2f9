"""The option words of a definition: for each, the word in Vietnamese and what it does.

The words themselves, as the code has them, are English; `definition.sheets` says which column takes which. A definition
may have either, and both in one file. In the table of `definition_sheets` a word's row is `SHEET.COLUMN.WORD`, what it
does `….what`, and what else people type for it, in either language, `….also`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from toolkit.messages import Text, definition_sheets
from toolkit.messages.texts import texts
from toolkit.model import Language


class Option(NamedTuple):
    """One option: its Vietnamese word, its effect, and other words that people type for it in either language."""

    word: str
    what: Text
    also: tuple[str, ...] = ()

    def say(self, name: str, language: Language) -> str:
        """The word in `language`; `name` is the option in the code, which is the English one."""
        return self.word if language == "vi" else name


Options = Mapping[str, Option]


def _read() -> dict[tuple[str, str], Options]:
    """The options in the table, by sheet and column, in the order of the drop-downs."""
    found: dict[tuple[str, str], dict[str, Option]] = {}
    for sheet in ("agencies", "indicators", "rows", "splits", "sections", "rules", "sentences", "words", "meanings"):
        said = texts(definition_sheets.__file__).pairs(sheet)
        for (column, *rest), text in said.items():
            if len(rest) == 1:
                also = said.get((column, *rest, "also"))
                option = Option(text.vi, said[column, rest[0], "what"], tuple(also.vi.split("|")) if also else ())
                found.setdefault((sheet, column), {})[rest[0]] = option
    return {**found, ("rows", "kind"): found["indicators", "kind"]}


_ALL = _read()
#: By sheet and column.
OPTIONS: Mapping[tuple[str, str], Options] = {
    place: options for place, options in _ALL.items() if place[0] != "meanings"
}
#: The allowed meanings of a word, by the word's kind, where they are few.
MEANINGS: Mapping[str, Options] = {
    **{kind: options for (sheet, kind), options in _ALL.items() if sheet == "meanings"},
    **dict.fromkeys(("typical", "heading"), OPTIONS["sections", "role"]),
}


def options_of(place: str) -> Options:
    """The options of a column (`indicators.kind`); none where it has no fixed words."""
    sheet, _, column = place.partition(".")
    return OPTIONS.get((sheet, column), {})


def shown(place: str, name: str, language: Language) -> str:
    """An option in `language`; anything else unchanged."""
    option = options_of(place).get(name)
    return option.say(name, language) if option else name
