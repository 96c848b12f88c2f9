"""The option words of a definition: for each, the word in Vietnamese and what it does.

In the code the words are English; `definition.sheets` has the words of each column. A definition may use either
language, and both in one file. In the table of `definition_sheets` the row `SHEET.COLUMN.WORD` has a word, `….what` its
effect, and `….also` other words that people type for it, in either language.
"""

from collections.abc import Mapping
from typing import NamedTuple

from toolkit.messages import Text, definition_sheets
from toolkit.messages.texts import texts
from toolkit.model import Language


class Option(NamedTuple):
    """One option: the Vietnamese word, the effect, and other words that people type in either language."""

    word: str
    what: Text
    also: tuple[str, ...] = ()

    def say(self, name: str, language: Language) -> str:
        """The word in `language`; `name` is the option in the code, which is the English one."""
        return self.word if language == "vi" else name


Options = Mapping[str, Option]


def _read() -> dict[tuple[str, str], Options]:
    """The options in the table, keyed by sheet and column, in the order of the drop-downs."""
    options: dict[tuple[str, str], dict[str, Option]] = {}
    for sheet in ("agencies", "indicators", "rows", "splits", "sections", "rules", "sentences", "words", "meanings"):
        rows = texts(definition_sheets.__file__).pairs(sheet)
        for (column, *rest), text in rows.items():
            if len(rest) == 1:
                also = rows.get((column, *rest, "also"))
                option = Option(text.vi, rows[column, rest[0], "what"], tuple(also.vi.split("|")) if also else ())
                options.setdefault((sheet, column), {})[rest[0]] = option
    return {**options, ("rows", "kind"): options["indicators", "kind"]}


_ALL = _read()
#: The options, keyed by sheet and column.
OPTIONS: Mapping[tuple[str, str], Options] = {key: options for key, options in _ALL.items() if key[0] != "meanings"}
#: The allowed meanings of a word, keyed by the word's kind; only for kinds with few meanings.
MEANINGS: Mapping[str, Options] = {
    **{kind: options for (sheet, kind), options in _ALL.items() if sheet == "meanings"},
    **dict.fromkeys(("typical", "heading"), OPTIONS["sections", "role"]),
}


def options_of(column_name: str) -> Options:
    """The options of a column (`indicators.kind`); none if it has no fixed words."""
    sheet, _, name = column_name.partition(".")
    return OPTIONS.get((sheet, name), {})


def shown(column_name: str, name: str, language: Language) -> str:
    """An option in `language`; anything else unchanged."""
    option = options_of(column_name).get(name)
    return option.say(name, language) if option else name
