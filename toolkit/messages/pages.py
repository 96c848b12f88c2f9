"""The wording of the leaders' page, in addition to that of the leaders' sheet."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: The parts of the bar of agencies, by fields of `model.Board`; with the signs of the board.
BOARD = _TEXTS.group("BOARD")

#: Below a chart: the meaning of its signs. Quarters below the bars of a chart, where there is little room.
QUARTERS = {int(key): text for key, text in _TEXTS.group("QUARTERS").items()}
