"""The frame of an official document: names, subject, number, place and date, authority to sign.

Rules of Nghị định 30/2020/NĐ-CP, annex I, part II, by their item numbers.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from toolkit.language.text import fold
from toolkit.messages import Text, posting, reports
from toolkit.model import Agency, Campaign, Language

#: How names of collective authorities begin in the roster: their head signs on behalf of all (`TM.`, item 7b).
_COLLECTIVE = re.compile(
    r"(ủy ban nhân dân|uỷ ban nhân dân|UBND|hội đồng nhân dân|HĐND|ủy ban mặt trận tổ quốc|ban chấp hành|ban thường "
    r"vụ)\b",
    re.I,
)
_AGENCY_AND_PLACE = re.compile(r"((?:ủy|uỷ) ban nhân dân|hội đồng nhân dân)\s+(\S.*)", re.I)
_IN_FULL = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
#: How offices begin that sign for the head, or act as head, and so sign on behalf of the authority too (item 7b).
_FOR_HEAD = re.compile(r"(?:KT|Q)\. ")
_SIGNS_FOR = re.compile(r"(T/?M|K/?T|T/?L|TUQ)(?:\s*[./]\s*|\s+)|(Q)\s*[./]\s*", re.I)
#: Separators of the lines of an office: a line break, `|`, `;`, ` / `, or a comma or dash before the next office.
_OFFICES = re.compile(r"\s*[\n|;]\s*|\s+/\s+|\s*[,–—-]\s*(?=phó\b|(?:TM|KT|TL|TUQ|Q)\.)", re.I)
#: The separator between the authority and the office that signs for it.
_DASH = re.compile(r"\s+[–—-]\s+")
_DEPUTY = re.compile(r"phó\s+", re.I)
#: Communes and districts: the place in their documents is the unit's name, in full where it is a number; in other
#: documents it is the province (item 4a).
_UNIT = re.compile(
    r"\b(huyện|thị xã|quận|thành phố|TX\.?|TP\.?|H\.?|xã|phường|thị trấn|đặc khu|TT\.?|P\.?|X\.?)\s+([^\W_][^,;(–]*)"
)
_KIND_OF_PROVINCE = re.compile(r"(?:tỉnh|thành phố)\s+", re.I)
#: Degrees and academic titles are not written before a signer's name (item 7c); military ranks are.
_DEGREES = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|ThS|Ths|BS|BSCK\s?I{1,2}|CN|KS|DS|LS)\.?\s*[.,]?\s+|(?:GS|PGS|TS|ThS|BS|CK\d?)\.\s*)+"
)


def subject_of(campaign: Campaign) -> str:
    """The report's subject: the campaign's title without a leading type of document."""
    title = " ".join(campaign.title.split())
    cut = title[len(reports.TYPE) :].lstrip(" :-–")
    return cut if fold(title).startswith(fold(reports.TYPE)) and cut else title


def in_sentence(title: str, campaign: Campaign) -> str:
    """A title for use inside a sentence: its first letter is in lower case, except in an abbreviation.

    A title in capitals becomes lower case; names and abbreviations are written as in the definition's other texts.
    """
    if not title.isupper():
        return title if title[1:2].isupper() else title[:1].lower() + title[1:]
    written = [campaign.programme, campaign.legal_basis, *(i.label for i in campaign.indicators)]
    written += [name for agency in campaign.agencies for name in (agency.name, agency.short_name)]
    phrases = {campaign.programme, *(agency.name for agency in campaign.agencies)}
    phrases |= {name for text in written if not text.isupper() for name in _names_in(text)}
    small = title.lower()
    for phrase in sorted(filter(None, phrases), key=lambda p: (-len(p), p)):
        small = re.sub(rf"(?<!\w){re.escape(phrase.lower())}(?!\w)", phrase, small)
    return small


def _names_in(text: str) -> Iterator[str]:
    """Yields the capitalised names of several words (`Đồng Tháp`) and the abbreviations (`HIV`) in a text."""
    for capital, words in groupby(re.findall(r"\w+", text), key=lambda word: word[0].isupper()):
        if capital:
            run = list(words)
            yield from (word for word in run if len(word) > 1 and word.isupper())
            if len(run) > 1:
                yield " ".join(run)


def mail_subject(text: Text, campaign: Campaign, language: Language) -> str:
    """The subject of a mail about the report, with the word “report” only once: in Vietnamese from `text`, in English
    from the title.
    """
    if language == "en":
        return text.say(language, about=" ".join(campaign.title.split()))
    about = subject_of(campaign)
    if fold(about) == fold(reports.TYPE):
        about = campaign.id
    return text.say(language, about=about[:1].upper() + about[1:])


def name_lines(agency: Agency) -> tuple[str, ...]:
    """The lines of the agency's full name, in capitals: as in the roster, else divided before the place in the name."""
    if agency.header_lines:
        return tuple(line.upper() for line in agency.header_lines)
    parts = _AGENCY_AND_PLACE.fullmatch(agency.name)
    return (parts[1].upper(), parts[2].upper()) if parts else (agency.name.upper(),)


def superior_lines(campaign: Campaign, agency: Agency) -> tuple[str, ...]:
    """The lines of the superior authority: the agency's parent in the roster; else the campaign's, for the lead agency
    and agencies with the same first group."""
    parent = campaign.agency_by_code.get(agency.parent)
    if parent is not None:
        return name_lines(parent)
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    applies = lead is not None and (lead.code == agency.code or lead.groups[:1] == agency.groups[:1] != ())
    return tuple(line.upper() for line in campaign.superior) if applies else ()


def blank_number(symbol: str, language: Language = "vi") -> str:
    """The line for the number of a report: `Số: /BC-SKHCN` for the symbol `BC-SKHCN` (item 3).

    A symbol with a slash, as Party and mass organisations have, gets a `-` before it: `Số: -BC/…`.
    """
    sign = "-" if re.match(r"\w+/", symbol) else "/"
    return f"{reports.words(language).NUMBER}{reports.BLANK}{sign}{symbol or 'BC-' + reports.NO_SYMBOL}"


def blank_letter_number(symbol: str) -> str:
    """The line for the number of a letter: `Số: /SKHCN-…` for an agency whose reports have the symbol `BC-SKHCN`. The
    unit's symbol is left to be filled in (item 3). Party and mass organisations have `Số: -CV/…`."""
    if re.match(r"\w+/", symbol):
        return f"{reports.NUMBER}{reports.BLANK}-{reports.LETTER}{symbol[symbol.index('/') :]}"
    agency = re.sub(rf"^{reports.REPORT_SYMBOL}-", "", symbol)
    return f"{reports.NUMBER}{reports.BLANK}/{agency and f'{agency}-'}{reports.NO_SYMBOL}"


def written_number(number: str, language: Language = "vi") -> str:
    """The line with a reported number, with a zero before a single digit: `5 /BC-X` becomes `Số: 05/BC-X` (item 3).

    A symbol without a number gets room for the number, as in `blank_number`; "" where nothing is reported.
    """
    bare = re.sub(r"\s*([/-])\s*", r"\1", re.sub(r"^\s*số\s*:?\s*", "", number, flags=re.I).strip())
    match = re.match(r"\d+", bare)
    if match is None:
        return blank_number(bare.lstrip("./…_-"), language) if bare else ""
    return f"{reports.words(language).NUMBER} {int(match[0]):02d}{bare[match.end() :]}"


def written_date(locality: str, day: date, language: Language = "vi") -> str:
    """Place and date: `Tân Lập, ngày 05 tháng 01 năm 2031`, a zero before days below 10, months 1 and 2 (item 4b)."""
    if language == "en":
        return f"{locality}, {day.day} {day:%B %Y}"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{locality}, {reports.DATE.format(day=f'{day.day:02d}', month=month, year=day.year)}"


def blank_date(locality: str, year: int, language: Language = "vi") -> str:
    """The line for place and date, in which day and month are to be filled in."""
    return f"{locality}, {reports.words(language).DATE.format(day=reports.BLANK, month=reports.BLANK, year=year)}"


def place_of_issue(campaign: Campaign, agency: Agency) -> str:
    """The place in an agency's documents: its commune's or district's name, else the province's (item 4a).

    A unit named by a number is written in full: `Phường 5`.
    """
    match = _UNIT.search(agency.name) if _COLLECTIVE.match(agency.name) else None
    if match is None or match[2][0].islower():
        return _KIND_OF_PROVINCE.sub("", campaign.province, count=1) or reports.NO_SYMBOL
    return (f"{match[1].capitalize()} {match[2]}" if match[2][0].isdigit() else match[2]).strip()


def signing_lines(agency: Agency, office: str) -> tuple[str, ...]:
    """The lines of the signer's authority and office, in capitals; () without an office.

    A deputy signs for the head (`KT.`), the head of a collective authority on its behalf (`TM.`), and a deputy of such
    an authority has both lines (Nghị định 30/2020/NĐ-CP, annex I, item 7b). Words that the office already contains are
    not repeated; an office with `TL.` or `TUQ.` stays as it is.
    """
    parts = (part.strip(" –—-") for part in _OFFICES.split(office))
    typed = (piece for part in parts for piece in (_DASH.split(part) if _SIGNS_FOR.match(part) else [part]))
    lines = [part.upper() for part in typed if part]
    lines = [
        _SIGNS_FOR.sub(lambda match: (match[1] or match[2]).replace("/", "") + ". ", line, count=1)
        if _SIGNS_FOR.match(line)
        else line
        for line in lines
    ]
    if not lines:
        return ()
    if len(lines) == 1 and _DEPUTY.match(lines[0]):
        lines = ["KT. " + _DEPUTY.sub("", lines[0], count=1), *lines]
    elif lines[-1].startswith("KT. "):
        lines.append("PHÓ " + lines[-1].removeprefix("KT. "))
    on_behalf = _FOR_HEAD.match(lines[0]) or not _SIGNS_FOR.match(lines[0])
    if lines[0].startswith("TM. "):
        lines[0] = f"TM. {_IN_FULL.get(lines[0].removeprefix('TM. '), lines[0].removeprefix('TM. '))}"
    return (collective_authority(agency), *lines) if collective_authority(agency) and on_behalf else tuple(lines)


def collective_authority(agency: Agency) -> str:
    """The authority for which the head of the agency signs, `TM. ỦY BAN NHÂN DÂN`; "" where the head signs alone (item
    7b)."""
    match = _COLLECTIVE.match(agency.name)
    return f"TM. {_IN_FULL.get(match[1].upper(), match[1].upper())}" if match else ""


def is_committee(agency: Agency) -> bool:
    """Whether the agency is a people's committee."""
    match = _AGENCY_AND_PLACE.match(agency.name)
    return agency.name.casefold().startswith("ubnd") or bool(match and match[1].casefold().endswith("ban nhân dân"))


def signer_name(name: str) -> str:
    """The signer's name without degrees and academic titles, which are not written before names (item 7c).

    Military ranks stay.
    """
    return _DEGREES.sub("", name.strip(), count=1) if _DEGREES.match(name.strip()) else name.strip()


def reply_address(campaign: Campaign, language: Language) -> str:
    """The mail address or place to which a letter asks its reader to reply."""
    return campaign.contact_email or posting.REPLY_TO.say(language)


def contact_of(campaign: Campaign, agency: Agency) -> tuple[str, str]:
    """(name, phone number) of the person whom an agency should ask: its officer, else the campaign's contact; "" for
    what is unknown."""
    officer = agency.officer, agency.officer_phone
    return officer if agency.officer else (campaign.contact_name, campaign.contact_phone)


def signed_by(campaign: Campaign, agency: str, language: Language) -> str:
    """The person who signs a letter to this agency, with the phone number; the lead agency where no person is named."""
    name, phone = contact_of(campaign, campaign.agency_by_code[agency])
    return " – ".join(filter(None, (name or lead_name(campaign, agency, language), phone)))


def lead_name(campaign: Campaign, agency: str, language: Language) -> str:
    """The name of the lead agency in a letter to this agency."""
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    if lead is not None and lead.code == agency:
        return posting.LEAD_OWN.say(language)
    return lead.name if lead else campaign.lead_agency or posting.LEAD_UNKNOWN.say(language)
