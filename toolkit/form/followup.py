"""The texts of the previous report that a form asks the agency to answer: selected limitations, directions and
requests."""

from collections.abc import Iterator, Mapping
from typing import get_args

from toolkit.form.carried import marks_as_text
from toolkit.form.contents import Form
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Answer, CellValue, Language, Submission
from toolkit.values.cell import typed_text

#: The key of the sheet with these texts; and the prefix of a text's row key in `toolkit:meta`.
FOLLOWUP = "followup"
FOLLOWUP_PREFIX = f"{FOLLOWUP}:"
#: The columns in which the agency types.
TYPED = ("answer", "explanation")
_ANSWERS: tuple[Answer, ...] = get_args(Answer)[1:]
_BY_SPELLING: dict[str, Answer] = {
    fold(way): answer
    for answer in _ANSWERS
    for text in (*forms.FOLLOWUP_ANSWERS[answer], *forms.FOLLOWUP_ALSO[answer])
    for way in text.split("|")
}


def row_key(section: str, text: str) -> str:
    """The key of a text's row, independent of spelling details: `HC=9f86d081884c`."""
    return marks_as_text({section: text})


def answer_of(typed: CellValue) -> Answer:
    """The answer in a cell, in either language, with or without tones; "" where none is recognised."""
    return _BY_SPELLING.get(fold(typed_text(typed)), "")


def words_of(language: Language) -> list[str]:
    """The answers that the form offers."""
    return [forms.FOLLOWUP_ANSWERS[answer].say(language) for answer in _ANSWERS]


def answers_sent(submission: Submission, language: Language) -> Mapping[str, tuple[str, str]]:
    """The (answer, explanation) of each text that the agency sent, by row key."""
    words = dict(zip(_ANSWERS, words_of(language), strict=True))
    return {
        row_key(x.section, x.text): (words[x.answer] if x.answer else x.typed, x.explanation)
        for x in submission.followup
    }


def texts(form: Form) -> Iterator[str]:
    """Yields the texts that the form prints on the sheet, except titles and the previous texts; the hint is first."""
    column, words = form.say(forms.FOLLOWUP_COLUMNS["explanation"]), words_of(form.language)
    yield form.say(forms.FOLLOWUP_HINT, column=column, **dict(zip(_ANSWERS, words, strict=True)))
    yield from (form.say(text) for text in (forms.COLUMNS["number"], *forms.FOLLOWUP_COLUMNS.values()))
