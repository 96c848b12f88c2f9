"""Statements → groups: within a section, what says the same is one line of the summary.

Identical text (after cleaning) is one group. A group's theme is the one its agencies chose, else the one
whose keywords it holds most of, else none: *chưa phân loại*, for the coordinator to settle.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from toolkit.model import Campaign, Edit, Group, Statement
from toolkit.text import fold, normalise

_WORD = re.compile(r"[\w]+")


@lru_cache(maxsize=65_536)
def group_id(section: str, text: str) -> str:
    """A group's lasting name, from what it says: the same in every merge, whatever the order."""
    # A letter first: a spreadsheet would make a number of `00123456` or `123e4567` typed there.
    return "g" + hashlib.sha256(f"{section}\0{normalise(text)}".encode()).hexdigest()[:10]


def group_statements(campaign: Campaign, statements: Iterable[Statement], edits: Mapping[str, Edit]) -> tuple[Group, ...]:  # fmt: skip
    """The groups, by section in the report's order, then theme, then weight; edits applied.

    `statements` come in the roster's order. Each is in exactly one group. `edits` are by group id.
    """
    gathered: dict[str, list[Statement]] = {}
    place: dict[str, int] = {}
    for statement in statements:
        place[statement.id] = len(place)
        gathered.setdefault(group_id(statement.section, statement.text), []).append(statement)
    for own in edits:
        target = _merged_into(own, edits)
        both = target != own and own in gathered and target in gathered
        if both and gathered[own][0].section == gathered[target][0].section:
            gathered[target] += gathered.pop(own)
    themes = _Themes(campaign)
    agencies = {a.code: n for n, a in enumerate(campaign.agencies)}
    groups = [
        _group(own, sorted(found, key=lambda s: place[s.id]), themes, edits.get(own), agencies)
        for own, found in gathered.items()
    ]
    sections = {s.code: n for n, s in enumerate(campaign.sections)}
    order = {t.code: n for n, t in enumerate(campaign.themes)}
    return tuple(
        sorted(
            groups,
            key=lambda g: (sections[g.section], order.get(g.theme, len(order)), -len(g.agencies), _first(g, agencies), g.id),
        )
    )  # fmt: skip


def _first(group: Group, agencies: Mapping[str, int]) -> int:
    return agencies[group.agencies[0]]


def _merged_into(own: str, edits: Mapping[str, Edit]) -> str:
    """Where following `merge_into` ends; `own` where it leads round in a circle."""
    seen = {own}
    at = own
    while at in edits and edits[at].merge_into:
        at = edits[at].merge_into
        if at in seen:
            return own
        seen.add(at)
    return at


def _group(own: str, found: Sequence[Statement], themes: _Themes, edit: Edit | None, agencies: Mapping[str, int]) -> Group:  # fmt: skip
    texts = Counter(s.text for s in found if group_id(s.section, s.text) == own)
    text = texts.most_common(1)[0][0]
    chosen = Counter(s.theme for s in found if s.theme)
    theme = themes.known(edit.edited_theme) if edit else ""
    if not theme and chosen:
        most = max(chosen.values())
        theme = min((t for t, n in chosen.items() if n == most), key=themes.place)
    return Group(
        id=own,
        section=found[0].section,
        theme=theme or themes.by_keywords(text),
        text=text,
        statements=tuple(s.id for s in found),
        agencies=tuple(sorted({s.agency for s in found}, key=agencies.__getitem__)),
        edit=edit,
    )


class _Themes:
    """The definition's themes, ready to be looked for in a text."""

    def __init__(self, campaign: Campaign) -> None:
        self._themes = campaign.themes
        self._order = {t.code: n for n, t in enumerate(campaign.themes)}
        self._keywords = [(t.code, [_words(k) for k in t.keywords]) for t in campaign.themes]
        self._names = {fold(n): t.code for t in campaign.themes for n in (t.code, t.label)}

    def place(self, code: str) -> int:
        return self._order.get(code, len(self._order))

    def known(self, name: str) -> str:
        """The code of the theme named by its code or label, or ""."""
        return self._names.get(fold(name), "") if name else ""

    def by_keywords(self, text: str) -> str:
        """The theme most of whose keywords the text holds (longer ones weigh more), or ""."""
        words = _words(text)
        best, best_score = "", 0
        for code, keywords in self._keywords:
            score = sum(len(k.split()) for k in keywords if k in words)
            if score > best_score:
                best, best_score = code, score
        return best


def _words(text: str) -> str:
    """The text's words between single spaces, tone marks kept: without them too many words are the same."""
    return f" {' '.join(_WORD.findall(normalise(text)))} "
