"""`toolkit merge`: the master workbook of all that came in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import tell_odd
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, expanded, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import SHOWN, exit_code, tell_reminders_aside, tell_result
from toolkit.messages import commands
from toolkit.messages.typed import again

if TYPE_CHECKING:
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, callback=expanded, metavar="[PATH]...")
@click.option("--output", "-o", type=PATH, metavar="FILE")
@click.option("--previous", type=PATH, metavar="MASTER")
@click.option("--share", is_flag=False, flag_value="", default=None, metavar="[FILE]")
@click.option("--issued", is_flag=True)
@takes(Options)
def merge(
    options: Options,
    paths: tuple[Path, ...],
    output: Path | None,
    previous: Path | None,
    share: str | None,
    issued: bool,
) -> int:
    from toolkit.consolidation.bridges.sentences import changes_in_short
    from toolkit.master.sheets.context import balance_text
    from toolkit.messages.masters import SHEETS
    from toolkit.model.judging import judged
    from toolkit.run import operations
    from toolkit.run.folder import open_folder
    from toolkit.run.masters.issued import give_out

    language, campaign = options.lang, options.campaign
    folder = open_folder(campaign)
    with ProgressLine(language) as progress:
        means = options.means(folder, progress)
        copy = None if share is None else _copy(folder, share, output or folder.master)
        result, master = operations.merge_files(
            folder, paths, output=output, previous=previous, as_of=options.day, means=means, language=language
        )
        shared = None if copy is None else operations.share_file(result, copy, master, language)
        if shared or issued:
            result = give_out(folder.root, master, result, means.notice)
    if options.as_json:
        from toolkit.cli.json_output import check_document, print_json

        files = {"master": str(master), **({"shared": str(copy)} if shared else {})}
        print_json({**check_document(result, language), **files})
        return exit_code(result, folder, language)
    tell_odd(folder, language)
    tell_result(result, language, limit=SHOWN)
    click.echo(commands.BALANCE.say(language, balance=balance_text(result, language)))
    click.echo(commands.MASTER_DONE.say(language, file=master))
    what, totals = judged("leaders", lambda: changes_in_short(result, language), ("", ()))
    if totals:
        click.echo(commands.WHY_CHANGED.say(language, what=what, sheet=SHEETS["bridge"].say(language)))
    for told in totals:
        click.echo(f"  {told}")
    if shared:
        click.echo(commands.SHARE_DONE.say(language, file=copy, figures=shared.figures, totals=shared.totals))
        if shared.tables.columns:
            click.echo(commands.SHARE_TABLES.say(language, columns=len(shared.tables.columns), cells=shared.cells))
    if not (output or paths):
        tell_reminders_aside(folder, result, language)
    click.echo(
        commands.MERGE_NEXT.say(
            language,
            file=master.name,
            command=again("merge", campaign, *paths, output=output, previous=previous, share=share),
            report=again("report", campaign, *([output] if output else paths)),
            **{key: SHEETS[key].say(language) for key in ("summary", "findings")},
        )
    )
    return exit_code(result, folder, language)


def _copy(folder: Folder, share: str, master: Path) -> Path:
    """Where the copy for circulation goes, "" beside the master. Raises where nothing may be written there."""
    from toolkit.files.walking import not_linked
    from toolkit.run import operations
    from toolkit.run.folder import SHARED

    copy = Path(share) if share else master.with_name(f"{master.stem}{SHARED}.xlsx")
    if not share:
        not_linked(copy.parent, copy)
    operations.may_share(folder, copy, master)
    return copy
