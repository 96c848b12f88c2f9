"""Reads what the master to be replaced keeps: corrections, accepted findings, and the day on which each fault was
first seen.

Only its small hidden sheet is read, unless another program has saved the master: then the yellow columns too.
"""

from collections.abc import Sequence
from pathlib import Path

from toolkit.master.handwork import saved_by_another_program
from toolkit.master.kept import kept_as_typed, kept_in
from toolkit.master.read_tables import names_to_read
from toolkit.master.recognising import has_sheet, sheets_by_name
from toolkit.model import NOTHING_KEPT, Kept
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNames, base_key, table_of
from toolkit.spreadsheet.workbook import TrustedReader, read_trusted

#: The sheets with columns for the coordinator (yellow); those of tables are recognised by their headings.
_SHEETS = ("figures", "findings", "status")


def read_kept(master: Path, read: TrustedReader = read_trusted) -> Kept:
    """What a master keeps; nothing where there is none, or it is no master (which `edits.read_edits` reports).

    `read`: the function that reads the hidden sheet.
    """
    if not master.is_file():
        return NOTHING_KEPT
    before = read_drawn(master, read)
    if not saved_by_another_program(master):
        return before
    return kept_as_typed(_read(master, _SHEETS, read_trusted, tables=True), before)


def read_drawn(master: Path, read: TrustedReader = read_trusted) -> Kept:
    """What a master kept when it was drawn; nothing where there is none."""
    drawn = master.is_file() and has_sheet(master, "kept")
    return kept_in(_read(master, ("kept",), read)) if drawn else NOTHING_KEPT


def _read(master: Path, keys: Sequence[str], read: TrustedReader, *, tables: bool = False) -> list[KeyedSheet]:
    """The sheets with these keys; with `tables` also the sheets of all tables."""
    names = names_to_read if tables else SheetNames
    sheets = sheets_by_name(master, keys, keys, read, names) or []
    return [s for s in sheets if base_key(s.key) in keys or (tables and table_of(s.key))]
