"""A master that is current: as long as nothing has changed of what a merge made it from, it is not drawn again.

What the last merge was made from, what it said, and its result lie in the store. They are believed as long as all that
they name is there as it was, by contents; where anything is doubtful the master is drawn (decision 159).
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
from toolkit.files.holding import opened
from toolkit.files.walking import state_of
from toolkit.messages.errors import ToolkitError
from toolkit.run import folder as names
from toolkit.run.folder import File, Folder, Place, files_to_merge, find_files, relative, several
from toolkit.run.store import keep_packs, kept_pack, modules

if TYPE_CHECKING:
    from datetime import date

    from toolkit.model import Consolidation
    from toolkit.register.entries import Register
    from toolkit.run.inputs import Inputs

#: What a merge may have said and would say again: whoever was told of anything else has the next merge draw.
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
#: The pack in the store of what a merge was made from; by its digest those of its result, and of what it printed.
_MADE = "made"
#: Of a result with more of them the merge alone is kept: packing takes half of its room again.
_MOST_FIGURES = 1_000_000
#: What damaged packs make of reading them, and files that cannot be read.
_DOUBTFUL = (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, ToolkitError)


@dataclass(frozen=True, slots=True)
class Current:
    """The master that is there, which a merge would draw as it is: by what the last one kept (`Drawing.keep`)."""

    store: Path
    made: Mapping[str, Any]

    def said(self, how: Sequence[str]) -> tuple[int, str, str] | None:
        """The exit code, and what it printed on both streams, where it was typed just so."""
        with suppress(*_DOUBTFUL):
            code, text, aside = json.loads(kept_pack(self.store, self._of_words(how)))
            return code, text, aside
        return None

    def keep_said(self, how: Sequence[str], *said: int | str) -> None:
        with suppress(*_DOUBTFUL):
            keep_packs(self.store, {self._of_words(how): json.dumps(said).encode()})

    def _of_words(self, how: Sequence[str]) -> str:
        """Paths are seen from where one is; drafts of reminders are set aside where a file has come, which is said."""
        drafts = sorted((self.store.parent / names.RETURNS).glob("remind-*.eml"))
        return _digest([self.made, how, os.getcwd(), [[path.name, sha256_of(path)] for path in drafts]])

    def result(self) -> Consolidation | None:
        """What the master was drawn from; None where that is not there."""
        from toolkit.run.masters.results import DAMAGED, unpack_result

        with suppress(*DAMAGED):
            return unpack_result(kept_pack(self.store, _digest(self.made)))
        return None


def current(place: Place, asked: Sequence[str], as_of: date, copy: Path | None, given_out: bool) -> Current | None:
    """The campaign's master, if a merge that is `asked` for so would draw it, and the `copy` for circulation, as they
    are and say the same."""
    with suppress(*_DOUBTFUL):
        made = json.loads(kept_pack(place.store, _MADE))
        if made["asked"] == asked and made["from"] == _made_from(place, as_of, made):
            drawn = made["from"]["master"]
            later = place.definition.stat().st_mtime > place.master.stat().st_mtime  # `status` goes by that
            stays = _may_stay(place.master, drawn) and (copy is None or _may_stay(copy, made["copy"]))
            if stays and not later and sha256_of(_as_drawn(place)) == drawn and _explained(place, made, given_out):
                return Current(place.store, made)
    return None


def _may_stay(path: Path, drawn: str) -> bool:
    """Whether a result that is there is as it was drawn, and nothing tells of a program that has it open."""
    os.replace(path, path)  # which changes nothing, and is refused where a program has it open on Windows
    beside = {names.waiting_for(path).name, f"~${path.name}", f".~lock.{path.name}#"}
    return not path.is_symlink() and sha256_of(path) == drawn and beside.isdisjoint(os.listdir(path.parent))


def _as_drawn(place: Place) -> Path:
    return place.root / names.BACKUPS / f".{place.master.stem}-drawn"


def _explained(place: Place, made: Mapping[str, Any], given_out: bool) -> bool:
    """Whether masters that were given out would have it say of its totals what it says: up to the one that they moved
    since, none has gone or come but itself. One that is to be given out is that already."""
    own, folder = made["from"]["master"], place.root / names.BACKUPS
    paths = [folder / n for n in sorted(os.listdir(folder), reverse=True) if n.endswith(f"{names.ISSUED}.xlsx")]
    there = [_given_out(path) for path in paths if path.name.startswith(f"{place.master.stem} ")]
    if given_out and not (there and there[0][0] == own and there[0][1]):
        return False
    before, others = made["since"], [one for one in there if one[0] != own]
    return bool(others[: len(before)] == before if made["moved"] else others == before[: len(others)])


def _given_out(master: Path) -> list[str]:
    """A master that was given out, and what is remembered of it."""
    return [sha256_of(master), sha256_of(master.with_suffix(".json.gz"))]


def drawn_from(folder: Folder, inputs: Inputs, as_of: date, store: Path | None) -> Consolidation | None:
    """The result of the merge that the campaign's master is of, if these inputs give the same on this day; without why
    totals changed, which depends on what was given out since."""
    with suppress(*_DOUBTFUL):
        made = json.loads(kept_pack(store, _MADE)) if store else {}
        alike = _looked_at(folder, inputs).items() <= made.items()
        if store and alike and made["from"] == _made_from(folder, as_of, made):
            result = Current(store, made).result()
            return result and replace(result, bridges=None)
    return None


@dataclass(slots=True)
class Drawing:
    """What a merge tells of itself, by which its master is known to be current afterwards."""

    told: list[tuple[str, str]] = field(default_factory=list)
    """What it said while it went on."""
    looked_at: dict[str, Any] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    """What it was made from, when it began to read."""
    replaced: str = ""
    """The SHA-256 of the master that was there, and whether somebody has saved it since it was drawn."""
    typed: bool = True
    drawn: dict[str, str] = field(default_factory=dict)
    """The SHA-256 of what was drawn (`master`, `copy`), before it took its place."""
    register: Register | None = None
    since: list[Path] = field(default_factory=list)
    """The masters that were given out by which it explains its totals, the last first."""

    def begin(self, folder: Folder, inputs: Inputs, as_of: date) -> None:
        """Remember what is there before it is read."""
        self.looked_at = _looked_at(folder, inputs)
        with suppress(OSError):
            self.before = _beside_files(folder, as_of, self.looked_at)
            self.replaced = sha256_of(folder.master)
            self.typed = self.replaced not in ("", sha256_of(_as_drawn(folder)))

    def draws(self, what: str, path: Path) -> None:
        self.drawn[what] = sha256_of(path)

    def keep(self, folder: Folder, asked: Sequence[str], result: Consolidation) -> Current | None:
        """Keep what was drawn, and from what; None where another merge may draw or say something else."""
        from toolkit.run.masters.results import DAMAGED, pack_result

        with suppress(*_DOUBTFUL, *DAMAGED):
            now = _beside_files(folder, result.as_of, self.looked_at)
            if not self._lasts(folder, result, now):
                return None
            files = _digest([[s.source.file, s.source.sha256] for s in result.submissions])
            made = {
                **self.looked_at,
                "from": {**now, "files": files, "master": self.drawn["master"]},
                "asked": asked,
                "told": self.told,
                "since": [one for one in map(_given_out, self.since) if one[0] != self.drawn["master"]],
                "moved": result.bridges is not None,
                "copy": self.drawn.get("copy", ""),
            }
            packs = {_MADE: json.dumps(made).encode()}
            if len(result.figures) <= _MOST_FIGURES:
                packs[_digest(made)] = pack_result(result)
            keep_packs(folder.store, packs, alone=True)
            return Current(folder.store, made)
        return None

    def _lasts(self, folder: Folder, result: Consolidation, now: Mapping[str, str]) -> bool:
        """Whether another merge would read, draw and say the same; `now` is what it would read.

        Of a master among the files, the result has the files that it was made from: such merges are left alone. What
        somebody decided may read otherwise once the master has taken it: then a second merge tells.
        """
        from toolkit.run.workers import PASSING

        findings = (*result.findings, *(f for s in result.submissions for f in s.findings))
        read = files_to_merge(folder, [folder.root / path for path in self.looked_at["inputs"]], folder.master)
        register = self.register
        decided = self.typed or (register is not None and register.decides)
        return (
            _LASTING.issuperset(code for code, _ in self.told)
            and PASSING.isdisjoint(f.code for f in findings)
            and (not decided or self.replaced == self.drawn["master"])
            and [name for _, name in read] == [s.source.file for s in result.submissions if s.source.sha256]
            and {**self.before, "register": now["register"]} == now
            and state_of(folder.definition) == folder.seen
            and (register is None or (state_of(register.path) == register.seen and not register.taken_in))
        )


# --- What a master is made from --------------------------------------------------------------------


def _looked_at(folder: Folder, inputs: Inputs) -> dict[str, list[str]]:
    """What a merge was given, and where else it looks, as seen from the campaign folder."""
    from toolkit.run.inputs import places_of_previous

    read, previous = several(inputs.paths), several(inputs.previous or ())
    looked_at = {"inputs": read, "previous": previous, "others": [*previous, *places_of_previous(folder)]}
    root = Path(os.path.abspath(folder.root))
    seen = {k: [relative(Path(os.path.abspath(p)), root).as_posix() for p in paths] for k, paths in looked_at.items()}
    return {**seen, "roots": [hashlib.sha256(folder.campaign.trust).hexdigest()]}


def _made_from(place: Place, as_of: date, made: Mapping[str, Any]) -> dict[str, str]:
    """All that decides what a merge gives, as it is now. `made`: where to look. Raises OSError."""
    inputs = [place.root / path for path in made["inputs"]]
    files = _digest(_hashed(files_to_merge(place, inputs, place.master)))
    return {**_beside_files(place, as_of, made), "files": files, "master": sha256_of(place.master)}


def _beside_files(place: Place, as_of: date, made: Mapping[str, Any]) -> dict[str, str]:
    """The same but for the files that are read and the master: also this program, and those that it stands on."""
    packages = {name for path in sys.path if os.path.isdir(path) for name in os.listdir(path)}
    libraries = sorted(name for name in packages if name.endswith(".dist-info"))
    return {
        "day": as_of.isoformat(),
        "toolkit": _digest([version, modules(), sys.version, libraries]),
        "definition": sha256_of(place.definition),
        "register": sha256_of(place.root / names.REGISTER),
        "trust": sha256_of(place.root / names.TRUST),
        "inbox": _digest(_hashed(find_files(place))) if made["inputs"] else "",
        "others": _digest([sha256_of(place.root / path) for path in made["others"]]),
    }


def _hashed(files: Iterable[File]) -> list[list[str]]:
    """The name and SHA-256 of each. Raises OSError for what is no file."""
    hashed = [[name, sha256_of(path)] for path, name in files]
    if not all(sha256 for _, sha256 in hashed):
        raise OSError
    return hashed


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none. Raises OSError where it cannot be read."""
    if not path.is_file():
        return ""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
