"""The wording of the intake workbook. Sheet names stay within Excel's 31 characters."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.named


SHEETS = _TEXTS.group("SHEETS")

TITLES = _TEXTS.group("TITLES")

COLUMNS = _TEXTS.group("COLUMNS")

INFO = _TEXTS.group("INFO")

INFO_HINTS = _TEXTS.group("INFO_HINTS")

#: What a form asks for, depending on whether it has figures, tables and narrative.
ASKED = {tuple(part == "yes" for part in key): text for key, text in _TEXTS.pairs("ASKED").items()}
#: The guide's paragraphs: (style, the questions that it needs to be printed, text). Placeholders are filled from the
#: campaign; `sign` is the decimal sign of the computer on which the form is open.
GUIDE = tuple((style, needs, text) for (_, style, needs), text in _TEXTS.pairs("GUIDE").items())

#: Paragraphs of earlier guides, which are no content in a form that still has them.
FORMER_GUIDE = tuple(_TEXTS.group("FORMER_GUIDE").values())

#: Printed around the tables.
PAPER = _TEXTS.group("PAPER")
REQUIRED_MARK = " (*)"
#: Above the parts of a split; `name`: its criterion.
SPLIT_HEADINGS = _TEXTS.group("SPLIT_HEADINGS")

#: The kinds of totals of a column over the rows.
TABLE_ACROSS = _TEXTS.group("TABLE_ACROSS")

#: Texts of earlier forms.
FORMER_BAD_PERCENT = tuple(_TEXTS.group("FORMER_BAD_PERCENT").values())

TO_FIX_LEFT = _TEXTS.group("TO_FIX_LEFT")
FORMER_COUNT_PARTS = tuple(_TEXTS.group("FORMER_COUNT_PARTS").values())
#: Where something other than a number is required, by the indicator's kind.
TO_FIX_REQUIRED_ANSWERS = _TEXTS.group("TO_FIX_REQUIRED_ANSWERS")
#: About the parts of a split; `split`: its heading in the form, without the colon. The periods follow.
TO_FIX_SPLITS = _TEXTS.group("TO_FIX_SPLITS")
TO_FIX_SPLIT_FIXES = _TEXTS.group("TO_FIX_SPLIT_FIXES")
#: Where a cell shows its number as something else, for percentages or other numbers.
TO_FIX_FORMAT = _TEXTS.either("TO_FIX_FORMAT")
#: The form's questions about usable numbers, by what they are compared with; the possibly intended number follows.
TO_FIX_ODD = _TEXTS.group("TO_FIX_ODD")
TO_FIX_ODD_FIX = _TEXTS.group("TO_FIX_ODD_FIX")
#: About texts of the previous report: those without an answer, and those without a reason; their numbers follow.
TO_FIX_FOLLOWUP = _TEXTS.group("TO_FIX_FOLLOWUP")
TO_FIX_FOLLOWUP_FIX = _TEXTS.group("TO_FIX_FOLLOWUP_FIX")
FOLLOWUP_COLUMNS = _TEXTS.group("FOLLOWUP_COLUMNS")
FOLLOWUP_ANSWERS = _TEXTS.group("FOLLOWUP_ANSWERS")
#: Other words accepted as answers.
FOLLOWUP_ALSO = _TEXTS.group("FOLLOWUP_ALSO")
SEVERITY = _TEXTS.group("SEVERITY")

POINTS = _TEXTS.group("POINTS")
"""The number of each in a returned form and its letter."""
