"""What the register knows of a file → whose it is, and what a person must look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.agencies.roster import Roster
from toolkit.mail.headers import is_passed_on
from toolkit.mail.message import Remark
from toolkit.messages.findings.catalogue import FINDINGS
from toolkit.messages.findings.kinds import DOUBTS
from toolkit.model import Argument, Finding, Severity
from toolkit.register.register import NOT_FILED, UNREAD, Entry, EntryState
from toolkit.register.senders import Attribution, Evidence, attribute

#: What becomes of a file that waits for nobody.
_FILED: Mapping[str, EntryState] = {"workbook": "taken", "master": "master"}


def settled(roster: Roster, entry: Entry) -> Entry:
    """The entry with its agency and state, as all the evidence has it now."""
    whose = whose_is(roster, entry)
    if entry.state == "ours" or (entry.state == "left" and whose.how != "decision"):
        return entry
    state = whose.state if whose.state != "taken" else _FILED.get(entry.kind, "report")
    agency = "" if state == "master" else whose.agency or ""
    return replace(entry, agency=agency, state=state, how=whose.how)


def whose_is(roster: Roster, entry: Entry, stamped: str | None = None) -> Attribution:
    """Whose the file is; `stamped` is what was read in it just now, where it was."""
    known = entry.stamped if entry.stamped != UNREAD else ""
    evidence = Evidence(
        stamped=(known if stamped is None else stamped) or None,
        sender=entry.sender,
        named=entry.named,
        hinted=entry.hinted,
        doubts=entry.doubts,
        passed_by=entry.forwarded_by,
        passed_on=is_passed_on(entry.subject),
        decision=entry.decision,
    )
    whose = attribute(roster, evidence)
    if whose.state == "waiting" and not entry.decision and "came-beside" in entry.doubts:
        # What is decided of the form beside it is decided of the mail.
        return Attribution()
    if entry.kind in ("master", "shared") and whose.state == "waiting" and not entry.decision:
        # It holds the reports of many: it is nobody's own, and that is no fault.
        doubted = whose.code in DOUBTS
        if entry.kind == "shared":
            return Attribution(code=whose.code if doubted else "")
        if not doubted and (entry.sender in roster.desk or roster.by_address(entry.sender)):
            return Attribution()
        return whose if doubted else replace(whose, code="master-sender-unknown")
    return whose


def entry_findings(roster: Roster, entry: Entry) -> list[Finding]:
    """All that is to be looked at about one file of the register; nothing once it is left out."""
    whose = whose_is(roster, entry)
    if whose.code == "sent-by-us":
        return [entry_finding(entry, Remark(whose.code), whose)]
    if entry.state in NOT_FILED or whose.state == "aside":
        return []
    decided = whose.how == "decision"
    findings = [
        entry_finding(entry, r, whose if r.code == whose.code else None)
        for r in entry.codes
        if not (decided and FINDINGS[r.code].severity != "note")
    ]
    quiet = entry.kind != "workbook" and whose.code == "agency-by-sender"
    if whose.code and whose.code not in entry.doubts and not quiet:
        severity: Severity | None = "error" if whose.state == "waiting" and entry.kind in _FILED else None
        if whose.code == "unknown-decision" and whose.state == "taken":
            severity = "warning"  # it counts as before: it is no fault of the agency's
        findings.append(entry_finding(entry, Remark(whose.code), whose, severity))
    return findings


def entry_finding(
    entry: Entry, remark: Remark, whose: Attribution | None = None, severity: Severity | None = None
) -> Finding:
    """A remark on one of the register's files as a finding; `whose`: what it says of whose the file is."""
    arguments: dict[str, Argument] = {
        "name": entry.name,
        "sender": entry.sender or entry.sender_name,
        "subject": entry.subject,
        "day": f"{entry.received:%d/%m/%Y %H:%M}" if entry.received else "",
        "stamped": entry.stamped,
        "named": entry.named,
        "decision": entry.decision,
        **dict(whose.words if whose else ()),
    }
    return Finding(
        code=remark.code,
        severity=severity or FINDINGS[remark.code].severity,
        file=entry.file,
        agency=entry.agency or None,
        value=remark.value,
        waits_for=whose.proposed if whose and whose.state == "waiting" else None,
        arguments=tuple(arguments.items()),
    )
