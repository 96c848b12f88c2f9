"""Texts of commands and findings for readers who type no commands: a command is named by its button."""

import re

from markupsafe import Markup

from toolkit.messages import desk as words
from toolkit.model import Language

#: The buttons whose names differ from the names of their commands.
_BUTTONS = {"status": "remind"}
#: The arguments after a command's name: quoted paths, options with their values, and placeholders for a folder.
_PATH = r""""[^"]*"|'[^']*'"""
_ARGUMENTS = rf"(?:\s(?:{_PATH}|--[a-z-]+(?:[ =](?:{_PATH}|\w[\w-]*))?|[^\W_]+(?:_[^\W_]+)+|FOLDER\b|inbox\b))*"
_COMMAND = re.compile(
    r"(?P<type>\b(?:chạy|gõ|run|type|typing|running)(?: lại| again)?:? )?"
    rf"(?:lệnh )?“?\btoolkit (?P<name>[a-z]+)\b{_ARGUMENTS}”?",
    re.IGNORECASE,
)
_BARE = re.compile(r"\b(?:gõ|chạy|type|run)(?: lại| again)? toolkit\b( again)?", re.IGNORECASE)


def with_buttons(text: object, language: Language) -> object:
    """The text with the names of buttons instead of commands; markup, and values that are no text, are unchanged."""
    if not isinstance(text, str) or isinstance(text, Markup) or "toolkit" not in text:
        return text

    def button(match: re.Match[str]) -> str:
        name = words.ACTIONS.get(_BUTTONS.get(match["name"], match["name"]))
        if name is None:
            return match[0]
        named = f"“{name.say(language)}”"
        return _capitalised_like(match["type"], words.PRESS.say(language, button=named)) if match["type"] else named

    reload = words.RELOAD_PAGE.say(language)
    return _BARE.sub(lambda match: _capitalised_like(match[0], reload), _COMMAND.sub(button, text))


def _capitalised_like(before: str, text: str) -> str:
    return text[:1].upper() + text[1:] if before[:1].isupper() else text
