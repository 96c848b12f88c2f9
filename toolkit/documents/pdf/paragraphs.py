"""Joins rows of a page into paragraphs, distinguishing lines broken for lack of room from ends of paragraphs.

Signs of the end of a paragraph are the room left at the end of a line, the indent of the next line, the distance of the
lines, their fonts, ends of sentences and beginnings of points.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.documents.broken import begins_point, is_split_range
from toolkit.documents.pdf.rows import Segment

_INDENT = 6.0  # the least indent of a paragraph's first line, in points
_SPACED = 1.22  # the least distance between paragraphs, relative to the usual distance of lines
_SIZES = 1.12  # the greatest ratio between font sizes within a paragraph
_EDGE = 12.0  # the greatest distance, in points, between lines that begin or end at one edge
_ENDING = 0.03  # the least share of lines that begin or end at an edge


@dataclass(frozen=True, slots=True)
class Measure:
    """The edges of the rows' column, and the usual distance of lines for each font size."""

    left: float
    right: float
    pitches: tuple[tuple[int, float], ...] = ()

    def pitch(self, size: float) -> float:
        """The usual distance of lines of a font size; 1.15 times the size if it is unknown."""
        return dict(self.pitches).get(round(size), 1.15 * size)


def measure_of(pages: Iterable[Sequence[Segment]]) -> Measure:
    """The left and right edges of the text of pages, without outliers, and the usual distances."""
    rows = [list(page) for page in pages]
    every = [row for page in rows for row in page]
    if not every:
        return Measure(0.0, 0.0)
    lefts = sorted(row.left for row in every)
    rights = sorted((row.right for row in every), reverse=True)
    distances: dict[int, Counter[float]] = {}
    for page in rows:
        for one, two in zip(page, page[1:], strict=False):
            if round(one.size) == round(two.size) and 0 < two.base - one.base < 3.5 * two.size:
                near = round((two.base - one.base) * 2) / 2
                distances.setdefault(round(two.size), Counter())[near] += 1
    pitches = tuple((size, _usual_distance(counts)) for size, counts in sorted(distances.items()))
    return Measure(_text_edge(lefts), _text_edge(rights), pitches)


def _text_edge(ends: Sequence[float]) -> float:
    """The outermost position near which several lines begin or end."""
    several = max(2, int(len(ends) * _ENDING))
    for at, end in enumerate(ends):
        if at + several <= len(ends) and abs(ends[at + several - 1] - end) <= _EDGE:
            return end
    return ends[0]


def _usual_distance(distances: Counter[float]) -> float:
    """The smallest frequent distance."""
    most = max(distances.values())
    return min(distance for distance, count in distances.items() if count * 3 >= most)


@dataclass(slots=True)
class _Paragraph:
    rows: list[Segment]

    @property
    def rest_left(self) -> float | None:
        return self.rows[1].left if len(self.rows) > 1 else None


def paragraphs_in(rows: Sequence[Segment], measure: Measure, pages: Sequence[int]) -> list[tuple[Segment, ...]]:
    """The paragraphs of consecutive rows; `pages`: the page of each row."""
    paragraphs: list[_Paragraph] = []
    for at, row in enumerate(rows):
        same_page = at > 0 and pages[at] == pages[at - 1]
        if paragraphs and _is_continued(paragraphs[-1], row, measure, same_page=same_page):
            paragraphs[-1].rows.append(row)
        else:
            paragraphs.append(_Paragraph([row]))
    return [tuple(paragraph.rows) for paragraph in paragraphs]


def continues_on_next_page(paragraph: Sequence[Segment], row: Segment, measure: Measure) -> bool:
    """Whether the first row of a page, or of a cell on it, continues the last paragraph of the page before."""
    return _is_continued(_Paragraph(list(paragraph)), row, measure, same_page=False)


def _is_continued(paragraph: _Paragraph, row: Segment, measure: Measure, *, same_page: bool) -> bool:
    last = paragraph.rows[-1]
    before, text = last.text.rstrip(), row.text
    if "\t" in before or "\t" in text:
        return False
    sizes = last.size / row.size
    if not 1 / _SIZES <= sizes <= _SIZES:
        return False
    if same_page and row.base - last.base > _SPACED * measure.pitch(row.size):
        return False
    if _free_width(last, row, measure) >= row.first_word + 0.2 * row.size:
        return False
    if last.bold and not row.bold and before.isupper() and not text[:1].islower():
        return False
    return not _is_indented(paragraph, row, measure) and not _begins_new_point(paragraph, row, measure)


def _free_width(row: Segment, following: Segment, measure: Measure) -> float:
    """The width that is free at the end of a row; for a centred row, at both ends together."""
    before, after = row.left - measure.left, measure.right - row.right
    return before + after if _are_centred(row, following, measure) else after


def _are_centred(one: Segment, two: Segment, measure: Measure) -> bool:
    """Whether two rows are centred in their column, unlike a point with an indented first line."""
    apart = abs((one.left - measure.left) - (measure.right - one.right))
    return apart < 8 and abs(one.middle - two.middle) < 3 and one.left > measure.left + 2


def _is_indented(paragraph: _Paragraph, row: Segment, measure: Measure) -> bool:
    """Whether a row begins further right than the lines of the paragraph."""
    first, rest = paragraph.rows[0], paragraph.rest_left
    if _are_centred(paragraph.rows[-1], row, measure):
        return False
    if rest is not None:
        return row.left > rest + _INDENT
    hanging = begins_point(first.text) and not begins_point(row.text)
    return row.left > first.left + _INDENT and not hanging


def _begins_new_point(paragraph: _Paragraph, row: Segment, measure: Measure) -> bool:
    """Whether a row with a number or bullet begins a point, and does not continue a sentence (`giai đoạn 2016` -
    `2020`)."""
    if not begins_point(row.text):
        return False
    first, rest = paragraph.rows[0], paragraph.rest_left
    outdented = row.left < first.left - _INDENT
    if (rest is not None and rest < first.left - _INDENT) or outdented:
        return abs(row.left - first.left) <= _INDENT  # here continued lines begin further left than points
    return not is_split_range(paragraph.rows[-1].text, row.text)


def text_of(rows: Sequence[Segment]) -> list[tuple[str, bool]]:
    """A paragraph's pieces of text, each with whether it is bold; without a space in words broken at a hyphen."""
    pieces: list[tuple[str, bool]] = []
    for row in rows:
        if pieces and row.pieces:
            before = "".join(text for text, _ in pieces)
            if not is_within_word(before, row.text):
                pieces[-1] = (pieces[-1][0] + " ", pieces[-1][1])
        pieces += row.pieces
    return pieces


def is_within_word(before: str, after: str) -> bool:
    """Whether a line broke after a hyphen or slash inside a word or symbol: `Covid-` `19`, `361/QĐ-` `TTg`."""
    return re.search(r"[^\W_][-/–]$", before) is not None and after[:1].isalnum()
