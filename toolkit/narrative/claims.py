"""What one statement claims, as far as word lists show: negations, numbers, dates, names, and whether it is planned.

Similarity of words puts opposites together (`2.300 ha` of fruit trees, `2.300 ha` of fish; `chưa đồng bộ`,
`đồng bộ`), so claims decide which statements may be grouped (`conflicts`).
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from toolkit.language.text import clean, place_tones, strip_bullet
from toolkit.narrative.lexicon import JOIN, NUMBER, Copy, Lexicon, spaced_words, syllables
from toolkit.narrative.verdicts import Verdicts

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_REACH = 3  # the number of words after a negation that are negated
_COUNTED = 3  # the number of words near a number that may say what it counts
_NEAR = 3  # the number of words on each side of an antonym that say what it is about
#: The number of words before a number among which a word such as `trên` makes it a limit.
_LIMITING = 2
_REQUEST = "request"
_NO_PAIRS: frozenset[str] = frozenset()
_MAGNITUDES = {"nghìn": 3, "triệu": 6, "tỷ": 9}


Counted = tuple[frozenset[str], frozenset[str], frozenset[str]]


class Counts(NamedTuple):
    """The numbers and years of a statement, with what they count."""

    items: Sequence[str]
    """The statement's items (`Lexicon`) without fillers."""
    numbers: Sequence[Counted] = ()
    """Each as (possible values, the words around the number that say what is counted, only the words after it)."""
    years: frozenset[str] = frozenset()
    bounds: Mapping[str, str] = {}
    """For each number or year that is a limit, the kind of limit: `trên`, `dưới`, `trước`, `sau`."""


@dataclass(slots=True)
class Claims:
    """What a statement claims, as far as word lists can tell."""

    counts: Counts
    names: Sequence[tuple[str, tuple[str, ...]]] = ()
    """Proper names, each as (word before it, its words): `huyện`, `sông`."""
    documents: frozenset[str] = frozenset()
    """Documents by their numbers: `15 nq tu`."""
    denies: bool = False
    denied: frozenset[str] = frozenset()
    """Word pairs that follow a negation."""
    doubted: frozenset[str] = frozenset()
    """Word pairs that precede a negation (`kinh phí còn hạn chế`): less certain."""
    sides: Mapping[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    """By pair of antonyms, and by which of the two is stated: the words near it."""
    contrasts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_question: bool = False
    """Whether the statement is a request."""
    moods: frozenset[str] = frozenset()
    """Whether the statement is about something done or planned: the words' meanings in the definition."""
    degrees: frozenset[str] = frozenset()
    reached: Container[int] = ()
    """The positions of negated items."""
    _affirmed: frozenset[str] | None = None
    _spaced: str = ""

    @property
    def affirmed(self) -> frozenset[str]:
        """Word pairs that are not negated."""
        if self._affirmed is None:
            items = self.counts.items
            self._affirmed = _pairs(items, [n for n in range(len(items)) if n not in self.reached])
        return self._affirmed

    def affirmed_among(self, pairs: frozenset[str]) -> frozenset[str]:
        """Those of `pairs` that the statement has and that are not negated."""
        if not self._spaced:
            self._spaced = spaced_words(self.counts.items)
        # Most pairs do not occur at all: to test this first is quicker than to find what is negated.
        return pairs & self.affirmed if any(f" {pair} " in self._spaced for pair in pairs) else _NO_PAIRS


def counts(words: Lexicon, copy: Copy) -> Counts:
    """What the statement counts and dates."""
    items = words.meaningful(copy.whole.split(" "))
    if NUMBER not in copy.words:
        return Counts(items)
    bounds = {} if words.bounds.keys().isdisjoint(items) else _bounds(words, items)
    return Counts(items, *_numbers_and_years(items), bounds)


def claims(words: Lexicon, text: str, copy: Copy, counted: Counts | None = None) -> Claims:
    """What the statement claims; `counted`: what it counts, if known."""
    counted = counted or counts(words, copy)
    items = counted.items
    claimed = Claims(counted, _proper_names(text), _documents(text))
    after: Mapping[int, str] = {}
    signs = words.signs
    marked = [n for n, item in enumerate(items) if item in signs]
    if marked:
        if any(items[n] in words.negations for n in marked):
            after, before = _negated_positions(words, items, marked)
            claimed.denies = True
            claimed.denied = _pairs(items, sorted(after)) | _pairs_around_negations(words, items, marked)
            claimed.doubted = _pairs(items, sorted(before))
            claimed.degrees = _degrees(words, copy.whole)
            claimed.reached = after.keys() | before
        claimed.sides = _stated_antonyms(words, items, marked, after)
        claimed.contrasts = _contrasts(words, items, marked)
    everything = copy.whole.split(" ")
    if not words.moods.keys().isdisjoint(everything):
        moods = {words.moods[i] for i in words.moods.keys() & everything}
        claimed.is_question = _REQUEST in moods
        claimed.moods = frozenset(moods - {_REQUEST})
    return claimed


class ClaimCache:
    """A cache of what statements count and claim; and the verdicts on pairs of statements."""

    def __init__(self, words: Lexicon, verdicts: Verdicts | None = None) -> None:
        self.words = words
        self.verdicts = verdicts or Verdicts()
        self._counts: dict[str, Counts] = {}
        self._claims: dict[str, Claims] = {}

    def counts(self, text: str, copy: Copy) -> Counts:
        """What the statement counts and dates; `copy` is its comparison copy."""
        counted = self._counts.get(text)
        if counted is None:
            counted = self._counts[text] = counts(self.words, copy)
        return counted

    def claims(self, text: str, copy: Copy) -> Claims:
        """What the statement claims."""
        claimed = self._claims.get(text)
        if claimed is None:
            claimed = self._claims[text] = claims(self.words, text, copy, self.counts(text, copy))
        return claimed


def _contrasts(words: Lexicon, items: Sequence[str], marked: Iterable[int]) -> dict[str, frozenset[str]]:
    contrasts: dict[str, set[str]] = {}
    for at in marked:
        if items[at] in words.contrasts:
            contrasts.setdefault(words.contrasts[items[at]], set()).add(items[at])
    return {k: frozenset(v) for k, v in contrasts.items()}


def _degrees(words: Lexicon, whole: str) -> frozenset[str]:
    spaced = f" {whole} ".replace(JOIN, " ")
    return frozenset(degree for phrase, degree in words.degrees.items() if phrase in spaced)


def _stated_antonyms(
    words: Lexicon, items: Sequence[str], marked: Iterable[int], denied: Mapping[int, str]
) -> dict[tuple[int, int], frozenset[str]]:
    """By pair of antonyms, and by which of the two is stated: the words near it; `chưa cao` states `thấp`."""
    sides: dict[tuple[int, int], set[str]] = {}
    for at in marked:
        if items[at] in words.antonyms:
            near = syllables(items[max(0, at - _NEAR) : at]) + syllables(items[at + 1 : at + 1 + _NEAR])
            turned = denied.get(at) == "after"
            for pair, side in words.antonyms[items[at]]:
                sides.setdefault((pair, side ^ turned), set()).update(near)
    return {k: frozenset(v) for k, v in sides.items()}


def _negated_positions(words: Lexicon, items: Sequence[str], marked: Iterable[int]) -> tuple[dict[int, str], set[int]]:
    """The positions of items negated by a word before them, each with the kind of negation; and of those before a word
    that negates what precedes it."""
    after: dict[int, str] = {}
    before: set[int] = set()
    for at in marked:
        how = words.negations.get(items[at])
        if how == "before":
            before.update(range(max(0, at - 2), at))
        elif how:
            left = _REACH
            for position in range(at + 1, len(items)):
                if left <= 0 or items[position] in words.negations:
                    break
                after[position] = how
                left -= 1 + items[position].count(JOIN)
    return after, before


def _pairs_around_negations(words: Lexicon, items: Sequence[str], marked: Iterable[int]) -> frozenset[str]:
    """The pairs of words that have only a negation between them: `thức cao` in `ý thức chưa cao`."""
    return frozenset(
        f"{items[at - 1].split(JOIN)[-1]} {items[at + 1].split(JOIN)[0]}"
        for at in marked
        if 0 < at < len(items) - 1 and words.negations.get(items[at]) == "after"
    )


def _pairs(items: Sequence[str], positions: Iterable[int]) -> frozenset[str]:
    """The pairs of adjacent words at these positions, which are in ascending order."""
    pairs: set[str] = set()
    run: list[str] = []
    last = -2
    for at in positions:
        if at != last + 1:
            pairs.update(_adjacent_pairs(run))
            run = []
        run.append(items[at])
        last = at
    pairs.update(_adjacent_pairs(run))
    return frozenset(pairs)


def _adjacent_pairs(items: Sequence[str]) -> Iterable[str]:
    flat = " ".join(items).replace(JOIN, " ").split(" ")
    return map(" ".join, zip(flat, flat[1:], strict=False))


def _bounds(words: Lexicon, items: Sequence[str]) -> dict[str, str]:
    """For each number that is a limit, the kind of limit, stated by a word before it: `dưới 80`, `trước năm 2025`."""
    bounds: dict[str, str] = {}
    for at, item in enumerate(items):
        if item[:1] == NUMBER:
            for before in takewhile(lambda i: i[:1] != NUMBER, items[max(0, at - _LIMITING) : at][::-1]):
                if before in words.bounds:
                    bounds[item] = words.bounds[before]
                    break
    return bounds


def _numbers_and_years(items: Sequence[str]) -> tuple[list[Counted], frozenset[str]]:
    numbers: list[Counted] = []
    years: set[str] = set()
    counted: frozenset[str] = frozenset()
    for at in [n for n, item in enumerate(items) if item[:1] == NUMBER][::-1]:
        item = items[at]
        if _is_year(items, at):
            years.add(item)
            continue
        following = items[at + 1 : at + 1 + _COUNTED]
        if not (following and following[0][:1] == NUMBER) or _is_year(items, at + 1):
            after = [*takewhile(lambda i: i[:1] != NUMBER, following)] or [i for i in following if i[:1] != NUMBER]
            counted = frozenset(after[:1] if after[:1] in (["%"], ["‰"]) else syllables(after))
        before = [i for i in items[max(0, at - 4) : at] if i[:1] != NUMBER][-2:]
        value = _readings(item, items[at + 1] if at + 1 < len(items) else "")
        numbers.append((value, counted | {f"<{JOIN.join(before)}"} if before else counted, counted))
    return numbers[::-1], frozenset(years)


@lru_cache(maxsize=8192)
def _readings(number: str, following: str) -> frozenset[str]:
    """The possible values of a number: `1,125` is one and an eighth or over a thousand, `1,25 tỷ` is `1.250 triệu`."""
    typed = number[1:]
    spellings = {typed.replace(",", "."), typed.replace(",", "")} if typed.count(",") == 1 else {typed}
    try:
        return frozenset(f"{Decimal(t).scaleb(_MAGNITUDES.get(following, 0)).normalize():f}" for t in spellings)
    except InvalidOperation:
        return frozenset(spellings)


def _is_year(items: Sequence[str], at: int) -> bool:
    value = items[at][1:]
    if len(value) != 4 or not value.isdigit() or not _FIRST_YEAR <= int(value) <= _LAST_YEAR:
        return False
    before = items[at - 1] if at else ""
    after = items[at + 1] if at + 1 < len(items) else ""
    return (
        before.endswith(("năm", "đoạn", "kỳ"))
        or before.startswith(NUMBER)
        or not after[:1].isalpha()
        or _near_year(items, at)
    )


def _near_year(items: Sequence[str], at: int) -> bool:
    """Whether a year is shortly before the item: `từ năm 2016 đến 2020`."""
    return any(
        i.startswith(NUMBER) and len(i) == 5 and i[1:].isdigit() and _FIRST_YEAR <= int(i[1:]) <= _LAST_YEAR
        for i in items[max(0, at - 3) : at]
    )


_DOCUMENT = re.compile(r"\d+(?:/\d{4})?[-/][A-ZĐ]{2,}[A-ZĐ&]*(?:[-/][A-ZĐ&]+)*")


def _documents(text: str) -> frozenset[str]:
    if "/" not in text and "-" not in text:
        return frozenset()
    return frozenset(re.sub("[-/]", " ", number).casefold() for number in _DOCUMENT.findall(text))


_CAPITALS = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.lower().islower())
_RUN = re.compile(rf"[{_CAPITALS}]\w*(?:[ –-]+[{_CAPITALS}]\w*)*")
_DASHES = re.compile("[ –-]+")
#: The word before a name, in the reversed text before the name.
_WORD_BEFORE = re.compile(r"[ ,–-]*(\w+)")
_SENTENCE_BEFORE = re.compile(r"(?:[.!?]\s*|\n|\A\W*)\Z")
_LOOKED_BACK = 16
#: The last words of names of administrative levels.
_OF_ONE_LEVEL = {"phố": "huyện", "quận": "huyện", "phường": "xã", "trấn": "xã"}


@lru_cache(maxsize=16_384)
def _lower_case(text: str) -> str:
    return place_tones(text.casefold())


def _proper_names(text: str) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Runs of capitalised words, in lower case, each with the word before it ("" after punctuation)."""
    text = strip_bullet(clean(text))
    if text[1:].islower() or text.isupper():
        return ()
    proper_names: list[tuple[str, tuple[str, ...]]] = []
    for match in _RUN.finditer(text):
        names = [w for w in _DASHES.split(match[0]) if len(w) == 1 or not w.isupper()]
        if not names:
            continue
        start = match.start()
        from_ = max(0, start - _LOOKED_BACK)
        if ahead := _WORD_BEFORE.match(text[from_:start][::-1]):
            before = _OF_ONE_LEVEL.get(ahead[1][::-1], ahead[1][::-1])
        elif _SENTENCE_BEFORE.search(text, from_, start):
            # The first word of a sentence always has a capital: the next words show whether it is a name.
            before, names = names[0], names[1:]
        else:
            before = ""
        if names:
            proper_names.append((_lower_case(before), tuple(_lower_case(" ".join(names)).split())))
    return proper_names
