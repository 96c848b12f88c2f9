"""The row of each figure in the master's table of figures."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from typing import TypeAlias

from toolkit.model import Figure
from toolkit.xlsx.tables import FIRST_ROW

#: Indicator and period.
_Cell: TypeAlias = tuple[str, str]
_CELL = itemgetter(Figure._fields.index("indicator"), Figure._fields.index("period"))
_AGENCY = itemgetter(Figure._fields.index("agency"))
_NOWHERE: tuple[int, Mapping[_Cell, int]] = (0, {})


class FigureRows:
    """The figures by agency, indicator and period, with their rows, counted from 0.

    Agencies that are asked for the same figures have them in the same order: this order is stored once, and for
    each agency only its first row.
    """

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._figures = figures
        self._by_agency: dict[str, tuple[int, Mapping[_Cell, int]]] = {}
        orders: dict[tuple[_Cell, ...], Mapping[_Cell, int]] = {}
        row = FIRST_ROW
        for agency, of_agency in groupby(figures, _AGENCY):
            cells = tuple(map(_CELL, of_agency))
            order = orders.get(cells)
            if order is None:
                order = orders[cells] = {cell: n for n, cell in enumerate(cells)}
            self._by_agency[agency] = row, order
            row += len(cells)

    def rows(self, indicator: str, period: str, agencies: Iterable[str]) -> list[int]:
        """The row of each agency's figure; 0 where the agency has no figure."""
        cell = (indicator, period)
        orders = map(self._by_agency.get, agencies, repeat(_NOWHERE))
        return [first + at if (at := order.get(cell)) is not None else 0 for first, order in orders]

    def row(self, indicator: str, period: str, agency: str) -> int:
        """The row of one figure; 0 where there is none."""
        return self.rows(indicator, period, (agency,))[0]

    def figure_at(self, row: int) -> Figure | None:
        """The figure of a row."""
        return self._figures[row - FIRST_ROW] if row else None
