"""Converts the rows of tables in a master of a part to the present definition."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from toolkit.model import Agency, Campaign, Figure, Indicator
from toolkit.values.units import in_present_unit

#: The code of the cell that confirms or closes a carried row, which is no column of the definition.
_ROW_STATE = "carried"


def columns_by_name(campaign: Campaign) -> dict[str, Indicator]:
    """The columns of all tables as indicators, by their names (`TABLE.COLUMN`)."""
    return {table.name(c.code): table.as_indicator(c) for table in campaign.tables for c in table.columns}


def rows_as_defined(
    campaign: Campaign, agency: Agency, cells: Sequence[Figure]
) -> tuple[tuple[Figure, ...], list[Figure]]:
    """The cells in columns of the tables asked of an agency, in the order of the tables; and all other cells."""
    order = {
        table.name(column): (n, number)
        for n, table in enumerate(campaign.tables_of(agency))
        for number, column in enumerate((_ROW_STATE, *(c.code for c in table.columns)))
    }
    rows: dict[tuple[str, str], list[Figure]] = {}
    lost = []
    for cell in cells:
        if cell.indicator in order:
            rows.setdefault((cell.table, cell.row), []).append(cell)
        else:
            lost.append(cell)
    ordered = sorted(rows.values(), key=lambda row: order[row[0].indicator][0])  # stable: rows stay in order
    return tuple(c for row in ordered for c in sorted(row, key=lambda cell: order[cell.indicator][1])), lost


def rows_in_new_units(
    campaign: Campaign, cells: Iterable[Figure], units: Mapping[str, tuple[str, str, Decimal | None]]
) -> tuple[Figure, ...]:
    """The cells, with numbers converted to the present units; `units`: (old unit, kind, factor) by the name of the
    column. A value that cannot be converted is held. Typed texts get the old unit."""
    columns = columns_by_name(campaign)
    new_cells = []
    for cell in cells:
        if cell.indicator in units and cell.indicator in columns:
            unit, kind, _ = units[cell.indicator]
            converted, value = in_present_unit(cell, columns[cell.indicator], unit, kind)
            cell = cell if value is None else converted._replace(typed=f"{cell.typed} {unit}".strip())
        new_cells.append(cell)
    return tuple(new_cells)
