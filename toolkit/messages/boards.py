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
"""Those with a sign add up to the agencies that owe a report, one for each sign below."""
SIGNS = {"complete": "✔", "incomplete": "½", "with_errors": "!", "rejected": "✘", "missing": "–"}
"""In addition to the colour, since boards are printed in black and white too."""

SIGNED = _TEXTS.group("SIGNED")
TASKS = _TEXTS.group("TASKS")
"""The kinds of tasks, by `today.tasks.Kind`."""
TASK_IDEAS = _TEXTS.group("TASK_IDEAS")

BOARD_COLUMNS = _TEXTS.group("BOARD_COLUMNS")
"""Headings of the board that differ from the master's usual ones."""


def ratio(reported: int, required: int) -> str:
    """`35/40` where 35 of 40 required ones were reported; a dash where none is required."""
    return f"{reported}/{required}" if required else "–"
