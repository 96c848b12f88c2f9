"""The status of each agency of the roster: what it owes, what it has sent and when, and what is still open."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from toolkit.agencies.roster import reporting_agency
from toolkit.consolidation.versions import arrival_key, copies_of_other_agencies, have_same_figures, is_later
from toolkit.form.contents import sections_with_nothing
from toolkit.messages import boards
from toolkit.messages.findings import signed
from toolkit.messages.findings.kinds import BLANK, DOCUMENTS, LACKING_PARTS, LACKS, NOT_THIS_REPORT
from toolkit.messages.findings.making import finding
from toolkit.messages.masters import STATUSES
from toolkit.messages.signatures import in_one_line
from toolkit.model import (
    Agency,
    AgencyStatus,
    Board,
    Campaign,
    Finding,
    Indicator,
    Kept,
    Language,
    SignedReport,
    SignedState,
    Submission,
)
from toolkit.model.periods import exists_in

_ACCEPTED = ("accepted", "accepted_with_errors")


def statuses_of(
    campaign: Campaign,
    submissions: Sequence[Submission],
    used: Mapping[str, Submission],
    roster: Sequence[Agency],
    as_of: date,
    left_out: Collection[str] = (),
) -> tuple[AgencyStatus, ...]:
    """The status of each agency of `roster` on the day `as_of`; a report is late if it was not there on that day.

    `left_out`: files that the coordinator does not want used.
    """
    unusable = _unusable(campaign, [s for s in submissions if s.source.file not in left_out], used)
    sent: dict[str, list[Submission]] = {}
    waiting: Counter[str] = Counter()
    for submission in submissions:
        for one in (submission, *copies_of_other_agencies(submission)):
            if one.agency:
                sent.setdefault(one.agency, []).append(one)
        waiting.update(submission.possible_agencies)
    statuses = (
        _status(campaign, agency, used.get(agency.code), sent.get(agency.code, []), waiting[agency.code], as_of)
        for agency in roster
    )
    return tuple(replace(s, **unusable.get(s.agency, {})) for s in statuses)


def _unusable(campaign: Campaign, submissions: Sequence[Submission], used: Mapping[str, Submission]) -> dict[str, Any]:
    """For agencies with a form that counts: the fields of the status that report a possibly newer, unusable file."""
    files: dict[str, list[Submission]] = {}
    for submission in submissions:
        errors = submission.errors
        if submission.status != "rejected" or not errors or errors & DOCUMENTS or submission.possible_agencies:
            continue
        agency = reporting_agency(campaign, submission)
        if agency in used and "shared-copy" in errors and used[agency].source.through:
            continue  # the report came through the master of a part
        if agency in used and is_later(submission, used[agency]) is not False:
            files.setdefault(agency, []).append(submission)
    return {
        agency: {"unusable": last.source.file, "unusable_later": is_later(last, used[agency]) is True}
        for agency, rejected in files.items()
        for last in [max(rejected, key=arrival_key)]
    }


def _status(
    campaign: Campaign, agency: Agency, used: Submission | None, sent: Sequence[Submission], waiting: int, as_of: date
) -> AgencyStatus:
    rejected = [s for s in sent if s.status == "rejected" and s.errors]
    report = used or (rejected[-1] if rejected else None)
    days = [s.source.received for s in sent if s.source.received and s.status != "rejected"]
    status = AgencyStatus(agency=agency.code, status="missing", waiting=waiting, officer=agency.officer)
    status = _with_required(campaign, agency, status)
    blank = [s for s in sent if s.codes & ({"blank-form-later"} if used else BLANK)]
    status = replace(status, blank=max(blank, key=arrival_key).source.file if blank else "")
    if report is None:
        return replace(status, days_late=_days_late(campaign, as_of))
    sending = _version_of_figures(report, sent).source
    received, accepted = sending.received, report.status in _ACCEPTED
    first = _first_day(sent, received)
    status = replace(
        status,
        status="rejected"
        if not accepted
        else "accepted_with_errors"
        if report.status == "accepted_with_errors"
        else "accepted",
        received=received,
        first_received=min(days, default=None),
        seen=None if received else sending.seen,
        not_before=None if received else sending.not_before,
        days_late=_days_late(campaign, first if used else as_of),
        errors=sum(f.severity == "error" for f in report.findings),
        warnings=sum(f.severity == "warning" for f in report.findings),
        wrong=sum(f.severity == "error" and f.code not in LACKS for f in report.findings),
        superseded=sum(s.status == "superseded" for s in sent),
        file=report.source.file,
        version=used.source.sha256 if used else "",
    )
    return _with_answers(campaign, agency, used, status) if used else status


def _version_of_figures(report: Submission, sent: Sequence[Submission]) -> Submission:
    """The earliest version with the figures that count: its day is that of the report."""
    before = [s for s in sent if s.status == "superseded" and arrival_key(s) < arrival_key(report)]
    for version in sorted(before, key=arrival_key, reverse=True):
        if not have_same_figures(version, report):
            break
        report = version
    return report


def _first_day(sent: Sequence[Submission], received: date | None) -> date | None:
    """The earliest day on which the first readable version may have come; None where that is not known."""
    dated = [s.source for s in sent if s.status != "rejected" and (s.source.received or s.source.seen)]
    days = [source.received or source.not_before for source in dated]
    return None if None in days else min((d for d in days if d), default=received)


def _with_required(campaign: Campaign, agency: Agency, status: AgencyStatus) -> AgencyStatus:
    """The status with the number of figures and sections that the agency has to report, all counted as missing."""
    indicators = campaign.typed_by(agency)
    required = sum(s.required for s in campaign.sections_of(agency))
    periods = sum(exists_in(agency, p) for p in campaign.periods)
    return replace(
        status,
        asked=sum(map(_is_blank_a_gap, indicators)) * periods,
        lacking=sum(i.required for i in indicators) * periods,
        sections_asked=required,
        sections_lacking=required,
    )


def _is_blank_a_gap(indicator: Indicator) -> bool:
    """Whether a blank cell of the indicator is a gap: not where the indicator is an optional text."""
    return indicator.required or indicator.kind != "text"


def _with_answers(campaign: Campaign, agency: Agency, submission: Submission, status: AgencyStatus) -> AgencyStatus:
    """The status with the number of figures and sections that the agency reported; a blank cell is no answer."""
    answered = {
        (f.indicator, f.period)
        for f in submission.figures
        if (f.typed or f.state != "missing") and f.state != "carried"
    }
    indicators = campaign.typed_by(agency)
    periods = [p.key for p in campaign.periods if exists_in(agency, p)]
    written = {s.section for s in submission.statements} | sections_with_nothing(submission)
    sections = campaign.sections_of(agency)
    return replace(
        status,
        carried=sum(f.state == "carried" for f in submission.figures) if any(i.carry for i in indicators) else 0,
        given=sum((i.code, key) in answered for i in indicators if _is_blank_a_gap(i) for key in periods),
        lacking=sum((i.code, key) not in answered for i in indicators if i.required for key in periods)
        + sum(len(f.cells) for f in submission.findings if f.severity == "error" and f.code in LACKING_PARTS),
        sections_given=sum(s.required and s.code in written for s in sections),
        sections_lacking=sum(s.required and s.code not in written for s in sections),
    )


def with_unreached(statuses: tuple[AgencyStatus, ...], kept: Kept) -> tuple[AgencyStatus, ...]:
    """The statuses with the addresses that mails did not reach, from the register."""
    if not kept.unreached:
        return statuses
    return tuple(replace(s, unreached=kept.unreached.get(s.agency, ())) for s in statuses)


def with_mail_counts(statuses: tuple[AgencyStatus, ...], open_findings: Iterable[Finding]) -> tuple[AgencyStatus, ...]:
    """The statuses with the number of open findings about mails without a form."""
    mails = Counter(f.agency for f in open_findings if f.code == "mail-without-form")
    return tuple(replace(s, mails=mails[s.agency]) for s in statuses) if mails else statuses


def unreached_findings(kept: Kept) -> list[Finding]:
    """A finding for each agency with an address that mails did not reach."""
    return [
        finding("mail-not-delivered", agency=agency, value=", ".join(addresses))
        for agency, addresses in kept.unreached.items()
    ]


def board_of(statuses: Sequence[AgencyStatus]) -> Board:
    """The counts on the status board."""
    came = [s for s in statuses if s.status in _ACCEPTED]
    return Board(
        owed=len(statuses),
        came=len(came),
        complete=sum(s.complete for s in came),
        incomplete=sum(not s.complete for s in came),
        with_errors=sum(board_status(s) == "with_errors" for s in came),
        late=sum(bool(s.days_late) for s in came),
        missing=sum(s.status == "missing" for s in statuses),
        rejected=sum(s.status == "rejected" for s in statuses),
        overdue=sum(bool(s.days_late) for s in statuses if s.status not in _ACCEPTED),
        superseded=sum(s.superseded for s in statuses),
        waiting=sum(bool(s.waiting) for s in statuses),
        in_order=sum(board_status(s) == "complete" for s in statuses),
        to_complete=sum(board_status(s) == "incomplete" for s in statuses),
    )


def _days_late(campaign: Campaign, day: date | None) -> int | None:
    if day is None or campaign.deadline is None or day <= campaign.deadline:
        return None
    return (day - campaign.deadline).days


def board_status(status: AgencyStatus) -> str:
    """An agency's status on the board: `complete`, `incomplete`, `with_errors`, `rejected` or `missing`. A report
    with any blank figure is `incomplete`, even if all required figures are there (`AgencyStatus.complete`)."""
    if status.status not in _ACCEPTED:
        return status.status
    if status.wrong or status.unusable or (status.complete and status.errors):
        return "with_errors"
    return "complete" if status.complete and not status.left_blank else "incomplete"


def missing_words(figures: int, sections: int, language: Language) -> str:
    """How many required figures and sections are missing, in words; "" where none is."""
    counts = ((boards.REQUIRED_FIGURES, figures), (boards.REQUIRED_SECTIONS, sections))
    return ", ".join(text.say(language, count=count) for text, count in counts if count)


def is_signed_pdf_missing(report: SignedReport | None) -> bool:
    """Whether an agency must send a signed PDF and has sent none."""
    return report is not None and report.required and (not report.files or report.why in NOT_THIS_REPORT)


def signed_words(report: SignedReport | None, language: Language) -> str:
    """The status of an agency's signed PDF in words, and who signed it; "" where none came and none is required."""
    if report is None:
        return ""
    states: tuple[SignedState, ...] = ("equal", "differs", "not_found")
    counts = {state: report.count(state) for state in states}
    key = report.why if report.why in boards.SIGNED else "unread" if report.why else ""
    if not key and report.files:
        equal = "part" if counts["not_found"] else "equal"
        key = "differs" if counts["differs"] else equal if counts["equal"] else "nothing"
        key = "version" if report.of_version else key
    unread = signed.UNREAD[report.why].say(language) if key == "unread" else ""
    words = boards.SIGNED[key or "absent"].say(language, unread=unread, **counts)
    return "; ".join((words, *(in_one_line(one, language) for one in report.signatures)))


def status_words(status: AgencyStatus, language: Language) -> str:
    """The agency's status in words, with what is missing and what waits for a decision."""
    words = STATUSES[status.status].say(language)
    lacking = missing_words(status.lacking, status.sections_lacking, language)
    if status.status in _ACCEPTED and lacking:
        words = boards.LACKING[board_status(status)].say(language, what=lacking)
    elif board_status(status) == "incomplete":
        words = boards.LEFT_BLANK.say(language, count=status.left_blank)
    if status.unusable:
        words = boards.CAME.say(language) if status.status == "accepted" and not lacking else words
        words = boards.UNUSABLE[status.unusable_later].say(language, status=words)
    if status.carried:
        words = boards.CARRIED.say(language, status=words, count=status.carried)
    first, received = status.first_received, status.received
    if status.status in _ACCEPTED and first and received and first < received:
        words = boards.FIRST.say(language, status=words, day=first.strftime("%d/%m/%Y"))
    if status.seen:
        day, since = (d and d.strftime("%d/%m/%Y") for d in (status.seen, status.not_before))
        text = boards.SEEN_LATE if status.days_late and since not in (None, day) else boards.SEEN
        words = text.say(language, status=words, day=day, since=since)
    if status.blank:
        words = boards.BLANK[status.status in _ACCEPTED].say(language, status=words)
    if status.mails:
        words = boards.MAILS.say(language, status=words, count=status.mails)
    if status.unreached:
        words = boards.UNREACHED.say(language, status=words, to=", ".join(status.unreached))
    if status.waiting:
        words = boards.WAITING.say(language, status=words, count=status.waiting)
    return words
