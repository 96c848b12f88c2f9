"""The text of the report: one sentence an idea, as many as fit; all texts are in the annex that it refers to."""

import random
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document as open_docx

from tests.building import DAY
from tests.cases import cases
from tests.effort import some
from tests.office import convert_all, needs_libreoffice
from toolkit.consolidation.consolidate import consolidate
from toolkit.consolidation.leaders import four_lines
from toolkit.definition.starter import with_usual_words
from toolkit.model import Agency, Campaign, Consolidation, Section, Source, Statement, Submission, Theme, Word
from toolkit.narrative.lexicon import NARRATIVE_WORDS
from toolkit.narrative.requests import addressee, amount, read_request
from toolkit.report import assembly, length
from toolkit.report.assembly import make_report
from toolkit.report.narrative import without_bullet
from toolkit.report.parts import Report, ReportPoint, ThemePart
from toolkit.report.sorting import cause
from toolkit.report.texts import MOST_IN_WORD, texts_workbook
from toolkit.report.word import word_document
from toolkit.run.reporting import for_libreoffice

SECTIONS = (
    Section(code="kq", role="result", heading="Kết quả thực hiện"),
    Section(code="dat", role="achievement", heading="Mặt đạt được"),
    Section(code="han", role="limitation", heading="Hạn chế và nguyên nhân"),
    Section(code="bai", role="lesson", heading="Bài học kinh nghiệm"),
    Section(code="huong", role="direction", heading="Phương hướng"),
    Section(code="kien", role="proposal", heading="Kiến nghị"),
)
THEMES = (Theme(code="tt", label="Tuyên truyền"), Theme(code="kp", label="Kinh phí"), Theme(code="cb", label="Cán bộ"))
#: Words for invented sentences: who does what.
_WORDS = (
    "Đơn vị|Lãnh đạo cơ quan|Các phòng, ban|Ban Chấp hành|Tổ công tác|Địa phương",
    "thường xuyên kiểm tra|chưa bố trí|phối hợp tuyên truyền|tổ chức 12 lớp về|rà soát|chậm báo cáo",
    "công tác bảo vệ rừng|việc cấp giấy phép|kinh phí hằng năm|mô hình điểm ở cơ sở|chế độ trực",
    "ở vùng sâu|trong quý I|theo kế hoạch đã duyệt|với sự tham gia của nhân dân|đến từng khu dân cư",
)


def starter_words() -> tuple[Word, ...]:
    return with_usual_words((), NARRATIVE_WORDS)


def invented(dice: random.Random) -> str:
    said = " ".join(dice.choice(words.split("|")) for words in _WORDS)
    own = random.Random(said)
    where = [f"{own.choice('bcdghklmnt')}{own.choice('aeiou')}{own.choice('nmt')}" for _ in range(9)]
    return f"{said} {' '.join(where[2 * (dice.random() < 0.02) :])}."


def submission(agency: str, statements: Sequence[Statement]) -> Submission:
    return Submission(
        source=Source(file=f"{agency}.xlsx"), status="accepted", agency=agency, statements=tuple(statements)
    )


def drawn(seed: int, agencies: int, statements: int, pages: int = 8) -> Consolidation:
    """A campaign with this number of statements of each agency, many of them equal or close to others'."""
    dice = random.Random(seed)
    senders = tuple(Agency(code=f"A{n}", name=f"Sở số {n}", short_name=f"Sở {n}") for n in range(agencies))
    campaign = Campaign(
        id="x", title="Bảo vệ rừng", agencies=senders, sections=SECTIONS, themes=THEMES, report_pages=pages
    )
    sent = []
    for agency in senders:
        made = []
        for n in range(statements):
            section, theme = dice.choice(SECTIONS), dice.choice((*THEMES, None))
            asked = f"Đề nghị {dice.choice(('UBND tỉnh', 'Bộ Y tế', 'Sở A'))} " if section.code == "kien" else ""
            text = asked + invented(dice)
            made.append(Statement(f"{agency.code}.{n}", agency.code, section.code, text, theme.code if theme else ""))
        sent.append(submission(agency.code, made))
    return consolidate(campaign, sent, as_of=DAY)


def parts_of(report: Report) -> list[ThemePart]:
    return [part for chapter in report.chapters for section in chapter.sections for part in section.parts]


def points_of(report: Report) -> list[ReportPoint]:
    return [point for part in parts_of(report) for point in part.points]


def rows_of(report: Report) -> list[tuple[str, ...]]:
    annex = next((a for a in report.annexes if a.title == "TỔNG HỢP NỘI DUNG BÁO CÁO"), None)
    return [row.cells for row in annex.rows if not row.group] if annex else []


@pytest.mark.parametrize("seed", some(range(8), 4))
def test_the_annex_has_every_text_once_and_each_sentence_refers_to_it(seed: int) -> None:
    """The annex has each text once, with all agencies that stated it."""
    result = drawn(seed, agencies=3 + 4 * seed, statements=2 + seed)
    report = make_report(result)
    rows = rows_of(report)
    expected = {(without_bullet(" ".join(s.text.split())), s.section) for s in result.statements}
    listed = [cells[1] for cells in rows if cells[2]]
    assert sorted(listed) == sorted(text for text, _ in expected)
    by_text: dict[str, set[str]] = {}
    for cells in rows:
        by_text.setdefault(cells[1], set()).update(filter(None, cells[2].split("; ")))
    for statement in result.statements:
        assert statement.agency.replace("A", "Sở ") in by_text[without_bullet(statement.text)]
    printed = {group for point in points_of(report) for group in point.groups}
    assert printed
    assert {without_bullet(group.text) for group in result.groups if group.id in printed} <= {c[1] for c in rows}


def test_a_sentence_of_the_report_is_printed_once_with_its_agencies() -> None:
    """It is not repeated among the texts under it; a full stop makes no different text."""
    senders = tuple(Agency(code=f"A{n}", name=f"Sở số {n}", short_name=f"Sở {n}") for n in range(4))
    campaign = Campaign(id="x", title="Bảo vệ rừng", agencies=senders, sections=SECTIONS)
    texts = ("Chậm cấp phép rừng", "Chậm cấp phép rừng.", "Chậm cấp phép rừng;", "Chậm cấp phép rừng trồng")
    sent = [submission(a.code, [Statement(a.code, a.code, "han", t, "")]) for a, t in zip(senders, texts, strict=True)]
    rows = rows_of(make_report(consolidate(campaign, sent, as_of=DAY)))
    sentences = [row for row in rows if row[1].startswith("Chậm")]
    assert [row[1].rstrip(".;") for row in sentences].count("Chậm cấp phép rừng") == 1
    assert sorted(name for row in sentences for name in row[2].split("; ")) == ["Sở 0", "Sở 1", "Sở 2", "Sở 3"]


@pytest.mark.slow
def test_what_does_not_fit_is_in_the_annex_alone() -> None:
    """With fewer pages fewer ideas are printed; nothing says so after each paragraph."""
    shown = []
    for pages in (2, 4, 40):
        result = drawn(3, agencies=20, statements=12, pages=pages)
        report = make_report(result)
        printed = len(points_of(report))
        shown.append(printed)
    assert shown == sorted(shown)
    assert shown[0] < shown[-1]


@needs_libreoffice
@pytest.mark.slow
def test_the_text_is_as_long_as_the_definition_says(tmp_path: Path) -> None:
    """It is never longer, and if there is more than fits, at most one page shorter, as LibreOffice lays it out."""
    reports = {}
    for seed, agencies, pages in some([(1, 12, 8), (2, 60, 8), (3, 60, 4), (4, 25, 12)], 2):
        report = make_report(drawn(seed, agencies, statements=18, pages=pages))
        reports[tmp_path / f"{seed}.docx"] = pages
        (tmp_path / f"{seed}.docx").write_bytes(for_libreoffice(word_document(report).as_bytes()))
    for pdf, pages in zip(convert_all([*reports], tmp_path, "pdf"), reports.values(), strict=True):
        command = ["pdftotext", "-layout", str(pdf), "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        made = next((n for n, page in enumerate(text.split("\f")) if "Kèm theo Báo cáo" in page[:800]), 0)
        assert made <= pages
        assert made >= pages - 1


def test_sentences_counted_as_similar_are_in_a_comment() -> None:
    """The text that is signed says only how many; nobody else of the family is counted."""
    senders = tuple(Agency(code=f"A{n}", name=f"Sở số {n}", short_name=f"Sở {n}") for n in range(5))
    campaign = Campaign(id="x", title="Bảo vệ rừng", agencies=senders, sections=SECTIONS, words=starter_words())
    texts = (
        *["Chế độ thông tin, báo cáo còn chậm, số liệu giữa các đơn vị thiếu thống nhất, khó tổng hợp chung."] * 2,
        "Việc thực hiện chế độ thông tin, báo cáo còn chậm, số liệu chưa thống nhất giữa các đơn vị, khó tổng hợp.",
        "Số liệu báo cáo của các đơn vị còn thiếu, chưa kịp thời, mất nhiều thời gian đối chiếu lại.",
        "Chế độ thông tin, báo cáo được thực hiện kịp thời, số liệu giữa các đơn vị thống nhất, dễ tổng hợp chung.",
    )
    sent = [submission(a.code, [Statement(a.code, a.code, "han", t, "")]) for a, t in zip(senders, texts, strict=True)]
    report = make_report(consolidate(campaign, sent, as_of=DAY))
    point = points_of(report)[0]
    assert (point.text, point.attribution) == (texts[0], "(02/05 đơn vị; 01 đơn vị nêu tương tự)")
    assert point.unseen == (texts[2],)
    made = open_docx(BytesIO(word_document(report).as_bytes()))
    (comment,) = made.comments
    assert texts[2] in comment.text
    assert "chưa có người rà soát" in comment.text
    assert not any("rà soát:" in p.text for p in made.paragraphs)
    assert word_document(report).as_bytes() == word_document(report).as_bytes()


def test_leaders_are_not_asked_what_the_lead_agency_does_itself() -> None:
    """The report says that it will; the leaders' line names the most common other request."""
    senders = tuple(Agency(code=f"A{n}", name=f"Sở số {n}", short_name=f"Sở {n}") for n in range(5))
    campaign = Campaign(id="x", title="Bảo vệ rừng", lead_agency="A0", agencies=senders, sections=SECTIONS)
    texts = ["Đề nghị cơ quan thường trực mở lớp tập huấn."] * 3 + ["Đề nghị UBND tỉnh cấp kinh phí."] * 2
    sent = [submission(a.code, [Statement(a.code, a.code, "kien", t, "")]) for a, t in zip(senders, texts, strict=True)]
    result = consolidate(campaign, sent, as_of=DAY)
    assert "UBND tỉnh cấp kinh phí” (02/05 đơn vị)" in four_lines(result, "vi")["decide"]
    labels = [part.label for part in parts_of(make_report(result))]
    assert labels == [
        "Đối với kiến nghị của các đơn vị, Sở số 0 tiếp thu, thực hiện:",
        "Đối với Tỉnh ủy, Hội đồng nhân dân, Ủy ban nhân dân tỉnh, đề nghị:",
    ]


def test_too_many_texts_for_an_annex_are_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Named in the report; a row a text, each with all its agencies."""
    assert MOST_IN_WORD >= 1_000
    monkeypatch.setattr(assembly, "MOST_IN_WORD", 30)
    report = make_report(drawn(9, agencies=8, statements=12))
    assert rows_of(report) == []
    assert "tệp bao-cao-phu-luc.xlsx" in report.opening
    sheet = openpyxl.load_workbook(BytesIO(texts_workbook(report))).active
    assert sheet is not None
    assert [c.value for c in sheet[1]] == ["Mục", "Chủ đề", "Ý", "Nội dung", "Cơ quan, đơn vị"]
    assert sheet.max_row - 1 == len(report.texts) > 30


def test_no_statement_and_one_agency() -> None:
    """The rest is made."""
    silent = make_report(drawn(1, agencies=3, statements=0))
    assert rows_of(silent) == []
    assert "nội dung các đơn vị nêu" not in silent.opening
    alone = make_report(drawn(1, agencies=1, statements=4))
    assert len(points_of(alone)) == 4


def test_a_statement_of_two_thousand_words_is_in_the_annex() -> None:
    """It is too long for the report's text, which counts it."""
    result = drawn(2, agencies=4, statements=3, pages=2)
    long = " ".join(["rừng"] * 2_000)
    statement = Statement("x", "A0", "dat", f"Bảo vệ {long}.")
    sent = [submission("A0", [statement]), *list(result.used.values())[1:]]
    report = make_report(consolidate(result.campaign, sent, as_of=DAY))
    assert not any(long in point.text for point in points_of(report))
    assert any(long in cells[1] for cells in rows_of(report))


@cases("""
| text                                                | level       |
| Đề nghị UBND tỉnh bố trí kinh phí.                  | province    |
| Kiến nghị Ủy ban nhân dân tỉnh ban hành chính sách. | province    |
| Kiến nghị tỉnh phân bổ kinh phí cho cấp huyện.      | province    |
| Đề nghị Bộ Tài chính bố trí ngân sách trung ương.   | central     |
| Kiến nghị liên ngành trung ương ban hành thông tư.  | central     |
| Kính đề nghị Chính phủ sửa đổi nghị định.           | central     |
| Đề nghị các sở, ngành tỉnh thống nhất biểu mẫu.     | departments |
| Đề nghị Bộ Chỉ huy Quân sự tỉnh phối hợp.           | departments |
| Đề nghị Công an tỉnh tăng cường tuần tra.           | departments |
| Đề nghị UBND cấp huyện bố trí đất.                  | districts   |
| Đề nghị cấp có thẩm quyền bố trí kinh phí.          | province    |
| Tăng biên chế cho cơ sở.                            | others      |
| Đề nghị có chế độ phụ cấp ổn định.                  | others      |
""")
def test_requests_are_grouped_by_addressee(text: str, level: str) -> None:
    assert addressee(text) == level


@cases("""
| text                                                 | level       | body                           |
| Đề nghị UBND tỉnh bố trí kinh phí.                   | province    | bố trí kinh phí.               |
| Kiến nghị với tỉnh phân bổ kinh phí.                 | province    | phân bổ kinh phí.              |
| Đề nghị UBND tỉnh và Sở Tài chính bố trí kinh phí.   | province    | UBND tỉnh và Sở Tài chính bố trí kinh phí. |
| Đề nghị Sở Nội vụ mở lớp tập huấn.                   | lead        | mở lớp tập huấn.               |
| Đề nghị cơ quan thường trực cấp tài liệu.            | lead        | cấp tài liệu.                  |
| Đề nghị Sở Nội vụ tỉnh An Bình mở lớp tập huấn.      | lead        | tỉnh An Bình mở lớp tập huấn.  |
| Đề nghị Bộ Y tế sửa đổi thông tư.                    | central     | Bộ Y tế sửa đổi thông tư.      |
| Đề nghị sớm ban hành kế hoạch.                       | others      | sớm ban hành kế hoạch.         |
""")
def test_of_a_request_the_verb_and_a_whole_addressee_are_left_out(text: str, level: str, body: str) -> None:
    assert read_request(text, ("sở nội vụ", "cơ quan thường trực")) == (level, body)


@cases("""
| text                                            | heading                | kind    |
| Nguyên nhân khách quan là thời tiết bất thường. | Hạn chế                | outside |
| Do lãnh đạo chưa quan tâm đúng mức.             | Hạn chế                | own     |
| Nguyên nhân là thiếu người.                     | Hạn chế                | cause   |
| Thiếu nước tưới mùa khô.                        | Hạn chế                |         |
| Thiếu kinh phí.                                 | Hạn chế và nguyên nhân | cause   |
| Kinh phí hạn hẹp do ngân sách khó khăn.         | Hạn chế và nguyên nhân |         |
""")
def test_causes_are_separate(text: str, heading: str, kind: str) -> None:
    assert cause(text, heading) == kind


def test_amounts_are_added_if_each_request_names_one() -> None:
    """With several in one sentence it is not clear which is requested; a single one is no sum."""
    assert amount("Đề nghị bố trí 1.200 triệu đồng.") == 1200
    assert amount("Đề nghị bố trí 1,5 tỷ đồng.") == Decimal(1500)
    assert amount("Đề nghị nâng từ 100 triệu đồng lên 200 triệu đồng.") is None


def test_a_long_paragraph_takes_more_room() -> None:
    assert length.paragraph_height("một hai ba " * 60) > 3 * length.paragraph_height("một hai ba")
