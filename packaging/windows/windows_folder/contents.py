"""All files of the folder, by their names in it."""

import configparser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from windows_folder.embedded import PACKAGES, Embedded
from windows_folder.guide import guide
from windows_folder.launchers import launchers
from windows_folder.licences import Part, licences
from windows_folder.locked import BuildError
from windows_folder.wheels import Wheel, read_wheel

#: The longest name of a file: with the path of the folders around it, it stays below Windows' 260 characters.
LONGEST = 120
_READ_FIRST = "DOC-TRUOC.txt"
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a folder: the repository, Python, packages as wheels, and distlib's wheel for its programs."""

    root: Path
    version: str
    python: Embedded
    packages: Sequence[bytes]
    launcher: bytes


def contents(sources: Sources) -> dict[str, bytes]:
    """The folder's files. Raises BuildError where packages have the same file, or a name is not valid on Windows."""
    wheels = [read_wheel(data) for data in sources.packages]
    folder = {f"python/{name}": data for name, data in sources.python.files.items()}
    for files in (_package(sources.root), *(wheel.files for wheel in wheels)):
        twice = [name for name in files if f"python/{PACKAGES}/{name}" in folder]
        if twice:
            raise BuildError(f"two packages have the file {twice[0]}")
        folder |= {f"python/{PACKAGES}/{name}": data for name, data in files.items()}
    folder |= launchers(_programs(sources.launcher), sources.root / "toolkit")
    folder |= guide(sources.root / "docs")
    folder |= licences(_parts(sources, wheels))
    folder[_READ_FIRST] = _read_first(sources)
    wrong = [name for name in folder if not name.isascii() or len(name) > LONGEST]
    if wrong:
        raise BuildError(f"not a name that every Windows takes: {wrong[0]}")
    return folder


def _package(root: Path) -> dict[str, bytes]:
    """The toolkit itself: its modules and the data files listed in `setup.cfg`."""
    settings = configparser.ConfigParser()
    settings.read(root / "setup.cfg", encoding="utf-8")
    patterns = ("**/*.py", *(p.strip() for p in settings["options.package_data"]["toolkit"].split(",")))
    package = root / "toolkit"
    paths = {path for pattern in patterns for path in package.glob(pattern) if path.is_file()}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths)}


def _programs(launcher: bytes) -> Mapping[str, bytes]:
    with ZipFile(BytesIO(launcher)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".exe")}


def _parts(sources: Sources, wheels: Sequence[Wheel]) -> list[Part]:
    python = Part("Python", sources.python.version, "PSF-2.0", {"LICENSE.txt": sources.python.licence})
    ours = Part("toolkit", sources.version, "MIT", {"LICENSE.txt": (sources.root / "LICENSE").read_bytes()})
    packages = [*wheels, read_wheel(sources.launcher)]
    return [python, ours, *(Part(w.name, w.version, w.licence, w.licences) for w in packages)]


def _read_first(sources: Sources) -> bytes:
    """What to know before the first double-click, for any Notepad."""
    text = (_HERE / "read_first.txt").read_text(encoding="utf-8")
    filled = text.format(version=sources.version, python=sources.python.version)
    return "".join(f"{line}\r\n" for line in filled.splitlines()).encode("utf-8-sig")
