"""Whether a campaign is closed: it is closed if it has a bag, even a damaged one, without a record of reopening."""

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from toolkit.archive.bag import TAGS
from toolkit.files.holding import read_whole
from toolkit.files.saving import save_bytes
from toolkit.files.walking import refuse_links
from toolkit.language.text import clean
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import system_reason
from toolkit.run.folder import CLOSED

_RECORD = ".reopened.txt"
_LONGEST = 500


def bags_of(root: Path) -> list[Path]:
    """The bags of a campaign, by name. Raises `NotDoneError` where their folder cannot be read."""
    folder = root / CLOSED
    try:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
    except OSError as error:
        raise NotDoneError("cannot-read", file=str(folder), reason=system_reason(error)) from error
    return [folder / name for name in names if not name.startswith(".") and (folder / name).is_dir()]


def closed_bags(root: Path) -> list[Path]:
    """The bags without a record of reopening."""
    return [bag for bag in bags_of(root) if not _record_path(bag).is_file()]


def ensure_not_closed(root: Path) -> None:
    """Raises `NotDoneError` (`campaign-closed`) if the campaign is closed."""
    if closed := closed_bags(root):
        raise NotDoneError("campaign-closed", bag=f"{CLOSED}/{closed[-1].name}")


def reopen(root: Path, by: str, reason: str, day: date) -> list[Path]:
    """Record that the campaign is opened again; returns the bags that had closed it. Raises `UsageError`
    (`reopen-unsigned`, `not-closed`), and `NotDoneError` where the record cannot be written."""
    who, why = (" ".join(clean(text).split())[:_LONGEST] for text in (by, reason))
    if not (who and why):
        raise UsageError("reopen-unsigned")
    if not (closed := closed_bags(root)):
        raise UsageError("not-closed")
    refuse_links(root, root / CLOSED)
    for bag in closed:
        tags = bag / TAGS
        code = hashlib.sha256(read_whole(tags)).hexdigest() if tags.is_file() else ""
        lines = {"Bag": bag.name, "Bag-SHA256": code, "Reopened-On": day.isoformat(), "Reopened-By": who, "Reason": why}
        save_bytes(_record_path(bag), "".join(f"{label}: {text}\n" for label, text in lines.items()).encode())
    return closed


def reopenings(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yields (name, contents) of each record of reopening."""
    for bag in bags_of(root):
        if (record := _record_path(bag)).is_file():
            yield record.name, read_whole(record)


def _record_path(bag: Path) -> Path:
    return bag.with_name(f"{bag.name}{_RECORD}")
