"""A Word document while it is drawn: its package, pages, paragraphs and tables, with python-docx.

python-docx keeps the package and its parts together; styles, numbering and settings come from `word_styles`.
"""

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from io import BytesIO
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from toolkit.files.gate import DAMAGED_OR_WITHOUT
from toolkit.messages import reports
from toolkit.model import Language
from toolkit.report import decree, identities
from toolkit.report.identities import PART, UNSEEN, Block, GenerationRecord, Namer, digest, enclose, readable
from toolkit.report.parts import RoundedFigure
from toolkit.report.word_styles import RULE, SETTINGS, W, numbering_xml, style_id, styles_xml, twips

#: Unused parts of python-docx's template document.
_UNUSED = ("stylesWithEffects", "customXml", "thumbnail", "/extended-properties", "fontTable", "webSettings")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
_OF_USERS = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the properties that users name (ECMA-376, part 1, 22.3)
#: The earliest date in a zip, as for workbooks.
_DATE = (1980, 1, 31, 0, 0, 0)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: The dash of a range of years.
_RANGE = re.compile(r"(?<=\d{4}) ([-–]) (?=\d{4})")
_LONGEST_PROPERTY = 255
#: The part of document properties; the identifier in it, without the mark (`_mark_of`) and with it.
_ABOUT, _UNMARKED, _MARKED = "docProps/core.xml", "0" * 64, re.compile(rb"(?<=<dc:identifier>)[0-9a-f]{64}(?=<)")


class WordDocument:
    """A document while it is drawn. `known_as` identifies the document, so that its paragraphs can be recognised later
    (`identities`); "" for none. `in_one`: the number of the paragraph that consists of the pieces put; "" for none."""

    def __init__(self, *, title: str, author: str, day: date, known_as: str = "", language: Language = "vi") -> None:
        self.document: Any = docx.Document()
        if known_as and language != "vi":  # the report in another language is another document
            known_as = f"{known_as} {language}"
        self.author, self.day, self.namer, self.part = author, day, Namer(known_as), "text"
        self.words, self.in_one = reports.words(language), ""
        self.blocks: list[Block] = []
        self.remarks: list[tuple[Any, str]] = []
        self._marked: list[tuple[Any, str, str, str, Sequence[str], int]] = []
        self._end = self.document.element.body.sectPr
        self._prepare(title, author, day)

    # -- the package --

    def _prepare(self, title: str, author: str, day: date) -> None:
        part = self.document.part
        for owner in (part, part.package):
            for key, relation in list(owner.rels.items()):
                if relation.reltype.endswith(_UNUSED):
                    del owner.rels[key]
        part._styles_part._element = parse_xml(styles_xml())
        part.numbering_part._element = parse_xml(numbering_xml())
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

    def keep_values(self, figures: Sequence[RoundedFigure]) -> None:
        """Add a part of custom XML with the values of figures printed rounded. Word keeps such parts."""
        if not figures:
            return
        listed = "".join(
            f"<figure indicator={quoteattr(f.indicator)} period={quoteattr(f.period)} "
            f"printed={quoteattr(f.printed)}>{f.value!r}</figure>"
            for f in figures
        )
        put_custom_part(
            self.document, reports.ROUNDED_PART, f'<figures xmlns="{reports.ROUNDED_PART}">{listed}</figures>'
        )

    def as_bytes(self) -> bytes:
        unfolded = self.document.part._element
        self.document.part._element = deepcopy(unfolded)
        identities.fold(self.document.part._element)
        data = document_bytes(self.document, marked=True)
        self.document.part._element = unfolded
        return data

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
        """End the section. Its mark is in the last paragraph, or after a table in the paragraph of a rule."""
        body = self.document.element.body
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        holder = body.sectPr.getprevious()
        before = holder.getprevious()
        if before is not None and before.tag == qn("w:p"):
            before.get_or_add_pPr().append(holder.pPr.find(qn("w:sectPr")))
            body.remove(holder)
        else:
            holder.get_or_add_pPr().insert(0, parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style_id(RULE)}"/>'))
            self.mark(holder, "break")
        self._lay_out(section, page)

    def close(self) -> None:
        """End the document (with a paragraph, if a table is last), and put a bookmark around each paragraph."""
        last = self.document.element.body.sectPr.getprevious()
        if last is not None and last.tag == qn("w:tbl"):
            self.mark(self.document.add_paragraph(style=RULE)._p, "end")
        if not self.namer.document:
            return
        self.blocks = [self.namer.block(*marked) for marked in self._marked]
        for number, block in enumerate(self.blocks, start=1):
            enclose(block.element, block.name, number)
        ids = {block.element: block.name.id for block in self.blocks}
        commented = [(ids[paragraph], digest(readable(text))) for paragraph, text in self.remarks]
        remarks = [identities.Remark(block, UNSEEN, words, words) for block, words in commented]
        in_one = {block.name.id: number for block in self.blocks if (number := block.element.get(identities.IN_ONE))}
        written = GenerationRecord({block.name.id: block.name.digest for block in self.blocks}, remarks, in_one=in_one)
        put_custom_part(self.document, PART, written.xml(self.namer.tag))

    def mark(self, paragraph: Any, key: str, row: str = "", other_ids: Sequence[str] = (), heading: int = 0) -> None:
        """Mark a paragraph so that it is recognised by its key; in a table by its row and column (`key`)."""
        self._marked.append((paragraph, self.part, key, row, other_ids, heading))

    # -- paragraphs --

    def put(
        self, text: str, style: str, holder: Any = None, key: str = "", other_ids: Sequence[str] = (), heading: int = 0
    ) -> Paragraph:
        """Add a paragraph at the end of the text, or of a cell. It is made as XML: python-docx would search all styles.

        `key` identifies the paragraph whatever its words are; without a key its style identifies it.
        """
        element = OxmlElement("w:p")
        element.get_or_add_pPr().append(_value_element("w:pStyle", style_id(style)))
        if holder is None:
            self._end.addprevious(element)
        else:
            holder._tc.append(element)
        if text:
            element.append(run_of(text))
        if self.in_one:
            element.set(identities.IN_ONE, self.in_one)
        self.mark(element, key or style, "", other_ids, heading)
        return Paragraph(element, holder or self.document._body)

    def comment(self, paragraph: Any, text: str) -> None:
        """Add a comment beside a paragraph, which is not printed. Its date is the document's, not the clock's."""
        self.remarks.append((paragraph, text))
        add_comment(self.document, paragraph, text, self.author, self.day)

    def fill_cell(self, cell: Any, lines: Sequence[tuple[str, str]], *, listed: bool = False) -> None:
        """Put paragraphs (text, style) into a cell, which has the first already. `listed`: words identify them."""
        for position, (text, style) in enumerate(lines):
            paragraph = cell.paragraphs[0] if position == 0 else cell.add_paragraph()
            paragraph.style = style
            paragraph.add_run(_xml_text(text))
            self.mark(paragraph._p, f"{style} {text}" if listed else style)

    def add_rule(self, length: float, width: float, cell: Any = None) -> Any:
        """Add a rule in the middle of a column, or of a cell; lengths in millimetres."""
        paragraph = (self.document if cell is None else cell).add_paragraph(style=RULE)
        side = twips(max(0.0, (width - length) / 2))
        border = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pBdr xmlns:w="{W}">{border}</w:pBdr>'))
        properties.append(parse_xml(f'<w:ind xmlns:w="{W}" w:left="{side}" w:right="{side}"/>'))
        self.mark(paragraph._p, RULE)
        return paragraph

    def add_table(self, widths: Sequence[float], rows: int, style: str, caption: str) -> Any:
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


def document_bytes(document: Any, *, marked: bool) -> bytes:
    """The document as a file, always with the same bytes; `marked`: with the mark that nobody has edited it."""
    saved, output = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        parts = {name: source.read(name) for name in source.namelist()}
        if marked:
            parts[_ABOUT] = parts[_ABOUT].replace(_UNMARKED.encode(), _mark_of(parts).encode())
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, _DATE)
            part.create_system, part.compress_type = 0, zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return output.getvalue()


def property_of(document: Any, name: str) -> str:
    """The value of a custom property; "" where there is none."""
    part = _properties(document)
    listed = [] if part is None else [one for one in parse_xml(part.blob) if one.get("name") == name]
    return "".join(text for one in listed for text in one.itertext()).strip()


def put_property(document: Any, name: str, value: str) -> None:
    """Put a value into a custom property. Word and LibreOffice keep custom properties, and people's beside them."""
    part, package = _properties(document), document.part.package
    if part is None:
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        none = f'<Properties xmlns="{_PROPERTIES}/custom-properties"/>'
        part = Part(PackURI("/docProps/custom.xml"), kind, none.encode(), package)
        package.relate_to(part, f"{_RELATIONS}custom-properties")
    root = parse_xml(part.blob)
    for one in [one for one in root if one.get("name") == name]:
        root.remove(one)
    number = max([1, *(int(one.get("pid", "1")) for one in root)]) + 1
    xml = f'<property xmlns="{_PROPERTIES}/custom-properties" fmtid="{_OF_USERS}" pid="{number}" name="{name}">'
    typed = f'<vt:lpwstr xmlns:vt="{_PROPERTIES}/docPropsVTypes">{value}</vt:lpwstr>'
    root.append(parse_xml(f"{xml}{typed}</property>"))
    part._blob = serialize_part_xml(root)


def _properties(document: Any) -> Part | None:
    """The part of custom properties."""
    owned = (r for r in document.part.package.rels.values() if r.reltype.endswith("/custom-properties"))
    return next((relation.target_part for relation in owned), None)


def custom_part(document: Any, namespace: str) -> Part | None:
    """The part of custom XML with this namespace. Word and LibreOffice keep parts of custom XML."""
    owned = (
        r.target_part for r in document.part.rels.values() if r.reltype.endswith("/customXml") and not r.is_external
    )
    return next((part for part in owned if namespace.encode() in part.blob), None)


def put_custom_part(document: Any, namespace: str, xml: str) -> None:
    """Put XML into the part of this namespace, which is added if it is missing."""
    declared = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n{xml}'.encode()
    existing = custom_part(document, namespace)
    if existing is not None:
        existing._blob = declared
        return
    package = document.part.package
    names = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in count(1) if f"/customXml/item{n}.xml" not in names)
    item = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", declared, package)
    document.part.relate_to(item, f"{_RELATIONS}customXml")
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    name = str(uuid5(NAMESPACE_URL, namespace)).upper()
    about = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem ds:itemID="{{{name}}}" xmlns:ds="{properties}"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    described = Part(PackURI(f"/customXml/itemProps{number}.xml"), kind, about.encode(), package)
    item.relate_to(described, f"{_RELATIONS}customXmlProps")


def add_comment(document: Any, paragraph: Any, text: str, author: str, day: date) -> None:
    """Add a comment on the whole of a paragraph."""
    comments = document.part._comments_part.element
    number = comments._next_available_comment_id()
    initials = "".join(word[0] for word in author.split())[:3]
    about = f'w:author={quoteattr(_clipped(author))} w:initials={quoteattr(initials)} w:date="{day}T00:00:00Z"'
    remark = parse_xml(
        f'<w:comment xmlns:w="{W}" w:id="{number}" {about}><w:p><w:r><w:annotationRef/></w:r></w:p></w:comment>'
    )
    remark[0].append(run_of(text))
    comments.append(remark)
    start, end, sign = (
        parse_xml(f'<w:{name} xmlns:w="{W}" w:id="{number}"/>')
        for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
    )
    paragraph.insert(0 if paragraph.pPr is None else 1, start)
    run = OxmlElement("w:r")
    run.append(sign)
    paragraph.extend((end, run))


def is_unedited(data: bytes) -> bool:
    """Whether all parts of a document are as `WordDocument.as_bytes` wrote them, according to its mark."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {part.filename: archive.read(part) for part in archive.infolist() if part.date_time == _DATE}
            marks = _MARKED.findall(parts.get(_ABOUT, b""))
            return len(parts) == len(archive.infolist()) and marks == [_mark_of(parts).encode()]
    except DAMAGED_OR_WITHOUT:
        return False


def _mark_of(parts: Mapping[str, bytes]) -> str:
    """The SHA-256 of all parts of a document, without the mark itself."""
    overall = hashlib.sha256()
    for name, content in sorted(parts.items()):
        unmarked = _MARKED.sub(_UNMARKED.encode(), content) if name == _ABOUT else content
        overall.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(unmarked).digest())
    return overall.hexdigest()


class RowCells:
    """The cells of one row, written directly into its XML: for a large table python-docx would take seconds."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.cells = list(row.tc_lst)

    def join(self) -> None:
        """Merge all cells into one."""
        first, *rest = self.cells
        properties = first.get_or_add_tcPr()
        for other in rest:
            self.row.remove(other)
        width = properties.find(qn("w:tcW"))
        total = sum(int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in self.cells)
        width.set(qn("w:w"), str(total))
        width.addnext(parse_xml(f'<w:gridSpan xmlns:w="{W}" w:val="{len(self.cells)}"/>'))
        self.cells = [first]

    def keep_with_next(self) -> None:
        """Keep the row on the page of the next one."""
        for cell in self.cells:
            style = cell.p_lst[0].pPr.find(qn("w:pStyle"))
            if style.getnext() is None or style.getnext().tag != qn("w:keepNext"):
                style.addnext(parse_xml(f'<w:keepNext xmlns:w="{W}"/>'))

    def repeat(self) -> None:
        """Repeat the row at the top of each page of the table."""
        self.row.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))

    def write(
        self, column: int, text: str, style: str, size: float, *, left: bool, mark: str, bold: bool = False
    ) -> None:
        """Write a text into one cell, and its mark after it."""
        paragraph = self.cells[column].p_lst[0]
        properties = paragraph.get_or_add_pPr()
        properties.append(parse_xml(f'<w:pStyle xmlns:w="{W}" w:val="{style_id(style)}"/>'))
        if left:
            properties.append(parse_xml(f'<w:jc xmlns:w="{W}" w:val="left"/>'))
        half = round(size * 2)
        for words, of in ((_xml_text(text), ""), (mark, f'<w:rStyle w:val="{style_id(reports.MARK)}"/>')):
            if words:
                run = paragraph.add_r()
                heavy = "<w:b/><w:bCs/>" if bold else ""
                xml = f'<w:rPr xmlns:w="{W}">{of}{heavy}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
                run.append(parse_xml(xml))
                run.text = words


def _value_element(name: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), value)
    return element


def run_of(text: str, style: str = "") -> Any:
    """The text as a run, in this style if set."""
    run = OxmlElement("w:r")
    if style:
        run.get_or_add_rPr().append(_value_element("w:rStyle", style_id(style)))
    run.text = _xml_text(text)  # after the properties, since tabs and line breaks become separate elements
    return run


def _clipped(text: str) -> str:
    """The text, shortened to the limit of document properties."""
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1].rstrip()}…"


def _xml_text(text: str) -> str:
    """Text allowed in XML; a range of years (`2016 - 2020`) does not break over lines."""
    return _RANGE.sub("\u00a0\\1\u00a0", _ILLEGAL.sub("", text))
