"""Child processes: one that never starts is reported, one that ends is named by its cause, none is waited for
endlessly."""

import ctypes
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing import connection, resource_tracker, spawn
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.building import VERSION, definition
from tests.hostile import INDICATORS, SECTIONS, filled_form
from tests.pdfs import Pdf
from toolkit.files import processes, windows
from toolkit.files.processes import SeparateProcess, cause_of_death
from toolkit.messages.errors import NotDoneError
from toolkit.model import Submission
from toolkit.run import workers
from toolkit.run.folder import Folder
from toolkit.run.masters.open_masters import open_masters
from toolkit.run.report_process import read_report
from toolkit.run.workers import Limits, Pool

on_windows = pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
#: More than an unread pipe holds.
LARGE = b"x" * 4_000_000


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Child processes are spawned, and this one holds the other end of their pipes until they have taken it, as on
    Windows, whatever the system is."""
    before, pipe, held = multiprocessing.get_start_method(), multiprocessing.Pipe, ExitStack()

    def both_held() -> tuple[Any, Any]:
        here, there = pipe()
        if sys.platform != "win32":
            held.callback(os.close, os.dup(there.fileno()))
        return here, there

    multiprocessing.set_start_method("spawn", force=True)
    if sys.platform != "win32":
        resource_tracker.ensure_running()  # a process that Python itself starts, which is not under test
    monkeypatch.setattr(multiprocessing, "Pipe", both_held)
    with held:
        yield
    multiprocessing.set_start_method(before, force=True)


@pytest.fixture
def ended_at_once(spawned: None) -> Iterator[None]:
    """A child process ends before it has read anything, as if a virus scanner ended it."""
    before = spawn.get_executable()
    multiprocessing.set_executable(_ends_at_once())
    yield
    multiprocessing.set_executable(os.fsdecode(before))


def _ends_at_once() -> str:
    return str(shutil.which("hostname" if sys.platform == "win32" else "false"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    roster = "| code | name |\n|--|--|\n" + "\n".join(f"| S{n} | Sở {n} |" for n in range(4))
    folder = definition(tmp_path_factory.mktemp("campaign"), agencies=roster, indicators=INDICATORS, sections=SECTIONS)
    for agency in folder.campaign.agencies:
        (folder.inbox / f"{agency.code}.xlsx").write_bytes(filled_form(folder, agency.code))
    return folder


def read(folder: Folder, limits: Limits | None = None) -> list[Submission]:
    files = [(path, path.name) for path in sorted(folder.inbox.glob("*.xlsx"))]
    with Pool(folder.campaign, VERSION, limits or Limits()) as pool:
        return pool.read(files, workers=2, progress=lambda *_: None)


def _nothing(pipe: Connection, *_: object) -> None:
    pipe.send_bytes(b"done")


def _ends(pipe: Connection, *_: object) -> None:
    os._exit(1)


def _errs(pipe: Connection, *_: object) -> None:
    raise ValueError


def _sleeps(pipe: Connection, *_: object) -> None:
    pipe.send_bytes(b"asleep")
    time.sleep(60)


# --- Beginning ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("ended_at_once")
def test_a_run_in_which_no_process_starts_says_so(folder: Folder) -> None:
    """Files, a narrative, a report and masters: none waits for a process that is not there. Its input may be large:
    nothing is written before the process is there to read it."""
    begun = time.monotonic()
    apart = SeparateProcess(_nothing, (LARGE,), 0)
    with pytest.raises(NotDoneError) as alone:
        apart.begin()
    apart.end()
    with pytest.raises(NotDoneError) as files:
        read(folder)
    with Pool(folder.campaign, VERSION, Limits()) as pool:
        assert pool.begin(_narrative, LARGE)() == b""  # then the work is done in this process
    pdf = Pdf()
    pdf.page().text(70, 80, "Trồng cây.")
    with pytest.raises(NotDoneError) as report:
        read_report(pdf.bytes(), "a.pdf")
    with pytest.raises(NotDoneError) as masters:
        list(open_masters([(folder.definition, "a.xlsx")], workers=1, limits=Limits()))
    assert {error.value.code for error in (alone, files, report, masters)} == {"workers-not-begun"}
    assert time.monotonic() - begun < 20


def _narrative(_reader: object, data: bytes) -> bytes:
    return data


@pytest.mark.slow
@pytest.mark.usefixtures("spawned")
def test_the_input_of_a_process_comes_through_the_pipe(folder: Folder) -> None:
    """A large campaign too; it reads the same as a forked process."""
    apart = SeparateProcess(_nothing, (LARGE,), 2**30)
    apart.begin()
    assert apart.pipe.recv_bytes() == b"done"
    apart.end()
    assert {s.status for s in read(folder)} == {"accepted"}


@pytest.mark.slow
@pytest.mark.usefixtures("spawned")
def test_processes_that_do_not_start_are_replaced_by_others(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others read what those were to read."""
    program, starts = os.fsdecode(spawn.get_executable()), []

    def first_alone(*arguments: Any) -> SeparateProcess:
        starts.append(1)
        multiprocessing.set_executable(program if len(starts) == 1 else _ends_at_once())
        try:
            return SeparateProcess(*arguments)
        finally:
            multiprocessing.set_executable(program)

    monkeypatch.setattr(workers, "SeparateProcess", first_alone)
    assert {s.status for s in read(folder)} == {"accepted"}
    assert len(starts) >= 2


@pytest.mark.slow
@pytest.mark.usefixtures("spawned")
def test_starting_a_process_has_a_separate_time_limit(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes none of a file's time, and a file gets no more time for it, the first one neither."""
    assert {s.status for s in read(folder, limits=Limits(timeout=5.0))} == {"accepted"}
    begun = time.monotonic()
    codes = {f.code for s in read(folder, limits=Limits(timeout=0.0)) for f in s.findings}
    assert ("took-too-long" in codes, time.monotonic() - begun < 15) == (True, True)
    monkeypatch.setattr(processes, "STARTING", 0.0)
    with pytest.raises(NotDoneError) as caught:
        read(folder)
    assert caught.value.code == "workers-not-begun"


@pytest.mark.slow
def test_windows_waits_for_at_most_63_processes(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many workers are requested: two handles of each are waited for, and Windows takes no more than 63."""
    waited: list[int] = []

    def wait(things: list[Any], timeout: float) -> list[Any]:
        waited.append(len(things))
        return connection.wait(things, timeout)

    monkeypatch.setattr(workers, "wait", wait)
    assert workers.MOST_AT_ONCE == 31 or sys.platform != "win32"
    monkeypatch.setattr(workers, "MOST_AT_ONCE", 5)
    path = folder.inbox / "S0.xlsx"
    with Pool(folder.campaign, VERSION, Limits(timeout=60.0)) as pool:
        read = pool.read([(path, f"{n}.xlsx") for n in range(12)], workers=12, progress=lambda *_: None)
    assert ([s.status for s in read], max(waited)) == (["accepted"] * 12, 10)


# --- Ending ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("spawned")
def test_a_process_that_is_ended_after_its_start_counts_as_started() -> None:
    """A task manager ends it with exit code 1: that is not a script without its `if`."""
    for serve, cause in ((_ends, "1"), (_errs, "70")):
        apart = SeparateProcess(serve, (), 2**30)
        apart.begin()
        apart.process.join(10)
        assert cause_of_death(apart.process.exitcode) == cause
        apart.end()


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        *((None, "memory"), (1, "1"), (70, "70"), (-15, "SIGTERM"), (3221225477, "ACCESS_VIOLATION")),
        *((0xC00000FD, "STACK_OVERFLOW"), (0xC0000017, "memory"), (0xC0000022, "0xC0000022")),
    ],
)
def test_the_reason_why_a_process_ended_is_named(status: int | None, cause: str) -> None:
    """Exit codes and signals have the names that people look up, on either system."""
    assert cause_of_death(status) == cause


def test_the_structures_passed_to_windows_have_its_layout() -> None:
    """They have the layout of `winnt.h` and `psapi.h` on a 64-bit machine; the flags have their values."""
    assert (ctypes.sizeof(windows.JobLimits), ctypes.sizeof(windows.MemoryCounters)) == (144, 72)
    assert windows.JobLimits.process_memory.offset == 112
    assert windows.MemoryCounters.committed.offset == 56
    assert windows.limits().basic.flags == windows.DIES | windows.ENDS_WITH_US
    limited = windows.limits(5)
    assert (limited.basic.flags & windows.MEMORY, limited.process_memory) == (windows.MEMORY, 5)


_KILLED = """
import sys
from tests.run.test_processes import SeparateProcess, _sleeps
if __name__ == "__main__":
    apart = SeparateProcess(_sleeps, (), 2**30)
    apart.begin()
    apart.pipe.recv_bytes()
    print(apart.process.pid, flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
@on_windows
def test_child_processes_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    """The parent may be killed, and the child be busy or wait."""
    if sys.platform == "win32":
        script = tmp_path / "main.py"
        script.write_text(_KILLED, encoding="utf-8")
        pipe = subprocess.PIPE
        main = subprocess.Popen([sys.executable, script], stdin=pipe, stdout=pipe, encoding="utf-8")
        assert main.stdout is not None
        pid = int(main.stdout.readline())
        kernel = ctypes.WinDLL("kernel32")
        kernel.OpenProcess.restype = ctypes.c_void_p
        kernel.WaitForSingleObject.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
        child = kernel.OpenProcess(0x00100000, False, pid)
        assert child
        main.kill()
        main.communicate()
        assert kernel.WaitForSingleObject(child, 10_000) == 0


def _swells(pipe: Connection, *_: object) -> None:
    pipe.send_bytes(b"begun")
    taken = []
    while True:
        taken.append(bytearray(16 * 2**20))
        time.sleep(0.02)


@pytest.mark.slow
@on_windows
def test_too_much_memory_is_reported() -> None:
    """On a system that does not limit it, its use is measured."""
    apart = SeparateProcess(_swells, (), 200 * 2**20)
    apart.begin()
    apart.pipe.recv_bytes()
    deadline = time.monotonic() + 20
    while not apart.is_too_large() and apart.process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert apart.is_too_large() or not apart.process.is_alive()
    apart.end()
