"""The coordinator's decisions in the master's sheet of sources, carried from one merge to the next.

A decision belongs to what the file holds (its hash); its name is the fallback.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from toolkit.edits import Taken, taken_in
from toolkit.keyed import KeyedSheet, Names, keyed_sheet, sheet_key
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
    raw = read_own(master, Names((*SHEETS["sources"], *SHEETS["taken"])))
    if raw is None or "sources" not in {sheet_key(s) for s in raw}:
        raw = read_own(master, None)  # a sheet that was renamed
    sheets = [k for k in map(keyed_sheet, raw or ()) if k is not None]
    taken = taken_in(sheets)
    decisions = [d for sheet in sheets if sheet.key == "sources" for d in decisions_in(sheet, taken)]
    shown = {(d.sha256, d.file) for d in decisions}
    # Of a file that has no row, since its part was missing: that a decision was cleared.
    gone = (Decision(file=file, sha256=sha256, use=None, said=said[0]) for (sha256, file), said in taken.items() if file and (sha256, file) not in shown)  # fmt: skip
    return (*decisions, *gone)


def decisions_in(sheet: KeyedSheet, taken: Taken) -> Iterator[Decision]:
    """The decisions in a sheet of sources, each with what parts said of its file; also where it was taken back here."""
    for row in sheet.rows:
        if row.for_people:
            continue
        typed, file, sha256 = (sheet.text(row, name) for name in ("decision", "file", "sha256"))
        said = next(iter(taken.get((sha256, file), ())), None)
        if typed or said:
            yield Decision(file=file, sha256=sha256, use=use_of(typed), typed=typed, said=said)


def use_of(typed: str) -> bool | None:
    """Whether a decision says to use the file; None where it cannot be understood."""
    return True if fold(typed) in _USE else False if fold(typed) in _DONT else None
