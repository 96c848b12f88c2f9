"""The wording of the tables for programs, where it differs from the master's sheets and the definition's."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence
# The names and contents of tables; the names and contents of columns, of one table (`figures.value`) or of any table.
TITLES, ABOUT, COLUMNS, HELPS = map(_TEXTS.group, ("TITLES", "ABOUT", "COLUMNS", "HELPS"))
