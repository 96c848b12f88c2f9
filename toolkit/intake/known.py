"""What is known of a campaign's forms, computed once for all files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.form import paper
from toolkit.form.contents import DECIMAL_SIGN, OUTSIDE, Form, guide_words, make_form, ordinal, previous_heading
from toolkit.form.followup import FOLLOWUP, TYPED
from toolkit.form.followup import texts as texts_of_followup
from toolkit.form.tables import TABLE_PREFIX
from toolkit.form.tables import texts as texts_of_tables
from toolkit.intake.labels import LANGUAGES, Labels
from toolkit.intake.live_list import LiveListTexts, live_list_texts
from toolkit.intake.printed import Printed
from toolkit.language.text import fold
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN, Agency, Campaign, CellValue, Indicator
from toolkit.model.periods import counterparts, earlier_years, parse_period, period_label
from toolkit.spreadsheet.keyed import KeyedSheet
from toolkit.values.cell import Reading, ValueWords, read_value
from toolkit.values.numbers import accepted_range
from toolkit.values.readings import value_words_of

_ANSWERS = 2_000  # the most readings of texts that are remembered
_SHORT = 40  # the most characters of a text whose reading is remembered
_SHAPES = 64  # the most shapes of sheets that are remembered: more than a campaign's forms have
_WIDEST = 64  # the most columns of a sheet whose shape is remembered
#: The placeholder for an agency's name: no text of a definition contains it.
_NAME = "\0"


@dataclass
class Known:
    """What is known of a campaign's forms, computed once for all files."""

    campaign: Campaign
    version: str
    claims: Mapping[str, str] = field(default_factory=dict)
    """The agencies that the coordinator assigned to files, keyed by the file's SHA-256."""
    _texts: dict[object, frozenset[str]] = field(default_factory=dict)
    _limits: dict[str, tuple[float, float, bool]] = field(default_factory=dict)
    _readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    _printed: dict[object, Printed] = field(default_factory=dict)

    def plain_limits(self, indicator: Indicator) -> tuple[float, float, bool]:
        """The limits of numbers that need no examination (0 and -1: all need it); whether they may have fractions."""
        if indicator.code not in self._limits:
            low, high = accepted_range(indicator) if indicator.numeric else (0.0, -1.0)
            self._limits[indicator.code] = low, high, indicator.kind != "count"
        return self._limits[indicator.code]

    def reading(self, value: CellValue, indicator: Indicator, percent: bool) -> Reading:
        """The result of `read_value`. A short text is read once, since most files have the same short texts."""
        if value.__class__ is not str or len(value) > _SHORT:
            return read_value(value, indicator, self.value_words, percent_format=percent)
        key = (indicator.code, value)
        result = self._readings.get(key)
        if result is None:
            result = read_value(value, indicator, self.value_words, percent_format=percent)
            if len(self._readings) < _ANSWERS:
                self._readings[key] = result
        return result

    def texts(self, agency: Agency) -> frozenset[str]:
        """The texts that an agency's form prints (folded), in both languages, except texts that name the agency.

        Agencies with the same indicators, sections and tables get the same object.
        """
        campaign = self.campaign
        contents = (campaign.indicators_of(agency), campaign.sections_of(agency), campaign.tables_of(agency))
        key = tuple(tuple(item.code for item in items) for items in contents)
        if key not in self._texts:
            both = [make_form(self.campaign, agency, lang, version=self.version) for lang in LANGUAGES]
            self._texts[key] = frozenset(fold(t) for form in both for t in _texts_without_names(form)) - {""}
        return self._texts[key]

    def texts_naming(self, agency: Agency) -> frozenset[str]:
        """The texts of an agency's form that name this agency (folded), in both languages."""
        texts = (agency.name, *(text.replace(_NAME, agency.name) for text in self._naming_texts))
        return frozenset(map(fold, texts)) - {""}

    def printed_rows(self, sheet: KeyedSheet, texts: frozenset[str], typed: Sequence[str]) -> Printed | None:
        """The rows that were recognised on sheets of this shape; None where no form has a sheet of this shape.

        `texts`: what `self.texts` returned for the agency; `typed`: the columns in which something may be typed.
        """
        width = len(sheet.raw.rows[0])
        columns = sorted(sheet.columns[c] for c in typed if c in sheet.columns)
        if sheet.matched is not None or not columns or not len(columns) + 2 <= width <= _WIDEST:
            return None
        if set(map(len, sheet.raw.rows)) != {width}:
            return None
        # By identity: agencies with different questions may have equal texts.
        shape = (sheet.key, tuple(sheet.columns.items()), sheet.people_columns, width, id(texts))
        if shape not in self._printed:
            if len(self._printed) >= _SHAPES:
                return None
            self._printed[shape] = Printed(width, columns, sheet.people_columns if sheet.key == "statements" else ())
        return self._printed[shape]

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.campaign)

    @cached_property
    def live_list(self) -> LiveListTexts:
        """The possible texts of the live list in the campaign's forms."""
        return live_list_texts(self.campaign, self.version)

    @cached_property
    def answers(self) -> frozenset[str]:
        """The short answers that forms offer in lists, in lower case."""
        lists = [indicator.choices for indicator in self.campaign.indicators]
        lists += [column.choices for table in self.campaign.tables for column in table.columns]
        choices = (choice for options in lists for choice in options)
        labels = (theme.label for theme in self.campaign.themes)
        return frozenset(t.lower() for t in (forms.YES.vi, forms.NO.vi, *choices, *labels))

    @cached_property
    def value_words(self) -> ValueWords:
        return value_words_of(self.campaign.words)

    @cached_property
    def headings(self) -> Mapping[str, frozenset[str]]:
        """For each period's key, the possible headings of the period's column (folded)."""
        return {
            period.key: frozenset(map(fold, (period.key, *(period_label(period, lang) for lang in LANGUAGES))))
            for period in self.campaign.periods
        }

    @cached_property
    def previous_headings(self) -> Mapping[str, str]:
        """For each possible heading (folded) of a column with the previous campaign's figures, the period's key."""
        keys = [k for p in self.campaign.periods for k in (*counterparts(p), *earlier_years(p))]
        earlier = [p for p in map(parse_period, keys) if p is not None]
        return {fold(previous_heading(p, lang)): p.key for p in earlier for lang in LANGUAGES}

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """For the key of each sheet that is read, the keys of its columns."""
        periods = (period.key for period in self.campaign.periods)
        return {
            "info": frozenset(("label", "value")),
            "figures": frozenset(("label", "unit", "total", "note", *periods)),
            "statements": frozenset(("theme", "text", "evidence")),
            FOLLOWUP: frozenset(("section", "text", *TYPED)),
            **{
                TABLE_PREFIX + table.code: frozenset((*table.column_by_code, CARRIED_COLUMN))
                for table in self.campaign.tables
            },
        }

    @cached_property
    def agencies_by_name(self) -> Mapping[str, tuple[Agency, ...]]:
        """For each agency name as forms print it (folded), the agencies: some names differ by their tones alone."""
        named: dict[str, tuple[Agency, ...]] = {}
        for agency in self.campaign.agencies:
            named[fold(agency.name)] = (*named.get(fold(agency.name), ()), agency)
        return named

    @cached_property
    def themes(self) -> Mapping[str, str]:
        """For each theme's label and code (both folded), the theme's code."""
        themes: dict[str, str] = {}
        for theme in self.campaign.themes:
            themes.setdefault(fold(theme.code), theme.code)
            themes[fold(theme.label)] = theme.code
        return themes

    @cached_property
    def _naming_texts(self) -> frozenset[str]:
        """The texts of a form that name its agency, with `_NAME` instead of the name."""
        return frozenset(
            text.say(lang, agency=_NAME, asked=question.say(lang), **words)
            for lang in LANGUAGES
            for words in (guide_words(self.campaign, lang),)
            for text in (*_GUIDE, forms.GUIDE_OWN)
            if "{agency}" in text.say(lang)
            for question in forms.ASKED.values()
        )


_GUIDE = tuple(text for _, _, text in forms.GUIDE)


def _texts_without_names(form: Form) -> Iterable[str]:
    """Yields every text that the form prints where no value is typed, except texts that name its agency."""
    campaign = form.campaign
    words = guide_words(campaign, form.language)
    guide = [text for text in _GUIDE if "{agency}" not in text.say(form.language)]
    for text in (*guide, *forms.FORMER_GUIDE):
        printed = text.say(form.language, **words)
        yield from (printed.replace(DECIMAL_SIGN, sign) for sign in (",." if DECIMAL_SIGN in printed else ","))
    yield from (campaign.title, campaign.programme, campaign.legal_basis, campaign.province)
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    if lead:
        yield lead.name
    for catalogue in (forms.SHEETS, forms.TITLES, forms.COLUMNS, forms.INFO, forms.INFO_HINTS):
        yield from (text.say(form.language) for key, text in catalogue.items() if not key.startswith(OUTSIDE))
    yield from form.period_labels
    for period in campaign.periods:
        for key in (*counterparts(period), *earlier_years(period)):
            earlier = parse_period(key)
            if earlier is not None:
                yield previous_heading(earlier, form.language)
    yield from (form.say(forms.PREVIOUS_HINT), form.say(forms.MARKS_HINT))
    sign, confirmed = form.say(forms.CARRIED), form.say(forms.CARRIED_CONFIRMED)
    yield form.say(forms.CARRIED_HINT, sign=sign, confirmed=confirmed)
    yield form.figures_intro
    yield form.statements_intro
    yield f"{form.say(forms.STATEMENTS_HINT)} {form.say(forms.REQUIRED_HINT)}"
    for text in (forms.UNPLACED, forms.UNPLACED_HINT):
        yield form.say(text)
    yield from paper.texts(campaign, form.language)
    for index, topic in enumerate(form.topics):
        yield from (topic.title, f"{ordinal(index)}. {topic.title}")
        for indicator in topic.indicators:
            yield from (indicator.code, form.label(indicator), indicator.label, indicator.unit, indicator.guidance)
            yield form.heading_above(indicator)
    for number, section in enumerate(form.sections, start=1):
        yield from (form.heading(number, section), section.heading, section.guidance)
    yield from texts_of_tables(form)
    yield from texts_of_followup(form)
