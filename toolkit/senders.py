"""Whose is a file? The agency stamped in it, its sender's address and the agency its mail names must not disagree.

Nothing is attributed in silence: where they disagree, or none of them tells, the file waits for the coordinator,
whose decision is then obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from toolkit.agencies import agency_names
from toolkit.messages import registers
from toolkit.model import Agency, Campaign
from toolkit.text import clean, fold

#: What the coordinator types instead of an agency's code to have a file left out.
ASIDE = "-"
#: What may stand between a code and words after it.
_SEPARATORS = " ·:–—-"
_AFTER_CODE = re.compile(f"[{_SEPARATORS}]+")
_ASIDE_WORDS = frozenset({"", "bo", "bo qua", "khong dung", "ignore", "skip", *map(fold, registers.ASIDE)})
#: Remarks on a mail after which its sender alone, or a form that anybody may hold, proves nothing.
DOUBTS = frozenset({"sender-missing", "sender-name-misleads", "several-senders", "sender-not-verified"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for an agency. `stamped`: in the workbook; `sender`: an address; `named`: codes, in the mail."""

    stamped: str | None = None
    sender: str = ""
    named: tuple[str, ...] = ()
    hinted: tuple[str, ...] = ()
    """Agencies that only the mail's text or the file's name speaks of: it may speak of many,
    so it proposes and contradicts nothing."""
    doubts: tuple[str, ...] = ()
    passed_by: str = ""
    """The address that passed on the mail with the file in it: an agency vouches for what it passes on itself."""
    passed_on: bool = False
    """Whether its mail says that it passes on another's."""
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Whose file it is. `code` is the finding, if there is one; `proposed` whom it may be from."""

    agency: str | None = None
    state: Literal["taken", "waiting", "aside"] = "taken"
    how: Literal["stamp", "sender", "decision", ""] = ""
    code: str = ""
    proposed: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


#: What in a code may be looked for in texts: of `A 1` there is too much about.
_WORD = re.compile(r"[^\W\d_]{2}")


class Roster:
    """The roster, prepared for looking up addresses and names."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self._by_address: dict[str, list[Agency]] = {}
        for agency in campaign.agencies:
            for address in agency.emails:
                self._by_address.setdefault(address.strip().lower(), []).append(agency)
        lead = campaign.agency_by_code.get(campaign.lead_agency)
        self.desk = {a.strip().lower() for a in (campaign.contact_email, *(lead.emails if lead else ())) if a.strip()}
        self._contact = campaign.contact_email.strip().lower()
        self._names = _name_patterns(campaign)
        self._codes = _code_patterns(campaign)

    def by_address(self, address: str) -> tuple[str, ...]:
        """Codes of the agencies with this address: those that exist when the report is due, else the others."""
        found = self._by_address.get(address.strip().lower(), [])
        current = [a for a in found if self.campaign.in_force(a)]
        return tuple(a.code for a in current or found)

    def is_ours(self, evidence: Evidence) -> bool:
        """Whether a file was sent by the campaign's own address: a form to an agency, not a report of one.

        The address may be an agency's too, which then sends its own form from there.
        """
        if not self._contact or evidence.sender.strip().lower() != self._contact or evidence.passed_on:
            return False
        own = self.by_address(self._contact)
        return not own or (bool(evidence.stamped) and evidence.stamped not in own)

    def named_in(self, text: str) -> tuple[str, ...]:
        """Codes of the agencies that a text names; the lead agency, to whom reports are addressed, only where it is
        named alone.
        """
        return self._beside_lead(self._named(text))

    def named_by_file(self, file: str) -> str:
        """The code of the one agency that a file's name names; "" where it names none or several."""
        named = self.named_in(PurePath(file).stem.replace("_", " "))
        return named[0] if len(named) == 1 else ""

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


def attribute(roster: Roster, evidence: Evidence) -> Attribution:
    """Settle whose a file is from what speaks for it."""
    if evidence.decision:
        return _decided(roster, evidence)
    if roster.is_ours(evidence):
        return Attribution(state="aside", code="sent-by-us")
    campaign, stamped = roster.campaign, evidence.stamped
    # Whoever collects reports also passes on those of others: their address speaks for nobody else.
    at_desk = evidence.sender in roster.desk
    senders = roster.by_address(evidence.sender)
    own = campaign.agency_by_code.get(stamped or "")
    speaks = {*senders} if own is None or not (own.parent and own.parent in senders) else {own.code}
    if at_desk and (own is None or own.code not in speaks):
        speaks = set()
    doubt = next((d for d in evidence.doubts if d in DOUBTS), "")
    if own is not None:
        vouched = not {own.code, own.parent}.isdisjoint(roster.by_address(evidence.passed_by))
        return _stamped(own, evidence, speaks, doubt, at_desk or vouched)
    return _unstamped(roster, evidence, speaks, doubt)


def _stamped(own: Agency, evidence: Evidence, speaks: set[str], doubt: str, vouched: bool) -> Attribution:
    named = evidence.named
    if doubt:
        return _wait(doubt, [own.code, *sorted(speaks)], evidence)
    if speaks and own.code not in speaks:
        return _wait("sender-disagrees", [own.code, *sorted(speaks)], evidence, others=sorted(speaks))
    if named and own.code not in named:
        if not speaks:
            return _wait("mail-names-another", [own.code, *named], evidence, others=[own.code])
        return Attribution(agency=own.code, how="stamp", code="mail-names-another", words=_words(evidence, [own.code]))
    if not speaks and evidence.sender and own.emails and not vouched:
        return Attribution(agency=own.code, how="stamp", code="sender-unknown", words=_words(evidence, own.emails))
    return Attribution(agency=own.code, how="stamp")


def _unstamped(roster: Roster, evidence: Evidence, speaks: set[str], doubt: str) -> Attribution:
    order = [a.code for a in roster.campaign.agencies]
    both = [c for c in order if c in speaks and c in evidence.named]
    possible = both or sorted(speaks, key=order.index)
    perhaps = possible or evidence.named or evidence.hinted
    if doubt:
        return _wait(doubt, perhaps, evidence)
    if len(possible) == 1 and (both or not evidence.named):
        return Attribution(agency=possible[0], how="sender", code="agency-by-sender", words=_words(evidence, possible))
    if possible and evidence.named and not both:
        return _wait("mail-names-another", [*possible, *evidence.named], evidence, others=possible)
    return _wait("agency-not-told", perhaps, evidence)


def _decided(roster: Roster, evidence: Evidence) -> Attribution:
    decision = roster.decision(evidence.decision)
    if decision is None:
        # As if nothing were decided, but for what is said of it.
        without = attribute(roster, replace(evidence, decision=""))
        if without.state == "taken":
            return replace(without, code="unknown-decision", words=_words(evidence, ()))
        possible = without.proposed or ((without.agency,) if without.agency else ())
        return _wait("unknown-decision", possible, evidence)
    if decision == ASIDE:
        return Attribution(state="aside", how="decision", code="left-out")
    other = evidence.stamped and evidence.stamped != decision
    return Attribution(
        agency=decision, how="decision", code="agency-decided" if other else "", words=_words(evidence, (decision,))
    )


def _wait(
    code: str, proposed: Iterable[str], evidence: Evidence, *, others: Iterable[str] | None = None
) -> Attribution:
    """`others`: the agencies that the finding's sentence names; default: all that it may be from."""
    codes = tuple(dict.fromkeys(proposed))
    words = (*_words(evidence, codes if others is None else others), ("waits_for", ", ".join(codes)))
    return Attribution(state="waiting", code=code, proposed=codes, words=words)


def _words(evidence: Evidence, others: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What the finding's sentence says."""
    return (
        ("sender", evidence.sender),
        ("stamped", evidence.stamped or ""),
        ("named", ", ".join(evidence.named)),
        ("others", ", ".join(others)),
    )


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
