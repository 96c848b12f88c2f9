"""Columns of text without rules between them: letterheads, signatures, columns of figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.documents.pdf.rows import PageRow, Segment

_APART = 4.0  # the least space between columns, in points
_NEXT = 1.75  # the greatest distance between two lines of a column, relative to the font size
_FAR = 3.2  # the greatest distance between two rows of columns, relative to the font size
#: The tolerance for the edges or the middle of lines of one column.
_ALIGNED = 4.0
_MOST = 16  # the most columns
_COMPARED = 8  # the number of last lines of a column with which the next line is compared


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Columns from the left, each with its lines. `bands`: the number of rows that have text in several columns."""

    columns: tuple[tuple[Segment, ...], ...]
    bands: int

    @property
    def is_table(self) -> bool:
        """Whether the lines are rows of figures; otherwise each column is a separate text."""
        after_first = [segment for column in self.columns[1:] for segment in column]
        figures = [s for s in after_first if sum(map(str.isdigit, s.text)) * 2 > len(s.text.replace(" ", ""))]
        return len(self.columns) > 2 or len(figures) * 3 > len(after_first) * 2


def columns_at(rows: Sequence[PageRow], at: int) -> tuple[SideBySide | None, int]:
    """The columns of text that begin with row `at`, or None; and the index of the row after these columns."""
    first = _first_lines(rows, at)
    if not 2 <= len(first) <= _MOST:
        return None, at
    extents = [(one.left, one.right) for one in first]
    columns: list[list[Segment]] = [[] for _ in first]
    bands, end = 0, at
    while end < len(rows):
        row = rows[end]
        placed = _with_columns(extents, row)
        if placed is None or (end > at and row.base - rows[end - 1].base > _FAR * row.size):
            break
        above = [(n, column[-1]) for n, column in enumerate(columns) if column]
        level = any(m != n and _are_level(s, other) for n, s in placed for m, other in (*placed, *above))
        if end > at and not level and not all(_continues_column(columns[n], s) for n, s in placed):
            break
        for number, segment in placed:
            columns[number].append(segment)
            left, right = extents[number]
            extents[number] = min(left, segment.left), max(right, segment.right)
        bands += level
        end += 1
    if end == at:  # overlapping characters
        return None, at
    return SideBySide(tuple(tuple(column) for column in columns), bands), end


def _first_lines(rows: Sequence[PageRow], at: int) -> list[Segment]:
    """The first line of each column, from the left: the segments of one row, or of two that overlap in height."""
    starts = list(rows[at].segments)
    if len(starts) == 1 and at + 1 < len(rows):
        other = rows[at + 1].segments
        if all(
            _are_level(starts[0], s) and (starts[0].right + _APART <= s.left or s.right + _APART <= starts[0].left)
            for s in other
        ):
            starts += other
    return sorted(starts, key=lambda s: s.left)


def _are_level(one: Segment, two: Segment) -> bool:
    return min(one.bottom, two.bottom) - max(one.top, two.top) > 0.3 * min(one.size, two.size)


def _with_columns(extents: Sequence[tuple[float, float]], row: PageRow) -> list[tuple[int, Segment]] | None:
    """Each segment of a row with the number of its column; None if the row does not fit the columns."""
    placed: list[tuple[int, Segment]] = []
    for segment in row.segments:
        columns = [
            n
            for n, (left, right) in enumerate(extents)
            if segment.left < right + _APART and left < segment.right + _APART
        ]
        if len(columns) != 1:
            return None
        placed.append((columns[0], segment))
    return placed if len({n for n, _ in placed}) == len(placed) else None


def _continues_column(column: Sequence[Segment], segment: Segment) -> bool:
    """Whether a line without text in other columns is the next line of a column."""
    if not column:
        return False
    last = column[-1]
    if segment.base - last.base > _NEXT * max(last.size, segment.size):
        return False
    edges = min(abs(segment.left - s.left) for s in column[-_COMPARED:])
    middles = min(abs(segment.middle - s.middle) for s in column[-_COMPARED:])
    return min(edges, middles) <= _ALIGNED
