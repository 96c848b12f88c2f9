"""Where a form's hidden keys are gone: the same sheet, read by its headings and labels.

A sheet copied as values into a new file, or from which the hidden row or column was deleted, still shows
its titles, column headings, labels and codes. They are matched exactly (after folding) or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from toolkit.census_cells import Place
from toolkit.form import INFO_KEYS, UNPLACED
from toolkit.keyed import FOR_PEOPLE, KeyedRow, KeyedSheet, cell_text
from toolkit.messages import Text, forms
from toolkit.model import Agency, Campaign, CellValue, Language
from toolkit.periods import period_label
from toolkit.text import fold
from toolkit.workbook import RawSheet

_LANGUAGES: tuple[Language, ...] = ("vi", "en")
#: Headings and keys stand within so many rows from the top.
_TOP = 15
_SHEETS = ("info", "figures", "statements")


def _folded(text: Text) -> set[str]:
    return {fold(text.say(language)) for language in _LANGUAGES}


@dataclass(slots=True)
class Labels:
    """What the forms of one campaign show, and the keys it stands for."""

    campaign: Campaign
    _rows: dict[str, dict[str, str]] = field(default_factory=dict)
    _columns: dict[str, dict[str, str]] = field(default_factory=dict)
    _titles: dict[str, str] = field(default_factory=dict)
    _codes: frozenset[str] = frozenset()
    _spelt: dict[str, list[str]] = field(default_factory=dict)
    _agencies: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in _SHEETS:
            for text in _folded(forms.TITLES[key]) | _folded(forms.SHEETS[key]):
                self._titles[text] = key
        self._columns = {
            "info": self._headings({"detail": "label", "value": "value"}),
            "figures": self._headings({k: k for k in ("label", "unit", "total", "note")} | {"code": FOR_PEOPLE}),
            "statements": self._headings({k: k for k in ("theme", "text", "evidence")} | {"number": FOR_PEOPLE}),
        }  # fmt: skip
        for period in self.campaign.periods:
            for name in (period.key, *(period_label(period, language) for language in _LANGUAGES)):
                self._columns["figures"][fold(name)] = period.key
        self._codes = frozenset(
            (
                *INFO_KEYS,
                UNPLACED,
                *(i.code for i in self.campaign.indicators),
                *(s.code for s in self.campaign.sections),
            )
        )
        self._rows = {
            "info": {text: key for key in INFO_KEYS for text in _folded(forms.INFO[key])},
            "figures": self._indicators(),
            "statements": self._sections(),
        }

    def _headings(self, keys: dict[str, str]) -> dict[str, str]:
        return {text: key for name, key in keys.items() for text in _folded(forms.COLUMNS[name])}

    def _indicators(self) -> dict[str, str]:
        """Labels and codes of indicators; a label that two of them share names neither."""
        found: dict[str, str] = {}
        for indicator in self.campaign.indicators:
            for name in (indicator.label, indicator.label + forms.REQUIRED_MARK):
                text = fold(name)
                found[text] = "" if found.get(text, indicator.code) != indicator.code else indicator.code
        found.update({fold(i.code): i.code for i in self.campaign.indicators})
        return {text: code for text, code in found.items() if code}

    def _sections(self) -> dict[str, str]:
        found = dict.fromkeys(_folded(forms.UNPLACED), UNPLACED)
        for section in self.campaign.sections:
            found[fold(section.heading)] = section.code
        return found

    def agency_named(self, typed: str) -> Agency | None:
        """The agency that is written so: abbreviations spelt out or not, with or without what most names begin with
        (`Ủy ban nhân dân`), whatever the signs and blanks. None where it is none, or several.
        """
        if not self._agencies:
            self._agencies = self._names()
        found = self._agencies.get("".join(self._spelt_out(typed)), set())
        return self.campaign.agency_by_code[next(iter(found))] if len(found) == 1 else None

    def _names(self) -> dict[str, set[str]]:
        names: dict[str, set[str]] = {}
        for agency in self.campaign.agencies:
            own = self._spelt_out(agency.name)
            begins = max((m for m in self._spelt.values() if own[: len(m)] == m and len(own) > len(m) + 1), key=len, default=[])  # fmt: skip
            for name in (agency.name, agency.short_name, agency.code, *agency.aliases):
                words = self._spelt_out(name)
                rest = words[len(begins) :] if words[: len(begins)] == begins else words
                for form in (words, rest, begins + rest):
                    if form:
                        names.setdefault("".join(form), set()).add(agency.code)
        return names

    def _spelt_out(self, name: str) -> list[str]:
        """The name's words, folded, with the definition's abbreviations spelt out."""
        if not self._spelt:
            short = {
                fold(w.text): fold(w.means).split() for w in self.campaign.words if w.kind == "abbreviation"
            }
            self._spelt = {text: means for text, means in short.items() if len(means) > 1} or {"": []}
        return [w for word in fold(name).split() for w in self._spelt.get(word) or [word]]

    def match(self, raw: RawSheet) -> KeyedSheet | None:
        """The sheet with keys made from what it shows, or None if it is not one of the form's."""
        key = self._titles.get(fold(raw.name), "")
        for cells in raw.rows[:_TOP]:
            for value in cells:
                key = (
                    self._titles.get(fold(cell_text(value)), "")
                    if isinstance(value, str) and not key
                    else key
                )
        if not key:
            return None
        header, columns, people = self._header(raw, key)
        if not columns:
            return None
        keyed = self._key_column(raw, key)
        rows = [
            self._row(key, index, cells, header, keyed)
            for index, cells in enumerate(raw.rows)
            if not self._names_columns(key, cells)
        ]
        if key == "statements":
            rows = self._sectioned(rows)
        return KeyedSheet(key, raw.name, columns, tuple(people), raw, matched=tuple(rows), key_column=keyed)

    def mended(
        self, sheet: KeyedSheet, asked: Collection[str], *, overtyped: bool
    ) -> tuple[KeyedSheet, list[Place]]:
        """The sheet with keys that are gone here and there taken from what it shows, and where they should stand.

        `asked`: the row keys that it must have. `overtyped`: whether a word that is no key stands in the place of one,
        and is not a key of an earlier form.
        """
        known = {FOR_PEOPLE, *self._columns[sheet.key].values()}
        top = sheet.raw.rows[0]
        _, found, people = self._header(replace(sheet.raw, rows=sheet.raw.rows[1:]), sheet.key)
        columns, places = dict(sheet.columns), []
        for name, place in (*found.items(), *((FOR_PEOPLE, place) for place in people)):
            stands = cell_text(top[place]) if 0 < place < len(top) else FOR_PEOPLE
            if name not in columns and (not stands or (overtyped and stands not in known)):
                columns = {key: p for key, p in columns.items() if p != place}
                places.append((0, place))
                if name != FOR_PEOPLE:
                    columns[name] = place
        rows = []
        present, label = {row.key for row in sheet.rows}, columns.get("label", -1)
        for row in sheet.rows:
            value = row.cells[label] if 0 <= label < len(row.cells) else None
            code = self._rows[sheet.key].get(fold(value), "") if isinstance(value, str) else ""
            lost = row.key not in known and row.key not in self._codes if overtyped else not row.key
            if lost and code in asked and code not in present:
                places.append((row.index, 0))
                present.add(code)
                row = row._replace(key=code)
            rows.append(row)
        added = (place for at, place in places if at == 0 and place not in columns.values())
        mended = replace(sheet, columns=columns, people_columns=(*sheet.people_columns, *added), matched=tuple(rows))  # fmt: skip
        return mended, places

    def _header(self, raw: RawSheet, key: str) -> tuple[int, dict[str, int], list[int]]:
        """The row that names the columns (by keys or headings), the columns, and those for people."""
        if key == "info":
            return self._info_columns(raw)
        wanted = self._columns[key]
        own = set(wanted.values())
        for index, cells in enumerate(raw.rows[:_TOP]):
            columns: dict[str, int] = {}
            people: list[int] = []
            for place, value in enumerate(cells):
                text = cell_text(value)
                name = text if text in own else wanted.get(fold(text), "") if text else ""
                if name == FOR_PEOPLE:
                    people.append(place)
                elif name:
                    columns.setdefault(name, place)
            if len(columns) >= 2:
                return index, columns, people
        return -1, {}, []

    def _names_columns(self, key: str, cells: Sequence[CellValue]) -> bool:
        """Whether a row holds column keys only: what is left of the hidden first row."""
        own = {FOR_PEOPLE, *self._columns[key].values()}
        texts = [cell_text(v) for v in cells if v is not None]
        return bool(texts) and all(t in own for t in texts)

    def _shows_headings(self, key: str, cells: Sequence[CellValue]) -> bool:
        """Whether a row holds column headings only, as the form prints them."""
        texts = [fold(v) for v in cells if isinstance(v, str)]
        return len(texts) > 1 and all(t in self._columns[key] for t in texts)

    def _info_columns(self, raw: RawSheet) -> tuple[int, dict[str, int], list[int]]:
        """The report details have no headings: labels stand left of what is filled in, hints right of it."""
        for index, cells in enumerate(raw.rows[:_TOP]):
            for place, value in enumerate(cells):
                if isinstance(value, str) and fold(value) in self._rows["info"]:
                    return index - 1, {"label": place, "value": place + 1}, [place + 2]
        return -1, {}, []

    def _key_column(self, raw: RawSheet, key: str) -> int:
        """0 where column A still holds the row keys, else -1."""
        known = {FOR_PEOPLE, UNPLACED, *self._rows[key].values()}
        first = [cell_text(cells[0]) for cells in raw.rows if cells and cells[0] is not None]
        # The codes shown beside the labels are no key column: only that has the mark for people.
        return (
            0
            if first.count(FOR_PEOPLE) > 2 and sum(text in known for text in first) > len(first) * 0.8
            else -1
        )

    def _row(self, key: str, index: int, cells: Sequence[CellValue], header: int, keyed: int) -> KeyedRow:
        values = list(cells)
        if keyed == 0:
            return KeyedRow(cell_text(values[0]) if values else "", index, values)
        if index <= header or self._shows_headings(key, values):
            return KeyedRow(FOR_PEOPLE, index, values)
        if key == "statements":
            return KeyedRow("", index, values)
        for value in values:
            code = self._rows[key].get(fold(value), "") if isinstance(value, str) else ""
            if code:
                return KeyedRow(code, index, values)
        return KeyedRow(FOR_PEOPLE, index, values)

    def _sectioned(self, rows: list[KeyedRow]) -> list[KeyedRow]:
        """Lines of the narrative take the section of the heading above them."""
        made: list[KeyedRow] = []
        current = ""
        for row in rows:
            if row.key:
                made.append(row)
                continue
            texts = [fold(v) for v in row.cells if isinstance(v, str)]
            heading = next((c for t in texts if (c := self._heading(t))), "")
            if heading and len(texts) == 1:
                current = heading
                made.append(KeyedRow(FOR_PEOPLE, row.index, row.cells))
            else:
                made.append(KeyedRow(current, row.index, row.cells))
        return made

    def _heading(self, text: str) -> str:
        """The section that a heading of the form names, with or without its number."""
        number, _, rest = text.partition(" ")
        return self._rows["statements"].get(text) or (self._rows["statements"].get(rest, "") if number.isdigit() else "")  # fmt: skip
