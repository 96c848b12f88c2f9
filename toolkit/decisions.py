"""The coordinator's decisions in the master's sheet of sources, carried from one merge to the next.

A decision belongs to what the file holds (its hash); its name is the fallback.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.keyed import KeyedSheet, keyed_sheet, sheet_key
from toolkit.messages.masters import DECISIONS, SHEETS
from toolkit.model import Decision
from toolkit.text import fold
from toolkit.workbook import read_own

_USE = {fold(text) for text in DECISIONS["use"]} | {
    "co",
    "yes",
    "y",
    "x",
    "1",
    "true",
    "dung ban nay",
    "su dung",
}
_DONT = {fold(text) for text in DECISIONS["dont_use"]} | {"no", "n", "khong", "0", "false", "do not use", "dont use", "bo", "khong su dung"}  # fmt: skip


def read_decisions(master: Path) -> tuple[Decision, ...]:
    """The decisions in a master workbook; none where there is no such file, or it is no master.

    Whether the master may be replaced is for `edits.read_edits` to say.
    """
    if not master.is_file():
        return ()
    raw = read_own(master, set(SHEETS["sources"]))
    if raw is None or "sources" not in {sheet_key(s) for s in raw}:
        raw = read_own(master, None)  # a sheet that was renamed
    return tuple(d for sheet in filter(None, map(keyed_sheet, raw or ())) if sheet.key == "sources" for d in decisions_in(sheet))  # fmt: skip


def decisions_in(sheet: KeyedSheet) -> Iterator[Decision]:
    """The decisions in a sheet of sources."""
    for row in sheet.rows:
        typed = sheet.text(row, "decision")
        if typed and not row.for_people:
            use = True if fold(typed) in _USE else False if fold(typed) in _DONT else None
            yield Decision(
                file=sheet.text(row, "file"), sha256=sheet.text(row, "sha256"), use=use, typed=typed
            )
