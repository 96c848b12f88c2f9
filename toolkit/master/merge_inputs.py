"""The inputs of a merge into the campaign's master, remembered in that master until a merge names others.

Otherwise, the merge after a merge of named files would read only the inbox. Paths are relative to the campaign
folder, so that it may be moved together with folders near it.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.master.recognising import has_sheet, sheets_by_name
from toolkit.messages.errors import UsageError

#: The most folders upwards in a relative path: anything farther away is remembered by its whole path.
_NEAR = 3
#: Typed instead of a previous campaign where nothing is to be compared.
NOTHING = "-"
COLUMNS = ("kind", "path")
_INPUT, _PREVIOUS, _ALONE = "input", "previous", "alone"


@dataclass(frozen=True, slots=True)
class MergeInputs:
    """The remembered inputs (none: the inbox) and the previous campaign's master. `alone`: this once, the master was
    not compared with the master that the definition names; the next merge compares them again."""

    inputs: tuple[str, ...] = ()
    previous: str = ""
    alone: bool = False

    def rows(self) -> Iterator[tuple[str, str]]:
        """(kind, path) of each, as in the hidden sheet `toolkit:given`."""
        yield from ((_INPUT, path) for path in self.inputs)
        if self.previous:
            yield _PREVIOUS, self.previous
        if self.alone:
            yield _ALONE, NOTHING


#: The usual inputs, which no master records: the inbox, and no previous campaign.
INBOX_ALONE = MergeInputs()


def read_merge_inputs(master: Path) -> MergeInputs:
    """The inputs that a master remembers; `INBOX_ALONE` where there is none."""
    sheets = sheets_by_name(master, ("given",), ()) if has_sheet(master, "given") else None
    rows = [
        (sheet.text(row, "kind"), sheet.text(row, "path"))
        for sheet in sheets or ()
        if sheet.key == "given"
        for row in sheet.rows
    ]
    inputs = tuple(path for kind, path in rows if kind == _INPUT and path)
    previous = next((path for kind, path in rows if kind == _PREVIOUS), "")
    return MergeInputs(inputs, previous, any(kind == _ALONE for kind, _ in rows))


def paths_to_remember(root: Path, paths: Iterable[Path | str]) -> tuple[str, ...]:
    """The paths to remember, sorted and each once."""
    return tuple(sorted({path_to_remember(root, Path(path)) for path in paths}))


def path_to_remember(root: Path, path: Path) -> str:
    """A path relative to the campaign folder, if it is in or near that folder; else the whole path."""
    whole, top = os.path.abspath(path), os.path.abspath(root)
    try:
        together, seen = os.path.commonpath((whole, top)), os.path.relpath(whole, top)
    except ValueError:  # on another drive (Windows)
        return Path(whole).as_posix()
    far = together == Path(top).anchor or Path(seen).parts[: _NEAR + 1] == ("..",) * (_NEAR + 1)
    return Path(whole if far else seen).as_posix()


def remembered_path(root: Path, path: str, code: str) -> Path:
    """The present path for a remembered one. Raises `UsageError` with this code where the file is gone."""
    there = Path(os.path.normpath(root / path))
    if not there.exists():
        raise UsageError(code, file=path)
    return there
