"""Reading an agency's Word or plain-text report into points."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.effort import effort
from tests.hostile import compound
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.files.compound import OLE
from toolkit.messages.errors import NotDoneError
from toolkit.messages.findings import FINDINGS_OF
from toolkit.messages.findings.catalogue import describe
from toolkit.messages.findings.drafting import ERRORS, REASONS
from toolkit.model import Agency, Campaign, Finding, Role, Section, Word

# --- An invented campaign -------------------------------------------------------------------------


def _section(code: str, role: Role, heading: str, *, required: bool = True, asked: str = "") -> Section:
    return Section(code=code, role=role, heading=heading, required=required, asked_of=(asked,) if asked else ())


PARKS = Agency(
    code="CVCX",
    name="Ban Công viên cây xanh",
    short_name="Ban CVCX",
    symbol="BC-CVCX",
    header_lines=("BAN CÔNG VIÊN", "CÂY XANH"),
    groups=("ban",),
)
LIGHTS = Agency(code="CSDT", name="Ban Chiếu sáng đô thị", short_name="Ban CSĐT", symbol="BC-CSDT")
CAMPAIGN = Campaign(
    id="cay-xanh",
    title="Trồng cây đô thị",
    agencies=(PARKS, LIGHTS),
    sections=(
        _section("TC", "organisation", "Công tác tổ chức"),
        _section("KQ", "result", "Kết quả trồng cây"),
        _section("NV", "task", "Các nhiệm vụ"),
        _section("TT", "achievement", "Điểm sáng"),
        _section("HC", "limitation", "Hạn chế"),
        _section("KN", "lesson", "Kinh nghiệm rút ra"),
        _section("PH", "direction", "Phương hướng"),
        _section("DX", "proposal", "Đề xuất", required=False),
    ),
    words=(
        Word(kind="heading", text="mặt đạt được", means="achievement"),
        Word(kind="heading", text="ưu điểm", means="TT"),
        Word(kind="heading", text="bài học kinh nghiệm", means="lesson"),
        Word(kind="heading", text="phương hướng", means="direction"),
        Word(kind="heading", text="nhiệm vụ chính", means="task"),
        Word(kind="heading", text="tổ chức, điều hành", means="organisation"),
        Word(kind="heading", text="mục tiêu, chỉ tiêu", means="result"),
        Word(kind="heading", text="tồn tại", means="limitation"),
        Word(kind="antonym", text="tổng kết", means="sơ kết"),
    ),
)

REPORT = """\
BAN CÔNG VIÊN CÂY XANH

Số: 07/BC-CVCX

Tân Lập, ngày 05 tháng 8 năm 2031

BÁO CÁO

Tổng kết ba năm trồng cây

Thực hiện kế hoạch trồng cây, Ban báo cáo như sau:

I. KẾT QUẢ

1. Công tác tổ chức, điều hành

- Đã thành lập 03 tổ trồng cây.
- Đã phân công người chăm sóc.

2. Kết quả trồng cây

- Trồng 1.250 cây, đạt 104% kế hoạch.

II. ĐÁNH GIÁ

1. Mặt đạt được

- Người dân tham gia đông.

2. Hạn chế

a) Thiếu nước tưới mùa khô.

b) Một số cây chết chưa được thay.

III. PHƯƠNG HƯỚNG

1. Tiếp tục trồng bổ sung trên các tuyến đường còn trống, ưu tiên đường trước trường học.

2. Giao từng đoạn đường cho tổ dân phố chăm sóc.

Trên đây là báo cáo tổng kết ba năm trồng cây./.

Nơi nhận:

- Như trên;
- Lưu: VT.

KT. TRƯỞNG BAN
PHÓ TRƯỞNG BAN

Lê Thị Mận
"""


def read(report: str | bytes | Document, agency: Agency | None = PARKS) -> AgencyReport:
    """The letter read from text, bytes or a document made by python-docx."""
    if isinstance(report, str):
        report = report.encode()
    if not isinstance(report, bytes):
        packed = BytesIO()
        report.save(packed)
        report = packed.getvalue()
    return read_agency_report(report, "bao-cao", CAMPAIGN, agency)


def points(letter: AgencyReport) -> list[tuple[str, str]]:
    return [(point.section, point.text) for point in letter.points]


def unplaced(letter: AgencyReport, reason: str) -> list[str]:
    return [item.text for item in letter.unplaced if item.reason == reason]


def codes(letter: AgencyReport) -> list[str]:
    return [finding.code for finding in letter.findings]


def finding(letter: AgencyReport, code: str) -> Finding:
    return next(found for found in letter.findings if found.code == code)


def all_texts(letter: AgencyReport) -> list[str]:
    return [
        *(value.text for value in letter.info),
        *(point.text for point in letter.points),
        *(item.text for item in letter.unplaced),
    ]


# --- Documents ------------------------------------------------------------------------------------


def document(*paragraphs: str) -> Document:
    """A document of plain paragraphs; `**…**` is bold, `\\n` a soft line break."""
    made = docx.Document()
    for text in paragraphs:
        add(made, text)
    return made


def add(made: Document, text: str, style: str | None = None) -> None:
    paragraph = made.add_paragraph(style=style)
    for at, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(part).bold = at % 2 == 1 or None


def append_xml(made: Document, xml: str) -> None:
    """Puts raw body content before the section properties."""
    made.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def numbering(made: Document, formats: Sequence[str]) -> int:
    """A list with one level for each format (`upperRoman`, `decimal`, `bullet` …); its number for `listed`."""
    part = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="%{n + 1}."/></w:lvl>'
        for n, form in enumerate(formats)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
    part.insert(0, parse_xml(abstract))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return 90


def listed(made: Document, text: str, number: int, level: int) -> None:
    """A paragraph that Word numbers."""
    add(made, text)
    properties = made.paragraphs[-1]._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def table(made: Document, *rows: Sequence[str]) -> None:
    grid = made.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text


def with_part(made: Document, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The document's file with one of its parts changed."""
    packed, changed = BytesIO(), BytesIO()
    made.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == path else content)
    return changed.getvalue()


HEADED = ("BÁO CÁO", "Tổng kết trồng cây")


# --- Points by section ----------------------------------------------------------------------------


def test_points_are_under_their_sections_word_for_word() -> None:
    """Each point goes to the section its heading names, without its bullet or number."""
    letter = read(REPORT)
    assert points(letter) == [
        ("TC", "Đã thành lập 03 tổ trồng cây."),
        ("TC", "Đã phân công người chăm sóc."),
        ("KQ", "Trồng 1.250 cây, đạt 104% kế hoạch."),
        ("TT", "Người dân tham gia đông."),
        ("HC", "Thiếu nước tưới mùa khô."),
        ("HC", "Một số cây chết chưa được thay."),
        ("PH", "Tiếp tục trồng bổ sung trên các tuyến đường còn trống, ưu tiên đường trước trường học."),
        ("PH", "Giao từng đoạn đường cho tổ dân phố chăm sóc."),
    ]
    assert [point.where for point in letter.points][:3] == ["I.1 ¶1", "I.1 ¶2", "I.2 ¶1"]


def test_a_report_without_a_subject_begins_with_its_first_section() -> None:
    letter = read("BÁO CÁO\n\nI. HẠN CHẾ\n\n- Thiếu nước tưới.\n\nII. PHƯƠNG HƯỚNG\n\n- Trồng bổ sung.")
    assert points(letter) == [("HC", "Thiếu nước tưới."), ("PH", "Trồng bổ sung.")]


def test_report_details_are_kept_as_typed() -> None:
    """Number, date, agency, office and signer are read; the lines with them are not lost."""
    letter = read(REPORT)
    assert {value.key: value.text for value in letter.info} == {
        "agency": "BAN CÔNG VIÊN CÂY XANH",
        "report_number": "07/BC-CVCX",
        "report_date": "ngày 05 tháng 8 năm 2031",
        "signer_title": "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN",
        "signed_by": "Lê Thị Mận",
    }
    assert [(item.reason, item.text) for item in letter.unplaced] == [
        ("heading-block", "Tân Lập"),
        ("title", "BÁO CÁO"),
        ("title", "Tổng kết ba năm trồng cây"),
        ("preamble", "Thực hiện kế hoạch trồng cây, Ban báo cáo như sau:"),
        ("heading", "I. KẾT QUẢ"),
        ("heading", "II. ĐÁNH GIÁ"),
        ("closing", "Trên đây là báo cáo tổng kết ba năm trồng cây./."),
        ("recipients", "Nơi nhận:"),
        ("recipients", "- Như trên;"),
        ("recipients", "- Lưu: VT."),
    ]


def test_a_good_report_has_few_findings() -> None:
    """Only the sections that it does not have are reported."""
    assert [(f.code, f.section, f.severity) for f in read(REPORT).findings] == [
        ("section-not-found", "NV", "warning"),
        ("section-not-found", "KN", "warning"),
        ("section-not-found", "DX", "note"),
        ("letter-lines-left-out", None, "note"),
    ]


def test_word_heading_styles_are_headings() -> None:
    """Headings in Word's styles need neither numbers nor bold type."""
    made = document(*HEADED)
    for text, style in (
        ("Đánh giá chung", "Heading 1"),
        ("Những mặt đạt được", "Heading 2"),
        ("Cây xanh tốt.", None),
        ("Hạn chế", "Heading 2"),
        ("Thiếu nước tưới.", None),
        ("Phương hướng năm tới", "Heading 1"),
        ("Trồng thêm hoa.", None),
    ):
        add(made, text, style)
    letter = read(made)
    assert points(letter) == [("TT", "Cây xanh tốt."), ("HC", "Thiếu nước tưới."), ("PH", "Trồng thêm hoa.")]
    assert letter.points[1].where == "“Đánh giá chung”.“Hạn chế” ¶1"


@pytest.mark.slow
def test_styles_based_on_heading_styles_are_headings() -> None:
    """An office's style based on a Word heading counts as one, and so does bold type of a style."""
    made = document(*HEADED)
    own = made.styles.add_style("Đề mục của Ban", 1)
    own.base_style = made.styles["Heading 2"]
    strong = made.styles.add_style("Đậm", 1)
    strong.font.bold = True
    add(made, "Những hạn chế còn lại của cả giai đoạn vừa qua", "Đề mục của Ban")
    add(made, "Tồn tại về nước tưới trong mùa khô ở nội ô", "Đậm")
    add(made, "Thiếu nước.")
    assert points(read(made)) == [("HC", "Thiếu nước.")]


@pytest.mark.slow
def test_lists_numbered_by_word_are_headings_and_points() -> None:
    """Automatic numbers are not text; bold items that name a section are headings, the others points."""
    made = document(*HEADED)
    number = numbering(made, ["upperRoman", "decimal", "bullet", "bullet"])
    for text, level in (
        ("**ĐÁNH GIÁ**", 0),
        ("**Mặt đạt được**", 1),
        ("Trồng được nhiều cây", 2),
        ("**Hạn chế**", 1),
        ("Thiếu nước", 2),
        ("Thiếu người", 2),
        ("**PHƯƠNG HƯỚNG**", 0),
        ("Trồng thêm", 1),
        ("Chăm sóc tốt hơn", 1),
    ):
        listed(made, text, number, level)
    assert points(read(made)) == [
        ("TT", "Trồng được nhiều cây"),
        ("HC", "Thiếu nước"),
        ("HC", "Thiếu người"),
        ("PH", "Trồng thêm"),
        ("PH", "Chăm sóc tốt hơn"),
    ]


@pytest.mark.slow
def test_nested_items_are_separate_points() -> None:
    """Each item of a nested list is a point; a short line that only announces a list is not."""
    made = document(*HEADED, "**1. Hạn chế**")
    number = numbering(made, ["bullet", "bullet", "decimal"])
    for text, level in (
        ("Thiếu nước tưới", 0),
        ("nhất là mùa khô", 1),
        ("ở hai phường ngoại ô", 2),
        ("Về nhân lực:", 0),
        ("thiếu thợ cắt tỉa", 1),
    ):
        listed(made, text, number, level)
    letter = read(made)
    assert [text for _, text in points(letter)] == [
        "Thiếu nước tưới",
        "nhất là mùa khô",
        "ở hai phường ngoại ô",
        "thiếu thợ cắt tỉa",
    ]
    assert unplaced(letter, "heading") == ["Về nhân lực:"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["I- MẶT ĐẠT ĐƯỢC", "+ Một.", "II- HẠN CHẾ", "+ Hai."], ["TT Một.", "HC Hai."]),
        (["A. Đánh giá", "I. Ưu điểm", "* Một.", "B. Phương hướng", "• Hai."], ["TT Một.", "PH Hai."]),
        (["1. Đánh giá", "1.1. Ưu điểm", "Một.", "1.2 Hạn chế", "Hai."], ["TT Một.", "HC Hai."]),
        (["I. Đánh giá", "I.1. Ưu điểm", "Một.", "I.2. Hạn chế", "Hai."], ["TT Một.", "HC Hai."]),
        (["Phần I", "ĐÁNH GIÁ", "1. Ưu điểm", "Một.", "PHẦN II: HẠN CHẾ", "Hai."], ["TT Một.", "HC Hai."]),
        (["1/ Ưu điểm:", "– Một;", "2/ Hạn chế:", "– Hai."], ["TT Một;", "HC Hai."]),
        (["II. Đánh giá", "a) Ưu điểm", "- Một.", "b) Hạn chế", "- Hai."], ["TT Một.", "HC Hai."]),
        (["1. Hạn chế", "1. Một.", "2. Hai.", "2. Phương hướng", "Ba."], ["HC Một.", "HC Hai.", "PH Ba."]),
        (["1. Hạn chế: thiếu nước.", "2. Đề xuất: mua máy bơm."], ["HC thiếu nước.", "DX mua máy bơm."]),
        (["II. Đánh giá", "- Ưu điểm: cây tốt.", "- Tồn tại: thiếu nước."], ["TT cây tốt.", "HC thiếu nước."]),
        (
            ["I. Hạn chế", "- Cây chết.", "* Nguyên nhân, tồn tại: thiếu nước."],
            ["HC Cây chết.", "HC Nguyên nhân, tồn tại: thiếu nước."],
        ),
        (
            ["II. Đánh giá", "- Hạn chế: cây chết.", "- Tồn tại: thiếu nước."],
            ["HC cây chết.", "HC Tồn tại: thiếu nước."],
        ),
        (
            ["I. Hạn chế", "1. Tồn tại: thiếu nước.", "2. Tồn tại: thiếu thợ."],
            ["HC Tồn tại: thiếu nước.", "HC Tồn tại: thiếu thợ."],
        ),
        (["I. Hạn chế", "a) Cây chết; b) Đất khô; c) Sâu bệnh."], ["HC a) Cây chết; b) Đất khô; c) Sâu bệnh."]),
        (["I. Hạn chế", "- 1. Cây chết. 2. Đất khô.", "a) Sâu bệnh."], ["HC 1. Cây chết. 2. Đất khô.", "HC Sâu bệnh."]),
        (["I. Hạn chế", "1.500 cây chết.", "2,5 ha chưa trồng."], ["HC 1.500 cây chết.", "HC 2,5 ha chưa trồng."]),
    ],
)
def test_every_usual_numbering_is_read(lines: list[str], expected: list[str]) -> None:
    """In text and in Word, all give the same sections."""
    for report in ("\n\n".join((*HEADED, *lines)), document(*HEADED, *lines)):
        assert [f"{section} {text}" for section, text in points(read(report))] == expected


@pytest.mark.parametrize(
    ("lines", "expected", "settled"),
    [
        (
            ["II. Hạn chế", "- Cây chết.", "III. NGUYÊN NHÂN", "- Thiếu nước.", "- Thiếu thợ."],
            ["Cây chết.", "Thiếu nước.", "Thiếu thợ."],
            ["III. NGUYÊN NHÂN"],
        ),
        (
            ["II. Hạn chế và nguyên nhân", "1. Hạn chế", "- Cây chết.", "2. Nguyên nhân", "Thiếu nước."],
            ["Cây chết.", "Thiếu nước."],
            ["2. Nguyên nhân"],
        ),
        (
            ["II. Hạn chế", "- Cây chết.", "1. Nguyên nhân khách quan", "- Hạn.", "2. Nguyên nhân chủ quan", "- Quên."],
            ["Cây chết.", "Hạn.", "Quên."],
            ["1. Nguyên nhân khách quan", "2. Nguyên nhân chủ quan"],
        ),
        (
            ["II. Hạn chế", "- Cây chết.", "III. Nguyên nhân: thiếu nước.", "- Thiếu thợ."],
            ["Cây chết.", "Nguyên nhân: thiếu nước.", "Thiếu thợ."],
            [],
        ),
    ],
)
def test_points_do_not_begin_with_their_heading(lines: list[str], expected: list[str], settled: list[str]) -> None:
    """Points have the agency's words only; a further heading of a section is listed and needs no action."""
    added = (Word(kind="heading", text=text, means="HC") for text in ("nguyên nhân", "hạn chế"))
    words = (*CAMPAIGN.words, *added)
    report = "\n\n".join((*HEADED, "I. Ưu điểm", "- Cây tốt.", *lines)).encode()
    letter = read_agency_report(report, "b", replace(CAMPAIGN, words=words))
    assert points(letter) == [("TT", "Cây tốt."), *(("HC", text) for text in expected)]
    assert [item.text for item in letter.unplaced if item.settled] == settled


def test_causes_right_after_achievements_are_a_question() -> None:
    """They may be the causes of the success or of the limitations; under either heading they belong to it."""
    after = read("\n\n".join((*HEADED, "I. Ưu điểm", "- Cây tốt.", "II. Nguyên nhân", "1. Khách quan", "- Mưa đều.")))
    assert points(after) == [("TT", "Cây tốt.")]
    assert dict(finding(after, "heading-of-two-sections").arguments)["between"] == ("TT", "HC")
    under = read("\n\n".join((*HEADED, "I. Ưu điểm", "- Cây tốt.", "1. Nguyên nhân", "- Mưa đều.")))
    assert points(under) == [("TT", "Cây tốt."), ("TT", "Mưa đều.")]


def test_numbered_sentences_are_points_and_numbered_titles_are_not() -> None:
    """Short numbered lines with nothing under them are points; with a list under them, headings."""
    report = "\n\n".join(
        (*HEADED, "I. Phương hướng", "1. Trồng cây", "2. Tưới cây", "II. Hạn chế", "1. Về nước tưới", "- Thiếu.")
    )
    letter = read(report)
    assert points(letter) == [("PH", "Trồng cây"), ("PH", "Tưới cây"), ("HC", "Thiếu.")]
    assert unplaced(letter, "heading") == ["1. Về nước tưới"]
    assert letter.points[2].where == "II.1 ¶1"


def test_text_under_an_unknown_heading_is_listed_with_the_heading() -> None:
    """Text under a heading that names no section is kept, with the heading as its position."""
    letter = read("\n\n".join((*HEADED, "I. Hạn chế", "- Một.", "II. Văn nghệ quần chúng", "- Hát.")))
    found = [(item.text, item.where) for item in letter.unplaced if item.reason == "unknown-heading"]
    assert found == [("Hát.", "II “Văn nghệ quần chúng” ¶1")]
    assert unplaced(letter, "heading") == ["II. Văn nghệ quần chúng"]
    assert finding(letter, "unknown-heading").value == "Văn nghệ quần chúng"


def test_a_heading_of_a_role_without_section_has_its_finding() -> None:
    """The words know it already: the advice for unknown headings, to add it there, would not help."""
    known = Word(kind="heading", text="văn nghệ", means="lesson")
    sections = tuple(s for s in CAMPAIGN.sections if s.role != "lesson")
    campaign = Campaign(id="x", title="x", sections=sections, words=(*CAMPAIGN.words, known))
    report = "\n\n".join((*HEADED, "I. Hạn chế", "- Một.", "II. Văn nghệ quần chúng", "- Hát.")).encode()
    letter = read_agency_report(report, "b", campaign)
    assert finding(letter, "heading-not-asked").value == "Văn nghệ quần chúng"
    assert "unknown-heading" not in {f.code for f in letter.findings}


@pytest.mark.slow
def test_title_of_a_part_may_be_on_the_next_line() -> None:
    """`PHẦN I` and the title under it are one heading; the next title in capitals ends it."""
    made = document(*HEADED, "**PHẦN I**", "**ĐÁNH GIÁ CHUNG**", "**1. Hạn chế**", "- Một.", "**PHẦN II**")
    add(made, "**PHƯƠNG HƯỚNG**")
    add(made, "1. Trồng cây.")
    add(made, "**VĂN NGHỆ**")
    add(made, "- Hát.")
    letter = read(made)
    assert [(point.section, point.where) for point in letter.points] == [("HC", "I.1 ¶1"), ("PH", "II ¶1")]
    assert unplaced(letter, "heading") == ["PHẦN I", "ĐÁNH GIÁ CHUNG", "PHẦN II", "VĂN NGHỆ"]
    assert unplaced(letter, "unknown-heading") == ["Hát."]


def test_longest_phrase_decides_the_section() -> None:
    """Of two phrases in one heading the longer one counts."""
    longer = Word(kind="heading", text="nhiệm vụ chính trong phương hướng", means="task")
    campaign = Campaign(id="x", title="x", sections=CAMPAIGN.sections, words=(*CAMPAIGN.words, longer))
    report = "\n\n".join((*HEADED, "I. Nhiệm vụ chính trong phương hướng", "- Một.")).encode()
    assert [point.section for point in read_agency_report(report, "b", campaign).points] == ["NV"]


def test_a_role_of_several_sections_is_not_guessed() -> None:
    """A phrase of a role picks the most similar of its sections, and none where two are equally similar."""
    sections = (_section("H1", "limitation", "Khó khăn về nước"), _section("H2", "limitation", "Khó khăn về người"))
    words = (Word(kind="heading", text="vướng mắc", means="limitation"),)
    campaign = Campaign(id="x", title="x", sections=sections, words=words)
    report = "\n\n".join((*HEADED, "I. Vướng mắc về người", "- Một.", "II. Các vướng mắc", "- Hai."))
    letter = read_agency_report(report.encode(), "b", campaign)
    assert points(letter) == [("H2", "Một.")]
    assert unplaced(letter, "unknown-heading") == ["Hai."]


@pytest.mark.parametrize("heading", ["Tồn tại, phương hướng", "Tồn tại, thuận lợi"])
def test_a_heading_that_may_be_two_sections_is_not_guessed(heading: str) -> None:
    """Where a heading names two sections, or a section and its opposite, its points are in no section."""
    campaign = replace(CAMPAIGN, words=(*CAMPAIGN.words, Word(kind="antonym", text="thuận lợi", means="tồn tại")))

    def both(text: str) -> AgencyReport:
        return read_agency_report(text.encode(), "x.txt", campaign)

    letter = both(
        f"BÁO CÁO\n\nTổng kết\n\nI. ƯU ĐIỂM\n\n- Một.\n\nII. {heading.upper()}\n\n- Hai.\n\nIII. KINH NGHIỆM RÚT RA\n\n"
        "- Ba."
    )
    assert [(p.section, p.text) for p in letter.points] == [("TT", "Một."), ("KN", "Ba.")]
    assert unplaced(letter, "two-sections") == ["Hai."]
    found = finding(letter, "heading-of-two-sections")
    assert found.value == heading.upper()
    headings = {s.code: s.heading for s in campaign.sections}
    for language in ("vi", "en"):
        what, _ = describe(found, language, campaign)
        between = dict(found.arguments)["between"]
        assert isinstance(between, tuple)
        assert all(f"“{headings[code]}”" in what for code in between)
    divided = both(f"BÁO CÁO\n\nTổng kết\n\nI. {heading.upper()}\n\n1. Tồn tại\n\n- Hai.\n\n2. Phương hướng\n\n- Ba.")
    assert [(p.section, p.text) for p in divided.points] == [("HC", "Hai."), ("PH", "Ba.")]
    led = both(f"BÁO CÁO\n\nTổng kết\n\nI. ƯU ĐIỂM\n\n- Một.\n\n- {heading}: Hai.\n\n- Ba.")
    assert [(p.section, p.text) for p in led.points] == [("TT", "Một."), ("TT", "Ba.")]
    assert unplaced(led, "two-sections") == [f"{heading}: Hai."]
    assert finding(led, "heading-of-two-sections").value == f"{heading}: Hai."


def test_section_not_required_of_the_agency_is_set_aside() -> None:
    """Points under a section required of a different group are listed separately."""
    sections = (_section("HC", "limitation", "Hạn chế"), _section("CS", "task", "Chiếu sáng", asked="CSDT"))
    campaign = Campaign(id="x", title="x", agencies=(PARKS, LIGHTS), sections=sections)
    report = "\n\n".join((*HEADED, "I. Hạn chế", "- Một.", "II. Chiếu sáng", "- Hai.")).encode()
    letter = read_agency_report(report, "b", campaign, PARKS)
    assert points(letter) == [("HC", "Một.")]
    assert unplaced(letter, "not-asked") == ["Hai."]


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


def para(*parts: str) -> str:
    return f"<w:p {nsdecls('w', 'm')}>{''.join(parts)}</w:p>"


def word(*lines: str) -> Document:
    """A document with these paragraphs, or body content in XML, under its one section."""
    made = document(*HEADED, "**1. Hạn chế**")
    for line in lines:
        (append_xml if line.startswith("<w:") else add)(made, line)
    return made


_DELETED = '<w:del w:id="2" w:author="a"><w:r><w:delText>không </w:delText></w:r></w:del>'
_CONTROL = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('trong ô ')}</w:sdtContent></w:sdt>"
_FIELD = f'<w:fldSimple w:instr="DOCPROPERTY x">{run("từ trường ")}</w:fldSimple>'
_IN_FORMULA = '<w:del w:id="1" w:author="a"><m:r><m:t>2</m:t></m:r></w:del>'
_FORMULA = f"<m:oMath><m:r><m:t>x+</m:t></m:r>{_IN_FORMULA}<m:r><m:t>y</m:t></m:r></m:oMath>"
_BLOCK = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run('- Cả đoạn.')}</w:p></w:sdtContent></w:sdt>"
_BOXES = {
    name: box.format(run("Khung riêng")) for name, box in (("new", BOX), ("old", OLD_BOX), ("strict", STRICT_BOX))
}
_BOXES["both"] = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps">{_BOXES["new"]}</mc:Choice><mc:Fallback>{_BOXES["old"]}</mc:Fallback>'
    "</mc:AlternateContent>"
)
#: The body of a document's one section; the points that are read, and the texts listed of margins and boxes.
WORD: dict[str, tuple[str, list[str], list[str]]] = {
    "tracked changes read as accepted": (
        para(run("- Nước "), _DELETED, f'<w:ins w:id="1" w:author="a">{run("thật sự ")}</w:ins>', run("thiếu.")),
        ["Nước thật sự thiếu."],
        [],
    ),
    "controls, fields and formulas are text": (
        para(run("- Chữ "), _CONTROL, _FIELD, _FORMULA),
        ["Chữ trong ô từ trường x+y"],
        [],
    ),
    "a control around paragraphs": (_BLOCK, ["Cả đoạn."], []),
    "a soft break parts points only at markers": (
        "- Thiếu nước\nvà thiếu người.\n- Thiếu tiền.",
        ["Thiếu nước và thiếu người.", "Thiếu tiền."],
        [],
    ),
    **{
        f"a text box is read once: {name}": (
            para(run("- Thiếu nước."), f"<w:r>{box}</w:r>"),
            ["Thiếu nước."],
            ["Khung riêng"],
        )
        for name, box in _BOXES.items()
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WORD)
def test_word_contents_of_every_kind_are_read_once(name: str) -> None:
    """Each word is in a point, or listed as text of a box."""
    line, expected, boxes = WORD[name]
    letter = read(word(line))
    assert points(letter) == [("HC", text) for text in expected]
    assert unplaced(letter, "text-box") == boxes


@pytest.mark.slow
def test_a_heading_block_in_text_boxes_is_read() -> None:
    """Old templates have the agency's name and the number in boxes: before the report's type they are read in order."""
    made = docx.Document()
    for text in ("BAN CÔNG VIÊN CÂY XANH", "Số: 07/BC-CVCX", "Tân Lập, ngày 05 tháng 8 năm 2031"):
        append_xml(made, f"<w:p {nsdecls('w')}><w:r>{OLD_BOX.format(run(text))}</w:r></w:p>")
    for text in (*HEADED, "**I. Hạn chế**", "- Thiếu nước."):
        add(made, text)
    append_xml(made, f"<w:p {nsdecls('w')}><w:r>{OLD_BOX.format(run('Khung riêng'))}</w:r></w:p>")
    letter = read(made)
    assert letter.detail("agency") == "BAN CÔNG VIÊN CÂY XANH"
    assert letter.detail("report_number") == "07/BC-CVCX"
    assert letter.detail("report_date") == "ngày 05 tháng 8 năm 2031"
    assert unplaced(letter, "text-box") == ["Khung riêng"]


@pytest.mark.slow
def test_page_headers_footers_and_comments_are_listed() -> None:
    """With their reason; a page number is no text, nor is the document's date or number."""
    made = document(*HEADED, "**1. Hạn chế**", "- Thiếu nước")
    made.sections[0].header.paragraphs[0].text = "BẢN DỰ THẢO"
    footer = made.sections[0].footer
    footer.paragraphs[0].text = "- 2 -"
    for text in ("12", "05/8/2031", "____________", "31-28849 (A)"):
        footer.add_paragraph().text = text
    made.add_comment(made.paragraphs[-1].runs, text="Hỏi lại số liệu", author="A", initials="A")
    letter = read(made)
    assert unplaced(letter, "page-header") == ["05/8/2031", "31-28849 (A)", "BẢN DỰ THẢO"]
    assert unplaced(letter, "comment") == ["Hỏi lại số liệu"]
    assert points(letter) == [("HC", "Thiếu nước")]


DRAWN = (
    '<w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:lc="http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"><lc:lockedCanvas><a:sp><a:txBody>'
    "<a:p><a:r><a:t>Vườn </a:t></a:r><a:r><a:t>ươm</a:t></a:r></a:p><a:p/></a:txBody></a:sp></lc:lockedCanvas>"
    "</w:drawing>"
)


@pytest.mark.slow
def test_words_in_drawings_are_listed() -> None:
    """Shapes on a canvas, SmartArt and chart titles have text outside Word's paragraphs."""
    made = document(*HEADED, "**1. Hạn chế**")
    append_xml(made, f"<w:p {nsdecls('w')}>{run('- Thiếu nước.')}<w:r>{DRAWN}</w:r></w:p>")
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    text = "<a:p><a:r><a:t>{}</a:t></a:r></a:p>"
    packed = BytesIO()
    made.save(packed)
    with zipfile.ZipFile(packed, "a") as archive:
        for part, words in (("diagrams/data1", "Ba tổ trồng cây"), ("charts/chart1", "Cây trồng qua các năm")):
            archive.writestr(f"word/{part}.xml", f"<x {drawing}>{text.format(words)}</x>")
    letter = read(packed.getvalue())
    assert points(letter) == [("HC", "Thiếu nước.")]
    assert sorted(unplaced(letter, "text-box")) == ["Ba tổ trồng cây", "Cây trồng qua các năm", "Vườn ươm"]


@pytest.mark.slow
def test_objects_that_are_not_read_are_findings() -> None:
    """An embedded spreadsheet and an included file are reported as unread; a formula is not."""
    made = document(*HEADED, "**1. Hạn chế**")
    office = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    objects = "".join(
        f'<w:object {office}><o:OLEObject ProgID="{kind}"/></w:object>'
        for kind in ("Excel.Sheet.12", "Equation.DSMT4", "Excel.Sheet.12")
    )
    append_xml(made, f"<w:p {nsdecls('w')}>{run('- Xem bảng.')}<w:r>{objects}</w:r></w:p>")
    append_xml(made, f"<w:altChunk {nsdecls('w')}/>")
    letter = read(made)
    assert letter.embedded == ("altChunk", "Excel.Sheet.12", "Excel.Sheet.12")
    assert finding(letter, "letter-part-unread").value == "altChunk, Excel.Sheet.12"
    assert "letter-part-unread" not in codes(read(document(*HEADED, "**1. Hạn chế**", "- Một.")))


@pytest.mark.slow
def test_incomplete_styles_are_ignored() -> None:
    """A style without a kind is a paragraph's, one without a name is unused: programs write such, and Word opens
    them."""
    made = document(*HEADED, "**1. Hạn chế**", "- Thiếu nước.")
    for xml in (f'<w:style {nsdecls("w")} w:styleId="X"><w:name w:val="x"/></w:style>', f"<w:style {nsdecls('w')}/>"):
        made.styles.element.append(parse_xml(xml))
    assert points(read(made)) == [("HC", "Thiếu nước.")]


@pytest.mark.slow
def test_footnotes_are_listed_and_their_numbers_left_out() -> None:
    """A footnote's number is not part of the point; its text is kept."""
    made = document(*HEADED, "**1. Hạn chế**", "- Thiếu nước")
    made.paragraphs[-1]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="5"/></w:r>'))
    packed = BytesIO()
    made.save(packed)
    with zipfile.ZipFile(packed, "a") as archive:
        note = f'<w:footnote w:id="5"><w:p>{run("Theo số đo tháng 3")}</w:p></w:footnote>'
        archive.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>")
    letter = read(packed.getvalue())
    assert points(letter) == [("HC", "Thiếu nước")]
    assert unplaced(letter, "footnote") == ["Theo số đo tháng 3"]


@pytest.mark.slow
def test_rows_of_tables_are_listed() -> None:
    """Each row of a table among the sections is one unplaced line, with its blank cells."""
    made = document(*HEADED, "**1. Kết quả trồng cây**", "- Xem bảng.")
    table(made, ("Chỉ tiêu", "2030", "2031"), ("Cây trồng", "", "1.250"))
    letter = read(made)
    rows = [(item.text, item.where, item.section) for item in letter.unplaced if item.reason == "table"]
    assert rows == [("Chỉ tiêu | 2030 | 2031", "1 #1.1", "KQ"), ("Cây trồng |  | 1.250", "1 #1.2", "KQ")]
    assert "section-without-figures" not in codes(letter)


@pytest.mark.slow
def test_heading_and_signature_tables_are_recognised() -> None:
    """The two-column tables of an official document give report details, not table rows."""
    made = docx.Document()
    table(
        made,
        ("ỦY BAN NHÂN DÂN\nBAN CÔNG VIÊN\nCÂY XANH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
        ("Số:      /BC-CVCX", "Tân Lập, ngày      tháng 8 năm 2031"),
    )
    for text in (*HEADED, "**I. Hạn chế**", "- Thiếu nước./."):
        add(made, text)
    table(made, ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "TRƯỞNG BAN\n(Đã ký)\nTS. Lê Thị Mận"))
    letter = read(made)
    assert {value.key: value.text for value in letter.info} == {
        "agency": "BAN CÔNG VIÊN CÂY XANH",
        "report_number": "/BC-CVCX",
        "report_date": "ngày tháng 8 năm 2031",
        "signer_title": "TRƯỞNG BAN",
        "signed_by": "TS. Lê Thị Mận",
    }
    assert points(letter) == [("HC", "Thiếu nước./.")]
    assert unplaced(letter, "heading-block")[0] == "ỦY BAN NHÂN DÂN"
    assert unplaced(letter, "signature") == ["(Đã ký)"]
    assert not unplaced(letter, "table")


def test_columns_made_with_tabs_are_separated() -> None:
    """A heading block or signature set with tabs is read column by column."""
    letter = read(
        "\n".join(
            (
                "BAN CÔNG VIÊN CÂY XANH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Số: 12/BC-CVCX\tTân Lập, ngày 01 tháng 02 năm 2031",
                *HEADED,
                "I. Hạn chế",
                "- Thiếu nước tưới cho cây xanh trên địa bàn, nhất là vào các tháng cao điểm mùa khô và dịp lễ tết.",
                "Nơi nhận:\tTRƯỞNG BAN",
                "- Như trên;\tLê Thị Mận",
            )
        )
    )
    assert [letter.detail(key) for key in ("agency", "report_number", "report_date")] == [
        "BAN CÔNG VIÊN CÂY XANH",
        "12/BC-CVCX",
        "ngày 01 tháng 02 năm 2031",
    ]
    assert (letter.detail("signer_title"), letter.detail("signed_by")) == ("TRƯỞNG BAN", "Lê Thị Mận")


def test_an_annex_after_the_signature_is_unplaced() -> None:
    """Text after the signature is listed as an annex."""
    letter = read(REPORT + "\nPHỤ LỤC I\n\nDanh sách tuyến đường\n")
    assert unplaced(letter, "annex") == ["PHỤ LỤC I", "Danh sách tuyến đường"]


@pytest.mark.slow
def test_a_table_of_contents_has_no_headings() -> None:
    """Its lines are listed, not read as the headings that they repeat."""
    made = document(*HEADED)
    made.styles.add_style("toc 1", 1)
    add(made, "I. Hạn chế\t1", "toc 1")
    add(made, "**I. Hạn chế**")
    add(made, "- Thiếu nước.")
    letter = read(made)
    assert points(letter) == [("HC", "Thiếu nước.")]
    assert unplaced(letter, "contents") == ["I. Hạn chế 1"]


# --- Plain text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_texts_are_read(encoding: str) -> None:
    """UTF-8 and UTF-16 are recognised, with a byte order mark or without."""
    assert points(read(REPORT.encode(encoding))) == points(read(REPORT))


def _as_in_code_page_1258(char: str) -> str:
    """The letter, then its tone: `ậ` as `â` and a dot below."""
    parts = unicodedata.normalize("NFD", char)
    tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
    letter = "".join(part for part in parts if part not in tones)
    return unicodedata.normalize("NFC", letter) + "".join(tones)


def test_old_windows_text_is_read() -> None:
    """Code page 1258, in which tones are separate characters, gives the same Vietnamese."""
    typed = "".join(map(_as_in_code_page_1258, REPORT))
    data = typed.encode("cp1258", "strict")
    assert points(read(data)) == points(read(REPORT))


def test_hard_wrapped_lines_are_joined() -> None:
    """Lines that an e-mail program broke are one point again; short lines are not joined."""
    report = (
        "BÁO CÁO\n\nTrồng cây\n\nI. Hạn chế\n"
        "- Thiếu nước tưới cho cây xanh trên địa bàn, nhất là vào các tháng\n"
        "cao điểm của mùa khô ở các phường ngoại ô và dọc theo quốc lộ mới\n"
        "mở.\n"
        "- Thiếu người.\n"
    )
    assert [text for _, text in points(read(report))] == [
        "Thiếu nước tưới cho cây xanh trên địa bàn, nhất là vào các tháng cao điểm của mùa khô ở các phường "
        "ngoại ô và dọc theo quốc lộ mới mở.",
        "Thiếu người.",
    ]


def test_bold_marks_and_decomposed_letters_are_cleaned() -> None:
    """`**` marks bold words in plain text; separate tone marks are composed, control characters left out."""
    lines = (*HEADED, "**I. Hạn chế**", "- **Nước** thiếu.", "- Thie\u0302\u0301u \u200bnu\u031b\u01a1\u0301c.")
    bold, composed = points(read("\n\n".join(lines)))
    assert bold == ("HC", "Nước thiếu.")
    assert composed[1].startswith("Thiếu ")


# --- Unreadable files -----------------------------------------------------------------------------


def _zip(**parts: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _docx_bytes() -> bytes:
    packed = BytesIO()
    document(*HEADED).save(packed)
    return packed.getvalue()


UNREADABLE = {
    "empty": (b"", "letter-unreadable"),
    "blank": (b"\xef\xbb\xbf \n", "letter-unreadable"),
    "doc": (compound({"WordDocument": b"\xec\xa5"}), "letter-is-doc"),
    "password": (compound({"EncryptedPackage": b"x"}), "letter-encrypted"),
    "xls": (compound({"Workbook": b"WordDocument"}), "letter-is-workbook"),
    "pdf": (b"%PDF-1.7\n...", "letter-unreadable"),
    "rtf": (b"{\\rtf1\\ansi}", "letter-not-supported"),
    "html": (b"<!DOCTYPE html><html></html>", "letter-not-supported"),
    "odt": (_zip(mimetype="application/vnd.oasis.opendocument.text"), "letter-not-supported"),
    "xlsx": (_zip(**{"[Content_Types].xml": "<Types>spreadsheetml</Types>"}), "letter-is-workbook"),
    "cut": (_docx_bytes()[:-2000], "letter-unreadable"),
    "no-document": (_zip(**{"[Content_Types].xml": "wordprocessingml"}), "letter-unreadable"),
    "bad-xml": (
        _zip(**{"[Content_Types].xml": "<a>wordprocessingml</a>", "word/document.xml": "<w:p>"}),
        "letter-unreadable",
    ),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "letter-not-supported"),
}


@pytest.mark.parametrize("fault", UNREADABLE)
def test_unreadable_files_are_reported_with_their_kind(fault: str) -> None:
    """The content of a file, not its name, decides the kind and the advice."""
    data, code = UNREADABLE[fault]
    with pytest.raises(NotDoneError) as raised:
        read_agency_report(data, "bao-cao.docx", CAMPAIGN)
    assert (raised.value.code, raised.value.arguments) == (code, {"file": "bao-cao.docx"})


def test_entities_in_a_document_are_refused() -> None:
    """A document type declaration, which Word never writes, is not expanded."""
    bomb = with_part(document(*HEADED), "word/document.xml", lambda xml: b"<!DOCTYPE x []>" + xml)
    with pytest.raises(NotDoneError) as caught:
        read(bomb)
    assert caught.value.code == "letter-unreadable"


def _read_or_refused(data: bytes) -> str | None:
    """The code of the refusal, if there is one."""
    try:
        read(data)
    except NotDoneError as error:
        return error.code
    return None


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(40, 400))
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", OLE]))
def test_any_bytes_give_a_report_or_a_clear_refusal(data: bytes, start: bytes) -> None:
    """No content ends in another error."""
    assert _read_or_refused(start + data) in (None, *ERRORS)


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(20, 200))
@given(st.integers(0, 30000), st.binary(min_size=1, max_size=40))
def test_a_damaged_document_gives_a_report_or_a_clear_refusal(at: int, noise: bytes) -> None:
    """Changed bytes anywhere in a Word file never end in a traceback."""
    whole = _docx_bytes()
    assert _read_or_refused(whole[:at] + noise + whole[at + len(noise) :]) in (None, *ERRORS)


# --- Oddities -------------------------------------------------------------------------------------


def _with(old: str, new: str, report: str = REPORT) -> AgencyReport:
    assert old in report
    return read(report.replace(old, new))


def test_a_blank_number_or_date_is_a_note() -> None:
    """A draft's blanks stay as typed."""
    letter = read(REPORT.replace("07/BC", "/BC").replace("ngày 05 tháng", "ngày   tháng"))
    assert letter.detail("report_number") == "/BC-CVCX"
    assert letter.detail("report_date") == "ngày tháng 8 năm 2031"
    notes = [f.code for f in letter.findings if f.severity == "note"]
    assert notes[:2] == ["letter-not-numbered", "letter-date-incomplete"]


ODD: list[tuple[str, str, str, dict[str, str]]] = [
    ("Số: 07/BC-CVCX", "Số: ", "letter-not-numbered", {}),
    ("báo cáo tổng kết", "báo cáo sơ kết", "letter-contradicts-itself", {}),
    ("tham gia đông", "hưởng ứng “Ngày xanh", "unbalanced-quotes", {"cell": "II.1 ¶1", "section": "TT"}),
    ("tham gia đông", 'hưởng ứng “Ngày xanh” và "Tết cây"', "", {}),
    ("Trồng 1.250 cây, đạt 104% kế hoạch.", "Trồng nhiều cây.", "section-without-figures", {"section": "KQ"}),
    ("tham gia đông", "làm theo Công văn số 462/SXD HT-QLCX ngày 1", "symbol-with-space", {"value": "462/SXD HT-QLCX"}),
    ("tham gia đông", "làm theo Kế hoạch 15 /KH-UBND của tỉnh", "symbol-with-space", {"value": "15 /KH-UBND"}),
    ("tham gia đông", "làm theo Kế hoạch 15/ KH-UBND của tỉnh", "symbol-with-space", {"value": "15/ KH-UBND"}),
    ("tham gia đông", "làm theo Nghị định 30/2020/NĐ-CP của Chính phủ", "", {}),
    ("tham gia đông", "làm theo Quyết định 36/QĐ-TTg và UBND tỉnh", "", {}),
    ("tham gia đông", "đạt tỷ lệ 3/4 và 05/KH-UBND HĐND thông qua", "", {}),
]


@pytest.mark.parametrize(("old", "new", "code", "expected"), ODD)
def test_an_oddity_is_one_finding(old: str, new: str, code: str, expected: dict[str, str]) -> None:
    """What is blank, inconsistent, without context or spelt apart is reported at its position, and nothing else is."""
    letter = _with(old, new)
    assert [c for c in codes(letter) if c not in codes(read(REPORT))] == ([code] if code else [])
    if code:
        found = finding(letter, code)
        assert {name: getattr(found, name) for name in expected} == expected


def test_a_closing_about_another_subject_is_a_finding() -> None:
    """Its words of one kind (`contrast`) differ from those of the title; agencies' names do not count."""
    words = tuple(Word(kind="contrast", text=text, means="bước") for text in ("tổng kết", "sơ kết", "cây xanh"))
    campaign = replace(CAMPAIGN, words=(*(w for w in CAMPAIGN.words if w.kind != "antonym"), *words))
    typed = REPORT.replace("báo cáo tổng kết", "báo cáo sơ kết")
    letter = read_agency_report(typed.encode(), "báo cáo.txt", campaign)
    assert finding(letter, "letter-contradicts-itself").arguments == (("title", "tổng kết"), ("closing", "sơ kết"))
    both = REPORT.replace("báo cáo tổng kết", "báo cáo sơ kết, tổng kết")
    assert "letter-contradicts-itself" not in codes(read_agency_report(both.encode(), "báo cáo.txt", campaign))
    named = REPORT.replace("báo cáo tổng kết", "báo cáo của Ban Công viên Cây xanh")
    assert "letter-contradicts-itself" not in codes(read_agency_report(named.encode(), "báo cáo.txt", campaign))


def test_a_report_of_another_agency_is_a_finding() -> None:
    """The finding quotes the other agency's name or symbol in the heading block."""
    assert finding(read(REPORT, LIGHTS), "letter-of-other-agency").value == "BAN CÔNG VIÊN CÂY XANH"
    nameless = read(REPORT.replace("BAN CÔNG VIÊN CÂY XANH\n", ""), LIGHTS)
    assert finding(nameless, "letter-of-other-agency").value == "07/BC-CVCX"
    assert "letter-of-other-agency" not in codes(read(REPORT))


def test_a_symbol_that_agencies_share_identifies_none() -> None:
    """None of its agencies gets a finding; any other agency gets one that it is shared."""
    wards = tuple(
        replace(LIGHTS, code=f"P{n}", name=f"Phường {n}", short_name=f"Phường {n}", symbol="BC-CVCX") for n in range(3)
    )
    campaign = replace(CAMPAIGN, agencies=(*wards, LIGHTS))
    typed = REPORT.replace("BAN CÔNG VIÊN CÂY XANH\n", "").encode()
    for agency in wards:
        assert not {"letter-of-other-agency", "letter-of-other-agencies"} & set(
            codes(read_agency_report(typed, "a.txt", campaign, agency))
        )
    found = finding(read_agency_report(typed, "a.txt", campaign, LIGHTS), "letter-of-other-agencies")
    assert (found.value, dict(found.arguments)["count"]) == ("07/BC-CVCX", 3)
    named = [describe(found, language, campaign)[0] for language in ("vi", "en")]
    assert not any(ward.name in text for ward in wards for text in named)


@pytest.mark.slow
def test_a_report_without_headings_is_unplaced() -> None:
    """Nothing of it is lost; a Word file of scanned pages is said to have no text."""
    letter = read("BÁO CÁO\n\nTrồng cây\n\nMột đoạn dài.\n\nTrên đây là báo cáo./.")
    assert (letter.points, unplaced(letter, "preamble")) == ((), ["Một đoạn dài."])
    assert codes(read(docx.Document()))[0] == "letter-without-text"


@pytest.mark.slow
def test_every_code_has_its_sentences() -> None:
    """All findings and reasons of the reader are in the catalogue, in both languages."""
    for letter in (read(REPORT), read(docx.Document()), read(REPORT, LIGHTS)):
        assert {f.code for f in letter.findings} <= FINDINGS_OF["drafting"].keys()
        assert {item.reason for item in letter.unplaced} <= REASONS.keys()
    for text in (*ERRORS.values(), *REASONS.values()):
        assert text.vi
        assert text.en
        assert text.vi != text.en
    assert all("{file}" in text.vi and "{file}" in text.en for text in ERRORS.values())


# --- Nothing is lost ------------------------------------------------------------------------------

MARKS = ("", "", "- ", "+ ", "• ", "1. ", "2. ", "3) ", "a) ", "b. ", "1.1. ", "IV. ", "C. ", "2/ ", "– ")
NOISE = (
    "BÁO CÁO",
    "Nơi nhận:",
    "Trên đây là",
    "KT. GIÁM ĐỐC",
    "Phụ lục",
    "Kính gửi:",
    "năm 2031",
    "1.500 cây",
    "Lê Thị Mận",
    "Phần lớn",
    "ngày 05 tháng 8",
    "Lưu: VT",
    "báo cáo",
    "“trích”",
    "x/y",
    "CỘNG HÒA",
)
ENDS = ("", ".", ";", ":", "./.", ",")
HEADINGS = ("I. HẠN CHẾ", "2. Phương hướng", "Điểm sáng", "**Hạn chế**", "a) Ưu điểm", "- Tồn tại:")


@st.composite
def _paragraph(draw: st.DrawFn) -> tuple[str, str]:
    """A paragraph of coded words between all kinds of official phrases, and its form in Word."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(HEADINGS)), "plain"
    parts = [draw(st.sampled_from(NOISE)) if draw(st.booleans()) else "từ" for _ in range(draw(st.integers(1, 6)))]
    words = " ".join(f"{part} @" for part in parts)
    lead = draw(st.sampled_from(("", "@ ")))
    text = f"{draw(st.sampled_from(MARKS))}{lead}{words}{draw(st.sampled_from(ENDS))}"
    shape = draw(st.sampled_from(("plain", "plain", "bold", "break", "heading", "list", "row", "box", "upper")))
    return text, shape


def _coded(paragraphs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each `@` becomes a separate word."""
    numbers = iter(range(100_000))
    return [(re.sub("@", lambda _: f"qz{next(numbers):04d}", text), shape) for text, shape in paragraphs]


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in re.findall(r"qz\d+", text, re.I))


def _build(paragraphs: Sequence[tuple[str, str]]) -> Document:
    made = docx.Document()
    for text, shape in paragraphs:
        if shape == "bold":
            add(made, f"**{text}**")
        elif shape == "break":
            add(made, text.replace(" qz", "\nqz", 2))
        elif shape == "heading":
            add(made, text, "Heading 2")
        elif shape == "list":
            add(made, text, "List Bullet 2")
        elif shape == "row":
            table(made, tuple(text.partition(" ")[::2]), ("", ""))
        elif shape == "box":
            append_xml(made, f"<w:p {nsdecls('w')}><w:r>{BOX.format(run(text))}</w:r></w:p>")
        else:
            add(made, text.upper() if shape == "upper" else text)
    return made


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(40, 400), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_paragraph(), min_size=1, max_size=14), st.sampled_from(("\n\n", "\n", "\r\n")))
def test_no_word_of_a_text_is_lost_or_doubled(drawn: list[tuple[str, str]], between: str) -> None:
    """Each word of any text is in exactly one point, detail or unplaced line."""
    paragraphs = _coded(drawn)
    texts = [f"**{text}**" if shape == "bold" else text for text, shape in paragraphs]
    letter = read(between.join(texts))
    assert _counted(all_texts(letter)) == _counted(texts)


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(10, 100), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_paragraph(), min_size=1, max_size=14))
def test_no_word_of_a_document_is_lost_or_doubled(drawn: list[tuple[str, str]]) -> None:
    """Each word of any Word document is in exactly one point, detail or unplaced line."""
    paragraphs = _coded(drawn)
    letter = read(_build(paragraphs))
    assert _counted(all_texts(letter)) == _counted(text for text, _ in paragraphs)


@pytest.mark.slow
@settings(deadline=None, max_examples=effort(10, 100), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_paragraph(), min_size=1, max_size=14))
def test_every_paragraph_occurs_once_word_for_word(drawn: list[tuple[str, str]]) -> None:
    """A paragraph's words stay together and in order, in one line."""
    paragraphs = _coded((text, "plain") for text, _ in drawn if "@" in text)
    letter = read(document(*HEADED, "**I. Hạn chế**", *(text for text, _ in paragraphs)))
    found = "\n".join(all_texts(letter))
    for text, _ in paragraphs:
        first, last = re.findall(r"qz\d+", text)[0], re.findall(r"qz\d+", text)[-1]
        assert found.count(text[text.index(first) : text.index(last) + len(last)]) == 1


# --- A real report --------------------------------------------------------------------------------

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
REAL_FILES = sorted(REAL.glob("bao-cao-*.*")) if REAL.is_dir() else []
needs_real = pytest.mark.skipif(not REAL_FILES, reason="the real report is not kept in the repository")


def _real(path: Path) -> AgencyReport:
    return read_agency_report(path.read_bytes(), path.name, CAMPAIGN)


@pytest.mark.slow
@needs_real
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.suffix)
def test_a_real_report_is_read_by_section(path: Path) -> None:
    """Each point is in its section, word for word, in both formats alike; oddities are reported."""
    letter = _real(path)
    counts = Counter(CAMPAIGN.section_by_code[point.section].role for point in letter.points)
    assert counts == {
        "organisation": 2,
        "result": 1,
        "task": 1,
        "achievement": 2,
        "limitation": 1,
        "lesson": 2,
        "direction": 2,
    }
    assert Counter(codes(letter)) == {
        "letter-not-numbered": 1,
        "letter-date-incomplete": 1,
        "letter-contradicts-itself": 1,
        "unbalanced-quotes": 2,
        "symbol-with-space": 1,
        "section-without-figures": 1,
        "section-not-found": 1,
        "letter-lines-left-out": 1,
    }
    first = _real(REAL_FILES[0])
    assert letter.points == first.points
    assert [(v.key, v.text) for v in letter.info] == [(v.key, v.text) for v in first.info]
    source = next(other for other in REAL_FILES if other.suffix == ".txt").read_text(encoding="utf-8")
    bullets = re.compile(r"^(?:- |\d\. )")
    lines = [bullets.sub("", line.strip()) for line in source.splitlines()]
    assert all(point.text in lines for point in letter.points)


@needs_real
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.suffix)
def test_nothing_of_a_real_report_is_lost(path: Path) -> None:
    """Every line of a real report is a point, a detail, a heading of a section or unplaced."""
    source = next(other for other in REAL_FILES if other.suffix == ".txt").read_text(encoding="utf-8")
    texts = " ".join(" ".join(all_texts(_real(path))).split())
    headings = [heading.casefold() for heading in ("1. Công tác", "2. Kết", "3. Đánh", "1. Mặt", "2. Hạn", "3. Bài")]
    for line in source.replace("*", "").splitlines():
        bare = re.sub(r"^(?:- |\d\. |Số: )", "", line.strip())
        if bare and not line.casefold().startswith((*headings, "iii.")) and bare not in texts:
            place, _, day = bare.partition(", ")
            assert place in texts
            assert day in texts


def test_a_proposal_keeps_its_addressee() -> None:
    """A heading under the proposals that names no section precedes its points, and is not listed separately."""
    letter = read(
        "I. Kết quả trồng cây\n\n1. Trồng mới\n\nTrồng 12 cây.\n\n"
        "II. Đề xuất\n\n1. Đối với UBND tỉnh\n\nBố trí kinh phí 500 triệu đồng.\n\nGiao thêm đất.\n\n"
        "2. Đối với Trung ương: Sửa Pháp lệnh."
    )
    assert [p.text for p in letter.points if p.section == "DX"] == [
        "Đối với UBND tỉnh: Bố trí kinh phí 500 triệu đồng.",
        "Đối với UBND tỉnh: Giao thêm đất.",
        "Đối với Trung ương: Sửa Pháp lệnh.",
    ]
    assert [u.text for u in letter.unplaced if u.reason == "heading"] == ["1. Trồng mới"]


@pytest.mark.slow
def test_columns_headed_by_sections_have_their_points() -> None:
    """For a narrative in a table; text under no heading is reported as such, not as under an unknown heading."""
    made = document(*HEADED, "**I. Kết quả trồng cây**", "Trồng 12 cây.")
    table(made, ("TT", "Điểm sáng", "Hạn chế"), ("1", "Cây xanh tốt", "Thiếu nước"), ("2", "", "- Thiếu đất"))
    letter = read(made)
    assert [(p.section, p.text) for p in letter.points] == [
        ("KQ", "Trồng 12 cây."),
        ("TT", "Cây xanh tốt"),
        ("HC", "Thiếu nước"),
        ("HC", "Thiếu đất"),
    ]
    alone = read("Ý không có đề mục nào ở trên hết.\n\nĐề xuất: Thêm đất.\n\nÝ sau.")
    assert "unknown-heading" not in {f.code for f in letter.findings} | {f.code for f in alone.findings}
