"""Error messages of the command line: errors of the toolkit, the definition, click and the system."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.options import Digits
from toolkit.messages import Text, commands, rounds
from toolkit.messages.refusals import reason, system_reason

if TYPE_CHECKING:
    from toolkit.messages.errors import ToolkitError
    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.folder import Folder


#: The name of the log of internal errors.
LOG = "error.log"


def say_error(text: str) -> None:
    """Prints one sentence on the error stream."""
    click.echo(plain(text), err=True)


def print_error(error: ToolkitError, language: Language) -> int:
    """Prints on the error stream why the work was not done; returns the exit code, 2 or 3."""
    from toolkit.messages.errors import DefinitionError

    say_error(error.sentence(language))
    if isinstance(error, DefinitionError) and error.findings and error.code == "definition-wrong":
        wrong = [f for f in error.findings if f.severity == "error"]
        click.echo(commands.DEFINITION_ERRORS.say(language, count=len(wrong)), err=True)
        _print_definition_faults(wrong, language)
        print_warnings([f for f in error.findings if f.severity == "warning"], language)
    return error.exit_code


def print_warnings(
    warnings: Sequence[Finding], language: Language, heading: Text = commands.DEFINITION_WARNINGS
) -> None:
    """Prints warnings, which do not stop the work, under `heading`, by default that about the definition."""
    if warnings:
        click.echo(heading.say(language), err=True)
        _print_definition_faults(warnings, language)


def print_definition_warnings(folder: Folder, language: Language) -> None:
    """Prints the warnings about the campaign's definition, those about similar names only once a roster; and whether
    the campaign is closed."""
    from toolkit.run.folder import warnings_to_report

    print_warnings(warnings_to_report(folder), language)
    print_if_closed(folder, language)


def print_if_closed(folder: Folder, language: Language) -> None:
    from toolkit.run.closing.state import closed_bags

    for bag in closed_bags(folder.root)[-1:]:
        click.echo(plain(rounds.IS_CLOSED.say(language, bag=bag)), err=True)


def _print_definition_faults(findings: Sequence[Finding], language: Language) -> None:
    from toolkit.messages.findings.catalogue import describe

    for finding in findings:
        what, fix = describe(finding, language)
        click.echo(f"  {plain(what)}\n      → {plain(fix)}", err=True)


def report_faults(result: Consolidation, language: Language, root: Path | None) -> None:
    """Prints the files and checks on which the toolkit itself failed; tracebacks go to the log, never to the screen."""
    failed = [f for f in result.findings if f.code == "reader-failed"]
    unjudged = [f for f in result.findings if f.code == "could-not-judge"]
    if not (failed or unjudged):
        return
    from toolkit.messages.findings.catalogue import describe

    log = log_error("\n".join(f"{f.file}\n{f.text('traceback')}".strip() for f in (*failed, *unjudged)), root)
    if failed:
        say_error(commands.FAULTS.say(language, count=len(failed), log=log))
    for finding in unjudged:
        say_error(" ".join(describe(finding, language)))


def say_stopped(language: Language) -> int:
    """Prints that the user stopped the work, and how many files were written before. Returns the exit code, 3."""
    from toolkit.files.saving import written

    if not written:
        say_error(commands.ERRORS["interrupted"].say(language))
        return 3
    file = next(reversed(written))
    say_error(commands.ERRORS["interrupted-midway"].say(language, count=len(written), file=file))
    return 3


def is_pipe_closed(error: Exception) -> bool:
    """Whether an error means that the program that read the output has ended: on Windows “invalid argument”, which
    printing raises in no other case."""
    if sys.platform != "win32" or not isinstance(error, OSError) or error.errno != errno.EINVAL or error.filename:
        return False
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and str(last.tb_frame.f_globals.get("__name__")).startswith("click.")


def describe_unexpected(error: Exception, language: Language, root: Path | None) -> tuple[str, str]:
    """The code and sentence for an unexpected error: lack of memory, a refusal by the system, or an internal fault,
    which is logged. `root`: the campaign folder for the log, if any."""
    if isinstance(error, MemoryError):
        return "out-of-memory", commands.ERRORS["out-of-memory"].say(language)
    if isinstance(error, OSError) and error.errno:
        code = "system-refused-file" if error.filename else "system-refused"
        why = reason(system_reason(error), language)
        return code, commands.ERRORS[code].say(language, file=error.filename, reason=why)
    import traceback

    log = log_error("".join(traceback.format_exception(error)), root)
    return "internal", commands.ERRORS["internal"].say(language, reason=type(error).__name__, log=log)


def usage_sentence(error: click.UsageError, language: Language) -> str:
    """The sentence for an error of click, in the user's language."""
    near = list(getattr(error, "possibilities", None) or [])
    hint = commands.ERRORS["did-you-mean"].say(language, names=", ".join(sorted(near))) if near else ""
    match error:
        case click.NoSuchOption():
            return commands.ERRORS["no-such-option"].say(language, name=error.option_name) + hint
        case click.MissingParameter():
            return commands.ERRORS["missing-parameter"].say(language, name=_parameter_name(error, language))
        case click.BadParameter():
            typed = re.search(r"'(.*?)'", error.message) or re.match(r"(\S+) ", error.message)
            wanted = _accepted_values(error.param.type if error.param else None, language)
            return commands.ERRORS["bad-parameter"].say(
                language, name=_parameter_name(error, language), value=typed[1] if typed else "", wanted=wanted
            )
        case click.BadOptionUsage():
            return commands.ERRORS["option-without-value"].say(language, name=error.option_name)
    command = getattr(error, "command_name", None)
    if command:
        return commands.ERRORS["no-such-command"].say(language, name=command) + hint
    extra = re.search(r"extra arguments? \((.*)\)", error.message)
    return commands.ERRORS["extra-arguments"].say(language, names=extra[1]) if extra else error.message


def _parameter_name(error: click.BadParameter, language: Language) -> str:
    """The name of the option; for an argument its kind in words, with its name in the help."""
    if error.param is None or error.ctx is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    name = error.param.make_metavar(error.ctx).strip("[]")
    known = commands.ARGUMENTS.get(error.param.name or "")
    return f"{known.say(language)} ({name})" if known else name


def _accepted_values(kind: Any, language: Language) -> str:
    """The values that a parameter of this kind accepts, in words."""
    match kind:
        case Digits():
            return commands.WANTED["whole" if kind.whole else "number"].say(
                language, least=f"{kind.min:g}", most=f"{kind.max:.0f}"
            )
        case click.Choice():
            return commands.WANTED["choice"].say(language, known=", ".join(kind.choices))
        case click.Path():
            return commands.WANTED["file"].say(language)
    return commands.WANTED["other"].say(language)


def log_error(text: str, root: Path | None) -> str:
    """Writes a traceback to the log in the campaign folder; returns the log's path.

    Without such a folder, or if nothing can be written in it, the log is a new temporary file; "–" if that fails too.
    """
    import tempfile

    from toolkit.files.saving import save_bytes
    from toolkit.files.walking import refuse_links
    from toolkit.messages.errors import NotDoneError

    data = text.encode("utf-8", "backslashreplace")
    if root is not None:
        log = root / LOG
        with suppress(NotDoneError):
            refuse_links(root, log)
            save_bytes(log, data)
            return str(log)
    try:
        with tempfile.NamedTemporaryFile(prefix="toolkit-", suffix=f"-{LOG}", delete=False) as file:
            file.write(data)
    except OSError:
        return "–"  # nothing can be written anywhere: the sentence on the screen must do
    return file.name


def plain(text: str) -> str:
    """The text without control characters, which would control a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
