"""The work of separate processes. Only these import what it needs: so the server starts in half the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.desk.processes import Send
    from toolkit.desk.reading import Faults
    from toolkit.model import Language


def campaign(send: Send, root: str, as_of: str, language: Language, faults: Faults) -> None:
    """See `reading.read_campaign`."""
    from toolkit.desk.reading import read_campaign

    read_campaign(send, root, as_of, language, faults)


def leaders(send: Send, root: str, as_of: str, language: Language, faults: Faults) -> None:
    """See `leaders.read_leaders`."""
    from toolkit.desk.leaders import read_leaders

    read_leaders(send, root, as_of, language, faults)
