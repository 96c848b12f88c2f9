"""Waits for files that another program holds: on Windows a virus scanner, an indexer, OneDrive or a preview opens a
file that was just written or shown, and access is refused to other programs meanwhile.

So access is retried for a while wherever files are read whole or replaced. Other systems do not refuse access for this
reason, and there a refusal is final.
"""

import errno
import os
import sys
import time
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

PATIENCE = 1.5  # the seconds for which access is retried
_FIRST, _LONGEST = 0.01, 0.2  # the first and the longest pause between attempts, in seconds
#: Windows' error numbers for a file that is open elsewhere: access denied, sharing or lock violation, mapped.
_HELD = frozenset({5, 32, 33, 1224})

T = TypeVar("T")


def retry(do: Callable[[], T]) -> T:
    """The result of `do`, which is retried while it fails because another program holds a file.

    Raises what `do` raises; after the last attempt also that failure.
    """
    until, pause = time.monotonic() + PATIENCE, _FIRST
    while True:
        try:
            return do()
        except OSError as error:
            if not is_held_elsewhere(error) or time.monotonic() >= until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)


def is_held_elsewhere(error: OSError) -> bool:
    """Whether a refusal may be temporary. On Windows, C's functions for files, which Python uses, report nothing more
    precise than a missing permission."""
    number: int | None = getattr(error, "winerror", None)
    if number is None:
        held = sys.platform == "win32" and error.errno == errno.EACCES
        return held and not os.path.isdir(error.filename or "")  # opening a folder is always refused
    return number in _HELD


def read_whole(path: Path) -> bytes:
    """The bytes of a file. Raises OSError."""
    return retry(path.read_bytes)


def open_to_read(path: Path) -> BufferedReader:
    """The file, opened for reading its bytes. Raises OSError."""
    return retry(lambda: path.open("rb"))
