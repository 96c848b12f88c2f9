"""Draws a report as a Word document laid out by Nghị định 30/2020/NĐ-CP; `decree` has the measures.

The same report gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.messages import reports
from toolkit.report import decree
from toolkit.report.parts import Annex, Report, ReportPoint, SectionPart, TableRow
from toolkit.report.word_document import RowCells, WordDocument, run_of
from toolkit.report.word_styles import TABLE_CENTRED, TABLE_HEAD, TABLE_NUMBER, TABLE_TEXT, W, letter_numbers
from toolkit.report.word_tables import AnnexPart, parts_of, text_length

#: A text that ends as a sentence does, or leads to what follows.
_ENDED = re.compile(r"[.!?…:][)\]”\"’']*$")
_TABLE_STYLES = {"figure": TABLE_NUMBER, "number": TABLE_CENTRED, "short": TABLE_CENTRED}


def word_bytes(report: Report) -> bytes:
    """The report as a `.docx` file."""
    drawing = _Drawing(report)
    drawing.draw()
    return drawing.document.packed()


class _Drawing:
    def __init__(self, report: Report) -> None:
        self.report = report
        lettered = [len(x.parts) for c in report.chapters if c.heading for x in c.sections if _has_themes(x)]
        self.letters = letter_numbers(lettered)
        self.document = WordDocument(
            title=f"{reports.TYPE} {report.title}", author=report.author, day=report.created, lettered=lettered
        )

    def draw(self) -> None:
        self._heading_block()
        self._title()
        self._body()
        self._signature()
        for annex in self.report.annexes:
            self._annex(annex)
        self.document.keep_values([rounded for annex in self.report.annexes for rounded in annex.rounded])
        self.document.close()

    # -- the heading block --

    def _heading_block(self) -> None:
        head, (left, right) = self.report.letterhead, decree.HEAD_COLUMNS
        table = self.document.table(decree.HEAD_COLUMNS, 2, "Normal Table", reports.HEAD_CAPTION)
        names = [(line, "BC Cơ quan chủ quản") for line in head.superior]
        names += [(line, "BC Cơ quan ban hành") for line in head.agency]
        self.document.into(table.cell(0, 0), names)
        size = decree.LOOKS["BC Cơ quan ban hành"].size
        longest = max(text_length(line, size, bold=True) for line in head.agency)
        self.document.rule(min(longest, left) * decree.SHORT_RULE, left, table.cell(0, 0))
        self.document.into(table.cell(0, 1), [(reports.COUNTRY, "BC Quốc hiệu"), (reports.MOTTO, "BC Tiêu ngữ")])
        self.document.rule(
            text_length(reports.MOTTO, decree.LOOKS["BC Tiêu ngữ"].size, bold=True), right, table.cell(0, 1)
        )
        self.document.into(table.cell(1, 0), [(head.number, "BC Số ký hiệu")])
        self.document.into(table.cell(1, 1), [(head.date, "BC Địa danh ngày")])

    def _title(self) -> None:
        self.document.put(reports.TYPE, "BC Tên loại")
        self.document.put(self.report.title, "BC Trích yếu")
        width = decree.PAGE.text_width
        line = min(width, text_length(self.report.title, decree.LOOKS["BC Trích yếu"].size, bold=True))
        self.document.rule(line * decree.SHORT_RULE, width)
        self._addressees()

    def _addressees(self) -> None:
        names = self.report.addressees
        if len(names) == 1:
            self.document.put(f"{reports.TO} {names[0]}", "BC Kính gửi").paragraph_format.left_indent = Mm(30)
        elif names:
            self.document.put(reports.TO, "BC Kính gửi").paragraph_format.left_indent = Mm(30)
            size = decree.LOOKS["BC Kính gửi"].size
            under = 30 + text_length(reports.TO.rstrip(":"), size, bold=False)
            for place, name in enumerate(names, start=1):
                line = self.document.put(f"- {name}{'.' if place == len(names) else ';'}", "BC Kính gửi")
                line.paragraph_format.left_indent = Mm(under)
                line.paragraph_format.space_before = Pt(0)

    # -- the text --

    def _body(self) -> None:
        self.document.put(self.report.opening, "BC Nội dung")
        for text in self.report.figures:
            self.document.put(text, reports.IN_FIGURES)
        groups = iter(self.letters)
        for chapter in self.report.chapters:
            if chapter.heading:
                self.document.put(chapter.heading.upper(), "heading 1")
                for section in chapter.sections:
                    self.document.put(section.heading, "heading 2")
                    self._section(section, next(groups) if _has_themes(section) else None)
            else:
                (section,) = chapter.sections
                self.document.put(section.heading.upper(), "heading 1")
                self._section(section, None)
        self.document.put(self.report.closing, "BC Nội dung").paragraph_format.keep_with_next = True

    def _section(self, section: SectionPart, letters: list[int] | None) -> None:
        for text in section.figures:
            self.document.put(text, reports.IN_FIGURES)
        if not section.parts and not section.figures:
            self.document.put(section.nothing, reports.NO_POINTS)
        for place, part in enumerate(section.parts):
            if part.label and letters is None:
                self.document.put(part.label, "heading 2")
            elif part.label:
                self._lettered(part.label, letters[place] if letters else 0)
            for point in part.points:
                if point.above:
                    self.document.put(point.above, reports.FAMILY_LINE)
                self._point(point)

    def _lettered(self, text: str, number: int) -> None:
        paragraph = self.document.put(text, "heading 3")
        if number:
            xml = f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    def _point(self, point: ReportPoint) -> None:
        """Who says it stands before the full stop, in a style of its own: without it the point is word for word, but
        that each ends with a sentence's mark. One that was not typed is in that style too.

        A line of its own is a paragraph of its own: a line broken inside one is stretched from margin to margin.
        """
        *above, last = [line for line in point.text.splitlines() if line.strip()] or [""]
        first = reports.FAMILY_POINT if point.in_family else reports.POINT
        styles = [first, *[reports.MORE] * len(above)]
        for line, style in zip(above, styles, strict=False):
            self.document.put(line, style)
        text, stop, added = last.rstrip(), "", ""
        if text.endswith((";", ",")):
            text, stop = text[:-1].rstrip(), "."
        elif text.endswith(".") and not text.endswith(("./.", "..")):
            text, stop = text[:-1], "."
        elif text and (point.said_by or not _ENDED.search(text)):
            added = "."
        element = self.document.put(text, styles[-1])._p
        said_by = f" {point.said_by}" if point.said_by else ""
        if said_by or added:
            element.append(run_of(said_by + added, reports.SAID_BY))
        if stop:
            element.append(run_of(stop))

    # -- after the text --

    def _signature(self) -> None:
        signature = self.report.signature
        table = self.document.table(decree.SIGNATURE_COLUMNS, 1, "Normal Table", reports.SIGNATURE_CAPTION)
        lines = [(f"- {line}", "BC Danh sách nơi nhận") for line in self.report.recipients]
        self.document.into(table.cell(0, 0), [(reports.RECIPIENTS, "BC Nơi nhận"), *lines])
        right = table.cell(0, 1)
        self.document.into(right, [(line, "BC Quyền hạn chức vụ") for line in signature.office])
        name = self.document.put(signature.name, "BC Họ tên người ký", right)
        name.paragraph_format.space_before = Pt(decree.ROOM_TO_SIGN)
        for cell in (table.cell(0, 0), right):
            cell.paragraphs[0].paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)

    # -- annexes --

    def _annex(self, annex: Annex) -> None:
        page = decree.LANDSCAPE if annex.landscape else decree.PAGE
        self.document.break_section(page)
        self.document.put(annex.label, "BC Phụ lục")
        self.document.put(annex.title, "BC Tên phụ lục")
        self.document.put(annex.attached, "BC Kèm theo")
        line = min(page.text_width, text_length(annex.attached, decree.LOOKS["BC Kèm theo"].size, bold=False))
        self.document.rule(line * decree.SHORT_RULE, page.text_width)
        size, parts = parts_of(annex, page.text_width)
        cells = self._annex_table(parts[0], size)
        spacing = parse_xml(f'<w:spacing xmlns:w="{W}" w:before="0" w:after="120"/>')
        cells[0].row.getparent().getprevious().pPr.find(qn("w:ind")).addprevious(spacing)
        for part in parts[1:]:
            first, last = (" ".join(part.columns[place].split()) for place in (part.lead, -1))
            text = reports.CONTINUED if first != last else reports.CONTINUED_ONE
            above = self.document.put(text.format(label=annex.label, first=first, last=last), "BC Kèm theo")
            above.paragraph_format.keep_with_next = True
            above.paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)
            cells = self._annex_table(part, size)
        under = [*([annex.legend] if annex.legend else []), *annex.notes]
        if under:
            cells[-1].keep_with_next()
        for text in under:
            self.document.put(text, reports.LEGEND)

    def _annex_table(self, part: AnnexPart, size: float) -> list[RowCells]:
        """The rows of one table, its heading first."""
        table = self.document.table(part.widths, 1 + len(part.rows), "Table Grid", part.caption)
        cells = [RowCells(row) for row in table._tbl.tr_lst]
        self._row(cells[0], TableRow(cells=part.columns), [TABLE_HEAD] * len(part.widths), size)
        cells[0].repeat()
        styles = [_TABLE_STYLES.get(kind, TABLE_TEXT) for kind in part.kinds]
        for own, row in zip(cells[1:], part.rows, strict=True):
            self._row(own, row, styles, size)
        return cells

    def _row(self, cells: RowCells, row: TableRow, styles: Sequence[str], size: float) -> None:
        if row.group:
            cells.join()
        for place, text in enumerate(row.cells):
            style = TABLE_HEAD if row.group else styles[place]
            if row.words and style == TABLE_NUMBER and len(text) > 1:  # not a sign alone
                style = TABLE_TEXT
            cells.write(place, text, style, size, left=row.group, mark=row.marks.get(place, ""))


def _has_themes(section: SectionPart) -> bool:
    return any(part.label for part in section.parts)
