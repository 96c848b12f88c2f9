"""The words of sentences with figures: the built-in sentence, and what stands for their fields.

A sentence is written in one language, whatever the screen's: the words are in that one.
"""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


TIMES = frozenset({"năm", "quý", "tháng", "kỳ"})

#: Periods inside a sentence, by kind.
PERIODS = _TEXTS.group("PERIODS")

#: Told with a count where the sentence has one figure, else without.
COUNTED = _TEXTS.group("COUNTED")
UNCOUNTED = _TEXTS.group("UNCOUNTED")

#: What became of what was said in the round before: by the section's role what it is, and what is done about it.
FOLLOWED = _TEXTS.pairs("FOLLOWED")
FOLLOWED_REST = _TEXTS.group("FOLLOWED_REST")
