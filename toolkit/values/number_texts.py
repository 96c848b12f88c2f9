"""Numbers as officials type them → a number in the indicator's unit, or a question.

In Vietnam `.` separates thousands and `,` is the decimal sign; computers set to English do it the other
way round. A number that both conventions read differently is a question; so is an estimate, a range, two
numbers in one cell, and a unit that is not the indicator's. Amounts are exact decimals until the end.
"""

import re
from dataclasses import replace
from decimal import Decimal

from toolkit.language.numbers import format_number
from toolkit.language.text import TextForms, fold, forms_of, strip_marks, text_forms
from toolkit.model import Indicator
from toolkit.values.amounts import NUMBER, Amount, read_amount
from toolkit.values.number_words import words_to_number
from toolkit.values.numbers import figure_of_amount, joined_readings, may_be_negative, possible_readings
from toolkit.values.readings import DEFAULT_WORDS, Reading, ValueWords, accepted_reading, question, read_answer
from toolkit.values.units import Unit, names_unit, unit_fit, unit_of

#: Brackets around an answer in words. Brackets next to a number are read in pairs instead.
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_REMARK = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
#: A remark that another agency has the figure: `huyện báo cáo`, `xem báo cáo`; but not `theo báo cáo xã`.
_ELSEWHERE = re.compile(r"(?!.*\btheo bao cao\b).*\b(?:bao cao|quan ly|theo doi|phu trach|tong hop|thuc hien)|xem\b.*")
_FOOTNOTE = re.compile(r"(?<=[\d%])\s?[¹²³⁴⁵⁶⁷⁸⁹]+(?=\s|$)|(?<=[\d%a-z])\s*(?:\*+|†|‡)(?=\s|$)")
_OF_WHICH = re.compile(r"\b(?:trong do|bao gom|gom(?: co)?|cu the)\b(?!\s*$)(.+)")
_ABOUT = re.compile(
    r"\b(?:khoang|gan|hon|tren(?! dia ban)|duoi|uoc(?: tinh| dat| thuc hien| khoang)?|chung|tam tinh|xap xi"
    r"|it nhat|toi thieu|toi da|khong qua|tro len|tro xuong|du kien)\b|[~≈<>≥≤±]|(?<=\d)\s?\+$"
)
_LABEL = re.compile(
    r"(?:(?:tong(?: so| cong)?|so luong|co|la|duoc|dat|cong|thuc hien|so tien|kinh phi)\b\s*(?:[:=]\s*)?)++(?=[-\d])"
)
_DATE = re.compile(r"\d{1,2}\s?([/.-])\s?\d{1,2}\s?\1\s?(?:\d{4}|\d\d)|\d{4}-\d\d?-\d\d?.*")
_FRACTION = re.compile(r"\s*/\s*\d")
_RANGE = re.compile(r"\s*(?:-|den|toi|~)\s*\d")
_RAISED_UNIT = re.compile(r"\b[a-z]{1,3}[23]\b")
_FROM_TO = re.compile(rf"(?:tu )?{NUMBER}[^\d]*?{_RANGE.pattern}")
_PERCENT = re.compile(r"(?:%|phan tram|pct)(\s.*)?")
_MILLE = re.compile(r"(?:‰|%o|phan (?:nghin|ngan))(\s.*)?")
#: Words for growth, in place of a figure or as a remark after it.
_GROWN = (
    rf"(?:tang|giam)\b(?: (?:them|gan|hon|khoang|truong|len|xuong|di|gap))* ?{NUMBER}(?: ?%|(?: "
    r"|(?<=\d))[a-z]+(?![a-z])){0,6}?"
)
_COMPARED = r"(?:,? (?:so voi|so|trong khi|cung ky)\b.*)?"
_GROWTH = re.compile(rf"{_GROWN}{_COMPARED}")
_GROWTH_REQUIRED = re.compile(r"\b(?:tang|giam|toc do)\b")
_GROWTH_REMARK = re.compile(rf"(?<=[\da-z%])(?: ?[,;]| -) ?{_GROWN}{_COMPARED}$")
_RATE = re.compile(r"/|\b(?:moi|binh quan|bq)\b")


def read_answer_with_remark(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads an answer in words, or a zero, with a remark: `Không có (0)`, `Không (lý do …)`, `0 (chưa thống kê)`."""
    remarks = [forms_of(remark) for remark in _BRACKETS.findall(typed.text)]
    if not remarks:
        return None
    without = text_forms(_BRACKETS.sub(" ", typed.text))
    main = read_answer(without, indicator, words)
    if main is None:
        if without.text[:1] != "0" or not any(_is_no_zero(remark, indicator, words) for remark in remarks):
            return None
        number = read_number(without, indicator, words)
        return question("zero-or-unknown") if number and number.value == 0 else None
    for remark in remarks:
        if main.state == "zero_by_words" and _is_no_zero(remark, indicator, words):
            return question("zero-or-unknown")
        answer = read_answer(remark, indicator, words)
        if (answer and answer.state != main.state) or (remark.text != "0" and re.search(r"\d", remark.text)):
            return None
    return replace(main, code=main.code or "note-in-cell") if main.state == "zero_by_words" else main


def _is_no_zero(remark: TextForms, indicator: Indicator, words: ValueWords) -> bool:
    """Whether a remark says that the figure is unknown, or another agency's."""
    answer = read_answer(remark, indicator, words)
    if answer is not None:
        return answer.state in ("missing", "not_applicable")
    return _ELSEWHERE.fullmatch(remark.key) is not None


def read_digits(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads digits alone, unless the lists of words have them; None leaves the text to the next reader.

    At most 14 digits, or 8 if the first is 0: longer texts are left to the next reader.
    """
    text = typed.text
    if text.isascii() and text.isdigit() and len(text) < 15 and (text[0] != "0" or len(text) < 9) and text not in words:
        return _in_unit(Amount(numbers=(Decimal(text),)), indicator, text)
    return None


def read_number_in_words(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads `hai mươi lăm` as a question with the probable number; None if the text starts with no number in words.

    An amount of money from 1000 on is taken for đồng; the question shows it in the column's unit.
    """
    number = words_to_number(typed.text)
    if number is None:
        return None
    unit = unit_of(indicator.unit, indicator.kind)
    in_unit = number / unit.scale if unit.money and number >= 1000 else number
    return question("number-in-words", readings=joined_readings((in_unit,)))


def read_number(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """Reads a number with text around it: footnote marks, brackets and `trong đó …` are set aside.

    If anything was set aside, the value is listed for review.
    """
    small = typed.lower_case
    plain = strip_marks(small)
    if not any(character.isdecimal() for character in plain):
        return None
    if not plain.isascii():
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in plain)
    code = ""
    main = " ".join(_REMARK.sub(" ", plain).split()).rstrip(" .,;:").lstrip(" ;:")
    if not any(character.isdecimal() for character in main):
        return _in_brackets(plain, indicator)
    for remark in [forms_of(a or b) for a, b in _REMARK.findall(small)]:
        kind = _code_of_remark(remark, main, indicator)
        if kind == "unit":
            main = f"{main} {_unit_in(strip_marks(remark.text))}"
        elif kind == "approximate-number":
            return _read_estimate(main, indicator)
        elif kind in _DOUBTS:
            return question(kind)
        else:
            code = code or kind
    if further := _OF_WHICH.search(main) or _GROWTH_REMARK.search(main):
        main, code = main[: further.start()].rstrip(" ,;.:-"), "note-in-cell"
    without_marks = _FOOTNOTE.sub("", main)
    if without_marks != main:
        main, code = without_marks, code or "footnote-mark"
    if _ABOUT.search(main):
        return _read_estimate(main, indicator)
    reading = _read_one(main, indicator, small)
    return replace(reading, code=code) if reading.state == "given" and not reading.code else reading


def _in_brackets(plain: str, indicator: Indicator) -> Reading:
    """Reads `(15)`, which accountants write for -15; it is ambiguous if the indicator may be negative."""
    if not re.fullmatch(rf"\( ?{NUMBER} ?\)", plain):
        return question("several-numbers")
    if not may_be_negative(indicator):
        return question("negative-number")
    amount = read_amount(plain.strip("() "), indicator)
    if amount is None or not amount.numbers:
        return question("unclear-number")
    return question("ambiguous-number", readings=joined_readings((-amount.numbers[0], *amount.numbers)))


#: Doubts that a remark may raise about the number before it.
_DOUBTS = frozenset(("several-numbers", "text-with-number", "rate-in-cell"))
_ITS_UNIT = re.compile(r"(?:dvt|don vi(?: tinh)?|tinh (?:bang|theo))\s*:?\s*(?=\D)")
_A_THOUSAND = "nghin dong"
_THOUSAND_DONG = re.compile(r"1[., ]?000\s?(?:d|dong)")
_PLANNED = re.compile(
    r"(?:theo )?(?:ke hoach|kh|chi tieu|muc tieu|du toan)(?: (?:giao|duoc giao|de ra|ca nam|nam(?: \d{4})?|\d{4}))*"
)
_EACH = re.compile(
    r"(?:bq|binh quan|trung binh)\b.*|(?:moi|hang) (?:nam|quy|thang|tuan|ngay|nguoi|ho|xa|phuong|don "
    r"vi)\b.*|[^\d/]*/\s*(?:nam|quy|thang|tuan|ngay|nguoi|ho|xa|phuong)"
)
_CORRECTED = re.compile(r"\b(?:sua|dinh chinh|dieu chinh|dung la|so dung|thuc te|sai|nham)\b.*\d")


def _unit_in(plain: str) -> str:
    """The unit that a remark without marks names: `don vi tinh: nghin dong`, `1000d`."""
    match = _ITS_UNIT.match(plain)
    plain = plain[match.end() :] if match else plain
    return _A_THOUSAND if _THOUSAND_DONG.fullmatch(plain) else plain


def _code_of_remark(remark: TextForms, main: str, indicator: Indicator) -> str:
    """The finding's code for a remark: a mark, a unit, an estimate, a doubt or a note; "" for the number in words."""
    plain = strip_marks(remark.text)
    if re.fullmatch(r"\*+|\d|[a-z]", plain) and remark.text != "đ":
        return "footnote-mark"
    if re.fullmatch(NUMBER, plain) or _CORRECTED.search(plain):
        return "several-numbers"
    if plain == "tam" or (_ABOUT.match(plain) and not re.search(r"\d", plain)):
        return "approximate-number"
    if remark.folded and remark.folded == unit_of(indicator.unit, indicator.kind).key:
        return "" if fold(main).endswith(f" {remark.folded}") else "unit"
    match = _ITS_UNIT.match(plain)
    if names_unit(remark.text[match.end() :] if match else remark.text) or _unit_in(plain) == _A_THOUSAND:
        return "unit"
    in_words = words_to_number(remark.text)
    if in_words is not None:
        amount = read_amount(main, indicator)
        return "" if amount is not None and in_words in amount.numbers else "several-numbers"
    return _doubt(plain, remark, main, indicator) or "note-in-cell"


def _doubt(plain: str, remark: TextForms, main: str, indicator: Indicator) -> str:
    """Why the number before this remark may not be the required figure; "" if nothing suggests so."""
    label = fold(indicator.label)
    if not remark.folded:
        return "text-with-number" if "?" in plain else ""
    if _PLANNED.fullmatch(plain):
        planned = re.search(r"\b(?:ke hoach|chi tieu|muc tieu|du toan)\b", label)
        return "" if planned else "text-with-number"
    if indicator.kind in ("count", "money") and _EACH.fullmatch(plain):
        rate = unit_of(indicator.unit, indicator.kind).per or re.search(r"\b(?:binh quan|trung binh)\b", label)
        return "" if rate else "rate-in-cell"
    answer = read_answer(remark, None, DEFAULT_WORDS)
    zero = answer is not None and answer.state == "zero_by_words"
    return "text-with-number" if zero and main[:1] != "0" else ""


def _read_estimate(main: str, indicator: Indicator) -> Reading:
    amount = read_amount(" ".join(_ABOUT.sub(" ", main).split()), indicator)
    if amount is None or any(c.isdigit() for c in amount.remainder):
        return question("number-range" if re.search(rf"\d{_RANGE.pattern}", main) else "several-numbers")
    if not amount.numbers:
        return question("unclear-number")
    unit = unit_of(indicator.unit, indicator.kind)
    return question("approximate-number", readings=joined_readings(_rescaled(amount, unit, with_unit=False)))


def _read_one(plain: str, indicator: Indicator, text: str) -> Reading:
    """Reads the single number of a cell, with its unit; a question if the cell has several numbers, or none.

    `text`: the cell's text with tones.
    """
    if plain[:1] == "+" and may_be_negative(indicator):
        plain = plain[1:].lstrip()
    if plain[:1] == "$":
        return question("unit-mismatch", unit=indicator.unit)
    if _DATE.fullmatch(plain):
        return question("date-in-number")
    if _FROM_TO.match(plain):
        return question("number-range")
    amount = read_amount(_LABEL.sub("", plain, count=1), indicator)
    if amount is None and re.match(r"[.,]\d", plain):
        return question("unclear-number")
    if amount is None:
        if _GROWTH.fullmatch(plain) and not _GROWTH_REQUIRED.search(fold(indicator.label)):
            return question("growth-in-cell")
        several = len(re.findall(NUMBER, plain)) > 1
        return question("several-numbers" if several else "text-with-number")
    if _FRACTION.match(amount.remainder):
        return question("fraction-in-cell")
    unit = unit_of(indicator.unit, indicator.kind)
    if re.search(r"\d", _RAISED_UNIT.sub("", amount.remainder)) and fold(amount.remainder) != unit.key:
        return question("several-numbers")
    if not amount.numbers:
        return question("unclear-number")
    if amount.guess:
        return question("spoken-number", readings=joined_readings(_rescaled(amount, unit, with_unit=False)))
    return _in_unit(amount, indicator, text)


# --- The unit -------------------------------------------------------------------------------------


def _in_unit(amount: Amount, indicator: Indicator, text: str) -> Reading:
    """The amount in the indicator's unit, if what was typed next to the number agrees with this unit.

    `text`: the cell, with its tones.
    """
    unit = unit_of(indicator.unit, indicator.kind)
    typed = amount.remainder.strip(" .,;:-…")
    percent = (_MILLE if unit.mille else _PERCENT).fullmatch(typed) if typed else None
    note = amount.code
    if percent and (unit.percent or unit.mille):
        typed, note = "", note or ("note-in-cell" if percent[1] else "")
    elif percent:
        return question("unit-mismatch", unit=indicator.unit)
    if typed:
        fit = unit_fit(typed, indicator, text)
        if fit == "other":
            if _PERCENT.fullmatch(typed) or _MILLE.fullmatch(typed):
                return question("unit-mismatch", unit=indicator.unit)
            if _RATE.search(typed) and not unit.per:
                return question("rate-in-cell")
            if len(typed.split()) > 4 or not fold(typed):
                return question("text-with-number")
            return question("unit-mismatch", unit=indicator.unit)
        note = note or ("unit-differs" if fit == "label" else "")
    if not unit.money and (amount.currency or (amount.magnitude and not typed and not unit.has_magnitude)):
        return question("unit-mismatch", unit=indicator.unit)
    numbers = _rescaled(amount, unit, bool(typed))
    if indicator.kind == "percent":
        numbers = possible_readings(numbers, indicator)
    spoken = len(numbers) > 1 and _settles_separator(amount, unit)
    if len(numbers) > 1 and not spoken:
        return question("ambiguous-number", readings=joined_readings(numbers))
    reading = figure_of_amount(numbers[0], amount, unit, indicator, "" if spoken else note, percent is not None)
    if not spoken or reading.state != "given":
        return reading
    chosen = format_number(float(numbers[0]), "vi")
    return accepted_reading(reading.value or 0.0, "sign-before-magnitude", read_as=chosen, unit=indicator.unit)


def _settles_separator(amount: Amount, unit: Unit) -> bool:
    """Whether the word of magnitude settles what the number's separator means; where it only repeats the column's unit
    (`1,234 triệu` in triệu đồng), a comma stays as ambiguous as alone.
    """
    comma = abs(amount.numbers[0]) < abs(amount.numbers[-1])
    return amount.spoken is not None and (not comma or amount.spoken != unit.scale)


def _rescaled(amount: Amount, unit: Unit, with_unit: bool) -> tuple[Decimal, ...]:
    """The numbers in the column's unit: converted where a magnitude, a currency or a unit was typed with them."""
    has_unit = amount.magnitude or amount.currency or (with_unit and not unit.money)
    return tuple(number / unit.scale for number in amount.numbers) if has_unit else amount.numbers
