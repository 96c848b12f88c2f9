"""Which statements are probably the same: ranked by rare words and word pairs, without comparing all pairs.

Similarity is the cosine of words and word pairs weighted by rarity. It only ranks: `conflicts` decides
which may be grouped. Candidates are found through the rarest words that two statements share, so the time
grows with the number of statements, not with its square. The result does not depend on their order.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from operator import truediv

from toolkit.narrative.claims import Claimed
from toolkit.narrative.conflicts import claims_differ, counts_differ
from toolkit.narrative.lexicon import Copy, Features, singles
from toolkit.narrative.verdicts import LIKELY

#: Statements less similar than this are not proposed (benchmarks/grouping.py shows cost and benefit).
LEAST = 0.11
#: The most statements proposed for one; none that is less than half as similar as the best.
MOST = 3
_AGAINST_BEST = 0.5
#: Statements that share a smaller part of their single words than this are not proposed, however rare the pairs they
#: share: two long sentences about different things may have one set phrase in common.
_SHARED_WORDS = 0.5
#: A word pair that more statements share is not significant: of those that share it, only this many neighbours
#: in text order are compared on each side.
_COMMON, _NEIGHBOURS = 20, 3
#: The number of a statement's rarest pairs that are looked up, and of candidates that are compared pair by pair.
_LOOKED_UP, _COMPARED = 12, 5
#: More than the error of rounding to nine digits.
_ROUNDED = 1e-8


Matches = list[tuple[int, tuple[int, ...]]]


def proposals(claimed: Claimed, copies: Mapping[Copy, str], features: Features) -> dict[str, tuple[str, ...]]:
    """For each comparison copy of a section, those that are probably the same, the most similar first, by its text.

    `copies` holds each with a text it was made from; `features` the features of all of them.
    """
    ordered = sorted(copies.items())
    found = _Section(claimed, ordered, features, _weights(features)).proposals()
    return {ordered[at][0].words: tuple([ordered[other][0].words for other in others]) for at, others in found}


def _weights(features: Features) -> list[float]:
    """The square of each pair's weight, by its number: larger where fewer statements have it."""
    counts = Counter(chain.from_iterable(features.told.values()))
    squares = {n: math.log(1 + len(features.told) / n) ** 2 for n in set(counts.values())}
    return [squares[counts[pair]] for pair in range(len(features.pairs))]


class _Section:
    """The statements of one section, numbered in the order of their comparison copies."""

    def __init__(
        self, claimed: Claimed, copies: Sequence[tuple[Copy, str]], features: Features, weight: Sequence[float]
    ) -> None:
        self.weight = weight
        self.copies = copies
        self.told = [features.told[copy.words] for copy, _ in copies]
        self.claimed = claimed
        self.single = cache(lambda at: singles(copies[at][0]))
        self.postings: defaultdict[int, list[int]] = defaultdict(list)
        for at, own in enumerate(self.told):
            for pair in own:
                self.postings[pair].append(at)
        #: Whether another statement has the pair too.
        self.met_again = {pair for pair, bearers in self.postings.items() if len(bearers) > 1}.__contains__
        self.size = [math.sqrt(math.fsum(map(weight.__getitem__, own))) or 1.0 for own in self.told]

    def proposals(self) -> Matches:
        """By statement: its own, and those for which it is one, so that the pair is shown in either row."""
        alike, verdicts = self._similar(), self.claimed.verdicts
        same: dict[tuple[int, int], bool] = {}
        beside: dict[int, set[tuple[float, int]]] = {}
        for at, ranked in alike.items():
            ranked.sort()
            best, taken = 0.0, 0
            for less, other in ranked:
                if less > best * _AGAINST_BEST:
                    break
                pair = (at, other) if at < other else (other, at)
                if pair not in same:
                    mine, theirs = self.copies[pair[0]][1], self.copies[pair[1]][1]
                    same[pair] = verdicts.of(LIKELY, mine, theirs, self._may_be_same, *pair)
                if same[pair]:
                    best, taken = best or less, taken + 1
                    beside.setdefault(at, set()).add((less, other))
                    beside.setdefault(other, set()).add((less, at))
                    if taken == MOST:
                        break
        return [(at, tuple([o for _, o in sorted(found)[:MOST]])) for at, found in sorted(beside.items())]

    def _similar(self) -> dict[int, list[tuple[float, int]]]:
        """By statement, those that are similar enough, each as (negative similarity, statement)."""
        told, size, worth = [frozenset(own) for own in self.told], self.size, self.weight.__getitem__
        pairs: dict[int, set[int]] = {}
        for at in range(len(told)):
            for other in self._candidates(at):
                if at < other:
                    pairs.setdefault(at, set()).add(other)
                else:
                    pairs.setdefault(other, set()).add(at)
        alike: dict[int, list[tuple[float, int]]] = {}
        for at, others in pairs.items():
            mine, least = told[at], LEAST * size[at]
            for other in others:
                shared = math.fsum(map(worth, mine & told[other]))
                if shared >= least * size[other]:
                    less = -round(shared / (size[at] * size[other]), 9)
                    alike.setdefault(at, []).append((less, other))
                    alike.setdefault(other, []).append((less, at))
        return alike

    def _candidates(self, at: int) -> Collection[int]:
        """Those that share the most of this statement's rarest pairs."""
        weight, postings, size = self.weight, self.postings, self.size
        own = list(filter(self.met_again, self.told[at]))
        if len(own) > _LOOKED_UP:
            # Of equal weight, the first in the text.
            own = sorted(own, key=weight.__getitem__, reverse=True)[:_LOOKED_UP]
        shared: defaultdict[int, float] = defaultdict(float)
        for pair in own:
            bearers = postings[pair]
            if len(bearers) > _COMMON:
                place = bisect_left(bearers, at)
                bearers = bearers[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
            worth = weight[pair]
            for other in bearers:
                shared[other] += worth
        shared.pop(at, None)
        if len(shared) <= _COMPARED:
            return shared
        part = list(map(truediv, shared.values(), map(size.__getitem__, shared)))
        # Candidates that rounding may bring among the first are enough to rank.
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
