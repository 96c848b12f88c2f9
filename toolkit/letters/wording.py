"""What all letters to agencies have in common: the report by its name, by when, and what stands around the words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from toolkit.form.letterhead import signed_by
from toolkit.language.text import fold
from toolkit.messages import posting
from toolkit.model import Campaign, Language


def report_named(campaign: Campaign, language: Language) -> str:
    """The report, by its title."""
    title = " ".join(campaign.title.split())
    begins = f"{fold(title)} ".startswith(fold(posting.REPORT.say(language, title="")) + " ")
    return (posting.REPORT_BY_TITLE if begins else posting.REPORT).say(language, title=title)


def by_when(campaign: Campaign, as_of: date, language: Language) -> str:
    """By when something is asked for: the deadline, as long as it is not past."""
    if campaign.deadline is None or as_of > campaign.deadline:
        return posting.WHEN_SOON.say(language)
    return posting.WHEN_DUE.say(language, deadline=campaign.deadline.strftime("%d/%m/%Y"))


def letter_body(campaign: Campaign, agency: str, paragraphs: Iterable[str], language: Language) -> str:
    """A letter's text: whom it is to, its paragraphs, who writes."""
    name = campaign.agency_by_code[agency].name
    closing = posting.CLOSING.say(language, contact=signed_by(campaign, agency, language))
    return "\n\n".join([posting.GREETING.say(language, agency=name), *paragraphs, closing]) + "\n"
