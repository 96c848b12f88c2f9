"""The wording of the list of calls."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


COLUMNS = _TEXTS.group("COLUMNS")
