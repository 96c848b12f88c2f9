"""Programs that are killed, without any goodbye, before a given change of a file."""

from __future__ import annotations

import os
import subprocess
import sys

#: Points at which files are changed, as Python audits them; `open` is one where a file is opened for writing.
CHANGES = "os.rename os.remove os.rmdir os.mkdir os.link os.truncate open"
#: What is run: the command line.
COMMAND = "from toolkit.cli.main import main; main(sys.argv[3:])"
_KILLED = """
import os, signal, sys
left, changes = int(sys.argv[1]), sys.argv[2].split()
def point(event, arguments):
    global left
    if event in changes and (event != "open" or "w" in str(arguments[1] or "")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(point)
"""


def ends_at(point: int, *arguments: object, program: str = COMMAND, changes: str = CHANGES) -> bool:
    """Runs `program`, which has the arguments from `sys.argv[3]` on, until the change with this number, counted from
    1; whether it came to its end before."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_KILLED}{program}", str(point), changes, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == -9 or "Traceback" not in done.stderr, done.stderr
    return done.returncode != -9
