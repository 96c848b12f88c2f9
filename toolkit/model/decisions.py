"""The coordinator's decisions in a master about groups, files, figures and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from toolkit.model.submission import FollowUp


class PartsCell(NamedTuple):
    """A cell of the coordinator that was filled from masters of parts, as it was when the master was written.

    A cell that still has this value was not filled in by the coordinator: the present values of the parts decide.
    """

    column: str
    value: str
    own: str = ""
    """In a cell with several codes, those that the coordinator too had typed, before the parts did."""


class EditedText(NamedTuple):
    """A text of the leaders' page in the coordinator's words.

    `key`: `title`, one of the four lines (`conclusion`), a heading's name, or `section:` and a section's code;
    `basis`: the generated text when it was edited.
    """

    key: str
    text: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The coordinator's decision about one group, carried from one merge to the next.

    It applies to statements: `section` and `text` are those of the group when it was decided. `merge_text` and
    `apart_texts` are the texts of the groups that `merge_into` and `keep_apart` name.
    """

    group: str
    section: str = ""
    text: str = ""
    merge_text: str = ""
    apart_texts: tuple[str, ...] = ()
    remembered: bool = False
    """Whether the edit is from the previous campaign: then it is no fault if no present statement matches it."""
    taken_over: str = ""
    """The previous campaign from which it was taken over. It is kept where the coordinator takes the decision back, so
    that it is not taken over again."""
    through: str = ""
    """The masters of parts that decide this; "" for the coordinator's decision."""
    parts: tuple[PartsCell, ...] = ()
    """The values of the parts when the master was written, by column."""
    nearest: tuple[str, ...] = ()
    """Where the statements are gone: the groups whose statements are now most similar."""
    edited_text: str = ""
    edited_theme: str = ""
    edited_family: str = ""
    """The family that the group is put into, by name, or the word for no family."""
    merge_into: str = ""
    keep_apart: str = ""
    follow_up: str = ""
    """`yes`: agencies with this statement are asked about it in the next round; `no`: they are not, whatever the
    definition says."""
    hide: bool = False
    show: bool = False
    """Whether `no` was typed under hide: the group is shown, whatever the parts decide."""

    @property
    def decides(self) -> bool:
        """Whether the edit decides anything; not where a decision taken over from a part was taken back."""
        edited = self.edited_text or self.edited_theme or self.edited_family or self.follow_up
        return bool(edited or self.merge_into or self.keep_apart or self.hide)

    @property
    def is_shown(self) -> bool:
        """Whether any of the edit is in cells that people see, rather than only known from the parts."""
        return self.decides or self.show or bool(self.taken_over)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The coordinator's decision about one file, carried from one merge to the next.

    `use` is None where `typed` is not recognised, or is blank: the coordinator took back the parts' decision. The file
    is matched by `sha256`, else by `file`.
    """

    file: str
    sha256: str
    use: bool | None
    typed: str = ""
    through: str = ""
    """The master of a part that decides this; "" for the coordinator's decision."""
    assigned: str = ""
    """The agency to which the file is assigned, as the coordinator typed it."""
    parts: PartsCell | None = None
    """The values of the parts when the master was written."""

    @property
    def as_typed(self) -> str:
        """The contents of the file's yellow cells."""
        return ", ".join(filter(None, (self.typed, self.assigned)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The coordinator's correction of one figure, carried from one merge to the next.

    `agency`, `indicator` and `period` are codes, or what was typed where nobody sent such a figure. `typed` is blank
    where the coordinator took back the parts' correction (`parts`), or filled in only `by` or `reason`.
    """

    agency: str
    indicator: str
    period: str
    typed: str = ""
    number: float | None = None
    """The cell's value where it is a number; `typed` has it as a person would write it."""
    by: str = ""
    reason: str = ""
    sent: str | None = None
    """What the agency had sent when the correction was typed (`corrections.figure_as_sent`); None: not recorded."""
    unit: str = ""
    """The indicator's unit when it was typed; "" unless it is known to differ from the present one."""
    through: str = ""
    """The masters of parts that decide this; "" for the coordinator's decision."""
    parts: str = ""
    """The values of the parts when the master was written."""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.agency, self.indicator, self.period


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding that the coordinator accepted as a fact. `about`: the finding in words, for when it is gone. Without
    `by` and `reason` the coordinator took back the parts' acceptance."""

    finding: str
    """The accepted finding, with the details of its claim (`consolidation.acceptances.finding_key`)."""
    by: str = ""
    reason: str = ""
    agency: str = ""
    about: str = ""
    through: str = ""
    parts: str = ""
    """The values of the parts when the master was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A person's review of an agency's report: `by` and `on` as typed, a day as `31/07/2020`. It applies to the
    `version` with this SHA-256. Without `by` and `on` the coordinator took back the parts' review."""

    agency: str
    by: str = ""
    on: str = ""
    version: str = ""
    through: str = ""
    parts: str = ""
    """The values of the parts when the master was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEdit:
    """A decision made at the desk about one figure, finding, row of a table or group: the contents of the master's
    columns with the same keys (decision 153)."""

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
    """The text of the finding, row or group, for people and for matching the group again."""
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
    """The texts of the groups that `merge_into` and `keep_apart` name, a line each."""
    sent: str = ""
    """For a figure, a colon and the value sent by the agency, as the master stated it when the decision was made."""
    day: date | None = None
    was: str = ""
    """As JSON, for each cell (by its first column) its values in the master at each decision; the latest is last."""

    @property
    def about(self) -> tuple[str, ...]:
        """What the decision is about, its kind first; () where that is unknown."""
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
        """The cells that the decision may fill in: for each, the columns that are decided together."""
        return EDIT_CELLS[self.about[0]] if self.about else ()


#: The columns that a row about the review of a report may fill in.
_OF_REVIEWS = frozenset({"id", "agency", "reviewed_by", "reviewed_on", "version", "sent", "day", "was"})
#: The columns of the desk's edits that are decided together, by what they are about (figure, row, …).
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
    """What a master stores from merge to merge, apart from edits and decisions."""

    corrections: tuple[Correction, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    reviews: tuple[Review, ...] = ()
    """The reviews, also of versions that no longer count."""
    officers: Mapping[str, str] = field(default_factory=dict)
    """The officers of agencies in masters of parts, by agency code; not stored."""
    first_seen: Mapping[str, date] = field(default_factory=dict)
    """The day of the first merge with a fault, by its kind and location (`consolidation.acceptances.fault_key`)."""
    first_sent: Mapping[str, date] = field(default_factory=dict)
    """The day on which a fault was first sent to its agency, by the same key."""
    included: Mapping[str, str] = field(default_factory=dict)
    """The decisions of the desk that the master includes, by cell, each as a digest (`master.desk_edits`)."""
    mailed: Mapping[str, date] = field(default_factory=dict)
    """The day on which a file's findings were mailed to its agency, by SHA-256, from the register; not stored."""
    unreached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By agency code, its addresses that the last mail did not reach, from the register; not stored."""
    followup: tuple[FollowUp, ...] = ()
    """Texts of the previous report about which masters of parts ask agencies that have not reported there;
    not stored."""


#: For a campaign without a master: nothing is stored.
NOTHING_KEPT = Kept()
