"""The leaders' key figures, compared with their target or with the same agencies' earlier figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import definition, filled, keyed, merge
from toolkit.model import Consolidation, HeadlineComparison
from toolkit.run.folder import Folder
from toolkit.values.numbers import decimals_to_differ

AGENCIES = """
| code | name      | group | since      | until      | replaced_by |
|------|-----------|-------|------------|------------|-------------|
| XA   | UBND xã A | xã    |            |            |             |
| XB   | UBND xã B | xã    |            |            |             |
| XC   | UBND xã C | xã    |            |            |             |
"""
MERGED = """
| code | name      | group | since      | until      | replaced_by |
|------|-----------|-------|------------|------------|-------------|
| XA   | UBND xã A | xã    |            | 2019-12-31 | XN          |
| XB   | UBND xã B | xã    |            | 2019-12-31 | XN          |
| XN   | UBND xã N | xã    | 2020-01-01 |            |             |
| XC   | UBND xã C | xã    |            |            |             |
"""
INDICATOR = """
| code | topic | label | unit | kind | across_agencies | across_periods | target | direction | headline | choices |
|------|-------|-------|------|------|-----------------|----------------|--------|-----------|----------|---------|
"""


def campaign(folder: Path, indicators: str, agencies: str = AGENCIES) -> Folder:
    return definition(folder, agencies=agencies, indicators=INDICATOR + indicators)


def fill(folder: Folder, figures: str, code: str = "A1") -> Consolidation:
    """`XA 10 12; XB 20` gives each agency's figures of 2019 and 2020; `-` is blank."""
    for own in figures.split(";"):
        agency, *cells = own.split()
        shown = " | ".join("" if c == "-" else c.replace("_", " ") for c in cells)
        filled(folder, agency, f"| code | 2019 | 2020 |\n|---|---|---|\n| {code} | {shown} |")
    return merge(folder, master=False)


def comparison(result: Consolidation) -> HeadlineComparison:
    return result.headlines[0].comparison


def tile(folder: Folder) -> list[str]:
    """The first key figure's lines on the leaders' sheet."""
    merge(folder)
    sheet = keyed(folder.master)["summary"]
    lines = [[str(cell) for cell in row.cells if cell not in (None, "")] for row in sheet.rows]
    return [text for line in lines for text in line]


SUM = "| A1 | Một | Học sinh | người | count | sum | last | | higher | 1 | |"


@pytest.mark.parametrize(
    ("agencies", "figures", "base", "difference", "of", "expected"),
    [
        (AGENCIES, "XA 100 101; XB 200 201; XC - 400", 300, 2, 2, "chỉ tính 2 đơn vị"),
        (AGENCIES, "XA 100 110; XB 200 220", 300, 30, None, ""),
        (AGENCIES, "XA 100 -; XB - 220", None, None, None, "chưa đủ số liệu hai kỳ để so sánh"),
        (MERGED, "XA 100 -; XB 200 -; XN - 330; XC 50 50", 350, 30, None, ""),
        (MERGED, "XA 100 -; XB 200 -; XN 300 330; XC 50 50", 350, 30, 2, "chỉ tính 2 đơn vị"),
    ],
)
def test_a_change_counts_agencies_with_both_periods(
    tmp_path: Path, agencies: str, figures: str, base: int | None, difference: int | None, of: int | None, expected: str
) -> None:
    """A report for the later period only is no growth; an agency counts, once, with those that it replaced."""
    folder = campaign(tmp_path, SUM, agencies)
    found = comparison(fill(folder, figures))
    assert (found.base, found.difference, found.agencies) == (base, difference, of)
    assert (found.kind == "none") == (base is None)
    lines = tile(folder)
    assert any(expected in line for line in lines)
    assert any("chỉ tính" in line for line in lines) == (of is not None)


def test_a_change_of_a_rate_counts_agencies_with_every_member_in_both_periods(tmp_path: Path) -> None:
    """An agency without one member of the computed figure in either period is not in the change."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators="""
| code | topic | label | unit  | kind    | across_agencies | across_periods | headline | formula    |
|------|-------|-------|-------|---------|-----------------|----------------|----------|------------|
| A1   | Một   | Đạt   | người | count   | sum             | sum            |          |            |
| A2   | Một   | Cả    | người | count   | sum             | last           |          |            |
| A3   | Một   | Tỷ lệ | %     | percent |                 | none           | 1        | =A1/A2*100 |
""",
    )
    filled(folder, "XA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 1 | 2 |\n| A2 | 10 | |")
    filled(folder, "XB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 5 | 6 |\n| A2 | 10 | 10 |")
    found = comparison(merge(folder, master=False))
    assert found.base == pytest.approx(50)
    assert found.difference == pytest.approx(10)
    assert found.agencies == 1


@pytest.mark.slow
def test_the_target_of_a_sum_is_compared_with_the_sum(tmp_path: Path) -> None:
    """An indicator that is added up over the periods is compared with its target as a whole."""
    folder = campaign(tmp_path, "| A1 | Một | Bỏ học | người | count | sum | sum | 200 | lower | 1 | |")
    found = comparison(fill(folder, "XA 100 106"))
    assert (found.kind, found.difference, found.good) == ("target", 6, False)
    assert any("▲ chưa đạt mục tiêu 200 người (vượt 6 người)" in text for text in tile(folder))


@pytest.mark.slow
def test_an_incomplete_sum_does_not_meet_a_target_yet(tmp_path: Path) -> None:
    """A figure that should be low may still rise by the missing reports: it is not called met or missed."""
    folder = campaign(tmp_path, "| A1 | Một | Bỏ học | người | count | sum | sum | 200 | lower | 1 | |")
    assert comparison(fill(folder, "XA 1 1; XB 2 2")).good is None
    assert comparison(fill(folder, "XA 1 1; XB 2 2; XC 3 3")).good is True


@pytest.mark.slow
def test_a_missed_target_never_looks_like_a_met_one(tmp_path: Path) -> None:
    """Figure and gap have as many decimals as show the difference."""
    folder = campaign(tmp_path, "| A1 | Một | Bỏ học | % | percent | mean | last | 0.5 | lower | 1 | |")
    fill(folder, "XA 0.4 '0,52%")
    assert any("▲ chưa đạt mục tiêu 0,5 % (vượt 0,02 điểm %)" in text for text in tile(folder))


@pytest.mark.parametrize(
    ("value", "base", "decimals"),
    [(0.52, 0.5, 2), (0.5, 0.5, 1), (96.149, 95, 1), (0.44, 0.46, 2), (12.4, 12.35, 2), (100.0004, 100, 4)],
)
def test_decimals_that_show_a_difference(value: float, base: float, decimals: int) -> None:
    """The fewest that show that a figure differs from the one it is compared with, and by how much."""
    assert decimals_to_differ(value, base) == decimals


def test_answers_are_counted_in_agencies(tmp_path: Path) -> None:
    """The key figure of a yes-or-no question, and its change, are numbers of agencies."""
    folder = campaign(tmp_path, "| A1 | Một | Có KH | có/không | yesno | count_yes | last | | higher | 1 | |")
    fill(folder, "XA không có; XB có có")
    texts = tile(folder)
    assert any("Có KH (số đơn vị có)" in text for text in texts)
    assert any("▲ 1 đơn vị" in text for text in texts)


def test_a_choice_shows_the_count_of_each_answer(tmp_path: Path) -> None:
    """The key figure of a choice lists the answers, and does not say that there are no figures."""
    folder = campaign(tmp_path, r"| A1 | Một | Mức | mức | choice | none | none | | | 1 | Đạt \| Chưa |")
    fill(folder, "XA Đạt Đạt; XB Chưa Đạt")
    texts = tile(folder)
    assert "Đạt: 2; Chưa: 0" in texts
    assert not any("chưa có số liệu" in text or "chưa có kỳ" in text for text in texts)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("indicator", "figures", "expected"),
    [
        ("Vụ cháy | vụ | count | sum | last | 0 | lower", "XA 1 1; XB 0 2", "▲ chưa đạt mục tiêu 0 vụ (vượt 3 vụ)"),
        (
            "Chi | tỷ đồng | money | sum | last | 100 | lower",
            "XA 1 60; XB 1 30.5; XC 1 0",
            "▼ đạt mục tiêu 100 tỷ đồng",
        ),
        (
            "Thu | tỷ đồng | money | sum | last | 100 | higher",
            "XA 1 60; XB 1 30.5",
            "▼ chưa đạt mục tiêu 100 tỷ đồng (thiếu 9,5 tỷ đồng)",
        ),
        (
            "Có KH | có/không | yesno | count_yes | last | 3 | higher",
            "XA có có; XB có không",
            "▼ chưa đạt mục tiêu 3 đơn vị (thiếu 2 đơn vị)",
        ),
        (
            "Có KH | có/không | yesno | count_yes | last | 1 | higher",
            "XA có có; XB có không",
            "▲ đạt mục tiêu 1 đơn vị",
        ),
    ],
)
def test_targets_are_described_in_words(tmp_path: Path, indicator: str, figures: str, expected: str) -> None:
    """A figure over a ceiling is called so, the sign says above or below, and answers are counted in agencies."""
    folder = campaign(tmp_path, f"| A1 | Một | {indicator} | 1 | |")
    fill(folder, figures)
    assert expected in tile(folder)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(-30, 60, "▲ 90 tỷ đồng"), (-22.5, -6, "▲ 16,5 tỷ đồng"), (30, -10, "▼ 40 tỷ đồng"), (40, 60, "▲ 50 %")],
)
def test_a_loss_has_no_change_in_per_cent(tmp_path: Path, before: float, now: float, expected: str) -> None:
    """The change from a loss to a profit is shown in its unit: a percentage of a loss means nothing."""
    head = INDICATOR.replace("choices |", "minimum |")
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators=head + "| A1 | Một | Lãi | tỷ đồng | money | sum | last | | higher | 1 | -1000 |",
    )
    fill(folder, f"XA {before} {now}")
    assert any(text.startswith(expected) for text in tile(folder))


def test_a_figure_with_an_open_error_claims_no_success(tmp_path: Path) -> None:
    """Where the total has a figure that breaks a rule, the target is named without saying that it is met."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators=INDICATOR
        + (
            "| A1 | Một | Đạt | % | percent | mean | last | 95 | higher | 1 | |\n"
            "| A2 | Một | Cả | % | percent | mean | last | | | | |"
        ),
        rules=(
            "| code | formula | severity | message | fix |\n|--|--|--|--|--|\n"
            "| R1 | =A1<=A2 | error | Đạt hơn cả | Xem lại |"
        ),
    )
    filled(folder, "XA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 90 | 99 |\n| A2 | 95 | 96 |")
    assert comparison(merge(folder, master=False)).good is None
    assert "mục tiêu 95 %" in tile(folder)


@pytest.mark.slow
def test_errors_and_blank_cells_are_counted_separately(tmp_path: Path) -> None:
    """Blank required cells are no errors in the sentence, nor in the count of agencies below it."""
    indicators = (
        INDICATOR.replace("| code |", "| code | required |").replace("|------|", "|------|---|")
        + "| A1 | yes | Một | Học sinh | người | count | sum | last | | | | |"
    )
    folder = definition(tmp_path, agencies=AGENCIES, indicators=indicators)
    fill(folder, "XA - -; XB 10 -; XC 10 12")
    lines = tile(folder)
    blank = next(text for text in lines if text.startswith("Độ tin cậy"))
    assert "mục bắt buộc chưa điền" in blank
    assert "hỏi lại" not in blank
    assert any("0 còn lỗi" in text for text in lines)
    fill(folder, "XA nhiều 3; XB 10 -")
    lines = tile(folder)
    both = next(text for text in lines if text.startswith("Độ tin cậy"))
    assert "1 điểm đang hỏi lại" in both
    assert any("; 1 còn lỗi" in text for text in lines)
