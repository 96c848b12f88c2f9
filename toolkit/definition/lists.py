"""Checks lists of a definition that were typed with commas and so are one entry: entries are separated by bars."""

import re
from collections.abc import Mapping, Sequence

from toolkit.definition.cells import DefinitionReading, Row, UndividedList
from toolkit.language.text import clean, fold
from toolkit.model import Campaign

_COMMAS = re.compile(",")  # what people type between names instead of bars
_SEMICOLONS = re.compile(";")  # what they type between lines
_ANY = re.compile(r"[,;\n]")  # what they type between words, and between codes
#: The first word of the last line of a list of recipients, which states what is filed.
_FILED = "luu"


def check_lists(reading: DefinitionReading, campaign: Campaign, rows: Mapping[str, list[Row]]) -> None:
    """Report cells without bars that must mean several entries. A bar at the end marks a single entry."""
    agencies = rows.get("agencies", [])
    codes = {row.values["code"] for row in agencies if row.values.get("code")}
    groups = {g for row in agencies for g in row.values.get("group") or ()}
    starts = {fold(name).split(" ")[0] for a in campaign.agencies for name in (a.name, a.short_name)} - {""}
    antonyms = [row for row in rows.get("words", ()) if row.values.get("kind") == "antonym"]
    for entry in (*reading.undivided, *(_antonym_list(row) for row in antonyms)):
        match entry.entries:
            case "words":
                parts = _entries(entry, _ANY)
            case "codes":
                parts = _codes_in(entry, codes if entry.key.endswith(".replaced_by") else codes | groups)
            case _:
                parts = _entries(entry, _SEMICOLONS)
                parts = parts if len(parts) > 1 else _names_in(entry, starts)
        if len(parts) > 1:
            reading.cells_of_undivided.add((entry.sheet, entry.cell))
            arguments = {"column": entry.key, "parts": " | ".join(parts), "one": f"{_on_one_line(entry.text)} |"}
            code = "definition-list-without-bars"
            reading.add(code, sheet=entry.sheet, cell=entry.cell, value=entry.text, **arguments)


def _antonym_list(row: Row) -> UndividedList:
    """The list of words on one side of an antonym."""
    text = row.values.get("means") or ""
    return UndividedList(row.sheet, row.cells.get("means", ""), "words.means", "words", "" if "|" in text else text)


def _entries(text: UndividedList, between: re.Pattern[str]) -> Sequence[str]:
    return [*filter(None, (_on_one_line(part) for part in between.split(text.text)))]


def _on_one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _codes_in(text: UndividedList, known: set[str]) -> Sequence[str]:
    """The codes and groups in a cell; () if the whole cell is the name of one, such as `sở, ban, ngành`."""
    parts, whole = _entries(text, _ANY), _on_one_line(text.text)
    defines_groups = text.key == "agencies.group"  # this cell may be the only one with the group
    return parts if (defines_groups or whole not in known) and not (known - {whole}).isdisjoint(parts) else ()


def _names_in(text: UndividedList, starts: set[str]) -> Sequence[str]:
    """The names between commas if each begins like an agency's name, else (): `Sở Văn hóa, Thể thao` is one name."""
    parts = _entries(text, _COMMAS)
    names = parts[:-1] if text.entries == "lines" and fold(parts[-1]).split(" ")[0] == _FILED else parts
    return parts if names and all(_is_like_name(part, starts, text.entries == "names") for part in names) else ()


def _is_like_name(part: str, starts: set[str], short: bool) -> bool:
    words = fold(part).split(" ")
    return (len(words) > 1 and words[0] in starts) or (short and part.isupper() and " " not in part)
