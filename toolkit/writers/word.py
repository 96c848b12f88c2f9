"""Draws a report as a Word document laid out by Nghị định 30/2020/NĐ-CP; `decree` has the measures.

python-docx keeps the package and its parts together; styles, numbering and settings are our own
(`wordstyles`). The same report gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from toolkit.messages import reports
from toolkit.reportparts import Annex, Chapter, Report, ReportPoint, Rounded, SectionPart, TableRow
from toolkit.writers import decree
from toolkit.writers.measure import text_width
from toolkit.writers.wordstyles import (
    RULE,
    SETTINGS,
    TABLE_CENTRED,
    TABLE_HEAD,
    TABLE_NUMBER,
    TABLE_TEXT,
    W,
    letter_numbers,
    numbering_xml,
    style_id,
    styles_xml,
    twips,
)

#: Parts of python-docx's own base document which say nothing here.
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail", "/extended-properties", "fontTable", "webSettings")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: The first date a zip can say, as for workbooks.
_DATE = (1980, 1, 31, 0, 0, 0)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: A text that ends as a sentence does, or leads to what follows.
_ENDED = re.compile(r"[.!?…:][)\]”\"’']*$")
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0)
#: Columns of tables by what they hold, in millimetres; figures take what their numbers need, names the rest.
_WIDTHS = {"number": 9.0, "unit": 21.0, "short": 22.0, "note": 34.0}
_TABLE_STYLES = {"figure": TABLE_NUMBER, "number": TABLE_CENTRED, "short": TABLE_CENTRED}
_LONGEST_PROPERTY = 255
#: The width of a column of names: what it should have, and what will do where all columns then fit one page.
_NARROWEST_NAME, _LEAST_NAME, _CELL_PADDING = 52.0, 35.0, 3.0


def word_bytes(report: Report) -> bytes:
    """The report as a `.docx` file."""
    drawing = _Drawing(report)
    drawing.draw()
    return drawing.packed()


class _Drawing:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.document: Any = docx.Document()
        self.letters = letter_numbers(_lettered(report.chapters))
        self.end = self.document.element.body.sectPr

    def draw(self) -> None:
        self._prepare()
        self._heading_block()
        self._title()
        self._body()
        self._signature()
        for annex in self.report.annexes:
            self._annex(annex)
        self._keep_values([rounded for annex in self.report.annexes for rounded in annex.rounded])
        self._close()

    # -- the package --

    def _keep_values(self, figures: Sequence[Rounded]) -> None:
        """A part of custom XML with the values of figures printed rounded. Word keeps such parts as they are."""
        if not figures:
            return
        listed = "".join(
            f"<figure indicator={quoteattr(f.indicator)} period={quoteattr(f.period)} printed={quoteattr(f.printed)}>{f.value!r}</figure>"
            for f in figures
        )
        item = self._part(
            self.document.part,
            "/customXml/item1.xml",
            "application/xml",
            "customXml",
            f'<figures xmlns="{reports.ROUNDED_PART}">{listed}</figures>',
        )
        properties = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
        name = str(uuid5(NAMESPACE_URL, reports.ROUNDED_PART)).upper()
        self._part(
            item,
            "/customXml/itemProps1.xml",
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            "customXmlProps",
            f'<ds:datastoreItem ds:itemID="{{{name}}}" xmlns:ds="{properties}"><ds:schemaRefs>'
            f'<ds:schemaRef ds:uri="{reports.ROUNDED_PART}"/></ds:schemaRefs></ds:datastoreItem>',
        )

    def _part(self, owner: Part, path: str, kind: str, relation: str, xml: str) -> Part:
        declared = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n{xml}'
        part = Part(PackURI(path), kind, declared.encode(), self.document.part.package)
        owner.relate_to(part, f"{_RELATIONS}{relation}")
        return part

    def _prepare(self) -> None:
        part = self.document.part
        for owner in (part, part.package):
            for key, relation in list(owner.rels.items()):
                if relation.reltype.endswith(_UNUSED):
                    del owner.rels[key]
        part._styles_part._element = parse_xml(styles_xml())
        part.numbering_part._element = parse_xml(numbering_xml(_lettered(self.report.chapters)))
        part._settings_part._element = parse_xml(SETTINGS)
        report, about = self.report, self.document.core_properties
        about.title = _clipped(f"{reports.TYPE} {report.title}")
        about.author = about.last_modified_by = _clipped(report.author)
        about.language, about.revision, about.comments, about.keywords = decree.LANGUAGE, 1, "", ""
        about.created = about.modified = datetime(
            report.created.year, report.created.month, report.created.day
        )
        section = self.document.sections[0]
        self._lay_out(section, decree.PAGE)
        self._page_number(section.header)

    def packed(self) -> bytes:
        saved, made = BytesIO(), BytesIO()
        self.document.save(saved)
        with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                part = zipfile.ZipInfo(name, _DATE)
                part.create_system, part.compress_type = 0, zipfile.ZIP_DEFLATED
                target.writestr(part, source.read(name))
        return made.getvalue()

    # -- pages --

    def _lay_out(self, section: Any, page: decree.Page) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(page.width), Mm(page.height)
        section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
        section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
        section.header_distance = section.footer_distance = Mm(page.header)
        section.different_first_page_header_footer = True
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        margins = section._sectPr.find(qn("w:pgMar"))
        margins.addnext(parse_xml(f'<w:pgNumType xmlns:w="{W}" w:start="1"/>'))

    def _page_number(self, header: Any) -> None:
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = "header"
        paragraph._p.append(
            parse_xml(f'<w:fldSimple xmlns:w="{W}" w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        )

    def _break_section(self, page: decree.Page) -> None:
        """Ends the section. Its mark stands in the paragraph before, or where a table is, in a rule's."""
        body = self.document.element.body
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        holder = body.sectPr.getprevious()
        before = holder.getprevious()
        if before is not None and before.tag == qn("w:p"):
            before.get_or_add_pPr().append(holder.pPr.find(qn("w:sectPr")))
            body.remove(holder)
        else:
            holder.get_or_add_pPr().insert(
                0, parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style_id(RULE)}"/>')
            )
        self._lay_out(section, page)

    def _close(self) -> None:
        """A document ends in a paragraph, also where a table is the last of it."""
        last = self.document.element.body.sectPr.getprevious()
        if last is not None and last.tag == qn("w:tbl"):
            self.document.add_paragraph(style=RULE)

    # -- paragraphs --

    def _put(self, text: str, style: str, holder: Any = None) -> Paragraph:
        """A paragraph at the end of the text, or of a cell. python-docx would look each style up among all."""
        element = OxmlElement("w:p")
        element.get_or_add_pPr().append(_valued("w:pStyle", style_id(style)))
        if holder is None:
            self.end.addprevious(element)
        else:
            holder._tc.append(element)
        if text:
            element.append(_run(text))
        return Paragraph(element, holder or self.document._body)

    def _into(self, cell: Any, lines: Sequence[tuple[str, str]]) -> None:
        """Paragraphs (text, style) in a cell, whose first one is there from the start."""
        for place, (text, style) in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.style = style
            paragraph.add_run(_plain(text))

    def _rule(self, holder: Any, length: float, width: float) -> None:
        """A rule in the middle of a column; lengths in millimetres."""
        paragraph = holder.add_paragraph(style=RULE)
        side = twips(max(0.0, (width - length) / 2))
        border = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pBdr xmlns:w="{W}">{border}</w:pBdr>'))
        properties.append(parse_xml(f'<w:ind xmlns:w="{W}" w:left="{side}" w:right="{side}"/>'))

    def _table(self, widths: Sequence[float], rows: int, style: str, caption: str) -> Any:
        table = self.document.add_table(rows=rows, cols=len(widths), style=style)
        table.autofit = False
        properties = table._tbl.tblPr
        for name in ("w:tblW", "w:tblLook"):
            for old in properties.findall(qn(name)):
                properties.remove(old)
        total = sum(map(twips, widths))
        layout = properties.find(qn("w:tblLayout"))
        layout.addprevious(parse_xml(f'<w:tblW xmlns:w="{W}" w:w="{total}" w:type="dxa"/>'))
        heads = int(style == "Table Grid")
        if not heads:
            sides = "".join(
                f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
            )
            properties.append(parse_xml(f'<w:tblCellMar xmlns:w="{W}">{sides}</w:tblCellMar>'))
        look = f'<w:tblLook xmlns:w="{W}" w:val="00{2 * heads}0" w:firstRow="{heads}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        properties.append(parse_xml(look))
        properties.append(parse_xml(f'<w:tblCaption xmlns:w="{W}" w:val="{caption}"/>'))
        for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            column.set(qn("w:w"), str(twips(width)))
        for row in table.rows:
            _cannot_split(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table

    # -- the heading block --

    def _heading_block(self) -> None:
        head, (left, right) = self.report.letterhead, decree.HEAD_COLUMNS
        table = self._table(decree.HEAD_COLUMNS, 2, "Normal Table", reports.HEAD_CAPTION)
        names = [(line, "BC Cơ quan chủ quản") for line in head.superior]
        names += [(line, "BC Cơ quan ban hành") for line in head.agency]
        self._into(table.cell(0, 0), names)
        size = decree.LOOKS["BC Cơ quan ban hành"].size
        longest = max(_width(line, size, bold=True) for line in head.agency)
        self._rule(table.cell(0, 0), min(longest, left) * decree.SHORT_RULE, left)
        self._into(table.cell(0, 1), [(reports.COUNTRY, "BC Quốc hiệu"), (reports.MOTTO, "BC Tiêu ngữ")])
        self._rule(
            table.cell(0, 1), _width(reports.MOTTO, decree.LOOKS["BC Tiêu ngữ"].size, bold=True), right
        )
        self._into(table.cell(1, 0), [(head.number, "BC Số ký hiệu")])
        self._into(table.cell(1, 1), [(head.date, "BC Địa danh ngày")])

    def _title(self) -> None:
        self._put(reports.TYPE, "BC Tên loại")
        self._put(self.report.title, "BC Trích yếu")
        width = decree.PAGE.text_width
        line = min(width, _width(self.report.title, decree.LOOKS["BC Trích yếu"].size, bold=True))
        self._rule(self.document, line * decree.SHORT_RULE, width)
        self._addressees()

    def _addressees(self) -> None:
        names = self.report.addressees
        if len(names) == 1:
            self._put(f"{reports.TO} {names[0]}", "BC Kính gửi").paragraph_format.left_indent = Mm(30)
        elif names:
            self._put(reports.TO, "BC Kính gửi").paragraph_format.left_indent = Mm(30)
            size = decree.LOOKS["BC Kính gửi"].size
            under = 30 + _width(reports.TO.rstrip(":"), size, bold=False)
            for place, name in enumerate(names, start=1):
                line = self._put(f"- {name}{'.' if place == len(names) else ';'}", "BC Kính gửi")
                line.paragraph_format.left_indent = Mm(under)
                line.paragraph_format.space_before = Pt(0)

    # -- the text --

    def _body(self) -> None:
        self._put(self.report.opening, "BC Nội dung")
        groups = iter(self.letters)
        for chapter in self.report.chapters:
            if chapter.heading:
                self._put(chapter.heading.upper(), "heading 1")
                for section in chapter.sections:
                    self._put(section.heading, "heading 2")
                    self._section(section, next(groups) if _has_themes(section) else None)
            else:
                (section,) = chapter.sections
                self._put(section.heading.upper(), "heading 1")
                self._section(section, None)
        self._put(self.report.closing, "BC Nội dung").paragraph_format.keep_with_next = True

    def _section(self, section: SectionPart, letters: list[int] | None) -> None:
        if not section.parts:
            self._put(section.nothing, reports.NO_POINTS)
        for place, part in enumerate(section.parts):
            if part.label and letters is None:
                self._put(part.label, "heading 2")
            elif part.label:
                self._lettered(part.label, letters[place] if letters else 0)
            for point in part.points:
                self._point(point)

    def _lettered(self, text: str, number: int) -> None:
        paragraph = self._put(text, "heading 3")
        if number:
            xml = f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    def _point(self, point: ReportPoint) -> None:
        """Who says it stands before the full stop, in a style of its own: without it the point is word for word, but
        that each ends with a sentence's mark. One that was not typed is in that style too.

        A line of its own is a paragraph of its own: a line broken inside one is stretched from margin to margin.
        """
        *above, last = [line for line in point.text.splitlines() if line.strip()] or [""]
        styles = [reports.POINT, *[reports.MORE] * len(above)]
        for line, style in zip(above, styles, strict=False):
            self._put(line, style)
        text, stop, added = last.rstrip(), "", ""
        if text.endswith((";", ",")):
            text, stop = text[:-1].rstrip(), "."
        elif text.endswith(".") and not text.endswith(("./.", "..")):
            text, stop = text[:-1], "."
        elif text and (point.said_by or not _ENDED.search(text)):
            added = "."
        element = self._put(text, styles[-1])._p
        said_by = f" {point.said_by}" if point.said_by else ""
        if said_by or added:
            element.append(_run(said_by + added, reports.SAID_BY))
        if stop:
            element.append(_run(stop))

    # -- after the text --

    def _signature(self) -> None:
        signature = self.report.signature
        table = self._table(decree.SIGNATURE_COLUMNS, 1, "Normal Table", reports.SIGNATURE_CAPTION)
        lines = [(f"- {line}", "BC Danh sách nơi nhận") for line in self.report.recipients]
        self._into(table.cell(0, 0), [(reports.RECIPIENTS, "BC Nơi nhận"), *lines])
        right = table.cell(0, 1)
        self._into(right, [(line, "BC Quyền hạn chức vụ") for line in signature.office])
        name = self._put(signature.name, "BC Họ tên người ký", right)
        name.paragraph_format.space_before = Pt(decree.ROOM_TO_SIGN)
        for cell in (table.cell(0, 0), right):
            cell.paragraphs[0].paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)

    # -- annexes --

    def _annex(self, annex: Annex) -> None:
        page = decree.LANDSCAPE if annex.landscape else decree.PAGE
        self._break_section(page)
        self._put(annex.label, "BC Phụ lục")
        self._put(annex.title, "BC Tên phụ lục")
        self._put(annex.attached, "BC Kèm theo")
        line = min(page.text_width, _width(annex.attached, decree.LOOKS["BC Kèm theo"].size, bold=False))
        self._rule(self.document, line * decree.SHORT_RULE, page.text_width)
        size, parts = _parts(annex, page.text_width)
        cells = self._annex_table(parts[0], size)
        spacing = parse_xml(f'<w:spacing xmlns:w="{W}" w:before="0" w:after="120"/>')
        cells[0].row.getparent().getprevious().pPr.find(qn("w:ind")).addprevious(spacing)
        for part in parts[1:]:
            first, last = (" ".join(part.columns[place].split()) for place in (part.lead, -1))
            text = reports.CONTINUED if first != last else reports.CONTINUED_ONE
            above = self._put(text.format(label=annex.label, first=first, last=last), "BC Kèm theo")
            above.paragraph_format.keep_with_next = True
            above.paragraph_format.space_before = Pt(2 * decree.BETWEEN_PARAGRAPHS)
            cells = self._annex_table(part, size)
        under = [*([annex.legend] if annex.legend else []), *annex.notes]
        if under:
            cells[-1].keep_with_next()
        for text in under:
            self._put(text, reports.LEGEND)

    def _annex_table(self, part: _AnnexPart, size: float) -> list[_Cells]:
        """The rows of one table, its heading first."""
        table = self._table(part.widths, 1 + len(part.rows), "Table Grid", part.caption)
        cells = [_Cells(row) for row in table._tbl.tr_lst]
        self._row(cells[0], TableRow(cells=part.columns), [TABLE_HEAD] * len(part.widths), size)
        cells[0].row.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))
        styles = [_TABLE_STYLES.get(kind, TABLE_TEXT) for kind in part.kinds]
        for own, row in zip(cells[1:], part.rows, strict=True):
            self._row(own, row, styles, size)
        return cells

    def _row(self, cells: _Cells, row: TableRow, styles: Sequence[str], size: float) -> None:
        if row.group:
            cells.join()
        for place, text in enumerate(row.cells):
            style = TABLE_HEAD if row.group else styles[place]
            cells.write(place, _plain(text), style_id(style), size, left=row.group, mark=row.marks.get(place, ""))  # fmt: skip


class _Cells:
    """The cells of one row, written straight into its XML: a large table takes python-docx seconds."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.cells = list(row.tc_lst)

    def join(self) -> None:
        """Makes one cell of them all."""
        first, *others = self.cells
        properties = first.get_or_add_tcPr()
        for other in others:
            self.row.remove(other)
        width = properties.find(qn("w:tcW"))
        total = sum(int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in self.cells)
        width.set(qn("w:w"), str(total))
        width.addnext(parse_xml(f'<w:gridSpan xmlns:w="{W}" w:val="{len(self.cells)}"/>'))
        self.cells = [first]

    def keep_with_next(self) -> None:
        """Keeps the row on the page of what comes after it."""
        for cell in self.cells:
            style = cell.p_lst[0].pPr.find(qn("w:pStyle"))
            style.addnext(parse_xml(f'<w:keepNext xmlns:w="{W}"/>'))

    def write(self, place: int, text: str, style: str, size: float, *, left: bool, mark: str) -> None:
        paragraph = self.cells[place].p_lst[0]
        properties = paragraph.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style}"/>'))
        if left:
            properties.append(parse_xml(f'<w:jc xmlns:w="{W}" w:val="left"/>'))
        half = round(size * 2)
        for words, of in ((text, ""), (mark, f'<w:rStyle w:val="{style_id(reports.MARK)}"/>')):
            if words:
                run = paragraph.add_r()
                xml = f'<w:rPr xmlns:w="{W}">{of}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
                run.append(parse_xml(xml))
                run.text = words


def _lettered(chapters: Sequence[Chapter]) -> list[int]:
    """How many lettered headings each section has that has any."""
    return [len(s.parts) for c in chapters if c.heading for s in c.sections if _has_themes(s)]


def _has_themes(section: SectionPart) -> bool:
    return any(part.label for part in section.parts)


@dataclass(frozen=True, slots=True)
class _AnnexPart:
    """The columns of an annex's table that share one width of the page; the first `lead` of them are in each part."""

    lead: int
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]
    caption: str


def _parts(annex: Annex, room: float) -> tuple[float, list[_AnnexPart]]:
    """The size of letters, and the tables into which the annex's columns go where one is wider than the page."""
    splits = {size: _split(annex, _widths(annex, size), room - _NARROWEST_NAME) for size in _SIZES}
    tight = _split(annex, _widths(annex, _SIZES[-1]), room - _LEAST_NAME)
    if len(tight) == 1 < min(map(len, splits.values())):
        splits = {_SIZES[-1]: tight}
    size = min(splits, key=lambda size: (len(splits[size]), -size))
    widths, lead, parts = _widths(annex, size), _lead(annex), []
    for own in splits[size]:
        places = [*range(lead), *own]
        name = max(room - sum(widths[place] for place in places), _LEAST_NAME)
        parts.append(
            _AnnexPart(
                lead, tuple(annex.columns[p] for p in places), tuple(annex.kinds[p] for p in places),
                tuple(name if annex.kinds[p] == "name" else widths[p] for p in places),
                tuple(row if row.group else _only(row, places) for row in annex.rows), annex.caption,
            )
        )  # fmt: skip
    return size, parts


def _only(row: TableRow, places: Sequence[int]) -> TableRow:
    """The row's cells in these columns, with their marks."""
    marks = {new: row.marks[old] for new, old in enumerate(places) if old in row.marks}
    return TableRow(cells=tuple(row.cells[place] for place in places), marks=marks)


def _lead(annex: Annex) -> int:
    """How many columns say what a row is: all before the first figure."""
    return annex.kinds.index("figure") if "figure" in annex.kinds else len(annex.kinds)


def _split(annex: Annex, widths: Sequence[float], room: float) -> list[range]:
    """The columns after the leading ones, in as few runs as there is room for, each about as wide."""
    lead, end = _lead(annex), len(widths)
    left, count = room - sum(widths[:lead]), 1
    while True:
        share = sum(widths[lead:]) / count
        starts = [lead]
        for place in range(lead + 1, end):
            taken = sum(widths[starts[-1] : place])
            full = taken + widths[place] > left
            due = len(starts) < count and taken + widths[place] / 2 > share
            if full or due:
                starts.append(place)
        if len(starts) <= count or count >= end - lead:
            return [range(a, b) for a, b in zip(starts, [*starts[1:], end], strict=True)]
        count = len(starts)


def _widths(annex: Annex, size: float) -> list[float]:
    """The columns' widths at this size of letters, in millimetres; 0 for that of names, which takes what is left."""
    rows = [row for row in annex.rows if not row.group]
    widths = []
    for place, kind in enumerate(annex.kinds):
        if kind == "figure":
            words = [word for row in rows for word in f"{row.cells[place]}{row.marks.get(place, '')}".split()]
            words += annex.columns[place].split()
            needed = max(_width(word, size, bold=False) for word in words) if words else 0.0
            widths.append(max(13.0, needed + _CELL_PADDING))
        else:
            widths.append(_WIDTHS.get(kind, 0.0))
    return widths


def _valued(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def _run(text: str, style: str = "") -> Any:
    run = OxmlElement("w:r")
    if style:
        run.get_or_add_rPr().append(_valued("w:rStyle", style_id(style)))
    run.text = _plain(text)  # after its properties: line breaks and tabs become elements of their own
    return run


def _cannot_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(parse_xml(f'<w:cantSplit xmlns:w="{W}"/>'))


def _width(text: str, size: float, *, bold: bool) -> float:
    """The text's width in millimetres."""
    return text_width(text, size, bold) * 25.4 / 96


def _clipped(text: str) -> str:
    """As much of a text as a property of a document may hold."""
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1].rstrip()}…"


def _plain(text: str) -> str:
    """Text that XML can hold."""
    return _ILLEGAL.sub("", text)
