"""`toolkit page`: writes the leaders' page as one HTML file."""

from pathlib import Path

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, READING, Options, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import exit_code, list_findings, unapplied_decisions
from toolkit.messages import commands


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--share", is_flag=True)
@click.option("--output", "-o", type=PATH, metavar="FILE")
@takes(Options, *READING)
def page(options: Options, paths: tuple[Path, ...], share: bool, output: Path | None) -> int:
    from toolkit.run.folder import open_folder
    from toolkit.run.reporting import write_page

    language = options.lang
    folder = open_folder(options.campaign)
    print_definition_warnings(folder, language)
    with ProgressLine(language) as progress:
        means = options.means(folder, progress)
        result, file = write_page(
            folder, paths, output=output, share=share, as_of=options.day, means=means, language=language
        )
    done = commands.PAGE_SHARED if share else commands.PAGE_DONE
    owed = len(result.statuses)
    click.echo(done.say(language, file=file, in_count=owed - len(result.missing), owed=owed))
    click.echo(commands.PAGE_NEXT.say(language, file=file.name))
    unfollowed = [f for f in unapplied_decisions(result) if f.group]
    if unfollowed:
        click.echo(commands.PAGE_EDITS.say(language))
        list_findings(unfollowed, language, folder.campaign, limit=20)
    return exit_code(result, folder, language)
