"""What the words of a table name: an indicator of the campaign, or one of its periods."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from toolkit.form.contents import split_heading
from toolkit.language.text import clean, fold, strip_bullet
from toolkit.model import Campaign, Language
from toolkit.model.periods import period_label
from toolkit.values.dates import read_period

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
#: Brackets without a number, which say nothing about a period: `2019 (người)`.
_UNIT_IN_BRACKETS = re.compile(r"\s*\([^()\d]*\)")
_MEMBER = re.compile(r"^(?:trong do|bao gom|gom)\s+")
#: The share of an indicator's words that a shorter name must have.
_ENOUGH = 0.7
#: Words that a shorter name must not leave out, because it would mean something else; nor may it leave out numbers.
_SIGNIFICANT = frozenset(["khong", "chua", "chang", "thieu", "duoi", "tren", "ngoai", "tru", "nam", "nu"])


@dataclass
class Names:
    """The names of one campaign's indicators and periods."""

    campaign: Campaign

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """The codes of the indicators, keyed by each of their folded names."""
        codes_by_name: dict[str, set[str]] = {}
        for indicator in self.campaign.indicators:
            for key in {*_forms(indicator.label), fold(indicator.code)}:
                codes_by_name.setdefault(key, set()).add(indicator.code)
        for word in self.campaign.words:
            if word.kind == "indicator" and word.means in self.campaign.indicator_by_code:
                for key in (fold(word.text), f"so {fold(word.text)}"):
                    codes_by_name.setdefault(key, {word.means})  # the definition's label of an indicator comes first
        return codes_by_name

    @cached_property
    def _label_words(self) -> dict[str, frozenset[str]]:
        # Parts of splits are left out: a text similar to a part's name is also similar to the name of the whole.
        return {i.code: frozenset(_forms(i.label)[-1].split()) for i in self.campaign.indicators if not i.part_of}

    @cached_property
    def _codes_of_parts(self) -> dict[str, dict[str, str]]:
        """For the code of each whole, the codes of the parts of its splits, keyed by their folded names."""
        parts: dict[str, dict[str, str]] = {}
        for indicator in self.campaign.indicators:
            if indicator.part_of:
                parts.setdefault(indicator.part_of, {})[fold(indicator.part)] = indicator.code
        return parts

    def part(self, whole: str, texts: Iterable[str]) -> str:
        """The code of the part of `whole` that one of the texts names (`- Nam`, `Trong đó: Nam`), or ""."""
        named = self._codes_of_parts.get(whole, {})
        return next((named[key] for text in texts for key in _forms(text) if key in named), "")

    @cached_property
    def _split_headings(self) -> frozenset[str]:
        languages: tuple[Language, ...] = ("vi", "en")
        return frozenset(fold(split_heading(s, language)) for s in self.campaign.splits for language in languages)

    def is_split_heading(self, text: str) -> bool:
        """Whether a text is the heading that forms print above the parts of a split."""
        return fold(text) in self._split_headings

    def codes(self, text: str) -> set[str]:
        """The codes of the indicators that the text may name."""
        keys = _forms(text)
        for key in keys:
            if key in self._names:
                return self._names[key]
        words = frozenset(keys[-1].split()) if keys else frozenset()
        if len(words) < 3:
            return set()
        return {
            code
            for code, label_words in self._label_words.items()
            if words <= label_words
            and len(words) >= _ENOUGH * len(label_words)
            and not any(word in _SIGNIFICANT or any(map(str.isdigit, word)) for word in label_words - words)
        }

    @cached_property
    def _periods(self) -> dict[str, str]:
        keys = {}
        for period in self.campaign.periods:
            for name in (period.key, period_label(period, "vi"), period_label(period, "en")):
                keys[fold(name)] = period.key
        return keys

    def period(self, text: str) -> str | None:
        """The campaign's period that a heading names; "" for a span of several periods, None for no period."""
        if key := self._periods.get(fold(text)):
            return key
        read = headed_period(text)
        if read is None:
            return None
        if ".." in read:
            return ""
        return read if read in self._periods.values() else None


def headed_period(text: str) -> str | None:
    """The period that a heading names, as `read_period` writes it; a unit in brackets is ignored."""
    return read_period(clean(_UNIT_IN_BRACKETS.sub("", text))) if text else None


def bare_key(text: str) -> str:
    """A folded name without the words in brackets."""
    return fold(_IN_BRACKETS.sub("", text))


def _forms(text: str) -> tuple[str, ...]:
    """The folded forms of a name, the longest first: complete, without brackets, without `Trong đó:`."""
    bare = strip_bullet(clean(text))
    full, short = fold(bare), fold(_IN_BRACKETS.sub("", bare))
    return tuple(dict.fromkeys(k for k in (full, short, _MEMBER.sub("", short)) if k))
