"""The files that the folder is made of: named in lock files by version and hash, and fetched once."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: The Python that the wheels are for; the embeddable one must be of the same version.
PYTHON = "3.13"
PLATFORM = "win_amd64"
_LINE = re.compile(r"([A-Za-z0-9._-]+)==(\S+) +--hash=sha256:([0-9a-f]{64})")


class BuildError(Exception):
    """The reason why the folder could not be made, in a sentence."""


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of a lock file: a package's name as its makers write it, its version and its file's SHA-256."""

    name: str
    version: str
    sha256: str


def read_lock(path: Path) -> tuple[Locked, ...]:
    """The lines of a lock file. Raises BuildError for one that is not `NAME==VERSION --hash=sha256:…`."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    matches = [(line, _LINE.fullmatch(line)) for line in lines if line and not line.startswith("#")]
    wrong = [line for line, match in matches if match is None]
    if wrong:
        raise BuildError(f"{path.name}: not NAME==VERSION --hash=sha256:HASH: {wrong[0]}")
    return tuple(Locked(*match.groups()) for _, match in matches if match)


def fetch(lock: Path, folder: Path, *, sources: bool = False) -> dict[str, bytes]:
    """The bytes of each file that a lock file names, by the package's name in small letters.

    pip downloads missing files into `folder`: Windows wheels, or source archives. Raises BuildError where it cannot.
    """
    wanted = read_lock(lock)
    folder.mkdir(parents=True, exist_ok=True)
    available = _by_hash(folder)
    if any(one.sha256 not in available for one in wanted):
        _download(lock, folder, sources)
        available = _by_hash(folder)
    missing = [one.name for one in wanted if one.sha256 not in available]
    if missing:
        raise BuildError(f"{lock.name}: not fetched: {', '.join(missing)}")
    return {one.name.lower(): available[one.sha256] for one in wanted}


def checked(path: Path, sha256: str) -> bytes:
    """A file's bytes. Raises BuildError where it cannot be read or its hash is different."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror}") from error
    actual = hashlib.sha256(data).hexdigest()
    if actual != sha256.lower():
        raise BuildError(f"{path}: its SHA-256 is {actual}, not {sha256}")
    return data


def _by_hash(folder: Path) -> Mapping[str, bytes]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return {hashlib.sha256(data).hexdigest(): data for data in (path.read_bytes() for path in files)}


def _download(lock: Path, folder: Path, sources: bool) -> None:
    """Download the files that the lock names with pip, and no others: dependencies are in the lock themselves."""
    done = subprocess.run([*_pip(sources), "--dest", str(folder), "-r", str(lock)], check=False)
    if done.returncode:
        raise BuildError(f"{lock.name}: pip ended with {done.returncode}")


def _pip(sources: bool) -> Iterable[str]:
    yield from (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes")
    if sources:
        yield "--no-binary=:all:"
    else:
        yield from ("--only-binary=:all:", "--platform", PLATFORM, "--python-version", PYTHON)
