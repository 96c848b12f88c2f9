"""Checks of reports with the coordinator's corrections, and the findings that remain."""

from dataclasses import replace

from toolkit.checks.context import context_of
from toolkit.checks.rules import OF_FIGURES, merge_equal_findings
from toolkit.consolidation.consolidate import Basis, with_submissions
from toolkit.consolidation.corrections import with_sent_values
from toolkit.consolidation.tables.corrections import with_rows_left_out
from toolkit.model import Finding, Submission
from toolkit.model.judging import CODE, findings_of_all


def with_corrections(basis: Basis) -> Basis:
    """The basis with the reports checked on the figures and rows that count after the coordinator's corrections.

    Findings that a correction settles are removed, and those that it causes are added, with the values that the agency
    sent. Findings about a corrected cell or a row left out become notes.
    """
    agencies = basis.corrected.agencies | basis.rows.agencies
    settled, changed = [], {}
    for submission in basis.settlement.submissions:
        now, agency = submission, submission.agency or ""
        if agency in agencies and basis.used.get(agency) is submission:
            now = with_rows_left_out(_with_checks(basis, submission), basis.rows)
            errors = any(f.severity == "error" for f in now.findings if f.code != CODE)
            now = replace(now, status="accepted_with_errors" if errors else "accepted")
            changed[submission.source.file] = submission
        settled.append(now)
    return with_submissions(basis, settled, changed)


def _with_checks(basis: Basis, submission: Submission) -> Submission:
    """The submission with the findings on the figures and rows that count; its figures and rows are unchanged."""
    campaign, agency, corrected = basis.campaign, submission.agency or "", basis.corrected
    figures = corrected.figures_of(agency)
    contexts = (
        context_of(campaign, campaign.agency_by_code[agency], version)
        for version in (submission, replace(submission, figures=figures, rows=basis.rows.figures_of(agency)))
    )
    sent, now = (merge_equal_findings(tuple(findings_of_all("checks", OF_FIGURES, context))) for context in contexts)
    places = {(c.sheet, c.cell) for (code, *_), c in basis.rows.sent.items() if c and code == agency}
    followed = corrected.applied
    places |= {(f.sheet, f.cell) for f in submission.figures if agency in followed.get((f.indicator, f.period), ())}
    counted = {(f.indicator, f.period): f for f in figures}
    remaining = [f if f in sent else _as_settled(f, places) for f in submission.findings if f not in sent or f in now]
    now = tuple(with_sent_values(f, corrected, counted) for f in now if f not in sent)
    return replace(submission, findings=(*remaining, *now))


def _as_settled(finding: Finding, corrected: set[tuple[str, str]]) -> Finding:
    """The finding, as a note if all its cells were corrected; unchanged if it is about a number sent afterwards."""
    cells = {(finding.sheet, cell) for cell in finding.cells or (finding.cell,)}
    if finding.text("signed") or not cells <= corrected:
        return finding
    return replace(finding, severity="note", arguments=(*finding.arguments, ("settled", "yes")))
