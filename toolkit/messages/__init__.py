"""Every sentence shown to a person, by code, Vietnamese and English side by side.

`findings` holds the catalogue of findings; `forms`, `masters` and `commands` hold the wording of
the intake workbook, the master workbook and the command line. Nothing else in the package contains
a sentence for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category

if TYPE_CHECKING:
    from toolkit.model import Language, Severity


class Text(NamedTuple):
    """One sentence in both languages; placeholders are `{name}`."""

    vi: str
    en: str

    def say(self, language: Language, **arguments: object) -> str:
        """The sentence in `language` with its placeholders filled."""
        template = self.vi if language == "vi" else self.en
        return template.format_map(arguments) if arguments else template


def visible(name: str) -> str:
    """A name, of a file or a sheet, with what cannot be seen in it written out.

    Control characters would drive a terminal, marks of direction turn a sentence around, and bytes that are no
    text could not be sent in a mail.
    """
    if name.isprintable():
        return name
    shown = (" " if category(c) == "Zs" else c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)
    return "".join(shown)


class FindingText(NamedTuple):
    """What a finding's code says: the usual severity, what is wrong, what to do, and what it means.

    Placeholders: `{sheet}` `{cell}` `{value}` (as typed) `{indicator}` (code and label) `{period}`
    `{section}` (heading), and the finding's own arguments. `meaning` has none: it goes into the docs.
    """

    severity: Severity
    what: Text
    fix: Text
    meaning: Text
