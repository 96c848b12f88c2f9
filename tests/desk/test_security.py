"""Who may use the desk: a client that was given its address, from its pages, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.desk.asking import HOST, ORIGIN, SECRET, Browser, browser


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
