"""Which of an agency's files counts, and the coordinator's decisions about files.

The latest valid file in which the agency filled in something counts, unless the coordinator decided otherwise (use,
don't use). A decision belongs to a file's contents, not to its name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from toolkit.agencies.roster import reporting_agency
from toolkit.form.carried import is_carried
from toolkit.form.contents import EARLIER, NO_STATEMENTS, is_unconfirmed
from toolkit.messages.findings.catalogue import quoted_text
from toolkit.messages.findings.kinds import (
    BESIDE_A_FORM,
    BLANK,
    DOCUMENTS,
    DUE_TO_OTHER_FILES,
    NEEDS_NOTHING,
    OVERTYPED,
    SET_ASIDE,
)
from toolkit.messages.findings.making import finding
from toolkit.model import (
    CARRIED_COLUMN,
    RESEND_REASON,
    Campaign,
    Decision,
    Figure,
    FileStatus,
    Finding,
    Statement,
    Submission,
)
from toolkit.model.grouping import grouped

#: The number of cells of an earlier file that are named.
_NAMED = 6
#: Vietnam's time minus UTC: workbooks record in UTC when they were saved, mails are dated in Vietnam's time.
_VIETNAM = timedelta(hours=7)
#: How a file was dealt with. `together`: it came in one mail with the file that counts; `waiting`: for a decision;
#: `beside`: it came with a form; `opened`: its contents were unpacked; `ours`: the toolkit made it; `past`: it is
#: unusable, but a usable file followed.
Fate = Literal[
    "used", "superseded", "together", "by_decision", "blank", "waiting", "beside", "opened", "ours", "past", "unusable"
]


@dataclass(frozen=True, slots=True)
class Settlement:
    """All files with their final status, and how the coordinator's decisions were applied."""

    submissions: tuple[Submission, ...]
    """In the order of file names."""
    decisions: Mapping[str, Decision]
    """By the name of the file that a decision is about."""
    orphaned: tuple[Decision, ...]
    """The decisions about files that are no longer there."""
    findings: tuple[Finding, ...]


def settle(campaign: Campaign, submissions: Iterable[Submission], decisions: Iterable[Decision] = ()) -> Settlement:
    """The files with their final status: the latest valid, filled-in file counts, or the one the coordinator chose.

    A document that is no form needs no attention once a form of its agency counts.
    """
    ordered = sorted(map(unsettled, submissions), key=lambda s: (natural_key(s.source.file), s.source.sha256))
    matched, orphaned, findings = _match_decisions(ordered, decisions)
    findings += [finding("decision-without-file", file=d.file, value=d.as_typed) for d in orphaned if d.as_typed]
    wanted: dict[str, bool] = {}
    for file, decision in matched.items():
        if not decision.typed:
            continue
        if decision.use is None:
            findings.append(finding("decision-not-understood", file=file, value=decision.typed))
        else:
            wanted[file] = decision.use
    _drop_contradictions(ordered, wanted, matched, findings)
    counting = _counting_files(ordered, wanted, findings)
    through = {file: decision.through for file, decision in matched.items()}
    settled = tuple(_with_final_status(s, counting, wanted, through) for s in ordered)
    settled = _with_documents_reported(campaign, settled, counting)
    replaced = grouped((submission.agency, submission) for submission in settled if submission.status == "superseded")
    if replaced:
        settled = tuple(
            _with_version_warnings(s, replaced[s.agency])
            if s.agency in replaced and counting.get(s.agency or "") is s and s.source.file not in wanted
            else s
            for s in settled
        )
    return Settlement(settled, matched, orphaned, tuple(findings))


def _match_decisions(
    ordered: Sequence[Submission], decisions: Iterable[Decision]
) -> tuple[dict[str, Decision], tuple[Decision, ...], list[Finding]]:
    """(decisions by file, decisions without a file, findings): matched by contents, else by name, with a finding."""
    decisions = sorted(decisions, key=lambda d: (natural_key(d.file), d.sha256, d.typed))
    names = {s.source.file: s for s in ordered}
    contents = grouped(
        (submission.source.sha256, submission.source.file) for submission in ordered if submission.source.sha256
    )
    matched: dict[str, Decision] = {}
    rest: list[Decision] = []
    renamed: list[Decision] = []
    for decision in decisions:
        same = contents.get(decision.sha256, [])
        if decision.file in same:
            matched[decision.file] = decision
        else:
            (renamed if same else rest).append(decision)
    for decision in renamed:
        same = contents[decision.sha256]
        matched[next((file for file in same if file not in matched), same[0])] = decision
    orphaned: list[Decision] = []
    findings: list[Finding] = []
    for decision in rest:
        # A cleared decision is about that file's contents, not about a new file of the same name.
        cleared = decision.parts is not None and not decision.as_typed
        if cleared or decision.file not in names or decision.file in matched:
            orphaned.append(decision)
            continue
        matched[decision.file] = decision
        if decision.sha256:
            findings.append(
                finding(
                    "decision-by-name", file=decision.file, value=decision.as_typed, agency=names[decision.file].agency
                )
            )
    return matched, tuple(orphaned), findings


def _drop_contradictions(
    ordered: Sequence[Submission], wanted: dict[str, bool], decisions: Mapping[str, Decision], findings: list[Finding]
) -> None:
    """Apply each decision in `wanted` to all copies of its file; drop contradictory decisions on copies."""
    copies = grouped(
        (submission.source.sha256, submission.source.file) for submission in ordered if submission.source.sha256
    )
    for files in copies.values():
        decided = {file: wanted[file] for file in files if file in wanted}
        if len(set(decided.values())) > 1:
            findings.append(
                finding(
                    "decision-conflict",
                    file=next(iter(decided)),
                    value=", ".join(decisions[f].typed for f in decided),
                    arguments={"files": "; ".join(decided)},
                )
            )
            for file in decided:
                del wanted[file]
        elif decided:
            wanted.update(dict.fromkeys(files, next(iter(decided.values()))))


def _counting_files(
    ordered: Sequence[Submission], wanted: Mapping[str, bool], findings: list[Finding]
) -> dict[str, Submission]:
    """The file that counts, by agency."""
    by_agency: dict[str, list[Submission]] = {}
    for submission in ordered:
        use = wanted.get(submission.source.file)
        if submission.status == "rejected" or not submission.agency:
            if use:
                findings.append(finding("decision-not-followed", at=submission))
        elif use is not False and (use or not is_unfilled(submission)):
            by_agency.setdefault(submission.agency, []).append(submission)
    counting = {}
    for agency, candidates in by_agency.items():
        chosen = [s for s in candidates if wanted.get(s.source.file)]
        counting[agency] = max(chosen or [s for s in candidates if not is_form_blank(s)] or candidates, key=arrival_key)
        if len({s.source.sha256 for s in chosen}) > 1:
            files = "; ".join(s.source.file for s in chosen)
            findings.append(finding("decision-conflict", at=counting[agency], arguments={"files": files}))
    return counting


def _with_final_status(
    submission: Submission, counting: Mapping[str, Submission], wanted: Mapping[str, bool], through: Mapping[str, str]
) -> Submission:
    by = counting.get(submission.agency or "")
    if submission.status == "rejected":
        return _note_if_usable_since(submission, by) if by is not None else submission
    if by is submission:
        return submission
    if wanted.get(submission.source.file) is False:
        by_part = through.get(submission.source.file, "")
        code, master = ("set-aside-below", {"master": by_part}) if by_part else ("set-aside", {})
        aside = finding(code, at=submission, arguments=master)
        return replace(submission, status="rejected", reading_findings=submission.findings, findings=(aside,))
    outside = ""
    code, later = "superseded", by is not None and arrival_key(submission) > arrival_key(by)
    if by is not None and submission.source.sha256 == by.source.sha256:
        code = "duplicate-file"
    elif by is not None and not later and all_contents(submission) == all_contents(by):
        code = "sent-again"
    elif is_unfilled(submission):
        code = "blank-form-later" if later else "blank-form"
    elif later and is_form_blank(submission):
        code, outside = "only-outside-form", _typed_outside(submission)
    elif later:
        code = "superseded-by-decision"
    elif by is not None and _sent_together(submission, by):
        code = "sent-together"
    reason = finding(code, at=submission, value=outside, arguments={"other": by.source.file if by else ""})
    status: FileStatus = "rejected" if code in BLANK else "superseded"
    return replace(submission, status=status, reading_findings=submission.findings, findings=(reason,))


def _with_documents_reported(
    campaign: Campaign, settled: tuple[Submission, ...], counting: Mapping[str, Submission]
) -> tuple[Submission, ...]:
    """The submissions with a finding for each document of an agency that has a form which counts."""
    reported: dict[int, Submission] = {}
    for submission in filter(is_document, settled):
        agency = reporting_agency(campaign, submission)
        form = counting.get(agency)
        if form is not None:
            code = "document-after-form" if is_later(submission, form) else "document-of-reporter"
            about = finding(code, file=submission.source.file, agency=agency, arguments={"other": form.source.file})
            reported[id(submission)] = replace(submission, findings=(about,), reading_findings=submission.findings)
    return tuple(reported.get(id(s), s) for s in settled) if reported else settled


def is_document(submission: Submission) -> bool:
    """Whether a file is a document that is no form, and its agency is known."""
    return submission.status == "rejected" and bool(submission.errors & DOCUMENTS) and not submission.possible_agencies


def _note_if_usable_since(submission: Submission, by: Submission) -> Submission:
    """The unusable file; a note replaces its findings if its agency has since sent a usable file (`by`)."""
    past = is_later(submission, by) is False and arrival_key(submission)[0] < arrival_key(by)[0]
    if not past or not submission.errors:
        return submission
    note = finding("usable-since", at=submission, arguments={"other": by.source.file})
    also = (f for f in submission.findings if f.code == "also-sent")
    return replace(submission, reading_findings=submission.findings, findings=(note, *also))


def _with_version_warnings(submission: Submission, replaced: Sequence[Submission]) -> Submission:
    """The submission with a warning if its mail brought different forms of the agency; and one for each sheet of
    figures, narrative or a table that is blank in it but was filled in in an earlier file.

    Both files may be parts of one report: a person decides, and nothing is combined.
    """
    older = sorted((s for s in replaced if arrival_key(s) < arrival_key(submission)), key=arrival_key, reverse=True)
    findings = list(submission.findings)
    beside = [s for s in replaced if _sent_together(s, submission) and _contents(s) != _contents(submission)]
    if beside:
        together = sorted([submission, *beside], key=lambda s: natural_key(s.source.file))
        names = [s.source.sent_name for s in together]
        if len({*names}) < len(names):  # of equal names: the names in the inbox
            names = [PurePosixPath(s.source.file).name for s in together]
        files = ", ".join(f"“{name}”" for name in names)
        called = names[together.index(submission)]
        findings.append(finding("forms-in-one-mail", at=submission, value=called, arguments={"files": files}))
    undated = [s for s in replaced if s.source.undated and s.source.sha256 != submission.source.sha256]
    findings += [finding("undated-version", at=submission, arguments={"other": s.source.file}) for s in undated]
    tables = dict.fromkeys(cell.table for s in older for cell in s.rows)
    for filled in (_filled_figures, *map(_filled_rows, tables), _filled_narrative):
        before = next((s for s in older if filled(s)), None)
        if before is not None and not filled(submission):
            findings.append(
                finding(
                    "filled-before",
                    at=submission,
                    sheet=filled(before)[0][0],
                    value=", ".join(cell for _, cell in filled(before)[:_NAMED]),
                    arguments={"other": PurePosixPath(before.source.file).name},
                )
            )
    return replace(submission, findings=tuple(findings)) if len(findings) > len(submission.findings) else submission


def _sent_together(one: Submission, other: Submission) -> bool:
    return bool(one.source.mailed) and (one.source.mailed, one.source.sender) == (
        other.source.mailed,
        other.source.sender,
    )


def _contents(submission: Submission) -> object:
    """What the agency reported in a form, for comparing: figures with notes, statements in order, rows in any order."""
    figures = {(f.indicator, f.period, f.typed, f.note) for f in submission.figures if f.typed or f.note}
    rows = {(c.table, c.row, c.column, c.typed) for c in submission.rows}
    answers = {x[1:5] for x in submission.followup if x.typed or x.explanation}
    return figures, [(s.section, s.theme, s.text) for s in submission.statements], rows, answers


def all_contents(submission: Submission) -> object:
    """Everything in a submission, for comparing, except the reason for sending it again."""
    details = {(v.key, v.text) for v in submission.info if v.key != RESEND_REASON}
    beside = [x.value for x in submission.leftovers], submission.codes & {*NO_STATEMENTS, "table-said-none"}
    return _contents(submission), details, beside


def have_same_figures(one: Submission, other: Submission) -> bool:
    """Whether two versions have the same figures, also in tables, however they are typed."""
    return _typed_values(one) == _typed_values(other)


def _typed_values(submission: Submission) -> set[tuple[object, ...]]:
    cells = (*submission.figures, *submission.rows)
    return {(f.indicator, f.period, f.state, f.typed if f.value is None else f.value) for f in cells if f.typed}


def _filled_figures(submission: Submission) -> list[tuple[str, str]]:
    """(sheet, cell) of each figure that the agency filled in, without unconfirmed drafts."""
    drafted = {f.indicator for f in submission.figures if f.note and is_unconfirmed(f.note)}
    return [
        (f.sheet, f.cell) for f in submission.figures if _typed_by_agency(f) and f.cell and f.indicator not in drafted
    ]


def _filled_rows(table: str) -> Callable[[Submission], list[tuple[str, str]]]:
    """For a submission, (sheet, cell) of all cells filled in in this table, without unconfirmed previous rows."""
    return lambda s: [(c.sheet, c.cell) for c in s.rows if c.table == table and c.state != "carried"]


def _filled_narrative(submission: Submission) -> list[tuple[str, str]]:
    """(sheet, cell) of each line of the narrative, including lines which state that there is nothing."""
    lines: list[Statement | Finding] = [
        *submission.statements,
        *(f for f in submission.findings if f.code in NO_STATEMENTS),
    ]
    return [(x.sheet, x.cell) for x in lines]


def is_form_blank(submission: Submission) -> bool:
    """Whether the agency filled in none of the form's cells: no figure, statement, row, note or report detail.

    Unconfirmed drafts do not count, nor do previous rows that still have their mark; deleting the mark does.
    """
    signed = {(cell.table, cell.row) for cell in submission.rows if cell.column == CARRIED_COLUMN}
    filled = submission.balance.statements or submission.statements or submission.info or submission.balance.answers
    if (
        filled
        or submission.codes & {*NO_STATEMENTS, "table-said-none"}
        or any(cell.state != "carried" or (cell.table, cell.row) not in signed for cell in submission.rows)
    ):
        return False
    drafted = {f.indicator for f in submission.figures if f.note and is_unconfirmed(f.note)}
    return not any(
        (_typed_by_agency(f) or (f.note and not is_carried(f.note))) and f.indicator not in drafted
        for f in submission.figures
    )


def _typed_by_agency(figure: Figure) -> bool:
    """Whether the agency typed the figure, or confirmed a carried one."""
    return bool(figure.typed) and figure.state != "carried"


def is_unfilled(submission: Submission) -> bool:
    """Whether nothing was typed, neither in the form's cells nor outside them: that is no report."""
    return is_form_blank(submission) and not _typed_outside(submission)


def _typed_outside(submission: Submission) -> str:
    """The text typed outside the form's cells, without text that an earlier version of the form printed."""
    texts = [x.value for x in submission.leftovers if x.reason != EARLIER]
    return "; ".join([*texts, *(quoted_text(f) for f in submission.findings if f.code in OVERTYPED)])


def unsettled(submission: Submission) -> Submission:
    """The submission as it was before `settle`."""
    codes = submission.codes
    if codes & DUE_TO_OTHER_FILES:
        return replace(submission, findings=tuple(f for f in submission.findings if f.code not in DUE_TO_OTHER_FILES))
    if codes & NEEDS_NOTHING:
        return replace(submission, findings=submission.reading_findings, reading_findings=())
    if submission.status != "superseded" and codes.isdisjoint(BLANK | SET_ASIDE):
        return submission
    errors = any(f.severity == "error" for f in submission.reading_findings)
    return replace(
        submission,
        findings=submission.reading_findings,
        reading_findings=(),
        status="accepted_with_errors" if errors else "accepted",
    )


def copies_of_other_agencies(submission: Submission) -> Iterator[Submission]:
    """Yields copies of an unusable file: one for each other agency that sent the same file, with its source."""
    for also in (f for f in submission.findings if f.code == "also-sent"):
        day = dict(also.arguments).get("received")
        source = replace(
            submission.source,
            sender=also.text("sender"),
            attached_as=also.text("name"),
            received=day if isinstance(day, date) else None,
            mailed=None,
        )
        findings = submission.reading_findings or submission.findings
        yield replace(submission, agency=also.agency, source=source, findings=findings, reading_findings=())


def fate(submission: Submission) -> Fate:
    """How a file was dealt with (`Fate`)."""
    codes = submission.codes
    if submission.counts:
        return "used"
    if codes & BLANK:
        return "blank"
    if (submission.status == "rejected" and codes & SET_ASIDE) or codes & {"superseded-by-decision", "left-out"}:
        return "by_decision"
    if submission.status == "superseded":
        return "together" if "sent-together" in codes else "superseded"
    if submission.agency is None and any(f.waits_for is not None for f in submission.findings):
        return "waiting"
    fates: dict[str, Fate] = {
        **dict.fromkeys(BESIDE_A_FORM, "beside"),
        "came-beside": "beside",
        "document-of-reporter": "beside",
        "document-after-form": "beside",
        "taken-apart": "opened",
        "sent-by-us": "ours",
        "usable-since": "past",
    }
    return next((fates[code] for code in fates if code in codes), "unusable")


def arrival_key(submission: Submission) -> tuple[datetime, datetime, list[tuple[int, str]], str, str]:
    """A sort key: when a file came, then when it was saved; a file without a mail came when it was last saved."""
    source = submission.source
    saved, day = source.saved or datetime.min, source.received
    came = datetime(day.year, day.month, day.day) if day else saved
    if source.undated:  # the clock that dated the mail has dated the workbook too
        came = saved = datetime.min
    if source.mailed:
        came = source.mailed - _VIETNAM
    # Without its ending: `SA lần 2.xlsx` comes after `SA.xlsx`.
    stem = re.sub(r"\.\w+$", "", source.file)
    return (came, saved, natural_key(stem), source.file, source.sha256)


def is_later(submission: Submission, other: Submission) -> bool | None:
    """Whether a file is later than another, by their mails or the times they were saved; None where that is not known.

    A file without a mail may have been saved again by anybody: when it was saved does not prove it later than a mail.
    """
    mailed = [bool(s.source.mailed or s.source.received) for s in (submission, other)]
    dated = all(m or s.source.saved for m, s in zip(mailed, (submission, other), strict=True))
    later = arrival_key(submission)[:2] > arrival_key(other)[:2]
    return later if dated and (mailed[0] == mailed[1] or later is mailed[0]) else None


def natural_key(name: str) -> list[tuple[int, str]]:
    """A sort key by which `file 10` comes after `file 9`; two names have the same key only if they are equal."""
    parts = re.split(r"(\d+)", name)
    return [*((int(p), "") if p.isdecimal() else (-1, p) for p in parts), (-2, name)]
