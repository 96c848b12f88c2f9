"""Notices of mail servers about a mail that did not arrive: the recipients, the reason, and the mail.

Most servers write the notice for programs (RFC 3464), some in a special header (`X-Failed-Recipients`), others in words
alone. Words count as a failure only if that is certain: a notice of a delay is similar.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from toolkit.language.text import clean, fold
from toolkit.mail.headers import address_in, addresses_in, decode_header, main_value

#: Senders of notices of failed delivery.
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|maildaemon)@")
#: The line after which a notice in words quotes the mail; addresses in the quoted mail did not fail.
_COPY = re.compile(
    r"^(?:-{2,}.*(?:copy of|original message|headers? of the|message headers|below this line).*|original message.*|"
    r"message headers? follows?.*|received: (?:from|by) .*|return-path: .*|from: .*)$",
    re.IGNORECASE | re.MULTILINE,
)
# Folded words for a permanent failure (`_FAILED`), for further attempts (`_LATE`), for the end of attempts (`_ENDED`).
_FAILED = re.compile(
    r"(?:could not|couldn t|cannot|can t|unable to|not able to|wasn t able to|wasn t|not) (?:be )?deliver|undeliver|"
    r"(?:delivery|sending) (?:has |to .{1,80} )?failed|permanent (?:fatal )?(?:delivery )?(?:error|failure)|"
    r"(?:user|recipient|address) unknown|unknown (?:user|recipient)|no such (?:user|recipient|mailbox|address)|"
    r"(?:does not|doesn t) exist|not found|mailbox (?:is )?(?:full|unavailable|disabled)|exceeded.{0,20}quota|"
    r"over quota|quota exceeded|khong (?:the )?(?:gui|chuyen|phat)|khong ton tai|bi tra lai|hop thu (?:da )?day"
)
_LATE = re.compile(
    r"warning (?:message )?only|not need to resend|(?:continue|keep) (?:to )?try|be(?:ing)? retried|still trying|"
    r"delayed|not (?:yet )?been delivered|transient|non fatal|try again later|will try again|attempts will continue|"
    r"(?:dang|se) thu lai|bi cham|gui cham"
)
_ENDED = re.compile(r"giv(?:ing|en) up|permanent|not be retried|no further attempts|ngung thu")
#: Codes of permanent failure, not folded (RFC 5321, 4.2; RFC 3463).
_CODES = re.compile(r"(?<![\d.])(?:55[0-4](?=[ -])|5\.[1-7]\.\d{1,3}(?![\d.]))")
#: The number of characters of a server's words that are kept.
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail server's notice about a sent mail; all addresses in lower case.

    `failed`: the recipients certainly not reached. `unclear`: the recipients possibly not reached. `about`: the
    Message-IDs of the mails that the notice is about. `reason`: the server's words, or "".
    """

    failed: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    reason: str = ""
    surely: bool = False
    """Whether the notice certainly reports a failure, even without an address."""
    in_words: bool = False
    """Whether the notice has no delivery status, only a text."""


def notice_of(
    message: Message, statuses: Sequence[Message], originals: Sequence[Message], sender: str, text: str
) -> Notice | None:
    """The notice in a mail; None if the mail is no notice.

    `statuses`: the groups of fields of the mail's delivery status; `originals`: the mails, or headers of mails, in it;
    `text`: its words.
    """
    listed = raw_header(message, "x-failed-recipients")
    about = tuple(dict.fromkeys(_message_ids(message, originals)))
    if statuses or listed:
        gone = [status for status in statuses if _is_failure(status)]
        named = [address_in(part) for part in listed.split(",")]
        named += [address_in(raw_header(s, "original-recipient") or raw_header(s, "final-recipient")) for s in gone]
        failed = tuple(dict.fromkeys(filter(None, named)))
        reasons = filter(None, map(_reason, gone))
        return Notice(failed=failed, about=about, reason=next(reasons, ""), surely=bool(gone or listed))
    return notice_in_words(text, about) if _DAEMON.match(sender) else None


def notice_in_words(text: str, about: tuple[str, ...] = ()) -> Notice:
    """The notice in a text without a delivery status."""
    copy = _COPY.search(text)
    written = text[: copy.start()] if copy else text
    folded, named = fold(written), addresses_in(written)
    failed, late = bool(_FAILED.search(folded) or _CODES.search(written)), bool(_LATE.search(folded))
    if late and not _ENDED.search(folded):
        return Notice(about=about, in_words=True)
    if failed and not late:
        return Notice(failed=named, about=about, surely=True, in_words=True)
    return Notice(unclear=named, about=about, in_words=True)


def _is_failure(status: Message) -> bool:
    """Whether a group of fields is about a recipient that permanently failed (RFC 3464, 2.3.3)."""
    action = main_value(raw_header(status, "action"))
    if action:
        return action == "failed"
    return bool(raw_header(status, "final-recipient")) and raw_header(status, "status").strip().startswith("5")


def _reason(status: Message) -> str:
    """`550 5.1.1 User unknown`: the server's text, without its type; else its code."""
    words = decode_header(raw_header(status, "diagnostic-code")).partition(";")[2].strip()
    return clean(words or decode_header(raw_header(status, "status")))[:_LONGEST]


def _message_ids(message: Message, originals: Sequence[Message]) -> Iterator[str]:
    for original in originals:
        yield from re.findall(r"<([^<>\s]+)>", raw_header(original, "message-id"))
    for header in ("in-reply-to", "references", "x-original-message-id"):
        yield from re.findall(r"<([^<>\s]+)>", raw_header(message, header))


def raw_header(message: Message, header: str) -> str:
    """A header unchanged, bytes outside ASCII as surrogates; "" if it is missing. `header`: its name in lower case."""
    return next((str(v) for k, v in message.raw_items() if k.lower() == header), "")
