"""Work in a separate process, which reports its progress and can be stopped like a command by Ctrl+C.

A server has threads, and a forked copy of it may hang, so the process starts empty on every system. The process ends
with the desk, even if the desk is killed, since its pipe is closed then.
"""

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

#: The function that the work calls with the kind and content of a message.
Send: TypeAlias = Callable[[str, Any], None]
#: A module's function that does the work; its first argument is the function for messages.
Target: TypeAlias = Callable[..., None]
#: The number of seconds after which stopped work is killed.
_PATIENCE = 15.0


class Work:
    """Work that runs in a process. `received` is called in another thread with each message; `ended` is the last."""

    def __init__(self, target: Target, *arguments: Any, received: Send) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other_end = context.Pipe()
        self._on_message = received
        self._process = context.Process(target=_run, args=(other_end, target, arguments))
        self._process.start()
        other_end.close()
        self._ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether the work has not ended yet."""
        return not self._ended.is_set()

    def stop(self) -> None:
        """Stop the work as Ctrl+C does, or kill it if that has no effect."""
        with suppress(OSError):
            self._pipe.send_bytes(b"stop")
        threading.Thread(target=self._kill_later, daemon=True).start()

    def _kill_later(self) -> None:
        if not self._ended.wait(_PATIENCE):  # only one thread may wait for the process itself
            self._process.kill()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the work has ended; returns whether it has."""
        return self._ended.wait(seconds)

    def _listen(self) -> None:
        # The process may die in the middle of a message; copies of its end of the pipe may stay open.
        try:
            with suppress(OSError, EOFError, ValueError):
                while self._pipe.poll(0.2) or self._process.is_alive() or self._pipe.poll(0):
                    if self._pipe.poll(0):
                        kind, what = json.loads(self._pipe.recv_bytes())
                        self._on_message(kind, what)
            self._process.join()
            self._on_message("ended", self._process.exitcode)
        finally:
            self._ended.set()
            self._pipe.close()


# --- In the process -------------------------------------------------------------------------------


def _run(pipe: Connection, target: Target, arguments: tuple[Any, ...]) -> None:
    lock = threading.Lock()

    def send(kind: str, what: Any) -> None:
        data = json.dumps((kind, what)).encode()
        with lock, suppress(OSError):  # the desk has ended
            pipe.send_bytes(data)

    with suppress(KeyboardInterrupt):
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # background processes ignore it
            threading.Thread(target=_wait_for_stop, args=(pipe,), daemon=True).start()
            target(send, *arguments)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # finished work cannot be stopped


def _wait_for_stop(pipe: Connection) -> None:
    """Interrupt the work as Ctrl+C does when the desk asks for it or has ended."""
    with suppress(OSError, EOFError):
        pipe.recv_bytes()
    main = threading.main_thread().ident
    if sys.platform == "win32" or main is None:
        _thread.interrupt_main()
    else:
        signal.pthread_kill(main, signal.SIGINT)
