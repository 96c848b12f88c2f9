"""Converts options of a definition as people type them, in Vietnamese or English, to the codes of the options."""

from collections.abc import Mapping, Sequence
from functools import cache

from toolkit.language.text import fold, means_no, means_yes, nearest
from toolkit.messages.option_words import MEANINGS, Options, options_of


def option_of(typed: str, column: str, choices: Sequence[str]) -> str | None:
    """The choice that is typed in a cell of `column` (`indicators.kind`); None where it is none of `choices`.

    Case and tones are ignored: the few words of a list differ without them.
    """
    if (meant := _spellings(column).get(_key(typed))) in choices:
        return meant
    if "yes" in choices:
        return "yes" if means_yes(typed) else "no" if means_no(typed) else None
    return next((choice for choice in choices if fold(choice) == fold(typed)), None)


def nearest_option(typed: str, column: str, choices: Sequence[str]) -> str:
    """The word, in either language, that is most similar to what was typed; "" where none is similar."""
    options = options_of(column)
    words = {word: None for name in choices if name in options for word in (name, options[name].word)}
    return nearest(typed, list(words) or choices) or ""


def meaning_of(typed: str, kind: str) -> str:
    """The code of the meaning that was typed, for words of this kind; the typed text if it is no such meaning."""
    known = _meanings(kind)
    return known.get(_key(typed), typed) if known and typed else typed


def _key(typed: str) -> str:
    """The key that all spellings of a word share; for a sign (`%`), the sign."""
    return fold(typed) or typed.strip()


@cache
def _spellings(column: str) -> Mapping[str, str]:
    plural = {fold(f"{name}s"): name for name in options_of(column)}
    return {**plural, **_by_spelling(options_of(column))}


@cache
def _meanings(kind: str) -> Mapping[str, str]:
    return _by_spelling(MEANINGS.get(kind, {}))


def _by_spelling(options: Options) -> Mapping[str, str]:
    """The name of the option for each spelling."""
    return {_key(spelling): name for name, option in options.items() for spelling in (name, option.word, *option.also)}
