"""`toolkit` alone, and `toolkit status` on the screen and as JSON: who has reported, what is missing, who is late."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.json_output import finding_document
from toolkit.cli.results import next_step, tell_result
from toolkit.consolidation.standing import board_of, standing_words
from toolkit.messages import boards, commands, visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.folder import Folder


def tell_stand(campaign: Path | None, as_of: date, language: Language, context: click.Context) -> int:
    """`toolkit` alone: where the campaign stands, or the help where there is none."""
    from toolkit.messages.errors import DefinitionError
    from toolkit.run.folder import open_folder
    from toolkit.run.gathering import Means
    from toolkit.run.outputs import is_merged, made_from, named, not_read, paths_again
    from toolkit.run.run import check_files

    try:
        folder = open_folder(campaign)
    except DefinitionError as error:
        if error.code == "definition-not-found":
            click.echo(context.get_help())
            return 0
        raise

    def notice(code: str, file: str) -> None:
        if code != "files-not-read":  # which is said below, with what to type
            click.echo(commands.NOTICES[code].say(language, file=visible(file)))

    _tell_waiting(folder, notice)
    means = Means(store=folder.store, notice=notice)
    result = check_files(folder, as_of=as_of, means=means, as_merged=True)
    definition = folder.campaign
    click.echo(commands.STANDS.say(language, title=definition.title, id=definition.id))
    if definition.deadline:
        days = (result.as_of - definition.deadline).days
        when = commands.STANDS_TODAY if not days else commands.STANDS_LATE if days > 0 else commands.STANDS_LEFT
        click.echo(
            commands.STANDS_DUE.say(
                language, deadline=definition.deadline.strftime("%d/%m/%Y"), when=when.say(language, days=abs(days))
            )
        )
    forms = [a for a in definition.agencies if (folder.outgoing / f"{a.code}.xlsx").exists()]
    click.echo(commands.STANDS_FORMS.say(language, count=len(forms), owed=len(result.statuses)))
    tell_result(result, language, limit=0 if not result.submissions else 5)
    master = commands.STANDS_MASTER if folder.master.exists() else commands.STANDS_NO_MASTER
    click.echo(master.say(language, file=folder.master))
    before = made_from(folder.master)
    lost = not_read(before, result)
    if lost:
        click.echo(commands.NOTICES["files-not-read"].say(language, file=visible(named(lost))))
    if any(f.code in ("is-mail", "is-archive") for f in result.findings):
        following = "collect"
    elif not result.submissions:
        following = "check" if forms else "template"
    elif not is_merged(folder, result, before):
        following = "merge"
    else:
        following = "status" if result.missing and not lost else "report"
    empty = following == "check"
    paths = paths_again(folder, lost) if following in ("merge", "report") else ()
    click.echo(next_step(following, campaign, language, *paths, put_into=folder.inbox if empty else None))
    return 0


def _tell_waiting(folder: Folder, notice: Callable[[str, str], None]) -> None:
    """Put a merge's result that had to wait into its place, or say why it must wait still."""
    from toolkit.messages.errors import NotDoneError
    from toolkit.run.backups import make_ready
    from toolkit.run.folder import waiting_for

    if not waiting_for(folder.master).is_file():
        return
    try:
        state = make_ready(folder.root, folder.master)
    except NotDoneError:  # it is open still
        state = "waiting"
    code = {"placed": "waiting-placed", "older": "waiting-older"}.get(state, "waiting")
    notice(code, folder.master.name)


def tell_status(result: Consolidation, language: Language) -> None:
    """The table, then the counts."""
    columns = tuple(boards.COLUMNS)
    rows = [[boards.COLUMNS[c].say(language) for c in columns]]
    for s in result.statuses:
        came = bool(s.file)
        rows.append(
            [
                s.agency,
                result.campaign.agency_by_code[s.agency].short_name,
                standing_words(s, language),
                s.received.strftime("%d/%m/%Y") if s.received else "",
                str(s.days_late or ""),
                f"{s.given}/{s.asked}",
                f"{s.sections_given}/{s.sections_asked}",
                str(s.errors) if came else "",
                str(s.warnings) if came else "",
                s.file,
            ]
        )
    widths = [max(len(row[n]) for row in rows) for n in range(len(columns))]
    for row in rows:
        line = "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        click.echo(visible(line))
    click.echo(boards.COUNTS.say(language, **asdict(board_of(result.statuses))))
    owed = len(result.statuses)
    figures = sum(1 for f in result.figures if f.typed)
    click.echo(
        commands.REPORTED.say(
            language, in_count=owed - len(result.missing), owed=owed, statements=len(result.statements), figures=figures
        )
    )


def not_opened(result: Consolidation) -> list[Finding]:
    """Files and folders that were not looked into: whose reports are in them nobody knows."""
    return [f for f in result.findings if f.code in ("unreadable-file", "unreadable-folder", "folder-in-circle")]


def status_document(result: Consolidation, language: Language) -> dict[str, Any]:
    """The document that `status --format json` prints."""
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
                "days_late": s.days_late,
                "figures": {"asked": s.asked, "given": s.given, "lacking": s.lacking},
                "sections": {"asked": s.sections_asked, "given": s.sections_given, "lacking": s.sections_lacking},
                "errors": s.errors,
                "warnings": s.warnings,
                "superseded": s.superseded,
                "waiting": s.waiting,
                "file": s.file or None,
                "unusable": s.unusable or None,
                "blank": s.blank or None,
            }
            for s in result.statuses
        ],
        "missing": list(result.missing),
        "counts": asdict(board_of(result.statuses)),
        "not_opened": [{"file": f.file, **finding_document(f, language, result.campaign)} for f in not_opened(result)],
    }
