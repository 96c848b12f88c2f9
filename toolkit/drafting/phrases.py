"""The phrases of a heading or of a clause: what the words mean and how the phrases are connected."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.drafting import report_words
from toolkit.language.text import clean, fold, may_mean, toned
from toolkit.model import Period

#: Marks between coordinated phrases.
_BREAK = re.compile(r"[,;:/&+|]|(?<=\s)[-–—](?=\s)")
#: A year or a span of years.
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-–—]\s*((?:19|20)\d\d))?(?!\d)")
_AHEAD, _BEHIND, _TO_DO = (
    re.compile(rf"\b(?:{words})\b") for words in (report_words.AHEAD, report_words.BEHIND, report_words.TO_DO)
)
#: Kinds of phrases that look back or ahead, depending on the period or the words before.
SOFT = frozenset({"aim", "work", "plan"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its tones. `after_break`: whether it follows a comma, a dash or `và`."""

    text: str
    after_break: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase among the words. `kind`: a key of `ROOTS`; `section`: the code of the campaign's section for it, or "".

    `joined`: whether it is coordinated with the phrase before; `describing`: whether it describes the phrase before.
    """

    start: int
    end: int
    kind: str
    section: str = ""
    joined: bool = False
    describing: bool = False

    @property
    def judges(self) -> bool:
        return self.kind in report_words.JUDGING


@dataclass(frozen=True, slots=True)
class Times:
    """Whether a text mentions time after the campaign's periods, past time, or things still to be done."""

    ahead: bool
    behind: bool
    to_do: bool = False

    @property
    def is_future(self) -> bool:
        return self.ahead or (self.to_do and not self.behind)


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, without fillers."""
    words: list[Word] = []
    broken = False
    for number, part in enumerate(_BREAK.split(text)):
        broken = broken or number > 0
        for word in _without_pairs(toned(part).split()):
            if word in report_words.JOINING:
                broken = True
            elif word not in report_words.FILLERS:
                words.append(Word(word, broken))
                broken = False
    return tuple(words)


def _without_pairs(words: Sequence[str]) -> Iterator[str]:
    skip = False
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if skip or (word, following) in report_words.FILLING_PAIRS:
            skip = not skip
            continue
        yield word


def times_of(text: str, periods: Sequence[Period]) -> Times:
    """The times that a text mentions. Without periods no year is ahead of the report or behind it."""
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
    """The phrases that are recognised: the campaign's, and those of the language (`report_words.ROOTS`)."""

    def __init__(self, campaign_phrases: Iterable[tuple[str, str, str]]) -> None:
        """`campaign_phrases`: tuples (phrase, kind, section's code), which take precedence."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        general = ((text, kind, "") for kind, texts in report_words.ROOTS.items() for text in texts)
        for text, kind, section in (*campaign_phrases, *general):
            if words := tuple(word.text for word in words_of(text)):
                self._by_first.setdefault(fold(words[0]), []).append((words, kind, section))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))  # of equally long ones, the campaign's stay first

    def phrases(self, words: Sequence[Word]) -> tuple[Phrase, ...]:
        """The phrases in the words, without overlaps, the longest at each position."""
        linked: list[Phrase] = []
        at = 0
        while at < len(words):
            phrase = self._phrase_at(words, at)
            if phrase is not None:
                linked.append(_linked_phrase(phrase, words, linked))
            at = phrase.end if phrase else at + 1
        return tuple(linked)

    def _phrase_at(self, words: Sequence[Word], at: int) -> Phrase | None:
        for phrase, kind, section in self._by_first.get(fold(words[at].text), ()):
            end = at + len(phrase)
            if may_mean(" ".join(word.text for word in words[at:end]), " ".join(phrase)):
                return Phrase(at, end, kind, section)
        return None


def _linked_phrase(phrase: Phrase, words: Sequence[Word], before: Sequence[Phrase]) -> Phrase:
    """The phrase, with its connection to the phrase before."""
    between = words[before[-1].end : phrase.start] if before else ()
    return replace(
        phrase,
        joined=words[phrase.start].after_break or any(word.after_break for word in between),
        describing=any(word.text in report_words.DESCRIBING for word in between),
    )


@dataclass(frozen=True)
class Reading:
    """The words and phrases of one text."""

    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]

    @cached_property
    def heads(self) -> tuple[Phrase, ...]:
        """All phrases but those that only describe another phrase or are to be remedied: `giải quyết khó khăn`."""
        heads: list[Phrase] = []
        described = judged = False
        for phrase in drop_remedied(self.phrases):
            if heads and (phrase.describing or (described and (judged or not phrase.judges or not phrase.joined))):
                judged = phrase.judges if phrase.describing else judged
                described = True
            elif heads and _is_object(heads[-1], phrase):
                continue
            else:
                described = False
                heads.append(phrase)
        return tuple(heads)

    @property
    def begins_with_phrase(self) -> bool:
        """Whether only words without meaning (`SMALL`) precede the first phrase."""
        first = self.phrases[0].start if self.phrases else len(self.words)
        return all(_is_small(word.text) for word in self.words[:first])

    @property
    def is_whole(self) -> bool:
        """Whether all words are in phrases or without meaning (`SMALL`), and no phrase only describes another."""
        resolving = sum(phrase.kind == "resolve" for phrase in self.phrases)
        return self.known_share == 1.0 and len(self.heads) + resolving == len(self.phrases)

    @cached_property
    def known_share(self) -> float:
        """The share of the words that are in phrases or without meaning (`SMALL`)."""
        inside = {at for phrase in self.phrases for at in range(phrase.start, phrase.end)}
        known = sum(at in inside or _is_small(word.text) for at, word in enumerate(self.words))
        return known / len(self.words) if self.words else 0.0


def drop_remedied(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Drops phrases for what is to be remedied or answered: `tháo gỡ những khó khăn`, `giải quyết kiến nghị`."""
    remaining: list[Phrase] = []
    remedying = False
    for before, phrase in zip((None, *phrases), phrases, strict=False):
        answered = before is not None and before.kind == "resolve" and phrase.kind == "proposal" and not phrase.joined
        if phrase.kind == "resolve":
            remedying = True
        elif not answered and not (remedying and phrase.kind in ("limitation", "achievement")):
            remaining.append(phrase)
    return remaining


def _is_small(word: str) -> bool:
    return word in report_words.SMALL or word.isdigit()


def _is_object(before: Phrase, phrase: Phrase) -> bool:
    """Whether a phrase is the object of the phrase before: `đề xuất giải pháp`, `kinh nghiệm chỉ đạo`."""
    both = {before.kind, phrase.kind}
    return not phrase.joined and before.judges and before.kind != phrase.kind and both != {"achievement", "limitation"}
