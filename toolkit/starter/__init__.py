"""The definition that `toolkit new` starts from: plain tables, one file a sheet."""

from __future__ import annotations

import csv
from importlib.resources import files

_SHEETS = ("agencies", "indicators", "sections", "themes", "rules", "words")


def starter_tables() -> dict[str, list[dict[str, str]]]:
    """The tables by sheet key; `campaign` is one row of its own items."""
    about = {row["key"]: row["value"] for row in _read("campaign")}
    return {"campaign": [about], **{name: _read(name) for name in _SHEETS}}


def _read(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{key: value or "" for key, value in row.items()} for row in rows]
