"""Findings that the coordinator took for facts, and since when each fault is known.

An acceptance belongs to a finding as it stands, with all that it quotes: as soon as a figure that it rests on is
another one, it is another finding, and is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from operator import attrgetter

from toolkit.messages.findings.catalogue import FINDINGS
from toolkit.messages.findings.kinds import BROKEN_RULES, NO_FACTS
from toolkit.model import Acceptance, Finding, Kept, Submission

#: Hexadecimal digits of a key: of a million findings, two have the same once in a thousand campaigns.
_DIGITS = 16
#: All that a finding says, but for where in its file that stands, what its file is called, and what was decided.
_SAID = attrgetter(
    *("code", "agency", "indicator", "period", "section", "value", "arguments"),
    *("values", "periods", "rule", "broken", "group"),
)


def finding_key(finding: Finding) -> str:
    """A finding by all that it says, whatever its file is called and wherever in it a figure stands, also where its row
    is left out."""
    if finding.text("left_out"):
        finding = replace(finding, arguments=tuple(own for own in finding.arguments if own[0] != "left_out"))
    return finding.text("accepted") or _key(_SAID(finding), _where(finding))


def place_key(finding: Finding) -> str:
    """A fault by its kind and place, whatever is typed there now."""
    kind = (finding.code, finding.agency, finding.section, finding.rule, finding.group, finding.indicator)
    return _key(kind, None if finding.rule else finding.period, _where(finding))


def _where(finding: Finding) -> tuple[str, ...]:
    """Where it stands: of what is of a figure its name is enough, and of an agency's file whose it is."""
    if finding.indicator or finding.rule:
        return ()
    return finding.sheet, finding.cell, "" if finding.agency else finding.file


def _key(*said: object) -> str:
    return sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def may_be_accepted(finding: Finding) -> bool:
    """Whether a finding can be a fact: not where a figure is held back, something lacks, or a decision is due."""
    if finding.waits_for is not None or finding.code in NO_FACTS:
        return False
    return finding.severity != "error" or finding.code in BROKEN_RULES


def accept(findings: Iterable[Finding], acceptances: Mapping[str, Acceptance]) -> tuple[list[Finding], list[Finding]]:
    """(those that are asked, those that were accepted): an accepted one is a note, and says by whom and why."""
    asked: list[Finding] = []
    accepted: list[Finding] = []
    for finding in findings:
        acceptance = acceptances.get(finding_key(finding)) if acceptances else None
        if acceptance is None or not may_be_accepted(finding):
            asked.append(finding)
        else:
            by, reason = acceptance.by or "–", acceptance.reason
            known = (*finding.arguments, ("accepted", finding_key(finding)))
            accepted.append(replace(finding, severity="note", accepted_by=by, accepted_reason=reason, arguments=known))
    return asked, accepted


def without_accepted(submission: Submission, acceptances: Mapping[str, Acceptance]) -> tuple[Submission, list[Finding]]:
    """A submission with what is still asked of it, and what was accepted."""
    asked, accepted = accept(submission.findings, acceptances)
    if not accepted:
        return submission, accepted
    status = submission.status
    if status == "accepted_with_errors" and not any(f.severity == "error" for f in asked):
        status = "accepted"
    return replace(submission, findings=tuple(asked), status=status), accepted


def about_acceptances(findings: Sequence[Finding], acceptances: Iterable[Acceptance]) -> list[Finding]:
    """What is to be said of acceptances: that one cannot be followed, is not signed, or has lapsed."""
    given = [a for a in acceptances if a.by or a.reason]
    found = {finding_key(f): f for f in findings} if given else {}
    told = []
    for acceptance in given:
        finding = found.get(acceptance.finding)
        if finding is None:
            known = (("accepted", acceptance.finding),)
            told.append(_told("acceptance-lapsed", acceptance, value=acceptance.about, arguments=known))
        elif not finding.accepted_by:
            told.append(_told("acceptance-not-possible", acceptance, finding))
        elif not (acceptance.by and acceptance.reason):
            told.append(_told("acceptance-unsigned", acceptance, finding))
    return told


def _told(
    code: str,
    acceptance: Acceptance,
    of: Finding | None = None,
    *,
    value: str = "",
    arguments: tuple[tuple[str, str], ...] = (),
) -> Finding:
    return Finding(
        code=code,
        severity=FINDINGS[code].severity,
        agency=acceptance.agency or None,
        indicator=of.indicator if of else None,
        period=of.period if of else None,
        rule=of.rule if of else "",
        value=value or acceptance.reason,
        arguments=arguments,
    )


def first_sent(findings: Iterable[Finding], submissions: Iterable[Submission], kept: Kept) -> dict[str, date]:
    """The day on which each fault was first sent to its agency, by its place; of what was not, nothing."""
    days = {s.source.file: kept.mailed[s.source.sha256] for s in submissions if s.source.sha256 in kept.mailed}
    found = {}
    for finding in findings if days or kept.first_sent else ():
        place = place_key(finding)
        told = [kept.first_sent.get(place), days.get(finding.file) if finding.severity != "note" else None]
        if known := [day for day in told if day is not None]:
            found[place] = min(known)
    return found


def first_seen(findings: Iterable[Finding], before: Mapping[str, date], as_of: date) -> dict[str, date]:
    """The day of the first merge in which each fault stood, by its place."""
    return {place: min(before.get(place, as_of), as_of) for place in map(place_key, findings)}
