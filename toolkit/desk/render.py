"""Records as HTML, by the templates of this room. Everything put into the templates is text, never markup."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from toolkit.desk.desk import OFFICER
from toolkit.desk.wording import with_buttons
from toolkit.messages import desk as words
from toolkit.messages.boards import BOARD_COLUMNS, COLUMNS, SIGNS, TASKS, TILES
from toolkit.messages.masters import SEVERITIES
from toolkit.model import Language

HERE = Path(__file__).parent
_TEXTS = {
    "action": words.ACTIONS,
    "outcome": words.OUTCOMES,
    "next": words.NEXT,
    "own": words.FILES,
    "folder": words.FOLDERS,
    "made": words.MADE,
    "standing": words.STANDINGS,
    "state": words.STATES,
    "task": {**TASKS, **words.TASKS},
    "renew": words.RENEW,
    "severity": SEVERITIES,
    "tile": TILES,
    "column": {**COLUMNS, **BOARD_COLUMNS},
}


def _within(**chosen: str) -> str:
    """The query of an address that limits a page to a selection, and to the officer of the present page."""
    parameters = {name: value for name, value in {"officer": OFFICER.get(), **chosen}.items() if value}
    return f"?{urlencode(parameters)}" if parameters else ""


class Templates:
    """The templates in one language; `base`: a function for the beginning of all addresses of the desk."""

    def __init__(self, language: Language, base: Callable[[], str]) -> None:
        self._language, self.base = language, base
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            finalize=self.without_commands,
        )
        self._environment.globals |= {
            "say": self.say,
            "text": self.text,
            "at": lambda *parts: base() + "/" + "/".join(quote(str(part), safe="") for part in parts),
            "within": _within,
            "language": language,
            "signs": SIGNS,
        }

    def say(self, key: str, **arguments: object) -> str:
        """A sentence of the pages."""
        return words.WORDS[key].say(self._language, **arguments)

    def text(self, kind: str, key: str) -> str:
        """A word from one of the lists of words, such as those for actions, folders or standings."""
        return _TEXTS[kind][key].say(self._language)

    def without_commands(self, text: object) -> object:
        """A text of a command or finding, in which names of buttons replace commands to type."""
        return with_buttons(text, self._language)

    def page(self, name: str, **context: Any) -> str:
        """A whole page. Characters that cannot be encoded, as in file names, are escaped."""
        html = self._environment.get_template(f"{name}.html").render(context)
        return html.encode("utf-8", "backslashreplace").decode()
