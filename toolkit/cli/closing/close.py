"""`toolkit close`: stores the complete record of the campaign in `closed/`, or opens the campaign again."""

import click

from toolkit.cli.errors import print_definition_warnings
from toolkit.cli.help import Command
from toolkit.cli.options import READING, Options, takes
from toolkit.cli.progress import ProgressLine
from toolkit.messages import rounds as words
from toolkit.messages import visible


@click.command(cls=Command)
@click.option("--reopen", is_flag=True)
@click.option("--by", default="", metavar="NAME")
@click.option("--reason", default="", metavar="TEXT")
@takes(Options, *READING)
def close(options: Options, reopen: bool, by: str, reason: str) -> int:
    from toolkit.messages.errors import UsageError
    from toolkit.messages.typed import typed_command
    from toolkit.run.closing import closing, state
    from toolkit.run.folder import CLOSED, open_folder, relative_path

    language = options.lang
    folder = open_folder(options.campaign)
    if reopen:
        bags = state.reopen(folder.root, by, reason, options.day)
        click.echo(visible(words.REOPENED.say(language, bag="; ".join(f"{CLOSED}/{bag.name}" for bag in bags))))
        return 0
    for option, typed in (("--by", by), ("--reason", reason)):
        if typed:
            raise UsageError("reopen-alone", option=option)
    print_definition_warnings(folder, language)
    with ProgressLine(language) as progress:
        done = closing.close(folder, as_of=options.day, means=options.means(folder, progress))
    click.echo(words.CLOSED.say(language, count=done.documents, bag=visible(str(done.bag))))
    click.echo(words.CODE.say(language, code=done.code))
    if done.late:
        names = visible("; ".join(done.late))
        click.echo(words.LATE.say(language, count=len(done.late), names=names))
    for file in done.uncoded:
        click.echo(words.UNCODED.say(language, file=file))
    for row in done.missing:
        click.echo(words.LACKING[row].say(language))
    click.echo(words.VERIFY_NEXT.say(language, command=typed_command("verify", None, relative_path(done.bag))))
    return 1 if done.late or done.uncoded else 0
