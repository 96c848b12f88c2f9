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


def test_the_address_gives_access(nothing_open: Browser) -> None:
    """The printed address is answered."""
    assert nothing_open.get().status_code == 200


@pytest.mark.parametrize("path", ["/", "/agencies", "/k3/", "/k3y0/", "/K3Y/", "/static/desk.js", "//k3y/"])
def test_without_the_secret_nothing_is_shown(nothing_open: Browser, path: str) -> None:
    """Neither pages nor script."""
    assert nothing_open.client.get(path).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "evil.example:8000", "127.0.0.1", "127.0.0.1:8001", ""])
def test_another_host_is_refused(nothing_open: Browser, host: str) -> None:
    """A foreign name that points to this machine is not accepted."""
    assert nothing_open.get(host=host).status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8001", "http://localhost:8000"])
def test_another_origin_is_refused(nothing_open: Browser, origin: str) -> None:
    """Requests from pages of other servers are refused, to read and to change."""
    assert nothing_open.get(origin=origin).status_code == 403
    answer = nothing_open.client.post(f"/{SECRET}/alive", headers={"origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_another_page_started_is_refused(nothing_open: Browser, site: str) -> None:
    """The browser itself says where a request comes from."""
    assert nothing_open.get(**{"sec-fetch-site": site}).status_code == 403
    assert nothing_open.get(**{"sec-fetch-site": "same-origin"}).status_code == 200
    assert nothing_open.get(**{"sec-fetch-site": "none"}).status_code == 200


def test_a_form_names_its_origin(nothing_open: Browser) -> None:
    """A form that does not say where it comes from changes nothing."""
    assert nothing_open.client.post(f"/{SECRET}/alive").status_code == 403
    assert nothing_open.client.post(f"/{SECRET}/alive", headers=ORIGIN).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(nothing_open: Browser, method: str) -> None:
    """Only reading and forms are allowed."""
    assert nothing_open.client.request(method, f"/{SECRET}/", headers=ORIGIN).status_code == 405


def test_a_form_has_a_size_limit(nothing_open: Browser) -> None:
    """A form without files is small, and states its size."""
    assert nothing_open.post("campaign/open", {"path": "x" * 300_000}).status_code == 413
    endless = nothing_open.client.post(f"/{SECRET}/campaign/open", content=iter([b"path=x"]), headers=ORIGIN)
    assert endless.status_code == 411
    large = {"path": "x" * 300_000}
    assert nothing_open.post("2/campaign/open", large).status_code == 413
    assert nothing_open.post("2/take-in", large).status_code != 413  # files have limits of their own, whichever is open


@pytest.mark.parametrize("path", ["", "static/desk.css", "nothing"])
def test_browsers_are_restricted_by_headers(nothing_open: Browser, path: str) -> None:
    """No page runs or loads anything but the desk's assets, nor is shown within another."""
    headers = nothing_open.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_refusal_has_the_headers_too(nothing_open: Browser) -> None:
    """A refused client gets no more than that."""
    answer = TestClient(nothing_open.client.app, base_url=f"http://{HOST}").get("/")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "script-src" in answer.headers["content-security-policy"]
    assert SECRET not in answer.text
