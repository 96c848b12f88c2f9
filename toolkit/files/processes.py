"""Separate processes: starts them, keeps them within limits, ends them, and infers from the exit status why one died.

A process that is not a fork loads the program again, and a virus scanner or a rule of the system may end it before it
has begun. This process then still holds the other end of the pipe, and writing to the pipe would block for ever. So
nothing is written before the other process has reported that it has begun, and beginning has a separate time limit.
"""

import faulthandler
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from toolkit.messages.errors import NotDoneError

#: Seconds that a process may take to begin: a virus scanner checks everything that the process loads.
STARTING = 60.0
#: Seconds between two checks of the time and memory of a process.
_INTERVAL = 0.25
#: The exit status of a process that began and failed; 1 is Python's, and that of processes that others ended.
_FAILED = 70
#: The message of a process that is ready.
_HERE = b"here"
#: Exit statuses of Windows; others are shown in hexadecimal.
_STATUSES = {
    0xC0000005: "ACCESS_VIOLATION",
    0xC0000006: "IN_PAGE_ERROR",
    0xC0000017: "memory",
    0xC000001D: "ILLEGAL_INSTRUCTION",
    0xC0000094: "INTEGER_DIVIDE_BY_ZERO",
    0xC00000FD: "STACK_OVERFLOW",
    0xC000012D: "memory",
    0xC000013A: "CONTROL_C_EXIT",
    0xC0000142: "DLL_INIT_FAILED",
    0xC0000374: "HEAP_CORRUPTION",
    0xC0000409: "STACK_BUFFER_OVERRUN",
    0xE06D7363: "C++ exception",
}
_NUMBERED = 0x80000000


def is_forked() -> bool:
    """Whether a new process is a fork of this one; otherwise it starts from nothing and loads the program again."""
    return multiprocessing.get_start_method() == "fork"


@dataclass(slots=True)
class SeparateProcess:
    """A separate process that runs `serve(pipe, *arguments)`, with this end of the pipe.

    `memory`: bytes that it may take beyond its initial memory, where this process sets the limit (Windows).
    """

    serve: Callable[..., None]
    arguments: tuple[Any, ...]
    memory: int
    pipe: Connection = field(init=False)
    process: BaseProcess = field(init=False)
    has_begun: bool = field(init=False)
    until: float = field(init=False)
    """The time by which the process must have begun."""
    _job: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        ends: Any = multiprocessing.Pipe()  # Windows has another type, with the same methods
        self.pipe, other_end = ends
        self.has_begun = is_forked()
        self.process = multiprocessing.get_context().Process(
            target=_run, args=(self.serve, other_end, self.arguments if self.has_begun else None), daemon=True
        )
        self.process.start()
        other_end.close()
        self.until = time.monotonic() + STARTING
        if sys.platform == "win32":
            from toolkit.files import windows

            self._job = windows.job_ending_with_us(self.process.sentinel)

    def hand_over(self) -> bool:
        """Send the arguments to the process once it has started; False where it has already ended.

        To be called when its pipe is readable (it has started) or its sentinel is ready (it has ended).
        """
        if self.has_begun:
            return True
        try:
            if not self.pipe.poll(0) or self.pipe.recv_bytes(len(_HERE)) != _HERE:
                return False
        except (EOFError, OSError):
            return False
        self.has_begun = True
        if sys.platform == "win32" and self._job is not None:
            from toolkit.files import windows

            self.memory += windows.memory_of(self.process.sentinel)
            windows.limit_memory(self._job, self.memory)
        with suppress(OSError):  # a death is noticed where the answer is awaited
            self.pipe.send((gc.get_threshold(), self.arguments))
        return True

    def begin(self) -> None:
        """Wait until the process has begun. Raises `NotDoneError` (`workers-not-begun`) where it does not begin."""
        if not self.has_begun:
            wait([self.pipe, self.process.sentinel], max(0.0, self.until - time.monotonic()))
            if not self.hand_over():
                raise NotDoneError("workers-not-begun")

    def receive(self, until: float, most: int) -> bytes:
        """The next message of the process. `until`: on the monotonic clock; `most`: in bytes. Raises `TimeoutError` if
        the process takes longer or too much memory, `EOFError` or `OSError` if it died or the message is longer.
        """
        while not self.pipe.poll(_INTERVAL):
            if time.monotonic() >= until or self.is_too_large():
                raise TimeoutError
        return self.pipe.recv_bytes(most)

    def is_too_large(self) -> bool:
        """Whether the process has taken too much memory (Windows only: elsewhere the system limits its memory)."""
        if sys.platform != "win32":
            return False
        from toolkit.files import windows

        return windows.memory_of(self.process.sentinel) > self.memory

    def end(self) -> None:
        """End the process, whatever it is doing, and close its pipe."""
        with suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)
        if sys.platform == "win32" and self._job is not None:
            from toolkit.files import windows

            windows.close_job(self._job)
            self._job = None


def cause_of_death(status: int | None) -> str:
    """The cause of a process's death, from its exit status: a signal's or a fault's name, or a number; `memory` where
    it had to be ended."""
    if status is None:
        return "memory"
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return _STATUSES.get(status) or (f"0x{status:08X}" if status >= _NUMBERED else str(status))


# --- In the process ------------------------------------------------------------------------------


def _run(serve: Callable[..., None], pipe: Connection, arguments: tuple[Any, ...] | None) -> None:
    try:
        if arguments is None:
            pipe.send_bytes(_HERE)
            pace, arguments = pipe.recv()
            gc.set_threshold(*pace)  # thresholds of the garbage collector, which forks inherit
        # All cores have work: products of matrices need no further threads. The command has set this for all its
        # processes; other programs decide for themselves.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        serve(pipe, *arguments)
    except BaseException:  # noqa: BLE001 -- the exit status reports it
        os._exit(_FAILED)


def isolate(memory: int) -> None:
    """Prepare this process so that its death affects no other: limit its memory, ignore interrupts, discard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        from toolkit.files import windows

        windows.suppress_crash_dialogs()
    else:
        _limit_memory(memory)
    # The output of a crashing library is not for the terminal.
    faulthandler.disable()
    with suppress(OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


if sys.platform != "win32":

    def _limit_memory(size: int) -> None:
        """Allow this number of bytes more than are taken now: a fork of a large process begins with all its memory."""
        import resource

        with suppress(ValueError, OSError):
            present = 0
            with suppress(OSError, ValueError, IndexError):  # not every system can do this
                present = int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
            resource.setrlimit(resource.RLIMIT_AS, (present + size, present + size))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
