"""What leaders would ask, and the leaders' sheet's table of ideas."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge, records
from tests.narrative.test_groups import edit, group
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
        filled(folder, agency, lines=_lines(lines))
    return folder


def _lines(lines: list[tuple[str, str, str]]) -> str:
    rows = "\n".join(f"| {s} | {t} | {x} |" for s, t, x in lines)
    return f"| section | theme | text |\n|---|---|---|\n{rows}"


def questions(result: Consolidation, kind: str) -> list[LeadersQuestion]:
    return [q for q in result.questions if q.kind == kind]


@pytest.mark.slow
def test_what_is_answered_in_similar_words_raises_no_question(folder: Folder) -> None:
    """A limitation that a direction mentions is answered; one under a theme with different directions raises a
    question."""
    result = merge(folder)
    assert not questions(result, "unanswered")
    (question,) = questions(result, "perhaps_unanswered")
    assert (question.text, question.agencies) == ("Trang thiết bị của đội kiểm tra đã xuống cấp", ("SA", "SB"))


def test_a_limitation_is_unanswered_only_where_its_theme_has_no_direction(folder: Folder) -> None:
    """Under a theme with plans it may be answered in different words: that is a question, not a claim."""
    filled(folder, "SA", lines=_lines([t for t in REPORTS["SA"] if t[:2] != ("huong", "kt")]))
    (question,) = questions(merge(folder), "unanswered")
    assert (question.text, question.theme) == ("Trang thiết bị của đội kiểm tra đã xuống cấp", "kt")


def test_a_direction_without_a_theme_may_answer_its_agencys_limitation(folder: Folder) -> None:
    """An agency's plan is unclassified: it may answer the limitation of the same agency."""
    filled(folder, "SA", lines=_lines([(s, "" if (s, t) == ("huong", "kt") else t, x) for s, t, x in REPORTS["SA"]]))
    result = merge(folder)
    assert not questions(result, "unanswered")
    assert [q.text for q in questions(result, "perhaps_unanswered")] == ["Trang thiết bị của đội kiểm tra đã xuống cấp"]


@pytest.mark.slow
def test_a_direction_without_a_limitation_raises_a_question(folder: Folder) -> None:
    """Where no limitation has similar words."""
    result = merge(folder)
    assert not questions(result, "uncalled")
    assert {"Xây dựng phần mềm quản lý hồ sơ một cửa", "Ý không rõ chủ đề"} == {
        q.text for q in questions(result, "perhaps_uncalled")
    }


def test_boilerplate_copies_and_blank_sections_raise_questions(folder: Folder) -> None:
    """Set phrases, long texts that are word for word the same, and blank sections, each with its agencies."""
    result = merge(folder)
    assert [q.agencies for q in questions(result, "boilerplate")] == [("SA",)]
    assert [q.agencies for q in questions(result, "copied")] == [("SA", "SB")]
    assert [(q.section, q.agencies) for q in questions(result, "empty")] == [("han", ("SC",))]


def test_the_sheet_of_questions_has_a_row_for_each(folder: Folder) -> None:
    """With its agencies and group."""
    result = merge(folder)
    rows = records(keyed(folder.master)["questions"])
    assert [q.kind for q in result.questions] == [r.key for r in rows]
    row = next(r for r in rows if r.key == "perhaps_unanswered")
    assert (row["count"], row["theme"]) == (2, "Kiểm tra")
    assert row["group"] in {g.id for g in result.groups}


@pytest.mark.slow
def test_hidden_ideas_raise_no_question(folder: Folder) -> None:
    """There is no question about what the coordinator hides from the summary."""
    own = group(merge(folder), "Xây dựng phần mềm quản lý hồ sơ một cửa").id
    edit(folder, {(own, "hide"): "yes"})
    assert [q.text for q in questions(merge(folder), "perhaps_uncalled")] == ["Ý không rõ chủ đề"]


def test_the_leaders_table_has_an_idea_in_each_cell(folder: Folder) -> None:
    """Themes down, sections across; with its agencies, the most shared first, then those of a single one."""
    merge(folder)
    sheet = keyed(folder.master)["summary"]
    rows = [r for r in sheet.rows if not r.for_people]
    assert list(dict.fromkeys(r.key for r in rows)) == ["tt", "kt", "unclassified"]
    checks = [str(sheet.value(r, "dat")) for r in rows if r.key == "kt" and sheet.value(r, "dat")]
    assert checks[0].endswith("(02 đơn vị)")
    assert checks[1].endswith("(Sở C)")
    assert "Ý không rõ chủ đề (Sở C)" in {str(sheet.value(r, "huong")) for r in rows if r.key == "unclassified"}


def test_the_copy_for_circulation_has_no_questions(folder: Folder, tmp_path: Path) -> None:
    """Questions and open decisions are internal: the copy does not claim that there are none."""
    result = merge(folder)
    share_file(result, tmp_path / "copy.xlsx", folder.master)
    texts = [
        [str(c) for r in keyed(p)["summary"].rows for c in r.cells if c]
        for p in (folder.master, tmp_path / "copy.xlsx")
    ]
    words = (masters.QUESTIONS_TITLE.vi, masters.QUESTIONS_NONE.vi)
    assert [any(s.startswith(words[0]) for s in own) for own in texts] == [True, False]
    assert not [s for s in texts[1] for w in words if s.startswith(w)]


def test_numbers_of_agencies_follow_the_language(folder: Folder) -> None:
    """A zero before a single digit is Vietnamese only."""
    merge(folder, language="en")
    sheet = keyed(folder.master)["summary"]
    assert "(2 agencies)" in {str(c)[-12:] for r in sheet.rows for c in r.cells}
