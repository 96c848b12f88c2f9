"""A figure compared with the same period of the previous year, in words: by how much it changed, or what is missing.

Tiles and sentences differ only in signs and the names of periods.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.language.numbers import format_number, in_prose
from toolkit.language.text import fold
from toolkit.messages import Text
from toolkit.messages import same_period as words
from toolkit.model import HeadlineComparison, Indicator, Language, Tabulation
from toolkit.values.decimals import shown_change, shown_number

#: The number of agencies named; the rest is counted.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePeriod:
    """Makes the sentence for one indicator. `period_name`: the function that names a period. `tile`: for a tile, with a
    sign and a blank before %, else for running text. `decimals`: of the indicator."""

    result: Tabulation
    indicator: Indicator
    decimals: int
    language: Language
    period_name: Callable[[str], str]
    tile: bool

    def sentence(self, comparison: HeadlineComparison) -> str:
        """The comparison in words (its `same_period` is set), or what is missing for it."""
        earlier, later = comparison.period.split("|")
        if comparison.kind != "change" or comparison.base is None:
            # One of the two figures is missing, or no agency reported both.
            names = {"earlier": self.period_name(earlier), "later": self.period_name(later)}
            before, now = self._total(earlier), self._total(later)
            if now is None:
                shape = words.NO_LATER if before is None else words.NO_LATER_BUT
                return self._say(shape, base="" if before is None else self._figure_text(before), **names)
            return self._say(words.NO_EARLIER if before is None else words.NOBODY_IN_BOTH, **names)
        moved, base = self._difference(comparison), comparison.base
        period = self.period_name(earlier)
        if comparison.agencies is None:
            return self._say(words.CHANGE, moved=moved, period=period, base=self._figure_text(base))
        text = self._say(
            words.CHANGE_AMONG[self.tile],
            moved=moved,
            count=comparison.agencies,
            earlier=period,
            base=self._figure_text(base),
            later=self.period_name(later),
            value=self._figure_text(base + (comparison.difference or 0.0)),
        )
        for key, absent in ((earlier, comparison.only_now), (later, comparison.only_before)):
            if absent:
                text += self._say(words.LACKING, period=self.period_name(key), names=self._agency_names(absent))
        return text

    def _say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)

    def _total(self, key: str) -> float | None:
        """The province's figure of a period, of this campaign or the previous one."""
        total_key = self.indicator.code, key
        if total_key in self.result.totals:
            return self.result.totals[total_key].value
        previous = self.result.previous
        unit = previous.labels.get(self.indicator.code, ("", ""))[1] if previous else ""
        # A figure in another unit is not comparable; a separate finding reports it.
        total = previous.totals.get(total_key) if previous and fold(unit) == fold(self.indicator.unit) else None
        return total.value if total and self.indicator.numeric else None

    def _difference(self, comparison: HeadlineComparison) -> str:
        """The difference: in the unit, and in per cent where that is meaningful."""
        difference, percent = comparison.difference or 0.0, comparison.percent
        if not difference:
            return self._say(words.SAME)
        rate = self.indicator.kind == "percent" or self.indicator.unit == "%"
        decimals = 0 if self.indicator.kind == "yesno" else self.decimals
        amount = in_prose(shown_change(difference, decimals, self.language), self.language, self._kind_in_prose(rate))
        amount = self._say(words.POINTS[self.tile], number=amount) if rate else self._measured(amount)
        if percent is not None and not rate and self.indicator.kind != "yesno":
            share = in_prose(shown_change(percent, 1, self.language), self.language)
            amount = self._say(words.WITH_SHARE[self.tile], amount=amount, share=share)
        shape = words.TILE_MOVED if self.tile else words.RISES if difference > 0 else words.FALLS
        return self._say(shape, sign="▲" if difference > 0 else "▼", amount=amount)

    def _figure_text(self, value: float) -> str:
        number = shown_number(self.indicator, value, self.decimals, self.language)
        return self._measured(in_prose(number, self.language, self._kind_in_prose(self.indicator.unit == "%")))

    def _kind_in_prose(self, rate: bool) -> str:
        """The kind for `in_prose` (numbers of some kinds get a zero below ten); "" for a rate, and in tiles."""
        return "" if rate or self.tile else self.indicator.kind

    def _measured(self, number: str) -> str:
        """A number with its unit; a number of answers "yes" has the word for agencies as its unit."""
        unit = self.indicator.unit
        if self.indicator.kind == "yesno":
            return self._say(words.AGENCIES, count=number)
        blank = "" if unit in ("%", "‰") and not self.tile else " "
        return f"{number}{blank}{unit}" if unit else number

    def _agency_names(self, codes: Sequence[str]) -> str:
        known = self.result.campaign.agency_by_code
        names = [known[code].short_name if code in known else code for code in codes]
        if len(names) <= _NAMED:
            return ", ".join(names)
        more = format_number(len(names) - _NAMED, self.language)
        return self._say(words.AND_MORE, names=", ".join(names[:_NAMED]), count=more)
