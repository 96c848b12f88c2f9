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

#: What a form asks for, by whether it asks for figures, for tables and for narrative.
ASKED = {tuple(part == "yes" for part in key): text for key, text in _TEXTS.pairs("ASKED").items()}
#: The guide's paragraphs: (style, what must be asked for it to be printed, text). Placeholders are filled from the
#: campaign; `sign` is the decimal sign of the computer on which the form is open.
GUIDE = tuple((style, needs, text) for (_, style, needs), text in _TEXTS.pairs("GUIDE").items())

#: Paragraphs of guides printed before, which are no content of a form that still has them.
FORMER_GUIDE = tuple(_TEXTS.group("FORMER_GUIDE").values())

#: Around the tables on paper.
PAPER = _TEXTS.group("PAPER")
REQUIRED_MARK = " (*)"
#: Above the parts of a split; `name`: by what it is split.
SPLIT_HEADINGS = _TEXTS.group("SPLIT_HEADINGS")

#: What is taken of a column over the rows.
TABLE_ACROSS = _TEXTS.group("TABLE_ACROSS")

#: As forms said it before.
FORMER_BAD_PERCENT = tuple(_TEXTS.group("FORMER_BAD_PERCENT").values())

TO_FIX_LEFT = _TEXTS.group("TO_FIX_LEFT")
FORMER_COUNT_PARTS = tuple(_TEXTS.group("FORMER_COUNT_PARTS").values())
#: Where what is wanted is no number, by the indicator's kind.
TO_FIX_REQUIRED_ANSWERS = _TEXTS.group("TO_FIX_REQUIRED_ANSWERS")
#: Of the parts of a split; `split`: its heading in the form, without the colon. The periods follow.
TO_FIX_SPLITS = _TEXTS.group("TO_FIX_SPLITS")
TO_FIX_SPLIT_FIXES = _TEXTS.group("TO_FIX_SPLIT_FIXES")
#: Where a cell shows its number as something else, by whether it is one for percentages.
TO_FIX_FORMAT = _TEXTS.either("TO_FIX_FORMAT")
#: What the form asks about numbers that can be used, by what they are held against; what may have been meant follows.
TO_FIX_ODD = _TEXTS.group("TO_FIX_ODD")
TO_FIX_ODD_FIX = _TEXTS.group("TO_FIX_ODD_FIX")
#: Of texts of the round before: which are not answered, and which without a reason; their numbers follow.
TO_FIX_FOLLOWUP = _TEXTS.group("TO_FIX_FOLLOWUP")
TO_FIX_FOLLOWUP_FIX = _TEXTS.group("TO_FIX_FOLLOWUP_FIX")
FOLLOWUP_COLUMNS = _TEXTS.group("FOLLOWUP_COLUMNS")
FOLLOWUP_ANSWERS = _TEXTS.group("FOLLOWUP_ANSWERS")
#: In what other words an answer may be typed.
FOLLOWUP_ALSO = _TEXTS.group("FOLLOWUP_ALSO")
SEVERITY = _TEXTS.group("SEVERITY")

POINTS = _TEXTS.group("POINTS")
"""How many of each a returned form shows, and the letter with it."""
