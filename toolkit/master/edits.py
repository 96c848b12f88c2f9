"""The coordinator's edits in the master's sheet of groups, carried from one merge to the next.

An edit belongs to a group by what the group says, not by its row: the group's code is made of its text. What
parts said of a group when the master was written stands in a hidden sheet, `toolkit:taken`, if they said anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from toolkit.language.text import group_codes, says_no, says_yes
from toolkit.messages.errors import NotDoneError
from toolkit.messages.masters import SHEETS
from toolkit.model import Edit, OfParts
from toolkit.spreadsheet.keyed import KeyedSheet, SheetNames, keyed_sheet, sheet_key
from toolkit.spreadsheet.workbook import read_own

COLUMNS = ("edited_text", "edited_theme", "merge_into", "keep_apart", "hide")
#: What parts said, by the group, or by the file's content and name.
Taken: TypeAlias = Mapping[tuple[str, str], tuple[OfParts, ...]]
#: Where what parts said also says by which campaign before an edit was made.
BEFORE = "taken_over"


def read_edits(master: Path) -> tuple[Edit, ...]:
    """The edits in a master workbook; none where there is no such file yet.

    Raises `NotDoneError` where the file cannot be read or is no master: it is not
    overwritten then, since edits in it would be lost.
    """
    if not master.exists():
        return ()
    usual = SheetNames(name for key in ("summary", "groups", "taken") for name in SHEETS[key])
    raw = read_own(master, usual)
    if raw is None or {sheet_key(s) for s in raw} < {"summary", "groups"}:
        raw = read_own(master, None)  # sheets that were renamed
    if raw is None:
        raise NotDoneError("old-master-unreadable", file=str(master))
    sheets = [k for k in map(keyed_sheet, raw) if k is not None]
    if not any(s.key == "summary" for s in sheets):
        raise NotDoneError("not-a-master", file=str(master))
    taken = taken_in(sheets)
    edits = [edit for sheet in sheets if sheet.key.partition(":")[0] == "groups" for edit in edits_in(sheet, taken)]
    shown = {edit.group for edit in edits}
    # Of a group that has no row, since its part was missing: that something was cleared.
    gone = (Edit(group=group, said=said) for (group, file), said in taken.items() if not file and group not in shown)
    return (*edits, *gone)


def taken_in(sheets: Iterable[KeyedSheet]) -> Taken:
    """What parts said when a master was written, from its sheets; {} where none of them says so."""
    found: dict[tuple[str, str], list[OfParts]] = {}
    for sheet in sheets:
        if sheet.key == "taken":
            for row in sheet.rows:
                of = sheet.text(row, "group") or sheet.text(row, "sha256"), sheet.text(row, "file")
                said = OfParts(*(sheet.text(row, name) for name in OfParts._fields))
                found.setdefault(of, []).append(said)
    return {of: tuple(said) for of, said in found.items()}


def edits_in(sheet: KeyedSheet, taken: Taken) -> Iterable[Edit]:
    """The edits in a sheet of groups, each with what its group said, and what parts said of it."""
    said: dict[str, tuple[str, str]] = {}
    decided: list[tuple[str, dict[str, str]]] = []
    for row in sheet.rows:
        group = sheet.text(row, "group") or row.key
        if row.for_people or not group:
            continue
        again = group in said
        said.setdefault(group, (sheet.text(row, "section"), sheet.text(row, "text")))
        values = {column: sheet.text(row, column) for column in (*COLUMNS, "taken_over")}
        if any(values.values()) or ((group, "") in taken and not again):
            decided.append((group, values))
    nothing = ("", "")
    for group, values in decided:
        section, text = said[group]
        apart = group_codes(values["keep_apart"])
        of_parts = taken.get((group, ""), ())
        yield Edit(
            group=group,
            section=section,
            text=text,
            edited_text=values["edited_text"],
            edited_theme=values["edited_theme"],
            merge_into=values["merge_into"],
            merge_text=said.get(values["merge_into"], nothing)[1],
            keep_apart=values["keep_apart"],
            apart_texts=tuple(said.get(code, nothing)[1] for code in apart),
            hide=says_yes(values["hide"]),
            show=says_no(values["hide"]),
            taken_over=next((s.value for s in of_parts if s.column == BEFORE), "")
            if of_parts
            else values["taken_over"],
            said=tuple(s for s in of_parts if s.column != BEFORE),
        )
