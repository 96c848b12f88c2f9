"""Statements → groups: within a section, equal statements are one line of the summary.

Statements with the same comparison copy (`lexicon.Copy`) are one group; probably equal ones are proposed (`likeness`),
and merged only where the coordinator says so (`decisions`). A group's theme is the one that the coordinator or the
group's agencies chose, else the theme with most keywords in the group's text, else none: *chưa phân loại*.
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
from toolkit.model.caching import cached
from toolkit.model.judging import CODE, attempt
from toolkit.model.packing import DAMAGED
from toolkit.narrative.claims import ClaimCache
from toolkit.narrative.families import Families, sort_groups, subject_pairs
from toolkit.narrative.frames import names_of_agency, sentences
from toolkit.narrative.lexicon import Copy, comparison_copy, features, lexicon, normalise_together
from toolkit.narrative.likeness import MOST, proposals
from toolkit.narrative.meaning import Meaning, meaning_vectors
from toolkit.narrative.nearby import merged_proposals, proposals_by_meaning
from toolkit.narrative.questions import COMPARED_ROLES
from toolkit.narrative.regroup import Decisions, GroupKey, decide, group_id, rows_without_statements
from toolkit.narrative.themes import Themes, keywords_of, nearest_themes
from toolkit.narrative.verdicts import Verdicts

_TEXTS = frozenset({str, type(None)})
#: The number of texts that are read at a time, of those that were not read ahead.
_READ_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Grouping:
    """The statements of all agencies, grouped."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    """Sorted by section in the report's order, then theme, then number of agencies."""
    edits: tuple[Edit, ...]
    """Edits without a group."""
    findings: tuple[Finding, ...]
    topics: Mapping[str, Sequence[tuple[str, ...]]]
    """By id of each group that leaders may ask about, its word pairs."""
    kept: Mapping[str, bytes]
    """Verdicts on pairs of texts for the next merge (`verdicts`), keyed by section."""


# --- Reading ahead -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """What was derived from each text alone, before statements are grouped."""

    copies: Mapping[str, Copy]
    themes: Mapping[str, str]
    """For each text for which no theme was chosen, the theme with most keywords in the text, or ""."""


NOTHING_AHEAD = ReadAhead({}, {})


@cached
def _words_digest(campaign: Campaign) -> str:
    """A digest of the words and themes by which the narrative is read."""
    words = [(w.kind, w.text, w.means) for w in campaign.words]
    themes = [(t.code, t.keywords) for t in campaign.themes]
    return hashlib.sha256(repr((words, themes)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cached
def _campaign_themes(campaign: Campaign) -> Themes:
    return Themes(campaign)


def _text_key(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def read_ahead(campaign: Campaign, statements: Sequence[Statement]) -> bytes:
    """Packs what is derived from each statement of a file alone, for a merge of this campaign; b"" without statements.

    For processes that read files in parallel; a single process groups all statements afterwards.
    """
    words, themes = lexicon(campaign.words), _campaign_themes(campaign)
    rows = []
    normalise_together([s.text for s in statements])
    for statement in statements:
        compared, whole, loose = comparison_copy(words, statement.text)
        theme = None if statement.theme else themes.by_keywords(statement.text)
        differing = (None if text == compared else text for text in (whole, loose))
        rows.append((_text_key(statement.text), compared, *differing, theme))
    if not rows:
        return b""
    columns = [_words_digest(campaign), *zip(*rows, strict=True)]
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpacked_ahead(campaign: Campaign, statements: Iterable[Statement], ahead: Mapping[str, bytes]) -> ReadAhead:
    """What was derived from these statements with the words and themes of this campaign. `ahead`: the results of
    `read_ahead`, keyed by agency."""
    digest = _words_digest(campaign)
    codes = {None, "", *(t.code for t in campaign.themes)}
    copies: dict[str, Copy] = {}
    themes: dict[str, str] = {}
    for agency, of_agency in groupby(statements, attrgetter("agency")):
        rows: dict[object, Any] = {}
        with suppress(*DAMAGED):  # otherwise it is computed again
            rows = _unpacked_rows(ahead.get(agency, b""), digest, codes)
        for statement in of_agency:
            if row := rows.get(_text_key(statement.text)):
                compared, whole, loose, theme = row
                copies[statement.text] = Copy(
                    compared, compared if whole is None else whole, compared if loose is None else loose
                )
                if theme is not None:
                    themes[statement.text] = theme
    return ReadAhead(copies, themes)


def _unpacked_rows(ahead: bytes, digest: str, codes: Container[object]) -> dict[object, Any]:
    """What `read_ahead` packed, by `_text_key`. Raises one of `DAMAGED` for other data or different word lists."""
    packed_digest, keys, *columns = json.loads(ahead.decode("utf-8", "surrogatepass"))
    compared, whole, loose, themes = columns
    if packed_digest != digest or not _TEXTS.issuperset(map(type, (*compared, *whole, *loose))) or None in compared:
        raise ValueError("other words, or no texts")
    if not all(theme in codes for theme in themes):
        raise ValueError("an unknown theme")
    return dict(zip(keys, zip(*columns, strict=True), strict=True))


# --- Groups --------------------------------------------------------------------------------------


def group_statements(
    campaign: Campaign,
    statements: Iterable[Statement],
    edits: Iterable[Edit] = (),
    ahead: ReadAhead = NOTHING_AHEAD,
    *,
    find_similar: bool = True,
    sections: Container[str] | None = None,
    kept: Mapping[str, bytes] | None = None,
) -> Grouping:
    """The statements in groups, each statement in exactly one group; the edits are applied.

    `statements` come in the roster's order. `ahead`: what was derived from their texts already (`unpacked_ahead`).
    `find_similar`: whether probably equal groups are searched. `sections`: the only sections for which groups
    are made, with edits followed as if for all. `kept`: earlier verdicts on pairs of texts by section; if passed,
    present verdicts are returned.
    """
    context = _Context(campaign, tuple(statements), edits, ahead)
    codes = [s.code for s in campaign.sections if sections is None or s.code in sections]
    parts = [
        _section_result(context, code, None if kept is None else kept.get(code, b""), find_similar=find_similar)
        for code in codes
    ]
    near = {key: ids for part in parts for key, ids in part.similar_to_edited.items()}
    return Grouping(
        groups=tuple(chain.from_iterable(part.groups for part in parts)),
        families=tuple(chain.from_iterable(part.families for part in parts)),
        edits=tuple(rows_without_statements(context.decisions, context.ids, near)),
        findings=(*context.decisions.findings, *context.faults),
        topics={group: topic for part in parts for group, topic in part.topics.items()},
        kept={code: part.verdicts for code, part in zip(codes, parts, strict=True) if part.verdicts},
    )


class _SectionResult(NamedTuple):
    """The result for one section."""

    groups: tuple[Group, ...]
    families: tuple[Family, ...]
    similar_to_edited: Mapping[GroupKey, tuple[str, ...]]
    topics: Mapping[str, tuple[tuple[str, ...], ...]]
    verdicts: bytes
    """The verdicts on pairs of texts for the next merge."""


def _section_result(context: _Context, code: str, kept: bytes | None, *, find_similar: bool) -> _SectionResult:
    """The result for one section; the data for comparing, which is large, is freed when this returns."""
    section = _Section(context, code, kept or b"")
    if find_similar:
        attempt("likeness", section.compare_all, None, context.faults.append)
    results = (*section.groups_and_families(), section.similar_to_edited(), section.topics())
    return _SectionResult(*results, section.verdicts.packed() if find_similar and kept is not None else b"")


def join_groupings(campaign: Campaign, parts: Sequence[Grouping]) -> Grouping:
    """Joins results that cover some sections each; the same as processing all sections at once. Raises nothing."""
    order = {s.code: n for n, s in enumerate(campaign.sections)}
    return Grouping(
        groups=tuple(sorted(chain.from_iterable(p.groups for p in parts), key=lambda g: order[g.section])),
        families=tuple(sorted(chain.from_iterable(p.families for p in parts), key=lambda f: order[f.section])),
        # Each part has all edits; the groups near an edit are only in the part that has the edit's section.
        edits=tuple(max(same, key=lambda e: len(e.nearest)) for same in zip(*(p.edits for p in parts), strict=True)),
        # All parts have the same findings, except judgements that failed in a part's sections.
        findings=(*parts[0].findings, *(f for part in parts[1:] for f in part.findings if f.code == CODE)),
        topics={group: pairs for part in parts for group, pairs in part.topics.items()},
        kept={code: verdicts for part in parts for code, verdicts in part.kept.items()},
    )


class _Context:
    """What the groups of every section are made from: all statements, with the coordinator's edits."""

    def __init__(
        self, campaign: Campaign, statements: Sequence[Statement], edits: Iterable[Edit], ahead: ReadAhead
    ) -> None:
        self.campaign, self.words = campaign, lexicon(campaign.words)
        self.copies, known_themes = dict(ahead.copies), dict(ahead.themes)
        self.themes = Themes(campaign, known_themes)
        self.agencies = {a.code: n for n, a in enumerate(campaign.agencies)}
        unread = [text for text in dict.fromkeys([s.text for s in statements]) if text not in self.copies]
        for start in range(0, len(unread), _READ_AT_ONCE):
            some = unread[start : start + _READ_AT_ONCE]
            normalise_together(some)
            for text in some:
                self.copies[text] = comparison_copy(self.words, text)
                known_themes[text] = self.themes.by_keywords(text)  # while the text's words are in the cache
        self.statements = statements
        self.by_key: dict[GroupKey, list[Statement]] = {}
        self.position: dict[str, int] = {}
        for statement in statements:
            self.position[statement.id] = len(self.position)
            key = statement.section, self.copies[statement.text].words
            self.by_key.setdefault(key, []).append(statement)
        self.faults: list[Finding] = []
        self.decisions = decide(campaign, self.words, self.by_key, edits)
        self.members = _members(self.by_key, self.decisions)
        self.ids = {key: group_id(*key) for key in self.members}
        self.group_of = {member: self.ids[key] for key, members in self.members.items() for member in members}


class _Section:
    """The statements of one section."""

    def __init__(self, context: _Context, code: str, kept: bytes) -> None:
        self._context, self._code = context, code
        self._members = {key: members for key, members in context.members.items() if key[0] == code}
        compared: dict[Copy, str] = {}
        for key, statements in context.by_key.items():
            if key[0] == code:
                compared[context.copies[statements[0].text]] = statements[0].text
        self._gone = [key for key in context.decisions.gone if key[0] == code]
        for key in self._gone:
            text = context.decisions.gone[key].text
            compared.setdefault(comparison_copy(context.words, text), text)
        self._compared = compared
        self._features = features(compared)
        self._similar: Mapping[str, Sequence[str]] = {}
        self.verdicts = Verdicts(_words_digest(context.campaign), compared.values(), kept)
        self._claimed = ClaimCache(context.words, self.verdicts)
        self._meaning: Meaning | None = None

    def compare_all(self) -> None:
        """Find probably equal groups."""
        keywords, common = keywords_of(self._context.campaign), subject_pairs(self._context.campaign)
        meaning = meaning_vectors(self._features, keywords.features, common)
        likely = proposals(self._claimed, self._compared, self._features)
        near = proposals_by_meaning(self._claimed, self._compared, meaning, likely)
        self._similar = merged_proposals(likely, near, MOST)
        self._meaning = meaning

    def topics(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """By id of each group that leaders may ask about, its word pairs."""
        role = self._context.campaign.section_by_code[self._code].role
        pairs, numbers = self._features.pairs, self._features.pairs_of
        keys = self._members if role in COMPARED_ROLES else ()
        return {self._context.ids[key]: tuple([pairs[n] for n in numbers[key[1]]]) for key in keys}

    def similar_to_edited(self) -> dict[GroupKey, tuple[str, ...]]:
        """For each edited text that no statement has now, the groups that are probably the same."""
        return {key: self._proposed_groups([key]) for key in self._gone}

    def groups_and_families(self) -> tuple[tuple[Group, ...], tuple[Family, ...]]:
        """The groups and families, in the order of themes and by the number of agencies."""
        context, families = self._context, tuple[Family, ...]()
        groups = [self._merged_group(key, members) for key, members in self._members.items()]
        groups.sort(key=lambda g: context.position[g.statements[0]])  # in the order of their first statements
        if (meaning := self._meaning) is not None:
            groups, families = attempt(
                "families", lambda: self._themes_and_families(groups, meaning), (groups, ()), context.faults.append
            )
        return sort_groups(groups, families, lambda g: context.themes.position(g.theme))

    def _themes_and_families(self, groups: list[Group], meaning: Meaning) -> tuple[list[Group], tuple[Family, ...]]:
        """The groups, with the nearest theme where they had none; and the families."""
        context = self._context
        example = {context.ids[key]: context.by_key[key][0].text for key in self._members}
        copies = [(context.copies[example[g.id]], example[g.id]) for g in groups]
        vectors = meaning.vectors_of([copy.words for copy, _ in copies])
        near = nearest_themes(vectors, meaning.keywords, keywords_of(context.campaign).themes)
        groups = [
            g if g.theme or not theme else g._replace(theme=theme, theme_is_near=True)
            for g, theme in zip(groups, near, strict=True)
        ]
        written = sentences([g.shown_text for g in groups], [self._names_of(g) for g in groups])
        short = {a.code: a.short_name for a in context.campaign.agencies}
        is_request = context.campaign.section_by_code[self._code].role == "proposal"
        families = Families(self._claimed, groups, copies, vectors, context.agencies, written, short, is_request)
        return groups, families.proposed_families()

    def _names_of(self, group: Group) -> tuple[str, ...]:
        """Names of the agency whose statement represents a group."""
        context = self._context
        statements = (context.statements[context.position[statement]] for statement in group.statements)
        code = next((s.agency for s in statements if s.text == group.text), group.agencies[0])
        agency = context.campaign.agency_by_code[code]
        return names_of_agency(agency.name, agency.short_name)

    def _merged_group(self, key: GroupKey, members: Sequence[GroupKey]) -> Group:
        context, edit = self._context, self._context.decisions.edit_of.get(key)
        statements = sorted((s for m in members for s in context.by_key[m]), key=lambda s: context.position[s.id])
        text = _most_complete(self._most_usual(context.by_key[key]))
        theme = (context.themes.code_of(edit.edited_theme) if edit else "") or _chosen_theme(statements, context.themes)
        return Group(
            id=context.ids[key],
            section=key[0],
            theme=theme or context.themes.by_keywords(text),
            text=text,
            statements=tuple([s.id for s in statements]),
            agencies=tuple(sorted({s.agency for s in statements}, key=context.agencies.__getitem__)),
            proposed_with=self._proposed_groups(members),
            edit=edit,
            loosely=self._loosely(text, statements) if len(statements) > len(members) == 1 else (),
        )

    def _most_usual(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """Those of the statements with one comparison copy that most agencies wrote with the same fillers."""
        if len(statements) < 3:
            return statements
        copies = self._context.copies
        uses = Counter(copies[s.text].whole for s in statements)
        return [s for s in statements if uses[copies[s.text].whole] == max(uses.values())]

    def _loosely(self, text: str, statements: Sequence[Statement]) -> tuple[str, ...]:
        """The agencies that wrote a text with other fillers only."""
        copies, agencies = self._context.copies, self._context.agencies
        exactly = {s.agency for s in statements if copies[s.text].whole == copies[text].whole}
        return tuple(sorted({s.agency for s in statements} - exactly, key=agencies.__getitem__))

    def _proposed_groups(self, members: Sequence[GroupKey]) -> tuple[str, ...]:
        """The groups that are probably the same, the likeliest first; for a merged group, of each text in turn."""
        group_of, decisions = self._context.group_of, self._context.decisions
        lists = [self._similar.get(key, ()) for _, key in members]
        if len(members) == 1 and not decisions.edit_of:
            return tuple([group_of[members[0][0], other] for other in lists[0]])
        proposed: dict[str, None] = {}
        mine = {group_of[key] for key in members if key in group_of}
        for rank in range(MOST):
            for key, similar in zip(members, lists, strict=True):
                if rank < len(similar):
                    other = (key[0], similar[rank])
                    theirs = group_of.get(other)
                    apart = any(decisions.are_apart(one, other) for one in members)
                    if theirs is not None and theirs not in mine and not apart:
                        proposed.setdefault(theirs)
        return tuple(proposed)[:MOST]


def _members(by_key: Mapping[GroupKey, Sequence[Statement]], decisions: Decisions) -> dict[GroupKey, list[GroupKey]]:
    """For each group's text, all texts in the group: this one, and those that the coordinator merged into it."""
    gathered: dict[GroupKey, list[GroupKey]] = {}
    for key in by_key:
        gathered.setdefault(decisions.target(key) if key in decisions.into else key, []).append(key)
    members: dict[GroupKey, list[GroupKey]] = {}
    for target, keys in gathered.items():
        # Texts that were merged into a text that no statement has now stay together: one of them represents them.
        under = target if target in by_key else min(keys, key=lambda s: (-len(by_key[s]), s))
        members[under] = keys
    return members


def _chosen_theme(of_group: Sequence[Statement], themes: Themes) -> str:
    """The theme that most of the statements' agencies chose, or ""."""
    if len(of_group) == 1:
        return of_group[0].theme
    chosen = Counter(s.theme for s in of_group if s.theme)
    most = max(chosen.values(), default=0)
    return min((t for t, n in chosen.items() if n == most), key=themes.position, default="")


def _most_complete(statements: Sequence[Statement]) -> str:
    """The most complete of the texts with one comparison copy: abbreviations spelt out, written as a sentence."""
    if len(statements) == 1:
        return statements[0].text
    texts = Counter(s.text for s in statements)

    def rank(text: str) -> tuple[int, bool, bool, int]:
        bare = strip_bullet(text)
        return (-sum(map(str.isalnum, bare)), bare != " ".join(text.split()), not bare[:1].isupper(), -texts[text])

    return min(texts, key=rank)
