"""Mailboxes by OAuth: signed in to once, renewed silently, and every failure is a message without a secret."""

import hashlib
import hmac
import json
import os
import socket
import sys
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.cli.test_cli import loaded
from tests.mail.test_imap import Dovecot
from tests.mailing import campaign, form, inbox, sent
from tests.servers import REQUIRE, Certificate, OddServer, needs_dovecot, needs_openssl, odd_imap_server, smtp_server
from tests.signing_in import CLIENT, SECRET, USER, Answer, OAuthServer, SignIns, keyring_in_memory, sign_ins
from toolkit.cli import passwords
from toolkit.cli.attended import run_attended
from toolkit.cli.main import run
from toolkit.mail import imap, oauth
from toolkit.mail.imap import tls_context

pytestmark = needs_openssl


@dataclass
class Office:
    """An office that collects: its folder, the server at which its account signs in, and what its commands print."""

    root: Path
    made: Certificate
    server: SignIns
    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]
    pauses: list[float]
    """Those for which commands waited, none of which takes time here."""

    def settings(self, way: str = "device", **more: str) -> Path:
        """Its file: to sign in with a code on a device, or in a browser."""
        device = {"device": f"https://127.0.0.1:{self.server.port}/device"} if way == "device" else {}
        return self.server.settings(self.root, **(device | more))

    def mailbox(self, **more: Any) -> AbstractContextManager[OddServer]:
        """An empty mailbox of the account."""
        box = OAuthServer(account=lambda token: self.server.account if token in self.server.access else "", **more)
        return odd_imap_server({b"UID SEARCH": b"* SEARCH\r\n"}, box)

    @property
    def where(self) -> list[str]:
        if not (self.root / "campaign").exists():
            campaign(self.root / "campaign")
        return ["--campaign", str(self.root / "campaign"), "--as-of", "2021-01-15", "--lang", "en"]

    def collect(self, settings: Path, box: OddServer | None = None, *more: str) -> int:
        """The exit code of collecting from a mailbox, or from a port at which there is none."""
        source = f"imap://{USER}@127.0.0.1:{box.port if box else 1}/INBOX"
        ca = ["--ca-file", str(self.made.cert)]
        return run(["collect", source, "--oauth", str(settings), *ca, *self.where, *more])

    def sending(self, settings: Path, port: int) -> list[str]:
        smtp = ["--smtp", f"smtp://{USER}@127.0.0.1:{port}", "--oauth", str(settings), "--ca-file", str(self.made.cert)]
        return ["status", "--remind", "--send", "--yes", *smtp, *self.where]

    def quiet(self) -> str:
        """What was printed; neither it nor any file but the settings has a token, code or secret."""
        printed = "".join(self.captured.readouterr())
        files = [path for path in self.root.rglob("*") if path.is_file() and path.name != "oauth.toml"]
        written = b"\0".join(path.read_bytes() for path in files).decode("latin-1")
        parts = [secret[n : n + 24] for secret in self.server.secrets for n in range(0, len(secret) - 8, 24)]
        assert [part for part in parts if part in printed + written] == []
        assert "Traceback" not in printed
        return printed

    def keyring(self) -> dict[tuple[str, str], str]:
        return keyring_in_memory(self.patch)

    def alone(self) -> None:
        """Nobody uses the program."""
        self.patch.setattr(passwords, "typed", [])

    def browser(self, *turns: dict[str, str]) -> list[str]:
        """Have a browser sign in, and be sent back with these parameters, one after another; gives what it showed."""
        seen: list[str] = []

        def browse(address: str) -> None:
            seen.extend(self.server.browse(address, **instead) for instead in turns)

        self.patch.setattr("webbrowser.open", lambda address: threading.Thread(target=browse, args=(address,)).start())
        return seen


@pytest.fixture
def office(
    tmp_path: Path, made: Certificate, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Office]:
    """Somebody uses its programs."""
    pauses: list[float] = []
    monkeypatch.setattr(passwords, "typed", [""])
    monkeypatch.setattr(oauth, "sleep", pauses.append)
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("no browser is opened"))
    with sign_ins(made) as server:
        yield Office(tmp_path, made, server, monkeypatch, capsys, pauses)


# --- Signing in -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_code_is_shown_and_awaited_at_the_servers_pace(office: Office) -> None:
    """Only at the first run: later ones renew, also without a person; the keyring has the tokens in short pieces. When
    the sign-in has expired, a person signs in again, and a run without one ends with what to do."""
    kept, server = office.keyring(), office.server
    settings = office.settings(client_secret=SECRET)
    server.says["/token"] = [{"error": "authorization_pending"}, {"error": "slow_down"}]
    with office.mailbox() as box:
        assert office.collect(settings, box) == 0
        printed = office.quiet()
        assert "https://dang-nhap.example/may" in printed
        assert "ABCD-1234" in printed
        assert office.pauses == [5.0, 5.0, 10.0]
        office.alone()
        assert office.collect(settings, box) == 0
        assert "ABCD-1234" not in office.quiet()
        assert b"EXAMINE" in b" ".join(box.heard)
        assert server.requested() == ["device_code"] * 3 + ["refresh_token"]
        assert "".join(kept.values()) == server.refresh[-1]
        assert len(kept) == len(server.refresh[-1]) // 1000 + 1
        assert {f["client_id"] for _, f in server.heard} == {CLIENT}

        server.refresh.append("thu-hoi-roi")
        assert office.collect(settings, box) == 3
        assert "has expired or was revoked (invalid_grant" in office.quiet()
        office.patch.setattr(passwords, "typed", [""])
        assert office.collect(settings, box) == 0
        assert "ABCD-1234" in office.quiet()


@pytest.mark.slow
def test_a_browser_is_sent_back_to_this_machine(office: Office) -> None:
    """With PKCE, on a random port of 127.0.0.1; a reply with another state is ignored, and waiting goes on."""
    kept, server = office.keyring(), office.server
    seen = office.browser({"state": "khac", "code": "Ma_Cua_Ke_Gian_000000"}, {})
    with office.mailbox() as box:
        assert office.collect(office.settings("browser"), box) == 0
    assert "Sign in to tonghop@tinh.example in the browser" in office.quiet()
    assert seen == ["404", "toolkit has the answer. Close this page and go back to toolkit."]
    query = server.heard[0][1]
    assert (query["code_challenge_method"], query["login_hint"], query["x"]) == ("S256", USER, "1")
    assert urlsplit(query["redirect_uri"]).hostname == "127.0.0.1"
    assert [f["code"] for path, f in server.heard if path == "/token"] == list(server.codes)[-1:]
    assert kept


def test_only_this_machine_is_listened_to(office: Office) -> None:
    """Only 127.0.0.1 answers; an idle connection and one with nonsense hinder nobody."""
    refused: list[bool] = []
    waiting: list[socket.socket] = []

    def browse(address: str) -> None:
        port = urlsplit(dict(parse_qsl(urlsplit(address).query))["redirect_uri"]).port or 0
        with socket.socket() as other:
            refused.append(other.connect_ex(("127.0.0.2", port)) != 0)
        waiting.append(socket.create_connection(("127.0.0.1", port)))
        with socket.create_connection(("127.0.0.1", port)) as odd:
            odd.sendall(b"\xff\xfe / / /\r\n\r\n")
        office.server.browse(address)

    def show(address: str) -> None:
        threading.Thread(target=browse, args=(address,)).start()

    provider = oauth.read_provider(office.settings("browser"))
    grant = oauth.sign_in_by_browser(provider, USER, tls_context(office.made.cert), show, "xong")
    assert grant.access == office.server.access[-1]
    assert refused == [sys.platform != "darwin"]
    waiting[0].close()


def test_secrets_in_memory_are_not_shown(office: Office) -> None:
    """Neither settings nor grants show a secret in what a log may print."""
    provider = oauth.read_provider(office.settings("browser", client_secret=SECRET))
    grant = oauth.Grant(access="Zugang", refresh="Lau", account=USER, until=0.0)
    shown = repr(provider) + repr(grant) + repr(oauth.SignedIn(provider, USER, tls_context(None), grant, print))
    assert not {SECRET, "Zugang", "Lau"} & set(shown.replace("'", " ").split())


def test_an_expired_token_is_renewed_when_a_server_requires_it(office: Office) -> None:
    """It may happen in the middle of a run; without a new refresh token the last one stays."""
    server, context, kept = office.server, tls_context(office.made.cert), list[str]()
    provider = oauth.read_provider(office.settings("browser"))
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
    assert provider.renewed_grant("Lau", context).refresh == "Lau"


# --- Without a keyring, without a person ----------------------------------------------------------


@pytest.mark.slow
def test_without_a_keyring_a_sign_in_holds_for_one_run(office: Office) -> None:
    """Nothing is saved, and a message says so; a run without a person says what is missing."""
    office.patch.setattr(passwords, "_safe_keyring", lambda: None)
    settings = office.settings()
    with office.mailbox() as box:
        assert office.collect(settings, box) == 0
        assert "no usable keyring" in office.quiet()
        office.alone()
        count = len(office.server.heard)
        assert office.collect(settings, box) == 2
        assert "no usable keyring to keep that" in office.quiet()
        office.keyring()
        assert office.collect(settings, box) == 2
        assert "has to be signed in to (OAuth) once" in office.quiet()
    assert len(office.server.heard) == count


def test_a_keyring_of_plain_files_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores below priority 1 are those that keyring itself does not recommend: plain files, and none at all. A store
    that refuses a token keeps nothing, and a shorter token leaves nothing of a longer one."""
    for priority in (5, 1, 0.5, 0, -1):
        fake = SimpleNamespace(get_keyring=lambda priority=priority: SimpleNamespace(priority=priority))
        monkeypatch.setitem(sys.modules, "keyring", fake)
        assert (passwords._safe_keyring() is fake) == (priority >= 1)
    kept = keyring_in_memory(monkeypatch)
    for token in ("x" * 3500, "y" * 3000, "z" * 10, ""):
        assert passwords._store("toolkit a", USER, token) == token
        assert passwords._store("toolkit a", USER, None) == token
        assert max(map(len, kept.values()), default=0) <= 1000
    keyring_in_memory(monkeypatch, most=5)
    assert passwords._store("toolkit a", USER, "x" * 3500) == ""


# --- Answers of a provider ------------------------------------------------------------------------

NO_SERVER = "does not answer as a server for signing in"
#: The token server's error, its description, and a part of the resulting message.
ERRORS = [
    ("access_denied", "", "refused at 127.0.0.1 (access_denied)"),
    ("invalid_grant", "AADSTS65001: no consent", "administrator's consent"),
    ("unauthorized_client", "AADSTS700016: x", "does not accept the"),
    ("invalid_client", "AADSTS7000218: x", "public client flows"),
    ("expired_token", "", "Nobody has signed in at 127.0.0.1 in time"),
    ("invalid_request", "AADSTS901234", "(AADSTS901234 inv"),
    ("Lau_Bi_Mat", "May-Doc-1234", "(–, application ung-dung-1)"),
    (["access_denied"], "", NO_SERVER),
]
_OK = b"HTTP/1.1 200 OK\r\n"
#: Answers that are none of a token server: without what it must have, of the wrong kind, huge, or in another language.
ODD_ANSWERS: list[Answer] = [
    *({}, {"access_token": "a"}, {"access_token": "a", "token_type": "mac"}),
    *({"access_token": text, "token_type": "bearer"} for text in (7, "a\r\nA1 X", "a\1\1")),
    {"access_token": "a", "token_type": "bearer", "refresh_token": [1]},
    *(_OK + b"\r\n<html>", _OK + b"\r\n[1]", _OK + b"\r\n\xff\xfe", _OK + b"x: y\r\n" * 500 + b"\r\n{}"),
    _OK + b"\r\n" + b"[" * 60_000,
    _OK + b'\r\n{"access_token": "' + b"a" * 5_000_000,
    *(b"* OK May-Doc-1234\r\n", b"HTTP/1.1 Bi-Mat-Cua-Ung-Dung-77 May-Doc-1234\r\n\r\n"),
]


@pytest.mark.slow
def test_an_answer_without_a_grant_is_an_error(office: Office) -> None:
    """Exit code 3, nothing kept, no mail server contacted, and nothing of what was sent is quoted."""
    kept, settings = office.keyring(), office.settings(client_secret=SECRET)
    answers: list[tuple[Answer, str]] = [({"error": e, "error_description": more}, said) for e, more, said in ERRORS]
    answers += [(answer, NO_SERVER) for answer in ODD_ANSWERS] + [(b"", "cannot be reached")]
    with office.mailbox() as box:
        for answer, message in answers:
            office.server.says["/token"] = [answer]
            assert office.collect(settings, box) == 3, answer
            assert message in office.quiet(), answer
        assert box.heard == []
    assert kept == {}


@pytest.mark.slow
def test_a_code_that_cannot_be_shown_is_an_error(office: Office) -> None:
    """Only the address of a page and a short text are shown to people."""
    page, wrong = "https://a.example/", [("javascript:alert(1)", "A"), ("https://a.example/\x1b[2J", "A")]
    answers: list[Answer] = [{}, {"error": "invalid_scope"}]
    for uri, code in (*wrong, (page, "A\r\nB"), (page, "A" * 900)):
        answers.append({"device_code": "May-Doc-1234", "verification_uri": uri, "user_code": code})
    for count, answer in enumerate(answers, 1):
        office.server.says["/device"] = [answer]
        assert office.collect(office.settings()) == 3
        assert NO_SERVER in office.quiet()
        assert len(office.server.heard) == count


def test_a_redirection_is_not_followed(office: Office) -> None:
    """Another server, or another address of this one, never gets what was sent to the provider."""
    office.keyring()
    with sign_ins(office.made) as other:
        to = b"HTTP/1.1 307 x\r\nLocation: https://127.0.0.1:%d/token\r\nContent-Length: 0\r\n\r\n"
        office.server.says["/token"] = [to % other.port]
        assert office.collect(office.settings()) == 3
        assert other.heard == []
    assert NO_SERVER in office.quiet()


def test_an_untrusted_server_gets_nothing(office: Office) -> None:
    """No authority has signed its certificate, or there is no server at all."""
    settings = office.settings(client_secret=SECRET)
    assert run(["collect", f"imap://{USER}@127.0.0.1:1/x", "--oauth", str(settings), *office.where]) == 3
    assert "is not trusted" in office.quiet()
    assert office.server.heard == []
    assert office.collect(office.settings(device="https://127.0.0.1:1/device")) == 3
    assert "127.0.0.1, cannot be reached" in office.quiet()


@pytest.mark.slow
def test_waiting_ends(office: Office) -> None:
    """Nobody types the code, nobody signs in in the browser, or the server goes on sending, a little at a time. A
    refusal in the browser ends it at once, and no token is requested."""
    office.patch.setattr(oauth, "_SIGN_IN", 0.3)
    office.patch.setattr(oauth, "_LONGEST", 0.3)
    office.patch.setattr("webbrowser.open", lambda _: True)
    office.server.says["/token"] = [{"error": "authorization_pending"}] * 100_000
    for way in ("device", "browser"):
        assert office.collect(office.settings(way)) == 3
        assert "Nobody has signed in at 127.0.0.1 in time" in office.quiet()
    office.server.heard.clear()
    office.browser({"error": "access_denied"})
    assert office.collect(office.settings("browser")) == 3
    assert "was refused at 127.0.0.1 (access_denied)" in office.quiet()
    assert office.server.requested() == []
    office.server.pace = 0.05
    before = time.monotonic()
    assert office.collect(office.settings()) == 3
    assert time.monotonic() - before < 10
    assert "127.0.0.1" in office.quiet()


# --- Other accounts, other servers ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("echoes", [b"", b"* BYE ", b"garbage "])
def test_after_a_sign_in_with_a_wrong_account_another_may_follow(office: Office, echoes: bytes) -> None:
    """The account is named, and forgotten; what the mail server says about the token is not repeated."""
    office.patch.setattr(imap, "TIMEOUT", 0.3)
    kept = office.keyring()
    office.server.account = "an@tinh.example"
    with office.mailbox(echoes=echoes) as box:
        assert office.collect(office.settings(), box) == 3
    assert ("does not answer as expected" if echoes else "an@tinh.example has signed in") in office.quiet()
    assert echoes or kept == {}


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", ""])
def test_a_token_is_sent_by_a_mechanism_that_the_server_offers(office: Office, mechanism: str) -> None:
    """OAUTHBEARER if it is the only one; without any the server is sent nothing."""
    office.keyring()
    with office.mailbox(offers=f"AUTH={mechanism or 'PLAIN'}".encode()) as box:
        assert office.collect(office.settings(), box) == (0 if mechanism else 3)
        received = b" ".join(box.heard)
    assert (b"AUTHENTICATE" in received) == bool(mechanism)
    assert not mechanism or b"AUTHENTICATE OAUTHBEARER" in received
    assert ("does not offer OAuth" in office.quiet()) != bool(mechanism)


def test_other_servers_get_a_password_as_before(office: Office) -> None:
    """A password is sent to servers outside the settings, and if one was passed; tokens are sent nowhere else."""
    office.keyring()
    (office.root / "mat-khau").write_text("x", encoding="utf-8")
    with office.mailbox() as box:
        assert office.collect(office.settings("browser", hosts="mail.example"), box) == 2
        assert "password" in office.captured.readouterr().err
        more = ["--password-file", str(office.root / "mat-khau")]
        assert office.collect(office.settings("browser"), box, *more) == 0
        assert b"LOGIN" in b" ".join(box.heard)
    assert office.server.heard == []


def test_an_internal_error_is_logged_without_a_secret(office: Office) -> None:
    """The traceback in error.log names what failed, and no token that was in use."""
    office.keyring()
    office.patch.setattr(imap, "_authenticate", lambda client, host, account: account.answers(["XOAUTH2"], host)[7])
    with office.mailbox() as box:
        assert office.collect(office.settings(client_secret=SECRET), box) == 3
    assert "IndexError" in office.quiet()
    assert "IndexError" in (office.root / "campaign" / "error.log").read_text(encoding="utf-8")


# --- Settings -------------------------------------------------------------------------------------


def test_settings_of_known_providers_are_short(tmp_path: Path) -> None:
    """A provider's name and the office's client id; the tenant, and anything else, may be added."""

    def provider(name: str, more: str = "") -> oauth.Provider:
        (tmp_path / "x.toml").write_text(f'provider = "{name}"\nclient_id = "a"\n{more}', encoding="utf-8")
        return oauth.read_provider(tmp_path / "x.toml")

    microsoft = provider("microsoft")
    assert microsoft.token == "https://login.microsoftonline.com/organizations/oauth2/v2.0/token"
    assert microsoft.device.endswith("/devicecode")
    office = provider("microsoft", 'tenant = "tinh.example"\ndevice = ""\n')
    assert (office.device, "/tinh.example/" in office.authorize) == ("", True)
    google = provider("google", 'client_secret = "b"\n')
    assert (google.device, google.client_secret, google.hosts) == ("", "b", "imap.gmail.com smtp.gmail.com")


#: What is wrong with settings, and their text.
WRONG = [
    *[("client_id", 'provider = "microsoft"'), ("authorize", 'client_id = "a"'), ("line 1", "client_id = a")],
    *[
        ("utf-8", "\udcff"),
        ("line 1", "x" * 100 + "=" * 10_000),
        ("client_id", 'provider = "google"\nclient_id = "a b"'),
    ],
    *[("provider", f'provider = {name}\nclient_id = "a"') for name in ('"yahoo"', '["google"]')],
    ("tenant", 'provider = "microsoft"\nclient_id = "a"\ntenant = "a/../b"'),
    ("client", 'provider = "google"\nclient_id = "a"\nclient = "b"'),
    ("token", 'provider = "google"\nclient_id = "a"\ntoken = "http://a.example/token"'),
    ("token", 'provider = "google"\nclient_id = "a"\ntoken = "https://a.example:x/"'),
    ("authorize", 'provider = "google"\nclient_id = "a"\nauthorize = "file:///etc/passwd"'),
]


@pytest.mark.parametrize(("wrong", "text"), WRONG)
def test_impossible_settings_are_refused(office: Office, wrong: str, text: str) -> None:
    """The message names what is wrong, before anybody is asked; addresses are of HTTPS only. The file is read when a
    mailbox is logged in to: files are collected without it."""
    path = office.root / "x.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert office.collect(path) == 2
    err = office.captured.readouterr().err
    assert "x.toml cannot be used" in err
    assert wrong in err.partition("check “")[2].partition("They need")[0]
    path.unlink()
    assert office.collect(path) == 3
    assert "x.toml" in office.captured.readouterr().err
    assert run(["collect", *office.where, "--oauth", str(path)]) == 0


# --- Sending, the desk, Dovecot -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER", ""])
def test_mails_are_sent_with_a_token(office: Office, mechanism: str) -> None:
    """The sign-in of collecting is used; a token that the server does not accept sends nothing."""
    office.keyring()
    server, settings = office.server, office.settings()
    server.token = lambda _: f"Zugang.{token_urlsafe(300)}"  # the server here accepts lines of 1,000 characters

    def right(user: str, token: str) -> bool:
        return user == server.account and token in server.access

    with smtp_server(office.made, mechanism=mechanism, right=right) as box:
        assert run(office.sending(settings, box.port)) == (1 if mechanism else 3)
        assert ("does not offer OAuth" in office.quiet()) != bool(mechanism)
        assert bool(box.mails) == bool(mechanism)
        if not mechanism:
            return
        count = len(box.mails)
        server.account = "an@tinh.example"
        assert run([a.replace("2021-01-15", "2021-01-16") for a in office.sending(settings, box.port)]) == 3
        assert "an@tinh.example has signed in" in office.quiet()
        assert len(box.mails) == count


@pytest.mark.slow
def test_the_desk_shows_the_code(office: Office) -> None:
    """Its lines have the code and no secret; the settings come from the environment."""
    office.keyring()
    settings = office.settings(client_secret=SECRET)
    office.patch.setenv("TOOLKIT_OAUTH", str(settings))
    office.server.token = lambda _: f"Zugang.{token_urlsafe(300)}"
    lines: list[str] = []
    with smtp_server(office.made, mechanism="XOAUTH2", right=lambda _, token: token in office.server.access) as box:
        command = office.sending(settings, box.port)
        at = command.index("--oauth")
        run_attended(lambda kind, what: lines.append(str(what)), [*command[:at], *command[at + 2 :]], "")
        assert box.mails
    assert any("ABCD-1234" in line for line in lines)
    (office.root / "lines").write_text("\n".join(lines), encoding="utf-8")
    office.quiet()


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
def test_dovecot_accepts_the_tokens(office: Office, only: str) -> None:
    """Both mechanisms, a Vietnamese folder; another account's token is refused."""
    dovecot, server = Dovecot(), office.server
    key = dovecot.cert.parent / "keys" / "default" / "HS256" / "default"
    if not key.is_file() and os.environ.get(REQUIRE) != "1":
        pytest.skip("this Dovecot was started without OAuth")
    user = f"oauth.{only.lower()}.{os.getpid()}"
    folder = campaign(office.root / "campaign")
    dovecot.fill(user, [sent("syt", ("SYT.xlsx", form(folder, "SYT"))).eml()])
    office.keyring()
    both = office.root / "both.pem"  # of Dovecot and of the token server
    both.write_bytes(dovecot.cert.read_bytes() + office.made.cert.read_bytes())
    server.token = lambda user: token_for(user, b64decode(key.read_bytes()))
    answers = oauth.SignedIn.answers
    office.patch.setattr(oauth.SignedIn, "answers", lambda me, offered, host: answers(me, {only} & {*offered}, host))
    source = f"imap://{user}@127.0.0.1:{dovecot.port}/Hộp thư đến/Báo cáo quý I"
    command = ["collect", source, "--oauth", str(office.settings()), "--ca-file", str(both), *office.where]
    if only == "XOAUTH2":  # Dovecot waits for seconds after each refusal
        server.account = "ai.do"
        assert run(command) == 3
        assert "does not let the mailbox" in office.quiet()
    server.account = user
    assert run(command) == 0
    office.quiet()
    assert list(inbox(folder).values()) == [form(folder, "SYT")]


@pytest.mark.slow
def test_help_imports_nothing_of_oauth() -> None:
    """Neither the module, nor its servers and clients, nor keyring."""
    ours = {"toolkit.mail.oauth", "http.server", "http.client", "tomllib", "keyring", "webbrowser"}
    assert loaded("collect", "--help") & ours == set()
