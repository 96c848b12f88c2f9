"""Texts of the round before that stand in a form to be answered: limitations, directions, requests that were chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from toolkit.form.carried import marks_as_text
from toolkit.form.contents import Form
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Answer, CellValue, Language, Submission
from toolkit.values.cell import typed_text

#: The key of the sheet; before what a text's row is known by, in `toolkit:meta`.
FOLLOWUP = "followup"
FOLLOWUP_PREFIX = f"{FOLLOWUP}:"
#: The columns in which something is typed.
TYPED = ("answer", "explanation")
_ANSWERS: tuple[Answer, ...] = get_args(Answer)[1:]
_SAID: dict[str, Answer] = {
    fold(way): answer
    for answer in _ANSWERS
    for text in (*forms.FOLLOWUP_ANSWERS[answer], *forms.FOLLOWUP_ALSO[answer])
    for way in text.split("|")
}


def row_key(section: str, text: str) -> str:
    """What the row of a text is known by, however it is written: `HC=9f86d081884c`."""
    return marks_as_text({section: text})


def answer_of(typed: CellValue) -> Answer:
    """The answer that a cell gives, in either language, with tones or without; "" where it is none that is known."""
    return _SAID.get(fold(typed_text(typed)), "")


def words_of(language: Language) -> list[str]:
    """The answers to choose from."""
    return [forms.FOLLOWUP_ANSWERS[answer].say(language) for answer in _ANSWERS]


def answers_sent(submission: Submission, language: Language) -> Mapping[str, tuple[str, str]]:
    """What was answered, and explained, by the rows' keys."""
    words = dict(zip(_ANSWERS, words_of(language), strict=True))
    return {
        row_key(x.section, x.text): (words[x.answer] if x.answer else x.typed, x.explanation)
        for x in submission.followup
    }


def texts(form: Form) -> Iterator[str]:
    """What the sheet prints, but for its titles and what was said: first what stands above it."""
    column, words = form.say(forms.FOLLOWUP_COLUMNS["explanation"]), words_of(form.language)
    yield form.say(forms.FOLLOWUP_HINT, column=column, **dict(zip(_ANSWERS, words, strict=True)))
    yield from (form.say(text) for text in (forms.COLUMNS["number"], *forms.FOLLOWUP_COLUMNS.values()))
