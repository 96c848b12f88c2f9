"""Whom to telephone: the agencies that still owe something, with the person and the number that each reported last.

That person is who prepared the agency's report: in a form of this campaign, else of the previous one; and whom the
roster names. The list is personal data for the lead agency only, and no part of a master or a copy for circulation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.consolidation.bridges.standing import signed_pdf_missing, standing_of, standing_words
from toolkit.consolidation.today.first_calls import FirstCall, first_calls, moved_by
from toolkit.language.telephone import dialled
from toolkit.letters.reminders import owes
from toolkit.messages import boards
from toolkit.messages import calls as words
from toolkit.messages.posting import KINDS
from toolkit.model import Agency, AgencyStatus, Campaign, Consolidation, Former, Language, Submission
from toolkit.register.entries import Register, Sent

#: The order of agencies: nothing usable has come; what came has errors; parts of it are missing.
_ORDER = {"missing": 0, "rejected": 0, "with_errors": 1, "incomplete": 2, "complete": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The contact that an agency named. `phone` as typed; `source` is where, in words."""

    person: str = ""
    phone: str = ""
    email: str = ""
    source: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers to dial; () where uncertain."""
        return dialled(self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCall:
    """One agency to telephone. `what` it owes, and the `last` mail to it, in words; `last` is "" for none."""

    agency: str
    what: str
    contact: Contact
    last: str = ""


def calls(
    result: Consolidation, register: Register, before: Mapping[str, Mapping[str, str]], language: Language
) -> list[PhoneCall]:
    """The agencies to telephone, the most important first: those that have sent nothing usable, of these the ones that
    mail does not reach; then those whose questioned figures may change a total most, and those with errors, oldest
    question first; then those with missing parts. None whose file waits for a decision.

    `before`: the previous master's contacts.
    """
    asked = _last_asked(register)
    first = {call.agency: (n, call) for n, call in enumerate(first_calls(result))}
    unsigned = {code for code, report in result.signed.items() if signed_pdf_missing(report) and code in result.used}
    called = {*first, *unsigned}
    due = (s for s in result.statuses if owes(s) or standing_of(s) == "with_errors" or s.agency in called)
    found = [s for s in due if not s.waiting]
    places = {s.agency: n for n, s in enumerate(result.statuses)}

    def order(status: AgencyStatus) -> tuple[int, bool, int, int, date, int]:
        sent, late, standing = asked.get(status.agency), -(status.days_late or 0), standing_of(status)
        effect = first[status.agency][0] if status.agency in first else len(first)
        missing = _ORDER[standing] == _ORDER["missing"]
        return (
            min(_ORDER[standing], _ORDER["with_errors"]) if effect < len(first) else _ORDER[standing],
            not status.unreached,
            late if missing else effect,
            effect if missing else late,
            sent.day if sent else date.max,
            places[status.agency],
        )

    contacts = _contacts(result, before, language)
    return [
        PhoneCall(
            agency=s.agency,
            what=_what(
                s, s.agency in unsigned, asked.get(s.agency), first.get(s.agency, (0, None))[1], result, language
            ),
            contact=_with_roster(contacts.get(s.agency, Contact()), result.campaign.agency_by_code[s.agency], language),
            last=_last(register, s.agency, language),
        )
        for s in sorted(found, key=order)
    ]


def _what(
    status: AgencyStatus,
    unsigned: bool,
    questioned: Sent | None,
    first: FirstCall | None,
    result: Consolidation,
    language: Language,
) -> str:
    stands = standing_words(status, language)
    parts = [boards.LACKS_SIGNED.say(language, status=stands) if unsigned else stands]
    if status.status in ("missing", "rejected") and status.days_late:
        parts.append(words.OVERDUE.say(language, days=status.days_late))
    if standing_of(status) == "with_errors" and status.errors:
        parts.append(words.ERRORS.say(language, count=status.errors))
    if first is not None and (moved := moved_by(first, result.campaign, language)):
        parts.append(moved)
    if questioned is not None and status.status not in ("missing", "rejected"):
        parts.append(words.SENT_BACK.say(language, day=questioned.day.strftime("%d/%m/%Y")))
    return "; ".join(parts)


def _last_asked(register: Register) -> dict[str, Sent]:
    """By agency, the last question sent to it."""
    questions = (s for s in register.sent.values() if s.kind == "question" and s.state == "sent")
    return {s.agency: s for s in sorted(questions, key=lambda s: (s.day, s.id))}


def _last(register: Register, agency: str, language: Language) -> str:
    """The last mail to an agency, with its day."""
    sent = [s for s in register.sent.values() if s.agency == agency and s.state == "sent"]
    last = max(sent, key=lambda s: (s.day, s.id), default=None)
    return f"{KINDS[last.kind].say(language)} {last.day:%d/%m/%Y}" if last else ""


# --- Contacts --------------------------------------------------------------------------------------


def _contacts(result: Consolidation, before: Mapping[str, Mapping[str, str]], language: Language) -> dict[str, Contact]:
    found = _named_before(result.campaign, before, language)
    for submission in _oldest_first(result):
        said = {v.key: v.text for v in submission.info}
        if submission.agency and (said.get("phone") or said.get("prepared_by")):
            found[submission.agency] = _contact(said, words.IN_THIS.say(language))
    return found


def _with_roster(contact: Contact, agency: Agency, language: Language) -> Contact:
    """The agency's contact with that of the roster: agencies that never wrote can be called too."""
    if not (agency.phone or agency.contact):
        return contact
    listed = Contact(person=agency.contact, phone=agency.phone, source=words.IN_ROSTER.say(language))
    both = ((getattr(contact, part), getattr(listed, part)) for part in ("person", "phone", "source"))
    person, phone, source = ("; ".join(dict.fromkeys(filter(None, pair))) for pair in both)
    return Contact(person=person, phone=phone, email=contact.email, source=source)


def _oldest_first(result: Consolidation) -> Sequence[Submission]:
    """The submissions with report details, for each agency the one that counts last."""
    read = [s for s in result.submissions if s.info]
    return sorted(
        read, key=lambda s: (result.used.get(s.agency or "") is s, s.source.received or date.min, s.source.file)
    )


def _named_before(
    campaign: Campaign, before: Mapping[str, Mapping[str, str]], language: Language
) -> dict[str, Contact]:
    """From the previous campaign: an agency's contact, or that of the first agency it succeeds."""
    found = {}
    for agency in campaign.agencies:
        for code, name in ((agency.code, ""), *_predecessors(campaign, agency.code)):
            said = before.get(code, {})
            if said.get("phone") or said.get("prepared_by"):
                source = words.BEFORE_OF.say(language, name=name) if name else words.BEFORE.say(language)
                found[agency.code] = _contact(said, source)
                break
    return found


def _predecessors(campaign: Campaign, code: str) -> Iterable[tuple[str, str]]:
    """Agencies of the roster and earlier ones with their successors: first those wholly succeeded, whose people are
    there now."""
    known: tuple[Agency | Former, ...] = (*campaign.agencies, *campaign.formers)
    formers = sorted((b for b in known if code in b.replaced_by), key=lambda b: len(b.replaced_by))
    return ((b.code, b.short_name or b.name) for b in formers)


def _contact(details: Mapping[str, str], source: str) -> Contact:
    return Contact(
        person=details.get("prepared_by", ""),
        phone=details.get("phone", ""),
        email=details.get("email", ""),
        source=source,
    )
