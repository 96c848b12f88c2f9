"""Access control of the desk: only a browser on this machine that got its address, and no other page in that browser.

Every request is checked before anything else: that it names exactly this address (`Host`, since foreign names may
resolve to it), that it comes from a page of the desk or was typed (`Origin`, `Sec-Fetch-Site`), and that its path
begins with the secret.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Methods that may change something, and must state their origin.
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
#: For a document made as a separate file, shown within a page: with its own styles, and no scripts.
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
    """Passes permitted requests on, and adds headers that limit what pages may do in the browser."""

    app: ASGIApp
    host: str
    """`127.0.0.1:PORT`."""
    secret: str
    refusal: str
    """The answer to refused requests."""
    uploads: str
    """The path for uploads, after the secret; their size is limited elsewhere."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        status = self._refusal_status(scope["method"], scope["path"], headers) or (
            0 if scope["query_string"].isascii() else 400  # browsers encode all other characters
        )

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_HEADERS, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        app = PlainTextResponse(self.refusal, status) if status else self.app
        await app(scope, receive, with_headers)

    def _refusal_status(self, method: str, path: str, headers: Headers) -> int:
        """The status with which a request is refused; 0 where it is permitted."""
        first, _, rest = path.removeprefix("/").partition("/")
        if headers.getlist("host") != [self.host] or not hmac.compare_digest(first.encode(), self.secret.encode()):
            return 403
        origins, site = headers.getlist("origin"), headers.get("sec-fetch-site", "none")
        if origins not in ([], [f"http://{self.host}"]) or site not in ("none", "same-origin"):
            return 403
        if method in _CHANGING:
            if not origins:
                return 403
            number, _, below = rest.rpartition("/")  # of the campaign, if it is not the desk's first
            takes_files = below == self.uploads and (not number or number.isdecimal())
            return 0 if takes_files else _size_status(headers)
        return 0 if method in _READING else 405


def _size_status(headers: Headers) -> int:
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        return 411
    return 413 if len(length) > 9 or int(length) > MAX_FORM else 0
