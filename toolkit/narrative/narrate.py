"""What the reports say → `Narrative`: their statements in groups, and what leaders would ask about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import Campaign, Edit, Finding, Narrative, Statement, Submission
from toolkit.model.judging import judged
from toolkit.narrative.groups import Grouping, ReadAhead, group_statements, joined_groupings, known_ahead
from toolkit.narrative.questions import questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What a narrative is made of. It can be sent to another process: it has nothing that is not needed."""

    statements: tuple[Statement, ...]
    """Agency by agency in the roster's order, each agency's in the order of sections."""
    used: Mapping[str, Submission]
    """The submission that counts, by agency code, in the roster's order; without its cells."""
    edits: tuple[Edit, ...] = ()
    before: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By agency, what it said in the campaign before, normalised."""
    ahead: Mapping[str, bytes] = field(default_factory=dict)
    """By agency, what was read ahead of its statements (`groups.read_ahead`)."""
    kept: Mapping[str, bytes] | None = None
    """By section, what was found of pairs of texts before (`verdicts`); None where nothing is to be kept of them."""
    likened: bool = True
    """Whether groups that are probably the same are looked for."""


def narrate(campaign: Campaign, reports: Reports) -> Narrative:
    """The narrative. Raises nothing: edits that cannot be followed are among its findings."""
    return narrative_of(campaign, reports, [grouped(campaign, reports)])


def grouped(
    campaign: Campaign, reports: Reports, sections: Collection[str] | None = None, known: ReadAhead | None = None
) -> Grouping:
    """What is said in these sections (all) in groups: a part of the narrative, with which others need not wait.

    `known`: what was read ahead, where that is unpacked already.
    """
    known = known or known_ahead(campaign, reports.statements, reports.ahead)
    said, edits, likened = reports.statements, reports.edits, reports.likened
    return group_statements(campaign, said, edits, known, likened=likened, sections=sections, kept=reports.kept)


def narrative_of(campaign: Campaign, reports: Reports, parts: Sequence[Grouping]) -> Narrative:
    """The narrative, of what was made of all sections, some in each part."""
    grouping = joined_groupings(campaign, parts)
    faults: list[Finding] = []
    said, groups, topics = reports.statements, grouping.groups, grouping.topics
    asked = judged(
        "questions", lambda: questions(campaign, reports.used, said, groups, topics, reports.before), (), faults.append
    )
    return Narrative(
        groups=grouping.groups,
        families=grouping.families,
        questions=asked,
        orphaned_edits=grouping.edits,
        findings=(*grouping.findings, *faults),
    )


def shares(statements: Iterable[Statement], most: int) -> list[frozenset[str]]:
    """The sections in so many parts at most that have about as many statements each; none is empty."""
    sizes = Counter([s.section for s in statements])
    parts: list[tuple[int, list[str]]] = [(0, []) for _ in range(max(1, most))]
    for section in sorted(sizes, key=lambda s: (-sizes[s], s)):
        at = min(range(len(parts)), key=lambda n: parts[n][0])
        parts[at] = (parts[at][0] + sizes[section], [*parts[at][1], section])
    return [frozenset(own) for size, own in parts if size]
