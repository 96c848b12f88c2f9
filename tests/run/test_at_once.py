"""Several runs at once, and runs that are killed while they send: no agency gets a mail twice, and nothing is lost."""

import errno
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.building import cell_of, definition, keyed, records, type_into
from tests.mailing import INDICATORS, SECTIONS, VIETNAM, Sample, as_eml, campaign, form, inbox
from tests.run.test_killed import ends_at
from tests.servers import smtp_server
from toolkit.cli.main import run
from toolkit.files import locks
from toolkit.files.locks import exclusive_lock, is_held
from toolkit.messages import registers
from toolkit.messages.errors import NotDoneError
from toolkit.register.entries import FILE_NAME, SentMail, merge_saved, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import Folder
from toolkit.run.post import write_drafts

Captured = pytest.CaptureFixture[str]
_DAY = ["--as-of", "2021-01-15", "--lang", "en"]
KILLED = pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed at once there")
POSIX_LOCKS = pytest.mark.skipif(sys.platform == "win32", reason="locks are of another kind there")


def toolkit(folder: Folder, *arguments: str) -> int:
    return run([*arguments, "--campaign", str(folder.root), *_DAY])


def begin(folder: Folder, *arguments: str, stdin: int | None = None) -> subprocess.Popen[str]:
    """The same in a new process."""
    command = [sys.executable, "-m", "toolkit", *arguments, "--campaign", str(folder.root), *_DAY]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, encoding="utf-8")


def ended(processes: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """The exit code and error output of each."""
    printed = [p.communicate(timeout=120)[1] for p in processes]
    assert not any("Traceback" in text for text in printed)
    return [(p.returncode, text) for p, text in zip(processes, printed, strict=True)]


def many(root: Path, count: int, more: str = "") -> Folder:
    """A campaign with this number of agencies, none of which has reported, and with `more` of the roster."""
    rows = "".join(f"| D{n:02} | Đơn vị số {n} | ĐV {n} | d{n}@tinh.example |\n" for n in range(count))
    agencies = f"| code | name | short_name | email |\n|---|---|---|---|\n{more}{rows}"
    about = {"contact_email": "ban@tinh.example"}
    return definition(root, about=about, agencies=agencies, indicators=INDICATORS, sections=SECTIONS)


def sending(port: int, command: str = "status --remind") -> list[str]:
    return [*command.split(), "--send", "--yes", "--smtp", f"smtp://127.0.0.1:{port}"]


def states(folder: Folder) -> Counter[str]:
    return Counter(s.state for s in read_register(folder.root).sent.values())


def decide(folder: Folder, agency: str, word: str) -> None:
    """Enter on the sheet of sent mails whether the one to this agency went."""
    path = folder.root / FILE_NAME
    [key] = [key for key, sent in read_register(folder.root).sent.items() if sent.agency == agency]
    type_into(path, [(cell_of(path, "sent", key, "decision"), word)])


# --- Sending --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_three_runs_that_send_at_once_send_each_mail_once(tmp_path: Path) -> None:
    """One sends, the others say so in a sentence; afterwards nothing is left to send."""
    folder = many(tmp_path, 20)
    with smtp_server(None) as box:
        box.takes = 0.05
        done = ended([begin(folder, *sending(box.port)) for _ in range(3)])
        assert {1} == {*Counter(str(m["To"]) for m in box.mails).values()}
        assert len(box.mails) == 20
        assert toolkit(folder, *sending(box.port)) == 1
        assert len(box.mails) == 20
    assert states(folder) == {"sent": 20}
    assert sorted(code for code, _ in done) == [1, 3, 3]
    assert all("Another command is sending" in printed for code, printed in done if code == 3)
    assert not list(folder.root.glob(".toolkit-s*ing"))


@pytest.mark.slow
def test_a_run_that_waited_for_another_sends_only_the_rest(tmp_path: Path, capsys: Captured) -> None:
    """What another run sent meanwhile is not sent again, and a message says so."""
    folder = many(tmp_path, 3)
    with smtp_server(None) as box:
        process = begin(folder, *(a for a in sending(box.port) if a != "--yes"), stdin=subprocess.PIPE)
        assert process.stdout is not None
        while line := process.stdout.readline():
            if "(D02) →" in line:
                break  # it has listed what it would send, and asks for confirmation
        else:
            pytest.fail("it ended without asking")
        assert toolkit(folder, *sending(box.port)) == 1
        printed, _ = process.communicate("yes\n", timeout=60)
        assert len(box.mails) == 3
    assert "Not sent again (3)" in printed
    assert "Sent 0 mails" in printed


def to(mail: Any) -> str:
    return str(mail["To"].addresses[0].addr_spec)


@pytest.mark.slow
@KILLED
def test_a_mail_that_was_being_sent_when_its_run_was_killed_is_asked_about(tmp_path: Path, capsys: Captured) -> None:
    """It is never sent again by itself, on any day; the others are sent. The coordinator's answer is followed."""
    folder = many(tmp_path / "c", 3)
    with smtp_server(None) as box:
        box.stuck = threading.Event()
        process = begin(folder, *sending(box.port))
        assert box.stuck.wait(30)
        process.kill()
        process.wait()
        assert (len(box.mails), states(folder)) == (1, {"sending": 1})
        box.stuck = None
        for day in ("2021-01-15", "2021-01-16"):
            capsys.readouterr()
            assert run([*sending(box.port), "--campaign", str(folder.root), "--as-of", day, "--lang", "en"]) == 1
            out = capsys.readouterr().out
            assert "not known whether this mail went" in out
            assert "15/01/2021 · Reminder · ĐV 0 → d0@tinh.example" in out
        assert Counter(map(to, box.mails)) == {"d0@tinh.example": 1, "d1@tinh.example": 2, "d2@tinh.example": 2}
        for word, mails, state in (("hỏi đã", 0, "sending"), ("Chưa gửi", 1, "sent"), ("sent", 0, "sent")):
            del box.mails[:]
            copy = replace(folder, root=shutil.copytree(folder.root, tmp_path / word))
            decide(copy, "D00", word)
            toolkit(copy, *sending(box.port))
            assert len(box.mails) == mails
            printed = capsys.readouterr().out
            assert ("not known whether" in printed) is (word == "hỏi đã")
            assert ("“hỏi đã” is not understood" in printed) is (word == "hỏi đã")
            assert {s.state for s in read_register(copy.root).sent.values() if s.agency == "D00"} == {state}
            shown = [r["result"] for r in records(keyed(copy.root / FILE_NAME)["sent"]) if r["agency"] == "D00"]
            assert shown == [registers.SENT_STATES[state].en]
        # An agency says that nothing came: it is sent the mail again, once.
        decide(copy, "D00", "chưa gửi")
        for _ in range(2):
            toolkit(copy, *sending(box.port))
            assert list(map(to, box.mails)) == ["d0@tinh.example"]


@pytest.mark.slow
@KILLED
def test_sending_may_be_killed_at_any_change_of_a_file(tmp_path: Path) -> None:
    """Whenever it is killed, every sent mail is in the register, none is sent again, and every agency gets its mail."""
    point, done, questions = 1, False, 0
    while not done:
        folder = many(tmp_path / str(point), 2)
        with smtp_server(None) as box:
            command = [*sending(box.port), "--campaign", folder.root, *_DAY]
            done = ends_at(point, *command, changes="os.rename")
            assert len(box.mails) <= len(read_register(folder.root).sent)
            before = states(folder)["sending"]
            toolkit(folder, *sending(box.port))
            assert max(Counter(str(m["To"]) for m in box.mails).values()) == 1
            assert len({str(m["To"]) for m in box.mails}) + before >= 2
        questions += before
        point += 1
    assert questions > 1


@pytest.mark.slow
def test_a_connection_that_breaks_after_the_mail_is_asked_about_by_name(tmp_path: Path, capsys: Captured) -> None:
    """Whether or not the server accepted it: the error, the register and the next run say the same."""
    for drops in ("taken", "lost"):
        folder = many(tmp_path / drops, 3)
        with smtp_server(None) as box:
            box.drops = "recipient"  # before the mail there is nothing to ask: it goes with the next run
            assert toolkit(folder, *sending(box.port)) == 3
            assert ("3 are left" in capsys.readouterr().err, states(folder)) == (True, {})
            box.drops = drops
            assert toolkit(folder, *sending(box.port)) == 3
            err = capsys.readouterr().err
            assert "broke while the mail to ĐV 0 (d0@tinh.example)" in err
            assert "2 are left" in err
            assert (len(box.mails), states(folder)) == (int(drops == "taken"), {"sending": 1})
            [row] = records(keyed(folder.root / FILE_NAME)["sent"])
            assert row["result"] == "NOT KNOWN WHETHER IT WENT"
            box.drops = ""
            assert toolkit(folder, *sending(box.port)) == 1
            assert "ĐV 0 → d0@tinh.example" in capsys.readouterr().out
            assert list(map(to, box.mails[-2:])) == ["d1@tinh.example", "d2@tinh.example"]
            assert states(folder) == {"sending": 1, "sent": 2}


@pytest.mark.slow
@pytest.mark.parametrize(("saved", "went"), [(1, 0), (2, 1)])
def test_nothing_is_sent_that_cannot_be_recorded(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, saved: int, went: int
) -> None:
    """If the register is opened in Excel before or just after a mail, what was sent is named, and the rest waits."""
    folder = many(tmp_path, 3)
    replaced, count = os.replace, 0

    def replace(*arguments: Any) -> None:
        nonlocal count
        if str(arguments[1]).endswith(FILE_NAME):
            count += 1
            if count >= saved:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replaced(*arguments)

    with smtp_server(None) as box:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", replace)
            assert toolkit(folder, *sending(box.port)) == 3
        err = capsys.readouterr().err
        assert "register.xlsx" in err
        assert ("The mail to ĐV 0 (d0@tinh.example) went" in err) is bool(went)
        assert (len(box.mails), states(folder)["sending"]) == (went, went)
        toolkit(folder, *sending(box.port))
        assert len(box.mails) == 3


def test_two_runs_may_remove_the_same_old_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that write reminders at once both list the same old draft, and one of them removes it first."""
    folder = many(tmp_path, 1)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: [self / "remind-D09.eml"])
    assert [p.name for p in write_drafts(folder, [], reminders=True)] == []


# --- Collecting -----------------------------------------------------------------------------------


def sources(root: Path, folder: Folder) -> list[Path]:
    """Three folders of mails; some files are in all of them, in other mails and under other names."""
    shared = [form(folder, "SYT", number=str(n)) for n in range(6)]
    made = []
    for turn in range(3):
        when = datetime(2021, 1, 8, 9, turn, tzinfo=VIETNAM)
        samples = [
            Sample(
                sender="syt@tinh.example",
                id=f"{turn}-{n}@x",
                when=when + timedelta(hours=n),
                files=[(f"lần {turn} số {n}.xlsx", data), (f"riêng {turn} {n}.pdf", b"%%PDF-1.4 %d %d" % (turn, n))],
            )
            for n, data in enumerate(shared)
        ]
        made.append(as_eml(root / f"thư {turn}", samples))
    return made


@pytest.mark.slow
def test_runs_that_collect_and_send_at_once_lose_nothing(tmp_path: Path) -> None:
    """Three that collect and one that sends: all mails are marked as sent, and the inbox and the register of mails are
    as if one run had come after the other."""
    more = "| SYT | Sở Y tế | SYT | syt@tinh.example |\n"
    folder, after = many(tmp_path / "at once", 10, more), many(tmp_path / "one after the other", 10, more)
    mails = sources(tmp_path, folder)
    with smtp_server(None) as box:
        box.takes = 0.02
        done = ended([begin(folder, *sending(box.port)), *(begin(folder, "collect", str(s)) for s in mails)])
    assert [code for code, _ in done] == [1, 0, 0, 0]
    for source in mails:
        toolkit(after, "collect", str(source))
    assert sorted(inbox(folder).values()) == sorted(inbox(after).values())
    assert len(inbox(folder)) == 6 + 18
    register, other = read_register(folder.root), read_register(after.root)
    assert register.entries.keys() == other.entries.keys()
    assert (register.mails, register.sources) == (other.mails, other.sources)
    assert {e.state for e in register.entries.values()} == {e.state for e in other.entries.values()}
    assert {e.file for e in register.entries.values()} == {f"inbox/{name}" for name in inbox(folder)}
    assert (states(folder), len(register.mails)) == ({"sent": len(box.mails)}, 18)


@pytest.mark.slow
def test_a_run_that_waits_for_another_to_collect_says_so(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not seem to hang, and goes on by itself. On a disk without locks nothing is sent, since a mail sent twice
    cannot be undone; files are collected as well as possible."""
    folder = campaign(tmp_path)
    first, second, _ = sources(tmp_path, folder)
    with exclusive_lock(folder.root / ".toolkit-collecting", "collecting-elsewhere"):
        process = begin(folder, "collect", str(first))
        assert process.stderr is not None
        assert "waiting for it to end" in process.stderr.readline()
        assert inbox(folder) == {}
    assert ended([process]) == [(0, "")]
    assert len(inbox(folder)) == 12

    if sys.platform != "win32":  # locks are of another kind there

        def none_here(*_: Any) -> None:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        with smtp_server(None) as box:
            monkeypatch.setattr("fcntl.flock", none_here)
            assert toolkit(folder, *sending(box.port)) == 3
            assert "does not let files be locked" in capsys.readouterr().err
            assert box.mails == []
        assert toolkit(folder, "collect", str(second)) == 0
        assert len(inbox(folder)) == 12 + 6


def test_an_answer_that_another_run_recorded_is_kept(tmp_path: Path) -> None:
    """A run that read the register while a mail was being sent does not make it doubtful again when it saves."""
    folder = campaign(tmp_path)
    first = read_register(folder.root)
    day = datetime(2021, 1, 15).date()
    mark = {"day": day, "agency": "SYT", "kind": "reminder", "subject": "x"}

    def sent(key: str, state: str = "sending", returned: str = "") -> SentMail:
        return SentMail(id=key, to=f"{key}@x.example", state=state, returned=returned, **mark)  # type: ignore[arg-type]

    first.sent |= {key: sent(key) for key in "abc"}
    save_register(first, folder.campaign, day, "vi")
    other = read_register(folder.root)
    first.sent["a"] = sent("a", "sent")
    del first.sent["b"]
    save_register(first, folder.campaign, day, "vi")
    other.sent["a"] = sent("a", returned="a@x.example")
    save_register(other, folder.campaign, day, "vi")
    merge_saved(first)
    found = read_register(folder.root).sent
    assert {k: (s.state, s.returned) for k, s in found.items()} == {"a": ("sent", "a@x.example"), "c": ("sending", "")}
    assert first.sent == found


# --- Locks ----------------------------------------------------------------------------------------

_HOLD = """
import os, sys, time
from pathlib import Path
from toolkit.files.locks import exclusive_lock
with exclusive_lock(Path(sys.argv[1]), "sending-elsewhere"):
    if hasattr(os, "fork") and os.fork() == 0:
        time.sleep(30)  # as a process that reads for it does, which its end finds at work
        os._exit(0)
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    """While the process runs no other gets it; once killed it blocks none, though its child processes run on for a
    while."""
    path = tmp_path / "lock"
    process = subprocess.Popen([sys.executable, "-c", _HOLD, str(path)], stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    process.stdout.readline()
    assert is_held(path)
    with pytest.raises(NotDoneError, match="đang gửi"), exclusive_lock(path, "sending-elsewhere", wait=0.1):
        pass
    process.kill()
    process.wait()
    assert path.exists()
    assert not is_held(path)
    with exclusive_lock(path, "sending-elsewhere", needed=True):
        assert is_held(path)
    assert not path.exists()
    process.stdout.close()


@pytest.mark.slow
@POSIX_LOCKS
def test_many_processes_never_hold_a_lock_together(tmp_path: Path) -> None:
    """Though each removes the file at its end."""
    script = """
import os, sys
from pathlib import Path
from toolkit.files.locks import exclusive_lock
for _ in range(60):
    with exclusive_lock(Path(sys.argv[1]), "register-busy", wait=60):
        inside = os.open(sys.argv[2], os.O_CREAT | os.O_EXCL)  # fails where another is inside
        os.close(inside)
        os.unlink(sys.argv[2])
"""
    command = [sys.executable, "-c", script, str(tmp_path / "lock"), str(tmp_path / "inside")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") for _ in range(4)]
    assert [p.communicate()[1] for p in running] == [""] * 4
    assert {p.returncode for p in running} == {0}


@contextmanager
def _who_may_only_read(path: Path) -> Iterator[None]:
    """A user who may read this file and not write it; if tests run as root this is another user."""
    path.chmod(0o444)
    before = os.geteuid()
    os.seteuid(before or 65534)
    try:
        yield
    finally:
        os.seteuid(before)


@POSIX_LOCKS
def test_a_lock_file_that_may_only_be_read_can_be_locked() -> None:
    """Another user's killed run left it, or it was copied with the folder: reading is enough to lock it."""
    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o777)  # where another user may enter
        path = Path(root, "lock")
        path.touch()
        with _who_may_only_read(path):
            assert not os.access(path, os.W_OK, effective_ids=True)
            assert not is_held(path)
            path.touch()
            path.chmod(0o444)
            with exclusive_lock(path, "sending-elsewhere", needed=True):
                assert is_held(path)
                with pytest.raises(NotDoneError), exclusive_lock(path, "sending-elsewhere"):
                    pass
        assert not path.exists()


@POSIX_LOCKS
def test_a_removed_file_is_not_taken_for_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its link count does not show it: a network disk (NFS) renames a removed file that is open elsewhere."""
    import fcntl

    path, locked = tmp_path / "lock", fcntl.flock

    def removed_before(handle: int, operation: int) -> None:
        monkeypatch.setattr("fcntl.flock", locked)
        path.rename(tmp_path / ".nfs0001")
        locked(handle, operation)

    monkeypatch.setattr("fcntl.flock", removed_before)
    with exclusive_lock(path, "sending-elsewhere", wait=5, needed=True):
        assert is_held(path)
        with pytest.raises(NotDoneError), exclusive_lock(path, "sending-elsewhere"):
            pass


@pytest.mark.slow
def test_waiting_too_long_for_a_lock_is_an_error(tmp_path: Path) -> None:
    """It names the folder, and comes no sooner than the time it states."""
    with exclusive_lock(tmp_path / "lock", "register-busy"):
        begun = time.monotonic()
        with pytest.raises(NotDoneError) as caught, exclusive_lock(tmp_path / "lock", "register-busy", wait=0.2):
            pass
        assert time.monotonic() - begun >= 0.2
    assert str(tmp_path) in str(caught.value)


class _WindowsLocks:
    """Locks as Windows has them: one byte of a file, for one handle at a time."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, handle: int, mode: int, _count: int) -> None:
        found = os.fstat(handle)
        of = found.st_dev, found.st_ino
        if mode == self.LK_UNLCK:
            del self.held[of]
        elif of in self.held:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        else:
            self.held[of] = handle


def test_locks_of_windows_work_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the system's locks: one process at a time, released however it ends, no file left behind."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", _WindowsLocks())
    monkeypatch.setattr(os, "O_NOINHERIT", 0, raising=False)
    monkeypatch.setattr(os, "O_BINARY", 0, raising=False)
    there: Any = runpy.run_path(locks.__file__)
    path = tmp_path / "lock"
    with suppress(ZeroDivisionError), there["exclusive_lock"](path, "sending-elsewhere", needed=True):
        assert there["is_held"](path)
        with pytest.raises(NotDoneError), there["exclusive_lock"](path, "sending-elsewhere", wait=0.1):
            pass
        raise ZeroDivisionError
    assert not path.exists()
    path.touch()  # what a killed run leaves
    assert not there["is_held"](path)
    with there["exclusive_lock"](path, "sending-elsewhere", needed=True):
        pass
