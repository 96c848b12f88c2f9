"""A Word document under the pen: its package, pages, paragraphs and tables, on python-docx.

python-docx keeps the package and its parts together; styles, numbering and settings are our own (`wordstyles`).
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.messages import reports
from toolkit.report import decree
from toolkit.report.parts import Rounded
from toolkit.report.word_styles import RULE, SETTINGS, W, numbering_xml, style_id, styles_xml, twips

#: Parts of python-docx's own base document which say nothing here.
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail", "/extended-properties", "fontTable", "webSettings")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: The first date a zip can say, as for workbooks.
_DATE = (1980, 1, 31, 0, 0, 0)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: Between two years.
_RANGE = re.compile(r"(?<=\d{4}) ([-–]) (?=\d{4})")
_LONGEST_PROPERTY = 255
#: The part that tells of the document; the mark stands in it as its identifier, by which it is known as ours.
_ABOUT, _UNMARKED, _MARKED = "docProps/core.xml", "0" * 64, re.compile(rb"(?<=<dc:identifier>)[0-9a-f]{64}(?=<)")


class WordDocument:
    """`lettered`: how many lettered headings each section has that has any."""

    def __init__(self, *, title: str, author: str, day: date, lettered: list[int]) -> None:
        self.document: Any = docx.Document()
        self._end = self.document.element.body.sectPr
        self._prepare(title, author, day, lettered)

    # -- the package --

    def _prepare(self, title: str, author: str, day: date, lettered: list[int]) -> None:
        part = self.document.part
        for owner in (part, part.package):
            for key, relation in list(owner.rels.items()):
                if relation.reltype.endswith(_UNUSED):
                    del owner.rels[key]
        part._styles_part._element = parse_xml(styles_xml())
        part.numbering_part._element = parse_xml(numbering_xml(lettered))
        part._settings_part._element = parse_xml(SETTINGS)
        about = self.document.core_properties
        about.title = _clipped(title)
        about.author = about.last_modified_by = _clipped(author)
        about.language, about.revision, about.comments, about.keywords = decree.LANGUAGE, 1, "", ""
        about.identifier = _UNMARKED
        about.created = about.modified = datetime(day.year, day.month, day.day)
        section = self.document.sections[0]
        self._lay_out(section, decree.PAGE)
        section.header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        paragraph.style = "header"
        paragraph._p.append(
            parse_xml(f'<w:fldSimple xmlns:w="{W}" w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        )

    def keep_values(self, figures: Sequence[Rounded]) -> None:
        """A part of custom XML with the values of figures printed rounded. Word keeps such parts as they are."""
        if not figures:
            return
        listed = "".join(
            f"<figure indicator={quoteattr(f.indicator)} period={quoteattr(f.period)} "
            f"printed={quoteattr(f.printed)}>{f.value!r}</figure>"
            for f in figures
        )
        xml = f'<figures xmlns="{reports.ROUNDED_PART}">{listed}</figures>'
        item = self._part(self.document.part, "/customXml/item1.xml", "application/xml", "customXml", xml)
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

    def packed(self) -> bytes:
        saved, made = BytesIO(), BytesIO()
        self.document.save(saved)
        with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            parts = {name: source.read(name) for name in source.namelist()}
            parts[_ABOUT] = parts[_ABOUT].replace(_UNMARKED.encode(), _mark_of(parts).encode())
            for name, content in parts.items():
                part = zipfile.ZipInfo(name, _DATE)
                part.create_system, part.compress_type = 0, zipfile.ZIP_DEFLATED
                target.writestr(part, content)
        return made.getvalue()

    # -- pages --

    def _lay_out(self, section: Any, page: decree.PageLayout) -> None:
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

    def break_section(self, page: decree.PageLayout) -> None:
        """Ends the section. Its mark stands in the paragraph before, or where a table is, in a rule's."""
        body = self.document.element.body
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        holder = body.sectPr.getprevious()
        before = holder.getprevious()
        if before is not None and before.tag == qn("w:p"):
            before.get_or_add_pPr().append(holder.pPr.find(qn("w:sectPr")))
            body.remove(holder)
        else:
            holder.get_or_add_pPr().insert(0, parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style_id(RULE)}"/>'))
        self._lay_out(section, page)

    def close(self) -> None:
        """A document ends in a paragraph, also where a table is the last of it."""
        last = self.document.element.body.sectPr.getprevious()
        if last is not None and last.tag == qn("w:tbl"):
            self.document.add_paragraph(style=RULE)

    # -- paragraphs --

    def put(self, text: str, style: str, holder: Any = None) -> Paragraph:
        """A paragraph at the end of the text, or of a cell. python-docx would look each style up among all."""
        element = OxmlElement("w:p")
        element.get_or_add_pPr().append(_valued("w:pStyle", style_id(style)))
        if holder is None:
            self._end.addprevious(element)
        else:
            holder._tc.append(element)
        if text:
            element.append(run_of(text))
        return Paragraph(element, holder or self.document._body)

    def comment(self, paragraph: Any, text: str, author: str) -> None:
        """A remark beside a paragraph, which is not printed. It carries the document's day, not the clock's."""
        runs = Paragraph(paragraph, self.document._body).runs
        initials = "".join(word[0] for word in author.split())[:3]
        remark = self.document.add_comment(runs, _plain(text), _clipped(author), initials)
        remark._comment_elm.set(qn("w:date"), f"{self.document.core_properties.created:%Y-%m-%dT00:00:00Z}")
        # python-docx names styles of its own template, which a schema's checker misses here.
        styled = (*paragraph.iter(qn("w:rStyle")), *remark._comment_elm.iter(qn("w:pStyle"), qn("w:rStyle")))
        for named in styled:
            if str(named.get(qn("w:val"))).startswith("Comment"):
                named.getparent().remove(named)

    def into(self, cell: Any, lines: Sequence[tuple[str, str]]) -> None:
        """Paragraphs (text, style) in a cell, whose first one is there from the start."""
        for place, (text, style) in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.style = style
            paragraph.add_run(_plain(text))

    def rule(self, length: float, width: float, cell: Any = None) -> Any:
        """A rule in the middle of a column, or of a cell; lengths in millimetres."""
        paragraph = (self.document if cell is None else cell).add_paragraph(style=RULE)
        side = twips(max(0.0, (width - length) / 2))
        border = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pBdr xmlns:w="{W}">{border}</w:pBdr>'))
        properties.append(parse_xml(f'<w:ind xmlns:w="{W}" w:left="{side}" w:right="{side}"/>'))
        return paragraph

    def table(self, widths: Sequence[float], rows: int, style: str, caption: str) -> Any:
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
            sides = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
            properties.append(parse_xml(f'<w:tblCellMar xmlns:w="{W}">{sides}</w:tblCellMar>'))
        look = (
            f'<w:tblLook xmlns:w="{W}" w:val="00{2 * heads}0" w:firstRow="{heads}" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
        properties.append(parse_xml(look))
        properties.append(parse_xml(f'<w:tblCaption xmlns:w="{W}" w:val="{caption}"/>'))
        for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
            column.set(qn("w:w"), str(twips(width)))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(parse_xml(f'<w:cantSplit xmlns:w="{W}"/>'))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        return table


def is_as_packed(data: bytes) -> bool:
    """Whether a document is as `WordDocument.packed` made it, in all of its parts: its mark says what they hold."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {part.filename: archive.read(part) for part in archive.infolist() if part.date_time == _DATE}
            marks = _MARKED.findall(parts.get(_ABOUT, b""))
            return len(parts) == len(archive.infolist()) and marks == [_mark_of(parts).encode()]
    except DAMAGED_OR_WITHOUT:
        return False


def _mark_of(parts: Mapping[str, bytes]) -> str:
    """The SHA-256 of what all parts of a document hold, without the mark itself."""
    held = hashlib.sha256()
    for name, content in sorted(parts.items()):
        bare = _MARKED.sub(_UNMARKED.encode(), content) if name == _ABOUT else content
        held.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(bare).digest())
    return held.hexdigest()


class RowCells:
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
            if style.getnext() is None or style.getnext().tag != qn("w:keepNext"):
                style.addnext(parse_xml(f'<w:keepNext xmlns:w="{W}"/>'))

    def repeat(self) -> None:
        """Has the row stand at the top of each page that the table goes on to."""
        self.row.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))

    def write(
        self, column: int, text: str, style: str, size: float, *, left: bool, mark: str, bold: bool = False
    ) -> None:
        """A text in one cell, and its mark behind it."""
        paragraph = self.cells[column].p_lst[0]
        properties = paragraph.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style_id(style)}"/>'))
        if left:
            properties.append(parse_xml(f'<w:jc xmlns:w="{W}" w:val="left"/>'))
        half = round(size * 2)
        for words, of in ((_plain(text), ""), (mark, f'<w:rStyle w:val="{style_id(reports.MARK)}"/>')):
            if words:
                run = paragraph.add_r()
                heavy = "<w:b/><w:bCs/>" if bold else ""
                xml = f'<w:rPr xmlns:w="{W}">{of}{heavy}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
                run.append(parse_xml(xml))
                run.text = words


def _valued(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def run_of(text: str, style: str = "") -> Any:
    """The text as a run, in a style of its own where one is named."""
    run = OxmlElement("w:r")
    if style:
        run.get_or_add_rPr().append(_valued("w:rStyle", style_id(style)))
    run.text = _plain(text)  # after its properties: line breaks and tabs become elements of their own
    return run


def _clipped(text: str) -> str:
    """As much of a text as a property of a document may hold."""
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1].rstrip()}…"


def _plain(text: str) -> str:
    """Text that XML can hold; a range of years (`2016 - 2020`) does not break over lines."""
    return _RANGE.sub("\u00a0\\1\u00a0", _ILLEGAL.sub("", text))
