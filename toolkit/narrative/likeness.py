"""Which statements are probably the same: ranked by rare words and word pairs that two statements share.

Similarity is the cosine of words and word pairs weighted by rarity. It only ranks: `conflicts` decides
which may be grouped. Candidates are found through the rarest words that two statements share, so the time
grows with the number of statements, not with its square. The result does not depend on the statements' order.
"""

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import truediv

from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.conflicts import claims_differ, counts_differ
from toolkit.narrative.lexicon import Copy, Features, single_words
from toolkit.narrative.verdicts import LIKELY

#: Statements less similar than this are not proposed (benchmarks/grouping.py shows cost and benefit).
LEAST = 0.11
#: The most statements proposed for one statement.
MOST = 3
#: A statement whose similarity is less than this part of the most similar one's is not proposed.
_AGAINST_BEST = 0.5
#: Statements that share a smaller part of their single words than this are not proposed, however rare the pairs they
#: share: two long sentences about different things may have one set phrase in common.
_SHARED_WORDS = 0.5
#: A word pair that more statements share than this is not significant.
_COMMON = 20
#: If a pair is that common, a statement is only compared with this number of those before and after it, sorted by text.
_NEIGHBOURS = 3
_LOOKED_UP = 12  # the number of a statement's rarest pairs that are looked up
_COMPARED = 5  # the number of candidates that are compared pair by pair
#: More than the error of rounding to nine digits.
_ROUNDED = 1e-8


Matches = list[tuple[int, tuple[int, ...]]]


def proposals(claimed: ClaimCache, copies: Mapping[Copy, str], features: Features) -> dict[str, tuple[str, ...]]:
    """For the text of each comparison copy of a section, the copies that are probably the same, the most similar first.

    `copies` holds each copy with a text that it was made from; `features` the features of all copies.
    """
    ordered = sorted(copies.items())
    matches = _Section(claimed, ordered, features, _weights(features)).proposals()
    return {ordered[at][0].words: tuple([ordered[other][0].words for other in others]) for at, others in matches}


def _weights(features: Features) -> list[float]:
    """The squared weight of each pair, indexed by the pair's number: larger if fewer statements have the pair."""
    counts = Counter(chain.from_iterable(features.pairs_of.values()))
    squares = {n: math.log(1 + len(features.pairs_of) / n) ** 2 for n in set(counts.values())}
    return [squares[counts[pair]] for pair in range(len(features.pairs))]


class _Section:
    """The statements of one section, numbered in the order of `copies`."""

    def __init__(
        self, claimed: ClaimCache, copies: Sequence[tuple[Copy, str]], features: Features, weight: Sequence[float]
    ) -> None:
        self.weight = weight
        self.copies = copies
        self.pairs = [features.pairs_of[copy.words] for copy, _ in copies]
        self.claimed = claimed
        self.single = cache(lambda at: single_words(copies[at][0]))
        self.postings: defaultdict[int, list[int]] = defaultdict(list)
        for at, pairs in enumerate(self.pairs):
            for pair in pairs:
                self.postings[pair].append(at)
        #: Whether two or more statements have the pair.
        self.is_shared = {pair for pair, bearers in self.postings.items() if len(bearers) > 1}.__contains__
        self.size = [math.sqrt(math.fsum(map(weight.__getitem__, pairs))) or 1.0 for pairs in self.pairs]

    def proposals(self) -> Matches:
        """For each statement, its proposals, and the statements for which it is proposed: each pair is in both rows."""
        similar, verdicts = self._similar_statements(), self.claimed.verdicts
        same: dict[tuple[int, int], bool] = {}
        proposed: dict[int, set[tuple[float, int]]] = {}
        for at, ranked in similar.items():
            ranked.sort()
            best, count = 0.0, 0
            for less, other in ranked:
                if less > best * _AGAINST_BEST:
                    break
                pair = (at, other) if at < other else (other, at)
                if pair not in same:
                    mine, theirs = self.copies[pair[0]][1], self.copies[pair[1]][1]
                    same[pair] = verdicts.get(LIKELY, mine, theirs, self._may_be_same, *pair)
                if same[pair]:
                    best, count = best or less, count + 1
                    proposed.setdefault(at, set()).add((less, other))
                    proposed.setdefault(other, set()).add((less, at))
                    if count == MOST:
                        break
        return [(at, tuple([o for _, o in sorted(near)[:MOST]])) for at, near in sorted(proposed.items())]

    def _similar_statements(self) -> dict[int, list[tuple[float, int]]]:
        """For each statement, the statements that are similar enough, as (negative similarity, statement)."""
        pairs_of, size, worth = [frozenset(pairs) for pairs in self.pairs], self.size, self.weight.__getitem__
        candidates: dict[int, set[int]] = {}
        for at in range(len(pairs_of)):
            for other in self._candidates(at):
                if at < other:
                    candidates.setdefault(at, set()).add(other)
                else:
                    candidates.setdefault(other, set()).add(at)
        similar: dict[int, list[tuple[float, int]]] = {}
        for at, similar_ones in candidates.items():
            mine, least = pairs_of[at], LEAST * size[at]
            for other in similar_ones:
                shared = math.fsum(map(worth, mine & pairs_of[other]))
                if shared >= least * size[other]:
                    less = -round(shared / (size[at] * size[other]), 9)
                    similar.setdefault(at, []).append((less, other))
                    similar.setdefault(other, []).append((less, at))
        return similar

    def _candidates(self, at: int) -> Collection[int]:
        """The statements that have the most of this statement's rarest pairs."""
        weight, postings, size = self.weight, self.postings, self.size
        rarest = list(filter(self.is_shared, self.pairs[at]))
        if len(rarest) > _LOOKED_UP:
            # Where pairs have equal weight, the first in the text are taken.
            rarest = sorted(rarest, key=weight.__getitem__, reverse=True)[:_LOOKED_UP]
        shared: defaultdict[int, float] = defaultdict(float)
        for pair in rarest:
            bearers = postings[pair]
            if len(bearers) > _COMMON:
                index = bisect_left(bearers, at)
                bearers = bearers[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
            worth = weight[pair]
            for other in bearers:
                shared[other] += worth
        shared.pop(at, None)
        if len(shared) <= _COMPARED:
            return shared
        part = list(map(truediv, shared.values(), map(size.__getitem__, shared)))
        # To save time, only candidates that may be among the first after rounding are ranked.
        least = sorted(part)[-_COMPARED] - _ROUNDED
        ranked = sorted([(-round(p, 9), other) for p, other in zip(part, shared, strict=True) if p >= least])
        return [other for _, other in ranked[:_COMPARED]]

    def _may_be_same(self, one: int, other: int) -> bool:
        (copy, text), (their_copy, their_text) = self.copies[one], self.copies[other]
        if counts_differ(self.claimed.counts(text, copy), self.claimed.counts(their_text, their_copy)):
            return False
        mine, theirs = self.single(one), self.single(other)
        if len(mine & theirs) < _SHARED_WORDS * math.sqrt(len(mine) * len(theirs)):
            return False
        return not claims_differ(self.claimed.claims(text, copy), self.claimed.claims(their_text, their_copy))
