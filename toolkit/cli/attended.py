"""A command run without a screen: its output is passed on line by line, with its progress.

The desk runs commands so. They are the same commands with the same texts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from toolkit.cli import passwords, progress
from toolkit.cli.main import run

Send = Callable[[str, Any], None]


def attended(send: Send, arguments: Sequence[str], password: str = "") -> None:
    """Run one command. Reports `said` with each line, `progress` with (done, of how many, the line that says so), and
    `code` with the exit code.

    `password`: of the mail server, if one was typed.
    """
    passwords.typed[:] = [password]
    progress.listeners.append(lambda done, total, line: send("progress", (done, total, line)))
    with redirect_stdout(_Lines(send)) as out, redirect_stderr(_Lines(send)) as err:
        code = run(arguments)
        out.flush()
        err.flush()
    send("code", code)


class _Lines(io.TextIOBase):
    """Passes on the output by lines."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._tell, self._begun = send, ""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._tell("said", line.encode("utf-8", "backslashreplace").decode())
        return len(text)

    def flush(self) -> None:
        if self._begun and not self.closed:
            self.write("\n")
