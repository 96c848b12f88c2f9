"""What is returned to an agency: its form with every fault marked; corrected, it is read like any other."""

import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
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
INFO: dict[str, CellValue] = {"report_number": "5/BC", "report_date": "tháng 12", "prepared_by": "An", "phone": "0277"}
INFO["signed_by"] = "Bình"
#: The corrections of the form above.
CORRECTIONS = (
    (("figures", "A1", "2019"), 5),
    (("figures", "A2", "2020"), 70),
    (("info", "report_date", "value"), "30/12/2020"),
)
MONEY = "| code | label | unit | kind |\n|--|--|--|--|\n| M | Chi | đồng | money |\n| N | Thu | đồng | money |"
SPENT = "| code | formula | severity | message |\n|--|--|--|--|\n| R | =M<=N | warning | Chi nhiều hơn. |"


def made(root: Path) -> Folder:
    return definition(root, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS, themes=THEMES, rules=RULES)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return made(tmp_path)


@dataclass(frozen=True)
class Returned:
    """A form with faults, as it was sent and as it is returned; no test changes them."""

    folder: Folder
    sent: Path
    path: Path
    before: Submission


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Returned:
    folder = made(tmp_path_factory.mktemp("returned"))
    sent = filled(folder, "SA", FIGURES, LINES, INFO)
    data = sent.read_bytes()
    (path,) = send_back(folder, sent)
    assert sent.read_bytes() == data
    return Returned(folder, sent, path, read(folder, sent))


def send_back(folder: Folder, *paths: Path, as_of: date = DAY, **more: Any) -> list[Path]:
    """The returned forms for these files."""
    return write_returns(folder, consolidate(folder.campaign, [read(folder, p) for p in paths], as_of=as_of), **more)


def listed(path: Path, column: str) -> list[str]:
    """The cells of this column of the first sheet, from the top, for errors and warnings."""
    sheet = keyed(path)["returned"]
    rows = [row for row in sheet.rows if row.index > 4]
    return [sheet.text(row, column) for row in rows if sheet.text(row, "severity") != "Lưu ý"]


def essence(submission: Submission) -> tuple[Any, ...]:
    """What was read, without its position."""
    return (
        {(f.indicator, f.period): (f.value, f.state, f.typed, f.note) for f in submission.figures},
        [(s.section, s.theme, s.text, s.evidence) for s in submission.statements],
        [(v.key, v.text) for v in submission.info],
    )


def letter(path: Path) -> str:
    return path.with_suffix(".txt").read_text(encoding="utf-8-sig")


# --- Unchanged -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_returned_form_reads_as_the_form_that_was_sent(returned: Returned) -> None:
    """Sent back as it is, it has the same contents and the same findings."""
    after = read(returned.folder, returned.path)
    assert codes(returned.before)
    assert essence(returned.before) == essence(after)
    assert codes(returned.before) == codes(after)
    assert after.balance.is_even


@pytest.mark.slow
def test_a_return_in_english_reads_the_same(folder: Folder) -> None:
    """In a Vietnamese form returned in English, sentences and letter have the form's sheet names."""
    sent = filled(folder, "SA", FIGURES, LINES, INFO, language="en")
    (path,) = send_back(folder, sent, language="en")
    assert essence(read(folder, sent)) == essence(read(folder, path))
    (path,) = send_back(folder, filled(folder, "SA", FIGURES, LINES, INFO), language="en")
    text = "\n".join([*listed(path, "problem"), letter(path)])
    assert "Figures" in text
    assert "Số liệu" not in text


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(2, 12)))
def test_a_returned_form_keeps_any_contents(here: Here, seed: int) -> None:
    """Whatever was typed in the cells, the returned form has it, with the same findings."""
    folder, agency = here.folder, ("SA", "HC")[seed % 2]
    sent = write(folder, agency, random_filling(folder, agency, seed, blanks=0.2, words=0.4, odd=True))
    (path,) = send_back(folder, sent)
    before, after = read(folder, sent), read(folder, path)
    assert essence(before) == essence(after)
    outside = {x.reason for x in before.leftovers}  # contents of the list of outside cells are no new finding
    assert Counter(c for c in codes(before) if c not in outside) == Counter(c for c in codes(after) if c not in outside)
    assert sorted(x.value for x in before.leftovers) == sorted(x.value for x in after.leftovers)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(define(tmp_path_factory.mktemp("campaign"), every_way()))


@pytest.mark.slow
def test_numbers_are_returned_as_they_are_held(folder: Folder) -> None:
    """45 % in a cell with a percentage format becomes 45, which is what the form asks for. A held number stays a
    number; a date in words stays in a cell of the form's format."""
    path = filled(folder, "SA", FIGURES, LINES, INFO)
    typed: dict[str, Any] = {"A1 2019": 1.234, "A1 2020": date(2020, 5, 3), "A2 2019": "1,5"}

    def do(book: Any) -> None:
        for keys, value in typed.items():
            sheet, address = cell_of(path, "figures", *keys.split())
            book[sheet][address] = value
        sheet, address = cell_of(path, "figures", "A4", "2019")
        book[sheet][address].value, book[sheet][address].number_format = 0.45, "0%"

    change(path, do)
    before = read(folder, path)
    (back,) = send_back(folder, path)
    book = openpyxl.load_workbook(back)
    for keys, value in typed.items():
        sheet, address = cell_of(back, "figures", *keys.split())
        held: Any = book[sheet][address]
        assert (f"{value:%d/%m/%Y}" if isinstance(value, date) else value) == held.value
        assert held.number_format == "#,##0"
    after = read(folder, back)
    assert codes(before) == codes(after)
    assert essence(after)[0]["A4", "2019"][:2] == (45.0, "given")


def outside_the_form(path: Path) -> dict[tuple[str, str], str]:
    """Types into cells beside, below and outside the form; returns what was typed."""
    long = "Dòng dài " * 600 + "hết"
    figures = cell_of(path, "figures", "A1", "2019")[0]
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
        sheet, address = cell_of(path, "statements", "han", "theme")
        book[sheet][address].offset(2).value = "Tuyên truyền"

    change(path, do)
    sheet, address = cell_of(path, "statements", "han", "theme")
    return {**cells, (sheet, f"{address[0]}{int(address[1:]) + 2}"): "Tuyên truyền"}


@pytest.mark.slow
def test_content_outside_the_form_is_returned_whole(folder: Folder, tmp_path: Path) -> None:
    """It is on a separate sheet, with the cells it was in. Left there, it is reported with the same reasons; its list
    is no finding; cleared or moved, it is not reported."""
    sent = filled(folder, "SA", FIGURES, LINES, INFO)
    cells = outside_the_form(sent)
    (path,) = send_back(folder, sent)
    sheet = keyed(path)["outside"]
    rows = records(sheet)
    assert cells == {(str(r["sheet"]), str(r["cell"])): r["value"] for r in rows}
    # The lines about them link there.
    checks: Any = openpyxl.load_workbook(path, data_only=True)["_checks"]
    links = [c.value for row in checks.iter_rows() for c in row if str(c.value).startswith(f"#'{sheet.name}'!D")]
    before, after = read(folder, sent), read(folder, path)
    assert len(links) == len([f for f in before.findings if f.code in {x.reason for x in before.leftovers}])
    assert sorted((x.reason, x.value) for x in before.leftovers) == sorted((x.reason, x.value) for x in after.leftovers)
    assert after.balance.is_even
    assert before.balance.reported == after.balance.reported
    emptied = type_into(path, [((sheet.name, row.cells["value"]), None) for row in rows], tmp_path / "trống.xlsx")
    assert read(folder, emptied).leftovers == ()
    type_into(emptied, [((sheet.name, "H30"), "thêm")])
    assert [(x.reason, x.value) for x in read(folder, emptied).leftovers] == [("unkeyed-content", "thêm")]

    # Returned twice more, with text typed over one of its values; the first cell is kept each time.
    for _ in range(2):
        path = outside_again(folder, path.rename(tmp_path / "da-tra.xlsx"), cells)
    first = next(r for r in keyed(path)["outside"].rows if r.key and not r.for_people)
    type_into(path, [((sheet.name, keyed(path)["outside"].address(first, "value")), "đã chuyển")])
    outside_again(folder, path.rename(tmp_path / "da-tra.xlsx"), cells, "đã chuyển")


def outside_again(folder: Folder, path: Path, cells: dict[tuple[str, str], str], typed: str = "") -> Path:
    """Reads a returned form that came back: its list is no finding, and names the cells of the first form. Returns the
    next returned form. `typed`: typed over one of the values listed."""
    submission = read(folder, path)
    name = keyed(path)["outside"].name
    assert [f.code for f in submission.findings if f.sheet == name] == []
    first = {f"{sheet}!{cell}": value for (sheet, cell), value in cells.items()}
    found = {x.origin: x.value for x in submission.leftovers}
    assert found.keys() == first.keys()
    assert {value for origin, value in found.items() if value != first[origin]} == ({typed} if typed else set())
    assert {x.sheet for x in submission.leftovers} == {name}
    assert submission.balance.is_even
    (again,) = send_back(folder, path)
    assert {(str(r["sheet"]), str(r["cell"])) for r in records(keyed(again)["outside"])} == cells.keys()
    return again


@pytest.mark.slow
def test_text_typed_over_a_label_is_shown_whole(folder: Folder) -> None:
    """The whole of a long text is on the first sheet. A form without faults is not returned: nothing is written."""
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| A1 | 5 | 7 |\n| A2 | 50 | 70 |"
    info = {**INFO, "report_date": "30/12/2020", "email": "a@b.vn", "signer_title": "Giám đốc"}
    good = filled(folder, "SB", figures, "| section | text |\n|--|--|\n| dat | Làm tốt |", info)
    assert codes(read(folder, good)) == []
    assert send_back(folder, good) == []
    assert not (folder.root / "returns").exists()
    text = "nhãn khác " * 100 + "hết"
    (path,) = send_back(folder, type_into(good, [(cell_of(good, "figures", "A1", "label"), text)]))
    raw = read_workbook(path, path.name)
    assert isinstance(raw, RawWorkbook)
    assert any(text in str(value) for row in raw.sheets[0].rows for value in row)


# --- Corrected ---------------------------------------------------------------------------------------


def test_a_corrected_return_has_no_findings(returned: Returned) -> None:
    """Once the marked cells are corrected, their findings are gone and nothing else has changed; under any file name it
    supersedes the form that was sent."""
    again = Path(shutil.copy(returned.path, returned.folder.inbox / "sua lai.xlsx"))
    type_into(again, [(cell_of(again, *keys), value) for keys, value in CORRECTIONS])
    after = read(returned.folder, again)
    again.unlink()
    _assert_corrected(returned.before, after)
    result = consolidate(returned.folder.campaign, [after, returned.before], as_of=DAY)
    assert result.used["SA"].source.file == "inbox/sua lai.xlsx"
    statuses = {s.source.file: s.status for s in result.submissions}
    assert statuses == {"inbox/SA.xlsx": "superseded", "inbox/sua lai.xlsx": "accepted"}


@needs_libreoffice
@pytest.mark.slow
def test_a_return_corrected_in_libreoffice_has_no_findings(returned: Returned, tmp_path: Path) -> None:
    """After LibreOffice has opened, calculated and saved it."""
    opened = convert(returned.path, "xlsx", tmp_path / "opened")
    assert essence(returned.before) == essence(read(returned.folder, opened))
    type_into(opened, [(cell_of(opened, *keys), value) for keys, value in CORRECTIONS])
    _assert_corrected(returned.before, read(returned.folder, convert(opened, "xlsx", tmp_path / "saved")))


def _assert_corrected(before: Submission, after: Submission) -> None:
    corrected = {("A1", "2019"): 5.0, ("A2", "2020"): 70.0}
    computed = {("A3", "2019"): 10.0, ("A3", "2020"): 10.0}
    values = {(f.indicator, f.period): f.value for f in before.figures}
    assert {**values, **corrected, **computed} == {(f.indicator, f.period): f.value for f in after.figures}
    assert [f.note for f in before.figures if f.note] == [f.note for f in after.figures if f.note]
    assert essence(before)[1] == essence(after)[1]
    rest = [{v.key: v.text for v in each.info if v.key != "report_date"} for each in (before, after)]
    assert rest[0] == rest[1]
    assert codes(after) == ["unknown-theme"]
    assert after.balance.is_even


# --- The returned form -------------------------------------------------------------------------------


def test_a_hidden_sheet_lists_every_finding(returned: Returned) -> None:
    """One line each, errors first, with fault, value and what to do: it is used to recognise the form's text later. Of
    the visible sheets the list of corrections is first and open; the form follows as it was sent out."""
    raw = read_workbook(returned.path, returned.path.name)
    assert isinstance(raw, RawWorkbook)
    first = next(sheet for sheet in raw.sheets if sheet.rows[0][0] == "toolkit:returned")
    assert (first.hidden, first.name) == (True, "_returned")
    lines = [[str(v) for v in row if v is not None] for row in first.rows[5:]]
    sentences = [describe(f, "vi", returned.folder.campaign) for f in returned.before.findings]
    assert len(sentences) == len(lines)
    for what, fix in sentences:
        assert sum(what in row and (not fix or fix in row) for row in lines) == 1
    severities = [row[2] for row in lines]
    order = {name: n for n, name in enumerate(dict.fromkeys(severities))}
    assert [order[s] for s in severities] == sorted(order[s] for s in severities)
    assert any("abc" in row for row in lines)
    book = openpyxl.load_workbook(returned.path)
    visible = [str(s["A1"].value).removeprefix("toolkit:") for s in book.worksheets if s.sheet_state == "visible"]
    assert visible == ["to_fix", "guide", "info", "figures", "statements"]
    assert book.active is book.worksheets[0]


def test_faulty_cells_are_marked(returned: Returned) -> None:
    """A faulty cell has a colour, a sign beside it and a note with the fault; its line links to it."""
    book, untouched = openpyxl.load_workbook(returned.path), openpyxl.load_workbook(returned.sent)
    checks: Any = openpyxl.load_workbook(returned.path, data_only=True)["_checks"]
    linked = {value for row in checks.iter_rows(values_only=True) for value in row}
    for keys, _ in CORRECTIONS:
        (sheet_name, address), sent = cell_of(returned.path, *keys), cell_of(returned.sent, *keys)
        sheet: Any = book[sheet_name]
        cell, before = sheet[address], untouched[sent[0]][sent[1]]
        finding = next(f for f in returned.before.findings if (f.sheet, f.cell) == sent)
        assert describe(finding, "vi", returned.folder.campaign)[0] in cell.comment.text
        assert cell.fill.start_color.rgb != before.fill.start_color.rgb
        assert [c.value for c in sheet[cell.row] if isinstance(c.value, str) and SIGN in c.value]
        assert f"#'{sheet_name}'!{address}" in linked
    without = (("figures", "A2", "2019"), ("figures", "A4", "2019"), ("info", "phone", "value"))
    for keys in (*without, ("statements", "han", "text")):
        sheet_name, address = cell_of(returned.path, *keys)
        sheet = book[sheet_name]
        assert sheet[address].comment is None


# --- The letter --------------------------------------------------------------------------------------


def test_the_letter_says_what_to_correct(returned: Returned) -> None:
    """It names the agency, the file received, the file returned, and each fault except notes."""
    data = returned.path.with_suffix(".txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8-sig")
    findings = [f for f in returned.before.findings if f.severity != "note"]
    assert all(name in text for name in ("Sở A", "SA.xlsx"))
    assert [f for f in findings if describe(f, "vi", returned.folder.campaign)[0] not in text] == []
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == len(findings)
    assert "{" not in text
    assert "chưa ghi" not in text  # without a name in the definition, the answer goes to the sender of the letter
    assert "gửi lại tới địa chỉ đã gửi thư này sớm nhất có thể." in text
    assert text.endswith("Trân trọng./.\r\nCơ quan tổng hợp báo cáo\r\n")


@pytest.mark.slow
def test_letters_do_not_repeat_personal_numbers(folder: Folder) -> None:
    """The end of the number identifies it; the letter names the cell of each point, unless the sentence does."""
    lines = "| section | text |\n|--|--|\n| dat | Ông Ba, số căn cước 079123456789, ĐT 0912 345 678 |\n| han | Thiếu |"
    path = filled(folder, "SA", FIGURES, lines, INFO)
    found = {f.code: f for f in read(folder, path).findings}
    assert {"identity-number", "telephone-number"} <= found.keys()
    (back,) = send_back(folder, path)
    text = letter(back)
    for part in ("079123456789", "0912 345 678", "merge"):
        assert part not in text
    assert "*********789" in text
    assert f"Trang “Nội dung”, ô {found['identity-number'].cell}: Nội dung có số căn cước" in text
    shown = " ".join(str(c.value) for row in openpyxl.load_workbook(back).worksheets[0].iter_rows() for c in row)
    assert "079123456789" not in shown


@pytest.mark.slow
def test_the_lead_agencys_letter_is_not_addressed_to_itself(tmp_path: Path) -> None:
    """Its letter is from its office, and in no letter sender and addressee are the same."""
    about = {"lead_agency": "SA"}
    folder = definition(tmp_path, about=about, agencies=AGENCIES, indicators=INDICATORS, sections=SECTIONS)
    for back in send_back(folder, *(filled(folder, agency, FIGURES, LINES) for agency in ("SA", "SB"))):
        own = back.stem.endswith("(SA)")
        assert own is ("Bộ phận tổng hợp báo cáo đã nhận tệp" in letter(back))
        assert own is not ("Sở A đã nhận tệp" in letter(back))


@pytest.mark.slow
def test_after_the_deadline_a_return_is_asked_for_at_once(tmp_path: Path) -> None:
    """A past deadline is not given as if it were to come."""
    folder = definition(tmp_path, about={"deadline": "2020-12-31"}, agencies=AGENCIES, indicators=INDICATORS)
    sent = filled(folder, "SA", "| code | 2019 |\n|--|--|\n| A1 | abc |")
    for day, expected in (
        (date(2020, 12, 31), "Hạn gửi báo cáo: 31/12/2020."),
        (date(2021, 1, 1), "đã qua: đề nghị đơn vị gửi lại ngay"),
    ):
        (path,) = send_back(folder, sent, as_of=day)
        assert expected in str(openpyxl.load_workbook(path).worksheets[0]["B5"].value)


# --- Findings about several cells ----------------------------------------------------------------------


@pytest.mark.slow
def test_a_finding_about_a_row_lists_numbers_by_period(tmp_path: Path) -> None:
    """One question about several cells says which number is where; both sides of a rule are not repeated."""
    folder = definition(tmp_path, agencies=AGENCIES, indicators=MONEY.replace("đồng", "triệu đồng"), rules=SPENT)
    figures = "| code | 2019 | 2020 |\n|--|--|--|\n| M | {} | {} |\n| N | 5 | 6 |"
    (path,) = send_back(folder, filled(folder, "SA", figures.format(158088, 308167)))
    assert listed(path, "typed") == ["2019: 158088; 2020: 308167"]
    assert listed(path, "severity") == ["Phải sửa"]
    (path,) = send_back(folder, filled(folder, "SA", figures.format("1308,5", "2308,5")))
    assert listed(path, "typed") == [""]
    numbers = (
        "Kỳ 2019: Chi = 1.308,5 triệu đồng; Thu = 5 triệu đồng (chênh 1.303,5) | 2020: 2.308,5; 6 (chênh 2.302,5)."
    )
    assert listed(path, "problem") == [f"Chi nhiều hơn. {numbers}"]


def test_a_rule_broken_in_many_periods_names_them_all(tmp_path: Path) -> None:
    """The first with their numbers, the others by name; no name is cut."""
    months = [f"2026-M{n:02}" for n in range(1, 13)]
    folder = definition(tmp_path, about={"periods": "|".join(months)}, agencies=AGENCIES, indicators=MONEY, rules=SPENT)
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
def test_a_return_that_was_corrected_is_set_aside(folder: Folder) -> None:
    """A marked form is no longer needed once its agency has corrected it. No letter is about a removed file; a check of
    some files moves no return of others."""
    sent = filled(folder, "SA", FIGURES, LINES, INFO)
    (marked,) = send_back(folder, sent)
    returns, kept = marked.parent, {path.name: path.read_bytes() for path in (marked, marked.with_suffix(".txt"))}
    own = returns / "SA.docx"
    own.write_bytes(b"the agency's own report")
    faulty = consolidate(folder.campaign, [read(folder, sent)], as_of=DAY)
    assert set_aside_returns(folder, faulty, [marked]) == []
    in_order = replace(faulty, used={c: replace(s, findings=()) for c, s in faulty.used.items()})
    asked = replace(in_order, statuses=tuple(replace(s, unusable="SA moi.xlsx") for s in in_order.statuses))
    assert set_aside_returns(folder, asked, []) == []
    assert set_aside_returns(folder, in_order, []) == [returns / DONE / "Sở A (SA).xlsx"]
    assert {path.name: path.read_bytes() for path in (returns / DONE).iterdir()} == kept
    assert [path.name for path in returns.iterdir() if path.is_file()] == [own.name]
    assert set_aside_returns(folder, in_order, []) == []

    shutil.rmtree(returns)
    send_back(folder, sent)
    (returns / "SA.eml").write_bytes(b"a question")
    sent.unlink()
    nothing = consolidate(folder.campaign, [], as_of=DAY)
    assert set_aside_returns(folder, nothing, []) == []
    assert set_aside_returns(folder, nothing, [], whole=True) == [returns / DONE / "Sở A (SA).xlsx"]
    assert sorted(path.name for path in (returns / DONE).iterdir()) == ["SA.eml", "Sở A (SA).txt", "Sở A (SA).xlsx"]
