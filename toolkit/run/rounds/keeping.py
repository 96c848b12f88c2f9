"""The round before, put whole into `rounds/ID/` of its folder.

First all of it is there a second time, then it leaves the folder's top, the definition last. So a run that is killed
leaves one whole round at any moment: above, or in `rounds/`; the next one goes on where it ended. Files are there twice
as two names of one (hard links) where the disk has such, else as copies.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.definition.campaign import FILE_NAME
from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.holding import once_free
from toolkit.files.locks import is_held
from toolkit.files.saving import is_same, may_replace
from toolkit.files.walking import not_linked
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import said_by
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
#: Its results, by how their names begin (a copy for circulation, a PDF), and their endings.
_RESULTS = {Path(MASTER).stem: (".xlsx",), Path(REPORT).stem: (".docx", ".pdf"), Path(PAGE).stem: (".html", ".pdf")}
_ON_ITS_WAY, _LEAVING = ".~dang-chuyen", ".~da-chuyen"
#: What is there already when a run goes on where another ended; and what systems leave beside files.
_NOT_OURS = (".", "~$")


def place_of(root: Path, campaign_id: str) -> Path:
    """Where a round of this id is kept."""
    return root / ROUNDS / campaign_id


def is_under_way(root: Path, campaign_id: str) -> bool:
    """Whether a run that was killed has put the round there already, and not yet taken it from the folder's top."""
    there, here = place_of(root, campaign_id) / FILE_NAME, root / FILE_NAME
    return there.is_file() and here.is_file() and is_same(there, here)


def may_keep(root: Path, campaign_id: str) -> None:
    """Whether the round can be put there as things are; asked before anything is done.

    Raises `UsageError` (`round-kept-already`) where another one is there, or nothing of this one has come yet
    (`round-not-begun`: the command was repeated), `NotDoneError` as `not_linked` and `may_replace` do: a folder that is
    a link holds other people's files, and what a program has open cannot be moved.
    """
    place = place_of(root, campaign_id)
    if not is_under_way(root, campaign_id):
        if os.path.lexists(place):
            raise UsageError("round-kept-already", file=str(place), campaign=campaign_id)
        if not (root / MASTER).exists() and not any((root / INBOX).glob("*")):
            raise UsageError("round-not-begun", campaign=campaign_id, folder=str(root))
    if any(is_held(root / name) for name in os.listdir(root) if _is_lock(name)):
        raise NotDoneError("round-at-work", folder=str(root))
    names = list(of_round(root))
    not_linked(root, root / ROUNDS, *(root / name for name in (*names, FILE_NAME)))
    for name in (*names, FILE_NAME):
        may_replace(root / name)


def _is_lock(name: str) -> bool:
    """Whether a command holds this file while it is at work; the store is none of them."""
    return name.startswith(".toolkit-") and not name.startswith(store.FILE_NAME)


def of_round(root: Path) -> Iterator[str]:
    """What of the folder's top belongs to a round, the definition not among it."""
    for name in sorted(os.listdir(root)):
        stem, ending = os.path.splitext(name)
        results = any(
            (stem == own or stem.startswith((f"{own}-", f"{own}."))) and ending in endings
            for own, endings in _RESULTS.items()
        )
        if name in _FOLDERS or name == REGISTER or (results and (root / name).is_file()):
            yield name


def left_in(root: Path) -> tuple[str, ...]:
    """What else lies in the folder, and stays there: files and folders that the commands do not know."""
    own = {FILE_NAME, ROUNDS, TRUST, *of_round(root)}
    return tuple(n for n in sorted(os.listdir(root)) if n not in own and not n.startswith(_NOT_OURS))


def keep_round(root: Path, campaign_id: str) -> Path:
    """Put all of the round into `rounds/ID/`, and take it from the folder's top, but for the definition.

    Returns where it is. Raises `NotDoneError` (`round-not-moved`): the round is whole, above or there, and the same
    command goes on.
    """
    place = place_of(root, campaign_id)
    try:
        if not is_under_way(root, campaign_id):
            _put_whole(root, place)
        _take_away(root, place)
    except OSError as error:
        where = str(error.filename or place)
        raise NotDoneError("round-not-moved", file=where, place=str(place), reason=said_by(error)) from error
    return place


def _put_whole(root: Path, place: Path) -> None:
    part = place.with_name(f"{_ON_ITS_WAY} {place.name}")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    for name in (*of_round(root), FILE_NAME):
        if (root / name).is_dir():
            shutil.copytree(root / name, part / name, copy_function=_second_name)
        else:
            _second_name(root / name, part / name)
    once_free(lambda: os.replace(part, place))


def _second_name(source: str | Path, target: str | Path) -> str:
    """The file under another name, too; as a copy where it cannot have two."""
    if os.path.islink(source):
        return str(_copied(source, target))
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EEXIST):
            raise
        return str(_copied(source, target))
    return str(target)


def _copied(source: str | Path, target: str | Path) -> Path:
    shutil.copy2(source, target)
    with open(target, "r+b") as file:
        os.fsync(file.fileno())
    return Path(target)


def _take_away(root: Path, place: Path) -> None:
    """Folders and files leave the top one by one, each in one step; then what is there a second time is removed."""
    leaving = place.with_name(f"{_LEAVING} {place.name}")
    if leaving.exists():  # a run was killed here
        _drain(leaving, place)
    leaving.mkdir()
    for name in of_round(root):
        once_free(lambda name=name: os.replace(root / name, leaving / name))  # type: ignore[misc]
    _drain(leaving, place)


def _drain(leaving: Path, place: Path) -> None:
    """Remove what is kept in `place`; what is not, or has changed since, is put there beside it."""
    place.mkdir(exist_ok=True)
    for name in sorted(os.listdir(leaving)):
        one, kept = leaving / name, place / name
        if one.is_dir() and not one.is_symlink():
            _drain(one, kept)
        elif kept.exists() and (os.path.samefile(one, kept) or is_same(one, kept)):
            once_free(one.unlink)
        else:
            once_free(lambda one=one, kept=kept: os.replace(one, _free(kept)))  # type: ignore[misc]
    leaving.rmdir()


def _free(path: Path) -> Path:
    names: Sequence[Path] = [path, *(path.with_name(f"{path.stem} ({n}){path.suffix}") for n in range(2, 1000))]
    return next((p for p in names if not os.path.lexists(p)), names[-1])
