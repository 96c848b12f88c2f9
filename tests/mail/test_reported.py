"""Findings about mails as such: those without a report, passing on another, or with several files."""

import binascii
from dataclasses import replace
from datetime import datetime
from email import policy
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pytest

from tests.cases import cases
from tests.mailing import DAY, KEPT, checked, codes, entries, form, sent, shown, states, take
from toolkit.mail.body import forwarded_from, seems_to_report
from toolkit.mail.message import read_mail
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Finding
from toolkit.run.collect import collect
from toolkit.run.folder import Folder

# --- Nothing attached -----------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["eml", "msg"])
@cases(r"""
| case        | subject                   | text                                            | code                  |
|-------------|---------------------------|-------------------------------------------------|-----------------------|
| a link      | Báo cáo                   | Báo cáo tại: https://drive.example/d/1/view     | link-in-place-of-file |
| forgotten   | Báo cáo                   | Xin gửi kèm biểu của Sở.                        | nothing-attached      |
| figures     | Số liệu                   | T1: 12, T2: 15 năm 2019; T1: 14, T2: 16.        | nothing-attached      |
| by subject  | Gửi báo cáo quý           | Trân trọng.                                     | nothing-attached      |
| thanks      | Re: Nhắc gửi báo cáo: Thử | Cảm ơn.\nĐT 0270 000 111\nhttps://syt.example/  |                       |
| a quotation | Re: Thư                   | Vâng.\n> Đề nghị gửi kèm biểu, số 1, 2, 3, 4, 5 |                       |
""")
def test_a_mail_without_the_expected_report_is_reported(
    folder: Folder, way: str, subject: str, text: str, code: str
) -> None:
    """An agency sends a link, a forgotten attachment, figures in the text; thanks alone are not reported."""
    sample = sent("syt", subject=subject, text=text)
    done = collect(folder, [KEPT[way](folder.root / "thu", [sample])], as_of=DAY)
    assert [(f.code, f.agency) for f in done.findings] == [(code, "SYT")] * bool(code)
    assert bool(code) == bool(shown(folder)[0])
    assert collect(folder, [KEPT[way](folder.root / "again", [sample])], as_of=DAY).findings == []


def test_other_senders_and_automatic_answers_are_not_reported(folder: Folder) -> None:
    """An absence notice, an address on no roster, the collector of reports."""
    text = "Xin gửi kèm báo cáo https://drive.example/file/d/1"
    away = sent("syt", text=text).mail()
    away["Auto-Submitted"] = "auto-replied"
    others = [sent(sender, text=text) for sender in ("ai@gmail.example", "bantonghop")]
    assert codes(take(folder, away.as_bytes(), *others)) == []


def test_a_link_behind_words_is_recognised() -> None:
    """An HTML page has the address beside the word that is shown."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = "syt@tinh.example", "x"
    page = '<p>Báo cáo <a class="x" href="https://drive.example/d/9">ở đây</a></p><p>C&#225;m ơn</p>'
    mail.set_content(page, subtype="html")
    read = read_mail(mail.as_bytes())
    assert read.text.splitlines() == ["Báo cáo https://drive.example/d/9 ở đây", "Cám ơn"]


@pytest.mark.slow
def test_a_form_encoded_in_the_text_is_filed(folder: Folder) -> None:
    """Old mail programs write an attachment into the text (uuencode)."""
    data = form(folder, "SYT")
    lines = "".join(binascii.b2a_uu(data[n : n + 45]).decode() for n in range(0, len(data), 45))
    done = take(folder, sent("syt", text=f"Kính gửi.\n\nbegin 644 SYT.xlsx\n{lines}`\nend\nTrân trọng.\n"))
    assert states(done) == {"SYT.xlsx": "taken"}
    quoted = "begin 644 x\nđây là chữ\nend\n" * 3
    assert "đây là chữ" in read_mail(sent("syt", text=quoted).eml()).text


# --- Beside a form, and without one ---------------------------------------------------------------


@pytest.mark.slow
def test_other_files_with_a_form_need_no_decision(folder: Folder) -> None:
    """The form names the mail's agency, even from an address on no roster; a note says that a PDF beside it could not
    be read. A sheet of no agency waits: that it is no form is a note, since there is no agency to ask for one."""
    done = take(folder, sent("la@gmail.example", ("CAT.xlsx", form(folder, "CAT")), ("ky.pdf", b"%PDF-1.4")))
    assert codes(done) == ["came-beside"]
    assert states(done) == {"CAT.xlsx": "taken", "ky.pdf": "report"}
    assert done.waiting == []
    assert [f.code for f in checked(folder).findings if f.file.endswith(".pdf")] == ["pdf-not-read"]
    book, packed = openpyxl.Workbook(), BytesIO()
    book.worksheets[0]["A1"] = "Bảng giá"
    book.save(packed)
    take(folder, sent("ban@hang.example", ("gia.xlsx", packed.getvalue())))
    found = sorted((f.code, f.severity) for f in checked(folder).findings if "gia" in f.file)
    assert found == [("agency-not-told", "error"), ("not-our-form", "note")]


@pytest.mark.slow
def test_of_several_files_without_a_form_one_kind_is_reported(folder: Folder) -> None:
    """The first of several photographs, in collecting and in a check; the others are notes that name it. Each Word
    report, which can be drafted from; a PDF beside it is not."""
    pictures = [(f"IMG_{n}.jpg", b"\xff\xd8\xff\xe0" + bytes((n,)) * 200) for n in range(3)]
    done = take(folder, sent("syt", *pictures))
    assert codes(done) == ["came-with", "came-with", "report-not-workbook"]
    assert {f.value for f in done.findings} == {"", "IMG_0.jpg"}
    result = checked(folder)
    assert [f.code for f in result.findings if f.agency == "SYT" and f.severity == "error"] == ["is-picture"]
    stands = next(s for s in result.statuses if s.agency == "SYT")
    assert (stands.status, "IMG_0" in stands.file) == ("rejected", True)
    done = take(folder, sent("stc", ("a.pdf", b"%PDF-1.4"), ("b.rtf", b"{\\rtf1 x}"), ("c.rtf", b"{\\rtf1 y}")))
    found = {f.text("name"): f.code for f in done.findings}
    assert found == {"a.pdf": "came-with", "b.rtf": "report-not-workbook", "c.rtf": "report-not-workbook"}
    assert len(done.findings) == 3


@pytest.mark.slow
def test_the_advice_about_a_word_report_is_a_command_that_works(folder: Folder) -> None:
    """It names the file and its agency, after collecting and after a check; also for a PDF, and not for a picture."""
    for name, data in (("a.rtf", b"{\\rtf1 x}"), ("b.pdf", b"%PDF-1.4"), ("c.jpg", b"\xff\xd8\xff")):
        done = take(folder, sent("syt", (name, data), id=f"{name}@x"))
        fix = describe(done.findings[0], "vi", folder.campaign)[1]
        wanted = f'toolkit draft "{entries(done.register)[name].file}" --agency SYT'
        assert (wanted in fix) == (name != "c.jpg")
    document = Finding(code="word-document", severity="error", file="inbox/b.docx", agency="SYT")
    assert 'draft "inbox/b.docx" --agency SYT' in describe(document, "vi")[1]
    assert "--agency MÃ" in describe(replace(document, agency=None), "vi")[1]


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
def test_a_mail_forwarded_as_text_has_a_remark(folder: Folder, text: str) -> None:
    """Anybody can change it, so sender and date are the outer mail's; the inner sender is in the register."""
    file = ("a.xlsx", form(folder, "SYT"))
    done = take(folder, sent("la@gmail.example", file, at="13 08:00", subject="FW: Báo cáo", text=text))
    [note] = [f for f in done.findings if f.code == "mail-forwarded-in-text"]
    assert note.value.startswith("Sở Y tế <syt@tinh.example>, ")
    assert "4" in note.value
    assert entries(done.register)["a.xlsx"].received == datetime(2021, 1, 13, 8)


def test_an_answer_that_quotes_a_mail_is_no_forwarded_one() -> None:
    """Outlook puts the same lines above the answered text."""
    assert forwarded_from(_OUTLOOK, False) == ""
    assert not seems_to_report("RE: Nhắc gửi báo cáo", _OUTLOOK)
