"""`toolkit new`: a folder for one campaign."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, takes
from toolkit.messages import commands
from toolkit.messages.typed import again


@click.command(cls=Command)
@click.argument("folder", type=PATH)
@takes(Options, "lang")
def new(options: Options, folder: Path) -> int:
    from toolkit.run.folder import new_folder

    definition = new_folder(folder, options.lang)
    click.echo(commands.NEW_DONE.say(options.lang, file=definition))
    click.echo(commands.NEW_NEXT.say(options.lang, command=again("template", folder)))
    return 0
