"""Groups of one matter as families: near each other in meaning, none the opposite of another. They are proposed.

A family grows pair by pair from the nearest, as long as all its groups are near each other in the mean, and what the
coordinator has named stays together. What one agency alone says is none. Nothing is put together by it: each group
stays what it is (decision 0118).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.language.text import fold, normalise
from toolkit.messages.masters import FAMILY_APART
from toolkit.model import Campaign, Family, Group
from toolkit.model.caching import kept
from toolkit.narrative.claims import Claims, claims
from toolkit.narrative.conflicts import contradict
from toolkit.narrative.family_names import named
from toolkit.narrative.lexicon import JOIN, Copy, Lexicon, tokens
from toolkit.narrative.meaning import LENGTH, Nearness, leaning, table

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Sums, Vectors

#: Two groups less near than this begin no family; two families whose pairs are less near in the mean are not joined,
#: nor two of which some pair is less near than the last (see benchmarks/grouping.py).
LEAST, LEAST_MEAN, LEAST_PAIR = 0.4, 0.33, 0.2
#: So many words of a statement say what it is about.
_BEGINNING = 5
#: So many of the nearest are looked at, and so many groups has a family at most.
_LOOKED_AT, _MOST = 12, 40
_APART = frozenset(map(fold, FAMILY_APART))


@dataclass(slots=True)
class _Members:
    """A family that grows. `name` is the coordinator's."""

    groups: list[int]
    sum: Sums
    name: str = ""


@dataclass(slots=True)
class Families:
    """The families of a campaign's groups. `copies`: each group's comparison copy; `vectors`: its place in meaning."""

    words: Lexicon
    groups: Sequence[Group]
    copies: Sequence[Copy]
    vectors: Vectors
    order: Mapping[str, int]
    """The roster's order, by agency."""
    _claims: dict[int, Claims] = field(default_factory=dict)
    _bearers: dict[str, Counter[str]] = field(default_factory=dict)
    """By section, how many groups have a word."""

    def made(self) -> tuple[Family, ...]:
        """The families, in the order of their sections and of their first groups."""
        parts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for at, group in enumerate(self.groups):
            if not group.hidden and fold(_typed(group)) not in _APART:
                parts[group.section, group.theme].append(at)
        grown = [members for own in self._named_ahead(parts) for members in self._grown(own)]
        made = [self._family(members) for members in grown if len(members.groups) > 1 or members.name]
        return _with_names_of_their_own(f for f in made if len(f.groups) > 1 and (len(f.agencies) > 1 or f.reviewed))

    def _named_ahead(self, parts: Mapping[tuple[str, str], Sequence[int]]) -> Iterable[list[_Members]]:
        """Section by section and theme by theme, what each may grow from: named families whole, under the theme of
        their first group, the other groups alone."""
        named: dict[tuple[str, str], _Members] = {}
        for own in parts.values():
            alone = []
            for at in own:
                sum_ = self.vectors[at].astype("int64")
                name = _typed(self.groups[at])
                key = self.groups[at].section, fold(name)
                if name and key in named:
                    named[key].groups.append(at)
                    named[key].sum += sum_
                    continue
                alone.append(_Members([at], sum_, name))
                if name:
                    named[key] = alone[-1]
            yield alone

    def _grown(self, alone: list[_Members]) -> Iterable[_Members]:
        """Families of one section and theme."""
        own = {at: members for members in alone for at in members.groups}
        places = [*own]
        near = Nearness(self.vectors[places]).neighbours(_LOOKED_AT, LEAST)
        pairs = sorted((-nearness, one, other) for one, found in enumerate(near) for nearness, other in found)
        for _, one, other in pairs:
            mine, theirs = own[places[one]], own[places[other]]
            if mine is not theirs and self._may_join(mine, theirs):
                kept, gone = (mine, theirs) if mine.name or not theirs.name else (theirs, mine)
                kept.groups += gone.groups
                kept.sum += gone.sum
                own.update(dict.fromkeys(gone.groups, kept))
        return {id(members): members for members in own.values()}.values()

    def _may_join(self, one: _Members, other: _Members) -> bool:
        if (one.name and other.name) or len(one.groups) + len(other.groups) > _MOST:
            return False
        between = int(one.sum @ other.sum)
        if between < LEAST_MEAN * LENGTH**2 * len(one.groups) * len(other.groups):
            return False
        mine, theirs = (self.vectors[own.groups].astype("int64") for own in (one, other))
        if int((mine @ theirs.T).min()) < LEAST_PAIR * LENGTH**2:
            return False
        return not any(contradict(self._claimed(a), self._claimed(b)) for a in one.groups for b in other.groups)

    def _tells(self, section: str) -> Callable[[str], float]:
        """How much a word tells in a section."""
        if section not in self._bearers:
            own = [c for g, c in zip(self.groups, self.copies, strict=True) if g.section == section]
            self._bearers[section] = Counter(w for c in own for w in set(c.whole.replace(JOIN, " ").split(" ")))
        bearers = self._bearers[section]
        return lambda word: 1 / (1 + bearers[word]) ** 0.5

    def _claimed(self, at: int) -> Claims:
        if at not in self._claims:
            self._claims[at] = claims(self.words, self.groups[at].text, self.copies[at])
        return self._claims[at]

    def _family(self, members: _Members) -> Family:
        """The family: first what stands for all, which is nearest to all of those that most agencies say."""
        central = {at: int(self.vectors[at].astype("int64") @ members.sum) for at in members.groups}
        weight = {at: len(self.groups[at].agencies) for at in members.groups}
        places = sorted(members.groups, key=lambda at: (-weight[at], -central[at], at))
        own = [self.groups[at] for at in places]
        agencies = {agency for group in own for agency in group.agencies}
        return Family(
            id=own[0].id,
            section=own[0].section,
            theme=own[0].theme,
            name=members.name or named([g.shown_text for g in own], table().number, self._tells(own[0].section)),
            groups=tuple(g.id for g in own),
            agencies=tuple(sorted(agencies, key=self.order.__getitem__)),
            reviewed=bool(members.name) and all(map(_typed, own)),
        )


def _typed(group: Group) -> str:
    return group.edit.edited_family if group.edit else ""


def _with_names_of_their_own(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families, of which no two of one section go by one name."""
    taken: Counter[tuple[str, str]] = Counter()
    made = []
    for family in families:
        key = family.section, fold(family.name)
        taken[key] += 1
        made.append(family if taken[key] == 1 else family._replace(name=f"{family.name} ({taken[key]})"))
    return tuple(made)


@kept
def _subject(campaign: Campaign) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring words of what the campaign is about."""
    return frozenset(
        pair for text in (campaign.title, campaign.programme) for pair in pairwise(tokens(normalise(text)))
    )


def matters(campaign: Campaign, copies: Sequence[Copy]) -> Vectors:
    """By statement, where it stands in meaning, what it begins with counting half as much again: that is its matter."""
    return leaning([_besides_subject(campaign, copy.likened.split(" ")) for copy in copies], _BEGINNING)


def _besides_subject(campaign: Campaign, words: Sequence[str]) -> list[str]:
    """A statement's words without those of what the whole campaign is about: all speak of it, so it tells nothing."""
    subject = _subject(campaign)
    there = [pair in subject for pair in pairwise(words)]
    told = [w for w, before, after in zip(words, [False, *there], [*there, False], strict=True) if not before | after]
    return told or [*words]


def in_order(
    groups: Sequence[Group], families: Sequence[Family], part: Callable[[Group], tuple[int, ...]]
) -> tuple[tuple[Group, ...], tuple[Family, ...]]:
    """Both, by the parts of the report, then by how many agencies speak of it: families and groups that are in none,
    each family's groups one after the other. What is equal stays as it was."""
    by_id = {group.id: group for group in groups}
    inside = {own: family for family in families for own in family.groups}
    whole = [g for g in groups if g.id not in inside or inside[g.id].id == g.id]
    whole.sort(key=lambda g: (part(g), -len(inside[g.id].agencies if g.id in inside else g.agencies)))
    ordered = [
        by_id[own] for group in whole for own in (inside[group.id].groups if group.id in inside else (group.id,))
    ]
    return tuple(ordered), tuple(inside[g.id] for g in whole if g.id in inside)
