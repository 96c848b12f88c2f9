"""Submissions → `Consolidation`: which file counts, the totals, the groups, where each agency stands."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date

from toolkit.caveats import doubted, with_caveats
from toolkit.crosscheck import Between, cross_checks, cross_findings, reconcile
from toolkit.likeness import Spread, one_after_another
from toolkit.model import (
    SEVERITIES,
    Balance,
    Campaign,
    Compared,
    Comparison,
    Consolidation,
    Decision,
    Edit,
    Figure,
    Finding,
    Headline,
    Indicator,
    Previous,
    Statement,
    Submission,
    Total,
)
from toolkit.narrative import group_statements
from toolkit.periods import like_pairs
from toolkit.provincial import WHOLE, Province
from toolkit.questions import questions
from toolkit.regroup import remember
from toolkit.standing import statuses_of
from toolkit.trend import Trend, compare, said_before, trend_findings
from toolkit.versions import changes_between, natural, settle

#: How many key figures the leaders' sheet shows at most.
HEADLINES = 5


def consolidate(campaign: Campaign, submissions: Iterable[Submission], *, as_of: date, edits: Iterable[Edit] = (), decisions: Iterable[Decision] = (), previous: Previous | None = None, findings: Iterable[Finding] = (), spread: Spread | None = one_after_another) -> Consolidation:  # fmt: skip
    """The province's result, beside the campaign before if that is given. Independent of the order of `submissions`.

    `findings` are those that are of no submission; they are listed with the others. `spread` says how the
    narrative is gone through; None: its groups are not likened.
    """
    settlement = settle(submissions, decisions)
    settled = settlement.submissions
    counted = {s.agency: s for s in settled if s.status in ("accepted", "accepted_with_errors")}
    used = {a.code: counted[a.code] for a in campaign.agencies if a.code in counted}
    figures = tuple(f for s in used.values() for f in s.figures)
    statements = _in_report_order(campaign, used.values())
    if previous is not None:
        edits = remember(edits, previous.edits, previous.campaign or previous.file)
    narrative = group_statements(campaign, statements, edits, spread)
    owing = roster(campaign, used)
    laid_out = _by_indicator(figures)
    province = Province(campaign, owing, laid_out)
    doubts = doubted(used.values())
    totals = with_caveats(campaign, owing, laid_out, province.totals(), doubts)
    between = Between(campaign, owing, laid_out)
    checks = cross_checks(campaign, between, tuple(used.values()))
    findings = [*findings, *(f for s in settled for f in s.findings)]
    findings += settlement.findings
    findings += cross_findings(campaign, between, checks)
    findings += narrative.findings
    compared: tuple[Compared, ...] = ()
    before: Mapping[str, Container[str]] = {}
    if previous is not None:
        trend = Trend(campaign, previous)
        before = said_before(trend)
        compared = compare(trend, laid_out, totals)
        findings += trend_findings(trend, compared, laid_out, statements)
    return Consolidation(
        campaign=campaign,
        as_of=as_of,
        submissions=settled,
        used=used,
        figures=figures,
        statements=statements,
        groups=narrative.groups,
        totals=totals,
        statuses=statuses_of(campaign, settled, used, roster(campaign, used), as_of),
        headlines=_headlines(campaign, totals, compared),
        findings=sort_findings(campaign, findings),
        leftovers=tuple(x for s in settled for x in s.leftovers if s.agency in used and used[s.agency] is s),
        balance=_balance(used.values()),
        orphaned_edits=narrative.edits,
        questions=questions(
            campaign,
            used,
            statements,
            narrative.groups,
            narrative.topics,
            before,
        ),
        doubts=doubts,
        decisions=settlement.decisions,
        orphaned_decisions=settlement.orphaned,
        changes=changes_between(province, settled, used),
        reconciled=reconcile(campaign, owing, laid_out),
        cross_checks=checks,
        previous=previous,
        compared=compared,
    )


def roster(campaign: Campaign, used: Mapping[str, Submission]) -> tuple:  # type: ignore[type-arg]
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

    def key(finding: Finding) -> tuple:  # type: ignore[type-arg]
        return (
            SEVERITIES.index(finding.severity),
            agencies.get(finding.agency or "", len(agencies)),
            natural(finding.file),
            finding.sheet,
            natural(finding.cell),
            finding.code,
            finding.period or "",
            finding.value,
        )

    return tuple(sorted(findings, key=key))


# --- Key figures ---------------------------------------------------------------------------------


def headline_indicators(campaign: Campaign) -> tuple[Indicator, ...]:
    """Those the definition names, in its order; else the first that have a target, then the first numbers."""
    named = sorted((i for i in campaign.indicators if i.headline), key=lambda i: i.headline or 0)
    if named:
        return tuple(named[:HEADLINES])
    numbers = [i for i in campaign.indicators if i.numeric and (i.formula or i.across_agencies != "none")]
    return tuple(sorted(numbers, key=lambda i: i.target is None)[:4])


def _headlines(campaign: Campaign, totals: Mapping[tuple[str, str], Total], compared: Sequence[Compared]) -> tuple[Headline, ...]:  # fmt: skip
    if not campaign.periods:
        return ()
    before = {(c.indicator, c.period): c for c in compared if c.province}
    return tuple(_headline(campaign, totals, i, before) for i in headline_indicators(campaign))


def _headline(campaign: Campaign, totals: Mapping[tuple[str, str], Total], indicator: Indicator, before: Mapping[tuple[str, str], Compared]) -> Headline:  # fmt: skip
    flows = indicator.across_periods == "sum" and len(campaign.periods) > 1
    period = WHOLE if flows else campaign.periods[-1].key
    total = totals[indicator.code, period]
    return Headline(
        indicator=indicator.code, period=period, value=total.value, reporting=total.reporting, asked=total.asked,
        complete=total.complete, held=total.held, doubtful=total.doubtful,
        comparison=_compare(campaign, totals, indicator, total, before.get((indicator.code, period))),
    )  # fmt: skip


def _compare(campaign: Campaign, totals: Mapping[tuple[str, str], Total], indicator: Indicator, shown: Total, last: Compared | None) -> Comparison:  # fmt: skip
    """The target, else the change since the like period before; else since the last campaign, if neither total lacks anybody."""
    if indicator.target is not None and shown.value is not None and shown.period != WHOLE:
        difference = shown.value - indicator.target
        good = {"higher": difference >= 0, "lower": difference <= 0}.get(indicator.direction)
        return Comparison(kind="target", base=indicator.target, difference=difference, good=good)
    for earlier, later in reversed(list(like_pairs(campaign.periods))):
        before, after = totals[indicator.code, earlier.key].value, totals[indicator.code, later.key].value
        if before is None or after is None:
            continue
        difference = after - before
        percent = difference / abs(before) * 100 if before and indicator.kind != "percent" else None
        good = {"higher": difference > 0, "lower": difference < 0}.get(indicator.direction)
        return Comparison(
            kind="change", base=before, period=f"{earlier.key}|{later.key}", difference=difference,
            percent=percent, good=None if difference == 0 else good,
        )  # fmt: skip
    if last is not None and last.change is not None and last.whole and last.period != WHOLE:
        good = {"higher": last.change > 0, "lower": last.change < 0}.get(indicator.direction)
        return Comparison(
            kind="change", base=last.previous, period=f"{last.previous_period}|{last.period}", difference=last.change,
            percent=last.percent, good=None if last.change == 0 else good,
        )  # fmt: skip
    return Comparison(kind="none")
