"""Reading Word reports: what Word draws, numbers and keeps apart; files that are none; nothing is lost."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drafting.reports import (
    CAMPAIGN,
    HEADED,
    add,
    all_texts,
    codes,
    document,
    finding,
    in_word,
    listed,
    outlined,
    packed,
    paragraph,
    points,
    read,
    run,
    table,
    typed,
)
from tests.effort import effort
from tests.hostile import added, changed, compound, zipped
from toolkit.drafting.agency_report import read_agency_report
from toolkit.files.compound import OLE
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings.drafting import ERRORS

# --- Headings and lists ---------------------------------------------------------------------------


@pytest.mark.slow
def test_word_heading_styles_are_headings() -> None:
    """They need neither numbers nor bold type; an office's style based on one counts, and so does a style's bold type.
    Lines of a table of contents are listed."""
    made = document(*HEADED)
    for name in ("toc 1", "Đề mục của Ban", "Đậm"):
        made.styles.add_style(name, 1)
    made.styles["Đề mục của Ban"].base_style = made.styles["Heading 2"]
    made.styles["Đậm"].font.bold = True
    for text in (
        *("[toc 1] I. Hạn chế\t1", "[Heading 1] Đánh giá chung", "[Heading 2] Những mặt đạt được", "Cây xanh tốt."),
        *("[Heading 2] Hạn chế", "Thiếu nước tưới.", "[Heading 1] Phương hướng năm tới", "Trồng thêm hoa."),
        *("[Đề mục của Ban] Những hạn chế còn lại của cả giai đoạn vừa qua", "Thiếu thợ."),
        *("[Đậm] Bài học kinh nghiệm về nước tưới trong mùa khô ở nội ô", "Phải tưới sớm."),
    ):
        add(made, text)
    letter = read(made)
    assert points(letter) == (
        "TT Cây xanh tốt. / HC Thiếu nước tưới. / PH Trồng thêm hoa. / HC Thiếu thợ. / KN Phải tưới sớm."
    )
    assert letter.points[1].where == "“Đánh giá chung”.“Hạn chế” ¶1"
    assert listed(letter, "contents") == "I. Hạn chế 1"


def _numbered(formats: str, items: str) -> Document:
    """A list by Word: the formats of its levels, and `level text` of each item."""
    levels = [(form, f"%{n}.") for n, form in enumerate(formats.split(), start=1)]
    return outlined(levels, *items.split(" / "))


@pytest.mark.slow
def test_lists_numbered_by_word_are_headings_and_points() -> None:
    """Automatic numbers are not text; bold items that name a section are headings, each other item is a point, nested
    ones too; a short line that only announces a list is not."""
    letter = read(
        _numbered(
            "upperRoman decimal bullet bullet decimal",
            "0 **ĐÁNH GIÁ** / 1 **Mặt đạt được** / 2 Trồng được nhiều cây / 1 **Hạn chế** / 2 Thiếu nước tưới / "
            "3 nhất là mùa khô / 4 ở hai phường ngoại ô / 2 Về nhân lực: / 3 thiếu thợ cắt tỉa / "
            "0 **PHƯƠNG HƯỚNG** / 1 Trồng thêm / 1 Chăm sóc tốt hơn",
        )
    )
    assert points(letter) == (
        "TT Trồng được nhiều cây / HC Thiếu nước tưới / HC nhất là mùa khô / HC ở hai phường ngoại ô / "
        "HC thiếu thợ cắt tỉa / PH Trồng thêm / PH Chăm sóc tốt hơn"
    )
    assert listed(letter, "heading") == "I. ĐÁNH GIÁ / Về nhân lực:"


# --- Contents of Word files -----------------------------------------------------------------------

BOX = (
    '<w:drawing xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
    "<wps:txbx><w:txbxContent><w:p>{}</w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing>"
)
OLD_BOX = (
    '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent>'
    "<w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
)
STRICT_BOX = (
    '<w:drawing xmlns:wp="http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing" '
    'xmlns:wne="http://schemas.microsoft.com/office/word/2006/wordml"><wp:wsp><wp:txbx><wne:txbxContent>'
    "<w:p>{}</w:p></wne:txbxContent></wp:txbx></wp:wsp></w:drawing>"
)
BOTH = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps">{BOX}</mc:Choice><mc:Fallback>{OLD_BOX}</mc:Fallback></mc:AlternateContent>'
)
_DELETED = '<w:del w:id="2" w:author="a"><w:r><w:delText>không </w:delText></w:r></w:del>'
_CONTROL = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('trong ô ')}</w:sdtContent></w:sdt>"
_FIELD = f'<w:fldSimple w:instr="DOCPROPERTY x">{run("từ trường ")}</w:fldSimple>'
_IN_FORMULA = '<w:del w:id="1" w:author="a"><m:r><m:t>2</m:t></m:r></w:del>'
_FORMULA = f"<m:oMath><m:r><m:t>x+</m:t></m:r>{_IN_FORMULA}<m:r><m:t>y</m:t></m:r></m:oMath>"


@pytest.mark.slow
def test_word_contents_of_every_kind_are_read_once() -> None:
    """Each word is in a point, or listed as text of a box."""
    inserted = f'<w:ins w:id="1" w:author="a">{run("thật sự ")}</w:ins>'
    letter = read(
        in_word(
            paragraph(run("- Nước "), _DELETED, inserted, run("thiếu.")),  # tracked changes read as accepted
            paragraph(run("- Chữ "), _CONTROL, _FIELD, _FORMULA),
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run('- Cả đoạn.')}</w:p></w:sdtContent></w:sdt>",
            "- Thiếu nước\nvà thiếu người.\n- Thiếu tiền.",  # a soft break parts points only at markers
            *(
                paragraph(run(f"- Khung {n}."), f"<w:r>{box.format(*[run(f'Riêng {n}')] * 2)}</w:r>")
                for n, box in enumerate((BOX, OLD_BOX, STRICT_BOX, BOTH))
            ),
        )
    )
    assert points(letter) == (
        "HC Nước thật sự thiếu. / HC Chữ trong ô từ trường x+y / HC Cả đoạn. / HC Thiếu nước và thiếu người. / "
        "HC Thiếu tiền. / HC Khung 0. / HC Khung 1. / HC Khung 2. / HC Khung 3."
    )
    assert listed(letter, "text-box") == "Riêng 0 / Riêng 1 / Riêng 2 / Riêng 3"


@pytest.mark.slow
def test_a_heading_block_in_text_boxes_is_read() -> None:
    """Old templates have the agency's name and the number in boxes: before the report's type they are read in order."""
    head = ("BAN CÔNG VIÊN CÂY XANH", "Số: 07/BC-CVCX", "Tân Lập, ngày 05 tháng 8 năm 2031")
    boxes = [paragraph(f"<w:r>{OLD_BOX.format(run(text))}</w:r>") for text in (*head, "Khung riêng")]
    letter = read(document(*boxes[:3], *HEADED, "**I. Hạn chế**", "- Thiếu nước.", boxes[3]))
    details = [letter.detail(key) for key in ("agency", "report_number", "report_date")]
    assert details == ["BAN CÔNG VIÊN CÂY XANH", "07/BC-CVCX", "ngày 05 tháng 8 năm 2031"]
    assert listed(letter, "text-box") == "Khung riêng"


DRAWN = (
    '<w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:lc="http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"><lc:lockedCanvas><a:sp><a:txBody>'
    "<a:p><a:r><a:t>Vườn </a:t></a:r><a:r><a:t>ươm</a:t></a:r></a:p><a:p/></a:txBody></a:sp></lc:lockedCanvas>"
    "</w:drawing>"
)


@pytest.mark.slow
def test_what_is_beside_the_text_is_listed() -> None:
    """With its reason, and no number of a footnote in a point; what cannot be read is a finding."""
    objects = "".join(
        f'<w:object xmlns:o="urn:schemas-microsoft-com:office:office"><o:OLEObject ProgID="{kind}"/></w:object>'
        for kind in ("Excel.Sheet.12", "Equation.DSMT4", "Excel.Sheet.12")
    )
    made = in_word(
        paragraph(run("- Thiếu nước."), f"<w:r>{DRAWN}</w:r>"),
        paragraph(run("- Xem bảng."), f"<w:r>{objects}</w:r>"),
        f"<w:altChunk {nsdecls('w')}/>",
        "- Thiếu thợ",
    )
    # A page number is no text, nor is the document's date or number.
    made.sections[0].header.paragraphs[0].text = "BẢN DỰ THẢO"
    footer = made.sections[0].footer
    for text in ("- 2 -", "12", "05/8/2031", "____________", "31-28849 (A)"):
        footer.add_paragraph().text = text
    made.add_comment(made.paragraphs[-1].runs, text="Hỏi lại số liệu", author="A", initials="A")
    made.paragraphs[-1]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="5"/></w:r>'))
    # Programs write styles without a kind, which are a paragraph's, or without a name; Word opens them.
    for xml in (f'<w:style {nsdecls("w")} w:styleId="X"><w:name w:val="x"/></w:style>', f"<w:style {nsdecls('w')}/>"):
        made.styles.element.append(parse_xml(xml))
    note = f'<w:footnote w:id="5"><w:p>{run("Theo số đo tháng 3")}</w:p></w:footnote>'
    parts = {"word/footnotes.xml": f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"}
    # SmartArt and chart titles have text outside Word's paragraphs.
    for part, text in (("diagrams/data1", "Ba tổ trồng cây"), ("charts/chart1", "Cây trồng qua các năm")):
        drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        parts[f"word/{part}.xml"] = f"<x {drawing}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></x>"
    letter = read(added(packed(made), {name: xml.encode() for name, xml in parts.items()}))
    assert points(letter) == "HC Thiếu nước. / HC Xem bảng. / HC Thiếu thợ"
    assert listed(letter, "page-header") == "05/8/2031 / 31-28849 (A) / BẢN DỰ THẢO"
    assert listed(letter, "comment") == "Hỏi lại số liệu"
    assert listed(letter, "footnote") == "Theo số đo tháng 3"
    boxes = listed(letter, "text-box").split(" / ")
    assert sorted(boxes) == ["Ba tổ trồng cây", "Cây trồng qua các năm", "Vườn ươm"]
    assert letter.embedded == ("altChunk", "Excel.Sheet.12", "Excel.Sheet.12")
    assert finding(letter, "letter-part-unread").value == "altChunk, Excel.Sheet.12"
    assert "letter-part-unread" not in codes(read(in_word("- Một.")))


@pytest.mark.slow
def test_tables_of_every_kind_are_recognised() -> None:
    """The two-column tables of an official document give details; columns headed by sections have their points; each
    row of another table is one unplaced line, with its blank cells."""
    made = docx.Document()
    table(
        made,
        ("ỦY BAN NHÂN DÂN\nBAN CÔNG VIÊN\nCÂY XANH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        ("Số:      /BC-CVCX", "Tân Lập, ngày      tháng 8 năm 2031"),
    )
    for text in (*HEADED, "**1. Kết quả trồng cây**", "- Xem bảng."):
        add(made, text)
    table(made, ("Chỉ tiêu", "2030", "2031"), ("Cây trồng", "", "1.250"))
    table(made, ("TT", "Điểm sáng", "Hạn chế"), ("1", "Cây xanh tốt", "Thiếu nước"), ("2", "", "- Thiếu đất"))
    add(made, "**2. Phương hướng**")
    add(made, "- Trồng thêm./.")
    table(made, ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TRƯỞNG BAN\n(Đã ký)\nTS. Lê Thị Mận"))
    letter = read(made)
    assert {value.key: value.text for value in letter.info} == {
        "agency": "BAN CÔNG VIÊN CÂY XANH",
        "report_number": "/BC-CVCX",
        "report_date": "ngày tháng 8 năm 2031",
        "signer_title": "TRƯỞNG BAN",
        "signed_by": "TS. Lê Thị Mận",
    }
    assert points(letter) == ("KQ Xem bảng. / TT Cây xanh tốt / HC Thiếu nước / HC Thiếu đất / PH Trồng thêm./.")
    assert listed(letter, "heading-block").startswith("ỦY BAN NHÂN DÂN / ")
    assert listed(letter, "signature") == "(Đã ký)"
    rows = [(item.text, item.where, item.section) for item in letter.unplaced if item.reason == "table"]
    assert rows[:2] == [("Chỉ tiêu | 2030 | 2031", "1 #2.1", "KQ"), ("Cây trồng |  | 1.250", "1 #2.2", "KQ")]
    assert not {"section-without-figures", "unknown-heading"} & set(codes(letter))


# --- Unreadable files -----------------------------------------------------------------------------


def _zip(**parts: str) -> bytes:
    return zipped({name: text.encode() for name, text in parts.items()})


_WORD = packed(document(*HEADED))
_TYPES = "[Content_Types].xml"
UNREADABLE = {
    "empty": (b"", "unreadable"),
    "blank": (b"\xef\xbb\xbf \n", "unreadable"),
    "doc": (compound({"WordDocument": b"\xec\xa5"}), "is-doc"),
    "password": (compound({"EncryptedPackage": b"x"}), "encrypted"),
    "xls": (compound({"Workbook": b"WordDocument"}), "is-workbook"),
    "pdf": (b"%PDF-1.7\n...", "unreadable"),
    "rtf": (b"{\\rtf1\\ansi}", "not-supported"),
    "html": (b"<!DOCTYPE html><html></html>", "not-supported"),
    "odt": (_zip(mimetype="application/vnd.oasis.opendocument.text"), "not-supported"),
    "xlsx": (_zip(**{_TYPES: "<Types>spreadsheetml</Types>"}), "is-workbook"),
    "cut": (_WORD[:-2000], "unreadable"),
    "no-document": (_zip(**{_TYPES: "wordprocessingml"}), "unreadable"),
    "bad-xml": (_zip(**{_TYPES: "<a>wordprocessingml</a>", "word/document.xml": "<w:p>"}), "unreadable"),
    "entities": (changed(_WORD, "word/document.xml", lambda xml: "<!DOCTYPE x []>" + xml), "unreadable"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not-supported"),
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_unreadable_files_are_reported_with_their_kind(fault: str) -> None:
    """The content of a file, not its name, decides the kind and the advice."""
    data, code = UNREADABLE[fault]
    with pytest.raises(NotDoneError) as raised:
        read_agency_report(data, "bao-cao.docx", CAMPAIGN)
    assert (raised.value.code, raised.value.arguments) == (f"letter-{code}", {"file": "bao-cao.docx"})


def _read_or_refused(data: bytes) -> str | None:
    """The code of the refusal, if there is one."""
    try:
        read(data)
    except NotDoneError as error:
        return error.code
    return None


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(20, 400))
@given(
    st.one_of(
        st.tuples(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", OLE])).map(
            lambda drawn: drawn[1] + drawn[0]
        ),
        st.tuples(st.integers(0, 30000), st.binary(min_size=1, max_size=40)).map(
            lambda drawn: _WORD[: drawn[0]] + drawn[1] + _WORD[drawn[0] + len(drawn[1]) :]
        ),
    )
)
def test_any_bytes_give_a_report_or_a_clear_refusal(data: bytes) -> None:
    """No content ends in another error, nor do changed bytes anywhere in a Word file."""
    assert _read_or_refused(data) in (None, *ERRORS)


# --- Nothing is lost ------------------------------------------------------------------------------

MARKS = ("", "", "- ", "+ ", "• ", "1. ", "2. ", "3) ", "a) ", "b. ", "1.1. ", "IV. ", "C. ", "2/ ", "– ")
_NOISE = """BÁO CÁO|Nơi nhận:|Trên đây là|KT. GIÁM ĐỐC|Phụ lục|Kính gửi:|năm 2031|1.500 cây|Lê Thị Mận|Phần lớn|\
ngày 05 tháng 8|Lưu: VT|báo cáo|“trích”|x/y|CỘNG HÒA"""
NOISE = _NOISE.split("|")
ENDS = ("", ".", ";", ":", "./.", ",")
HEADINGS = ("I. HẠN CHẾ", "2. Phương hướng", "Điểm sáng", "**Hạn chế**", "a) Ưu điểm", "- Tồn tại:")


@st.composite
def _paragraph(draw: st.DrawFn) -> tuple[str, str]:
    """A paragraph of coded words between all kinds of official phrases, and its form in Word."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(HEADINGS)), "plain"
    parts = [draw(st.sampled_from(NOISE)) if draw(st.booleans()) else "từ" for _ in range(draw(st.integers(1, 6)))]
    lead = draw(st.sampled_from(("", "@ ")))
    shape = draw(st.sampled_from(("plain", "plain", "bold", "break", "heading", "list", "row", "box", "upper")))
    coded = " ".join(f"{part} @" for part in parts)
    return f"{draw(st.sampled_from(MARKS))}{lead}{coded}{draw(st.sampled_from(ENDS))}", shape


def _coded(paragraphs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each `@` becomes a separate word."""
    numbers = iter(range(100_000))
    return [(re.sub("@", lambda _: f"qz{next(numbers):04d}", text), shape) for text, shape in paragraphs]


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in re.findall(r"qz\d+", text, re.I))


def _build(paragraphs: Sequence[tuple[str, str]]) -> Document:
    made = docx.Document()
    for text, shape in paragraphs:
        if shape == "row":
            table(made, tuple(text.partition(" ")[::2]), ("", ""))
        elif shape == "box":
            boxed = parse_xml(paragraph(f"<w:r>{BOX.format(run(text))}</w:r>"))
            made.element.body.insert_element_before(boxed, "w:sectPr")
        else:
            shown = {"bold": f"**{text}**", "break": text.replace(" qz", "\nqz", 2), "upper": text.upper()}
            add(made, shown.get(shape, text), {"heading": "Heading 2", "list": "List Bullet 2"}.get(shape))
    return made


DRAWN_LINES = st.lists(_paragraph(), min_size=1, max_size=14)


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(40, 400), suppress_health_check=[HealthCheck.too_slow])
@given(DRAWN_LINES, st.sampled_from(("\n\n", "\n", "\r\n")))
def test_no_word_of_a_text_is_lost_or_doubled(drawn: list[tuple[str, str]], between: str) -> None:
    """Each word of any text is in exactly one point, detail or unplaced line; a paragraph's stay together, in order."""
    paragraphs = _coded(drawn)
    texts = [f"**{text}**" if shape == "bold" else text for text, shape in paragraphs]
    assert _counted(all_texts(read(between.join(texts)))) == _counted(texts)
    kept = "\n".join(all_texts(read(typed("**I. Hạn chế**", *(text for text, _ in paragraphs)))))
    for text, _ in paragraphs:
        if found := re.findall(r"qz\d+", text):
            assert kept.count(text[text.index(found[0]) : text.index(found[-1]) + len(found[-1])]) == 1


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(6, 100), suppress_health_check=[HealthCheck.too_slow])
@given(DRAWN_LINES)
def test_no_word_of_a_document_is_lost_or_doubled(drawn: list[tuple[str, str]]) -> None:
    """Each word of any Word document is in exactly one point, detail or unplaced line."""
    paragraphs = _coded(drawn)
    assert _counted(all_texts(read(_build(paragraphs)))) == _counted(text for text, _ in paragraphs)
