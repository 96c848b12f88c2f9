"""The words of the Word report. It is a Vietnamese official document, whatever the language of the screen."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> str:
    return _TEXTS.named(name).vi


#: Blanks in which day and month are written by hand.
BLANK = "\u00a0" * 6

#: Chapters, by the roles of the sections that stand in them.
CHAPTERS = _TEXTS.vietnamese("CHAPTERS")


CAUSES = _TEXTS.vietnamese("CAUSES")
ADDRESSEES = _TEXTS.vietnamese("ADDRESSEES")
COLUMNS = _TEXTS.vietnamese("COLUMNS")
STATUSES = _TEXTS.vietnamese("STATUSES")
MISSING, NOT_APPLICABLE, NO_TOTAL, MASKED = "…", "x", "–", "*"
TABLE_WHOLE, TABLE_TOTAL = "Toàn tỉnh", "Tổng số"

# The letter that goes out with the forms ----------------------------------------------------------

#: Abbreviations in a document's symbol: of a report, and of a letter of bodies that write one (annex III).
REPORT_SYMBOL, LETTER = "BC", "CV"

#: The part of the file that holds the values of figures printed rounded, so that a report drafted back is exact.
ROUNDED_PART = "urn:toolkit:rounded-figures"
#: Names of the styles by which a report drafted back is told apart: its points, who says them, its own filling.
POINT, SAID_BY, NO_POINTS, LEGEND = "BC Ý", "BC Nguồn", "BC Không có nội dung", "BC Chú thích bảng"
#: A paragraph that tells figures of the annex in words: our own filling, too.
IN_FIGURES = "BC Số liệu bằng lời"
#: What marks a figure as one that is noted under its table: no part of the figure.
MARK = "BC Số chú thích"
#: What a family of points is about, above them; and they.
FAMILY_LINE, FAMILY_POINT = "BC Nhóm ý", "BC Ý trong nhóm"
#: A further paragraph of a point: what the agency typed on a line of its own.
MORE = "BC Ý tiếp theo"
