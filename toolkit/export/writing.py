"""Tables as files: a CSV each, one SQLite database, and the Data Package that describes them."""

import csv
import errno
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.archive.data_code import data_code
from toolkit.export.tables import Column, Table, Type, tables_of, text_of
from toolkit.language.text import fold
from toolkit.model import Consolidation, Language

_DATABASE, _PACKAGE = "data.sqlite", "datapackage.json"
#: The writer named in the package, by which an export of the toolkit is recognised.
_WRITER = "toolkit export"
#: Texts that a spreadsheet program would read as formulas, even behind apostrophes.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
#: The most rows in memory at a time.
_AT_ONCE = 4096
#: For each type: the column type in the database (NUMERIC keeps whole numbers as integers), the function for the
#: stored value, and the one for its text in CSV: for a number the shortest decimals that give the same number.
_TYPES: Mapping[Type, tuple[str, Callable[[Any], Any], Callable[[Any], str]]] = {
    "string": ("TEXT", text_of, lambda text: f"'{text}" if _FORMULA.match(text) else text),
    "integer": ("INTEGER", int, str),
    "number": ("NUMERIC", float, lambda value: format(Decimal(repr(value)), "f").removesuffix(".0")),
    "boolean": ("INTEGER", bool, lambda value: "true" if value else "false"),
    "date": ("DATE", lambda value: value.isoformat()[:10], str),
}


def write_export(folder: Path, result: Consolidation, language: Language, *, shared: bool = False) -> None:
    """Write all files of an export into an existing folder. Raises OSError."""
    path = folder / _DATABASE
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            # freed space is overwritten on all builds of SQLite: the same bytes everywhere
            for setting in ("page_size = 4096", "secure_delete = ON", "journal_mode = OFF", "synchronous = OFF"):
                database.execute(f"PRAGMA {setting}")
            database.execute("BEGIN")
            tables = tables_of(result, language, shared=shared)
            written = [(table, _write(folder / f"{table.name}.csv", database, table)) for table in tables]
            database.execute("COMMIT")
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
    with path.open("r+b") as file:
        file.seek(96)
        file.write(bytes(4))  # overwrites the version of SQLite with zeros: the same bytes everywhere
    keys = {table.name: list(table.key) for table, _ in written}
    resources = [_resource(folder, table, rows, keys, language) for table, rows in written]
    package = _package(result, shared) | {"database": _file_entry(path), "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / _PACKAGE).write_text(f"{text_of(text)}\n", encoding="utf-8", newline="\n")


def exported_files(folder: Path) -> Mapping[str, str]:
    """The names of an export's files in a folder with their hashes as written, "" for the package; none without an
    export."""
    try:
        package = json.loads((folder / _PACKAGE).read_bytes())
        listed = [*package["resources"], package["database"]] if package["writer"] == _WRITER else []
        files = {str(one["path"]): str(one["hash"]) for one in listed if re.fullmatch(r"\w+\.\w+", str(one["path"]))}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return files and files | {_PACKAGE: ""}


def changed_files(folder: Path) -> list[Path]:
    """The files of the export in a folder that somebody has changed since they were written."""
    hashes = {folder / name: sha256 for name, sha256 in exported_files(folder).items() if sha256}
    return [path for path, sha256 in hashes.items() if path.is_file() and _file_entry(path)["hash"] != sha256]


def _chunks(table: Table) -> Iterator[list[list[Any]]]:
    """Yields the rows of a table, `_AT_ONCE` at a time, with their values as they are stored."""
    converters, left = [_TYPES[c.type][1] for c in table.columns], iter(table.rows)
    while some := list(islice(left, _AT_ONCE)):
        yield [[None if v is None else keep(v) for keep, v in zip(converters, row, strict=True)] for row in some]


def _write(path: Path, database: sqlite3.Connection, table: Table) -> int:
    """Write a table to its CSV file and the database; returns the number of rows."""
    shown = [_TYPES[c.type][2] for c in table.columns]
    parts = [f'"{c.name}" {_TYPES[c.type][0]}' for c in table.columns]
    parts += ['PRIMARY KEY ("' + '", "'.join(table.key) + '")'] if table.key else []
    parts += [f'FOREIGN KEY ("{c.name}") REFERENCES {c.to}' for c in table.columns if c.to]
    database.execute(f"CREATE TABLE {table.name} ({', '.join(parts)})")
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel knows UTF-8 by its byte order mark
        out = csv.writer(file)
        out.writerow([c.name for c in table.columns])
        for rows in _chunks(table):
            database.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(shown))})", rows)
            out.writerows(["" if v is None else show(v) for show, v in zip(shown, row, strict=True)] for row in rows)
            count += len(rows)
    return count


# --- The package -----------------------------------------------------------------------------------


def _file_entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": path.name, "bytes": path.stat().st_size, "hash": f"sha256:{digest}"}


def _resource(
    folder: Path, table: Table, rows: int, keys: Mapping[str, list[str]], language: Language
) -> dict[str, Any]:
    fields = [_field(c, c.name in table.key, language) for c in table.columns]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    to = [(c.name, "" if c.to == table.name else c.to, keys[c.to]) for c in table.columns if c.to]
    if to:
        schema["foreignKeys"] = [{"fields": [c], "reference": {"resource": of, "fields": key}} for c, of, key in to]
    head = {"name": table.name, "type": "table", "profile": "tabular-data-resource", **_titles_of(table, language)}
    form = {"scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return {**head, **_file_entry(folder / f"{table.name}.csv"), "rows": rows, **form, "schema": schema}


def _field(column: Column, key: bool, language: Language) -> dict[str, Any]:
    field = {"name": column.name, "type": column.type, **_titles_of(column, language)}
    return field | ({"unit": column.unit} if column.unit else {}) | ({"constraints": {"required": True}} if key else {})


def _titles_of(entry: Table | Column, language: Language) -> dict[str, Any]:
    """The title of a table or column in the language of the export and in both languages, and its description."""
    titles = {"title": entry.title.say(language), "titles": entry.title._asdict()}
    return titles | ({"description": entry.about.say(language)} if entry.about else {})


def _package(result: Consolidation, shared: bool) -> dict[str, Any]:
    """The package's entries about the campaign; the reports that count are its sources."""
    campaign, code = result.campaign, data_code(result)
    sources = [
        {"title": campaign.agency_by_code[agency].name, "agency": agency}
        | ({} if shared else {"file": submission.source.file, "sha256": submission.source.sha256})
        for agency, submission in result.used.items()
    ]
    return {
        "profile": "tabular-data-package",
        "writer": _WRITER,
        "name": re.sub("[^a-z0-9]+", "-", fold(campaign.id)).strip("-") or "export",
        "title": campaign.title,
        "created": f"{result.as_of.isoformat()}T00:00:00Z",
        "campaign": campaign.id,
        **({"data_code": code} if code else {}),
        "circulation": shared,
        "sources": sources or [{"title": campaign.title}],
    }
