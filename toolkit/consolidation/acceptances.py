"""Findings that the coordinator took for facts, and since when each fault is known.

What is accepted is what the agency gave and the kind of question, not the words, nor what other agencies gave: each
value that a finding asks about is one claim. As soon as a value is another one, it is another claim, and is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from operator import attrgetter

from toolkit.messages.findings.kinds import BROKEN_RULES, NO_FACTS
from toolkit.messages.findings.making import finding
from toolkit.model import Acceptance, Finding, Kept, Submission

#: Hexadecimal digits of a key: of a million findings, two have the same once in a thousand campaigns.
_DIGITS = 16
#: All that a finding says, but for where in its file that stands, what its file is called, and what was decided.
_SAID = attrgetter(
    *("code", "agency", "indicator", "period", "section", "value", "arguments"),
    *("values", "periods", "rule", "broken", "group"),
)
#: What is noted beside a finding, and changes nothing of what is accepted with it.
_NOTED = frozenset({"left_out", "settled", "accepted", "each", "corrected", "signed"})


def finding_key(finding: Finding) -> str:
    """What a finding asks about, its claims in a row; of an accepted one those of its acceptance."""
    return finding.text("accepted") or " ".join(claims(finding))


def claims(finding: Finding) -> tuple[str, ...]:
    """What is accepted with a finding: each value that it asks about, at its place, with the kind of question.

    Independent of the words, of what others gave, of what the file is called and where in it a figure stands.
    """
    code, agency, arguments = finding.code, finding.agency, dict(finding.arguments)
    typed, copied = arguments.get("typed"), arguments.get("each")
    if isinstance(typed, tuple):  # whether a number is wrong: which question asks it, others' figures decide
        return tuple(
            _key("typed", agency, finding.indicator, *one) for one in zip(finding.periods, typed, strict=False)
        )
    if copied:
        return (_key(code, agency, finding.periods, copied),)
    if finding.broken:
        about = finding.rule or (finding.indicator, arguments.get("other"))
        sides = (
            (b.period, [(m.code, m.body, m.typed if m.value is None else m.value) for m in b.members])
            for b in finding.broken
        )
        return tuple(_key(code, agency, about, *side) for side in sides)
    if finding.section and finding.value:  # a statement is known by its words
        own = tuple(said for said in finding.arguments if said[0] not in ("other", "earlier", "count"))
        finding = replace(finding, sheet="", cell="", arguments=own)
    return (_key(_said_key(finding), len(finding.cells)),)


def _said_key(finding: Finding) -> str:
    """A finding by all that it says, which masters made before have for what is accepted."""
    own = tuple(said for said in finding.arguments if said[0] not in _NOTED)
    return _key(_SAID(replace(finding, arguments=own)), _where(finding))


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


def by_claim(acceptances: Iterable[Acceptance]) -> dict[str, Acceptance]:
    """The acceptances that anybody gave, by each claim that they accept."""
    return {claim: a for a in acceptances if a.by or a.reason for claim in a.finding.split()}


def accept(findings: Iterable[Finding], acceptances: Mapping[str, Acceptance]) -> tuple[list[Finding], list[Finding]]:
    """(those that are asked, those that were accepted): an accepted one is a note, and says by whom and why.

    `acceptances`: `by_claim`. Of a rule that was accepted it is not asked which of its cells is wrong.
    """
    asked: list[Finding] = []
    accepted: list[Finding] = []
    for one in findings:
        found = [acceptances.get(claim) for claim in claims(one)] if acceptances else []
        acceptance = found[0] if found and None not in found else acceptances.get(_said_key(one)) if found else None
        if acceptance is None or not may_be_accepted(one):
            asked.append(one)
        else:
            by, reason = acceptance.by or "–", acceptance.reason
            known = (*one.arguments, ("accepted", acceptance.finding))
            accepted.append(replace(one, severity="note", accepted_by=by, accepted_reason=reason, arguments=known))
    settled, still = ({(f.agency, f.rule, b.period) for f in own for b in f.broken} for own in (accepted, asked))
    if settled:
        asked = [f for f in asked if not (own := _rules_of(f)) & settled or own & still]
    return asked, accepted


def _rules_of(finding: Finding) -> set[tuple[str | None, str, str]]:
    """The rules, with their periods, of which it is asked which cell is wrong."""
    rules = dict(finding.arguments).get("rules")
    return {(finding.agency, r, key) for r in rules for key in finding.periods} if isinstance(rules, tuple) else set()


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
    found = {key: f for f in findings for key in (finding_key(f), _said_key(f))} if given else {}
    told = []
    for acceptance in given:
        of, agency = found.get(acceptance.finding), acceptance.agency or None
        if of is None:
            value, known = acceptance.about or acceptance.reason, {"accepted": acceptance.finding}
            told.append(finding("acceptance-lapsed", agency=agency, value=value, arguments=known))
        elif not of.accepted_by or not (acceptance.by and acceptance.reason):
            told.append(
                finding(
                    "acceptance-unsigned" if of.accepted_by else "acceptance-not-possible",
                    agency=agency,
                    indicator=of.indicator,
                    period=of.period,
                    rule=of.rule,
                    value=acceptance.reason,
                )
            )
    return told


def first_sent(findings: Iterable[Finding], submissions: Iterable[Submission], kept: Kept) -> dict[str, date]:
    """The day on which each fault was first sent to its agency, by its place; of what was not, nothing."""
    days = {s.source.file: kept.mailed[s.source.sha256] for s in submissions if s.source.sha256 in kept.mailed}
    found = {}
    for fault in findings if days or kept.first_sent else ():
        place = place_key(fault)
        told = [kept.first_sent.get(place), days.get(fault.file) if fault.severity != "note" else None]
        if known := [day for day in told if day is not None]:
            found[place] = min(known)
    return found


def first_seen(findings: Iterable[Finding], before: Mapping[str, date], as_of: date) -> dict[str, date]:
    """The day of the first merge in which each fault stood, by its place."""
    return {place: min(before.get(place, as_of), as_of) for place in map(place_key, findings)}
