"""Mistakes of people who are good at Excel: each is reported in one line with its row and correction, or understood."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.building import change, define, table, typed
from tests.cases import cases
from tests.definition.test_definition import Cell, codes, findings, place, put, rows, sheet_called, typed_in
from toolkit.cli import main as cli
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import starter_tables
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Campaign, Finding
from toolkit.xlsx.drawn.definition import write_definition

#: A change to a definition's workbook; the path is for finding cells by their keys.
Do = Callable[[Workbook, Path], None]


def _typed(sheet: str, row: str, column: str, value: object) -> Do:
    """Types into one cell; texts as into a cell formatted as text."""

    def do(book: Workbook, path: Path) -> None:
        at = place(path, sheet, row, column)
        if isinstance(value, str):
            put(book, at, value)
        else:
            book[at[0]][at[1]].value = value

    return do


def _all(*deeds: Do) -> Do:
    def do(book: Workbook, path: Path) -> None:
        for deed in deeds:
            deed(book, path)

    return do


def _on(sheet: str, deed: Callable[[Worksheet], object]) -> Do:
    def do(book: Workbook, _path: Path) -> None:
        deed(sheet_called(book, sheet))

    return do


def _delete_column(sheet: str, column: str) -> Do:
    return _on(sheet, lambda s: s.delete_cols(next(c.column for c in s[1] if c.value == column)))


def _merge(sheet: str, row: str, first: str, last_row: str, last: str) -> Do:
    def do(book: Workbook, path: Path) -> None:
        name, start = place(path, sheet, row, first)
        book[name].merge_cells(f"{start}:{place(path, sheet, last_row, last)[1]}")

    return do


def _pasted_again(book: Workbook, _path: Path) -> None:
    sheet = sheet_called(book, "indicators")
    lines = [[c.value for c in row] for row in sheet.iter_rows(min_row=5, max_row=7)]
    for number, line in enumerate(lines, start=14):
        for column, value in enumerate(line, start=1):
            sheet.cell(number, column).value = value
            if isinstance(value, str):
                sheet.cell(number, column).data_type = "s"


def _lost(book: Workbook, path: Path) -> None:
    name, cell = place(path, "indicators", "N3", "label")
    book[name][cell].value = "=#REF!&C5"


#: Contents typed into cells, with the finding and parts of its sentences: where it is, and what to do.
TYPED = r"""
| case                                    | sheet      | lines    | column   | entry         | code                         | where                                                                    | mend               |
|-----------------------------------------|------------|----------|----------|---------------|------------------------------|--------------------------------------------------------------------------|--------------------|
| codes as decimal numbers                | indicators | N2 Y1    | code     | 1.1           | definition-code-lost-zero    | “Chỉ tiêu”, ô B11: mã 1.1 đã có ở ô B6                                   | Văn bản            |
| a code that Excel took for a day        | indicators | Y1       | code     | 2026-02-01    | definition-made-a-date       | “Chỉ tiêu”, ô B11                                                        | Văn bản            |
| periods that Excel took for a day       | campaign   | periods  | value    | 2026-06-01    | definition-made-a-date       | “Đợt báo cáo”, ô C11                                                     | Quý I/2026         |
| a group that is not there, three times  | indicators | N2 C1 Y1 | asked_of | cấp xã        | definition-unknown-body      | cũng không phải nhóm đơn vị. Tương tự ở 2 ô khác: G10, G11               | Ghi mã             |
| a parent that is not there              | agencies   | SB SD    | parent   | UBND tỉnh     | definition-unknown-agency    | “Đơn vị”, ô J6: không có đơn vị “UBND tỉnh” trong danh sách. Tương tự ở 1 ô khác: J8 | Sửa mã |
| names left blank                        | agencies   | SB SD    | name     |               | definition-blank             | “Đơn vị”, ô C6: chưa ghi “Tên đầy đủ (name)”. Tương tự ở 1 ô khác: C8    | Điền vào ô này     |
| choices with commas                     | indicators | C1       | choices  | Tốt, Khá, Yếu | definition-list-without-bars | “Chỉ tiêu”, ô N10                                                        | Tốt \| Khá \| Yếu  |
| a rule on a code that is not there      | rules      | R1       | formula  | =N1<=N33      | formula-unknown-name         | “Quy tắc”, ô C5                                                          | Gần nhất là “N3”   |
"""  # noqa: E501
#: Other mistakes.
DEEDS: Mapping[str, Do] = {
    "pasted": _pasted_again,
    "lost": _lost,
    "merged": _merge("indicators", "N3", "label", "N3", "unit"),
    "sheet": lambda book, _path: book.remove(sheet_called(book, "agencies")),
    "column": _delete_column("agencies", "group"),
}


def _spoilt(path: Path, do: Do) -> Path:
    change(path, lambda book: do(book, path))
    return path


@cases(TYPED)
def test_a_typical_entry_is_reported_in_one_line(
    tmp_path: Path, sheet: str, lines: str, column: str, entry: str, code: str, where: str, mend: str
) -> None:
    """With its sheet, its cells, and the correction."""
    _, found, _ = typed_in(tmp_path, *((sheet, row, column, typed(entry)) for row in lines.split()))
    _in_one_line(found, code, where, mend)


@cases("""
| case                                       | deed   | code                      | where                                    | mend               |
|--------------------------------------------|--------|---------------------------|------------------------------------------|--------------------|
| rows pasted a second time                  | pasted | definition-duplicate-code | “Chỉ tiêu”, ô B14: mã “N1” đã có ở ô B5. Tương tự ở 2 ô khác: B15, B16 | mã khác |
| a cell that lost what it was computed from | lost   | definition-error-value    | “Chỉ tiêu”, ô D8                         | gõ thẳng nội dung  |
| cells merged across columns                | merged | definition-merged-cells   | “Chỉ tiêu”: các ô D8:E8                  | bỏ gộp ô           |
| a sheet deleted                            | sheet  | definition-no-sheet       | “Đơn vị”                                 | toolkit new        |
| the column of groups deleted               | column | definition-no-column      | “Đơn vị”                                 | group              |
""")  # noqa: E501
def test_a_typical_mistake_is_reported_in_one_line(tmp_path: Path, deed: str, code: str, where: str, mend: str) -> None:
    """With its sheet, its row or cells, and the correction."""
    _in_one_line(findings(_spoilt(define(tmp_path, rows()).definition, DEEDS[deed])), code, where, mend)


def _in_one_line(found: Sequence[Finding], code: str, where: str, mend: str) -> None:
    """This is the only finding; the English sentence names the same cells."""
    assert [f.code for f in found] == [code], [describe(f, "vi") for f in found]
    what, fix = describe(found[0], "vi")
    assert where in what
    assert mend in fix
    english = describe(found[0], "en")
    assert all(english)
    assert re.findall(r"\b[A-Z]\d+\b", what) == re.findall(r"\b[A-Z]\d+\b", english[0])
    for text in (what, fix, *english):
        assert "{" not in text
        assert "toolkit:" not in text or "sheet" in code or "-keys-gone" in code


# --- Understood -----------------------------------------------------------------------------------


def _with_blanks(book: Workbook, _path: Path) -> None:
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=5, min_col=2):
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    cell.value = f" {cell.value}\u00a0 "


def _decomposed(book: Workbook, _path: Path) -> None:
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=5, min_col=2):
            for cell in row:
                if isinstance(cell.value, str):
                    put(book, (sheet.title, cell.coordinate), unicodedata.normalize("NFD", cell.value))


def _renamed(book: Workbook, _path: Path) -> None:
    sheet_called(book, "indicators").title = "Biểu số 1"
    book.move_sheet(sheet_called(book, "sections"), -2)


def _headings_again(book: Workbook, _path: Path) -> None:
    for key in ("agencies", "indicators", "rules", "words"):
        sheet = sheet_called(book, key)
        row = next(n for n in range(5, 30) if not any(c.value for c in sheet[n][1:]))
        for column, cell in enumerate(sheet[4], start=1):
            if column > 1:
                sheet.cell(row, column).value = cell.value


def _percent(book: Workbook, path: Path) -> None:
    """Typed as 12,5%: Excel stores 0.125 and shows per cent."""
    name, cell = place(path, "indicators", "P1", "target")
    book[name][cell].value = 0.125
    book[name][cell].number_format = "0.0%"


#: Texts typed into cells that are understood; a row without a case belongs to the one above.
UNDERSTOOD = """
| case                                | sheet      | row          | column          | typed                            |
|-------------------------------------|------------|--------------|-----------------|----------------------------------|
| codes in small letters              | rules      | R1           | formula         | =n1<=n3                          |
|                                     | agencies   | SB           | parent          | sa                               |
|                                     | indicators | N2           | owner           | hc                               |
|                                     | indicators | N3           | weight          | n1                               |
|                                     | campaign   | lead_agency  | value           | Sa                               |
|                                     | indicators | N2           | asked_of        | Huyện                            |
| agencies by their names             | agencies   | SB           | parent          | Sở A                             |
|                                     | indicators | N2           | owner           | UBND huyện C                     |
|                                     | campaign   | lead_agency  | value           | sở a                             |
| a rule with one sign for two        | rules      | R1           | formula         | =N1≤N3                           |
| a rule with its signs turned        | rules      | R1           | formula         | =N1=<N3                          |
| a rule in full-width characters     | rules      | R1           | formula         | ＝N1＜＝N3                       |
| Vietnamese words without tones      | indicators | N3           | kind            | so le                            |
|                                     | indicators | N3           | across_agencies | TRUNG BINH                       |
|                                     | sections   | good         | role            | mat dat duoc                     |
|                                     | indicators | N1           | required        | co                               |
| English words among Vietnamese ones | indicators | N3           | kind            | decimal                          |
|                                     | sections   | plan         | role            | direction                        |
| periods as people write them        | campaign   | periods      | value           | năm 2019, 6 tháng đầu năm 2020   |
| a deadline written out              | campaign   | deadline     | value           | ngày 10 tháng 01 năm 2021        |
| a deadline with points              | campaign   | deadline     | value           | 10.01.2021                       |
| yes by the column's name            | indicators | N1           | required        | Bắt buộc                         |
| everybody in words                  | indicators | N1           | asked_of        | Tất cả                           |
"""


TAKEN: Mapping[str, Do] = {
    "rows pasted with blanks behind them": _with_blanks,
    "letters as a Mac writes them": _decomposed,
    "blank rows in the middle": _all(*(_on(s, lambda s: s.insert_rows(7, 3)) for s in ("agencies", "indicators"))),
    "a sheet renamed and moved": _renamed,
    "the headings pasted with the table": _headings_again,
    "a target in a cell of per cent": _percent,
    "a topic merged over its rows": _all(
        _typed("indicators", "N2", "topic", ""), _merge("indicators", "N1", "topic", "N2", "topic")
    ),
}


@pytest.mark.slow
def test_an_unambiguous_entry_is_understood(tmp_path: Path) -> None:
    """Without a finding, and the definition is the intended one."""
    entries: dict[str, list[Cell]] = {}
    for row in table(UNDERSTOOD):
        cell = (row["sheet"], row["row"], row["column"], row["typed"])
        entries.setdefault(row["case"] or [*entries][-1], []).append(cell)
    before = typed_in(tmp_path)[0]
    for case, cells in entries.items():
        after, found, _ = typed_in(tmp_path, *cells)
        assert found == (), case
        _same(before, after)
        assert not case.startswith("a rule") or (after and after.rules[0].formula == "=N1<=N3")


@pytest.mark.parametrize("name", TAKEN)
def test_an_unambiguous_slip_is_understood(tmp_path: Path, name: str) -> None:
    """Without a finding, and the definition is the intended one."""
    path = define(tmp_path, rows()).definition
    before = load_campaign(path)[0]
    assert findings(_spoilt(path, TAKEN[name])) == ()
    _same(before, load_campaign(path)[0])


def _same(before: Campaign | None, after: Campaign | None) -> None:
    """The same questions are asked of the same agencies."""
    assert before
    assert after
    assert [(r.code, r.message) for r in after.rules] == [(r.code, r.message) for r in before.rules]
    for name in ("agencies", "indicators", "sections", "periods", "deadline", "lead_agency", "words"):
        assert getattr(after, name) == getattr(before, name)


@cases(r"""
| typed                                   | keys                      |
|-----------------------------------------|---------------------------|
| Quý I/2026\|Quý II/2026                 | 2026-Q1 2026-Q2           |
| quý 3 năm 2026; Q4/2026                 | 2026-Q3 2026-Q4           |
| T7/2026, tháng 8/2026, tháng 9 năm 2026 | 2026-M07 2026-M08 2026-M09 |
| 9 tháng 2026                            | 2026-9M                   |
| 6T/2026\|sáu tháng đầu năm 2027         | 2026-6M 2027-6M           |
| 2024, 2025, năm 2026                    | 2024 2025 2026            |
| 6 tháng cuối năm 2026                   |                           |
| 2016 - 2020                             |                           |
| 13/2026                                 |                           |
| quý V/2026                              |                           |
| tháng 13/2026                           |                           |
""")
def test_periods_are_read_as_people_write_them(tmp_path: Path, typed: str, keys: str) -> None:
    """An unknown period is a finding."""
    campaign, found, _ = typed_in(tmp_path, ("campaign", "periods", "value", typed))
    assert codes(found) == ([] if keys else ["definition-bad-period"])
    assert (" ".join(p.key for p in campaign.periods) if campaign else "") == keys


# --- Another programme in the starter ------------------------------------------------------------

OWN = """
| code | topic | label          | unit | kind   | across_agencies | across_periods |
|------|-------|----------------|------|--------|-----------------|----------------|
| TT01 | Một   | Số hộ nghèo    | hộ   | số đếm | cộng            | kỳ cuối        |
| CN02 | Một   | Số hộ cận nghèo | hộ   | số đếm | cộng            | kỳ cuối        |
"""


@pytest.mark.slow
def test_rules_of_the_starter_without_its_indicators_are_a_line_for_each_sheet(tmp_path: Path) -> None:
    """Rules, sentences and words that name deleted indicators: one line for each sheet, with the rows."""
    path = tmp_path / "campaign.xlsx"
    write_definition(path, {**starter_tables(), "indicators": table(OWN)})
    found = findings(path)
    assert [(f.code, f.severity, f.sheet) for f in found] == [
        ("definition-unknown-indicator", "warning", "Từ ngữ"),
        ("definition-lost-codes", "error", "Quy tắc"),
        ("definition-lost-codes", "error", "Câu có số liệu"),
    ]
    sentences = {f.sheet: describe(f, "vi") for f in found if f.code == "definition-lost-codes"}
    count = len(starter_tables()["rules"])
    assert re.search(rf"“Quy tắc”: {count} hàng \(hàng 5–{4 + count}\)", sentences["Quy tắc"][0])
    assert "xóa các hàng đó" in sentences["Quy tắc"][1]


@pytest.mark.slow
def test_rows_that_name_deleted_agencies_are_a_line_for_each_sheet(tmp_path: Path) -> None:
    """Indicators and rules that name them: one line each, and one for the lead agency."""
    agencies = [{"code": "SA", "name": "Sở A", "group": "Sở"}, {"code": "XB", "name": "UBND xã B", "group": "Xã"}]
    path = tmp_path / "campaign.xlsx"
    write_definition(path, {**starter_tables(), "agencies": agencies})
    found = [f for f in findings(path) if f.severity == "error"]
    assert [(f.code, f.sheet) for f in found] == [
        ("definition-unknown-agency", "Đợt báo cáo"),
        ("definition-lost-bodies", "Chỉ tiêu"),
        ("definition-lost-bodies", "Quy tắc"),
    ]
    assert "(hàng 11, 13–15, 18–35)" in describe(found[1], "vi")[0]


def test_mistyped_codes_are_reported_with_the_nearest(tmp_path: Path) -> None:
    """Rules with unknown codes are one line, too; a few codes each with the one that may be meant."""
    rules = [{"code": f"R{n}", "formula": f"={code}<=N3", "message": "Sai."} for n, code in enumerate(("N11", "XYZ"))]
    path = tmp_path / "campaign.xlsx"
    write_definition(path, {**rows(), "rules": rules})
    (found,) = findings(path)
    assert "2 hàng (hàng 5–6) dùng mã không có ở trang Chỉ tiêu: N11 (≈ N1), XYZ." in describe(found, "vi")[0]
    assert "2 rows name codes" in describe(found, "en")[0]


@pytest.mark.slow
def test_a_common_beginning_of_codes_is_reported_with_the_codes(tmp_path: Path) -> None:
    """There is no N: the finding lists the codes that begin so; in one rule and in several."""
    rules = [{"code": f"R{n}", "formula": "=N<=M1", "message": "Sai."} for n in (1, 2)]
    texts = []
    for some in (rules[:1], rules):
        write_definition(tmp_path / "campaign.xlsx", {**rows(), "rules": some})
        texts.append(" ".join(describe(findings(tmp_path)[0], "vi")))
    assert texts[0].endswith("Bắt đầu như vậy có: N1, N2, N3.")
    assert "N (≈ N1, N2, N3)" in texts[1]


# --- Files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["campaign.xls", "campaign.csv", "campaign (1).xlsx", "campaign.xlsx.xlsx", "Campaign.ods"]
)
def test_a_definition_in_another_format_is_recognised(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the file, and how to save it."""
    (tmp_path / name).write_bytes(b"x")
    assert cli.run(["template", "--campaign", str(tmp_path)]) == 2
    output = capsys.readouterr().err
    assert name in output
    assert "Save As" in output
    assert len(output.strip().splitlines()) == 1


def test_a_code_may_be_typed_with_a_crossed_d(tmp_path: Path) -> None:
    """`SGDĐT` is typed for `SGDDT`; where a roster has both, they are different."""
    tables = rows()
    school = {"code": "SGDDT", "name": "Sở Giáo dục", "parent": "SGDĐT", "group": "sở"}
    tables["agencies"] = [*tables["agencies"], school]
    path = tmp_path / "campaign.xlsx"
    write_definition(path, tables)
    assert [f.code for f in findings(path)] == ["definition-agency-circle"]
    tables["agencies"] = [*tables["agencies"], {"code": "SGDĐT", "name": "Sở khác", "group": "sở"}]
    write_definition(path, tables)
    assert load_campaign(path)[0].agency_by_code["SGDDT"].parent == "SGDĐT"
