"""What the master that is to be replaced keeps: corrections, accepted findings, and since when each fault is known.

As long as no other program has saved the master, its small hidden sheet alone is read; else the yellow columns are.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.master.handwork import saved_by_others
from toolkit.master.kept import as_typed, kept_in
from toolkit.master.read import lists_sheet
from toolkit.messages.masters import SHEETS
from toolkit.model import NOTHING_KEPT, Kept
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNames, keyed_sheet
from toolkit.spreadsheet.workbook import OwnReader, read_own

#: The sheets in which the coordinator corrects and accepts.
_SHEETS = ("figures", "findings")


def read_kept(master: Path, read: OwnReader = read_own) -> Kept:
    """What a master keeps; nothing where there is none, or it is no master (which `edits.read_edits` tells).

    `read`: who reads the hidden sheet.
    """
    if not master.is_file():
        return NOTHING_KEPT
    before = kept_in(_read(master, ("kept",), read)) if lists_sheet(master, "kept") else NOTHING_KEPT
    if not saved_by_others(master):
        return before
    return as_typed(_read(master, _SHEETS, read_own), before)


def _read(master: Path, keys: Sequence[str], read: OwnReader) -> list[KeyedSheet]:
    raw = read(master, SheetNames(name for key in keys for name in SHEETS[key]))
    sheets = [s for s in map(keyed_sheet, raw or ()) if s is not None and s.key.partition(":")[0] in keys]
    if not {s.key for s in sheets} >= set(keys):
        sheets = [k for k in map(keyed_sheet, read(master, None) or ()) if k is not None]  # one was renamed
    return [s for s in sheets if s.key.partition(":")[0] in keys]
