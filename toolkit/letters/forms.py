"""The letters with the agencies' forms, and texts to paste into a chat where mail does not reach an agency.

An agency gets one form letter for its questions. Another one is sent only where the questions have changed, or where
the first came back and the address has changed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from toolkit.form.letterhead import mail_subject, signed_by
from toolkit.letters.reminders import Letter, recipients, sent_id
from toolkit.letters.wording import RequestWords, letter_body
from toolkit.messages import forms, posting, visible
from toolkit.model import Agency, Campaign, Language
from toolkit.register.entries import Register, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeForm:
    """A form in `outgoing/`: its path from the campaign folder and the SHA-256 of its bytes."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        return visible(self.path.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLetters:
    """Writes the letters with forms for one day. `cover`: the path of the official letter that goes with each."""

    campaign: Campaign
    register: Register
    language: Language
    as_of: date
    cover: str = ""

    def letters(self, files: Mapping[str, MadeForm]) -> list[Letter]:
        """The letters, one for each form. `files`: the forms, keyed by agency code."""
        return [self._letter(code, form) for code, form in files.items()]

    def chat(self, code: str, form: MadeForm) -> str:
        """A text to paste into a chat with the form: plain text, without anything that a chat would change."""
        campaign, language = self.campaign, self.language
        words = self._words(code)
        if not campaign.contact_email:
            words["email"] = posting.HERE.say(language)
        return posting.CHAT.say(
            language,
            agency=campaign.agency_by_code[code].name,
            form=form.name,
            contact=signed_by(campaign, code, language),
            **words,
        )

    def _words(self, code: str) -> dict[str, str]:
        return RequestWords(campaign=self.campaign, as_of=self.as_of, language=self.language).words(code, answer=False)

    def _letter(self, code: str, form: MadeForm) -> Letter:
        agency, to = self.campaign.agency_by_code[code], recipients(self.campaign, code)
        letter = Letter(
            agency=code,
            kind="form",
            to=to,
            subject=mail_subject(posting.FORM_SUBJECT, self.campaign, self.language),
            body="",
            attachment=form.path,
            also=(self.cover,) if self.cover else (),
            about=form.sha256,
            key=questions_key(self.campaign, agency),
        )
        # Another letter is due if the last one reached nobody and there is an untried address now.
        while before := self.register.sent.get(sent_id(letter, "")):
            tried = set(before.to.lower().split(", "))
            if not reached_nobody(before) or {a.lower() for a in letter.to} <= tried:
                break
            letter = letter.as_replacement_of(before.id)
        return replace(letter, body=self._body(agency, form, letter))

    def _body(self, agency: Agency, form: MadeForm, letter: Letter) -> str:
        campaign, language, words = self.campaign, self.language, self._words(agency.code)
        cover = posting.FORM_COVER.say(language, name=self.cover.rpartition("/")[2]) if self.cover else ""
        asks = posting.FORM_ASKS.say(
            language, form=form.name, what=_questions_text(campaign, agency, language), cover=cover, **words
        )
        fill = posting.FORM_FILL.say(language, sheet=forms.SHEETS["to_fix"].say(language), **words)
        before = _replaced(letter, self.register.sent)
        changed = [posting.FORM_CHANGED.say(language, day=before.day.strftime("%d/%m/%Y"))] if before else []
        return letter_body(campaign, agency.code, [asks, *changed, fill], language)


def _questions_text(campaign: Campaign, agency: Agency, language: Language) -> str:
    """The numbers of indicators, tables and sections in a form, in words, without computed indicators."""
    indicators = len(campaign.typed_by(agency))
    counts = (
        (posting.INDICATORS, indicators),
        (posting.TABLES, len(campaign.tables_of(agency))),
        (posting.MISSING_SECTIONS, len(campaign.sections_of(agency))),
    )
    return ", ".join(text.say(language, count=count) for text, count in counts if count)


def questions_key(campaign: Campaign, agency: Agency) -> str:
    """A code of an agency's questions, deadline and address, but not of the form's layout: 16 hexadecimal digits."""
    indicators = [
        (i.code, i.label, i.unit, i.kind, i.choices, i.required, i.guidance) for i in campaign.indicators_of(agency)
    ]
    sections = [(s.code, s.heading, s.required, s.guidance) for s in campaign.sections_of(agency)]
    known = [(i.code, i.known) for i in campaign.indicators_of(agency) if i.known]
    settings = (campaign.id, [p.key for p in campaign.periods], campaign.deadline, campaign.contact_email)
    tables = [campaign.tables_of(agency)] if campaign.tables else []
    more = [known] if known else []
    return hashlib.sha256(repr((settings, indicators, sections, *tables, *more)).encode()).hexdigest()[:16]


def reached_nobody(sent: SentMail) -> bool:
    """Whether a mail came back from all its addresses."""
    returned = set(sent.returned.lower().split(", "))
    return sent.state == "sent" and returned >= {a.lower() for a in sent.to.split(", ")}


def _replaced(letter: Letter, sent: Mapping[str, SentMail]) -> SentMail | None:
    """The last form letter to the agency with other questions; None where this is the first, or is sent again."""
    key = sent_id(letter, "")
    before = [s for s in sent.values() if s.kind == "form" and s.agency == letter.agency and s.state == "sent"]
    different = [s for s in before if s.id != key and s.id != letter.again and not reached_nobody(s)]
    return max(different, key=lambda s: (s.day, s.id), default=None)
