"""The words of the Word report, in its language. As names of this module they are Vietnamese: letters are official
documents, whatever the language of the screen."""

from decimal import Decimal
from functools import cache

from toolkit.language.numbers import format_number
from toolkit.messages import fill
from toolkit.messages.texts import texts
from toolkit.model import Language

_TEXTS = texts(__file__)

#: The space in which day and month are written by hand.
BLANK = "\u00a0" * 6
MISSING, NOT_APPLICABLE, NO_TOTAL, MASKED = "…", "x", "–", "*"


class _Sentence(str):
    """A sentence whose words may depend on a number, as in a `Text`."""

    __slots__ = ()

    def format(self, *args: object, **arguments: object) -> str:
        return fill(self, arguments)


class Words:
    """The report's words in one language; what is written in official letters alone has no English."""

    def __init__(self, language: Language) -> None:
        self.language = language
        #: The titles of chapters, keyed by the role of their sections.
        self.CHAPTERS = self._group("CHAPTERS")
        self.CAUSES, self.ADDRESSEES = self._group("CAUSES"), self._group("ADDRESSEES")
        self.COLUMNS, self.STATUSES = self._group("COLUMNS"), self._group("STATUSES")

    def __getattr__(self, name: str) -> str:
        text = _TEXTS.sentence(name)
        return _Sentence(text.say(self.language) or text.vi)

    def _group(self, name: str) -> dict[str, str]:
        return {key: text.say(self.language) or text.vi for key, text in _TEXTS.group(name).items()}

    def number(self, number: Decimal) -> str:
        return format_number(float(number), self.language)

    def count(self, number: int) -> str:
        """A count in running text: `05`, `1.250`; in English `5`, `1,250`."""
        return f"{number:02d}" if number < 10 and self.language == "vi" else format_number(number, self.language)


#: The report's words in a language: `words("en").OPENING`, `words("en").CHAPTERS["work"]`.
words = cache(Words)


def __getattr__(name: str) -> str:
    return _TEXTS.sentence(name).vi


CHAPTERS, CAUSES, ADDRESSEES = (words("vi").CHAPTERS, words("vi").CAUSES, words("vi").ADDRESSEES)
COLUMNS, STATUSES = words("vi").COLUMNS, words("vi").STATUSES

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
