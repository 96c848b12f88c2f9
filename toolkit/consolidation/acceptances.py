"""Findings that the coordinator accepted as facts, and the day since which each fault is known.

A claim is the key of one value that a finding questions: what the agency reported, where, and the kind of question.
The wording and other agencies' figures do not change it; a changed value is a new claim, which is not accepted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from operator import attrgetter

from toolkit.messages.findings.kinds import BROKEN_RULES, NO_FACTS
from toolkit.messages.findings.making import finding
from toolkit.model import Acceptance, Finding, Kept, Submission

#: The number of hexadecimal digits of a key: enough that keys of a million findings hardly ever coincide.
_DIGITS = 16
#: The contents of a finding, without its cell, the name of its file and the decision about it.
_contents = attrgetter(
    *("code", "agency", "indicator", "period", "section", "value", "arguments"),
    *("values", "periods", "rule", "broken", "group"),
)
#: Arguments that only annotate a finding; they are not part of its key.
_NOTED = frozenset({"left_out", "settled", "accepted", "each", "corrected", "signed"})


def finding_key(finding: Finding) -> str:
    """The claims of a finding (of an accepted finding, the accepted claims), separated by blanks."""
    return finding.text("accepted") or " ".join(claims(finding))


def claims(finding: Finding) -> tuple[str, ...]:
    """The claims of a finding: one for each value that it questions, with the value's location.

    A claim does not depend on the wording, other agencies' figures, the file's name or the cell of a figure.
    """
    code, agency, arguments = finding.code, finding.agency, dict(finding.arguments)
    typed, copied = arguments.get("typed"), arguments.get("each")
    if isinstance(typed, tuple):  # a number that looks wrong: other agencies' figures may decide which check finds it
        return tuple(
            _short_hash("typed", agency, finding.indicator, *one) for one in zip(finding.periods, typed, strict=False)
        )
    if copied:
        return (_short_hash(code, agency, finding.periods, copied),)
    if finding.broken:
        about = finding.rule or (finding.indicator, arguments.get("other"))
        sides = (
            (b.period, [(m.code, m.agency, m.typed if m.value is None else m.value) for m in b.members])
            for b in finding.broken
        )
        return tuple(_short_hash(code, agency, about, *side) for side in sides)
    if finding.section and finding.value:  # a statement is identified by its text
        facts = tuple(argument for argument in finding.arguments if argument[0] not in ("other", "earlier", "count"))
        finding = replace(finding, sheet="", cell="", arguments=facts)
    return (_short_hash(_contents_key(finding), len(finding.cells)),)


def _contents_key(finding: Finding) -> str:
    """The key of a finding by its full contents, which older masters have for an acceptance."""
    facts = tuple(argument for argument in finding.arguments if argument[0] not in _NOTED)
    return _short_hash(_contents(replace(finding, arguments=facts)), _location(finding))


def fault_key(finding: Finding) -> str:
    """The key of a fault by its kind and location, whatever the present value."""
    kind = (finding.code, finding.agency, finding.section, finding.rule, finding.group, finding.indicator)
    return _short_hash(kind, None if finding.rule else finding.period, _location(finding))


def _location(finding: Finding) -> tuple[str, ...]:
    """(sheet, cell, file) of a finding; () where its indicator or rule identifies it; no file if it has an agency."""
    if finding.indicator or finding.rule:
        return ()
    return finding.sheet, finding.cell, "" if finding.agency else finding.file


def _short_hash(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def may_be_accepted(finding: Finding) -> bool:
    """Whether a finding can be a fact: not where a figure is held, something is missing, or a decision is due."""
    if finding.waits_for is not None or finding.code in NO_FACTS:
        return False
    return finding.severity != "error" or finding.code in BROKEN_RULES


def acceptances_by_claim(acceptances: Iterable[Acceptance]) -> dict[str, Acceptance]:
    """The acceptances with a name or reason, keyed by each claim that they accept."""
    return {claim: a for a in acceptances if a.by or a.reason for claim in a.finding.split()}


def accept(findings: Iterable[Finding], acceptances: Mapping[str, Acceptance]) -> tuple[list[Finding], list[Finding]]:
    """(open findings, accepted findings). An accepted finding becomes a note that states who accepted it and why.

    `acceptances`: `acceptances_by_claim`. Once a broken rule is accepted, findings on its wrong cell are dropped.
    """
    open_findings: list[Finding] = []
    accepted: list[Finding] = []
    for one in findings:
        hits = [acceptances.get(claim) for claim in claims(one)] if acceptances else []
        acceptance = hits[0] if hits and None not in hits else acceptances.get(_contents_key(one)) if hits else None
        if acceptance is None or not may_be_accepted(one):
            open_findings.append(one)
        else:
            by, reason = acceptance.by or "–", acceptance.reason
            known = (*one.arguments, ("accepted", acceptance.finding))
            accepted.append(replace(one, severity="note", accepted_by=by, accepted_reason=reason, arguments=known))
    settled, still = (
        {(f.agency, f.rule, b.period) for f in group for b in f.broken} for group in (accepted, open_findings)
    )
    if settled:
        open_findings = [f for f in open_findings if not (rules := _rules_of(f)) & settled or rules & still]
    return open_findings, accepted


def _rules_of(finding: Finding) -> set[tuple[str | None, str, str]]:
    """(agency, rule, period) of each broken rule for which a finding names the cell that is probably wrong."""
    rules = dict(finding.arguments).get("rules")
    return {(finding.agency, r, key) for r in rules for key in finding.periods} if isinstance(rules, tuple) else set()


def split_accepted(submission: Submission, acceptances: Mapping[str, Acceptance]) -> tuple[Submission, list[Finding]]:
    """The submission with only its open findings, and its accepted findings."""
    open_findings, accepted = accept(submission.findings, acceptances)
    if not accepted:
        return submission, accepted
    status = submission.status
    if status == "accepted_with_errors" and not any(f.severity == "error" for f in open_findings):
        status = "accepted"
    return replace(submission, findings=tuple(open_findings), status=status), accepted


def acceptance_findings(findings: Sequence[Finding], acceptances: Iterable[Acceptance]) -> list[Finding]:
    """A finding for each acceptance that is not possible, has no name, or no longer applies."""
    filled = [a for a in acceptances if a.by or a.reason]
    by_key = {key: f for f in findings for key in (finding_key(f), _contents_key(f))} if filled else {}
    new_findings = []
    for acceptance in filled:
        of, agency = by_key.get(acceptance.finding), acceptance.agency or None
        if of is None:
            value, known = acceptance.about or acceptance.reason, {"accepted": acceptance.finding}
            new_findings.append(finding("acceptance-lapsed", agency=agency, value=value, arguments=known))
        elif not of.accepted_by or not (acceptance.by and acceptance.reason):
            new_findings.append(
                finding(
                    "acceptance-unsigned" if of.accepted_by else "acceptance-not-possible",
                    agency=agency,
                    indicator=of.indicator,
                    period=of.period,
                    rule=of.rule,
                    value=acceptance.reason,
                )
            )
    return new_findings


def days_first_sent(findings: Iterable[Finding], submissions: Iterable[Submission], kept: Kept) -> dict[str, date]:
    """The day on which each fault was first sent to its agency, by `fault_key`; faults never sent are left out."""
    days = {s.source.file: kept.mailed[s.source.sha256] for s in submissions if s.source.sha256 in kept.mailed}
    first_days = {}
    for fault in findings if days or kept.first_sent else ():
        key = fault_key(fault)
        sent = [kept.first_sent.get(key), days.get(fault.file) if fault.severity != "note" else None]
        if known := [day for day in sent if day is not None]:
            first_days[key] = min(known)
    return first_days


def days_first_seen(findings: Iterable[Finding], before: Mapping[str, date], as_of: date) -> dict[str, date]:
    """The day of the first merge in which each fault was found, by `fault_key`."""
    return {key: min(before.get(key, as_of), as_of) for key in map(fault_key, findings)}
