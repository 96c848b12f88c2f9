"""Reads mails in Outlook's format (`.msg`), including forwarded mails in them, into the records of other mails."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from typing import TYPE_CHECKING, Any

from toolkit.files.compound import open_compound
from toolkit.language.text import clean
from toolkit.mail.bounces import notice_in_words
from toolkit.mail.headers import decode_bytes, is_address
from toolkit.mail.message import (
    MAX_PARTS,
    NO_SENDER,
    Attachment,
    Head,
    Mail,
    Remark,
    is_automatic,
    read_head,
    valid_date,
)

if TYPE_CHECKING:
    from aspose.email_foss.msg import MapiAttachment, MapiMessage, MsgStorage

# Numbers of properties ([MS-OXPROPS]); unlike the library's names for them they are the same in any version of it.
_HEADERS, _MESSAGE_ID, _SENT, _DELIVERED = 0x007D, 0x1035, 0x0039, 0x0E06
_SENDER_SMTP, _SENDER_EMAIL, _SENDER_NAME = 0x5D01, 0x0C1F, 0x0C1A
_FROM_SMTP, _FROM_EMAIL, _FROM_NAME = 0x5D02, 0x0065, 0x0042
_SUBJECT, _BODY, _CODE_PAGE = 0x0037, 0x1000, 0x3FFD
#: The number of the item's kind: `IPM.Note` for a mail, `REPORT.IPM.Note.NDR` for a notice of failed delivery.
_CLASS = 0x001A
_HIDDEN, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x7FFE, 0x3707, 0x3704, 0x3001
_INNER_MAIL, _PROPERTIES, _INNER_HEAD = "__substg1.0_3701000D", "__properties_version1.0", 24
_FROM = re.compile(r"^from:", re.IGNORECASE | re.MULTILINE)
#: The ways of attaching in which the mail contains only the file's location ([MS-OXCMSG] 2.2.2.9).
_BY_REFERENCE = (2, 3, 4, 7)


def read_msg(data: bytes) -> Mail:
    """The mail in a `.msg` file. Never raises: faults are in the mail's remarks."""
    from aspose.email_foss.msg import MapiMessage, MsgDocument, MsgReader

    def read() -> MapiMessage:
        document = MsgDocument.from_reader(MsgReader(open_compound(data)))
        _repair(document.root)
        return MapiMessage.from_msg_document(document)

    return _read_safely(read)


def _repair(storage: MsgStorage) -> None:
    """Moves the properties of inner mails to the streams in which the library expects them.

    The head of an inner mail is 24 bytes long ([MS-OXMSG] 2.4.1.2), but the library expects 32, as in the outermost
    mail: without the repair, no forwarded mail that Outlook saved is read.
    """
    for child in storage.storages:
        if child.name == _INNER_MAIL:
            for stream in child.streams:
                if stream.name == _PROPERTIES and len(stream.data) % 16 == _INNER_HEAD % 16:
                    stream.data = stream.data[:_INNER_HEAD] + bytes(8) + stream.data[_INNER_HEAD:]
        _repair(child)


def _read_safely(read: Callable[[], MapiMessage]) -> Mail:
    try:
        return _mail(read())
    except Exception:  # noqa: BLE001 -- whatever the library raises for a damaged file
        return Mail(head=Head(), remarks=(Remark("mail-damaged"),))


def _mail(message: MapiMessage) -> Mail:
    attachments, remarks = [], []
    if len(message.attachments) > MAX_PARTS:
        remarks.append(Remark("too-many-attachments", f"{len(message.attachments)} > {MAX_PARTS}"))
    for attachment in message.attachments[:MAX_PARTS]:
        if attachment.attach_method in _BY_REFERENCE:
            # The mail contains only a path or an address of the file, which the sender still has.
            remarks.append(Remark("attachment-is-a-link", _name(attachment)))
        else:
            attachments.append(_attachment(attachment))
    text = clean(_text(message, _BODY))[:20_000]
    kind = _text(message, _CLASS).lower()
    return Mail(
        head=_head(message),
        text=text,
        attachments=tuple(attachments),
        remarks=tuple(remarks),
        automatic=kind.startswith(("report.", "ipm.note.rules.oof")) or is_automatic(_headers(message)),
        notice=notice_in_words(text) if kind.startswith("report.") and kind.endswith(".ndr") else None,
    )


def _headers(message: MapiMessage) -> Message:
    """The internet headers if Outlook kept them, else the subject alone."""
    return HeaderParser().parsestr(_text(message, _HEADERS).strip() or f"Subject: {_text(message, _SUBJECT)}")


def _head(message: MapiMessage) -> Head:
    """The origin from the internet headers if Outlook kept them, else from Outlook's properties."""
    headers = _text(message, _HEADERS)
    if _FROM.search(headers):
        lines = headers.replace("\r\n", "\n").strip("\n")
        return read_head(lines.encode("utf-8", "surrogateescape") + b"\n\n")
    sent = next((t for p in (_SENT, _DELIVERED) if (t := _property(message, p, 0x40))), None)
    sent = valid_date(sent.astimezone(UTC)) if isinstance(sent, datetime) else None
    sender = next(
        (a for p in (_FROM_SMTP, _SENDER_SMTP, _FROM_EMAIL, _SENDER_EMAIL) if is_address(a := _text(message, p))), ""
    )
    return Head(
        sender=clean(sender).lower(),
        sender_name=clean(_text(message, _FROM_NAME) or _text(message, _SENDER_NAME)),
        sent=sent.replace(microsecond=0) if sent else None,
        subject=" ".join(clean(_text(message, _SUBJECT)).split()),
        message_id=clean(_text(message, _MESSAGE_ID)).strip("<>").strip(),
        remarks=(*(() if sender else (Remark(NO_SENDER),)), *(() if sent else (Remark("mail-without-date"),))),
    )


def _attachment(attachment: MapiAttachment) -> Attachment:
    inner = attachment.embedded_message
    if inner is not None:
        return Attachment(name=_name(attachment) or _text(inner, _SUBJECT), mail=lambda: _read_safely(lambda: inner))
    hidden = bool(_property(attachment, _HIDDEN, 0x0B))
    shown = hidden and (attachment.mime_type or "").startswith("image/")
    return Attachment(name=_name(attachment), data=attachment.data, inline=shown)


def _name(attachment: MapiAttachment) -> str:
    names = (_text(attachment, p) for p in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
    return next((n for n in names if n), "")


def _property(item: Any, number: int, kind: int) -> Any:
    value = item.properties.get(number, kind)
    return None if value is None else value.value


def _text(item: Any, number: int) -> str:
    """A property's text, read from the raw bytes: in files that are not Unicode the library assumes a code page."""
    wide = _property(item, number, 0x1F)
    if isinstance(wide, str):
        return wide.rstrip("\0")
    narrow = item.properties.get(number, 0x1E)
    if narrow is None:
        return ""
    raw, page = narrow.raw_direct_stream, _property(item, _CODE_PAGE, 0x03)
    return (
        decode_bytes(raw.rstrip(b"\0"), f"cp{page}" if page else "")
        if raw is not None
        else str(narrow.value or "").rstrip("\0")
    )
