"""A real browser for tests: Debian's chromium without a window, what it shows, logs and requests.

It reaches no address outside this machine. If `TOOLKIT_PHOTOGRAPHS` is a folder, every screen that a test checks is
saved there.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tests.effort import THOROUGH

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

#: Set to 1 if chromium and axe must be there: tests that need them then fail without them.
REQUIRE = "TOOLKIT_REQUIRE_BROWSER"
#: The file `axe.min.js` of the npm package axe-core, which checks pages for barriers to use.
AXE = "TOOLKIT_AXE"
PHOTOGRAPHS = "TOOLKIT_PHOTOGRAPHS"
TIMEOUT = 60.0
#: A telephone and a desk: width and height in pixels.
PHONE, DESK = (360, 740), (1440, 900)
#: Severities of axe that keep somebody from using a page.
_GRAVE = frozenset({"serious", "critical"})
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
#: Whether the focus is where it is looked for, and visible there: a field for files is practically hidden, its
#: label counts instead.
_FOCUS = """
const at = document.activeElement, shown = at.type === 'file' ? document.querySelector('.choose') : at;
const look = getComputedStyle(shown), box = shown.getBoundingClientRect();
const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
const seen = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 && inside;
return [at.matches(arguments[0]), at === document.body || seen];
"""
_RUN_AXE = """
const done = arguments[0];
axe.run(document, {resultTypes: ['violations'], iframes: false}).then(done);
"""
_Test = TypeVar("_Test", bound=Callable[..., Any])
_Seen = TypeVar("_Seen")


def absent() -> str:
    """What is missing of what these tests need, "" if nothing."""
    programs = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return ", ".join([*programs, *([] if Path(os.environ.get(AXE, "-")).is_file() else [f"axe-core ({AXE})"])])


def wanted() -> bool:
    """Whether browser tests run: if everything is there, or must be."""
    return not absent() or os.environ.get(REQUIRE) == "1"


def needs_browser(test: _Test) -> _Test:
    """Marks a test (or a class of tests) that needs a browser; skipped if there is none."""
    skip = pytest.mark.skipif(not wanted(), reason=f"not installed: {absent()}; {REQUIRE}=1 fails here")
    marked: _Test = pytest.mark.browser(skip(test))
    return marked


@dataclass
class Window:
    """One window of the browser. `faults`: what was wrong with its pages, for the end of a test."""

    driver: "Chrome"
    faults: list[str] = field(default_factory=list)

    # -- content --

    def find(self, selector: str) -> "WebElement":
        """The element, awaited."""
        return self.until(lambda: next(iter(self.all(selector)), None), selector)

    def all(self, selector: str) -> "list[WebElement]":
        return self.driver.find_elements("css selector", selector)

    def text(self, selector: str = "main") -> str:
        """Its text with single blanks."""
        return " ".join(self.find(selector).text.split())

    def until(self, seen: Callable[[], _Seen | None], what: str = "") -> _Seen:
        """Wait until the condition holds; an element that has disappeared meanwhile is searched again."""
        from selenium.common.exceptions import StaleElementReferenceException

        end, pause = time.monotonic() + TIMEOUT, 0.05
        while True:
            try:
                if found := seen():
                    return found
            except StaleElementReferenceException:
                found = None
            assert time.monotonic() < end, f"{what or seen}: not in {self.driver.find_element('tag name', 'body').text}"
            time.sleep(pause)
            pause = min(1.2 * pause, 0.3)

    def run(self, script: str, *arguments: object) -> Any:
        """The value that a function body in JavaScript returns."""
        return self.driver.execute_script(script, *arguments)

    # -- actions --

    def go(self, address: str) -> None:
        self.driver.get(address)

    def click(self, selector: str) -> None:
        """Click it, as soon as it is there and enabled."""
        element = self.until(lambda: next((e for e in self.all(selector) if e.is_enabled()), None), selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def tab(self, selector: str) -> None:
        """Move there by the Tab key alone; wherever the focus stops on the way it must be visible."""
        from selenium.webdriver import Keys

        for _ in range(200):
            self.press(Keys.TAB)
            there, seen = self.run(_FOCUS, selector)
            assert seen, self.run("return document.activeElement.outerHTML")
            if there:
                return
        raise AssertionError(f"no way to {selector} by the Tab key")

    def drop(self, selector: str, paths: Sequence[Path]) -> None:
        """Drop files there, as from the file manager."""
        box = self.find(selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", box)
        where = self.run("const r = arguments[0].getBoundingClientRect(); return [r.x + 20, r.y + 10]", box)
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self._devtools("Input.dispatchDragEvent", type=kind, x=where[0], y=where[1], data=data)

    def size(self, width: int, height: int) -> None:
        """Make the window this large; the browser itself would not make one as narrow as a telephone."""
        self._devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def _devtools(self, command: str, **arguments: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, arguments)

    # -- appearance --

    def look(self, name: str, sizes: Sequence[tuple[int, int]] = (PHONE, DESK), *, judged: bool = True) -> None:
        """Check the page in each size: its faults are kept in `faults`, its picture under this name. In the usual
        effort axe runs in the last size alone; not `judged`: in none, as where no script may run, not even axe."""
        for width, height in sizes:
            self.size(width, height)
            self._photograph(f"{name}-{width}")
            where = f"{name} at {width}: "
            barriers = self.judged() if judged and (THOROUGH or (width, height) == sizes[-1]) else ()
            self.faults += [where + fault for fault in (*self._scrolls(), *barriers)]
        self.size(*DESK)

    def _photograph(self, name: str) -> None:
        if folder := os.environ.get(PHOTOGRAPHS):
            Path(folder).mkdir(parents=True, exist_ok=True)
            width, height = self.run("const r = document.documentElement; return [r.clientWidth, r.scrollHeight]")
            self.size(width, min(height, 6_000))
            self.driver.save_screenshot(str(Path(folder) / f"{name}.png"))

    def _scrolls(self) -> list[str]:
        """Whether the page must be scrolled sideways."""
        wide, shown = self.run("const r = document.documentElement; return [r.scrollWidth, r.clientWidth]")
        return [f"{wide} px wide"] if wide > shown else []

    def judged(self) -> list[str]:
        """What axe reports as serious or critical on the page."""
        found = self.until(self._run_axe, "axe")["violations"]
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:200]}"
            for one in found
            if one["impact"] in _GRAVE
            for node in one["nodes"]
        ]

    def _run_axe(self) -> dict[str, Any] | None:
        """The report of axe; nothing if the page was reloaded meanwhile."""
        from selenium.common.exceptions import JavascriptException

        script = Path(os.environ[AXE]).read_text(encoding="utf-8") + _RUN_AXE
        try:
            result: dict[str, Any] = self.driver.execute_async_script(script)
        except JavascriptException:
            return None
        return result

    # -- console and requests --

    def complaints(self) -> list[str]:
        """Errors and warnings in the browser's console since the last call."""
        log: list[dict[str, Any]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [one["message"] for one in log if one["level"] in ("SEVERE", "WARNING")]

    def requests(self) -> list[str]:
        """The addresses that pages of this window have requested since the last call."""
        entries: list[dict[str, Any]] = self.driver.get_log("performance")  # type: ignore[no-untyped-call]
        events = [json.loads(entry["message"])["message"] for entry in entries]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


@contextmanager
def opened(folder: Path) -> Iterator[Window]:
    """A browser without history; its files are in `folder`."""
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService

    assert not absent(), f"not installed: {absent()}"
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, ChromeService(shutil.which("chromedriver")))
    try:
        driver.set_script_timeout(TIMEOUT)
        window = Window(driver)
        window.size(*DESK)
        yield window
    finally:
        driver.quit()


# --- The desk --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """A desk that runs as a separate program. `address` is what it printed."""

    address: str
    process: subprocess.Popen[str]
    opened_file: Path

    def at(self, path: str) -> str:
        return self.address + path

    def opened(self) -> list[str]:
        """What was opened in other programs: files and folders."""
        return self.opened_file.read_text(encoding="utf-8").splitlines() if self.opened_file.is_file() else []


@contextmanager
def desk(home: Path, *arguments: str, cwd: Path | None = None) -> Iterator[Served]:
    """`toolkit desk --no-browser`, started in `cwd`; its user's files are in `home`."""
    (home / "bin").mkdir(parents=True, exist_ok=True)
    opener, opened_file = home / "bin" / "xdg-open", home / "opened"
    opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >>"{opened_file}"\n', encoding="utf-8")
    opener.chmod(0o755)
    environment = {**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "HOME": str(home)}
    environment |= {"XDG_STATE_HOME": str(home / "state"), "PYTHONPATH": str(Path(__file__).parent.parent)}
    command = [sys.executable, "-m", "toolkit", "desk", "--no-browser", *arguments]
    process = subprocess.Popen(
        command, cwd=cwd or home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield Served(process.stdout.readline().strip(), process, opened_file)
    finally:
        process.terminate()
        process.wait(30)
        assert process.stdout is not None
        process.stdout.close()
