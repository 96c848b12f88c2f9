"""Masters of parts → the submissions they were made from, as if all their files had been given at once.

The submissions of all inputs are gathered, each file once, and consolidated anew: what is settled among
files (which of two is the newer, what groups there are, what adds up) is settled among all of them. So it
does not matter in which order or in how many steps parts are merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.masters import MasterContent
from toolkit.messages.findings import FINDINGS
from toolkit.model import (
    Agency,
    Balance,
    Campaign,
    Decision,
    Edit,
    Figure,
    Finding,
    Leftover,
    Source,
    Statement,
    Submission,
)
from toolkit.text import group_codes
from toolkit.versions import age, unsettled


@dataclass(frozen=True, slots=True)
class Part:
    """What one input gave; a workbook of an agency gives one submission, a master many."""

    submissions: tuple[Submission, ...]
    edits: tuple[Edit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def open_up(campaign: Campaign, content: MasterContent, name: str, rename: Callable[[str], str]) -> Part:
    """What a master gives to a merge of this campaign. `rename`: what a file in it is called here."""
    if content.campaign != campaign.id and content.whole:
        return refused(name, "master-of-other-campaign", content.campaign, campaign=campaign.id)
    if not content.whole:
        return refused(name, "master-too-old")
    other = content.definition != campaign.fingerprint
    changed = frozenset(content.changed)
    submissions = []
    for submission in content.submissions:
        given = _given(campaign, submission, other)
        if submission.source.file in changed:
            note = _finding("master-changed", submission.source.file, agency=submission.agency, master=name)
            given = replace(given, findings=(*given.findings, note))
        submissions.append(_renamed(given, rename(submission.source.file), name))
    findings = (_finding("master-older-definition", name, content.definition),) if other else ()
    decisions = tuple(replace(d, file=rename(d.file)) for d in content.decisions)
    return Part(tuple(submissions), content.edits, decisions, findings)


def refused(name: str, code: str, value: str = "", **arguments: str) -> Part:
    """A master that cannot be taken: it stands among the files, rejected."""
    finding = _finding(code, name, value, **arguments)
    return Part((Submission(source=Source(file=name), status="rejected", findings=(finding,)),))


def _finding(code: str, file: str, value: str = "", *, agency: str | None = None, **arguments: str) -> Finding:  # fmt: skip
    return Finding(
        code=code, severity=FINDINGS[code].severity, file=file, agency=agency, value=value, arguments=tuple(arguments.items()),
    )  # fmt: skip


def join(parts: Sequence[Part], edits: Sequence[Edit] = (), decisions: Sequence[Decision] = ()) -> Part:
    """All parts as one. `edits` and `decisions` are the coordinator's own, which go before those of the parts."""
    carried, disagreeing = _joined_edits([e for part in parts for e in part.edits], edits)
    decided, contrary = _joined_decisions([d for part in parts for d in part.decisions], decisions)
    findings = [f for part in parts for f in part.findings]
    submissions = _told_apart(list(_each_once(parts)))
    return Part(tuple(submissions), carried, decided, (*findings, *disagreeing, *contrary))


# --- Each file once --------------------------------------------------------------------------------


def _each_once(parts: Sequence[Part]) -> Iterator[Submission]:
    """The submissions, without those that came in a second time by another part.

    Which of them stays depends on what they are, not on the order of the parts. Files of one content that
    came in side by side in one part stay as many: they are reported as such.
    """
    by_content: dict[str, list[list[Submission]]] = {}
    for part in parts:
        here: dict[str, list[Submission]] = {}
        for submission in part.submissions:
            here.setdefault(submission.source.sha256, []).append(submission)
        for sha256, same in here.items():
            by_content.setdefault(sha256, []).append(same)
    for sha256, candidates in by_content.items():
        if sha256:
            yield from candidates[0] if len(candidates) == 1 else max(candidates, key=_rank)
        else:
            yield from (s for same in candidates for s in same)


def _rank(same: Sequence[Submission]) -> tuple[object, int, list[str]]:
    """Those with the file that would count if all had come in together; then those with more of them."""
    return max(map(age, same)), len(same), sorted(s.source.file for s in same)


def _told_apart(submissions: Sequence[Submission]) -> Iterator[Submission]:
    """The submissions, those of different files that go by one name called by the masters they came through."""
    named = Counter(s.source.file for s in submissions)
    for submission in submissions:
        source = submission.source
        if named[source.file] > 1 and source.through:
            submission = _called(submission, f"{source.through} › {source.file}")
        yield submission


def _given(campaign: Campaign, submission: Submission, other_definition: bool) -> Submission:
    """The submission as its file would give it to this campaign."""
    agency = campaign.agency_by_code.get(submission.agency or "")
    submission = unsettled(submission)  # which file counts is settled among all of them
    if submission.status == "rejected":
        return submission if agency else replace(submission, agency=None)
    if agency is None:
        finding = _finding("unknown-agency", submission.source.file, submission.agency or "")
        return Submission(
            source=submission.source, status="rejected", campaign=submission.campaign, definition=submission.definition, findings=(finding,),
        )  # fmt: skip
    return _as_defined(campaign, agency, submission, other_definition)


def _as_defined(campaign: Campaign, agency: Agency, submission: Submission, other_definition: bool) -> Submission:  # fmt: skip
    """The submission by the definition of here: in its order; what it does not ask has no place, what it asks anew is missing."""
    codes = [i.code for i in campaign.indicators_of(agency)]
    order = {(code, p.key): None for code in codes for p in campaign.periods}
    figures = {(f.indicator, f.period): f for f in submission.figures}
    if not other_definition and list(figures) == list(order):
        return submission
    blank = Figure(agency.code, "", "", None, "missing", file=submission.source.file)
    kept = [figures.get(key) or blank._replace(indicator=key[0], period=key[1]) for key in order]
    if not other_definition:
        return replace(submission, figures=tuple(kept))
    sections, themes = {s.code for s in campaign.sections_of(agency)}, {t.code for t in campaign.themes}
    lost_figures = [f for key, f in figures.items() if key not in order and (f.typed or f.note)]
    lost_statements = [s for s in submission.statements if s.section not in sections]
    leftovers = [_left(f, f.typed or f.note, "unknown-indicator") for f in lost_figures]
    leftovers += [_left(s, s.text, "unknown-section") for s in lost_statements]
    return replace(
        submission,
        figures=tuple(kept),
        statements=tuple(
            s if s.theme in themes else s._replace(theme="")
            for s in submission.statements
            if s.section in sections
        ),
        leftovers=(*submission.leftovers, *leftovers),
        balance=_moved(submission.balance, lost_figures, lost_statements),
    )


def _left(cell: Figure | Statement, value: str, reason: str) -> Leftover:
    return Leftover(file=cell.file, sheet=cell.sheet, cell=cell.cell, value=value, reason=reason, agency=cell.agency)  # fmt: skip


def _moved(balance: Balance, figures: Sequence[Figure], statements: Sequence[Statement]) -> Balance:
    """The balance with what has no place any more counted as reported."""
    given, notes = sum(bool(f.typed) for f in figures), sum(bool(f.note) for f in figures)
    said = len({s.cell for s in statements}) + sum(bool(s.evidence) + bool(s.theme) for s in statements)
    return replace(
        balance, figures=balance.figures - given, notes=balance.notes - notes, statements=balance.statements - said,
        reported=balance.reported + given + notes + said,
    )  # fmt: skip


def _renamed(submission: Submission, file: str, through: str) -> Submission:
    """The submission with its file called as it is called here, and the master named that it came through."""
    source = submission.source
    came = f"{through} › {source.through}" if source.through else through
    return _called(replace(submission, source=replace(source, through=came)), file)


def _called(submission: Submission, file: str) -> Submission:
    source = submission.source
    if file == source.file:
        return submission
    return replace(
        submission,
        source=replace(source, file=file),
        figures=tuple(f._replace(file=file) for f in submission.figures),
        statements=tuple(s._replace(file=file) for s in submission.statements),
        leftovers=tuple(replace(x, file=file) for x in submission.leftovers),
        findings=tuple(replace(f, file=file) if f.file == source.file else f for f in submission.findings),
        own_findings=tuple(
            replace(f, file=file) if f.file == source.file else f for f in submission.own_findings
        ),
    )


# --- The coordinators' decisions about files ---------------------------------------------------------


def _joined_decisions(carried: Sequence[Decision], own: Sequence[Decision]) -> tuple[tuple[Decision, ...], list[Finding]]:  # fmt: skip
    """The coordinator's own, and those of the parts about other files. Where parts differ, none is followed."""
    mine = {d.sha256 or d.file for d in own}
    of_parts: dict[str, list[Decision]] = {}
    for decision in sorted(carried, key=lambda d: (d.file, d.typed)):
        if (decision.sha256 or decision.file) not in mine:
            of_parts.setdefault(decision.sha256 or decision.file, []).append(decision)
    joined, findings = list(own), []
    for same in of_parts.values():
        if len({d.use for d in same}) == 1:
            joined.append(same[0])
        else:
            files = "; ".join(sorted({d.file for d in same}))
            said = ", ".join(sorted({d.typed for d in same}))
            findings.append(_finding("decision-conflict", same[0].file, said, files=files))
    return tuple(joined), findings


# --- The coordinators' edits -----------------------------------------------------------------------

#: What may be edited, each with the field that says of what the other group spoke.
_EDITED = {"edited_text": "", "edited_theme": "", "merge_into": "merge_text", "hide": ""}


def _joined_edits(carried: Sequence[Edit], own: Sequence[Edit]) -> tuple[tuple[Edit, ...], list[Finding]]:
    """One edit a group, column by column. Where those of the parts differ, one is taken and it is said."""
    groups: dict[str, list[Edit]] = {}
    for edit in carried:
        groups.setdefault(edit.group, []).append(edit)
    mine = {e.group: e for e in own}
    findings: list[Finding] = []
    joined = [
        _joined_edit(mine.get(group), groups[group], findings) if group in groups else mine[group]
        for group in sorted(groups.keys() | mine.keys())
    ]
    return tuple(joined), findings


def _joined_edit(own: Edit | None, others: Sequence[Edit], findings: list[Finding]) -> Edit:
    others = sorted(others, key=repr)
    joined = own or replace(others[0], edited_text="", edited_theme="", merge_into="", merge_text="", keep_apart="", apart_texts=(), hide=False)  # fmt: skip
    for column, beside in _EDITED.items():
        given = {v: e for e in reversed(others) if (v := getattr(e, column))}
        taken = getattr(joined, column)
        if given and not taken:
            taken = min(given)
            changes = {column: taken} | ({beside: getattr(given[taken], beside)} if beside else {})
            joined = replace(joined, **changes)
        if len(given) > 1 and taken in given:
            values = " / ".join(sorted(given))
            findings.append(_finding("edits-disagree", "", str(taken), group=joined.group, column=column, values=values))  # fmt: skip
    return _kept_apart(joined, others)


def _kept_apart(joined: Edit, others: Sequence[Edit]) -> Edit:
    """Kept apart is what any of them keeps apart."""
    texts: dict[str, str] = {}
    for edit in (joined, *others):
        for code, text in zip(group_codes(edit.keep_apart), edit.apart_texts, strict=False):
            texts[code] = texts.get(code) or text
    typed = min((e.keep_apart for e in others if e.keep_apart), default="")
    if not typed or not texts:
        return replace(joined, keep_apart=joined.keep_apart or typed)
    codes = sorted(texts)
    return replace(joined, keep_apart=", ".join(codes), apart_texts=tuple(texts[c] for c in codes))
