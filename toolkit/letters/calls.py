"""The agencies to telephone: those that still owe something, with the person and number that each reported last.

The person is the one who prepared the agency's report in this campaign, else in the previous campaign; the person on
the roster is added. The list is personal data for the lead agency only: it is in no master or copy for circulation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.consolidation.bridges.standing import board_status, is_signed_pdf_missing, status_words
from toolkit.consolidation.today.first_calls import FirstCall, first_calls, moved_total
from toolkit.language.telephone import numbers_to_dial
from toolkit.letters.reminders import owes
from toolkit.messages import boards
from toolkit.messages import calls as words
from toolkit.messages.posting import KINDS
from toolkit.model import Agency, AgencyStatus, Campaign, Consolidation, Former, Language, Submission
from toolkit.register.entries import Register, SentMail

#: The order of agencies: without a usable report; with errors; with missing parts.
_ORDER = {"missing": 0, "rejected": 0, "with_errors": 1, "incomplete": 2, "complete": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact. `phone`: the number as it was typed; `source`: who named the contact, and where, in words."""

    person: str = ""
    phone: str = ""
    email: str = ""
    source: str = ""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers to dial; none where the typed text is ambiguous."""
        return numbers_to_dial(self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCall:
    """One agency to telephone. `what`: what it owes, in words; `last`: the last mail to it, in words, "" for none."""

    agency: str
    what: str
    contact: Contact
    last: str = ""


def calls(
    result: Consolidation, register: Register, before: Mapping[str, Mapping[str, str]], language: Language
) -> list[PhoneCall]:
    """The agencies to telephone, the most important first: those without a usable report, among them first the ones
    that mail does not reach; then those whose doubtful figures may change a total most; then those with errors, oldest
    question first; then those with missing parts. Agencies whose file waits for a decision are left out.

    `before`: the contacts in the previous master.
    """
    questioned = _last_questions(register)
    first = {call.agency: (n, call) for n, call in enumerate(first_calls(result))}
    unsigned = {code for code, report in result.signed.items() if is_signed_pdf_missing(report) and code in result.used}
    called = {*first, *unsigned}
    due = (s for s in result.statuses if owes(s) or board_status(s) == "with_errors" or s.agency in called)
    to_call = [s for s in due if not s.waiting]
    positions = {s.agency: n for n, s in enumerate(result.statuses)}

    def priority(status: AgencyStatus) -> tuple[int, bool, int, int, date, int]:
        sent, late, standing = questioned.get(status.agency), -(status.days_late or 0), board_status(status)
        effect = first[status.agency][0] if status.agency in first else len(first)
        missing = _ORDER[standing] == _ORDER["missing"]
        return (
            min(_ORDER[standing], _ORDER["with_errors"]) if effect < len(first) else _ORDER[standing],
            not status.unreached,
            late if missing else effect,
            effect if missing else late,
            sent.day if sent else date.max,
            positions[status.agency],
        )

    contacts = _contacts(result, before, language)
    return [
        PhoneCall(
            agency=s.agency,
            what=_owed_text(
                s, s.agency in unsigned, questioned.get(s.agency), first.get(s.agency, (0, None))[1], result, language
            ),
            contact=_with_roster(contacts.get(s.agency, Contact()), result.campaign.agency_by_code[s.agency], language),
            last=_last_mail_text(register, s.agency, language),
        )
        for s in sorted(to_call, key=priority)
    ]


def _owed_text(
    status: AgencyStatus,
    unsigned: bool,
    questioned: SentMail | None,
    first: FirstCall | None,
    result: Consolidation,
    language: Language,
) -> str:
    standing = status_words(status, language)
    parts = [boards.LACKS_SIGNED.say(language, status=standing) if unsigned else standing]
    if status.status in ("missing", "rejected") and status.days_late:
        parts.append(words.OVERDUE.say(language, days=status.days_late))
    if board_status(status) == "with_errors" and status.errors:
        parts.append(words.ERRORS.say(language, count=status.errors))
    if first is not None and (moved := moved_total(first, result.campaign, language)):
        parts.append(moved)
    if questioned is not None and status.status not in ("missing", "rejected"):
        parts.append(words.SENT_BACK.say(language, day=questioned.day.strftime("%d/%m/%Y")))
    return "; ".join(parts)


def _last_questions(register: Register) -> dict[str, SentMail]:
    """The last question sent to each agency, keyed by the agency's code."""
    questions = (s for s in register.sent.values() if s.kind == "question" and s.state == "sent")
    return {s.agency: s for s in sorted(questions, key=lambda s: (s.day, s.id))}


def _last_mail_text(register: Register, agency: str, language: Language) -> str:
    """The kind and day of the last mail to an agency; "" for none."""
    sent = [s for s in register.sent.values() if s.agency == agency and s.state == "sent"]
    last = max(sent, key=lambda s: (s.day, s.id), default=None)
    return f"{KINDS[last.kind].say(language)} {last.day:%d/%m/%Y}" if last else ""


# --- Contacts --------------------------------------------------------------------------------------


def _contacts(result: Consolidation, before: Mapping[str, Mapping[str, str]], language: Language) -> dict[str, Contact]:
    contacts = _previous_contacts(result.campaign, before, language)
    for submission in _submissions_with_details(result):
        details = {v.key: v.text for v in submission.info}
        if submission.agency and (details.get("phone") or details.get("prepared_by")):
            contacts[submission.agency] = _contact(details, words.IN_THIS.say(language))
    return contacts


def _with_roster(contact: Contact, agency: Agency, language: Language) -> Contact:
    """The contact joined with that of the roster, so that an agency that never wrote can be called too."""
    if not (agency.phone or agency.contact):
        return contact
    listed = Contact(person=agency.contact, phone=agency.phone, source=words.IN_ROSTER.say(language))
    both = ((getattr(contact, part), getattr(listed, part)) for part in ("person", "phone", "source"))
    person, phone, source = ("; ".join(dict.fromkeys(filter(None, pair))) for pair in both)
    return Contact(person=person, phone=phone, email=contact.email, source=source)


def _submissions_with_details(result: Consolidation) -> Sequence[Submission]:
    """The submissions with report details, for each agency the submission that counts last."""
    read = [s for s in result.submissions if s.info]
    return sorted(
        read, key=lambda s: (result.used.get(s.agency or "") is s, s.source.received or date.min, s.source.file)
    )


def _previous_contacts(
    campaign: Campaign, before: Mapping[str, Mapping[str, str]], language: Language
) -> dict[str, Contact]:
    """Each agency's contact in the previous campaign, else the contact of its first predecessor that has one."""
    contacts = {}
    for agency in campaign.agencies:
        for code, name in ((agency.code, ""), *_predecessors(campaign, agency.code)):
            details = before.get(code, {})
            if details.get("phone") or details.get("prepared_by"):
                source = words.BEFORE_OF.say(language, name=name) if name else words.BEFORE.say(language)
                contacts[agency.code] = _contact(details, source)
                break
    return contacts


def _predecessors(campaign: Campaign, code: str) -> Iterable[tuple[str, str]]:
    """(code, name) of an agency's predecessors: first those without further successors, whose staff it now has."""
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
