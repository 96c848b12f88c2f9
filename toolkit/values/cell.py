"""What was typed in one cell → a value; or missing, not applicable, or held with a question.

The cell's type counts before its text: `1.234` as text in a column of counts is 1234, while the number 1.234 was typed
on a computer set to English and is a question. Decision 107 has the order in which the readers try a text.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from toolkit.language.numbers import plain_number
from toolkit.language.text import TextForms, fold, may_mean, normalise, text_forms, toned
from toolkit.model import CellValue, ErrorValue, Indicator, ShownNumber
from toolkit.values.dates import day_in_cell, read_day
from toolkit.values.number_texts import read_answer_with_remark, read_digits, read_number, read_number_in_words
from toolkit.values.numbers import number_in_cell
from toolkit.values.readings import (
    DEFAULT_WORDS,
    MISSING,
    NO_FIGURE,
    Reading,
    ValueWords,
    accepted_reading,
    question,
    read_answer,
    read_listed_word,
    read_no_data,
    value_words,
)
from toolkit.values.units import unit_of
from toolkit.values.yes_no import mark_in_cell, read_mark, read_sentence

__all__ = ["READERS", "Reading", "ValueWords", "read_date", "read_value", "typed_text", "value_words"]

#: Texts copied from cells that showed an error, or that were too narrow for their number.
_ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|#+)", re.IGNORECASE)
_ANY_DATE = Indicator(code="", topic="", label="", unit="", kind="date")


def read_value(
    cell: CellValue, indicator: Indicator, words: ValueWords = DEFAULT_WORDS, *, percent_format: bool = False
) -> Reading:
    """The cell's value for this indicator, in the indicator's unit.

    `percent_format`: the cell shows its number as a percentage, so it holds 0.125 for 12,5 %.
    """
    if cell is None:
        return MISSING
    if isinstance(cell, ErrorValue):
        return question("error-value")
    if not isinstance(cell, str):
        return _value_in_cell(cell, indicator, words, percent_format) or _question(indicator)
    typed = text_forms(cell)
    if not typed.text:
        return MISSING
    if typed.text[0] == "#" and _ERROR_TEXT.fullmatch(typed.text):
        return question("error-value")
    return _read_text(typed, indicator, words)


def read_date(cell: CellValue) -> Reading:
    """The date in a cell, without limits of an indicator.

    `value` is a `datetime.date`; a cell that names no day for certain is `held`, a blank cell `missing`.
    """
    return read_value(cell, _ANY_DATE)


# --- Texts ----------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _choice_tables(choices: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    """The choices, keyed by their text with tones; and by their text without tones, if no two choices have the same."""
    keys = [fold(choice) for choice in choices]
    exact = {normalise(choice): choice for choice in choices}
    return exact, {key: c for key, c in zip(keys, choices, strict=True) if keys.count(key) == 1}


def _read_choice(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """The choice as the definition writes it, matched exactly or not at all."""
    exact, without_tones = _choice_tables(indicator.choices)
    choice = exact.get(normalise(typed.text)) or without_tones.get(typed.folded)
    return accepted_reading(choice) if choice is not None and may_mean(toned(typed.text), toned(choice)) else None


def _read_as_typed(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading:
    return accepted_reading(typed.text) if typed.text else MISSING


#: A reader of typed texts, which returns None to leave a text to the next reader.
Reader = Callable[[TextForms, Indicator, ValueWords], Reading | None]
#: The readers of each kind of indicator, in order: the first that returns a reading decides.
READERS: dict[str, tuple[Reader, ...]] = {
    "number": (read_digits, read_answer, read_answer_with_remark, read_number, read_number_in_words),
    "yesno": (read_mark, read_no_data, read_sentence),
    "choice": (_read_choice, read_no_data),
    "date": (read_day,),
    "text": (read_listed_word, _read_as_typed),
}
_QUESTIONS = {"yesno": "not-yes-or-no", "choice": "not-in-choices", "date": "not-a-date"}


def _read_text(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading:
    for read in READERS["number" if indicator.numeric else indicator.kind]:
        if reading := read(typed, indicator, words):
            if reading.state != "zero_by_words" or indicator.adds_up:
                return reading
            # `0 (không có)` is a number
            return accepted_reading(0.0, reading.code) if "0" in typed.key.split() else NO_FIGURE
    return _question(indicator)


def _question(indicator: Indicator) -> Reading:
    """The question about a cell that no reader understands."""
    choices = {"choices": " | ".join(indicator.choices)} if indicator.kind == "choice" else {}
    return question(_QUESTIONS.get(indicator.kind, "not-a-number"), **choices)


# --- Numbers, days, TRUE and FALSE ----------------------------------------------------------------


def _value_in_cell(cell: CellValue, indicator: Indicator, words: ValueWords, percent_format: bool) -> Reading | None:
    match indicator.kind:
        case "yesno":
            return mark_in_cell(cell)
        case "date":
            return day_in_cell(cell)
        case "choice":
            return _read_choice(text_forms(typed_text(cell)), indicator, words)
        case "text":
            return _read_as_typed(text_forms(typed_text(cell)), indicator, words)
    if isinstance(cell, ShownNumber) and not percent_format:
        # If the cell's format adds words to a number, they are read as if they had been typed; if it shows a different
        # number, the cell is a question.
        reading = _read_text(text_forms(cell.as_text), indicator, words)
        # If the format shows a number divided, its unit is clear only for amounts of money.
        unit_decides = reading.state != "held" and unit_of(indicator.unit, indicator.kind).money
        if cell.unclear or (cell.divided and not unit_decides):
            stored = plain_number(cell).replace(".", ",")
            return question("shown-otherwise", readings=f"{stored} | {cell.text}", stored=stored, unit=indicator.unit)
        return reading
    if isinstance(cell, int | float):
        return None if isinstance(cell, bool) else number_in_cell(cell, indicator, percent_format)
    return question("date-in-number")


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
        clock = _time_text(cell.hour, cell.minute, cell.second)
        return f"{cell:%d/%m}/{cell.year:04}" + ("" if clock == "00:00" else f" {clock}")
    if isinstance(cell, date):
        return f"{cell:%d/%m}/{cell.year:04}"
    if isinstance(cell, time):
        return _time_text(cell.hour, cell.minute, cell.second)
    seconds = round(abs(cell).total_seconds())
    sign = "-" if cell < timedelta() else ""
    return sign + _time_text(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _time_text(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
