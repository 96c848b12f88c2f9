"""Joins the files that were read with the register: the sender, time and agency of each file, and whether it waits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.agencies.roster import roster_of
from toolkit.mail.message import Remark
from toolkit.messages.findings.kinds import CHOSEN, CONTAINERS, REPORTED_BY_READING, WITHOUT_AGENCY
from toolkit.messages.findings.making import finding
from toolkit.model import Balance, Campaign, Finding, Source, Submission
from toolkit.register.attribution import Attribution, attribute, entry_finding, entry_findings
from toolkit.register.entries import EXCEL, WITH_A_FORM, Entry, Register

#: Findings on unreadable files, about which the register knows more than reading them shows.
_CLOSED = frozenset({"packed", "tnef", "sealed"})


@dataclass(frozen=True, slots=True)
class _MailFile:
    """A file from one mail, with its attribution; `with_form`: the mail also contained a form."""

    entry: Entry
    attribution: Attribution
    with_form: bool


class Origins:
    """The agencies of the files that were read, determined once for a run from the register and the files' stamps.

    `read`: the submissions without the register; `assigned`: the agencies to which the coordinator assigned files in
    the master, keyed by SHA-256: they have priority over the register (decision 103).
    """

    def __init__(
        self, campaign: Campaign, register: Register, read: Iterable[Submission], assigned: Mapping[str, str]
    ) -> None:
        self._read = {s.source.sha256: s for s in read}
        self._assigned = assigned
        self._opened = {sha for kind, sha in register.sources if kind == "file"}
        roster = roster_of(campaign)
        with_form = {e.mail for e in register.entries.values() if e.mail and e.kind in EXCEL}
        self._mailed: dict[str, tuple[_MailFile, ...]] = {}
        for sha256, entries in register.by_hash().items():
            known = [self._with_latest(entry) for entry in entries]
            mailed = (_MailFile(e, attribute(roster, e), e.kind in WITH_A_FORM and e.mail in with_form) for e in known)
            self._mailed[sha256] = _relevant(tuple(mailed))

    def _with_latest(self, entry: Entry) -> Entry:
        """The entry with the stamp that was just read, and the decision in the master."""
        read = self._read.get(entry.sha256)
        return replace(
            entry,
            stamped=stamp_of(read) if read else entry.stamped,
            decision=self._assigned.get(entry.sha256, entry.decision),
        )

    def claims(self) -> dict[str, str]:
        """The agency of each file that must be read for another agency than it states, keyed by SHA-256."""
        claims = {sha256: self._claim(submission) for sha256, submission in self._read.items()}
        return {sha256: agency for sha256, agency in claims.items() if agency}

    def _claim(self, submission: Submission) -> str | None:
        codes, sha256 = submission.codes, submission.source.sha256
        curable = submission.status != "rejected" or codes & WITHOUT_AGENCY
        if assigned := self._assigned.get(sha256):
            differs = submission.agency != assigned or "agency-by-name" in codes
            return assigned if (curable and differs) or "not-our-form" in codes else None
        if sha256 not in self._mailed:
            return None
        mailed = _deciding(self._mailed[sha256])
        # Where the form names two agencies, only a decision settles it.
        unsettled = not mailed.entry.decision and any(
            f.waits_for is not None for f in submission.findings if f.code == "two-agencies"
        )
        agency = mailed.attribution.agency
        return agency if agency != submission.agency and curable and not unsettled else None

    def applied(self, submissions: Iterable[Submission]) -> list[Submission]:
        """The submissions in their order, with their senders. Files that wait or were left out are rejected, without
        agency and contents. `submissions`: files that `claims` names are read for the agencies named."""
        return [self._as_assigned(self._applied(s)) for s in submissions]

    def held_back(self, source: Source) -> Submission | None:
        """The rejected submission that replaces a master which waits for a decision or was left out; None for an
        accepted one."""
        mails = self._mailed.get(source.sha256, ())
        if not mails or any(m.attribution.state == "taken" for m in mails):
            return None
        return self._applied(Submission(source=source, status="rejected"))

    def _as_assigned(self, submission: Submission) -> Submission:
        """The submission under the agency to which the coordinator assigned it; unchanged where there is none."""
        source = submission.source
        agency = self._assigned.get(source.sha256)
        if agency is None:
            return submission
        findings = [replace(f, agency=agency) for f in submission.findings if f.code not in CHOSEN]
        stamped = self._read[source.sha256].agency
        if stamped != agency:
            arguments = {"given": agency, "stamped": stamped or "–"}
            findings.append(finding("agency-assigned", file=source.file, agency=agency, arguments=arguments))
        return replace(submission, agency=agency, findings=tuple(findings))

    def _applied(self, submission: Submission) -> Submission:
        mails = self._mailed.get(submission.source.sha256, ())
        if not mails:
            if submission.source.sha256 in self._opened and submission.codes & CONTAINERS:
                return replace(submission, findings=(finding("taken-apart", file=submission.source.file),))
            return submission
        first, deciding = mails[0].entry, _deciding(mails)
        entry, attribution = deciding.entry, deciding.attribution
        source = replace(
            submission.source,
            sender=first.sender,
            received=first.dated.date() if first.dated else None,
            mailed=first.dated,
            attached_as=first.name,
            undated=bool(first.received and not first.dated),
        )
        submission = replace(submission, source=source)
        if attribution.state == "aside":
            return _without_agency(submission, (finding(attribution.code, file=source.file),))
        if submission.status == "rejected" and deciding.with_form:
            return replace(
                submission,
                agency=attribution.agency,
                findings=(finding("came-beside", file=source.file, agency=attribution.agency),),
            )
        if with_it := next((r for r in entry.codes if r.code == "came-with"), None):
            note = finding("came-with", file=source.file, agency=attribution.agency, value=with_it.value)
            return replace(submission, agency=attribution.agency, findings=(note,))
        other_mails = [m for m in mails if m is not deciding]
        about = tuple(
            replace(f, file=source.file, agency=attribution.agency)
            for f in (*entry_findings(entry, attribution), *_also_waiting(other_mails, attribution.agency))
            if f.code not in REPORTED_BY_READING
        )
        if entry.kind in _CLOSED and about:
            submission = replace(submission, findings=())
        if attribution.state == "waiting":
            return _without_agency(submission, about)
        also = _also_sent(other_mails, source, attribution.agency) if submission.status == "rejected" else ()
        return _with_attribution(submission, attribution, (*about, *also))


def stamp_of(read: Submission) -> str:
    """The agency stamped in a form, or named in a printed form."""
    return read.agency or (read.pdf.agency if read.pdf else "")


def _relevant(mails: tuple[_MailFile, ...]) -> tuple[_MailFile, ...]:
    """The mails that matter: without those left out, and without files beside a form, unless nothing remains."""
    counted = tuple(m for m in mails if m.attribution.state != "aside") or mails
    return tuple(m for m in counted if m.entry.decision or not m.with_form) or counted


def _deciding(mails: Sequence[_MailFile]) -> _MailFile:
    """The mail that determines a file's agency: one with a decision, which applies to all mails; else the first one
    that identifies an agency; else the first one."""
    decided = next((m for m in mails if m.entry.decision), None)
    return decided or next((m for m in mails if m.entry.state == "taken"), mails[0])


def _also_waiting(mails: Iterable[_MailFile], agency: str | None) -> Iterator[Finding]:
    """Yields a finding for each other mail with the same file that waits for a decision, for its possible agencies."""
    for other in mails:
        if other.attribution.state == "waiting":
            remaining = replace(other.attribution, proposed=tuple(c for c in other.attribution.proposed if c != agency))
            yield entry_finding(other.entry, Remark(remaining.code), remaining, "warning")


def _also_sent(mails: Iterable[_MailFile], source: Source, agency: str | None) -> Iterator[Finding]:
    """Yields a finding for each other agency that sent the same unusable file: nothing usable came from it."""
    reported = {agency, None}
    for other in mails:
        attribution, day = other.attribution, other.entry.dated
        if attribution.state == "taken" and attribution.agency not in reported:
            reported.add(attribution.agency)
            received = (("received", day.date()),) if day else ()
            sent = replace(attribution, words=(("others", attribution.agency or ""), *received))
            about = entry_finding(other.entry, Remark("also-sent"), sent)
            yield replace(about, file=source.file, agency=attribution.agency)


def _with_attribution(submission: Submission, attribution: Attribution, about: Sequence[Finding]) -> Submission:
    if submission.status == "rejected" and submission.agency is None:
        findings = tuple(replace(f, agency=attribution.agency) for f in submission.findings)
        return replace(submission, agency=attribution.agency, findings=(*findings, *about))
    return replace(submission, findings=(*submission.findings, *about))


def _without_agency(submission: Submission, about: Sequence[Finding]) -> Submission:
    """The submission of a file that counts for no agency: only the reason is reported, even if the file is readable.

    The finding that a file is no form becomes a note, since there is no agency that could be asked for a form.
    """
    unreadable = submission.status == "rejected" and any(f.severity == "error" for f in about)
    return replace(
        submission,
        status="rejected",
        agency=None,
        figures=(),
        statements=(),
        info=(),
        leftovers=(),
        findings=(
            *(
                replace(f, agency=None, severity="note" if f.code == "not-our-form" else f.severity)
                for f in (submission.findings if unreadable else ())
            ),
            *about,
        ),
        balance=Balance(cells=0),
    )
