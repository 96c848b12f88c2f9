"""The command line: options in, sentences out. All work is done by `run`, imported when a command starts."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import cli_mail
from toolkit._version import version
from toolkit.cli_progress import Progress
from toolkit.messages import Text, commands, posting, visible

if TYPE_CHECKING:
    from toolkit.errors import ToolkitError
    from toolkit.gathering import Means
    from toolkit.model import Campaign, Consolidation, Finding, Language
    from toolkit.run import Folder

#: Findings listed on the screen; all of them are in the master and in `--format json`.
_SHOWN = 12
#: Control signs, marks of direction and the like, which a terminal would obey: in JSON they stand as escapes.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: A command in a sentence that says what to do.
_COMMAND = re.compile(r"\btoolkit (draft|collect|check|merge|template)\b")


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
    from toolkit.errors import ToolkitError

    try:
        code = group.main(list(arguments), prog_name="toolkit", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.Abort:
        _say_error(commands.ERRORS["interrupted"].say(language))
        return 3
    except click.UsageError as error:
        _say_error(_usage_sentence(error, language))
        where = error.ctx.command_path if error.ctx else "toolkit"
        click.echo(commands.SEE_HELP.say(language, command=where), err=True)
        return 2
    except ToolkitError as error:
        if _asks_for_json(arguments):
            _print_json(_error_document(error, language))
        return _tell(error, language)
    except KeyboardInterrupt:
        _say_error(commands.ERRORS["interrupted"].say(language))
        return 3
    except SystemExit:
        return 3  # click's, where whoever listened (`head`) has gone: nobody is there to be told
    except MemoryError:
        _say_error(commands.ERRORS["out-of-memory"].say(language))
        return 3
    except Exception as error:  # noqa: BLE001 -- the last resort: a sentence and a log, not a traceback
        if isinstance(error, OSError) and error.errno:
            return _refused(error, language)
        import traceback

        log = _log_error(traceback.format_exc())
        _say_error(commands.ERRORS["internal"].say(language, reason=type(error).__name__, log=log))
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
        command = option("--lang", "lang", key="lang", type=click.Choice(["vi", "en"]), expose_value=False)(
            command
        )
        return option(
            "--campaign", "campaign", key="campaign", type=click.Path(path_type=Path), metavar="PATH"
        )(command)

    def work(command: Any) -> Any:
        command = option(
            "--format", "form", key="format", type=click.Choice(["text", "json"]), default="text"
        )(command)
        return reading(command)

    def reading(command: Any) -> Any:
        command = option("--as-of", "as_of", key="as_of", metavar="DATE")(command)
        command = option("--memory", "memory", key="memory", type=click.IntRange(min=100), metavar="MB")(
            command
        )
        command = option("--timeout", "timeout", key="timeout", type=click.FloatRange(min=0.1), metavar="SECONDS")(command)  # fmt: skip
        command = option("--executor", "executor", key="executor", metavar="ADDRESS")(command)
        command = option("--no-store", "no_store", key="no_store", is_flag=True)(command)
        command = option("--workers", "workers", key="workers", type=click.IntRange(min=1))(command)
        return common(command)

    class Command(_Localised, click.Command):
        pass

    class Group(_Localised, click.Group):
        command_class = Command

    Command.language = Group.language = language
    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

    @click.group(
        cls=Group, help=say(commands.HELP["toolkit"]), invoke_without_command=True, context_settings=settings
    )
    @click.version_option(
        version, "-V", "--version", prog_name="toolkit", help=say(commands.OPTIONS["version"])
    )
    @common
    @click.pass_context
    def toolkit(context: click.Context, campaign: Path | None) -> int:
        if context.invoked_subcommand is not None:
            context.obj = campaign
            return 0
        return _stands(campaign, language, context)

    def command(name: str) -> Callable[[Callable[..., Any]], Any]:
        text = commands.HELP.get(name) or posting.HELP[name]
        return toolkit.command(name, help=say(text), context_settings=settings)

    mail_option, mailing = cli_mail.options(language), cli_mail.mailing(language)

    @command("new")
    @click.argument("folder", type=click.Path(path_type=Path))
    @option("--lang", "lang", key="lang", type=click.Choice(["vi", "en"]), expose_value=False)
    def new(folder: Path) -> int:
        from toolkit.run import new_folder

        definition = new_folder(folder, language)
        click.echo(say(commands.NEW_DONE, file=definition))
        click.echo(say(commands.NEW_NEXT, command=_again("template", folder)))
        return 0

    @command("template")
    @click.argument("agency", nargs=-1)
    @option("--previous", "previous", key="previous", type=click.Path(path_type=Path), metavar="MASTER")
    @common
    @click.pass_obj
    def template(outer: Path | None, agency: tuple[str, ...], previous: Path | None, campaign: Path | None) -> int:  # fmt: skip
        from toolkit import run

        folder = run.open_folder(campaign or outer)
        _tell_warnings(folder.warnings, language)
        kept: list[Path] = []
        with Progress(language) as progress:
            written = run.write_templates(folder, agency, previous=previous, language=language, progress=progress, kept=kept.append)  # fmt: skip
        click.echo(say(commands.TEMPLATE_DONE, count=len(written), folder=folder.outgoing))
        if kept:
            names = ", ".join(visible(path.name) for path in kept)
            click.echo(say(commands.TEMPLATE_KEPT, count=len(kept), names=names))
        click.echo(
            say(commands.TEMPLATE_NEXT, inbox=folder.inbox, command=_again("check", campaign or outer))
        )
        return 0

    @command("draft")
    @click.argument("report", type=click.Path(path_type=Path))
    @option("--agency", "agency", key="agency", required=True, metavar="CODE")
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @common
    @click.pass_obj
    def draft(
        outer: Path | None, report: Path, agency: str, output: Path | None, campaign: Path | None
    ) -> int:
        from toolkit import cli_report, run

        folder = run.open_folder(campaign or outer)
        drafted = cli_report.draft(folder, report, agency, output, language)
        list_findings(drafted.letter.findings, language, folder.campaign, limit=100)
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
    def collect(outer: Path | None, /, source: tuple[str, ...], since: str | None, form: str, as_of: str | None, campaign: Path | None, **secrets: Any) -> int:  # fmt: skip
        from toolkit import run

        folder = run.open_folder(campaign or outer)
        with Progress(language, posting.COLLECTING) as progress:
            done = cli_mail.collect(folder, source, _day(since) if since else None, as_of=_day(as_of), language=language, progress=progress, **secrets)  # fmt: skip
        if form == "json":
            _print_json(
                cli_mail.collected_document(done, folder, lambda f: _finding(f, language, folder.campaign))
            )
        else:
            _tell_warnings(folder.warnings, language)
            cli_mail.tell_collected(done, folder, language)
            empty = not run.find_files(folder)
            click.echo(_next("check", campaign or outer, language, put_into=folder.inbox if empty else None))
        return 1 if any(f.severity == "error" for c in done for f in c.findings) or done[-1].waiting else 0

    @command("check")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--returns", "returns", key="returns", is_flag=True)
    @mailing
    @work
    @click.pass_obj
    def check(outer: Path | None, /, paths: tuple[Path, ...], returns: bool, campaign: Path | None, form: str, as_of: str | None, workers: int | None, timeout: float | None, memory: int | None, no_store: bool, executor: str | None, **sending: Any) -> int:  # fmt: skip
        from toolkit import run
        from toolkit.outputs import is_in

        post = cli_mail.Mailing(**sending)
        post.check(returns, "--returns")
        folder = run.open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            result = run.check_files(folder, paths, as_of=_day(as_of), means=means)
            written = (
                run.write_returns(folder, result, language=language, progress=progress) if returns else []
            )
            aside = run.set_aside_returns(folder, result, written) if returns else []
        if form == "json":
            _print_json(check_document(result, language))
        else:
            _tell_warnings(folder.warnings, language)
            _tell_result(result, language, limit=60)
            if returns:
                click.echo(say(commands.RETURNS_DONE, count=len(written), folder=folder.root / run.RETURNS))
            if aside:
                names = ", ".join(path.name for path in aside)
                click.echo(say(commands.RETURNS_ANSWERED, names=names, folder=aside[0].parent))
        refused = 0
        if returns:
            from toolkit.post import answer_letters

            letters = answer_letters(folder, result, written, language)
            with Progress(language, posting.SENDING) as progress:
                refused = cli_mail.post_letters(folder, letters, post, result.as_of, language, progress, reminders=False, quiet=form == "json")  # fmt: skip
        if form != "json":
            elsewhere = any(not is_in(path, folder.inbox) for path in paths)
            following = "merge" if result.submissions else "check"
            put_into = folder.inbox if elsewhere or not result.submissions else None
            click.echo(_next(following, campaign or outer, language, put_into=put_into))
        return refused or _exit_code(result, language)

    @command("merge")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @option("--previous", "previous", key="previous", type=click.Path(path_type=Path), metavar="MASTER")
    @option("--share", "share", key="share", is_flag=False, flag_value="", default=None, metavar="[FILE]")
    @work
    @click.pass_obj
    def merge(outer: Path | None, paths: tuple[Path, ...], output: Path | None, previous: Path | None, share: str | None, campaign: Path | None, form: str, as_of: str | None, workers: int | None, timeout: float | None, memory: int | None, no_store: bool, executor: str | None) -> int:  # fmt: skip
        from toolkit import run
        from toolkit.messages import masters

        folder = run.open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            master = output or folder.master
            copy = master.with_name(f"{master.stem}{run.SHARED}.xlsx") if share == "" else Path(share or "")
            if share is not None:
                run.may_share(folder, copy, master)
            result, master = run.merge_files(folder, paths, output=output, previous=previous, as_of=_day(as_of), means=means, language=language)  # fmt: skip
            shared = None if share is None else run.share_file(result, copy, master, language)
        if form == "json":
            _print_json({**check_document(result, language), "master": str(master), **({"shared": str(copy)} if shared else {})})  # fmt: skip
        else:
            _tell_warnings(folder.warnings, language)
            _tell_result(result, language, limit=_SHOWN)
            click.echo(say(commands.BALANCE, balance=_balance(result, language)))
            click.echo(say(commands.MASTER_DONE, file=master))
            if shared:
                click.echo(say(commands.SHARE_DONE, file=copy, figures=shared.figures, totals=shared.totals))
            names = {k: masters.SHEETS[k].say(language) for k in ("summary", "findings")}
            click.echo(
                say(
                    commands.MERGE_NEXT,
                    file=master.name,
                    command=_again(
                        "merge", campaign or outer, *paths, output=output, previous=previous, share=share
                    ),
                    report=_again("report", campaign or outer, *([output] if output else paths)),
                    **names,
                )
            )
        return _exit_code(result, language)

    @command("report")
    @click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
    @option("--agency", "agency", key="report_agency", default="", metavar="CODE")
    @option("--pdf", "pdf", key="pdf", is_flag=True)
    @option("--output", "-o", "output", key="output", type=click.Path(path_type=Path), metavar="FILE")
    @reading
    @click.pass_obj
    def report(outer: Path | None, paths: tuple[Path, ...], agency: str, pdf: bool, output: Path | None, campaign: Path | None, as_of: str | None, workers: int | None, timeout: float | None, memory: int | None, no_store: bool, executor: str | None) -> int:  # fmt: skip
        from toolkit import cli_report, run

        folder = run.open_folder(campaign or outer)
        _tell_warnings(folder.warnings, language)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            written = cli_report.report(folder, paths, agency=agency, output=output, pdf=pdf, as_of=_day(as_of), means=means, language=language)  # fmt: skip
        list_findings(cli_report.private(written, agency, language), language, folder.campaign, limit=20)
        unfollowed = () if agency else cli_report.not_followed(written.result)
        if unfollowed:
            click.echo(say(commands.REPORT_EDITS))
            list_findings(unfollowed, language, folder.campaign, limit=20)
        return _exit_code(written.result, language)

    @command("status")
    @mail_option("remind", is_flag=True)
    @mailing
    @work
    @click.pass_obj
    def status(outer: Path | None, /, remind: bool, campaign: Path | None, form: str, as_of: str | None, workers: int | None, timeout: float | None, memory: int | None, no_store: bool, executor: str | None, **sending: Any) -> int:  # fmt: skip
        from toolkit import cli_status, run

        post = cli_mail.Mailing(**sending)
        post.check(remind, "--remind")
        folder = run.open_folder(campaign or outer)
        with Progress(language) as progress:
            means = _means(folder, language, progress, workers, timeout, memory, no_store, executor)
            result = run.check_files(folder, as_of=_day(as_of), means=means)
        if form == "json":
            _print_json(cli_status.status_document(result, lambda f: _finding(f, language, folder.campaign)))
        else:
            cli_status.tell_status(result, language)
            list_findings(cli_status.not_opened(result), language, folder.campaign, limit=_SHOWN)
        refused = 0
        if remind:
            from toolkit.post import reminder_letters

            letters = reminder_letters(folder, result, language)
            with Progress(language, posting.SENDING) as progress:
                refused = cli_mail.post_letters(folder, letters, post, result.as_of, language, progress, reminders=True, quiet=form == "json")  # fmt: skip
        return refused or _exit_code(result, language)

    return toolkit


class _Localised:
    """Help whose own words are in the user's language."""

    language: Language = "vi"

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(context)  # type: ignore[attr-defined]
        formatter.write_usage(
            context.command_path, " ".join(pieces), prefix=commands.USAGE.say(self.language)
        )

    def get_help_option(self, context: click.Context) -> click.Option | None:
        option = super().get_help_option(context)  # type: ignore[misc]
        if option is not None:
            option.help = commands.OPTIONS["help"].say(self.language)
        return option  # type: ignore[no-any-return]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        options = [p for p in self.get_params(context) if isinstance(p, click.Option)]  # type: ignore[attr-defined]
        records = [r for p in options if (r := p.get_help_record(context)) is not None]
        required = commands.REQUIRED.say(self.language)
        records = [(name, text.replace("[required]", required)) for name, text in records]
        if records:
            with formatter.section(commands.SECTION_OPTIONS.say(self.language)):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, c.get_short_help_str(90)) for name, c in self.commands.items()]  # type: ignore[attr-defined]
        with formatter.section(commands.SECTION_COMMANDS.say(self.language)):
            formatter.write_dl(rows)


# --- What is printed -----------------------------------------------------------------------------


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    from toolkit.errors import UsageError

    raise UsageError("bad-date", value=text)


def _means(folder: Folder, language: Language, progress: Progress, workers: int | None, timeout: float | None, memory: int | None, no_store: bool, executor: str | None) -> Means:  # fmt: skip
    """How the run reads; `memory` is in MB."""
    from toolkit.gathering import Means
    from toolkit.workers import MEMORY, TIMEOUT, Limits

    def notice(code: str, file: str) -> None:
        click.echo(commands.NOTICES[code].say(language, file=visible(file)), err=True)

    limits = Limits(timeout=timeout or TIMEOUT, memory=memory * 2**20 if memory else MEMORY)
    cluster = None
    if executor:
        from toolkit.cluster import connected

        cluster = click.get_current_context().with_resource(connected(executor))
    return Means(workers=workers, executor=cluster, limits=limits, store=None if no_store else folder.store, progress=progress, notice=notice)  # fmt: skip


def _exit_code(result: Consolidation, language: Language) -> int:
    _tell_faults(result, language)
    return 1 if result.missing or any(f.severity == "error" for f in result.findings) else 0


def _again(command: str, campaign: Path | None, *paths: Path, **options: Path | str | None) -> str:
    """A command to type as it is printed; options without a value are left out, of one that is "" the name stands."""
    words = [f"toolkit {command}", *map(_quoted, paths)]
    for name, value in {"campaign": campaign, **options}.items():
        if value is not None:
            words += [f"--{name}", *([_quoted(value)] if str(value) else [])]
    return visible(" ".join(words))


def _quoted(path: Path | str) -> str:
    """In quotes that every shell takes; where a name has what shells obey within these, in those that it does not."""
    text = str(path)
    return shlex.quote(text) if os.name != "nt" and set(text) & set('"$`\\!') else f'"{text}"'


def _next(command: str, campaign: Path | None, language: Language, *, put_into: Path | None = None) -> str:
    """What to type next; `put_into`: the inbox, where files must be put there first."""
    text = commands.INBOX_FIRST if put_into else commands.CHECK_NEXT
    return text.say(language, command=_again(command, campaign), inbox=put_into)


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    return {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "note")}


def _tell_result(result: Consolidation, language: Language, *, limit: int) -> None:
    """What came in, who is missing, what is wrong: the most important last."""
    from toolkit.messages.findings import OF_THE_SYSTEM

    by = [s.status for s in result.submissions]
    used = len(result.used)
    click.echo(commands.FILES.say(language, count=len(by), used=used, superseded=by.count("superseded"), rejected=by.count("rejected")))  # fmt: skip
    figures = sum(1 for f in result.figures if f.typed)
    owed = len(result.statuses)
    click.echo(commands.REPORTED.say(language, in_count=owed - len(result.missing), owed=owed, statements=len(result.statements), figures=figures))  # fmt: skip
    if result.missing:
        names = "; ".join(result.campaign.agency_by_code[a].short_name for a in result.missing)
        click.echo(commands.MISSING.say(language, count=len(result.missing), names=names))
    if result.changes:
        moved = {(c.indicator, c.period) for c in result.changes if c.before != c.after}
        click.echo(commands.CHANGES.say(language, count=len(result.changes), agencies=len({c.agency for c in result.changes}), totals=len(moved)))  # fmt: skip
    counts = _counts(result.findings)
    if any(counts.values()):
        click.echo(commands.FINDINGS.say(language, **counts))
        pressing = [f for f in result.findings if f.severity != "note"]
        pressing.sort(key=lambda f: f.code not in OF_THE_SYSTEM)  # what nobody could look into comes first
        list_findings(pressing, language, result.campaign, limit=limit)
    else:
        click.echo(commands.ALL_CLEAR.say(language))


def list_findings(findings: Sequence[Finding], language: Language, campaign: Any, *, limit: int) -> None:
    from toolkit.messages.findings import describe
    from toolkit.messages.masters import SEVERITIES

    for finding in findings[:limit]:
        what, fix = describe(finding, language, campaign)
        fix = _typed_here(fix, finding.file)
        place = "!".join(part for part in (finding.sheet, finding.cell) if part)
        who = visible(" · ".join(part for part in (finding.agency or "", finding.file, place) if part))
        click.echo(
            f"  [{SEVERITIES[finding.severity].say(language)}] {who}\n      {_plain(what)}\n      → {_plain(fix)}"
        )
    if len(findings) > limit:
        click.echo("  " + commands.MORE.say(language, count=len(findings) - limit))


def _typed_here(fix: str, file: str) -> str:
    """What to do, its commands and the file as they are typed where one is: with the campaign that was given."""
    context = click.get_current_context(silent=True)
    given = context and (context.params.get("campaign") or context.find_root().params.get("campaign"))
    if not given:
        return fix
    root = given if given.is_dir() else given.parent
    fix = fix.replace(f'"{file}"', _quoted(root / file)) if file else fix
    return _COMMAND.sub(lambda command: _again(command[1], given), fix)


def _plain(text: str) -> str:
    """Text for a terminal: no control characters, whatever an agency typed."""
    return "".join(c if c.isprintable() else " " for c in text)


def _balance(result: Consolidation, language: Language) -> str:
    from toolkit.writers.master import balance_text

    return balance_text(result, language)


def _stands(campaign: Path | None, language: Language, context: click.Context) -> int:
    """`toolkit` alone: where the campaign stands, or the help where there is none."""
    from toolkit import run
    from toolkit.errors import DefinitionError
    from toolkit.outputs import is_merged

    try:
        folder = run.open_folder(campaign)
    except DefinitionError as error:
        if error.code == "definition-not-found":
            click.echo(context.get_help())
            return 0
        raise
    result = run.check_files(folder, as_of=date.today())
    definition = folder.campaign
    click.echo(commands.STANDS.say(language, title=definition.title, id=definition.id))
    if definition.deadline:
        days = (result.as_of - definition.deadline).days
        when = (
            commands.STANDS_TODAY if not days else commands.STANDS_LATE if days > 0 else commands.STANDS_LEFT
        )
        click.echo(commands.STANDS_DUE.say(language, deadline=definition.deadline.strftime("%d/%m/%Y"), when=when.say(language, days=abs(days))))  # fmt: skip
    forms = [a for a in definition.agencies if (folder.outgoing / f"{a.code}.xlsx").exists()]
    click.echo(commands.STANDS_FORMS.say(language, count=len(forms), owed=len(result.statuses)))
    _tell_result(result, language, limit=0 if not result.submissions else 5)
    master = commands.STANDS_MASTER if folder.master.exists() else commands.STANDS_NO_MASTER
    click.echo(master.say(language, file=folder.master))
    if any(f.code in ("is-mail", "is-archive") for f in result.findings):
        following = "collect"
    elif not result.submissions:
        following = "check" if forms else "template"
    elif not is_merged(folder, result):
        following = "merge"
    else:
        following = "status" if result.missing else "report"
    empty = following == "check"
    click.echo(_next(following, campaign, language, put_into=folder.inbox if empty else None))
    return 0


def _tell_warnings(warnings: Sequence[Finding], language: Language) -> None:
    if warnings:
        click.echo(commands.DEFINITION_WARNINGS.say(language), err=True)
        _tell_definition(warnings, language)


def _tell_definition(findings: Sequence[Finding], language: Language) -> None:
    from toolkit.messages.findings import describe

    for finding in findings:
        what, fix = describe(finding, language)
        click.echo(f"  {_plain(what)}\n      → {_plain(fix)}", err=True)


# --- JSON ----------------------------------------------------------------------------------------


def check_document(result: Consolidation, language: Language) -> dict[str, Any]:
    """The document that `check --format json` prints (contract §7); `findings` are those of no single file."""
    from dataclasses import asdict

    of_files = {id(f) for s in result.submissions for f in s.findings}
    return {
        "campaign": result.campaign.id,
        "as_of": result.as_of.isoformat(),
        "files": [
            {
                "file": s.source.file,
                "sha256": s.source.sha256,
                "agency": s.agency,
                "status": s.status,
                "figures": sum(1 for f in s.figures if f.typed),
                "statements": len(s.statements),
                "findings": [_finding(f, language, result.campaign) for f in s.findings],
            }
            for s in result.submissions
        ],
        "missing": list(result.missing),
        "findings": [
            {"file": f.file, **_finding(f, language, result.campaign)}
            for f in result.findings
            if id(f) not in of_files
        ],
        "changes": [
            {**asdict(c), "difference": None if c.before is None or c.after is None else c.after - c.before}
            for c in result.changes
        ],
        "counts": _counts(result.findings),
        "balance": {
            k: getattr(result.balance, k)
            for k in ("cells", "figures", "statements", "info", "notes", "reported")
        },
    }


def _finding(finding: Finding, language: Language, campaign: Campaign) -> dict[str, Any]:
    from toolkit.messages.findings import describe

    message, fix = describe(finding, language, campaign)
    return {
        "code": finding.code, "severity": finding.severity, "sheet": finding.sheet, "cell": finding.cell,
        "cells": list(finding.cells), "indicator": finding.indicator or None, "period": finding.period or None,
        "section": finding.section or None, "value": finding.value, "message": message, "fix": fix,
    }  # fmt: skip


def _error_document(error: ToolkitError, language: Language) -> dict[str, Any]:
    """The same where the work could not be done: no files, and why; with all that is wrong in the definition."""
    from toolkit.messages.findings import describe

    findings: Sequence[Finding] = getattr(error, "findings", ())
    listed = []
    for finding in findings:
        message, fix = describe(finding, language)
        if error.code == "definition-unreadable":
            fix = _sentence(error, language)
        listed.append({
            "code": finding.code, "severity": finding.severity, "file": finding.file, "sheet": finding.sheet, "cell": finding.cell,
            "value": finding.value, "message": message, "fix": fix,
        })  # fmt: skip
    return {
        "campaign": None, "error": {"code": error.code, "message": _sentence(error, language)}, "files": [], "missing": [],
        "findings": listed, "counts": _counts(findings),
    }  # fmt: skip


def _print_json(document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    click.echo(_UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], text))


# --- Errors --------------------------------------------------------------------------------------


def _say_error(text: str) -> None:
    click.echo(_plain(text), err=True)


def _tell(error: ToolkitError, language: Language) -> int:
    from toolkit.errors import DefinitionError

    _say_error(_sentence(error, language))
    if isinstance(error, DefinitionError) and error.findings and error.code == "definition-wrong":
        wrong = [f for f in error.findings if f.severity == "error"]
        click.echo(commands.DEFINITION_ERRORS.say(language, count=len(wrong)), err=True)
        _tell_definition(error.findings, language)
    return error.exit_code


def _sentence(error: ToolkitError, language: Language) -> str:
    from toolkit.messages import letters
    from toolkit.messages.findings import describe

    text = commands.ERRORS.get(error.code) or letters.ERRORS[error.code]
    near = error.arguments.get("nearest")
    hint = commands.ERRORS["did-you-mean"].say(language, names=near) if near else ""
    arguments = dict(error.arguments)
    if "reason" in arguments:
        arguments["reason"] = commands.reason(arguments["reason"], language)
    if error.code == "definition-unreadable":
        arguments["reason"] = describe(error.findings[0], language)[0]  # type: ignore[attr-defined] # what to do is not as for an agency's file
    return text.say(language, **arguments) + hint


def _refused(error: OSError, language: Language) -> int:
    """Where the system refuses something that no stage of the work expects: its reason, and of which file."""
    code = "system-refused-file" if error.filename else "system-refused"
    reason = commands.reason(error.strerror or type(error).__name__, language)
    with suppress(OSError):  # it may be the screen itself that cannot be written to
        _say_error(commands.ERRORS[code].say(language, file=error.filename, reason=reason))
    return 3


def _usage_sentence(error: click.UsageError, language: Language) -> str:
    """click's own errors, in the user's language."""
    near = list(getattr(error, "possibilities", None) or [])
    hint = commands.ERRORS["did-you-mean"].say(language, names=", ".join(sorted(near))) if near else ""
    match error:
        case click.NoSuchOption():
            return commands.ERRORS["no-such-option"].say(language, name=error.option_name) + hint
        case click.MissingParameter():
            return commands.ERRORS["missing-parameter"].say(language, name=_parameter(error, language))
        case click.BadParameter():
            typed = re.search(r"'(.*?)'", error.message) or re.match(r"(\S+) ", error.message)
            wanted = _wanted(error.param.type if error.param else None, language)
            return commands.ERRORS["bad-parameter"].say(language, name=_parameter(error, language), value=typed[1] if typed else "", wanted=wanted)  # fmt: skip
        case click.BadOptionUsage():
            return commands.ERRORS["option-without-value"].say(language, name=error.option_name)
    command = getattr(error, "command_name", None)
    if command:
        return commands.ERRORS["no-such-command"].say(language, name=command) + hint
    extra = re.search(r"extra arguments? \((.*)\)", error.message)
    return commands.ERRORS["extra-arguments"].say(language, names=extra[1]) if extra else error.message


def _parameter(error: click.BadParameter, language: Language) -> str:
    """What an option or an argument is called: an argument by what it is, with the word that the help has for it."""
    if error.param is None or error.ctx is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    name = error.param.make_metavar(error.ctx)
    known = commands.ARGUMENTS.get(error.param.name or "")
    return f"{known.say(language)} ({name})" if known else name


def _wanted(kind: Any, language: Language) -> str:
    """What a parameter of this kind takes."""
    match kind:
        case click.IntRange() | click.FloatRange():
            key = "whole" if isinstance(kind, click.IntRange) else "number"
            return commands.WANTED[key].say(language, least=f"{kind.min:g}")
        case click.Choice():
            return commands.WANTED["choice"].say(language, known=", ".join(kind.choices))
        case click.Path():
            return commands.WANTED["file"].say(language)
    return commands.WANTED["other"].say(language)


def _tell_faults(result: Consolidation, language: Language) -> None:
    """Where the toolkit itself failed on a file: the traceback goes to the log, never to the screen."""
    failed = [f for f in result.findings if f.code == "reader-failed"]
    if failed:
        log = _log_error("\n".join(f"{f.file}\n{dict(f.arguments)['traceback']}" for f in failed))
        _say_error(commands.FAULTS.say(language, count=len(failed), log=log))


def _log_error(text: str) -> str:
    """Write a traceback to a file in the user's folder for such things; returns its path, or a dash for none."""
    import tempfile

    folder = Path(click.get_app_dir("toolkit"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "error.log"
        log.write_text(text, encoding="utf-8")
    except OSError:
        try:
            log = Path(tempfile.gettempdir()) / "toolkit-error.log"
            log.write_text(text, encoding="utf-8")
        except OSError:
            return "–"  # nothing can be written anywhere: the sentence itself has to do
    return str(log)
