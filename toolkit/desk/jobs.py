"""Running and finished commands: the action, progress, output and outcome of each."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.desk.processes import Target, Work

#: The most output lines stored for one command; longer output only repeats a message for many files.
_MOST_LINES = 5_000
#: The number of commands that are remembered.
_MOST_JOBS = 200
#: `look`: done, but a person must look at something; `stopped`: by the user; `died`: without an exit code.
Outcome = Literal["running", "done", "look", "refused", "failed", "stopped", "died"]
_OUTCOMES: dict[int, Outcome] = {0: "done", 1: "look", 2: "refused", 3: "failed"}


class Busy(Exception):
    """Another command is running."""


@dataclass(slots=True)
class Job:
    """One command. `action`: the page's action; `command`: the command as a person would type it."""

    number: int
    action: str
    command: str
    lines: list[str] = field(default_factory=list)
    progress: tuple[int, int, str] | None = None
    code: int | None = None
    stopping: bool = False
    outcome: Outcome = "running"
    work: Work | None = None
    seen: bool = False
    """Whether the user has seen its outcome."""

    @property
    def running(self) -> bool:
        return self.outcome == "running"


class Jobs:
    """The commands of one desk, which run one at a time. `changed` is called when a command has ended."""

    def __init__(self, runner: Target, changed: Callable[[], None]) -> None:
        self._runner, self._changed = runner, changed
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._count = 0

    def start(
        self,
        action: str,
        arguments: Sequence[str],
        command: str,
        done: Callable[[], None] = lambda: None,
        password: str = "",
    ) -> Job:
        """Start a command. `done` is called just before the command counts as ended; the `password` is passed only to
        its process. Raises `Busy` while another command is running."""
        with self._lock:
            if self._running() is not None:
                raise Busy
            job = Job(self._count + 1, action, command)
            passed = (list(arguments), password) if password else (list(arguments),)
            job.work = Work(self._runner, *passed, received=lambda kind, what: self._received(job, kind, what, done))
            self._count += 1
            self._jobs[str(job.number)] = job
            for old in list(self._jobs)[:-_MOST_JOBS]:
                del self._jobs[old]
        return job

    def _received(self, job: Job, kind: str, what: Any, done: Callable[[], None]) -> None:
        if kind == "said" and len(job.lines) < _MOST_LINES:
            job.lines.append(str(what))
        elif kind == "progress":
            job.progress = (int(what[0]), int(what[1]), str(what[2]))
        elif kind == "code":
            job.code = int(what)
        elif kind == "ended":
            try:
                done()
            finally:  # even if `done` fails, the command has ended
                stopped = job.stopping and job.code in (None, 3)
                over = "died" if job.code is None else _OUTCOMES.get(job.code, "failed")
                job.outcome = "stopped" if stopped else over
                self._changed()

    def stop(self, number: str) -> None:
        """Stop a command as Ctrl+C does, unless it has ended."""
        job = self.get(number)
        if job is not None and job.running and job.work is not None:
            job.stopping = True
            job.work.stop()

    def get(self, number: str) -> Job | None:
        """The command with this number (a text, from an address); None where there is none."""
        return self._jobs.get(number)

    @property
    def running(self) -> Job | None:
        """The running command."""
        with self._lock:
            return self._running()

    def _running(self) -> Job | None:
        return next((job for job in self._jobs.values() if job.running), None)

    @property
    def news(self) -> Job | None:
        """The command that every page mentions: the running one, or the last one until its outcome has been seen."""
        return self.running or next((job for job in self.all[:1] if not job.seen), None)

    @property
    def all(self) -> list[Job]:
        """All commands, the last one first."""
        with self._lock:
            return list(self._jobs.values())[::-1]

    def end(self, seconds: float = 20.0) -> None:
        """Stop the running command and wait until it has ended."""
        job = self.running
        if job is not None and job.work is not None:
            self.stop(str(job.number))
            job.work.wait(seconds)
