"""The leaders' key figures in words: each with its label, its comparison, and how much of it is in doubt."""

from dataclasses import dataclass
from typing import Literal

from toolkit.consolidation.headlines import leaves_out, stated_total
from toolkit.consolidation.same_period import SamePeriod
from toolkit.consolidation.splits import parts_in_words
from toolkit.consolidation.totals import WHOLE, base_indicators, counted_agencies
from toolkit.language.numbers import format_number, rounded
from toolkit.messages import Text, masters, sentences
from toolkit.model import Headline, HeadlineComparison, Indicator, Language, Tabulation, Total
from toolkit.model.periods import comparable_pairs, label_of, span_label
from toolkit.values.decimals import shown_change, shown_decimals, shown_gap


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One key figure as it is shown. `period` is a period's key or `total`.

    `sort`: what is shown, a number, counts of answers, or nothing. `shown`: the printed value, a number with
    `unit` behind it (a sign, with the blank before it; "" where the label has the unit). `good`: whether the comparison
    is favourable, None where that is not known.
    """

    indicator: Indicator
    period: str
    sort: Literal["number", "answers", "none"]
    value: float | None
    shown: str
    unit: str
    label: str
    comparison: str
    good: bool | None
    coverage: str
    parts: tuple[str, ...] = ()
    """The parts of its splits, a sentence each."""


def key_figures(result: Tabulation, language: Language, *, shared: bool = False) -> tuple[KeyFigure, ...]:
    """The key figures in the definition's order. `shared`: for circulation, where a figure without a comparison
    may be masked, so that the missing comparison is not explained."""
    in_words = _KeyFigureWords(result, language, shared)
    return tuple(map(in_words.key_figure, result.headlines))


def coverage(result: Tabulation, language: Language, total: Total) -> str:
    """The text under a key figure: how many of the agencies asked are in a total, and what is in doubt about it."""
    return _KeyFigureWords(result, language, shared=False).coverage(total)


def period_name(result: Tabulation, key: str, language: Language) -> str:
    """A period's name in headings, of this campaign or the previous one; for `total` the span of all periods."""
    return span_label(result.campaign.periods, language) if key == WHOLE else label_of(key, language)


@dataclass(slots=True)
class _KeyFigureWords:
    result: Tabulation
    language: Language
    shared: bool

    def say(self, text: Text, /, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def key_figure(self, headline: Headline) -> KeyFigure:
        indicator = self.result.campaign.indicator_by_code[headline.indicator]
        total, left_out = stated_total(self.result, indicator, headline.period)
        answers = "; ".join(f"{choice}: {count}" for choice, count in total.distribution)
        periods = headline.comparison.period.split("|")
        other = total is not self.result.totals[headline.indicator, headline.period]  # than what was compared
        none_stated = answers or other or leaves_out(self.result, indicator, periods)
        comparison, good = ("", None) if none_stated else self._comparison(headline)
        unit = f" {indicator.unit}" if len(indicator.unit) <= 2 and indicator.numeric else ""
        none = self.say(masters.TILE_MASKED if total.shown == "masked" else masters.TILE_NONE)
        number = format_number(total.value or 0.0, self.language, self._decimals(indicator)) + unit
        return KeyFigure(
            indicator=indicator,
            period=headline.period,
            sort="answers" if answers else "none" if total.value is None else "number",
            value=total.value,
            shown=answers or (none if total.value is None else number),
            unit=unit,
            label=self._full_label(indicator, headline.period),
            comparison=comparison,
            good=good,
            coverage=self.coverage(total) + (self.say(masters.TILE_LEFT_OUT, count=len(left_out)) if left_out else ""),
            parts=parts_in_words(self.result, indicator, headline.period, self.language),
        )

    def _decimals(self, indicator: Indicator) -> int:
        return shown_decimals(self.result)[indicator.code]

    def _full_label(self, indicator: Indicator, period: str) -> str:
        named = len(indicator.unit) > 2 and indicator.kind != "yesno"
        name = f"{indicator.label} ({indicator.unit})" if named else indicator.label
        if indicator.kind == "yesno":
            name = self.say(masters.TILE_YES, label=indicator.label)
        return self.say(masters.TILE_PERIOD, label=name, period=self._period_name(period))

    def _period_name(self, key: str) -> str:
        return period_name(self.result, key, self.language)

    def coverage(self, total: Total) -> str:
        """See the function `coverage`."""
        coverage = self.say(masters.TILE_COVERAGE, reporting=total.reporting, asked=total.asked)
        if total.period == WHOLE and total.complete < total.reporting:
            coverage += self.say(masters.TILE_COMPLETE, complete=total.complete)
        for text, count in (
            (masters.TILE_HELD, total.held),
            (masters.TILE_DOUBTFUL, total.doubtful),
            (masters.TILE_CORRECTED, total.corrected),
            (masters.TILE_UNWEIGHED, total.unweighed),
            (masters.TILE_APART, total.apart),
            (masters.TILE_TWICE, total.twice),
            (sentences.TILE_UNEVEN, total.uneven),
        ):
            coverage += self.say(text, count=int(count)) if count else ""
        return coverage if self.shared else coverage + self._questioned_text(total)

    def _questioned_text(self, total: Total) -> str:
        """In words: the number of figures in the total that look wrong, and by how much the total may change."""
        count, amount = questioned_figures(self.result, total.indicator, total.period)
        if not count:
            return ""
        indicator = self.result.campaign.indicator_by_code[total.indicator]
        if indicator.formula or indicator.across_agencies != "sum" or not total.value:
            return self.say(masters.TILE_ASKED, count=count)
        percent = amount / abs(total.value) * 100
        share = format_number(max(0.1, rounded(percent, 0 if percent > 10 else 1)), "vi")
        return self.say(masters.TILE_ASKED_SHARE, count=count, share=share)

    def _comparison(self, headline: Headline) -> tuple[str, bool | None]:
        """The sentence under a key figure, and whether the change is good; a sign replaces the colour in print."""
        indicator = self.result.campaign.indicator_by_code[headline.indicator]
        c: HeadlineComparison = headline.comparison
        if c.kind == "target":
            return self._target_words(indicator, c), c.good
        if c.same_period:
            return "" if c.kind == "none" and self.shared else self._same_period_words(indicator, c), c.good
        if c.kind == "change":
            return self._change_words(indicator, c), c.good
        if not any(comparable_pairs(self.result.campaign.periods)):
            return "", None
        value = self.result.totals[indicator.code, headline.period].value
        return "" if value is None or self.shared else self.say(masters.NO_COMMON), None

    def _same_period_words(self, indicator: Indicator, c: HeadlineComparison) -> str:
        return SamePeriod(
            result=self.result,
            indicator=indicator,
            decimals=self._decimals(indicator),
            language=self.language,
            period_name=self._period_name,
            tile=True,
        ).sentence(c)

    def _change_words(self, indicator: Indicator, c: HeadlineComparison) -> str:
        earlier, later = (self._period_name(k) for k in c.period.split("|"))
        difference = c.difference or 0.0

        decimals = self._decimals(indicator)
        if not difference:
            shape, change = masters.CHANGE_NONE, ""
        elif indicator.kind == "percent":
            shape, change = masters.CHANGE_POINTS, shown_change(difference, decimals, self.language)
        elif indicator.kind == "yesno":
            shape, change = masters.CHANGE_AGENCIES, shown_change(difference, 0, self.language)
        elif c.percent is None:
            amount = shown_change(difference, decimals, self.language)
            shape, change = masters.CHANGE_ABSOLUTE, f"{amount} {indicator.unit}"
        else:
            shape, change = masters.CHANGE, shown_change(c.percent, 1, self.language)
        words = {"earlier": earlier, "later": later, "sign": _direction(difference), "change": change}
        sentence = self.say(shape, **words)
        return sentence if c.agencies is None else self.say(masters.CHANGE_AMONG, change=sentence, count=c.agencies)

    def _target_words(self, indicator: Indicator, c: HeadlineComparison) -> str:
        """Whether a target is met, and by how much the value differs from it."""

        def with_unit(number: str, unit: str) -> str:
            return self.say(masters.IN_AGENCIES, count=number) if indicator.kind == "yesno" else number + unit

        base, difference = c.base or 0.0, c.difference or 0.0
        target = with_unit(format_number(base, self.language), f" {indicator.unit}")
        if c.good is None:
            return self.say(masters.TARGET_PLAIN, target=target)
        points = self.say(masters.POINTS) if indicator.kind == "percent" else f" {indicator.unit}"
        gap = with_unit(shown_gap(difference, base, self._decimals(indicator), self.language), points)
        shape = masters.TARGET_MET if c.good else masters.TARGET_OVER if difference > 0 else masters.TARGET_MISSED
        sign = _direction(difference) or ("▲" if indicator.direction == "higher" else "▼")
        return self.say(shape, sign=sign, target=target, gap=gap)


def questioned_figures(result: Tabulation, code: str, period: str) -> tuple[int, float]:
    """The number of figures in a total with an open question, and the sum of the amounts that may be wrong."""
    bases = base_indicators(result.campaign, result.campaign.indicator_by_code[code])
    parts = {i.code: {a.code for a in counted_agencies(i, result.campaign.agencies)} for i in bases}
    off: dict[tuple[str | None, str | None, str], float] = {}
    for finding in result.findings:
        if finding.severity == "warning" and finding.agency in parts.get(finding.indicator or "", ()):
            amounts = dict(finding.arguments).get("amounts") if not finding.accepted_by else None
            for key, amount in zip(finding.periods, amounts, strict=False) if isinstance(amounts, tuple) else ():
                if period in (key, WHOLE):
                    off[finding.agency, finding.indicator, key] = float(amount)
    return len(off), sum(off.values())


def _direction(difference: float) -> str:
    """A sign for print without colours: whether a value is higher or lower than the one with which it is compared."""
    return "▲" if difference > 0 else "▼" if difference < 0 else ""
