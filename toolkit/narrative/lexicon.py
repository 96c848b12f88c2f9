"""The definition's words for reading statements, and the comparison copy of a statement.

Two statements with the same comparison copy say the same in the same words: differences in case, bullets, the
placement of tones, abbreviations, listed synonyms and words without meaning do not count. Differences in signs that
change a number do (`< 2%`, `-2,5%`, `3/5`), and so do small words that say who does what to whom (`cho vay`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse
from typing import NamedTuple

from toolkit.language.text import normalise, wordings
from toolkit.model import Word
from toolkit.model.caching import cached

#: A minus, which is part of a number.
_MINUS = r"(?<![^\s(])-(?=\d)"
#: Signs that change a number: limits, a currency, the signs in `3/5` and `3-5`.
_NUMBER_SIGN = r"[<>]=?|=[<>]|[≤≥~≈±$€£₫]|(?<=\d)[-/](?=\d)"
#: A number, a word, a percent sign or a sign that changes a number. Other characters carry no meaning.
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|\w+|[%‰]|{_MINUS}\d+(?:[.,]\d+)*|{_NUMBER_SIGN}")
_SIGN = re.compile(rf"{_MINUS}|{_NUMBER_SIGN}")
_LIMITS = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}
#: All characters of signs that change a number.
SIGNS = frozenset("<>≤≥~≈±$€£₫-/")
_MAY_SIGN = re.compile("[-/<>=≤≥~≈±$€£₫]")
_DIGIT = re.compile(r"\d")
#: The mark before numbers, which distinguishes them from words: `07` and `7` are both `#7`.
NUMBER = "#"
#: Syllables with two accepted spellings: `kĩ năng` and `kỹ năng`, `qui định` and `quy định`. But `túi`
#: and `túy`, where a vowel precedes the i or y, are two words.
_SPELT_AS = {
    start + i: start + y
    for start in ("h", "k", "l", "m", "s", "t", "qu")
    for i, y in zip("iìíỉĩị", "yỳýỷỹỵ", strict=True)
}
_RESPELT = frozenset(_SPELT_AS)
#: The character between the words of a phrase.
JOIN = "_"
#: Values of the definition's `means` for negations that do not simply negate what follows.
_SPECIAL_NEGATIONS = {how: how for how in ("before", "lack")}
#: The definition's `means` for a filler that may nevertheless reverse a statement.
_TURNS = "turns"

#: The kind of nouns by which agencies call themselves; the meaning of a longer term that only begins with such a noun.
OWN_BODY, LONGER_TERM = "own_body", "longer"

#: The kinds of `toolkit:words` that are used to read the narrative; `wording` uses the last two.
NARRATIVE_WORDS = (
    "abbreviation",
    "synonym",
    "related",
    "filler",
    "tail",
    "negation",
    "not_negation",
    "antonym",
    "contrast",
    "mood",
    "degree",
    "bound",
    OWN_BODY,
    "typical",
    "boilerplate",
)


def tokens(text: str) -> list[str]:
    """The words and numbers of a normalised text: each number as `#` and its plain value, each word with two spellings
    in the same one."""
    words: list[str] = _TOKEN.findall(text)
    if not _RESPELT.isdisjoint(words):
        words = [_SPELT_AS.get(t, t) for t in words]
    if not _LIMITS.keys().isdisjoint(words):
        words = [_LIMITS.get(t, t) for t in words]
    if _DIGIT.search(text):
        return [_number(t) if "0" <= t < ":" or (t[0] == "-" and t != "-") else t for t in words]
    return words


#: Results of `normalised`, which several callers need for the same texts; emptied when there are too many.
_normalised: dict[str, Sequence[str]] = {}
_REMEMBERED = 512
#: Signs between words become blanks; signs that may be part of a number, and words, stay.
_SIGNS = bytes(c if c >= 0x80 or chr(c).isalnum() or chr(c) in "\n_%.," else 0x20 for c in range(256))


def normalised(text: str) -> Sequence[str]:
    """The words and numbers (`tokens`) of a typed text."""
    words = _normalised.get(text)
    if words is None:
        if len(_normalised) >= _REMEMBERED:
            _normalised.clear()
        words = _normalised[text] = tokens(normalise(text))
    return words


def normalise_together(texts: Sequence[str]) -> None:
    """Computes `normalised` for these texts, for all plain texts at once."""
    usual = [w for w in wordings(texts) if w.usual and w.text not in _normalised]
    joined = "\n".join([w.plain for w in usual]).encode()
    joined = joined.replace(b", ", b" ").replace(b". ", b" ").replace(b"%", b" % ").translate(_SIGNS)
    if len(_normalised) >= _REMEMBERED:
        _normalised.clear()
    for wording, line in zip(usual, joined.decode().split("\n"), strict=False):
        _normalised[wording.text] = _tokens_of(wording.plain, line)


def _tokens_of(plain: str, line: str) -> Sequence[str]:
    """`tokens` of the text `plain`; `line` has its words between blanks."""
    if "." in line or "," in line or (_MAY_SIGN.search(plain) and _SIGN.search(plain)):
        return tokens(plain)
    words = line.split()
    if not _RESPELT.isdisjoint(words):
        words = [_SPELT_AS.get(t, t) for t in words]
    for at in [n for n, t in enumerate(words) if "0" <= t < ":"]:  # numbers
        if not words[at].isdigit():
            return tokens(plain)
        words[at] = _number(words[at])
    return words


@lru_cache(maxsize=8192)
def _number(typed: str) -> str:
    """`4.520` → `#4520`, `98,70` → `#98.7`, `07` → `#7`. An ambiguous number, or several numbers, keep their digits:
    `1,125` is one and an eighth, or over a thousand."""
    if typed[0] == "-":
        return f"{NUMBER}-{_number(typed[1:])[1:]}"
    whole = typed.replace(",", ".").split(".")
    if len(whole) == 2 and "," in typed and len(whole[1]) == 3 and whole[0].lstrip("0"):
        return NUMBER + typed
    grouped = len(whole) > 1 and all(len(part) == 3 for part in whole[1:]) and whole[0].lstrip("0")
    if grouped or len(whole) == 1:
        return NUMBER + ("".join(whole).lstrip("0") or "0")
    if len(whole) == 2:
        rest = whole[1].rstrip("0")
        return NUMBER + (whole[0].lstrip("0") or "0") + (f".{rest}" if rest else "")
    return NUMBER + typed


class _Phrases(NamedTuple):
    """The phrases that begin with one word."""

    longer: Mapping[str, Sequence[tuple[int, tuple[str, ...], Sequence[str]]]]
    """By the second word, the longest phrases first: the number of words after the first word, these words, and the
    items that replace the phrase."""
    alone: Sequence[str]
    """The items that replace the first word where it begins no longer phrase."""


_Table = Mapping[str, _Phrases]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The definition's words for reading statements, ready for searching.

    An *item* is a word of the comparison copy, or a phrase of the lists, joined by `_`.
    """

    abbreviations: _Table
    phrases: _Table
    related: _Table
    """Near-synonyms: they count for similarity, never enough to merge statements."""
    fillers: frozenset[str]
    silent: frozenset[str]
    """Fillers that do not count when statements are compared for equality."""
    tails: frozenset[str]
    """Phrases without meaning at the end of a statement (`theo quy định`), unless the statement negates something: the
    phrase may be what is missing."""
    negations: Mapping[str, str]
    """For each negation, what it negates: what is `after` it or `before` it; or it states a `lack` of what follows,
    which does not turn an antonym into its opposite."""
    antonyms: Mapping[str, tuple[tuple[int, int], ...]]
    """For each item: (number of the pair of antonyms, its side of the pair)."""
    contrasts: Mapping[str, str]
    moods: Mapping[str, str]
    degrees: Mapping[str, str]
    """For each phrase, its single words between blanks, the degree that it states."""
    bounds: Mapping[str, str]
    """Words before a number that is a limit: `trên` 80, `dưới` 80."""
    own_bodies: tuple[str, ...]
    """Nouns by which agencies call themselves (`đơn vị`, `huyện`), in single words, the longest first."""
    signs: frozenset[str]
    """All items that are negations, antonyms or part of a contrast."""

    def items(self, words: Sequence[str]) -> Sequence[str]:
        """The words with abbreviations spelt out, synonyms replaced by one of them, known phrases joined."""
        return _with_phrases(_with_phrases(words, self.abbreviations), self.phrases)

    def meaningful(self, items: Sequence[str]) -> Sequence[str]:
        """The items other than fillers."""
        return [*filterfalse(self.fillers.__contains__, items)]


def _with_phrases(words: Sequence[str], table: _Table) -> Sequence[str]:
    """The words, with the phrases in the table replaced from left to right, the longest first."""
    if table.keys().isdisjoint(words):
        return words
    out: list[str] = []
    at, end = 0, len(words)
    known = table.get
    while at < end:
        word = words[at]
        at += 1
        phrases = known(word)
        if phrases is None:
            out.append(word)
            continue
        longer, replacement = phrases
        if at < end and words[at] in longer:
            for size, rest, items in longer[words[at]]:
                if size == 1 or tuple(words[at : at + size]) == rest:
                    replacement = items
                    at += size
                    break
        out += replacement
    return out


def _by_first_word(phrases: Mapping[tuple[str, ...], tuple[str, ...]]) -> dict[str, _Phrases]:
    alone: dict[str, tuple[str, ...]] = {}
    longer: dict[str, dict[str, list[tuple[int, tuple[str, ...], tuple[str, ...]]]]] = {}
    for words, items in sorted(phrases.items(), key=lambda p: (-len(p[0]), p[0])):
        first, rest = words[0], words[1:]
        if rest:
            longer.setdefault(first, {}).setdefault(rest[0], []).append((len(rest), rest, items))
        else:
            alone[first] = items
    return {w: _Phrases(longer.get(w, {}), alone.get(w, (w,))) for w in {**alone, **longer}}


@cached
def lexicon(words: tuple[Word, ...]) -> Lexicon:
    """The lexicon of a definition's words."""
    by_kind: dict[str, list[tuple[tuple[str, ...], str]]] = {kind: [] for kind in NARRATIVE_WORDS}
    for word in words:
        if word.kind in by_kind and (phrase := tuple(tokens(normalise(word.text)))):
            by_kind[word.kind].append((phrase, word.means))
    abbreviations = {phrase: tuple(tokens(normalise(means))) for phrase, means in by_kind["abbreviation"] if means}
    short = _by_first_word(abbreviations)
    significant = {
        phrase: (JOIN.join(phrase),)
        for kind, entries in by_kind.items()
        if kind in ("negation", "not_negation", "antonym", "contrast", "mood", "bound")
        for phrase, means in entries
        for phrase in ((phrase, tuple(tokens(normalise(means)))) if kind == "antonym" else (phrase,))
        if phrase
    }
    plain = {phrase: (JOIN.join(phrase),) for kind in ("filler", "tail") for phrase, _ in by_kind[kind]} | significant
    plain_table = _by_first_word(plain)
    same = {
        phrase: tuple(_with_phrases(_with_phrases(tokens(normalise(means)), short), plain_table))
        for phrase, means in by_kind["synonym"]
        if means
    }
    table = _by_first_word(plain | same)

    def items(words: Sequence[str]) -> Sequence[str]:
        return _with_phrases(_with_phrases(words, short), table)

    def item(words: Sequence[str]) -> str:
        return JOIN.join(items(words))

    related = {tuple(items(p)): tuple(items(tokens(normalise(means)))) for p, means in by_kind["related"] if means}
    antonyms: dict[str, tuple[tuple[int, int], ...]] = {}
    for pair, (phrase, means) in enumerate(by_kind["antonym"]):
        for side, text in enumerate((phrase, tokens(normalise(means)))):
            if text:
                antonyms[item(text)] = (*antonyms.get(item(text), ()), (pair, side))
    negations = {item(s): _SPECIAL_NEGATIONS.get(normalise(m), "after") for s, m in by_kind["negation"]}
    contrasts = {item(s): normalise(m) for s, m in by_kind["contrast"]}
    bounds = {item(s): normalise(m) for s, m in by_kind["bound"]}
    fillers = frozenset(item(phrase) for phrase, _ in by_kind["filler"])
    return Lexicon(
        abbreviations=short,
        phrases=table,
        related=_by_first_word(related),
        fillers=fillers | (SIGNS - bounds.keys()),
        silent=fillers - {item(phrase) for phrase, means in by_kind["filler"] if normalise(means) == _TURNS},
        tails=frozenset(item(phrase) for phrase, _ in by_kind["tail"]),
        negations=negations,
        antonyms=antonyms,
        contrasts=contrasts,
        moods={item(s): normalise(m) for s, m in by_kind["mood"]},
        degrees={spaced_words(items(s)): normalise(m) for s, m in by_kind["degree"]},
        bounds=bounds,
        own_bodies=tuple(
            sorted((" ".join(p) for p, means in by_kind[OWN_BODY] if normalise(means) != LONGER_TERM), key=len)[::-1]
        ),
        signs=frozenset((*negations, *antonyms, *contrasts)),
    )


# --- One statement -------------------------------------------------------------------------------


class Copy(NamedTuple):
    """A statement's comparison copy. Two copies with the same `words` are equal."""

    words: str
    whole: str
    """All items of the statement, fillers included, separated by blanks."""
    loose: str
    """The single words for computing similarity, with near-synonyms replaced by one of them, separated by blanks."""


def comparison_copy(words: Lexicon, text: str) -> Copy:
    """The comparison copy of a statement, which is only used for comparing."""
    items = words.items(normalised(text))
    meaningful = [*filterfalse(words.silent.__contains__, items)]
    if words.negations.keys().isdisjoint(meaningful):
        end = len(meaningful)
        while end and meaningful[end - 1] in words.tails:
            end -= 1
        meaningful = meaningful[:end]
    whole = " ".join(items)
    compared = whole if len(meaningful) == len(items) else " ".join(meaningful)
    if not compared:
        # A text that consists of signs or fillers is compared as a whole.
        compared = f"={normalise(text)}"
        meaningful = compared.split(" ")
    loose = " ".join(_with_phrases(words.meaningful(meaningful), words.related)).replace(JOIN, " ")
    return Copy(compared, whole, loose or compared)


def single_words(copy: Copy) -> frozenset[str]:
    """The single words of a copy's text, near-synonyms replaced by one of them."""
    return frozenset(copy.loose.split(" ") if " " in copy.loose else (copy.words,))


class Features(NamedTuple):
    """The pairs of adjacent words in comparison copies, numbered: by these pairs, copies are compared.

    Since most Vietnamese words have two syllables, pairs are rarer and more significant than single syllables.
    """

    pairs_of: Mapping[str, tuple[int, ...]]
    """For each copy's text, the numbers of its distinct pairs, in order; for a copy of one word, the word's number."""
    pairs: Sequence[tuple[str, ...]]
    """The words of each pair, indexed by the pair's number."""


def features(copies: Iterable[Copy]) -> Features:
    """The features of these copies."""
    number: defaultdict[tuple[str, ...], int] = defaultdict()
    number.default_factory = number.__len__
    pairs_of: dict[str, tuple[int, ...]] = {}
    for text, _, loose in copies:
        flat = loose.split(" ")
        pairs = zip(flat, flat[1:], strict=False) if len(flat) > 1 else ((text,),)
        pairs_of[text] = tuple(dict.fromkeys(map(number.__getitem__, pairs)))
    return Features(pairs_of, [*number])


def spaced_words(items: Iterable[str]) -> str:
    """The single words of the items, between blanks, for searching phrases."""
    return f" {' '.join(items)} ".replace(JOIN, " ")


def syllables(items: Iterable[str]) -> list[str]:
    """The single words of the items, as a list."""
    return [s for item in items for s in (item.split(JOIN) if JOIN in item else (item,))]
