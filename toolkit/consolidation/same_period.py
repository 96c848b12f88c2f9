"""A figure beside the same period of the year before, in words: how much it changed, over whom, or why nobody can say.

Tiles and sentences tell it alike; only their signs and the names of periods differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.language.numbers import format_number, in_prose
from toolkit.language.text import fold
from toolkit.messages import Text
from toolkit.messages import same_period as words
from toolkit.model import HeadlineComparison, Indicator, Language, Tabulation
from toolkit.values.decimals import shown_change, shown_number

#: So many agencies are named; more are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePeriod:
    """How it is told of one indicator. `period_name`: what stands for a period's key; `tile`: as tiles have it, with a
    sign and a blank before %, else as sentences do; `decimals` are the indicator's."""

    result: Tabulation
    indicator: Indicator
    decimals: int
    language: Language
    period_name: Callable[[str], str]
    tile: bool

    def told(self, comparison: HeadlineComparison) -> str:
        """The comparison, whose `same_period` is set, or what is wanting for it."""
        earlier, later = comparison.period.split("|")
        if comparison.kind != "change" or comparison.base is None:
            # Which of the two there is no figure of; or that nobody gave both.
            names = {"earlier": self.period_name(earlier), "later": self.period_name(later)}
            before, now = self._total(earlier), self._total(later)
            if now is None:
                shape = words.NO_LATER if before is None else words.NO_LATER_BUT
                return self._say(shape, base="" if before is None else self._figure(before), **names)
            return self._say(words.NO_EARLIER if before is None else words.NOBODY_IN_BOTH, **names)
        moved, base = self._moved(comparison), comparison.base
        period = self.period_name(earlier)
        if comparison.agencies is None:
            return self._say(words.CHANGE, moved=moved, period=period, base=self._figure(base))
        told = self._say(
            words.CHANGE_AMONG[self.tile],
            moved=moved,
            count=comparison.agencies,
            earlier=period,
            base=self._figure(base),
            later=self.period_name(later),
            value=self._figure(base + (comparison.difference or 0.0)),
        )
        for key, absent in ((earlier, comparison.only_now), (later, comparison.only_before)):
            if absent:
                told += self._say(words.LACKING, period=self.period_name(key), names=self._names(absent))
        return told

    def _say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def _total(self, key: str) -> float | None:
        """The province's figure of a period, of this campaign or the one before."""
        place = self.indicator.code, key
        if place in self.result.totals:
            return self.result.totals[place].value
        previous = self.result.previous
        unit = previous.labels.get(self.indicator.code, ("", ""))[1] if previous else ""
        # What was asked in another unit is another figure, and is told of as such elsewhere.
        total = previous.totals.get(place) if previous and fold(unit) == fold(self.indicator.unit) else None
        return total.value if total and self.indicator.numeric else None

    def _moved(self, comparison: HeadlineComparison) -> str:
        """By how much: in the unit, and in per cent where that says something."""
        difference, percent = comparison.difference or 0.0, comparison.percent
        if not difference:
            return self._say(words.SAME)
        rate = self.indicator.kind == "percent" or self.indicator.unit == "%"
        decimals = 0 if self.indicator.kind == "yesno" else self.decimals
        amount = in_prose(shown_change(difference, decimals, self.language), self.language, self._kind(rate))
        amount = self._say(words.POINTS[self.tile], number=amount) if rate else self._measured(amount)
        if percent is not None and not rate and self.indicator.kind != "yesno":
            share = in_prose(shown_change(percent, 1, self.language), self.language)
            amount = self._say(words.WITH_SHARE[self.tile], amount=amount, share=share)
        shape = words.TILE_MOVED if self.tile else words.RISES if difference > 0 else words.FALLS
        return self._say(shape, sign="▲" if difference > 0 else "▼", amount=amount)

    def _figure(self, value: float) -> str:
        number = shown_number(self.indicator, value, self.decimals, self.language)
        return self._measured(in_prose(number, self.language, self._kind(self.indicator.unit == "%")))

    def _kind(self, rate: bool) -> str:
        """What is counted: in sentences its numbers below ten have a zero."""
        return "" if rate or self.tile else self.indicator.kind

    def _measured(self, number: str) -> str:
        """A number with its unit; of answers that are yes, with those who gave them."""
        unit = self.indicator.unit
        if self.indicator.kind == "yesno":
            return self._say(words.AGENCIES, count=number)
        blank = "" if unit in ("%", "‰") and not self.tile else " "
        return f"{number}{blank}{unit}" if unit else number

    def _names(self, codes: Sequence[str]) -> str:
        known = self.result.campaign.agency_by_code
        names = [known[code].short_name if code in known else code for code in codes]
        if len(names) <= _NAMED:
            return ", ".join(names)
        more = format_number(len(names) - _NAMED, self.language)
        return self._say(words.AND_MORE, names=", ".join(names[:_NAMED]), count=more)
