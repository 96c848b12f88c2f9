"""Work in a process of its own, which tells how it goes and can be stopped as Ctrl+C stops a command.

A server has threads, and a copy of such a process may hang: the work starts from nothing, on every system. It ends too
when the desk does, however that ends: its pipe is closed then.
"""

from __future__ import annotations

import _thread
import json
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

#: By which work says something: of what kind it is, and what.
Tell: TypeAlias = Callable[[str, Any], None]
#: A function of a module; it is given by what it tells, then what it works on.
Target: TypeAlias = Callable[..., None]
#: Seconds that work is given to end after it was stopped.
_PATIENCE = 15.0


class Work:
    """One piece of work under way. `told` is called, in another thread, with all that it says; with `ended` last."""

    def __init__(self, target: Target, *given: Any, told: Tell) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._told = told
        self._process = context.Process(target=_begun, args=(there, target, given))
        self._process.start()
        there.close()
        self._ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return not self._ended.is_set()

    def stop(self) -> None:
        """Have it stop as Ctrl+C would; it is ended where it does not."""
        with suppress(OSError):
            self._pipe.send_bytes(b"stop")
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        if not self._ended.wait(_PATIENCE):  # only one thread may wait for the process itself
            self._process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; returns whether it has."""
        return self._ended.wait(seconds)

    def _listen(self) -> None:
        # It may die in the middle of a word; copies of its end of the pipe may outlive it.
        try:
            with suppress(OSError, EOFError, ValueError):
                while self._pipe.poll(0.2) or self._process.is_alive() or self._pipe.poll(0):
                    if self._pipe.poll(0):
                        kind, what = json.loads(self._pipe.recv_bytes())
                        self._told(kind, what)
            self._process.join()
            self._told("ended", self._process.exitcode)
        finally:
            self._ended.set()
            self._pipe.close()


# --- In the process -------------------------------------------------------------------------------


def _begun(pipe: Connection, target: Target, given: tuple[Any, ...]) -> None:
    lock = threading.Lock()

    def tell(kind: str, what: Any) -> None:
        data = json.dumps((kind, what)).encode()
        with lock, suppress(OSError):  # nobody listens any more
            pipe.send_bytes(data)

    with suppress(KeyboardInterrupt):
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored by what runs in the background
            threading.Thread(target=_wait_for_stop, args=(pipe,), daemon=True).start()
            target(tell, *given)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is over cannot be stopped any more


def _wait_for_stop(pipe: Connection) -> None:
    """Interrupt the work as Ctrl+C does, when that is asked for or nobody is there to ask."""
    with suppress(OSError, EOFError):
        pipe.recv_bytes()
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(main, signal.SIGINT)
