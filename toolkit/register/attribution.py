"""The agency of a file: the agency stamped in the file, the sender's address and the agency named in the mail must
agree.

Where they disagree, or none of them identifies an agency, the file waits for the coordinator, whose decision is then
applied. Only `attribute` decides; everything else uses its result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.agencies.roster import ASIDE, Roster
from toolkit.mail.headers import is_forwarded
from toolkit.mail.message import Remark
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings.kinds import DOUBTS
from toolkit.messages.findings.making import finding
from toolkit.model import Argument, Finding, Severity
from toolkit.register.entries import NOT_FILED, UNREAD, Entry, EntryState

#: The state of a file whose agency is settled, keyed by the kind of file; `report` for all other kinds.
_FILED: Mapping[str, EntryState] = {"workbook": "taken", "master": "master"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The agency of a file. `code`: the code of the finding, if any; `proposed`: the possible agencies."""

    agency: str | None = None
    state: Literal["taken", "waiting", "aside"] = "taken"
    how: Literal["stamp", "sender", "decision", ""] = ""
    code: str = ""
    proposed: tuple[str, ...] = ()
    words: tuple[tuple[str, Argument], ...] = ()
    """The words of the finding's sentence."""


def attribute(roster: Roster, entry: Entry) -> Attribution:
    """The agency of a file in the register, by its stamp, its mail and the decisions.

    A decision has priority (decision 60). Where two of stamp, sender and mail agree against the third, the agency of
    the two is accepted with a finding. The file waits where only two exist and contradict each other, or none exists.
    Agencies mentioned only by the mail's text or the file's name are proposed; they are no contradiction.
    """
    attribution = _by_evidence(roster, replace(entry, stamped="") if entry.stamped == UNREAD else entry)
    if attribution.state != "waiting" or entry.decision:
        return attribution
    if "came-beside" in entry.remark_codes:
        # A decision on a form in the same mail applies to this file too.
        return Attribution()
    if entry.kind not in ("master", "shared"):
        return attribution
    # A master contains the reports of several agencies, so it needs no agency itself.
    if entry.kind == "shared":
        return Attribution(code=attribution.code if attribution.code in DOUBTS else "")
    if attribution.code in DOUBTS:
        return attribution
    known = entry.sender in roster.desk or roster.by_address(entry.sender)
    return Attribution() if known else replace(attribution, code="master-sender-unknown")


def settled_entry(entry: Entry, attribution: Attribution) -> Entry:
    """The entry with the agency and state of its attribution."""
    if entry.state == "ours" or (entry.state == "left" and attribution.how != "decision"):
        return entry
    state = attribution.state if attribution.state != "taken" else _FILED.get(entry.kind, "report")
    agency = "" if state == "master" else attribution.agency or ""
    return replace(entry, agency=agency, state=state, how=attribution.how)


# --- What a person must check -----------------------------------------------------------------------


def entry_findings(entry: Entry, attribution: Attribution) -> list[Finding]:
    """The findings on one file of the register; none for a file that was left out."""
    if attribution.code == "sent-by-us":
        return [entry_finding(entry, Remark(attribution.code), attribution)]
    if entry.state in NOT_FILED or attribution.state == "aside":
        return []
    decided = attribution.how == "decision"
    findings = [
        entry_finding(entry, r, attribution if r.code == attribution.code else None)
        for r in entry.codes
        if not (decided and FINDINGS[r.code].severity != "note")
    ]
    quiet = entry.kind != "workbook" and attribution.code == "agency-by-sender"
    if attribution.code and attribution.code not in entry.remark_codes and not quiet:
        severity: Severity | None = "error" if attribution.state == "waiting" and entry.kind in _FILED else None
        if attribution.code == "unknown-decision" and attribution.state == "taken":
            severity = "warning"  # the file counts as without the decision; the agency made no mistake
        findings.append(entry_finding(entry, Remark(attribution.code), attribution, severity))
    return findings


def entry_finding(
    entry: Entry, remark: Remark, attribution: Attribution | None = None, severity: Severity | None = None
) -> Finding:
    """A remark on one of the register's files as a finding; `attribution`: the attribution of the file."""
    arguments: dict[str, Argument] = {
        "name": entry.name,
        "sender": entry.sender or entry.sender_name,
        "subject": entry.subject,
        "day": f"{entry.received:%d/%m/%Y %H:%M}" if entry.received else "",
        "stamped": entry.stamped,
        "named": entry.named,
        "decision": entry.decision,
        **dict(attribution.words if attribution else ()),
    }
    return finding(
        remark.code,
        severity=severity,
        file=entry.file,
        agency=entry.agency or None,
        value=remark.value,
        waits_for=attribution.proposed if attribution and attribution.state == "waiting" else None,
        arguments=arguments,
    )


# --- Weighing the evidence ------------------------------------------------------------------------


def _by_evidence(roster: Roster, entry: Entry) -> Attribution:
    if entry.decision:
        return _by_decision(roster, entry)
    if _is_ours(roster, entry):
        return Attribution(state="aside", code="sent-by-us")
    # The office that collects reports also forwards reports of agencies: its address identifies no agency.
    at_desk = entry.sender in roster.desk
    senders = roster.by_address(entry.sender)
    stamped = roster.campaign.agency_by_code.get(entry.stamped)
    meant = {*senders} if stamped is None or not (stamped.parent and stamped.parent in senders) else {stamped.code}
    if at_desk and (stamped is None or stamped.code not in meant):
        meant = set()
    doubt = next((d for d in entry.remark_codes if d in DOUBTS), "")
    if stamped is None:
        return _without_stamp(roster, entry, meant, doubt)
    # A form that the stamped agency forwarded itself needs no known sender.
    vouched = not {stamped.code, stamped.parent}.isdisjoint(roster.by_address(entry.forwarded_by))
    code, named = stamped.code, entry.named
    if doubt:
        return _waiting(doubt, [code, *sorted(meant)], entry)
    if meant and code not in meant:
        return _waiting("sender-disagrees", [code, *sorted(meant)], entry, named=sorted(meant))
    if named and code not in named:
        if not meant:
            return _waiting("mail-names-another", [code, *named], entry, named=[code])
        return Attribution(agency=code, how="stamp", code="mail-names-another", words=_words(entry, [code]))
    if not meant and entry.sender and stamped.emails and not (at_desk or vouched):
        return Attribution(agency=code, how="stamp", code="sender-unknown", words=_words(entry, stamped.emails))
    return Attribution(agency=code, how="stamp")


def _is_ours(roster: Roster, entry: Entry) -> bool:
    """Whether a file was sent from the campaign's address: it is a form to an agency, not a report. An agency with the
    same address sends its own form from there."""
    if not roster.contact or entry.sender.strip().lower() != roster.contact or is_forwarded(entry.subject):
        return False
    at_contact = roster.by_address(roster.contact)
    return not at_contact or (bool(entry.stamped) and entry.stamped not in at_contact)


def _without_stamp(roster: Roster, entry: Entry, meant: set[str], doubt: str) -> Attribution:
    order = [a.code for a in roster.campaign.agencies]
    both = [c for c in order if c in meant and c in entry.named]
    possible = both or sorted(meant, key=order.index)
    perhaps = possible or entry.named or entry.hinted
    if doubt:
        return _waiting(doubt, perhaps, entry)
    if len(possible) == 1 and (both or not entry.named):
        return Attribution(agency=possible[0], how="sender", code="agency-by-sender", words=_words(entry, possible))
    if possible and entry.named and not both:
        return _waiting("mail-names-another", [*possible, *entry.named], entry, named=possible)
    return _waiting("agency-not-told", perhaps, entry)


def _by_decision(roster: Roster, entry: Entry) -> Attribution:
    decision = roster.decision(entry.decision)
    if decision is None:
        # The file is attributed as without the decision, with a remark on the decision.
        undecided = _by_evidence(roster, replace(entry, decision=""))
        if undecided.state == "taken":
            return replace(undecided, code="unknown-decision", words=_words(entry, ()))
        possible = undecided.proposed or ((undecided.agency,) if undecided.agency else ())
        return _waiting("unknown-decision", possible, entry)
    if decision == ASIDE:
        return Attribution(state="aside", how="decision", code="left-out")
    other = entry.stamped and entry.stamped != decision
    return Attribution(
        agency=decision, how="decision", code="agency-decided" if other else "", words=_words(entry, (decision,))
    )


def _waiting(code: str, proposed: Iterable[str], entry: Entry, *, named: Iterable[str] | None = None) -> Attribution:
    """The attribution of a file that waits. `named`: the agencies named in the finding's sentence; default: all
    proposed."""
    codes = tuple(dict.fromkeys(proposed))
    words = _words(entry, codes if named is None else named)
    return Attribution(state="waiting", code=code, proposed=codes, words=words)


def _words(entry: Entry, named: Iterable[str]) -> tuple[tuple[str, Argument], ...]:
    return (("sender", entry.sender), ("stamped", entry.stamped), ("named", entry.named), ("others", tuple(named)))
