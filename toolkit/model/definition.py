"""One campaign as its definition workbook describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from toolkit.model.values import Severity

Kind = Literal["count", "decimal", "money", "percent", "yesno", "choice", "date", "text"]
#: The numeric kinds, each with its minimum and maximum where the definition states none.
NUMERIC_KINDS: Mapping[str, tuple[float | None, float | None]] = {
    "count": (0.0, None),
    "decimal": (None, None),
    "money": (0.0, None),
    "percent": (0.0, 100.0),
}
AcrossAgencies = Literal["sum", "mean", "max", "min", "count_yes", "none"]
AcrossPeriods = Literal["sum", "last", "mean", "max", "cumulative", "cumulative_all", "none"]
AcrossRows = Literal["sum", "mean", "max", "min", "none"]
Direction = Literal["higher", "lower", "none"]
ComparedWith = Literal["usual", "same_period"]
WholeIs = Literal["equal", "at_most"]
Role = Literal["organisation", "result", "task", "achievement", "limitation", "lesson", "direction", "proposal"]
ROLES: tuple[Role, ...] = get_args(Role)
#: The column in which forms ask what became of a row of the previous campaign; no column of a definition may have this
#: name.
CARRIED_COLUMN: Final = "carried"
#: The answers in this column, apart from a blank: the row is unchanged and counts; or it counts for the last time, and
#: is not carried further.
CONFIRMED: Final = "confirmed"
CLOSED: Final = "closed"
#: The most key figures on the leaders' sheet.
HEADLINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One column of figures. `key` identifies it in sheets (`2019`, `2020-6M`, `2026-Q1`, `2026-M07`)."""

    key: str
    year: int
    kind: Literal["year", "months", "quarter", "month"]
    number: int
    """The quarter or month; for `months`, the number of months from January; 0 for a year."""

    @property
    def months(self) -> int:
        """The number of months that the period covers."""
        return {"year": 12, "quarter": 3, "month": 1}.get(self.kind, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency of the roster. `groups` are names that `asked_of` and rules may use; `parent` is an agency's code."""

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
    phone: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    """Whom to call at `phone`, whatever the agency writes in its forms. Not in the repr, as the fields that
    follow."""
    officer: str = field(default="", repr=False)
    """The officer of the lead agency who follows this agency; `officer_phone`: the officer's number."""
    officer_phone: str = field(default="", repr=False)
    active: bool = field(default=True, repr=False)
    """Whether it is part of this round. Not in the repr, by which forms already sent out are recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """An agency of an earlier roster that is not on this one; `replaced_by` are its successors on this
    roster, if any."""

    code: str
    name: str
    short_name: str = ""
    replaced_by: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One required figure. `minimum`, `maximum` and `target` are in `unit`; `max_change` is in per cent.

    The fields down to `guidance` are the columns of the definition's sheet, in their order (`definition.sheets`).
    """

    code: str
    topic: str
    label: str
    unit: str
    kind: Kind
    asked_of: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    required: bool = False
    carry: bool = field(default=False, repr=False)
    """Whether the form contains the previous campaign's figure, to be confirmed. Not in the repr, by which earlier
    definitions are recognised."""
    minimum: float | None = None
    maximum: float | None = None
    max_change: float | None = None
    choices: tuple[str, ...] = ()
    across_agencies: AcrossAgencies = "none"
    across_periods: AcrossPeriods = "none"
    weight: str = ""
    """Code of the indicator that weights this one for `mean`; blank: all agencies have the same weight."""
    formula: str = ""
    direction: Direction = "none"
    sensitive: bool = False
    target: float | None = None
    headline: int | None = None
    """Position among the leaders' key figures, from 1; None: not one of them."""
    compared_with: ComparedWith = field(default="usual", repr=False)
    """What its key figure and figures in sentences are compared with; `same_period`: the same period a year before.
    Not in the repr, and so not in the fingerprint: forms already sent out do not depend on it."""
    odd_figures: bool = field(default=True, repr=False)
    """Whether its figures are compared with each other, and questioned where they look wrong, also in the form. Not in
    the definition's fingerprint, since the form's cells are the same either way."""
    known: tuple[str, ...] = field(default=(), repr=False)
    """The agencies whose figure is known for every period, with the figure: `UBND xã=1`. They are not asked for it."""
    guidance: str = ""
    part_of: str = field(default="", repr=False)
    """For a part of a split: the code of its whole; `split`: the code of the split; `part`: its name in it."""
    split: str = field(default="", repr=False)
    part: str = field(default="", repr=False)

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    def known_of(self, agency: Agency) -> float | None:
        """The agency's figure where the definition states it."""
        for name, _, value in (entry.rpartition("=") for entry in self.known):
            if includes((name.strip(),), agency):
                return float(value.replace(",", "."))
        return None

    @property
    def short_label(self) -> str:
        """The label of a part under its whole: the part's name alone, with a dash."""
        return f"– {self.part}" if self.part else self.label

    @property
    def cumulative(self) -> bool:
        """Whether a period's figure includes the earlier ones: from the year's start, or (`cumulative_all`) from the
        first period."""
        return self.across_periods in ("cumulative", "cumulative_all")

    @property
    def last_period_counts(self) -> bool:
        """Whether the figure of the last period stands for all periods (stocks, cumulative figures)."""
        return self.across_periods == "last" or self.cumulative

    @property
    def adds_up(self) -> bool:
        """Whether its figures are counted or summed, so that words for “none” mean 0. For a rate, a mean, a maximum or
        a minimum such words are no figure (decision 141)."""
        summed = self.across_agencies == "sum" or self.across_periods == "sum" or self.cumulative
        return summed or (self.across_agencies == "none" and self.kind in ("count", "money"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column of a table whose rows the agency adds; `code` is unique within the table."""

    code: str
    label: str
    kind: Kind
    unit: str = ""
    required: bool = False
    """Whether each row of the table must have it."""
    choices: tuple[str, ...] = ()
    across_rows: AcrossRows = "none"
    """How its total over the rows is computed: an agency's, and again over all rows of the province."""
    equals: str = ""
    """Code of the indicator whose last figure must equal the column's total over the agency's rows."""
    key: bool = False
    """Whether it identifies rows: in the next version of the form, and in the next round."""
    sensitive: bool = False
    guidance: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    @property
    def totalled(self) -> bool:
        """Whether the column has a total over the rows."""
        return self.across_rows != "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """A list that agencies fill in, a row for each item: `heading` is its title. Its rows are about the whole round,
    which ends with the last period."""

    code: str
    heading: str
    columns: tuple[FormColumn, ...]
    asked_of: tuple[str, ...] = ()
    cumulative: bool = False
    """Whether the previous campaign's rows are in the form again, and count once they are confirmed or closed."""
    column_by_code: Mapping[str, FormColumn] = field(default_factory=dict, repr=False, compare=False)
    _as_indicators: dict[str, Indicator] = field(default_factory=dict, repr=False, compare=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_by_code", {column.code: column for column in self.columns})

    @property
    def key_column(self) -> FormColumn | None:
        """The column that identifies a row; None where the definition states none."""
        return next((column for column in self.columns if column.key), None)

    @property
    def name_column(self) -> FormColumn:
        """The column that names a row: the key, else the first text column, else the first."""
        words = (column for column in self.columns if column.kind == "text")
        return self.key_column or next(words, self.columns[0])

    @property
    def totalled(self) -> tuple[FormColumn, ...]:
        """The columns that have a total over the rows."""
        return tuple(column for column in self.columns if column.totalled)

    def name(self, column: str) -> str:
        """The column's name where indicator codes are used: `DA.VON`."""
        return f"{self.code}.{column}"

    def as_indicator(self, column: FormColumn) -> Indicator:
        """An indicator of the column's kind and unit, by which its cells are read."""
        if column.code not in self._as_indicators:
            self._as_indicators[column.code] = Indicator(
                code=self.name(column.code),
                topic=self.heading,
                label=column.label,
                unit=column.unit,
                kind=column.kind,
                required=column.required,
                choices=column.choices,
                across_agencies=column.across_rows,
                sensitive=column.sensitive,
                guidance=column.guidance,
            )
        return self._as_indicators[column.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    role: Role
    heading: str
    asked_of: tuple[str, ...] = ()
    required: bool = False
    max_words: int | None = None
    follow_up: int | None = field(default=None, repr=False)
    """The least number of agencies with a statement in the previous round for which forms ask about it; None: only
    statements that the coordinator selected. Not in the repr, by which forms already sent out are recognised."""
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
class Split:
    """The indicator `of`, split by a list: by sex, by age.

    `parts` are their names, `members` the codes of their indicators, in the same order. `whole`: whether all parts
    together equal the indicator, or are at most as large.
    """

    code: str
    label: str
    parts: tuple[str, ...]
    of: str
    whole: WholeIs = "equal"
    members: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """The condition between the parts and the whole, as a rule. Its code contains a `/`, which no rule of a
        definition does."""
        whole, parts = self.of, "+".join(self.members)
        formula = f"={whole}={parts}" if self.whole == "equal" else f"={parts}<={whole}"
        return Rule(code=f"{self.of}/{self.code}", formula=formula, severity="error", message=self.label)


#: The kind of the words from which agencies choose why they send a form again; also the key of their choice.
RESEND_REASON = "resend_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One line of the definition's word lists: `kind` is the list, `means` the meaning of `text`."""

    kind: str
    text: str
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSentence:
    """A sentence with figures for the Word report and the leaders' page; `text` is a template of `formula.sentences`.

    Sentences of one `topic` and `section` (a section's code; "" for the usual section) form one paragraph.
    """

    text: str
    topic: str = ""
    section: str = ""
    page: bool = True
    """Whether the leaders' page contains it too."""


@dataclass(frozen=True, slots=True)
class ToReview:
    """A line of the definition's list of what must be checked: the cell, the reason, and where the line is
    ticked off."""

    where: str
    what: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One reporting round as its definition workbook describes it. Tuples keep the definition's order."""

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
    form_symbol: str = ""
    form_issued_by: str = ""
    """The document with which the form was issued, which requires the report."""
    reply_time: str = ""
    """The time allowed for answers to letters, as `language.reply_times` reads it."""
    signed_pdf: tuple[str, ...] = ()
    """The agencies of which a signed PDF of the report is asked, as in `asked_of`; () for none."""
    superior: tuple[str, ...] = ()
    """Name of the authority directly above the lead agency, in lines."""
    report_to: tuple[str, ...] = ()
    """The addressee of the Word report."""
    recipients: tuple[str, ...] = ()
    signer_title: tuple[str, ...] = ()
    """Authority and office of the person who signs the Word report, in lines: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`."""
    signed_by: str = ""
    report_pages: int = 8
    """The most pages of the Word report, without its annexes."""
    previous: str = ""
    """The master of the previous campaign, as a path from the campaign folder."""
    retention: str = ""
    """How long the record of the closed campaign is kept, and who has access to it: for the archive."""
    access: str = ""
    agencies: tuple[Agency, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tables: tuple[FormTable, ...] = ()
    sections: tuple[Section, ...] = ()
    themes: tuple[Theme, ...] = ()
    rules: tuple[Rule, ...] = ()
    splits: tuple[Split, ...] = ()
    words: tuple[Word, ...] = ()
    sentences: tuple[FigureSentence, ...] | None = None
    """None: the definition has no sentences, and each key figure has a built-in one."""
    formers: tuple[Former, ...] = ()
    """Agencies of earlier campaigns, for comparisons; forms already sent out do not depend on them."""
    to_confirm: tuple[tuple[str, int], ...] = ()
    """The number of entries marked as lacking a source, by the names of the definition's sheets."""
    to_review: tuple[ToReview, ...] = ()
    """What had to be checked when the round was begun, and is still open."""
    fingerprint: str = ""
    """Short hash of the definition's contents; stamped in each intake workbook."""
    trust: bytes = field(default=b"", repr=False)
    """Root certificates in PEM that the office put beside the definition, for checking signatures."""
    agency_by_code: Mapping[str, Agency] = field(default_factory=dict, repr=False, compare=False)
    indicator_by_code: Mapping[str, Indicator] = field(default_factory=dict, repr=False, compare=False)
    section_by_code: Mapping[str, Section] = field(default_factory=dict, repr=False, compare=False)
    table_by_code: Mapping[str, FormTable] = field(default_factory=dict, repr=False, compare=False)
    former_by_code: Mapping[str, Former] = field(default_factory=dict, repr=False, compare=False)
    splits_of: Mapping[str, tuple[Split, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The splits of an indicator, by its code."""
    all_rules: tuple[Rule, ...] = field(default=(), repr=False, compare=False)
    """The definition's rules, and the conditions of splits."""
    _by_agency: dict[str, tuple[tuple[Indicator, ...], tuple[Section, ...]]] = field(
        default_factory=dict, repr=False, compare=False, init=False
    )

    def __post_init__(self) -> None:
        for name, items in (
            ("agency_by_code", self.agencies),
            ("indicator_by_code", self.indicators),
            ("section_by_code", self.sections),
            ("table_by_code", self.tables),
            ("former_by_code", self.formers),
        ):
            object.__setattr__(self, name, {item.code: item for item in items})
        splits: dict[str, tuple[Split, ...]] = {}
        for split in self.splits:
            splits[split.of] = (*splits.get(split.of, ()), split)
        object.__setattr__(self, "splits_of", splits)
        object.__setattr__(self, "all_rules", (*self.rules, *(split.rule for split in self.splits)))

    def split_of(self, part: Indicator) -> Split | None:
        """The split of which the indicator is a part; None where there is none."""
        return next((s for s in self.splits_of.get(part.part_of, ()) if s.code == part.split), None)

    def in_force(self, agency: Agency) -> bool:
        """Whether the agency is part of this round: it exists on the day the report is due (or was requested)."""
        day = self.deadline or self.issued
        there = day is None or (
            (agency.since is None or agency.since <= day) and (agency.until is None or day <= agency.until)
        )
        return there and agency.active

    def indicators_of(self, agency: Agency) -> tuple[Indicator, ...]:
        """The indicators asked of this agency, in the definition's order."""
        return self._asked_of(agency)[0]

    def typed_by(self, agency: Agency) -> tuple[Indicator, ...]:
        """The indicators that this agency types: neither computed nor known from the definition."""
        return tuple(i for i in self.indicators_of(agency) if not i.formula and i.known_of(agency) is None)

    def sections_of(self, agency: Agency) -> tuple[Section, ...]:
        """The narrative sections asked of this agency, in the report's order."""
        return self._asked_of(agency)[1]

    def asks(self, agency: Agency) -> bool:
        """Whether anything is asked of this agency."""
        return bool(self.indicators_of(agency) or self.sections_of(agency) or self.tables_of(agency))

    def asks_signed(self, agency: Agency) -> bool:
        """Whether a signed PDF is asked of this agency."""
        return bool(self.signed_pdf) and includes(self.signed_pdf, agency)

    def tables_of(self, agency: Agency) -> tuple[FormTable, ...]:
        """The tables asked of this agency, in the definition's order."""
        return tuple(table for table in self.tables if includes(table.asked_of, agency))

    def _asked_of(self, agency: Agency) -> tuple[tuple[Indicator, ...], tuple[Section, ...]]:
        if agency.code not in self._by_agency:
            self._by_agency[agency.code] = (
                tuple(i for i in self.indicators if includes(i.asked_of, agency)),
                tuple(s for s in self.sections if includes(s.asked_of, agency)),
            )
        return self._by_agency[agency.code]


def role_of(means: str) -> str:
    """The role of sections that a word's meaning names, in the singular or the plural; "" where it names none."""
    role = means.strip()
    return next((r for r in ROLES if role in (r, f"{r}s")), "")


def includes(asked_of: tuple[str, ...], agency: Agency) -> bool:
    """Whether `asked_of` (groups or codes; empty means everybody) includes this agency."""
    return not asked_of or agency.code in asked_of or any(g in asked_of for g in agency.groups)
