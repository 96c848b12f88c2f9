"""An export read back: its CSV files with the types of its package, and its database."""

import csv
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

_READ: Mapping[str, Callable[[str], Any]] = {
    "string": lambda text: re.sub(r"^'('*[=+\-@\t\r＝＋－＠])", r"\1", text),
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
}


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


def csv_tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each CSV file, with the types that the package states; sizes, hashes and keys are checked."""
    tables: dict[str, list[dict[str, Any]]] = {}
    schemas = {}
    for resource in package(folder)["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        assert data.startswith(b"\xef\xbb\xbf")
        fields = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
        with (folder / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            assert next(reader) == list(fields)
            tables[resource["name"]] = [
                {
                    name: None if cell == "" else _READ[kind](cell)
                    for (name, kind), cell in zip(fields.items(), row, strict=True)
                }
                for row in reader
            ]
        assert resource["rows"] == len(tables[resource["name"]])
        schemas[resource["name"]] = resource["schema"]
    for name, schema in schemas.items():
        keys = [tuple(row[k] for k in schema.get("primaryKey", ())) for row in tables[name]]
        assert not schema.get("primaryKey") or (
            len(set(keys)) == len(keys) and None not in {v for k in keys for v in k}
        )
        for foreign in schema.get("foreignKeys", ()):
            (field,), reference = foreign["fields"], foreign["reference"]
            known = {row[reference["fields"][0]] for row in tables[reference["resource"] or name]}
            assert {row[field] for row in tables[name]} - {None} <= known, (name, field)
    return tables


def database_tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table of the database, whose constraints hold."""
    with closing(sqlite3.connect(folder / "data.sqlite")) as database:
        database.row_factory = sqlite3.Row
        assert [tuple(row) for row in database.execute("PRAGMA integrity_check")] == [("ok",)]
        assert list(database.execute("PRAGMA foreign_key_check")) == []
        names = [row["name"] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')] for name in names}


def as_in_the_database(value: Any) -> Any:
    """A value of a CSV file in the database's type."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value
