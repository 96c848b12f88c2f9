"""What one statement says: its words as they are compared, and what it claims.

Likeness of words puts opposites together (`2.300 ha` of fruit trees, `2.300 ha` of fish; `chưa đồng bộ`,
`đồng bộ`), so what may be together at all is decided by claims: what is denied, which way it goes, what is
counted and how much, which years, who and where, done or planned. The words that tell are the
definition's (`toolkit:words`), read into a `Lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from toolkit.kept import kept
from toolkit.model import Word
from toolkit.text import clean, normalise, strip_bullet

#: Numbers, words, the per cent sign. What else is printed between them says nothing.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|%")
_DIGIT = re.compile(r"\d")
_NUMBER = "#"
"""Numbers are kept apart from words by this sign: `07` and `7` are both `#7`."""
_JOIN = "_"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
#: How far a denial reaches, and how many words after a number say what it counts.
_REACH = 3
_COUNTED = 3
_NEAR = 3

#: The kinds of `toolkit:words` that are read here.
KINDS = (
    "abbreviation", "synonym", "related", "filler", "negation", "not_negation", "antonym", "contrast", "mood",
    "degree",
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words and numbers of a text that is normalised already; numbers as `#` and their plain value."""
    found = _TOKEN.findall(text)
    if _DIGIT.search(text):
        return [_number(t) if t[0].isdecimal() else t for t in found]
    return found


@lru_cache(maxsize=8192)
def _number(typed: str) -> str:
    """`4.520` → `#4520`, `98,70` → `#98.7`, `07` → `#7`; what is no single number stays as it is."""
    whole = typed.replace(",", ".").split(".")
    grouped = len(whole) > 1 and all(len(part) == 3 for part in whole[1:]) and whole[0].lstrip("0")
    if grouped or len(whole) == 1:
        return _NUMBER + ("".join(whole).lstrip("0") or "0")
    if len(whole) == 2:
        rest = whole[1].rstrip("0")
        return _NUMBER + (whole[0].lstrip("0") or "0") + (f".{rest}" if rest else "")
    return _NUMBER + typed


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The definition's words for reading statements, ready to be looked for.

    An *item* is a word of the comparison copy, or a phrase of the lists, joined by `_`.
    """

    abbreviations: Mapping[str, Sequence[_Phrase]]
    phrases: Mapping[str, Sequence[_Phrase]]
    related: Mapping[str, Sequence[_Phrase]]
    """What is often said for the same: counts for likeness, never enough to put statements together."""
    fillers: frozenset[str]
    negations: Mapping[str, str]
    """What denies, and whether what is denied stands `after` or `before` it."""
    antonyms: Mapping[str, tuple[tuple[int, int], ...]]
    """By item: (number of the pair, side)."""
    contrasts: Mapping[str, str]
    moods: Mapping[str, str]
    degrees: Mapping[str, str]
    """By words, each between blanks."""

    def items(self, words: Sequence[str]) -> list[str]:
        """The words with abbreviations spelt out, synonyms made one, known phrases joined."""
        if not self.abbreviations.keys().isdisjoint(words):
            words = _joined(words, self.abbreviations)
        return _joined(words, self.phrases)


def _joined(words: Sequence[str], table: Mapping[str, Sequence[_Phrase]]) -> list[str]:
    out: list[str] = []
    at, end = 0, len(words)
    known = table.get
    while at < end:
        word = words[at]
        at += 1
        for rest, items in known(word, ()):
            if not rest or tuple(words[at : at + len(rest)]) == rest:
                out += items
                at += len(rest)
                break
        else:
            out.append(word)
    return out


def _table(phrases: Mapping[tuple[str, ...], tuple[str, ...]]) -> dict[str, list[_Phrase]]:
    table: dict[str, list[_Phrase]] = {}
    for words, items in sorted(phrases.items(), key=lambda p: (-len(p[0]), p[0])):
        table.setdefault(words[0], []).append(_Phrase(words[1:], items))
    return table


@kept
def lexicon(words: tuple[Word, ...]) -> Lexicon:
    """The lexicon of a definition's words."""
    by_kind: dict[str, list[tuple[tuple[str, ...], str]]] = {kind: [] for kind in KINDS}
    for word in words:
        if word.kind in by_kind and (said := tuple(tokens(normalise(word.text)))):
            by_kind[word.kind].append((said, word.means))
    abbreviations = {
        said: tuple(tokens(normalise(means))) for said, means in by_kind["abbreviation"] if means
    }
    short = _table(abbreviations)
    telling = {
        said: (_JOIN.join(said),)
        for kind, entries in by_kind.items()
        if kind in ("negation", "not_negation", "antonym", "contrast", "mood")
        for said, means in entries
        for said in ((said, tuple(tokens(normalise(means)))) if kind == "antonym" else (said,))
        if said
    }
    plain = {said: (_JOIN.join(said),) for said, _ in by_kind["filler"]} | telling
    own = _table(plain)
    same = {
        said: tuple(_joined(_joined(tokens(normalise(means)), short), own))
        for said, means in by_kind["synonym"]
        if means
    }
    table = _table(plain | same)
    related = {
        tuple(_joined(_joined(said, short), table)): tuple(
            _joined(_joined(tokens(normalise(means)), short), table)
        )
        for said, means in by_kind["related"]
        if means
    }

    def item(said: Sequence[str]) -> str:
        return _JOIN.join(_joined(_joined(said, short), table))

    def spelt(said: Sequence[str]) -> str:
        return _spelt(_joined(_joined(said, short), table))

    antonyms: dict[str, tuple[tuple[int, int], ...]] = {}
    for pair, (said, means) in enumerate(by_kind["antonym"]):
        for side, text in enumerate((said, tokens(normalise(means)))):
            if text:
                antonyms[item(text)] = (*antonyms.get(item(text), ()), (pair, side))
    return Lexicon(
        abbreviations=short,
        phrases=table,
        related=_table(related),
        fillers=frozenset(item(said) for said, _ in by_kind["filler"]),
        negations={item(s): "before" if normalise(m) == "before" else "after" for s, m in by_kind["negation"]},
        antonyms=antonyms,
        contrasts={item(s): normalise(m) for s, m in by_kind["contrast"]},
        moods={item(s): normalise(m) for s, m in by_kind["mood"]},
        degrees={spelt(s): normalise(m) for s, m in by_kind["degree"]},
    )  # fmt: skip


# --- One statement -------------------------------------------------------------------------------


class Copy(NamedTuple):
    """A statement's comparison copy. Two with the same `said` say the same in the same words."""

    said: str
    items: tuple[str, ...]
    """All its items, those that say nothing by themselves too."""


def read(words: Lexicon, text: str) -> Copy:
    """The comparison copy of a statement. What was typed stays as it is; this is for comparison only."""
    plain = normalise(text)
    items = words.items(tokens(plain))
    fillers = words.fillers
    said = " ".join([i for i in items if i not in fillers])
    # A text of signs or fillers alone is compared as it is: it is nobody else's.
    return Copy(said or f"={plain}", tuple(items))


def features(words: Lexicon, said: str) -> tuple[str, ...]:
    """What a copy is likened by: its pairs of neighbouring words, each once.

    A Vietnamese word is most often two syllables: pairs tell more than syllables do, and are rarer. What is
    often said for the same counts as the same here.
    """
    flat = " ".join(_joined(said.split(" "), words.related)).replace(_JOIN, " ").split(" ")
    return tuple(dict.fromkeys(map(" ".join, zip(flat, flat[1:], strict=False)))) or (said,)


def _spelt(items: Iterable[str]) -> str:
    """The single words, each between blanks, to look for phrases in."""
    return f" {' '.join(items)} ".replace(_JOIN, " ")


def syllables(items: Iterable[str]) -> list[str]:
    """The single words of items."""
    return [s for item in items for s in (item.split(_JOIN) if _JOIN in item else (item,))]


class Claims(NamedTuple):
    """What a statement claims, as far as word lists can tell."""

    numbers: tuple[tuple[str, frozenset[str]], ...] = ()
    """Each number with the words that say what it counts."""
    years: frozenset[str] = frozenset()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Proper names, each with the word before it (`huyện`, `sông`)."""
    denies: bool = False
    denied: frozenset[str] = frozenset()
    """Word pairs that follow a denial."""
    doubted: frozenset[str] = frozenset()
    """Word pairs that stand before one (`kinh phí còn hạn chế`): what is meant is less sure."""
    items: tuple[str, ...] = ()
    affirmed_at: tuple[int, ...] = ()
    """Where in the items neither reaches."""
    sides: Mapping[tuple[int, int], frozenset[str]] = {}
    """By antonym and side: the words that stand near it."""
    contrasts: Mapping[str, frozenset[str]] = {}
    moods: frozenset[str] = frozenset()
    degrees: frozenset[str] = frozenset()


def claims(words: Lexicon, text: str, copy: Copy) -> Claims:
    """What the statement claims."""
    fillers = words.fillers
    items = tuple([i for i in copy.items if i not in fillers])
    after: set[int] = set()
    before: set[int] = set()
    denies = not words.negations.keys().isdisjoint(items)
    if denies:
        after, before = _denied(words, items)
    numbers, years = _numbers(items) if _NUMBER in copy.said else ((), frozenset())
    contrasts: dict[str, set[str]] = {}
    if not words.contrasts.keys().isdisjoint(items):
        for item in items:
            if item in words.contrasts:
                contrasts.setdefault(words.contrasts[item], set()).add(item)
    return Claims(
        numbers=numbers,
        years=years,
        names=_names(text),
        denies=denies,
        denied=_pairs(items, sorted(after)),
        doubted=_pairs(items, sorted(before)),
        items=items,
        affirmed_at=tuple([n for n in range(len(items)) if n not in after and n not in before]),
        sides=_sides(words, items, after),
        contrasts={k: frozenset(v) for k, v in contrasts.items()},
        moods=frozenset(words.moods[i] for i in words.moods.keys() & copy.items),
        degrees=_degrees(words, copy.items) if denies else frozenset(),
    )


def _degrees(words: Lexicon, items: Sequence[str]) -> frozenset[str]:
    spelt = _spelt(items)
    return frozenset(degree for said, degree in words.degrees.items() if said in spelt)


def _sides(words: Lexicon, items: Sequence[str], denied: set[int]) -> dict[tuple[int, int], frozenset[str]]:
    """On which side of which antonyms the statement is, with the words near by; `chưa cao` is on the side of `thấp`."""
    if words.antonyms.keys().isdisjoint(items):
        return {}
    sides: dict[tuple[int, int], set[str]] = {}
    for at, item in enumerate(items):
        for pair, side in words.antonyms.get(item, ()):
            near = syllables(items[max(0, at - _NEAR) : at]) + syllables(items[at + 1 : at + 1 + _NEAR])
            sides.setdefault((pair, side ^ (at in denied)), set()).update(near)
    return {k: frozenset(v) for k, v in sides.items()}


def _denied(words: Lexicon, items: Sequence[str]) -> tuple[set[int], set[int]]:
    """The places that a denial before them reaches, and those that one after them does."""
    after: set[int] = set()
    before: set[int] = set()
    for at, item in enumerate(items):
        where = words.negations.get(item)
        if where == "before":
            before.update(range(max(0, at - 2), at))
        elif where:
            for place in range(at + 1, min(len(items), at + 1 + _REACH)):
                if items[place] in words.negations:
                    break
                after.add(place)
    return after, before


@lru_cache(maxsize=16_384)
def _affirmed(items: tuple[str, ...], places: tuple[int, ...]) -> frozenset[str]:
    return _pairs(items, places)


def _pairs(items: Sequence[str], places: Iterable[int]) -> frozenset[str]:
    """The pairs of neighbouring words that stand in these places, which ascend."""
    found: set[str] = set()
    run: list[str] = []
    last = -2
    for at in places:
        if at != last + 1:
            found.update(_neighbours(run))
            run = []
        run.append(items[at])
        last = at
    found.update(_neighbours(run))
    return frozenset(found)


def _neighbours(items: Sequence[str]) -> Iterable[str]:
    flat = " ".join(items).replace(_JOIN, " ").split(" ")
    return map(" ".join, zip(flat, flat[1:], strict=False))


def _numbers(items: Sequence[str]) -> tuple[tuple[tuple[str, frozenset[str]], ...], frozenset[str]]:
    numbers: list[tuple[str, frozenset[str]]] = []
    years: set[str] = set()
    counted: frozenset[str] = frozenset()
    for at in range(len(items) - 1, -1, -1):
        item = items[at]
        if not item.startswith(_NUMBER):
            continue
        if _is_year(items, at):
            years.add(item)
            continue
        following = items[at + 1 : at + 1 + _COUNTED]
        if not (following and following[0].startswith(_NUMBER)) or _is_year(items, at + 1):
            after = [i for i in following if not i.startswith(_NUMBER)]
            counted = frozenset(("%",) if after[:1] == ["%"] else syllables(after))
        before = [i for i in items[max(0, at - 4) : at] if not i.startswith(_NUMBER)][-2:]
        numbers.append((item, counted | {f"<{_JOIN.join(before)}"} if before else counted))
    return tuple(reversed(numbers)), frozenset(years)


def _is_year(items: Sequence[str], at: int) -> bool:
    value = items[at][1:]
    if len(value) != 4 or not value.isdigit() or not _FIRST_YEAR <= int(value) <= _LAST_YEAR:
        return False
    before = items[at - 1] if at else ""
    after = items[at + 1] if at + 1 < len(items) else ""
    return before.endswith(("năm", "đoạn", "kỳ")) or before.startswith(_NUMBER) or not after[:1].isalpha() or _near_year(items, at)  # fmt: skip


def _near_year(items: Sequence[str], at: int) -> bool:
    """Whether a year stands shortly before: `từ năm 2016 đến 2020`."""
    return any(
        i.startswith(_NUMBER) and len(i) == 5 and i[1:].isdigit() and _FIRST_YEAR <= int(i[1:]) <= _LAST_YEAR
        for i in items[max(0, at - 3) : at]
    )


_CAPITALS = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper() and c.lower().islower())
_RUN = re.compile(rf"[{_CAPITALS}]\w*(?:[ –-]+[{_CAPITALS}]\w*)*")
_DASHES = re.compile("[ –-]+")
#: What ends just before a run: a word, or the end of a sentence.
_BEFORE = re.compile(r"(\w+)[ ,–-]*\Z|(?:[.!?]\s*|\n|\A\W*)\Z")


def _names(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Runs of capitalised words, in lower case, each with the word before it ("" after other signs)."""
    text = strip_bullet(clean(text))
    if text[1:].islower() or text.isupper():
        return ()
    found: list[tuple[str, tuple[str, ...]]] = []
    for match in _RUN.finditer(text):
        names = [w for w in _DASHES.split(match[0]) if len(w) == 1 or not w.isupper()]
        start = match.start()
        ahead = _BEFORE.search(text, max(0, start - 16), start)
        before = ahead[1] if ahead else ""
        if names and before is None:
            # The first word of a sentence has a capital whatever it is: what follows says whether it is a name.
            before, names = names[0], names[1:]
        if names:
            found.append((normalise(before), tuple(normalise(" ".join(names)).split())))
    return tuple(found)


# --- What may be together ------------------------------------------------------------------------


def conflict(one: Claims, other: Claims) -> str:
    """Why two statements cannot say the same, as a short word; "" where nothing speaks against it."""
    return next((reason for reason, check in _GUARDS if check(one, other)), "")


def _numbers_differ(one: Claims, other: Claims) -> bool:
    """Both count the same thing, and each has a number for it that the other has not."""
    if not one.numbers or not other.numbers:
        return False
    mine = {n for n, what in one.numbers if any(what & w for _, w in other.numbers)}
    theirs = {n for n, what in other.numbers if any(what & w for _, w in one.numbers)}
    return bool(mine - theirs and theirs - mine)


def _counted_differs(one: Claims, other: Claims) -> bool:
    """The same number, of different things."""
    for number, what in one.numbers:
        same = [w for n, w in other.numbers if n == number]
        if same and not any(what & w for w in same) and all(_says_what(w) for w in (what, *same)):
            return True
    return False


def _says_what(counted: frozenset[str]) -> bool:
    return any(not word.startswith("<") for word in counted)


def _years_differ(one: Claims, other: Claims) -> bool:
    return bool(one.years and other.years and one.years != other.years)


def _names_differ(one: Claims, other: Claims) -> bool:
    """After the same word different names, or two names that start alike (`Bộ Y tế`, `Bộ Tài chính`)."""
    if not one.names or not other.names:
        return False
    mine, theirs = ({n for _, n in c.names} for c in (one, other))
    for before, name in one.names:
        if name in theirs:
            continue
        for their_before, their_name in other.names:
            if their_name in mine:
                continue
            if before and before == their_before and name[: len(their_name)] != their_name[: len(name)]:
                return True
            if len(name) > 1 and len(their_name) > 1 and name[0] == their_name[0] and name[1] != their_name[1]:  # fmt: skip
                return True
    return False


def _one_denies(one: Claims, other: Claims) -> bool:
    """What one denies the other affirms; where both deny something, each must affirm what the other denies."""
    if not one.denies and not other.denies:
        return False
    mine, theirs = (_affirmed(c.items, c.affirmed_at) for c in (one, other))
    if one.denies and other.denies:
        return bool(
            one.denied & (theirs - other.denied) - mine and other.denied & (mine - one.denied) - theirs
        )
    return bool((one.denied | one.doubted) & theirs or (other.denied | other.doubted) & mine)


def _sides_differ(one: Claims, other: Claims) -> bool:
    """Opposite words about the same: each has one of a pair of antonyms, and not the other."""
    for (pair, side), near in one.sides.items():
        opposite = (pair, 1 - side)
        if opposite in one.sides or (pair, side) in other.sides:
            continue
        if opposite in other.sides and near & other.sides[opposite]:
            return True
    return False


def _contrasts_differ(one: Claims, other: Claims) -> bool:
    return any(not said & other.contrasts.get(what, said) for what, said in one.contrasts.items())


def _moods_differ(one: Claims, other: Claims) -> bool:
    """Done or planned, a request or not: where both say so, they say different things."""
    asks = {"request"}
    if (one.moods & asks) != (other.moods & asks):
        return True
    mine, theirs = one.moods - asks, other.moods - asks
    return bool(mine and theirs and not mine & theirs)


def _degrees_differ(one: Claims, other: Claims) -> bool:
    return bool(one.degrees and other.degrees and not one.degrees & other.degrees)


_GUARDS = (
    ("number", _numbers_differ),
    ("counted", _counted_differs),
    ("year", _years_differ),
    ("name", _names_differ),
    ("denial", _one_denies),
    ("opposite", _sides_differ),
    ("contrast", _contrasts_differ),
    ("mood", _moods_differ),
    ("degree", _degrees_differ),
)
