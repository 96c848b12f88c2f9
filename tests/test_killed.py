"""Collecting and sending killed at any moment: run again, each attachment is there once and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mailing import DAY, KEPT, Sample, campaign, form, inbox
from toolkit.collect import collect
from toolkit.register import FILE_NAME, read_register

#: Runs the command and kills itself, without any goodbye, at the given one of the points where files are changed.
_RUN = """
import os, signal, sys
left = int(sys.argv[1])
def point(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.mkdir") or (event == "open" and "w" in str(arguments[1] or "")) or event == "os.truncate":
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(point)
from datetime import date
from pathlib import Path
from toolkit import collect as work
from toolkit.run import open_folder
work._SAVE_EVERY = 2
work.collect(open_folder(sys.argv[2]), [Path(sys.argv[3])], as_of=date(2021, 1, 15))
print("done")
"""


@pytest.mark.slow
def test_killed_at_any_change_of_a_file_and_run_again(tmp_path: Path) -> None:
    """Killed before each change of a file in turn: afterwards the inbox and the register are as if nothing happened."""
    folder = campaign(tmp_path / "whole")
    files = [
        (f"{code}-{n}.xlsx", form(folder, code, number=str(n)))
        for code, n in (("SYT", 1), ("STC", 1), ("SYT", 2))
    ]
    samples = [
        Sample(
            sender=f"{name[:3].lower()}@tinh.example",
            id=f"{n}@x",
            files=[(name, data), ("cung.pdf", b"%PDF-1.4\n")],
        )
        for n, (name, data) in enumerate(files)
    ]
    source = KEPT["mbox"](tmp_path / "source", samples)
    collect(folder, [source], as_of=DAY)
    whole, book = inbox(folder), read_register(folder.root)
    assert len(whole) == len(files) + 1
    point, done = 1, False
    while not done:
        other = campaign(tmp_path / f"killed-{point}")
        run = [sys.executable, "-c", _RUN, str(point), str(other.root), str(source)]
        ended = subprocess.run(
            run,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        done = "done" in ended.stdout
        assert done or ended.returncode == -9, ended.stderr
        there = {n: d for n, d in inbox(other).items() if not n.startswith(".~")}
        assert there.items() <= whole.items(), point
        if (other.root / FILE_NAME).exists():
            assert read_register(other.root).entries.keys() <= book.entries.keys()
        collect(other, [source], as_of=DAY)
        assert inbox(other) == whole, point
        again = read_register(other.root)
        assert again.entries == book.entries
        assert again.mails == book.mails
        point += 1
    assert point > 15


@pytest.mark.slow
def test_killed_at_moments_of_the_clock(tmp_path: Path) -> None:
    """The real command, killed after some hundredths of a second, again and again until it ends by itself."""
    folder = campaign(tmp_path / "c")
    samples = [
        Sample(
            sender="syt@tinh.example", id=f"{n}@x", files=[(f"{n}.xlsx", form(folder, "SYT", number=str(n)))]
        )
        for n in range(12)
    ]
    source = KEPT["maildir"](tmp_path / "source", samples)
    command = [
        sys.executable,
        "-m",
        "toolkit",
        "collect",
        str(source),
        "--campaign",
        str(folder.root),
        "--as-of",
        "2021-01-15",
    ]
    for hundredths in range(20, 90, 14):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(hundredths / 100)
        process.kill()
        process.wait()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    assert sorted(data for sample in samples for _, data in sample.files) == sorted(inbox(folder).values())  # type: ignore[misc]
    assert len(read_register(folder.root).entries) == len(samples)
