"""The wording of the status board: on the screen, in the master and on the leaders' sheet."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


COLUMNS = _TEXTS.group("COLUMNS")
LACKING = _TEXTS.group("LACKING")
UNUSABLE = _TEXTS.by_yes_no("UNUSABLE")
BLANK = _TEXTS.by_yes_no("BLANK")
TILES = _TEXTS.group("TILES")
"""The tiles with a sign in `SIGNS` add up to the agencies that owe a report."""
SIGNS = {"complete": "✔", "incomplete": "½", "with_errors": "!", "rejected": "✘", "missing": "–"}
"""Signs that are shown in addition to colours, since boards are printed in black and white too."""

SIGNED = _TEXTS.group("SIGNED")
TASKS = _TEXTS.group("TASKS")
"""The names of the kinds of tasks (`today.tasks.Kind`)."""
TASK_IDEAS = _TEXTS.group("TASK_IDEAS")

BOARD_COLUMNS = _TEXTS.group("BOARD_COLUMNS")
"""Headings of the board that differ from the master's usual ones."""


def ratio(reported: int, required: int) -> str:
    """`35/40` if 35 of 40 required reports or figures came; a dash if none is required."""
    return f"{reported}/{required}" if required else "–"
