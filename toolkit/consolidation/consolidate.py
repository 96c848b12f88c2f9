"""Submissions → `Consolidation`: which file counts, the totals, the groups, where each agency stands."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from toolkit.consolidation.between_agencies import Between, cross_checks, cross_findings, reconcile
from toolkit.consolidation.caveats import doubted, with_caveats
from toolkit.consolidation.headlines import headlines
from toolkit.consolidation.standing import statuses_of
from toolkit.consolidation.successions import counted_twice, places, succession_findings
from toolkit.consolidation.totals import Province
from toolkit.consolidation.trend import Trend, compare, said_before, trend_findings
from toolkit.consolidation.trend_totals import compare_totals
from toolkit.consolidation.versions import changes_between, natural, settle
from toolkit.messages.findings.catalogue import written
from toolkit.model import (
    SEVERITIES,
    Agency,
    Balance,
    Campaign,
    Compared,
    Consolidation,
    Decision,
    Edit,
    Figure,
    Finding,
    Group,
    Previous,
    Question,
    Statement,
    Submission,
)
from toolkit.narrative.groups import group_statements, known_ahead
from toolkit.narrative.likeness import Spread, one_after_another
from toolkit.narrative.questions import questions
from toolkit.narrative.regroup import remember

_R = TypeVar("_R")


class Beside(Protocol):
    """Begins work, of so much weight; what it returns gives what came out."""

    def __call__(self, work: Callable[[], _R], weight: int) -> Callable[[], _R]: ...


def when_asked(work: Callable[[], _R], weight: int) -> Callable[[], _R]:
    """The plain way: done when it is asked for."""
    return work


def consolidate(
    campaign: Campaign,
    submissions: Iterable[Submission],
    *,
    as_of: date,
    edits: Iterable[Edit] = (),
    decisions: Iterable[Decision] = (),
    previous: Previous | None = None,
    findings: Iterable[Finding] = (),
    spread: Spread | None = one_after_another,
) -> Consolidation:
    """The province's result, beside the campaign before if that is given. Independent of the order of `submissions`.

    `findings` are those that are of no submission; they are listed with the others. `spread` says how the
    narrative is gone through; None: its groups are not likened. Raises nothing: what is wrong is among the findings.
    """
    return begin(
        campaign,
        submissions,
        as_of=as_of,
        edits=edits,
        decisions=decisions,
        previous=previous,
        findings=findings,
        spread=spread,
    ).whole()


class Begun:
    """A result under way: `known` is all of it that does not rest on the narrative, `whole()` waits for the rest."""

    def __init__(self, known: Consolidation, findings: Sequence[Finding], told: Callable[[], _Told]) -> None:
        self.known = known
        self._findings, self._told = findings, told
        self._whole: Consolidation | None = None

    def whole(self) -> Consolidation:
        """The whole result; the same one whenever it is asked for."""
        if self._whole is None:
            told = self._told()
            findings = sort_findings(self.known.campaign, [*self._findings, *told.findings])
            self._whole = replace(
                self.known, groups=told.groups, questions=told.questions, orphaned_edits=told.edits, findings=findings
            )
        return self._whole


class _Told(NamedTuple):
    """What rests on the narrative, without the comparison copies it was made from."""

    groups: tuple[Group, ...]
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]


def begin(
    campaign: Campaign,
    submissions: Iterable[Submission],
    *,
    as_of: date,
    edits: Iterable[Edit] = (),
    decisions: Iterable[Decision] = (),
    previous: Previous | None = None,
    findings: Iterable[Finding] = (),
    spread: Spread | None = one_after_another,
    beside: Beside = when_asked,
) -> Begun:
    """`consolidate` in two steps: the narrative, which takes longest, is gone through `beside` the rest."""
    settlement = settle(campaign, submissions, decisions)
    ahead = [(s.statements, s.ahead) for s in settlement.submissions if s.ahead]
    settled = tuple([replace(s, ahead=b"") if s.ahead else s for s in settlement.submissions])
    counted = {s.agency: s for s in settled if s.status in ("accepted", "accepted_with_errors")}
    used = {a.code: counted[a.code] for a in campaign.agencies if a.code in counted}
    figures = tuple(f for s in used.values() for f in s.figures)
    statements = _in_report_order(campaign, used.values())
    if previous is not None:
        edits = remember(edits, previous.edits, previous.campaign or previous.file)
    trend = Trend(campaign, previous) if previous is not None else None
    before: Mapping[str, Container[str]] = said_before(trend) if trend is not None else {}

    def tell() -> _Told:
        known = known_ahead(campaign, ahead)
        narrative = group_statements(campaign, statements, edits, spread, known)
        asked = questions(campaign, used, statements, narrative.groups, narrative.topics, before)
        return _Told(narrative.groups, narrative.edits, narrative.findings, asked)

    told = beside(tell, len(statements))
    if told is not tell:
        ahead.clear()  # a copy has it; where that comes to grief, it is made anew
    owing = roster(campaign, used)
    laid_out = _by_indicator(figures)
    province = Province(campaign, owing, laid_out)
    doubts = doubted(used.values())
    twice = counted_twice(province)
    totals = with_caveats(campaign, owing, laid_out, province.totals(), doubts, places(twice))
    between = Between(campaign, owing, laid_out)
    checks = cross_checks(campaign, between, tuple(used.values()))
    found = [*findings, *(f for s in settled for f in s.findings)]
    found += settlement.findings
    found += cross_findings(campaign, between, checks)
    found += succession_findings(province, twice, used)
    compared: tuple[Compared, ...] = ()
    if trend is not None:
        compared = compare(trend, laid_out, compare_totals(trend, province, totals))
        found += trend_findings(trend, compared, laid_out, statements)
    known = Consolidation(
        campaign=campaign,
        as_of=as_of,
        submissions=settled,
        used=used,
        figures=figures,
        statements=statements,
        groups=(),
        totals=totals,
        statuses=statuses_of(campaign, settled, used, owing, as_of, _left_out(settlement.decisions)),
        headlines=headlines(province, totals, compared),
        findings=(),
        leftovers=tuple(x for s in settled for x in s.leftovers if s.agency in used and used[s.agency] is s),
        balance=_balance(used.values()),
        doubts=doubts,
        decisions=settlement.decisions,
        orphaned_decisions=settlement.orphaned,
        changes=changes_between(province, settled, used),
        reconciled=reconcile(campaign, owing, laid_out),
        cross_checks=checks,
        previous=previous,
        compared=compared,
    )
    return Begun(known, found, told)


def roster(campaign: Campaign, used: Mapping[str, Submission]) -> tuple[Agency, ...]:
    """The agencies that owe a report, and any other that sent one."""
    return tuple(a for a in campaign.agencies if campaign.in_force(a) or a.code in used)


# --- Laying out ----------------------------------------------------------------------------------


def _by_indicator(figures: Iterable[Figure]) -> dict[tuple[str, str], dict[str, Figure]]:
    laid_out: dict[tuple[str, str], dict[str, Figure]] = {}
    for figure in figures:
        laid_out.setdefault((figure.indicator, figure.period), {})[figure.agency] = figure
    return laid_out


def _in_report_order(campaign: Campaign, submissions: Iterable[Submission]) -> tuple[Statement, ...]:
    order = {s.code: n for n, s in enumerate(campaign.sections)}
    return tuple(
        statement
        for submission in submissions
        for statement in sorted(submission.statements, key=lambda s: order[s.section])
    )


def _balance(submissions: Iterable[Submission]) -> Balance:
    all_of = [s.balance for s in submissions]
    names = ("cells", "figures", "statements", "info", "notes", "reported")
    return Balance(**{name: sum(getattr(b, name) for b in all_of) for name in names})


def sort_findings(campaign: Campaign, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings before notes; then the roster's order, the file, the sheet and the cell."""
    agencies = {a.code: n for n, a in enumerate(campaign.agencies)}

    def key(finding: Finding) -> tuple[Any, ...]:
        return (
            SEVERITIES.index(finding.severity),
            agencies.get(finding.agency or "", len(agencies)),
            natural(finding.file),
            finding.sheet,
            len(finding.cell.rstrip("0123456789")),  # column AA after Z
            natural(finding.cell),
            finding.code,
            finding.period or "",
            written(finding),
        )

    return tuple(sorted(findings, key=key))


def _left_out(decisions: Mapping[str, Decision]) -> set[str]:
    """The files that the coordinator does not want used."""
    return {file for file, decision in decisions.items() if decision.use is False}
