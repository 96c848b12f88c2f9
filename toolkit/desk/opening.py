"""Opening files and pages in the programs of this machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

#: A function that opens a file, a folder or an address in its program. It raises OSError where there is no program.
Opener = Callable[[Path | str], None]


def open_here(what: Path | str) -> None:
    """Open a file, a folder or an address like a double click."""
    if sys.platform == "win32":
        os.startfile(what)
    else:
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen(
            [program, str(what)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
