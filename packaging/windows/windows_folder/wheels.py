"""What of a wheel comes into the folder, and what it says of its licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile

#: Folders that no program of ours comes to: tests, what compilers need, and what numpy has for other languages.
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
    """One package as its wheel has it: `files` for the folder of packages, `licences` by their names in the wheel."""

    name: str
    version: str
    licence: str
    files: Mapping[str, bytes]
    licences: Mapping[str, bytes]


def read_wheel(data: bytes) -> Wheel:
    """A wheel's contents without what nobody needs there. Licences are set apart; they are not lost."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist()) if not name.endswith("/")}
    (label,) = (name for name in parts if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
    meta = Parser().parsestr(parts[label].decode("utf-8"))
    return Wheel(
        name=str(meta["Name"]),
        version=str(meta["Version"]),
        licence=_said(meta),
        files={_placed(name): part for name, part in parts.items() if _is_needed(name)},
        licences={_named(name): part for name, part in parts.items() if _is_licence(name)},
    )


def _placed(name: str) -> str:
    """Where a file comes to lie: what a wheel sets apart for the folder of packages lies there with the rest."""
    return re.sub(r"^[^/]+\.data/(purelib|platlib)/", "", name)


def _is_needed(name: str) -> bool:
    if ".dist-info/" in name:
        return name.endswith(("/METADATA", "/entry_points.txt"))  # by the latter keyring finds its stores
    if re.match(r"[^/]+\.data/(?!purelib/|platlib/)", name):
        return False
    return PurePosixPath(name).suffix not in _NEEDLESS and not _WITHOUT.search(_placed(name))


def _is_licence(name: str) -> bool:
    """Everything in the wheel's own folder of licences, and whatever is called one elsewhere."""
    path = PurePosixPath(name)
    return "/licenses/" in name.partition(".dist-info")[2] or (
        _LICENCE.match(path.name) is not None and path.suffix in ("", ".txt", ".md", ".rst")
    )


def _named(name: str) -> str:
    """A licence's name beside the others of its wheel: where it lay, without the folders that all have."""
    inner = re.sub(r"^[^/]+\.dist-info/(licenses/)?", "", name)
    return inner.replace("/", "_")


def _said(meta: Message) -> str:
    """The licence's name by the wheel: an expression, the first line of a text, or what it is filed under."""
    filed = [str(c).rpartition(" :: ")[2] for c in meta.get_all("Classifier", []) if str(c).startswith("License ::")]
    text = str(meta.get("License-Expression") or meta.get("License") or "").strip()
    if "\n" in text:
        return ", ".join(filed) or text.splitlines()[0]
    return text or ", ".join(filed)
