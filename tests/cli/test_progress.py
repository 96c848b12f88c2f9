"""The progress line of long work: the share done, the time left, and slow files."""

import ctypes
import io
import sys
from typing import Any
from unittest.mock import Mock

import pytest

from toolkit.cli.progress import Pace, ProgressLine, progress_text


def paced(*steps: tuple[float, int, str]) -> Pace:
    """The pace of work of which these numbers of files were done after these seconds, the last of them this file."""
    now = [100.0]
    pace = Pace(lambda: now[0])
    for seconds, done, what in steps:
        now[0] = 100.0 + seconds
        pace.record_done(done, what)
    return pace


def test_the_time_left_is_shown_once_it_is_known() -> None:
    """After some seconds the pace of reading gives it; files from the store do not count. Work that is soon done shows
    neither a time nor a slow file."""
    steps = [(1, 500, "a"), (3, 502, "b"), (11, 600, "c"), (101, 601, "d")]
    assert progress_text(paced((0, 1, "a")), 1, 2, "reading a", "en") == "[1/2] reading a"
    assert paced(*steps[:1]).seconds_left(500, 1000) is None
    assert paced(*steps[:2]).seconds_left(502, 1000) is None
    pace = paced(*steps[:3])
    assert pace.seconds_left(600, 1000) == 40.0
    assert (
        progress_text(pace, 600, 1000, "đang đọc c", "vi")
        == "[600/1000] còn khoảng 40 giây; chậm: c (8 giây); đang đọc c"
    )
    assert "about 7 min left;" in progress_text(paced(*steps), 601, 1000, "reading d", "en")


def test_a_slow_file_is_named() -> None:
    """The file after which nothing came for longest, by the end of its name; the time before the first file is done
    includes the start of the program and its processes, and counts for no file."""
    pace = paced((1, 1, "a"), (6, 1, "inbox/đợt 2/UBND huyện rất dài.xlsx"), (9, 1, "c"))
    assert "slow: UBND huyện rất dài.xlsx (5 s);" in progress_text(pace, 1, 9, "", "en")
    assert progress_text(paced((11, 1, "a")), 1, 9, "reading a", "en") == "[1/9] reading a"
    # Invisible characters of a name are escaped: they neither colour the screen nor reverse the line.
    pace = paced((0, 1, "a"), (9, 2, "inbox/\x1b[31m\u202ea\udcff.xlsx"))
    shown = progress_text(pace, 1, 3, "đang đọc inbox/\x1b]0;x\x07.xlsx", "vi")
    assert shown.isprintable()
    assert "\\u001b[31m\\u202ea\\udcff.xlsx" in shown


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Console:
    """Windows' functions for consoles: an old one refuses to follow escape sequences."""

    def __init__(self, mode: int, *, refuses: bool = False) -> None:
        self.mode, self.refuses = mode, refuses
        self.GetStdHandle = Mock(return_value=7)

    def GetConsoleMode(self, handle: ctypes.c_void_p, mode: Any) -> bool:
        mode._obj.value = self.mode
        return handle.value == 7

    def SetConsoleMode(self, _handle: ctypes.c_void_p, mode: int) -> bool:
        if not self.refuses:
            self.mode = mode
        return not self.refuses


@pytest.mark.parametrize("refuses", [False, True])
def test_a_console_of_windows_shows_no_escape_sequence(monkeypatch: pytest.MonkeyPatch, refuses: bool) -> None:
    """It is set to follow them; one that does not gets a line overwritten with blanks."""
    console, screen = _Console(3, refuses=refuses), _Terminal()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(ctypes, "WinDLL", lambda _: console, raising=False)
    monkeypatch.delenv("TERM", raising=False)
    with ProgressLine("en") as progress:
        progress(1, 1, "a.xlsx")
    shown = screen.getvalue()
    assert ("\x1b" in shown, console.mode) == (not refuses, 3 if refuses else 7)
    assert "a.xlsx" in shown
    assert max(map(len, shown.split("\r"))) < 80
