"""What a command reads: what it is given, else what the last merge into the campaign's master was given,
else the inbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.consolidation.headlines import compared_with_last_year
from toolkit.master.given import INBOX_ALONE, NOTHING, Given, found_again, read_given, remembered, seen_from
from toolkit.master.recognising import lists_sheet
from toolkit.messages.errors import UsageError
from toolkit.model import Consolidation, Submission
from toolkit.run.folder import ROUNDS, Folder, Paths, files_to_merge, find_files, known_as, several
from toolkit.run.gathering import Means
from toolkit.run.outputs import is_in
from toolkit.run.workers import source_of

#: So many of the inbox's files are named that are not among the inputs.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run reads and compares with, and what the campaign's master is to remember of it."""

    paths: Paths
    """Files and folders; none: the inbox."""
    previous: Path | str | None = None
    given: Given = INBOX_ALONE
    again: bool = False
    """Whether the paths are those of last time."""


def as_last_time(folder: Folder, paths: Paths, means: Means) -> Inputs:
    """The paths, or where none are given those of the last merge, which is said.

    Raises `UsageError` (`input-gone`) where one of these is not there any more.
    """
    last = read_given(folder.master)
    if paths or not last.inputs:
        return Inputs(paths, given=last)
    again = [found_again(folder.root, path, "input-gone") for path in last.inputs]
    means.notice("inputs-as-last-time", "; ".join(last.inputs))
    return Inputs(again, given=last, again=True)


def of_merge(folder: Folder, paths: Paths, target: Path, previous: Path | str | None, means: Means) -> Inputs:
    """The same for a merge into `target`, with the campaign before, which is remembered by itself.

    A merge of files that are named, into another master than the campaign's, has nothing to do with last time's.
    Raises `UsageError` as `as_last_time` does, and `previous-gone`.
    """
    own = os.path.abspath(target) == os.path.abspath(folder.master)
    inputs = as_last_time(folder, paths, means)
    last = inputs.given
    compared, remembers = None if str(previous) in ("", NOTHING) else previous, ""
    if compared:
        remembers = seen_from(folder.root, Path(compared))
    elif previous is None and (own or not paths):  # one that the definition names the master need not remember
        compared, remembers = last_master(folder, means.notice, last), last.previous
    alone = str(previous) == NOTHING and bool(folder.campaign.previous)
    kept = Given(_to_keep(folder, paths, last), remembers, alone)
    return replace(inputs, previous=compared, given=kept if own else INBOX_ALONE)


def beside_last_time(folder: Folder, inputs: Inputs, means: Means) -> Inputs:
    """The same with the round before that a merge would compare with, where key figures stand beside last year's, or
    agencies are asked what became of what they said then: both are the same then on the leaders' sheet, the page and in
    the report.

    Raises `UsageError` (`previous-gone`).
    """
    campaign = folder.campaign
    beside = any(compared_with_last_year(campaign, i) for i in campaign.indicators)
    if inputs.given.alone or not (beside or lists_sheet(folder.master, "followup")):
        return inputs
    return replace(inputs, previous=last_master(folder, means.notice, inputs.given))


def last_master(
    folder: Folder, notice: Callable[[str, str], None], given: Given | None = None, *, needed: bool = True
) -> Path | None:
    """The master of the round before where none is typed, the same for every command: the one that the campaign's
    master was last compared with, which was typed then, else the one that the definition names.

    `given`: what that master remembers, where it has been read. `notice` is told which it is, or that it is not there.
    Raises `UsageError` (`previous-gone`) where the remembered one is not there any more and is `needed`.
    """
    said = (read_given(folder.master) if given is None else given).previous
    if not said:
        return previous_of(folder, notice)
    try:
        there = found_again(folder.root, said, "previous-gone")
    except UsageError:
        if needed:
            raise
        notice("previous-moved", said)
        return None
    notice("previous-as-last-time", said)
    return there


def previous_of(folder: Folder, notice: Callable[[str, str], None]) -> Path | None:
    """The master of the round before that the definition names, if there is one; `notice` is told which, or that it is
    not there.

    A round that was put into `rounds/` of its folder may name one as seen from there.
    """
    said = folder.campaign.previous
    if not said:
        return None
    found = next((path for path in places_of_previous(folder) if os.path.isfile(path)), None)
    notice("previous-as-defined" if found else "previous-not-there", said)
    return found


def places_of_previous(folder: Folder) -> list[Path]:
    """Where that may be, in order of which goes first; what can be no path is no error."""
    said = folder.campaign.previous.replace("\\", "/")
    roots = (folder.root, *([folder.root.parent.parent] if folder.root.parent.name == ROUNDS else []))
    return [Path(os.path.normpath(root / said)) for root in roots] if said else []


def _to_keep(folder: Folder, paths: Paths, last: Given) -> tuple[str, ...]:
    """The inputs to remember. The campaign's master alone stands for what it was made from;
    all of the inbox for the inbox."""
    own = os.path.abspath(folder.master)
    named = [Path(path) for path in several(paths) if os.path.abspath(path) != own]
    if not named:
        return last.inputs
    if all(is_in(path, folder.inbox) for path in named) and _names(folder, named) == _names(folder, ()):
        return ()
    return remembered(folder.root, named)


def names_some(folder: Folder, paths: Paths) -> bool:
    """Whether the paths name some files only: neither nothing, nor all that is in the inbox."""
    whole = set(_names(folder, ()))
    return bool(several(paths)) and not (whole and whole <= {*_names(folder, paths)})


def _names(folder: Folder, paths: Paths) -> list[str]:
    return [name for _, name in find_files(folder, paths)]


def tell_left_in_inbox(folder: Folder, inputs: Inputs, result: Consolidation, means: Means) -> None:
    """Say so where the inbox has files that the inputs of last time have not."""
    if not inputs.again:
        return
    read = {s.source.sha256 for s in result.submissions}
    left = [name for path, name in find_files(folder) if source_of((path, name)).sha256 not in read]
    if left:
        means.notice("inbox-not-read", "; ".join(left[:_NAMED]) + ("; …" if len(left) > _NAMED else ""))


def hashed_inputs(
    folder: Folder, inputs: Inputs, master: Path, submissions: Iterable[Submission], previous: Path | str | None
) -> tuple[tuple[str, str], ...]:
    """(SHA-256, path) of what a merge into this master is made from: the definition, the files, the root certificates,
    and the `previous` master that it is compared with. What was read is not read again."""
    known = {s.source.file: s.source.sha256 for s in submissions if not s.source.through}
    files = {name: path for path, name in files_to_merge(folder, inputs.paths, master)}
    for path in (folder.definition, folder.trust, previous):
        if path:
            files.setdefault(known_as(folder.root, Path(path)), Path(path))
    hashed = ((known.get(name) or source_of((path, name)).sha256, name) for name, path in sorted(files.items()))
    return tuple((sha256, name) for sha256, name in hashed if sha256)
