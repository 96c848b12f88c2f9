"""A workbook as its XML has it: sheets with their cells, each formula with the value stored beside it."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


class ErrorText(str):
    """An error stored in a cell, such as `#N/A`."""

    __slots__ = ()


Stored = float | str | bool | ErrorText | None


@dataclass(frozen=True, slots=True)
class Cell:
    """`formula` is without its `=`, and written out where the file has it in another cell: then it is `copied`."""

    address: str
    row: int
    column: int
    formula: str
    shared: bool
    copied: bool
    style: int
    stored: Stored


@dataclass(frozen=True, eq=False)
class Sheet:
    name: str
    root: Any
    strings: tuple[str, ...]
    targets: Mapping[str, str]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(_cells(self))

    def all(self, *names: str) -> Iterator[Any]:
        """The elements of these names, wherever they are."""
        yield from self.root.iter(*(MAIN + name for name in names))


@dataclass(frozen=True, eq=False)
class Opened:
    """One workbook. `names`: (name, the sheet for which it is defined or "", its meaning)."""

    path: Path
    sheets: tuple[Sheet, ...]
    names: tuple[tuple[str, str, str], ...]
    styles: Any

    @cached_property
    def number_formats(self) -> tuple[str, ...]:
        """The number format of each cell style, by its number."""
        own = {int(f.get("numFmtId")): f.get("formatCode") for f in self.styles.iter(MAIN + "numFmt")}
        styles = self.styles.find(MAIN + "cellXfs")
        numbers = [int(style.get("numFmtId", 0)) for style in styles]
        return tuple(own.get(n, BUILTIN_FORMATS.get(n, "General")) for n in numbers)


def opened(path: Path) -> Opened:
    with zipfile.ZipFile(path) as file:
        parts = {i.filename: file.read(i) for i in file.infolist() if i.filename.endswith((".xml", ".rels"))}
    book = etree.fromstring(parts["xl/workbook.xml"])
    targets = _targets(parts, "xl/workbook.xml")
    strings = _strings(parts.get("xl/sharedStrings.xml"))
    sheets = []
    for entry in book.iter(MAIN + "sheet"):
        name = targets[entry.get(_RELATIONS + "id")]
        sheets.append(Sheet(entry.get("name"), etree.fromstring(parts[name]), strings, _targets(parts, name)))
    names = tuple(
        (n.get("name"), sheets[int(n.get("localSheetId"))].name if n.get("localSheetId") else "", n.text or "")
        for n in book.iter(MAIN + "definedName")
    )
    return Opened(path, tuple(sheets), names, etree.fromstring(parts["xl/styles.xml"]))


def _targets(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    """The targets of a part's relationships, by id; within the file, the part's name."""
    folder, name = posixpath.split(part)
    xml = parts.get(f"{folder}/_rels/{name}.rels")
    if xml is None:
        return {}
    found = {}
    for relation in etree.fromstring(xml).iter(_PACKAGE + "Relationship"):
        target = relation.get("Target")
        inside = relation.get("TargetMode") != "External"
        found[relation.get("Id")] = (
            posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/") if inside else target
        )
    return found


def _strings(xml: bytes | None) -> tuple[str, ...]:
    return tuple(_text(item) for item in etree.fromstring(xml).iter(MAIN + "si")) if xml else ()


def _text(item: Any) -> str:
    """The text of a string item, without reading aids."""
    return _unescaped("".join(t.text or "" for t in item.iter(MAIN + "t") if t.getparent().tag != MAIN + "rPh"))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _cells(sheet: Sheet) -> Iterator[Cell]:
    shared: dict[str, Translator] = {}
    for element in sheet.all("c"):
        address = element.get("r")
        formula = element.find(MAIN + "f")
        text = _formula(formula, address, shared)
        is_shared = formula is not None and formula.get("t") == "shared"
        letters, digits = re.match(r"([A-Z]+)(\d+)$", address).groups()  # type: ignore[union-attr]
        where, copied = (address, int(digits), column_index_from_string(letters)), is_shared and not formula.text
        yield Cell(*where, text, is_shared, copied, int(element.get("s", 0)), _stored(element, sheet.strings))


def _formula(element: Any, address: str, shared: dict[str, Translator]) -> str:
    if element is None:
        return ""
    number, text = element.get("si"), element.text or ""
    if element.get("t") != "shared":
        return str(text)
    if text:
        shared[number] = Translator("=" + text, origin=address)
        return str(text)
    return str(shared[number].translate_formula(address).removeprefix("="))


def _stored(element: Any, strings: tuple[str, ...]) -> Stored:
    kind: str = element.get("t", "n")
    value: str | None = element.findtext(MAIN + "v")
    if kind == "inlineStr":
        return _text(element)
    if kind == "str":
        return _unescaped(value or "")
    if not value:
        return None
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return value == "1"
    return ErrorText(value) if kind == "e" else float(value)
