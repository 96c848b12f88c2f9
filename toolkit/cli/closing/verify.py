"""`toolkit verify`: checks whether a closed record is unchanged."""

from pathlib import Path

import click

from toolkit.cli.help import Command
from toolkit.cli.options import PATH, Options, takes
from toolkit.messages import rounds as words
from toolkit.messages import visible

#: The most differences that are listed.
_LISTED = 100


@click.command(cls=Command)
@click.argument("bag", type=PATH)
@click.option("--again", is_flag=True)
@takes(Options, "format", "lang")
def verify(options: Options, bag: Path, again: bool) -> int:
    from toolkit._version import version
    from toolkit.messages.errors import UsageError
    from toolkit.run.closing import verifying

    language = options.lang
    if not bag.exists():
        raise UsageError("no-such-path", file=str(bag))
    record = verifying.verify(bag)
    remade = verifying.remake_master(record) if again and not record.differences else None
    code = 1 if record.differences or (remade and remade.result != "same") else 0
    if options.as_json:
        from toolkit.cli.json_output import print_json

        differences = [d._asdict() for d in record.differences]
        outcome = {} if remade is None else {"again": remade.result, "made_by": remade.toolkit}
        print_json(
            {
                "bag": str(bag),
                "whole": not differences,
                "data_sha256": record.code,
                **outcome,
                "differences": differences,
            }
        )
        return code
    if record.differences:
        click.echo(words.CHANGED.say(language, count=len(record.differences)))
    else:
        click.echo(words.WHOLE.say(language, count=record.file_count))
        click.echo(words.CODE.say(language, code=record.code))
    for one in record.differences[:_LISTED]:
        click.echo(f"  {words.DIFFERENCES[one.kind].say(language, path=visible(one.path), other=visible(one.other))}")
    if len(record.differences) > _LISTED:
        click.echo("  …")
    if remade is not None:
        click.echo(words.AGAIN[remade.result].say(language, made=remade.toolkit, own=version))
    return code
