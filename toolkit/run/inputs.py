"""The inputs of a command: typed paths, else those of the last merge into the campaign's master, else the inbox."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.consolidation.headlines import compared_with_last_year
from toolkit.master.merge_inputs import (
    INBOX_ALONE,
    NOTHING,
    MergeInputs,
    path_to_remember,
    paths_to_remember,
    read_merge_inputs,
    remembered_path,
)
from toolkit.master.recognising import has_sheet
from toolkit.messages.errors import UsageError
from toolkit.model import Consolidation, Submission
from toolkit.run.folder import ROUNDS, Folder, Paths, as_sequence, files_to_merge, find_files, path_in_campaign
from toolkit.run.gathering import Means
from toolkit.run.outputs import is_in
from toolkit.run.workers import source_of

#: The most files named that are in the inbox but not among the inputs.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a run, the master to compare with, and the inputs that the campaign's master is to remember."""

    paths: Paths
    """Files and folders; none: the inbox."""
    previous: Path | str | None = None
    merge_inputs: MergeInputs = INBOX_ALONE
    again: bool = False
    """Whether the paths are those of the last merge."""


def inputs_or_last(folder: Folder, paths: Paths, means: Means) -> Inputs:
    """The inputs from the paths, or, where no paths are typed, those of the last merge, with a notice. Raises
    `UsageError` (`input-gone`) where one of them no longer exists."""
    last = read_merge_inputs(folder.master)
    if paths or not last.inputs:
        return Inputs(paths, merge_inputs=last)
    again = [remembered_path(folder.root, path, "input-gone") for path in last.inputs]
    means.notice("inputs-as-last-time", "; ".join(last.inputs))
    return Inputs(again, merge_inputs=last, again=True)


def inputs_of_merge(folder: Folder, paths: Paths, target: Path, previous: Path | str | None, means: Means) -> Inputs:
    """The inputs of a merge into `target`, with the previous campaign's master, which is remembered separately.

    A merge of named files into another master than the campaign's uses nothing of the last merge. Raises `UsageError`
    as `inputs_or_last` does, and `previous-gone`.
    """
    for_campaign = os.path.abspath(target) == os.path.abspath(folder.master)
    inputs = inputs_or_last(folder, paths, means)
    last = inputs.merge_inputs
    compare_with, previous_path = None if str(previous) in ("", NOTHING) else previous, ""
    if compare_with:
        previous_path = path_to_remember(folder.root, Path(compare_with))
    elif previous is None and (for_campaign or not paths):  # the master named by the definition is not remembered
        compare_with, previous_path = last_master(folder, means.notice, last), last.previous
    alone = str(previous) == NOTHING and bool(folder.campaign.previous)
    to_remember = MergeInputs(_inputs_to_remember(folder, paths, last), previous_path, alone)
    return replace(inputs, previous=compare_with, merge_inputs=to_remember if for_campaign else INBOX_ALONE)


def with_last_compared(folder: Folder, inputs: Inputs, means: Means) -> Inputs:
    """The inputs with the previous master that a merge would compare with, so that sheet, page and report agree. Only
    where key figures are compared with last year's, or agencies have follow-up questions.

    Raises `UsageError` (`previous-gone`).
    """
    campaign = folder.campaign
    last_year = any(compared_with_last_year(campaign, i) for i in campaign.indicators)
    if inputs.merge_inputs.alone or not (last_year or has_sheet(folder.master, "followup")):
        return inputs
    return replace(inputs, previous=last_master(folder, means.notice, inputs.merge_inputs))


def last_master(
    folder: Folder, notice: Callable[[str, str], None], merge_inputs: MergeInputs | None = None, *, needed: bool = True
) -> Path | None:
    """The master of the previous round where none is typed, the same for every command: the one with which the
    campaign's master was last compared, else the one that the definition names.

    `merge_inputs`: the inputs of the campaign's master, if they have been read. `notice` is called with the path of the
    master, or with the fact that it is missing. Raises `UsageError` (`previous-gone`) where the master is `needed` and
    the remembered one is gone.
    """
    path = (read_merge_inputs(folder.master) if merge_inputs is None else merge_inputs).previous
    if not path:
        return previous_of(folder, notice)
    try:
        master = remembered_path(folder.root, path, "previous-gone")
    except UsageError:
        if needed:
            raise
        notice("previous-moved", path)
        return None
    notice("previous-as-last-time", path)
    return master


def previous_of(folder: Folder, notice: Callable[[str, str], None]) -> Path | None:
    """The master of the previous round that the definition names; None if there is none. `notice` is called with its
    path, or with the fact that it is missing. The path may be relative to the folder, or to the folder above `rounds/`.
    """
    path = folder.campaign.previous
    if not path:
        return None
    previous = next((path for path in paths_of_previous(folder) if os.path.isfile(path)), None)
    notice("previous-as-defined" if previous else "previous-not-there", path)
    return previous


def paths_of_previous(folder: Folder) -> list[Path]:
    """The paths that the definition's previous master may have, in order of precedence."""
    path = folder.campaign.previous.replace("\\", "/")
    within = Path(os.path.abspath(folder.root)).parent
    roots = (folder.root, *([within.parent] if within.name == ROUNDS else []))
    return [Path(os.path.normpath(root / path)) for root in roots] if path else []


def _inputs_to_remember(folder: Folder, paths: Paths, last: MergeInputs) -> tuple[str, ...]:
    """The inputs to remember: for the campaign's master alone, those that it remembers; for the whole inbox, none."""
    master = os.path.abspath(folder.master)
    named = [Path(path) for path in as_sequence(paths) if os.path.abspath(path) != master]
    if not named:
        return last.inputs
    if all(is_in(path, folder.inbox) for path in named) and _file_names(folder, named) == _file_names(folder, ()):
        return ()
    return paths_to_remember(folder.root, named)


def names_only_some(folder: Folder, paths: Paths) -> bool:
    """Whether the paths name only some of the files: they are not blank, and do not include the whole inbox."""
    whole = set(_file_names(folder, ()))
    return bool(as_sequence(paths)) and not (whole and whole <= {*_file_names(folder, paths)})


def _file_names(folder: Folder, paths: Paths) -> list[str]:
    return [name for _, name in find_files(folder, paths)]


def report_left_in_inbox(folder: Folder, inputs: Inputs, result: Consolidation, means: Means) -> None:
    """Send a notice if the inbox has files that are not among the last merge's inputs."""
    if not inputs.again:
        return
    read = {s.source.sha256 for s in result.submissions}
    left = [name for path, name in find_files(folder) if source_of((path, name)).sha256 not in read]
    if left:
        means.notice("inbox-not-read", "; ".join(left[:_NAMED]) + ("; …" if len(left) > _NAMED else ""))


def hashed_inputs(
    folder: Folder, inputs: Inputs, master: Path, submissions: Iterable[Submission], previous: Path | str | None
) -> tuple[tuple[str, str], ...]:
    """(SHA-256, path) of everything a merge into this master is made from: the definition, the files, the root
    certificates, and the `previous` master. Files in `submissions` are not read again."""
    known = {s.source.file: s.source.sha256 for s in submissions if not s.source.through}
    files = {name: file for file, name in files_to_merge(folder, inputs.paths, master)}
    for file in (folder.definition, folder.trust, previous):
        if file:
            files.setdefault(path_in_campaign(folder.root, Path(file)), Path(file))
    hashed = ((known.get(name) or source_of((file, name)).sha256, name) for name, file in sorted(files.items()))
    return tuple((sha256, name) for sha256, name in hashed if sha256)
