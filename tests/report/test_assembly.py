"""The Word report: its content and layout; what was edited in the master is printed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.building import DAY, definition, filled, keyed, merge, records, type_into, write
from tests.office import needs_libreoffice
from tests.official import Document, faults
from toolkit.cli import main as cli
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.form.letterhead import (
    authority,
    blank_number,
    in_sentence,
    name_lines,
    place_of_issue,
    signer,
    written_date,
    written_number,
)
from toolkit.model import Agency, Campaign, Consolidation
from toolkit.report import decree
from toolkit.report.assembly import make_agency_report, make_report
from toolkit.report.parts import Report, ThemePart
from toolkit.report.word import word_document
from toolkit.report.word_tables import text_length
from toolkit.run.folder import Folder
from toolkit.run.reporting import for_libreoffice

ABOUT = {
    "title": "BÁO CÁO Tổng kết trồng cây",
    "programme": "Chương trình trồng cây",
    "legal_basis": "Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2019 của Ủy ban nhân dân tỉnh",
    "province": "tỉnh Tân Lập",
    "lead_agency": "SCX",
    "superior": "UBND tỉnh Tân Lập",
    "report_to": "Ủy ban nhân dân tỉnh Tân Lập",
    "recipients": "Như trên|Các sở, ban, ngành|Lưu: VT, KT",
    "signer_title": "KT. GIÁM ĐỐC|PHÓ GIÁM ĐỐC",
    "signed_by": "TS. Lê Thị Mận",
}
AGENCIES = r"""
| code | name                                 | short_name | group | symbol  | header_lines                         |
|------|--------------------------------------|------------|-------|---------|--------------------------------------|
| SCX  | Sở Cây xanh, Hoa và Thảm cỏ          | Sở CX      | sở    | BC-SCX  | SỞ CÂY XANH, HOA \| VÀ THẢM CỎ       |
| SDN  | Sở Đất, Nước                         | Sở ĐN      | sở    | BC-SĐN  |                                      |
| HDA  | Ủy ban nhân dân huyện Đông An        | H. Đông An | huyện | BC-UBND | ỦY BAN NHÂN DÂN \| HUYỆN ĐÔNG AN     |
| HTA  | Ủy ban nhân dân thị xã Tây An        | TX. Tây An | huyện | BC-UBND |                                      |
"""
BARE_AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
| SB   | Sở B |
"""
INDICATORS = """
| code | topic | label                | unit       | kind    | across_agencies | across_periods | target | formula    |
|------|-------|----------------------|------------|---------|-----------------|----------------|--------|------------|
| C1   | Trồng | Số cây trồng mới     | cây        | count   | sum             | sum            | 5000   |            |
| C2   | Trồng | Trong đó: cây sống   | cây        | count   | sum             | sum            |        |            |
| C3   | Trồng | Tỷ lệ cây sống       | %          | percent |                 | sum            |        | =C2/C1*100 |
| K1   | Tiền  | Kinh phí             | triệu đồng | money   | sum             | sum            |        |            |
| Y1   | Tiền  | Có dự toán riêng     | có/không   | yesno   | count_yes       | none           |        |            |
"""
SECTIONS = """
| code | role         | heading                      |
|------|--------------|------------------------------|
| tc   | organisation | Công tác tổ chức             |
| kq   | result       | Kết quả trồng cây            |
| dat  | achievement  | Mặt đạt được                 |
| han  | limitation   | Hạn chế                      |
| huong| direction    | Phương hướng giai đoạn tới   |
"""
THEMES = r"""
| code | label                | keywords           |
|------|----------------------|--------------------|
| tt   | Tuyên truyền         | tuyên truyền       |
| dat  | Đất và nước tưới     | nước tưới \| đất    |
| tien | Kinh phí, phương tiện| kinh phí           |
"""
FIGURES = """
| code | 2019   | 2020 | note      |
|------|--------|------|-----------|
| C1   | 1250   | 1300 |           |
| C2   | 1000   |      | chưa đếm  |
| K1   | 1234.5 | 20   |           |
| Y1   | Có     | Không |          |
"""
LINES = """
| section | theme        | text                                     | evidence    |
|---------|--------------|------------------------------------------|-------------|
| tc      |              | Đã thành lập 03 tổ trồng cây.            | QĐ 15/QĐ-SCX |
| kq      |              | Trồng mới 2.550 cây; giữ được đất.       |             |
| dat     | Tuyên truyền | Người dân tham gia đông, có tuyên truyền.|             |
| han     |              | Thiếu nước tưới mùa khô.                 |             |
| han     |              | Kinh phí còn hạn chế                     |             |
| huong   |              | Tiếp tục trồng bổ sung;                  |             |
"""
OTHER_LINES = """
| section | text                       |
|---------|----------------------------|
| han     | Thiếu nước tưới mùa khô.   |
| han     | Chưa có vườn ươm.          |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(
        tmp_path, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES
    )
    details = {
        "report_number": "5 /BC-SCX",
        "report_date": "2021-01-05",
        "signed_by": "Trần Văn Khế",
        "signer_title": "Phó Giám đốc",
    }
    filled(folder, "SCX", FIGURES, LINES, details)
    filled(folder, "SDN", FIGURES.replace("1250", "750").replace("Không", "Có"), OTHER_LINES)
    filled(folder, "HDA", "", OTHER_LINES, {"signer_title": "Phó Chủ tịch", "signed_by": "ThS. Mai Ổi"})
    return folder


@pytest.fixture
def result(folder: Folder) -> Consolidation:
    return merge(folder)


def report_of(result: Consolidation, agency: str) -> Report:
    return make_agency_report(result.campaign, result.used[agency], DAY)


def texts(report: Report) -> list[str]:
    """The paragraphs of the document drawn from a report, those in tables too, with Word's numbers."""
    return [p.text for p in Document(word_document(report).packed()).paragraphs if p.text]


def points(report: Report) -> dict[str, list[tuple[str, str, str]]]:
    """(theme, text, agencies) of every point, by the heading of its section."""
    return {
        section.heading: [(part.label, p.text, p.attribution) for part in section.parts for p in part.points]
        for chapter in report.chapters
        for section in chapter.sections
    }


# --- The decree's layout --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_report_breaks_no_rule_of_the_decree(result: Consolidation) -> None:
    """The whole report and an agency's follow every rule of the annex that can be measured."""
    assert faults(word_document(make_report(result)).packed()) == []
    assert [faults(word_document(report_of(result, code)).packed()) for code in ("SCX", "SDN", "HDA")] == [[], [], []]


def _other_part(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                changed = change(content.decode())
                assert changed != content.decode(), "the change does nothing"
                content = changed.encode()
            target.writestr(name, content)
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "old", "new", "item"),
    [
        ("document", '<w:pgMar w:top="1134"', '<w:pgMar w:top="850"', "I.3"),
        ("document", "<w:titlePg/>", "", "I.7"),
        ("styles", 'w:ascii="Times New Roman"', 'w:ascii="Arial"', "I.4"),
        ("styles", '<w:color w:val="000000"/>', '<w:color w:val="2F5496"/>', "I.4"),
        ("document", "Độc lập - Tự do", "Độc lập-Tự do", "II.1"),
        ("document", "BC-SCX<", "bc scx<", "II.3c"),
        ("document", ", ngày ", " ngày ", "II.4b"),
        ("document", ">BÁO CÁO<", ">Báo cáo<", "II.5"),
        ("document", "./.", ".", "./."),
        ("document", "PHÓ GIÁM ĐỐC", "Phó Giám đốc", "II.7đ"),
        ("document", ">Lê Thị Mận<", ">TS. Lê Thị Mận<", "II.7c"),
        ("document", "- Lưu: VT, KT.", "- Lưu: VT, KT", "II.9d"),
        ("document", "<w:tblHeader/>", "", "heading row"),
        ("document", "<w:cantSplit/>", "", "break over pages"),
        ("numbering", 'w:val="upperRoman"', 'w:val="decimal"', "II.6"),
        ("document", '<w:pgNumType w:start="1"/>', "", "III.1"),
        ("document", "(Kèm theo Báo cáo", "(Báo cáo", "III.1"),
    ],
)
def test_the_checker_detects_each_broken_rule(result: Consolidation, part: str, old: str, new: str, item: str) -> None:
    """A document changed against a rule is reported by that rule."""
    changed = _other_part(
        word_document(make_report(result)).packed(), f"word/{part}.xml", lambda xml: xml.replace(old, new)
    )
    assert any(item in fault for fault in faults(changed))


def test_the_measures_are_within_the_decrees_ranges() -> None:
    """Each size, margin and length is in the range of its item."""
    assert [look.style for look in decree.STYLES.values() if not look.least <= look.size <= look.most] == []
    for page in (decree.PAGE, decree.LANDSCAPE):
        assert [side for side, least, most in page.ranges if not least <= getattr(page, side) <= most] == []
    assert 1 / 3 <= decree.SHORT_RULE <= 1 / 2  # II.2b, II.5b
    for columns in (decree.HEAD_COLUMNS, decree.SIGNATURE_COLUMNS):
        assert sum(columns) == decree.PAGE.text_width


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(result: Consolidation) -> None:
    """Two drawings of one report are the same file, with the day of the merge and no time in it."""
    first = word_document(make_report(result)).packed()
    assert first == word_document(make_report(result)).packed()
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 31)}
        assert "2021-01-15T00:00:00" in archive.read("docProps/core.xml").decode()


def test_headings_make_a_navigation_pane(result: Consolidation) -> None:
    """Chapters, sections and themes are Word headings of three levels with Word's numbers."""
    document = Document(word_document(make_report(result)).packed())
    headings = [
        (document.name_of(p.style)[-1], p.number[1], p.text)
        for p in document.paragraphs
        if document.name_of(p.style).startswith("heading")
    ]
    assert headings == [
        ("1", "%1.", "KẾT QUẢ THỰC HIỆN"),
        ("2", "%2.", "Công tác tổ chức"),
        ("2", "%2.", "Kết quả trồng cây"),
        ("3", "%1)", "Đất và nước tưới"),
        ("1", "%1.", "ĐÁNH GIÁ CHUNG"),
        ("2", "%2.", "Mặt đạt được"),
        ("3", "%1)", "Tuyên truyền"),
        ("2", "%2.", "Hạn chế"),
        ("3", "%1)", "Đất và nước tưới"),
        ("3", "%1)", "Kinh phí, phương tiện"),
        ("3", "%1)", "Nội dung khác"),
        ("1", "%1.", "PHƯƠNG HƯỚNG GIAI ĐOẠN TỚI"),
    ]


def test_many_themes_break_no_rule(result: Consolidation) -> None:
    """A section of eight themes goes past the letter đ; the report still follows every rule."""
    report = make_report(result)
    (chapter, *others) = report.chapters
    (first, *rest) = chapter.sections
    points = next(s.parts for c in report.chapters for s in c.sections if s.parts)[0].points
    many = replace(first, parts=tuple(ThemePart(label=f"Chủ đề {n}", points=points) for n in range(8)))
    long = replace(report, chapters=(replace(chapter, sections=(many, *rest)), *others))
    assert faults(word_document(long).packed()) == []


@pytest.mark.slow
def test_the_legend_stays_with_its_table(result: Consolidation) -> None:
    """The last row of an annex is on the page of its legend: a page with only a legend says nothing."""
    made = docx.Document(BytesIO(word_document(make_report(result)).packed()))
    *before, last = next(t for t in made.tables if t.cell(0, 1).text == "Chỉ tiêu" and len(t.columns) > 6).rows
    assert {p.paragraph_format.keep_with_next for c in last.cells for p in c.paragraphs} == {True}
    assert {p.paragraph_format.keep_with_next for c in before[-1].cells for p in c.paragraphs} == {None}


def test_headings_follow_the_vietnamese_alphabet() -> None:
    """The fifth lettered heading is đ, the sixth e, and there is no f: Word's letters would not do."""
    from toolkit.report.word_styles import heading_list_numbers, numbering_xml

    numbers = heading_list_numbers([8, 2])
    xml = numbering_xml([8, 2])
    shown = []
    before = 0
    for number in numbers[0]:
        match = re.search(rf'<w:num w:numId="{number}">.*?</w:num>', xml)
        assert match is not None
        start = re.search(r'startOverride w:val="(\d+)"', match[0])
        if start is None:
            shown.append("đ")
        else:
            place = int(start[1]) if number != before else ord(shown[-1]) - ord("a") + 2
            shown.append(chr(ord("a") + place - 1))
        before = number
    assert shown == list("abcdđegh")
    # LibreOffice shows one character of a bullet.
    assert all(len(t) == 1 for t in re.findall(r'"bullet"/>(?:(?!lvlText).)*lvlText w:val="([^"]+)"', xml))
    assert numbers[1][0] not in numbers[0]


# --- Content ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Tổng kết công tác trồng rừng năm 2026", "tổng kết công tác trồng rừng năm 2026"),
        ("ATVSTP năm 2026", "ATVSTP năm 2026"),
        (
            "TỔNG KẾT CÔNG TÁC CẤP MÃ OCOP CỦA UBND TỈNH ĐỒNG THÁP, SỐ TIỀN 9 TRIỆU ĐỒNG",
            "tổng kết công tác cấp mã OCOP của UBND tỉnh Đồng Tháp, số tiền 9 triệu đồng",
        ),
    ],
)
def test_a_title_inside_a_sentence_is_not_in_capitals(title: str, inside: str) -> None:
    campaign = Campaign(
        id="x",
        title=title,
        programme="Chương trình OCOP của tỉnh Đồng Tháp",
        agencies=(Agency(code="A", name="Sở Tài chính", short_name="UBND xã A"),),
    )
    assert in_sentence(title, campaign) == inside


def test_heading_block_and_signature_come_from_the_definition(result: Consolidation) -> None:
    """Superior and agency broken as in the roster, number and date left blank, the signer without degrees."""
    report = make_report(result)
    head = report.letterhead
    assert (head.superior, head.agency) == (("UBND TỈNH TÂN LẬP",), ("SỞ CÂY XANH, HOA", "VÀ THẢM CỎ"))
    assert (" ".join(head.number.split()), " ".join(head.date.split())) == (
        "Số: /BC-SCX",
        "Tân Lập, ngày tháng năm 2021",
    )
    assert report.title == "Tổng kết trồng cây"
    assert report.addressees == ("Ủy ban nhân dân tỉnh Tân Lập",)
    assert report.recipients == ("Như trên;", "Các sở, ban, ngành;", "Lưu: VT, KT.")
    assert (report.signature.office, report.signature.name) == (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Lê Thị Mận")
    assert report.opening.startswith("Thực hiện Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2019 của Ủy ban")
    assert "báo cáo của 03/04 cơ quan, đơn vị gửi đến ngày 15 tháng 01 năm 2021" in report.opening
    assert report.closing.endswith("kính báo cáo Ủy ban nhân dân tỉnh Tân Lập./.")


def test_an_idea_names_its_agencies_or_counts_them(result: Consolidation) -> None:
    """One agency is named, a few are counted and named, and their words stay as typed."""
    assert points(make_report(result))["Hạn chế"] == [
        ("Đất và nước tưới", "Thiếu nước tưới mùa khô.", "(03 đơn vị: Sở CX; Sở ĐN; H. Đông An)"),
        ("Kinh phí, phương tiện", "Kinh phí còn hạn chế", "(Sở CX)"),
        ("Nội dung khác", "Chưa có vườn ươm.", "(02 đơn vị: Sở ĐN; H. Đông An)"),
    ]
    shown = texts(make_report(result))
    assert "Thiếu nước tưới mùa khô (03 đơn vị: Sở CX; Sở ĐN; H. Đông An)." in shown
    assert "Kinh phí còn hạn chế (Sở CX)." in shown


@pytest.mark.slow
def test_edited_groups_are_printed(folder: Folder) -> None:
    """Reworded, moved, merged and hidden ideas of the existing master are printed so."""
    first = merge(folder)
    ids = {g.text: g.id for g in first.groups}
    sheet = keyed(folder.master)["groups"]
    rows = {r["group"]: r for r in records(sheet)}

    def cell(text: str, column: str) -> tuple[str, str]:
        return sheet.name, rows[ids[text]].cells[column]

    type_into(
        folder.master,
        [
            (cell("Thiếu nước tưới mùa khô.", "edited_text"), "Thiếu nước vào mùa khô."),
            (cell("Thiếu nước tưới mùa khô.", "edited_theme"), "Tuyên truyền"),
            (cell("Chưa có vườn ươm.", "merge_into"), ids["Kinh phí còn hạn chế"]),
            (cell("Tiếp tục trồng bổ sung;", "hide"), "yes"),
        ],
    )
    assert cli.run(["report", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 1
    shown = [p.text for p in Document((folder.root / "bao-cao.docx").read_bytes()).paragraphs]
    assert "Thiếu nước vào mùa khô (03 đơn vị: Sở CX; Sở ĐN; H. Đông An)." in shown
    assert shown[shown.index("Hạn chế") + 1] == "Tuyên truyền"
    assert "Kinh phí còn hạn chế (03 đơn vị: Sở CX; Sở ĐN; H. Đông An)." in shown
    assert not any("Tiếp tục trồng" in text for text in shown)
    places = [n for n, text in enumerate(shown) if "Chưa có vườn ươm" in text]
    assert len(places) == 1, "what was merged stands in the annex alone, word for word"
    assert places[0] > shown.index("TỔNG HỢP NỘI DUNG BÁO CÁO")


@pytest.mark.slow
def test_an_edit_that_cannot_be_followed_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The user who edits the groups and makes the report sees which edits the report does not show."""
    ids = {g.text: g.id for g in merge(folder).groups}
    sheet = keyed(folder.master)["groups"]
    row = next(r for r in records(sheet) if r["group"] == ids["Chưa có vườn ươm."])
    type_into(folder.master, [((sheet.name, row.cells["edited_theme"]), "Chủ đề lạ")])
    arguments = ["report", "--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert cli.run(arguments) == 1
    printed = capsys.readouterr().out
    assert "chưa được áp dụng vào báo cáo" in printed
    assert "Chủ đề lạ" in printed
    type_into(folder.master, [((sheet.name, row.cells["edited_theme"]), None)])
    assert cli.run(arguments) == 1
    assert "chưa được áp dụng" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("named", [True, False])
def test_the_master_alone_gives_the_same_report(folder: Folder, named: bool) -> None:
    """If the inbox is empty, or the master is named, the report is drawn from what the master holds, with a different
    data code."""
    merge(folder)
    arguments = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert cli.run(["report", *arguments]) == 1
    report = folder.root / "bao-cao.docx"
    first = report.rename(report.with_name("first.docx"))
    if not named:
        for file in folder.inbox.iterdir():
            file.unlink()
    assert cli.run(["report", *([str(folder.master)] if named else []), *arguments]) == 1
    texts = [
        "".join(t.text or "" for t in docx.Document(str(path)).element.body.iter(qn("w:t"))) for path in (first, report)
    ]
    assert len({re.sub("[0-9a-f]{64}", "", text) for text in texts}) == 1
    assert [len(re.findall("[0-9a-f]{64}", text)) for text in texts] == [1, 1]


def test_the_annex_has_figures_with_source_and_coverage(result: Consolidation) -> None:
    """Totals by period, target, the number of agencies in them, and their names; a missing value is no zero."""
    annex, late, texts = make_report(result).annexes
    assert annex.landscape
    assert annex.columns == (
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "2019",
        "2020",
        "Cả kỳ",
        "Mục tiêu",
        "Số đơn vị có số liệu",
        "Nguồn số liệu",
    )
    rows = [row.cells for row in annex.rows]
    assert rows[:4] == [
        ("Trồng",),
        ("1", "Số cây trồng mới", "cây", "2.000", "2.600", "4.600", "5.000", "2/4", "Tất cả các đơn vị"),
        ("2", "Trong đó: cây sống", "cây", "2.000", "…", "2.000", "", "2/4 (đủ các kỳ: 0)", "Tất cả các đơn vị"),
        ("3", "Tỷ lệ cây sống", "%", "100,00", "…", "100,00", "", "2/4 (đủ các kỳ: 0)", "Tính từ các chỉ tiêu khác"),
    ]
    assert rows[6][3:6] == ("2 đơn vị có", "1 đơn vị có", "–")
    assert [row.cells for row in late.rows] == [("1", "Ủy ban nhân dân thị xã Tây An", "Chưa gửi báo cáo", "5")]
    assert (annex.label, late.label, texts.label) == ("Phụ lục I", "Phụ lục II", "Phụ lục III")


@pytest.mark.slow
def test_a_row_of_the_annex_has_one_number_of_decimals(tmp_path: Path) -> None:
    """The most that one of its figures needs; a figure is never printed with fewer than it has."""
    indicators = r"""
| code | label | unit       | kind    | across_agencies | across_periods | target |
|------|-------|------------|---------|-----------------|----------------|--------|
| M    | Tiền  | triệu đồng | money   | sum             | sum            | 3000   |
| D    | Điểm  | điểm       | decimal | sum             | mean           |        |
| C    | Cây   | cây        | count   | sum             | sum            | 5000   |
| E    | Đều   | điểm       | decimal | sum             | mean           |        |
| V    | Đồng  | đồng       | money   | sum             | sum            |        |
| N    | Nghìn | nghìn đồng | money   | sum             | sum            |        |
| R    | Trống | %          | percent | mean            | mean           | 0.25   |
"""
    folder = definition(
        tmp_path,
        about={**ABOUT, "periods": "2018|2019|2020"},
        agencies=AGENCIES,
        indicators=indicators,
        sections=SECTIONS,
    )
    filled(
        folder,
        "SCX",
        "| code | 2018 | 2019 | 2020 |\n|---|---|---|---|\n| M | 320 | 640 | 1280 |\n| D | 8.25 | 8.5 | 9 |\n"
        "| C | 1000 | 20 | 3 |\n| E | 8.55 | 8.55 | 8.55 |\n| V | 550000 | 20000 | 4800000000 |\n"
        "| N | 5200000 | 20 | 100 |",
    )
    result = merge(folder)
    whole, one = (r.annexes[0] for r in (make_report(result), report_of(result, "SCX")))
    assert [row.cells[3:7] for row in one.rows] == [
        ("320", "640", "1.280", "2.240"),
        ("8,25", "8,50", "9,00", "8,58"),
        ("1.000", "20", "3", "1.023"),
        ("8,55", "8,55", "8,55", "8,55"),
        ("550.000", "20.000", "4.800.000.000", "4.800.570.000"),
        ("5.200.000", "20", "100", "5.200.120"),
        ("…", "…", "…", "…"),
    ]
    assert [row.cells[3:7] for row in whole.rows] == [row.cells[3:7] for row in one.rows]
    assert [row.cells[7] for row in whole.rows] == ["3.000", "", "5.000", "", "", "", "0,25"]


def test_the_target_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    """It is never rounded like the row, whose format does not depend on it."""
    indicators = r"""
| code | label  | unit | kind    | across_agencies | across_periods | target | formula  |
|------|--------|------|---------|-----------------|----------------|--------|----------|
| A    | Bỏ học | em   | count   | sum             | last           |        |          |
| B    | Cả     | em   | count   | sum             | last           |        |          |
| C    | Tỷ lệ  | %    | percent |                 | last           | 0.5    | =A/B*100 |
| D    | Điểm   | điểm | decimal | mean            | last           | 12.35  |          |
| E    | Trống  | %    | percent | mean            | last           | 0.25   |          |
"""
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)
    filled(
        folder,
        "SCX",
        "| code | 2019 | 2020 |\n|---|---|---|\n| A | 36 | 52 |\n| B | 10000 | 10000 |\n| D | 12.4 | 12.4 |",
    )
    rows = [row.cells for row in make_report(merge(folder)).annexes[0].rows]
    assert [(r[3], r[4], r[6]) for r in rows[2:]] == [
        ("0,36", "0,52", "0,5"),
        ("12,4", "12,4", "12,35"),
        ("…", "…", "0,25"),
    ]


def test_missing_parts_of_a_total_are_noted(tmp_path: Path) -> None:
    """Agencies without a weight, and members from different agencies, are noted under the annex."""
    indicators = r"""
| code | label | unit | kind    | owner | weight | across_agencies | across_periods | formula |
|------|-------|------|---------|-------|--------|-----------------|----------------|---------|
| A    | Tỷ lệ | %    | percent |       | B      | mean            | last           |         |
| B    | Cả    | em   | count   |       |        | sum             | last           |         |
| C    | Vụ    | vụ   | count   | SCX   |        | sum             | last           |         |
| D    | BQ    | vụ   | decimal |       |        |                 | last           | =C/B    |
"""
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)
    filled(folder, "SCX", "| code | 2019 | 2020 |\n|---|---|---|\n| A | | 50 |\n| B | | 10 |\n| C | | 5 |")
    filled(folder, "SDN", "| code | 2019 | 2020 |\n|---|---|---|\n| A | | 90 |\n| B | | 0 |")
    assert make_report(merge(folder)).annexes[0].notes == (
        "(1) Tỷ lệ (2020, Cả kỳ): chưa gồm các đơn vị không có trọng số hoặc trọng số bằng 0.",
        "(2) BQ (2020, Cả kỳ): tính từ số liệu của các đơn vị không như nhau.",
    )


def test_an_indicator_reported_once_has_no_missing_period(tmp_path: Path) -> None:
    """A choice has no total over the periods, and a date reported once is complete."""
    indicators = r"""
| code | label | unit | kind   | choices | across_agencies | across_periods |
|------|-------|------|--------|---------|-----------------|----------------|
| A    | Mức   | mức  | choice | A \| B  | none            | last           |
| B    | Ngày  | ngày | date   |         | none            | none           |
"""
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)
    filled(folder, "SCX", "| code | 2019 | 2020 |\n|---|---|---|\n| A | A | B |\n| B | 2020-01-05 | |")
    rows = [row.cells for row in make_report(merge(folder)).annexes[0].rows]
    assert [(r[5], r[7]) for r in rows] == [("–", "1/4"), ("–", "1/4")]


@pytest.mark.slow
def test_a_computed_share_without_a_total_counts_agencies_by_period(tmp_path: Path) -> None:
    """A share without a total over the periods has a dash for it, and the least and most agencies of a period."""
    shares = INDICATORS.replace(
        "|                 | sum            |        | =C2", "|                 | none           |        | =C2"
    )
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=shares, sections=SECTIONS)
    filled(folder, "SCX", FIGURES, LINES)
    filled(folder, "SDN", FIGURES.replace("| 1000   |      |", "| 1000   | 5    |"), LINES)
    row = make_report(merge(folder)).annexes[0].rows[3].cells
    assert row[1:] == ("Tỷ lệ cây sống", "%", "80,00", "0,38", "–", "", "1–2/4", "Tính từ các chỉ tiêu khác")


PLAIN = r"""
| code | label   | unit           | kind    | choices                             | weight | across_agencies | across_periods |
|------|---------|----------------|---------|-------------------------------------|--------|-----------------|----------------|
| A    | Tỷ lệ   | %              | percent |                                     | B      | mean            | mean           |
| B    | Cả      | đồng/người/năm | decimal |                                     |        | sum             | sum            |
| C    | Cách    | cách           | choice  | Trực tiếp tại trung tâm \| Từ xa     |        | none            | none           |
| D    | Đầu mối | chữ            | text    |                                     |        | none            | none           |
"""  # noqa: E501


def plain(tmp_path: Path, periods: str) -> Folder:
    """A campaign of figures alone."""
    folder = definition(tmp_path, about={**ABOUT, "periods": periods}, agencies=AGENCIES, indicators=PLAIN)
    first = periods.split("|", maxsplit=1)[0]
    for agency, weight in (("SCX", 7), ("SDN", 0)):
        rows = (
            f"| A | 50 |\n| B | {weight} |\n| C | Trực tiếp tại trung tâm |\n"
            "| D | Nguyễn Thị Hồng Nhung, Phó Trưởng phòng Nội vụ kiêm Trưởng ban |"
        )
        filled(folder, agency, f"| code | {first} |\n|---|---|\n{rows}")
    return folder


@pytest.mark.slow
def test_a_report_of_figures_alone_refers_to_its_annexes(tmp_path: Path) -> None:
    """Nothing follows the opening, so it is a complete sentence."""
    result = merge(plain(tmp_path, "2019|2020"))
    opening, alone = make_report(result).opening, report_of(result, "SCX").opening
    assert opening.endswith(
        "ngày 15 tháng 01 năm 2021; còn 02 đơn vị chưa có báo cáo, nêu tại Phụ lục II; số liệu chi tiết tại Phụ lục I."
    )
    assert alone.endswith("Sở Cây xanh, Hoa và Thảm cỏ báo cáo kết quả; số liệu chi tiết tại Phụ lục.")


@pytest.mark.parametrize(("periods", "together"), [("2020", ()), ("2019|2020", ("Cả kỳ",))])
def test_a_single_period_has_no_column_of_all_periods(tmp_path: Path, periods: str, together: tuple[str, ...]) -> None:
    """It would repeat it; notes and legend do not mention it either."""
    result = merge(plain(tmp_path, periods))
    labels = (*periods.split("|"), *together)
    for annex in (make_report(result).annexes[0], report_of(result, "SCX").annexes[0]):
        assert annex.columns[3 : 3 + len(labels)] == labels
        assert len(annex.columns) == len(annex.kinds) == len(annex.rows[0].cells)
        assert ("“Cả kỳ”" in annex.legend) is bool(together)
    (note,) = make_report(result).annexes[0].notes
    assert note.startswith(f"(1) Tỷ lệ ({', '.join(('2019', *together) if together else labels)}): ")


def test_words_among_figures_are_left_aligned(tmp_path: Path) -> None:
    """In a column wide enough for few lines; a unit is not split inside a word."""
    result = merge(plain(tmp_path, "2020"))
    table = docx.Document(BytesIO(word_document(report_of(result, "SCX")).packed())).tables[2]
    styles = [row.cells[3].paragraphs[0].style.name for row in table.rows]
    assert styles == ["BC Bảng đầu", "BC Bảng số", "BC Bảng số", "BC Bảng chữ", "BC Bảng chữ"]
    widths = [cell.width.mm for cell in table.rows[1].cells]
    size = table.rows[4].cells[3].paragraphs[0].runs[0].font.size.pt
    assert text_length(table.rows[4].cells[3].text, size, bold=False) / widths[3] < 3
    assert text_length("đồng/người/năm", size, bold=False) < widths[2]


def test_a_dash_typed_before_a_point_is_not_printed_twice(folder: Folder) -> None:
    """The document's list has dashes; numbers and signs that belong to the words stay."""
    lines = "| section | text |\n|---|---|\n| dat | - Một việc |\n| dat | -5% so với năm trước |\n"
    filled(folder, "SCX", "", lines)
    shown = points(report_of(merge(folder), "SCX"))["Mặt đạt được"]
    assert [text for _, text, _ in shown] == ["Một việc", "-5% so với năm trước"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "alone", "text"),
    [
        ("Một việc", "Một việc.", "Một việc (Sở ĐN)."),
        ("Một việc;", "Một việc.", "Một việc (Sở ĐN)."),
        ("Một việc ,", "Một việc.", "Một việc (Sở ĐN)."),
        ("Một việc.", "Một việc.", "Một việc (Sở ĐN)."),
        ("Một việc…", "Một việc…", "Một việc… (Sở ĐN)."),
        ("Một việc (ba lần)", "Một việc (ba lần).", "Một việc (ba lần) (Sở ĐN)."),
        ("Nêu “một việc.”", "Nêu “một việc.”", "Nêu “một việc.” (Sở ĐN)."),
        ("Vì sao?", "Vì sao?", "Vì sao? (Sở ĐN)."),
    ],
)
def test_every_point_ends_as_a_sentence(folder: Folder, typed: str, alone: str, text: str) -> None:
    """The same way for all points, with nothing else in the words changed."""
    write(folder, "SDN", Filling(lines=(NarrativeLine(section="huong", text=typed),)))
    result = merge(folder)
    assert alone in texts(report_of(result, "SDN"))
    assert text in texts(make_report(result))


@pytest.mark.slow
def test_lines_of_a_point_are_separate_paragraphs(folder: Folder) -> None:
    """A line break inside a justified paragraph would stretch it; the agencies are after the last."""
    typed = "Về hạ tầng\nMáy cũ.\n\nMạng yếu;"
    write(folder, "SDN", Filling(lines=(NarrativeLine(section="han", text=typed, evidence="BC 15"),)))
    for report in (make_report(result := merge(folder)), report_of(result, "SDN")):
        document = Document(word_document(report).packed())
        assert not faults(word_document(report).packed())
        assert not [p.text for p in document.paragraphs if "\n" in p.text]
        shown = [p.text for p in document.paragraphs]
        first = shown.index("Về hạ tầng")
        assert shown[first + 1] == "Máy cũ."
        assert shown[first + 2].startswith("Mạng yếu (")
        assert [p.number[0] for p in document.paragraphs[first : first + 3]] == ["bullet", "", ""]


def test_an_empty_section_is_printed(folder: Folder) -> None:
    """The outline stays complete: a sentence says that nothing was reported."""
    for path in folder.inbox.glob("S*.xlsx"):
        path.unlink()
    report = make_report(merge(folder))
    assert points(report)["Mặt đạt được"] == []
    assert texts(report).count("Chưa có đơn vị nào nêu nội dung này.") == 4


# --- An agency's report -----------------------------------------------------------------------------


def test_an_agency_signs_what_it_sent(result: Consolidation) -> None:
    """Its number, date, signer, points and figures as it reported them, in the decree's form."""
    report = report_of(result, "SCX")
    head = report.letterhead
    assert (head.number, head.date) == ("Số: 05/BC-SCX", "Tân Lập, ngày 05 tháng 01 năm 2021")
    assert (report.signature.office, report.signature.name) == (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Văn Khế")
    assert points(report)["Hạn chế"] == [("", "Thiếu nước tưới mùa khô.", ""), ("", "Kinh phí còn hạn chế", "")]
    assert points(report)["Công tác tổ chức"] == [("", "Đã thành lập 03 tổ trồng cây.", "(QĐ 15/QĐ-SCX)")]
    (annex,) = report.annexes
    assert annex.label == "Phụ lục"
    assert annex.attached.endswith("số 05/BC-SCX ngày 05 tháng 01 năm 2021 của Sở Cây xanh, Hoa và Thảm cỏ)")
    assert [row.cells[3:] for row in annex.rows if not row.group] == [
        ("1.250", "1.300", "2.550", ""),
        ("1.000", "…", "1.000", "chưa đếm"),
        ("80", "…", "…", ""),
        ("1.234,5", "20,0", "1.254,5", ""),
        ("Có", "Không", "–", ""),
    ]


def test_a_district_names_itself_and_signs_for_its_committee(result: Consolidation) -> None:
    """A district names its place, no superior above its name, and its deputy signs `TM.` and `KT.`"""
    report = report_of(result, "HDA")
    assert report.letterhead.superior == ()
    assert report.letterhead.date.startswith("Đông An, ngày")
    assert report.signature.office == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert report.signature.name == "Mai Ổi"


@pytest.mark.slow
def test_without_figures_there_is_no_annex_of_them(tmp_path: Path) -> None:
    """Pages of dots say nothing: one sentence says that there are no figures."""
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    filled(folder, "SCX", "", LINES)
    result = merge(folder)
    assert report_of(result, "SCX").annexes == ()
    assert "(chưa có số liệu theo biểu)" in report_of(result, "SCX").opening
    whole = make_report(result)
    assert [a.title for a in whole.annexes] == ["ĐƠN VỊ CHƯA CÓ BÁO CÁO", "TỔNG HỢP NỘI DUNG BÁO CÁO"]
    assert "nêu tại Phụ lục I; các đơn vị chưa gửi số liệu;" in whole.opening
    filled(folder, "SCX", FIGURES.replace("1250", "Chưa thống kê"), LINES)
    assert [a.title for a in report_of(merge(folder), "SCX").annexes] == ["SỐ LIỆU BÁO CÁO"]


@pytest.mark.parametrize(
    ("office", "lines"),
    [
        ("", ()),
        ("Giám đốc", ("GIÁM ĐỐC",)),
        ("Phó Giám đốc", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("TL.CHỦ TỊCH\nChánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("tuq. giám đốc", ("TUQ. GIÁM ĐỐC",)),
        ("Q. Giám đốc", ("Q. GIÁM ĐỐC",)),
        ("KT. Giám đốc", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        *((f"KT. GIÁM ĐỐC{dash}PHÓ GIÁM ĐỐC", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")) for dash in (" – ", " - ", "—", "-")),
        ("TL. GIÁM ĐỐC - CHÁNH VĂN PHÒNG", ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
        ("Trưởng phòng TC-HC", ("TRƯỞNG PHÒNG TC-HC",)),
    ],
)
def test_authority_is_written_as_the_decree_says(office: str, lines: tuple[str, ...]) -> None:
    """A deputy signs for the head; a typed authority is kept; every abbreviation has its full stop."""
    assert authority(Agency(code="S", name="Sở Cây xanh", short_name="Sở CX"), office) == lines


@pytest.mark.parametrize(
    ("office", "lines"),
    [
        ("Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT. Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("K/T CHỦ TỊCH, Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("Q. Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")),
        ("T/M Ủy ban nhân dân | Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("kt chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TM. ỦY BAN NHÂN DÂN | KT. CHỦ TỊCH", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TL. Chủ tịch | Chánh Văn phòng", ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("TUQ. Chủ tịch | Trưởng phòng", ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG")),
        ("TM. UBND – KT. CHỦ TỊCH – PHÓ CHỦ TỊCH", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TM. UBND\nCHỦ TỊCH", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("TM. UBND - Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("KT.CHỦ TỊCH-PHÓ CHỦ TỊCH", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    ],
)
@pytest.mark.parametrize("name", ["Ủy ban nhân dân huyện Đông An", "UBND thị xã Tây An"])
def test_a_committees_signer_signs_on_its_behalf(name: str, office: str, lines: tuple[str, ...]) -> None:
    """`TM.` is above head, acting head and deputy, written or not; not above a signer by the head's order."""
    assert authority(Agency(code="H", name=name, short_name="H."), office) == lines


def test_numbers_days_and_names_of_documents() -> None:
    """Small numbers have a leading zero, of days those below ten, of months 1 and 2; Party symbols have a dash."""
    assert written_number("7/BC-SCX") == "Số: 07/BC-SCX"
    assert written_number("Số 125 / BC-SCX") == "Số: 125/BC-SCX"
    assert " ".join(written_number("/BC-SCX").split()) == "Số: /BC-SCX"
    assert blank_number("BC/TĐTN").endswith("-BC/TĐTN")
    assert written_date("Tân Lập", date(2031, 2, 7)) == "Tân Lập, ngày 07 tháng 02 năm 2031"
    assert written_date("Tân Lập", date(2031, 3, 17)) == "Tân Lập, ngày 17 tháng 3 năm 2031"
    assert [signer(n) for n in ("PGS.TS. Lê Mận", "ThS Mai Ổi", "Đại tá Trần Khế", "Tsuy Na")] == [
        "Lê Mận",
        "Mai Ổi",
        "Đại tá Trần Khế",
        "Tsuy Na",
    ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân xã Thanh Quới", ("ỦY BAN NHÂN DÂN", "XÃ THANH QUỚI")),
        ("Hội đồng nhân dân huyện Đông An", ("HỘI ĐỒNG NHÂN DÂN", "HUYỆN ĐÔNG AN")),
        ("UBND xã Thanh Quới", ("UBND XÃ THANH QUỚI",)),
        ("Sở Đất, Nước", ("SỞ ĐẤT, NƯỚC",)),
    ],
)
def test_a_name_of_an_agency_is_broken_before_its_place(name: str, lines: tuple[str, ...]) -> None:
    """If the roster does not say where, the name of the place itself is not broken."""
    assert name_lines(Agency(code="x", name=name, short_name=name)) == lines


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ủy ban nhân dân thành phố Tân Sơn", "Tân Sơn"),
        ("UBND thị xã Tây An", "Tây An"),
        ("Ủy ban nhân dân xã Đông Mỹ", "Đông Mỹ"),
        ("Ủy ban nhân dân xã Đông Mỹ, huyện Đông An", "Đông Mỹ"),
        ("UBND phường 3", "Phường 3"),
        ("Hội đồng nhân dân thị trấn Sa Bình (huyện Đông An)", "Sa Bình"),
        ("Ủy ban Mặt trận Tổ quốc và các tổ chức chính trị - xã hội", "Tân Lập"),
        ("Sở Cây xanh thành phố Tân Sơn", "Tân Lập"),
    ],
)
def test_the_place_of_a_document_is_its_units_name(name: str, place: str) -> None:
    """A commune's and a district's documents name their unit, without its kind unless the name is a number."""
    agency = Agency(code="T", name=name, short_name="T")
    assert place_of_issue(Campaign(id="x", title="x", province="tỉnh Tân Lập"), agency) == place


@pytest.mark.slow
def test_a_bare_definition_gives_a_report_all_the_same(tmp_path: Path) -> None:
    """No lead agency, province, themes, figures or signer: gaps are shown, nothing is invented, nothing fails."""
    folder = definition(tmp_path, about={"province": ""}, agencies=BARE_AGENCIES, sections=SECTIONS)
    filled(folder, "SA", lines=OTHER_LINES)
    report = make_report(merge(folder))
    assert report.letterhead.agency == ("…",)
    assert report.letterhead.date.startswith("…, ngày")
    assert report.signature.office == ("[QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ]",)
    assert [a.title for a in report.annexes] == ["ĐƠN VỊ CHƯA CÓ BÁO CÁO", "TỔNG HỢP NỘI DUNG BÁO CÁO"]
    assert report.recipients == ("Lưu: VT.",)
    assert Document(word_document(report).packed()).paragraphs


def test_a_title_longer_than_a_property_is_printed_whole(result: Consolidation) -> None:
    """The document's title property is shortened to Word's limit; the printed title is not."""
    title = " ".join(["Tổng kết chương trình"] * 15)
    data = word_document(replace(make_report(result), title=title, author=f"Sở {'Cây ' * 80}")).packed()
    about = docx.Document(BytesIO(data)).core_properties
    assert (len(about.title), about.title[-1], len(about.author)) == (255, "…", 255)
    assert title in [p.text for p in Document(data).paragraphs]


@pytest.mark.slow
def test_several_addressees_are_on_a_line_each(result: Consolidation) -> None:
    """The lines end with a semicolon and a full stop; dashes are under the colon."""
    report = replace(make_report(result), addressees=("Ủy ban nhân dân tỉnh", "Hội đồng nhân dân tỉnh"))
    document = Document(word_document(report).packed())
    assert faults(word_document(report).packed()) == []
    at = next(n for n, p in enumerate(document.paragraphs) if p.text == "Kính gửi:")
    first, second = document.paragraphs[at + 1 : at + 3]
    assert (first.text, second.text) == ("- Ủy ban nhân dân tỉnh;", "- Hội đồng nhân dân tỉnh.")
    assert first.look.left > document.paragraphs[at].look.left + 15


# --- The command -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_report_writes_to_its_path(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole report goes beside the definition, an agency's to `returns`; exit codes are those of merge."""
    arguments = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert cli.run(["report", *arguments]) == 1  # one agency is missing
    assert "báo cáo của 3/4 đơn vị" in capsys.readouterr().out
    assert cli.run(["report", "--agency", "scx", *arguments]) == 1
    made = docx.Document(str(folder.root / "returns" / "bao-cao-SCX.docx"))
    assert made.core_properties.author == "Sở Cây xanh, Hoa và Thảm cỏ"
    assert not (folder.root / "master.xlsx").exists()


@pytest.mark.slow
def test_data_of_private_persons_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The text stays as it is; the screen lists such data with their cells, before the report circulates."""
    line = "Bà Nguyễn Thị Hai, CCCD 079123456789, chưa được hỗ trợ"
    write(folder, "SDN", Filling(lines=(NarrativeLine(section="han", text=line),)))
    for arguments, warned in (
        (["report"], True),
        (["report", "--agency", "SDN"], True),
        (["report", "--agency", "SCX"], False),
    ):
        cli.run([*arguments, "--campaign", str(folder.root)])
        printed = capsys.readouterr().out
        assert ("Đề nghị rà soát trước khi gửi" in printed) is warned
        assert ("“Hạn chế” (Bà Nguyễn Thị Hai, 079123456789)" in printed) is warned
        assert ("Sở ĐN (SDN) · inbox/SDN.xlsx · Nội dung!D" in printed) is warned
    assert any(line in text for text in texts(make_report(merge(folder))))


def test_an_agency_that_sent_nothing_has_no_report(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A message says so, and nothing is written."""
    assert cli.run(["report", "--agency", "HTA", "--campaign", str(folder.root)]) == 3
    assert "Ủy ban nhân dân thị xã Tây An chưa có biểu dùng được" in capsys.readouterr().err
    assert not (folder.root / "returns").exists()


@pytest.mark.slow
def test_without_libreoffice_the_missing_pdf_is_reported(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Word report is written all the same, and a message says how to make the PDF."""
    monkeypatch.setattr("toolkit.run.office.program", lambda: None)
    assert cli.run(["report", "--pdf", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 3
    assert (folder.root / "bao-cao.docx").exists()
    assert not (folder.root / "bao-cao.pdf").exists()
    assert "Máy này không có LibreOffice" in capsys.readouterr().err


@pytest.mark.slow
def test_the_pdf_is_made_from_the_same_text(result: Consolidation) -> None:
    """The document for LibreOffice differs in one setting only, which keeps headings with their text."""
    report = word_document(make_report(result)).packed()
    with zipfile.ZipFile(BytesIO(report)) as original, zipfile.ZipFile(BytesIO(for_libreoffice(report))) as prepared:
        parts = {name: (original.read(name).decode(), prepared.read(name).decode()) for name in original.namelist()}
    changed = {name: pair for name, pair in parts.items() if pair[0] != pair[1]}
    assert list(changed) == ["word/settings.xml"]
    before, after = changed["word/settings.xml"]
    assert before.replace('w:val="15"', 'w:val="14"') == after


@pytest.mark.slow
@needs_libreoffice
def test_pdf_is_made_and_checked(folder: Folder) -> None:
    """`--pdf` leaves a PDF beside the report; a file that is none is reported, not left behind."""
    from toolkit.messages.errors import NotDoneError
    from toolkit.run.office import convert

    assert cli.run(["report", "--pdf", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 1
    assert (folder.root / "bao-cao.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(NotDoneError) as failed:
        convert(b"PK\x03\x04 no document", ".docx", "pdf", "x.docx")
    assert failed.value.code == "office-failed"
    with pytest.raises(NotDoneError) as slow:
        convert((folder.root / "bao-cao.docx").read_bytes(), ".docx", "pdf", "x.docx", timeout=0.05)
    assert slow.value.code == "office-too-slow"
