"""Tests of what a figure's cell holds while the form is filled in: as Excel conditions, and evaluated in Python.

Drop-downs, validations, the live list and the marks in the table use these tests. They accept what the form's formulas
can use: a number, an answer from the list, a date, or one of the words for none, not known and not asked. Reading the
file accepts more; but every number that reading holds back is refused here too.
"""

import math
import re
from datetime import date
from typing import Literal

from toolkit.form.contents import Form, required_content
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, CellValue, ErrorValue, Indicator
from toolkit.spreadsheet.addresses import cell_name
from toolkit.values.cell import typed_text
from toolkit.values.numbers import fraction_limit, is_part_of_one, least_suspect, limits
from toolkit.values.totals import number_in_formulas
from toolkit.xlsx.excel import Sheet, clipped, fits_validation, quoted, size_of

#: Defined names of the form's lists: words allowed in cells for numbers, words for 0, words for no figure, yes and no.
NUMBER_WORDS, ZERO_WORDS, GAP_WORDS, YES_NO = "NumberWords", "ZeroWords", "GapWords", "YesNo"
LONGEST_PROMPT = 255  # the most characters of a cell's prompt in Excel
_LONGEST_TITLE = 32  # the most characters of a prompt's title
#: From this number on, spreadsheets do not keep every digit.
MOST = 10**15
#: Days 1920 to 2099: a smaller number in a cell for a date is a day, month or year that was typed instead.
FIRST_DAY, LAST_DAY = 7306, 73050
#: The decimal sign of the reader's computer, as a formula.
DECIMAL_SIGN_FORMULA = "MID(1/2,2,1)"
_DIGITS = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:,[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")

State = Literal[0, 1, 2, 3]
"""0: valid; 1: required and blank; 2: with contents that cannot be used; 3: with a number that its format shows as
something else."""
FINE: State = 0
BLANK: State = 1
FAULTY: State = 2
MISSHOWN: State = 3


def trimmed(value: CellValue) -> str:
    """The cell's text as Excel's TRIM and `=` compare it: with single spaces between words, and in lower case."""
    return " ".join(part for part in typed_text(value).split(" ") if part).casefold()


def zero_words(indicator: Indicator) -> str:
    """What the trimmed text of a cell must equal to count as 0: one of the form's words for 0; for figures that are not
    added up a space, which no trimmed text equals."""
    return ZERO_WORDS if indicator.adds_up else '" "'


def choices_name(indicator: Indicator) -> str:
    """The defined name of the indicator's choices: unique, and in characters that names may have."""
    return "Choices_" + "".join(c if c.isalnum() and c.isascii() else f"_{ord(c):x}_" for c in indicator.code)


def answers(form: Form, indicator: Indicator) -> tuple[str, ...]:
    """The list for a cell with yes or no, or a choice: its answers, then the words that report no figure."""
    if indicator.code.endswith(f".{CARRIED_COLUMN}"):
        return indicator.choices
    stated = (form.say(forms.YES), form.say(forms.NO)) if indicator.kind == "yesno" else indicator.choices
    return (*stated, *form.gap_words)


# --- As Excel conditions -------------------------------------------------------------------------


def usable_test(indicator: Indicator, cell: str, *, strictly: bool = True) -> str:
    """The condition that a filled cell holds something usable; "" where all contents are.

    `strictly`: a number, also before a unit, must not be ambiguous: an amount that may be in đồng, a percentage that
    may be a fraction. Validations are not strict, since the cell may not have its percentage format while a number is
    typed.
    """
    if indicator.numeric:
        in_order = f"AND({','.join(_number_tests(indicator, cell, strictly=strictly))})"
        if indicator.kind == "percent":
            shown = f"AND({','.join(_limit_tests(indicator, f'ROUND({cell}*100,10)'))})"
            in_order = f"IF({_percent_test(cell)},{shown},{in_order})" if strictly else f"OR({in_order},{shown})"
        words = f"SUMPRODUCT(--(TRIM({cell})={NUMBER_WORDS}))>0"
        if ending := unit_ending(indicator):
            amount = _amount_test(indicator, cell, ending) if strictly else "TRUE"
            words = f"IF({ending_test(cell, ending)},{amount},{words})"
        return f"IF(ISNUMBER({cell}),{in_order},{words})"
    if indicator.kind == "date":
        day = f"AND({cell}>={FIRST_DAY},{cell}<{LAST_DAY + 1})"
        return f"IF(ISNUMBER({cell}),{day},SUMPRODUCT(--(TRIM({cell})={GAP_WORDS}))>0)"
    if indicator.kind in ("yesno", "choice"):
        name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
        return f"SUMPRODUCT(--(TRIM({cell})={name}))>0"
    return ""


def restrict(sheet: Sheet, form: Form, indicator: Indicator, area: tuple[int, int, int, int], title: str) -> None:
    """Make the cells of an area accept only what the indicator requires, and show its guidance under this title."""
    options: dict[str, object] = {"error_title": form.say(forms.BAD_TITLE), "ignore_blank": True}
    if indicator.guidance:
        options["input_title"] = clipped(title, _LONGEST_TITLE)
        options["input_message"] = clipped(indicator.guidance, LONGEST_PROMPT)
    test = usable_test(indicator, cell_name(*area[:2]), strictly=False)
    if indicator.kind in ("yesno", "choice"):
        name = YES_NO if indicator.kind == "yesno" else choices_name(indicator)
        options |= {"validate": "list", "source": f"={name}"}
    elif test and fits_validation(f"={test}"):
        options |= {"validate": "custom", "value": f"={test}"}
    elif indicator.guidance:
        options |= {"validate": "any"}
    else:
        return
    if options["validate"] != "any":
        options["error_message"] = clipped(required_content(form, indicator), LONGEST_PROMPT)
    sheet.data_validation(*area, options)


def _limit_tests(indicator: Indicator, number: str) -> list[str]:
    low, high = limits(indicator)
    tests = [f"ABS({number})<{MOST:.15G}"] if low is None or high is None else []
    tests += [f"{number}>={low:.15G}"] if low is not None else []
    tests += [f"{number}<={high:.15G}"] if high is not None else []
    return tests


def _number_tests(indicator: Indicator, cell: str, *, strictly: bool) -> list[str]:
    """The conditions that a bare number must meet."""
    tests = _limit_tests(indicator, cell)
    if indicator.kind == "count":
        tests.append(f"{cell}=INT({cell})")
    if indicator.kind == "percent" and strictly:
        tests.append(f"OR({cell}<=0,{cell}>1)")
        most = fraction_limit(indicator)
        if most > 1:
            tests.append(f"OR({cell}<=1,{cell}>{most:.15G},{cell}=INT({cell}))")
    suspect = least_suspect(indicator)
    if strictly and suspect is not None:
        tests.append(f"ABS({cell})<{suspect:.15G}")
    return tests


def misshown_test(indicator: Indicator, cell: str) -> str:
    """The condition that a number is shown as a date or wrongly as a percentage; "" for kinds other than numbers.

    Typing 1/2 or 5-6 gives the cell such a format, which then shows any number typed there later as a date.
    """
    if not indicator.numeric:
        return ""
    formats = "D" if indicator.kind == "percent" else "DP"
    return f'ISNUMBER(FIND(LEFT(CELL("format",{cell})),"{formats}"))'


def no_format_test(cell: str) -> str:
    """The condition that the program cannot report a cell's format, as Excel on phones and on the web."""
    return f'ISERROR(CELL("format",{cell}))'


def _percent_test(cell: str) -> str:
    """The condition that the cell's format shows its number as a percentage: then 12,5% is stored as 0.125."""
    return f'IFERROR(LEFT(CELL("format",{cell})),"")="P"'


def percentage_formula(indicator: Indicator, cell: str) -> str:
    """The formula for the percentage in a cell, typed with or without %, or ""."""
    number = f"IF({_percent_test(cell)},ROUND({cell}*100,10),{cell})"
    zero = f"SUMPRODUCT(--({zero_words(indicator)}=TRIM({cell})))>0"
    typed = f'IF({_amount_test(indicator, cell, "%")},{typed_amount_formula(indicator, cell, "%")},"")'
    words = f'IF({zero},0,IF({ending_test(cell, "%")},{typed},""))'
    return f'IFERROR(IF(ISNUMBER({cell}),{number},{words}),"")'


def ending_test(cell: str, ending: str) -> str:
    """The condition that a cell's text ends with `ending`; for several cells, an array."""
    return f"RIGHT(TRIM({cell}),{size_of(ending)})={quoted(ending)}"


def typed_amount_sum(span: str, ending: str) -> str:
    """The formula for the sum of amounts in `span` that were typed as digits with a unit; it does not depend on the
    computer's signs."""
    length = f"({ending_test(span, ending)})*(LEN(TRIM({span}))-{size_of(ending)})"
    return f'SUMPRODUCT(VALUE("0"&{_without_signs(f"LEFT(TRIM({span}),{length})")}&"E0"))'


def _amount_test(indicator: Indicator, cell: str, ending: str) -> str:
    """The condition that exactly one number within the limits is typed before the unit, without a range or words."""
    low, high = limits(indicator)
    tests = [f"LEN(TRIM({cell}))>1"] if ending == "%" else []
    number = typed_amount_formula(indicator, cell, ending)
    if low:
        tests.append(f"{number}>={low:.15G}")
    tests.append(f"{number}<={high:.15G}" if high is not None else f"{number}<{MOST:.15G}")
    return f"IFERROR(AND({','.join(tests)}),FALSE)"


def typed_amount_formula(indicator: Indicator, cell: str, ending: str) -> str:
    """The formula for the number typed before a unit.

    With `E0` after the digits, other texts that a spreadsheet would convert (a day, a time, a sum of money) are no
    numbers.
    """
    if ending == "%":
        digits = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell}," ",""),"%",""),",",{DECIMAL_SIGN_FORMULA})'
    else:
        digits = _without_signs(f"LEFT(TRIM({cell}),LEN(TRIM({cell}))-{size_of(ending)})")
    # After a leading 0, a text with a sign is no number.
    return f'VALUE("0"&{digits}&"E0")' if limits(indicator)[0] == 0 else f'VALUE({digits}&"E0")'


def _without_signs(text: str) -> str:
    """The formula for a text with `?` instead of signs of thousands and decimals, whose meaning differs: no number."""
    return f'SUBSTITUTE(SUBSTITUTE({text},".","?"),",","?")'


def state_formula(indicator: Indicator, cell: str, accepted: str = "", *, owed: bool = True) -> str:
    """The Excel expression for the cell's `State`. `accepted`: the cell with a value that was accepted when the file
    was read.

    `owed`: whether the agency existed in the period; if not, a required cell may be blank.
    """
    test = usable_test(indicator, cell)
    filled = f"IF({test},{FINE},{FAULTY})" if test else str(FINE)
    if shows := misshown_test(indicator, cell):
        filled = f"IF(AND(ISNUMBER({cell}),{shows}),{MISSHOWN},{filled})"
    if accepted and test:
        filled = f"IF({cell}={accepted},{FINE},{filled})"
    blank = BLANK if indicator.required and owed else FINE
    error = FAULTY if test else FINE
    return f"IF(ISERROR({cell}),{error},IF(LEN(TRIM({cell}))=0,{blank},{filled}))"


# --- As Python values ----------------------------------------------------------------------------


def state(form: Form, indicator: Indicator, value: CellValue, *, owed: bool = True) -> State:
    """The result of `state_formula` for a cell with this value."""
    text = trimmed(value)
    if not text:
        return BLANK if indicator.required and owed else FINE
    if indicator.numeric and isinstance(value, date):
        return MISSHOWN
    return FINE if _is_usable(form, indicator, value, text) else FAULTY


def _is_usable(form: Form, indicator: Indicator, value: CellValue, text: str) -> bool:
    number = None if isinstance(value, ErrorValue) else number_in_formulas(value)
    if indicator.numeric:
        if number is not None:
            return is_number_in_order(indicator, number)
        return text in map(trimmed, form.number_words) or is_amount_in_order(indicator, value)
    if indicator.kind == "date":
        if number is not None:
            return FIRST_DAY <= number < LAST_DAY + 1
        return text in map(trimmed, form.gap_words)
    if indicator.kind in ("yesno", "choice"):
        return text in map(trimmed, answers(form, indicator))
    return True


def is_number_in_order(indicator: Indicator, number: float) -> bool:
    low, high = limits(indicator)
    suspect = least_suspect(indicator)
    return (
        abs(number) < MOST
        and (low is None or number >= low)
        and (high is None or number <= high)
        and (indicator.kind != "count" or number == math.floor(number))
        and not (indicator.kind == "percent" and is_part_of_one(number, indicator))
        and (suspect is None or abs(number) < suspect)
    )


def unit_ending(indicator: Indicator) -> str:
    """The unit to type after a number where a bare number may be ambiguous; "" for other indicators."""
    if indicator.kind == "percent":
        return "%"
    unit = " ".join(indicator.unit.split())
    return f" {unit}" if unit and least_suspect(indicator) is not None else ""


def typed_whole_amount(indicator: Indicator, value: CellValue) -> float | None:
    """The number in a text of digits with the indicator's unit, which `typed_amount_sum` adds; else None."""
    ending, text = unit_ending(indicator).casefold(), trimmed(value)
    if not isinstance(value, str) or ending in ("", "%") or not text.endswith(ending):
        return None
    digits = text.removesuffix(ending)
    return float(digits) if _DIGITS.fullmatch(digits) else None


def typed_percentage(indicator: Indicator, value: CellValue) -> float | None:
    """The number in a text with a percentage and its sign: the result of `percentage_formula`; else None."""
    if indicator.kind != "percent" or not is_amount_in_order(indicator, value):
        return None
    return float(trimmed(value).removesuffix("%").replace(" ", "").replace(",", "."))


def is_amount_in_order(indicator: Indicator, value: CellValue) -> bool:
    """The result of `_amount_test` for a text."""
    ending, text = unit_ending(indicator).casefold(), trimmed(value)
    if not isinstance(value, str) or not ending or not text.endswith(ending):
        return False
    low, high = limits(indicator)
    number = text.removesuffix(ending)
    if ending == "%":
        number = number.replace(" ", "")
    form = _NUMBER if ending == "%" else _WHOLE
    if not form.fullmatch(number) or (low == 0 and number[0] in "+-"):
        return False
    amount = float(number.replace(",", "."))
    return (low is None or amount >= low) and (amount <= high if high is not None else amount < MOST)
