"""`toolkit template`: the forms that go out to the agencies."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.errors import tell_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import COMMON, PATH, Mailing, Options, takes
from toolkit.cli.progress import Progress
from toolkit.messages import commands, visible
from toolkit.messages.typed import again


@click.command(cls=Command)
@click.argument("agency", nargs=-1)
@click.option("--previous", type=PATH, metavar="MASTER")
@click.option("--mails", is_flag=True)
@takes(Mailing)
@takes(Options, *COMMON, "as_of")
def template(options: Options, mailing: Mailing, agency: tuple[str, ...], previous: Path | None, mails: bool) -> int:
    from toolkit.run import operations
    from toolkit.run.folder import open_folder

    mailing.check(mails, "--mails")
    language, as_of = options.lang, options.day
    folder = open_folder(options.campaign)
    tell_warnings(folder.warnings, language)
    aside: list[Path] = []
    with Progress(language) as progress:
        written = operations.write_templates(
            folder, agency, previous=previous, language=language, progress=progress, kept=aside.append
        )
    click.echo(commands.TEMPLATE_DONE.say(language, count=len(written), folder=folder.outgoing))
    if aside:
        names = ", ".join(visible(path.name) for path in aside)
        click.echo(commands.TEMPLATE_KEPT.say(language, count=len(aside), names=names))
    refused = 0
    if mails:
        from toolkit.cli.sending import post_forms

        refused = post_forms(folder, written, mailing, options, as_of)
    following = again("check", options.campaign)
    click.echo(commands.TEMPLATE_NEXT.say(language, inbox=folder.inbox, command=following))
    return refused
