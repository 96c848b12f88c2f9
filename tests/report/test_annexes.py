"""The annexes of figures in the Word report: totals, targets, decimals, notes and columns."""

from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.building import definition, filled, merge
from tests.report.planting import ABOUT, AGENCIES, SECTIONS, drawn, harvested, report_of
from toolkit.model import Consolidation
from toolkit.report.assembly import make_report
from toolkit.report.word_tables import width_in_mm
from toolkit.run.folder import Folder


def campaign(root: Path, indicators: str, **about: str) -> Folder:
    """The folder of a campaign with other indicators."""
    return definition(root, about={**ABOUT, **about}, agencies=AGENCIES, indicators=indicators, sections=SECTIONS)


def figures(*rows: str) -> str:
    return "\n".join(("| code | 2019 | 2020 |", *rows))


@pytest.mark.slow
def test_the_annex_has_figures_with_source_and_coverage() -> None:
    """Totals by period, target, the number of agencies in them, and their names; a missing value is no zero."""
    annex, late, texts = make_report(harvested()).annexes
    assert annex.landscape
    head = "TT|Chỉ tiêu|Đơn vị tính|2019|2020|Cả kỳ|Mục tiêu|Số đơn vị có số liệu|Nguồn số liệu"
    rows = ["|".join(row.cells) for row in annex.rows]
    assert "|".join(annex.columns) == head
    assert rows[:4] == [
        "Trồng",
        "1|Số cây trồng mới|cây|2.000|2.600|4.600|5.000|2/4|Tất cả các đơn vị",
        "2|Trong đó: cây sống|cây|2.000|…|2.000||2/4 (đủ các kỳ: 0)|Tất cả các đơn vị",
        "3|Tỷ lệ cây sống|%|100,00|…|100,00||2/4 (đủ các kỳ: 0)|Tính từ các chỉ tiêu khác",
    ]
    assert rows[6].split("|")[3:6] == ["2 đơn vị có", "1 đơn vị có", "–"]
    assert [row.cells for row in late.rows] == [("1", "Ủy ban nhân dân thị xã Tây An", "Chưa gửi báo cáo", "5")]
    assert (annex.label, late.label, texts.label) == ("Phụ lục I", "Phụ lục II", "Phụ lục III")


@pytest.mark.slow
def test_a_row_of_the_annex_has_one_number_of_decimals(tmp_path: Path) -> None:
    """The most that one of its figures needs; a figure is never printed with fewer than it has."""
    indicators = r"""
| code | label | unit       | kind    | across_agencies | across_periods | target |
|------|-------|------------|---------|-----------------|----------------|--------|
| M    | Tiền  | triệu đồng | money   | sum             | sum            | 3000   |
| D    | Điểm  | điểm       | decimal | sum             | mean           |        |
| C    | Cây   | cây        | count   | sum             | sum            | 5000   |
| E    | Đều   | điểm       | decimal | sum             | mean           |        |
| V    | Đồng  | đồng       | money   | sum             | sum            |        |
| N    | Nghìn | nghìn đồng | money   | sum             | sum            |        |
| R    | Trống | %          | percent | mean            | mean           | 0.25   |
"""
    sent = """
| code | 2018    | 2019  | 2020       |
| M    | 320     | 640   | 1280       |
| D    | 8.25    | 8.5   | 9          |
| C    | 1000    | 20    | 3          |
| E    | 8.55    | 8.55  | 8.55       |
| V    | 550000  | 20000 | 4800000000 |
| N    | 5200000 | 20    | 100        |
"""
    folder = campaign(tmp_path, indicators, periods="2018|2019|2020")
    filled(folder, "SCX", sent)
    result = merge(folder, master=False)
    whole, one = (r.annexes[0] for r in (make_report(result), report_of(result, "SCX")))
    assert ["|".join(row.cells[3:7]) for row in one.rows] == [
        "320|640|1.280|2.240",
        "8,25|8,50|9,00|8,58",
        "1.000|20|3|1.023",
        "8,55|8,55|8,55|8,55",
        "550.000|20.000|4.800.000.000|4.800.570.000",
        "5.200.000|20|100|5.200.120",
        "…|…|…|…",
    ]
    assert [row.cells[3:7] for row in whole.rows] == [row.cells[3:7] for row in one.rows]
    assert "|".join(row.cells[7] for row in whole.rows) == "3.000||5.000||||0,25"


def test_the_target_is_printed_as_it_was_typed(tmp_path: Path) -> None:
    """It is never rounded like the row, whose format does not depend on it."""
    folder = campaign(
        tmp_path,
        r"""
| code | label  | unit | kind    | across_agencies | across_periods | target | formula  |
| A    | Bỏ học | em   | count   | sum             | last           |        |          |
| B    | Cả     | em   | count   | sum             | last           |        |          |
| C    | Tỷ lệ  | %    | percent |                 | last           | 0.5    | =A/B*100 |
| D    | Điểm   | điểm | decimal | mean            | last           | 12.35  |          |
| E    | Trống  | %    | percent | mean            | last           | 0.25   |          |
""",
    )
    filled(folder, "SCX", figures("| A | 36 | 52 |", "| B | 10000 | 10000 |", "| D | 12.4 | 12.4 |"))
    rows = [row.cells for row in make_report(merge(folder, master=False)).annexes[0].rows[2:]]
    assert [(r[3], r[4], r[6]) for r in rows] == [
        ("0,36", "0,52", "0,5"),
        ("12,4", "12,4", "12,35"),
        ("…", "…", "0,25"),
    ]


def test_missing_parts_of_a_total_are_noted(tmp_path: Path) -> None:
    """Agencies without a weight, and members from different agencies, are noted under the annex."""
    folder = campaign(
        tmp_path,
        r"""
| code | label | unit | kind    | owner | weight | across_agencies | across_periods | formula |
| A    | Tỷ lệ | %    | percent |       | B      | mean            | last           |         |
| B    | Cả    | em   | count   |       |        | sum             | last           |         |
| C    | Vụ    | vụ   | count   | SCX   |        | sum             | last           |         |
| D    | BQ    | vụ   | decimal |       |        |                 | last           | =C/B    |
""",
    )
    filled(folder, "SCX", figures("| A | | 50 |", "| B | | 10 |", "| C | | 5 |"))
    filled(folder, "SDN", figures("| A | | 90 |", "| B | | 0 |"))
    assert make_report(merge(folder, master=False)).annexes[0].notes == (
        "(1) Tỷ lệ (2020, Cả kỳ): chưa gồm các đơn vị không có trọng số hoặc trọng số bằng 0.",
        "(2) BQ (2020, Cả kỳ): tính từ số liệu của các đơn vị không như nhau.",
    )


def test_an_indicator_reported_once_has_no_missing_period(tmp_path: Path) -> None:
    """A choice has no total over the periods, and a date reported once is complete; a share without a total over them
    has a dash for it, and the least and most agencies of a period."""
    folder = campaign(
        tmp_path,
        r"""
| code | label | unit | kind    | choices | across_agencies | across_periods | formula    |
| A    | Mức   | mức  | choice  | A \| B  | none            | last           |            |
| B    | Ngày  | ngày | date    |         | none            | none           |            |
| C1   | Cây   | cây  | count   |         | sum             | sum            |            |
| C2   | Sống  | cây  | count   |         | sum             | sum            |            |
| C3   | Tỷ lệ | %    | percent |         |                 | none           | =C2/C1*100 |
""",
    )
    counts = ("| C1 | 1250 | 1300 |", "| C2 | 1000 | 5 |")
    filled(folder, "SCX", figures("| A | A | B |", "| B | 2020-01-05 | |", counts[0], "| C2 | 1000 | |"))
    filled(folder, "SDN", figures(*counts))
    rows = [row.cells for row in make_report(merge(folder, master=False)).annexes[0].rows]
    assert [(r[5], r[7]) for r in rows[:2]] == [("–", "1/4"), ("–", "1/4")]
    assert rows[4][1:] == ("Tỷ lệ", "%", "80,00", "0,38", "–", "", "1–2/4", "Tính từ các chỉ tiêu khác")


PLAIN = r"""
| code | label   | unit           | kind    | choices                             | weight | across_agencies | across_periods |
|------|---------|----------------|---------|-------------------------------------|--------|-----------------|----------------|
| A    | Tỷ lệ   | %              | percent |                                     | B      | mean            | mean           |
| B    | Cả      | đồng/người/năm | decimal |                                     |        | sum             | sum            |
| C    | Cách    | cách           | choice  | Trực tiếp tại trung tâm \| Từ xa     |        | none            | none           |
| D    | Đầu mối | chữ            | text    |                                     |        | none            | none           |
"""  # noqa: E501


def plain(tmp_path: Path, periods: str) -> Consolidation:
    """The merge of a campaign of figures alone."""
    folder = definition(tmp_path, about={**ABOUT, "periods": periods}, agencies=AGENCIES, indicators=PLAIN)
    words = "| C | Trực tiếp tại trung tâm |\n| D | Nguyễn Thị Hồng Nhung, Phó Trưởng phòng Nội vụ kiêm Trưởng ban |"
    for agency, weight in (("SCX", 7), ("SDN", 0)):
        filled(folder, agency, f"| code | {periods.split('|', maxsplit=1)[0]} |\n| A | 50 |\n| B | {weight} |\n{words}")
    return merge(folder, master=False)


@pytest.mark.parametrize(("periods", "together"), [("2020", ()), ("2019|2020", ("Cả kỳ",))])
def test_a_single_period_has_no_column_of_all_periods(tmp_path: Path, periods: str, together: tuple[str, ...]) -> None:
    """It would repeat it; notes and legend do not mention it either. Nothing follows the opening of figures alone, so
    it is a complete sentence."""
    result = plain(tmp_path, periods)
    labels = (*periods.split("|"), *together)
    report, alone = make_report(result), report_of(result, "SCX")
    for annex in (report.annexes[0], alone.annexes[0]):
        assert annex.columns[3 : 3 + len(labels)] == labels
        assert len(annex.columns) == len(annex.kinds) == len(annex.rows[0].cells)
        assert ("“Cả kỳ”" in annex.legend) is bool(together)
    (note,) = report.annexes[0].notes
    assert note.startswith(f"(1) Tỷ lệ ({', '.join(('2019', *together) if together else labels)}): ")
    assert report.opening.endswith(
        "ngày 15 tháng 01 năm 2021; còn 02 đơn vị chưa có báo cáo, nêu tại Phụ lục II; số liệu chi tiết tại Phụ lục I."
    )
    assert alone.opening.endswith("Sở Cây xanh, Hoa và Thảm cỏ báo cáo kết quả; số liệu chi tiết tại Phụ lục.")


def test_words_among_figures_are_left_aligned(tmp_path: Path) -> None:
    """In a column wide enough for few lines; a unit is not split inside a word."""
    table = docx.Document(BytesIO(drawn(report_of(plain(tmp_path, "2020"), "SCX")))).tables[2]
    styles = [row.cells[3].paragraphs[0].style.name for row in table.rows]
    assert styles == ["BC Bảng đầu", "BC Bảng số", "BC Bảng số", "BC Bảng chữ", "BC Bảng chữ"]
    widths = [cell.width.mm for cell in table.rows[1].cells]
    size = table.rows[4].cells[3].paragraphs[0].runs[0].font.size.pt
    assert width_in_mm(table.rows[4].cells[3].text, size, bold=False) / widths[3] < 3
    assert width_in_mm("đồng/người/năm", size, bold=False) < widths[2]
