"""Where the campaign stands, read when its files have changed, and kept for as long as they have not."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from toolkit.desk.processes import Target, Work
from toolkit.desk.records import Details, Stand, Trouble
from toolkit.model import Language
from toolkit.run.folder import INBOX, OUTGOING, RETURNS

if TYPE_CHECKING:
    from toolkit.desk.reading import Faults

#: What a campaign's files looked like: names, times of change and sizes. The same ones are read the same.
State: TypeAlias = frozenset[tuple[str, int, int]]
#: Files of the folder itself that say nothing of the campaign: the store and our own locks, the log of our own faults.
_UNWEIGHTY = (".toolkit-", ".~", "error.log")


@dataclass(frozen=True, slots=True)
class KnownState:
    """What is known of the campaign, and whether it is so still: all may be None at first.

    `document` is an HTML document that was made of it.
    """

    stand: Stand | None = None
    details: Details | None = None
    """What follows the `stand`, a moment later."""
    trouble: Trouble | None = None
    document: str | None = None
    fresh: bool = False
    progress: tuple[int, int, str] | None = None
    number: int = 0
    """Of this reading, counted from the first."""


class States:
    """What `target` tells of the campaign in `root` on a day; it does so anew, in a process, when its files change.

    `busy` says whether a command is at work, which changes them: then it is waited for.
    """

    def __init__(
        self,
        target: Target,
        root: Path,
        language: Language,
        day: Callable[[], date],
        faults: Faults,
        busy: Callable[[], bool],
    ) -> None:
        self.root, self._target = root, target
        self._language, self._day, self._faults, self._busy = language, day, faults, busy
        self._lock = threading.Lock()
        self._known = KnownState()
        self._of: tuple[State, date] | None = None
        self._work: Work | None = None
        self._outdated = False

    def known(self, wait: float = 0.0) -> KnownState:
        """What is known; where the files have changed, they begin to be read, which is waited for so many seconds."""
        work = self._begin_where_changed()
        if work is not None and wait:
            work.wait(wait)
        with self._lock:
            return self._known

    def _begin_where_changed(self) -> Work | None:
        busy = self._busy()
        with self._lock:
            running = self._work if self._work is not None and self._work.running else None
            of = (state_of_folder(self.root), self._day())
            if of == self._of or (busy and self._known != KnownState()):
                return running
            self._known = replace(self._known, fresh=False)
            self._outdated = running is not None
            if running is not None:  # what it reads is no longer so; the next one begins when it has ended
                return running
            self._of = of
            self._known = replace(self._known, progress=None)
            self._work = Work(
                self._target, str(self.root), of[1].isoformat(), self._language, self._faults, told=self._told
            )
            return self._work

    def _told(self, kind: str, what: Any) -> None:
        with self._lock:
            number, fresh = self._known.number + 1, not self._outdated
            if kind == "stand":
                self._known = KnownState(stand=Stand.read(what), fresh=fresh, number=number)
            elif kind == "details":
                self._known = replace(self._known, details=Details(**what))
            elif kind == "trouble":
                self._known = KnownState(trouble=Trouble.read(what), fresh=fresh, number=number)
            elif kind == "document":
                self._known = KnownState(document=str(what), fresh=fresh, number=number)
            elif kind == "progress":
                progress = (int(what[0]), int(what[1]), str(what[2]))
                self._known = replace(self._known, progress=progress)
            elif kind == "ended" and not self._known.fresh:
                self._of = None  # it died: it is read again when somebody asks

    def end(self) -> None:
        """Stop reading."""
        if self._work is not None and self._work.running:
            self._work.stop()


def state_of_folder(root: Path) -> State:
    """What the campaign's files look like now."""
    return frozenset(_looks(root))


def _looks(root: Path) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError):
        for entry in os.scandir(root):
            if entry.is_file() and not entry.name.startswith(_UNWEIGHTY):
                yield _look(entry)
    for name in (OUTGOING, RETURNS):
        with suppress(OSError):
            yield from map(_look, os.scandir(root / name))
    for parent, folders, _ in os.walk(root / INBOX):
        folders.sort()
        with suppress(OSError):
            yield from map(_look, os.scandir(parent))


def _look(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    with suppress(OSError):
        found = entry.stat()
        return entry.path, found.st_mtime_ns, found.st_size
    return entry.path, 0, 0
