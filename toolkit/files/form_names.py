"""The names of form files: `UBND xã Mỹ Hòa (UBND-28249).xlsx`, an agency's short name and code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from toolkit.files.safe_names import safe_name

ENDING = ".xlsx"
#: The name of a campaign's definition workbook.
DEFINITION = "campaign.xlsx"
_SLASHES = re.compile(r"[/\\]")
_OPENS = re.compile(r" \(")


def form_name(short_name: str, code: str) -> str:
    """The name of an agency's form, safe on Windows."""
    return safe_name(_SLASHES.sub("-", short_name) + ENDING, code)


def code_in(stem: str, codes: Collection[str]) -> str:
    """The code in a form's name without its ending, among these codes, also where it is the whole name, as in
    former versions; "" where there is none."""
    stem = unicodedata.normalize("NFC", stem)
    ends = (stem[at.end() : -1] for at in _OPENS.finditer(stem) if stem.endswith(")"))
    return next((code for code in (stem, *ends) if code in codes), "")


def with_ending(path: Path, ending: str) -> Path:
    """The file with a form's name and another ending: codes may have a full stop."""
    return path.with_name(path.name.removesuffix(path.suffix) + ending)
