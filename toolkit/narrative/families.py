"""Groups about one matter as families: near each other in meaning, none the opposite of another. They are proposed.

A family grows pair by pair from the nearest, as long as the mean nearness of all its groups is high enough; groups of a
family that the coordinator has named stay together. Groups of one agency alone are no family. Nothing is merged: each
group stays what it is (decision 118).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.language.text import clean, fold, normalise, strip_bullet
from toolkit.messages.masters import FAMILY_APART
from toolkit.model import Campaign, Family, Group
from toolkit.model.caching import kept
from toolkit.narrative.claims import Claimed
from toolkit.narrative.conflicts import contradict
from toolkit.narrative.frames import Sentence, frames, written
from toolkit.narrative.lexicon import Copy, tokens
from toolkit.narrative.meaning import LENGTH, Nearness, together
from toolkit.narrative.verdicts import OPPOSITE

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Rows, Vectors

#: Two groups less near than this begin no family; two families whose pairs are less near in the mean are not joined,
#: nor two of which some pair is less near than the last (see benchmarks/grouping.py).
LEAST, LEAST_MEAN, LEAST_PAIR = 0.4, 0.33, 0.2
#: The number of nearest groups that are examined, and the most groups of a family.
_LOOKED_AT, _MOST = 12, 40
#: The number of syllables of its first sentence that name a family.
_BEGINS = 8
_APART = frozenset(map(fold, FAMILY_APART))


@dataclass(slots=True)
class _Members:
    """A family that grows. `number` is that of its first group, `name` the coordinator's."""

    number: int
    groups: list[int]
    rows: Rows
    """Their vectors, one a row."""
    name: str = ""
    apart: set[int] = field(default_factory=set)
    """The numbers of those that it can never be joined with, however either grows."""
    frame: str = ""
    """The common sentence, where they differ in slots only: then it does not grow."""

    def take(self, other: _Members) -> None:
        """Grow by the other's members."""
        self.groups += other.groups
        self.rows = together(self.rows, other.rows)
        self.apart |= other.apart


@dataclass(slots=True)
class Families:
    """The families of one section's groups.

    `said`: each group's comparison copy with a text it was made from; `vectors`: its vector.
    """

    claimed: Claimed
    groups: Sequence[Group]
    said: Sequence[tuple[Copy, str]]
    vectors: Vectors
    order: Mapping[str, int]
    """The roster's order, by agency."""
    sentences: Sequence[Sentence] = ()
    """Each group's text with its slots; none where frames are not searched."""

    def made(self) -> tuple[Family, ...]:
        """The families, theme by theme, in the order of their first groups."""
        parts: defaultdict[str, list[int]] = defaultdict(list)
        for at, group in enumerate(self.groups):
            if not group.hidden and fold(_typed(group)) not in _APART:
                parts[group.theme].append(at)
        grown = [members for own in self._named_ahead(parts.values()) for members in self._grown(own)]
        made = [self._family(members) for members in grown if len(members.groups) > 1 or members.name]
        return _with_distinct_names(f for f in made if len(f.groups) > 1 and (len(f.agencies) > 1 or f.reviewed))

    def _named_ahead(self, parts: Iterable[Sequence[int]]) -> Iterable[list[_Members]]:
        """Theme by theme, the initial families: named ones whole, under the theme of their first group,
        the other groups alone."""
        named: dict[str, _Members] = {}
        rows = self.vectors.astype("float32")
        for own in parts:
            alone = []
            for at in own:
                name = _typed(self.groups[at])
                key = fold(name)
                if name and key in named:
                    named[key].take(_Members(at, [at], rows[at : at + 1]))
                    continue
                alone.append(_Members(at, [at], rows[at : at + 1], name))
                if name:
                    named[key] = alone[-1]
            yield self._framed(alone)

    def _framed(self, alone: list[_Members]) -> list[_Members]:
        """The same, with those that differ in slots only joined; families that the coordinator named are unchanged."""
        single = {m.number: m for m in alone if self.sentences and len(m.groups) == 1 and not m.name}
        places = [*single]
        gone: set[int] = set()
        for found in frames([self.sentences[at] for at in places]):
            first, *others = (single[places[n]] for n in found)
            for other in others:
                first.take(other)
                gone.add(other.number)
            by_weight = sorted(first.groups, key=lambda at: (-len(self.groups[at].agencies), at))
            first.frame = written([self.sentences[at] for at in by_weight])
        return [m for m in alone if m.number not in gone]

    def _grown(self, alone: list[_Members]) -> Iterable[_Members]:
        """Families of one theme."""
        own = {at: members for members in alone for at in members.groups}
        places = [*own]
        for one, other in Nearness(self.vectors[places]).pairs(_LOOKED_AT, LEAST):
            mine, theirs = own[places[one]], own[places[other]]
            if mine is not theirs and theirs.number not in mine.apart and self._may_join(mine, theirs):
                kept, gone = (mine, theirs) if mine.name or not theirs.name else (theirs, mine)
                kept.take(gone)
                for number in gone.apart:
                    own[number].apart.add(kept.number)
                own.update(dict.fromkeys(gone.groups, kept))
        return {id(members): members for members in own.values()}.values()

    def _may_join(self, one: _Members, other: _Members) -> bool:
        if one.frame or other.frame or (one.name and other.name) or len(one.groups) + len(other.groups) > _MOST:
            return False
        near = one.rows @ other.rows.T if len(one.groups) + len(other.groups) > 2 else None
        if near is not None and near.mean(dtype="float64") < LEAST_MEAN * LENGTH**2:
            return False
        # What follows stays so, however they grow.
        apart = (near is not None and near.min() < LEAST_PAIR * LENGTH**2) or self._contradict(one.groups, other.groups)
        if apart:
            one.apart.add(other.number)
            other.apart.add(one.number)
        return not apart

    def _contradict(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        said, verdicts, judge = self.said, self.claimed.verdicts, self._opposite
        pairs = ((a, b) if a < b else (b, a) for a in mine for b in theirs)
        return any(verdicts.of(OPPOSITE, said[a][1], said[b][1], judge, a, b) for a, b in pairs)

    def _opposite(self, one: int, other: int) -> bool:
        return contradict(*(self.claimed.claims(text, copy) for copy, text in (self.said[one], self.said[other])))

    def _family(self, members: _Members) -> Family:
        """The family: first its representative, which is nearest to all among those that most agencies mention."""
        central = dict(zip(members.groups, (members.rows @ members.rows.sum(axis=0)).tolist(), strict=True))
        weight = {at: len(self.groups[at].agencies) for at in members.groups}
        places = sorted(members.groups, key=lambda at: (-weight[at], -central[at], at))
        own = [self.groups[at] for at in places]
        agencies = {agency for group in own for agency in group.agencies}
        return Family(
            id=own[0].id,
            section=own[0].section,
            theme=own[0].theme,
            name=members.name or _beginning(own[0].shown_text),
            groups=tuple(g.id for g in own),
            agencies=tuple(sorted(agencies, key=self.order.__getitem__)),
            reviewed=bool(members.name) and all(map(_typed, own)),
            frame=members.frame,
        )


def _beginning(text: str) -> str:
    """The beginning of a family's sentence: its name until somebody names it."""
    words = strip_bullet(clean(text)).split()
    return " ".join(words) if len(words) <= _BEGINS else " ".join(words[:_BEGINS]).rstrip(",;:") + "…"


def _typed(group: Group) -> str:
    return group.edit.edited_family if group.edit else ""


def _with_distinct_names(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families with unique names."""
    taken: Counter[str] = Counter()
    made = []
    for family in families:
        key = fold(family.name)
        taken[key] += 1
        made.append(family if taken[key] == 1 else family._replace(name=f"{family.name} ({taken[key]})"))
    return tuple(made)


@kept
def subject(campaign: Campaign) -> frozenset[tuple[str, ...]]:
    """The pairs of adjacent words of the campaign's subject: everybody mentions it, so it distinguishes nothing."""
    return frozenset(
        pair for text in (campaign.title, campaign.programme) for pair in pairwise(tokens(normalise(text)))
    )


def in_order(
    groups: Sequence[Group], families: Sequence[Family], part: Callable[[Group], int]
) -> tuple[tuple[Group, ...], tuple[Family, ...]]:
    """Both, part by part, then by the number of agencies: families and groups that are in
    none, each family's groups one after the other. The order is stable."""
    by_id = {group.id: group for group in groups}
    inside = {own: family for family in families for own in family.groups}
    whole = [g for g in groups if g.id not in inside or inside[g.id].id == g.id]
    whole.sort(key=lambda g: (part(g), -len(inside[g.id].agencies if g.id in inside else g.agencies)))
    ordered = [
        by_id[own] for group in whole for own in (inside[group.id].groups if group.id in inside else (group.id,))
    ]
    return tuple(ordered), tuple(inside[g.id] for g in whole if g.id in inside)
