"""Real servers on this machine for tests: one for mailboxes (IMAP), one that accepts mails (SMTP with STARTTLS)."""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import pytest

#: `PORT:TLS_PORT:FOLDER` of a running Dovecot, as `.ci/dovecot` prints it.
DOVECOT = "TOOLKIT_DOVECOT"
#: Set to 1 if Dovecot must be there: tests that need it then fail without it.
REQUIRE = "TOOLKIT_REQUIRE_DOVECOT"
PASSWORD = "mật-khẩu-thử"
_Test = TypeVar("_Test", bound=Callable[..., Any])

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl, which makes the certificate, is not installed"
)


def needs_dovecot(test: _Test) -> _Test:
    """Marks a test that needs Dovecot; skipped if none runs."""
    absent = not os.environ.get(DOVECOT) and os.environ.get(REQUIRE) != "1"
    skip = pytest.mark.skipif(
        absent, reason=f"no Dovecot runs here (bash .ci/dovecot FOLDER starts one); {REQUIRE}=1 fails here"
    )
    marked: _Test = pytest.mark.dovecot(skip(test))
    return marked


@dataclass(frozen=True)
class Certificate:
    cert: Path
    key: Path


def certificate(folder: Path) -> Certificate:
    """A new certificate for this machine."""
    made = Certificate(folder / "cert.pem", folder / "key.pem")
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    options += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(made.key)]
    subprocess.run(["openssl", "req", *options, "-out", str(made.cert)], check=True, capture_output=True)
    return made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- IMAP -----------------------------------------------------------------------------------------


@contextmanager
def imap_server(mails: dict[str, Sequence[bytes]], made: Certificate | None = None) -> Iterator[tuple[int, str]]:
    """An IMAP server in this process with these mails by folder; gives its port and the user's name."""
    from mail_devel.service import Service

    port, user = free_port(), "anh.toan"
    options = ["--host", "127.0.0.1", "--user", user, "--password", PASSWORD, "--imap-port", str(port)]
    options += ["--smtp-port", str(free_port()), "--smtps-port", str(free_port()), "--no-http"]
    if made is not None:
        options += ["--cert", str(made.cert), "--key", str(made.key)]
    started, stop = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    async def serve() -> None:
        service = await Service.init(Service.parse(options))
        # mail-devel offers no STARTTLS for IMAP by itself; the library below it does.
        service.config._tls_enabled = made is not None
        async with service.start():
            boxes = service.mailboxes
            assert boxes is not None
            for folder, several in mails.items():
                for data in several:
                    await boxes.append(message_from_bytes(data, policy=policy.compat32), frozenset(), folder)
            started.set()
            while not stop.is_set():
                await asyncio.sleep(0.02)

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:  # noqa: BLE001 -- told in the test's own thread
            failed.append(error)
        finally:
            started.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(30)
    if failed:
        raise failed[0]
    try:
        yield port, user
    finally:
        stop.set()
        thread.join(10)


@dataclass
class OddServer:
    """An IMAP server that answers as a test defines; `heard` is what it received, line by line."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)
    says: dict[bytes, bytes] = field(default_factory=dict)
    """Untagged answers by the first words of a command; to all others it says OK and no more."""

    def answer(self, line: bytes) -> bytes:
        tag, _, command = line.partition(b" ")
        words = next((w for w in self.says if command.startswith(w)), None)
        usual = b"* CAPABILITY IMAP4rev1\r\n" if command.startswith(b"CAPABILITY") else b""
        return (usual if words is None else self.says[words]) + tag + b" OK done\r\n"

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            with client, client.makefile("rb") as lines, suppress(OSError):
                client.sendall(b"* OK ready\r\n")
                for line in lines:
                    self.heard.append(line.rstrip(b"\r\n"))
                    client.sendall(self.answer(line.rstrip(b"\r\n")))


@contextmanager
def odd_imap_server(says: dict[bytes, bytes], server: OddServer | None = None) -> Iterator[OddServer]:
    """An IMAP server in this process, without encryption, with invalid answers."""
    server = server or OddServer()
    server.says |= says
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listening,), daemon=True)
        thread.start()
        yield server
        with suppress(OSError):  # a client that waits for the next is woken by it on Linux, by its closing on Windows
            listening.shutdown(socket.SHUT_RDWR)


# --- SMTP -----------------------------------------------------------------------------------------


@dataclass
class Postbox:
    """What an SMTP server received: mails as they came, in order."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse: frozenset[str] = frozenset()
    stop_after: int | None = None
    takes: float = 0.0
    """Seconds that it needs for each mail."""
    drops: str = ""
    """When it breaks the connection without an answer: `recipient`; or with the mail at hand,
    which it has `taken` or `lost`."""
    stuck: threading.Event | None = None
    """Set where it keeps the first mail and does not answer any more."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.drops == "recipient":
            server.transport.abort()
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.stop_after is not None and len(self.mails) >= self.stop_after:
            return "421 going down"
        await asyncio.sleep(self.takes)
        if self.drops != "lost":
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.encrypted.append(session.ssl is not None)
        if self.drops:
            server.transport.abort()
        if self.stuck is not None:
            self.stuck.set()
            await asyncio.sleep(60)
        return "250 OK"


@contextmanager
def smtp_server(
    made: Certificate | None,
    *,
    refuse: Sequence[str] = (),
    password: str = PASSWORD,
    mechanism: str = "",
    right: Callable[[str, str], bool] = lambda user, token: False,
) -> Iterator[Postbox]:
    """An SMTP server in this process; with a certificate it requires STARTTLS, and then name and password, or, by an
    OAuth `mechanism`, a user's token that is `right`."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult, LoginPassword

    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password == password.encode()
        return AuthResult(success=right, handled=False)

    async def by_token(server: Any, words: list[str]) -> AuthResult:
        assert words == [mechanism]
        start, _, rest = (await server.challenge_auth("")).decode().partition("\1auth=Bearer ")
        user = start.removeprefix("user=").removeprefix("n,a=").removesuffix(",")
        success = rest.endswith("\1\1") and right(user, rest[:-2])
        if not success:
            assert await server.challenge_auth('{"status":"401"}') == (b"" if mechanism == "XOAUTH2" else b"\1")
        return AuthResult(success=success, handled=False)

    box = Postbox(refuse=frozenset(refuse))
    if mechanism:
        setattr(box, f"auth_{mechanism}", by_token)
    context = None
    if made is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made.cert, made.key)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=context is not None,
        authenticator=known,
        auth_required=context is not None,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
