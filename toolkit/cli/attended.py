"""A command run without a screen: its output is passed on line by line, with its progress.

The desk runs commands in this way: the same commands, with the same texts.
"""

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from toolkit.cli import passwords, progress
from toolkit.cli.main import run

Send = Callable[[str, Any], None]


def run_attended(send: Send, arguments: Sequence[str], password: str = "") -> None:
    """Runs one command, and sends messages: `said` with each line of output, `progress` with (number done, total,
    progress line), and at the end `code` with the exit code.

    `password`: the password of the mail server that the user typed, or "".
    """
    passwords.typed[:] = [password]
    progress.listeners.append(lambda done, total, line: send("progress", (done, total, line)))
    with redirect_stdout(_LineSender(send)) as out, redirect_stderr(_LineSender(send)) as err:
        code = run(arguments)
        out.flush()
        err.flush()
    send("code", code)


class _LineSender(io.TextIOBase):
    """Passes on the output line by line."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send, self._unfinished = send, ""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._unfinished = (self._unfinished + text).split("\n")
        for line in lines:
            self._send("said", line.encode("utf-8", "backslashreplace").decode())
        return len(text)

    def flush(self) -> None:
        if self._unfinished and not self.closed:
            self.write("\n")
