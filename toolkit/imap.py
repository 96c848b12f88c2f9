"""A mailbox on a server (IMAP): only looked at, never changed, and always over TLS but on this machine itself.

The folder is opened with EXAMINE and mails are fetched with BODY.PEEK, so that nothing is marked as read.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from toolkit.errors import NotDoneError, UsageError
from toolkit.mail import VIETNAM, Mail, Remark, read_head, read_mail
from toolkit.mailboxes import MAX_MAIL, Found
from toolkit.text import fold

#: Seconds to wait for a server.
TIMEOUT = 60.0
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_HEADERS = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER])"
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
#: Heads asked for at once.
_MANY = 200
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a mailbox is: `imap://user@host:port/folder`, or `imaps:` where TLS starts at once."""

    scheme: str
    user: str
    host: str
    port: int | None
    folder: str

    @property
    def name(self) -> str:
        """How the mailbox is called in the register."""
        port = f":{self.port}" if self.port else ""
        return f"{self.user}@{self.host}{port}/{self.folder}"


def is_address(text: str) -> bool:
    """Whether a source is a mailbox on a server."""
    return text.lower().startswith(("imap://", "imaps://"))


def read_address(text: str) -> Address:
    """The parts of a mailbox's address; names may be typed as they are or with %-signs. Raises `UsageError`."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError("bad-mailbox", value=text) from error
    user, at, _ = parts.netloc.rpartition("@")
    user, colon, _ = user.partition(":")
    if colon:
        raise UsageError("password-in-address", value=f"{parts.scheme}://{user}@…")
    if not at or not user or not parts.hostname:
        raise UsageError("bad-mailbox", value=text)
    # `?` and `#` may be part of a folder's name.
    folder = text.partition("://")[2].partition("/")[2]
    return Address(scheme=parts.scheme.lower(), user=unquote(user), host=parts.hostname, port=port, folder=unquote(folder).strip("/") or "INBOX")  # fmt: skip


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Certificates are always verified, by the system's authorities or by those in `ca_file`."""
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise NotDoneError("bad-ca-file", file=str(ca_file), reason=str(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """What a server answered about one mail; `arrived` is the day it came in, in Vietnam."""

    uid: int
    size: int
    data: bytes
    arrived: date | None


def _day(told: bytes) -> date | None:
    found = _ARRIVED.search(told)
    try:
        return parsedate_to_datetime(found[1].decode()).astimezone(VIETNAM).date() if found else None
    except ValueError:
        return None


def _since(arrived: date | None, since: date | None) -> bool:
    return since is None or arrived is None or arrived >= since


class Mailbox:
    """One folder on a server, open for reading. `validity` and the mails' uids name a mail for good."""

    def __init__(self, box: Any, address: Address) -> None:
        self._client: imaplib.IMAP4 = box.client
        self.address = address
        self.validity = self._examine(box)

    def _examine(self, box: Any) -> str:
        from imap_tools.errors import MailboxFolderSelectError

        try:
            box.folder.set(self.address.folder, readonly=True)
        except MailboxFolderSelectError as error:
            # As people see it in their mail program: any sign between levels, any case, any form of Unicode.
            names = {f.name: fold(f.name.replace(f.delim or "/", " ")) for f in box.folder.list()}
            same = [n for n, folded in names.items() if folded == fold(self.address.folder)]
            if len(same) != 1:
                raise NotDoneError("no-such-mail-folder", value=self.address.folder, names=", ".join(sorted(names))) from error  # fmt: skip
            box.folder.set(same[0], readonly=True)
        found = self._client.response("UIDVALIDITY")[1]
        return found[0].decode() if found and isinstance(found[0], bytes) else "0"

    def find(
        self, known: set[int], since: date | None, progress: Callable[[int, int, str], None]
    ) -> list[Found]:
        """The mails that arrived since that day, in Vietnam, and whose uid is not among `known`, in order; only their
        heads are fetched.
        """
        # A server counts days by its own clocks, which may be behind.
        first = since - timedelta(days=1) if since else None
        criteria = f"SINCE {first.day}-{_MONTHS[first.month - 1]}-{first.year}" if first else "ALL"
        answer = self._do("SEARCH", criteria)
        uids = [u for u in map(int, b" ".join(a for a in answer if a).split()) if u not in known]
        found: list[Found] = []
        for start in range(0, len(uids), _MANY):
            several = uids[start : start + _MANY]
            heads = {f.uid: f for f in self._fetched(",".join(map(str, several)), _HEADERS)}
            for uid in several:
                if uid in heads and _since(heads[uid].arrived, since):
                    size, head = heads[uid].size, heads[uid].data
                    found.append(
                        Found(
                            head=read_head(head),
                            where=self.address.name,
                            uid=str(uid),
                            load=self._later(uid, size),
                        )
                    )
            progress(min(start + _MANY, len(uids)), len(uids), self.address.folder)
        return sorted(found, key=lambda f: f.order)

    def _later(self, uid: int, size: int) -> Callable[[], Mail]:
        def load() -> Mail:
            if size > MAX_MAIL:
                remark = Remark("mail-too-large", f"{size / 2**20:.0f} MB")
                return Mail(head=read_head(b""), remarks=(remark,))
            for fetched in self._fetched(str(uid), "(UID RFC822.SIZE BODY.PEEK[])"):
                return read_mail(fetched.data)
            return Mail(head=read_head(b""), remarks=(Remark("mail-gone"),))

        return load

    def _fetched(self, uids: str, parts: str) -> Iterator[_Fetched]:
        """What the server has of each mail, in whatever order and pieces it answers."""
        answer = self._do("FETCH", uids, parts)
        for place, piece in enumerate(answer):
            if not isinstance(piece, tuple):
                continue
            following = answer[place + 1] if place + 1 < len(answer) else b""
            told = piece[0] + b" " + (following if isinstance(following, bytes) else b"")
            uid, size = re.search(rb"UID (\d+)", told), re.search(rb"RFC822\.SIZE (\d+)", told)
            if uid:
                yield _Fetched(
                    uid=int(uid[1]), size=int(size[1]) if size else len(piece[1]), data=piece[1], arrived=_day(told)
                )  # fmt: skip

    def _do(self, *command: str) -> list[Any]:
        try:
            status, answer = self._client.uid(*command)
        except (imaplib.IMAP4.error, OSError) as error:
            raise NotDoneError("mail-server", host=self.address.host, reason=reason_of(error)) from error
        if status != "OK":
            raise NotDoneError("mail-server", host=self.address.host, reason=str(answer[:1]))
        return answer


@contextmanager
def open_mailbox(address: Address, password: str, ca_file: Path | None = None) -> Iterator[Mailbox]:
    """Log in and open the folder for reading. Raises `NotDoneError` with what went wrong."""
    from imap_tools.errors import ImapToolsError

    context = tls_context(ca_file)
    try:
        box = _connect(address, context)
    except ssl.SSLError as error:
        raise NotDoneError("mail-server-certificate", host=address.host, reason=reason_of(error)) from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise NotDoneError("mail-server", host=address.host, reason=reason_of(error)) from error
    try:
        _log_in(box, address, password)
        yield Mailbox(box, address)
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        raise NotDoneError("mail-server", host=address.host, reason=reason_of(error)) from error
    finally:
        _leave(box)


def _connect(address: Address, context: ssl.SSLContext) -> Any:
    """TLS at once (`imaps:`, port 993, or no port), or by STARTTLS. Without either only on this machine."""
    from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted
    from imap_tools.errors import MailboxStarttlsError

    host = address.host
    if address.scheme == "imaps" or address.port in (None, 993):
        try:
            return MailBox(host, address.port or 993, timeout=TIMEOUT, ssl_context=context)
        except ConnectionError:
            if address.scheme == "imaps" or address.port:
                raise
    port = address.port or 143
    if host in THIS_MACHINE:
        plain = MailBoxUnencrypted(host, port, timeout=TIMEOUT)
        if "STARTTLS" not in plain.client.capabilities:
            return plain
        plain.client.shutdown()
    try:
        return MailBoxStartTls(host, port, timeout=TIMEOUT, ssl_context=context)
    except MailboxStarttlsError as error:
        raise NotDoneError("mail-server-without-tls", host=host) from error
    except imaplib.IMAP4.error as error:
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        raise NotDoneError("mail-server-without-tls", host=host) from error


def _log_in(box: Any, address: Address, password: str) -> None:
    from imap_tools.errors import ImapToolsError

    try:
        plain = f"{address.user}{password}".isascii()
        (box.login if plain else box.login_utf8)(address.user, password, initial_folder=None)
    except (ImapToolsError, imaplib.IMAP4.error) as error:
        if isinstance(error, imaplib.IMAP4.abort):
            raise
        raise NotDoneError("mail-login", user=address.user, host=address.host) from error


def _leave(box: Any) -> None:
    try:
        box.client.logout()
    except (imaplib.IMAP4.error, OSError):
        box.client.shutdown()


def reason_of(error: Exception) -> str:
    """Why a connection failed, in the words of whoever said so."""
    said = (getattr(error, "strerror", ""), getattr(error, "reason", ""), str(error), type(error).__name__)
    return next(str(text) for text in said if text)


# --- Which mails were taken before ----------------------------------------------------------------


def pack_uids(validity: str, uids: set[int]) -> str:
    """Uids as text, runs as `1:5`, after the mailbox's validity."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return validity + ";" + ",".join(f"{a}:{b}" if a != b else str(a) for a, b in runs)


def unpack_uids(text: str, validity: str) -> set[int]:
    """The uids again; none where the server has numbered its mails anew since."""
    before, _, packed = text.partition(";")
    if before != validity:
        return set()
    uids: set[int] = set()
    for run in filter(None, packed.split(",")):
        first, _, last = run.partition(":")
        uids.update(range(int(first), int(last or first) + 1))
    return uids
