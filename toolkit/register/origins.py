"""Submissions and the register: who sent each file, when, whose it is, and what waits for the coordinator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.agencies.roster import ASIDE, Roster
from toolkit.mail.message import Remark
from toolkit.messages.findings.catalogue import FINDINGS
from toolkit.messages.findings.kinds import CONTAINERS, TOLD_BY_READING, WITHOUT_AGENCY
from toolkit.model import Balance, Campaign, Finding, Source, Submission
from toolkit.register.provenance import entry_finding, entry_findings, whose_is
from toolkit.register.register import BESIDE, EXCEL, Entry, Register
from toolkit.register.senders import Attribution

#: What cannot be opened, of which the register says more than what its bytes look like.
_CLOSED = frozenset({"packed", "tnef", "sealed"})


class Origins:
    """What the register says of the files that were read.

    `assigned`: the agencies to which the coordinator gave files in the master, by SHA-256;
    that goes before the register.
    """

    def __init__(self, campaign: Campaign, register: Register, assigned: Mapping[str, str] | None = None) -> None:
        self.roster = Roster(campaign)
        self._entries = register.by_hash()
        for sha256, agency in (assigned or {}).items():
            if sha256 in self._entries:
                self._entries[sha256] = tuple(replace(e, decision=agency) for e in self._entries[sha256])
        self._opened = {sha for kind, sha in register.taken if kind == "file"}
        self._with_form = {e.mail for e in register.entries.values() if e.mail and e.kind in EXCEL}

    def claims(self, submissions: Iterable[Submission]) -> dict[str, str]:
        """The agency of each form that must be read as another's than it says, by SHA-256."""
        found: dict[str, str] = {}
        for submission in submissions:
            entry = self._entry(submission)
            if entry is None:
                continue
            agency = whose_is(self.roster, entry, submission.agency or "").agency
            curable = submission.status != "rejected" or submission.codes & WITHOUT_AGENCY
            # Whose sender tells no agency but that its own form names another: only a decision settles that.
            unsettled = not entry.decision and any(
                f.waits_for is not None for f in submission.findings if f.code == "two-agencies"
            )
            if agency and agency != submission.agency and curable and not unsettled:
                found[submission.source.sha256] = agency
        return found

    def applied(self, submissions: Iterable[Submission]) -> list[Submission]:
        """The submissions with their senders; what waits, or was left out, is held back."""
        return [self._applied(s) for s in submissions]

    def held_back(self, source: Source) -> Submission | None:
        """What stands for a master that waits for a decision or was left out; None for one that is taken."""
        submission = Submission(source=source, status="rejected")
        entries = self._speaking(submission)
        if not entries or any(whose_is(self.roster, e).state == "taken" for e in entries):
            return None
        return self._applied(submission)

    def _entry(self, submission: Submission) -> Entry | None:
        """The entry that speaks for a file: a decision for an agency on any of its mails holds for all; else the first
        that tells its agency, else the first. A mail that was left out speaks only where all of them were.
        """
        entries = self._speaking(submission)
        decided = next((e for e in entries if e.decision), None)
        taken = next((e for e in entries if e.state == "taken"), None)
        return decided or taken or (entries[0] if entries else None)

    def _speaking(self, submission: Submission) -> tuple[Entry, ...]:
        """The file's entries, the first received first, without those that were left out, or came beside a form, if any
        others are there.
        """
        entries = self._entries.get(submission.source.sha256, ())
        kept = (e for e in entries if self.roster.decision(e.decision) != ASIDE)
        speaking = tuple(e for e in kept if whose_is(self.roster, e).code != "sent-by-us") or entries
        return tuple(e for e in speaking if e.decision or not self._is_beside(e)) or speaking

    def _is_beside(self, entry: Entry) -> bool:
        return entry.kind in BESIDE and entry.mail in self._with_form

    def _also_waiting(self, submission: Submission, entry: Entry, agency: str | None) -> Iterator[Finding]:
        """The same file once more, in a mail that waits for a decision: the agencies it may be from are to know."""
        for other in self._speaking(submission):
            whose = whose_is(self.roster, other)
            if other.id == entry.id or whose.state != "waiting":
                continue
            others = replace(whose, proposed=tuple(c for c in whose.proposed if c != agency))
            yield entry_finding(other, Remark(whose.code), others, "warning")

    def _also_sent(self, submission: Submission, entry: Entry, agency: str | None) -> Iterator[Finding]:
        """A file that cannot be used once more, from another agency: it has sent nothing better for that."""
        told = {agency, None}
        for other in self._speaking(submission) if submission.status == "rejected" else ():
            whose = whose_is(self.roster, other)
            if other.id != entry.id and whose.state == "taken" and whose.agency not in told:
                told.add(whose.agency)
                received = (("received", other.dated.date()),) if other.dated else ()
                sent = replace(whose, words=(("others", whose.agency or ""), *received))
                yield replace(
                    entry_finding(other, Remark("also-sent"), sent), file=submission.source.file, agency=whose.agency
                )

    def _applied(self, submission: Submission) -> Submission:
        entry = self._entry(submission)
        if entry is None:
            if submission.source.sha256 in self._opened and submission.codes & CONTAINERS:
                return replace(submission, findings=(_note("taken-apart", submission.source),))
            return submission
        first = self._speaking(submission)[0]
        received = first.dated.date() if first.dated else None
        source = replace(
            submission.source,
            sender=first.sender,
            received=received,
            mailed=first.dated,
            attached_as=first.name,
            undated=bool(first.received and not first.dated),
        )
        submission = replace(submission, source=source)
        whose = whose_is(self.roster, entry, entry.stamped if entry.decision else submission.agency or "")
        if whose.state == "aside":
            return _held(submission, (_note(whose.code, source),))
        if submission.status == "rejected" and self._is_beside(entry):
            return replace(submission, agency=whose.agency, findings=(_note("came-beside", source, whose.agency),))
        if with_it := next((r for r in entry.codes if r.code == "came-with"), None):
            note = replace(_note("came-with", source, whose.agency), value=with_it.value)
            return replace(submission, agency=whose.agency, findings=(note,))
        about = tuple(
            replace(f, file=source.file, agency=whose.agency)
            for f in (*entry_findings(self.roster, entry), *self._also_waiting(submission, entry, whose.agency))
            if f.code not in TOLD_BY_READING
        )
        if entry.kind in _CLOSED and about:
            submission = replace(submission, findings=())
        if whose.state == "waiting":
            return _held(submission, about)
        about = (*about, *self._also_sent(submission, entry, whose.agency))
        return _taken(submission, whose, about)


def _taken(submission: Submission, whose: Attribution, about: Sequence[Finding]) -> Submission:
    if submission.status == "rejected" and submission.agency is None:
        findings = tuple(replace(f, agency=whose.agency) for f in submission.findings)
        return replace(submission, agency=whose.agency, findings=(*findings, *about))
    return replace(submission, findings=(*submission.findings, *about))


def _held(submission: Submission, about: Sequence[Finding]) -> Submission:
    """A file that counts for nobody: where it was readable, only why it is held back is said of it.

    That it is no form at all is a note then: there is no agency yet that could be asked for one.
    """
    kept = submission.findings if submission.status == "rejected" and any(f.severity == "error" for f in about) else ()
    return replace(
        submission,
        status="rejected",
        agency=None,
        figures=(),
        statements=(),
        info=(),
        leftovers=(),
        findings=(
            *(replace(f, agency=None, severity="note" if f.code == "not-our-form" else f.severity) for f in kept),
            *about,
        ),
        balance=Balance(cells=0),
    )


def _note(code: str, source: Source, agency: str | None = None) -> Finding:
    return Finding(code=code, severity=FINDINGS[code].severity, file=source.file, agency=agency)
