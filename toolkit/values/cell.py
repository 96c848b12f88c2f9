"""What was typed in one cell → a value; or missing, not applicable, or held with a question.

The cell's type counts before its text: `1.234` typed as text in a column of counts is 1234, while the
number 1.234 there was typed on a computer set to English and is a question. Numbers in text are read
by `numbers`, dates and periods by `dates`, answers in words by `readings`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from toolkit.language.numbers import plain_number
from toolkit.language.text import clean, fold, may_mean, normalise, toned
from toolkit.model import CellValue, ErrorValue, Indicator, ShownNumber
from toolkit.values.dates import read_date, read_period
from toolkit.values.numbers import read_number, read_number_text
from toolkit.values.readings import (
    DASH,
    DEFAULT_WORDS,
    MISSING,
    NOT_APPLICABLE,
    Reading,
    ValueWords,
    answer_in_words,
    given,
    held,
    is_listed,
    value_words,
    word_key,
)
from toolkit.values.units import unit_of
from toolkit.values.yes_no import SIMPLE, read_sentence

__all__ = [
    "DEFAULT_WORDS",
    "Reading",
    "ValueWords",
    "read_date",
    "read_period",
    "read_value",
    "typed_text",
    "value_words",
]

#: Errors that were copied as text, and cells copied while too narrow for their number.
_ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|#+)", re.IGNORECASE)


def read_value(
    cell: CellValue, indicator: Indicator, words: ValueWords = DEFAULT_WORDS, *, percent_format: bool = False
) -> Reading:
    """What the cell says for this indicator, in the indicator's unit.

    `percent_format`: the cell shows its number as a percentage, so it holds 0.125 for 12,5 %.
    """
    if cell is None:
        return MISSING
    if isinstance(cell, ErrorValue):
        return held("error-value")
    if isinstance(cell, str):
        cell = clean(cell)
        if not cell:
            return MISSING
        if cell[0] == "#" and _ERROR_TEXT.fullmatch(cell):
            return held("error-value")
    if indicator.numeric:
        return _read_numeric(cell, indicator, words, percent_format)
    if indicator.kind == "yesno":
        return _read_yes_no(cell, indicator, words)
    if indicator.kind == "date":
        return read_date(cell, words, indicator.label)
    if indicator.kind == "choice":
        return _read_choice(cell, indicator, words)
    return _read_text(cell, words)


def _read_numeric(cell: CellValue, indicator: Indicator, words: ValueWords, percent_format: bool) -> Reading:
    if isinstance(cell, str):
        return _answer_for(cell, indicator, words) or read_number_text(cell, indicator)
    if isinstance(cell, bool):
        return held("not-a-number")
    if isinstance(cell, ShownNumber) and not percent_format:
        return _read_shown(cell, indicator, words)
    if isinstance(cell, int | float):
        return read_number(cell, indicator, percent_format)
    return held("date-in-number")


def _read_shown(cell: ShownNumber, indicator: Indicator, words: ValueWords) -> Reading:
    """A number whose format writes words beside it, as if they had been typed;
    one that is shown as another number is a question."""
    reading = _answer_for(cell.as_text, indicator, words) or read_number_text(cell.as_text, indicator)
    # Divided, only an amount of money says by its unit what it is.
    said = reading.state != "held" and unit_of(indicator.unit, indicator.kind).money
    if cell.unclear or (cell.divided and not said):
        stored = plain_number(cell).replace(".", ",")
        return held("shown-otherwise", readings=f"{stored} | {cell.text}", stored=stored, unit=indicator.unit)
    return reading


_REMARK = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
#: A remark that somebody else has the figure: `huyện báo cáo`, `xem báo cáo`; not `theo báo cáo xã`.
_ELSEWHERE = re.compile(r"(?!.*\btheo bao cao\b).*\b(?:bao cao|quan ly|theo doi|phu trach|tong hop|thuc hien)|xem\b.*")


def _answer_for(text: str, indicator: Indicator, words: ValueWords) -> Reading | None:
    """The answer in words, with or without a remark in brackets: `Không có (0)`, `Không (lý do …)`."""
    about = f"{indicator.label} {indicator.unit}"
    answer = answer_in_words(text, words, about)
    if answer is not None or not ("(" in text or "[" in text):
        return answer
    without = _REMARK.sub(" ", text).strip()
    remarks = _REMARK.findall(text)
    main = answer_in_words(without, words, about)
    if main is None:
        if without[:1] != "0" or not any(_is_no_zero(r, words, about) for r in remarks):
            return None
        return held("zero-or-unknown") if read_number_text(without, indicator).value == 0 else None
    for remark in remarks:
        if main.state == "zero_by_words" and _is_no_zero(remark, words, about):
            return held("zero-or-unknown")
        other = answer_in_words(remark, words, about)
        if (other and other.state != main.state) or (remark.strip() != "0" and re.search(r"\d", remark)):
            return None
    return replace(main, code=main.code or "note-in-cell") if main.state == "zero_by_words" else main


def _is_no_zero(remark: str, words: ValueWords, about: str) -> bool:
    """Whether a remark says that the figure is not known, not the agency's, or somebody else's."""
    answer = answer_in_words(remark, words, about)
    if answer is not None:
        return answer.state in ("missing", "not_applicable")
    return _ELSEWHERE.fullmatch(fold(remark)) is not None


# --- Yes or no ------------------------------------------------------------------------------------

#: `x`, `v` and ticks (three of them from the font Wingdings) mean yes on Vietnamese forms.
_TICKS = frozenset(("x", "v", "✓", "✔", "√", "☑", "☒", "\uf0fc", "\uf0fe", "\uf0d6", "+", "1"))


def _read_yes_no(cell: CellValue, indicator: Indicator, words: ValueWords) -> Reading:
    """yesno: True or False. Ticks and 1/0 are taken and listed; anything in between is a question."""
    if isinstance(cell, bool):
        return given(cell)
    if isinstance(cell, int | float):
        return given(cell == 1, "mark-as-answer") if cell in (0, 1) else held("not-yes-or-no")
    if not isinstance(cell, str):
        return held("not-yes-or-no")
    simple = SIMPLE.get(cell.casefold())
    if simple is not None:
        return given(simple)
    key = word_key(cell)
    if key in _TICKS:
        return given(True, "mark-as-answer")
    if key in ("0", DASH):
        return given(False, "mark-as-answer" if key == "0" else "dash-as-no")
    answer = answer_in_words(cell, words, data_only=True)
    if answer is not None and answer.value is None:
        return answer
    return read_sentence(cell, indicator.label)


# --- Choice, text ---------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _choice_tables(choices: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The choices by what may be typed for them: with tones; and without, where just one is meant."""
    keys = [fold(choice) for choice in choices]
    exact = {normalise(choice): choice for choice in choices}
    return exact, {key: c for key, c in zip(keys, choices, strict=True) if keys.count(key) == 1}


def _read_choice(cell: CellValue, indicator: Indicator, words: ValueWords) -> Reading:
    """choice: the choice as the definition writes it, matched exactly or not at all."""
    text = clean(typed_text(cell))
    exact, without_tones = _choice_tables(indicator.choices)
    choice = exact.get(normalise(text)) or without_tones.get(fold(text))
    if choice is not None and may_mean(toned(text), toned(choice)):
        return given(choice)
    if isinstance(cell, str):
        answer = answer_in_words(text, words, data_only=True)
        if answer is not None and answer.value is None:
            return answer
    return held("not-in-choices", choices=" | ".join(indicator.choices))


def _read_text(cell: CellValue, words: ValueWords) -> Reading:
    """text: as typed, cleaned. Only a whole answer from the word lists is missing or not applicable."""
    text = clean(typed_text(cell))
    if not text:
        return MISSING
    if isinstance(cell, str):
        key, typed = word_key(text), toned(text)
        if is_listed(key, typed or key, words.missing):
            return MISSING
        if is_listed(key, typed or key, words.not_applicable):
            return NOT_APPLICABLE
    return given(text)


# --- As a person would write it -------------------------------------------------------------------


def typed_text(cell: CellValue) -> str:
    """The cell as a person in Vietnam would write it: `1234,5`, `5`, `TRUE`, `07/03/2016`, `#REF!`."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, ShownNumber):
        return cell.text
    if isinstance(cell, int | float):
        return plain_number(cell).replace(".", ",")
    if isinstance(cell, datetime):
        clock = _clock(cell.hour, cell.minute, cell.second)
        return f"{cell:%d/%m}/{cell.year:04}" + ("" if clock == "00:00" else f" {clock}")
    if isinstance(cell, date):
        return f"{cell:%d/%m}/{cell.year:04}"
    if isinstance(cell, time):
        return _clock(cell.hour, cell.minute, cell.second)
    return _duration(cell)


def _clock(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _duration(span: timedelta) -> str:
    seconds = round(abs(span).total_seconds())
    sign = "-" if span < timedelta() else ""
    return sign + _clock(seconds // 3600, seconds // 60 % 60, seconds % 60)
