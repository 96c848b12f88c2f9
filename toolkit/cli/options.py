"""Options shared by several commands, each declared once, as a field of a record that is passed to the commands."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.messages import commands, visible
from toolkit.messages.refusals import reason

if TYPE_CHECKING:
    from toolkit.language.reply_times import ReplyTime
    from toolkit.model import Language
    from toolkit.run.folder import Folder
    from toolkit.run.gathering import Means, Progress

# The greatest values of numeric options: a day, a terabyte, more processes than a machine can use.
_MOST_SECONDS, _MOST_MEMORY, _MOST_WORKERS = 86_400, 1_048_576, 1_024
#: The type of a typed path: a text where addresses are accepted too.
T = TypeVar("T", Path, str)
PATH, _FILE = click.Path(path_type=Path), click.Path(path_type=Path, exists=True, dir_okay=False)


def expand_patterns(_context: click.Context, _argument: click.Parameter, typed: tuple[T, ...]) -> tuple[T, ...]:
    """The paths, with patterns (`*`, `?`) replaced by matching files on Windows, where no shell does that.

    The name of an existing file is no pattern; a pattern without matches is unchanged, for the command to report.
    """
    return tuple(path for one in typed for path in _matching_files(one)) if sys.platform == "win32" else typed


def _matching_files(typed: T) -> list[T]:
    text = os.fspath(typed)
    if not set(text) & set("*?") or os.path.lexists(text):
        return [typed]
    files = sorted(glob.glob(text.replace("[", "[[]"), include_hidden=False))  # brackets are no pattern
    return [type(typed)(path) for path in files] or [typed]


class Digits(click.FloatRange):
    """A number within bounds, in plain digits: `nan`, `inf`, `1e9` and `1_0` are invalid."""

    def __init__(self, least: float, most: int, *, whole: bool = False) -> None:
        super().__init__(least, most)
        self.whole = whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        typed = str(value).strip()
        plain = re.fullmatch(r"[0-9]+" if self.whole else r"[0-9]+(?:\.[0-9]+)?", typed)
        if not plain or not (self.min or 0) <= float(typed) <= (self.max or 0):
            self.fail(f"'{typed}'", param, ctx)
        return int(typed) if self.whole else float(typed)


def takes(record: type, *names: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Adds the fields of a record as options to a command, or only the fields `names`.

    The command gets the options as one record, in an argument with the record's name in lower case. A field's
    `metadata` are arguments of `click.option`.
    """
    known = {f.name: f for f in fields(record)}
    chosen = [known[name] for name in names or known]

    def add(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def call(**arguments: Any) -> int:
            values = {f.name: arguments.pop(f.name) for f in chosen}
            return command(**arguments, **{record.__name__.lower(): record(**values)})

        for f in reversed(chosen):
            click.option(f"--{f.name.replace('_', '-')}", f.name, default=f.default, **f.metadata)(call)
        return call

    return add


def _campaign(context: click.Context, _option: click.Parameter, typed: Path | None) -> Path | None:
    """The campaign of the command, or the one typed before the command's name."""
    return typed or context.find_root().params.get("campaign")


def _language(context: click.Context, _option: click.Parameter, _typed: str | None) -> Language:
    """The language, which `run` has already read from the command line."""
    language: Language = context.obj
    return language


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options shared by several commands, as typed; defaults for options that a command does not have."""

    campaign: Path | None = field(default=None, metadata={"type": PATH, "metavar": "PATH", "callback": _campaign})
    lang: Language = field(default="vi", metadata={"type": click.Choice(["vi", "en"]), "callback": _language})
    workers: int | None = field(default=None, metadata={"type": Digits(1, _MOST_WORKERS, whole=True), "metavar": "N"})
    no_store: bool = field(default=False, metadata={"is_flag": True})
    executor: str | None = field(default=None, metadata={"metavar": "ADDRESS"})
    timeout: float | None = field(default=None, metadata={"type": Digits(0.1, _MOST_SECONDS), "metavar": "SECONDS"})
    memory: int | None = field(default=None, metadata={"type": Digits(100, _MOST_MEMORY, whole=True), "metavar": "MB"})
    as_of: str | None = field(default=None, metadata={"metavar": "DATE"})
    trust: Path | None = field(default=None, metadata={"type": _FILE, "metavar": "FILE"})
    format: str = field(default="text", metadata={"type": click.Choice(["text", "json"])})

    @property
    def as_json(self) -> bool:
        """Whether standard output is for a program."""
        return self.format == "json"

    @property
    def day(self) -> date:
        """The day of the work, by default today. Raises `UsageError`."""
        return date.today() if self.as_of is None else read_day(self.as_of)

    def means(self, folder: Folder, progress: Progress) -> Means:
        """The processes, limits and store for the work; a cluster stays connected until the command ends."""
        from toolkit.run.gathering import Means
        from toolkit.run.workers import MEMORY, TIMEOUT, Limits

        cluster = None
        if self.executor:
            from toolkit.run.cluster import executor_at

            cluster = click.get_current_context().with_resource(executor_at(self.executor))
        return Means(
            workers=self.workers,
            executor=cluster,
            limits=Limits(timeout=self.timeout or TIMEOUT, memory=self.memory * 2**20 if self.memory else MEMORY),
            store=None if self.no_store else folder.store,
            progress=progress,
            notice=partial(say_notice, self.lang),
        )


def say_notice(language: Language, code: str, file: str) -> None:
    """Prints a remark on the error stream during the work."""
    sentence = commands.NOTICES[code].say(language, file=reason(visible(file), language))
    click.echo(sentence, err=True)


# The options of commands that read a campaign, and the options of commands that read agencies' workbooks.
COMMON = ("campaign", "lang")
READING = (*COMMON, "workers", "no_store", "executor", "timeout", "memory", "as_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """The options for sending letters, and for the log-in to mail servers."""

    send: bool = field(default=False, metadata={"is_flag": True})
    dry_run: bool = field(default=False, metadata={"is_flag": True})
    yes: bool = field(default=False, metadata={"is_flag": True})
    smtp: str | None = field(default=None, metadata={"metavar": "ADDRESS", "envvar": "TOOLKIT_SMTP"})
    password_file: Path | None = field(default=None, metadata={"type": _FILE, "metavar": "FILE"})
    oauth: Path | None = field(default=None, metadata={"type": PATH, "metavar": "FILE", "envvar": "TOOLKIT_OAUTH"})
    ca_file: Path | None = field(default=None, metadata={"type": _FILE, "metavar": "FILE"})
    by: str | None = field(default=None, metadata={"metavar": "WHEN"})
    to: tuple[str, ...] = field(default=(), metadata={"multiple": True, "metavar": "AGENCY"})
    seen: bool = field(default=False, metadata={"is_flag": True})

    def check(self, drafts: bool, option: str) -> None:
        """Raises `UsageError` for impossible combinations. `drafts`: whether `option`, which writes them, is typed."""
        from toolkit.mail.smtp import read_server
        from toolkit.messages.errors import UsageError

        if (self.send or self.dry_run or self.to or self.by is not None) and not drafts:
            raise UsageError("send-needs-drafts", option=option)
        if self.send and not self.dry_run and not self.smtp:
            raise UsageError("send-needs-server")
        if self.smtp and self.send:
            read_server(self.smtp)
        self.reply_deadline()

    def reply_deadline(self) -> ReplyTime | None:
        """The deadline for answers that letters state; None if not typed. Raises `UsageError`."""
        from toolkit.language.reply_times import read_reply_time
        from toolkit.messages.errors import UsageError

        if self.by is None:
            return None
        read = read_reply_time(self.by)
        if read is None:
            raise UsageError("bad-reply-time", value=self.by)
        return read


#: The options of the command that sends forms, which are due on the campaign's deadline: without `by`.
SENDING = ("send", "dry_run", "yes", "smtp", "password_file", "oauth", "ca_file", "seen")


def read_day(typed: str) -> date:
    """A day as `2020-07-31` or `31/07/2020`. Raises `UsageError`."""
    from toolkit.messages.errors import UsageError

    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(typed.strip(), form).date()
        except ValueError:
            continue
        if day.year < 1900:
            raise UsageError("date-before-1900", value=typed)
        return day
    raise UsageError("bad-date", value=typed)
