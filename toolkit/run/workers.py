"""A pool of worker processes: they read files, and do other work once the files are read.

Each worker reads one file at a time, within a limit of time and memory: a crash, a hang or too much memory is a finding
about that file. The main process never opens an agency's file. Results come in the order of the files, whichever worker
read them. A worker's answer is bytes that are unpacked here (`packing`), never run: a hostile file may control the
worker.
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
from toolkit.files.holding import open_to_read, read_whole
from toolkit.files.processes import SeparateProcess, cause_of_death, is_forked, isolate
from toolkit.intake.reader import Reader
from toolkit.master.recognising import is_master, is_shared_copy, looks_like_master
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.making import finding
from toolkit.model import Campaign, Source, Submission, judging
from toolkit.model.packing import add_ahead, pack, unpack
from toolkit.narrative.groups import read_ahead
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook

#: Seconds and bytes that reading one file may take.
TIMEOUT = 10.0
#: Further seconds for a PDF: the code that reads PDFs and checks signatures is loaded with the first PDF, which is slow
#: under a virus scanner.
LOADING = 20.0
MEMORY = 1536 * 1024 * 1024
#: The most bytes of one file's packed submission: some thousand pages of narrative, or a hundred thousand cells outside
#: the form.
MAX_ANSWER = 8 * 1024 * 1024
#: A submission with more bytes, which no usual form has, does not get its statements prepared for grouping.
MAX_AHEAD = 1024 * 1024
#: The most cells outside the form; a submission with more is not packed.
MAX_OUTSIDE = 100_000
#: The codes of findings that another reading of the same file may not have.
PASSING = frozenset(
    {"reader-died", "reader-failed", "took-too-long", "unreadable-file", "unreadable-folder", judging.CODE}
)
#: While the toolkit is tested, failing checks raise, in every process.
judging.STRICT = judging.STRICT or bool(os.environ.get("TOOLKIT_STRICT"))
#: A worker is replaced after this number of files, so that memory which the reader keeps does not add up.
_FILES_A_WORKER = 2_000
#: The seconds after which an idle worker checks whether its parent process still exists.
_LOOKS_UP = 5.0
#: The most workers at a time: Windows can wait for 63 handles at most, two for each worker.
MOST_AT_ONCE = 31 if sys.platform == "win32" else 1_024
#: The work of a worker: a function of its reader and further arguments.
Work = Callable[..., bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of reading one file: `timeout` in seconds, `memory` in bytes on top of what an idle worker uses."""

    timeout: float = TIMEOUT
    memory: int = MEMORY

    def seconds_for(self, name: str) -> float:
        """The number of seconds for the file of this name."""
        return self.timeout + (LOADING if name.casefold().endswith(".pdf") else 0.0)


def read_file(reader: Reader, path: Path, name: str) -> Submission:
    """Read and check one file. Every fault in it is a finding.

    A master workbook is `rejected` with the finding `is-master`, for the caller to open.
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
    """The worker processes of one run, started when there is work for them; they end with the context."""

    def __init__(self, campaign: Campaign, version: str, limits: Limits) -> None:
        self._settings = (campaign, version, limits)
        self._claims: Mapping[str, str] = {}
        self._workers: list[_Worker] = []
        self._meanwhile: list[Callable[[], object]] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        while self._workers:
            self._workers.pop().stop()

    def _first_workers(self, count: int) -> list[_Worker]:
        self._workers += [_Worker(*self._settings, self._claims) for _ in range(count - len(self._workers))]
        return self._workers[:count]

    def _drop_worker(self, worker: _Worker, pool: list[_Worker]) -> None:
        worker.stop()
        self._workers.remove(worker)
        pool.remove(worker)
        if not pool:
            raise NotDoneError("workers-not-begun")

    def do_meanwhile(self, work: Callable[[], object]) -> None:
        """Do `work` in this process while workers read files: at once if they do, else when the next reading begins."""
        self._meanwhile.append(work)

    def ready_workers(self, most: int) -> int:
        """The number of workers, at most `most`, that can begin immediately: all where they are forks."""
        return most if is_forked() else max(1, min(most, len(self._workers)))

    def prepare(self, count: int, work: Work) -> None:
        """Make this number of workers do `work`, which has no answer, before anything else; only forks, since other
        processes are still starting."""
        if is_forked():
            with suppress(OSError):
                for worker in self._first_workers(count):
                    worker.send(work)

    def begin(self, work: Work, *arguments: Any, worker: int = 0) -> Callable[[], bytes]:
        """Begin `work` (a function of a module, called with the worker's reader and the arguments) in the worker of
        that number, while none reads. Returns a function that waits, without a limit, for the answer: b"" where none
        comes."""
        try:
            chosen = self._first_workers(worker + 1)[worker]
            chosen.begin()
        except (OSError, NotDoneError):  # too many processes, or no memory for one more; or it may not begin
            while len(self._workers) > worker:
                self._workers.pop().stop()
            return lambda: b""
        chosen.send(work, *arguments)
        return lambda: chosen.wait() or b""

    def read(
        self,
        files: Sequence[tuple[Path, str]],
        *,
        workers: int,
        progress: Callable[[int, int, str], None],
        keep: Callable[[Submission, bytes], None] | None = None,
        claims: Mapping[str, str] = {},
    ) -> list[Submission]:
        """All files, in their order, read by `workers` processes. `claims`: the agencies of files, by SHA-256.

        `keep` is called with each submission and its pack, where reading the same bytes again would give the same.
        Where a process does not begin, the others do its work. Raises `NotDoneError` (`workers-not-begun`) where none
        is left.
        """
        read: list[Submission | None] = [None] * len(files)
        waiting = list(range(len(files)))[::-1]
        retry: set[int] = set()
        done = 0
        if claims != self._claims:  # workers get the claims when they start
            self.__exit__()
            self._claims = claims
        pool = self._first_workers(max(1, min(workers, len(files), MOST_AT_ONCE)))
        while done < len(files):
            for worker in pool:
                if worker.task is None and waiting:
                    if waiting[-1] in retry:
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
                        self._drop_worker(worker, pool)
                    continue
                alone = worker.served == 1
                answer = worker.receive()
                if answer is None:
                    submission = worker.give_up(files[task])
                else:
                    if waiting and waiting[-1] not in retry:
                        worker.give(waiting.pop(), files)  # the worker reads on while its answer is unpacked here
                    submission = unpack(answer, files[task][1])
                if not alone and any(f.code == "reader-died" for f in submission.findings):
                    # Earlier files may have left the worker too little memory: the file is read again by a new one.
                    retry.add(task)
                    waiting.append(task)
                    continue
                read[task] = submission
                done += 1
                if keep and answer is not None and PASSING.isdisjoint(f.code for f in submission.findings):
                    keep(submission, answer)
                progress(done, len(files), files[task][1])
        return [submission for submission in read if submission is not None]


def _ready(pool: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have sent something or ended, or whose time is up."""
    busy = [w for w in pool if w.task is not None]
    left = min(w.deadline for w in busy) - time.monotonic()
    handles: dict[Any, _Worker] = {}
    for worker in busy:
        handles[worker.apart.pipe] = worker
        handles[worker.apart.process.sentinel] = worker
    ready = {id(handles[h]): handles[h] for h in wait(list(handles), max(0.0, min(left, 0.5)))}
    late = [w for w in busy if time.monotonic() >= w.deadline or w.apart.is_too_large()]
    return list({**ready, **{id(w): w for w in late}}.values())


@dataclass(slots=True)
class _Worker:
    """One process and the file that it is reading."""

    campaign: Campaign
    version: str
    limits: Limits
    claims: Mapping[str, str]
    task: int | None = None
    deadline: float = 0.0
    served: int = 0
    apart: SeparateProcess = field(init=False)
    _first: tuple[Work, tuple[Any, ...]] | None = field(init=False, default=None)
    """The work to do once it has begun."""

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        arguments = (self.campaign, self.version, self.limits, self.claims)
        self.apart = SeparateProcess(_serve, arguments, self.limits.memory)
        self.served, self._first = 0, None

    def give(self, task: int, files: Sequence[tuple[Path, str]]) -> None:
        """Hand over a file; a worker that has died, or has served long enough, is replaced first.

        A worker that is still starting gets the file once it has begun; its time counts from then on.
        """
        if self.served >= _FILES_A_WORKER or not self.apart.process.is_alive():
            self.renew()
        self.task, self.served = task, self.served + 1
        if self.apart.has_begun:
            self.deadline = time.monotonic() + self.limits.seconds_for(files[task][1])
            self.send(_read, *files[task])
        else:
            self.deadline, self._first = self.apart.until, (_read, files[task])

    def begin_work(self) -> bool:
        """Hand over the work assigned while the process started; False where it has not begun in time, or has died."""
        if not self.apart.hand_over() or self._first is None:
            return False
        self.deadline = time.monotonic() + self.limits.seconds_for(self._first[1][1])
        self.send(self._first[0], *self._first[1])
        return True

    def begin(self) -> None:
        """Wait until the process has begun. Raises `NotDoneError` (`workers-not-begun`) where it does not begin."""
        self.apart.begin()

    def send(self, work: Work, *arguments: Any) -> None:
        """Hand over work. If the process has died, that is noticed where its answer is awaited."""
        with suppress(OSError):
            self.apart.pipe.send((work, arguments))

    def wait(self) -> bytes | None:
        """Wait for the answer, without a limit; None where the process has died."""
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

    def give_up(self, file: tuple[Path, str]) -> Submission:
        """Replace the process that gave no answer; returns the submission of its file, with the cause as a finding."""
        code, value = self._cause_of_loss(file[1])
        self.renew()
        return Submission(
            source=source_of(file), status="rejected", findings=(finding(code, file=file[1], value=value),)
        )

    def _cause_of_loss(self, name: str) -> tuple[str, str]:
        self.apart.process.join(0.2)
        status = self.apart.process.exitcode
        if status is None and not self.apart.is_too_large():
            return "took-too-long", f"{self.limits.seconds_for(name):g}"
        return "reader-died", cause_of_death(status)

    def renew(self) -> None:
        """Replace the process by a new one."""
        self.stop()
        self._start()

    def stop(self) -> None:
        self.apart.end()


def source_of(file: tuple[Path, str]) -> Source:
    """Name, size and hash of a file, without parsing it."""
    import hashlib

    with suppress(OSError):
        if file[0].is_file():  # reading a pipe would block
            with open_to_read(file[0]) as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
                return Source(file=file[1], sha256=sha256, size=stream.tell())
    return Source(file=file[1])


# --- In the worker -------------------------------------------------------------------------------


def _serve(pipe: Connection, campaign: Campaign, version: str, limits: Limits, claims: Mapping[str, str]) -> None:
    """Do the work that comes through the pipe until it closes."""
    isolate(limits.memory)
    reader = Reader(campaign, version, claims)
    while True:
        try:
            while not pipe.poll(_LOOKS_UP):
                parent = multiprocessing.parent_process()
                if parent is not None and not parent.is_alive():
                    return  # the parent was killed; this process itself may hold the pipe's other end open
            work, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        if answer := work(reader, *arguments):
            pipe.send_bytes(answer)


def _read(reader: Reader, path: Path, name: str) -> bytes:
    """One file's submission, packed; whatever goes wrong is a finding."""
    try:
        submission = read_file(reader, path, name)
        code, size = _too_large_finding(submission)
        answer = b"" if code else pack(submission)
        if code or len(answer) > MAX_ANSWER:
            return pack(_failed(path, name, size or _megabytes(len(answer)), code or "too-large"))
        return add_ahead(answer, read_ahead(reader.campaign, submission.statements if len(answer) <= MAX_AHEAD else ()))
    except MemoryError:
        return pack(_failed(path, name, "memory"))
    except Exception as error:  # noqa: BLE001 -- an error of the toolkit must not affect other files
        return pack(_failed(path, name, *_fault(error)))
    except BaseException as error:  # noqa: BLE001 -- a panic of the reader is not an Exception
        return pack(_failed(path, name, type(error).__name__))


def _too_large_finding(submission: Submission) -> tuple[str, str]:
    """The code of the finding and the size, if a submission is clearly too large, before it is packed; otherwise
    blanks."""
    if len(submission.leftovers) > MAX_OUTSIDE:
        return "too-many-cells", str(len(submission.leftovers))
    letters = sum(len(x.value) for x in submission.leftovers) + sum(len(s.text) for s in submission.statements)
    return ("too-large", _megabytes(letters)) if letters > MAX_ANSWER else ("", "")


def _megabytes(size: int) -> str:
    return f"{size / 2**20:.0f} MB"


def _fault(error: Exception) -> tuple[str, str, dict[str, str]]:
    """The arguments of `_failed` for an error of the toolkit itself: its kind and line, and the traceback for a log."""
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    value = f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}"
    return value, "reader-failed", {"traceback": "".join(traceback.format_exception(error))}


def _failed(
    path: Path, name: str, value: str, code: str = "reader-died", arguments: Mapping[str, str] | None = None
) -> Submission:
    failed = finding(code, file=name, value=value, arguments=arguments)
    return Submission(source=source_of((path, name)), status="rejected", findings=(failed,))
