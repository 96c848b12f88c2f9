"""The wording of the desk's pages. The texts of commands and findings are in their modules: the pages show those."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: The names of commands on buttons and in the log, by action.
ACTIONS = _TEXTS.group("ACTIONS")
#: The state or outcome of a command, in words.
OUTCOMES = _TEXTS.group("OUTCOMES")
#: The next step, by the command that does it, with the reason.
NEXT = _TEXTS.group("NEXT")
#: The files of every campaign, by their names.
FILES = _TEXTS.group("FILES")
FOLDERS = _TEXTS.group("FOLDERS")
STANDINGS = _TEXTS.group("STANDINGS")
#: The state of a figure that was not simply reported.
STATES = _TEXTS.group("STATES")

#: What is made for an agency, by kind.
MADE = _TEXTS.group("MADE")
#: Tasks that only the desk lists; and outputs older than the master, by their command.
TASKS = _TEXTS.group("TASKS")
RENEW = _TEXTS.group("RENEW")

WORDS = _TEXTS.group("WORDS")
