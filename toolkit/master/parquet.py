"""Figures and statements as Parquet, for programs that take more rows than a sheet has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.consolidation.tables.rows import GivenRow, rows_in
from toolkit.master.sheets.context import View
from toolkit.master.sheets.reports import STATEMENTS
from toolkit.master.table_keys import column_key
from toolkit.messages.errors import NotDoneError
from toolkit.model import FIGURE_FIELDS, AskedColumn, AskedTable, Consolidation, Figure, Statement

#: Rows that are in memory at a time, and in one group of the file.
_AT_ONCE = 65_536
_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def write_figures(path: Path, result: Consolidation) -> None:
    """A row a figure: `value` is the number, null where there is none; `text` the value where it is no number."""
    fields = [name for name in FIGURE_FIELDS if name != "value"]

    def columns(rows: Sequence[Figure]) -> dict[str, list[Any]]:
        numbers = [
            f.value if isinstance(f.value, int | float) and not isinstance(f.value, bool) else None for f in rows
        ]
        texts = [
            None if f.value is None or n is not None else _text(f.value) for f, n in zip(rows, numbers, strict=True)
        ]
        return {"value": numbers, "text": texts, **{name: _column(rows, name) for name in fields}}

    _write(path, result.figures, columns, ("value",))


def write_statements(path: Path, result: Consolidation) -> None:
    """A row a statement, with its group and that group's theme: its own fields first, then what is worked out."""
    view = View.of(result)
    own = [c for c in STATEMENTS.columns_of(view) if c.value is not None]
    order = [c.key for c in sorted(own, key=lambda c: callable(c.shows))]

    def columns(rows: Sequence[Statement]) -> dict[str, list[Any]]:
        values = {**STATEMENTS.values(view, rows), "file": _column(rows, "file")}
        return {key: values[key] for key in order}

    _write(path, result.statements, columns, [c.key for c in own if c.kind in ("count", "number")])


def write_table(path: Path, result: Consolidation, table: AskedTable) -> None:
    """A row a row of a table: its columns by their codes, numbers as such, the rest as text; null where a cell has
    nothing that counts."""
    numbers = [column_key(c.code) for c in table.columns if c.numeric]

    def columns(rows: Sequence[GivenRow]) -> dict[str, list[Any]]:
        places = [row.place for row in rows]
        return {
            "agency": [row.agency for row in rows],
            "row": [row.id for row in rows],
            **{column_key(c.code): [_counted(row, c) for row in rows] for c in table.columns},
            **{name: [place[n] for place in places] for n, name in enumerate(("file", "sheet", "cell"))},
        }

    rows = [row for row in rows_in(result.rows) if row.table == table.code and not row.carried]
    _write(path, rows, columns, numbers)


def _counted(row: GivenRow, column: AskedColumn) -> float | str | None:
    if column.numeric:
        return row.number(column.code)
    cell = row.cells.get(column.code)
    return None if cell is None or cell.value is None else _NO_CHARACTER.sub("\ufffd", _text(cell.value))


def _column(rows: Sequence[Figure] | Sequence[Statement], name: str) -> list[Any]:
    values = [getattr(row, name) for row in rows]
    if name != "file":
        return values
    # A file's name may be any bytes; what is no text is as in the master's cells.
    return [v if v.isascii() else _NO_CHARACTER.sub("\ufffd", v) for v in values]


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _write(path: Path, rows: Sequence[Any], columns: Any, numbers: Sequence[str]) -> None:
    """Raises `NotDoneError` (`parquet-not-installed`) where pyarrow is not there."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise NotDoneError("parquet-not-installed") from error
    text: Any = pyarrow.string()
    number: Any = pyarrow.float64()
    names = list(columns(()))
    schema = pyarrow.schema([(name, number if name in numbers else text) for name in names])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for some in _pieces(rows):
            writer.write_table(pyarrow.table(columns(some), schema=schema))


def _pieces(rows: Sequence[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
