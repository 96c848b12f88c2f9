"""The roster prepared for looking up: whose an address is, whom a text names, what the coordinator typed for one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

from toolkit.agencies.names import agency_names
from toolkit.language.text import clean, fold
from toolkit.messages import registers
from toolkit.model import Agency, Campaign, Submission, grouped
from toolkit.model.caching import kept

#: What the coordinator types instead of an agency's code to have a file left out.
ASIDE = "-"
#: What may stand between a code and words after it.
_SEPARATORS = " ·:–—-"
_AFTER_CODE = re.compile(f"[{_SEPARATORS}]+")
_ASIDE_WORDS = frozenset({"", "bo", "bo qua", "khong dung", "ignore", "skip", *map(fold, registers.ASIDE)})
#: What in a code may be looked for in texts: of `A 1` there is too much about.
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
        self._names = _name_patterns(campaign)
        self._codes = _code_patterns(campaign)

    def by_address(self, address: str) -> tuple[str, ...]:
        """Codes of the agencies with this address: those that exist when the report is due, else the others."""
        found = self._by_address.get(address.strip().lower(), [])
        current = [a for a in found if self.campaign.in_force(a)]
        return tuple(a.code for a in current or found)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Codes of the agencies that a text names; the lead agency, to whom reports are addressed, only where it is
        named alone.
        """
        return self._beside_lead(self._named(text))

    def named_by(self, sender_name: str, subject: str) -> tuple[str, ...]:
        """Codes of the agencies that a mail's head names. Its subject may be about another than whoever sends it, and
        names the lead agency as the one it is addressed to.
        """
        lead = self.campaign.lead_agency
        return self._beside_lead([*self._named(sender_name), *(c for c in self._named(subject) if c != lead)])

    def told_by(self, text: str) -> tuple[str, ...]:
        """Codes of the agencies that a mail's own text names, other than the lead agency, to whom it is written."""
        return tuple(code for code in self._named(text) if code != self.campaign.lead_agency)

    def _beside_lead(self, found: Iterable[str]) -> tuple[str, ...]:
        """The codes in the roster's order, without the lead agency where there are others."""
        codes = {*found}
        if len(codes) > 1:
            codes.discard(self.campaign.lead_agency)
        return tuple(a.code for a in self.campaign.agencies if a.code in codes)

    def _named(self, text: str) -> list[str]:
        text = unicodedata.normalize("NFC", text)
        folded = f" {fold(text)} "
        found: dict[str, None] = {}
        for name, codes in self._names:
            if name in folded:
                found.update(dict.fromkeys(codes))
                # A longer name is no mention of the shorter one inside it.
                folded = folded.replace(name, " | ")
        for pattern, codes in self._codes:
            if pattern.search(text):
                found.update(dict.fromkeys(codes))
        return [a.code for a in self.campaign.agencies if a.code in found]

    def decision(self, typed: str) -> str | None:
        """A decision as the coordinator typed it: a code, `ASIDE`, "" for none; None where nobody knows it.

        Chosen from the list in the cell (`choice`), a code alone, an agency's name, or a code with words after it.
        """
        text = clean(typed).replace("\n", " ")
        if not text:
            return ""
        if text in self.campaign.agency_by_code:
            return text
        if text in ("-", "–", "—") or fold(text) in _ASIDE_WORDS:
            return ASIDE
        found = agency_names(self.campaign).one(text) or self._before_words(text)
        return found.code if found else None

    def _before_words(self, text: str) -> Agency | None:
        """The agency whose code stands before other words: the longest,
        where one is another's beginning (`Xã 1`, `Xã 1 B`)."""
        names = agency_names(self.campaign)
        for end in sorted((m.start() for m in _AFTER_CODE.finditer(text)), reverse=True):
            for code in (text[:end], text[:end].rstrip(_SEPARATORS)):
                if found := names.by_code(code):
                    return found
        return None


@kept
def roster_of(campaign: Campaign) -> Roster:
    return Roster(campaign)


def reporter(campaign: Campaign, submission: Submission) -> str:
    """The code of the agency whose file this is. Where nothing else tells, the name of the file does, if it names one
    agency; "" where it names none or several.
    """
    if submission.agency:
        return submission.agency
    named = roster_of(campaign).named_in(PurePath(submission.source.file).stem.replace("_", " "))
    return named[0] if len(named) == 1 else ""


def _name_patterns(campaign: Campaign) -> list[tuple[str, tuple[str, ...]]]:
    """Names and codes of several words, folded and between blanks, the longest first, each with whose it is."""
    names: dict[str, dict[str, None]] = {}
    for agency in campaign.agencies:
        codes = (agency.code,) if " " in agency.code and _WORD.search(agency.code) else ()
        for name in (agency.name, agency.short_name, *agency.aliases, *codes):
            folded = fold(name)
            if " " in folded:
                names.setdefault(f" {folded} ", {})[agency.code] = None
    return sorted(((n, tuple(c)) for n, c in names.items()), key=lambda pair: (-len(pair[0]), pair[0]))


def _code_patterns(campaign: Campaign) -> list[tuple[re.Pattern[str], tuple[str, ...]]]:
    """Codes and names of one word, as they are written: in small letters `ca` is a Vietnamese word."""
    words: dict[str, dict[str, None]] = {}
    for agency in campaign.agencies:
        for name in (agency.code, agency.short_name, *agency.aliases):
            if " " not in name.strip() and len(name.strip()) > 1 and any(c.isupper() for c in name):
                words.setdefault(name.strip(), {})[agency.code] = None
    return [
        (re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])"), tuple(codes)) for word, codes in sorted(words.items())
    ]
