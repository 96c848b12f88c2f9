"""The province's result, and what is computed for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from toolkit.model.bridge import Bridges
from toolkit.model.compared import Compared, ComparedRow, ComparedTotal, PreviousTotal
from toolkit.model.decisions import NOTHING_KEPT, Correction, Decision, Edit, EditedText, Kept
from toolkit.model.definition import Campaign, Period
from toolkit.model.signed import SignedReport
from toolkit.model.submission import Balance, Figure, Finding, FollowUp, Leftover, Statement, Submission


class Effect(NamedTuple):
    """A total that a change affects; `period` is a period's key or `total`."""

    indicator: str
    period: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One cell that differs between two versions from the same agency; `old` or `new` is "" if there is no cell.

    `before` and `after` are the province's total of the indicator for the period with either version; None without a
    total.
    """

    agency: str
    what: Literal["figure", "note", "row", "statement", "detail", "other"]
    """`row`: of a table; `indicator` is the name of its column (`DA.VON`), or the table's code where the whole row is
    new or gone, and `detail` the row's identifier."""
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
    """Other totals that it affects: over the periods, and of computed indicators."""
    resend_reason: str = ""
    """Why the later version was sent, as the agency states."""


class Group(NamedTuple):
    """Statements of one section with the same meaning; `text` is one of their sentences.

    A named tuple, since there are thousands of them and they travel between processes. `theme` is a theme's code, or ""
    (unclassified); `theme_is_near`: only nearness in meaning chose it, so nobody is counted for it. `agencies` are
    codes in the roster's order: those that wrote the sentence, word for word apart from the definition's abbreviations
    and synonyms, or joined by the coordinator.
    """

    id: str
    section: str
    theme: str
    text: str
    statements: tuple[str, ...]
    agencies: tuple[str, ...]
    proposed_with: tuple[str, ...] = ()
    edit: Edit | None = None
    theme_is_near: bool = False
    loosely: tuple[str, ...] = ()
    """Those of `agencies` that wrote it with other fillers (`vẫn`, `theo quy định`)."""

    @property
    def shown_text(self) -> str:
        return (self.edit.edited_text if self.edit else "") or self.text

    @property
    def is_hidden(self) -> bool:
        return bool(self.edit and self.edit.hide)


class Family(NamedTuple):
    """At least two groups of one section about one matter. It is a proposal, which does not claim that they agree.

    `id`, `theme` and the representative text are those of its first group. `agencies` are codes in the roster's order,
    each once. `reviewed`: the coordinator has named it with all its present groups. `frame`: if the texts differ only
    in numbers, documents and names of agencies, one sentence with sums, ranges and gaps in their place; else "".
    `ideas`: its groups as they are printed. Each idea is the group whose sentence is printed, then those that are close
    to it; a frame is one idea, whose groups all say its sentence.
    """

    id: str
    section: str
    theme: str
    name: str
    groups: tuple[str, ...]
    agencies: tuple[str, ...]
    reviewed: bool = False
    frame: str = ""
    ideas: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadersQuestion:
    """A question a leader would ask about the narrative, from comparing statements.

    `kind`: `unanswered` (a limitation under a theme without a direction), `perhaps_unanswered` (a limitation without a
    direction in similar words), `uncalled` and `perhaps_uncalled` (a direction without such a limitation),
    `boilerplate`, `copied` (word for word in several reports), `copied_before` (word for word from the previous
    campaign), `empty` (a section left blank). `groups` are ids, `agencies` codes in the roster's order.
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

    `reporting` agencies of `asked` are in it. `value` is None where no agency reported a figure or the indicator has no
    such total. `held` figures are kept out of it by an error.
    """

    indicator: str
    period: str
    value: float | None
    reporting: int
    asked: int
    held: int = 0
    complete: int = 0
    """The number of reporting agencies with a figure for every period of the total."""
    wanting: int = 0
    """The number of agencies with missing figures that are not marked as not applicable; agencies with a held figure
    are counted in `held` instead."""
    doubtful: int = 0
    """The number of figures in it whose cell has an error."""
    corrected: int = 0
    """The number of figures in it that are the coordinator's corrections."""
    unweighed: int = 0
    """The number of agencies with a figure but no weight for it, or a weight of zero: a weighted mean
    leaves them out."""
    apart: bool = False
    """Whether a computed figure is based on totals of different agencies."""
    twice: int = 0
    """The number of agencies in it whose successors or superior agencies may have counted the same again."""
    uneven: int = 0
    """The number of agencies in the total of a part of a sum and not in that of the whole; set for both."""
    shown: Literal["live", "written", "masked"] = "live"
    """How the workbook shows it: as a formula, as a number only (some of its parts are masked), or not at all."""
    distribution: tuple[tuple[str, int], ...] = ()
    """For a choice: the number of agencies with each answer, in the definition's order."""


class TableTotal(NamedTuple):
    """The total of a table's column over rows (`column` "": the number of rows), of an agency or (`agency` "") of the
    province.

    The province's mean, maximum and minimum are over all its rows. `value` is None where no row has a value.
    """

    table: str
    column: str
    agency: str
    value: float | None
    rows: int
    """The number of rows in it."""
    held: int = 0
    """The number of rows kept out of it by an error."""
    carried: int = 0
    """The number of unconfirmed rows of the previous campaign, which are not in it."""
    corrected: int = 0
    """The number of the coordinator's corrections in it."""
    reporting: int = 0
    """For the province: the number of agencies with a row."""
    asked: int = 0
    left_out: int = 0
    """The number of rows that the coordinator leaves out."""
    masked: bool = False
    """Whether a copy for circulation does not show it; it has no numbers then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The figures that count, or the cells of tables, with the coordinator's corrections."""

    figures: tuple[Figure, ...] = ()
    sent: Mapping[tuple[str, str, str], Figure | None] = field(default_factory=dict)
    """What was sent in place of those that differ; None where nothing was sent."""
    corrections: Mapping[tuple[str, str, str], Correction] = field(default_factory=dict)
    """What was typed, applied or not; rows left out are under `TABLE.`."""
    unplaced: tuple[Correction, ...] = ()
    """Corrections that match no figure, row or cell."""
    left_out: frozenset[tuple[str, str, str]] = frozenset()
    """(agency, table, row) of the rows that count nowhere."""
    findings: tuple[Finding, ...] = ()

    def figures_of(self, agency: str) -> tuple[Figure, ...]:
        """The figures of one agency that count."""
        return tuple(f for f in self.figures if f.agency == agency)

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies for which something else counts than what they sent."""
        return frozenset(cell[0] for cell in (*self.sent, *self.left_out))

    @property
    def applied(self) -> dict[tuple[str, str], frozenset[str]]:
        """By indicator and period, the agencies whose correction counts, without figures computed from corrections."""
        agencies: dict[tuple[str, str], set[str]] = {}
        for agency, indicator, period in self.corrections.keys() & self.sent.keys():
            agencies.setdefault((indicator, period), set()).add(agency)
        return {key: frozenset(codes) for key, codes in agencies.items()}


#: No decisions about rows.
ROWS_AS_SENT = Corrected()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyStatus:
    """The status of one agency of the roster on the day of the merge."""

    agency: str
    status: Literal["accepted", "accepted_with_errors", "rejected", "missing"]
    received: date | None = None
    days_late: int | None = None
    """The days from the deadline to the first readable version, or to today where none has come; None if not late or
    not known."""
    errors: int = 0
    warnings: int = 0
    file: str = ""
    first_received: date | None = None
    """When it first sent a readable form; `received` is that of the one that counts."""
    asked: int = 0
    """The number of figures that it is asked to type: neither computed ones nor optional texts."""
    given: int = 0
    """The number of these with a number, or words in place of one."""
    lacking: int = 0
    """The number of required figures that are blank."""
    carried: int = 0
    """The number of unconfirmed figures of the previous campaign."""
    wrong: int = 0
    """The number of errors, without those about missing figures."""
    sections_asked: int = 0
    """The number of required sections."""
    sections_given: int = 0
    sections_lacking: int = 0
    superseded: int = 0
    """The number of the agency's files that a later one replaces."""
    waiting: int = 0
    """The number of files that may be the agency's and wait for the coordinator's decision."""
    unusable: str = ""
    """An unusable file of the agency that is not known to be older than the one that counts."""
    unusable_later: bool = False
    """Whether the unusable file is known to be later than the one that counts."""
    open_since: date | None = None
    """The day of the first merge with the oldest of its errors and warnings; None where there are none."""
    blank: str = ""
    """The agency's last form without any content, where no report has come or the form came later."""
    unreached: tuple[str, ...] = ()
    """The agency's addresses that the last mail did not reach."""
    seen: date | None = None
    """For a file that came without a mail: the day it was first seen; `not_before`: the first day on which it may have
    come."""
    not_before: date | None = None
    mails: int = 0
    """The number of open mails of the agency that contained neither form nor report."""
    officer: str = ""
    """The officer of the lead agency who follows it."""
    reviewed_by: str = ""
    """Who reviewed the report that counts, and when, or what was typed there; `reviewed`: whether the mark is valid."""
    reviewed_on: date | str = ""
    reviewed: bool = False
    version: str = ""
    """The SHA-256 of the reviewed report; without a mark, of the report that counts."""

    @property
    def complete(self) -> bool:
        """Whether all required figures and sections have come."""
        return self.status in ("accepted", "accepted_with_errors") and not self.lacking and not self.sections_lacking

    @property
    def review(self) -> str:
        """Who reviewed the report, and when: `A, 31/07/2020`."""
        day = self.reviewed_on.strftime("%d/%m/%Y") if isinstance(self.reviewed_on, date) else self.reviewed_on
        return ", ".join(filter(None, (self.reviewed_by, day)))

    @property
    def left_blank(self) -> int:
        """The number of blank figures that are not required."""
        return max(self.asked - self.given - self.lacking, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The counts of the status board, in agencies; `superseded` in files.

    owed = came + missing + rejected; came = complete + incomplete. `late` came after the deadline, `overdue` are past
    it and have sent nothing usable. By the sign on the board: owed = in_order + to_complete + with_errors + missing +
    rejected.
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
class HeadlineComparison:
    """The comparison of a key figure. `kind`: with its `target`, with `period` (`change`), or `none`."""

    kind: Literal["target", "change", "none"]
    base: float | None = None
    period: str = ""
    difference: float | None = None
    """Value minus base, in the indicator's unit."""
    percent: float | None = None
    """Change in per cent of the base; None for percentages (whose difference is in points), and where a value is
    negative."""
    good: bool | None = None
    agencies: int | None = None
    """The number of agencies in both periods, which the change compares; None: all agencies of the figures."""
    same_period: bool = False
    """Whether `period` is the same part of the year before: of a change, or of one that cannot be computed (`none`)."""
    only_before: tuple[str, ...] = ()
    """For such a change, the agencies in the earlier figure only, and `only_now` in the later one only."""
    only_now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the leaders' key figures: an indicator's total at `period` and its comparison."""

    indicator: str
    period: str
    comparison: HeadlineComparison


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledFigure:
    """An official figure compared with what other agencies report, for one indicator and period.

    `of` says whether `value` is of all other agencies, a group of them, or one agency. `difference` is value minus
    official and `percent` value in per cent of it; None where either is missing.
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
    """The number of `agencies` with a figure."""
    difference: float | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCheck:
    """The result for one period of a rule between agencies or for the whole province. `values` are the figures by name
    (None where one is incomplete). `absent`: the agencies whose figures are missing."""

    rule: str
    period: str
    verdict: Literal["passed", "failed", "not_checkable"]
    values: tuple[tuple[str, float | None], ...]
    left: float | None = None
    right: float | None = None
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The previous campaign, as read from its master workbook."""

    file: str
    campaign: str
    periods: tuple[Period, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    totals: Mapping[tuple[str, str], PreviousTotal] = field(default_factory=dict)
    """By (indicator code, period key or "total")."""
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Each indicator's label and unit, by its code; for a table's column by its name (`FormTable.name`)."""
    edits: tuple[Edit, ...] = ()
    """Its coordinator's decisions about groups."""
    rows: tuple[Figure, ...] = ()
    """The cells of tables that counted, row by row, with its coordinator's corrections."""
    reported: tuple[str, ...] = ()
    """The agencies whose files counted."""
    too_large: tuple[str, ...] = ()
    """Agency, indicator and period of each figure that is left out as impossibly large, separated by blanks."""
    groups: tuple[Group, ...] = ()
    """Its groups, each with its coordinator's decisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """The agencies' statements, grouped, and the questions about them."""

    groups: tuple[Group, ...]
    """By section in the report's order, then theme, then weight."""
    families: tuple[Family, ...]
    """In the order of their first groups."""
    questions: tuple[LeadersQuestion, ...]
    orphaned_edits: tuple[Edit, ...]
    """Edits of groups without a row: they were merged into another, or the statements are gone."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    """The result apart from the narrative: everything that is computed from files and figures."""

    campaign: Campaign
    as_of: date
    submissions: tuple[Submission, ...]
    """Every file that came in, used or not, with its final status; by file name."""
    used: Mapping[str, Submission]
    """The submission that counts, by agency code, in the roster's order."""
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    totals: Mapping[tuple[str, str], Total]
    """By (indicator code, period key or "total")."""
    statuses: tuple[AgencyStatus, ...]
    headlines: tuple[Headline, ...]
    findings: tuple[Finding, ...]
    """By severity, then agency, file and cell; a `Consolidation` includes those of the narrative."""
    leftovers: tuple[Leftover, ...]
    balance: Balance
    shares: Mapping[tuple[str, str], Total] = field(default_factory=dict)
    """The percentage of each part of a split in its whole, by (the part's code, period key or "total")."""
    doubts: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Figures that count although an error names their cell: by (indicator, period), then agency, the
    violated rules."""
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    """The coordinator's decisions about files, by file name."""
    orphaned_decisions: tuple[Decision, ...] = ()
    changes: tuple[Change, ...] = ()
    """The differences between each replaced version and the next one from the same agency."""
    reconciled: tuple[ReconciledFigure, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    previous: Previous | None = None
    compared: tuple[Compared, ...] = ()
    in_sentences: Mapping[str, Headline] = field(default_factory=dict)
    """What sentences state of indicators, by code: like key figures, but compared only with an earlier period."""
    corrections: Mapping[tuple[str, str, str], Correction] = field(default_factory=dict)
    """The coordinator's corrections of figures, applied or not, by (agency, indicator, period)."""
    unplaced: tuple[Correction, ...] = ()
    """Corrections that match no figure."""
    sent: Mapping[tuple[str, str, str], Figure | None] = field(default_factory=dict)
    """What was sent for those of `figures` that differ; None where nothing was."""
    as_read: Mapping[str, Submission] = field(default_factory=dict)
    """Submissions, by file, whose findings are not only those of reading the file: as they were read."""
    kept: Kept = NOTHING_KEPT
    """What the master is to store: present corrections and acceptances, and since when each finding is known."""
    page_texts: Mapping[str, EditedText] = field(default_factory=dict)
    """Texts of the leaders' page that the coordinator rewrote, by position."""
    rows: tuple[Figure, ...] = ()
    """The cells of tables that count, with the coordinator's corrections, without rows left out: by table, then agency
    in the roster's order, then in the form's order."""
    corrected_rows: Corrected = ROWS_AS_SENT
    """The coordinator's decisions about rows."""
    table_totals: Mapping[tuple[str, str, str], TableTotal] = field(default_factory=dict)
    """By (table, column or "" for the number of rows, agency or "" for the province)."""
    compared_rows: tuple[ComparedRow, ...] = ()
    """Differences from the previous campaign's rows, for tables with a key column."""
    compared_tables: tuple[ComparedTotal, ...] = ()
    """The totals of tables compared with the previous campaign: by table, then the number of rows and each column, the
    province first, then the agencies that reported."""
    bridges: Bridges | None = None
    """Why totals changed since the last issued master; None where none was issued."""
    inputs: tuple[tuple[str, str], ...] = ()
    """(SHA-256, path) of the definition and of all files that were read, by path; () where unknown."""
    signed: Mapping[str, SignedReport] = field(default_factory=dict)
    """Signed PDFs, by agency code in the roster's order: for each agency that was asked for one or sent one."""
    followup: tuple[FollowUp, ...] = ()
    """The texts of the previous report that agencies are asked about, answered or not, by agency in the
    roster's order."""

    @property
    def has_rows(self) -> bool:
        """Whether the balance counts cells of tables."""
        return bool(self.campaign.tables or self.balance.rows)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings that the coordinator accepted as facts, which are no longer open."""
        return tuple(f for f in self.findings if f.accepted_by)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the agencies without a usable file, in the roster's order."""
        return tuple(s.agency for s in self.statuses if s.status in ("missing", "rejected"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation(Tabulation):
    """The province's result: computed once, then only drawn."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...] = ()
    orphaned_edits: tuple[Edit, ...] = ()
    questions: tuple[LeadersQuestion, ...] = ()
