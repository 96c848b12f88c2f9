"""Makes a release: wheel, source archive, the folder for Windows and their SHA-256, of the commit that is checked out.

    python packaging/release/release.py [-o dist] [--wheels DIR]

Nothing in the tree may differ from the commit, and the version must have its day in CHANGELOG.md. All files have one
date, that of the commit (or SOURCE_DATE_EPOCH): the same commit gives the same bytes, in any folder and on any day.
What comes from outside (setuptools in `tools.txt`, and what `packaging/windows` names) is named with its hash and kept
in `--wheels`; what is there is not fetched again.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "packaging" / "windows"))

import build  # noqa: E402
from windows_folder.locked import BuildError, fetch  # noqa: E402
from windows_folder.zipped import zipped  # noqa: E402

SUMS = "SHA256SUMS"
_WHEEL = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The entry point; returns the exit code: 0, or 3 where there is no release."""
    parser = argparse.ArgumentParser(description="Wheel, source archive, folder for Windows, and their SHA-256.")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, default=root / "dist", help="default: dist")
    parser.add_argument("--wheels", metavar="DIR", type=Path, help="where fetched files are kept")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            for path in release(root, options.output, options.wheels or Path(temporary)):
                sys.stdout.write(f"{path}\n")
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


def release(root: Path, output: Path, wheels: Path) -> list[Path]:
    """Write all files of the release of the commit checked out in `root`. Raises BuildError where it cannot."""
    if changed := _git(root, "status", "--porcelain").decode("utf-8", "replace").splitlines():
        raise BuildError(f"not committed: {', '.join(line[3:] for line in changed[:5])}")
    version = build.version_of(root)
    heading = rf"^## {re.escape(version)} \(\d{{4}}-\d\d-\d\d\)$"
    if not re.search(heading, (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE):
        raise BuildError(f"CHANGELOG.md has no heading “## {version} (YYYY-MM-DD)”")
    seconds = build.date_of(root)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        files = committed(root, source)
        path = build.build(Path(folder), wheels, root=source, seconds=seconds)
        outputs = {path.name: path.read_bytes(), **packages(source, files, version, seconds, wheels)}
    outputs[SUMS] = "".join(
        f"{hashlib.sha256(outputs[name]).hexdigest()}  {name}\n" for name in sorted(outputs)
    ).encode()
    output.mkdir(parents=True, exist_ok=True)
    for name, data in outputs.items():
        (output / name).write_bytes(data)
    return [output / name for name in outputs]


def committed(root: Path, source: Path) -> dict[str, bytes]:
    """The files of the commit, which are also written to the folder `source`."""
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", "HEAD"))) as archive:
        for member in archive:
            if stream := archive.extractfile(member):
                files[member.name] = stream.read()
                path = source / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(files[member.name])
    return files


def packages(source: Path, files: Mapping[str, bytes], version: str, seconds: int, wheels: Path) -> dict[str, bytes]:
    """Wheel and source archive, by their names; the archive has all files and the wheel's metadata."""
    setuptools = fetch(HERE / "tools.txt", wheels)["setuptools"]
    with tempfile.TemporaryDirectory() as folder:
        tool, output = Path(folder) / "tool", Path(folder) / "output"
        ZipFile(io.BytesIO(setuptools)).extractall(tool)
        environment = {**os.environ, "PYTHONPATH": str(tool), "SOURCE_DATE_EPOCH": str(seconds)}
        call = [sys.executable, "-c", _WHEEL, str(output)]
        done = subprocess.run(call, cwd=source, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError(f"setuptools ended with {done.returncode}: {done.stderr[-2000:]}")
        (path,) = output.iterdir()
        with ZipFile(path) as wheel:
            content = {name: wheel.read(name) for name in wheel.namelist()}
    called = f"toolkit-{version}"
    archived = {f"{called}/{name}": data for name, data in files.items()}
    archived[f"{called}/PKG-INFO"] = content[f"{called}.dist-info/METADATA"]
    return {path.name: zipped(content, seconds), f"{called}.tar.gz": source_archive(archived, seconds)}


def source_archive(files: Mapping[str, bytes], seconds: int) -> bytes:
    """A `.tar.gz` whose bytes depend only on its files and the date: sorted, without owners, readable by all."""
    output = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=output, mtime=seconds) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(files[name]), seconds
            archive.addfile(entry, io.BytesIO(files[name]))
    return output.getvalue()


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise BuildError("a release is made of a commit: git is needed") from error
    if done.returncode:
        raise BuildError(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
