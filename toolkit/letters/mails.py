"""Letters as mails: drafts that Outlook and Thunderbird open ready to send, and the mails to be sent.

They are made with the old interface of the `email` package: the new one loses blanks between long Vietnamese words when
it folds a header.
"""

import hashlib
from collections.abc import Sequence
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr

from toolkit.letters.reminders import Letter
from toolkit.model import Campaign

#: Media types of attachments, keyed by the ending of the file's name.
_KINDS = {
    "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "pdf",
}
_REPORT = "X-Report"
_CRLF = compat32.clone(linesep="\r\n")


def make_mail(campaign: Campaign, letter: Letter, attached: Sequence[bytes] = ()) -> Message:
    """The letter as a mail; `attached`: the contents of the letter's files. The same letter gives the same bytes. The
    mail has neither date nor Message-ID: they are set when it is sent."""
    text = MIMEText(letter.body, "plain", "utf-8")
    mail: Message = text
    if attached:
        # A boundary is random by default.
        boundary = "=_" + hashlib.sha256(b"".join(attached) + letter.body.encode()).hexdigest()[:32]
        parts = map(_attachment, letter.attachments, attached)
        mail = MIMEMultipart("mixed", boundary=boundary, _subparts=[text, *parts])
    mail["Subject"] = Header(" ".join(letter.subject.split()), "utf-8", header_name="Subject").encode()
    if campaign.contact_email:
        mail["From"] = _address(campaign.contact_name, campaign.contact_email)
    name = campaign.agency_by_code[letter.agency].name
    if letter.to:
        mail["To"] = ",\n ".join(_address(name if n == 0 else "", to) for n, to in enumerate(letter.to))
    if letter.answers:
        mail["In-Reply-To"] = mail["References"] = f"<{letter.answers}>"
    return mail


def _attachment(path: str, attached: bytes) -> Message:
    name = path.rpartition("/")[2]
    part = MIMEApplication(attached, _KINDS.get(name.rpartition(".")[2].lower(), "octet-stream"))
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def draft_bytes(campaign: Campaign, letter: Letter, attached: Sequence[bytes] = ()) -> bytes:
    """A draft as the bytes of an `.eml` file, with the line ends of RFC 5322. `X-Unsent` makes Outlook open it for
    sending, not for reading; `X-Report` identifies the report that the draft is about."""
    mail = make_mail(campaign, letter, attached)
    mail["X-Unsent"] = "1"
    mail[_REPORT] = report_identifier(letter.about)
    return mail.as_bytes(policy=_CRLF)


def report_identifier(about: str) -> str:
    """The identifier, in a draft, of the report with the SHA-256 `about`: 12 hexadecimal digits; "" for a draft about
    none."""
    return about[:12] or "none"


def identifier_in(draft: bytes) -> str:
    """The identifier (`report_identifier`) of the report that a draft is about; "" for none."""
    head = draft.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    headers = (line.partition(":") for line in head.splitlines() if line.startswith(f"{_REPORT}:"))
    return next((value.strip() for _, _, value in headers), "")


def _address(name: str, address: str) -> str:
    return formataddr((" ".join(name.split()), "".join(address.split())), "utf-8")
