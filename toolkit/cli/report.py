"""The bodies of `toolkit report` and `toolkit draft`: what they do and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.language.text import code_key
from toolkit.messages import commands, visible

if TYPE_CHECKING:
    from datetime import date

    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.folder import Folder
    from toolkit.run.gathering import Means
    from toolkit.run.reporting import Drafted, Written

#: Findings about data of private persons.
PRIVATE = ("identity-number", "telephone-number", "person-named")


def draft(folder: Folder, report: Path, agency: str, output: Path | None, language: Language) -> Drafted:
    """Draft the form and say what went into it; the caller lists the findings."""
    from toolkit.form.form import UNPLACED
    from toolkit.run.reporting import write_draft

    drafted = write_draft(folder, report, agency, output, language)
    lines = drafted.filling.lines
    placed = [x.section for x in lines if x.section != UNPLACED]
    if drafted.converted:
        click.echo(commands.DRAFT_CONVERTED.say(language, file=visible(report.name)))
    click.echo(
        commands.DRAFT_DONE.say(
            language,
            file=visible(str(drafted.path)),
            points=len(placed),
            sections=len(set(placed)),
            rest=len(lines) - len(placed),
        )
    )
    if drafted.kept is not None:
        click.echo(commands.DRAFT_KEPT.say(language, file=visible(str(drafted.kept))))
    return drafted


def report(
    folder: Folder,
    paths: tuple[Path, ...],
    *,
    agency: str,
    output: Path | None,
    pdf: bool,
    as_of: date,
    means: Means,
    language: Language,
) -> Written:
    """Write the Word report (and PDF) and say what is left to do by hand."""
    from toolkit.run.reporting import write_pdf, write_report

    written = write_report(folder, paths, agency=agency, output=output, pdf=pdf, as_of=as_of, means=means)
    result = written.result
    if agency:
        click.echo(commands.REPORT_OWN_DONE.say(language, file=written.report))
    else:
        owed = len(result.statuses)
        shown = sum(1 for g in result.groups if not g.hidden)
        click.echo(
            commands.REPORT_DONE.say(
                language,
                file=written.report,
                in_count=owed - len(result.missing),
                owed=owed,
                ideas=shown,
                hidden=len(result.groups) - shown,
            )
        )
    if pdf:
        click.echo(commands.MASTER_DONE.say(language, file=write_pdf(written.report)))
    click.echo(commands.REPORT_NEXT.say(language, file=written.report.name))
    return written


def private(written: Written, agency: str, language: Language) -> tuple[Finding, ...]:
    """Say where the report holds data of private persons; returns the findings about them, which name the cells."""
    if not written.private:
        return ()
    places = "; ".join(f"“{heading}” ({', '.join(texts)})" for heading, texts in written.private.items())
    click.echo(commands.REPORT_PRIVATE.say(language, file=visible(written.report.name), places=visible(places)))
    printed = [text for texts in written.private.values() for text in texts]
    return tuple(
        finding
        for code, submission in written.result.used.items()
        for finding in submission.findings
        if code_key(agency) in ("", code_key(code))
        and finding.code in PRIVATE
        and any(t in finding.value for t in printed)
    )


def not_followed(result: Consolidation) -> tuple[Finding, ...]:
    """What the coordinator decided about groups of ideas and the report does not show."""
    from toolkit.cli import results as cli_results

    return tuple(f for f in cli_results.not_followed(result) if "group" in dict(f.arguments))
