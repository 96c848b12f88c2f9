"""The ideas of the master that is there, with what was decided of them at the desk since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.language.text import group_codes
from toolkit.master.by_desk import ByDesk
from toolkit.master.edits import COLUMNS
from toolkit.master.read_kept import read_drawn
from toolkit.master.recognising import sheets_by_name
from toolkit.messages import visible
from toolkit.register.entries import read_register
from toolkit.run.folder import MASTER
from toolkit.spreadsheet.keyed import base_key
from toolkit.spreadsheet.workbook import read_own


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One group: what it says, how many say so, which others are perhaps the same, and what was decided of it."""

    group: str
    section: str
    heading: str
    theme: str
    family: str
    text: str
    count: str
    agencies: str
    proposed: tuple[str, ...]
    decided: Mapping[str, str]


def ideas_of(root: Path) -> dict[str, Idea]:
    """By group, in the master's order; none where there is no master. Raises as `read_register` does."""
    master = root / MASTER
    sheets = (sheets_by_name(master, ("groups",), {"groups"}, read_own) if master.is_file() else None) or []
    edits = [edit for edit in read_register(root).edits.values() if edit.group]
    by_desk = ByDesk(edits, read_drawn(master).taken)
    found: dict[str, Idea] = {}
    for sheet in (s for s in sheets if base_key(s.key) == "groups"):
        for row in sheet.rows:
            group, section, text = (sheet.text(row, name) for name in ("group", "section", "text"))
            if row.for_people or not group or sheet.text(row, "count") in ("", "0"):
                continue
            typed = {column: sheet.text(row, column) for column in COLUMNS}
            by_desk.type_in(group, section, text, typed)
            found[group] = Idea(
                group=group,
                section=section,
                heading=visible(sheet.text(row, "section_name")),
                theme=visible(sheet.text(row, "theme_name")),
                family=visible(sheet.text(row, "family")),
                text=visible(text),
                count=sheet.text(row, "count"),
                agencies=visible(sheet.text(row, "agencies")),
                proposed=group_codes(sheet.text(row, "proposed_with")),
                decided=typed,
            )
    return found


def pairs(ideas: Mapping[str, Idea]) -> list[tuple[Idea, Idea]]:
    """Those that are perhaps the same and of which nobody has decided: the one that more say comes second."""
    found: dict[frozenset[str], tuple[Idea, Idea]] = {}
    for idea in ideas.values():
        for other in (ideas[code] for code in idea.proposed if code in ideas):
            one, two = sorted((idea, other), key=lambda i: (int(i.count), i.group))
            said = [i.decided for i in (one, two)]
            apart = {code for d in said for code in (d["keep_apart"], *group_codes(d["keep_apart"]))}
            if not (apart & {"yes", one.group, two.group} or any(d["merge_into"] for d in said)):
                found.setdefault(frozenset((one.group, two.group)), (one, two))
    return list(found.values())
