"""Notices of mail servers, as the common ones write them: whom a mail did not reach, and the resulting findings.

All of them are invented: the words are those that servers of each kind use, agencies and addresses do not exist.
"""

from datetime import date
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from zlib import crc32

import pytest
from aspose.email_foss.msg import MapiMessage, MsgWriter

from tests import mailing
from tests.building import definition, keyed, records, table
from tests.mailing import DAY, Sample, checked, codes, entries, form, sent, shown, states, take, toolkit
from toolkit.consolidation.bridges.standing import status_words
from toolkit.mail.bounces import notice_in_words
from toolkit.mail.message import read_mail
from toolkit.mail.msg import read_msg
from toolkit.messages.findings.catalogue import describe
from toolkit.register.entries import FILE_NAME, SentMail, read_register
from toolkit.register.sheet import save_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import share_file

TO = "syt@tinh.example"
KEY = "0123456789ab"
ASK = f"I could not deliver your message to <{TO}>. Ask postmaster@mx.example"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
#: The text of each kind of server when it gives up on a mail: qmail, exim, MDaemon, Exchange, a Vietnamese one.
FAILED = [
    "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<syt@tinh.example>:\n"
    "192.0.2.1 does not like recipient.\n\n--- Below this line is a copy of the message.\n\nTo: stc@tinh.example\n",
    "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
    "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
    "  syt@tinh.example\n    mailbox is full\n\n------ This is a copy of the message ------\n\nTo: stc@tinh.example\n",
    "The attached message had PERMANENT fatal delivery errors!\n\nFailed address: syt@tinh.example\n\n"
    "--- Session Transcript ---\n <-- 550 5.1.1 unknown recipient\n--- End Transcript ---\n",
    "Your message did not reach some or all of the intended recipients.\n\nDelivery has failed to these recipients or "
    "groups:\nsyt@tinh.example\nThe email address you entered couldn't be found.\n",
    "Hệ thống không gửi được thư của bạn tới địa chỉ syt@tinh.example: hộp thư không tồn tại.\n",
]
#: The same when sendmail, exim and MDaemon try again: nothing has failed.
LATE = [
    "    **      THIS IS A WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n\n"
    "   ----- The following addresses had transient non-fatal errors -----\n<syt@tinh.example>\n",
    "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on "
    "the queue on mx.example.\n\n  syt@tinh.example\n    Delay reason: mailbox is full\n\nNo action is required on "
    "your part. Delivery attempts will continue for\nsome time.\n",
    "The attached message had TRANSIENT non-fatal delivery errors!\n\nDelayed address: syt@tinh.example\n"
    " <-- 552 over quota\n",
]


def headed(mail: Message, sender: str = DAEMON, subject: str = "Mail delivery") -> bytes:
    content = b"".join(part.as_bytes() for part in mail.walk() if not part.is_multipart())
    mail["Message-ID"] = f"<{crc32(content)}@mx.example>"
    mail["From"], mail["To"], mail["Subject"] = sender, "bantonghop@tinh.example", subject
    mail["Date"] = "Wed, 13 Jan 2021 10:00:00 +0700"
    return mail.as_bytes()


def report(fields: dict[str, str], original: Message | None = None, words: str = "This is a notice.") -> bytes:
    """A multipart/report (RFC 3464) about one recipient, with these fields; without fields the words say it."""
    mail = MIMEMultipart("report" if fields else "mixed")
    mail.attach(MIMEText(words))
    status, first, recipient = MIMEBase("message", "delivery-status"), Message(), Message()
    first["Reporting-MTA"] = "dns; mx.example"
    for name, value in fields.items():
        recipient[name] = value
    status.attach(first)
    status.attach(recipient)
    if fields:
        mail.attach(status)
    if original is not None:
        mail.attach(original)
    return headed(mail, subject="Delivery Status Notification")


def whole(mail: Sample) -> Message:
    """A mail that a server returns."""
    part = MIMEBase("message", "rfc822")
    part.attach(mail.mail())
    return part


def notice(action: str = "failed", *, to: str = TO) -> bytes:
    """A notice with the mail that did not arrive."""
    original = sent("bantonghop", ("SYT.xlsx", b"PK\x03\x04x"))
    return report({"Final-Recipient": f"rfc822; {to}", "Action": action} if action else {}, whole(original), ASK)


def head_only(message_id: str) -> Message:
    """What servers return of a mail without its text."""
    return MIMEText(
        f"Received: from here\nFrom: bantonghop@tinh.example\nTo: syt@tinh.example\nMessage-ID: <{message_id}>\n",
        "rfc822-headers",
    )


def record(folder: Folder, *, id: str = KEY, agency: str = "SYT", to: str = TO, day: int = 12, back: str = "") -> None:
    """Record in the register that a form went to an agency, and where it came back from."""
    register, on = read_register(folder.root), date(2021, 1, day)
    register.sent[id] = SentMail(id=id, day=on, agency=agency, kind="form", to=to, subject="Biểu", returned=back)
    save_register(register, folder.campaign, DAY, "vi")


# --- Findings -------------------------------------------------------------------------------------


def test_a_mail_that_is_only_late_is_not_reported() -> None:
    """It is tried again, though the notice may contain the words of a failure."""
    for notice in map(notice_in_words, LATE):
        assert (notice.failed, notice.unclear, notice.surely) == ((), (), False)


def test_an_agency_whose_mailbox_is_called_postmaster_is_no_server(tmp_path: Path) -> None:
    """Its mails are a person's."""
    agencies = mailing.AGENCIES.replace("syt@tinh.example", "postmaster@syt.example")
    folder = definition(tmp_path, agencies=agencies, indicators=mailing.INDICATORS)
    mail = headed(MIMEText("Máy chủ không gửi được tới stc@tinh.example"), "postmaster@syt.example")
    assert codes(take(folder, mail)) == []


#: The fields of a delivery status (RFC 3464), and the value of the finding.
STATUSES = table(f"""
| Original-Recipient | Final-Recipient        | Action    | Status | Diagnostic-Code       | value                  |
|--------------------|------------------------|-----------|--------|-----------------------|------------------------|
|                    | rfc822; {TO}           | failed    | 5.1.1  | smtp; 550 <{TO}>: bad | {TO} (550 <{TO}>: bad) |
|                    | RFC822;<{TO.upper()}>  | failed    | 5.2.2  |                       | {TO} (5.2.2)           |
| rfc822;{TO}        | rfc822;x@gmail.example | Failed    |        |                       | {TO}                   |
|                    | rfc822;{TO}            |           | 5.0.0  |                       | {TO} (5.0.0)           |
|                    | rfc822;{TO}            | delayed   | 4.4.1  |                       |                        |
|                    | rfc822;{TO}            | delivered | 2.0.0  |                       |                        |
""")


@pytest.mark.slow
def test_a_notice_is_reported_with_the_address_that_failed(folder: Folder) -> None:
    """In words, with no other address of the quoted mail; by a delivery status, with the server's reason. An ambiguous
    one is unclear: the coordinator reads that mail, and in the register the sent one still counts as sent."""
    record(folder)
    [unclear] = take(folder, headed(MIMEText("About your message to syt@tinh.example: see the log."))).findings
    assert (unclear.code, unclear.agency) == ("mail-delivery-unclear", "SYT")
    assert "không rõ thư có đến nơi hay không" in describe(unclear, "vi")[0]
    assert read_register(folder.root).sent[KEY].returned == ""
    notices = [report({name: text for name, text in row.items() if text and name != "value"}) for row in STATUSES]
    done = take(folder, *(headed(MIMEText(words)) for words in FAILED), *notices)
    assert {(f.code, f.agency) for f in done.findings} == {("mail-not-delivered", "SYT")}
    expected = [TO] * len(FAILED) + [row["value"] for row in STATUSES if row["value"]]
    assert sorted(f.value for f in done.findings) == sorted(expected)


@pytest.mark.slow
def test_a_returned_mail_is_reported_with_the_address(folder: Folder) -> None:
    """Reminders to it would go on for ever: the finding is the agency's, and the register shows it. A mail that is
    tried again, and one to an address on no roster, are not reported."""
    assert codes(take(folder, notice("delayed"), notice(to="ai@gmail.example"))) == ["sent-by-us"]
    for count, action in enumerate(("failed", ""), 1):
        done = take(folder, notice(action))
        [reported] = [f for f in done.findings if f.severity != "note"]
        assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)
        assert TO in describe(reported, "vi")[0]
        assert sum("không đến nơi" in words for words in shown(folder)) == count
    assert states(done) == {"SYT.xlsx": "ours"}


# --- Which mail was returned ----------------------------------------------------------------------


def test_a_returned_mail_is_recognised_by_its_id_whatever_address_failed(folder: Folder) -> None:
    """A mailbox that forwards to a dead one: the notice names that, the returned header names the sent mail."""
    record(folder)
    record(folder, id="ba9876543210", agency="STC", to="stc@tinh.example")
    fields = {"Final-Recipient": "rfc822; chi.hoa@gmail.example", "Action": "failed"}
    done = take(folder, report(fields, head_only(f"9f00.{KEY}@tinh.example")))
    [reported] = done.findings
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)
    assert {s.agency: s.returned for s in done.register.sent.values()} == {"SYT": TO, "STC": ""}
    assert done.register.entries == {}


def test_a_notice_marks_every_address_it_names_once(folder: Folder) -> None:
    """Of the mail it is about; collecting it again changes nothing."""
    record(folder, to=f"{TO}, hai@tinh.example")
    mail = MIMEText("x")
    mail["X-Failed-Recipients"] = f"{TO}, hai@tinh.example"
    mail["References"] = f"<9f00.{KEY}@tinh.example>"
    data = headed(mail, "Mail Delivery <bounce@mx.example>")
    for _ in range(2):
        take(folder, data)
    assert read_register(folder.root).sent[KEY].returned == f"{TO}, hai@tinh.example"


def test_a_returned_mail_is_marked_among_those_sent(folder: Folder) -> None:
    """The last one to that address, whoever else got it; a second notice changes nothing, and the next run keeps it."""
    for day, to in ((11, TO), (12, f"{TO.upper()}, b@tinh.example"), (14, TO)):
        record(folder, id=str(day), to=to, day=day)
    for _ in range(2):
        take(folder, notice())
    marked = read_register(folder.root).sent
    assert [marked[key].returned for key in ("11", "12", "14")] == ["", TO, ""]


def test_an_attached_header_of_an_ordinary_mail_is_kept() -> None:
    """A mail that is no notice loses nothing."""
    mail = MIMEMultipart()
    mail.attach(MIMEText("Kính gửi."))
    mail.attach(head_only("a@b.example"))
    read = read_mail(headed(mail, TO))
    assert read.notice is None
    assert [b"Message-ID" in a.data for a in read.attachments] == [True]


def test_a_notice_saved_by_outlook_is_recognised_by_its_class(folder: Folder) -> None:
    """A `.msg` has no delivery status: the class of the item says what it is, its words name the address."""
    for name, kind in (("tra.msg", "REPORT.IPM.Note.NDR"), ("thu.msg", "IPM.Note")):
        message = MapiMessage.create("Undeliverable: Biểu", FAILED[3])
        message.set_property(0x001A, 0x001F, kind)
        (folder.root / name).write_bytes(MsgWriter.to_bytes(message.to_msg_document()))
    assert read_msg((folder.root / "thu.msg").read_bytes()).notice is None
    [reported] = collect(folder, [folder.root / "tra.msg"], as_of=DAY).findings
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)


# --- What follows ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_returned_form_is_no_agencys_report(tmp_path: Path) -> None:
    """Filled in or blank, even if the campaign's address is an agency's too: it is what was sent out."""
    folder = mailing.campaign(tmp_path, contact_email=TO)
    original = whole(sent("syt", ("STC.xlsx", form(folder, "STC"))))
    done = take(folder, report({"Final-Recipient": "rfc822;stc@tinh.example", "Action": "failed"}, original))
    assert [(e.state, e.file) for e in entries(done.register).values()] == [("ours", "")]
    assert [s.status for s in checked(folder).statuses] == ["missing"] * 5


def test_a_notice_in_a_folder_of_mails_is_read_as_one_alone(folder: Folder) -> None:
    """An mbox is searched mail by mail."""
    record(folder)
    box = folder.root / "thu.mbox"
    data = report({"Final-Recipient": f"rfc822;{TO}", "Action": "failed"}, head_only(f"9f00.{KEY}@tinh.example"))
    box.write_bytes(b"From x Wed Jan 13 10:00:00 2021\n" + data.replace(b"\r\n", b"\n") + b"\n")
    toolkit(folder, "collect", str(box))
    assert read_register(folder.root).sent[KEY].returned == TO
    [row] = records(keyed(folder.root / FILE_NAME)["sent"])
    assert row.values["returned"] == TO


def test_a_draft_sent_by_hand_that_was_returned_is_on_the_board_too(folder: Folder) -> None:
    """The register has only the notice's row; a later mail from the address removes it from the board."""
    fields = {"Final-Recipient": f"rfc822;{TO}", "Action": "failed", "Diagnostic-Code": "smtp; 552 over, quota (1)"}
    take(folder, report(fields))
    assert {s.agency: s.unreached for s in checked(folder).statuses if s.unreached} == {"SYT": (TO,)}
    take(folder, sent("syt", text="Cảm ơn.", at="14 08:00"))
    assert not any(s.unreached for s in checked(folder).statuses)


@pytest.mark.slow
def test_an_agency_that_was_not_reached_is_on_the_board_until_that_is_corrected(folder: Folder) -> None:
    """In a check, in the master and on the board; not in the copy for circulation, nor after a mail that arrived."""
    record(folder, back=TO)
    result, master = checked(folder), folder.master
    status = next(s for s in result.statuses if s.agency == "SYT")
    assert status_words(status, "vi") == f"Chưa báo cáo; thư không tới {TO}"
    assert status_words(status, "en").endswith(f"mail did not reach {TO}")
    [reported] = [f for f in result.findings if f.code == "mail-not-delivered"]
    assert (reported.agency, reported.severity, reported.value) == ("SYT", "warning", TO)
    assert "toolkit template --mails" in describe(reported, "vi", folder.campaign)[1]
    shared = share_file(result, master.with_name("master-chia-se.xlsx"), master)
    assert all(not s.unreached for s in shared.result.statuses)
    assert shared.result.findings == ()
    record(folder, id="ba9876543210", day=14)
    assert not any(s.unreached for s in checked(folder).statuses)
    assert shown(folder) == []
