"""The coordinator's edits in the master's sheet of groups, carried from one merge to the next.

An edit belongs to a group by the group's text, of which its code is made, not by its row. The edits of parts when the
master was written are in a hidden sheet, `toolkit:taken`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from toolkit.language.text import fold, group_codes, means_no, means_yes, yes_or_no
from toolkit.master.desk_edits import DeskEdits
from toolkit.master.recognising import sheets_by_name
from toolkit.messages.errors import NotDoneError
from toolkit.messages.masters import FAMILY_ALL_APART, FAMILY_APART, FAMILY_ONE
from toolkit.model import EDIT_CELLS, DeskEdit, Edit, PartsCell, grouped
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.spreadsheet.workbook import TrustedReader, read_trusted

COLUMNS = tuple(name for (name,) in EDIT_CELLS["group"])
_ONE, _APART, _ALL_APART = (frozenset(map(fold, text)) for text in (FAMILY_ONE, FAMILY_APART, FAMILY_ALL_APART))
_WHOLE = _ONE | _ALL_APART
#: The parts' values, by (group, "") or by (SHA-256, name) of a file.
PartsCells: TypeAlias = Mapping[tuple[str, str], tuple[PartsCell, ...]]
#: The column with the previous campaign in which an edit was made.
BEFORE = "taken_over"


def read_edits(master: Path, read: TrustedReader = read_trusted, desk: DeskEdits | None = None) -> tuple[Edit, ...]:
    """The edits in a master workbook, with those at the `desk`; only the latter where there is no such file yet.

    Raises `NotDoneError` where the file cannot be read or is no master: replacing it could lose edits.
    """
    if not master.exists():
        return tuple(_edits_without_rows(desk, {}))
    sheets = sheets_by_name(master, ("summary", "groups", "taken"), {"summary", "groups"}, read)
    if sheets is None:
        raise NotDoneError("old-master-unreadable", file=str(master))
    if not any(s.key == "summary" for s in sheets):
        raise NotDoneError("not-a-master", file=str(master))
    parts = parts_cells_in(sheets)
    groups = [sheet for sheet in sheets if sheet.key.partition(":")[0] == "groups"]
    edits = [edit for sheet in groups for edit in edits_in(sheet, parts, desk)]
    edits += _edits_without_rows(desk, parts)
    shown = {edit.group for edit in edits}
    # Values that the coordinator cleared, of groups without a row here: the master of their part was missing.
    gone = (Edit(group=group, parts=cells) for (group, file), cells in parts.items() if not file and group not in shown)
    return (*edits, *gone)


def parts_cells_in(sheets: Iterable[KeyedSheet]) -> PartsCells:
    """The parts' values when a master was written, from its sheets."""
    by_subject: dict[tuple[str, str], list[PartsCell]] = {}
    for sheet in sheets:
        if sheet.key == "taken":
            for row in sheet.rows:
                of = sheet.text(row, "group") or sheet.text(row, "sha256"), sheet.text(row, "file")
                cell = PartsCell(*(sheet.text(row, name) for name in PartsCell._fields))
                by_subject.setdefault(of, []).append(cell)
    return {of: tuple(cell) for of, cell in by_subject.items()}


def _edits_without_rows(desk: DeskEdits | None, parts: PartsCells) -> Iterator[Edit]:
    """The edits at the desk of groups that have no row in the master."""
    for edit in list(desk.groups.values()) if desk else ():
        assert desk is not None
        row = _Row(edit.group, edit.section, edit.text, "", dict.fromkeys((*COLUMNS, BEFORE), ""))
        row.of_desk = desk.apply_to_row(row.group, row.section, row.text, row.typed)
        if any(row.typed.values()):
            yield _edit(row, row, {}, parts)


def edits_in(sheet: KeyedSheet, parts: PartsCells, desk: DeskEdits | None = None) -> Iterator[Edit]:
    """The edits in a sheet of groups, each with the text of its group and the parts' values."""
    rows: dict[str, _Row] = {}
    all_rows: list[_Row] = []
    numbers: dict[str, str] = {"": ""}
    for cells in sheet.rows:
        group = sheet.text(cells, "group") or cells.key
        if cells.for_people or not group:
            continue
        row = _Row(
            group,
            sheet.text(cells, "section"),
            sheet.text(cells, "text"),
            sheet.text(cells, "family"),
            {column: sheet.text(cells, column) for column in (*COLUMNS, BEFORE)},
        )
        all_rows.append(row)
        rows.setdefault(group, row)
        numbers.setdefault(sheet.text(cells, "group_no"), group)
    for row in all_rows:
        replace_numbers(row.typed, numbers)
        if rows[row.group] is row and desk is not None and desk.groups:
            row.of_desk = desk.apply_to_row(row.group, row.section, row.text, row.typed)
            replace_numbers(row.typed, numbers)
    _apply_to_families(rows.values())
    for row in all_rows:
        typed, first = row.typed, rows[row.group]
        if not any(typed.values()) and (row is not first or (row.group, "") not in parts):
            continue
        yield _edit(row, first, rows, parts)


def _edit(row: _Row, first: _Row, rows: Mapping[str, _Row], parts: PartsCells) -> Edit:
    """The edit in a row; `first`: the first row of its group."""
    typed, of_desk = row.typed, row.of_desk or DeskEdit()
    of_parts = parts.get((row.group, ""), ())
    into, codes = rows.get(typed["merge_into"]), group_codes(typed["keep_apart"])
    desk_codes = group_codes(of_desk.keep_apart)
    apart = dict(zip(desk_codes, (*of_desk.apart_texts.split("\n"), *[""] * len(desk_codes)), strict=False))
    desk_text = of_desk.merge_text if typed["merge_into"] == of_desk.merge_into else ""
    return Edit(
        group=row.group,
        section=first.section,
        text=first.text,
        edited_family=typed["edited_family"],
        edited_text=typed["edited_text"],
        edited_theme=typed["edited_theme"],
        merge_into=typed["merge_into"],
        merge_text=into.text if into else desk_text,
        keep_apart=typed["keep_apart"],
        follow_up=yes_or_no(typed["follow_up"]),
        apart_texts=tuple(rows[code].text if code in rows else apart.get(code, "") for code in codes),
        hide=means_yes(typed["hide"]),
        show=means_no(typed["hide"]),
        taken_over=next((s.value for s in of_parts if s.column == BEFORE), "") if of_parts else typed["taken_over"],
        parts=tuple(s for s in of_parts if s.column != BEFORE),
    )


@dataclass(slots=True)
class _Row:
    """A row of the sheet: its group's text, the group's family, and what was typed, by column."""

    group: str
    section: str
    text: str
    family: str
    typed: dict[str, str]
    of_desk: DeskEdit | None = None
    """The edit made at the desk."""

    @property
    def is_edited(self) -> bool:
        """Whether somebody typed a different family, or a group into which this group is merged."""
        of_family = self.typed["edited_family"]
        return bool(self.typed["merge_into"] or (of_family and fold(of_family) != fold(self.family)))


def replace_numbers(typed: dict[str, str], numbers: Mapping[str, str]) -> None:
    """Replace numbers of groups on the sheet by their codes. An unknown number gets a `?`, since another group may have
    that number in the next master."""
    numbered = len(numbers) > 1
    typed["merge_into"] = _code_of(typed["merge_into"], numbers) if numbered else typed["merge_into"]
    codes = group_codes(typed["keep_apart"])
    if numbered and any(one in numbers or one.isdecimal() for one in codes):
        typed["keep_apart"] = ", ".join(_code_of(one, numbers) for one in codes)


def _code_of(typed: str, numbers: Mapping[str, str]) -> str:
    return numbers.get(typed, f"?{typed}" if typed.isdecimal() else typed)


def _apply_to_families(rows: Iterable[_Row]) -> None:
    """Apply what was typed once for a family to all of its rows that are not edited: a new name, in its first row; or,
    in any row, that the family is one idea (the others are merged into it) or that all its groups are apart."""
    families = grouped(((row.section, row.family), row) for row in rows if row.family)
    for members in families.values():
        unedited = [row for row in members if not row.is_edited]
        whole = next((row for row in members if fold(row.typed["edited_family"]) in _WHOLE), None)
        if whole is None:
            first = members[0].typed
            if members[0].is_edited and not first["merge_into"] and fold(first["edited_family"]) not in _APART:
                for row in unedited:
                    row.typed["edited_family"] = first["edited_family"]
            continue
        typed = fold(whole.typed["edited_family"])
        if typed in _ONE:
            whole.typed["edited_family"] = ""
            for row in unedited:
                row.typed.update(edited_family="", merge_into=whole.group)
        else:
            for row in (whole, *unedited):
                row.typed["edited_family"] = FAMILY_APART.say("en" if typed == fold(FAMILY_ALL_APART.en) else "vi")
