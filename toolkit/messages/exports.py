"""The wording of the tables for programs, where it is not that of the master's sheets or the definition's."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named
#: What tables are called and hold; what columns are called and hold, of one table (`figures.value`) or of any.
TITLES, ABOUT, COLUMNS, HELPS = map(_TEXTS.group, ("TITLES", "ABOUT", "COLUMNS", "HELPS"))
