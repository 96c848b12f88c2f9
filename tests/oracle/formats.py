"""How a number format shows a number (ECMA-376 part 1, 18.8.30 and 18.8.31), as far as figures need it."""

import math
import operator
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.oracle.seen import Seen, as_text

_ELEVEN_ON = (
    "0.00E+00",
    "# ?/?",
    "# ??/??",
    "dd/mm/yyyy",
    "d-mmm-yy",
    "d-mmm",
    "mmm-yy",
    "h:mm AM/PM",
    "h:mm:ss AM/PM",
)
_IN_BRACKETS = ("#,##0 ;(#,##0)", "#,##0 ;[Red](#,##0)", "#,##0.00;(#,##0.00)", "#,##0.00;[Red](#,##0.00)")
#: The formats that a file need not define. Those from 27 to 36 and 50 to 58 depend on the language of the program.
BUILT_IN = {
    **dict(enumerate(("General", "0", "0.00", "#,##0", "#,##0.00"))),
    **dict(enumerate(("0%", "0.00%", *_ELEVEN_ON, "h:mm", "h:mm:ss", "dd/mm/yyyy h:mm"), start=9)),
    **dict(enumerate(_IN_BRACKETS, start=37)),
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mmss.0", "##0.0E+0", "@"), start=45)),
}
LOCAL = frozenset((*range(5, 9), *range(27, 37), *range(41, 45), *range(50, 59)))
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465
_HARMLESS = frozenset(" -+()/:\u00a0'")
COMPARED = {
    **{"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt},
    **{"<>": operator.ne, "!=": operator.ne},
}
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|(?P<room>[_*].?)|\[(?P<bracket>[^\]]*)\]?|(?P<general>general)'
    r"|(?P<clock>am/pm|a/p)|(?P<digit>[0#?])|(?P<exponent>e[+-])|(?P<moment>[ymdhs])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class _Section:
    """One section of a format, parsed."""

    before: str = ""
    after: str = ""
    digits: bool = False
    percents: int = 0
    commas: int = 0
    letters: str = ""
    """The letters of a date or time: y, m, d, h, s."""
    general: bool = False
    condition: tuple[str, float] | None = None
    text: bool = False
    elapsed: bool = False
    pending: int = 0

    def literal(self, text: str) -> None:
        if self.digits or self.general:
            self.after += text
        else:
            self.before += text

    @property
    def plain(self) -> bool:
        return not (set(self.before) | set(self.after)) - _HARMLESS


def sections(code: str) -> list[_Section]:
    """The sections of a format: for positive, negative, zero, text; or with conditions."""
    found = [_Section()]
    for part in _PART.finditer(code):
        section = found[-1]
        match part.lastgroup:
            case "quoted" | "escaped" as group:
                section.literal(part[group])
            case "room":
                section.literal(" ")
            case "bracket":
                _bracket(section, part["bracket"])
            case "general":
                section.general = True
            case "clock":
                section.letters += "h"
            case "digit":
                section.digits, section.pending = True, 0
            case "exponent" if section.digits:
                pass
            case "moment":
                section.letters += part[0].lower()
            case _:
                _sign(found, part[0])
    _divides(found[-1])
    return found


def _sign(found: list[_Section], sign: str) -> None:
    section = found[-1]
    if sign in ";.":
        _divides(section)
        section.digits |= sign == "."
        found += [_Section()] * (sign == ";")
    elif sign == "%":
        section.percents += 1
    elif sign == "@":
        section.text = True
    elif sign == "," and section.digits:
        section.pending += 1
    elif not (sign == "/" and section.digits):  # of a fraction
        section.literal(sign)


def _divides(section: _Section) -> None:
    """Commas that end a run of digits divide by a thousand each."""
    section.commas += section.pending
    section.pending = 0


def _bracket(section: _Section, inside: str) -> None:
    if inside.startswith("$"):
        section.literal(inside[1:].partition("-")[0])
    elif inside.lower() in ("h", "hh", "m", "mm", "s", "ss"):
        section.letters += inside[0].lower()
        section.elapsed = True
    elif condition := re.match(r"(<=|>=|<>|<|>|=)(.+)", inside):
        section.condition = condition[1], float(condition[2])


def _chosen(code: str, number: float) -> _Section | None:
    every = sections(code)[:4]
    if any(s.condition for s in every):
        for section in every:
            if section.condition is None or COMPARED[section.condition[0]](number, section.condition[1]):
                return section
        return None
    if len(every) == 1 or number > 0 or (number == 0 and len(every) == 2):
        return every[0]
    return every[1] if number < 0 else every[2]


def shown(code: str, number: float, *, since_1904: bool = False) -> Seen:
    """What is seen of a number in a cell of this format."""
    return replace(_shown(code, number, since_1904), stored=number)


def _shown(code: str, number: float, since_1904: bool) -> Seen:
    section = _chosen(code, number)
    if section is None:
        return Seen("doubtful", (as_text(number),), why=f"no section of {code!r} is for it")
    if section.letters and not section.digits:
        return _moment(section, number, since_1904)
    if section.text and not section.digits:
        return Seen("number", (as_text(number),), number, "plain")
    if not (section.digits or section.general):
        return _words_alone(section, number, code)
    if section.percents == 1 and not section.commas and not _has_digits(section):
        percent = float(f"{number * 100:.15g}")
        return Seen("number", (f"{as_text(percent)}%",), percent, "percent")
    if section.percents or _has_digits(section):
        return Seen("number", (as_text(number),), None, "odd", why=f"shown by {code!r}")
    divisor = 1000**section.commas
    inside = as_text(float(f"{number / divisor:.15g}"))
    text = " ".join(f"{section.before}{inside}{section.after}".split())
    if section.commas:
        return Seen("number", (text,), number / divisor, "divided")
    if section.plain:
        return Seen("number", (inside,), number, "plain")
    return Seen("number", (text,), number, "words")


def _has_digits(section: _Section) -> bool:
    return any(map(str.isdigit, section.before + section.after))


def _words_alone(section: _Section, number: float, code: str) -> Seen:
    words = " ".join(f"{section.before}{section.after}".split())
    if words and number == 0 and not any(map(str.isalnum, words)):
        return Seen("number", (words, "0", "0%"), 0.0, "plain")  # a dash for zero
    if words:
        return Seen("number", (words,), None, "words", why=f"{as_text(number)} by {code!r}")
    return Seen("number", ("",), None, "nothing", why=f"{as_text(number)} by {code!r}")


def _moment(section: _Section, number: float, since_1904: bool) -> Seen:
    if section.elapsed or not set(section.letters) & set("yd"):
        return Seen("date", ("",), why=f"a time, {as_text(number)}")
    days = math.floor(number)
    if 0 <= number < 1:
        return Seen("date", ("",), why=f"{as_text(number)} of a day that there is not")
    if number < 0 or days > _LAST_DAY or (not since_1904 and days == 60):
        return Seen("unsure", (as_text(number),), number, why="a day that there is not")
    start = _EPOCH_1904 if since_1904 else _EPOCH + timedelta(days=days < 60)
    return dated(section.letters, start + timedelta(days=days, seconds=round((number - days) * 86400)))


def letters_of(code: str) -> str:
    """The letters of days and times in a format: y, m, d, h, s."""
    return sections(code)[0].letters


def dated(letters: str, moment: datetime) -> Seen:
    """What is seen of a moment by a format with these letters."""
    day = f"{moment:%d/%m}/{moment.year:04}"
    clock, earlier = (f"{m:%H:%M:%S}" for m in (moment, moment - timedelta(seconds=1)))
    if "d" not in letters:
        return Seen("date", (f"{moment.month}/{moment.year}" if "m" in letters else f"{moment.year}",), moment=moment)
    if clock == "00:00:00":
        return Seen("date", (day,), moment=moment)
    # Halves of a second are rounded, or cut off.
    return Seen("date", tuple(f"{day} {c.removesuffix(':00')}" for c in (clock, earlier)), moment=moment)
