"""Tables whose rows agencies add, in annexes of the Word report: all rows by agency, with their totals above."""

from dataclasses import replace
from io import BytesIO

import docx
import pytest

from tests.official import faults
from tests.tables import DAY, PROJECTS, campaign_of, cell, drawn, result_of, submission
from toolkit.language.numbers import format_number, roman
from toolkit.messages import reports
from toolkit.model import Consolidation, FormColumn, FormTable
from toolkit.report import decree, table_annexes
from toolkit.report.assembly import make_agency_report, make_report, private_data
from toolkit.report.parts import Annex
from toolkit.report.table_annexes import MOST_ROWS
from toolkit.report.word import word_document
from toolkit.report.word_tables import parts_of
from toolkit.xlsx.measure import line_count


def annexes_of(result: Consolidation) -> list[Annex]:
    return [a for a in make_report(result).annexes if a.caption == reports.TABLE_CAPTION]


def characters_in(width: float) -> float:
    """The number of characters in a spreadsheet's column that is as wide as a cell of these millimetres."""
    return (width - 3) / 25.4 * 96 / 7


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def test_every_row_is_printed_under_its_agency() -> None:
    """The province's line first, then each agency's with its totals, then its rows: the printed numbers add up."""
    result = drawn(1)
    annex, *others = annexes_of(result)
    assert len(others) == 2
    head = "TT|Tên dự án|Ngày khởi công|Vốn bố trí (triệu đồng)|Tỷ lệ giải ngân (%)|Nhóm|Khó khăn, vướng mắc"
    assert "|".join(annex.columns) == head
    whole, *rest = annex.rows
    printed = [row for row in rest if not row.strong]
    assert (whole.cells[1], whole.strong) == (f"11/12 đơn vị đã kê khai ({len(printed)} dòng)", True)
    assert [row.cells[0] for row in rest if row.strong] == [roman(n) for n in range(1, 12)]
    assert [row.cells[1] for row in printed] == [c.value for c in result.rows if c.indicator == "DA.TEN"]
    at = [n for n, row in enumerate(rest) if row.strong]
    for start, rows in [
        (whole, printed),
        *((rest[n], rest[n + 1 : end]) for n, end in zip(at, [*at[1:], len(rest)], strict=True)),
    ]:
        assert start.cells[1].endswith(f"({len(rows)} dòng)")
        assert sum(number(row.cells[3]) for row in rows) == pytest.approx(number(start.cells[3]))
    assert annex.legend == (
        "Ghi chú: hàng in đậm là số chung của các dòng (Vốn bố trí: tổng; Tỷ lệ giải ngân: bình quân)."
    )
    assert annex.notes == ("Chưa kê khai dòng nào: Xã 11.",)


def test_the_numbering_of_annexes_goes_on() -> None:
    """Figures, tables in the definition's order, agencies that have not reported; also with more than three."""
    tables = [replace(PROJECTS, code=f"T{n}", heading=f"Danh mục {n}") for n in range(5)]
    report = make_report(drawn(1, tables=tables, rows=3))
    assert [(a.label, a.title) for a in report.annexes] == [
        *((f"Phụ lục {roman(n + 1)}", f"DANH MỤC {n}") for n in range(5)),
        ("Phụ lục VI", reports.ANNEX_NOT_IN),
    ]
    assert "Phụ lục I, Phụ lục II, Phụ lục III, Phụ lục IV, Phụ lục V" in report.opening
    assert [roman(n) for n in (4, 9, 14, 40, 49)] == ["IV", "IX", "XIV", "XL", "XLIX"]


@pytest.mark.slow
def test_annexes_follow_the_decree() -> None:
    """The heading row is repeated, an agency's line stays with its first row, wide tables are in landscape."""
    data = word_document(make_report(drawn(1))).as_bytes()
    assert faults(data) == []
    made = docx.Document(BytesIO(data))
    assert [(s.page_width or 0) > (s.page_height or 0) for s in made.sections] == [False, True, False, False, False]
    table = made.tables[2]
    assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows[:3]] == [True, False, False]
    for row in table.rows[1:4]:
        paragraph = row.cells[1].paragraphs[0]
        strong = bool(paragraph.runs[0].bold)
        assert strong is (row.cells[0].text in ("", "I")) is bool(paragraph.paragraph_format.keep_with_next)
    assert data == word_document(make_report(drawn(1))).as_bytes()
    # The last row, the table's explanation and its notes are on one page.
    under = [p for p in made.paragraphs if p.style and p.style.name == reports.LEGEND]
    at = next(n for n, p in enumerate(under) if "hàng in đậm là số chung" in p.text)
    assert under[at + 1].text == "Chưa kê khai dòng nào: Xã 11."
    assert [bool(p.paragraph_format.keep_with_next) for p in under[at : at + 2]] == [True, False]
    assert table.rows[-1].cells[1].paragraphs[0].paragraph_format.keep_with_next


def test_held_cells_are_printed_as_typed_and_reported() -> None:
    """Carried rows are not printed, and their number is stated."""
    cells = [
        cell("H01", "DA", "1", "TEN", "Cầu  A\nvà B"),
        cell("H01", "DA", "1", "VON", None, "held", "chín tỷ"),
        cell("H01", "DA", "2", "TEN", "Cầu C", "carried"),
        cell("H01", "DA", "3", "TEN", "Cầu D"),
        cell("H01", "DA", "3", "VON", 1234.5),
    ]
    (annex,) = annexes_of(result_of(campaign_of([PROJECTS], 3), {"H01": cells}))
    assert [row.cells[:4] for row in annex.rows] == [
        ("", "01/03 đơn vị đã kê khai (2 dòng)", "", "1.234,5"),
        ("I", "Ủy ban nhân dân xã 1 (2 dòng)", "", "1.234,5"),
        ("1", "Cầu A và B", "", "chín tỷ"),
        ("2", "Cầu D", "", "1.234,5"),
    ]
    assert [dict(row.marks) for row in annex.rows] == [{}, {}, {3: "(*)"}, {}]
    assert annex.rows[0].cells[4] == reports.MISSING
    assert reports.TABLE_WITHOUT in annex.legend
    assert annex.notes[:2] == (
        "(*) Có 01 ô còn lỗi, ghi như đơn vị đã kê khai và chưa được tính vào số chung.",
        "Chưa gồm 01 dòng điền sẵn mà đơn vị chưa xác nhận.",
    )


def test_of_very_many_rows_only_the_totals_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note says where all of them are."""
    assert MOST_ROWS > 1_000
    monkeypatch.setattr(table_annexes, "MOST_ROWS", 10)
    result = drawn(1)
    annex = annexes_of(result)[0]
    assert all(row.strong for row in annex.rows)
    assert len(annex.rows) == 12
    count = result.table_totals["DA", "", ""].rows
    assert annex.notes[0] == (
        f"Danh sách có {format_number(count, 'vi')} dòng, không in từng dòng ở đây; "
        "xem trang “Danh mục dự án đầu tư công” của master.xlsx."
    )


def test_columns_are_as_wide_as_their_content() -> None:
    """Short names do not take half of the paper from headings, which have two lines; the paper is used."""
    columns = (
        FormColumn(code="TEN", label="Tên", kind="text"),
        FormColumn(code="VON", label="Vốn đã thực hiện đến cuối kỳ", unit="triệu đồng", kind="money"),
        FormColumn(code="HO", label="Số hộ tham gia", unit="hộ", kind="count"),
    )
    table = FormTable(code="T", heading="Công trình", columns=columns)
    cells = [cell("H01", "T", "1", code, value) for code, value in (("TEN", "Cầu A"), ("VON", 1234.5), ("HO", 7.0))]
    (annex,) = annexes_of(result_of(campaign_of([table], 3), {"H01": cells}))
    room = decree.PAGE.text_width
    size, (part,) = parts_of(annex, room)
    assert sum(part.widths) == pytest.approx(room)
    assert part.widths[1] < room / 2
    for name, width in zip(part.columns[1:], part.widths[1:], strict=True):
        assert line_count(name, characters_in(width), size=size, bold=True) <= 2


def test_a_table_of_only_words_fits_the_paper() -> None:
    """Columns that do not fit beside the names are in a table below."""
    columns = tuple(FormColumn(code=f"C{n}", label=f"Nội dung thứ {n}", kind="text") for n in range(14))
    table = FormTable(code="T", heading="Văn bản", columns=columns)
    cells = [cell("H01", "T", "1", column.code, f"{column.label} rất dài " * 6) for column in columns]
    report = make_report(result_of(campaign_of([table], 3), {"H01": cells}))
    (annex,) = (a for a in report.annexes if a.title == "VĂN BẢN")
    _, parts = parts_of(annex, decree.LANDSCAPE.text_width)
    assert len(parts) > 1
    assert all(sum(part.widths) <= decree.LANDSCAPE.text_width + 0.01 for part in parts)
    assert [name for part in parts for name in part.columns[2:]] == list(annex.columns[2:])
    assert faults(word_document(report).as_bytes()) == []


def test_an_agencys_report_has_its_rows() -> None:
    """They are under their total, without lines of agencies; the opening names the annex."""
    campaign = campaign_of([PROJECTS], 3)
    cells = [cell("H01", "DA", n, "VON", v) for n, v in (("1", 2.0), ("2", 3.5))]
    report = make_agency_report(campaign, submission("H01", cells), DAY)
    (annex,) = report.annexes
    shown = [row.cells[:4] for row in annex.rows]
    assert shown == [("", "Tổng số (2 dòng)", "", "5,5"), ("1", "", "", "2,0"), ("2", "", "", "3,5")]
    assert (annex.label, annex.notes) == ("Phụ lục", ())
    assert "danh sách chi tiết tại Phụ lục" in report.opening


def test_private_persons_in_rows_are_reported() -> None:
    """What points to people in a table is listed under its annex, before the report circulates."""
    cells = [cell("H01", "DA", "1", "TEN", "Nhà của chị Nguyễn Thị Hoa, ĐT 0912345678")]
    found = private_data(make_report(result_of(campaign_of([PROJECTS], 3), {"H01": cells})))
    assert "0912345678" in found["DANH MỤC DỰ ÁN ĐẦU TƯ CÔNG"]
