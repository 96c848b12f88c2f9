"""The contents of a wheel that go into the folder, and its licence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

#: Folders that the toolkit never uses: tests, files for compilers, and numpy's parts for other languages.
_WITHOUT = re.compile(
    r"(^|/)(tests|__pycache__)/"
    r"|^numpy/(_core/(include|lib)|f2py|_pyinstaller|distutils)/"
    r"|^lxml/(includes|isoschematron)/"
)
#: Files for compilers and for those who check types.
_NEEDLESS = frozenset({".pyi", ".pxd", ".pxi", ".pyx", ".h", ".c", ".lib", ".pyc"})
_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wheel:
    """One package from its wheel: `files` for the folder of packages, `licences` by their names in the wheel."""

    name: str
    version: str
    licence: str
    files: Mapping[str, bytes]
    licences: Mapping[str, bytes]


def read_wheel(data: bytes) -> Wheel:
    """A wheel's contents without needless files; licences are separate."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    (label,) = (name for name in parts if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
    meta = Parser().parsestr(parts[label].decode("utf-8"))
    return Wheel(
        name=str(meta["Name"]),
        version=str(meta["Version"]),
        licence=_licence_name(meta),
        files={_path_in_folder(name): part for name, part in parts.items() if _is_needed(name)},
        licences={_text_name(name): part for name, part in parts.items() if _is_licence(name)},
    )


def _path_in_folder(name: str) -> str:
    """A file's path in the folder of packages, which also has the files that a wheel keeps separately for it."""
    return re.sub(r"^[^/]+\.data/(purelib|platlib)/", "", name)


def _is_needed(name: str) -> bool:
    if ".dist-info/" in name:
        return name.endswith(("/METADATA", "/entry_points.txt"))  # keyring finds its stores by the latter
    if re.match(r"[^/]+\.data/(?!purelib/|platlib/)", name):
        return False
    return PurePosixPath(name).suffix not in _NEEDLESS and not _WITHOUT.search(_path_in_folder(name))


def _is_licence(name: str) -> bool:
    """Whether a file is a licence: everything in the wheel's folder of licences, and files named so elsewhere."""
    path = PurePosixPath(name)
    return "/licenses/" in name.partition(".dist-info")[2] or (
        _LICENCE.match(path.name) is not None and path.suffix in ("", ".txt", ".md", ".rst")
    )


def _text_name(name: str) -> str:
    """A licence's unique name among those of its wheel: its path, without the folders common to all."""
    inner = re.sub(r"^[^/]+\.dist-info/(licenses/)?", "", name)
    return inner.replace("/", "_")


def _licence_name(meta: Message) -> str:
    """The licence's name by the wheel: an expression, the first line of a text, or its classifiers."""
    filed = [str(c).rpartition(" :: ")[2] for c in meta.get_all("Classifier", []) if str(c).startswith("License ::")]
    text = str(meta.get("License-Expression") or meta.get("License") or "").strip()
    if "\n" in text:
        return ", ".join(filed) or text.splitlines()[0]
    return text or ", ".join(filed)
