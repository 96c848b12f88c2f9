"""Files that another program holds for a moment: access is tried again, where Windows refuses it for that reason."""

import ctypes
import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from toolkit.files import holding
from toolkit.files.holding import read_whole, retry
from toolkit.files.saving import ensure_replaceable, save_bytes
from toolkit.master.handwork import saved_by_another_program
from toolkit.master.recognising import drawing_of
from toolkit.messages.errors import NotDoneError
from toolkit.run.masters.backups import replace_master
from toolkit.spreadsheet.workbook import read_workbook
from toolkit.xlsx.drawn.definition import write_definition

ACCESS_DENIED, SHARING, LOCKED = 5, 32, 33


class Refused(PermissionError):
    """A refusal as by Windows, with its error number."""

    winerror = SHARING


def refusing(do: Callable[..., Any], times: int, number: int = SHARING) -> Callable[..., Any]:
    """`do`, refused this number of times before."""
    left = [times]

    def tried(*given: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
            error = Refused(errno.EACCES, "held")
            error.winerror = number
            raise error
        return do(*given, **named)

    return tried


@pytest.mark.slow
def test_a_held_file_is_tried_again_until_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it was refused before; when the time is over, with the last refusal."""
    assert retry(refusing(lambda: "free", 4)) == "free"
    monkeypatch.setattr(holding, "PATIENCE", 0.1)
    begun = time.monotonic()
    with pytest.raises(PermissionError, match="held"):
        retry(refusing(lambda: "free", 10_000))
    assert 0.1 <= time.monotonic() - begun < 1.0


_FINAL = [FileNotFoundError(errno.ENOENT, "gone"), OSError(errno.ENOSPC, "full"), ValueError("no file")]
if sys.platform != "win32":  # there it is one of the ways to say that a file is held
    _FINAL.append(PermissionError(errno.EACCES, "no right"))


@pytest.mark.parametrize("error", _FINAL)
def test_a_permanent_refusal_is_final_at_once(error: Exception) -> None:
    """A missing file, a full disk, an error of the program, a right that is not given."""
    tries = []

    def tried() -> None:
        tries.append(1)
        raise error

    with pytest.raises(type(error)):
        retry(tried)
    assert tries == [1]


def test_an_ambiguous_refusal_of_windows_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """“No permission” from a C function may mean a held file; a folder in place of a file gives the same."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert holding.is_held_elsewhere(PermissionError(errno.EACCES, "no", str(tmp_path / "a.xlsx")))
    assert not holding.is_held_elsewhere(PermissionError(errno.EACCES, "no", str(tmp_path)))
    assert not holding.is_held_elsewhere(PermissionError(errno.EPERM, "no", str(tmp_path / "a.xlsx")))


@pytest.mark.parametrize("number", [ACCESS_DENIED, SHARING, LOCKED])
def test_a_file_that_is_held_for_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The work of a whole run is not lost, and the file is not reported as open elsewhere."""
    path = tmp_path / "master.xlsx"
    path.write_bytes(b"old")

    def newer(drawn: Path) -> None:
        drawn.write_bytes(b"newer")

    steps: tuple[tuple[Callable[[], object], bytes], ...] = (
        (lambda: ensure_replaceable(path), b"old"),
        (lambda: save_bytes(path, b"new"), b"new"),
        (lambda: replace_master(tmp_path, path, newer, unchanged=lambda: True), b"newer"),
    )
    for do, content in steps:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refusing(os.replace, 2, number))
            do()
        assert path.read_bytes() == content


@pytest.mark.slow
def test_a_file_that_stays_open_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that people work with holds it for longer."""
    monkeypatch.setattr(holding, "PATIENCE", 0.05)
    monkeypatch.setattr(os, "replace", refusing(os.replace, 10_000))
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(NotDoneError) as saved:
        save_bytes(tmp_path / "a", b"new")
    with pytest.raises(NotDoneError) as asked:
        ensure_replaceable(tmp_path / "a")
    assert saved.value.code == asked.value.code == "file-open-elsewhere"
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("held") / "a.xlsx"
    write_definition(path, {}, "vi")
    return path


def test_a_file_that_is_held_for_a_moment_is_read(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency's, and a master, whose edits would be lost if it counted as missing."""
    before = saved_by_another_program(workbook), drawing_of(workbook), read_workbook(workbook, "a.xlsx")
    for name in ("read_bytes", "open"):
        monkeypatch.setattr(Path, name, refusing(getattr(Path, name), 2))
    assert before == (saved_by_another_program(workbook), drawing_of(workbook), read_workbook(workbook, "a.xlsx"))


@contextmanager
def held(path: Path, seconds: float) -> Iterator[None]:
    """The file held for a while by a handle that allows no other access."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateFileW.restype = ctypes.c_void_p
        kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
        handle = kernel.CreateFileW(str(path), 0x80000000, 0, None, 3, 0, None)
        assert handle not in (None, ctypes.c_void_p(-1).value)
        timer = threading.Timer(seconds, kernel.CloseHandle, (handle,))
        timer.start()
        yield
        timer.join()
    else:
        raise AssertionError("only Windows has such handles")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_a_file_really_held_on_windows_is_read_and_replaced(tmp_path: Path, workbook: Path) -> None:
    """As soon as the other program has closed it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook.read_bytes())
    with held(path, 0.4):
        with pytest.raises(PermissionError):
            path.read_bytes()
        assert read_whole(path) == workbook.read_bytes()
    with held(path, 0.4):
        save_bytes(path, b"new")
    assert path.read_bytes() == b"new"
