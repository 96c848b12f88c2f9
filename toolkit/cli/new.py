"""`toolkit new`: a folder for one campaign."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, takes
from toolkit.messages import commands
from toolkit.messages.typed import again


def _list(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """The definitions to start from, one line each, the name to type first."""
    if not wanted or context.resilient_parsing:
        return
    from toolkit.definition.starter import programmes

    known = programmes()
    width = max(len(programme.name) for programme in known)
    for programme in known:
        click.echo(f"{programme.name:{width}}  {programme.title.say(context.obj)}")
    context.exit()


@click.command(cls=Command)
@click.argument("folder", type=PATH)
@click.option("--programme", metavar="NAME")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list)
@takes(Options, "lang")
def new(options: Options, folder: Path, programme: str | None) -> int:
    from toolkit.run.folder import new_folder

    definition = new_folder(folder, options.lang, programme)
    click.echo(commands.NEW_DONE.say(options.lang, file=definition))
    click.echo(commands.NEW_NEXT.say(options.lang, command=again("template", folder)))
    return 0
