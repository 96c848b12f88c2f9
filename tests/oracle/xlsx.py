"""A plain reader of .xlsx workbooks, after ECMA-376: slow, by the book, one thing after the other.

Parts are found by their relationships, elements by their namespaces, number formats by the chain from a cell's style to
its format. Nothing here is shared with the toolkit.
"""

import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import unquote

from tests.oracle.elements import LINK, MAIN, Element, parse
from tests.oracle.formats import BUILT_IN, LOCAL, shown
from tests.oracle.seen import Book, Place, Seen, Sheet, Unreadable, place_of

_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
_BLANKS = " \t\r\n"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"\+?[0-9]{1,9}|-0")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


# --- Parts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Link:
    kind: str
    target: str


class _Package:
    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                self.parts = {i.filename.lstrip("/").lower(): archive.read(i) for i in archive.infolist()}
        except (zipfile.BadZipFile, OSError, RuntimeError) as error:
            raise Unreadable(str(error)) from error

    def links(self, part: str) -> dict[str, _Link]:
        """What a part ("" for the package) refers to, by identifier."""
        folder, _, name = part.rpartition("/")
        xml = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
        if xml is None:
            return {}
        found = {}
        for link in (c.attributes for c in parse(xml).children if isinstance(c, Element) and c.name == "Relationship"):
            if link.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, unquote(link.get("Target", ""))))
                found[link.get("Id", "")] = _Link(link.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def one(self, part: str, kind: str) -> str | None:
        return next((link.target for link in self.links(part).values() if link.kind == kind), None)

    def root(self, part: str | None) -> Element | None:
        xml = self.parts.get(part.lower()) if part is not None else None
        return None if xml is None else parse(xml)


# --- Texts ----------------------------------------------------------------------------------------


def decoded(text: str) -> str:
    """`_x000D_` and the like are characters (ECMA-376 part 1, 22.9.2.19)."""
    text = _ESCAPED.sub(lambda m: m[0] if m[1].upper() in ("FFFE", "FFFF") else chr(int(m[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _trimmed(t: Element) -> str:
    keep = t.attributes.get("http://www.w3.org/XML/1998/namespace space") == "preserve"
    return t.text if keep else t.text.strip(_BLANKS)


def _string(element: Element) -> tuple[str, ...]:
    """A plain or rich text; programs do not agree whether blanks around it count where nothing is stated."""
    pieces = [*element.all("t"), *(t for run in element.all("r") for t in run.all("t"))]
    whole = "".join(decoded(t.text) for t in pieces)
    trimmed = "".join(decoded(_trimmed(t)) for t in pieces)
    return tuple(dict.fromkeys((whole, whole.strip(_BLANKS), trimmed, trimmed.strip(_BLANKS))))


# --- The workbook ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the cells of all sheets refer to."""

    strings: tuple[tuple[str, ...], ...]
    formats: tuple[str | None, ...]
    """The number format of each cell style; None for one that is not the same everywhere."""
    since_1904: bool


def read(data: bytes) -> Book:
    """What is seen in an .xlsx workbook. Raises `Unreadable`."""
    package = _Package(data)
    at = package.one("", "officeDocument")
    book = package.root(at)
    if at is None or book is None or book.name != "workbook" or book.space not in MAIN:
        raise Unreadable("no workbook")
    links = package.links(at)
    about = book.first("workbookPr")
    shared = _Shared(
        _strings(package.root(package.one(at, "sharedStrings"))),
        _formats(package.root(package.one(at, "styles"))),
        about is not None and about.attributes.get("date1904", "").strip() in ("1", "true"),
    )
    sheets = []
    listed = book.first("sheets")
    for element in listed.all("sheet") if listed is not None else ():
        link = next(
            (links[v] for k, v in element.attributes.items() if k.rpartition(" ")[0] in LINK and v in links), None
        )
        root = package.root(link.target) if link is not None else None
        if root is None:
            continue  # programs leave out a sheet without a part
        if root.name == "worksheet" and root.space in MAIN:
            sheets.append(_sheet(element.attributes.get("name", ""), root, shared))
        elif root.name not in ("chartsheet", "dialogsheet"):
            raise Unreadable(f"{root.name} is no sheet")
    return Book(tuple(sheets))


def _strings(root: Element | None) -> tuple[tuple[str, ...], ...]:
    return tuple(_string(si) for si in root.all("si")) if root is not None else ()


def _formats(root: Element | None) -> tuple[str | None, ...]:
    if root is None:
        return ()
    codes: dict[int, str] = {}
    for group in root.all("numFmts"):
        for own in group.all("numFmt"):
            number = _number_id(own.attributes.get("numFmtId", ""))
            if number is not None:
                codes.setdefault(number, decoded(own.attributes.get("formatCode", "")))
    found: list[str | None] = []
    for group in root.all("cellXfs"):
        for xf in group.all("xf"):
            number = _number_id(xf.attributes.get("numFmtId", "0"))
            if number is None or (number in codes and number in BUILT_IN and codes[number] != BUILT_IN[number]):
                found.append(None)
            elif number in codes or number not in LOCAL:
                found.append(codes.get(number, BUILT_IN.get(number, "General")))
            else:
                found.append(None)
    return tuple(found)


def _number_id(text: str) -> int | None:
    text = text.strip(_BLANKS)
    return int(text) if _WHOLE.fullmatch(text) else None


# --- One sheet ------------------------------------------------------------------------------------


def _sheet(name: str, root: Element, shared: _Shared) -> Sheet:
    cells: dict[Place, Seen] = {}
    astray: list[Seen] = []
    formulas: set[Place] = set()
    data = root.first("sheetData")
    row = 0
    for line in data.all("row") if data is not None else ():
        number = line.attributes.get("r", "").strip(_BLANKS)
        row = int(number) if _WHOLE.fullmatch(number) else row + 1
        column = 0
        for cell in line.all("c"):
            seen = _cell(cell, shared)
            named = cell.attributes.get("r")
            match = _ADDRESS.fullmatch(named) if named is not None else None
            place = place_of(match[1] + match[2]) if match else (row, column + 1)
            column = place[1]
            if cell.first("f") is not None:
                formulas.add(place)
            if seen is None:
                continue
            if (named is not None and not match) or not _on_sheet(place):
                astray.append(seen)
            elif place in cells and cells[place] != seen:
                cells[place] = Seen("doubtful", (*cells[place].texts, *seen.texts), why="stands there twice")
            else:
                cells[place] = seen
    return Sheet(name, cells, tuple(astray), frozenset(formulas))


def _on_sheet(place: Place) -> bool:
    return 0 < place[0] <= _LAST_ROW and 0 < place[1] <= _LAST_COLUMN


def _cell(cell: Element, shared: _Shared) -> Seen | None:
    """What is seen in a cell; None where it is blank."""
    values = [v.text for v in cell.all("v")]
    kind = cell.attributes.get("t", "n")
    inside = cell.first("is")
    if len(values) > 1 or len(list(cell.all("is"))) > 1:
        return Seen("doubtful", tuple(values), why="two values")
    value = values[0] if values else ""
    if kind == "inlineStr" or (inside is not None and not value.strip(_BLANKS)):
        return _inline(kind, inside, value)
    if kind == "str" and inside is None:
        return _text(decoded(value)) if decoded(value).strip() else None
    raw = value.strip(_BLANKS)
    if not raw:
        return Seen("uncomputed") if cell.first("f") is not None else None
    if inside is not None:
        return Seen("unsure", (raw, *_string(inside)))
    match kind:
        case "n":
            return _number(raw, cell.attributes.get("s", "0"), shared)
        case "s":
            if not _WHOLE.fullmatch(raw) or int(raw) >= len(shared.strings):
                return Seen("doubtful", (raw,), why="no such shared string")
            texts = shared.strings[int(raw)]
            return Seen("text", texts) if texts[0].strip() else None
        case "b":
            if raw not in ("0", "1", "true", "false"):
                return Seen("doubtful", (raw,), why="neither true nor false")
            return Seen("yesno", ("TRUE" if raw in ("1", "true") else "FALSE",))
        case "e":
            return Seen("error", (raw,), why="" if raw in _ERRORS else "an unknown error")
        case "d":
            return _iso(raw)
    return Seen("doubtful", (raw,), why=f"of type {kind!r}")


def _iso(raw: str) -> Seen:
    """A date in ISO 8601, which not all programs read."""
    try:
        moment = datetime.fromisoformat(raw.removesuffix("Z"))
    except ValueError:
        return Seen("unsure", (raw,), why="a day in ISO 8601")
    day = f"{moment:%d/%m}/{moment.year:04}"
    return Seen("unsure", (raw, day, f"{day} {moment:%H:%M:%S}", f"{day} {moment:%H:%M}"), moment=moment)


def _text(text: str) -> Seen:
    return Seen("text", tuple(dict.fromkeys((text, text.strip(_BLANKS)))))


def _inline(kind: str, inside: Element | None, value: str) -> Seen | None:
    texts = _string(inside) if inside is not None else ("",)
    if kind != "inlineStr" or (inside is None and value.strip(_BLANKS)):
        held = next((t for t in (*texts, value) if t.strip()), "")
        return Seen("unsure", (held, value)) if held else None
    return Seen("text", texts) if texts[0].strip() else None


def _number(raw: str, style: str, shared: _Shared) -> Seen:
    if not _NUMBER.fullmatch(raw) or float(raw) in (float("inf"), float("-inf")):
        return Seen("text", (raw, *_as_float(raw)), why="where a number should be")
    number = float(raw) + 0.0  # without the sign of -0
    if abs(number) < sys.float_info.min:
        number = 0.0  # as Excel has it
    style = style.strip(_BLANKS)
    known = bool(_WHOLE.fullmatch(style)) and (
        int(style) < len(shared.formats) or (int(style) == 0 and not shared.formats)
    )
    code = (shared.formats[int(style)] if shared.formats else "General") if known else None
    if code is None:
        return Seen("unsure", (raw,), number=number, why="a format that differs from program to program, or none")
    return shown(code, number, since_1904=shared.since_1904)


def _as_float(raw: str) -> Iterator[str]:
    """How Python reads `INF` and `1e400`."""
    with suppress(ValueError):
        yield str(float(raw)) if raw.isascii() and "_" not in raw else raw
