"""What is said of a figure beside the same period of the year before, in tiles and in sentences."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: By whether a tile says it: there is little room.
CHANGE_AMONG = _TEXTS.either("CHANGE_AMONG")
#: How much it moved, by whether a tile says it.
POINTS = _TEXTS.either("POINTS")
WITH_SHARE = _TEXTS.either("WITH_SHARE")
