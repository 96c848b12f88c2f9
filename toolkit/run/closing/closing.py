"""Closes a campaign: everything that the signed report was made from goes into a bag in `closed/`, unchanged."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit._version import version
from toolkit.archive.bag import names_in_bag, verify_bag, write_bag
from toolkit.archive.data_code import FOLDER, MANIFEST, data_code, decisions_and_register, inputs_list, printed_codes
from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.holding import read_whole, retry
from toolkit.files.locks import exclusive_lock
from toolkit.files.walking import file_state, is_unfollowed, refuse_links
from toolkit.messages import rounds as words
from toolkit.messages.errors import NotDoneError
from toolkit.messages.refusals import system_reason
from toolkit.model import Consolidation
from toolkit.run.closing.state import ensure_not_closed, reopenings
from toolkit.run.folder import (
    BACKUPS,
    CLOSED,
    INBOX,
    ISSUED,
    PAGE,
    PREVIEWS,
    REPORT,
    ROUNDS,
    Folder,
    find_files,
    make_folder,
)
from toolkit.run.gathering import Means
from toolkit.run.masters.backups import register_as_merged
from toolkit.run.operations import consolidate_files
from toolkit.run.outputs import merged_files
from toolkit.run.workers import source_of

#: The lock of the run that closes a campaign, and the prefix of a bag's name while it is written.
_LOCK, _WRITTEN = ".toolkit-closing", ".~"
#: Folders of the campaign that are not archived: they have separate records, or files that can be made again.
_NOT_IN = frozenset({CLOSED, ROUNDS, PREVIEWS, *EXPORTS})
#: The path in a bag of the register as the last merge left it.
REGISTER_THEN = f"{FOLDER}/register.xlsx"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class ClosedBag:
    """A bag that was written. `late`: files that came into the inbox after the master was made; `uncoded`: documents
    without a data code; `missing`: blank rows of the definition that an archive requires."""

    bag: Path
    code: str
    documents: int
    late: tuple[str, ...]
    uncoded: tuple[str, ...]
    missing: tuple[str, ...]


def close(folder: Folder, *, as_of: date, means: Means | None = None) -> ClosedBag:
    """Close the campaign: write its bag, in one step; where that fails, nothing of it is left. Raises `NotDoneError`:
    `campaign-closed`, `closing-elsewhere`, `close-no-master`, `close-no-code`, `close-input-gone`, `close-changed`,
    `close-other-code`, `changed-meanwhile`, as `consolidate_files` does, and where the bag cannot be written."""
    root = folder.root
    refuse_links(root, root / CLOSED, root / BACKUPS, folder.master)
    with exclusive_lock(root / _LOCK, "closing-elsewhere"):
        ensure_not_closed(root)
        result, late = _merged_result(folder, as_of, means or Means(store=folder.store))
        code = data_code(result)
        uncoded = _uncoded_documents(folder, code)
        files = _files(folder, result)
        before = {name: file_state(path) for name, path in files.items()}
        make_folder(root / CLOSED)
        for left in (root / CLOSED).glob(f"{_WRITTEN}*"):  # left by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        unfinished = root / CLOSED / f"{_WRITTEN}{secrets.token_hex(6)}"
        names, info = names_in_bag(files), _info(folder, code, len(files), late, as_of)
        try:
            unfinished.mkdir()
            write_bag(unfinished, {names[name]: path for name, path in files.items()}, _tags(folder, result), info)
            now = {name: file_state(path) for name, path in _files(folder, result).items()}
            if now != before:
                changed = next(name for name in {**now, **before} if now.get(name) != before.get(name))
                raise NotDoneError("changed-meanwhile", file=changed)
            if wrong := verify_bag(unfinished).differences:  # read from the disk
                raise OSError(errno.EIO, os.strerror(errno.EIO), wrong[0].path)
            bag = _free_path(
                root / CLOSED / f"{names_in_bag([folder.campaign.id])[folder.campaign.id]}-{as_of.isoformat()}"
            )
            retry(lambda: os.replace(unfinished, bag))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            code, where = "disk-full" if full else "cannot-write", str(root / CLOSED)
            raise NotDoneError(code, file=where, **({} if full else {"reason": system_reason(error)})) from error
        finally:
            with suppress(OSError):
                shutil.rmtree(unfinished, ignore_errors=True)
    required = {"retention": folder.campaign.retention, "access": folder.campaign.access}
    return ClosedBag(bag, code, len(files), late, uncoded, tuple(name for name, text in required.items() if not text))


def _free_path(bag: Path) -> Path:
    number, free = 1, bag
    while os.path.lexists(free):
        number += 1
        free = bag.with_name(f"{bag.name}-{number}")
    return free


# --- What the master was made from ---------------------------------------------------------------


def _merged_result(folder: Folder, as_of: date, means: Means) -> tuple[Consolidation, tuple[str, ...]]:
    """The result that the campaign's master was made from, and the files that came into the inbox since."""
    counted = merged_files(folder.master)
    if not counted:
        raise NotDoneError("close-no-master", file=folder.master.name)
    printed = printed_codes(folder.master)
    if not printed:
        raise NotDoneError("close-no-code", file=folder.master.name)
    input = sorted({one.input for one in counted})
    if gone := [name for name in input if not (folder.root / name).is_file()]:
        raise NotDoneError("close-input-gone", files=_first_names(gone))
    late = tuple(name for _, name in find_files(folder) if name not in input)
    paths = [folder.root / name for name in input]
    result, _ = consolidate_files(folder, paths if late else (), folder.master, as_of=as_of, means=means)
    if data_code(result) not in printed:
        hashes = {one.file: one.sha256 for one in counted if not one.through}
        changed = [n for n in hashes if source_of((folder.root / n, n)).sha256 != hashes[n]]
        raise NotDoneError("close-changed" if changed else "close-decided", files=_first_names(changed))
    return result, late


def _uncoded_documents(folder: Folder, code: str) -> tuple[str, ...]:
    """The report and the page, if they print no data code. Raises `NotDoneError` if one prints another code."""
    uncoded = []
    for name, command in ((REPORT, "report"), (PAGE, "page")):
        if (folder.root / name).is_file() and code not in (printed := printed_codes(folder.root / name)):
            if printed:
                raise NotDoneError("close-other-code", file=name, command=command)
            uncoded.append(name)
    return tuple(uncoded)


def _first_names(names: list[str]) -> str:
    return "; ".join(names[:_NAMED]) + ("; …" if len(names) > _NAMED else "")


# --- What goes into the bag ----------------------------------------------------------------------


def _files(folder: Folder, result: Consolidation) -> dict[str, Path]:
    """The files to archive, keyed by their paths from the campaign folder. Raises `NotDoneError` for a folder that is a
    link or cannot be read."""
    files = {name: path for path, name in find_files(folder) if path.is_file()}
    files |= {path.relative_to(folder.root).as_posix(): path for path in _files_below(folder.root)}
    for _, name in result.inputs:
        files.setdefault(name, folder.root / name)
    return files


def _files_below(root: Path) -> Iterator[Path]:
    def refuse_unreadable(error: OSError) -> None:
        raise NotDoneError("cannot-read", file=str(error.filename), reason=system_reason(error))

    for parent, folders, names in os.walk(root, onerror=refuse_unreadable):
        top = Path(parent) == root
        folders[:] = sorted(n for n in folders if not n.startswith(".") and not (top and n in (*_NOT_IN, INBOX)))
        for name in folders:
            if is_unfollowed(Path(parent) / name):
                refuse_links(root, Path(parent) / name)
        in_backups = Path(parent) == root / BACKUPS
        for name in sorted(names):
            path = Path(parent) / name
            if not name.startswith((".", "~$")) and path.is_file() and (not in_backups or ISSUED in name):
                yield path


def _tags(folder: Folder, result: Consolidation) -> dict[str, bytes]:
    """The tag files: what the master was made from, the register as merged, and the records of reopening."""
    texts: Mapping[str, str] = {f"{FOLDER}/{MANIFEST}": inputs_list(result), **decisions_and_register(result)}
    tags = {name: text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    register = register_as_merged(folder.root, folder.master)
    if register.is_file():
        tags[REGISTER_THEN] = read_whole(register)
    return {**tags, **{f"history/{name}": text for name, text in reopenings(folder.root)}}


def _info(folder: Folder, code: str, count: int, late: tuple[str, ...], as_of: date) -> list[tuple[str, str]]:
    """`bag-info.txt`: what an archive requires, in the words of Circular 05/2025/TT-BNV, and BagIt's keys."""
    campaign = folder.campaign
    lead = campaign.agency_by_code.get(campaign.lead_agency)
    begun = campaign.issued.isoformat() if campaign.issued else ""
    record = {
        "code": campaign.id,
        "title": campaign.title,
        "retention": campaign.retention,
        "access": campaign.access,
        "language": words.INFO["vietnamese"].vi,
        "begin": begun,
        "end": as_of.isoformat(),
        "documents": str(count),
    }
    lines = [
        ("Source-Organization", lead.name if lead else campaign.lead_agency),
        ("Contact-Name", campaign.contact_name),
        ("Contact-Phone", campaign.contact_phone),
        ("Contact-Email", campaign.contact_email),
        ("External-Identifier", campaign.id),
        ("External-Description", campaign.title),
        ("Bagging-Date", as_of.isoformat()),
        ("Bag-Software-Agent", f"toolkit {version}"),
        *((words.INFO[key].vi, text) for key, text in record.items()),
        ("Data-SHA256", code),
        *(("Not-Merged", name) for name in late),
        *(("Reopened", "; ".join(text.decode().splitlines())) for _, text in reopenings(folder.root)),
    ]
    return [(label, text) for label, text in lines if text]
