"""`toolkit check`: lists the faults in received files, and writes returned forms on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Mailing, Options, expand_patterns, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import exit_code, next_step, print_result, set_reminders_aside
from toolkit.messages import commands

if TYPE_CHECKING:
    from toolkit.model import Language
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, callback=expand_patterns, metavar="[PATH]...")
@click.option("--returns", is_flag=True)
@click.option("--officer", metavar="NAME")
@takes(Mailing)
@takes(Options)
def check(options: Options, mailing: Mailing, paths: tuple[Path, ...], returns: bool, officer: str | None) -> int:
    from toolkit.agencies.officers import result_of_officer
    from toolkit.run import operations
    from toolkit.run.folder import open_folder
    from toolkit.run.inputs import names_only_some
    from toolkit.run.outputs import is_in
    from toolkit.run.returns import set_aside_returns, write_returns

    mailing.check(returns, "--returns")
    language, by = options.lang, mailing.reply_deadline()
    folder = open_folder(options.campaign, options.trust)
    with ProgressLine(language) as progress:
        whole = operations.check_files(folder, paths, as_of=options.day, means=options.means(folder, progress))
        result = whole if officer is None else result_of_officer(whole, officer)
        written = write_returns(folder, result, language=language, by=by, progress=progress) if returns else []
        of = None if officer is None else {s.agency for s in result.statuses}
        aside = set_aside_returns(folder, result, written, of, whole=not paths) if returns else []
    if options.as_json:
        from toolkit.cli.json_output import check_document, print_json

        print_json(check_document(result, language))
    else:
        print_definition_warnings(folder, language)
        print_result(result, language, limit=60, named=names_only_some(folder, paths))
        if returns:
            _print_returns(folder, len(written), aside, language)
    if not paths:
        set_reminders_aside(folder, whole, language, quiet=options.as_json)
    refused = 0
    if returns:
        from toolkit.cli.sending import post_letters
        from toolkit.run.post import answer_letters

        letters = answer_letters(folder, result, written, language, by)
        refused = post_letters(folder, letters, mailing, options, result.as_of, reminders=False)
    if not options.as_json:
        elsewhere = any(not is_in(path, folder.inbox) for path in paths)
        following = "merge" if result.submissions else "check"
        put_into = folder.inbox if elsewhere or not result.submissions else None
        click.echo(next_step(following, options.campaign, language, put_into=put_into))
    return refused or exit_code(result, folder, language)


def _print_returns(folder: Folder, count: int, aside: list[Path], language: Language) -> None:
    from toolkit.run.folder import RETURNS

    click.echo(commands.RETURNS_DONE.say(language, count=count, folder=folder.root / RETURNS))
    if aside:
        names = ", ".join(path.name for path in aside)
        click.echo(commands.RETURNS_ANSWERED.say(language, names=names, folder=aside[0].parent))
