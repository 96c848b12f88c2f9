"""`toolkit template`: the forms that go out to the agencies, and what is looked at before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import plain, tell_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import COMMON, PATH, Mailing, Options, say_notice, takes
from toolkit.cli.progress import Progress
from toolkit.messages import called, commands, planning, visible
from toolkit.messages.refusals import reason, said_by
from toolkit.messages.typed import again

if TYPE_CHECKING:
    from toolkit.model import Finding, Language
    from toolkit.run.folder import Folder


@click.command(cls=Command)
@click.argument("agency", nargs=-1)
@click.option("--previous", type=PATH, metavar="MASTER")
@click.option("--preview", metavar="AGENCY")
@click.option("--no-open", is_flag=True)
@click.option("--try", "try_", type=PATH, metavar="MASTER")
@click.option("--mails", is_flag=True)
@takes(Mailing)
@takes(Options, *COMMON, "as_of")
def template(
    options: Options,
    mailing: Mailing,
    agency: tuple[str, ...],
    previous: Path | None,
    preview: str | None,
    no_open: bool,
    try_: Path | None,
    mails: bool,
) -> int:
    from toolkit.run.folder import open_folder

    mailing.check(mails, "--mails")
    _alone(agency, preview, try_, previous, mails=mails)
    day = options.day
    folder = open_folder(options.campaign)
    tell_warnings(folder.warnings, options.lang)
    if try_ is not None:
        return _try(folder, options, try_)
    from toolkit.run.planning.asking import cautions

    sent = any((folder.outgoing / f"{a.code}.xlsx").exists() for a in folder.campaign.agencies)
    for line in cautions(folder.campaign, day, options.lang, sent=sent):
        click.echo(plain(line), err=True)
    if preview is not None:
        return _preview(folder, options, preview, previous, opens=not no_open)
    return _write(folder, options, agency, previous, mailing if mails else None)


def _alone(
    agency: tuple[str, ...], preview: str | None, try_: Path | None, previous: Path | None, *, mails: bool
) -> None:
    """What only looks at something takes nothing that it would leave out. Raises `UsageError`."""
    from toolkit.messages.errors import UsageError

    option = "--try" if try_ is not None else "--preview" if preview is not None else ""
    beside = {"--preview": preview, "--previous": previous} if try_ is not None else {}
    names = [*agency, *(name for name, given in beside.items() if given is not None), *(["--mails"] if mails else [])]
    if option and names:
        raise UsageError("preview-alone", option=option, names=", ".join(map(visible, names)))


def _write(
    folder: Folder, options: Options, agency: tuple[str, ...], previous: Path | None, mailing: Mailing | None
) -> int:
    from toolkit.run import operations

    language = options.lang
    aside: list[Path] = []
    others: list[Finding] = []
    with Progress(language) as progress:
        written = operations.write_templates(
            folder,
            agency,
            previous=previous,
            language=language,
            progress=progress,
            kept=aside.append,
            tell=others.append,
            notice=partial(say_notice, language),
        )
    tell_warnings(others, language, commands.TEMPLATE_OTHER_BODIES)
    click.echo(commands.TEMPLATE_DONE.say(language, count=len(written), folder=folder.outgoing))
    if aside:
        names = ", ".join(visible(path.name) for path in aside)
        click.echo(commands.TEMPLATE_KEPT.say(language, count=len(aside), names=names))
    refused = 0
    if mailing is not None:
        from toolkit.cli.sending import post_forms

        refused = post_forms(folder, written, mailing, options, options.day)
    _tell_unconfirmed(folder, language)
    following = again("check", options.campaign)
    click.echo(commands.TEMPLATE_NEXT.say(language, inbox=folder.inbox, command=following))
    return refused


def _preview(folder: Folder, options: Options, typed: str, previous: Path | None, *, opens: bool) -> int:
    from toolkit.desk.opening import open_here
    from toolkit.run.planning.preview import write_preview

    language = options.lang
    aside: list[Path] = []
    others: list[Finding] = []
    path = write_preview(
        folder,
        typed,
        previous=previous,
        language=language,
        kept=aside.append,
        tell=others.append,
        notice=partial(say_notice, language),
    )
    tell_warnings(others, language, commands.TEMPLATE_OTHER_BODIES)
    agency = folder.campaign.agency_by_code[path.stem]
    click.echo(planning.PREVIEW_DONE.say(language, agency=called(agency), file=path))
    if aside:
        names = ", ".join(visible(kept.name) for kept in aside)
        click.echo(planning.PREVIEW_KEPT.say(language, names=names))
    _tell_unconfirmed(folder, language)
    try:
        if opens:
            open_here(path.absolute())
    except OSError as error:
        click.echo(planning.PREVIEW_NOT_OPENED.say(language, reason=reason(said_by(error), language)))
    click.echo(planning.THEN_ALL.say(language, command=again("template", options.campaign, previous=previous)))
    return 0


def _tell_unconfirmed(folder: Folder, language: Language) -> None:
    from toolkit.run.planning.asking import unconfirmed_sources

    for line in unconfirmed_sources(folder.campaign, language):
        click.echo(plain(line))


def _try(folder: Folder, options: Options, master: Path) -> int:
    from toolkit.run.planning.asking import sheet_name
    from toolkit.run.planning.trial import try_on

    language = options.lang
    trial = try_on(folder.campaign, master, language)
    for line in trial.lines:
        click.echo(plain(line))
    again_ = again("template", options.campaign, **{"try": master})
    click.echo(planning.TRY_AGAIN.say(language, sheet=sheet_name("rules", language), command=again_))
    click.echo(planning.THEN_ALL.say(language, command=again("template", options.campaign)))
    return 1 if trial.pressing else 0
