"""Files replaced in one step: after a crash or a full disk the old one is whole."""

from __future__ import annotations

import errno
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from toolkit.errors import NotDoneError


def save_in_one_step(path: Path, draw: Callable[[Path], None], *, durable: bool = True) -> None:
    """Replaces the file at `path` by what `draw` writes to the path it is given; the old one is whole until then.

    Raises `NotDoneError` with `file`: `file-open-elsewhere` (Windows keeps a file that Excel has open),
    `disk-full`, or `cannot-write` (with `reason`). Whatever `draw` raises otherwise passes through.
    `durable` waits until the new one is on the disk; for many files that are quickly made again, that takes longest.
    In no case is anything but the old or the new file left behind.
    """
    drawn = path.with_name(f".~{secrets.token_hex(6)}{path.suffix}")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        draw(drawn)
        if durable:
            with drawn.open("r+b") as file:
                os.fsync(file.fileno())
        try:
            os.replace(drawn, path)
        except PermissionError as error:
            raise NotDoneError("file-open-elsewhere", file=str(path)) from error
    except (OSError, FileCreateError) as error:
        raise _not_done(path, error) from error
    finally:
        with suppress(OSError):
            drawn.unlink(missing_ok=True)


@contextmanager
def work_files() -> Iterator[None]:
    """Around work that goes through temporary files.

    Raises `NotDoneError` (`no-temporary-files`, with `folder` and `reason`) where the system refuses them: it is
    another disk than the result's that has no room then.
    """
    try:
        yield
    except OSError as error:
        folder = tempfile.tempdir or os.environ.get("TMPDIR") or "TMPDIR"
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise NotDoneError("no-temporary-files", folder=str(folder), reason=reason) from error


def _not_done(path: Path, error: OSError | FileCreateError) -> NotDoneError:
    if not isinstance(error, OSError):
        inner = error.args[0] if error.args else None
        error = inner if isinstance(inner, OSError) else OSError(str(error))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NotDoneError("disk-full", file=str(path))
    return NotDoneError("cannot-write", file=str(path), reason=error.strerror or str(error))
