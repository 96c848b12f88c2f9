"""The wording of the desk's pages. What commands say, and findings, are in their own modules: the pages show those."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


#: What commands are called on buttons and in the log, by what was asked for.
ACTIONS = _TEXTS.group("ACTIONS")
#: What is said of a command by how it stands or ended.
OUTCOMES = _TEXTS.group("OUTCOMES")
#: What is to be done next, by the command that does it, and why.
NEXT = _TEXTS.group("NEXT")
#: The files that a campaign has by itself, by their names.
FILES = _TEXTS.group("FILES")
FOLDERS = _TEXTS.group("FOLDERS")
STANDINGS = _TEXTS.group("STANDINGS")
#: What is said of a figure that was not just given, by its state.
STATES = _TEXTS.group("STATES")

#: What is made for an agency, by its kind.
MADE = _TEXTS.group("MADE")
#: What the desk alone lists among what is to be done; and of what is older than the master, by its command.
TASKS = _TEXTS.group("TASKS")
RENEW = _TEXTS.group("RENEW")

WORDS = _TEXTS.group("WORDS")
