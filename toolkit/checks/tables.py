"""The tables of one submission compared with its figures: a column's total, and the indicator that it must equal."""

from collections.abc import Iterator, Sequence

from toolkit.checks.context import Context
from toolkit.model import Argument, Figure, Finding, FormColumn, FormTable
from toolkit.values.totals import number, over_rows, same_number


def tables_agree_with_figures(context: Context) -> Iterator[Finding]:
    """A table column's total equals the figure that the definition names.

    Why: a total for leaders and the list behind it must count the same things. It is a finding, too, where one of them
    is held back. A blank cell adds nothing, and a table without rows differs from a figure that is not 0.
    """
    campaign, submission = context.campaign, context.submission
    tables = campaign.tables_of(context.agency) if campaign.periods else ()
    gone = {f.text("table") for f in submission.findings if f.code in ("table-missing", "table-new")} if tables else ()
    for table in tables:
        if table.code in gone:
            continue
        cells = [cell for cell in submission.rows if cell.table == table.code and cell.state != "carried"]
        for column in table.totalled:
            figure = context.figures.get((column.equals, campaign.periods[-1].key)) if column.equals else None
            if figure is not None:
                for code, arguments in _differences(table, column, cells, figure):
                    yield context.finding(code, at=figure, arguments=arguments)


def _differences(
    table: FormTable, column: FormColumn, rows: Sequence[Figure], figure: Figure
) -> Iterator[tuple[str, dict[str, Argument]]]:
    """(code, arguments) of the finding where a column's total differs from its figure or cannot be compared."""
    cells = [cell for cell in rows if cell.column == column.code]
    numbers = [value for cell in cells if (value := number(cell)) is not None]
    stated, total = number(figure), over_rows(column, numbers)
    about: dict[str, Argument] = {"table": table.code, "heading": table.heading, "column": column.label}
    unusable = len(cells) - len(numbers)
    if not rows:
        if stated:
            yield "table-rows-lacking", {**about, "figure": stated}
    elif figure.state == "held" or (unusable and stated is not None):
        if cells:
            yield "table-against-figure-not-checkable", {**about, "count": max(unusable, 1)}
    elif stated is not None and cells and total is not None and not same_number(total, stated):
        # Rounded, because of errors of the floating-point sum.
        gap = float(f"{abs(total - stated):.12g}")
        yield (
            "table-against-figure",
            {**about, "total": total, "figure": stated, "gap": gap, "cells_of": _range_of(cells)},
        )


def _range_of(cells: Sequence[Figure]) -> str:
    """The sheet of cells and their range, as text; cells that only the coordinator filled have no range."""
    places = [cell.cell for cell in cells if cell.cell]
    return f"“{cells[0].sheet}”" + (f", {places[0]}:{places[-1]}" if places else "")
