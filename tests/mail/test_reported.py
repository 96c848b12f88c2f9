"""Findings about mails as such: those without a report, returned, passing on another, or with several files."""

from __future__ import annotations

import binascii
from dataclasses import replace
from datetime import date, datetime
from email import policy
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.building import keyed, records
from tests.mailing import DAY, KEPT, VIETNAM, Sample, campaign, codes, entries, form, take
from toolkit.cli.main import run
from toolkit.mail.body import passed_on_from, seems_to_report
from toolkit.mail.message import read_mail
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Finding
from toolkit.register.entries import FILE_NAME, Sent, read_register
from toolkit.run.collect import Collected, collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files


def filed(folder: Folder, data: bytes) -> Collected:
    path = folder.root / f"thu-{len(list(folder.root.glob('thu-*')))}.eml"
    path.write_bytes(data)
    return collect(folder, [path], as_of=DAY)


def shown(folder: Folder) -> list[str]:
    """The findings in the register's sheet of mails."""
    return [str(r.values.get("problem") or "") for r in records(keyed(folder.root / FILE_NAME)["mails"])]


# --- Nothing attached -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "text", "code"),
    [
        ("Báo cáo", "Kính gửi báo cáo tại: https://drive.example/file/d/1abc/view", "link-in-place-of-file"),
        ("Báo cáo", "Xin gửi kèm biểu của Sở.", "nothing-attached"),
        ("Số liệu", "T1: 12, T2: 15 năm 2019; T1: 14, T2: 16 năm 2020.", "nothing-attached"),
        ("Gửi báo cáo quý", "Trân trọng.", "nothing-attached"),
        ("Re: Nhắc gửi báo cáo: Thử", "Đã nhận, xin cảm ơn.\nĐT 0270 000 111\nhttps://syt.tinh.example/", ""),
        ("Re: Thư", "Vâng.\n> Đề nghị gửi kèm biểu, số 1, 2, 3, 4, 5", ""),
    ],
)
@pytest.mark.parametrize("way", ["eml", "msg"])
def test_a_mail_without_the_expected_report_is_reported(
    tmp_path: Path, way: str, subject: str, text: str, code: str
) -> None:
    """An agency sends a link, a forgotten attachment, figures in the text; thanks alone are not reported."""
    folder = campaign(tmp_path / "c")
    sample = Sample(sender="syt@tinh.example", subject=subject, text=text)
    done = collect(folder, [KEPT[way](tmp_path / "thu", [sample])], as_of=DAY)
    assert codes(done) == [code] * bool(code)
    assert {f.agency for f in done.findings} <= {"SYT"}
    assert bool(code) == bool(shown(folder)[0])
    again = collect(folder, [KEPT[way](tmp_path / "again", [sample])], as_of=DAY)
    assert again.findings == []


def test_other_senders_and_automatic_answers_are_not_reported(tmp_path: Path) -> None:
    """An absence notice, an address on no roster, the collector of reports."""
    folder = campaign(tmp_path)
    text = "Xin gửi kèm báo cáo https://drive.example/file/d/1"
    away = Sample(sender="syt@tinh.example", text=text).mail()
    away["Auto-Submitted"] = "auto-replied"
    assert codes(filed(folder, away.as_bytes())) == []
    for sender in ("ai@gmail.example", "bantonghop@tinh.example"):
        assert codes(take(folder, Sample(sender=sender, text=text))) == []


def test_a_link_behind_words_is_recognised() -> None:
    """An HTML page has the address beside the word that is shown."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = "syt@tinh.example", "x"
    mail.set_content(
        '<p>Báo cáo <a class="x" href="https://drive.example/d/9">ở đây</a></p><p>C&#225;m ơn</p>', subtype="html"
    )
    read = read_mail(mail.as_bytes())
    assert read.text.splitlines() == ["Báo cáo https://drive.example/d/9 ở đây", "Cám ơn"]


def test_a_form_encoded_in_the_text_is_filed(tmp_path: Path) -> None:
    """Old mail programs write an attachment into the text (uuencode)."""
    folder = campaign(tmp_path)
    data = form(folder, "SYT")
    lines = "".join(binascii.b2a_uu(data[n : n + 45]).decode() for n in range(0, len(data), 45))
    text = f"Kính gửi.\n\nbegin 644 SYT.xlsx\n{lines}`\nend\nTrân trọng.\n"
    done = take(folder, Sample(sender="syt@tinh.example", text=text))
    assert {n: e.state for n, e in entries(done.register).items()} == {"SYT.xlsx": "taken"}
    quoted = "begin 644 x\nđây là chữ\nend\n" * 3
    assert "đây là chữ" in read_mail(Sample(sender="a@b.example", text=quoted).eml()).text


# --- What did not arrive --------------------------------------------------------------------------


def notice(action: str = "failed", *, structured: bool = True, to: str = "syt@tinh.example") -> bytes:
    """A mail server's notice about a mail that was sent, with that mail."""
    mail = MIMEMultipart("report" if structured else "mixed")
    mail["From"], mail["To"] = "Mail Delivery System <MAILER-DAEMON@mx.example>", "bantonghop@tinh.example"
    mail["Subject"], mail["Date"] = "Undelivered", "Wed, 13 Jan 2021 10:00:00 +0700"
    mail.attach(MIMEText(f"I could not deliver your message to <{to}>. Ask postmaster@mx.example"))
    if structured:
        part = MIMEBase("message", "delivery-status")
        fields = Message()
        fields["Reporting-MTA"] = "dns; mx"
        failed = Message()
        failed["Final-Recipient"], failed["Action"] = f"rfc822; {to}", action
        part.attach(fields)
        part.attach(failed)
        mail.attach(part)
    original = MIMEBase("message", "rfc822")
    original.attach(Sample(sender="bantonghop@tinh.example", files=[("SYT.xlsx", b"PK\x03\x04x")]).mail())
    mail.attach(original)
    return mail.as_bytes()


@pytest.mark.parametrize("structured", [True, False])
def test_a_returned_mail_is_reported_with_the_address(tmp_path: Path, structured: bool) -> None:
    """Reminders to it would go on for ever: the finding is the agency's, and the register shows it."""
    folder = campaign(tmp_path)
    done = filed(folder, notice(structured=structured))
    [reported] = [f for f in done.findings if f.severity != "note"]
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", "syt@tinh.example")
    assert "syt@tinh.example" in describe(reported, "vi")[0]
    assert "không đến nơi" in shown(folder)[0]
    assert {e.state for e in done.register.entries.values()} == {"ours"}


def test_a_returned_mail_is_marked_among_those_sent(tmp_path: Path) -> None:
    """The last one to that address, whoever else got it; a second notice changes nothing, and the next run keeps it."""
    folder = campaign(tmp_path)
    register = read_register(folder.root)
    for number, (day, to) in enumerate(
        {
            date(2021, 1, 11): "syt@tinh.example",
            date(2021, 1, 12): "SYT@tinh.example, b@tinh.example",
            date(2021, 1, 14): "syt@tinh.example",
        }.items()
    ):
        register.sent[str(number)] = Sent(id=str(number), day=day, agency="SYT", kind="reminder", to=to, subject="Nhắc")
    (tmp_path / "tra.eml").write_bytes(notice())
    collect(folder, [tmp_path / "tra.eml"], as_of=DAY, register=register)
    collect(folder, [tmp_path / "tra.eml"], as_of=DAY)
    sent = read_register(folder.root).sent
    assert [sent[key].returned for key in "012"] == ["", "syt@tinh.example", ""]


@pytest.mark.parametrize(("action", "to"), [("delayed", "syt@tinh.example"), ("failed", "ai@gmail.example")])
def test_late_mails_and_those_to_others_are_not_reported(tmp_path: Path, action: str, to: str) -> None:
    """A mail that is tried again, and one to an address on no roster."""
    folder = campaign(tmp_path)
    assert codes(filed(folder, notice(action, to=to))) == ["sent-by-us"]


# --- Beside a form, and without one ---------------------------------------------------------------


@pytest.mark.slow
def test_other_files_with_a_form_need_no_decision(tmp_path: Path) -> None:
    """The form names the mail's agency, even from an address on no roster; a note says that a PDF beside it could not
    be read."""
    folder = campaign(tmp_path)
    done = take(
        folder, Sample(sender="la@gmail.example", files=[("CAT.xlsx", form(folder, "CAT")), ("ky.pdf", b"%PDF-1.4")])
    )
    assert codes(done) == ["came-beside"]
    assert {n: e.state for n, e in entries(done.register).items()} == {"CAT.xlsx": "taken", "ky.pdf": "report"}
    assert done.waiting == []
    result = check_files(folder, as_of=DAY)
    assert [f.code for f in result.findings if f.file.endswith(".pdf")] == ["pdf-not-read"]


def test_photographs_in_one_mail_are_one_finding(tmp_path: Path) -> None:
    """The first is reported, in collecting and in a check; the others are notes that name it."""
    folder = campaign(tmp_path)
    pictures = [(f"IMG_{n}.jpg", b"\xff\xd8\xff\xe0" + bytes((n,)) * 200) for n in range(3)]
    done = take(folder, Sample(sender="syt@tinh.example", files=pictures))
    assert codes(done) == ["came-with", "came-with", "report-not-workbook"]
    assert {f.value for f in done.findings} == {"", "IMG_0.jpg"}
    result = check_files(folder, as_of=DAY)
    assert [(f.code, f.severity) for f in result.findings if f.agency == "SYT" and f.severity == "error"] == [
        ("is-picture", "error")
    ]
    stands = next(s for s in result.statuses if s.agency == "SYT")
    assert (stands.status, "IMG_0" in stands.file) == ("rejected", True)


def test_a_word_report_goes_before_its_signed_copy(tmp_path: Path) -> None:
    """It can be drafted from; each Word report is reported, a PDF beside it is not."""
    folder = campaign(tmp_path)
    done = take(
        folder,
        Sample(
            sender="syt@tinh.example",
            files=[("a.pdf", b"%PDF-1.4"), ("b.rtf", b"{\\rtf1 x}"), ("c.rtf", b"{\\rtf1 y}")],
        ),
    )
    assert sorted((f.code, f.text("name")) for f in done.findings) == [
        ("came-with", "a.pdf"),
        ("report-not-workbook", "b.rtf"),
        ("report-not-workbook", "c.rtf"),
    ]


def test_the_advice_about_a_word_report_is_a_command_that_works(tmp_path: Path) -> None:
    """It names the file and its agency, after collecting and after a check; also for a PDF, and not for a picture."""
    folder = campaign(tmp_path)
    for name, data in (("a.rtf", b"{\\rtf1 x}"), ("b.pdf", b"%PDF-1.4"), ("c.jpg", b"\xff\xd8\xff")):
        done = take(folder, Sample(sender="syt@tinh.example", id=f"{name}@x", files=[(name, data)]))
        fix = describe(done.findings[0], "vi", folder.campaign)[1]
        wanted = f'toolkit draft "{entries(done.register)[name].file}" --agency SYT'
        assert (wanted in fix) == (name != "c.jpg")
    document = Finding(code="word-document", severity="error", file="inbox/b.docx", agency="SYT")
    assert 'draft "inbox/b.docx" --agency SYT' in describe(document, "vi")[1]
    assert "--agency MÃ" in describe(replace(document, agency=None), "vi")[1]


@pytest.mark.slow
def test_a_sheet_without_an_agency_is_one_error(tmp_path: Path) -> None:
    """It waits for a decision; that it is no form is a note, since there is no agency to ask for one."""
    folder = campaign(tmp_path)
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Bảng giá"
    packed = BytesIO()
    book.save(packed)
    take(folder, Sample(sender="ban@hang.example", files=[("gia.xlsx", packed.getvalue())]))
    findings = [(f.code, f.severity) for f in check_files(folder, as_of=DAY).findings if f.file]
    assert sorted(findings) == [("agency-not-told", "error"), ("not-our-form", "note")]


def test_a_finding_about_a_source_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A store of mails that cannot be opened is no file of the inbox, and is named all the same."""
    folder = campaign(tmp_path)
    (tmp_path / "o2.pst").write_bytes(b"!BDN" + bytes(600))
    run(["collect", str(tmp_path / "o2.pst"), "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    assert "[Lỗi] o2.pst\n" in capsys.readouterr().out


# --- Passed on in the text ------------------------------------------------------------------------

_GMAIL = (
    "---------- Forwarded message ---------\nTừ: Sở Y tế <syt@tinh.example>\nDate: T2, 4 thg 1, 2021 lúc 16:20\n"
    "Subject: Báo cáo\n\nKính gửi."
)
_OUTLOOK = (
    "Chị xem giúp.\n\nFrom: Sở Y tế <syt@tinh.example>\nSent: Monday, January 4, 2021 4:20 PM\nTo: a\n"
    "Subject: Báo cáo\n\nKính gửi."
)


@pytest.mark.parametrize("text", [_GMAIL, _OUTLOOK])
def test_a_mail_forwarded_as_text_has_a_remark(tmp_path: Path, text: str) -> None:
    """Anybody can change it, so sender and date are the outer mail's; the inner sender is in the register."""
    folder = campaign(tmp_path)
    sample = Sample(
        sender="la@gmail.example",
        subject="FW: Báo cáo",
        when=datetime(2021, 1, 13, 8, tzinfo=VIETNAM),
        text=text,
        files=[("a.xlsx", form(folder, "SYT"))],
    )
    done = take(folder, sample)
    [note] = [f for f in done.findings if f.code == "mail-forwarded-in-text"]
    assert note.value.startswith("Sở Y tế <syt@tinh.example>, ")
    assert "4" in note.value
    assert entries(done.register)["a.xlsx"].received == datetime(2021, 1, 13, 8)


def test_an_answer_that_quotes_a_mail_is_no_forwarded_one() -> None:
    """Outlook puts the same lines above the answered text."""
    assert passed_on_from(_OUTLOOK, False) == ""
    assert not seems_to_report("RE: Nhắc gửi báo cáo", _OUTLOOK)
