"""Every sentence shown to a person, by code, Vietnamese and English side by side.

`findings` holds the catalogue of findings; `forms`, `masters` and `commands` hold the wording of
the intake workbook, the master workbook and the command line. Nothing else in the package contains
a sentence for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


class FindingText(NamedTuple):
    """What a finding's code says: the usual severity, what is wrong, what to do, and what it means.

    Placeholders: `{sheet}` `{cell}` `{value}` (as typed) `{indicator}` (code and label) `{period}`
    `{section}` (heading), and the finding's own arguments. `meaning` has none: it goes into the docs.
    """

    severity: Severity
    what: Text
    fix: Text
    meaning: Text
