"""The Word report: its content and layout; what was edited in the master is printed."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.building import definition, filled, keyed, merge, records, type_into, write
from tests.cases import cases
from tests.hostile import changed, parts_of
from tests.office import needs_libreoffice
from tests.official import Document, faults
from tests.report.planting import (
    ABOUT,
    AGENCIES,
    FIGURES,
    INDICATORS,
    LINES,
    OTHER_LINES,
    SECTIONS,
    drawn,
    harvested,
    planted,
    printed,
    report_of,
)
from toolkit.cli import main as cli
from toolkit.form.contents import Filling, NarrativeLine
from toolkit.messages.errors import NotDoneError
from toolkit.report import decree
from toolkit.report.assembly import make_report
from toolkit.report.parts import Report, ThemePart
from toolkit.run.folder import Folder
from toolkit.run.office import convert
from toolkit.run.reporting import for_libreoffice


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return planted(tmp_path)


@pytest.fixture
def report() -> Report:
    return make_report(harvested())


def texts(report: Report) -> list[str]:
    """The paragraphs of the document drawn from a report, those in tables too, with Word's numbers."""
    return [p.text for p in Document(drawn(report)).paragraphs if p.text]


def points(report: Report) -> dict[str, list[str]]:
    """Theme, text and agencies of every point, by the heading of its section."""
    return {
        section.heading: [
            " / ".join((part.label, p.text, p.attribution)) for part in section.parts for p in part.points
        ]
        for chapter in report.chapters
        for section in chapter.sections
    }


# --- The decree's layout --------------------------------------------------------------------------


@pytest.mark.slow
def test_the_report_breaks_no_rule_of_the_decree(report: Report) -> None:
    """The whole report and an agency's follow every rule of the annex that can be measured."""
    assert faults(printed()) == []
    assert [faults(drawn(report_of(harvested(), code))) for code in ("SCX", "SDN", "HDA")] == [[], [], []]
    # A section of eight themes goes past the letter đ.
    (chapter, *others) = report.chapters
    (first, *rest) = chapter.sections
    own = next(s.parts for c in report.chapters for s in c.sections if s.parts)[0].points
    many = replace(first, parts=tuple(ThemePart(label=f"Chủ đề {n}", points=own) for n in range(8)))
    assert faults(drawn(replace(report, chapters=(replace(chapter, sections=(many, *rest)), *others)))) == []


@cases("""
| part      | old                              | new                      | item             |
| document  | <w:pgMar w:top="1134"            | <w:pgMar w:top="850"     | I.3              |
| document  | <w:titlePg/>                     |                          | I.7              |
| styles    | w:ascii="Times New Roman"        | w:ascii="Arial"          | I.4              |
| styles    | <w:color w:val="000000"/>        | <w:color w:val="2F5496"/> | I.4             |
| document  | Độc lập - Tự do                  | Độc lập-Tự do            | II.1             |
| document  | BC-SCX<                          | bc scx<                  | II.3c            |
| document  | , ngày                           | ngày                     | II.4b            |
| document  | >BÁO CÁO<                        | >Báo cáo<                | II.5             |
| document  | ./.                              | .                        | ./.              |
| document  | PHÓ GIÁM ĐỐC                     | Phó Giám đốc             | II.7đ            |
| document  | >Lê Thị Mận<                     | >TS. Lê Thị Mận<         | II.7c            |
| document  | - Lưu: VT, KT.                   | - Lưu: VT, KT            | II.9d            |
| document  | <w:tblHeader/>                   |                          | heading row      |
| document  | <w:cantSplit/>                   |                          | break over pages |
| numbering | w:val="upperRoman"               | w:val="decimal"          | II.6             |
| document  | <w:pgNumType w:start="1"/>       |                          | III.1            |
| document  | (Kèm theo Báo cáo                | (Báo cáo                 | III.1            |
""")
def test_the_checker_detects_each_broken_rule(part: str, old: str, new: str, item: str) -> None:
    """A document changed against a rule is reported by that rule."""
    broken = changed(printed(), f"word/{part}.xml", lambda xml: xml.replace(old, new))
    assert any(item in fault for fault in faults(broken))


def test_the_measures_are_within_the_decrees_ranges() -> None:
    """Each size, margin and length is in the range of its item."""
    assert [look.style for look in decree.STYLES.values() if not look.least <= look.size <= look.most] == []
    for page in (decree.PAGE, decree.LANDSCAPE):
        assert [side for side, least, most in page.ranges if not least <= getattr(page, side) <= most] == []
    assert 1 / 3 <= decree.SHORT_RULE <= 1 / 2  # II.2b, II.5b
    for columns in (decree.HEAD_COLUMNS, decree.SIGNATURE_COLUMNS):
        assert sum(columns) == decree.PAGE.text_width


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(report: Report) -> None:
    """Two drawings of one report are the same file, with the day of the merge and no time in it."""
    assert drawn(report) == printed()
    with zipfile.ZipFile(BytesIO(printed())) as archive:
        assert {part.date_time[:3] for part in archive.infolist()} == {(1980, 1, 31)}
        assert "2021-01-15T00:00:00" in archive.read("docProps/core.xml").decode()
    # The document for LibreOffice differs in one setting only, which keeps headings with their text.
    parts, prepared = parts_of(printed()), parts_of(for_libreoffice(printed()))
    assert [name for name in parts if parts[name] != prepared[name]] == ["word/settings.xml"]
    assert parts["word/settings.xml"].replace(b'w:val="15"', b'w:val="14"') == prepared["word/settings.xml"]


def test_headings_make_a_navigation_pane() -> None:
    """Chapters and sections are Word headings with Word's numbers; topics have none."""
    document = Document(printed())
    shown = [
        f"{document.name_of(p.style)[-1]} {p.number[1]} {p.text}"
        for p in document.paragraphs
        if document.name_of(p.style).startswith("heading")
    ]
    assert shown == [
        *("1 %1. KẾT QUẢ THỰC HIỆN", "2 %2. Công tác tổ chức", "2 %2. Kết quả trồng cây"),
        *("1 %1. ĐÁNH GIÁ CHUNG", "2 %2. Mặt đạt được", "2 %2. Hạn chế"),
        "1 %1. PHƯƠNG HƯỚNG GIAI ĐOẠN TỚI",
    ]
    # The last row of an annex is on the page of its legend: a page with only a legend says nothing.
    made = docx.Document(BytesIO(printed()))
    *before, last = next(t for t in made.tables if t.cell(0, 1).text == "Chỉ tiêu" and len(t.columns) > 6).rows
    assert {p.paragraph_format.keep_with_next for c in last.cells for p in c.paragraphs} == {True}
    assert {p.paragraph_format.keep_with_next for c in before[-1].cells for p in c.paragraphs} == {None}


# --- Content ----------------------------------------------------------------------------------------


def test_heading_block_and_signature_come_from_the_definition(report: Report) -> None:
    """Superior and agency broken as in the roster, number and date left blank, the signer without degrees."""
    head = report.letterhead
    assert (head.superior, head.agency) == (("UBND TỈNH TÂN LẬP",), ("SỞ CÂY XANH, HOA", "VÀ THẢM CỎ"))
    assert " ".join(f"{head.number} {head.date}".split()) == "Số: /BC-SCX Tân Lập, ngày tháng năm 2021"
    assert report.title == "Tổng kết trồng cây"
    assert report.addressees == ("Ủy ban nhân dân tỉnh Tân Lập",)
    assert report.recipients == ("Như trên;", "Các sở, ban, ngành;", "Lưu: VT, KT.")
    assert (report.signature.office, report.signature.name) == (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Lê Thị Mận")
    assert report.opening.startswith("Thực hiện Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2019 của Ủy ban")
    assert "báo cáo của 03/04 cơ quan, đơn vị gửi đến ngày 15 tháng 01 năm 2021" in report.opening
    assert report.closing.endswith("kính báo cáo Ủy ban nhân dân tỉnh Tân Lập./.")
    # One agency is named, a few are counted and named, and their words stay as typed.
    assert points(report)["Hạn chế"] == [
        " / Thiếu nước tưới mùa khô. / (03/03 đơn vị: Sở CX; Sở ĐN; H. Đông An)",
        " / Chưa có vườn ươm. / (02/03 đơn vị: Sở ĐN; H. Đông An)",
        " / Kinh phí còn hạn chế / (Sở CX)",
    ]
    assert (
        "Thiếu nước tưới mùa khô (03/03 đơn vị: Sở CX; Sở ĐN; H. Đông An). "
        "Chưa có vườn ươm (02/03 đơn vị: Sở ĐN; H. Đông An). Kinh phí còn hạn chế (Sở CX)."
    ) in texts(report)


@pytest.mark.slow
def test_edited_groups_are_printed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Reworded, moved, merged and hidden ideas of the existing master are printed so."""
    ids = {g.text: g.id for g in merge(folder).groups}
    sheet = keyed(folder.master)["groups"]
    rows = {r["group"]: r for r in records(sheet)}

    def typed(text: str, column: str, value: str | None) -> tuple[tuple[str, str], str | None]:
        return (sheet.name, rows[ids[text]].cells[column]), value

    arguments = ["report", "--campaign", str(folder.root), "--as-of", "2021-01-15"]
    type_into(
        folder.master,
        [
            typed("Thiếu nước tưới mùa khô.", "edited_text", "Thiếu nước vào mùa khô."),
            typed("Thiếu nước tưới mùa khô.", "edited_theme", "Tuyên truyền"),
            typed("Chưa có vườn ươm.", "merge_into", ids["Kinh phí còn hạn chế"]),
            typed("Tiếp tục trồng bổ sung;", "hide", "yes"),
        ],
    )
    assert cli.run(arguments) == 1
    shown = [p.text for p in Document((folder.root / "bao-cao.docx").read_bytes()).paragraphs]
    assert "Thiếu nước vào mùa khô (03/03 đơn vị: Sở CX; Sở ĐN; H. Đông An)." in shown[shown.index("Hạn chế") + 1]
    assert "Kinh phí còn hạn chế (03/03 đơn vị: Sở CX; Sở ĐN; H. Đông An)." in shown[shown.index("Hạn chế") + 1]
    assert not any("Tiếp tục trồng" in text for text in shown)
    places = [n for n, text in enumerate(shown) if "Chưa có vườn ươm" in text]
    assert len(places) == 1, "what was merged stands in the annex alone, word for word"
    assert places[0] > shown.index("TỔNG HỢP NỘI DUNG BÁO CÁO")
    # An edit that cannot be followed is reported to who makes the report.
    assert "chưa được áp dụng" not in capsys.readouterr().out
    type_into(folder.master, [typed("Chưa có vườn ươm.", "edited_theme", "Chủ đề lạ")])
    assert cli.run(arguments) == 1
    out = capsys.readouterr().out
    assert "chưa được áp dụng vào báo cáo" in out
    assert "Chủ đề lạ" in out


@pytest.mark.slow
def test_the_master_alone_gives_the_same_report(folder: Folder) -> None:
    """If the inbox is empty, or the master is named, the report is drawn from what the master holds, with a different
    data code."""
    merge(folder)
    arguments, made = ["--campaign", str(folder.root), "--as-of", "2021-01-15"], []

    def report(*more: str) -> None:
        assert cli.run(["report", *more, *arguments]) == 1
        path = folder.root / "bao-cao.docx"
        made.append("".join(t.text or "" for t in docx.Document(str(path)).element.body.iter(qn("w:t"))))
        path.unlink()

    report()
    report(str(folder.master))
    for file in folder.inbox.iterdir():
        file.unlink()
    report()
    assert len({re.sub("[0-9a-f]{12}", "", text) for text in made}) == 1
    assert [len(re.findall("[0-9a-f]{12}", text)) for text in made] == [1, 1, 1]


def line(section: str, text: str, evidence: str | None = None) -> NarrativeLine:
    return NarrativeLine(section=section, text=text, evidence=evidence)


@pytest.mark.slow
def test_every_point_ends_as_a_sentence(folder: Folder) -> None:
    """The same way for all points, with nothing else in the words changed."""
    typed = {
        "Việc một": ("Việc một.", "Việc một (Sở ĐN)."),
        "Việc hai;": ("Việc hai.", "Việc hai (Sở ĐN)."),
        "Việc ba ,": ("Việc ba.", "Việc ba (Sở ĐN)."),
        "Việc bốn.": ("Việc bốn.", "Việc bốn (Sở ĐN)."),
        "Việc năm…": ("Việc năm…", "Việc năm… (Sở ĐN)."),
        "Việc sáu (ba lần)": ("Việc sáu (ba lần).", "Việc sáu (ba lần) (Sở ĐN)."),
        "Nêu “việc bảy.”": ("Nêu “việc bảy.”", "Nêu “việc bảy.” (Sở ĐN)."),
        "Vì sao?": ("Vì sao?", "Vì sao? (Sở ĐN)."),
        # The document's list has dashes; signs that belong to the words stay.
        "- Việc tám": ("Việc tám.", "Việc tám (Sở ĐN)."),
        "-5% so với năm trước": ("-5% so với năm trước.", "-5% so với năm trước (Sở ĐN)."),
    }
    write(folder, "SDN", Filling(lines=tuple(line("huong", text) for text in typed)))
    result = merge(folder, master=False)
    assert {alone for alone, _ in typed.values()} <= set(texts(report_of(result, "SDN")))
    printed = " ".join(texts(make_report(result)))
    assert [named for _, named in typed.values() if named not in printed] == []


@pytest.mark.slow
def test_lines_of_a_point_are_separate_paragraphs(folder: Folder) -> None:
    """Of an agency's report: a line break inside a justified paragraph would stretch it; the proof comes last."""
    write(folder, "SDN", Filling(lines=(line("han", "Về hạ tầng\nMáy cũ.\n\nMạng yếu;", "BC 15"),)))
    result = merge(folder, master=False)
    report = report_of(result, "SDN")
    document = Document(drawn(report))
    assert not faults(drawn(report))
    shown = [p.text for p in document.paragraphs]
    assert not [text for text in shown if "\n" in text]
    first = shown.index("Về hạ tầng")
    assert shown[first + 1] == "Máy cũ."
    assert shown[first + 2].startswith("Mạng yếu (")
    assert [p.number[0] for p in document.paragraphs[first : first + 3]] == ["bullet", "", ""]
    assert "Về hạ tầng Máy cũ. Mạng yếu (Sở ĐN; BC 15)." in " ".join(texts(make_report(result)))


@pytest.mark.slow
def test_an_empty_section_is_left_out(folder: Folder) -> None:
    """With a chapter that becomes empty; of an agency's own report it says that nothing was reported."""
    for path in folder.inbox.glob("S*.xlsx"):
        path.unlink()
    report = make_report(merge(folder, master=False))
    assert not any(not section.parts and not section.figures for c in report.chapters for section in c.sections)
    assert all(chapter.sections for chapter in report.chapters)
    assert "Mặt đạt được" not in points(report)
    assert not any("Chưa có đơn vị nào" in text for text in texts(report))


# --- An agency's report -----------------------------------------------------------------------------


def test_an_agency_signs_what_it_sent() -> None:
    """Its number, date, signer, points and figures as it reported them, in the decree's form."""
    report = report_of(harvested(), "SCX")
    head = report.letterhead
    assert (head.number, head.date) == ("Số: 05/BC-SCX", "Tân Lập, ngày 05 tháng 01 năm 2021")
    assert (report.signature.office, report.signature.name) == (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Văn Khế")
    assert points(report)["Hạn chế"] == [" / Thiếu nước tưới mùa khô. / ", " / Kinh phí còn hạn chế / "]
    assert points(report)["Công tác tổ chức"] == [" / Đã thành lập 03 tổ trồng cây. / (QĐ 15/QĐ-SCX)"]
    (annex,) = report.annexes
    assert annex.label == "Phụ lục"
    assert annex.attached.endswith("số 05/BC-SCX ngày 05 tháng 01 năm 2021 của Sở Cây xanh, Hoa và Thảm cỏ)")
    assert ["|".join(row.cells[3:]) for row in annex.rows if not row.group] == [
        "1.250|1.300|2.550|",
        "1.000|…|1.000|chưa đếm",
        "80|…|…|",
        "1.234,5|20,0|1.254,5|",
        "Có|Không|–|",
    ]
    # A district names its place, no superior above its name, and its deputy signs `TM.` and `KT.`
    district = report_of(harvested(), "HDA")
    assert district.letterhead.superior == ()
    assert district.letterhead.date.startswith("Đông An, ngày")
    assert district.signature.office == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert district.signature.name == "Mai Ổi"


@pytest.mark.slow
def test_without_figures_there_is_no_annex_of_them(tmp_path: Path) -> None:
    """Pages of dots say nothing: one sentence says that there are no figures."""
    folder = definition(tmp_path, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    filled(folder, "SCX", "", LINES)
    result = merge(folder, master=False)
    assert report_of(result, "SCX").annexes == ()
    assert "(chưa có số liệu theo biểu)" in report_of(result, "SCX").opening
    whole = make_report(result)
    assert [a.title for a in whole.annexes] == ["ĐƠN VỊ CHƯA CÓ BÁO CÁO", "TỔNG HỢP NỘI DUNG BÁO CÁO"]
    assert "nêu tại Phụ lục I; các đơn vị chưa gửi số liệu;" in whole.opening
    filled(folder, "SCX", FIGURES.replace("1250", "Chưa thống kê"), LINES)
    assert [a.title for a in report_of(merge(folder, master=False), "SCX").annexes] == ["SỐ LIỆU BÁO CÁO"]


@pytest.mark.slow
def test_a_bare_definition_gives_a_report_all_the_same(tmp_path: Path) -> None:
    """No lead agency, province, themes, figures or signer: gaps are shown, nothing is invented, nothing fails."""
    agencies = "| code | name |\n| SA | Sở A |\n| SB | Sở B |"
    folder = definition(tmp_path, about={"province": ""}, agencies=agencies, sections=SECTIONS)
    filled(folder, "SA", lines=OTHER_LINES)
    report = make_report(merge(folder, master=False))
    assert report.letterhead.agency == ("…",)
    assert report.letterhead.date.startswith("…, ngày")
    assert report.signature.office == ("[QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ]",)
    assert [a.title for a in report.annexes] == ["ĐƠN VỊ CHƯA CÓ BÁO CÁO", "TỔNG HỢP NỘI DUNG BÁO CÁO"]
    assert report.recipients == ("Lưu: VT.",)
    assert texts(report)


def test_long_titles_and_several_addressees_are_printed_whole(report: Report) -> None:
    """The document's title property is shortened to Word's limit; addressees are on a line each, which ends with a
    semicolon or a full stop, with dashes under the colon."""
    title = " ".join(["Tổng kết chương trình"] * 15)
    both = ("Ủy ban nhân dân tỉnh", "Hội đồng nhân dân tỉnh")
    data = drawn(replace(report, title=title, author=f"Sở {'Cây ' * 80}", addressees=both))
    about = docx.Document(BytesIO(data)).core_properties
    assert (len(about.title), about.title[-1], len(about.author)) == (255, "…", 255)
    paragraphs = Document(data).paragraphs
    assert title in [p.text for p in paragraphs]
    at = next(n for n, p in enumerate(paragraphs) if p.text == "Kính gửi:")
    assert [p.text for p in paragraphs[at + 1 : at + 3]] == ["- Ủy ban nhân dân tỉnh;", "- Hội đồng nhân dân tỉnh."]
    assert paragraphs[at + 1].look.left > paragraphs[at].look.left + 15
    assert faults(drawn(replace(report, addressees=both))) == []


# --- The command -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_report_writes_to_its_path(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole report goes beside the definition, an agency's to `returns`; exit codes are those of merge."""
    arguments = ["--campaign", str(folder.root), "--as-of", "2021-01-15"]
    assert cli.run(["report", "--agency", "HTA", *arguments]) == 3
    assert "Ủy ban nhân dân thị xã Tây An chưa có biểu dùng được" in capsys.readouterr().err
    assert not (folder.root / "returns").exists()
    assert cli.run(["report", *arguments]) == 1  # one agency is missing
    assert "báo cáo của 3/4 đơn vị" in capsys.readouterr().out
    assert cli.run(["report", "--agency", "scx", *arguments]) == 1
    made = docx.Document(str(folder.root / "returns" / "bao-cao-SCX.docx"))
    assert made.core_properties.author == "Sở Cây xanh, Hoa và Thảm cỏ"
    assert not (folder.root / "master.xlsx").exists()


@pytest.mark.slow
def test_data_of_private_persons_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """The text stays as it is; the screen lists such data with their cells, before the report circulates."""
    typed = "Bà Nguyễn Thị Hai, CCCD 079123456789, chưa được hỗ trợ"
    write(folder, "SDN", Filling(lines=(line("han", typed),)))
    for arguments, warned in (([], True), (["--agency", "SDN"], True), (["--agency", "SCX"], False)):
        cli.run(["report", *arguments, "--campaign", str(folder.root)])
        out = capsys.readouterr().out
        for words in (
            "Đề nghị rà soát trước khi gửi",
            "“Hạn chế” (Bà Nguyễn Thị Hai, 079123456789)",
            "Sở ĐN (SDN) · inbox/SDN.xlsx · Nội dung!D",
        ):
            assert (words in out) is warned
    assert any(typed in text for text in texts(make_report(merge(folder, master=False))))


@pytest.mark.slow
def test_without_libreoffice_the_missing_pdf_is_reported(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Word report is written all the same, and a message says how to make the PDF."""
    monkeypatch.setattr("toolkit.run.office.program_path", lambda: None)
    assert cli.run(["report", "--pdf", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 3
    assert (folder.root / "bao-cao.docx").exists()
    assert not (folder.root / "bao-cao.pdf").exists()
    assert "Máy này không có LibreOffice" in capsys.readouterr().err


@pytest.mark.slow
@needs_libreoffice
def test_pdf_is_made_and_checked(folder: Folder) -> None:
    """`--pdf` leaves a PDF beside the report; a file that is none is reported, not left behind."""
    assert cli.run(["report", "--pdf", "--campaign", str(folder.root), "--as-of", "2021-01-15"]) == 1
    assert (folder.root / "bao-cao.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(NotDoneError) as failed:
        convert(b"PK\x03\x04 no document", ".docx", "pdf", "x.docx")
    assert failed.value.code == "office-failed"
    with pytest.raises(NotDoneError) as slow:
        convert((folder.root / "bao-cao.docx").read_bytes(), ".docx", "pdf", "x.docx", timeout=0.05)
    assert slow.value.code == "office-too-slow"
