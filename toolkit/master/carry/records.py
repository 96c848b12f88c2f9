"""What people added to a master, as records that are independent of the library that read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.model import CellValue, EditedText
from toolkit.xlsx.excel import Value
from toolkit.xlsx.filters import Filter

#: The document property of a master into which something was carried.
CARRIED = "toolkit_carried"
#: The beginning of a hidden cell of the leaders' sheet that names the editable text in its row.
TEXT = "text:"
#: The beginning of a hidden cell that names any other row of that sheet.
_ROW = "row:"


def row_name(name: str) -> str:
    """The contents of the hidden cell of a row of the leaders' sheet that has no editable text."""
    return f"{_ROW}{name}"


def name_in(cells: Sequence[CellValue]) -> str:
    """The contents of the hidden cell of a row of the leaders' sheet; "" where there is none."""
    return next((c for c in reversed(cells) if isinstance(c, str) and c.startswith((TEXT, _ROW))), "")


def editable_text_in(cells: Sequence[CellValue]) -> str:
    """The key of the editable text in a row of the leaders' sheet; "" where there is none."""
    named = (cell for cell in reversed(cells) if isinstance(cell, str) and cell.startswith(TEXT))
    return next(named, "").removeprefix(TEXT)


class RowAnchor(NamedTuple):
    """What identifies a row of one of our sheets. `key`: the key of the sheet, without the number of a page; `texts`:
    the texts of its naming columns; `turn`: its number among rows with equal texts, from 0; `row`: its position on the
    page, for rows that are only for people."""

    key: str
    texts: tuple[str, ...]
    turn: int
    row: int

    @property
    def for_people(self) -> bool:
        """Whether the row is a title, a heading or the like."""
        return self.texts[:1] == ("#",)


class Note(NamedTuple):
    """A note on a cell of ours, which was at `sheet`, `cell`. `column`: its column's key, or "" for a column
    without one, whose number from 0 is `column_number`."""

    anchor: RowAnchor
    column: str
    column_number: int
    author: str
    text: str
    sheet: str
    cell: str


class Area(NamedTuple):
    """A print area: first and last row (None: the end of the sheet) and column, by key where it has one."""

    first: RowAnchor
    last: RowAnchor | None
    columns: tuple[str | int, str | int]
    sheet: str
    cells: str


class AddedCell(NamedTuple):
    """A cell of an added sheet. `value`: the result, if it has a formula; `area`: the cells of an array formula."""

    row: int
    column: int
    value: Value
    style: int
    formula: str = ""
    area: str = ""
    link: str = ""


class AddedNote(NamedTuple):
    row: int
    column: int
    author: str
    text: str


class AddedColumns(NamedTuple):
    """Columns from `first` to `last`, in pixels (None: the usual width)."""

    first: int
    last: int
    pixels: int | None
    hidden: bool
    level: int
    style: int


class AddedRow(NamedTuple):
    row: int
    height: float | None
    hidden: bool
    level: int
    style: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSetup:
    """How an added sheet is printed; margins are in inches: left, right, top, bottom, header, footer."""

    landscape: bool = False
    paper: int = 0
    scale: int = 0
    pages: tuple[int, int] | None = None
    margins: tuple[float, ...] = ()
    header: str = ""
    footer: str = ""
    area: str = ""
    rows: str = ""
    columns: str = ""
    centred: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSheet:
    """A sheet that people added. `after`: the key of our sheet that it followed; `styles`: XlsxWriter's
    properties, to which cells refer by number."""

    name: str
    after: str
    state: str = "visible"
    cells: tuple[AddedCell, ...] = ()
    styles: tuple[Mapping[str, object], ...] = ()
    columns: tuple[AddedColumns, ...] = ()
    rows: tuple[AddedRow, ...] = ()
    merged: tuple[str, ...] = ()
    frozen: tuple[int, int] = (0, 0)
    filtered: str = ""
    lines: bool = True
    zoom: int = 100
    tab: str = ""
    locked: bool = False
    notes: tuple[AddedNote, ...] = ()
    printing: PrintSetup = field(default_factory=PrintSetup)


class NamedCell(NamedTuple):
    """A cell of ours to which a formula of an added sheet refers, and where it was."""

    sheet: str
    cell: str
    anchor: RowAnchor
    target: str


class Lost(NamedTuple):
    """Something that could not be carried: `kind` is the end of its notice's code, `where` names sheet and cell."""

    kind: str
    where: str


class ColumnLook(NamedTuple):
    """A column's width in pixels, and whether it is hidden."""

    pixels: int
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Everything that is carried over; settings are keyed by sheet, then by column."""

    sheets: tuple[AddedSheet, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """Defined names that people added, with their formulas."""
    notes: tuple[Note, ...] = ()
    columns: Mapping[str, Mapping[str, ColumnLook]] = field(default_factory=dict)
    filters: Mapping[str, Mapping[str, Filter]] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    texts: Mapping[str, EditedText] = field(default_factory=dict)
    references: tuple[NamedCell, ...] = ()
    lost: tuple[Lost, ...] = ()

    @property
    def watched(self) -> frozenset[str]:
        """The keys of our sheets, without the numbers of pages, in which rows must be recognised."""
        areas = (anchor for area in self.areas.values() for anchor in (area.first, area.last) if anchor)
        rows = (*(note.anchor for note in self.notes), *(look.anchor for look in self.references), *areas)
        return frozenset(anchor.key for anchor in rows)


#: For a master to which nothing was added.
NOTHING = Carried()
