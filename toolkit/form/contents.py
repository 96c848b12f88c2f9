"""The intake form of one agency as data: the contents of its sheets before they are drawn.

Writers draw the form from it; the reader uses it to distinguish the form's texts from what the agency typed.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.form.letterhead import collective_authority, is_committee, place_of_issue
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import (
    RESEND_REASON,
    SEVERITIES,
    Agency,
    Campaign,
    CellValue,
    FollowUp,
    FormTable,
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
from toolkit.values.numbers import fraction_limit, least_suspect, limits

LINES = 5  # the number of lines of each section
SPARE_LINES = 2  # the least number of blank lines
ROWS = 10  # the number of rows of each table
SPARE_ROWS = 3  # the least number of blank rows
#: The key under which a table's row has the key of a carried row; rows that agencies add have no such key.
ROW_KEY = "#key"
#: The key of rows with text whose section is unknown: drafted forms have such rows.
UNPLACED = "unplaced"
#: The key of a returned form's sheet for cells filled outside its fields.
OUTSIDE = "outside"
#: The reason why a text that an earlier version of the form printed is not read: it is no mistake.
EARLIER = "earlier-print"
#: The reason why an answer in an earlier form is not read: its question is no longer asked.
EARLIER_ANSWER = "no-longer-asked"
#: Reasons why a line of the narrative is no statement; each such line gets a separate finding.
NO_STATEMENTS = frozenset({"statement-without-words", "nothing-to-say", "said-none"})
#: The reasons in `NO_STATEMENTS` that mean nothing to report: then the section counts as answered.
_ANSWERS = frozenset({"nothing-to-say", "said-none"})
#: Reasons why cells of a duplicate sheet are not read; one finding names all these cells.
COPIES = frozenset({"sheet-twice", "sheet-repeated", "sheet-of-another"})
_DETAILS = ("report_number", "report_date", "prepared_by", "phone", "email", "signed_by", "signer_title")
INFO_KEYS = ("agency", *_DETAILS, RESEND_REASON)
#: The author of the notes on highlighted cells.
NOTED_BY = "toolkit"
#: A placeholder in the form's texts for the decimal sign of the reader's computer.
DECIMAL_SIGN = "\u2396"
#: Names of the custom document properties that repeat the form's identity in `toolkit:meta`.
PROPERTY_PREFIX = "toolkit_"


def sections_with_nothing(submission: Submission) -> set[str]:
    """The sections in which the agency states that there is nothing to report."""
    return {f.section for f in submission.findings if f.code in _ANSWERS and f.section}


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeLine:
    """One line of the narrative, to be written into a form unchanged."""

    section: str
    text: CellValue = None
    theme: CellValue = None
    evidence: CellValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The contents of a form's cells: of a blank form, a draft, or a form that an agency filled in."""

    info: Mapping[str, CellValue] = field(default_factory=dict)
    figures: Mapping[tuple[str, str], CellValue] = field(default_factory=dict)
    """By (indicator code, period key)."""
    notes: Mapping[str, CellValue] = field(default_factory=dict)
    lines: tuple[NarrativeLine, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, CellValue], ...]] = field(default_factory=dict)
    """By table code, the rows; a row has its cells by column code, and under `CARRIED_COLUMN` the answer about a row of
    the previous campaign."""
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """(answer, explanation) about each text of the previous report, by the text's `followup.row_key`."""
    outside: tuple[Leftover, ...] = ()
    """Cells filled outside the form's fields, which a returned form lists on a separate sheet."""
    accepted: frozenset[tuple[str, str]] = frozenset()
    """The figures that the reader understood, although the form's formulas may not be able to use them."""
    accepted_rows: frozenset[tuple[str, int, str]] = frozenset()
    """The cells of tables that the reader understood: (table, index of the row in `rows`, column)."""
    unasked: frozenset[tuple[str, str]] = frozenset()
    """Figures that the form does not question while they are unchanged: other figures support them, or the coordinator
    accepted them."""
    rules_accepted: frozenset[tuple[str, str]] = frozenset()
    """(rule, period) of violations that the coordinator accepted as facts: the form does not report them."""


BLANK = Filling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The note on a highlighted cell and its severity."""

    severity: Severity
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLine:
    """One finding on the first sheet of a returned form, and what it highlights in the form."""

    mark: Mark
    what: str
    fix: str
    code: str = ""
    """The code of the finding."""
    typed: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    """(indicator code, period key) of each figure concerned."""
    table: str = ""
    """The code of the table concerned, and of the column, if it is about one."""
    table_column: str = ""
    table_cells: tuple[tuple[int, str], ...] = ()
    """(index of the row in the filling's rows, column code) of each cell concerned in that table."""
    line: int | None = None
    """The number of the line concerned, among the filling's lines."""
    more_lines: tuple[int, ...] = ()
    """Further lines concerned."""
    info: str | None = None
    section: str | None = None
    cells: int = 1
    outside: tuple[str, str] | None = None
    """(reason, sheet) of the cells concerned outside the form."""
    location: str = ""
    """For a letter: a sentence with the sheet and the cells in the file as sent; "" where the finding itself names the
    cells."""
    quoted: bool = False
    """Whether what was typed is in no cell of the returned form, and so is shown in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The findings that a returned form shows; empty for a form that is sent out.

    `confirm`: the form is a draft, and the lines are proposals: figures, and divided paragraphs. `overdue`: the report
    was due before today.
    """

    lines: tuple[ReturnLine, ...] = ()
    confirm: bool = False
    overdue: bool = False

    def figure(self, indicator: str, period: str) -> Mark | None:
        return self._mark_of(line for line in self.lines if (indicator, period) in line.figures)

    def cell(self, table: str, row: int, column: str) -> Mark | None:
        return self._mark_of(line for line in self.lines if line.table == table and (row, column) in line.table_cells)

    def statement(self, number: int) -> Mark | None:
        return self._mark_of(line for line in self.lines if number in (line.line, *line.more_lines))

    def detail(self, key: str) -> Mark | None:
        return self._mark_of(line for line in self.lines if line.info == key)

    @staticmethod
    def _mark_of(lines: Iterable[ReturnLine]) -> Mark | None:
        """The mark of these lines: the highest severity, and the texts of all lines."""
        marks = sorted((line.mark for line in lines), key=lambda m: SEVERITIES.index(m.severity))
        if not marks:
            return None
        return Mark(severity=marks[0].severity, text="\n".join(dict.fromkeys(m.text for m in marks)))


NO_MARKS = Marks()


def is_unconfirmed(note: str) -> bool:
    """Whether a row's note still has the sign of proposed figures that are not confirmed."""
    start = note.lstrip()[:1] == "["
    return start and any(fold(note).startswith(fold(text)) for text in forms.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousFigures:
    """The agency's figures of the previous campaign, which are printed beside the cells to fill in; not read."""

    periods: tuple[Period, ...] = ()
    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """By (indicator code, key of the previous campaign's period)."""
    counterparts: Mapping[str, str] = field(default_factory=dict)
    """For each present period's key, the key of the previous campaign's period that is compared with it."""


#: Prefix of an indicator's code in `toolkit:meta`, for its figures printed beside the cells to fill in.
PREVIOUS_PREFIX = "previous:"


def previous_as_text(previous: PreviousFigures, indicator: str) -> str:
    """An indicator's printed figures as text: `2019=12.5 2020=3.0`; "" for none."""
    values = ((p.key, previous.values.get((indicator, p.key))) for p in previous.periods)
    return " ".join(f"{key}={float(value)!r}" for key, value in values if value is not None)


def previous_from_text(text: str) -> dict[str, float]:
    """The figures in a text from `previous_as_text`, by period key; malformed pairs are left out."""
    figures = {}
    for pair in text.split():
        key, _, number = pair.rpartition("=")
        with suppress(ValueError):
            figures[key] = float(number)
    return figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading in the table of figures, and the indicators under this heading."""

    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """One agency's form. Texts are in `language`; `meta` has the stamps that identify the form."""

    campaign: Campaign
    agency: Agency
    language: Language
    guide: tuple[tuple[str, str], ...]
    topics: tuple[Topic, ...]
    sections: tuple[Section, ...]
    period_labels: tuple[str, ...]
    number_words: tuple[str, ...]
    figures_intro: str
    """The text above the table of figures."""
    statements_intro: str
    meta: Mapping[str, str]
    issued_at: str = ""
    """The place where the agency issues its documents."""
    on_behalf: str = ""
    """The authority for which the agency's head signs: `TM. ỦY BAN NHÂN DÂN`; "" where the head signs alone."""
    committee: bool = False
    """Whether the agency is a people's committee."""
    previous: PreviousFigures = PreviousFigures()
    carried: Mapping[tuple[str, str], Value] = field(default_factory=dict)
    """The unconfirmed figures of the previous campaign in the form's cells, by (indicator code, period key)."""
    tables: tuple[FormTable, ...] = ()
    """The tables whose rows the agency adds."""
    carried_rows: Mapping[str, tuple[Mapping[str, Value], ...]] = field(default_factory=dict)
    """By table code, the rows of the previous campaign; a row has its values by column. A table with an entry, even an
    empty one, has a column for answers about these rows."""
    followup: tuple[FollowUp, ...] = ()
    """The texts of the previous report that the form asks about."""

    @cached_property
    def known(self) -> Mapping[tuple[str, str], float]:
        """The figures that the definition states, which the form contains, by (indicator code, period key)."""
        values = ((i, i.known_of(self.agency)) for i in self.indicators if i.known)
        return {(i.code, p.key): v for i, v in values if v is not None for p in self.campaign.periods}

    @property
    def carried_codes(self) -> frozenset[str]:
        """The indicators with carried figures."""
        return frozenset(code for code, _ in self.carried)

    @property
    def gap_words(self) -> tuple[str, ...]:
        """The words for a cell without a figure, except those that mean 0."""
        return self.number_words[1:]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(i for topic in self.topics for i in topic.indicators)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """For each indicator's code, the number before its label."""
        return numbers_of(self.indicators)

    def row_name(self, code: str) -> str:
        """The name of an indicator in the form's sentences: `chỉ tiêu số 3`."""
        return self.say(forms.ROW_NUMBERED, number=self.numbers.get(code, code))

    def number_and_label(self, indicator: Indicator) -> str:
        """The name of an indicator in the live list: `3 – Số hộ`."""
        number = self.numbers.get(indicator.code)
        return f"{number} – {indicator.label}" if number else indicator.label

    @property
    def existed_in(self) -> tuple[bool, ...]:
        """For each period, whether the agency existed: figures are required only then."""
        return tuple(exists_in(self.agency, p) for p in self.campaign.periods)

    def say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def label(self, indicator: Indicator) -> str:
        """The indicator's label in the form."""
        return indicator.short_label + (forms.REQUIRED_MARK if indicator.required else "")

    def heading_above(self, indicator: Indicator) -> str:
        """The heading of a split, for the first part of the split; "" for other indicators."""
        split = self.campaign.split_of(indicator) if indicator.part_of else None
        if split is None or split.members[0] != indicator.code:
            return ""
        required = self.campaign.indicator_by_code[split.of].required
        return split_heading(split, self.language) + (forms.REQUIRED_MARK if required else "") + ":"

    def heading(self, number: int, section: Section) -> str:
        """The section's heading in the form."""
        return f"{number}. {section.heading}" + (forms.REQUIRED_MARK if section.required else "")


def ordinal(index: int) -> str:
    """The number before the title of the topic with this index: `I`, `II`, …"""
    numerals = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    left, numeral = index + 1, ""
    for value, sign in numerals:
        numeral += sign * (left // value)
        left %= value
    return numeral


def numbers_of(indicators: Sequence[Indicator]) -> dict[str, str]:
    """For each indicator's code, its ordinal number; the number of a part begins with that of its whole (`3.1`)."""
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
    """The heading above a split's parts, without a colon: `Chia ra theo giới`."""
    words = split.label.split()
    if len(words) > 1 and fold(words[0]) in map(fold, forms.SPLIT_BY):
        words = words[1:]
    name = " ".join(words)
    name = name if name[1:2].isupper() else name[:1].lower() + name[1:]
    return forms.SPLIT_HEADINGS[split.whole].say(language, name=name).rstrip(":")


_SHORT = 40  # the most characters of an indicator's label where a rule names several indicators
NAMED = 4  # the most indicators that are named


def rule_names(form: Form, codes: Sequence[str]) -> str:
    """The names of the indicators in a rule: `3 – Số hộ; 4 – Số hộ nghèo`."""
    names = [form.number_and_label(form.campaign.indicator_by_code[code]) for code in codes[:NAMED]]
    short = (text if len(text) <= _SHORT or not names[1:] else f"{text[: _SHORT - 1]}…" for text in names)
    return "; ".join([*short, *("…" for _ in codes[NAMED : NAMED + 1])])


#: Characters of a split's heading in a sentence of the live list.
_CLIP = 120


def split_words(split: Split, compared: Split | None, whole: str, language: Language) -> dict[str, str]:
    """The arguments of the live list's sentences about a split whose whole is called `whole`. `compared`: another split
    of the same whole."""
    both = [_clipped(split_heading(s, language)) if s else "" for s in (split, compared)]
    return {"split": both[0], "other": both[1], "whole": whole}


def _clipped(text: str) -> str:
    return text if len(text) <= _CLIP else f"{text[: _CLIP - 1]}…"


def points_in_words(form: Form, severities: Sequence[Severity]) -> str:
    """The number of points of each severity, in words: `3 points to fix, 1 to look at and 2 notes`.

    Severities without points are left out; "" where no severity has points.
    """
    counts = [(severity, severities.count(severity)) for severity in SEVERITIES]
    parts = [form.say(forms.POINTS[severity], count=count) for severity, count in counts if count]
    return form.say(forms.AND).join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])


def limits_in_words(form: Form, indicator: Indicator) -> str:
    """The limits of a figure, in words and with the unit; "" for a figure without limits."""
    low, high = limits(indicator)
    bounds = {(True, True): forms.RANGE, (True, False): forms.RANGE_FROM, (False, True): forms.RANGE_TO}.get(
        (low is not None, high is not None)
    )
    shown = {k: "" if v is None else format_number(v, form.language) for k, v in (("minimum", low), ("maximum", high))}
    return form.say(bounds, **shown) if bounds else ""


def required_content(form: Form, indicator: Indicator) -> str:
    """What the cell must hold, in words."""
    words = "; ".join(form.number_words)
    if indicator.kind in ("yesno", "choice"):
        return form.say(forms.BAD_CHOICE)
    if indicator.kind == "date":
        return form.say(forms.BAD_DATE, words="; ".join(form.gap_words))
    low, high = limits(indicator)
    if indicator.kind == "count" and low == 0 and high is None:
        return form.say(forms.BAD_COUNT, words=words)
    span = limits_in_words(form, indicator)
    if indicator.kind == "percent":
        least = format_number(fraction_limit(indicator), form.language)
        return form.say(forms.BAD_PERCENT, range=span, least=least, words=words)
    text = form.say(forms.BAD_WHOLE if indicator.kind == "count" else forms.BAD_NUMBER, range=span, words=words)
    suspect = least_suspect(indicator)
    if suspect is not None and (high is None or high >= suspect):
        # No sign for thousands, since `100.000 triệu đồng` is ambiguous.
        text += form.say(forms.LARGE_AMOUNT, amount=f"{suspect:.0f}", unit=indicator.unit)
    return text


def required_percentage(form: Form, indicator: Indicator) -> str:
    """The text of `required_content` for a percentage, for programs that cannot report a cell's number format."""
    least = format_number(fraction_limit(indicator), form.language)
    return form.say(forms.TO_FIX_WITHOUT_FORMATS, least=least)


_UNMARKED = re.compile(r"[^\w.,%+-]+")


def print_marks(*values: CellValue) -> str:
    """The marks by which a reader recognises printed contents, a mark for each value, separated by blanks.

    A mark is the first 8 hexadecimal digits of a SHA-256 over the letters, digits and `.,%+-`
    of each value; `-` for a blank.
    """
    texts = (_UNMARKED.sub("", unicodedata.normalize("NFC", typed_text(value))) for value in values)
    return " ".join(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8] if text else "-" for text in texts)


def previous_heading(period: Period, language: Language) -> str:
    """The heading of a column with figures of the previous campaign."""
    return forms.PREVIOUS_HEADING.say(language, label=period_label(period, language))


def make_form(campaign: Campaign, agency: Agency, language: Language = "vi", *, version: str) -> Form:
    """The form of `campaign` for `agency`. `version`: the toolkit's version, which is stamped in the form."""
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
        on_behalf=collective_authority(agency),
        committee=is_committee(agency),
        tables=campaign.tables_of(agency),
    )


def guide(campaign: Campaign, agency: Agency, language: Language) -> tuple[tuple[str, str], ...]:
    """The lines of the guide, as (style, text)."""
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
    # The lead agency does not send its form to itself.
    first = forms.GUIDE_OWN if agency.code == campaign.lead_agency else first
    lines = ((style, first), *((style, text) for style, needed, text in rest if needed in questions))
    return tuple((style, text.say(language, **words)) for style, text in lines)


def with_decimal_sign(text: str, language: Language) -> str:
    """The text, with the decimal sign that is usual in the language."""
    return text.replace(DECIMAL_SIGN, "," if language == "vi" else ".")


def guide_words(campaign: Campaign, language: Language) -> dict[str, str]:
    """The words for the placeholders of the guide, except the agency's name."""
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
