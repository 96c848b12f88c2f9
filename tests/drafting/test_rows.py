"""Rows of lists that are proposed from the tables of an agency's report."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.building import definition, keyed, merge, read
from tests.cases import cases
from tests.drafting.reports import bars, document, finding, packed, table, unread
from tests.drafting.reports import read as read_report_of
from tests.office import needs_libreoffice
from tests.tabling import edited, values
from toolkit.drafting.agency_report import AgencyReport, read_agency_report
from toolkit.drafting.draft import draft_filling
from toolkit.messages import forms
from toolkit.model import CARRIED_COLUMN
from toolkit.run.folder import Folder
from toolkit.run.office import convert
from toolkit.run.report_process import read_report
from toolkit.run.reporting import write_draft
from toolkit.run.returns import write_returns

AGENCIES = "| code | name |\n|---|---|\n| SA | Sở A |\n| SB | Sở B |\n"
INDICATORS = """
| code | topic | label | unit       | kind  | across_agencies |
|------|-------|-------|------------|-------|-----------------|
| N1   | Một   | Vốn   | triệu đồng | money | sum             |
"""
ROWS = r"""
| table | heading | cumulative | code | label | unit | kind | key | choices | across_rows |
|---|---|---|---|---|---|---|---|---|---|
| DA | Danh mục dự án |  | TEN | Tên dự án |  | text | có |  |  |
| DA |  |  | KH | Kế hoạch | triệu đồng | money |  |  | sum |
| DA |  |  | GN | Giải ngân | triệu đồng | money |  |  | sum |
| DA |  |  | LOAI | Loại |  | choice |  | Mới \| Tiếp tục |  |
| DA |  |  | NGAY | Khởi công |  | date |  |  |  |
| MH | Mô hình sinh kế |  | TEN | Tên mô hình |  | text | có |  |  |
| MH |  |  | HO | Số hộ | hộ | count |  |  | sum |
| MM | Mô hình mẫu | có | TEN | Tên mô hình |  | text | có |  |  |
| MM |  |  | HO | Số hộ | hộ | count |  |  | sum |
"""
HEAD = ("STT", "Tên dự án", "Kế hoạch (triệu đồng)", "Giải ngân", "Loại")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root: Path = tmp_path_factory.mktemp("rows")
    return definition(root, agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)


def made(*rows: Sequence[str], caption: str = "Danh mục dự án") -> Document:
    report = document("BÁO CÁO", caption)
    table(report, *rows)
    return report


def drafted(folder: Folder, report: Document) -> AgencyReport:
    return read_report_of(report, "SA", of=folder.campaign)


def proposed(letter: AgencyReport) -> list[dict[str, object]]:
    return [dict(row.cells) for row in letter.rows]


def left(letter: AgencyReport) -> list[str]:
    return [u.text for u in letter.unplaced if u.reason == "table" and "|" in u.text]


def test_rows_under_a_lists_headings_are_proposed(folder: Folder) -> None:
    """As typed, clear numbers as numbers; row and column numbers are not listed."""
    rows = bars("""
        | STT | Tên dự án       | Kế hoạch (triệu đồng) | Giải ngân | Loại     |
        | (1) | (2)             | (3)                   | (4)       | (5)      |
        | 1   | Cầu Rạch Gầm    | 1.234,5               | khoảng 700 | Mới     |
        | 2   | Trường Mầm non  | 2 tỷ                  |           | Tiếp tục |
        |     |                 |                       |           |          |
        | 3   | Trạm y tế       | 15                    | 0         | mới      |
    """)
    letter = drafted(folder, made(*rows))
    assert {row.list for row in letter.rows} == {"DA"}
    assert proposed(letter) == [
        {"TEN": "Cầu Rạch Gầm", "KH": 1234.5, "GN": "khoảng 700", "LOAI": "Mới"},
        {"TEN": "Trường Mầm non", "KH": "2 tỷ", "LOAI": "Tiếp tục"},
        {"TEN": "Trạm y tế", "KH": 15, "GN": 0, "LOAI": "mới"},
    ]
    assert (unread(letter), left(letter)) == ({}, [])
    found = finding(letter, "rows-proposed")
    assert (found.value, dict(found.arguments)["count"]) == ("Danh mục dự án", 3)


@pytest.mark.slow
def test_sums_and_group_headings_are_listed(folder: Folder) -> None:
    """With rows of merged cells they are reported, and are whole among the unplaced text."""
    rows = bars("""
        | STT | Tên dự án    | Kế hoạch (triệu đồng) | Giải ngân | Loại |
        | I   | CẤP TỈNH     |                       |           |      |
        | 1   | Cầu Rạch Gầm | 10                    | 5         | Mới  |
        | 2   | Đường tỉnh 1 | 20                    | 6         | Mới  |
        | 3   | Đường tỉnh 2 | ^                     | 7         | Mới  |
        |     | Tổng cộng    | 30                    | 18        |      |
    """)
    letter = drafted(folder, made(*rows))
    assert [row.name for row in letter.rows] == ["Cầu Rạch Gầm"]
    listed = ("I | CẤP TỈNH", "2 | Đường tỉnh 1 | 20 | 6 | Mới", "3 | Đường tỉnh 2 | 7 | Mới", "Tổng cộng | 30 | 18")
    assert unread(letter) == {"list-row-left": listed}
    assert [text.split(" | ")[1] for text in left(letter)] == ["CẤP TỈNH", "Đường tỉnh 1", "Đường tỉnh 2", "Tổng cộng"]


@pytest.mark.slow
def test_an_unknown_column_is_a_finding_and_kept(folder: Folder) -> None:
    """The row is proposed, and listed whole with its headings; a column that could be two is a question."""
    rows = (("TT", "Tên dự án", "Kế hoạch", "Chủ đầu tư"), ("1", "Cầu", "10", "Ban A"), ("2", "Đường", "20", ""))
    letter = drafted(folder, made(*rows))
    assert proposed(letter) == [{"TEN": "Cầu", "KH": 10}, {"TEN": "Đường", "KH": 20}]
    assert unread(letter) == {"list-column-unknown": ("Chủ đầu tư",)}
    assert left(letter) == ["TT | Tên dự án | Kế hoạch | Chủ đầu tư", "1 | Cầu | 10 | Ban A"]
    letter = drafted(folder, made(("Tên dự án", "Kế hoạch", "Kế hoạch (tỷ đồng)"), ("Cầu", "1", "2")))
    assert not letter.rows
    assert unread(letter) == {"list-column-twice": ("Kế hoạch", "Kế hoạch (tỷ đồng)")}
    assert left(letter) == ["Tên dự án | Kế hoạch | Kế hoạch (tỷ đồng)", "Cầu | 1 | 2"]


@pytest.mark.slow
def test_headings_over_several_rows_are_read(folder: Folder) -> None:
    """Merged across and down, in any order of columns, with another unit beside them or above."""
    rows = bars("""
        | TT | Vốn năm 2025       | <                      | Tên dự án    |
        | ^  | Kế hoạch (tỷ đồng) | Giải ngân (triệu đồng) | ^            |
        | 1  | 1,5                | 250                    | Cầu Rạch Gầm |
    """)
    assert proposed(drafted(folder, made(*rows))) == [{"TEN": "Cầu Rạch Gầm", "KH": "1,5 tỷ đồng", "GN": 250}]
    above = made(HEAD[1:4], ("Cầu", "3", "4"), caption="Bảng 1. Danh mục dự án (Đơn vị tính: tỷ đồng)")
    assert proposed(drafted(folder, above)) == [{"TEN": "Cầu", "KH": 3, "GN": "4 tỷ đồng"}]


@pytest.mark.slow
@cases("""
| case                                   | caption                  | first       | second     | list |
| the text above decides between two     | Mô hình sinh kế năm 2025 | Tên mô hình | Số hộ      | MH   |
| the same                               | Bảng 2. Các mô hình mẫu  | Tên mô hình | Số hộ      | MM   |
| or it may be either                    | Kết quả như sau:         | Tên mô hình | Số hộ      | ?    |
| one known heading is not enough        | Danh mục dự án           | Tên dự án   | Chủ đầu tư |      |
| nor several without the one that names | Danh mục dự án           | Kế hoạch    | Giải ngân  |      |
| another table is no list               | Danh mục dự án           | Nội dung    | Kết quả    |      |
""")
def test_headings_and_the_text_above_name_the_list(
    folder: Folder, caption: str, first: str, second: str, list: str
) -> None:
    letter = drafted(folder, made((first, second), ("Nuôi dê", "12"), caption=caption))
    assert [row.list for row in letter.rows] == [list] * (list in ("MH", "MM"))
    if not letter.rows:
        assert left(letter) == [f"{first} | {second}", "Nuôi dê | 12"]
    if list == "?":
        assert unread(letter) == {"list-several": ("Mô hình sinh kế", "Mô hình mẫu")}


def _confirmed(sheet: Any) -> None:
    """Confirms the first proposed row, and corrects one of its cells."""
    columns = {cell.value: cell.column for cell in sheet[1]}
    (at,) = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, columns["TEN"]).value == "Cầu"]
    sheet.cell(at, columns[CARRIED_COLUMN]).value = forms.ROW_RIGHT.vi
    sheet.cell(at, columns["KH"]).value = 11


@pytest.mark.slow
def test_proposed_rows_count_once_they_are_confirmed(tmp_path: Path) -> None:
    """Until then they are in no total, and one finding for each list; each cell is counted once."""
    own = definition(tmp_path / "c", agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)
    report, path = tmp_path / "r.docx", own.inbox / "SA.xlsx"
    report.write_bytes(packed(made(HEAD, ("1", "Cầu", "10", "5", "Mới"), ("2", "Đường", "20", "6", "Mới"))))
    write_draft(own, report, "SA", path)
    submission = read(own, path)
    waits = {"TEN": ("Cầu", "carried"), "KH": (10, "carried"), "GN": (5, "carried"), "LOAI": ("Mới", "carried")}
    assert values(submission, "DA")[0] == {**waits, CARRIED_COLUMN: (None, "carried")}
    findings = [f for f in submission.findings if f.code == "table-rows-carried"]
    assert [dict(f.arguments)["count"] for f in findings] == [2]
    before = merge(own, master=False)
    assert (before.table_totals["DA", "", ""].value, before.table_totals["DA", "KH", ""].rows) == (0, 0)
    edited(path, _confirmed, keyed(path)["table:DA"].name)
    confirmed = values(read(own, path), "DA")
    assert confirmed[0] == {"TEN": "Cầu", "KH": 11, "GN": 5, "LOAI": "Mới", CARRIED_COLUMN: "confirmed"}
    assert confirmed[1]["KH"] == (20, "carried")
    result = merge(own, master=False)
    assert (result.table_totals["DA", "", ""].value, result.table_totals["DA", "KH", ""].value) == (1, 11)
    assert result.table_totals["DA", "KH", ""].carried == 1
    assert result.used["SA"].balance.is_even
    # In the returned form the others are still to be confirmed, and confirmed ones stay so.
    (returned,) = write_returns(own, result)
    assert values(read(own, returned), "DA") == confirmed


@pytest.mark.slow
def test_every_word_of_the_report_is_proposed_or_listed(folder: Folder) -> None:
    """Proposals and listed lines together contain all the cells."""
    rows = [
        (str(n), f"Dự án {n}", f"{n}.000,5", "" if n % 3 else f"{n}", "Mới", f"Ban {n}" if n % 2 else "")
        for n in range(1, 30)
    ]
    rows.insert(7, ("II", "CẤP XÃ", "", "", "", ""))
    rows.append(("", "Tổng cộng", "435.014,5", "", "", ""))
    filling = draft_filling(folder.campaign, drafted(folder, made((*HEAD, "Chủ đầu tư"), *rows)))
    assert {row[CARRIED_COLUMN] for row in filling.rows["DA"]} == {forms.ROW_CARRIED.vi}
    names = {str(row["TEN"]) for row in filling.rows["DA"]}
    assert names == {f"Dự án {n}" for n in range(1, 30)}
    listed = "\n".join(str(line.text) for line in filling.lines)
    assert all((row[1] in names or row[1] in listed) and row[5] in listed for row in rows)
    assert "435.014,5" in listed


@pytest.mark.slow
@needs_libreoffice
def test_a_list_over_two_pages_of_a_pdf_is_one_list(folder: Folder) -> None:
    """The headings repeated on the next page begin no other list; the rows are those of the Word file."""
    rows = [(str(n), f"Dự án số {n}", f"{n}", f"{n},5", "Mới") for n in range(1, 60)]
    report = document("BÁO CÁO", "Danh mục dự án")
    table(report, HEAD, *rows, style="Table Grid")
    report.tables[0].rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    word = drafted(folder, report)
    pdf = convert(packed(report), ".docx", "pdf", "r.docx")
    agency = folder.campaign.agency_by_code["SA"]
    read_again = read_agency_report(pdf, "r.pdf", folder.campaign, agency, read_report)
    assert len(word.rows) == 59
    assert proposed(read_again) == proposed(word)
    assert read_again.unread == word.unread == ()
