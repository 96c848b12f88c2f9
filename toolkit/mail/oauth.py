"""Signing in to a mailbox by OAuth: with a code that is typed on a page (RFC 8628), or in a browser that is sent back
to this machine (RFC 8252) with PKCE (RFC 7636); and logging in with a token (XOAUTH2, RFC 7628).

Tokens and codes go to the provider's addresses and mail servers alone. No error message has them: only known names of
errors are quoted from a server's answer.
"""

import hashlib
import json
import re
import ssl
import tomllib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from http.client import HTTPException, HTTPSConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from secrets import compare_digest, token_urlsafe
from socket import SHUT_RDWR
from socketserver import ThreadingTCPServer
from threading import Timer
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from toolkit.mail.imap import TIMEOUT, is_plain, reason_of
from toolkit.messages.errors import NotDoneError, UsageError

_MICROSOFT, _OUTLOOK = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0", "https://outlook.office.com"
#: The settings of known providers.
PROVIDERS: Mapping[str, Mapping[str, str]] = {
    "microsoft": {
        "device": f"{_MICROSOFT}/devicecode",
        "authorize": f"{_MICROSOFT}/authorize",
        "token": f"{_MICROSOFT}/token",
        "scope": f"{_OUTLOOK}/IMAP.AccessAsUser.All {_OUTLOOK}/SMTP.Send offline_access openid profile",
        "hosts": "outlook.office365.com outlook.office.com smtp.office365.com",
    },
    "google": {
        "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
        "token": "https://oauth2.googleapis.com/token",
        "scope": "https://mail.google.com/ openid email",
        "hosts": "imap.gmail.com smtp.gmail.com",
    },
}
_ADDRESS = r"https://[a-zA-Z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?"
#: All settings, each with the pattern of its value; a setting without default that is not in the file is "".
_SETTINGS = {
    "provider": "|".join(("", *PROVIDERS)),
    "tenant": "[a-zA-Z0-9.-]*",
    "client_id": "[!-~]+",
    "client_secret": "[!-~]*",
    "device": f"({_ADDRESS})?",
    "authorize": _ADDRESS,
    "token": _ADDRESS,
    "scope": "[ -~]+",
    "hosts": "[a-z0-9. -]+",
}
_MOST = 65_536  # the most bytes of an answer
_LONGEST = 60.0  # the most seconds for a request
_SIGN_IN = 900.0  # the most seconds for a person to sign in
_TOKEN, _ACCOUNT = re.compile(r"[!-~]{1,20000}"), re.compile(r"[^\s@]{1,64}@[^\s@]{1,200}")
#: The finding for each error of a provider; Microsoft's numbers are more precise than the names with them.
_REFUSALS = {
    **dict.fromkeys(("access_denied", "AADSTS65004"), "oauth-refused"),
    **dict.fromkeys(("consent_required", "admin_policy_enforced"), "oauth-consent"),
    **dict.fromkeys(("AADSTS65001", "AADSTS90094", "AADSTS90095"), "oauth-consent"),
    **dict.fromkeys(("invalid_client", "unauthorized_client", "deleted_client"), "oauth-client"),
    **dict.fromkeys(("AADSTS700016", "AADSTS7000218", "AADSTS90002"), "oauth-client"),
    "expired_token": "oauth-timeout",
    **dict.fromkeys(("invalid_grant", "interaction_required", "login_required"), "oauth-expired"),
    **dict.fromkeys(("invalid_request", "invalid_scope", "unsupported_grant_type", "server_error"), "oauth-odd"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A grant: a token for `access`, valid `until` a moment of this process's clock, and a token to `refresh` it."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    account: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service for signing in, with the office's registration; `hosts`: the mail servers that accept its tokens."""

    client_id: str
    client_secret: str = field(repr=False)
    device: str
    authorize: str
    token: str
    scope: str
    hosts: str

    def request(self, address: str, context: ssl.SSLContext, **form: str) -> dict[str, Any]:
        """The answer from an address of the provider, or its refusal. Raises `NotDoneError` for an invalid answer."""
        parts = urlsplit(address)
        host = parts.hostname or ""
        connection = HTTPSConnection(host, int(parts.netloc.partition(":")[2] or 443), timeout=TIMEOUT, context=context)
        watch = Timer(_LONGEST, _close, (connection,))  # an answer may come slowly, byte by byte
        watch.start()
        form |= {"client_id": self.client_id, **({"client_secret": self.client_secret} if self.client_secret else {})}
        head = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            connection.request("POST", address.partition(parts.netloc)[2] or "/", urlencode(form), head)
            answer = json.loads(connection.getresponse().read(_MOST))
        except ssl.SSLError as error:
            raise NotDoneError("mail-server-certificate", host=host, reason=reason_of(error)) from None
        except (OSError, OverflowError) as error:
            raise NotDoneError("oauth-unreachable", host=host, reason=reason_of(error)) from None
        except (HTTPException, ValueError, RecursionError):
            answer = None
        finally:
            watch.cancel()
            connection.close()
        if not isinstance(answer, dict):
            raise self.grant_refusal({})
        return answer

    def grant(self, answer: Mapping[str, Any], before: str = "") -> Grant:
        """The grant in an answer; `before`: the refresh token to keep if the answer has none. Raises `NotDoneError`."""
        access, refresh = answer.get("access_token"), answer.get("refresh_token") or before
        tokens = all(isinstance(token, str) and _TOKEN.fullmatch(token) for token in (access, refresh or "-"))
        if "error" in answer or not tokens or str(answer.get("token_type")).lower() != "bearer":
            raise self.grant_refusal(answer)
        until = monotonic() + _seconds_in(answer.get("expires_in"), 3600.0, 86_400.0) - 60.0
        return Grant(access=str(access), refresh=refresh, account=_account(answer.get("id_token")), until=until)

    def renewed_grant(self, refresh: str, context: ssl.SSLContext) -> Grant:
        """A new grant in place of an expired grant. Raises `NotDoneError`; `oauth-expired`: a person has to sign in."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh}
        return self.grant(self.request(self.token, context, **form), refresh)

    def grant_refusal(self, answer: Mapping[str, Any]) -> NotDoneError:
        """The error to raise if nothing was granted, with the provider's names for the reason, if known."""
        number = re.search(r"\bAADSTS[0-9]{4,8}\b", str(answer.get("error_description")))
        names = [number[0]] if number else []
        names += [name for name in _REFUSALS if name == answer.get("error")]
        code = next((_REFUSALS[name] for name in names if name in _REFUSALS), "oauth-odd")
        host = urlsplit(self.token).hostname or ""
        return NotDoneError(code, host=host, reason=" ".join(names) or "–", client=self.client_id)


def read_provider(file: Path) -> Provider:
    """The provider in the office's settings (TOML), completed by defaults. Raises `UsageError`, `NotDoneError`."""
    try:
        typed, wrong = tomllib.loads(file.read_text(encoding="utf-8-sig")), ""
    except OSError as error:
        raise NotDoneError("cannot-read", file=str(file), reason=reason_of(error)) from error
    except (ValueError, RecursionError) as error:
        typed, wrong = {}, str(error)
    known = PROVIDERS.get(str(typed.get("provider")), {})
    values = {key: str(value) for key, value in {**dict.fromkeys(_SETTINGS, ""), **known, **typed}.items()}
    wrong = wrong or next((k for k, value in values.items() if not re.fullmatch(_SETTINGS.get(k, "(?!)"), value)), "")
    if wrong:
        raise UsageError("oauth-settings", file=str(file), what=wrong, known=", ".join(PROVIDERS))
    tenant = values["tenant"] or "organizations"
    return Provider(**{f.name: values[f.name].replace("{tenant}", tenant) for f in fields(Provider)})


def _close(connection: HTTPSConnection) -> None:
    with suppress(OSError, AttributeError):  # not connected yet, or already closed
        connection.sock.shutdown(SHUT_RDWR)


def _seconds_in(value: object, usual: float, most: float) -> float:
    try:
        return min(max(1.0, float(str(value))), most)
    except ValueError:
        return usual


def _account(id_token: object) -> str:
    """The account that signed in, or "". The token's signature is not checked: it came by TLS from the provider."""
    try:
        claims = json.loads(urlsafe_b64decode(str(id_token).split(".")[1] + "=="))
        name = str(claims.get("email") or claims.get("preferred_username"))
    except (ValueError, LookupError, AttributeError, RecursionError):
        return ""
    return name if _ACCOUNT.fullmatch(name) and is_plain(name) else ""


def sign_in_by_device(provider: Provider, context: ssl.SSLContext, show: Callable[[str, str], object]) -> Grant:
    """Lets a person type a code on a page, on any machine; `show` displays page and code. Raises `NotDoneError`."""
    began = provider.request(provider.device, context, scope=provider.scope)
    page, code = str(began.get("verification_uri", began.get("verification_url"))), str(began.get("user_code"))
    if "error" in began or not (re.fullmatch(_ADDRESS, page) and re.fullmatch("[ -~]{1,40}", code)):
        raise provider.grant_refusal(began)
    show(page, code)
    pause = _seconds_in(began.get("interval"), 5.0, 60.0)
    until = monotonic() + _seconds_in(began.get("expires_in"), _SIGN_IN, _SIGN_IN)
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": str(began.get("device_code"))}
    while monotonic() < until:
        sleep(pause)
        answer = provider.request(provider.token, context, **form)
        if answer.get("error") == "slow_down":
            pause += 5.0
        elif answer.get("error") != "authorization_pending":
            return provider.grant(answer)
    raise provider.grant_refusal({"error": "expired_token"})


class _BrowserServer(ThreadingTCPServer):
    """Waits for a browser. Connections that are closed early or not used do not block others."""

    daemon_threads = True
    timeout = 0.2

    def handle_error(self, *_: object) -> None:
        """Prints nothing."""


def sign_in_by_browser(
    provider: Provider, user: str, context: ssl.SSLContext, show: Callable[[str], object], done: str
) -> Grant:
    """Lets a person sign in in a browser: `show` opens the page, `done` is its last text. Raises `NotDoneError`."""
    state, verifier = token_urlsafe(32), token_urlsafe(48)
    came: list[dict[str, str]] = []

    class Page(BaseHTTPRequestHandler):
        timeout = 10.0

        def do_GET(self) -> None:
            parameters = dict(parse_qsl(urlsplit(self.path).query))
            if not compare_digest(parameters.get("state", "").encode(), state.encode()):
                return self.send_error(404)
            came.append(parameters)
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.end_headers()
            self.wfile.write(done.encode())

        def log_message(self, *_: object) -> None:
            """Prints nothing: the request contains the code."""

    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    form = {"client_id": provider.client_id, "scope": provider.scope, "state": state, "login_hint": user}
    form |= {"response_type": "code", "code_challenge": digest, "code_challenge_method": "S256"}
    with _BrowserServer(("127.0.0.1", 0), Page) as server:
        form["redirect_uri"] = back = f"http://127.0.0.1:{server.server_address[1]}"
        show(f"{provider.authorize}{'&' if '?' in provider.authorize else '?'}{urlencode(form)}")
        until = monotonic() + _SIGN_IN
        while not came and monotonic() < until:
            server.handle_request()
    if not came or "error" in came[0]:
        raise provider.grant_refusal(came[0] if came else {"error": "expired_token"})
    form = {"grant_type": "authorization_code", "code": came[0].get("code", ""), "redirect_uri": back}
    return provider.grant(provider.request(provider.token, context, **form, code_verifier=verifier))


class SignedIn:
    """Access to one mailbox without a password. `keep` stores a new refresh token; "" deletes the stored token."""

    def __init__(
        self, provider: Provider, user: str, context: ssl.SSLContext, grant: Grant, keep: Callable[[str], object]
    ) -> None:
        self._provider, self._user, self._context, self._grant, self._keep = provider, user, context, grant, keep

    def answers(self, offered: Iterable[str], host: str) -> tuple[str, list[bytes]]:
        """The mechanism for logging in that the server offers, and the messages: the first, and the one after an error.

        Raises `NotDoneError` if the server offers no known mechanism, and what renewing a token raises.
        """
        known = {"XOAUTH2", "OAUTHBEARER"}.intersection(map(str.upper, offered))
        if not known:
            raise NotDoneError("oauth-not-offered", host=host)
        if (before := self._grant.refresh) and monotonic() > self._grant.until:
            self._grant = self._provider.renewed_grant(before, self._context)
            self._keep(self._grant.refresh)
        bearer = f"\1auth=Bearer {self._grant.access}\1\1"
        if "XOAUTH2" in known:
            return "XOAUTH2", [f"user={self._user}{bearer}".encode(), b""]
        name = self._user.replace("=", "=3D").replace(",", "=2C")
        return "OAUTHBEARER", [f"n,a={name},{bearer}".encode(), b"\1"]

    def log_in_refusal(self, host: str) -> NotDoneError:
        """The error to raise if a server refuses the log-in. If another account signed in, the next run asks again."""
        account, words = self._grant.account, {"user": self._user, "host": host}
        if account.casefold() != self._user.casefold():
            self._keep("")
            if account:
                return NotDoneError("oauth-other-account", account=account, **words)
        return NotDoneError("oauth-login", **words)
