"""`toolkit export`: writes tables for programs."""

from pathlib import Path

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, READING, Options, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import exit_code
from toolkit.messages import commands, visible


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--share", is_flag=True)
@click.option("--output", "-o", type=PATH, metavar="DIR")
@takes(Options, *READING)
def export(options: Options, paths: tuple[Path, ...], share: bool, output: Path | None) -> int:
    from toolkit.run.folder import open_folder
    from toolkit.run.reporting import write_export

    language = options.lang
    folder = open_folder(options.campaign)
    print_definition_warnings(folder, language)
    with ProgressLine(language) as progress:
        means = options.means(folder, progress)
        result, written, backups = write_export(
            folder, paths, output=output, share=share, as_of=options.day, means=means, language=language
        )
    done, owed = commands.EXPORT_SHARED if share else commands.EXPORT_DONE, len(result.statuses)
    click.echo(done.say(language, file=written, in_count=owed - len(result.missing), owed=owed))
    for path in backups:
        click.echo(commands.EXPORT_KEPT.say(language, kept=visible(str(path))))
    return exit_code(result, folder, language)
