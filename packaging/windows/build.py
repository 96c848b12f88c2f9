"""Writes the folder for Windows that needs no installation, as a zip: toolkit-VERSION-windows.zip.

    python packaging/windows/build.py -o DIR [--wheels DIR] [--python FILE --sha256 HASH]

Needs nothing but Python 3.11 and its pip. Everything that comes from outside is named with its hash in the lock files
beside this file, and kept in `--wheels` for the next time. All files have one date, that of the commit (or
SOURCE_DATE_EPOCH): the same commit gives the same bytes. `--python` takes another embeddable Python.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from windows_folder.contents import Sources, contents
from windows_folder.embedded import Embedded, archive_of, read_embedded
from windows_folder.locked import BuildError, checked, fetch
from windows_folder.zipped import zipped

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """The entry point; returns the exit code: 0, or 3 where the folder could not be made."""
    options = _parser().parse_args(arguments)
    if (options.python is None) != (options.sha256 is None):
        _parser().error("--python and --sha256 go together")
    try:
        with ExitStack() as stack:
            wheels = options.wheels or Path(stack.enter_context(tempfile.TemporaryDirectory()))
            path = build(options.output, wheels, options.python, options.sha256)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    sys.stdout.write(f"{path} ({path.stat().st_size / 1e6:.1f} MB)\n")
    return 0


def build(
    output: Path,
    wheels: Path,
    python: Path | None = None,
    sha256: str | None = None,
    root: Path = ROOT,
    seconds: int | None = None,
) -> Path:
    """Write the zip into the folder `output`, from files kept in `wheels`. Raises BuildError where it cannot.

    `seconds` is the date of all its files.
    """
    version = version_of(root)
    lock = root / "packaging" / "windows"
    embedded = _python(lock, wheels, python, sha256)
    packages = fetch(lock / "requirements.txt", wheels)
    tools = fetch(lock / "tools.txt", wheels)
    with ExitStack() as stack:
        _importable(tools, Path(stack.enter_context(tempfile.TemporaryDirectory())))
        sources = Sources(root, version, embedded, tuple(packages.values()), tools["distlib"])
        files = contents(sources)
    output.mkdir(parents=True, exist_ok=True)
    path = output / f"toolkit-{version}-windows.zip"
    path.write_bytes(zipped(files, date_of(root) if seconds is None else seconds))
    return path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="The folder for Windows that needs no installation, as a zip.")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="where the zip is written")
    parser.add_argument("--wheels", metavar="DIR", type=Path, help="where fetched files are kept")
    parser.add_argument("--python", metavar="FILE", type=Path, help="another embeddable Python for Windows (amd64)")
    parser.add_argument("--sha256", metavar="HASH", help="its SHA-256")
    return parser


def _python(lock: Path, wheels: Path, python: Path | None, sha256: str | None) -> Embedded:
    if python is not None and sha256 is not None:
        return read_embedded(checked(python, sha256))
    (source,) = fetch(lock / "python.txt", wheels, sources=True).values()
    return read_embedded(archive_of(source))


def _importable(tools: dict[str, bytes], folder: Path) -> None:
    """Import the libraries for the guide's layout from locked wheels: the pages do not depend on installed ones."""
    for name in ("mdurl", "markdown-it-py"):
        if name in tools:
            path = folder / f"{name}.whl"
            path.write_bytes(tools[name])
            sys.path.insert(0, str(path))


def version_of(root: Path) -> str:
    """The version that the sources in a folder have."""
    scope: dict[str, str] = {}
    exec((root / "toolkit" / "_version.py").read_text(encoding="utf-8"), scope)
    return scope["version"]


def date_of(root: Path) -> int:
    """Seconds since 1970: SOURCE_DATE_EPOCH, or the time of the commit."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
        with suppress(FileNotFoundError):  # no git here
            seconds = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if not seconds.isdecimal():
        raise BuildError("no commit to take the date from: set SOURCE_DATE_EPOCH to seconds since 1970")
    return int(seconds)


if __name__ == "__main__":
    sys.exit(main())
