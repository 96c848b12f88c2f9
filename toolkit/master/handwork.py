"""Finds what people typed into a master outside the coordinator's columns: the next merge does not carry it over.

A master that another program has saved (which the dates in the zip show) is compared with the same master as it was
drawn, cell by cell.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.parsers.expat import ExpatError

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.files.holding import open_to_read
from toolkit.files.zipping import WRITTEN
from toolkit.master.carry.records import editable_text_in
from toolkit.master.edits import COLUMNS
from toolkit.master.recognising import drawing_of
from toolkit.master.table_keys import is_yellow
from toolkit.model import CellValue
from toolkit.spreadsheet.addresses import Position, cell_name, cell_position
from toolkit.spreadsheet.audit.book import WorkbookPart, open_book
from toolkit.spreadsheet.audit.cells import CellNote
from toolkit.spreadsheet.audit.notes import cell_notes
from toolkit.spreadsheet.keyed import base_key, cell_text, sheet_key, table_of
from toolkit.spreadsheet.workbook import RawSheet, read_trusted
from toolkit.xlsx.strict import clipped

#: Columns that a merge carries over, by the key of their sheet.
CARRIED: Mapping[str, frozenset[str]] = {
    "groups": frozenset(COLUMNS),
    "sources": frozenset({"decision", "assigned_agency"}),
    "figures": frozenset({"corrected_value", "corrected_by", "reason"}),
    "findings": frozenset({"accepted_by", "reason"}),
    "status": frozenset({"reviewed_by", "reviewed_on"}),
}
#: Sheets with blank rows for the coordinator to fill in, which are carried over; and the column that stays blank there.
_FREE = {"figures": "state"}
#: Very hidden sheets.
_HIDDEN = frozenset({"parts", "taken", "kept", "given", "carried"})
#: The number of cells of a sheet that are named; the number of missing rows with which a changed row is compared, and
#: of cells that differ from the row in the same position where it is compared with no other.
_NAMED, _COMPARED, _TYPED_OVER = 8, 200, 1
#: The number of characters quoted of a cell.
_QUOTED = 60
_UNREADABLE: tuple[type[Exception], ...] = (*DAMAGED_OR_WITHOUT, ExpatError, ValueError)
_FORMULA = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)")
#: Replaces the value of a formula's cell in a line.
_CALCULATED = "="
#: The parts of a workbook that list its sheets.
_BOOK_PARTS = frozenset({"xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"})
_ADDRESS = re.compile(rb'\br="([A-Z]+[0-9]+)"')


@dataclass(frozen=True, slots=True)
class HandWork:
    """Changes in a master since it was drawn, in words that name sheets and cells; "" where there are none."""

    cells: str = ""
    """Cells that were typed over, filled or cleared."""
    rows: str = ""
    """Sheets with deleted rows, and their number."""
    notes: str = ""
    """Cells with new text boxes and pictures."""
    known: bool = True
    """Whether the changes are known; else the master was saved, and what was drawn is not known."""


def saved_by_another_program(master: Path) -> bool:
    """Whether a program such as Excel saved the file after the merge wrote it."""
    try:
        with open_to_read(master) as file, zipfile.ZipFile(file) as archive:
            return any(part.date_time != WRITTEN for part in archive.infolist())
    except DAMAGED_OR_WITHOUT:
        return False


def hand_work(master: Path, drawn: Path | None) -> HandWork | None:
    """The changes that people made in a master and that the next merge would lose; None where there are none.

    `drawn`: the master as a merge drew it. If it is missing, or belongs to an earlier master, `known` is False.
    """
    if not saved_by_another_program(master):
        return None
    drawing = drawing_of(master)
    if drawn is None or not drawing or drawing_of(drawn) != drawing:
        return HandWork(known=False)
    now, then = read_trusted(master, None), read_trusted(drawn, None)
    if now is None or then is None:
        return HandWork(known=False)
    try:
        changes = _compared(master, drawn, now, then)
    except _UNREADABLE:
        return HandWork(known=False)
    return changes if changes != HandWork() else None


def _compared(master: Path, drawn: Path, now: Sequence[RawSheet], then: Sequence[RawSheet]) -> HandWork:
    known = {sheet_key(sheet): sheet for sheet in then}
    cells, gone = [], []
    for sheet in now:
        key = sheet_key(sheet)
        before = known.pop(key, None) if key else None
        if before is not None and key not in _HIDDEN:
            places, deleted = _compared_sheet(before, sheet, base_key(key), drawn, master)
            # Rows with editable texts are carried over.
            places = [p for p in places if p[0] >= len(sheet.rows) or not editable_text_in(sheet.rows[p[0]])]
            if places:
                cells.append(f"{sheet.name}: {_listed(_typed(sheet, position) for position in places)}")
            if deleted:
                gone.append(f"{sheet.name} ({deleted})")
    return HandWork(
        "; ".join(cells), "; ".join(gone), _new_notes(master, drawn, {sheet.name for sheet in now if sheet_key(sheet)})
    )


def _typed(sheet: RawSheet, position: Position) -> str:
    """A cell by its address, with what was typed there."""
    row, column = position
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    value = cell_text(cells[column]) if column < len(cells) else ""
    return (
        f"{cell_name(row, column)} “{clipped(' '.join(value.split()), _QUOTED)}”" if value else cell_name(row, column)
    )


def _listed(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:_NAMED]) + (f" … (+{len(distinct) - _NAMED})" if len(distinct) > _NAMED else "")


def _compared_sheet(then: RawSheet, now: RawSheet, key: str, drawn: Path, master: Path) -> tuple[list[Position], int]:
    """The result of `_differing`; formulas are read only where a sheet's values differ."""
    if then.rows == now.rows or _differing(_Sheet(then, {}), _Sheet(now, {}), key) == ([], 0):
        return [], 0
    return _differing(_Sheet(then, _formulas(drawn, then.name)), _Sheet(now, _formulas(master, now.name)), key)


# --- Cells -----------------------------------------------------------------------------------------

_Line = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's cells, and their formulas as stored (blank where a cell shares another one's)."""

    raw: RawSheet
    formulas: Mapping[Position, bytes]

    def line(self, row: int, columns: Sequence[int | None], skipped: Iterable[int]) -> _Line:
        """The values of a row by column; for a formula only that it is one, since its result was not typed."""
        cells = self.raw.rows[row]
        line = [
            None
            if c is None
            else _CALCULATED
            if (row, c) in self.formulas
            else _plain(cells[c])
            if c < len(cells)
            else None
            for c in columns
        ]
        for n in skipped:
            line[n] = None
        return tuple(line)

    def has_new_formula(self, drawn: _Sheet, position: Position) -> bool:
        """Whether a drawn formula was replaced by one with another result."""
        now, then = self.formulas.get(position), drawn.formulas.get(position)
        if not now or not then or _formula(now) == _formula(then):
            return False
        row, column = position
        value = _plain(self.raw.rows[row][column])
        return value is not None and value != _plain(drawn.raw.rows[row][column])


def _differing(then: _Sheet, now: _Sheet, key: str) -> tuple[list[Position], int]:
    """The cells that differ, and the number of rows that are gone. Rows are matched by their values, wherever they are
    now. `key`: the key of the sheet's table."""
    before, rows = then.raw.rows, now.raw.rows
    head = [_plain(v) for v in before[0]]
    carried = frozenset(k for k in head if k and is_yellow(k)) if table_of(key) else CARRIED.get(key, frozenset())
    columns = _columns(head, [_plain(v) for v in rows[0]] if rows else [])
    extra = sorted(set(range(max(map(len, rows), default=0))) - set(columns))
    skipped = {n for n, key in enumerate(head) if key in carried}
    moved = bool(extra) or columns != list(range(len(head)))
    unlike = [n for n in range(max(len(before), len(rows))) if moved or before[n : n + 1] != rows[n : n + 1]]
    as_drawn = list(range(len(head)))
    drawn = {n: then.line(n, as_drawn, skipped) for n in unlike if n < len(before)}
    lines = {n: now.line(n, columns, skipped) for n in unlike if n < len(rows)}
    if (free := _FREE.get(key, "")) in head:
        drawn, lines = (_without_free_rows(rows_of, head.index(free)) for rows_of in (drawn, lines))
    missing, changed = _without(drawn, lines), _without(lines, drawn)
    places: list[Position] = []
    for n in sorted(changed, key=lambda n: (n not in missing, n)):  # rows in their old position first
        was = _row_before(n, changed[n], missing)
        line = missing.pop(was) if was is not None else (None,) * len(head)
        differ = (c for c, (a, b) in enumerate(zip(line, changed[n], strict=True)) if a != b)
        places += [(n, c if (at := columns[c]) is None else at) for c in differ]
    for n in [n for n in missing if n in lines and not any(lines[n])]:
        places += [(n, c) for c, value in enumerate(missing.pop(n)) if value is not None]
    places += [(n, c) for n, row in enumerate(rows) for c in extra if c < len(row) and _plain(row[c]) is not None]
    if not moved:
        places += [
            (n, c)
            for n in unlike
            if drawn.get(n) == lines.get(n)
            for c in as_drawn
            if now.has_new_formula(then, (n, c))
        ]
    return sorted(places), len(missing)


def _without_free_rows(lines: Mapping[int, _Line], column: int) -> dict[int, _Line]:
    """The lines without the coordinator's free rows, which have no row key and are blank in this column."""
    return {n: line for n, line in lines.items() if line[0] is not None or line[column] is not None}


def _without(lines: Mapping[int, _Line], known: Mapping[int, _Line]) -> dict[int, _Line]:
    """The lines that have no equal line in `known`; each known line is matched with one line."""
    left = Counter(known.values())
    rest = {}
    for n, line in lines.items():
        if left[line] > 0:
            left[line] -= 1
        elif any(line):
            rest[n] = line
    return rest


def _columns(then: Sequence[str | None], now: Sequence[str | None]) -> list[int | None]:
    """The present number of each drawn column, found by its key; None where the column is gone."""
    if [*now[: len(then)], *[None] * (len(then) - len(now))] == list(then):
        return list(range(len(then)))
    return [now.index(key) if key is not None and key in now else None for key in then]


def _row_before(row: int, line: _Line, missing: Mapping[int, _Line]) -> int | None:
    """The missing row that this row was before: the one with most equal cells, if half of the cells are equal; else the
    one in the same position, since somebody may have typed over all cells."""
    if row in missing and sum(a != b for a, b in zip(line, missing[row], strict=True)) <= _TYPED_OVER:
        return row
    equal = [
        (sum(a == b is not None for a, b in zip(line, was, strict=True)), n == row, -n)
        for n, was in list(missing.items())[:_COMPARED]
    ]
    count, _, number = max(equal, default=(0, False, 0))
    if count and count * 2 >= sum(v is not None for v in line):
        return -number
    return row if row in missing else None


def _plain(value: CellValue) -> str | None:
    """A cell as every program that saves a workbook keeps it."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return f"{value:.12g}"
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return "".join(str(value).split()) or None if value is not None else None


def _formula(stored: bytes) -> str:
    """A formula in one spelling, since programs write it differently."""
    return re.sub(r"[\s$'=]", "", html.unescape(stored.decode("utf-8", "replace"))).casefold()


def _formulas(book: Path, name: str) -> dict[Position, bytes]:
    with open_to_read(book) as file, zipfile.ZipFile(file) as archive:
        sheets = _book({n: archive.read(n) for n in archive.namelist() if n in _BOOK_PARTS}).sheets
        xml = archive.read(next(sheet.part for sheet in sheets if sheet.name == name))
    matches = ((_ADDRESS.search(attributes), text) for attributes, text in _FORMULA.findall(xml))
    return {cell_position(at[1].decode()): text for at, text in matches if at}


# --- Notes ------------------------------------------------------------------------------------------


def _new_notes(master: Path, drawn: Path, ours: Collection[str]) -> str:
    """New text boxes and pictures on drawn sheets, in words (notes are carried over)."""
    then = {name: Counter(map(_note_key, notes)) for name, notes in _notes(drawn).items()}
    texts = []
    for name, notes in _notes(master).items():
        known = then.get(name, Counter())
        new = [
            cell_name(*n.at) for n in notes if n.kind != "note" and name in ours and not _is_left(known, _note_key(n))
        ]
        if new:
            texts.append(f"{name}: {_listed(new)}")
    return "; ".join(texts)


def _notes(book: Path) -> Mapping[str, Sequence[CellNote]]:
    with open_to_read(book) as file, zipfile.ZipFile(file) as archive:
        parts = {n: archive.read(n) for n in archive.namelist() if _of_notes(n)}
    return cell_notes(parts, _book(parts))


def _book(parts: Mapping[str, bytes]) -> WorkbookPart:
    """The workbook's list of sheets. Raises ValueError where it is no workbook."""
    book = open_book(parts)
    if book is None:
        raise ValueError("no workbook")
    return book


def _of_notes(name: str) -> bool:
    """Whether a part is about notes: it contains neither cells nor media."""
    return (
        name.endswith(".rels")
        or name == "xl/workbook.xml"
        or "omments" in name
        or name.startswith("xl/drawings/drawing")
    )


def _note_key(note: CellNote) -> tuple[str, str]:
    return note.kind, "".join(note.text.split())


def _is_left(left: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    if left[key] > 0:
        left[key] -= 1
        return True
    return False


def parts_to_report(work: HandWork) -> Iterator[tuple[str, str]]:
    """(end of the notice's code, where) of all that is to be reported."""
    for kind in ("cells", "rows", "notes"):
        if where := getattr(work, kind):
            yield kind, where
