"""`toolkit report`: writes the Word report, and lists what people must still do in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, READING, Options, expand_patterns, takes
from toolkit.cli.progress import ProgressLine
from toolkit.cli.results import exit_code, list_findings, unapplied_decisions
from toolkit.messages import commands, visible

if TYPE_CHECKING:
    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.reporting import WrittenReport


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, callback=expand_patterns, metavar="[PATH]...")
@click.option("--agency", default="", metavar="CODE")
@click.option("--pdf", is_flag=True)
@click.option("--share", is_flag=True)
@click.option("--anew", is_flag=True)
@click.option("--output", "-o", type=PATH, metavar="FILE")
@takes(Options, *READING)
def report(
    options: Options, paths: tuple[Path, ...], agency: str, pdf: bool, share: bool, anew: bool, output: Path | None
) -> int:
    from toolkit.master.read import master_day
    from toolkit.run.folder import open_folder
    from toolkit.run.reporting import write_pdf, write_report

    language = options.lang
    folder = open_folder(options.campaign)
    print_definition_warnings(folder, language)
    with ProgressLine(language) as progress:
        means = options.means(folder, progress)
        day = options.day if options.as_of else master_day(folder.master) or options.day
        how = {"pdf": pdf, "share": share, "anew": anew}
        written = write_report(
            folder, paths, agency=agency, output=output, **how, as_of=day, means=means, language=language
        )
    if agency:
        click.echo(commands.REPORT_OWN_DONE.say(language, file=written.report))
    elif share:
        click.echo(commands.REPORT_SHARED.say(language, file=written.report))
    else:
        _print_done(written.report, written.result, language)
    _print_taken_over(written, language)
    if written.workbook is not None:
        click.echo(commands.MASTER_DONE.say(language, file=written.workbook))
        _print_backup(written.workbook, written.workbook_backup, language)
    if pdf:
        target, backup = write_pdf(folder, written.report)
        click.echo(commands.MASTER_DONE.say(language, file=target))
        _print_backup(target, backup, language)
    click.echo(commands.REPORT_NEXT.say(language, file=written.report.name))
    list_findings(_print_private(written, agency, language), language, folder.campaign, limit=20)
    # Of the unapplied decisions, only those about groups of ideas matter for the report.
    unapplied = [f for f in unapplied_decisions(written.result) if f.group]
    if unapplied and not agency:
        click.echo(commands.REPORT_EDITS.say(language))
        list_findings(unapplied, language, folder.campaign, limit=20)
    return exit_code(written.result, folder, language)


def _print_taken_over(written: WrittenReport, language: Language) -> None:
    """Prints what was taken over into the new report from the previous one, which people may have edited."""
    joined, name = written.joined, visible(written.report.name)
    if joined is None:
        return
    if joined.aside:
        click.echo(commands.REPORT_ASIDE[joined.aside].say(language, file=name))
    if joined.done is None:
        _print_backup(written.report, joined.backup, language)
        return
    done = joined.done
    click.echo(commands.REPORT_JOINED.say(language, file=name, kept=done.kept, renewed=done.renewed))
    if done.to_check:
        headings = visible("; ".join(f"“{heading}”" for heading in dict.fromkeys(done.to_check)))
        click.echo(commands.REPORT_LOOK.say(language, count=len(done.to_check), headings=headings))
    if done.left_out:
        click.echo(commands.REPORT_LEFT_OUT.say(language, count=done.left_out))
    if joined.backup is not None:
        click.echo(commands.REPORT_BEFORE.say(language, kept=visible(str(joined.backup))))


def _print_backup(file: Path, backup: Path | None, language: Language) -> None:
    if backup is not None:
        click.echo(commands.REPORT_KEPT.say(language, file=visible(file.name), kept=visible(str(backup))))


def _print_done(file: Path, result: Consolidation, language: Language) -> None:
    owed = len(result.statuses)
    shown = sum(1 for g in result.groups if not g.is_hidden)
    ideas = {"ideas": shown, "hidden": len(result.groups) - shown}
    click.echo(commands.REPORT_DONE.say(language, file=file, in_count=owed - len(result.missing), owed=owed, **ideas))


def _print_private(written: WrittenReport, agency: str, language: Language) -> tuple[Finding, ...]:
    """Prints the private data in the report; returns the findings about these data, with their cells."""
    from toolkit.language.text import code_key
    from toolkit.messages.findings.kinds import OF_PERSONS

    if not written.private:
        return ()
    headings = "; ".join(f"“{heading}” ({', '.join(texts)})" for heading, texts in written.private.items())
    click.echo(commands.REPORT_PRIVATE.say(language, file=visible(written.report.name), places=visible(headings)))
    printed = [text for texts in written.private.values() for text in texts]
    return tuple(
        finding
        for code, submission in written.result.used.items()
        for finding in submission.findings
        if code_key(agency) in ("", code_key(code))
        and finding.code in OF_PERSONS
        and any(t in finding.value for t in printed)
    )
