"""Findings of the checks on one submission, and between submissions."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)

#: What to enter in a blank cell, by the indicator's kind; for other kinds a number.
ANSWERS = _TEXTS.group("ANSWERS")
