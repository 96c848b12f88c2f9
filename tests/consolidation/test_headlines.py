"""The leaders' key figures, compared with their target or with the same agencies' earlier figures."""

from pathlib import Path

import pytest

from tests.building import ABOUT, define, definition, filled, keyed, merge, table, typed, write
from tests.cases import cases
from toolkit.consolidation.key_figures import key_figures
from toolkit.form.contents import Filling
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


@pytest.mark.slow
@cases("""
| case | roster | figures | base | difference | of | expected |
|------|--------|---------|------|------------|----|----------|
| a report for one period only is no growth | | XA 100 101; XB 200 201; XC - 400 | 300 | 2 | 2 | chỉ tính 2 đơn vị |
| an agency without a report | | XA 100 110; XB 200 220 | 300 | 30 | | |
| none with both periods | | XA 100 -; XB - 220 | | | | chưa đủ số liệu hai kỳ để so sánh |
| a successor counts with those it replaced | merged | XA 100 -; XB 200 -; XN - 330; XC 50 50 | 350 | 30 | | |
| and once | merged | XA 100 -; XB 200 -; XN 300 330; XC 50 50 | 350 | 30 | 2 | chỉ tính 2 đơn vị |
""")
def test_a_change_counts_agencies_with_both_periods(
    tmp_path: Path, roster: str, figures: str, base: str, difference: str, of: str, expected: str
) -> None:
    """Where these are not all, the leaders' sheet says so."""
    folder = campaign(tmp_path, SUM, MERGED if roster else AGENCIES)
    found = comparison(fill(folder, figures))
    assert (found.base, found.difference, found.agencies) == (typed(base), typed(difference), typed(of))
    assert (found.kind == "none") == (base == "")
    lines = tile(folder)
    assert any(expected in line for line in lines)
    assert any("chỉ tính" in line for line in lines) == (of != "")


@pytest.mark.slow
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
    assert [found.base, found.difference] == pytest.approx([50, 10])
    assert found.agencies == 1


#: Key figures, what agencies report of 2019 and 2020, and the tile that they get.
TILES = r"""
| label | unit | kind | over | target | direction | choices | XA | XB | XC | tile |
|-------|------|------|------|--------|-----------|---------|----|----|----|------|
| Vụ cháy | vụ | count | last | 0 | lower | | 1 1 | 0 2 | | 3 vụ; ▲ chưa đạt mục tiêu 0 vụ (vượt 3 vụ) |
| Bỏ học | người | count | sum | 200 | lower | | 100 106 | | | 206; ▲ chưa đạt mục tiêu 200 người (vượt 6 người) |
| Tỷ lệ | % | percent | last | 0.5 | lower | | 0.4 '0,52% | | | 0,52 %; ▲ chưa đạt mục tiêu 0,5 % (vượt 0,02 điểm %) |
| Chi | tỷ đồng | money | last | 100 | lower | | 1 60 | 1 30.5 | 1 0 | 90,5; ▼ đạt mục tiêu 100 tỷ đồng |
| Thu | đồng | money | last | 100 | higher | | 1 60 | 1 30.5 | | 90,5; ▼ chưa đạt mục tiêu 100 đồng (thiếu 9,5 đồng) |
| A | có | yesno | last | 3 | higher | | có có | có không | | 1; ▼ chưa đạt mục tiêu 3 đơn vị (thiếu 2 đơn vị) |
| B | có | yesno | last | 1 | higher | | có có | có không | | 1; ▲ đạt mục tiêu 1 đơn vị |
| C | có | yesno | last | | higher | | không có | có có | | 2; ▲ 1 đơn vị (2020 so với 2019) |
| Mức | mức | choice | none | | | Đạt \| Chưa | Đạt Đạt | Chưa Đạt | | Đạt: 2; Chưa: 0; |
| Lãi 1 | tỷ đồng | money | last | | higher | | -30 60 | | | 60; ▲ 90 tỷ đồng (2020 so với 2019) |
| Lãi 2 | tỷ đồng | money | last | | higher | | -22.5 -6 | | | -6,0; ▲ 16,5 tỷ đồng (2020 so với 2019) |
| Lãi 3 | tỷ đồng | money | last | | higher | | 30 -10 | | | -10; ▼ 40 tỷ đồng (2020 so với 2019) |
| Lãi 4 | tỷ đồng | money | last | | higher | | 40 60 | | | 60; ▲ 50 % (2020 so với 2019) |
"""
ACROSS = {"percent": "mean", "yesno": "count_yes", "choice": "none"}


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 5, 10])
def test_key_figures_are_described_in_words(tmp_path: Path, first: int) -> None:
    """A figure over a ceiling is called so, the sign says above or below, answers are counted in agencies; figure and
    gap have as many decimals as show the difference, and a loss has no change in per cent."""
    rows = {f"A{n}": row for n, row in enumerate(table(TILES)[first : first + 5], start=1)}
    agencies = ("XA", "XB", "XC")
    indicators = [
        {"code": code, "topic": "Một", "headline": code[1:], "minimum": "-1000" if row["kind"] == "money" else ""}
        | {"across_agencies": ACROSS.get(row["kind"], "sum"), "across_periods": row["over"]}
        | {key: text for key, text in row.items() if key not in (*agencies, "over", "tile")}
        for code, row in rows.items()
    ]
    folder = define(tmp_path, {"campaign": [ABOUT], "agencies": table(AGENCIES), "indicators": indicators})
    for agency in agencies:
        sent = [(code, zip(("2019", "2020"), row[agency].split(), strict=False)) for code, row in rows.items()]
        write(folder, agency, Filling(figures={(code, key): typed(t) for code, own in sent for key, t in own}))
    found = key_figures(merge(folder, master=False), "vi")
    assert [f"{f.shown}; {f.comparison}".strip() for f in found] == [row["tile"] for row in rows.values()]
    assert all(("số đơn vị có" in f.label) == (f.indicator.kind == "yesno") for f in found)


@pytest.mark.slow
def test_an_incomplete_sum_does_not_meet_a_target_yet(tmp_path: Path) -> None:
    """The sum over periods is compared with it; a low figure may still rise by the missing reports, and where the total
    has a figure that breaks a rule, the share is that of the other agencies."""
    folder = campaign(tmp_path, "| A1 | Một | Bỏ học | người | count | sum | sum | 200 | lower | 1 | |")
    assert comparison(fill(folder, "XA 1 1; XB 2 2")).good is None
    assert comparison(fill(folder, "XA 1 1; XB 2 2; XC 3 3")).good is True
    found = comparison(fill(folder, "XA 100 106"))
    assert (found.kind, found.good) == ("target", False)
    rows = (
        "| A1 | Một | Đạt | % | percent | mean | last | 95 | higher | 1 | |\n"
        "| A2 | Một | Cả | % | percent | mean | last | | | | |"
    )
    rules = "| code | formula | severity | message |\n|--|--|--|--|\n| R1 | =A1<=A2 | error | Đạt hơn cả |"
    folder = definition(tmp_path / "rule", agencies=AGENCIES, indicators=INDICATOR + rows, rules=rules)
    filled(folder, "XA", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 90 | 99 |\n| A2 | 95 | 96 |")
    assert comparison(merge(folder, master=False)).good is None
    assert "mục tiêu 95 %" not in tile(folder)
    filled(folder, "XB", "| code | 2019 | 2020 |\n|---|---|---|\n| A1 | 90 | 96 |\n| A2 | 95 | 97 |")
    (first, *_) = key_figures(merge(folder, master=False), "vi")
    assert (first.shown, first.comparison) == ("96,0 %", "")
    assert first.coverage.endswith("không tính 01 đơn vị đang hỏi lại số liệu")


@pytest.mark.parametrize(
    ("value", "base", "decimals"),
    [(0.52, 0.5, 2), (0.5, 0.5, 1), (96.149, 95, 1), (0.44, 0.46, 2), (12.4, 12.35, 2), (100.0004, 100, 4)],
)
def test_decimals_that_show_a_difference(value: float, base: float, decimals: int) -> None:
    """The fewest that show that a figure differs from the one it is compared with, and by how much."""
    assert decimals_to_differ(value, base) == decimals


@pytest.mark.slow
def test_errors_and_blank_cells_are_counted_separately(tmp_path: Path) -> None:
    """Blank required cells are no errors in the sentence, nor in the count of agencies below it."""
    head = INDICATOR.replace("| code |", "| code | required |").replace("|------|", "|------|---|")
    rows = head + "| A1 | yes | Một | Học sinh | người | count | sum | last | | | | |"
    folder = definition(tmp_path, agencies=AGENCIES, indicators=rows)
    for figures, said, errors in (
        ("XA - -; XB 10 -; XC 10 12", "mục bắt buộc chưa điền", "0 còn lỗi"),
        ("XA nhiều 3; XB 10 -", "1 điểm đang hỏi lại", "; 1 còn lỗi"),
    ):
        fill(folder, figures)
        lines = tile(folder)
        reliable = next(text for text in lines if text.startswith("Độ tin cậy"))
        assert said in reliable
        assert ("hỏi lại" in reliable) == ("hỏi lại" in said)
        assert any(errors in text for text in lines)
