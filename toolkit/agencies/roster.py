"""Finds agencies by mail addresses, in texts of mails, and in the coordinator's decisions on files."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from toolkit.agencies.names import agencies_in, agency_names, phrases_by_length
from toolkit.language.text import clean, fold
from toolkit.messages import registers
from toolkit.model import Agency, Campaign, Submission, grouped
from toolkit.model.caching import cached

#: What the coordinator types, instead of an agency's code, for a file that is to be left out.
ASIDE = "-"
#: Characters between a code and the words after it.
_SEPARATORS = " ·:–—-"
_AFTER_CODE = re.compile(f"[{_SEPARATORS}]+")
_ASIDE_WORDS = frozenset({"", "bo", "bo qua", "khong dung", "ignore", "skip", *map(fold, registers.ASIDE)})
#: Only a code that contains this is searched for in texts: a code such as `A 1` would be found too often.
_WORD = re.compile(r"[^\W\d_]{2}")


class Roster:
    """The roster, prepared for looking up addresses and names."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._by_address = grouped(
            (address.strip().lower(), agency) for agency in campaign.agencies for address in agency.emails
        )
        lead = campaign.agency_by_code.get(campaign.lead_agency)
        self.desk = {a.strip().lower() for a in (campaign.contact_email, *(lead.emails if lead else ())) if a.strip()}
        self.contact = campaign.contact_email.strip().lower()
        codes = ((a.code, a) for a in campaign.agencies if " " in a.code and _WORD.search(a.code))
        names = ((name, a) for a in campaign.agencies for name in (a.name, a.short_name, *a.aliases))
        self._names = phrases_by_length((*names, *codes))
        self._codes = _code_patterns(campaign)

    def by_address(self, address: str) -> tuple[str, ...]:
        """The codes of the agencies with this address: of those that exist when the report is due, else of all."""
        agencies = self._by_address.get(address.strip().lower(), [])
        current = [a for a in agencies if self.campaign.in_force(a)]
        return tuple(a.code for a in current or agencies)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The codes of the agencies named in a text. The lead agency, the addressee, only counts alone."""
        return self._without_lead(self._codes_in(text))

    def named_by(self, sender_name: str, subject: str) -> tuple[str, ...]:
        """The codes of the agencies named in a mail's header. The lead agency only counts in the sender's name: the
        subject names it as the addressee."""
        lead = self.campaign.lead_agency
        return self._without_lead([*self._codes_in(sender_name), *(c for c in self._codes_in(subject) if c != lead)])

    def named_in_body(self, text: str) -> tuple[str, ...]:
        """The codes of the agencies named in a mail's body, without the lead agency, which is the addressee."""
        return tuple(code for code in self._codes_in(text) if code != self.campaign.lead_agency)

    def _without_lead(self, named: Iterable[str]) -> tuple[str, ...]:
        """The codes in the roster's order, without the lead agency if there is any other."""
        codes = {*named}
        if len(codes) > 1:
            codes.discard(self.campaign.lead_agency)
        return tuple(a.code for a in self.campaign.agencies if a.code in codes)

    def _codes_in(self, text: str) -> list[str]:
        text = unicodedata.normalize("NFC", text)
        codes_named = dict.fromkeys(agencies_in(text, self._names))
        for pattern, codes in self._codes:
            if pattern.search(text):
                codes_named.update(dict.fromkeys(codes))
        return [a.code for a in self.campaign.agencies if a.code in codes_named]

    def decision(self, typed: str) -> str | None:
        """The decision that the coordinator typed: a code, `ASIDE`, or "" for a blank; None where it is unknown.

        An entry of the drop-down list (`list_entry`), a code, an agency's name, or a code with words after it is known.
        """
        text = clean(typed).replace("\n", " ")
        if not text:
            return ""
        if text in self.campaign.agency_by_code:
            return text
        if text in ("-", "–", "—") or fold(text) in _ASIDE_WORDS:
            return ASIDE
        agency = agency_names(self.campaign).single_match(text) or self._agency_before_words(text)
        return agency.code if agency else None

    def _agency_before_words(self, text: str) -> Agency | None:
        """The agency whose code is before other words; if several codes match, the longest (`Xã 1`, `Xã 1 B`)."""
        names = agency_names(self.campaign)
        for end in sorted((m.start() for m in _AFTER_CODE.finditer(text)), reverse=True):
            for code in (text[:end], text[:end].rstrip(_SEPARATORS)):
                if agency := names.by_code(code):
                    return agency
        return None


@cached
def roster_of(campaign: Campaign) -> Roster:
    return Roster(campaign)


def reporting_agency(campaign: Campaign, submission: Submission) -> str:
    """The code of the agency that reports with this file, if need be from the file's name; "" where that names none or
    several."""
    if submission.agency:
        return submission.agency
    named = roster_of(campaign).named_in(PurePath(submission.source.file).stem.replace("_", " "))
    return named[0] if len(named) == 1 else ""


def _code_patterns(campaign: Campaign) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    """Patterns of codes, and of names with one word, each with agencies' codes. Case counts: `ca` is a word."""
    words: dict[str, dict[str, None]] = {}
    for agency in campaign.agencies:
        for name in (agency.code, agency.short_name, *agency.aliases):
            if " " not in name.strip() and len(name.strip()) > 1 and any(c.isupper() for c in name):
                words.setdefault(name.strip(), {})[agency.code] = None
    return [
        (re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])"), tuple(codes)) for word, codes in sorted(words.items())
    ]
