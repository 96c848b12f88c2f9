"""Paragraphs of several ideas, split into parts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import definition, keyed, records
from toolkit.drafting.draft import draft_filling, draft_marks
from toolkit.drafting.ideas import ideas_of
from toolkit.drafting.parts import AgencyReport, Point
from toolkit.form.contents import UNPLACED
from toolkit.run.folder import Folder
from toolkit.run.reporting import write_draft

REST = "và chăm sóc cây xanh trên các tuyến đường chính của thị trấn theo đúng kế hoạch đã được phê duyệt từ đầu năm"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (f"Trồng mới {REST}. Tưới nước {REST}.", 2),
        (f"Trồng mới {REST}; tưới nước {REST}; tỉa cành {REST}.", 3),
        (f"Trồng mới {REST}. Việc này do tổ dân phố làm {REST}.", 1),
        (f"Trồng mới {REST}. Tuy nhiên, cây chết nhiều {REST}.", 1),
        (f"Trồng các loại: sao đen {REST}; dầu rái {REST}.", 1),
        (f"Phong trào “Trồng cây {REST}. Giữ cây {REST}” được hưởng ứng.", 1),
        (f"Phối hợp với TP. Tân Lập {REST} và {REST}.", 1),
        (f"Trồng 1.250 cây đạt 104,5% {REST}. Tốt. Tưới nước {REST}.", 2),
        (f"Sau khi tiếp thu kế hoạch {REST}. Lãnh đạo Ban đã trồng cây {REST}.", 1),
        ("Trồng cây mới. Tưới nước đều. Tỉa cành gọn.", 1),
    ],
)
def test_a_paragraph_is_split_only_into_understandable_parts(typed: str, parts: int) -> None:
    """At sentence ends and semicolons; never before what refers back, in a list, in quotes, after an abbreviation."""
    found = ideas_of(typed)
    assert len(found) == parts
    assert " ".join(found) == typed


WORDS = st.sampled_from(
    ["Cây", "xanh", "TP.", "1.250", "tốt.", "nước;", "“Giữ", "cây”", "(a", "b)", "Qua đó,", "đạt:", "!"]
)


@given(st.lists(WORDS, min_size=35, max_size=90).map(" ".join))
def test_the_parts_joined_are_the_paragraph(typed: str) -> None:
    """No word and no sign is lost or changed."""
    assert " ".join(ideas_of(typed)) == typed


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(
        tmp_path,
        agencies="| code | name |\n|--|--|\n| SA | Sở A |",
        sections="| code | role | heading |\n|--|--|--|\n"
        "| TT | achievement | Mặt đạt được |\n| DX | proposal | Đề xuất |",
    )


LONG = f"Trồng mới {REST}. Tưới nước {REST}; tỉa cành {REST}."


def test_parts_are_marked_as_proposed_and_the_whole_is_kept(folder: Folder, tmp_path: Path) -> None:
    """Each part is a line with a mark; the first sheet of the form has the paragraph as it was written."""
    import openpyxl

    report = tmp_path / "bao-cao.txt"
    report.write_text(
        f"BÁO CÁO\n\nTổng kết\n\n1. Mặt đạt được\n\n- Cây xanh tốt.\n\n- {LONG}\n\n- Hết.", encoding="utf-8"
    )
    drafted = write_draft(folder, report, "SA")
    book = openpyxl.load_workbook(drafted.path)
    assert book.worksheets[0].title == "Cần xác nhận"
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == LONG]
    assert len(cells) == 1
    grid = keyed(drafted.path)["statements"]
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


def test_unplaced_lines_are_real_remnants_only(folder: Folder, tmp_path: Path) -> None:
    """Letterhead, recipients and headings with placed points are in a finding, except words of every report."""
    report = tmp_path / "bao-cao.txt"
    report.write_text(
        "SỞ A\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nBÁO CÁO\n\nTổng kết\n\nI. ĐÁNH GIÁ CHUNG\n\n"
        "1. Mặt đạt được\n\n- Cây tốt.\n\n"
        "II. VĂN NGHỆ QUẦN CHÚNG\n\n- Hát.\n\nNơi nhận:\n\n- Như trên;\n\n- Lưu: VT.",
        encoding="utf-8",
    )
    drafted = write_draft(folder, report, "SA")
    assert [x.text for x in drafted.filling.lines if x.section == UNPLACED] == ["II. VĂN NGHỆ QUẦN CHÚNG", "Hát."]
    (found,) = [f for f in drafted.letter.findings if f.code == "letter-lines-left-out"]
    left = re.findall("“(.*?)”", found.value)
    assert left == ["Tổng kết", "I. ĐÁNH GIÁ CHUNG", "- Như trên;", "- Lưu: VT."]


def test_the_addressee_of_a_proposal_is_not_printed_in_capitals(folder: Folder, tmp_path: Path) -> None:
    """Names of agencies, and abbreviations of the campaign, keep their capitals."""
    report = tmp_path / "bao-cao.txt"
    report.write_text("BÁO CÁO\n\nTổng kết\n\nI. ĐỀ XUẤT\n\n1. ĐỐI VỚI SỞ A\n\n- Cấp thêm đất.", encoding="utf-8")
    letter = write_draft(folder, report, "SA").letter
    assert [point.text for point in letter.points] == ["Đối với Sở A: Cấp thêm đất."]
