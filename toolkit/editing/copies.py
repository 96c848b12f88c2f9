"""Copied blocks: a column of a form that equals another column: last time's, another period's, another agency's.

Only numbers that are rarely equal by chance count: of at least two digits, and of indicators that
add up over the periods. Stocks (communes, staff) may well stay the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Literal

from toolkit.editing.figures import Given
from toolkit.editing.usual import Usual
from toolkit.model import Indicator

Origin = Literal["before", "period", "agency"]

#: The number of significant equal numbers, and their share of all that could be equal, that make a block.
_ENOUGH, _SHARE = 6, 0.8
#: From this size on a number is rarely equal by chance.
_TELLING = 10
#: This number of agencies with the same numbers are no copies of each other: the figures are made that way.
_COMMON = 3
#: Nor is what this share of all agencies do.
_COMMON_SHARE = 0.1
#: The number of figures that are looked up together, to find who has them too.
_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Copied:
    """Figures of one column of a form, in the rows' order, that occur elsewhere too."""

    agency: str
    column: int
    indicators: tuple[str, ...]
    origin: Origin
    other: int | str
    """The other period's index, or the other agency; the same period's index where it is last time's."""


def copied_blocks(given: Given, usual: dict[str, Usual]) -> Iterator[Copied]:
    """The copied blocks: at most one per column, in the order of the definition's agencies."""
    telling = [i for i in given.indicators if i.across_periods == "sum"]
    if len(telling) < _ENOUGH:
        return
    others = _others(given, telling, usual)
    found = list(_of_own(given, telling))
    for (agency, column), other in others.items():
        found.append(Copied(agency, column, _same(given, telling, agency, other, column), "agency", other))
    often = Counter((c.origin, c.column) for c in found)
    order = {a.code: n for n, a in enumerate(given.campaign.agencies)}
    found = [c for c in found if often[c.origin, c.column] <= max(_COMMON, _COMMON_SHARE * len(order))]
    seen: set[tuple[str, int]] = set()
    for copied in sorted(found, key=lambda c: (order[c.agency], c.column, c.origin != "before", c.origin)):
        if (copied.agency, copied.column) not in seen:
            seen.add((copied.agency, copied.column))
            yield copied


def _of_own(given: Given, telling: Sequence[Indicator]) -> Iterator[Copied]:
    """Copies of the period before it, or of last time's values."""
    for agency in (a.code for a in given.campaign.agencies):
        rows = [(i.code, row) for i in telling if (row := given.rows[i.code].get(agency)) is not None]
        columns = [*zip(*(row for _, row in rows), strict=True)] if len(rows) >= _ENOUGH else []
        for column, origin, place in _pairs(given) if columns else ():
            mine, theirs = columns[column], columns[place]
            if sum(map(eq, mine, theirs)) < _ENOUGH:
                continue
            same = tuple(code for (code, _), a, b in zip(rows, mine, theirs, strict=True) if _tells(a) and a == b)
            could = sum(1 for a, b in zip(mine, theirs, strict=True) if _tells(a) and b is not None)
            if len(same) >= max(_ENOUGH, _SHARE * could):
                yield Copied(agency, column, same, origin, place % given.columns)


def _pairs(given: Given) -> Iterator[tuple[int, Origin, int]]:
    for column in range(given.columns):
        if column:
            yield column, "period", column - 1
        if given.has_before and not given.restated[column]:
            yield column, "before", column + given.columns


def _tells(value: float | None) -> bool:
    return value is not None and abs(value) >= _TELLING


def _others(given: Given, telling: Sequence[Indicator], usual: dict[str, Usual]) -> dict[tuple[str, int], str]:
    """By agency and column, the other agency with the same column; of the two the one whose figures are less usual."""
    pairs: dict[tuple[str, str, int], None] = {}
    chunks = [telling[n : n + _TOGETHER] for n in range(0, len(telling) - _TOGETHER + 1, _TOGETHER)]
    for chunk in chunks:
        first, second, third = (given.rows[i.code] for i in chunk)
        seen: dict[tuple[int, float, float, float], list[str]] = {}
        for agency, row in first.items():
            if agency in second and agency in third:
                columns = zip(row, second[agency], third[agency], range(given.columns), strict=False)
                for a, b, c, column in columns:
                    if a and b and c and a >= _TELLING and b >= _TELLING and c >= _TELLING:
                        seen.setdefault((column, a, b, c), []).append(agency)
        for key, bodies in seen.items():
            if 1 < len(bodies) <= _COMMON:
                pairs.update(dict.fromkeys((x, y, key[0]) for n, x in enumerate(bodies) for y in bodies[n + 1 :]))
    found: dict[tuple[str, int], str] = {}
    for one, other, column in pairs:
        could = sum(
            1 for i in telling if _tells(_at(given, i, one, column)) and _at(given, i, other, column) is not None
        )
        if len(_same(given, telling, one, other, column)) >= max(_ENOUGH, _SHARE * could):
            strange = [_strange(given, usual, telling, agency, column) for agency in (one, other)]
            copier, source = (one, other) if strange[0] >= strange[1] else (other, one)
            found.setdefault((copier, column), source)
    return found


def _at(given: Given, indicator: Indicator, agency: str, column: int) -> float | None:
    row = given.rows[indicator.code].get(agency)
    return row[column] if row is not None else None


def _same(given: Given, telling: Sequence[Indicator], one: str, other: str, column: int) -> tuple[str, ...]:
    return tuple(
        i.code for i in telling if _tells(v := _at(given, i, one, column)) and v == _at(given, i, other, column)
    )


def _strange(given: Given, usual: dict[str, Usual], telling: Sequence[Indicator], agency: str, column: int) -> float:
    """How far from usual an agency's column is."""
    off = 0.0
    for indicator in telling:
        value = _at(given, indicator, agency, column)
        residual = usual[indicator.code].residual(agency, column, value) if value else None
        off += min(abs(residual or 0.0), 3.0)
    return off
