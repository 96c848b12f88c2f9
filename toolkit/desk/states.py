"""The state of the campaign, read when its files have changed, and cached until then."""

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
from toolkit.desk.records import CampaignView, Details, Trouble
from toolkit.model import Language
from toolkit.run.folder import INBOX, OUTGOING, RETURNS

if TYPE_CHECKING:
    from toolkit.desk.reading import Faults

#: Names, times of change and sizes of a campaign's files: while they are unchanged, the campaign is not read again.
State: TypeAlias = frozenset[tuple[str, int, int]]
#: Beginnings of the names of files that do not affect the campaign: the store, locks, the log of internal faults.
_IRRELEVANT = (".toolkit-", ".~", "error.log")


@dataclass(frozen=True, slots=True)
class KnownState:
    """The results of the last reading of the campaign, all None at first. `document`: an HTML document made from the
    campaign; `fresh`: whether the results are current."""

    campaign: CampaignView | None = None
    details: Details | None = None
    """Known a little later than `campaign`."""
    trouble: Trouble | None = None
    document: str | None = None
    fresh: bool = False
    progress: tuple[int, int, str] | None = None
    number: int = 0
    """The number of this reading, counted from the first."""


class States:
    """The results of `target` for the campaign in `root` on a day, computed again in a process when its files change.
    `busy`: whether a running command may be changing the files, so that they are read after it has ended."""

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
        self._read_state: tuple[State, date] | None = None
        self._work: Work | None = None
        self._outdated = False

    def known(self, wait: float = 0.0) -> KnownState:
        """The known state. After changes a new reading begins; this waits at most `wait` seconds for its end."""
        work = self._begin_if_changed()
        if work is not None and wait:
            work.wait(wait)
        with self._lock:
            return self._known

    def _begin_if_changed(self) -> Work | None:
        busy = self._busy()
        with self._lock:
            running = self._work if self._work is not None and self._work.running else None
            state = (state_of_folder(self.root), self._day())
            if state == self._read_state or (busy and self._known != KnownState()):
                return running
            self._known = replace(self._known, fresh=False)
            self._outdated = running is not None
            if running is not None:  # what it reads is outdated: the next reading begins when it has ended
                return running
            self._read_state = state
            self._known = replace(self._known, progress=None)
            arguments = (str(self.root), state[1].isoformat(), self._language, self._faults)
            self._work = Work(self._target, *arguments, received=self._received)
            return self._work

    def _received(self, kind: str, what: Any) -> None:
        with self._lock:
            number, fresh = self._known.number + 1, not self._outdated
            if kind == "campaign":
                self._known = KnownState(campaign=CampaignView.read(what), fresh=fresh, number=number)
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
                self._read_state = None  # the process died: read again at the next request

    def end(self) -> None:
        """Stop reading."""
        if self._work is not None and self._work.running:
            self._work.stop()


def state_of_folder(root: Path) -> State:
    """The present state of the campaign's files."""
    return frozenset(_file_states(root))


def _file_states(root: Path) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError):
        for entry in os.scandir(root):
            if entry.is_file() and not entry.name.startswith(_IRRELEVANT):
                yield _file_state(entry)
    for name in (OUTGOING, RETURNS):
        with suppress(OSError):
            yield from map(_file_state, os.scandir(root / name))
    for parent, folders, _ in os.walk(root / INBOX):
        folders.sort()
        with suppress(OSError):
            yield from map(_file_state, os.scandir(parent))


def _file_state(entry: os.DirEntry[str]) -> tuple[str, int, int]:
    with suppress(OSError):
        status = entry.stat()
        return entry.path, status.st_mtime_ns, status.st_size
    return entry.path, 0, 0
