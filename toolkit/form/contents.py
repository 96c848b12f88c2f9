"""The intake form of one agency, as data: what stands in each sheet before anybody draws it.

The writer draws it; the reader knows from it which texts are the form's own and which the agency typed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.form.letterhead import behalf, is_committee, place_of_issue
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import (
    RESEND_REASON,
    SEVERITIES,
    Agency,
    AskedTable,
    Campaign,
    CellValue,
    FollowUp,
    Indicator,
    Language,
    Leftover,
    Period,
    Section,
    Severity,
    Split,
    Submission,
    Value,
    grouped,
)
from toolkit.model.periods import exists_in, period_label, span_label
from toolkit.values.cell import typed_text
from toolkit.values.numbers import limits, parts_of_one_below, suspect_from

#: Lines of each section, and at least so many free ones.
LINES, SPARE_LINES = 5, 2
#: Rows of each table, and at least so many free ones.
ROWS, SPARE_ROWS = 10, 3
#: In a row of a table that is put into a form: what stands in the place of its key. Rows that agencies add have none.
ROW_KEY = "#key"
#: The key of the rows that hold text whose section is not known (a drafted form has them).
UNPLACED = "unplaced"
#: The key of a returned form's sheet for what stood outside its cells.
OUTSIDE = "outside"
#: Why a cell has no place that an earlier version of the form printed: nothing is wrong with it.
EARLIER = "earlier-print"
#: What was answered to a question of an earlier form that is not asked any more.
EARLIER_ANSWER = "no-longer-asked"
#: Why a line of the narrative is no statement; each such line is told by itself.
NO_STATEMENTS = frozenset({"statement-without-words", "nothing-to-say", "said-none"})
#: Of these, that there is nothing to say: its section was answered.
_ANSWERS = frozenset({"nothing-to-say", "said-none"})
#: Why cells of a sheet that is there a second time have no place; its finding names them all.
COPIES = frozenset({"sheet-twice", "sheet-repeated", "sheet-of-another"})
_DETAILS = ("report_number", "report_date", "prepared_by", "phone", "email", "signed_by", "signer_title")
INFO_KEYS = ("agency", *_DETAILS, RESEND_REASON)
#: Who is named as the author of the notes on marked cells.
NOTED_BY = "toolkit"
#: Stands in a text of the form for the decimal sign of whatever computer it is read on.
DECIMAL_SIGN = "\u2396"
#: Names of the custom document properties that repeat the identity stamped in `toolkit:meta`.
PROPERTY_PREFIX = "toolkit_"


def sections_with_nothing(submission: Submission) -> set[str]:
    """The sections of which it says that there is nothing to say."""
    return {f.section for f in submission.findings if f.code in _ANSWERS and f.section}


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeLine:
    """One line of the narrative as it is put into a form: raw, nothing checked."""

    section: str
    text: CellValue = None
    theme: CellValue = None
    evidence: CellValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What goes into a form's cells: nothing for a blank form, a draft's, or what an agency typed."""

    info: Mapping[str, CellValue] = field(default_factory=dict)
    figures: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    """By (indicator code, period key)."""
    notes: Mapping[str, CellValue] = field(default_factory=dict)
    lines: tuple[NarrativeLine, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, CellValue], ...]] = field(default_factory=dict)
    """The rows of each table by its code, each with its cells by the column's code; under `CARRIED_COLUMN` what is said
    of a row of last time."""
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """What is said of texts of the round before, and the explanation, by the rows' keys (`followup.row_key`)."""
    outside: tuple[Leftover, ...] = ()
    """What stood outside the form's cells: a returned form lists it on a sheet of its own."""
    accepted: frozenset[tuple[str, str]] = frozenset()
    """The figures whose cells the check has taken as they are, whatever the form's own formulas can use."""
    accepted_rows: frozenset[tuple[str, int, str]] = frozenset()
    """The same of cells of tables: (table, place of the row in `rows`, column)."""
    unasked: frozenset[tuple[str, str]] = frozenset()
    """The figures that the check does not ask about (others show that they are right, or the coordinator took them for
    facts): as long as they stand, the form does not either."""
    rules_accepted: frozenset[tuple[str, str]] = frozenset()
    """(rule, period) of what the coordinator took for facts: the form does not ask it."""


BLANK = Filling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a marked cell's note says, and how grave it is."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One finding on the first sheet of a returned form, and what it marks in the form."""

    mark: Mark
    what: str
    fix: str
    code: str = ""
    """The finding's."""
    typed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """(indicator code, period key) of each figure it is about."""
    table: str = ""
    """The code of the table that it is about, and, where it is about one, of the column."""
    table_column: str = ""
    table_cells: tuple[tuple[int, str], ...] = ()
    """(place of the row in the filling's rows, column code) of each cell of that table it is about."""
    line: int | None = None
    """Which of the filling's lines it is about."""
    more_lines: tuple[int, ...] = ()
    """Further lines that it is about."""
    info: str | None = None
    section: str | None = None
    cells: int = 1
    outside: tuple[str, str] | None = None
    """(reason, sheet) of the cells outside the form that it is about."""
    location: str = ""
    """The sentence with the sheet and the cells in the file that was sent, for a letter;
    "" where it names them itself."""
    quoted: bool = False
    """Whether what was typed stands nowhere else in the returned form, and is to be shown whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The findings that a returned form shows; none for a form that is sent out.

    `confirm`: the lines are what a drafted form proposes instead: figures, and paragraphs in parts. `overdue`: the
    report was due before today.
    """

    lines: tuple[ReturnLine, ...] = ()
    confirm: bool = False
    overdue: bool = False

    def figure(self, indicator: str, period: str) -> Mark | None:
        return self._first(line for line in self.lines if (indicator, period) in line.figures)

    def cell(self, table: str, row: int, column: str) -> Mark | None:
        return self._first(line for line in self.lines if line.table == table and (row, column) in line.table_cells)

    def statement(self, number: int) -> Mark | None:
        return self._first(line for line in self.lines if number in (line.line, *line.more_lines))

    def detail(self, key: str) -> Mark | None:
        return self._first(line for line in self.lines if line.info == key)

    @staticmethod
    def _first(lines: Iterable[ReturnLine]) -> Mark | None:
        """The gravest mark, with what all of them say."""
        marks = sorted((line.mark for line in lines), key=lambda m: SEVERITIES.index(m.severity))
        if not marks:
            return None
        return Mark(severity=marks[0].severity, text="\n".join(dict.fromkeys(m.text for m in marks)))


NO_MARKS = Marks()


def is_unconfirmed(note: str) -> bool:
    """Whether a row's note still says that the figures beside it are proposed and nobody has confirmed them."""
    start = note.lstrip()[:1] == "["
    return start and any(fold(note).startswith(fold(text)) for text in forms.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousFigures:
    """The agency's figures of the last campaign, printed beside the cells to fill; nothing is read from there."""

    periods: tuple[Period, ...] = ()
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """By (indicator code, key of the last campaign's period)."""
    counterparts: Mapping[str, str] = field(default_factory=dict)
    """The key of the last campaign's period that is held against each of this campaign's, by its key."""


#: In `toolkit:meta`, before an indicator's code: what the form prints of it beside the cells to fill.
PREVIOUS_PREFIX = "previous:"


def previous_as_text(previous: PreviousFigures, indicator: str) -> str:
    """An indicator's printed figures in one text: `2019=12.5 2020=3.0`; "" where none is printed."""
    values = ((p.key, previous.values.get((indicator, p.key))) for p in previous.periods)
    return " ".join(f"{key}={float(value)!r}" for key, value in values if value is not None)


def previous_from_text(text: str) -> dict[str, float]:
    """The figures of such a text again, by the period's key; pairs that are not so written are left out."""
    figures = {}
    for pair in text.split():
        key, _, number = pair.rpartition("=")
        with suppress(ValueError):
            figures[key] = float(number)
    return figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading of the figures table and the indicators under it."""

    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """One agency's form. Texts are in `language`; `meta` is the identity stamped in it."""

    campaign: Campaign
    agency: Agency
    language: Language
    guide: tuple[tuple[str, str], ...]
    topics: tuple[Topic, ...]
    sections: tuple[Section, ...]
    period_labels: tuple[str, ...]
    number_words: tuple[str, ...]
    figures_intro: str
    """What stands above the table of figures."""
    statements_intro: str
    meta: Mapping[str, str]
    issued_at: str = ""
    """Where the agency's documents are issued."""
    on_behalf: str = ""
    """On whose behalf its head signs, `TM. ỦY BAN NHÂN DÂN`; "" where a head signs alone."""
    committee: bool = False
    """Whether the agency is a people's committee."""
    previous: PreviousFigures = PreviousFigures()
    carried: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    """Figures of last time that stand in its cells until they are confirmed, by (indicator code, period key)."""
    tables: tuple[AskedTable, ...] = ()
    """The tables whose rows the agency adds."""
    carried_rows: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    """Rows of last time that stand in it, by a table's code, each by column; a table that has an entry, be it without
    rows, asks in a column of its own what became of them."""
    followup: tuple[FollowUp, ...] = ()
    """The texts of the round before that it asks about."""

    @cached_property
    def known(self) -> Mapping[tuple[str, str], float]:
        """The figures that the definition knows, by (indicator code, period key): they stand in the form."""
        own = ((i, i.known_of(self.agency)) for i in self.indicators if i.known)
        return {(i.code, p.key): v for i, v in own if v is not None for p in self.campaign.periods}

    @property
    def carried_codes(self) -> frozenset[str]:
        """The indicators some of whose figures are carried."""
        return frozenset(code for code, _ in self.carried)

    @property
    def gap_words(self) -> tuple[str, ...]:
        """Of the words for a cell without a figure, those that do not mean 0."""
        return self.number_words[1:]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(i for topic in self.topics for i in topic.indicators)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """What stands before each indicator's label, by its code."""
        return numbers_of(self.indicators)

    def named(self, code: str) -> str:
        """What the form's own sentences call an indicator: `chỉ tiêu số 3`."""
        return self.say(forms.ROW_NUMBERED, number=self.numbers.get(code, code))

    def numbered(self, indicator: Indicator) -> str:
        """An indicator where the live list says which it is: `3 – Số hộ`."""
        number = self.numbers.get(indicator.code)
        return f"{number} – {indicator.label}" if number else indicator.label

    @property
    def there(self) -> tuple[bool, ...]:
        """Whether the agency was there in each period: of others nothing is required."""
        return tuple(exists_in(self.agency, p) for p in self.campaign.periods)

    def say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def label(self, indicator: Indicator) -> str:
        """The indicator's label as the form shows it."""
        return indicator.short_label + (forms.REQUIRED_MARK if indicator.required else "")

    def heading_above(self, indicator: Indicator) -> str:
        """The heading of a split, above the first of its parts; "" above all others."""
        split = self.campaign.split_of(indicator) if indicator.part_of else None
        if split is None or split.members[0] != indicator.code:
            return ""
        required = self.campaign.indicator_by_code[split.of].required
        return split_heading(split, self.language) + (forms.REQUIRED_MARK if required else "") + ":"

    def heading(self, number: int, section: Section) -> str:
        """The section's heading as the form shows it."""
        return f"{number}. {section.heading}" + (forms.REQUIRED_MARK if section.required else "")


def ordinal(index: int) -> str:
    """What stands before the title of the topic at this place, counted from 0: `I`, `II`, …"""
    numerals = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    left, said = index + 1, ""
    for value, sign in numerals:
        said += sign * (left // value)
        left %= value
    return said


def numbers_of(indicators: Sequence[Indicator]) -> dict[str, str]:
    """The ordinal numbers of the indicators of a form, by code: those of parts follow their whole's (`3.1`)."""
    numbers: dict[str, str] = {}
    whole, parts = 0, Counter[str]()
    for indicator in indicators:
        above = numbers.get(indicator.part_of, "")
        if above:
            parts[above] += 1
        else:
            whole += 1
        numbers[indicator.code] = f"{above}.{parts[above]}" if above else str(whole)
    return numbers


def split_heading(split: Split, language: Language) -> str:
    """What stands above the parts of a split, without its colon: `Chia ra theo giới`."""
    words = split.label.split()
    if len(words) > 1 and fold(words[0]) in map(fold, forms.SPLIT_BY):
        words = words[1:]
    name = " ".join(words)
    name = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return forms.SPLIT_HEADINGS[split.whole].say(language, name=name).rstrip(":")


#: Letters of an indicator's label where a rule names several, and how many it names.
_SHORT, NAMED = 40, 4


def rule_names(form: Form, codes: Sequence[str]) -> str:
    """The indicators that a rule is about: `3 – Số hộ; 4 – Số hộ nghèo`."""
    names = [form.numbered(form.campaign.indicator_by_code[code]) for code in codes[:NAMED]]
    short = (text if len(text) <= _SHORT or not names[1:] else f"{text[: _SHORT - 1]}…" for text in names)
    return "; ".join([*short, *("…" for _ in codes[NAMED : NAMED + 1])])


#: Letters of a split's heading in a sentence of the live list.
_CLIP = 120


def split_words(split: Split, compared: Split | None, whole: str, language: Language) -> dict[str, str]:
    """What the live list's sentences say of a split, whose whole is called `whole`, and of another one that it is held
    against."""
    both = [_clipped(split_heading(s, language)) if s else "" for s in (split, compared)]
    return {"split": both[0], "other": both[1], "whole": whole}


def _clipped(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def points(form: Form, severities: Sequence[Severity]) -> str:
    """How many points of each severity there are, in words: `3 points to fix, 1 to look at and 2 notes`.

    Severities without any are left out; "" where there are none at all.
    """
    counts = [(severity, severities.count(severity)) for severity in SEVERITIES]
    parts = [form.say(forms.POINTS[severity], count=count) for severity, count in counts if count]
    return form.say(forms.AND).join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])


def within(form: Form, indicator: Indicator) -> str:
    """Between which numbers, in the indicator's unit, a figure lies, in words; "" where there is no limit."""
    low, high = limits(indicator)
    bounds = {(True, True): forms.RANGE, (True, False): forms.RANGE_FROM, (False, True): forms.RANGE_TO}.get(
        (low is not None, high is not None)
    )
    shown = {k: "" if v is None else format_number(v, form.language) for k, v in (("minimum", low), ("maximum", high))}
    return form.say(bounds, **shown) if bounds else ""


def wanted(form: Form, indicator: Indicator) -> str:
    """What the cell is to hold, for people."""
    words = "; ".join(form.number_words)
    if indicator.kind in ("yesno", "choice"):
        return form.say(forms.BAD_CHOICE)
    if indicator.kind == "date":
        return form.say(forms.BAD_DATE, words="; ".join(form.gap_words))
    low, high = limits(indicator)
    if indicator.kind == "count" and low == 0 and high is None:
        return form.say(forms.BAD_COUNT, words=words)
    span = within(form, indicator)
    if indicator.kind == "percent":
        least = format_number(parts_of_one_below(indicator), form.language)
        return form.say(forms.BAD_PERCENT, range=span, least=least, words=words)
    text = form.say(forms.BAD_WHOLE if indicator.kind == "count" else forms.BAD_NUMBER, range=span, words=words)
    suspect = suspect_from(indicator)
    if suspect is not None and (high is None or high >= suspect):
        # Without a sign for thousands: `100.000 triệu đồng` has two readings.
        text += form.say(forms.LARGE_AMOUNT, amount=f"{suspect:.0f}", unit=indicator.unit)
    return text


def without_formats(form: Form, indicator: Indicator) -> str:
    """The same for a percentage where the program does not tell how a cell shows its number."""
    least = format_number(parts_of_one_below(indicator), form.language)
    return form.say(forms.TO_FIX_WITHOUT_FORMATS, least=least)


_UNMARKED = re.compile(r"[^\w.,%+-]+")


def print_marks(*values: CellValue) -> str:
    """Short marks of what a form prints, one a cell, by which a reader sees whether it still stands there.

    In one text, by blanks: of each value the first 8 hexadecimal digits of a SHA-256 over its letters, digits and
    `.,%+-`; `-` for a blank.
    """
    said = (_UNMARKED.sub("", unicodedata.normalize("NFC", typed_text(value))) for value in values)
    return " ".join(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8] if text else "-" for text in said)


def previous_heading(period: Period, language: Language) -> str:
    """The heading of a column of last campaign's figures."""
    return forms.PREVIOUS_HEADING.say(language, label=period_label(period, language))


def make_form(campaign: Campaign, agency: Agency, language: Language = "vi", *, version: str) -> Form:
    """The form that `campaign` sends to `agency`; `version` is the toolkit's, stamped in it."""
    topics = grouped((indicator.topic, indicator) for indicator in campaign.indicators_of(agency))
    words = tuple(t.say(language) for t in (forms.ZERO, forms.MISSING, forms.NOT_APPLICABLE))
    labels = tuple(period_label(p, language) for p in campaign.periods)
    hint = forms.STATEMENTS_HINT if campaign.themes else forms.STATEMENTS_HINT_NO_THEMES
    return Form(
        campaign=campaign,
        agency=agency,
        language=language,
        guide=guide(campaign, agency, language),
        topics=tuple(Topic(title=title, indicators=tuple(group)) for title, group in topics.items()),
        sections=campaign.sections_of(agency),
        period_labels=labels,
        number_words=words,
        figures_intro=" ".join(
            (
                forms.FIGURES_HINT.say(language, span=span_label(campaign.periods, language), words="; ".join(words)),
                forms.REQUIRED_HINT.say(language),
                *(
                    forms.PART_YEAR_HINT.say(language, label=label, months=period.months)
                    for period, label in zip(campaign.periods, labels, strict=True)
                    if period.kind == "months"
                ),
            )
        ),
        statements_intro=f"{hint.say(language)} {forms.REQUIRED_HINT.say(language)}",
        meta={
            "campaign": campaign.id,
            "agency": agency.code,
            "definition": campaign.fingerprint,
            "issued": campaign.issued.isoformat() if campaign.issued else "",
            "toolkit": version,
        },
        issued_at=place_of_issue(campaign, agency),
        on_behalf=behalf(agency),
        committee=is_committee(agency),
        tables=campaign.tables_of(agency),
    )


def guide(campaign: Campaign, agency: Agency, language: Language) -> tuple[tuple[str, str], ...]:
    """The lines of the guidance, each with the name of its style."""
    figures = bool(campaign.indicators_of(agency)) and bool(campaign.periods)
    statements, tables = bool(campaign.sections_of(agency)), bool(campaign.tables_of(agency))
    questions = {
        "",
        "figures" if figures else "no figures",
        *(["numbers"] if figures or tables else []),
        *(["tables"] if tables else []),
        *(["periods" if len(campaign.periods) > 1 else "one period"] if figures else []),
        *(["themes" if campaign.themes else "no themes"] if statements else []),
    }
    words = guide_words(campaign, language) | {
        "agency": agency.name,
        "asked": forms.ASKED[figures, tables, statements].say(language),
    }
    (style, _, first), *rest = forms.GUIDE
    # Whoever collects the reports sends nothing to itself.
    first = forms.GUIDE_OWN if agency.code == campaign.lead_agency else first
    said = ((style, first), *((style, text) for style, needed, text in rest if needed in questions))
    return tuple((style, text.say(language, **words)) for style, text in said)


def as_read(text: str, language: Language) -> str:
    """The text with the decimal sign that people of this language are used to."""
    return text.replace(DECIMAL_SIGN, "," if language == "vi" else ".")


def guide_words(campaign: Campaign, language: Language) -> dict[str, str]:
    """What stands for the placeholders of the guidance, but for the agency's name."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    unknown = forms.UNKNOWN.say(language)

    def day(value: object) -> str:
        return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else unknown

    return {
        "lead": lead.name if lead else campaign.lead_agency or unknown,
        "title": campaign.title,
        "deadline": day(campaign.deadline),
        "cutoff": day(campaign.cutoff),
        "span": span_label(campaign.periods, language) or unknown,
        "email": campaign.contact_email or unknown,
        "contact": campaign.contact_name or unknown,
        "phone": campaign.contact_phone or unknown,
        "zero": forms.ZERO.say(language),
        "missing": forms.MISSING.say(language),
        "not_applicable": forms.NOT_APPLICABLE.say(language),
        "total": forms.COLUMNS["total"].say(language),
        "unit": forms.COLUMNS["unit"].say(language),
        "sign": DECIMAL_SIGN,
        **{key: name.say(language) for key, name in forms.SHEETS.items()},
    }
