"""The wording of the intake workbook. Sheet names stay within Excel's 31 characters."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)
__getattr__ = _TEXTS.sentence


SHEETS = _TEXTS.group("SHEETS")

TITLES = _TEXTS.group("TITLES")

COLUMNS = _TEXTS.group("COLUMNS")

INFO = _TEXTS.group("INFO")

INFO_HINTS = _TEXTS.group("INFO_HINTS")

#: What a form asks for, keyed by whether it has figures, tables and narrative.
ASKED = {tuple(part == "yes" for part in key): text for key, text in _TEXTS.pairs("ASKED").items()}
#: The guide's paragraphs: (style, what the form must have for the paragraph to be printed, text). The campaign fills the
#: placeholders; `sign` is the decimal sign of the computer on which the form is open.
GUIDE = tuple((style, needs, text) for (_, style, needs), text in _TEXTS.pairs("GUIDE").items())

#: Paragraphs of earlier guides, which do not count as content of a form.
FORMER_GUIDE = tuple(_TEXTS.group("FORMER_GUIDE").values())

#: Texts printed around the tables.
PAPER = _TEXTS.group("PAPER")
REQUIRED_MARK = " (*)"
#: The headings above the parts of a split; `name`: the split's criterion.
SPLIT_HEADINGS = _TEXTS.group("SPLIT_HEADINGS")

#: The kinds of totals of a column over the rows.
TABLE_ACROSS = _TEXTS.group("TABLE_ACROSS")

#: Texts of earlier forms.
FORMER_BAD_PERCENT = tuple(_TEXTS.group("FORMER_BAD_PERCENT").values())

TO_FIX_LEFT = _TEXTS.group("TO_FIX_LEFT")
FORMER_COUNT_PARTS = tuple(_TEXTS.group("FORMER_COUNT_PARTS").values())
#: Sentences about cells that require something other than a number, keyed by the indicator's kind.
TO_FIX_REQUIRED_ANSWERS = _TEXTS.group("TO_FIX_REQUIRED_ANSWERS")
#: Sentences about the parts of a split, followed by the periods; `split`: the heading in the form, without the colon.
TO_FIX_SPLITS = _TEXTS.group("TO_FIX_SPLITS")
TO_FIX_SPLIT_FIXES = _TEXTS.group("TO_FIX_SPLIT_FIXES")
#: Sentences about cells that show their number as something else: for percentages, and for other numbers.
TO_FIX_FORMAT = _TEXTS.by_yes_no("TO_FIX_FORMAT")
#: The form's questions about usable numbers, keyed by what these are compared with, followed by the probable number.
TO_FIX_ODD = _TEXTS.group("TO_FIX_ODD")
TO_FIX_ODD_FIX = _TEXTS.group("TO_FIX_ODD_FIX")
#: Sentences about texts of the previous report without an answer or without a reason, followed by their numbers.
TO_FIX_FOLLOWUP = _TEXTS.group("TO_FIX_FOLLOWUP")
TO_FIX_FOLLOWUP_FIX = _TEXTS.group("TO_FIX_FOLLOWUP_FIX")
FOLLOWUP_COLUMNS = _TEXTS.group("FOLLOWUP_COLUMNS")
FOLLOWUP_ANSWERS = _TEXTS.group("FOLLOWUP_ANSWERS")
#: Other words accepted as answers.
FOLLOWUP_ALSO = _TEXTS.group("FOLLOWUP_ALSO")
SEVERITY = _TEXTS.group("SEVERITY")

POINTS = _TEXTS.group("POINTS")
"""The numbers of errors, warnings and the like in a returned form and its letter."""
