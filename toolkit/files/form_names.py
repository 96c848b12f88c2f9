"""What the files of forms are called: `UBND xã Mỹ Hòa (UBND-28249).xlsx`, the short name and the code of whose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from toolkit.files.safe_names import safe_name

ENDING = ".xlsx"
#: What the definition workbook of a campaign is called.
DEFINITION = "campaign.xlsx"
_SLASHES = re.compile(r"[/\\]")
_OPENS = re.compile(r" \(")


def form_name(short_name: str, code: str) -> str:
    """The name of an agency's form, safe on Windows."""
    return safe_name(_SLASHES.sub("-", short_name) + ENDING, code)


def code_in(stem: str, codes: Collection[str]) -> str:
    """The code in a form's name without its ending, among those given, be it all that the name says as it was before;
    "" where there is none."""
    stem = unicodedata.normalize("NFC", stem)
    ends = (stem[at.end() : -1] for at in _OPENS.finditer(stem) if stem.endswith(")"))
    return next((code for code in (stem, *ends) if code in codes), "")


def with_ending(path: Path, ending: str) -> Path:
    """The file beside a form that is called as it is, but for its ending: codes may have a full stop."""
    return path.with_name(path.name.removesuffix(path.suffix) + ending)
