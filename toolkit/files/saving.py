"""Replaces files in one step: after a crash or a full disk the old file is whole.

The next run removes what a killed run was writing. A running run holds a lock on the file that it writes, which the
system releases however the run ends; where there are no such locks (Windows), files a day old are removed. A file that
a program has open cannot be replaced on Windows, and should not be elsewhere: the program would overwrite it again. So
`ensure_replaceable` reports such a file before work begins; after work, the new file is kept beside the old file.
"""

import errno
import filecmp
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from toolkit.files.holding import retry
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason

#: The pattern of the name of a file while it is written.
_DRAWN = r"\.~[0-9a-f]{12}(?:\.\w+)?"
#: Seconds after which a file that was being written counts as abandoned.
_DAY = 86_400
#: The files that this process has replaced so far, in order; they are reported if the process is stopped.
written: dict[Path, None] = {}


def save_in_one_step(
    path: Path,
    draw: Callable[[Path], object],
    *,
    durable: bool = True,
    unchanged: Callable[[], bool] | None = None,
    keep: Callable[[Path], None] | None = None,
    aside: Path | None = None,
) -> None:
    """Replaces the file at `path` by what `draw` writes to the path passed to it; until then the old file is whole.

    Raises `NotDoneError` with `file`: `file-open-elsewhere` (Windows keeps a file that Excel has open),
    `disk-full`, `cannot-write` (with `reason`), or `changed-meanwhile` where `unchanged`, called last, returns False.
    Other errors of `draw` pass through. `durable`: wait until the new file is on disk, which is slow for many files,
    and needless for files that are quickly made again. `keep` is called with the new file just before it replaces the
    old file. `aside`: where the new file is left if a program has the old file open, with the error `kept-aside`.
    Otherwise only the old or the new file is left. Of a link, the file to which it leads is replaced.
    """
    real = _real_path(path)
    remove_abandoned(real.parent)
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with _new_beside(real) as drawn:
            _draw(drawn, draw, durable)
            if unchanged is not None and not unchanged():
                raise NotDoneError("changed-meanwhile", file=str(path))
            if keep is not None:
                keep(drawn)
            _replace(real, drawn, path, aside)
    except (OSError, FileCreateError) as error:
        raise _not_done(path, error) from error


def _real_path(path: Path) -> Path:
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def save_folder(path: Path, draw: Callable[[Path], object], ours: Callable[[Path], Collection[str]]) -> None:
    """Replaces a folder by what `draw` writes into a new folder passed to it; until then the old folder is whole.

    Files in the old folder whose names are not `ours` are moved into the new folder. The next run finishes what a
    killed run began. Raises `NotDoneError`: `folder-open-elsewhere`, and the errors of `save_in_one_step`.
    """
    real = _real_path(path)
    remove_abandoned(real.parent)
    old = real.with_name(f".{real.name}~")
    try:
        _finish_replacement(real, old, ours)
        with _new_beside(real, folder=True) as drawn:
            draw(drawn)
            for new in drawn.iterdir():
                _draw(new, lambda _: None, True)
            if real.exists():
                retry(lambda: os.rename(real, old))
            try:
                retry(lambda: os.rename(drawn, real))
            except OSError:
                if old.is_dir():
                    os.rename(old, real)
                raise
        written[path] = None
        _finish_replacement(real, old, ours)
    except OSError as error:
        open_elsewhere = NotDoneError("folder-open-elsewhere", file=str(path))
        raise open_elsewhere if isinstance(error, PermissionError) else _not_done(path, error) from error


def _finish_replacement(real: Path, old: Path, ours: Callable[[Path], Collection[str]]) -> None:
    """Complete a replacement: move the old folder's files that are not `ours` into the new folder, and remove the old
    folder. If there is no new folder, put the old one back."""
    if old.is_symlink() or not old.is_dir():
        return
    if not real.exists():
        os.rename(old, real)
        return
    for name in sorted(set(os.listdir(old)).difference(ours(old))):
        to = real / name
        while os.path.lexists(to):
            to = to.with_name(f"{to.name}~")
        os.rename(old / name, to)
    gone = real.with_name(f".~{secrets.token_hex(6)}")
    os.rename(old, gone)  # if this run is killed, the next run removes a folder with this name
    shutil.rmtree(gone)


def save_bytes(path: Path, data: bytes, *, durable: bool = True, keep: Callable[[Path], None] | None = None) -> None:
    """Save bytes as `save_in_one_step` does. Raises NotDoneError."""
    save_in_one_step(path, lambda drawn: drawn.write_bytes(data), durable=durable, keep=keep)


def _draw(drawn: Path, draw: Callable[[Path], object], durable: bool) -> None:
    draw(drawn)
    if durable:
        with retry(lambda: drawn.open("r+b")) as file:
            os.fsync(file.fileno())


def _replace(real: Path, drawn: Path, path: Path, aside: Path | None) -> None:
    """Replace the file by the drawn file, which gets the old file's permissions."""
    if os.name == "posix":
        with suppress(OSError):
            shutil.copymode(real, drawn)
    try:
        if aside is not None and program_lock_file(real) is not None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        retry(lambda: os.replace(drawn, real))
    except PermissionError as error:
        if aside is None:
            raise NotDoneError("file-open-elsewhere", file=str(path)) from error
        if not has_same_bytes(real, drawn):
            _save_aside(drawn, aside, path)
    written[path] = None


def _save_aside(drawn: Path, aside: Path, path: Path) -> None:
    """Leave the drawn file beside the file that cannot be replaced, and report this."""
    try:
        retry(lambda: os.replace(drawn, aside))
    except OSError as error:
        raise NotDoneError("file-open-elsewhere", file=str(path)) from error
    written[aside] = None
    raise NotDoneError("kept-aside", file=str(path), kept=str(aside))


# --- Files that are open -----------------------------------------------------------------------------


def ensure_replaceable(path: Path) -> None:
    """Ensure, before a file is made, that the old file can be replaced.

    Raises `NotDoneError`: `file-open-elsewhere` where the system refuses, `locked` where a program's lock file shows
    that the old file is open.
    """
    real = _real_path(path)
    if not real.is_file():
        return
    if (lock := program_lock_file(real)) is not None:
        raise NotDoneError("locked", file=str(path), lock=str(lock))
    try:
        retry(lambda: os.replace(real, real))  # changes nothing, and is refused if a program has the file open
    except PermissionError as error:
        raise NotDoneError("file-open-elsewhere", file=str(path)) from error
    except OSError:
        return  # saving reports this error


def program_lock_file(path: Path) -> Path | None:
    """The lock file that Excel, Word or LibreOffice has for an open file; None where there is none.

    None on Windows: there the system itself refuses to replace an open file, and a crash may leave a lock file.
    """
    if sys.platform == "win32":
        return None
    name = path.name
    word = (f"~${name[1:]}", f"~${name[2:]}") if path.suffix.lower() == ".docx" else ()
    locks = (path.with_name(lock) for lock in (f"~${name}", f".~lock.{name}#", *word))
    return next((lock for lock in locks if lock.is_file()), None)


def has_same_bytes(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    try:
        return one.stat().st_size == other.stat().st_size and filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


# --- What a killed run leaves ----------------------------------------------------------------------


@contextmanager
def _new_beside(beside: Path, *, folder: bool = False) -> Iterator[Path]:
    """A new file or folder beside this path, locked while it is written; created again if another run removes it."""
    lock: int | None = None
    for _ in range(9):
        path = beside.with_name(f".~{secrets.token_hex(6)}{beside.suffix}")
        path.mkdir() if folder else path.touch(exist_ok=False)
        try:
            lock = _lock(path)
        except (BlockingIOError, FileNotFoundError):
            continue
        except OSError:
            pass  # a disk without locks: other runs get no lock either
        break
    try:
        yield path
    finally:
        with suppress(OSError):
            retry(lambda: _unlink(path))
        if lock is not None:
            os.close(lock)


def is_unfinished(name: str) -> bool:
    """Whether a file with this name is being written, or was being written when its run was killed."""
    return re.fullmatch(_DRAWN, name) is not None


@cache
def remove_abandoned(folder: Path) -> None:
    """Remove what killed runs left in the folder; done once in each process."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if is_unfinished(name):
                with suppress(OSError):
                    _remove(folder / name)


def _remove(path: Path) -> None:
    """Remove an abandoned file. Raises OSError where a run is writing it."""
    if sys.platform == "win32":
        lock = None
        if time.time() - path.stat().st_mtime < _DAY:
            return
    else:
        lock = _lock(path)
    try:
        _unlink(path)
    finally:
        if lock is not None:
            os.close(lock)


def _unlink(path: Path) -> None:
    """Remove a file, if there is one, or a folder with its contents."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _lock(path: Path) -> int | None:
    """The descriptor of a file that is locked while the descriptor is open; None where the system has no such locks.

    Raises BlockingIOError where another run has the lock, OSError where the disk has no locks.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock), os.stat(path)):
            raise BlockingIOError(path)
    except OSError:
        os.close(lock)
        raise
    return lock


def _not_done(path: Path, error: OSError | FileCreateError) -> NotDoneError:
    if not isinstance(error, OSError):
        inner = error.args[0] if error.args else None
        error = inner if isinstance(inner, OSError) else OSError(str(error))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NotDoneError("disk-full", file=str(path))
    return NotDoneError("cannot-write", file=str(path), reason=system_reason(error))


def move_or_remove(path: Path, do: Callable[[], object]) -> None:
    """Move or remove a file by calling `do`, again while another program holds the file. Raises `NotDoneError`."""
    try:
        retry(do)
    except OSError as error:
        code = "file-open-elsewhere" if isinstance(error, PermissionError) else "cannot-write"
        raise NotDoneError(code, file=str(path), reason=system_reason(error)) from error
