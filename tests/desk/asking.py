"""A desk for tests, and a client that sends the right address, host and origin unless a test changes them."""

import json
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2 as httpx
from starlette.testclient import TestClient

from tests.building import DAY
from toolkit.cli import progress
from toolkit.cli.attended import run_attended
from toolkit.cli.errors import describe_unexpected
from toolkit.desk.app import application
from toolkit.desk.desk import Desk, Settings
from toolkit.desk.jobs import Job
from toolkit.desk.processes import Send, Target, Work
from toolkit.desk.recent import RecentCampaigns
from toolkit.model import Language

HOST, SECRET = "127.0.0.1:8000", "k3y"
ORIGIN = {"origin": f"http://{HOST}"}


@dataclass
class Browser:
    """A client of a desk; `opened` is what the desk opened in other programs."""

    desk: Desk
    client: TestClient
    opened: list[Path | str] = field(default_factory=list)

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        return self.client.get(f"/{SECRET}/{path}", headers=headers)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        return self.client.post(f"/{SECRET}/{path}", data=data or {}, headers=ORIGIN, **more)

    def seen(self, path: str = "") -> str:
        """The page as text, once the campaign is read."""
        self.read()
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def read(self) -> None:
        """Wait until the desk has read the campaign's present files."""
        assert self.desk.states is not None
        until = time.monotonic() + 60
        while not (known := self.desk.states.known(1.0)).fresh or (known.campaign and not known.details):
            assert time.monotonic() < until

    def leaders(self) -> None:
        """Wait until the leaders' page is made from the present files."""
        assert self.desk.leaders is not None
        until = time.monotonic() + 60
        while not self.desk.leaders.known(1.0).fresh:
            assert time.monotonic() < until

    def done(self, answer: httpx.Response) -> Job:
        """The command that a form started, when it has ended."""
        assert answer.status_code == 303, answer.text
        job = self.desk.jobs.get(answer.headers["location"].rpartition("/")[2])
        assert job is not None
        return self.ended(job)

    def ended(self, job: Job) -> Job:
        """The command, when it has ended."""
        assert job.work is not None
        assert job.work.wait(120)
        # Until it counts as ended, the campaign is not read again.
        until = time.monotonic() + 60
        while job.running:
            assert time.monotonic() < until
            time.sleep(0.01)
        return job


def sleeping(_tell: Send, _arguments: list[str]) -> None:
    """A command that is at work until it is stopped: no other one starts."""
    time.sleep(600)


class InThread:
    """Work in a thread of this process, with the messages that it would send from its own, which takes most of a second
    to start. The tests of work and those in a browser have processes."""

    def __init__(self, target: Target, *arguments: Any, received: Send) -> None:
        self._ended = threading.Event()
        threading.Thread(target=self._run, args=(target, arguments, received), daemon=True).start()

    def _run(self, target: Target, arguments: tuple[Any, ...], received: Send) -> None:
        try:
            target(lambda kind, what: received(kind, json.loads(json.dumps(what))), *arguments)
            received("ended", 0)
        finally:
            if target is run_attended:
                progress.listeners.clear()
            self._ended.set()

    @property
    def running(self) -> bool:
        return not self._ended.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """It ends soon."""


def command(target: Target, *arguments: Any, received: Send) -> InThread | Work:
    """A command's work: only the toolkit's commands are run in a thread."""
    return (InThread if target is run_attended else Work)(target, *arguments, received=received)


def browser(
    place: Path,
    campaign: Path | None = None,
    *,
    language: Language = "vi",
    incoming: tuple[Path, ...] = (),
    runner: Target = run_attended,
) -> Browser:
    """A desk about a campaign, or about none, and its client. `place`: where it keeps the recently opened campaigns."""
    opened: list[Path | str] = []
    settings = Settings(
        language=language,
        day=lambda: DAY,
        as_of=DAY.isoformat(),
        runner=runner,
        faults=describe_unexpected,
        recent=RecentCampaigns(place / "recent.json"),
        opener=opened.append,
    )
    desk = Desk(settings, incoming=list(incoming))
    if campaign is not None:
        desk.open_campaign(campaign)
    client = TestClient(application(desk, HOST, SECRET), base_url=f"http://{HOST}", follow_redirects=False)
    return Browser(desk, client, opened)


def words(html: str) -> str:
    """A page's text with single blanks."""
    from html import unescape

    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
