"""The desk in a real browser: a whole campaign without a terminal, by mouse and by keys; how every screen looks; and
what other pages in the same browser can do to it."""

from __future__ import annotations

import html
import shutil
import signal
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser import AXE, DESK, PHONE, Served, Window, absent, desk, needs_browser
from tests.building import DAY
from tests.desk.campaign import reporting
from tests.effort import THOROUGH
from tests.mailing import VIETNAM, Sample
from toolkit.messages.desk import ACTIONS, OUTCOMES, WORDS

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
SAMPLE_DAY = "2020-07-31"
#: A mail from the health department with the form of the finance department.
DOUBTFUL = "STC-bieu mau PCMD.xlsx"
#: A workbook that is no form.
LIST = "Danh sach co so karaoke, nha tro.xlsx"
#: What is sent in the usual effort, beside the doubtful mail: all files in the thorough one.
FEW = (LIST, "SYT_bao cao PCMD chinh thuc (2).xlsx", "Lap Vo.xlsx")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk about a campaign of three agencies, for tests that start commands of it."""
    place = tmp_path_factory.mktemp("small")
    with desk(place / "home", "--as-of", DAY.isoformat(), str(reporting(place).root)) as served:
        yield served


def command(root: Path, *arguments: str) -> None:
    """The same from the command line."""
    words = [sys.executable, "-m", "toolkit", *arguments, "--campaign", str(root), "--as-of", SAMPLE_DAY]
    code = subprocess.run(words, check=False, capture_output=True, cwd=SAMPLES.parent).returncode
    assert code in (0, 1)


def files(root: Path, *patterns: str) -> dict[str, bytes]:
    """The files of a campaign folder, by relative path."""
    return {str(p.relative_to(root)): p.read_bytes() for pattern in patterns for p in root.glob(pattern) if p.is_file()}


def done(window: Window, served: Served, outcome: str = "done") -> str:
    """Wait until the command has ended with this result; returns what it printed."""
    ended(window)
    window.until(lambda: not window.all("[data-stale]"), "reading")
    assert "tag " + outcome == window.find("#outcome").get_attribute("class"), window.text()
    return window.text("#said")


def ended(window: Window) -> None:
    """Wait until the command has ended, with any result."""
    window.until(lambda: window.all("#outcome:not(.running)"), "the end")


def read(window: Window, address: str) -> None:
    """Go to a page and wait until it shows the present files."""
    window.go(address)
    window.until(lambda: window.all("h1") and not window.all("[data-stale]"), "reading")


def enter(window: Window, selector: str) -> None:
    """Move there by the Tab key and press Enter."""
    window.tab(selector)
    window.press("\n")


def follow(window: Window, selector: str) -> None:
    """Follow a link by keys, and wait until its page shows the present files."""
    enter(window, selector)
    window.until(lambda: window.all("h1") and not window.all("#job, [data-stale]"), "reading")


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A skipped test names what it would need."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(AXE, raising=False)
    assert absent() == f"chromium, chromedriver, axe-core ({AXE})"


@needs_browser
@pytest.mark.slow
def test_faults_of_a_page_are_detected(window: Window) -> None:
    """No label, no text for a picture, wider than a telephone: what the tests below look for."""
    window.go("data:text/html,<html lang=vi><title>x</title><img src='data:,'><input><p style='width:500px'>x")
    window.look("00-wrong")
    faults = {fault.split(":")[1].split("(")[0].strip() for fault in window.faults}
    assert faults == {"image-alt", "label", "508 px wide"}


@needs_browser
@pytest.mark.slow
def test_a_whole_campaign_without_a_terminal(window: Window, tmp_path: Path) -> None:
    """From an empty folder to master, report and leaders' page, mostly by keys, where the focus is always visible. In
    the thorough effort with all files; each file that is made then equals the command line's."""
    here = tmp_path / "máy cơ quan"
    here.mkdir()
    with desk(tmp_path / "home", "--as-of", SAMPLE_DAY, cwd=here) as served:
        root = _begun(window, served, here / "đợt 2020")
        count = _taken_in(window, served, tmp_path / "gửi đến")
        _decided(window, served)
        copy = shutil.copytree(root, tmp_path / "lệnh")
        _checked(window, served, root)
        if THOROUGH:
            _stopped(window, served, root)
        _merged(window, served)
        _written(window, served, f"{count}/48")
        window.go(served.at("work"))
        window.look("21-work")
        assert len(window.all(".jobs li")) == (10 if THOROUGH else 7)
        window.go(served.address)
        window.look("22-overview-at-last")
        assert window.complaints() == []
        assert [url for url in window.requests() if not url.startswith((served.address, "chrome:", "data:"))] == []
    assert window.faults == []
    assert files(root, "master*.xlsx").keys() == {"master.xlsx", "master-chia-se.xlsx"}
    if THOROUGH:
        for words in ("merge --share", "report", "page", "check --returns", "status --remind"):
            command(copy, *words.split())
        made = ("master*.xlsx", "bao-cao.docx", "tom-tat.html", "returns/*", "outgoing/*", "register.xlsx")
        assert files(root, *made) == files(copy, *made)
        assert len(files(root, *made)) > 60


def _begun(window: Window, served: Served, root: Path) -> Path:
    """A definition; after a mistake in it is corrected, its forms."""
    window.go(served.address)
    window.look("01-start")
    window.tab("#new-path")
    window.find("#new-path").clear()
    window.find("#new-path").send_keys(f"{root}\n")
    done(window, served)
    window.look("02-begun")
    book = openpyxl.load_workbook(root / "campaign.xlsx")
    (deadline,) = [row for row in book["Đợt báo cáo"].iter_rows() if row[0].value == "deadline"]
    deadline[2].value = "32/13/2020"
    book.save(root / "campaign.xlsx")
    read(window, served.address)
    window.look("03-trouble")
    assert "32/13/2020" in window.text()
    shutil.copy(SAMPLES / "campaign.xlsx", root)
    read(window, served.address)
    window.look("04-overview-at-first")
    enter(window, "#next-do")
    done(window, served)
    assert len(files(root, "outgoing/*.xlsx")) == 48
    read(window, served.at("forms"))
    window.look("05-forms")
    return root


def _taken_in(window: Window, served: Served, sent: Path) -> int:
    """Dropped on the page: forms, a mail, and an archive. One mail has the form of another agency. Returns the number
    of agencies that have reported once this is decided."""
    sent.mkdir()
    inbox = SAMPLES / "inbox"
    chosen = [p for p in sorted(inbox.rglob("*")) if p.is_file() and p.name != DOUBTFUL and (THOROUGH or p.name in FEW)]
    with zipfile.ZipFile(sent / "huyện.zip", "w") as archive:
        for path in chosen:
            if path.parent != inbox:
                archive.write(path, path.name)
    when = datetime(2020, 7, 10, 9, 0, tzinfo=VIETNAM)
    mail = Sample(sender="syt@dongthap.example", when=when, files=[(DOUBTFUL, (inbox / DOUBTFUL).read_bytes())])
    (sent / "thư.eml").write_bytes(mail.eml())
    read(window, served.at("take-in"))
    window.drop("#drop", [*(p for p in chosen if p.parent == inbox), sent / "thư.eml", sent / "huyện.zip"])
    window.find("#outcome")
    done(window, served, "look")
    window.look("06-taken-in")
    follow(window, "#nav-take-in")
    window.look("07-take-in")
    assert len(window.all("#files-table tbody tr")) == (44 if THOROUGH else 4)
    window.tab("#files")
    follow(window, "#nav-overview")
    window.look("08-overview")
    return 39 if THOROUGH else 3


def _decided(window: Window, served: Served) -> None:
    """One file is an agency's, another one no agency's; the board shows it, and is filtered."""
    from selenium.webdriver import Keys

    window.click("#next-decide")
    window.look("09-decide")
    assert [h.text for h in window.all(".doubt h2")][:2] == [DOUBTFUL, LIST]
    assert "syt@dongthap.example" in window.text(".doubt")
    window.tab("#whose-1")
    while window.run("return document.activeElement.value") != "STC":
        window.press(Keys.ARROW_DOWN)
    window.find("#whose-2 option[value='-']").click()
    enter(window, "#decide")
    done(window, served, "look" if THOROUGH else "done")
    follow(window, "#nav-agencies")
    window.look("10-board")
    assert len(window.all("#board-table tbody tr")) == 48
    assert "Đã nhận, không lỗi" in window.text("#agency-STC")
    window.tab("#standing")
    window.press(*[Keys.ARROW_DOWN] * 3)
    assert len(window.all("#board-table tbody tr")) == 48  # choosing is not sending
    enter(window, ".filter button")
    window.until(lambda: 0 < len(window.all("#board-table tbody tr")) < 48)


def _checked(window: Window, served: Served, root: Path) -> None:
    """A file is opened from its findings; the pages of an agency and of an indicator."""
    follow(window, "#nav-findings")
    window.look("11-findings")
    enter(window, ".of-file button")
    window.until(lambda: len(served.opened()) == 1, "opened")
    assert Path(served.opened()[0]).parent == root / "inbox"
    window.click("#of-SYT h2 a")
    window.find("#statements-h")
    window.look("12-agency")
    assert window.text("h1") == "Sở Y tế"
    window.click(".figures tbody a")
    window.find("#lacking-h")
    window.look("12-indicator")
    read(window, served.at("indicators"))
    window.look("12-indicators")


def _stopped(window: Window, served: Served, root: Path) -> None:
    """A merge that is stopped leaves nothing."""
    read(window, served.at("results"))
    window.click("#do-merge")
    window.until(lambda: (root / ".toolkit-lock").exists() or window.all("#stop"), "#stop")
    window.look("14-merging", [DESK])
    window.click("#stop")
    done(window, served, "stopped")
    window.look("15-stopped")
    assert not (root / "master.xlsx").exists()
    assert list(root.glob(".~*")) == []


def _merged(window: Window, served: Served) -> None:
    """By keys, with the copy to pass on; then the link that skips the menu, and the command of a button."""
    follow(window, "#nav-results")
    window.look("13-results-at-first")
    window.tab("#share")
    window.press(" ")
    enter(window, "#do-merge")
    assert window.until(lambda: window.all("#bar") or window.all("#outcome.look"), "#bar")
    done(window, served, "look")
    window.look("16-merged")
    follow(window, "#nav-overview")
    enter(window, ".skip")
    assert window.run("return document.activeElement.id") == "main"
    enter(window, "summary")
    assert window.find(".typed code").is_displayed()


def _written(window: Window, served: Served, reported: str) -> None:
    """The report and reminders; in the thorough effort the leaders' page and the files to return, too."""
    written = (("results", "#do-report"), ("leaders", "#do-page"))
    for page, button in written if THOROUGH else written[:1]:
        read(window, served.at(page))
        window.click(button)
        done(window, served, "look")
    read(window, served.at("results"))
    window.look("17-results")
    read(window, served.at("leaders"))
    frame = window.find("#leaders-page")
    window.look("18-leaders")
    window.driver.switch_to.frame(frame)
    assert reported in window.text("body")
    window.driver.switch_to.default_content()
    window.go(served.at("leaders/page"))
    window.look("19-leaders-alone", judged=False)
    for button in ("#do-returns", "#do-remind") if THOROUGH else ("#do-remind",):
        read(window, served.at("forms"))
        window.click(button)
        ended(window)
    read(window, served.at("forms"))
    window.look("20-forms-and-letters")


@needs_browser
@pytest.mark.slow
def test_the_leaders_page_on_a_telephone_and_on_a_desk(window: Window, tmp_path: Path) -> None:
    """No sideways scrolling, everything opens, nothing is loaded, no barriers to reading."""
    root = shutil.copytree(SAMPLES, tmp_path / "mẫu", ignore=shutil.ignore_patterns("*.py", ".*", "__pycache__"))
    command(root, "page")
    assert (root / "tom-tat.html").stat().st_size < 300_000
    address = (root / "tom-tat.html").as_uri()
    window.go(address)
    window.look("30-tom-tat", judged=THOROUGH)
    window.size(390, 844)
    last = window.run("return document.getElementById('text:trust').getBoundingClientRect().bottom")
    assert last < 844, "the four lines are on a telephone's first screen"
    closed = len(window.all("details:not([open])"))
    assert closed > 50
    window.find("details summary").click()
    assert len(window.all("details:not([open])")) == closed - 1
    window.run("for (const one of document.querySelectorAll('details')) one.open = true")
    window.look("31-tom-tat-open", [DESK, PHONE])
    window.run("document.documentElement.style.fontSize = '120%'")  # another font may be wider by as much
    window.look("32-tom-tat-large", judged=THOROUGH)
    assert window.faults == []
    assert window.complaints() == []
    assert {url for url in window.requests() if not url.startswith(("chrome:", "data:"))} == {address}


# --- Other pages in the same browser ---------------------------------------------------------------

#: What a stranger's page does with an address of the desk; it reports what it got.
ATTACK = """
const desk = arguments[0], done = arguments[1], got = {};
const tried = (name, promise) => promise.then(a => { got[name] = a; }, () => { got[name] = 'refused'; });
const loads = (kind, fields) => new Promise((done, fail) => {
  const one = Object.assign(document.createElement(kind), fields, {onload: () => done('loaded'), onerror: fail});
  document.body.append(one);
  if (kind === 'iframe') setTimeout(() => done(one.contentDocument ? 'read' : 'not read'), 1500);
});
const form = document.createElement('form');
Object.assign(form, {method: 'post', action: desk + 'campaign/new', target: 'framed'});
form.innerHTML = '<input name="path" value="theft">';
document.body.append(form);
Promise.all([
  tried('read', fetch(desk).then(a => a.text())),
  tried('asked', fetch(desk, {mode: 'no-cors'}).then(a => a.text())),
  tried('posted', fetch(desk + 'campaign/new', {method: 'POST', body: new URLSearchParams({path: 'theft'})})),
  tried('posted blindly', fetch(desk + 'campaign/new',
    {method: 'POST', mode: 'no-cors', body: new URLSearchParams({path: 'theft'})}).then(a => a.text())),
  tried('script', loads('script', {src: desk + 'static/desk.js'})),
  tried('picture', loads('img', {src: desk + 'static/icon.svg'})),
  tried('framed', loads('iframe', {src: desk, name: 'framed'}).then(a => { form.submit(); return a; })),
]).then(() => setTimeout(() => done(got), 500));
"""


@needs_browser
@pytest.mark.slow
def test_no_other_page_in_the_browser_reaches_the_desk(window: Window, tmp_path: Path) -> None:
    """Even one that knows the secret, and is served by this machine: nothing is read, posted, framed or followed."""
    refused = WORDS["refused"].vi
    with desk(tmp_path / "home") as served, _another_page(served.address) as elsewhere:
        window.go(elsewhere)
        got: Any = window.driver.execute_async_script(ATTACK, served.address)
        assert got.pop("framed") in ("loaded", "not read")
        assert got == dict.fromkeys(("read", "asked", "posted", "posted blindly", "script", "picture"), "refused")
        window.driver.switch_to.frame("framed")
        assert WORDS["start-new"].vi not in window.text("body")
        window.driver.switch_to.default_content()
        window.click("a")
        assert window.until(lambda: window.text("body") == refused)
        port, secret = served.address.removeprefix("http://127.0.0.1:").strip("/").split("/")
        for address in (f"http://localhost:{port}/{secret}/", f"http://127.0.0.1:{port}/", f"{served.address[:-2]}/"):
            window.go(address)
            assert window.text("body") == refused
        window.go(served.at("work"))
        assert WORDS["work-none"].vi in window.text()
    assert not list(tmp_path.rglob("theft"))


@contextmanager
def _another_page(desk_address: str) -> Iterator[str]:
    """A stranger's page on this machine, with a link to the desk."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<!DOCTYPE html><body><a href="{html.escape(desk_address)}">x</a>'.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


# --- Pages left while a command is at work -----------------------------------------------------------


def check(window: Window, address: str) -> None:
    """Start a command from the page of findings, and see its page."""
    read(window, address + "findings")
    window.click("#do-check")
    window.until(lambda: "/work/" in window.driver.current_url)


@needs_browser
@pytest.mark.slow
def test_a_page_left_at_once_shows_when_the_command_has_ended(window: Window, small: Served) -> None:
    """A user who starts a command, leaves within a second and comes back is not shown for ever that it is at work: its
    end is shown on every page until somebody opens its page."""
    ways = ("link", "address", "back", "back and forth")
    for way in ways:
        check(window, small.address)
        if way == "link":
            window.click("#nav-overview")
        elif way == "address":
            window.go(small.at("results"))
        else:
            window.driver.back()
        if way == "back and forth":
            window.driver.forward()
        window.until(lambda: window.all("#news:not([hidden]), #outcome"), "at work, or ended already")
        window.until(lambda: not window.all("#news.running, #outcome.running"), "the end")
        window.until(lambda: not window.all("[data-stale]"), "reading")
        assert [b.text for b in window.all("button[disabled]")] == [], way
        if way != "back and forth":
            read(window, small.at("agencies"))
            assert window.text("#news.look").startswith(f"{OUTCOMES['look'].vi}: {ACTIONS['check'].vi}. ")
            window.click("#news a")
            window.find("#outcome.look")
            read(window, small.at("agencies"))
            assert not window.find("#news").is_displayed()
    window.go(small.at("work"))
    assert len(window.all(".jobs .tag.look")) == len(ways)
    assert window.complaints() == []


@needs_browser
@pytest.mark.slow
def test_every_window_shows_a_command_and_loses_nothing(window: Window, small: Served) -> None:
    """It is started in another window, shown on a page that refused one, and where something was typed."""
    window.go(small.at("work"))
    before = len(window.all(".jobs li"))
    with _windows(window) as (refused, starts, types):
        read(window, small.at("results"))
        window.find("#round-path").send_keys("x")
        typed = window.find("#round-path").get_attribute("value")
        _look_at(window, refused)
        read(window, small.at("findings"))
        _look_at(window, starts)
        read(window, small.at("results"))
        window.click("#share")  # two masters: it must last until the other page is refused
        window.click("#do-merge")
        window.until(lambda: "/work/" in window.driver.current_url)
        window.click("#nav-overview")
        window.driver.switch_to.window(refused)
        window.click("#do-check")  # a page from before: refused, as the answer to a form
        window.find("#sorry")
        window.until(lambda: window.all("#news.look"), "the end")
        assert window.find("#sorry").is_displayed()
        _look_at(window, types)
        window.until(lambda: window.all("#news.look"), "the end")
        assert window.find("#round-path").get_attribute("value") == typed
        assert window.find("#do-merge").is_enabled()
        _look_at(window, starts)
        window.click("#news.look a")
        window.find("#outcome.look")
        _look_at(window, types)
        window.until(lambda: not window.find("#news").is_displayed(), "seen")
        window.go(small.at("work"))
        assert len(window.all(".jobs li")) == before + 1


def _look_at(window: Window, handle: str) -> None:
    """Change to a window; its page is informed, as it is of a user's click."""
    window.driver.switch_to.window(handle)
    window.run("dispatchEvent(new Event('focus'))")


@contextmanager
def _windows(window: Window) -> Iterator[list[str]]:
    """Two more windows, and the first one, which is left at the end."""
    first = window.driver.current_window_handle
    window.run("open('about:blank', '_blank', 'popup'); open('about:blank', '_blank', 'popup')")
    others = [one for one in window.driver.window_handles if one != first]
    try:
        yield [*others, first]
    finally:
        for other in others:
            window.driver.switch_to.window(other)
            window.driver.close()
        window.driver.switch_to.window(first)


@needs_browser
@pytest.mark.slow
def test_a_connection_that_died_while_the_machine_slept_is_replaced(window: Window, small: Served) -> None:
    """No answer comes, and no end of the connection either: the page asks again on another one."""
    with Relay(small) as relay:
        check(window, relay.address)
        window.click("#nav-overview")
        window.find("#news:not([hidden])")
        relay.sleep()
        window.until(lambda: window.all("#news.look"), "the end")
        small.process.send_signal(signal.SIGSTOP)
        try:
            window.run("dispatchEvent(new Event('online'))")
            window.until(lambda: window.find("#gone").is_displayed(), "gone")
        finally:
            small.process.send_signal(signal.SIGCONT)
        window.until(lambda: not window.find("#gone").is_displayed(), "back")


class Relay:
    """Between the browser and a desk; `sleep` leaves its connections open, and passes nothing on. The page waits for an
    answer no longer than one second instead of eight."""

    def __init__(self, served: Served) -> None:
        self._there, _, rest = served.address.removeprefix("http://").partition("/")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._here = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._asleep: set[socket.socket] = set()
        self._open: set[socket.socket] = set()
        self.address = f"http://{self._here}/{rest}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self._listener, *self._open):
            one.close()

    def sleep(self) -> None:
        self._asleep |= self._open

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                host, _, port = self._there.partition(":")
                far = socket.create_connection((host, int(port)))
                self._open |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                if one not in self._asleep:
                    data = data.replace(b"PATIENCE = 8000", b"PATIENCE = 1000")
                    other.sendall(data.replace(self._here.encode(), self._there.encode()))
            if one not in self._asleep:
                other.shutdown(socket.SHUT_WR)
