"""Reads the objects on sheets: notes on cells (classic notes and threads), text boxes and pictures.

Readers of cells do not return objects. The objects of an .xls are read with its other records (`xls`).
"""

import posixpath
from collections.abc import Mapping

from toolkit.spreadsheet.addresses import Position, position_of
from toolkit.spreadsheet.audit.book import WorkbookPart, elements, find_part, targets_of
from toolkit.spreadsheet.audit.cells import CellNote, parse_xml

#: The beginning of the author's name in a note that copies a thread for older programs.
_THREAD = "tc="
#: The number of parts with relations in a package without objects: the package's and the workbook's.
_WITHOUT_OBJECTS = 2
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_PICTURES = ("pic", "graphicFrame")


def cell_notes(parts: Mapping[str, bytes], book: WorkbookPart) -> dict[str, tuple[CellNote, ...]]:
    """By sheet name, the objects of an .xlsx, in the order of their cells.

    Raises `expat.ExpatError` or ValueError for parts that make no sense.
    """
    by_sheet: dict[str, tuple[CellNote, ...]] = {}
    if sum(name.endswith(".rels") for name in parts) <= _WITHOUT_OBJECTS:
        return by_sheet
    for sheet in book.sheets:
        folder, name = posixpath.split(sheet.part)
        relations = find_part(parts, f"{folder}/_rels/{name}.rels")
        if relations is not None and (notes := _sheet_objects(parts, relations, folder)):
            by_sheet[sheet.name] = tuple(sorted(notes))
    return by_sheet


def _sheet_objects(parts: Mapping[str, bytes], relations: bytes, folder: str) -> list[CellNote]:
    notes: list[CellNote] = []
    for kind, target in targets_of(relations, folder).values():
        if kind in ("comments", "threadedComment"):
            notes += _notes_in_part(find_part(parts, target) or b"")
        elif kind == "drawing":
            notes += _drawing_objects(find_part(parts, target) or b"")
    return notes


def _notes_in_part(xml: bytes) -> list[CellNote]:
    """The notes in a part. The elements of a note end before the note does, and all authors before the first note."""
    authors: list[str] = []
    notes: list[CellNote] = []
    texts: list[str] = []
    for name, attributes, text in elements(xml):
        if name == "author":
            authors.append(text)
        elif name in ("t", "text"):
            texts.append(text)
        elif name in ("comment", "threadedComment"):
            number = attributes.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            whole = "".join(texts).strip()
            if whole and not author.startswith(_THREAD):
                notes.append(CellNote(_position_at(attributes.get("ref", "")), author, whole))
            texts = []
    return notes


def _drawing_objects(xml: bytes) -> list[CellNote]:
    """The texts and pictures of a drawing, each with the cell in which its upper left corner is."""
    notes: list[CellNote] = []
    texts: list[str] = []
    corner: dict[str, int] = {}
    chosen = 0
    for name, _, text in elements(xml):
        if name in ("row", "col") and text.isdecimal():
            corner.setdefault(name, int(text))
        elif name == "t":
            texts.append(text)
        elif name == "p":
            texts.append("\n")
        elif name == "Choice":
            chosen = len(texts)
        elif name == "Fallback" and chosen:
            del texts[chosen:]  # the elements in it are an alternative for older programs
        elif name in _PICTURES:
            notes.append(CellNote((corner.get("row", 0), corner.get("col", 0)), "", "", "picture"))
        if name in _ANCHORS:
            whole = "".join(texts).strip()
            if whole:
                notes.append(CellNote((corner.get("row", 0), corner.get("col", 0)), "", whole, "box"))
            texts, corner, chosen = [], {}, 0
    return notes


def _position_at(ref: str) -> Position:
    """The position of a cell, from its address. Raises ValueError for a text that is no address."""
    position = position_of(ref)
    if position is None:
        raise ValueError(ref)
    return position


# --- OpenDocument ----------------------------------------------------------------------------------

_CELLS = ("table:table-cell", "table:covered-table-cell")
_SHAPES = frozenset(
    {
        "draw:text-box",
        "draw:custom-shape",
        "draw:rect",
        "draw:ellipse",
        "draw:circle",
        "draw:caption",
        "draw:polygon",
        "draw:path",
        "draw:line",
        "draw:connector",
    }
)
_SHOWN = ("draw:image", "draw:object", "draw:object-ole", "draw:plugin")


def ods_notes(xml: bytes) -> dict[str, list[CellNote]]:
    """By sheet name, the objects in the content of an .ods. Raises `expat.ExpatError` where it is not well-formed."""
    if b"<office:annotation" not in xml and b"<draw:" not in xml:
        return {}
    document = _OdsNotes()
    parse_xml(xml, document.start, document.text, document.end)
    return document.sheets


class _OdsNotes:
    """Receives from an XML parser the elements of an .ods that are objects on sheets."""

    def __init__(self) -> None:
        self.sheets: dict[str, list[CellNote]] = {}
        self.notes: list[CellNote] = []
        self.row = self.column = self.tables = self.paragraphs = 0
        self.rows = self.columns = 1
        self.within: list[str] = []
        """The notes, shapes and frames that have begun and not yet ended."""
        self.pieces: list[str] = []
        self.author = ""
        self.naming = self.pictured = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table:table":
            self.tables += 1
            if self.tables == 1:
                self.notes = self.sheets.setdefault(attributes.get("table:name", ""), [])
                self.row = 0
        elif name == "office:annotation" or name in _SHAPES or name == "draw:frame":
            self.within.append(name)
            if name == "draw:frame":
                self.pictured = False
            else:
                self.pieces, self.author = [], ""
        elif name in _SHOWN and self.within:
            self.pictured = True
        elif name == "text:p":
            self.paragraphs += 1
        elif name == "dc:creator":
            self.naming = True
        elif name in ("text:s", "text:tab", "text:line-break") and self.within and self.paragraphs:
            self.pieces.append(" " if name == "text:s" else "\n" if name == "text:line-break" else "\t")
        elif self.tables == 1 and name == "table:table-row":
            self.rows, self.column = int(attributes.get("table:number-rows-repeated", 1)), 0
        elif self.tables == 1 and name in _CELLS:
            self.columns = int(attributes.get("table:number-columns-repeated", 1))

    def text(self, content: str) -> None:
        if self.within and self.naming:
            self.author += content
        elif self.within and self.paragraphs:
            self.pieces.append(content)

    def end(self, name: str) -> None:
        if name == "table:table":
            self.tables -= 1
        elif self.within and name == self.within[-1]:
            self.within.pop()
            at = (self.row, self.column)
            whole = "".join(self.pieces).strip()
            if name == "draw:frame":
                if self.pictured:
                    self.notes.append(CellNote(at, "", "", "picture"))
                self.pictured = False
            elif whole:
                kind = "note" if name == "office:annotation" else "box"
                self.notes.append(CellNote(at, self.author, whole, kind))
            self.pieces = []
        elif name == "text:p":
            self.paragraphs -= 1
            if self.within:
                self.pieces.append("\n")
        elif name == "dc:creator":
            self.naming = False
        elif self.tables == 1 and name == "table:table-row":
            self.row += self.rows
        elif self.tables == 1 and name in _CELLS:
            self.column += self.columns
