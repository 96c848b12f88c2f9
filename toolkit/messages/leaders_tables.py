"""The words for tables with the agencies' rows for leaders: on their sheet, their page and in the Word report."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named
