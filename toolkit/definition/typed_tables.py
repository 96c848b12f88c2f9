"""Reads a definition workbook as plain tables of what was typed, from which another definition can be drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.definition.sheets import CAMPAIGN_ROWS, SPECS
from toolkit.definition.table_lines import TableLines
from toolkit.model import CellValue
from toolkit.spreadsheet.keyed import KeyedSheet, cell_text, keyed_sheets
from toolkit.spreadsheet.workbook import RawWorkbook

#: Sheets that are drawn in every new definition.
_DRAWN = frozenset({"guide", "lists"})


@dataclass(frozen=True, slots=True)
class TypedTables:
    """`tables`: the rows of each sheet, by its key; a row has its texts by column key (`campaign`: a row of items, and
    perhaps a row of their sources). `unknown`: the filled sheets and columns (`sheet: column`) that are not read."""

    tables: Mapping[str, list[dict[str, str]]]
    unknown: tuple[str, ...]


def typed_tables(raw: RawWorkbook) -> TypedTables:
    """The contents of a definition workbook as typed; days as `2026-07-31`."""
    tables: dict[str, list[dict[str, str]]] = {}
    unknown = []
    keyed = {sheet.name: sheet for sheet in keyed_sheets(raw)}
    for one in raw.sheets:
        sheet = keyed.get(one.name)
        if sheet is None or (sheet.key not in SPECS and sheet.key not in _DRAWN):
            unknown += [one.name] if any(cell_text(v) for row in one.rows for v in row) else []
        elif sheet.key in SPECS and sheet.key not in tables:
            tables[sheet.key] = _campaign_rows(sheet) if sheet.key == "campaign" else list(_table_rows(sheet))
            unknown += [f"{sheet.name}: {name}" for name in _unknown_columns(sheet)]
    return TypedTables(tables, tuple(unknown))


def _campaign_rows(sheet: KeyedSheet) -> list[dict[str, str]]:
    known = {c.key for c in CAMPAIGN_ROWS}
    rows = [r for r in sheet.rows if r.key in known]
    sources = {r.key: text for r in rows if (text := sheet.text(r, "source"))}
    return [{r.key: _text(sheet.value(r, "value")) for r in rows}, *([sources] if sources else [])]


def _table_rows(sheet: KeyedSheet) -> Iterator[dict[str, str]]:
    """Yields the lines of a table with the values as read, which mean the same in cells of any format."""
    columns = {c.key: c for c in SPECS[sheet.key].columns if c.key in sheet.columns or c.key == "code"}
    lines = TableLines(sheet)
    for row in lines.rows():
        typed = {key: _text(lines.value(row, column)) for key, column in columns.items()}
        # In a column of whole numbers the text 1.000 is a thousand; unchanged it would be drawn as the number 1.
        yield typed | {key: text.replace(".", "") for key, text in typed.items() if columns[key].whole}


def _unknown_columns(sheet: KeyedSheet) -> Iterator[str]:
    known = {c.key for c in SPECS[sheet.key].columns}
    for name in sheet.columns:
        if name not in known and any(cell_text(sheet.value(row, name)) for row in sheet.rows if not row.for_people):
            yield name


def _text(value: CellValue) -> str:
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return cell_text(value)
