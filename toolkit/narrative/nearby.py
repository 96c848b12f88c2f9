"""Which statements may say the same in other words: those nearest in meaning, unless a claim keeps them apart.

A second ranker in addition to `likeness`, which sees only words that two statements share. Nearness in meaning shows
more and is less certain, so its results are proposed after those of `likeness`. Neither ranker merges anything.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence

from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.conflicts import claims_differ, counts_differ
from toolkit.narrative.lexicon import Copy
from toolkit.narrative.likeness import MOST
from toolkit.narrative.meaning import Meaning, Near, Nearness
from toolkit.narrative.verdicts import NEAR

#: Statements less near than this are not proposed (see benchmarks/grouping.py).
LEAST = 0.24
#: The most statements proposed for one statement.
MOST_NEAR = 2
#: Two statements are not proposed for each other if their nearness is less than this part of either's greatest one.
AGAINST_BEST = 0.8
#: The number of nearest statements that are examined.
_EXAMINED = 6

Ranked = Sequence[Near]
"""For each statement, its nearest other statements, the nearest first."""
Proposed = Mapping[str, Sequence[str]]
"""For the text of each comparison copy, the texts of the copies that are proposed for it, the likeliest first."""


def proposals_by_meaning(
    claimed: ClaimCache, copies: Mapping[Copy, str], meaning: Meaning, likely: Proposed, least: float = LEAST
) -> dict[str, tuple[str, ...]]:
    """For each comparison copy of a section, the copies near it in meaning that may say the same, the nearest first.

    `copies` holds each copy with a text that it was made from; `likely`: the proposals of `likeness`. No copies
    are searched for one that has `MOST` such proposals.
    """
    ranked = Nearness(meaning.vectors_of([copy.words for copy in sorted(copies)])).neighbours(_EXAMINED, least)
    return proposals_by_rank(claimed, copies, ranked, likely)


def proposals_by_rank(
    claimed: ClaimCache, copies: Mapping[Copy, str], ranked: Ranked, likely: Proposed
) -> dict[str, tuple[str, ...]]:
    """For each comparison copy, the first copies in its ranking that may say the same (none if `likely` has `MOST` for
    this copy), and the copies that have it among theirs. `ranked`: the ranking of each copy, in order."""
    ordered = sorted(copies.items())
    texts = [copy.words for copy, _ in ordered]
    position = {text: at for at, text in enumerate(texts)}
    full = {at for at, text in enumerate(texts) if len(likely.get(text, ())) >= MOST}
    passed = {(at, position[other]) for at, text in enumerate(texts) for other in likely.get(text, ())}
    proposed = _proposed_statements(_Judge(claimed, ordered, passed), ranked, full)
    return {texts[at]: tuple([texts[other] for other in others]) for at, others in proposed.items()}


def merged_proposals(likely: Proposed, near: Proposed, most: int) -> dict[str, tuple[str, ...]]:
    """The proposals of both rankers, those of `likely` first, at most `most` per statement."""
    keys = [*likely, *(key for key in near if key not in likely)]
    return {key: tuple(dict.fromkeys((*likely.get(key, ()), *near.get(key, ()))))[:most] for key in keys}


def _proposed_statements(judge: _Judge, ranked: Ranked, full: Container[int]) -> dict[int, list[int]]:
    """For each statement, its proposals, and the statements for which it is proposed, the nearest first. None are
    searched for the statements in `full`."""
    passing = [[] if at in full else _nearest_passing(judge, at, others) for at, others in enumerate(ranked)]
    best = [others[0][0] if others else 0.0 for others in passing]
    by_statement: dict[int, set[tuple[float, int]]] = {}
    for at, others in enumerate(passing):
        for near, other in others:
            if near >= best[other] * AGAINST_BEST:
                by_statement.setdefault(at, set()).add((-near, other))
                by_statement.setdefault(other, set()).add((-near, at))
    return {at: [other for _, other in sorted(proposed)] for at, proposed in by_statement.items()}


def _nearest_passing(judge: _Judge, at: int, others: Near) -> Near:
    """The nearest of the others that may say the same."""
    passing: Near = []
    for near, other in others:
        if len(passing) == MOST_NEAR or (passing and near < passing[0][0] * AGAINST_BEST):
            break
        if judge.may_be_same(at, other):
            passing.append((near, other))
    return passing


class _Judge:
    """Judges which statements of one section may say the same; claims are computed when needed."""

    def __init__(
        self, claimed: ClaimCache, copies: Sequence[tuple[Copy, str]], passed: Collection[tuple[int, int]] = ()
    ) -> None:
        self._claimed, self._copies = claimed, copies
        self._known = dict.fromkeys(passed, True)

    def may_be_same(self, one: int, other: int) -> bool:
        """Whether the claims of the two statements permit that they say the same."""
        known = self._known.get((one, other), self._known.get((other, one)))
        if known is None:
            first, second = min(one, other), max(one, other)
            mine, theirs = self._copies[first][1], self._copies[second][1]
            known = self._claimed.verdicts.get(NEAR, mine, theirs, self._may_be_same, first, second)
            self._known[one, other] = known
        return known

    def _may_be_same(self, one: int, other: int) -> bool:
        (mine, text), (theirs, their_text) = self._copies[one], self._copies[other]
        claimed = self._claimed
        if counts_differ(claimed.counts(text, mine), claimed.counts(their_text, theirs)):
            return False
        return not claims_differ(claimed.claims(text, mine), claimed.claims(their_text, theirs))
