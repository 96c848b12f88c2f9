"""The records that travel between the stages. All frozen; this module imports nothing of ours.

Each stage has its own type: a workbook as read (`workbook.RawWorkbook`), one agency's `Submission`,
the province's `Consolidation`, and the document a writer draws from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple, get_args

Language = Literal["vi", "en"]
Severity = Literal["error", "warning", "note"]
Kind = Literal["count", "decimal", "money", "percent", "yesno", "choice", "date", "text"]
AcrossAgencies = Literal["sum", "mean", "max", "min", "count_yes", "none"]
AcrossPeriods = Literal["sum", "last", "mean", "max", "none"]
Direction = Literal["higher", "lower", "none"]
Role = Literal[
    "organisation", "result", "task", "achievement", "limitation", "lesson", "direction", "proposal"
]
ROLES: tuple[Role, ...] = get_args(Role)
State = Literal["given", "zero_by_words", "missing", "not_applicable", "held", "masked"]
#: `masked`: given, and not shown in a copy for circulation.
FileStatus = Literal["accepted", "accepted_with_errors", "superseded", "rejected"]

#: A figure once understood: a number in the indicator's unit, yes/no, a date, a choice or a text.
Value = float | bool | date | str


class ErrorValue(str):
    """An error a cell shows in place of a value: `#REF!`, `#DIV/0!` …"""

    __slots__ = ()


class ShownNumber(float):
    """A cell's number that its format shows otherwise than it is."""

    __slots__ = ("as_text", "divided", "text", "unclear")

    text: str
    """What is read in the cell, with all the number's decimals: `1,5 tỷ`."""
    as_text: str
    """The same for reading: never with three decimals, which might be taken for thousands."""
    divided: bool
    """Whether the format divides the number by a thousand, or more."""
    unclear: bool
    """Whether the format adds digits, or divides without a word of it."""


#: What one cell of a spreadsheet file holds; None where it is blank.
CellValue = float | int | str | bool | date | datetime | time | timedelta | ErrorValue | None

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
NUMERIC_KINDS: frozenset[str] = frozenset({"count", "decimal", "money", "percent"})


# --- The definition ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One column of figures. `key` is what sheets carry (`2019`, `2020-6M`, `2026-Q1`, `2026-M07`)."""

    key: str
    year: int
    kind: Literal["year", "months", "quarter", "month"]
    number: int
    """Which quarter or month; for `months`, how many months from January; 0 for a year."""

    @property
    def months(self) -> int:
        """How many months the period covers."""
        return {"year": 12, "quarter": 3, "month": 1}.get(self.kind, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    symbol: str = ""
    header_lines: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    parent: str = ""
    since: date | None = None
    until: date | None = None
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One number asked. `minimum`, `maximum` and `target` are in `unit`; `max_change` is in per cent."""

    code: str
    topic: str
    label: str
    unit: str
    kind: Kind
    asked_of: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_change: float | None = None
    choices: tuple[str, ...] = ()
    across_agencies: AcrossAgencies = "none"
    across_periods: AcrossPeriods = "none"
    weight: str = ""
    """Code of the indicator that weighs this one where `mean` is taken; blank: every agency alike."""
    formula: str = ""
    direction: Direction = "none"
    sensitive: bool = False
    target: float | None = None
    headline: int | None = None
    """Place among the leaders' key figures, 1 first; None: not one of them."""
    guidance: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    role: Role
    heading: str
    asked_of: tuple[str, ...] = ()
    required: bool = False
    max_words: int | None = None
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    code: str
    label: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    code: str
    formula: str
    severity: Severity
    message: str
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One line of the definition's word lists: `kind` says which list, `means` what `text` stands for."""

    kind: str
    text: str
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One reporting round, as its definition workbook says. Tuples keep the definition's order."""

    id: str
    title: str
    programme: str = ""
    legal_basis: str = ""
    province: str = ""
    lead_agency: str = ""
    periods: tuple[Period, ...] = ()
    next_period: str = ""
    cutoff: date | None = None
    deadline: date | None = None
    issued: date | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    superior: tuple[str, ...] = ()
    """Name of the body directly above the lead agency, in lines."""
    report_to: tuple[str, ...] = ()
    """Whom the Word report is addressed to."""
    recipients: tuple[str, ...] = ()
    signer_title: tuple[str, ...] = ()
    """Authority and office of who signs the Word report, in lines: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`."""
    signed_by: str = ""
    agencies: tuple[Agency, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    sections: tuple[Section, ...] = ()
    themes: tuple[Theme, ...] = ()
    rules: tuple[Rule, ...] = ()
    words: tuple[Word, ...] = ()
    fingerprint: str = ""
    """Short hash of all that the definition says; stamped in each intake workbook."""
    agency_by_code: Mapping[str, Agency] = field(default_factory=dict, repr=False, compare=False)
    indicator_by_code: Mapping[str, Indicator] = field(default_factory=dict, repr=False, compare=False)
    section_by_code: Mapping[str, Section] = field(default_factory=dict, repr=False, compare=False)
    _asked: dict[str, tuple[tuple[Indicator, ...], tuple[Section, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for name, items in (
            ("agency_by_code", self.agencies),
            ("indicator_by_code", self.indicators),
            ("section_by_code", self.sections),
        ):
            object.__setattr__(self, name, {item.code: item for item in items})

    def in_force(self, agency: Agency) -> bool:
        """Whether the agency exists on the day the report is due (or was asked for)."""
        day = self.deadline or self.issued
        return day is None or (
            (agency.since is None or agency.since <= day) and (agency.until is None or day <= agency.until)
        )

    def indicators_of(self, agency: Agency) -> tuple[Indicator, ...]:
        """The indicators asked of this agency, in the definition's order."""
        return self._asked_of(agency)[0]

    def sections_of(self, agency: Agency) -> tuple[Section, ...]:
        """The narrative sections asked of this agency, in the report's order."""
        return self._asked_of(agency)[1]

    def _asked_of(self, agency: Agency) -> tuple[tuple[Indicator, ...], tuple[Section, ...]]:
        if agency.code not in self._asked:
            self._asked[agency.code] = (
                tuple(i for i in self.indicators if is_asked(i.asked_of, agency)),
                tuple(s for s in self.sections if is_asked(s.asked_of, agency)),
            )
        return self._asked[agency.code]


def role_of(means: str) -> str:
    """The role of sections that a word's meaning names, in the singular or the plural; "" where it names none."""
    role = means.strip()
    return next((r for r in ROLES if role in (r, f"{r}s")), "")


def is_asked(asked_of: tuple[str, ...], agency: Agency) -> bool:
    """Whether `asked_of` (groups or codes; empty means everybody) takes in this agency."""
    return not asked_of or agency.code in asked_of or any(g in asked_of for g in agency.groups)


# --- What came in ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that came in. `file` is its path from the campaign folder, with forward slashes."""

    file: str
    sha256: str = ""
    size: int = 0
    saved: datetime | None = None
    """When the workbook says it was last saved (from its own properties, not the file system)."""
    sender: str = ""
    received: date | None = None
    """The day it was mailed, in Vietnam; None for what came in no mail."""
    mailed: datetime | None = None
    """The same with its time, which decides between two of one day."""
    through: str = ""
    """The master workbooks by which it came in, outermost first; blank where the file itself was given."""
    attached_as: str = ""
    """What its sender called it; blank for what came in no mail."""
    away: bool = False
    """Whether it is known by the master it came through only, and not to be found from here."""

    @property
    def called(self) -> str:
        """The name that its agency knows it by."""
        return self.attached_as or self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must look at, with where it is. Its sentence comes from `messages`, by code."""

    code: str
    severity: Severity
    file: str = ""
    agency: str | None = None
    sheet: str = ""
    cell: str = ""
    indicator: str | None = None
    period: str | None = None
    section: str | None = None
    value: str = ""
    """What was typed, word for word."""
    arguments: tuple[tuple[str, str], ...] = ()
    """What the sentence's placeholders stand for, beyond the fields above."""
    cells: tuple[str, ...] = ()
    """All the cells with this fault, where it is the same in several; `cell` is the first."""


class Figure(NamedTuple):
    """One number given: for one agency, indicator and period.

    A named tuple, since there are tens of thousands of them and they travel between processes. `value` is None unless `state` is `given` or `zero_by_words` (then 0). `typed` is the cell's own text.
    """

    agency: str
    indicator: str
    period: str
    value: Value | None
    state: State
    typed: str = ""
    note: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


class Statement(NamedTuple):
    """One point of the narrative, word for word. `theme` is the theme's code, or "" if none is chosen.

    `typed` is the cell as it was typed where `text` is not that: a cell with several points keeps it with
    the first, and so does one with invisible signs or typed in an old encoding. `evidence` stands with the first too: what it is about, the cell does not say.
    """

    id: str
    agency: str
    section: str
    text: str
    theme: str = ""
    evidence: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfoValue:
    """One report detail as given (`report_number`, `signed_by` …)."""

    key: str
    text: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A filled cell that is neither figure nor statement nor part of the form. `reason` is a code."""

    file: str
    sheet: str
    cell: str
    value: str
    reason: str
    agency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Conservation, counted: `cells` filled = figures + statements + info + reported."""

    cells: int
    figures: int = 0
    statements: int = 0
    info: int = 0
    notes: int = 0
    reported: int = 0

    @property
    def even(self) -> bool:
        return self.cells == (self.figures + self.statements + self.info + self.notes + self.reported)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was read from one file that came back; `status` is settled when all files are known."""

    source: Source
    status: FileStatus
    agency: str | None = None
    campaign: str = ""
    definition: str = ""
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    info: tuple[InfoValue, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    findings: tuple[Finding, ...] = ()
    own_findings: tuple[Finding, ...] = ()
    """What was found in it, where it does not count and `findings` only says why."""
    balance: Balance = Balance(cells=0)
    held: tuple[tuple[str, str, CellValue], ...] = ()
    """(indicator, period, what the cell holds) of held figures whose cell is no text: a number, a day."""
    ahead: bytes = field(default=b"", compare=False, repr=False)
    """What a merge makes of each statement by itself, made already (`narrative.read_ahead`). Nothing that the file says,
    and in no master: without it, all that follows is the same."""


# --- The province ------------------------------------------------------------------------------


class OfParts(NamedTuple):
    """What the parts of a master said in one of its cells that the coordinator may fill, when it was written.

    A cell that still says so is not the coordinator's own: the parts as they are now decide.
    """

    column: str
    value: str
    own: str = ""
    """What of it the coordinator said too, before the parts did."""


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
    """From a campaign before: where nothing of the kind is said now, it has nothing to apply to, and that is no fault."""
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
    merge_into: str = ""
    keep_apart: str = ""
    hide: bool = False
    show: bool = False
    """`no` under hide: not to be hidden, whatever parts say."""

    @property
    def decides(self) -> bool:
        """Whether anything is decided; not so where what was taken over was taken back."""
        return bool(self.edited_text or self.edited_theme or self.merge_into or self.keep_apart or self.hide)


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
    said: OfParts | None = None
    """What the parts said when the master was written."""


class Effect(NamedTuple):
    """A total that a change moves; `period` is a period's key or `total`."""

    indicator: str
    period: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that differs between two versions from the same agency; "" where a version has no such cell.

    `before` and `after` are the province's total of the indicator for the period with either version in it;
    None for what has no total.
    """

    agency: str
    what: Literal["figure", "note", "statement", "detail", "other"]
    old: str
    new: str
    old_file: str
    new_file: str
    indicator: str | None = None
    period: str | None = None
    section: str | None = None
    detail: str | None = None
    sheet: str = ""
    old_cell: str = ""
    new_cell: str = ""
    before: float | None = None
    after: float | None = None
    effects: tuple[Effect, ...] = ()
    """The other totals that it moves: over the periods, and of indicators that are computed from it."""


class Group(NamedTuple):
    """Statements of one section that say the same. `text` is one of their own sentences.

    A named tuple, since there are thousands of them and they travel between processes.
    `theme` is a theme's code, or "" (unclassified). `agencies` are codes in the roster's order.
    """

    id: str
    section: str
    theme: str
    text: str
    statements: tuple[str, ...]
    agencies: tuple[str, ...]
    proposed_with: tuple[str, ...] = ()
    edit: Edit | None = None

    @property
    def shown_text(self) -> str:
        return (self.edit.edited_text if self.edit else "") or self.text

    @property
    def hidden(self) -> bool:
        return bool(self.edit and self.edit.hide)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something a leader would ask about the narrative, found by comparing statements.

    `kind`: `unanswered` (a limitation that no direction answers), `uncalled` (a direction that no limitation
    calls for), `boilerplate`, `copied` (word for word in several reports), `copied_before` (word for word from
    the campaign before), `empty` (a section left blank). `groups` are ids, `agencies` codes in the roster's order.
    """

    kind: str
    section: str
    theme: str = ""
    text: str = ""
    groups: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One provincial figure: `period` is a period's key or `total` (over the periods).

    `reporting` agencies of `asked` are in it. `value` is None where no agency gave a figure or the
    indicator has no such total. `held` figures are kept out of it by an error.
    """

    indicator: str
    period: str
    value: float | None
    reporting: int
    asked: int
    held: int = 0
    complete: int = 0
    """How many of the reporting agencies gave a figure for every period that the total takes."""
    wanting: int = 0
    """How many agencies have not given every figure that it takes, and not said that it does not apply to them."""
    doubtful: int = 0
    """How many figures are in it although an error names their cell."""
    shown: Literal["live", "written", "masked"] = "live"
    """How it stands in the workbook: as a formula, as a number only (some of its parts are masked), or not at all."""
    distribution: tuple[tuple[str, int], ...] = ()
    """For a choice: how many agencies gave each, in the definition's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyStatus:
    """Where one agency of the roster stands on the day the merge is made for."""

    agency: str
    status: Literal["accepted", "accepted_with_errors", "rejected", "missing"]
    received: date | None = None
    days_late: int | None = None
    """Days past the deadline: of what came, or so far of what has not; None if not late or not known."""
    errors: int = 0
    warnings: int = 0
    file: str = ""
    first_received: date | None = None
    """When it first sent a form that could be read; `received` is that of the one that counts."""
    asked: int = 0
    """Figures that it is asked to type: computed ones are not among them."""
    given: int = 0
    """How many of these hold a number, or words in place of one."""
    lacking: int = 0
    """How many required figures are blank."""
    wrong: int = 0
    """Errors other than that something required is missing."""
    sections_asked: int = 0
    sections_given: int = 0
    sections_lacking: int = 0
    superseded: int = 0
    """Earlier files of the agency that a later one replaces."""
    waiting: int = 0
    """Files that may be the agency's and wait for the coordinator's decision."""
    unusable: str = ""
    """A file of the agency that cannot be used, and is not known to be older than the one that counts."""
    unusable_later: bool = False
    """Whether it is known to be the later of the two."""
    blank: str = ""
    """A form of the agency in which nothing is filled in: the last one, where no report has come; else one that came
    after the report."""

    @property
    def complete(self) -> bool:
        """Whether all that is required has come."""
        return (
            self.status in ("accepted", "accepted_with_errors")
            and not self.lacking
            and not self.sections_lacking
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The counts of the status board, in agencies; `superseded` in files.

    owed = came + missing + rejected; came = complete + incomplete. `late` came after the deadline, `overdue`
    are past it and have sent nothing usable. By the sign that each agency has on the board:
    owed = in_order + to_complete + with_errors + missing + rejected.
    """

    owed: int
    came: int
    complete: int
    incomplete: int
    with_errors: int
    late: int
    missing: int
    rejected: int
    overdue: int
    superseded: int
    waiting: int
    in_order: int
    """Complete, and without errors."""
    to_complete: int
    """Incomplete, and without other errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a headline is held against. `kind`: `target`, `change` (from `period`), or `none`."""

    kind: Literal["target", "change", "none"]
    base: float | None = None
    period: str = ""
    difference: float | None = None
    """Value minus base, in the indicator's unit."""
    percent: float | None = None
    """Change in per cent of the base; None for percentages (their difference is in points)."""
    good: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the leaders' key figures: an indicator's total at `period` and what it is compared with."""

    indicator: str
    period: str
    value: float | None
    reporting: int
    asked: int
    complete: int
    comparison: Comparison
    held: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """An official figure beside what others report of the same, for one indicator and period.

    `of` says whose figure `value` is: all the others together, a group of them, or one agency. `difference`
    is value minus official and `percent` value in per cent of it; None where either is not given.
    """

    indicator: str
    period: str
    of: Literal["all", "group", "agency"]
    name: str
    """The group's name or the agency's code; "" for all."""
    agencies: tuple[str, ...]
    official: float | None
    value: float | None
    reporting: int
    """How many of `agencies` gave a figure."""
    difference: float | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """What a rule between agencies, or one taken for the whole province, says of one period.

    `values` are its names with their figures (None where one is not complete). `absent`: the agencies whose
    figures are wanting.
    """

    rule: str
    period: str
    verdict: Literal["passed", "failed", "not_checkable"]
    values: tuple[tuple[str, float | None], ...]
    left: float | None = None
    right: float | None = None
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousTotal:
    """A total as last campaign's master has it; `reporting` as shown there (`23/27`)."""

    value: float | None
    reporting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The campaign before, as its master workbook tells of it."""

    file: str
    campaign: str
    periods: tuple[Period, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    totals: Mapping[tuple[str, str], PreviousTotal] = field(default_factory=dict)
    """By (indicator code, period key or "total")."""
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Each indicator's label and unit, by its code."""
    edits: tuple[Edit, ...] = ()
    """What its coordinator decided about groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure beside the one of the campaign before: of the province, or of `agencies` (several where the roster
    was reorganised) against `previous_agencies`. `change` is value minus previous; `percent` in per cent of it.
    """

    indicator: str
    period: str
    previous_period: str
    """The same period where it is one that was reported before."""
    province: bool
    agencies: tuple[str, ...]
    previous_agencies: tuple[str, ...]
    previous: float | None
    value: float | None
    change: float | None
    percent: float | None
    outlier: bool = False
    """Whether it changed by more than the definition's `max_change`."""
    whole: bool = True
    """Whether neither total lacks an agency."""
    previous_reporting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation:
    """The province's result: computed once, then only drawn."""

    campaign: Campaign
    as_of: date
    submissions: tuple[Submission, ...]
    """Every file that came in, used or not, with its final status; by file name."""
    used: Mapping[str, Submission]
    """The submission that counts, by agency code, in the roster's order."""
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    groups: tuple[Group, ...]
    totals: Mapping[tuple[str, str], Total]
    """By (indicator code, period key or "total")."""
    statuses: tuple[AgencyStatus, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...]
    balance: Balance
    orphaned_edits: tuple[Edit, ...] = ()
    """Edits of groups that have no row of their own: they went into another, or nobody says it any more."""
    questions: tuple[Question, ...] = ()
    doubts: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """Figures that count although an error names their cell: by (indicator, period), then agency, its rules."""
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """What the coordinator decided about a file, by the file's name."""
    orphaned_decisions: tuple[Decision, ...] = ()
    changes: tuple[Change, ...] = ()
    """What differs between each version that was replaced and the next one from the same agency."""
    reconciled: tuple[Reconciled, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    previous: Previous | None = None
    compared: tuple[Compared, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the agencies from which nothing usable has come, in the roster's order."""
        return tuple(s.agency for s in self.statuses if s.status in ("missing", "rejected"))
