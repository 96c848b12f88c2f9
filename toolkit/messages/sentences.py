"""The words of sentences with figures: the built-in sentence, and the contents of fields.

A sentence is written in one language, whatever the screen's, and its words are in that one.
"""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


TIMES = frozenset({"năm", "quý", "tháng", "kỳ"})

#: Periods inside a sentence, by kind.
PERIODS = _TEXTS.group("PERIODS")

#: With a count where the sentence has one figure, else without.
COUNTED = _TEXTS.group("COUNTED")
UNCOUNTED = _TEXTS.group("UNCOUNTED")

#: What became of texts of the previous report: by the section's role their name, and what is done about them.
FOLLOWED = _TEXTS.pairs("FOLLOWED")
FOLLOWED_REST = _TEXTS.group("FOLLOWED_REST")
