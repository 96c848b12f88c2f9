"""Who must be written to, and what: reminders, questions and confirmations, each one letter.

Only words and addresses are settled here; `writers.mails` makes mails of them and `sending` sends them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.messages import Text, posting, visible
from toolkit.messages.findings import describe
from toolkit.model import AgencyStatus, Campaign, Consolidation, Language, Submission
from toolkit.register import Register, Sent, SentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail to one agency. `attachment`: a file's path from the campaign folder; `about`: SHA-256 of the form."""

    agency: str
    kind: SentKind
    to: tuple[str, ...]
    subject: str
    body: str
    attachment: str = ""
    about: str = ""
    answers: str = ""
    """Message-ID of the agency's own mail: the letter shows as its answer."""

    @property
    def name(self) -> str:
        """The draft's file name."""
        return f"{'remind-' if self.kind == 'reminder' else ''}{self.agency}.eml"


class Letters:
    """Writes the letters of one campaign, on the day of one result."""

    def __init__(self, result: Consolidation, register: Register, language: Language) -> None:
        self.result, self.campaign, self.language = result, result.campaign, language
        self._mail_of = {sha: entries[0].message_id for sha, entries in register.by_hash().items()}

    def reminders(self, forms: Mapping[str, str]) -> list[Letter]:
        """To whom something is missing: nothing has come, what came cannot be used, or parts of it lack.

        `forms`: paths of the agencies' forms, to attach.
        """
        return [
            self._reminder(s, forms.get(s.agency, ""))
            for s in self.result.statuses
            if s.status in ("missing", "rejected") or not s.complete
        ]

    def answers(self, returned: Mapping[str, tuple[str, str]]) -> list[Letter]:
        """To whose form came: a question with the marked form, or a confirmation.

        `returned`: by agency, the path of its marked form and the cover text that goes with it.
        """
        letters = []
        for agency, submission in self.result.used.items():
            if agency in returned:
                path, text = returned[agency]
                subject, _, body = text.partition("\n\n")
                letters.append(self._letter(agency, "question", subject, body, path, submission))
            else:
                letters.append(self._confirmation(agency, submission))
        return letters

    # -- the words --

    def _reminder(self, status: AgencyStatus, form: str) -> Letter:
        campaign = self.campaign
        deadline = campaign.deadline.strftime("%d/%m/%Y") if campaign.deadline else ""
        words = {"lead": self._lead(), "title": campaign.title, "deadline": deadline, "days": status.days_late or 0, "file": _name(status.file)}  # fmt: skip
        if status.status == "rejected":
            text = posting.REMINDER_REJECTED
            words["reason"] = self._reason(status)
        elif status.status != "missing":
            text = posting.REMINDER_INCOMPLETE
            words["missing"] = self._missing(status)
        elif not deadline:
            text = posting.REMINDER_NO_DEADLINE
        else:
            text = posting.REMINDER_LATE if status.days_late else posting.REMINDER_DUE
        ask = posting.REMINDER_ASK if form else posting.REMINDER_ASK_NO_FORM
        paragraphs = [self._say(text, **words), self._say(ask, form=_name(form), email=self._given(campaign.contact_email))]  # fmt: skip
        subject = self._say(posting.REMINDER_SUBJECT, title=campaign.title)
        submission = self._submission(status)
        return self._letter(
            status.agency, "reminder", subject, self._body(status.agency, paragraphs), form, submission
        )

    def _confirmation(self, agency: str, submission: Submission) -> Letter:
        day = submission.source.received
        received = self._say(posting.RECEIVED_ON, day=day.strftime("%d/%m/%Y")) if day else ""
        text = self._say(
            posting.CONFIRMATION, lead=self._lead(), title=self.campaign.title, file=_name(submission.source.file), received=received,
            figures=sum(1 for f in submission.figures if f.typed), statements=len(submission.statements),
        )  # fmt: skip
        subject = self._say(posting.CONFIRMATION_SUBJECT, title=self.campaign.title)
        return self._letter(agency, "confirmation", subject, self._body(agency, [text]), "", submission)

    def _letter(self, agency: str, kind: SentKind, subject: str, body: str, attachment: str, submission: Submission | None) -> Letter:  # fmt: skip
        sha256 = submission.source.sha256 if submission else ""
        sender = submission.source.sender if submission else ""
        return Letter(
            agency=agency, kind=kind, to=recipients(self.campaign, agency, sender), subject=subject, body=body,
            attachment=attachment, about=sha256, answers=self._mail_of.get(sha256, ""),
        )  # fmt: skip

    def _submission(self, status: AgencyStatus) -> Submission | None:
        return next(
            (s for s in self.result.submissions if status.file and s.source.file == status.file), None
        )

    def _reason(self, status: AgencyStatus) -> str:
        submission = self._submission(status)
        findings = [f for f in submission.findings if f.severity == "error"] if submission else []
        return " ".join(" ".join(describe(f, self.language, self.campaign)) for f in findings[:2])

    def _missing(self, status: AgencyStatus) -> str:
        parts = []
        if status.lacking:
            parts.append(self._say(posting.MISSING_FIGURES, count=status.lacking))
        if status.sections_lacking:
            parts.append(self._say(posting.MISSING_SECTIONS, count=status.sections_lacking))
        return ", ".join(parts)

    def _body(self, agency: str, paragraphs: Iterable[str]) -> str:
        name = self.campaign.agency_by_code[agency].name
        closing = self._say(posting.CLOSING, contact=self._given(self.campaign.contact_name), phone=self._given(self.campaign.contact_phone))  # fmt: skip
        return "\n\n".join([self._say(posting.GREETING, agency=name), *paragraphs, closing]) + "\n"

    def _lead(self) -> str:
        lead = self.campaign.agency_by_code.get(self.campaign.lead_agency)
        return lead.name if lead else self._given(self.campaign.lead_agency)

    def _given(self, text: str) -> str:
        return text or self._say(posting.UNKNOWN)

    def _say(self, text: Text, **arguments: object) -> str:
        return text.say(self.language, **arguments)


def recipients(campaign: Campaign, agency: str, sender: str = "") -> tuple[str, ...]:
    """The agency's addresses on the roster. Whoever else sent its form is not written to: anybody may have."""
    known = campaign.agency_by_code[agency].emails
    first = tuple(a for a in known if a.strip().lower() == sender)
    return tuple(dict.fromkeys((*first, *known)))


def sent_id(letter: Letter, day: str) -> str:
    """The key of a letter among those sent: a reminder each day, an answer for each form that came."""
    what = day if letter.kind == "reminder" else letter.about
    return hashlib.sha256(f"{letter.kind} {letter.agency} {what}".encode()).hexdigest()[:12]


def due(letters: Iterable[Letter], sent: Mapping[str, Sent], day: str) -> list[Letter]:
    """Those that have an address and were not sent before: nobody is reminded twice a day, or asked twice of one form.

    One that was being sent when a run stopped may have gone out: it counts as sent.
    """
    return [letter for letter in letters if letter.to and sent_id(letter, day) not in sent]


def _name(path: str) -> str:
    return visible(path.rpartition("/")[2])
