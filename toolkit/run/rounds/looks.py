"""What is to be looked at in a new round, and the places of its definition, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toolkit.definition.next_round import NextRound, ToLookAt
from toolkit.definition.review import cells_at
from toolkit.definition.sheets import SPECS
from toolkit.messages import definition_sheets, rounds
from toolkit.model import Language, grouped

#: So many rows of a sheet are named.
_NAMED = 8


def review_rows(made: NextRound, language: Language) -> list[dict[str, str]]:
    """The rows of the sheet of what is to be looked at: a line each, with what stands in the cell."""
    return [
        {
            "where": where_said(look.place, [look.row] if look.row else [], language),
            "what": next(looks_said((look,), language)),
            "place": look.place,
            "row": look.row,
            "stood": _stands(made, look),
        }
        for look in made.looks
    ]


def _stands(made: NextRound, look: ToLookAt) -> str:
    cells = cells_at(made.tables, look.place, look.row)
    named = any(c.key == "code" for c in SPECS[look.place.partition(".")[0]].columns)
    place = int(look.row) - 1 if look.row.isdigit() and not named else 0
    return cells[place] if place < len(cells) else ""


def looks_said(looks: tuple[ToLookAt, ...], language: Language) -> Iterator[str]:
    by_place = grouped(((look.code, look.place), look) for look in looks)
    for (code, place), own in by_place.items():
        gone = [_gone(agency, others, language) for look in own for agency, others in look.agencies]
        text = ", ".join(gone) or "; ".join(
            f"{look.row} ({look.text})" if look.row else shown(look.text) for look in own
        )
        where = where_said(place, [""], language)
        yield rounds.LOOKS[code].say(language, place=where, text=text, count=len(gone))


def _gone(agency: str, others: tuple[str, ...], language: Language) -> str:
    return rounds.REPLACED.say(language, agency=agency, others=", ".join(others)) if others else agency


def where_said(place: str, rows: list[str], language: Language) -> str:
    """A cell, or a column with its rows, as people see them."""
    sheet, _, key = place.partition(".")
    if sheet == "campaign":
        return definition_sheets.CAMPAIGN[key][0].say(language)
    heading = definition_sheets.COLUMNS[sheet, key].say(language)
    named = ", ".join(dict.fromkeys(rows[:_NAMED])) + (", …" if len(rows) > _NAMED else "")
    name = definition_sheets.SHEETS[sheet].say(language)
    if not named:
        return f"{name}, {heading}"
    numbered = rounds.NUMBERED.say(language, rows=named) if named[:1].isdigit() else named
    return rounds.ROWS.say(language, sheet=name, rows=numbered, column=heading)


def shown(text: str) -> str:
    """A day as people write it; any other text as it is."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
