"""One desk: its campaign, the commands it has started, and the known state of the campaign."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.desk import targets
from toolkit.desk.jobs import Busy, Job, Jobs
from toolkit.desk.opening import Opener, open_here
from toolkit.desk.presence import Presence
from toolkit.desk.processes import Target
from toolkit.desk.recent import RecentCampaigns
from toolkit.desk.states import States
from toolkit.messages import visible
from toolkit.messages.typed import quoted
from toolkit.model import Language
from toolkit.run.folder import find_definition

if TYPE_CHECKING:
    from toolkit.desk.reading import Faults

#: The number of the campaign in the address of the present request (`Desk.number`); 0 outside of requests.
ADDRESSED: ContextVar[int] = ContextVar("addressed", default=0)
#: The officer in the address of the requested page, which shows this officer's agencies; "" for all agencies.
OFFICER: ContextVar[str] = ContextVar("officer", default="")
#: Characters that need no quotes.
_PLAIN = re.compile(r"[\w-]+")
#: Commands that are not about the open campaign: their arguments name the files or folders.
_WITHOUT_CAMPAIGN = frozenset({"new", "diff", "verify"})
#: Commands that get the day as an option.
_WITH_DAY = frozenset({"collect", "check", "close", "merge", "report", "status", "page", "export", "template"})


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its options, and its arguments, which the command line never reads as options."""

    command: str
    named: tuple[str | Path, ...] = ()
    options: tuple[str, ...] = ()

    def arguments(self, common: Sequence[str]) -> list[str]:
        """The words for the command line, with the options common to all commands."""
        return [self.command, *self.options, *common, *(["--", *map(str, self.named)] if self.named else [])]

    def as_typed(self, root: Path | None, common: Sequence[str]) -> str:
        """The command as a person would type it, with file names in quotes."""
        named = [quoted(word) if isinstance(word, Path) or not word.isalnum() else word for word in self.named]
        options = [_option(option) for option in self.options]
        campaign = ["--campaign", quoted(root)] if root is not None else []
        return visible(" ".join(["toolkit", self.command, *named, *options, *campaign, *common]))


def _option(option: str) -> str:
    """An option as a person would type it: its value is in quotes, unless it is a plain word."""
    name, equals, what = option.partition("=")
    return f"{name}={quoted(what)}" if equals and not _PLAIN.fullmatch(what) else option


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a desk from the command line. `runner` runs one command in a separate process, as
    `run_attended` does; `day` is the day of the work, and `as_of` that day as it was typed, "" for today."""

    language: Language
    day: Callable[[], date]
    runner: Target
    faults: Faults
    recent: RecentCampaigns
    as_of: str = ""
    opener: Opener = open_here


@dataclass(slots=True)
class Desk:
    """The state of one desk. `opened`: the folders of the campaigns opened here, which addresses distinguish by their
    position; `incoming`: files to be collected once a campaign is open."""

    settings: Settings
    incoming: list[Path] = field(default_factory=list)
    proposed: Path | None = None
    """A folder without a campaign, in which the user may begin one."""
    states: States | None = None
    leaders: States | None = None
    """The states of the leaders' page."""
    jobs: Jobs = field(init=False)
    presence: Presence = field(default_factory=Presence)
    opened: list[Path] = field(default_factory=list)
    _changing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.settings.runner, self._collect_or_read)

    @property
    def root(self) -> Path | None:
        return self.states.root if self.states is not None else None

    def addressed_root(self) -> Path | None:
        """The folder of the campaign in the request's address; None if another one is open now."""
        with self._changing:
            return self.root if ADDRESSED.get() in (0, self.number) else None

    @property
    def number(self) -> int:
        """The open campaign's number in addresses, from 1; addresses in the first campaign have no number."""
        return self.opened.index(self.root) + 1 if self.root is not None else 1

    def open_campaign(self, start: Path) -> None:
        """Open the campaign in this folder, and collect incoming files. Raises `DefinitionError` where the folder has
        no campaign, and `Busy` while a command runs on another campaign."""
        root = Path(find_definition(start).parent.absolute())
        settings = self.settings
        with self._changing:
            if self.states is not None and self.jobs.running is not None:
                raise Busy
            if self.states is not None:
                self.end()
                self.jobs = Jobs(settings.runner, self._collect_or_read)
            self.opened += [root] if root not in self.opened else []
            self.states, self.leaders = (
                States(
                    target,
                    root,
                    settings.language,
                    settings.day,
                    settings.faults,
                    lambda: self.jobs.running is not None,
                )
                for target in (targets.campaign, targets.leaders)
            )
        settings.recent.add(root)
        self._collect_or_read()

    def start(
        self,
        action: str,
        command: Command,
        *,
        shown: Command | None = None,
        done: Callable[[], None] = lambda: None,
        password: str = "",
    ) -> Job:
        """Start a command on the campaign; `shown`: the command as displayed, if different. Raises `Busy`, also if
        another campaign has been opened since the page was made."""
        with self._changing:
            if ADDRESSED.get() not in (0, self.number):
                raise Busy
            common, root = self._options(command.command), None if command.command in _WITHOUT_CAMPAIGN else self.root
            campaign = [f"--campaign={root}"] if root is not None else []
            arguments = command.arguments([*campaign, *common])
            return self.jobs.start(action, arguments, (shown or command).as_typed(root, common), done, password)

    def _options(self, command: str) -> list[str]:
        settings = self.settings
        words = ["--lang", settings.language] if settings.language != "vi" else []
        return words + (["--as-of", settings.as_of] if settings.as_of and command in _WITH_DAY else [])

    def _collect_or_read(self) -> None:
        """Collect the incoming files, if any, once no command is running; otherwise read the campaign."""
        if self.states is None:
            return
        if self.incoming:
            with suppress(Busy):  # this is called again when the running command has ended
                self.start("collect", Command("collect", tuple(self.incoming)))
                self.incoming = []
                return
        self.states.known()

    def end(self) -> None:
        """Stop all running work."""
        self.jobs.end()
        for states in filter(None, (self.states, self.leaders)):
            states.end()
