"""One desk: the campaign that it is about, the commands it has started, and what is known of the campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.desk.jobs import Job, Jobs
from toolkit.desk.opening import Opener, open_here
from toolkit.desk.presence import Presence
from toolkit.desk.processes import Target
from toolkit.desk.reading import Faults
from toolkit.desk.recent import Recent
from toolkit.desk.states import States
from toolkit.messages import visible
from toolkit.messages.typed import quoted
from toolkit.model import Language
from toolkit.run.folder import find_definition

#: Commands that are given the day.
_OF_A_DAY = frozenset({"collect", "check", "merge", "report", "status", "page"})


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
    """What the pages are about. A campaign, once open, stays the one. `incoming`: files that are to come in then."""

    settings: Settings
    incoming: list[Path] = field(default_factory=list)
    proposed: Path | None = None
    """A folder without a campaign, in which one may be begun."""
    states: States | None = None
    jobs: Jobs = field(init=False)
    presence: Presence = field(default_factory=Presence)

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.settings.runner, self._changed)

    @property
    def root(self) -> Path | None:
        return self.states.root if self.states is not None else None

    def use(self, start: Path) -> None:
        """Open the campaign in this folder, and take in what is to come in. Raises `DefinitionError` where none is."""
        root = Path(find_definition(start).parent.absolute())
        settings = self.settings
        self.states = States(
            root, settings.language, settings.day, settings.faults, lambda: self.jobs.running is not None
        )
        settings.recent.add(root)
        if self.incoming:
            self.start("collect", ["collect", *self.incoming])
            self.incoming = []
        else:
            self._changed()

    def start(
        self,
        action: str,
        words: Sequence[str | Path],
        *,
        shown: Sequence[str | Path] | None = None,
        done: Callable[[], None] = lambda: None,
    ) -> Job:
        """Begin a command on the campaign; `shown`: what is shown to be typed, where it differs. Raises `Busy`."""
        common = self._common(str(words[0]))
        return self.jobs.start(
            action, [*map(str, words), *map(str, common)], _typed([*(shown or words), *common]), done
        )

    def _common(self, command: str) -> list[str | Path]:
        settings = self.settings
        words: list[str | Path] = [] if self.root is None else ["--campaign", self.root]
        words += ["--lang", settings.language] if settings.language != "vi" else []
        return words + (["--as-of", settings.as_of] if settings.as_of and command in _OF_A_DAY else [])

    def _changed(self) -> None:
        if self.states is not None:
            self.states.known()

    def end(self) -> None:
        """Stop all that is at work."""
        self.jobs.end()
        if self.states is not None:
            self.states.end()


def _typed(words: Sequence[str | Path]) -> str:
    """A command as it is typed: names of files in quotes."""
    return visible(" ".join(["toolkit", *(quoted(w) if isinstance(w, Path) else w for w in words)]))
