"""The common parts of letters to agencies: the name of the report, the deadline, address and signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toolkit.form.letterhead import in_sentence, lead_name, reply_address, signed_by, subject_of
from toolkit.language.reply_times import ReplyTime, read_reply_time
from toolkit.language.text import fold
from toolkit.messages import posting, reports
from toolkit.model import Campaign, Language

_ANY_TIME = ReplyTime()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWords:
    """The words for the report, its address and its deadline in the letters of one day. `by`: the deadline, if it
    differs from the definition's."""

    campaign: Campaign
    as_of: date
    language: Language
    by: ReplyTime | None = None

    def words(self, agency: str, *, answer: bool = True) -> dict[str, str]:
        """The words common to all letters to this agency, keyed by placeholder. `answer`: an answer is requested, for
        which the definition sets a time; otherwise a form, which is due on the deadline."""
        signed = self.campaign.asks_signed(self.campaign.agency_by_code[agency])
        return {
            "lead": lead_name(self.campaign, agency, self.language),
            "report": report_named(self.campaign, self.language),
            "email": reply_address(self.campaign, self.language),
            "when": self.when_due(answer=answer),
            "signed": posting.SIGNED_TOO.say(self.language) if signed else "",
        }

    def when_due(self, *, answer: bool) -> str:
        """The time of the answer, or of the deadline if it is not past."""
        campaign, usual = self.campaign, read_reply_time(self.campaign.reply_time) or _ANY_TIME
        by = self.by or _ANY_TIME
        days = [campaign.deadline] if campaign.deadline and self.as_of <= campaign.deadline else []
        if answer and (replied := usual.on(self.as_of)):
            days.append(replied)
        day = by.on(self.as_of) or max(days, default=self.as_of if by.hour else None)
        if day is None:
            return posting.WHEN_SOON.say(self.language)
        if (hour := by.hour or usual.hour) is None:
            return posting.WHEN_DUE.say(self.language, deadline=day.strftime("%d/%m/%Y"))
        at = posting.HOUR.say(self.language, hour=hour[0], minute=f"{hour[1]:02d}")
        return posting.WHEN_DUE_HOUR.say(self.language, hour=at, deadline=day.strftime("%d/%m/%Y"))


def report_named(campaign: Campaign, language: Language) -> str:
    """The name of the report inside a sentence: its title and the document that requires it, or, where the document is
    unknown, the day of the request."""
    if language == "vi":
        subject = subject_of(campaign)
        title = "" if fold(subject) == fold(reports.TYPE) else in_sentence(subject, campaign)
        named = posting.REPORT.say(language, title=title).strip()
    else:
        title = " ".join(campaign.title.split())
        begins = fold(title).startswith(fold(posting.REPORT.say(language, title="")))
        named = (posting.REPORT_BY_TITLE if begins else posting.REPORT).say(language, title=title)
    if campaign.form_issued_by:
        return named + posting.ASKED_BY.say(language, document=" ".join(campaign.form_issued_by.split()))
    return named + (posting.ASKED_ON.say(language, day=campaign.issued.strftime("%d/%m/%Y")) if campaign.issued else "")


def letter_body(campaign: Campaign, agency: str, paragraphs: Iterable[str], language: Language) -> str:
    """The text of a letter: addressee, paragraphs, sender."""
    name = campaign.agency_by_code[agency].name
    closing = posting.CLOSING.say(language, contact=signed_by(campaign, agency, language))
    return "\n\n".join([posting.GREETING.say(language, agency=name), *paragraphs, closing]) + "\n"
