"""Ruled tables: the cells enclosed by the lines on a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.documents.pdf.pages import RuledLine

#: The greatest distance, in points, between lines that meet or are one line.
_NEAR = 3.0
_MOST = 200  # the most lines of a table in one direction; more are a drawing
_MOST_RULES = 4_000  # the most lines of a table in all
#: The least width and height of a cell.
_LEAST = 5.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: its first row and column, counted from 1, and the numbers of rows and columns that it covers."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the boundaries of its columns and rows, and its cells in reading order."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def bottom(self) -> float:
        return self.rows[-1]

    @property
    def area(self) -> float:
        return (self.columns[-1] - self.columns[0]) * (self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        return self.columns[0] <= x < self.columns[-1] and self.top <= y < self.bottom


def grids_of(rules: Sequence[RuledLine], height: float) -> list[Grid]:
    """The tables of a page from the top; also a frame around a text, unless it is around most of the page."""
    if len(rules) > _MOST_RULES:
        return []
    grids = [grid for group in _connected_groups(_joined_lines(rules)) if (grid := _grid(group)) is not None]
    plausible = [g for g in grids if len(g.cells) > 1 or g.bottom - g.top < height / 2]
    frames = [g for g in plausible if len(g.cells) == 1]
    around = [f for f in frames if any(g is not f and f.holds(g.columns[0] + 1, g.top + 1) for g in plausible)]
    return sorted((g for g in plausible if not any(g is f for f in around)), key=lambda g: g.top)


def _joined_lines(rules: Iterable[RuledLine]) -> list[RuledLine]:
    """The lines, after joining lines that continue each other: borders are drawn cell by cell."""
    lines: list[RuledLine] = []
    for level in (True, False):
        in_direction = sorted(
            (r for r in rules if r.is_level == level),
            key=lambda r: (round((r.top if level else r.left) / _NEAR), r.left if level else r.top),
        )
        for rule in in_direction:
            last = lines[-1] if lines and lines[-1].is_level == level else None
            if last is not None and _continue_each_other(last, rule, level):
                lines[-1] = RuledLine(
                    min(last.left, rule.left), last.top if level else min(last.top, rule.top),
                    max(last.right, rule.right) if level else last.right,
                    last.bottom if level else max(last.bottom, rule.bottom),
                )  # fmt: skip
            else:
                lines.append(rule)
    return lines


def _continue_each_other(one: RuledLine, two: RuledLine, level: bool) -> bool:
    if level:
        return abs(one.top - two.top) <= _NEAR and two.left <= one.right + _NEAR
    return abs(one.left - two.left) <= _NEAR and two.top <= one.bottom + _NEAR


def _cross(level: RuledLine, upright: RuledLine) -> bool:
    return (
        level.left - _NEAR <= upright.left <= level.right + _NEAR
        and upright.top - _NEAR <= level.top <= upright.bottom + _NEAR
    )


def _connected_groups(rules: Sequence[RuledLine]) -> list[list[RuledLine]]:
    """The groups of connected lines."""
    levels, uprights = [r for r in rules if r.is_level], [r for r in rules if not r.is_level]
    left = list(range(len(levels)))
    waiting_uprights = set(range(len(uprights)))
    groups: list[list[RuledLine]] = []
    while left:
        group, queue = [], [left.pop()]
        while queue:
            level = levels[queue.pop()]
            group.append(level)
            met = [n for n in sorted(waiting_uprights) if _cross(level, uprights[n])]
            waiting_uprights.difference_update(met)
            group += [uprights[n] for n in met]
            for number in met:
                crossing = [n for n in left if _cross(levels[n], uprights[number])]
                left = [n for n in left if n not in crossing]
                queue += crossing
        groups.append(group)
    return groups


def _positions(values: Iterable[float]) -> list[float]:
    """The distinct values, in ascending order; of values near each other only the smallest."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > _LEAST:
            distinct.append(value)
    return distinct


def _grid(group: Sequence[RuledLine]) -> Grid | None:
    levels, uprights = [r for r in group if r.is_level], [r for r in group if not r.is_level]
    if len(levels) < 2 or not uprights:
        return None
    # If a table has no line at a side, its edge there is where the crossing lines end.
    columns = _positions([r.left for r in uprights] + [min(r.left for r in levels), max(r.right for r in levels)])
    rows = _positions([r.top for r in levels] + [min(r.top for r in uprights), max(r.bottom for r in uprights)])
    if not 2 <= len(columns) <= _MOST or not 2 <= len(rows) <= _MOST:
        return None
    return Grid(tuple(columns), tuple(rows), tuple(_cells(columns, rows, levels, uprights)))


def _cells(
    columns: Sequence[float], rows: Sequence[float], levels: Sequence[RuledLine], uprights: Sequence[RuledLine]
) -> Iterable[GridCell]:
    """The cells; adjacent squares without a line between them are one cell."""
    across, down = len(columns) - 1, len(rows) - 1
    walls = [_covered(x, rows, [(r.left, r.top, r.bottom) for r in uprights]) for x in columns[1:-1]]
    floors = [_covered(y, columns, [(r.top, r.left, r.right) for r in levels]) for y in rows[1:-1]]
    covered: set[tuple[int, int]] = set()
    for row in range(down):
        for column in range(across):
            if (row, column) in covered:
                continue
            wide = 1
            while column + wide < across and not walls[column + wide - 1][row] and (row, column + wide) not in covered:
                wide += 1
            high = 1
            while row + high < down and not any(
                floors[row + high - 1][c] or (row + high, c) in covered for c in range(column, column + wide)
            ):
                high += 1
            covered |= {(r, c) for r in range(row, row + high) for c in range(column, column + wide)}
            yield GridCell(
                row + 1, column + 1, high, wide,
                columns[column], rows[row], columns[column + wide], rows[row + high],
            )  # fmt: skip


def _covered(position: float, steps: Sequence[float], lines: Sequence[tuple[float, float, float]]) -> list[bool]:
    """For each step along a line at `position`, whether one of `lines` (position, start, end) covers it."""
    near = [(start, end) for where, start, end in lines if abs(where - position) <= _LEAST]
    middles = [(one + two) / 2 for one, two in zip(steps, steps[1:], strict=False)]
    return [any(start <= middle <= end for start, end in near) for middle in middles]
