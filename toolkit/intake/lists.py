"""The sheets that list what is wrong: what stands there besides what the form itself prints."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from toolkit.form.form import EARLIER, make_form, print_marks, wanted, within, without_formats
from toolkit.formula import formulas
from toolkit.intake.account import LANGUAGES, Cells, is_blank
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import Campaign, CellValue, ErrorValue, Language
from toolkit.model.periods import period_label
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet, cell_name, cell_text
from toolkit.values.numbers import parts_of_one_below
from toolkit.values.readings import word_key

#: So many rows of live lists are remembered.
_ROWS = 2_000
#: What stands over the columns of the live list, in whatever version.
_KEY = re.compile(r"[a-z_]+|#")
#: What stands over the columns of a technical sheet; what a form is stamped with; what the list of checks refers to.
_HEADING = re.compile(r"[a-z]+|[A-Z][A-Za-z]+Words|Themes|YesNo|Choices_\w+|(?:state )?[\w-]*\d{4}[\w-]*", re.ASCII)
_STAMP = re.compile(
    r"[a-z_]+|previous:[\w.|:=,; -]*|\d{4}-\d\d-\d\d|\d+(?:\.\w+)+|[0-9a-f]{8,64}|[\d.;|:=a-zA-Z-]*", re.ASCII
)
_YES_NO = frozenset(answer.say(language) for answer in (forms.YES, forms.NO) for language in LANGUAGES)
#: What the list of checks says of figures of which none is so.
_NO_PERIODS = frozenset(
    fold(problem.say(language)) for problem in (forms.TO_FIX_REQUIRED, forms.TO_FIX_BAD_VALUE) for language in LANGUAGES
)
_POINTER = re.compile(r"#'[^']+'![A-Z]{1,3}\d+|(?:[A-Z]{1,3}\d+;)+")
#: Stands for a number in a sentence of the form: folding leaves it as it is.
_NUMBER = "qqq"
_ROWS_OF_A_SHEET = 1_048_576


@dataclass(frozen=True, slots=True)
class Listed:
    """What the live list of a campaign's forms may say (folded), whoever is asked."""

    texts: frozenset[str]
    sentences: re.Pattern[str]
    """Those with numbers, and those that name periods."""
    rows: set[tuple[object, ...]] = field(default_factory=set)
    """Rows that were found to be the list's own: most are the same in many forms."""

    def __contains__(self, text: str) -> bool:
        return text in self.texts or self.sentences.fullmatch(text) is not None


def listed(campaign: Campaign, version: str) -> Listed:
    """What it may say in either language."""
    texts: set[str] = set()
    patterns: list[str] = []
    for language in LANGUAGES:
        texts.update(map(fold, _texts(campaign, language, version)))
        patterns += _patterns(campaign, language)
    return Listed(frozenset(texts), re.compile("|".join(patterns)))


def _texts(campaign: Campaign, language: Language, version: str) -> list[str]:
    own = (
        forms.TO_FIX_NONE,
        forms.TO_FIX_HINT,
        forms.TO_FIX_REQUIRED_FIX,
        *forms.TO_FIX_REQUIRED_ANSWERS.values(),
        forms.TO_FIX_SECTION,
        forms.TO_FIX_SECTION_FIX,
        forms.TO_FIX_UNCONFIRMED,
        forms.PROPOSED_FIX,
        forms.COLUMNS["open"],
        *forms.SEVERITY.values(),
        *forms.TO_FIX_FORMAT.values(),
    )
    found = [text.say(language) for text in own]
    found += [section.heading for section in campaign.sections]
    if campaign.agencies:
        form = make_form(campaign, campaign.agencies[0], language, version=version)
        for indicator in campaign.indicators:
            found += (f"{indicator.code} – {indicator.label}", wanted(form, indicator))
            if indicator.kind == "percent":
                words, span = "; ".join(form.number_words), within(form, indicator)
                least = format_number(parts_of_one_below(indicator), language)
                found.append(without_formats(form, indicator))
                found += (form.say(t, range=span, least=least, words=words) for t in forms.FORMER_BAD_PERCENT)
    labels = [period_label(period, language) for period in campaign.periods]
    for rule in campaign.rules:
        names = ", ".join(formulas.parse(rule.formula).names)
        found += (rule.message, rule.fix, *(f"{names} – {label}" for label in labels))
    return found


def _patterns(campaign: Campaign, language: Language) -> list[str]:
    def pattern(text: str) -> str:
        return re.escape(fold(text)).replace(_NUMBER, r"\d+")

    before, between, after = (text.say(language) for text in forms.TO_FIX_COUNT_PARTS)
    count = pattern(f"{before}{_NUMBER}{between}{_NUMBER}{after}")
    printed, more = (pattern(text.say(language, count=_NUMBER)) for text in (forms.TO_FIX_ON_PAPER, forms.TO_FIX_MORE))
    labels = sorted((re.escape(fold(period_label(p, language))) for p in campaign.periods), key=len, reverse=True)
    problems = [pattern(text.say(language)) for text in (forms.TO_FIX_REQUIRED, forms.TO_FIX_BAD_VALUE)]
    named = rf"(?:{'|'.join(problems)})(?: (?:{'|'.join(labels)}))*"
    return [f"{count}(?: {printed})?", more, *([named] if labels else [])]


class ListsReading(Cells):
    """Reads what an agency wrote on the sheets that list what is wrong."""

    def _read_to_fix(self, sheet: KeyedSheet, own: Listed) -> None:
        """The live list: whatever is not the result of its own formulas."""
        width = max(sheet.columns.values(), default=0)
        counts = [sheet.columns[key] for key in ("number", "position") if key in sheet.columns]
        fix = sheet.columns.get("fix")
        shape = (id(self.texts), self.earlier, width, fix, *counts)
        for column, value in enumerate(sheet.raw.rows[0]):
            if value is not None and column and not _KEY.fullmatch(cell_text(value)):
                self.leave(sheet.name, cell_name(0, column), value, "unkeyed-content")
        for row, cells in sheet.lines():
            self.left_in_keys(sheet.raw, row)
            if cells.count(None) == len(cells) - (cells[:1] != [None]):
                continue
            # With the kinds of values: 1 and TRUE are equal, and do not say the same.
            known = (*shape, *map(type, cells), *cells)
            if known in own.rows:
                continue
            before = self.met()
            numbers = [cells[place] for place in counts if place < len(cells)]
            line = len(numbers) == 2 and all(isinstance(v, float | ErrorValue) for v in numbers)
            for column, value in enumerate(cells[1:], start=1):
                if value is None or is_blank(value):
                    continue
                said = isinstance(value, str) and not isinstance(value, ErrorValue)
                results = (line and column in counts and _is_counted(value)) or (
                    isinstance(value, ErrorValue) and (line or not is_blank(cells[0]))
                )
                # Forms sent out before show a 0 where a rule does not say what to do.
                results = results or (line and column == fix and value.__class__ is float and value == 0)
                if column <= width and (results or (said and (fold(value) in own or self.is_form_text(value)))):
                    continue
                earlier = self.earlier and column <= width and (line or cells[0] == FOR_PEOPLE)
                self.leave(sheet.name, cell_name(row, column), value, EARLIER if earlier else "unkeyed-content")
            if self.met() == before and len(own.rows) < _ROWS:
                own.rows.add(known)

    def _read_technical(self, sheet: KeyedSheet, own: Listed, answers: Collection[str]) -> None:
        """A sheet that serves the form's formulas, or says whose it is, and that is shown or under another name:
        whatever is not printed there."""
        most = len(sheet.raw.rows)
        for row, cells in enumerate(sheet.raw.rows):
            for column, value in enumerate(cells):
                if is_blank(value) or isinstance(value, ErrorValue):
                    continue
                if isinstance(value, str):
                    printed = self._is_technical(sheet.key, row, column, value, own, answers)
                else:
                    printed = sheet.key == "checks" and type(value) is float and value in range(most)
                if not printed:
                    self.leave(
                        sheet.name, cell_name(row, column), value, EARLIER if self.earlier else "unkeyed-content"
                    )

    def _is_technical(self, key: str, row: int, column: int, text: str, own: Listed, answers: Collection[str]) -> bool:
        """Whether the form prints this text on its sheet of that key."""
        if (row == 0 and _HEADING.fullmatch(text)) or (row, column) == (0, 0):
            return True
        if key == "meta":
            return column < 2 and bool(_STAMP.fullmatch(text) or self._is_stamp(text))
        words = self.reader.words
        if text in _YES_NO or fold(text) in _NO_PERIODS:
            return True
        known = text.lower() in answers or word_key(text) in words
        if known or key == "lists":
            return known
        return bool(_POINTER.fullmatch(text)) or fold(text) in own or self.is_form_text(text)

    def _is_stamp(self, text: str) -> bool:
        campaign = self.campaign
        return text in (campaign.id, campaign.fingerprint) or text in campaign.agency_by_code

    def _read_returned(self, sheet: KeyedSheet) -> None:
        """The first sheet of a returned form: whatever is not as it was printed, told by each row's marks."""
        own = sheet.columns.get("printed")
        order = {place: n for n, place in enumerate(p for p in sheet.columns.values() if p != own)}
        for row in sheet.rows:
            self.left_in_keys(sheet.raw, row.index)
            marks = sheet.text(row, "printed").split()
            for column, value in enumerate(row.cells[1:], start=1):
                if column == own or is_blank(value):
                    continue
                place = order.get(column, len(marks))
                printed = marks[place : place + 1] == [print_marks(value)]
                # One returned by an earlier version has no marks: its list is taken as it stands.
                if not printed and not (own is None and row.for_people and column in order):
                    self.leave(sheet.name, cell_name(row.index, column), value, "unkeyed-content")


def _is_counted(value: CellValue) -> bool:
    """Whether a formula that counts rows may give this: no sheet has more."""
    return isinstance(value, ErrorValue) or (
        isinstance(value, float) and value.is_integer() and 0 <= value <= _ROWS_OF_A_SHEET
    )
