"""The usual value of a figure, from its agency's other periods and the changes among agencies of similar size.

Everything is computed from logarithms, by medians, so that a few wrong figures change nothing (median polish; the
spread is the median of absolute deviations, MAD). Zeros, blanks and negative numbers are left out. The level of a row
is the median of its logarithms, each less the usual difference between its column and the others (shift).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from toolkit.model import Indicator

Row = Sequence[float | None]
"""An agency's numbers of one indicator, in the order of the columns; None where there is none."""

#: A usual value needs at least this number of agencies in a group, and of other values in a row.
ENOUGH, ENOUGH_IN_ROW = 8, 3
#: A normal distribution's standard deviation per MAD.
_TO_DEVIATION = 1.4826
#: The least spread, however steady the rows (a logarithm).
_LEAST_SPREAD = 0.04
#: Below this a number counts as zero.
_LEAST_NUMBER = 1e-9
#: The spread assumed where there are too few values.
_UNKNOWN_SPREAD = 0.35
#: The number of agencies of similar size that are compared: the next smaller and the next larger ones.
_NEAR = 8


class SizeGroup(NamedTuple):
    """Agencies of similar size, for one indicator."""

    shifts: tuple[float, ...]
    """For each column, how far it is from the other columns in the median agency."""
    spread: float
    """The usual deviation of a figure from its usual value."""
    known: bool
    """Whether there were enough agencies."""


class OddFigure(NamedTuple):
    """An unusual figure."""

    agency: str
    column: int
    residual: float


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual values of one indicator, for the campaign's periods, then for the previous campaign's."""

    indicator: Indicator
    levels: Mapping[str, float]
    """By agency, the level of its row."""
    groups: Mapping[str, SizeGroup]
    logs: Mapping[str, Row]
    """By agency, the logarithms of its row; None for values without a logarithm."""

    def with_intended_values(self, agency: str, meant: Mapping[int, float | None]) -> Usual:
        """The usual values with these intended values in some columns of an agency."""
        logs = [*self.logs[agency]]
        for column, value in meant.items():
            logs[column] = math.log(value) if value and value > _LEAST_NUMBER else None
        known_logs = sorted([x - s for x, s in zip(logs, self.groups[agency].shifts, strict=True) if x is not None])
        levels = {**self.levels, agency: median(known_logs)} if known_logs else self.levels
        return replace(self, levels=levels, logs={**self.logs, agency: logs})

    def residual(self, agency: str, column: int, value: float) -> float | None:
        """The distance of a number from the value expected from the agency's other periods, as a logarithm."""
        expected = self.expected(agency, column)
        return None if expected is None or value <= 0 else math.log(value) - math.log(expected)

    def expected(self, agency: str, column: int) -> float | None:
        """The value expected from the agency's other columns; None where there are too few."""
        row, group = self.logs.get(agency), self.groups.get(agency)
        if row is None or group is None:
            return None
        both = zip(row, group.shifts, strict=True)
        other_levels = sorted([x - s for n, (x, s) in enumerate(both) if n != column and x is not None])
        return math.exp(median(other_levels) + group.shifts[column]) if len(other_levels) >= ENOUGH_IN_ROW else None

    def spread(self, agency: str, expected: float) -> float:
        """The usual deviation of a figure from the expected value; for counts including the spread of rare events."""
        group = self.groups.get(agency)
        spread = group.spread if group is not None else _UNKNOWN_SPREAD
        return math.hypot(spread, 1 / math.sqrt(max(expected, 1.0))) if self.indicator.kind == "count" else spread


def median(ordered: Sequence[float]) -> float:
    """The median of sorted numbers, at least one."""
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def usual(indicator: Indicator, rows: Mapping[str, Row], months: Sequence[int]) -> Usual:
    """The usual values of an indicator, from all agencies' rows. `months`: the number of months of each column."""
    flow = indicator.across_periods == "sum"
    shifts_by_months = tuple(math.log(m / 12) if flow else 0.0 for m in months)
    log = math.log
    logs = {agency: [log(v) if v and v > _LEAST_NUMBER else None for v in row] for agency, row in rows.items()}
    levels: dict[str, float] = {}
    for agency, row_logs in logs.items():
        if known_logs := sorted([x - s for x, s in zip(row_logs, shifts_by_months, strict=True) if x is not None]):
            levels[agency] = median(known_logs)
    groups: dict[str, SizeGroup] = {}
    for members in _size_groups(levels):
        group = _group([(levels[a], logs[a]) for a in members], shifts_by_months)
        groups.update(dict.fromkeys(members, group))
    return Usual(indicator, levels, groups, logs)


def _size_groups(levels: Mapping[str, float]) -> Iterator[list[str]]:
    """The agencies, divided by the size of their figures into up to three groups, each with enough agencies."""
    ordered = sorted(levels, key=lambda a: (levels[a], a))
    count = max(1, min(3, len(ordered) // (2 * ENOUGH)))
    for n in range(count):
        yield ordered[len(ordered) * n // count : len(ordered) * (n + 1) // count]


def _group(members: Sequence[tuple[float, Sequence[float | None]]], shifts_by_months: Sequence[float]) -> SizeGroup:
    shifts, deviations = [], list[float]()
    for column, by_months in enumerate(shifts_by_months):
        moves = sorted([x - level for level, row in members if (x := row[column]) is not None])
        shift = median(moves) if len(moves) >= ENOUGH else by_months
        shifts.append(shift)
        if len(moves) >= ENOUGH:
            deviations += [abs(m - shift) for m in moves]
    if len(deviations) < ENOUGH * ENOUGH_IN_ROW:
        return SizeGroup(tuple(shifts), _UNKNOWN_SPREAD, False)
    deviations.sort()
    return SizeGroup(tuple(shifts), max(_LEAST_SPREAD, _TO_DEVIATION * median(deviations)), True)


# --- Odd figures -------------------------------------------------------------------------------


def odd_figures(values: Usual, columns: int, limit: float, least: float) -> Iterator[OddFigure]:
    """The figures of the first `columns` columns whose distance from usual is more than `limit` times the deviation and
    more than `least` (a logarithm). The distance is approximate: `residual` is exact."""
    for agency, level in values.levels.items():
        group = values.groups[agency]
        bound = max(limit * group.spread, least)
        for column, (log, shift) in enumerate(zip(values.logs[agency][:columns], group.shifts, strict=False)):
            if log is not None and not -bound < log - shift - level < bound:
                yield OddFigure(agency, column, log - shift - level)


# --- Agencies of similar size ---------------------------------------------------------------------


def sizes(all_values: Sequence[Usual]) -> dict[str, float]:
    """The size of each agency relative to the median agency (a logarithm): the median over its indicators."""
    relative: dict[str, list[float]] = {}
    for one in all_values:
        if len(one.levels) >= ENOUGH and one.indicator.kind in ("count", "money"):
            middle = median(sorted(one.levels.values()))
            for agency, level in one.levels.items():
                relative.setdefault(agency, []).append(level - middle)
    return {agency: median(sorted(values)) for agency, values in relative.items() if len(values) >= ENOUGH_IN_ROW}


class OddLevel(NamedTuple):
    """An agency's whole row compared with those of agencies of similar size."""

    agency: str
    residual: float
    spread: float
    usual: float
    """The usual value of these agencies, in the indicator's unit."""


def odd_levels(values: Usual, size: Mapping[str, float], limit: float, least: float) -> Iterator[OddLevel]:
    """The rows whose level differs from those of agencies of similar size by more than `limit` times the deviation and
    more than `least`."""
    ordered = sorted((a for a in values.levels if a in size), key=lambda a: (size[a], a))
    if len(ordered) <= ENOUGH:
        return
    levels = [values.levels[a] - size[a] for a in ordered]
    middle_level = median(sorted(levels))
    for n, agency in enumerate(ordered):
        # A row near the median of all agencies is not far from those of similar size.
        if abs(levels[n] - middle_level) < least / 2:
            continue
        similar = _similar_levels(levels, n)
        middle = median(similar)
        off = levels[n] - middle
        if abs(off) <= least:
            continue
        spread = max(_UNKNOWN_SPREAD, _TO_DEVIATION * median(sorted([abs(level - middle) for level in similar])))
        if abs(off) > limit * spread:
            yield OddLevel(agency, off, spread, math.exp(middle + size[agency]))


def level_distances(values: Usual, size: Mapping[str, float]) -> dict[str, float]:
    """Each agency's distance (a logarithm) from the level of agencies of similar size; empty for few agencies."""
    ordered = sorted((a for a in values.levels if a in size), key=lambda a: (size[a], a))
    if len(ordered) <= ENOUGH:
        return {}
    levels = [values.levels[a] - size[a] for a in ordered]
    return {agency: levels[n] - median(_similar_levels(levels, n)) for n, agency in enumerate(ordered)}


def _similar_levels(levels: Sequence[float], position: int) -> list[float]:
    """The sorted levels of the agencies of similar size; `levels` are in the order of size."""
    first = max(0, min(position - _NEAR, len(levels) - 2 * _NEAR - 1))
    return sorted([*levels[first:position], *levels[position + 1 : first + 2 * _NEAR + 1]])
