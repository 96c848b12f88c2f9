"""Mails of agencies without form or report: their text may contain figures."""

from collections.abc import Iterator
from datetime import datetime

from toolkit.agencies.roster import Roster
from toolkit.messages.findings.making import finding
from toolkit.model import Argument, Finding
from toolkit.register.entries import Register

#: Reported about such a mail when it is collected, also in registers without first lines.
_REMARKS = frozenset({"nothing-attached", "link-in-place-of-file"})


def mails_without_form(register: Register, roster: Roster) -> Iterator[Finding]:
    """One finding for each mail without any report from an agency's address: one on the roster, or one by a decision
    about a file. The mail's text is not read, so a person must read it. Mails of the lead agency are left out."""
    decided: dict[str, set[str]] = {}
    for entry in register.entries.values():
        if entry.how == "decision" and entry.agency:
            decided.setdefault(entry.sender.lower(), set()).add(entry.agency)
    for mail in sorted(register.mails.values(), key=lambda m: (m.received or datetime.max, m.key)):
        why = next((r.code for r in mail.codes if r.code in _REMARKS), "")
        address = mail.sender.lower()
        codes = roster.by_address(address) or tuple(sorted(decided.get(address, ())))
        if not (mail.first_line or why) or not codes or address in roster.desk:
            continue
        named = [c for c in codes if c in roster.named_by(mail.sender_name, mail.subject)]
        arguments: dict[str, Argument] = {"sender": mail.sender, "subject": mail.subject, "why": why}
        if mail.received:
            arguments |= {"day": f"{mail.received:%d/%m/%Y %H:%M}", "received": mail.received.date()}
        agencies = codes if len(codes) == 1 else named
        yield finding(
            "mail-without-form",
            agency=agencies[0] if len(agencies) == 1 else None,
            value=mail.first_line or mail.subject,
            arguments=arguments,
        )
