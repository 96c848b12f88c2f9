"""Distinguishes lines that were broken at a fixed width, as in text copied from a PDF, from paragraphs, and joins them.

The width of a line is computed from the widths of characters in the typeface of official reports, since lines of equal
width on paper may differ by ten characters. Lines are joined only where a text shows such a width.
"""

import re
import unicodedata
from collections.abc import Sequence

#: The characters with each advance width in Times New Roman, in thousandths of the font size; all others have 500.
_WIDTHS = {
    "ijlt'|,.;:!/\\()[]’‘`": 290,
    'frsI-“”"': 340,
    " ": 250,
    "mMW": 850,
    "ABCDĐGHKNOQRUVXY": 700,
    "wELPSTZF&": 610,
    "%": 830,
    "–": 500,
    "—…": 1000,
}
_WIDTH = {character: width for characters, width in _WIDTHS.items() for character in characters}
_LEAST_LINES = 4  # the least number of lines from which the width of broken lines can be inferred
_LEAST_SHARE = 0.3  # the least share of full lines among a text's lines
_NARROWER = 0.84  # the least width of a full line, relative to the widest (a first line is indented)
_LONGEST = 130  # the most characters of a broken line
_WIDER = 0.04  # the greatest share of lines wider than the full ones: they were typed later

_POINT = re.compile(
    r"\s*(?:[-–—+•*·▪●○◦■□►▶➢✓\uf000-\uf0ff](?=\s|[^\W\d_])|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ]|[IVXLC]+)[.)/](?=\s|[^\W\d_])"
    r"|(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:THỨ|thứ|[IVXLC\d]))"
)
_END = re.compile(r"[.;:!?…][”\"')\]]*\s*$")
_RANGE_BEFORE, _RANGE_AFTER = re.compile(r"\d\s*$"), re.compile(r"[-–—]\s*\d")


def width_of(text: str) -> float:
    """The width of a text, relative to its font size."""
    plain = unicodedata.normalize("NFD", text)
    return sum(_WIDTH.get(c, 500) for c in plain if not unicodedata.combining(c)) / 1000


def has_ended(text: str) -> bool:
    """Whether a text ends with the end of a sentence or of a point."""
    return _END.search(text) is not None


def begins_point(text: str) -> bool:
    """Whether a line begins with a bullet or a number of a list or heading."""
    return _POINT.match(text) is not None


def is_split_range(before: str, after: str) -> bool:
    """Whether `after`, although it looks like a point, continues `before`: `giai đoạn 2016` and `- 2020`."""
    if has_ended(before):
        return False
    return _RANGE_BEFORE.search(before) is not None and _RANGE_AFTER.match(after.lstrip()) is not None


def breaking_width(texts: Sequence[str]) -> float:
    """The width at which these lines were broken, relative to their font size; 0 if they show no such width."""
    widths = sorted((width_of(text) for text in texts if text.strip()), reverse=True)
    lengths = sorted((len(text) for text in texts if text.strip()), reverse=True)
    outliers = int(len(widths) * _WIDER)
    if len(widths) < _LEAST_LINES or lengths[outliers] > _LONGEST:
        return 0.0
    width = widths[outliers]
    full = [w for w in widths if width * _NARROWER <= w <= width]
    return width if len(full) >= max(_LEAST_LINES - 1, _LEAST_SHARE * len(widths)) else 0.0


def is_broken(before: str, after: str, width: float) -> bool:
    """Whether `after` continues the line `before`, which was broken for lack of room: `before` is full, and neither a
    sentence nor a point begins with `after`."""
    text, following = before.strip(), after.strip()
    if not width or not text or not following or "\t" in text or "\t" in following:
        return False
    if width_of(f"{text} {following.split(maxsplit=1)[0]}") < width * _NARROWER:
        return False
    if begins_point(following):
        return is_split_range(text, following)
    if text.isupper() != following.isupper():
        return False
    return following[:1].islower() or not has_ended(text)


def is_one_sentence(before: str, after: str) -> bool:
    """Whether `after`, which continues `before`, cannot be the text under a heading: `after` begins in lower case, or
    `before` has no number."""
    text, following = before.strip(), after.strip()
    if following[:1].islower():
        return True
    return not (begins_point(text) and text[:1].isalnum())
