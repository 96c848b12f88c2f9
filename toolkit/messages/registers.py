"""The wording of the register, and of the mails that are written to agencies."""

from __future__ import annotations

from toolkit.messages import Text
from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> Text:
    return _TEXTS.named(name)


SHEETS = _TEXTS.group("SHEETS")
TITLES = _TEXTS.group("TITLES")
ABOUT = _TEXTS.group("ABOUT")
COLUMNS = _TEXTS.group("COLUMNS")
STATES = _TEXTS.group("STATES")
SENT_STATES = _TEXTS.group("SENT_STATES")
WENT = _TEXTS.group("WENT")
"""What is chosen in “Decision” on the sheet of mails sent."""
