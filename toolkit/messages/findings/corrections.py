"""Findings about what the coordinator typed for figures, and about accepted findings."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence
