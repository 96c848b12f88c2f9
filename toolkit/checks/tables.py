"""The tables of one submission against its figures: what a column adds up to, and the indicator that it must equal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from toolkit.consolidation.tables.rows import cell_number
from toolkit.model import Agency, AskedColumn, AskedTable, Campaign, Figure, Submission, TableCell
from toolkit.values.totals import TOLERANCE, number, over_rows


class Against(NamedTuple):
    """What is to be said of a column's total beside the figure that it must equal."""

    code: str
    figure: Figure
    arguments: Mapping[str, Any]


def against_figures(
    campaign: Campaign, agency: Agency, submission: Submission, figures: Mapping[tuple[str, str], Figure]
) -> Iterator[Against]:
    """Of each column with a total that must equal an indicator's, where both are there and do not agree, or one is held
    back. `figures`: by (indicator, period). `submission`: with the rows that count.

    A blank cell adds nothing, and a table without rows is held against a figure that is not 0.
    """
    tables = campaign.tables_of(agency) if campaign.periods else ()
    gone = {f.text("table") for f in submission.findings if f.code in ("table-missing", "table-new")} if tables else ()
    for table in tables:
        if table.code in gone:
            continue
        own = [cell for cell in submission.rows if cell.table == table.code and cell.state != "carried"]
        for column in table.totalled:
            figure = figures.get((column.equals, campaign.periods[-1].key)) if column.equals else None
            if figure is not None:
                yield from _against(table, column, own, figure)


def _against(table: AskedTable, column: AskedColumn, rows: Sequence[TableCell], figure: Figure) -> Iterator[Against]:
    cells = [cell for cell in rows if cell.column == column.code]
    numbers = [found for cell in cells if (found := cell_number(cell)) is not None]
    stated, total = number(figure), over_rows(column, numbers)
    about: dict[str, Any] = {"table": table.code, "heading": table.heading, "column": column.label}
    unusable = len(cells) - len(numbers)
    if not rows:
        if stated:
            yield Against("table-rows-lacking", figure, {**about, "figure": stated})
    elif figure.state == "held" or (unusable and stated is not None):
        if cells:
            yield Against("table-against-figure-not-checkable", figure, {**about, "count": max(unusable, 1)})
    elif stated is not None and cells and total is not None and not _same(total, stated):
        told: dict[str, Any] = {"total": total, "figure": stated, "gap": _gap(total, stated), "cells_of": _where(cells)}
        yield Against("table-against-figure", figure, {**about, **told})


def _where(cells: Sequence[TableCell]) -> str:
    """The sheet of cells, and from which to which they stand; one that only the coordinator filled stands nowhere."""
    places = [cell.cell for cell in cells if cell.cell]
    return f"“{cells[0].sheet}”" + (f", {places[0]}:{places[-1]}" if places else "")


def _same(total: float, stated: float) -> bool:
    return math.isclose(total, stated, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _gap(total: float, stated: float) -> float:
    """By how much they differ, without the last digits that come of adding."""
    return float(f"{abs(total - stated):.12g}")
