"""Draws the letter that goes out with the forms as a Word document; the same letter gives the same bytes."""

from toolkit.messages import reports
from toolkit.report.cover_letter import CoverLetter
from toolkit.report.word_blocks import draw_addressees, draw_annex, draw_head, draw_signature
from toolkit.report.word_document import WordDocument

#: The space between heading block and addressees, in points: a letter has no title between them.
_ABOVE = 18.0


def letter_document(letter: CoverLetter) -> WordDocument:
    """The Word document of the letter."""
    title = reports.LETTER_TITLE.format(about=letter.letterhead.about)
    document = WordDocument(title=title, author=letter.author, day=letter.created, known_as=letter.document)
    draw_head(document, letter.letterhead)
    draw_addressees(document, letter.addressees, above=_ABOVE)
    for paragraph in letter.paragraphs:
        last = document.put(paragraph.text, "BC Nội dung", key=paragraph.key)
    last.paragraph_format.keep_with_next = True
    draw_signature(document, letter.recipients, letter.signature)
    if letter.listed is not None:
        draw_annex(document, letter.listed)
    document.close()
    return document
