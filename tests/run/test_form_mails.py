"""Mails that bring agencies their forms: drafts, a text for a chat, sent once, and again only if that is due."""

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from tests import mailing
from tests.building import cell_of, type_into, type_into_row
from tests.mail.test_bounces import report
from tests.mailing import DAY, VIETNAM, campaign, checked, take, text, toolkit
from tests.run.test_post import sending
from tests.servers import Certificate, needs_openssl, smtp_server
from toolkit.letters.forms import questions_key
from toolkit.letters.mails import draft_bytes
from toolkit.letters.reminders import Letter
from toolkit.mail.smtp import Server
from toolkit.register.entries import read_register
from toolkit.run.folder import Folder, open_folder
from toolkit.run.operations import write_templates
from toolkit.run.post import deliver, letters_to_send, reminder_letters, remove_sent_drafts, write_form_mails

Captured = pytest.CaptureFixture[str]
EARLY = date(2021, 1, 5)
TO = "stc@tinh.example"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return campaign(tmp_path / "c")


def drafts(folder: Folder) -> dict[str, EmailMessage]:
    """The drafts in `outgoing/mails`, by agency."""
    return {name.removesuffix(".eml"): mail for name, mail in mailing.drafts(folder, "outgoing/mails").items()}


def chats(folder: Folder) -> list[str]:
    return sorted(path.stem for path in (folder.outgoing / "mails").glob("*.txt"))


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(a.get_filename()): a.get_content() for a in mail.iter_attachments()}


def sent_to(box: list[EmailMessage]) -> list[str]:
    return [m["To"].addresses[0].addr_spec for m in box]


def redefine(folder: Folder, key: str, value: object) -> Folder:
    """Type into the definition of the campaign."""
    type_into(folder.definition, [(cell_of(folder.definition, "campaign", key, "value"), value)])
    return open_folder(folder.root)


def with_address(folder: Folder, agency: str, address: str) -> Folder:
    """Replace an address in the roster."""
    type_into_row(folder.definition, "agencies", {"code": agency}, {"email": address})
    return open_folder(folder.root)


# --- Drafts ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_each_agency_has_a_mail_with_its_form_and_the_letter_and_a_text_for_a_chat(
    folder: Folder, capsys: Captured
) -> None:
    """Drafts are unsent, say what is due when and name the files; agencies without an address are in one line. Without
    `--mails` only forms are written, and `--send` needs the mails."""
    assert toolkit(folder, "template") == 0
    assert {p.suffix for p in folder.outgoing.iterdir()} == {".xlsx"}
    assert toolkit(folder, "template", "--send") == 2
    capsys.readouterr()
    assert toolkit(folder, "template", "--mails", day="2021-01-05") == 0
    mails = drafts(folder)
    assert sorted(mails) == chats(folder) == ["CAT", "LEAD", "STC", "SYT", "XA1"]
    mail = mails["XA1"]
    assert (mail["X-Unsent"], mail["Subject"]) == ("1", "Đề nghị gửi báo cáo: Thử")
    assert mail["To"].addresses[0].display_name == "UBND xã Tân An"
    names = ("Xã Tân An (XA1).xlsx", "cong-van.docx")
    assert attached(mail) == {name: (folder.outgoing / name).read_bytes() for name in names}
    words = text(mail)
    assert "(Xã Tân An (XA1).xlsx): 2 chỉ tiêu, 1 mục nội dung; công văn kèm theo: cong-van.docx." in words
    assert "gửi lại tệp Excel tới bantonghop@tinh.example chậm nhất ngày 10/01/2021." in words
    chat = (folder.outgoing / "mails" / "XA1.txt").read_bytes().decode("utf-8-sig")
    assert chat.startswith("Kính gửi UBND xã Tân An: Sở Lao động gửi biểu Excel (Xã Tân An (XA1).xlsx)")
    assert "\r\n" in chat
    assert mails["CAT"]["To"] is None
    printed = capsys.readouterr().out
    assert printed.count("Chưa có địa chỉ thư (1): CA tỉnh.") == 1
    assert "là dự thảo, chưa có số, ngày, chữ ký" in printed


@pytest.mark.slow
def test_the_same_forms_give_the_same_drafts(tmp_path: Path) -> None:
    """Byte for byte, with only ASCII and no line over 998 characters."""
    folder = campaign(tmp_path, lead_agency="")
    drafted = [write_form_mails(folder, write_templates(folder), as_of=EARLY).drafts for _ in range(2)]
    first, again = ({p.name: p.read_bytes() for p in paths} for paths in drafted)
    assert first == again
    assert all(data.isascii() and max(map(len, data.split(b"\r\n"))) <= 998 for data in first.values())


def test_file_names_arrive_unchanged(folder: Folder) -> None:
    """Long and Vietnamese names are encoded by RFC 2231."""
    name = "Biểu số liệu của Ủy ban nhân dân xã Tân An gửi kèm công văn, bản sửa lần thứ hai.xlsx"
    letter = Letter(agency="XA1", kind="form", to=("x@y.example",), subject="Gửi biểu", body="x")
    letter = replace(letter, attachment=f"outgoing/{name}")
    mail = message_from_bytes(draft_bytes(folder.campaign, letter, (b"PK",)), policy=policy.default)
    assert [a.get_filename() for a in mail.iter_attachments()] == [name]


@pytest.mark.slow
def test_a_completed_or_signed_letter_replaces_the_draft(folder: Folder, capsys: Captured) -> None:
    """A letter saved in Word is never overwritten; a signed PDF beside it goes before it."""
    toolkit(folder, "template", "SYT", "--mails", day="2021-01-05")
    path = folder.outgoing / "cong-van.docx"
    document = docx.Document(str(path))
    document.paragraphs[0].add_run(" (đã sửa)")
    document.save(str(path))
    edited = path.read_bytes()
    capsys.readouterr()
    toolkit(folder, "template", "SYT", "--mails", day="2021-01-05")
    assert "Công văn kèm theo: outgoing/cong-van.docx." in capsys.readouterr().out
    assert attached(drafts(folder)["SYT"])["cong-van.docx"] == edited == path.read_bytes()
    (folder.outgoing / "cong-van.pdf").write_bytes(b"%PDF-1.4 x")
    toolkit(folder, "template", "SYT", "--mails", day="2021-01-05")
    mail = drafts(folder)["SYT"]
    assert [*attached(mail)] == ["Sở Y tế (SYT).xlsx", "cong-van.pdf"]
    assert [a.get_content_type() for a in mail.iter_attachments()][1] == "application/pdf"
    assert path.read_bytes() == edited


# --- Sent -----------------------------------------------------------------------------------------


def sent_on(folder: Folder, day: date = EARLY) -> list[EmailMessage]:
    """Send what is due on a day to a local server without encryption; the mails it received."""
    mails = write_form_mails(folder, write_templates(folder), as_of=day)
    with smtp_server(None) as box:
        server = Server(scheme="smtp", host="127.0.0.1", port=box.port, user="")
        now = datetime(day.year, day.month, day.day, 9, 0, tzinfo=VIETNAM)
        remove_sent_drafts(folder, deliver(folder, mails.letters, server, "", as_of=day, now=lambda: now).sent)
        return box.mails


@pytest.mark.slow
@needs_openssl
def test_forms_are_sent_once_over_tls_and_the_register_records_it(
    tmp_path: Path, folder: Folder, made: Certificate, capsys: Captured
) -> None:
    """A second run on any day sends none; a sent mail has no draft any more, an agency without an address has one."""
    with smtp_server(made) as box:
        more = sending(tmp_path, box.port, made, "--yes")
        assert toolkit(folder, "template", "--mails", *more, day="2021-01-05") == 0
        assert sent_to(box.mails) == [f"{name}@tinh.example" for name in ("syt", "stc", "xa1", "tonghop")]
        assert [*attached(box.mails[0])] == ["Sở Y tế (SYT).xlsx", "cong-van.docx"]
        assert [*drafts(folder)] == chats(folder) == ["CAT"]
        capsys.readouterr()
        toolkit(folder, "template", "--mails", *more, day="2021-01-06")
        assert len(box.mails) == 4
    assert "Không gửi lại (4)" in capsys.readouterr().out
    sent = read_register(folder.root).sent.values()
    assert {(s.kind, s.state, s.to) for s in sent if s.agency == "XA1"} == {("form", "sent", "xa1@tinh.example")}
    by_address = {s.to: s.id for s in sent}
    assert all(f".{by_address[to]}@" in m["Message-ID"] for to, m in zip(sent_to(box.mails), box.mails, strict=True))


@pytest.mark.slow
def test_a_changed_request_is_sent_again_and_says_so(folder: Folder) -> None:
    """A later deadline, a different unit: to the agencies concerned; not because the file has different bytes. No
    reminder is sent on the day on which the form was sent; the next day one is."""
    assert len(sent_on(folder)) == 4
    letters = reminder_letters(folder, checked(folder))
    for day, agencies in ((5, []), (6, ["SYT", "STC", "XA1", "LEAD"])):
        assert [letter.agency for letter in letters_to_send(folder, letters, date(2021, 1, day))[0]] == agencies
    assert sent_on(redefine(folder, "lead_agency", "SYT")) == []
    later = redefine(folder, "deadline", date(2021, 1, 20))
    again = sent_on(later, date(2021, 1, 6))
    assert len(again) == 4
    assert "Thư này thay thư gửi ngày 05/01/2021" in text(again[0])
    assert "ngày 20/01/2021" in text(again[0])
    assert sent_on(later, date(2021, 1, 7)) == []


@pytest.mark.slow
def test_a_bounced_form_is_sent_again_only_to_another_address(folder: Folder, capsys: Captured) -> None:
    """Until the address is corrected its agency is named; the text for a chat is written again."""
    sent_on(folder)
    take(folder, report({"Final-Recipient": "rfc822;stc@tinh.example", "Action": "failed", "Status": "5.1.1"}))
    toolkit(folder, "template", "--mails", day="2021-01-15")
    assert "chưa có địa chỉ khác (1): Sở TC." in capsys.readouterr().out
    assert ([*drafts(folder)], chats(folder)) == (["CAT"], ["CAT", "STC"])
    assert sent_on(folder, DAY) == []
    mended = with_address(folder, "STC", f"vanthu.{TO}")
    again = sent_on(mended, DAY)
    assert sent_to(again) == [f"vanthu.{TO}"]
    assert "Thư này thay" not in text(again[0])
    assert sent_on(mended, DAY) == []
    rows = [s for s in read_register(folder.root).sent.values() if s.agency == "STC"]
    assert {s.to: s.returned for s in rows} == {TO: TO, f"vanthu.{TO}": ""}


# --- What makes a mail a different one --------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "other"),
    [
        *[("deadline", date(2021, 2, 1), True), ("contact_email", "khac@tinh.example", True)],
        *[("title", "Thử lại", False), ("contact_phone", "0270 1", False), ("", "", False)],
    ],
)
def test_a_changed_request_deadline_or_address_makes_a_different_mail(
    folder: Folder, key: str, value: object, other: bool
) -> None:
    """A different title, telephone number or address of the agency does not."""
    before = questions_key(folder.campaign, folder.campaign.agency_by_code["SYT"])
    changed = redefine(folder, key, value) if key else with_address(folder, "SYT", "khac@tinh.example")
    now = changed.campaign
    assert other == (questions_key(now, now.agency_by_code["SYT"]) != before)
