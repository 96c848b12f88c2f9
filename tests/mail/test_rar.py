"""Archives in `.rar`: opened like zips, within the same limits and in a separate process."""

import os
import random
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import rars

from tests.effort import effort
from tests.hostile import zipped
from tests.mail.test_hostile import NAMES, outside
from tests.mailing import DAY, codes, entries, form, inbox, sent, take
from toolkit.files.processes import is_forked
from toolkit.mail import rar
from toolkit.mail.archives import Budget, archived_files, kind_of
from toolkit.mail.message import Remark
from toolkit.run.collect import collect
from toolkit.run.folder import Folder

FILES = {"Báo cáo/Sở Y tế.txt": b"kinh phi " * 900, "so lieu.bin": random.Random(1).randbytes(3_000), "trống.txt": b""}
#: The older format, that of programs since 2013, and the newest.
FORMATS = ("rar29", "rar50", "rar70")


def packed(files: dict[str, bytes] = FILES, **options: object) -> bytes:
    """An archive as a program writes it, compressed."""
    builder = rars.RarBuilder(**options)
    for name, content in files.items():
        builder.add_bytes(content, name)
    return bytes(builder.to_bytes())


def _vint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def _block(kind: int, flags: int, fields: bytes, data: bytes = b"", claimed: int | None = None) -> bytes:
    sizes = _vint(len(data) if claimed is None else claimed) if flags & 2 else b""
    head = _vint(kind) + _vint(flags) + sizes + fields
    head = _vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(head)) + head + data


def stored(*files: tuple[str, bytes], size: int | None = None, method: int = 0) -> bytes:
    """An archive of files under any names, not compressed (or declared so, by `method`); `size`: the declared one."""
    out = b"Rar!\x1a\x07\x01\0" + _block(1, 0, _vint(0))
    for name, content in files:
        label = name.encode("utf-8", "surrogatepass")
        fields = _vint(4) + _vint(len(content) if size is None else size) + _vint(32)
        fields += struct.pack("<I", zlib.crc32(content)) + _vint(method << 7) + _vint(0) + _vint(len(label)) + label
        out += _block(2, 2, fields, content)
    return out + _block(5, 0, _vint(0))


def stored_before_2013(name: bytes, content: bytes) -> bytes:
    """One file in the older format, its name in the sender's code page."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    size, crc = len(content), zlib.crc32(content)
    body = struct.pack("<IIBIIBBHI", size, size, 2, crc, 0, 20, 0x30, len(name), 0x20) + name
    return b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6)) + block(0x74, 0x8000, body) + content


def opened(data: bytes, **budget: int) -> list[tuple[str, object]]:
    """The result: (name, contents), or (code, the file concerned)."""
    return [(m.code, m.value) if isinstance(m, Remark) else m for m in archived_files(data, Budget(**budget))]


@pytest.mark.slow
@pytest.mark.parametrize(("version", "solid"), [(v, solid) for v in FORMATS for solid in (False, True)])
def test_packed_files_are_unpacked(version: str, solid: bool) -> None:
    """Each file with its name and bytes, in the archive's order, whatever the format and whether it is solid. A name
    without Unicode is in Windows-1258, as in zips; bytes that are UTF-8 are that."""
    data = packed(format=version, solid=solid)
    assert kind_of(data, "a.xlsx") == "archive"
    assert opened(data) == list(FILES.items())
    for name, meant in (("Bảng".encode(), "Bảng"), (b"B\xe1o c\xe1o.xls", "Báo cáo.xls")):
        assert opened(stored_before_2013(name, b"x")) == [(meant, b"x")]


@pytest.mark.slow
def test_no_name_leaves_the_inbox(tmp_path: Path, folder: Folder) -> None:
    """Paths, devices, misleading names: each file is filed under a harmless name, in the inbox itself."""
    names = [name for name in NAMES if not name.startswith(("~$", "._", ".~"))]  # what programs leave is no file
    data = stored(*((name, b"PK\x03\x04" + bytes([n])) for n, name in enumerate(names)))
    before = outside(tmp_path, folder.inbox)
    done = take(folder, sent("stc", ("z.rar", data)))
    assert outside(tmp_path, folder.inbox) == sorted([*before, "c/register.xlsx", "c/thu-0/0.eml"])
    assert len(done.new) == len(names)
    for file in inbox(folder):
        assert "/" not in file
        assert file.isprintable()
        assert file.rpartition(".")[2] in ("xlsx", "bin")


def _split() -> bytes:
    """The second part of three."""
    builder = rars.RarBuilder(volume_size=2_000, store=True)
    builder.add_bytes(random.Random(2).randbytes(5_000), "x.xlsx")
    with TemporaryDirectory() as folder:
        builder.write_volumes(f"{folder}/a.part1.rar")
        return sorted(Path(folder).iterdir())[1].read_bytes()


def _with_link() -> bytes:
    builder = rars.RarBuilder()
    builder.add_unix_symlink("lien ket.xlsx", b"../../etc/passwd")
    builder.add_bytes(b"tot", "tot.txt")
    return bytes(builder.to_bytes())


FAULTS: dict[str, tuple[Callable[[], bytes], list[tuple[str, object]]]] = {
    "a password": (lambda: packed({"x.txt": b"x"}, password="p"), [("archive-locked", "x.txt")]),
    "a password for the names": (lambda: packed(password="p", encrypt_headers=True), [("archive-locked", "*")]),
    "a part of several": (_split, [("archive-not-opened", "x.xlsx")]),
    "a link": (_with_link, [("archive-not-opened", "lien ket.xlsx"), ("tot.txt", b"tot")]),
    "cut in its head": (lambda: packed()[:30], [("archive-damaged", "")]),
    "one file damaged": (
        lambda: stored(("hong", b"xyz"), ("tot", b"abc")).replace(b"xyz", b"xyy"),
        [("archive-damaged", "hong"), ("tot", b"abc")],
    ),
    "no archive": (lambda: b"Rar!\x1a\x07\x01\0" + bytes(50), [("archive-damaged", "")]),
    "a small file that grows": (lambda: packed({"x": bytes(2**21)}), [("archive-too-large", "x")]),
    "a size without end": (lambda: stored(("x", b"x"), size=2**50, method=3), [("archive-too-large", "x")]),
    "a size that is none": (lambda: stored(("x", b"abc"), size=9), [("archive-damaged", "x")]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_unpacked_is_reported(fault: str) -> None:
    """Each with its code and the file concerned; the archive's other files are unpacked."""
    make, expected = FAULTS[fault]
    assert opened(make()) == expected


@pytest.mark.slow
def test_the_limits_are_those_of_zips() -> None:
    """Files and bytes from all archives of one mail: the rest is left out and reported."""
    assert opened(packed(), files=1) == [next(iter(FILES.items())), ("archive-too-large", "so lieu.bin")]
    assert opened(packed(), size=8_100) == [next(iter(FILES.items())), ("archive-too-large", "so lieu.bin")]
    budget = Budget(files=10)
    assert len(list(archived_files(packed(), budget))) == 3
    assert (budget.files, Budget().size - budget.size) == (7, sum(map(len, FILES.values())))


def _aborts(*_: object) -> tuple[list[tuple[str, str]], list[bytes]]:
    os.abort()


def _sleeps(*_: object) -> tuple[list[tuple[str, str]], list[bytes]]:
    time.sleep(30)
    return [], []


@pytest.mark.slow
@pytest.mark.skipif(not is_forked(), reason="what stands in for the reader is copied into its process")
@pytest.mark.parametrize(("ends", "code"), [(_aborts, "archive-damaged"), (_sleeps, "archive-too-large")])
def test_a_process_that_fails_affects_only_its_archive(
    ends: Callable[..., object], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is reported as damaged or too large, and no process is left running."""
    monkeypatch.setattr(rar, "_unpacked_files", ends)
    monkeypatch.setattr(rar, "_SECONDS", 0.3)
    assert [result for result, _ in opened(packed())] == [code]


@pytest.mark.slow
def test_a_rar_is_collected_from_mails_zips_and_the_inbox(folder: Folder) -> None:
    """Its forms are unpacked wherever it is, and the archive itself is not filed."""
    (folder.inbox / "gui.rar").write_bytes(packed({"SYT.xlsx": form(folder, "SYT")}))
    within = zipped({"trong.rar": packed({"STC.xlsx": form(folder, "STC")})})
    done = take(folder, sent("stc", ("z.zip", within)))
    done = collect(folder, as_of=DAY, register=done.register)
    assert {name: e.agency for name, e in entries(done.register).items()} == {"SYT.xlsx": "SYT", "STC.xlsx": "STC"}


@pytest.mark.slow
def test_an_archive_that_is_not_opened_is_kept_and_reported(folder: Folder) -> None:
    """One with a password and a part of a split one: filed for the coordinator, a finding each."""
    files = [("khoa.rar", packed(password="p")), ("gui.part2.rar", _split())]
    done = take(folder, *(sent("syt", file, id=f"{n}@x") for n, file in enumerate(files)))
    assert codes(done) == ["archive-locked", "archive-not-opened"]
    assert sorted(inbox(folder).values()) == sorted(data for _, data in files)


@pytest.mark.slow
def test_random_damage_is_reported() -> None:
    """Bytes changed, cut and inserted: files or remarks come out, never an exception."""
    rng = random.Random(3)
    data = packed(format="rar50", solid=True)
    for _ in range(effort(4, 50)):
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(8, len(damaged))] = rng.randrange(256)
        assert opened(bytes(damaged[: rng.randrange(20, len(damaged))]))
