"""Processes of our own: begun, kept within limits, ended. What one dies of is told by how it ended.

Where a process is no copy of this one it starts from nothing, and may be ended before it has begun: by a virus scanner,
or by a rule of the system. This one then still holds the other end of the pipe, and what it writes there waits without
end. So nothing is written before the other has said that it is there, and starting has a limit of its own.
"""

from __future__ import annotations

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

#: Seconds that a process may take to begin: a virus scanner looks through all that it loads.
STARTING = 60.0
#: Seconds between two looks at the time and memory of one that is waited for.
_LOOKS = 0.25
#: With what a process ends that did begin and came to grief: with 1 Python ends, and so does what others end.
_FELL = 70
#: What a process says first.
_HERE = b"here"
#: How Windows numbers what ends a process; the others are shown as they are, in the digits that the web knows.
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


def is_copied() -> bool:
    """Whether another process is a copy of this one; else it starts from nothing and loads the program anew."""
    return multiprocessing.get_start_method() == "fork"


@dataclass(slots=True)
class Apart:
    """A process of its own that does `serve(pipe, *given)`, and this end of the pipe to it.

    `memory`: bytes that it may take beyond what it begins with, where the system is told from here (Windows).
    """

    serve: Callable[..., None]
    given: tuple[Any, ...]
    memory: int
    pipe: Connection = field(init=False)
    process: BaseProcess = field(init=False)
    has_begun: bool = field(init=False)
    until: float = field(init=False)
    """When it must have begun."""
    _kept: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        ends: Any = multiprocessing.Pipe()  # of another type on Windows, with the same methods
        self.pipe, there = ends
        self.has_begun = is_copied()
        self.process = multiprocessing.get_context().Process(
            target=_begun, args=(self.serve, there, self.given if self.has_begun else None), daemon=True
        )
        self.process.start()
        there.close()
        self.until = time.monotonic() + STARTING
        if sys.platform == "win32":
            from toolkit.files import windows

            self._kept = windows.ends_with_us(self.process.sentinel)

    def hand_over(self) -> bool:
        """Whether it has begun: what it was given is on its way then. False where it has ended before.

        To be called once its pipe or its sentinel has something to say.
        """
        if self.has_begun:
            return True
        try:
            if not self.pipe.poll(0) or self.pipe.recv_bytes(len(_HERE)) != _HERE:
                return False
        except (EOFError, OSError):
            return False
        self.has_begun = True
        if sys.platform == "win32" and self._kept is not None:
            from toolkit.files import windows

            self.memory += windows.memory_of(self.process.sentinel)
            windows.limit_memory(self._kept, self.memory)
        with suppress(OSError):  # one that has died since does not take it, which shows where its answer is waited for
            self.pipe.send((gc.get_threshold(), self.given))
        return True

    def begin(self) -> None:
        """Wait until it has begun. Raises `NotDoneError` (`workers-not-begun`) where it does not."""
        if not self.has_begun:
            wait([self.pipe, self.process.sentinel], max(0.0, self.until - time.monotonic()))
            if not self.hand_over():
                raise NotDoneError("workers-not-begun")

    def receive(self, until: float, most: int) -> bytes:
        """What it says next, so many bytes at most. Raises `TimeoutError` where it takes longer or swells, `EOFError`
        or `OSError` where it has died or says more.
        """
        while not self.pipe.poll(_LOOKS):
            if time.monotonic() >= until or self.is_too_large():
                raise TimeoutError
        return self.pipe.recv_bytes(most)

    def is_too_large(self) -> bool:
        """Whether it has taken more than its memory; only asked where the system might not have kept it from that."""
        if sys.platform != "win32":
            return False
        from toolkit.files import windows

        return windows.memory_of(self.process.sentinel) > self.memory

    def end(self) -> None:
        """End it, whatever it does, and its pipe."""
        with suppress(OSError):
            self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)
        if sys.platform == "win32" and self._kept is not None:
            from toolkit.files import windows

            windows.let_go(self._kept)
            self._kept = None


def cause_of(status: int | None) -> str:
    """What a process died of, by how it ended: a signal's or a fault's name, or a number; `memory` where it had to be
    ended."""
    if status is None:
        return "memory"
    if status < 0:
        with suppress(ValueError):
            return signal.Signals(-status).name
    return _STATUSES.get(status) or (f"0x{status:08X}" if status >= _NUMBERED else str(status))


# --- In the process ------------------------------------------------------------------------------


def _begun(serve: Callable[..., None], pipe: Connection, given: tuple[Any, ...] | None) -> None:
    try:
        if given is None:
            pipe.send_bytes(_HERE)
            pace, given = pipe.recv()
            gc.set_threshold(*pace)  # its garbage collector keeps the other's pace, as a copy's does
        # All cores have work: products of matrices need no threads of their own. The command has set this for all its
        # processes; whoever calls from a program of their own decides for that one.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        serve(pipe, *given)
    except BaseException:  # noqa: BLE001 -- told by how it ends
        os._exit(_FELL)


def guard(memory: int) -> None:
    """Make this process one that may die alone: it keeps to so many bytes, and to itself what it prints."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        from toolkit.files import windows

        windows.die_without_asking()
    else:
        _limit_memory(memory)
    # What a crashing library prints belongs in no terminal.
    faulthandler.disable()
    with suppress(OSError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


if sys.platform != "win32":

    def _limit_memory(size: int) -> None:
        """At most so many bytes more than are there: a copy of a large process begins with all of that one's."""
        import resource

        with suppress(ValueError, OSError):
            most = size + _address_space()
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _address_space() -> int:
        """Bytes of this process's address space that are taken; 0 where the system does not say."""
        try:
            pages = int(Path("/proc/self/statm").read_bytes().split()[0])
            return pages * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return 0
