"""What is printed around a form's tables, so that the print can be signed and stamped.

As in the forms of the statistics regime, the head has the form's symbol, the document that issued the form, the
reporting agency and the receiver; the foot has the preparer, the signer, place and date. It repeats what the agency
typed in “Thông tin”, so that that sheet need not be printed.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from toolkit.form.letterhead import collective_authority, place_of_issue
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import Agency, Campaign, CellValue, Language
from toolkit.model.periods import span_label
from toolkit.values.cell import typed_text

#: What is replaced in an office as typed (in capitals): the separators of its lines, and a short name.
LINES = ((" – ", "\n"), (" - ", "\n"), ("; ", "\n"), (", PHÓ ", "\nPHÓ "), ("TM. UBND", "TM. ỦY BAN NHÂN DÂN"))
DEPUTY = "PHÓ "  # how the office of a deputy begins
FOR_HEAD = "KT. "  # the words with which a deputy signs for the head
#: How offices begin that already name the authority for which they sign.
SIGNS_FOR = ("TM", "TL", "TUQ")


class Head(NamedTuple):
    """The lines at the top: on the left those about the form, on the right the agencies, below both the title."""

    symbol: str
    issued_by: str
    agency: str
    receiver: str
    title: str
    """The campaign's title, and the period below it."""


def head(campaign: Campaign, agency: Agency, language: Language) -> Head:
    """The lines at the top of a form; a line is "" where the definition leaves it blank."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)

    def line(key: str, value: str) -> str:
        return forms.PAPER[key].say(language, value=value) if value else ""

    return Head(
        line("symbol", campaign.form_symbol),
        line("issued_by", campaign.form_issued_by),
        line("agency", agency.name),
        line("receiver", lead.name if lead else ""),
        "\n".join(filter(None, (campaign.title, line("period", span_label(campaign.periods, language))))),
    )


class Foot(NamedTuple):
    """The lines of the foot, and of the report's number at the top, with the typed report details."""

    number: str
    place_and_day: str
    office: str
    prepared_by: str
    contact: str
    signed_by: str


def foot(issued_at: str, on_behalf: str, language: Language, info: Mapping[str, CellValue]) -> Foot:
    """The results of the foot's formulas for these report details. `issued_at`: the place where the agency issues
    documents; `on_behalf`: the authority for which its head signs."""

    def say(text: Text, value: str = "") -> str:
        return text.say(language, value=value)

    def shown(key: str, label: str) -> str:
        value = typed_text(info.get(key))
        return say(forms.PAPER[label], value) if value else ""

    typed = {key: typed_text(info.get(key)) for key in ("report_date", "prepared_by", "signed_by", "signer_title")}
    contact = [part for part in (shown("phone", "phone"), shown("email", "email")) if part]
    return Foot(
        shown("report_number", "number"),
        f"{issued_at}, {_day(info.get('report_date'), language)}",
        office_lines(typed["signer_title"], on_behalf, say(forms.PAPER["head"])),
        typed["prepared_by"],
        "; ".join(contact),
        typed["signed_by"],
    )


def _day(value: CellValue, language: Language) -> str:
    if isinstance(value, date):
        zero = "0" if value.month < 3 else ""
        return forms.PAPER["day"].say(language, day=f"{value.day:02d}", month=f"{zero}{value.month}", year=value.year)
    typed = typed_text(value).strip()
    if typed:
        return forms.PAPER["dated"].say(language, value=typed)
    return forms.PAPER["day"].say(language, **dict.fromkeys(("day", "month", "year"), "……"))


def office_lines(typed: str, on_behalf: str, unknown: str) -> str:
    """The lines of the signing office, as the form's formula computes them: in capitals and divided at dashes, with the
    words by which a deputy signs for the head, or the head for the authority (Nghị định 30/2020/NĐ-CP, item 7b)."""
    office = typed.strip().upper()
    if not office:
        return unknown
    for sign, line in LINES:
        office = office.replace(sign, line)
    if office.startswith(DEPUTY):
        office = f"{FOR_HEAD}{office[len(DEPUTY) :]}\n{office}"
    elif office.startswith(FOR_HEAD) and "\n" not in office:
        office = f"{office}\n{DEPUTY}{office[len(FOR_HEAD) :]}"
    return office if not on_behalf or office.startswith(SIGNS_FOR) else f"{on_behalf}\n{office}"


def texts(campaign: Campaign, language: Language) -> Iterator[str]:
    """Yields the texts that head and foot have in every form of a campaign, except the agency's name."""
    some = campaign.agencies[0] if campaign.agencies else None
    if some is not None:
        top = head(campaign, some, language)
        yield from (top.symbol, top.issued_by, top.receiver, top.title)
    yield from (forms.PAPER[key].say(language) for key in ("prepared", "signs", "seals", "head"))


def _beginnings(*keys: str) -> tuple[str, ...]:
    return tuple(text.partition("{value}")[0] for key in keys for text in forms.PAPER[key])


#: How the lines above a title begin (folded).
_OVER_TITLE = tuple(map(fold, _beginnings("symbol", "issued_by", "number", "agency", "receiver")))


def is_over_title(text: str) -> bool:
    """Whether a text begins like a line that forms print above their titles, whatever follows."""
    return fold(text).startswith(_OVER_TITLE)


def agency_in(text: str) -> str:
    """The name in a line with the reporting agency; other texts are returned unchanged."""
    return next((text.removeprefix(label) for label in _beginnings("agency") if text.startswith(label)), text)


def printed(campaign: Campaign, agency: Agency, info: Mapping[str, CellValue]) -> Iterator[str]:
    """Yields the texts of head and foot for an agency, in both languages: with its report details, and without any, as
    programs that do not calculate leave them."""
    languages: tuple[Language, ...] = ("vi", "en")
    issued_at, on_behalf = place_of_issue(campaign, agency), collective_authority(agency)
    yield issued_at
    for language in languages:
        yield from texts(campaign, language)
        yield head(campaign, agency, language).agency
        for details in ({}, info):
            lines = foot(issued_at, on_behalf, language, details)
            yield from lines
            yield f"{head(campaign, agency, language).issued_by}\n{lines.number}"
