"""Paragraphs of several ideas, split into parts."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import definition, keyed, records
from tests.cases import cases
from toolkit.drafting.draft import draft_filling, draft_marks
from toolkit.drafting.ideas import ideas_of
from toolkit.drafting.parts import AgencyReport, Point
from toolkit.form.contents import UNPLACED
from toolkit.run.folder import Folder
from toolkit.run.reporting import DraftedForm, write_draft

REST = "và chăm sóc cây xanh trên các tuyến đường chính của thị trấn theo đúng kế hoạch đã được phê duyệt từ đầu năm"


@cases("""
| typed                                                                      | parts |
| Trồng mới […]. Tưới nước […].                                              | 2     |
| Trồng mới […]; tưới nước […]; tỉa cành […].                                | 3     |
| Trồng mới […]. Việc này do tổ dân phố làm […].                             | 1     |
| Trồng mới […]. Tuy nhiên, cây chết nhiều […].                              | 1     |
| Trồng các loại: sao đen […]; dầu rái […].                                  | 1     |
| Phong trào “Trồng cây […]. Giữ cây […]” được hưởng ứng.                    | 1     |
| Phối hợp với TP. Tân Lập […] và […].                                       | 1     |
| Trồng 1.250 cây đạt 104,5% […]. Tốt. Tưới nước […].                        | 2     |
| Sau khi tiếp thu kế hoạch […]. Lãnh đạo Ban đã trồng cây […].              | 1     |
| Trồng cây mới. Tưới nước đều. Tỉa cành gọn.                                | 1     |
""")
def test_a_paragraph_is_split_only_into_understandable_parts(typed: str, parts: str) -> None:
    """At sentence ends and semicolons; never before what refers back, in a list, in quotes, after an abbreviation."""
    paragraph = typed.replace("[…]", REST)
    assert len(ideas_of(paragraph)) == int(parts)
    assert " ".join(ideas_of(paragraph)) == paragraph


_WORDS = "Cây|xanh|TP.|1.250|tốt.|nước;|“Giữ|cây”|(a|b)|Qua đó,|đạt:|!"


@pytest.mark.slow
@given(st.lists(st.sampled_from(_WORDS.split("|")), min_size=35, max_size=90).map(" ".join))
def test_the_parts_joined_are_the_paragraph(typed: str) -> None:
    """No word and no sign is lost or changed."""
    assert " ".join(ideas_of(typed)) == typed


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    sections = "| code | role | heading |\n|--|--|--|\n| TT | achievement | Mặt đạt được |\n| DX | proposal | Đề xuất |"
    return definition(tmp_path, agencies="| code | name |\n|--|--|\n| SA | Sở A |", sections=sections)


def drafted(folder: Folder, *paragraphs: str) -> DraftedForm:
    report = folder.root / "bao-cao.txt"
    report.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return write_draft(folder, report, "SA")


LONG = f"Trồng mới {REST}. Tưới nước {REST}; tỉa cành {REST}."


def test_parts_are_marked_as_proposed_and_the_whole_is_kept(folder: Folder) -> None:
    """Each part is a line with a mark; the first sheet of the form has the paragraph as it was written."""
    made = drafted(folder, "BÁO CÁO", "Tổng kết", "1. Mặt đạt được", "- Cây xanh tốt.", f"- {LONG}", "- Hết.")
    book = openpyxl.load_workbook(made.path)
    assert book.worksheets[0].title == "Cần xác nhận"
    assert len([cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == LONG]) == 1
    grid = keyed(made.path)["statements"]
    rows = [row for row in records(grid) if row["text"]]
    assert " ".join(str(row["text"]) for row in rows) == f"Cây xanh tốt. {LONG} Hết."
    marked = [book[grid.name][row.cells["text"]].comment is not None for row in rows]
    assert marked == [False, True, True, True, False]


def test_a_statement_of_the_toolkits_report_is_never_split(folder: Folder) -> None:
    """Its agency has marked its beginning and end."""
    point = Point(section="TT", text=LONG, where="1 ¶1")
    for whole, lines in ((False, 3), (True, 1)):
        letter = AgencyReport(points=(replace(point, whole=whole),))
        assert len(draft_filling(folder.campaign, letter).lines) == lines
        assert len(draft_marks(folder.campaign, letter).lines) == (0 if whole else 1)


@pytest.mark.slow
def test_unplaced_lines_are_real_remnants_only(folder: Folder) -> None:
    """Letterhead, recipients and headings with placed points are in a finding, except words of every report."""
    head = ("SỞ A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "Tổng kết", "I. ĐÁNH GIÁ CHUNG")
    body = ("1. Mặt đạt được", "- Cây tốt.", "II. VĂN NGHỆ QUẦN CHÚNG", "- Hát.")
    made = drafted(folder, *head, *body, "Nơi nhận:", "- Như trên;", "- Lưu: VT.")
    assert [x.text for x in made.filling.lines if x.section == UNPLACED] == ["II. VĂN NGHỆ QUẦN CHÚNG", "Hát."]
    (found,) = [f for f in made.letter.findings if f.code == "letter-lines-left-out"]
    assert re.findall("“(.*?)”", found.value) == ["Tổng kết", "I. ĐÁNH GIÁ CHUNG", "- Như trên;", "- Lưu: VT."]
    # The addressee of a proposal is not printed in capitals, names of agencies and abbreviations keep theirs.
    letter = drafted(folder, "BÁO CÁO", "Tổng kết", "I. ĐỀ XUẤT", "1. ĐỐI VỚI SỞ A", "- Cấp thêm đất.").letter
    assert [point.text for point in letter.points] == ["Đối với Sở A: Cấp thêm đất."]
