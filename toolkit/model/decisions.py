"""What the coordinator decided in a master, about groups, files, figures and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from toolkit.model.submission import FollowUp


class OfParts(NamedTuple):
    """What the parts of a master said in one of its cells that the coordinator may fill, when it was written.

    A cell that still says so is not the coordinator's own: the parts as they are now decide.
    """

    column: str
    value: str
    own: str = ""
    """What of it the coordinator said too, before the parts did."""


class EditedText(NamedTuple):
    """A text of the leaders' page in the coordinator's words. `place`: `title`, one of the four lines (`conclusion`), a
    heading's name, or a section's code behind `section:`; `basis`: what stood there by itself when it was edited."""

    place: str
    text: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What the coordinator decided about one group, carried from one merge to the next.

    It belongs to what was said: `section` and `text` are what stood in the group's row when it was decided.
    `merge_text` and `apart_texts` say the same of the groups that `merge_into` and `keep_apart` name.
    """

    group: str
    section: str = ""
    text: str = ""
    merge_text: str = ""
    apart_texts: tuple[str, ...] = ()
    remembered: bool = False
    """From a campaign before: where nothing of the kind is said now, it has nothing to apply to,
    and that is no fault."""
    taken_over: str = ""
    """The campaign before from which it was taken over. It stays where the coordinator takes the decision back, so
    that it is not taken over again."""
    through: str = ""
    """The masters of parts that say what is decided here; blank where it is the coordinator's own."""
    said: tuple[OfParts, ...] = ()
    """What the parts said when the master was written, of each column in which they said anything."""
    nearest: tuple[str, ...] = ()
    """Where the statements are gone: the groups that now say nearly the same."""
    edited_text: str = ""
    edited_theme: str = ""
    edited_family: str = ""
    """The family that the group is to be in, by its name, or that it is to be in none."""
    merge_into: str = ""
    keep_apart: str = ""
    follow_up: str = ""
    """`yes`: whoever says so is asked about it in the next round; `no`: nobody is, whatever the definition says."""
    hide: bool = False
    show: bool = False
    """`no` under hide: not to be hidden, whatever parts say."""

    @property
    def decides(self) -> bool:
        """Whether anything is decided; not so where what was taken over was taken back."""
        edited = self.edited_text or self.edited_theme or self.edited_family or self.follow_up
        return bool(edited or self.merge_into or self.keep_apart or self.hide)

    @property
    def is_shown(self) -> bool:
        """Whether anything of it stands in cells that people see; not so where only what parts said is known."""
        return self.decides or self.show or bool(self.taken_over)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the coordinator decided about one file, carried from one merge to the next.

    `use` is None where `typed` cannot be understood, or is blank: the coordinator has taken back what the parts
    decided. The file is known again by `sha256`, else by `file`.
    """

    file: str
    sha256: str
    use: bool | None
    typed: str = ""
    through: str = ""
    """The master of a part that says so; blank where it is the coordinator's own."""
    assigned: str = ""
    """The agency for which the file counts, as the coordinator typed it."""
    said: OfParts | None = None
    """What the parts said when the master was written."""

    @property
    def as_typed(self) -> str:
        """What stands in the file's yellow cells."""
        return ", ".join(filter(None, (self.typed, self.assigned)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the coordinator typed for one figure, carried from one merge to the next.

    `agency`, `indicator` and `period` are codes, or what was typed for one that nobody sent. `typed` is blank where
    the coordinator took back what the parts say (`said`), or gave only `by` or `reason`.
    """

    agency: str
    indicator: str
    period: str
    typed: str = ""
    number: float | None = None
    """What the cell holds where it is a number; `typed` has it as a person would write it."""
    by: str = ""
    reason: str = ""
    sent: str | None = None
    """What the agency had sent when it was typed (`consolidation.corrections.as_sent`); None: not known yet."""
    unit: str = ""
    """The indicator's unit when it was typed; "" where that is not known to be another than now."""
    through: str = ""
    """The masters of parts that say so; blank where it is the coordinator's own."""
    said: str = ""
    """What the parts said when the master was written."""

    @property
    def place(self) -> tuple[str, str, str]:
        return self.agency, self.indicator, self.period


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding that the coordinator took for a fact, as it stood. `about`: the finding in words, for when it is gone.

    Without `by` and `reason` the coordinator took back what the parts say.
    """

    finding: str
    """What is accepted, its claims in a row (`consolidation.acceptances.finding_key`)."""
    by: str = ""
    reason: str = ""
    agency: str = ""
    about: str = ""
    through: str = ""
    said: str = ""
    """What the parts said when the master was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """That somebody reviewed an agency's report: `by` and `on` as they were typed, a day as `31/07/2020`.

    It is of the `version` with this SHA-256. Without `by` and `on` the coordinator took back what the parts say.
    """

    agency: str
    by: str = ""
    on: str = ""
    version: str = ""
    through: str = ""
    said: str = ""
    """What the parts said when the master was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEdit:
    """A row of what was decided at the desk: what the master's columns are to say of one figure, finding, row of a
    table or group, which has the same keys there (decision 153)."""

    id: str = ""
    agency: str = ""
    indicator: str = ""
    period: str = ""
    table: str = ""
    row: str = ""
    finding: str = ""
    group: str = ""
    section: str = ""
    text: str = ""
    """What the finding, the row or the group says, for people and for finding the group again."""
    corrected_value: float | str = ""
    left_out: str = ""
    corrected_by: str = ""
    accepted_by: str = ""
    reason: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    version: str = ""
    """The SHA-256 of the report that was reviewed."""
    edited_family: str = ""
    edited_text: str = ""
    edited_theme: str = ""
    merge_into: str = ""
    keep_apart: str = ""
    hide: str = ""
    follow_up: str = ""
    merge_text: str = ""
    apart_texts: str = ""
    """What the groups say that `merge_into` and `keep_apart` name, a line each."""
    sent: str = ""
    """Behind a colon, what the master says that the agency had sent for a figure when it was decided."""
    day: date | None = None
    was: str = ""
    """As JSON, by the first column of each cell: what stood there each time it was decided, the last one last."""

    @property
    def place(self) -> tuple[str, ...]:
        """What it is about, its kind first; () where that cannot be told."""
        if self.group or self.finding:
            return ("group", self.group) if self.group else ("finding", self.finding)
        if self.table:
            return ("row", self.agency, self.table, self.row) if self.agency and self.row else ()
        if self.agency and all(getattr(self, f.name) == "" for f in fields(self) if f.name not in _OF_REVIEWS):
            return "review", self.agency
        whole = self.agency and self.indicator and self.period
        return ("figure", self.agency, self.indicator, self.period) if whole else ()

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Its columns: those that are decided together as one."""
        return EDIT_CELLS[self.place[0]] if self.place else ()


#: What may stand in a row about the review of an agency's report.
_OF_REVIEWS = frozenset({"id", "agency", "reviewed_by", "reviewed_on", "version", "sent", "day", "was"})
#: By kind of place, the columns of the desk's edits that are decided together.
EDIT_CELLS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "figure": (("corrected_value", "corrected_by", "reason"),),
    "row": (("left_out", "corrected_by", "reason"),),
    "finding": (("accepted_by", "reason"),),
    "review": (("reviewed_by", "reviewed_on", "version"),),
    "group": tuple(
        (name,)
        for name in ("edited_family", "edited_text", "edited_theme", "merge_into", "keep_apart", "hide", "follow_up")
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a master keeps from merge to merge beside edits and decisions."""

    corrections: tuple[Correction, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    reviews: tuple[Review, ...] = ()
    """Also those of versions that count no more."""
    officers: Mapping[str, str] = field(default_factory=dict)
    """Who follows agencies as masters of parts say, by code: not kept."""
    first_seen: Mapping[str, date] = field(default_factory=dict)
    """The day of the first merge with a fault, by its place (`consolidation.acceptances.fault_key`)."""
    first_sent: Mapping[str, date] = field(default_factory=dict)
    """The day on which it was first sent to the agency, by the same."""
    taken: Mapping[str, str] = field(default_factory=dict)
    """What the master has taken of what was decided at the desk, by cell, each as a digest (`master.by_desk`)."""
    mailed: Mapping[str, date] = field(default_factory=dict)
    """The day on which what is wrong with a file was sent to its agency, by SHA-256: as the register says, not kept."""
    unreached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By agency code, its addresses that the last mail to them did not reach: as the register says, not kept."""
    followup: tuple[FollowUp, ...] = ()
    """What masters of parts ask agencies that have not reported there: not kept."""


#: Nothing is kept: there was no master.
NOTHING_KEPT = Kept()
