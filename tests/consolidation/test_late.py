"""What key figures would be if the missing agencies repeated their last reports, separate from every total."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.building import DAY, definition, filled, merge
from toolkit.consolidation.late import repeated_figures
from toolkit.consolidation.leaders import make_leaders_page
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
BEFORE = {"XA": (10, 100), "XB": (40, 7), "XC": (1, 300), "XD": (5, 5)}


def make(root: Path, id: str, periods: str, given: Mapping[str, tuple[int, int]]) -> Folder:
    folder = definition(root, about={"id": id, "periods": periods}, agencies=AGENCIES, indicators=INDICATORS)
    for agency, (meetings, people) in given.items():
        keys = " | ".join(p.key for p in folder.campaign.periods)
        filled(folder, agency, FIGURES.format(keys=keys, a=meetings, b=people))
    return folder


@pytest.mark.slow
def test_missing_agencies_are_added_with_their_previous_figures(tmp_path: Path) -> None:
    """To sums, never to totals; the fewest agencies that make up 95 % of them are named."""
    last = make(tmp_path / "last", "TRUOC", "2017 | 2018", BEFORE)
    merge(last)
    now = make(tmp_path / "now", "NAY", "2019 | 2020", {"XA": (12, 120)})
    result, _ = merge_files(now, previous=last.master, as_of=DAY, means=Means(workers=1))
    meetings, people = repeated_figures(result)
    assert (meetings.indicator, meetings.without, meetings.repeated) == ("HOP", 24, 24 + 2 * (40 + 1 + 5))
    assert meetings.calls == ("XB", "XD")
    assert (people.indicator, people.without, people.repeated) == ("NG", 120, 120 + 7 + 300 + 5)
    assert people.calls == ("XC",)
    assert (people.known, people.missing) == (3, 3)
    assert result.totals["HOP", "total"].value == 24
    text = make_leaders_page(result, "vi").progress.text
    assert "không tính vào tổng" in text
    assert "từ 24 thành khoảng 116 cuộc, hỏi trước xã B; xã D" in text


def test_without_a_previous_campaign_there_is_no_projection(tmp_path: Path) -> None:
    """Unknown figures are not guessed."""
    result = merge(make(tmp_path, "NAY", "2019 | 2020", {"XA": (12, 120)}), master=False)
    assert repeated_figures(result) == ()
    assert "đợt trước" not in make_leaders_page(result, "vi").progress.text
