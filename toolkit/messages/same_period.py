"""The comparison of a figure with the same period of the year before, in tiles and in sentences."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


#: The comparison among several, in a tile, which has little room, or elsewhere.
CHANGE_AMONG = _TEXTS.by_yes_no("CHANGE_AMONG")
#: The change in percentage points, in a tile or elsewhere.
POINTS = _TEXTS.by_yes_no("POINTS")
WITH_SHARE = _TEXTS.by_yes_no("WITH_SHARE")
