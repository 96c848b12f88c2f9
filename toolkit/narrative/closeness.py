"""Whether two sentences are close: the same content in almost the same words, so that who wrote one may be mentioned
beside the other (`… (08 đơn vị nêu tương tự)`).

Nearness of meaning brings much together that nobody wrote. Close are only sentences that share most of their content
words both ways, and differ in no claim, number, period or addressee (measured in decision 172).
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.conflicts import claims_differ, counts_differ
from toolkit.narrative.lexicon import JOIN, NUMBER, Copy, Lexicon, comparison_copy
from toolkit.narrative.requests import ELSEWHERE, addressee, names_money, whom

#: The least cover of close sentences, and the cover from which a sentence repeats one printed before it.
CLOSE, REPEATED = 0.65, 0.5
#: Numbers in words; `một` and `năm` are often no numbers.
_COUNTING = frozenset(("hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười"))
#: Numbers that are no claims: `05 năm qua` is a name for the whole period.
_DURATION = re.compile(rf"{NUMBER}\d+ năm\b(?! {NUMBER})")
#: The most words by which one of two sentences may differ if nothing else does: fewer are a different fact.
_ALIKE = 2


def content(copy: Copy, words: Lexicon) -> frozenset[str]:
    """The content words of a sentence: its syllables without fillers and nouns by which agencies call themselves."""
    plain = f" {copy.loose} "
    for noun in words.own_bodies:
        plain = plain.replace(f" {noun} ", " ")
    return frozenset(plain.split()) or frozenset(copy.loose.split(" "))


def cover(one: frozenset[str], other: frozenset[str]) -> float:
    """The smaller of the two shares of content words that the other sentence has too."""
    return len(one & other) / max(len(one), len(other), 1)


def are_close(claimed: ClaimCache, one: str, other: str) -> bool:
    """Whether two sentences are close."""
    words = claimed.words
    copies = mine, theirs = comparison_copy(words, one), comparison_copy(words, other)
    if cover(content(mine, words), content(theirs, words)) < CLOSE:
        return False
    if _numbers(mine.whole) != _numbers(theirs.whole) or names_money(one) or _addressees_differ(copies):
        return False
    if counts_differ(claimed.counts(one, mine), claimed.counts(other, theirs)):
        return False
    claims = claimed.claims(one, mine), claimed.claims(other, theirs)
    if claims[0].denies != claims[1].denies or claims_differ(*claims):
        return False
    if claims[0].moods != claims[1].moods and any(_is_of_another_time(words, copy.whole) for copy in copies):
        return False
    return not _is_one_word_other(*(copy.loose for copy in copies))


@lru_cache(8192)
def _numbers(whole: str) -> tuple[str, ...]:
    """The numbers of a sentence, in order of size, since paraphrases turn clauses round."""
    plain = _DURATION.sub("", whole.replace(JOIN, " "))
    return tuple(sorted(word for word in plain.split() if word[0] == NUMBER or word in _COUNTING))


def _addressees_differ(copies: tuple[Copy, ...]) -> bool:
    """Whether two requests name different addressees; one that names none may be meant for anybody."""
    texts = [copy.whole.replace(JOIN, " ") for copy in copies]
    levels, first = {*map(addressee, texts)}, {" ".join(whom(text).split()[:3]) for text in texts}
    return len(levels - {ELSEWHERE}) > 1 or (levels == {"departments"} and len(first) > 1)


def _is_of_another_time(words: Lexicon, whole: str) -> bool:
    """Whether a sentence plans something, or has the sign of what is done where others have the verb: `Đã tăng cường …`
    beside `Tăng cường …`."""
    items = whole.split(" ")
    return words.moods.get(items[0]) == "done" or any(words.moods.get(item) == "planned" for item in items)


def _is_one_word_other(one: str, other: str) -> bool:
    """Whether one word in the place of another is all that differs: `người bán`, `người mua`."""
    mine, theirs = one.split(" "), other.split(" ")
    changes = [c for c in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes() if c[0] != "equal"]
    return bool(changes) and all(
        tag == "replace" and end - start <= _ALIKE and their_end - their_start <= _ALIKE
        for tag, start, end, their_start, their_end in changes
    )
