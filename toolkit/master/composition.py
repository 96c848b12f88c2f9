"""Gathers the submissions from which masters of parts were made, as if all their files had been merged at once.

The submissions of all inputs are taken once for each file, and consolidated again: which of two versions is newer,
which groups there are and what adds up is decided among all of them. So the order and the number of steps in which
parts are merged do not matter.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from toolkit.consolidation.totals import members
from toolkit.consolidation.versions import arrival_key, unsettled
from toolkit.language.text import fold, group_codes, means_yes
from toolkit.master.decisions import use_of
from toolkit.master.hidden_sheet import differences
from toolkit.master.kept_of_parts import joined_kept, kept_from_part
from toolkit.master.read import MasterContent
from toolkit.master.rows_of_parts import columns_by_name, rows_as_defined, rows_in_new_units
from toolkit.master.values_of_parts import checked_figures
from toolkit.messages.findings.making import finding
from toolkit.model import (
    NOTHING_KEPT,
    NUMERIC_KINDS,
    Agency,
    Argument,
    Balance,
    Campaign,
    CellValue,
    Decision,
    Edit,
    Figure,
    FileStatus,
    Finding,
    FollowUp,
    Kept,
    Leftover,
    PartsCell,
    Source,
    Statement,
    Submission,
    grouped,
)
from toolkit.narrative.regroup import shortened
from toolkit.values.totals import computed, lookup
from toolkit.values.units import factor_from, in_present_unit


@dataclass(frozen=True, slots=True)
class Part:
    """The contents of one input: one submission from a workbook of an agency, many from a master."""

    submissions: tuple[Submission, ...]
    edits: tuple[Edit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()
    kept: Kept = NOTHING_KEPT


def part_from_master(
    campaign: Campaign, content: MasterContent, name: str, rename: Callable[[str], str | None]
) -> Part:
    """The contents of a master for a merge of this campaign. `rename` returns the name of one of its files here; None
    where the file is not here."""
    if content.campaign != campaign.id and content.whole:
        return refused_part(name, "master-of-other-campaign", content.campaign, campaign=campaign.id)
    if not content.whole:
        return refused_part(name, "master-too-old")
    other = content.definition != campaign.fingerprint
    older = _differences_from(campaign, content.summary or {}) if other and content.summary else _SAME
    findings: list[Finding] = []
    changed_rows = {file: (n, first) for file, n, first in content.changed_rows}
    changed_table_rows = {file: (n, first) for file, n, first in content.changed_table_rows}
    submissions = []
    without: Counter[str] = Counter()
    for submission in content.submissions:
        here, file = _for_campaign(campaign, submission, other, older), submission.source.file
        if here.status != "rejected":
            figures, held_findings = checked_figures(campaign, here, name, other)
            here = _with_findings(replace(here, figures=figures), held_findings)
        if len(here.leftovers) > len(submission.leftovers):
            without[submission.agency or ""] += len(here.leftovers) - len(submission.leftovers)
        if file in content.changed_files:
            about: dict[str, Argument] = {"master": name}
            here = _with_findings(
                here, [finding("master-changed", file=file, agency=submission.agency, arguments=about)]
            )
        for code, changes in (("master-rewritten", changed_rows), ("master-table-rewritten", changed_table_rows)):
            if file in changes:
                count, first_rows = changes[file]
                about = {"master": name, "count": count}
                here = _with_findings(
                    here, [finding(code, file=file, value=first_rows, agency=submission.agency, arguments=about)]
                )
        submissions.append(_renamed(here, rename(file), name))
    if other and content.summary is None:
        findings.append(finding("master-other-definition", file=name, value=content.definition))
    elif older.differs:
        about = {"differs": older.differs}
        findings.append(finding("master-older-definition", file=name, value=content.definition, arguments=about))
    if without:
        about = {"count": without.total(), "agencies": len(without)}
        findings.append(finding("master-not-asked", file=name, arguments=about))
    columns = columns_by_name(campaign)
    findings += [
        finding(
            "unit-unknown" if factor is None else "unit-converted",
            file=name,
            value=unit,
            indicator=code,
            arguments={"expected": (campaign.indicator_by_code.get(code) or columns[code]).unit},
        )
        for code, (unit, _, factor) in older.units.items()
    ]
    # The agency assigned to a file is in its submission.
    decisions = tuple(
        replace(d, file=rename(d.file) or d.file, through=name, assigned="")
        for d in content.decisions
        if d.typed or d.parts
    )
    edits = tuple(replace(e, through=name) for e in content.edits)
    followup = tuple(FollowUp(*text) for text in content.followup)
    kept = replace(kept_from_part(content.kept, name, content.summary or {}), followup=followup)
    return Part(tuple(submissions), edits, decisions, tuple(findings), kept)


@dataclass(frozen=True, slots=True)
class _Differences:
    """How the definition of a master differs from the present one."""

    differs: tuple[str, ...] = ()
    units: Mapping[str, tuple[str, str, Decimal | None]] = field(default_factory=dict)
    """(unit, kind, factor) of indicators and columns that had another unit."""


_SAME = _Differences()


def _differences_from(campaign: Campaign, before: Mapping[str, Any]) -> _Differences:
    units = {}
    columns = columns_by_name(campaign)
    for code, (unit, kind, _) in (before.get("indicators", {}) | before.get("tables", {})).items():
        indicator = campaign.indicator_by_code.get(code) or columns.get(code)
        if (
            indicator
            and indicator.numeric
            and kind in NUMERIC_KINDS
            and not indicator.formula
            and fold(unit) != fold(indicator.unit)
        ):
            factor = factor_from(unit, kind, indicator)
            if factor != 1:
                units[code] = unit, kind, factor
    return _Differences(differences(before, campaign), units)


def _in_new_units(campaign: Campaign, agency: Agency, submission: Submission, older: _Differences) -> Submission:
    """The submission with figures converted to the present units, and computed figures computed again."""
    if not older.differs:
        return submission
    figures = {(f.indicator, f.period): f for f in submission.figures}
    held: list[tuple[str, str, CellValue]] = []
    for key, figure in figures.items():
        if key[0] in older.units:
            unit, kind, _ = older.units[key[0]]
            figures[key], cell = in_present_unit(figure, campaign.indicator_by_code[key[0]], unit, kind)
            if cell is not None:
                held.append((*key, cell))
    rows = rows_in_new_units(campaign, submission.rows, older.units)
    touched = {*older.units, *older.differs}
    for indicator in campaign.indicators_of(agency):
        if indicator.formula and touched & {indicator.code, *(m.code for m in members(campaign, indicator))}:
            for period in campaign.periods:
                by_code = {code: f for (code, key), f in figures.items() if key == period.key}
                value, state = computed(indicator, lookup(campaign, by_code))
                before = figures[indicator.code, period.key]
                figures[indicator.code, period.key] = before._replace(value=value, state=state)
    return replace(submission, figures=tuple(figures.values()), rows=rows, held=(*submission.held, *held))


def _with_findings(submission: Submission, findings: Sequence[Finding]) -> Submission:
    """The submission with these further findings."""
    errors = submission.status == "accepted" and any(f.severity == "error" for f in findings)
    status: FileStatus = "accepted_with_errors" if errors else submission.status
    return replace(submission, status=status, findings=(*submission.findings, *findings))


def refused_part(name: str, code: str, value: str = "", *, campaign: str = "") -> Part:
    """The part of a master that cannot be used: its file is listed as rejected."""
    why = finding(code, file=name, value=value, arguments={"campaign": campaign})
    return Part((Submission(source=Source(file=name), status="rejected", findings=(why,)),))


def join(
    parts: Sequence[Part], edits: Sequence[Edit] = (), decisions: Sequence[Decision] = (), kept: Kept = NOTHING_KEPT
) -> Part:
    """All parts as one. `edits`, `decisions` and `kept` are the coordinator's: they take precedence over the parts."""
    carried, disagreeing = _joined_edits([e for part in parts for e in part.edits], edits)
    decided, contrary = _joined_decisions([d for part in parts for d in part.decisions], decisions)
    findings = [f for part in parts for f in part.findings]
    submissions = _with_distinct_names(list(_each_once(parts)))
    return Part(
        tuple(submissions),
        carried,
        decided,
        (*findings, *disagreeing, *contrary),
        joined_kept(kept, [p.kept for p in parts]),
    )


# --- Each file once --------------------------------------------------------------------------------


def _each_once(parts: Sequence[Part]) -> Iterator[Submission]:
    """The submissions, without those that came in again by another part.

    Which of equal submissions stays does not depend on the order of the parts. Files with equal contents within one
    part all stay, since they are reported as duplicates.
    """
    by_content: dict[str, list[list[Submission]]] = {}
    for part in parts:
        here = grouped((submission.source.sha256, submission) for submission in part.submissions)
        for sha256, same in here.items():
            by_content.setdefault(sha256, []).append(same)
    for sha256, candidates in by_content.items():
        if sha256:
            yield from candidates[0] if len(candidates) == 1 else max(candidates, key=_rank)
        else:
            yield from (s for same in candidates for s in same)


def _rank(same: Sequence[Submission]) -> tuple[object, ...]:
    """A sort key for equal files. It prefers files with a chosen agency, then files that could be read, then the file
    that would count if all had come in together, then files with more copies."""
    chosen = any(f.code == "agency-assigned" for s in same for f in (*s.findings, *s.reading_findings))
    read = any(s.status != "rejected" for s in same)
    return chosen, read, max(map(arrival_key, same)), len(same), sorted(s.source.file for s in same)


def _with_distinct_names(submissions: Sequence[Submission]) -> Iterator[Submission]:
    """The submissions, where different files with the same name get the names of their masters."""
    named = Counter(s.source.file for s in submissions)
    for submission in submissions:
        source = submission.source
        if named[source.file] > 1 and source.through:
            submission = _with_file_name(submission, f"{source.through} › {source.file}")
        yield submission


def _for_campaign(
    campaign: Campaign, submission: Submission, other_definition: bool, older: _Differences
) -> Submission:
    """The submission as reading its file for this campaign would give it."""
    agency = campaign.agency_by_code.get(submission.agency or "")
    submission = unsettled(submission)  # which file counts is decided among all of them
    if submission.status == "rejected":
        return submission if agency else replace(submission, agency=None)
    if agency is None:
        why = finding("unknown-agency", file=submission.source.file, value=submission.agency or "")
        return Submission(
            source=submission.source,
            status="rejected",
            campaign=submission.campaign,
            definition=submission.definition,
            findings=(why,),
        )
    return _in_new_units(campaign, agency, _as_defined(campaign, agency, submission, other_definition), older)


def _as_defined(campaign: Campaign, agency: Agency, submission: Submission, other_definition: bool) -> Submission:
    """The submission by the present definition and in its order: figures that the definition does not have become
    leftovers, and figures that are new in it are missing."""
    codes = [i.code for i in campaign.indicators_of(agency)]
    order = [(code, p.key) for code in codes for p in campaign.periods]
    figures = {(f.indicator, f.period): f for f in submission.figures}
    sections, themes = {s.code for s in campaign.sections_of(agency)}, {t.code for t in campaign.themes}
    rows, lost_cells = rows_as_defined(campaign, agency, submission.rows)
    # Somebody may have typed unknown codes into the master.
    known = not lost_cells and all(s.section in sections and s.theme in {"", *themes} for s in submission.statements)
    if not other_definition and known and [f[1:3] for f in submission.figures] == order:
        return submission
    blank = Figure(agency.code, "", "", None, "missing", file=submission.source.file)
    figures_in_order = [figures.get(key) or blank._replace(indicator=key[0], period=key[1]) for key in order]
    lost_figures = [f for key, f in figures.items() if key not in order and (f.typed or f.note)]
    lost_statements = [s for s in submission.statements if s.section not in sections]
    unlisted = [s for s in submission.statements if s.section in sections and s.theme and s.theme not in themes]
    leftovers = [_as_leftover(c, c.typed, "unknown-indicator") for c in lost_cells]
    leftovers += [_as_leftover(f, x, "unknown-indicator") for f in lost_figures for x in (f.typed, f.note) if x]
    leftovers += [_as_leftover(s, x, "unknown-section") for s in lost_statements for x in (s.text, s.evidence) if x]
    leftovers += [_as_leftover(s, s.theme, "unknown-theme") for s in _first_with_theme([*lost_statements, *unlisted])]
    return replace(
        submission,
        figures=tuple(figures_in_order),
        statements=tuple(
            s if s.theme in themes else s._replace(theme="") for s in submission.statements if s.section in sections
        ),
        rows=rows,
        leftovers=(*submission.leftovers, *leftovers),
        balance=_with_new_leftovers(submission.balance, lost_figures, lost_statements, unlisted, lost_cells),
    )


def _as_leftover(cell: Figure | Statement, value: str, reason: str) -> Leftover:
    return Leftover(file=cell.file, sheet=cell.sheet, cell=cell.cell, value=value, reason=reason, agency=cell.agency)


def _first_with_theme(statements: Iterable[Statement]) -> list[Statement]:
    """The first statement with a theme in each cell: the theme was chosen once for all statements of the cell."""
    return list({(s.sheet, s.cell): s for s in reversed([s for s in statements if s.theme])}.values())[::-1]


def _with_new_leftovers(
    balance: Balance,
    figures: Sequence[Figure],
    statements: Sequence[Statement],
    unlisted: Sequence[Statement],
    cells: Sequence[Figure],
) -> Balance:
    """The balance, with new leftovers counted as reported; of the `unlisted` statements only the themes."""
    typed, notes = sum(bool(f.typed) for f in figures), sum(bool(f.note) for f in figures)
    texts = len({s.cell for s in statements}) + sum(bool(s.evidence) for s in statements)
    texts += len(_first_with_theme([*statements, *unlisted]))
    return replace(
        balance,
        figures=balance.figures - typed,
        notes=balance.notes - notes,
        statements=balance.statements - texts,
        rows=balance.rows - len(cells),
        reported=balance.reported + typed + notes + texts + len(cells),
    )


def _renamed(submission: Submission, file: str | None, through: str) -> Submission:
    """The submission with the name that its file has here, and with the master through which it came."""
    source = submission.source
    came = f"{through} › {source.through}" if source.through else through
    known = replace(source, through=came, away=file is None)
    return _with_file_name(replace(submission, source=known), file or source.file)


def _with_file_name(submission: Submission, file: str) -> Submission:
    source = submission.source
    if file == source.file:
        return submission
    return replace(
        submission,
        source=replace(source, file=file),
        figures=tuple(f._replace(file=file) for f in submission.figures),
        statements=tuple(s._replace(file=file) for s in submission.statements),
        rows=tuple(c._replace(file=file) for c in submission.rows),
        followup=tuple(x._replace(file=file) for x in submission.followup),
        leftovers=tuple(replace(x, file=file) for x in submission.leftovers),
        findings=tuple(replace(f, file=file) if f.file == source.file else f for f in submission.findings),
        reading_findings=tuple(
            replace(f, file=file) if f.file == source.file else f for f in submission.reading_findings
        ),
    )


# --- Decisions of the coordinator and of parts --------------------------------------------------------


def _is_coordinators(here: str, before: PartsCell | None, now: str) -> bool:
    """Whether the value of a cell (`here`) is the coordinator's, which takes precedence over the parts' value.

    `before`: the value that the parts had when the master was written; `now`: their present value. A cell that was
    cleared stays cleared as long as the value of the parts is the same.
    """
    if before is None:
        return bool(here)
    if here:
        return bool(before.own) or not _is_same(here, before.value)
    return _is_same(now, before.value)


def _is_same(one: str, other: str) -> bool:
    return one.split() == other.split()


# --- The coordinators' decisions about files ---------------------------------------------------------


def _joined_decisions(
    carried: Sequence[Decision], local: Sequence[Decision]
) -> tuple[tuple[Decision, ...], list[Finding]]:
    """The coordinator's decisions, and those of the parts about other files. Where parts differ, no part is followed.

    Agencies are assigned to files by the coordinator alone.
    """
    joined, findings = _joined_uses(carried, [replace(d, assigned="") for d in local if d.typed or d.parts])
    assigned = {(d.file, d.sha256): d for d in local if d.assigned}
    both = [
        replace(d, assigned=assigned.pop((d.file, d.sha256)).assigned) if (d.file, d.sha256) in assigned else d
        for d in joined
    ]
    alone = [Decision(file=d.file, sha256=d.sha256, use=None, assigned=d.assigned) for d in assigned.values()]
    return (*both, *alone), findings


def _joined_uses(carried: Sequence[Decision], local: Sequence[Decision]) -> tuple[tuple[Decision, ...], list[Finding]]:
    """The decisions whether files are used: those of the coordinator, and those of parts about other files."""
    of_parts = grouped(
        (decision.sha256 or decision.file, decision) for decision in sorted(carried, key=lambda d: (d.file, d.typed))
    )
    joined: list[Decision] = []
    findings: list[Finding] = []
    settled: set[str] = set()
    for here in local:
        content = here.sha256 or here.file
        now = _agreed_decision(of_parts.get(content, ()))
        use, before = _use_in_words(now.typed if now else ""), here.parts
        if before is not None:
            before = before._replace(value=_use_in_words(before.value))
        if _is_coordinators(here_use := _use_in_words(here.typed), before, use):
            settled.add(content)
            of_now = PartsCell("decision", now.typed, here.typed if here_use == use else "") if now else None
            joined.append(replace(here, parts=of_now))
        elif now and not here.typed:
            through = {"master": now.through}
            findings.append(finding("decision-anew", file=here.file, value=now.typed, arguments=through))
        elif before is not None and not here.typed:
            joined.append(here)  # cleared here; the part may be missing from this merge only
    for content, same in of_parts.items():
        if content in settled:
            continue
        if now := _agreed_decision(same):
            joined.append(replace(now, parts=PartsCell("decision", now.typed)))
        else:
            files = "; ".join(sorted({d.file for d in same}))
            typed = ", ".join(sorted({d.typed for d in same}))
            findings.append(finding("decision-conflict", file=same[0].file, value=typed, arguments={"files": files}))
    return tuple(joined), findings


def _agreed_decision(decisions: Sequence[Decision]) -> Decision | None:
    """The decision of the parts about a file, if they agree, with the names of all of them."""
    if len({d.use for d in decisions}) != 1:
        return None
    return replace(decisions[0], through="; ".join(sorted({d.through for d in decisions})))


def _use_in_words(typed: str) -> str:
    """A decision in one spelling."""
    use = use_of(typed)
    return typed if use is None else str(use)


# --- The coordinators' edits -----------------------------------------------------------------------

#: The columns that may be edited, each with the field for the text of the other group. `keep_apart` is a set.
_EDITED = dict.fromkeys(("edited_family", "edited_text", "edited_theme", "merge_into", "hide", "follow_up"), "")
_EDITED["merge_into"] = "merge_text"
_ALONE = "yes"
_NOT_HIDDEN = "no"


def _joined_edits(carried: Sequence[Edit], local: Sequence[Edit]) -> tuple[tuple[Edit, ...], list[Finding]]:
    """The edits of each group, column by column. Where the parts differ, one value is taken, with a finding."""
    of_parts = grouped((edit.group, edit) for edit in carried)
    mine = grouped((edit.group, edit) for edit in local)
    findings: list[Finding] = []
    joined: list[Edit] = []
    for group in sorted(of_parts.keys() | mine.keys()):
        theirs = sorted(of_parts.get(group, ()), key=repr)
        blank = [_undecided_edit(theirs)] if theirs else []
        here = [
            e if e.text or not blank else replace(e, section=blank[0].section, text=blank[0].text)
            for e in mine.get(group, blank)
        ]
        joined += [_joined_edit(edit, theirs, findings) for edit in here]
    edits = tuple(e for e in joined if e.decides or e.show or e.taken_over or e.parts)
    return edits, list(dict.fromkeys(findings))


def _undecided_edit(theirs: Sequence[Edit]) -> Edit:
    """An edit without decisions, for the group of the parts' edits `theirs`."""
    first = theirs[0]
    before = min((e.taken_over for e in theirs if e.taken_over), default="")
    return Edit(group=first.group, section=first.section, text=first.text, taken_over=before)


def _joined_edit(local: Edit, theirs: Sequence[Edit], findings: list[Finding]) -> Edit:
    """The edit of one group: in each column the coordinator's value, else the present value of the parts."""
    before_by_column = {s.column: s for s in local.parts}
    cells: list[PartsCell] = []
    through: set[str] = set()
    changes: dict[str, object] = {}
    for column, beside in _EDITED.items():
        by_value = grouped((typed, edit) for edit in theirs if (typed := _typed(edit, column)) and typed != _NOT_HIDDEN)
        here, before, now = _typed(local, column), before_by_column.get(column), min(by_value, default="")
        mine = _is_coordinators(here, before, now)
        shown = {
            typed: (beside and shortened(getattr(by_value[typed][0], beside))) or typed for typed in sorted(by_value)
        }
        if now:
            cells.append(PartsCell(column, now, here if mine and _is_same(here, now) else ""))
        elif before is not None and not here:
            cells.append(before)  # cleared here; the part may be missing from this merge only
        if mine:
            continue
        changes |= {"hide": bool(now), "show": False} if column == "hide" else {column: now}
        if beside:
            changes[beside] = getattr(by_value[now][0], beside) if now else ""
        if now:
            masters = sorted({e.through for e in by_value[now]})
            through.update(masters)
            if before is not None and not here:
                about = {"column": column, "master": "; ".join(masters), "about": shortened(local.text)}
                findings.append(finding("edit-anew", value=shown[now], group=local.group, arguments=about))
        if len(by_value) > 1:
            differ = {"column": column, "values": " / ".join(shown.values()), "about": shortened(local.text)}
            findings.append(finding("edits-disagree", value=shown[now], group=local.group, arguments=differ))
    joined = replace(local, **changes, parts=tuple(cells))  # type: ignore[arg-type]
    return _with_groups_apart(joined, theirs, before_by_column.get("keep_apart"), through)


def _typed(edit: Edit, column: str) -> str:
    """The value of an edit's column."""
    if column == "hide":
        return "yes" if edit.hide else _NOT_HIDDEN if edit.show else ""
    return str(getattr(edit, column))


def _with_groups_apart(local: Edit, theirs: Sequence[Edit], before: PartsCell | None, through: set[str]) -> Edit:
    """The edit with the groups that any part keeps apart, except those that the coordinator took out."""
    texts: dict[str, str] = {}
    for edit in (local, *theirs):
        for code, text in zip(group_codes(edit.keep_apart), edit.apart_texts, strict=False):
            texts[code] = texts.get(code) or text
    here, now = _group_codes(local.keep_apart), _group_codes(*(e.keep_apart for e in theirs))
    before_codes, mine = (_group_codes(before.value), _group_codes(before.own)) if before else (set(), set())
    added = (here - before_codes) | (here & mine)
    apart = (now - (before_codes - here)) | added
    typed = local.keep_apart
    if apart != here:
        typed = _ALONE if _ALONE in apart else ", ".join(sorted(apart))
    through |= {e.through for e in theirs if _group_codes(e.keep_apart) & (apart - added)}
    # A group that was taken out stays so, though its part may be missing from this merge.
    known = now | (before_codes - here)
    of_parts = (PartsCell("keep_apart", ", ".join(sorted(known)), ", ".join(sorted(added & now))),) if known else ()
    return replace(
        local,
        keep_apart=typed,
        apart_texts=tuple(texts.get(c, "") for c in group_codes(typed)),
        parts=(*local.parts, *of_parts),
        through="; ".join(sorted(through - {""})),
    )


def _group_codes(*typed: str) -> set[str]:
    """The codes of groups typed in these texts; only `yes`, for all others, if a text means it."""
    codes = {code for text in typed for code in ([_ALONE] if means_yes(text) else group_codes(text))}
    return {_ALONE} if _ALONE in codes else codes
