"""A server at which accounts sign in by OAuth, for tests: over HTTPS, on this machine; and a keyring in memory."""

import hashlib
import json
import ssl
import threading
import time
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_urlsafe
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from tests.servers import Certificate, OddServer

CLIENT, SECRET, DEVICE, USER = "ung-dung-1", "Bi-Mat-Cua-Ung-Dung-77", "May-Doc-1234", "tonghop@tinh.example"
#: An answer: a document, or bytes as they are sent; or a function that makes one.
Answer = dict[str, Any] | bytes


@dataclass
class SignIns:
    """The server: what it `heard`, by path, and the answers that it `says` instead of the right ones, in order."""

    port: int = 0
    account: str = USER
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    says: dict[str, list[Answer]] = field(default_factory=dict)
    access: list[str] = field(default_factory=list)
    refresh: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Codes that browsers were given, each with the challenge (PKCE) that it was asked for with."""
    life: int = 3600
    pace: float = 0.0
    """Seconds before each byte of an answer."""
    token: Callable[[str], str] = lambda user: f"Zugang.{token_urlsafe(900)}"
    """What an access token for an account is."""

    @property
    def secrets(self) -> list[str]:
        """What must not be shown."""
        verifiers = [form["code_verifier"] for _, form in self.heard if "code_verifier" in form]
        return [*self.access, *self.refresh, *self.codes, *verifiers, SECRET, DEVICE]

    def requested(self, path: str = "/token") -> list[str]:
        """The ways in which tokens were requested."""
        return [form.get("grant_type", "").rpartition(":")[2] for where, form in self.heard if where == path]

    def granted(self) -> Answer:
        self.access.append(self.token(self.account))
        self.refresh.append(f"Lau_{token_urlsafe(1800)}")
        body = urlsafe_b64encode(json.dumps({"preferred_username": self.account}).encode()).decode().rstrip("=")
        tokens = {"access_token": self.access[-1], "refresh_token": self.refresh[-1], "id_token": f"x.{body}.x"}
        return {**tokens, "token_type": "Bearer", "expires_in": self.life}

    def answer(self, path: str, form: dict[str, str]) -> Answer:
        if self.says.get(path):
            return self.says[path].pop(0)
        if form.get("client_id") != CLIENT:
            return {"error": "invalid_client"}
        if path == "/device":
            page = {"verification_uri": "https://dang-nhap.example/may", "user_code": "ABCD-1234"}
            return {"device_code": DEVICE, **page, "expires_in": 900, "interval": 5}
        challenge = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        match form.get("grant_type"):
            case "refresh_token":
                right = form["refresh_token"] == self.refresh[-1]
            case "authorization_code":
                right = self.codes.get(form["code"]) == challenge.decode().rstrip("=")
            case _:
                right = form["device_code"] == DEVICE
        return self.granted() if right else {"error": "invalid_grant"}

    def browse(self, address: str, **instead: str) -> str:
        """What a browser does: sign in at the address, and be sent back; returns the last page. `instead`: with other
        parameters than the right ones."""
        query = dict(parse_qsl(urlsplit(address).query))
        code = f"Ma_{token_urlsafe(20)}"
        self.codes[code] = query["code_challenge"]
        self.heard.append(("/authorize", query))
        reply = {"code": code, "state": query["state"], **instead}
        try:
            with urlopen(f"{query['redirect_uri']}/?{urlencode(reply)}", timeout=10) as page:
                return str(page.read().decode())
        except HTTPError as refused:
            return str(refused.code)

    def settings(self, folder: Path, **more: str) -> Path:
        """The office's file of settings for this server."""
        base = f"https://127.0.0.1:{self.port}"
        values = {"client_id": CLIENT, "authorize": f"{base}/authorize?x=1", "token": f"{base}/token", "scope": "mail"}
        values |= {"hosts": "127.0.0.1", **more}
        folder.mkdir(exist_ok=True)
        path = folder / "oauth.toml"
        path.write_text("".join(f'{key} = "{value}"\n' for key, value in values.items()), encoding="utf-8-sig")
        return path


@contextmanager
def sign_ins(made: Certificate) -> Iterator[SignIns]:
    """A server at which the account of `USER` signs in."""
    state = SignIns()

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            path = urlsplit(self.path).path
            state.heard.append((path, form))
            document = state.answer(path, form)
            data = document
            if isinstance(document, dict):
                encoded = json.dumps(document).encode()
                data = b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
                    400 if "error" in document else 200,
                    len(encoded),
                )
                data += encoded
            assert isinstance(data, bytes)
            with suppress(OSError):
                if not state.pace:
                    self.wfile.write(data)
                for n in range(len(data) if state.pace else 0):
                    time.sleep(state.pace)
                    self.wfile.write(data[n : n + 1])
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that does not trust it closes the connection."""

    server = Server(("127.0.0.1", 0), Page)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.cert, made.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    state.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class OAuthServer(OddServer):
    """An IMAP server without encryption: only tokens of these accounts log in, by the mechanisms it `offers`."""

    offers: bytes = b"AUTH=PLAIN AUTH=XOAUTH2 AUTH=OAUTHBEARER"
    account: Callable[[str], str] = lambda token: ""
    """Whose a token is."""
    echoes: bytes = b""
    """What it says before the token, where it refuses it."""
    under_way: list[bytes] = field(default_factory=list)

    def answer(self, line: bytes) -> bytes:
        tag, _, command = line.partition(b" ")
        if command.startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 " + self.offers + b"\r\n" + tag + b" OK done\r\n"
        if command.startswith(b"AUTHENTICATE"):
            self.under_way = [tag]
            return b"+ \r\n"
        if len(self.under_way) == 1:
            start, _, rest = b64decode(line).partition(b"\1auth=Bearer ")
            token = rest.removesuffix(b"\1\1")
            user = start.removeprefix(b"user=").removeprefix(b"n,a=").removesuffix(b",").decode()
            if self.account(token.decode()) == user:
                return self.under_way.pop() + b" OK in\r\n"
            self.under_way.append(token)
            return b"+ " + b64encode(b'{"status": "401"}') + b"\r\n"
        if self.under_way:
            tag, token = self.under_way
            self.under_way = []
            return (self.echoes or tag + b" NO [AUTHENTICATIONFAILED] ") + token + b"\r\n"
        return super().answer(line)


def keyring_in_memory(monkeypatch: pytest.MonkeyPatch, most: int = 1280) -> dict[tuple[str, str], str]:
    """Give the commands a keyring that, as on Windows, keeps texts up to a length; returns its content."""
    kept: dict[tuple[str, str], str] = {}

    def keep(place: str, user: str, text: str) -> None:
        if len(text) > most:
            raise OSError(1783, "The stub received bad data")
        kept[place, user] = text

    vault = SimpleNamespace(
        get_password=lambda place, user: kept.get((place, user)),
        set_password=keep,
        delete_password=lambda place, user: kept.pop((place, user)),
    )
    monkeypatch.setattr("toolkit.cli.passwords._safe_keyring", lambda: vault)
    return kept
