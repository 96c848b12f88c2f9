"""Walks through the files below a folder. Links to folders (and junctions) are followed; each folder is visited once.

Links may form a circle, or lead to a folder that is also reached in another way: so a folder is identified by its real
path, and links are followed after the files of their folder.
"""

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
    """Yields what `os.walk` does, in order of names: each folder, the folders in it, the files in it.

    Folders that the caller removes from the list are not visited. `seen`: the folders visited so far, to which further
    ones are added. `refused` is called for unreadable folders, `circle` for unfollowed links to folders above `top`.
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


def file_state(path: Path) -> tuple[int, int] | None:
    """(time of change in nanoseconds, size in bytes) of a file; None for a missing file.

    A difference shows that somebody has saved the file again.
    """
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def refuse_links(root: Path, *paths: Path) -> None:
    """Raises `NotDoneError` (`place-is-link`) if any of these paths is a link, or is below a link within `root`.

    For results whose path the user did not name, since a link may lead to other people's files.
    """
    checked: set[Path] = {root}
    for path in paths:
        for part in (path, *(p for p in path.parents if p.is_relative_to(root))):
            if part not in checked and _is_link(part):
                raise NotDoneError("place-is-link", file=str(part), target=os.path.realpath(part))
            checked.add(part)


def is_unfollowed(path: Path) -> bool:
    """Whether a path that `walk` yielded is a link to a folder, which `walk` did not follow."""
    return _is_link(path) and os.path.isdir(path)


def _is_link(path: Path | str) -> bool:
    """Whether a path is a link or a junction: a link to a folder, which every user of Windows may create."""
    if os.path.islink(path):
        return True
    if known := getattr(os.path, "isjunction", None):
        return bool(known(path))
    with suppress(OSError):
        return getattr(os.lstat(path), "st_reparse_tag", 0) == _JUNCTION
    return False
