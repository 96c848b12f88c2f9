"""How near statements are in meaning, by a small table of vectors: people say one thing in words that are not alike.

The table (`meaning.vectors`) has a vector for each syllable that can be written in Vietnamese and for many pairs of
neighbouring ones, learnt once from a sentence model (`benchmarks/meaning.py`). A statement's vector is the sum of
those of its syllables and pairs, weighed by rarity among the statements, less what all of them have in common, at one
length. Nearness only ranks: what may
be together at all is for `conflicts` to say. All sums are of whole numbers, or exact, so every machine has the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.int8]
    Sums = NDArray[np.int64]
    """Sums of vectors."""

_FILE = "meaning.vectors"
#: The length of a vector. A part is 127 at most, so 128 products of two stay below 2**24: single precision is exact.
LENGTH = 127
#: The length at which vectors are added up to find what all have in common; and how many statements that have nothing
#: in common are taken to stand beside them, so that of a few not everything is taken away.
_FINE, _STRANGERS = 4_096, 20
#: Rarity is weighed in eighths of a doubling.
_EIGHTHS = 8
#: So many features, or products of two statements, at a time: what they take stays in some tens of megabytes.
_FEATURES_AT_ONCE, _PRODUCTS_AT_ONCE = 32_768, 4_000_000
#: More statements than this are not all held against each other, but those that are nearest to the same of some
#: among them: so many to one of these, and each beside so many of them.
_ALL, _TO_ONE, _BESIDE = 8_192, 1_024, 2


# --- The table -----------------------------------------------------------------------------------


class Table(NamedTuple):
    """Vectors by what they are of."""

    number: dict[str, int]
    """By syllable, and by pair of syllables with a blank between, the row."""
    rows: Vectors
    """One vector a row."""


def packed(words: Sequence[str], rows: Vectors) -> bytes:
    """The table as it is kept: the numbers of rows and columns, a line for each word, the rows.

    Zeros stand around the words, the first so early that programs which turn the ends of lines into others see it.
    """
    count, parts = rows.shape
    return "\0".join([f"{count} {parts}", "\n".join(words), ""]).encode() + rows.tobytes()


@cache
def table() -> Table:
    """The table that comes with the package."""
    import numpy as np

    data = files(__package__).joinpath(_FILE).read_bytes()
    sizes, said, _ = data.split(b"\0", 2)
    count, parts = map(int, sizes.split())
    words, start = said.decode().split("\n"), len(data) - count * parts
    rows = np.frombuffer(data, np.int8, offset=start).reshape(count, parts)
    return Table(dict(zip(words, range(count), strict=True)), rows)


# --- Statements ----------------------------------------------------------------------------------


def vectors(statements: Sequence[Sequence[str]]) -> Vectors:
    """A vector of `LENGTH` for each statement, given as its single words; zeros where the table has none of them.

    Rarity is counted, and what all have in common taken away, among these statements, so they come together: all of a
    campaign. The order does not matter.
    """
    import numpy as np

    known = table()
    features = [_features(known, words) for words in statements]
    weighed = known.rows * _weights(features, len(known.rows))[:, None]
    made = np.zeros((len(features), known.rows.shape[1]), np.int32)
    for start, end in _parts([len(own) for own in features]):
        filled = [n for n in range(start, end) if features[n]]
        if not filled:
            continue
        flat = np.fromiter(chain.from_iterable(features[start:end]), np.int64)
        starts = np.cumsum([0, *(len(features[n]) for n in filled[:-1])])
        made[filled] = _of_length(np.add.reduceat(weighed[flat], starts, axis=0), _FINE)
    told = made.any(axis=1)
    made[told] -= np.rint(made.sum(axis=0, dtype=np.int64) / (np.count_nonzero(told) + _STRANGERS)).astype(np.int32)
    return _of_length(made, LENGTH).astype(np.int8)


def leaning(statements: Sequence[Sequence[str]], beginning: int) -> Vectors:
    """The same, so many of a statement's first words counting half as much again: they say what it is about."""
    import numpy as np

    sums = vectors(statements).astype(np.int32)
    sums *= 2
    sums += vectors([words[:beginning] for words in statements])
    return _of_length(sums, LENGTH).astype(np.int8)


def _of_length(sums: NDArray[np.int32], length: int) -> NDArray[np.int32]:
    """Vectors of whole numbers, brought to one length; zeros stay."""
    import numpy as np

    wide = sums.astype(np.int64)
    had = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    had[had == 0] = 1
    rounded: NDArray[np.int32] = np.rint(wide * length / had).astype(np.int32)
    return rounded


def _features(known: Table, words: Sequence[str]) -> Sequence[int]:
    """The rows of the words and of the pairs of neighbouring ones, each once."""
    number = known.number
    pairs = map(" ".join, zip(words, words[1:], strict=False))
    return [*dict.fromkeys([number[said] for said in chain(words, pairs) if said in number])]


def _weights(features: Sequence[Sequence[int]], rows: int) -> NDArray[np.int32]:
    """By row, how much it tells: more where fewer statements have it. In whole numbers, which no machine rounds
    otherwise: the root of ⌊8 log₂(1 + all / those that have it)⌋, times eight. Rarer words tell more, but by the root
    vectors are nearest to what the model makes of statements."""
    import numpy as np

    total = len(features)
    bearers = Counter(chain.from_iterable(features))
    doubled = {n: ((total + n) ** _EIGHTHS // n**_EIGHTHS).bit_length() - 1 for n in set(bearers.values())}
    weight = np.zeros(rows, np.int32)
    weight[list(bearers)] = [isqrt(64 * doubled[n]) for n in bearers.values()]
    return weight


def _parts(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of statements that have so many features together."""
    start = taken = 0
    for at, size in enumerate(sizes):
        if taken and taken + size > _FEATURES_AT_ONCE:
            yield start, at
            start, taken = at, 0
        taken += size
    if start < len(sizes):
        yield start, len(sizes)


# --- Which are near ------------------------------------------------------------------------------

Near = list[tuple[float, int]]
"""Others by how near they are, 1 being the same, the nearest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """How near statements are, of which each has a vector. Of two equally near the one whose number is nearer counts
    as the nearer, so they come in an order that depends on nothing else, such as that of their texts."""

    vectors: Vectors

    def between(self, one: int, other: int) -> float:
        """The cosine of the two, to the third digit or so."""
        import numpy as np

        return int(self.vectors[one].astype(np.int64) @ self.vectors[other].astype(np.int64)) / LENGTH**2

    def neighbours(self, most: int, least: float) -> list[Near]:
        """By statement, so many others at most that are at least so near (above 0), the nearest first."""
        import numpy as np

        filled = np.flatnonzero(self.vectors.any(axis=1))
        found: list[dict[int, float]] = [{} for _ in range(len(self.vectors))]
        for members in self._together(filled):
            for at, other, near in _nearest(self.vectors[members], members, most, least):
                found[at][other] = near
        return [_ranked(at, others)[:most] for at, others in enumerate(found)]

    def _together(self, filled: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """The statements in parts in which each is held against each."""
        import numpy as np

        if len(filled) <= _ALL:
            yield filled
            return
        pivots = self.vectors[filled[::_TO_ONE]].astype(np.float32).T
        beside = [
            np.argsort(-(self.vectors[part].astype(np.float32) @ pivots), axis=1, kind="stable")[:, :_BESIDE]
            for part in np.array_split(filled, len(filled) // _ALL + 1)
        ]
        places = np.concatenate(beside)
        for pivot in range(pivots.shape[1]):
            yield filled[(places == pivot).any(axis=1)]


def _ranked(at: int, others: dict[int, float]) -> Near:
    return sorted(((near, other) for other, near in others.items()), key=lambda n: (-n[0], _apart(at, n[1])))


def _apart(one: int, other: int) -> int:
    """How far the numbers are from each other, the same for no two others."""
    return 2 * abs(one - other) - (other < one)


def _nearest(own: Vectors, members: NDArray[np.int64], most: int, least: float) -> Iterator[tuple[int, int, float]]:
    """Of each member, the nearest among them, as (member, other, nearness)."""
    import numpy as np

    columns = own.astype(np.float32)
    size = len(members)
    for start in range(0, size, max(1, _PRODUCTS_AT_ONCE // max(1, size))):
        rows = columns[start : start + max(1, _PRODUCTS_AT_ONCE // size)]
        products = rows @ columns.T
        places = np.arange(start, start + len(rows))
        products[places - start, places] = 0  # itself
        near = products >= least * LENGTH**2
        many = np.flatnonzero(np.count_nonzero(near, axis=1) > most)
        for row in many:
            near[row] = _first(products[row], near[row], members, members[start + row], most)
        for row, column in zip(*(n.tolist() for n in np.nonzero(near)), strict=True):
            yield int(members[start + row]), int(members[column]), float(products[row, column]) / LENGTH**2


def _first(products: Any, near: Any, members: NDArray[np.int64], at: int, most: int) -> Any:
    """The mask of those that come first of the ones that are near."""
    import numpy as np

    columns = np.flatnonzero(near)
    others = members[columns]
    apart = 2 * np.abs(others - at) - (others < at)
    order = np.lexsort((apart, -products[columns]))[:most]
    taken = np.zeros_like(near)
    taken[columns[order]] = True
    return taken


def nearest_of(
    statements: Vectors, examples: Vectors, kinds: Sequence[str], *, most: int, least: float, ahead: float
) -> list[str]:
    """The kind that each statement is of; "" where that is not clear.

    `kinds` are those of `examples`, one by one. A statement is so near to a kind as it is in the mean to the `most` of
    its examples that are nearest: at least `least`, and `ahead` of every other kind.
    """
    import numpy as np

    names = sorted(set(kinds))
    if len(names) < 2:
        return [""] * len(statements)
    products = statements.astype(np.float32) @ examples.astype(np.float32).T
    near = np.empty((len(statements), len(names)))
    for place, name in enumerate(names):
        own = np.sort(products[:, [kind == name for kind in kinds]], axis=1)[:, -most:]
        near[:, place] = own.mean(axis=1, dtype=np.float64) / LENGTH**2
    order = np.argsort(-near, axis=1, kind="stable")
    ranked = np.take_along_axis(near, order[:, :2], axis=1)
    clear = (ranked[:, 0] >= least) & (ranked[:, 0] - ranked[:, 1] >= ahead)
    return [names[place] if told else "" for place, told in zip(order[:, 0].tolist(), clear.tolist(), strict=True)]
