"""`toolkit desk`: serves the coordinator's pages to the browser of this machine."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.errors import describe_unexpected
from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Digits, Options, takes
from toolkit.messages.desk import SERVING

if TYPE_CHECKING:
    from toolkit.desk.desk import Desk


@click.command(cls=Command)
@click.argument("paths", nargs=-1, type=PATH, metavar="[PATH]...")
@click.option("--port", type=Digits(1, 65_535, whole=True), metavar="N")
@click.option("--no-browser", is_flag=True)
@takes(Options, "as_of", "campaign", "lang")
def desk(options: Options, paths: tuple[Path, ...], port: int | None, no_browser: bool) -> int:
    from toolkit.cli.attended import run_attended
    from toolkit.desk.desk import Desk, Settings
    from toolkit.desk.recent import RecentCampaigns, default_list_path
    from toolkit.desk.server import serve

    day = options.day  # an invalid date is reported before anything begins
    settings = Settings(
        language=options.lang,
        day=(lambda: options.day) if options.as_of is None else (lambda: day),
        as_of=options.as_of or "",
        runner=run_attended,
        faults=describe_unexpected,
        recent=RecentCampaigns(default_list_path()),
    )
    work = Desk(settings)
    _open_campaign(work, options.campaign, paths)

    def on_start(address: str) -> None:
        click.echo(address)
        click.echo(SERVING.say(options.lang), err=True)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    with suppress(KeyboardInterrupt):
        serve(work, port or 0, on_start)
    return 0


def _open_campaign(work: Desk, campaign: Path | None, paths: Sequence[Path]) -> None:
    """Opens the campaign of `--campaign`, else one among the paths, else the nearest one. All other paths are incoming
    files, except an empty folder, in which the user may begin a campaign.

    Raises `UsageError` for a path that does not exist, `DefinitionError` if the named campaign has no definition.
    """
    from toolkit.definition.campaign import FILE_NAME
    from toolkit.messages.errors import DefinitionError, UsageError
    from toolkit.run.folder import find_definition

    for path in paths:
        if not path.exists():
            raise UsageError("no-such-path", file=str(path))
    named = campaign or next((p for p in paths if p.name == FILE_NAME or (p / FILE_NAME).is_file()), None)
    incoming = [path.absolute() for path in paths if path is not named]
    work.incoming = [path for path in incoming if not _is_empty(path)]
    work.proposed = next(filter(_is_empty, incoming), None)
    try:
        definition = find_definition(named)
    except DefinitionError:
        if named is not None:
            raise
        return
    work.open_campaign(definition)


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
