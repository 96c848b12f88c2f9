"""Sending mails over SMTP, always encrypted except to this machine."""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from toolkit.mail.imap import THIS_MACHINE, TIMEOUT, Account, Secret, is_plain, reason_of, server_in, tls_context
from toolkit.messages.errors import NotDoneError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An SMTP server: `smtp://user@host:587` (STARTTLS) or `smtps://user@host:465` (TLS at once)."""

    scheme: str
    user: str
    host: str
    port: int


def read_server(text: str) -> Server:
    """Reads a server's address; the port, if none is typed, is 587, or 465 for `smtps:`. Raises `UsageError`."""
    scheme, user, host, port = server_in(text, "bad-smtp")
    if scheme not in ("smtp", "smtps"):
        raise UsageError("bad-smtp", value=text)
    return Server(scheme=scheme, user=user, host=host, port=port or (465 if scheme == "smtps" else 587))


class Refused(Exception):
    """The server refused one mail; others may still be accepted."""


class NotHandedIn(Exception):
    """The connection broke before the server had the whole mail: it was not sent."""


class DeliveryUnknown(Exception):
    """The connection broke when the server may have had the whole mail, before it confirmed or refused it."""


@contextmanager
def open_server(server: Server, password: Secret, ca_file: Path | None = None) -> Iterator[smtplib.SMTP]:
    """A connection for sending mails, logged in if the address names a user.

    Raises `NotDoneError` with the reason of a failure, also while the connection is used.
    """
    if isinstance(password, str) and not is_plain(password):
        raise NotDoneError("bad-password", user=server.user, host=server.host)
    context = tls_context(ca_file)
    try:
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
            elif server.host not in THIS_MACHINE:
                connection.close()
                raise NotDoneError("mail-server-without-tls", host=server.host)
    except ssl.SSLError as error:
        raise NotDoneError("mail-server-certificate", host=server.host, reason=_reason(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDoneError("mail-server", host=server.host, reason=_reason(error)) from error
    try:
        if not isinstance(password, str):
            _authenticate(connection, server.host, password)
        elif server.user:
            _log_in(connection, server.user, password)
        yield connection
    except smtplib.SMTPAuthenticationError as error:
        raise NotDoneError("mail-login", user=server.user, host=server.host) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotDoneError("mail-server", host=server.host, reason=_reason(error)) from error
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    if f"{user}{password}".isascii():
        connection.login(user, password)
        return
    # The library knows only ASCII; a Vietnamese password is UTF-8 (RFC 4616).
    plain = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = connection.docmd("AUTH", f"PLAIN {plain}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, answer)


def _authenticate(connection: smtplib.SMTP, host: str, account: Account) -> None:
    connection.ehlo_or_helo_if_needed()
    mechanism, answers = account.answers(connection.esmtp_features.get("auth", "").split(), host)
    code, _ = connection.docmd("AUTH", mechanism)  # a token is too long for the line of a command (RFC 4954, 4)
    for answer in answers:
        if code == 334:
            code, _ = connection.docmd(b64encode(answer).decode())
    if code != 235:  # the server's answer may contain the token
        raise account.log_in_refusal(host)


def is_open(connection: smtplib.SMTP) -> bool:
    """Whether the server still answers; checked before each mail, so that no mail is half sent."""
    try:
        return connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def send(connection: smtplib.SMTP, mail: Message) -> dict[str, str]:
    """Hands in one mail, once; returns the recipients that the server refused, each with the reason.

    Raises `Refused` if the server refused all recipients, `NotHandedIn` or `DeliveryUnknown` if the connection breaks.
    """
    watched = _WatchedSending(connection)
    try:
        with watched:
            refused = connection.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        if _is_refusal(error):
            with suppress(OSError, smtplib.SMTPException):
                connection.rset()
            raise Refused(_reason(error)) from error
        raise (DeliveryUnknown if watched.begun else NotHandedIn)(_reason(error)) from error
    return {who: f"{code} {_answer_text(answer)}" for who, (code, answer) in refused.items()}


class _WatchedSending:
    """A context that records whether a connection has sent the end of a mail's text."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection, self.begun = connection, False

    def __enter__(self) -> None:
        send = self._connection.send

        def send_watched(data: Any, /) -> None:
            # Only the text of a mail ends with a line that has nothing but a full stop.
            self.begun = self.begun or (isinstance(data, bytes) and data.endswith(b"\r\n.\r\n"))
            send(data)

        self._connection.send = send_watched  # type: ignore[method-assign,assignment]

    def __exit__(self, *_: object) -> None:
        del self._connection.send


def _is_refusal(error: Exception) -> bool:
    """Whether the error is one of the server's codes for a mail that is certainly refused."""
    if isinstance(error, smtplib.SMTPNotSupportedError | smtplib.SMTPRecipientsRefused):
        return True
    if isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused):
        return 400 <= error.smtp_code < 600
    return False


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{who}: {code} {_answer_text(answer)}" for who, (code, answer) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_answer_text(error.smtp_error)}"
    return reason_of(error)


def _answer_text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
