"""`toolkit draft`: fills in an agency's form from the agency's report."""

from pathlib import Path

import click

from toolkit.cli.help import Command
from toolkit.cli.options import COMMON, PATH, Options, takes
from toolkit.cli.results import list_findings
from toolkit.messages import commands, visible


@click.command(cls=Command)
@click.argument("report", type=PATH)
@click.option("--agency", required=True, metavar="CODE")
@click.option("--output", "-o", type=PATH, metavar="FILE")
@takes(Options, *COMMON)
def draft(options: Options, report: Path, agency: str, output: Path | None) -> int:
    from toolkit.form.contents import UNPLACED
    from toolkit.run.folder import open_folder
    from toolkit.run.reporting import write_draft

    language = options.lang
    folder = open_folder(options.campaign)
    drafted = write_draft(folder, report, agency, output, language)
    lines = drafted.filling.lines
    placed = [x.section for x in lines if x.section != UNPLACED]
    if drafted.converted:
        click.echo(commands.DRAFT_CONVERTED.say(language, file=visible(report.name)))
    counts = {"points": len(placed), "sections": len(set(placed)), "rest": len(lines) - len(placed)}
    click.echo(commands.DRAFT_DONE.say(language, file=visible(str(drafted.path)), **counts))
    if drafted.backup is not None:
        click.echo(commands.DRAFT_KEPT.say(language, file=visible(str(drafted.backup))))
    list_findings(drafted.letter.findings, language, folder.campaign, limit=100)
    click.echo(commands.DRAFT_NEXT.say(language, inbox=folder.inbox))
    return 0
