"""The folder for Windows is made from its sources, byte for byte, and unsuitable ones are refused."""

import configparser
import hashlib
import importlib.metadata
import io
import os
import re
import sys
import tarfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import build
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from windows_folder.desk_launcher import start
from windows_folder.embedded import archive_of
from windows_folder.guide import PAGES, guide, laid_out, slug
from windows_folder.locked import BuildError, fetch, read_lock
from windows_folder.wheels import read_wheel
from windows_folder.zipped import zipped

from tests.packaging.made_up import LIBRARY, PROGRAM, PYTHON, lock, repository, source_archive, wheel, zip_of

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "windows"
#: In no folder for Windows: only toolkit.frames needs it.
LEFT_OUT = {"pandas"}


@pytest.fixture(autouse=True)
def _a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")


def made(root: Path, kept: Path, **options: object) -> dict[str, bytes]:
    """What is in the zip."""
    path = build.build(root / "out", kept, root=root, **options)  # type: ignore[arg-type]
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refusal(root: Path, kept: Path, **options: object) -> str:
    with pytest.raises(BuildError) as caught:
        made(root, kept, **options)
    return str(caught.value)


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """The same sources give the same zip, named by the version, its files with one date, not before the first that zips
    can hold. `--python` takes another embeddable Python if its bytes have the named hash."""
    kept, other = repository(tmp_path), tmp_path / "python-embed.zip"
    first, second = (build.build(tmp_path / name, kept, root=tmp_path) for name in ("one", "two"))
    assert first.name == "toolkit-7.8.9-windows.zip"
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 9, 13, 12, 26, 40)}
    assert zipped({"a": b"1"}, 0) == zipped({"a": b"1"})
    other.write_bytes(zip_of({**PYTHON, "python313.zip": b"a newer one"}))
    right = hashlib.sha256(other.read_bytes()).hexdigest()
    assert made(tmp_path, kept, python=other, sha256=right)["python/python313.zip"] == b"a newer one"
    assert right in refusal(tmp_path, kept, python=other, sha256="0" * 64)
    assert str(tmp_path / "none") in refusal(tmp_path, kept, python=tmp_path / "none", sha256=right)


def test_without_a_date_there_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a commit, and perhaps without git, the date must be passed."""
    kept = repository(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "SOURCE_DATE_EPOCH" in refusal(tmp_path, kept)
    monkeypatch.setenv("PATH", "")
    assert "SOURCE_DATE_EPOCH" in refusal(tmp_path, kept)


_PARTS = """
DOC-TRUOC.txt huong-dan.html tong-hop-bao-cao.exe toolkit.exe du-phong/tong-hop-bao-cao.bat du-phong/toolkit.bat
tai-lieu/commands.html tai-lieu/definition.html tai-lieu/findings.html tai-lieu/pictures/summary.png
tai-lieu/viec-thuong-gap.html
"""
_SITE = """
number-1.0.dist-info/METADATA number/__init__.py number/it.pyd words-1.0.dist-info/METADATA w.py
toolkit/__init__.py toolkit/__main__.py toolkit/_version.py toolkit/definition/starter/words.tsv
"""


def test_the_folder_has_its_parts(tmp_path: Path) -> None:
    """Launchers, Python, the toolkit, its packages, the guide and the licences, and nothing else."""
    files = made(tmp_path, repository(tmp_path))
    assert {name for name in files if not name.startswith(("giay-phep/", "python/"))} == set(_PARTS.split())
    site = {name.removeprefix("python/site/") for name in files if name.startswith("python/site/")}
    assert site == set(_SITE.split())
    assert files["python/python313._pth"] == b"python313.zip\r\n.\r\nsite\r\n"
    assert files["python/python.exe"] == PROGRAM

    # A launcher is distlib's program, the path of the folder's Python, and a zip with what to run.
    for name, program, python, main in (
        ("toolkit.exe", b"<console>", b"python.exe", b"the command"),
        ("tong-hop-bao-cao.exe", b"<window>", b"pythonw.exe", b"the desk"),
    ):
        assert files[name].startswith(program + b"#!<launcher_dir>\\python\\" + python + b"\r\n")
        with ZipFile(io.BytesIO(files[name])) as archive:
            assert main in archive.read("__main__.py")

    # The fall-backs run on every Windows: ASCII with its line ends, and every path in them is quoted.
    for name in ("du-phong/toolkit.bat", "du-phong/tong-hop-bao-cao.bat"):
        text = files[name].decode("ascii")
        assert text.count("\n") == text.count("\r\n") >= 2
        assert '"%~dp0..\\python\\python.exe" -m toolkit' in text

    # The texts of all licences are there, with a list of what has which.
    text = files["giay-phep/danh-sach.txt"].decode("utf-8-sig")
    for line in ("Python 3.13.9: PSF-2.0", "toolkit 7.8.9: MIT", "number 1.0: MIT", "distlib 1.0: PSF-2.0"):
        assert f"{line}\r\n" in text
    named = {f"giay-phep/{line.strip()}" for line in text.splitlines() if line.startswith("    ")}
    assert named | {"giay-phep/danh-sach.txt"} == {name for name in files if name.startswith("giay-phep/")}
    assert files["giay-phep/Python/LICENSE.txt"] == PYTHON["LICENSE.txt"]


_ANOTHER_VERSION = LIBRARY.replace((3 << 16 | 13).to_bytes(4, "little"), (3 << 16 | 14).to_bytes(4, "little"))


def test_an_unsuitable_python_is_refused(tmp_path: Path) -> None:
    """A Python that the packages are not for makes no folder: the message says what it is, or that the registry's
    archive has none."""
    kept, other = repository(tmp_path), tmp_path / "other.zip"
    for data, why in (
        (b"no zip", "no zip"),
        (zip_of({"readme.txt": b""}), "no python.exe"),
        (zip_of({k: v for k, v in PYTHON.items() if not k.endswith("_pth")}), "not 3.13"),
        (zip_of({**PYTHON, "python.exe": PROGRAM.replace(b"\x64\x86", b"\x4c\x01")}), "amd64"),
        (zip_of({**PYTHON, "python313.dll": _ANOTHER_VERSION}), "3.14.9"),
    ):
        other.write_bytes(data)
        assert why in refusal(tmp_path, kept, python=other, sha256=hashlib.sha256(data).hexdigest())
    assert archive_of(source_archive(b"inside")) == b"inside"
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w:gz").close()
    with pytest.raises(BuildError, match="no embeddable Python"):
        archive_of(empty.getvalue())


def test_a_file_that_was_changed_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fetched file counts by its bytes: a different one under its name is ignored. Every line of a lock has its
    hash."""
    kept, lock_file = repository(tmp_path), tmp_path / "requirements.txt"
    monkeypatch.setattr("windows_folder.locked._download", lambda *_: None)
    (kept / "number-1.0.whl").write_bytes(wheel("number", {"number/evil.py": ""}))
    assert refusal(tmp_path, kept) == "requirements.txt: not fetched: number"
    lock_file.write_text("number==1.0\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"requirements\.txt.*number==1\.0"):
        fetch(lock_file, tmp_path)


@pytest.mark.slow
def test_a_file_that_cannot_be_fetched_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a registry the message names the lock file."""
    kept = repository(tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (kept / "number-1.0.whl").unlink()
    assert refusal(tmp_path, kept).startswith("requirements.txt: pip ended with ")


def test_packages_do_not_overwrite_each_other(tmp_path: Path) -> None:
    """Two packages with one file, and a name that not every Windows allows, make no folder."""
    kept = repository(tmp_path)
    lock_file = tmp_path / "packaging" / "windows" / "requirements.txt"
    lock(lock_file, kept, {"one": wheel("one", {"same.py": ""}), "two": wheel("two", {"same.py": ""})})
    assert refusal(tmp_path, kept) == "two packages have the file same.py"
    lock(lock_file, kept, {"one": wheel("one", {"tiếng.py": ""})})
    assert "tiếng.py" in refusal(tmp_path, kept)


def test_the_command_says_why_there_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3 and one message; 2 for a Python without its hash."""
    none = tmp_path / "none.zip"
    none.write_bytes(b"")
    assert build.main(["-o", str(tmp_path), "--wheels", str(tmp_path), "--python", str(none), "--sha256", "0"]) == 3
    assert capsys.readouterr().err.count("\n") >= 1
    with pytest.raises(SystemExit) as ended:
        build.main(["-o", str(tmp_path), "--python", str(none)])
    assert ended.value.code == 2


def test_a_wheels_data_files_are_installed() -> None:
    """Files of a wheel's `purelib` are among the packages, its scripts are not; licences are kept wherever they were,
    and entry points by which others discover it."""
    named = "a-1.0.dist-info/entry_points.txt"
    files = {"a-1.0.data/purelib/b.py": "", "a-1.0.data/scripts/c": "", "a/b/LICENSE.md": "text", named: ""}
    read = read_wheel(wheel("a", files))
    assert sorted(read.files) == ["a-1.0.dist-info/METADATA", named, "a/b/LICENSE.md", "b.py"]
    assert sorted(read.licences) == ["LICENSE", "a_b_LICENSE.md"]


# --- The guide


def test_links_lead_to_included_pages() -> None:
    """A link to a page leads to that page in the folder; if the page is missing, its words stay. A heading's anchor is
    named as on the web."""
    page, pictures = laid_out("[a](commands.md#x) [b](architecture.md) [c](#đây) ![d](pictures/d.png)", "huong-dan.md")
    text = page.decode("utf-8")
    assert '<a href="tai-lieu/commands.html#x">a</a>' in text
    assert "<span>b</span>" in text
    assert '<a href="#đây">c</a>' in text
    assert 'src="tai-lieu/pictures/d.png"' in text
    assert pictures == ["pictures/d.png"]
    back = laid_out("[huong-dan.md](huong-dan.md)", "commands.md")[0].decode("utf-8")
    assert '<a href="../huong-dan.html">huong-dan.html</a>' in back
    assert slug("Phần 1. Cho cơ quan đầu mối") == "phần-1-cho-cơ-quan-đầu-mối"
    assert '<h2 id="phần-1">Phần 1</h2>' in laid_out("## Phần 1", "huong-dan.md")[0].decode("utf-8")


@pytest.mark.slow
def test_the_guide_is_complete() -> None:
    """Each link of the guide leads to a page and an anchor in the folder, and no page requires more."""
    files = guide(ROOT / "docs")
    assert set(PAGES.values()) <= set(files)
    pages = {name: data.decode("utf-8") for name, data in files.items() if name.endswith("html")}
    places = {name: set(re.findall(r'id="([^"]+)"', text)) for name, text in pages.items()}
    broken = []
    for name, text in pages.items():
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            page, _, place = unquote(link).partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(name), page)).replace("\\", "/") if page else name
            if target not in files or (place and place not in places[target]):
                broken.append((name, link))
        assert "<script" not in text
        assert not re.search(r'(?:href|src)="\w+:', text)
    assert broken == []


# --- The desk's launcher


@pytest.mark.parametrize(("code", "shown"), [(0, []), (3, ["Không mở được."])])
def test_files_dropped_on_the_launcher_come_to_the_desk(
    monkeypatch: pytest.MonkeyPatch, code: int, shown: list[str]
) -> None:
    """`toolkit desk` gets every dropped path; its output is shown only if it failed."""
    windows: list[str] = []
    calls: list[list[str]] = []
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    def run(arguments: Sequence[str]) -> int:
        calls.append(list(arguments))
        sys.stderr.write("Không mở được.\n")
        return code

    assert start(["C:\\Đợt & 1\\báo cáo.zip", "D:\\x"], run, windows.append) == code
    assert calls == [["desk", "C:\\Đợt & 1\\báo cáo.zip", "D:\\x"]]
    assert windows == shown


# --- The real locks


def test_the_lock_has_what_the_package_requires() -> None:
    """Each package that `setup.cfg` requires is locked in a suitable version, except the two left out."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = [line for line in settings["options"]["install_requires"].splitlines() if line and not line.startswith("#")]
    locked = {one.name.lower().replace("_", "-"): one.version for one in read_lock(LOCKS / "requirements.txt")}
    for wanted in map(Requirement, lines):
        name = wanted.name.lower()
        if name not in LEFT_OUT:
            assert locked[name] in wanted.specifier, name
    assert LEFT_OUT.isdisjoint(locked)
    assert locked["numpy"].startswith("2.1.")


@pytest.mark.parametrize(("package", "extra"), [("pyhanko", "signed"), ("keyring", "keyring")])
def test_the_lock_has_what_extras_require(package: str, extra: str) -> None:
    """Wheels are fetched without their requirements, so each is named."""
    pytest.importorskip(package, reason=f"toolkit[{extra}] is not installed")
    locked = {canonicalize_name(one.name) for one in read_lock(LOCKS / "requirements.txt")}
    windows = {"platform_system": "Windows", "sys_platform": "win32", "python_version": "3.13", "extra": ""}
    waiting, wanted = {package}, set[str]()
    while waiting:
        wanted.add(name := waiting.pop())
        requires: list[Requirement] = []
        with suppress(importlib.metadata.PackageNotFoundError):  # one that is only for Windows
            requires = [Requirement(line) for line in importlib.metadata.requires(name) or ()]
        kept = {canonicalize_name(r.name) for r in requires if not r.marker or r.marker.evaluate(windows)}
        waiting |= kept - wanted if name in locked else set()
    assert wanted - locked == set()


def test_no_registry_is_named() -> None:
    """The locks are valid for any registry."""
    texts = [path.read_text(encoding="utf-8") for path in LOCKS.rglob("*") if path.suffix in (".txt", ".py")]
    assert [text for text in texts if re.search(r"https?://|\w\.(org|com|io)\b", text)] == []


def test_failures_under_wine_are_few_and_have_reasons() -> None:
    """At most twenty tests may fail under Wine, each by name with its reason."""
    lines = (LOCKS / "wine_failures.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len(named) <= 20
    for test, reason in named:
        file, _, function = test.partition("::")
        wanted = f"def {function.partition('[')[0]}(" if function else ""
        assert wanted in (ROOT / file).read_text(encoding="utf-8"), test
        assert reason.strip()


@pytest.mark.slow
def test_the_real_folder_is_small_enough(tmp_path: Path) -> None:
    """The real folder, if its packages are available: under 50 MB, nothing GPL, no name too long, none missing."""
    kept = os.environ.get("TOOLKIT_WINDOWS_WHEELS")
    if not kept:
        pytest.skip("TOOLKIT_WINDOWS_WHEELS names no folder with the wheels for Windows")
    path = build.build(tmp_path, Path(kept))
    assert path.stat().st_size < 50_000_000
    with ZipFile(path) as archive:
        names = archive.namelist()
        licences = archive.read("giay-phep/danh-sach.txt").decode("utf-8-sig").splitlines()
    assert not [line for line in licences if "GPL" in line]
    assert {"toolkit.exe", "python/python.exe", "python/site/numpy/__init__.py", "huong-dan.html"} <= set(names)
    assert not [name for name in names if re.match(r"python/site/(pandas|pip)/", name)]
