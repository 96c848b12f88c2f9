"""Blank forms for many agencies: drawn once with stand-ins for who the agency is, then only those are put in.

Agencies that are asked the same get forms that differ in a few strings: their names, their code and their place. Such a
form is drawn once; of the parts of its zip, those without these strings are copied as they are, and in the
others all between the strings is deflated beforehand. What cannot be put in so is drawn as usual: a name that
needs another row height, or one that workbooks write in a way of its own.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import NamedTuple

from toolkit.files.zipping import Packed, write_zip
from toolkit.form.carried import filled_in
from toolkit.form.contents import Form, guide
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.measure import RowHeight, row_height

#: What stands in the drawn form for the agency's name, short name, code and place.
_STAND_INS = ("⟦name⟧", "⟦short⟧", "⟦code⟧", "⟦place⟧")
_MARKS = ("⟦", "⟧")
#: Footers cut longer names short.
_LONGEST_SHORT = 40
_LEVEL = 6
_STRINGS = "xl/sharedStrings.xml"
#: A stand-in in what has limits of its own.
_IN_FORMULA = re.compile(r"<(?:f|formula\d?|definedName|dataValidation)\b[^<]*⟦")


class Forms:
    """Makes blank forms, each as `write_intake` would."""

    def __init__(self) -> None:
        self._drawn: dict[object, list[_Drawn]] = {}

    def made(self, form: Form) -> bytes:
        """The form's workbook. The same form gives the same bytes, whatever was made before."""
        words = _words(form)
        if words is None or form.previous.values or form.carried or form.carried_rows or form.followup:
            return _plain(form)
        alike = self._drawn.setdefault(_likeness(form), [])
        drawn = next((d for d in alike if d.fits(words)), None)
        if drawn is None:
            drawn = _draw(form, words)
            alike.append(drawn)
        return drawn.filled(words) or _plain(form)


def _plain(form: Form, row_height: RowHeight = row_height) -> bytes:
    whole = BytesIO()
    write_intake(whole, form, filled_in(form), row_height=row_height)
    return whole.getvalue()


def _words(form: Form) -> tuple[str, ...] | None:
    """What is put in for the stand-ins; None where workbooks would write one of them in a way of its own."""
    words = (form.agency.name, form.agency.short_name, form.agency.code, form.place)
    plain = all(
        w and w.isprintable() and w == w.strip() and not set(w) & set("&<>\"'⟦⟧") and "_x" not in w for w in words
    )
    return words if plain and len(form.agency.short_name) <= _LONGEST_SHORT else None


def _likeness(form: Form) -> object:
    """Two forms for which this is the same differ in nothing but who the agency is."""
    asked = tuple((t.title, tuple(i.code for i in t.indicators)) for t in form.topics)
    lead = form.agency.code == form.campaign.lead_agency  # it reads another guide
    meta = tuple((k, v) for k, v in form.meta.items() if k != "agency")
    parts = (tuple(s.code for s in form.sections), tuple(t.code for t in form.tables))
    signs = (form.on_behalf, form.committee)
    return (id(form.campaign), form.language, lead, asked, form.there, *parts, *signs, meta)


def _draw(form: Form, words: Sequence[str]) -> _Drawn:
    name, short, code, place = _STAND_INS
    nobody = replace(form.agency, name=name, short_name=short)
    blank = replace(
        form,
        agency=nobody,
        place=place,
        guide=guide(form.campaign, nobody, form.language),
        meta={**form.meta, "agency": code},
    )
    ruler = _Ruler(words)
    with zipfile.ZipFile(BytesIO(_plain(blank, ruler.row_height))) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    return _Drawn(
        tuple(ruler.rows),
        tuple(_part(name, text) for name, text in parts.items()),
        _Strings(parts.get(_STRINGS, "")),
        any(_IN_FORMULA.search(text) for text in parts.values()),
    )


class _Row(NamedTuple):
    """A row with stand-ins in its cells' texts, each with its column's width, and the height found for it."""

    cells: Sequence[tuple[str, float]]
    size: float
    bold: bool
    found: float = 0.0

    def height(self, words: Sequence[str]) -> float:
        """How high the row is with the words in place of their stand-ins."""
        cells = [(_filled(text, words), width) for text, width in self.cells]
        return row_height(cells, size=self.size, bold=self.bold)


class _Ruler:
    """Measures rows with the words for which stand-ins stand, and keeps the rows that have some."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words, self.rows = words, list[_Row]()

    def row_height(self, cells: Iterable[tuple[str, float]], *, size: float = 11, bold: bool = False) -> float:
        row = _Row(tuple(cells), size, bold)
        height = row.height(self.words)
        if any(stand_in in text for text, _ in row.cells for stand_in in _STAND_INS):
            self.rows.append(row._replace(found=height))
        return height


def _filled(text: str, words: Sequence[str]) -> str:
    for stand_in, word in zip(_STAND_INS, words, strict=True):
        text = text.replace(stand_in, word)
    return text


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the zip, ready up to where the first string is put in."""

    name: str
    checksum: int
    size: int
    deflated: bytes
    rest: tuple[tuple[bytes, bytes] | int, ...]
    """After that, by turns: the number of a string to put in, and text with its deflated bytes."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A form drawn for nobody, for names that take as much room as those that it was measured with."""

    rows: tuple[_Row, ...]
    parts: tuple[_Part, ...]
    strings: _Strings
    in_formulas: bool
    """Whether a formula, a rule or a prompt holds a stand-in: what is put in may be more than Excel takes there."""

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every row would be as high for the agency of these words."""
        return all(row.height(words) == row.found for row in self.rows)

    def filled(self, words: Sequence[str]) -> bytes | None:
        """The workbook with the words put in; None where it would be built otherwise."""
        if (
            self.in_formulas
            or not all(part.name == _STRINGS or _at_ease(part) for part in self.parts)
            or self.strings.clash(words)
        ):
            return None
        pieces = [(w.encode("utf-8"), _deflated(w.encode("utf-8"))) for w in words]
        whole = BytesIO()
        write_zip(((part.name, _put_in(part, pieces)) for part in self.parts), whole)
        return whole.getvalue()


def _at_ease(part: _Part) -> bool:
    """Whether no stand-in was changed while the part was written."""
    return not any(
        mark.encode("utf-8") in piece[0] for piece in part.rest if not isinstance(piece, int) for mark in _MARKS
    )


def _put_in(part: _Part, words: Sequence[tuple[bytes, bytes]]) -> Packed:
    checksum, size, packed = part.checksum, part.size, [part.deflated]
    for piece in part.rest:
        text, deflated = words[piece] if isinstance(piece, int) else piece
        checksum = zlib.crc32(text, checksum)
        size += len(text)
        packed.append(deflated)
    return checksum, size, packed


def _part(name: str, text: str) -> _Part:
    pieces = [text]
    for number, stand_in in enumerate(_STAND_INS):
        pieces = [x for p in pieces for x in _between(p, stand_in, number)]  # type: ignore[misc]
    first = str(pieces[0]).encode("utf-8")
    rest: list[tuple[bytes, bytes] | int] = []
    for place, piece in enumerate(pieces[1:], start=1):
        if isinstance(piece, int):
            rest.append(piece)
        else:
            data = piece.encode("utf-8")
            rest.append((data, _deflated(data, last=place == len(pieces) - 1)))
    return _Part(name, zlib.crc32(first), len(first), _deflated(first, last=not rest), tuple(rest))


def _between(piece: str | int, stand_in: str, number: int) -> list[str | int]:
    """The piece with the number in place of each stand-in."""
    if isinstance(piece, int):
        return [piece]
    found: list[str | int] = []
    for text in piece.split(stand_in):
        found += [text, number]
    return found[:-1]


def _deflated(data: bytes, *, last: bool = False) -> bytes:
    """The data deflated for itself, so that anything may come before and, where it is not the last, after it."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


class _Strings:
    """The workbook's strings: each stands there once, so none may become the same as another."""

    def __init__(self, xml: str) -> None:
        found = [text.partition(">")[2] for text in xml.split("<t")[1:]]
        texts = [text.partition("</t>")[0] for text in found]
        self._fixed = frozenset(t for t in texts if not any(s in t for s in _STAND_INS))
        self._open = tuple(t for t in texts if any(s in t for s in _STAND_INS))

    def clash(self, words: Sequence[str]) -> bool:
        put_in = {_filled(text, words) for text in self._open}
        return len(put_in) < len(self._open) or not put_in.isdisjoint(self._fixed)
