"""Whether a page of the desk is still open; the desk ends when no page is open and no work is running."""

TICK = 5.0  # seconds
#: The number of ticks until the desk ends: after a report that a page is open; after a request, if no page has reported
#: yet (scripts may be off); after a page was closed, since another one may follow.
_WITH_SCRIPT, _WITHOUT, _LEAVING = 36, 720, 18


class Presence:
    """Counts ticks since a page was last active. While the machine sleeps, no ticks are counted."""

    def __init__(self) -> None:
        self._left = _WITHOUT
        self._script = False

    def record_request(self) -> None:
        """Record that a page, or something on it, was requested."""
        self._left = _WITH_SCRIPT if self._script else _WITHOUT

    def record_open(self) -> None:
        """Record that a page's script reported that the page is open."""
        self._script = True
        self.record_request()

    def record_leaving(self) -> None:
        """Record that a page was closed, or left for another one."""
        self._left = min(self._left, _LEAVING)

    def tick(self, *, working: bool) -> bool:
        """Count a tick; returns whether the desk is to end."""
        if working:
            self._left = max(self._left, _LEAVING)
            return False
        self._left -= 1
        return self._left <= 0
