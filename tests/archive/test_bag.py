"""Bags: any changed byte is detected, and hostile entries are never followed."""

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import effort
from toolkit.archive.bag import Difference, names_in_bag, verify_bag, write_bag
from toolkit.messages.errors import NotDoneError

FILES = {
    "inbox/Sở Y tế (SYT).xlsx": b"PK\x03\x04 one",
    "inbox/lần hai/Sở Y tế.xlsx": b"PK\x03\x04 two",
    "master.xlsx": b"PK\x03\x04" + bytes(range(256)) * 20,
    "register.xlsx": b"",
    "bao-cao.docx": b"PK\x03\x04 the report",
}
INFO = [("Source-Organization", "Sở A"), ("Mã hồ sơ", "THU-2021"), ("External-Description", "Báo cáo\nthử")]


def made(root: Path) -> Path:
    sources = {}
    for number, (name, data) in enumerate(FILES.items()):
        sources[name] = root / f"source-{number}"
        sources[name].write_bytes(data)
    bag = root / "bag"
    bag.mkdir()
    write_bag(bag, sources, {"made-from/manifest-inputs.txt": b"0\n", "history/a.txt": b"Reason: x\n"}, INFO)
    return bag


def files_of(bag: Path) -> list[Path]:
    return sorted(p for p in bag.rglob("*") if p.is_file())


def found(bag: Path) -> set[str]:
    return {f"{d.kind} {d.path}" for d in verify_bag(bag).differences}


def test_a_bag_is_written_as_the_standard_says(tmp_path: Path) -> None:
    """Declaration, lists of all files with two spaces, the number of bytes and files; and it verifies as whole."""
    bag = made(tmp_path)
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    listed = (bag / "manifest-sha256.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in listed] == sorted(f"data/{name}" for name in FILES)
    info = (bag / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    assert info[2] == "External-Description: Báo cáo thử"
    assert info[-1] == f"Payload-Oxum: {sum(map(len, FILES.values()))}.{len(FILES)}"
    assert {name: (bag / "data" / name).read_bytes() for name in FILES} == FILES
    assert found(bag) == set()


def _rewrite(change: Callable[[bytes, Random], bytes], ending: str = "") -> Callable[[Path, Random], object]:
    """Changes the bytes of a random file that has some."""

    def do(bag: Path, random: Random) -> None:
        path = random.choice([p for p in files_of(bag) if p.stat().st_size and p.name.endswith(ending)])
        path.write_bytes(change(path.read_bytes(), random))

    return do


def _flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice((b"\n", b" ", b"a", b"\r", b"\0")) + data[at:]


def _take_line(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    chosen = random.randrange(len(lines))
    doubled = random.random() < 0.5
    return b"".join([*lines[:chosen], *(lines[chosen : chosen + 1] * 2 if doubled else []), *lines[chosen + 1 :]])


def _rename(bag: Path, random: Random) -> None:
    path = random.choice(files_of(bag))
    path.rename(path.with_name(random.choice((path.name.swapcase(), f"{path.name}~", f"x{path.name}"))))


def _swap(bag: Path, random: Random) -> None:
    one, other = random.sample(files_of(bag), 2)
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def _add(bag: Path, random: Random) -> None:
    folder = random.choice(sorted({p.parent for p in files_of(bag)}))
    (folder / random.choice(("thêm.xlsx", "manifest-md5.txt", "fetch.txt", ".ẩn"))).write_bytes(b"")


CHANGES: dict[str, Callable[[Path, Random], object]] = {
    "a bit flipped": _rewrite(_flip),
    "cut": _rewrite(lambda data, random: data[: random.randrange(len(data))]),
    "inserted": _rewrite(_insert),
    "a line taken or doubled": _rewrite(_take_line, ".txt"),
    "removed": lambda bag, random: random.choice(files_of(bag)).unlink(),
    "renamed": _rename,
    "swapped": _swap,
    "added": _add,
}


@pytest.mark.slow
@given(st.randoms(use_true_random=False))
def test_every_change_is_detected(random: Random) -> None:
    """A flipped bit, bytes cut or inserted, lines removed or doubled, files removed, renamed, swapped, added."""
    with tempfile.TemporaryDirectory() as folder:
        bag = made(Path(folder))
        for name, change in CHANGES.items():
            copy = shutil.copytree(bag, Path(folder) / "copy")
            change(copy, random)
            assert verify_bag(copy).differences, name
            shutil.rmtree(copy)
        assert not verify_bag(bag).differences


@pytest.mark.slow
def test_every_bit_of_the_lists_counts(tmp_path: Path) -> None:
    """The last list counts too, which no other covers; the gate tries every seventh byte."""
    bag = made(tmp_path)
    for path in (p for p in files_of(bag) if p.suffix == ".txt"):
        data = path.read_bytes()
        for at in range(0, len(data), effort(7, 1)):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
            assert verify_bag(bag).differences, (path.name, at)
        path.write_bytes(data)


def test_the_kind_of_change_is_reported(tmp_path: Path) -> None:
    """Which file was changed, is missing, was added, renamed to what, and swapped with which."""
    bag = made(tmp_path)
    data = bag / "data"
    (data / "master.xlsx").rename(data / "Bảng.xlsx")
    (data / "register.xlsx").unlink()
    (data / "mới.txt").write_bytes(b"new")
    one, two = data / "inbox/Sở Y tế (SYT).xlsx", data / "inbox/lần hai/Sở Y tế.xlsx"
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    with (data / "bao-cao.docx").open("ab") as file:
        file.write(b"!")
    assert verify_bag(bag).differences == (
        Difference("changed", "data/bao-cao.docx"),
        Difference("swapped", "data/inbox/Sở Y tế (SYT).xlsx", "data/inbox/lần hai/Sở Y tế.xlsx"),
        Difference("swapped", "data/inbox/lần hai/Sở Y tế.xlsx", "data/inbox/Sở Y tế (SYT).xlsx"),
        Difference("renamed", "data/master.xlsx", "data/Bảng.xlsx"),
        Difference("added", "data/mới.txt"),
        Difference("missing", "data/register.xlsx"),
    )


def test_decomposed_names_are_the_same_names(tmp_path: Path) -> None:
    """Some systems store names so: a bag copied there and back is whole."""
    bag = made(tmp_path)
    for path in sorted(bag.rglob("*"), reverse=True):
        other = path.with_name(unicodedata.normalize("NFD", path.name))
        if other.name != path.name:
            path.rename(other)
    assert found(bag) == set()


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd", "data/../../outside.txt", "C:/x", "data\\x", "con"])
def test_lists_that_point_outside_the_bag_are_not_followed(tmp_path: Path, name: str) -> None:
    """Such a line is reported as a change of its list, and nothing is opened."""
    bag = made(tmp_path)
    for path in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        lines = (bag / path).read_text(encoding="utf-8")
        (bag / path).write_text(f"{'0' * 64}  {name}\n{lines}", encoding="utf-8")
    assert found(bag) >= {"spelt manifest-sha256.txt", "spelt tagmanifest-sha256.txt"}
    assert not any(name in reported for reported in found(bag))


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """They are reported, even if their targets have the same content."""
    bag = made(tmp_path)
    master = bag / "data/master.xlsx"
    master.rename(tmp_path / "elsewhere.xlsx")
    master.symlink_to(tmp_path / "elsewhere.xlsx")
    (bag / "data/circle").symlink_to(bag)
    os.mkfifo(bag / "data/pipe")
    assert found(bag) == {"link data/circle", "link data/pipe", "link data/master.xlsx", "missing data/master.xlsx"}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte is reported at once."""
    bag = made(tmp_path)
    with (bag / "data/master.xlsx").open("r+b") as file:
        try:
            file.truncate(2**40)
        except OSError:
            pytest.skip("the disk has no files with holes")
    assert found(bag) == {"changed data/master.xlsx"}


def test_folders_and_files_that_are_no_bag_are_refused(tmp_path: Path) -> None:
    """A folder without a bag's files, or a file."""
    (tmp_path / "data").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path, tmp_path / "file", tmp_path / "nothing"):
        with pytest.raises(NotDoneError, match="hồ sơ"):
            verify_bag(path)


def test_names_suit_every_system() -> None:
    """No refused character, no device, no names that differ only in case or composition, none too long."""
    odd = ["inbox/a:b?.xlsx", "inbox/A_B_.xlsx", "inbox/con.xlsx", "inbox/x. ", "../o/../a.xlsx", "/tmp/a.xlsx"]
    odd += [f"inbox/{'ắ' * 200}.xlsx", "inbox/e\u0301.txt", "inbox/é.txt", "inbox/50%.txt", "inbox/x\udcff.txt"]
    named = names_in_bag(odd)
    assert list(named) == sorted(odd)
    assert len({name.casefold() for name in named.values()}) == len(odd)
    for name in named.values():
        assert unicodedata.is_normalized("NFC", name)
        assert name.split("/")[0] in ("inbox", "elsewhere")
        assert not set('<>:"\\|?*%').intersection(name)
        assert all(len(part.encode()) <= 160 and part == part.rstrip(" .") for part in name.split("/"))
    assert named["inbox/con.xlsx"] == "inbox/_con.xlsx"
