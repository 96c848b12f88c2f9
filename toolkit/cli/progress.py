"""One line on the screen with the progress of long work, the estimated time left, and slow files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from toolkit.messages import Text, commands, visible

if TYPE_CHECKING:
    from toolkit.model import Language

_CLEAR_LINE = "\r\x1b[2K"  # clears the line on a terminal that supports escape sequences
_WIDE = 78  # the most characters of a line
_ERROR_STREAM = -12  # the number of the error stream on Windows
_SUPPORTS_ESCAPES = 0x0004  # the bit of a console's mode on Windows that makes it support escape sequences
_ESTIMATE_AFTER = 3.0  # the number of seconds after which the time left is shown
_BETWEEN = 0.1  # the least number of seconds before the line is printed again
_SLOW = 3.0  # the number of seconds after which a file is named as slow

#: Functions that are called with (number done, total, progress line) if a command runs without a screen.
listeners: list[Callable[[int, int, str], None]] = []


class Pace:
    """Estimates the time left from the times at which parts of the work were done."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: tuple[float, int] | None = None
        self._last = now()
        self.slowest = ("", 0.0)

    def record_done(self, done: int, what: str) -> None:
        """Records that one more part is done. The first one is not measured: it includes the start of processes."""
        now = self._now()
        if self._first is not None and now - self._last > max(self.slowest[1], _SLOW):
            self.slowest = (what, now - self._last)
        self._last = now
        if self._first is None:
            self._first = (now, done)

    def seconds_left(self, done: int, total: int) -> float | None:
        """The estimated seconds left; None if it is too early to estimate."""
        if self._first is None or done <= self._first[1] or self._last - self._first[0] < _ESTIMATE_AFTER:
            return None
        return (self._last - self._first[0]) / (done - self._first[1]) * (total - done)


class ProgressLine:
    """Prints the progress line during the work, and clears it at the end; prints nothing without a terminal."""

    def __init__(self, language: Language, doing: Text = commands.WORKING) -> None:
        self.language, self.doing = language, doing
        self.shown = False
        self.watched = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._clear = _CLEAR_LINE if self.watched and supports_escapes() else f"\r{' ' * _WIDE}\r"
        self._pace = Pace()
        self._printed = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        if not (self.watched or listeners):
            return
        self._pace.record_done(done, what)
        if done == total or time.monotonic() - self._printed >= _BETWEEN:
            self._printed = time.monotonic()
            text = progress_text(self._pace, done, total, f"{self.doing.say(self.language)} {what}", self.language)
            for listener in listeners:
                listener(done, total, text)
            if self.watched:
                self.shown = True
                click.echo(f"{self._clear}{text[:_WIDE]}", nl=False, err=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo(self._clear, nl=False, err=True)


def supports_escapes() -> bool:
    """Whether the console of the error stream supports escape sequences; on Windows, enables them if possible."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.GetStdHandle.restype = ctypes.c_void_p
    console, mode = ctypes.c_void_p(kernel.GetStdHandle(_ERROR_STREAM)), ctypes.c_uint32()
    if not kernel.GetConsoleMode(console, ctypes.byref(mode)):
        return True  # a terminal of another kind, such as mintty
    return bool(mode.value & _SUPPORTS_ESCAPES or kernel.SetConsoleMode(console, mode.value | _SUPPORTS_ESCAPES))


def progress_text(pace: Pace, done: int, total: int, doing: str, language: Language) -> str:
    """The progress line: the number done, the time left, the slowest file, the current item."""
    parts = [f"[{done}/{total}]"]
    left = pace.seconds_left(done, total)
    if left is not None and done < total:
        minutes, seconds = divmod(max(1, round(left)), 60)
        words = commands.LEFT_MINUTES if minutes else commands.LEFT_SECONDS
        parts.append(words.say(language, minutes=minutes + (seconds >= 30), seconds=seconds))
    if pace.slowest[0]:
        what, took = pace.slowest
        parts.append(commands.SLOW.say(language, what=what.rpartition("/")[2][-24:], seconds=round(took)))
    return visible(" ".join([*parts, doing]))
