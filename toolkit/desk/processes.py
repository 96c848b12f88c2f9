"""Work in a separate process, which reports its progress and can be stopped like a command by Ctrl+C.

A server has threads, and a forked copy of it may hang: on every system the process starts empty. It ends with the desk,
however that ends, since its pipe is closed then.
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

#: Called by the work with the kind and content of a message.
Send: TypeAlias = Callable[[str, Any], None]
#: A function of a module; its arguments are the function for messages, then those of the work.
Target: TypeAlias = Callable[..., None]
#: Seconds that work has to end after it was stopped.
_PATIENCE = 15.0


class Work:
    """One running piece of work. `told` is called, in another thread, with all its messages; `ended` is the last."""

    def __init__(self, target: Target, *given: Any, received: Send) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._told = received
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
        """Stop it like Ctrl+C; it is killed where that has no effect."""
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
        # It may die in the middle of a message; copies of its end of the pipe may outlive it.
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


def _begun(pipe: Connection, target: Target, arguments: tuple[Any, ...]) -> None:
    lock = threading.Lock()

    def tell(kind: str, what: Any) -> None:
        data = json.dumps((kind, what)).encode()
        with lock, suppress(OSError):  # nobody listens any more
            pipe.send_bytes(data)

    with suppress(KeyboardInterrupt):
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # background processes ignore it
            threading.Thread(target=_wait_for_stop, args=(pipe,), daemon=True).start()
            target(tell, *arguments)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # finished work cannot be stopped


def _wait_for_stop(pipe: Connection) -> None:
    """Interrupt the work like Ctrl+C when the desk asks for it or has gone."""
    with suppress(OSError, EOFError):
        pipe.recv_bytes()
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(main, signal.SIGINT)
