"""Findings of the checks on one submission, and between submissions."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)

#: What to put into a cell that was left blank, by the indicator's kind; any other kind is a number.
ANSWERS = _TEXTS.group("ANSWERS")
