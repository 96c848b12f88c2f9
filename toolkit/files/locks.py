"""Locks for one run at a time, which the system releases however the run ends.

A lock is a small file beside what it guards. What counts is the system's lock on the file, not that it exists: a file
that a killed run leaves behind blocks no other run. A lock works between processes of one machine, and between machines
if their shared disk supports locks.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason

#: Seconds between two attempts.
_AGAIN = 0.05
#: Seconds after which waiting for another run is reported.
_REPORTED_AFTER = 1.0


@contextmanager
def exclusive_lock(
    path: Path, busy: str, *, wait: float = 0.0, waiting: Callable[[], None] | None = None, needed: bool = False
) -> Iterator[None]:
    """Hold the lock at `path` during a `with` statement. `waiting` is called once if another run is waited for.

    Raises `NotDoneError`: with the code `busy` where another run still holds the lock after `wait` seconds; with
    `cannot-lock` where the disk has no locks and a lock is `needed`. If not `needed`, work continues without a lock.
    """
    lock = None
    try:
        lock = _wait_for(path, busy, wait, waiting)
    except OSError as error:
        if needed:
            raise NotDoneError("cannot-lock", folder=str(path.parent), reason=system_reason(error)) from error
    try:
        yield
    finally:
        if lock is not None:
            _release(path, lock)


def _wait_for(path: Path, busy: str, wait: float, waiting: Callable[[], None] | None) -> int:
    begun = time.monotonic()
    while (lock := _acquire(path)) is None:
        waited = time.monotonic() - begun
        if waited >= wait:
            raise NotDoneError(busy, folder=str(path.parent))
        if waiting is not None and waited >= _REPORTED_AFTER:
            waiting()
            waiting = None
        time.sleep(_AGAIN)
    return lock


def is_held(path: Path) -> bool:
    """Whether any run holds the lock at `path` now."""
    if not path.exists():
        return False
    with suppress(OSError):
        lock = _acquire(path)
        if lock is None:
            return True
        _release(path, lock)
    return False


if sys.platform == "win32":
    import msvcrt

    def _acquire(path: Path) -> int | None:
        """Lock the file; returns its descriptor, None where another run has the lock. Raises OSError without locks."""
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOINHERIT | os.O_BINARY)
        except PermissionError:
            if path.exists():  # the file is being removed
                return None
            raise
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            os.close(lock)
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return None
            raise
        return lock

    def _release(path: Path, lock: int) -> None:
        with suppress(OSError):
            msvcrt.locking(lock, msvcrt.LK_UNLCK, 1)
        os.close(lock)
        with suppress(OSError):  # fails where another run has opened it
            path.unlink()

else:
    import fcntl

    #: The file descriptors of this process's locks: forks may outlive this process and must not keep its locks.
    _descriptors: set[int] = set()

    def _close_inherited() -> None:
        for lock in _descriptors:
            with suppress(OSError):
                os.close(lock)
        _descriptors.clear()

    os.register_at_fork(after_in_child=_close_inherited)

    def _acquire(path: Path) -> int | None:
        """Lock the file; returns its descriptor, None where another run has the lock. Raises OSError without locks."""
        lock = _open(path)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(lock), os.stat(path)):
                _descriptors.add(lock)
                return lock
        except (BlockingIOError, FileNotFoundError):
            pass  # another run has the lock, or has just removed the file
        except OSError:
            os.close(lock)
            raise
        os.close(lock)
        return None

    def _open(path: Path) -> int:
        """The descriptor of the opened file. A file that another user's run left can only be read, which is enough."""
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
        except PermissionError:
            if not path.exists():
                raise
            return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)

    def _release(path: Path, lock: int) -> None:
        with suppress(OSError):
            path.unlink()
        _descriptors.discard(lock)
        os.close(lock)
