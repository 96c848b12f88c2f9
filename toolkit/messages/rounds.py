"""The wording of `toolkit new --from`: what moved on to the next round, what was taken, what is to be looked at."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


LOOKS = _TEXTS.group("LOOKS")

#: The ways on to the next round's periods, in words.
WAY = _TEXTS.group("WAY")

DECIDED = _TEXTS.group("DECIDED")

ERRORS = _TEXTS.group("ERRORS")
