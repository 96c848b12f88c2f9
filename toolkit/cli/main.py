"""The command line: options in, sentences out. All work is done by `run`, imported when a command starts."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit._version import version
from toolkit.cli import mail as cli_mail
from toolkit.cli.errors import Number, say_error, stopped, tell, tell_faults, tell_warnings, unexpected, usage_sentence
from toolkit.cli.progress import Progress
from toolkit.messages import Text, commands, posting, visible

if TYPE_CHECKING:
    from toolkit.model import Consolidation, Finding, Language
    from toolkit.run.folder import Folder
    from toolkit.run.gathering import Means

#: Findings listed on the screen; all of them are in the master and in `--format json`.
_SHOWN = 12
#: The most that options of numbers take: a day, a terabyte, more processes than a machine has use for.
_MOST_SECONDS, _MOST_MEMORY, _MOST_WORKERS = 86_400, 1_048_576, 1_024


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: never a traceback for anything in the data, exit codes as the contract says."""
    for stream in (sys.stdout, sys.stderr):
        # Pipes on Windows use an old code page, which has no Vietnamese; names of files may be any bytes.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    code = run(given)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # All is written. To take a large result apart, object by object, would keep people waiting.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    language = _language(arguments)
    group = build(language)
    from toolkit.messages.errors import ToolkitError

    def document(code: str, message: str, findings: Sequence[Finding] = ()) -> None:
        """Why there is no other document on standard output, where a program waits for one."""
        if _asks_for_json(arguments):
            from toolkit.cli.json_output import error_document, print_json

            print_json(error_document(code, message, language, findings))

    try:
        code = group.main(list(arguments), prog_name="toolkit", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        return stopped(language)
    except click.UsageError as error:
        said = usage_sentence(error, language)
        document("wrong-use", said)
        say_error(said)
        where = error.ctx.command_path if error.ctx else "toolkit"
        click.echo(commands.SEE_HELP.say(language, command=where), err=True)
        return 2
    except ToolkitError as error:
        document(error.code, error.sentence(language), getattr(error, "findings", ()))
        return tell(error, language)
    except KeyboardInterrupt:
        return stopped(language)
    except SystemExit:
        return 3  # click's, where whoever listened (`head`) has gone: nobody is there to be told
    except Exception as error:  # noqa: BLE001 -- the last resort: a sentence and a log, not a traceback
        code, said = unexpected(error, language, _root(arguments))
        with suppress(OSError):  # it may be the screen itself that cannot be written to
            document(code, said)
            say_error(said)
        return 3


def _language(arguments: Sequence[str]) -> Language:
    """The language is needed before options are parsed: help and errors are in it too."""
    asked = os.environ.get("TOOLKIT_LANG", "vi")
    for place, argument in enumerate(arguments):
        if argument == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    return "en" if asked.lower().startswith("en") else "vi"


def _root(arguments: Sequence[str]) -> Path | None:
    """The campaign folder that a command line is about; None where there is none."""
    from toolkit.messages.errors import ToolkitError
    from toolkit.run.folder import find_definition

    asked = [value for name, value in zip(arguments, arguments[1:], strict=False) if name == "--campaign"]
    asked += [value for name, _, value in (a.partition("=") for a in arguments) if name == "--campaign" and value]
    try:
        return find_definition(Path(asked[-1]) if asked else None).parent
    except (ToolkitError, OSError, ValueError):
        return None


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether standard output is one JSON document's, whatever happens."""
    given = list(arguments)
    return "--format=json" in given or ("--format", "json") in zip(given, given[1:], strict=False)


# --- The commands --------------------------------------------------------------------------------


def build(language: Language) -> click.Group:
    """The command tree, its help in `language`."""

    def say(text: Text, **arguments: object) -> str:
        return text.say(language, **arguments)

    def option(*names: str, key: str, **settings: Any) -> Callable[[Any], Any]:
        return click.option(*names, help=say(commands.OPTIONS[key]), **settings)

    def common(command: Any) -> Any:
        command = option("--lang", "lang", key="lang", type=click.Choice(["vi", "en"]), expose_value=False)(command)
        return option("--campaign", "campaign", key="campaign", type=click.Path(path_type=Path), metavar="PATH")(
            command
        )

    def work(command: Any) -> Any:
        command = option("--format", "form", key="format", type=click.Choice(["text", "json"]), default="text")(command)
        return reading(command)

    def reading(command: Any) -> Any:
        command = option("--as-of", "as_of", key="as_of", metavar="DATE")(command)
        command = option("--memory", "memory", key="memory", type=Number(100, _MOST_MEMORY, whole=True), metavar="MB")(
            command
        )
        command = option("--timeout", "timeout", key="timeout", type=Number(0.1, _MOST_SECONDS), metavar="SECONDS")(
            command
        )
        command = option("--executor", "executor", key="executor", metavar="ADDRESS")(command)
        command = option("--no-store", "no_store", key="no_store", is_flag=True)(command)
        command = option("--workers", "workers", key="workers", type=Number(1, _MOST_WORKERS, whole=True), metavar="N")(
            command
        )
        return common(command)

    class Command(_Localised, click.Command):
        pass

    class Group(_Localised, click.Group):
        command_class = Command

    Command.language = Group.language = language
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

    @click.group(cls=Group, help=say(commands.HELP["toolkit"]), invoke_without_command=True, context_settings=settings)
    @click.version_option(version, "-V", "--version", prog_name="toolkit", help=say(commands.OPTIONS["version"]))
    @common
    @click.pass_context
    def toolkit(context: click.Context, campaign: Path | None) -> int:
        if context.invoked_subcommand is not None:
            context.obj = campaign
            return 0
        from toolkit.cli.status import tell_stand

        return tell_stand(campaign, _day(None), language, context)

    def command(name: str) -> Callable[[Callable[..., Any]], Any]:
        text = commands.HELP.get(name) or posting.HELP[name]
        return toolkit.command(name, help=say(text), context_settings=settings)

    mail_option, mailing = cli_mail.options(language), cli_mail.mailing(language)

    @command("new")
    @click.argument("folder", type=click.Path(path_type=Path))
    @option("--lang", "lang", key="lang", type=click.Choice(["vi", "en"]), expose_value=False)
    def new(folder: Path) -> int:
        from toolkit.cli import results as cli_results
        from toolkit.run.folder import new_folder

        definition = new_folder(folder, language)
        click.echo(say(commands.NEW_DONE, file=definition))
        click.echo(say(commands.NEW_NEXT, command=cli_results.again("template", folder)))
        return 0

    @command("template")
    @click.argument("agency", nargs=-1)
    @option("--previous", "previous", key="previous", type=click.Path(path_type=Path), metavar="MASTER")
    @common
    @click.pass_obj
    def template(outer: Path | None, agency: tuple[str, ...], previous: Path | None, campaign: Path | None) -> int:
        from toolkit.cli import results as cli_results
        from toolkit.run import run
        from toolkit.run.folder import open_folder

        folder = open_folder(campaign or outer)
        tell_warnings(folder.warnings, language)
        kept: list[Path] = []
        with Progress(language) as progress:
            written = run.write_templates(
                folder, agency, previous=previous, language=language, progress=progress, kept=kept.append
            )
        click.echo(say(commands.TEMPLATE_DONE, count=len(written), folder=folder.outgoing))
        if kept:
            names = ", ".join(visible(path.name) for path in kept)
            click.echo(say(commands.TEMPLATE_KEPT, count=len(kept), names=names))
        click.echo(
            say(commands.TEMPLATE_NEXT, inbox=folder.inbox, command=cli_results.again("check", campaign or outer))
        )
        return 0

    @command("draft")
    @click.argument("report", type=click.Path(path_type=Path))
    @option("--agency", "agency", key="agency", required=True, metavar="CODE")
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @common
    @click.pass_obj
    def draft(outer: Path | None, report: Path, agency: str, output: Path | None, campaign: Path | None) -> int:
        from toolkit.cli import report as cli_report
        from toolkit.cli import results as cli_results
        from toolkit.run.folder import open_folder

        folder = open_folder(campaign or outer)
        drafted = cli_report.draft(folder, report, agency, output, language)
        cli_results.list_findings(drafted.letter.findings, language, folder.campaign, limit=100)
        click.echo(say(commands.DRAFT_NEXT, inbox=folder.inbox))
        return 0

    @command("collect")
    @click.argument("source", nargs=-1, metavar="[SOURCE]...")
    @mail_option("since", metavar="DATE")
    @cli_mail.secrets(language)
    @option("--format", "form", key="format", type=click.Choice(["text", "json"]), default="text")
    @option("--as-of", "as_of", key="as_of", metavar="DATE")
    @common
    @click.pass_obj
    def collect(
        outer: Path | None,
        /,
        source: tuple[str, ...],
        since: str | None,
        form: str,
        as_of: str | None,
        campaign: Path | None,
        **secrets: Any,
    ) -> int:
        from toolkit.cli import json_output as cli_json
        from toolkit.cli import results as cli_results
        from toolkit.run.folder import find_files, open_folder

        folder = open_folder(campaign or outer)
        with Progress(language, posting.COLLECTING) as progress:
            done = cli_mail.collect(
                folder,
                source,
                _day(since) if since is not None else None,
                as_of=_day(as_of),
                language=language,
                progress=progress,
                **secrets,
            )
        if form == "json":
            cli_json.print_json(cli_mail.collected_document(done, folder, language))
        else:
            tell_warnings(folder.warnings, language)
            cli_mail.tell_collected(done, folder, language)
            empty = not find_files(folder)
            click.echo(
                cli_results.next_step("check", campaign or outer, language, put_into=folder.inbox if empty else None)
            )
        return 1 if any(f.severity == "error" for c in done for f in c.findings) or done[-1].waiting else 0

    @command("check")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--returns", "returns", key="returns", is_flag=True)
    @mailing
    @work
    @click.pass_obj
    def check(
        outer: Path | None,
        /,
        paths: tuple[Path, ...],
        returns: bool,
        campaign: Path | None,
        form: str,
        as_of: str | None,
        workers: int | None,
        timeout: float | None,
        memory: int | None,
        no_store: bool,
        executor: str | None,
        **sending: Any,
    ) -> int:
        from toolkit.cli import json_output as cli_json
        from toolkit.cli import results as cli_results
        from toolkit.run import run
        from toolkit.run.folder import RETURNS, open_folder
        from toolkit.run.outputs import is_in

        post = cli_mail.Mailing(**sending)
        post.check(returns, "--returns")
        folder = open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            result = run.check_files(folder, paths, as_of=_day(as_of), means=means)
            written = run.write_returns(folder, result, language=language, progress=progress) if returns else []
            aside = run.set_aside_returns(folder, result, written, whole=not paths) if returns else []
        if form == "json":
            cli_json.print_json(cli_json.check_document(result, language))
        else:
            tell_warnings(folder.warnings, language)
            cli_results.tell_result(result, language, limit=60)
            if returns:
                click.echo(say(commands.RETURNS_DONE, count=len(written), folder=folder.root / RETURNS))
            if aside:
                names = ", ".join(path.name for path in aside)
                click.echo(say(commands.RETURNS_ANSWERED, names=names, folder=aside[0].parent))
        if not paths:
            cli_results.tell_reminders_aside(folder, result, language, quiet=form == "json")
        refused = 0
        if returns:
            from toolkit.run.post import answer_letters

            letters = answer_letters(folder, result, written, language)
            with Progress(language, posting.SENDING) as progress:
                refused = cli_mail.post_letters(
                    folder, letters, post, result.as_of, language, progress, reminders=False, quiet=form == "json"
                )
        if form != "json":
            elsewhere = any(not is_in(path, folder.inbox) for path in paths)
            following = "merge" if result.submissions else "check"
            put_into = folder.inbox if elsewhere or not result.submissions else None
            click.echo(cli_results.next_step(following, campaign or outer, language, put_into=put_into))
        return refused or _exit_code(result, folder, language)

    @command("merge")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @option("--previous", "previous", key="previous", type=click.Path(path_type=Path), metavar="MASTER")
    @option("--share", "share", key="share", is_flag=False, flag_value="", default=None, metavar="[FILE]")
    @work
    @click.pass_obj
    def merge(
        outer: Path | None,
        paths: tuple[Path, ...],
        output: Path | None,
        previous: Path | None,
        share: str | None,
        campaign: Path | None,
        form: str,
        as_of: str | None,
        workers: int | None,
        timeout: float | None,
        memory: int | None,
        no_store: bool,
        executor: str | None,
    ) -> int:
        from toolkit.cli import json_output as cli_json
        from toolkit.cli import results as cli_results
        from toolkit.files.walking import not_linked
        from toolkit.messages import masters
        from toolkit.run import run
        from toolkit.run.folder import open_folder

        folder = open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            master = output or folder.master
            copy = master.with_name(f"{master.stem}{run.SHARED}.xlsx") if share == "" else Path(share or "")
            if share == "":
                not_linked(copy.parent, copy)
            if share is not None:
                run.may_share(folder, copy, master)
            result, master = run.merge_files(
                folder, paths, output=output, previous=previous, as_of=_day(as_of), means=means, language=language
            )
            shared = None if share is None else run.share_file(result, copy, master, language)
        if form == "json":
            cli_json.print_json(
                {
                    **cli_json.check_document(result, language),
                    "master": str(master),
                    **({"shared": str(copy)} if shared else {}),
                }
            )
        else:
            from toolkit.master.sheets.context import balance_text

            tell_warnings(folder.warnings, language)
            cli_results.tell_result(result, language, limit=_SHOWN)
            click.echo(say(commands.BALANCE, balance=balance_text(result, language)))
            click.echo(say(commands.MASTER_DONE, file=master))
            if shared:
                click.echo(say(commands.SHARE_DONE, file=copy, figures=shared.figures, totals=shared.totals))
            if not (output or paths):
                cli_results.tell_reminders_aside(folder, result, language)
            names = {k: masters.SHEETS[k].say(language) for k in ("summary", "findings")}
            click.echo(
                say(
                    commands.MERGE_NEXT,
                    file=master.name,
                    command=cli_results.again(
                        "merge", campaign or outer, *paths, output=output, previous=previous, share=share
                    ),
                    report=cli_results.again("report", campaign or outer, *([output] if output else paths)),
                    **names,
                )
            )
        return _exit_code(result, folder, language)

    @command("report")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--agency", "agency", key="report_agency", default="", metavar="CODE")
    @option("--pdf", "pdf", key="pdf", is_flag=True)
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @reading
    @click.pass_obj
    def report(
        outer: Path | None,
        paths: tuple[Path, ...],
        agency: str,
        pdf: bool,
        output: Path | None,
        campaign: Path | None,
        as_of: str | None,
        workers: int | None,
        timeout: float | None,
        memory: int | None,
        no_store: bool,
        executor: str | None,
    ) -> int:
        from toolkit.cli import report as cli_report
        from toolkit.cli import results as cli_results
        from toolkit.run.folder import open_folder

        folder = open_folder(campaign or outer)
        tell_warnings(folder.warnings, language)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            written = cli_report.report(
                folder, paths, agency=agency, output=output, pdf=pdf, as_of=_day(as_of), means=means, language=language
            )
        cli_results.list_findings(cli_report.private(written, agency, language), language, folder.campaign, limit=20)
        unfollowed = () if agency else cli_report.not_followed(written.result)
        if unfollowed:
            click.echo(say(commands.REPORT_EDITS))
            cli_results.list_findings(unfollowed, language, folder.campaign, limit=20)
        return _exit_code(written.result, folder, language)

    @command("status")
    @mail_option("remind", is_flag=True)
    @mailing
    @work
    @click.pass_obj
    def status(
        outer: Path | None,
        /,
        remind: bool,
        campaign: Path | None,
        form: str,
        as_of: str | None,
        workers: int | None,
        timeout: float | None,
        memory: int | None,
        no_store: bool,
        executor: str | None,
        **sending: Any,
    ) -> int:
        from toolkit.cli import json_output as cli_json
        from toolkit.cli import results as cli_results
        from toolkit.cli import status as cli_status
        from toolkit.run import run
        from toolkit.run.folder import open_folder

        post = cli_mail.Mailing(**sending)
        post.check(remind, "--remind")
        folder = open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            result = run.check_files(folder, as_of=_day(as_of), means=means, as_merged=True)
        if form == "json":
            cli_json.print_json(cli_status.status_document(result, language))
        else:
            tell_warnings(folder.warnings, language)
            cli_status.tell_status(result, language)
            cli_results.list_findings(cli_status.not_opened(result), language, folder.campaign, limit=_SHOWN)
        if not remind:
            cli_results.tell_reminders_aside(folder, result, language, quiet=form == "json")
        refused = 0
        if remind:
            from toolkit.run.post import reminder_letters

            letters = reminder_letters(folder, result, language)
            cli_mail.tell_held_back(folder, result, language, quiet=form == "json")
            with Progress(language, posting.SENDING) as progress:
                refused = cli_mail.post_letters(
                    folder, letters, post, result.as_of, language, progress, reminders=True, quiet=form == "json"
                )
        return refused or _exit_code(result, folder, language)

    return toolkit


#: How click prints a range of numbers.
_RANGE = re.compile(r"\[([0-9.]+)<=x<=([0-9.]+)\]")


class _Localised:
    """Help whose own words are in the user's language."""

    language: Language = "vi"

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        own = commands.USAGE_COMMANDS if isinstance(self, click.Group) else commands.USAGE_OPTIONS
        rest = [p for x in self.get_params(context) for p in x.get_usage_pieces(context)]  # type: ignore[attr-defined]
        pieces = [own.say(self.language), *rest]
        formatter.write_usage(context.command_path, " ".join(pieces), prefix=commands.USAGE.say(self.language))

    def get_help_option(self, context: click.Context) -> click.Option | None:
        option = super().get_help_option(context)  # type: ignore[misc]
        if option is not None:
            option.help = commands.OPTIONS["help"].say(self.language)
        return option  # type: ignore[no-any-return]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(context) if isinstance(p, click.Option)]  # type: ignore[attr-defined]
        records = [r for p in options if (r := p.get_help_record(context)) is not None]
        required = commands.REQUIRED.say(self.language)
        records = [(name, _RANGE.sub(self._between, text.replace("[required]", required))) for name, text in records]
        if records:
            with formatter.section(commands.SECTION_OPTIONS.say(self.language)):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)

    def _between(self, range_: re.Match[str]) -> str:
        return commands.BETWEEN.say(self.language, least=range_[1], most=range_[2])

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, c.get_short_help_str(90)) for name, c in self.commands.items()]  # type: ignore[attr-defined]
        with formatter.section(commands.SECTION_COMMANDS.say(self.language)):
            formatter.write_dl(rows)


# --- What is printed -----------------------------------------------------------------------------


def _day(text: str | None) -> date:
    from toolkit.messages.errors import UsageError

    if text is None:
        return date.today()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        if day.year < 1900:
            raise UsageError("date-before-1900", value=text)
        return day
    raise UsageError("bad-date", value=text)


def _means(
    folder: Folder,
    language: Language,
    progress: Progress,
    workers: int | None,
    timeout: float | None,
    memory: int | None,
    no_store: bool,
    executor: str | None,
) -> Means:
    """How the run reads; `memory` is in MB."""
    from toolkit.run.gathering import Means
    from toolkit.run.workers import MEMORY, TIMEOUT, Limits

    def notice(code: str, file: str) -> None:
        click.echo(commands.NOTICES[code].say(language, file=commands.reason(visible(file), language)), err=True)

    limits = Limits(timeout=timeout or TIMEOUT, memory=memory * 2**20 if memory else MEMORY)
    cluster = None
    if executor:
        from toolkit.run.cluster import connected

        cluster = click.get_current_context().with_resource(connected(executor))
    return Means(
        workers=workers,
        executor=cluster,
        limits=limits,
        store=None if no_store else folder.store,
        progress=progress,
        notice=notice,
    )


def _exit_code(result: Consolidation, folder: Folder, language: Language) -> int:
    tell_faults(result, language, folder.root)
    return 1 if result.missing or any(f.severity == "error" for f in result.findings) else 0
