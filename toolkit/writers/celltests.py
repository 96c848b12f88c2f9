"""What a figure's cell may hold while the form is being filled: as an Excel condition, and worked out here.

The drop-downs and validations, the list of what to fix and the marks in the table all use it. It asks for
what the form's own formulas can use: a number as such, an answer from the list, a day, or one of the words for
none, not known and not asked. A check of the file reads more than that; what it holds back as a number, this
refuses too.
"""

from __future__ import annotations

import math
from typing import Literal

from toolkit.form import Form
from toolkit.messages import forms
from toolkit.model import CellValue, ErrorValue, Indicator
from toolkit.numbers import is_part_of_one, limits, parts_of_one_below, suspect_from
from toolkit.totals import as_counted
from toolkit.values import typed_text

#: Defined names of the form's lists: words in cells of numbers, those that mean 0, those that give no figure.
NUMBER_WORDS, ZERO_WORDS, GAP_WORDS, YES_NO = "NumberWords", "ZeroWords", "GapWords", "YesNo"
#: With more digits than this a spreadsheet keeps no number exactly.
_MOST = 10**15

State = Literal[0, 1, 2]
"""0: in order; 1: required and blank; 2: it holds what cannot be used."""
FINE: State = 0
BLANK: State = 1
FAULTY: State = 2


def trimmed(value: CellValue) -> str:
    """The cell's text as Excel's TRIM and `=` see it: only spaces go, case does not count."""
    return " ".join(part for part in typed_text(value).split(" ") if part).casefold()


def choices_name(indicator: Indicator) -> str:
    """The defined name of an indicator's own list."""
    return "Choices_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in indicator.code)


def answers(form: Form, indicator: Indicator) -> tuple[str, ...]:
    """The list of a yes/no or choice cell: its answers, then the words that give none."""
    own = (form.say(forms.YES), form.say(forms.NO)) if indicator.kind == "yesno" else indicator.choices
    return (*own, *form.gap_words)


# --- As Excel sees it ----------------------------------------------------------------------------


def usable(indicator: Indicator, cell: str, *, strictly: bool = True) -> str:
    """The condition that a filled cell holds something usable; "" where anything is.

    `strictly`: a number must not be doubtful either (an amount that may be in đồng).
    """
    if indicator.numeric:
        tests = [f"ABS({cell})<{_MOST}"]
        low, high = limits(indicator)
        tests += [f"{cell}>={low:.15G}"] if low is not None else []
        tests += [f"{cell}<={high:.15G}"] if high is not None else []
        if indicator.kind == "count":
            tests.append(f"{cell}=INT({cell})")
        if indicator.kind == "percent":
            tests.append(f"NOT(AND({cell}>0,{cell}<=1))")
            most = parts_of_one_below(indicator)
            if most > 1:
                tests.append(f"OR({cell}<=1,{cell}>{most:.15G},{cell}=INT({cell}))")
        suspect = suspect_from(indicator)
        if strictly and suspect is not None:
            tests.append(f"ABS({cell})<{suspect:.15G}")
        words = f"SUMPRODUCT(--(TRIM({cell})={NUMBER_WORDS}))>0"
        sign = unit_sign(indicator)
        if sign:
            words = f'OR({words},RIGHT(TRIM({cell}),{len(sign)})="{sign}")'
        return f"IF(ISNUMBER({cell}),AND({','.join(tests)}),{words})"
    if indicator.kind == "date":
        return f"IF(ISNUMBER({cell}),TRUE,SUMPRODUCT(--(TRIM({cell})={GAP_WORDS}))>0)"
    if indicator.kind in ("yesno", "choice"):
        name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
        return f"SUMPRODUCT(--(TRIM({cell})={name}))>0"
    return ""


def state_formula(indicator: Indicator, cell: str) -> str:
    """The Excel expression of the cell's `State`."""
    test = usable(indicator, cell)
    filled = f"IF({test},{FINE},{FAULTY})" if test else str(FINE)
    blank = BLANK if indicator.required else FINE
    error = FAULTY if test else FINE
    return f"IF(ISERROR({cell}),{error},IF(LEN(TRIM({cell}))=0,{blank},{filled}))"


# --- Worked out ----------------------------------------------------------------------------------


def state(form: Form, indicator: Indicator, value: CellValue) -> State:
    """What `state_formula` gives for a cell with this value."""
    text = trimmed(value)
    if not text:
        return BLANK if indicator.required else FINE
    return FINE if _usable(form, indicator, value, text) else FAULTY


def _usable(form: Form, indicator: Indicator, value: CellValue, text: str) -> bool:
    number = None if isinstance(value, ErrorValue) else as_counted(value)
    if indicator.numeric:
        if number is not None:
            return _in_order(indicator, number)
        sign = unit_sign(indicator)
        return text in map(trimmed, form.number_words) or bool(sign and text.endswith(sign))
    if indicator.kind == "date":
        return number is not None or text in map(trimmed, form.gap_words)
    if indicator.kind in ("yesno", "choice"):
        return text in map(trimmed, answers(form, indicator))
    return True


def _in_order(indicator: Indicator, number: float) -> bool:
    low, high = limits(indicator)
    suspect = suspect_from(indicator)
    return (
        abs(number) < _MOST
        and (low is None or number >= low)
        and (high is None or number <= high)
        and (indicator.kind != "count" or number == math.floor(number))
        and not (indicator.kind == "percent" and is_part_of_one(number, indicator))
        and (suspect is None or abs(number) < suspect)
    )


def unit_sign(indicator: Indicator) -> str:
    """What may be typed behind a number to say what it is in: only where a bare one may be doubtful."""
    if indicator.kind == "percent":
        return "%"
    return "đồng" if suspect_from(indicator) is not None else ""
