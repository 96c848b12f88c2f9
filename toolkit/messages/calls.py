"""The wording of the list of whom to telephone."""

from __future__ import annotations

from toolkit.messages import Text
from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> Text:
    return _TEXTS.named(name)


COLUMNS = _TEXTS.group("COLUMNS")
