"""Sentences about what the coordinator typed for figures, and about findings that were accepted."""

from __future__ import annotations

from toolkit.messages import Text
from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> Text:
    return _TEXTS.named(name)
