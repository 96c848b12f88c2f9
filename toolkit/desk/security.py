"""Who may speak to the desk: a browser on this machine that was given its address, and no other page in that browser.

Every request is looked at before anything else is done with it. What is asked: that it is addressed to this very
address (a name that somebody lets point here is another `Host`), that it comes from a page of ours or was typed
(`Origin`, `Sec-Fetch-Site`), and that its path begins with the secret.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What may change something, and must say from where it comes.
_CHANGING = frozenset({"POST"})
_READING = frozenset({"GET", "HEAD"})
#: The most bytes of a form without files.
MAX_FORM = 256 * 1024
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
#: Of a page that was made as a file of its own, shown within ours: its own looks, and nothing that runs.
_FRAMED = {
    "default-src": "'none'",
    "style-src": "'unsafe-inline'",
    "img-src": "data:",
    "frame-ancestors": "'self'",
    "sandbox": "",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy(directives: Mapping[str, str]) -> str:
    """A Content-Security-Policy."""
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


POLICY, FRAMED_POLICY = policy(_POLICY), policy(_FRAMED)


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets through what may come in, and says to browsers what our pages may do."""

    app: ASGIApp
    host: str
    """`127.0.0.1:PORT`."""
    secret: str
    refusal: str
    """What is said to all others."""
    uploads: str
    """The path, below the secret, that takes files; it has limits of its own."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        status = self._refused(scope["method"], scope["path"], headers) or (
            0 if scope["query_string"].isascii() else 400  # no browser sends it otherwise
        )

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_HEADERS, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        app = PlainTextResponse(self.refusal, status) if status else self.app
        await app(scope, receive, with_headers)

    def _refused(self, method: str, path: str, headers: Headers) -> int:
        """With which status a request is refused; 0 where it may come in."""
        first, _, rest = path.removeprefix("/").partition("/")
        if headers.getlist("host") != [self.host] or not hmac.compare_digest(first.encode(), self.secret.encode()):
            return 403
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site", "none")
        if origins not in ([], [f"http://{self.host}"]) or site not in ("none", "same-origin"):
            return 403
        if method in _CHANGING:
            if not origins:
                return 403
            number, _, below = rest.rpartition("/")  # of the campaign, where it is not the desk's first
            takes_files = below == self.uploads and (not number or number.isdecimal())
            return 0 if takes_files else _too_large(headers)
        return 0 if method in _READING else 405


def _too_large(headers: Headers) -> int:
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return 411
    return 413 if len(length) > 9 or int(length) > MAX_FORM else 0
