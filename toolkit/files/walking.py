"""The files below a folder: links to folders (junctions too) are followed, and each folder is visited once.

Links may form a circle, or lead to a folder that is reached another way too: a folder is identified by its real path,
and links come after the folder's own files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from toolkit.messages.errors import NotDoneError

#: Windows' mark of a junction, which `os.path.isjunction` tests from Python 3.12 on.
_JUNCTION = 0xA0000003


def walk(
    top: Path, seen: set[str], *, refused: Callable[[OSError], None], circle: Callable[[str], None]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Like `os.walk`, in order of names: each folder, the folders in it, the files in it. Folders may be removed.

    `seen`: the folders visited before, and then these too. `refused` is called for unreadable folders,
    `circle` for each link to a folder that contains `top`: it is not followed, since its files were not put here.
    """
    start = os.path.realpath(top)
    waiting = [os.fspath(top)]
    for folder in waiting:
        real = os.path.realpath(folder)
        if real in seen:
            continue
        if start.startswith(os.path.join(real, "")):
            circle(folder)
            continue
        for parent, folders, files in os.walk(folder, onerror=refused):
            here = real + parent[len(folder) :]
            seen.add(here)
            folders[:] = sorted(name for name in folders if os.path.join(here, name) not in seen)
            files.sort()
            yield parent, folders, files
            paths = {name: os.path.join(parent, name) for name in folders}
            links = [name for name in folders if _is_link(paths[name])]
            folders[:] = [name for name in folders if name not in links]
            waiting += [paths[name] for name in links]


def state_of(path: Path) -> tuple[int, int] | None:
    """(time of change in nanoseconds, size in bytes) of a file; None where there is none.

    It shows whether somebody has saved the file again.
    """
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def not_linked(root: Path, *paths: Path) -> None:
    """Checks that none of these is a link, or below one within `root`.

    For results whose path the user did not name: a link may lead to other people's files. Raises
    `NotDoneError` (`place-is-link`).
    """
    checked: set[Path] = {root}
    for path in paths:
        for part in (path, *(p for p in path.parents if p.is_relative_to(root))):
            if part not in checked and _is_link(part):
                raise NotDoneError("place-is-link", file=str(part), target=os.path.realpath(part))
            checked.add(part)


def is_unfollowed(path: Path) -> bool:
    """Whether a path that was found is a link to a folder, which `walk` does not follow, but reports."""
    return _is_link(path) and os.path.isdir(path)


def _is_link(path: Path | str) -> bool:
    """Whether a path is a link, or a junction, which Windows creates for folders without special rights."""
    if os.path.islink(path):
        return True
    if known := getattr(os.path, "isjunction", None):
        return bool(known(path))
    with suppress(OSError):
        return getattr(os.lstat(path), "st_reparse_tag", 0) == _JUNCTION
    return False
