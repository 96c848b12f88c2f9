"""The wording of the register, and of the mails that are written to agencies."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


SHEETS = _TEXTS.group("SHEETS")
TITLES = _TEXTS.group("TITLES")
ABOUT = _TEXTS.group("ABOUT")
COLUMNS = _TEXTS.group("COLUMNS")
STATES = _TEXTS.group("STATES")
SENT_STATES = _TEXTS.group("SENT_STATES")
WENT = _TEXTS.group("WENT")
"""The choices in “Decision” on the sheet of sent mails."""
