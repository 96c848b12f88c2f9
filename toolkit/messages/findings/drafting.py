"""Findings on an agency's report (Word, PDF, plain text), and reasons why a line of the report is not placed.

In findings `{cell}` is the position in the report (`II.1

2`: second paragraph under heading II.1).
"""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


ERRORS = _TEXTS.group("ERRORS")

REASONS = _TEXTS.group("REASONS")
