"""Mailboxes by OAuth: signed in to once, renewed silently, and every failure is a message without a secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.mail.test_imap import Dovecot
from tests.mailing import Sample, campaign, form, inbox
from tests.servers import REQUIRE, Certificate, certificate, needs_dovecot, needs_openssl, odd_imap_server, smtp_server
from tests.signing_in import CLIENT, SECRET, USER, Answer, OAuthServer, SignIns, keyring_in_memory, sign_ins
from toolkit.cli import passwords
from toolkit.cli.attended import attended
from toolkit.cli.main import run
from toolkit.mail import imap, oauth
from toolkit.mail.imap import tls_context

Captured = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch
pytestmark = needs_openssl


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(made: Certificate) -> Iterator[SignIns]:
    with sign_ins(made) as server:
        yield server


@pytest.fixture(autouse=True)
def person(monkeypatch: Patch) -> list[float]:
    """Somebody uses the program; gives the pauses for which commands waited, none of which takes time here."""
    pauses: list[float] = []
    monkeypatch.setattr(passwords, "typed", [""])
    monkeypatch.setattr(oauth, "sleep", pauses.append)
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("no browser is opened"))
    return pauses


def alone(monkeypatch: Patch) -> None:
    """Nobody uses the program."""
    monkeypatch.setattr(passwords, "typed", [])


def mailbox(server: SignIns, **more: Any) -> OAuthServer:
    return OAuthServer(account=lambda token: server.account if token in server.access else "", **more)


def collect(root: Path, settings: Path, made: Certificate, port: int, user: str = USER, *more: str) -> int:
    if not (root / "campaign").exists():
        campaign(root / "campaign")
    source = f"imap://{user}@127.0.0.1:{port}/INBOX"
    where = ["--campaign", str(root / "campaign"), "--as-of", "2021-01-15", "--lang", "en"]
    return run(["collect", source, "--oauth", str(settings), "--ca-file", str(made.cert), *where, *more])


def quiet(server: SignIns, root: Path, captured: Captured) -> str:
    """What was printed, after checking that neither it nor any file but the settings has a token, code or secret."""
    out, err = captured.readouterr()
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "oauth.toml"]
    written = b"\0".join(path.read_bytes() for path in files).decode("latin-1")
    parts = [secret[n : n + 24] for secret in server.secrets for n in range(0, len(secret) - 8, 24)]
    assert [part for part in parts if part in out + err + written] == []
    assert "Traceback" not in out + err
    return out + err


def browser(server: SignIns, monkeypatch: Patch, **instead: str) -> list[str]:
    """Have a browser sign in, and be sent back with these parameters; gives what it was shown."""
    seen: list[str] = []

    def browse(address: str) -> None:
        if instead:
            seen.append(server.browse(address, **instead))
        seen.append(server.browse(address))

    monkeypatch.setattr("webbrowser.open", lambda address: threading.Thread(target=browse, args=(address,)).start())
    return seen


# --- Signing in -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_code_is_shown_and_awaited_at_the_servers_pace(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, person: list[float]
) -> None:
    """Only at the first run: later ones renew, also without a person; the keyring has the tokens in short pieces."""
    kept = keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device", client_secret=SECRET)
    server.says["/token"] = [{"error": "authorization_pending"}, {"error": "slow_down"}]
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server)) as box:
        assert collect(tmp_path, settings, made, box.port) == 0
        printed = quiet(server, tmp_path, capsys)
        assert "https://dang-nhap.example/may" in printed
        assert "ABCD-1234" in printed
        assert person == [5.0, 5.0, 10.0]
        alone(monkeypatch)
        assert collect(tmp_path, settings, made, box.port) == 0
        assert "ABCD-1234" not in quiet(server, tmp_path, capsys)
        assert b"EXAMINE" in b" ".join(box.heard)
    assert server.requested() == ["device_code"] * 3 + ["refresh_token"]
    assert "".join(kept.values()) == server.refresh[-1]
    assert len(kept) == len(server.refresh[-1]) // 1000 + 1
    assert {f["client_id"] for _, f in server.heard} == {CLIENT}


@pytest.mark.slow
def test_a_browser_is_sent_back_to_this_machine(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """With PKCE, on a random port of 127.0.0.1; a reply with another state is ignored, and waiting goes on."""
    kept = keyring_in_memory(monkeypatch)
    seen = browser(server, monkeypatch, state="khac", code="Ma_Cua_Ke_Gian_000000")
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server)) as box:
        assert collect(tmp_path, server.settings(tmp_path), made, box.port) == 0
    printed = quiet(server, tmp_path, capsys)
    assert "Sign in to tonghop@tinh.example in the browser" in printed
    assert seen == ["404", "toolkit has the answer. Close this page and go back to toolkit."]
    query = server.heard[0][1]
    assert (query["code_challenge_method"], query["login_hint"], query["x"]) == ("S256", USER, "1")
    back = urlsplit(query["redirect_uri"])
    assert back.hostname == "127.0.0.1"
    assert [f["code"] for path, f in server.heard if path == "/token"] == list(server.codes)[-1:]
    assert kept


def test_only_this_machine_is_listened_to(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch
) -> None:
    """Only 127.0.0.1 answers; an idle connection and one with nonsense hinder nobody."""
    provider = oauth.read_provider(server.settings(tmp_path))
    refused: list[bool] = []
    waiting: list[socket.socket] = []

    def browse(address: str) -> None:
        port = urlsplit(dict(parse_qsl(urlsplit(address).query))["redirect_uri"]).port or 0
        with socket.socket() as other:
            refused.append(other.connect_ex(("127.0.0.2", port)) != 0)
        waiting.append(socket.create_connection(("127.0.0.1", port)))
        with socket.create_connection(("127.0.0.1", port)) as odd:
            odd.sendall(b"\xff\xfe / / /\r\n\r\n")
        server.browse(address)

    grant = oauth.by_browser(
        provider, USER, tls_context(made.cert), lambda a: threading.Thread(target=browse, args=(a,)).start(), "xong"
    )
    assert grant.access == server.access[-1]
    assert refused == [sys.platform != "darwin"]
    waiting[0].close()


def test_secrets_in_memory_are_not_shown(tmp_path: Path, server: SignIns) -> None:
    """Neither settings nor grants show a secret in what a log may print."""
    provider = oauth.read_provider(server.settings(tmp_path, client_secret=SECRET))
    grant = oauth.Grant(access="Zugang", refresh="Lau", account=USER, until=0.0)
    shown = repr(provider) + repr(grant) + repr(oauth.SignedIn(provider, USER, tls_context(None), grant, print))
    assert not {SECRET, "Zugang", "Lau"} & set(shown.replace("'", " ").split())


def test_an_expired_token_is_renewed_when_a_server_requires_it(
    tmp_path: Path, made: Certificate, server: SignIns
) -> None:
    """It may happen in the middle of a run; without a new refresh token the last one stays."""
    provider = oauth.read_provider(server.settings(tmp_path))
    context, kept = tls_context(made.cert), list[str]()
    server.life = 1
    grant = provider.grant(server.granted())  # type: ignore[arg-type]
    account = oauth.SignedIn(provider, USER, context, grant, kept.append)
    server.life = 3600
    for _ in range(2):
        mechanism, answers = account.answers(["plain", "xoauth2"], "127.0.0.1")
        assert (mechanism, answers) == ("XOAUTH2", [f"user={USER}\1auth=Bearer {server.access[-1]}\1\1".encode(), b""])
    assert server.requested() == ["refresh_token"]
    assert kept == server.refresh[1:]
    server.says["/token"] = [{"access_token": "a", "token_type": "bearer"}]
    assert provider.renewed("Lau", context).refresh == "Lau"


# --- Without a keyring, without a person ----------------------------------------------------------


def test_without_a_keyring_a_sign_in_holds_for_one_run(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """Nothing is saved, and a message says so; a run without a person says what is missing."""
    monkeypatch.setattr(passwords, "_safe_keyring", lambda: None)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server)) as box:
        assert collect(tmp_path, settings, made, box.port) == 0
        assert "no usable keyring" in quiet(server, tmp_path, capsys)
        alone(monkeypatch)
        count = len(server.heard)
        assert collect(tmp_path, settings, made, box.port) == 2
        assert "no usable keyring to keep that" in quiet(server, tmp_path, capsys)
        keyring_in_memory(monkeypatch)
        assert collect(tmp_path, settings, made, box.port) == 2
        assert "has to be signed in to (OAuth) once" in quiet(server, tmp_path, capsys)
    assert len(server.heard) == count


@pytest.mark.parametrize(("priority", "usable"), [(5, True), (1, True), (0.5, False), (0, False), (-1, False)])
def test_a_keyring_of_plain_files_is_not_used(monkeypatch: Patch, priority: float, usable: bool) -> None:
    """Stores below priority 1 are those that keyring itself does not recommend: plain files, and none at all."""
    fake = SimpleNamespace(get_keyring=lambda: SimpleNamespace(priority=priority))
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert (passwords._safe_keyring() is fake) == usable


def test_a_failing_keyring_is_like_none(monkeypatch: Patch) -> None:
    """A store that refuses a token keeps nothing, and a shorter token leaves nothing of a longer one."""
    kept = keyring_in_memory(monkeypatch)
    for token in ("x" * 3500, "y" * 3000, "z" * 10, ""):
        assert passwords._store("toolkit a", USER, token) == token
        assert passwords._store("toolkit a", USER, None) == token
        assert max(map(len, kept.values()), default=0) <= 1000
    keyring_in_memory(monkeypatch, most=5)
    assert passwords._store("toolkit a", USER, "x" * 3500) == ""


# --- Answers of a provider ------------------------------------------------------------------------

_DEEP = b"[" * 60_000
#: The token server's answer, and a part of the resulting message.
ANSWERS: dict[str, tuple[Answer, str]] = {
    "refused by the person": ({"error": "access_denied"}, "refused at 127.0.0.1 (access_denied)"),
    "no consent": (
        {"error": "invalid_grant", "error_description": "AADSTS65001: no consent"},
        "administrator's consent",
    ),
    "another client": ({"error": "unauthorized_client", "error_description": "AADSTS700016: x"}, "does not accept the"),
    "no public client": ({"error": "invalid_client", "error_description": "AADSTS7000218: x"}, "public client flows"),
    "over": ({"error": "expired_token"}, "Nobody has signed in at 127.0.0.1 in time"),
    "a number that nobody knows": (
        {"error": "invalid_request", "error_description": "AADSTS901234"},
        "(AADSTS901234 inv",
    ),
    "an error with a secret": (
        {"error": "Lau_Bi_Mat", "error_description": "May-Doc-1234"},
        "(–, application ung-dung-1)",
    ),
    "an error that is no text": ({"error": ["access_denied"]}, "does not answer as a server for signing in"),
    "nothing": ({}, "does not answer as a server for signing in"),
    "another type": ({"access_token": "a", "token_type": "mac"}, "does not answer as a server for signing in"),
    "no type": ({"access_token": "a"}, "does not answer as a server for signing in"),
    "a number": ({"access_token": 7, "token_type": "bearer"}, "does not answer as a server for signing in"),
    "a line end": ({"access_token": "a\r\nA1 X", "token_type": "bearer"}, "does not answer as a server"),
    "a sign of control": ({"access_token": "a\1\1", "token_type": "bearer"}, "does not answer as a server"),
    "a refresh token that is none": (
        {"access_token": "a", "token_type": "bearer", "refresh_token": [1]},
        "does not answer as a",
    ),
    "a page": (b"HTTP/1.1 200 OK\r\n\r\n<html>", "does not answer as a server for signing in"),
    "no answer": (b"", "cannot be reached"),
    "a list": (b"HTTP/1.1 200 OK\r\n\r\n[1]", "does not answer as a server for signing in"),
    "depths": (b"HTTP/1.1 200 OK\r\n\r\n" + _DEEP, "does not answer as a server for signing in"),
    "a huge one": (
        b"HTTP/1.1 200 OK\r\n\r\n" + b'{"access_token": "' + b"a" * 5_000_000,
        "does not answer as a server",
    ),
    "bytes": (b"HTTP/1.1 200 OK\r\n\r\n\xff\xfe", "does not answer as a server for signing in"),
    "a head without end": (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n{}", "does not answer as a server"),
    "another language": (b"* OK May-Doc-1234\r\n", "does not answer as a server for signing in"),
    "an echo": (b"HTTP/1.1 Bi-Mat-Cua-Ung-Dung-77 May-Doc-1234\r\n\r\n", "does not answer as a server for signing in"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_without_a_grant_is_an_error(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, name: str
) -> None:
    """Exit code 3, nothing kept, no mail server contacted, and nothing of what was sent is quoted."""
    kept = keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device", client_secret=SECRET)
    server.says["/token"] = [ANSWERS[name][0]]
    with odd_imap_server({}, mailbox(server)) as box:
        assert collect(tmp_path, settings, made, box.port) == 3
        assert box.heard == []
    assert ANSWERS[name][1] in quiet(server, tmp_path, capsys)
    assert kept == {}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"device_code": "May-Doc-1234", "verification_uri": "javascript:alert(1)", "user_code": "A"},
        {"device_code": "May-Doc-1234", "verification_uri": "https://a.example/\x1b[2J", "user_code": "A"},
        {"device_code": "May-Doc-1234", "verification_uri": "https://a.example/", "user_code": "A\r\nB"},
        {"device_code": "May-Doc-1234", "verification_uri": "https://a.example/", "user_code": "A" * 900},
        {"error": "invalid_scope"},
    ],
)
def test_a_code_that_cannot_be_shown_is_an_error(
    tmp_path: Path, made: Certificate, server: SignIns, capsys: Captured, answer: Answer
) -> None:
    """Only the address of a page and a short text are shown to people."""
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    server.says["/device"] = [answer]
    assert collect(tmp_path, settings, made, 1) == 3
    assert "does not answer as a server for signing in" in quiet(server, tmp_path, capsys)
    assert len(server.heard) == 1


def test_a_redirection_is_not_followed(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """Another server, or another address of this one, never gets what was sent to the provider."""
    keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    with sign_ins(made) as other:
        to = b"HTTP/1.1 307 x\r\nLocation: https://127.0.0.1:%d/token\r\nContent-Length: 0\r\n\r\n"
        server.says["/token"] = [to % other.port]
        assert collect(tmp_path, settings, made, 1) == 3
        assert other.heard == []
    assert "does not answer as a server for signing in" in quiet(server, tmp_path, capsys)


@pytest.mark.slow
def test_a_slow_answer_is_given_up(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """The server goes on sending, a little at a time."""
    monkeypatch.setattr(oauth, "_LONGEST", 0.3)
    server.pace = 0.05
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    before = time.monotonic()
    assert collect(tmp_path, settings, made, 1) == 3
    assert time.monotonic() - before < 10
    assert "127.0.0.1" in quiet(server, tmp_path, capsys)


def test_an_untrusted_server_gets_nothing(tmp_path: Path, made: Certificate, server: SignIns, capsys: Captured) -> None:
    """No authority has signed its certificate, or there is no server at all."""
    campaign(tmp_path / "campaign")
    where = ["--campaign", str(tmp_path / "campaign"), "--lang", "en"]
    settings = server.settings(tmp_path, client_secret=SECRET, device=f"https://127.0.0.1:{server.port}/device")
    assert run(["collect", f"imap://{USER}@127.0.0.1:1/x", "--oauth", str(settings), *where]) == 3
    assert "is not trusted" in quiet(server, tmp_path, capsys)
    assert server.heard == []
    settings = server.settings(tmp_path, device="https://127.0.0.1:1/device")
    assert collect(tmp_path, settings, made, 1) == 3
    assert "127.0.0.1, cannot be reached" in quiet(server, tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["device", "browser"])
def test_waiting_for_a_person_ends(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, way: str
) -> None:
    """Nobody types the code, or nobody signs in in the browser."""
    monkeypatch.setattr(oauth, "_SIGN_IN", 0.3)
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    server.says["/token"] = [{"error": "authorization_pending"}] * 100_000
    more = {"device": f"https://127.0.0.1:{server.port}/device"} if way == "device" else {}
    assert collect(tmp_path, server.settings(tmp_path, **more), made, 1) == 3
    assert "Nobody has signed in at 127.0.0.1 in time" in quiet(server, tmp_path, capsys)


@pytest.mark.slow
def test_a_refusal_in_the_browser_is_an_error(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """The browser comes back with the refusal, and no token is requested."""
    monkeypatch.setattr(
        "webbrowser.open",
        lambda a: threading.Thread(target=server.browse, args=(a,), kwargs={"error": "access_denied"}).start(),
    )
    assert collect(tmp_path, server.settings(tmp_path), made, 1) == 3
    assert "was refused at 127.0.0.1 (access_denied)" in quiet(server, tmp_path, capsys)
    assert server.requested() == []


# --- Expired sign-ins, other accounts, other servers ----------------------------------------------


@pytest.mark.slow
def test_an_expired_sign_in_is_requested_again(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """A person signs in again; a run without one ends with what to do."""
    keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server)) as box:
        assert collect(tmp_path, settings, made, box.port) == 0
        server.refresh.append("thu-hoi-roi")
        alone(monkeypatch)
        assert collect(tmp_path, settings, made, box.port) == 3
        assert "has expired or was revoked (invalid_grant" in quiet(server, tmp_path, capsys)
        monkeypatch.setattr(passwords, "typed", [""])
        assert collect(tmp_path, settings, made, box.port) == 0
        assert "ABCD-1234" in quiet(server, tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("echoes", [b"", b"* BYE ", b"garbage "])
def test_after_a_sign_in_with_a_wrong_account_another_may_follow(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, echoes: bytes
) -> None:
    """The account is named, and forgotten; what the mail server says about the token is not repeated."""
    monkeypatch.setattr(imap, "TIMEOUT", 0.3)
    kept = keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    server.account = "an@tinh.example"
    with odd_imap_server({}, mailbox(server, echoes=echoes)) as box:
        assert collect(tmp_path, settings, made, box.port) == 3
        printed = quiet(server, tmp_path, capsys)
        if echoes:
            assert "does not answer as expected" in printed
            return
        assert "an@tinh.example has signed in" in printed
        assert kept == {}


@pytest.mark.parametrize(
    ("offers", "heard"), [(b"AUTH=OAUTHBEARER", b"AUTHENTICATE OAUTHBEARER"), (b"AUTH=PLAIN", b"")]
)
def test_a_token_is_sent_by_a_mechanism_that_the_server_offers(
    tmp_path: Path,
    made: Certificate,
    server: SignIns,
    monkeypatch: Patch,
    capsys: Captured,
    offers: bytes,
    heard: bytes,
) -> None:
    """OAUTHBEARER if it is the only one; without any the server is sent nothing."""
    keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server, offers=offers)) as box:
        assert collect(tmp_path, settings, made, box.port) == (0 if heard else 3)
        received = b" ".join(box.heard)
    assert heard in received
    assert (b"AUTHENTICATE" in received) == bool(heard)
    assert ("does not offer OAuth" in quiet(server, tmp_path, capsys)) != bool(heard)


def test_other_servers_get_a_password_as_before(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """A password is sent to servers outside the settings, and if one was passed; tokens are sent nowhere else."""
    keyring_in_memory(monkeypatch)
    (tmp_path / "mat-khau").write_text("x", encoding="utf-8")
    with odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, mailbox(server)) as box:
        assert collect(tmp_path, server.settings(tmp_path, hosts="mail.example"), made, box.port) == 2
        assert "password" in capsys.readouterr().err
        more = ["--password-file", str(tmp_path / "mat-khau")]
        assert collect(tmp_path, server.settings(tmp_path), made, box.port, USER, *more) == 0
        assert b"LOGIN" in b" ".join(box.heard)
    assert server.heard == []


def test_an_internal_error_is_logged_without_a_secret(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """The traceback in error.log names what failed, and no token that was in use."""
    keyring_in_memory(monkeypatch)
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device", client_secret=SECRET)
    monkeypatch.setattr(imap, "_authenticate", lambda client, host, account: account.answers(["XOAUTH2"], host)[7])
    with odd_imap_server({}, mailbox(server)) as box:
        assert collect(tmp_path, settings, made, box.port) == 3
    assert "IndexError" in quiet(server, tmp_path, capsys).replace("Traceback", "")
    assert "IndexError" in (tmp_path / "campaign" / "error.log").read_text(encoding="utf-8")


# --- Settings -------------------------------------------------------------------------------------


def test_settings_of_known_providers_are_short(tmp_path: Path) -> None:
    """A provider's name and the office's client id; the tenant, and anything else, may be added."""

    def provider(text: str) -> oauth.Provider:
        (tmp_path / "x.toml").write_text(text, encoding="utf-8")
        return oauth.read_provider(tmp_path / "x.toml")

    microsoft = provider('provider = "microsoft"\nclient_id = "a"\n')
    assert microsoft.token == "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
    assert microsoft.device.endswith("/devicecode")
    office = provider('provider = "microsoft"\nclient_id = "a"\ntenant = "tinh.example"\ndevice = ""\n')
    assert (office.device, "/tinh.example/" in office.authorize) == ("", True)
    google = provider('provider = "google"\nclient_id = "a"\nclient_secret = "b"\n')
    assert (google.device, google.client_secret, google.hosts) == ("", "b", "imap.gmail.com smtp.gmail.com")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('provider = "microsoft"', "client_id"),
        ('provider = "yahoo"\nclient_id = "a"', "provider"),
        ('provider = ["google"]\nclient_id = "a"', "provider"),
        ('provider = "google"\nclient_id = "a"\nclient = "b"', "client"),
        ('provider = "google"\nclient_id = "a b"', "client_id"),
        ('provider = "google"\nclient_id = "a"\ntoken = "http://a.example/token"', "token"),
        ('provider = "google"\nclient_id = "a"\ntoken = "https://a.example:x/"', "token"),
        ('provider = "google"\nclient_id = "a"\nauthorize = "file:///etc/passwd"', "authorize"),
        ('provider = "microsoft"\nclient_id = "a"\ntenant = "a/../b"', "tenant"),
        ('client_id = "a"', "authorize"),
        ("client_id = a", "line 1"),
        ("\udcff", "utf-8"),
        ("x" * 100 + "=" * 10_000, "line 1"),
    ],
)
def test_impossible_settings_are_refused(
    tmp_path: Path, made: Certificate, capsys: Captured, text: str, wrong: str
) -> None:
    """The message names what is wrong, before anybody is asked; addresses are of HTTPS only."""
    (tmp_path / "x.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert collect(tmp_path, tmp_path / "x.toml", made, 1) == 2
    err = capsys.readouterr().err
    assert "x.toml cannot be used" in err
    assert wrong in err.partition("check “")[2].partition("They need")[0]


def test_missing_settings_are_an_error(tmp_path: Path, made: Certificate, capsys: Captured) -> None:
    """The file is read when a mailbox is logged in to: files are collected without it."""
    assert collect(tmp_path, tmp_path / "khong-co.toml", made, 1) == 3
    assert "khong-co.toml" in capsys.readouterr().err
    where = ["--campaign", str(tmp_path / "campaign"), "--oauth", str(tmp_path / "khong-co.toml")]
    assert run(["collect", *where]) == 0


# --- Sending, the desk, Dovecot -------------------------------------------------------------------


def sending(root: Path, made: Certificate, settings: Path, port: int) -> list[str]:
    where = ["--campaign", str(root / "campaign"), "--as-of", "2021-01-15", "--lang", "en"]
    smtp = ["--smtp", f"smtp://{USER}@127.0.0.1:{port}", "--oauth", str(settings), "--ca-file", str(made.cert)]
    return ["status", "--remind", "--send", "--yes", *smtp, *where]


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER", ""])
def test_mails_are_sent_with_a_token(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, mechanism: str
) -> None:
    """The sign-in of collecting is used; a token that the server does not accept sends nothing."""
    keyring_in_memory(monkeypatch)
    campaign(tmp_path / "campaign")
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")

    server.token = lambda _: f"Zugang.{token_urlsafe(300)}"  # the server here accepts lines of 1,000 characters

    def right(user: str, token: str) -> bool:
        return user == server.account and token in server.access

    with smtp_server(made, mechanism=mechanism, right=right) as box:
        assert run(sending(tmp_path, made, settings, box.port)) == (1 if mechanism else 3)
        printed = quiet(server, tmp_path, capsys)
        assert bool(box.mails) == bool(mechanism)
        if not mechanism:
            assert "does not offer OAuth" in printed
            return
        sent = len(box.mails)
        server.account = "an@tinh.example"
        command = [a.replace("2021-01-15", "2021-01-16") for a in sending(tmp_path, made, settings, box.port)]
        assert run(command) == 3
        assert "an@tinh.example has signed in" in quiet(server, tmp_path, capsys)
        assert len(box.mails) == sent


@pytest.mark.slow
def test_the_desk_shows_the_code(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured
) -> None:
    """Its lines have the code and no secret; the settings come from the environment."""
    keyring_in_memory(monkeypatch)
    campaign(tmp_path / "campaign")
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device", client_secret=SECRET)
    monkeypatch.setenv("TOOLKIT_OAUTH", str(settings))
    server.token = lambda _: f"Zugang.{token_urlsafe(300)}"
    lines: list[str] = []
    with smtp_server(made, mechanism="XOAUTH2", right=lambda user, token: token in server.access) as box:
        command = sending(tmp_path, made, settings, box.port)
        at = command.index("--oauth")
        attended(lambda kind, what: lines.append(str(what)), [*command[:at], *command[at + 2 :]], "")
        assert box.mails
    assert any("ABCD-1234" in line for line in lines)
    (tmp_path / "lines").write_text("\n".join(lines), encoding="utf-8")
    quiet(server, tmp_path, capsys)


def token_for(user: str, key: bytes) -> str:
    """A token that Dovecot accepts for this account, signed with its key."""

    def packed(data: bytes) -> bytes:
        return urlsafe_b64encode(data).rstrip(b"=")

    claims = {"sub": user, "iat": int(time.time()), "exp": int(time.time()) + 600}
    signed = b".".join(packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (signed + b"." + packed(hmac.new(key, signed, hashlib.sha256).digest())).decode()


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("only", ["XOAUTH2", "OAUTHBEARER"])
def test_dovecot_accepts_the_tokens(
    tmp_path: Path, made: Certificate, server: SignIns, monkeypatch: Patch, capsys: Captured, only: str
) -> None:
    """Both mechanisms, a Vietnamese folder; another account's token is refused."""
    dovecot = Dovecot()
    key = dovecot.cert.parent / "keys" / "default" / "HS256" / "default"
    if not key.is_file() and os.environ.get(REQUIRE) != "1":
        pytest.skip("this Dovecot was started without OAuth")
    user = f"oauth.{only.lower()}.{os.getpid()}"
    folder = campaign(tmp_path / "campaign")
    dovecot.fill(user, [Sample(sender="syt@tinh.example", files=[("SYT.xlsx", form(folder, "SYT"))]).eml()])
    keyring_in_memory(monkeypatch)
    both = tmp_path / "both.pem"  # of Dovecot and of the token server
    both.write_bytes(dovecot.cert.read_bytes() + made.cert.read_bytes())
    server.token = lambda user: token_for(user, b64decode(key.read_bytes()))
    settings = server.settings(tmp_path, device=f"https://127.0.0.1:{server.port}/device")
    answers = oauth.SignedIn.answers
    monkeypatch.setattr(
        oauth.SignedIn, "answers", lambda self, offered, host: answers(self, {only} & set(offered), host)
    )
    command = ["collect", f"imap://{user}@127.0.0.1:{dovecot.port}/Hộp thư đến/Báo cáo quý I", "--oauth", str(settings)]
    command += ["--ca-file", str(both), "--campaign", str(folder.root), "--as-of", "2021-01-15", "--lang", "en"]
    server.account = "ai.do"
    assert run(command) == 3
    assert "does not let the mailbox" in quiet(server, tmp_path, capsys)
    server.account = user
    assert run(command) == 0
    quiet(server, tmp_path, capsys)
    assert list(inbox(folder).values()) == [form(folder, "SYT")]


def test_help_imports_nothing_of_oauth() -> None:
    """Neither the module, nor its servers and clients, nor keyring."""
    code = (
        "import sys\nfrom toolkit.cli.main import run\n"
        "run(['--help']), run(['collect', '--help'])\n"
        "loaded = {'toolkit.mail.oauth', 'http.server', 'http.client', 'tomllib', 'keyring', 'webbrowser'}\n"
        "sys.exit(repr(loaded & set(sys.modules)) if loaded & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
