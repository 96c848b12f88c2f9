"""Reads what people added to the present master.

Of a master that was not saved since it was drawn, no sheet is read but the hidden `toolkit:carried`: with the XML files
of the workbook it has all that goes on into the next master. A master that another program saved is compared with what
was drawn, which that hidden sheet records.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.parsers.expat import ExpatError

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.master.carry import settings
from toolkit.master.carry.added_sheets import notes_by_cell, read_added_sheets
from toolkit.master.carry.records import (
    CARRIED,
    NOTHING,
    AddedSheet,
    Area,
    Carried,
    ColumnLook,
    Lost,
    NamedCell,
    Note,
    RowAnchor,
    editable_text_in,
)
from toolkit.master.carry.rows import read_anchors
from toolkit.master.handwork import saved_by_another_program
from toolkit.messages.masters import SHEETS
from toolkit.model import EditedText
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.audit.book import BookSheet, WorkbookPart, open_book, targets_of
from toolkit.spreadsheet.audit.cells import CellNote
from toolkit.spreadsheet.audit.notes import cell_notes
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNames, base_key, keyed_sheet, sheet_key
from toolkit.spreadsheet.workbook import RawSheet, read_trusted
from toolkit.xlsx.filters import Filter

_UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED_OR_WITHOUT, ExpatError, ValueError, KeyError)
#: What openpyxl raises for a sheet that it cannot read.
_NOT_READ: tuple[type[Exception], ...] = (*_UNREADABLE, TypeError, AttributeError, IndexError, SyntaxError)
#: Very hidden sheets.
_HIDDEN = frozenset({"parts", "taken", "kept", "given", "carried"})
_PROPERTIES, _BOOK = "docProps/custom.xml", "xl/workbook.xml"
#: A reference to a cell of another sheet in a formula.
_REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'|([\w.]+))!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?[A-Z]{1,3}\$?([0-9]{1,7}))?"
)
#: Defined names of the toolkit.
_OUR_NAMES = frozenset({"themelabels"})


def read_carried(master: Path) -> Carried:
    """What people added to a master; nothing where there is none, or it cannot be read (which `read_edits` reports)."""
    if not master.is_file():
        return NOTHING
    try:
        with zipfile.ZipFile(master) as archive:
            resaved = saved_by_another_program(master)
            if not resaved and not _carries(archive, archive.namelist()):
                return NOTHING
            return _Reader(master, _Parts(archive), resaved).read()
    except _UNREADABLE:
        return replace(NOTHING, lost=(Lost("unreadable", master.name),))


def read_texts(master: Path) -> Mapping[str, EditedText]:
    """Only the texts of the leaders' page that the coordinator edited."""
    if not master.is_file():
        return {}
    try:
        with zipfile.ZipFile(master) as archive:
            resaved = saved_by_another_program(master)
            if not resaved and not _carries(archive, archive.namelist()):
                return {}
    except _UNREADABLE:
        return {}
    return _edited_texts(master, _recorded_rows(master))


def _carries(archive: zipfile.ZipFile, names: Sequence[str]) -> bool:
    """Whether a master that nobody has saved since it was drawn has anything to carry over into the next one."""
    return _PROPERTIES in names and CARRIED.encode() in archive.read(_PROPERTIES)


def _recorded_rows(master: Path) -> tuple[_Row, ...]:
    raw = read_trusted(master, SheetNames(SHEETS["carried"]))
    sheets = [sheet for sheet in map(keyed_sheet, raw or ()) if sheet is not None and sheet.key == "carried"]
    return tuple(
        _Row(*(sheet.text(row, column) for column in ("kind", "sheet", "place", "drawn", "typed", "basis")))
        for sheet in sheets[:1]
        for row in sheet.rows
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the hidden sheet: something that was drawn, and what people set in its place."""

    kind: str
    sheet: str
    name: str
    drawn: str
    typed: str
    basis: str


#: Keys of texts in older masters, with the present keys.
_NEW_KEYS = {"sentence": "conclusion"}


def _edited_texts(master: Path, record: Iterable[_Row]) -> dict[str, EditedText]:
    """The texts that differ from the drawn ones. A text that was cleared, or is as drawn, is no longer an edit."""
    rows = {row.name: row for row in record if row.kind == "text"}
    if not rows:
        return {}
    raw = read_trusted(master, SheetNames(SHEETS["summary"])) or ()
    if not any(sheet_key(sheet) == "summary" for sheet in raw):
        raw = read_trusted(master, None) or ()
    shown = next((_shown_texts(s) for s in map(keyed_sheet, raw) if s is not None and s.key == "summary"), {})
    edited = {}
    for key, row in rows.items():
        now = shown.get(key)
        if now is None or now == (row.typed or row.drawn):
            if row.typed:
                edited[key] = EditedText(key, row.typed, row.basis)
        elif now and now != row.drawn:
            edited[key] = EditedText(key, now, row.drawn)
    return {_NEW_KEYS.get(key, key): text._replace(key=_NEW_KEYS.get(key, key)) for key, text in edited.items()}


def _shown_texts(sheet: KeyedSheet) -> dict[str, str]:
    """The editable texts on the leaders' sheet, by their keys."""
    texts: dict[str, str] = {}
    for row in sheet.rows:
        key = editable_text_in(row.cells)
        if key == "headings":
            texts |= {f"section:{code}": sheet.text(row, code) for code in sheet.columns if code != "theme"}
            texts["themes"] = sheet.text(row, "theme")
        elif key:
            texts[key] = sheet.text(row, "theme")
    return texts


class _Parts(Mapping[str, bytes]):
    """The parts of a workbook. A part is read only when it is needed: most parts of a large master never are."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._names = archive, dict.fromkeys(archive.namelist())
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._read:
            self._read[name] = self._archive.read(name)
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Reader:
    """Reads one master."""

    def __init__(self, master: Path, parts: Mapping[str, bytes], resaved: bool) -> None:
        self.master, self.parts, self.resaved = master, parts, resaved
        book = open_book(parts)
        if book is None:
            raise ValueError("no workbook")
        self.book: WorkbookPart = book
        self.record = _recorded_rows(master)
        self.lost: list[Lost] = []
        self.raw: dict[str, RawSheet] = {}
        self.added, self.keys = self._added_sheets_and_keys()

    def read(self) -> Carried:
        notes = {name: of_sheet for name, of_sheet in cell_notes(self.parts, self.book).items() if of_sheet}
        names = settings.defined_names(self.parts[_BOOK]) if _BOOK in self.parts else []
        sheets = self._added_sheets(notes, names)
        areas, columns, filters = self._settings(names)
        return Carried(
            sheets=tuple(sheets),
            names=tuple(self._added_names(names)),
            notes=tuple(self._anchored_notes(notes)),
            columns=columns,
            filters=filters,
            areas=areas,
            texts=_edited_texts(self.master, self.record),
            references=tuple(self._cells_referred_to(sheets)),
            lost=tuple(self.lost),
        )

    # -- which sheets are added --

    def _added_sheets_and_keys(self) -> tuple[list[BookSheet], dict[str, str]]:
        """The added sheets, and the keys of our sheets by their names.

        A sheet with a usual name is ours, whatever was done to it, and so is a sheet of a table with the name under
        which it was drawn. A sheet with another name is ours if it has a key that no other sheet has.
        """
        drawn = {row.sheet for row in self.record if row.kind == "widths"} | _HIDDEN
        tables = {row.name: row.sheet for row in self.record if row.kind == "name"}
        keys = {sheet.name: tables.get(sheet.name) or _key_named(sheet.name) for sheet in self.book.sheets}
        added_names = {row.name for row in self.record if row.kind == "sheet"}
        keys = {
            name: key
            for name, key in keys.items()
            if key and name not in added_names and (key in drawn or not self.record)
        }
        twice = [name for name, key in keys.items() if list(keys.values()).count(key) > 1]
        for name, raw in self._raw_sheets(twice).items():
            if sheet_key(raw) != keys[name]:
                del keys[name]
        odd = [sheet for sheet in self.book.sheets if sheet.name not in keys]
        worksheets = [sheet for sheet in odd if sheet.kind == "worksheet"]
        self.lost += [Lost("sheets", sheet.name) for sheet in odd if sheet.kind != "worksheet"]
        heads = self._raw_sheets([sheet.name for sheet in worksheets]) if worksheets and self.resaved else {}
        added: list[BookSheet] = []
        for sheet in worksheets:
            key = sheet_key(heads[sheet.name]) if sheet.name in heads else ""
            if key and key not in keys.values():
                keys[sheet.name] = key
            else:
                added.append(sheet)
        return added, keys

    def _raw_sheets(self, names: Sequence[str]) -> dict[str, RawSheet]:
        if any(name not in self.raw for name in names):
            # All sheets of a master that was saved are needed: reading all at once costs less than reading each.
            wanted = None if self.resaved else set(names)
            self.raw |= {sheet.name: sheet for sheet in read_trusted(self.master, wanted) or ()}
        return {name: self.raw[name] for name in names if name in self.raw}

    # -- added sheets --

    def _added_sheets(
        self, notes: Mapping[str, Sequence[CellNote]], names: list[settings.DefinedName]
    ) -> list[AddedSheet]:
        if not self.added:
            return []
        listed, after = [], ""
        added = {sheet.name for sheet in self.added}
        for sheet in self.book.sheets:
            if sheet.name in added:
                listed.append((sheet, after))
            elif self.keys.get(sheet.name, "") not in ("", *_HIDDEN):
                after = self.keys[sheet.name]
        try:
            read, lost = read_added_sheets(self.parts, listed, notes, self._shared_parts())
        except _NOT_READ:
            self.lost.append(Lost("unreadable", ", ".join(sheet.name for sheet, _ in listed)))
            return []
        self.lost += lost
        return [self._with_print_setup(sheet, names) for sheet in read]

    def _shared_parts(self) -> tuple[str, str]:
        """The names of the parts with strings and with styles."""
        relations = targets_of(self.parts.get("xl/_rels/workbook.xml.rels", b""), "xl")
        by_kind = dict(relations.values())
        return by_kind.get("sharedStrings", ""), by_kind.get("styles", "")

    def _with_print_setup(self, sheet: AddedSheet, names: list[settings.DefinedName]) -> AddedSheet:
        """The sheet with its print area and the rows and columns printed on each page."""
        number = next(n for n, listed in enumerate(self.book.sheets) if listed.name == sheet.name)
        setup = sheet.printing
        for name, added, formula in names:
            if added != number:
                continue
            if name == settings.PRINT_AREA and settings.area_of(formula):
                setup = replace(setup, area=formula.rpartition("!")[2].replace("$", ""))
            elif name == "_xlnm.Print_Titles":
                pieces = [piece.rpartition("!")[2].replace("$", "") for piece in formula.split(",")]
                rows = next((p for p in pieces if p.replace(":", "").isdigit()), "")
                columns = next((p for p in pieces if p.replace(":", "").isalpha()), "")
                setup = replace(setup, rows=rows, columns=columns)
        return replace(sheet, printing=setup)

    def _added_names(self, names: list[settings.DefinedName]) -> Iterator[tuple[str, str]]:
        for name, sheet, formula in names:
            if name.startswith("_xlnm.") or name.casefold() in _OUR_NAMES or name.startswith("_xleta"):
                continue
            if sheet is not None or "[" in formula or "#REF!" in formula or not formula:
                self.lost.append(Lost("names", f"{name} = {formula}"))
            else:
                yield name, formula

    def _cells_referred_to(self, sheets: Iterable[AddedSheet]) -> Iterator[NamedCell]:
        """The cells of our sheets to which formulas of added sheets refer."""
        known: dict[str, list[RowAnchor]] = {}
        for sheet in sheets:
            for cell in sheet.cells:
                for quoted, plain, letters, first, last in _REFERENCE.findall(cell.formula):
                    name = quoted.replace("''", "'") or plain
                    if self.keys.get(name, "") in ("", *_HIDDEN):
                        continue
                    if name not in known:
                        raw = self._raw_sheets([name]).get(name)
                        known[name] = read_anchors(self.keys[name], raw)[0] if raw else []
                    for row in dict.fromkeys(int(number) for number in (first, last) if number):
                        if 0 < row <= len(known[name]):
                            at = cell_name(cell.row, cell.column)
                            yield NamedCell(sheet.name, at, known[name][row - 1], f"{name}!{letters}{row}")

    # -- notes --

    def _anchored_notes(self, notes: Mapping[str, Sequence[CellNote]]) -> Iterator[Note]:
        for name, of_sheet in notes.items():
            key = self.keys.get(name, "")
            if key in ("", *_HIDDEN):
                continue
            raw = self._raw_sheets([name]).get(name)
            rows, columns = read_anchors(key, raw) if raw else ([], {})
            keys = {number: column for column, number in columns.items()}
            for (row, column), author, text in notes_by_cell(of_sheet):
                anchor = rows[row] if row < len(rows) else RowAnchor(base_key(key), ("#", ""), 0, row)
                cell = cell_name(row, column)
                yield Note(anchor, keys.get(column, ""), column, author, text, name, cell)

    # -- widths, filters, print areas --

    def _settings(
        self, names: list[settings.DefinedName]
    ) -> tuple[dict[str, Area], dict[str, dict[str, ColumnLook]], dict[str, dict[str, Filter]]]:
        areas: dict[str, Area] = {}
        columns: dict[str, dict[str, ColumnLook]] = {}
        filters: dict[str, dict[str, Filter]] = {}
        for row in self.record:
            if row.kind == "column":
                columns.setdefault(row.sheet, {})[row.name] = ColumnLook(*json.loads(row.typed))
            elif row.kind == "filter":
                values, blank, tests, both = json.loads(row.typed)
                filters.setdefault(row.sheet, {})[row.name] = Filter(
                    tuple(values), blank, tuple((o, v) for o, v in tests), both
                )
            elif row.kind == "area" and row.typed:
                areas[row.sheet] = _parsed_area(row.typed)
        if self.resaved:
            self._add_new_settings(names, areas, columns, filters)
        return areas, columns, filters

    def _add_new_settings(
        self,
        names: list[settings.DefinedName],
        areas: dict[str, Area],
        columns: dict[str, dict[str, ColumnLook]],
        filters: dict[str, dict[str, Filter]],
    ) -> None:
        """Add the settings that people changed since the master was drawn."""
        drawn = {row.sheet: json.loads(row.drawn) for row in self.record if row.kind == "widths"}
        drawn_areas = {row.sheet: row.drawn for row in self.record if row.kind == "area"}
        sheet_names = {n: sheet.name for n, sheet in enumerate(self.book.sheets)}
        now_areas = dict(settings.print_areas(names, sheet_names))
        for sheet in self.book.sheets:
            key = self.keys.get(sheet.name, "")
            if key in ("", *_HIDDEN) or key not in drawn or sheet.part not in self.parts:
                continue
            keys = self._column_keys(sheet)
            xml = self.parts[sheet.part]
            self._add_new_widths(key, keys, settings.columns_of(xml), drawn[key], columns)
            known, unknown = settings.filters_of(xml)
            filters.pop(key, None)
            named = {keys[number]: chosen for number, chosen in known.items() if number in keys}
            if named:
                filters[key] = named
            self.lost += [Lost("filters", f"{sheet.name}: {cell_name(3, number)}") for number in unknown]
            self._add_new_area(sheet.name, key, keys, now_areas.get(sheet.name, ""), drawn_areas.get(key, ""), areas)

    def _column_keys(self, sheet: BookSheet) -> dict[int, str]:
        """The keys of a sheet's columns, by their present numbers."""
        raw = self._raw_sheets([sheet.name]).get(sheet.name)
        return {number: column for column, number in column_numbers(raw).items()} if raw else {}

    def _add_new_widths(
        self,
        key: str,
        keys: Mapping[int, str],
        now: Mapping[int, ColumnLook],
        drawn: Mapping[str, Sequence[int]],
        columns: dict[str, dict[str, ColumnLook]],
    ) -> None:
        common = drawn.get("*")
        carried = columns.setdefault(key, {})
        for number, column in keys.items():
            was = drawn.get(column, common)
            if was is None:
                continue
            usual, look = ColumnLook(was[0], bool(was[1])), now.get(number)
            shown = carried.get(column, usual)
            if look is None or settings.is_as_drawn(look, shown):
                continue
            if settings.is_as_drawn(look, usual):
                carried.pop(column, None)
            else:
                carried[column] = ColumnLook(shown.pixels if look.hidden else look.pixels, look.hidden)
        if not carried:
            del columns[key]

    def _add_new_area(
        self, name: str, key: str, keys: Mapping[int, str], now: str, drawn: str, areas: dict[str, Area]
    ) -> None:
        shown = now.rpartition("!")[2].replace("$", "")
        if shown == drawn:
            return
        areas.pop(key, None)
        area = settings.area_of(now)
        if not now:
            return
        if area is None:
            self.lost.append(Lost("areas", f"{name}: {shown}"))
            return
        row, column, last_row, last_column = area
        rows = read_anchors(key, self._raw_sheets([name])[name])[0]
        base = base_key(key)
        first = rows[row] if row < len(rows) else RowAnchor(base, ("#", ""), 0, row)
        last = None if last_row >= len(rows) - 1 else rows[last_row]
        ends = keys.get(column, column), keys.get(last_column, last_column)
        areas[key] = Area(first, last, ends, name, shown)


def column_numbers(raw: RawSheet) -> dict[str, int]:
    """The numbers of a sheet's columns, by key."""
    sheet = keyed_sheet(raw)
    return dict(sheet.columns) if sheet is not None else {}


def _key_named(name: str) -> str:
    """The key of the sheet that usually has this name, with the number of its page."""
    plain, _, number = name.rpartition(" ")
    for key, names in SHEETS.items():
        if name in names:
            return key
        if number.isdecimal() and plain in names:
            return f"{key}:{number}"
    return ""


def filter_text(chosen: Filter) -> str:
    """A filter as it is stored in the hidden sheet."""
    return json.dumps([chosen.values, chosen.blank, chosen.tests, chosen.both], ensure_ascii=False)


def _parsed_area(text: str) -> Area:
    first, last, columns, sheet, cells = json.loads(text)
    return Area(_parsed_anchor(first), _parsed_anchor(last) if last else None, (columns[0], columns[1]), sheet, cells)


def _parsed_anchor(fields: Sequence[object]) -> RowAnchor:
    key, texts, turn, row = fields
    return RowAnchor(str(key), tuple(texts), int(turn), int(row))  # type: ignore[call-overload, arg-type]


def area_text(area: Area) -> str:
    """A print area as it is stored in the hidden sheet."""
    return json.dumps(area, ensure_ascii=False)
