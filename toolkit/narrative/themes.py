"""Which theme a statement is about: by the definition's keywords, else by nearness in meaning, else none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from toolkit.language.text import fold, normalise
from toolkit.model import Campaign, Word
from toolkit.model.caching import cached
from toolkit.narrative.lexicon import Features, comparison_copy, features, lexicon, normalised, tokens
from toolkit.narrative.meaning import nearest_kinds

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Vectors

#: The fewest words of a set phrase in which keywords do not count; shorter ones may be part of the subject.
_STOCK = 3
# If keywords are removed from the sample campaign's statements, 39 % get a theme by nearness: in 89 % of these cases
# the theme that the keywords name.
_LEAST = 0.3  # the least nearness of a statement to its theme
_AHEAD = 0.1  # the least difference from the nearness to every other theme
_NEAREST = 2  # the number of a theme's nearest keywords over which nearness is averaged


class Keywords(NamedTuple):
    """The labels and keywords of themes."""

    themes: Sequence[str]
    """The theme's code for each label and keyword."""
    features: Features


@cached
def keywords_of(campaign: Campaign) -> Keywords:
    """The labels and keywords of a definition's themes."""
    words = lexicon(campaign.words)
    keywords = ((theme.code, keyword) for theme in campaign.themes for keyword in (theme.label, *theme.keywords))
    copies = {comparison_copy(words, keyword): code for code, keyword in keywords}
    theme_of = {copy.words: theme for copy, theme in copies.items()}
    numbered = features(copies)
    return Keywords([theme_of[text] for text in numbered.pairs_of], numbered)


@cached
def _stock_phrases(words: tuple[Word, ...]) -> re.Pattern[str] | None:
    """A pattern for the definition's set phrases without content, between blanks, the longest first."""
    phrases = {" ".join(tokens(normalise(w.text))) for w in words if w.kind in ("tail", "boilerplate")}
    longest = sorted((s for s in phrases if s.count(" ") + 1 >= _STOCK), key=lambda s: (-len(s), s))
    return re.compile(" (?:" + "|".join(map(re.escape, longest)) + ")(?= )") if longest else None


def nearest_themes(statements: Vectors, keywords: Vectors, themes: Sequence[str]) -> list[str]:
    """The theme whose keywords are nearest to each statement; "" if no theme is clearly the nearest.

    `keywords`: the vectors of the keywords; `themes`: the theme of each keyword (`keywords_of`).
    """
    return nearest_kinds(statements, keywords, themes, most=_NEAREST, least=_LEAST, ahead=_AHEAD)


class Themes:
    """The definition's themes, ready for searching a text."""

    def __init__(self, campaign: Campaign, known: Mapping[str, str] = {}) -> None:
        self._known = known
        self._order = {t.code: n for n, t in enumerate(campaign.themes)}
        self._names = {fold(n): t.code for t in campaign.themes for n in (t.code, t.label)}
        self._stock = _stock_phrases(campaign.words)
        self._keywords: dict[str, list[tuple[str, str, int]]] = {}
        for theme in campaign.themes:
            for keyword in theme.keywords:
                if words := tokens(normalise(keyword)):
                    entry = (f" {' '.join(words)} ", theme.code, len(words))
                    self._keywords.setdefault(words[0], []).append(entry)

    def position(self, code: str) -> int:
        return self._order.get(code, len(self._order))

    def code_of(self, name: str) -> str:
        """The code of the theme named by its code or label, or ""."""
        return self._names.get(fold(name), "") if name else ""

    def by_keywords(self, text: str) -> str:
        """The theme with most keywords in the text (longer keywords weigh more), or "". Words in a set phrase (`đúng
        quy định của pháp luật`) do not count."""
        if text in self._known:
            return self._known[text]
        words = normalised(text)
        firsts = self._keywords.keys() & words
        if not firsts:
            return ""
        spaced = f" {' '.join(words)} "
        if self._stock is not None:
            spaced = self._stock.sub(" ", spaced)
        scores: Counter[str] = Counter()
        for first in firsts:
            for keyword, theme, weight in self._keywords[first]:
                if keyword in spaced:
                    scores[theme] += weight
        return min(scores, key=lambda theme: (-scores[theme], self.position(theme)), default="")
