"""Whether a workbook is a master or a copy of one, and its properties, without reading the rest."""

import html
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from xml.parsers.expat import ExpatError

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.files.holding import open_to_read
from toolkit.messages.masters import SHEETS
from toolkit.spreadsheet.audit.book import elements
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNames, keyed_sheet, sheet_key
from toolkit.spreadsheet.workbook import RawSheet, TrustedReader, read_trusted

NEEDED = frozenset({"summary", "figures", "sources"})
#: The sheets that every copy for circulation has, but no form; and the sheet with the stamp, which every form has.
_SHARED, _STAMPED = frozenset({"summary", "totals", "matrix"}), "meta"
#: The document property of a master, with its campaign.
KIND = "toolkit_master"
#: The property that identifies a master as drawn, also after it was saved: a checksum of its sheets and strings.
DRAWN = "toolkit_drawn"
_NO_LIST: tuple[type[Exception], ...] = (*DAMAGED_OR_WITHOUT, ExpatError)
#: The most bytes of a form: only in larger files the property shows that they are masters.
_LARGE = 1024 * 1024


def is_master(sheets: Iterable[RawSheet]) -> bool:
    """Whether a workbook with these sheets is a master: it has the hidden keys of all needed sheets."""
    return {sheet_key(s) for s in sheets} >= NEEDED


def is_shared_copy(sheets: Iterable[RawSheet]) -> bool:
    """Whether a workbook with these sheets is a master without its working papers: nothing can be merged from it."""
    keys = {sheet_key(s) for s in sheets}
    return bool(keys & _SHARED) and "summary" in keys and _STAMPED not in keys and not keys >= NEEDED


def looks_like_master(path: Path) -> bool:
    """Whether a file that is too large for a form has the property of a master, without reading the rest."""
    try:
        return path.stat().st_size > _LARGE and f'name="{KIND}"'.encode() in _properties(path)
    except DAMAGED_OR_WITHOUT:
        return False


def campaign_named_in(path: Path) -> str:
    """The campaign in the property of a master, or of its copy for circulation; "" where there is none."""
    return _property(path, KIND)


def drawing_of(path: Path) -> str:
    """What identifies a master as it was drawn: its property `DRAWN`, or "" where it has no such property."""
    return _property(path, DRAWN)


def _property(path: Path, name: str) -> str:
    try:
        match = re.search(rf'name="{name}"[^>]*>\s*<vt:\w+[^>]*>([^<]*)<', _properties(path).decode("utf-8", "replace"))
    except DAMAGED_OR_WITHOUT:
        return ""
    return html.unescape(match[1]).strip() if match else ""


def has_sheet(path: Path, key: str) -> bool:
    """Whether a workbook has the master's sheet with this key, by the list of its sheets alone."""
    try:
        with open_to_read(path) as file, zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as part:
            listed = elements(part.read(_LARGE))
    except _NO_LIST:
        return False
    wanted = SheetNames(SHEETS[key])
    return any(name == "sheet" and attributes.get("name") in wanted for name, attributes, _ in listed)


def sheets_by_name(
    path: Path,
    keys: Iterable[str],
    needed: Collection[str],
    read: TrustedReader = read_trusted,
    names: Callable[[Iterable[str]], SheetNames] = SheetNames,
) -> list[KeyedSheet] | None:
    """The sheets of a master with these keys, by their usual names; all sheets where a `needed` one was renamed. None
    where the file cannot be read."""
    raw = read(path, names(name for key in keys for name in SHEETS[key]))
    if raw is None or not {sheet_key(s) for s in raw} >= set(needed):
        raw = read(path, None)
    return None if raw is None else [sheet for sheet in map(keyed_sheet, raw) if sheet is not None]


def _properties(path: Path) -> bytes:
    with open_to_read(path) as file, zipfile.ZipFile(file) as archive, archive.open("docProps/custom.xml") as part:
        return part.read(_LARGE)
