"""`toolkit merge`: makes the master workbook from all reports."""

from __future__ import annotations

import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, expand_patterns, say_notice, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import SHOWN, exit_code, print_result, set_reminders_aside
from toolkit.messages import commands
from toolkit.messages.typed import typed_command

if TYPE_CHECKING:
    from toolkit.disclosure.sharing import Shared
    from toolkit.model import Consolidation, Language
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, callback=expand_patterns, metavar="[PATH]...")
@click.option("--output", "-o", type=PATH, metavar="FILE")
@click.option("--previous", type=PATH, metavar="MASTER")
@click.option("--share", is_flag=False, flag_value="", default=None, metavar="[FILE]")
@click.option("--issued", is_flag=True)
@click.option("--redraw", is_flag=True)
@takes(Options)
def merge(
    options: Options,
    paths: tuple[Path, ...],
    output: Path | None,
    previous: Path | None,
    share: str | None,
    issued: bool,
    redraw: bool,
) -> int:
    from toolkit.run.folder import SHARED, FolderPaths, find_definition
    from toolkit.run.masters.current import Drawing, current_master, sha256_of

    language, campaign = options.lang, options.campaign
    definition = find_definition(campaign)
    files = FolderPaths(definition.parent, definition)
    copy = Path(share) if share else None
    if share == "":
        copy = (output or files.master).with_name(f"{(output or files.master).stem}{SHARED}.xlsx")
    named = (os.path.abspath(path) if path else "" for path in (previous, copy, *paths))
    trust = sha256_of(options.trust) if options.trust else ""
    inputs = [options.day.isoformat(), language, str(issued), trust, *named]
    typed = [*map(str, (options.format, campaign, previous, share, trust, *paths))]
    keeps = not (options.no_store or options.executor or output)
    known = current_master(files, inputs, options.day, copy, issued or bool(copy)) if keeps and not redraw else None
    if known and (printed_before := known.output(typed)):
        for notice in known.record["told"]:
            say_notice(language, *notice)
        click.echo(printed_before[2], nl=False, err=True)
        click.echo(printed_before[1], nl=False)
        return printed_before[0]

    from toolkit.messages.masters import SHEETS
    from toolkit.run import operations
    from toolkit.run.folder import open_folder
    from toolkit.run.masters.issued import issue_master

    folder, drawing, shared = open_folder(campaign, options.trust), Drawing(), None

    def report(code: str, file: str) -> None:
        drawing.notices.append((code, file))
        say_notice(language, code, file)

    with ProgressLine(language) as progress:
        means = replace(options.means(folder, progress), notice=report)
        result, master = known.result() if known and not (copy or issued) else None, folder.master
        if known and result:
            for notice in known.record["told"]:
                report(*notice)
        else:
            known = None
            if copy:
                _refuse_to_share(folder, copy, share, output or master)
            result, master = operations.merge_files(
                folder,
                paths,
                output=output,
                previous=previous,
                as_of=options.day,
                means=means,
                language=language,
                drawing=drawing,
            )
            shared = operations.share_file(result, copy, master, language, drawing) if copy else None
            if shared or issued:
                result = issue_master(folder.root, master, result, means.notice)
    if not options.as_json:
        print_definition_warnings(folder, language)
    text, aside = StringIO(), False
    try:
        with redirect_stdout(text):
            if options.as_json:
                from toolkit.cli.json_output import check_document, print_json

                paths_written = {"master": str(master), **({"shared": str(copy)} if shared else {})}
                print_json({**check_document(result, language), **paths_written, "current": known is not None})
            else:
                _report(result, master, shared, copy, language)
                aside = not (output or paths) and set_reminders_aside(folder, result, language)
                following = typed_command("report", campaign, *([output] if output else paths))
                command = typed_command("merge", campaign, *paths, output=output, previous=previous, share=share)
                sheets = {key: SHEETS[key].say(language) for key in ("summary", "findings")}
                click.echo(
                    commands.MERGE_NEXT.say(language, file=master.name, command=command, report=following, **sheets)
                )
    finally:
        click.echo(text.getvalue(), nl=False)
    code = exit_code(result, folder, language)
    if keeps and (known := known or drawing.keep(folder, inputs, result)) and not aside:
        odd, printed = StringIO(), text.getvalue()
        if options.as_json:  # the last message about a document
            printed = '"current": true'.join(printed.rsplit('"current": false', 1))
        else:
            with redirect_stderr(odd):
                print_definition_warnings(folder, language)  # as in later reports
        known.keep_output(typed, code, printed, odd.getvalue())
    return code


def _report(result: Consolidation, master: Path, shared: Shared | None, copy: Path | None, language: Language) -> None:
    from toolkit.consolidation.bridges.sentences import changes_in_short
    from toolkit.master.sheets.context import balance_text
    from toolkit.messages.masters import SHEETS
    from toolkit.model.judging import attempt

    print_result(result, language, limit=SHOWN)
    click.echo(commands.BALANCE.say(language, balance=balance_text(result, language)))
    click.echo(commands.MASTER_DONE.say(language, file=master))
    what, totals = attempt("leaders", lambda: changes_in_short(result, language), ("", ()))
    if totals:
        click.echo(commands.WHY_CHANGED.say(language, what=what, sheet=SHEETS["bridge"].say(language)))
    for line in totals:
        click.echo(f"  {line}")
    if shared:
        click.echo(commands.SHARE_DONE.say(language, file=copy, figures=shared.figure_count, totals=shared.total_count))
        if shared.tables.columns:
            click.echo(commands.SHARE_TABLES.say(language, columns=len(shared.tables.columns), cells=shared.cell_count))


def _refuse_to_share(folder: Folder, copy: Path, share: str | None, master: Path) -> None:
    """Raises an error if the copy for circulation may not be written."""
    from toolkit.files.walking import refuse_links
    from toolkit.run import operations

    if not share:
        refuse_links(copy.parent, copy)
    operations.ensure_shareable(folder, copy, master)
