"""Files and pages opened in the programs that this machine has for them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

#: Opens a file, a folder or an address in the program for it. Raises OSError where there is none.
Opener = Callable[[Path | str], None]


def open_here(what: Path | str) -> None:
    """Open it as a double click would."""
    if sys.platform == "win32":
        os.startfile(what)
    else:
        program = "open" if sys.platform == "darwin" else "xdg-open"
        subprocess.Popen(
            [program, str(what)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
