"""A form on paper: it can be signed as printed, nothing typed is missing, and it is no longer than necessary."""

import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.building import cell_of, definition, filled, keyed, read, type_into
from tests.effort import some
from tests.office import convert, needs_libreoffice, read_values, recalculate_all
from toolkit.cli.main import run
from toolkit.definition.campaign import load_campaign
from toolkit.definition.starter import programmes
from toolkit.form.contents import BLANK, Filling, make_form
from toolkit.form.letterhead import signing_lines
from toolkit.form.paper import office_lines
from toolkit.run.folder import Folder
from toolkit.spreadsheet.addresses import cell_name
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.look import page_room

AGENCIES = """
| code  | name                          | short_name      | group |
|-------|-------------------------------|-----------------|-------|
| STC   | Sở Tài chính                  | STC             | so    |
| XA    | Ủy ban nhân dân xã Mỹ Hòa     | UBND xã Mỹ Hòa  | xa    |
"""
INDICATORS = """
| code | topic | label     | unit  | kind  | across_agencies | across_periods |
|------|-------|-----------|-------|-------|-----------------|----------------|
| K    | Một   | Số hồ sơ  | hồ sơ | count | sum             | sum            |
| L    | Hai   | Số hộ     | hộ    | count | sum             | sum            |
"""
SPLITS = "| code | label | parts | of |\n|--|--|--|--|\n| G | giới | Nam\\|Nữ | L |"
SECTIONS = "| code | role | heading |\n|--|--|--|\n| s | achievement | Kết quả |\n| h | limitation | Hạn chế |\n"
ROWS = "| table | heading | code | label | kind |\n|--|--|--|--|--|\n| DA | Dự án | TEN | Tên dự án | text |\n"
ABOUT = {"periods": "2026", "lead_agency": "STC", "province": "tỉnh Đồng Tháp", "form_symbol": "01/HS"}
ABOUT["form_issued_by"] = "Công văn số 12/STC ngày 03/11/2026"
INFO = {"report_number": "15/BC-UBND", "prepared_by": "Nguyễn Văn An", "phone": "0277 385", "email": "myhoa@xa.example"}
INFO |= {"signed_by": "Lê Thị Bình", "signer_title": "Phó Chủ tịch"}
#: The position of report details at the top and at the foot: the sheet and the row.
ROWS_OF_PAPER = (("Số liệu", 3), ("Số liệu", 22), ("Nội dung", 3), ("Dự án", 3))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(
        tmp_path, about=ABOUT, agencies=AGENCIES, indicators=INDICATORS, splits=SPLITS, sections=SECTIONS, rows=ROWS
    )


def pages(path: Path) -> list[str]:
    """The text of each printed page."""
    made = subprocess.run(
        ["pdftotext", "-layout", str(convert(path)), "-"], capture_output=True, encoding="utf-8", check=True
    )
    return made.stdout.split("\f")[:-1]


@pytest.mark.slow
def test_a_printed_form_looks_official(folder: Folder) -> None:
    """Symbol, document, both agencies and period at the top; row numbers, no codes; upright for one period."""
    path = filled(folder, "XA", info=INFO)
    sheet = openpyxl.load_workbook(path, data_only=True)["Số liệu"]
    texts = [str(v) for row in sheet.iter_rows(min_row=2, min_col=2, values_only=True) for v in row if v is not None]
    for text in (
        "Biểu số: 01/HS",
        "Ban hành theo Công văn số 12/STC ngày 03/11/2026\nSố, ký hiệu báo cáo: 15/BC-UBND",
        "Đơn vị báo cáo: Ủy ban nhân dân xã Mỹ Hòa",
        "Đơn vị nhận báo cáo: Sở Tài chính",
        "I. Một",
        "2.1",
        "Mỹ Hòa, ngày …… tháng …… năm ……",
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        "Lê Thị Bình",
        "Điện thoại: 0277 385; Thư điện tử: myhoa@xa.example",
    ):
        assert text in texts
    assert not {"K", "L"} & set(texts)
    assert sheet.page_setup.orientation == "portrait"
    submission = read(folder, path)
    assert not submission.leftovers
    assert submission.balance.is_even


def test_the_signature_is_that_of_the_word_report(folder: Folder) -> None:
    """The form's formula makes the lines that the Word report has."""
    chair = (
        "Phó Chủ tịch|Chủ tịch|KT. Chủ tịch - Phó Chủ tịch|KT. CHỦ TỊCH, PHÓ CHỦ TỊCH|TM. UBND - Chủ tịch|KT. Chủ tịch"
    )
    director = "Giám đốc|KT. Giám đốc|KT. GIÁM ĐỐC – PHÓ GIÁM ĐỐC|Phó Giám đốc|TL. GIÁM ĐỐC; CHÁNH VĂN PHÒNG"
    for code, titles in (("XA", chair), ("STC", director)):
        agency = folder.campaign.agency_by_code[code]
        form = make_form(folder.campaign, agency, version="0")
        for typed in titles.split("|"):
            assert tuple(office_lines(typed, form.on_behalf, "?").split("\n")) == signing_lines(agency, typed), typed


@pytest.mark.slow
@needs_libreoffice
def test_formulas_of_the_head_compute_what_is_stored(folder: Folder) -> None:
    """Typing into a blank form gives what a form filled in by the program stores."""
    stored, paths = {}, []
    for number, title in enumerate(("Phó Chủ tịch", "KT. Chủ tịch", "TM. UBND - Chủ tịch", "KT. A, PHÓ A", "TL. X")):
        typed = INFO | {"signer_title": title, "report_date": "15/12/2026"}
        whole, blank = filled(folder, "XA", info=typed, name="a"), filled(folder, "XA", name=f"b{number}")
        paths.append(type_into(blank, [(cell_of(blank, "info", k, "value"), v) for k, v in typed.items()]))
        stored[blank] = read_values(whole)["Số liệu"]
    assert {path: values["Số liệu"] for path, values in recalculate_all(paths).items()} == stored


@pytest.mark.slow
def test_rows_of_head_and_foot_have_room_for_text(folder: Folder) -> None:
    """They are as high as the longest text that may be typed needs, though blank."""
    info = INFO | {"email": "vanphong.ubndtenxadai@tinh.example", "report_number": "1234/BC-UBND-VHXH"}
    heights = [
        [openpyxl.load_workbook(path)[name].row_dimensions[row].height for name, row in ROWS_OF_PAPER]
        for path in (filled(folder, "XA", name="a"), filled(folder, "XA", info=info, name="b"))
    ]
    assert heights[0] == heights[1]


@pytest.mark.slow
@needs_libreoffice
def test_nothing_typed_is_missing_on_paper(folder: Folder) -> None:
    """Not in the row after the last of a table, section or the figures, nor the report details; the sheets of guide,
    details and list are not printed."""
    path = filled(folder, "XA")
    sheets = keyed(path)
    typed = {cell_of(path, "info", key, "value"): text for key, text in INFO.items()}
    typed[cell_of(path, "info", "report_date", "value")] = "15/12/2026"
    typed[cell_of(path, "figures", "K", "2026")] = "4711"
    for key, column in (("figures", "note"), ("statements", "text"), ("table:DA", "TEN")):
        sheet = sheets[key]
        at = sheet.columns[column]
        last = max(row.index for row in sheet.rows)
        for row in (last + 1, last + 2):
            typed[sheet.name, cell_name(row, at)] = f"dưới cùng {key} {row}"
    texts = [text.upper() if key == "signer_title" else text for key, text in INFO.items()]
    printed = " ".join(" ".join(pages(type_into(path, typed.items()))).split())
    texts += [text for text in typed.values() if text not in INFO.values()]
    assert [text for text in texts if text not in printed] == []
    assert not any(text in printed for text in ("HƯỚNG DẪN", "Vấn đề"))


@pytest.mark.slow
@needs_libreoffice
@pytest.mark.parametrize("name", some([programme.name for programme in programmes()], 3))
def test_a_blank_form_of_a_ready_programme_has_six_pages_at_most(tmp_path: Path, name: str) -> None:
    """For the agency that is asked most; no page is without content."""
    run(["new", str(tmp_path / "x"), "--programme", name])
    campaign, _ = load_campaign(tmp_path / "x")
    most = max(campaign.agencies, key=lambda a: len(campaign.indicators_of(a)) + 20 * len(campaign.tables_of(a)))
    write_intake(tmp_path / "form.xlsx", make_form(campaign, most, version="0"), BLANK)
    made = pages(tmp_path / "form.xlsx")
    assert 0 < len(made) <= 6
    assert all(len(page.split("\n")) > 8 for page in made)


def heights(path: Path, sheet: str) -> tuple[float, float]:
    """The total height of a sheet's rows in the file, and the height of a page at its scale, in points."""
    made = openpyxl.load_workbook(path)[sheet]
    rows = (row for row in range(2, made.max_row + 1))
    return sum(made.row_dimensions[r].height or 15.0 for r in rows), page_room(
        "landscape", made.page_setup.scale or 100
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", some(["nong-thon-moi-giam-ngheo", "phong-chong-ma-tuy"], 1))
def test_a_blank_table_has_one_page_by_the_heights_in_the_file(tmp_path: Path, name: str) -> None:
    """Excel keeps these heights, where LibreOffice fits rows to their contents."""
    run(["new", str(tmp_path / "x"), "--programme", name])
    campaign, _ = load_campaign(tmp_path / "x")
    agency = max(campaign.agencies, key=lambda a: len(campaign.tables_of(a)))
    form = make_form(campaign, agency, version="0")
    write_intake(tmp_path / "form.xlsx", form, BLANK)
    for table in form.tables:
        sheet = keyed(tmp_path / "form.xlsx")[f"table:{table.code}"].name
        rows, room = heights(tmp_path / "form.xlsx", sheet)
        assert room / 1.3 < rows <= room


@pytest.mark.slow
@pytest.mark.parametrize("count", some([47, 11, 8], 2))
def test_no_page_of_a_table_has_free_rows_alone(folder: Folder, count: int, tmp_path: Path) -> None:
    """The blank rows and the closing line are on a page with the last filled row, however many there are."""
    agency = folder.campaign.agency_by_code["XA"]
    rows = tuple({"TEN": f"Dự án thứ {n} " + "nâng cấp đường liên ấp " * (n % 3)} for n in range(count))
    path = tmp_path / "form.xlsx"
    write_intake(path, make_form(folder.campaign, agency, version="0"), Filling(rows={"DA": rows}))
    made = openpyxl.load_workbook(path)["Dự án"]
    table = keyed(path)["table:DA"]
    first = next(row.index + 1 for row in table.rows if row.cells[2] == rows[0]["TEN"])
    sizes = [made.row_dimensions[r].height or 15.0 for r in range(first, made.max_row + 1)]
    top = sum(made.row_dimensions[r].height or 15.0 for r in range(2, first))
    repeated = sum(made.row_dimensions[r].height or 15.0 for r in (first - 1, first - 2))
    room, used, page, pages_of = page_room("landscape", made.page_setup.scale or 100), top, 1, []
    breaks = {own.id for own in made.row_breaks.brk}
    for row, size in enumerate(sizes, start=first):
        if used + size > room or row - 1 in breaks:
            used, page = repeated, page + 1
        used += size
        pages_of.append(page)
    assert len(sizes) >= count
    assert pages_of[-1] == pages_of[count - 1]


@pytest.mark.slow
def test_a_bare_report_number_is_no_row_number_of_the_form(folder: Folder) -> None:
    sent = read(folder, filled(folder, "XA", "| code | 2026 |\n|--|--|\n| K | 3 |", info={"report_number": "1"}))
    assert [d.text for d in sent.info if d.key == "report_number"] == ["1"]
    assert "unkeyed-content" not in {f.code for f in sent.findings}
