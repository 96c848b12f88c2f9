"""The definition that `toolkit new` starts from: plain tables, one file a sheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from importlib.resources import files

from toolkit.model import Word

_SHEETS = ("agencies", "indicators", "sections", "themes", "rules", "sentences", "words")


def starter_tables() -> dict[str, list[dict[str, str]]]:
    """The tables by sheet key; `campaign` is one row of its own items."""
    about = {row["key"]: row["value"] for row in _read("campaign")}
    return {"campaign": [about], **{name: _read(name) for name in _SHEETS}}


def _read(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{key: value or "" for key, value in row.items()} for row in rows]


def usual_words(words: Sequence[Word], kinds: Iterable[str]) -> tuple[Word, ...]:
    """The words, with the starter's of those `kinds` of which there is none.

    A definition that is older than a kind, or was made by hand without lists, is read as well as the starter's.
    """
    wanting = set(kinds) - {word.kind for word in words}
    if not wanting:
        return tuple(words)
    usual = (Word(kind=row["kind"], text=row["text"], means=row["means"]) for row in _read("words"))
    return (*words, *(word for word in usual if word.kind in wanting))
