"""`toolkit` alone: where the campaign stands, and what to type next."""

from __future__ import annotations

from collections.abc import Callable

import click

from toolkit.cli.options import Options
from toolkit.cli.results import next_step, tell_result
from toolkit.messages import commands, visible
from toolkit.messages.errors import DefinitionError, NotDoneError
from toolkit.messages.findings.kinds import CONTAINERS
from toolkit.model import Consolidation, Language
from toolkit.run import operations
from toolkit.run.backups import make_ready
from toolkit.run.folder import Folder, open_folder, waiting_for
from toolkit.run.gathering import Means
from toolkit.run.outputs import is_merged, made_from, named, not_read, paths_again


def overview(options: Options, context: click.Context) -> int:
    """`toolkit` alone: where the campaign stands, or the help where there is none."""
    language = options.lang
    try:
        folder = open_folder(options.campaign)
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
    result = operations.check_files(folder, as_of=options.day, means=means, as_merged=True)
    _tell_due(result, language)
    forms = [a for a in folder.campaign.agencies if (folder.outgoing / f"{a.code}.xlsx").exists()]
    click.echo(commands.STANDS_FORMS.say(language, count=len(forms), owed=len(result.statuses)))
    tell_result(result, language, limit=0 if not result.submissions else 5)
    master = commands.STANDS_MASTER if folder.master.exists() else commands.STANDS_NO_MASTER
    click.echo(master.say(language, file=folder.master))
    before = made_from(folder.master)
    lost = not_read(before, result)
    if lost:
        click.echo(commands.NOTICES["files-not-read"].say(language, file=visible(named(lost))))
    if any(f.code in CONTAINERS for f in result.findings):
        following = "collect"
    elif not result.submissions:
        following = "check" if forms else "template"
    elif not is_merged(folder, result, before):
        following = "merge"
    else:
        following = "status" if result.missing and not lost else "report"
    put_into = folder.inbox if following == "check" else None
    paths = paths_again(folder, lost) if following in ("merge", "report") else ()
    click.echo(next_step(following, options.campaign, language, *paths, put_into=put_into))
    return 0


def _tell_due(result: Consolidation, language: Language) -> None:
    definition = result.campaign
    click.echo(commands.STANDS.say(language, title=definition.title, id=definition.id))
    if definition.deadline:
        days = (result.as_of - definition.deadline).days
        text = commands.STANDS_TODAY if not days else commands.STANDS_LATE if days > 0 else commands.STANDS_LEFT
        deadline, when = definition.deadline.strftime("%d/%m/%Y"), text.say(language, days=abs(days))
        click.echo(commands.STANDS_DUE.say(language, deadline=deadline, when=when))


def _tell_waiting(folder: Folder, notice: Callable[[str, str], None]) -> None:
    """Put a merge's result that had to wait into its place, or say why it must wait still."""
    if not waiting_for(folder.master).is_file():
        return
    try:
        state = make_ready(folder.root, folder.master)
    except NotDoneError:  # it is open still
        state = "waiting"
    code = {"placed": "waiting-placed", "older": "waiting-older"}.get(state, "waiting")
    notice(code, folder.master.name)
