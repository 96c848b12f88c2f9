"""Sheets of the form that are there once more: a second copy, another agency's, or a page without its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.form import COPIES
from toolkit.intake_cells import Cells, is_blank, is_numbering
from toolkit.intake_lists import Listed
from toolkit.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name
from toolkit.messages import forms
from toolkit.model import Agency, CellValue
from toolkit.text import fold
from toolkit.values import typed_text
from toolkit.workbook import RawSheet

#: The form's pages that hold nothing to type.
_PAGES = ("guide", "to_fix")
#: A page's title stands within so many rows from the top.
_TOP = 3


class CopiesReading(Cells):
    """Reads what sheets hold that say the same once more."""

    def _sheet_to_read(self, sheets: Sequence[KeyedSheet]) -> tuple[KeyedSheet, dict[str, Agency]]:
        """Of sheets with the same key the one that is read, and whose the others are that name another agency.

        The first that names no other agency; where all do, the first.
        """
        others = {s.name: other for s in sheets if (other := self._names_another(s))}
        first = next((s for s in sheets if s.name not in others), sheets[0])
        return first, {name: other for name, other in others.items() if name != first.name}

    def _names_another(self, sheet: KeyedSheet) -> Agency | None:
        """The other agency whose name the form printed on this sheet."""
        for row in sheet.rows[:_TOP]:
            for value in row.cells[1:] if row.for_people else ():
                found = self.reader.named.get(fold(value)) if isinstance(value, str) else None
                if found is not None and found != self.agency:
                    return found
        return None

    def _read_copy(self, copy: KeyedSheet, first: KeyedSheet, other: Agency | None) -> None:
        """A sheet that is there a second time: what it holds besides what is read, or all, where it is another agency's."""
        code = "sheet-of-another" if other else COPIES[0]
        known = frozenset() if other else frozenset(_said(first))
        texts = self.reader.texts(other) | self.reader.texts_naming(other) if other else frozenset()
        units = {indicator.unit for indicator in self.campaign.indicators}  # `%` has no letters to compare
        before = len(self.leftovers)
        for row, column, value, said in _cells(copy):
            margin = column in copy.people_columns or row.for_people
            numbered = (
                column in copy.people_columns and is_numbering(value) and (other or copy.key == "statements")
            )
            inside = margin or column in (copy.columns.get("label"), copy.columns.get("unit"))
            own = isinstance(value, str) and (
                fold(value) in texts or self.is_form_text(value) or value in units
            )
            printed = inside and own
            if said not in known and not numbered and not printed:
                self.leave(copy.name, cell_name(row.index, column), value, code)
        left = self.leftovers[before:]
        cells = tuple(x.cell for x in left)
        at, value = (left[0].cell, left[0].value) if left else ("A1", "")
        if other:
            self.add(code, copy.name, at, value=value, cells=cells, count=str(len(left)), other=other.name, sheets=first.name)  # fmt: skip
        elif left:
            self.add(code, copy.name, at, value=value, cells=cells, count=str(len(left)), first=first.name)
        else:
            self.add("sheet-repeated", copy.name, "A1", first=first.name)

    def _read_page(self, raw: RawSheet, own: Listed) -> bool:
        """A page of the form that lost its keys: whatever is not printed there. False where it is no such page."""
        titles = {fold(forms.TITLES[key].say(lang)) for key in _PAGES for lang in ("vi", "en")}
        top = [v for cells in raw.rows[:_TOP] for v in cells if isinstance(v, str)]
        if not any(fold(value) in titles for value in top):
            return False
        for row, cells in enumerate(raw.rows):
            said = [isinstance(v, str) and (fold(v) in own or self.is_form_text(v)) for v in cells]
            for column, value in enumerate(cells):
                if not is_blank(value) and not said[column] and not (any(said) and is_numbering(value)):
                    self.leave(raw.name, cell_name(row, column), value, "unkeyed-content")
        return True


def _cells(sheet: KeyedSheet) -> Iterator[tuple[KeyedRow, int, CellValue, tuple[str, str, str]]]:
    """The filled cells under the keys, each with what it says of what: row key, column key, text."""
    names: Mapping[int, str] = {place: key for key, place in sheet.columns.items()}
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            if column != sheet.key_column and not is_blank(value):
                yield row, column, value, (row.key, names.get(column, FOR_PEOPLE), typed_text(value))


def _said(sheet: KeyedSheet) -> Iterator[tuple[str, str, str]]:
    return (said for *_, said in _cells(sheet))
