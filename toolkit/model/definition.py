"""What is asked: one campaign, as its definition workbook says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, get_args

from toolkit.model.values import Severity

Kind = Literal["count", "decimal", "money", "percent", "yesno", "choice", "date", "text"]
#: The kinds that are numbers, each with its least and greatest value where the definition names none.
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
#: The column in which forms ask what became of a row of the round before; no column of a definition is called so.
CARRIED_COLUMN: Final = "carried"
#: What is said there, beside nothing: the row is still so, and counts; it counts once more, and is not carried on.
CONFIRMED: Final = "confirmed"
CLOSED: Final = "closed"
#: How many key figures the leaders' sheet shows at most.
HEADLINES = 5


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
    """Whom to call, and at which number, whatever the agency gives in its forms. Out of the repr, as the next ones."""
    officer: str = field(default="", repr=False)
    """Who of the office that collects the reports follows this agency; `officer_phone`: at which number."""
    officer_phone: str = field(default="", repr=False)
    active: bool = field(default=True, repr=False)
    """No: on the roster, but no part of this round. Out of the repr, which is what forms that are out are known by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A body of an earlier roster that is on this one no more; `replaced_by` are agencies of this roster, or nobody."""

    code: str
    name: str
    short_name: str = ""
    replaced_by: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One number asked. `minimum`, `maximum` and `target` are in `unit`; `max_change` is in per cent.

    The fields down to `guidance` are the columns of the definition's sheet, in their order (`definition.sheets`)."""

    code: str
    topic: str
    label: str
    unit: str
    kind: Kind
    asked_of: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    required: bool = False
    carry: bool = field(default=False, repr=False)
    """Whether last time's figure stands in the form, to be confirmed. Not among what `repr` shows, by which definitions
    of before this are known again."""
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
    compared_with: ComparedWith = field(default="usual", repr=False)
    """What its figure is held against where it is told; `same_period`: the last period's against the same of the year
    before. Forms that are out do not change with it: it is no part of the fingerprint, which is made of what `repr`
    shows."""
    odd_figures: bool = field(default=True, repr=False)
    """Whether its figures are held against each other, and asked about where they look wrong, in the form too. What is
    to be filled in is the same either way: it is not in the definition's fingerprint."""
    known: tuple[str, ...] = field(default=(), repr=False)
    """Of whom its figure is known, in every period, and what it is: `UBND xã=1`. It is not asked of these."""
    guidance: str = ""
    part_of: str = field(default="", repr=False)
    """Of a part of a split: the code of its whole; `split`: that of the split; `part`: its name in it."""
    split: str = field(default="", repr=False)
    part: str = field(default="", repr=False)

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    def known_of(self, agency: Agency) -> float | None:
        """The agency's figure where the definition knows it."""
        for body, _, value in (said.rpartition("=") for said in self.known):
            if is_asked((body.strip(),), agency):
                return float(value.replace(",", "."))
        return None

    @property
    def short_label(self) -> str:
        """The label under its whole, where that is said above it: a part's own name, with a dash."""
        return f"– {self.part}" if self.part else self.label

    @property
    def cumulative(self) -> bool:
        """Whether a period's figure has those before it in it: from the year's start, or (`cumulative_all`) the first
        period's."""
        return self.across_periods in ("cumulative", "cumulative_all")

    @property
    def takes_last(self) -> bool:
        """Whether the last period's figure stands for all periods."""
        return self.across_periods == "last" or self.cumulative

    @property
    def adds_up(self) -> bool:
        """Whether its figures are counted or summed, so that words for nothing are 0.

        Of a rate, or where a mean, the largest or the smallest is taken, they are no figure (decision 141).
        """
        summed = self.across_agencies == "sum" or self.across_periods == "sum" or self.cumulative
        return summed or (self.across_agencies == "none" and self.kind in ("count", "money"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColumn:
    """One column of a table whose rows the agency adds; `code` is its own within the table."""

    code: str
    label: str
    kind: Kind
    unit: str = ""
    required: bool = False
    """Whether each row of the table has to give it."""
    choices: tuple[str, ...] = ()
    across_rows: AcrossRows = "none"
    """What is taken of it over the rows: of an agency, and again of all rows of the province."""
    equals: str = ""
    """Code of the indicator whose last period's figure the column's total over the agency's rows must equal."""
    key: bool = False
    """Whether rows are known again by it: in the next version of the form, and in the next round."""
    sensitive: bool = False
    guidance: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC_KINDS

    @property
    def totalled(self) -> bool:
        """Whether something is taken of it over the rows."""
        return self.across_rows != "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedTable:
    """A list that agencies fill in, a row for each thing of theirs: `heading` is its title.

    Its rows are of the round as a whole, which ends with the last period.
    """

    code: str
    heading: str
    columns: tuple[AskedColumn, ...]
    asked_of: tuple[str, ...] = ()
    cumulative: bool = False
    """Whether the rows of the round before stand in the form again, and count once they are confirmed or closed."""
    column_by_code: Mapping[str, AskedColumn] = field(default_factory=dict, repr=False, compare=False)
    _as_indicators: dict[str, Indicator] = field(default_factory=dict, repr=False, compare=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "column_by_code", {column.code: column for column in self.columns})

    @property
    def key_column(self) -> AskedColumn | None:
        """The column by which a row is known again; None where the definition names none."""
        return next((column for column in self.columns if column.key), None)

    @property
    def name_column(self) -> AskedColumn:
        """The column that says what a row is: the key, else the first of words, else the first."""
        words = (column for column in self.columns if column.kind == "text")
        return self.key_column or next(words, self.columns[0])

    @property
    def totalled(self) -> tuple[AskedColumn, ...]:
        """The columns of which something is taken over the rows."""
        return tuple(column for column in self.columns if column.totalled)

    def name(self, column: str) -> str:
        """What a column goes by among the codes of indicators: `DA.VON`."""
        return f"{self.code}.{column}"

    def as_indicator(self, column: AskedColumn) -> Indicator:
        """The column as what one cell of it is read by: an indicator of its kind and unit."""
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
    """What so many agencies at least said in it in the round before is asked about in the forms; None: only what the
    coordinator chose. Out of the repr, which is what forms that are out are known by."""
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
    """The indicator `of`, split by a list: by sex, by age. `parts` are their names, `members` the codes of their
    indicators, in the same order.

    `whole`: whether all parts together are as much as the indicator, or at most as much.
    """

    code: str
    label: str
    parts: tuple[str, ...]
    of: str
    whole: WholeIs = "equal"
    members: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule:
        """What the parts owe the whole. Its code is that of no rule of a definition, whose codes have no `/`."""
        whole, parts = self.of, "+".join(self.members)
        formula = f"={whole}={parts}" if self.whole == "equal" else f"={parts}<={whole}"
        return Rule(code=f"{self.of}/{self.code}", formula=formula, severity="error", message=self.label)


#: Why a form comes again: the kind of words that agencies choose from, and the key of what they chose.
RESEND_REASON = "resend_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One line of the definition's word lists: `kind` says which list, `means` what `text` stands for."""

    kind: str
    text: str
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSentence:
    """A sentence with figures for the Word report and the leaders' page; `text` is a template of `formula.sentences`.

    Those of one `topic` and `section` (a section's code; "" for the usual one) make one paragraph.
    """

    text: str
    topic: str = ""
    section: str = ""
    page: bool = True
    """Whether the leaders' page has it, too."""


@dataclass(frozen=True, slots=True)
class ToReview:
    """A line of the definition's list of what is to be looked at: which cell, why, and where the line is ticked off."""

    where: str
    what: str
    sheet: str
    cell: str


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
    form_symbol: str = ""
    form_issued_by: str = ""
    """The document with which the form was issued: it asks for the report."""
    reply_time: str = ""
    """How long answers to letters have, or until which hour, as `language.reply_times` reads it."""
    signed_pdf: tuple[str, ...] = ()
    """Of whom a signed PDF of the report is asked, as in `asked_of`; () of nobody."""
    superior: tuple[str, ...] = ()
    """Name of the body directly above the lead agency, in lines."""
    report_to: tuple[str, ...] = ()
    """Whom the Word report is addressed to."""
    recipients: tuple[str, ...] = ()
    signer_title: tuple[str, ...] = ()
    """Authority and office of who signs the Word report, in lines: `KT. GIÁM ĐỐC`, `PHÓ GIÁM ĐỐC`."""
    signed_by: str = ""
    report_pages: int = 8
    """So long is the body of the Word report at most, without its annexes."""
    previous: str = ""
    """The master of the round before, as seen from the campaign folder."""
    retention: str = ""
    """How long the record is kept once the campaign is closed, and who may look at it: as an archive has them."""
    access: str = ""
    agencies: tuple[Agency, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    tables: tuple[AskedTable, ...] = ()
    sections: tuple[Section, ...] = ()
    themes: tuple[Theme, ...] = ()
    rules: tuple[Rule, ...] = ()
    splits: tuple[Split, ...] = ()
    words: tuple[Word, ...] = ()
    sentences: tuple[FigureSentence, ...] | None = None
    """None: the definition has none of them, and each key figure has one that is built in."""
    formers: tuple[Former, ...] = ()
    """Bodies of earlier campaigns, for comparing with them: forms that are out do not change with it."""
    to_confirm: tuple[tuple[str, int], ...] = ()
    """How many entries say of themselves that no source shows them yet, by the names of the definition's sheets."""
    to_review: tuple[ToReview, ...] = ()
    """What had to be looked at when the round was begun, and is still open."""
    fingerprint: str = ""
    """Short hash of all that the definition says; stamped in each intake workbook."""
    trust: bytes = field(default=b"", repr=False)
    """Root certificates in PEM that the office gave beside the definition, by which signatures are judged."""
    agency_by_code: Mapping[str, Agency] = field(default_factory=dict, repr=False, compare=False)
    indicator_by_code: Mapping[str, Indicator] = field(default_factory=dict, repr=False, compare=False)
    section_by_code: Mapping[str, Section] = field(default_factory=dict, repr=False, compare=False)
    table_by_code: Mapping[str, AskedTable] = field(default_factory=dict, repr=False, compare=False)
    former_by_code: Mapping[str, Former] = field(default_factory=dict, repr=False, compare=False)
    splits_of: Mapping[str, tuple[Split, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The splits of an indicator, by its code."""
    all_rules: tuple[Rule, ...] = field(default=(), repr=False, compare=False)
    """The definition's rules, and what the parts of each split owe the whole."""
    _asked: dict[str, tuple[tuple[Indicator, ...], tuple[Section, ...]]] = field(
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
        """The split that an indicator is a part of."""
        return next((s for s in self.splits_of.get(part.part_of, ()) if s.code == part.split), None)

    def in_force(self, agency: Agency) -> bool:
        """Whether the agency is part of this round: it exists on the day the report is due (or was asked for)."""
        day = self.deadline or self.issued
        there = day is None or (
            (agency.since is None or agency.since <= day) and (agency.until is None or day <= agency.until)
        )
        return there and agency.active

    def indicators_of(self, agency: Agency) -> tuple[Indicator, ...]:
        """The indicators asked of this agency, in the definition's order."""
        return self._asked_of(agency)[0]

    def typed_by(self, agency: Agency) -> tuple[Indicator, ...]:
        """Those of them that the agency types: neither computed nor known."""
        return tuple(i for i in self.indicators_of(agency) if not i.formula and i.known_of(agency) is None)

    def sections_of(self, agency: Agency) -> tuple[Section, ...]:
        """The narrative sections asked of this agency, in the report's order."""
        return self._asked_of(agency)[1]

    def asks(self, agency: Agency) -> bool:
        """Whether anything is asked of this agency."""
        return bool(self.indicators_of(agency) or self.sections_of(agency) or self.tables_of(agency))

    def asks_signed(self, agency: Agency) -> bool:
        """Whether a signed PDF is asked of this agency."""
        return bool(self.signed_pdf) and is_asked(self.signed_pdf, agency)

    def tables_of(self, agency: Agency) -> tuple[AskedTable, ...]:
        """The tables asked of this agency, in the definition's order."""
        return tuple(table for table in self.tables if is_asked(table.asked_of, agency))

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
