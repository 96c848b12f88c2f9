"""The keyed-sheet convention: how every workbook of the toolkit stores its data.

A1 holds the sheet's key, row 1 the column keys, column A the row keys; `#` marks rows and columns
for people. Position never matters: a value's address is (sheet key, row key, column key).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from toolkit.model import CellValue
from toolkit.spreadsheet.addresses import Position, cell_name
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook

PREFIX = "toolkit:"
FOR_PEOPLE = "#"
_NUMBERED = re.compile(r" \d+$")
#: The prefix of the key of a table's sheet: the table's code follows.
OF_TABLE = "table:"


def base_key(key: str) -> str:
    """A sheet's key without the number of a page: `figures` for `figures:2`, `table:DA` for `table:DA:2`."""
    base, _, page = key.rpartition(":")
    return base if base and f"{base}:" != OF_TABLE and page.isdecimal() else key


def table_of(key: str) -> str:
    """The code of the table whose sheet has this key; "" for keys of other sheets."""
    code = base_key(key).removeprefix(OF_TABLE)
    return code if key.startswith(OF_TABLE) and ":" not in code else ""


class SheetNames(frozenset[str]):
    """Names of sheets. The names of their further pages are included too: with `Figures` also `Figures 2`."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or super().__contains__(_NUMBERED.sub("", str(name)))


class SheetNamesAndUnknown(SheetNames):
    """Names of sheets, which also include every unknown name: sheets and tables that people added."""

    known: SheetNames

    def __new__(cls, names: Iterable[str], known: Iterable[str]) -> SheetNamesAndUnknown:
        """`names`: the included names of the toolkit's sheets and tables; `known`: all of these names."""
        names_and_unknown = super().__new__(cls, names)
        names_and_unknown.known = SheetNames(known)
        return names_and_unknown

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name not in self.known


class KeyedRow(NamedTuple):
    """One row under the keys. `key` is "" where column A is blank; `index` counts from 0."""

    key: str
    index: int  # type: ignore[assignment] # tuples have a method of this name
    cells: Sequence[CellValue]

    @property
    def for_people(self) -> bool:
        return self.key == FOR_PEOPLE


@dataclass(frozen=True)
class KeyedSheet:
    """A sheet with its keys. `columns`: for each column key its index, without columns marked `#`."""

    key: str
    name: str
    columns: dict[str, int]
    people_columns: tuple[int, ...]
    raw: RawSheet
    repeated_columns: tuple[tuple[str, int], ...] = ()
    """The duplicate column keys, each with the index of its second column."""
    matched: tuple[KeyedRow, ...] | None = None
    """The rows of a sheet without keys, whose labels were matched; else None."""
    key_column: int = 0
    """The column of the row keys; -1 where labels were matched."""

    by_labels: bool = False
    """Whether the keys were made from what the sheet shows."""

    @cached_property
    def rows(self) -> tuple[KeyedRow, ...]:
        """The rows under the column keys."""
        if self.matched is not None:
            return self.matched
        return tuple(keyed_row(index, cells) for index, cells in self.lines())

    def lines(self) -> Iterable[tuple[int, Sequence[CellValue]]]:
        """(index, cells) of each row: faster than `rows` for callers that need the keys of few rows (`row`)."""
        if self.matched is not None:
            return [(row.index, row.cells) for row in self.matched]
        return islice(enumerate(self.raw.rows), 1, None)

    def row(self, index: int, cells: Sequence[CellValue]) -> KeyedRow:
        """The row with its key, from an (index, cells) of `lines`."""
        return keyed_row(index, cells) if self.matched is None else self._rows_by_index[index]

    @cached_property
    def _rows_by_index(self) -> dict[int, KeyedRow]:
        return {row.index: row for row in self.rows}

    def value(self, row: KeyedRow, column: str) -> CellValue:
        """The value in `row` under `column`; None for a blank cell or a missing column."""
        index = self.columns.get(column)
        return None if index is None or index >= len(row.cells) else row.cells[index]

    def text(self, row: KeyedRow, column: str) -> str:
        """The value in `row` under `column` as a stripped text; "" for a blank cell."""
        return cell_text(self.value(row, column))

    def by_key(self) -> dict[str, KeyedRow]:
        """For each row key, the first row with this key."""
        rows: dict[str, KeyedRow] = {}
        for row in self.rows:
            if row.key and not row.for_people:
                rows.setdefault(row.key, row)
        return rows

    def address(self, row: KeyedRow, column: str) -> str:
        """The address of the cell in `row` under `column`."""
        return cell_name(row.index, self.columns[column])


def keyed_sheets(workbook: RawWorkbook) -> Iterator[KeyedSheet]:
    """The sheets of `workbook` that carry a key in A1, in the workbook's order."""
    for raw in workbook.sheets:
        sheet = keyed_sheet(raw)
        if sheet is not None:
            yield sheet


def sheet_key(raw: RawSheet) -> str:
    """The key in A1 without its prefix; "" where A1 has no key."""
    first = raw.rows[0][0] if raw.rows and raw.rows[0] else None
    if not isinstance(first, str):
        return ""
    text = first.strip()
    return text[len(PREFIX) :] if text.startswith(PREFIX) else ""


def keyed_sheet(raw: RawSheet) -> KeyedSheet | None:
    """The sheet with its keys; None where A1 has no key."""
    key = sheet_key(raw)
    if not key:
        return None
    columns, people, repeated = _columns(raw.rows[0], 0)
    return KeyedSheet(key, raw.name, columns, people, raw, repeated)


def keyed_below(raw: RawSheet, key: str, at: Position, rows: tuple[int, int], known: Collection[str]) -> KeyedSheet:
    """A sheet that was pasted with its keys onto another sheet. `at`: the position of its key.

    `rows`: its first row, the row after its last. Cells above its keys, or beside them and not `known`, are no data.
    """
    (row, column), (start, end) = at, rows
    columns, people, repeated = _columns(raw.rows[row], column)
    in_key_row = [v if cell_text(v) not in known else None for v in raw.rows[row]]
    above = [KeyedRow(FOR_PEOPLE, n, raw.rows[n]) for n in range(start, row)]
    if any(v is not None for v in in_key_row):
        above.append(KeyedRow(FOR_PEOPLE, row, in_key_row))
    below = [(n, raw.rows[n]) for n in range(row + 1, end)]
    rows_below = [KeyedRow(cell_text(cells[column]) if column < len(cells) else "", n, cells) for n, cells in below]
    return KeyedSheet(key, raw.name, columns, people, raw, repeated, (*above, *rows_below), column)


def _columns(
    names: Sequence[CellValue], key_column: int
) -> tuple[dict[str, int], tuple[int, ...], tuple[tuple[str, int], ...]]:
    """The columns right of `key_column`: by key, those for people, and the duplicate keys with their columns."""
    columns: dict[str, int] = {}
    people: list[int] = []
    repeated: list[tuple[str, int]] = []
    for column, value in enumerate(names):
        if column <= key_column or value is None:
            continue
        name = cell_text(value)
        if name == FOR_PEOPLE:
            people.append(column)
        elif name in columns:
            repeated.append((name, column))
        elif name:
            columns[name] = column
    return columns, tuple(people), tuple(repeated)


def keyed_row(index: int, cells: Sequence[CellValue]) -> KeyedRow:
    """A row, with the key in column A."""
    first = cells[0] if cells else None
    return KeyedRow(first.strip() if first.__class__ is str else cell_text(first), index, cells)


def cell_text(value: CellValue) -> str:
    """A key or short text in a cell, stripped; "" for a blank cell.

    A whole number has no `.0`, since a year may be typed as a number.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
