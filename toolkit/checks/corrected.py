"""Reports with the coordinator's corrections: what is still to be asked of each agency, and with which numbers."""

from __future__ import annotations

from dataclasses import replace

from toolkit.checks.context import context_of
from toolkit.checks.rules import OF_FIGURES, alike_together
from toolkit.consolidation.consolidate import Basis, with_submissions
from toolkit.consolidation.corrections import with_sent_values
from toolkit.consolidation.tables.corrections import with_rows_left_out
from toolkit.model import Finding, Submission
from toolkit.model.judging import CODE, findings_by_all


def with_corrections(basis: Basis) -> Basis:
    """The same with the reports checked on what counts after the coordinator's corrections of figures and rows.

    What a correction settles is not asked any more, and what it breaks is, with what the agency sent. What
    is wrong with a corrected cell, or with a row left out, is a note.
    """
    agencies = basis.corrected.agencies | basis.rows.agencies
    settled, changed = [], {}
    for submission in basis.settlement.submissions:
        now, agency = submission, submission.agency or ""
        if agency in agencies and basis.used.get(agency) is submission:
            now = with_rows_left_out(_checked(basis, submission), basis.rows)
            errors = any(f.severity == "error" for f in now.findings if f.code != CODE)
            now = replace(now, status="accepted_with_errors" if errors else "accepted")
            changed[submission.source.file] = submission
        settled.append(now)
    return with_submissions(basis, settled, changed)


def _checked(basis: Basis, submission: Submission) -> Submission:
    """The submission with its rules checked on the figures and rows that count. Its own are unchanged."""
    campaign, agency, corrected = basis.campaign, submission.agency or "", basis.corrected
    figures = corrected.of(agency)
    contexts = (
        context_of(campaign, campaign.agency_by_code[agency], given)
        for given in (submission, replace(submission, figures=figures, rows=basis.rows.of(agency)))
    )
    sent, now = (alike_together(tuple(findings_by_all("checks", OF_FIGURES, context))) for context in contexts)
    places = {(c.sheet, c.cell) for (own, *_), c in basis.rows.sent.items() if c and own == agency}
    followed = corrected.followed
    places |= {(f.sheet, f.cell) for f in submission.figures if agency in followed.get((f.indicator, f.period), ())}
    counted = {(f.indicator, f.period): f for f in figures}
    found = [f if f in sent else _settled(f, places) for f in submission.findings if f not in sent or f in now]
    now = tuple(with_sent_values(f, corrected, counted) for f in now if f not in sent)
    return replace(submission, findings=(*found, *now))


def _settled(finding: Finding, corrected: set[tuple[str, str]]) -> Finding:
    """The finding; as a note where all its cells were corrected, unless it asks which of two numbers holds."""
    cells = {(finding.sheet, cell) for cell in finding.cells or (finding.cell,)}
    if finding.text("signed") or not cells <= corrected:
        return finding
    return replace(finding, severity="note", arguments=(*finding.arguments, ("settled", "yes")))
