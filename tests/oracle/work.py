"""A workbook that is changed: its parts, parsed as far as needed."""

import posixpath
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from inspect import isfunction
from io import BytesIO
from typing import Any

from tests.oracle import markup
from tests.oracle.forms import Typist
from tests.oracle.markup import Node, Style, element, take_apart, write
from tests.oracle.seen import Place, address, place_of

#: A change, called with the `Work` of its start; its name says what it does.
Change = Callable[[Any], None]

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
            element("Relationship", Id="rIdS", Type=f"{_OFFICE}/sharedStrings", Target="sharedStrings.xml")
        )
        types = self.tree("[Content_Types].xml")
        types.children.append(element("Override", PartName=f"/{part}", ContentType=_STRINGS))
        self.parts[part] = b""
        self.trees[part] = element("sst", element("si", element("t", "gõ")), xmlns=_MAIN)
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
                data.children.insert(at, made := data.make("row", r=str(number)))
                return made
        data.children.append(made := data.make("row", r=str(number)))
        return made

    def row_of(self, part: str, cell: Node) -> Node:
        """The row that contains a cell."""
        return next(row for row in self.rows(part).all("row") if cell in row.children)

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

    def numbers(self, most: int, *texts: str) -> list[Node]:
        """A few cells with numbers; given texts, each has now one of them or its own."""
        found = [cell for _part, cell in self.some("n", most)]
        for cell in found if texts else ():
            value_of(cell).text = self.dice.choice((*texts, value(cell)))
        return found

    def put(self, part: str, place: Place, cell: Node) -> Node:
        """Inserts a cell in its order."""
        row = self.row(part, place[0])
        cell.name = row.make("c").name
        cell.attributes = {"r": address(place)} | {k: v for k, v in cell.attributes.items() if k != "r"}
        others = [c for c in row.all("c") if c.attributes.get("r") != cell.attributes["r"]]
        row.children = [*sorted([*others, cell], key=lambda c: place_of(c.attributes["r"]))]
        return cell

    def string(self, *children: Node) -> int:
        """A new shared string."""
        root = self.tree(self.part("sharedStrings"))
        root.children.append(root.make("si", *renamed(children, root)))
        return len(root.all("si")) - 1

    def coded(self, code: str, like: str = "0") -> str:
        """A new cell style with this format, under a number that no other has."""
        self.coded_formats += 1
        return self.style(str(500 + self.coded_formats), code, like)

    @property
    def cell_styles(self) -> Node:
        found = self.tree(self.part("styles")).first("cellXfs")
        assert found is not None
        return found

    def style(self, number: str | None, code: str | None = None, like: str = "0") -> str:
        """A new cell style of this number format (None: one without), otherwise like another; its number."""
        root = self.tree(self.part("styles"))
        if code is not None and number is not None:
            formats = root.first("numFmts")
            if formats is None:
                root.children.insert(0, formats := root.make("numFmts"))
            formats.children.append(root.make("numFmt", numFmtId=number.strip(), formatCode=code))
            formats.attributes.pop("count", None)
        every = self.cell_styles
        made = every.all("xf")[int(like)].copy()
        made.attributes.pop("numFmtId", None)
        if number is not None:
            made.attributes = {"numFmtId": number, **made.attributes, "applyNumberFormat": "1"}
        every.children.append(made)
        every.attributes["count"] = str(len(every.all("xf")))
        return str(len(every.all("xf")) - 1)

    def written_parts(self) -> list[str]:
        """The parts that are written in another way."""
        names = [*self.sheets(), self.part("styles"), "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
        names += [n for n in self.parts if n.endswith("sharedStrings.xml")]
        return names if self.dice.random() < 0.6 else self.dice.sample(names, 2)


def renamed(children: Sequence[Node | str], like: Node) -> list[Node | str]:
    """The elements with the prefix of another."""
    return [
        like.make(c.local, *renamed(c.children, like), **c.attributes) if isinstance(c, Node) else c for c in children
    ]


def value(cell: Node) -> str:
    found = cell.first("v")
    return found.text if found is not None else ""


def value_of(cell: Node) -> Node:
    """The element of a cell's value."""
    found = cell.first("v")
    assert found is not None
    return found


def set_value(cell: Node, kind: str | None, text: str | None, *, formula: str | None = None) -> Node:
    """Gives a cell this value in the stated type (None: no type is stated)."""
    cell.attributes.pop("t", None)
    if kind is not None:
        cell.attributes["t"] = kind
    made = {"f": formula, "v": text}
    cell.children = [cell.make(name, content) for name, content in made.items() if content is not None]
    return cell


def set_inline(cell: Node, text: str) -> None:
    """Gives a cell a text that is in it."""
    set_value(cell, "inlineStr", None).children = [cell.make("is", cell.make("t", text))]


def words(text: str) -> list[str]:
    return text.split()


def pick(work: Work, choices: Sequence[str]) -> str:
    return work.dice.choice(choices)


def changes_in(module: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that a module defines: its public functions."""
    return tuple(
        made
        for name, made in module.items()
        if isfunction(made) and not name.startswith("_") and made.__module__ == module["__name__"]
    )


def _written(name: str, **how: object) -> Change:
    """Writes some parts in another way; of several ways, in one."""

    def change(work: Work) -> None:
        for part in work.written_parts():
            work.tree(part)
            chosen = {key: work.dice.choice(way) if isinstance(way, tuple) else way for key, way in how.items()}
            share = work.dice.choice((0.05, 0.3, 1.0))
            work.styles[part] = Style(dice=work.dice, share=share, **chosen)  # type: ignore[arg-type]

    change.__name__ = name
    return change


_DECLARATIONS = (
    "",
    "<?xml version='1.0' encoding='utf-8'?>",
    "<?xml version='1.0'?><!-- x --><?y z?>\n",
    '<?xml  version="1.0"  encoding="utf-8"  standalone="no" ?>\r\n',
)
_ALL_AT_ONCE = ("single_quotes", "shuffled", "blanks_in_tags", "blanks_between", "paired")
#: The same XML, written in another way.
WRITTEN = (
    _written("texts_split", text=markup.split),
    _written("texts_in_sections", text=markup.in_section),
    _written("texts_by_reference", text=markup.by_numbers),
    _written("by_entity", text=markup.by_names, value=markup.by_names),
    _written("attributes_by_reference", value=markup.by_numbers),
    _written("single_quotes", single_quotes=True),
    _written("attributes_shuffled", shuffled=True),
    _written("blanks_in_tags", blanks_in_tags=True),
    _written("blanks_between", blanks_between=True),
    _written("comments_between", between=True),
    _written("elements_in_pairs", paired=True),
    _written("another_encoding", encoding=("UTF-16", "UTF-16", "ISO-8859-1", "US-ASCII", "windows-1258")),
    _written("byte_order_mark", declaration=tuple("\ufeff" + text for text in _DECLARATIONS[:2])),
    _written("other_declaration", declaration=_DECLARATIONS),
    _written(
        "all_at_once",
        text=(markup.split, markup.in_section, markup.by_numbers),
        value=markup.by_numbers,
        **dict.fromkeys(_ALL_AT_ONCE, True),
    ),
)
