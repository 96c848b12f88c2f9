"""Reads unambiguous spellings in which people type periods and formulas into a definition."""

import re
import unicodedata
from collections.abc import Iterator

from toolkit.language.text import FULL_WIDTH, fold
from toolkit.model import Period
from toolkit.model.periods import parse_period

# --- Periods -------------------------------------------------------------------------------------

_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"sau": 6, "chin": 9, "ba": 3}
#: Folded names of periods: `count` months from January, or one `quarter` or `month`.
_PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:nam )?(?P<year>\d{4})",
        r"(?P<count>\d\d?|sau|chin|ba) ?(?:t|m|thang)(?: dau)?(?: nam)? (?P<year>\d{4})",
        r"(?:quy|q) ?(?P<quarter>i{1,3}|iv|[1-4])(?: nam)? (?P<year>\d{4})",
        r"(?:thang|t|m) ?(?P<month>\d\d?)(?: nam)? (?P<year>\d{4})",
    )
)
_BETWEEN_PERIODS = re.compile(r"[|;,\n]")


def typed_periods(text: str) -> Iterator[tuple[str, Period | None]]:
    """Yields (text, period) for each text between a cell's separators; None for a text that names no period.

    A period is named by its key or in words: `Quý I/2026`, `9 tháng 2026` (to September), `tháng 9/2026` (one month).
    """
    for part in filter(None, map(str.strip, _BETWEEN_PERIODS.split(text))):
        yield part, parse_period(part) or _period_in_words(fold(part))


def _period_in_words(folded: str) -> Period | None:
    match = next((m for m in (p.fullmatch(folded) for p in _PERIODS) if m), None)
    if match is None:
        return None
    parts = match.groupdict()
    if quarter := parts.get("quarter"):
        return parse_period(f"{parts['year']}-Q{_QUARTERS[quarter]}")
    if month := parts.get("month"):
        return parse_period(f"{parts['year']}-M{int(month):02d}")
    if count := parts.get("count"):
        return parse_period(f"{parts['year']}-{_COUNTS.get(count) or int(count)}M")
    return parse_period(parts["year"])


# --- Formulas ------------------------------------------------------------------------------------

_QUOTED = re.compile(r'("(?:[^"]|"")*")')
_SIGNS: dict[int, str] = {
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "‘’′"), "'"),
    **dict.fromkeys(map(ord, "−–—"), "-"),
    ord("≤"): "<=",
    ord("≥"): ">=",
    ord("≠"): "<>",
    ord("×"): "*",
    ord("÷"): "/",
}
_TURNED = (("=<", "<="), ("=>", ">="), ("!=", "<>"), ("==", "="), ("><", "<>"))


def usual_signs(formula: str) -> str:
    """The formula with the signs of the rule language instead of those that Word, phones or people used to other
    languages type; quoted text is unchanged.
    """
    text = unicodedata.normalize("NFC", formula.translate(FULL_WIDTH).translate(_SIGNS))
    parts = _QUOTED.split(text)
    for index in range(0, len(parts), 2):
        for turned, usual in _TURNED:
            parts[index] = parts[index].replace(turned, usual)
    return "".join(parts)
