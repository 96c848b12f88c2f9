"""Copied blocks: columns of a form that equal those of another period, another agency or the previous campaign.

Only significant numbers count, which are rarely equal by chance: numbers of at least two digits, of indicators that add
up over the periods. Stocks (communes, staff) may well stay the same.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Literal

from toolkit.editing.figures import FigureTable
from toolkit.editing.usual import Usual
from toolkit.model import Indicator

Origin = Literal["before", "period", "agency"]

#: The least number of equal significant numbers in a block, and their least share of all that could be equal.
_ENOUGH, _SHARE = 6, 0.8
#: The least significant number.
_SIGNIFICANT = 10
#: If more agencies than this (a number, a share of all) have equal figures in a column, these are no copies.
_COMMON, _COMMON_SHARE = 3, 0.1
#: The number of figures that are looked up together to find agencies with the same figures.
_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class CopiedBlock:
    """Figures of one column of a form, in the rows' order, that equal those of another column."""

    agency: str
    column: int
    indicators: tuple[str, ...]
    origin: Origin
    other: int | str
    """The other period's index, or the other agency; for `before` the index of the same period."""


def copied_blocks(table: FigureTable, usual: dict[str, Usual]) -> Iterator[CopiedBlock]:
    """The copied blocks: at most one per column, in the order of the definition's agencies."""
    significant = [i for i in table.indicators if i.across_periods == "sum"]
    if len(significant) < _ENOUGH:
        return
    between = _copies_between_agencies(table, significant, usual)
    blocks = list(_copies_within_agencies(table, significant))
    for (agency, column), other in between.items():
        blocks.append(CopiedBlock(agency, column, _copied(table, significant, agency, other, column), "agency", other))
    often = Counter((c.origin, c.column) for c in blocks)
    order = {a.code: n for n, a in enumerate(table.campaign.agencies)}
    blocks = [c for c in blocks if often[c.origin, c.column] <= max(_COMMON, _COMMON_SHARE * len(order))]
    seen: set[tuple[str, int]] = set()
    for copied in sorted(blocks, key=lambda c: (order[c.agency], c.column, c.origin != "before", c.origin)):
        if (copied.agency, copied.column) not in seen:
            seen.add((copied.agency, copied.column))
            yield copied


def _copies_within_agencies(table: FigureTable, significant: Sequence[Indicator]) -> Iterator[CopiedBlock]:
    """Columns that are copies of the previous period's column, or of the previous campaign's values."""
    for agency in (a.code for a in table.campaign.agencies):
        rows = [(i.code, row) for i in significant if (row := table.rows[i.code].get(agency)) is not None]
        columns = [*zip(*(row for _, row in rows), strict=True)] if len(rows) >= _ENOUGH else []
        for column, origin, source in _possible_copies(table) if columns else ():
            mine, theirs = columns[column], columns[source]
            if sum(map(eq, mine, theirs)) < _ENOUGH:
                continue
            same = tuple(
                code for (code, _), a, b in zip(rows, mine, theirs, strict=True) if _is_significant(a) and a == b
            )
            could = sum(1 for a, b in zip(mine, theirs, strict=True) if _is_significant(a) and b is not None)
            if len(same) >= max(_ENOUGH, _SHARE * could):
                yield CopiedBlock(agency, column, same, origin, source % table.columns)


def _possible_copies(table: FigureTable) -> Iterator[tuple[int, Origin, int]]:
    """(column, origin, index of the column that it may copy) for each possible copy within an agency."""
    for column in range(table.columns):
        if column:
            yield column, "period", column - 1
        if table.has_previous and not table.restated[column]:
            yield column, "before", column + table.columns


def _is_significant(value: float | None) -> bool:
    return value is not None and abs(value) >= _SIGNIFICANT


def _copies_between_agencies(
    table: FigureTable, significant: Sequence[Indicator], usual: dict[str, Usual]
) -> dict[tuple[str, int], str]:
    """{(agency, column): the agency from which it is copied}; of two equal columns the less usual is the copy."""
    pairs: dict[tuple[str, str, int], None] = {}
    chunks = [significant[n : n + _TOGETHER] for n in range(0, len(significant) - _TOGETHER + 1, _TOGETHER)]
    for chunk in chunks:
        first, second, third = (table.rows[i.code] for i in chunk)
        seen: dict[tuple[int, float, float, float], list[str]] = {}
        for agency, row in first.items():
            if agency in second and agency in third:
                columns = zip(row, second[agency], third[agency], range(table.columns), strict=False)
                for a, b, c, column in columns:
                    if a and b and c and a >= _SIGNIFICANT and b >= _SIGNIFICANT and c >= _SIGNIFICANT:
                        seen.setdefault((column, a, b, c), []).append(agency)
        for key, same_agencies in seen.items():
            if 1 < len(same_agencies) <= _COMMON:
                pairs.update(
                    dict.fromkeys((x, y, key[0]) for n, x in enumerate(same_agencies) for y in same_agencies[n + 1 :])
                )
    sources: dict[tuple[str, int], str] = {}
    for one, other, column in pairs:
        could = sum(
            1
            for i in significant
            if _is_significant(_number_at(table, i, one, column)) and _number_at(table, i, other, column) is not None
        )
        if len(_copied(table, significant, one, other, column)) >= max(_ENOUGH, _SHARE * could):
            distances = [_distance_from_usual(table, usual, significant, agency, column) for agency in (one, other)]
            copy, source = (one, other) if distances[0] >= distances[1] else (other, one)
            sources.setdefault((copy, column), source)
    return sources


def _number_at(table: FigureTable, indicator: Indicator, agency: str, column: int) -> float | None:
    row = table.rows[indicator.code].get(agency)
    return row[column] if row is not None else None


def _copied(table: FigureTable, significant: Sequence[Indicator], one: str, other: str, column: int) -> tuple[str, ...]:
    """The indicators whose significant numbers are equal in a column of two agencies."""
    return tuple(
        i.code
        for i in significant
        if _is_significant(v := _number_at(table, i, one, column)) and v == _number_at(table, i, other, column)
    )


def _distance_from_usual(
    table: FigureTable, usual: dict[str, Usual], significant: Sequence[Indicator], agency: str, column: int
) -> float:
    """How far an agency's column is from usual: the sum of its figures' distances, each at most 3 (logarithms)."""
    off = 0.0
    for indicator in significant:
        value = _number_at(table, indicator, agency, column)
        residual = usual[indicator.code].residual(agency, column, value) if value else None
        off += min(abs(residual or 0.0), 3.0)
    return off
