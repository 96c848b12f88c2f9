"""Sheets of the form that are there once more: a second copy, another agency's, or a page without its keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from toolkit.form.form import INFO_KEYS
from toolkit.intake.account import Cells, is_blank, is_numbering
from toolkit.intake.lists import Listed
from toolkit.language.text import fold, toned
from toolkit.messages import forms
from toolkit.model import Agency, CellValue
from toolkit.model.periods import parse_period
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_name, cell_text
from toolkit.spreadsheet.workbook import RawSheet
from toolkit.values.cell import typed_text

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
        others = {s.name: named[1] for s in sheets if (named := self._names_another(s))}
        first = next((s for s in sheets if s.name not in others), sheets[0])
        return first, {name: other for name, other in others.items() if name != first.name}

    def _names_another(self, sheet: KeyedSheet) -> tuple[str, Agency] | None:
        """The other agency whose name the form printed on this sheet, and in which cell."""
        for index, cells in islice(sheet.lines(), _TOP):
            row = sheet.row(index, cells)
            for column, value in enumerate(row.cells) if row.for_people else ():
                found = self.reader.named.get(fold(value), ()) if isinstance(value, str) else ()
                if found[1:]:
                    found = tuple(a for a in found if toned(a.name) == toned(str(value))) or found
                if found and self.agency not in found:
                    return cell_name(row.index, column), found[0]
        return None

    def _read_copy(self, copy: KeyedSheet, first: KeyedSheet, other: Agency | None) -> None:
        """A sheet that is there a second time: all that is not printed on it,
        and how it differs from the one that is read."""
        known = frozenset() if other else frozenset(said for *_, said in _cells(first))
        texts = self.reader.texts(other) | self.reader.texts_naming(other) if other else frozenset()
        units = {indicator.unit for indicator in self.campaign.indicators}  # `%` has no letters to compare
        filled = [*self._strange_keys(copy, first)]
        differing = [*filled]
        for row, column, value, said in _cells(copy):
            margin = column in copy.people_columns
            printed = isinstance(value, str) and (fold(value) in texts or self.is_form_text(value) or value in units)
            if printed and (margin or row.for_people or said[1] in ("label", "unit")):
                continue
            if margin and is_numbering(value) and (other or copy.key == "statements"):
                continue
            computed = self.campaign.indicator_by_code.get(row.key)
            if said in known and (said[1] == "total" or (computed and computed.formula and said[1] != "note")):
                continue
            cell = (cell_name(row.index, column), value)
            filled.append(cell)
            if said not in known:
                differing.append(cell)
        code = "sheet-of-another" if other else "sheet-twice" if differing else "sheet-repeated"
        for at, value in filled:
            self.leave(copy.name, at, value, code)
        told = differing or [("A1", None)]
        cells = tuple(at for at, _ in differing)
        self.add(
            code,
            copy.name,
            told[0][0],
            value=typed_text(told[0][1]),
            cells=cells,
            count=len(cells),
            first=first.name,
            other=other.name if other else "",
        )

    def _strange_keys(self, copy: KeyedSheet, first: KeyedSheet) -> Iterator[tuple[str, CellValue]]:
        """What stands in the places of keys and is none of them."""
        if copy.key_column:
            return
        headings = first.columns.keys() | self.reader.columns[copy.key] | {FOR_PEOPLE}
        for column, value in enumerate(copy.raw.rows[0][1:], start=1):
            if not is_blank(value) and cell_text(value) not in headings and not parse_period(cell_text(value)):
                yield cell_name(0, column), value
        campaign = self.campaign
        known = {row.key for row in first.rows} | {*INFO_KEYS, FOR_PEOPLE} | campaign.indicator_by_code.keys()
        known |= {section.code for section in campaign.sections}
        for row in copy.rows:
            if row.key not in known and not is_blank(row.cells[0]):
                yield cell_name(row.index, 0), row.cells[0]

    def _read_page(self, raw: RawSheet, own: Listed) -> bool:
        """A page of the form that lost its keys: whatever is not printed there. False where it is no such page."""
        titles = {fold(forms.TITLES[key].say(lang)) for key in _PAGES for lang in ("vi", "en")}
        top = [v for cells in raw.rows[:_TOP] for v in cells if isinstance(v, str)]
        if not any(fold(value) in titles for value in top):
            return False
        self.leave_page(raw.name, enumerate(raw.rows), own)
        return True

    def leave_page(self, name: str, rows: Iterable[tuple[int, Sequence[CellValue]]], own: Listed) -> None:
        """List whatever the form does not print on a page without keys."""
        for row, cells in rows:
            said = [isinstance(v, str) and (fold(v) in own or self.is_form_text(v)) for v in cells]
            for column, value in enumerate(cells):
                if not is_blank(value) and not said[column] and not (any(said) and is_numbering(value)):
                    self.leave(name, cell_name(row, column), value, "unkeyed-content")


def _cells(sheet: KeyedSheet) -> Iterator[tuple[KeyedRow, int, CellValue, tuple[str, str, str]]]:
    """The filled cells under the keys, each with what it says of what: row key, column key, text."""
    names: Mapping[int, str] = {place: key for key, place in sheet.columns.items()}
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            if column != sheet.key_column and not is_blank(value):
                yield row, column, value, (row.key, names.get(column, FOR_PEOPLE), typed_text(value))
