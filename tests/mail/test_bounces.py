"""Notices of mail servers, as the common ones write them: whom a mail did not reach, and the resulting findings.

All of them are invented: the words are those that servers of each kind use, agencies and addresses do not exist.
"""

from __future__ import annotations

from datetime import date, datetime
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from aspose.email_foss.msg import MapiMessage, MsgWriter

from tests.building import definition, keyed, records
from tests.mail.test_reported import filed, shown
from tests.mailing import AGENCIES, DAY, INDICATORS, VIETNAM, Sample, campaign, codes, entries, form, take
from toolkit.cli.main import run
from toolkit.consolidation.bridges.standing import standing_words
from toolkit.mail.bounces import notice_in_words
from toolkit.mail.message import read_mail
from toolkit.mail.msg import read_msg
from toolkit.messages.findings.catalogue import describe
from toolkit.register.entries import FILE_NAME, Sent, read_register
from toolkit.register.sheet import save_register
from toolkit.run.collect import collect
from toolkit.run.folder import Folder
from toolkit.run.operations import check_files, share_file

TO = "syt@tinh.example"
KEY = "0123456789ab"
#: The text of each kind of server when it gives up on a mail.
FAILED = {
    "qmail": "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to "
    "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
    "<syt@tinh.example>:\n192.0.2.1 does not like recipient.\n\n"
    "--- Below this line is a copy of the message.\n\nTo: stc@tinh.example\n",
    "exim": "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
    "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
    "  syt@tinh.example\n    mailbox is full\n\n------ This is a copy of the message ------\n\nTo: stc@tinh.example\n",
    "MDaemon": "The attached message had PERMANENT fatal delivery errors!\n\nFailed address: syt@tinh.example\n\n"
    "--- Session Transcript ---\n <-- 550 5.1.1 unknown recipient\n--- End Transcript ---\n",
    "Exchange": "Your message did not reach some or all of the intended recipients.\n\nDelivery has failed to these "
    "recipients or groups:\nsyt@tinh.example\nThe email address you entered couldn't be found.\n",
    "in Vietnamese": "Hệ thống không gửi được thư của bạn tới địa chỉ syt@tinh.example: hộp thư không tồn tại.\n",
}
#: The same when it tries again: nothing has failed.
LATE = {
    "sendmail": "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **"
    "\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n"
    "   ----- The following addresses had transient non-fatal errors -----\n<syt@tinh.example>\n",
    "exim": "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 "
    "hours on the queue on mx.example.\n\n  syt@tinh.example\n    Delay reason: mailbox is full\n\nNo action is "
    "required on your part. Delivery attempts will continue for\nsome time.\n",
    "MDaemon": "The attached message had TRANSIENT non-fatal delivery errors!\n\nDelayed address: syt@tinh.example\n"
    " <-- 552 over quota\n",
}


def words(text: str, sender: str = "Mail Delivery System <MAILER-DAEMON@mx.example>") -> bytes:
    mail = MIMEText(text)
    mail["From"], mail["To"], mail["Subject"] = sender, "bantonghop@tinh.example", "Mail delivery"
    mail["Date"] = "Wed, 13 Jan 2021 10:00:00 +0700"
    return mail.as_bytes()


def report(
    fields: dict[str, str], original: Message | None = None, *, sender: str = "MAILER-DAEMON@mx.example"
) -> bytes:
    """A multipart/report (RFC 3464) about one recipient, with these fields."""
    mail = MIMEMultipart("report")
    mail["From"], mail["To"], mail["Subject"] = sender, "bantonghop@tinh.example", "Delivery Status Notification"
    mail["Date"] = "Wed, 13 Jan 2021 10:00:00 +0700"
    mail.attach(MIMEText("This is an automatically generated notice."))
    status, first, recipient = MIMEBase("message", "delivery-status"), Message(), Message()
    first["Reporting-MTA"] = "dns; mx.example"
    for name, value in fields.items():
        recipient[name] = value
    status.attach(first)
    status.attach(recipient)
    mail.attach(status)
    if original is not None:
        mail.attach(original)
    return mail.as_bytes()


def head_only(message_id: str) -> Message:
    """What servers return of a mail without its text."""
    return MIMEText(
        f"Received: from here\nFrom: bantonghop@tinh.example\nTo: syt@tinh.example\nMessage-ID: <{message_id}>\n",
        "rfc822-headers",
    )


def sent(
    folder: Folder, *, id: str = KEY, agency: str = "SYT", to: str = TO, returned: str = "", day: int = 12
) -> None:
    """Record in the register that a form went to an agency."""
    register = read_register(folder.root)
    register.sent[id] = Sent(
        id=id, day=date(2021, 1, day), agency=agency, kind="form", to=to, subject="Biểu", returned=returned
    )
    save_register(register, folder.campaign, DAY, "vi")


# --- Findings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("server", FAILED)
def test_a_clear_notice_in_words_is_reported(tmp_path: Path, server: str) -> None:
    """The finding has the address that failed, and no other of the quoted mail."""
    folder = campaign(tmp_path)
    [reported] = filed(folder, words(FAILED[server])).findings
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)


@pytest.mark.parametrize("server", LATE)
def test_a_mail_that_is_only_late_is_not_reported(server: str) -> None:
    """It is tried again, though the notice may contain the words of a failure."""
    notice = notice_in_words(LATE[server])
    assert (notice.failed, notice.unclear, notice.surely) == ((), (), False)


def test_an_ambiguous_notice_is_reported_as_unclear_and_marks_nothing(tmp_path: Path) -> None:
    """The coordinator reads that mail; in the register the sent mail still counts as sent."""
    folder = campaign(tmp_path)
    sent(folder)
    [reported] = filed(folder, words("About your message to syt@tinh.example: see the log.")).findings
    assert (reported.code, reported.agency) == ("mail-delivery-unclear", "SYT")
    assert "không rõ thư có đến nơi hay không" in describe(reported, "vi")[0]
    assert read_register(folder.root).sent[KEY].returned == ""


def test_an_agency_whose_mailbox_is_called_postmaster_is_no_server(tmp_path: Path) -> None:
    """Its mails are a person's."""
    agencies = AGENCIES.replace("syt@tinh.example", "postmaster@syt.example")
    folder = definition(tmp_path, agencies=agencies, indicators=INDICATORS)
    assert codes(filed(folder, words("Máy chủ không gửi được tới stc@tinh.example", "postmaster@syt.example"))) == []


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        (
            {
                "Final-Recipient": f"rfc822; {TO}",
                "Action": "failed",
                "Status": "5.1.1",
                "Diagnostic-Code": "smtp; 550 5.1.1 <syt@tinh.example>: Recipient address rejected",
            },
            f"{TO} (550 5.1.1 <syt@tinh.example>: Recipient address rejected)",
        ),
        ({"Final-Recipient": f"RFC822;<{TO.upper()}>", "Action": "failed", "Status": "5.2.2"}, f"{TO} (5.2.2)"),
        ({"Original-Recipient": f"rfc822;{TO}", "Final-Recipient": "rfc822;x@gmail.example", "Action": "Failed"}, TO),
        ({"Final-Recipient": f"rfc822;{TO}", "Status": "5.0.0"}, f"{TO} (5.0.0)"),
        ({"Final-Recipient": f"rfc822;{TO}", "Action": "delayed", "Status": "4.4.1"}, ""),
        ({"Final-Recipient": f"rfc822;{TO}", "Action": "delivered", "Status": "2.0.0"}, ""),
    ],
)
def test_a_delivery_status_names_the_address_and_the_reason(tmp_path: Path, fields: dict[str, str], value: str) -> None:
    """RFC 3464: what failed permanently, with the server's words; not what is late, or arrived."""
    folder = campaign(tmp_path)
    findings = filed(folder, report(fields)).findings
    assert [f.value for f in findings] == [value] * bool(value)


# --- Which mail was returned ----------------------------------------------------------------------


def test_a_returned_mail_is_recognised_by_its_id_whatever_address_failed(tmp_path: Path) -> None:
    """A mailbox that forwards to a dead one: the notice names that, the returned header names the sent mail."""
    folder = campaign(tmp_path)
    sent(folder)
    sent(folder, id="ba9876543210", agency="STC", to="stc@tinh.example")
    fields = {"Final-Recipient": "rfc822; chi.hoa@gmail.example", "Action": "failed"}
    done = filed(folder, report(fields, head_only(f"9f00.{KEY}@tinh.example")))
    [reported] = done.findings
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)
    assert {s.agency: s.returned for s in done.register.sent.values()} == {"SYT": TO, "STC": ""}
    assert done.register.entries == {}


def test_a_notice_marks_every_address_it_names_once(tmp_path: Path) -> None:
    """Of the mail it is about; collecting it again changes nothing."""
    folder = campaign(tmp_path)
    sent(folder, to=f"{TO}, hai@tinh.example")
    mail = MIMEText("x")
    mail["X-Failed-Recipients"] = f"{TO}, hai@tinh.example"
    mail["From"], mail["References"] = "Mail Delivery <bounce@mx.example>", f"<9f00.{KEY}@tinh.example>"
    mail["Date"] = "Wed, 13 Jan 2021 10:00:00 +0700"
    for _ in range(2):
        filed(folder, mail.as_bytes())
    assert read_register(folder.root).sent[KEY].returned == f"{TO}, hai@tinh.example"


def test_an_attached_header_of_an_ordinary_mail_is_kept() -> None:
    """A mail that is no notice loses nothing."""
    mail = MIMEMultipart()
    mail["From"] = TO
    mail.attach(MIMEText("Kính gửi."))
    mail.attach(head_only("a@b.example"))
    read = read_mail(mail.as_bytes())
    assert read.notice is None
    assert [b"Message-ID" in a.data for a in read.attachments] == [True]


def test_a_notice_saved_by_outlook_is_recognised_by_its_class(tmp_path: Path) -> None:
    """A `.msg` has no delivery status: the class of the item says what it is, its words name the address."""
    folder = campaign(tmp_path / "c")
    for name, kind in (("tra.msg", "REPORT.IPM.Note.NDR"), ("thu.msg", "IPM.Note")):
        message = MapiMessage.create("Undeliverable: Biểu", FAILED["Exchange"])
        message.set_property(0x001A, 0x001F, kind)
        (tmp_path / name).write_bytes(MsgWriter.to_bytes(message.to_msg_document()))
    assert read_msg((tmp_path / "thu.msg").read_bytes()).notice is None
    [reported] = collect(folder, [tmp_path / "tra.msg"], as_of=DAY).findings
    assert (reported.code, reported.agency, reported.value) == ("mail-not-delivered", "SYT", TO)


# --- What follows ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_returned_form_is_no_agencys_report(tmp_path: Path) -> None:
    """Filled in or blank, even if the campaign's address is an agency's too: it is what was sent out."""
    folder = campaign(tmp_path, contact_email=TO)
    original = MIMEBase("message", "rfc822")
    original.attach(Sample(sender=TO, files=[("STC.xlsx", form(folder, "STC"))]).mail())
    done = filed(folder, report({"Final-Recipient": "rfc822;stc@tinh.example", "Action": "failed"}, original))
    assert [(e.state, e.file) for e in entries(done.register).values()] == [("ours", "")]
    assert [s.status for s in check_files(folder, as_of=DAY).statuses] == ["missing"] * 5


def test_a_notice_in_a_folder_of_mails_is_read_as_one_alone(tmp_path: Path) -> None:
    """An mbox is searched mail by mail."""
    folder = campaign(tmp_path / "c")
    sent(folder)
    box = tmp_path / "thu.mbox"
    data = report({"Final-Recipient": f"rfc822;{TO}", "Action": "failed"}, head_only(f"9f00.{KEY}@tinh.example"))
    box.write_bytes(b"From x Wed Jan 13 10:00:00 2021\n" + data.replace(b"\r\n", b"\n") + b"\n")
    run(["collect", str(box), "--campaign", str(folder.root), "--as-of", "2021-01-15"])
    assert read_register(folder.root).sent[KEY].returned == TO
    [row] = records(keyed(folder.root / FILE_NAME)["sent"])
    assert row.values["returned"] == TO


def test_a_draft_sent_by_hand_that_was_returned_is_on_the_board_too(tmp_path: Path) -> None:
    """The register has only the notice's row; a later mail from the address removes it from the board."""
    folder = campaign(tmp_path)
    fields = {"Final-Recipient": f"rfc822;{TO}", "Action": "failed", "Diagnostic-Code": "smtp; 552 over, quota (1)"}
    filed(folder, report(fields))
    reached = {s.agency: s.unreached for s in check_files(folder, as_of=DAY).statuses if s.unreached}
    assert reached == {"SYT": (TO,)}
    take(folder, Sample(sender=TO, text="Cảm ơn.", when=datetime(2021, 1, 14, 8, tzinfo=VIETNAM)))
    assert not any(s.unreached for s in check_files(folder, as_of=DAY).statuses)


@pytest.mark.slow
def test_an_agency_that_was_not_reached_is_on_the_board_until_that_is_corrected(tmp_path: Path) -> None:
    """In a check, in the master and on the board; not in the copy for circulation, nor after a mail that arrived."""
    folder = campaign(tmp_path)
    sent(folder, returned=TO)
    result, master = check_files(folder, as_of=DAY), folder.master
    status = next(s for s in result.statuses if s.agency == "SYT")
    assert standing_words(status, "vi") == f"Chưa báo cáo; thư không tới {TO}"
    assert standing_words(status, "en").endswith(f"mail did not reach {TO}")
    [reported] = [f for f in result.findings if f.code == "mail-not-delivered"]
    assert (reported.agency, reported.severity, reported.value) == ("SYT", "warning", TO)
    assert "toolkit template --mails" in describe(reported, "vi", folder.campaign)[1]
    shared = share_file(result, master.with_name("master-chia-se.xlsx"), master)
    assert all(not s.unreached for s in shared.result.statuses)
    assert shared.result.findings == ()
    sent(folder, id="ba9876543210", day=14)
    assert not any(s.unreached for s in check_files(folder, as_of=DAY).statuses)
    assert shown(folder) == []
