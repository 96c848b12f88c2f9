"""The notes on the cells of an .xlsx, classic ones and threads: no reader of cells gives them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import NamedTuple

from toolkit.census import Place, column_number, elements, targets_of

_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
#: Who is named as the author of the copy of a thread that older programs are shown.
_THREAD = "tc="


class CellNote(NamedTuple):
    """What a note says, and who wrote it ("" where that is not told)."""

    place: Place
    author: str
    text: str


def cell_notes(parts: Mapping[str, bytes]) -> dict[str, tuple[CellNote, ...]]:
    """The notes by sheet, in the order of their cells. Raises `expat.ExpatError` or ValueError for parts that make no sense."""
    if not any("comment" in name.lower() for name in parts):
        return {}
    targets = targets_of(parts, "xl/_rels/workbook.xml.rels")
    found = {}
    for name, attributes, _ in elements(parts.get("xl/workbook.xml", b"")):
        target = targets.get(attributes.get("id", ""), "")
        if name == "sheet" and (notes := _notes_of(parts, target)):
            found[attributes.get("name", "")] = tuple(sorted(notes))
    return found


def _notes_of(parts: Mapping[str, bytes], sheet: str) -> list[CellNote]:
    folder, name = posixpath.split(sheet)
    found: list[CellNote] = []
    for element, attributes, _ in elements(parts.get(f"{folder}/_rels/{name}.rels", b"")):
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        if element == "Relationship" and kind.rpartition("/")[2] in ("comments", "threadedComment"):
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found += _read(parts.get(path, b""))
    return found


def _read(xml: bytes) -> list[CellNote]:
    """Elements end in this order: those within a note before it, the authors before all notes."""
    authors: list[str] = []
    found: list[CellNote] = []
    said: list[str] = []
    for name, attributes, text in elements(xml):
        if name == "author":
            authors.append(text)
        elif name in ("t", "text"):
            said.append(text)
        elif name in ("comment", "threadedComment"):
            number = attributes.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            whole = "".join(said).strip()
            if whole and not author.startswith(_THREAD):
                found.append(CellNote(_place(attributes.get("ref", "")), author, whole))
            said = []
    return found


def _place(ref: str) -> Place:
    match = _CELL.fullmatch(ref)
    if match is None:
        raise ValueError(ref)
    return int(match[2]) - 1, column_number(match[1])
