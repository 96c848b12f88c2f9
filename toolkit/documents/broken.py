"""Lines that were broken at a fixed width, as text copied out of a PDF is: told from paragraphs, and joined.

How wide a line is, is reckoned from the widths that letters have in the typeface of official reports, since lines as
wide on paper differ by ten letters in number. Only where a text shows such a width are its lines joined.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: Advance widths of Times New Roman, in thousandths of the size: by letters of that width; what is not named is 500.
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
_WIDTH = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
#: The least lines that show a width; which part of a text's lines must be about as wide; how much narrower such a line
#: may be (a first line is indented); and the most letters of a line that was broken.
_LEAST, _SHARE, _NARROWER, _LONGEST = 4, 0.3, 0.84, 130
#: How many lines may be wider than the width: one that was typed beside the text.
_WIDER = 0.04

_POINT = re.compile(
    r"\s*(?:[-–—+•*·▪●○◦■□►▶➢✓\uf000-\uf0ff](?=\s|[^\W\d_])|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđA-ZĐ]|[IVXLC]+)[.)/](?=\s|[^\W\d_])"
    r"|(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:THỨ|thứ|[IVXLC\d]))"
)
_ENDED = re.compile(r"[.;:!?…][”\"')\]]*\s*$")
_RANGE_BEFORE, _RANGE_AFTER = re.compile(r"\d\s*$"), re.compile(r"[-–—]\s*\d")


def width_of(text: str) -> float:
    """How wide a text is, in the size of its letters."""
    plain = unicodedata.normalize("NFD", text)
    return sum(_WIDTH.get(c, 500) for c in plain if not unicodedata.combining(c)) / 1000


def has_ended(text: str) -> bool:
    """Whether a text is at the end of a sentence or of a point."""
    return _ENDED.search(text) is not None


def begins_point(text: str) -> bool:
    """Whether a line begins with a bullet or a number of a list or heading."""
    return _POINT.match(text) is not None


def joint(before: str, after: str) -> bool:
    """Whether a line that begins as a point goes on the one before: `giai đoạn 2016` and `- 2020`."""
    if has_ended(before):
        return False
    return _RANGE_BEFORE.search(before) is not None and _RANGE_AFTER.match(after.lstrip()) is not None


def broken_at(texts: Sequence[str]) -> float:
    """The width at which these lines were broken, in the size of their letters; 0 where nothing shows one."""
    widths = sorted((width_of(text) for text in texts if text.strip()), reverse=True)
    lengths = sorted((len(text) for text in texts if text.strip()), reverse=True)
    outliers = int(len(widths) * _WIDER)
    if len(widths) < _LEAST or lengths[outliers] > _LONGEST:
        return 0.0
    width = widths[outliers]
    full = [w for w in widths if width * _NARROWER <= w <= width]
    return width if len(full) >= max(_LEAST - 1, _SHARE * len(widths)) else 0.0


def is_broken(before: str, after: str, width: float) -> bool:
    """Whether `after` goes on a line that was broken for want of room: that one is full, it does not end a sentence
    or `after` begins none, and `after` begins no point."""
    text, following = before.strip(), after.strip()
    if not width or not text or not following or "\t" in text or "\t" in following:
        return False
    if width_of(f"{text} {following.split(maxsplit=1)[0]}") < width * _NARROWER:
        return False
    if begins_point(following):
        return joint(text, following)
    if text.isupper() != following.isupper():
        return False
    return following[:1].islower() or not has_ended(text)


def is_one_sentence(before: str, after: str) -> bool:
    """Whether lines that go on each other cannot be a heading and its text: `after` begins small, or `before` has no
    number."""
    text, following = before.strip(), after.strip()
    if following[:1].islower():
        return True
    return not (begins_point(text) and text[:1].isalnum())
