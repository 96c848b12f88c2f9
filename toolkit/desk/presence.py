"""Whether somebody still has a page of the desk open: without anybody, and without work at hand, it ends."""

from __future__ import annotations

#: How many ticks, of so many seconds each, are waited: for a page with our script, which says that it is there; for one
#: without; and after a page said that it closes, since it may be followed by the next one.
TICK = 5.0
_WITH_SCRIPT, _WITHOUT, _LEAVING = 36, 720, 18


class Presence:
    """Counts ticks since a page was last heard of. A machine that sleeps ticks no more: it is not taken for absence."""

    def __init__(self) -> None:
        self._left = _WITHOUT
        self._script = False

    def asked(self) -> None:
        """A page, or something on it, was asked for."""
        self._left = _WITH_SCRIPT if self._script else _WITHOUT

    def alive(self) -> None:
        """A page's script has said that the page is open."""
        self._script = True
        self.asked()

    def leaving(self) -> None:
        """A page was closed, or left for another one."""
        self._left = min(self._left, _LEAVING)

    def tick(self, *, working: bool) -> bool:
        """One more tick; returns whether it is time to end."""
        if working:
            self._left = max(self._left, _LEAVING)
            return False
        self._left -= 1
        return self._left <= 0
