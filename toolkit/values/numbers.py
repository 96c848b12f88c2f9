"""Numbers as officials write them → a number in the indicator's unit, or a question.

In Vietnam `.` parts the thousands and `,` is the decimal sign; computers set to English do it the other
way round. A form which both habits read differently is a question; so is an estimate, a range, two
numbers in one cell, and a unit that is not the indicator's. Amounts are exact decimals until the end.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from toolkit.language.numbers import format_number
from toolkit.language.text import FULL_WIDTH, fold, strip_marks
from toolkit.model import Indicator
from toolkit.values.amounts import NUMBER, Amount, read_amount
from toolkit.values.number_words import words_to_number
from toolkit.values.readings import DEFAULT_WORDS, Reading, answer_in_words, given, held
from toolkit.values.units import Unit, names_unit, unit_fit, unit_of

#: Spreadsheets keep 15 digits; a longer number has lost some already (it is an identity or an account).
_MOST = Decimal(10) ** 15
#: A bare amount from here on, in a column of millions or more, was probably typed in đồng.
_SUSPECT_AMOUNT, _SUSPECT_DONG = Decimal(100_000), Decimal(10) ** 11
#: No report counts so few đồng: `500 đồng` in a column of money has lost a magnitude.
_LEAST_DONG = Decimal(1000)


# --- Numbers for people ---------------------------------------------------------------------------

#: Of figures that lie close together, so many are shown at most.
_MOST_DECIMALS = 6


def decimals_beside(value: float, base: float, least: int = 1) -> int:
    """With how many decimals a figure is told from the one it is held against, and their difference from nothing."""
    decimals = max(least, len(format_number(base, "vi").partition(",")[2]))
    while decimals < _MOST_DECIMALS and value != base:
        apart = (format_number(x, "vi", decimals) for x in (value, base))
        if len(set(apart)) == 2 and round(value - base, decimals):
            break
        decimals += 1
    return decimals


def _readings(numbers: tuple[Decimal, ...]) -> str:
    """The readings as a person would write each: `1,234 | 1.234`, `20.000 | 20,000`."""
    least = min(numbers)
    by_thousand = least * 1000 == max(numbers) and least < 1000
    return " | ".join(
        format_number(float(number), "vi", 3 if by_thousand and number == least else None) for number in numbers
    )


# --- Number cells ---------------------------------------------------------------------------------


def read_number(value: float, indicator: Indicator, percent_format: bool = False) -> Reading:
    """A cell that holds a number, for a numeric indicator."""
    if not _usable(value):
        return held("number-too-large" if value == value and abs(value) != math.inf else "not-a-number")
    if indicator.kind == "percent":
        return _percent_cell(float(value), indicator, percent_format)
    if percent_format:
        return held("unit-mismatch", unit=indicator.unit)
    if indicator.kind == "count":
        return _count_cell(float(value), indicator)
    unit = unit_of(indicator.unit, indicator.kind)
    if unit.money and _looks_like_dong(Decimal(repr(float(value))), unit):
        return _suspect_amount(Decimal(repr(float(value))), unit, indicator)
    return checked(float(value), indicator)


def taken_as_it_stands(indicator: Indicator) -> tuple[float, float]:
    """From which to which number `read_number` gives the number itself, without a question; of a count, if it is whole.

    Most cells of a form hold one; it can then be taken without a closer look.
    """
    least, most = limits(indicator)
    low = 1.0 - float(_MOST) if least is None else least
    high = float(_MOST) - 1.0 if most is None else min(most, float(_MOST) - 1.0)
    if indicator.kind == "percent":
        low = max(low, parts_of_one_below(indicator) + 1.0)  # 0.5 and 1 might be meant as parts of one
    elif (suspect := suspect_from(indicator)) is not None:
        low, high = max(low, 1.0 - suspect), min(high, suspect - 1.0)
    return low, high


def _usable(value: float) -> bool:
    return value == value and abs(value) < _MOST


def _percent_cell(value: float, indicator: Indicator, percent_format: bool) -> Reading:
    if percent_format:
        if unit_of(indicator.unit, indicator.kind).mille:
            return held("unit-mismatch", unit=indicator.unit)
        return checked(float(Decimal(f"{value:.15g}") * 100), indicator)
    if is_part_of_one(value, indicator) and not unit_of(indicator.unit, indicator.kind).mille:
        return _two_percentages(Decimal(f"{value:.15g}"))
    return checked(value, indicator)


def parts_of_one_below(indicator: Indicator) -> float:
    """Up to which number a percentage may be meant as a part of one: 0.98 for 98 %; where more than 100 % is allowed,
    1.05 for 105 %."""
    minimum, maximum = limits(indicator)
    more = maximum is not None and maximum > 100 and (minimum is None or minimum >= 0)
    return maximum / 100 if more and maximum is not None else 1.0


def is_part_of_one(value: float, indicator: Indicator) -> bool:
    """Whether a bare percentage may be meant as a part of one. Above 1 only one with decimals is:
    nobody types 3 for 300 %."""
    return 0 < value <= 1 or (value > 1 and not value.is_integer() and value <= parts_of_one_below(indicator))


def _two_percentages(value: Decimal) -> Reading:
    return held("ambiguous-percent", readings=_readings((value, value * 100)))


def _count_cell(value: float, indicator: Indicator) -> Reading:
    nearest = round(value)
    if abs(value - nearest) <= 1e-9 * max(1.0, abs(value)):
        return checked(float(nearest), indicator)
    thousands = Decimal(f"{value:.15g}") * 1000
    if 0 < value < 1000 and thousands == thousands.to_integral_value():
        both = f"{format_number(value, 'vi')} | {format_number(float(thousands), 'vi')}"
        return held("ambiguous-number", readings=both)
    return held("not-whole")


def checked(value: float, indicator: Indicator, code: str = "", **arguments: str) -> Reading:
    """The value given, unless it is outside what the indicator allows."""
    if abs(value) >= _MOST:
        return held("number-too-large")
    minimum, maximum = limits(indicator)
    if value < 0 and minimum is not None and minimum >= 0 and indicator.kind in ("count", "money"):
        return held("negative-number")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        return held("out-of-range", limits=_limits_text(minimum, maximum))
    return given(value + 0.0, code, **arguments)


def _may_be_negative(indicator: Indicator) -> bool:
    minimum, _ = limits(indicator)
    return minimum is None or minimum < 0


def limits(indicator: Indicator) -> tuple[float | None, float | None]:
    """As the definition says; else counts and money from 0, percentages from 0 to 100."""
    minimum, maximum = indicator.minimum, indicator.maximum
    if minimum is None and indicator.kind in ("count", "money", "percent"):
        minimum = 0.0
    if maximum is None and indicator.kind == "percent":
        maximum = 100.0
    return minimum, maximum


def _limits_text(minimum: float | None, maximum: float | None) -> str:
    low = "" if minimum is None else format_number(minimum, "vi")
    high = "" if maximum is None else format_number(maximum, "vi")
    if low and high:
        return f"{low} – {high}"
    return f"≥ {low}" if low else f"≤ {high}"


def _looks_like_dong(value: Decimal, unit: Unit) -> bool:
    """Whether a bare amount is too large for the column's unit, so that it was typed in đồng."""
    return unit.scale > 1 and abs(value) >= _suspect(unit)


def _suspect(unit: Unit) -> Decimal:
    return max(_SUSPECT_AMOUNT, _SUSPECT_DONG / unit.scale)


def suspect_from(indicator: Indicator) -> float | None:
    """From which amount on a bare number is asked about, since it may be in đồng; None where none is."""
    if indicator.kind not in ("decimal", "money"):
        return None
    unit = unit_of(indicator.unit, indicator.kind)
    return float(_suspect(unit)) if unit.money and unit.scale > 1 else None


def _suspect_amount(value: Decimal, unit: Unit, indicator: Indicator) -> Reading:
    both = _readings((value, value / unit.scale))
    return held("check-unit", readings=both, unit=indicator.unit)


# --- Text cells -----------------------------------------------------------------------------------

_TIDY: dict[int, int | str] = {
    **FULL_WIDTH,
    ord("₫"): "đ",
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    **dict.fromkeys(map(ord, "‘’‚‛′´`＇"), "'"),
    **dict.fromkeys(map(ord, '“”„"«»'), ""),
    ord("\n"): " ",
    ord("∼"): "~",
}
_REMARK = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
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
#: By how much a figure has grown: in place of it, or after it as a remark.
_GROWN = (
    rf"(?:tang|giam)\b(?: (?:them|gan|hon|khoang|truong|len|xuong|di|gap))* ?{NUMBER}(?: ?%|(?: "
    r"|(?<=\d))[a-z]+(?![a-z])){0,6}?"
)
_COMPARED = r"(?:,? (?:so voi|so|trong khi|cung ky)\b.*)?"
_GROWTH = re.compile(rf"{_GROWN}{_COMPARED}")
_ASKS_GROWTH = re.compile(r"\b(?:tang|giam|toc do)\b")
_GROWTH_BESIDE = re.compile(rf"(?<=[\da-z%])(?: ?[,;]| -) ?{_GROWN}{_COMPARED}$")
_RATE = re.compile(r"/|\b(?:moi|binh quan|bq)\b")


def read_number_text(text: str, indicator: Indicator) -> Reading:
    """A cell that holds text, for a numeric indicator; words for zero and missing have been tried."""
    if text.isascii() and text.isdigit() and len(text) < 15 and (text[0] != "0" or len(text) < 9):
        return _in_unit(Amount(numbers=(Decimal(text),)), indicator, text)
    tidy = text.translate(_TIDY).casefold().lstrip("' ").rstrip(" .,;:'")
    plain = strip_marks(tidy)
    if not any(character.isdecimal() for character in plain):
        return _in_words(text, indicator)
    if not plain.isascii():
        plain = "".join(str(int(c)) if c.isdecimal() else c for c in plain)
    return _read_with_remarks(plain, tidy, indicator)


def _in_words(text: str, indicator: Indicator) -> Reading:
    """`hai mươi lăm`: a question, with the number it seems to be (of money, in the column's unit)."""
    found = words_to_number(text)
    if found is None:
        return held("not-a-number")
    unit = unit_of(indicator.unit, indicator.kind)
    in_unit = found / unit.scale if unit.money and found >= 1000 else found
    return held("number-in-words", readings=_readings((in_unit,)))


def _read_with_remarks(plain: str, tidy: str, indicator: Indicator) -> Reading:
    """Footnote marks, brackets and `trong đó …` are set aside; with one the value is listed for review.

    `tidy`: the same with its tones.
    """
    code = ""
    main = " ".join(_REMARK.sub(" ", plain).split()).rstrip(" .,;:").lstrip(" ;:")
    if not any(character.isdecimal() for character in main):
        return _in_brackets(plain, indicator)
    for remark in [a or b for a, b in _REMARK.findall(tidy)]:
        found = _code_of_remark(remark, main, indicator)
        if found == "unit":
            main = f"{main} {_unit_in(remark)}"
        elif found == "approximate-number":
            return _estimate(main, indicator)
        elif found in _DOUBTS:
            return held(found)
        else:
            code = code or found
    if beside := _OF_WHICH.search(main) or _GROWTH_BESIDE.search(main):
        main, code = main[: beside.start()].rstrip(" ,;.:-"), "note-in-cell"
    without_marks = _FOOTNOTE.sub("", main)
    if without_marks != main:
        main, code = without_marks, code or "footnote-mark"
    if _ABOUT.search(main):
        return _estimate(main, indicator)
    reading = _read_one(main, indicator, tidy)
    if code and reading.state == "given" and not reading.code:
        return given(reading.value if reading.value is not None else 0.0, code)
    return reading


def _in_brackets(plain: str, indicator: Indicator) -> Reading:
    """`(15)`: below zero, as accountants write it; where the indicator may be, one reading of two."""
    if not re.fullmatch(rf"\( ?{NUMBER} ?\)", plain):
        return held("several-numbers")
    if not _may_be_negative(indicator):
        return held("negative-number")
    amount = read_amount(plain.strip("() "), indicator)
    if amount is None or not amount.numbers:
        return held("unclear-number")
    return held("ambiguous-number", readings=_readings((-amount.numbers[0], *amount.numbers)))


#: What a remark makes a question of the number before it.
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


def _unit_in(remark: str) -> str:
    """The unit that a remark says, without marks: `đơn vị tính: nghìn đồng`, `1000đ`."""
    plain = strip_marks(remark).strip()
    said = _ITS_UNIT.match(plain)
    plain = plain[said.end() :] if said else plain
    return _A_THOUSAND if _THOUSAND_DONG.fullmatch(plain) else plain


def _code_of_remark(remark: str, main: str, indicator: Indicator) -> str:
    """What a remark in brackets is: a mark, a unit, the number again in words, an estimate, a doubt, or a note."""
    in_words = words_to_number(remark)
    plain = strip_marks(remark).strip()
    if re.fullmatch(r"\*+|\d|[a-z]", plain) and remark.strip() != "đ":
        return "footnote-mark"
    if re.fullmatch(NUMBER, plain) or _CORRECTED.search(plain):
        return "several-numbers"
    if plain == "tam" or (_ABOUT.match(plain) and not re.search(r"\d", plain)):
        return "approximate-number"
    if fold(plain) and fold(plain) == fold(indicator.unit):
        return "" if fold(main).endswith(f" {fold(plain)}") else "unit"
    said = _ITS_UNIT.match(plain)
    stated = remark.strip()[said.end() :] if said else remark.strip()
    if names_unit(stated) or _unit_in(remark) == _A_THOUSAND:
        return "unit"
    if in_words is not None:
        amount = read_amount(main, indicator)
        return "" if amount is not None and in_words in amount.numbers else "several-numbers"
    return _doubt(plain, remark, main, indicator) or "note-in-cell"


def _doubt(plain: str, remark: str, main: str, indicator: Indicator) -> str:
    """Why the number before this remark may not be what is asked; "" where it is."""
    label = fold(indicator.label)
    if not fold(plain):
        return "text-with-number" if "?" in plain else ""
    if _PLANNED.fullmatch(plain):
        planned = re.search(r"\b(?:ke hoach|chi tieu|muc tieu|du toan)\b", label)
        return "" if planned else "text-with-number"
    if indicator.kind in ("count", "money") and _EACH.fullmatch(plain):
        rate = unit_of(indicator.unit, indicator.kind).per or re.search(r"\b(?:binh quan|trung binh)\b", label)
        return "" if rate else "rate-in-cell"
    answer = answer_in_words(remark, DEFAULT_WORDS)
    zero = answer is not None and answer.state == "zero_by_words"
    return "text-with-number" if zero and main[:1] != "0" else ""


def _estimate(main: str, indicator: Indicator) -> Reading:
    amount = read_amount(" ".join(_ABOUT.sub(" ", main).split()), indicator)
    if amount is None or any(c.isdigit() for c in amount.rest):
        return held("number-range" if re.search(rf"\d{_RANGE.pattern}", main) else "several-numbers")
    if not amount.numbers:
        return held("unclear-number")
    unit = unit_of(indicator.unit, indicator.kind)
    return held("approximate-number", readings=_readings(_rescaled(amount, unit, with_unit=False)))


def _read_one(plain: str, indicator: Indicator, tidy: str) -> Reading:
    """The one number of a cell, with its unit; a question where there is more, or less, than that."""
    if plain[:1] == "+" and _may_be_negative(indicator):
        plain = plain[1:].lstrip()
    if plain[:1] == "$":
        return held("unit-mismatch", unit=indicator.unit)
    if _DATE.fullmatch(plain):
        return held("date-in-number")
    if _FROM_TO.match(plain):
        return held("number-range")
    amount = read_amount(_LABEL.sub("", plain, count=1), indicator)
    if amount is None and re.match(r"[.,]\d", plain):
        return held("unclear-number")
    if amount is None:
        if _GROWTH.fullmatch(plain) and not _ASKS_GROWTH.search(fold(indicator.label)):
            return held("growth-in-cell")
        several = len(re.findall(NUMBER, plain)) > 1
        return held("several-numbers" if several else "text-with-number")
    if _FRACTION.match(amount.rest):
        return held("fraction-in-cell")
    if re.search(r"\d", _RAISED_UNIT.sub("", amount.rest)) and fold(amount.rest) != fold(indicator.unit):
        return held("several-numbers")
    if not amount.numbers:
        return held("unclear-number")
    if amount.guess:
        unit = unit_of(indicator.unit, indicator.kind)
        return held("spoken-number", readings=_readings(_rescaled(amount, unit, with_unit=False)))
    return _in_unit(amount, indicator, tidy)


# --- The unit -------------------------------------------------------------------------------------


def _in_unit(amount: Amount, indicator: Indicator, text: str) -> Reading:
    """The amount in the indicator's unit, if what was typed beside the number agrees with it.

    `text`: the cell, with its tones.
    """
    unit = unit_of(indicator.unit, indicator.kind)
    typed = amount.rest.strip(" .,;:-…")
    percent = (_MILLE if unit.mille else _PERCENT).fullmatch(typed) if typed else None
    note = amount.code
    if percent and (unit.percent or unit.mille):
        typed, note = "", note or ("note-in-cell" if percent[1] else "")
    elif percent:
        return held("unit-mismatch", unit=indicator.unit)
    if typed:
        fit = unit_fit(typed, indicator, text)
        if fit == "other":
            if _PERCENT.fullmatch(typed) or _MILLE.fullmatch(typed):
                return held("unit-mismatch", unit=indicator.unit)
            if _RATE.search(typed) and not unit.per:
                return held("rate-in-cell")
            if len(typed.split()) > 4 or not fold(typed):
                return held("text-with-number")
            return held("unit-mismatch", unit=indicator.unit)
        note = note or ("unit-differs" if fit == "label" else "")
    if not unit.money and (amount.currency or (amount.magnitude and not typed and not unit.has_magnitude)):
        return held("unit-mismatch", unit=indicator.unit)
    numbers = _rescaled(amount, unit, bool(typed))
    if indicator.kind == "percent":
        numbers = _possible(numbers, indicator)
    if len(numbers) > 1 and _is_spoken(amount, unit):
        reading = _settled(numbers[0], amount, unit, indicator, "", percent is not None)
        said = format_number(float(numbers[0]), "vi")
        return (
            given(reading.value or 0.0, "sign-before-magnitude", read_as=said, unit=indicator.unit)
            if reading.state == "given"
            else reading
        )
    if len(numbers) > 1:
        return held("ambiguous-number", readings=_readings(numbers))
    return _settled(numbers[0], amount, unit, indicator, note, percent is not None)


def _is_spoken(amount: Amount, unit: Unit) -> bool:
    """Whether the word of magnitude settles what the number's sign is; a comma where it only repeats the column's unit
    (`1,234 triệu` in triệu đồng) leaves the number as doubtful as it is alone.
    """
    comma = abs(amount.numbers[0]) < abs(amount.numbers[-1])
    return amount.spoken is not None and (not comma or amount.spoken != unit.scale)


def _rescaled(amount: Amount, unit: Unit, with_unit: bool) -> tuple[Decimal, ...]:
    """A bare number is in the column's unit; with a magnitude, currency or unit beside it, it says its own."""
    own = amount.magnitude or amount.currency or (with_unit and not unit.money)
    return tuple(number / unit.scale for number in amount.numbers) if own else amount.numbers


def _possible(numbers: tuple[Decimal, ...], indicator: Indicator) -> tuple[Decimal, ...]:
    """Without the readings that no percentage can have (`12,345` is not 12345 %)."""
    _, maximum = limits(indicator)
    within = tuple(n for n in numbers if maximum is None or n <= Decimal(str(maximum)))
    return within or numbers[:1]


def _settled(
    number: Decimal, amount: Amount, unit: Unit, indicator: Indicator, note: str, percent_sign: bool
) -> Reading:
    bare = not (amount.magnitude or amount.currency or amount.rest)
    if abs(number) >= _MOST:
        return held("number-too-large")
    if unit.money and bare and _looks_like_dong(number, unit):
        return _suspect_amount(number, unit, indicator)
    if unit.scale > 1 and amount.currency and not amount.magnitude and 0 < abs(amount.numbers[0]) < _LEAST_DONG:
        return held("check-unit", readings=_readings((number, amount.numbers[0])), unit=indicator.unit)
    if indicator.kind == "percent" and not percent_sign and not unit.mille and is_part_of_one(float(number), indicator):
        return _two_percentages(number)
    if indicator.kind == "count" and number != number.to_integral_value():
        return held("not-whole")
    if note == "unit-differs":
        return checked(float(number), indicator, note, unit=indicator.unit)
    return checked(float(number), indicator, note)
