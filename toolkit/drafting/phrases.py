"""A heading, or a clause of a sentence, as phrases: the meaning of its words and how they are connected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.drafting import report_words as said
from toolkit.language.text import clean, fold, may_mean, toned
from toolkit.model import Period

#: Marks and words between equals; a year, and a span of years.
_BREAK = re.compile(r"[,;:/&+|]|(?<=\s)[-–—](?=\s)")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-–—]\s*((?:19|20)\d\d))?(?!\d)")
_AHEAD, _BEHIND, _TO_DO = (re.compile(rf"\b(?:{words})\b") for words in (said.AHEAD, said.BEHIND, said.TO_DO))
#: Kinds that look back or ahead depending on their period or the words before them.
SOFT = frozenset({"aim", "work", "plan"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its tones. `after_break`: a comma, a dash or an `và` stands before it."""

    text: str
    after_break: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found among the words. `kind`: as in `ROOTS`; `section`: the campaign's section for it, or "".

    `joined`: whether it is coordinated with the phrase before it; `describing`: whether it describes that.
    """

    start: int
    end: int
    kind: str
    section: str = ""
    joined: bool = False
    describing: bool = False

    @property
    def judges(self) -> bool:
        return self.kind in said.JUDGING


@dataclass(frozen=True, slots=True)
class Times:
    """Whether a text is about time ahead of the campaign's periods, behind, or about things still to be done."""

    ahead: bool
    behind: bool
    to_do: bool = False

    @property
    def future(self) -> bool:
        return self.ahead or (self.to_do and not self.behind)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, those that change nothing left out."""
    made: list[Word] = []
    broken = False
    for number, part in enumerate(_BREAK.split(text)):
        broken = broken or number > 0
        for word in _without_pairs(toned(part).split()):
            if word in said.JOINING:
                broken = True
            elif word not in said.FILLERS:
                made.append(Word(word, broken))
                broken = False
    return tuple(made)


def _without_pairs(words: Sequence[str]) -> Iterator[str]:
    skip = False
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if skip or (word, following) in said.FILLING_PAIRS:
            skip = not skip
            continue
        yield word


def times_of(text: str, periods: Sequence[Period]) -> Times:
    """The times in a text. Without periods no year is ahead or behind."""
    bare = " ".join(clean(text).lower().split())
    ahead, behind = _AHEAD.search(bare) is not None, _BEHIND.search(bare) is not None
    last = max(periods, key=lambda p: (p.year, p.number)) if periods else None
    for first, end in _YEARS.findall(bare):
        if last is None:
            break
        start, stop = int(first), int(end or first)
        ahead = ahead or start > last.year or (stop > last.year and start == last.year)
        behind = behind or stop < last.year or (stop == last.year and last.kind == "year")
    return Times(ahead, behind, _TO_DO.search(bare) is not None)


class Lexicon:
    """Phrases by their first word: the roots of the language, and over them the campaign's own."""

    def __init__(self, campaign_phrases: Iterable[tuple[str, str, str]]) -> None:
        """`campaign_phrases`: phrase, kind, section's code."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        general = ((text, kind, "") for kind, texts in said.ROOTS.items() for text in texts)
        for text, kind, section in (*campaign_phrases, *general):
            if words := tuple(word.text for word in words_of(text)):
                self._by_first.setdefault(fold(words[0]), []).append((words, kind, section))
        for found in self._by_first.values():
            found.sort(key=lambda phrase: -len(phrase[0]))  # stable: of two as long, the campaign's own

    def phrases(self, words: Sequence[Word]) -> tuple[Phrase, ...]:
        """The phrases in the words, the longest at each place, none over another."""
        made: list[Phrase] = []
        at = 0
        while at < len(words):
            found = self._at(words, at)
            if found is not None:
                made.append(_linked(found, words, made))
            at = found.end if found else at + 1
        return tuple(made)

    def _at(self, words: Sequence[Word], at: int) -> Phrase | None:
        for phrase, kind, section in self._by_first.get(fold(words[at].text), ()):
            end = at + len(phrase)
            if may_mean(" ".join(word.text for word in words[at:end]), " ".join(phrase)):
                return Phrase(at, end, kind, section)
        return None


def _linked(phrase: Phrase, words: Sequence[Word], before: Sequence[Phrase]) -> Phrase:
    """A phrase with its connection to the one before it."""
    between = words[before[-1].end : phrase.start] if before else ()
    return replace(
        phrase,
        joined=words[phrase.start].after_break or any(word.after_break for word in between),
        describing=any(word.text in said.DESCRIBING for word in between),
    )


@dataclass(frozen=True)
class Reading:
    """The words and phrases of one text."""

    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]

    @cached_property
    def heads(self) -> tuple[Phrase, ...]:
        """The head phrases: without those that only describe others, or are to be remedied: `giải quyết khó khăn`."""
        made: list[Phrase] = []
        described = judged = False
        for phrase in without_mended(self.phrases):
            if made and (phrase.describing or (described and (judged or not phrase.judges or not phrase.joined))):
                judged = phrase.judges if phrase.describing else judged
                described = True
            elif made and _is_object(made[-1], phrase):
                continue
            else:
                described = False
                made.append(phrase)
        return tuple(made)

    @property
    def leads(self) -> bool:
        """Whether only small words precede the first phrase."""
        first = self.phrases[0].start if self.phrases else len(self.words)
        return all(_is_small(word.text) for word in self.words[:first])

    @property
    def is_whole(self) -> bool:
        """Whether all words are phrases or small ones, and none only describes others."""
        resolving = sum(phrase.kind == "resolve" for phrase in self.phrases)
        return self.explained == 1.0 and len(self.heads) + resolving == len(self.phrases)

    @cached_property
    def explained(self) -> float:
        """The share of the words that are phrases or small ones."""
        inside = {at for phrase in self.phrases for at in range(phrase.start, phrase.end)}
        known = sum(at in inside or _is_small(word.text) for at, word in enumerate(self.words))
        return known / len(self.words) if self.words else 0.0


def without_mended(phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases without those to be remedied or answered: `tháo gỡ những khó khăn`, `giải quyết kiến nghị`."""
    made: list[Phrase] = []
    mending = False
    for before, phrase in zip((None, *phrases), phrases, strict=False):
        answered = before is not None and before.kind == "resolve" and phrase.kind == "proposal" and not phrase.joined
        if phrase.kind == "resolve":
            mending = True
        elif not answered and not (mending and phrase.kind in ("limitation", "achievement")):
            made.append(phrase)
    return made


def _is_small(word: str) -> bool:
    return word in said.SMALL or word.isdigit()


def _is_object(before: Phrase, phrase: Phrase) -> bool:
    """Whether a phrase is the object of the one right before it: `đề xuất giải pháp`, `kinh nghiệm chỉ đạo`."""
    both = {before.kind, phrase.kind}
    return not phrase.joined and before.judges and before.kind != phrase.kind and both != {"achievement", "limitation"}
