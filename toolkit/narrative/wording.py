"""What a statement's wording shows by itself: that it belongs in another section, or that it has no content.

The phrases are the definition's (`toolkit:words`, kinds `typical` and `boilerplate`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from toolkit.language.text import Wording, beginnings, normalise
from toolkit.model import Word
from toolkit.model.caching import cached
from toolkit.narrative.lexicon import normalised

#: By the role of the sections for which a phrase is typical, the roles of those in which it is a finding. It is none
#: where it may be right: a direction may name what is still missing, a lesson what went well.
_UNUSUAL_ROLES: Mapping[str, frozenset[str]] = {
    "proposal": frozenset(("organisation", "result", "task", "achievement", "limitation", "lesson", "direction")),
    "direction": frozenset(("organisation", "result", "task", "achievement", "limitation")),
    "limitation": frozenset(("achievement",)),
    "achievement": frozenset(("limitation",)),
}
#: The roles of sections in which some phrase is a finding.
_ROLES_WITH_FINDINGS = frozenset[str]().union(*_UNUSUAL_ROLES.values())
#: A phrase marks a request or a plan only among this number of words at the start of the sentence.
_OPENING = 3
#: Longer statements have content, whatever set phrases are in them.
_MOST_WORDS = 24
#: The beginning of a number: a digit that does not follow a letter or digit.
_FIGURE = re.compile(r"[0-9](?<!\w[0-9])")
#: A statement with fewer words besides set phrases has no content.
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Phrases:
    """The definition's set phrases, ready for searching."""

    roles: Mapping[str, str]
    usual: re.Pattern[str] | None
    hollow: re.Pattern[str] | None
    empty: re.Pattern[str] | None
    """Set phrases without content, and fillers."""
    negations: re.Pattern[str] | None
    beginnings: Mapping[str, re.Pattern[bytes]]
    """For each role, a pattern for the beginnings of phrases that are findings in sections with this role."""


@cached
def phrases(words: tuple[Word, ...]) -> Phrases:
    """The set phrases among a definition's words."""
    by_kind: dict[str, dict[str, str]] = {}
    for word in words:
        if word.kind in ("typical", "boilerplate", "filler", "negation") and (phrase := _spaced(word.text)).strip():
            by_kind.setdefault(word.kind, {})[phrase] = normalise(word.means)
    roles = by_kind.get("typical", {})
    return Phrases(
        roles=roles,
        usual=_pattern_of(roles),
        hollow=_pattern_of(by_kind.get("boilerplate", {})),
        empty=_pattern_of(by_kind.get("boilerplate", {}) | by_kind.get("filler", {})),
        negations=_pattern_of(by_kind.get("negation", {})),
        beginnings={
            role: beginnings(phrase for phrase, other in roles.items() if role in _UNUSUAL_ROLES.get(other, ()))
            for role in _ROLES_WITH_FINDINGS
        },
    )


def _pattern_of(phrases: Mapping[str, str]) -> re.Pattern[str] | None:
    """A pattern for any of the phrases, the longest first; the blank between two phrases is part of both."""
    if not phrases:
        return None
    longest = sorted(phrases, key=lambda s: (-len(s), s))
    return re.compile(" (" + "|".join(re.escape(s.strip()) for s in longest) + ")(?= )")


@lru_cache(maxsize=4096)
def _spaced(text: str) -> str:
    return f" {' '.join(normalised(text))} "


def resembled_role(known: Phrases, wording: Wording, role: str) -> str:
    """The role for which a phrase of a statement in a section with `role` is typical, if not this one; else ""."""
    begins = known.beginnings.get(role)
    if begins is None or known.usual is None or not begins.search(wording.words):
        return ""
    text = _spaced(wording.text)
    for match in known.usual.finditer(text):
        other = known.roles[f" {match[1]} "]
        if role not in _UNUSUAL_ROLES.get(other, ()):
            continue
        if other in ("proposal", "direction") and text.count(" ", 0, match.start()) >= _OPENING:
            continue
        if other == "achievement" and known.negations is not None and known.negations.search(text):
            continue
        return other
    return ""


def has_only_set_phrases(known: Phrases, wording: Wording) -> bool:
    """Whether the statement consists of set phrases and a few other words at most."""
    if known.hollow is None or known.empty is None:
        return False
    plain = wording.plain
    if _FIGURE.search(plain) or sum(map(str.isalnum, plain.split())) > _MOST_WORDS:
        return False  # most statements end here: they have a number or are long
    text = _spaced(wording.text)
    if text.count(" ") > _MOST_WORDS + 1 or not known.hollow.search(text) or "#" in text:
        return False
    return len(known.empty.sub("", text).split()) < _ENOUGH
