"""A workbook that is changed: its parts, parsed as far as needed."""

from __future__ import annotations

import posixpath
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from tests.oracle.forms import Typist
from tests.oracle.markup import Node, Style, take_apart, write
from tests.oracle.seen import Place, address

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


@dataclass(frozen=True, slots=True)
class Base:
    """A filled form to change: the file, and the cells into which something was typed."""

    name: str
    data: bytes
    inputs: tuple[tuple[str, Place], ...]
    """Sheet and place."""


@lru_cache(maxsize=8)
def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


class Work:
    """One file that is changed. What is drawn at random depends on the dice alone."""

    def __init__(self, base: Base, dice: random.Random) -> None:
        self.base, self.dice = base, dice
        self.parts = dict(_unzipped(base.data))
        self.typist = Typist(dice, 5000)
        self.trees: dict[str, Node] = {}
        self.styles: dict[str, Style] = {}
        self.compression = zipfile.ZIP_DEFLATED
        self.packed_backwards = False
        self.coded_formats = 0

    def tree(self, part: str) -> Node:
        if part not in self.trees:
            self.trees[part] = take_apart(self.parts[part])
        return self.trees[part]

    def data(self) -> bytes:
        parts = dict(self.parts)
        for name, tree in self.trees.items():
            if name in parts:
                parts[name] = write(tree, self.styles.get(name))
        out = BytesIO()
        names = list(parts)
        if self.packed_backwards:
            names = names[:1] + names[:0:-1]
        with zipfile.ZipFile(out, "w", self.compression) as archive:
            for name in names:
                stored = name == "mimetype"
                archive.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_STORED if stored else self.compression)
        return out.getvalue()

    # -- what a workbook of Excel's is made of --

    def links(self) -> dict[str, Node]:
        """The workbook's relationships, by identifier."""
        return {n.attributes["Id"]: n for n in self.tree("xl/_rels/workbook.xml.rels").all("Relationship")}

    def target(self, link: Node) -> str:
        return posixpath.normpath(posixpath.join("/xl", link.attributes["Target"])).lstrip("/")

    def part(self, kind: str) -> str:
        """The part that the workbook refers to by this kind of relationship."""
        found = (self.target(n) for n in self.links().values() if n.attributes["Type"].rpartition("/")[2] == kind)
        return next(found, "") or self._with_strings()

    def _with_strings(self) -> str:
        """Gives the workbook a part for shared strings, which some programs do not write."""
        part = "xl/sharedStrings.xml"
        links = self.tree("xl/_rels/workbook.xml.rels")
        links.children.append(
            Node("Relationship", {"Id": "rIdS", "Type": f"{_OFFICE}/sharedStrings", "Target": "sharedStrings.xml"})
        )
        types = self.tree("[Content_Types].xml")
        types.children.append(Node("Override", {"PartName": f"/{part}", "ContentType": _STRINGS}))
        self.parts[part] = b""
        self.trees[part] = Node("sst", {"xmlns": _MAIN}, [Node("si", {}, [Node("t", {}, ["gõ"])])])
        return part

    @property
    def listed(self) -> Node:
        found = self.tree("xl/workbook.xml").first("sheets")
        assert found is not None
        return found

    def sheet_part(self, sheet: Node) -> str:
        found = next(v for k, v in sheet.attributes.items() if k.endswith(":id"))
        return self.target(self.links()[found])

    def part_of(self, name: str) -> str:
        return next(self.sheet_part(s) for s in self.listed.all("sheet") if s.attributes.get("name") == name)

    def sheets(self, *, visible: bool = False) -> list[str]:
        """The parts of the sheets."""
        return [
            self.sheet_part(s)
            for s in self.listed.all("sheet")
            if not visible or s.attributes.get("state", "visible") == "visible"
        ]

    def rows(self, part: str) -> Node:
        found = self.tree(part).first("sheetData")
        assert found is not None
        return found

    def cells(self, part: str) -> list[Node]:
        return [c for row in self.rows(part).all("row") for c in row.all("c")]

    def cell(self, part: str, place: Place) -> Node | None:
        name = address(place)
        return next((c for c in self.cells(part) if c.attributes.get("r") == name), None)

    def row(self, part: str, number: int) -> Node:
        """The row of this number, created where it is missing."""
        data = self.rows(part)
        for at, row in enumerate(data.all("row")):
            if int(row.attributes["r"]) == number:
                return row
            if int(row.attributes["r"]) > number:
                data.children.insert(at, made := Node(data.sibling_name("row"), {"r": str(number)}))
                return made
        data.children.append(made := Node(data.sibling_name("row"), {"r": str(number)}))
        return made

    def inputs(self, kind: str = "") -> list[tuple[str, Node]]:
        """Cells into which something was typed: sheet part and cell; `kind`: only of this type (`n`, `s`)."""
        found = []
        for sheet, place in self.base.inputs:
            part = self.part_of(sheet)
            cell = self.cell(part, place)
            if cell is not None and (not kind or cell.attributes.get("t", "n") == kind):
                found.append((part, cell))
        return found

    def some(self, kind: str = "", most: int = 4) -> list[tuple[str, Node]]:
        """A few of these cells."""
        found = self.inputs(kind)
        return self.dice.sample(found, min(len(found), self.dice.randrange(1, most + 1)))

    def put(self, part: str, place: Place, cell: Node) -> Node:
        """Inserts a cell in its order."""
        row = self.row(part, place[0])
        cell.name = row.sibling_name("c")
        cell.attributes = {"r": address(place)} | {k: v for k, v in cell.attributes.items() if k != "r"}
        others = [c for c in row.all("c") if c.attributes.get("r") != cell.attributes["r"]]
        cells = sorted([*others, cell], key=lambda c: _column(c.attributes["r"]))
        row.children = [*cells]
        return cell

    def string(self, *children: Node) -> int:
        """A new shared string."""
        root = self.tree(self.part("sharedStrings"))
        root.children.append(Node(root.sibling_name("si"), {}, [_named_like(root, c) for c in children]))
        return len(root.all("si")) - 1

    def coded(self, code: str, like: str = "0") -> str:
        """A new cell style with this format, under a number that no other has."""
        self.coded_formats += 1
        return self.style(str(500 + self.coded_formats), code, like)

    def style(self, number: str | None, code: str | None = None, like: str = "0") -> str:
        """A new cell style of this number format (None: one without), otherwise like another; its number."""
        root = self.tree(self.part("styles"))
        if code is not None and number is not None:
            formats = root.first("numFmts")
            if formats is None:
                root.children.insert(0, formats := Node(root.sibling_name("numFmts")))
            formats.children.append(Node(root.sibling_name("numFmt"), {"numFmtId": number.strip(), "formatCode": code}))
            formats.attributes.pop("count", None)
        every = root.first("cellXfs")
        assert every is not None
        old = every.all("xf")[int(like)]
        attributes = {k: v for k, v in old.attributes.items() if k != "numFmtId"}
        if number is not None:
            attributes = {"numFmtId": number, **attributes, "applyNumberFormat": "1"}
        every.children.append(Node(old.name, attributes, list(old.children)))
        every.attributes["count"] = str(len(every.all("xf")))
        return str(len(every.all("xf")) - 1)


def _column(name: str) -> tuple[int, str]:
    letters = name.rstrip("0123456789")
    return len(letters), letters


def _named_like(root: Node, child: Node) -> Node:
    """The element with the prefix that its root has."""
    child.name = root.sibling_name(child.local)
    child.children = [_named_like(root, c) if isinstance(c, Node) else c for c in child.children]
    return child


def value(cell: Node) -> str:
    found = cell.first("v")
    return found.text if found is not None else ""


def set_value(cell: Node, kind: str | None, text: str | None, *, formula: str | None = None) -> Node:
    """Gives a cell this value in the stated type (None: no type is stated)."""
    cell.attributes.pop("t", None)
    if kind is not None:
        cell.attributes["t"] = kind
    children: list[Node | str] = []
    if formula is not None:
        children.append(Node(cell.sibling_name("f"), {}, [formula]))
    if text is not None:
        children.append(Node(cell.sibling_name("v"), {}, [text]))
    cell.children = children
    return cell


def element(name: str, *children: Node | str, **attributes: str) -> Node:
    return Node(name, attributes, list(children))


def pick(work: Work, choices: Sequence[str]) -> str:
    return work.dice.choice(choices)
