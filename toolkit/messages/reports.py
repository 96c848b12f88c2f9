"""The words of the Word report. It is a Vietnamese official document, whatever the language of the screen."""

from toolkit.messages.texts import texts

_TEXTS = texts(__file__)


def __getattr__(name: str) -> str:
    return _TEXTS.sentence(name).vi


#: The space in which day and month are written by hand.
BLANK = "\u00a0" * 6

#: The titles of chapters, keyed by the role of their sections.
CHAPTERS = _TEXTS.vietnamese("CHAPTERS")


CAUSES = _TEXTS.vietnamese("CAUSES")
ADDRESSEES = _TEXTS.vietnamese("ADDRESSEES")
COLUMNS = _TEXTS.vietnamese("COLUMNS")
STATUSES = _TEXTS.vietnamese("STATUSES")
#: Other names of the agency that issues the report.
LEAD_NAMES = ("cơ quan thường trực", "cơ quan chủ trì", "cơ quan tổng hợp")
MISSING, NOT_APPLICABLE, NO_TOTAL, MASKED = "…", "x", "–", "*"
TABLE_WHOLE, TABLE_TOTAL = "Toàn tỉnh", "Tổng số"

# The letter that goes out with the forms ---------------------------------------------------------

REPORT_SYMBOL = "BC"  # the abbreviation for a report in a document's symbol
LETTER = "CV"  # the abbreviation for a letter, in organisations that write one (annex III)

#: The part of the file with the exact values of figures printed rounded, for forms that are drafted from the report.
ROUNDED_PART = "urn:toolkit:rounded-figures"
# Names of styles, which mark the parts of a report for drafting: points, their agencies, generated text.
POINT, ATTRIBUTION, NO_POINTS, LEGEND = "BC Ý", "BC Nguồn", "BC Không có nội dung", "BC Chú thích bảng"
#: The paragraph style of generated sentences that state figures of the annex.
IN_FIGURES = "BC Số liệu bằng lời"
#: The style of the mark on a figure that refers to a note below the table.
MARK = "BC Số chú thích"
# The style of the line above a family of points, and the style of these points.
FAMILY_LINE, FAMILY_POINT = "BC Nhóm ý", "BC Ý trong nhóm"
#: The style of a further paragraph of a point, which the agency typed as a separate line.
MORE = "BC Ý tiếp theo"
#: A paragraph of several points; its label.
IN_ONE, TOPIC = "BC Đoạn ý", "BC Tên đoạn ý"
