"""Mails to agencies: drafts, sent over an encrypted connection, at most one of a kind per agency and day."""

import json
import re
from collections import Counter
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl.workbook import Workbook

from tests import mailing
from tests.building import cell_of, change, copied, definition, filled, form_in, keyed, records, type_into
from tests.cases import cases
from tests.mailing import DAY, FULL, LINES, campaign, checked, decide, drafts, form, sent, take, text, toolkit
from tests.servers import PASSWORD, Certificate, needs_openssl, smtp_server
from toolkit.consolidation.bridges.standing import board_status, status_words
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine, make_form
from toolkit.intake.reader import Reader
from toolkit.mail.smtp import Server
from toolkit.messages import forms
from toolkit.model import AgencyStatus, Consolidation, Decision, Language
from toolkit.register.entries import FILE_NAME, read_register
from toolkit.run.folder import Folder
from toolkit.run.operations import merge_files, write_templates
from toolkit.run.post import deliver, reminder_letters
from toolkit.spreadsheet.workbook import RawWorkbook, parse_workbook
from toolkit.xlsx.drawn.form import write_intake

HALF = """
| code | 2019 | 2020  |
|------|------|-------|
| T1   | 1    |       |
| T2   | 3    | chừng 4 |
"""
Captured = pytest.CaptureFixture[str]


def province(root: Path) -> Folder:
    """An agency in order (by mail), one with errors, one without report and address, two without report."""
    return copied(root, _province)


def _province(root: Path) -> Folder:
    folder = campaign(root)
    take(folder, sent("syt", ("a.xlsx", form(folder, "SYT")), at="12 00:30", id="thu-cua-syt@x"))
    filled(folder, "STC", HALF, LINES)
    return folder


def attached(mail: EmailMessage) -> RawWorkbook:
    """The one attached workbook."""
    (file,) = mail.iter_attachments()
    raw = parse_workbook(file.get_content(), "STC.xlsx")
    assert isinstance(raw, RawWorkbook)
    return raw


def status_of(result: Consolidation, agency: str) -> AgencyStatus:
    return next(s for s in result.statuses if s.agency == agency)


# --- Drafted: reminders ----------------------------------------------------------------------------


@pytest.mark.slow
def test_reminders_are_drafts_to_agencies_that_owe_something(tmp_path: Path) -> None:
    """To agencies with nothing or parts missing, in Vietnamese, with a form or with what they sent; drafts open unsent
    in a mail program, and the same letter gives the same bytes."""
    folder = province(tmp_path)
    write_templates(folder, ["CAT", "XA1", "STC"])
    assert toolkit(folder, "status", "--remind") == 1
    mails = drafts(folder)
    assert sorted(mails) == ["remind-CAT.eml", "remind-LEAD.eml", "remind-STC.eml", "remind-XA1.eml"]
    late = mails["remind-XA1.eml"]
    (to,), (by,) = late["To"].addresses, late["From"].addresses
    assert (late["X-Unsent"], late["Subject"]) == ("1", "Nhắc gửi báo cáo: Thử")
    assert (to.addr_spec, to.display_name) == ("xa1@tinh.example", "UBND xã Tân An")
    assert (by.addr_spec, by.display_name) == ("bantonghop@tinh.example", "Ban tổng hợp")
    assert "đã quá 5 ngày" in text(late)
    files = [(a.get_filename(), a.get_content()) for a in late.iter_attachments()]
    assert files == [("Xã Tân An (XA1).xlsx", form_in(folder.outgoing, "XA1").read_bytes())]
    assert None is mails["remind-CAT.eml"]["To"]
    assert list(mails["remind-LEAD.eml"].iter_attachments()) == []

    half = mails["remind-STC.eml"]
    assert "còn thiếu 1 số liệu" in text(half)
    assert "“Số lượt”" in text(half)
    figures = Reader(folder.campaign, "0").read(attached(half)).figures
    assert {f.indicator: f.typed for f in figures if f.period == "2019"} == {"T1": "1", "T2": "3"}
    stands = status_of(checked(folder), "STC")
    assert status_words(stands, "vi") == "Đã nhận, còn lỗi, thiếu 1 số bắt buộc"
    assert status_words(stands, "en") == "In, with errors, 1 figure missing"

    first = {path: path.read_bytes() for path in (folder.root / "returns").glob("*.eml")}
    toolkit(folder, "status", "--remind")
    for path, data in first.items():
        assert data == path.read_bytes()
        assert data.isascii()
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 998


@pytest.mark.slow
def test_a_reminder_says_what_came_instead_of_a_report(tmp_path: Path) -> None:
    """Before the deadline nothing is called late; a PDF instead of the form is answered with what to send. The last
    mail without a usable file is named, with what was wrong with it: its sender believes to have reported."""
    folder = campaign(tmp_path)
    link = sent("xa1", text="https://drive.example/file/d/1")
    take(folder, sent("stc", ("ky.pdf", b"%PDF-1.4")), sent("syt", text="Xin gửi kèm biểu."), link)
    toolkit(folder, "status", "--remind", day="2021-01-09")
    mails = {name.removeprefix("remind-"): text(mail) for name, mail in drafts(folder).items()}
    assert "chậm nhất ngày 10/01/2021." in mails["LEAD.eml"]
    assert not re.search("quá|sớm nhất|đính kèm", mails["LEAD.eml"])
    assert "PDF" in mails["STC.eml"]
    assert "Thư của đơn vị ngày 08/01/2021 không có tệp đính kèm." in mails["SYT.eml"]
    assert "không gửi liên kết" in mails["XA1.eml"]


@pytest.mark.slow
def test_a_badly_packed_form_is_requested_again_with_instructions(tmp_path: Path) -> None:
    """The agency has filled in its form: the mail says how to send it and attaches no new one. What is for the
    coordinator is in no mail to agencies: how a file came, what to type, what to decide."""
    folder = campaign(tmp_path)
    write_templates(folder)
    take(
        folder,
        sent("ai.do@gmail.example", ("a.xlsx", form(folder, "CAT"))),
        sent("stc", ("winmail.dat", b"\x78\x9f\x3e\x22" + b"\0" * 200)),
        sent("syt", ("bc.7z", b"7z\xbc\xaf\x27\x1cxxxx")),
        sent("xa1", ("bc.pdf", b"%PDF-1.4")),
    )
    toolkit(folder, "check", "--returns")
    mails = drafts(folder)
    remedies = {"STC": ("winmail.dat", "Văn bản thuần"), "SYT": ("bc.7z", "nén thành một tệp .zip")}
    for agency, (file, remedy) in remedies.items():
        letter = text(mails[f"{agency}.eml"])
        assert all(words in letter for words in (f"“{file}”", remedy, "không phải điền lại"))
        assert not re.search("điền biểu Excel đã nhận|thư “", letter)
        assert not list(mails[f"{agency}.eml"].iter_attachments())
    assert "điền biểu Excel kèm theo (Xã Tân An (XA1).xlsx)" in text(mails["XA1.eml"])
    assert text(mails["XA1.eml"]).count("Đề nghị") == 1
    assert mails["CAT.eml"]["Subject"] == "Đã nhận báo cáo: Thử"
    toolkit(folder, "status", "--remind")
    for name, mail in (mails | drafts(folder)).items():
        assert not re.search(r"toolkit|register|campaign\.xlsx|inbox|Quyết định|gmail", text(mail)), name


@pytest.mark.slow
def test_a_form_that_came_back_blank_is_no_report(tmp_path: Path) -> None:
    """Its agency gets the form again and is informed, in a reminder and in an answer; the board says that one came. A
    filled one before it still counts: its agency is asked nothing, and the coordinator has a note."""
    folder = campaign(tmp_path)
    take(folder, sent("syt", ("a.xlsx", form(folder, "SYT"))))
    for agency in ("STC", "SYT"):
        [blank] = write_templates(folder, [agency])
        take(folder, sent(agency.lower(), ("b.xlsx", blank.read_bytes()), at="09 08:00"))
    result = checked(folder)
    stands = status_of(result, "STC")
    assert (stands.status, status_words(stands, "vi")) == ("missing", "Chưa báo cáo; có gửi biểu trống")
    assert [f.code for f in result.findings if f.agency == "STC"] == ["blank-form"]
    assert sum(1 for f in result.figures if f.typed) == 4
    assert status_words(status_of(result, "SYT"), "vi") == "Đã nhận, không lỗi; biểu gửi sau để trống"
    [note] = [f for f in result.findings if f.code == "blank-form-later"]
    assert (note.severity, note.file.rpartition("b (")[1]) == ("note", "b (")
    for name, command in {"remind-STC.eml": "status --remind", "STC.eml": "check --returns"}.items():
        toolkit(folder, *command.split())
        mail = drafts(folder)[name]
        assert "tệp “b.xlsx” của đơn vị, gửi ngày 09/01/2021 nhưng biểu còn để trống" in text(mail)
        assert "đã quá 5 ngày" in text(mail)
        assert [a.get_filename() for a in mail.iter_attachments()] == ["Sở TC (STC).xlsx"]
    assert drafts(folder)["SYT.eml"]["Subject"] == "Đã nhận báo cáo: Thử"


@pytest.mark.slow
@cases("""
| language | title                                  | about                        |
|----------|----------------------------------------|------------------------------|
| vi       | Báo cáo: kết quả  phòng, chống ma túy  | Kết quả phòng, chống ma túy  |
| vi       | Đánh giá giữa kỳ                       | Đánh giá giữa kỳ             |
| vi       | BÁO CÁO                                | THU-2021                     |
| en       | Report on forests                      | Report on forests            |
""")
def test_letters_say_once_that_it_is_a_report(tmp_path: Path, language: Language, title: str, about: str) -> None:
    """The campaign's title may begin with the word: subject and first sentence of every letter have it once."""
    folder = campaign(tmp_path, title=title)
    filled(folder, "STC", FULL.replace("| 4 ", "| chừng 4 "), LINES)
    filled(folder, "SYT", FULL, LINES)
    filled(folder, "XA1", HALF, LINES)
    take(folder, sent("cat", ("CAT.pdf", b"%PDF-1.4")))
    toolkit(folder, "status", "--remind", "--lang", language)
    toolkit(folder, "check", "--returns", "--lang", language)
    mails = drafts(folder)
    subjects = {
        "vi": ("Nhắc gửi báo cáo: ", "Đề nghị bổ sung, chỉnh sửa báo cáo: ", "Đã nhận báo cáo: "),
        "en": ("Reminder: ", "Please complete: ", "Received: "),
    }
    assert {str(mail["Subject"]) for mail in mails.values()} == {subject + about for subject in subjects[language]}
    for mail in mails.values():
        first = text(mail).split("\n\n")[1]
        assert not re.search(r"\b(báo cáo|report)\W+\1\b", f"{mail['Subject']}\n{first}", re.I)


def test_long_vietnamese_subjects_and_names_keep_their_blanks(tmp_path: Path) -> None:
    """Every word arrives, with the blanks between words."""
    title = "Tổng kết năm năm thực hiện Chương trình phòng, chống tệ nạn xã hội và kế hoạch những năm tiếp theo " * 2
    name = "Phòng Phòng, chống tệ nạn xã hội của Sở Lao động – Thương binh"
    folder = campaign(tmp_path, title=title.strip(), contact_name=name)
    toolkit(folder, "status", "--remind")
    mail = drafts(folder)["remind-SYT.eml"]
    assert f"Nhắc gửi báo cáo: {title.strip()}" == mail["Subject"]
    assert mail["From"].addresses[0].display_name == name


def test_an_invalid_address_is_in_no_mail(tmp_path: Path) -> None:
    """No cell of the definition breaks a mail's header or adds to it; an agency without an address is sent nothing."""
    folder = campaign(tmp_path, contact_email="a@b.example\nc@d.example")

    def spoil(book: Workbook) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:agencies")
        for row in sheet.iter_rows():
            for cell in row:
                if "@" in str(cell.value or ""):
                    cell.value = "Văn thư <x@y.example>\nBcc: z@w.example"

    change(folder.definition, spoil)
    toolkit(folder, "status", "--remind")
    mails = drafts(folder)
    assert mails
    for mail in mails.values():
        assert (mail["From"], mail["To"], mail["Bcc"]) == (None, None, None)
        assert text(mail).startswith("Kính gửi")


# --- Drafted: questions and confirmations ----------------------------------------------------------


@pytest.mark.slow
def test_questions_have_the_annotated_form_attached_and_confirmations_none(tmp_path: Path) -> None:
    """`check --returns`: the cover text is the mail's text; agencies in order are thanked, in answer to their mail."""
    folder = province(tmp_path)
    assert toolkit(folder, "check", "--returns") == 1
    mails = drafts(folder)
    assert sorted(mails) == ["STC.eml", "SYT.eml"]
    question, thanks = mails["STC.eml"], mails["SYT.eml"]
    assert question["To"].addresses[0].addr_spec == "stc@tinh.example"
    assert question["Subject"] == "Đề nghị bổ sung, chỉnh sửa báo cáo: Thử"
    assert "chừng 4" in text(question)
    assert Reader(folder.campaign, "0").read(attached(question)).agency == "STC"
    assert thanks["Subject"] == "Đã nhận báo cáo: Thử"
    assert "“a.xlsx”" in text(thanks)
    assert "gửi ngày 12/01/2021" in text(thanks)
    assert thanks["In-Reply-To"] == "<thu-cua-syt@x>"
    assert list(thanks.iter_attachments()) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["merge", "check", "status"])
def test_no_draft_requests_what_has_come(tmp_path: Path, command: str) -> None:
    """Whichever command first sees that a report is in, even in part, moves its reminder aside; others stay. An agency
    has one draft: a reminder is replaced by the answer to what has come since, and an answer by a reminder."""
    folder = province(tmp_path)
    toolkit(folder, "status", "--remind")
    before = set(drafts(folder))
    toolkit(folder, command)
    assert before == set(drafts(folder)) == {f"remind-{code}.eml" for code in ("CAT", "LEAD", "STC", "XA1")}
    filled(folder, "XA1", FULL, LINES)
    filled(folder, "CAT", "", LINES)
    toolkit(folder, command)
    assert before - set(drafts(folder)) == {"remind-XA1.eml", "remind-CAT.eml"}
    done = folder.root / "returns" / "done"
    assert sorted(path.name for path in done.iterdir()) == ["remind-CAT.eml", "remind-XA1.eml"]
    if command == "check":
        toolkit(folder, "check", "--returns")
        assert sorted(drafts(folder)) == ["CAT.eml", "STC.eml", "SYT.eml", "XA1.eml", "remind-LEAD.eml"]
        toolkit(folder, "status", "--remind")
        reminded = ["remind-CAT.eml", "remind-LEAD.eml", "remind-STC.eml"]
        assert sorted(drafts(folder)) == ["SYT.eml", "XA1.eml", *reminded]


#: Whose form came at nine o'clock, its sender, and the hour of the unusable file.
UNUSABLE = [("SYT", "syt", FULL, 10), ("STC", "stc", HALF, 10), ("XA1", "xa1", FULL, 8), ("LEAD", "tonghop", HALF, 8)]


@pytest.mark.slow
def test_a_later_unusable_file_is_asked_about_and_nothing_is_confirmed(tmp_path: Path) -> None:
    """The board says so, and one letter covers the form that counts too; an unusable file before it does not matter."""
    folder = campaign(tmp_path, lead_agency="")
    for agency, sender, cells, hour in UNUSABLE:
        data = form(folder, agency, cells)
        take(folder, sent(sender, ("tốt.xlsx", data)), sent(sender, ("sửa.xlsx", data[:2000]), at=f"08 {hour}:00"))
    toolkit(folder, "check", "--returns")
    letters = {name: text(mail) for name, mail in drafts(folder).items()}
    toolkit(folder, "status", "--remind")
    reminders, result = drafts(folder), checked(folder)
    for agency, sender, cells, hour in UNUSABLE:
        later, letter = hour > 9, letters[f"{agency}.eml"]
        assert ("“sửa.xlsx”, gửi ngày 08/01/2021, gửi sau nhưng không dùng được" in letter) is later
        assert ("chưa có nội dung phải sửa" in letter) is (cells == FULL and not later)
        assert ("“Số người”" in letter) is (cells == HALF)
        if cells == HALF:
            assert ("“sửa.xlsx”" in text(reminders[f"remind-{agency}.eml"])) is later
        status = status_of(result, agency)
        rejected = [s for s in result.submissions if s.status == "rejected"]
        [unusable] = [s for s in rejected if s.source.sender == f"{sender}@tinh.example"]
        assert ("usable-since" in [f.code for f in unusable.findings]) is not later
        assert any(f.severity == "error" for f in (*unusable.findings, *unusable.reading_findings))
        assert ("tệp gửi sau không dùng được" in status_words(status, "vi")) is later
        assert (board_status(status) == "complete") is (cells == FULL and not later)


@pytest.mark.slow
def test_two_files_of_unknown_order_are_both_named(tmp_path: Path) -> None:
    """A file without a date, known by its name; the coordinator's decision not to use it ends the question."""
    folder = campaign(tmp_path)
    filled(folder, "STC", FULL, LINES)
    (folder.inbox / "Sở Tài chính (bản mới).xlsx").write_bytes(form(folder, "STC")[:2000])
    toolkit(folder, "check", "--returns")
    words = text(drafts(folder)["STC.eml"])
    for part in ("“STC.xlsx”", "“Sở Tài chính (bản mới).xlsx”", "Chưa rõ tệp nào mới hơn"):
        assert part in words
    decision = Decision(file="inbox/Sở Tài chính (bản mới).xlsx", sha256="", use=False)
    decided = consolidate(folder.campaign, checked(folder).submissions, as_of=DAY, decisions=[decision])
    assert not any(s.unusable for s in decided.statuses)


@pytest.mark.slow
def test_letter_and_annotated_form_state_the_same_number_of_points(tmp_path: Path) -> None:
    """Neither counts notes; the form shows a cell's notes. A signed PDF in a separate mail is no later version."""
    folder = campaign(tmp_path, title="BÁO CÁO thử")
    filled(folder, "STC", FULL.replace("| 4 ", "| chừng 4 "), LINES)
    filled(folder, "SYT", FULL, LINES, {"report_number": "1"})
    scan = sent("xa1", ("ký.pdf", b"%PDF-1.4"), at="09 00:00", id="ky@x")
    take(folder, sent("xa1", ("tốt.xlsx", form(folder, "XA1")), id="tot@x"), scan)
    toolkit(folder, "check", "--returns")
    mails = drafts(folder)
    assert "Qua kiểm tra còn 1 nội dung phải sửa:" in text(mails["STC.eml"])
    assert attached(mails["STC.eml"]).sheets[0].rows[3][1] == "Còn 1 điểm phải sửa."
    assert "đã nhận tệp “SYT.xlsx” của đơn vị, báo cáo thử" in text(mails["SYT.eml"])
    assert mails["XA1.eml"]["Subject"].startswith("Đã nhận báo cáo")


@pytest.mark.slow
def test_an_attached_drafted_form_is_called_so(tmp_path: Path) -> None:
    """The mail states the number of its unconfirmed figures; a blank form is not called drafted."""
    folder = campaign(tmp_path)
    take(folder, *(sent(a, ("ký.pdf", b"%PDF-1.4 " + a.encode())) for a in ("stc", "syt")))
    write_templates(folder, ["STC", "SYT"])
    content = Filling(
        figures={("T1", "2019"): 5.0, ("T1", "2020"): 6.0},
        notes={"T1": f"{forms.UNCONFIRMED.vi} Số liệu đọc từ bảng 1"},
        lines=(NarrativeLine(section="dat", text="Làm tốt"),),
    )
    drafted = make_form(folder.campaign, folder.campaign.agency_by_code["STC"], version="0")
    write_intake(form_in(folder.outgoing, "STC"), drafted, content)
    toolkit(folder, "check", "--returns")
    words = text(drafts(folder)["STC.eml"])
    assert "đã được điền sẵn từ báo cáo của đơn vị, trong đó 2 số liệu chưa được xác nhận" in words
    assert "điền sẵn" not in text(drafts(folder)["SYT.eml"])
    toolkit(folder, "status", "--remind")
    assert "điền sẵn" in text(drafts(folder)["remind-STC.eml"])


@pytest.mark.slow
def test_different_forms_in_one_mail_are_asked_about(tmp_path: Path) -> None:
    """Whichever counts, nothing is confirmed: the agency is asked which is right, and the coordinator may decide. Equal
    ones, saved twice under two names, are no question."""
    folder = campaign(tmp_path / "c")
    names = {"SYT": ("chinh thuc.xlsx", "nhap.xlsx"), "XA1": ("z chinh thuc.xlsx", "nhap.xlsx")}
    for agency, pair in names.items():
        files = [(name, form(folder, agency, FULL.replace("| 4 ", f"| {n} "))) for n, name in enumerate(pair, 4)]
        take(folder, sent(agency.lower(), *files))
    equal = [(f"{n}.xlsx", form(folder, "STC", number=n)) for n in "12"]
    take(folder, sent("stc", *equal))
    result, _ = merge_files(folder, as_of=DAY)
    asked = ["forms-in-one-mail", "sent-together"]
    found = {a: [f.code for f in result.findings if f.agency == a] for a in (*names, "STC")}
    assert (found["SYT"][:2], found["XA1"][:2], found["STC"][:1]) == (asked, asked, asked[1:])
    toolkit(folder, "check", "--returns")
    others = {s.agency: s.source.file for s in result.submissions if s.status == "superseded"}
    sheet = keyed(folder.master)["sources"]
    for agency, pair in names.items():
        letter = text(drafts(folder)[f"{agency}.eml"])
        assert all(f"“{name}”" in letter for name in pair)
        assert "bản đúng" in letter
        [row] = [r for r in records(sheet) if r["file"] == others[agency]]
        type_into(folder.master, [((sheet.name, row.cells["decision"]), "dùng")])
    result = checked(folder)
    assert {a: result.used[a].source.file for a in names} == {a: others[a] for a in names}
    assert "forms-in-one-mail" not in [f.code for f in result.findings]


@pytest.mark.slow
def test_an_agency_whose_file_may_be_waiting_is_not_reminded(tmp_path: Path, capsys: Captured) -> None:
    """The coordinator sees which and why; of a file left out its sender learns that the form is another agency's."""
    folder = campaign(tmp_path / "c")
    take(folder, sent("stc", ("bieu.xlsx", form(folder, "SYT"))))
    toolkit(folder, "status", "--remind")
    assert {*drafts(folder)} == {"remind-CAT.eml", "remind-XA1.eml", "remind-LEAD.eml"}
    assert "Chưa nhắc Sở Y tế; Sở TC" in capsys.readouterr().out
    decide(folder, "bieu.xlsx", "-")
    take(folder)
    toolkit(folder, "status", "--remind")
    sentence = "Đơn vị đã gửi tệp “bieu.xlsx”, gửi ngày 08/01/2021, nhưng đó là biểu của Sở Y tế"
    assert sentence in text(drafts(folder)["remind-STC.eml"])
    assert "Đơn vị đã gửi" not in text(drafts(folder)["remind-SYT.eml"])


# --- Sent ------------------------------------------------------------------------------------------


def sending(tmp_path: Path, port: int, made: Certificate, *more: str) -> list[str]:
    (tmp_path / "mat-khau").write_text(PASSWORD, encoding="utf-8")
    server = ["--smtp", f"smtp://anh.toan@127.0.0.1:{port}", "--password-file", str(tmp_path / "mat-khau")]
    return ["--send", *server, "--ca-file", str(made.cert), *more]


def addresses(mails: list[EmailMessage]) -> list[str]:
    return [mail["To"].addresses[0].addr_spec for mail in mails]


LATE = ["stc@tinh.example", "xa1@tinh.example", "tonghop@tinh.example"]


@pytest.mark.slow
@needs_openssl
def test_reminders_are_sent_over_tls_and_to_no_agency_twice_a_day(
    tmp_path: Path, made: Certificate, capsys: Captured
) -> None:
    """Each goes once a day to the roster's address; the register records it; the next day it may be sent again. A
    server that fails half way gets no mail twice: the rest is sent by the next run. A refused address does not stop
    the others: the server's words are shown, and that agency may be sent a mail the same day."""
    folder = province(tmp_path / "c")
    with smtp_server(made, refuse=LATE[1:2]) as box:
        remind = ["status", "--remind", *sending(tmp_path, box.port, made, "--yes")]
        box.stop_after = 1
        toolkit(folder, *remind)
        box.stop_after = None
        assert toolkit(folder, *remind) == 1
        assert addresses(box.mails) == [LATE[0], LATE[2]]
        assert "550 no such mailbox" in capsys.readouterr().err
        assert sorted(s.agency for s in read_register(folder.root).sent.values()) == ["LEAD", "STC"]

        box.refuse = frozenset()
        toolkit(folder, *remind)
        assert sorted(addresses(box.mails)) == sorted(LATE)
        assert {True} == {*box.encrypted}
        assert all(m["Date"] and m["Message-ID"] and not m["X-Unsent"] for m in box.mails)
        toolkit(folder, *remind)
        assert len(box.mails) == 3
        toolkit(folder, *remind, day="2021-01-16")
        assert len(box.mails) == 6
    there = read_register(folder.root).sent.values()
    first = {(s.agency, s.kind, s.state) for s in there if s.day.day == 15}
    assert first == {(agency, "reminder", "sent") for agency in ("LEAD", "STC", "XA1")}


@pytest.mark.slow
@needs_openssl
def test_entries_in_the_register_while_mails_are_sent_are_kept(tmp_path: Path, made: Certificate) -> None:
    """A comment saved between two mails is there afterwards, and so is every mail."""
    folder = province(tmp_path / "c")
    (entry,) = read_register(folder.root).entries.values()
    letters = reminder_letters(folder, checked(folder))

    def meanwhile(number: int, of: int, name: str) -> None:
        if number == 1:
            path = folder.root / FILE_NAME
            type_into(path, [(cell_of(path, "register", entry.id, "comment"), "đã gọi điện")])

    with smtp_server(made) as box:
        server = Server(scheme="smtp", host="127.0.0.1", port=box.port, user="anh.toan")
        now = datetime(2021, 1, 15, 9, 0, tzinfo=mailing.VIETNAM)
        deliver(folder, letters, server, PASSWORD, as_of=DAY, now=lambda: now, ca_file=made.cert, progress=meanwhile)
        assert len(box.mails) == 3
    register = read_register(folder.root)
    assert register.entries[entry.id].comment == "đã gọi điện"
    assert [s.state for s in register.sent.values()] == ["sent"] * 3


@pytest.mark.slow
@needs_openssl
def test_a_question_about_one_form_is_sent_once(tmp_path: Path, made: Certificate) -> None:
    """On whatever day, until the agency sends another form. It says what is missing: its agency is reminded only on the
    next day."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        more = sending(tmp_path, box.port, made, "--yes")
        for day, reminded in (("2021-01-15", 0), ("2021-01-16", 1)):
            toolkit(folder, "check", "--returns", *more, day=day)
            toolkit(folder, "status", "--remind", *more, day=day)
            kinds = Counter((m["Subject"][:4], m["To"].addresses[0].addr_spec) for m in box.mails)
            assert kinds["Nhắc", "stc@tinh.example"] == reminded, day
            assert (kinds["Đề n", "stc@tinh.example"], kinds["Đã n", "syt@tinh.example"]) == (1, 1)
        filled(folder, "STC", HALF.replace("chừng 4", "khoảng 5"), LINES)
        count = len(box.mails)
        toolkit(folder, "check", "--returns", *more, day="2021-01-16")
        assert addresses(box.mails[count:]) == ["stc@tinh.example"]


@pytest.mark.slow
@needs_openssl
def test_sending_needs_confirmation_and_a_dry_run_only_lists(
    tmp_path: Path, made: Certificate, capsys: Captured
) -> None:
    """Without a terminal to confirm it stops with a message; `--dry-run` lists kind, agency and address. An unknown
    certificate or a wrong password sends nothing: exit code 3 and a message each. Standard output is only JSON. Yes and
    no are taken in either language; Enter alone is no, and anything else is asked again."""
    folder = province(tmp_path / "c")
    with smtp_server(made, password="khác") as box:
        options = sending(tmp_path, box.port, made)
        assert toolkit(folder, "status", "--remind", *options) == 3
        assert "--yes" in capsys.readouterr().err
        assert toolkit(folder, "status", "--remind", *options, "--dry-run") == 1
        assert "Nhắc gửi báo cáo · Xã Tân An (XA1) → xa1@tinh.example" in capsys.readouterr().out
        assert toolkit(folder, "status", "--remind", *options, "--yes") == 3
        assert "không nhận tên" in capsys.readouterr().err
        assert toolkit(folder, "status", "--remind", *options[:-2], "--yes") == 3
        assert "không được tin cậy" in capsys.readouterr().err
        assert box.mails == []
    assert read_register(folder.root).sent == {}
    toolkit(folder, "status", "--remind", "--dry-run", "--format", "json")
    assert json.loads(capsys.readouterr().out)["campaign"] == "THU-2021"
    with smtp_server(made) as box:
        for typed, count in (("\n", 0), ("hả?\nthôi\nK\n", 0), ("có\n", 3)):
            with CliRunner().isolation(input=typed):
                assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made)) == 1
            assert count == len(box.mails)


@pytest.mark.slow
@needs_openssl
def test_one_refused_address_of_several_is_reported_and_not_recorded(
    tmp_path: Path, made: Certificate, capsys: Captured
) -> None:
    """The mail reached the other one: it counts as sent, to that address."""
    two = mailing.AGENCIES.replace(" stc@tinh.example        ", " cu@tinh.example\\|stc@tinh.example ")
    about = {"lead_agency": "LEAD", "contact_email": "ban@tinh.example"}
    folder = definition(tmp_path / "c", about=about, indicators=mailing.INDICATORS, agencies=two)
    with smtp_server(made, refuse=["cu@tinh.example"]) as box:
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes")) == 1
    assert "Sở TC (STC) (cu@tinh.example): 550 no such mailbox" in capsys.readouterr().err
    assert {s.agency: s.to for s in read_register(folder.root).sent.values()}["STC"] == "stc@tinh.example"


@cases("""
| arguments                                                 | message         |
|-----------------------------------------------------------|-----------------|
| status --send                                             | --remind        |
| check --dry-run                                           | --returns       |
| status --remind --send                                    | TOOLKIT_SMTP    |
| status --remind --send --smtp http://x                    | smtp://         |
| status --remind --send --smtp smtp://a:geheim@x           | --password-file |
""")
def test_impossible_options_are_refused_before_any_work(
    tmp_path: Path, capsys: Captured, arguments: str, message: str
) -> None:
    """Exit code 2; a password typed into an address is not repeated."""
    folder = campaign(tmp_path)
    assert toolkit(folder, *arguments.split()) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "geheim" not in err
    assert not (folder.root / "returns").exists()
