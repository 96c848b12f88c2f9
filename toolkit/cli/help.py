"""Commands whose help is in the user's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.messages import commands, planning, posting, rounds

if TYPE_CHECKING:
    from toolkit.model import Language

#: The help of commands, keyed by the command's name.
HELP = {**commands.HELP, **posting.HELP, **rounds.HELP}
#: The help of options, keyed by the option's name, or by command and option.
_OPTIONS = {**commands.OPTIONS, **posting.OPTIONS, **planning.OPTIONS, **rounds.OPTIONS}
#: Commands that a closed campaign refuses, since they change it: always, or if one of these parameters is typed.
CHANGES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("template", "draft", "merge", "report", "page"), frozenset()),
    "check": frozenset({"returns"}),
    "status": frozenset({"remind", "phones"}),
    "restore": frozenset({"name"}),
}
#: click's notation for a range of numbers.
_RANGE = re.compile(r"\[([0-9.]+)<=x<=([0-9.]+)\]")


class Command(click.Command):
    """A command with click's messages in the user's language."""

    language: Language = "vi"
    pieces = commands.USAGE_OPTIONS

    def invoke(self, context: click.Context) -> Any:
        typed = {name for name, value in context.params.items() if value}
        changes = CHANGES.get(str(self.name))
        if changes is not None and (not changes or changes & typed):
            from toolkit.run.closing.state import ensure_not_closed
            from toolkit.run.folder import find_definition

            ensure_not_closed(find_definition(context.params["campaign"]).parent)
        return super().invoke(context)

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = [piece for p in self.get_params(context) for piece in p.get_usage_pieces(context)]
        usage = " ".join([self.pieces.say(self.language), *pieces])
        formatter.write_usage(context.command_path, usage, prefix=commands.USAGE.say(self.language))

    def get_help_option(self, context: click.Context) -> click.Option | None:
        option = super().get_help_option(context)
        if option is not None:
            option.help = _OPTIONS["help"].say(self.language)
        return option

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(context) if isinstance(p, click.Option)]
        records = [r for p in options if (r := p.get_help_record(context)) is not None]
        required = commands.REQUIRED.say(self.language)
        with formatter.section(commands.SECTION_OPTIONS.say(self.language)):
            formatter.write_dl(
                [(name, _RANGE.sub(self._bounds, text.replace("[required]", required))) for name, text in records]
            )

    def _bounds(self, range_: re.Match[str]) -> str:
        return commands.BETWEEN.say(self.language, least=range_[1], most=range_[2])


_C = TypeVar("_C", bound=Command)


def in_language(command: _C, language: Language) -> _C:
    """A copy of the command with its help in this language."""
    copied = copy(command)
    copied.language = language
    copied.help = HELP[str(command.name)].say(language)
    copied.params = [copy(p) for p in command.params]
    for option in copied.params:
        if isinstance(option, click.Option):
            text = _OPTIONS.get(f"{command.name}_{option.name}") or _OPTIONS[str(option.name)]
            option.help = text.say(language)
    return copied
