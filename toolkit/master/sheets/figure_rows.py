"""Where each figure stands in the master's table of figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from typing import TypeAlias

from toolkit.model import Figure
from toolkit.xlsx.tables import FIRST_ROW

#: Indicator and period.
_Place: TypeAlias = tuple[str, str]
_PLACE = itemgetter(Figure._fields.index("indicator"), Figure._fields.index("period"))
_AGENCY = itemgetter(Figure._fields.index("agency"))
_NOWHERE: tuple[int, Mapping[_Place, int]] = (0, {})


class FigureRows:
    """The figures by agency, indicator and period, with their rows, counted from 0.

    Agencies that are asked the same have the same order of figures: each has its first row, and shares the rest.
    """

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._figures = figures
        self._of: dict[str, tuple[int, Mapping[_Place, int]]] = {}
        orders: dict[tuple[_Place, ...], Mapping[_Place, int]] = {}
        row = FIRST_ROW
        for agency, own in groupby(figures, _AGENCY):
            places = tuple(map(_PLACE, own))
            order = orders.get(places)
            if order is None:
                order = orders[places] = {place: n for n, place in enumerate(places)}
            self._of[agency] = row, order
            row += len(places)

    def rows(self, indicator: str, period: str, agencies: Iterable[str]) -> list[int]:
        """The row of each agency's figure; 0, in which none stands, where it has none."""
        place = (indicator, period)
        found = map(self._of.get, agencies, repeat(_NOWHERE))
        return [first + at if (at := order.get(place)) is not None else 0 for first, order in found]

    def row(self, indicator: str, period: str, agency: str) -> int:
        """The row of one figure; 0 where there is none."""
        return self.rows(indicator, period, (agency,))[0]

    def at(self, row: int) -> Figure | None:
        """The figure of a row."""
        return self._figures[row - FIRST_ROW] if row else None
