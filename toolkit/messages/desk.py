"""The wording of the desk's pages, which also show texts from the modules of commands and findings."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


#: The names of commands on buttons and in the log, keyed by the action.
ACTIONS = _TEXTS.group("ACTIONS")
#: The state or outcome of a command, in words.
OUTCOMES = _TEXTS.group("OUTCOMES")
#: The next step with the reason, keyed by the command that does it.
NEXT = _TEXTS.group("NEXT")
#: What the files of every campaign are for, keyed by the file's name.
FILES = _TEXTS.group("FILES")
FOLDERS = _TEXTS.group("FOLDERS")
STANDINGS = _TEXTS.group("STANDINGS")
#: The state of a figure that was not simply reported.
STATES = _TEXTS.group("STATES")

#: The names of what is made for an agency, keyed by kind.
MADE = _TEXTS.group("MADE")
#: Tasks that only the desk lists.
TASKS = _TEXTS.group("TASKS")
#: Outputs that are older than the master, keyed by the command that makes them.
RENEW = _TEXTS.group("RENEW")

WORDS = _TEXTS.group("WORDS")
