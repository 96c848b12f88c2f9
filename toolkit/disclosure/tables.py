"""The masked cells and totals of tables in a copy for circulation, so that no masked value can be inferred.

A column is masked as a whole, with every agency's total of it, so that no complement can be subtracted from the
province's total, which is shown if it is of enough rows of enough agencies. A table with a sensitive name column (a
list of people) is masked in all columns, without its rows and the number of each agency's rows. Figures of an indicator
that must equal a total are masked, too, where they would reveal the contents of few rows.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.consolidation.totals import FigureMap, base_indicators
from toolkit.disclosure.relations import Cell
from toolkit.disclosure.suppression import LIMIT, Masks
from toolkit.model import Campaign, ComparedRow, Figure, FormColumn, FormTable, TableTotal, Total, includes
from toolkit.values.totals import number

#: The fewest agencies of a total that is shown: with two, each could infer the other's figure.
FEWEST_AGENCIES = 3
Totals = Mapping[tuple[str, str, str], TableTotal]
Hide = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class TableMasks:
    """The masks of tables."""

    lists: frozenset[str]
    """Tables whose rows are left out."""
    columns: frozenset[tuple[str, str]]
    """(table, column) of the columns whose cells are masked, with the totals of each agency."""
    totals: frozenset[tuple[str, str]]
    """(table, column or "" for the number of rows) of the province's totals that are masked."""
    repeated: frozenset[tuple[str, str, str]] = frozenset()
    """(table, column, agency or "") of totals that equal a shown figure and are therefore shown."""
    open: frozenset[tuple[str, str, str]] = frozenset()
    """The repeated totals whose rows are shown, too: the column is not sensitive, or its total is zero."""

    def hides_cell(self, cell: Figure) -> bool:
        """Whether a cell is masked or omitted."""
        column = cell.table, cell.column
        return column in self.columns and (*column, cell.agency) not in self.open

    def hides_total(self, total: TableTotal) -> bool:
        """Whether a total is masked, of an agency or of the province."""
        if (total.table, total.column, total.agency) in self.repeated:
            return False
        if not total.agency:
            return (total.table, total.column) in self.totals
        return (total.table, total.column) in self.columns or (not total.column and total.table in self.lists)


def sensitive_columns(campaign: Campaign) -> frozenset[tuple[str, str]]:
    """(table, column) of the columns that are sensitive themselves, are in a table whose name column is sensitive, or
    equal a sensitive indicator."""
    return frozenset(
        (table.code, column.code)
        for table in campaign.tables
        for column in table.columns
        if column.sensitive or table.name_column.sensitive or _equals_sensitive(campaign, column)
    )


def _equals_sensitive(campaign: Campaign, column: FormColumn) -> bool:
    indicator = campaign.indicator_by_code.get(column.equals)
    return indicator is not None and any(i.sensitive for i in (indicator, *base_indicators(campaign, indicator)))


def revealing_figures(campaign: Campaign, totals: Totals) -> frozenset[Cell]:
    """The figures that equal an agency's total of a sensitive column over few rows, which they would reveal; if such a
    figure is computed, also its members."""
    masked = sensitive_columns(campaign)
    return frozenset(
        (code, campaign.periods[-1].key, agency)
        for table, column in _equal_columns(campaign)
        if (table.code, column.code) in masked
        for (of, name, agency), total in totals.items()
        if (of, name) == (table.code, column.code) and agency and _is_few(column, total)
        for code in _equal_codes(campaign, column)
    )


def revealing_totals(campaign: Campaign, totals: Totals, masked: Masks) -> frozenset[Cell]:
    """The province's totals that, less the shown figures, would reveal few rows of the masked agencies."""
    last, sensitive = campaign.periods[-1].key if campaign.periods else "", sensitive_columns(campaign)
    revealing = set()
    for table, column in _equal_columns(campaign):
        codes = _equal_codes(campaign, column)
        hidden = {agency for code, key, agency in masked.cells if code in codes and key == last and agency}
        of_hidden = [totals.get((table.code, column.code, agency)) for agency in hidden]
        rest = [total for total in of_hidden if total is not None]
        if (table.code, column.code) in sensitive and rest and len(rest) == len(of_hidden) and _are_few(column, rest):
            revealing |= {(code, last, "") for code in codes if not masked.hides_total(code, last)}
    return frozenset(revealing)


def _are_few(column: FormColumn, totals: Sequence[TableTotal]) -> bool:
    """Whether the sum of these agencies' totals would be of few rows, or small (`_is_few`)."""
    value = math.fsum(total.value or 0.0 for total in totals)
    return _is_few(column, totals[0]._replace(value=value, rows=sum(total.rows for total in totals)))


def _equal_columns(campaign: Campaign) -> Iterator[tuple[FormTable, FormColumn]]:
    """The columns whose totals equal an indicator's figures."""
    for table in campaign.tables:
        for column in table.totalled:
            if column.equals in campaign.indicator_by_code and campaign.periods:
                yield table, column


def _equal_codes(campaign: Campaign, column: FormColumn) -> set[str]:
    """The codes of the indicator that a column's total equals, and of its members."""
    indicator = campaign.indicator_by_code[column.equals]
    return {i.code for i in (indicator, *base_indicators(campaign, indicator))}


def _is_few(column: FormColumn, total: TableTotal) -> bool:
    """Whether a total reveals the values of single rows, or that each row is small.

    The largest and the smallest value are those of one row. Each row is small if the others, with 1 each, leave it a
    small rest: a total of 5 over 5 rows, of 300 over 300. A total of 0 reveals each cell.
    """
    if total.value is None:
        return False
    if column.across_rows in ("max", "min") or total.rows < LIMIT:
        return True
    added = total.value * total.rows if column.across_rows == "mean" else total.value
    return column.kind in ("count", "decimal") and added < total.rows + LIMIT - 1


def zeros_without_rows(campaign: Campaign, totals: Totals, figures: FigureMap) -> frozenset[Cell]:
    """The figures publicly known to be zero: of agencies without rows in a table that is required of them."""
    last = campaign.periods[-1].key if campaign.periods else ""
    return frozenset(
        (column.equals, last, agency.code)
        for table, column in _equal_columns(campaign)
        for agency in campaign.agencies
        if includes(table.asked_of, agency) and (table.code, "", agency.code) not in totals
        if (figure := figures.get((column.equals, last), {}).get(agency.code)) and number(figure) == 0
    )


def table_masks(
    campaign: Campaign, totals: Totals, masked: Masks, figures: FigureMap, province: Mapping[tuple[str, str], Total]
) -> TableMasks:
    """The masks of tables; `masked`: those of these figures and of the province's totals of indicators."""
    lists = frozenset(table.code for table in campaign.tables if table.name_column.sensitive)
    hidden = {
        (table.code, column.code)
        for table, column in _equal_columns(campaign)
        if _is_hidden(campaign, table, column, masked)
    }
    columns = (sensitive := sensitive_columns(campaign)) | hidden
    withheld = set(hidden)
    for table in campaign.tables:
        for column in (None, *table.totalled):
            code = column.code if column is not None else ""
            if (table.code, code) in columns or (not code and table.code in lists):
                of = [t for p, t in totals.items() if p[:2] == (table.code, code) and p[2] and t.rows]
                blank = not totals[table.code, "", ""].rows
                if not blank and not _may_be_shown(column, totals[table.code, code, ""], len(of)):
                    withheld.add((table.code, code))
    repeated = set(_repeated_totals(campaign, totals, masked, figures, province))
    for key, beside in _totals_of_agencies(campaign, totals, columns):
        rest = [p for p in beside if p not in repeated]
        if not rest:  # the agencies' totals are shown and add up to it
            repeated.add(key)
        elif len(rest) < len(beside) and key not in repeated:
            column = campaign.table_by_code[key[0]].column_by_code[key[1]]
            if len(rest) == 1 or _are_few(column, [totals[p] for p in rest]):
                withheld.add(key[:2])
    count = {(t.code, c.code) for t in campaign.tables for c in t.columns if c.kind == "count"}
    opened = {p for p in repeated if p[:2] not in sensitive or (p[:2] in count and not totals[p].value)}
    return TableMasks(lists, columns, frozenset(withheld), frozenset(repeated), frozenset(opened))


def _totals_of_agencies(
    campaign: Campaign, totals: Totals, columns: Collection[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str, str], list[tuple[str, str, str]]]]:
    """(key of the province's total, keys of the agencies' totals) for each of these columns that is a sum."""
    for table in campaign.tables:
        for column in table.totalled:
            if (table.code, column.code) in columns and column.across_rows == "sum":
                of_agencies = [p for p, t in totals.items() if p[:2] == (table.code, column.code) and p[2] and t.rows]
                if of_agencies:
                    yield (table.code, column.code, ""), of_agencies


def _repeated_totals(
    campaign: Campaign, totals: Totals, masked: Masks, figures: FigureMap, province: Mapping[tuple[str, str], Total]
) -> frozenset[tuple[str, str, str]]:
    """The keys of column totals that equal a shown figure or a shown total."""
    equals = {(table.code, column.code): column.equals for table, column in _equal_columns(campaign)}
    repeated = set()
    for key, total in totals.items():
        cell = (equals.get(key[:2], ""), campaign.periods[-1].key if campaign.periods else "", key[2])
        figure = figures.get(cell[:2], {}).get(key[2])
        shown = (number(figure) if figure else None) if key[2] else (p.value if (p := province.get(cell[:2])) else None)
        # An indicator's total covers only the agencies that are in it.
        owner = campaign.indicator_by_code[cell[0]].owner if cell[0] else ()
        counted = {a for a, f in figures.get(cell[:2], {}).items() if number(f) is not None}
        counted = {"", *(a for a in counted if includes(owner, campaign.agency_by_code[a]))}
        not_counted = {a for t, c, a in totals if (t, c) == key[:2]} - counted
        if shown is not None and shown == total.value and (key[2] or not not_counted) and cell not in masked.cells:
            repeated.add(key)
    return frozenset(repeated)


def _is_hidden(campaign: Campaign, table: FormTable, column: FormColumn, masked: Masks) -> bool:
    """Whether a figure that equals the column's total is masked; rows and the province's total would reveal it."""
    agencies = [a.code for a in campaign.agencies if includes(table.asked_of, a)]
    return any(
        (code, campaign.periods[-1].key, agency) in masked.cells
        for code in _equal_codes(campaign, column)
        for agency in agencies
    )


def _may_be_shown(column: FormColumn | None, total: TableTotal, agencies: int) -> bool:
    """Whether the province's total of a masked column, or the number of rows of a masked list, may be shown."""
    enough = total.rows >= LIMIT and agencies >= FEWEST_AGENCIES
    if column is None:
        return enough
    return enough and column.across_rows not in ("max", "min") and not _is_few(column, total)


# --- Rows and totals of the copy ----------------------------------------------------------------------------------


def shared_rows(
    campaign: Campaign, masks: TableMasks, rows: Collection[Figure], sign: str, hide: Hide
) -> tuple[Figure, ...]:
    """The cells as the copy shows them; ids of rows are neutral, since usual ids are made from the contents."""
    names: dict[tuple[str, str, str], str] = {}
    counts: dict[tuple[str, str], int] = {}
    shown = []
    for cell in rows:
        row = cell.agency, cell.table, cell.row
        if row not in names:
            counts[row[:2]] = counts.get(row[:2], 0) + 1
            names[row] = str(counts[row[:2]])
        if cell.table not in masks.lists:
            bare = cell._replace(period=names[row], file="", sheet="", cell="")
            shown.append(_shared_cell(campaign, masks, bare, sign, hide))
    return tuple(shown)


def _shared_cell(campaign: Campaign, masks: TableMasks, cell: Figure, sign: str, hide: Hide) -> Figure:
    if masks.hides_cell(cell):
        return cell._replace(value=None, state="masked", typed=sign)
    column = campaign.table_by_code[cell.table].column_by_code.get(cell.column)
    agencies = (cell.agency,)
    if isinstance(cell.value, str) and (column is None or column.kind == "text"):
        value = hide(cell.value, agencies)
        return cell._replace(value=value, typed=value if cell.typed == cell.value else hide(cell.typed, agencies))
    return cell._replace(typed=cell.typed if cell.value is not None else hide(cell.typed, agencies))


def shared_totals(masks: TableMasks, totals: Totals) -> dict[tuple[str, str, str], TableTotal]:
    """The totals as shown; a masked one has neither its number nor its number of rows."""
    return {
        key: TableTotal(*key, None, 0, reporting=total.reporting, asked=total.asked, masked=True)
        if masks.hides_total(total)
        else total
        for key, total in totals.items()
    }


def shared_comparison(
    campaign: Campaign, masks: TableMasks, compared: Collection[ComparedRow], hide: Hide
) -> tuple[ComparedRow, ...]:
    """The differences from the previous campaign's rows, without masked columns and lists whose rows are omitted."""

    def shown_text(row: ComparedRow, column: str, text: str) -> str:
        definition = campaign.table_by_code[row.table].column_by_code.get(column)
        number = definition is not None and definition.numeric and not any(sign.isalpha() for sign in text)
        return text if number else hide(text, (row.agency,))

    left = []
    for n, row in enumerate(compared, start=1):
        cells = tuple(
            (column, shown_text(row, column, before), shown_text(row, column, now))
            for column, before, now in row.cells
            if (row.table, column) not in masks.columns
        )
        if row.table not in masks.lists and cells:
            left.append(replace(row, row=str(n), key=hide(row.key, (row.agency,)), cells=cells))
    return tuple(left)
