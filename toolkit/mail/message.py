"""One mail, from its bytes: sender, time, subject and attachments.

Mails may be damaged: damage becomes a remark, and everything that is readable is read. Nothing is fetched or opened;
mails inside a mail are attachments that the caller may open.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.errors import MessageDefect
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from html import unescape

from toolkit.language.text import clean, fold
from toolkit.mail.body import without_typed_files
from toolkit.mail.bounces import Notice, notice_of, raw_header
from toolkit.mail.headers import address_in, addresses, decode_bytes, decode_header, main_value, parameters

#: Vietnam has one time zone and no summer time.
VIETNAM = timezone(timedelta(hours=7))
#: The number of parts of one mail that are read; a report has a few.
MAX_PARTS = 500
NO_SENDER = "sender-missing"  # in place of a missing sender
_SEVERAL = 10  # the most senders that are named
#: The number of characters of a mail's text that are kept.
_TEXT = 20_000
#: The greatest difference between the clocks of sender and receiving server without a remark.
_CLOCKS = timedelta(days=1)
#: A script or style, which without an end tag continues to the end of the text, as in browsers.
_TAG = re.compile(r"<(?:script|style).*?(?:</(?:script|style)>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_LINE_ENDS = re.compile(r"<(?:br|/p|/div|/tr|/li|hr)\b[^<>]*>", re.IGNORECASE)
_LEADS_TO = re.compile(r"<a\b[^<>]*?\bhref\s*=\s*[\"'](https?:[^\"'<>\s]+)[\"'][^<>]*>", re.IGNORECASE)
#: Beginnings of subjects of automatic answers, folded.
_AWAY = re.compile(
    r"(?:auto(?:matic(?:ally)?)?\W*(?:reply|response|generated)|autoreply|out of (?:the )?office|(?:on )?vacation\b|"
    r"(?:thu )?(?:tra loi|phan hoi) tu dong|tu dong (?:tra loi|phan hoi)|(?:thong bao )?vang mat)"
)
#: Headers of automatic answers (RFC 3834 and older programs) and of notices that a mail was read (RFC 8098).
_AUTOMATIC = ("auto-submitted", "x-autoreply", "x-autorespond", "x-autoresponder")
_FAILED = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(?:hard)?fail\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark about a mail or an archive: a finding's code and its subject."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The origin of a file. `sent` is in UTC; all fields are blank for a file without a mail."""

    sender: str = ""
    sender_name: str = ""
    sent: datetime | None = None
    subject: str = ""
    message_id: str = ""
    remarks: tuple[Remark, ...] = ()
    """Signs that the sender may be forged."""

    @property
    def key(self) -> str:
        """Identifies a mail, however it was stored; "" for a file without a mail."""
        parts = (self.message_id, self.sender, self.sent.isoformat() if self.sent else "", self.subject)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16] if any(parts) else ""

    @property
    def local(self) -> datetime | None:
        """The time in Vietnam when the mail was sent, without a zone."""
        return self.sent.astimezone(VIETNAM).replace(tzinfo=None) if self.sent else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One attachment: its bytes (`data`), or a mail, which is opened by calling `mail`."""

    name: str
    data: bytes = b""
    inline: bool = False
    """Whether the attachment is shown in the mail's text: a letterhead, a signature's picture."""
    mail: Callable[[], Mail] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One opened mail; `text`: the first 20,000 characters of the mail's text."""

    head: Head
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notice: Notice | None = None
    """The mail server's notice about a sent mail; None if this mail is no notice."""
    automatic: bool = False
    """Whether the mail is an automatic answer."""


def is_probably_mail(start: bytes) -> bool:
    """Whether these first bytes of a file are those of a mail."""
    lines = re.split(rb"\r?\n", start.lstrip(b"\xef\xbb\xbf\r\n"))[:60]
    if not lines or not re.match(rb"[!-9;-~]+:|From ", lines[0]):
        return False
    known = re.compile(
        rb"(from|to|date|subject|received|message-id|mime-version|return-path|content-type|x-[\w-]+|delivered-to):",
        re.I,
    )
    return sum(bool(known.match(line)) for line in lines) >= 2


def read_mail(data: bytes) -> Mail:
    """The mail in these bytes. Never raises: faults are in the mail's remarks."""
    try:
        return mail_of(BytesParser(policy=policy.compat32).parsebytes(data))
    except RecursionError:
        return Mail(head=read_head(data), remarks=(Remark("nested-too-deep"),))
    except Exception:  # noqa: BLE001 -- whatever the library raises for a damaged mail
        return Mail(head=read_head(data), remarks=(Remark("mail-damaged"),))


def read_head(data: bytes) -> Head:
    """The mail's headers, of which `data` may be the first part only; blank if they cannot be read at all."""
    end = re.search(rb"\r?\n\r?\n", data)
    head = data[: end.end()] if end else data
    try:
        return head_of(BytesParser(policy=policy.compat32).parsebytes(head, headersonly=True))
    except Exception:  # noqa: BLE001 -- whatever the library raises for damaged headers
        return Head()


def head_of(message: Message) -> Head:
    """The origin according to the headers: of several senders the first with an address; if the date is missing or
    later than the arrival, the time of arrival.
    """
    # A mail has one `From`; of several, some programs show the first and others the last.
    named = [addresses(raw) for raw in _raw_headers(message, "from")]
    senders = named[0] if named else ()
    name, sender = next((pair for pair in senders if pair[1]), senders[0] if senders else ("", ""))
    # The time when the last server received the mail: in the first `Received` header after its last semicolon.
    first = next(_raw_headers(message, "received"), "")
    sent, received = _date(raw_header(message, "date")), _date(first.rpartition(";")[2])
    return Head(
        sender=clean(sender),
        sender_name=clean(name),
        # If a mail was received before it was sent, the sender's clock was wrong.
        sent=received if sent is None or (received and sent > received + _CLOCKS) else sent,
        subject=clean(decode_header(raw_header(message, "subject"))),
        message_id=clean(decode_header(raw_header(message, "message-id"))).strip("<>").strip(),
        remarks=tuple(_doubts(message, named, name, sender, sent, received)),
    )


def mail_of(message: Message) -> Mail:
    """The `Mail` of a parsed mail, with at most `MAX_PARTS` parts. Raises whatever the library raises for a damaged
    mail; `read_mail` does not.
    """
    attachments: list[Attachment] = []
    texts: list[str] = []
    remarks: list[Remark] = []
    waiting = [message]
    statuses: list[Message] = []
    originals: list[Message] = []
    heads: list[Message] = []
    seen = 0
    defects: list[MessageDefect] = []
    while waiting:
        part = waiting.pop()
        defects += part.defects
        inner = part.get_payload() if part.is_multipart() else None
        kind = main_value(raw_header(part, "content-type")) or "text/plain"
        if isinstance(inner, list) and kind == "message/delivery-status":
            statuses += [m for m in inner if isinstance(m, Message)]
            continue
        if kind == "text/rfc822-headers":
            heads.append(part)
            continue
        if isinstance(inner, list) and kind.startswith("message/"):
            seen += 1
            nested = [m for m in inner if isinstance(m, Message)]
            originals += nested
            if seen <= MAX_PARTS:
                attachments += [Attachment(name=_name_of(part) or head_of(m).subject, mail=_opener(m)) for m in nested]
            continue
        if isinstance(inner, list):
            waiting += [m for m in reversed(inner) if isinstance(m, Message)]
            continue
        seen += 1
        if seen <= MAX_PARTS:
            _add_leaf(part, kind, attachments, texts, defects)
    head, text = head_of(message), clean("\n".join(texts))[:_TEXT]
    notice = notice_of(message, statuses, [*originals, *map(_head_in, heads)], head.sender, text)
    for part in heads if notice is None else ():
        _add_leaf(part, "text/rfc822-headers", attachments, texts, defects)
    if seen > MAX_PARTS:
        remarks.append(Remark("too-many-attachments", f"{seen} > {MAX_PARTS}"))
    if any("Base64" in type(d).__name__ or "Boundary" in type(d).__name__ for d in defects):
        remarks.append(Remark("mail-damaged"))
    automatic, all_ = is_automatic(message), tuple(remarks)
    return Mail(head=head, text=text, attachments=tuple(attachments), remarks=all_, notice=notice, automatic=automatic)


def is_automatic(message: Message) -> bool:
    """Whether the headers, or the beginning of the subject, show an automatic mail."""
    return (
        any(main_value(raw_header(message, header)) not in ("", "no") for header in _AUTOMATIC)
        or main_value(raw_header(message, "precedence")) == "auto_reply"
        or main_value(raw_header(message, "content-type")) == "multipart/report"
        or bool(_AWAY.match(fold(decode_header(raw_header(message, "subject")))))
    )


def _head_in(part: Message) -> Message:
    """The headers of an undelivered mail that a notice contains without its text."""
    data = part.get_payload(decode=True)
    return BytesParser(policy=policy.compat32).parsebytes(data if isinstance(data, bytes) else b"", headersonly=True)


def _opener(message: Message) -> Callable[[], Mail]:
    return lambda: mail_of(message)


def _add_leaf(
    part: Message, kind: str, attachments: list[Attachment], texts: list[str], defects: list[MessageDefect]
) -> None:
    """Adds a part that contains no other parts: an attachment, or some of the mail's text."""
    data = part.get_payload(decode=True)
    defects += part.defects
    content = data if isinstance(data, bytes) else b""
    name = _name_of(part)
    disposition = main_value(raw_header(part, "content-disposition"))
    if not name and disposition != "attachment" and kind in ("text/plain", "text/html"):
        charset = parameters(raw_header(part, "content-type")).get("charset", "")
        if kind == "text/plain" and b"begin " in content:
            text, files = without_typed_files(decode_bytes(content, charset))
            attachments += [Attachment(name=name, data=data) for name, data in files]
            texts.append(text[: 4 * _TEXT])
            return
        text = decode_bytes(content[: 4 * _TEXT], charset)
        texts.append(text if kind == "text/plain" else _page_text(text))
        return
    if not content and not name:
        return
    # Most mailers set an id for every attachment; only pictures that are not marked as attachments are in the text.
    shown = kind.startswith("image/") and disposition != "attachment" and bool(raw_header(part, "content-id"))
    name = name or ("winmail.dat" if kind == "application/ms-tnef" else "")
    attachments.append(Attachment(name=name, data=content, inline=shown))


def _page_text(page: str) -> str:
    """The text of an HTML page, line by line, with the targets of its links."""
    return unescape(_TAG.sub(" ", _LINE_ENDS.sub("\n", _LEADS_TO.sub(r" \1 ", page))))


def _name_of(part: Message) -> str:
    disposition = parameters(raw_header(part, "content-disposition")).get("filename", "")
    return disposition or parameters(raw_header(part, "content-type")).get("name", "")


def _raw_headers(message: Message, header: str) -> Iterator[str]:
    yield from (str(v) for k, v in message.raw_items() if k.lower() == header)


def _date(raw: str) -> datetime | None:
    """A mail's date in UTC; a date without a zone is read as Vietnam's."""
    try:
        sent = parsedate_to_datetime(decode_header(raw))
        return valid_date((sent if sent.tzinfo else sent.replace(tzinfo=VIETNAM)).astimezone(UTC))
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def valid_date(sent: datetime) -> datetime | None:
    """The date if it is valid in every time zone and in spreadsheets, which have none before 1900; else None."""
    return sent if 1900 < sent.year < 9999 else None


def _doubts(
    message: Message,
    named: Sequence[tuple[tuple[str, str], ...]],
    name: str,
    sender: str,
    sent: datetime | None,
    received: datetime | None,
) -> Iterator[Remark]:
    """Yields signs that a mail does not come from the sender it names; `named`: the senders in each `From` header."""
    shown = address_in(name)
    if shown and shown != sender:
        yield Remark("sender-name-misleads", f"{shown} ≠ {sender}")
    senders = [address for header in named for _, address in header if address]
    if len(named) > 1 or len({*senders}) > 1:
        yield Remark("several-senders", ", ".join(senders[:_SEVERAL]))
    if "@" not in sender:
        yield Remark(NO_SENDER)
    failed = sorted({m[1].lower() for m in _FAILED.finditer(next(_raw_headers(message, "authentication-results"), ""))})
    if failed:
        yield Remark("sender-not-verified", ", ".join(failed))
    if sent is None and (received is None or raw_header(message, "date")):
        yield Remark("mail-without-date", decode_header(raw_header(message, "date")))
    if sent and received and abs(sent - received) > _CLOCKS:
        yield Remark("mail-date-doubtful", f"{_time_text(sent)} ≠ {_time_text(received)}")


def _time_text(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
