"""`toolkit diff`: shows why totals differ between two masters."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, takes
from toolkit.messages import commands

if TYPE_CHECKING:
    from toolkit.model import Agency, Former


@click.command(cls=Command)
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@takes(Options, "lang")
def diff(options: Options, old: Path, new: Path) -> int:
    from toolkit.consolidation.bridges.sentences import bridge_sentence, totals_by_name
    from toolkit.run.masters.issued import compare_masters

    language = options.lang
    moved, before, now = compare_masters(old, new)
    indicators = {**totals_by_name(before.campaign, language), **totals_by_name(now.campaign, language)}
    agencies: dict[str, Agency | Former] = {**before.campaign.former_by_code, **now.campaign.former_by_code}
    agencies |= {**before.campaign.agency_by_code, **now.campaign.agency_by_code}
    for bridge in moved:
        click.echo(bridge_sentence(bridge, indicators, agencies, language))
    click.echo(commands.DIFF_DONE.say(language, count=len(moved), old=old.name, new=new.name))
    return 0
