"""Files that another program holds for a moment: on Windows a virus scanner, an indexer, OneDrive or a preview opens
a file that was just written or shown, and others are refused meanwhile.

So access is retried for a while, in the one place where files are read whole or replaced. Other systems do not
refuse for that reason, and there a refusal is final.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

#: Seconds for which access is retried, and between the first two attempts; the pauses grow.
PATIENCE, _FIRST, _LONGEST = 1.5, 0.01, 0.2
#: Windows' error numbers for a file that is open elsewhere: access denied, sharing or lock violation, mapped.
_HELD = frozenset({5, 32, 33, 1224})

T = TypeVar("T")


def retried(do: Callable[[], T]) -> T:
    """The result of `do`, retried while it is refused because another program holds a file.

    Raises what `do` does, the last refusal where it is always refused.
    """
    until, pause = time.monotonic() + PATIENCE, _FIRST
    while True:
        try:
            return do()
        except OSError as error:
            if not held_elsewhere(error) or time.monotonic() >= until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def held_elsewhere(error: OSError) -> bool:
    """Whether a refusal may be temporary; C's functions for files, which Python uses, report on Windows
    only that there is no permission."""
    number: int | None = getattr(error, "winerror", None)
    if number is None:
        held = sys.platform == "win32" and error.errno == errno.EACCES
        return held and not os.path.isdir(error.filename or "")  # a folder is no file that can be read
    return number in _HELD


def read_whole(path: Path) -> bytes:
    """The bytes of a file. Raises OSError."""
    return retried(path.read_bytes)


def opened(path: Path) -> BufferedReader:
    """A file, open for reading its bytes. Raises OSError."""
    return retried(lambda: path.open("rb"))
