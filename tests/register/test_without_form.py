"""Agencies' mails without a form or report are reported until somebody has settled them."""

import random
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from tests.building import filled, keyed, records
from tests.cases import cases
from tests.effort import effort
from tests.mail.test_bounces import notice
from tests.mailing import DAY, FULL, KEPT, LINES, Sample, campaign, form, take
from tests.master.test_acceptances import take as accept
from toolkit.consolidation.bridges.standing import status_words
from toolkit.letters.reminders import Letters
from toolkit.mail.body import first_line
from toolkit.messages.findings.catalogue import describe
from toolkit.model import Consolidation, Finding
from toolkit.register.entries import FILE_NAME, SentMail, read_register
from toolkit.register.sheet import save_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, merge_files

SYT = "syt@tinh.example"
FIGURES = "Kính gửi các anh chị,\n\nT1 năm 2019: 12; năm 2020: 15.\n\nTrân trọng."


def reported(result: Consolidation) -> list[Finding]:
    return [f for f in result.findings if f.code == "mail-without-form"]


# --- The first line --------------------------------------------------------------------------------


@cases(r"""
| case                          | text                                              | line                           |
|-------------------------------|---------------------------------------------------|--------------------------------|
| a greeting on its own line    | Kính gửi các anh chị,\n\nT1: 12.\n\nTrân trọng.   | T1: 12.                        |
| a greeting before the text    | Kính gửi Sở: tổng số 15 người.\nTrân trọng.       | Kính gửi Sở: tổng số 15 người. |
| nothing but a greeting        | Dear all,                                         | Dear all,                      |
| above the answered mail       | Sửa T1 thành 5\n\nOn Mon, A wrote:\n> Đề nghị gửi | Sửa T1 thành 5                 |
| between the answered lines    | > T1 bao nhiêu?\nT1 là 5\n> T2?\nT2 là 6          | T1 là 5                        |
| nothing but the answered mail | > Đề nghị gửi                                     |                                |
| nothing                       |                                                   |                                |
""")
def test_the_first_line_is_the_senders(text: str, line: str) -> None:
    """No greeting if another line follows, and no line of the answered mail."""
    assert first_line(text) == line


# --- Every kind of mail ----------------------------------------------------------------------------


def _mail(sender: str, number: int, subject: str = "Số liệu") -> EmailMessage:
    return Sample(sender=sender, subject=subject, text=FIGURES, id=f"thu-{number}@tinh.example").mail()


def _with(mail: EmailMessage, name: str, data: bytes, kind: str = "application/octet-stream") -> bytes:
    maintype, subtype = kind.split("/")
    mail.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def _around(mail: EmailMessage, inner: Sample) -> bytes:
    mail.add_attachment(inner.mail())
    return mail.as_bytes()


def _headed(mail: EmailMessage, header: str, value: str, text: str = "") -> bytes:
    mail[header] = value
    if text:
        mail.set_content(text)
    return mail.as_bytes()


def _page(sender: str, number: int, _: Folder) -> bytes:
    mail = _mail(sender, number)
    mail.set_content("<style>p{}</style><p>Kính gửi,</p><table><tr><td>T1</td><td>12</td></tr></table>", subtype="html")
    return mail.as_bytes()


def _picture_shown(sender: str, number: int, _: Folder) -> bytes:
    mail = _mail(sender, number)
    mail.add_alternative('<p>T1: 12</p><img src="cid:chu-ky">', subtype="html")
    page = mail.get_payload()[1]  # type: ignore[index]
    page.add_related(b"\x89PNG\r\n\x1a\n" + bytes(40), "image", "png", cid="<chu-ky>")  # type: ignore[union-attr]
    return mail.as_bytes()


def _form(folder: Folder, number: int) -> tuple[str, bytes]:
    return "SYT.xlsx", form(folder, "SYT", number=str(number))


def _away(sender: str, number: int, _: Folder) -> bytes:
    marks = (("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes"), ("Precedence", "auto_reply"))
    return _headed(_mail(sender, number), *random.Random(number).choice(marks))


def _away_by_subject(sender: str, number: int, _: Folder) -> bytes:
    subjects = ("Automatic reply: Nhắc", "Trả lời tự động: Nhắc", "Out of office")
    return _mail(sender, number, random.Random(number).choice(subjects)).as_bytes()


def _read(sender: str, number: int, _: Folder) -> bytes:
    mail = MIMEMultipart("report", report_type="disposition-notification")
    mail["From"], mail["Subject"], mail["Message-ID"] = sender, "Read: Nhắc", f"<da-doc-{number}@tinh.example>"
    mail.attach(MIMEText("Thư đã được đọc."))
    part = MIMEBase("message", "disposition-notification")
    part.set_payload("Disposition: manual-action/MDN-sent-manually; displayed")
    mail.attach(part)
    return mail.as_bytes()


OURS = "bantonghop@tinh.example"
_QUOTED = "T1: 12\n\nVào T6, Ban tổng hợp đã viết:\n> Đề nghị gửi biểu."


#: How each kind of mail is made, and whether it is reported if an agency sends it.
KINDS: dict[str, tuple[Callable[[str, int, Folder], bytes], bool]] = {
    "text": (lambda s, n, f: _mail(s, n).as_bytes(), True),
    "page": (_page, True),
    "picture shown": (_picture_shown, True),
    "card": (lambda s, n, f: _with(_mail(s, n), "toi.vcf", b"BEGIN:VCARD", "text/x-vcard"), True),
    "form": (lambda s, n, f: _with(_mail(s, n), *_form(f, n)), False),
    "report": (lambda s, n, f: _with(_mail(s, n), "b.pdf", b"%%PDF-1.4 %d" % n, "application/pdf"), False),
    "form passed on": (
        lambda s, n, f: _around(_mail(s, n, "Fwd: Báo cáo"), Sample(sender="ai@gmail.example", files=[_form(f, n)])),
        False,
    ),
    "passed on without": (
        lambda s, n, f: _around(_mail(s, n, "Fwd: Hỏi"), Sample(sender="ai@gmail.example", text="Cần gấp")),
        True,
    ),
    "away": (_away, False),
    "away by subject": (_away_by_subject, False),
    "returned": (lambda s, n, f: notice().replace(b"MAILER-DAEMON@mx.example", b"MAILER-DAEMON@%d.example" % n), False),
    "read": (_read, False),
    "our own": (
        lambda s, n, f: Sample(sender=s, subject="Nhắc", text="Đề nghị.", id="thu.0123456789ab@tinh.example").eml(),
        False,
    ),
    "ours quoted": (
        lambda s, n, f: _headed(_mail(s, n, "Re: Nhắc"), "In-Reply-To", "<thu.0123456789ab@tinh.example>", _QUOTED),
        True,
    ),
    "ours attached": (
        lambda s, n, f: _around(
            _mail(s, n, "Re: Biểu"),
            Sample(sender=OURS, subject="Biểu", files=[("SYT.xlsx", form(f, "SYT", "", "", number="0"))]),
        ),
        True,
    ),
}


def sent(folder: Folder) -> None:
    """A reminder that was sent to SYT."""
    register = read_register(folder.root)
    key = "0123456789ab"
    register.sent[key] = SentMail(id=key, day=DAY, agency="SYT", kind="reminder", to=SYT, subject="Nhắc")
    save_register(register, folder.campaign, DAY, "vi")


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_mail_brings_something_or_is_reported(tmp_path: Path, kind: str) -> None:
    """An agency's mail is a form, a report, returned, automatic, a sent one, or reported; others' are not."""
    folder = campaign(tmp_path)
    make, expected = KINDS[kind]
    sent(folder)
    for number, sender in enumerate((SYT, "ai@gmail.example", OURS), start=1):
        (folder.root / f"{number}.eml").write_bytes(make(sender, number, folder))
    collect(folder, [folder.root / f"{n}.eml" for n in (1, 2, 3)], as_of=DAY)
    found = reported(check_files(folder, as_of=DAY))
    assert [(f.agency, f.severity, f.text("sender")) for f in found] == [("SYT", "note", SYT)] * expected
    assert all(f.value and "Kính gửi" not in f.value for f in found)


@pytest.mark.slow
def test_many_mails_are_reported_in_any_order(tmp_path: Path) -> None:
    """Random mails of known and unknown senders, collected in several runs: each without a report is reported once."""
    dice = random.Random(9)
    folder = campaign(tmp_path)
    sent(folder)
    expected, paths = list[str](), list[Path]()
    for number in range(effort(30, 1000)):
        kind = dice.choice([k for k in KINDS if k not in ("our own", "returned")])
        sender = dice.choice((SYT, "stc@tinh.example", "ai@gmail.example", "tonghop@tinh.example"))
        path = folder.root / f"{number}.eml"
        path.write_bytes(KINDS[kind][0](sender, number, folder))
        paths.append(path)
        expected += [sender] * (KINDS[kind][1] and sender in (SYT, "stc@tinh.example"))
    dice.shuffle(paths)
    for start in range(0, len(paths), 7):
        collect(folder, paths[start : start + 7], as_of=DAY)
    before = reported(check_files(folder, as_of=DAY))
    assert sorted(f.text("sender") for f in before) == sorted(expected)
    collect(folder, paths, as_of=DAY)
    assert reported(check_files(folder, as_of=DAY)) == before


@pytest.mark.parametrize("way", ["msg", "mbox"])
def test_mails_kept_in_other_ways_are_reported_too(tmp_path: Path, way: str) -> None:
    """Outlook's files and mailboxes; an automatic answer, marked so by Outlook, is skipped."""
    folder = campaign(tmp_path / "c")
    mails = [Sample(sender=SYT, text=FIGURES), Sample(sender=SYT, subject="Automatic reply: x", text="Nghỉ phép.")]
    collect(folder, [KEPT[way](tmp_path / "thu", mails)], as_of=DAY)
    assert [f.value for f in reported(check_files(folder, as_of=DAY))] == ["T1 năm 2019: 12; năm 2020: 15."]


# --- The mail's agency, and until when -------------------------------------------------------------


@pytest.mark.slow
def test_an_address_that_was_decided_is_the_agencys(tmp_path: Path) -> None:
    """The sender of a form for which the coordinator chose the agency is known from then on, also in earlier mails."""
    folder, private = campaign(tmp_path), "hoa@gmail.example"
    later = Sample(sender=private, subject="Biểu", files=[("SYT.xlsx", form(folder, "SYT"))])
    done = take(folder, Sample(sender=private, text=FIGURES), later)
    assert reported(check_files(folder, as_of=DAY)) == []
    (key,) = done.new
    done.register.entries[key] = replace(done.register.entries[key], decision="SYT")
    save_register(done.register, folder.campaign, DAY, "vi")
    collect(folder, [], as_of=DAY)
    assert [(f.agency, f.text("sender")) for f in reported(check_files(folder, as_of=DAY))] == [("SYT", private)]


@pytest.mark.slow
def test_it_is_reported_until_it_is_accepted(tmp_path: Path) -> None:
    """On the board, in the findings and in the reminder; nowhere once the coordinator has accepted it in the master."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender=SYT, text="T1 là 5."), Sample(sender="stc@tinh.example", text="Vâng."))
    filled(folder, "CAT", FULL, LINES)
    result, master = merge_files(folder, as_of=DAY)
    status = next(s for s in result.statuses if s.agency == "SYT")
    assert (status.status, status.mails) == ("missing", 1)
    assert "1 thư không kèm biểu" in status_words(status, "vi")
    (letter,) = _reminders(folder, result, "SYT")
    assert "ngày 08/01/2021" in letter
    assert "không kèm biểu" in letter
    accept(master, "mail-without-form")
    result, _ = merge_files(folder, as_of=DAY)
    left = {str(f.agency): f.accepted_by for f in reported(result)}
    assert sorted(left) == ["STC", "SYT"]
    assert sorted(left.values()) == ["", "Lan"]
    taken = next(a for a, by in left.items() if by)
    assert next(s for s in result.statuses if s.agency == taken).mails == 0
    assert "không kèm biểu" not in _reminders(folder, result, taken)[0]


def _reminders(folder: Folder, result: Consolidation, agency: str) -> list[str]:
    return [x.body for x in Letters(result, read_register(folder.root), "vi").reminders({}, {}) if x.agency == agency]


def test_the_register_shows_a_mails_first_line(tmp_path: Path) -> None:
    """In a column of the sheet of mails; a register without that column is read as before."""
    folder = campaign(tmp_path)
    take(folder, Sample(sender=SYT, subject="Gửi báo cáo", text=FIGURES))
    row = records(keyed(folder.root / FILE_NAME)["mails"])[0]
    assert row["first_line"] == "T1 năm 2019: 12; năm 2020: 15."
    register = read_register(folder.root)
    register.mails = {key: replace(mail, first_line="") for key, mail in register.mails.items()}
    save_register(register, folder.campaign, DAY, "vi")
    (old,) = reported(check_files(folder, as_of=DAY))
    assert (old.agency, old.value) == ("SYT", "Gửi báo cáo")
    assert "Gửi báo cáo" in describe(old, "vi", folder.campaign)[0]
