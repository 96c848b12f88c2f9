"""Reads every input of a run: agencies' workbooks, from the store, by workers or on a cluster, and masters.

The result depends on the files alone, not on the processes that read them, the time or the order.
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
from toolkit.master.composition import Part, join, part_from_master, refused_part
from toolkit.master.decisions import assignments_of, unreachable_assignments
from toolkit.master.read import MasterContent
from toolkit.model import NOTHING_KEPT, Campaign, Decision, Edit, Finding, Kept, Submission
from toolkit.model.packing import DAMAGED, ahead_in, unpack
from toolkit.run.folder import REGISTER, File, path_in_campaign
from toolkit.run.masters.open_masters import is_failure, open_masters, unpack_content
from toolkit.run.store import Store
from toolkit.run.workers import Limits, Pool, source_of
from toolkit.spreadsheet.workbook import why_unreadable

if TYPE_CHECKING:
    from concurrent.futures import Executor

#: Called with (number done, total, name) as work goes on.
Progress = Callable[[int, int, str], None]
#: Another worker is worth its start for each further number of files.
_WORTH_A_WORKER = 12
#: The number of readings stored at a time: the most files that an interrupted run has to read again.
_STORED_AT_ONCE = 256
#: The number of files looked up in the store at a time. The last entries are unpacked while workers read.
_LOOKED_UP = 1_024
#: The first byte of an entry of the store: of a workbook, and of a master.
_WORKBOOK, _MASTER = b"w", b"m"


def no_progress(_done: int, _total: int, _what: str) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The means by which a run reads; none of them changes the result.

    `workers`: the number of processes; None: as many as save time. `store`: the file in which readings are stored;
    None: everything is read again.
    """

    workers: int | None = None
    executor: Executor | None = None
    """What reads instead of local processes: any `concurrent.futures.Executor`."""
    limits: Limits = field(default_factory=Limits)
    store: Path | None = None
    progress: Progress = no_progress
    notice: Callable[[str, str], None] = lambda _code, _file: None
    """Called with a code, and a file's name or a reason, about anything that the user should know but that does not
    change the result."""

    def process_count(self, files: int) -> int:
        """The number of processes for this number of files."""
        return self.workers if self.workers is not None else worker_count(files)


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
    """Read all files. Returns their contents, and the packs of statements prepared for grouping, keyed by SHA-256.

    `root`: the campaign folder; `edits`, `decisions` and `kept`: the coordinator's work. A master among the files
    supplies the contents of the files from which it was made.
    """
    links = [name for path, name in files if is_unfollowed(path) and not why_unreadable(path)]
    files = [file for file in files if file[1] not in links] if links else files
    reading, read, findings_of_decisions = _read(campaign, root, files, means, pool, decisions)
    parts = [Part(tuple(read), findings=findings_of_decisions)]
    parts += [refused_part(name, "folder-in-circle", name) for name in links]
    for number, data in sorted(reading.masters.items()):
        path, name = files[number]
        parts.append(part_of(campaign, root, path, name, data, reading.held.get(number)))
    whole = join(parts, edits, decisions, kept)
    beyond = tuple(unreachable_assignments(decisions, whole.submissions))
    return (replace(whole, findings=(*whole.findings, *beyond)) if beyond else whole), reading.ahead


def part_of(campaign: Campaign, root: Path, path: Path, name: str, data: bytes, held: Submission | None = None) -> Part:
    """The contents of a master. `data`: from `open_masters`; `held`: the submission that replaces the contents while
    the master waits for a decision."""
    content = _unpacked_content(data, name)
    if isinstance(content, str):
        code, _, where = content.partition("\n")
        findings_of_decisions = {"no-master": ("shared-copy",), "part-unreadable": (code, where)}
        return refused_part(name, *findings_of_decisions.get(code, ("master-unreadable", code)))
    if held is not None:
        # The findings on a master that waits must reach the agencies whose reports are in it.
        codes = tuple(dict.fromkeys(s.agency for s in content.used if s.agency))
        findings = (f if f.waits_for is None else replace(f, waits_for=codes) for f in held.findings)
        return Part((replace(held, findings=tuple(findings)),))
    base = _base_folder(path, root, content)
    return part_from_master(
        campaign,
        content,
        name,
        lambda file: path_in_campaign(root, base / file) if base and (base / file).is_file() else None,
    )


def _unpacked_content(data: bytes, name: str) -> MasterContent | str:
    try:
        return unpack_content(data, name)
    except DAMAGED as error:
        return type(error).__name__


def _base_folder(master: Path, root: Path, content: MasterContent) -> Path | None:
    """The folder to which the names of files in a master are relative; None if the files are not in such a folder."""
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
    """Read all files, each with its name; returns their submissions in order. `workers`: the number of processes; None:
    as many as save time. Faults of a file are findings.

    Raises `NotDoneError` (`workers-not-begun`) where no process can begin.
    """
    if not files:
        return []
    count = workers if workers is not None else worker_count(len(files))
    named = [(Path(path), name) for path, name in files]
    with Pool(campaign, version, limits or Limits()) as pool:
        return pool.read(named, workers=count, progress=progress)


# --- Reading files, or their entries in the store ----------------------------------------------------


def _reader_settings(campaign: Campaign) -> str:
    """All that the reading of a file depends on besides the file: the definition, the indicators without questions
    about odd figures, and how signatures are checked."""
    left_out = (i.code for i in campaign.indicators if not i.odd_figures)
    checking = (str(can_check_signatures()), hashlib.sha256(campaign.trust).hexdigest())
    return " ".join((campaign.fingerprint, *left_out, *checking))


def store_of(campaign: Campaign, means: Means) -> Store | None:
    """The store of a run; None for a run without a store."""
    return Store(means.store, _reader_settings(campaign), version) if means.store else None


def _read(
    campaign: Campaign, root: Path, files: Sequence[File], means: Means, pool: Pool, decisions: Sequence[Decision]
) -> tuple[_Reading, list[Submission], tuple[Finding, ...]]:
    """Everything that was read, the submissions of workbooks, and findings about decisions that cannot be applied."""
    store = store_of(campaign, means)
    reading = _Reading(campaign, files, means, pool, store)
    try:
        reading.take(range(len(files)), {})
        reading.open_masters()
        read, findings_of_decisions = reading.received(root, decisions)
    finally:
        reading.store_waiting()  # what was read before an interruption is not read again
    if store is not None and store.rebuilt:
        means.notice("store-rebuilt", store.path.name)
    return reading, read, findings_of_decisions


@dataclass(slots=True)
class _Reading:
    """What has been read so far, keyed by position in `files`."""

    campaign: Campaign
    files: Sequence[File]
    means: Means
    pool: Pool
    store: Store | None
    submissions: dict[int, Submission] = field(default_factory=dict)
    masters: dict[int, bytes] = field(default_factory=dict)
    held: dict[int, Submission] = field(default_factory=dict)
    """The submissions used instead of masters that do not count until the coordinator decides."""
    ahead: dict[str, bytes] = field(default_factory=dict)
    """The pack of each workbook's statements prepared for grouping, by SHA-256."""
    waiting: dict[str, bytes] = field(default_factory=dict)
    """Entries still to be put into the store."""

    def take(self, numbers: Sequence[int], claims: Mapping[str, str]) -> None:
        """Take these files from the store, or read them. `claims`: the agencies that are known, keyed by a file's
        SHA-256."""
        missing, unpack_last = self._from_store(numbers, claims) if self.store else (list(numbers), list)
        if missing and self.means.executor is None:
            damaged: list[int] = []
            self.pool.do_meanwhile(lambda: damaged.extend(unpack_last()))
            self._read(missing, claims)
            missing = damaged
        else:
            missing += unpack_last()
        if missing:
            self._read(missing, claims)

    def _read(self, missing: Sequence[int], claims: Mapping[str, str]) -> None:
        """Read files that are not in the store."""
        done = len(self.files) - len(missing)

        def progress(number: int, _total: int, what: str) -> None:
            self.means.progress(done + number, len(self.files), what)

        def keep(submission: Submission, packed: bytes) -> None:
            self.ahead[submission.source.sha256] = ahead_in(packed)
            if "is-master" not in submission.codes:
                self._store_later(_key(submission.source.sha256, claims), _WORKBOOK + packed)

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
            workers = self.means.process_count(len(missing))
            read = self.pool.read(chosen, workers=workers, progress=progress, keep=keep, claims=claims)
        self.submissions.update(zip(missing, read, strict=True))

    def _from_store(
        self, numbers: Sequence[int], claims: Mapping[str, str]
    ) -> tuple[list[int], Callable[[], Sequence[int]]]:
        """Take entries of the store. Returns the files that are not in it, and a function that unpacks the last entries
        and returns the files whose entries are damaged."""
        assert self.store is not None
        missing: list[int] = []
        unpack_last: Callable[[], Sequence[int]] = list
        for start in range(0, len(numbers), _LOOKED_UP):
            missing += unpack_last()
            hashes = {n: source_of(self.files[n]).sha256 for n in numbers[start : start + _LOOKED_UP]}
            packs = self.store.get(_key(sha256, claims) for sha256 in hashes.values())
            entries = {n: (sha256, packs.get(_key(sha256, claims), b"")) for n, sha256 in hashes.items()}
            missing += [n for n, (_, entry) in entries.items() if not entry]
            unpack_last = partial(self._unpack, {n: entry for n, entry in entries.items() if entry[1]})
        return missing, unpack_last

    def _unpack(self, entries: Mapping[int, tuple[str, bytes]]) -> list[int]:
        """Take these entries (SHA-256, entry) of the store, by position; returns the positions of damaged entries."""
        assert self.store is not None
        damaged: list[int] = []
        for n, (sha256, entry) in entries.items():
            try:
                if entry.startswith(_WORKBOOK):
                    self.submissions[n] = unpack(entry[1:], self.files[n][1])
                    self.ahead[sha256] = ahead_in(entry)
                    continue
                if entry.startswith(_MASTER):
                    self.masters[n] = entry[1:]
                    continue
            except DAMAGED:
                self.store.start_over()
            damaged.append(n)
        return damaged

    def received(self, root: Path, decisions: Sequence[Decision]) -> tuple[list[Submission], tuple[Finding, ...]]:
        """The submissions of workbooks with the senders, times and decisions in the register; and findings about
        decisions that cannot be applied."""
        assigned = assignments_of(self.campaign, decisions, (s.source for s in self.submissions.values()))
        if not (assigned.agencies or (root / REGISTER).exists()):
            return [s for _, s in sorted(self.submissions.items())], assigned.findings
        from toolkit.register.entries import read_register
        from toolkit.register.origins import Origins

        origins = Origins(self.campaign, read_register(root), self.submissions.values(), assigned.agencies)
        if claims := origins.claims():
            self.take([n for n, s in self.submissions.items() if s.source.sha256 in claims], claims)
        held = {n: origins.held_back(source_of(self.files[n])) for n in self.masters}
        self.held = {n: s for n, s in held.items() if s is not None}
        return origins.applied(s for _, s in sorted(self.submissions.items())), assigned.findings

    def open_masters(self) -> None:
        """Open the files that were recognised as masters."""
        waiting = [n for n, s in self.submissions.items() if "is-master" in s.codes]
        opened = [self.files[n] for n in waiting]
        total = len(self.files)
        workers = self.means.process_count(_WORTH_A_WORKER * len(opened))
        for number, data in open_masters(opened, workers=workers, limits=self.means.limits):
            n = waiting[number]
            self.masters[n] = data
            if not is_failure(data):
                self._store_later(self.submissions[n].source.sha256, _MASTER + data)
            del self.submissions[n]
            self.means.progress(total, total, self.files[n][1])

    def _store_later(self, key: str, entry: bytes) -> None:
        if self.store is not None:
            self.waiting[key] = entry
            if len(self.waiting) >= _STORED_AT_ONCE:
                self.store_waiting()

    def store_waiting(self) -> None:
        """Put the waiting entries into the store."""
        if self.store is not None and self.waiting:
            self.store.put(self.waiting)
            self.waiting = {}


def _key(sha256: str, claims: Mapping[str, str]) -> str:
    """The store's key of a reading, which includes the agency to which the file is assigned."""
    return f"{sha256} {claims[sha256]}" if sha256 in claims else sha256


def worker_count(files: int) -> int:
    return max(1, min(os.cpu_count() or 1, 8, files // _WORTH_A_WORKER))
