"""The wording of the master workbook."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


SHEETS = _TEXTS.group("SHEETS")

TITLES = _TEXTS.group("TITLES")

ABOUT = _TEXTS.group("ABOUT")

COLUMNS = _TEXTS.group("COLUMNS")

ACROSS_ROWS = _TEXTS.group("ACROSS_ROWS")
#: Questions about a row as a whole, which are no column of the definition.
OF_ROWS = _TEXTS.group("OF_ROWS")

LINES = _TEXTS.group("LINES")
CAUSES = _TEXTS.group("CAUSES")

STATUSES = _TEXTS.group("STATUSES")
FATES = _TEXTS.group("FATES")
"""Why a file does not count for reasons in the file itself (`versions.Fate`)."""
SEVERITIES = _TEXTS.group("SEVERITIES")
ANSWERS = _TEXTS.group("ANSWERS")
"""Answers about the previous report; `silent`: no answer."""
SIGNS = _TEXTS.group("SIGNS")
STATES = _TEXTS.group("STATES")
SIGNED_STATES = _TEXTS.group("SIGNED_STATES")
DECISIONS = _TEXTS.group("DECISIONS")
CHANGED = _TEXTS.group("CHANGED")

ACROSS_AGENCIES = _TEXTS.group("ACROSS_AGENCIES")
ACROSS_PERIODS = _TEXTS.group("ACROSS_PERIODS")

COMPARED_KINDS = _TEXTS.group("COMPARED_KINDS")
CROSS_VERDICTS = _TEXTS.group("CROSS_VERDICTS")

QUESTION_KINDS = _TEXTS.group("QUESTION_KINDS")
QUESTION_LINES = _TEXTS.group("QUESTION_LINES")
REASONS = _TEXTS.group("REASONS")
