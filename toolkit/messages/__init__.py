"""Every sentence shown to a person, with a code, in Vietnamese and English.

`findings` is the catalogue of findings, with a module for each stage of the work. Each other module has the wording of
one thing that people see: forms, masters, mails, the register, the command line. The rest of the toolkit contains no
sentences for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol
from unicodedata import category

if TYPE_CHECKING:
    from toolkit.model import Agency, Language


class Text(NamedTuple):
    """One sentence in both languages, with placeholders `{name}` and words that depend on a number: `{name:#
    file|# files}`."""

    vi: str
    en: str

    def say(self, language: Language, **arguments: object) -> str:
        """The sentence in `language`, with its placeholders filled."""
        template = self.vi if language == "vi" else self.en
        return fill(template, arguments) if arguments else template


class _Arguments(Protocol):
    def __getitem__(self, name: str, /) -> object: ...


def fill(template: str, arguments: _Arguments) -> str:
    """The template with its placeholders filled: `{count:# file is|# files are}` becomes `1 file is`, `2 files are`."""
    return template.format_map(_Counted(arguments) if "|" in template else arguments)


class _Counted:
    """Arguments that select one of two words: the first word for 1, the second for any other number."""

    def __init__(self, arguments: _Arguments) -> None:
        self._arguments = arguments

    def __getitem__(self, name: str) -> _Count:
        return _Count(self._arguments[name])


class _Count:
    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, words: str) -> str:
        one, bar, many = words.partition("|")
        if not bar:
            return format(self._value, words)
        return (one if str(self._value) == "1" else many).replace("#", str(self._value))


def agency_name(agency: Agency) -> str:
    """The name of an agency in sentences: `Sở A (SA)`."""
    return agency.short_name if agency.short_name == agency.code else f"{agency.short_name} ({agency.code})"


def visible(name: str) -> str:
    """The name of a file or a sheet with invisible characters escaped.

    Control characters would control a terminal, marks of direction would turn a sentence around, and bytes that are no
    text could not be sent in a mail.
    """
    if name.isprintable():
        return name
    shown = (" " if category(c) == "Zs" else c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)
    return "".join(shown)
