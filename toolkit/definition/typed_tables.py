"""A definition workbook as plain tables of what was typed, for one that is drawn from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.definition.sheets import CAMPAIGN_ROWS, SPECS
from toolkit.model import CellValue
from toolkit.spreadsheet.keyed import KeyedRow, KeyedSheet, cell_text, keyed_sheets
from toolkit.spreadsheet.workbook import RawWorkbook

#: Sheets that a new definition has by itself.
_DRAWN = frozenset({"guide", "lists"})


@dataclass(frozen=True, slots=True)
class TypedTables:
    """`tables`: by sheet key, the rows as column key → text (`campaign` is one row of its own items).

    `others`: sheets and columns (`sheet: column`) that hold something and are none of a definition's.
    """

    tables: Mapping[str, list[dict[str, str]]]
    others: tuple[str, ...]


def typed_tables(raw: RawWorkbook) -> TypedTables:
    """What was typed in a definition workbook, in words and codes as they stand there; days as `2026-07-31`."""
    tables: dict[str, list[dict[str, str]]] = {}
    others = []
    keyed = {sheet.name: sheet for sheet in keyed_sheets(raw)}
    for one in raw.sheets:
        sheet = keyed.get(one.name)
        if sheet is None or (sheet.key not in SPECS and sheet.key not in _DRAWN):
            others += [one.name] if any(cell_text(v) for row in one.rows for v in row) else []
        elif sheet.key in SPECS and sheet.key not in tables:
            tables[sheet.key] = _campaign(sheet) if sheet.key == "campaign" else list(_rows(sheet))
            others += [f"{sheet.name}: {name}" for name in _unknown(sheet)]
    return TypedTables(tables, tuple(others))


def _campaign(sheet: KeyedSheet) -> list[dict[str, str]]:
    known = {c.key for c in CAMPAIGN_ROWS}
    return [{r.key: _text(sheet.value(r, "value")) for r in sheet.rows if r.key in known}]


def _rows(sheet: KeyedSheet) -> Iterator[dict[str, str]]:
    columns = {c.key: c for c in SPECS[sheet.key].columns}
    for row in sheet.rows:
        if row.for_people:
            continue
        typed = {key: _text(sheet.value(row, key)) for key in columns if key in sheet.columns}
        # A text 1.000 is a thousand in such a column; as it stands it would be drawn as the number 1.
        typed |= {key: text.replace(".", "") for key, text in typed.items() if columns[key].whole}
        if "code" in columns and not typed.get("code"):
            typed["code"] = row.key
        if any(text for key, text in typed.items() if key in sheet.columns):
            yield typed


def _unknown(sheet: KeyedSheet) -> Iterator[str]:
    known = {"value"} if sheet.key == "campaign" else {c.key for c in SPECS[sheet.key].columns}
    for name in sheet.columns.keys() - known:
        if any(cell_text(sheet.value(row, name)) for row in _of_data(sheet)):
            yield name


def _of_data(sheet: KeyedSheet) -> Iterator[KeyedRow]:
    return (row for row in sheet.rows if not row.for_people)


def _text(value: CellValue) -> str:
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return cell_text(value)
