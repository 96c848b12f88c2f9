"""The parts of a page outside its text: running heads, page numbers, footnotes."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from toolkit.documents.pdf.pages import PdfPage
from toolkit.documents.pdf.rows import RAISED, PageRow, Segment

_ROWS = 3  # the most rows of a running head at either end of a page
_LEVEL = 4.0  # the greatest difference in height of a running head between pages
#: The height of the margin, where a row on two pages is a running head; outside the margin it must be on three pages.
_MARGIN = 60.0
#: The least distance between a running head and the text, relative to the head's font size.
_PARTED = 1.6
_NUMBER = re.compile(r"(?:trang\s*|page\s*)?[-–.\s]*(\d{1,4})[-–.\s]*(?:/\s*\d{1,4})?", re.IGNORECASE)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE = re.compile(r"\s*(?:\(?(\d{1,3})\)?[.)]?|\*+)\s*")


@dataclass(frozen=True, slots=True)
class Margins:
    """A page's text rows, without the margins; its running heads; its footnotes and their numbers."""

    rows: tuple[PageRow, ...]
    heads: tuple[str, ...] = ()
    notes: tuple[PageRow, ...] = ()
    numbers: frozenset[str] = frozenset()


def separate_margins(pages: Sequence[PdfPage], rows: Sequence[Sequence[PageRow]]) -> list[Margins]:
    """Separates the rows of each page into the text and what is in the margins.

    Page numbers apart from the text are dropped; page numbers within the text are listed with the running heads.
    """
    ends = [list(page) if len(page) <= 2 * _ROWS else [*page[:_ROWS], *page[-_ROWS:]] for page in rows]
    shared = _shared_keys(pages, ends)
    counted = _page_numbers(pages, ends)
    margins = []
    for number, (page, page_rows) in enumerate(zip(pages, rows, strict=True)):
        numbered = {id(row): at for at, row in enumerate(page_rows) if (number, id(row)) in counted}
        heads = [row for row in _running_heads(page, page_rows, shared, numbered) if id(row) not in numbered]
        heads += [page_rows[at] for at in numbered.values() if not _is_apart(page, page_rows, at, -1 if at else 1)]
        removed = {id(row) for row in heads} | numbered.keys()
        left = [row for row in page_rows if id(row) not in removed]
        notes = _footnote_rows(page, left)
        text_rows = tuple(row for row in left if not any(row is note for note in notes))
        numbers = frozenset(match[1] for row in notes if (match := _NOTE.match(_plain_text(row.text))) and match[1])
        margins.append(Margins(text_rows, tuple(row.text for row in heads), tuple(notes), numbers))
    return margins


def _running_heads(
    page: PdfPage, rows: Sequence[PageRow], shared: Collection[tuple[str, int]], numbered: Collection[int]
) -> Iterator[PageRow]:
    """Yields the rows at the top and foot of a page that other pages share, if space separates them from the text."""
    repeated = {id(row) for row in rows if _head_key(page, row) in shared or id(row) in numbered}
    if len(repeated) == len(rows):  # the page has the same text as others
        repeated = {id(row) for row in rows if _is_marginal(page, row)}
    for end_rows, step in ((rows[:_ROWS], 1), (rows[: -_ROWS - 1 : -1], -1)):
        outer = list(takewhile(lambda row: id(row) in repeated, end_rows))
        while outer and not _is_apart(page, rows, rows.index(outer[-1]), step):
            outer.pop()
        yield from outer


def _is_apart(page: PdfPage, rows: Sequence[PageRow], at: int, step: int) -> bool:
    """Whether a row is in the page's margin, or further from the next inner row than lines of a text are."""
    if _is_marginal(page, rows[at]) or not 0 <= at + step < len(rows):
        return True
    return abs(rows[at + step].base - rows[at].base) > _PARTED * rows[at].size


def _is_marginal(page: PdfPage, row: PageRow) -> bool:
    return row.base < _MARGIN or row.base > page.height - _MARGIN


def _head_key(page: PdfPage, row: PageRow) -> tuple[str, int]:
    """A row's text without the page's number, and its rounded height: a running head has the same on all pages."""
    return re.sub(rf"\b{page.number}\b", "#", row.text).strip(), round(row.base / _LEVEL)


def _shared_keys(pages: Sequence[PdfPage], ends: Sequence[Sequence[PageRow]]) -> set[tuple[str, int]]:
    """The keys (`_head_key`) of running heads: rows with equal text at the same height on several pages."""
    counts: Counter[tuple[str, int]] = Counter()
    margin: set[tuple[str, int]] = set()
    for page, rows in zip(pages, ends, strict=True):
        keys = {_head_key(page, row) for row in rows}
        counts.update(keys)
        margin |= {_head_key(page, row) for row in rows if _is_marginal(page, row)}
    shared = {key for key, count in counts.items() if count >= (2 if key in margin else 3)}
    # Nearly equal heights may be rounded to adjacent numbers.
    adjacent = {(text, level + step) for text, level in shared for step in (-1, 1)}
    return shared | {key for key in adjacent if key in counts}


def _page_numbers(pages: Sequence[PdfPage], ends: Sequence[Sequence[PageRow]]) -> set[tuple[int, int]]:
    """The rows with a page number, which is the page's position in the file, or one more than on the page before."""
    candidates = [
        (number, id(row), int(match[1]) - page.number)
        for number, (page, rows) in enumerate(zip(pages, ends, strict=True))
        for row in {id(row): row for row in (*rows[:1], *rows[-1:])}.values()
        if (match := _NUMBER.fullmatch(row.text.strip()))
    ]
    steps = {(number, step) for number, _, step in candidates}
    return {
        (number, row)
        for number, row, step in candidates
        if step == 0 or (number - 1, step) in steps or (number + 1, step) in steps
    }


def _footnote_rows(page: PdfPage, rows: Sequence[PageRow]) -> list[PageRow]:
    """The rows below the short line above footnotes, in a smaller font than the text's."""
    if not rows:
        return []
    text_size = Counter(round(row.size) for row in rows).most_common(1)[0][0]
    left, wide = min(row.left for row in rows), max(row.right for row in rows) - min(row.left for row in rows)
    for rule in sorted(page.rules, key=lambda rule: rule.top):
        if not rule.is_level or rule.top < page.height * 0.3 or abs(rule.left - left) > 20:
            continue
        if not 0.1 * wide < rule.right - rule.left < 0.5 * wide:
            continue
        below = [row for row in rows if row.base > rule.top]
        if below and max(row.size for row in below) < 0.95 * text_size and _NOTE.match(_plain_text(below[0].text)):
            return below
    return []


def _plain_text(text: str) -> str:
    return text.replace(RAISED[0], "").replace(RAISED[1], " ")


def note_texts(notes: Iterable[PageRow]) -> list[str]:
    """The footnotes, each as one text, without their numbers."""
    texts: list[str] = []
    for row in notes:
        bare = _plain_text(row.text).strip()
        match = _NOTE.match(bare)
        if (match and match[0].strip()) or not texts:
            texts.append(bare[match.end() :] if match else bare)
        else:
            texts[-1] = f"{texts[-1]} {bare}"
    return texts


def without_note_numbers(segment: Segment, notes: Collection[str]) -> Segment:
    """A segment without the raised numbers of footnotes.

    Other raised characters become plain; after a digit they stay raised, so that they do not continue the number.
    """
    if not segment.raised:
        return segment
    pieces: list[tuple[str, bool]] = []
    inside = ""
    for part, bold in segment.pieces:
        shown: list[str] = []
        for character in part:
            if character == RAISED[0]:
                inside = RAISED[0]
            elif character == RAISED[1]:
                if inside[1:] not in notes:
                    after = "".join((*(text for text, _ in pieces), *shown))[-1:]
                    shown.append(inside[1:].translate(_RAISED) if after.isdigit() else inside[1:])
                inside = ""
            elif inside:
                inside += character
            else:
                shown.append(character)
        pieces.append(("".join(shown), bold))
    return replace(segment, pieces=tuple((part, bold) for part, bold in pieces if part), raised=())
