"""Which theme a statement is about: by the definition's keywords, else by what is near in meaning, else none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from toolkit.language.text import fold, normalise
from toolkit.model import Campaign, Word
from toolkit.model.caching import kept
from toolkit.narrative.lexicon import Features, features, lexicon, read, spoken, tokens
from toolkit.narrative.meaning import nearest_of

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Vectors

#: Set phrases of fewer words may be part of what a statement is about.
_STOCK = 3
#: A statement is about a theme if it is so near, in the mean, to so many of its keywords, and no other theme's are
#: nearly as near. On the sample campaign's statements, the keywords that they hold left out, 39 % are given a theme so,
#: and of these 89 % the one that keywords tell.
_LEAST, _AHEAD, _NEAREST = 0.3, 0.1, 2


class Keywords(NamedTuple):
    """What themes are called and their keywords."""

    themes: Sequence[str]
    """Of each, the theme's code."""
    features: Features


@kept
def keywords_of(campaign: Campaign) -> Keywords:
    """The keywords of a definition's themes."""
    words = lexicon(campaign.words)
    read_ = {read(words, said): theme.code for theme in campaign.themes for said in (theme.label, *theme.keywords)}
    by_said = {copy.said: theme for copy, theme in read_.items()}
    told = features(read_)
    return Keywords([by_said[said] for said in told.told], told)


@kept
def _stock_phrases(words: tuple[Word, ...]) -> re.Pattern[str] | None:
    """The definition's phrases that say nothing, each between blanks, the longest first."""
    said = {" ".join(tokens(normalise(w.text))) for w in words if w.kind in ("tail", "boilerplate")}
    longest = sorted((s for s in said if s.count(" ") + 1 >= _STOCK), key=lambda s: (-len(s), s))
    return re.compile(" (?:" + "|".join(map(re.escape, longest)) + ")(?= )") if longest else None


def nearest_themes(statements: Vectors, keywords: Vectors, themes: Sequence[str]) -> list[str]:
    """The theme that each statement is about by its place in meaning, "" where that is not clear.

    `keywords`: those of `keywords_of`, of the themes `themes` one by one.
    """
    return nearest_of(statements, keywords, themes, most=_NEAREST, least=_LEAST, ahead=_AHEAD)


class Themes:
    """The definition's themes, ready to be looked for in a text."""

    def __init__(self, campaign: Campaign, known: Mapping[str, str] = {}) -> None:
        self._known = known
        self._order = {t.code: n for n, t in enumerate(campaign.themes)}
        self._names = {fold(n): t.code for t in campaign.themes for n in (t.code, t.label)}
        self._stock = _stock_phrases(campaign.words)
        self._keywords: dict[str, list[tuple[str, str, int]]] = {}
        for theme in campaign.themes:
            for keyword in theme.keywords:
                if said := tokens(normalise(keyword)):
                    entry = (f" {' '.join(said)} ", theme.code, len(said))
                    self._keywords.setdefault(said[0], []).append(entry)

    def place(self, code: str) -> int:
        return self._order.get(code, len(self._order))

    def known(self, name: str) -> str:
        """The code of the theme named by its code or label, or ""."""
        return self._names.get(fold(name), "") if name else ""

    def by_keywords(self, text: str) -> str:
        """The theme most of whose keywords the text holds (longer ones weigh more), or "". What stands in a set phrase
        (`đúng quy định của pháp luật`) counts for none."""
        if text in self._known:
            return self._known[text]
        words = spoken(text)
        firsts = self._keywords.keys() & words
        if not firsts:
            return ""
        spelt = f" {' '.join(words)} "
        if self._stock is not None:
            spelt = self._stock.sub(" ", spelt)
        scores: Counter[str] = Counter()
        for first in firsts:
            for said, theme, weight in self._keywords[first]:
                if said in spelt:
                    scores[theme] += weight
        return min(scores, key=lambda theme: (-scores[theme], self.place(theme)), default="")
