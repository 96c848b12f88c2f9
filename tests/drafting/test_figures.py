"""Figures in the tables of Word reports: proposed where row and column identify them, else a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.drafting.test_agency_report import HEADED, document, table, unplaced
from tests.drafting.test_agency_report import read as read_for
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.drafting.draft import draft_filling
from toolkit.model import Agency, Campaign, Indicator, Period, Section, Word
from toolkit.values.cell import read_value

PARKS = Agency(code="CVCX", name="Ban Công viên cây xanh", short_name="Ban CVCX", groups=("ban",))
YEARS = tuple(Period(key=k, year=int(k[:4]), kind="year", number=0) for k in ("2030", "2031"))
PERIODS = (*YEARS, Period(key="2032-6M", year=2032, kind="months", number=6))


def _indicator(code: str, label: str, unit: str, kind: str = "count", **more: object) -> Indicator:
    given = {"across_agencies": "sum", "across_periods": "sum", **more}
    return Indicator(code=code, topic="Cây", label=label, unit=unit, kind=kind, **given)  # type: ignore[arg-type]


CAMPAIGN = Campaign(
    id="cay-xanh",
    title="Trồng cây",
    agencies=(PARKS,),
    periods=PERIODS,
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


def read(made: Document, **changed: object) -> AgencyReport:
    packed = BytesIO()
    made.save(packed)
    campaign = replace(CAMPAIGN, **changed)  # type: ignore[arg-type]
    return read_agency_report(packed.getvalue(), "bao-cao.docx", campaign, PARKS)


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table that is written with bars."""
    return [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in text.strip().splitlines()]


def report(rows: str | Sequence[Sequence[str]], caption: str = "Số liệu như sau:") -> Document:
    """A report with one table under its section; `<` and `^` merge a cell with the one on the left or above."""
    made = document(*HEADED, "**I. Kết quả trồng cây**", "- Trồng nhiều cây.", caption)
    drawn = rows_of(rows) if isinstance(rows, str) else rows
    table(made, *([cell.strip("<^") for cell in row] for row in drawn))
    grid = made.tables[0]
    for y, row in enumerate(drawn):
        for x, cell in enumerate(row):
            if cell in ("<", "^"):
                grid.cell(y - (cell == "^"), x - (cell == "<")).merge(grid.cell(y, x))
    return made


def proposed(letter: AgencyReport) -> dict[tuple[str, str], object]:
    return {(p.indicator, p.period): p.value for p in letter.proposed}


def shown(letter: AgencyReport) -> str:
    """The proposals: `C1 2030 1250; C1 2031 không có`."""
    return "; ".join(
        f"{i} {period} {v if isinstance(v, str) else f'{v:g}'}" for (i, period), v in proposed(letter).items()
    )


def unread(letter: AgencyReport) -> dict[str, tuple[str, ...]]:
    return {u.code: u.cells for u in letter.unread}


#: Tables of a report, the proposals, the questions, and the other rows, which are listed.
TABLES: Mapping[str, tuple[str, str, Mapping[str, tuple[str, ...]], Sequence[str]]] = {
    "rows name indicators, headings name periods": (
        """
        | TT | Chỉ tiêu           | ĐVT        | Năm 2030 | Thực hiện năm 2031 | 6 tháng đầu năm 2032 |
        | 1  | Số cây trồng mới   | cây        | 1.250    | 1300               | không có             |
        | 2  | Kinh phí trồng cây | triệu đồng | 1.234,5  |                    | chưa thống kê        |
        | 3  | Có đội chăm sóc    |            | Có       | Không              | có                   |
        """,
        "C1 2030 1250; C1 2031 1300; C1 2032-6M không có; K1 2030 1234.5; K1 2032-6M chưa thống kê; "
        "Y1 2030 Có; Y1 2031 Không; Y1 2032-6M Có",
        {},
        (),
    ),
    "headings name indicators, rows name periods": (
        """
        | Năm  | Số cây trồng mới | Kinh phí trồng cây (ĐVT: nghìn đồng) |
        | 2030 | 1.250            | 500                                  |
        | 2031 | 1.300            | 20.500,5                             |
        """,
        "C1 2030 1250; K1 2030 0.5; C1 2031 1300; K1 2031 20.5005",
        {},
        (),
    ),
    "a heading over two columns counts for both; what is planned is no result": (
        """
        | Nội dung         | 2030     | <         | 2031     | <         |
        | ^                | Kế hoạch | Thực hiện | Kế hoạch | Thực hiện |
        | Số cây trồng mới | 1000     | 1250      | 1100     | 1300      |
        """,
        "C1 2030 1250; C1 2031 1300",
        {},
        ["Số cây trồng mới | 1000 | 1250 | 1100 | 1300"],
    ),
    "a name beside two rows counts for the one with results": (
        """
        | Nội dung         |           | 2030 | 2031 |
        | Số cây trồng mới | Kế hoạch  | 1000 | 1100 |
        | ^                | Thực hiện | 1250 | 1300 |
        """,
        "C1 2030 1250; C1 2031 1300",
        {},
        ["Số cây trồng mới | Kế hoạch | 1000 | 1100"],
    ),
    "words beside figures have no place in the form": (
        """
        | Chỉ tiêu         | 2030 | Nguồn          |
        | Số cây trồng mới | 5    | Phòng Kỹ thuật |
        """,
        "C1 2030 5",
        {},
        ["Số cây trồng mới | 5 | Phòng Kỹ thuật"],
    ),
    "a stretch of periods is what the years come to": (
        """
        | Chỉ tiêu         | 2030 | 2031 | 2030 - 2031 |
        | Số cây trồng mới | 5    | 6    | 11          |
        """,
        "C1 2030 5; C1 2031 6",
        {},
        (),
    ),
    "what may be two things, or none, is not proposed": (
        """
        | Chỉ tiêu                                    | ĐVT        | 2030  | 2031     | 2029 |
        | Kinh phí trồng cây                          | triệu đồng | 1.234 | khoảng 20 |     |
        | Số cây trồng mới                            | ha         | 10    |          |      |
        | Kinh phí chăm sóc cây xanh                  | triệu đồng | 5     | 6        |      |
        | Số ghế đá                                   | cái        | 40    | 50       |      |
        | Trong đó: số cây bóng mát trồng ở đường phố | cây        |       |          | 7    |
        """,
        "",
        {
            "table-value-unclear": (
                "Kinh phí trồng cây – 2030: 1.234",
                "Kinh phí trồng cây – 2031: khoảng 20",
                "Số cây trồng mới – 2030: 10 ha",
            ),
            "table-row-unknown": ("Số ghế đá",),
            "table-row-ambiguous": ("Kinh phí chăm sóc cây xanh",),
            "table-period-unknown": ("2029",),
        },
        [
            "Chỉ tiêu | ĐVT | 2030 | 2031 | 2029",
            "Kinh phí trồng cây | triệu đồng | 1.234 | khoảng 20",
            "Số cây trồng mới | ha | 10",
            "Kinh phí chăm sóc cây xanh | triệu đồng | 5 | 6",
            "Số ghế đá | cái | 40 | 50",
            "Trong đó: số cây bóng mát trồng ở đường phố | cây |  |  | 7",
        ],
    ),
    "names count without brackets, bullets and `in which`; a code is enough": (
        """
        | Chỉ tiêu                            | 2030 |
        | - Số cây bóng mát trồng ở đường phố | 5    |
        | C1                                  | 9    |
        """,
        "C2 2030 5; C1 2030 9",
        {},
        (),
    ),
    "totals and computed rows that agree say nothing new": (
        """
        | Chỉ tiêu                                    | 2030 | 2031 | Tổng cộng |
        | Số cây trồng mới                            | 1000 | 1001 | 2.001     |
        | Trong đó: số cây bóng mát trồng ở đường phố | 333  | 400  | 733       |
        | Tỷ lệ cây bóng mát                          | 33,3 | 40,0 | –         |
        """,
        "C1 2030 1000; C1 2031 1001; C2 2030 333; C2 2031 400",
        {"table-computed": ("Tỷ lệ cây bóng mát (2030: 33,3; 2031: 40,0)",)},
        (),
    ),
    "a total that does not agree is kept": (
        """
        | Chỉ tiêu         | 2030 | 2031 | Tổng cộng |
        | Số cây trồng mới | 1000 | 1001 | 2.002     |
        """,
        "C1 2030 1000; C1 2031 1001",
        {},
        ["Số cây trồng mới | 1000 | 1001 | 2.002"],
    ),
    "an indicator that is not asked of the agency": (
        """
        | Chỉ tiêu         | 2030 |
        | Số vườn ươm      | 3    |
        | Số cây trồng mới | 4    |
        """,
        "C1 2030 4",
        {"table-not-asked": ("Số vườn ươm",)},
        ["Số vườn ươm | 3"],
    ),
    "rows of periods may end in a total; a column may name nothing": (
        """
        | Năm  | Số cây trồng mới (cây) | Số ghế đá |
        | 2030 | 10                     | 4         |
        | 2031 | 12                     | 5         |
        | Cộng | 22                     | 9         |
        """,
        "C1 2030 10; C1 2031 12",
        {"table-row-unknown": ("Số ghế đá",)},
        ["2030 | 10 | 4", "2031 | 12 | 5", "Cộng | 22 | 9"],
    ),
    "a total under the periods that agrees": (
        """
        | Năm  | Số cây trồng mới (cây) |
        | 2030 | 10                     |
        | 2031 | 12                     |
        | Cộng | 22                     |
        """,
        "C1 2030 10; C1 2031 12",
        {},
        (),
    ),
    "a total under the periods that does not": (
        """
        | Năm       | Số cây trồng mới (cây) |
        | 2030      | 10                     |
        | 2031      | 12                     |
        | Tổng cộng | 23                     |
        """,
        "C1 2030 10; C1 2031 12",
        {},
        ["Tổng cộng | 23"],
    ),
    "a table without indicators is no table of figures": (
        """
        | TT | Họ tên | Ghi chú  |
        | 1  | Tổ 1   | 12 người |
        """,
        "",
        {},
        ["TT | Họ tên | Ghi chú", "1 | Tổ 1 | 12 người"],
    ),
    "x beside a question is yes, beside numbers that it does not apply": (
        """
        | TT | Chỉ tiêu         | ĐVT | Năm 2030 | Năm 2031 | 6T/2032 |
        | 1  | Số cây trồng mới | cây | 12       | x        |         |
        | 2  | Có đội chăm sóc  |     | x        | ✓        | 0       |
        """,
        "C1 2030 12; C1 2031 Không thuộc chức năng; Y1 2030 Có; Y1 2031 Có; Y1 2032-6M Không",
        {},
        (),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_figures_of_a_table_are_proposed(name: str) -> None:
    """Where a row and a column name indicator and period; other cells are listed, unclear ones are a question."""
    rows, figures, questions, listed = TABLES[name]
    letter = read(report(rows))
    assert sorted(shown(letter).split("; ")) == sorted(figures.split("; "))
    assert unread(letter) == questions
    assert sorted(unplaced(letter, "table")) == sorted(listed)
    assert {f.code for f in letter.findings} >= set(questions)


def test_a_proposal_has_its_source() -> None:
    """It has the words of its cell, row and column."""
    first = read(report(next(iter(TABLES.values()))[0])).proposed[0]
    where = (first.typed, first.row, first.column, first.table, first.line)
    assert where == ("1.250", "Số cây trồng mới", "Năm 2030", 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "caption", "value"),
    [
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây|triệu đồng|12,5|", "", 12.5),
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây|nghìn đồng|12.500,5|", "", 12.5005),
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây|tỷ đồng|1,5|", "", 1500),
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây|đồng|2.500.000|", "", 2.5),
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây||12,5|", "", 12.5),
        ("|Chỉ tiêu|Đơn vị tính|2030|\n|Kinh phí trồng cây||1,5 tỷ đồng|", "", 1500),
        ("|Chỉ tiêu|2030|\n|Kinh phí trồng cây|500|", "Kinh phí (ĐVT: nghìn đồng)", 0.5),
        ("|Chỉ tiêu|2030|\n|Kinh phí trồng cây (nghìn đồng)|500|", "", 0.5),
        ("|Chỉ tiêu|2030 (tỷ đồng)|\n|Kinh phí trồng cây|0,5|", "", 500),
        ("|Năm|Kinh phí trồng cây (đồng)|\n|2030|500.000|", "", 0.5),
        ("|Năm|Kinh phí trồng cây (cả năm)|\n|2030|12,5|", "", 12.5),
    ],
)
def test_a_unit_counts_wherever_it_is(rows: str, caption: str, value: float) -> None:
    """In a column, in the caption, in brackets after a name: a figure in a different unit is converted."""
    assert proposed(read(report(rows, caption or "Số liệu như sau:"))) == {("K1", "2030"): value}


@pytest.mark.slow
def test_one_figure_with_two_values_is_a_question() -> None:
    """Two tables that agree give one proposal; two that disagree give none."""
    made = report("| Chỉ tiêu | 2030 | 2031 |\n| Số cây trồng mới | 10 | 20 |")
    table(made, ("Chỉ tiêu", "2030", "2031"), ("Số cây trồng mới", "10", "25"))
    letter = read(made)
    assert proposed(letter) == {("C1", "2030"): 10}
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
@pytest.mark.parametrize(
    "name", ["Số cây đã trồng bị chết sau khi chăm sóc", "Số cây trồng bị chết sau 2 năm chăm sóc"]
)
def test_a_word_that_changes_the_meaning_is_not_ignored(name: str) -> None:
    """`bị chết` is not `không bị chết`, and `2 năm` not `3 năm`: a shorter name never drops such a word."""
    other = _indicator("Z1", "Số cây đã trồng không bị chết sau khi chăm sóc", "cây")
    third = _indicator("Z2", "Số cây trồng bị chết sau 3 năm chăm sóc ở đường", "cây")
    rows = f"| Chỉ tiêu | 2030 |\n| {name} | 7 |\n| Số cây trồng mới | 9 |"
    letter = read(report(rows), indicators=(*CAMPAIGN.indicators, other, third))
    assert proposed(letter) == {("C1", "2030"): 9}
    assert unread(letter) == {"table-row-unknown": (name,)}


@pytest.mark.slow
def test_a_single_column_has_the_period_of_the_caption() -> None:
    """`Số liệu năm 2030` above a table with one column of results gives its period; two years do not."""
    rows = "| Chỉ tiêu | Kết quả |\n| Số cây trồng mới | 12 |"
    assert proposed(read(report(rows, caption="Số liệu năm 2030"))) == {("C1", "2030"): 12}
    both = read(report(rows, caption="Số liệu năm 2030 và 2031"))
    assert proposed(both) == {}
    assert unplaced(both, "table") == ["Chỉ tiêu | Kết quả", "Số cây trồng mới | 12"]


@pytest.mark.slow
def test_title_unit_and_source_of_a_table_are_no_points() -> None:
    """The lines above and below a table belong to it, also in bold; its unit and period are read from them."""
    made = document(
        *HEADED,
        "**I. Kết quả trồng cây**",
        "- Trồng nhiều cây.",
        "Kết quả như sau:",
        "**Bảng 1. Hạn chế năm 2031**",
        "(Đơn vị tính: cây, nghìn đồng)",
    )
    table(made, ("Chỉ tiêu", "Thực hiện"), ("Số cây trồng mới", "12"))
    made.add_paragraph("(Nguồn: Ban Công viên)")
    made.add_paragraph("- Cây sống tốt.")
    letter = read(made)
    assert [p.text for p in letter.points] == ["Trồng nhiều cây.", "Cây sống tốt."]
    assert proposed(letter) == {("C1", "2031"): 12}
    assert unplaced(letter, "heading") == ["Kết quả như sau:"]
    assert unplaced(letter, "table") == [
        "Bảng 1. Hạn chế năm 2031",
        "(Đơn vị tính: cây, nghìn đồng)",
        "(Nguồn: Ban Công viên)",
    ]


@pytest.mark.slow
def test_words_of_the_definition_name_indicators() -> None:
    """A name of kind `indicator` in the definition's words identifies a row, with or without `Số`."""
    word = Word(kind="indicator", text="cây xanh trồng thêm", means="C1")
    letter = read(report("| Chỉ tiêu | 2030 (cây) |\n| Số cây xanh trồng thêm | 7 |"), words=(word,))
    assert proposed(letter) == {("C1", "2030"): 7}


@pytest.mark.slow
def test_results_with_figures_in_the_annex_have_figures() -> None:
    """Words without a number raise no question where a table of the report has the figures."""
    made = document(*HEADED, "**I. Kết quả trồng cây**", "- Trồng nhiều cây.", "Trên đây là báo cáo./.", "Phụ lục")
    assert [f.code for f in read(made).findings].count("section-without-figures") == 1
    table(made, ("Chỉ tiêu", "2030"), ("Số cây trồng mới", "12"))
    letter = read(made)
    assert proposed(letter) == {("C1", "2030"): 12}
    assert "section-without-figures" not in [f.code for f in letter.findings]


@pytest.mark.slow
def test_a_campaign_without_figures_proposes_none() -> None:
    """Where no numbers are asked, tables are text."""
    made = docx.Document()
    table(made, ("Chỉ tiêu", "2030"), ("Số cây trồng mới", "4"))
    assert read_for(made).proposed == ()


_HEADS = ("Chỉ tiêu", "ĐVT", "2030", "2031", "2029", "6T/2032", "Kế hoạch", "Thực hiện", "Nguồn", "Bình quân", "", "TT")
_NAMES = (
    "Số cây trồng mới",
    "Kinh phí trồng cây",
    "Tỷ lệ cây bóng mát",
    "Số vườn ươm",
    "Số ghế đá",
    "C1",
    "Kế hoạch",
    "2030",
    "",
    "Cây",
)


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(_HEADS), min_size=2, max_size=6),
    st.lists(st.tuples(st.sampled_from(_NAMES), st.lists(st.booleans(), min_size=5, max_size=5)), max_size=6),
    st.integers(0, 2),
)
def test_no_number_of_a_table_is_lost(heads: list[str], rows: list[tuple[str, list[bool]]], at: int) -> None:
    """Whatever the table, each number in it is proposed, quoted in a finding or listed with its row."""
    number = 5000
    table_rows: list[list[str]] = [heads]
    numbers: list[str] = []
    for name, filled in rows:
        cells = []
        for place in range(len(heads)):
            if place == min(at, len(heads) - 1):
                cells.append(name)
            elif filled[place % 5]:
                number += 1
                cells.append(str(number))
                numbers.append(str(number))
            else:
                cells.append("")
        table_rows.append(cells)
    letter = read(report(table_rows))
    kept = " ".join(
        [
            *(p.typed for p in letter.proposed),
            *(text for u in letter.unread for text in u.cells),
            *(u.text for u in letter.unplaced),
        ]
    )
    assert [n for n in numbers if n not in kept] == []


@pytest.mark.slow
def test_a_doubtful_number_is_proposed_with_its_unit() -> None:
    """0,5% in a report goes into the form as 0,5%: the number alone would be a question once it is confirmed."""
    share = _indicator("P", "Tỷ lệ cây chết", "%", "percent", across_agencies="mean", across_periods="last")
    indicators = (share, CAMPAIGN.indicator_by_code["K1"])
    rows = """
        | Chỉ tiêu           | ĐVT        | Năm 2030    | Năm 2031 |
        | Tỷ lệ cây chết     | %          | 0,5%        | 12,5%    |
        | Kinh phí trồng cây | triệu đồng | 150 tỷ đồng | 1.234,5  |
    """
    campaign = replace(CAMPAIGN, indicators=indicators)
    figures = draft_filling(campaign, read(report(rows), indicators=indicators)).figures
    assert figures == {
        ("P", "2030"): "0,5%",
        ("P", "2031"): 12.5,
        ("K1", "2030"): "150000 triệu đồng",
        ("K1", "2031"): 1234.5,
    }
    for (code, _), value in figures.items():
        assert read_value(value, campaign.indicator_by_code[code]).state == "given"
