"""What the register says in a run: of mails of ours, of agencies' mails, and when files that came in none were seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from toolkit.agencies.names import asked_agencies
from toolkit.agencies.roster import roster_of
from toolkit.messages.errors import NotDoneError
from toolkit.model import Finding, Kept, Language, Submission
from toolkit.run.folder import INBOX, REGISTER, File, Folder, find_files
from toolkit.run.gathering import Means

if TYPE_CHECKING:
    from toolkit.register.entries import Register


@dataclass(slots=True)
class Merging:
    """The merge for which files are read: its day, in what language the register is drawn, and what is to be done once
    the master is written: a merge that fails leaves the register as it was."""

    as_of: date
    language: Language
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class ByRegister:
    """What was read, with what the register says of it, and its findings that are of no file."""

    submissions: tuple[Submission, ...]
    kept: Kept
    findings: tuple[Finding, ...] = ()


def register_of(folder: Folder, merging: Merging | None = None) -> Register | None:
    """The register; None where none is there and no merge begins one. Raises as `read_register` does."""
    if merging is None and not (folder.root / REGISTER).exists():
        return None
    from toolkit.register.entries import read_register

    register = read_register(folder.root)
    if merging is not None:
        merging.register = register
    return register


def by_register(
    folder: Folder,
    submissions: tuple[Submission, ...],
    files: Sequence[File],
    kept: Kept,
    register: Register | None,
    means: Means,
    merging: Merging | None,
) -> ByRegister:
    """What was read, with the days on which files without a mail were seen; kept, with the day on which what is wrong
    with a file was first sent to its agency (by SHA-256) and whom the last mails did not reach; and what is told of
    agencies' mails that brought nothing.

    A merge writes the days of new files into the register once it has written its master; where that is not possible,
    it says so.
    """
    if register is None:
        return ByRegister(submissions, replace(kept, mailed={}, unreached={}))
    from toolkit.register.seen import note_seen, with_days_seen
    from toolkit.register.undelivered import unreached
    from toolkit.register.without_form import mails_without_form

    if merging is not None:
        whole = {name for _, name in find_files(folder)} <= {name for _, name in files}
        if note_seen(register, submissions, merging.as_of, f"{INBOX}/", whole=whole):
            merging.afterwards.append(lambda: _save(register, folder, merging, means))
    days: dict[str, date] = {}
    for sent in register.sent.values():
        if sent.kind == "question" and sent.state == "sent" and sent.about:
            days[sent.about] = min(sent.day, days.get(sent.about, sent.day))
    return ByRegister(
        with_days_seen(submissions, register),
        replace(kept, mailed=days, unreached=unreached(register, asked_agencies(folder.campaign))),
        tuple(mails_without_form(register, roster_of(folder.campaign))),
    )


def _save(register: Register, folder: Folder, merging: Merging, means: Means) -> None:
    from toolkit.register.sheet import save_register

    try:
        save_register(register, folder.campaign, merging.as_of, merging.language)
    except NotDoneError as error:
        means.notice("days-not-kept", f"{register.path.name}: {error}")
