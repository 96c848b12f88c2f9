"""The wording of the commands that end a round, `toolkit close` and `verify`, and begin the next, `toolkit new --from`."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


LOOKS = _TEXTS.group("LOOKS")

#: The ways to the next round's periods, in words.
WAY = _TEXTS.group("WAY")

DECIDED = _TEXTS.group("DECIDED")

ERRORS = _TEXTS.group("ERRORS")

HELP = _TEXTS.group("HELP")
OPTIONS = _TEXTS.group("OPTIONS")
#: The metadata that an archive requires of a record, in the words of Circular 05/2025/TT-BNV.
INFO = _TEXTS.group("INFO")
#: The metadata that the definition lacks, keyed by the definition's row.
LACKING = _TEXTS.group("LACKING")
#: The differences between a closed record and its list of files.
DIFFERENCES = _TEXTS.group("DIFFERENCES")
#: The results of making the master again.
AGAIN = _TEXTS.group("AGAIN")
