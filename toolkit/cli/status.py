"""`toolkit status`: shows which agencies have reported and which reports are missing; writes reminders on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Mailing, Options, say_notice, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import SHOWN, exit_code, list_findings, set_reminders_aside
from toolkit.messages import boards, visible
from toolkit.messages import calls as words
from toolkit.messages.errors import UsageError

if TYPE_CHECKING:
    from toolkit.letters.calls import PhoneCall
    from toolkit.model import AgencyStatus, Consolidation, Finding, Language
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.option("--remind", is_flag=True)
@click.option("--phones", is_flag=True)
@click.option("--officer", metavar="NAME")
@click.option("--previous", type=PATH, metavar="MASTER")
@takes(Mailing)
@takes(Options)
def status(
    options: Options, mailing: Mailing, remind: bool, phones: bool, officer: str | None, previous: Path | None
) -> int:
    from toolkit.agencies.officers import result_of_officer
    from toolkit.run import operations
    from toolkit.run.closing.state import closed_bags
    from toolkit.run.folder import CLOSED, open_folder

    mailing.check(remind, "--remind")
    if previous is not None and not phones:
        raise UsageError("previous-needs-phones")
    language = options.lang
    folder = open_folder(options.campaign)
    with ProgressLine(language) as progress:
        means = options.means(folder, progress)
        whole = operations.check_files(folder, as_of=options.day, means=means, as_merged=True)
    result = whole if officer is None else result_of_officer(whole, officer)
    calls = None
    if phones:
        from toolkit.run.post import calls_to_make

        calls = calls_to_make(folder, whole, previous, language, partial(say_notice, language))
        calls = [call for call in calls if call.agency in {s.agency for s in result.statuses}]
    if options.as_json:
        from toolkit.cli.json_output import print_json

        closed = [f"{CLOSED}/{bag.name}" for bag in closed_bags(folder.root)]
        more = {"closed": closed[-1] if closed else None, **({} if calls is None else {"phones": _call_rows(calls)})}
        print_json(_document(result, whole, language) | more)
    else:
        print_definition_warnings(folder, language)
        _print_table(result, whole, language)
        list_findings(_not_opened(result), language, folder.campaign, limit=SHOWN)
    if calls is not None:
        _print_calls(folder, calls, result, options)
    refused = 0
    if remind:
        from toolkit.cli.sending import post_letters, print_held_back
        from toolkit.run.post import reminder_letters

        letters = reminder_letters(folder, result, language, mailing.reply_deadline())
        print_held_back(folder, result, options)
        reminders = result is whole  # for a part of the agencies, drafts to the others would be set aside
        refused = post_letters(folder, letters, mailing, options, result.as_of, reminders=reminders)
    if not remind or result is not whole:
        set_reminders_aside(folder, whole, language, quiet=options.as_json)
    return refused or exit_code(result, folder, language)


def _print_calls(folder: Folder, calls: Sequence[PhoneCall], result: Consolidation, options: Options) -> None:
    """Prints the agencies to telephone, and writes the sheet of calls; with a JSON document prints the sheet's path."""
    from toolkit.letters.call_sheet import dial_text
    from toolkit.run.post import write_call_list

    language, names = options.lang, {a.code: a.short_name for a in folder.campaign.agencies}
    if not calls:
        click.echo(words.NOBODY.say(language), err=options.as_json)
        return
    path = write_call_list(folder, calls, result.as_of, language)
    click.echo(words.FILE.say(language, count=len(calls), file=path), err=options.as_json)
    for call in () if options.as_json else calls:
        phone = ", ".join(dial_text(call, language).split("\n"))
        person, typed = call.contact.person, "" if call.contact.numbers else call.contact.phone
        contact = " ".join(filter(None, (person, phone, f"({typed})" if typed else "")))
        click.echo(visible(words.LINE.say(language, name=names[call.agency], contact=contact, what=call.what)))
    unknown = [names[call.agency] for call in calls if not call.contact.phone]
    if unknown:
        sentence = words.UNKNOWN.say(language, count=len(unknown), names="; ".join(unknown))
        click.echo(sentence, err=options.as_json)


def _call_rows(calls: Sequence[PhoneCall]) -> list[dict[str, Any]]:
    """The agencies to telephone, as rows for `status --phones --format json`."""
    return [
        {
            "agency": c.agency,
            "what": c.what,
            "person": c.contact.person or None,
            "phone": c.contact.phone or None,
            "dial": list(c.contact.numbers),
            "source": c.contact.source or None,
            "last": c.last or None,
        }
        for c in calls
    ]


#: Columns of the table that are shown only if they have contents.
_ADDED: Mapping[str, Callable[[AgencyStatus], str]] = {"officer": lambda s: s.officer, "reviewed": lambda s: s.review}


def _print_table(result: Consolidation, whole: Consolidation, language: Language) -> None:
    """Prints the table, then the counts; if no officer is selected, also the agencies to ask first."""
    from toolkit.consolidation.bridges.standing import board_of, signed_words, status_words
    from toolkit.consolidation.today.first_calls import calls_heading, first_calls, reason_to_call
    from toolkit.run.overview import reported_line

    def signed(status: AgencyStatus) -> str:
        return signed_words(result.signed.get(status.agency), language)

    known = {**_ADDED, "signed": signed}
    added = {c: text for c, text in known.items() if any(map(text, result.statuses))}
    columns = tuple(c for c in boards.COLUMNS if c not in known or c in added)
    rows = [[boards.COLUMNS[c].say(language) for c in columns]]
    for s in result.statuses:
        came = bool(s.file)
        rows.append(
            [
                s.agency,
                result.campaign.agency_by_code[s.agency].short_name,
                status_words(s, language),
                s.received.strftime("%d/%m/%Y") if s.received else "",
                str(s.days_late or ""),
                f"{s.given}/{s.asked}",
                f"{s.sections_given}/{s.sections_asked}",
                str(s.errors) if came else "",
                str(s.warnings) if came else "",
                str((result.as_of - s.open_since).days) if s.open_since else "",
                s.file,
                *(text(s) for text in added.values()),
            ]
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(columns))]
    for row in rows:
        line = "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        click.echo(visible(line))
    click.echo(boards.COUNTS.say(language, **asdict(board_of(result.statuses))))
    click.echo(reported_line(result, language))
    if first := first_calls(result) if result is whole else ():
        click.echo(f"{calls_heading(first, language)}:")
        for call in first:
            name = result.campaign.agency_by_code[call.agency].short_name
            click.echo(visible(f"  {name}: {reason_to_call(call, result.campaign, language)}"))


def _signed_document(result: Consolidation, agency: str, language: Language) -> dict[str, Any] | None:
    """The state of an agency's signed PDF; None if no PDF came and none is required."""
    from toolkit.cli.json_output import signature_document
    from toolkit.consolidation.bridges.standing import signed_words

    report = result.signed.get(agency)
    if report is None:
        return None
    return {
        "asked": report.required,
        "files": list(report.files),
        "words": signed_words(report, language),
        **{state: report.count(state) for state in ("equal", "differs", "not_found")},
        "signatures": [signature_document(s) for s in report.signatures],
    }


def _not_opened(result: Consolidation) -> list[Finding]:
    """The findings about files and folders that were not opened: any agency's report may be in them."""
    from toolkit.messages.findings.kinds import UNSEEN

    return [f for f in result.findings if f.code in UNSEEN]


def _document(result: Consolidation, whole: Consolidation, language: Language) -> dict[str, Any]:
    """The document of `status --format json`."""
    from toolkit.cli.json_output import finding_document
    from toolkit.consolidation.bridges.standing import board_of
    from toolkit.consolidation.today.first_calls import first_calls

    codes = {s.agency for s in result.statuses}
    deadline = result.campaign.deadline
    return {
        "campaign": result.campaign.id,
        "as_of": result.as_of.isoformat(),
        "deadline": deadline.isoformat() if deadline else None,
        "agencies": [
            {
                "agency": s.agency,
                "status": s.status,
                "complete": s.complete,
                "received": s.received.isoformat() if s.received else None,
                "first_received": s.first_received.isoformat() if s.first_received else None,
                "seen": s.seen.isoformat() if s.seen else None,
                "days_late": s.days_late,
                "figures": {"asked": s.asked, "given": s.given, "lacking": s.lacking},
                "sections": {"asked": s.sections_asked, "given": s.sections_given, "lacking": s.sections_lacking},
                "errors": s.errors,
                "warnings": s.warnings,
                "open_since": s.open_since.isoformat() if s.open_since else None,
                "superseded": s.superseded,
                "waiting": s.waiting,
                "file": s.file or None,
                "unusable": s.unusable or None,
                "blank": s.blank or None,
                "officer": s.officer or None,
                "reviewed": s.reviewed,
                "reviewed_by": s.reviewed_by or None,
                "reviewed_on": str(s.reviewed_on) or None,
                "signed": _signed_document(result, s.agency, language),
            }
            for s in result.statuses
        ],
        "missing": list(result.missing),
        "first_calls": [asdict(call) for call in first_calls(whole) if call.agency in codes],
        "counts": asdict(board_of(result.statuses)),
        "not_opened": [{"file": f.file, **finding_document(f, language, result.campaign)} for f in _not_opened(result)],
    }
