"""Dates and periods as officials write them: `ngày 07 tháng 3 năm 2016`, `quý II/2020`.

A date is day, month, year; an incomplete one (`ngày   tháng 7 năm 2020`) is a question, never filled in.
"""

import re
from datetime import date, timedelta

from toolkit.language.text import TextForms, fold, forms_of, normalise, strip_marks
from toolkit.model import CellValue, Indicator
from toolkit.model.periods import parse_period
from toolkit.values.readings import MISSING, Reading, ValueWords, accepted_reading, question, read_answer

#: Day 0 of the serial numbers of dates in spreadsheets (the 1900 system, with its false leap day).
_SERIAL_START = date(1899, 12, 30)
#: Serial numbers taken for dates: 1990 to 2099. Smaller numbers are years or counts.
_SERIALS = range(32874, 73051)
_YEARS = range(1900, 2100)
#: The years that a cell with a date format shows if a small number, or only a year, was typed.
_NUMBERS_AS_DATES = range(1900, 1920)

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[t ]\s*\d{1,2}:\d\d.*)?")
_DAY_FIRST = re.compile(
    r"(?:(?P<before>[^\d/]*?)\bngay\b|thu \w+,|chu nhat,)?\s*(?P<day>\d{1,2})\s*[-/.]\s*(?P<month>\d{1,2})\s*[-/.]"
    r"\s*(?P<year>\d{4}|\d{2})(?:,? \d{1,2}:\d\d.*)?"
)
_IN_WORDS = re.compile(
    r"(?:(?P<before>[^\d]*?)\bngay|)\s*(?P<day>\d{1,2})\s*,?\s*thang\s*(?P<month>\d{1,2})\s*,?\s*nam"
    r"\s*(?P<year>\d{4})(?:,? \d{1,2}:\d\d.*)?"
)
#: What may precede `ngày` without changing which day it is.
_BEFORE_DAY = re.compile(
    r"(?:vao|(?:da |duoc )?(?:ky|ban hanh|ky ban hanh)|(?:sang|chieu|toi)|(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat))? "
    r"?,? ?"
)
#: Words that are no place names: for before, after or instead of the day, and for negation.
_NO_LOCALITY = re.compile(
    r"(?:từ|sau|trước|đến|tới|hạn|kể)|.*\b(?:không|chưa|hủy|hoãn|dự kiến|lùi|dời|quá hạn|chậm)\b.*"
)
_OF_LOCALITIES = frozenset(("thành", "phố", "tỉnh", "huyện", "quận", "xã", "phường", "thị", "trấn", "tp", "tx"))
_PART_OF_DATE = re.compile(
    r".*\bthang\b.*|.*\bngay\b.*|nam \d{4}|(?:19|20)\d\d|[\s._…]*/?\s*\d{1,2}\s*[-/.]\s*\d{4}|\d{1,2}[-/.]\d{1,2}"
    r"|[.…_ ]*/\s*[\d.…_ ]*/\s*\d{2,4}"
)


def day_in_cell(cell: CellValue) -> Reading | None:
    """The date of a cell that holds a day, or the serial number of one."""
    if isinstance(cell, date):
        if cell.year in _NUMBERS_AS_DATES:
            return question("number-as-date", number=str((date(cell.year, cell.month, cell.day) - _SERIAL_START).days))
        return _date_reading(cell.year, cell.month, cell.day)
    return _date_of_serial(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _date_of_serial(number: float) -> Reading | None:
    if int(number) in _SERIALS if abs(number) < 1e9 else False:
        return accepted_reading(_SERIAL_START + timedelta(days=int(number)), "date-from-serial")
    return question("incomplete-date") if number in _YEARS else None


def read_day(typed: TextForms, indicator: Indicator, words: ValueWords) -> Reading | None:
    """The day that a text names (`value` is a `datetime.date`; a time of day is dropped), or words in place of a day.

    None if the text names no day, which leaves it to the next reader.
    """
    if typed.text.startswith("'"):
        typed = forms_of(typed.text.lstrip("'"))
    text = typed.text
    if not text:
        return MISSING
    if answer := read_answer(typed, None, words):
        return None if answer.value is not None else answer
    plain = strip_marks(normalise(text))
    if match := _YEAR_FIRST.fullmatch(plain):
        return _date_reading(int(match[1]), int(match[2]), int(match[3]))
    match = _IN_WORDS.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    if match and not _leave_day_unchanged(match["before"] or "", text, indicator.label):
        return None
    if match:
        short = len(match["year"]) == 2
        year = int(match["year"]) + (2000 if short else 0)
        return _date_reading(year, int(match["month"]), int(match["day"]), "two-digit-year" if short else "")
    return question("incomplete-date") if _PART_OF_DATE.fullmatch(plain) else None


def _leave_day_unchanged(before: str, text: str, label: str) -> bool:
    """Whether the words before `ngày` do not change the day: a place, a day of the week, words of the label."""
    if _BEFORE_DAY.fullmatch(before) or f" {fold(before)} " in f" {fold(label)} ":
        return True
    typed_before = re.split(r"\bng[àa]y\b", text, maxsplit=1, flags=re.IGNORECASE)[0].strip()
    names = re.findall(r"[^\W\d_]+", typed_before)
    if not names or _NO_LOCALITY.fullmatch(" ".join(names).casefold()):
        return False
    named = all(name[0].isupper() or name in _OF_LOCALITIES for name in names)
    return named and (len(names) > 1 or typed_before.endswith(","))


def _date_reading(year: int, month: int, day: int, code: str = "") -> Reading:
    if month > 12 and day <= 12:
        return question("month-over-12", readings=f"{month:02}/{day:02}/{year}")
    try:
        named = date(year, month, day)
    except ValueError:
        return question("no-such-date")
    if year not in _YEARS:
        return question("no-such-date")
    return accepted_reading(named, code, **({"year": str(year)} if code else {}))


# --- Periods --------------------------------------------------------------------------------------

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:nam\s*)?((?:19|20)\d\d)"
_JOIN = r"\s*(?:[-/,.]|cua)?\s*"
_BEFORE = re.compile(r"(?:(?:so lieu|thuc hien|trong|ca|ky|giai doan|thoi ky|tu|\d{1,2} nam)\s+)+")
_SPAN = re.compile(r"(.+?)\s*(?:-|\.\.|den(?: het)?|toi)\s*(.+)")
_MONTH = re.compile(rf"(?:thang|t|m)\.?\s*(\d{{1,2}}){_JOIN}{_YEAR}|(\d{{1,2}})\s*/\s*((?:19|20)\d\d)")
_QUARTER = re.compile(rf"(?:quy|q)\.?\s*(iv|i{{1,3}}|[1-4]){_JOIN}{_YEAR}")
#: A period with the year first, as in a heading above the year's quarters: `Năm 2020 Quý I`.
_YEAR_OVER = re.compile(rf"{_YEAR}{_JOIN}((?:quy|q|thang|t|m|\d).*)")
_MONTHS = re.compile(rf"(\d{{1,2}})\s*(?:thang|t|m)(?:\s*dau)?{_JOIN}{_YEAR}")


def read_period(text: str) -> str | None:
    """The key of the period that a heading names: `2020`, `2020-6M`, `2020-Q2`, `2020-M07`, `2016..2020`.

    None if it names no period or is ambiguous: `II/2020` (a quarter or a part), `6 tháng đầu năm` (without a year),
    `6 tháng cuối năm 2020` (no key starts in July).
    """
    plain = strip_marks(normalise(text).lstrip("'"))
    if key := _known_key(plain.upper()):
        return key
    if before := _BEFORE.match(plain):
        plain = plain[before.end() :]
    if key := _single_period(plain):
        return key
    if span := _SPAN.fullmatch(plain):
        first, last = _single_period(span[1]), _single_period(span[2])
        if first and last and len(first) == 4 and first < last[:4]:
            return f"{first}..{last}"
    return None


def _single_period(plain: str) -> str | None:
    if match := re.fullmatch(_YEAR, plain):
        return match[1]
    if match := _MONTHS.fullmatch(plain):
        return match[2] if match[1] == "12" else _known_key(f"{match[2]}-{int(match[1])}M")
    if match := _QUARTER.fullmatch(plain):
        return _known_key(f"{match[2]}-Q{_QUARTERS[match[1]]}")
    if match := _MONTH.fullmatch(plain):
        month, year = (match[1], match[2]) if match[1] else (match[3], match[4])
        return _known_key(f"{year}-M{int(month):02}")
    if match := _YEAR_OVER.fullmatch(plain):
        turned = f"{match[2]} {match[1]}"
        return _single_period(turned) if not _YEAR_OVER.fullmatch(turned) else None
    return _known_key(plain.upper())


def _known_key(key: str) -> str | None:
    period = parse_period(key)
    return period.key if period else None
