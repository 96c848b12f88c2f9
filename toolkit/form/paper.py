"""What stands around a form's tables on paper, so that it can be signed and stamped as it is printed.

As the forms of the statistics regime have it: at the top the form's symbol and the document that issued it, the body
that reports and the one that receives; at the foot who prepared it and who signs, with place and day. What the agency
typed under “Thông tin” stands there too, so that that sheet need not be printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from toolkit.form.letterhead import behalf, place_of_issue
from toolkit.language.text import fold
from toolkit.messages import Text, forms
from toolkit.model import Agency, Campaign, CellValue, Language
from toolkit.model.periods import span_label
from toolkit.values.cell import typed_text

#: What parts the lines of an office as it is typed, in capitals, with what stands in its place; and a short name.
LINES = ((" – ", "\n"), (" - ", "\n"), ("; ", "\n"), (", PHÓ ", "\nPHÓ "), ("TM. UBND", "TM. ỦY BAN NHÂN DÂN"))
#: How the office of a deputy begins, who signs for the head, and how it is said that somebody does.
DEPUTY, FOR_HEAD = "PHÓ ", "KT. "
#: How offices begin that name already for whom they sign.
SIGNS_FOR = ("TM", "TL", "TUQ")


class Head(NamedTuple):
    """The lines at the top: of the form, and of the bodies beside them; below both, what it is for."""

    symbol: str
    issued_by: str
    agency: str
    receiver: str
    title: str
    """What it is for, and the period below it."""


def head(campaign: Campaign, agency: Agency, language: Language) -> Head:
    """The lines at the top of a form; those of which the definition says nothing are ""."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)

    def said(key: str, value: str) -> str:
        return forms.PAPER[key].say(language, value=value) if value else ""

    return Head(
        said("symbol", campaign.form_symbol),
        said("issued_by", campaign.form_issued_by),
        said("agency", agency.name),
        said("receiver", lead.name if lead else ""),
        "\n".join(filter(None, (campaign.title, said("period", span_label(campaign.periods, language))))),
    )


class Foot(NamedTuple):
    """The lines of the foot, and of the report's number at the top, as they show what was typed."""

    number: str
    place_and_day: str
    office: str
    prepared_by: str
    contact: str
    signed_by: str


def foot(issued_at: str, on_behalf: str, language: Language, info: Mapping[str, CellValue]) -> Foot:
    """What the formulas of the foot show of what was typed in the sheet of details: `issued_at` is where the agency's
    documents are issued, `on_behalf` for which body its head signs."""

    def say(text: Text, value: str = "") -> str:
        return text.say(language, value=value)

    def shown(key: str, own: str) -> str:
        value = typed_text(info.get(key))
        return say(forms.PAPER[own], value) if value else ""

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
    """The lines of who signs, of an office as typed, as a form's formula makes them: in capitals, parted at dashes,
    a deputy for the head, on behalf of a body that decides together (Nghị định 30/2020/NĐ-CP, annex I, item 7b)."""
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
    """What the head and the foot print in every form of a campaign, but for what names its agency."""
    some = campaign.agencies[0] if campaign.agencies else None
    if some is not None:
        made = head(campaign, some, language)
        yield from (made.symbol, made.issued_by, made.receiver, made.title)
    yield from (forms.PAPER[key].say(language) for key in ("prepared", "signs", "seals", "head"))


def _beginnings(*keys: str) -> tuple[str, ...]:
    return tuple(said.partition("{value}")[0] for key in keys for said in forms.PAPER[key])


#: How the lines over a title begin (folded).
_OVER_TITLE = tuple(map(fold, _beginnings("symbol", "issued_by", "number", "agency", "receiver")))


def is_over_title(text: str) -> bool:
    """Whether a text begins as what a form prints over its titles, of whatever body and document."""
    return fold(text).startswith(_OVER_TITLE)


def agency_in(text: str) -> str:
    """The name in the line that says which body reports; any other text as it is."""
    return next((text.removeprefix(own) for own in _beginnings("agency") if text.startswith(own)), text)


def printed(campaign: Campaign, agency: Agency, info: Mapping[str, CellValue]) -> Iterator[str]:
    """What the head and the foot print, in both languages, of an agency and of what it typed; a program that does not
    calculate leaves the foot as it was when nothing was typed."""
    languages: tuple[Language, ...] = ("vi", "en")
    place, on_behalf = place_of_issue(campaign, agency), behalf(agency)
    yield place
    for language in languages:
        yield from texts(campaign, language)
        yield head(campaign, agency, language).agency
        for given in ({}, info):
            made = foot(place, on_behalf, language, given)
            yield from made
            yield f"{head(campaign, agency, language).issued_by}\n{made.number}"
