"""The comparison of a figure with the same period of the year before, in tiles and in sentences."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: The comparison among several, in a tile, which has little room, or elsewhere.
CHANGE_AMONG = _TEXTS.either("CHANGE_AMONG")
#: The change in percentage points, in a tile or elsewhere.
POINTS = _TEXTS.either("POINTS")
WITH_SHARE = _TEXTS.either("WITH_SHARE")
