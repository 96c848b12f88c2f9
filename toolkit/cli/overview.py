"""`toolkit` without a command: shows the state of the campaign, and the next command."""

import click

from toolkit.cli.errors import plain, print_if_closed
from toolkit.cli.options import Options
from toolkit.cli.results import next_step, print_result
from toolkit.messages import commands, planning, visible
from toolkit.messages.errors import DefinitionError
from toolkit.messages.typed import typed_command
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.outputs import unread_files_text
from toolkit.run.overview import campaign_state, due_lines, install_waiting_result


def overview(options: Options, context: click.Context) -> int:
    """Prints the state of the campaign; without a campaign, the help."""
    language = options.lang
    try:
        folder = open_folder(options.campaign)
    except DefinitionError as error:
        if error.code == "definition-not-found":
            click.echo(context.get_help())
            return 0
        raise

    def notice(code: str, file: str) -> None:
        if code != "files-not-read":  # reported below, with what to type
            click.echo(commands.NOTICES[code].say(language, file=visible(file)))

    print_if_closed(folder, language)
    install_waiting_result(folder, notice)
    state = campaign_state(folder, options.day, Means(store=folder.store, notice=notice))
    result = state.result
    if state.to_begin:
        return _before_forms(folder, options)
    for line in due_lines(result, language):
        click.echo(line)
    click.echo(commands.STANDS_FORMS.say(language, count=state.forms, owed=len(result.statuses)))
    print_result(result, language, limit=0 if not result.submissions else 5)
    master = commands.STANDS_MASTER if folder.master.exists() else commands.STANDS_NO_MASTER
    click.echo(master.say(language, file=folder.master))
    if state.lost:
        click.echo(commands.NOTICES["files-not-read"].say(language, file=visible(unread_files_text(state.lost))))
    click.echo(next_step(state.following, options.campaign, language, *state.paths, put_into=state.put_into))
    return 0


def _before_forms(folder: Folder, options: Options) -> int:
    """Prints the plan of the campaign, and how to check one form before all forms are written."""
    from toolkit.run.planning.asking import plan

    campaign, language = folder.campaign, options.lang
    planned = plan(campaign, options.day, language)
    click.echo(plain(commands.STANDS.say(language, title=campaign.title, id=campaign.id)))
    for line in (*planned.lines, *planned.cautions):
        click.echo(plain(line))
    if planned.example:
        preview = typed_command("template", options.campaign, preview=planned.example)
        click.echo(planning.PREVIEW_FIRST.say(language, command=preview))
    click.echo(planning.THEN_ALL.say(language, command=typed_command("template", options.campaign)))
    return 0
