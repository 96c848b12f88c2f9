"""Submissions → `Consolidation`: which file counts, the totals, the groups, each agency's status."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from toolkit.consolidation.acceptances import (
    accept,
    acceptance_findings,
    acceptances_by_claim,
    days_first_seen,
    days_first_sent,
    fault_key,
    split_accepted,
)
from toolkit.consolidation.between_agencies import NamedFigures, cross_checks, cross_findings, reconcile
from toolkit.consolidation.bridges.standing import statuses_of, unreached_findings, with_mail_counts, with_unreached
from toolkit.consolidation.caveats import doubted_figures, with_caveats
from toolkit.consolidation.changes import changes_between, changes_of
from toolkit.consolidation.corrections import correct_figures
from toolkit.consolidation.followup import all_followups
from toolkit.consolidation.headlines import compared_with_last_year, headlines, headlines_without_targets
from toolkit.consolidation.sentences import indicators_in_sentences, sentence_findings
from toolkit.consolidation.splits import shares
from toolkit.consolidation.successions import double_counts, double_counts_by_total, succession_findings
from toolkit.consolidation.tables.compared import TableTrend, compare_tables, table_findings
from toolkit.consolidation.tables.corrections import correct_rows
from toolkit.consolidation.tables.rows import agencies_without_rows, table_totals
from toolkit.consolidation.today.first_calls import first_calls
from toolkit.consolidation.today.reviews import with_reviews
from toolkit.consolidation.totals import Province, figure_map
from toolkit.consolidation.trend import Trend, compare, previous_statements, trend_findings
from toolkit.consolidation.trend_totals import compare_totals, compare_with_last_year
from toolkit.consolidation.versions import Settlement, natural_key, settle
from toolkit.messages.findings.catalogue import quoted_text
from toolkit.model import (
    NOTHING_KEPT,
    SEVERITIES,
    Agency,
    AgencyStatus,
    Balance,
    Campaign,
    Compared,
    ComparedRow,
    ComparedTotal,
    Consolidation,
    Corrected,
    Decision,
    Edit,
    Finding,
    Kept,
    Narrative,
    Previous,
    SignedReport,
    Statement,
    Submission,
    Tabulation,
    grouped,
)
from toolkit.model.judging import CODE, attempt, findings_of, one_per_failed_room
from toolkit.narrative.against_totals import contradictions
from toolkit.narrative.narrate import Reports, narrate
from toolkit.narrative.regroup import with_remembered

Result = TypeVar("Result", bound=Tabulation)


def consolidate(
    campaign: Campaign,
    submissions: Iterable[Submission],
    *,
    as_of: date,
    edits: Iterable[Edit] = (),
    decisions: Iterable[Decision] = (),
    previous: Previous | None = None,
    findings: Iterable[Finding] = (),
    ahead: Mapping[str, bytes] = {},
    kept: Kept = NOTHING_KEPT,
) -> Consolidation:
    """The province's result, compared with the `previous` campaign if there is one; independent of the order of
    `submissions`.

    `findings`: findings that belong to no submission; they are listed with the others. `ahead`: what was computed in
    advance from the statements of a file, by the file's SHA-256; the result is the same without it. `kept`: the
    coordinator's work in the master that is replaced. Nothing is raised: what is wrong is among the findings.
    """
    basis = basis_of(campaign, submissions, decisions, previous, findings, kept)
    return with_narrative(tabulate(basis, as_of), narrate(campaign, reports_for_narrative(basis, edits, ahead)))


# --- The steps, which are also called separately ---------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All submissions, which of them count, and the corrections that apply: what the result is computed from."""

    campaign: Campaign
    settlement: Settlement
    used: Mapping[str, Submission]
    """The submission that counts, by agency code, in the roster's order."""
    statements: tuple[Statement, ...]
    """The statements of the submissions that count; those of each agency in the order of sections."""
    trend: Trend | None
    """The previous campaign, with which the submissions are compared."""
    findings: tuple[Finding, ...]
    """The findings that belong to no submission."""
    corrected: Corrected
    """The figures that count, with the coordinator's corrections."""
    rows: Corrected
    """The rows of tables that count, with the coordinator's corrections."""
    kept: Kept
    as_read: Mapping[str, Submission] = field(default_factory=dict)
    """By file: the submissions that got further findings, or acceptances of findings, as they were read."""
    signed: Mapping[str, SignedReport] = field(default_factory=dict)
    """The signed PDFs of agencies, by code."""


def basis_of(
    campaign: Campaign,
    submissions: Iterable[Submission],
    decisions: Iterable[Decision],
    previous: Previous | None,
    findings: Iterable[Finding],
    kept: Kept = NOTHING_KEPT,
) -> Basis:
    """The basis of a result: which of the submissions count, and the corrections that can be applied."""
    received = list(submissions)
    if faults := [f for s in received for f in s.findings if f.code == CODE]:  # faults of the toolkit itself
        received = [replace(s, findings=tuple(f for f in s.findings if f.code != CODE)) for s in received]
    settlement = settle(campaign, received, decisions)
    counted = {s.agency: s for s in settlement.submissions if s.counts}
    used = {a.code: counted[a.code] for a in campaign.agencies if a.code in counted}
    basis = Basis(
        campaign=campaign,
        settlement=settlement,
        used=used,
        statements=_in_report_order(campaign, used.values()),
        trend=Trend(campaign, previous) if previous is not None else None,
        findings=(*findings, *faults),
        corrected=correct_figures(campaign, roster(campaign, used), used, kept.corrections),
        rows=correct_rows(campaign, used, kept.corrections),
        kept=kept,
    )
    return _with_findings(basis, (*basis.corrected.findings, *basis.rows.findings))


def _with_findings(basis: Basis, findings: Iterable[Finding]) -> Basis:
    """The basis with these findings added to the reports in whose cells they are, so that the agencies receive them."""
    by_file = grouped((finding.file, finding) for finding in findings)
    changed = {s.source.file: s for s in basis.used.values() if s.source.file in by_file}
    extended = {file: replace(s, findings=(*s.findings, *by_file[file])) for file, s in changed.items()}
    settled = [extended.get(s.source.file, s) for s in basis.settlement.submissions]
    return with_submissions(basis, settled, changed) if changed else basis


def reports_for_narrative(basis: Basis, edits: Iterable[Edit], ahead: Mapping[str, bytes]) -> Reports:
    """The input of `narrate`."""
    used, before = basis.used, {}
    if basis.trend is not None:
        previous = basis.trend.previous
        edits = with_remembered(edits, previous.edits, previous.campaign or previous.file)
        before = {code: frozenset(texts) for code, texts in previous_statements(basis.trend).items()}
    return Reports(
        statements=basis.statements,
        used={code: replace(s, figures=(), statements=(), rows=(), leftovers=()) for code, s in used.items()},
        edits=tuple(edits),
        before=before,
        ahead={code: ahead[s.source.sha256] for code, s in used.items() if s.source.sha256 in ahead},
    )


def with_narrative(tabulation: Tabulation, narrative: Narrative) -> Consolidation:
    """The tabulation completed by the narrative: the whole result."""
    of_both = {f.name: getattr(part, f.name) for part in (tabulation, narrative) for f in fields(part)}
    kept = tabulation.kept
    open_findings, accepted = accept(narrative.findings, acceptances_by_claim(kept.acceptances))
    findings = one_per_failed_room([*tabulation.findings, *open_findings, *accepted])
    findings += acceptance_findings(findings, kept.acceptances)
    kept = replace(
        kept,
        first_seen=days_first_seen(findings, kept.first_seen, tabulation.as_of),
        first_sent=days_first_sent(findings, tabulation.submissions, kept),
        mailed={},
        unreached={},
    )
    return Consolidation(**{**of_both, "findings": sort_findings(tabulation.campaign, findings), "kept": kept})


def tabulate(basis: Basis, as_of: date) -> Tabulation:
    """The result without the narrative."""
    basis, accepted = _split_accepted(basis)
    campaign, settlement, used, trend = basis.campaign, basis.settlement, basis.used, basis.trend
    settled = settlement.submissions
    figures = basis.corrected.figures
    owing = roster(campaign, used)
    laid = figure_map(figures)
    province = Province(campaign, owing, laid)
    corrected = basis.corrected.applied
    doubts = doubted_figures(used.values(), corrected)
    twice = double_counts(province)
    totals = with_caveats(campaign, owing, laid, province.totals(), doubts, double_counts_by_total(twice), corrected)
    faults: list[Finding] = []
    named = NamedFigures(campaign, owing, laid)
    reports = tuple(used.values())
    checks = attempt("between", lambda: cross_checks(campaign, named, reports), (), faults.append)
    all_findings = [*basis.findings, *unreached_findings(basis.kept)]
    all_findings += settlement.findings
    all_findings += findings_of("between", lambda: cross_findings(campaign, named, checks))
    all_findings += findings_of(
        "successions", lambda: succession_findings(province, twice, {r.agency or "": r for r in reports})
    )
    since = findings_of("contradictions", lambda: contradictions(campaign, basis.statements, totals, figures))
    compared: tuple[Compared, ...] = ()
    last_year: list[Compared] = []
    if trend is not None:
        compared = compare(trend, laid, dict(compare_totals(trend, province, totals)))
        beside = {i.code for i in campaign.indicators if compared_with_last_year(campaign, i)}
        last_year = compare_with_last_year(trend, province, totals, beside) if beside else []
        since += findings_of("trend", partial(trend_findings, trend, compared, laid, basis.statements))
    compared_rows: tuple[ComparedRow, ...] = ()
    compared_tables: tuple[ComparedTotal, ...] = ()
    if trend is not None and campaign.tables:
        tables = TableTrend(trend, tuple(used))
        compared_rows, compared_tables = compare_tables(tables, basis.rows.figures)
        since += findings_of("trend", partial(table_findings, tables, basis.rows.figures))
    since, also = accept(since, acceptances_by_claim(basis.kept.acceptances))
    basis, accepted = _with_findings(basis, since), [*accepted, *also]
    settled, used = basis.settlement.submissions, basis.used
    all_findings += (f for s in settled for f in s.findings)
    files = {s.source.file for s in used.values()}
    all_findings += (f for f in (*basis.corrected.findings, *basis.rows.findings, *since) if f.file not in files)
    left_out = {file for file, decision in settlement.decisions.items() if decision.use is False}
    statuses = statuses_of(campaign, settled, _with_corrected_figures(basis), owing, as_of, left_out)
    moved = partial(changes_of, province, basis.corrected.sent)
    statuses, marks = with_reviews(campaign, statuses, settled, used, basis.kept, as_of, moved)
    all_findings += marks
    tabulation = Tabulation(
        campaign=campaign,
        as_of=as_of,
        submissions=settled,
        used=used,
        figures=figures,
        statements=basis.statements,
        totals=totals,
        statuses=statuses,
        headlines=headlines(province, totals, (*compared, *last_year)),
        findings=(),
        leftovers=tuple(x for s in settled for x in s.leftovers if s.agency and used.get(s.agency) is s),
        balance=_sum_of_balances(used.values()),
        shares=shares(province) if campaign.splits else {},
        doubts=doubts,
        decisions=settlement.decisions,
        orphaned_decisions=settlement.orphaned,
        changes=changes_between(province, settled, used, basis.corrected.sent),
        reconciled=reconcile(campaign, owing, laid),
        cross_checks=checks,
        previous=trend.previous if trend is not None else None,
        compared=compared,
        in_sentences=headlines_without_targets(
            province, totals, indicators_in_sentences(campaign), (*compared, *last_year)
        ),
        corrections=basis.corrected.corrections,
        unplaced=basis.corrected.unplaced,
        sent=basis.corrected.sent,
        as_read=basis.as_read,
        kept=_kept_for_master(basis),
        rows=basis.rows.figures,
        corrected_rows=basis.rows,
        table_totals=table_totals(campaign, owing, basis.rows.figures, basis.rows, agencies_without_rows(used)),
        followup=all_followups(trend, used, basis.kept.followup, [agency.code for agency in owing]),
        compared_rows=compared_rows,
        compared_tables=compared_tables,
        signed=basis.signed,
    )
    all_findings += findings_of("leaders", lambda: sentence_findings(tabulation))
    open_findings, also = accept(all_findings, acceptances_by_claim(basis.kept.acceptances))
    statuses = with_mail_counts(with_unreached(tabulation.statuses, basis.kept), open_findings)
    statuses = tuple(_with_open_since(s, used, basis.kept, as_of) for s in statuses)
    findings = sort_findings(campaign, [*open_findings, *also, *accepted])
    result = replace(tabulation, findings=findings, statuses=statuses)
    first_calls(result, faults.append)
    return with_faults(result, faults)


def with_faults(result: Result, faults: Sequence[Finding]) -> Result:
    """The result with these failures of the toolkit itself among its findings."""
    if not faults:
        return result
    return replace(result, findings=sort_findings(result.campaign, one_per_failed_room([*result.findings, *faults])))


def _with_corrected_figures(basis: Basis) -> Mapping[str, Submission]:
    """The submissions that count, with corrected figures: a figure that the coordinator supplied is not missing."""
    corrected = basis.corrected
    new = {code: corrected.figures_of(code) for code in corrected.agencies & basis.used.keys()}
    return {code: replace(s, figures=new.get(code, s.figures)) for code, s in basis.used.items()} if new else basis.used


def _split_accepted(basis: Basis) -> tuple[Basis, list[Finding]]:
    """The basis in which each submission has only its open findings; and the accepted findings."""
    acceptances, accepted = acceptances_by_claim(basis.kept.acceptances), list[Finding]()
    if not acceptances:
        return basis, accepted
    settled, changed = [], {}
    for submission in basis.settlement.submissions:
        now, of_submission = split_accepted(submission, acceptances)
        settled.append(now)
        accepted += of_submission
        if of_submission:
            changed[submission.source.file] = submission
    return with_submissions(basis, settled, changed), accepted


def with_submissions(basis: Basis, settled: Sequence[Submission], changed: Mapping[str, Submission]) -> Basis:
    """The basis with the submissions `settled`; `changed`: by file, the replaced submissions as they were read."""
    used = {s.agency: s for s in settled if s.agency and basis.used.get(s.agency) is not None and s.counts}
    return replace(
        basis,
        settlement=replace(basis.settlement, submissions=tuple(settled)),
        used={code: used[code] for code in basis.used},
        as_read={**changed, **basis.as_read},
    )


def _kept_for_master(basis: Basis) -> Kept:
    """What the master keeps: the corrections, also those of masters of parts that were cleared in this master."""
    corrected, rows = basis.corrected, basis.rows
    cleared = (c for c in basis.kept.corrections if not (c.typed or c.by or c.reason) and c.parts)
    of_rows = (*rows.corrections.values(), *rows.unplaced)
    corrections = (*corrected.corrections.values(), *corrected.unplaced, *of_rows, *cleared)
    return replace(basis.kept, corrections=corrections)


def _with_open_since(status: AgencyStatus, used: Mapping[str, Submission], kept: Kept, as_of: date) -> AgencyStatus:
    """The status with the day since which anything is open in the report that counts."""
    submission = used.get(status.agency)
    keys = [fault_key(f) for f in submission.findings if f.severity != "note"] if submission else []
    days = [min(kept.first_seen.get(key, as_of), as_of) for key in keys]
    return replace(status, open_since=min(days)) if days else status


def roster(campaign: Campaign, used: Mapping[str, Submission]) -> tuple[Agency, ...]:
    """The agencies that owe a report, and all other agencies that sent one."""
    return tuple(a for a in campaign.agencies if campaign.in_force(a) or a.code in used)


# --- Laying out ----------------------------------------------------------------------------------


def _in_report_order(campaign: Campaign, submissions: Iterable[Submission]) -> tuple[Statement, ...]:
    order = {s.code: n for n, s in enumerate(campaign.sections)}
    return tuple(
        statement
        for submission in submissions
        for statement in sorted(submission.statements, key=lambda s: order[s.section])
    )


def _sum_of_balances(submissions: Iterable[Submission]) -> Balance:
    all_of = [s.balance for s in submissions]
    return Balance(**{f.name: sum(getattr(b, f.name) for b in all_of) for f in fields(Balance)})


def sort_findings(campaign: Campaign, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes; in each severity sorted by the size of the effect on a total, then by roster,
    file, sheet and cell."""
    agencies = {a.code: n for n, a in enumerate(campaign.agencies)}

    def sort_key(finding: Finding) -> tuple[Any, ...]:
        return (
            SEVERITIES.index(finding.severity),
            -_effect(finding),
            agencies.get(finding.agency or "", len(agencies)),
            natural_key(finding.file),
            finding.sheet,
            len(finding.cell.rstrip("0123456789")),  # column AA after Z
            natural_key(finding.cell),
            finding.code,
            finding.period or "",
            quoted_text(finding),
        )

    return tuple(sorted(findings, key=sort_key))


def _effect(finding: Finding) -> float:
    """The part of a total of the province that a finding may change; 0 where that is not known."""
    return next((v for name, v in finding.arguments if name == "moves" and isinstance(v, float)), 0.0)
