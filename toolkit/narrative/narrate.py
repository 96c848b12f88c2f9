"""What the reports say → `Narrative`: their statements in groups, and what leaders would ask about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from toolkit.model import Campaign, Edit, Narrative, Statement, Submission
from toolkit.narrative.groups import group_statements, known_ahead
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
    likened: bool = True
    """Whether groups that are probably the same are looked for."""


def narrate(campaign: Campaign, reports: Reports) -> Narrative:
    """The narrative. Raises nothing: edits that cannot be followed are among its findings."""
    statements = reports.statements
    known = known_ahead(campaign, statements, reports.ahead)
    grouping = group_statements(campaign, statements, reports.edits, known, likened=reports.likened)
    asked = questions(campaign, reports.used, statements, grouping.groups, grouping.topics, reports.before)
    return Narrative(
        groups=grouping.groups,
        families=grouping.families,
        questions=asked,
        orphaned_edits=grouping.edits,
        findings=grouping.findings,
    )
