"""The ideas of the present master, with the decisions made at the desk since."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from toolkit.language.text import group_codes, means_yes, yes_or_no
from toolkit.master.desk_edits import DeskEdits
from toolkit.master.edits import COLUMNS, replace_numbers
from toolkit.master.read_kept import read_drawn
from toolkit.master.recognising import sheets_by_name
from toolkit.messages import visible
from toolkit.messages.errors import NotDoneError
from toolkit.model import grouped
from toolkit.register.entries import read_register
from toolkit.run.folder import MASTER
from toolkit.spreadsheet.keyed import base_key
from toolkit.spreadsheet.workbook import read_trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """One group: its text, the agencies, possible duplicates, and the decisions about it."""

    group: str
    section: str
    heading: str
    theme: str
    family: str
    text: str
    count: str
    agencies: str
    proposed: tuple[str, ...]
    wrote: frozenset[str]
    """The agencies that wrote the sentence with which it is printed; `similar`: those that wrote it in close words."""
    similar: frozenset[str]
    decided: Mapping[str, str]
    """The decisions by the master's columns: groups by their codes; `hide` and `follow_up` are yes, no or blank."""

    @property
    def is_separate(self) -> bool:
        """Whether the group is not merged into another one."""
        return self.count not in ("", "0")


def ideas_of(root: Path) -> dict[str, Idea]:
    """The ideas keyed by group, in the master's order, including merged ones; none without a master. Raises what
    `read_register` raises, and `NotDoneError` if the master cannot be read."""
    master = root / MASTER
    sheets = sheets_by_name(master, ("groups",), {"groups"}, read_trusted) if master.is_file() else []
    if sheets is None:
        raise NotDoneError("old-master-unreadable", file=str(master))
    edits = [edit for edit in read_register(root).edits.values() if edit.group]
    desk = DeskEdits(edits, read_drawn(master).included)
    ideas: dict[str, Idea] = {}
    for sheet in (s for s in sheets if base_key(s.key) == "groups"):
        numbers = {sheet.text(row, "group_no"): sheet.text(row, "group") for row in sheet.rows} | {"": ""}
        for row in sheet.rows:
            group, section, text = (sheet.text(row, name) for name in ("group", "section", "text"))
            typed = {column: sheet.text(row, column) for column in COLUMNS}
            count = sheet.text(row, "count")
            if row.for_people or not group or (count in ("", "0") and not typed["merge_into"]):
                continue
            replace_numbers(typed, numbers)
            desk.apply_to_row(group, section, text, typed)
            replace_numbers(typed, numbers)
            typed["keep_apart"] = "yes" if means_yes(typed["keep_apart"]) else typed["keep_apart"]
            for key in ("hide", "follow_up"):
                typed[key] = answer if (answer := yes_or_no(typed[key])) in ("yes", "no") else ""
            ideas[group] = Idea(
                group=group,
                section=section,
                heading=visible(sheet.text(row, "section_name")),
                theme=visible(sheet.text(row, "theme_name")),
                family=visible(sheet.text(row, "family")),
                text=visible(text),
                count=count,
                agencies=visible(sheet.text(row, "agencies")),
                proposed=group_codes(sheet.text(row, "proposed_with")),
                wrote=frozenset(group_codes(sheet.text(row, "wrote"))),
                similar=frozenset(group_codes(sheet.text(row, "similar"))),
                decided=typed,
            )
    return ideas


class OpenFamily(NamedTuple):
    """The sentences of a family about which nobody has decided, the one of most agencies first; how many agencies are
    counted beside it now (`before`), and if all are one idea (`after`)."""

    ideas: tuple[Idea, ...]
    before: int
    after: int


def open_families(ideas: Mapping[str, Idea]) -> list[OpenFamily]:
    """The families without a decision, the sentence that would gain most agencies first; none that would gain none."""
    families = []
    for members in grouped(((i.section, i.family), i) for i in ideas.values() if i.family).values():
        members.sort(key=lambda i: -int(i.count))
        after = frozenset[str]().union(*(i.wrote | i.similar for i in members))
        if not any(i.decided["edited_family"] or i.decided["merge_into"] for i in members):
            families.append(OpenFamily(tuple(members), len(members[0].wrote), len(after)))
    rising = [family for family in families if family.after > family.before]
    return sorted(rising, key=lambda family: family.before - family.after)


def open_pairs(ideas: Mapping[str, Idea]) -> list[tuple[Idea, Idea]]:
    """The pairs of possible duplicates without a decision; the idea with more agencies is second. `ideas`: those not
    merged into others."""
    undecided: dict[frozenset[str], tuple[Idea, Idea]] = {}
    for idea in ideas.values():
        for other in (ideas[code] for code in idea.proposed if code in ideas):
            one, two = sorted((idea, other), key=lambda i: (int(i.count), i.group))
            decisions = [i.decided for i in (one, two)]
            apart = {code for d in decisions for code in (d["keep_apart"], *group_codes(d["keep_apart"]))}
            if not (apart & {"yes", one.group, two.group} or any(d["merge_into"] for d in decisions)):
                undecided.setdefault(frozenset((one.group, two.group)), (one, two))
    return list(undecided.values())


def texts_of_groups(root: Path, decided: Mapping[str, str]) -> dict[str, str]:
    """The texts of the groups in `merge_into` and `keep_apart` of a decision: one line for each group."""
    columns = {"merge_text": "merge_into", "apart_texts": "keep_apart"}
    named = {name: group_codes(decided[column]) for name, column in columns.items() if decided.get(column)}
    texts = {code: " ".join(idea.text.split()) for code, idea in (ideas_of(root) if named else {}).items()}
    return {name: "\n".join(texts.get(code, "") for code in codes) for name, codes in named.items()}
