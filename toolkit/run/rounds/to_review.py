"""The points to review in a new round's definition, and its cells, in words."""

from collections.abc import Iterator
from datetime import date

from toolkit.definition.next_round import NextRound, ToCheck
from toolkit.definition.review import cells_at
from toolkit.definition.sheets import SPECS
from toolkit.messages import definition_sheets, rounds
from toolkit.model import Language, grouped

#: The most rows of a sheet that are named.
_NAMED = 8


def review_rows(new: NextRound, language: Language) -> list[dict[str, str]]:
    """The rows of the sheet of points to review, each with the present contents of its cell."""
    return [
        {
            "where": cell_in_words(point.column, [point.row] if point.row else [], language),
            "what": next(points_in_words((point,), language)),
            "place": point.column,
            "row": point.row,
            "stood": _cell_text(new, point),
        }
        for point in new.to_check
    ]


def _cell_text(new: NextRound, point: ToCheck) -> str:
    cells = cells_at(new.tables, point.column, point.row)
    named = any(c.key == "code" for c in SPECS[point.column.partition(".")[0]].columns)
    index = int(point.row) - 1 if point.row.isdigit() and not named else 0
    return cells[index] if index < len(cells) else ""


def points_in_words(points: tuple[ToCheck, ...], language: Language) -> Iterator[str]:
    by_cell = grouped(((point.code, point.column), point) for point in points)
    for (code, cell), of_cell in by_cell.items():
        gone = [_gone(agency, successors, language) for point in of_cell for agency, successors in point.agencies]
        text = ", ".join(gone) or "; ".join(
            f"{point.row} ({point.text})" if point.row else shown_text(point.text) for point in of_cell
        )
        where = cell_in_words(cell, [""], language)
        yield rounds.LOOKS[code].say(language, place=where, text=text, count=len(gone))


def _gone(agency: str, successors: tuple[str, ...], language: Language) -> str:
    return rounds.REPLACED.say(language, agency=agency, others=", ".join(successors)) if successors else agency


def cell_in_words(cell: str, rows: list[str], language: Language) -> str:
    """A cell, or a column with some rows, in words."""
    sheet, _, key = cell.partition(".")
    if sheet == "campaign":
        return definition_sheets.CAMPAIGN[key][0].say(language)
    heading = definition_sheets.COLUMNS[sheet, key].say(language)
    named = ", ".join(dict.fromkeys(rows[:_NAMED])) + (", …" if len(rows) > _NAMED else "")
    name = definition_sheets.SHEETS[sheet].say(language)
    if not named:
        return f"{name}, {heading}"
    numbered = rounds.NUMBERED.say(language, rows=named) if named[:1].isdigit() else named
    return rounds.ROWS.say(language, sheet=name, rows=numbered, column=heading)


def shown_text(text: str) -> str:
    """A day as people write it; other texts unchanged."""
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text
