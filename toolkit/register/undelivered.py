"""Mails to agencies that did not arrive, the addresses that they did not reach, and the agencies without a working
address."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from toolkit.agencies.roster import Roster
from toolkit.mail.bounces import Notice
from toolkit.mail.message import Remark
from toolkit.model import Agency
from toolkit.register.entries import Register, SentMail

_NOT_DELIVERED = "mail-not-delivered"
#: The key of a mail's row in its Message-ID, set by `run.post`.
_KEY = re.compile(r"\.([0-9a-f]{12})@")


@dataclass(frozen=True, slots=True, kw_only=True)
class LostMail:
    """A mail that did not arrive, according to a server: the addresses, in lower case, and the mail's row in the
    register, if known. `surely`: the server states explicitly that the mail was not delivered."""

    addresses: tuple[str, ...]
    surely: bool
    reason: str = ""
    mail: SentMail | None = None

    @property
    def remark(self) -> Remark | None:
        """The remark on the mail; None where the notice is about no address of an agency."""
        if not self.addresses:
            return None
        reason = f" ({self.reason})" if self.reason else ""
        code = _NOT_DELIVERED if self.surely else "mail-delivery-unclear"
        return Remark(code, f"{', '.join(self.addresses)}{reason}")


def lost_mail_of(register: Register, roster: Roster, notice: Notice, sender: str) -> LostMail | None:
    """The mail that a server's notice is about; None where the notice may be a mail of an agency, whose mailbox may be
    called `postmaster`."""
    mail = sent_mail(register, notice.about)
    if notice.in_words and mail is None and roster.by_address(sender):
        return None
    to = mail.to.lower().split(", ") if mail else []
    named = notice.failed if notice.surely else notice.unclear
    known = tuple(a for a in named if a in to or roster.by_address(a))
    if notice.surely and not known and to:
        # An address of the roster forwards to the address that failed; with several recipients it is unknown which one.
        known = tuple(to) if len(to) == 1 else named
    return LostMail(addresses=known, surely=notice.surely, reason=notice.reason, mail=mail)


def sent_mail(register: Register, message_ids: Iterable[str]) -> SentMail | None:
    """The sent mail with one of these Message-IDs; None where there is none."""
    keys = (key for id in message_ids for key in _KEY.findall(id))
    return next((register.sent[key] for key in keys if key in register.sent), None)


def mark_lost(register: Register, lost: LostMail, day: date | None) -> None:
    """Record in the register the addresses that a mail did not reach: in the mail's row if it is known, else in the
    rows of the last mails to the address up to that day (`day` None: of any day)."""
    for address in lost.addresses if lost.surely else ():
        for key in [lost.mail.id] if lost.mail else _last_mails_to(register, address, day):
            sent = register.sent[key]
            if address not in sent.returned.split(", "):
                register.sent[key] = replace(sent, returned=", ".join(filter(None, (sent.returned, address))))


def _last_mails_to(register: Register, address: str, day: date | None) -> list[str]:
    to = [
        s
        for s in register.sent.values()
        if s.state != "unsent" and address in s.to.lower().split(", ") and not (day and s.day > day)
    ]
    last = max((s.day for s in to), default=None)
    return [s.id for s in to if s.day == last]


def unreached_addresses(register: Register, agencies: Iterable[Agency]) -> dict[str, tuple[str, ...]]:
    """The addresses of each agency that the last mail to them did not reach, keyed by the agency's code.

    An address that was replaced in the definition does not count. An address works again once a mail has come from it,
    or a later mail was delivered to it.
    """
    noticed = dict(_notices(register))
    failed = {a for s in register.sent.values() if s.returned for a in s.returned.lower().split(", ")} | noticed.keys()
    by_agency = {}
    for agency in agencies if failed else ():
        addresses = dict.fromkeys(a.strip().lower() for a in agency.emails)
        gone = tuple(a for a in addresses if a in failed and _is_unreached(register, a, noticed.get(a)))
        if gone:
            by_agency[agency.code] = gone
    return by_agency


def _notices(register: Register) -> Iterator[tuple[str, datetime]]:
    """Yields each address in a collected notice, with the notice's time, in order of time."""
    mails = sorted(register.mails.values(), key=lambda m: (m.received or datetime.min, m.key))
    for mail in mails:
        for remark in mail.codes:
            if remark.code == _NOT_DELIVERED:
                for address in remark.value.partition(" (")[0].split(", "):
                    yield address, mail.received or datetime.min


def _is_unreached(register: Register, address: str, reported: datetime | None) -> bool:
    last = [register.sent[key] for key in _last_mails_to(register, address, None)]
    if any(address in s.returned.lower().split(", ") for s in last):
        return not _wrote_since(register, address, reported)
    if reported is None or any(s.day >= reported.date() for s in last):
        return False
    return not _wrote_since(register, address, reported)


def _wrote_since(register: Register, address: str, reported: datetime | None) -> bool:
    """Whether a mail has come from the address since the notice, so that it works again."""
    came = (m.received for m in register.mails.values() if m.sender.lower() == address)
    return reported is not None and any(day is not None and day > reported for day in came)
