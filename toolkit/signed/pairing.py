"""Pairs each agency's PDFs with the workbook that counts: questions for the agency, and findings about the PDFs.

The files that count are determined before, and do not depend on the PDFs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from toolkit.agencies.roster import reporting_agency
from toolkit.consolidation.consolidate import Basis, with_submissions
from toolkit.consolidation.totals import members
from toolkit.consolidation.versions import arrival_key
from toolkit.form.tables import column_named
from toolkit.messages.findings.kinds import DOCUMENTS, INTERNAL, NEEDS_NOTHING, NOT_THIS_REPORT, SET_ASIDE
from toolkit.messages.findings.making import finding
from toolkit.messages.signatures import DOUBTS, signed_by
from toolkit.model import (
    Argument,
    Campaign,
    Finding,
    PrintedFile,
    Severity,
    Signature,
    SignedFigure,
    SignedReport,
    Submission,
    grouped,
)
from toolkit.signed.comparing import compare
from toolkit.signed.printed_form import WHOLE
from toolkit.signed.reading import is_of_other_round

#: Findings that a file is no form, which are superfluous once the contents of the PDF are read.
_OTHER_FINDINGS = DOCUMENTS | NEEDS_NOTHING | {"came-beside", "came-with", "report-not-workbook"}
_LATER = "document-after-form"
_CODES = {
    "filled": "filled-after-signing",
    "changed": "changed-after-signing",
    "part": "signature-partial",
    "unchecked": "signature-unchecked",
}


@dataclass(slots=True)
class _Agency:
    """The PDFs of one agency, the last one first."""

    prints: list[Submission] = field(default_factory=list)
    unread: list[Submission] = field(default_factory=list)
    """PDFs without text: their contents are not known."""
    of_another: list[Submission] = field(default_factory=list)
    """Prints of another agency's form that came with its mail."""


def with_signed_pdfs(basis: Basis) -> Basis:
    """The basis with the results of comparing signed PDFs: questions among the findings of the reports that count, a
    finding about each PDF, and the result for each agency."""
    campaign, settled = basis.campaign, basis.settlement.submissions
    pdfs = [s for s in settled if s.pdf is not None and (s.pdf.is_ours or s.pdf.why)]
    if not (pdfs or campaign.signed_pdf):
        return basis
    pdfs_of = _by_agency(campaign, [s for s in pdfs if _is_open(s)], basis.used.values())
    questions: dict[str, list[Finding]] = {}
    about: dict[str, list[Finding]] = {}
    reports: dict[str, SignedReport] = {}
    versions = grouped((s.agency, s) for s in settled if s.status == "superseded" and s.figures)
    for agency in campaign.agencies:
        files, used = pdfs_of.get(agency.code, _Agency()), basis.used.get(agency.code)
        report = SignedReport(agency=agency.code, required=campaign.asks_signed(agency))
        if used is not None:
            report = _signed_report(campaign, used, files, versions.get(agency.code, ()), report)
            questions[used.source.file] = list(_questions(campaign, used, report, files))
        elif files.prints:
            report = replace(report, files=tuple(s.source.file for s in files.prints), why="pdf-without-form")
        signed = next((s for s in (*files.prints, *files.unread) if s.pdf and s.pdf.signatures), None)
        report = replace(report, signatures=signed.pdf.signatures if signed and signed.pdf else ())
        if report.files or report.required or report.why:
            reports[agency.code] = report
        # An unread PDF without a form, or replaced by one, keeps its findings.
        unread = [pdf for pdf in files.unread if used is not None and "usable-since" not in pdf.codes]
        for pdf in (*files.prints, *unread, *files.of_another):
            about[pdf.source.file] = [_pdf_finding(campaign, pdf, agency.code, used, report, files)]
        if signed is not None and signed.source.file in about:
            for doubt in _findings_on_signatures(signed, report.signatures, agency.code, used):
                (about if doubt.file in about else questions)[doubt.file].append(doubt)
    changed: dict[str, Submission] = {}
    now = []
    for submission in settled:
        file, findings, printed = submission.source.file, list(submission.findings), submission.pdf
        if printed is None and submission.counts:
            findings += questions.get(file, [])
        elif printed is not None and file in about:
            findings = [
                f for f in findings if f.code not in _OTHER_FINDINGS or (f.code == _LATER and not printed.is_ours)
            ]
            findings += about[file]
        if findings != [*submission.findings]:
            changed[file] = submission
        now.append(replace(submission, findings=tuple(findings)) if file in changed else submission)
    return replace(with_submissions(basis, now, changed), signed=reports)


def _is_open(pdf: Submission) -> bool:
    """Whether a PDF neither waits for a decision nor was left out."""
    return not (pdf.possible_agencies or pdf.codes & (SET_ASIDE | {"left-out", "sent-by-us"}))


def _by_agency(campaign: Campaign, pdfs: Iterable[Submission], used: Iterable[Submission]) -> dict[str, _Agency]:
    """The PDFs of each agency, the last one first. A PDF's agency is that of its mail, else the agency that it names,
    else the one in its file name."""
    mails = {s.source.message: s.agency for s in used}
    by_agency: dict[str, _Agency] = {}
    for pdf in sorted(pdfs, key=arrival_key, reverse=True):
        assert pdf.pdf is not None
        mailed = pdf.agency or (mails.get(pdf.source.message) if pdf.source.message else "") or ""
        agency = mailed or pdf.pdf.agency or reporting_agency(campaign, pdf)
        pdfs_of = by_agency.setdefault(agency, _Agency())
        if not pdf.pdf.is_ours:
            pdfs_of.unread.append(pdf)
        elif pdf.pdf.agency not in ("", agency):
            pdfs_of.of_another.append(pdf)
        else:
            pdfs_of.prints.append(pdf)
    return by_agency


def _signed_report(
    campaign: Campaign, counts: Submission, files: _Agency, versions: Sequence[Submission], report: SignedReport
) -> SignedReport:
    fit = [s for s in files.prints if s.pdf and not is_of_other_round(campaign, s.pdf)]
    if not fit:
        why = "pdf-other-round" if files.prints else "pdf-other-agency" if files.of_another else ""
        if not why and files.unread:
            why = files.unread[0].pdf.why if files.unread[0].pdf else ""
        names = tuple(s.source.file for s in (*files.prints, *files.unread, *files.of_another))
        return replace(report, files=names, why=why)
    same = PurePath(counts.source.sent_name).stem
    fit.sort(key=lambda s: PurePath(s.source.sent_name).stem != same)  # files that came without a mail have no date
    prints = [(s.source.file, s.pdf) for s in fit if s.pdf]
    figures = compare(campaign, counts, prints)
    report = replace(report, files=tuple(name for name, _ in prints), figures=tuple(figures))
    if report.count("differs"):
        for earlier in sorted(versions, key=arrival_key, reverse=True):
            before = replace(report, figures=tuple(compare(campaign, earlier, prints)))
            if not before.count("differs") and before.count("equal") >= report.count("equal"):
                return replace(report, of_version=earlier.source.file)
    return report


# --- Questions for the agency ------------------------------------------------------------------------


def _questions(campaign: Campaign, counts: Submission, report: SignedReport, files: _Agency) -> Iterator[Finding]:
    if report.why in NOT_THIS_REPORT:
        pdf = (*files.prints, *files.of_another)[0]
        arguments: dict[str, Argument] = {"name": pdf.source.sent_name, "others": (pdf.pdf.agency if pdf.pdf else "",)}
        yield finding(report.why, at=counts, arguments=arguments)
    elif report.required and not report.files:
        yield finding("signed-pdf-missing", at=counts)
    named = {s.source.file: s.source.sent_name for s in files.prints}
    if report.of_version:
        pages = min(f.page or 0 for f in report.figures if f.state == "differs")
        arguments = {"name": named[report.files[0]], "other": report.of_version, "page": pages}
        yield finding("pdf-other-version", at=counts, arguments={**arguments, "count": report.count("differs")})
        return
    differs = [one for one in report.figures if one.state == "differs"]
    typed = {one.indicator for one in differs if one.period != WHOLE}
    for one in differs:
        indicator = campaign.indicator_by_code.get(one.indicator)
        parts = {m.code for m in members(campaign, indicator)} if indicator and indicator.formula else set()
        if not (parts & typed or (one.period == WHOLE and one.indicator in typed)):  # no mere consequence of another
            yield _difference_finding(campaign, one, named[one.pdf_file])
    if report.files and not report.why and (count := report.count("not_found")):
        yield finding("pdf-incomplete", at=counts, arguments={"count": count, "name": named[report.files[0]]})


def _difference_finding(campaign: Campaign, one: SignedFigure, name: str) -> Finding:
    arguments: dict[str, Argument] = {"pdf": one.pdf, "page": one.page or 0, "name": name}
    indicator: str | None = one.indicator
    code, period, section = "pdf-differs" if one.pdf else "pdf-blank", None, None
    if located := column_named(campaign, indicator):
        arguments |= {"table": located[0].code, "column": located[1].label, "heading": located[0].heading}
        code = code if one.cell else "pdf-row-only"
    elif indicator in campaign.section_by_code:
        code, indicator, section = "pdf-text-differs", None, indicator
    elif one.period == WHOLE:
        code = "pdf-total-differs"
    else:
        period = one.period
    return finding(
        code,
        file=one.file,
        agency=one.agency,
        sheet=one.sheet,
        cell=one.cell,
        value=one.workbook,
        indicator=indicator,
        period=period,
        section=section,
        arguments=arguments,
    )


def _findings_on_signatures(
    pdf: Submission, signatures: Sequence[Signature], agency: str, counts: Submission | None
) -> Iterator[Finding]:
    """Findings about signatures. They are for the agency where its form counts, except those that may be due to a root
    certificate missing at the office. A change is a note where somebody has signed the whole document since."""
    for n, one in enumerate(signatures):
        since = any(other.state in ("whole", "filled") for other in signatures[n + 1 :])
        severities: dict[str, Severity | None] = {}
        if one.state in _CODES and one.why != "not-installed":
            severities[_CODES[one.state]] = "note" if since and one.state == "changed" else None
        if one.trust in DOUBTS:
            severities["signature-doubtful"] = None
        if one.trust == "unknown":
            severities["signature-of-unknown-origin"] = None
        for code, severity in severities.items():
            at = pdf if counts is None or code in INTERNAL else counts
            arguments: dict[str, Argument] = {"name": pdf.source.sent_name, "why": one.why, "trust": one.trust}
            yield finding(code, severity=severity, at=at, agency=agency, value=signed_by(one), arguments=arguments)


# --- About each PDF ------------------------------------------------------------------------------


def _pdf_finding(
    campaign: Campaign, pdf: Submission, agency: str, counts: Submission | None, report: SignedReport, files: _Agency
) -> Finding:
    printed, figures = pdf.pdf or PrintedFile(), [f for f in report.figures if f.pdf_file == pdf.source.file]
    read = printed.read - len(printed.scanned)
    arguments: dict[str, Argument] = {"name": pdf.source.sent_name, "other": counts.source.file if counts else ""}
    if pdf in files.of_another:
        code, arguments = "pdf-of-another", {**arguments, "stamped": printed.agency}
    elif pdf in files.unread:
        code, arguments = "pdf-not-read", {**arguments, "unread": printed.why}
    elif is_of_other_round(campaign, printed):
        code = "pdf-other-round"
    elif counts is None:
        code, arguments = "pdf-without-form", {**arguments, "others": (agency,)}
    elif report.figures and not figures:
        code = "pdf-superseded"
    else:
        code = "pdf-read-in-part" if read < printed.pages else "pdf-beside-form"
        arguments |= {"pages": printed.pages, "read": read}
        arguments |= {state: sum(f.state == state for f in figures) for state in ("equal", "differs")}
    return finding(code, at=pdf, agency=agency, arguments=arguments)
