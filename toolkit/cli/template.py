"""`toolkit template`: writes the forms for the agencies, or shows checks of the forms before they go out."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.errors import plain, print_definition_warnings, print_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import COMMON, PATH, SENDING, Mailing, Options, say_notice, takes
from toolkit.cli.progress import ProgressLine
from toolkit.messages import agency_name, commands, planning, visible
from toolkit.messages.refusals import reason, system_reason
from toolkit.messages.typed import typed_command

if TYPE_CHECKING:
    from toolkit.model import Finding, Language
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("agency", nargs=-1)
@click.option("--officer", metavar="NAME")
@click.option("--previous", type=PATH, metavar="MASTER")
@click.option("--preview", metavar="AGENCY")
@click.option("--no-open", is_flag=True)
@click.option("--try", "try_", type=PATH, metavar="MASTER")
@click.option("--mails", is_flag=True)
@takes(Mailing, *SENDING)
@takes(Options, *COMMON, "as_of")
def template(
    options: Options,
    mailing: Mailing,
    agency: tuple[str, ...],
    officer: str | None,
    previous: Path | None,
    preview: str | None,
    no_open: bool,
    try_: Path | None,
    mails: bool,
) -> int:
    from toolkit.messages.errors import UsageError
    from toolkit.run.folder import forms_in, open_folder

    mailing.check(mails, "--mails")
    # When the command only shows a form or tries one, options that have no effect are refused.
    option = "--try" if try_ is not None else "--preview" if preview is not None else ""
    unused = {"--preview": preview, "--previous": previous} if try_ is not None else {}
    unused |= {"--officer": officer}
    names = [*agency, *(name for name, value in unused.items() if value is not None), *(["--mails"] if mails else [])]
    if option and names:
        raise UsageError("preview-alone", option=option, names=", ".join(map(visible, names)))
    day = options.day
    folder = open_folder(options.campaign)
    if officer is not None:
        from toolkit.agencies.officers import agencies_of_officer

        agency = (*agency, *agencies_of_officer(officer, folder.campaign))
    print_definition_warnings(folder, options.lang)
    if try_ is not None:
        return _try_rules(folder, options, try_)
    from toolkit.run.planning.asking import cautions

    sent = bool(forms_in(folder.outgoing, folder.campaign.agency_by_code))
    for line in cautions(folder.campaign, day, options.lang, sent=sent):
        click.echo(plain(line), err=True)
    if preview is not None:
        return _preview(folder, options, preview, previous, opens=not no_open)
    return _write(folder, options, agency, previous, mailing if mails else None)


def _write(
    folder: Folder, options: Options, agency: tuple[str, ...], previous: Path | None, mailing: Mailing | None
) -> int:
    language = options.lang
    with ProgressLine(language) as progress:
        written, aside = _write_forms(folder, options, agency, previous, progress=progress)
    click.echo(commands.TEMPLATE_DONE.say(language, count=len(written), folder=folder.outgoing))
    if aside:
        click.echo(commands.TEMPLATE_KEPT.say(language, count=len(aside), names=", ".join(aside)))
    refused = 0
    if mailing is not None:
        from toolkit.cli.sending import post_forms

        refused = post_forms(folder, written, mailing, options, options.day)
    _print_unconfirmed(folder, language)
    following = typed_command("check", options.campaign)
    click.echo(commands.TEMPLATE_NEXT.say(language, inbox=folder.inbox, command=following))
    return refused


def _preview(folder: Folder, options: Options, typed: str, previous: Path | None, *, opens: bool) -> int:
    from toolkit.desk.opening import open_here
    from toolkit.files.form_names import code_in
    from toolkit.run.folder import PREVIEWS

    language = options.lang
    (path,), aside = _write_forms(folder, options, typed, previous, into=folder.root / PREVIEWS)
    agency = folder.campaign.agency_by_code[code_in(path.stem, folder.campaign.agency_by_code)]
    click.echo(planning.PREVIEW_DONE.say(language, agency=agency_name(agency), file=path))
    if aside:
        click.echo(planning.PREVIEW_KEPT.say(language, names=", ".join(aside)))
    _print_unconfirmed(folder, language)
    try:
        if opens:
            open_here(path.absolute())
    except OSError as error:
        click.echo(planning.PREVIEW_NOT_OPENED.say(language, reason=reason(system_reason(error), language)))
    click.echo(planning.THEN_ALL.say(language, command=typed_command("template", options.campaign, previous=previous)))
    return 0


def _write_forms(
    folder: Folder, options: Options, codes: tuple[str, ...] | str, previous: Path | None, **how: Any
) -> tuple[list[Path], list[str]]:
    """Writes forms; returns the paths, and the names of copies of filled-in forms that were replaced."""
    from toolkit.run.operations import write_templates

    aside: list[str] = []
    incomparable: list[Finding] = []
    written = write_templates(
        folder,
        codes,
        previous=previous,
        language=options.lang,
        copied=lambda path: aside.append(visible(path.name)),
        report=incomparable.append,
        notice=partial(say_notice, options.lang),
        **how,
    )
    print_warnings(incomparable, options.lang, commands.TEMPLATE_OTHER_BODIES)
    return written, aside


def _print_unconfirmed(folder: Folder, language: Language) -> None:
    from toolkit.run.planning.asking import unconfirmed_sources

    for line in unconfirmed_sources(folder.campaign, language):
        click.echo(plain(line))


def _try_rules(folder: Folder, options: Options, master: Path) -> int:
    from toolkit.run.planning.asking import sheet_name
    from toolkit.run.planning.trial import rule_trial

    language = options.lang
    trial = rule_trial(folder.campaign, master, language)
    for line in trial.lines:
        click.echo(plain(line))
    again_ = typed_command("template", options.campaign, **{"try": master})
    click.echo(planning.TRY_AGAIN.say(language, sheet=sheet_name("rules", language), command=again_))
    click.echo(planning.THEN_ALL.say(language, command=typed_command("template", options.campaign)))
    return 1 if trial.pressing else 0
