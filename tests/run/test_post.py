"""Mails to agencies: drafts, sent over an encrypted connection, at most one of a kind per agency and day."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl.workbook import Workbook

from tests.building import cell_of, change, copied, definition, filled, form_in, keyed, records, type_into
from tests.mailing import AGENCIES, DAY, FULL, INDICATORS, LINES, VIETNAM, Sample, campaign, checked, form, sent, take
from tests.servers import PASSWORD, Certificate, certificate, needs_openssl, smtp_server
from toolkit.cli.main import run
from toolkit.consolidation.bridges.standing import standing_of, standing_words
from toolkit.consolidation.consolidate import consolidate
from toolkit.form.contents import Filling, NarrativeLine, make_form
from toolkit.intake.reader import Reader
from toolkit.mail.smtp import Server
from toolkit.messages import forms
from toolkit.model import Decision, Language
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


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


def toolkit(folder: Folder, *arguments: str, day: str = "2021-01-15") -> int:
    return run([*arguments, "--campaign", str(folder.root), "--as-of", day])


def province(root: Path) -> Folder:
    """An agency in order (by mail), one with errors, one without report and address, two without report."""
    return copied(root, _province)


def _province(root: Path) -> Folder:
    folder = campaign(root)
    take(folder, sent("syt", ("a.xlsx", form(folder, "SYT")), at="12 00:30", id="thu-cua-syt@x"))
    filled(folder, "STC", HALF, LINES)
    return folder


def drafts(folder: Folder) -> dict[str, EmailMessage]:
    """The drafts in `returns/`, parsed as a mail program does."""
    found = {}
    for path in sorted((folder.root / "returns").glob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found[path.name] = mail
    return found


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


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
    forms_ = [(a.get_filename(), a.get_content()) for a in late.iter_attachments()]
    assert forms_ == [("Xã Tân An (XA1).xlsx", form_in(folder.outgoing, "XA1").read_bytes())]
    assert None is mails["remind-CAT.eml"]["To"]
    assert list(mails["remind-LEAD.eml"].iter_attachments()) == []
    half = mails["remind-STC.eml"]
    assert "còn thiếu 1 số liệu" in text(half)
    assert "“Số lượt”" in text(half)
    figures = Reader(folder.campaign, "0").read(_attached(half)).figures
    assert {f.indicator: f.typed for f in figures if f.period == "2019"} == {"T1": "1", "T2": "3"}
    stands = next(s for s in checked(folder).statuses if s.agency == "STC")
    assert standing_words(stands, "vi") == "Đã nhận, còn lỗi, thiếu 1 số bắt buộc"
    assert standing_words(stands, "en") == "In, with errors, 1 figure missing"
    first = {name: mail.read_bytes() for name in mails for mail in [folder.root / "returns" / name]}
    toolkit(folder, "status", "--remind")
    for name, data in first.items():
        assert data == (folder.root / "returns" / name).read_bytes()
        assert data.isascii()
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 998


def _attached(mail: EmailMessage) -> RawWorkbook:
    """The one attached workbook."""
    (attached,) = mail.iter_attachments()
    raw = parse_workbook(attached.get_content(), "STC.xlsx")
    assert isinstance(raw, RawWorkbook)
    return raw


@pytest.mark.slow
def test_a_reminder_before_the_deadline_names_it_and_one_for_an_unusable_file_says_why(tmp_path: Path) -> None:
    """Before the deadline nothing is called late; a PDF instead of the form is answered with what to send."""
    folder = campaign(tmp_path)
    take(folder, sent("stc", ("ky.pdf", b"%PDF-1.4")))
    toolkit(folder, "status", "--remind", day="2021-01-09")
    early = text(drafts(folder)["remind-SYT.eml"])
    assert "chậm nhất ngày 10/01/2021." in early
    assert not re.search("quá|sớm nhất", early)
    assert "PDF" in text(drafts(folder)["remind-STC.eml"])


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
    for name, file, remedy in (
        ("STC.eml", "winmail.dat", "Văn bản thuần"),
        ("SYT.eml", "bc.7z", "nén thành một tệp .zip"),
    ):
        letter = text(mails[name])
        assert all(words in letter for words in (f"“{file}”", remedy, "không phải điền lại"))
        assert not re.search("điền biểu Excel đã nhận|thư “", letter)
        assert not list(mails[name].iter_attachments())
    assert "điền biểu Excel kèm theo (Xã Tân An (XA1).xlsx)" in text(mails["XA1.eml"])
    assert text(mails["XA1.eml"]).count("Đề nghị") == 1
    assert mails["CAT.eml"]["Subject"] == "Đã nhận báo cáo: Thử"
    toolkit(folder, "status", "--remind")
    for name, mail in (mails | drafts(folder)).items():
        assert not re.search(r"toolkit|register|campaign\.xlsx|inbox|Quyết định|gmail", text(mail)), name


@pytest.mark.slow
def test_a_form_that_came_back_blank_is_no_report(tmp_path: Path) -> None:
    """Its agency gets the form again and is informed, in a reminder and in an answer; the board says that one came."""
    folder = campaign(tmp_path)
    [path] = write_templates(folder, ["STC"])
    take(folder, sent("stc", ("b.xlsx", path.read_bytes()), at="09 08:00"))
    result = checked(folder)
    stands = next(s for s in result.statuses if s.agency == "STC")
    assert (stands.status, standing_words(stands, "vi")) == ("missing", "Chưa báo cáo; có gửi biểu trống")
    assert [f.code for f in result.findings if f.agency == "STC"] == ["blank-form"]
    for name, command in {"remind-STC.eml": "status --remind", "STC.eml": "check --returns"}.items():
        toolkit(folder, *command.split())
        mail = drafts(folder)[name]
        assert "tệp “b.xlsx” của đơn vị, gửi ngày 09/01/2021 nhưng biểu còn để trống" in text(mail)
        assert "đã quá 5 ngày" in text(mail)
        assert [a.get_filename() for a in mail.iter_attachments()] == ["Sở TC (STC).xlsx"]


@pytest.mark.slow
def test_a_blank_form_after_a_filled_one_asks_the_agency_nothing(tmp_path: Path) -> None:
    """The filled one still counts; the coordinator has a note, since the agency may mean to withdraw it."""
    folder = campaign(tmp_path)
    [path] = write_templates(folder, ["SYT"])
    days = [datetime(2021, 1, n, 8, tzinfo=VIETNAM) for n in (8, 9)]
    take(
        folder,
        Sample(sender="syt@tinh.example", id="1@x", when=days[0], files=[("a.xlsx", form(folder, "SYT"))]),
        Sample(sender="syt@tinh.example", id="2@x", when=days[1], files=[("b.xlsx", path.read_bytes())]),
    )
    result = checked(folder)
    assert sum(1 for f in result.figures if f.typed) == 4
    stands = next(s for s in result.statuses if s.agency == "SYT")
    assert standing_words(stands, "vi") == "Đã nhận, không lỗi; biểu gửi sau để trống"
    [note] = [f for f in result.findings if f.code == "blank-form-later"]
    assert (note.severity, note.file.rpartition("b (")[1]) == ("note", "b (")
    toolkit(folder, "check", "--returns")
    assert [str(m["Subject"]) for n, m in drafts(folder).items() if n == "SYT.eml"] == ["Đã nhận báo cáo: Thử"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "title", "about"),
    [
        ("vi", "Báo cáo: kết quả  phòng, chống ma túy", "Kết quả phòng, chống ma túy"),
        ("vi", "Đánh giá giữa kỳ", "Đánh giá giữa kỳ"),
        ("vi", "BÁO CÁO", "THU-2021"),
        ("en", "Report on forests", "Report on forests"),
    ],
)
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
    expected = "Nhắc gửi báo cáo: {}", "Đề nghị bổ sung, chỉnh sửa báo cáo: {}", "Đã nhận báo cáo: {}"
    if language == "en":
        expected = ("Reminder: {}", "Please complete: {}", "Received: {}")
    wanted = {expected[0].format(about), expected[1].format(about), expected[2].format(about)}
    assert {str(mail["Subject"]) for mail in mails.values()} == wanted
    for mail in mails.values():
        first = text(mail).split("\n\n")[1]
        assert not re.search(r"\b(báo cáo|report)\W+\1\b", f"{mail['Subject']}\n{first}", re.I)


def test_long_vietnamese_subjects_and_names_keep_their_blanks(tmp_path: Path) -> None:
    """Every word arrives, with the blanks between words."""
    title = "Tổng kết năm năm thực hiện Chương trình phòng, chống tệ nạn xã hội và kế hoạch những năm tiếp theo " * 2
    folder = campaign(
        tmp_path, title=title.strip(), contact_name="Phòng Phòng, chống tệ nạn xã hội của Sở Lao động – Thương binh"
    )
    toolkit(folder, "status", "--remind")
    mail = drafts(folder)["remind-SYT.eml"]
    assert f"Nhắc gửi báo cáo: {title.strip()}" == mail["Subject"]
    assert mail["From"].addresses[0].display_name == "Phòng Phòng, chống tệ nạn xã hội của Sở Lao động – Thương binh"


def test_an_invalid_address_is_in_no_mail(tmp_path: Path) -> None:
    """No cell of the definition breaks a mail's header or adds to it; an agency without an address is sent nothing."""
    folder = campaign(tmp_path, contact_email="a@b.example\nc@d.example")

    def spoil(book: Workbook) -> None:
        sheet = next(s for s in book.worksheets if s["A1"].value == "toolkit:agencies")
        column = [c.value for c in sheet[1]].index("email") + 1
        for row in range(2, sheet.max_row + 1):
            if "@" in str(sheet.cell(row, column).value or ""):
                sheet.cell(row, column).value = "Văn thư <x@y.example>\nBcc: z@w.example"

    change(folder.definition, spoil)
    toolkit(folder, "status", "--remind")
    mails = drafts(folder)
    assert mails
    for mail in mails.values():
        assert (mail["From"], mail["To"], mail["Bcc"]) == (None, None, None)
        assert text(mail).startswith("Kính gửi")


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
    assert Reader(folder.campaign, "0").read(_attached(question)).agency == "STC"
    assert thanks["Subject"] == "Đã nhận báo cáo: Thử"
    assert "“a.xlsx”" in text(thanks)
    assert "gửi ngày 12/01/2021" in text(thanks)
    assert thanks["In-Reply-To"] == "<thu-cua-syt@x>"
    assert list(thanks.iter_attachments()) == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["merge", "check", "status"])
def test_no_draft_requests_what_has_come(tmp_path: Path, command: str) -> None:
    """Whichever command first sees that a report is in, even in part, moves its reminder aside; others stay."""
    folder = province(tmp_path)
    toolkit(folder, "status", "--remind")
    before = {name for name in drafts(folder) if name.startswith("remind-")}
    toolkit(folder, command)
    assert before == set(drafts(folder))
    filled(folder, "XA1", FULL, LINES)
    filled(folder, "CAT", "", LINES)
    toolkit(folder, command)
    assert before - set(drafts(folder)) == {"remind-XA1.eml", "remind-CAT.eml"}
    done = folder.root / "returns" / "done"
    assert sorted(path.name for path in done.iterdir()) == ["remind-CAT.eml", "remind-XA1.eml"]


@pytest.mark.slow
def test_an_agency_has_one_draft(tmp_path: Path) -> None:
    """A reminder is replaced by the answer to what has come since, and an answer by a reminder."""
    folder = province(tmp_path)
    toolkit(folder, "status", "--remind")
    filled(folder, "XA1", FULL, LINES)
    toolkit(folder, "check", "--returns")
    assert sorted(drafts(folder)) == ["STC.eml", "SYT.eml", "XA1.eml", "remind-CAT.eml", "remind-LEAD.eml"]
    toolkit(folder, "status", "--remind")
    assert sorted(drafts(folder)) == ["SYT.eml", "XA1.eml", "remind-CAT.eml", "remind-LEAD.eml", "remind-STC.eml"]


def test_a_mail_without_a_usable_file_is_mentioned_in_the_reminder(tmp_path: Path) -> None:
    """Its sender believes to have reported: the last such mail is named, with what was wrong with it."""
    folder = campaign(tmp_path)
    take(folder, sent("syt", text="Xin gửi kèm biểu."), sent("stc", text="https://drive.example/file/d/1"))
    toolkit(folder, "status", "--remind")
    mails = drafts(folder)
    assert "Thư của đơn vị ngày 08/01/2021 không có tệp đính kèm." in text(mails["remind-SYT.eml"])
    assert "không gửi liên kết" in text(mails["remind-STC.eml"])
    assert "đính kèm" not in text(mails["remind-XA1.eml"])


def sending(tmp_path: Path, port: int, made: Certificate, *more: str) -> list[str]:
    (tmp_path / "mat-khau").write_text(PASSWORD, encoding="utf-8")
    server = ["--smtp", f"smtp://anh.toan@127.0.0.1:{port}", "--password-file", str(tmp_path / "mat-khau")]
    return ["--send", *server, "--ca-file", str(made.cert), *more]


def addresses(mails: list[EmailMessage]) -> list[str]:
    return [mail["To"].addresses[0].addr_spec for mail in mails]


LATE = ["stc@tinh.example", "xa1@tinh.example", "tonghop@tinh.example"]


@pytest.mark.slow
@needs_openssl
def test_reminders_are_sent_over_tls_and_to_no_agency_twice_a_day(tmp_path: Path, made: Certificate) -> None:
    """Each goes once a day to the roster's address; the register records it; the next day it may be sent again."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes")) == 1
        assert addresses(box.mails) == LATE
        assert {True} == {*box.encrypted}
        assert all(m["Date"] and m["Message-ID"] and not m["X-Unsent"] for m in box.mails)
        toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes"))
        assert len(box.mails) == 3
        toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes"), day="2021-01-16")
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
    result = checked(folder)
    letters = reminder_letters(folder, result)

    def meanwhile(number: int, of: int, name: str) -> None:
        if number == 1:
            path = folder.root / FILE_NAME
            type_into(path, [(cell_of(path, "register", entry.id, "comment"), "đã gọi điện")])

    with smtp_server(made) as box:
        server = Server(scheme="smtp", host="127.0.0.1", port=box.port, user="anh.toan")
        now = datetime(2021, 1, 15, 9, 0, tzinfo=VIETNAM)
        deliver(folder, letters, server, PASSWORD, as_of=DAY, now=lambda: now, ca_file=made.cert, progress=meanwhile)
        assert len(box.mails) == 3
    register = read_register(folder.root)
    assert register.entries[entry.id].comment == "đã gọi điện"
    assert [s.state for s in register.sent.values()] == ["sent"] * 3


@pytest.mark.slow
@needs_openssl
def test_a_question_about_one_form_is_sent_once(tmp_path: Path, made: Certificate) -> None:
    """On whatever day, until the agency sends another form."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        for day in ("2021-01-15", "2021-01-16"):
            toolkit(folder, "check", "--returns", *sending(tmp_path, box.port, made, "--yes"), day=day)
        assert addresses(box.mails) == ["syt@tinh.example", "stc@tinh.example"]
        filled(folder, "STC", HALF.replace("chừng 4", "khoảng 5"), LINES)
        toolkit(folder, "check", "--returns", *sending(tmp_path, box.port, made, "--yes"), day="2021-01-16")
        assert len(box.mails) == 3


@pytest.mark.slow
@needs_openssl
def test_sending_needs_confirmation_and_a_dry_run_only_lists(
    tmp_path: Path, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal to confirm it stops with a message; `--dry-run` lists kind, agency and address."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made)) == 3
        assert "--yes" in capsys.readouterr().err
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--dry-run")) == 1
        assert "Nhắc gửi báo cáo · Xã Tân An (XA1) → xa1@tinh.example" in capsys.readouterr().out
        assert box.mails == []
    assert read_register(folder.root).sent == {}


@pytest.mark.slow
@needs_openssl
@pytest.mark.parametrize(("typed", "count"), [("có\n", 3), ("\n", 0), ("hả?\nthôi\nK\n", 0)])
def test_the_confirmation_takes_vietnamese_answers(tmp_path: Path, made: Certificate, typed: str, count: int) -> None:
    """Yes and no in either language; Enter alone is no, and anything else is asked again."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box, CliRunner().isolation(input=typed):
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made)) == 1
    assert count == len(box.mails)


@pytest.mark.slow
@needs_openssl
def test_an_agency_asked_about_its_form_today_is_not_reminded_too(tmp_path: Path, made: Certificate) -> None:
    """The question says what is missing; the next day a reminder may follow."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        toolkit(folder, "check", "--returns", *sending(tmp_path, box.port, made, "--yes"))
        for day, count in (("2021-01-15", 0), ("2021-01-16", 1)):
            toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes"), day=day)
            reminded = [m for m in box.mails if m["Subject"].startswith("Nhắc") and "stc@" in m["To"]]
            assert count == len(reminded), day


@pytest.mark.slow
@needs_openssl
def test_a_refused_address_does_not_stop_the_others(
    tmp_path: Path, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server's words are shown; that agency may be sent a mail the same day."""
    folder = province(tmp_path / "c")
    with smtp_server(made, refuse=["xa1@tinh.example"]) as box:
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes")) == 1
        assert addresses(box.mails) == [who for who in LATE if who != "xa1@tinh.example"]
    assert "550 no such mailbox" in capsys.readouterr().err
    assert sorted(s.agency for s in read_register(folder.root).sent.values()) == ["LEAD", "STC"]


@pytest.mark.slow
@needs_openssl
def test_a_server_that_fails_half_way_gets_no_mail_twice(tmp_path: Path, made: Certificate) -> None:
    """What was sent is not sent again; the rest is sent by the next run."""
    folder = province(tmp_path / "c")
    with smtp_server(made) as box:
        for box.stop_after in (1, None):
            toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes"))
        assert sorted(addresses(box.mails)) == sorted(LATE)


@pytest.mark.slow
@needs_openssl
def test_one_refused_address_of_several_is_reported_and_not_recorded(
    tmp_path: Path, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mail reached the other one: it counts as sent, to that address."""
    folder = definition(
        tmp_path / "c",
        about={"lead_agency": "LEAD", "contact_email": "ban@tinh.example"},
        indicators=INDICATORS,
        agencies=AGENCIES.replace(" stc@tinh.example        ", " cu@tinh.example\\|stc@tinh.example "),
    )
    with smtp_server(made, refuse=["cu@tinh.example"]) as box:
        assert toolkit(folder, "status", "--remind", *sending(tmp_path, box.port, made, "--yes")) == 1
    err = capsys.readouterr().err
    assert "Sở TC (STC) (cu@tinh.example): 550 no such mailbox" in err
    assert {s.agency: s.to for s in read_register(folder.root).sent.values()}["STC"] == "stc@tinh.example"


@pytest.mark.slow
@needs_openssl
def test_an_unknown_certificate_or_a_wrong_password_sends_nothing(
    tmp_path: Path, made: Certificate, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3 and a message each."""
    folder = province(tmp_path / "c")
    with smtp_server(made, password="khác") as box:
        options = sending(tmp_path, box.port, made, "--yes")
        assert toolkit(folder, "status", "--remind", *options) == 3
        assert "không nhận tên" in capsys.readouterr().err
        assert toolkit(folder, "status", "--remind", *options[:-3], "--yes") == 3
        assert "không được tin cậy" in capsys.readouterr().err
        assert box.mails == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["status", "--send"], "--remind"),
        (["check", "--dry-run"], "--returns"),
        (["status", "--remind", "--send"], "TOOLKIT_SMTP"),
        (["status", "--remind", "--send", "--smtp", "http://x"], "smtp://"),
        (["status", "--remind", "--send", "--smtp", "smtp://a:geheim@x"], "--password-file"),
    ],
)
def test_impossible_options_are_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """Exit code 2; a password typed into an address is not repeated."""
    folder = campaign(tmp_path)
    assert toolkit(folder, *arguments) == 2
    err = capsys.readouterr().err
    assert message in err
    assert "geheim" not in err
    assert not (folder.root / "returns").exists()


@pytest.mark.slow
def test_standard_output_is_only_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text of reminders and of a dry run goes to the error stream."""
    folder = province(tmp_path)
    capsys.readouterr()
    toolkit(folder, "status", "--remind", "--dry-run", "--format", "json")
    assert json.loads(capsys.readouterr().out)["campaign"] == "THU-2021"


@pytest.mark.slow
@pytest.mark.parametrize("hour", [8, 10], ids=["before", "after"])
@pytest.mark.parametrize("cells", [FULL, HALF], ids=["in order", "with a question"])
def test_a_later_unusable_file_is_asked_about_and_nothing_is_confirmed(tmp_path: Path, hour: int, cells: str) -> None:
    """The board says so, and one letter covers the form that counts too; an unusable file before it does not matter."""
    folder = campaign(tmp_path)
    good, bad = ((name, datetime(2021, 1, 8, at, tzinfo=VIETNAM)) for name, at in (("tốt.xlsx", 9), ("sửa.xlsx", hour)))
    data = form(folder, "STC", cells)
    take(
        folder,
        Sample(sender="stc@tinh.example", id="tot@x", when=good[1], files=[(good[0], data)]),
        Sample(sender="stc@tinh.example", id="sua@x", when=bad[1], files=[(bad[0], data[:2000])]),
    )
    toolkit(folder, "check", "--returns")
    letter = drafts(folder)["STC.eml"]
    later = hour > 9
    assert ("“sửa.xlsx”, gửi ngày 08/01/2021, gửi sau nhưng không dùng được" in text(letter)) is later
    assert ("chưa có nội dung phải sửa" in text(letter)) is (cells == FULL and not later)
    assert ("“Số người”" in text(letter)) is (cells == HALF)
    toolkit(folder, "status", "--remind")
    if cells == HALF:
        assert ("“sửa.xlsx”" in text(drafts(folder)["remind-STC.eml"])) is later
    result = checked(folder)
    status = next(s for s in result.statuses if s.agency == "STC")
    [unusable] = [s for s in result.submissions if s.status == "rejected"]
    assert ("usable-since" in [f.code for f in unusable.findings]) is not later
    assert any(f.severity == "error" for f in (*unusable.findings, *unusable.reading_findings))
    assert ("tệp gửi sau không dùng được" in standing_words(status, "vi")) is later
    assert (standing_of(status) == "complete") is (cells == FULL and not later)


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
    file = "inbox/Sở Tài chính (bản mới).xlsx"
    submissions = checked(folder).submissions
    decided = consolidate(
        folder.campaign, submissions, as_of=DAY, decisions=[Decision(file=file, sha256="", use=False)]
    )
    assert not any(s.unusable for s in decided.statuses)


@pytest.mark.slow
def test_a_scan_sent_after_the_form_does_not_replace_it(tmp_path: Path) -> None:
    """A signed PDF in a separate mail is no later version of the form."""
    folder = campaign(tmp_path)
    take(
        folder,
        sent("stc", ("tốt.xlsx", form(folder, "STC")), id="tot@x"),
        sent("stc", ("ký.pdf", b"%PDF-1.4"), at="09 00:00", id="ky@x"),
    )
    toolkit(folder, "check", "--returns")
    assert drafts(folder)["STC.eml"]["Subject"].startswith("Đã nhận báo cáo")


@pytest.mark.slow
def test_letter_and_annotated_form_state_the_same_number_of_points(tmp_path: Path) -> None:
    """Neither counts notes; the form shows a cell's notes."""
    folder = campaign(tmp_path, title="BÁO CÁO thử")
    filled(folder, "STC", FULL.replace("| 4 ", "| chừng 4 "), LINES)
    filled(folder, "SYT", FULL, LINES, {"report_number": "1"})
    toolkit(folder, "check", "--returns")
    mails = drafts(folder)
    assert "Qua kiểm tra còn 1 nội dung phải sửa:" in text(mails["STC.eml"])
    assert _attached(mails["STC.eml"]).sheets[0].rows[3][1] == "Còn 1 điểm phải sửa."
    assert "đã nhận tệp “SYT.xlsx” của đơn vị, báo cáo thử" in text(mails["SYT.eml"])


@pytest.mark.slow
def test_an_attached_drafted_form_is_called_so(tmp_path: Path) -> None:
    """The mail states the number of its unconfirmed figures; a blank form is not called drafted."""
    folder = campaign(tmp_path)
    take(folder, sent("stc", ("ký.pdf", b"%PDF-1.4"), id="tot@x"))
    take(folder, sent("syt", ("ký.pdf", b"%PDF-1.4 2"), id="hai@x"))
    write_templates(folder, ["STC", "SYT"])
    stc = folder.campaign.agency_by_code["STC"]
    content = Filling(
        figures={("T1", "2019"): 5.0, ("T1", "2020"): 6.0},
        notes={"T1": f"{forms.UNCONFIRMED.vi} Số liệu đọc từ bảng 1"},
        lines=(NarrativeLine(section="dat", text="Làm tốt"),),
    )
    write_intake(form_in(folder.outgoing, "STC"), make_form(folder.campaign, stc, version="0"), content)
    toolkit(folder, "check", "--returns")
    words = text(drafts(folder)["STC.eml"])
    assert "đã được điền sẵn từ báo cáo của đơn vị, trong đó 2 số liệu chưa được xác nhận" in words
    assert "điền sẵn" not in text(drafts(folder)["SYT.eml"])
    toolkit(folder, "status", "--remind")
    assert "điền sẵn" in text(drafts(folder)["remind-STC.eml"])


@pytest.mark.slow
@pytest.mark.parametrize("names", [("chinh thuc.xlsx", "nhap.xlsx"), ("z chinh thuc.xlsx", "nhap.xlsx")])
def test_different_forms_in_one_mail_are_asked_about(tmp_path: Path, names: tuple[str, str]) -> None:
    """Whichever counts, nothing is confirmed: the agency is asked which is right, and the coordinator may decide."""
    folder = campaign(tmp_path / "c")
    files = [(name, form(folder, "SYT", FULL.replace("| 4 ", f"| {n} "))) for n, name in enumerate(names, 4)]
    take(folder, sent("syt", *files))
    result, _ = merge_files(folder, as_of=DAY)
    assert [f.code for f in result.findings if f.agency == "SYT"][:2] == ["forms-in-one-mail", "sent-together"]
    toolkit(folder, "check", "--returns")
    letter = drafts(folder)["SYT.eml"]
    assert all(f"“{name}”" in text(letter) for name in names)
    assert "bản đúng" in text(letter)
    [other] = [s.source.file for s in result.submissions if s.status == "superseded"]
    sheet = keyed(folder.master)["sources"]
    [row] = [r for r in records(sheet) if r["file"] == other]
    type_into(folder.master, [((sheet.name, row.cells["decision"]), "dùng")])
    result = checked(folder)
    assert result.used["SYT"].source.file == other
    assert "forms-in-one-mail" not in [f.code for f in result.findings]


@pytest.mark.slow
def test_equal_forms_in_one_mail_are_one(tmp_path: Path) -> None:
    """Saved twice under two names: there is no question."""
    folder = campaign(tmp_path / "c")
    data = [form(folder, "SYT", number=number) for number in "12"]
    take(folder, sent("syt", ("a.xlsx", data[0]), ("b.xlsx", data[1])))
    assert [f.code for f in checked(folder).findings if f.agency == "SYT"][:1] == ["sent-together"]


@pytest.mark.slow
def test_an_agency_whose_file_may_be_waiting_is_not_reminded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The coordinator sees which and why; of a file left out its sender learns that the form is another agency's."""
    folder = campaign(tmp_path / "c")
    take(folder, sent("stc", ("bieu.xlsx", form(folder, "SYT"))))
    toolkit(folder, "status", "--remind")
    assert {*drafts(folder)} == {"remind-CAT.eml", "remind-XA1.eml", "remind-LEAD.eml"}
    assert "Chưa nhắc Sở Y tế; Sở TC" in capsys.readouterr().out
    sheet = keyed(folder.root / "register.xlsx")["register"]
    [row] = records(sheet)
    type_into(folder.root / "register.xlsx", [((sheet.name, row.cells["decision"]), "-")])
    take(folder)
    toolkit(folder, "status", "--remind")
    sentence = "Đơn vị đã gửi tệp “bieu.xlsx”, gửi ngày 08/01/2021, nhưng đó là biểu của Sở Y tế"
    assert sentence in text(drafts(folder)["remind-STC.eml"])
    assert "Đơn vị đã gửi" not in text(drafts(folder)["remind-SYT.eml"])
