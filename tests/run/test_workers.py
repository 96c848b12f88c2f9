"""Reading in worker processes: the result does not depend on their number, and a bad file costs only itself."""

import hashlib
import mmap
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import hostile
from tests.building import VERSION, definition
from tests.hostile import changed, filled_form, spots_of, with_rows
from toolkit.checks import rules
from toolkit.checks.context import Context
from toolkit.cli import main as cli
from toolkit.intake.reader import Reader
from toolkit.model import Finding, Submission
from toolkit.model.packing import ahead_in
from toolkit.run import workers
from toolkit.run.folder import Folder
from toolkit.run.workers import Limits, Pool

IN_MEMORY = pytest.mark.skipif(os.name != "posix", reason="memory is only limited where the system can")
FORKED = pytest.mark.skipif(multiprocessing.get_start_method() != "fork", reason="workers get no change of a test")
ROSTER = "| code | name |\n|--|--|\n" + "\n".join(f"| S{n:02} | Sở {n} |" for n in range(8))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("campaign")
    figures, rows, sections = hostile.INDICATORS, hostile.ROWS, hostile.SECTIONS
    folder = definition(root, agencies=ROSTER, indicators=figures, rows=rows, sections=sections)
    for agency in folder.campaign.agencies:
        (folder.inbox / f"{agency.code}.xlsx").write_bytes(filled_form(folder, agency.code))
    return folder


def files_of(folder: Folder, *more: Path) -> list[tuple[Path, str]]:
    """The good forms with others among them."""
    paths = sorted(folder.inbox.glob("S*.xlsx"))
    for number, path in enumerate(more):
        paths.insert(1 + 3 * number, path)
    return [(path, path.name) for path in paths]


def run(
    folder: Folder, files: list[tuple[Path, str]], workers: int = 2, limits: Limits | None = None
) -> list[Submission]:
    reported: list[tuple[int, int]] = []
    with Pool(folder.campaign, VERSION, limits or Limits()) as pool:
        read = pool.read(files, workers=workers, progress=lambda done, total, _: reported.append((done, total)))
    assert [(n + 1, len(files)) for n in range(len(files))] == reported
    assert [name for _, name in files] == [s.source.file for s in read]
    return read


def refused(submissions: list[Submission]) -> dict[str, tuple[str, str]]:
    return {s.source.file: (s.findings[0].code, s.findings[0].value) for s in submissions if s.status == "rejected"}


@pytest.mark.slow
def test_number_of_workers_does_not_matter(folder: Folder) -> None:
    """The same files give the same submissions in the same order with one worker or many; no files, no work. What the
    calling process uses, as a notebook does for its libraries, does not count for a file."""
    files = files_of(folder)
    one = run(folder, files, workers=1)
    assert one == run(folder, files, workers=3)
    assert one[::-1] == run(folder, files[::-1], workers=40)
    assert refused(one) == {}
    assert run(folder, []) == []
    limits = Limits(memory=512 * 2**20)
    with mmap.mmap(-1, 2 * limits.memory):
        assert refused(run(folder, files[:2], limits=limits)) == {}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_file_that_never_ends_is_given_up(folder: Folder, tmp_path: Path) -> None:
    """Its time is spent, and the others are read."""
    pipe = tmp_path / "ong.xlsx"
    os.mkfifo(pipe)
    start = time.monotonic()
    read = run(folder, files_of(folder, pipe), limits=Limits(timeout=1.0))
    assert refused(read) == {"ong.xlsx": ("took-too-long", "1")}
    assert len(folder.campaign.agencies) == sum(s.status == "accepted" for s in read)
    assert time.monotonic() - start < 10


@pytest.mark.slow
def test_large_file_beyond_the_time_limit_is_stopped(folder: Folder, tmp_path: Path) -> None:
    """A file that keeps the reader busy for too long is reported with its hash."""
    large = tmp_path / "lon.xlsx"
    large.write_bytes(_large(folder, 120_000))
    # Memory to spare: only the time limit is to decide.
    read = run(folder, files_of(folder, large), limits=Limits(timeout=0.4, memory=8 * 2**30))
    # On a busy machine a good form may take this long.
    assert refused(read)["lon.xlsx"] == ("took-too-long", "0.4")
    source = next(s.source for s in read if s.source.file == "lon.xlsx")
    assert hashlib.sha256(large.read_bytes()).hexdigest() == source.sha256
    assert large.stat().st_size == source.size


def _large(folder: Folder, cells: int = 60_000) -> bytes:
    """A form with a text of 32,767 characters in many cells."""
    good = filled_form(folder, "S00")
    text = f"<si><t>{'x' * 32767}</t></si></sst>"
    index = hostile.part(good, "xl/sharedStrings.xml").count(b"<si>")
    shared = changed(good, "xl/sharedStrings.xml", lambda t: t.replace("</sst>", text))
    rows = "".join(f'<row r="{n}"><c r="C{n}" t="s"><v>{index}</v></c></row>' for n in range(200, 200 + cells))
    return with_rows(shared, spots_of(folder, good).guide, rows)


@contextmanager
def _killing(signal: int) -> Iterator[None]:
    """Kills whichever child process waits at the pipe."""
    stopped = threading.Event()

    def look() -> None:
        while not stopped.wait(0.05):
            for status in Path("/proc").glob("[0-9]*/status"):
                try:
                    is_child = f"PPid:\t{os.getpid()}\n" in status.read_text(encoding="utf-8")
                    waits_in = (status.parent / "wchan").read_text(encoding="utf-8")
                except OSError:
                    continue
                if is_child and ("fifo" in waits_in or "wait_for_partner" in waits_in):
                    os.kill(int(status.parent.name), signal)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="needs /proc")
@pytest.mark.parametrize("signal", [9, 11])
def test_worker_that_is_killed_costs_one_file(folder: Folder, tmp_path: Path, signal: int) -> None:
    """A worker that the system kills, or that ends itself, is replaced; the finding names the signal."""
    pipe = tmp_path / "chet.xlsx"
    os.mkfifo(pipe)
    with _killing(signal):
        read = run(folder, files_of(folder, pipe), limits=Limits(timeout=20.0))
    names = {9: "SIGKILL", 11: "SIGSEGV"}
    assert {"chet.xlsx": ("reader-died", names[signal])} == refused(read)


@pytest.mark.slow
@IN_MEMORY
def test_what_was_read_before_does_not_matter(folder: Folder, tmp_path: Path) -> None:
    """Good forms after files that took all memory are read as if they came first. Each of these is one finding,
    whatever ended its reader, and there are always workers."""
    heavy = [tmp_path / f"nang{number}.xlsx" for number in range(2)]
    for number, path in enumerate(heavy):
        path.write_bytes(_large(folder, 60_000 if number else 4_000))
    limits = Limits(timeout=30, memory=400 * 2**20)
    for number in (1, 2):
        read = run(folder, files_of(folder, *heavy), workers=number, limits=limits)
        assert {name: code for name, (code, _) in refused(read).items()} == {p.name: "reader-died" for p in heavy}
    assert [s for s in read if s.status == "accepted"] == run(folder, files_of(folder))


@pytest.mark.slow
@FORKED
def test_answer_beyond_the_limit_is_refused(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose text outside the form would fill the main process is too large."""
    monkeypatch.setattr(workers, "MAX_OUTSIDE", 100)
    path, good = tmp_path / "nhieu.xlsx", filled_form(folder, "S00")
    for cells, answer in ((100, {}), (101, {"nhieu.xlsx": ("too-many-cells", "101")})):
        rows = "".join(f'<row r="{n}"><c r="C{n}"><v>{n}</v></c></row>' for n in range(200, 200 + cells))
        path.write_bytes(with_rows(good, spots_of(folder, good).guide, rows))
        assert refused(run(folder, [(path, path.name)])) == answer


def _no_such_name(_: Context) -> Iterator[Finding]:
    raise NameError("no such name")


@pytest.mark.slow
@FORKED
def test_fault_of_the_toolkit_is_called_so(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error in a check is no damage of the file: the finding names the toolkit, with the traceback."""

    def only_for_one(context: Context) -> Iterator[Finding]:
        if context.agency.code == "S03":
            yield from _no_such_name(context)

    monkeypatch.setattr(rules, "CHECKS", (*rules.CHECKS, only_for_one))
    read = run(folder, files_of(folder))
    code, value = refused(read)["S03.xlsx"]
    assert code == "reader-failed"
    assert value.startswith("NameError, test_workers.py:")
    (finding,) = next(s for s in read if s.source.file == "S03.xlsx").findings
    assert "no such name" in finding.text("traceback")
    assert len(read) - 1 == sum(s.status == "accepted" for s in read)
    # On the screen: a message and where the log is, no traceback; the exit code is that of any error.
    assert cli.run(["check", "--campaign", str(folder.root), "--workers", "1"]) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    log = folder.root / "error.log"
    assert str(log) in printed.err
    assert "no such name" in log.read_text(encoding="utf-8")


_TWO_WORKERS = """
import time
from pathlib import Path
from toolkit.run import workers
from toolkit.run.folder import open_folder
workers._LOOKS_UP = 0.2
campaign = open_folder(Path(%r)).campaign
two = [workers._Worker(campaign, "x", workers.Limits(), {}) for _ in range(2)]
print(*[worker.apart.process.pid for worker in two], flush=True)
time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_when_the_main_process_is_killed() -> None:
    """No worker keeps waiting for work."""
    sample = str(Path(__file__).parents[2] / "sample_workbooks")
    command = [sys.executable, "-c", _TWO_WORKERS % sample]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as main:
        assert main.stdout is not None
        workers = main.stdout.readline().split()
        main.kill()
    assert len(workers) == 2

    def is_running(pid: str) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    deadline = time.monotonic() + 20
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_running, workers))


@pytest.mark.slow
@FORKED
def test_nothing_is_read_ahead_of_a_file_with_a_large_answer(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read all the same, with the same result."""

    def kept() -> tuple[list[Submission], list[bool]]:
        ahead: dict[str, bool] = {}
        with Pool(folder.campaign, VERSION, Limits()) as pool:
            read = pool.read(
                files_of(folder),
                workers=2,
                progress=lambda *_: None,
                keep=lambda submission, packed: ahead.update({submission.source.file: bool(ahead_in(packed))}),
            )
        return read, [ahead[submission.source.file] for submission in read]

    usual, ahead = kept()
    assert [bool(s.statements) for s in usual] == ahead
    assert any(ahead)
    monkeypatch.setattr(workers, "MAX_AHEAD", 100)
    assert (usual, [False] * len(usual)) == kept()


def test_work_is_done_in_this_process_while_workers_read(folder: Folder) -> None:
    """Once, after the files are handed out and before any answer is back."""
    done: list[str] = []
    with Pool(folder.campaign, VERSION, Limits()) as pool:
        pool.do_meanwhile(lambda: done.append("meanwhile"))
        for _ in range(2):
            pool.read(files_of(folder)[:1], workers=1, progress=lambda *_: done.append("read"))
    assert done == ["meanwhile", "read", "read"]


@pytest.mark.slow
def test_workers_are_prepared_without_an_answer(folder: Folder) -> None:
    """They load it before their next task; if that fails, that work is done elsewhere."""
    forked = multiprocessing.get_start_method() == "fork"
    with Pool(folder.campaign, VERSION, Limits()) as pool:
        pool.do_meanwhile(lambda: pool.prepare(2, _prepared))
        read = pool.read(files_of(folder)[:1], workers=1, progress=lambda *_: None)
        assert [s.source.file for s in read] == [files_of(folder)[0][1]]
        answers = [pool.begin(_says_it_is_prepared, worker=number)() for number in range(2)]
        assert answers == [b"yes" if forked else b"no"] * 2
        pool.prepare(1, _dies)
        assert pool.begin(_says_it_is_prepared)() == (b"" if forked else b"no")


_PREPARED: list[bool] = []


def _prepared(_: Reader) -> bytes:
    _PREPARED.append(True)
    return b""


def _says_it_is_prepared(_: Reader) -> bytes:
    return b"yes" if _PREPARED else b"no"


def _dies(_: Reader) -> bytes:
    os._exit(3)
