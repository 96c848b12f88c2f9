"""Interprets number formats that show more, less or something different from the cell's value: `0.0" tỷ"`, `#,##0,`,
`mm/yyyy`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from toolkit.language.numbers import plain_number
from toolkit.model import ShownNumber

#: The pieces of a format: a text in quotes or after a backslash; blank space; a bracket; a number, in which commas
#: separate thousands, and at the end divide by a thousand; any other character.
_PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>general)'
    r"|e[+-]|(?P<number>[0#?](?:[0#?,]*[0#?])?|\.[0#?]+)(?P<scale>,*)(?:\.[0#?]*(?P<more>,*))?|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[_*].|[^;])*', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_TESTS: dict[str, Callable[[float, float], bool]] = {"<": lt, ">": gt, "=": eq, "<=": le, ">=": ge, "<>": ne}
#: The letters of date and time formats.
_DATES = frozenset("dmyhsDMYHS")
#: Signs, besides letters and digits, that change the meaning of a number beside them.
_MEANINGFUL = frozenset("%‰$€£¥₫¤<>≤≥≈~")
#: Currency signs as people type them after a number.
_TYPED = {"₫": "đ", "$": "USD"}
#: The most characters of a format that programs write.
_LONGEST = 255
#: The first number that is too large for a date: Excel shows `####` for such numbers, and for those below 0.
FIRST_NO_DAY = 2_958_466
_FIRST_DAY = date(1899, 12, 30)
#: A digit that is not part of a word such as `m2`.
_DIGIT = re.compile(r"(?<![^\W\d_])\d")


@dataclass(frozen=True, slots=True)
class _Section:
    before: str
    after: str
    divisor: int
    number: bool
    """Whether the section shows a number at all, not only words."""
    condition: tuple[str, float] | None
    plain: bool
    """Whether the section shows the number unchanged, with at most a sign or a bracket around it."""
    without_day: str = ""
    """The parts of a date that is shown without its day: `my` or `y`."""
    day: bool = False
    """Whether the section shows a date or a time."""


def shows_percent(code: str) -> bool:
    """Whether the format shows its number times a hundred: a `%` in quotes does not."""
    return "%" in code and any(m["sign"] == "%" for m in _PIECES.finditer(code[:_LONGEST]))


@lru_cache(maxsize=512)
def shows_as_stored(code: str) -> bool:
    """Whether the format, as far as is known, shows exactly the stored number or date."""
    return all(section.plain and not section.without_day for section in _sections(code))


def shows_day(code: str) -> bool:
    """Whether the format shows a day."""
    return any(section.day for section in _sections(code))


def shown_date(code: str, value: date) -> str:
    """The date as shown by a format that leaves out the day: `1/2020`, `2020`; "" for other formats."""
    shown = next((section.without_day for section in _sections(code)), "")
    return {"my": f"{value.month}/{value.year}", "y": str(value.year)}.get(shown, "")


def shown_number(code: str, value: float) -> ShownNumber | None:
    """The number as its format shows it; None where the format shows the number itself.

    `code` is the format's own text, as Excel has it: up to four sections, between semicolons.
    """
    section = _section_for_value(code, value)
    if section is not None and section.day and not 0 <= value < FIRST_NO_DAY:
        return _shown_with_number(value)
    if section is None or section.plain:
        return None
    display = ShownNumber(value)
    display.divided = section.divisor > 1
    words = f"{section.before} {section.after}"
    display.unclear = bool(_DIGIT.search(words)) or (display.divided and not any(map(str.isalpha, words)))
    number = plain_number(value / section.divisor).replace(".", ",") if section.number else ""
    longer = f"{number}0" if len(number.partition(",")[2]) == 3 else number
    display.text = f"{section.before}{number}{section.after}".strip()
    before, after = section.before, section.after
    if before.strip() in _TYPED:
        before, after = "", f" {_TYPED[before.strip()]}{after}"
    elif after.strip() in _TYPED:
        after = f" {_TYPED[after.strip()]}"
    display.as_text = f"{before}{longer}{after}".strip()
    return display


def _shown_with_number(value: float, text: str = "####") -> ShownNumber:
    """The record of a number that has a date format but is no date: the text shown, with the number in brackets."""
    shown = ShownNumber(value)
    shown.divided, shown.unclear = False, True
    shown.text = shown.as_text = f"{text} ({plain_number(value).replace('.', ',')})"
    return shown


def shown_percentage(value: float) -> ShownNumber:
    """The record of a number that is shown as a percentage: 0.125 is read as `12,5 %`."""
    shown = ShownNumber(value)
    shown.text = shown.as_text = f"{plain_number(round(value * 100, 10)).replace('.', ',')}%"
    shown.divided = shown.unclear = False
    return shown


def shown_as_day(code: str, value: float) -> ShownNumber:
    """The record of a number that its format shows as a date: the date shown, with the number in brackets."""
    if not 0 <= value < FIRST_NO_DAY:
        return _shown_with_number(value)
    day = _FIRST_DAY + timedelta(days=int(value))
    return _shown_with_number(value, shown_date(code, day) or f"{day:%d/%m}/{day.year}")


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    parts = [part for part in _SECTIONS.findall(code[:_LONGEST]) if part]
    return tuple(_parsed_section(part) for part in parts[:4])


def _section_for_value(code: str, value: float) -> _Section | None:
    sections = _sections(code)
    for section in sections:
        if section.condition is not None and _TESTS[section.condition[0]](value, section.condition[1]):
            return section
    rest = [section for section in sections if section.condition is None]
    if len(rest) < len(sections) or len(rest) < 2:
        return rest[0] if rest else None
    if value < 0:
        return rest[1]
    return rest[2] if value == 0 and len(rest) > 2 else rest[0]


def _parsed_section(part: str) -> _Section:
    sides = ["", ""]
    number = dated = elapsed = percent = False
    commas = 0
    condition = None
    letters = ""
    for piece in _PIECES.finditer(part):
        text = piece["quoted"] or piece["escaped"] or ""
        if piece["bracket"] is not None:
            inside = piece["bracket"]
            if inside.startswith("$"):
                text = inside[1:].partition("-")[0]
            elif match := _CONDITION.fullmatch(inside):
                condition = (match[1], float(match[2]))
            elapsed = elapsed or inside.lower() in ("h", "hh", "m", "mm", "s", "ss")
            dated = dated or elapsed
        elif piece["general"] or piece["number"]:
            number = True
            commas += len(piece["scale"] or "") + len(piece["more"] or "")
        elif piece["sign"]:
            dated = dated or piece["sign"] in _DATES or piece["sign"] == "/"
            letters += piece["sign"].lower() if piece["sign"] in _DATES else ""
            percent = percent or piece["sign"] == "%"
            text = piece["sign"] if piece["sign"] not in "%@" else ""
        elif piece[0][0] in "_*":
            text = " "
        sides[number] += text
    words = "".join(sides)
    plain = dated or percent or "@" in part or not (commas or any(c.isalnum() or c in _MEANINGFUL for c in words))
    less = ("my" if "m" in letters else "y") if "y" in letters and not set("dhs") & set(letters) else ""
    before, after = (" ".join(f"|{side}|".split())[1:-1] for side in sides)
    day = bool(letters) and not elapsed
    return _Section(before, after, 1000 ** min(commas, 4), number, condition, plain, less, day)
