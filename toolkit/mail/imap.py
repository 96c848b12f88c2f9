"""A mailbox on a server (IMAP): read only, and always over TLS except on this machine.

The folder is opened with EXAMINE and mails are fetched with BODY.PEEK, so that nothing is marked as read.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import time
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from toolkit.language.text import fold
from toolkit.mail.mailboxes import MAX_MAIL, Unopened
from toolkit.mail.message import VIETNAM, Mail, Remark, read_head, read_mail
from toolkit.messages.errors import NotDoneError, UsageError
from toolkit.messages.refusals import system_reason

#: Seconds to wait for a server.
TIMEOUT = 60.0
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_HEADERS = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])"
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
#: The number of mails whose headers are requested at a time.
_MANY = 200
#: The greatest uid or validity: both are numbers of 32 bits (RFC 9051).
_NUMBER = re.compile(rb"[0-9]{1,10}")
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})(?!\d)"), re.compile(rb"RFC822\.SIZE (\d{1,15})(?!\d)")
#: A line of a folder list: flags, the separator of levels, the name (or the length of the literal that follows).
_LISTED = re.compile(r'\(.*?\) (?:"\\?."|NIL) ("?)(.*)\1')
#: Exceptions of the library for invalid numbers or encodings in an answer.
_GARBAGE = (ValueError, OverflowError)
_FAILURES = (OSError, imaplib.IMAP4.error, *_GARBAGE)
# One line of an answer may name all mails of a large mailbox.
imaplib._MAXLINE = 20 * 2**20  # type: ignore[attr-defined]
_MOST = MAX_MAIL + 64 * 2**20  # the most bytes of one command's answer
_LONGEST = 600.0  # the most seconds between two mails of an answer
_SHOWN = 40  # the most characters of an answer that are shown
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Account(Protocol):
    """An account that has signed in by OAuth: see `oauth.SignedIn`."""

    def answers(self, offered: Iterable[str], host: str) -> tuple[str, list[bytes]]: ...

    def log_in_refusal(self, host: str) -> NotDoneError: ...


#: A password, or an OAuth account instead of it.
Secret = str | Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of a mailbox: `imap://user@host:port/folder`; with `imaps:` TLS starts at once."""

    scheme: str
    user: str
    host: str
    port: int | None
    folder: str

    @property
    def name(self) -> str:
        """The mailbox's name in the register."""
        port = f":{self.port}" if self.port else ""
        return f"{self.user}@{self.host}{port}/{self.folder}"


def is_mailbox(text: str) -> bool:
    """Whether a source is a mailbox on a server."""
    return text.lower().startswith(("imap://", "imaps://"))


def read_address(text: str) -> Address:
    """Reads a mailbox's address, in which names may be typed as they are or with %-signs. Raises `UsageError`."""
    scheme, user, host, port = server_in(text, "bad-mailbox")
    folder = unquote(text.partition("://")[2].partition("/")[2])  # `?` and `#` may be part of the folder's name
    if not user or not is_plain(folder):
        raise UsageError("bad-mailbox", value=text)
    return Address(scheme=scheme, user=user, host=host, port=port, folder=folder.strip("/") or "INBOX")


def server_in(text: str, wrong: str) -> tuple[str, str, str, int | None]:
    """The scheme, user, host and port in a server's address. Raises `UsageError`: `wrong` or `password-in-address`."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError(wrong, value=text) from error
    typed, colon, _ = parts.netloc.rpartition("@")[0].partition(":")
    if colon:
        raise UsageError("password-in-address", value=f"{parts.scheme}://{typed}@…")
    user, host = unquote(typed), parts.hostname or ""
    if not (host and is_plain(text) and is_plain(user) and is_host(host)):
        raise UsageError(wrong, value=text)
    return parts.scheme, user, host, port


def is_plain(text: str) -> bool:
    """Whether a text has neither line ends nor other control characters, which would end a command to a server."""
    return not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text)


def is_host(name: str) -> bool:
    """Whether a name is a valid host name."""
    try:
        return bool(name.encode("idna")) and ("%" not in name or ":" in name)  # the interface of an IPv6 address
    except UnicodeError:
        return False


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """A context that always verifies certificates, by the system's authorities or those in `ca_file`, a PEM file.

    Raises `NotDoneError` (`bad-ca-file`).
    """
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise NotDoneError("bad-ca-file", file=str(ca_file), reason=str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """A server's answer about one mail; `arrived` is the day on which it came in, in Vietnam."""

    uid: int
    size: int
    data: bytes
    arrived: date | None


def _day_in(answer: bytes) -> date | None:
    day = _ARRIVED.search(answer)
    try:
        return parsedate_to_datetime(day[1].decode()).astimezone(VIETNAM).date() if day else None
    except (ValueError, OverflowError):
        return None


class Mailbox:
    """One folder on a server, open for reading. `validity` and the mails' uids identify a mail permanently."""

    def __init__(self, client: imaplib.IMAP4, address: Address, patience: _Patience) -> None:
        self._client = client
        self._patience = patience
        self.address = address
        self.validity = self._examine()

    def _examine(self) -> str:
        if not self._is_open(self.address.folder):
            # Folders may be typed as mail programs show them: any sign between levels, any case, any form of Unicode.
            names = folder_names(self._client.list()[1])
            same = [name for name in names if fold(name) == fold(self.address.folder)]
            if len(same) != 1 or not self._is_open(same[0]):
                raise NotDoneError("no-such-mail-folder", value=self.address.folder, names=", ".join(sorted(names)))
        answer = self._client.response("UIDVALIDITY")[1]
        validity = answer[0] if answer and isinstance(answer[0], bytes) else b"0"
        if not _NUMBER.fullmatch(validity):
            raise self._unexpected_answer("UIDVALIDITY", validity)
        return validity.decode()

    def _is_open(self, folder: str) -> bool:
        return self._client.select(_quoted(in_utf7(folder)), readonly=True)[0] == "OK"

    def find(self, known: set[int], since: date | None, progress: Callable[[int, int, str], None]) -> list[Unopened]:
        """The mails that arrived on or after the day `since`, in Vietnam (None: all mails), and whose uid is not among
        `known`, in order; only their headers are fetched. Raises `NotDoneError` if the server fails or its answer is
        invalid.
        """
        # The server counts days in its time zone, which may be behind Vietnam's.
        first = since - timedelta(days=1) if since else None
        criteria = f"SINCE {first.day}-{_MONTHS[first.month - 1]}-{first.year}" if first else "ALL"
        uids = [u for u in self._search(criteria) if u not in known]
        mails: list[Unopened] = []
        for start in range(0, len(uids), _MANY):
            several = uids[start : start + _MANY]
            heads = {f.uid: f for f in self._fetched(",".join(map(str, several)), _HEADERS)}
            absent = [uid for uid in several if uid not in heads]
            why = self._why_absent(absent)
            mails += [self._unopened(uid, b"", partial(_mail_with_remark, why[uid])) for uid in absent]
            for uid in several:
                if uid in heads and (since is None or (day := heads[uid].arrived) is None or day >= since):
                    mails.append(self._unopened(uid, heads[uid].data, self._loader(uid, heads[uid].size)))
            progress(min(start + _MANY, len(uids)), len(uids), self.address.folder)
        return sorted(mails, key=lambda m: m.sort_key)

    def _unopened(self, uid: int, head: bytes, load: Callable[[], Mail]) -> Unopened:
        return Unopened(head=read_head(head), where=self.address.name, uid=str(uid), load=load)

    def _search(self, criteria: str) -> list[int]:
        """The uids of the mails that the server names, each once."""
        answer = b" ".join(a for a in self._command("SEARCH", criteria) if isinstance(a, bytes)).split()
        odd = next((a for a in answer if not _NUMBER.fullmatch(a)), None)
        if odd is not None:
            raise self._unexpected_answer("SEARCH", odd)
        return list(dict.fromkeys(map(int, answer)))

    def _why_absent(self, uids: Sequence[int]) -> dict[int, Remark]:
        """A remark for each mail that the server listed but did not deliver: whether the mail is still there."""
        named = set(self._search(f"UID {','.join(map(str, uids))}")) if uids else set()
        return {u: Remark("mail-not-brought", f"UID {u}") if u in named else Remark("mail-gone") for u in uids}

    def _unexpected_answer(self, command: str, answer: bytes) -> NotDoneError:
        shown = answer[:_SHOWN].decode("ascii", "replace") + ("…" if len(answer) > _SHOWN else "")
        return NotDoneError("mail-server-odd", host=self.address.host, command=command, said=shown)

    def _loader(self, uid: int, size: int) -> Callable[[], Mail]:
        def load() -> Mail:
            if size > MAX_MAIL:
                return _mail_with_remark(Remark("mail-too-large", f"{size / 2**20:.0f} MB"))
            for fetched in self._fetched(str(uid), "(UID RFC822.SIZE BODY.PEEK[])"):
                if fetched.uid == uid:
                    return read_mail(fetched.data)
            return _mail_with_remark(self._why_absent([uid])[uid])

        return load

    def _fetched(self, uids: str, parts: str) -> Iterator[_Fetched]:
        """Yields the server's data of each mail, whatever the order and the pieces of the server's answer."""
        answer = self._command("FETCH", uids, parts)
        for number, piece in enumerate(answer):
            if not isinstance(piece, tuple):
                continue
            following = answer[number + 1] if number + 1 < len(answer) else b""
            reply = piece[0] + b" " + (following if isinstance(following, bytes) else b"")
            uid, size = _UID.search(reply), _SIZE.search(reply)
            if uid:
                yield _Fetched(
                    uid=int(uid[1]), size=int(size[1]) if size else len(piece[1]), data=piece[1], arrived=_day_in(reply)
                )

    def _command(self, *command: str) -> list[Any]:
        self._patience.begin()
        try:
            status, answer = self._client.uid(*command)
        except (imaplib.IMAP4.error, OSError) as error:
            raise NotDoneError("mail-server", host=self.address.host, reason=reason_of(error)) from error
        except _GARBAGE as error:
            raise self._unexpected_answer(command[0], str(error).encode()) from error
        if status != "OK":
            raise NotDoneError("mail-server", host=self.address.host, reason=str(answer[:1]))
        return answer


def _mail_with_remark(remark: Remark) -> Mail:
    """The substitute for a mail that cannot be fetched."""
    return Mail(head=read_head(b""), remarks=(remark,))


class _Patience:
    """Limits of a server's answer to one command, in size and in time between two mails, since it may never end."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._read, self._readline = client.read, client.readline
        client.read, client.readline = self.read, self.readline  # type: ignore[method-assign]
        self.begin()

    def begin(self) -> None:
        self._bytes, self._until = 0, time.monotonic() + _LONGEST

    def read(self, size: int) -> bytes:
        self._count(size)
        data = self._read(size)
        self._until = time.monotonic() + _LONGEST
        return data

    def readline(self) -> bytes:
        line = self._readline()
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > _MOST or time.monotonic() > self._until:
            raise imaplib.IMAP4.abort(f"answer without end ({self._bytes} bytes)")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder_names(listed: Iterable[Any]) -> list[str]:
    """The names of the folders that a server lists."""
    names = []
    for line in listed:
        head, literal = line if isinstance(line, tuple) else (line or b"", b"")
        if match := _LISTED.fullmatch(head.decode("ascii")):
            name = literal.decode("ascii") or re.sub(r"\\(.)", r"\1", match[2])
            names.append(_from_utf7(name))
    return names


def in_utf7(name: str) -> str:
    """A folder's name as servers write it (RFC 9051, 9.5)."""
    return re.sub(
        r"[^ -~]+",
        lambda m: f"&{b64encode(m[0].encode('utf-16-be'), b'+,').decode().rstrip('=')}-",
        name.replace("&", "&-"),
    )


def _from_utf7(name: str) -> str:
    return re.sub(r"&([^-]*)-", lambda m: b64decode(m[1] + "===", b"+,").decode("utf-16-be") if m[1] else "&", name)


@contextmanager
def open_mailbox(address: Address, password: Secret, ca_file: Path | None = None) -> Iterator[Mailbox]:
    """Logs in and opens the folder for reading. Raises `NotDoneError` with the reason."""
    if isinstance(password, str) and not is_plain(password):
        raise NotDoneError("bad-password", user=address.user, host=address.host)
    context = tls_context(ca_file)
    try:
        client = _connect(address, context)
    except ssl.SSLError as error:
        raise NotDoneError("mail-server-certificate", host=address.host, reason=reason_of(error)) from error
    except _FAILURES as error:
        raise NotDoneError("mail-server", host=address.host, reason=reason_of(error)) from error
    try:
        patience = _Patience(client)
        _log_in(client, address, password)
        mailbox = Mailbox(client, address, patience)
    except _FAILURES as error:
        _log_out(client)
        raise NotDoneError("mail-server", host=address.host, reason=reason_of(error)) from error
    try:
        yield mailbox
    finally:
        _log_out(client)


def _connect(address: Address, context: ssl.SSLContext) -> imaplib.IMAP4:
    """Connects by TLS at once (`imaps:`, port 993, or no port), or by STARTTLS; unencrypted only to this machine."""
    host = address.host
    if address.scheme == "imaps" or address.port in (None, 993):
        try:
            return imaplib.IMAP4_SSL(host, address.port or 993, ssl_context=context, timeout=TIMEOUT)
        except ConnectionError:
            if address.scheme == "imaps" or address.port:
                raise
    client = imaplib.IMAP4(host, address.port or 143, TIMEOUT)
    if "STARTTLS" in client.capabilities:
        client.starttls(context)
    elif host not in THIS_MACHINE:
        client.shutdown()
        raise NotDoneError("mail-server-without-tls", host=host)
    return client


def _log_in(client: imaplib.IMAP4, address: Address, password: Secret) -> None:
    user = address.user
    if not isinstance(password, str):
        return _authenticate(client, address.host, password)
    try:
        if f"{user}{password}".isascii():
            client.login(_quoted(user), password)
        else:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    except imaplib.IMAP4.error as error:
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        raise NotDoneError("mail-login", user=user, host=address.host) from error


def _authenticate(client: imaplib.IMAP4, host: str, account: Account) -> None:
    mechanism, answers = account.answers((name.removeprefix("AUTH=") for name in client.capabilities), host)
    try:
        client.authenticate(mechanism, lambda _: answers.pop(0) if answers else None)
    except _FAILURES as error:  # its answer may contain the token
        if isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort):
            raise account.log_in_refusal(host) from None
        raise NotDoneError("mail-server", host=host, reason=type(error).__name__) from None


def _log_out(client: imaplib.IMAP4) -> None:
    try:
        client.logout()
    except _FAILURES:
        with suppress(OSError):
            client.shutdown()


def reason_of(error: Exception) -> str:
    """The reason why a connection failed, in the server's or the system's words."""
    if isinstance(error, socket.gaierror):
        return "Name or service not known"
    if isinstance(error, OSError) and error.errno:
        return system_reason(error)
    texts = (getattr(error, "strerror", ""), getattr(error, "reason", ""), str(error), type(error).__name__)
    return next(str(text) for text in texts if text)


# --- The mails collected earlier ------------------------------------------------------------------


def pack_uids(validity: str, uids: set[int]) -> str:
    """The mailbox's validity and the uids as text, with runs of uids as `1:5`."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return validity + ";" + ",".join(f"{a}:{b}" if a != b else str(a) for a, b in runs)


def unpack_uids(text: str, validity: str) -> set[int]:
    """The uids that `pack_uids` wrote; none if the server has renumbered its mails since (RFC 3501, 2.3.1.1)."""
    before, _, packed = text.partition(";")
    if before != validity:
        return set()
    uids: set[int] = set()
    for run in filter(None, packed.split(",")):
        first, _, last = run.partition(":")
        uids.update(range(int(first), int(last or first) + 1))
    return uids
