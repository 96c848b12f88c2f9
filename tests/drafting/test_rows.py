"""Rows of lists that are proposed from the tables of an agency's report."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.building import definition, keyed, merge, read
from tests.drafting.test_agency_report import table
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


def made(*rows: tuple[str, ...], caption: str = "Danh mục dự án") -> Document:
    report = docx.Document()
    report.add_paragraph("BÁO CÁO")
    report.add_paragraph(caption)
    table(report, *rows)
    return report


def packed(report: Document) -> bytes:
    held = BytesIO()
    report.save(held)
    return held.getvalue()


def drafted(folder: Folder, report: Document) -> AgencyReport:
    return read_agency_report(packed(report), "r.docx", folder.campaign, folder.campaign.agency_by_code["SA"])


def proposed(letter: AgencyReport) -> list[tuple[str, Mapping[str, object]]]:
    return [(row.list, dict(row.cells)) for row in letter.rows]


def unread(letter: AgencyReport) -> dict[str, tuple[str, ...]]:
    return {u.code: u.cells for u in letter.unread}


def left(letter: AgencyReport) -> list[str]:
    return [u.text for u in letter.unplaced if u.reason == "table" and "|" in u.text]


def test_rows_under_a_lists_headings_are_proposed(folder: Folder) -> None:
    """As typed, clear numbers as numbers; row and column numbers are not listed."""
    letter = drafted(
        folder,
        made(
            HEAD,
            ("(1)", "(2)", "(3)", "(4)", "(5)"),
            ("1", "Cầu Rạch Gầm", "1.234,5", "khoảng 700", "Mới"),
            ("2", "Trường Mầm non", "2 tỷ", "", "Tiếp tục"),
            ("", "", "", "", ""),
            ("3", "Trạm y tế", "15", "0", "mới"),
        ),
    )
    assert proposed(letter) == [
        ("DA", {"TEN": "Cầu Rạch Gầm", "KH": 1234.5, "GN": "khoảng 700", "LOAI": "Mới"}),
        ("DA", {"TEN": "Trường Mầm non", "KH": "2 tỷ", "LOAI": "Tiếp tục"}),
        ("DA", {"TEN": "Trạm y tế", "KH": 15, "GN": 0, "LOAI": "mới"}),
    ]
    assert (unread(letter), left(letter)) == ({}, [])
    (found,) = [f for f in letter.findings if f.code == "rows-proposed"]
    assert (found.value, dict(found.arguments)["count"]) == ("Danh mục dự án", 3)


@pytest.mark.slow
def test_sums_and_group_headings_are_listed(folder: Folder) -> None:
    """With rows of merged cells they are reported, and are whole among the unplaced text."""
    report = made(
        HEAD,
        ("I", "CẤP TỈNH", "", "", ""),
        ("1", "Cầu Rạch Gầm", "10", "5", "Mới"),
        ("2", "Đường tỉnh 1", "20", "6", "Mới"),
        ("3", "Đường tỉnh 2", "", "7", "Mới"),
        ("", "Tổng cộng", "30", "18", ""),
    )
    grid = report.tables[0]
    grid.cell(3, 2).merge(grid.cell(4, 2))
    letter = drafted(folder, report)
    assert [row.name for row in letter.rows] == ["Cầu Rạch Gầm"]
    assert unread(letter) == {
        "list-row-left": (
            "I | CẤP TỈNH",
            "2 | Đường tỉnh 1 | 20 | 6 | Mới",
            "3 | Đường tỉnh 2 | 7 | Mới",
            "Tổng cộng | 30 | 18",
        )
    }
    assert [text.split(" | ")[1] for text in left(letter)] == ["CẤP TỈNH", "Đường tỉnh 1", "Đường tỉnh 2", "Tổng cộng"]


@pytest.mark.slow
def test_an_unknown_column_is_a_finding_and_kept(folder: Folder) -> None:
    """The row is proposed, and listed whole with its headings: nothing of the report is lost."""
    letter = drafted(
        folder,
        made(
            ("TT", "Tên dự án", "Kế hoạch", "Chủ đầu tư"),
            ("1", "Cầu Rạch Gầm", "10", "Ban A"),
            ("2", "Đường tỉnh 1", "20", ""),
        ),
    )
    assert [dict(row.cells) for row in letter.rows] == [
        {"TEN": "Cầu Rạch Gầm", "KH": 10},
        {"TEN": "Đường tỉnh 1", "KH": 20},
    ]
    assert unread(letter) == {"list-column-unknown": ("Chủ đầu tư",)}
    assert left(letter) == ["TT | Tên dự án | Kế hoạch | Chủ đầu tư", "1 | Cầu Rạch Gầm | 10 | Ban A"]


@pytest.mark.slow
def test_headings_over_several_rows_are_read(folder: Folder) -> None:
    """Merged across and down, in any order of columns, with another unit beside them or above."""
    report = made(
        ("TT", "Vốn năm 2025", "", "Tên dự án"),
        ("", "Kế hoạch (tỷ đồng)", "Giải ngân (triệu đồng)", ""),
        ("1", "1,5", "250", "Cầu Rạch Gầm"),
    )
    grid = report.tables[0]
    grid.cell(0, 0).merge(grid.cell(1, 0))
    grid.cell(0, 1).merge(grid.cell(0, 2))
    grid.cell(0, 3).merge(grid.cell(1, 3))
    assert proposed(drafted(folder, report)) == [("DA", {"TEN": "Cầu Rạch Gầm", "KH": "1,5 tỷ đồng", "GN": 250})]
    above = made(HEAD[1:4], ("Cầu", "3", "4"), caption="Bảng 1. Danh mục dự án (Đơn vị tính: tỷ đồng)")
    assert proposed(drafted(folder, above)) == [("DA", {"TEN": "Cầu", "KH": 3, "GN": "4 tỷ đồng"})]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("caption", "expected"),
    [("Mô hình sinh kế năm 2025", ["MH"]), ("Bảng 2. Các mô hình mẫu", ["MM"]), ("Kết quả như sau:", [])],
)
def test_the_text_above_decides_between_two_lists(folder: Folder, caption: str, expected: list[str]) -> None:
    letter = drafted(folder, made(("Tên mô hình", "Số hộ"), ("Nuôi dê", "12"), caption=caption))
    assert [row.list for row in letter.rows] == expected
    if not expected:
        assert unread(letter) == {"list-several": ("Mô hình sinh kế", "Mô hình mẫu")}
        assert left(letter) == ["Tên mô hình | Số hộ", "Nuôi dê | 12"]


@pytest.mark.slow
def test_a_column_that_could_be_two_is_a_question(folder: Folder) -> None:
    letter = drafted(folder, made(("Tên dự án", "Kế hoạch", "Kế hoạch (tỷ đồng)"), ("Cầu", "1", "2")))
    assert not letter.rows
    assert unread(letter) == {"list-column-twice": ("Kế hoạch", "Kế hoạch (tỷ đồng)")}
    assert left(letter) == ["Tên dự án | Kế hoạch | Kế hoạch (tỷ đồng)", "Cầu | 1 | 2"]


@pytest.mark.slow
@pytest.mark.parametrize("head", [("Tên dự án", "Chủ đầu tư"), ("Kế hoạch", "Giải ngân"), ("Nội dung", "Kết quả")])
def test_another_table_is_no_list(folder: Folder, head: tuple[str, str]) -> None:
    """One known heading is not enough, nor are several without the one that names the row."""
    letter = drafted(folder, made(head, ("Cầu", "1")))
    assert not letter.rows
    assert left(letter) == [" | ".join(head), "Cầu | 1"]


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
    report = tmp_path / "r.docx"
    report.write_bytes(packed(made(HEAD, ("1", "Cầu", "10", "5", "Mới"), ("2", "Đường", "20", "6", "Mới"))))
    path = own.inbox / "SA.xlsx"
    write_draft(own, report, "SA", path)
    sheet = keyed(path)["table:DA"].name
    submission = read(own, path)
    waits = {"TEN": ("Cầu", "carried"), "KH": (10, "carried"), "GN": (5, "carried"), "LOAI": ("Mới", "carried")}
    assert values(submission, "DA")[0] == {**waits, CARRIED_COLUMN: (None, "carried")}
    findings = [f for f in submission.findings if f.code == "table-rows-carried"]
    assert [dict(f.arguments)["count"] for f in findings] == [2]
    before = merge(own)
    assert (before.table_totals["DA", "", ""].value, before.table_totals["DA", "KH", ""].rows) == (0, 0)
    edited(path, _confirmed, sheet)
    first, second = values(read(own, path), "DA")
    assert first == {"TEN": "Cầu", "KH": 11, "GN": 5, "LOAI": "Mới", CARRIED_COLUMN: "confirmed"}
    assert second["KH"] == (20, "carried")
    result = merge(own)
    assert (result.table_totals["DA", "", ""].value, result.table_totals["DA", "KH", ""].value) == (1, 11)
    assert result.table_totals["DA", "KH", ""].carried == 1
    assert result.used["SA"].balance.even


@pytest.mark.slow
def test_every_word_of_the_report_is_proposed_or_listed(folder: Folder) -> None:
    """Proposals and listed lines together contain all the cells."""
    rows: list[tuple[str, ...]] = [
        (str(n), f"Dự án {n}", f"{n}.000,5", "" if n % 3 else f"{n}", "Mới", f"Ban {n}" if n % 2 else "")
        for n in range(1, 30)
    ]
    rows.insert(7, ("II", "CẤP XÃ", "", "", "", ""))
    rows.append(("", "Tổng cộng", "435.014,5", "", "", ""))
    letter = drafted(folder, made((*HEAD, "Chủ đầu tư"), *rows))
    filling = draft_filling(folder.campaign, letter)
    assert {row[CARRIED_COLUMN] for row in filling.rows["DA"]} == {forms.ROW_CARRIED.vi}
    names = {str(row["TEN"]) for row in filling.rows["DA"]}
    assert names == {f"Dự án {n}" for n in range(1, 30)}
    listed = "\n".join(str(line.text) for line in filling.lines)
    for row in rows:
        assert row[1] in names or row[1] in listed
        assert not row[5] or row[5] in listed
    assert "435.014,5" in listed


@pytest.mark.slow
@pytest.mark.libreoffice
@needs_libreoffice
def test_a_list_over_two_pages_of_a_pdf_is_one_list(folder: Folder) -> None:
    """The headings repeated on the next page begin no other list; the rows are those of the Word file."""
    report = docx.Document()
    report.add_paragraph("BÁO CÁO")
    report.add_paragraph("Danh mục dự án")
    grid = report.add_table(0, 5, style="Table Grid")
    rows = [(str(n), f"Dự án số {n}", f"{n}", f"{n},5", "Mới") for n in range(1, 60)]
    for row in (HEAD, *rows):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
    grid.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    word = drafted(folder, report)
    pdf = convert(packed(report), ".docx", "pdf", "r.docx")
    agency = folder.campaign.agency_by_code["SA"]
    read_again = read_agency_report(pdf, "r.pdf", folder.campaign, agency, read_report)
    assert len(word.rows) == 59
    assert proposed(read_again) == proposed(word)
    assert read_again.unread == word.unread == ()


@pytest.mark.slow
def test_a_returned_draft_keeps_unconfirmed_rows(tmp_path: Path) -> None:
    """They are still to be confirmed in the returned form, and confirmed ones stay so."""
    own = definition(tmp_path / "c", agencies=AGENCIES, indicators=INDICATORS, rows=ROWS)
    report = tmp_path / "r.docx"
    report.write_bytes(packed(made(HEAD, ("1", "Cầu", "10", "5", "Mới"), ("2", "Đường", "20", "6", "Mới"))))
    path = own.inbox / "SA.xlsx"
    write_draft(own, report, "SA", path)
    edited(path, _confirmed, keyed(path)["table:DA"].name)
    (returned,) = write_returns(own, merge(own))
    assert values(read(own, returned), "DA") == values(read(own, path), "DA")
