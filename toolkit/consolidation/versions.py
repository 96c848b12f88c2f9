"""Which of an agency's files counts, what the coordinator decided about it, and what differs between versions.

The latest valid file in which the agency filled something counts, unless the coordinator says otherwise (use,
don't use). A decision belongs to what a file holds, not to its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise, zip_longest
from pathlib import PurePosixPath
from typing import Literal

from toolkit.agencies.roster import reporter
from toolkit.consolidation.caveats import periods_in
from toolkit.consolidation.tables.rows import GivenRow, rows_in
from toolkit.consolidation.totals import WHOLE, Province, members
from toolkit.form.carried import is_carried
from toolkit.form.contents import EARLIER, NO_STATEMENTS, is_unconfirmed
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings.catalogue import written
from toolkit.messages.findings.kinds import BESIDE_OTHERS, BLANK, DOCUMENTS, NEEDS_NOTHING, OVERTYPED, SET_ASIDE
from toolkit.model import (
    CARRIED_COLUMN,
    Argument,
    Campaign,
    Change,
    Decision,
    Effect,
    Figure,
    Finding,
    Indicator,
    InfoValue,
    Leftover,
    Statement,
    Submission,
    TableCell,
)

#: So many cells of an earlier file are named.
_NAMED = 6
#: Workbooks say in UTC when they were saved; mails are dated by the clocks of Vietnam.
_VIETNAM = timedelta(hours=7)
#: What became of a file. `together`: it came in one mail with the one that counts; `waiting`: for a decision;
#: `beside` a form; `opened`: what was in it was taken out; `ours`: we sent it; `past`: it cannot be used, and a
#: usable one followed.
Fate = Literal[
    "used", "superseded", "together", "by_decision", "blank", "waiting", "beside", "opened", "ours", "past", "unusable"
]


@dataclass(frozen=True, slots=True)
class Settlement:
    """All files with their final status, and what became of the coordinator's decisions."""

    submissions: tuple[Submission, ...]
    """By file name."""
    decisions: Mapping[str, Decision]
    """By the name of the file that each is about."""
    orphaned: tuple[Decision, ...]
    """Those whose file is not there any more."""
    findings: tuple[Finding, ...]


def settle(campaign: Campaign, submissions: Iterable[Submission], decisions: Iterable[Decision] = ()) -> Settlement:
    """Of an agency's valid files that say something the latest counts; the coordinator's decisions go before that.

    A document that is no form needs nobody's attention once a form of its agency counts. Where nothing else tells
    whose it is, its name does, if it names one agency.
    """
    ordered = sorted(map(unsettled, submissions), key=lambda s: (natural(s.source.file), s.source.sha256))
    own, orphaned, findings = _matched(ordered, decisions)
    findings += [_finding("decision-without-file", file=d.file, value=d.as_typed) for d in orphaned if d.as_typed]
    wanted: dict[str, bool] = {}
    for file, decision in own.items():
        if not decision.typed:
            continue
        if decision.use is None:
            findings.append(_finding("decision-not-understood", file=file, value=decision.typed))
        else:
            wanted[file] = decision.use
    _drop_contradictions(ordered, wanted, own, findings)
    counting = _counting(ordered, wanted, findings)
    through = {file: decision.through for file, decision in own.items()}
    settled = tuple(_settled(s, counting, wanted, through) for s in ordered)
    settled = _beside_forms(campaign, settled, counting)
    replaced: dict[str | None, list[Submission]] = {}
    for submission in settled:
        if submission.status == "superseded":
            replaced.setdefault(submission.agency, []).append(submission)
    if replaced:
        settled = tuple(
            _beside_others(s, replaced[s.agency])
            if s.agency in replaced and counting.get(s.agency or "") is s and s.source.file not in wanted
            else s
            for s in settled
        )
    return Settlement(settled, own, orphaned, tuple(findings))


def _matched(
    ordered: Sequence[Submission], decisions: Iterable[Decision]
) -> tuple[dict[str, Decision], tuple[Decision, ...], list[Finding]]:
    """Each decision with its file: by what it holds, else by its name, which is said."""
    decisions = sorted(decisions, key=lambda d: (natural(d.file), d.sha256, d.typed))
    names = {s.source.file: s for s in ordered}
    contents: dict[str, list[str]] = {}
    for submission in ordered:
        if submission.source.sha256:
            contents.setdefault(submission.source.sha256, []).append(submission.source.file)
    own: dict[str, Decision] = {}
    rest: list[Decision] = []
    renamed: list[Decision] = []
    for decision in decisions:
        same = contents.get(decision.sha256, [])
        if decision.file in same:
            own[decision.file] = decision
        else:
            (renamed if same else rest).append(decision)
    for decision in renamed:
        same = contents[decision.sha256]
        own[next((file for file in same if file not in own), same[0])] = decision
    orphaned: list[Decision] = []
    findings: list[Finding] = []
    for decision in rest:
        # A decision that was cleared is about that very file: its name is no sign of it.
        cleared = decision.said is not None and not decision.as_typed
        if cleared or decision.file not in names or decision.file in own:
            orphaned.append(decision)
            continue
        own[decision.file] = decision
        if decision.sha256:
            findings.append(
                _finding(
                    "decision-by-name", file=decision.file, value=decision.as_typed, agency=names[decision.file].agency
                )
            )
    return own, tuple(orphaned), findings


def _drop_contradictions(
    ordered: Sequence[Submission], wanted: dict[str, bool], own: Mapping[str, Decision], findings: list[Finding]
) -> None:
    """A decision holds for every copy of the file; where copies have contrary ones, neither is followed."""
    copies: dict[str, list[str]] = {}
    for submission in ordered:
        if submission.source.sha256:
            copies.setdefault(submission.source.sha256, []).append(submission.source.file)
    for files in copies.values():
        said = {file: wanted[file] for file in files if file in wanted}
        if len(set(said.values())) > 1:
            findings.append(
                _finding(
                    "decision-conflict",
                    file=next(iter(said)),
                    value=", ".join(own[f].typed for f in said),
                    files="; ".join(said),
                )
            )
            for file in said:
                del wanted[file]
        elif said:
            wanted.update(dict.fromkeys(files, next(iter(said.values()))))


def _counting(
    ordered: Sequence[Submission], wanted: Mapping[str, bool], findings: list[Finding]
) -> dict[str, Submission]:
    """The file that counts, by agency."""
    by_agency: dict[str, list[Submission]] = {}
    for submission in ordered:
        use = wanted.get(submission.source.file)
        if submission.status == "rejected" or not submission.agency:
            if use:
                findings.append(
                    _finding("decision-not-followed", file=submission.source.file, agency=submission.agency)
                )
        elif use is not False and (use or not is_unfilled(submission)):
            by_agency.setdefault(submission.agency, []).append(submission)
    counting = {}
    for agency, found in by_agency.items():
        asked = [s for s in found if wanted.get(s.source.file)]
        counting[agency] = max(asked or [s for s in found if not says_nothing(s)] or found, key=age)
        if len({s.source.sha256 for s in asked}) > 1:
            files = "; ".join(s.source.file for s in asked)
            findings.append(
                _finding("decision-conflict", file=counting[agency].source.file, agency=agency, files=files)
            )
    return counting


def _settled(
    submission: Submission, counting: Mapping[str, Submission], wanted: Mapping[str, bool], through: Mapping[str, str]
) -> Submission:
    by = counting.get(submission.agency or "")
    if submission.status == "rejected":
        return _made_good(submission, by) if by is not None else submission
    if by is submission:
        return submission
    if wanted.get(submission.source.file) is False:
        by_part = through.get(submission.source.file, "")
        finding = (
            _finding("set-aside-below", file=submission.source.file, agency=submission.agency, master=by_part)
            if by_part
            else _finding("set-aside", file=submission.source.file, agency=submission.agency)
        )
        return replace(submission, status="rejected", own_findings=submission.findings, findings=(finding,))
    outside = ""
    code, later = "superseded", by is not None and age(submission) > age(by)
    if by is not None and submission.source.sha256 == by.source.sha256:
        code = "duplicate-file"
    elif is_unfilled(submission):
        code = "blank-form-later" if later else "blank-form"
    elif later and says_nothing(submission):
        code, outside = "only-outside-form", _typed_outside(submission)
    elif later:
        code = "superseded-by-decision"
    elif by is not None and _in_one_mail(submission, by):
        code = "sent-together"
    finding = _finding(
        code, file=submission.source.file, agency=submission.agency, value=outside, other=by.source.file if by else ""
    )
    return replace(
        submission,
        status="rejected" if code in BLANK else "superseded",
        own_findings=submission.findings,
        findings=(finding,),
    )


def _beside_forms(
    campaign: Campaign, settled: tuple[Submission, ...], counting: Mapping[str, Submission]
) -> tuple[Submission, ...]:
    """Documents of agencies whose form counts, with what is said of them."""
    said: dict[int, Submission] = {}
    for submission in filter(is_document, settled):
        agency = reporter(campaign, submission)
        form = counting.get(agency)
        if form is not None:
            code = "document-after-form" if is_later(submission, form) else "document-of-reporter"
            finding = _finding(code, file=submission.source.file, agency=agency, other=form.source.file)
            said[id(submission)] = replace(submission, findings=(finding,), own_findings=submission.findings)
    return tuple(said.get(id(s), s) for s in settled) if said else settled


def is_document(submission: Submission) -> bool:
    """Whether a file is a document that is no form, of which nobody has to decide whose it is."""
    return submission.status == "rejected" and bool(submission.errors & DOCUMENTS) and not submission.waits_for


def _made_good(submission: Submission, by: Submission) -> Submission:
    """A file that cannot be used; nobody need do anything about it where its agency has sent a usable one since."""
    past = is_later(submission, by) is False and age(submission)[0] < age(by)[0]
    if not past or not submission.errors:
        return submission
    finding = _finding("usable-since", file=submission.source.file, agency=submission.agency, other=by.source.file)
    also = (f for f in submission.findings if f.code == "also-sent")
    return replace(submission, own_findings=submission.findings, findings=(finding, *also))


def _beside_others(submission: Submission, replaced: Sequence[Submission]) -> Submission:
    """With a warning where its mail brought other forms of its agency that say something else, and one for each sheet
    of figures, narrative or a table that is blank in it, but not in an earlier file.

    Both may be parts of one report; which holds only a person can say, so nothing is put together.
    """
    older = sorted((s for s in replaced if age(s) < age(submission)), key=age, reverse=True)
    found = list(submission.findings)
    beside = [s for s in replaced if _in_one_mail(s, submission) and _said(s) != _said(submission)]
    if beside:
        files = ", ".join(
            f"“{s.source.called}”" for s in sorted([submission, *beside], key=lambda s: natural(s.source.file))
        )
        found.append(
            _finding(
                "forms-in-one-mail",
                file=submission.source.file,
                agency=submission.agency,
                value=submission.source.called,
                files=files,
            )
        )
    undated = [s for s in replaced if s.source.undated and s.source.sha256 != submission.source.sha256]
    found += [
        _finding("undated-version", file=submission.source.file, agency=submission.agency, other=s.source.file)
        for s in undated
    ]
    tables = dict.fromkeys(cell.table for s in older for cell in s.rows)
    for filled in (_figures_filled, *map(_rows_filled, tables), _narrative_filled):
        before = next((s for s in older if filled(s)), None)
        if before is not None and not filled(submission):
            found.append(
                _finding(
                    "filled-before",
                    file=submission.source.file,
                    agency=submission.agency,
                    sheet=filled(before)[0][0],
                    value=", ".join(cell for _, cell in filled(before)[:_NAMED]),
                    other=PurePosixPath(before.source.file).name,
                )
            )
    return replace(submission, findings=tuple(found)) if len(found) > len(submission.findings) else submission


def _in_one_mail(one: Submission, other: Submission) -> bool:
    return bool(one.source.mailed) and (one.source.mailed, one.source.sender) == (
        other.source.mailed,
        other.source.sender,
    )


def _said(submission: Submission) -> object:
    """What the agency says in a form: its figures with notes, its points in their order, and the rows of its tables in
    any order."""
    figures = {(f.indicator, f.period, f.typed, f.note) for f in submission.figures if f.typed or f.note}
    rows = {(c.table, c.row, c.column, c.typed) for c in submission.rows}
    return figures, [(s.section, s.theme, s.text) for s in submission.statements], rows


def _figures_filled(submission: Submission) -> list[tuple[str, str]]:
    """Sheet and cell of each figure that was filled in; those drafted for the agency are none of its own."""
    drafted = {f.indicator for f in submission.figures if f.note and is_unconfirmed(f.note)}
    return [(f.sheet, f.cell) for f in submission.figures if _is_own(f) and f.cell and f.indicator not in drafted]


def _rows_filled(table: str) -> Callable[[Submission], list[tuple[str, str]]]:
    """Of a submission, sheet and cell of all that was filled in in the rows of this table; those of the round before
    that nobody confirmed are none of its own."""
    return lambda s: [(c.sheet, c.cell) for c in s.rows if c.table == table and c.state != "carried"]


def _narrative_filled(submission: Submission) -> list[tuple[str, str]]:
    """Sheet and cell of each line of the narrative, also of one that says that there is nothing."""
    lines: list[Statement | Finding] = [
        *submission.statements,
        *(f for f in submission.findings if f.code in NO_STATEMENTS),
    ]
    return [(x.sheet, x.cell) for x in lines]


def says_nothing(submission: Submission) -> bool:
    """Whether the form's own cells hold nothing of the agency's: no figure, point, row, note or report detail.

    Figures drafted for the agency are nothing as long as it has not confirmed them; nor are rows of last time that have
    their sign still. Who deleted the sign has done something.
    """
    signed = {(cell.table, cell.row) for cell in submission.rows if cell.column == CARRIED_COLUMN}
    said = submission.balance.statements or submission.statements or submission.info
    if (
        said
        or submission.codes & {*NO_STATEMENTS, "table-said-none"}
        or any(cell.state != "carried" or (cell.table, cell.row) not in signed for cell in submission.rows)
    ):
        return False
    drafted = {f.indicator for f in submission.figures if f.note and is_unconfirmed(f.note)}
    return not any((_is_own(f) or _is_own_note(f)) and f.indicator not in drafted for f in submission.figures)


def _is_own(figure: Figure) -> bool:
    """Whether the agency typed it: what stands there as last time is not its own before it has confirmed it."""
    return bool(figure.typed) and figure.state != "carried"


def _is_own_note(figure: Figure) -> bool:
    return bool(figure.note) and not is_carried(figure.note)


def is_unfilled(submission: Submission) -> bool:
    """Whether nothing at all was typed, inside the form's cells or outside them: that is no report."""
    return says_nothing(submission) and not _typed_outside(submission)


def _typed_outside(submission: Submission) -> str:
    """What was typed that has no place in the form; what an earlier version of it printed is nobody's word."""
    said = [x.value for x in submission.leftovers if x.reason != EARLIER]
    said += [written(f) for f in submission.findings if f.code in OVERTYPED]
    return "; ".join(said)


def unsettled(submission: Submission) -> Submission:
    """The submission as it was before it was settled which file counts."""
    codes = submission.codes
    if codes & BESIDE_OTHERS:
        return replace(submission, findings=tuple(f for f in submission.findings if f.code not in BESIDE_OTHERS))
    if codes & NEEDS_NOTHING:
        return replace(submission, findings=submission.own_findings, own_findings=())
    if submission.status != "superseded" and codes.isdisjoint(BLANK | SET_ASIDE):
        return submission
    errors = any(f.severity == "error" for f in submission.own_findings)
    return replace(
        submission,
        findings=submission.own_findings,
        own_findings=(),
        status="accepted_with_errors" if errors else "accepted",
    )


def as_others_sent(submission: Submission) -> Iterator[Submission]:
    """A file that cannot be used, once for each other agency that sent the same, as that agency sent it."""
    for finding in (f for f in submission.findings if f.code == "also-sent"):
        day = dict(finding.arguments).get("received")
        source = replace(
            submission.source,
            sender=finding.text("sender"),
            attached_as=finding.text("name"),
            received=day if isinstance(day, date) else None,
            mailed=None,
        )
        findings = submission.own_findings or submission.findings
        yield replace(submission, agency=finding.agency, source=source, findings=findings, own_findings=())


def fate(submission: Submission) -> Fate:
    """What became of a file."""
    codes = submission.codes
    if submission.status in ("accepted", "accepted_with_errors"):
        return "used"
    if codes & BLANK:
        return "blank"
    if is_set_aside(submission) or codes & {"superseded-by-decision", "left-out"}:
        return "by_decision"
    if submission.status == "superseded":
        return "together" if "sent-together" in codes else "superseded"
    if submission.agency is None and any(f.waits_for is not None for f in submission.findings):
        return "waiting"
    told: dict[str, Fate] = {
        "came-beside": "beside",
        "document-of-reporter": "beside",
        "document-after-form": "beside",
        "taken-apart": "opened",
        "sent-by-us": "ours",
        "usable-since": "past",
    }
    return next((told[code] for code in told if code in codes), "unusable")


def is_set_aside(submission: Submission) -> bool:
    """Whether a file is not used since somebody decided so, here or in the master of a part."""
    return submission.status == "rejected" and bool(submission.codes & SET_ASIDE)


def age(submission: Submission) -> tuple[datetime, datetime, list[tuple[int, str]], str, str]:
    """When a file came, then when it was saved; one that came in no mail is as old as its last saving."""
    source = submission.source
    saved, day = source.saved or datetime.min, source.received
    came = datetime(day.year, day.month, day.day) if day else saved
    if source.undated:  # the clock that dated the mail has dated the workbook too
        came = saved = datetime.min
    if source.mailed:
        came = source.mailed - _VIETNAM
    # Without its ending: `SA lần 2.xlsx` comes after `SA.xlsx`.
    stem = re.sub(r"\.\w+$", "", source.file)
    return (came, saved, natural(stem), source.file, source.sha256)


def is_later(submission: Submission, other: Submission) -> bool | None:
    """Whether a file is later than another, by their mails or last savings; None where that is not known.

    One that came in no mail may have been saved again by anybody: that it was, after the other's mail, tells nothing.
    """
    mailed = [bool(s.source.mailed or s.source.received) for s in (submission, other)]
    dated = all(m or s.source.saved for m, s in zip(mailed, (submission, other), strict=True))
    later = age(submission)[:2] > age(other)[:2]
    return later if dated and (mailed[0] == mailed[1] or later is mailed[0]) else None


def _finding(
    code: str, *, file: str, agency: str | None = None, sheet: str = "", value: str = "", **arguments: Argument
) -> Finding:
    return Finding(
        code=code,
        severity=FINDINGS[code].severity,
        file=file,
        agency=agency,
        sheet=sheet,
        value=value,
        arguments=tuple(arguments.items()),
    )


def natural(name: str) -> list[tuple[int, str]]:
    """A sort key in which `file 10` comes after `file 9`; only the same name has the same."""
    parts = re.split(r"(\d+)", name)
    return [*((int(p), "") if p.isdecimal() else (-1, p) for p in parts), (-2, name)]


# --- What changed between two versions -----------------------------------------------------------


def changes_between(
    province: Province, submissions: Iterable[Submission], used: Mapping[str, Submission], sent: Container[object] = ()
) -> tuple[Change, ...]:
    """Cell by cell, each version against the next one of its agency, the last of which counts; with the province's
    totals as they would be with either. Corrections, of what was `sent`, hold for both."""
    older: dict[str, list[Submission]] = {}
    for submission in submissions:
        agency = submission.agency or ""
        blank = submission.codes & BLANK
        if submission is not used.get(agency) and agency in used and submission.balance.cells and not blank:
            older.setdefault(agency, []).append(submission)
    found: list[Change] = []
    for agency, counts in used.items():
        chain = [*sorted(older.get(agency, ()), key=age), counts]
        for old, new in pairwise(chain):
            if old.source.sha256 != new.source.sha256:
                found += _changes(province, _Pair(old, new, sent))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two versions from the same agency, the earlier and the later, and the places of corrections."""

    old: Submission
    new: Submission
    corrected: Container[object]

    def change(
        self,
        what: Literal["figure", "note", "row", "statement", "detail", "other"],
        a: _At | None,
        b: _At | None,
        old: str,
        new: str,
        *,
        cells: bool = True,
        indicator: str | None = None,
        period: str | None = None,
        section: str | None = None,
        detail: str | None = None,
        before: float | None = None,
        after: float | None = None,
    ) -> Change:
        """What stands at `a` in the earlier and at `b` in the later; either may be without it."""
        at = b or a
        return Change(
            agency=self.new.agency or "",
            what=what,
            old=old,
            new=new,
            old_file=self.old.source.file,
            new_file=self.new.source.file,
            sheet=at.sheet if at else "",
            old_cell=a.cell if a and cells else "",
            new_cell=b.cell if b and cells else "",
            indicator=indicator,
            period=period,
            section=section,
            detail=detail,
            before=before,
            after=after,
        )


#: What has a place: a sheet and a cell.
_At = Figure | TableCell | Statement | InfoValue | Leftover


def _changes(province: Province, pair: _Pair) -> Iterator[Change]:
    yield from _figures(province, pair)
    yield from _notes(pair)
    yield from _rows(province, pair)
    yield from _statements(province, pair)
    details = [{v.key: v for v in s.info} for s in (pair.old, pair.new)]
    for key in dict.fromkeys((*details[0], *details[1])):
        a, b = details[0].get(key), details[1].get(key)
        texts = a.text if a else "", b.text if b else ""
        if texts[0] != texts[1]:
            yield pair.change("detail", a, b, *texts, detail=key)
    others = [{(x.sheet, x.cell): x for x in s.leftovers} for s in (pair.old, pair.new)]
    for place in dict.fromkeys((*others[0], *others[1])):
        c, d = others[0].get(place), others[1].get(place)
        texts = c.value if c else "", d.value if d else ""
        if texts[0] != texts[1]:
            yield pair.change("other", c, d, *texts)


def _figures(province: Province, pair: _Pair) -> Iterator[Change]:
    """The figures whose cells differ, with what that does to totals; what the form computes by itself is left out."""
    computed = {i.code for i in province.campaign.indicators if i.formula}
    before, after = ({(f.indicator, f.period): f for f in s.figures} for s in (pair.old, pair.new))
    changed = [
        key
        for key in dict.fromkeys((*after, *before))
        if key[0] not in computed and _typed(before.get(key)) != _typed(after.get(key))
    ]
    if not changed:
        return
    then, now = (_with(province, own, pair) for own in (before, after))
    resting = _resting_on(province)
    for key in changed:
        a, b = before.get(key), after.get(key)
        effects = tuple(_effects(then, now, key, resting))
        own = [p.total(province.campaign.indicator_by_code[key[0]], key[1]).value for p in (then, now)]
        yield replace(
            pair.change(
                "figure", a, b, _typed(a), _typed(b), indicator=key[0], period=key[1], before=own[0], after=own[1]
            ),
            effects=effects,
        )


def _typed(figure: Figure | None) -> str:
    return figure.typed if figure else ""


def _with(province: Province, own: Mapping[tuple[str, str], Figure], pair: _Pair) -> Province:
    """The province with these figures of the agency in place of those it has, but for corrected ones."""
    agency = pair.new.agency or ""
    figures: dict[tuple[str, str], Mapping[str, Figure]] = {}
    for key in dict.fromkeys((*province.figures, *own)):
        row = province.figures.get(key, {})
        if (agency, *key) not in pair.corrected:
            row = {code: f for code, f in row.items() if code != agency}
            row = {**row, agency: own[key]} if key in own else row
        figures[key] = row
    return Province(province.campaign, province.roster, figures)


def _resting_on(province: Province) -> dict[str, list[Indicator]]:
    """For each indicator, the others whose totals rest on it: computed from it, or weighed by it."""
    found: dict[str, list[Indicator]] = {}
    for indicator in province.campaign.indicators:
        codes = [m.code for m in members(province.campaign, indicator)] if indicator.formula else [indicator.weight]
        for code in codes:
            found.setdefault(code, []).append(indicator)
    return found


def _effects(
    then: Province, now: Province, key: tuple[str, str], resting: Mapping[str, list[Indicator]]
) -> Iterator[Effect]:
    """The other totals that are not the same with either version: over the periods, and of what rests on the figure."""
    own = then.campaign.indicator_by_code[key[0]]
    keys = [p.key for p in then.campaign.periods]
    for indicator in (own, *resting.get(own.code, ())):
        for period in (key[1], WHOLE):
            if (indicator.code, period) == key:
                continue
            if period == WHOLE and key[1] not in periods_in(indicator, own, WHOLE, keys):
                continue  # another cell moves it, and says so
            before, after = (p.total(indicator, period).value for p in (then, now))
            if before != after:
                yield Effect(indicator.code, period, before, after)


def _notes(pair: _Pair) -> Iterator[Change]:
    before, after = ({f.indicator: f for f in s.figures if f.note} for s in (pair.old, pair.new))
    for code in dict.fromkeys((*after, *before)):
        a, b = before.get(code), after.get(code)
        texts = a.note if a else "", b.note if b else ""
        if texts[0] != texts[1]:
            # The cell of a note is not kept: the row's is another one.
            yield pair.change("note", a, b, *texts, cells=False, indicator=code)


def _rows(province: Province, pair: _Pair) -> Iterator[Change]:
    """Rows of tables that are new, gone, or known again with something else in a cell, wherever they stand."""
    if not (pair.old.rows or pair.new.rows):
        return
    before, after = ({(r.table, r.id): r for r in rows_in(s.rows)} for s in (pair.old, pair.new))
    _known_again(before, after)
    for table in province.campaign.tables:
        for key in (k for k in dict.fromkeys((*after, *before)) if k[0] == table.code):
            a, b = before.get(key), after.get(key)
            if a is None or b is None:
                (old, c), (new, d) = map(_whole_row, (a, b))
                yield pair.change("row", c, d, old, new, indicator=table.code, detail=key[1])
                continue
            for column in table.columns:
                c, d = a.cells.get(column.code), b.cells.get(column.code)
                texts = c.typed if c else "", d.typed if d else ""
                if texts[0] != texts[1]:
                    name = table.name(column.code)
                    yield pair.change("row", c, d, *texts, indicator=name, detail=key[1])


def _known_again(before: dict[tuple[str, str], GivenRow], after: dict[tuple[str, str], GivenRow]) -> None:
    """Take away the rows that are known by another name now, since one like them came or went, and hold the same."""
    gone: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key in [k for k in before if k not in after]:
        gone.setdefault((key[0], _whole_row(before[key])[0]), []).append(key)
    for key in [k for k in after if k not in before]:
        if same := gone.get((key[0], _whole_row(after[key])[0])):
            del before[same.pop(0)], after[key]


def _whole_row(row: GivenRow | None) -> tuple[str, TableCell | None]:
    """All that was typed in a row, and its first cell."""
    cells = list(row.cells.values()) if row else []
    return "; ".join(cell.typed for cell in cells), cells[0] if cells else None


def _statements(province: Province, pair: _Pair) -> Iterator[Change]:
    """Points that are only in one version, those of a section side by side in their order."""
    for section in province.campaign.sections:
        before, after = ([s for s in x.statements if s.section == section.code] for x in (pair.old, pair.new))
        for a, b in zip_longest(_only_in(before, after), _only_in(after, before)):
            yield pair.change("statement", a, b, a.text if a else "", b.text if b else "", section=section.code)


def _only_in(these: Sequence[Statement], those: Sequence[Statement]) -> list[Statement]:
    there = Counter(s.text for s in those)
    found = []
    for statement in these:
        if there[statement.text] > 0:
            there[statement.text] -= 1
        else:
            found.append(statement)
    return found
