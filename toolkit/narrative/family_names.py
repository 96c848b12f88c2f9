"""The name of a family: the words that its statements share, as the first of them has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.language.text import clean, normalise, strip_bullet
from toolkit.narrative.lexicon import JOIN, Copy, tokens

#: A name has so many syllables at least and at most, not counting those that complete a word at either end.
_SHORTEST, _LONGEST = 2, 8
#: Shared words that make a shorter name than this tell too little.
_TELLING = 3
#: Between two shared words so many may stand that are not.
_GAP = 2
#: At either end so many syllables are added where they make a word with the next one.
_COMPLETED = 2
#: What is said first names the matter, unless something else is shared by that much more.
_FIRST = 0.6
#: Where no words are shared, so many of the first clause are the name.
_OPENING = 8
_WORD = re.compile(r"\w+")
_CLAUSE_END = re.compile(r"[.;:!?()\n“”\"–]")
#: What neither begins nor ends a name: words that only join others.
_JOINING_WORDS = (
    "và của các những được đã còn với cho trong là thì mà ở tại về một số khi từ do bị để ra vào lên theo trên dưới "
    "này đó cũng có như nên đến giữa qua bởi vì nhằm rất nhiều mỗi cả hằng hàng so đạt nay chưa không đâu đang luôn "
    "vẫn thật nơi việc sự"
)
_JOINING = frozenset(_JOINING_WORDS.split())
#: Of these, what begins a name well enough.
_BEGIN = frozenset(["có", "chưa", "không", "nhiều", "một", "số", "việc", "sự"])


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a clause, by their places, which ends included, and how much they tell."""

    told: float
    first: int
    last: int


def words_of(copy: Copy) -> frozenset[str]:
    """The words of a statement."""
    return frozenset(copy.whole.replace(JOIN, " ").split(" "))


def named(text: str, others: Sequence[Collection[str]], pairs: Container[str], tells: Callable[[str], float]) -> str:
    """The name of the family for which `text` stands. `others`: the words of what else it says, one by one.

    `pairs`: syllables that make a word together, with a blank between, in lower case. `tells`: how much a word tells,
    as `tokens` has it: more where fewer statements have it.
    """
    first = " ".join(strip_bullet(clean(text)).split())
    said = list(_WORD.finditer(first))
    words = [m[0].lower() for m in said]
    compared = [_compared(word) for word in words]
    bearers = [sum(word in other for other in others) for word in compared]
    needed = max(1, len(others) // 2)
    told = [
        bearers[at] * tells(compared[at]) if bearers[at] >= needed and not (w in _JOINING or w.isdigit()) else 0.0
        for at, w in enumerate(words)
    ]
    clauses = _clauses(first, said)
    runs = _runs(told, clauses)
    if not said:
        return first
    opening = _completed(_Run(0.0, 0, min(clauses.count(0), _OPENING) - 1), words, clauses, pairs)
    begins, ends = opening
    if runs:
        most = max(run.told for run in runs)
        begins, ends = _completed(next(r for r in runs if r.told >= _FIRST * most), words, clauses, pairs)
    if ends - begins < _TELLING - 1:
        begins, ends = opening
    name = first[said[begins].start() : said[ends].end()]
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=4096)
def _compared(word: str) -> str:
    return (tokens(normalise(word)) or [""])[0]


def _clauses(text: str, said: Sequence[re.Match[str]]) -> list[int]:
    """By word, the number of its clause."""
    numbers, number, end = [], 0, 0
    for match in said:
        number += bool(_CLAUSE_END.search(text, end, match.start()))
        numbers.append(number)
        end = match.end()
    return numbers


def _runs(told: Sequence[float], clauses: Sequence[int]) -> list[_Run]:
    """Runs of words that tell something, in the order of the text."""
    runs: list[_Run] = []
    for at in [n for n, how_much in enumerate(told) if how_much]:
        run = runs[-1] if runs else None
        if run and clauses[at] == clauses[run.last] and at - run.last <= _GAP + 1:
            if at - run.first < _LONGEST:
                runs[-1] = _Run(run.told + told[at], run.first, at)
        else:
            runs.append(_Run(told[at], at, at))
    return [run for run in runs if run.last - run.first + 1 >= _SHORTEST]


def _completed(run: _Run, words: Sequence[str], clauses: Sequence[int], pairs: Container[str]) -> tuple[int, int]:
    """The first and last word of the run, with what makes a word with them."""
    first, last = run.first, run.last
    while first and run.first - first < _COMPLETED and _is_word(first - 1, words, clauses, pairs):
        first -= 1
    while last + 1 < len(words) and last - run.last < _COMPLETED and _is_word(last, words, clauses, pairs):
        last += 1
    while first < last and words[last] in _JOINING:
        last -= 1
    while first < last and words[first] in _JOINING - _BEGIN:
        first += 1
    return first, last


def _is_word(at: int, words: Sequence[str], clauses: Sequence[int], pairs: Container[str]) -> bool:
    """Whether a syllable and the next make a word."""
    two = words[at], words[at + 1]
    return clauses[at] == clauses[at + 1] and _JOINING.isdisjoint(two) and " ".join(two) in pairs
