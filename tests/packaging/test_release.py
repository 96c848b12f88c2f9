"""A release: the same commit gives the same bytes, and the result is complete and works."""

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import build
import pytest
import release
from windows_folder.locked import BuildError, fetch

from tests.packaging.made_up import repository

ROOT = Path(__file__).resolve().parents[2]
SETUP = """
[metadata]
name = toolkit
version = attr: toolkit._version.version

[options]
packages = toolkit

[options.package_data]
toolkit = definition/starter/*.tsv
"""
CHANGES = "# Changelog\n\n## 7.8.9 (2026-12-01)\n\n- All of it.\n"


def git(root: Path, *arguments: str) -> None:
    """git, with an invented author and without this machine's settings."""
    named = ("-c", "user.name=a", "-c", "user.email=a@example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, *arguments], cwd=root, check=True, capture_output=True)


def commit(root: Path, changes: str = CHANGES) -> Path:
    """The invented repository, with a changelog, as a commit; returns its folder of fetched files."""
    kept = repository(root / "repository")
    kept = kept.rename(root / "kept")
    for name, text in {"CHANGELOG.md": changes, "setup.cfg": SETUP, ".gitignore": "*.pyc\n"}.items():
        (root / "repository" / name).write_text(text, encoding="utf-8")
    git(root / "repository", "init", "--quiet")
    git(root / "repository", "add", "--all")
    git(root / "repository", "commit", "--quiet", "--message", "all")
    return kept


def refusal(root: Path, kept: Path) -> str:
    with pytest.raises(BuildError) as caught:
        release.release(root / "repository", root / "dist", kept)
    assert not (root / "dist").exists()
    return str(caught.value)


@pytest.mark.slow
def test_uncommitted_files_prevent_a_release(tmp_path: Path) -> None:
    """A changed file or one unknown to git is named, and nothing is written."""
    kept = commit(tmp_path)
    for name in ("new.txt", "LICENSE"):
        path = tmp_path / "repository" / name
        path.write_text("changed", encoding="utf-8")
        assert refusal(tmp_path, kept) == f"not committed: {name}"
        path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["## 7.8.9 (not released yet)", "## 7.8.9", "## 7.8.8 (2026-12-01)"])
def test_a_version_without_its_day_is_not_released(tmp_path: Path, heading: str) -> None:
    """The changelog must have the day of its release."""
    kept = commit(tmp_path, f"# Changelog\n\n{heading}\n")
    assert "## 7.8.9 (YYYY-MM-DD)" in refusal(tmp_path, kept)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_command_says_why_there_is_no_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line; the exit code is 3. A folder that is no commit is refused too."""
    (tmp_path / "LICENSE").write_text("", encoding="utf-8")
    assert release.main(["-o", str(tmp_path / "dist")], root=tmp_path / "nowhere") == 3
    assert capsys.readouterr().err.startswith("git status: ")


def test_a_source_archive_contains_only_its_files_and_a_date() -> None:
    """Sorted, with one date, no owner and readable by all, in whatever order its files were listed."""
    files = {"toolkit-1/Báo cáo.txt": b"x", "toolkit-1/PKG-INFO": b"y" * 2_000}
    data = release.source_archive(files, 1_600_000_000)
    assert data == release.source_archive(dict(reversed(files.items())), 1_600_000_000)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = archive.getmembers()
        assert {m.name: archive.extractfile(m).read() for m in members} == files  # type: ignore[union-attr]
    assert [(m.name, m.mtime, m.mode, m.uid, m.uname) for m in members] == [
        (name, 1_600_000_000, 0o644, 0, "") for name in sorted(files)
    ]
    assert gzip.decompress(data)


def with_setuptools(kept: Path) -> Path:
    """The folder, with what makes wheels in it; the test is skipped if it is neither installed nor can be fetched."""
    try:
        fetch(ROOT / "packaging" / "release" / "tools.txt", kept)
    except BuildError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    return kept


@contextmanager
def elsewhere(mask: int, zone: str) -> Iterator[None]:
    """Where new files may be read by others or not, in this time zone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        before = os.umask(mask)
        try:
            yield
        finally:
            os.umask(before)


HERE, THERE = (0o022, "UTC"), (0o077, "Asia/Ho_Chi_Minh")


@pytest.mark.slow
def test_a_release_is_three_files_and_their_sums(tmp_path: Path) -> None:
    """Made from the commit alone: files that git ignores are in none of them. Elsewhere they are the same bytes."""
    kept = with_setuptools(commit(tmp_path))
    (tmp_path / "repository" / "toolkit" / "left.pyc").write_bytes(b"x")
    with elsewhere(*HERE):
        paths = release.release(tmp_path / "repository", tmp_path / "dist", kept)
    *files, sums = sorted(paths, key=lambda path: (path.name == release.SUMS, path.name))
    names = ["toolkit-7.8.9-py3-none-any.whl", "toolkit-7.8.9-windows.zip", "toolkit-7.8.9.tar.gz"]
    assert [path.name for path in files] == names
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]
    assert sums.read_text().splitlines() == lines
    assert not [path for path in files if b"left.pyc" in path.read_bytes()]
    with elsewhere(*THERE):
        again = release.release(tmp_path / "repository", tmp_path / "again", kept)
    assert {path.name: path.read_bytes() for path in again} == {path.name: path.read_bytes() for path in paths}


@pytest.mark.slow
@pytest.mark.nightly
def test_wheel_and_source_archive_are_the_same_bytes_and_work(tmp_path: Path) -> None:
    """Those of this repository, made in two folders, one after the other; the wheel, in a new environment, merges the
    samples of the source archive as the sources do."""
    if not (ROOT / ".git").exists():
        pytest.skip("not in a repository")
    kept = with_setuptools(tmp_path / "kept")
    made: list[dict[str, bytes]] = []
    for folder, place in (("one", HERE), ("two", THERE)):
        source = tmp_path / folder / "source"
        files = release.committed(ROOT, source)
        version = build.version_of(source)
        with elsewhere(*place):
            made.append(release.packages(source, files, version, 1_600_000_000, kept))
        time.sleep(2)  # the times of a zip's files are even seconds
    first, second = ({name: hashlib.sha256(data).hexdigest() for name, data in one.items()} for one in made)
    assert first == second
    wheel, archive = (tmp_path / name for name in made[0])
    for path in (wheel, archive):
        path.write_bytes(made[0][path.name])
    program = installed(wheel, tmp_path / "new")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    merge = ["merge", "--as-of", "2020-07-31", "--campaign", str(tmp_path / f"toolkit-{version}" / "sample_workbooks")]
    masters = [tmp_path / "there.xlsx", tmp_path / "here.xlsx"]
    commands = [program], [sys.executable, "-m", "toolkit"]
    for begin, work, master in zip(commands, (tmp_path, tmp_path / "one" / "source"), masters, strict=True):
        call = [*begin, *merge, "-o", str(master)]
        assert subprocess.run(call, cwd=work, env=plain(), capture_output=True, check=False).returncode == 1
    assert masters[0].read_bytes() == masters[1].read_bytes()


def plain() -> dict[str, str]:
    """This environment, without variables that tell Python where to look."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def installed(wheel: Path, folder: Path) -> str:
    """The command of a wheel that is installed into a new environment, with the packages of this one."""
    import venv  # the Python in the folder for Windows has none

    venv.create(folder, symlinks=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = shutil.which("python", path=str(scripts))
    assert python
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", python]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], env=plain(), check=True)
    ask = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(ask, env=plain(), check=True, capture_output=True, text=True).stdout.strip())
    # A line of a .pth is a folder; .pth files inside it, which would bring in this package, are not read.
    (site / "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    with ZipFile(wheel) as packed:
        modules = [name for name in packed.namelist() if name.startswith("toolkit/")]
    assert all((site / name).is_file() for name in modules)
    command = shutil.which("toolkit", path=str(scripts))
    assert command
    return command
