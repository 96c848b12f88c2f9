"""The text about a result: the received files, the faults, and the next command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.errors import plain, report_faults
from toolkit.messages import Text, commands, visible
from toolkit.messages.typed import quoted, typed_command

if TYPE_CHECKING:
    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.folder import Folder

#: The most findings that are listed on the screen; the master and `--format json` have all findings.
SHOWN = 12
#: The most unapplied decisions that are listed.
_DECISIONS = 20
#: A command in an advice.
_COMMAND = re.compile(r"\btoolkit (draft|collect|check|merge|template)\b")


def shown(text: Text, language: Language, **arguments: object) -> str:
    """A sentence for the screen: typed texts in it are shown without control characters."""
    return "\n".join(visible(line) for line in text.say(language, **arguments).split("\n"))


def exit_code(result: Consolidation, folder: Folder, language: Language) -> int:
    """1 if something is missing or wrong, else 0; prints the files on which the toolkit itself failed."""
    report_faults(result, language, folder.root)
    return 1 if result.missing or any(f.severity == "error" for f in result.findings) else 0


def print_result(result: Consolidation, language: Language, *, limit: int, named: bool = False) -> None:
    """Prints the received files, the missing agencies (unless the user `named` the files), and the faults."""
    from toolkit.messages.findings.kinds import OF_THE_SYSTEM
    from toolkit.run.overview import result_lines

    for line in result_lines(result, language, named=named):
        click.echo(line)
    unapplied = unapplied_decisions(result)
    if unapplied:
        click.echo(commands.NOT_FOLLOWED.say(language))
        list_findings(unapplied, language, result.campaign, limit=_DECISIONS)
    pressing = [f for f in result.findings if f.severity != "note" and f not in unapplied]
    pressing.sort(key=lambda f: f.code not in OF_THE_SYSTEM)  # findings about unopened files come first
    list_findings(pressing, language, result.campaign, limit=limit)


def set_reminders_aside(folder: Folder, result: Consolidation, language: Language, *, quiet: bool = False) -> bool:
    """Moves away the drafts of reminders for reports that have come, and prints their names; returns whether there were
    any. `result`: that of all files."""
    from toolkit.run.returns import set_aside_reminders

    aside = set_aside_reminders(folder, result)
    if aside and not quiet:
        names = ", ".join(path.name for path in aside)
        click.echo(commands.REMINDERS_ASIDE.say(language, names=names, folder=aside[0].parent))
    return bool(aside)


def unapplied_decisions(result: Consolidation) -> list[Finding]:
    """The findings about the coordinator's decisions in the master that were not applied as written."""
    from toolkit.messages.findings.kinds import NOT_FOLLOWED

    return [f for f in result.findings if f.severity != "note" and f.code in NOT_FOLLOWED]


def list_findings(findings: Sequence[Finding], language: Language, campaign: Any, *, limit: int) -> None:
    """Prints at most `limit` findings, with cell and advice, and the number of those left out."""
    from toolkit.messages.findings.catalogue import agency_list_text, describe
    from toolkit.messages.masters import SEVERITIES

    for finding in findings[:limit]:
        what, fix = describe(finding, language, campaign)
        fix = _with_campaign(fix, finding.file)
        cell = "!".join(part for part in (finding.sheet, finding.cell) if part)
        about = finding.file or ("" if finding.agency else finding.text("name"))
        who = visible(
            " · ".join(part for part in (agency_list_text(finding.agency or "", campaign), about, cell) if part)
        )
        todo = f"\n      → {plain(fix)}" if fix else ""  # a rule need not give advice
        click.echo(f"  [{SEVERITIES[finding.severity].say(language)}] {who}\n      {plain(what)}{todo}")
    if len(findings) > limit:
        click.echo("  " + commands.MORE.say(language, count=len(findings) - limit))


def _with_campaign(fix: str, file: str) -> str:
    """The advice, with commands and file names for the campaign typed with `--campaign`, if any."""
    context = click.get_current_context(silent=True)
    campaign = context and context.params.get("campaign")
    if not campaign:
        return fix
    root = campaign if campaign.is_dir() else campaign.parent
    fix = fix.replace(f'"{file}"', quoted(root / file)) if file else fix
    return _COMMAND.sub(lambda command: typed_command(command[1], campaign), fix)


def next_step(
    command: str, campaign: Path | None, language: Language, *paths: Path, put_into: Path | None = None
) -> str:
    """The sentence that states the next command, with these paths; `put_into`: the inbox, if it needs files first."""
    text = commands.INBOX_FIRST if put_into else commands.CHECK_NEXT
    return text.say(language, command=typed_command(command, campaign, *paths), inbox=put_into)
