"""The pages of a PDF according to PDFium: characters, rules, pictures and notes.

Distances are in points (1/72 inch) from the upper left corner of the page as shown: a rotated page is read rotated.
PDFium is C++, and a hostile file may crash it: callers read files in a separate process.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from toolkit.messages.errors import NotDoneError

MAX_PAGES = 1_000  # the most pages of a report
MAX_OBJECTS = 60_000  # the most drawn objects on a page
_DEEPEST = 6  # the deepest nesting of forms (drawings used in drawings)
_MAX_CHARACTERS = 6_000_000  # the most characters of all pages together
#: A placeholder for a character that the file does not identify.
UNKNOWN = "\ufffd"
FEW = 30  # the number of characters from which a page is no scan, whatever the picture on it
_PICTURED = 0.5  # the least share of a scan's page that a picture covers
_BOLD_FLAG, _BOLD_WEIGHT = 1 << 18, 600
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
# PDFium's numbers: errors of loading, kinds of objects, of path segments and of annotations, ways to draw characters.
_LOCKED = (4, 5)
_PATH, _IMAGE, _FORM = 2, 3, 5
_LINE_TO, _BEZIER_TO = 0, 1
_LINK, _FREE_TEXT, _STAMP, _POPUP, _WIDGET = 2, 3, 13, 16, 20
_DRAWN = (_FREE_TEXT, _STAMP, _WIDGET)
_FILLED_AND_STROKED, _INVISIBLE = 2, 3

#: The numbers a b c d e f in x' = ax + cy + e, y' = bx + dy + f.
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character with its combining marks; `base` is the position of its baseline."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    font: str
    raised: bool = False


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A straight horizontal or vertical line."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page; `number` counts from 1. `over`: the characters of form fields, stamps and signatures over the page."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...] = ()
    over: tuple[Glyph, ...] = ()
    turned: tuple[Glyph, ...] = ()
    """The rotated characters: watermarks, stamps."""
    rules: tuple[RuledLine, ...] = ()
    notes: tuple[str, ...] = ()
    """The comments, and the texts of notes on the page."""
    pictured: float = 0.0
    """The part of the page covered by its largest picture, 0 to 1."""
    hidden: int = 0
    """The number of invisible characters, which text recognition puts under a scanned page."""

    @property
    def is_scanned(self) -> bool:
        """Whether the page is a scan."""
        return self.pictured >= _PICTURED and sum(not g.text.isspace() for g in self.glyphs) < FEW


@dataclass(frozen=True, slots=True)
class File:
    """The pages that were read, the names of attached files, and the number of pages."""

    pages: tuple[PdfPage, ...]
    attached: tuple[str, ...]
    count: int

    @property
    def has_spaces(self) -> bool:
        """Whether the file contains spaces at all."""
        spaces = sum(g.text.isspace() for page in self.pages for g in page.glyphs)
        return spaces * 40 > sum(len(page.glyphs) for page in self.pages)


def read_pages(data: bytes, name: str, first: tuple[int, int] | None = None) -> File:
    """All pages; or with `first`, of a file of any length, the first ones, up to these numbers of pages and characters.

    Raises NotDoneError: `letter-encrypted`, `letter-unreadable`, `letter-too-long`.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in _LOCKED
        raise NotDoneError("letter-encrypted" if locked else "letter-unreadable", file=name) from error
    try:
        count = len(document)
        if not count:
            raise NotDoneError("letter-unreadable", file=name)
        if count > MAX_PAGES and first is None:
            raise NotDoneError("letter-too-long", file=name, pages=str(count), most=str(MAX_PAGES))
        pages: list[PdfPage] = []
        most, left = first or (count, _MAX_CHARACTERS)
        for number in range(min(count, most)):
            pages.append(_read_page(document, number))
            left -= len(pages[-1].glyphs)
            if left < 0:
                if first is not None:
                    break
                raise NotDoneError("letter-too-long", file=name, pages=str(count), most=str(MAX_PAGES))
        return File(tuple(pages), tuple(_attachment_names(document)), count)
    except pypdfium2.PdfiumError as error:
        raise NotDoneError("letter-unreadable", file=name) from error
    finally:
        document.close()


def _attachment_names(document: Any) -> Iterator[str]:
    for index in range(min(document.count_attachments(), 100)):
        yield document.get_attachment(index).get_name() or "PDF"


def _read_page(document: Any, number: int) -> PdfPage:
    page = document[number]
    shown = _PageView.of_page(page)
    glyphs, turned, hidden = _glyphs(page, shown)
    rules, pictured = _drawings(page, shown)
    notes, drawn = _comments(page)
    over: list[Glyph] = []
    if drawn:
        over = _added_glyphs(glyphs + turned, _glyphs_with_overlays(document, page, number, shown))
    page.close()
    return PdfPage(
        number=number + 1,
        width=shown.width,
        height=shown.height,
        glyphs=tuple(glyphs),
        over=tuple(over),
        turned=tuple(turned),
        rules=tuple(rules),
        notes=tuple(notes),
        pictured=pictured,
        hidden=hidden,
    )


@dataclass(frozen=True, slots=True)
class _PageView:
    """Converts coordinates of a page, from its lower left corner, into coordinates on the page as shown."""

    matrix: Matrix
    width: float
    height: float
    angle: float
    """The direction of upright text in the page's coordinates, in degrees."""

    @classmethod
    def of_page(cls, page: Any) -> _PageView:
        left, bottom, right, top = page.get_cropbox()
        wide, high = right - left, top - bottom
        turn = page.get_rotation() % 360
        matrix: Matrix = {
            90: (0.0, 1.0, 1.0, 0.0, -bottom, -left),
            180: (-1.0, 0.0, 0.0, 1.0, right, -bottom),
            270: (0.0, -1.0, -1.0, 0.0, top, right),
        }.get(turn, (1.0, 0.0, 0.0, -1.0, -left, top))
        return cls(matrix, *((high, wide) if turn in (90, 270) else (wide, high)), float(turn))


def _transformed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _combined(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


# --- Characters ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _GlyphStyle:
    size: float
    bold: bool
    font: str
    upright: bool
    hidden: bool


def _glyphs(page: Any, shown: _PageView) -> tuple[list[Glyph], list[Glyph], int]:
    """The upright characters, the rotated characters, and the number of invisible characters."""
    from pypdfium2 import raw

    text = page.get_textpage()
    upright: list[Glyph] = []
    turned: list[Glyph] = []
    styles: dict[int, _GlyphStyle] = {}
    hidden = 0
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    for at in range(min(text.count_chars(), _MAX_CHARACTERS)):
        if raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        character = _character(raw.FPDFText_GetUnicode(text, at), raw.FPDFText_HasUnicodeMapError(text, at) == 1)
        drawn = raw.FPDFText_GetTextObject(text, at)
        key = ctypes.addressof(drawn.contents) if drawn else 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _glyph_style(text, at, drawn, shown)
        into = upright if style.upright else turned
        if unicodedata.combining(character) and into:
            into[-1] = replace(into[-1], text=into[-1].text + character)
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        raw.FPDFText_GetLooseCharBox(text, at, box)
        corners = [_transformed(shown.matrix, a, b) for a, b in ((box.left, box.bottom), (box.right, box.top))]
        start, base = _transformed(shown.matrix, x.value, y.value)
        if not all(map(math.isfinite, (start, base, *corners[0], *corners[1]))):
            continue
        end = max(corners[0][0], corners[1][0], start)
        hidden += style.hidden and not character.isspace()
        into.append(Glyph(character, start, end, base, style.size, style.bold, style.font))
    text.close()
    return upright, turned, hidden


def _character(code: int, unknown: bool) -> str:
    """The character for a code of PDFium, which uses 2 for a hyphen at a line break."""
    if code == 2:
        return "-"
    if unknown or code < 32 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return " " if code in (9, 10, 13) else UNKNOWN
    return " " if code == 0xA0 else chr(code)


def _glyph_style(text: Any, at: int, drawn: Any, shown: _PageView) -> _GlyphStyle:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFText_GetMatrix(text, at, matrix)
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 256, flags)
    font = name.value.decode("utf-8", "replace")
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
    bold = (
        raw.FPDFText_GetFontWeight(text, at) >= _BOLD_WEIGHT
        or bool(flags.value & _BOLD_FLAG)
        or any(word in font.lower() for word in _BOLD_NAMES)
        or mode == _FILLED_AND_STROKED
    )
    turn = (math.degrees(math.atan2(matrix.b, matrix.a)) - shown.angle) % 360
    size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    return _GlyphStyle(
        size=size if math.isfinite(size) and size > 0.5 else 1.0,
        bold=bold,
        font=font,
        upright=min(turn, 360 - turn) < 10,
        hidden=mode == _INVISIBLE,
    )


# --- Rules and pictures -----------------------------------------------------------------------------


def _drawings(page: Any, shown: _PageView) -> tuple[list[RuledLine], float]:
    """The straight lines of a page, and the part of the page that its largest picture covers."""
    from pypdfium2 import raw

    rules: list[RuledLine] = []
    largest = 0.0
    for drawn, matrix in _objects(page, shown):
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == _PATH and len(rules) < MAX_OBJECTS:
            rules += _rules(drawn, _combined(_matrix(drawn), matrix))
        elif kind == _IMAGE:
            a, b, c, d, *_ = _combined(_matrix(drawn), matrix)
            largest = max(largest, abs(a * d - b * c))
    whole = shown.width * shown.height
    return rules, min(1.0, largest / whole) if whole > 0 else 0.0


def _objects(page: Any, shown: _PageView) -> Iterator[tuple[Any, Matrix]]:
    """Yields the objects on a page, each with its matrix; forms are replaced by their contents."""
    from pypdfium2 import raw

    left = MAX_OBJECTS
    waiting: list[tuple[Any, Matrix, int]] = [
        (raw.FPDFPage_GetObject(page, at), shown.matrix, 0)
        for at in range(min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS))
    ]
    waiting.reverse()
    while waiting and left:
        drawn, matrix, depth = waiting.pop()
        left -= 1
        if raw.FPDFPageObj_GetType(drawn) != _FORM:
            yield drawn, matrix
        elif depth < _DEEPEST:
            inner = _combined(_matrix(drawn), matrix)
            count = min(raw.FPDFFormObj_CountObjects(drawn), MAX_OBJECTS)
            waiting += [(raw.FPDFFormObj_GetObject(drawn, at), inner, depth + 1) for at in reversed(range(count))]


def _matrix(drawn: Any) -> Matrix:
    from pypdfium2 import raw

    values = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(drawn, values):
        return _IDENTITY
    return values.a, values.b, values.c, values.d, values.e, values.f


def _rules(path: Any, matrix: Matrix) -> Iterator[RuledLine]:
    """Yields the horizontal and vertical lines of a path that is a line, a frame or a thin area."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    for at in range(min(raw.FPDFPath_CountSegments(path), 1_000)):
        segment = raw.FPDFPath_GetPathSegment(path, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _transformed(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == _LINE_TO:
            yield from _rule(last, point)
        elif kind != _BEZIER_TO:
            begin = point
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield from _rule(last, begin)


def _rule(one: tuple[float, float], two: tuple[float, float]) -> Iterator[RuledLine]:
    wide, high = abs(one[0] - two[0]), abs(one[1] - two[1])
    if math.isfinite(wide + high) and min(wide, high) < 0.8 and max(wide, high) > 4:
        yield RuledLine(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))


# --- What covers a page -----------------------------------------------------------------------------


def _comments(page: Any) -> tuple[list[str], bool]:
    """The texts of comments; and whether form fields, stamps or signatures are drawn over the page."""
    from pypdfium2 import raw

    notes: list[str] = []
    drawn = False
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), 2_000)):
        note = raw.FPDFPage_GetAnnot(page, at)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        drawn |= kind in _DRAWN
        if kind not in (_LINK, _POPUP, *_DRAWN) and (text := _comment_text(note)).strip():
            notes.append(text)
        raw.FPDFPage_CloseAnnot(note)
    return notes, drawn


def _comment_text(note: Any) -> str:
    from pypdfium2 import raw

    length = min(raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0), 1 << 16)
    characters = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(note, b"Contents", characters, length)
    return bytes(characters)[:length].decode("utf-16-le", "replace").rstrip("\0")


def _glyphs_with_overlays(document: Any, page: Any, number: int, shown: _PageView) -> list[Glyph]:
    """The characters of the page after form fields, stamps and signatures are drawn into it."""
    from pypdfium2 import raw

    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    redrawn = document[number]
    upright, turned, _ = _glyphs(redrawn, shown)
    redrawn.close()
    return upright + turned


def _added_glyphs(before: Sequence[Glyph], after: Sequence[Glyph]) -> list[Glyph]:
    """The characters of `after` that are not in `before`."""
    known = Counter((g.text, round(g.left), round(g.base)) for g in before)
    added: list[Glyph] = []
    for glyph in after:
        key = (glyph.text, round(glyph.left), round(glyph.base))
        if known[key]:
            known[key] -= 1
        else:
            added.append(glyph)
    return added
