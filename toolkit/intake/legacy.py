"""Converts cells typed in an old Vietnamese encoding (TCVN3, VNI) to Unicode, and keeps the original.

The encoding is recognised cell by cell from what the agency typed, without the form's texts: one sheet may have texts
of several departments in different encodings. A cell that is ambiguous alone is decided by the sheet's other cells,
then by the workbook's other sheets; a cell that is already Vietnamese is never changed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from toolkit.language.legacy import NAMES, UNUSUAL, Encoding, decoded, encodings_of, is_unicode, to_unicode
from toolkit.language.text import fold
from toolkit.model import CellValue
from toolkit.spreadsheet.addresses import cell_name
from toolkit.spreadsheet.workbook import RawSheet, RawWorkbook

#: All of Latin-1 without the characters that Vietnamese does not use and that are frequent in either old encoding.
_USUAL = re.sub(f"[{re.escape(UNUSUAL)}]", "", "".join(map(chr, range(256)))).encode("latin_1")
#: A usual font of each encoding: a sheet with such a font follows the other sheets.
_FONTS: dict[Encoding, tuple[str, ...]] = {"unicode": (), "tcvn3": (".VnTime",), "vni": ("VNI-Times",)}


@dataclass(frozen=True, slots=True)
class Converted:
    """The converted cells of one sheet: the typed text and the encoding of each cell."""

    originals: Mapping[str, str]
    """For each cell, the typed text, in reading order."""
    encodings: Mapping[str, Encoding]


def may_need_decoding(raw: RawWorkbook) -> bool:
    """Whether any text may be in an old encoding: a quick test, which is False for most workbooks."""
    texts = chain.from_iterable(map(_texts, raw.sheets))
    return bool("".join(texts).encode("latin_1", "ignore").translate(None, _USUAL))


def as_unicode(
    raw: RawWorkbook, form_texts: frozenset[str], answers: frozenset[str]
) -> tuple[RawWorkbook, dict[str, Converted]]:
    """The workbook in Unicode, and by sheet name the converted cells.

    `form_texts`: the form's texts, folded; `answers`: possible answers, in lower case.
    """
    typed = {
        sheet.name: [t for t in _texts(sheet) if not t.isascii() and fold(t) not in form_texts] for sheet in raw.sheets
    }
    by_sheet = {name: encodings_of(texts, ()) for name, texts in typed.items()}
    sure = {encoding for encodings in by_sheet.values() for encoding in encodings.values() if encoding != "unicode"}
    if len(sure) == 1:
        fonts = _FONTS[next(iter(sure))]
        by_sheet = {name: encodings_of(texts, fonts) for name, texts in typed.items()}
    sheets: list[RawSheet] = []
    converted: dict[str, Converted] = {}
    for sheet in raw.sheets:
        if any(encoding != "unicode" for encoding in by_sheet[sheet.name].values()):
            sheet, change = _convert(sheet, by_sheet[sheet.name], form_texts, answers)
            if change.originals:
                converted[sheet.name] = change
        sheets.append(sheet)
    return replace(raw, sheets=tuple(sheets)), converted


def _texts(sheet: RawSheet) -> list[str]:
    return [v for v in filter(None, chain.from_iterable(sheet.rows)) if v.__class__ is str]


def _convert(
    sheet: RawSheet, by_text: Mapping[str, Encoding], form_texts: frozenset[str], answers: frozenset[str]
) -> tuple[RawSheet, Converted]:
    originals: dict[str, str] = {}
    encodings: dict[str, Encoding] = {}
    used = [encoding for encoding in NAMES if encoding in by_text.values()]
    rows: list[Sequence[CellValue]] = []
    for number, row in enumerate(sheet.rows):
        cells = list(row)
        for column, value in enumerate(row):
            if isinstance(value, str) and not value.isascii() and fold(value) not in form_texts:
                text, encoding = _read(value, by_text.get(value), used, answers)
                if text != value:
                    cells[column] = text
                    cell = cell_name(number, column)
                    originals[cell], encodings[cell] = value, encoding
        rows.append(cells)
    return replace(sheet, rows=rows), Converted(originals, encodings)


def _read(text: str, known: Encoding | None, used: Sequence[Encoding], answers: frozenset[str]) -> tuple[str, Encoding]:
    """The text in Unicode, and its encoding. An undecided text takes an encoding of
    its sheet, if exactly one makes it readable."""
    if known not in (None, "unicode"):
        return decoded(text, known), known
    if is_unicode(text):
        # `Cã` is a syllable as it is; but read as TCVN3 it is an answer.
        readings = {e: to_unicode(text, e) for e in used if text.strip().lower() not in answers}
        readings = {e: t for e, t in readings.items() if t.strip().lower() in answers}
    else:
        readings = {e: t for e in used if (t := decoded(text, e)) != text}
    if len(readings) != 1:
        return text, "unicode"
    ((encoding, text),) = readings.items()
    return text, encoding
