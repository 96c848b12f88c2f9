"""The wording of the status board: on the screen, in the master and on the leaders' sheet."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


COLUMNS = _TEXTS.group("COLUMNS")
LACKING = _TEXTS.group("LACKING")
UNUSABLE = _TEXTS.either("UNUSABLE")
BLANK = _TEXTS.either("BLANK")
TILES = _TEXTS.group("TILES")
"""Those with a sign add up to what is owed: as many as there are such signs below."""
SIGNS = {"complete": "✔", "incomplete": "½", "with_errors": "!", "rejected": "✘", "missing": "–"}
"""Beside the colour, since boards are printed in black and white too."""

SIGNED = _TEXTS.group("SIGNED")
TASKS = _TEXTS.group("TASKS")
"""What kind of thing is to be done, by `today.tasks.Kind`."""
TASK_IDEAS = _TEXTS.group("TASK_IDEAS")

BOARD_COLUMNS = _TEXTS.group("BOARD_COLUMNS")
"""Headings of the board that are not the master's usual ones."""


def of(reported: int, asked: int) -> str:
    """How many of those asked for are there: `35/40`; of none a dash."""
    return f"{reported}/{asked}" if asked else "–"
