"""Opening files and pages in the programs of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

#: Opens a file, a folder or an address in its program. Raises OSError where there is none.
Opener = Callable[[Path | str], None]


def open_here(what: Path | str) -> None:
    """Open it like a double click."""
    if sys.platform == "win32":
        os.startfile(what)
    else:
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen(
            [program, str(what)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
