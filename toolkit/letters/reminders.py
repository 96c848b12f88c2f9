"""Reminders, questions and confirmations: their recipients and texts, one letter for each agency.

Only words and addresses are set here; `mails` makes mails of them and `mail.smtp` sends them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from toolkit.consolidation.versions import copies_of_other_agencies
from toolkit.form.letterhead import mail_subject, reply_address
from toolkit.form.returns import points_to_answer
from toolkit.language.reply_times import ReplyTime
from toolkit.letters.wording import RequestWords, letter_body
from toolkit.messages import Text, posting, visible
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.kinds import INTERNAL, LACKS, OURS_TO_DO
from toolkit.model import AgencyStatus, Campaign, Consolidation, Finding, Language, Submission
from toolkit.register.entries import Entry, Register, SentKind, SentMail

#: The most points listed in a reminder; the attached form shows all.
_LISTED = 12
#: Arguments by which a finding identifies the mail that it concerns.
_OF_A_MAIL = frozenset({"subject", "sender", "day"})
#: Texts for an agency about its mail without a report, keyed by the reason in the finding.
_NOTHING_IN = {
    "": posting.NO_FORM_IN,
    "nothing-attached": posting.NOTHING_ATTACHED,
    "link-in-place-of-file": posting.ONLY_A_LINK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one agency. `attachment`: a path from the campaign folder; `about`: the SHA-256 of the form."""

    agency: str
    kind: SentKind
    to: tuple[str, ...]
    subject: str
    body: str
    attachment: str = ""
    about: str = ""
    answers: str = ""
    """Message-ID of the agency's mail that the letter answers."""
    also: tuple[str, ...] = ()
    """Paths of further attachments."""
    key: str = ""
    """The code that distinguishes the letter from earlier ones, if not the form that it is about."""
    again: str = ""
    """The key of the sent letter that this letter replaces."""

    @property
    def attachments(self) -> tuple[str, ...]:
        return (self.attachment, *self.also) if self.attachment else self.also

    def as_replacement_of(self, sent: str) -> Letter:
        """The same letter again, in the place of the one with the key `sent`."""
        return replace(self, again=sent)

    @property
    def name(self) -> str:
        """The draft's file name."""
        return reminder_name(self.agency) if self.kind == "reminder" else f"{self.agency}.eml"

    @property
    def other_draft_name(self) -> str:
        """The file name of the other draft that the agency may have: an answer, or a reminder."""
        return f"{self.agency}.eml" if self.kind == "reminder" else reminder_name(self.agency)


def reminder_name(agency: str) -> str:
    """The file name of the draft of a reminder."""
    return f"remind-{agency}.eml"


class Letters:
    """Writes the letters of one campaign on the day of one result."""

    def __init__(
        self,
        result: Consolidation,
        register: Register,
        language: Language,
        drafted: Mapping[str, tuple[int, str]] | None = None,
        by: ReplyTime | None = None,
    ) -> None:
        """`drafted`: each form to attach that is partly filled in, keyed by path: the number of unconfirmed figures,
        and the words by which notes mark these figures. `by`: the deadline for answers, if set."""
        self.result, self.campaign, self.language = result, result.campaign, language
        self._drafted = drafted or {}
        self._asking = RequestWords(campaign=self.campaign, as_of=result.as_of, language=language, by=by)
        self._sent_by: dict[str, list[Entry]] = {}
        for entry in register.entries.values():
            if entry.stamped in self.campaign.agency_by_code:
                self._sent_by.setdefault(entry.sender, []).append(entry)
        ours = self.campaign.contact_email.strip().lower()
        self._decided = {
            (e.sha256, e.agency): e.sender
            for e in register.entries.values()
            if e.how == "decision" and e.sender not in ("", ours)
        }
        self._mail_of = {
            (sha, e.agency): e.message_id for sha, entries in register.by_hash().items() for e in reversed(entries)
        }

    def reminders(self, forms: Mapping[str, str], begun: Mapping[str, str]) -> list[Letter]:
        """Letters to agencies from which something is missing: nothing has come, the file is unusable, or parts are
        missing. Agencies of which a file may wait for a decision get none.

        `forms`: the paths of blank forms to attach, by agency; `begun`: of forms that contain what the agency has sent.
        """
        return [
            self._reminder(s, forms.get(s.agency, ""), begun.get(s.agency, ""))
            for s in self.result.statuses
            if owes(s) and not s.waiting
        ]

    def answers(self, returned: Mapping[str, tuple[str, str]], forms: Mapping[str, str]) -> list[Letter]:
        """Letters to agencies whose file came. A question has the returned form attached, or the blank form where the
        file is unusable or blank; the other agencies get a confirmation.

        `returned`: by agency, the path of its returned form and its cover text; `forms`: paths of blank forms.
        """
        letters = []
        standing = {s.agency: s for s in self.result.statuses if s.unusable}
        for agency, submission in self.result.used.items():
            unusable = _submission_of(self.result, standing[agency].unusable) if agency in standing else None
            if agency in returned:
                path, text = returned[agency]
                subject, _, body = text.partition("\n\n")
                letters.append(self._letter(agency, "question", subject, body, path, unusable or submission))
            elif unusable:
                subject = self._subject(posting.UNUSABLE_SUBJECT)
                body = self._body(agency, [about_unusable(self.result, standing[agency], self.language)])
                letters.append(self._letter(agency, "question", subject, body, "", unusable))
            else:
                letters.append(self._confirmation(agency, submission))
        for status in self.result.statuses:
            form = forms.get(status.agency, "")
            if status.waiting:
                continue
            if status.status == "rejected":
                letters.append(self._unusable_letter(status, form))
            elif status.status == "missing" and status.blank:
                subject, blank = self._subject(posting.BLANK_SUBJECT), _submission_of(self.result, status.blank)
                letters.append(
                    self._letter(status.agency, "question", subject, self._about_blank(status, form), form, blank)
                )
        return letters

    # -- the words --

    def _reminder(self, status: AgencyStatus, form: str, begun: str) -> Letter:
        campaign, submission = self.campaign, self._submission(status)
        subject = self._subject(posting.REMINDER_SUBJECT)
        if status.status == "rejected":
            body, form = self._about_unusable(status, form)
        elif status.status == "missing" and status.blank:
            body, submission = self._about_blank(status, form), _submission_of(self.result, status.blank)
        elif status.status == "missing":
            deadline = campaign.deadline.strftime("%d/%m/%Y") if campaign.deadline else ""
            late = posting.REMINDER_LATE if status.days_late else posting.REMINDER_DUE
            text = self._with_report(late, status.agency, deadline=deadline, days=status.days_late or 0)
            body = self._body(
                status.agency,
                [
                    text,
                    *self._about_last_mail(status.agency),
                    *self._about_wrong_form(status.agency),
                    self._question(status.agency, form),
                ],
            )
        else:
            points = points_to_answer(submission) if submission else []
            parts = []
            if status.lacking:
                parts.append(self._say(posting.FIGURES, count=status.lacking))
            if status.sections_lacking:
                parts.append(self._say(posting.MISSING_SECTIONS, count=status.sections_lacking))
            arguments = {"file": _file_name(submission), "missing": ", ".join(parts)}
            more = ":" if points else "."
            if any(f.code not in LACKS for f in points):
                more = self._say(posting.REMINDER_POINTS)
            text = self._with_report(posting.REMINDER_INCOMPLETE, status.agency, points=more, **arguments)
            # A blank form would ask for everything again, and the answer would replace the present report.
            ask = self._question(
                status.agency, begun, posting.REMINDER_ASK_REST if begun else posting.REMINDER_ASK_REST_NO_FORM
            )
            also = [about_unusable(self.result, status, self.language)] if status.unusable else []
            body = self._body(
                status.agency,
                [*also, text, *self._listed(points), *self._about_last_mail(status.agency, status.received), ask],
            )
            form = begun
        return self._letter(status.agency, "reminder", subject, body, form, submission)

    def _unusable_letter(self, status: AgencyStatus, form: str) -> Letter:
        subject = self._subject(posting.UNUSABLE_SUBJECT)
        body, form = self._about_unusable(status, form)
        return self._letter(status.agency, "question", subject, body, form, self._submission(status))

    def _about_unusable(self, status: AgencyStatus, form: str) -> tuple[str, str]:
        """The text, and the form to attach: none where the agency may have filled in its form, and the file was only
        damaged on its way."""
        submission = self._submission(status)
        reason = _reason(self.campaign, submission, self.language)
        text = self._with_report(posting.REMINDER_REJECTED, status.agency, file=_file_name(submission), reason=reason)
        if submission and submission.codes & posting.SEND_AGAIN.keys():
            form, ask = "", self._question(status.agency, "", posting.REMINDER_ASK_AGAIN)
        else:
            ask = self._question(status.agency, form)
        return self._body(status.agency, [text, ask]), form

    def _about_blank(self, status: AgencyStatus, form: str) -> str:
        """The text for an agency that has sent only a blank form."""
        submission, deadline = _submission_of(self.result, status.blank), self.campaign.deadline
        day = submission.source.received if submission else None
        text = self._with_report(
            posting.REMINDER_BLANK,
            status.agency,
            file=_file_name(submission),
            received=self._say(posting.RECEIVED_ON, day=day.strftime("%d/%m/%Y")) if day else "",
            late=self._say(posting.BLANK_LATE, deadline=deadline.strftime("%d/%m/%Y"), days=status.days_late)
            if deadline and status.days_late
            else "",
        )
        return self._body(status.agency, [text, self._question(status.agency, form)])

    def _question(self, agency: str, form: str, text: Text | None = None) -> str:
        usual = posting.REMINDER_ASK if form else posting.REMINDER_ASK_NO_FORM
        text = text or (posting.REMINDER_ASK_DRAFT if form in self._drafted else usual)
        count, note = self._drafted.get(form, (0, ""))
        unconfirmed = self._say(posting.UNCONFIRMED, count=count, note=note) if count else ""
        return self._with_report(text, agency, form=visible(form.rpartition("/")[2]), unconfirmed=unconfirmed)

    def _about_last_mail(self, agency: str, since: date | None = None) -> list[str]:
        """The text about the agency's last mail without a report, unless its finding was accepted. `since`: no text for
        a mail that came before that day."""
        mails = (f for f in self.result.findings if (f.code, f.agency) == ("mail-without-form", agency))
        pending = [(dict(f.arguments).get("received"), f) for f in mails if not f.accepted_by]
        dated = [(day, f.text("why")) for day, f in pending if isinstance(day, date)]
        dated = [mail for mail in dated if since is None or mail[0] >= since]
        if not (dated or (pending and since is None)):
            return []
        last, why = max(dated, default=(None, pending[-1][1].text("why")), key=lambda pair: pair[0])
        day = self._say(posting.OF_DAY, day=last.strftime("%d/%m/%Y")) if last else ""
        return [self._say(_NOTHING_IN[why], day=day)]

    def _about_wrong_form(self, agency: str) -> list[str]:
        """The text about the last form of another agency that this agency sent; none for the lead agency, which
        forwards."""
        by_code = self.campaign.agency_by_code
        addresses = {a.strip().lower() for a in by_code[agency].emails}
        forms = (e for address in addresses for e in self._sent_by.get(address, ()))
        wrong = [e for e in forms if agency not in (e.stamped, by_code[e.stamped].parent)]
        if not wrong or agency == self.campaign.lead_agency:
            return []
        last = max(wrong, key=lambda e: (e.dated or datetime.min, e.id))
        day = self._say(posting.RECEIVED_ON, day=last.dated.strftime("%d/%m/%Y")) if last.dated else ""
        return [
            self._say(posting.ANOTHERS_FORM, file=visible(last.name), received=day, other=by_code[last.stamped].name)
        ]

    def _confirmation(self, agency: str, submission: Submission) -> Letter:
        day = submission.source.received
        received = self._say(posting.RECEIVED_ON, day=day.strftime("%d/%m/%Y")) if day else ""
        receiver = self.campaign.agency_by_code[agency]
        parts = (
            (self.campaign.indicators_of(receiver), posting.FIGURES, sum(1 for f in submission.figures if f.typed)),
            (self.campaign.tables_of(receiver), posting.ROWS, len({(c.table, c.row) for c in submission.rows})),
            (self.campaign.sections_of(receiver), posting.STATEMENTS, len(submission.statements)),
        )
        what = ", ".join(self._say(noun, count=count) for of_it, noun, count in parts if of_it or count)
        text = self._with_report(
            posting.CONFIRMATION, agency, file=visible(submission.source.sent_name), received=received, what=what
        )
        subject = self._subject(posting.CONFIRMATION_SUBJECT)
        return self._letter(agency, "confirmation", subject, self._body(agency, [text]), "", submission)

    def _letter(
        self, agency: str, kind: SentKind, subject: str, body: str, attachment: str, submission: Submission | None
    ) -> Letter:
        sha256 = submission.source.sha256 if submission else ""
        sender = submission.source.sender if submission else ""
        return Letter(
            agency=agency,
            kind=kind,
            to=recipients(self.campaign, agency, sender, self._decided.get((sha256, agency), "")),
            subject=subject,
            body=body,
            attachment=attachment,
            about=sha256,
            answers=self._mail_of.get((sha256, agency)) or self._mail_of.get((sha256, ""), ""),
        )

    def _submission(self, status: AgencyStatus) -> Submission | None:
        submission = _submission_of(self.result, status.file)
        copies = copies_of_other_agencies(submission) if submission else ()
        return next((s for s in copies if s.agency == status.agency), submission)

    def _listed(self, points: Sequence[Finding]) -> list[str]:
        """The points, a line each, as one paragraph; no paragraph without points."""
        lines = [f"- {describe(f, self.language, self.campaign)[0]}" for f in points[:_LISTED]]
        if len(points) > _LISTED:
            lines.append(self._say(posting.AND_MORE, count=len(points) - _LISTED))
        return ["\n".join(lines)] if lines else []

    def _body(self, agency: str, paragraphs: Iterable[str]) -> str:
        return letter_body(self.campaign, agency, paragraphs, self.language)

    def _subject(self, text: Text) -> str:
        return mail_subject(text, self.campaign, self.language)

    def _with_report(self, text: Text, agency: str, **arguments: object) -> str:
        """A text with the name of the report, the name of the lead agency, and where and by when to answer."""
        return self._say(text, **self._asking.words(agency), **arguments)

    def _say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)


def not_reminded(result: Consolidation) -> tuple[str, ...]:
    """The agencies that owe something but get no reminder, since a file that may be theirs waits for a decision."""
    return tuple(s.agency for s in result.statuses if s.waiting and owes(s))


def owes(status: AgencyStatus) -> bool:
    """Whether an agency is to be reminded: nothing usable has come, or parts are missing."""
    return status.status in ("missing", "rejected") or not status.complete


def about_unusable(result: Consolidation, status: AgencyStatus, language: Language) -> str:
    """The text about an agency's unusable file while another file counts; "" where there is no unusable file."""
    submission = _submission_of(result, status.unusable)
    if submission is None:
        return ""
    campaign, day = result.campaign, submission.source.received
    text = posting.LATER_UNUSABLE if status.unusable_later else posting.OTHER_UNUSABLE
    return text.say(
        language,
        file=_file_name(submission),
        received=posting.RECEIVED_ON.say(language, day=day.strftime("%d/%m/%Y")) if day else "",
        reason=_reason(campaign, submission, language),
        counted=_file_name(result.used[status.agency]),
        email=reply_address(campaign, language),
    )


def _submission_of(result: Consolidation, file: str) -> Submission | None:
    return next((s for s in result.submissions if file and s.source.file == file), None)


def _reason(campaign: Campaign, submission: Submission | None, language: Language) -> str:
    """The reason why a file is unusable, with advice for its agency."""
    findings = (*submission.findings, *submission.reading_findings) if submission else ()
    errors = sorted((f for f in findings if f.severity == "error"), key=lambda f: f.code in INTERNAL)
    return " ".join(_finding_text(campaign, f, language) for f in errors[:2])


def _finding_text(campaign: Campaign, finding: Finding, language: Language) -> str:
    if finding.code in INTERNAL:  # its agency knows which mail it sent
        finding = replace(finding, arguments=tuple(a for a in finding.arguments if a[0] not in _OF_A_MAIL))
    what, fix = describe(finding, language, campaign)
    if finding.code in posting.ANSWERED_BY_FORM:
        fix = ""
    elif finding.code in OURS_TO_DO:
        fix = posting.SEND_AGAIN[finding.code].say(language) if finding.code in posting.SEND_AGAIN else ""
    return f"{what} {fix}".strip()


def recipients(campaign: Campaign, agency: str, sender: str = "", decided: str = "") -> tuple[str, ...]:
    """The agency's addresses on the roster, first `sender` (in lower case) if it is one of them. Before them is
    `decided`, an address from which a form came that the coordinator assigned to the agency. Other senders get no
    letters."""
    known = campaign.agency_by_code[agency].emails
    first = tuple(a for a in known if a.strip().lower() == sender)
    if decided in {a.strip().lower() for a in known}:
        decided = ""
    return tuple(dict.fromkeys((*filter(None, (decided,)), *first, *known)))


def sent_id(letter: Letter, day: str) -> str:
    """The key of a sent letter, 12 hexadecimal digits. For a reminder it depends on the day (`2020-07-31`), for an
    answer on the form that came, for a form on its questions."""
    what = " ".join(filter(None, (day if letter.kind == "reminder" else letter.key or letter.about, letter.again)))
    return hashlib.sha256(f"{letter.kind} {letter.agency} {what}".encode()).hexdigest()[:12]


def due(letters: Iterable[Letter], sent: Mapping[str, SentMail], day: str) -> list[Letter]:
    """The letters that have an address and are to be sent on this day (`2020-07-31`): none of them was sent before.

    `sent`: the sent letters of the register, by key. An agency gets one reminder a day at most, and none on the day of
    a question or a form, which say what is missing. There is one question about each form, and none if a reminder about
    it listed its faults. A letter of which it is unknown whether it was sent waits for the coordinator (decision 99).
    """
    went = {key: s for key, s in sent.items() if s.state != "unsent"}
    questioned = {s.agency for s in went.values() if s.kind in ("question", "form") and s.day.isoformat() == day}
    reminded = {(s.agency, s.about) for s in went.values() if s.kind == "reminder" and s.about}
    return [
        letter
        for letter in letters
        if letter.to
        and sent_id(letter, day) not in went
        and not is_in_doubt(letter, went, day)
        and not (letter.kind == "reminder" and letter.agency in questioned)
        and not (letter.kind == "question" and (letter.agency, letter.about) in reminded)
    ]


def is_in_doubt(letter: Letter, sent: Mapping[str, SentMail], day: str) -> bool:
    """Whether it is unknown if this letter was sent; for a reminder, if any reminder to the agency was: all are
    similar."""
    if letter.kind == "reminder":
        return any(s.state == "sending" and s.kind == "reminder" and s.agency == letter.agency for s in sent.values())
    before = sent.get(sent_id(letter, day))
    return before is not None and before.state == "sending"


def _file_name(submission: Submission | None) -> str:
    return visible(submission.source.sent_name) if submission else ""
