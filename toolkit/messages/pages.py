"""The wording of the leaders' page that the leaders' sheet does not have."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


#: The parts of the bar of agencies, keyed by fields of `model.Board`; with the signs of the board.
BOARD = _TEXTS.group("BOARD")

#: Short names of quarters, for the little room below the bars of a chart.
QUARTERS = {int(key): text for key, text in _TEXTS.group("QUARTERS").items()}
