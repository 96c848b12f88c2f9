"""The last round, moved as a whole into `rounds/ID/` of its folder.

First every file gets a second name in `rounds/ID/` (a hard link, or a copy where the disk has none), then the files are
removed from the folder's top, the definition last. So after a run that is killed there is always one whole round, at
the top or in `rounds/`, and the next run continues.
"""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.definition.campaign import FILE_NAME
from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.holding import retry
from toolkit.files.locks import is_held
from toolkit.files.saving import ensure_replaceable, has_same_bytes
from toolkit.files.walking import refuse_links
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import system_reason
from toolkit.run import store
from toolkit.run.folder import (
    BACKUPS,
    CLOSED,
    INBOX,
    MASTER,
    OUTGOING,
    PAGE,
    PREVIEWS,
    REGISTER,
    REPORT,
    RETURNS,
    ROUNDS,
    TRUST,
)

#: The folders of a round.
_FOLDERS = (INBOX, OUTGOING, RETURNS, BACKUPS, PREVIEWS, CLOSED, *EXPORTS)
#: The results of a round: the beginnings of their names (of copies for circulation and PDFs too), and their endings.
_RESULTS = {Path(MASTER).stem: (".xlsx",), Path(REPORT).stem: (".docx", ".pdf"), Path(PAGE).stem: (".html", ".pdf")}
_ON_ITS_WAY, _LEAVING = ".~dang-chuyen", ".~da-chuyen"
#: The names of files that systems and programs leave behind begin with one of these.
_NOT_OURS = (".", "~$")


def round_folder(root: Path, campaign_id: str) -> Path:
    """The folder in which the round with this id is kept."""
    return root / ROUNDS / campaign_id


def is_under_way(root: Path, campaign_id: str) -> bool:
    """Whether a killed run has moved the round into its folder but not yet removed it from the folder's top."""
    moved, present = round_folder(root, campaign_id) / FILE_NAME, root / FILE_NAME
    return moved.is_file() and present.is_file() and has_same_bytes(moved, present)


def ensure_movable(root: Path, campaign_id: str) -> None:
    """Check, before anything is done, that the round can be moved.

    Raises `UsageError` (`round-kept-already`) where another one is there, or nothing of this one has come yet
    (`round-not-begun`: the command was repeated); `NotDoneError` where a command is at work (`round-at-work`), and as
    `refuse_links` and `ensure_replaceable` do: a linked folder has others' files, and open files cannot be moved.
    """
    folder = round_folder(root, campaign_id)
    if not is_under_way(root, campaign_id):
        if os.path.lexists(folder):
            raise UsageError("round-kept-already", file=str(folder), campaign=campaign_id)
        if not (root / MASTER).exists() and not any((root / INBOX).glob("*")):
            raise UsageError("round-not-begun", campaign=campaign_id, folder=str(root))
    locks = [n for n in os.listdir(root) if n.startswith(".toolkit-") and not n.startswith(store.FILE_NAME)]
    if any(is_held(root / name) for name in locks):
        raise NotDoneError("round-at-work", folder=str(root))
    names = list(names_of_round(root))
    refuse_links(root, root / ROUNDS, *(root / name for name in (*names, FILE_NAME)))
    for name in (*names, FILE_NAME):
        ensure_replaceable(root / name)


def names_of_round(root: Path) -> Iterator[str]:
    """The names of files and folders directly in a campaign's folder that belong to a round, without the definition."""
    for name in sorted(os.listdir(root)):
        stem, ending = os.path.splitext(name)
        results = any(
            (stem == start or stem.startswith((f"{start}-", f"{start}."))) and ending in endings
            for start, endings in _RESULTS.items()
        )
        if name in _FOLDERS or name == REGISTER or (results and (root / name).is_file()):
            yield name


def names_left_in(root: Path) -> tuple[str, ...]:
    """The names of all else in the folder, which stays there: files and folders that the commands do not know."""
    known = {FILE_NAME, ROUNDS, TRUST, *names_of_round(root)}
    return tuple(n for n in sorted(os.listdir(root)) if n not in known and not n.startswith(_NOT_OURS))


def keep_round(root: Path, campaign_id: str) -> Path:
    """Move all of the round, except the definition, into `rounds/ID/`; returns that folder.

    Raises `NotDoneError` (`round-not-moved`): the round is whole in one of the folders, and the same command continues.
    """
    folder = round_folder(root, campaign_id)
    try:
        if not is_under_way(root, campaign_id):
            _copy_round(root, folder)
        _clear_top(root, folder)
    except OSError as error:
        where = str(error.filename or folder)
        raise NotDoneError("round-not-moved", file=where, place=str(folder), reason=system_reason(error)) from error
    return folder


def _copy_round(root: Path, folder: Path) -> None:
    part = folder.with_name(f"{_ON_ITS_WAY} {folder.name}")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    for name in (*names_of_round(root), FILE_NAME):
        if (root / name).is_dir():
            shutil.copytree(root / name, part / name, copy_function=_link_or_copy)
        else:
            _link_or_copy(root / name, part / name)
    retry(lambda: os.replace(part, folder))


def _link_or_copy(source: str | Path, target: str | Path) -> str:
    """Give the file a second name (a hard link), or copy it where that is not possible."""
    if os.path.islink(source):
        return str(_copy(source, target))
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EEXIST):
            raise
        return str(_copy(source, target))
    return str(target)


def _copy(source: str | Path, target: str | Path) -> Path:
    shutil.copy2(source, target)
    with open(target, "r+b") as file:
        os.fsync(file.fileno())
    return Path(target)


def _clear_top(root: Path, folder: Path) -> None:
    """Move folders and files away from the top, each in one step; then remove what is kept already."""
    leaving = folder.with_name(f"{_LEAVING} {folder.name}")
    if leaving.exists():  # a run was killed here
        _move_rest(leaving, folder)
    leaving.mkdir()
    for name in names_of_round(root):
        retry(lambda name=name: os.replace(root / name, leaving / name))  # type: ignore[misc]
    _move_rest(leaving, folder)


def _move_rest(leaving: Path, folder: Path) -> None:
    """Remove files that are kept in `folder`; files that are not kept, or have changed since, are moved into it."""
    folder.mkdir(exist_ok=True)
    for name in sorted(os.listdir(leaving)):
        one, target = leaving / name, folder / name
        if one.is_dir() and not one.is_symlink():
            _move_rest(one, target)
        elif target.exists() and (os.path.samefile(one, target) or has_same_bytes(one, target)):
            retry(one.unlink)
        else:
            retry(lambda one=one, target=target: os.replace(one, _free_path(target)))  # type: ignore[misc]
    leaving.rmdir()


def _free_path(path: Path) -> Path:
    names: Sequence[Path] = [path, *(path.with_name(f"{path.stem} ({n}){path.suffix}") for n in range(2, 1000))]
    return next((p for p in names if not os.path.lexists(p)), names[-1])
