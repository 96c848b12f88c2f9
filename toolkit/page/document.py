"""Draws the leaders' page: one HTML file without external parts and scripts.

The agencies' texts are escaped everywhere: the template escapes everything it prints.
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

#: Characters that HTML does not allow, and characters that reverse the text around them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
#: The beginning of the page, by which the toolkit recognises it: a file that begins differently is not replaced.
BEGINNING = b"<!DOCTYPE html>\n<!-- toolkit:page -->\n"


def leaders_page(result: Consolidation, language: Language = "vi", *, share: bool = False) -> str:
    """The leaders' page as an HTML document: the same result gives the same text.

    `share`: whether it is a copy for circulation, with small figures of people masked (`disclosure.sharing`).
    """
    if share:
        result = circulated(result).result
    contents = make_contents(result, language, shared=share)
    template, style, of_tables = _template_and_styles()
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
    """The texts of a module of the catalogue, keyed by name."""
    return {name: text.say(language) for name, text in texts(module).items()}


@cache
def _template_and_styles() -> tuple[Template, str, str]:
    """The template, the page's style, and the additional style for tables with the agencies' rows, all from this
    folder."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader("toolkit.page", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_printable, keep_trailing_newline=True
    )
    style, of_tables = (Markup(loader.get_source(environment, name)[0]) for name in ("leaders.css", "tables.css"))
    return environment.get_template("leaders.html.j2"), style, of_tables


def _printable(value: Any) -> Any:
    """The printed value, with forbidden characters escaped."""
    if type(value) is not str:
        return value
    return _UNFIT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", value.replace("\r\n", "\n").replace("\r", "\n"))
