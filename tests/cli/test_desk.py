"""`toolkit desk` as a program: what it prints, what it listens on, how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.desk.campaign import only_defined, reporting
from toolkit.cli.main import run
from toolkit.messages.commands import ERRORS

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/([\w-]{22})/\n")


@contextmanager
def served(place: Path, arguments: Sequence[str | Path]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The desk as a program, and the first line that it prints."""
    command = [sys.executable, "-m", "toolkit", "desk", "--no-browser", *map(str, arguments)]
    environment = {**os.environ, "XDG_STATE_HOME": str(place), "LOCALAPPDATA": str(place), "HOME": str(place)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def ask(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_impossible_arguments_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing path, a named folder without a campaign, an invalid port."""
    assert run(["desk", str(tmp_path / "nothing")]) == 2
    assert run(["desk", "--campaign", str(tmp_path)]) == 2
    assert run(["desk", "--port", "70000"]) == 2
    assert capsys.readouterr().out == ""


def test_a_port_that_is_in_use_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If another program has the port, a message says so."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert run(["desk", "--no-browser", "--port", str(port)]) == 3
    assert ERRORS["port-taken"].say("vi", port=port) in capsys.readouterr().err


@pytest.mark.slow
def test_its_address_is_on_one_line(tmp_path: Path) -> None:
    """It is answered there and nowhere else, and Ctrl+C ends it without an error."""
    folder = reporting(tmp_path)
    with served(tmp_path, [folder.root]) as (process, line):
        match = _ADDRESS.fullmatch(line)
        assert match, line
        assert ask(line.strip()) == 200
        assert ask(f"http://127.0.0.1:{match[1]}/") == 403
        assert ask(f"http://localhost:{match[1]}/{match[2]}/") in (403, 404)
        with socket.socket() as other:
            other.settimeout(1)
            assert other.connect_ex(("127.0.0.2", int(match[1]))) != 0
        if os.name == "posix":
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
            assert (process.returncode, out) == (0, "")
            assert "Traceback" not in err


@pytest.mark.slow
def test_files_dropped_on_it_come_in(tmp_path: Path) -> None:
    """A folder among its paths is the campaign, the other files come in."""
    folder = only_defined(tmp_path)
    with served(tmp_path, [tmp_path / "sent" / "SA.xlsx", folder.root]) as (_, line):
        with urllib.request.urlopen(f"{line.strip()}work/1", timeout=10) as answer:
            page = answer.read().decode()
        assert "toolkit collect" in page
        assert "SA.xlsx" in page


@pytest.mark.slow
def test_idle_connections_block_nobody(tmp_path: Path) -> None:
    """However many are open with no request or half of one, a request with the address is answered; one that was opened
    and requests nothing is closed within seconds."""
    with served(tmp_path, [reporting(tmp_path).root]) as (_, line), ExitStack() as held:
        match = _ADDRESS.fullmatch(line)
        assert match, line
        at = "127.0.0.1", int(match[1])
        first = held.enter_context(socket.create_connection(at, timeout=30))
        answers = []
        for sent in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
            for number in range(100):
                held.enter_context(socket.create_connection(at)).sendall(sent)
                if number % 50 == 49:
                    answers.append(ask(line.strip()))
        assert answers == [200] * 6
        assert first.recv(1) == b""
