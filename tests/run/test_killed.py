"""Runs killed at any moment and run again: each attachment is filed once, a master is the old or the new one."""

import os
import random
import re
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.building import change
from tests.effort import effort
from tests.mailing import DAY, KEPT, campaign, form, inbox, sent
from toolkit.cli.main import run
from toolkit.files.saving import save_in_one_step
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.masters.backups import backups_of
from toolkit.run.operations import merge_files

#: Events of Python's audit hook that change files; `open` counts if a file is opened for writing.
CHANGES = "os.rename os.remove os.rmdir os.mkdir os.link os.truncate open"
#: The program that runs: the command line.
COMMAND = "from toolkit.cli.main import main; main(sys.argv[3:])"
_KILLED = """
import os, re, signal, sys
left, (*changes, of) = int(sys.argv[1]), sys.argv[2].split(" ")
def point(event, arguments):
    global left
    if event in changes and re.search(of, str(arguments)) and (event != "open" or "w" in str(arguments[1] or "")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(point)
"""


def ends_at(point: int, *arguments: object, program: str = COMMAND, changes: str = CHANGES, of: str = "") -> bool:
    """Run `program` with the arguments from `sys.argv[3]` on, kill it before the change with this number, counted from
    1, of those whose paths match `of`; whether it ended before that."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_KILLED}{program}", str(point), f"{changes} {of}", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    assert done.returncode == -9 or "Traceback" not in done.stderr, done.stderr
    return done.returncode != -9


#: Collects, and saves the register after every second mail.
_COLLECT = """
from datetime import date
from pathlib import Path
from toolkit.run import collect as work
from toolkit.run.folder import open_folder
work._SAVE_EVERY = 2
work.collect(open_folder(sys.argv[3]), [Path(sys.argv[4])], as_of=date(2021, 1, 15))
"""
_TOOLKIT = (sys.executable, "-m", "toolkit")
_AT = ("--as-of", "2021-01-15")
AT_ONCE = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed at once there")


@pytest.mark.slow
def test_collecting_killed_at_any_change_of_a_file(tmp_path: Path) -> None:
    """Killed before each change of a file in turn and run again, inbox and register are as after one whole run."""
    folder = campaign(tmp_path / "whole")
    files = [
        (f"{code}-{n}.xlsx", form(folder, code, number=n)) for code, n in (("SYT", "1"), ("STC", "1"), ("SYT", "2"))
    ]
    samples = [
        sent(f"{name[:3].lower()}@tinh.example", (name, data), ("cung.pdf", b"%PDF-1.4\n"), id=f"{n}@x")
        for n, (name, data) in enumerate(files)
    ]
    source = KEPT["mbox"](tmp_path / "source", samples)
    collect(folder, [source], as_of=DAY)
    whole, book = inbox(folder), read_register(folder.root)
    assert len(whole) == len(files) + 1
    point, done = 1, False
    while not done:
        other = campaign(tmp_path / f"killed-{point}")
        done = ends_at(point, other.root, source, program=_COLLECT)
        there = {n: d for n, d in inbox(other).items() if not n.startswith(".~")}
        assert there.items() <= whole.items(), point
        if (other.root / FILE_NAME).exists():
            assert read_register(other.root).entries.keys() <= book.entries.keys()
        collect(other, [source], as_of=DAY)
        assert inbox(other) == whole, point
        again = read_register(other.root)
        assert (again.entries, again.mails) == (book.entries, book.mails)
        point += effort(5, 1)
    assert point > 15


@pytest.mark.slow
@pytest.mark.nightly
def test_collecting_killed_after_any_time(tmp_path: Path) -> None:
    """The real command is killed after some hundredths of a second, again and again until it ends by itself."""
    folder = campaign(tmp_path / "c")
    samples = [sent("syt", (f"{n}.xlsx", form(folder, "SYT", number=str(n))), id=f"{n}@x") for n in range(12)]
    source = KEPT["maildir"](tmp_path / "source", samples)
    command = [*_TOOLKIT, "collect", str(source), "--campaign", str(folder.root), *_AT]
    for hundredths in range(20, 90, 7):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(hundredths / 100)
        process.kill()
        process.wait()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    assert sorted(data for sample in samples for _, data in sample.files) == sorted(inbox(folder).values())  # type: ignore[misc]
    assert len(read_register(folder.root).entries) == len(samples)


# --- Merging ---------------------------------------------------------------------------------------


def _command(folder: Path) -> list[str]:
    return [*_TOOLKIT, "merge", "--campaign", str(folder), *_AT]


def _merged_again(folder: Path) -> bytes:
    """The master after one more merge, in a process that began after the killed one ended."""
    subprocess.run(_command(folder), stdout=subprocess.DEVNULL, check=False)
    return (folder / "master.xlsx").read_bytes()


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, bytes, bytes]:
    """A campaign with a master and one more form, that master's bytes, and those of the next one."""
    root = tmp_path_factory.mktemp("killed")
    folder = campaign(root / "c")
    for name, code in (("a", "SYT"), ("b", "STC")):
        (folder.inbox / f"{name}.xlsx").write_bytes(form(folder, code))
    old = merge_files(folder, as_of=DAY)[1].read_bytes()
    for number in range(effort(12, 40)):
        (folder.inbox / f"lần {number}.xlsx").write_bytes(form(folder, "SYT", number=str(number)))
    new = _merged_again(shutil.copytree(folder.root, root / "other"))
    assert old != new
    return folder, old, new


def _left(folder: Path, temporary: Path) -> list[str]:
    """The files left by a run that has ended."""
    names = [p.name for p in folder.rglob("*") if p.name.startswith(".~")]
    # Python itself tries to write to the folder for temporary files.
    tried = re.compile("[a-z0-9_]{8}")
    return sorted([*names, *(p.name for p in temporary.iterdir() if not tried.fullmatch(p.name))])


@pytest.mark.slow
@pytest.mark.nightly
@AT_ONCE
def test_a_merge_killed_after_any_time(merged: tuple[Folder, bytes, bytes], tmp_path: Path) -> None:
    """Killed after a random time, the master is the old or the new byte for byte; the next run leaves no other file."""
    folder, old, new = merged
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    (tmp_path / "tmp").mkdir()
    chance, whole, seen = random.Random(1), 0.0, {old: 0, new: 0}
    for turn in range(200 + 1):
        here = shutil.copytree(folder.root, tmp_path / "c")
        begun = time.monotonic()
        process = subprocess.Popen(_command(here), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
        if turn:  # the first runs to its end, to measure its time; most of the others end while they write
            time.sleep(whole * chance.choice([chance.uniform(0.1, 1.1), chance.uniform(0.7, 1.05)]))
            process.kill()
        _, printed = process.communicate()
        whole = whole or time.monotonic() - begun
        master = (here / "master.xlsx").read_bytes()
        assert master in seen, "neither the old nor the new"
        seen[master] += 1
        assert printed == b""
        assert _merged_again(here) == new
        assert _left(here, tmp_path / "tmp") == []
        shutil.rmtree(here)
    assert min(seen.values()) > 0, "some were killed before the end and some were not"


@pytest.mark.slow
@AT_ONCE
def test_a_merge_killed_at_any_change_of_a_file(
    merged: tuple[Folder, bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it writes, moves or removes each file: the same, and the next run removes what it left."""
    folder, old, new = merged
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    point, done, leavings = 1, False, 0
    while not done:
        here = shutil.copytree(folder.root, tmp_path / "c")
        done = ends_at(point, *_command(here)[3:])
        assert (here / "master.xlsx").read_bytes() in (old, new)
        leavings += bool(_left(here, tmp_path / "tmp"))
        assert _merged_again(here) == new
        assert _left(here, tmp_path / "tmp") == []
        shutil.rmtree(here)
        point += effort(7, 1)
    assert leavings > 0


@pytest.mark.slow
@AT_ONCE
@pytest.mark.parametrize("command", ["merge", "restore"])
def test_master_and_backups_are_whole_whenever_a_merge_is_killed(tmp_path: Path, command: str) -> None:
    """Killed before each change of a file: the edited master is there or in backups/, whole; run again, the edits are
    there as if nothing had happened."""
    whole = campaign(tmp_path / "whole")
    for name, code in (("a", "SYT"), ("b", "STC")):
        (whole.inbox / f"{name}.xlsx").write_bytes(form(whole, code))
    merge_files(whole, as_of=DAY)
    (whole.inbox / "c.xlsx").write_bytes(form(whole, "SYT", number="2"))
    merge_files(whole, as_of=DAY)

    def edit(book: Workbook) -> None:
        book.create_sheet("Ghi chép")["A1"] = "gọi Sở B"
        book.worksheets[0]["B2"].comment = Comment("hỏi lại", "An")

    change(whole.master, edit)
    worked_in, (earlier,) = whole.master.read_bytes(), backups_of(whole.root, whole.master)
    typed = [command, *([earlier.name] if command == "restore" else [])]
    ended, point, done = set[bytes](), 1, False
    while not done:
        here = shutil.copytree(whole.root, tmp_path / "c")
        done = ends_at(point, *typed, "--campaign", here)
        masters = {path.name: path.read_bytes() for path in backups_of(here, here / "master.xlsx")}
        there = (here / "master.xlsx").read_bytes()
        assert worked_in in (there, *masters.values()), point
        assert earlier.read_bytes() in masters.values()
        for data in (there, *masters.values()):
            assert ZipFile(BytesIO(data)).testzip() is None, point
        run([*typed, "--campaign", str(here)])
        ended.add((here / "master.xlsx").read_bytes())
        assert worked_in in [path.read_bytes() for path in backups_of(here, here / "master.xlsx")]
        shutil.rmtree(here)
        point += effort(5, 1)
    assert len(ended) == 1, "run again it comes to the same"
    assert (ended == {earlier.read_bytes()}) is (command == "restore")
    assert point > 6


def test_a_file_that_another_run_is_writing_is_kept(tmp_path: Path) -> None:
    """A run removes what a killed one left, not what a running one has."""
    left = tmp_path / ".~0123456789ab.xlsx"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    script = (
        "import sys; from pathlib import Path; from toolkit.files.saving import save_in_one_step as save; "
        "save(Path(sys.argv[1]), lambda path: path.write_text('b') and None)"
    )

    def draw(path: Path) -> None:
        path.write_text("a", encoding="utf-8")
        subprocess.run([sys.executable, "-c", script, str(tmp_path / "b.xlsx")], check=True)
        assert path.read_text(encoding="utf-8") == "a"

    save_in_one_step(tmp_path / "a.xlsx", draw)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there what is less than a day old is let be")
def test_collecting_keeps_what_another_run_is_writing_into_the_inbox(tmp_path: Path) -> None:
    """Two may collect at once; what a killed one left is neither kept nor taken for a file that came in."""
    folder = campaign(tmp_path)
    left = folder.inbox / ".~0123456789ab.xlsx"
    left.write_bytes(form(folder, "SYT"))
    command = [*_TOOLKIT, "collect", "--campaign", str(folder.root)]

    def draw(path: Path) -> None:
        path.write_text("a", encoding="utf-8")
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        assert path.read_text(encoding="utf-8") == "a"

    save_in_one_step(folder.inbox / "a.txt", draw)
    assert sorted(inbox(folder)) == ["a.txt"]


#: Runs a command and interrupts it, as Ctrl-C does, after this number of files were replaced.
_STOP = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # where this runs in the background, it is ignored
left = int(sys.argv[1])
def point(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left == -1:
            signal.raise_signal(signal.SIGINT)  # what `os.kill` sends ends a process at once on Windows
sys.addaudithook(point)
from toolkit.cli.main import main
main(sys.argv[2:])
"""


@pytest.mark.slow
@pytest.mark.parametrize("files", [0, 2])
def test_an_interrupted_command_says_what_was_written(tmp_path: Path, files: int) -> None:
    """The message says that nothing was written, or the number of new files and the last one's name."""
    folder = campaign(tmp_path)
    command = [sys.executable, "-c", _STOP, str(files), "template", "--campaign", str(folder.root)]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # which would be replaced files too
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=env)
    assert done.returncode == 3
    there = sorted(path.name for path in folder.outgoing.glob("*.xlsx"))
    assert len(there) == files
    assert (f"đã ghi {files} tệp" if files else "chưa ghi gì") in done.stderr
    assert any(name in done.stderr for name in there) is bool(files)
