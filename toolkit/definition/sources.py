"""Counts the entries of a definition that are marked as being without a source."""

from collections.abc import Iterable

from toolkit.language.text import fold
from toolkit.messages.definition_sheets import TO_CONFIRM
from toolkit.spreadsheet.keyed import KeyedSheet


def count_without_source(sheets: Iterable[KeyedSheet]) -> tuple[tuple[str, int], ...]:
    """The sheets with entries whose source is missing: (name of the sheet, number of such entries)."""
    marks = [fold(mark) for mark in TO_CONFIRM]
    counts = ((sheet.name, _marked_count(sheet, marks)) for sheet in sheets if "source" in sheet.columns)
    return tuple((name, count) for name, count in counts if count)


def _marked_count(sheet: KeyedSheet, marks: list[str]) -> int:
    texts = [fold(sheet.text(row, "source")) for row in sheet.rows if not row.for_people]
    return sum(any(mark in text for mark in marks) for text in texts)
