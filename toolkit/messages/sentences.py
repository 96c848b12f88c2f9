"""The words of sentences with figures: the built-in sentence, and the contents of fields.

A sentence is written in one language, whatever the language of the screen, and the words are in the sentence's language.
"""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


TIMES = frozenset({"năm", "quý", "tháng", "kỳ"})

#: The names of periods inside a sentence, keyed by kind.
PERIODS = _TEXTS.group("PERIODS")

# Words with a count, if the sentence has one figure, and words without a count.
COUNTED = _TEXTS.group("COUNTED")
UNCOUNTED = _TEXTS.group("UNCOUNTED")

#: Words about texts of the previous report, keyed by the section's role: what they are, and what is done about them.
FOLLOWED = _TEXTS.pairs("FOLLOWED")
FOLLOWED_REST = _TEXTS.group("FOLLOWED_REST")
