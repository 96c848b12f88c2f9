"""Measures the space that texts need in cells. Row heights must be set, since Excel fits neither merged nor long rows.

Widths are those of Times New Roman and Liberation Serif, which are equal. Estimates are generous: one line too many is
a blank line, but one line too few hides words.
"""

import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import Protocol

from toolkit.language.numbers import format_number

MAX_HEIGHT = 409.0
"""The greatest height of a row in Excel, in points."""
ROOM = 396.0
"""`MAX_HEIGHT` without the margins that writers add."""

# Advance widths of the characters from space to tilde, in 1/2048 of the font's size.
_REGULAR = (
    "512 682 836 1024 1024 1706 1593 369 682 682 1024 1155 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 "
    "1024 1024 1024 569 569 1155 1155 1155 909 1886 1479 1366 1366 1479 1251 1139 1479 1479 682 797 1479 1251 "
    "1821 1479 1479 1139 1479 1366 1139 1251 1479 1479 1933 1479 1479 1251 682 569 682 961 1024 682 909 1024 "
    "909 1024 909 682 1024 1024 569 569 1024 569 1593 1024 1024 1024 1024 682 797 569 1024 1024 1479 1024 1024 "
    "909 983 410 983 1108"
)
_BOLD = (
    "512 682 1137 1024 1024 2048 1706 569 682 682 1024 1167 512 682 512 569 1024 1024 1024 1024 1024 1024 1024 "
    "1024 1024 1024 682 682 1167 1167 1167 1024 1905 1479 1366 1479 1479 1366 1251 1593 1593 797 1024 1593 1366 "
    "1933 1479 1593 1251 1593 1479 1139 1366 1479 1479 2048 1479 1479 1366 682 569 682 1190 1024 682 1024 1139 "
    "909 1139 909 682 1024 1139 569 682 1139 569 1706 1139 1024 1139 1139 909 797 682 1139 1024 1479 1024 1024 "
    "909 807 451 807 1065"
)
# Letters that are wider than their base letters because of the horn.
_HORNED = {False: {"ơ": 1083, "ư": 1110, "Ư": 1589}, True: {"ơ": 1134, "ư": 1229, "Ư": 1630}}
_SIGNS = {"\xa0": 512, "\t": 4096, "–": 1024, "—": 2048, "…": 2048, "•": 717, "·": 683, "‘": 682, "’": 682}
_SIGNS |= dict.fromkeys("“”«»", 1024) | dict.fromkeys("≥≤±×÷", 1167)
_SIGNS |= {"°": 819, "²": 614, "³": 614, "₫": 1050}
_UNKNOWN = 2048

# A column of W characters has 7 W + 5 pixels (96 to the inch), of which the text gets 7 W.
# (The widest digit of Times New Roman 11 has 7 pixels, as Calibri 11 has.)
_PIXELS_A_CHARACTER = 7.0
# The factor by which a line may be longer on the screen, where Excel rounds characters to whole pixels.
_SLACK = 1.02
# The factor for numbers in LibreOffice, which has narrower columns and wider characters.
_NUMBER_SLACK = 1.05
_MOST_WORDS = 50_000

#: By font size, the height of one line in points.
_PITCHES = {8: 11.25, 9: 12.0, 10: 12.75, 11: 15.0, 12: 15.75, 13: 16.5, 14: 18.75, 16: 20.25, 18: 23.25}

# A line does not begin with one of these characters, even after a space.
_NOT_AT_A_LINE_S_START = re.compile(r" (?=[)\]}!?/,.;:»”’…])")
# The pieces at which a word longer than a line is divided first: it breaks after hyphens and slashes.
_PIECES = re.compile(r"[^-–/]*[-–/]+|[^-–/]+")


class _Widths(dict[str, int]):
    """For each word or character measured so far, its width in 1/2048 of the font's size."""

    def __init__(self, bold: bool) -> None:
        super().__init__(_SIGNS)
        widths = (_BOLD if bold else _REGULAR).split()
        self.update(zip(map(chr, range(32, 127)), map(int, widths), strict=True))
        self.update(_HORNED[bold])
        self._letters = dict(self)

    def __missing__(self, word: str) -> int:
        if len(self) > _MOST_WORDS:
            self.clear()
        known = self._letters
        width = 0
        for letter in unicodedata.normalize("NFC", word):
            if letter not in known:
                known[letter] = self._letter_width(letter)
            width += known[letter]
        self[word] = width
        return width

    def _letter_width(self, letter: str) -> int:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
            return 0
        # Marks are removed one by one: ự becomes ư, whose width is known; ậ becomes â, then a.
        while letter not in self._letters:
            letter = {"đ": "d", "Đ": "D"}.get(letter) or unicodedata.decomposition(letter).partition(" ")[0]
            if not letter or letter.startswith("<"):
                return _UNKNOWN
            if len(letter) > 1:
                letter = chr(int(letter, 16))
        return self._letters[letter]


@cache
def _widths(bold: bool) -> _Widths:
    return _Widths(bold)


def text_width(text: str, size: float = 11, bold: bool = False) -> float:
    """Width in pixels (96 to the inch) of the text on one line."""
    return _widths(bold)[text] * size * 96 / 72 / 2048


def characters(text: str, size: float = 11, bold: bool = False) -> float:
    """The width in characters of a column that shows the text on one line."""
    return text_width(text, size, bold) * _SLACK / _PIXELS_A_CHARACTER


def number_width(text: str, size: float = 11, bold: bool = False) -> float:
    """Width in characters of a column that shows a number; in a narrower column it is shown as `###`."""
    return text_width(text, size, bold) * _NUMBER_SLACK / _PIXELS_A_CHARACTER + 0.5


def column_width(least: float, numbers: Iterable[tuple[float | None, int]], bold: bool = False) -> float:
    """Width in characters, at least `least`, of a column that shows these (number, decimals)."""
    ends: dict[int, tuple[float, float]] = {}
    for value, decimals in numbers:
        if value is not None:
            low, high = ends.get(decimals, (value, value))
            ends[decimals] = min(low, value), max(high, value)
    texts = (format_number(value, "vi", decimals) for decimals, both in ends.items() for value in both)
    return max([least, *(number_width(text, bold=bold) for text in texts)])


def line_height(size: float = 11) -> float:
    """Height of one line in points in Excel, for a font size in points."""
    return _PITCHES.get(int(size)) or math.ceil((1.15 * size + 2) / 0.75) * 0.75


def line_count(text: str, width_chars: float, *, size: float = 11, bold: bool = False) -> int:
    """The number of lines of a text that is wrapped in a column of this width (in characters, as in Excel)."""
    return len(_line_ends(text, width_chars, size, bold))


class RowHeight(Protocol):
    """A function that returns a row's height: `row_height`, or one that measures replacements of some texts."""

    def __call__(self, cells: Iterable[tuple[str, float]], *, size: float = 11, bold: bool = False) -> float: ...


def row_height(
    cells: Iterable[tuple[str, float]],
    *,
    size: float = 11,
    bold: bool = False,
    minimum: float = 0.0,
    maximum: float = ROOM,
) -> float:
    """Height in points of a row that shows all of these (text, column width) cells, at least one line.

    A merged cell's width is the sum of its columns' widths. The height is at most `maximum`; longer texts must be
    divided among rows with `text_pieces`.
    """
    most = max((line_count(text, width, size=size, bold=bold) for text, width in cells if text), default=1)
    return min(max(most * line_height(size), minimum), maximum)


def text_pieces(
    text: str, width_chars: float, *, size: float = 11, bold: bool = False, maximum: float = MAX_HEIGHT
) -> list[str]:
    """The text divided, between lines, into pieces that each fit a row of `maximum` points."""
    at_once = max(1, int(maximum / line_height(size)))
    ends = _line_ends(text, width_chars, size, bold)
    cuts = [*ends[at_once - 1 : -1 : at_once], len(text)]
    return [text[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


def _line_ends(text: str, width_chars: float, size: float, bold: bool) -> list[int]:
    """For each line of the wrapped text, the index after its last character (the blank or line feed at its end)."""
    widths = _widths(bold)
    room = max(width_chars, 1.0) * _PIXELS_A_CHARACTER * 2048 * 72 / (96 * size * _SLACK)
    space = widths[" "]
    ends: list[int] = []
    position = 0
    for paragraph in _NOT_AT_A_LINE_S_START.sub("\xa0", text).split("\n"):
        words = paragraph.split(" ")
        sizes = list(map(widths.__getitem__, words))
        if max(sizes) <= room and "" not in words:
            _wrap(words, sizes, space, room, position, ends)
        else:
            _wrap_long_words(words, position, ends, widths, room)
        position += len(paragraph) + 1
        ends.append(position)
    ends[-1] = len(text)
    return ends


def _wrap(words: list[str], sizes: list[int], space: int, room: float, position: int, ends: list[int]) -> None:
    """Add the ends of all lines but the last, for a paragraph whose words are all shorter than a line."""
    reach = list(accumulate(map(space.__add__, sizes)))
    if reach[-1] <= room + space:
        return
    lengths = list(accumulate(map(len, words)))
    first = before = 0
    while (first := bisect_right(reach, before + room + space, first)) < len(words):
        ends.append(position + lengths[first - 1] + first)
        before = reach[first - 1]


def _wrap_long_words(words: list[str], position: int, ends: list[int], widths: _Widths, room: float) -> None:
    """Does what `_wrap` does, for a paragraph with double spaces or words longer than a line."""
    used = 0.0
    for word in words:
        width = widths[word]
        if used + width > room and used and word:
            ends.append(position)
            used = 0.0
        used += width if width <= room else _break(word, position, ends, widths, room)
        used += widths[" "]
        position += len(word) + 1


def _break(word: str, position: int, ends: list[int], widths: _Widths, room: float) -> float:
    """Break a word longer than a line, after hyphens or else anywhere; return the width of its last piece."""
    used = 0.0
    for piece in _PIECES.findall(word):
        width = widths[piece]
        if used and used + width > room:
            ends.append(position)
            used = 0.0
        if width <= room:
            used += width
        else:
            for end, letter in enumerate(piece, position):
                width = widths[letter]
                if used and used + width > room:
                    ends.append(end)
                    used = 0.0
                used += width
        position += len(piece)
    return used
