"""Whose is a file? The agency stamped in it, its sender's address and the agency its mail names must not disagree.

Nothing is attributed in silence: where they disagree, or none of them tells, the file waits for the coordinator,
whose decision is then obeyed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.agencies.roster import ASIDE, Roster
from toolkit.messages.findings.kinds import DOUBTS
from toolkit.model import Agency, Argument


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
    words: tuple[tuple[str, Argument], ...] = ()


def attribute(roster: Roster, evidence: Evidence) -> Attribution:
    """Settle whose a file is from what speaks for it."""
    if evidence.decision:
        return _decided(roster, evidence)
    if _is_ours(roster, evidence):
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


def _is_ours(roster: Roster, evidence: Evidence) -> bool:
    """Whether a file was sent by the campaign's own address: a form to an agency, not a report of one.

    The address may be an agency's too, which then sends its own form from there.
    """
    if not roster.contact or evidence.sender.strip().lower() != roster.contact or evidence.passed_on:
        return False
    own = roster.by_address(roster.contact)
    return not own or (bool(evidence.stamped) and evidence.stamped not in own)


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
    words = _words(evidence, codes if others is None else others)
    return Attribution(state="waiting", code=code, proposed=codes, words=words)


def _words(evidence: Evidence, others: Iterable[str]) -> tuple[tuple[str, Argument], ...]:
    """What the finding's sentence says."""
    return (
        ("sender", evidence.sender),
        ("stamped", evidence.stamped or ""),
        ("named", evidence.named),
        ("others", tuple(others)),
    )
