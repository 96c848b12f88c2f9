"""The definitions that `toolkit new` starts from: plain tables, a file for each sheet.

The files beside this one are the usual definition's. Each folder of `programmes` has another definition: its name
(`programme.tsv`) and its tables. Programmes may share a roster and a table of former agencies, in a folder of
`rosters`: then the programme's `agencies.tsv` adds agencies to the roster, or replaces some of its agencies.
"""

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from toolkit.messages import Text
from toolkit.model import Word

#: The tables of a definition, in the order of its sheets. A table without a file is empty.
_SHEETS = (
    "agencies",
    "successors",
    "indicators",
    "rows",
    "splits",
    "sections",
    "themes",
    "rules",
    "sentences",
    "words",
)
_Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Programme:
    """A definition to start from. `name` is in ASCII, for typing."""

    name: str
    title: Text
    order: int
    roster: str
    """The folder in `rosters` with its agencies; "" for a programme with a separate roster."""
    groups: tuple[str, ...]
    """The groups and codes of the agencies on the roster that owe a report; empty for all agencies."""
    folder: Traversable


def programmes() -> tuple[Programme, ...]:
    """All programmes in the order in which they are shown, the usual one first."""
    folders = [_root(), *(f for f in _root().joinpath("programmes").iterdir() if f.joinpath("programme.tsv").is_file())]
    return tuple(sorted(map(_programme, folders), key=lambda p: (p.order, p.name)))


def _programme(folder: Traversable) -> Programme:
    items = {row["key"]: row["value"] for row in _read(folder, "programme")}
    groups = tuple(filter(None, items.get("groups", "").split("|")))
    title = Text(items["vi"], items["en"])
    return Programme(items["name"], title, int(items["order"]), items.get("roster", ""), groups, folder)


def starter_tables(programme: Programme | None = None) -> dict[str, _Rows]:
    """By sheet key, the tables of a programme, by default the usual one. `campaign` has a row with its items, and a
    second row with the sources of items, if any."""
    folder = programme.folder if programme else _root()
    items = _read(folder, "campaign")
    about = [{row["key"]: row.get(column, "") for row in items} for column in ("value", "source")]
    tables = {"campaign": [row for row in about if any(row.values())]}
    folders = dict.fromkeys(_SHEETS, folder)
    if programme and programme.roster:
        roster = _root().joinpath("rosters", programme.roster)
        folders |= {"agencies": roster, "successors": roster}
    tables |= {name: _read(f, name) for name, f in folders.items() if f.joinpath(f"{name}.tsv").is_file()}
    if programme and programme.roster and folder.joinpath("agencies.tsv").is_file():
        tables["agencies"] = _with_replaced_rows(tables["agencies"], _read(folder, "agencies"))
    if programme and programme.groups:
        tables["agencies"] = [_inactive_outside(row, programme.groups) for row in tables["agencies"]]
    if "words" not in tables:
        codes = {row["code"] for row in tables["indicators"]}
        tables["words"] = [w for w in _read(_root(), "words") if w["kind"] != "indicator" or w["means"] in codes]
    return {key: [] for key in _SHEETS} | tables


def _with_replaced_rows(roster: _Rows, rows: _Rows) -> _Rows:
    """The roster with the programme's rows, which replace rows with the same code, or are added at the end."""
    by_code = {row["code"]: row for row in rows}
    known = {row["code"] for row in roster}
    return [by_code.get(row["code"], row) for row in roster] + [row for row in rows if row["code"] not in known]


def _inactive_outside(agency: dict[str, str], groups: Collection[str]) -> dict[str, str]:
    """The agency's row of the roster, marked as inactive unless its code or one of its groups is in `groups`."""
    names = {agency["code"], *agency["group"].split("|")}
    return agency if not names.isdisjoint(groups) else {**agency, "active": "no"}


def _root() -> Traversable:
    return files(__package__)


def _read(folder: Traversable, name: str) -> _Rows:
    text = folder.joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [{key: value or "" for key, value in row.items()} for row in rows]


def with_usual_words(words: Sequence[Word], kinds: Iterable[str]) -> tuple[Word, ...]:
    """The words, with the starter's words of each of these `kinds` of which there are none.

    So a definition that was made before a kind existed, or without lists, is read like the starter's.
    """
    missing = set(kinds) - {word.kind for word in words}
    if not missing:
        return tuple(words)
    usual = (Word(kind=row["kind"], text=row["text"], means=row["means"]) for row in _read(_root(), "words"))
    return (*words, *(word for word in usual if word.kind in missing))
