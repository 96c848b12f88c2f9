"""The wording of what is looked at before forms go out: what will be asked of whom, one form, the rules tried."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


OPTIONS = _TEXTS.group("OPTIONS")

ERRORS = _TEXTS.group("ERRORS")
