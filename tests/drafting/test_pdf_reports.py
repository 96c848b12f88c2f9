"""A PDF report drafts to the same as its Word file."""

import re
from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from tests.drafting.reports import CAMPAIGN, HEADED, REAL_FILES, add, document, listed, packed, points, read, table
from tests.office import needs_libreoffice
from tests.pdfs import Pdf
from toolkit.drafting.agency_report import read_agency_report
from toolkit.drafting.parts import AgencyReport
from toolkit.run.office import convert
from toolkit.run.report_process import read_report

SENTENCE = (
    "Ban đã giao cây giống cho các hộ dân sống dọc theo bờ kênh và hướng dẫn cách trồng, cách tưới trong mùa khô; "
    "đến nay {number} hộ đã trồng xong, số còn lại sẽ trồng trong quý sau khi có đủ nước ngọt để tưới."
)


def _document() -> Document:
    """A report as offices type it, with invented data: a letterhead of two columns, a running head and page numbers,
    points over several lines, a table over two pages, recipients and signature."""
    made = document()
    section = made.sections[0]
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    made.styles["Normal"].font.name = "Times New Roman"
    made.styles["Normal"].font.size = Pt(14)
    section.header.paragraphs[0].text = "Ban Công viên cây xanh - Báo cáo năm"
    page = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    section.footer.paragraphs[0]._p.append(parse_xml(page))
    nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nTân Lập, ngày 05 tháng 8 năm 2031"
    table(made, ("BAN CÔNG VIÊN CÂY XANH\nSố: 07/BC-CVCX", nation))
    for paragraph in made.tables[0].cell(0, 1).paragraphs:
        paragraph.runs[0].font.size = Pt(11)
    for text in HEADED:
        add(made, f"**{text}**")
    _point(made, "Thực hiện kế hoạch trồng cây, Ban báo cáo như sau:")
    add(made, "**I. Kết quả trồng cây**")
    for number in range(3, 18):
        _point(made, f"- {SENTENCE.format(number=number)}")
    rows = [(str(n), f"Cây loại {n}", f"{n}.250") for n in range(1, 31)]
    table(made, ("TT", "Chỉ tiêu", "2031"), *rows, style="Table Grid")
    made.tables[1].rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    add(made, "**II. Hạn chế**")
    _point(made, f"- {SENTENCE.format(number=20)}")
    _point(made, "Trên đây là báo cáo tổng kết ba năm trồng cây của Ban./.")
    table(made, ("Nơi nhận:\n- UBND tỉnh;\n- Lưu: VT.", "TRƯỞNG BAN\n\n\nLê Văn Bình"))
    return made


def _point(made: Document, text: str) -> None:
    made.add_paragraph(text).paragraph_format.first_line_indent = Cm(1)


def _placeless(letter: AgencyReport) -> dict[str, object]:
    """The contents of a report without positions in its file."""
    return {
        "points": [(p.section, p.text, p.theme) for p in letter.points],
        "info": [(v.key, v.text) for v in letter.info],
        "unplaced": sorted(
            (u.reason, re.sub(r"\s+", " ", u.text)) for u in letter.unplaced if u.reason != "page-header"
        ),
        "findings": [(f.code, f.value) for f in letter.findings],
    }


def test_points_and_their_headings_are_read_from_a_pdf() -> None:
    """A heading's section, a bullet over two lines whole, each with its page."""
    pdf = Pdf()
    page = pdf.page()
    page.text(85, 80, "I. Kết quả trồng cây", font="bold")
    page.lines(85, 110, "- Ban đã giao cây giống cho các hộ dân sống dọc theo bờ", "kênh và hướng dẫn cách trồng.")
    page.text(85, 160, "II. Hạn chế", font="bold")
    pdf.page().text(85, 80, "- Thiếu nước ngọt để tưới trong mùa khô.")
    report = _read_pdf(pdf.bytes())
    assert points(report) == (
        "KQ Ban đã giao cây giống cho các hộ dân sống dọc theo bờ kênh và hướng dẫn cách trồng. / "
        "HC Thiếu nước ngọt để tưới trong mùa khô."
    )
    assert not report.unplaced


def _read_pdf(data: bytes) -> AgencyReport:
    return read_agency_report(data, "a.pdf", CAMPAIGN, reader=read_report)


@pytest.mark.slow
@needs_libreoffice
def test_a_report_reads_the_same_as_pdf() -> None:
    """Word for word, with details and leftovers; the running head and the repeated table heading are listed once."""
    data = packed(_document())
    word, pdf = read(data, None), _read_pdf(convert(data, ".docx", "pdf", "a.docx"))
    assert len(word.points) == 16
    assert _placeless(pdf) == _placeless(word)
    assert listed(pdf, "page-header") == "TT | Chỉ tiêu | 2031 / Ban Công viên cây xanh - Báo cáo năm"


REAL = [path for path in REAL_FILES if path.suffix == ".docx"]


@pytest.mark.nightly
@needs_libreoffice
@pytest.mark.skipif(not REAL, reason="the real report is not kept in the repository")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.suffix)
def test_a_real_report_reads_the_same_as_pdf(path: Path) -> None:
    """Points, details, leftovers and findings of its Word file and of its PDF are equal, word for word."""
    data = path.read_bytes()
    pdf = _read_pdf(convert(data, ".docx", "pdf", path.name))
    assert _placeless(pdf) == _placeless(read(data, None))
    assert len(pdf.points) == 11
