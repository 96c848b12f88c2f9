"""Draws the leaders' page: one HTML file with nothing from elsewhere and no script.

Agencies' texts are escaped wherever they stand: the template escapes all that it prints.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from toolkit.disclosure.sharing import share as circulated
from toolkit.messages import leaders_tables, masters, pages
from toolkit.messages.texts import texts
from toolkit.model import Consolidation, Language
from toolkit.page.contents import make_contents

if TYPE_CHECKING:
    from jinja2 import Template

#: What no HTML may hold, and what turns the text around it.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
#: How the page begins: what stands in its place and begins otherwise is not replaced.
BEGINNING = b"<!DOCTYPE html>\n<!-- toolkit:page -->\n"


def leaders_page(result: Consolidation, language: Language = "vi", *, share: bool = False) -> str:
    """The leaders' page as an HTML document: the same result gives the same text.

    `share`: as the copy for circulation has it, small figures of people masked (`disclosure.sharing`).
    """
    if share:
        result = circulated(result).result
    contents = make_contents(result, language, shared=share)
    template, style, of_tables = _loaded()
    style += of_tables if contents.leaders.tables else ""
    return template.render(
        page=contents,
        language=language,
        say=_words_of(pages.__file__, language),
        of_tables=_words_of(leaders_tables.__file__, language),
        key_figures=contents.leaders.texts["key_figures"].shown,
        themes_title=masters.CHART_TITLE.say(language),
        theme=masters.CHART_THEME.say(language),
        no_questions=masters.QUESTIONS_NONE.say(language),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _words_of(module: str, language: Language) -> dict[str, str]:
    """The texts of a module of the catalogue, which is given by its file, by their names."""
    return {name: text.say(language) for name, text in texts(module).items()}


@cache
def _loaded() -> tuple[Template, str, str]:
    """The template, the style as it goes into the page, and what it has besides where there are tables whose rows
    agencies add; all lie in this folder."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("toolkit.page", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_printable, keep_trailing_newline=True
    )
    style, of_tables = (Markup(loader.get_source(environment, name)[0]) for name in ("leaders.css", "tables.css"))
    return environment.get_template("leaders.html.j2"), style, of_tables


def _printable(value: Any) -> Any:
    """What is printed, with what no page may hold written out."""
    if type(value) is not str:
        return value
    return _UNFIT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", value.replace("\r\n", "\n").replace("\r", "\n"))
