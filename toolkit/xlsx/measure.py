"""The room a text takes in a cell. Row heights must be set, since Excel fits neither merged nor long rows.

Widths are those of Times New Roman (and of Liberation Serif, which has the same). Estimates are generous: a line too
many is a blank line, a line too few hides words.
"""

from __future__ import annotations

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
"""The tallest row Excel has, in points."""
ROOM = 396.0
"""The same less the margins that writers add."""

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
# The horn makes these three wider than their base letters.
_HORNED = {False: {"ơ": 1083, "ư": 1110, "Ư": 1589}, True: {"ơ": 1134, "ư": 1229, "Ư": 1630}}
_SIGNS = {"\xa0": 512, "\t": 4096, "–": 1024, "—": 2048, "…": 2048, "•": 717, "·": 683, "‘": 682, "’": 682}
_SIGNS |= dict.fromkeys("“”«»", 1024) | dict.fromkeys("≥≤±×÷", 1167)
_SIGNS |= {"°": 819, "²": 614, "³": 614, "₫": 1050}
_UNKNOWN = 2048

# Pixels at 96 to the inch: a column of W characters has 7 W + 5, of which the text gets 7 W.
# (The widest digit of Times New Roman 11 has 7 pixels, as Calibri 11 has.)
_PIXELS_A_CHARACTER = 7.0
# On the screen Excel rounds letters to whole pixels, which makes a line up to this much longer.
_SLACK = 1.02
# LibreOffice has narrower columns and wider letters.
_NUMBER_SLACK = 1.05
_MOST_WORDS = 50_000

#: Heights of one line in points, by font size.
_PITCHES = {8: 11.25, 9: 12.0, 10: 12.75, 11: 15.0, 12: 15.75, 13: 16.5, 14: 18.75, 16: 20.25, 18: 23.25}

# A line does not begin with one of these, even after a space.
_NOT_AT_A_LINE_S_START = re.compile(r" (?=[)\]}!?/,.;:»”’…])")
# Where a word longer than a line may break first: after hyphens and slashes.
_PIECES = re.compile(r"[^-–/]*[-–/]+|[^-–/]+")


class _Widths(dict[str, int]):
    """Width of each word (or single character) measured so far, in 1/2048 of the font's size."""

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
                known[letter] = self._of_letter(letter)
            width += known[letter]
        self[word] = width
        return width

    def _of_letter(self, letter: str) -> int:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf", "Cc"):
            return 0
        # Remove the marks one by one: ự → ư, which has its own width; ậ → â → a.
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
    """Width in characters of a column that shows a number; in a narrower one it is shown as `###`."""
    return text_width(text, size, bold) * _NUMBER_SLACK / _PIXELS_A_CHARACTER + 0.5


def column_width(least: float, numbers: Iterable[tuple[float | None, int]], bold: bool = False) -> float:
    """Width in characters of a column of numbers, each with its decimals; `least` or more."""
    ends: dict[int, tuple[float, float]] = {}
    for value, decimals in numbers:
        if value is not None:
            low, high = ends.get(decimals, (value, value))
            ends[decimals] = min(low, value), max(high, value)
    texts = (format_number(value, "vi", decimals) for decimals, both in ends.items() for value in both)
    return max([least, *(number_width(text, bold=bold) for text in texts)])


def pitch(size: float = 11) -> float:
    """Height of one line in points in Excel, for a font size in points."""
    return _PITCHES.get(int(size)) or math.ceil((1.15 * size + 2) / 0.75) * 0.75


def lines(text: str, width_chars: float, *, size: float = 11, bold: bool = False) -> int:
    """The number of lines of the text, wrapped in a column of this width (in characters, as in Excel)."""
    return len(_line_ends(text, width_chars, size, bold))


class RowHeight(Protocol):
    """A function that gives a row's height: `row_height`, or one that measures other texts in place of some."""

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

    A merged cell's width is the sum of its columns' widths. The height is at most `maximum`: where text may be longer,
    divide it among rows with `parts`.
    """
    most = max((lines(text, width, size=size, bold=bold) for text, width in cells if text), default=1)
    return min(max(most * pitch(size), minimum), maximum)


def parts(
    text: str, width_chars: float, *, size: float = 11, bold: bool = False, maximum: float = MAX_HEIGHT
) -> list[str]:
    """The text divided, between lines, into pieces that each fit a row of `maximum` points."""
    at_once = max(1, int(maximum / pitch(size)))
    ends = _line_ends(text, width_chars, size, bold)
    cuts = [*ends[at_once - 1 : -1 : at_once], len(text)]
    return [text[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


def _line_ends(text: str, width_chars: float, size: float, bold: bool) -> list[int]:
    """Where each line of the wrapped text ends (after the blank or line feed at its end)."""
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
            _wrap_with_care(words, position, ends, widths, room)
        position += len(paragraph) + 1
        ends.append(position)
    ends[-1] = len(text)
    return ends


def _wrap(words: list[str], sizes: list[int], space: int, room: float, position: int, ends: list[int]) -> None:
    """Add the end of each line but the last of a paragraph without words longer than a line."""
    reach = list(accumulate(map(space.__add__, sizes)))
    if reach[-1] <= room + space:
        return
    lengths = list(accumulate(map(len, words)))
    first = before = 0
    while (first := bisect_right(reach, before + room + space, first)) < len(words):
        ends.append(position + lengths[first - 1] + first)
        before = reach[first - 1]


def _wrap_with_care(words: list[str], position: int, ends: list[int], widths: _Widths, room: float) -> None:
    """`_wrap` for a paragraph with double spaces or words longer than a line."""
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
    """Break a word longer than a line, after hyphens or else anywhere; return the width that its last line uses."""
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
