"""The wording of the leaders' page that is no wording of the leaders' sheet."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: The parts of the bar of agencies, by the fields of `model.Board` that they are made of; with the signs of the board.
BOARD = _TEXTS.group("BOARD")

#: Under a chart: what its signs mean. Quarters under the bars of a chart, where there is little room.
QUARTERS = {int(key): text for key, text in _TEXTS.group("QUARTERS").items()}
