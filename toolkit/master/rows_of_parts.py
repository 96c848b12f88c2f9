"""Rows of tables that a master of a part brings, as the definition of here asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from toolkit.model import Agency, Campaign, Figure, Indicator
from toolkit.values.units import in_unit_of_now

#: What is asked of a row that stood in the round before, in no column of the definition.
_OF_THE_ROW = "carried"


def columns_by_name(campaign: Campaign) -> dict[str, Indicator]:
    """The columns of all tables as indicators, by their names (`TABLE.COLUMN`)."""
    return {table.name(c.code): table.as_indicator(c) for table in campaign.tables for c in table.columns}


def rows_as_defined(
    campaign: Campaign, agency: Agency, cells: Sequence[Figure]
) -> tuple[tuple[Figure, ...], list[Figure]]:
    """The cells that have a place in the tables asked of an agency, in their order, and those that have none."""
    places = {
        table.name(column): (n, place)
        for n, table in enumerate(campaign.tables_of(agency))
        for place, column in enumerate((_OF_THE_ROW, *(c.code for c in table.columns)))
    }
    rows: dict[tuple[str, str], list[Figure]] = {}
    lost = []
    for cell in cells:
        if cell.indicator in places:
            rows.setdefault((cell.table, cell.row), []).append(cell)
        else:
            lost.append(cell)
    ordered = sorted(rows.values(), key=lambda own: places[own[0].indicator][0])  # stable: rows stay in order
    return tuple(c for own in ordered for c in sorted(own, key=lambda cell: places[cell.indicator][1])), lost


def rows_in_units_of_now(
    campaign: Campaign, cells: Iterable[Figure], units: Mapping[str, tuple[str, str, Decimal | None]]
) -> tuple[Figure, ...]:
    """The cells with numbers in the units of now, of columns that had another: `units` has it, with its kind, by the
    column's name. What cannot be converted is held. As typed they say the unit that they were typed in."""
    columns = columns_by_name(campaign)
    found = []
    for cell in cells:
        if cell.indicator in units and cell.indicator in columns:
            unit, kind, _ = units[cell.indicator]
            now, said = in_unit_of_now(cell, columns[cell.indicator], unit, kind)
            cell = cell if said is None else now._replace(typed=f"{cell.typed} {unit}".strip())
        found.append(cell)
    return tuple(found)
