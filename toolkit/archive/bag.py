"""Bags of files in the BagIt layout (RFC 8493): written in one way only, so that verifying finds any byte that changed.

A bag may come from anywhere: nothing is read through a link, and of nothing more than the bag says to hold.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from toolkit.files.holding import opened
from toolkit.files.safe_names import is_device
from toolkit.files.walking import is_unfollowed
from toolkit.messages.errors import NotDoneError

_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: What every bag has; the last list says what the others hold.
BAGIT, INFO, PAYLOAD, TAGS = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
DATA = "data/"
#: Signs that some system does not have in names, and the one that manifests would write otherwise.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]')
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")
#: Bytes of a name, and of a list or another file that is read whole.
_LONGEST, _LARGEST, _PIECE = 150, 2**26, 2**20
Kind = Literal["changed", "missing", "added", "renamed", "swapped", "link", "spelt", "code"]


class Difference(NamedTuple):
    """What is otherwise than the bag says. `other`: where a file was renamed to, or whose contents it has."""

    kind: Kind
    path: str
    other: str = ""


def long_path(path: Path) -> Path:
    """The path as Windows takes it where it is longer than 260 letters."""
    whole = os.path.abspath(path)
    if sys.platform != "win32" or whole.startswith("\\\\?\\"):
        return path
    return Path(f"\\\\?\\UNC{whole[1:]}" if whole.startswith("\\\\") else f"\\\\?\\{whole}")


def names_in_bag(paths: Iterable[str]) -> dict[str, str]:
    """Where files with these paths go below `data/`: names that any system takes, each once whatever the case."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    for path in sorted(paths):
        parts = path.split("/")
        outside = ".." in parts or path.startswith("/") or ":" in parts[0]
        name = "/".join(map(_plain, ("elsewhere", parts[-1]) if outside else parts))
        stem, ending = os.path.splitext(name)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        taken.add(name.casefold())
        named[path] = name
    return named


def _plain(part: str, most: int = _LONGEST) -> str:
    part = unicodedata.normalize("NFC", part.encode("utf-8", "replace").decode())
    part = _FORBIDDEN.sub("_", part).rstrip(" .") or "_"
    part = f"_{part}" if is_device(part) else part
    stem, ending = os.path.splitext(part)
    while len((stem + ending).encode()) > most:
        stem, ending = (stem[:-1], ending) if stem else (ending, "")
    return stem + ending


# --- Written -------------------------------------------------------------------------------------


def write_bag(
    place: Path, files: Mapping[str, Path], tags: Mapping[str, bytes], info: Sequence[tuple[str, str]]
) -> None:
    """Write a bag into this folder, which is there and empty: `files` by their paths below `data/`, further `tags` by
    theirs. Raises OSError."""
    place = long_path(place)
    hashes, size = dict[str, str](), 0
    for name, source in sorted(files.items()):
        hashes[DATA + name], own = _copied(source, place / DATA / name)
        size += own
    told = [*info, ("Payload-Oxum", f"{size}.{len(files)}")]
    written = {
        BAGIT: _DECLARED.encode(),
        INFO: "".join(f"{label}: {' '.join(value.split())}\n" for label, value in told).encode(),
        PAYLOAD: _list_of(hashes),
        **tags,
    }
    written[TAGS] = _list_of({name: hashlib.sha256(data).hexdigest() for name, data in written.items()})
    for name, data in written.items():
        (place / name).parent.mkdir(exist_ok=True)
        with (place / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _list_of(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items())).encode()


def _copied(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file; its SHA-256 and size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with opened(source) as file, target.open("xb") as copy:
        while piece := file.read(_PIECE):
            sha256.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
        return sha256.hexdigest(), copy.tell()


# --- Verified ------------------------------------------------------------------------------------


class Verified(NamedTuple):
    """What was found: the differences, the texts that were wanted, and the SHA-256 of each file that is there."""

    differences: tuple[Difference, ...]
    texts: Mapping[str, bytes]
    hashes: Mapping[str, str]

    @property
    def places(self) -> dict[str, str]:
        """Where in the payload each contents lies."""
        return {sha256: name for name, sha256 in self.hashes.items() if name.startswith(DATA)}


def verify_bag(place: Path, read: Sequence[str] = ()) -> Verified:
    """Compare a bag with what it says of itself; `read`: the tag files whose texts are wanted.

    Raises `NotDoneError`: `not-a-bag`, and OSError where something cannot be read.
    """
    if not (place / DATA).is_dir() or not any((place / name).is_file() for name in (BAGIT, TAGS)):
        raise NotDoneError("not-a-bag", file=str(place))
    place = long_path(place)
    there, found = dict[str, Path](), list[Difference]()
    for name, path in _all_in(place):
        if path is None or name in there:
            found.append(Difference("link" if path is None else "added", name))
        else:
            there[name] = path
    texts = {n: _text(there[n]) for n in (INFO, PAYLOAD, TAGS, *read) if n in there}
    said = dict[str, str]()
    for name in (PAYLOAD, TAGS):
        lines = _lines(texts.get(name, b""), payload=name == PAYLOAD)
        if name in texts and _list_of(lines) != texts[name]:
            found.append(Difference("spelt", name))
        said |= lines
    said |= {name: "" for name in (BAGIT, INFO, PAYLOAD, TAGS) if name not in said}
    most = _most_in(texts.get(INFO, b""))
    hashes = {name: _hash(there[name], max(most, _LARGEST)) for name in sorted(there)}
    found += _compared(said, hashes)
    return Verified(tuple(sorted(set(found), key=lambda d: (d.path, d.kind))), texts, hashes)


def _compared(said: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[Difference]:
    """What the lists say, and what is there."""
    added = {name: sha256 for name, sha256 in hashes.items() if name not in said}
    changed = {n: hashes[n] for n, sha256 in said.items() if n in hashes and n != TAGS and hashes[n] != sha256}
    whose = {said[name]: name for name in changed}
    for name, sha256 in said.items():
        if name not in hashes:
            new = next((n for n, own in added.items() if own == sha256), "")
            added.pop(new, None)
            yield Difference("renamed" if new else "missing", name, new)
        elif name in changed:
            other = whose.get(hashes[name], "")
            yield Difference("swapped" if other else "changed", name, other)
    yield from (Difference("added", name) for name in added)


def _all_in(place: Path) -> Iterator[tuple[str, Path | None]]:
    """Every file of a folder, by its path with composed letters; None for what is neither file nor folder."""
    waiting = [("", place)]
    for above, folder in waiting:
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            name = above + unicodedata.normalize("NFC", entry.name)
            path, kind = Path(entry.path), entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind) and not is_unfollowed(path):
                waiting.append((f"{name}/", path))
            else:
                yield name, path if stat.S_ISREG(kind) else None


def _lines(text: bytes, *, payload: bool) -> dict[str, str]:
    """The SHA-256 of each path in a list. What is not spelt as we do, leads elsewhere or has its place in the other
    list is left out."""
    lines = filter(None, map(_LINE.fullmatch, text.decode("utf-8", "replace").split("\n")))
    own = ((line[2], line[1]) for line in lines if line[2].startswith(DATA) == payload and line[2] != TAGS)
    return {path: sha256 for path, sha256 in own if all(part == _plain(part, 255) for part in path.split("/"))}


def _most_in(info: bytes) -> int:
    """How many bytes a bag says that all its files together have."""
    oxum = re.search(rb"^Payload-Oxum: (\d{1,18})\.\d+$", info, re.MULTILINE)
    return int(oxum[1]) if oxum else 0


def _text(path: Path) -> bytes:
    with opened(path) as file:
        return file.read(_LARGEST)


def _hash(path: Path, most: int) -> str:
    """The SHA-256 of a file; "" where it is larger than anything in the bag can be."""
    if path.stat().st_size > most:
        return ""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
