"""The line about long work: how far, how long still, what is slow."""

from __future__ import annotations

import ctypes
import io
import sys
from typing import Any
from unittest.mock import Mock

import pytest

from toolkit.cli.progress import Pace, ProgressLine, line


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time

    def at(self, seconds: float) -> None:
        self.time = 100.0 + seconds


def test_the_time_left_is_told_when_it_can_be() -> None:
    """After some seconds the pace of what was read says how long the rest takes; what the store held does not count."""
    watch = Watch()
    pace = Pace(watch)
    watch.at(1)
    pace.done(500, "a")
    assert pace.left(500, 1000) is None
    watch.at(3)
    pace.done(502, "b")
    assert pace.left(502, 1000) is None
    watch.at(11)
    pace.done(600, "c")
    assert pace.left(600, 1000) == 40.0
    assert line(pace, 600, 1000, "đang đọc c", "vi") == "[600/1000] còn khoảng 40 giây; chậm: c (8 giây); đang đọc c"
    watch.at(101)
    pace.done(601, "d")
    assert "about 7 min left;" in line(pace, 601, 1000, "reading d", "en")


def test_what_is_slow_is_named() -> None:
    """The file after which nothing came for longest is named, by the end of its name."""
    watch = Watch()
    pace = Pace(watch)
    for seconds, what in ((1, "a"), (6, "inbox/đợt 2/UBND huyện rất dài.xlsx"), (9, "c")):
        watch.at(seconds)
        pace.done(1, what)
    assert "slow: UBND huyện rất dài.xlsx (5 s);" in line(pace, 1, 9, "", "en")


def test_starting_is_blamed_on_no_file() -> None:
    """What goes by before the first is done went into the program and its processes too."""
    watch = Watch()
    pace = Pace(watch)
    watch.at(11)
    pace.done(1, "a")
    assert line(pace, 1, 9, "reading a", "en") == "[1/9] reading a"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class _Console:
    """As Windows' functions for consoles: an old one refuses to follow escape sequences."""

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
    """It is told to follow them; one that does not gets a line that is written over with blanks."""
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


def test_nothing_is_said_of_quick_work() -> None:
    """Work that is soon done has no time left and nothing slow."""
    watch = Watch()
    pace = Pace(watch)
    pace.done(1, "a")
    assert line(pace, 1, 2, "reading a", "en") == "[1/2] reading a"


def test_names_of_files_drive_no_terminal() -> None:
    """What cannot be seen in a file's name is written out: it neither colours the screen nor turns the line around."""
    watch = Watch()
    pace = Pace(watch)
    pace.done(1, "a")
    watch.at(9)
    pace.done(2, "inbox/\x1b[31m\u202ea\udcff.xlsx")
    shown = line(pace, 1, 3, "đang đọc inbox/\x1b]0;x\x07.xlsx", "vi")
    assert shown.isprintable()
    assert "\\u001b[31m\\u202ea\\udcff.xlsx" in shown
