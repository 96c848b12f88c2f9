"""A typed text in the forms in which readers look at it: cleaned once, at the entrance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.language.text import FULL_WIDTH, clean, fold, toned

DASH, DOTS = "-", "..."
_DASHES = re.compile(r"[-‐‑‒–—―−－ ]+")
_DOTS = re.compile(r"…+|[.…_]{2,}")
_USUAL_SIGNS: dict[int, int | str] = {
    **FULL_WIDTH,
    ord("₫"): "đ",
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛′´`＇"), "'"),
    **dict.fromkeys(map(ord, '“”„"«»'), ""),
    ord("\n"): " ",
    ord("∼"): "~",
}


@dataclass(frozen=True, slots=True)
class TextForms:
    text: str
    """Cleaned (`language.text.clean`)."""

    @property
    def key(self) -> str:
        """As words of the lists are compared: folded; a row of dashes is `-`, of dots `...`."""
        if key := fold(self.text):
            return key
        if _DASHES.fullmatch(self.text):
            return DASH
        return DOTS if _DOTS.fullmatch(self.text.replace(" ", "")) else self.text.translate(FULL_WIDTH)

    @property
    def toned_key(self) -> str:
        """As `key`, with its tones and letter marks."""
        return self.key if self.text.isascii() else toned(self.text) or self.key

    @property
    def small(self) -> str:
        """In small letters, on one line, with the usual signs; without quotes, and signs at its end."""
        return self.text.translate(_USUAL_SIGNS).casefold().lstrip("' ").rstrip(" .,;:'")


def text_forms(text: str) -> TextForms:
    """The forms of a text as it was typed."""
    return TextForms(clean(text))
