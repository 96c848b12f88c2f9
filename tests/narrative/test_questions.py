"""What leaders would ask, and the leaders' sheet's table of ideas."""

from pathlib import Path

import pytest

from tests.building import definition, keyed, merge, records
from tests.narrative.test_groups import edit, group, report
from toolkit.messages import masters
from toolkit.model import Consolidation, LeadersQuestion
from toolkit.run.folder import Folder
from toolkit.run.operations import share_file

LONG = (
    "Công tác kiểm tra cơ sở dịch vụ được thực hiện thường xuyên ở cả 12 xã, có phân công cán bộ và lịch kiểm tra "
    "từng tháng"
)
REPORTS = {
    "SA": [
        ("dat", "kt", LONG),
        ("dat", "tt", "Cơ bản hoàn thành tốt nhiệm vụ được giao"),
        ("han", "tt", "Hình thức tuyên truyền lưu động ở khu nhà trọ còn đơn điệu"),
        ("han", "kt", "Trang thiết bị của đội kiểm tra đã xuống cấp"),
        ("huong", "tt", "Đổi mới hình thức tuyên truyền lưu động ở khu nhà trọ"),
        ("huong", "kt", "Xây dựng phần mềm quản lý hồ sơ một cửa"),
    ],
    "SB": [
        ("dat", "kt", f"- {LONG};"),
        ("han", "kt", "Trang thiết bị của đội kiểm tra đã xuống cấp."),
        ("huong", "tt", "Đổi mới hình thức tuyên truyền lưu động ở khu nhà trọ"),
    ],
    "SC": [("dat", "kt", "Ý chỉ một đơn vị nêu về kiểm tra karaoke"), ("huong", "", "Ý không rõ chủ đề")],
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(
        tmp_path,
        agencies="| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n| SC | Sở C |",
        sections="""
| code  | role        | heading      |
|-------|-------------|--------------|
| dat   | achievement | Mặt đạt được |
| han   | limitation  | Hạn chế      |
| huong | direction   | Phương hướng |
""",
        themes="| code | label | keywords |\n|---|---|---|\n| tt | Tuyên truyền | |\n| kt | Kiểm tra | |",
    )
    for agency, lines in REPORTS.items():
        report(folder, agency, lines)
    return folder


def questions(result: Consolidation, kind: str) -> list[LeadersQuestion]:
    return [q for q in result.questions if q.kind == kind]


def test_what_leaders_would_ask(folder: Folder) -> None:
    """Each question has its agencies; what is answered in similar words raises none."""
    result = merge(folder, master=False)
    # A limitation that a direction mentions is answered; one under a theme with other directions may be.
    assert not questions(result, "unanswered")
    (question,) = questions(result, "perhaps_unanswered")
    assert (question.text, question.agencies) == ("Trang thiết bị của đội kiểm tra đã xuống cấp", ("SA", "SB"))
    # A direction that no limitation has similar words to.
    assert not questions(result, "uncalled")
    directions = {"Xây dựng phần mềm quản lý hồ sơ một cửa", "Ý không rõ chủ đề"}
    assert {q.text for q in questions(result, "perhaps_uncalled")} == directions
    # Set phrases, long texts that are word for word the same, and blank sections.
    assert [q.agencies for q in questions(result, "boilerplate")] == [("SA",)]
    assert [q.agencies for q in questions(result, "copied")] == [("SA", "SB")]
    assert [(q.section, q.agencies) for q in questions(result, "empty")] == [("han", ("SC",))]


def test_a_limitation_is_unanswered_only_where_its_theme_has_no_direction(folder: Folder) -> None:
    """Under a theme with plans it may be answered in different words: that is a question, not a claim."""
    report(folder, "SA", [t for t in REPORTS["SA"] if t[:2] != ("huong", "kt")])
    (question,) = questions(merge(folder, master=False), "unanswered")
    assert (question.text, question.theme) == ("Trang thiết bị của đội kiểm tra đã xuống cấp", "kt")


def test_a_direction_without_a_theme_may_answer_its_agencys_limitation(folder: Folder) -> None:
    """An agency's plan is unclassified: it may answer the limitation of the same agency."""
    report(folder, "SA", [(s, "" if (s, t) == ("huong", "kt") else t, x) for s, t, x in REPORTS["SA"]])
    result = merge(folder, master=False)
    assert not questions(result, "unanswered")
    assert [q.text for q in questions(result, "perhaps_unanswered")] == ["Trang thiết bị của đội kiểm tra đã xuống cấp"]


def in_cells(path: Path) -> list[str]:
    return [str(c) for r in keyed(path)["summary"].rows for c in r.cells if c]


@pytest.mark.slow
def test_the_leaders_sheets_have_questions_and_ideas(folder: Folder, tmp_path: Path) -> None:
    """A row for each question, with its agencies and group; an idea in each cell of the table, themes down, sections
    across, with its agencies, the most shared first, then those of a single one."""
    result = merge(folder)
    rows = records(keyed(folder.master)["questions"])
    assert [q.kind for q in result.questions] == [r.key for r in rows]
    row = next(r for r in rows if r.key == "perhaps_unanswered")
    assert (row["count"], row["theme"]) == (2, "Kiểm tra")
    assert row["group"] in {g.id for g in result.groups}
    sheet = keyed(folder.master)["summary"]
    ideas = [r for r in sheet.rows if not r.for_people]
    assert list(dict.fromkeys(r.key for r in ideas)) == ["tt", "kt", "unclassified"]
    checks = [str(sheet.value(r, "dat")) for r in ideas if r.key == "kt" and sheet.value(r, "dat")]
    assert checks[0].endswith("(02 đơn vị)")
    assert checks[1].endswith("(Sở C)")
    assert "Ý không rõ chủ đề (Sở C)" in {str(sheet.value(r, "huong")) for r in ideas if r.key == "unclassified"}
    # Questions and open decisions are internal: the copy for circulation does not claim that there are none.
    copy = tmp_path / "copy.xlsx"
    share_file(result, copy, folder.master)
    assert any(text.startswith(masters.QUESTIONS_TITLE.vi) for text in in_cells(folder.master))
    assert not [t for t in in_cells(copy) if t.startswith((masters.QUESTIONS_TITLE.vi, masters.QUESTIONS_NONE.vi))]
    # There is no question about what the coordinator hides; a zero before a single digit is Vietnamese only.
    edit(folder, {(group(result, "Xây dựng phần mềm quản lý hồ sơ một cửa").id, "hide"): "yes"})
    hidden = merge(folder, language="en")
    assert [q.text for q in questions(hidden, "perhaps_uncalled")] == ["Ý không rõ chủ đề"]
    assert "(2 agencies)" in {text[-12:] for text in in_cells(folder.master)}
