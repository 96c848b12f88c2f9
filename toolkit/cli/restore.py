"""`toolkit restore`: restores an earlier master from `backups/`."""

from datetime import datetime
from pathlib import Path

import click

from toolkit.cli.help import Command
from toolkit.cli.options import COMMON, Options, takes
from toolkit.messages import commands, visible
from toolkit.messages.typed import typed_command


@click.command(cls=Command)
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--list", "listed", is_flag=True)
@takes(Options, *COMMON)
def restore(options: Options, name: str | None, listed: bool) -> int:
    from toolkit.run.folder import open_folder, path_in_campaign
    from toolkit.run.masters.backups import backup_named, backups_of, restore_master

    language = options.lang
    folder = open_folder(options.campaign)
    if name is not None and not listed:
        backup = backup_named(folder.root, folder.master, name)
        replaced = restore_master(folder.root, folder.master, backup)
        click.echo(commands.RESTORE_DONE.say(language, file=folder.master, kept=visible(backup.name)))
        if replaced is not None:
            click.echo(commands.RESTORE_KEPT.say(language, file=path_in_campaign(folder.root, replaced)))
        return 0
    backups = backups_of(folder.root, folder.master)
    if not backups:
        click.echo(commands.RESTORE_NONE.say(language))
        return 0
    for path in reversed(backups):
        saved = datetime.fromtimestamp(path.stat().st_mtime).strftime("%d/%m/%Y %H:%M:%S")
        click.echo(commands.RESTORE_LINE.say(language, file=visible(path.name), day=saved))
    command = typed_command("restore", options.campaign, Path(backups[-1].name))
    click.echo(commands.RESTORE_NEXT.say(language, command=command))
    return 0
