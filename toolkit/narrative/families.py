"""Proposed families: groups about one matter, near each other in meaning, no group the opposite of another.

Families are joined pair by pair, the nearest first, as long as the mean nearness of all their groups is high enough;
groups of a family that the coordinator has named stay together. Groups of one agency alone are no family. Nothing is
merged: the groups are unchanged (decision 118).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from toolkit.language.text import clean, fold, normalise, strip_bullet
from toolkit.messages.masters import FAMILY_APART
from toolkit.model import Campaign, Family, Group
from toolkit.model.caching import cached
from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.closeness import Compared, are_close, compared
from toolkit.narrative.conflicts import contradict
from toolkit.narrative.frames import Sentence, Voice, frame_sentence, frames
from toolkit.narrative.lexicon import Copy, tokens
from toolkit.narrative.meaning import LENGTH, Nearness, stacked_rows
from toolkit.narrative.requests import names_money
from toolkit.narrative.verdicts import OPPOSITE

if TYPE_CHECKING:
    from toolkit.narrative.meaning import Rows, Vectors

LEAST = 0.4  # the least nearness of two groups that begin a family (see benchmarks/grouping.py)
LEAST_MEAN = 0.33  # the least mean nearness of all pairs of groups of two families that are joined
LEAST_PAIR = 0.2  # the least nearness of any pair of groups of two families that are joined
_EXAMINED = 12  # the number of nearest groups that are examined for each group
_MOST = 40  # the most groups in a family
#: The number of syllables in a family's name, from its first sentence.
_NAME_SYLLABLES = 8
_APART = frozenset(map(fold, FAMILY_APART))


@dataclass(slots=True)
class _Members:
    """A family while groups are added to it. `number`: the position of its first group; `name`: the coordinator's."""

    number: int
    groups: list[int]
    rows: Rows
    """The vectors of the groups, one per row."""
    name: str = ""
    apart: set[int] = field(default_factory=set)
    """The numbers of families with which this family cannot be joined, whatever is added to them."""
    frame: str = ""
    """The common sentence, if the groups differ in slots only; no groups are added to such a family."""

    def absorb(self, other: _Members) -> None:
        """Add the other family's groups to this one."""
        self.groups += other.groups
        self.rows = stacked_rows(self.rows, other.rows)
        self.apart |= other.apart


@dataclass(slots=True)
class Families:
    """The families of one section's groups.

    `copies`: each group's comparison copy, with a text that the copy was made from; `vectors`: each group's vector.
    """

    claimed: ClaimCache
    groups: Sequence[Group]
    copies: Sequence[tuple[Copy, str]]
    vectors: Vectors
    order: Mapping[str, int]
    """The roster's order, by agency."""
    sentences: Sequence[Sentence] = ()
    """Each group's text with its slots; none where frames are not searched."""
    short: Mapping[str, str] = field(default_factory=dict)
    """The short name of each agency that a frame may name."""
    is_request: bool = False
    """Whether the section holds requests: one with money is never joined with another."""

    def proposed_families(self) -> tuple[Family, ...]:
        """The families, theme by theme, in the order of their first groups."""
        parts: defaultdict[str, list[int]] = defaultdict(list)
        for at, group in enumerate(self.groups):
            if not group.is_hidden and fold(_edited_name(group)) not in _APART:
                parts[group.theme].append(at)
        joined = [members for initial in self._initial(parts.values()) for members in self._join_pairs(initial)]
        families = [self._family(members) for members in joined if len(members.groups) > 1 or members.name]
        return _with_distinct_names(f for f in families if len(f.groups) > 1 and (len(f.agencies) > 1 or f.reviewed))

    def _initial(self, parts: Iterable[Sequence[int]]) -> Iterable[list[_Members]]:
        """The initial families, one list per theme: each family that the coordinator named, with all its groups, in the
        theme of the first; every other group as a separate family."""
        named: dict[str, _Members] = {}
        rows = self.vectors.astype("float32")
        for part in parts:
            alone = []
            for at in part:
                name = _edited_name(self.groups[at])
                key = fold(name)
                if name and key in named:
                    named[key].absorb(_Members(at, [at], rows[at : at + 1]))
                    continue
                alone.append(_Members(at, [at], rows[at : at + 1], name))
                if name:
                    named[key] = alone[-1]
            yield self._with_frames(alone)

    def _with_frames(self, alone: list[_Members]) -> list[_Members]:
        """Joins families that differ in slots only; families that the coordinator named are unchanged."""
        single = {m.number: m for m in alone if self.sentences and len(m.groups) == 1 and not m.name}
        numbers = [*single]
        absorbed: set[int] = set()
        for positions in frames([self.sentences[at] for at in numbers]):
            members = [numbers[n] for n in positions]
            by_weight = sorted(members, key=lambda at: (-len(self.groups[at].agencies), at))
            voices = [
                Voice(len(g.agencies), self.short[g.agencies[0]]) for g in map(self.groups.__getitem__, by_weight)
            ]
            frame = frame_sentence([self.sentences[at] for at in by_weight], voices)
            if not frame or any(names_money(self.groups[at].text) for at in members if self.is_request):
                continue
            first, *rest = (single[at] for at in members)
            for other in rest:
                first.absorb(other)
                absorbed.add(other.number)
            first.frame = frame
        return [m for m in alone if m.number not in absorbed]

    def _join_pairs(self, alone: list[_Members]) -> Iterable[_Members]:
        """Joins families of one theme pair by pair; returns the resulting families."""
        family_of = {at: members for members in alone for at in members.groups}
        numbers = [*family_of]
        for one, other in Nearness(self.vectors[numbers]).pairs(_EXAMINED, LEAST):
            mine, theirs = family_of[numbers[one]], family_of[numbers[other]]
            if mine is not theirs and theirs.number not in mine.apart and self._may_join(mine, theirs):
                family, absorbed = (mine, theirs) if mine.name or not theirs.name else (theirs, mine)
                family.absorb(absorbed)
                for number in absorbed.apart:
                    family_of[number].apart.add(family.number)
                family_of.update(dict.fromkeys(absorbed.groups, family))
        return {id(members): members for members in family_of.values()}.values()

    def _may_join(self, one: _Members, other: _Members) -> bool:
        if one.frame or other.frame or (one.name and other.name) or len(one.groups) + len(other.groups) > _MOST:
            return False
        near = one.rows @ other.rows.T if len(one.groups) + len(other.groups) > 2 else None
        if near is not None and near.mean(dtype="float64") < LEAST_MEAN * LENGTH**2:
            return False
        # Both reasons hold whatever is added to the families.
        apart = (near is not None and near.min() < LEAST_PAIR * LENGTH**2) or self._contradict(one.groups, other.groups)
        if apart:
            one.apart.add(other.number)
            other.apart.add(one.number)
        return not apart

    def _contradict(self, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        copies, verdicts, judge = self.copies, self.claimed.verdicts, self._are_opposite
        pairs = ((a, b) if a < b else (b, a) for a in mine for b in theirs)
        return any(verdicts.get(OPPOSITE, copies[a][1], copies[b][1], judge, a, b) for a, b in pairs)

    def _are_opposite(self, one: int, other: int) -> bool:
        return contradict(*(self.claimed.claims(text, copy) for copy, text in (self.copies[one], self.copies[other])))

    def _family(self, members: _Members) -> Family:
        """The family; its first group represents it: of the groups with most agencies, the nearest to all others."""
        central = dict(zip(members.groups, (members.rows @ members.rows.sum(axis=0)).tolist(), strict=True))
        weight = {at: len(self.groups[at].agencies) for at in members.groups}
        ranked = sorted(members.groups, key=lambda at: (-weight[at], -central[at], at))
        groups = [self.groups[at] for at in ranked]
        agencies = {agency for group in groups for agency in group.agencies}
        return Family(
            id=groups[0].id,
            section=groups[0].section,
            theme=groups[0].theme,
            name=members.name or _first_words(groups[0].shown_text),
            groups=tuple(g.id for g in groups),
            agencies=tuple(sorted(agencies, key=self.order.__getitem__)),
            reviewed=bool(members.name) and all(map(_edited_name, groups)),
            frame=members.frame,
            ideas=(tuple(g.id for g in groups),) if members.frame else tuple(self._ideas(ranked)),
        )

    def _ideas(self, ranked: Sequence[int]) -> Iterator[tuple[str, ...]]:
        """Yields the ideas in a family, with which its groups are printed: the group whose sentence is printed, then
        those that are close to it."""
        left = [(at, self._printed(at)) for at in ranked]
        while left:
            (first, sentence), *others = left
            close = {at for at, other in others if are_close(self.claimed, sentence, other)}
            yield tuple(self.groups[at].id for at in (first, *(at for at, _ in others if at in close)))
            left = [(at, other) for at, other in others if at not in close]

    def _printed(self, at: int) -> Compared:
        """A group's sentence: the coordinator's, or the text of its comparison copy, whose claims are known."""
        edit, words = self.groups[at].edit, self.claimed.words
        if edit and edit.edited_text:
            return compared(words, edit.edited_text)
        copy, text = self.copies[at]
        return compared(words, text, copy)


def _first_words(text: str) -> str:
    """The first words of a sentence: a family's name until the coordinator types one."""
    words = strip_bullet(clean(text)).split()
    return " ".join(words) if len(words) <= _NAME_SYLLABLES else " ".join(words[:_NAME_SYLLABLES]).rstrip(",;:") + "…"


def _edited_name(group: Group) -> str:
    """The family's name that the coordinator typed for a group, or ""."""
    return group.edit.edited_family if group.edit else ""


def _with_distinct_names(families: Iterable[Family]) -> tuple[Family, ...]:
    """The families with unique names."""
    uses: Counter[str] = Counter()
    distinct = []
    for family in families:
        key = fold(family.name)
        uses[key] += 1
        distinct.append(family if uses[key] == 1 else family._replace(name=f"{family.name} ({uses[key]})"))
    return tuple(distinct)


@cached
def subject_pairs(campaign: Campaign) -> frozenset[tuple[str, ...]]:
    """The pairs of adjacent words in the campaign's title and programme. Since all agencies
    write these words, they distinguish no statement."""
    return frozenset(
        pair for text in (campaign.title, campaign.programme) for pair in pairwise(tokens(normalise(text)))
    )


def sort_groups(
    groups: Sequence[Group], families: Sequence[Family], part: Callable[[Group], int]
) -> tuple[tuple[Group, ...], tuple[Family, ...]]:
    """The groups and families, sorted by part, then by the number of agencies, the most first; the groups of a family
    are adjacent. Where these are equal, the order is kept."""
    by_id = {group.id: group for group in groups}
    inside = {group_id: family for family in families for group_id in family.groups}
    whole = [g for g in groups if g.id not in inside or inside[g.id].id == g.id]
    whole.sort(key=lambda g: (part(g), -len(inside[g.id].agencies if g.id in inside else g.agencies)))
    ordered = [
        by_id[one] for group in whole for one in (inside[group.id].groups if group.id in inside else (group.id,))
    ]
    return tuple(ordered), tuple(inside[g.id] for g in whole if g.id in inside)
