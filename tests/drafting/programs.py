"""One report as people type it, as Word numbers it, and as Google Docs writes it: what is read of it is the same."""

import re
from copy import deepcopy

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.drafting.reports import HEADED, add, document, outlined, packed, table

_BODY = """
I KẾT QUẢ THỰC HIỆN
1 Công tác tổ chức
- Đã thành lập 03 tổ trồng cây.
- Phân công từng người.
2 Kết quả trồng cây
- Trồng mới 2.550 cây.
II ĐÁNH GIÁ
1 Mặt đạt được
- Người dân tham gia đông.
2 Hạn chế
- Thiếu nước tưới mùa khô.
III PHƯƠNG HƯỚNG GIAI ĐOẠN TỚI
- Tiếp tục trồng bổ sung.
"""
BODY = [(mark, text) for mark, _, text in (line.partition(" ") for line in _BODY.strip().splitlines())]
LINES = [f"- {text}" if mark == "-" else f"{mark}. {text}" for mark, text in BODY]
POINTS = (
    "tc Đã thành lập 03 tổ trồng cây. / tc Phân công từng người. / kq Trồng mới 2.550 cây. / "
    "dat Người dân tham gia đông. / han Thiếu nước tưới mùa khô. / huong Tiếp tục trồng bổ sung."
)
VALUES = {("C1", "2019"): 1250, ("C1", "2020"): 1300}


def _level(mark: str) -> int:
    return 3 if mark == "-" else 2 if mark.isdigit() else 1


def _ended(made: Document) -> Document:
    table(made, ("Chỉ tiêu", "Năm 2019", "Năm 2020"), ("Số cây trồng mới", "1.250", "1.300"))
    add(made, "Trên đây là báo cáo tổng kết trồng cây./.")
    return made


def typed() -> Document:
    """Everything typed by hand, headings in bold."""
    return _ended(document(*(line if line.startswith("-") else f"**{line}**" for line in (*HEADED, *LINES))))


def _cut_up(made: Document) -> None:
    """Cuts every run as Word does while people type: words in pieces with revision numbers, spelling and page marks
    and bookmarks between them, names of places in smart tags.
    """
    for count, run in enumerate(list(made.element.body.iter(qn("w:r")))):
        text = "".join(t.text or "" for t in run.iter(qn("w:t")))
        if len(text) < 8:
            continue
        own = [deepcopy(run) for _ in range(3)]
        for copy, piece in zip(own, (text[:3], text[3:5], text[5:]), strict=True):
            copy.set(qn("w:rsidR"), f"00{count:06X}")
            (held,) = copy.findall(qn("w:t"))
            held.text = piece
            held.set(qn("xml:space"), "preserve")
        tag, page, *marks = (
            parse_xml(f"<w:{name} {nsdecls('w')} {attributes}/>")
            for name, attributes in (
                ("smartTag", 'w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="place"'),
                ("lastRenderedPageBreak", ""),
                ("proofErr", 'w:type="spellStart"'),
                ("bookmarkStart", f'w:id="{count}" w:name="_Toc{count}"'),
                ("bookmarkEnd", f'w:id="{count}"'),
                ("proofErr", 'w:type="spellEnd"'),
            )
        )
        own[2].insert(len(own[2]) - 1, page)
        tag.append(own[1])
        for element in (marks[0], own[0], marks[1], tag, marks[2], own[2], marks[3]):
            run.addprevious(element)
        run.getparent().remove(run)


def in_word(*, styled: bool) -> Document:
    """Numbered by Word: a list of three levels on headings with a style, or on plain bold paragraphs; the text in
    pieces as Word stores it."""
    items = [f"2 {text}" if mark == "-" else f"{_level(mark) - 1} **{text}**" for mark, text in BODY]
    if styled:
        items = [re.sub(r"^(\d) \*\*(.*)\*\*$", lambda m: f"{m[1]} [Heading {int(m[1]) + 1}] {m[2]}", i) for i in items]
    made = _ended(outlined([("upperRoman", "%1."), ("decimal", "%2."), ("bullet", "-")], *items))
    _cut_up(made)
    return made


def _in_google(made: Document, text: str, style: str = "", *, bold: bool = False, key: int = 0) -> None:
    """A paragraph with every format on its run and a blank run after it: the words after a number, or in two halves,
    are a separate text; a bookmark before a heading, a wrapper around an item of a list."""
    number, dot, rest = text.partition(". ")
    numbered = dot and len(number) <= 3
    parts = [f"{number}.", rest] if numbered else [text[: len(text) // 2], text[len(text) // 2 :]]
    texts = ("<w:tab/>" if numbered else "").join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)
    ids = 'w:rsidR="00000000" w:rsidDel="00000000" w:rsidRPr="00000000"'
    fonts = " ".join(f'w:{name}="Times New Roman"' for name in ("ascii", "cs", "eastAsia", "hAnsi"))
    weight = '<w:b w:val="1"/>' if bold else ""
    look = f'<w:rFonts {fonts}/>{weight}<w:sz w:val="28"/><w:rtl w:val="0"/>'
    run = f'<w:r {ids}><w:rPr>{look}</w:rPr>{texts}</w:r><w:r {ids}><w:rPr><w:rtl w:val="0"/></w:rPr></w:r>'
    if key:
        tag = f'<w:sdtPr><w:tag w:val="goog_rdk_{len(text)}"/></w:sdtPr>'
        run = f"<w:sdt>{tag}<w:sdtContent>{run}</w:sdtContent></w:sdt>"
    if style:
        named = 'w:colFirst="0" w:colLast="0" w:name="_u0zb"'
        run = f'<w:bookmarkStart {named} w:id="0"/><w:bookmarkEnd w:id="0"/>{run}'
    before = f'<w:pStyle w:val="{style}"/>' if style else ""
    after = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>' if key else ""
    spaced = '<w:spacing w:after="0" w:lineRule="auto"/><w:rPr/>'
    about = f'<w:pPr>{before}<w:pageBreakBefore w:val="0"/>{after}{spaced}</w:pPr>'
    xml = f"<w:p {nsdecls('w')} {ids}>{about}{run}</w:p>"
    made.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def in_google() -> Document:
    """As Google Docs writes it: a separate list for each stretch of bullets with `●`, styles `heading 1` whose formats
    the runs repeat, tables with a style and a second grid."""
    made = document()
    part = made.part.numbering_part.element
    for text in HEADED:
        _in_google(made, text, bold=True)
    key = 80
    for mark, text in BODY:
        if mark != "-":
            key += 1
            _in_google(made, f"{mark}. {text}", f"Heading{_level(mark)}", bold=True)
            levels = "".join(
                f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (n + 1)}" w:hanging="360"/></w:pPr>'
                '<w:rPr><w:u w:val="none"/></w:rPr></w:lvl>'
                for n, sign in enumerate("●○■●○■●○■")
            )
            part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">{levels}</w:abstractNum>'))
            part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'))
        else:
            _in_google(made, text, key=key)
    _ended(made)
    for grid in list(made.element.body.iter(qn("w:tblGrid"))):
        old = '<w:tblGrid><w:gridCol w:w="1"/></w:tblGrid>'
        grid.append(parse_xml(f'<w:tblGridChange {nsdecls("w")} w:id="0">{old}</w:tblGridChange>'))
    return made


#: The report as the bytes that each program saves.
PROGRAMS = {
    "typed": lambda: packed(typed()),
    "numbered": lambda: packed(in_word(styled=False)),
    "styled": lambda: packed(in_word(styled=True)),
    "google": lambda: packed(in_google()),
}
