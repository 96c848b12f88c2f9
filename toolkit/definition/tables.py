"""Reads the tables of a definition from lines, each of which describes one column of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from toolkit.definition.cells import DefinitionReading, Row
from toolkit.definition.checks import equal_choices
from toolkit.language.text import normalise
from toolkit.model import CARRIED_COLUMN, Campaign, FormColumn, FormTable, Indicator

#: The properties of a whole table, which may be in any of its lines.
_OF_THE_TABLE = ("heading", "asked_of", "cumulative")
#: Ways to combine rows that are allowed for columns of numbers only.
_OF_NUMBERS = frozenset({"sum", "mean", "max", "min"})


def read_tables(reading: DefinitionReading, rows: Iterable[Row]) -> tuple[FormTable, ...]:
    """The tables in the order of their first lines; a line that names no table belongs to the table above it.

    Lines without a required cell, which are already reported, and tables without columns are left out.
    """
    lines: dict[str, list[Row]] = {}
    code = above = ""
    for row in rows:
        code = row.values.get("table") or code
        if not code:
            reading.flag(row, "table", "definition-blank", column="rows.table")
            continue
        row.values["table"] = code
        table_lines = lines.setdefault(code.casefold(), [])
        if table_lines and above != code.casefold():
            first = table_lines[0].cells.get("table", table_lines[0].cells["code"])
            reading.flag(row, "table", "definition-table-apart", code, other=first)
        above = code.casefold()
        table_lines.append(row)
    return tuple(table for table_lines in lines.values() if (table := _table(reading, table_lines)) is not None)


def _table(reading: DefinitionReading, rows: Sequence[Row]) -> FormTable | None:
    properties = {key: _table_property(reading, rows, key) for key in _OF_THE_TABLE}
    first = rows[0]
    if not properties["heading"]:
        cell = first.cells.get("heading", first.cells.get("table", "A1"))
        reading.add("definition-table-no-heading", sheet=first.sheet, cell=cell, value=first.values["table"])
    elif not first.values.get("heading"):
        below = next(row for row in rows if row.values.get("heading"))
        other = first.cells.get("table", first.cells["code"])
        reading.flag(below, "heading", "definition-table-heading-below", first.values["table"], other=other)
    columns: dict[str, FormColumn] = {}
    cells: dict[str, str] = {}
    for row in rows:
        column = _column(row)
        if column is None:
            continue
        if (key := column.code.casefold()) in cells:
            reading.flag(row, "code", "definition-duplicate-code", column.code, other=cells[key])
            continue
        cells[key] = row.cells["code"]
        columns[column.code] = column
    if not columns or not properties["heading"]:
        return None
    return FormTable(
        code=first.values["table"],
        heading=properties["heading"],
        columns=tuple(columns.values()),
        asked_of=properties["asked_of"] or (),
        cumulative=bool(properties["cumulative"]),
    )


def _table_property(reading: DefinitionReading, rows: Sequence[Row], key: str) -> Any:
    """A property of a table: the first value in its lines; the first line with a different value is reported."""
    lines = [row for row in rows if row.values.get(key) is not None]
    for row in lines[1:]:
        if row.values[key] != lines[0].values[key]:
            arguments = {"column": f"rows.{key}", "other": lines[0].cells[key]}
            reading.flag(row, key, "definition-table-said-otherwise", row.values["table"], **arguments)
            break
    return lines[0].values[key] if lines else None


def _column(row: Row) -> FormColumn | None:
    values = row.values
    if any(values.get(key) is None for key in ("code", "label", "kind")):
        return None
    return FormColumn(**{f.name: v for f in fields(FormColumn) if (v := values.get(f.name)) is not None})


def check_tables(
    reading: DefinitionReading, campaign: Campaign, rows: Sequence[Row], misread: frozenset[str] = frozenset()
) -> None:
    """Report faults in the tables' columns, alone or compared with the indicators.

    `misread`: the codes of indicators that exist but could not be read.
    """
    seen: dict[str, str] = {}
    for row in rows:
        table = campaign.table_by_code.get(row.values.get("table") or "")
        column = table.column_by_code.get(row.values.get("code") or "") if table else None
        if table is None or column is None:
            continue

        def flag(code: str, at: str, value: str, *, line: Row = row, **arguments: Any) -> None:
            reading.flag(line, at, code, value, **arguments)

        _check_column(table, column, flag)
        if column.key and seen.setdefault(table.code, column.code) != column.code:
            flag("definition-table-two-keys", "key", column.code, other=seen[table.code])
        if column.equals:
            _check_equals(reading, campaign, column, flag, misread)


def _check_column(table: FormTable, column: FormColumn, flag: Callable[..., None]) -> None:
    if column.code.casefold() == CARRIED_COLUMN:
        flag("definition-table-code-reserved", "code", column.code)
    if column.kind == "choice" and not column.choices:
        flag("definition-table-no-choices", "choices", table.name(column.code))
    repeated = equal_choices(column.choices)
    if repeated is not None:
        flag("definition-choice-twice", "choices", repeated[1], other=repeated[0])
    if column.numeric and not column.unit:
        flag("definition-table-no-unit", "unit", table.name(column.code))
    if column.across_rows in _OF_NUMBERS and not column.numeric:
        about = {"kind": column.kind, "taken": "rows.across_rows"}
        flag("definition-table-no-total-of-kind", "across_rows", column.across_rows, **about)
    if column.across_rows == "sum" and column.kind == "percent":
        flag("definition-table-percent-added", "across_rows", column.across_rows)


def _check_equals(
    reading: DefinitionReading,
    campaign: Campaign,
    column: FormColumn,
    flag: Callable[..., None],
    misread: frozenset[str],
) -> None:
    """Report a column that must equal an indicator, but has no total, or a total that cannot equal it."""
    indicator: Indicator | None = campaign.indicator_by_code.get(column.equals)
    if indicator is None:
        if column.equals not in misread and not reading.may_name_part(column.equals):
            near = reading.nearest(column.equals, campaign.indicator_by_code)
            flag("definition-table-unknown-indicator", "equals", column.equals, nearest=near)
    elif not column.totalled or not indicator.numeric:
        flag("definition-table-equals-no-total", "equals", column.equals)
    elif normalise(indicator.unit) != normalise(column.unit):
        flag("definition-table-equals-unit", "equals", column.equals, unit=column.unit, other=indicator.unit)


def misread_codes(campaign: Campaign, rows: Mapping[str, Sequence[Row]]) -> frozenset[str]:
    """The codes on the sheet of indicators that are not in the campaign because of mistakes in their lines."""
    codes = {row.values["code"] for row in rows.get("indicators", ()) if row.values.get("code")}
    return frozenset(codes - campaign.indicator_by_code.keys())
