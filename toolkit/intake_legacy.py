"""Sheets typed in an old Vietnamese encoding (TCVN3, VNI): read as Unicode from here on, the original kept.

Told sheet by sheet from what the agency typed, the form's own texts left out; what a sheet alone leaves
open is settled by the workbook's other sheets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from toolkit.keyed import cell_name
from toolkit.legacy import Encoding, detect_encoding, to_unicode
from toolkit.model import CellValue
from toolkit.text import fold
from toolkit.workbook import RawSheet, RawWorkbook

#: All of Latin-1 but the signs and letters that Vietnamese has no use for and either old encoding has all the time.
_USUAL = re.sub("[¡-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]", "", "".join(map(chr, range(256)))).encode("latin_1")
#: A font of each: with it a sheet leans to what the other sheets are.
_FONTS: dict[Encoding, tuple[str, ...]] = {"unicode": (), "tcvn3": (".VnTime",), "vni": ("VNI-Times",)}


@dataclass(frozen=True, slots=True)
class Converted:
    """The cells of one sheet that were converted: each with what was typed."""

    encoding: Encoding
    originals: Mapping[str, str]
    """By address, in reading order."""


def suspicious(raw: RawWorkbook) -> bool:
    """Whether any text may be in an old encoding: told quickly, and mostly no."""
    texts = chain.from_iterable(map(_texts, raw.sheets))
    return bool("".join(texts).encode("latin_1", "ignore").translate(None, _USUAL))


def as_unicode(raw: RawWorkbook, own: frozenset[str]) -> tuple[RawWorkbook, dict[str, Converted]]:
    """The workbook in Unicode, and what was converted, by sheet name. `own`: the form's own texts, folded."""
    typed = {sheet.name: [t for t in _foreign(sheet) if fold(t) not in own] for sheet in raw.sheets}
    found: dict[str, Encoding] = {name: detect_encoding(texts) for name, texts in typed.items()}
    sure = {encoding for encoding in found.values() if encoding != "unicode"}
    if len(sure) == 1:
        fonts = _FONTS[next(iter(sure))]
        found = {name: detect_encoding(texts, fonts) for name, texts in typed.items()}
    sheets: list[RawSheet] = []
    converted: dict[str, Converted] = {}
    for sheet in raw.sheets:
        encoding = found[sheet.name]
        if encoding != "unicode":
            sheet, originals = _convert(sheet, encoding, own)
            if originals:
                converted[sheet.name] = Converted(encoding, originals)
        sheets.append(sheet)
    return replace(raw, sheets=tuple(sheets)), converted


def _foreign(sheet: RawSheet) -> list[str]:
    """The sheet's texts with letters beyond ASCII."""
    return [v for v in _texts(sheet) if not v.isascii()]


def _texts(sheet: RawSheet) -> list[str]:
    return [v for v in filter(None, chain.from_iterable(sheet.rows)) if v.__class__ is str]


def _convert(sheet: RawSheet, encoding: Encoding, own: frozenset[str]) -> tuple[RawSheet, dict[str, str]]:
    originals: dict[str, str] = {}
    rows: list[Sequence[CellValue]] = []
    for number, row in enumerate(sheet.rows):
        cells = list(row)
        for place, value in enumerate(row):
            if isinstance(value, str) and not value.isascii() and fold(value) not in own:
                text = to_unicode(value, encoding)
                if text != value:
                    cells[place] = text
                    originals[cell_name(number, place)] = value
        rows.append(cells)
    return replace(sheet, rows=rows), originals
