"""The words of the Word report. It is a Vietnamese official document, whatever the language of the screen."""

from __future__ import annotations

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> str:
    return _TEXTS.named(name).vi


#: Blanks in which day and month are written by hand.
BLANK = "\u00a0" * 6

#: Chapters, by the roles of their sections.
CHAPTERS = _TEXTS.vietnamese("CHAPTERS")


CAUSES = _TEXTS.vietnamese("CAUSES")
ADDRESSEES = _TEXTS.vietnamese("ADDRESSEES")
COLUMNS = _TEXTS.vietnamese("COLUMNS")
STATUSES = _TEXTS.vietnamese("STATUSES")
MISSING, NOT_APPLICABLE, NO_TOTAL, MASKED = "…", "x", "–", "*"
TABLE_WHOLE, TABLE_TOTAL = "Toàn tỉnh", "Tổng số"

# The letter that goes out with the forms ---------------------------------------------------------

#: Abbreviations in a document's symbol: of a report, and of a letter of organisations that write one (annex III).
REPORT_SYMBOL, LETTER = "BC", "CV"

#: The part of the file that holds the values of figures printed rounded, so that a report drafted back is exact.
ROUNDED_PART = "urn:toolkit:rounded-figures"
#: Names of the styles by which a report drafted back is divided: its points, their agencies, generated text.
POINT, ATTRIBUTION, NO_POINTS, LEGEND = "BC Ý", "BC Nguồn", "BC Không có nội dung", "BC Chú thích bảng"
#: A generated paragraph with figures of the annex in words.
IN_FIGURES = "BC Số liệu bằng lời"
#: The mark of a figure with a note below its table: no part of the figure.
MARK = "BC Số chú thích"
#: The subject of a family of points, above them; and its points.
FAMILY_LINE, FAMILY_POINT = "BC Nhóm ý", "BC Ý trong nhóm"
#: A further paragraph of a point: a separate line typed by the agency.
MORE = "BC Ý tiếp theo"
