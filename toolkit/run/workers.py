"""A pool of worker processes: they read files, and do other work once the files are read.

Each worker reads one file at a time, within a limit of time and memory: one that crashes, hangs or swells costs that
one file a finding. The main process never opens an agency's file itself. Results come back in the order the files were
given, whichever worker read them. What a worker says is bytes that are unpacked here (`packing`), never run: a file
may have made it another program.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from toolkit.checks.rules import check_submission
from toolkit.files.holding import opened, read_whole
from toolkit.files.processes import Apart, cause_of, guard, is_copied
from toolkit.intake.reader import Reader
from toolkit.master.recognising import is_master, is_shared_copy, looks_like_master
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Source, Submission, judging
from toolkit.model.packing import and_ahead, pack, unpack
from toolkit.narrative.groups import read_ahead
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

#: Seconds and bytes that reading one file may take.
TIMEOUT = 10.0
#: Seconds more for a PDF: what reads it and checks its signatures is loaded for the first one alone, which takes some
#: where a virus scanner looks on.
LOADING = 20.0
MEMORY = 1536 * 1024 * 1024
#: The most bytes that one file's submission may take on its way to the main process: some thousand pages of
#: narrative, or a hundred thousand cells outside the form.
MAX_ANSWER = 8 * 1024 * 1024
#: Of a file whose submission takes more than these bytes nothing is read ahead: it is no form as people fill it in.
MAX_AHEAD = 1024 * 1024
#: The most cells outside the form that are listed: they are not even packed.
MAX_OUTSIDE = 100_000
#: What another reading of the same file may not find again.
PASSING = frozenset(
    {"reader-died", "reader-failed", "took-too-long", "unreadable-file", "unreadable-folder", judging.CODE}
)
#: While the toolkit itself is tested, what judges fails loudly, in every process.
judging.STRICT = judging.STRICT or bool(os.environ.get("TOOLKIT_STRICT"))
#: A worker is replaced after so many files, so that memory which the reader keeps does not add up.
_FILES_A_WORKER = 2_000
#: A worker without work looks after so many seconds whether the process it works for is still there.
_LOOKS_UP = 5.0


#: The most workers at a time: on Windows 63 things at most are waited for, two of each worker.
MOST_AT_ONCE = 31 if sys.platform == "win32" else 1_024


#: What a worker does, with its reader and what else it is given.
Work = Callable[..., bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: `timeout` in seconds, `memory` in bytes beyond what a worker begins with."""

    timeout: float = TIMEOUT
    memory: int = MEMORY

    def of(self, name: str) -> float:
        """Seconds for the file of that name."""
        return self.timeout + (LOADING if name.casefold().endswith(".pdf") else 0.0)


def read_file(reader: Reader, path: Path, name: str) -> Submission:
    """One file, read and checked. Whatever is wrong with it is a finding.

    A master workbook is no agency's: it is `rejected` with the finding `is-master`, for the caller to open up.
    """
    if looks_like_master(path):
        return _failed(path, name, "", "is-master")
    raw = read_workbook(path, name)
    if isinstance(raw, RawWorkbook):
        if is_master(raw.sheets):
            return _failed(path, name, "", "is-master")
        if is_shared_copy(raw.sheets):
            return _failed(path, name, "", "shared-copy")
        return check_submission(reader.campaign, reader.read(raw))
    source, why = raw
    pdf = None
    if why.code == "is-pdf":
        from toolkit.signed.reading import read_pdf_of

        pdf = read_pdf_of(reader.campaign, read_whole(path), name)
    return Submission(source=source, status="rejected", findings=(why,), pdf=pdf)


class Pool:
    """The worker processes of one run, begun when there is work for them; they end with the pool, as a context."""

    def __init__(self, campaign: Campaign, version: str, limits: Limits) -> None:
        self._given = (campaign, version, limits)
        self._claims: Mapping[str, str] = {}
        self._workers: list[_Worker] = []
        self._meanwhile: list[Callable[[], object]] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._workers.pop().stop()

    def _at_least(self, count: int) -> list[_Worker]:
        self._workers += [_Worker(*self._given, self._claims) for _ in range(count - len(self._workers))]
        return self._workers[:count]

    def _do_without(self, worker: _Worker, pool: list[_Worker]) -> None:
        worker.stop()
        self._workers.remove(worker)
        pool.remove(worker)
        if not pool:
            raise NotDoneError("workers-not-begun")

    def meanwhile(self, work: Callable[[], object]) -> None:
        """Have `work` done here as soon as workers have files to read; at their next reading, if none is under way."""
        self._meanwhile.append(work)

    def at_hand(self, most: int) -> int:
        """How many workers, of so many at most, need not be waited for: a copy begins in no time."""
        return most if is_copied() else max(1, min(most, len(self._workers)))

    def prepare(self, count: int, work: Work) -> None:
        """Have so many workers do `work`, which answers nothing, before anything else; only where a copy begins in no
        time: else those that read are still beginning.
        """
        if is_copied():
            with suppress(OSError):
                for worker in self._at_least(count):
                    worker.send(work)

    def begin(self, work: Work, *given: Any, worker: int = 0) -> Callable[[], bytes]:
        """`work` begun in the worker of that number, while none reads; called, it waits for what came out: b"" where
        nothing did.

        `work` is a function of a module; it gets the worker's reader, then what is `given`. No time is set to it.
        """
        try:
            own = self._at_least(worker + 1)[worker]
            own.begin()
        except (OSError, NotDoneError):  # too many processes, or no memory for one more; or it may not begin
            while len(self._workers) > worker:
                self._workers.pop().stop()
            return lambda: b""
        own.send(work, *given)
        return lambda: own.wait() or b""

    def read(
        self,
        files: Sequence[tuple[Path, str]],
        *,
        workers: int,
        progress: Callable[[int, int, str], None],
        keep: Callable[[Submission, bytes], None] | None = None,
        claims: Mapping[str, str] = {},
    ) -> list[Submission]:
        """All files, in the order given, read by `workers` processes. `claims`: whose files are, by SHA-256.

        `keep` is given each submission with its pack, where another reading of the same bytes would say the same.
        Where a process does not begin, the others do its work. Raises `NotDoneError` (`workers-not-begun`) where none
        is left.
        """
        read: list[Submission | None] = [None] * len(files)
        waiting = list(range(len(files)))[::-1]
        again: set[int] = set()
        done = 0
        if claims != self._claims:  # readers begin with what they know
            self.__exit__()
            self._claims = claims
        pool = self._at_least(max(1, min(workers, len(files), MOST_AT_ONCE)))
        while done < len(files):
            for worker in pool:
                if worker.task is None and waiting:
                    if waiting[-1] in again:
                        worker.renew()
                    worker.give(waiting.pop(), files)
            while self._meanwhile:
                self._meanwhile.pop(0)()
            for worker in _ready(pool):
                task = worker.task
                assert task is not None
                if not worker.apart.has_begun:
                    if not worker.begin_work():
                        waiting.append(task)
                        self._do_without(worker, pool)
                    continue
                alone = worker.served == 1
                answer = worker.receive()
                if answer is None:
                    submission = worker.lost(files[task])
                else:
                    if waiting and waiting[-1] not in again:
                        worker.give(waiting.pop(), files)  # it reads on while its answer is unpacked here
                    submission = unpack(answer, files[task][1])
                if not alone and any(f.code == "reader-died" for f in submission.findings):
                    # What it read before may have left it too little memory: a new one tells for sure.
                    again.add(task)
                    waiting.append(task)
                    continue
                read[task] = submission
                done += 1
                if keep and answer is not None and PASSING.isdisjoint(f.code for f in submission.findings):
                    keep(submission, answer)
                progress(done, len(files), files[task][1])
        return [submission for submission in read if submission is not None]


def _ready(pool: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have something to say, or whose time is up."""
    busy = [w for w in pool if w.task is not None]
    left = min(w.deadline for w in busy) - time.monotonic()
    handles: dict[Any, _Worker] = {}
    for worker in busy:
        handles[worker.apart.pipe] = worker
        handles[worker.apart.process.sentinel] = worker
    said = {id(handles[h]): handles[h] for h in wait(list(handles), max(0.0, min(left, 0.5)))}
    late = [w for w in busy if time.monotonic() >= w.deadline or w.apart.is_too_large()]
    return list({**said, **{id(w): w for w in late}}.values())


@dataclass(slots=True)
class _Worker:
    """One process and the file it is at."""

    campaign: Campaign
    version: str
    limits: Limits
    claims: Mapping[str, str]
    task: int | None = None
    deadline: float = 0.0
    served: int = 0
    apart: Apart = field(init=False)
    _first: tuple[Work, tuple[Any, ...]] | None = field(init=False, default=None)
    """What it is to do once it has begun."""

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        given = (self.campaign, self.version, self.limits, self.claims)
        self.apart = Apart(_serve, given, self.limits.memory)
        self.served, self._first = 0, None

    def give(self, task: int, files: Sequence[tuple[Path, str]]) -> None:
        """Hand over a file; a worker that has died meanwhile, or has served long enough, is replaced.

        One that is still starting gets it when it has begun, and its time counts from then on.
        """
        if self.served >= _FILES_A_WORKER or not self.apart.process.is_alive():
            self.renew()
        self.task, self.served = task, self.served + 1
        if self.apart.has_begun:
            self.deadline = time.monotonic() + self.limits.of(files[task][1])
            self.send(_read, *files[task])
        else:
            self.deadline, self._first = self.apart.until, (_read, files[task])

    def begin_work(self) -> bool:
        """Have it do what it was given while it started; False where it has not begun in its time, or has died."""
        if not self.apart.hand_over() or self._first is None:
            return False
        self.deadline = time.monotonic() + self.limits.of(self._first[1][1])
        self.send(self._first[0], *self._first[1])
        return True

    def begin(self) -> None:
        """Wait until it has begun. Raises `NotDoneError` (`workers-not-begun`) where it does not."""
        self.apart.begin()

    def send(self, work: Work, *given: Any) -> None:
        """Hand over work. One that has died does not take it, which shows where its answer is waited for."""
        with suppress(OSError):
            self.apart.pipe.send((work, given))

    def wait(self) -> bytes | None:
        """The answer, waited for without end; None where the process has died."""
        try:
            return self.apart.pipe.recv_bytes()
        except (EOFError, OSError):
            return None

    def receive(self) -> bytes | None:
        """The answer, packed; None where the process has died or its time is up."""
        self.task = None
        try:
            return self.wait() if self.apart.pipe.poll(0) else None
        except OSError:
            return None

    def lost(self, file: tuple[Path, str]) -> Submission:
        """What became of a file that has no answer; another process takes this one's place."""
        code, value = self._cause(file[1])
        self.renew()
        return Submission(
            source=source_of(file), status="rejected", findings=(finding(code, file=file[1], value=value),)
        )

    def _cause(self, name: str) -> tuple[str, str]:
        self.apart.process.join(0.2)
        status = self.apart.process.exitcode
        if status is None and not self.apart.is_too_large():
            return "took-too-long", f"{self.limits.of(name):g}"
        return "reader-died", cause_of(status)

    def renew(self) -> None:
        """Another process in the place of this one."""
        self.stop()
        self._start()

    def stop(self) -> None:
        self.apart.end()


def source_of(file: tuple[Path, str]) -> Source:
    """Name, size and hash of a file that could not be read, taken without looking into it."""
    import hashlib

    with suppress(OSError):
        if file[0].is_file():  # a pipe would be waited for without end
            with opened(file[0]) as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
                return Source(file=file[1], sha256=sha256, size=stream.tell())
    return Source(file=file[1])


# --- In the worker -------------------------------------------------------------------------------


def _serve(pipe: Connection, campaign: Campaign, version: str, limits: Limits, claims: Mapping[str, str]) -> None:
    """Do what comes through the pipe, one after the other, until it closes."""
    guard(limits.memory)
    reader = Reader(campaign, version, claims)
    while True:
        try:
            while not pipe.poll(_LOOKS_UP):
                parent = multiprocessing.parent_process()
                if parent is not None and not parent.is_alive():
                    return  # it was killed; this process itself may hold the pipe's other end open
            work, given = pipe.recv()
        except (EOFError, OSError):
            return
        if answer := work(reader, *given):
            pipe.send_bytes(answer)


def _read(reader: Reader, path: Path, name: str) -> bytes:
    """What one file says, packed; whatever goes wrong with it is a finding."""
    try:
        submission = read_file(reader, path, name)
        code, size = _too_large(submission)
        answer = b"" if code else pack(submission)
        if code or len(answer) > MAX_ANSWER:
            return pack(_failed(path, name, size or _megabytes(len(answer)), code or "too-large"))
        return and_ahead(answer, read_ahead(reader.campaign, submission.statements if len(answer) <= MAX_AHEAD else ()))
    except MemoryError:
        return pack(_failed(path, name, "memory"))
    except Exception as error:  # noqa: BLE001 -- a mistake of ours must not cost the other files either
        return pack(_failed(path, name, *_fault(error)))
    except BaseException as error:  # noqa: BLE001 -- a panic of the reader is not an Exception
        return pack(_failed(path, name, type(error).__name__))


def _too_large(submission: Submission) -> tuple[str, str]:
    """Of a submission of which is known, before it is packed, that it is too large: the finding, and how large;
    else blanks."""
    if len(submission.leftovers) > MAX_OUTSIDE:
        return "too-many-cells", str(len(submission.leftovers))
    letters = sum(len(x.value) for x in submission.leftovers) + sum(len(s.text) for s in submission.statements)
    return ("too-large", _megabytes(letters)) if letters > MAX_ANSWER else ("", "")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MB"


def _fault(error: Exception) -> tuple[str, str, dict[str, str]]:
    """A mistake in the toolkit itself: the finding names its kind and line, and carries the traceback for a log."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    value = f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
    return value, "reader-failed", {"traceback": "".join(traceback.format_exception(error))}


def _failed(
    path: Path, name: str, value: str, code: str = "reader-died", arguments: Mapping[str, str] | None = None
) -> Submission:
    failed = finding(code, file=name, value=value, arguments=arguments)
    return Submission(source=source_of((path, name)), status="rejected", findings=(failed,))
