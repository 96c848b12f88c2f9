"""The names of form files, from an agency's short name and code: `UBND xã Mỹ Hòa (UBND-28249).xlsx`."""

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
    """The file name of an agency's form, which Windows accepts."""
    return safe_name(_SLASHES.sub("-", short_name) + ENDING, code)


def code_in(stem: str, codes: Collection[str]) -> str:
    """The code, one of these `codes`, in a form's file name without its ending. In former versions the code was the
    whole name. "" for other names."""
    stem = unicodedata.normalize("NFC", stem)
    ends = (stem[at.end() : -1] for at in _OPENS.finditer(stem) if stem.endswith(")"))
    return next((code for code in (stem, *ends) if code in codes), "")


def with_ending(path: Path, ending: str) -> Path:
    """The path of a form with another ending; a full stop in a code does not begin an ending."""
    return path.with_name(path.name.removesuffix(path.suffix) + ending)
