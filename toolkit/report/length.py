"""The length of a report, estimated from the widths of its characters before it is drawn; heights in points, on A4.

Word and LibreOffice break lines at almost the same characters; a test checks that the estimate is within one page of
the result in LibreOffice.
"""

from toolkit.report import decree
from toolkit.report.parts import Annex, Letterhead, Signature
from toolkit.report.word_tables import parts_of
from toolkit.xlsx.measure import characters, line_count

_POINTS_A_MILLIMETRE = 72 / 25.4
#: Characters, in the unit of `xlsx.measure`, per millimetre: a character has 7 pixels, an inch 96.
_CHARACTERS_A_MILLIMETRE = 96 / 25.4 / 7
#: The height of a line of Times New Roman, as a multiple of the font size.
_LINE = 1.15
#: No-break spaces as wide as the first line's indent, at 14 points.
_INDENT = "\u00a0" * 8

PAGE = (decree.PAGE.height - decree.PAGE.top - decree.PAGE.bottom) * _POINTS_A_MILLIMETRE
"""The height available for text on one page."""
PARAGRAPH_END = 14.0 * _LINE / 2 + decree.BETWEEN_PARAGRAPHS
"""The height of what a paragraph's last line leaves blank on average, and of the space between paragraphs."""
FILLED = 0.95
"""The share of the pages that is filled: headings stay with the text below, and a last line is not left alone."""


def paragraph_height(text: str, *, size: float = 14.0, bold: bool = False) -> float:
    """The height of a paragraph of the body: its lines, and the space above them."""
    count = line_count(_INDENT + text, decree.PAGE.text_width * _CHARACTERS_A_MILLIMETRE, size=size, bold=bold)
    return count * size * _LINE + decree.BETWEEN_PARAGRAPHS


def sentence_height(text: str) -> float:
    """The height that a sentence adds to a paragraph: its share of a line, or its lines."""
    lines = characters(f"{text} ", 14.0) / (decree.PAGE.text_width * _CHARACTERS_A_MILLIMETRE)
    return lines * 14.0 * _LINE


def beginning_height(head: Letterhead, title: str, addressees: int) -> float:
    """The height of heading block, title and addressees."""
    left = decree.HEAD_COLUMNS[0]
    names = [*head.superior, *head.agency]
    shown = sum(line_count(name, left * _CHARACTERS_A_MILLIMETRE, size=12, bold=True) for name in names)
    block = max(shown, 2) * 13 * _LINE + 2 * (13 * _LINE + 6)
    wide = decree.PAGE.text_width * _CHARACTERS_A_MILLIMETRE
    titles = (1 + line_count(title, wide, size=14, bold=True)) * 14 * _LINE + 24
    return block + titles + (14 * _LINE + 6) * (addressees + (addressees > 1))


def ending_height(recipients: int, signature: Signature) -> float:
    """The height of the last block: recipients on the left, the signature on the right."""
    left = 12 * _LINE + recipients * 11 * _LINE
    right = (1 + len(signature.office)) * 14 * _LINE + decree.ROOM_TO_SIGN
    return max(left, right) + 2 * decree.BETWEEN_PARAGRAPHS


def table_height(annex: Annex) -> float:
    """The height of a table in the body, with its heading row and its legend."""
    size, parts = parts_of(annex, decree.PAGE.text_width)
    height = 0.0
    for part in parts:
        for cells in (part.columns, *(row.cells for row in part.rows)):
            widths = part.widths if len(cells) == len(part.widths) else (sum(part.widths),)
            most = max(
                line_count(text, (width - 3) * _CHARACTERS_A_MILLIMETRE, size=size)
                for text, width in zip(cells, widths, strict=True)
            )
            height += most * size * _LINE + 2.5
    return height + sum(paragraph_height(text, size=11) for text in (annex.legend, *annex.notes) if text)
