"""The province's figures in sentences: the definition's sentences, or a built-in sentence for each key figure.

All numbers are the result's, with the decimals that tables show. An optional clause without a value is left out;
without a required value there is no sentence. Doubts about a figure are stated at the sentence's end."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from toolkit.consolidation.headlines import (
    compared_with_last_year,
    covered,
    has_total,
    headline_indicators,
    is_quotient,
    is_whole,
    leaves_out,
    stated_total,
    usual_period,
)
from toolkit.consolidation.ranks import Rank, doubted_agencies, rank
from toolkit.consolidation.same_period import SamePeriod
from toolkit.consolidation.splits import agencies_with_part, parts_in_words
from toolkit.consolidation.totals import WHOLE, base_indicators
from toolkit.formula.sentences import RANKS, Clause, SentenceField, Template, parse
from toolkit.language.numbers import format_number, in_prose, rounded
from toolkit.language.text import fold
from toolkit.messages import Text
from toolkit.messages import sentences as words
from toolkit.messages.findings.making import finding
from toolkit.model import (
    Campaign,
    FigureSentence,
    Finding,
    HeadlineComparison,
    Indicator,
    Language,
    Role,
    Tabulation,
    Total,
    grouped,
)
from toolkit.model.periods import parse_period
from toolkit.values.decimals import shown_change, shown_decimals, shown_gap, shown_number
from toolkit.values.numbers import decimals_to_differ

#: The section of a sentence that names none has the first of these roles that any section has.
_USUAL_ROLES: tuple[Role, ...] = ("result", "task", "achievement", "organisation")
#: The most agencies with the same figure that are named; if there are more, only their number is stated.
_NAMED = 3
_ROMAN = ("", "I", "II", "III", "IV")
#: Beginnings of words for agencies: a count of answers followed by one of them needs no unit.
_AGENCY_WORDS = ("đơn vị", "cơ quan", "agenc")
#: Doubts about a total that are also doubts about the change from this total to a later one.
_OF_CHANGES = frozenset({"doubtful", "apart", "twice"})
#: The placeholder for the code of an indicator in built-in sentences.
_PLACEHOLDER = "CODE"
#: Words that state that a figure is for the whole province.
_PROVINCE = re.compile(r"\btoàn tỉnh\b|\bthe whole province\b", re.IGNORECASE)
#: Words before the parts of the figure before them, and what ends these parts.
_PARTS = re.compile(r"\b(?:trong đó|gồm|chia ra|including|of which)\b", re.IGNORECASE)
_ENDS_PARTS = re.compile(r"[;.]")
_PAUSE = re.compile(r"[,;.]|$")
#: `có 0 xã`, which is written `không có xã`.
_COUNT_OF_NONE = re.compile(r"\b(?:đã |chỉ |mới )?(có|còn) 0 (?=[^\W\d])")
#: Blanks and commas before a punctuation mark, which remain where clauses were left out.
_STRAY = re.compile(r"[\s,]+(?=[,.;:)])")
_END = re.compile(r"[.;:!?…]*\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSentence:
    """One sentence, filled in. `section` is a section's code; "" where the definition has no sections.

    `sources`: the totals in it, by (indicator code, period key or `total`), in their order.
    """

    topic: str
    section: str
    text: str
    page: bool
    sources: tuple[tuple[str, str], ...]
    plain: str = ""
    """The text without caveats."""
    wanting: tuple[str, float] = ("", 0.0)
    """The caveat about missing agencies, and their share; ("", 0.0) where none is missing or the text states it."""
    left_out: str = ""
    """The caveat about agencies that a share or a rank leaves out, since they are asked about their figures."""


def sentences_of(result: Tabulation, language: Language) -> tuple[FilledSentence, ...]:
    """The sentences with all required values, in the definition's order. `language`: for sentences that name none."""
    filling = _SentenceFiller(result, language, shown_decimals(result))
    pairs = [(t, filled) for row, t in _templates(result.campaign, language) if (filled := filling.fill_in(row, t))]
    if not result.campaign.splits:
        return tuple(filled for _, filled in pairs)
    in_sentences = {i.code for i in indicators_in_sentences(result.campaign)}
    wholes = {
        c for c, of in result.campaign.splits_of.items() if in_sentences.isdisjoint(m for s in of for m in s.members)
    }
    return tuple(_with_parts(result, filled, template.language or language, wholes) for template, filled in pairs)


def _with_parts(result: Tabulation, sentence: FilledSentence, language: Language, wholes: set[str]) -> FilledSentence:
    """The sentence, followed by the parts of splits of its figures in `wholes`. These figures are removed from
    `wholes`, so that each split is stated once; a split that the definition's sentences state is not in `wholes`."""
    texts = [sentence.text]
    several = len({code for code, _ in sentence.sources} & wholes) > 1
    for code, period in sentence.sources:
        if code in wholes:
            whole = result.campaign.indicator_by_code[code]
            texts += parts_in_words(result, whole, period, language, named=several)
            wholes.remove(code)
    return replace(sentence, text=" ".join(texts), plain=" ".join([sentence.plain, *texts[1:]]))


def paragraphs_of(sentences: Iterable[FilledSentence]) -> Iterator[tuple[FilledSentence, ...]]:
    """The sentences by paragraph: all of one topic and section together; a sentence without a topic is a paragraph.

    Topics are compared without capitals and marks, as in the definition's checks.
    """
    by_topic = grouped(((one.section, fold(one.topic)) if one.topic else n, one) for n, one in enumerate(sentences))
    yield from map(tuple, by_topic.values())


def indicators_in_sentences(campaign: Campaign) -> tuple[Indicator, ...]:
    """The indicators in the sentences, each once, in the definition's order."""
    named = {f.indicator for _, template in _templates(campaign, "vi") for f in template.fields}
    return tuple(i for i in campaign.indicators if i.code in named)


def sentence_findings(result: Tabulation) -> Iterator[Finding]:
    """Findings about the definition's sentences: a required field has no value, or the scope is overstated."""
    if not result.campaign.sentences or not result.used:
        return
    filling = _SentenceFiller(result, "vi", dict.fromkeys(result.campaign.indicator_by_code, 0))
    for row, template in _templates(result.campaign, "vi"):
        missing = filling.missing_field(template)
        totals = [result.totals[source] for source in filling.sources(template) if source in result.totals]
        if missing is None and filling.is_overstated(template, totals):
            code = template.fields[0].indicator if template.fields else ""
            yield finding("scope-overstated", indicator=code, value=row.text, arguments={"name": f"{{{code}.pham_vi}}"})
        if missing is not None:
            yield finding(
                "sentence-not-printed", indicator=missing.indicator, value=row.text, arguments={"name": missing.typed}
            )


def _templates(campaign: Campaign, language: Language) -> Iterator[tuple[FigureSentence, Template]]:
    if not campaign.periods:
        return
    codes, keys = [i.code for i in campaign.indicators], [p.key for p in campaign.periods]
    if campaign.sentences is not None:
        for row in campaign.sentences:
            yield row, parse(row.text, codes, keys)
        return
    for indicator in headline_indicators(campaign):
        text = _built_in_text(campaign, indicator).say(language, code=_PLACEHOLDER)
        yield (
            FigureSentence(text=text, topic=indicator.topic),
            _for_indicator(parse(text, [_PLACEHOLDER], ()), indicator),
        )


def _built_in_text(campaign: Campaign, indicator: Indicator) -> Text:
    if not indicator.numeric:
        return words.BUILT_IN_ANSWERS
    apart = not words.TIMES.isdisjoint(indicator.label.casefold().split()[-1:])
    if compared_with_last_year(campaign, indicator):
        return words.BUILT_IN_SAME_PERIOD_APART if apart else words.BUILT_IN_SAME_PERIOD
    return words.BUILT_IN_APART if apart else words.BUILT_IN


def _for_indicator(template: Template, indicator: Indicator) -> Template:
    """A built-in sentence, for this indicator."""
    clauses = tuple(
        Clause(
            tuple(replace(p, indicator=indicator.code) if isinstance(p, SentenceField) else p for p in clause.parts),
            clause.optional,
        )
        for clause in template.clauses
    )
    return Template(clauses)


def usual_section(campaign: Campaign) -> str:
    """The code of the section of sentences that name none; "" where there are no sections."""
    by_role = {s.role: s.code for s in reversed(campaign.sections)}
    first = campaign.sections[0].code if campaign.sections else ""
    return next((by_role[role] for role in _USUAL_ROLES if role in by_role), first)


# --- Filling -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _SentenceFiller:
    result: Tabulation
    usual: Language
    decimals: Mapping[str, int]
    language: Language = "vi"
    """The language of the sentence being filled in."""
    _ranks: dict[str, Rank | None] = field(default_factory=dict)
    _stated: tuple[Total, ...] = ()
    """The totals of the sentence being filled in, once they are known."""
    _whole_of: dict[SentenceField, SentenceField] = field(default_factory=dict)

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    def say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def fill_in(self, row: FigureSentence, template: Template) -> FilledSentence | None:
        """The sentence, or None where a required value is missing."""
        self.language = template.language or self.usual
        self._stated, self._whole_of = (), dict(self._wholes(template.clauses))
        clauses = [clause for clause in template.clauses if self._clause_text(clause) is not None]
        if any(not clause.optional and clause not in clauses for clause in template.clauses):
            return None
        fields = [f for clause in clauses for f in clause.fields]
        sources = tuple(dict.fromkeys((f.indicator, self._period_of(f)) for f in fields))
        stated = {(f.indicator, self._period_of(f)) for f in fields if f.aspect not in RANKS}
        totals = self._stated = tuple(
            self._total(source) if source in stated else replace(self._total(source), doubtful=0) for source in sources
        )
        text, scoped = self._with_scope("".join(self._clause_text(c) or "" for c in clauses), template, totals)
        text = _STRAY.sub("", " ".join(text.split()))
        text = text[:1].upper() + text[1:]
        if self.language == "vi":
            text = _COUNT_OF_NONE.sub(lambda match: f"không {match[1]} ", text)
        if not text or (template.fields and not fields):
            return None
        left_out = self._left_out_text(fields)
        return FilledSentence(
            topic=row.topic,
            section=row.section or usual_section(self.campaign),
            text=_with_caveats(
                text, self._caveats(totals, self._earlier_totals(fields, sources), left_out, scoped=scoped)
            ),
            plain=text,
            wanting=("", 0.0) if scoped else self._missing_agencies(totals),
            left_out=left_out,
            page=row.page,
            sources=sources,
        )

    def _total(self, source: tuple[str, str]) -> Total:
        return stated_total(self.result, self.campaign.indicator_by_code[source[0]], source[1])[0]

    def _with_scope(self, text: str, template: Template, totals: Sequence[Total]) -> tuple[str, bool]:
        """(sentence, whether it states how many agencies it covers): where figures are missing, the words for the whole
        province are replaced by the number of agencies."""
        scope = self._scope_words(totals)
        scoped = scope != self.say(words.SCOPE_REPORTED)
        if any(f.aspect == "scope" for f in template.fields):
            return text, scoped
        return (_PROVINCE.sub(lambda _: scope, text), scoped) if self.is_overstated(template, totals) else (text, False)

    def is_overstated(self, template: Template, totals: Iterable[Total]) -> bool:
        """Whether a sentence's fixed words say that figures are of the whole province though some are missing."""
        words_of = "".join(part for clause in template.clauses for part in clause.parts if isinstance(part, str))
        return bool(_PROVINCE.search(words_of)) and not all(map(is_whole, totals))

    def _scope_words(self, totals: Sequence[Total]) -> str:
        """Whose figures the totals are: of all who owe them, of so many agencies, or (if these differ) of some."""
        if all(map(is_whole, totals)):
            return self.say(words.SCOPE_WHOLE)
        coverages = {(covered(t), t.asked) for t in totals}
        if len(coverages) > 1:
            return self.say(words.SCOPE_REPORTED)
        ((reporting, asked),) = coverages
        return self.say(words.SCOPE_PARTLY, reporting=reporting, asked=asked)

    def missing_field(self, template: Template) -> SentenceField | None:
        """The first required field without a value; None where there is none."""
        self.language = template.language or self.usual
        needed = [f for clause in template.clauses if not clause.optional for f in clause.fields]
        return next((f for f in needed if self._value(f, "") is None), None)

    def sources(self, template: Template) -> list[tuple[str, str]]:
        return list(dict.fromkeys((f.indicator, self._period_of(f)) for f in template.fields))

    def _wholes(self, clauses: Iterable[Clause]) -> Iterator[tuple[SentenceField, SentenceField]]:
        """(part, whole) of the figures after `trong đó` and the like: the whole is the figure before these words."""
        last: SentenceField | None = None
        whole: SentenceField | None = None
        for one in (part for clause in clauses for part in clause.parts):
            if isinstance(one, str):
                whole = last if _PARTS.search(one) else None if _ENDS_PARTS.search(one) else whole
            elif one.aspect in ("value", "number"):
                last = one
                is_share = is_quotient(self.campaign.indicator_by_code[one.indicator])
                if whole and not is_share and self._period_of(whole) == self._period_of(one):
                    yield one, whole

    def _remark_on_parts(self, clause: Clause) -> str | None:
        """The number of agencies with the clause's parts, where these are not the agencies of their whole; None where
        some of them are in no whole, so that the parts are none."""
        counts = []
        for part in clause.fields:
            whole, period = self._whole_of.get(part), self._period_of(part)
            if whole is None:
                continue
            agencies = agencies_with_part(self.result, whole.indicator, part.indicator, period)
            if agencies == "others" and clause.optional:
                return None
            counts += [self.result.totals[part.indicator, period].reporting] if agencies != "all" else []
        return self.say(words.DETAILED, count=min(counts)) if counts else ""

    def _clause_text(self, clause: Clause) -> str | None:
        texts, remark, behind_parts = list[str](), self._remark_on_parts(clause), 0
        if remark is None:
            return None
        for part, following in zip_longest(clause.parts, clause.parts[1:], fillvalue=""):
            value = (
                part if isinstance(part, str) else self._value(part, following if isinstance(following, str) else "")
            )
            if value is None:
                return None
            texts.append(value)
            behind_parts = len(texts) if part in self._whole_of else behind_parts
        after = "".join(texts[behind_parts:])
        pause = _PAUSE.search(after) if remark else None
        at = pause.start() if pause else len(after)
        return "".join(texts[:behind_parts]) + after[:at] + remark + after[at:]

    def _period_of(self, f: SentenceField) -> str:
        return f.period or usual_period(self.campaign, self.campaign.indicator_by_code[f.indicator])

    def _value(self, f: SentenceField, following: str) -> str | None:
        """The text for a field; None where there is none. `following`: the text behind the field."""
        indicator = self.campaign.indicator_by_code[f.indicator]
        period = self._period_of(f)
        if (indicator.code, period) not in self.result.totals or not has_total(self.campaign, indicator):
            return None
        total = self._total((indicator.code, period))
        if f.aspect in RANKS:
            return self._rank_text(indicator, period, lowest=f.aspect == "lowest")
        match f.aspect:
            case "label":
                return indicator.label
            case "unit":
                return indicator.unit or None
            case "period":
                return self._span_words() if period == WHOLE else self._in_words(period)
            case "scope":
                return self._scope_words(self._stated or [total])
            case "agencies":
                return self.say(words.COVERAGE, reporting=total.reporting, asked=total.asked)
            case "change" | "since":
                return self._change(indicator, period, since=f.aspect == "since")
            case "same_period":
                return self._same_period_text(indicator)
            case "target":
                return self._target_text(indicator)
            case "of_target" | "against_target" if total.value is not None:
                whole = f.aspect == "of_target"
                text = (
                    self._share_of_target(indicator, total.value)
                    if whole
                    else self._difference_to_target(indicator, total.value)
                )
                return text.removesuffix("%") if whole and text and _begins_with(following, ["%"]) else text
            case "number" | "value":
                return self._figure(indicator, total, following, bare=f.aspect == "number")
        return None

    # -- figures --

    def _figure(self, indicator: Indicator, total: Total, following: str, *, bare: bool) -> str | None:
        chosen = [f"{choice}: {count}" for choice, count in total.distribution if count]
        if chosen:
            return "; ".join(chosen)
        if total.value is None:
            return None
        number = self._number_text(indicator, total.value, "" if bare else _kind_counted(indicator))
        return number if bare else self._measured(indicator, number, following)

    def _measured(self, indicator: Indicator, number: str, following: str = "") -> str:
        """A number with its unit; without it where the following text begins with the unit."""
        if indicator.kind == "yesno":
            return (
                number if _begins_with(following, _AGENCY_WORDS, whole=False) else self.say(words.BODIES, number=number)
            )
        if not indicator.unit or _begins_with(following, [indicator.unit]):
            return number
        return f"{number}{'' if indicator.unit in ('%', '‰') else ' '}{indicator.unit}"

    def _difference(self, indicator: Indicator, number: str) -> str:
        """A difference between two figures with its unit: points for percentages."""
        return self.say(words.POINTS, number=number) if _is_rate(indicator) else self._measured(indicator, number)

    def _target_text(self, indicator: Indicator) -> str | None:
        if indicator.target is None:
            return None
        return self._measured(
            indicator, in_prose(format_number(indicator.target, self.language), self.language, _kind_counted(indicator))
        )

    def _share_of_target(self, indicator: Indicator, value: float) -> str | None:
        target = indicator.target
        if target is None or target <= 0 or value < 0 or _is_rate(indicator):
            return None
        share = value / target * 100
        decimals = decimals_to_differ(share, 100.0) if share != 100 else 0
        return f"{format_number(rounded(share, decimals), self.language)}%"

    def _difference_to_target(self, indicator: Indicator, value: float) -> str | None:
        target = indicator.target
        if target is None:
            return None
        difference = value - target
        if not difference:
            return self.say(words.EVEN)
        above = words.ABOVE_WELL if indicator.direction == "higher" else words.ABOVE
        gap = shown_gap(difference, target, self.decimals[indicator.code], self.language)
        number = in_prose(gap, self.language, _kind_counted(indicator))
        return self.say(above if difference > 0 else words.BELOW, gap=self._difference(indicator, number))

    def _comparison(self, indicator: Indicator) -> HeadlineComparison | None:
        """The indicator's comparison; None for a share with an open error in one of its periods."""
        compared = self.result.in_sentences.get(indicator.code)
        if compared is None or leaves_out(self.result, indicator, compared.comparison.period.split("|")):
            return None
        return compared.comparison

    def _change(self, indicator: Indicator, period: str, *, since: bool) -> str | None:
        comparison = self._comparison(indicator)
        if comparison is None or comparison.kind != "change":
            return None
        earlier, later = comparison.period.split("|")
        if since:
            return self._in_words(earlier)
        difference = comparison.difference or 0.0
        text = self.say(words.STAYS)
        if difference:
            shape = words.RISES if difference > 0 else words.FALLS
            text = self.say(shape, amount=self._amount_of_change(indicator, difference, comparison.percent))
        if comparison.agencies is not None:
            text = self.say(words.AMONG, change=text, count=comparison.agencies)
        return text if later == period else self.say(words.IN_PERIOD, period=self._in_words(later), change=text)

    def _same_period_text(self, indicator: Indicator) -> str | None:
        comparison = self._comparison(indicator)
        if comparison is None or not comparison.same_period:
            return None
        return SamePeriod(
            result=self.result,
            indicator=indicator,
            decimals=self.decimals[indicator.code],
            language=self.language,
            period_name=self._in_words,
            tile=False,
        ).sentence(comparison)

    def _amount_of_change(self, indicator: Indicator, difference: float, percent: float | None) -> str:
        if percent is not None and indicator.kind != "yesno" and not _is_rate(indicator):
            return f"{in_prose(shown_change(percent, 1, self.language), self.language)}%"
        decimals = 0 if indicator.kind == "yesno" else self.decimals[indicator.code]
        change = in_prose(shown_change(difference, decimals, self.language), self.language, _kind_counted(indicator))
        return self._difference(indicator, change)

    def _number_text(self, indicator: Indicator, value: float, kind: str) -> str:
        number = shown_number(indicator, value, self.decimals[indicator.code], self.language)
        return in_prose(number, self.language, kind)

    # -- agencies --

    def _rank_text(self, indicator: Indicator, period: str, *, lowest: bool) -> str | None:
        if indicator.code not in self._ranks:
            self._ranks[indicator.code] = rank(self.result, indicator, period)
        ranked = self._ranks[indicator.code]
        if ranked is None:
            return None
        value, agencies = ranked.lowest if lowest else ranked.highest
        number = self._number_text(indicator, value, _kind_counted(indicator))
        names = [self.campaign.agency_by_code[code].short_name for code in agencies]
        shape = words.RANKED if len(names) == 1 else words.RANKED_ALIKE
        return self.say(shape, names=self._name_list(names), figure=self._measured(indicator, number))

    def _name_list(self, names: Sequence[str]) -> str:
        if len(names) > _NAMED:
            return self.say(words.AGENCIES, count=len(names))
        *first, last = names
        return f"{', '.join(first)}{self.say(words.AND)}{last}" if first else last

    # -- periods --

    def _in_words(self, key: str) -> str:
        """A period in words, of this campaign or the previous one."""
        period = parse_period(key)
        if period is None:
            return self._span_words()
        number = _ROMAN[period.number] if period.kind == "quarter" else period.number
        return self.say(words.PERIODS[period.kind], year=period.year, number=number)

    def _span_words(self) -> str:
        first, last = self.campaign.periods[0], self.campaign.periods[-1]
        if first == last:
            return self._in_words(first.key)
        if first.kind == last.kind == "year":
            return self.say(words.SPAN_OF_YEARS, first=first.year, last=last.year)
        return self.say(words.SPAN, first=self._in_words(first.key), last=self._in_words(last.key))

    # -- caveats --

    def _earlier_totals(self, fields: Sequence[SentenceField], sources: Sequence[tuple[str, str]]) -> list[Total]:
        """The earlier totals of the changes in the sentence, without totals that the sentence itself states."""
        compared = {
            (f.indicator, key): None
            for f in fields
            if f.aspect in ("change", "same_period") and (f.indicator, WHOLE) not in sources
            for key in self.result.in_sentences[f.indicator].comparison.period.split("|")
        }
        return [self.result.totals[key] for key in compared if key not in sources and key in self.result.totals]

    def _missing_agencies(self, totals: Sequence[Total]) -> tuple[str, float]:
        """The caveat about missing agencies, for the total with the largest share of them; and this share."""
        short = sorted({(t.wanting, t.asked) for t in totals if t.wanting}, key=lambda s: (-s[0] / max(s[1], 1), s))
        if not short:
            return "", 0.0
        equal = len({(t.wanting, t.asked) for t in totals}) == 1
        wanting, owing = short[0]
        text = self.say(words.WANTING if equal else words.WANTING_MOST, wanting=wanting, asked=owing)
        return text, wanting / max(owing, 1)

    def _left_out_text(self, fields: Iterable[SentenceField]) -> str:
        """The caveat about agencies with an open error, which shares and ranks leave out."""
        asked: dict[str, None] = {}
        named = bool(self.result.submissions)  # a copy for circulation has none, and says of nobody that it is asked
        for f in fields:
            indicator, period = self.campaign.indicator_by_code[f.indicator], self._period_of(f)
            if f.aspect in RANKS or stated_total(self.result, indicator, period)[1]:
                asked.update(dict.fromkeys(doubted_agencies(self.result, indicator, period)))
                named &= not any(part.sensitive for part in (indicator, *base_indicators(self.campaign, indicator)))
        if not asked:
            return ""
        names = [self.campaign.agency_by_code[code].short_name for code in asked]
        listed = self._name_list(names) if named else self.say(words.AGENCIES, count=len(names))
        shape = words.LEFT_OUT_OF_SHARES if any(total.doubtful for total in self._stated) else words.LEFT_OUT
        return self.say(shape, names=listed)

    def _caveats(
        self, totals: Sequence[Total], earlier: Sequence[Total], left_out: str, *, scoped: bool = False
    ) -> str:
        """The caveats of these figures, each once.

        Missing agencies of `earlier` totals are left out, since the change is over agencies in both. `scoped`: the
        sentence already states the number of agencies.
        """
        wanting = "" if scoped else self._missing_agencies(totals)[0]
        caveats = [caveat for caveat in (left_out, wanting) if caveat]
        for name, counted in words.COUNTED.items():
            counts = [int(getattr(t, name)) for t in totals]
            before = name in _OF_CHANGES and any(getattr(t, name) for t in earlier)
            if any(counts) or before:
                alone = len(totals) == 1 and not before
                caveats.append(self.say(counted, count=counts[0]) if alone else self.say(words.UNCOUNTED[name]))
        return self.say(words.CAVEATS, caveats="; ".join(caveats)) if caveats else ""


def _kind_counted(indicator: Indicator) -> str:
    """The kind of things counted, for `in_prose` (numbers below ten get a zero); "" for a percentage."""
    return "" if _is_rate(indicator) else indicator.kind


def _is_rate(indicator: Indicator) -> bool:
    """Whether a figure is a percentage: its differences are in points, never in per cent."""
    return indicator.kind == "percent" or indicator.unit == "%"


def _begins_with(text: str, beginnings: Iterable[str], *, whole: bool = True) -> bool:
    """Whether a text begins with one of these words, in any case."""
    start = text.lstrip(" \u00a0").casefold()
    for beginning in map(str.casefold, beginnings):
        after = start.removeprefix(beginning)
        if beginning and after != start and not (whole and beginning[-1:].isalpha() and after[:1].isalpha()):
            return True
    return False


def in_brief(paragraph: Sequence[FilledSentence], language: Language) -> str:
    """The sentences of a paragraph with only one caveat about missing agencies: that about the largest share."""
    worst = max(paragraph, key=lambda sentence: sentence.wanting[1])

    def remark(one: FilledSentence) -> str:
        caveats = "; ".join(filter(None, (one.left_out, one.wanting[0] if one is worst else "")))
        return words.CAVEATS.say(language, caveats=caveats) if caveats else ""

    return " ".join(_with_caveats(one.plain, remark(one)) for one in paragraph)


def _with_caveats(text: str, caveats: str) -> str:
    """The text with caveats before its full stop."""
    end = _END.search(text)
    at = end.start() if caveats and end else len(text)
    return text[:at] + caveats + text[at:]
