"""The reports' statements → `Narrative`: the groups of statements, and what leaders may ask about them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model import Campaign, Edit, Finding, Narrative, Statement, Submission
from toolkit.model.judging import attempt
from toolkit.narrative.groups import Grouping, ReadAhead, group_statements, join_groupings, unpacked_ahead
from toolkit.narrative.questions import questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """The input of a narrative, with only what is needed, so that it can be sent to another process."""

    statements: tuple[Statement, ...]
    """Agency by agency in the roster's order, each agency's in the order of sections."""
    used: Mapping[str, Submission]
    """The submission that counts, without its cells, keyed by agency code, in the roster's order."""
    edits: tuple[Edit, ...] = ()
    before: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The agency's statements in the previous campaign, normalised, keyed by agency code."""
    ahead: Mapping[str, bytes] = field(default_factory=dict)
    """The results of `groups.read_ahead`, keyed by agency code."""
    kept: Mapping[str, bytes] | None = None
    """Earlier verdicts on pairs of texts (`verdicts`), keyed by section; None if no verdicts are to be kept."""
    find_similar: bool = True
    """Whether probably equal groups are searched."""


def narrate(campaign: Campaign, reports: Reports) -> Narrative:
    """The narrative. Raises nothing: edits that cannot be followed are among its findings."""
    return narrative_of(campaign, reports, [grouping_of(campaign, reports)])


def grouping_of(
    campaign: Campaign, reports: Reports, sections: Collection[str] | None = None, known: ReadAhead | None = None
) -> Grouping:
    """The groups of the statements in these sections, by default in all; no section's groups depend on another section.

    `known`: the results of `read_ahead`, if already unpacked.
    """
    known = known or unpacked_ahead(campaign, reports.statements, reports.ahead)
    statements, edits, similar = reports.statements, reports.edits, reports.find_similar
    return group_statements(
        campaign, statements, edits, known, find_similar=similar, sections=sections, kept=reports.kept
    )


def narrative_of(campaign: Campaign, reports: Reports, parts: Sequence[Grouping]) -> Narrative:
    """The narrative from the groups of all sections; each of `parts` has those of some sections."""
    grouping = join_groupings(campaign, parts)
    faults: list[Finding] = []
    arguments = campaign, reports.used, reports.statements, grouping.groups, grouping.topics, reports.before
    leaders_questions = attempt("questions", lambda: questions(*arguments), (), faults.append)
    return Narrative(
        groups=grouping.groups,
        families=grouping.families,
        questions=leaders_questions,
        orphaned_edits=grouping.edits,
        findings=(*grouping.findings, *faults),
    )


def section_shares(statements: Iterable[Statement], most: int) -> list[frozenset[str]]:
    """The sections, divided into at most `most` parts with about equal numbers of statements; no part is empty."""
    sizes = Counter([s.section for s in statements])
    parts: list[tuple[int, list[str]]] = [(0, []) for _ in range(max(1, most))]
    for section in sorted(sizes, key=lambda s: (-sizes[s], s)):
        at = min(range(len(parts)), key=lambda n: parts[n][0])
        parts[at] = (parts[at][0] + sizes[section], [*parts[at][1], section])
    return [frozenset(sections) for size, sections in parts if size]
