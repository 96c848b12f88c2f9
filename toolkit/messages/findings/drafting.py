"""What is said about an agency's own report (Word, PDF, plain text), and why a line of it has no place.

In findings `{cell}` is the place in the report (`II.1 ¶2`: second paragraph under heading II.1).
"""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


ERRORS = _TEXTS.group("ERRORS")

REASONS = _TEXTS.group("REASONS")
