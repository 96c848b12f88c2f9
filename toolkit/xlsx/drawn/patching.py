"""Makes blank forms for many agencies from one form that is drawn with stand-ins for the agency's strings.

Agencies with the same questions get forms that only differ in a few strings: names, code and place. Such a form is
drawn once. Parts of its zip without stand-ins are copied unchanged; in other parts, everything between the stand-ins is
deflated beforehand. If a name needs another row height, or is stored differently in a workbook, the agency's form is
drawn in the usual way.
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

#: Stand-ins for the agency's name, short name, code and place.
_STAND_INS = ("⟦name⟧", "⟦short⟧", "⟦code⟧", "⟦place⟧")
_MARKS = ("⟦", "⟧")
#: The most characters of a short name: footers shorten longer names.
_LONGEST_SHORT = 40
_LEVEL = 6
_STRINGS = "xl/sharedStrings.xml"
#: A stand-in where Excel has limits: in a formula, a rule or a prompt.
_IN_FORMULA = re.compile(r"<(?:f|formula\d?|definedName|dataValidation)\b[^<]*⟦")


class Forms:
    """Makes blank forms with the same bytes as `write_intake`."""

    def __init__(self) -> None:
        self._drawn: dict[object, list[_Drawn]] = {}

    def form_bytes(self, form: Form) -> bytes:
        """The bytes of the form's workbook: always the same for the same form, whatever was drawn before."""
        words = _agency_strings(form)
        if words is None or form.previous.values or form.carried or form.carried_rows or form.followup:
            return _drawn_bytes(form)
        similar = self._drawn.setdefault(_key_without_agency(form), [])
        drawn = next((d for d in similar if d.fits(words)), None)
        if drawn is None:
            drawn = _draw(form, words)
            similar.append(drawn)
        return drawn.filled(words) or _drawn_bytes(form)


def _drawn_bytes(form: Form, row_height: RowHeight = row_height) -> bytes:
    whole = BytesIO()
    write_intake(whole, form, filled_in(form), row_height=row_height)
    return whole.getvalue()


def _agency_strings(form: Form) -> tuple[str, ...] | None:
    """The agency's strings for the stand-ins; None if a workbook would store any of them differently."""
    words = (form.agency.name, form.agency.short_name, form.agency.code, form.issued_at)
    plain = all(
        w and w.isprintable() and w == w.strip() and not set(w) & set("&<>\"'⟦⟧") and "_x" not in w for w in words
    )
    return words if plain and len(form.agency.short_name) <= _LONGEST_SHORT else None


def _key_without_agency(form: Form) -> object:
    """A key of everything in a form except its agency: forms with equal keys only differ in the agency."""
    topics = tuple((t.title, tuple(i.code for i in t.indicators)) for t in form.topics)
    lead = form.agency.code == form.campaign.lead_agency  # the lead agency's guide is different
    meta = tuple((k, v) for k, v in form.meta.items() if k != "agency")
    parts = (tuple(s.code for s in form.sections), tuple(t.code for t in form.tables))
    signs = (form.on_behalf, form.committee)
    return (id(form.campaign), form.language, lead, topics, form.existed_in, *parts, *signs, meta)


def _draw(form: Form, words: Sequence[str]) -> _Drawn:
    name, short, code, issued_at = _STAND_INS
    stand_in = replace(form.agency, name=name, short_name=short)
    blank = replace(
        form,
        agency=stand_in,
        issued_at=issued_at,
        guide=guide(form.campaign, stand_in, form.language),
        meta={**form.meta, "agency": code},
    )
    ruler = _Ruler(words)
    with zipfile.ZipFile(BytesIO(_drawn_bytes(blank, ruler.row_height))) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    return _Drawn(
        tuple(ruler.rows),
        tuple(_prepared_part(name, text) for name, text in parts.items()),
        _Strings(parts.get(_STRINGS, "")),
        any(_IN_FORMULA.search(text) for text in parts.values()),
    )


class _Row(NamedTuple):
    """A row with stand-ins: its cells (each text with its column's width), and the height measured for the row."""

    cells: Sequence[tuple[str, float]]
    size: float
    bold: bool
    measured: float = 0.0

    def height(self, words: Sequence[str]) -> float:
        """The row's height with these words instead of the stand-ins."""
        cells = [(_with_words(text, words), width) for text, width in self.cells]
        return row_height(cells, size=self.size, bold=self.bold)


class _Ruler:
    """Measures rows with words instead of stand-ins, and records the rows that have stand-ins."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words, self.rows = words, list[_Row]()

    def row_height(self, cells: Iterable[tuple[str, float]], *, size: float = 11, bold: bool = False) -> float:
        row = _Row(tuple(cells), size, bold)
        height = row.height(self.words)
        if any(stand_in in text for text, _ in row.cells for stand_in in _STAND_INS):
            self.rows.append(row._replace(measured=height))
        return height


def _with_words(text: str, words: Sequence[str]) -> str:
    for stand_in, word in zip(_STAND_INS, words, strict=True):
        text = text.replace(stand_in, word)
    return text


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the zip, prepared up to its first stand-in."""

    name: str
    checksum: int
    size: int
    deflated: bytes
    rest: tuple[tuple[bytes, bytes] | int, ...]
    """By turns, the number of a string to insert, and a text with its deflated bytes."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A form drawn with stand-ins, for names that need the same row heights as those with which it was measured."""

    rows: tuple[_Row, ...]
    parts: tuple[_Part, ...]
    strings: _Strings
    in_formulas: bool
    """Whether a stand-in is in a formula, a rule or a prompt: there Excel's limits may not allow its replacement."""

    def fits(self, words: Sequence[str]) -> bool:
        """Whether every row has the same height with these words."""
        return all(row.height(words) == row.measured for row in self.rows)

    def filled(self, words: Sequence[str]) -> bytes | None:
        """The workbook with these words inserted; None if it would be drawn differently."""
        texts = [x[0] for part in self.parts if part.name != _STRINGS for x in part.rest if not isinstance(x, int)]
        damaged = any(mark.encode("utf-8") in text for text in texts for mark in _MARKS)  # a part of a stand-in is left
        if self.in_formulas or damaged or self.strings.has_clash(words):
            return None
        pieces = [(w.encode("utf-8"), _deflated(w.encode("utf-8"))) for w in words]
        whole = BytesIO()
        write_zip(((part.name, _packed_with(part, pieces)) for part in self.parts), whole)
        return whole.getvalue()


def _packed_with(part: _Part, words: Sequence[tuple[bytes, bytes]]) -> Packed:
    checksum, size, packed = part.checksum, part.size, [part.deflated]
    for piece in part.rest:
        text, deflated = words[piece] if isinstance(piece, int) else piece
        checksum = zlib.crc32(text, checksum)
        size += len(text)
        packed.append(deflated)
    return checksum, size, packed


def _prepared_part(name: str, text: str) -> _Part:
    pieces = [text]
    for number, stand_in in enumerate(_STAND_INS):
        pieces = [x for p in pieces for x in _between(p, stand_in, number)]  # type: ignore[misc]
    first = str(pieces[0]).encode("utf-8")
    rest: list[tuple[bytes, bytes] | int] = []
    for index, piece in enumerate(pieces[1:], start=1):
        if isinstance(piece, int):
            rest.append(piece)
        else:
            data = piece.encode("utf-8")
            rest.append((data, _deflated(data, last=index == len(pieces) - 1)))
    return _Part(name, zlib.crc32(first), len(first), _deflated(first, last=not rest), tuple(rest))


def _between(piece: str | int, stand_in: str, number: int) -> list[str | int]:
    """The piece, divided at each stand-in, with the stand-in's number between the pieces."""
    if isinstance(piece, int):
        return [piece]
    pieces: list[str | int] = []
    for text in piece.split(stand_in):
        pieces += [text, number]
    return pieces[:-1]


def _deflated(data: bytes, *, last: bool = False) -> bytes:
    """The data, deflated separately: other data may precede them and, if they are not the last, follow them."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


class _Strings:
    """The workbook's shared strings, which must stay different: a workbook has each string once."""

    def __init__(self, xml: str) -> None:
        elements = [text.partition(">")[2] for text in xml.split("<t")[1:]]
        texts = [text.partition("</t>")[0] for text in elements]
        self._fixed = frozenset(t for t in texts if not any(s in t for s in _STAND_INS))
        self._open = tuple(t for t in texts if any(s in t for s in _STAND_INS))

    def has_clash(self, words: Sequence[str]) -> bool:
        put_in = {_with_words(text, words) for text in self._open}
        return len(put_in) < len(self._open) or not put_in.isdisjoint(self._fixed)
