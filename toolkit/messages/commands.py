"""The wording of the command line: help, results, and the sentences of errors."""

from toolkit.messages import planning, posting, rounds
from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


HELP = _TEXTS.group("HELP")

OPTIONS = _TEXTS.group("OPTIONS")

NOTICES = _TEXTS.group("NOTICES")
#: Why a new report is not written over the present report.
REPORT_ASIDE = _TEXTS.group("REPORT_ASIDE")

#: The kinds of arguments of commands, keyed by the argument's name.
ARGUMENTS = _TEXTS.group("ARGUMENTS")
WANTED = _TEXTS.group("WANTED")

OTHER_FILES = _TEXTS.group("OTHER_FILES")
"""Counts of files that are neither used nor superseded nor useless; only counts above 0 are shown."""

COLUMNS = _TEXTS.group("COLUMNS")

ERRORS = {**posting.ERRORS, **planning.ERRORS, **rounds.ERRORS, **_TEXTS.group("ERRORS")}

#: Reasons why a cluster did not do its work.
OF_CLUSTERS = _TEXTS.group("OF_CLUSTERS")
