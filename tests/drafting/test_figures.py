"""Figures in the tables of Word reports: proposed where row and column identify them, else a question."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import docx
import pytest
from docx.document import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import cases
from tests.drafting.reports import HEADED, PARKS, add, bars, codes, document, listed, points, table, unread, words
from tests.drafting.reports import read as read_for
from tests.effort import effort
from toolkit.drafting.agency_report import AgencyReport
from toolkit.drafting.draft import draft_filling
from toolkit.model import Campaign, Indicator, Period, Section
from toolkit.values.cell import read_value

YEARS = tuple(Period(key=k, year=int(k[:4]), kind="year", number=0) for k in ("2030", "2031"))


def _indicator(code: str, label: str, unit: str, kind: str = "count", **more: Any) -> Indicator:
    ways: Any = {"across_agencies": "sum", "across_periods": "sum", "kind": kind, **more}
    return Indicator(code=code, topic="Cây", label=label, unit=unit, **ways)


CAMPAIGN = Campaign(
    id="cay-xanh",
    title="Trồng cây",
    agencies=(PARKS,),
    periods=(*YEARS, Period(key="2032-6M", year=2032, kind="months", number=6)),
    sections=(Section(code="KQ", role="result", heading="Kết quả trồng cây"),),
    indicators=(
        _indicator("C1", "Số cây trồng mới", "cây"),
        _indicator("C2", "Trong đó: số cây bóng mát trồng ở đường phố (cuối kỳ)", "cây"),
        _indicator("C3", "Tỷ lệ cây bóng mát", "%", "percent", formula="=C2/C1*100", across_periods="none"),
        _indicator("K1", "Kinh phí trồng cây", "triệu đồng", "money"),
        _indicator("K2", "Kinh phí chăm sóc cây xanh đô thị", "triệu đồng", "money"),
        _indicator("K3", "Kinh phí chăm sóc cây xanh công viên", "triệu đồng", "money"),
        _indicator("X1", "Số vườn ươm", "vườn", asked_of=("khác",)),
        _indicator("Y1", "Có đội chăm sóc", "có/không", "yesno", across_periods="none", across_agencies="count_yes"),
    ),
)
read = partial(read_for, of=CAMPAIGN)


def report(rows: str | Sequence[Sequence[str]], caption: str = "Số liệu như sau:") -> Document:
    """A report with one table under its section, whose rows may be drawn with bars."""
    made = document(*HEADED, "**I. Kết quả trồng cây**", "- Trồng nhiều cây.", caption)
    table(made, *(bars(rows) if isinstance(rows, str) else rows))
    return made


def shown(letter: AgencyReport) -> str:
    """The proposals: `C1 2030 1250; C1 2031 không có`."""
    return "; ".join(
        f"{p.indicator} {p.period} {p.value if isinstance(p.value, str) else f'{p.value:g}'}" for p in letter.proposed
    )


#: Tables of reports. Under each the proposals, `?` what is a question, and `+` the other rows, which are listed.
TABLES = """
# rows name indicators, headings name periods
| TT | Chỉ tiêu           | ĐVT        | Năm 2030 | Thực hiện năm 2031 | 6 tháng đầu năm 2032 |
| 1  | Số cây trồng mới   | cây        | 1.250    | 1300               | không có             |
| 2  | Kinh phí trồng cây | triệu đồng | 1.234,5  |                    | chưa thống kê        |
| 3  | Có đội chăm sóc    |            | Có       | Không              | có                   |
C1 2030 1250; C1 2031 1300; C1 2032-6M không có; K1 2030 1234.5; K1 2032-6M chưa thống kê
Y1 2030 Có; Y1 2031 Không; Y1 2032-6M Có
# headings name indicators, rows name periods
| Năm  | Số cây trồng mới | Kinh phí trồng cây (ĐVT: nghìn đồng) |
| 2030 | 1.250            | 500                                  |
| 2031 | 1.300            | 20.500,5                             |
C1 2030 1250; K1 2030 0.5; C1 2031 1300; K1 2031 20.5005
# a heading over two columns counts for both; what is planned is no result
| Nội dung         | 2030     | <         | 2031     | <         |
| ^                | Kế hoạch | Thực hiện | Kế hoạch | Thực hiện |
| Số cây trồng mới | 1000     | 1250      | 1100     | 1300      |
C1 2030 1250; C1 2031 1300
+ Số cây trồng mới | 1000 | 1250 | 1100 | 1300
# a name beside two rows counts for the one with results
| Nội dung         |           | 2030 | 2031 |
| Số cây trồng mới | Kế hoạch  | 1000 | 1100 |
| ^                | Thực hiện | 1250 | 1300 |
C1 2030 1250; C1 2031 1300
+ Số cây trồng mới | Kế hoạch | 1000 | 1100
# what may be two things, or none, is not proposed
| Chỉ tiêu                                    | ĐVT        | 2030  | 2031      | 2029 |
| Kinh phí trồng cây                          | triệu đồng | 1.234 | khoảng 20 |      |
| Số cây trồng mới                            | ha         | 10    |           |      |
| Kinh phí chăm sóc cây xanh                  | triệu đồng | 5     | 6         |      |
| Số ghế đá                                   | cái        | 40    | 50        |      |
| Trong đó: số cây bóng mát trồng ở đường phố | cây        |       |           | 7    |
? value-unclear: Kinh phí trồng cây – 2030: 1.234
? value-unclear: Kinh phí trồng cây – 2031: khoảng 20
? value-unclear: Số cây trồng mới – 2030: 10 ha
? row-unknown: Số ghế đá
? row-ambiguous: Kinh phí chăm sóc cây xanh
? period-unknown: 2029
+ Chỉ tiêu | ĐVT | 2030 | 2031 | 2029
+ Kinh phí trồng cây | triệu đồng | 1.234 | khoảng 20
+ Số cây trồng mới | ha | 10
+ Kinh phí chăm sóc cây xanh | triệu đồng | 5 | 6
+ Số ghế đá | cái | 40 | 50
+ Trong đó: số cây bóng mát trồng ở đường phố | cây |  |  | 7
# totals and computed rows that agree say nothing new
| Chỉ tiêu                                    | 2030 | 2031 | Tổng cộng |
| Số cây trồng mới                            | 1000 | 1001 | 2.001     |
| Trong đó: số cây bóng mát trồng ở đường phố | 333  | 400  | 733       |
| Tỷ lệ cây bóng mát                          | 33,3 | 40,0 | –         |
C1 2030 1000; C1 2031 1001; C2 2030 333; C2 2031 400
? computed: Tỷ lệ cây bóng mát (2030: 33,3; 2031: 40,0)
# x beside a question is yes, beside numbers that it does not apply
| TT | Chỉ tiêu         | ĐVT | Năm 2030 | Năm 2031 | 6T/2032 |
| 1  | Số cây trồng mới | cây | 12       | x        |         |
| 2  | Có đội chăm sóc  |     | x        | ✓        | 0       |
C1 2030 12; C1 2031 Không thuộc chức năng; Y1 2030 Có; Y1 2031 Có; Y1 2032-6M Không
# words beside figures have no place in the form
| Chỉ tiêu         | 2030 | Nguồn          |
| Số cây trồng mới | 5    | Phòng Kỹ thuật |
C1 2030 5
+ Số cây trồng mới | 5 | Phòng Kỹ thuật
# a stretch of periods is what the years come to
| Chỉ tiêu         | 2030 | 2031 | 2030 - 2031 |
| Số cây trồng mới | 5    | 6    | 11          |
C1 2030 5; C1 2031 6
# names count without brackets, bullets and `in which`; a code is enough
| Chỉ tiêu                            | 2030 |
| - Số cây bóng mát trồng ở đường phố | 5    |
| C1                                  | 9    |
C2 2030 5; C1 2030 9
# a total that does not agree is kept
| Chỉ tiêu         | 2030 | 2031 | Tổng cộng |
| Số cây trồng mới | 1000 | 1001 | 2.002     |
C1 2030 1000; C1 2031 1001
+ Số cây trồng mới | 1000 | 1001 | 2.002
# an indicator that is not asked of the agency
| Chỉ tiêu         | 2030 |
| Số vườn ươm      | 3    |
| Số cây trồng mới | 4    |
C1 2030 4
? not-asked: Số vườn ươm
+ Số vườn ươm | 3
# rows of periods may end in a total; a column may name nothing
| Năm  | Số cây trồng mới (cây) | Số ghế đá |
| 2030 | 10                     | 4         |
| 2031 | 12                     | 5         |
| Cộng | 22                     | 9         |
C1 2030 10; C1 2031 12
? row-unknown: Số ghế đá
+ 2030 | 10 | 4
+ 2031 | 12 | 5
+ Cộng | 22 | 9
# a total under the periods that agrees
| Năm  | Số cây trồng mới (cây) |
| 2030 | 10                     |
| 2031 | 12                     |
| Cộng | 22                     |
C1 2030 10; C1 2031 12
# a total under the periods that does not
| Năm       | Số cây trồng mới (cây) |
| 2030      | 10                     |
| 2031      | 12                     |
| Tổng cộng | 23                     |
C1 2030 10; C1 2031 12
+ Tổng cộng | 23
# a table without indicators is no table of figures
| TT | Họ tên | Ghi chú  |
| 1  | Tổ 1   | 12 người |
+ TT | Họ tên | Ghi chú
+ 1 | Tổ 1 | 12 người
"""
BY_NAME = {block.partition("\n")[0]: block.splitlines()[1:] for block in TABLES.strip("\n# ").split("\n# ")}


def rows_of(lines: Sequence[str]) -> str:
    return "\n".join(line for line in lines if line.startswith("|"))


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
def test_figures_of_a_table_are_proposed(name: str) -> None:
    """Where a row and a column name indicator and period; other cells are listed, unclear ones are a question."""
    lines = BY_NAME[name]
    letter = read(report(rows_of(lines)))
    figures = [figure for line in lines if line[0] not in "|?+" for figure in line.split("; ")]
    assert sorted(shown(letter).split("; ")) == sorted(figures or [""])
    asked = [f"? {code.removeprefix('table-')}: {cell}" for code, cells in unread(letter).items() for cell in cells]
    assert sorted(asked) == sorted(line for line in lines if line.startswith("?"))
    assert sorted(f"+ {u.text}" for u in letter.unplaced if u.reason == "table") == sorted(
        line for line in lines if line.startswith("+")
    )
    assert set(codes(letter)) >= unread(letter).keys()


def test_a_proposal_has_its_source() -> None:
    """It has the words of its cell, row and column."""
    first = read(report(rows_of(next(iter(BY_NAME.values()))))).proposed[0]
    where = (first.typed, first.row, first.column, first.table, first.line)
    assert where == ("1.250", "Số cây trồng mới", "Năm 2030", 1, 2)


@pytest.mark.slow
@cases(r"""
| case             | rows                                                                      | caption | value |
| its column       | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|triệu đồng\|12,5\|   |    | 12.5    |
| thousands        | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|nghìn đồng\|12.500,5\| |  | 12.5005 |
| thousand million | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|tỷ đồng\|1,5\|       |    | 1500    |
| ones             | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|đồng\|2.500.000\|    |    | 2.5     |
| blank            | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|\|12,5\|             |    | 12.5    |
| in the cell      | \|Chỉ tiêu\|Đơn vị tính\|2030\|; \|Kinh phí trồng cây\|\|1,5 tỷ đồng\|      |    | 1500    |
| the caption      | \|Chỉ tiêu\|2030\|; \|Kinh phí trồng cây\|500\| | Kinh phí (ĐVT: nghìn đồng)     | 0.5     |
| after the name   | \|Chỉ tiêu\|2030\|; \|Kinh phí trồng cây (nghìn đồng)\|500\|                |    | 0.5     |
| after the period | \|Chỉ tiêu\|2030 (tỷ đồng)\|; \|Kinh phí trồng cây\|0,5\|                   |    | 500     |
| of a column      | \|Năm\|Kinh phí trồng cây (đồng)\|; \|2030\|500.000\|                       |    | 0.5     |
| no unit          | \|Năm\|Kinh phí trồng cây (cả năm)\|; \|2030\|12,5\|                        |    | 12.5    |
""")
def test_a_unit_counts_wherever_it_is(rows: str, caption: str, value: str) -> None:
    """In a column, in the caption, in brackets after a name: a figure in a different unit is converted."""
    assert shown(read(report(rows, caption or "Số liệu như sau:"))) == f"K1 2030 {value}"


@pytest.mark.slow
def test_one_figure_with_two_values_is_a_question() -> None:
    """Two tables that agree give one proposal; two that disagree give none."""
    made = report("| Chỉ tiêu | 2030 | 2031 |; | Số cây trồng mới | 10 | 20 |")
    table(made, ("Chỉ tiêu", "2030", "2031"), ("Số cây trồng mới", "10", "25"))
    letter = read(made)
    assert shown(letter) == "C1 2030 10"
    assert unread(letter) == {"table-values-differ": ("Số cây trồng mới – 2031: 20, 25",)}


@pytest.mark.slow
def test_a_heading_of_a_year_over_quarters_is_read() -> None:
    """The usual heading on two lines, with merged cells: both together name the period."""
    quarters = tuple(Period(key=f"2032-Q{n}", year=2032, kind="quarter", number=n) for n in (1, 2))
    rows = """
        | Chỉ tiêu         | Đơn vị | Năm 2031 | Năm 2032 | <      | <       |
        | ^                | ^      | ^        | Quý I    | Quý II | 6 tháng |
        | Số cây trồng mới | cây    | 40       | 10       | 20     | 30      |
    """
    assert shown(read(report(rows), periods=(*YEARS, *quarters))) == "C1 2031 40; C1 2032-Q1 10; C1 2032-Q2 20"


@pytest.mark.slow
def test_a_row_is_named_only_by_all_words_of_an_indicator() -> None:
    """`bị chết` is not `không bị chết`, and `2 năm` not `3 năm`: a shorter name never drops such a word; a name among
    the definition's words identifies a row, with or without `Số`."""
    other = _indicator("Z1", "Số cây đã trồng không bị chết sau khi chăm sóc", "cây")
    third = _indicator("Z2", "Số cây trồng bị chết sau 3 năm chăm sóc ở đường", "cây")
    unknown = ("Số cây đã trồng bị chết sau khi chăm sóc", "Số cây trồng bị chết sau 2 năm chăm sóc")
    rows = f"| Chỉ tiêu | 2030 |; | {unknown[0]} | 7 |; | {unknown[1]} | 8 |; | Số cây xanh trồng thêm | 9 |"
    known = words("cây xanh trồng thêm = C1", "indicator")
    letter = read(report(rows), indicators=(*CAMPAIGN.indicators, other, third), words=known)
    assert (shown(letter), unread(letter)) == ("C1 2030 9", {"table-row-unknown": unknown})


@pytest.mark.slow
def test_the_lines_around_a_table_belong_to_it() -> None:
    """They are no points, also in bold; unit and period are read from them, unless they name two periods."""
    lead = ("- Trồng nhiều cây.", "Kết quả như sau:", "**Bảng 1. Hạn chế năm 2031**", "(Đơn vị tính: cây, nghìn đồng)")
    made = document(*HEADED, "**I. Kết quả trồng cây**", *lead)
    table(made, ("Chỉ tiêu", "Thực hiện"), ("Số cây trồng mới", "12"))
    add(made, "(Nguồn: Ban Công viên)")
    add(made, "- Cây sống tốt.")
    letter = read(made)
    assert points(letter) == "KQ Trồng nhiều cây. / KQ Cây sống tốt."
    assert (shown(letter), listed(letter, "heading")) == ("C1 2031 12", "Kết quả như sau:")
    about = "Bảng 1. Hạn chế năm 2031 / (Đơn vị tính: cây, nghìn đồng) / (Nguồn: Ban Công viên)"
    assert listed(letter, "table") == about
    both = read(report("|Chỉ tiêu|Kết quả|; |Số cây trồng mới|12|", caption="Số liệu năm 2030 và 2031"))
    assert (shown(both), listed(both, "table")) == ("", "Chỉ tiêu | Kết quả / Số cây trồng mới | 12")


@pytest.mark.slow
def test_results_with_figures_in_the_annex_have_figures() -> None:
    """Words without a number raise no question where a table has the figures; where no numbers are asked, tables are
    text."""
    made = document(*HEADED, "**I. Kết quả trồng cây**", "- Trồng nhiều cây.", "Trên đây là báo cáo./.", "Phụ lục")
    assert codes(read(made)).count("section-without-figures") == 1
    table(made, ("Chỉ tiêu", "2030"), ("Số cây trồng mới", "12"))
    letter = read(made)
    assert shown(letter) == "C1 2030 12"
    assert "section-without-figures" not in codes(letter)
    alone = docx.Document()
    table(alone, ("Chỉ tiêu", "2030"), ("Số cây trồng mới", "4"))
    assert read_for(alone).proposed == ()


_HEADS = ("Chỉ tiêu", "ĐVT", "2030", "2031", "2029", "6T/2032", "Kế hoạch", "Thực hiện", "Nguồn", "Bình quân", "", "TT")
_NAMES = "Số cây trồng mới|Kinh phí trồng cây|Tỷ lệ cây bóng mát|Số vườn ươm|Số ghế đá|C1|Kế hoạch|2030||Cây"


@pytest.mark.slow
@settings(max_examples=effort(8, 100))
@given(
    st.lists(st.sampled_from(_HEADS), min_size=2, max_size=6),
    st.lists(
        st.tuples(st.sampled_from(_NAMES.split("|")), st.lists(st.booleans(), min_size=6, max_size=6)), max_size=6
    ),
    st.integers(0, 2),
)
def test_no_number_of_a_table_is_lost(heads: list[str], rows: list[tuple[str, list[bool]]], at: int) -> None:
    """Whatever the table, each number in it is proposed, quoted in a finding or listed with its row."""
    named = min(at, len(heads) - 1)
    drawn = [
        [name if x == named else str(5001 + 10 * y + x) if filled[x] else "" for x in range(len(heads))]
        for y, (name, filled) in enumerate(rows)
    ]
    letter = read(report([heads, *drawn]))
    cells = [text for u in letter.unread for text in u.cells]
    kept = " ".join([*(p.typed for p in letter.proposed), *cells, *(u.text for u in letter.unplaced)])
    assert [cell for row in drawn for x, cell in enumerate(row) if x != named and cell not in kept] == []


@pytest.mark.slow
def test_a_doubtful_number_is_proposed_with_its_unit() -> None:
    """0,5% in a report goes into the form as 0,5%: the number alone would be a question once it is confirmed."""
    share = _indicator("P", "Tỷ lệ cây chết", "%", "percent", across_agencies="mean", across_periods="last")
    campaign = replace(CAMPAIGN, indicators=(share, CAMPAIGN.indicator_by_code["K1"]))
    rows = """
        | Chỉ tiêu           | ĐVT        | Năm 2030    | Năm 2031 |
        | Tỷ lệ cây chết     | %          | 0,5%        | 12,5%    |
        | Kinh phí trồng cây | triệu đồng | 150 tỷ đồng | 1.234,5  |
    """
    figures = draft_filling(campaign, read(report(rows), of=campaign)).figures
    proposed = {("P", "2030"): "0,5%", ("P", "2031"): 12.5, ("K1", "2030"): "150000 triệu đồng", ("K1", "2031"): 1234.5}
    assert figures == proposed
    for (code, _), value in figures.items():
        assert read_value(value, campaign.indicator_by_code[code]).state == "given"
