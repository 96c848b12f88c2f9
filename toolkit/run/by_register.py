"""The register in a run: sent mails, agencies' mails, and the days on which files without a mail were first seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from toolkit.agencies.names import agencies_with_forms
from toolkit.agencies.roster import roster_of
from toolkit.messages.errors import NotDoneError
from toolkit.model import Finding, Kept, Language, Submission
from toolkit.run.folder import INBOX, REGISTER, File, Folder, find_files
from toolkit.run.gathering import Means

if TYPE_CHECKING:
    from toolkit.register.entries import Register


@dataclass(slots=True)
class Merging:
    """The merge for which files are read: its day, the register's language, and the work to do once the master is
    written, so that a merge that fails leaves the register unchanged."""

    as_of: date
    language: Language
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class WithRegister:
    """The submissions and decisions with additions from the register, and findings that belong to no file."""

    submissions: tuple[Submission, ...]
    kept: Kept
    findings: tuple[Finding, ...] = ()


def register_of(folder: Folder, merging: Merging | None = None) -> Register | None:
    """The register; None if there is none, unless a merge is going to create it. Raises as `read_register`."""
    if merging is None and not (folder.root / REGISTER).exists():
        return None
    from toolkit.register.entries import read_register

    register = read_register(folder.root)
    if merging is not None:
        merging.register = register
    return register


def with_register(
    folder: Folder,
    submissions: tuple[Submission, ...],
    files: Sequence[File],
    kept: Kept,
    register: Register | None,
    means: Means,
    merging: Merging | None,
) -> WithRegister:
    """The submissions, with the days on which files without a mail were first seen; `kept`, with undelivered addresses
    and the day on which a file's faults were first sent to its agency (by SHA-256); findings about mails without a
    form.

    A merge writes the days of new files into the register once its master is written; if it cannot, it sends a notice.
    """
    if register is None:
        return WithRegister(submissions, replace(kept, mailed={}, unreached={}))
    from toolkit.register.seen import note_seen, with_days_seen
    from toolkit.register.undelivered import unreached_addresses
    from toolkit.register.without_form import mails_without_form

    if merging is not None:
        whole = {name for _, name in find_files(folder)} <= {name for _, name in files}
        if note_seen(register, submissions, merging.as_of, f"{INBOX}/", whole=whole):
            merging.afterwards.append(lambda: _save_days(register, folder, merging, means))
    days: dict[str, date] = {}
    for sent in register.sent.values():
        if sent.kind == "question" and sent.state == "sent" and sent.about:
            days[sent.about] = min(sent.day, days.get(sent.about, sent.day))
    return WithRegister(
        with_days_seen(submissions, register),
        replace(kept, mailed=days, unreached=unreached_addresses(register, agencies_with_forms(folder.campaign))),
        tuple(mails_without_form(register, roster_of(folder.campaign))),
    )


def _save_days(register: Register, folder: Folder, merging: Merging, means: Means) -> None:
    from toolkit.register.sheet import save_register

    try:
        save_register(register, folder.campaign, merging.as_of, merging.language)
    except NotDoneError as error:
        means.notice("days-not-kept", f"{register.path.name}: {error}")
