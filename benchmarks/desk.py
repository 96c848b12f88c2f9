"""Measures the desk: how soon it answers after it is started, and how soon each of its pages then.

    python benchmarks/desk.py [--agencies 300] [--times 15] [--keep FOLDER]

It makes a campaign in which all agencies have reported, merges once, and starts `toolkit desk` on it five times.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HERE = Path(__file__).parent
_AS_OF = "2020-07-31"
_STARTS = 5
PAGES = ("", "agencies", "findings", "take-in", "forms", "results", "leaders")
#: Compiled modules are kept, as on a user's machine.
_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def served(campaign: Path) -> Iterator[tuple[str, float]]:
    """A desk on the campaign: its address, and the seconds until its first page was there."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "toolkit", "desk", "--no-browser", "--as-of", _AS_OF, "--campaign", str(campaign)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_AS_INSTALLED)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        _get(address)
        yield address, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def _wait_until_read(address: str) -> None:
    """Until the campaign, and the leaders' page of it, are read."""
    for what in ("state", "leaders/state"):
        while not json.loads(_get(address + what))["fresh"]:
            time.sleep(0.1)


def _answered(address: str, times: int) -> float:
    """Milliseconds until a page is there: the median."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        _get(address)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def measured(campaign: Path, times: int) -> Iterator[str]:
    """All measurements, a line each."""
    starts = []
    for _ in range(_STARTS):
        with served(campaign) as (_, seconds):
            starts.append(seconds)
    yield f"start to first page: {statistics.median(starts):.2f} s (median of {_STARTS}, {max(starts):.2f} at most)"
    with served(campaign) as (address, _):
        _wait_until_read(address)
        for page in PAGES:
            yield f"/{page}: {_answered(address + page, times):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=300)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--keep", type=Path, help="a folder for the campaign; one that is there is used again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        campaign = asked.keep or Path(temporary) / "campaign"
        if not (campaign / "campaign.xlsx").is_file():
            making = [sys.executable, str(_HERE / "make_workbooks.py"), str(asked.agencies), str(campaign)]
            subprocess.run(making, check=True)
        merge = [sys.executable, "-m", "toolkit", "merge", "--campaign", str(campaign), "--as-of", _AS_OF]
        subprocess.run(merge, check=False, stdout=subprocess.DEVNULL, env=_AS_INSTALLED)
        print(*measured(campaign, asked.times), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
