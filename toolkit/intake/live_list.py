"""The possible texts of the live list, in any form of a campaign."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.form.contents import (
    NAMED,
    Form,
    Topic,
    limits_in_words,
    make_form,
    required_content,
    required_percentage,
    rule_names,
    split_words,
)
from toolkit.form.tables import equality, with_answer_column
from toolkit.formula import expressions
from toolkit.intake.labels import LANGUAGES
from toolkit.language.numbers import format_number
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import Campaign, Language
from toolkit.model.periods import period_label
from toolkit.values.numbers import fraction_limit

#: The placeholder for a number in a sentence of the form, unchanged by folding.
_NUMBER = "qqq"
#: The placeholder for the address of a cell.
_CELL = "qqcell"


#: The words for a figure that is 0 or missing (folded).
_WORDS = (fold(word) for text in (forms.ZERO, forms.MISSING, forms.NOT_APPLICABLE) for word in text)
_FIGURE = re.compile(rf"\b(?:\d+|{'|'.join(_WORDS)})\b")


@dataclass(frozen=True, slots=True)
class LiveListTexts:
    """The possible texts of the live list of a campaign's forms (folded), for any agency."""

    texts: frozenset[str]
    sentences: re.Pattern[str]
    """Texts with numbers, and texts that name periods."""
    numbered: frozenset[str]
    """Texts with ordinal numbers and figures; the numbers are removed, since they differ from form to form."""
    rows: set[tuple[object, ...]] = field(default_factory=set)
    """Rows that were recognised as printed: most rows are the same in many forms."""

    def __contains__(self, text: str) -> bool:
        known = text in self.texts or self.sentences.fullmatch(text) is not None
        return known or (any(map(str.isdigit, text)) and _without_numbers(text) in self.numbered)


def _without_numbers(text: str) -> str:
    """A folded text without its numbers, and without the words for a figure that is 0 or missing."""
    return " ".join(_FIGURE.sub(" ", text).split())


def live_list_texts(campaign: Campaign, version: str) -> LiveListTexts:
    """The possible texts of the live list, in both languages."""
    texts: set[str] = set()
    numbered: set[str] = set()
    patterns: list[str] = []
    for language in LANGUAGES:
        texts.update(map(fold, _exact_texts(campaign, language, version)))
        numbered.update(_without_numbers(fold(text)) for text in _texts_with_numbers(campaign, language, version))
        patterns += _patterns(campaign, language)
    return LiveListTexts(frozenset(texts), re.compile("|".join(patterns)), frozenset(numbered) - {""})


def _texts_with_numbers(campaign: Campaign, language: Language, version: str) -> Iterator[str]:
    """Yields texts with ordinal numbers or figures, with any number in place of them."""
    labels = [period_label(period, language) for period in campaign.periods]
    form = make_form(campaign, campaign.agencies[0], language, version=version) if campaign.agencies else None
    if form is None:
        return
    yield form.say(forms.TO_FIX_FALLS, value="", before="")
    whole = replace(form, topics=(Topic(title="", indicators=campaign.indicators),))
    for indicator in campaign.indicators:
        yield whole.number_and_label(indicator)
        if indicator.cumulative:
            yield from (f"{whole.number_and_label(indicator)} – {label}" for label in labels)
    for rule in campaign.rules:
        yield from (" ".join([rule.message, *[whole.row_name("")] * count]) for count in range(NAMED + 1))
        codes = expressions.parse(rule.formula).names
        if not set(codes) <= campaign.indicator_by_code.keys():
            continue  # the rule compares agencies
        names = rule_names(whole, codes)
        yield from (f"{names} – {label}" for label in labels)


def _exact_texts(campaign: Campaign, language: Language, version: str) -> list[str]:
    """The texts of the live list that are the same in all forms."""
    sentences = (
        forms.TO_FIX_NONE,
        forms.TO_FIX_HINT,
        forms.TO_FIX_REQUIRED_FIX,
        *forms.TO_FIX_REQUIRED_ANSWERS.values(),
        forms.TO_FIX_SECTION,
        forms.TO_FIX_SECTION_FIX,
        *forms.TO_FIX_FOLLOWUP_FIX.values(),
        forms.TO_FIX_UNCONFIRMED,
        forms.FORMER_FALLS,
        forms.TO_FIX_FALLS_FIX,
        forms.PROPOSED_FIX,
        forms.TO_FIX_CARRIED,
        forms.TO_FIX_CARRIED_FIX,
        *forms.TO_FIX_ODD_FIX.values(),
        forms.COLUMNS["open"],
        *forms.SEVERITY.values(),
        *forms.TO_FIX_FORMAT.values(),
    )
    texts = [text.say(language) for text in sentences]
    texts += [section.heading for section in campaign.sections]
    if campaign.agencies:
        form = make_form(campaign, campaign.agencies[0], language, version=version)
        for indicator in campaign.indicators:
            texts += (f"{indicator.code} – {indicator.label}", required_content(form, indicator))
            if indicator.kind == "percent":
                words, span = "; ".join(form.number_words), limits_in_words(form, indicator)
                least = format_number(fraction_limit(indicator), language)
                texts.append(required_percentage(form, indicator))
                texts += (form.say(t, range=span, least=least, words=words) for t in forms.FORMER_BAD_PERCENT)
        texts.append(form.say(forms.TO_FIX_FALLS, value="", before=""))
        texts += _texts_of_tables(form)
    texts += [forms.TO_FIX_ODD_WHERE.say(language, unit=i.unit or i.label) for i in campaign.indicators]
    labels = [period_label(period, language) for period in campaign.periods]
    for indicator in campaign.indicators:
        if indicator.cumulative:
            texts += (f"{indicator.code} – {indicator.label} – {label}" for label in labels)
    for rule in campaign.rules:
        names = ", ".join(expressions.parse(rule.formula).names)
        texts += (rule.message, rule.fix, *(f"{names} – {label}" for label in labels))
    return texts


def _split_texts(campaign: Campaign, language: Language, texts: Mapping[str, Text]) -> Iterator[tuple[str, ...]]:
    """Yields texts about each split, and about each pair of splits of the same whole."""
    for splits in campaign.splits_of.values():
        for split in splits:
            for other in splits:
                named = forms.ROW_NUMBERED.say(language, number=_NUMBER)
                for whole in (split.of, named):
                    words = split_words(split, other, whole, language)
                    yield tuple(dict.fromkeys(text.say(language, **words) for text in texts.values()))


def _texts_of_tables(form: Form) -> list[str]:
    """Texts about the tables of a campaign, for any agency, except sentences with numbers."""
    texts = [form.say(forms.TO_FIX_TABLE_TWICE_FIX)]
    texts.append(form.say(forms.TO_FIX_TABLE_EQUALS_FIX, figures=form.say(forms.SHEETS["figures"])))
    for defined in form.campaign.tables:
        table = with_answer_column(defined, form.language)
        texts.append(form.say(forms.TO_FIX_ROWS_CARRIED_FIX if defined.cumulative else forms.TO_FIX_ROWS_PROPOSED_FIX))
        for column in table.columns:
            texts += (f"{table.heading} – {column.label}", required_content(form, table.as_indicator(column)))
            if column.equals and column.totalled:
                across = form.say(forms.TABLE_ACROSS[column.across_rows])
                former = (forms.FORMER_TABLE_DIFFERS, forms.FORMER_TABLE_EQUALS)
                texts += (form.say(text, across=across, **equality(form, column, column.equals)) for text in former)
    return texts


def _patterns_of_tables(campaign: Campaign, language: Language) -> list[str]:
    """The sentences with numbers, on the live list and above the rows."""
    if not campaign.tables:
        return []
    # A cell's address, which may be missing; and a number with its signs folded.
    cell, number = "(?:[a-z]{1,3}\\d+)?", "[\\de ]+"
    optional = f"(?: {number})?"
    sentences = (forms.TO_FIX_TABLE_BAD, forms.TO_FIX_TABLE_BLANK, forms.TO_FIX_TABLE_TWICE, forms.TO_FIX_ROWS_CARRIED)
    counted = (_pattern(text.say(language, count=_NUMBER, cell=_CELL)) for text in sentences)
    patterns = [pattern.replace(f" {_CELL}", f" ?{cell}") for pattern in counted]
    rows = _pattern(forms.TABLE_ROWS.say(language, count=_NUMBER))
    wrong = [_pattern(text.say(language, count=_NUMBER)) for text in (forms.TABLE_NONE_WRONG, forms.TABLE_WRONG)]
    patterns.append(f"{rows} (?:{'|'.join(wrong)})")
    periods = campaign.periods
    label = period_label(periods[-1], language) if periods else ""
    for code in {column.equals for table in campaign.tables for column in table.columns if column.equals}:
        for name in (code, forms.ROW_NUMBERED.say(language, number=_NUMBER)):
            unequal = forms.TABLE_UNEQUAL.say(language, indicator=name, period=label, value=_CELL)
            patterns.append(_pattern(unequal).replace(_CELL, number))
            across = (text.say(language) for text in forms.TABLE_ACROSS.values())
            for a in across:
                words = {"across": a, "indicator": name, "period": label, "value": _CELL, "figure": _CELL}
                for text in (forms.TO_FIX_TABLE_EQUALS, forms.FORMER_TABLE_DIFFERS):
                    patterns.append(_pattern(text.say(language, **words)).replace(f" {_CELL}", optional))
    return patterns


def _pattern(text: str) -> str:
    """The pattern for a folded sentence, where `_NUMBER` stands for any number."""
    return re.escape(fold(text)).replace(re.escape(" "), " ").replace(_NUMBER, r"\d+")


def _patterns(campaign: Campaign, language: Language) -> list[str]:
    """The patterns of texts with numbers or periods."""
    before, between, after = (text.say(language) for text in forms.FORMER_COUNT_PARTS)
    left = (forms.TO_FIX_LEFT[weight].say(language, count=_NUMBER) for weight in ("blank", "error", "warning"))
    some = "".join(f"(?: {_pattern(text)})?" for text in left)
    former = _pattern(f"{before}{_NUMBER}{between}{_NUMBER}{after}")
    count = f"(?:{_pattern(forms.TO_FIX_LEFT['begins'].say(language))}{some}|{former})"
    printed, more = (_pattern(text.say(language, count=_NUMBER)) for text in (forms.FORMER_ON_PAPER, forms.TO_FIX_MORE))
    labels = sorted((re.escape(fold(period_label(p, language))) for p in campaign.periods), key=len, reverse=True)
    of_splits = dict.fromkeys(text for texts in _split_texts(campaign, language, forms.TO_FIX_SPLITS) for text in texts)
    problems = [*map(_pattern, of_splits)]
    problems.append(_pattern(forms.TO_FIX_REQUIRED.say(language)))
    # Each period is followed by the beginning of its cell's content.
    bad = rf"{_pattern(forms.TO_FIX_BAD_VALUE.say(language))}(?: (?:{'|'.join(labels)})(?: .*)?)?"
    named = rf"(?:{'|'.join(problems)})(?: (?:{'|'.join(labels)}))*|{bad}"
    # Folding divides a suggested number with decimals into two numbers.
    odd = "|".join(_pattern(text.say(language)) for text in forms.TO_FIX_ODD.values())
    codes = [re.escape(fold(i.code)) for i in campaign.indicators]
    codes.append(_pattern(forms.ROW_NUMBERED.say(language, number=_NUMBER)))
    questions = rf"(?:{odd})(?: (?:{'|'.join([*labels, *codes])}|\d+))*"
    patterns = [f"{count}(?: {printed})?", more, *([named, questions] if labels else [])]
    fixes = dict.fromkeys(t for texts in _split_texts(campaign, language, forms.TO_FIX_SPLIT_FIXES) for t in texts)
    answers = "|".join(_pattern(text.say(language)) for text in forms.TO_FIX_FOLLOWUP.values())
    patterns.append(rf"(?:{answers})(?: \d+)*")
    return [*patterns, *map(_pattern, fixes), *_patterns_of_tables(campaign, language)]
