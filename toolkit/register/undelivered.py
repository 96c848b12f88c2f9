"""Mails of ours that did not arrive: which they were, whom they did not reach, and whom that leaves without any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from toolkit.agencies.roster import Roster
from toolkit.mail.bounces import Notice
from toolkit.mail.message import Remark
from toolkit.model import Agency
from toolkit.register.entries import Register, Sent

_NOT_DELIVERED = "mail-not-delivered"
#: The key of a mail's row in its Message-ID, which `run.post` puts there.
_KEY = re.compile(r"\.([0-9a-f]{12})@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A mail that a server says did not arrive: the addresses, in small letters, and its row in the register, if known.

    `surely`: whether the server says so in so many words.
    """

    addresses: tuple[str, ...]
    surely: bool
    reason: str = ""
    mail: Sent | None = None

    @property
    def remark(self) -> Remark | None:
        """What there is to tell; None where nobody that is asked for a report is concerned."""
        if not self.addresses:
            return None
        said = f" ({self.reason})" if self.reason else ""
        code = _NOT_DELIVERED if self.surely else "mail-delivery-unclear"
        return Remark(code, f"{', '.join(self.addresses)}{said}")


def lost_of(register: Register, roster: Roster, notice: Notice, sender: str) -> Lost | None:
    """What a server's notice says of mails of ours; None where it may be an agency's own mail, whose mailbox may be
    called `postmaster`."""
    mail = sent_by(register, notice.about)
    if notice.in_words and mail is None and roster.by_address(sender):
        return None
    to = mail.to.lower().split(", ") if mail else []
    named = notice.failed if notice.surely else notice.unclear
    known = tuple(a for a in named if a in to or roster.by_address(a))
    if notice.surely and not known and to:
        # The address on the roster passes its mail on to one that failed: which, only a single recipient tells.
        known = tuple(to) if len(to) == 1 else named
    return Lost(addresses=known, surely=notice.surely, reason=notice.reason, mail=mail)


def sent_by(register: Register, message_ids: Iterable[str]) -> Sent | None:
    """The mail of ours with one of these Message-IDs; None where none is ours."""
    keys = (key for own in message_ids for key in _KEY.findall(own))
    return next((register.sent[key] for key in keys if key in register.sent), None)


def mark_lost(register: Register, lost: Lost, day: date | None) -> None:
    """Have the register show whom a mail did not reach: the mail itself where it is known, else what was last sent to
    the address, up to that day. `day` None: of any day.
    """
    for address in lost.addresses if lost.surely else ():
        for key in [lost.mail.id] if lost.mail else _last_to(register, address, day):
            sent = register.sent[key]
            if address not in sent.returned.split(", "):
                register.sent[key] = replace(sent, returned=", ".join(filter(None, (sent.returned, address))))


def _last_to(register: Register, address: str, day: date | None) -> list[str]:
    to = [
        s
        for s in register.sent.values()
        if s.state != "unsent" and address in s.to.lower().split(", ") and not (day and s.day > day)
    ]
    last = max((s.day for s in to), default=None)
    return [s.id for s in to if s.day == last]


def unreached(register: Register, agencies: Iterable[Agency]) -> dict[str, tuple[str, ...]]:
    """By agency code, those of its addresses that the last mail to them did not reach, sent from here or by hand.

    One that was corrected in the definition is none of its addresses any more; one from which a mail has come since, or
    to which one has gone that did not come back, is in order.
    """
    told = dict(_told(register))
    returned = {a for s in register.sent.values() if s.returned for a in s.returned.lower().split(", ")} | told.keys()
    found = {}
    for agency in agencies if returned else ():
        own = dict.fromkeys(a.strip().lower() for a in agency.emails)
        gone = tuple(a for a in own if a in returned and _is_unreached(register, a, told.get(a)))
        if gone:
            found[agency.code] = gone
    return found


def _told(register: Register) -> Iterator[tuple[str, datetime]]:
    """Each address that a collected notice names, with when that was written, the last one last."""
    mails = sorted(register.mails.values(), key=lambda m: (m.received or datetime.min, m.key))
    for mail in mails:
        for remark in mail.codes:
            if remark.code == _NOT_DELIVERED:
                for address in remark.value.partition(" (")[0].split(", "):
                    yield address, mail.received or datetime.min


def _is_unreached(register: Register, address: str, told: datetime | None) -> bool:
    last = [register.sent[key] for key in _last_to(register, address, None)]
    if any(address in s.returned.lower().split(", ") for s in last):
        return not _wrote_since(register, address, told)
    if told is None or any(s.day >= told.date() for s in last):
        return False
    return not _wrote_since(register, address, told)


def _wrote_since(register: Register, address: str, told: datetime | None) -> bool:
    """Whether a mail has come from the address after the notice: it works again."""
    came = (m.received for m in register.mails.values() if m.sender.lower() == address)
    return told is not None and any(day is not None and day > told for day in came)
