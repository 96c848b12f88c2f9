"""Draws a report as a Word document in the layout of Nghị định 30/2020/NĐ-CP; the measures are in `decree`.

The same report gives the same bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docx.shared import Pt

from toolkit.archive.data_code import PROPERTY
from toolkit.messages import reports
from toolkit.report import decree
from toolkit.report.identities import LABEL
from toolkit.report.parts import Annex, Report, ReportPoint, SectionPart, ThemePart
from toolkit.report.word_blocks import draw_addressees, draw_annex, draw_head, draw_signature, draw_tables
from toolkit.report.word_document import WordDocument, put_property, run_of
from toolkit.report.word_tables import width_in_mm

#: The numbers in a paragraph's label.
_NUMBERS = re.compile(r"^\d+\. | \(\d.*$")
#: The number of characters of the data code that are printed; the document's properties have it whole.
_PRINTED_OF_CODE = 12
#: A text with the end of a sentence, or of an introduction.
_ENDED = re.compile(r"[.!?…:][)\]”\"’']*$")


def word_document(report: Report) -> WordDocument:
    """The Word document of a report."""
    drawing = _Drawing(report)
    drawing.draw()
    return drawing.document


class _Drawing:
    def __init__(self, report: Report) -> None:
        self.report, self.paragraphs = report, 0
        self.document = WordDocument(
            title=f"{reports.words(report.language).TYPE} {report.title}",
            author=report.author,
            day=report.created,
            known_as=report.document,
            language=report.language,
        )

    def draw(self) -> None:
        draw_head(self.document, self.report.letterhead)
        self._draw_title()
        self._draw_body()
        draw_signature(self.document, self.report.recipients, self.report.signature)
        for annex in self.report.annexes:
            draw_annex(self.document, annex)
        if code := self.report.data_code:
            line = self.document.words.DATA_CODE.format(code=code[:_PRINTED_OF_CODE])
            self.document.put(line, reports.LEGEND, key="data code").runs[0].font.size = Pt(8)
            put_property(self.document.document, PROPERTY, code)
        self.document.keep_values([rounded for annex in self.report.annexes for rounded in annex.rounded])
        self.document.close()

    # -- above the text --

    def _draw_title(self) -> None:
        self.document.put(self.document.words.TYPE, "BC Tên loại")
        self.document.put(self.report.title, "BC Trích yếu")
        width = decree.PAGE.text_width
        line = min(width, width_in_mm(self.report.title, decree.STYLES["BC Trích yếu"].size, bold=True))
        self.document.add_rule(line * decree.SHORT_RULE, width)
        draw_addressees(self.document, self.report.addressees)

    # -- the text --

    def _draw_body(self) -> None:
        self.document.put(self.report.opening, "BC Nội dung", key="opening")
        if self.report.conclusion:
            self.document.put(self.report.conclusion, reports.IN_FIGURES, key="conclusion")
        for paragraph in self.report.figures:
            self.document.put(paragraph.text, reports.IN_FIGURES, key=f"figures {paragraph.key}")
        self._draw_targets(self.report.table)
        for chapter in self.report.chapters:
            if chapter.heading:
                self.document.put(chapter.heading.upper(), "heading 1", key=chapter.heading, heading=2)
                for section in chapter.sections:
                    self.document.put(section.heading, "heading 2", key=f"section {section.code}", heading=3)
                    self._draw_section(section)
            else:
                (section,) = chapter.sections
                self.document.put(section.heading.upper(), "heading 1", key=f"section {section.code}", heading=2)
                self._draw_section(section)
        self.document.put(self.report.closing, "BC Nội dung", key="closing").paragraph_format.keep_with_next = True

    def _draw_section(self, section: SectionPart) -> None:
        for paragraph in section.figures:
            self.document.put(paragraph.text, reports.IN_FIGURES, key=f"figures {paragraph.key}")
        self._draw_targets(section.table)
        if not section.parts and not section.figures:
            self.document.put(section.empty_text, reports.NO_POINTS, key=f"nothing {section.code}")
        for part in section.parts:
            if part.in_one:
                self._draw_in_one(part, section.code)
            else:
                for point in part.points:
                    self._draw_point(point, section.code)

    def _draw_targets(self, table: Annex | None) -> None:
        if table is not None:
            words = self.document.words
            above = self.document.put(words.TARGETS_HEADING, reports.IN_FIGURES, key=words.TARGETS_TITLE)
            above.paragraph_format.keep_with_next = True
            draw_tables(self.document, table, decree.PAGE.text_width)

    def _draw_in_one(self, part: ThemePart, section: str) -> None:
        """Draw one paragraph: the label, known by its words before any number, then each point as a sentence."""
        self.paragraphs += 1
        self.document.in_one = str(self.paragraphs)
        if part.label:
            label = self.document.put(
                "", reports.IN_ONE, key=f"topic {section}: {_NUMBERS.sub('', part.label)}", heading=LABEL
            )
            label._p.append(run_of(part.label, reports.TOPIC))
        for point in part.points:
            line = replace(point, text=" ".join(point.text.split()))
            self._draw_point(line, section, reports.IN_ONE)
        self.document.in_one = ""

    def _draw_point(self, point: ReportPoint, section: str, style: str = reports.POINT) -> None:
        """Draw a point; its agencies are in a separate style before the full stop, so that the rest is word for word. A
        full stop that was not typed is added in that style too.

        A line break becomes a paragraph: a line broken inside one would be stretched from margin to margin.
        """
        *above, last = [line for line in point.text.splitlines() if line.strip()] or [""]
        styles = [style, *[reports.MORE] * len(above)]
        names = point.groups or (f"{section}: {point.text}",)
        for number, line in enumerate(above):
            self._draw_line(line, styles[number], names, number)
        text, stop, added = last.rstrip(), "", ""
        if text.endswith((";", ",")):
            text, stop = text[:-1].rstrip(), "."
        elif text.endswith(".") and not text.endswith(("./.", "..")):
            text, stop = text[:-1], "."
        elif text and (point.attribution or not _ENDED.search(text)):
            added = "."
        element = self._draw_line(text, styles[-1], names, len(above))
        attribution = f" {point.attribution}" if point.attribution else ""
        if attribution or added:
            element.append(run_of(attribution + added, reports.ATTRIBUTION))
        if stop:
            element.append(run_of(stop))
        if point.unseen:
            self.document.comment(element, self.document.words.UNSEEN.format(texts=" · ".join(point.unseen)))

    def _draw_line(self, text: str, style: str, names: Sequence[str], number: int) -> Any:
        """A line of a point, which is recognised by any of its groups."""
        key, *other_keys = (f"{name} {number}" if number else name for name in names)
        return self.document.put(text, style, key=key, other_ids=other_keys)._p
