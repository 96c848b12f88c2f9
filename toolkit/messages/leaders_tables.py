"""The words for tables of the agencies' rows on the leaders' sheet, on the leaders' page and in the Word report."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence
