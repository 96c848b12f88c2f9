"""The leaders' page as data: the first sheet of the master shows what the record has."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import DAY, definition, filled, keyed, merge
from toolkit.consolidation.ideas import ideas_by_section, ideas_by_theme, ideas_of, sections_of
from toolkit.consolidation.late import repeated_figures
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.disclosure.sharing import share
from toolkit.model import Language
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files

AGENCIES = """
| code | name | short_name |
|------|------|------------|
| SA   | Sở A | Sở A       |
| SB   | Sở B | Sở B       |
| SC   | Sở C | Sở C       |
| SD   | Sở D | Sở D       |
"""
INDICATORS = r"""
| code | label     | unit | kind   | across_agencies | across_periods | headline | target | direction | choices |
|------|-----------|------|--------|-----------------|----------------|----------|--------|-----------|---------|
| C1   | Số cây    | cây  | count  | sum             | sum            | 1        | 100    | higher    |         |
| C2   | Số tổ     | tổ   | count  | sum             | last           | 2        |        | higher    |         |
| C3   | Cách làm  |      | choice | none            | last           | 3        |        |           | mới \| cũ |
| C4   | Số vườn   | vườn | count  | sum             | last           | 4        |        |           |         |
"""
SECTIONS = """
| code | role        | heading      |
|------|-------------|--------------|
| tc   | organisation| Tổ chức      |
| dat  | achievement | Mặt đạt được |
| han  | limitation  | Hạn chế      |
"""
THEMES = r"""
| code | label     | keywords  |
|------|-----------|-----------|
| dat  | Đất, nước | nước \| đất |
| tien | Kinh phí  | kinh phí  |
"""
LINES = """
| section | text                      |
|---------|---------------------------|
| tc      | Đã lập ba tổ.             |
| dat     | Đất đã được cải tạo.      |
| han     | Thiếu nước tưới mùa khô.  |
| han     | {own}                     |
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)
    for agency, trees, own in (
        ("SA", 40, "Kinh phí chậm."),
        ("SB", 30, "Vườn ươm ở xa."),
        ("SC", 20, "Kinh phí chậm."),
    ):
        figures = f"| code | 2019 | 2020 |\n|---|---|---|\n| C1 | {trees} | 5 |\n| C2 | 3 | 4 |\n| C3 | mới | cũ |\n"
        filled(folder, agency, figures, LINES.format(own=own))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_sheet_shows_what_the_record_has(folder: Folder, language: Language) -> None:
    """Each sentence, label, comparison and caveat is on the sheet, word for word."""
    result = merge(folder, language=language)
    page = make_leaders_page(result, language)
    cells = {str(cell) for row in keyed(folder.master)["summary"].rows for cell in row.cells if cell is not None}
    assert {page.title, page.subtitle, *page.lines.values(), page.progress.text} <= cells
    assert page.questions is not None
    assert {f"• {line.text}" for line in page.questions} <= cells
    assert {text for f in page.key_figures for text in (f.label, f.comparison, f.coverage)} - {""} <= cells
    assert {paragraph.text for paragraph in page.figures} <= cells
    assert [f.sort for f in page.key_figures] == ["number", "number", "answers"]
    assert page.key_figures[0].value == 105.0
    assert (page.progress.missing, page.progress.is_open) == (("SD",), True)


@pytest.mark.slow
def test_the_leaders_sheet_has_four_lines(folder: Folder, tmp_path: Path) -> None:
    """Targets with both numbers and main ideas; missing agencies by group; open questions; how reliable it all is.
    Where no agency has reported, each line is still a sentence."""
    result = merge(folder, master=False)
    lines = make_leaders_page(result, "vi").lines
    assert list(lines) == ["conclusion", "press", "decide", "trust"]
    assert lines["conclusion"] == (
        "Kết luận: Đạt mục tiêu: Số cây (105 cây so với 100 cây). "
        "Hạn chế được nêu nhiều nhất: “Thiếu nước tưới mùa khô” (03/03 đơn vị)."
    )
    assert lines["press"].startswith("Đôn đốc: Còn 01/04 đơn vị chưa báo cáo")
    assert "trước hết: Sở D." in lines["press"]
    assert lines["decide"] == "Xin ý kiến: Không có kiến nghị hay mục tiêu chưa đạt cần quyết định."
    assert lines["trust"].startswith("Độ tin cậy: Tính trên báo cáo của 03/04 đơn vị; ")
    assert not any(word in text for text in lines.values() for word in ("nhóm", "ý khác nhau", "rà soát"))
    # A copy for circulation says so; questions are internal.
    page = make_leaders_page(share(result).result, "vi", shared=True)
    assert page.notice.startswith("BẢN CHIA SẺ")
    assert page.questions is None
    # Ideas are listed once by theme and by section, those of the most agencies first, from the usual roles only.
    sections = sections_of(result.campaign)
    assert [s.code for s in sections] == ["dat", "han"]
    by_section = ideas_by_section(ideas_of(result), sections)
    by_theme = [i for own in ideas_by_theme(result, sections).values() for ideas in own.values() for i in ideas]
    assert sorted(i.first.id for i in by_theme) == sorted(i.first.id for ideas in by_section.values() for i in ideas)
    assert [len(i.agencies) for i in by_section["han"]] == [3, 2, 1]

    bare = definition(tmp_path / "bare", agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES)
    languages: tuple[Language, ...] = ("vi", "en")
    for language in languages:
        texts = make_leaders_page(merge(bare, master=False), language).lines.values()
        assert all(text.endswith(".") and len(text) > 20 for text in texts)


# --- What key figures would be if missing agencies repeated their last reports, separate from every total ---

PROJECTED = """
| code | label       | unit  | kind    | across_agencies | across_periods | headline |
|------|-------------|-------|---------|-----------------|----------------|----------|
| HOP  | Số cuộc họp | cuộc  | count   | sum             | sum            | 1        |
| NG   | Số người    | người | count   | sum             | last           | 2        |
| TL   | Tỷ lệ       | %     | percent | mean            | last           | 3        |
"""
FIGURES = "| code | {keys} |\n|---|---|---|\n| HOP | {a} | {a} |\n| NG | {b} | {b} |\n| TL | 50 | 50 |"
BEFORE = {"SA": (10, 100), "SB": (40, 7), "SC": (1, 300), "SD": (5, 5)}


def make(root: Path, id: str, periods: str, given: Mapping[str, tuple[int, int]]) -> Folder:
    folder = definition(root, about={"id": id, "periods": periods}, agencies=AGENCIES, indicators=PROJECTED)
    for agency, (meetings, people) in given.items():
        keys = " | ".join(p.key for p in folder.campaign.periods)
        filled(folder, agency, FIGURES.format(keys=keys, a=meetings, b=people))
    return folder


@pytest.mark.slow
def test_missing_agencies_are_added_with_their_previous_figures(tmp_path: Path) -> None:
    """To sums, never to totals; the fewest agencies that make up 95 % of them are named."""
    last = make(tmp_path / "last", "TRUOC", "2017 | 2018", BEFORE)
    merge(last)
    now = make(tmp_path / "now", "NAY", "2019 | 2020", {"SA": (12, 120)})
    result, _ = merge_files(now, previous=last.master, as_of=DAY, means=Means(workers=1))
    meetings, people = repeated_figures(result)
    assert (meetings.indicator, meetings.without, meetings.repeated) == ("HOP", 24, 24 + 2 * (40 + 1 + 5))
    assert meetings.calls == ("SB", "SD")
    assert (people.indicator, people.without, people.repeated) == ("NG", 120, 120 + 7 + 300 + 5)
    assert people.calls == ("SC",)
    assert (people.known, people.missing) == (3, 3)
    assert result.totals["HOP", "total"].value == 24
    text = make_leaders_page(result, "vi").progress.text
    assert "không tính vào tổng" in text
    assert "từ 24 thành khoảng 116 cuộc, hỏi trước Sở B; Sở D" in text


def test_without_a_previous_campaign_there_is_no_projection(tmp_path: Path) -> None:
    """Unknown figures are not guessed."""
    result = merge(make(tmp_path, "NAY", "2019 | 2020", {"SA": (12, 120)}), master=False)
    assert repeated_figures(result) == ()
    assert "đợt trước" not in make_leaders_page(result, "vi").progress.text
