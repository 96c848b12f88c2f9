"""Converts codes and groups as people type them in a definition to the spelling in which they are defined."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolkit.definition.cells import Row
from toolkit.language.text import fold, toned

#: Words for all agencies, folded.
_ALL_AGENCIES = frozenset({"tat ca", "tat ca cac don vi", "tat ca don vi", "toan bo", "moi don vi", "all", "everybody"})
#: By sheet, the columns that name agencies or groups.
_OF_AGENCIES = {
    "agencies": ("parent", "replaced_by"),
    "indicators": ("asked_of", "owner"),
    "sections": ("asked_of",),
    "rows": ("asked_of",),
}


def respell_codes(rows: Mapping[str, Sequence[Row]], about: dict[str, Any]) -> None:
    """Respell codes and groups in the rows as they are defined: `syt`, or an agency's name, becomes `SYT`.

    Only unique matches are converted; other names stay as typed.
    """
    agencies = rows.get("agencies", ())
    known_codes = _agency_spellings(agencies)
    for sheet, columns in _OF_AGENCIES.items():
        for row in rows.get(sheet, ()):
            for column in columns:
                row.values[column] = _as_defined(row.values.get(column), known_codes)
            if _means_all_agencies(row.values.get("asked_of"), known_codes):
                row.values["asked_of"] = None
    if about.get("lead_agency"):
        about["lead_agency"] = _as_defined(about["lead_agency"], known_codes)
    if about.get("signed_pdf"):
        about["signed_pdf"] = _as_defined(about["signed_pdf"], known_codes)
        if _means_all_agencies(about["signed_pdf"], known_codes):
            about["signed_pdf"] = tuple(_codes_of(agencies))
    for sheet, column, of in (
        ("indicators", "weight", "indicators"),
        ("rows", "equals", "indicators"),
        ("splits", "of", "indicators"),
        ("sentences", "section", "sections"),
    ):
        codes = _unambiguous([(_plain_code(code), code) for code in _codes_of(rows.get(of, ()))])
        for row in rows.get(sheet, ()):
            row.values[column] = _as_defined(row.values.get(column), codes)


def _means_all_agencies(typed: Any, agencies: Mapping[str, str]) -> bool:
    """Whether a word for all agencies was typed, which means the same as a blank cell, and no group has this name."""
    return bool(typed) and len(typed) == 1 and _plain_code(typed[0]) not in agencies and fold(typed[0]) in _ALL_AGENCIES


def _as_defined(typed: Any, known: Mapping[str, str]) -> Any:
    if isinstance(typed, tuple):
        return tuple(dict.fromkeys(_as_defined(part, known) for part in typed))
    return known.get(_plain_code(typed), known.get(f"={toned(typed)}", typed)) if isinstance(typed, str) else typed


def _plain_code(code: str) -> str:
    """A code simplified for comparing: without case, composition, blanks, and the stroke of đ (`SGDĐT` is `SGDDT`)."""
    return " ".join(unicodedata.normalize("NFC", code).casefold().replace("đ", "d").split())


def _codes_of(rows: Iterable[Row]) -> list[str]:
    return [row.values["code"] for row in rows if row.values.get("code")]


def _agency_spellings(rows: Sequence[Row]) -> Mapping[str, str]:
    """The spelling of each code and group, by its `_plain_code`; the code of each agency, by `=` and its toned name."""
    groups = dict.fromkeys(group for row in rows for group in row.values.get("group") or ())
    spelt = [(_plain_code(name), name) for name in (*_codes_of(rows), *groups)]
    called = [
        (f"={toned(name)}", code)
        for row in rows
        for column in ("name", "short_name")
        if (name := row.values.get(column)) and (code := row.values.get("code"))
    ]
    return {**_unambiguous(called), **_unambiguous(spelt)}


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a mapping, without keys that have several values."""
    meant: dict[str, set[str]] = {}
    for key, name in pairs:
        meant.setdefault(key, set()).add(name)
    return {key: next(iter(names)) for key, names in meant.items() if len(names) == 1}
