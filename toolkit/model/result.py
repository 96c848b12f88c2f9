"""The province's result, and what is worked out for it."""

from __future__ import annotations

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
    what: Literal["figure", "note", "row", "statement", "detail", "other"]
    """`row`: of a table; `indicator` is the name of its column (`DA.VON`), or the table's code where the whole row is
    new or gone, and `detail` what the row is known by."""
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
    resend_reason: str = ""
    """Why the later version was sent, as its agency says."""


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


class Family(NamedTuple):
    """Groups of one section that speak of one matter, at least two. It is proposed: nobody says that they agree.

    `id` is that of its first group, whose text stands for all. `theme` is the first group's. `agencies` are codes in
    the roster's order, each once. `reviewed`: the coordinator has named it with all the groups it has. `frame`: where
    their texts differ in numbers, own documents and own names only, the one sentence with ranges and gaps in place of
    these; "" where they differ otherwise.
    """

    id: str
    section: str
    theme: str
    name: str
    groups: tuple[str, ...]
    agencies: tuple[str, ...]
    reviewed: bool = False
    frame: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadersQuestion:
    """Something a leader would ask about the narrative, found by comparing statements.

    `kind`: `unanswered` (a limitation under a theme for which no direction is given), `perhaps_unanswered` (a
    limitation that no direction answers in like words), `uncalled` and `perhaps_uncalled` (the same of a direction
    and the limitations that would call for it), `boilerplate`, `copied` (word for word in several reports),
    `copied_before` (word for word from the campaign before), `empty` (a section left blank). `groups` are ids,
    `agencies` codes in the roster's order.
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
    """How many agencies have not given every figure that it takes, and not said that it does not apply to them; those
    of which one is held back are among `held` instead."""
    doubtful: int = 0
    """How many figures are in it although an error names their cell."""
    corrected: int = 0
    """How many figures in it are the coordinator's corrections."""
    unweighed: int = 0
    """How many agencies gave a figure but no weight for it, or a weight of zero: they are not in a weighed mean."""
    apart: bool = False
    """Whether a computed figure is of totals of different agencies."""
    twice: int = 0
    """How many bodies are in it that others, which replaced them or stand over them, may have counted too."""
    uneven: int = 0
    """How many agencies are in the total of a part of a sum and not in that of the whole: said of both."""
    shown: Literal["live", "written", "masked"] = "live"
    """How it stands in the workbook: as a formula, as a number only (some of its parts are masked), or not at all."""
    distribution: tuple[tuple[str, int], ...] = ()
    """For a choice: how many agencies gave each, in the definition's order."""


class TableTotal(NamedTuple):
    """What is taken of a table's column over rows (`column` ""): or how many rows there are; of an agency, or (`agency`
    "") of the province.

    The mean, largest and smallest of the province are those of all its rows. `value` is None where no row gives one.
    """

    table: str
    column: str
    agency: str
    value: float | None
    rows: int
    """How many rows are in it."""
    held: int = 0
    """How many are kept out of it by an error."""
    carried: int = 0
    """How many are of the round before, and not confirmed: they are not in it."""
    corrected: int = 0
    """How many in it are the coordinator's corrections."""
    reporting: int = 0
    """Of the province: how many agencies gave a row."""
    asked: int = 0
    left_out: int = 0
    """How many rows the coordinator leaves out: they are not in it."""
    masked: bool = False
    """Whether it is not shown in a copy for circulation; it has no numbers then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The figures that count, or the cells of tables, with the coordinator's corrections in their places."""

    figures: tuple[Figure, ...] = ()
    sent: Mapping[tuple[str, str, str], Figure | None] = field(default_factory=dict)
    """Of those that do not count as they were sent: what was; None where nobody sent it."""
    corrections: Mapping[tuple[str, str, str], Correction] = field(default_factory=dict)
    """What was typed, followed or not; that a row is left out stands under `TABLE.`."""
    unplaced: tuple[Correction, ...] = ()
    """What was typed for what is not there, or not there any more."""
    left_out: frozenset[tuple[str, str, str]] = frozenset()
    """(agency, table, row) of the rows that count in nothing."""
    findings: tuple[Finding, ...] = ()

    def of(self, agency: str) -> tuple[Figure, ...]:
        """Those of one agency that count."""
        return tuple(f for f in self.figures if f.agency == agency)

    @property
    def agencies(self) -> frozenset[str]:
        """Those of whom anything else counts than they sent."""
        return frozenset(place[0] for place in (*self.sent, *self.left_out))

    @property
    def followed(self) -> dict[tuple[str, str], frozenset[str]]:
        """By indicator and period, the agencies of whom a correction counts, not what is computed from one."""
        found: dict[tuple[str, str], set[str]] = {}
        for agency, indicator, period in self.corrections.keys() & self.sent.keys():
            found.setdefault((indicator, period), set()).add(agency)
        return {place: frozenset(own) for place, own in found.items()}


#: Nothing was decided about rows.
ROWS_AS_SENT = Corrected()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyStatus:
    """Where one agency of the roster stands on the day the merge is made for."""

    agency: str
    status: Literal["accepted", "accepted_with_errors", "rejected", "missing"]
    received: date | None = None
    days_late: int | None = None
    """Days past the deadline: of the first version that could be read, or so far of what has not come; None if not late
    or not known."""
    errors: int = 0
    warnings: int = 0
    file: str = ""
    first_received: date | None = None
    """When it first sent a form that could be read; `received` is that of the one that counts."""
    asked: int = 0
    """Figures that it is asked to type: computed ones are not among them, nor texts that are not required."""
    given: int = 0
    """How many of these hold a number, or words in place of one."""
    lacking: int = 0
    """How many required figures are blank."""
    carried: int = 0
    """How many stand as last time, and the agency has not confirmed them: they are not given."""
    wrong: int = 0
    """Errors other than that something required is missing."""
    sections_asked: int = 0
    """Required sections."""
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
    open_since: date | None = None
    """The day of the first merge in which the oldest of its errors and warnings stood; None where there are none."""
    blank: str = ""
    """A form of the agency in which nothing is filled in: the last one, where no report has come; else one that came
    after the report."""
    unreached: tuple[str, ...] = ()
    """Addresses of the agency that the last mail to them did not reach."""
    seen: date | None = None
    """Of a file that came in no mail: the day it was first seen; `not_before`: the first on which it may have come."""
    not_before: date | None = None
    mails: int = 0
    """Mails of the agency that brought neither form nor report, and that nobody has dealt with yet."""
    officer: str = ""
    """Who of the office that collects the reports follows it."""
    reviewed_by: str = ""
    """Who has reviewed the report that counts, and when, or what was typed for that; `reviewed`: whether it holds."""
    reviewed_on: date | str = ""
    reviewed: bool = False
    version: str = ""
    """The SHA-256 of the report that the mark is of; where there is no mark, of the one that counts."""

    @property
    def complete(self) -> bool:
        """Whether all that is required has come."""
        return self.status in ("accepted", "accepted_with_errors") and not self.lacking and not self.sections_lacking

    @property
    def review(self) -> str:
        """Who has reviewed it and when: `A, 31/07/2020`."""
        day = self.reviewed_on.strftime("%d/%m/%Y") if isinstance(self.reviewed_on, date) else self.reviewed_on
        return ", ".join(filter(None, (self.reviewed_by, day)))

    @property
    def left_blank(self) -> int:
        """How many figures are blank that are not required."""
        return max(self.asked - self.given - self.lacking, 0)


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
class HeadlineComparison:
    """What a headline is held against. `kind`: `target`, `change` (from `period`), or `none`."""

    kind: Literal["target", "change", "none"]
    base: float | None = None
    period: str = ""
    difference: float | None = None
    """Value minus base, in the indicator's unit."""
    percent: float | None = None
    """Change in per cent of the base; None for percentages (their difference is in points), and where a loss is on
    either side, of which it would tell nothing."""
    good: bool | None = None
    agencies: int | None = None
    """How many agencies a change is taken over, being those in both periods; None: all that are in the figures."""
    same_period: bool = False
    """Whether `period` is the same one of the year before, with the last one: of a change, or of one that cannot be
    told (`none`)."""
    only_before: tuple[str, ...] = ()
    """Of such a change, the codes of those who are in the earlier figure alone, and `only_now` in the later alone."""
    only_now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the leaders' key figures: an indicator's total at `period` and what it is compared with."""

    indicator: str
    period: str
    comparison: HeadlineComparison


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
    """Each indicator's label and unit, by its code; of a table's column by its name (`AskedTable.name`)."""
    edits: tuple[Edit, ...] = ()
    """What its coordinator decided about groups."""
    rows: tuple[Figure, ...] = ()
    """The cells of tables that counted, row by row, with its coordinator's corrections in their places."""
    reported: tuple[str, ...] = ()
    """The agencies whose files counted."""
    too_large: tuple[str, ...] = ()
    """The places of figures that are left out, since none can be so large."""
    groups: tuple[Group, ...] = ()
    """Its ideas, each with what its coordinator decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What the agencies say, grouped, and what is to be asked about it."""

    groups: tuple[Group, ...]
    """By section in the report's order, then theme, then weight."""
    families: tuple[Family, ...]
    """In the order of their first groups."""
    questions: tuple[LeadersQuestion, ...]
    orphaned_edits: tuple[Edit, ...]
    """Edits of groups that have no row of their own: they went into another, or nobody says it any more."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    """What files and figures come to: all of the province's result that does not rest on the narrative."""

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
    """By severity, then agency, file and cell; a `Consolidation` has those of the narrative too."""
    leftovers: tuple[Leftover, ...]
    balance: Balance
    shares: Mapping[tuple[str, str], Total] = field(default_factory=dict)
    """What percentage each part of a split is of its whole, by (the part's code, period key or "total")."""
    doubts: Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
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
    in_sentences: Mapping[str, Headline] = field(default_factory=dict)
    """What sentences tell of indicators, by code: as key figures, but held against a period before alone."""
    corrections: Mapping[tuple[str, str, str], Correction] = field(default_factory=dict)
    """What the coordinator typed for figures, followed or not, by (agency, indicator, period)."""
    unplaced: tuple[Correction, ...] = ()
    """Corrections that name no figure."""
    sent: Mapping[tuple[str, str, str], Figure | None] = field(default_factory=dict)
    """Of those of `figures` that are not as they were sent: what was sent; None where nobody sent it."""
    as_read: Mapping[str, Submission] = field(default_factory=dict)
    """Submissions whose findings are not those of their file alone, by file: as they were read."""
    kept: Kept = NOTHING_KEPT
    """What the master is to keep: corrections and acceptances as they stand now, and since when each fault is known."""
    page_texts: Mapping[str, EditedText] = field(default_factory=dict)
    """Texts of the leaders' page that the coordinator put in other words, by their places."""
    rows: tuple[Figure, ...] = ()
    """The cells of tables that count, with the coordinator's corrections in their places, without the rows that are
    left out: by table, then agency in the roster's order, then as they stand in its form."""
    corrected_rows: Corrected = ROWS_AS_SENT
    """What the coordinator decided about rows."""
    table_totals: Mapping[tuple[str, str, str], TableTotal] = field(default_factory=dict)
    """By (table, column or "" for the number of rows, agency or "" for the province)."""
    compared_rows: tuple[ComparedRow, ...] = ()
    """What differs from the rows of the campaign before, of tables with a key column."""
    compared_tables: tuple[ComparedTotal, ...] = ()
    """The totals of tables beside those of the campaign before: by table, then the number of rows and each column, of
    the province first, then of who reported."""
    bridges: Bridges | None = None
    """Why totals changed since the master that was last given out; None where none was."""
    inputs: tuple[tuple[str, str], ...] = ()
    """(SHA-256, path) of the definition and of all files that were read, by path; () where that is not known."""
    signed: Mapping[str, SignedReport] = field(default_factory=dict)
    """What there is of agencies beside their workbooks, by code in the roster's order: of those of whom a signed PDF is
    asked or has come."""
    followup: tuple[FollowUp, ...] = ()
    """What agencies are asked of the round before, answered or not: by agency in the roster's order."""

    @property
    def has_rows(self) -> bool:
        """Whether the balance tells of cells of tables."""
        return bool(self.campaign.tables or self.balance.rows)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings that the coordinator took for facts: they are asked no more."""
        return tuple(f for f in self.findings if f.accepted_by)

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the agencies from which nothing usable has come, in the roster's order."""
        return tuple(s.agency for s in self.statuses if s.status in ("missing", "rejected"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidation(Tabulation):
    """The province's result: computed once, then only drawn."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...] = ()
    orphaned_edits: tuple[Edit, ...] = ()
    questions: tuple[LeadersQuestion, ...] = ()
