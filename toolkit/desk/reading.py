"""Reading the campaign for the pages: the commands' functions, with their results in words.

It runs in a separate process (`processes`); its messages are records of `records`, as plain data.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.agencies.roster import roster_of
from toolkit.consolidation.acceptances import finding_key, may_be_accepted
from toolkit.consolidation.bridges.standing import board_of, board_status, signed_words, status_words
from toolkit.consolidation.today.reviews import is_review_wanted
from toolkit.consolidation.today.tasks import tasks
from toolkit.consolidation.versions import fate
from toolkit.definition.moving_on import steps
from toolkit.desk.details import details_of
from toolkit.desk.processes import Send
from toolkit.desk.records import (
    AgencyRow,
    CampaignView,
    DefinitionFault,
    DoubtRow,
    FileRow,
    FindingRow,
    TaskRow,
    Trouble,
    WayRow,
)
from toolkit.files.holding import read_whole
from toolkit.letters.calls import Contact, calls
from toolkit.master.desk_edits import groups_waiting
from toolkit.master.read_kept import read_drawn
from toolkit.master.sheets.today import ideas_to_do
from toolkit.messages import boards, commands, masters, rounds, visible
from toolkit.messages.errors import DefinitionError, ToolkitError
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.kinds import DOCUMENTS, WITHOUT_AGENCY
from toolkit.messages.refusals import reason
from toolkit.messages.typed import typed_command
from toolkit.model import AgencyStatus, Campaign, Consolidation, Finding, Language, Source, Submission
from toolkit.model.periods import period_label
from toolkit.register.attribution import attribute, entry_findings
from toolkit.register.entries import Entry, Register, in_order, read_register
from toolkit.run.folder import BESIDE, MASTER, PAGE, REPORT, Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.outputs import unread_files_text
from toolkit.run.overview import campaign_state, due_lines, install_waiting_result, result_lines
from toolkit.run.planning.asking import Plan, plan
from toolkit.run.post import calls_to_make
from toolkit.run.rounds.in_words import periods_in_words

#: An unexpected exception: its code and sentence, its traceback in the campaign's log.
Faults = Callable[[Exception, Language, Path | None], tuple[str, str]]
MakeDetails = Callable[[], dict[str, Any]]
#: The file that each of these commands makes from the master.
_FROM_MASTER = {"report": REPORT, "page": PAGE}
#: Reports from which `draft` makes a form.
_DRAFTED = (".docx", ".pdf", ".txt", ".doc", ".rtf", ".odt")


def read_campaign(send: Send, root: str, as_of: str, language: Language, faults: Faults) -> None:
    """Send the state of the campaign in this folder on that day: `campaign` with a `CampaignView`, or `trouble` with a
    `Trouble`; `progress` before."""
    try:
        folder = open_folder(root)
        view, details = view_of(folder, date.fromisoformat(as_of), language, send)
        send("campaign", asdict(view))
        send("details", details())
    except ToolkitError as error:
        send("trouble", asdict(trouble_of(error, language)))
    except Exception as error:  # noqa: BLE001 -- the last resort, as of a command: a sentence and a log
        send("trouble", asdict(Trouble(sentence=faults(error, language, Path(root))[1])))


def trouble_of(error: ToolkitError, language: Language) -> Trouble:
    """An error as the page shows it."""
    findings = error.findings if isinstance(error, DefinitionError) and error.code == "definition-wrong" else ()
    faults = tuple(_fault_row(f, language) for f in findings if f.severity == "error")
    return Trouble(sentence=error.sentence(language), faults=faults)


def _fault_row(finding: Finding, language: Language) -> DefinitionFault:
    what, fix = describe(finding, language)
    return DefinitionFault(what=visible(what), fix=visible(fix))


def view_of(folder: Folder, as_of: date, language: Language, send: Send) -> tuple[CampaignView, MakeDetails]:
    """The view of the campaign, and a function that computes its details. Raises what the commands raise."""
    notices: list[str] = []

    def notice(code: str, file: str) -> None:
        if code != "files-not-read":
            notices.append(commands.NOTICES[code].say(language, file=reason(visible(file), language)))

    def progress(done: int, total: int, what: str) -> None:
        send("progress", (done, total, visible(what)))

    install_waiting_result(folder, notice)
    state = campaign_state(folder, as_of, Means(store=folder.store, progress=progress, notice=notice))
    if state.lost:
        notices.append(commands.NOTICES["files-not-read"].say(language, file=visible(unread_files_text(state.lost))))
    result, register = state.result, read_register(folder.root)
    planned = plan(folder.campaign, as_of, language) if state.to_begin else Plan((), (), "")
    # The name proposed for decisions: that of the last person who decided, or else of the contact person.
    last = max(register.edits.values(), key=lambda e: (e.day or date.min, e.id), default=None)
    signed = last and (last.corrected_by or last.accepted_by or last.reviewed_by)
    view = CampaignView(
        title=" ".join(folder.campaign.title.split()),
        due="".join(due_lines(result, language)[1:]),
        as_of=boards.AS_OF.say(language, day=as_of.strftime("%d/%m/%Y")),
        lines=tuple(map(visible, result_lines(result, language))),
        notices=tuple(map(visible, notices)),
        warnings=tuple(_fault_row(f, language) for f in folder.warnings),
        counts=asdict(board_of(result.statuses)),
        forms=state.forms,
        following=state.following,
        put_into=state.put_into is not None,
        command=typed_command(state.following, folder.root, *state.paths),
        agencies=tuple(_agency_row(s, result, language) for s in result.statuses),
        findings=tuple(_finding_row(f, language, folder.campaign) for f in result.findings),
        files=tuple(_file_row(s, language) for s in result.submissions),
        doubts=tuple(_doubts(folder, result, register, language)),
        plan=tuple(map(visible, planned.lines)),
        cautions=tuple(map(visible, planned.cautions)),
        example=planned.example,
        decided=state.decided,
        by=signed or folder.campaign.contact_name,
        ways=tuple(
            WayRow(
                way=way,
                words=rounds.WAY[way].say(language),
                label=periods_in_words(step.after, language),
                periods=", ".join(period_label(p, language) for p in step.after),
            )
            for way, step in steps(folder.campaign.periods).items()
        ),
        counts_of={
            name: asdict(board_of([s for s in result.statuses if visible(s.officer) == name]))
            for name in sorted({visible(s.officer) for s in result.statuses if s.officer})
        },
        day=as_of.strftime("%d/%m/%Y"),
        reviews=is_review_wanted(result),
        themes=tuple(theme.label for theme in folder.campaign.themes),
        tasks=(
            *_tasks(folder, result, language),
            *_changes_to_check(folder),
            *_outdated_results(folder, state.following),
        ),
    )
    return view, lambda: details_of(result, register, language)


def _agency_row(status: AgencyStatus, result: Consolidation, language: Language) -> AgencyRow:
    agency, standing_ = result.campaign.agency_by_code[status.agency], board_status(status)
    late = boards.OVERDUE_DAYS if standing_ in ("missing", "rejected") else boards.LATE_DAYS
    return AgencyRow(
        code=agency.code,
        name=agency.name,
        short_name=agency.short_name,
        standing=standing_,
        sign=boards.SIGNS[standing_],
        words=status_words(status, language),
        received=status.received.strftime("%d/%m/%Y") if status.received else "",
        late=late.say(language, days=status.days_late) if status.days_late else "",
        figures=boards.ratio(status.given, status.asked),
        sections=boards.ratio(status.sections_given, status.sections_asked),
        errors=status.errors,
        warnings=status.warnings,
        waiting=status.waiting,
        signed=visible(signed_words(result.signed.get(status.agency), language)),
        file=status.file or status.blank,
        emails=agency.emails,
        officer=visible(status.officer),
        reviewed=visible(status.review),
        holds=status.reviewed,
        counts=result.used[status.agency].source.sha256 if status.agency in result.used else "",
    )


def _tasks(folder: Folder, result: Consolidation, language: Language) -> Iterator[TaskRow]:
    """The tasks of the day, with the contacts to telephone."""
    names = {a.code: visible(a.short_name) for a in result.campaign.agencies}
    try:
        contacts = {c.agency: c.contact for c in calls_to_make(folder, result, language=language)}
    except ToolkitError:  # the previous campaign's master cannot be read; this campaign's contacts can
        contacts = {c.agency: c.contact for c in calls(result, read_register(folder.root), {}, language)}
    for task in (task for task in tasks(result, language) if task.task != "ideas"):
        contact = contacts.get(task.agency, Contact()) if task.task == "call" else Contact()
        yield TaskRow(
            kind=task.task,
            what=visible(task.what),
            tasks=task.count if task.is_rest or task.task == "review" else 1,
            agency=task.agency,
            officer=visible(task.officer),
            name=names.get(task.agency, ""),
            person=visible(contact.person),
            phones=contact.numbers,
        )
    edits, kept = read_register(folder.root).edits.values(), result.kept
    decided = groups_waiting(edits, kept.included, read_drawn(folder.master).included) if kept.included else frozenset()
    for key, what, count in ideas_to_do(folder.master):
        if decided.isdisjoint(key.split(":")):
            yield TaskRow(kind="ideas", what=visible(what), tasks=count)


def _changes_to_check(folder: Folder) -> Iterator[TaskRow]:
    """A task for each heading of the Word report where people's changes must be checked, since figures have changed."""
    from toolkit.report.rejoined.joining import headings_to_check

    for name in (REPORT, REPORT.replace(".", f"{BESIDE}.")):
        if (path := folder.root / name).is_file():
            for heading, count in Counter(headings_to_check(read_whole(path))).items():
                yield TaskRow(kind="report", what=visible(f"{name}: {heading}"), tasks=count)


def _outdated_results(folder: Folder, following: str) -> Iterator[TaskRow]:
    """A task for each result that is older than what it is made from: the command that makes it again."""
    times = {name: path.stat().st_mtime_ns for name in (MASTER, REPORT, PAGE) if (path := folder.root / name).is_file()}
    if MASTER not in times:
        return
    stale = {"merge": following == "merge"}
    stale |= {action: times.get(name, times[MASTER]) < times[MASTER] for action, name in _FROM_MASTER.items()}
    yield from (TaskRow(kind="renew", what="", action=action) for action, is_stale in stale.items() if is_stale)


def _finding_row(finding: Finding, language: Language, campaign: Campaign) -> FindingRow:
    what, fix = describe(finding, language, campaign)
    cells, indicator = dict(finding.arguments).get("place"), campaign.indicator_by_code.get(finding.indicator or "")
    accepted = visible(f"{finding.accepted_by}: {finding.accepted_reason}") if finding.accepted_by else ""
    corrects = finding.agency and finding.period and indicator and not (indicator.formula or cells)
    return FindingRow(
        agency=finding.agency or "",
        file=finding.file,
        cell=visible("!".join(part for part in (finding.sheet, finding.cell) if part)),
        severity=finding.severity,
        code=finding.code,
        what=visible(what),
        fix=visible(fix),
        accepts=finding_key(finding) if accepted or (finding.severity != "note" and may_be_accepted(finding)) else "",
        accepted=accepted,
        indicator=code if (code := finding.indicator or "") in campaign.indicator_by_code else "",
        period=(finding.period or "") if corrects else "",
        settles=cells if isinstance(cells, tuple) else (),
    )


def _file_row(submission: Submission, language: Language) -> FileRow:
    source, become = submission.source, fate(submission)
    return FileRow(
        file=source.file,
        called=visible(source.sent_name),
        agency=submission.agency or "",
        fate=become,
        words=masters.FATES.get(become, masters.STATUSES[submission.status]).say(language),
        sender=visible(source.sender),
        received=_arrival(source),
        drafts=bool(submission.codes & DOCUMENTS) and source.file.lower().endswith(_DRAFTED),
    )


def _arrival(source: Source) -> str:
    """The time when a file came: the time of its mail, or the day on which the file was first seen."""
    if source.mailed:
        return f"{source.mailed:%d/%m/%Y %H:%M}"
    day = source.received or source.seen
    return day.strftime("%d/%m/%Y") if day else ""


# --- The agency of a file ------------------------------------------------------------------------


def _doubts(folder: Folder, result: Consolidation, register: Register, language: Language) -> Iterator[DoubtRow]:
    """The files that wait in the register for a decision, then those in the inbox whose agency is unknown."""
    by_hash = {s.source.sha256: s for s in result.submissions}
    shown = set()
    for entry in in_order(register):
        if entry.state == "waiting" and entry.sha256 not in shown:
            shown.add(entry.sha256)
            yield _doubt_row(folder.campaign, entry, language)
    entered = {entry.sha256 for entry in register.entries.values()}
    for sha256, submission in by_hash.items():
        errors = [f for f in submission.findings if f.severity == "error"]
        if sha256 and sha256 not in entered and {f.code for f in errors} & WITHOUT_AGENCY:
            source = submission.source
            yield DoubtRow(
                key=sha256,
                file=source.file,
                name=visible(source.sent_name),
                sender=visible(source.sender),
                received=_arrival(source),
                subject="",
                problems=tuple(visible(describe(f, language, folder.campaign)[0]) for f in errors),
                proposed=(),
                decision="",
            )


def _doubt_row(campaign: Campaign, entry: Entry, language: Language) -> DoubtRow:
    attribution = attribute(roster_of(campaign), entry)
    return DoubtRow(
        key=entry.sha256,
        file=entry.file,
        name=visible(entry.name),
        sender=visible(entry.sender or entry.sender_name),
        received=f"{entry.received:%d/%m/%Y %H:%M}" if entry.received else "",
        subject=visible(entry.subject),
        problems=tuple(visible(describe(f, language, campaign)[0]) for f in entry_findings(entry, attribution)),
        proposed=tuple(code for code in attribution.proposed if code in campaign.agency_by_code),
        decision=visible(entry.decision),
    )
