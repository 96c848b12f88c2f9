"""Who may use the desk: a client that was given its address, from its pages, and no other. Requests that no page makes,
with odd addresses, headers and forms, are refused, and never a fault of the desk."""

import asyncio
import random
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from starlette.testclient import TestClient

from tests.desk.asking import HOST, ORIGIN, SECRET, Browser, browser, sleeping
from tests.desk.campaign import reporting
from tests.effort import effort
from toolkit.desk.desk import Command


@pytest.fixture
def nothing_open(tmp_path: Path) -> Browser:
    """A desk without a campaign."""
    return browser(tmp_path)


def test_only_the_desks_own_pages_are_answered(nothing_open: Browser) -> None:
    """Without the secret neither pages nor script are shown; a foreign name that points to this machine, and pages of
    other servers, are refused, as the browser itself says where a request comes from."""
    client = nothing_open.client
    assert nothing_open.get().status_code == 200
    for path in ("/", "/agencies", "/k3/", "/k3y0/", "/K3Y/", "/static/desk.js", "//k3y/"):
        assert client.get(path).status_code == 403, path
    for host in ("localhost:8000", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", ""):
        assert nothing_open.get(host=host).status_code == 403, host
    for origin in ("https://evil.example", "null", "http://127.0.0.1:8001", "http://localhost:8000"):
        assert nothing_open.get(origin=origin).status_code == 403, origin
        assert client.post(f"/{SECRET}/alive", headers={"origin": origin}).status_code == 403, origin
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
        assert nothing_open.get(**{"sec-fetch-site": site}).status_code == status, site


def test_only_reading_and_small_forms_are_allowed(nothing_open: Browser) -> None:
    """A form names its origin, is small without files, and states its size."""
    client = nothing_open.client
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert client.request(method, f"/{SECRET}/", headers=ORIGIN).status_code == 405, method
    assert client.post(f"/{SECRET}/alive").status_code == 403
    assert client.post(f"/{SECRET}/alive", headers=ORIGIN).status_code == 200
    large = {"path": "x" * 300_000}
    assert nothing_open.post("campaign/open", large).status_code == 413
    endless = client.post(f"/{SECRET}/campaign/open", content=iter([b"path=x"]), headers=ORIGIN)
    assert endless.status_code == 411
    assert nothing_open.post("2/campaign/open", large).status_code == 413
    assert nothing_open.post("2/take-in", large).status_code != 413  # files have limits of their own, whichever is open


def test_browsers_are_restricted_by_headers(nothing_open: Browser) -> None:
    """No page runs or loads anything but the desk's assets, nor is shown within another. A refused client gets no more
    than that."""
    for path in ("", "static/desk.css", "nothing"):
        headers = nothing_open.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    refused = TestClient(nothing_open.client.app, base_url=f"http://{HOST}").get("/")
    assert refused.headers["content-type"].startswith("text/plain")
    assert "script-src" in refused.headers["content-security-policy"]
    assert SECRET not in refused.text


# --- Odd requests ----------------------------------------------------------------------------------

_TRIED = effort(200, 10_000)
#: Pieces of odd requests: parts of paths, values of queries and of fields.
_PLACES = (
    *("", "agencies", "agencies/SA", "findings", "decide", "take-in", "forms", "results", "leaders", "leaders/page"),
    *("leaders/state", "work", "work/1", "work/1/state", "work/1/stop", "state", "do/check", "do/", "open/", "alive"),
    *("open-folder/inbox", "campaign/open", "campaign/new", "campaign/next", "leaving", "static/desk.css", "static/"),
)
_WORDS = (
    *("", ".", "..", "/", "//", "\0", "\n", "\r\nX: y", "%", "%zz", "%ff", "~", "~nobody", "~\0", "\\\\x\\y", "C:\\"),
    *("-o", "SA", "round:", "round:\0", "programme:x", "\ud800", "\U0001f600", "Đồng\u0301", "<b>", "{{x}}", "'\""),
    *("0", "-1", "1" * 300, "9" * 5_000, "x" * 20_000, "a/" * 2_000, "１", "1e308", "nan", "not_in", "error", "2"),
)
_FIELDS = ("path", "here", "start", "agency", "file", "aside", "share", "standing", "severity", "page", "x", "")
_HEADERS = {
    "content-type": (
        *("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=nonsense", "text/plain", ""),
        *(f"multipart/form-data{more}" for more in ("", "; boundary=", "; boundary=x", "; boundary=\xff")),
        *("multipart/form-data; boundary=x; charset=nonsense", "\xff/\xfe", ";;"),
    ),
    "range": ("bytes=0-", "bytes=9-1", "x"),
    "content-length": ("0", "-1", "x", "９", "1" * 5_000),
    "cookie": ("=", "a=" + "b" * 5_000, "\xff"),
    "accept-encoding": ("\xff", "br;q=x"),
    "if-modified-since": ("never",),
    "x-forwarded-for": ("\xff",),
}
_PART = 'Content-Disposition: form-data; name="{name}"{more}\r\n{kind}\r\n{text}\r\n'


def odd(chance: random.Random) -> tuple[dict[str, Any], bytes]:
    """A request with the secret, the right host and origin, and odd in everything else: its scope and its body."""
    path = chance.choice(_PLACES)
    for _ in range(chance.randint(0, 2)):
        word = chance.choice(_WORDS)
        path = chance.choice((f"{path}/{word}", f"{path}{word}", path.replace("1", word), path.replace("SA", word)))
    method = chance.choice(("GET", "GET", "HEAD", "POST", "POST"))
    headers = {"host": HOST, "origin": f"http://{HOST}"}
    body = _body(chance, headers) if method == "POST" else b""
    headers.setdefault("content-length", str(len(body)))
    for name in chance.sample(sorted(_HEADERS), chance.randint(0, 2)):
        headers[name] = chance.choice(_HEADERS[name])
    raw = quote(f"/{SECRET}/{path}", safe="/%~:", errors="surrogatepass")
    scope = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http"},
        **{"root_path": "", "path": unquote(raw), "raw_path": raw.encode(), "query_string": _fields(chance)},
        "headers": [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()],
        **{"server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 50_000)},
    }
    return scope, body


def _fields(chance: random.Random) -> bytes:
    pairs = [(chance.choice(_FIELDS), chance.choice(_WORDS)) for _ in range(chance.randint(0, 3))]
    joined = chance.choice(("&", ";", "&&")).join(
        f"{name}{chance.choice(('=', '=', ''))}{quote(value, errors='surrogatepass')}" for name, value in pairs
    )
    return chance.choice((joined.encode(), joined.encode() + b"%\xff", b"\xff" + joined.encode()))


def _body(chance: random.Random, headers: MutableMapping[str, str]) -> bytes:
    headers["content-type"] = chance.choice(_HEADERS["content-type"])
    if "multipart" not in headers["content-type"]:
        return _fields(chance)
    parts = [
        _PART.format(
            name=chance.choice(_FIELDS),
            more=chance.choice(("", '; filename="x.xlsx"', '; filename="../\0"', "; filename*=nonsense''x")),
            kind=chance.choice(("", "Content-Type: x\r\n", "Content-Transfer-Encoding: x\r\n", "no colon\r\n")),
            text=chance.choice(_WORDS),
        )
        for _ in range(chance.randint(0, 3))
    ]
    text = "--x\r\n" + "--x\r\n".join(parts) + chance.choice(("--x--\r\n", "", "--x"))
    return text.encode("utf-8", "replace")


async def answered(app: Any, scope: dict[str, Any], body: bytes) -> int:
    """The status of the answer."""
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    try:
        await app(scope, receive, send)
    except Exception as error:  # what a server would answer as a fault
        raise AssertionError(f"{scope['method']} {scope['path'][:200]!r} {scope['headers']} {body[:300]!r}") from error
    return status


def faults(desk: Browser, count: int, seed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Those of this number of odd requests that are answered as a fault of the desk's, or not at all."""
    chance = random.Random(seed)
    for _ in range(count):
        scope, body = odd(chance)
        status = asyncio.run(answered(desk.client.app, scope, body))
        if not 200 <= status < 500:
            yield status, scope


@pytest.mark.slow
@pytest.mark.parametrize("opened", [False, True])
def test_odd_requests_are_no_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opened: bool) -> None:
    """With or without a campaign, each is answered, and not as a fault of the desk's."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    desk = browser(tmp_path, reporting(tmp_path).root if opened else None, runner=sleeping)
    desk.desk.start("check", Command("check"))
    try:
        assert list(faults(desk, _TRIED, seed=30)) == []
    finally:
        desk.desk.end()


@pytest.mark.parametrize("path", ["work/{}", "work/{}/state", "static/{}"])
def test_an_address_of_many_digits_is_a_missing_page(tmp_path: Path, path: str) -> None:
    """A number with thousands of digits is no command's, and no fault."""
    assert browser(tmp_path).get(path.format("9" * 5_000)).status_code == 404
