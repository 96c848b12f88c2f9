"""The command line: options in, sentences out. The module of a command is loaded when the command is used."""

from __future__ import annotations

import gc
import os
import sys
from collections import UserDict
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit._version import version
from toolkit.cli.errors import describe_unexpected, is_pipe_closed, print_error, say_error, say_stopped, usage_sentence
from toolkit.cli.help import HELP, Command, in_language
from toolkit.cli.options import COMMON, Options, takes
from toolkit.messages import commands
from toolkit.messages.errors import ToolkitError

if TYPE_CHECKING:
    from toolkit.model import Finding, Language

#: The commands in the order of the help, each with its module in this folder.
_MODULES = """
    new template draft collect check merge drawn.report drawn.page drawn.export status restore diff
    closing.close closing.verify desk
"""
COMMANDS = {module.rpartition(".")[2]: module for module in _MODULES.split()}


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point. Exits with the code from `run`, never with a traceback for something in the data."""
    ascii_only = arguments is None and sys.getfilesystemencoding() == "ascii"
    if ascii_only and sys.executable and os.environ.get("PYTHONUTF8") != "1":
        # If the locale has only ASCII (`LC_ALL=C`), start again in Python's UTF-8 mode: otherwise Vietnamese file names
        # can be neither shown nor written. This is tried only once, since an option of Python may forbid that mode.
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, sys.orig_argv)
    for stream in (sys.stdout, sys.stderr):
        # Pipes on Windows use an old code page without Vietnamese; file names may be any bytes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # There are few reference cycles; searching for them as often as Python does costs 8 % of a merge of 300 files.
    gc.set_threshold(100_000, 50, 1000)
    # Matrix products, also in workers, are too small for threads, which cost 18 % of a merge in one process.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    typed = list(sys.argv[1:] if arguments is None else arguments)
    # Child processes get this process's arguments, which they do not need, through a pipe that holds 4 KB on Windows.
    del sys.argv[1:]
    code = run(typed)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # Exit at once: all is written, and freeing a large result object by object would keep people waiting.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns the exit code: 0 if nothing needs a person, 1 if it was done with errors or missing
    agencies, 2 for wrong use or a wrong definition, 3 if it was not done."""
    requested = _typed_value(arguments, "--lang", os.environ.get("TOOLKIT_LANG", "vi"))
    language: Language = "en" if requested.lower().startswith("en") else "vi"

    def print_document(code: str, message: str, findings: Sequence[Finding] = ()) -> None:
        """Prints the reason why there is no result, if a program expects a document on standard output."""
        if _typed_value(arguments, "--format") == "json":
            from toolkit.cli.json_output import error_document, print_json

            print_json(error_document(code, message, language, findings))

    try:
        code = build(language).main(list(arguments), prog_name="toolkit", standalone_mode=False, obj=language)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        return say_stopped(language)
    except click.UsageError as error:
        sentence = usage_sentence(error, language)
        print_document("wrong-use", sentence)
        say_error(sentence)
        where = error.ctx.command_path if error.ctx else "toolkit"
        click.echo(commands.SEE_HELP.say(language, command=where), err=True)
        return 2
    except ToolkitError as error:
        print_document(error.code, error.sentence(language), getattr(error, "findings", ()))
        return print_error(error, language)
    except KeyboardInterrupt:
        return say_stopped(language)
    except SystemExit:
        return 3  # raised by click if the program that read the output (`head`) has ended
    except Exception as error:  # noqa: BLE001 -- the last resort: a sentence and a log, not a traceback
        if is_pipe_closed(error):
            return 3  # as above, on Windows, where click does not recognise it
        code, sentence = describe_unexpected(error, language, _campaign_root(arguments))
        with suppress(OSError):  # the screen may be what cannot be written to
            print_document(code, sentence)
            say_error(sentence)
        return 3


def _typed_value(arguments: Sequence[str], option: str, default: str = "") -> str:
    """The value of an option that is needed before options are parsed; if typed several times, the last value."""
    typed = default
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        name, equals, value = argument.partition("=")
        if name == option:
            typed = value if equals else following or typed
    return typed


def _campaign_root(arguments: Sequence[str]) -> Path | None:
    """The campaign folder of a command line; None if there is no campaign."""
    from toolkit.run.folder import find_definition

    campaign = _typed_value(arguments, "--campaign")
    try:
        return find_definition(Path(campaign) if campaign else None).parent
    except (ToolkitError, OSError, ValueError):
        return None


# --- The commands --------------------------------------------------------------------------------


class _Commands(UserDict[str, click.Command]):
    """The commands in one language, keyed by name; a command is created, and its module loaded, when it is used."""

    def __init__(self, language: Language) -> None:
        super().__init__({name: click.Command(name, help=HELP[name].say(language)) for name in COMMANDS})
        self.language = language

    def __getitem__(self, name: str) -> click.Command:
        if name not in self:
            raise KeyError(name)
        command: Command = getattr(import_module(f"toolkit.cli.{COMMANDS[name]}"), name)
        return in_language(command, self.language)


class _Group(Command, click.Group):
    pieces = commands.USAGE_COMMANDS
    commands: _Commands

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        self.format_commands(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, command.get_short_help_str(90)) for name, command in self.commands.data.items()]
        with formatter.section(commands.SECTION_COMMANDS.say(self.language)):
            formatter.write_dl(rows)


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version, "-V", "--version", prog_name="toolkit")
@takes(Options, *COMMON)
@click.pass_context
def toolkit(context: click.Context, /, options: Options) -> int:
    if context.invoked_subcommand is not None:
        return 0
    from toolkit.cli.overview import overview

    return overview(options, context)


def build(language: Language) -> click.Group:
    """The commands with their help in `language`."""
    group = in_language(toolkit, language)
    group.commands = _Commands(language)
    return group
