"""The letter that goes out with the forms: one official letter to all agencies, to be numbered, dated and signed.

An official letter (`công văn`) has no title: what it is about stands under its number (Nghị định 30/2020/NĐ-CP,
annex I, part II, items 3 and 5; part IV). It is one document with one number, whomever it goes to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.form.letterhead import (
    authority,
    blank_date,
    blank_letter_number,
    in_sentence,
    name_lines,
    place_of_issue,
    subject_of,
    superior_lines,
)
from toolkit.language.text import fold
from toolkit.messages import forms, reports
from toolkit.model import Agency, Campaign
from toolkit.model.periods import span_label
from toolkit.report.annexes import attached
from toolkit.report.assembly import basis_of, day_in_words, lead_of, recipients_of, signature_of
from toolkit.report.parts import Annex, Letterhead, Signature, TableRow

#: So many addressees are named on the letter itself; more are on a list that goes with it.
_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLetter:
    """A whole letter. `created` is the day it is made for."""

    letterhead: Letterhead
    addressees: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature
    listed: Annex | None
    """The addressees, where they are too many to be named on it."""
    created: date
    author: str


def make_cover_letter(campaign: Campaign, agencies: Sequence[Agency], day: date) -> CoverLetter:
    """The letter by which the lead agency asks these for their reports; number and date are left to be filled in.

    The lead agency itself, which may owe a report too, is not written to.
    """
    lead, names = lead_of(campaign), [a.name for a in agencies if a.code != campaign.lead_agency]
    head = Letterhead(
        superior=superior_lines(campaign, lead),
        agency=name_lines(lead),
        number=blank_letter_number(lead.symbol),
        date=blank_date(place_of_issue(campaign, lead), day.year),
        about=reports.LETTER_ABOUT.format(title=_title(campaign)).rstrip(),
    )
    few = len(names) <= _NAMED
    return CoverLetter(
        letterhead=head,
        addressees=tuple(names) if few else (reports.LETTER_TO_ALL,),
        paragraphs=tuple(_paragraphs(campaign, lead)),
        recipients=recipients_of((), (reports.AS_ABOVE,)),
        signature=signature_of(authority(lead, "\n".join(campaign.signer_title)), campaign.signed_by),
        listed=None if few else _listed(names, attached(head, lead, reports.LETTER_ATTACHED)),
        created=day,
        author=lead.name,
    )


def _title(campaign: Campaign) -> str:
    """The report's subject inside a sentence; "" where its title says only that it is a report."""
    title = subject_of(campaign)
    return "" if fold(title) == fold(reports.TYPE) else in_sentence(title, campaign)


def _paragraphs(campaign: Campaign, lead: Agency) -> Iterator[str]:
    superior = " và ".join(campaign.report_to)
    asks = reports.LETTER_ASKS.format(
        basis=basis_of(campaign),
        title=_title(campaign),
        up=reports.LETTER_UP.format(superior=superior) if superior else "",
        agency=lead.name,
    )
    asks = " ".join(filter(None, asks.split(" ")))
    yield asks[:1].upper() + asks[1:]
    for number, (text, words) in enumerate(_points(campaign), start=1):
        yield text.format(number=number, **words)
    yield reports.LETTER_CLOSING


def _points(campaign: Campaign) -> Iterator[tuple[str, dict[str, str]]]:
    """What is asked, how, by when and to where, and whom to ask: sentences, and the words for their places."""
    span = span_label(campaign.periods, "vi")
    yield (
        reports.LETTER_FORM,
        {
            "span": reports.LETTER_SPAN.format(span=span) if span else "",
            "cutoff": reports.LETTER_CUTOFF.format(day=day_in_words(campaign.cutoff)) if campaign.cutoff else "",
        },
    )
    yield reports.LETTER_FILL, {"sheet": forms.SHEETS["to_fix"].vi}
    yield (
        reports.LETTER_SEND,
        {
            "to": reports.LETTER_TO.format(email=campaign.contact_email) if campaign.contact_email else "",
            "due": reports.LETTER_DUE.format(day=day_in_words(campaign.deadline)) if campaign.deadline else "",
        },
    )
    # A number is not to be broken at the end of a line.
    number = campaign.contact_phone.replace(" ", "\u00a0")
    phone = reports.LETTER_PHONE.format(phone=number) if number else ""
    if contact := ", ".join(filter(None, (campaign.contact_name, phone))):
        yield reports.LETTER_CONTACT, {"contact": contact}


def _listed(names: Sequence[str], tie: str) -> Annex:
    return Annex(
        label=reports.ANNEX,
        title=reports.LETTER_LIST,
        attached=tie,
        caption=reports.LETTER_LIST_CAPTION,
        columns=(reports.COLUMNS["number"], reports.COLUMNS["agency"]),
        kinds=("number", "name"),
        rows=tuple(TableRow(cells=(str(n), name)) for n, name in enumerate(names, start=1)),
    )
