"""`toolkit new`: creates the folder of a campaign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import print_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, takes
from toolkit.messages import commands, visible
from toolkit.messages.typed import typed_command

if TYPE_CHECKING:
    from toolkit.definition.moving_on import Way


def _print_programmes(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Prints the definitions to start from, one line each, which begins with the name to type."""
    if not wanted or context.resilient_parsing:
        return
    from toolkit.definition.starter import programmes

    known = programmes()
    width = max(len(programme.name) for programme in known)
    for programme in known:
        click.echo(f"{programme.name:{width}}  {programme.title.say(context.obj)}")
    context.exit()


@click.command(cls=Command)
@click.argument("folder", type=PATH, required=False, metavar="[FOLDER]")
@click.option("--programme", metavar="NAME")
@click.option("--from", "source", type=PATH, metavar="FOLDER")
@click.option("--next", "way", type=click.Choice(["period", "year", "block"]))
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_print_programmes)
@takes(Options, "lang")
@click.pass_context
def new(
    context: click.Context,
    /,
    options: Options,
    folder: Path | None,
    programme: str | None,
    source: Path | None,
    way: Way | None,
) -> int:
    from toolkit.messages.errors import UsageError

    if source is not None:
        if programme is not None:
            raise UsageError("preview-alone", option="--from", names=f"--programme {visible(programme)}")
        from toolkit.run.rounds.in_words import started_lines
        from toolkit.run.rounds.next import begin_next

        started = begin_next(source, folder, options.lang, way)
        for line in started_lines(started, folder or source, options.lang):
            click.echo(line)
        print_warnings(started.findings, options.lang)
        return 2 if any(f.severity == "error" for f in started.findings) else 0
    if way is not None:
        raise UsageError("next-without-from")
    if folder is None:
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    from toolkit.run.folder import new_folder

    definition = new_folder(folder, options.lang, programme)
    click.echo(commands.NEW_DONE.say(options.lang, file=definition))
    click.echo(commands.NEW_NEXT.say(options.lang, command=typed_command("template", folder)))
    return 0
