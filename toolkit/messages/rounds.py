"""The wording of `toolkit new --from`: what moved on to the next round, what was taken, what is to be looked at."""

from __future__ import annotations

from toolkit.messages import Text
from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> Text:
    return _TEXTS.named(name)


LOOKS = _TEXTS.group("LOOKS")

DECIDED = _TEXTS.group("DECIDED")

ERRORS = _TEXTS.group("ERRORS")
