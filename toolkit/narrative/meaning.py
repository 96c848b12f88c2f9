"""How near statements are in meaning, by a small table of vectors, since people word the same thing differently.

The table (`meaning.vectors`) has a vector for each syllable that can be written in Vietnamese and for many pairs of
neighbouring syllables, learnt once from a sentence model (`benchmarks/meaning.py`). A statement's vector is the sum of
the vectors of its syllables and pairs, weighted by rarity among the statements, the first ones twice; the mean of all
statements is subtracted, and the result scaled to one length. Nearness only ranks: `conflicts` decides which may be
grouped. All sums are of whole numbers, or exact, so the results are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

from toolkit.narrative.lexicon import Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.int8]
    Rows = NDArray[np.float32]
    """Vectors, for exact products and sums."""

_FILE = "meaning.vectors"
#: The length of a vector. Each part is at most 127, so a sum of 128 products is below 2**24: exact in single precision.
LENGTH = 127
#: The length of vectors when they are summed for the mean.
_FINE = 4_096
#: The number of unrelated statements that the mean assumes in addition: it would be too specific for few statements.
_ASSUMED = 40
#: The number of first words that say what a statement is about and count twice.
BEGINNING = 5
#: The number of steps of the weight while rarity doubles.
_EIGHTHS = 8
_SUMS_AT_ONCE = 256  # the number of statements summed at a time, which limits memory
_PRODUCTS_AT_ONCE = 400_000  # the number of products computed at a time, which limits memory
#: A sum of fewer weighted rows than this stays below 2**24 in each part.
_EXACT_ROWS = 1_000
#: If there are more statements than this, only those near the same sample statements are compared with each other.
_ALL = 8_192
_TO_ONE = 128  # the number of statements per sample
_SAMPLES = 5  # the number of nearest samples per statement
#: The number of strips in which products are searched for the greatest.
_STRIPS = 16


# --- The table -----------------------------------------------------------------------------------


class Table(NamedTuple):
    """The vectors of syllables and pairs of syllables."""

    number: dict[str, int]
    """The row of each syllable, and of each pair of syllables with a blank between."""
    rows: Vectors
    """One vector a row."""


def table_bytes(words: Sequence[str], rows: Vectors) -> bytes:
    """The bytes of the table's file: the numbers of rows and columns, a line for each word, the rows.

    Zero bytes surround the words; since the first comes early, programs that convert line ends leave the file alone.
    """
    count, parts = rows.shape
    return "\0".join([f"{count} {parts}", "\n".join(words), ""]).encode() + rows.tobytes()


@cache
def table() -> Table:
    """The table of word vectors that comes with the package."""
    import numpy as np

    data = files(__package__).joinpath(_FILE).read_bytes()
    sizes, lines, _ = data.split(b"\0", 2)
    count, parts = map(int, sizes.split())
    words, start = lines.decode().split("\n"), len(data) - count * parts
    rows = np.frombuffer(data, np.int8, offset=start).reshape(count, parts)
    return Table(dict(zip(words, range(count), strict=True)), rows)


# --- Statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The vectors of the statements' texts."""

    number: Mapping[str, int]
    """The row of each comparison copy, keyed by the copy's text."""
    vectors: Vectors
    keywords: Vectors
    """The vectors of the themes' keywords, one per row."""

    def vectors_of(self, texts: Sequence[str]) -> Vectors:
        """The vectors of these texts, one per row."""
        return self.vectors[[self.number[text] for text in texts]]


def meaning_vectors(statements: Features, keywords: Features, ignored: Container[tuple[str, ...]] = ()) -> Meaning:
    """The vectors of all statements of a campaign, and of the keywords of its themes.

    The vectors have length `LENGTH`, or are zero for a text of which the table has nothing. The pairs in `ignored`, and
    their words, are left out. Rarity and the mean are those among all these texts, whatever their order.
    """
    import numpy as np

    of_keywords = [tuple([n + len(statements.pairs) for n in pairs]) for pairs in keywords.pairs_of.values()]
    pairs_of_each = [*statements.pairs_of.values(), *of_keywords]
    features = _statement_rows(pairs_of_each, _table_rows([*statements.pairs, *keywords.pairs], ignored))
    often = np.bincount(features.row, minlength=len(table().rows))
    vectors = _statement_vectors(features, often, len(pairs_of_each))
    number = {text: n for n, text in enumerate(statements.pairs_of)}
    return Meaning(number, vectors[: len(number)], vectors[len(number) :])


def _statement_vectors(features: _StatementRows, often: NDArray[np.int64], count: int) -> Vectors:
    """The vectors of `count` statements, from the table's rows for each statement."""
    import numpy as np

    rows = table().rows
    weight = _weights(often, count)
    vectors = np.zeros((count, rows.shape[1]), np.int32)
    for start in range(0, count, _SUMS_AT_ONCE):
        end = min(start + _SUMS_AT_ONCE, count)
        vectors[start:end] = _scaled(_weighted_sums(rows, weight, features.part(start, end), end - start), _FINE)
    filled = vectors.any(axis=1)
    mean = vectors.sum(axis=0, dtype=np.int64) / (np.count_nonzero(filled) + _ASSUMED)
    vectors[filled] -= np.rint(mean).astype(np.int32)
    return _scaled(vectors, LENGTH).astype(np.int8)


def _scaled(sums: NDArray[np.int32] | NDArray[np.int64], length: int) -> NDArray[np.int32]:
    """The vectors scaled to this length, in whole numbers; zero vectors stay zero."""
    import numpy as np

    wide = sums.astype(np.int64)
    had = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    had[had == 0] = 1
    rounded: NDArray[np.int32] = np.rint(wide * length / had).astype(np.int32)
    return rounded


def _table_rows(pairs: Sequence[tuple[str, ...]], ignored: Container[tuple[str, ...]]) -> NDArray[np.int64]:
    """For each pair the table's rows of the pair, its first word and its last word; -1 if the table has no such row."""
    import numpy as np

    row = table().number.get
    silent = {word for pair in pairs if pair in ignored for word in pair}
    single = {word: -1 if word in silent else row(word, -1) for pair in pairs for word in (pair[0], pair[-1])}
    rows = [(-1 if p in ignored or len(p) < 2 else row(" ".join(p), -1), single[p[0]], single[p[-1]]) for p in pairs]
    return np.array(rows, np.int64).reshape(-1, 3)


class _StatementRows(NamedTuple):
    """The table's rows for the syllables and pairs of statements, one statement after the other."""

    owner: NDArray[np.int64]
    """The statement's number."""
    row: NDArray[np.int64]
    begins: NDArray[np.bool_]
    """Whether the row is for one of the statement's first words."""

    def part(self, start: int, end: int) -> _StatementRows:
        """The rows for the statements from `start` to before `end`, which are numbered from 0."""
        import numpy as np

        selected = slice(*np.searchsorted(self.owner, (start, end)))
        return _StatementRows(self.owner[selected] - start, self.row[selected], self.begins[selected])


def _statement_rows(statements: Sequence[Sequence[int]], rows: NDArray[np.int64]) -> _StatementRows:
    """The table's rows for these statements, each a list of its pairs' numbers; `rows`: the result of `_table_rows`."""
    import numpy as np

    sizes = np.fromiter(map(len, statements), np.int64, len(statements))
    flat = np.fromiter(chain.from_iterable(statements), np.int64)
    owner = np.repeat(np.arange(len(statements)), sizes)
    position = np.arange(len(flat)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    last = position == sizes[owner] - 1
    row = np.concatenate((rows[flat, 0], rows[flat, 1], rows[flat[last], 2]))
    begins = np.concatenate((position < BEGINNING - 1, position < BEGINNING, position[last] < BEGINNING - 1))
    owner = np.concatenate((owner, owner, owner[last]))
    order = np.argsort(owner, kind="stable")
    order = order[row[order] >= 0]
    return _StatementRows(owner[order], row[order], begins[order])


def _weighted_sums(rows: Vectors, weight: NDArray[np.int32], features: _StatementRows, count: int) -> NDArray[np.int64]:
    """For each of `count` statements, the weighted sum of its rows; the rows of its first words are added twice."""
    import numpy as np

    owner, row, begins = features
    used = np.flatnonzero(np.bincount(row, minlength=len(rows)))
    column = np.zeros(len(rows), np.int64)
    column[used] = np.arange(len(used))
    often = np.zeros((count, len(used)), np.float32)
    often[owner, column[row]] = 1
    often[owner[begins], column[row[begins]]] += 1
    exact = np.float32 if int(often.sum(axis=1).max(initial=0)) < _EXACT_ROWS else np.float64
    sums: NDArray[np.int64] = (often.astype(exact) @ (rows[used] * weight[used, None]).astype(exact)).astype(np.int64)
    return sums


def _weights(often: NDArray[np.int64], total: int) -> NDArray[np.int32]:
    """The weight of each row: larger if the row is rarer among this number of statements. Computed in whole numbers,
    which every machine rounds alike: the root of ⌊8 log₂(1 + total / frequency)⌋, times eight. The root brings
    the vectors nearest to the model's vectors of statements."""
    import numpy as np

    counts, number = np.unique(often, return_inverse=True)
    doubled = [((total + n) ** _EIGHTHS // n**_EIGHTHS).bit_length() - 1 if n else 0 for n in counts.tolist()]
    weights: NDArray[np.int32] = np.array([isqrt(64 * d) for d in doubled], np.int32)[number]
    return weights


# --- Which are near ------------------------------------------------------------------------------

Near = list[tuple[float, int]]
"""Other statements with their nearness (1: the same), the nearest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearness:
    """How near statements are by their vectors. Of two equally near statements the one with the nearer number comes
    first, so the order depends on the numbering (the order of the texts) alone."""

    vectors: Vectors

    def neighbours(self, most: int, least: float) -> list[Near]:
        """For each statement, at most `most` others with at least the nearness `least` (above 0), the nearest first."""
        import numpy as np

        at, product, other = self._nearest(most, least)
        ranked = [*zip((product / LENGTH**2).tolist(), other.tolist(), strict=True)]
        ends = np.searchsorted(at, np.arange(len(self.vectors) + 1)).tolist()
        return [ranked[start:end] for start, end in pairwise(ends)]

    def pairs(self, most: int, least: float) -> Iterator[tuple[int, int]]:
        """Yields the pairs in which one statement is a neighbour of the other, each once, the smaller number first.
        The nearest pairs come first; of equally near pairs, those with smaller numbers."""
        import numpy as np

        at, product, other = self._nearest(most, least)
        count = len(self.vectors)
        pairs = np.minimum(at, other) * count + np.maximum(at, other)
        pairs = np.unique((_ABOVE_ALL - 1 - product) * count**2 + pairs) % count**2
        return zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True)

    def _nearest(self, most: int, least: float) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The neighbours as three columns, one row per pair: statement, product, neighbour."""
        import numpy as np

        count, filled = len(self.vectors), np.flatnonzero(self.vectors.any(axis=1))
        ranks_of = [_top_ranks(self.vectors[part], part, most, least, count) for part in self._compared_parts(filled)]
        ranks = ranks_of[0] if len(ranks_of) == 1 else _first_of_each(np.unique(np.concatenate(ranks_of)), most, count)
        return _columns(ranks, count)

    def _compared_parts(self, filled: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Yields parts of the statements (`filled`: those with a vector) in which all are compared with each other."""
        import numpy as np

        if len(filled) <= _ALL:
            yield filled
            return
        pivots = self.vectors[filled[::_TO_ONE]].astype(np.float32).T
        count = pivots.shape[1]
        nearest_pivots = []
        for part in np.array_split(filled, len(filled) * count // _PRODUCTS_AT_ONCE + 1):
            # All ranks differ: of two equally near samples, the first has the greater rank.
            ranks = (self.vectors[part].astype(np.float32) @ pivots).astype(np.int64) * count - np.arange(count)
            nearest_pivots.append(np.argpartition(ranks, -_SAMPLES, axis=1)[:, -_SAMPLES:])
        flat = np.concatenate(nearest_pivots).ravel()
        order = np.argsort(flat, kind="stable")
        for members in np.split(filled[order // _SAMPLES], np.searchsorted(flat[order], np.arange(1, count))):
            # If too many statements are near the same sample, only those with near numbers are compared.
            yield from np.array_split(members, len(members) // _ALL + 1)


def _top_ranks(vectors: Vectors, members: NDArray[np.int64], most: int, least: float, count: int) -> NDArray[np.int64]:
    """For each of these statements (`members`), the ranks (`_ranks`) of the nearest others. `vectors`: theirs."""
    import numpy as np

    columns = vectors.astype(np.float32)
    width = -(-len(members) // _STRIPS)
    padded = np.zeros((width * _STRIPS, vectors.shape[1]), np.float32)
    padded[: len(members)] = columns
    rows = max(1, _PRODUCTS_AT_ONCE // max(1, len(padded)))
    nearest = [np.empty(0, np.int64)]
    for start in range(0, len(members), rows):
        products = columns[start : start + rows] @ padded.T
        diagonal = np.arange(len(products))
        products[diagonal, diagonal + start] = 0  # the product of a statement with itself
        enough = np.full((len(products), 1), least * LENGTH**2, np.float32)
        if width > most:
            # At each position, the greatest product of all strips: the nearest are not below the `most`-th greatest.
            greatest = products.reshape(len(products), _STRIPS, width).max(axis=1)
            enough = np.maximum(enough, np.partition(greatest, -most, axis=1)[:, -most, None])
        row, column = np.divmod(np.flatnonzero(products >= enough), len(padded))
        ranks = _ranks(members[start + row], products[row, column].astype(np.int64), members[column], count)
        nearest.append(_first_of_each(np.sort(ranks), most, count))
    return np.concatenate(nearest)


#: A number greater than any product of two vectors.
_ABOVE_ALL = (LENGTH + 7) ** 2


def _ranks(
    at: NDArray[np.int64], product: NDArray[np.int64], other: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """Numbers that sort by statement (`at`), then by nearness, the nearest first. Of equally near statements the one
    with the nearer number comes first, then the one with the greater number. `count`: the number of statements."""
    apart = 2 * abs(other - at) - (other < at)
    ranks: NDArray[np.int64] = (at * _ABOVE_ALL + (_ABOVE_ALL - 1 - product)) * (2 * count) + apart
    return ranks


def _columns(ranks: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The columns `at`, `product` and `other` of these ranks: the reverse of `_ranks`."""
    whole, apart = ranks // (2 * count), ranks % (2 * count)
    at = whole // _ABOVE_ALL
    return at, _ABOVE_ALL - 1 - whole % _ABOVE_ALL, at + (apart + 1) // 2 * (1 - 2 * (apart % 2))


def _first_of_each(ranks: NDArray[np.int64], most: int, count: int) -> NDArray[np.int64]:
    """The first `most` ranks of each statement; `ranks` is in ascending order."""
    import numpy as np

    at = ranks // (2 * count * _ABOVE_ALL)
    begins = np.flatnonzero(np.diff(at, prepend=-1))
    return ranks[np.arange(len(at)) - np.repeat(begins, np.diff(begins, append=len(at))) < most]


def stacked_rows(one: Rows, other: Rows) -> Rows:
    """The rows of `one`, then those of `other`."""
    import numpy as np

    return np.concatenate((one, other))


def nearest_kinds(
    statements: Vectors, examples: Vectors, kinds: Sequence[str], *, most: int, least: float, ahead: float
) -> list[str]:
    """The kind of each statement; "" if no kind is clearly the nearest.

    `kinds` has the kind of each of `examples`. A statement's nearness to a kind is the mean nearness to the `most`
    nearest examples of the kind; it must be at least `least`, and exceed that of every other kind by `ahead`.
    """
    import numpy as np

    names = sorted(set(kinds))
    if len(names) < 2:
        return [""] * len(statements)
    products = statements.astype(np.float32) @ examples.astype(np.float32).T
    near = np.empty((len(statements), len(names)))
    for column, name in enumerate(names):
        of_kind = np.sort(products[:, [kind == name for kind in kinds]], axis=1)[:, -most:]
        near[:, column] = of_kind.mean(axis=1, dtype=np.float64) / LENGTH**2
    order = np.argsort(-near, axis=1, kind="stable")
    ranked = np.take_along_axis(near, order[:, :2], axis=1)
    clear = (ranked[:, 0] >= least) & (ranked[:, 0] - ranked[:, 1] >= ahead)
    return [names[first] if sure else "" for first, sure in zip(order[:, 0].tolist(), clear.tolist(), strict=True)]
