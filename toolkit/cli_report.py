"""The bodies of `toolkit report` and `toolkit draft`: what they do and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.messages import commands

if TYPE_CHECKING:
    from datetime import date

    from toolkit.model import Consolidation, Language
    from toolkit.run import Folder, Progress
    from toolkit.workers import Limits


def report(folder: Folder, paths: tuple[Path, ...], *, agency: str, output: Path | None, pdf: bool, as_of: date, workers: int | None, limits: Limits, language: Language, progress: Progress) -> Consolidation:  # fmt: skip
    """Write the Word report (and PDF) and say what is left to do by hand."""
    from toolkit.reporting import write_pdf, write_report

    written = write_report(folder, paths, agency=agency, output=output, as_of=as_of, workers=workers, limits=limits, progress=progress)  # fmt: skip
    result = written.result
    if agency:
        click.echo(commands.REPORT_OWN_DONE.say(language, file=written.report))
    else:
        owed = len(result.statuses)
        shown = sum(1 for g in result.groups if not g.hidden)
        click.echo(commands.REPORT_DONE.say(language, file=written.report, in_count=owed - len(result.missing), owed=owed, ideas=shown, hidden=len(result.groups) - shown))  # fmt: skip
    if pdf:
        click.echo(commands.MASTER_DONE.say(language, file=write_pdf(written.report)))
    click.echo(commands.REPORT_NEXT.say(language, file=written.report.name))
    return result
