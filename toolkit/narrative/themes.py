"""Which theme a statement is about: by the definition's keywords, else by nearness in meaning, else none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from toolkit.language.text import fold, normalise
from toolkit.model import Campaign, Word
from toolkit.model.caching import cached
from toolkit.narrative.lexicon import Features, features, lexicon, normalised, read, tokens
from toolkit.narrative.meaning import nearest_of

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Vectors

#: Set phrases of fewer words may be part of a statement's subject.
_STOCK = 3
#: A statement is about a theme if its mean nearness to this number of its keywords reaches the limit, and no other
#: theme is nearly as near. Of the sample campaign's statements, without their keywords, 39 % get a theme this way, 89 %
#: of them the one that the keywords name.
_LEAST, _AHEAD, _NEAREST = 0.3, 0.1, 2


class Keywords(NamedTuple):
    """Names and keywords of themes."""

    themes: Sequence[str]
    """Of each, the theme's code."""
    features: Features


@cached
def keywords_of(campaign: Campaign) -> Keywords:
    """The keywords of a definition's themes."""
    words = lexicon(campaign.words)
    copies = {
        read(words, keyword): theme.code for theme in campaign.themes for keyword in (theme.label, *theme.keywords)
    }
    theme_of = {copy.words: theme for copy, theme in copies.items()}
    numbered = features(copies)
    return Keywords([theme_of[text] for text in numbered.pairs_of], numbered)


@cached
def _stock_phrases(words: tuple[Word, ...]) -> re.Pattern[str] | None:
    """The definition's phrases without content, each between blanks, the longest first."""
    phrases = {" ".join(tokens(normalise(w.text))) for w in words if w.kind in ("tail", "boilerplate")}
    longest = sorted((s for s in phrases if s.count(" ") + 1 >= _STOCK), key=lambda s: (-len(s), s))
    return re.compile(" (?:" + "|".join(map(re.escape, longest)) + ")(?= )") if longest else None


def nearest_themes(statements: Vectors, keywords: Vectors, themes: Sequence[str]) -> list[str]:
    """The theme of each statement by its vector, "" where that is not clear.

    `keywords`: those of `keywords_of`, of the themes `themes` one by one.
    """
    return nearest_of(statements, keywords, themes, most=_NEAREST, least=_LEAST, ahead=_AHEAD)


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

    def known(self, name: str) -> str:
        """The code of the theme named by its code or label, or ""."""
        return self._names.get(fold(name), "") if name else ""

    def by_keywords(self, text: str) -> str:
        """The theme with most of its keywords in the text (longer ones weigh more), or "". Words in a set
        phrase (`đúng quy định của pháp luật`) do not count."""
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
