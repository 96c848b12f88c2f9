"""Whether a master is current: if nothing has changed in the inputs of a merge, its master is not drawn again.

The inputs of the last merge, its output and its result are in the store. They are used while all files that they name
have the same contents; in any doubt the master is drawn (decision 159).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit._version import version
from toolkit.files.holding import open_to_read
from toolkit.files.walking import file_state
from toolkit.messages.errors import ToolkitError
from toolkit.run import folder as names
from toolkit.run.folder import File, Folder, FolderPaths, as_sequence, files_to_merge, find_files, relative_path
from toolkit.run.store import keep_packs, modules, stored_pack

if TYPE_CHECKING:
    from datetime import date

    from toolkit.model import Consolidation
    from toolkit.register.entries import Register
    from toolkit.run.inputs import Inputs

#: Notices that a merge of the same inputs repeats; after any other notice the next merge draws the master again.
_LASTING = frozenset(
    {
        "inputs-as-last-time",
        "previous-as-last-time",
        "previous-as-defined",
        "previous-not-there",
        "inbox-not-read",
        "signatures-not-checked",
    }
)
#: The name of the pack with the record of a merge; the names of its result and output are digests of the record.
_RECORD = "made"
#: The most figures of a result that is stored: packing takes, in addition, half as much memory as the result.
_MOST_FIGURES = 1_000_000
#: The exceptions raised by damaged packs and unreadable files.
_DOUBTFUL = (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, ToolkitError)


@dataclass(frozen=True, slots=True)
class CurrentMaster:
    """The present master, which a merge would draw the same; `record`: that of the last merge (`Drawing.keep`)."""

    store: Path
    record: Mapping[str, Any]

    def output(self, command: Sequence[str]) -> tuple[int, str, str] | None:
        """The exit code and both output streams of the last merge with the same `command` line."""
        with suppress(*_DOUBTFUL):
            code, text, aside = json.loads(stored_pack(self.store, self._output_key(command)))
            return code, text, aside
        return None

    def keep_output(self, command: Sequence[str], *output: int | str) -> None:
        with suppress(*_DOUBTFUL):
            keep_packs(self.store, {self._output_key(command): json.dumps(output).encode()})

    def _output_key(self, command: Sequence[str]) -> str:
        """The key of the output, which depends on the current folder (paths) and on drafts of reminders."""
        drafts = sorted((self.store.parent / names.RETURNS).glob("remind-*.eml"))
        return _digest([self.record, command, os.getcwd(), [[path.name, sha256_of(path)] for path in drafts]])

    def result(self) -> Consolidation | None:
        """The result that the master was drawn from; None where it is not in the store."""
        from toolkit.run.masters.results import DAMAGED, unpack_result

        with suppress(*DAMAGED):
            return unpack_result(stored_pack(self.store, _digest(self.record)))
        return None


def current_master(
    paths: FolderPaths, options: Sequence[str], as_of: date, copy: Path | None, issue: bool
) -> CurrentMaster | None:
    """The record of the master, if a merge with these `options` would draw the same master, the same copy for
    circulation (`copy`), and print the same; None if something would differ."""
    with suppress(*_DOUBTFUL):
        record = json.loads(stored_pack(paths.store, _RECORD))
        if record["asked"] == options and record["from"] == _fingerprint(paths, as_of, record):
            drawn = record["from"]["master"]
            later = paths.definition.stat().st_mtime > paths.master.stat().st_mtime  # the same test as in `status`
            stays = _is_as_drawn(paths.master, drawn) and (copy is None or _is_as_drawn(copy, record["copy"]))
            if (
                stays
                and not later
                and sha256_of(_drawn_path(paths)) == drawn
                and _same_issued_masters(paths, record, issue)
            ):
                return CurrentMaster(paths.store, record)
    return None


def _is_as_drawn(path: Path, drawn: str) -> bool:
    """Whether a result is still as it was drawn, and no program seems to have it open."""
    os.replace(path, path)  # changes nothing, and fails on Windows where a program has it open
    beside = {names.waiting_path(path).name, f"~${path.name}", f".~lock.{path.name}#"}
    return not path.is_symlink() and sha256_of(path) == drawn and beside.isdisjoint(os.listdir(path.parent))


def _drawn_path(paths: FolderPaths) -> Path:
    return paths.root / names.BACKUPS / f".{paths.master.stem}-drawn"


def _same_issued_masters(paths: FolderPaths, record: Mapping[str, Any], issue: bool) -> bool:
    """Whether the issued masters by which the master explains its totals are still those of the record: from the newest
    to the one after which totals changed. With `issue` the master must be the last issued one."""
    current, backups = record["from"]["master"], paths.root / names.BACKUPS
    start, end = f"{paths.master.stem} ", f"{names.ISSUED}.xlsx"
    file_names = [n for n in sorted(os.listdir(backups), reverse=True) if n.startswith(start) and n.endswith(end)]
    issued = [_issued_state(backups / n) for n in file_names]
    if issue and not (issued and issued[0][0] == current and issued[0][1]):
        return False
    before, earlier = record["since"], [one for one in issued if one[0] != current]
    return bool(earlier[: len(before)] == before if record["moved"] else earlier == before[: len(earlier)])


def _issued_state(master: Path) -> list[str]:
    """The SHA-256 of an issued master and of the text kept about it."""
    return [sha256_of(master), sha256_of(master.with_suffix(".json.gz"))]


def result_if_current(folder: Folder, inputs: Inputs, as_of: date, store: Path | None) -> Consolidation | None:
    """The result that the campaign's master was drawn from, if these inputs give the same result on this day; without
    bridges, which depend on what was issued since."""
    with suppress(*_DOUBTFUL):
        record = json.loads(stored_pack(store, _RECORD)) if store else {}
        same = _locations(folder, inputs).items() <= record.items()
        if store and same and record["from"] == _fingerprint(folder, as_of, record):
            result = CurrentMaster(store, record).result()
            return result and replace(result, bridges=None)
    return None


@dataclass(slots=True)
class Drawing:
    """A record of one merge, by which its master is recognised as current afterwards."""

    notices: list[tuple[str, str]] = field(default_factory=list)
    """Its notices (code, file)."""
    locations: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    """The fingerprint of its inputs when it began to read."""
    replaced: str = ""
    """The SHA-256 of the replaced master."""
    typed: bool = True
    """Whether somebody had saved the replaced master since it was drawn."""
    drawn: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of each file drawn (`master`, `copy`)."""
    register: Register | None = None
    since: list[Path] = field(default_factory=list)
    """The issued masters by which it explains its totals, the last first."""

    def begin(self, folder: Folder, inputs: Inputs, as_of: date) -> None:
        """Record the state of the inputs before they are read."""
        self.locations = _locations(folder, inputs)
        with suppress(OSError):
            self.before = _fingerprint_without_files(folder, as_of, self.locations)
            self.replaced = sha256_of(folder.master)
            self.typed = self.replaced not in ("", sha256_of(_drawn_path(folder)))

    def record_drawn(self, what: str, path: Path) -> None:
        self.drawn[what] = sha256_of(path)

    def keep(self, folder: Folder, options: Sequence[str], result: Consolidation) -> CurrentMaster | None:
        """Store the record of the drawn files and their inputs; None where another merge may differ."""
        from toolkit.run.masters.results import DAMAGED, pack_result

        with suppress(*_DOUBTFUL, *DAMAGED):
            now = _fingerprint_without_files(folder, result.as_of, self.locations)
            if not self._is_repeatable(folder, result, now):
                return None
            files = _digest([[s.source.file, s.source.sha256] for s in result.submissions])
            record = {
                **self.locations,
                "from": {**now, "files": files, "master": self.drawn["master"]},
                "asked": options,
                "told": self.notices,
                "since": [one for one in map(_issued_state, self.since) if one[0] != self.drawn["master"]],
                "moved": result.bridges is not None,
                "copy": self.drawn.get("copy", ""),
            }
            packs = {_RECORD: json.dumps(record).encode()}
            if len(result.figures) <= _MOST_FIGURES:
                packs[_digest(record)] = pack_result(result)
            keep_packs(folder.store, packs, alone=True)
            return CurrentMaster(folder.store, record)
        return None

    def _is_repeatable(self, folder: Folder, result: Consolidation, now: Mapping[str, str]) -> bool:
        """Whether another merge would read, draw and print the same; `now`: the fingerprint of its inputs.

        It would not after a merge with masters among the files, nor after one that took over decisions and so changed
        the master: then a second merge shows whether the master is current.
        """
        from toolkit.run.workers import PASSING

        findings = (*result.findings, *(f for s in result.submissions for f in s.findings))
        read = files_to_merge(folder, [folder.root / path for path in self.locations["inputs"]], folder.master)
        register = self.register
        decided = self.typed or (register is not None and register.decides)
        return (
            _LASTING.issuperset(code for code, _ in self.notices)
            and PASSING.isdisjoint(f.code for f in findings)
            and (not decided or self.replaced == self.drawn["master"])
            and [name for _, name in read] == [s.source.file for s in result.submissions if s.source.sha256]
            and {**self.before, "register": now["register"]} == now
            and file_state(folder.definition) == folder.seen
            and (register is None or (file_state(register.path) == register.seen and not register.is_merged))
        )


# --- The inputs of a master -------------------------------------------------------------------------


def _locations(folder: Folder, inputs: Inputs) -> dict[str, list[str]]:
    """The paths of a merge's inputs and of further files that it may read, relative to the campaign folder."""
    from toolkit.run.inputs import paths_of_previous

    read, previous = as_sequence(inputs.paths), as_sequence(inputs.previous or ())
    locations = {"inputs": read, "previous": previous, "others": [*previous, *paths_of_previous(folder)]}
    root = Path(os.path.abspath(folder.root))
    seen = {k: [relative_path(Path(os.path.abspath(p)), root).as_posix() for p in v] for k, v in locations.items()}
    return {**seen, "roots": [hashlib.sha256(folder.campaign.trust).hexdigest()]}


def _fingerprint(paths: FolderPaths, as_of: date, record: Mapping[str, Any]) -> dict[str, str]:
    """The present state of everything on which a merge depends. `record`: contains the paths. Raises OSError."""
    inputs = [paths.root / path for path in record["inputs"]]
    files = _digest(_hashed(files_to_merge(paths, inputs, paths.master)))
    return {**_fingerprint_without_files(paths, as_of, record), "files": files, "master": sha256_of(paths.master)}


def _fingerprint_without_files(paths: FolderPaths, as_of: date, record: Mapping[str, Any]) -> dict[str, str]:
    """The fingerprint without the files and the master, but with this program and its libraries."""
    packages = {name for path in sys.path if os.path.isdir(path) for name in os.listdir(path)}
    libraries = sorted(name for name in packages if name.endswith(".dist-info"))
    return {
        "day": as_of.isoformat(),
        "toolkit": _digest([version, modules(), sys.version, libraries]),
        "definition": sha256_of(paths.definition),
        "register": sha256_of(paths.root / names.REGISTER),
        "trust": sha256_of(paths.root / names.TRUST),
        "inbox": _digest(_hashed(find_files(paths))) if record["inputs"] else "",
        "others": _digest([sha256_of(paths.root / path) for path in record["others"]]),
    }


def _hashed(files: Iterable[File]) -> list[list[str]]:
    """The name and SHA-256 of each file. Raises OSError for a folder or a missing file."""
    hashed = [[name, sha256_of(path)] for path, name in files]
    if not all(sha256 for _, sha256 in hashed):
        raise OSError
    return hashed


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; "" if it does not exist. Raises OSError if it cannot be read."""
    if not path.is_file():
        return ""
    with open_to_read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
