"""One desk: the campaign that it is about, the commands it has started, and what is known of the campaign."""

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
from toolkit.desk.recent import Recent
from toolkit.desk.states import States
from toolkit.messages import visible
from toolkit.messages.typed import quoted
from toolkit.model import Language
from toolkit.run.folder import find_definition

if TYPE_CHECKING:
    from toolkit.desk.reading import Faults

#: Of which campaign the request speaks that is being answered: its number, 0 where it says nothing.
ADDRESSED: ContextVar[int] = ContextVar("addressed", default=0)
#: Whose agencies the page that is asked for is narrowed to, as its address says; "" where it shows all.
OFFICER: ContextVar[str] = ContextVar("officer", default="")
#: What needs no quotes.
_PLAIN = re.compile(r"[\w-]+")
#: Commands that are about no campaign that is open: what they are about is named.
_OF_NONE = frozenset({"new", "diff", "verify"})
#: Commands that are given the day.
_OF_A_DAY = frozenset({"collect", "check", "close", "merge", "report", "status", "page", "export", "template"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A command: its options, and what it is about. What is named is never an option, whatever it looks like."""

    command: str
    named: tuple[str | Path, ...] = ()
    options: tuple[str, ...] = ()

    def arguments(self, common: Sequence[str]) -> list[str]:
        """As the command line takes it."""
        return [self.command, *self.options, *common, *(["--", *map(str, self.named)] if self.named else [])]

    def typed(self, root: Path | None, common: Sequence[str]) -> str:
        """As one would type it: names of files in quotes."""
        named = [quoted(word) if isinstance(word, Path) or not word.isalnum() else word for word in self.named]
        options = [_option(option) for option in self.options]
        campaign = ["--campaign", quoted(root)] if root is not None else []
        return visible(" ".join(["toolkit", self.command, *named, *options, *campaign, *common]))


def _option(option: str) -> str:
    """An option as one would type it: what it is given in quotes, where that is no plain word."""
    name, given, what = option.partition("=")
    return f"{name}={quoted(what)}" if given and not _PLAIN.fullmatch(what) else option


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the command line gives a desk.

    `runner` runs one command in a process of its own, as `attended` does; `day` is the day that the work is done for,
    `as_of` how it was typed, "" where it is today.
    """

    language: Language
    day: Callable[[], date]
    runner: Target
    faults: Faults
    recent: Recent
    as_of: str = ""
    opener: Opener = open_here


@dataclass(slots=True)
class Desk:
    """What the pages are about. `opened`: the campaigns that were open here, by which addresses tell them apart.
    `incoming`: files that are to come in when one is open."""

    settings: Settings
    incoming: list[Path] = field(default_factory=list)
    proposed: Path | None = None
    """A folder without a campaign, in which one may be begun."""
    states: States | None = None
    leaders: States | None = None
    """The leaders' page, as the campaign would have it now."""
    jobs: Jobs = field(init=False)
    presence: Presence = field(default_factory=Presence)
    opened: list[Path] = field(default_factory=list)
    _changing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.settings.runner, self._changed)

    @property
    def root(self) -> Path | None:
        return self.states.root if self.states is not None else None

    def addressed(self) -> Path | None:
        """The campaign's folder, if it is the one of which the request speaks; another may have been opened since."""
        with self._changing:
            return self.root if ADDRESSED.get() in (0, self.number) else None

    @property
    def number(self) -> int:
        """Of the campaign that is open, as addresses have it; the first one that was open is named in none."""
        return self.opened.index(self.root) + 1 if self.root is not None else 1

    def use(self, start: Path) -> None:
        """Open the campaign in this folder, and take in what is to come in. Raises `DefinitionError` where none is, and
        `Busy` while a command is at work on another one.
        """
        root = Path(find_definition(start).parent.absolute())
        settings = self.settings
        with self._changing:
            if self.states is not None and self.jobs.running is not None:
                raise Busy
            if self.states is not None:
                self.end()
                self.jobs = Jobs(settings.runner, self._changed)
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
                for target in (targets.stand, targets.leaders)
            )
        settings.recent.add(root)
        self._changed()

    def start(
        self,
        action: str,
        asked: Asked,
        *,
        shown: Asked | None = None,
        done: Callable[[], None] = lambda: None,
        password: str = "",
    ) -> Job:
        """Begin a command on the campaign; `shown`: what is shown to be typed, where it differs. Raises `Busy`, also
        where another campaign has been opened meanwhile."""
        with self._changing:
            if ADDRESSED.get() not in (0, self.number):
                raise Busy
            common, root = self._common(asked.command), None if asked.command in _OF_NONE else self.root
            campaign = [f"--campaign={root}"] if root is not None else []
            return self.jobs.start(
                action, asked.arguments([*campaign, *common]), (shown or asked).typed(root, common), done, password
            )

    def _common(self, command: str) -> list[str]:
        settings = self.settings
        words = ["--lang", settings.language] if settings.language != "vi" else []
        return words + (["--as-of", settings.as_of] if settings.as_of and command in _OF_A_DAY else [])

    def _changed(self) -> None:
        """Begin to take in what is to come in, as soon as nothing is at work; else read the campaign."""
        if self.states is None:
            return
        if self.incoming:
            with suppress(Busy):  # then it is begun when that has ended
                self.start("collect", Asked("collect", tuple(self.incoming)))
                self.incoming = []
                return
        self.states.known()

    def end(self) -> None:
        """Stop all that is at work."""
        self.jobs.end()
        for states in filter(None, (self.states, self.leaders)):
            states.end()
