"""Findings of opening a file: whether it is a spreadsheet, and safe and complete enough to be read."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)

#: The names of the parts of the work that check, ask or propose.
JUDGES = _TEXTS.group("JUDGES")
