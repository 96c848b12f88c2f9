"""The letter that goes out with the forms: one official letter to all agencies, to be numbered, dated and signed.

An official letter (`công văn`) has no title: its subject is under its number (Nghị định 30/2020/NĐ-CP, annex I, part
II, items 3 and 5; part IV). It is one document with one number for all its addressees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.form.letterhead import (
    blank_date,
    blank_letter_number,
    in_sentence,
    name_lines,
    place_of_issue,
    signing_lines,
    subject_of,
    superior_lines,
)
from toolkit.language.reply_times import read_reply_time
from toolkit.language.text import fold
from toolkit.messages import forms, reports
from toolkit.model import Agency, Campaign, grouped
from toolkit.model.periods import span_label
from toolkit.report.annexes import attachment_line
from toolkit.report.assembly import basis_of, day_in_words, lead_of, recipients_of, signature_of
from toolkit.report.parts import Annex, KeyedText, Letterhead, Signature, TableRow

#: The most addressees, and the most groups, named in the letter itself; further ones are on an attached list.
_NAMED, _MOST_GROUPS = 8, 5
#: Beginnings of group names, folded, that are written as several agencies: `Các sở, ban, ngành`.
_COUNTED = ("so", "co quan", "don vi", "phong", "hoi")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLetter:
    """A whole letter. `created` is its day; `document` identifies it, as for a report."""

    document: str
    letterhead: Letterhead
    addressees: tuple[str, ...]
    paragraphs: tuple[KeyedText, ...]
    recipients: tuple[str, ...]
    signature: Signature
    listed: Annex | None
    """The addressees, where they are too many to be named in the letter."""
    created: date
    author: str


def make_cover_letter(campaign: Campaign, agencies: Sequence[Agency], day: date) -> CoverLetter:
    """The letter by which the lead agency asks these agencies for their reports, without number and date.

    The lead agency itself, which may owe a report too, is not an addressee.
    """
    lead, addressees = lead_of(campaign), [a for a in agencies if a.code != campaign.lead_agency]
    names = [a.name for a in addressees]
    head = Letterhead(
        superior=superior_lines(campaign, lead),
        agency=name_lines(lead),
        number=blank_letter_number(lead.symbol),
        date=blank_date(place_of_issue(campaign, lead), day.year),
        about=reports.LETTER_ABOUT.format(title=_title(campaign)).rstrip(),
    )
    few = len(names) <= _NAMED
    return CoverLetter(
        document=f"{campaign.id}/{reports.LETTER}",
        letterhead=head,
        addressees=tuple(names) if few else _addressee_groups(addressees),
        paragraphs=tuple(_paragraphs(campaign, lead)),
        recipients=recipients_of((), (reports.AS_ABOVE,)),
        signature=signature_of(signing_lines(lead, "\n".join(campaign.signer_title)), campaign.signed_by),
        listed=None if few else _list_of_addressees(addressees, attachment_line(head, lead, reports.LETTER_ATTACHED)),
        created=day,
        author=lead.name,
    )


def _addressee_groups(agencies: Sequence[Agency]) -> tuple[str, ...]:
    """The addressees as offices write them: the first group of each agency, and a reference to the list; if these
    groups are too many, the last and widest group."""
    named = [_addressee(group) for group in _agencies_by_group(agencies)]
    if len(named) > _MOST_GROUPS:
        wide = [(group, list(_agencies_by_group(groups))) for group, groups in _agencies_by_group(agencies, -1).items()]
        everybody = reports.LETTER_TO_ALL
        named = [
            _addressee(groups[0] if len(groups) == 1 else f"{everybody} {group}".strip()) for group, groups in wide
        ]
    return (*named[:-1], f"{named[-1]} {reports.LETTER_LISTED}")


def _addressee(group: str) -> str:
    """A group of agencies as an addressee: `Các sở, ban, ngành tỉnh` for `Sở - ban - ngành tỉnh`."""
    words = group.replace(" - ", ", ") or reports.LETTER_TO_ALL
    counted = fold(words).startswith(_COUNTED)
    return reports.SEVERAL.format(bodies=words[:1].lower() + words[1:]) if counted else words


def _agencies_by_group(agencies: Sequence[Agency], position: int = 0) -> dict[str, list[Agency]]:
    return grouped((agency.groups[position] if agency.groups else "", agency) for agency in agencies)


def _title(campaign: Campaign) -> str:
    """The report's subject inside a sentence; "" where its title only says that it is a report."""
    title = subject_of(campaign)
    return "" if fold(title) == fold(reports.TYPE) else in_sentence(title, campaign)


def _paragraphs(campaign: Campaign, lead: Agency) -> Iterator[KeyedText]:
    superior = " và ".join(campaign.report_to)
    asks = reports.LETTER_ASKS.format(
        basis=basis_of(campaign),
        title=_title(campaign),
        up=reports.LETTER_UP.format(superior=superior) if superior else "",
        agency=lead.name,
    )
    asks = " ".join(filter(None, asks.split(" ")))
    yield KeyedText(reports.LETTER_ASKS, asks[:1].upper() + asks[1:])
    for number, (text, words) in enumerate(_requests(campaign), start=1):
        yield KeyedText(text, text.format(number=number, **words))
    yield KeyedText(reports.LETTER_CLOSING, reports.LETTER_CLOSING)


def _requests(campaign: Campaign) -> Iterator[tuple[str, dict[str, str]]]:
    """The requests (form, way, address and deadline, contact): each sentence with the words for its placeholders."""
    span = span_label(campaign.periods, "vi")
    yield (
        reports.LETTER_FORM,
        {
            "span": reports.LETTER_SPAN.format(span=span) if span else "",
            "cutoff": reports.LETTER_CUTOFF.format(day=day_in_words(campaign.cutoff)) if campaign.cutoff else "",
        },
    )
    yield reports.LETTER_FILL, {"sheet": forms.SHEETS["to_fix"].vi}
    reply = read_reply_time(campaign.reply_time)
    hour = reports.LETTER_HOUR.format(hour=reply.hour[0], minute=reply.hour[1]) if reply and reply.hour else ""
    due = reports.LETTER_DUE_HOUR if hour else reports.LETTER_DUE
    yield (
        reports.LETTER_SEND,
        {
            "to": reports.LETTER_TO.format(email=campaign.contact_email) if campaign.contact_email else "",
            "due": due.format(day=day_in_words(campaign.deadline), hour=hour) if campaign.deadline else "",
            "signed": _request_for_signed(campaign),
        },
    )
    # A number must not be broken at the end of a line.
    number = campaign.contact_phone.replace(" ", "\u00a0")
    phone = reports.LETTER_PHONE.format(phone=number) if number else ""
    if contact := ", ".join(filter(None, (campaign.contact_name, phone))):
        yield reports.LETTER_CONTACT, {"contact": contact}


def _request_for_signed(campaign: Campaign) -> str:
    """The sentence that asks for a signed PDF, with the groups and agencies that must send it; "" if nobody must."""
    signers = [a.code for a in campaign.agencies if campaign.asks_signed(a)]
    if not signers:
        return ""
    known = campaign.agency_by_code
    names = [known[name].name if name in known else name.replace(" - ", ", ") for name in campaign.signed_pdf]
    everybody = len(signers) == len(campaign.agencies)
    return reports.LETTER_SIGNED if everybody else reports.LETTER_SIGNED_OF.format(bodies="; ".join(names))


def _list_of_addressees(agencies: Sequence[Agency], attached: str) -> Annex:
    rows: list[TableRow] = []
    number = 0
    for group, members in _agencies_by_group(agencies).items():
        rows += [TableRow(cells=(group,), group=True, key=f"group {group}")] if group else []
        for agency in members:
            number += 1
            rows.append(TableRow(cells=(str(number), agency.name), key=agency.code))
    return Annex(
        label=reports.ANNEX,
        title=reports.LETTER_LIST,
        attached=attached,
        caption=reports.LETTER_LIST_CAPTION,
        columns=(reports.COLUMNS["number"], reports.COLUMNS["agency"]),
        kinds=("number", "name"),
        rows=tuple(rows),
    )
