"""What key figures would be if the missing agencies repeated their last reports, separate from every total."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import DAY, definition, filled
from toolkit.consolidation.late import repeated_figures
from toolkit.consolidation.leaders import make_leaders_page
from toolkit.model import Consolidation
from toolkit.run.folder import Folder
from toolkit.run.gathering import Means
from toolkit.run.operations import merge_files

AGENCIES = """
| code | name | short_name |
|------|------|------------|
| XA   | Xã A | xã A       |
| XB   | Xã B | xã B       |
| XC   | Xã C | xã C       |
| XD   | Xã D | xã D       |
"""
INDICATORS = """
| code | label       | unit  | kind    | across_agencies | across_periods | headline |
|------|-------------|-------|---------|-----------------|----------------|----------|
| HOP  | Số cuộc họp | cuộc  | count   | sum             | sum            | 1        |
| NG   | Số người    | người | count   | sum             | last           | 2        |
| TL   | Tỷ lệ       | %     | percent | mean            | last           | 3        |
"""
FIGURES = "| code | {keys} |\n|---|---|---|\n| HOP | {a} | {a} |\n| NG | {b} | {b} |\n| TL | 50 | 50 |"


def give(folder: Folder, agency: str, meetings: int, people: int) -> None:
    keys = " | ".join(p.key for p in folder.campaign.periods)
    filled(folder, agency, FIGURES.format(keys=keys, a=meetings, b=people))


def make(root: Path) -> Folder:
    folder = definition(root, about={"id": "TRUOC", "periods": "2017 | 2018"}, agencies=AGENCIES, indicators=INDICATORS)
    for agency, meetings, people in (("XA", 10, 100), ("XB", 40, 7), ("XC", 1, 300), ("XD", 5, 5)):
        give(folder, agency, meetings, people)
    return folder


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Consolidation:
    tmp_path = tmp_path_factory.mktemp("late")
    before = make(tmp_path / "before")
    _, master = merge_files(before, as_of=DAY, means=Means(workers=1))
    now = definition(tmp_path / "now", about={"periods": "2019 | 2020"}, agencies=AGENCIES, indicators=INDICATORS)
    give(now, "XA", 12, 120)
    return merge_files(now, previous=master, as_of=DAY, means=Means(workers=1))[0]


@pytest.mark.slow
def test_missing_agencies_are_added_with_their_previous_figures(result: Consolidation) -> None:
    """Their previous figures are added to sums, and the fewest agencies that make up 95 % of them are named."""
    meetings, people = repeated_figures(result)
    assert (meetings.indicator, meetings.without, meetings.repeated) == ("HOP", 24, 24 + 2 * (40 + 1 + 5))
    assert meetings.calls == ("XB", "XD")
    assert (people.indicator, people.without, people.repeated) == ("NG", 120, 120 + 7 + 300 + 5)
    assert people.calls == ("XC",)
    assert (people.known, people.missing) == (3, 3)


def test_totals_never_include_previous_figures(result: Consolidation) -> None:
    """Totals count what was received, and the leaders' page says so."""
    assert result.totals["HOP", "total"].value == 24
    text = make_leaders_page(result, "vi").progress.text
    assert "không tính vào tổng" in text
    assert "từ 24 thành khoảng 116 cuộc, hỏi trước xã B; xã D" in text


def test_without_a_previous_campaign_there_is_no_projection(result: Consolidation) -> None:
    """Unknown figures are not guessed."""
    assert repeated_figures(replace(result, previous=None)) == ()
    assert "đợt trước" not in make_leaders_page(replace(result, previous=None), "vi").progress.text
