"""Long work: its progress, how it is stopped and what is left; two desks on one campaign; when the desk ends."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.building import DAY
from tests.desk.asking import browser
from tests.desk.campaign import only_defined, reporting
from toolkit.cli import passwords
from toolkit.cli.attended import run_attended
from toolkit.cli.options import Mailing
from toolkit.desk.jobs import Busy, Job, Jobs
from toolkit.desk.presence import Presence
from toolkit.desk.processes import Send, Work
from toolkit.desk.recent import RecentCampaigns
from toolkit.desk.states import state_of_folder
from toolkit.master.read import read_master
from toolkit.messages.commands import ERRORS


def test_a_desk_without_a_page_ends() -> None:
    """After three minutes without a sign, sooner after a page said goodbye, never during work."""
    presence = Presence()
    presence.record_open()
    assert [presence.tick(working=False) for _ in range(36)] == [False] * 35 + [True]
    presence.record_open()
    presence.record_leaving()
    assert [presence.tick(working=False) for _ in range(18)] == [False] * 17 + [True]
    presence.record_open()
    presence.record_leaving()
    presence.record_open()
    assert not any(presence.tick(working=False) for _ in range(35))
    assert not any(presence.tick(working=True) for _ in range(99))


def test_without_a_script_the_desk_waits_longer() -> None:
    """A browser without script cannot say that it is there: an hour."""
    presence = Presence()
    presence.record_request()
    assert sum(not presence.tick(working=False) for _ in range(2_000)) == 719


def test_recently_opened_campaigns_are_remembered(tmp_path: Path) -> None:
    """The last one first, each once, without missing ones; a file that is no such list is ignored."""
    recent = RecentCampaigns(tmp_path / "a" / "recent.json")
    for name in ("x", "y", "z", "x"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "campaign.xlsx").touch()
        recent.add(tmp_path / name)
    (tmp_path / "z" / "campaign.xlsx").unlink()
    assert recent.folders() == [tmp_path / "x", tmp_path / "y"]
    for damaged in (b"{", b'{"a": 1}', b"[1, null]", b"\xff"):
        (tmp_path / "a" / "recent.json").write_bytes(damaged)
        assert recent.folders() == []


def test_the_state_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    """New, missing and changed files are noticed in any folder; the store and locks are not checked."""
    folder = reporting(tmp_path)
    before = state_of_folder(folder.root)
    (folder.root / ".toolkit-store").touch()
    assert state_of_folder(folder.root) == before
    (folder.inbox / "a" / "b").mkdir(parents=True)
    (folder.inbox / "a" / "b" / "x.xlsx").touch()
    second = state_of_folder(folder.root)
    assert second != before
    os.utime(folder.inbox / "a" / "b" / "x.xlsx", (1, 1))
    assert state_of_folder(folder.root) != second


# --- Processes -----------------------------------------------------------------------------------


def counting(tell: Send, path: str) -> None:
    """Endless work, which writes down how it was ended."""
    try:
        for number in range(10_000):
            tell("progress", (number, 10_000, "…"))
            time.sleep(0.01)
    except KeyboardInterrupt:
        Path(path).write_text("stopped", encoding="utf-8")
        raise


def dying(_tell: Send) -> None:
    os._exit(5)


def until(seen: Callable[[], object]) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


def _reports() -> tuple[list[tuple[str, Any]], Callable[[str, Any], None]]:
    reported: list[tuple[str, Any]] = []
    return reported, lambda kind, what: reported.append((kind, what))


@pytest.mark.slow
def test_work_is_stopped_as_by_ctrl_c(tmp_path: Path) -> None:
    """It is interrupted in the middle, and has time to clean up; a process that disappears has ended too."""
    reported, tell = _reports()
    work = Work(counting, str(tmp_path / "end"), received=tell)
    until(lambda: reported)
    work.stop()
    assert work.wait(20)
    assert (tmp_path / "end").read_text(encoding="utf-8") == "stopped"
    assert reported[0][0] == "progress"
    assert reported[-1] == ("ended", 0)
    reported, tell = _reports()
    assert Work(dying, received=tell).wait(20)
    assert reported == [("ended", 5)]


@pytest.mark.slow
def test_the_server_imports_nothing_of_the_work() -> None:
    """Reading and consolidation are imported by the processes that do them: the desk starts sooner."""
    script = "import sys, toolkit.desk.desk, toolkit.desk.server\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True).stdout
    rooms = {name.split(".")[1] for name in loaded.split() if name.startswith("toolkit.")}
    assert rooms & {"checks", "consolidation", "intake", "master", "report", "page"} == set()


def merge_slowly(tell: Send, arguments: list[str]) -> None:
    """`merge`, which takes long to draw its master."""
    from toolkit.cli.attended import run_attended
    from toolkit.master.sheets import master

    drawn = master.write_master

    def slow(path: Path, *words: Any, **more: Any) -> Any:
        path.write_bytes(b"half")
        tell("said", "drawing")
        time.sleep(30)
        return drawn(path, *words, **more)

    master.write_master = slow
    run_attended(tell, arguments)


@pytest.mark.slow
def test_a_merge_that_is_stopped_leaves_the_old_master(tmp_path: Path) -> None:
    """No half-written file, no other file left, and the command line's message."""
    folder = reporting(tmp_path)
    jobs = Jobs(merge_slowly, lambda: None)
    arguments = ["merge", "--campaign", str(folder.root), "--as-of", DAY.isoformat()]
    job = jobs.start("merge", arguments, "toolkit merge")
    until(lambda: "drawing" in job.lines)
    with pytest.raises(Busy):
        jobs.start("check", ["check"], "toolkit check")
    jobs.stop(str(job.number))
    _wait(job)
    assert (job.outcome, job.code) == ("stopped", 3)
    assert job.lines[-1] == ERRORS["interrupted"].vi
    assert not folder.master.exists()
    assert [p.name for p in folder.root.iterdir() if p.name.startswith(".~")] == []


def _wait(job: Job) -> None:
    assert job.work is not None
    assert job.work.wait(60)


@pytest.mark.slow
def test_two_desks_on_one_campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both merge, both take in: the master is whole, each file is there once, and refused work is reported."""
    monkeypatch.setattr("toolkit.desk.states.Work", Work)
    monkeypatch.setattr("toolkit.desk.jobs.Work", Work)
    folder = reporting(tmp_path)
    desks = [browser(tmp_path, folder.root) for _ in range(2)]
    merges = [desk.post("do/merge") for desk in desks]
    ended = [desk.done(answer) for desk, answer in zip(desks, merges, strict=True)]
    assert all(job.code in (1, 3) for job in ended), [job.lines for job in ended]
    assert any(job.code == 1 for job in ended)
    assert {s.agency for s in read_master(folder.master).submissions} == {"SA", "SB"}
    sent = [("files", ("x.xlsx", (folder.inbox / "SA.xlsx").read_bytes() + b"\0"))]
    taken = [desk.post("take-in", files=sent) for desk in desks]
    for desk, answer in zip(desks, taken, strict=True):
        desk.done(answer)
    assert len(list(folder.inbox.iterdir())) == 3


def saying_little(tell: Send, _arguments: list[str]) -> None:
    """A command that ends at once."""
    tell("code", 0)


def saying_its_password(tell: Callable[[str, Any], None], _arguments: object, password: str) -> None:
    """A command that reads its password where `passwords` looks for it."""
    run_attended(lambda *_: None, ["help"], password)
    tell("said", str(passwords.password("a", "mail.example", Mailing(), "vi")))
    tell("code", 0)


@pytest.mark.slow
def test_a_password_reaches_only_its_command() -> None:
    """It is neither among its arguments nor in the log; the next command does not have it."""
    jobs = Jobs(saying_its_password, lambda: None)
    job = jobs.start("send-forms", ["template"], "toolkit template", password="p@ß")
    _wait(job)
    assert (job.lines, job.command) == (["p@ß"], "toolkit template")
    assert "p@ß" not in repr(job)[: repr(job).index("lines=")]
    run_attended(lambda *_: None, ["help"])
    assert passwords.typed == [""]


@pytest.mark.slow
def test_a_command_ends_whatever_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """If something fails after a command has ended, the command has ended, and the next one can start."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # shown there, which is not checked here
    changed: list[str] = []
    jobs = Jobs(saying_little, lambda: changed.append("changed"))

    def failing() -> None:
        raise OSError("no space")

    ended = jobs.start("new", [], "toolkit new", failing)
    _wait(ended)
    assert (ended.outcome, jobs.running, changed) == ("done", None, ["changed"])
    _wait(jobs.start("check", [], "toolkit check"))
    assert [job.outcome for job in jobs.all] == ["done", "done"]


def test_a_command_that_cannot_be_started_is_not_at_work() -> None:
    """If the system has no process left nothing counts as at work."""
    jobs = Jobs(lambda tell, _: None, lambda: None)  # such a function cannot be passed to a process
    with pytest.raises(Exception, match=r"pickle|local object"):
        jobs.start("check", [], "toolkit check")
    assert (jobs.running, jobs.all) == (None, [])


@pytest.mark.slow
def test_named_files_come_in_when_a_campaign_is_started(tmp_path: Path) -> None:
    """A desk started with files and no campaign: the new campaign takes them in, and nothing stays at work."""
    only_defined(tmp_path)
    desk = browser(tmp_path, incoming=(tmp_path / "sent" / "SA.xlsx",))
    desk.done(desk.post("campaign/new", {"path": str(tmp_path / "mới")}))
    until(lambda: len(desk.desk.jobs.all) == 2 and desk.desk.jobs.running is None)
    assert [(job.action, job.running) for job in desk.desk.jobs.all] == [("collect", False), ("new", False)]
    assert desk.desk.incoming == []
    assert len(list((tmp_path / "mới" / "inbox").iterdir())) == 1
