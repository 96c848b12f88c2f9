"""Letters → mails: drafts that open ready to send in Outlook and Thunderbird, and the same to be sent."""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from toolkit.model import Campaign
from toolkit.reminders import Letter

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def make_mail(campaign: Campaign, letter: Letter, attached: bytes | None = None) -> EmailMessage:
    """The letter as a mail, `attached` being the file it names. The same letter gives the same bytes."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    if campaign.contact_email:
        mail["From"] = _address(campaign.contact_name, campaign.contact_email)
    name = campaign.agency_by_code[letter.agency].name
    if letter.to:
        mail["To"] = [_address(name if n == 0 else "", to) for n, to in enumerate(letter.to)]
    if letter.answers:
        mail["In-Reply-To"] = mail["References"] = f"<{letter.answers}>"
    mail.set_content(letter.body, cte="base64")
    if attached is not None:
        main, sub = _WORKBOOK
        mail.add_attachment(
            attached, maintype=main, subtype=sub, filename=letter.attachment.rpartition("/")[2]
        )
        # A boundary is random by default.
        mail.set_boundary("=_" + hashlib.sha256(attached + letter.body.encode()).hexdigest()[:32])
    return mail


def draft_bytes(campaign: Campaign, letter: Letter, attached: bytes | None = None) -> bytes:
    """A draft: `X-Unsent` makes Outlook open it for sending, not for reading."""
    mail = make_mail(campaign, letter, attached)
    mail["X-Unsent"] = "1"
    return mail.as_bytes()


def _address(name: str, address: str) -> Address:
    return Address(display_name=" ".join(name.split()), addr_spec=address.strip())
