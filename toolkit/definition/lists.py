"""Lists in a definition typed with commas, which make one entry of them: entries are separated by bars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from toolkit.definition.cells import DefinitionReading, Row, Unparted
from toolkit.language.text import clean, fold
from toolkit.model import Campaign

#: Separators typed in place of a bar: where names may hold commas, where semicolons, and in lists of words.
_COMMAS, _SEMICOLONS, _ANY = re.compile(","), re.compile(";"), re.compile(r"[,;\n]")
#: The beginning of the last line of a list of recipients: what is filed where.
_FILED = "luu"


def check_lists(reading: DefinitionReading, campaign: Campaign, rows: Mapping[str, list[Row]]) -> None:
    """Where only several entries can be meant, bars separate them. A bar at the end marks one entry."""
    agencies = rows.get("agencies", [])
    codes = {row.values["code"] for row in agencies if row.values.get("code")}
    groups = {g for row in agencies for g in row.values.get("group") or ()}
    first = {fold(name).split(" ")[0] for a in campaign.agencies for name in (a.name, a.short_name)} - {""}
    antonyms = [row for row in rows.get("words", ()) if row.values.get("kind") == "antonym"]
    for given in (*reading.unparted, *(_of_antonym(row) for row in antonyms)):
        match given.entries:
            case "words":
                parts = _parts(given, _ANY)
            case "codes":
                parts = _codes_in(given, codes if given.key.endswith(".replaced_by") else codes | groups)
            case _:
                parts = _parts(given, _SEMICOLONS)
                parts = parts if len(parts) > 1 else _names_in(given, first)
        if len(parts) > 1:
            reading.as_one.add((given.sheet, given.cell))
            said = {"column": given.key, "parts": " | ".join(parts), "one": f"{_in_a_line(given.text)} |"}
            code = "definition-list-without-bars"
            reading.add(code, sheet=given.sheet, cell=given.cell, value=given.text, **said)


def _of_antonym(row: Row) -> Unparted:
    """The words given as one side of an antonym: a list, too."""
    text = row.values.get("means") or ""
    return Unparted(row.sheet, row.cells.get("means", ""), "words.means", "words", "" if "|" in text else text)


def _parts(text: Unparted, between: re.Pattern[str]) -> Sequence[str]:
    return [*filter(None, (_in_a_line(part) for part in between.split(text.text)))]


def _in_a_line(text: str) -> str:
    return " ".join(clean(text).split())


def _codes_in(text: Unparted, known: set[str]) -> Sequence[str]:
    """The codes and groups in a cell that is none itself: a group may be named `sở, ban, ngành`."""
    parts, whole = _parts(text, _ANY), _in_a_line(text.text)
    makes_it = text.key == "agencies.group"  # the cell itself is why there is such a group
    return parts if (makes_it or whole not in known) and not (known - {whole}).isdisjoint(parts) else ()


def _names_in(text: Unparted, first: set[str]) -> Sequence[str]:
    """The names between commas, where each begins as names of agencies do: `Sở Văn hóa, Thể thao` is one."""
    parts = _parts(text, _COMMAS)
    names = parts[:-1] if text.entries == "lines" and fold(parts[-1]).split(" ")[0] == _FILED else parts
    return parts if names and all(_is_name(part, first, text.entries == "names") for part in names) else ()


def _is_name(part: str, first: set[str], short: bool) -> bool:
    words = fold(part).split(" ")
    return (len(words) > 1 and words[0] in first) or (short and part.isupper() and " " not in part)
