"""Similarity of meaning: exact, and the same in any order."""

from collections import Counter
from itertools import pairwise
from math import isqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.meaning import syllables
from toolkit.narrative import meaning
from toolkit.narrative.lexicon import Copy, features
from toolkit.narrative.meaning import BEGINNING, LENGTH, Nearness, meaning_vectors, table, table_bytes

_SENTENCES = """kinh phí hoạt động còn hạn hẹp|ngân sách bố trí ít|không đủ tiền để tổ chức|\
cán bộ phụ trách thường xuyên thay đổi|nhân sự hay bị luân chuyển|người dân chưa nhận thức rõ"""
SENTENCES = _SENTENCES.split("|")
NO_KEYWORDS = features([])


def words(texts: list[str]) -> list[list[str]]:
    return [text.split() for text in texts]


def vectors(texts: list[str]) -> NDArray[np.int8]:
    featured = features([Copy(f"{n} {text}", text, text) for n, text in enumerate(texts)])
    return meaning_vectors(featured, NO_KEYWORDS).vectors


# --- The table -----------------------------------------------------------------------------------


def test_the_table_has_every_possible_syllable() -> None:
    """By the rules of spelling; and many pairs of syllables, in a few megabytes."""
    known = table()
    assert set(syllables()) <= known.number.keys()
    assert {"kinh phí", "hạn hẹp"} <= known.number.keys()
    assert known.rows.shape == (len(known.number), 128)
    assert known.rows.nbytes < 5_000_000


def test_a_table_is_kept_as_lines_and_rows() -> None:
    """The sizes, one word a line, the numbers; its first bytes are no text, so no program converts its line ends."""
    assert table_bytes(["a", "b c"], np.array([[1, -1], [10, 2]], np.int8)) == b"2 2\x00a\nb c\x00\x01\xff\n\x02"


# --- Vectors -------------------------------------------------------------------------------------


def rounded(part: int, square: int) -> int:
    """The whole number nearest to part / √square, by whole numbers alone."""
    return (1 if part > 0 else -1) * ((isqrt(4 * part**2 // square) + 1) // 2)


def of_length(sums: list[int], length: int) -> list[int]:
    square = sum(part * part for part in sums)
    return [rounded(part * length, square) for part in sums]


def by_hand(texts: list[str]) -> list[list[int]]:
    """The vectors in Python's whole numbers: the beginning of a statement counts twice."""
    known = table()

    def of(words_of: list[str]) -> list[str]:
        return [f for f in dict.fromkeys([*words_of, *map(" ".join, pairwise(words_of))]) if f in known.number]

    features = [of(words_of) for words_of in words(texts)]
    bearers = Counter(f for own in features for f in own)
    weight = {f: isqrt(64 * ((((len(texts) + n) ** 8) // n**8).bit_length() - 1)) for f, n in bearers.items()}
    features = [own + of(words_of[:BEGINNING]) for own, words_of in zip(features, words(texts), strict=True)]
    fine = [
        of_length([sum(weight[f] * int(known.rows[known.number[f], at]) for f in own) for at in range(128)], 4096)
        for own in features
    ]
    common = [sum(column) for column in zip(*fine, strict=True)]
    less = [rounded(total, (len(texts) + 40) ** 2) for total in common]
    return [of_length([part - c for part, c in zip(own, less, strict=True)], LENGTH) for own in fine]


def test_vectors_equal_those_of_whole_numbers() -> None:
    """They do not depend on a machine's rounding, nor on the order of the statements."""
    there = vectors(SENTENCES)
    assert there.tolist() == by_hand(SENTENCES)
    assert there.tobytes() == vectors(SENTENCES[::-1])[::-1].tobytes()


def test_vectors_do_not_depend_on_other_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither on statements without a word of the table nor on long ones."""
    texts = [*SENTENCES, "", "xyz 12", " ".join(SENTENCES), *SENTENCES[:2]]
    at_once = vectors(texts)
    monkeypatch.setattr(meaning, "_SUMS_AT_ONCE", 2)
    monkeypatch.setattr(meaning, "_EXACT_ROWS", 1)
    assert vectors(texts).tobytes() == at_once.tobytes()
    assert not at_once[6:8].any()
    assert vectors([]).shape == (0, 128)


def between(near: Nearness, one: int, other: int) -> float:
    """The cosine of the two, to about three digits."""
    mine, theirs = (near.vectors[n].astype(np.int64) for n in (one, other))
    return int(mine @ theirs) / LENGTH**2


def test_the_same_in_other_words_is_nearer_than_another_matter() -> None:
    """For statements without a common word."""
    near = Nearness(vectors(SENTENCES))
    assert between(near, 0, 1) > max(between(near, 0, n) for n in (3, 4, 5))
    assert between(near, 3, 4) > max(between(near, 3, n) for n in (0, 1, 2, 5))
    assert between(near, 2, 2) == pytest.approx(1, abs=0.02)


# --- Neighbours ----------------------------------------------------------------------------------


def some(count: int, size: int = 128) -> Nearness:
    dice = np.random.default_rng(3)
    made = dice.normal(size=(count, size))
    made = np.rint(made * LENGTH / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.int8)
    made[::7] = made[0]  # some are equal
    made[5] = 0
    return Nearness(made)


@pytest.mark.parametrize(("most", "at_once"), [(4, 400_000), (9, 400_000), (4, 200)])
def test_neighbours_are_the_nearest_of_all(monkeypatch: pytest.MonkeyPatch, most: int, at_once: int) -> None:
    """They are the same as by comparing every pair; of two equally near ones, the one with the nearer number."""
    monkeypatch.setattr(meaning, "_PRODUCTS_AT_ONCE", at_once)
    near = some(90, 8)
    found = near.neighbours(most, 0.1)
    for at in range(90):
        every = [(between(near, at, o), o) for o in range(90) if o != at and between(near, at, o) >= 0.1]
        every.sort(key=lambda n: (-n[0], abs(n[1] - at), n[1] > at))
        assert found[at] == every[:most]
    assert found[5] == []


def test_of_very_many_those_near_the_same_samples_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements that are nearly the same are found without comparing all pairs."""
    near = some(600)
    every = near.neighbours(1, 0.9)
    monkeypatch.setattr(meaning, "_ALL", 100)
    monkeypatch.setattr(meaning, "_TO_ONE", 50)
    found = near.neighbours(1, 0.9)
    assert [len(n) for n in found] == [len(n) for n in every]
    assert sum(map(len, found)) > 80


def test_very_many_equal_ones_are_not_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest are those with adjacent numbers, and no part is larger than its limit."""
    near = Nearness(np.full((1000, 8), 45, np.int8))
    monkeypatch.setattr(meaning, "_ALL", 100)
    assert max(map(len, near._compared_parts(np.arange(1000)))) <= 100
    found = near.neighbours(1, 0.9)
    assert all(abs(other - at) == 1 for at, ((_, other),) in enumerate(found))
