"""Whether two sentences are close: the same content in almost the same words, so that who wrote one may be mentioned
beside the other (`… (08 đơn vị nêu tương tự)`).

Nearness of meaning brings much together that nobody wrote. Close are only sentences that share most of their content
words both ways, and differ in no claim, number, period or addressee (measured in decision 172).
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

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
#: Parts of at most this number of words in the place of others: where nothing else differs, it is a different fact.
_ALIKE = 2


def content(copy: Copy, words: Lexicon) -> frozenset[str]:
    """The content words of a sentence: its syllables without fillers and nouns by which agencies call themselves."""
    plain = f" {copy.loose} "
    for noun in words.own_bodies:
        if noun in plain:
            plain = plain.replace(f" {noun} ", " ")
    return frozenset(plain.split()) or frozenset(copy.loose.split(" "))


def cover(one: frozenset[str], other: frozenset[str]) -> float:
    """The smaller of the two shares of content words that the other sentence has too."""
    return len(one & other) / max(len(one), len(other), 1)


class Compared(NamedTuple):
    """A sentence, ready to be compared."""

    text: str
    copy: Copy
    content: frozenset[str]


def compared(words: Lexicon, text: str, copy: Copy | None = None) -> Compared:
    """A sentence ready to be compared; `copy`: its comparison copy, if known."""
    copy = copy or comparison_copy(words, text)
    return Compared(text, copy, content(copy, words))


def are_close(claimed: ClaimCache, sentence: Compared, another: Compared) -> bool:
    """Whether two sentences are close."""
    if cover(sentence.content, another.content) < CLOSE:
        return False
    words, one, other = claimed.words, sentence.text, another.text
    copies = mine, theirs = sentence.copy, another.copy
    if _numbers(mine.whole) != _numbers(theirs.whole) or names_money(one) or _addressees_differ((one, other), copies):
        return False
    if counts_differ(claimed.counts(one, mine), claimed.counts(other, theirs)):
        return False
    claims = claimed.claims(one, mine), claimed.claims(other, theirs)
    if claims[0].denies != claims[1].denies or claims_differ(*claims):
        return False
    if claims[0].denies and len({words.tails & {copy.whole.rpartition(" ")[2]} for copy in copies}) > 1:
        return False  # what is denied may be that it is `theo quy định`
    if claims[0].moods != claims[1].moods and any(_is_of_another_time(words, copy.whole) for copy in copies):
        return False
    whole = [copy.whole.replace(JOIN, " ").split() for copy in copies]
    if _only_one_denies(words, *whole) or _only_one_denies(words, *whole[::-1]):
        return False
    return not _is_one_part_other(*(copy.loose.split() for copy in copies))


@lru_cache(8192)
def _numbers(whole: str) -> tuple[str, ...]:
    """The numbers of a sentence, in its order: `từ 80% lên 90%` is the opposite of `từ 90% xuống 80%`."""
    plain = _DURATION.sub("", whole.replace(JOIN, " "))
    return tuple(word for word in plain.split() if word[0] == NUMBER or word in _COUNTING)


def _addressees_differ(texts: tuple[str, ...], copies: tuple[Copy, ...]) -> bool:
    """Whether two requests name different addressees; one that names none may be meant for anybody."""
    levels = {*map(addressee, texts)}
    first = {" ".join(whom(copy.whole.replace(JOIN, " ")).split()[:3]) for copy in copies}
    return len(levels - {ELSEWHERE}) > 1 or (levels == {"departments"} and len(first) > 1)


def _is_of_another_time(words: Lexicon, whole: str) -> bool:
    """Whether a sentence plans something, or has the sign of what is done where others have the verb: `Đã tăng cường …`
    beside `Tăng cường …`."""
    items = whole.split(" ")
    return words.moods.get(items[0]) == "done" or any(words.moods.get(item) == "planned" for item in items)


def _only_one_denies(words: Lexicon, one: list[str], other: list[str]) -> bool:
    """Whether a negation stands before a word that the other sentence has without one: `không còn đủ`, `còn đủ`."""
    strong = {item for item, how in words.negations.items() if how == "after" and JOIN not in item}
    for word, denied in pairwise(one):
        if word in strong and denied in other:
            before = (other[max(0, at - 2) : at] for at, same in enumerate(other) if same == denied)
            if not any(words.negations.keys() & some for some in before):
                return True
    return False


def _is_one_part_other(one: list[str], other: list[str]) -> bool:
    """Whether all that differs is one part in the place of another, or single words: `người bán`, `người mua`."""
    same = [c for c in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks() if c.size > 1]
    if not same:
        return False
    changes, mine, theirs = list[tuple[int, int]](), 0, 0
    for block in (*same, (len(one), len(other), 0)):
        changes.append((block[0] - mine, block[1] - theirs))
        mine, theirs = block[0] + block[2], block[1] + block[2]
    changes = [change for change in changes if any(change)]
    return all(map(all, changes)) and (len(changes) == 1 or all(max(change) <= _ALIKE for change in changes))
