"""What is returned to an agency: its form with every fault marked; corrected, it is read like any other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.building import (
    DAY,
    Here,
    cell_of,
    change,
    codes,
    define,
    definition,
    every_way,
    filled,
    keyed,
    random_filling,
    read,
    records,
    type_into,
    write,
)
from tests.effort import effort
from tests.office import convert, needs_libreoffice
from toolkit.consolidation.consolidate import consolidate
from toolkit.messages.findings.catalogue import describe
from toolkit.model import CellValue, Submission
from toolkit.run.folder import Folder
from toolkit.run.returns import DONE, set_aside_returns, write_returns
from toolkit.spreadsheet.workbook import RawWorkbook, read_workbook
from toolkit.xlsx.drawn.returned import SIGN

INDICATORS = r"""
| code | topic | label       | unit   | kind    | required | maximum | across_agencies | across_periods | formula    |
|------|-------|-------------|--------|---------|----------|---------|-----------------|----------------|------------|
| A1   | Một   | Số buổi     | buổi   | count   | yes      |         | sum             | sum            |            |
| A2   | Một   | Số người    | người  | count   | yes      | 1000    | sum             | last           |            |
| A3   | Một   | Tỷ lệ       | %      | percent |          |         |                 | last           | =A1/A2*100 |
| A4   | Hai   | Mức đạt     | %      | percent |          | 100     | mean            | mean           |            |
"""
SECTIONS = """
| code | role        | heading      | required | max_words |
|------|-------------|--------------|----------|-----------|
| dat  | achievement | Mặt đạt được | yes      | 12        |
| han  | limitation  | Hạn chế      |          |           |
"""
THEMES = """
| code | label        | keywords     |
|------|--------------|--------------|
| tt   | Tuyên truyền | tuyên truyền |
"""
RULES = """
| code | formula | severity | message            | fix         |
|------|---------|----------|--------------------|-------------|
| R1   | =A1<=A2 | error    | Buổi nhiều hơn người. | Xem lại  |
"""
AGENCIES = """
| code | name |
|------|------|
| SA   | Sở A |
| SB   | Sở B |
"""
FIGURES = """
| code | 2019 | 2020 | note    |
|------|------|------|---------|
| A1   | abc  | 7    | ghi chú |
| A2   | 50   | 9999 |         |
| A4   | 45   | 12,5 |         |
"""
LINES = """
| section | theme        | text          | evidence |
|---------|--------------|---------------|----------|
| dat     | Tuyên truyền | Làm tốt       | KH 12    |
| dat     | chủ đề lạ    | Có nhiều buổi |          |
| han     |              | Thiếu người   |          |
"""
INFO: dict[str, CellValue] = {
    "report_number": "5/BC",
    "report_date": "tháng 12",
    "prepared_by": "An",
    "phone": "0277",
    "signed_by": "Bình",
}
#: The corrections of the form above.
CORRECTIONS = (
    (("figures", "A1", "2019"), 5),
    (("figures", "A2", "2020"), 70),
    (("info", "report_date", "value"), "30/12/2020"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES, rules=RULES)


@pytest.fixture
def sent(folder: Folder) -> Path:
    return filled(folder, "SA", FIGURES, LINES, INFO)


def send_back(folder: Folder, *paths: Path) -> list[Path]:
    """The returned forms for these files."""
    result = consolidate(folder.campaign, [read(folder, path) for path in paths], as_of=DAY)
    return write_returns(folder, result)


def listed(path: Path, column: str) -> list[str]:
    """The cells of this column of the first sheet, from the top, for errors and warnings."""
    sheet = keyed(path)["returned"]
    rows = [row for row in sheet.rows if row.index > 4]
    return [sheet.text(row, column) for row in rows if sheet.text(row, "severity") != "Lưu ý"]


def essence(submission: Submission) -> tuple[object, ...]:
    """What was read, without its position."""
    return (
        {(f.indicator, f.period): (f.value, f.state, f.typed, f.note) for f in submission.figures},
        [(s.section, s.theme, s.text, s.evidence) for s in submission.statements],
        [(v.key, v.text) for v in submission.info],
    )


def position_of(path: Path, keys: tuple[str, str, str]) -> tuple[str, str]:
    return cell_of(path, *keys)


# --- Unchanged -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_returned_form_reads_as_the_form_that_was_sent(folder: Folder, sent: Path) -> None:
    """Sent back as it is, it has the same contents and the same findings."""
    data = sent.read_bytes()
    (path,) = send_back(folder, sent)
    assert sent.read_bytes() == data
    before, after = read(folder, sent), read(folder, path)
    assert codes(before)
    assert essence(before) == essence(after)
    assert codes(before) == codes(after)
    assert after.balance.even


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(2, 12)))
def test_a_returned_form_keeps_any_contents(here: Here, seed: int) -> None:
    """Whatever was typed in the cells, the returned form has it, with the same findings."""
    folder, agency = here.folder, ("SA", "HC")[seed % 2]
    sent = write(folder, agency, random_filling(folder, agency, seed, blanks=0.2, words=0.4, odd=True))
    (path,) = send_back(folder, sent)
    before, after = read(folder, sent), read(folder, path)
    assert essence(before) == essence(after)
    listed = {x.reason for x in before.leftovers}  # contents of the list of outside cells are no new finding
    assert Counter(c for c in codes(before) if c not in listed) == Counter(c for c in codes(after) if c not in listed)
    assert sorted(x.value for x in before.leftovers) == sorted(x.value for x in after.leftovers)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


def test_a_percentage_is_returned_as_shown(folder: Folder) -> None:
    """45 % in a cell with a percentage format becomes 45, which is what the form asks for."""
    path = filled(folder, "SA", FIGURES, LINES, INFO)

    def show(book: Any) -> None:
        cell = book[position_of(path, ("figures", "A4", "2019"))[0]][position_of(path, ("figures", "A4", "2019"))[1]]
        cell.value, cell.number_format = 0.45, "0%"

    (returned,) = send_back(folder, change(path, show))
    found = {(f.indicator, f.period): (f.value, f.state) for f in read(folder, returned).figures}
    assert found["A4", "2019"] == (45.0, "given")


def test_a_form_without_faults_is_not_returned(folder: Folder) -> None:
    """Where there is nothing to correct, nothing is written."""
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 7 |\n| A2 | 50 | 70 |"
    good = filled(
        folder,
        "SB",
        figures,
        "| section | text |\n|--|--|\n| dat | Làm tốt |",
        {**INFO, "report_date": "30/12/2020", "email": "a@b.vn", "signer_title": "Giám đốc"},
    )
    assert codes(read(folder, good)) == []
    assert send_back(folder, good) == []
    assert not (folder.root / "returns").exists()


@pytest.mark.slow
def test_held_numbers_are_returned_as_numbers(folder: Folder) -> None:
    """A held number stays a number; a date in words stays in a cell of the form's format."""
    path = filled(folder, "SA", FIGURES, LINES, INFO)
    typed: dict[tuple[str, str, str], Any] = {
        ("figures", "A1", "2019"): 1.234,
        ("figures", "A1", "2020"): date(2020, 5, 3),
        ("figures", "A2", "2019"): "1,5",
    }
    type_into(path, [(position_of(path, keys), value) for keys, value in typed.items()])
    before = read(folder, path)
    (returned,) = send_back(folder, path)
    book = openpyxl.load_workbook(returned)
    for keys, value in typed.items():
        sheet, address = position_of(returned, keys)
        held = book[sheet][address]
        assert (f"{value:%d/%m/%Y}" if isinstance(value, date) else value) == held.value
        assert held.number_format == "#,##0"
    assert codes(before) == codes(read(folder, returned))


def outside_the_form(path: Path) -> dict[tuple[str, str], str]:
    """Types into cells beside, below and outside the form; returns what was typed."""
    long = "Dòng dài " * 600 + "hết"
    figures = position_of(path, ("figures", "A1", "2019"))[0]
    cells = {
        (figures, "Z40"): "ghi ngoài bảng",
        (figures, "B60"): long,
        ("Phụ lục", "A1"): "=1+1",
        ("Phụ lục", "C9"): "777",
    }

    def do(book: Any) -> None:
        book.create_sheet("Phụ lục")
        for (sheet, address), value in cells.items():
            book[sheet][address].value, book[sheet][address].data_type = value, "s"
        sheet, address = position_of(path, ("statements", "han", "theme"))
        book[sheet][address].offset(2).value = "Tuyên truyền"

    change(path, do)
    sheet, address = position_of(path, ("statements", "han", "theme"))
    return {**cells, (sheet, f"{address[0]}{int(address[1:]) + 2}"): "Tuyên truyền"}


@pytest.mark.slow
def test_content_outside_the_form_is_returned_whole(folder: Folder, sent: Path) -> None:
    """It is on a separate sheet, with the cells it was in."""
    cells = outside_the_form(sent)
    (path,) = send_back(folder, sent)
    found = {(str(r["sheet"]), str(r["cell"])): r["value"] for r in records(keyed(path)["outside"])}
    assert cells == found
    # The lines about them link there.
    name = keyed(path)["outside"].name
    checks: Any = openpyxl.load_workbook(path, data_only=True)["_checks"]
    links = [c.value for row in checks.iter_rows() for c in row if str(c.value).startswith(f"#'{name}'!D")]
    submission = read(folder, sent)
    reasons = {x.reason for x in submission.leftovers}
    assert len(links) == len([f for f in submission.findings if f.code in reasons])


@pytest.mark.slow
def test_returned_content_outside_the_form_is_read_again(folder: Folder, sent: Path) -> None:
    """Left there, it is reported with the same reasons; cleared or moved, it is not."""
    outside_the_form(sent)
    (path,) = send_back(folder, sent)
    before, after = read(folder, sent), read(folder, path)
    assert sorted((x.reason, x.value) for x in before.leftovers) == sorted((x.reason, x.value) for x in after.leftovers)
    assert after.balance.even
    assert before.balance.reported == after.balance.reported
    rows = records(keyed(path)["outside"])
    name = keyed(path)["outside"].name
    type_into(path, [((name, row.cells["value"]), None) for row in rows])
    assert read(folder, path).leftovers == ()
    type_into(path, [((name, "H30"), "thêm")])
    assert [(x.reason, x.value) for x in read(folder, path).leftovers] == [("unkeyed-content", "thêm")]


def outside_again(folder: Folder, path: Path, cells: dict[tuple[str, str], str], typed: str = "") -> Path:
    """Reads a returned form that came back: its list is no finding, and names the cells of the first form. Returns the
    next returned form. `typed`: typed over one of the values listed."""
    submission = read(folder, path)
    name = next(s.name for s in keyed(path).values() if s.key == "outside")
    assert [f.code for f in submission.findings if f.sheet == name] == []
    first = {f"{sheet}!{cell}": value for (sheet, cell), value in cells.items()}
    found = {x.origin: x.value for x in submission.leftovers}
    assert found.keys() == first.keys()
    assert {value for origin, value in found.items() if value != first[origin]} == ({typed} if typed else set())
    assert {x.sheet for x in submission.leftovers} == {name}
    assert submission.balance.even
    (again,) = send_back(folder, path)
    listed_again = {(str(r["sheet"]), str(r["cell"])) for r in records(keyed(again)["outside"])}
    assert listed_again == cells.keys()
    return again


@pytest.mark.slow
def test_the_list_of_outside_content_is_no_finding(folder: Folder, sent: Path, tmp_path: Path) -> None:
    """Returned twice, with text typed over one of its values; the first cell is kept each time."""
    cells = outside_the_form(sent)
    (path,) = send_back(folder, sent)
    for _ in range(2):
        path = path.rename(tmp_path / "da-tra.xlsx")
        path = outside_again(folder, path, cells)
    sheet = keyed(path)["outside"]
    first = next(r for r in sheet.rows if r.key and not r.for_people)
    type_into(path, [((sheet.name, sheet.address(first, "value")), "đã chuyển")])
    outside_again(folder, path.rename(tmp_path / "da-tra.xlsx"), cells, "đã chuyển")


@pytest.mark.slow
def test_text_typed_over_a_label_is_shown_whole(folder: Folder, sent: Path) -> None:
    """The whole of a long text is on the first sheet."""
    text = "nhãn khác " * 100 + "hết"
    type_into(sent, [(position_of(sent, ("figures", "A1", "label")), text)])
    (path,) = send_back(folder, sent)
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    assert any(text in str(value) for row in raw.sheets[0].rows for value in row)


# --- Corrected ---------------------------------------------------------------------------------------


def test_a_corrected_return_has_no_findings(folder: Folder, sent: Path) -> None:
    """Once the marked cells are corrected, their findings are gone and nothing else has changed."""
    (path,) = send_back(folder, sent)
    type_into(path, [(position_of(path, keys), value) for keys, value in CORRECTIONS])
    _assert_corrected(read(folder, sent), read(folder, path))


@needs_libreoffice
@pytest.mark.slow
def test_a_return_corrected_in_libreoffice_has_no_findings(folder: Folder, sent: Path) -> None:
    """After LibreOffice has opened, calculated and saved it."""
    (path,) = send_back(folder, sent)
    opened = convert(path, "xlsx", folder.root / "opened")
    assert essence(read(folder, sent)) == essence(read(folder, opened))
    type_into(opened, [(position_of(opened, keys), value) for keys, value in CORRECTIONS])
    after = read(folder, convert(opened, "xlsx", folder.root / "saved"))
    _assert_corrected(read(folder, sent), after)


def _assert_corrected(before: Submission, after: Submission) -> None:
    corrected = {("A1", "2019"): 5.0, ("A2", "2020"): 70.0}
    computed = {("A3", "2019"): 10.0, ("A3", "2020"): 10.0}
    values = {(f.indicator, f.period): f.value for f in before.figures}
    assert {**values, **corrected, **computed} == {(f.indicator, f.period): f.value for f in after.figures}
    assert [f.note for f in before.figures if f.note] == [f.note for f in after.figures if f.note]
    assert essence(before)[1] == essence(after)[1]
    assert dict(v for v in map(_pair, before.info) if v[0] != "report_date") == dict(
        v for v in map(_pair, after.info) if v[0] != "report_date"
    )
    assert codes(after) == ["unknown-theme"]
    assert after.balance.even


def _pair(value: Any) -> tuple[str, str]:
    return value.key, value.text


@pytest.mark.slow
def test_a_corrected_return_supersedes_the_form_that_was_sent(folder: Folder, sent: Path) -> None:
    """Under any file name."""
    (path,) = send_back(folder, sent)
    again = folder.inbox / "sua lai.xlsx"
    again.write_bytes(path.read_bytes())
    type_into(again, [(position_of(again, keys), value) for keys, value in CORRECTIONS])
    result = consolidate(folder.campaign, [read(folder, again), read(folder, sent)], as_of=DAY)
    assert result.used["SA"].source.file == "inbox/sua lai.xlsx"
    assert {s.source.file: s.status for s in result.submissions} == {
        "inbox/SA.xlsx": "superseded",
        "inbox/sua lai.xlsx": "accepted",
    }


# --- The returned form -------------------------------------------------------------------------------


def test_a_hidden_sheet_lists_every_finding(folder: Folder, sent: Path) -> None:
    """One line each, errors first, with fault, value and what to do: it is used to recognise the form's text later."""
    (path,) = send_back(folder, sent)
    submission = read(folder, sent)
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    first = next(sheet for sheet in raw.sheets if sheet.rows[0][0] == "toolkit:returned")
    assert (first.hidden, first.name) == (True, "_returned")
    listed = [[str(v) for v in row if v is not None] for row in first.rows[5:]]
    sentences = [describe(f, "vi", folder.campaign) for f in submission.findings]
    assert len(sentences) == len(listed)
    for what, fix in sentences:
        assert sum(what in row and (not fix or fix in row) for row in listed) == 1
    severities = [row[2] for row in listed]
    order = {name: n for n, name in enumerate(dict.fromkeys(severities))}
    assert [order[s] for s in severities] == sorted(order[s] for s in severities)
    assert any("abc" in row for row in listed)


def test_sheets_of_a_return_are_in_order(folder: Folder, sent: Path) -> None:
    """The list of corrections is first and open; the form follows as it was sent out."""
    (path,) = send_back(folder, sent)
    book = openpyxl.load_workbook(path)
    keys = [str(sheet["A1"].value).removeprefix("toolkit:") for sheet in book.worksheets]
    visible = [k for k, sheet in zip(keys, book.worksheets, strict=True) if sheet.sheet_state == "visible"]
    assert visible == ["to_fix", "guide", "info", "figures", "statements"]
    assert book.active is book.worksheets[0]


@pytest.mark.parametrize(
    "keys", [("figures", "A1", "2019"), ("figures", "A2", "2020"), ("info", "report_date", "value")]
)
def test_faulty_cells_are_marked(folder: Folder, sent: Path, keys: tuple[str, str, str]) -> None:
    """A faulty cell has a colour, a sign beside it and a note with the fault; its line links to it."""
    (path,) = send_back(folder, sent)
    sheet_name, address = position_of(path, keys)
    book = openpyxl.load_workbook(path)
    sheet: Any = book[sheet_name]
    cell = sheet[address]
    untouched = openpyxl.load_workbook(sent)[sheet_name][position_of(sent, keys)[1]]
    finding = next(
        f for f in read(folder, sent).findings if f.cell == position_of(sent, keys)[1] and f.sheet == sheet_name
    )
    assert describe(finding, "vi", folder.campaign)[0] in cell.comment.text
    assert cell.fill.start_color.rgb != untouched.fill.start_color.rgb
    signs = [c.value for c in sheet[cell.row] if isinstance(c.value, str) and SIGN in c.value]
    assert signs
    checks: Any = openpyxl.load_workbook(path, data_only=True)["_checks"]
    assert f"#'{sheet_name}'!{address}" in {value for row in checks.iter_rows(values_only=True) for value in row}
    without = [("figures", "A2", "2019"), ("figures", "A4", "2019"), ("info", "phone", "value")]
    for name, at in [position_of(path, keys) for keys in [*without, ("statements", "han", "text")]]:
        own: Any = book[name]
        assert own[at].comment is None


def test_the_letter_says_what_to_correct(folder: Folder, sent: Path) -> None:
    """It names the agency, the file received, the file returned, and each fault except notes."""
    (path,) = send_back(folder, sent)
    data = path.with_suffix(".txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8-sig")
    findings = [f for f in read(folder, sent).findings if f.severity != "note"]
    assert all(name in text for name in ("Sở A", "SA.xlsx"))
    assert [f for f in findings if describe(f, "vi", folder.campaign)[0] not in text] == []
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == len(findings)
    assert "{" not in text
    assert "chưa ghi" not in text  # without a name in the definition, the answer goes to the sender of the letter
    assert "gửi lại tới địa chỉ đã gửi thư này sớm nhất có thể." in text
    assert text.endswith("Trân trọng./.\r\nCơ quan tổng hợp báo cáo\r\n")


def test_letters_do_not_repeat_personal_numbers(folder: Folder) -> None:
    """The end of the number identifies it; the letter names the cell of each point, unless the sentence does."""
    lines = "| section | text |\n|--|--|\n| dat | Ông Ba, số căn cước 079123456789, ĐT 0912 345 678 |\n| han | Thiếu |"
    path = filled(folder, "SA", FIGURES, lines, INFO)
    found = {f.code: f for f in read(folder, path).findings}
    assert {"identity-number", "telephone-number"} <= found.keys()
    (back,) = send_back(folder, path)
    text = back.with_suffix(".txt").read_text(encoding="utf-8-sig")
    assert "079123456789" not in text
    assert "*********789" in text
    assert "0912 345 678" not in text
    assert f"Trang “Nội dung”, ô {found['identity-number'].cell}: Nội dung có số căn cước" in text
    assert "merge" not in text
    listed = " ".join(str(c.value) for row in openpyxl.load_workbook(back).worksheets[0].iter_rows() for c in row)
    assert "079123456789" not in listed


@pytest.mark.slow
def test_the_lead_agencys_letter_is_not_addressed_to_itself(tmp_path: Path) -> None:
    """Its letter is from its office, and in no letter sender and addressee are the same."""
    folder = definition(
        tmp_path, about={"lead_agency": "SA"}, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS
    )
    for back in send_back(folder, filled(folder, "SA", FIGURES, LINES), filled(folder, "SB", FIGURES, LINES)):
        text = back.with_suffix(".txt").read_text(encoding="utf-8-sig")
        own = back.stem.endswith("(SA)")
        assert own is ("Bộ phận tổng hợp báo cáo đã nhận tệp" in text)
        assert own is not ("Sở A đã nhận tệp" in text)


@pytest.mark.slow
def test_a_return_in_english_reads_the_same(folder: Folder) -> None:
    """A return in English reads to the same."""
    sent = filled(folder, "SA", FIGURES, LINES, INFO, language="en")
    result = consolidate(folder.campaign, [read(folder, sent)], as_of=DAY)
    (path,) = write_returns(folder, result, language="en")
    assert essence(read(folder, sent)) == essence(read(folder, path))


def test_a_return_names_its_sheets_as_they_are(folder: Folder, sent: Path) -> None:
    """For a Vietnamese form returned in English, sentences and letter have the form's sheet names."""
    result = consolidate(folder.campaign, [read(folder, sent)], as_of=DAY)
    (path,) = write_returns(folder, result, language="en")
    text = "\n".join([*listed(path, "problem"), path.with_suffix(".txt").read_text("utf-8")])
    assert "Figures" in text
    assert "Số liệu" not in text


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2020, 12, 31), "Hạn gửi báo cáo: 31/12/2020."), (date(2021, 1, 1), "đã qua: đề nghị đơn vị gửi lại ngay")],
)
def test_after_the_deadline_a_return_is_asked_for_at_once(tmp_path: Path, day: date, expected: str) -> None:
    """A past deadline is not given as if it were to come."""
    folder = definition(tmp_path, about={"deadline": "2020-12-31"}, agencies=AGENCIES, indicators=INDICATORS)
    result = consolidate(
        folder.campaign, [read(folder, filled(folder, "SA", "| code | 2019 |\n|--|--|\n| A1 | abc |"))], as_of=day
    )
    (path,) = write_returns(folder, result)
    assert expected in str(openpyxl.load_workbook(path).worksheets[0]["B5"].value)


@pytest.mark.slow
def test_a_finding_about_a_row_lists_numbers_by_period(tmp_path: Path) -> None:
    """One question about several cells says which number is where; both sides of a rule are not repeated."""
    folder = definition(
        tmp_path,
        agencies=AGENCIES,
        indicators=(
            "| code | label | unit | kind |\n|--|--|--|--|\n| M | Chi | triệu đồng | money |\n"
            "| N | Thu | triệu đồng | money |"
        ),
        rules="| code | formula | severity | message |\n|--|--|--|--|\n| R | =M<=N | warning | Chi nhiều hơn. |",
    )
    sent = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| M | 158088 | 308167 |\n| N | 5 | 6 |")
    (path,) = send_back(folder, sent)
    assert listed(path, "typed") == ["2019: 158088; 2020: 308167"]
    assert listed(path, "severity") == ["Phải sửa"]
    sent = filled(folder, "SA", "| code | 2019 | 2020 |\n|--|--|--|\n| M | 1308,5 | 2308,5 |\n| N | 5 | 6 |")
    (path,) = send_back(folder, sent)
    assert listed(path, "typed") == [""]
    assert listed(path, "problem") == [
        "Chi nhiều hơn. Kỳ 2019: Chi = 1.308,5 triệu đồng; Thu = 5 triệu đồng (chênh 1.303,5) | 2020: 2.308,5; 6 "
        "(chênh 2.302,5)."
    ]


def test_a_rule_broken_in_many_periods_names_them_all(tmp_path: Path) -> None:
    """The first with their numbers, the others by name; no name is cut."""
    months = [f"2026-M{n:02}" for n in range(1, 13)]
    folder = definition(
        tmp_path,
        about={"periods": "|".join(months)},
        agencies=AGENCIES,
        indicators=(
            "| code | label | unit | kind |\n|--|--|--|--|\n| M | Chi | đồng | money |\n| N | Thu | đồng | money |"
        ),
        rules="| code | formula | severity | message |\n|--|--|--|--|\n| R | =M<=N | warning | Chi nhiều hơn. |",
    )
    rows = [
        f"| {code} | " + " | ".join(str(base + n) for n in range(12)) + " |"
        for code, base in (("M", 5_000_000_000), ("N", 1_000_000_000))
    ]
    sent = filled(folder, "SA", "\n".join([f"| code | {' | '.join(months)} |", "|--" * 13 + "|", *rows]))
    (finding,) = (f for f in read(folder, sent).findings if f.code == "rule-failed")
    what, _ = describe(finding, "vi", folder.campaign)
    assert "…" not in what
    assert [n for n in range(1, 13) if f"T{n}/2026" not in what] == []
    assert len(what) < 600


@pytest.mark.slow
def test_a_return_that_was_corrected_is_set_aside(folder: Folder, sent: Path) -> None:
    """A marked form is no longer needed once its agency has corrected it."""
    (marked,) = send_back(folder, sent)
    kept = {path.name: path.read_bytes() for path in (marked, marked.with_suffix(".txt"))}
    own = folder.root / "returns" / "SA.docx"
    own.write_bytes(b"the agency's own report")
    faulty = consolidate(folder.campaign, [read(folder, sent)], as_of=DAY)
    assert set_aside_returns(folder, faulty, [marked]) == []
    in_order = replace(faulty, used={c: replace(s, findings=()) for c, s in faulty.used.items()})
    asked = replace(in_order, statuses=tuple(replace(s, unusable="SA moi.xlsx") for s in in_order.statuses))
    assert set_aside_returns(folder, asked, []) == []
    assert set_aside_returns(folder, in_order, []) == [folder.root / "returns" / DONE / "Sở A (SA).xlsx"]
    assert {path.name: path.read_bytes() for path in (folder.root / "returns" / DONE).iterdir()} == kept
    assert [path.name for path in (folder.root / "returns").iterdir() if path.is_file()] == [own.name]
    assert set_aside_returns(folder, in_order, []) == []


def test_returns_of_a_removed_report_are_set_aside(folder: Folder, sent: Path) -> None:
    """No letter is about a removed file; a check of some files moves no return of others."""
    send_back(folder, sent)
    (folder.root / "returns" / "SA.eml").write_bytes(b"a question")
    sent.unlink()
    nothing = consolidate(folder.campaign, [], as_of=DAY)
    assert set_aside_returns(folder, nothing, []) == []
    done = folder.root / "returns" / DONE
    assert set_aside_returns(folder, nothing, [], whole=True) == [done / "Sở A (SA).xlsx"]
    assert sorted(path.name for path in done.iterdir()) == ["SA.eml", "Sở A (SA).txt", "Sở A (SA).xlsx"]
