"""Whether a page of the desk is still open: without one, and without running work, the desk ends."""

from __future__ import annotations

#: Seconds of a tick, and the number of ticks to wait: for a page whose script reports that it is open; for one without
#: a script; and after a page reported that it closes, since another may follow.
TICK = 5.0
_WITH_SCRIPT, _WITHOUT, _LEAVING = 36, 720, 18


class Presence:
    """Counts ticks since a page was last active. While the machine sleeps, no ticks are counted."""

    def __init__(self) -> None:
        self._left = _WITHOUT
        self._script = False

    def requested(self) -> None:
        """A page, or something on it, was requested."""
        self._left = _WITH_SCRIPT if self._script else _WITHOUT

    def alive(self) -> None:
        """A page's script reported that the page is open."""
        self._script = True
        self.requested()

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
