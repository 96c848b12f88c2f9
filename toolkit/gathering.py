"""Every input of a run, read: agencies' workbooks from the store, by workers or on a cluster; masters opened up.

What comes out depends on the files alone: not on who read them, when, or in which order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit._version import version
from toolkit.composition import Part, join, open_up, refused
from toolkit.masters import MasterContent
from toolkit.model import Campaign, Decision, Edit, Submission
from toolkit.openmasters import failed, open_masters, unpack_content
from toolkit.packing import DAMAGED, unpack
from toolkit.store import Store
from toolkit.workers import Limits, read_all, source_of

#: Called with (done, of how many, what) as work goes on.
Progress = Callable[[int, int, str], None]
File = tuple[Path, str]
#: Another worker pays for its start from about so many files on.
_WORTH_A_WORKER = 12
#: What was read is put into the store so many files at a time: so much an interrupted run has to read again.
_KEPT_AT_ONCE = 256
#: How an entry of the store begins.
_WORKBOOK, _MASTER = b"w", b"m"


def no_progress(_done: int, _total: int, _what: str) -> None:
    """Work in silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How a run reads; none of it changes the result.

    `workers`: how many processes, None decides by what pays. `store`: where readings are kept, None reads all anew.
    """

    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    store: Path | None = None
    progress: Progress = no_progress
    notice: Callable[[str, str], None] = lambda _code, _file: None
    """Called with a code and a file's name where the user should know of something that does not change the result."""


def known_as(root: Path, file: Path) -> str:
    """What a file is called: its path from the campaign folder, with forward slashes."""
    # As named, links not followed: they may lead in a circle, and where they lead is nobody's name for the file.
    absolute, top = Path(os.path.abspath(file)), Path(os.path.abspath(root))
    if absolute.is_relative_to(top):
        return absolute.relative_to(top).as_posix()
    try:
        return Path(os.path.relpath(absolute, top)).as_posix()
    except ValueError:  # another drive on Windows
        return absolute.as_posix()


def gather(campaign: Campaign, root: Path, files: Sequence[File], means: Means, edits: Sequence[Edit] = (), decisions: Sequence[Decision] = ()) -> Part:  # fmt: skip
    """What all the files give; `root` is the campaign folder, `edits` and `decisions` are the coordinator's own.

    A master among them gives what the files it was made from would give.
    """
    read, masters = _read(campaign, files, means)
    parts = [Part(tuple(read))]
    for place, data in masters.items():
        path, name = files[place]
        content = _content(data, name)
        if isinstance(content, str):
            parts.append(refused(name, "master-unreadable", content))
        else:
            parts.append(open_up(campaign, content, name, _renamer(_home(path, root, content), root)))
    return join(parts, edits, decisions)


def _content(data: bytes, name: str) -> MasterContent | str:
    try:
        return unpack_content(data, name)
    except DAMAGED as error:
        return type(error).__name__


def _renamer(base: Path, root: Path) -> Callable[[str], str]:
    return lambda file: known_as(root, base / file)


def _home(master: Path, root: Path, content: MasterContent) -> Path:
    """The folder from which a master names its files: where they are, else where it lies itself."""
    folder = Path(os.path.abspath(master)).parent
    top = Path(os.path.abspath(root))
    above = [folder, *folder.parents]
    above = above[: above.index(top) + 1] if top in above else [folder, folder.parent]
    names = [s.source.file for s in content.submissions[:3]]
    return next((base for base in above if any((base / name).is_file() for name in names)), folder)


# --- Reading, or finding in the store ----------------------------------------------------------------


def _read(campaign: Campaign, files: Sequence[File], means: Means) -> tuple[list[Submission], dict[int, bytes]]:  # fmt: skip
    """The submissions of the workbooks, and the masters' contents by their place in `files`."""
    store = Store(means.store, campaign.fingerprint, version) if means.store else None
    reading = _Reading(campaign, files, means, _Keeper(store))
    if store:
        reading.look_up(store)
    try:
        reading.read()
        reading.open_masters()
    finally:
        reading.keeper.flush()  # what was read before an interruption is not read again
    if store is not None and store.rebuilt:
        means.notice("store-rebuilt", store.path.name)
    return [s for _, s in sorted(reading.found.items())], dict(sorted(reading.masters.items()))


@dataclass(slots=True)
class _Reading:
    """What has been read so far, by place in `files`."""

    campaign: Campaign
    files: Sequence[File]
    means: Means
    keeper: _Keeper
    found: dict[int, Submission] = field(default_factory=dict)
    masters: dict[int, bytes] = field(default_factory=dict)

    def look_up(self, store: Store) -> None:
        """Take what the store holds."""
        for start in range(0, len(self.files), _KEPT_AT_ONCE):
            hashes = {n: source_of(f).sha256 for n, f in enumerate(self.files[start : start + _KEPT_AT_ONCE], start)}  # fmt: skip
            kept = store.get(hashes.values())
            for place, sha256 in hashes.items():
                entry = kept.get(sha256, b"")
                try:
                    if entry.startswith(_WORKBOOK):
                        self.found[place] = unpack(entry[1:], self.files[place][1])
                    elif entry.startswith(_MASTER):
                        self.masters[place] = entry[1:]
                except DAMAGED:
                    store.begin_anew()

    def read(self) -> None:
        """Read what the store does not hold."""
        missing = [n for n in range(len(self.files)) if n not in self.found and n not in self.masters]
        if not missing:
            return
        done = len(self.files) - len(missing)

        def progress(number: int, _total: int, what: str) -> None:
            self.means.progress(done + number, len(self.files), what)

        chosen = [self.files[n] for n in missing]
        read = read_all(
            self.campaign, version, chosen, workers=self._workers(len(missing)), limits=self.means.limits,
            progress=progress, keep=self.keeper.keep,
        )  # fmt: skip
        self.found.update(zip(missing, read, strict=True))

    def open_masters(self) -> None:
        """Open those that turned out to be masters."""
        waiting = [n for n, s in self.found.items() if any(f.code == "is-master" for f in s.findings)]
        opened = [self.files[n] for n in waiting]
        total = len(self.files)
        for number, data in open_masters(
            opened, workers=self._workers(12 * len(opened)), limits=self.means.limits
        ):
            place = waiting[number]
            self.masters[place] = data
            if not failed(data):
                self.keeper.add(self.found[place].source.sha256, _MASTER + data)
            del self.found[place]
            self.means.progress(total, total, self.files[place][1])

    def _workers(self, files: int) -> int:
        return self.means.workers if self.means.workers is not None else workers_that_pay(files)


class _Keeper:
    """Puts into the store what is read, some files at a time."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._waiting: dict[str, bytes] = {}

    def keep(self, submission: Submission, packed: bytes) -> None:
        if not any(f.code == "is-master" for f in submission.findings):
            self.add(submission.source.sha256, _WORKBOOK + packed)

    def add(self, sha256: str, entry: bytes) -> None:
        if self._store is not None:
            self._waiting[sha256] = entry
            if len(self._waiting) >= _KEPT_AT_ONCE:
                self.flush()

    def flush(self) -> None:
        if self._store is not None and self._waiting:
            self._store.put(self._waiting)
            self._waiting = {}


def workers_that_pay(files: int) -> int:
    return max(1, min(os.cpu_count() or 1, 8, files // _WORTH_A_WORKER))
