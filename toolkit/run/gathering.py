"""Every input of a run, read: agencies' workbooks from the store, by workers or on a cluster; masters opened up.

What comes out depends on the files alone: not on who read them, when, or in which order.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit._version import version
from toolkit.documents.pdf.signatures import can_check_signatures
from toolkit.files.walking import is_unfollowed
from toolkit.master.composition import Part, join, open_up, refused
from toolkit.master.decisions import assigned_of, not_in_reach
from toolkit.master.read import MasterContent
from toolkit.model import NOTHING_KEPT, Campaign, Decision, Edit, Finding, Kept, Submission
from toolkit.model.packing import DAMAGED, ahead_in, unpack
from toolkit.run.folder import REGISTER, File, known_as
from toolkit.run.masters.open_masters import failed, open_masters, unpack_content
from toolkit.run.store import Store
from toolkit.run.workers import Limits, Pool, source_of
from toolkit.spreadsheet.workbook import folder_reason

if TYPE_CHECKING:
    from concurrent.futures import Executor

#: Called with (done, of how many, what) as work goes on.
Progress = Callable[[int, int, str], None]
#: Another worker pays for its start from about so many files on.
_WORTH_A_WORKER = 12
#: What was read is put into the store so many files at a time: so much an interrupted run has to read again.
_KEPT_AT_ONCE = 256
#: So many files are looked up in the store at a time. What is kept of the last of them is unpacked while workers read.
_LOOKED_UP = 1_024
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
    executor: Executor | None = None
    """Who reads in place of processes here; anything that is a `concurrent.futures.Executor`."""
    limits: Limits = field(default_factory=Limits)
    store: Path | None = None
    progress: Progress = no_progress
    notice: Callable[[str, str], None] = lambda _code, _file: None
    """Called with a code and a file's name, or a reason,
    where the user should know of something that does not change the result."""

    def processes(self, files: int) -> int:
        """How many processes read so many files."""
        return self.workers if self.workers is not None else workers_that_pay(files)


def gather(
    campaign: Campaign,
    root: Path,
    files: Sequence[File],
    means: Means,
    pool: Pool,
    edits: Sequence[Edit] = (),
    decisions: Sequence[Decision] = (),
    kept: Kept = NOTHING_KEPT,
) -> tuple[Part, Mapping[str, bytes]]:
    """What all the files give, read by `pool`; and by SHA-256, what was read ahead of their statements.

    `root` is the campaign folder; `edits`, `decisions` and `kept` are the coordinator's own.
    A master among the files gives what the files it was made from would give.
    """
    links = [name for path, name in files if is_unfollowed(path) and not folder_reason(path)]
    files = [file for file in files if file[1] not in links] if links else files
    reading, read, told = _read(campaign, root, files, means, pool, decisions)
    held = reading.held
    parts = [Part(tuple(read), findings=told), *(refused(name, "folder-in-circle", name) for name in links)]
    for place, data in sorted(reading.masters.items()):
        path, name = files[place]
        parts.append(part_of(campaign, root, path, name, data, held.get(place)))
    whole = join(parts, edits, decisions, kept)
    beyond = tuple(not_in_reach(decisions, whole.submissions))
    return (replace(whole, findings=(*whole.findings, *beyond)) if beyond else whole), reading.ahead


def part_of(campaign: Campaign, root: Path, path: Path, name: str, data: bytes, held: Submission | None = None) -> Part:
    """What a master gives. `data`: what `open_masters` gave of it; `held`: what stands for it while it waits."""
    content = _content(data, name)
    if isinstance(content, str):
        code, _, where = content.partition("\n")
        told = {"no-master": ("shared-copy",), "part-unreadable": (code, where)}
        return refused(name, *told.get(code, ("master-unreadable", code)))
    if held is not None:
        # A master that is held back; the agencies whose reports it holds are to know that it waits.
        codes = tuple(dict.fromkeys(s.agency for s in content.used if s.agency))
        findings = (f if f.waits_for is None else replace(f, waits_for=codes) for f in held.findings)
        return Part((replace(held, findings=tuple(findings)),))
    return open_up(campaign, content, name, _renamer(_home(path, root, content), root))


def _content(data: bytes, name: str) -> MasterContent | str:
    try:
        return unpack_content(data, name)
    except DAMAGED as error:
        return type(error).__name__


def _renamer(base: Path | None, root: Path) -> Callable[[str], str | None]:
    return lambda file: known_as(root, base / file) if base and (base / file).is_file() else None


def _home(master: Path, root: Path, content: MasterContent) -> Path | None:
    """The folder from which a master names its files; None where they are not to be found."""
    folder = Path(os.path.abspath(master)).parent
    top = Path(os.path.abspath(root))
    above = [folder, *folder.parents]
    above = above[: above.index(top) + 1] if top in above else [folder, folder.parent]
    names = [s.source.file for s in content.submissions[:3]]
    return next((base for base in above if any((base / name).is_file() for name in names)), None)


def read_files(
    campaign: Campaign,
    files: Sequence[tuple[Path | str, str]],
    *,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Progress = no_progress,
) -> list[Submission]:
    """All files, each with the name it goes by, in the order given. `workers`: how many processes;
    None decides by what pays.

    What is wrong with a file is in its findings.
    Raises `NotDoneError` (`workers-not-begun`) where no process can begin.
    """
    if not files:
        return []
    count = workers if workers is not None else workers_that_pay(len(files))
    named = [(Path(path), name) for path, name in files]
    with Pool(campaign, version, limits or Limits()) as pool:
        return pool.read(named, workers=count, progress=progress)


# --- Reading, or finding in the store ----------------------------------------------------------------


def _read_by(campaign: Campaign) -> str:
    """What reading a file depends on: what the definition asks, which figures are asked about, and how signatures are
    checked."""
    left_out = (i.code for i in campaign.indicators if not i.odd_figures)
    checking = (str(can_check_signatures()), hashlib.sha256(campaign.trust).hexdigest())
    return " ".join((campaign.fingerprint, *left_out, *checking))


def store_of(campaign: Campaign, means: Means) -> Store | None:
    """The store of a run."""
    return Store(means.store, _read_by(campaign), version) if means.store else None


def _read(
    campaign: Campaign, root: Path, files: Sequence[File], means: Means, pool: Pool, decisions: Sequence[Decision]
) -> tuple[_Reading, list[Submission], tuple[Finding, ...]]:
    """All that was read, the submissions of the workbooks as they count, and which decisions about whose a file is
    cannot be followed."""
    store = store_of(campaign, means)
    reading = _Reading(campaign, files, means, pool, store)
    try:
        reading.take(range(len(files)), {})
        reading.open_masters()
        read, told = reading.received(root, decisions)
    finally:
        reading.keep_waiting()  # what was read before an interruption is not read again
    if store is not None and store.rebuilt:
        means.notice("store-rebuilt", store.path.name)
    return reading, read, told


@dataclass(slots=True)
class _Reading:
    """What has been read so far, by place in `files`."""

    campaign: Campaign
    files: Sequence[File]
    means: Means
    pool: Pool
    store: Store | None
    found: dict[int, Submission] = field(default_factory=dict)
    masters: dict[int, bytes] = field(default_factory=dict)
    held: dict[int, Submission] = field(default_factory=dict)
    """What stands for masters that count for nobody until somebody decides."""
    ahead: dict[str, bytes] = field(default_factory=dict)
    """By SHA-256, what was read ahead of a workbook's statements."""
    waiting: dict[str, bytes] = field(default_factory=dict)
    """What is still to be put into the store."""

    def take(self, places: Sequence[int], claims: Mapping[str, str]) -> None:
        """Take these files from the store, or read them. `claims`: whose they are, by SHA-256, where it is known."""
        missing, unpack_last = self._not_kept(places, claims) if self.store else (list(places), list)
        if missing and self.means.executor is None:
            damaged: list[int] = []
            self.pool.meanwhile(lambda: damaged.extend(unpack_last()))
            self._read(missing, claims)
            missing = damaged
        else:
            missing += unpack_last()
        if missing:
            self._read(missing, claims)

    def _read(self, missing: Sequence[int], claims: Mapping[str, str]) -> None:
        """Read what the store does not hold."""
        done = len(self.files) - len(missing)

        def progress(number: int, _total: int, what: str) -> None:
            self.means.progress(done + number, len(self.files), what)

        def keep(submission: Submission, packed: bytes) -> None:
            self.ahead[submission.source.sha256] = ahead_in(packed)
            if "is-master" not in submission.codes:
                self._keep(_key(submission.source.sha256, claims), _WORKBOOK + packed)

        chosen = [self.files[n] for n in missing]
        if self.means.executor is not None:
            from toolkit.run.cluster import read_by

            read = read_by(
                self.means.executor,
                self.campaign,
                version,
                chosen,
                limits=self.means.limits,
                progress=progress,
                keep=keep,
                claims=claims,
                lost=lambda reason: self.means.notice("executor-lost", reason),
            )
        else:
            workers = self.means.processes(len(missing))
            read = self.pool.read(chosen, workers=workers, progress=progress, keep=keep, claims=claims)
        self.found.update(zip(missing, read, strict=True))

    def _not_kept(
        self, places: Sequence[int], claims: Mapping[str, str]
    ) -> tuple[list[int], Callable[[], Sequence[int]]]:
        """Take what the store holds; returns the others, and what is still to be done for the last files: it gives
        those of them whose entries are damaged."""
        assert self.store is not None
        missing: list[int] = []
        unpack_last: Callable[[], Sequence[int]] = list
        for start in range(0, len(places), _LOOKED_UP):
            missing += unpack_last()
            hashes = {n: source_of(self.files[n]).sha256 for n in places[start : start + _LOOKED_UP]}
            kept = self.store.get(_key(sha256, claims) for sha256 in hashes.values())
            entries = {n: (sha256, kept.get(_key(sha256, claims), b"")) for n, sha256 in hashes.items()}
            missing += [n for n, (_, entry) in entries.items() if not entry]
            unpack_last = partial(self._unpack, {n: own for n, own in entries.items() if own[1]})
        return missing, unpack_last

    def _unpack(self, entries: Mapping[int, tuple[str, bytes]]) -> list[int]:
        """Take these entries of the store, by place with the file's SHA-256; returns the places of damaged ones."""
        assert self.store is not None
        damaged: list[int] = []
        for place, (sha256, entry) in entries.items():
            try:
                if entry.startswith(_WORKBOOK):
                    self.found[place] = unpack(entry[1:], self.files[place][1])
                    self.ahead[sha256] = ahead_in(entry)
                    continue
                if entry.startswith(_MASTER):
                    self.masters[place] = entry[1:]
                    continue
            except DAMAGED:
                self.store.begin_anew()
            damaged.append(place)
        return damaged

    def received(self, root: Path, decisions: Sequence[Decision]) -> tuple[list[Submission], tuple[Finding, ...]]:
        """The workbooks, with what the register says of them: who sent each, when, and what was decided; and which
        of the coordinator's decisions about whose they are cannot be followed.
        """
        assigned = assigned_of(self.campaign, decisions, (s.source for s in self.found.values()))
        if not (assigned.agencies or (root / REGISTER).exists()):
            return [s for _, s in sorted(self.found.items())], assigned.findings
        from toolkit.register.entries import read_register
        from toolkit.register.origins import Origins

        origins = Origins(self.campaign, read_register(root), self.found.values(), assigned.agencies)
        if claims := origins.claims():
            self.take([n for n, s in self.found.items() if s.source.sha256 in claims], claims)
        stand_ins = {n: origins.held_back(source_of(self.files[n])) for n in self.masters}
        self.held = {n: s for n, s in stand_ins.items() if s is not None}
        return origins.applied(s for _, s in sorted(self.found.items())), assigned.findings

    def open_masters(self) -> None:
        """Open those that turned out to be masters."""
        waiting = [n for n, s in self.found.items() if "is-master" in s.codes]
        opened = [self.files[n] for n in waiting]
        total = len(self.files)
        workers = self.means.processes(_WORTH_A_WORKER * len(opened))
        for number, data in open_masters(opened, workers=workers, limits=self.means.limits):
            place = waiting[number]
            self.masters[place] = data
            if not failed(data):
                self._keep(self.found[place].source.sha256, _MASTER + data)
            del self.found[place]
            self.means.progress(total, total, self.files[place][1])

    def _keep(self, key: str, entry: bytes) -> None:
        if self.store is not None:
            self.waiting[key] = entry
            if len(self.waiting) >= _KEPT_AT_ONCE:
                self.keep_waiting()

    def keep_waiting(self) -> None:
        """Put into the store what waits for it."""
        if self.store is not None and self.waiting:
            self.store.put(self.waiting)
            self.waiting = {}


def _key(sha256: str, claims: Mapping[str, str]) -> str:
    """Under what a reading is kept: read as another agency's, a file says something else."""
    return f"{sha256} {claims[sha256]}" if sha256 in claims else sha256


def workers_that_pay(files: int) -> int:
    return max(1, min(os.cpu_count() or 1, 8, files // _WORTH_A_WORKER))
