"""Statements → groups: within a section, equal statements are one line of the summary.

Statements with the same comparison copy (`lexicon.read`) are one group; probably equal ones are proposed (`likeness`),
and merged only where the coordinator says so (`decisions`). A group's theme is the one the coordinator or its agencies
chose, else the one with most of its keywords in it, else none: *chưa phân loại*.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, NamedTuple

from toolkit.language.text import strip_bullet
from toolkit.model import Campaign, Edit, Family, Finding, Group, Statement
from toolkit.model.caching import kept
from toolkit.model.judging import CODE, judged
from toolkit.model.packing import DAMAGED
from toolkit.narrative.claims import Claimed
from toolkit.narrative.families import Families, in_order, subject
from toolkit.narrative.frames import names_of_agency, sentences
from toolkit.narrative.lexicon import Copy, features, lexicon, read, read_together
from toolkit.narrative.likeness import MOST, proposals
from toolkit.narrative.meaning import Meaning, meaning_vectors
from toolkit.narrative.nearby import joined, proposals_by_meaning
from toolkit.narrative.questions import ASKED_ABOUT
from toolkit.narrative.regroup import Decided, Texts, decide, group_id, rows_without_statements
from toolkit.narrative.themes import Themes, keywords_of, nearest_themes
from toolkit.narrative.verdicts import Verdicts

_TEXTS = frozenset({str, type(None)})
#: The number of texts not read ahead that are read at a time.
_READ_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Grouping:
    """The statements of all agencies, grouped."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    """By section in the report's order, then theme, then weight."""
    edits: tuple[Edit, ...]
    """Edits without a group."""
    findings: tuple[Finding, ...]
    topics: Mapping[str, Sequence[tuple[str, ...]]]
    """The word pairs of groups that leaders may ask about, by id."""
    kept: Mapping[str, bytes]
    """By section, verdicts on pairs of texts, for the next merge (`verdicts`)."""


# --- Reading ahead -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """What is known of texts before statements are grouped."""

    copies: Mapping[str, Copy]
    themes: Mapping[str, str]
    """The theme with most of its keywords in a text, or ""; of texts for which an agency chose none."""


NOTHING_AHEAD = ReadAhead({}, {})


@kept
def _read_by(campaign: Campaign) -> str:
    """A digest of the words and themes by which the narrative is read."""
    words = [(w.kind, w.text, w.means) for w in campaign.words]
    themes = [(t.code, t.keywords) for t in campaign.themes]
    return hashlib.sha256(repr((words, themes)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@kept
def _keywords(campaign: Campaign) -> Themes:
    return Themes(campaign)


def _key(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def read_ahead(campaign: Campaign, statements: Sequence[Statement]) -> bytes:
    """What a merge of this campaign derives from each single statement of a file, as bytes; none without statements.

    For processes that read files in parallel: the whole narrative is processed by one of them afterwards.
    """
    words, themes = lexicon(campaign.words), _keywords(campaign)
    rows = []
    read_together([s.text for s in statements])
    for statement in statements:
        said, whole, likened = read(words, statement.text)
        theme = None if statement.theme else themes.by_keywords(statement.text)
        rows.append(
            (_key(statement.text), said, None if whole == said else whole, None if likened == said else likened, theme)
        )
    if not rows:
        return b""
    whole_of_it = [_read_by(campaign), *zip(*rows, strict=True)]
    return json.dumps(whole_of_it, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def known_ahead(campaign: Campaign, statements: Iterable[Statement], ahead: Mapping[str, bytes]) -> ReadAhead:
    """What was derived from these statements by the words and themes of this campaign. `ahead`: by agency, the
    packed result of reading ahead."""
    by = _read_by(campaign)
    codes = {None, "", *(t.code for t in campaign.themes)}
    copies: dict[str, Copy] = {}
    themes: dict[str, str] = {}
    for agency, own in groupby(statements, attrgetter("agency")):
        rows: dict[object, Any] = {}
        with suppress(*DAMAGED):  # else it is computed again
            rows = _unpacked(ahead.get(agency, b""), by, codes)
        for statement in own:
            if row := rows.get(_key(statement.text)):
                said, whole, likened, theme = row
                copies[statement.text] = Copy(
                    said, said if whole is None else whole, said if likened is None else likened
                )
                if theme is not None:
                    themes[statement.text] = theme
    return ReadAhead(copies, themes)


def _unpacked(ahead: bytes, by: str, codes: Container[object]) -> dict[object, Any]:
    """What `read_ahead` packed, by the texts' keys. Raises one of `DAMAGED` where it is something else, or
    made by different words."""
    read_by, keys, *columns = json.loads(ahead.decode("utf-8", "surrogatepass"))
    said, whole, likened, themes = columns
    if read_by != by or not _TEXTS.issuperset(map(type, (*said, *whole, *likened))) or None in said:
        raise ValueError("not to be taken")
    if not all(theme in codes for theme in themes):
        raise ValueError("a theme that there is not")
    return dict(zip(keys, zip(*columns, strict=True), strict=True))


# --- Groups --------------------------------------------------------------------------------------


def group_statements(
    campaign: Campaign,
    statements: Iterable[Statement],
    edits: Iterable[Edit] = (),
    ahead: ReadAhead = NOTHING_AHEAD,
    *,
    likened: bool = True,
    sections: Container[str] | None = None,
    kept: Mapping[str, bytes] | None = None,
) -> Grouping:
    """The statements in groups, each in exactly one; edits applied.

    `statements` come in the roster's order. `ahead`: what was derived from their texts already (`known_ahead`); the
    rest is computed here. `likened`: whether probably equal groups are searched. `sections`: only the groups of these
    are made; edits are followed as if all were. `kept`: by section, earlier verdicts on pairs of texts; where it is
    passed, present verdicts are returned.
    """
    remembered = _Remembered(campaign, tuple(statements), edits, ahead)
    own = [s.code for s in campaign.sections if sections is None or s.code in sections]
    made = [_grouped(remembered, code, None if kept is None else kept.get(code, b""), likened=likened) for code in own]
    near = {said: others for part in made for said, others in part.near_what_is_gone.items()}
    return Grouping(
        groups=tuple(chain.from_iterable(part.groups for part in made)),
        families=tuple(chain.from_iterable(part.families for part in made)),
        edits=tuple(rows_without_statements(remembered.decisions, remembered.ids, near)),
        findings=(*remembered.decisions.findings, *remembered.faults),
        topics={group: topic for part in made for group, topic in part.topics.items()},
        kept={code: part.found for code, part in zip(own, made, strict=True) if part.found},
    )


class _Grouped(NamedTuple):
    """The result for one section."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    near_what_is_gone: Mapping[Texts, tuple[str, ...]]
    topics: Mapping[str, tuple[tuple[str, ...], ...]]
    found: bytes
    """Verdicts on pairs of texts, to be kept."""


def _grouped(remembered: _Remembered, code: str, kept: bytes | None, *, likened: bool) -> _Grouped:
    """One section. The data for comparing is large, and freed before the next."""
    section = _Section(remembered, code, kept or b"")
    if likened:
        judged("likeness", section.compare_all, None, remembered.faults.append)
    made = (*section.grouped(), section.near_what_is_gone(), section.topics())
    return _Grouped(*made, section.verdicts.packed() if likened and kept is not None else b"")


def joined_groupings(campaign: Campaign, parts: Sequence[Grouping]) -> Grouping:
    """Joins the results for some sections each, as if all were processed at once. Raises nothing."""
    order = {s.code: n for n, s in enumerate(campaign.sections)}
    return Grouping(
        groups=tuple(sorted(chain.from_iterable(p.groups for p in parts), key=lambda g: order[g.section])),
        families=tuple(sorted(chain.from_iterable(p.families for p in parts), key=lambda f: order[f.section])),
        # Each part has all of them; what is near an edit without a group is in the part that has its section.
        edits=tuple(max(own, key=lambda e: len(e.nearest)) for own in zip(*(p.edits for p in parts), strict=True)),
        # Failed judgements on its sections are in one part only.
        findings=(*parts[0].findings, *(f for part in parts[1:] for f in part.findings if f.code == CODE)),
        topics={own: told for part in parts for own, told in part.topics.items()},
        kept={own: found for part in parts for own, found in part.kept.items()},
    )


class _Remembered:
    """All statements, with the coordinator's edits."""

    def __init__(
        self, campaign: Campaign, statements: Sequence[Statement], edits: Iterable[Edit], ahead: ReadAhead
    ) -> None:
        self.campaign, self.words = campaign, lexicon(campaign.words)
        self.copies, told = dict(ahead.copies), dict(ahead.themes)
        self.themes = Themes(campaign, told)
        self.agencies = {a.code: n for n, a in enumerate(campaign.agencies)}
        unread = [text for text in dict.fromkeys([s.text for s in statements]) if text not in self.copies]
        for start in range(0, len(unread), _READ_AT_ONCE):
            some = unread[start : start + _READ_AT_ONCE]
            read_together(some)
            for text in some:
                self.copies[text] = read(self.words, text)
                told[text] = self.themes.by_keywords(text)  # while its words are in the cache
        self.statements = statements
        self.by_said: dict[Texts, list[Statement]] = {}
        self.place: dict[str, int] = {}
        for statement in statements:
            self.place[statement.id] = len(self.place)
            said = statement.section, self.copies[statement.text].words
            self.by_said.setdefault(said, []).append(statement)
        self.faults: list[Finding] = []
        self.decisions = decide(campaign, self.words, self.by_said, edits)
        self.members = _members(self.by_said, self.decisions)
        self.ids = {said: group_id(*said) for said in self.members}
        self.group_of = {own: self.ids[said] for said, all_own in self.members.items() for own in all_own}


class _Section:
    """The statements of one section."""

    def __init__(self, remembered: _Remembered, code: str, kept: bytes) -> None:
        self._heard, self._code = remembered, code
        self._members = {said: own for said, own in remembered.members.items() if said[0] == code}
        compared: dict[Copy, str] = {}
        for said, found in remembered.by_said.items():
            if said[0] == code:
                compared[remembered.copies[found[0].text]] = found[0].text
        self._gone = [said for said in remembered.decisions.gone if said[0] == code]
        for said in self._gone:
            text = remembered.decisions.gone[said].text
            compared.setdefault(read(remembered.words, text), text)
        self._compared = compared
        self._told = features(compared)
        self._alike: Mapping[str, Sequence[str]] = {}
        self.verdicts = Verdicts(_read_by(remembered.campaign), compared.values(), kept)
        self._claimed = Claimed(remembered.words, self.verdicts)
        self._meant: Meaning | None = None

    def compare_all(self) -> None:
        """Find probably equal groups."""
        keywords, untold = keywords_of(self._heard.campaign), subject(self._heard.campaign)
        meant = meaning_vectors(self._told, keywords.features, untold)
        likely = proposals(self._claimed, self._compared, self._told)
        self._alike = joined(likely, proposals_by_meaning(self._claimed, self._compared, meant, likely), MOST)
        self._meant = meant

    def topics(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """The word pairs of each group, by id, where leaders may ask about it."""
        role = self._heard.campaign.section_by_code[self._code].role
        pairs, told = self._told.pairs, self._told.told
        asked = self._members if role in ASKED_ABOUT else ()
        return {self._heard.ids[said]: tuple([pairs[n] for n in told[said[1]]]) for said in asked}

    def near_what_is_gone(self) -> dict[Texts, tuple[str, ...]]:
        """By edited text that nobody states any more, the groups that are probably the same."""
        return {said: self._proposed([said]) for said in self._gone}

    def grouped(self) -> tuple[tuple[Group, ...], tuple[Family, ...]]:
        """The groups and families, in the order of themes and by the number of agencies."""
        remembered, families = self._heard, tuple[Family, ...]()
        groups = [self._group(said, own) for said, own in self._members.items()]
        groups.sort(key=lambda g: remembered.place[g.statements[0]])  # in their original order
        if (meant := self._meant) is not None:
            groups, families = judged(
                "families", lambda: self._related(groups, meant), (groups, ()), remembered.faults.append
            )
        return in_order(groups, families, lambda g: remembered.themes.place(g.theme))

    def _related(self, groups: list[Group], meant: Meaning) -> tuple[list[Group], tuple[Family, ...]]:
        """The groups, each with the nearest theme where it has none; and the families."""
        remembered = self._heard
        stands_for = {remembered.ids[own]: remembered.by_said[own][0].text for own in self._members}
        said = [(remembered.copies[stands_for[g.id]], stands_for[g.id]) for g in groups]
        where = meant.of([copy.words for copy, _ in said])
        near = nearest_themes(where, meant.keywords, keywords_of(remembered.campaign).themes)
        groups = [g if g.theme else g._replace(theme=theme) for g, theme in zip(groups, near, strict=True)]
        written = sentences([g.shown_text for g in groups], [self._names_of(g) for g in groups])
        return groups, Families(self._claimed, groups, said, where, remembered.agencies, written).made()

    def _names_of(self, group: Group) -> tuple[str, ...]:
        """Names of the agency whose words represent a group."""
        remembered = self._heard
        said = (remembered.statements[remembered.place[own]] for own in group.statements)
        wrote = next((s.agency for s in said if s.text == group.text), group.agencies[0])
        agency = remembered.campaign.agency_by_code[wrote]
        return names_of_agency(agency.name, agency.short_name)

    def _group(self, said: Texts, own: Sequence[Texts]) -> Group:
        remembered = self._heard
        return _group(
            remembered.ids[said],
            said,
            sorted((s for o in own for s in remembered.by_said[o]), key=lambda s: remembered.place[s.id]),
            remembered.by_said[said],
            remembered.themes,
            remembered.decisions.edit_of.get(said),
            remembered.agencies,
            self._proposed(own),
        )

    def _proposed(self, own: Sequence[Texts]) -> tuple[str, ...]:
        """The groups that are probably the same, the likeliest first; of a merged group, by turns."""
        group_of, decisions = self._heard.group_of, self._heard.decisions
        lists = [self._alike.get(said, ()) for _, said in own]
        if len(own) == 1 and not decisions.edit_of:
            return tuple([group_of[own[0][0], other] for other in lists[0]])
        found: dict[str, None] = {}
        mine = {group_of[said] for said in own if said in group_of}
        for rank in range(MOST):
            for said, others in zip(own, lists, strict=True):
                if rank < len(others):
                    other = (said[0], others[rank])
                    theirs = group_of.get(other)
                    apart = any(decisions.are_apart(one, other) for one in own)
                    if theirs is not None and theirs not in mine and not apart:
                        found.setdefault(theirs)
        return tuple(found)[:MOST]


def _members(by_said: Mapping[Texts, Sequence[Statement]], decisions: Decided) -> dict[Texts, list[Texts]]:
    """The texts by the one they belong to: themselves, or the one the coordinator merged them into."""
    gathered: dict[Texts, list[Texts]] = {}
    for said in by_said:
        gathered.setdefault(decisions.target(said) if said in decisions.into else said, []).append(said)
    members: dict[Texts, list[Texts]] = {}
    for target, own in gathered.items():
        # Where nobody states any more what they were merged into, they stay together under one of them.
        under = target if target in by_said else min(own, key=lambda s: (-len(by_said[s]), s))
        members[under] = own
    return members


def _group(
    own_id: str,
    said: Texts,
    found: Sequence[Statement],
    own: Sequence[Statement],
    themes: Themes,
    edit: Edit | None,
    agencies: Mapping[str, int],
    proposed: tuple[str, ...],
) -> Group:
    text = _most_complete(own)
    theme = (themes.known(edit.edited_theme) if edit else "") or _chosen(found, themes)
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


def _chosen(found: Sequence[Statement], themes: Themes) -> str:
    """The theme that most of the statements' agencies chose, or ""."""
    if len(found) == 1:
        return found[0].theme
    chosen = Counter(s.theme for s in found if s.theme)
    most = max(chosen.values(), default=0)
    return min((t for t, n in chosen.items() if n == most), key=themes.place, default="")


def _most_complete(statements: Sequence[Statement]) -> str:
    """The most complete text, of those with one comparison copy: abbreviations spelt out, written as a sentence."""
    if len(statements) == 1:
        return statements[0].text
    texts = Counter(s.text for s in statements)

    def rank(text: str) -> tuple[int, bool, bool, int]:
        bare = strip_bullet(text)
        return (-sum(map(str.isalnum, bare)), bare != " ".join(text.split()), not bare[:1].isupper(), -texts[text])

    return min(texts, key=rank)
