"""Bags of files in the BagIt layout (RFC 8493). The toolkit writes a bag in one way only, so that verifying finds any
byte that changed.

A bag may come from anywhere: links are not followed, and no file is read beyond the size that the bag states.
"""

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from toolkit.files.holding import open_to_read
from toolkit.files.safe_names import is_device
from toolkit.files.walking import is_unfollowed
from toolkit.messages.errors import NotDoneError

_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: The tag files of every bag; the last one lists the hashes of the others.
BAGIT, INFO, PAYLOAD, TAGS = "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
DATA = "data/"
#: Characters that a system may not allow in names, and `%`, which manifests would encode.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]')
_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")
#: The most bytes of a name, of a tag file, and of what is read at a time.
_LONGEST, _LARGEST, _PIECE = 150, 2**26, 2**20
Kind = Literal["changed", "missing", "added", "renamed", "swapped", "link", "spelt", "code"]


class Difference(NamedTuple):
    """A difference from the bag's manifests. `other`: the new name of a file, or the file that had these contents."""

    kind: Kind
    path: str
    other: str = ""


def long_path(path: Path) -> Path:
    """The path in the form in which Windows accepts more than 260 characters."""
    whole = os.path.abspath(path)
    if sys.platform != "win32" or whole.startswith("\\\\?\\"):
        return path
    return Path(f"\\\\?\\UNC{whole[1:]}" if whole.startswith("\\\\") else f"\\\\?\\{whole}")


def names_in_bag(paths: Iterable[str]) -> dict[str, str]:
    """The names of files below `data/`, keyed by their paths: valid on any system, and unique regardless of case."""
    named: dict[str, str] = {}
    used: set[str] = set()
    for path in sorted(paths):
        parts = path.split("/")
        outside = ".." in parts or path.startswith("/") or ":" in parts[0]
        name = "/".join(map(_valid_name, ("elsewhere", parts[-1]) if outside else parts))
        stem, ending = os.path.splitext(name)
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{stem} ({number}){ending}"
        used.add(name.casefold())
        named[path] = name
    return named


def _valid_name(part: str, most: int = _LONGEST) -> str:
    part = unicodedata.normalize("NFC", part.encode("utf-8", "replace").decode())
    part = _FORBIDDEN.sub("_", part).rstrip(" .") or "_"
    part = f"_{part}" if is_device(part) else part
    stem, ending = os.path.splitext(part)
    while len((stem + ending).encode()) > most:
        stem, ending = (stem[:-1], ending) if stem else (ending, "")
    return stem + ending


# --- Written -------------------------------------------------------------------------------------


def write_bag(
    folder: Path, files: Mapping[str, Path], tags: Mapping[str, bytes], info: Sequence[tuple[str, str]]
) -> None:
    """Write a bag into an existing empty folder. `files`: files by their paths below `data/`; `tags`: further tag files
    by their names. Raises OSError."""
    folder = long_path(folder)
    hashes, size = dict[str, str](), 0
    for name, source in sorted(files.items()):
        hashes[DATA + name], length = _copy(source, folder / DATA / name)
        size += length
    entries = [*info, ("Payload-Oxum", f"{size}.{len(files)}")]
    written = {
        BAGIT: _DECLARED.encode(),
        INFO: "".join(f"{label}: {' '.join(value.split())}\n" for label, value in entries).encode(),
        PAYLOAD: _manifest(hashes),
        **tags,
    }
    written[TAGS] = _manifest({name: hashlib.sha256(data).hexdigest() for name, data in written.items()})
    for name, data in written.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items())).encode()


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file; returns its SHA-256 and size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with open_to_read(source) as file, target.open("xb") as copy:
        while piece := file.read(_PIECE):
            sha256.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
        return sha256.hexdigest(), copy.tell()


# --- Verified ------------------------------------------------------------------------------------


class Verified(NamedTuple):
    """The outcome of verifying: the differences, the tag files read, and the SHA-256 of each file in the bag."""

    differences: tuple[Difference, ...]
    texts: Mapping[str, bytes]
    hashes: Mapping[str, str]

    @property
    def payload(self) -> dict[str, str]:
        """A path below `data/` for each SHA-256."""
        return {sha256: name for name, sha256 in self.hashes.items() if name.startswith(DATA)}


def verify_bag(folder: Path, read: Sequence[str] = ()) -> Verified:
    """Compare a bag with its manifests; `read`: the names of further tag files to return. Raises `NotDoneError`
    (`not-a-bag`), and OSError where something cannot be read."""
    if not (folder / DATA).is_dir() or not any((folder / name).is_file() for name in (BAGIT, TAGS)):
        raise NotDoneError("not-a-bag", file=str(folder))
    folder = long_path(folder)
    files, differences = dict[str, Path](), list[Difference]()
    for name, path in _all_in(folder):
        if path is None or name in files:
            differences.append(Difference("link" if path is None else "added", name))
        else:
            files[name] = path
    texts = {n: _tag_text(files[n]) for n in (INFO, PAYLOAD, TAGS, *read) if n in files}
    listed = dict[str, str]()
    for name in (PAYLOAD, TAGS):
        lines = _listed_hashes(texts.get(name, b""), payload=name == PAYLOAD)
        if name in texts and _manifest(lines) != texts[name]:
            differences.append(Difference("spelt", name))
        listed |= lines
    listed |= {name: "" for name in (BAGIT, INFO, PAYLOAD, TAGS) if name not in listed}
    most = _stated_size(texts.get(INFO, b""))
    hashes = {name: _hash(files[name], max(most, _LARGEST)) for name in sorted(files)}
    differences += _differences(listed, hashes)
    return Verified(tuple(sorted(set(differences), key=lambda d: (d.path, d.kind))), texts, hashes)


def _differences(listed: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[Difference]:
    """Yields the differences between the hashes listed in the manifests and the files' hashes, both keyed by path."""
    added = {name: sha256 for name, sha256 in hashes.items() if name not in listed}
    changed = {n: hashes[n] for n, sha256 in listed.items() if n in hashes and n != TAGS and hashes[n] != sha256}
    changed_by_hash = {listed[name]: name for name in changed}
    for name, sha256 in listed.items():
        if name not in hashes:
            new = next((n for n, same in added.items() if same == sha256), "")
            added.pop(new, None)
            yield Difference("renamed" if new else "missing", name, new)
        elif name in changed:
            other = changed_by_hash.get(hashes[name], "")
            yield Difference("swapped" if other else "changed", name, other)
    yield from (Difference("added", name) for name in added)


def _all_in(root: Path) -> Iterator[tuple[str, Path | None]]:
    """Yields (path from the folder in NFC, path) of every file; the second is None for links and special files."""
    waiting = [("", root)]
    for above, folder in waiting:
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            name = above + unicodedata.normalize("NFC", entry.name)
            path, kind = Path(entry.path), entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(kind) and not is_unfollowed(path):
                waiting.append((f"{name}/", path))
            else:
                yield name, path if stat.S_ISREG(kind) else None


def _listed_hashes(text: bytes, *, payload: bool) -> dict[str, str]:
    """The SHA-256 of each path in a manifest of the payload, or of tag files. Left out are lines in another format,
    lines with a path out of the bag, and lines that belong in the other kind of manifest."""
    lines = filter(None, map(_LINE.fullmatch, text.decode("utf-8", "replace").split("\n")))
    listed = ((line[2], line[1]) for line in lines if line[2].startswith(DATA) == payload and line[2] != TAGS)
    return {path: sha256 for path, sha256 in listed if all(part == _valid_name(part, 255) for part in path.split("/"))}


def _stated_size(info: bytes) -> int:
    """The bytes of all payload files together, as the bag states them; 0 if it does not state them."""
    oxum = re.search(rb"^Payload-Oxum: (\d{1,18})\.\d+$", info, re.MULTILINE)
    return int(oxum[1]) if oxum else 0


def _tag_text(path: Path) -> bytes:
    with open_to_read(path) as file:
        return file.read(_LARGEST)


def _hash(path: Path, most: int) -> str:
    """The SHA-256 of a file; "" if the file has more than `most` bytes."""
    if path.stat().st_size > most:
        return ""
    with open_to_read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
