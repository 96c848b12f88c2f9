"""The wording of the command line: help, results, and the sentences of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.messages import Text, planning, posting, rounds
from toolkit.messages.texts import texts

if TYPE_CHECKING:
    pass

_TEXTS = texts(__file__)


def __getattr__(name: str) -> Text:
    return _TEXTS.named(name)


HELP = _TEXTS.group("HELP")

OPTIONS = _TEXTS.group("OPTIONS")

NOTICES = _TEXTS.group("NOTICES")

#: What the arguments of commands are, by name.
ARGUMENTS = _TEXTS.group("ARGUMENTS")
WANTED = _TEXTS.group("WANTED")


OTHER_FILES = _TEXTS.group("OTHER_FILES")
"""Files that are neither used nor superseded nor useless; only what there is, is said."""


COLUMNS = _TEXTS.group("COLUMNS")


ERRORS = {**posting.ERRORS, **planning.ERRORS, **rounds.ERRORS, **_TEXTS.group("ERRORS")}


#: Why a cluster did not do its work.
OF_CLUSTERS = _TEXTS.group("OF_CLUSTERS")
