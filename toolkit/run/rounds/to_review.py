"""The points to review in a new round's definition, and its cells, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toolkit.definition.next_round import NextRound, ToCheck
from toolkit.definition.review import cells_at
from toolkit.definition.sheets import SPECS
from toolkit.messages import definition_sheets, rounds
from toolkit.model import Language, grouped

#: The number of rows of a sheet that are named.
_NAMED = 8


def review_rows(made: NextRound, language: Language) -> list[dict[str, str]]:
    """The rows of the sheet of points to review, each with the present contents of its cell."""
    return [
        {
            "where": cell_in_words(look.column, [look.row] if look.row else [], language),
            "what": next(points_in_words((look,), language)),
            "place": look.column,
            "row": look.row,
            "stood": _cell_text(made, look),
        }
        for look in made.to_check
    ]


def _cell_text(made: NextRound, look: ToCheck) -> str:
    cells = cells_at(made.tables, look.column, look.row)
    named = any(c.key == "code" for c in SPECS[look.column.partition(".")[0]].columns)
    index = int(look.row) - 1 if look.row.isdigit() and not named else 0
    return cells[index] if index < len(cells) else ""


def points_in_words(looks: tuple[ToCheck, ...], language: Language) -> Iterator[str]:
    by_place = grouped(((look.code, look.column), look) for look in looks)
    for (code, place), own in by_place.items():
        gone = [_gone(agency, others, language) for look in own for agency, others in look.agencies]
        text = ", ".join(gone) or "; ".join(
            f"{look.row} ({look.text})" if look.row else shown(look.text) for look in own
        )
        where = cell_in_words(place, [""], language)
        yield rounds.LOOKS[code].say(language, place=where, text=text, count=len(gone))


def _gone(agency: str, others: tuple[str, ...], language: Language) -> str:
    return rounds.REPLACED.say(language, agency=agency, others=", ".join(others)) if others else agency


def cell_in_words(place: str, rows: list[str], language: Language) -> str:
    """A cell, or a column with some rows, in words."""
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
    """A day as people write it; other texts unchanged."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
