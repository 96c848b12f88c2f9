"""Agencies to telephone: which owe something, with the person and number that each stated last."""

import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.building import definition, filled, keyed, records, type_into
from tests.mailing import AGENCIES, DAY, FULL, INDICATORS, LINES, SECTIONS, campaign, toolkit
from tests.run.test_post import HALF
from toolkit.register.entries import SentKind, SentMail, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files
from toolkit.run.post import calls_to_make, write_call_list

Captured = pytest.CaptureFixture[str]
WHO = {"prepared_by": "Nguyễn Thị Hoa", "phone": "0912 345 678"}


def wrote(folder: Folder, agency: str, kind: SentKind, day: int, *, returned: str = "") -> None:
    """Record in the register that a mail went to an agency."""
    register = read_register(folder.root)
    to = f"{agency.lower()}@tinh.example"
    key = f"{agency.lower():0<11}{day % 10}"
    on = date(2021, 1, day)
    register.sent[key] = SentMail(id=key, day=on, agency=agency, kind=kind, to=to, subject="x", returned=returned)
    save_register(register, folder.campaign, DAY, "vi")


def listed(folder: Folder, previous: Path | None = None) -> dict[str, tuple[str, str, tuple[str, ...], str]]:
    """What is missing, person, numbers to dial and their source by agency, in the list's order."""
    calls = calls_to_make(folder, check_files(folder, as_of=DAY), previous)
    return {c.agency: (c.what, c.contact.person, c.contact.numbers, c.contact.source) for c in calls}


@pytest.mark.slow
def test_agencies_that_owe_something_are_listed_by_urgency(tmp_path: Path) -> None:
    """First agencies without a report, of these those without mail; then errors; then missing parts; none in order."""
    folder = campaign(tmp_path)
    filled(folder, "SYT", HALF, LINES, WHO)
    filled(folder, "STC", FULL, LINES)
    filled(folder, "CAT", FULL, "", {"phone": "3851234"})
    wrote(folder, "LEAD", "form", 5)
    wrote(folder, "XA1", "form", 5, returned="xa1@tinh.example")
    wrote(folder, "SYT", "question", 12)
    calls = listed(folder)
    assert list(calls) == ["XA1", "LEAD", "SYT", "CAT"]
    assert calls["XA1"][0] == "Chưa báo cáo; thư không tới xa1@tinh.example; quá hạn 5 ngày"
    assert calls["SYT"][0].startswith("Đã nhận, còn lỗi, thiếu 1 số bắt buộc; ")
    assert calls["SYT"][0].endswith(" lỗi; đã hỏi lại ngày 12/01/2021")
    assert calls["SYT"][1:] == ("Nguyễn Thị Hoa", ("0912345678",), "biểu đợt này")
    assert calls["CAT"][1:3] == ("", ())


def test_the_roster_names_the_person_of_an_agency_that_never_wrote(tmp_path: Path) -> None:
    """It comes second to what the agency stated last; an address in the roster changes no form that is out."""
    folder = campaign(tmp_path)
    filled(folder, "SYT", HALF, LINES, WHO)
    named = {"SYT": ("", "0277 385 1234"), "XA1": ("Bà Tư", "0909 111 222")}
    who = ((agency, *named.get(agency.code, ("", ""))) for agency in folder.campaign.agencies)
    agencies = tuple(replace(agency, contact=contact, phone=phone) for agency, contact, phone in who)
    calls = listed(replace(folder, campaign=replace(folder.campaign, agencies=agencies)))
    assert calls["XA1"][1:] == ("Bà Tư", ("0909111222",), "danh sách đơn vị")
    both = ("0912345678", "02773851234")
    assert calls["SYT"][1:] == ("Nguyễn Thị Hoa", both, "biểu đợt này; danh sách đơn vị")
    assert calls["LEAD"][1:] == ("", (), "")


def previous_master(root: Path) -> Path:
    """The master of a previous campaign in which two agencies named somebody."""
    about, tables = {"id": "THU-2020", "periods": "2018|2019"}, {"indicators": INDICATORS, "sections": SECTIONS}
    folder = definition(root, about=about, agencies=AGENCIES, **tables)
    figures = FULL.replace("2020", "2018")
    for agency, phone in (("STC", "0277 3851 234"), ("SYT", "0987654321"), ("CU", "0900000000")):
        filled(folder, agency, figures, LINES, {"prepared_by": f"Ông {agency}", "phone": phone})
    merge_files(folder, as_of=date(2020, 1, 15))
    return folder.master


@pytest.mark.slow
def test_the_previous_campaign_fills_in_what_this_one_does_not_say(tmp_path: Path) -> None:
    """By the code of the agency or of the one it succeeded; what came in this campaign goes first."""
    before = previous_master(tmp_path / "before")
    rows = AGENCIES.replace(
        "| cu@tinh.example         | 2020-06-30 |        |", "| cu@tinh.example         | 2020-06-30 | XA1    |"
    ).replace("| parent |", "| replaced_by |")
    about = {"lead_agency": "LEAD", "contact_email": "a@tinh.example"}
    agencies = rows.replace("| SYT    |\n| LEAD", "|        |\n| LEAD")
    folder = definition(tmp_path / "now", about=about, agencies=agencies, indicators=INDICATORS, sections=SECTIONS)
    filled(folder, "SYT", HALF, LINES, WHO)
    calls = listed(folder, before)
    assert calls["STC"][1:] == ("Ông STC", ("02773851234",), "đợt trước")
    assert calls["XA1"][1:] == ("Ông CU", ("0900000000",), "đợt trước, Sở Cũ")
    assert calls["SYT"][1] == "Nguyễn Thị Hoa"
    assert listed(folder)["STC"][1:] == ("", (), "")
    merge_files(folder, previous=before, as_of=DAY)
    assert listed(folder)["STC"][1] == "Ông STC"


@pytest.mark.slow
def test_a_successor_is_called_by_its_former_agencys_person(tmp_path: Path) -> None:
    """Read from the table of former agencies too; of several, the one that it took over whole counts."""
    before = previous_master(tmp_path / "before")
    folder = definition(
        tmp_path / "now",
        about={"id": "THU-2021"},
        agencies="| code | name |\n|---|---|\n| MOI | Sở Mới |\n| KHAC | Sở Khác |\n",
        successors="""
            | code | name   | replaced_by |
            |------|--------|-------------|
            | STC  | Sở TC  | KHAC\\|MOI  |
            | CU   | Sở Cũ  | MOI         |
        """,
        indicators=INDICATORS,
    )
    calls = listed(folder, before)
    assert calls["MOI"][1:] == ("Ông CU", ("0900000000",), "đợt trước, Sở Cũ")
    assert calls["KHAC"][1:] == ("Ông STC", ("02773851234",), "đợt trước, Sở TC")


@pytest.mark.slow
def test_the_list_is_a_sheet_to_print_in_which_notes_are_kept(tmp_path: Path, capsys: Captured) -> None:
    """One file a day; a second run does not touch one with notes in it. Numbers are text: no zero is lost. JSON has the
    list only on request, and nothing else is printed."""
    folder = campaign(tmp_path)
    filled(folder, "SYT", HALF, LINES, WHO)
    assert toolkit(folder, "status", "--phones") == 1
    path = folder.root / "returns" / "goi-dien-2021-01-15.xlsx"
    printed = capsys.readouterr().out
    assert f"Danh sách gọi điện (5 đơn vị): {path}." in printed
    assert "Sở Y tế: Nguyễn Thị Hoa 0912345678 · Đã nhận, còn lỗi" in printed
    assert "Chưa có số điện thoại (4): Sở TC; CA tỉnh; Xã Tân An; Sở LĐ." in printed
    [row] = [r for r in records(keyed(path)["calls"]) if r.key == "SYT"]
    assert (row.values["phone"], row.values["dial"]) == ("0912 345 678", "0912345678")
    first = path.read_bytes()
    toolkit(folder, "status", "--phones")
    assert first == path.read_bytes()
    [sheet] = openpyxl.load_workbook(path).sheetnames
    type_into(path, [((sheet, "J5"), "đã gọi, hẹn thứ Sáu")])
    edited = path.read_bytes()
    toolkit(folder, "status", "--phones")
    assert path.read_bytes() == edited
    assert path.with_name("goi-dien-2021-01-15-2.xlsx").is_file()

    capsys.readouterr()
    toolkit(folder, "status", "--phones", "--format", "json")
    phones = {p["agency"]: (p["phone"], p["dial"]) for p in json.loads(capsys.readouterr().out)["phones"] if p["phone"]}
    assert phones == {"SYT": ("0912 345 678", ["0912345678"])}
    toolkit(folder, "status", "--format", "json")
    assert "phones" not in json.loads(capsys.readouterr().out)
    assert toolkit(folder, "status", "--previous", "x.xlsx") == 2


@pytest.mark.slow
def test_with_every_report_in_there_is_no_list(tmp_path: Path, capsys: Captured) -> None:
    """One line, and no sheet. The copy for circulation has no persons and numbers, of report details or of a list."""
    folder = campaign(tmp_path)
    for agency in ("SYT", "STC", "CAT", "XA1", "LEAD"):
        filled(folder, agency, FULL, LINES, WHO)
    assert toolkit(folder, "status", "--phones") == 0
    assert "Không có đơn vị nào phải gọi điện." in capsys.readouterr().out
    assert not (folder.root / "returns").exists()
    filled(folder, "SYT", HALF, LINES, WHO)
    write_call_list(folder, calls_to_make(folder, check_files(folder, as_of=DAY)), DAY)
    assert toolkit(folder, "merge", "--share") == 1
    with zipfile.ZipFile(folder.root / "master-chia-se.xlsx") as copy, zipfile.ZipFile(folder.master) as master:
        shared, whole = (b"".join(map(z.read, z.namelist())).decode("utf-8", "replace") for z in (copy, master))
    assert "Nguyễn Thị Hoa" in whole
    assert "Nguyễn Thị Hoa" not in shared
    assert "345 678" not in shared
