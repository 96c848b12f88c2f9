"""What people added to a master, as records: nothing in them belongs to the program that read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.model import CellValue, EditedText
from toolkit.xlsx.excel import Value
from toolkit.xlsx.filters import Filter

#: The document property of a master into which something was carried.
CARRIED = "toolkit_carried"
#: What a hidden cell of the leaders' sheet begins with that names what may be rewritten in its row.
TEXT = "text:"
#: What a hidden cell of it begins with that names what stands in any other row.
_ROW = "row:"


def row_name(name: str) -> str:
    """What the hidden cell of a row of the leaders' sheet says that is not to be rewritten."""
    return f"{_ROW}{name}"


def name_in(cells: Sequence[CellValue]) -> str:
    """What the hidden cell of a row of the leaders' sheet says, rewritten or not; "" where there is none."""
    return next((c for c in reversed(cells) if isinstance(c, str) and c.startswith((TEXT, _ROW))), "")


def place_in(cells: Sequence[CellValue]) -> str:
    """What may be rewritten in a row of the leaders' sheet; "" where nothing may."""
    named = (cell for cell in reversed(cells) if isinstance(cell, str) and cell.startswith(TEXT))
    return next(named, "").removeprefix(TEXT)


class RowAnchor(NamedTuple):
    """A row of one of our sheets, by what makes it itself. `key`: the sheet's, without the number of a page; `turn`:
    which of the rows that say the same, from 0; `row`: where it stood on its page, for rows that only people read."""

    key: str
    says: tuple[str, ...]
    turn: int
    row: int

    @property
    def for_people(self) -> bool:
        """Whether the row is a title, a heading or the like."""
        return self.says[:1] == ("#",)


class Note(NamedTuple):
    """A note on a cell of ours: `sheet` and `cell` are where it was, `column` its column's key ("" where it has none,
    then it is `place`, from 0)."""

    anchor: RowAnchor
    column: str
    place: int
    author: str
    text: str
    sheet: str
    cell: str


class Area(NamedTuple):
    """A print area: first and last row (None: the last there is) and column, by key where they have one."""

    first: RowAnchor
    last: RowAnchor | None
    columns: tuple[str | int, str | int]
    sheet: str
    cells: str


class OwnCell(NamedTuple):
    """A cell of an own sheet. `value`: what it holds, or what its formula gives; `area`: of one for several cells."""

    row: int
    column: int
    value: Value
    style: int
    formula: str = ""
    area: str = ""
    link: str = ""


class OwnNote(NamedTuple):
    row: int
    column: int
    author: str
    text: str


class OwnColumns(NamedTuple):
    """Columns from `first` to `last`, in pixels (None: the usual width)."""

    first: int
    last: int
    pixels: int | None
    hidden: bool
    level: int
    style: int


class OwnRow(NamedTuple):
    row: int
    height: float | None
    hidden: bool
    level: int
    style: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSetup:
    """How an own sheet is printed; margins are in inches: left, right, top, bottom, header, footer."""

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
class OwnSheet:
    """A sheet that people added. `after`: the key of the sheet of ours that it stood behind; `styles`: properties of
    XlsxWriter's, which cells name by their place."""

    name: str
    after: str
    state: str = "visible"
    cells: tuple[OwnCell, ...] = ()
    styles: tuple[Mapping[str, object], ...] = ()
    columns: tuple[OwnColumns, ...] = ()
    rows: tuple[OwnRow, ...] = ()
    merged: tuple[str, ...] = ()
    frozen: tuple[int, int] = (0, 0)
    filtered: str = ""
    lines: bool = True
    zoom: int = 100
    tab: str = ""
    locked: bool = False
    notes: tuple[OwnNote, ...] = ()
    printing: PrintSetup = field(default_factory=PrintSetup)


class Looks(NamedTuple):
    """A cell of ours that a formula of an own sheet names, and where it stood."""

    sheet: str
    cell: str
    anchor: RowAnchor
    target: str


class Lost(NamedTuple):
    """What could not be carried: `kind` is the end of its notice's code, `where` names sheet and cell."""

    kind: str
    where: str


class ColumnLook(NamedTuple):
    """A column's width in pixels, and whether it is hidden."""

    pixels: int
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """All that is carried over; settings are by the sheet's key, then the column's."""

    sheets: tuple[OwnSheet, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """Defined names of people's own, with what they stand for."""
    notes: tuple[Note, ...] = ()
    columns: Mapping[str, Mapping[str, ColumnLook]] = field(default_factory=dict)
    filters: Mapping[str, Mapping[str, Filter]] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    texts: Mapping[str, EditedText] = field(default_factory=dict)
    looks: tuple[Looks, ...] = ()
    lost: tuple[Lost, ...] = ()

    @property
    def watched(self) -> frozenset[str]:
        """The keys of our sheets, without the numbers of pages, in which rows must be found again."""
        areas = (anchor for area in self.areas.values() for anchor in (area.first, area.last) if anchor)
        rows = (*(note.anchor for note in self.notes), *(look.anchor for look in self.looks), *areas)
        return frozenset(anchor.key for anchor in rows)


#: Nobody added anything.
NOTHING = Carried()
