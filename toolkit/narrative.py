"""Statements → groups: within a section, what says the same is one line of the summary.

Statements with the same comparison copy (`lexicon.read`) are one group; what is probably the same is proposed
(`likeness`), and put together only where the coordinator says so (`decisions`). A group's theme is the one the
coordinator or its agencies chose, else the one whose keywords it holds most of, else none: *chưa phân loại*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from toolkit.lexicon import Copy, Lexicon, features, lexicon, read, tokens
from toolkit.likeness import MOST, Spread, one_after_another, proposals
from toolkit.model import Campaign, Edit, Finding, Group, Statement
from toolkit.regroup import Decided, Said, decide, group_id, rows_without_statements
from toolkit.text import fold, normalise, strip_bullet

#: Texts that are read at a time.
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Narrative:
    """What all agencies say, grouped."""

    groups: tuple[Group, ...]
    """By section in the report's order, then theme, then weight."""
    edits: tuple[Edit, ...]
    """Edits that have no group of their own."""
    findings: tuple[Finding, ...]
    topics: Mapping[str, Sequence[int]]
    """The word pairs of each group, numbered, by id."""


def group_statements(campaign: Campaign, statements: Iterable[Statement], edits: Iterable[Edit] = (), spread: Spread | None = one_after_another) -> Narrative:  # fmt: skip
    """The statements in groups, each in exactly one; edits applied.

    `statements` come in the roster's order. `spread` says how they are gone through; None: groups are not likened.
    """
    words = lexicon(campaign.words)
    statements = tuple(statements)
    copies = _read(words, list(dict.fromkeys(s.text for s in statements)), spread or one_after_another)
    by_said: dict[Said, list[Statement]] = {}
    place: dict[str, int] = {}
    for statement in statements:
        place[statement.id] = len(place)
        by_said.setdefault((statement.section, copies[statement.text].said), []).append(statement)
    decisions = decide(campaign, words, by_said, edits)
    members = _members(by_said, decisions)
    ids = {said: group_id(*said) for said in members}
    group_of = {own: ids[said] for said, all_own in members.items() for own in all_own}
    compared: dict[str, dict[Copy, str]] = {s.code: {} for s in campaign.sections}
    for (section, _), found in by_said.items():
        compared[section][copies[found[0].text]] = found[0].text
    for (section, _), edit in decisions.gone.items():
        if section in compared:
            compared[section].setdefault(read(words, edit.text), edit.text)
    likened = features(words, dict.fromkeys(copy.said for own in compared.values() for copy in own))
    alike = proposals(words, compared, likened, spread) if spread is not None else {}
    themes = _Themes(campaign)
    agencies = {a.code: n for n, a in enumerate(campaign.agencies)}
    groups = [
        _group(
            ids[said], said, sorted((s for o in own for s in by_said[o]), key=lambda s: place[s.id]), by_said[said],
            themes, decisions.edit_of.get(said), agencies, _proposed(own, alike, group_of, decisions),
        )
        for said, own in members.items()
    ]  # fmt: skip
    sections = {s.code: n for n, s in enumerate(campaign.sections)}
    groups.sort(
        key=lambda g: (
            sections[g.section],
            themes.place(g.theme),
            -len(g.agencies),
            agencies[g.agencies[0]],
            g.id,
        )
    )
    nearest = {said: _proposed([said], alike, group_of, decisions) for said in decisions.gone}
    return Narrative(
        groups=tuple(groups),
        edits=tuple(rows_without_statements(decisions, ids, nearest)),
        findings=tuple(decisions.findings),
        topics={own: likened.told[said[1]] for said, own in ids.items()},
    )


def _read(words: Lexicon, texts: Sequence[str], spread: Spread) -> dict[str, Copy]:
    """The comparison copy of each text."""
    parts = [texts[n : n + _AT_ONCE] for n in range(0, len(texts), _AT_ONCE)]
    copies = spread(lambda part: [read(words, text) for text in part], parts, [len(part) for part in parts])
    return dict(zip(texts, chain.from_iterable(copies), strict=True))


def _members(by_said: Mapping[Said, Sequence[Statement]], decisions: Decided) -> dict[Said, list[Said]]:
    """What is said, by what it goes under: itself, or what the coordinator merged it into."""
    gathered: dict[Said, list[Said]] = {}
    for said in by_said:
        gathered.setdefault(decisions.target(said) if said in decisions.into else said, []).append(said)
    members: dict[Said, list[Said]] = {}
    for target, own in gathered.items():
        # Where nobody says any more what they were merged into, they stay together under one of their own.
        under = target if target in by_said else min(own, key=lambda s: (-len(by_said[s]), s))
        members[under] = own
    return members


def _proposed(own: Sequence[Said], alike: Mapping[Said, Sequence[str]], group_of: Mapping[Said, str], decisions: Decided) -> tuple[str, ...]:  # fmt: skip
    """The groups that are probably the same, the likeliest first; of a merged group, by turns."""
    lists = [alike.get(said, ()) for said in own]
    if len(own) == 1 and not decisions.edit_of:
        return tuple([group_of[own[0][0], other] for other in lists[0]])
    found: dict[str, None] = {}
    mine = {group_of[said] for said in own if said in group_of}
    for rank in range(MOST):
        for said, others in zip(own, lists, strict=True):
            if rank < len(others):
                other = (said[0], others[rank])
                theirs = group_of.get(other)
                if theirs is not None and theirs not in mine and not any(decisions.are_apart(o, other) for o in own):  # fmt: skip
                    found.setdefault(theirs)
    return tuple(found)[:MOST]


def _group(own_id: str, said: Said, found: Sequence[Statement], own: Sequence[Statement], themes: _Themes, edit: Edit | None, agencies: Mapping[str, int], proposed: tuple[str, ...]) -> Group:  # fmt: skip
    text = _most_complete(own)
    chosen = Counter(s.theme for s in found if s.theme)
    theme = themes.known(edit.edited_theme) if edit else ""
    if not theme and chosen:
        most = max(chosen.values())
        theme = min((t for t, n in chosen.items() if n == most), key=themes.place)
    return Group(
        id=own_id,
        section=said[0],
        theme=theme or themes.by_keywords(text),
        text=text,
        statements=tuple([s.id for s in found]),
        agencies=tuple(sorted({s.agency for s in found}, key=agencies.__getitem__)),
        proposed_with=proposed,
        edit=edit,
    )


def _most_complete(statements: Sequence[Statement]) -> str:
    """The text that says the most, of those of one comparison copy: abbreviations spelt out, written as a sentence."""
    if len(statements) == 1:
        return statements[0].text
    texts = Counter(s.text for s in statements)

    def rank(text: str) -> tuple[int, bool, bool, int]:
        bare = strip_bullet(text)
        return (
            -sum(map(str.isalnum, bare)),
            bare != " ".join(text.split()),
            not bare[:1].isupper(),
            -texts[text],
        )

    return min(texts, key=rank)


class _Themes:
    """The definition's themes, ready to be looked for in a text."""

    def __init__(self, campaign: Campaign) -> None:
        self._order = {t.code: n for n, t in enumerate(campaign.themes)}
        self._names = {fold(n): t.code for t in campaign.themes for n in (t.code, t.label)}
        self._keywords: dict[str, list[tuple[str, str, int]]] = {}
        for theme in campaign.themes:
            for keyword in theme.keywords:
                if said := tokens(normalise(keyword)):
                    entry = (f" {' '.join(said)} ", theme.code, len(said))
                    self._keywords.setdefault(said[0], []).append(entry)

    def place(self, code: str) -> int:
        return self._order.get(code, len(self._order))

    def known(self, name: str) -> str:
        """The code of the theme named by its code or label, or ""."""
        return self._names.get(fold(name), "") if name else ""

    def by_keywords(self, text: str) -> str:
        """The theme most of whose keywords the text holds (longer ones weigh more), or ""."""
        words = tokens(normalise(text))
        if self._keywords.keys().isdisjoint(words):
            return ""
        spelt = f" {' '.join(words)} "
        scores: Counter[str] = Counter()
        for first in self._keywords.keys() & words:
            for said, theme, weight in self._keywords[first]:
                if said in spelt:
                    scores[theme] += weight
        return min(scores, key=lambda theme: (-scores[theme], self.place(theme)), default="")
